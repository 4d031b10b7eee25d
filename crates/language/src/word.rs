//! What the network sees of a word: rows of its tables. In: the forms of a sentence; out: one `Word` each.

use crate::known::KNOWN;
use crate::lexicon::LEXICON;
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

/// How many rows each table of the network has, by name. The first one's is up to the lexicon: 0 stands for any unknown word.
/// `cluster` and its ways of ten, six and four steps come from the lexicon too, 0 for none; the others are hashes, so that every word has a row.
pub const TABLES: [(&str, u32); 15] = [
    ("word", 30_001),
    ("cluster", 1_001),
    ("way of 10", 1_025),
    ("way of 6", 65),
    ("way of 4", 17),
    ("last 4 letters", 4_096),
    ("last 3 letters", 3_072),
    ("last 2 letters", 1_024),
    ("last letter", 256),
    ("first 3 letters", 2_048),
    ("first 2 letters", 512),
    ("first letter", 128),
    ("shape", 384),
    ("form", 4_096),
    ("list", 16),
];

/// Rows of all tables but the last, which has a row for each bit of `Word::kinds`.
pub const ROWS: usize = TABLES.len() - 1;

/// One word as the network sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its row in each table but the last.
    pub rows: [u16; ROWS],
    /// Which word lists hold it, and which known names it stands in: a sum of `lists::kind` bits.
    pub kinds: u16,
    /// True where it begins with a capital.
    pub capital: bool,
    /// The hash of its lower-cased form.
    pub lower: u64,
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

/// What the network sees of a sentence.
pub fn words<'w>(forms: impl Iterator<Item = &'w str> + Clone) -> Vec<Word> {
    let casing = casing(forms.clone());
    let mut words: Vec<Word> = forms.map(|form| Word::new(form, casing)).collect();
    KNOWN.mark(&mut words);
    words
}

impl Word {
    fn new(form: &str, casing: Casing) -> Word {
        let text = lower(form);
        let known = LEXICON.get(&text);
        let way = |steps: u16| if known.path == 0 { 0 } else { (known.path - 1) % (1 << steps) + 1 };
        let [last, last2, last3, last4] = suffixes(&text);
        let [first, first2, first3] = prefixes(&text);
        let written = if casing == Casing::Upper { hash(&text) } else { hash(form) };
        let hashed = [last4, last3, last2, last, first3, first2, first, shape(form, casing), mix(written, 5)];
        let mut rows = [0; ROWS];
        rows[..5].copy_from_slice(&[known.row, known.cluster, known.path, way(6), way(4)]);
        for ((row, (_, size)), hash) in rows.iter_mut().zip(TABLES).skip(5).zip(hashed) {
            *row = (((hash >> 32) * u64::from(size)) >> 32) as u16;
        }
        Word {
            rows,
            kinds: LISTS.kinds(&text),
            capital: form.starts_with(char::is_uppercase),
            lower: hash(&text),
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

/// With its first letter a capital.
pub fn capitalised(form: &str) -> String {
    let mut chars = form.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

fn prefixes(text: &str) -> [u64; 3] {
    let mut ends = text.char_indices().map(|(at, ch)| at + ch.len_utf8());
    let mut last = text;
    std::array::from_fn(|_| {
        last = ends.next().and_then(|end| text.get(..end)).unwrap_or(last);
        hash(last)
    })
}

fn suffixes(text: &str) -> [u64; 4] {
    let mut starts = text.char_indices().rev().map(|(at, _)| at);
    let mut last = text;
    std::array::from_fn(|_| {
        last = starts.next().and_then(|start| text.get(start..)).unwrap_or(last);
        hash(last)
    })
}

/// Capitals, small letters, figures and signs; a run of one sort counts once more, not more often.
fn shape(form: &str, casing: Casing) -> u64 {
    let (mut hash, mut last, mut run) = (mix(17, casing as u64), ' ', 0);
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
        let seen = words(["Éva", "Ivo", "a"].into_iter());
        assert_eq!(seen[0].rows[12], seen[1].rows[12]);
        assert_eq!(seen[0].rows[8], seen[2].rows[8]);
        assert!(seen[0].capital && !seen[2].capital);
    }

    #[test]
    fn every_row_lies_in_its_table() {
        for word in words("The 14 envoys' cars — «Ünal» 🙂 \u{200f} x".split(' ')) {
            let fits = |(row, (_, size)): (&u16, (&str, u32))| u32::from(*row) < size;
            assert!(word.rows.iter().zip(TABLES).all(fits), "{word:?}");
        }
    }
}
