//! Copies: which reports repeat one another's words, and so how many independent origins there are. In: the runs of words of each; out: pairs with their
//! measured overlap, the copied report of each copy, the origin of each report.
//!
//! Candidates are found by MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman 2014, chapter 3) over runs of five words, and
//! where a short text lies within a long one by the rare runs they share. Every candidate is then verified by counting the runs it shares,
//! so that no pair rests on an estimate.

use crate::sketch::Runs;
use crate::{Facts, Sets};
use language::kernel::{Work, widest};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// 48 bands of three: a pair at Jaccard 0.5 is missed once in 600.
const BANDS: u32 = 48;
const ROWS: u32 = 3;
/// Fewer runs than this are a notice, not a text.
const FEWEST: usize = 8;
/// In a bucket so large, each report meets its next neighbours and the first, which all of them then share.
const HOT: usize = 48;
/// One run in so many is looked at to find texts within texts.
const SAMPLE: u32 = 8;
/// A run in more reports than this is a formula.
const FORMULA: usize = 40;
/// Runs of the sample that two texts must share to be held against each other.
const SHARED: usize = 3;
/// A part holds at least so much of its runs in the other, and at least so many of them.
const PART: f64 = 0.7;
const PART_RUNS: usize = 30;

/// How two reports' words hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// Half of all their runs or more are common to both.
    Copy,
    /// One outlet's or agency's text in two states: common words as in a copy or part, but not all.
    Update,
    /// Most of the shorter stands in the longer.
    Part,
}

/// Two reports that share their words, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Copy {
    /// The smaller id.
    pub a: String,
    /// The larger id.
    pub b: String,
    /// Copy, update or part.
    pub relation: Relation,
    /// Common runs over all runs, 0 to 1, three decimals.
    pub jaccard: f64,
    /// Common runs over those of the shorter, 0 to 1, three decimals.
    pub contained: f64,
}

/// All pairs that share enough words, sorted by ids. `reports` and `runs` go together; ids are sorted and unique.
pub(crate) fn find(reports: &[&Facts], runs: &[Runs]) -> Vec<Copy> {
    let mut candidates = banded(runs);
    candidates.extend(within(runs));
    candidates.sort_unstable();
    candidates.dedup();
    let pairs = candidates.into_iter().filter_map(|(a, b)| measured(reports, runs, a as usize, b as usize));
    pairs.collect()
}

