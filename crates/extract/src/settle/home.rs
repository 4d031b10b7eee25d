//! Home: places that follow from who is at hand: townsfolk are in their town, courts and police act in their own state.

use crate::code::Coder;
use crate::findings::{Basis, EventMention};
use text::{Because, Span};

/// "abducted Kano schoolgirls": people of a town that are attacked are there, where nothing else is said.
pub(super) fn among_townsfolk(coder: &Coder, m: &mut EventMention) {
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
pub(super) fn at_home(coder: &Coder, m: &mut EventMention) {
    let lawful = is_lawful(m);
    let [doer] = m.actor.as_slice() else { return };
    let office = |word: &str| coder.tables.frames.in_class("public-office", word);
    let public = doer.text.rsplit(' ').next().is_some_and(office);
    let law = lawful && (public || matches!(doer.sector.as_deref(), Some("JUD" | "COP")));
    // "the army ousted the president": rule over one's own people, where all parties are of one state.
    let own = matches!(m.event.as_str(), "COERCE" | "PROTEST")
        && !m.recipient.is_empty()
        && m.recipient.iter().all(|who| who.code == doer.code);
    if m.place.is_some() || !law && !own {
        return;
    }
    let state = |p: &&crate::place::Mention| p.place.precision == "country" && p.place.country == doer.code;
    let inside = |p: &&crate::place::Mention| doer.span.contains(p.span);
    let near = coder.places.iter().filter(state).min_by_key(|p| p.sent.abs_diff(m.sentence));
    let Some(home) = coder.places.iter().filter(state).find(inside).or(near) else { return };
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
pub(super) fn same_courts(mentions: &mut [EventMention]) {
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
