//! Names: persons, organisations, locations, others, word by word from left to right. In: the words and tags of a text; out: runs of words with a label.
//! Features, decoding and training side by side. What a name was taken for earlier in the text is remembered.

use crate::analysis::Label;
use crate::perceptron::{MOST_CLASSES, Model, Pruning, Scorer, Scores, Trainer, best, shuffled};
use crate::table::mix;
use crate::tag::Tag;
use crate::word::Word;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// The namer that the program carries.
pub static NAMER: LazyLock<Namer> = LazyLock::new(|| {
    Namer::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/entity.bin")))
});

/// Labels in the order of the classes: class 0 is no name; 4k + 1 begins, 4k + 2 goes on, 4k + 3 ends a name of label k; 4k + 4 is a name of one word.
pub const LABELS: [Label; 4] = [Label::Per, Label::Org, Label::Loc, Label::Oth];
const CLASSES: usize = 17;

/// A trained namer.
#[derive(Debug, Default)]
pub struct Namer {
    model: Model,
    /// Why it knows nothing, where it does.
    pub complaint: Option<String>,
}

/// A name: words of one sentence, and what it is a name of.
pub type Name = (Range<usize>, Label);

/// What is known of a text as a whole.
#[derive(Debug, Default)]
pub struct Memory {
    /// Words written small somewhere, and words written with a capital where none was due.
    small: HashSet<u64>,
    capital: HashSet<u64>,
    /// What the words of earlier names were taken for.
    names: HashMap<u64, [u8; 4]>,
}

impl Memory {
    /// Looks through a text, sentence by sentence.
    pub fn new<'w>(sentences: impl Iterator<Item = &'w [Word]>) -> Memory {
        let mut memory = Memory::default();
        for sentence in sentences {
            let small = sentence.iter().filter(|word| !word.capital).count();
            for (at, word) in sentence.iter().enumerate() {
                match word.capital {
                    false => drop(memory.small.insert(word.lower)),
                    true if at > 0 && small * 2 > sentence.len() => drop(memory.capital.insert(word.lower)),
                    true => {}
                }
            }
        }
        memory
    }

    fn learn(&mut self, words: &[Word], classes: &[usize]) {
        for (word, class) in words.iter().zip(classes).filter(|(word, class)| **class > 0 && word.capital) {
            let times = &mut self.names.entry(word.lower).or_default()[(class - 1) / 4];
            *times = times.saturating_add(1);
        }
    }

    /// What the word was taken for most often; 0 for nothing yet.
    fn label(&self, word: &Word) -> u64 {
        let Some(times) = self.names.get(&word.lower) else { return 0 };
        let most = times.iter().enumerate().max_by_key(|(at, times)| (**times, 4 - at));
        most.map_or(0, |(at, _)| at as u64 + 1)
    }

    fn writing(&self, word: &Word) -> u64 {
        let (small, capital) = (self.small.contains(&word.lower), self.capital.contains(&word.lower));
        u64::from(word.capital) << 2 | u64::from(small) << 1 | u64::from(capital)
    }
}

impl Namer {
    /// Reads a namer; one that finds nothing where the bytes are none.
    pub fn open(bytes: &'static [u8]) -> Namer {
        match Model::open(bytes) {
            Ok(model) => Namer { model, complaint: None },
            Err(complaint) => {
                Namer { complaint: Some(format!("models/entity.bin: {complaint}")), ..Namer::default() }
            }
        }
    }

    /// The names of a sentence; the memory learns them.
    pub fn names(&self, words: &[Word], tags: &[Tag], memory: &mut Memory) -> Vec<Name> {
        if self.complaint.is_some() {
            return Vec::new();
        }
        let (mut features, mut scores): (Vec<u64>, Scores) = (Vec::with_capacity(64), [0; MOST_CLASSES]);
        let seen = Seen::new(words, tags, memory);
        let mut classes = Vec::with_capacity(words.len());
        for at in 0..words.len() {
            seen.features(at, &classes, &mut features);
            self.model.score(&features, &mut scores);
            let last = at + 1 == words.len();
            let before = classes.last().copied().unwrap_or(0);
            classes.push(best(&scores[..CLASSES], |class| follows(before, class, last)).unwrap_or(0));
        }
        memory.learn(words, &classes);
        runs(&classes)
    }
}

