//! Running: how the telling itself dates what it tells. In: mentions whose own words name no day; out: the day of the news they are part
//! of, of the verb they stand beside, of what went on meanwhile, or of the happening that the report is about.

use super::telling::{Telling, disjoint};
use super::{as_told, dated_by, dated_telling, leads, undated};
use crate::code::Coder;
use crate::doc::At;
use crate::findings::{Basis, Claim, EventMention};
use crate::place::Manner;
use crate::time::Timex;
use jiff::ToSpan;
use language::{Sentence, Upos};
use text::{Because, Days, Span};

/// "condemned the strike, demanding its end": what a participle adds is done with the verb it stands beside.
pub(super) fn beside(coder: &Coder, mentions: &mut [EventMention], at: usize) {
    let m = &mentions[at];
    let sentence = coder.cast.doc.sents[m.sentence];
    let head = |m: &EventMention| sentence.tokens.iter().position(|t| t.span == m.spans.trigger);
    let Some(tok) = head(m).map(|h| &sentence.tokens[h]).filter(|_| undated(m)) else { return };
    if tok.rel() != "advcl" || tok.xpos != "VBG" {
        return;
    }
    let above = mentions.iter().find(|o| {
        o.sentence == m.sentence && o.date_earliest.is_some() && o.asserts() && head(o) == tok.head
    });
    let Some(above) = above else { return };
    let because = Because::rule("time#beside-verb").at(above.spans.trigger).note("done with it");
    let (days, span) = (above.days(), above.spans.date);
    dated_by(coder, &mut mentions[at], days, span, Basis::Sentence, because);
}

/// "passed a resolution that calls on all sides to disarm": a text speaks from the day it was passed.
pub(super) fn in_force(coder: &Coder, mentions: &mut [EventMention], at: usize) {
    let m = &mentions[at];
    let sentence = coder.cast.doc.sents[m.sentence];
    let Some(head) = head_of(sentence, m).filter(|_| undated(m) && m.asserts()) else { return };
    let tok = &sentence.tokens[head];
    let noun = tok.head.filter(|_| tok.deprel == "acl:relcl" && tok.xpos == "VBZ");
    let Some(verb) = noun.and_then(|noun| {
        let noun = &sentence.tokens[noun];
        noun.head.filter(|_| matches!(noun.rel(), "obj" | "obl"))
    }) else {
        return;
    };
    let past = matches!(sentence.tokens[verb].xpos, "VBD" | "VBN");
    if !past || Manner::of(&m.event) != Manner::Words {
        return;
    }
    let Some(timex) = crate::time::governing(coder.cast.doc, coder.timexes, m.sentence, verb) else { return };
    let (days, span) = (timex.days, timex.span);
    let because = timex.because().note("of the verb that brought it about");
    dated_by(coder, &mut mentions[at], days, Some(span), Basis::Sentence, because);
}

