//! Count: events by any of their fields, as rows for analysis: country-months, dyad-months, outlets by week, with the empty cells where a full panel
//! is wanted.

use crate::filter::Filter;
use crate::store::{Error, Record, Row};
use crate::tables::{MUTUAL, table};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use text::{Date, Days};

/// What events can be counted by.
pub const FIELDS: [&str; 13] = [
    "actor",
    "recipient",
    "event",
    "mode",
    "quad",
    "country",
    "place",
    "outlet",
    "sector",
    "day",
    "week",
    "month",
    "year",
];

/// Fields that are spans of days.
const PERIODS: [&str; 4] = ["day", "week", "month", "year"];

/// A longest panel: more cells than that are a mistake in the question.
const CELLS: usize = 5_000_000;

/// How to count.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// Fields of `FIELDS`, in the order of the columns.
    pub by: Vec<String>,
    /// With a row for every combination in every period between the first and the last.
    pub zeros: bool,
    /// With the sum of the scores.
    pub sum_score: bool,
    /// Only what certainly lies in a period; else an event counts on the last day it can have happened.
    pub certain: bool,
}

type Cell = (u64, f64);

impl Record {
    /// Counts the events that a filter lets through. An event with two actors counts once for each; one whose field is unknown counts under `""`.
    ///
    /// # Errors
    /// Where the file cannot be read, or the panel would be too large.
    pub fn count_by(&self, count: &Count, filter: &Filter) -> Result<Vec<Row>, Error> {
        let Some(events) = table("events") else { return Ok(Vec::new()) };
        let outlets =
            if count.by.iter().any(|field| field == "outlet") { self.outlets()? } else { BTreeMap::new() };
        let mut cells: BTreeMap<Vec<String>, Cell> = BTreeMap::new();
        self.each(events, filter, |row| {
            let score = row.get("score").and_then(Value::as_f64).unwrap_or(0.0);
            for key in keys(&row, count, &outlets) {
                let cell = cells.entry(key).or_default();
                cell.0 += 1;
                cell.1 += score;
            }
        })?;
        if count.zeros {
            fill(&mut cells, &count.by, filter)?;
        }
        Ok(cells.into_iter().map(|(key, cell)| row(count, key, cell)).collect())
    }

    /// Outlets that tell of each event.
    fn outlets(&self) -> Result<BTreeMap<String, BTreeSet<String>>, Error> {
        let query = "SELECT DISTINCT m.event_id, ifnull(r.outlet, '') FROM event_mentions m JOIN reports r ON r.id = m.report WHERE m.event_id IS NOT NULL";
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for pair in self.query(query)?.1 {
            if let [Value::String(event), Value::String(outlet)] = &pair[..] {
                all.entry(event.clone()).or_default().insert(outlet.clone());
            }
        }
        Ok(all)
    }
}

fn row(count: &Count, key: Vec<String>, (events, score): Cell) -> Row {
    let mut row: Row = count.by.iter().cloned().zip(key.into_iter().map(Value::from)).collect::<Map<_, _>>();
    row.insert("events".into(), events.into());
    if count.sum_score {
        // Sums of tenths: as many decimals as scores have.
        row.insert("score".into(), ((score * 100.0).round() / 100.0).into());
    }
    row
}

/// The cells an event counts in.
fn keys(row: &Row, count: &Count, outlets: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let (actors, recipients) = (parties(row, "actor"), parties(row, "recipient"));
    // In a mutual event each is the other's recipient.
    let on_par = recipients.is_empty()
        && row.get("event").and_then(Value::as_str).is_some_and(|e| MUTUAL.contains(&e));
    let dyads: BTreeSet<(String, String)> = match (actors.len(), on_par) {
        (2.., true) => actors
            .iter()
            .flat_map(|a| actors.iter().filter(move |r| *r != a).map(move |r| (a.clone(), r.clone())))
            .collect(),
        _ => or_one(actors)
            .into_iter()
            .flat_map(|a| or_one(recipients.clone()).into_iter().map(move |r| (a.clone(), r)))
            .collect(),
    };
    let mut all: BTreeSet<Vec<String>> = BTreeSet::new();
    for (actor, recipient) in &dyads {
        let mut here: Vec<Vec<String>> = vec![Vec::new()];
        for field in &count.by {
            let values: Vec<String> = match field.as_str() {
                "actor" => vec![actor.clone()],
                "recipient" => vec![recipient.clone()],
                other => values(row, other, count.certain, outlets),
            };
            here = here
                .into_iter()
                .flat_map(|key| {
                    values.iter().map(move |value| [&key[..], std::slice::from_ref(value)].concat())
                })
                .collect();
        }
        all.extend(here);
    }
    all.into_iter().collect()
}

fn or_one(list: Vec<String>) -> Vec<String> {
    if list.is_empty() { vec![String::new()] } else { list }
}

/// Codes of the parties; the name of one without a code.
fn parties(row: &Row, field: &str) -> Vec<String> {
    let list = row.get(field).and_then(Value::as_array).into_iter().flatten();
    let name = |who: &Value| {
        let text = |field: &str| who.get(field).and_then(Value::as_str).map(str::to_owned);
        text("code").or_else(|| text("name"))
    };
    list.filter_map(name).collect::<BTreeSet<_>>().into_iter().collect()
}

