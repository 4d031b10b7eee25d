//! `dateline timeline`, `network`, `map`: the filtered events as a picture: lines on a terminal, SVG, a page, or the rows it is drawn from.

use super::{Filters, Global, Output, framing, print};
use dateline::picture::{Item, map, network, svg, timeline};
use record::sums::Tie;
use record::{Filter, Record, Row};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::IsTerminal;

/// What a command has to show, in each form it may be asked for.
pub struct Shown<'s> {
    /// Title of the page.
    pub title: &'s str,
    /// Name of the rows, for their columns.
    pub table: &'s str,
    pub picture: &'s dyn Fn() -> String,
    /// Lines for a terminal of so many columns.
    pub lines: &'s dyn Fn(usize) -> Vec<String>,
    pub rows: &'s [Row],
    /// Columns of the page's table.
    pub header: &'s [&'s str],
    pub cells: &'s dyn Fn(&Row) -> Vec<String>,
}

/// Writes it in the form asked for; lines for people if none is.
pub fn write(global: &Global, shown: &Shown) -> Result<(), String> {
    let mut out = print::Lines::new();
    match global.format {
        Some(Output::Svg) => {
            out.raw(&(shown.picture)());
        }
        Some(Output::Html) => {
            let cells: Vec<Vec<String>> = shown.rows.iter().map(|row| (shown.cells)(row)).collect();
            out.line(&svg::page(shown.title, &(shown.picture)(), shown.header, &cells));
        }
        None | Some(Output::Table) => {
            let columns = std::env::var("COLUMNS").ok().and_then(|n| n.parse().ok()).unwrap_or(140);
            let lines = (shown.lines)(columns);
            if lines.is_empty() {
                out.line("nothing found");
            }
            let _ = lines.iter().all(|line| out.line(line));
        }
        format => print::rows(shown.table, shown.rows, format)?,
    }
    Ok(())
}

/// The record, its merging caught up.
pub fn merged(global: &Global) -> Result<Record, String> {
    let mut record = global.open()?;
    if !record.is_merged().map_err(|e| e.to_string())? {
        global.pipeline()?.merge(&mut record).map_err(|e| e.to_string())?;
    }
    Ok(record)
}

/// Rows of events that the filters let through, by date; and of how many they are the first or best told.
fn events(global: &Global, filters: &Filters) -> Result<Vec<Row>, String> {
    let record = merged(global)?;
    let mut filter = filters.conditions();
    filter.limit = None;
    let story = filter.story.take();
    let within = story.map(|story| events_of(&record, &story)).transpose()?;
    let rows = record.rows("events", &filter).map_err(|e| e.to_string())?;
    let id = |row: &Row| row.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(rows.into_iter().filter(|row| within.as_ref().is_none_or(|ids| ids.contains(&id(row)))).collect())
}

/// Ids of the events that a story's reports tell of.
pub fn events_of(record: &Record, story: &str) -> Result<BTreeSet<String>, String> {
    let reports = framing::reports_of(record, story)?;
    let query = "SELECT report, event_id FROM event_mentions WHERE event_id IS NOT NULL";
    let (_, rows) = record.query(query).map_err(|e| e.to_string())?;
    let told = rows
        .into_iter()
        .filter(|row| row.first().and_then(Value::as_str).is_some_and(|r| reports.contains(r)));
    Ok(told.filter_map(|row| row.get(1)?.as_str().map(str::to_owned)).collect())
}

/// Events in one picture; more would not be read.
const BARS: usize = 48;