/// "The launch came as troops held exercises": what went on meanwhile was at that time.
pub(super) fn meanwhile(coder: &Coder, mentions: &mut [EventMention], at: usize, tellings: &[Telling]) {
    let m = &mentions[at];
    let sentence = coder.cast.doc.sents[m.sentence];
    let Some(own) = tellings.iter().find(|t| t.mention == Some(at)).filter(|_| undated(m) && m.asserts())
    else {
        return;
    };
    // The trigger is the verb, or the object of it ("held exercises").
    let tok = &sentence.tokens[own.at.1];
    let verb = if tok.rel() == "obj" { tok.head.unwrap_or(own.at.1) } else { own.at.1 };
    let opens = |word: usize| matches!(sentence.tokens[word].lemma.as_str(), "as" | "while" | "when");
    // Some trees make the word a preposition of the subject.
    let mut leads =
        sentence.children_by(verb, "nsubj").flat_map(|subject| sentence.children_by(subject, "case"));
    let marked = sentence.children_by(verb, "mark").any(opens) || leads.any(opens);
    if !marked || sentence.tokens[verb].rel() != "advcl" {
        return;
    }
    let dated = |t: &Telling| t.days.earliest.is_some();
    let beside = |above: usize| {
        let subject =
            |at: usize| sentence.tokens[at].head == Some(above) && sentence.tokens[at].rel() == "nsubj";
        let here = tellings.iter().filter(|t| t.at.0 == m.sentence);
        let told = here.filter(|t| t.at.1 == above || subject(t.at.1));
        // "The launch came as ...": its day may be told elsewhere.
        let elsewhere = |t| dated_telling(coder, t, tellings, |t| dated(t), |_| true);
        told.filter_map(|t| if dated(t) { Some(t) } else { elsewhere(t) }).next()
    };
    // "was ordered to pay, while others were told to go": the tree may hang the clause on the infinitive.
    let above = sentence.tokens[verb].head;
    let upper =
        above.filter(|&at| sentence.tokens[at].rel() == "xcomp").and_then(|at| sentence.tokens[at].head);
    let Some(told) = above.and_then(beside).or_else(|| upper.and_then(beside)) else { return };
    let because = as_told("time#meanwhile", told, coder);
    let (days, span) = (told.days, told.date);
    dated_by(coder, &mut mentions[at], days, span, Basis::Sentence, because);
}

/// What the report is about, told once more without its day or place ("Five others were fined"): of the kind that the title or the first
/// sentences tell of, this week, by the same doer or by one not named.
pub(super) fn as_reported(coder: &Coder, mentions: &mut [EventMention], at: usize, tellings: &[Telling]) {
    let (m, latest) = (&mentions[at], coder.cast.published.latest);
    let Some(own) = tellings.iter().find(|t| t.mention == Some(at)) else { return };
    if !m.asserts() || !own.single || !plain(coder, own) {
        return;
    }
    let fresh = |t: &&Telling| {
        let day = latest.zip(t.days.earliest).map(|(latest, day)| (latest - day).get_days());
        day.is_some_and(|day| (-1..=7).contains(&day)) && t.days.width().is_some_and(|width| width <= 3)
    };
    let same = |t: &&Telling| {
        let kinds = t.kinds.iter().any(|kind| own.kinds.contains(kind) && kind.1.is_some());
        kinds
            && t.at < own.at
            && leads(coder, t.at.0)
            && !t.many
            && !disjoint(&own.doers, &t.doers, '@')
            && !disjoint(&own.things, &t.things, '#')
            && (undated(m) || t.days.meets(own.days))
    };
    let Some(found) = tellings.iter().find(|t| same(t) && fresh(t)) else { return };
    let place = found.place.clone().filter(|_| m.place.is_none());
    if undated(m) {
        let because = as_told("time#what-the-report-is-about", found, coder);
        dated_by(coder, &mut mentions[at], found.days, found.date, Basis::Earlier, because);
    }
    if let Some((place, span)) = place {
        let m = &mut mentions[at];
        m.because.push(as_told("place#what-the-report-is-about", found, coder).note(place.name.clone()));
        m.place = Some(place);
        m.spans.place = Some(span);
        m.place_basis = Some(Basis::Earlier);
    }
}

/// Told in the plain past, or as a gerund or noun, and as no other than the one before: "had already been sentenced", "a second launch" are others.
pub(super) fn plain(coder: &Coder, telling: &Telling) -> bool {
    let sentence = coder.cast.doc.sents[telling.at.0];
    let head = telling.at.1;
    let other = sentence.children(head).any(|at| {
        let lemma = &sentence.tokens[at].lemma;
        lemma == "have" || coder.tables.frames.in_class("one-more", lemma)
    });
    !other
        && (sentence.tokens[head].upos == Upos::Noun
            || matches!(sentence.tokens[head].xpos, "VBD" | "VBN" | "VBG"))
}

