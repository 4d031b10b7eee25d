//! Settle: what a report tells of one happening in several sentences is put together. In: mentions in the order of the text, each with the
//! day and place of its own sentence; out: the same, with what another telling of the same happening gives, what the saying of a thing
//! tells of its day, and what an answer tells that is younger than what it answers. Where two tellings contradict each other nothing is filled in.

use crate::code::Coder;
use crate::findings::{Aux, Basis, Claim, EventMention, Who};
use crate::place::Manner;
use home::{among_townsfolk, at_home, same_courts};
use jiff::ToSpan;
use language::Upos;
use running::{
    as_reported, beside, counted, goes_on, in_force, meanwhile, narrated, news_day, plain, posted,
};
use telling::{Telling, disjoint, distance, likeness, refresh, tellings};
use text::{Because, Days, Span};

mod home;
mod running;
mod telling;

/// Fills in days and places; mentions stay in order.
pub(crate) fn settle(coder: &Coder, mentions: &mut [EventMention]) {
    mentions.iter_mut().for_each(|m| among_townsfolk(coder, m));
    let mut tellings = tellings(coder, mentions);
    // First those whose own words tell of a year or a season; a second round carries what the first filled in to those that resemble only
    // the filled ones.
    for round in 0..3 {
        for at in 0..mentions.len() {
            if round > 0 || !undated(&mentions[at]) {
                share(coder, mentions, at, &tellings);
            }
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
    refresh(mentions, &mut tellings);
    for at in 0..mentions.len() {
        posted(coder, &mut mentions[at]);
        beside(coder, mentions, at);
        in_force(coder, mentions, at);
        narrated(coder, mentions, at);
        counted(coder, mentions, at);
        meanwhile(coder, mentions, at, &tellings);
        goes_on(coder, mentions, at);
    }
    refresh(mentions, &mut tellings);
    for at in 0..mentions.len() {
        share(coder, mentions, at, &tellings);
    }
    for m in mentions {
        bounded(coder, m);
        background(coder, m);
    }
}

fn undated(m: &EventMention) -> bool {
    m.date_earliest.is_none()
}

/// Day and place that other tellings of the same happening give.
fn share(coder: &Coder, mentions: &mut [EventMention], at: usize, tellings: &[Telling]) {
    let Some(own) = tellings.iter().find(|t| t.mention == Some(at)) else { return };
    if !mentions[at].asserts() || !own.single {
        return;
    }
    follow(coder, mentions, at);
    share_day(coder, &mut mentions[at], own, tellings);
    share_place(coder, &mut mentions[at], own, tellings);
}

/// What is found out about the mention that this one points back to holds for it.
fn follow(coder: &Coder, mentions: &mut [EventMention], at: usize) {
    let before = led_back(&mentions[at]).and_then(|id| mentions.iter().find(|m| m.id == id));
    let Some(before) = before.filter(|m| !undated(m) && m.days() != mentions[at].days()) else { return };
    let (days, span) = (before.days(), before.spans.date);
    let because = Because::rule("time#earlier-mention").note(format!("as in {}", before.id));
    dated_by(coder, &mut mentions[at], days, span, Basis::Earlier, because);
}

fn share_day(coder: &Coder, m: &mut EventMention, own: &Telling, tellings: &[Telling]) {
    // "in the past seven years" is a span, no day to be found.
    let lasts = coder.timexes.iter().any(|t| Some(t.span) == m.spans.date && t.kind == "DURATION");
    let (none, wide) = (undated(m), m.days().width().is_none_or(|width| width > 31) && !lasts);
    if !none && !wide {
        return;
    }
    let dated = |t: &&Telling| {
        let most = if none { 366 } else { 31 };
        // "this year" counts more often than it dates: "the third test this year".
        let now = coder.cast.published.latest.zip(t.days.latest).is_some_and(|(day, last)| last >= day);
        t.days.earliest.is_some() && t.days.width().is_some_and(|width| width <= if now { 31 } else { most })
    };
    // A day that has begun elsewhere may be the day after publication.
    let eve = |t: &Telling| own.days.latest.and_then(|day| day.tomorrow().ok()) == t.days.earliest;
    let fits = |t: &Telling| t.days.meets(own.days) || none && eve(t);
    let Some(found) = dated_telling(coder, own, tellings, dated, fits) else { return };
    // Of tellings that agree the narrowest: "in 2014", "on April 14".
    let one = |t: &&Telling| {
        t.single && likeness(own, t) >= likeness(own, found) && t.days.meets(found.days) && fits(t)
    };
    let found = tellings.iter().filter(dated).filter(one).min_by_key(|t| t.days.width()).unwrap_or(found);
    let because = as_told("time#same-happening", found, coder);
    dated_by(coder, m, found.days, found.date, Basis::Earlier, because);
}

fn share_place(coder: &Coder, m: &mut EventMention, own: &Telling, tellings: &[Telling]) {
    if m.place.is_some() || Manner::of(&m.event) == Manner::Words {
        return;
    }
    let (none, days) = (undated(m), m.days());
    let placed = |t: &&Telling| t.place.is_some();
    let fits = |t: &Telling| none || t.days.earliest.is_none() || t.days.meets(days);
    let agree = |a: &Telling, b: &Telling| match (&a.place, &b.place) {
        (Some((a, _)), Some((b, _))) => a.id == b.id || a.country == b.country && a.country.is_some(),
        _ => true,
    };
    let Some(found) = chosen(own, tellings, placed, fits, agree, coder) else { return };
    let Some((place, span)) = found.place.clone() else { return };
    m.because.push(as_told("place#same-happening", found, coder).note(place.name.clone()));
    m.place = Some(place);
    m.spans.place = Some(span);
    m.place_basis = Some(Basis::Earlier);
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
    // One that counts as many goes before ("the 21 girls", "21 girls were freed"); what stands beside it is nearer than a likeness more.
    let counted = |t: &Telling| own.count.is_some() && own.count == t.count;
    let ranked = |t: &'t Telling| {
        let alike = likeness(own, t);
        (alike > 0).then(|| (t, (counted(t), alike + u8::from(distance(own.at, t.at) <= 3))))
    };
    let apart = |t: &&Telling| t.at != own.at && !t.many && t.single;
    let others: Vec<_> =
        tellings.iter().filter(apart).filter(&has).filter(|t| fits(t)).filter_map(ranked).collect();
    let best = others.iter().map(|(_, rank)| *rank).max()?;
    let equals = || others.iter().filter(|(_, rank)| *rank == best).map(|(t, _)| *t);
    let found = equals().min_by_key(|t| distance(own.at, t.at))?;
    let close = distance(own.at, found.at) <= if leads(coder, own.at.0) { 20 } else { 4 };
    let agreed = equals().all(|t| agree(t, found));
    let sure = likeness(own, found) > 2;
    // A noun that points back points to what was just told.
    (agreed && (sure || own.bare || found.bare || close) || close && sure).then_some(found)
}

/// The mention that this one was taken to point back to: what is found out about that one holds for it.
fn led_back(m: &EventMention) -> Option<&str> {
    let own = matches!(m.date_basis, Some(Basis::Clause | Basis::Sentence));
    let back =
        |because: &Because| matches!(because.rule.as_ref(), "code#told-before" | "time#earlier-mention");
    let all = m.because.iter().flat_map(|b| std::iter::once(b).chain(&b.reasons));
    let found = all.filter(|b| back(b)).find_map(|b| b.note.strip_prefix("as in "));
    found.filter(|_| !own)
}

/// The telling that gives a day: the one most like it; for a noun that points back this week's goes before an older one told of further off.
fn dated_telling<'t>(
    coder: &Coder,
    own: &Telling,
    tellings: &'t [Telling],
    dated: impl Fn(&&Telling) -> bool,
    fits: impl Fn(&Telling) -> bool,
) -> Option<&'t Telling> {
    let week = this_week(coder, own, tellings).filter(|t| fits(t));
    let alike = chosen(own, tellings, dated, fits, |a, b| a.days.meets(b.days), coder);
    let older = |a: &Telling, b: &Telling| a.days.latest < b.days.earliest && distance(own.at, a.at) > 3;
    match (alike, week) {
        (Some(alike), Some(week)) if older(alike, week) => Some(week),
        (alike, week) => alike.or(week),
    }
}

