//! Lemmas: the dictionary form of a word, by its Penn tag. In: a form and its tag; out: its lemma. Rules on the longest known end, learned;
//! whole words that break them; `data/language/irregular.txt` for what the learned ones lack.

use crate::lists::LISTS;
use crate::perceptron::Model;
use crate::table::{hash, mix};
use crate::word::lower;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The lemmatiser that the program carries.
pub static LEMMAS: LazyLock<Lemmas> = LazyLock::new(|| {
    Lemmas::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/lemma.bin")))
});

/// The longest end a rule looks at, in characters.
const LONGEST: usize = 6;
/// Marks the end that is a whole word.
const WHOLE: u64 = 0xaaaa;

/// A trained lemmatiser: `extra` of its model holds the number of a rule by tag and end; its classes are the rules.
#[derive(Debug, Default)]
pub struct Lemmas {
    model: Model,
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
        match Model::open(bytes) {
            Ok(model) => Lemmas {
                rules: model.classes.iter().filter_map(|name| Rule::parse(name)).collect(),
                model,
                complaint: None,
            },
            Err(complaint) => {
                Lemmas { complaint: Some(format!("models/lemma.bin: {complaint}")), ..Lemmas::default() }
            }
        }
    }

    /// The lemma of a form that bears this tag.
    pub fn lemma(&self, form: &str, xpos: &str) -> String {
        let small = lower(form);
        if let Some(lemma) = LISTS.irregular.get(&(small.as_str(), xpos)) {
            return (*lemma).to_owned();
        }
        let tag = hash(xpos);
        let number = ends(&small).find_map(|end| match self.model.extra.get(mix(tag, end)) {
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
    let mut counts: BTreeMap<u64, BTreeMap<u16, usize>> = BTreeMap::new();
    let named: Vec<(&String, u64, u16)> = lessons
        .iter()
        .map(|(form, xpos, lemma)| {
            let next = numbers.len() as u16;
            (form, hash(xpos), *numbers.entry(rule(form, lemma)).or_insert(next))
        })
        .collect();
    for (form, tag, number) in &named {
        for end in ends(&lower(form)) {
            *counts.entry(mix(*tag, end)).or_default().entry(*number).or_default() += 1;
        }
    }
    let top = |key: u64| {
        counts
            .get(&key)
            .and_then(|counts| counts.iter().max_by_key(|(number, times)| (**times, u16::MAX - **number)))
            .map(|(number, _)| *number)
    };
    let mut kept = BTreeMap::new();
    for (form, tag, _) in &named {
        let keys: Vec<u64> = ends(&lower(form)).map(|end| mix(*tag, end)).collect();
        let mut inherited = None;
        for key in keys.into_iter().rev() {
            let number = top(key);
            if number != inherited {
                number.into_iter().for_each(|number| drop(kept.insert(key, number.to_le_bytes().to_vec())));
            }
            inherited = number;
        }
    }
    let mut names = vec![String::new(); numbers.len()];
    numbers.into_iter().for_each(|(name, number)| names[usize::from(number)] = name);
    crate::perceptron::Trainer::new(0).finish(
        &names,
        &kept,
        crate::perceptron::Pruning { rarer_than: 1, lighter_than: 1 },
    )
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
    fn a_rule_is_named_and_read_again() {
        assert_eq!(rule("Countries", "country"), "- 3 y");
        assert_eq!(Rule::parse("- 3 y").unwrap().apply("Countries"), "country");
        assert_eq!(Rule::parse("= 0 ").unwrap().apply("Oslo"), "Oslo");
        assert_eq!(Rule::parse("- 9 be").unwrap().apply("was"), "be");
    }
}
