//! Sketch: a report's words, cut down to what comparing reports needs. In: title and text; out: the set of its five-word runs, and its
//! words and pairs of words with their counts.

use crate::background::rarity;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Words in a run; two texts are held against each other by the runs they share.
pub const RUN: usize = 5;
/// The first words of a report tell its news.
const LEAD: usize = 60;
/// A word more common than this makes no pair.
const PAIR_RARITY: f32 = 1.5;
/// Most that a pair's rarity counts.
const PAIR_MOST: f32 = 14.0;

/// What sort of word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// Written small somewhere in the report.
    #[default]
    Common,
    /// Never written small: a name.
    Name,
    /// Begins with a figure.
    Number,
}

/// One word stem of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Hash of the stem.
    pub hash: u32,
    /// How often it stands there.
    pub count: u16,
    /// How often among the first words.
    pub lead: u16,
    /// What sort of word.
    pub sort: Sort,
    /// How rare it is in common English.
    pub rarity: f32,
}

/// One pair of neighbouring words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Hash of the two stems.
    pub hash: u32,
    /// How often it stands there.
    pub count: u16,
    /// How rare its words are, taken together.
    pub rarity: f32,
}

/// What comparing needs of a report's words; lists sorted by hash.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// Its words.
    pub terms: Vec<Term>,
    /// Its pairs of words.
    pub pairs: Vec<Pair>,
    /// The beginning of the text, for a story without a title.
    pub head: String,
}

/// The sketch of a report. A title that opens the text counts once.
pub fn sketch(title: &str, text: &str) -> Sketch {
    let rest = text.strip_prefix(title).unwrap_or(text);
    let (terms, pairs) = words(title, rest);
    Sketch { terms, pairs, head: head(rest) }
}

/// Hashes of the sets of five words in a row; sorted, each once.
pub type Runs = Vec<u32>;

/// The runs of a text: small letters, whatever stands between the words.
pub fn runs(text: &str) -> Runs {
    let words = text.split(|ch: char| !ch.is_alphanumeric() && ch != '_').filter(|word| !word.is_empty());
    let hashes: Vec<u64> = words.map(|word| word.chars().fold(SEED, small)).collect();
    let run = |window: &[u64]| {
        fold(window.iter().fold(SEED, |all, word| (all ^ word).wrapping_mul(ODD).rotate_left(23)))
    };
    let mut runs: Vec<u32> = hashes.windows(RUN).map(run).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

fn letter(hash: u64, ch: char) -> u64 {
    (hash ^ u64::from(u32::from(ch))).wrapping_mul(0x0100_0000_01b3)
}

/// The same for a letter's small form.
fn small(hash: u64, ch: char) -> u64 {
    match ch.is_ascii() {
        true => letter(hash, ch.to_ascii_lowercase()),
        false => ch.to_lowercase().fold(hash, letter),
    }
}

/// Mixes 64 bits down to 32: the same on every machine.
fn fold(hash: u64) -> u32 {
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(ODD);
    (mixed >> 32) as u32
}

/// A number of some texts, told apart from those of others.
pub(crate) fn hash(texts: &[&str]) -> u32 {
    let byte = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    fold(texts.iter().fold(SEED, |hash, text| text.bytes().fold(byte(hash, 0xff), byte)))
}

pub(crate) fn hashed(stem: &str) -> u32 {
    fold(stem.chars().fold(SEED, letter))
}

/// A word without case, apostrophe, genitive or plural: `Ukraine's` and `ukraine` are one stem.
pub(crate) fn stem(word: &str) -> String {
    let mut stem: String = word.to_lowercase().replace('’', "'");
    if let Some(bare) = stem.strip_suffix("'s") {
        stem.truncate(bare.len());
    }
    stem.retain(|ch| ch != '\'');
    let long = stem.chars().count();
    if long > 4 && stem.ends_with("ies") {
        stem.truncate(stem.len() - 3);
        stem.push('y');
    } else if long > 3 && stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        stem.truncate(stem.len() - 1);
    }
    stem
}

/// One word as it stands: its stem's number, its first letter's case, and whether a sentence ended before it.
struct Word {
    stem: usize,
    small: bool,
    figure: bool,
    opens: bool,
}

/// The stems of a report, numbered.
#[derive(Default)]
struct Stems<'t> {
    /// Words as they stand, so that none is cut to its stem twice; nothing for one that is none.
    words: HashMap<&'t str, Option<usize>>,
    numbers: HashMap<String, usize>,
    all: Vec<(u32, f32)>,
}

impl<'t> Stems<'t> {
    /// The number of a word's stem; nothing for a single letter.
    fn of(&mut self, word: &'t str) -> Option<usize> {
        if let Some(&known) = self.words.get(word) {
            return known;
        }
        let stem = stem(word);
        let says = stem.chars().nth(1).is_some() || word.starts_with(|ch: char| ch.is_ascii_digit());
        let number = says.then(|| self.number(stem));
        self.words.insert(word, number);
        number
    }

    fn number(&mut self, stem: String) -> usize {
        let next = self.all.len();
        if let Some(&known) = self.numbers.get(&stem) {
            return known;
        }
        self.all.push((hashed(&stem), rarity(&stem)));
        self.numbers.insert(stem, next);
        next
    }
}

