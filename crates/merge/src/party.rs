//! Party: how the parties of two mentions go together. In: two mentions; out: how well their actors and their recipients match.
//!
//! A state goes with its organs and an office with its holder, but two known persons do not, nor two proper names without a common word.

use extract::{EventMention, Who};

/// How two sides of an event go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Match {
    /// They exclude each other.
    No,
    /// One of them is not told.
    Open,
    /// The same state.
    Code,
    /// The same state and sector, or an office and its holder.
    Sector,
    /// The same name.
    Named,
}

impl Match {
    /// Points; nothing where they exclude each other.
    pub(crate) fn worth(self) -> Option<u32> {
        match self {
            Match::No => None,
            Match::Open => Some(0),
            Match::Code => Some(1),
            Match::Sector => Some(2),
            Match::Named => Some(3),
        }
    }
}

/// Actors against actors and recipients against recipients; parties on a par may stand on either side.
pub(crate) fn sides(a: &EventMention, b: &EventMention) -> (Match, Match) {
    // Who brings two sides to talk is no side of their talks.
    if mediates(a) != mediates(b) {
        let (between, talks) = if mediates(a) { (a, b) } else { (b, a) };
        let all: Vec<Who> = talks.actor.iter().chain(&talks.recipient).cloned().collect();
        let found = side(&between.recipient, &all);
        return if found >= Match::Code { (found, Match::Open) } else { (Match::No, Match::No) };
    }
    let straight = (side(&a.actor, &b.actor), side(&a.recipient, &b.recipient));
    let mutual = a.recipient.is_empty() && a.actor.len() > 1 || b.recipient.is_empty() && b.actor.len() > 1;
    if !mutual {
        return straight;
    }
    // All of one must find themselves in the other: each party of the shorter list a different one of the longer.
    let all = |m: &EventMention| m.actor.iter().chain(&m.recipient).cloned().collect::<Vec<Who>>();
    let (x, y) = (all(a), all(b));
    let (few, many) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    let mut found: Vec<Match> = few
        .iter()
        .map(|who| many.iter().map(|other| parties(who, other)).max().unwrap_or(Match::Open))
        .collect();
    found.sort_unstable();
    match found.as_slice() {
        [] => (Match::Open, Match::Open),
        [one] => (*one, Match::Open),
        [least, .., most] => (*most, *least),
    }
}

/// Whether it tells of a third party that brings others together.
pub(crate) fn mediates(mention: &EventMention) -> bool {
    mention.mode.iter().any(|mode| mode == "third-party")
}

fn side(a: &[Who], b: &[Who]) -> Match {
    if a.is_empty() || b.is_empty() {
        return Match::Open;
    }
    // Known persons on both sides must have one in common, whatever states they stand for.
    let persons = |all: &[Who]| {
        all.iter()
            .filter(|who| who.office.is_some() && who.id.is_some())
            .map(|who| who.id.clone())
            .collect::<Vec<_>>()
    };
    let (x, y) = (persons(a), persons(b));
    if !x.is_empty() && !y.is_empty() && !x.iter().any(|id| y.contains(id)) {
        return Match::No;
    }
    let found = a.iter().flat_map(|x| b.iter().map(move |y| parties(x, y))).max().unwrap_or(Match::Open);
    // "Many more girls and boys": the boys are others too.
    let apart = a.iter().chain(b).any(|who| others(&who.name));
    if apart && found < Match::Named { Match::No } else { found }
}

/// Whether two names may be of one party.
fn parties(a: &Who, b: &Who) -> Match {
    if a.id.is_some() && a.id == b.id {
        return Match::Named;
    }
    let codes = a.code.as_ref().zip(b.code.as_ref());
    if codes.is_some_and(|(x, y)| x != y) {
        return Match::No;
    }
    if others(&a.name) != others(&b.name) {
        return Match::No;
    }
    if named_alike(a, b) {
        return Match::Named;
    }
    if codes.is_none() {
        // Who is only described ("a former employee") may be anybody.
        return if proper(&a.name) && proper(&b.name) { Match::No } else { Match::Open };
    }
    if a.sector.is_some() && a.sector == b.sector && strangers(&a.name, &b.name) {
        return Match::No;
    }
    let two_persons = a.office.is_some() && b.office.is_some() && a.id.is_some() && b.id.is_some();
    let two_bodies = a.id.is_some() && b.id.is_some() && a.sector == b.sector && a.sector.is_some();
    if two_persons || two_bodies {
        return Match::No;
    }
    match (a.sector.as_deref(), b.sector.as_deref()) {
        (x, y) if x == y => Match::Sector,
        (None | Some("GOV"), other) | (other, None | Some("GOV")) if organ(other) => Match::Code,
        // "Missiles hit Odesa", "killed four people there": a place and its people.
        (None, Some("CVL")) if a.id.is_none() => Match::Code,
        (Some("CVL"), None) if b.id.is_none() => Match::Code,
        // "China sells", "Chinese tankers sell".
        (None, Some("BUS")) if b.id.is_none() => Match::Code,
        (Some("BUS"), None) if a.id.is_none() => Match::Code,
        (Some(x), Some(y)) if a.id.is_none() && b.id.is_none() && (wider(x, y) || wider(y, x)) => Match::Code,
        _ => Match::No,
    }
}

