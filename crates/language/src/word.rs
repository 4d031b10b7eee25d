//! What the learners see of a word: hashes of its form, ends, shape and kinds. In: the forms of a sentence; out: one `Word` each.

use crate::lists::LISTS;
use crate::table::{hash, mix};

/// How a sentence is written: a headline in capitals tells nothing by its capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Casing {
    /// As prose is.
    Mixed,
    /// Most Words Begin With A Capital.
    Title,
    /// ALL IN CAPITALS.
    Upper,
}

/// One word as the learners see it. Hashes, so that no feature needs memory of its own.
#[derive(Clone, Debug)]
pub struct Word {
    /// As written; lower-cased where the casing of the sentence tells nothing.
    pub form: u64,
    /// In lower case.
    pub lower: u64,
    /// First one to four characters, lower case.
    pub prefix: [u64; 4],
    /// Last one to five characters, lower case.
    pub suffix: [u64; 5],
    /// Its shape: capitals, small letters, figures, signs.
    pub shape: u64,
    /// Which word lists hold it.
    pub kinds: u16,
    /// True where it begins with a capital.
    pub capital: bool,
    /// Lower-cased form itself.
    pub text: String,
}

/// How these words are cased taken together.
pub fn casing<'w>(forms: impl Iterator<Item = &'w str>) -> Casing {
    let (mut long, mut capital, mut upper) = (0, 0, 0);
    for form in forms.filter(|form| form.chars().filter(|ch| ch.is_alphabetic()).count() > 3) {
        long += 1;
        capital += usize::from(form.starts_with(char::is_uppercase));
        upper += usize::from(!form.contains(char::is_lowercase));
    }
    match long {
        3.. if upper * 5 >= long * 4 => Casing::Upper,
        4.. if capital * 5 >= long * 4 => Casing::Title,
        _ => Casing::Mixed,
    }
}

/// What the learners see of a sentence.
pub fn words<'w>(forms: impl Iterator<Item = &'w str> + Clone) -> Vec<Word> {
    let casing = casing(forms.clone());
    forms.map(|form| Word::new(form, casing)).collect()
}

impl Word {
    fn new(form: &str, casing: Casing) -> Word {
        let text = lower(form);
        let lower = hash(&text);
        let shape = mix(shape(form), casing as u64);
        Word {
            form: if casing == Casing::Upper { lower } else { hash(form) },
            lower,
            prefix: prefixes(&text),
            suffix: suffixes(&text),
            shape,
            kinds: LISTS.kinds(&text),
            capital: form.starts_with(char::is_uppercase),
            text,
        }
    }
}

/// In lower case, with one kind of apostrophe.
pub fn lower(form: &str) -> String {
    if form.is_ascii() {
        return form.to_ascii_lowercase();
    }
    form.replace('’', "'").to_lowercase()
}

fn prefixes(text: &str) -> [u64; 4] {
    let mut ends = text.char_indices().map(|(at, ch)| at + ch.len_utf8());
    std::array::from_fn(|_| ends.next().and_then(|end| text.get(..end)).map_or(0, hash))
}

fn suffixes(text: &str) -> [u64; 5] {
    let mut starts = text.char_indices().rev().map(|(at, _)| at);
    std::array::from_fn(|_| starts.next().and_then(|start| text.get(start..)).map_or(0, hash))
}

/// Capitals, small letters, figures and signs; a run of one sort counts once more, not more often.
fn shape(form: &str) -> u64 {
    let (mut hash, mut last, mut run) = (17u64, ' ', 0);
    for ch in form.chars().take(24) {
        let sort = match ch {
            'A'..='Z' => 'X',
            'a'..='z' => 'x',
            '0'..='9' => 'd',
            ch if ch.is_uppercase() => 'X',
            ch if ch.is_alphabetic() => 'x',
            ch if ch.is_numeric() => 'd',
            ch => ch,
        };
        run = if sort == last { run + 1 } else { 0 };
        last = sort;
        if run < 2 {
            hash = mix(hash, u64::from(sort));
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sentence: &str, expected: Casing) {
        assert_eq!(casing(sentence.split(' ')), expected, "{sentence}");
    }

    #[test]
    fn headlines_are_told_from_prose() {
        check("Ministers met in Vienna on Friday to talk about grain.", Casing::Mixed);
        check("Ministers Meet in Vienna for Talks on Grain", Casing::Title);
        check("MINISTERS MEET IN VIENNA ON GRAIN", Casing::Upper);
        check("NATO met", Casing::Mixed);
    }

    #[test]
    fn a_word_has_ends_and_a_shape() {
        let seen = words(["Éva", "Ivo"].into_iter());
        assert_eq!(seen[0].shape, seen[1].shape);
        assert_eq!(seen[0].suffix[0], hash("a"));
        assert_eq!(seen[0].suffix[3], 0);
        assert_eq!(seen[0].text, "éva");
    }
}
