//! Dispute: where mentions of one event give different values, both stay, each with the mentions that give it.

use extract::{Count, EventMention};
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
    /// `dead`, `injured`, `size`, `place`, `date`.
    pub field: String,
    /// Two values or more, sorted.
    pub values: Vec<Disputed>,
}

/// Reads one magnitude of a mention.
type Magnitude = fn(&EventMention) -> Option<Count>;

/// The disputes among mentions of one event, sorted by field.
pub fn find(mentions: &[&EventMention]) -> Vec<Dispute> {
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
    let cities = mentions.iter().filter_map(|m| {
        Some((m, m.place.as_ref().filter(|p| matches!(p.precision.as_str(), "city" | "point"))?))
    });
    let places: Vec<(String, String)> = cities.map(|(m, place)| (place.name.clone(), m.id.clone())).collect();
    if places.iter().any(|(name, _)| *name != places[0].0) {
        found.push(dispute("place", places.into_iter()));
    }
    found.sort_by(|a, b| a.field.cmp(&b.field));
    found
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
