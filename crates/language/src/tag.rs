//! Tags: a universal and a Penn tag for every word, from left to right. In: words; out: one class each. Features, decoding and training side by side.

use crate::analysis::Upos;
use crate::perceptron::{MOST_CLASSES, Model, Pruning, Scorer, Scores, Trainer, best, shuffled};
use crate::table::{Table, mix};
use crate::word::Word;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The tagger that the program carries.
pub static TAGGER: LazyLock<Tagger> = LazyLock::new(|| {
    Tagger::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/tag.bin")))
});

/// A class of the tagger: both tags at once, as an index into its names.
pub type Tag = u8;

/// A trained tagger.
#[derive(Debug, Default)]
pub struct Tagger {
    model: Model,
    tags: Vec<(Upos, &'static str)>,
    /// Why it knows nothing, where it does.
    pub complaint: Option<String>,
}

/// What a class stands for, by its name: `NOUN NNS`.
fn meaning(name: &'static str) -> (Upos, &'static str) {
    let (upos, xpos) = name.split_once(' ').unwrap_or(("X", "FW"));
    (Upos::parse(upos).unwrap_or_default(), xpos)
}

impl Tagger {
    /// Reads a tagger; one that knows nothing where the bytes are none.
    pub fn open(bytes: &'static [u8]) -> Tagger {
        match Model::open(bytes) {
            Ok(model) => Tagger {
                tags: model.classes.iter().map(|name| meaning(name)).collect(),
                model,
                complaint: None,
            },
            Err(complaint) => {
                Tagger { complaint: Some(format!("models/tag.bin: {complaint}")), ..Tagger::default() }
            }
        }
    }

    /// The tags of a sentence.
    pub fn tag(&self, words: &[Word]) -> Vec<Tag> {
        decode(&self.model, self.tags.len(), &self.model.extra, words)
    }

    /// What a class stands for.
    pub fn meaning(&self, tag: Tag) -> (Upos, &'static str) {
        self.tags.get(usize::from(tag)).copied().unwrap_or((Upos::X, "FW"))
    }

    /// The class that stands for these two tags.
    pub fn class(&self, upos: &str, xpos: &str) -> Option<Tag> {
        self.tags.iter().position(|(u, x)| u.as_str() == upos && *x == xpos).map(|at| at as Tag)
    }
}

fn decode(model: &impl Scorer, classes: usize, known: &Table, words: &[Word]) -> Vec<Tag> {
    let seen = Seen::new(words, |word| guess(known, word));
    let mut tags: Vec<Tag> = Vec::with_capacity(words.len());
    let (mut features, mut scores) = (Vec::with_capacity(64), [0; MOST_CLASSES]);
    for at in 0..words.len() {
        seen.features(at, &tags, &mut features);
        model.score(&features, &mut scores);
        tags.push(best(&scores[..classes], |_| true).unwrap_or(0) as Tag);
    }
    tags
}

/// What the training data usually tags a word with: one hash for the set of its tags; 0 for a rare word.
fn guess(known: &Table, word: &Word) -> u64 {
    known.get(word.lower).iter().fold(0, |set, tag| mix(set, u64::from(*tag) + 1))
}

/// A sentence ready to be asked for features.
struct Seen<'w> {
    words: &'w [Word],
    guesses: Vec<u64>,
}

/// Stands for what lies beyond the sentence's ends.
const BEYOND: u64 = 0x5eed;

