//! Names: persons, organisations, locations, others. In: what the network says of each word; out: runs of words with a label.
//! The best row of labels is found as a whole (Viterbi), so that a name that goes on has begun.

use crate::analysis::Label;
use crate::lists::kind;
use crate::word::Word;
use std::ops::Range;

/// Labels in the order of the network's numbers: 0 is no name, 2k + 1 begins a name of label k, 2k + 2 goes on with it.
pub const LABELS: [Label; 4] = [Label::Per, Label::Org, Label::Loc, Label::Oth];
/// How many classes a word can be of.
pub const CLASSES: usize = 2 * LABELS.len() + 1;

/// What a class gains by standing after another, by the class before.
pub type Steps = [[f32; CLASSES]; CLASSES];

/// A name: words of one sentence, and what it is a name of.
pub type Name = (Range<usize>, Label);

/// The names of a sentence; `scores` has a row of nine for each word.
pub fn names(words: &[Word], scores: &[f32], steps: &Steps) -> Vec<Name> {
    let (rows, _) = scores.as_chunks::<CLASSES>();
    if rows.len() != words.len() {
        return Vec::new();
    }
    runs(&best(rows, steps)).into_iter().filter_map(|name| without_title(name, words)).collect()
}

/// True where a class can stand after another.
pub fn follows(before: usize, class: usize) -> bool {
    class == 0 || class % 2 == 1 || before == class || before + 1 == class
}

/// The best row of classes.
fn best(rows: &[[f32; CLASSES]], steps: &Steps) -> Vec<usize> {
    let mut totals = [0f32; CLASSES];
    let mut back: Vec<[u8; CLASSES]> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let (mut next, mut from) = ([f32::NEG_INFINITY; CLASSES], [0; CLASSES]);
        for class in 0..CLASSES {
            for (before, total) in totals.iter().enumerate() {
                let fits = if at == 0 { before == 0 && follows(0, class) } else { follows(before, class) };
                let step = if at == 0 { 0.0 } else { steps[before][class] };
                if fits && total + step + row[class] > next[class] {
                    (next[class], from[class]) = (total + step + row[class], before as u8);
                }
            }
        }
        totals = next;
        back.push(from);
    }
    let mut class = (0..CLASSES)
        .reduce(|best, class| if totals[class] > totals[best] { class } else { best })
        .unwrap_or(0);
    let mut classes = vec![0; rows.len()];
    for (at, from) in back.iter().enumerate().rev() {
        classes[at] = class;
        class = usize::from(from[class]);
    }
    classes
}

/// A title is no part of a person's name: "Gen. Novak" is a title and a name, "U.S. Secretary" a title alone.
fn without_title((mut range, label): Name, words: &[Word]) -> Option<Name> {
    let is_title = |at: usize| {
        words.get(at).is_some_and(|word| word.kinds & kind::TITLE != 0 && word.kinds & kind::GIVEN_NAME == 0)
    };
    while label == Label::Per && range.len() > 1 && is_title(range.start) {
        range.start += 1;
    }
    let of_a_state =
        range.len() > 1 && words.get(range.start).is_some_and(|word| word.kinds & kind::COUNTRY != 0);
    (label != Label::Per || !of_a_state || !is_title(range.end - 1)).then_some((range, label))
}

fn runs(classes: &[usize]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (at, class) in classes.iter().enumerate().filter(|(_, class)| **class > 0) {
        match names.last_mut() {
            Some((range, _)) if class % 2 == 0 && range.end == at => range.end = at + 1,
            _ => names.push((at..at + 1, LABELS[(class - 1) / 2])),
        }
    }
    names
}

/// The classes of a sentence's words, by its names.
pub fn classes(length: usize, names: &[Name]) -> Vec<usize> {
    let mut classes = vec![0; length];
    for (range, label) in names {
        let begin = 2 * LABELS.iter().position(|other| other == label).unwrap_or(3) + 1;
        for at in range.clone() {
            let class = if at == range.start { begin } else { begin + 1 };
            classes.get_mut(at).into_iter().for_each(|place| *place = class);
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_classes_are_two_ways_to_say_the_same() {
        let names = vec![(0..3, Label::Per), (4..5, Label::Loc), (5..7, Label::Org)];
        assert_eq!(classes(7, &names), [1, 2, 2, 0, 5, 3, 4]);
        assert_eq!(runs(&classes(7, &names)), names);
    }

    #[test]
    fn a_name_that_goes_on_has_begun() {
        let row = |class: usize| std::array::from_fn(|at| if at == class { 2.0 } else { at as f32 / 100.0 });
        let found = best(&[row(2), row(2), row(0), row(6)], &Steps::default());
        assert!(
            follows(0, found[0]) && follows(found[0], found[1]) && follows(found[2], found[3]),
            "{found:?}"
        );
        assert_eq!(best(&[row(5), row(6), row(0)], &Steps::default()), [5, 6, 0]);
        assert_eq!(best(&[], &Steps::default()), []);
    }
}
