//! Telling: every passage of a report that may tell of a happening, coded or not, with who and what stand in it. Out: how surely two of
//! them are of one happening.

use super::leads;
use crate::clause::{Clause, nominal, standing_named, triggered, verbal};
use crate::code::Coder;
use crate::doc::{At, lower};
use crate::findings::{EventMention, Where};
use crate::place::Manner;
use knowledge::{Effect, Frame, Lead, Sort};
use language::Upos;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use text::{Days, Span};

/// A category and its mode.
pub(super) type Kind = (String, Option<String>);

/// One passage that tells of a happening, coded or not.
pub(super) struct Telling {
    pub(super) at: At,
    /// Category and mode of each frame its word may stand for.
    pub(super) kinds: Vec<Kind>,
    /// Its word's lemma.
    pub(super) word: String,
    /// The frames that its word, or the noun a light verb carries, may stand for.
    pub(super) frames: BTreeSet<usize>,
    /// What it is done to or with is pointed at: "*the* ship".
    pointed: bool,
    /// It stands in the title.
    title: bool,
    /// It is a noun: "drill", "release".
    noun: bool,
    /// It is said to be earlier than what else is told: "had *previously* fired".
    bygone: bool,
    /// One happening, not several.
    pub(super) single: bool,
    /// It describes a noun: "the girls *taken* in spring".
    describes: bool,
    /// How many it was done to or with: "*21* girls".
    pub(super) count: Option<i32>,
    /// Several, or others than those spoken of: "thousands of other girls".
    pub(super) many: bool,
    /// Who does it: codes, names, nouns.
    pub(super) doers: BTreeSet<String>,
    /// What it is done to or with.
    pub(super) things: BTreeSet<String>,
    /// A noun that points back: "the launch".
    pub(super) bare: bool,
    pub(super) days: Days,
    pub(super) date: Option<Span>,
    pub(super) place: Option<(Where, Span)>,
    /// The mention it was coded as.
    pub(super) mention: Option<usize>,
}

pub(super) fn tellings(coder: &Coder, mentions: &[EventMention]) -> Vec<Telling> {
    let doc = coder.cast.doc;
    let mut words: Vec<Word> = Vec::new();
    for word in mentions.iter().filter_map(|m| Word::new(coder, m)) {
        // What is told twice tells nothing new.
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let told = coder.tables.frames.bits(words.iter().map(|word| word.event));
    let known = Known { words, told };
    let mut found = Vec::new();
    for (sent, sentence) in doc.sents.iter().enumerate() {
        for (at, tok) in sentence.tokens.iter().enumerate() {
            if !matches!(tok.upos, Upos::Verb | Upos::Noun) {
                continue;
            }
            let coded = mentions.iter().position(|m| m.sentence == sent && m.spans.trigger == tok.span);
            found.extend(telling(coder, (sent, at), &known, coded.map(|n| (n, &mentions[n]))));
        }
    }
    found
}

/// What a report was found to tell of.
struct Known<'m> {
    words: Vec<Word<'m>>,
    /// Bits of the categories.
    told: u64,
}

/// What kinds of happening the report was found to tell of, and by which words.
#[derive(PartialEq)]
struct Word<'m> {
    event: &'m str,
    mode: Option<String>,
    word: String,
    sort: Sort,
}

impl<'m> Word<'m> {
    fn new(coder: &Coder, m: &'m EventMention) -> Option<Word<'m>> {
        let tokens = &coder.cast.doc.sents.get(m.sentence)?.tokens;
        let tok = tokens.iter().find(|t| t.span == m.spans.trigger)?;
        let sort = if tok.upos == Upos::Noun { Sort::Noun } else { Sort::Verb };
        Some(Word { event: &m.event, mode: m.mode.first().cloned(), word: tok.lemma.to_lowercase(), sort })
    }
}

/// "seize" and "seizure", "test" and "testing": one word or made of it.
fn same_word(a: &str, b: &str) -> bool {
    if a.as_bytes().first() != b.as_bytes().first() {
        return false;
    }
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    a == b || common >= 4 && common + 1 >= short && long - common <= 4
}

/// The heads of what it is done to or with, in its own sentence.
fn patients<'c>(clause: &'c Clause) -> impl Iterator<Item = usize> + 'c {
    let slots = ["object", "of", "against", "on"].into_iter().flat_map(|slot| clause.slot(slot));
    slots.filter(|at| at.0 == clause.sent).map(|at| at.1)
}