/// The last day told shortly before, of this week's news, and its words: what follows it is of that day. What happened then need be no
/// event ("Residents were woken on Friday").
pub(super) fn news_day(
    coder: &Coder,
    mentions: &[EventMention],
    sent: usize,
    within: usize,
) -> Option<(Days, Option<Span>)> {
    let latest = coder.cast.published.latest?;
    let fresh = |days: &Days| days.single().is_some_and(|day| (-1..=7).contains(&(latest - day).get_days()));
    let near = |told: usize| told < sent && told + within > sent;
    // "would meet on Tuesday"
    let planned = |m: &EventMention| {
        m.spans.date.is_some()
            && coder.timexes.iter().any(|t| Some(t.span) == m.spans.date && ahead(coder, t))
    };
    let told =
        mentions.iter().filter(|m| m.asserts() && !planned(m)).map(|m| (m.sentence, m.days(), m.spans.date));
    let day = |c: &Claim| Days { earliest: c.date_earliest, latest: c.date_latest };
    let claimed = coder.claims.iter().map(|c| (c.sentence, day(c), None));
    let named = coder.timexes.iter().filter(|t| matches!(t.kind, "DATE" | "TIME") && !ahead(coder, t));
    let named = named.map(|t| (t.sent, t.days, Some(t.span)));
    let all = named.chain(told).chain(claimed).filter(|(told, days, _)| near(*told) && fresh(days));
    let (_, days, span) = all.max_by_key(|(_, days, span)| (days.earliest, span.is_some()))?;
    Some((days, span))
}

/// Words told in the plain past in the main line of the news go on from the day told last; so do deeds of somebody just spoken of
/// ("The missile passed over the island").
pub(super) fn goes_on(coder: &Coder, mentions: &mut [EventMention], at: usize) {
    let m = &mentions[at];
    if !undated(m) || m.said_by.is_some() {
        return;
    }
    let words = Manner::of(&m.event) == Manner::Words && m.event != "SANCTION";
    let sentence = coder.cast.doc.sents[m.sentence];
    let Some(head) = sentence.tokens.iter().position(|t| t.span == m.spans.trigger) else { return };
    let tok = &sentence.tokens[head];
    let perfect = sentence.children_by(head, "aux").any(|a| sentence.tokens[a].lemma == "have");
    // "a launch, which was condemned at once": an aside of the main line.
    let aside = words && tok.deprel == "acl:relcl" && tok.xpos != "VBZ" && tok.xpos != "VBP";
    let main = aside || matches!(tok.rel(), "root" | "conj" | "parataxis");
    // "Speaking to troops, he said ...": what is done while something is said.
    let with = tok.head.filter(|_| tok.rel() == "advcl" && tok.xpos == "VBG" && head < tok.head.unwrap_or(0));
    let with =
        with.is_some_and(|at| sentence.tokens[at].xpos == "VBD" && sentence.tokens[at].rel() == "root");
    let passive = tok.xpos == "VBN" && sentence.children_by(head, "aux:pass").next().is_some();
    // "Theresa *May* called": a name that reads like an auxiliary.
    let helped = sentence.children_by(head, "aux").any(|at| coder.cast.names.at((m.sentence, at)).is_none());
    let alone = tok.xpos == "VBN" && !helped;
    let past = tok.xpos == "VBD" || alone && !passive;
    let plain = (passive || past || matches!(tok.xpos, "VBZ" | "VBP")) && main || with;
    if !plain || perfect || !m.aux.is_empty() {
        return;
    }
    // What goes on beside the saying is of the sentence before, where that names a day.
    let near = match (with, words) {
        (true, _) if news_day(coder, mentions, m.sentence, 2).is_some() => 2,
        (true, _) | (_, true) => 20,
        _ => 4,
    };
    let deed = (passive || past) && points_back(sentence, head);
    if !words && !with && !deed {
        return;
    }
    // "who vowed so when he took office last year": a day of its own that is not taken for the clause's.
    let own = |t: &Timex| t.sent == m.sentence && !t.days.is_unknown() && sentence.dominates(head, t.first);
    if coder.timexes.iter().any(own) {
        return;
    }
    let Some((days, span)) = news_day(coder, mentions, m.sentence, near) else { return };
    let because = Because::rule("time#news-day").at(tok.span).note("told after it in the same news");
    dated_by(coder, &mut mentions[at], days, span, Basis::Earlier, because);
}

