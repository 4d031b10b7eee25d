//! `dateline compare`: one story, its outlets in columns: what they agree on, what each alone says, where they differ, how each names the
//! same actor. A row is one event, one disputed value or one actor.

use super::picture::{events_of, merged};
use super::{Global, Output, framing::reports_of, print};
use dateline::picture::{Item, svg};
use record::{Filter, Record, Row};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a story's reports say, by outlet.
struct Story {
    /// Report to its column.
    column: BTreeMap<String, String>,
    /// Columns in order.
    columns: Vec<String>,
    /// Mention to its report and whether somebody else says it.
    mentions: BTreeMap<String, (String, bool)>,
    events: Vec<Row>,
    /// Mentions by event.
    told: BTreeMap<String, Vec<String>>,
    descriptions: Vec<Row>,
}

pub fn run(global: &Global, story: &str) -> Result<u8, String> {
    let story = read(&merged(global)?, story)?;
    let rows = rows(&story);
    match global.format {
        None | Some(Output::Table) => print::columns(&header(&story), &cells(&story, &rows)),
        Some(Output::Html) => {
            let header = header(&story);
            let header: Vec<&str> = header.iter().map(String::as_str).collect();
            print::say(&svg::page("One story, its outlets", "", &header, &cells(&story, &rows)));
        }
        Some(Output::Svg) => {
            return Err("a comparison is a table: --format table, html, json, jsonl, csv or tsv".into());
        }
        format => print::rows("compare", &rows, format)?,
    }
    Ok(0)
}

/// A story's columns and rows.
pub fn table(record: &Record, story: &str) -> Result<(Vec<String>, Vec<Row>), String> {
    let story = read(record, story)?;
    let rows = rows(&story);
    Ok((story.columns, rows))
}

fn rows(story: &Story) -> Vec<Row> {
    [agreed(story), only(story), differing(story), named(story)].concat()
}

fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn read(record: &Record, story: &str) -> Result<Story, String> {
    let reports = reports_of(record, story)?;
    let wrap = |e: record::Error| e.to_string();
    let mut column = BTreeMap::new();
    for id in &reports {
        let report = record.get("reports", id).map_err(wrap)?.unwrap_or_default();
        let name = [text(&report, "outlet"), text(&report, "title"), id.as_str()];
        let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        column.insert(id.clone(), name.to_owned());
    }
    let ids = events_of(record, story)?;
    let all = Filter::default();
    let mut found = Story {
        columns: column.values().cloned().collect::<BTreeSet<_>>().into_iter().collect(),
        column,
        mentions: BTreeMap::new(),
        events: record
            .rows("events", &all)
            .map_err(wrap)?
            .into_iter()
            .filter(|row| ids.contains(text(row, "id")))
            .collect(),
        told: BTreeMap::new(),
        descriptions: record.rows("descriptions", &all).map_err(wrap)?,
    };
    found.descriptions.retain(|row| found.column.contains_key(text(row, "report")));
    let query = "SELECT id, report, event_id, said_by FROM event_mentions";
    let (_, rows) = record.query(query).map_err(wrap)?;
    for row in rows {
        let field = |at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        if found.column.contains_key(&field(1)) {
            found.mentions.insert(field(0), (field(1), !field(3).is_empty()));
            found.told.entry(field(2)).or_default().push(field(0));
        }
    }
    Ok(found)
}

/// Which outlets tell of an event: "says" in their own voice, "quotes" where only in a claim.
fn says(story: &Story, event: &str) -> BTreeMap<String, &'static str> {
    let mut out = BTreeMap::new();
    for mention in story.told.get(event).into_iter().flatten() {
        let Some((report, quoted)) = story.mentions.get(mention) else { continue };
        let Some(column) = story.column.get(report) else { continue };
        let word = out.entry(column.clone()).or_insert("quotes");
        if !quoted {
            *word = "says";
        }
    }
    out
}

fn row(kind: &str, what: &str, event: Option<&str>, by: Vec<(String, Value)>) -> Row {
    let by: Map<String, Value> = by.into_iter().collect();
    json!({"kind": kind, "what": what, "event": event, "outlets": by})
        .as_object()
        .cloned()
        .unwrap_or_default()
}