/// Words of a text: runs of letters and figures, with one apostrophe inside.
fn split<'t>(text: &'t str, stems: &mut Stems<'t>, out: &mut Vec<Word>) {
    let (mut opens, mut stopped) = (true, false);
    let mut rest = text;
    while let Some(ch) = rest.chars().next() {
        let end = rest.find(|ch: char| !ch.is_alphanumeric()).unwrap_or(rest.len());
        if end == 0 {
            opens |= ch == '\n' || stopped && ch.is_whitespace();
            stopped = matches!(ch, '.' | '!' | '?');
            rest = &rest[ch.len_utf8()..];
            continue;
        }
        let end = apostrophe(rest, end);
        if let Some(stem) = stems.of(&rest[..end]) {
            out.push(Word { stem, small: ch.is_lowercase(), figure: ch.is_numeric(), opens });
            opens = false;
        } else {
            opens = true;
        }
        stopped = false;
        rest = &rest[end..];
    }
}

/// Where a word ends that goes on behind an apostrophe.
fn apostrophe(rest: &str, end: usize) -> usize {
    let mark = rest[end..].chars().next().filter(|ch| matches!(ch, '\'' | '’'));
    let Some(mark) = mark else { return end };
    let behind = &rest[end + mark.len_utf8()..];
    match behind.find(|ch: char| !ch.is_alphanumeric()).unwrap_or(behind.len()) {
        0 => end,
        more => end + mark.len_utf8() + more,
    }
}

fn words(title: &str, text: &str) -> (Vec<Term>, Vec<Pair>) {
    let (mut stems, mut words) = (Stems::default(), Vec::new());
    split(title, &mut stems, &mut words);
    let titled = words.len();
    split(text, &mut stems, &mut words);
    let mut small = vec![false; stems.all.len()];
    words.iter().filter(|word| word.small).for_each(|word| small[word.stem] = true);
    (terms(&words, titled, &stems, &small), pairs(&words, &stems))
}

fn terms(words: &[Word], titled: usize, stems: &Stems, small: &[bool]) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let (hash, rarity) = stems.all[word.stem];
        let sort = match (word.figure, small[word.stem]) {
            (true, _) => Sort::Number,
            (_, true) => Sort::Common,
            _ => Sort::Name,
        };
        terms.push(Term {
            hash,
            sort,
            rarity,
            count: 1,
            lead: u16::from(at < LEAD) + u16::from(at < titled),
        });
    }
    // The first of a stem says of what sort it is.
    terms.sort_by_key(|term| term.hash);
    terms.dedup_by(|next, first| {
        let same = next.hash == first.hash;
        if same {
            first.count = first.count.saturating_add(next.count);
            first.lead = first.lead.saturating_add(next.lead);
        }
        same
    });
    terms.retain(|term| term.rarity > 0.0);
    terms
}

fn pairs(words: &[Word], stems: &Stems) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::with_capacity(words.len() / 2);
    for two in words.windows(2).filter(|two| !two[1].opens) {
        let ((a, x), (b, y)) = (stems.all[two[0].stem], stems.all[two[1].stem]);
        if x > PAIR_RARITY && y > PAIR_RARITY {
            let hash = fold(u64::from(a).wrapping_mul(ODD) ^ u64::from(b));
            pairs.push(Pair { hash, rarity: (x + y).min(PAIR_MOST), count: 1 });
        }
    }
    pairs.sort_by_key(|pair| pair.hash);
    pairs.dedup_by(|next, first| {
        let same = next.hash == first.hash;
        if same {
            first.count = first.count.saturating_add(next.count);
        }
        same
    });
    pairs
}

/// The first sentence or so, cut at a word.
fn head(text: &str) -> String {
    const MOST: usize = 100;
    let line = text.trim_start().lines().next().unwrap_or_default();
    if line.chars().count() <= MOST {
        return line.trim_end().to_owned();
    }
    let cut: String = line.chars().take(MOST).collect();
    cut.rsplit_once(char::is_whitespace).map_or(cut.clone(), |(head, _)| format!("{head} …"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &str) {
        assert_eq!(stem(word), expected, "{word}");
    }

    #[test]
    fn stems_join_what_is_one_word() {
        for (word, expected) in
            [("Ukraine's", "ukraine"), ("Ukraine’s", "ukraine"), ("ports", "port"), ("cities", "city")]
        {
            check(word, expected);
        }
        for word in ["press", "crisis", "status", "gas", "is"] {
            check(word, word);
        }
        check("O'Neill", "oneill");
    }

    #[test]
    fn a_word_never_written_small_is_a_name() {
        let sketch = sketch("Port shelled", "A port near Odesa was shelled. Shelled port: 12 dead.");
        let sort =
            |word: &str| sketch.terms.iter().find(|term| term.hash == hashed(word)).map(|term| term.sort);
        assert_eq!(sort("odesa"), Some(Sort::Name));
        assert_eq!(sort("port"), Some(Sort::Common));
        assert_eq!(sort("12"), Some(Sort::Number));
    }

    #[test]
    fn runs_look_at_words_alone() {
        assert_eq!(runs("One two, three four (five) six"), runs("one TWO three four five six!"));
        assert_eq!(runs("one two three four").len(), 0);
        assert_eq!(runs("a b c d e a b c d e").len(), 5);
    }

    #[test]
    fn a_title_that_opens_the_text_counts_once() {
        let [once, twice] = [
            sketch("Port shelled", "A port was shelled."),
            sketch("Port shelled", "Port shelled\nA port was shelled."),
        ];
        assert_eq!(once.terms, twice.terms);
    }
}