/// True where an object is many, or others than those spoken of before.
fn many(coder: &Coder, clause: &Clause) -> bool {
    let sentence = coder.cast.doc.sents[clause.sent];
    // "Fires another missile", says a title: the one it is about.
    let lead = leads(coder, clause.sent);
    let wide = |at: usize| {
        let lemma = &sentence.tokens[at].lemma;
        coder.tables.frames.in_class("further", lemma) && !(lead && lemma == "another")
    };
    // "dozens of tests"
    let tok = &sentence.tokens[clause.head];
    let of = tok.head.is_some_and(|above| tok.rel() == "nmod" && wide(above));
    if tok.upos == Upos::Noun && (of || sentence.children_by(clause.head, "amod").any(wide)) {
        return true;
    }
    // "thirty times"
    let times = |at: usize| sentence.tokens[at].lemma == "time" && sentence.tokens[at].xpos == "NNS";
    sentence.children(clause.head).any(times)
        || patients(clause).any(|at| wide(at) || sentence.children(at).any(wide))
}

/// The number of what it is done to or with: "21 girls", "21 of the girls".
fn count(coder: &Coder, clause: &Clause) -> Option<i32> {
    let sentence = coder.cast.doc.sents[clause.sent];
    let number = |at: usize| {
        let form = coder.cast.doc.form((clause.sent, at)).to_lowercase();
        let tok = &sentence.tokens[at];
        (tok.upos == Upos::Num).then(|| {
            form.replace(',', "").parse().ok().or_else(|| coder.tables.calendar.word(&form)?.number)
        })?
    };
    let of = |at: usize| sentence.children_by(at, "nummod").chain([at]).find_map(number);
    patients(clause).find_map(of)
}

/// The frames a word may stand for where it stands, and those of the noun that a light verb carries ("conducted *exercises*").
fn frames_of(coder: &Coder, clause: &Clause, (sent, at): At, kinds: &[Kind]) -> BTreeSet<usize> {
    let doc = coder.cast.doc;
    let frames = &coder.tables.frames;
    let told = frames.bits(kinds.iter().map(|kind| kind.0.as_str()));
    let fits = |at: usize| {
        let lemma = doc.sents[sent].tokens[at].lemma.to_lowercase();
        let here = frames.by_head(&lemma).iter().filter(move |lead| {
            lead.event & told != 0
                && lead.words & !coder.words[sent] == 0
                && kinds.iter().any(|kind| kind.0 == frames.frames[lead.frame].event)
                && triggered(doc, sent, at, &frames.frames[lead.frame].triggers[lead.trigger]).is_some()
        });
        here.map(|lead| (lead.frame, frames.frames[lead.frame].triggers[lead.trigger].sort))
            .collect::<Vec<_>>()
    };
    let mut found = fits(at);
    if found.iter().any(|(_, sort)| *sort == Sort::Verb) {
        let nouns = clause.slot("object").filter(|object| object.0 == sent).flat_map(|object| fits(object.1));
        found.extend(nouns.filter(|(_, sort)| *sort == Sort::Noun));
    }
    found.into_iter().map(|(frame, _)| frame).collect()
}

/// True where a slot holds what the frame does not tell of, and nobody: "released *a video*".
fn another_sense(coder: &Coder, clause: &Clause, frame: &Frame) -> bool {
    let things = |slot: &str| {
        let mut heads = clause.slot(slot).peekable();
        heads.peek().is_some() && heads.all(|head| coder.resolve(head, Days::default()).is_empty())
    };
    let wants = |(slot, tests): (&String, &Vec<String>)| !coder.slot_is(clause, slot, tests) && things(slot);
    frame.wants.iter().any(wants)
        || frame.unless.iter().any(|(slot, tests)| coder.slot_is(clause, slot, tests))
}

