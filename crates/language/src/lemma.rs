//! Lemma: a table of exceptions, else the longest known suffix of the word under its tag tells what to cut and what to add.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// Longest suffix a rule looks at, in characters.
const LONGEST: usize = 5;

/// What to cut off and what to add.
type Rule = (usize, String);

/// Rules and exceptions.
#[derive(Default)]
pub struct Lemmas {
    rules: HashMap<String, Rule>,
    exceptions: HashMap<String, String>,
}

/// The committed table, read on first use.
pub fn builtin() -> &'static Lemmas {
    static LEMMAS: OnceLock<Lemmas> = OnceLock::new();
    LEMMAS.get_or_init(|| Lemmas::read(include_str!("../../../models/lemmas.tsv")))
}

impl Lemmas {
    /// Reads what `train` wrote: `r` rows are rules (tag, suffix, cut, add), `x` rows exceptions (tag, form, lemma).
    pub fn read(text: &str) -> Lemmas {
        let mut lemmas = Lemmas::default();
        for (_, row) in text::datafile::rows(text) {
            match row[..] {
                ["r", tag, suffix, cut, add] => {
                    lemmas.rules.insert(format!("{tag} {suffix}"), (cut.parse().unwrap_or(0), add.to_owned()));
                }
                ["x", tag, form, lemma] => {
                    lemmas.exceptions.insert(format!("{tag} {form}"), lemma.to_owned());
                }
                _ => {}
            }
        }
        lemmas
    }

    /// The lemma of a form under a tag. Names keep their capitals.
    pub fn lemma(&self, form: &str, xpos: &str) -> String {
        let name = xpos.starts_with("NNP");
        let form = if name { form.to_owned() } else { form.to_lowercase().replace('’', "'") };
        let mut key = format!("{xpos} {form}");
        if let Some(lemma) = self.exceptions.get(&key) {
            return lemma.clone();
        }
        let starts: Vec<usize> = form.char_indices().map(|(at, _)| at).collect();
        let first = starts.len().saturating_sub(LONGEST);
        for &start in starts[first..].iter().chain([&form.len()]) {
            key.truncate(xpos.len() + 1);
            key.push_str(&form[start..]);
            if let Some((cut, add)) = self.rules.get(&key) {
                let keep = starts.len().saturating_sub(*cut);
                let end = starts.get(keep).copied().unwrap_or(form.len());
                return if keep == 0 { form } else { format!("{}{add}", &form[..end]) };
            }
        }
        form
    }
}

/// Learns from (form, tag, lemma); gives the table's text.
pub fn train<'w>(words: impl Iterator<Item = (&'w str, &'w str, &'w str)>) -> String {
    let mut seen: BTreeMap<(String, String), BTreeMap<String, usize>> = BTreeMap::new();
    for (form, xpos, lemma) in words.filter(|(_, _, lemma)| *lemma != "_") {
        let form = if xpos.starts_with("NNP") { form.to_owned() } else { form.to_lowercase().replace('’', "'") };
        *seen.entry((xpos.to_owned(), form)).or_default().entry(lemma.to_owned()).or_default() += 1;
    }
    let usual = |lemmas: &BTreeMap<String, usize>| lemmas.iter().max_by_key(|(l, n)| (**n, std::cmp::Reverse((*l).clone()))).map(|(l, _)| l.clone()).unwrap_or_default();
    let words: Vec<(String, String, String)> = seen.into_iter().map(|((tag, form), lemmas)| (tag, form, usual(&lemmas))).collect();
    let mut counts: BTreeMap<String, BTreeMap<Rule, usize>> = BTreeMap::new();
    for (tag, form, lemma) in &words {
        let chars: Vec<char> = form.chars().collect();
        for length in 0..=LONGEST.min(chars.len()) {
            let suffix: String = chars[chars.len() - length..].iter().collect();
            *counts.entry(format!("{tag} {suffix}")).or_default().entry(rule(form, lemma)).or_default() += 1;
        }
    }
    let mut table = Lemmas::default();
    let mut lines = vec!["# Lemma rules (r: tag, suffix, cut, add) and exceptions (x: tag, form, lemma), made by `cargo xtask train`.".to_owned()];
    for (key, rules) in &counts {
        let total: usize = rules.values().sum();
        let Some((best, count)) = rules.iter().max_by_key(|(r, n)| (**n, std::cmp::Reverse((*r).clone()))) else { continue };
        let (tag, suffix) = key.split_once(' ').unwrap_or((key, ""));
        if suffix.is_empty() || count * 10 >= total * 7 && *count >= 3 {
            lines.push(format!("r\t{tag}\t{suffix}\t{}\t{}", best.0, best.1));
            table.rules.insert(key.clone(), best.clone());
        }
    }
    for (tag, form, lemma) in &words {
        if table.lemma(form, tag) != *lemma {
            lines.push(format!("x\t{tag}\t{form}\t{lemma}"));
        }
    }
    lines.join("\n") + "\n"
}

fn rule(form: &str, lemma: &str) -> Rule {
    let common = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
    (form.chars().count() - common, lemma.chars().skip(common).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_learnt_and_exceptions_kept() {
        let words = [("bombed", "VBD", "bomb"), ("shelled", "VBD", "shell"), ("killed", "VBD", "kill"), ("said", "VBD", "say"), ("Cities", "NNS", "city")];
        let lemmas = Lemmas::read(&train(words.into_iter()));
        assert_eq!(lemmas.lemma("Seized", "VBD"), "seiz");
        assert_eq!(lemmas.lemma("Attacked", "VBD"), "attack");
        assert_eq!(lemmas.lemma("said", "VBD"), "say");
        assert_eq!(lemmas.lemma("é", "VBD"), "é");
        assert_eq!(lemmas.lemma("", "NN"), "");
    }
}
