//! What is known of a word by its form: its own row of the network's table, the cluster of words used alike, the lists that hold it.
//! In: a word in lower case; out: an `Entry`. Laid out by `cargo xtask train`, read in place.

use crate::table::{Table, hash, lay_out};
use std::sync::LazyLock;

/// The lexicon that the program carries.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/lexicon.bin")))
});

/// First bytes of the file; the last one counts versions of the format.
const MAGIC: &[u8; 4] = b"DLL1";

/// What is known of a word; zeroes for an unknown one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its row in the network's table of words, from 1.
    pub row: u16,
    /// Its cluster, from 1.
    pub cluster: u16,
    /// The first ten steps of the way to its cluster, down a tree in which clusters that are alike stand close; from 1.
    pub path: u16,
}

/// Words and their entries.
#[derive(Debug, Default)]
pub struct Lexicon {
    table: Table,
    /// Why it knows nothing, where it does.
    pub complaint: Option<String>,
}

impl Lexicon {
    /// Reads a lexicon; an empty one where the bytes are none.
    pub fn open(bytes: &'static [u8]) -> Lexicon {
        match bytes.strip_prefix(MAGIC).and_then(Table::open) {
            Some((table, _)) => Lexicon { table, complaint: None },
            None => Lexicon {
                complaint: Some(
                    "models/lexicon.bin is missing or of another format: run `cargo xtask train`".into(),
                ),
                ..Lexicon::default()
            },
        }
    }

    /// What is known of a word (lower case).
    pub fn get(&self, lower: &str) -> Entry {
        match *self.table.get(hash(lower)) {
            [a, b, c, d, e, f] => Entry {
                row: u16::from_le_bytes([a, b]),
                cluster: u16::from_le_bytes([c, d]),
                path: u16::from_le_bytes([e, f]),
            },
            _ => Entry::default(),
        }
    }
}

/// Lays a lexicon out, its words in the order given: frequent ones should come first.
pub fn lay_out_words<'w>(words: impl Iterator<Item = (&'w str, Entry)>) -> Vec<u8> {
    let bytes = |entry: Entry| [entry.row, entry.cluster, entry.path].map(u16::to_le_bytes).concat();
    let rows: Vec<(u64, Vec<u8>)> = words.map(|(word, entry)| (hash(word), bytes(entry))).collect();
    [MAGIC.to_vec(), lay_out(&rows)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again() {
        let entry = Entry { row: 7, cluster: 400, path: 1000 };
        let bytes = lay_out_words([("minister", entry)].into_iter());
        let lexicon = Lexicon::open(bytes.leak());
        assert_eq!(lexicon.get("minister"), entry);
        assert_eq!(lexicon.get("ministress"), Entry::default());
        assert!(Lexicon::open(b"no").complaint.is_some());
    }

    #[test]
    fn words_used_alike_stand_close() {
        let path = |word: &str| LEXICON.get(word).cluster;
        assert_eq!(path("quickly"), path("slowly"));
        assert_ne!(path("kabul"), path("quickly"));
    }
}
