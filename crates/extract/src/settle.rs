//! Settle: what a report tells of one happening in several sentences is put together. In: mentions in the order of the text, each with the
//! day and place of its own sentence; out: the same, with what another telling of the same happening gives, what the saying of a thing
//! tells of its day, and what an answer tells that is younger than what it answers. Where two tellings contradict each other nothing is filled in.

use crate::clause::{Clause, nominal, standing_named, triggered, verbal};
use crate::code::Coder;
use crate::doc::At;
use crate::findings::{Aux, Basis, Claim, EventMention, Where, Who};
use crate::place::Manner;
use jiff::ToSpan;
use knowledge::{Effect, Sort};
use language::Upos;
use running::{as_reported, beside, goes_on, in_force, meanwhile, news_day};
use std::collections::BTreeSet;
use text::{Because, Days, Span};

mod running;

/// One passage that tells of a happening, coded or not.
struct Telling {
    at: At,
    /// Category and mode of each frame its word may stand for.
    kinds: Vec<(String, Option<String>)>,
    /// Its word's lemma.
    word: String,
    /// Several, or others than those spoken of: "thousands of other girls".
    many: bool,
    /// Who does it: codes, names, nouns.
    doers: BTreeSet<String>,
    /// What it is done to or with.
    things: BTreeSet<String>,
    /// A noun that points back: "the launch".
    bare: bool,
    days: Days,
    date: Option<Span>,
    place: Option<(Where, Span)>,
    /// The mention it was coded as.
    mention: Option<usize>,
}

/// Fills in days and places; mentions stay in order.
pub(crate) fn settle(coder: &Coder, mentions: &mut [EventMention]) {
    mentions.iter_mut().for_each(|m| among_townsfolk(coder, m));
    let mut tellings = tellings(coder, mentions);
    // A second round carries what the first filled in to those that resemble only the filled ones.
    for _ in 0..2 {
        for at in 0..mentions.len() {
            share(coder, mentions, at, &tellings);
        }
        refresh(mentions, &mut tellings);
    }
    mentions.iter_mut().for_each(|m| at_home(coder, m));
    same_courts(mentions);
    refresh(mentions, &mut tellings);
    for at in 0..mentions.len() {
        as_reported(coder, mentions, at, &tellings);
    }
    let spoken = spoken(coder, mentions);
    for at in 0..mentions.len() {
        said(coder, &mut mentions[at], &spoken);
        answers(coder, mentions, at, &tellings);
        bounded(coder, &mut mentions[at]);
    }
    for at in 0..mentions.len() {
        beside(coder, mentions, at);
        in_force(coder, mentions, at);
        meanwhile(coder, mentions, at, &tellings);
        goes_on(coder, mentions, at);
        background(coder, &mut mentions[at]);
    }
}

fn undated(m: &EventMention) -> bool {
    m.date_earliest.is_none()
}

fn tellings(coder: &Coder, mentions: &[EventMention]) -> Vec<Telling> {
    let doc = coder.cast.doc;
    let known: Vec<Known> = mentions.iter().filter_map(|m| Known::new(coder, m)).collect();
    let mut found = Vec::new();
    for sent in 0..doc.sents.len() {
        for at in 0..doc.sents[sent].tokens.len() {
            let span = doc.sents[sent].tokens[at].span;
            let coded = mentions.iter().position(|m| m.sentence == sent && m.spans.trigger == span);
            found.extend(telling(coder, (sent, at), &known, coded.map(|n| (n, &mentions[n]))));
        }
    }
    found
}

/// What kinds of happening the report was found to tell of, and by which words.
struct Known<'m> {
    event: &'m str,
    mode: Option<String>,
    word: String,
    sort: Sort,
}

