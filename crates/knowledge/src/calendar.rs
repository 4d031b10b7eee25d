//! Calendar: words of time, and wars whose length dates a report that prints no year. Read from `data/calendar`.

use crate::words::Words;
use serde::{Deserialize, Serialize};
use text::datafile::{Complaint, entries};
use text::{Date, Days};

#[path = "calendar/feasts.rs"]
mod feasts;

pub use feasts::Feast;

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// What a word does in or beside an expression of time, where it is no amount and no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Before an amount: "about", "nearly".
    Roughly,
    /// Before an amount that was passed: "over".
    Over,
    /// Part of a span: "early", "late", "mid".
    Within,
    /// Before a unit: a number nobody gives ("several").
    Some,
    /// A verb whose object lies ahead: "plan", "schedule".
    Ahead,
    /// A verb whose present tense speaks of the days to come: "begin", "leave".
    Timetable,
    /// A verb whose infinitive has come to pass: "manage", "fail".
    Done,
    /// Before or behind an expression, from here on. Behind a clock time: "gmt".
    Zone,
    /// Before a month that is also another word: "in May".
    LeadsMonth,
    /// Before a number that is a year: "in 2015".
    LeadsYear,
    /// Before a number that counts or names something: "flight 2015".
    Counts,
    /// Before a season that is one: "last fall".
    LeadsSeason,
    /// Behind a quarter, it says that accounts are meant, and no game: "earnings".
    Accounts,
    /// Behind a feast, it says that no day is meant: "a Christmas tree".
    Wares,
    /// Behind "today's", it says that the present is meant, and no day: "youth".
    OfAnAge,
    /// An expression may begin with it, though it is no word of time: "the", "every".
    Opens,
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
    /// A century by its ordinal: 19 for "nineteenth"; for "first" to "fourth" also a quarter.
    pub nth: Option<i16>,
    /// First year of a decade.
    pub decade: Option<i16>,
    /// A part of the day, as TIMEX3 writes it: `MO`, `AF`, `EV`, `NI`, or a clock time `12:00`.
    pub part: Option<String>,
    /// `PRESENT_REF`, `PAST_REF`, `FUTURE_REF`.
    pub refers: Option<String>,
    /// How often: once in such a unit ("daily").
    pub every: Option<Unit>,
    /// What it does beside an expression.
    pub role: Option<Role>,
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
    feasts: Vec<(String, Feast)>,
    /// Feasts by every name.
    #[serde(skip)]
    by_feast: Words<usize>,
    #[serde(skip)]
    by_word: Words<Entry>,
}

/// All that is known of one word: looked up once.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    /// Its number among the words of time.
    word: Option<usize>,
    /// A bit for each of its roles.
    roles: u32,
    /// The most words of a feast that begins with it.
    feast: usize,
}

/// What a word of a text is to time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listed<'c> {
    /// What it means.
    pub word: Option<&'c TimeWord>,
    roles: u32,
    feast: usize,
}

impl Listed<'_> {
    /// True where it has that role.
    pub fn is(&self, role: Role) -> bool {
        self.roles & role.bit() != 0
    }

    /// True for a word with which an expression may begin; a number or a capital letter is no matter of this.
    pub fn opens(&self) -> bool {
        self.word.is_some() || self.is(Role::Opens) || self.feast > 0
    }
}

impl Role {
    fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl Calendar {
    /// What a lower-case word means.
    pub fn word(&self, word: &str) -> Option<&TimeWord> {
        self.listed(word).word
    }

    /// All that is known of a lower-case word.
    pub fn listed(&self, word: &str) -> Listed<'_> {
        let Some(entry) = self.by_word.get(word) else { return Listed::default() };
        let word = entry.word.map(|at| &self.words[at].1);
        Listed { word, roles: entry.roles, feast: entry.feast }
    }

    /// True where a lower-case word has that role.
    pub fn is(&self, word: &str, role: Role) -> bool {
        self.listed(word).is(role)
    }

    /// The most words of a feast that begins with this lower-case word; 0 where none does.
    pub fn feast_words(&self, first: &str) -> usize {
        self.listed(first).feast
    }

    /// The feast or named day of that lower-case name, and its rule.
    pub fn feast(&self, name: &str) -> Option<(&str, &Feast)> {
        self.by_feast.get(name).map(|&at| (self.feasts[at].0.as_str(), &self.feasts[at].1))
    }

    /// The feast nearest to a day: its first day and its span; `side` keeps those before it (-1), before it or drawing near (-2), or after it (1).
    pub fn feast_near(feast: &Feast, day: Date, side: i8) -> Option<(Date, Days)> {
        feasts::near(feast, day, side)
    }

    pub(crate) fn index(&mut self) {
        for (at, (_, feast)) in self.feasts.iter().enumerate() {
            for name in &feast.names {
                self.by_feast.entry(name.clone()).or_insert(at);
                let first = name.split(' ').next().unwrap_or("").to_owned();
                let entry = self.by_word.entry(first).or_default();
                entry.feast = name.split(' ').count().max(entry.feast);
            }
        }
        for (at, (_, word)) in self.words.iter().enumerate() {
            for name in &word.names {
                let entry = self.by_word.entry(name.clone()).or_default();
                entry.roles |= word.role.map_or(0, Role::bit);
                // A word that only stands beside an expression means nothing of time by itself.
                if word.role.is_none_or(|role| role < Role::Zone) {
                    entry.word = entry.word.or(Some(at));
                }
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
        } else if file == "calendar/feasts.toml" {
            entries::<Feast>(file, text).map(|read| {
                for entry in read {
                    if let Err(what) = entry.value.check() {
                        complaints.push(entry.complain(&what, "", []));
                    }
                    self.feasts.push((entry.rule(), entry.value));
                }
            })
        } else {
            entries::<TimeWord>(file, text)
                .map(|read| self.words.extend(read.into_iter().map(|e| (e.rule(), e.value))))
        };
        complaints.extend(read.err());
    }
}
