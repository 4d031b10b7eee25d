//! Lemmas: the dictionary form of a word, by its Penn tag. In: a form and its tag; out: its lemma. Rules on the longest known end, learned;
//! whole words that break them; `data/language/irregular.txt` for what the learned ones lack.

use crate::lists::{LISTS, kind};
use crate::table::{Table, hash, lay_out, mix, u32_at};
use crate::word::{capitalised, lower};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The lemmatiser that the program carries.
pub static LEMMAS: LazyLock<Lemmas> = LazyLock::new(|| {
    Lemmas::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/lemma.bin")))
});

/// The longest end a rule looks at, in characters.
const LONGEST: usize = 6;
/// From so many letters on, capitals are loud and no acronym: of such names in the treebanks nine in ten have a lemma in small letters.
const ACRONYM: usize = 6;
/// Marks the end that is a whole word.
const WHOLE: u64 = 0xaaaa;

/// First bytes of the file; the last one counts versions of the format.
const MAGIC: &[u8; 4] = b"DLW1";

/// A trained lemmatiser: the number of a rule by tag and end, and the rules.
#[derive(Debug, Default)]
pub struct Lemmas {
    numbers: Table,
    rules: Vec<Rule<'static>>,
    /// Why it knows nothing, where it does.
    pub complaint: Option<String>,
}

/// How a lemma is made of a form: keep its case or not, cut so many characters, put others in their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rule<'r> {
    cased: bool,
    cut: usize,
    add: &'r str,
}

impl<'r> Rule<'r> {
    fn parse(name: &'r str) -> Option<Rule<'r>> {
        let mut fields = name.splitn(3, ' ');
        let (cased, cut, add) = (fields.next()?, fields.next()?, fields.next()?);
        Some(Rule { cased: cased == "=", cut: cut.parse().ok()?, add })
    }

    fn apply(&self, form: &str) -> String {
        let form = if self.cased { form.to_owned() } else { lower(form) };
        let keep = form.char_indices().rev().nth(self.cut.saturating_sub(1)).map_or(0, |(at, _)| at);
        let stem = if self.cut == 0 { &form[..] } else { &form[..keep] };
        format!("{stem}{}", self.add)
    }
}

impl Lemmas {
    /// Reads a lemmatiser; one that only lower-cases where the bytes are none.
    pub fn open(bytes: &'static [u8]) -> Lemmas {
        Lemmas::read(bytes).unwrap_or_else(|| Lemmas {
            complaint: Some(
                "models/lemma.bin is missing or of another format: run `cargo xtask train`".into(),
            ),
            ..Lemmas::default()
        })
    }

    /// Layout: magic, the length of the rules (u32), the rules a line each, the table.
    fn read(bytes: &'static [u8]) -> Option<Lemmas> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let length = u32_at(rest, 0)? as usize;
        let names = std::str::from_utf8(rest.get(4..4 + length)?).ok()?;
        let (numbers, _) = Table::open(rest.get(4 + length..)?)?;
        Some(Lemmas { numbers, rules: names.lines().filter_map(Rule::parse).collect(), complaint: None })
    }

    /// The lemma of a form that bears this tag.
    pub fn lemma(&self, form: &str, xpos: &str) -> String {
        let small = lower(form);
        if let Some(lemma) = LISTS.irregular.get(&(small.as_str(), xpos)) {
            return (*lemma).to_owned();
        }
        if is_shouted(form, xpos) || xpos == "JJ" && LISTS.kinds(&small) & kind::DEMONYM != 0 {
            return capitalised(&small);
        }
        let tag = hash(xpos);
        let number = ends(&small).find_map(|end| match self.numbers.get(mix(tag, end)) {
            [low, high] => Some(u16::from_le_bytes([*low, *high])),
            _ => None,
        });
        match number.and_then(|number| self.rules.get(usize::from(number))) {
            Some(rule) => rule.apply(form),
            None if matches!(xpos, "NNP" | "NNPS" | "ADD") => form.to_owned(),
            None => small,
        }
    }
}

/// A name in capitals that is too long for an acronym.
fn is_shouted(form: &str, xpos: &str) -> bool {
    xpos == "NNP" && form.chars().count() >= ACRONYM && form.chars().all(char::is_uppercase)
}

/// Hashes of the whole word, then of its ends, longest first, the empty one last.
fn ends(small: &str) -> impl Iterator<Item = u64> + '_ {
    let mut starts: Vec<usize> = small.char_indices().rev().map(|(at, _)| at).take(LONGEST).collect();
    starts.reverse();
    starts.push(small.len());
    std::iter::once(mix(hash(small), WHOLE)).chain(starts.into_iter().map(move |at| hash(&small[at..])))
}