impl<'w> Seen<'w> {
    fn new(words: &'w [Word], guess: impl Fn(&Word) -> u64) -> Seen<'w> {
        Seen { words, guesses: words.iter().map(guess).collect() }
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(at)
    }

    fn lower(&self, at: usize) -> u64 {
        self.word(at).map_or(BEYOND, |word| word.lower)
    }

    fn guess(&self, at: usize) -> u64 {
        self.guesses.get(at).copied().unwrap_or(BEYOND)
    }

    /// Fills in the features of the word at `at`, whose predecessors are tagged.
    fn features(&self, at: usize, tags: &[Tag], out: &mut Vec<u64>) {
        out.clear();
        let Some(word) = self.word(at) else { return };
        let back =
            |n: usize| at.checked_sub(n).and_then(|at| tags.get(at)).map_or(BEYOND, |tag| u64::from(*tag));
        let before = |n: usize| at.wrapping_sub(n);
        let (t1, t2) = (back(1), mix(back(1), back(2)));
        let (next, after) = (self.lower(at + 1), self.lower(at + 2));
        let (g0, g1, g2) = (self.guess(at), self.guess(at + 1), self.guess(at + 2));
        let (last, last2) = (self.lower(before(1)), self.lower(before(2)));
        let end = |at: usize, n: usize| self.word(at).map_or(BEYOND, |word| word.suffix[n]);
        let shape = |at: usize| self.word(at).map_or(BEYOND, |word| word.shape);
        let kinds = |at: usize| self.word(at).map_or(BEYOND, |word| u64::from(word.kinds));
        let values = [
            word.form,
            word.lower,
            word.suffix[0],
            word.suffix[1],
            word.suffix[2],
            word.suffix[3],
            word.suffix[4],
            word.prefix[0],
            word.prefix[1],
            word.prefix[2],
            word.prefix[3],
            word.shape,
            mix(word.shape, u64::from(at == 0)),
            mix(word.shape, word.suffix[2]),
            t1,
            t2,
            mix(t1, word.lower),
            mix(t2, word.lower),
            mix(t1, word.suffix[2]),
            mix(t2, word.shape),
            last,
            next,
            last2,
            after,
            mix(last, word.lower),
            mix(word.lower, next),
            mix(last, next),
            mix(next, after),
            end(before(1), 2),
            end(at + 1, 2),
            end(at + 1, 1),
            shape(before(1)),
            shape(at + 1),
            g0,
            g1,
            g2,
            mix(g0, g1),
            mix(t1, g0),
            mix(mix(t1, g0), g1),
            mix(mix(t2, g0), g1),
            mix(mix(g0, g1), g2),
            mix(word.suffix[2], g1),
            mix(t1, g1),
            mix(kinds(at), word.shape),
            mix(kinds(at + 1), word.shape),
            mix(kinds(before(1)), word.shape),
            mix(mix(word.shape, shape(at + 1)), shape(before(1))),
            mix(word.lower, end(at + 1, 1)),
            0,
        ];
        out.extend(values.iter().zip(1u64..).map(|(value, template)| mix(template, *value)));
    }
}

/// A sentence to learn from.
pub struct Lesson {
    /// Its words.
    pub words: Vec<Word>,
    /// Their classes.
    pub tags: Vec<Tag>,
}

/// Learns a tagger; the names of the classes become the model's.
pub fn train(lessons: &[Lesson], names: &[String], rounds: u64, pruning: Pruning) -> Vec<u8> {
    let known = usual(lessons);
    let guess = |word: &Word| {
        known.get(&word.lower).map_or(0, |tags| tags.iter().fold(0, |set, tag| mix(set, u64::from(*tag) + 1)))
    };
    let mut trainer = Trainer::new(names.len());
    let (mut features, mut scores): (Vec<u64>, Scores) = (Vec::new(), [0; MOST_CLASSES]);
    for round in 0..rounds {
        for nth in shuffled(lessons.len(), round) {
            let lesson = &lessons[nth];
            let seen = Seen::new(&lesson.words, guess);
            let mut tags = Vec::with_capacity(lesson.tags.len());
            for (at, &right) in lesson.tags.iter().enumerate() {
                seen.features(at, &tags, &mut features);
                trainer.score(&features, &mut scores);
                let guess = best(&scores[..names.len()], |_| true).unwrap_or(0);
                trainer.learn(&features, usize::from(right), guess);
                tags.push(guess as Tag);
            }
        }
    }
    trainer.finish(names, &known, pruning)
}

/// The tags of every word that is common enough, commonest first; a tag it bears one time in twenty or less is left out.
fn usual(lessons: &[Lesson]) -> BTreeMap<u64, Vec<u8>> {
    let mut counts: BTreeMap<u64, BTreeMap<Tag, usize>> = BTreeMap::new();
    for lesson in lessons {
        for (word, tag) in lesson.words.iter().zip(&lesson.tags) {
            *counts.entry(word.lower).or_default().entry(*tag).or_default() += 1;
        }
    }
    let set = |counts: BTreeMap<Tag, usize>| {
        let total: usize = counts.values().sum();
        let mut tags: Vec<(usize, Tag)> = counts
            .into_iter()
            .filter(|(_, times)| times * 20 > total)
            .map(|(tag, times)| (times, tag))
            .collect();
        tags.sort_by(|a, b| b.cmp(a));
        (total >= 4).then(|| tags.into_iter().map(|(_, tag)| tag).take(4).collect())
    };
    counts.into_iter().filter_map(|(word, counts)| set(counts).map(|set: Vec<u8>| (word, set))).collect()
}
