//! Dispute: where mentions of one event give different values, all stay, each with the mentions that give it. In: the mentions of one event
//! and the denials of it; out: tolls, days, places and doers that differ, and the denial itself.

use crate::detail::beside;
use extract::{Basis, Count, EventMention, Where};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One value and who gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disputed {
    /// The value, in words.
    pub value: String,
    /// Ids of the mentions that give it.
    pub mentions: Vec<String>,
}

/// A field on which mentions differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// `dead`, `injured`, `size`, `place`, `date`, `actor` (who did it) or `denial`.
    pub field: String,
    /// Two values or more, sorted.
    pub values: Vec<Disputed>,
}

/// Reads one magnitude of a mention.
type Magnitude = fn(&EventMention) -> Option<Count>;

/// The disputes among the mentions of one event and what was said against them, sorted by field.
pub fn find(mentions: &[&EventMention], denials: &[&EventMention]) -> Vec<Dispute> {
    let counts: [(&str, Magnitude); 3] =
        [("dead", |m| m.dead), ("injured", |m| m.injured), ("size", |m| m.size)];
    let mut found = Vec::new();
    for (field, read) in counts {
        let given: Vec<(&EventMention, Count)> =
            mentions.iter().filter_map(|m| Some((*m, read(m)?))).collect();
        let apart = given.iter().any(|(_, a)| given.iter().any(|(_, b)| !meets(*a, *b)));
        if apart {
            found.push(dispute(field, given.iter().map(|(m, count)| (words(*count), m.id.clone()))));
        }
    }
    found.extend(date(mentions));
    found.extend(place(mentions));
    found.extend(perpetrator(mentions));
    if !denials.is_empty() {
        let told = mentions.iter().map(|m| ("happened".to_owned(), m.id.clone()));
        let denied = denials.iter().map(|m| ("did not happen".to_owned(), m.id.clone()));
        found.push(dispute("denial", told.chain(denied)));
    }
    found.sort_by(|a, b| a.field.cmp(&b.field));
    found
}

/// Single days, told in so many words, that are not one.
fn date(mentions: &[&EventMention]) -> Option<Dispute> {
    let told = mentions.iter().filter(|m| !matches!(m.date_basis, Some(Basis::Publication) | None));
    let days: Vec<(String, String)> =
        told.filter_map(|m| Some((m.days().single()?.to_string(), m.id.clone()))).collect();
    differing("date", days)
}

/// Towns that are not one; a port in one of them is no other place.
fn place(mentions: &[&EventMention]) -> Option<Dispute> {
    let told = mentions.iter().filter_map(|m| {
        Some((m, m.place.as_ref().filter(|p| matches!(p.precision.as_str(), "city" | "point"))?))
    });
    let told: Vec<_> = told.collect();
    let within = |spot: &Where| told.iter().any(|(_, town)| beside(spot, town));
    let cities = told.iter().filter(|(_, place)| !within(place));
    differing("place", cities.map(|(m, place)| (place.name.clone(), m.id.clone())).collect())
}

/// Doers of different states or armed camps.
fn perpetrator(mentions: &[&EventMention]) -> Option<Dispute> {
    let named = |m: &&&EventMention| {
        m.actor.len() == 1 && !m.recipient.is_empty() || m.actor.len() == 1 && m.place.is_some()
    };
    let doers: Vec<(&str, &str, &str)> = mentions
        .iter()
        .filter(named)
        .filter_map(|m| Some((m.actor[0].code.as_deref()?, m.actor[0].name.as_str(), m.id.as_str())))
        .collect();
    let apart = doers.iter().any(|(code, ..)| *code != doers[0].0);
    // Each camp under one name: the first of its code, so that a state and its army are no two doers.
    let name =
        |code: &str| doers.iter().filter(|d| d.0 == code).map(|d| d.1).min().unwrap_or_default().to_owned();
    let given = doers.iter().map(|(code, _, id)| (name(code), (*id).to_owned()));
    apart.then(|| dispute("actor", given))
}

fn differing(field: &str, given: Vec<(String, String)>) -> Option<Dispute> {
    let apart = given.iter().any(|(value, _)| *value != given[0].0);
    apart.then(|| dispute(field, given.into_iter()))
}

fn dispute(field: &str, given: impl Iterator<Item = (String, String)>) -> Dispute {
    let mut by_value: BTreeMap<String, Vec<String>> = BTreeMap::new();
    given.for_each(|(value, mention)| by_value.entry(value).or_default().push(mention));
    let values = by_value.into_iter().map(|(value, mut mentions)| {
        mentions.sort();
        Disputed { value, mentions }
    });
    Dispute { field: field.to_owned(), values: values.collect() }
}

fn meets(a: Count, b: Count) -> bool {
    let above =
        |low: Option<u64>, high: Option<u64>| matches!((low, high), (Some(low), Some(high)) if low > high);
    !above(a.low, b.high) && !above(b.low, a.high)
}

fn words(count: Count) -> String {
    match (count.low, count.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "unknown".into(),
    }
}

/// The span of all values given.
pub(crate) fn range(given: impl Iterator<Item = Count>) -> Option<Count> {
    given.reduce(|a, b| Count {
        low: a.low.zip(b.low).map(|(x, y)| x.min(y)).or(a.low).or(b.low),
        high: a.high.zip(b.high).map(|(x, y)| x.max(y)),
    })
}