impl<'m> Known<'m> {
    fn new(coder: &Coder, m: &'m EventMention) -> Option<Known<'m>> {
        let tokens = &coder.cast.doc.sents.get(m.sentence)?.tokens;
        let tok = tokens.iter().find(|t| t.span == m.spans.trigger)?;
        let sort = if tok.upos == Upos::Noun { Sort::Noun } else { Sort::Verb };
        Some(Known { event: &m.event, mode: m.mode.first().cloned(), word: tok.lemma.to_lowercase(), sort })
    }
}

/// "seize" and "seizure", "test" and "testing": one word or made of it.
fn same_word(a: &str, b: &str) -> bool {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    a == b || common >= 4 && common + 1 >= short && long - common <= 4
}

/// True where an object is many, or others than those spoken of before.
fn many(coder: &Coder, clause: &Clause) -> bool {
    let doc = coder.cast.doc;
    let wide = |at: usize| {
        matches!(
            doc.sents[clause.sent].tokens[at].lemma.as_str(),
            "other"
                | "another"
                | "more"
                | "many"
                | "several"
                | "dozen"
                | "hundred"
                | "thousand"
                | "various"
                | "all"
        )
    };
    let objects = ["object", "of", "against", "on"].iter().flat_map(|slot| clause.slot(slot));
    objects
        .filter(|at| at.0 == clause.sent)
        .any(|at| wide(at.1) || doc.sents[clause.sent].children(at.1).any(wide))
}

fn telling(
    coder: &Coder,
    (sent, at): At,
    known: &[Known],
    coded: Option<(usize, &EventMention)>,
) -> Option<Telling> {
    let doc = coder.cast.doc;
    let tok = &doc.sents[sent].tokens[at];
    if !matches!(tok.upos, Upos::Verb | Upos::Noun) {
        return None;
    }
    let lemma = tok.lemma.to_lowercase();
    let frames = &coder.tables.frames;
    let mut kinds = Vec::new();
    let mut sort = None;
    for &(frame, trigger) in frames.by_head(&lemma) {
        let (frame, trigger) = (&frames.frames[frame], &frames.frames[frame].triggers[trigger]);
        let fits = known.iter().any(|k| k.event == frame.event)
            && coded.is_none_or(|(_, m)| m.frame == frame.rule)
            && triggered(doc, sent, at, trigger).is_some();
        if fits {
            sort = sort.or(Some(trigger.sort));
            kinds.push((frame.event.clone(), frame.mode.clone()));
        }
    }
    // "Tuesday's test", where "a missile test" was told before: the word alone.
    let own = if tok.upos == Upos::Noun { Sort::Noun } else { Sort::Verb };
    for k in known.iter().filter(|k| same_word(&k.word, &lemma)) {
        let kind = (k.event.to_owned(), k.mode.clone());
        if !kinds.contains(&kind) && (k.sort == own || kinds.is_empty()) {
            sort = sort.or(Some(own));
            kinds.push(kind);
        }
    }
    let sort = sort?;
    let clause = match sort {
        Sort::Noun => nominal(doc, frames, sent, at),
        _ => verbal(doc, sent, at),
    };
    if let Some((_, m)) = coded {
        kinds = vec![(m.event.clone(), m.mode.first().cloned())];
    } else if standing_named(coder.cast, &coder.tables.cues, &clause)
        .iter()
        .any(|m| matches!(m.effect, Effect::Future | Effect::Hypothetical | Effect::Negation))
    {
        return None;
    }
    let (by, to): (&[&str], &[&str]) = match sort {
        Sort::Noun => (&["subject", "possessive", "by", "modifier"], &["object", "of", "on", "against"]),
        _ => (&["subject"], &["object", "of", "on", "against", "with", "to"]),
    };
    let keys = |slots: &[&str], out: &mut BTreeSet<String>| {
        for head in slots.iter().flat_map(|slot| clause.slot(slot)) {
            keys_of(coder, head, out);
        }
    };
    let (mut doers, mut things) = (BTreeSet::new(), BTreeSet::new());
    keys(by, &mut doers);
    keys(to, &mut things);
    if let Some((_, m)) = coded {
        doers.extend(m.actor.iter().filter_map(|w| w.code.as_ref()).map(|code| format!("@{code}")));
    }
    let sentence = doc.sents[sent];
    let definite = sentence
        .children_by(at, "det")
        .any(|d| matches!(sentence.tokens[d].lemma.as_str(), "the" | "this" | "that"))
        || sentence.children_by(at, "nmod:poss").next().is_some();
    let when = coder.when(&clause);
    let manner = Manner::of(&kinds[0].0);
    let place = if coded.is_some() || manner == Manner::Words { None } else { coder.place(&clause, manner) };
    let own = coded.map(|(_, m)| m);
    Some(Telling {
        at: (sent, at),
        many: many(coder, &clause),
        word: lemma,
        bare: sort == Sort::Noun && definite && things.is_empty(),
        kinds,
        doers,
        things,
        days: own.map_or(when.days, EventMention::days),
        date: own.map_or(when.text, |m| m.spans.date),
        place: match own {
            Some(m) => m.place.clone().zip(m.spans.place),
            None => place.map(|p| (p.place, p.span)),
        },
        mention: coded.map(|(n, _)| n),
    })
}

/// A party by its codes and chain, a thing by its noun.
fn keys_of(coder: &Coder, head: At, out: &mut BTreeSet<String>) {
    let doc = coder.cast.doc;
    for at in doc.conjuncts(head.0, head.1) {
        let at = doc.content((head.0, at));
        let sentence = doc.sents[at.0];
        // A ship, a plane, a storm is known by the name before it.
        let called = sentence.children_by(at.1, "compound").chain(sentence.children_by(at.1, "appos"));
        let owned = |name: &&crate::names::Name| coder.cast.names.chain_of(name).actor.is_none();
        let called = called.filter_map(|t| coder.cast.names.at((at.0, t))).filter(owned);
        for named in called.chain(coder.cast.names.at(at)) {
            out.insert(format!("#{}", named.chain));
        }
        let codes = coder.resolve(at, Days::default()).into_iter().filter_map(|p| p.who.code);
        out.extend(codes.map(|code| format!("@{code}")));
        let tok = doc.tok(at);
        if tok.upos == Upos::Noun && tok.lemma.len() > 2 {
            out.insert(tok.lemma.to_lowercase());
        }
    }
}

fn refresh(mentions: &[EventMention], tellings: &mut [Telling]) {
    for telling in tellings {
        if let Some(m) = telling.mention.map(|at| &mentions[at]) {
            telling.days = m.days();
            telling.date = m.spans.date;
            telling.place = m.place.clone().zip(m.spans.place);
        }
    }
}

/// "schoolgirls" are girls: a compound ends in what it is.
fn shares(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let ends = |a: &str, b: &str| b.len() > 3 && !b.starts_with(['@', '#']) && a.ends_with(b);
    a.iter().any(|a| b.iter().any(|b| a == b || ends(a, b) || ends(b, a)))
}

fn marked(keys: &BTreeSet<String>, mark: char) -> BTreeSet<String> {
    keys.iter().filter(|key| key.starts_with(mark)).cloned().collect()
}

/// True where both name somebody and nobody in common.
fn disjoint(a: &BTreeSet<String>, b: &BTreeSet<String>, mark: char) -> bool {
    let (a, b) = (marked(a, mark), marked(b, mark));
    !a.is_empty() && !b.is_empty() && a.is_disjoint(&b)
}

/// How surely two tellings are of one happening; 0 where nothing says so.
fn likeness(a: &Telling, b: &Telling) -> u8 {
    let kind = |(event, mode): &(String, Option<String>), other: &(String, Option<String>)| {
        event == &other.0 && mode == &other.1 && mode.is_some()
    };
    let same_word = same_word(&a.word, &b.word);
    let akin = a.kinds.iter().any(|k| b.kinds.iter().any(|o| kind(k, o) || same_word && k.0 == o.0));
    if !akin || disjoint(&a.doers, &b.doers, '@') || disjoint(&a.things, &b.things, '#') {
        return 0;
    }
    let (doers, things) = (shares(&a.doers, &b.doers), shares(&a.things, &b.things));
    if Manner::of(&a.kinds[0].0) == Manner::Words {
        return if same_word && doers && things { 4 } else { 0 };
    }
    match (same_word, things, doers) {
        (true, true, true) => 5,
        (_, true, true) => 4,
        (true, true, false) => 4,
        (true, false, true) if a.things.is_empty() || b.things.is_empty() => 3,
        (true, false, false) if a.bare || b.bare => 2,
        // "kidnapped the girls", "the abduction of the girls", nobody said to have done another
        (false, true, false) if a.doers.is_empty() || b.doers.is_empty() => 3,
        _ => 0,
    }
}

/// True for a mention of one happening, not of many or of one more: "attacks on civilians", "has repeatedly tested" point to no single day.
fn single(coder: &Coder, telling: &Telling) -> bool {
    let sentence = coder.cast.doc.sents[telling.at.0];
    let tok = &sentence.tokens[telling.at.1];
    let pointed = sentence.children(telling.at.1).any(|at| {
        matches!(sentence.tokens[at].lemma.as_str(), "the" | "this" | "these" | "those" | "that")
            || sentence.tokens[at].deprel == "nmod:poss"
    });
    let again = sentence.children_by(telling.at.1, "advmod").any(|at| {
        matches!(
            sentence.tokens[at].lemma.as_str(),
            "again" | "repeatedly" | "often" | "previously" | "frequently" | "regularly" | "already" | "ever"
        )
    });
    !again && !telling.many && (tok.xpos != "NNS" || pointed)
}

/// How far apart two passages stand: what comes before counts less than what comes after.
fn distance(from: At, to: At) -> usize {
    if to <= from { 2 * (from.0 - to.0) } else { 2 * (to.0 - from.0) + 1 }
}

/// Day and place that other tellings of the same happening give.
fn share(coder: &Coder, mentions: &mut [EventMention], at: usize, tellings: &[Telling]) {
    let Some(own) = tellings.iter().find(|t| t.mention == Some(at)) else { return };
    if !mentions[at].asserts() || !single(coder, own) {
        return;
    }
    let open = undated(&mentions[at]) || own.days.width().is_none_or(|width| width > 31);
    let wide = open && !undated(&mentions[at]);
    if open {
        let dated = |t: &&Telling| {
            let most = if wide { 31 } else { 366 };
            // "this year" counts more often than it dates: "the third test this year".
            let now = coder.cast.published.latest.zip(t.days.latest).is_some_and(|(day, last)| last >= day);
            t.days.earliest.is_some()
                && t.days.width().is_some_and(|width| width <= if now { 31 } else { most })
        };
        let fits = |t: &Telling| t.days.meets(own.days);
        if let Some(found) = chosen(own, tellings, dated, fits, |a, b| a.days.meets(b.days), coder) {
            // Of tellings that agree the narrowest: "in 2014", "on April 14".
            let alike = tellings
                .iter()
                .filter(dated)
                .filter(|t| likeness(own, t) >= likeness(own, found) && t.days.meets(found.days) && fits(t));
            let found = alike.min_by_key(|t| t.days.width()).unwrap_or(found);
            let because = as_told("time#same-happening", found, coder);
            let (days, span) = (found.days, found.date);
            dated_by(coder, &mut mentions[at], days, span, Basis::Earlier, because);
        }
    }
    if mentions[at].place.is_none() && Manner::of(&mentions[at].event) != Manner::Words {
        let days = mentions[at].days();
        let placed = |t: &&Telling| t.place.is_some();
        let fits = |t: &Telling| undated(&mentions[at]) || t.days.earliest.is_none() || t.days.meets(days);
        let agree = |a: &Telling, b: &Telling| match (&a.place, &b.place) {
            (Some((a, _)), Some((b, _))) => a.id == b.id || a.country == b.country && a.country.is_some(),
            _ => true,
        };
        if let Some(found) = chosen(own, tellings, placed, fits, agree, coder)
            && let Some((place, span)) = found.place.clone()
        {
            let because = as_told("place#same-happening", found, coder).note(place.name.clone());
            let m = &mut mentions[at];
            m.place = Some(place);
            m.spans.place = Some(span);
            m.place_basis = Some(Basis::Earlier);
            m.because.push(because);
        }
    }
}

/// "abducted Kano schoolgirls": people of a town that are attacked are there, where nothing else is said.
fn among_townsfolk(coder: &Coder, m: &mut EventMention) {
    if m.event != "ASSAULT" || m.place.is_some() {
        return;
    }
    let town = |span: &Span| crate::place::townsfolk(coder.cast.doc, coder.places, m.sentence, *span);
    let Some(home) = m.spans.recipient.iter().find_map(town) else { return };
    m.place = Some(home.place.clone());
    m.spans.place = Some(home.span);
    m.place_basis = Some(Basis::Clause);
    m.because.push(home.because.clone());
}

/// "An Egyptian court sentenced": courts and police act in their own country, where the words name it.
fn at_home(coder: &Coder, m: &mut EventMention) {
    let lawful = is_lawful(m);
    let [doer] = m.actor.as_slice() else { return };
    let public = ["authorities", "officials", "prosecutors"].iter().any(|end| doer.text.ends_with(end));
    let law = lawful && (public || matches!(doer.sector.as_deref(), Some("JUD" | "COP")));
    // "the army ousted the president": rule over one's own people, where all parties are of one state.
    let own = matches!(m.event.as_str(), "COERCE" | "PROTEST")
        && !m.recipient.is_empty()
        && m.recipient.iter().all(|who| who.code == doer.code);
    if m.place.is_some() || !law && !own {
        return;
    }
    let state = |p: &&crate::place::Mention| p.place.precision == "country" && p.place.country == doer.code;
    let inside = |p: &&crate::place::Mention| p.sent == m.sentence && doer.span.contains(p.span);
    let near = coder.places.iter().filter(state).filter(|_| own);
    let home = coder.places.iter().filter(state).find(inside);
    let Some(home) = home.or_else(|| near.min_by_key(|p| p.sent.abs_diff(m.sentence))) else { return };
    let here = home.sent == m.sentence;
    m.place = Some(home.place.clone());
    m.spans.place = Some(home.span);
    m.place_basis = Some(if here { Basis::Clause } else { Basis::Earlier });
    m.because.push(Because::rule("place#own-law").at(home.span).note("courts and police act at home"));
}

/// What courts and police do.
fn is_lawful(m: &EventMention) -> bool {
    let modes = ["convict", "arrest", "seize", "investigate"];
    matches!(m.event.as_str(), "SANCTION" | "COERCE" | "ACCUSE")
        && m.mode.iter().any(|mode| modes.contains(&mode.as_str()))
}

/// "Five others were fined": what law does with nobody named is done where it was done just before.
fn same_courts(mentions: &mut [EventMention]) {
    for at in 0..mentions.len() {
        let m = &mentions[at];
        if m.place.is_some() || !m.asserts() || !is_lawful(m) || !m.actor.is_empty() {
            continue;
        }
        let told = |o: &&EventMention| o.event == m.event && o.mode == m.mode && o.sentence + 8 > m.sentence;
        let home = |o: &EventMention| o.because.iter().find(|b| b.rule == "place#own-law").cloned();
        let before =
            mentions[..at].iter().rev().filter(told).find_map(|o| Some((o.place.clone()?, home(o)?)));
        let Some((place, because)) = before else { continue };
        let m = &mut mentions[at];
        m.place = Some(place);
        m.spans.place = because.span;
        m.place_basis = Some(Basis::Earlier);
        m.because.push(because);
    }
}

/// The telling most like this one, the nearest of equals; none where equals contradict each other and none of them stands close by.
fn chosen<'t>(
    own: &Telling,
    tellings: &'t [Telling],
    has: impl Fn(&&Telling) -> bool,
    fits: impl Fn(&Telling) -> bool,
    agree: impl Fn(&Telling, &Telling) -> bool,
    coder: &Coder,
) -> Option<&'t Telling> {
    let others: Vec<&Telling> = tellings
        .iter()
        .filter(|t| t.at != own.at && !t.many && likeness(own, t) > 0)
        .filter(has)
        .filter(|t| fits(t))
        .collect();
    let best = others.iter().map(|t| likeness(own, t)).max()?;
    let near = |t: &&&Telling| distance(own.at, t.at);
    let found = *others.iter().filter(|t| likeness(own, t) == best).min_by_key(near)?;
    let close = distance(own.at, found.at) <= if leads(coder, own.at.0) { 12 } else { 4 };
    let agreed = others.iter().filter(|t| likeness(own, t) == best).all(|t| agree(t, found));
    // A noun that points back points to what was just told.
    (agreed && (best > 2 || own.bare || found.bare || close) || close && best > 2).then_some(found)
}