/// True where the class can stand after the one before it: a name that was begun goes on until it ends.
fn follows(before: usize, class: usize, last: bool) -> bool {
    let (label, place) = (class.wrapping_sub(1) / 4, class.wrapping_sub(1) % 4);
    let open = before > 0 && matches!((before - 1) % 4, 0 | 1);
    let inside = class > 0 && matches!(place, 1 | 2);
    let goes_on = class > 0 && matches!(place, 0 | 1);
    let fits = if open { inside && label == (before - 1) / 4 } else { !inside };
    fits && !(last && goes_on)
}

fn runs(classes: &[usize]) -> Vec<Name> {
    let mut names = Vec::new();
    let mut start = 0;
    for (at, class) in classes.iter().enumerate().filter(|(_, class)| **class > 0) {
        let place = (class - 1) % 4;
        if place == 0 {
            start = at;
        }
        if place >= 2 {
            names.push((if place == 3 { at } else { start }..at + 1, LABELS[(class - 1) / 4]));
        }
    }
    names
}

/// The classes of a sentence's words, by its names.
pub fn classes(length: usize, names: &[Name]) -> Vec<usize> {
    let mut classes = vec![0; length];
    for (range, label) in names {
        let base = 4 * LABELS.iter().position(|other| other == label).unwrap_or(3);
        for at in range.clone() {
            let place = match (at == range.start, at + 1 == range.end) {
                (true, true) => 4,
                (true, false) => 1,
                (false, false) => 2,
                (false, true) => 3,
            };
            classes.get_mut(at).into_iter().for_each(|class| *class = base + place);
        }
    }
    classes
}

/// A sentence ready to be asked for features.
struct Seen<'w> {
    words: &'w [Word],
    tags: &'w [Tag],
    labels: Vec<u64>,
    writing: Vec<u64>,
}

/// Stands for what lies beyond the sentence's ends.
const BEYOND: u64 = 0x5eed;

impl<'w> Seen<'w> {
    fn new(words: &'w [Word], tags: &'w [Tag], memory: &Memory) -> Seen<'w> {
        let labels = words.iter().map(|word| memory.label(word)).collect();
        let writing = words.iter().map(|word| memory.writing(word)).collect();
        Seen { words, tags, labels, writing }
    }

    fn features(&self, at: usize, classes: &[usize], out: &mut Vec<u64>) {
        out.clear();
        let Some(word) = self.words.get(at) else { return };
        let near = |by: isize| at.checked_add_signed(by).and_then(|at| self.words.get(at));
        let lower = |by: isize| near(by).map_or(BEYOND, |word| word.lower);
        let shape = |by: isize| near(by).map_or(BEYOND, |word| word.shape);
        let kinds = |by: isize| near(by).map_or(BEYOND, |word| u64::from(word.kinds));
        let tag = |by: isize| {
            at.checked_add_signed(by).and_then(|at| self.tags.get(at)).map_or(BEYOND, |tag| u64::from(*tag))
        };
        let of = |list: &[u64], by: isize| {
            at.checked_add_signed(by).and_then(|at| list.get(at)).copied().unwrap_or(BEYOND)
        };
        let back =
            |n: usize| at.checked_sub(n).and_then(|at| classes.get(at)).map_or(BEYOND, |class| *class as u64);
        let (last, last2) = (back(1), mix(back(1), back(2)));
        let (label, writing) = (of(&self.labels, 0), of(&self.writing, 0));
        let values = [
            word.form,
            word.lower,
            word.prefix[1],
            word.prefix[2],
            word.prefix[3],
            word.suffix[1],
            word.suffix[2],
            word.suffix[3],
            word.suffix[4],
            word.shape,
            mix(word.shape, u64::from(at == 0)),
            kinds(0),
            mix(kinds(0), word.shape),
            tag(0),
            mix(tag(0), word.shape),
            lower(-1),
            lower(1),
            lower(-2),
            lower(2),
            mix(lower(-1), word.lower),
            mix(word.lower, lower(1)),
            mix(lower(-1), lower(1)),
            mix(lower(-2), lower(-1)),
            mix(lower(1), lower(2)),
            shape(-1),
            shape(1),
            mix(shape(-1), word.shape),
            mix(word.shape, shape(1)),
            mix(mix(shape(-1), word.shape), shape(1)),
            mix(shape(1), shape(2)),
            tag(-1),
            tag(1),
            mix(tag(-1), tag(0)),
            mix(tag(0), tag(1)),
            mix(mix(tag(-1), tag(0)), tag(1)),
            mix(tag(-2), tag(-1)),
            kinds(-1),
            kinds(1),
            mix(kinds(-1), word.shape),
            mix(kinds(1), word.shape),
            mix(mix(kinds(-1), kinds(0)), kinds(1)),
            mix(kinds(1), kinds(2)),
            mix(kinds(2), shape(1)),
            last,
            last2,
            mix(last, word.lower),
            mix(last, word.shape),
            mix(last, tag(0)),
            mix(last, mix(lower(-1), tag(0))),
            mix(last, kinds(0)),
            mix(last, mix(shape(1), word.shape)),
            mix(last, lower(1)),
            mix(last, word.suffix[2]),
            label,
            mix(label, word.shape),
            mix(label, last),
            mix(of(&self.labels, 1), label),
            of(&self.labels, -1),
            writing,
            mix(writing, u64::from(at == 0)),
            mix(writing, tag(0)),
            mix(of(&self.writing, 1), writing),
            mix(lower(-1), word.shape),
            mix(lower(1), word.shape),
            mix(mix(lower(-1), word.shape), shape(1)),
            mix(mix(lower(-1), word.suffix[2]), word.shape),
            0,
        ];
        out.extend(values.iter().zip(1u64..).map(|(value, template)| mix(template, *value)));
    }
}