/// Learns from (form, Penn tag, lemma).
pub fn train(lessons: &[(String, String, String)]) -> Vec<u8> {
    let mut numbers: BTreeMap<String, u16> = BTreeMap::new();
    let mut seen: BTreeMap<u64, Seen> = BTreeMap::new();
    for (form, xpos, lemma) in lessons {
        let next = numbers.len() as u16;
        let number = *numbers.entry(rule(form, lemma)).or_insert(next);
        let small = lower(form);
        ends(&small).for_each(|end| seen.entry(mix(hash(xpos), end)).or_default().note(number, hash(&small)));
    }
    let mut kept = BTreeMap::new();
    for (form, xpos, _) in lessons {
        let keys: Vec<u64> = ends(&lower(form)).map(|end| mix(hash(xpos), end)).collect();
        keep(&keys, &seen, &mut kept);
    }
    let mut names = vec![String::new(); numbers.len()];
    numbers.into_iter().for_each(|(name, number)| names[usize::from(number)] = name);
    let names = names.join("\n");
    let rows: Vec<(u64, Vec<u8>)> = kept.into_iter().collect();
    [MAGIC.to_vec(), (names.len() as u32).to_le_bytes().to_vec(), names.into_bytes(), lay_out(&rows)].concat()
}

/// What was seen of an end: how often each rule held, and whether in more than one word.
#[derive(Default)]
struct Seen {
    rules: BTreeMap<u16, usize>,
    word: Option<u64>,
    several: bool,
}

impl Seen {
    fn note(&mut self, rule: u16, word: u64) {
        *self.rules.entry(rule).or_default() += 1;
        self.several |= self.word.is_some_and(|first| first != word);
        self.word = self.word.or(Some(word));
    }

    fn usual(&self) -> Option<u16> {
        let most = self.rules.iter().max_by_key(|(number, times)| (**times, u16::MAX - **number));
        most.map(|(number, _)| *number)
    }
}

/// Keeps, from the shortest end to the whole word, each rule that differs from the one before.
/// An end that one word alone has says nothing of others.
fn keep(keys: &[u64], seen: &BTreeMap<u64, Seen>, kept: &mut BTreeMap<u64, Vec<u8>>) {
    let mut inherited = None;
    for (nth, key) in keys.iter().enumerate().rev() {
        let Some(seen) = seen.get(key).filter(|seen| nth == 0 || seen.several) else { continue };
        let usual = seen.usual();
        if let Some(number) = usual.filter(|_| usual != inherited) {
            kept.insert(*key, number.to_le_bytes().to_vec());
        }
        inherited = usual;
    }
}

/// The name of the rule that makes this lemma of this form: `= 0 ` or `- 3 y`.
fn rule(form: &str, lemma: &str) -> String {
    let small = lower(form);
    let (sign, base) =
        if shared(form, lemma) > shared(&small, lemma) { ("=", form) } else { ("-", small.as_str()) };
    let shared = shared(base, lemma);
    let cut = base.chars().count() - shared;
    let add: String = lemma.chars().skip(shared).collect();
    format!("{sign} {cut} {add}")
}

fn shared(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, xpos: &str, lemma: &str) {
        assert_eq!(LEMMAS.lemma(form, xpos), lemma, "{form} {xpos}");
    }

    #[test]
    fn words_find_their_dictionary_form() {
        check("ministers", "NNS", "minister");
        check("Syria", "NNP", "Syria");
        check("fled", "VBD", "flee");
        check("visited", "VBD", "visit");
        check("countries", "NNS", "country");
        check("The", "DT", "the");
        check("was", "VBD", "be");
    }

    #[test]
    fn names_have_one_lemma_however_they_are_cased() {
        check("TEHRAN", "NNP", "Tehran");
        check("NATO", "NNP", "NATO");
        check("kurdish", "JJ", "Kurdish");
        check("peaceful", "JJ", "peaceful");
    }

    #[test]
    fn a_rule_is_named_and_read_again() {
        assert_eq!(rule("Countries", "country"), "- 3 y");
        assert_eq!(Rule::parse("- 3 y").unwrap().apply("Countries"), "country");
        assert_eq!(Rule::parse("= 0 ").unwrap().apply("Oslo"), "Oslo");
        assert_eq!(Rule::parse("- 9 be").unwrap().apply("was"), "be");
    }
}