/// True for the title and the first sentences: what they tell is told again in full below.
fn leads(coder: &Coder, sent: usize) -> bool {
    let title = (0..coder.cast.doc.sents.len()).take_while(|&s| coder.cast.doc.in_title(s)).count();
    sent < title + 2
}

fn as_told(rule: &str, found: &Telling, coder: &Coder) -> Because {
    let span = coder.cast.doc.tok(found.at).span;
    Because::rule(rule.to_owned()).at(span).note(format!("as told by `{}`", coder.cast.doc.slice(span)))
}

fn dated_by(
    coder: &Coder,
    m: &mut EventMention,
    days: Days,
    span: Option<Span>,
    basis: Basis,
    because: Because,
) {
    m.date_earliest = days.earliest;
    m.date_latest = days.latest;
    m.spans.date = span;
    m.date_text = span.map(|span| coder.cast.doc.slice(span).to_owned());
    m.date_basis = Some(basis);
    m.because.push(because);
}

/// The days on which each claim was made: its own, else those of the last claim of the same speaker, told since.
fn spoken(coder: &Coder, mentions: &[EventMention]) -> Vec<Days> {
    let speaker =
        |c: &Claim| c.speaker.as_ref().map(|who| who.id.clone().unwrap_or_else(|| who.name.clone()));
    let mut days: Vec<Days> = Vec::new();
    for (at, claim) in coder.claims.iter().enumerate() {
        let own = Days { earliest: claim.date_earliest, latest: claim.date_latest };
        let before = coder.claims[..at].iter().zip(&days).rev().find(|(c, days)| {
            speaker(c).is_some() && speaker(c) == speaker(claim) && days.earliest.is_some()
        });
        let news = || news_day(coder, mentions, claim.sentence, 15).map(|(days, _)| days);
        let told = before.map(|(_, days)| *days).or_else(news);
        days.push(if own.is_unknown() { told.unwrap_or(own) } else { own });
    }
    days
}

