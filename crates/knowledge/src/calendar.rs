//! Calendar: words of time, and wars whose length dates a report that prints no year. Read from `data/calendar`.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use text::Days;
use text::datafile::{Complaint, entries};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Year,
    Decade,
}

/// What a word of time means: one of the fields is set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeWord {
    /// As written, lower case.
    pub names: Vec<String>,
    /// 1 to 12.
    pub month: Option<i8>,
    /// 1 (Monday) to 7.
    pub weekday: Option<i8>,
    /// A unit.
    pub unit: Option<Unit>,
    /// A number.
    pub number: Option<i32>,
    /// Days from the day of speaking.
    pub offset: Option<i32>,
    /// First month of a season.
    pub season: Option<i8>,
}

/// A war or uprising, and since when.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Affair {
    /// What news calls it.
    pub nouns: Vec<String>,
    /// ISO 3166 alpha-3 of the country it is in.
    pub country: String,
    /// Its first day, `YYYY` or `YYYY-MM`.
    pub from: String,
}

/// All words of time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Calendar {
    words: Vec<(String, TimeWord)>,
    /// Wars and uprisings with their rule ids.
    pub affairs: Vec<(String, Affair)>,
    #[serde(skip)]
    by_name: HashMap<String, usize>,
}

impl Calendar {
    /// What a lower-case word means.
    pub fn word(&self, word: &str) -> Option<&TimeWord> {
        self.by_name.get(word).map(|&at| &self.words[at].1)
    }

    pub(crate) fn index(&mut self) {
        for (at, (_, word)) in self.words.iter().enumerate() {
            for name in &word.names {
                self.by_name.entry(name.clone()).or_insert(at);
            }
        }
    }

    pub(crate) fn add(&mut self, file: &str, text: &str, complaints: &mut Vec<Complaint>) {
        let read = if file == "calendar/affairs.toml" {
            entries::<Affair>(file, text).map(|read| {
                for entry in read {
                    if Days::parse(&entry.value.from).is_none() {
                        complaints.push(entry.complain(
                            "`from` is no date: expected YYYY or YYYY-MM",
                            "",
                            [],
                        ));
                    }
                    self.affairs.push((entry.rule(), entry.value));
                }
            })
        } else {
            entries::<TimeWord>(file, text)
                .map(|read| self.words.extend(read.into_iter().map(|e| (e.rule(), e.value))))
        };
        complaints.extend(read.err());
    }
}
