//! Story: reports on one matter. In: reports and their sketches; out: stories, every report in exactly one.
//!
//! Candidates are reports that share two of the words that tell most of each, near one another in time; they are compared in full
//! (`alike.rs`) and clustered by average likeness (`cluster.rs`); what stays alone is looked at again. All of it depends on the reports alone,
//! not on the order they were read.

use crate::Facts;
use crate::alike::{Held, KEYS, MORE_KEYS, SURE, Vector};
use crate::cluster::{adopt, cluster};
use crate::sketch::{Sketch, Sort};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use text::Date;

/// Reports on one matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Story {
    pub id: String,
    pub title: String,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub reports: Vec<String>,
    pub outlets: Vec<String>,
}

/// Reports are one matter where they are so surely alike on average.
const LEAST: u32 = SURE / 100 * 46;
/// A pair less surely alike than this is forgotten.
const FAINT: u32 = SURE / 100 * 22;
/// How many reports to either side in time, with two telling words in common, a report is compared with.
const NEAR: usize = 6;

/// All stories; every report is in exactly one. `reports` are sorted by id, `sketches` go with them.
pub(crate) fn find(reports: &[&Facts], sketches: &[Sketch]) -> Vec<Story> {
    let vectors: Vec<Vector> =
        reports.iter().zip(sketches).map(|(facts, sketch)| Vector::of(sketch, facts.published)).collect();
    let hold = |a: u32| {
        let (held, vectors) = (Held::of(&vectors[a as usize]), &vectors);
        move |b: u32| held.against(&vectors[b as usize])
    };
    let candidates = candidates(reports, &vectors, KEYS);
    let mut pairs: Vec<(u32, u32, u32)> = Vec::with_capacity(candidates.len());
    for same in candidates.chunk_by(|x, y| x.0 == y.0) {
        let likeness = hold(same[0].0);
        pairs.extend(same.iter().map(|&(a, b)| (a, b, likeness(b))));
    }
    pairs.retain(|pair| pair.2 >= FAINT);
    let mut tops = cluster(reports.len(), &pairs, hold, LEAST, FAINT);
    adopt(&self::candidates(reports, &vectors, MORE_KEYS), &mut tops, hold, LEAST);
    let mut grouped: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, top) in tops.into_iter().enumerate() {
        grouped.entry(top).or_default().push(at);
    }
    let mut stories: Vec<Story> =
        grouped.into_values().map(|group| story(&group, reports, sketches)).collect();
    stories.sort_by(|a, b| (a.first, &a.id).cmp(&(b.first, &b.id)));
    stories
}

/// Pairs of reports worth comparing by so many words of each, sorted.
fn candidates(reports: &[&Facts], vectors: &[Vector], words: usize) -> Vec<(u32, u32)> {
    let mut order: Vec<u32> = (0..reports.len() as u32).collect();
    order.sort_by_key(|&at| (reports[at as usize].published, at));
    let mut holders: Vec<(u64, u32)> = Vec::new();
    for (place, &at) in (0..).zip(&order) {
        let keys = &vectors[at as usize].keys;
        let keys = &keys[..keys.len().min(words)];
        for (i, a) in keys.iter().enumerate() {
            holders.extend(
                keys[i + 1..].iter().map(|b| (u64::from(*a.min(b)) << 32 | u64::from(*a.max(b)), place)),
            );
        }
    }
    holders.sort_unstable();
    let mut pairs = Vec::new();
    for same in holders.chunk_by(|a, b| a.0 == b.0) {
        for (at, (_, a)) in same.iter().enumerate() {
            pairs.extend(
                same[at + 1..].iter().take(NEAR).map(|(_, b)| (order[*a as usize], order[*b as usize])),
            );
        }
    }
    pairs.iter_mut().for_each(|(a, b)| (*a, *b) = (*a.min(b), *a.max(b)));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn story(group: &[usize], reports: &[&Facts], sketches: &[Sketch]) -> Story {
    let facts: Vec<&Facts> = group.iter().map(|&at| reports[at]).collect();
    let days: BTreeSet<Date> = facts.iter().filter_map(|f| f.published).collect();
    let mut dated = facts.clone();
    dated.sort_by_key(|f| (f.published, &f.id));
    Story {
        id: text::id("st-", &[facts.first().map_or("", |f| f.id.as_str())]),
        title: title(group, reports, sketches),
        first: days.first().copied(),
        last: days.last().copied(),
        reports: dated.iter().map(|f| f.id.clone()).collect(),
        outlets: facts.iter().filter_map(|f| f.outlet.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
    }
}

/// The title that tells most of what the reports have in common: readable ones first, then by the rare words it shares with the others.
fn title(group: &[usize], reports: &[&Facts], sketches: &[Sketch]) -> String {
    let mut holders: BTreeMap<u32, u32> = BTreeMap::new();
    // A story of thousands is known by its first few dozen.
    for &at in group.iter().take(64) {
        sketches[at].terms.iter().for_each(|term| *holders.entry(term.hash).or_default() += 1);
    }
    let shared = |title: &str| {
        let terms = crate::sketch::sketch(title, "").terms;
        let weight = |rarity: f32, sort: Sort| if sort == Sort::Number { 0.0 } else { f64::from(rarity) };
        let sum: f64 = terms
            .iter()
            .map(|t| {
                weight(t.rarity, t.sort)
                    * f64::from(holders.get(&t.hash).copied().unwrap_or(0).saturating_sub(1))
            })
            .sum();
        // A long title shares more and reads worse.
        (sum / libm::sqrt(terms.len().max(4) as f64) * 1000.0) as u64
    };
    let best = group.iter().take(64).map(|&at| {
        let title = if reports[at].title.trim().is_empty() { &sketches[at].head } else { &reports[at].title };
        ((readable(title), shared(title)), std::cmp::Reverse((reports[at].published, at)), title)
    });
    best.max_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)))
        .map(|(.., title)| title.trim().to_owned())
        .unwrap_or_default()
}

/// 2 for a line of words, 1 for one in capitals or very long, 0 for an address or nothing.
fn readable(title: &str) -> u8 {
    let words = title.split_whitespace().count();
    let address = title.contains("http") || title.contains("www.");
    match (address || words < 2, title.chars().any(char::is_lowercase) && words <= 24) {
        (true, _) => 0,
        (_, true) => 2,
        _ => 1,
    }
}