fn values(
    row: &Row,
    field: &str,
    certain: bool,
    outlets: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<String> {
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    match field {
        "mode" => {
            let list = row.get("mode").and_then(Value::as_array).into_iter().flatten();
            or_one(list.filter_map(Value::as_str).map(str::to_owned).collect())
        }
        "sector" => {
            let list = row.get("actor").and_then(Value::as_array).into_iter().flatten();
            let sectors = list.filter_map(|who| who.get("sector")?.as_str()).map(str::to_owned);
            or_one(sectors.collect::<BTreeSet<_>>().into_iter().collect())
        }
        "country" => vec![text(row.get("place").and_then(|place| place.get("country")))],
        "place" => vec![text(row.get("place").and_then(|place| place.get("name")))],
        "outlet" => {
            let known = row.get("id").and_then(Value::as_str).and_then(|id| outlets.get(id));
            or_one(known.into_iter().flatten().cloned().collect())
        }
        period if PERIODS.contains(&period) => {
            let day = |field: &str| row.get(field).and_then(Value::as_str).and_then(|day| day.parse().ok());
            vec![when(Days { earliest: day("date_earliest"), latest: day("date_latest") }, period, certain)]
        }
        other => vec![text(row.get(other))],
    }
}

/// The period of an event's days; `""` where it has none, or not surely one.
fn when(days: Days, period: &str, certain: bool) -> String {
    if certain {
        let (first, last) = (days.earliest.map(|d| name(d, period)), days.latest.map(|d| name(d, period)));
        return first.filter(|first| Some(first) == last.as_ref()).unwrap_or_default();
    }
    days.latest.or(days.earliest).map(|day| name(day, period)).unwrap_or_default()
}

/// `2018`, `2018-05`, `2018-W20`, `2018-05-17`: each sorts as it lies in time.
pub(crate) fn name(day: Date, period: &str) -> String {
    match period {
        "year" => format!("{:04}", day.year()),
        "month" => format!("{:04}-{:02}", day.year(), day.month()),
        "week" => {
            let week = day.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        _ => day.to_string(),
    }
}

/// Adds the empty cells: every combination that is there, in every period from the first to the last.
fn fill(cells: &mut BTreeMap<Vec<String>, Cell>, by: &[String], filter: &Filter) -> Result<(), Error> {
    let Some(at) = by.iter().position(|field| PERIODS.contains(&field.as_str())) else { return Ok(()) };
    let periods = periods(cells.keys().map(|key| key[at].as_str()), &by[at], filter);
    let others: BTreeSet<Vec<String>> = cells
        .keys()
        .map(|key| key.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, value)| value.clone()).collect())
        .collect();
    if others.len().saturating_mul(periods.len()) > CELLS {
        return Err(Error::Query(format!(
            "a panel of {} rows in each of {} periods is too large; narrow it by --since, --until, --actor",
            others.len(),
            periods.len()
        )));
    }
    for other in others {
        for period in &periods {
            let mut key = other.clone();
            key.insert(at, period.clone());
            cells.entry(key).or_default();
        }
    }
    Ok(())
}

/// All periods between the ends that the filter gives, else between those that are there.
fn periods<'k>(there: impl Iterator<Item = &'k str>, period: &str, filter: &Filter) -> Vec<String> {
    let known: BTreeSet<&str> = there.filter(|value| !value.is_empty()).collect();
    let asked = |day: &Option<String>| day.as_ref().and_then(|day| day.parse::<Date>().ok());
    let first = asked(&filter.since).or_else(|| begin(known.first()?));
    let last = asked(&filter.until).or_else(|| begin(known.last()?));
    let (Some(mut day), Some(last)) = (first, last) else { return Vec::new() };
    let mut all = BTreeSet::new();
    while day <= last && all.len() < CELLS {
        all.insert(name(day, period));
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    all.extend(known.last().map(|last| (*last).to_owned()));
    all.into_iter().collect()
}

/// The first day of a period by its name.
pub(crate) fn begin(name: &str) -> Option<Date> {
    if let Some((year, week)) = name.split_once("-W") {
        let week = jiff::civil::ISOWeekDate::new(
            year.parse().ok()?,
            week.parse().ok()?,
            jiff::civil::Weekday::Monday,
        );
        return week.ok().map(|week| week.date());
    }
    Days::parse(name)?.earliest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_named_by_its_days() {
        let days = |a: &str, b: &str| Days { earliest: a.parse().ok(), latest: b.parse().ok() };
        assert_eq!(when(days("2018-05-30", "2018-06-02"), "month", false), "2018-06");
        assert_eq!(when(days("2018-05-30", "2018-06-02"), "month", true), "");
        assert_eq!(when(days("2018-05-30", "2018-06-02"), "year", true), "2018");
        assert_eq!(when(days("", "2021-01-03"), "week", false), "2020-W53");
        assert_eq!(when(days("", "2021-01-03"), "week", true), "");
        assert_eq!(when(days("", ""), "day", false), "");
        assert_eq!(begin("2020-W53"), "2020-12-28".parse().ok());
    }
}