/// True where the subject is somebody or something told of before ("the missile", "they"), or beside it ("five others", "was also fined").
fn points_back(sentence: &Sentence, verb: usize) -> bool {
    let lemma = |at: usize| sentence.tokens[at].lemma.as_str();
    let pointed = |at: usize| {
        let marks = |mark: usize| matches!(lemma(mark), "the" | "this" | "these" | "other");
        sentence.tokens[at].upos == Upos::Pron || lemma(at) == "other" || sentence.children(at).any(marks)
    };
    let subject = |at: &usize| matches!(sentence.tokens[*at].rel(), "nsubj");
    sentence.children(verb).filter(subject).any(pointed)
        || sentence.children(verb).any(|at| lemma(at) == "also")
}

/// True for a day that a "will" or a plan leads up to.
fn ahead(coder: &Coder, timex: &Timex) -> bool {
    coder.looks_ahead(timex.sent).is_some_and(|at| at < timex.first)
}

fn head_of(sentence: &Sentence, m: &EventMention) -> Option<usize> {
    sentence.tokens.iter().position(|t| t.span == m.spans.trigger)
}

/// "In May the rangers found her. She was taken to the capital, where she met the president"; "Kim said last week ... Kim accused": what a
/// plain past tells of somebody just spoken of goes on from the day or month that the sentence before names.
pub(super) fn narrated(coder: &Coder, mentions: &mut [EventMention], at: usize) {
    let m = &mentions[at];
    let sentence = coder.cast.doc.sents[m.sentence];
    let Some(head) = head_of(sentence, m).filter(|_| undated(m) && m.aux.is_empty()) else { return };
    // "taken to the capital, *where* she met him".
    let tok = &sentence.tokens[head];
    let where_clause =
        tok.deprel == "acl:relcl" && sentence.children(head).any(|c| sentence.tokens[c].lemma == "where");
    let main = if where_clause { above_noun(sentence, head) } else { Some(head) };
    let Some(main) = main.filter(|&at| sentence.tokens[at].head.is_none() && plain_past(sentence, at)) else {
        return;
    };
    let Some(before) = m.sentence.checked_sub(1) else { return };
    let told = coder.cast.doc.sents[before];
    let root = told.tokens.iter().position(|t| t.head.is_none()).filter(|&at| plain_past(told, at));
    let Some(root) = root.filter(|&root| told_on(coder, (m.sentence, main), (before, root))) else { return };
    let governs = crate::time::governing(coder.cast.doc, coder.timexes, before, root);
    let Some(timex) =
        governs.filter(|t| t.kind != "DURATION" && t.days.width().is_some_and(|width| width <= 31))
    else {
        return;
    };
    let because = timex.because().note("told on after it");
    dated_by(coder, &mut mentions[at], timex.days, Some(timex.span), Basis::Earlier, because);
}

/// True where a verb is told of a pronoun, or of whoever bears the name that the verb before was told of.
fn told_on(coder: &Coder, (sent, verb): At, (before, root): At) -> bool {
    let subject = |(sent, verb): At| {
        let sentence = coder.cast.doc.sents[sent];
        sentence.children(verb).find(|&at| sentence.tokens[at].rel() == "nsubj").map(|at| (sent, at))
    };
    let Some(own) = subject((sent, verb)) else { return false };
    let pronoun = matches!(coder.cast.doc.tok(own).lemma.as_str(), "he" | "she" | "they" | "it");
    let chain = |at: At| coder.cast.names.at(at).map(|name| name.chain);
    pronoun || chain(own).is_some() && chain(own) == subject((before, root)).and_then(chain)
}

/// The verb that the noun a relative clause describes, or what it stands beside, hangs on.
fn above_noun(sentence: &Sentence, relative: usize) -> Option<usize> {
    let mut at = sentence.tokens[relative].head?;
    for _ in 0..3 {
        if sentence.tokens[at].xpos.starts_with("VB") {
            return Some(at);
        }
        at = sentence.tokens[at].head?;
    }
    None
}