/// Whether one description takes in the other: the girls are the schoolgirls, gunmen of no known side may be the rebels.
fn wider(wide: &str, narrow: &str) -> bool {
    match wide {
        "CVL" => matches!(narrow, "AGR" | "EDU" | "LAB" | "MED" | "REF" | "REL" | "SOC"),
        "UAF" => matches!(narrow, "CRM" | "IMG" | "PRM" | "REB"),
        _ => false,
    }
}

/// What acts for a state.
fn organ(sector: Option<&str>) -> bool {
    matches!(sector, None | Some("GOV" | "MIL" | "COP" | "SPY" | "JUD" | "LEG"))
}

/// A name in capitals.
fn proper(name: &str) -> bool {
    !name.is_empty() && name.split_whitespace().all(|word| !word.starts_with(char::is_lowercase))
}

/// Whether both are proper names, and share no word.
fn strangers(a: &str, b: &str) -> bool {
    let long = |name: &str| name.contains(' ') && proper(name);
    long(a) && long(b) && !a.split_whitespace().any(|word| b.split_whitespace().any(|other| word == other))
}

/// One name is the other, or its last words.
fn named_alike(a: &Who, b: &Who) -> bool {
    let (x, y) = (a.name.to_lowercase(), b.name.to_lowercase());
    let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    let last = |rest: &str| {
        // What belongs to a country is not the country: "the Party of Japan".
        rest.ends_with(' ') && !rest.split_whitespace().next_back().is_some_and(|word| OF.contains(&word))
    };
    !short.is_empty() && (short == long || long.strip_suffix(&short).is_some_and(last) && short.len() > 3)
}

/// Words before a name that is not the whole's own.
const OF: [&str; 8] = ["of", "in", "for", "from", "at", "on", "and", "to"];

/// "Other women", "many more girls": not those of whom was told.
fn others(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let more = |at: usize| words[at] == "more" && words.get(at + 1) != Some(&"than");
    (0..words.len()).any(|at| more(at) || matches!(words[at], "other" | "others" | "another"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, expected: Match) {
        let who = |name: &str| Who { name: name.into(), ..Who::default() };
        assert_eq!(parties(&who(a), &who(b)), expected, "{a} / {b}");
        assert_eq!(parties(&who(b), &who(a)), expected, "{b} / {a}");
    }

    #[test]
    fn a_name_is_its_last_words_but_not_what_it_belongs_to() {
        check("Harbour Union", "Union", Match::Named);
        check("Carla Berg", "Berg", Match::Named);
        check("the bakers of Bolland", "Bolland", Match::Open);
        check("the Union for Ports", "Ports", Match::Open);
    }

    #[test]
    fn who_is_described_more_closely_may_be_the_same_but_not_who_is_known() {
        let who = |name: &str, sector: &str, id: Option<&str>| Who {
            name: name.into(),
            code: Some("NGA".into()),
            sector: Some(sector.into()),
            id: id.map(str::to_owned),
            ..Who::default()
        };
        let girls = who("the freed girls", "CVL", None);
        assert_eq!(parties(&girls, &who("21 pupils", "EDU", None)), Match::Code);
        assert_eq!(parties(&who("gunmen", "UAF", None), &who("the rebels", "REB", None)), Match::Code);
        assert_eq!(parties(&girls, &who("the rebels", "REB", None)), Match::No);
        assert_eq!(parties(&girls, &who("Harbour School", "EDU", Some("harbour-school"))), Match::No);
    }

    #[test]
    fn a_state_sells_by_its_ships_but_a_known_firm_is_its_own() {
        let state = Who { name: "Bolland".into(), code: Some("BOL".into()), ..Who::default() };
        let ships = |id: Option<&str>| Who {
            name: "Bollandish tankers".into(),
            sector: Some("BUS".into()),
            id: id.map(str::to_owned),
            ..state.clone()
        };
        assert_eq!(parties(&state, &ships(None)), Match::Code);
        assert_eq!(parties(&ships(None), &state), Match::Code);
        assert_eq!(parties(&state, &ships(Some("tankers"))), Match::No);
    }

    #[test]
    fn others_are_not_those_told_of() {
        check("other villagers", "villagers", Match::No);
        check("many more girls", "the girls", Match::No);
        check("another bank", "another bank", Match::Named);
        check("more than 20 villagers", "villagers", Match::Named);
    }
}
