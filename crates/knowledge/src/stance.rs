//! Stance: words that take a side for or against an actor. Read from `data/stance`, with why, and with examples that run.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use text::datafile::{Complaint, entries};

/// What a word says of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Leaning {
    /// For it.
    Positive,
    /// Against it.
    Negative,
}

/// A text and the description it must give.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StanceExample {
    /// The text.
    pub text: String,
    /// Words of the description.
    pub words: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    stance: Leaning,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    why: String,
    source: String,
    example: Vec<StanceExample>,
    #[serde(default)]
    not: Vec<String>,
}

/// Words that lean one way, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stance {
    /// `stance/words.toml#regime`.
    pub rule: String,
    /// Line of its file.
    pub line: usize,
    /// Which way.
    pub stance: Leaning,
    /// What the words add to a plain name.
    pub why: String,
    /// Who has said so.
    pub source: String,
    /// Texts that show it.
    pub example: Vec<StanceExample>,
    /// Texts that must not.
    pub not: Vec<String>,
}

/// All words that take a side.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stances {
    /// In file order.
    pub entries: Vec<Stance>,
    nouns: BTreeMap<String, usize>,
    adjectives: BTreeMap<String, usize>,
}

impl Stances {
    /// The entry of a noun, by lemma.
    pub fn noun(&self, lemma: &str) -> Option<&Stance> {
        self.nouns.get(lemma).and_then(|&at| self.entries.get(at))
    }

    /// The entry of an adjective, by lemma.
    pub fn adjective(&self, lemma: &str) -> Option<&Stance> {
        self.adjectives.get(lemma).and_then(|&at| self.entries.get(at))
    }

    pub(crate) fn add(&mut self, file: &str, text: &str, complaints: &mut Vec<Complaint>) {
        let read = match entries::<Written>(file, text) {
            Ok(read) => read,
            Err(complaint) => return complaints.push(complaint),
        };
        for entry in read {
            let at = self.entries.len();
            let rule = entry.rule();
            let w = &entry.value;
            if w.nouns.is_empty() && w.adjectives.is_empty() {
                complaints.push(entry.complain("has neither `nouns` nor `adjectives`", "", []));
            }
            for (words, list) in [(&w.nouns, &mut self.nouns), (&w.adjectives, &mut self.adjectives)] {
                for word in words {
                    if list.insert(word.clone(), at).is_some() {
                        complaints.push(entry.complain(format!("`{word}` stands twice"), "", []));
                    }
                }
            }
            let Written { stance, why, source, example, not, .. } = entry.value;
            self.entries.push(Stance { rule, line: entry.line, stance, why, source, example, not });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, complaint: &str) {
        let mut complaints = Vec::new();
        Stances::default().add("stance/words.toml", text, &mut complaints);
        assert!(complaints.iter().any(|c| c.to_string().contains(complaint)), "{complaints:?}");
    }

    #[test]
    fn a_wrong_entry_is_told() {
        check("[a]\nstance = \"hostile\"", "stance/words.toml:2");
        check("[a]\nstance = \"negative\"\nwhy = \"\"\nsource = \"\"\nexample = []", "neither");
        let twice =
            "[a]\nstance = \"negative\"\nnouns = [\"x\", \"x\"]\nwhy = \"\"\nsource = \"\"\nexample = []";
        check(twice, "`x` stands twice");
    }
}