pub fn timeline(global: &Global, filters: &Filters) -> Result<u8, String> {
    let all = events(global, filters)?;
    let dated: Vec<&Row> =
        all.iter().filter(|row| !row.get("date_latest").is_none_or(Value::is_null)).collect();
    // Where there are too many, those that most sources tell; then by date again.
    let mut places: Vec<usize> = (0..dated.len()).collect();
    let told =
        |row: &Row| ["sources", "mentions"].map(|f| row.get(f).and_then(Value::as_u64).unwrap_or_default());
    places.sort_by_key(|&at| (std::cmp::Reverse(told(dated[at])), at));
    places.truncate(filters.limit.unwrap_or(BARS));
    places.sort_unstable();
    let rows: Vec<Row> = places.into_iter().map(|at| dated[at].clone()).collect();
    let mut items: Vec<Item> = rows.iter().map(Item::of).collect();
    items.sort_by_key(|item| (item.days.earliest.or(item.days.latest), item.days.latest));
    let note = format!(
        "{} of {} events{}",
        rows.len(),
        all.len(),
        left(all.len() - dated.len(), dated.len() - rows.len())
    );
    let shown = Shown {
        title: "Timeline of events",
        table: "events",
        picture: &|| timeline::svg(&items, &note),
        lines: &|columns| timeline::lines(&items, columns),
        rows: &rows,
        header: &["id", "from", "until", "event", "sources", "own voice"],
        cells: &|row| {
            let cell = |field: &str| print::plain(row.get(field).unwrap_or(&Value::Null));
            vec![
                cell("id"),
                cell("date_earliest"),
                cell("date_latest"),
                Item::of(row).label,
                cell("sources"),
                cell("own_voice"),
            ]
        },
    };
    write(global, &shown)?;
    if items.len() < all.len() {
        told_note(global, &note);
    }
    Ok(0)
}

/// What is not in the picture, and why.
fn left(undated: usize, over: usize) -> String {
    let mut out = String::new();
    if over > 0 {
        out += &format!("; {over} with fewer sources are left out");
    }
    if undated > 0 {
        out += &format!("; {undated} have no date");
    }
    out
}

fn told_note(global: &Global, note: &str) {
    if !global.quiet && (std::io::stderr().is_terminal() || global.format.is_none()) {
        eprintln!("{note}");
    }
}

pub fn network(global: &Global, filters: &Filters) -> Result<u8, String> {
    let record = merged(global)?;
    let filter = Filter { limit: None, ..filters.conditions() };
    if let Some(story) = &filter.story {
        framing::reports_of(&record, story)?;
    }
    // The page adds up the same: one truth.
    let atlas = record.atlas().map_err(|e| e.to_string())?;
    let chosen = atlas.chosen(&filter);
    let ties = atlas.network(&chosen, filters.limit.unwrap_or(usize::MAX));
    let row = |tie: &Tie| match serde_json::to_value(tie) {
        Ok(Value::Object(row)) => row,
        _ => Row::new(),
    };
    let rows: Vec<Row> = ties.iter().map(row).collect();
    let header = ["actor", "recipient", "events", "cooperation", "conflict", "score"];
    let note = format!("{} events, {} ties; one direction, one arrow", chosen.len(), ties.len());
    let shown = Shown {
        title: "Who acts towards whom",
        table: "network",
        picture: &|| network::svg(&ties, &note),
        lines: &|_| network::lines(&ties),
        rows: &rows,
        header: &header,
        cells: &|row| fields(row, &header),
    };
    write(global, &shown)?;
    Ok(0)
}

/// A row's fields in the order of the header; empty where it has none.
fn fields(row: &Row, header: &[&str]) -> Vec<String> {
    header.iter().map(|field| print::plain(row.get(*field).unwrap_or(&Value::Null))).collect()
}

pub fn map(global: &Global, filters: &Filters) -> Result<u8, String> {
    let items: Vec<Item> = events(global, filters)?.iter().map(Item::of).collect();
    let mut sites = map::sites(&items);
    sites.truncate(filters.limit.unwrap_or(usize::MAX));
    let row = |s: &map::Site| {
        let row = json!({"place": s.spot.name, "lat": s.spot.lat, "lon": s.spot.lon, "exact": !s.spot.wide, "events": s.events,
            "verbal_cooperation": s.quads[1], "material_cooperation": s.quads[2], "verbal_conflict": s.quads[3], "material_conflict": s.quads[4]});
        row.as_object().cloned().unwrap_or_default()
    };
    let rows: Vec<Row> = sites.iter().map(row).collect();
    let header = [
        "place",
        "lat",
        "lon",
        "exact",
        "events",
        "verbal_cooperation",
        "material_cooperation",
        "verbal_conflict",
        "material_conflict",
    ];
    let placed = items.iter().filter(|item| item.spot.is_some()).count();
    let note = format!(
        "{placed} of {} events at {} places; of the others no place is told",
        items.len(),
        sites.len()
    );
    let shown = Shown {
        title: "Where it happened",
        table: "map",
        picture: &|| map::svg(&sites, &note),
        lines: &|columns| if sites.is_empty() { Vec::new() } else { map::lines(&sites, columns) },
        rows: &rows,
        header: &header,
        cells: &|row| fields(row, &header),
    };
    write(global, &shown)?;
    Ok(0)
}
