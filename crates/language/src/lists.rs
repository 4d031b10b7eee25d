//! Lists: the short word lists of `data/language`, built into the program and read once.

use std::collections::HashSet;
use std::sync::OnceLock;
use text::datafile::lines;

/// The lists.
pub struct Lists {
    /// Keep their full stop.
    pub abbreviations: HashSet<&'static str>,
    /// Of these, after which no sentence ends.
    pub titles: HashSet<&'static str>,
    /// Stay joined by a hyphen to what follows.
    pub prefixes: HashSet<&'static str>,
    /// Begin a sentence behind an abbreviation.
    pub starters: HashSet<&'static str>,
}

/// The lists, read on first use.
pub fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let titles: HashSet<&str> = lines(include_str!("../../../data/language/titles.txt")).collect();
        let mut abbreviations: HashSet<&str> = lines(include_str!("../../../data/language/abbreviations.txt")).collect();
        abbreviations.extend(&titles);
        Lists {
            abbreviations,
            titles,
            prefixes: lines(include_str!("../../../data/language/prefixes.txt")).collect(),
            starters: lines(include_str!("../../../data/language/starters.txt")).collect(),
        }
    })
}
