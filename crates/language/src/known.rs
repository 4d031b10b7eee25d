//! Names that are known beforehand: given names, surnames, organisations, places. In: the words of a sentence; out: marks on them, which the
//! network reads as hints and no more. Laid out by `cargo xtask train`, read in place.

use crate::lists::kind;
use crate::table::{Table, hash, lay_out, mix};
use crate::word::Word;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The names that the program carries.
pub static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    Known::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/names.bin")))
});

/// First bytes of the file; the last one counts versions of the format.
const MAGIC: &[u8; 4] = b"DLK1";
/// The longest name, in words.
const LONGEST: usize = 6;

/// What a row of words can be the name of; one bit each.
pub mod sort {
    /// A person's own name.
    pub const GIVEN: u8 = 1;
    /// A person's surname.
    pub const SURNAME: u8 = 2;
    /// An organisation: a body, a group, a company, an outlet.
    pub const ORGANISATION: u8 = 4;
    /// A place.
    pub const PLACE: u8 = 8;
    /// No name by itself, or not only: longer ones begin like this.
    pub const LONGER: u8 = 128;
}

/// Sorts of name by the hash of their words.
#[derive(Debug, Default)]
pub struct Known {
    table: Table,
    /// Why it knows nothing, where it does.
    pub complaint: Option<String>,
}

impl Known {
    /// Reads the names; none where the bytes are none.
    pub fn open(bytes: &'static [u8]) -> Known {
        match bytes.strip_prefix(MAGIC).and_then(Table::open) {
            Some((table, _)) => Known { table, complaint: None },
            None => Known {
                complaint: Some(
                    "models/names.bin is missing or of another format: run `cargo xtask train`".into(),
                ),
                ..Known::default()
            },
        }
    }

    /// Marks the words of one sentence: the longest organisation and the longest place that begin at each word, and parts of persons' names.
    pub fn mark(&self, words: &mut [Word]) {
        for at in 0..words.len() {
            let (mut key, mut organisation, mut place) = (0, 0, 0);
            for length in 1..=LONGEST.min(words.len() - at) {
                key = longer(key, words[at + length - 1].lower);
                let mut sorts = self.table.get(key).first().copied().unwrap_or(0);
                // A common word in small letters is that word.
                if length == 1 && !words[at].capital && words[at].rows[0] > 0 {
                    sorts &= sort::LONGER;
                }
                if length == 1 {
                    words[at].kinds |= kind::KNOWN_GIVEN * u16::from(sorts & sort::GIVEN != 0);
                    words[at].kinds |= kind::KNOWN_SURNAME * u16::from(sorts & sort::SURNAME != 0);
                }
                if sorts & sort::ORGANISATION != 0 {
                    organisation = length;
                }
                if sorts & sort::PLACE != 0 {
                    place = length;
                }
                if sorts & sort::LONGER == 0 {
                    break;
                }
            }
            for (length, first, rest) in [
                (organisation, kind::KNOWN_ORGANISATION, kind::IN_ORGANISATION),
                (place, kind::KNOWN_PLACE, kind::IN_PLACE),
            ] {
                for (nth, word) in words[at..at + length].iter_mut().enumerate() {
                    word.kinds |= if nth == 0 { first } else { rest };
                }
            }
        }
    }
}

/// The key of a row of words, from that of the row without its last word.
fn longer(key: u64, lower: u64) -> u64 {
    mix(key, lower)
}

/// Lays names out: the words of each in lower case, and what it can be the name of.
pub fn lay_out_names<'n>(names: impl Iterator<Item = (&'n [String], u8)>) -> Vec<u8> {
    let mut sorts: BTreeMap<u64, u8> = BTreeMap::new();
    for (words, sort) in names.filter(|(words, _)| (1..=LONGEST).contains(&words.len())) {
        let mut key = 0;
        for (nth, word) in words.iter().enumerate() {
            key = longer(key, hash(word));
            *sorts.entry(key).or_default() |= if nth + 1 == words.len() { sort } else { sort::LONGER };
        }
    }
    let rows: Vec<(u64, Vec<u8>)> = sorts.into_iter().map(|(key, sort)| (key, vec![sort])).collect();
    [MAGIC.to_vec(), lay_out(&rows)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word::words;

    fn known(names: &[(&str, u8)]) -> Known {
        let split: Vec<(Vec<String>, u8)> =
            names.iter().map(|(name, sort)| (name.split(' ').map(str::to_owned).collect(), *sort)).collect();
        let bytes = lay_out_names(split.iter().map(|(words, sort)| (words.as_slice(), *sort)));
        Known::open(bytes.leak())
    }

    #[test]
    fn the_longest_name_is_marked() {
        let known = known(&[("new york", sort::PLACE), ("new york times", sort::ORGANISATION)]);
        let mut seen = words("The New York Times wrote".split(' '));
        seen.iter_mut().for_each(|word| word.kinds = 0);
        known.mark(&mut seen);
        let kinds: Vec<u16> = seen.iter().map(|word| word.kinds).collect();
        let first = kind::KNOWN_ORGANISATION | kind::KNOWN_PLACE;
        assert_eq!(kinds, [0, first, kind::IN_ORGANISATION | kind::IN_PLACE, kind::IN_ORGANISATION, 0]);
    }

    #[test]
    fn a_name_cut_short_is_none() {
        let known = known(&[("new york times", sort::ORGANISATION), ("ivo", sort::GIVEN)]);
        let mut seen = words("New York Ivo".split(' '));
        seen.iter_mut().for_each(|word| word.kinds = 0);
        known.mark(&mut seen);
        assert_eq!(seen.iter().map(|word| word.kinds).collect::<Vec<_>>(), [0, 0, kind::KNOWN_GIVEN]);
    }

    #[test]
    fn bytes_that_are_no_names_are_told() {
        assert!(Known::open(b"no").complaint.is_some());
    }
}