/// A sentence to learn from.
pub struct Lesson {
    /// Its words.
    pub words: Vec<Word>,
    /// Their tags, as the tagger gives them.
    pub tags: Vec<Tag>,
    /// Their classes.
    pub classes: Vec<usize>,
}

/// Learns a namer from texts, each a row of sentences.
pub fn train(texts: &[Vec<Lesson>], rounds: u64, pruning: Pruning) -> Vec<u8> {
    let mut trainer = Trainer::new(CLASSES);
    for round in 0..rounds {
        for nth in shuffled(texts.len(), round) {
            let mut memory = Memory::new(texts[nth].iter().map(|lesson| lesson.words.as_slice()));
            texts[nth].iter().for_each(|lesson| follow(&mut trainer, lesson, &mut memory));
        }
    }
    let names: Vec<String> = (0..CLASSES).map(class_name).collect();
    trainer.finish(&names, &Default::default(), pruning)
}

fn class_name(class: usize) -> String {
    match class.checked_sub(1) {
        None => "O".to_owned(),
        Some(class) => format!("{}-{}", ["B", "I", "L", "U"][class % 4], LABELS[class / 4].as_str()),
    }
}

fn follow(trainer: &mut Trainer, lesson: &Lesson, memory: &mut Memory) {
    let (mut features, mut scores): (Vec<u64>, Scores) = (Vec::new(), [0; MOST_CLASSES]);
    let seen = Seen::new(&lesson.words, &lesson.tags, memory);
    let mut classes = Vec::new();
    for (at, &right) in lesson.classes.iter().enumerate() {
        seen.features(at, &classes, &mut features);
        trainer.score(&features, &mut scores);
        let last = at + 1 == lesson.words.len();
        let before = classes.last().copied().unwrap_or(0);
        let guess = best(&scores[..CLASSES], |class| follows(before, class, last)).unwrap_or(0);
        trainer.learn(&features, right, guess);
        classes.push(guess);
    }
    memory.learn(&lesson.words, &classes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_classes_are_two_ways_to_say_the_same() {
        let names = vec![(0..3, Label::Per), (4..5, Label::Loc), (5..7, Label::Org)];
        assert_eq!(classes(7, &names), [1, 2, 3, 0, 12, 5, 7]);
        assert_eq!(runs(&classes(7, &names)), names);
    }

    #[test]
    fn a_name_that_was_begun_ends() {
        assert!(follows(1, 3, true) && follows(1, 2, false) && follows(0, 0, true));
        assert!(
            !follows(1, 0, false) && !follows(1, 7, false) && !follows(0, 3, false) && !follows(0, 1, true)
        );
    }
}
