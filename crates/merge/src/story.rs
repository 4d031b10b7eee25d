//! Story: reports on one matter. In: reports, and what an earlier merging left; out: stories, every report in exactly one.
//!
//! What is worth comparing (`near.rs`) is compared in full (`alike.rs`) and clustered by average likeness (`cluster.rs`); what stays alone is
//! looked at again. All of it depends on the reports alone, not on the order they were read nor on what was kept (`kept.rs`).

use crate::alike::{Held, SURE, Vector};
use crate::cluster::{adopt, cluster};
use crate::near::{FAINT, Pair, Two};
use crate::sketch::{self, Sketch, Sort};
use crate::{Facts, Kept};
use serde::{Deserialize, Serialize};
use std::cell::OnceCell;
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
const LEAST: u32 = SURE * 46 / 100;
/// Reports with what is known of their words, reckoned once it is asked for.
struct Words<'f> {
    /// In the order of time.
    reports: Vec<&'f Facts>,
    sketches: Vec<OnceCell<Sketch>>,
    vectors: Vec<OnceCell<Vector>>,
}

impl<'f> Words<'f> {
    fn of(reports: &[&'f Facts]) -> Words<'f> {
        let mut reports = reports.to_vec();
        reports.sort_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)));
        let count = reports.len();
        Words { reports, sketches: vec![OnceCell::new(); count], vectors: vec![OnceCell::new(); count] }
    }

    fn sketch(&self, at: usize) -> &Sketch {
        let facts = self.reports[at];
        self.sketches[at].get_or_init(|| sketch::sketch(&facts.title, &facts.text))
    }

    fn vector(&self, at: u32) -> &Vector {
        let at = at as usize;
        self.vectors[at].get_or_init(|| Vector::of(self.sketch(at), self.reports[at].published))
    }

    /// Likenesses of sorted pairs, but for faint ones.
    fn weigh(&self, pairs: &[Two]) -> Vec<Pair> {
        let mut weighed = Vec::new();
        for same in pairs.chunk_by(|x, y| x.0 == y.0) {
            let held = Held::of(self.vector(same[0].0));
            let likeness = |&(a, b): &Two| (a, b, held.against(self.vector(b)));
            weighed.extend(same.iter().map(likeness).filter(|pair| pair.2 >= FAINT));
        }
        weighed
    }
}

/// All stories; every report is in exactly one. `kept` is what an earlier merging left; what this one leaves comes with them.
pub(crate) fn find(reports: &[&Facts], kept: &Kept) -> (Vec<Story>, Kept) {
    let words = Words::of(reports);
    let (pairs, left) =
        kept.graph(&words.reports, |at| words.vector(at).keys.clone(), |two| words.weigh(two));
    let mut tops = cluster(reports.len(), &pairs, LEAST, FAINT);
    adopt(&pairs, &mut tops, LEAST);
    let mut grouped: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, top) in tops.into_iter().enumerate() {
        grouped.entry(top).or_default().push(at);
    }
    let mut stories: Vec<Story> = grouped.into_values().map(|group| story(&group, &words, kept)).collect();
    stories.sort_by(|a, b| (a.first, &a.id).cmp(&(b.first, &b.id)));
    (stories, left)
}

/// A story of reports in the order of time.
fn story(group: &[usize], words: &Words, kept: &Kept) -> Story {
    let facts: Vec<&Facts> = group.iter().map(|&at| words.reports[at]).collect();
    let days: BTreeSet<Date> = facts.iter().filter_map(|f| f.published).collect();
    let id = text::id("st-", &[facts.iter().map(|f| f.id.as_str()).min().unwrap_or_default()]);
    let reports: Vec<String> = facts.iter().map(|f| f.id.clone()).collect();
    let known = kept.stories.get(&id).filter(|known| known.reports == reports);
    Story {
        title: known.map_or_else(|| title(group, words), |known| known.title.clone()),
        id,
        first: days.first().copied(),
        last: days.last().copied(),
        reports,
        outlets: facts.iter().filter_map(|f| f.outlet.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
    }
}

/// The title that tells most of what the reports have in common: readable ones first, then by the rare words it shares with the others.
fn title(group: &[usize], words: &Words) -> String {
    let mut holders: BTreeMap<u32, u32> = BTreeMap::new();
    // A story of thousands is known by its first few dozen.
    for &at in group.iter().take(64) {
        words.sketch(at).terms.iter().for_each(|term| *holders.entry(term.hash).or_default() += 1);
    }
    let shared = |title: &str| {
        let terms = sketch::sketch(title, "").terms;
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
        let own = &words.reports[at].title;
        let title = if own.trim().is_empty() { &words.sketch(at).head } else { own };
        ((readable(title), shared(title)), std::cmp::Reverse(at), title)
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