/// A verb told in the plain past, active or passive.
fn plain_past(sentence: &Sentence, verb: usize) -> bool {
    let helped = |lemma: &str| sentence.children_by(verb, "aux").any(|a| sentence.tokens[a].lemma == lemma);
    let passive = sentence.children_by(verb, "aux:pass").any(|a| sentence.tokens[a].xpos == "VBD");
    !helped("have") && !helped("will") && !helped("would") && (sentence.tokens[verb].xpos == "VBD" || passive)
}

/// "It came two days after the council passed sanctions": what an amount of time parts from the happening told of counts from its day.
pub(super) fn counted(coder: &Coder, mentions: &mut [EventMention], at: usize) {
    let m = &mentions[at];
    let sentence = coder.cast.doc.sents[m.sentence];
    let Some(head) = head_of(sentence, m).filter(|_| undated(m) && m.aux.is_empty()) else { return };
    let marks = |t: &&Timex| {
        t.sent == m.sentence
            && t.kind == "DURATION"
            && sentence.tokens.get(t.end).is_some_and(|mark| mark.lemma == "after" && mark.head == Some(head))
    };
    let Some((timex, gap)) = coder.timexes.iter().find(marks).and_then(|t| Some((t, gap(&t.value)?))) else {
        return;
    };
    let above = sentence.tokens[head].head.filter(|_| sentence.tokens[head].rel() == "advcl");
    let beside = |o: &&EventMention| o.sentence == m.sentence && head_of(sentence, o) == above;
    let told = mentions.iter().find(beside).and_then(|o| o.days().single());
    // "It comes days after ...": after what the sentence before told of.
    let news = || news_day(coder, mentions, m.sentence, 2).and_then(|(days, _)| days.single());
    let Some(day) = told.or_else(news).filter(|_| above.is_some()) else { return };
    let back = |days: i32| day.checked_sub(days.days()).ok();
    let days = Days { earliest: back(gap.1), latest: back(gap.0) };
    let because = Because::rule("time#counted-back").at(timex.span).note(format!("before {day}"));
    dated_by(coder, &mut mentions[at], days, Some(timex.span), Basis::Sentence, because);
}

/// The fewest and the most days that a TIMEX3 period means: two days are two, "days" up to a week, two weeks some days more or less.
fn gap(period: &str) -> Option<(i32, i32)> {
    let (number, unit) = period.strip_prefix('P')?.split_at_checked(period.len() - 2)?;
    let (of, loose, some) = match unit {
        "D" => (1, 0, 7),
        "W" => (7, 3, 31),
        "M" => (30, 15, 365),
        _ => return None,
    };
    match number.parse::<i32>() {
        Ok(number) => Some((number * of - loose, number * of + loose)),
        Err(_) => (number == "X").then_some((of, some)),
    }
    .filter(|(least, most)| *least >= 0 && *most < 1000)
}

/// "We welcome the release. - A. President (@president) October 13": a post is signed with the day on which it was written.
pub(super) fn posted(coder: &Coder, m: &mut EventMention) {
    if !undated(m) || Manner::of(&m.event) != Manner::Words {
        return;
    }
    let doc = coder.cast.doc;
    let signed = |t: &&Timex| {
        let from = m.spans.trigger;
        let between =
            (t.span.part == from.part && t.span.start > from.end).then(|| doc.slice(from.to(t.span)));
        let Some(between) = between.filter(|text| text.len() < 600 && !text.contains('\n')) else {
            return false;
        };
        let words = doc.slice(t.span).len();
        let before = between[..between.len() - words].trim_end();
        let handle = before.rfind('(').map_or("", |at| &before[at..]);
        t.days.single().is_some()
            && handle.starts_with("(@")
            && before.ends_with(')')
            && !handle.contains(' ')
    };
    let Some(timex) = coder.timexes.iter().find(signed) else { return };
    let because = Because::rule("time#posted").at(timex.span).note("the post is signed so");
    dated_by(coder, m, timex.days, Some(timex.span), Basis::Earlier, because);
}