/// What is done by saying it ("we appeal to all sides") is done on the day it is said, and what is going on ("said it was holding
/// talks") goes on that day.
fn said(coder: &Coder, m: &mut EventMention, spoken: &[Days]) {
    let Some(at) = m.said_by.as_ref().and_then(|id| coder.claims.iter().position(|c| c.id == *id)) else {
        return;
    };
    let (claim, days) = (&coder.claims[at], spoken[at]);
    let by_saying = Manner::of(&m.event) == Manner::Words && m.event != "SANCTION";
    let itself = |who: &Who| claim.speaker.as_ref().is_some_and(|s| s.id.is_none() || s.code == who.code);
    let done = by_saying && m.actor.iter().any(itself) || m.asserts() && going_on(coder, m);
    if !undated(m) || !done || days.earliest.is_none() {
        return;
    }
    let timex = coder.timexes.iter().find(|t| t.sent == claim.sentence && t.days == days);
    let basis =
        if timex.is_some() && claim.sentence == m.sentence { Basis::Sentence } else { Basis::Earlier };
    let because = Because::rule("time#said").at(claim.content).note("on the day it was said");
    dated_by(coder, m, days, timex.map(|t| t.span), basis, because);
}

/// "is holding", "was preparing": under way when it is told.
fn going_on(coder: &Coder, m: &EventMention) -> bool {
    let sentence = coder.cast.doc.sents[m.sentence];
    let Some(head) = sentence.tokens.iter().position(|t| t.span == m.spans.trigger) else { return false };
    // The trigger is the verb, or the object of it ("holding talks").
    let tok = &sentence.tokens[head];
    let head = tok.head.filter(|_| tok.rel() == "obj").unwrap_or(head);
    let helped = |lemma: &str| sentence.children_by(head, "aux").any(|a| sentence.tokens[a].lemma == lemma);
    sentence.tokens[head].xpos == "VBG" && helped("be") && !helped("have")
}