/// Pairs that agree on a band of their signatures.
fn banded(runs: &[Runs]) -> Vec<(u32, u32)> {
    let signed: Vec<(u32, Bands)> =
        (0..).zip(runs).flat_map(|(at, runs)| signatures(runs).map(move |bands| (at, bands))).collect();
    let mut found = Vec::new();
    for band in 0..BANDS as usize {
        let mut keys: Vec<(u64, u32)> = signed.iter().map(|(at, bands)| (bands[band], *at)).collect();
        keys.sort_unstable();
        for bucket in keys.chunk_by(|a, b| a.0 == b.0) {
            for (at, (_, a)) in bucket.iter().enumerate() {
                let near = if bucket.len() > HOT { bucket.len().min(at + 5) } else { bucket.len() };
                found.extend(bucket[at + 1..near].iter().map(|(_, b)| (*a, *b)));
                if bucket.len() > HOT && at > 0 {
                    found.push((bucket[0].1, *a));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// A signature: one number for each band.
type Bands = [u64; BANDS as usize];

/// The signatures of a text: the full one of a text up to `LONG` runs, the quick one of a text from half of that on. Two texts of which one is at most
/// twice as long as the other have one in common, and others are no copies.
fn signatures(runs: &[u32]) -> impl Iterator<Item = Bands> {
    let full = (FEWEST..=LONG).contains(&runs.len()).then(|| folded(&widest(Full(runs)), 0));
    let quick = (runs.len() >= LONG / 2).then(|| folded(&widest(Quick(runs)), 1));
    full.into_iter().chain(quick)
}

const LONG: usize = 256;
const LEASTS: usize = (BANDS * ROWS) as usize;
/// So many hash functions do for a quick signature: each parts the runs into so many bins, and the least of each bin counts.
const PARTINGS: u32 = 12;
const BINS: u32 = BANDS * ROWS / PARTINGS;

/// The least of each hash function over the runs.
struct Full<'r>(&'r [u32]);

impl Work for Full<'_> {
    type Output = [u32; LEASTS];

    #[inline(always)]
    fn work(self) -> Self::Output {
        let least = |turn: u32| self.0.iter().fold(u32::MAX, |least, run| least.min(turned(*run, turn)));
        let mut all = [0; LEASTS];
        for (turn, place) in (0..).zip(&mut all) {
            *place = least(turn);
        }
        all
    }
}

/// The least of each bin of few hash functions (one permutation hashing; Li, Owen and Zhang 2012): as telling for long texts, whose bins are never empty.
struct Quick<'r>(&'r [u32]);

impl Work for Quick<'_> {
    type Output = [u32; LEASTS];

    #[inline(always)]
    fn work(self) -> Self::Output {
        let mut least = [u32::MAX; LEASTS];
        for turn in 0..PARTINGS {
            for run in self.0 {
                let number = turned(*run, turn);
                let bin = (u64::from(number) * u64::from(BINS)) >> 32;
                // Rows of one band come from different hash functions.
                let at = bin as usize * PARTINGS as usize + turn as usize;
                least[at] = least[at].min(number);
            }
        }
        least
    }
}

/// An odd multiplier and an addend permute the 32-bit numbers; the least after it is a random run's.
#[inline(always)]
fn turned(run: u32, turn: u32) -> u32 {
    let turn = turn.wrapping_add(1).wrapping_mul(0x9e37_79b9);
    let (odd, add) = (turn ^ 0x85eb_ca6b | 1, turn.rotate_left(13));
    (run ^ (run >> 15)).wrapping_mul(odd).wrapping_add(add)
}

/// The rows of each band as one number; signatures of two sorts never agree.
fn folded(least: &[u32; LEASTS], sort: u64) -> Bands {
    std::array::from_fn(|band| {
        let rows = &least[band * ROWS as usize..][..ROWS as usize];
        rows.iter().fold(band as u64 | sort << 32, |key, row| {
            (key ^ u64::from(*row)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
        })
    })
}

/// Pairs that share some of the rarer runs, whatever their lengths.
fn within(runs: &[Runs]) -> Vec<(u32, u32)> {
    let sampled = |(at, runs): (u32, &Runs)| {
        let runs: Vec<(u32, u32)> =
            runs.iter().filter(|run| **run % SAMPLE == 0).map(|run| (*run, at)).collect();
        runs
    };
    let mut holders: Vec<(u32, u32)> = (0..).zip(runs).flat_map(sampled).collect();
    holders.sort_unstable();
    let mut pairs = Vec::new();
    for same in holders.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() <= FORMULA) {
        for (at, (_, a)) in same.iter().enumerate() {
            pairs.extend(same[at + 1..].iter().map(|(_, b)| (*a, *b)));
        }
    }
    pairs.sort_unstable();
    pairs.chunk_by(|a, b| a == b).filter(|same| same.len() >= SHARED).map(|same| same[0]).collect()
}

fn measured(reports: &[&Facts], runs: &[Runs], a: usize, b: usize) -> Option<Copy> {
    let (x, y) = (&runs[a], &runs[b]);
    let shorter = x.len().min(y.len());
    let common = common(x, y);
    let jaccard = common as f64 / (x.len() + y.len() - common).max(1) as f64;
    let contained = common as f64 / shorter.max(1) as f64;
    let copy = common * 2 >= x.len() + y.len() - common;
    let part = shorter >= PART_RUNS && contained >= PART;
    if !copy && !part {
        return None;
    }
    let house = |facts: &Facts| facts.agency.clone().or_else(|| facts.outlet.clone());
    let one_house = house(reports[a]).is_some_and(|x| house(reports[b]) == Some(x));
    let relation = match (copy, one_house && x != y) {
        (_, true) => Relation::Update,
        (true, false) => Relation::Copy,
        (false, false) => Relation::Part,
    };
    let round = |share: f64| (share * 1000.0).round() / 1000.0;
    let (a, b) = (reports[a].id.clone(), reports[b].id.clone());
    Some(Copy { a, b, relation, jaccard: round(jaccard), contained: round(contained) })
}

/// How many numbers two sorted lists have in common.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        count += usize::from(a[i] == b[j]);
        let (x, y) = (a[i], b[j]);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    count
}

/// Each near copy with the report it is held to copy: the smallest id that it shares half its runs with and that is no copy itself.
/// So every such pair is a near copy, not only a copy of a copy.
pub(crate) fn firsts(copies: &[Copy]) -> BTreeMap<String, String> {
    let mut of: BTreeMap<String, String> = BTreeMap::new();
    let mut smaller: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for copy in copies.iter().filter(|copy| copy.jaccard >= 0.5) {
        smaller.entry(&copy.b).or_default().insert(&copy.a);
    }
    for (report, firsts) in smaller {
        if let Some(first) = firsts.into_iter().find(|first| !of.contains_key(*first)) {
            of.insert(report.to_owned(), first.to_owned());
        }
    }
    of
}