/// "The launch": this week's, where the report tells of one such alone and names its day.
fn this_week<'t>(coder: &Coder, own: &Telling, tellings: &'t [Telling]) -> Option<&'t Telling> {
    let latest = coder.cast.published.latest.filter(|_| own.bare && plain(coder, own))?;
    let fresh = |t: &&Telling| {
        let day = t.days.single().map(|day| (latest - day).get_days());
        day.is_some_and(|day| (-1..=7).contains(&day))
            && t.kinds.iter().any(|kind| kind.1.is_some() && own.kinds.contains(kind))
            && !disjoint(&own.doers, &t.doers, '@')
    };
    let mut told = tellings.iter().filter(fresh);
    let first = told.next()?;
    told.all(|t| t.days == first.days).then_some(first)
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
    fn speaker(c: &Claim) -> Option<&str> {
        c.speaker.as_ref().map(|who| who.id.as_deref().unwrap_or(&who.name))
    }
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
    // "to counter their threats" threatens nobody by saying so.
    let sentence = coder.cast.doc.sents[m.sentence];
    let noun = sentence.tokens.iter().any(|t| t.span == m.spans.trigger && t.xpos == "NNS");
    let by_saying = Manner::of(&m.event) == Manner::Words && m.event != "SANCTION" && !noun;
    // A news agency tells of others.
    let medium = |s: &Who| s.sector.as_deref() == Some("JRN");
    let speaks = |s: &Who, who: &Who| !medium(s) && (s.id.is_none() || s.code == who.code);
    let itself = |who: &Who| claim.speaker.as_ref().is_some_and(|s| speaks(s, who));
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
    let Some(trigger) = sentence.tokens.iter().position(|t| t.span == m.spans.trigger) else { return false };
    // The trigger is the verb, or the object of it ("holding talks").
    let tok = &sentence.tokens[trigger];
    let head = tok.head.filter(|_| tok.rel() == "obj").unwrap_or(trigger);
    let helped = |lemma: &str| sentence.children_by(head, "aux").any(|a| sentence.tokens[a].lemma == lemma);
    // "part of ongoing talks".
    let under_way = |at: usize| coder.tables.frames.in_class("under-way", &sentence.tokens[at].lemma);
    sentence.tokens[head].xpos == "VBG" && helped("be") && !helped("have")
        || tok.upos == Upos::Noun && sentence.children_by(trigger, "amod").any(under_way)
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
