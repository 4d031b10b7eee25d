//! A second opinion on names: a linear model over what each word is, what stands beside it and what it depends on. In: words, tags and the tree of
//! a sentence; out: shares for every label of every word, added to the network's before the best row of labels is sought.
//!
//! The network learns the names of its lessons nearly by heart and is too sure of words it never saw; what is weighed singly is not. Features are
//! hashed to rows of a table of bytes, sums are whole numbers: the same on every processor. Learned by `cargo xtask train`, which asks
//! [`features`] too.

use crate::entity::{self, CLASSES, Name, Steps};
use crate::table::{mix, u32_at};
use crate::word::Word;
use std::sync::LazyLock;

/// The model that the program carries.
pub static LINEAR: LazyLock<Linear> = LazyLock::new(|| {
    Linear::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/linear.bin")))
});

/// First bytes of the file; the last one counts versions of the format.
const MAGIC: &[u8; 4] = b"DLS1";
/// How many rows the table has, as a power of two.
pub const BITS: u32 = 18;
/// A word in small letters that the network so clearly holds for no part of a name is not asked about.
const CLEAR: f32 = 6.0;
/// The farthest end that is sought of a run of capitals.
const RUN: usize = 6;
/// What stands beyond both ends of a sentence.
const BEYOND: u64 = 0x5eed;

/// What is known of a sentence when its names are sought.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'s> {
    /// Its words.
    pub words: &'s [Word],
    /// The number of each word's tag.
    pub tags: &'s [usize],
    /// The head of each word.
    pub heads: &'s [Option<usize>],
    /// The number of each word's relation.
    pub relations: &'s [usize],
}

/// A learned model.
#[derive(Debug, Default)]
pub struct Linear {
    table: &'static [u8],
    scale: f32,
    /// What a label gains by standing after another.
    pub steps: Steps,
    /// Why it knows nothing, where it does.
    pub complaint: Option<String>,
}

impl Linear {
    /// Reads a model; one without an opinion where the bytes are none.
    ///
    /// Layout: magic, what a unit is worth (f32), a byte for each label after each label, rows of a byte for each label.
    pub fn open(bytes: &'static [u8]) -> Linear {
        Linear::read(bytes).unwrap_or_else(|| Linear {
            complaint: Some(
                "models/linear.bin is missing or of another format: run `cargo xtask train`".into(),
            ),
            ..Linear::default()
        })
    }

    fn read(bytes: &'static [u8]) -> Option<Linear> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let scale = f32::from_bits(u32_at(rest, 0)?);
        let (steps, table) = rest.get(4..)?.split_at_checked(CLASSES * CLASSES)?;
        let mut linear = Linear { table, scale, ..Linear::default() };
        for (row, bytes) in linear.steps.iter_mut().zip(steps.chunks_exact(CLASSES)) {
            for (step, byte) in row.iter_mut().zip(bytes) {
                *step = f32::from(*byte as i8) * scale;
            }
        }
        (table.len() == CLASSES << BITS && scale.is_finite()).then_some(linear)
    }

    /// The names of a sentence by the network's scores and its own.
    pub fn names(&self, seen: &Seen, scores: &[f32]) -> Vec<Name> {
        let mut scores = scores.to_vec();
        self.add(seen, &mut scores);
        entity::names(seen.words, &scores, &self.steps)
    }

    /// Adds its opinion to the scores, a row of nine for each word.
    pub fn add(&self, seen: &Seen, scores: &mut [f32]) {
        let (rows, _) = scores.as_chunks_mut::<CLASSES>();
        let mut found = Vec::new();
        for (at, row) in rows.iter_mut().enumerate().take(seen.words.len()) {
            let best = row[1..].iter().fold(f32::NEG_INFINITY, |best, score| best.max(*score));
            if !seen.words[at].capital && row[0] - best > CLEAR {
                continue;
            }
            found.clear();
            features(seen, at, &mut found);
            let mut sums = [0i32; CLASSES];
            for feature in &found {
                let start = *feature as usize * CLASSES;
                for (sum, byte) in sums.iter_mut().zip(self.table.get(start..start + CLASSES).unwrap_or(&[]))
                {
                    *sum += i32::from(*byte as i8);
                }
            }
            row.iter_mut().zip(sums).for_each(|(score, sum)| *score += sum as f32 * self.scale);
        }
    }
}

/// The bytes of a model: `weights` has a row for each feature, in units of which one is worth `scale`.
pub fn lay_out(scale: f32, steps: &[i8], weights: &[i8]) -> Vec<u8> {
    let bytes = |numbers: &[i8]| numbers.iter().map(|number| *number as u8).collect::<Vec<_>>();
    [MAGIC.to_vec(), scale.to_le_bytes().to_vec(), bytes(steps), bytes(weights)].concat()
}

