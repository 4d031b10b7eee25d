//! Reads `data/language`: the small word lists of the language stage. In: the files, baked into the program; out: sets to look a word up in.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use text::datafile::lines;

macro_rules! list {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/language/", $name, ".txt"))
    };
}

/// What a word can be, as word lists and known names say; one bit each, which the network has a row for.
pub mod kind {
    #![allow(missing_docs)]
    pub const TITLE: u16 = 1;
    pub const MONTH: u16 = 2;
    pub const WEEKDAY: u16 = 4;
    pub const GIVEN_NAME: u16 = 8;
    pub const COUNTRY: u16 = 16;
    pub const DEMONYM: u16 = 32;
    pub const CITY: u16 = 64;
    pub const PLACE_WORD: u16 = 128;
    pub const ORGANISATION_WORD: u16 = 256;
    pub const PARTICLE: u16 = 512;
    // What `known` marks.
    pub const KNOWN_GIVEN: u16 = 1024;
    pub const KNOWN_SURNAME: u16 = 2048;
    pub const KNOWN_ORGANISATION: u16 = 4096;
    pub const IN_ORGANISATION: u16 = 8192;
    pub const KNOWN_PLACE: u16 = 16_384;
    pub const IN_PLACE: u16 = 32_768;
}

const KINDS: [(u16, &str); 10] = [
    (kind::TITLE, list!("titles")),
    (kind::MONTH, list!("months")),
    (kind::WEEKDAY, list!("weekdays")),
    (kind::GIVEN_NAME, list!("given_names")),
    (kind::COUNTRY, list!("countries")),
    (kind::DEMONYM, list!("demonyms")),
    (kind::CITY, list!("cities")),
    (kind::PLACE_WORD, list!("place_words")),
    (kind::ORGANISATION_WORD, list!("organisation_words")),
    (kind::PARTICLE, list!("particles")),
];

/// The word lists, read once.
#[derive(Debug)]
pub struct Lists {
    /// Abbreviations with their full stop; true where the word they belong to must follow.
    pub abbreviations: HashMap<&'static str, bool>,
    /// Words that begin a sentence after an abbreviation; lower case.
    pub starters: HashSet<&'static str>,
    /// Forms of saying.
    pub reporting: HashSet<&'static str>,
    /// Prefixes that their hyphen keeps joined.
    pub prefixes: HashSet<&'static str>,
    /// Words written together, with their parts.
    pub clitics: HashMap<&'static str, Vec<&'static str>>,
    /// Lemmas by form and Penn tag.
    pub irregular: HashMap<(&'static str, &'static str), &'static str>,
    /// Lemmas of verbs whose bare past in a headline is a passive.
    pub suffered: HashSet<&'static str>,
    kinds: HashMap<&'static str, u16>,
}

/// The lists of `data/language`.
pub static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    abbreviations: lines(list!("abbreviations")).map(abbreviation).collect(),
    starters: lines(list!("starters")).collect(),
    reporting: lines(list!("reporting")).collect(),
    prefixes: lines(list!("prefixes")).collect(),
    clitics: lines(list!("clitics")).filter_map(clitic).collect(),
    irregular: lines(list!("irregular")).filter_map(irregular).collect(),
    suffered: lines(list!("suffered")).collect(),
    kinds: kinds(),
});

impl Lists {
    /// Which lists hold this word (lower case); a sum of `kind` bits.
    pub fn kinds(&self, lower: &str) -> u16 {
        self.kinds.get(lower).copied().unwrap_or(0)
    }
}

fn abbreviation(line: &'static str) -> (&'static str, bool) {
    match line.split_once(' ') {
        Some((word, _)) => (word, true),
        None => (line, false),
    }
}

fn clitic(line: &'static str) -> Option<(&'static str, Vec<&'static str>)> {
    let (word, parts) = line.split_once(' ')?;
    Some((word, parts.split_whitespace().collect()))
}

fn irregular(line: &'static str) -> Option<((&'static str, &'static str), &'static str)> {
    let mut words = line.split_whitespace();
    let (form, lemma, tag) = (words.next()?, words.next()?, words.next()?);
    Some(((form, tag), lemma))
}

fn kinds() -> HashMap<&'static str, u16> {
    let mut kinds = HashMap::new();
    for (kind, list) in KINDS {
        lines(list).for_each(|word| *kinds.entry(word).or_default() |= kind);
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_well_formed() {
        assert_eq!(LISTS.abbreviations.get("Gen."), Some(&true));
        assert_eq!(LISTS.abbreviations.get("Inc."), Some(&false));
        assert!(LISTS.abbreviations.keys().all(|word| word.ends_with('.')));
        assert!(LISTS.clitics.iter().all(|(word, parts)| parts.concat() == *word));
        assert_eq!(LISTS.kinds("may"), kind::MONTH);
        assert_eq!(LISTS.kinds("saudi"), kind::COUNTRY | kind::DEMONYM);
        assert_eq!(LISTS.kinds("zebra"), 0);
    }
}