fn telling(
    coder: &Coder,
    (sent, at): At,
    known: &Known,
    coded: Option<(usize, &EventMention)>,
) -> Option<Telling> {
    let doc = coder.cast.doc;
    let lemma = lower(&doc.sents[sent].tokens[at].lemma);
    let (kinds, sort) = kinds(coder, (sent, at), &lemma, known, coded.map(|(_, m)| m))?;
    let clause = clause_of(coder, (sent, at), sort);
    let planned = |effect| matches!(effect, Effect::Future | Effect::Hypothetical | Effect::Negation);
    let standing = || standing_named(coder.cast, &coder.tables.cues, &clause);
    let infinitive = doc.sents[sent].children_by(at, "mark").any(|mark| doc.tok((sent, mark)).xpos == "TO");
    if coded.is_none() && infinitive {
        return None;
    }
    if coded.is_none() && standing().iter().any(|moved| planned(moved.effect)) {
        return None;
    }
    let (by, to): (&[&str], &[&str]) = match sort {
        Sort::Noun => (&["subject", "possessive", "by", "modifier"], &["object", "of", "on", "against"]),
        _ => (&["subject"], &["object", "of", "on", "against", "with", "to"]),
    };
    let (mut doers, mut things) = (BTreeSet::new(), BTreeSet::new());
    to.iter().flat_map(|slot| clause.slot(slot)).for_each(|head| keys_of(coder, head, &mut things));
    let sentence = doc.sents[sent];
    let bare = sort == Sort::Noun && definite(coder, (sent, at)) && things.is_empty();
    for head in by.iter().flat_map(|slot| clause.slot(slot)) {
        // "a *missile* test": a common noun before the word is what it is done with.
        let thing = sort == Sort::Noun
            && head.0 == sent
            && sentence.tokens[head.1].rel() == "compound"
            && sentence.tokens[head.1].upos == Upos::Noun;
        keys_of(coder, head, if thing { &mut things } else { &mut doers });
    }
    if let Some((_, m)) = coded {
        doers.extend(m.actor.iter().filter_map(|w| w.code.as_ref()).map(|code| format!("@{code}")));
        // "the girls' release": an owner may be the one it is done to.
        let within = |at: usize| m.recipient.iter().any(|who| who.span.contains(sentence.tokens[at].span));
        let heads = (0..sentence.tokens.len()).filter(|&at| within(at));
        let heads = heads.filter(|&at| sentence.tokens[at].head.is_none_or(|above| !within(above)));
        heads.for_each(|at| keys_of(coder, (sent, at), &mut things));
    }
    let (when, count) = (coder.when(&clause), count(coder, &clause));
    let manners = || kinds.iter().map(|kind| Manner::of(&kind.0));
    let manner = manners().find(|manner| *manner != Manner::Words).unwrap_or(Manner::Words);
    let place = if coded.is_some() || manner == Manner::Words { None } else { coder.place(&clause, manner) };
    let own = coded.map(|(_, m)| m);
    let mut told = Telling {
        at: (sent, at),
        many: many(coder, &clause) || count.is_some_and(|count| count >= 1000),
        pointed: patients(&clause).any(|thing| definite(coder, (sent, thing))),
        title: doc.in_title(sent),
        noun: sort == Sort::Noun,
        bygone: sentence
            .children(at)
            .any(|c| coder.tables.frames.in_class("bygone", &sentence.tokens[c].lemma)),
        single: true,
        describes: matches!(sentence.tokens[at].rel(), "acl" | "amod"),
        frames: frames_of(coder, &clause, (sent, at), &kinds),
        count,
        word: lemma.into_owned(),
        bare,
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
    };
    told.single = single(coder, &told);
    Some(told)
}

fn clause_of(coder: &Coder, (sent, at): At, sort: Sort) -> Clause {
    match sort {
        Sort::Noun => nominal(coder.cast.doc, &coder.tables.frames, sent, at),
        _ => verbal(coder.cast.doc, sent, at),
    }
}

/// "the launch", "their launch".
fn definite(coder: &Coder, (sent, at): At) -> bool {
    let sentence = coder.cast.doc.sents[sent];
    let pointing = |d: usize| matches!(sentence.tokens[d].lemma.as_str(), "the" | "this" | "that");
    sentence.children_by(at, "det").any(pointing) || sentence.children_by(at, "nmod:poss").next().is_some()
}

