//! Copies: which reports are near copies of one another, and so how many independent sources there are.
//!
//! A text is sketched by the 128 smallest hashes of its five-word shingles (Broder 1997); two texts are near copies where their sketches'
//! estimate of the Jaccard index is at least one half.

use crate::{Facts, Sets};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const SKETCH: usize = 128;
const SHINGLE: usize = 5;

/// The smallest hashes of a text's shingles, sorted; all of them for a short text.
pub fn sketch(text: &str) -> Vec<u64> {
    let words: Vec<String> = text
        .split(|ch: char| !ch.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut hashes: Vec<u64> = words.windows(SHINGLE).map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

/// FNV-1a over the words, then mixed: the same on every machine.
fn hash(words: &[String]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in words.iter().flat_map(|w| w.bytes().chain([b' '])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// True where two sketches' union sample is at least half common.
fn alike(a: &[u64], b: &[u64]) -> bool {
    let (x, y): (BTreeSet<u64>, BTreeSet<u64>) = (a.iter().copied().collect(), b.iter().copied().collect());
    let sample: Vec<u64> = x.union(&y).copied().take(SKETCH.min(x.len().max(y.len()))).collect();
    let common = sample.iter().filter(|h| x.contains(h) && y.contains(h)).count();
    !sample.is_empty() && common * 2 >= sample.len()
}

/// Each near copy with the smallest id of its group.
pub fn find(reports: &[Facts]) -> BTreeMap<String, String> {
    let mut sorted: Vec<&Facts> = reports.iter().filter(|r| r.sketch.len() >= 8).collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    sorted.dedup_by(|a, b| a.id == b.id);
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut sets = Sets::new(sorted.len());
    for (at, report) in sorted.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for hash in &report.sketch {
            let before = holders.entry(*hash).or_default();
            before.iter().for_each(|&other| *shared.entry(other).or_default() += 1);
            before.push(at);
        }
        for (other, count) in shared {
            if count * 4 >= report.sketch.len() && alike(&report.sketch, &sorted[other].sketch) {
                sets.join(at, other);
            }
        }
    }
    let tops: Vec<usize> = (0..sorted.len()).map(|at| sets.find(at)).collect();
    let copies = tops.iter().enumerate().filter(|(at, top)| at != *top);
    copies.map(|(at, &top)| (sorted[at].id.clone(), sorted[top].id.clone())).collect()
}

/// The origin of each report: its agency, else what it copies, else its outlet, else itself.
pub(crate) fn origins(
    reports: &BTreeMap<&str, &Facts>,
    copy_of: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let origin = |facts: &Facts| {
        let first =
            copy_of.get(&facts.id).and_then(|top| reports.get(top.as_str())).copied().unwrap_or(facts);
        let agency = facts.agency.as_ref().or(first.agency.as_ref()).map(|a| format!("agency {a}"));
        agency
            .or_else(|| first.outlet.as_ref().map(|o| format!("outlet {o}")))
            .unwrap_or_else(|| first.id.clone())
    };
    reports.values().map(|facts| (facts.id.clone(), origin(facts))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(id: &str, text: &str) -> Facts {
        Facts { id: id.into(), sketch: sketch(text), ..Facts::default() }
    }

    #[test]
    fn a_copy_with_another_ending_is_a_copy() {
        let copy: String = (0..80).map(|n| format!("word{n} ")).collect();
        let other: String = (200..280).map(|n| format!("word{n} ")).collect();
        let reports = [
            facts("b", &copy),
            facts("a", &format!("{copy} and a last line of its own")),
            facts("c", &other),
        ];
        assert_eq!(find(&reports), BTreeMap::from([("b".to_owned(), "a".to_owned())]));
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
        let origins = origins(&BTreeMap::from([("a", &a), ("b", &b)]), &BTreeMap::new());
        assert_eq!(origins["a"], origins["b"]);
    }
}
