//! `dateline framing`: how each outlet, or each speaker, names each actor: its words, the side they take, how much they are its own, and the
//! sentences behind every figure.

use super::picture::{Shown, write};
use super::{Filters, Global, print};
use clap::{Args, ValueEnum};
use dateline::picture::svg::{self, Canvas, INK, PALE};
use record::namings::{self, Most};
use record::{Atlas, Filter, Record, Row};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Whose words are held against the others'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// Each outlet's own, quotations aside
    Outlet,
    /// Those of each speaker of a claim
    Speaker,
}

impl From<By> for namings::By {
    fn from(by: By) -> namings::By {
        match by {
            By::Outlet => namings::By::Outlet,
            By::Speaker => namings::By::Speaker,
        }
    }
}

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    filters: Filters,
    /// Whose words
    #[arg(long, value_enum, default_value = "outlet")]
    by: By,
}

pub fn run(global: &Global, options: &Options) -> Result<u8, String> {
    let record = super::picture::merged(global)?;
    let mut filter = options.filters.conditions();
    let limit = filter.limit.take();
    let atlas = record.atlas().map_err(|e| e.to_string())?;
    let mut table = table(&record, &atlas, &filter, options.by.into())?;
    if let Some(limit) = limit {
        table.truncate(limit);
    }
    let lines: Vec<String> = table.iter().map(line).collect();
    let shown = Shown {
        title: "How actors are named",
        table: "framing",
        picture: &|| picture(&table),
        lines: &|_| lines.clone(),
        rows: &table,
        header: &["by", "actor", "words", "count", "others", "z", "stance"],
        cells: &|row| {
            ["by", "actor_name", "words", "count", "others", "z", "stance"]
                .iter()
                .map(|f| print::plain(row.get(*f).unwrap_or(&Value::Null)))
                .collect()
        },
    };
    write(global, &shown)?;
    Ok(0)
}

/// How each outlet or speaker names each actor, of the descriptions that a filter lets through: actor by actor, each group's most its own first.
pub fn table(record: &Record, atlas: &Atlas, filter: &Filter, by: namings::By) -> Result<Vec<Row>, String> {
    if let Some(story) = &filter.story {
        // A story that is none is told.
        reports_of(record, story)?;
    }
    let mut panels = record.framing(atlas, filter, by, Most::ALL).map_err(|e| e.to_string())?.panels;
    panels.sort_by(|a, b| a.actor.cmp(&b.actor));
    Ok(panels.into_iter().flat_map(|panel| panel.rows).collect())
}

/// Ids of a story's reports.
pub fn reports_of(record: &Record, story: &str) -> Result<BTreeSet<String>, String> {
    let row = record.get("stories", story).map_err(|e| e.to_string())?;
    let row = row.ok_or_else(|| format!("no story is called `{story}`: `dateline stories` lists them"))?;
    let reports = row.get("reports").and_then(Value::as_array).into_iter().flatten();
    Ok(reports.filter_map(Value::as_str).map(str::to_owned).collect())
}

fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn line(row: &Row) -> String {
    let mark = match text(row, "stance") {
        "positive" => '+',
        "negative" => '-',
        _ => ' ',
    };
    let cut = |field: &str, most: usize| text(row, field).chars().take(most).collect::<String>();
    format!(
        "{:22} {:22} {mark} {:34} {:>4} {:>6} {:>7.2}",
        cut("actor_name", 22),
        cut("by", 22),
        cut("words", 34),
        row.get("count").and_then(Value::as_u64).unwrap_or_default(),
        row.get("others").and_then(Value::as_u64).unwrap_or_default(),
        row.get("z").and_then(Value::as_f64).unwrap_or_default()
    )
}

/// One panel an actor, most described first: a line for each wording, its group, and a bar to either side of the others' use.
fn picture(rows: &[Row]) -> String {
    let mut panels: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| panels.entry(text(row, "actor_name")).or_default().push(row));
    let count =
        |rows: &[&Row]| rows.iter().filter_map(|r| r.get("count").and_then(Value::as_u64)).sum::<u64>();
    let mut panels: Vec<(&str, Vec<&Row>)> = panels.into_iter().collect();
    panels.sort_by_key(|(name, rows)| (std::cmp::Reverse(count(rows)), *name));
    panels.truncate(8);
    for (_, rows) in &mut panels {
        rows.sort_by(|a, b| {
            number(b, "count").total_cmp(&number(a, "count")).then(number(b, "z").total_cmp(&number(a, "z")))
        });
        rows.truncate(12);
    }
    let height = 76.0 + panels.iter().map(|(_, rows)| 46.0 + 19.0 * rows.len() as f64).sum::<f64>() + 40.0;
    let mut canvas = Canvas::new(1000.0, height);
    canvas.words((24.0, 30.0), 17.0, "start", INK, "How actors are named");
    canvas.words((24.0, 49.0), 11.5, "start", PALE, "bars: how much a wording is this outlet's or speaker's own, against all others on the same actor (z of the log-odds)");
    let mut y = 84.0;
    for (name, rows) in &panels {
        canvas.words((24.0, y), 13.5, "start", INK, name);
        canvas.line((24.0, y + 7.0), (976.0, y + 7.0), "#d6dadd", 1.0);
        y += 25.0;
        for row in rows {
            wording_line(&mut canvas, row, y);
            y += 19.0;
        }
        y += 21.0;
    }
    let sides = [("#1f6fae", "words for it"), ("#c0392b", "words against it"), ("#9aa0a5", "neither")];
    canvas.legend((24.0, height - 17.0), &sides);
    canvas.finish("How actors are named")
}

fn number(row: &Row, field: &str) -> f64 {
    row.get(field).and_then(Value::as_f64).unwrap_or_default()
}

fn wording_line(canvas: &mut Canvas, row: &Row, y: f64) {
    let colour = match text(row, "stance") {
        "positive" => "#1f6fae",
        "negative" => "#c0392b",
        _ => "#9aa0a5",
    };
    let cut = |field: &str, most: usize| text(row, field).chars().take(most).collect::<String>();
    canvas.words((24.0, y), 11.5, "start", INK, &cut("by", 30));
    canvas.words((230.0, y), 11.5, "start", INK, &cut("printed", 52));
    canvas.words((590.0, y), 11.5, "end", PALE, &format!("{}×", number(row, "count")));
    let z = number(row, "z").clamp(-6.0, 6.0);
    let (from, to) = if z < 0.0 { (780.0 + z * 28.0, 780.0) } else { (780.0, 780.0 + z * 28.0) };
    let told = svg::escape(&format!("z {z:+.2}; others {}×", number(row, "others")));
    canvas.put(&format!("<rect x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"10\" rx=\"2\" fill=\"{colour}\"><title>{told}</title></rect>", y - 9.0, (to - from).max(1.5)));
    canvas.line((780.0, y - 12.0), (780.0, y + 4.0), "#9aa0a5", 1.0);
}