/// Category and mode of each frame that a word may stand for, of those the report was found to tell of; and what sort of word it is there.
fn kinds(
    coder: &Coder,
    at: At,
    lemma: &str,
    known: &Known,
    coded: Option<&EventMention>,
) -> Option<(Vec<Kind>, Sort)> {
    let own = if coder.cast.doc.tok(at).upos == Upos::Noun { Sort::Noun } else { Sort::Verb };
    let clause = OnceCell::new();
    let elsewise = |frame| another_sense(coder, clause.get_or_init(|| clause_of(coder, at, own)), frame);
    let (mut kinds, mut sort, mut elsewhere) = (Vec::new(), None, Vec::new());
    let possible = |lead: &&Lead| lead.event & known.told != 0 && lead.words & !coder.words[at.0] == 0;
    for lead in coder.tables.frames.by_head(lemma).iter().filter(possible) {
        let frame = &coder.tables.frames.frames[lead.frame];
        let trigger = &frame.triggers[lead.trigger];
        let fits = known.words.iter().any(|k| k.event == frame.event)
            && coded.is_none_or(|m| m.frame == frame.rule)
            && triggered(coder.cast.doc, at.0, at.1, trigger).is_some();
        if !fits {
            continue;
        }
        let kind = (frame.event.clone(), frame.mode.clone());
        if coded.is_none() && elsewise(frame) {
            elsewhere.push(kind);
        } else {
            sort = sort.or(Some(trigger.sort));
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    // "Tuesday's test", where "a missile test" was told before: the word alone.
    for k in known.words.iter().filter(|k| same_word(&k.word, lemma)) {
        let kind = (k.event.to_owned(), k.mode.clone());
        if !kinds.contains(&kind) && !elsewhere.contains(&kind) && (k.sort == own || kinds.is_empty()) {
            sort = sort.or(Some(own));
            kinds.push(kind);
        }
    }
    if let Some(m) = coded {
        kinds = vec![(m.event.clone(), m.mode.first().cloned())];
    }
    Some((kinds, sort?))
}

/// A party by its codes and chain, a thing by its noun.
fn keys_of(coder: &Coder, head: At, out: &mut BTreeSet<String>) {
    let doc = coder.cast.doc;
    let dated = |at: At| coder.timexes.iter().any(|t| t.sent == at.0 && t.first <= at.1 && at.1 < t.end);
    for at in doc.conjuncts(head.0, head.1) {
        let at = doc.content((head.0, at));
        if dated(at) {
            continue;
        }
        let sentence = doc.sents[at.0];
        // A ship, a plane, a storm is known by the name before it.
        let called = sentence.children_by(at.1, "compound").chain(sentence.children_by(at.1, "appos"));
        let owned = |name: &&crate::names::Name| coder.cast.names.chain_of(name).actor.is_none();
        let called = called.filter_map(|t| coder.cast.names.at((at.0, t))).filter(owned);
        for named in called.chain(coder.cast.names.at(at)) {
            out.insert(format!("#{}", named.chain));
        }
        let meant = coder.resolve(at, Days::default());
        out.extend(meant.iter().filter_map(|p| p.who.code.as_ref()).map(|code| format!("@{code}")));
        let tok = doc.tok(at);
        // A title writes common nouns with capitals.
        let common = tok.upos == Upos::Noun || tok.upos == Upos::Propn && coder.cast.names.at(at).is_none();
        if common && tok.lemma.len() > 2 {
            let lemma = tok.lemma.to_lowercase();
            out.extend(one_thing(coder, &lemma).map(|class| format!("%{class}")));
            out.insert(lemma);
        }
    }
}

/// The class whose words may call one and the same thing: "the vessel", "the ship".
fn one_thing<'c>(coder: &'c Coder, lemma: &str) -> Option<&'c str> {
    let frames = &coder.tables.frames;
    let mut classes = frames.classes.get("one-thing")?.iter().map(String::as_str);
    classes.find(|class| frames.in_class(class, lemma))
}

pub(super) fn refresh(mentions: &[EventMention], tellings: &mut [Telling]) {
    for telling in tellings {
        if let Some(m) = telling.mention.map(|at| &mentions[at]) {
            telling.days = m.days();
            telling.date = m.spans.date;
            telling.place = m.place.clone().zip(m.spans.place);
        }
    }
}

/// "schoolgirls" are girls: a compound ends in what it is.
fn shares<'k>(mut a: impl Iterator<Item = &'k String>, b: impl Iterator<Item = &'k String> + Clone) -> bool {
    let ends = |a: &str, b: &str| b.len() > 3 && !b.starts_with(['@', '#']) && a.ends_with(b);
    a.any(|a| b.clone().any(|b| a == b || ends(a, b) || ends(b, a)))
}