fn headline(event: &Row) -> String {
    let item = Item::of(event);
    let dead =
        event.get("dead").filter(|dead| !dead.is_null()).map(|dead| format!(", dead {}", print::short(dead)));
    format!("{}, {}{}", item.label, item.when(), dead.unwrap_or_default())
}

/// Events that two outlets or more tell.
fn agreed(story: &Story) -> Vec<Row> {
    told_by(story, "agreed", |outlets| outlets > 1)
}

/// Events that one outlet alone tells, where there are others.
fn only(story: &Story) -> Vec<Row> {
    told_by(story, "only here", |outlets| outlets == 1 && story.columns.len() > 1)
}

/// The events that a fitting number of outlets tell, each in the columns of those.
fn told_by(story: &Story, what: &str, fits: impl Fn(usize) -> bool) -> Vec<Row> {
    let told = story.events.iter().map(|event| (event, says(story, text(event, "id"))));
    let rows = told.filter(|(_, by)| fits(by.len())).map(|(event, by)| {
        row(
            what,
            &headline(event),
            Some(text(event, "id")),
            by.into_iter().map(|(k, v)| (k, v.into())).collect(),
        )
    });
    rows.collect()
}

/// Disputed values, each in the columns that give it.
fn differing(story: &Story) -> Vec<Row> {
    let mut rows = Vec::new();
    for event in &story.events {
        for dispute in event.get("disputes").and_then(Value::as_array).into_iter().flatten() {
            let mut by: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for value in dispute.get("values").and_then(Value::as_array).into_iter().flatten() {
                let word = value.get("value").map(print::plain).unwrap_or_default();
                for mention in value.get("mentions").and_then(Value::as_array).into_iter().flatten() {
                    let report = story.mentions.get(mention.as_str().unwrap_or_default());
                    let Some((report, quoted)) = report else { continue };
                    let word = if *quoted { format!("{word} (quoted)") } else { word.clone() };
                    by.entry(story.column.get(report).cloned().unwrap_or_default()).or_default().insert(word);
                }
            }
            let field = dispute.get("field").and_then(Value::as_str).unwrap_or_default();
            let by = by.into_iter().map(|(k, v)| (k, v.into_iter().collect::<Vec<_>>().join("; ").into()));
            rows.push(row(
                "differing",
                &format!("{field}: {}", headline(event)),
                Some(text(event, "id")),
                by.collect(),
            ));
        }
    }
    rows
}

/// Actors whom two outlets describe, and not with the same words.
fn named(story: &Story) -> Vec<Row> {
    let mut actors: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for description in &story.descriptions {
        let who = description.get("actor").cloned().unwrap_or_default();
        let part = |field: &str| who.get(field).and_then(Value::as_str).unwrap_or_default();
        let name = match part("id") {
            "" => format!("{} {}", part("code"), part("sector")).trim().to_owned(),
            _ => part("name").to_owned(),
        };
        let mark = match text(description, "stance") {
            "positive" => " (+)",
            "negative" => " (-)",
            _ => "",
        };
        let words = format!("{}{mark}", text(description, "text"));
        let column = story.column.get(text(description, "report")).cloned().unwrap_or_default();
        actors.entry(name).or_default().entry(column).or_default().insert(words);
    }
    let differ = |by: &BTreeMap<String, BTreeSet<String>>| {
        by.len() > 1 && by.values().collect::<BTreeSet<_>>().len() > 1
    };
    let rows = actors.into_iter().filter(|(_, by)| differ(by)).map(|(name, by)| {
        row(
            "named differently",
            &name,
            None,
            by.into_iter().map(|(k, v)| (k, v.into_iter().collect::<Vec<_>>().join("; ").into())).collect(),
        )
    });
    rows.collect()
}

fn header(story: &Story) -> Vec<String> {
    ["", "what"].into_iter().map(str::to_owned).chain(story.columns.iter().cloned()).collect()
}

fn cells(story: &Story, rows: &[Row]) -> Vec<Vec<String>> {
    let line = |row: &Row| {
        let by = |column: &String| {
            row.get("outlets").and_then(|by| by.get(column)).map(print::plain).unwrap_or_default()
        };
        [text(row, "kind").to_owned(), text(row, "what").to_owned()]
            .into_iter()
            .chain(story.columns.iter().map(by))
            .collect()
    };
    rows.iter().map(line).collect()
}
