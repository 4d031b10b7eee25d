//! Framing: which words a group (an outlet, a speaker) chooses more often than the others. In: how often each group uses each word; out: log-odds
//! with an informative Dirichlet prior, as z-scores (Monroe, Colaresi and Quinn 2008, "Fightin' Words", section 3.3).
//!
//! The prior is the use of all groups together, so a word seen once makes no group stand out, and a word all use alike stands near zero.

use std::collections::BTreeMap;

/// One word of one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The group.
    pub group: String,
    /// The word.
    pub word: String,
    /// How often the group uses it.
    pub count: u64,
    /// How often all others do.
    pub others: u64,
    /// Above zero: more than the others; beyond 1.96 it would be chance one time in twenty. Two decimals.
    pub z: f64,
}

/// What the prior weighs: as many words as this, spread as all groups together spread theirs.
const PRIOR: f64 = 50.0;

/// Every word of every group, sorted by group, then the most its own first. `counts` is by group and word.
pub fn odds(counts: &BTreeMap<(String, String), u64>) -> Vec<Chosen> {
    let mut of_group: BTreeMap<&str, u64> = BTreeMap::new();
    let mut of_word: BTreeMap<&str, u64> = BTreeMap::new();
    for ((group, word), count) in counts {
        *of_group.entry(group).or_default() += count;
        *of_word.entry(word).or_default() += count;
    }
    let total: u64 = of_word.values().sum();
    let mut chosen: Vec<Chosen> = counts
        .iter()
        .map(|((group, word), &count)| {
            let (mine, all) = (of_group[group.as_str()], of_word[word.as_str()]);
            let others = all - count;
            let prior = PRIOR * all as f64 / total.max(1) as f64;
            let z = z(count as f64, mine as f64, others as f64, (total - mine) as f64, prior);
            Chosen { group: group.clone(), word: word.clone(), count, others, z }
        })
        .collect();
    chosen.sort_by(|a, b| {
        (&a.group, b.z, b.count)
            .partial_cmp(&(&b.group, a.z, a.count))
            .unwrap_or(std::cmp::Ordering::Equal)
            .then(a.word.cmp(&b.word))
    });
    chosen
}

/// The difference of the two log-odds over its standard deviation.
fn z(count: f64, total: f64, others: f64, others_total: f64, prior: f64) -> f64 {
    let odds = |count: f64, total: f64| libm::log((count + prior) / (total + PRIOR - count - prior).max(0.5));
    // Both ways a count can vary: where there are few words for an actor, all other words are few as well.
    let vary =
        |count: f64, total: f64| 1.0 / (count + prior) + 1.0 / (total + PRIOR - count - prior).max(0.5);
    let spread = (vary(count, total) + vary(others, others_total)).sqrt();
    ((odds(count, total) - odds(others, others_total)) / spread * 100.0).round() / 100.0
}

/// A description without what every noun may carry: article, possessive, case.
pub fn wording(description: &str) -> String {
    bare(&description.to_lowercase())
}

/// The same with its capitals.
pub fn bare(description: &str) -> String {
    const BARE: [&str; 14] = [
        "the", "a", "an", "its", "his", "her", "their", "our", "my", "this", "that", "these", "those", "some",
    ];
    let words = description.split_whitespace().enumerate();
    let words =
        words.filter(|(at, word)| *at > 0 || !BARE.iter().any(|bare| word.eq_ignore_ascii_case(bare)));
    words.map(|(_, word)| word.trim_matches(|ch: char| !ch.is_alphanumeric())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(counts: &[(&str, &str, u64)]) -> Vec<Chosen> {
        odds(&counts.iter().map(|(g, w, n)| (((*g).to_owned(), (*w).to_owned()), *n)).collect())
    }

    #[test]
    fn a_word_one_outlet_keeps_to_itself_stands_out() {
        let chosen =
            check(&[("A", "regime", 20), ("A", "army", 20), ("B", "government", 20), ("B", "army", 20)]);
        let z = |group: &str, word: &str| {
            chosen.iter().find(|c| c.group == group && c.word == word).map_or(f64::NAN, |c| c.z)
        };
        assert!(z("A", "regime") > 1.96, "{chosen:?}");
        assert!(z("A", "army").abs() < 0.5 && z("B", "army").abs() < 0.5);
        assert_eq!(chosen[0].word, "regime");
    }

    #[test]
    fn a_word_seen_once_proves_nothing() {
        let chosen = check(&[("A", "regime", 1), ("A", "army", 30), ("B", "army", 30)]);
        assert!(chosen.iter().all(|c| c.z.abs() < 1.96), "{chosen:?}");
        assert!(check(&[]).is_empty());
        assert!(check(&[("A", "army", 3)]).iter().all(|c| c.z.is_finite()));
    }
}