/// The rows of the table that speak of a word.
pub fn features(seen: &Seen, at: usize, found: &mut Vec<u32>) {
    let word = |step: isize| at.checked_add_signed(step).and_then(|at| seen.words.get(at));
    let lower = |step: isize| word(step).map_or(BEYOND, |word| word.lower);
    let kinds = |step: isize| word(step).map_or(BEYOND, |word| u64::from(word.kinds));
    let row = |step: isize, table: usize| word(step).map_or(BEYOND, |word| u64::from(word.rows[table]));
    let tag = |step: isize| {
        at.checked_add_signed(step).and_then(|at| seen.tags.get(at)).map_or(BEYOND, |tag| *tag as u64)
    };
    let Some(this) = word(0) else { return };
    let mut template = 0;
    let mut add = |first: u64, second: u64| {
        template += 1;
        found.push((mix(mix(template, first), second) >> (64 - BITS)) as u32);
    };
    add(0, 0);
    for step in -2..=2 {
        add(lower(step), 0);
        add(tag(step), 0);
        add(row(step, SHAPE), 0);
        add(kinds(step), 0);
        add(row(step, CLUSTER), 0);
        add(row(step, WAY), 0);
    }
    add(this.lower, row(0, SHAPE));
    for table in ENDS {
        add(row(0, table), 0);
    }
    add(row(0, SHAPE), kinds(0));
    add(row(0, SHAPE), u64::from(at == 0) << 1 | u64::from(this.rows[0] == 0));
    for step in [-1, 0] {
        add(lower(step), lower(step + 1));
        add(row(step, SHAPE), row(step + 1, SHAPE));
        add(tag(step), tag(step + 1));
        add(kinds(step), kinds(step + 1));
        add(row(step, CLUSTER), row(step + 1, CLUSTER));
    }
    add(mix(row(-1, SHAPE), row(0, SHAPE)), row(1, SHAPE));
    let relation = seen.relations.get(at).map_or(BEYOND, |relation| *relation as u64);
    let head = seen.heads.get(at).copied().flatten().filter(|head| *head < seen.words.len());
    add(relation, 0);
    add(head.map_or(BEYOND, |head| seen.words[head].lower), 0);
    add(head.map_or(BEYOND, |head| seen.tags.get(head).map_or(BEYOND, |tag| *tag as u64)), relation);
    add(head.map_or(BEYOND, |head| u64::from(seen.words[head].rows[CLUSTER])), relation);
    // What stands round a run of capitals tells more than what stands beside the word.
    let capital = |at: &usize| seen.words[*at].capital;
    let first = (at.saturating_sub(RUN)..at).rev().take_while(capital).last().unwrap_or(at);
    let last = (at + 1..seen.words.len().min(at + RUN)).take_while(capital).last().unwrap_or(at);
    let (before, after) = (first as isize - at as isize - 1, (last - at) as isize + 1);
    let runs = u64::from(this.capital);
    add(lower(before), runs);
    add(lower(after), runs);
    add(row(before, CLUSTER), runs);
    add(row(after, CLUSTER), runs);
    add(lower(after - 1), runs);
    add(lower(before + 1), runs);
    add((last - first) as u64, (at - first) as u64);
    // From here on as many as there are lists.
    for (offset, step) in [(0, -1), (32, 0), (64, 1)] {
        let mut kinds = word(step).map_or(0, |word| word.kinds);
        while kinds != 0 {
            let key = mix(mix(0, offset), u64::from(kinds.trailing_zeros()));
            found.push((key >> (64 - BITS)) as u32);
            kinds &= kinds - 1;
        }
    }
}

/// Tables of `word::TABLES`, by their place.
const CLUSTER: usize = 1;
const WAY: usize = 3;
const ENDS: [usize; 7] = [5, 6, 7, 8, 9, 10, 11];
const SHAPE: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::LABELS;
    use crate::word::words;

    fn names(linear: &Linear, sentence: &str, scores: impl Fn(&str) -> [f32; CLASSES]) -> Vec<Name> {
        let words = words(sentence.split(' '));
        let scores: Vec<f32> = sentence.split(' ').flat_map(scores).collect();
        let (tags, relations) = (vec![0; words.len()], vec![0; words.len()]);
        let heads: Vec<Option<usize>> = (0..words.len()).map(|at| at.checked_sub(1)).collect();
        let seen = Seen { words: &words, tags: &tags, heads: &heads, relations: &relations };
        linear.names(&seen, &scores)
    }

    fn flat(_: &str) -> [f32; CLASSES] {
        [0.0; CLASSES]
    }

    #[test]
    fn what_the_network_leaves_open_is_decided() {
        assert_eq!(names(&LINEAR, "He met Ivan Petrov .", flat), [(2..4, LABELS[0])]);
        assert_eq!(names(&LINEAR, "He met his brother .", flat), []);
    }

    #[test]
    fn what_the_network_is_sure_of_stands() {
        let sure = |form: &str| {
            let mut row = [0.0; CLASSES];
            row[usize::from(form == "Sofia")] = 40.0;
            row
        };
        assert_eq!(names(&LINEAR, "He met Ivan Petrov in Sofia .", sure), [(5..6, LABELS[0])]);
    }

    #[test]
    fn every_feature_has_a_row() {
        let words = words("A B C D E F G H I J K (Ünal) — 14 🙂".split(' '));
        for heads in [vec![], vec![Some(99); 3]] {
            let seen = Seen { words: &words, tags: &[], heads: &heads, relations: &[usize::MAX] };
            for at in 0..words.len() + 2 {
                let mut found = Vec::new();
                features(&seen, at, &mut found);
                assert!(found.iter().all(|row| *row < 1 << BITS) && found.is_empty() == (at >= words.len()));
            }
        }
    }

    #[test]
    fn bytes_that_are_no_model_are_told() {
        let silent = Linear::open(b"DLS1\0\0\0\0");
        assert!(silent.complaint.is_some_and(|what| what.contains("xtask train")));
        assert_eq!(names(&Linear::default(), "He met Ivan Petrov .", flat), []);
    }
}