fn marked(keys: &BTreeSet<String>, mark: char) -> impl Iterator<Item = &String> {
    keys.iter().filter(move |key| key.starts_with(mark))
}

/// The keys without the classes of things.
fn named(keys: &BTreeSet<String>) -> impl Iterator<Item = &String> + Clone {
    keys.iter().filter(|key| !key.starts_with('%'))
}

/// True where both name somebody and nobody in common.
pub(super) fn disjoint(a: &BTreeSet<String>, b: &BTreeSet<String>, mark: char) -> bool {
    let somebody = |keys: &BTreeSet<String>| marked(keys, mark).next().is_some();
    somebody(a) && somebody(b) && !marked(a, mark).any(|key| b.contains(key))
}

impl Telling {
    /// True where it is coded, or done to or with somebody or something known: "released a video" is not.
    fn is_of_somebody(&self) -> bool {
        let known = |key: &String| key.starts_with(['@', '#', '%']);
        self.mention.is_some() || self.things.is_empty() || self.things.iter().any(known)
    }
}

/// How surely two tellings are of one happening; 0 where nothing says so.
pub(super) fn likeness(a: &Telling, b: &Telling) -> u8 {
    let kind = |(event, mode): &Kind, other: &Kind| event == &other.0 && mode == &other.1 && mode.is_some();
    let one_word = same_word(&a.word, &b.word);
    // "drills", "conducted exercises"; but "stoned" and "shot" are two deeds.
    let alike = one_word || (a.noun || b.noun) && !a.frames.is_disjoint(&b.frames);
    // "21 girls were freed", "four men were freed"; of many taken some may be spoken of.
    let others = a.count.is_some() && b.count.is_some() && a.count != b.count && !a.describes && !b.describes;
    // Talks of the same two on the same day are the same talks.
    let met = |t: &Telling| {
        t.mention.is_some() && t.kinds.iter().any(|kind| Manner::of(&kind.0) == Manner::Meeting)
    };
    if met(a)
        && met(b)
        && marked(&a.doers, '@').nth(1).is_some()
        && marked(&a.doers, '@').eq(marked(&b.doers, '@'))
        && a.days.single().is_some()
        && a.days == b.days
    {
        return 3;
    }
    let akin = a.kinds.iter().any(|k| b.kinds.iter().any(|o| kind(k, o) || alike && k.0 == o.0));
    if !akin
        || others
        || a.bygone != b.bygone
        || disjoint(&a.doers, &b.doers, '@')
        || disjoint(&a.things, &b.things, '#')
    {
        return 0;
    }
    let doers = shares(a.doers.iter(), b.doers.iter());
    // "a ship" and then "the vessel" may be one, "the ship" and then "a boat" are two.
    let (first, then) = if a.at < b.at { (a, b) } else { (b, a) };
    let called = first.title || then.pointed;
    let things =
        shares(a.things.iter(), b.things.iter()) && (called || shares(named(&a.things), named(&b.things)));
    if Manner::of(&a.kinds[0].0) == Manner::Words {
        return if one_word && doers && things { 4 } else { 0 };
    }
    match (alike, things, doers) {
        (true, true, true) => 5,
        (_, true, true) => 4,
        (true, true, false) => 4,
        (true, false, true)
            if a.things.is_empty() && b.is_of_somebody() || b.things.is_empty() && a.is_of_somebody() =>
        {
            3
        }
        (true, false, false) if one_word && (a.bare || b.bare) => 2,
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
    let again = |at: usize| coder.tables.frames.in_class("often", &sentence.tokens[at].lemma);
    // "South Korean and American drills": several of them are one.
    let one = coder.tables.frames.in_class("one-in-plural", &telling.word) && !telling.doers.is_empty();
    !sentence.children_by(telling.at.1, "advmod").any(again)
        && !telling.many
        && (tok.xpos != "NNS" || pointed || one)
}

/// How far apart two passages stand: what comes before counts less than what comes after.
pub(super) fn distance(from: At, to: At) -> usize {
    if to <= from { 2 * (from.0 - to.0) } else { 2 * (to.0 - from.0) + 1 }
}