/// "condemned the launch": words about a happening are no older than it.
fn answers(coder: &Coder, mentions: &mut [EventMention], at: usize, tellings: &[Telling]) {
    let m = &mentions[at];
    let Some(latest) = coder.cast.published.latest.filter(|_| undated(m)) else { return };
    if Manner::of(&m.event) != Manner::Words || m.aux.contains(&Aux::Negation) {
        return;
    }
    let Some(own) = tellings.iter().find(|t| t.mention == Some(at)) else { return };
    let sentence = coder.cast.doc.sents[own.at.0];
    let recent = |t: &&Telling| {
        t.days.earliest.is_some_and(|day| (-1..=31).contains(&(latest - day).get_days()))
            && t.days.width().is_some_and(|width| width <= 7)
    };
    let below = |t: &&Telling| t.at.0 == own.at.0 && t.at != own.at && sentence.dominates(own.at.1, t.at.1);
    let Some(found) = tellings.iter().filter(below).filter(recent).max_by_key(|t| t.days.earliest) else {
        return;
    };
    // A day that has begun elsewhere may be the day after publication.
    let days = Days { earliest: found.days.earliest, latest: found.days.earliest.max(Some(latest)) };
    let because = as_told("time#answers", found, coder).note("no older than what it speaks of");
    let span = found.date;
    dated_by(coder, &mut mentions[at], days, span, Basis::Earlier, because);
}

/// What is told as done was done by the time the report appeared.
fn bounded(coder: &Coder, m: &mut EventMention) {
    let Some(latest) = coder.cast.published.latest.filter(|_| m.asserts()) else { return };
    if m.date_earliest.is_some_and(|day| day <= latest) && m.date_latest.is_some_and(|day| day > latest) {
        m.date_latest = Some(latest);
    }
}

/// Background: over three months before the report.
fn background(coder: &Coder, m: &mut EventMention) {
    let bound = coder.cast.published.earliest.and_then(|day| day.checked_sub(90.days()).ok());
    let past = m.date_latest.zip(bound).is_some_and(|(latest, bound)| latest < bound);
    m.aux.retain(|aux| *aux != Aux::Historical);
    if past {
        m.aux.push(Aux::Historical);
        m.aux.sort();
    }
}