/// The origin of each report: its agency, else that of what it shares its words with, else the outlet of the first of those, else itself.
pub(crate) fn origins(reports: &[&Facts], copies: &[Copy]) -> BTreeMap<String, String> {
    let index: HashMap<&str, usize> =
        reports.iter().enumerate().map(|(at, facts)| (facts.id.as_str(), at)).collect();
    let mut sets = Sets::new(reports.len());
    for copy in copies {
        if let (Some(&a), Some(&b)) = (index.get(copy.a.as_str()), index.get(copy.b.as_str())) {
            sets.join(a, b);
        }
    }
    let mut members: BTreeMap<usize, Vec<&Facts>> = BTreeMap::new();
    for (at, facts) in reports.iter().enumerate() {
        members.entry(sets.find(at)).or_default().push(facts);
    }
    let mut origins = BTreeMap::new();
    for group in members.values() {
        let shared = group.iter().filter_map(|facts| facts.agency.as_ref()).min();
        let first = group.iter().find_map(|facts| facts.outlet.as_ref());
        for facts in group {
            let agency = facts.agency.as_ref().or(shared).map(|agency| format!("agency {agency}"));
            let origin = agency.or_else(|| first.map(|outlet| format!("outlet {outlet}")));
            origins.insert(facts.id.clone(), origin.unwrap_or_else(|| group[0].id.clone()));
        }
    }
    origins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::runs;

    fn prose(words: std::ops::Range<usize>) -> String {
        words.map(|n| format!("word{n} ")).collect()
    }

    fn found(texts: &[(&str, String)]) -> Vec<Copy> {
        let facts: Vec<Facts> = texts
            .iter()
            .map(|(id, text)| Facts { id: (*id).into(), text: text.clone(), ..Facts::default() })
            .collect();
        let all: Vec<Runs> = facts.iter().map(|facts| runs(&facts.text)).collect();
        find(&facts.iter().collect::<Vec<_>>(), &all)
    }

    #[test]
    fn a_copy_with_another_ending_is_a_copy() {
        let copy = prose(0..80);
        let copies = found(&[
            ("a", format!("{copy} and a last line of its own")),
            ("b", copy),
            ("c", prose(200..280)),
        ]);
        assert_eq!(
            copies.iter().map(|c| (c.a.as_str(), c.b.as_str(), c.relation)).collect::<Vec<_>>(),
            [("a", "b", Relation::Copy)]
        );
        assert_eq!(firsts(&copies), BTreeMap::from([("b".to_owned(), "a".to_owned())]));
    }

    #[test]
    fn a_brief_within_a_long_report_is_a_part() {
        let copies = found(&[("a", prose(0..400)), ("b", prose(100..180))]);
        assert_eq!(copies[0].relation, Relation::Part);
        assert_eq!((copies[0].jaccard, copies[0].contained), (0.192, 1.0));
        assert!(firsts(&copies).is_empty(), "a part is no near copy of the whole");
    }

    #[test]
    fn a_copy_of_a_copy_that_differs_from_the_first_copies_it_not() {
        // Half of each next one is new: neighbours are copies, the ends are not.
        let copies = found(&[("a", prose(0..80)), ("b", prose(20..100)), ("c", prose(40..120))]);
        assert_eq!(copies.len(), 2);
        assert_eq!(firsts(&copies), BTreeMap::from([("b".to_owned(), "a".to_owned())]));
    }

    #[test]
    fn two_states_of_one_agencys_text_are_an_update() {
        let report = |id: &str, text: String| Facts {
            id: id.into(),
            agency: Some("AFP".into()),
            text,
            ..Facts::default()
        };
        let facts = [report("a", prose(0..80)), report("b", prose(0..100))];
        let all: Vec<Runs> = facts.iter().map(|facts| runs(&facts.text)).collect();
        let copies = find(&facts.iter().collect::<Vec<_>>(), &all);
        assert_eq!(copies[0].relation, Relation::Update);
    }

    #[test]
    fn two_outlets_with_one_agency_are_one_origin() {
        let report = |id: &str, outlet: &str| Facts {
            id: id.into(),
            outlet: Some(outlet.into()),
            agency: Some("AFP".into()),
            ..Facts::default()
        };
        let (a, b) = (report("a", "One"), report("b", "Two"));
        let origins = origins(&[&a, &b], &[]);
        assert_eq!(origins["a"], origins["b"]);
    }
}
