//! Ask: a request's address as a question: the filters that every list has, by the names of the command's options, and what a route asks besides.
//! A name that is none and a value that means nothing are told.

use super::shop::Refusal;
use record::{Filter, Order};
use text::Days;
use text::datafile::nearest;

/// Rows of a list where nothing is said.
const ROWS: usize = 50;
/// The most rows of a list for the page.
const MOST: usize = 1_000;
/// The most rows of a list that is taken away; more are for `dateline export`.
pub const MOST_TAKEN: usize = 20_000;

/// Names of the filters.
const FILTERS: [&str; 19] = [
    "actor",
    "with",
    "event",
    "mode",
    "context",
    "place",
    "country",
    "outlet",
    "story",
    "since",
    "until",
    "said_by",
    "own_voice",
    "aux",
    "sector",
    "quad",
    "min_confidence",
    "min_sources",
    "limit",
];

/// A question.
#[derive(Default)]
pub struct Ask {
    /// Which rows.
    pub filter: Filter,
    /// How the answer is written.
    pub format: Format,
    /// Rows passed over.
    pub skip: usize,
    /// In which order.
    pub order: Order,
    /// All else, by name.
    rest: Vec<(String, String)>,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Json,
    Jsonl,
    Csv,
    Tsv,
}

impl Ask {
    /// Reads the pairs of an address; `more` are the names that the route knows besides.
    pub fn read(pairs: Vec<(String, String)>, more: &[&str]) -> Result<Ask, Refusal> {
        let mut ask = Ask::default();
        for (name, value) in pairs {
            let name = name.replace('-', "_");
            let value = value.trim();
            if more.contains(&name.as_str()) {
                ask.rest.push((name, value.to_owned()));
            } else if value.is_empty() {
                // An empty field of a form asks nothing.
            } else if FILTERS.contains(&name.as_str()) {
                ask.condition(&name, value)?;
            } else {
                ask.list(&name, value, more)?;
            }
        }
        let most = if ask.format == Format::Json { MOST } else { MOST_TAKEN };
        let usual = if ask.format == Format::Json { ROWS } else { MOST_TAKEN };
        ask.filter.limit = Some(ask.filter.limit.unwrap_or(usual).min(most));
        Ok(ask)
    }

    /// What a route asks besides, by its name; nothing where it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.rest
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }

    fn condition(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        let filter = &mut self.filter;
        let text = || Some(value.to_owned());
        let wrong = |wanted: &str| Refusal::Question(format!("{name}={value}: {wanted}"));
        let day = |last: bool| match Days::parse(value) {
            Some(days) => Ok(if last { days.latest } else { days.earliest }.map(|day| day.to_string())),
            None => Err(wrong("a day is wanted: YYYY-MM-DD, YYYY-MM or YYYY")),
        };
        match name {
            "actor" => filter.actor = text(),
            "with" => filter.with = text(),
            "event" => filter.event = text(),
            "mode" => filter.mode = text(),
            "context" => filter.context = text(),
            "place" => filter.place = text(),
            "country" => filter.country = text(),
            "outlet" => filter.outlet = text(),
            "story" => filter.story = text(),
            "since" => filter.since = day(false)?,
            "until" => filter.until = day(true)?,
            "said_by" => filter.said_by = text(),
            "own_voice" => filter.own_voice = value != "false",
            "aux" => filter.aux = text(),
            "sector" => filter.sector = text(),
            "quad" => {
                let quad = value.parse().ok().filter(|quad| (1..=4).contains(quad));
                filter.quad = Some(quad.ok_or_else(|| wrong("1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"))?);
            }
            "min_confidence" => {
                let least = value.parse().ok().filter(|least| (0.0..=1.0).contains(least));
                filter.min_confidence = Some(least.ok_or_else(|| wrong("a number from 0 to 1 is wanted"))?);
            }
            "min_sources" => {
                filter.min_sources = Some(value.parse().map_err(|_| wrong("a whole number is wanted"))?)
            }
            _ => filter.limit = Some(value.parse().map_err(|_| wrong("a whole number is wanted"))?),
        }
        Ok(())
    }

    fn list(&mut self, name: &str, value: &str, more: &[&str]) -> Result<(), Refusal> {
        let wrong = |wanted: &str| Refusal::Question(format!("{name}={value}: {wanted}"));
        match name {
            "offset" => self.skip = value.parse().map_err(|_| wrong("a whole number is wanted"))?,
            "order" => {
                self.order = match value {
                    "contract" => Order::Contract,
                    "newest" => Order::Newest,
                    "largest" => Order::Largest,
                    _ => return Err(wrong("contract, newest or largest")),
                }
            }
            "format" => {
                self.format = match value {
                    "json" => Format::Json,
                    "jsonl" => Format::Jsonl,
                    "csv" => Format::Csv,
                    "tsv" => Format::Tsv,
                    _ => return Err(wrong("json, jsonl, csv or tsv")),
                }
            }
            _ => {
                let known =
                    FILTERS.into_iter().chain(["offset", "order", "format"]).chain(more.iter().copied());
                let near =
                    nearest(name, known).map(|word| format!("; did you mean `{word}`?")).unwrap_or_default();
                return Err(Refusal::Question(format!("nothing can be asked by `{name}`{near}")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[(&str, &str)]) -> Result<Ask, String> {
        let pairs = words.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Ask::read(pairs, &["by"]).map_err(|refusal| format!("{refusal:?}"))
    }

    #[test]
    fn filters_are_read_as_the_commands_read_them() {
        let ask = read(&[
            ("since", "2018-05"),
            ("until", "2018-05"),
            ("said-by", "RUS"),
            ("place", " "),
            ("by", "pair"),
        ])
        .unwrap();
        assert_eq!(ask.filter.since.as_deref(), Some("2018-05-01"));
        assert_eq!(ask.filter.until.as_deref(), Some("2018-05-31"));
        assert_eq!(ask.filter.said_by.as_deref(), Some("RUS"));
        assert_eq!((ask.filter.place.clone(), ask.get("by"), ask.get("with")), (None, Some("pair"), None));
        assert_eq!(ask.filter.limit, Some(ROWS));
        assert_eq!(read(&[("limit", "999999")]).unwrap().filter.limit, Some(MOST));
        assert_eq!(read(&[("format", "csv")]).unwrap().filter.limit, Some(MOST_TAKEN));
    }

    #[test]
    fn what_means_nothing_is_told() {
        for (name, value, told) in [
            ("since", "lately", "a day is wanted"),
            ("quad", "5", "verbal cooperation"),
            ("min_confidence", "2", "from 0 to 1"),
            ("acter", "RUS", "did you mean `actor`?"),
            ("order", "up", "newest"),
            ("limit", "-1", "whole number"),
        ] {
            let message = read(&[(name, value)]).err().unwrap();
            assert!(message.contains(told), "{message}");
        }
    }
}
