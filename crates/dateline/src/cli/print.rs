//! Print: rows to standard output as table, JSON, JSON lines, CSV or TSV. A reader that goes away ends the output, not the program.

use super::Output;
use comfy_table::{ContentArrangement, Table, presets};
use record::Row;
use serde_json::Value;
use std::io::{BufWriter, IsTerminal, Stdout, Write};

/// Lines to standard output.
pub struct Lines(BufWriter<Stdout>);

impl Lines {
    pub fn new() -> Lines {
        Lines(BufWriter::new(std::io::stdout()))
    }

    /// False when nobody reads any more.
    pub fn line(&mut self, line: &str) -> bool {
        writeln!(self.0, "{line}").is_ok()
    }

    /// The same, without a line's end.
    pub fn raw(&mut self, text: &str) -> bool {
        self.0.write_all(text.as_bytes()).is_ok()
    }
}

/// A line, or what is left of it where nobody reads any more.
pub fn say(text: &str) {
    Lines::new().line(text);
}

/// True where rows are shown as a table on a terminal.
pub fn is_screen(format: Option<Output>) -> bool {
    std::io::stdout().is_terminal() && matches!(format, None | Some(Output::Table))
}

/// Writes rows of a table.
pub fn rows(table: &str, rows: &[Row], format: Option<Output>) -> Result<(), String> {
    let usual = if std::io::stdout().is_terminal() { Output::Table } else { Output::Jsonl };
    let mut out = Lines::new();
    match format.unwrap_or(usual) {
        Output::Table => {
            out.line(&as_table(table, rows));
        }
        Output::Json => {
            out.line(&serde_json::to_string_pretty(rows).map_err(|e| e.to_string())?);
        }
        Output::Jsonl => {
            let _ = rows.iter().all(|row| out.line(&serde_json::to_string(row).unwrap_or_default()));
        }
        Output::Csv | Output::Tsv => {
            let delimiter = if format == Some(Output::Csv) { b',' } else { b'\t' };
            out.raw(&delimited(table, rows, delimiter)?);
        }
        Output::Svg | Output::Html => {
            return Err("rows are no picture: --format table, json, jsonl, csv or tsv".into());
        }
    }
    Ok(())
}

/// Rows with a header; empty where no column is known.
pub fn delimited(table: &str, rows: &[Row], delimiter: u8) -> Result<String, String> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    // A table's columns stand in the header even where no row has them; a query's are those of its rows.
    let columns: Vec<&str> = match record::tables::table(table) {
        Some(table) => table.columns.iter().map(|(column, _)| *column).collect(),
        None => rows.first().into_iter().flat_map(|first| first.keys()).map(String::as_str).collect(),
    };
    if columns.is_empty() {
        return Ok(String::new());
    }
    writer.write_record(&columns).map_err(|e| e.to_string())?;
    for row in rows {
        let fields = columns.iter().map(|column| plain(row.get(*column).unwrap_or(&Value::Null)));
        writer.write_record(fields).map_err(|e| e.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|e| e.to_string())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A value as one field.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The columns a person wants to see of each table; of others, all.
fn shown(table: &str) -> &'static [&'static str] {
    match table {
        "events" => &[
            "id",
            "date_latest",
            "event",
            "mode",
            "actor",
            "recipient",
            "place",
            "dead",
            "sources",
            "own_voice",
        ],
        "event_mentions" => {
            &["id", "date_latest", "event", "mode", "aux", "actor", "recipient", "place", "confidence"]
        }
        "claims" => &["id", "kind", "speaker", "cue", "content_text", "via"],
        "reports" => &["id", "published_latest", "outlet", "agency", "title"],
        "descriptions" => &["actor", "text", "stance", "outlet"],
        "hits" => &["report", "published", "outlet", "title", "snippet"],
        "reviews" => &["n", "at", "by", "what", "target", "change", "why"],
        "stories" => &["id", "first", "last", "title", "outlets"],
        _ => &[],
    }
}

fn as_table(name: &str, rows: &[Row]) -> String {
    let Some(first) = rows.first() else { return "nothing found".into() };
    let columns: Vec<&str> = match shown(name) {
        [] => first.keys().map(String::as_str).collect(),
        shown => shown.to_vec(),
    };
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        table.set_width(140);
    }
    table.set_header(columns.iter().map(|column| column.trim_end_matches("_latest").replace('_', " ")));
    for row in rows {
        table.add_row(columns.iter().map(|column| short(row.get(*column).unwrap_or(&Value::Null))));
    }
    table.to_string()
}

/// A table of plain cells.
pub fn columns(header: &[String], rows: &[Vec<String>]) {
    if rows.is_empty() {
        return say("nothing found");
    }
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        table.set_width(140);
    }
    table.set_header(header);
    rows.iter().for_each(|row| {
        table.add_row(row);
    });
    say(&table.to_string());
}

/// A value for people: parties by code, sector and name; places by name; ranges as ranges.
pub fn short(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(short).collect::<Vec<_>>().join("\n"),
        Value::Object(fields) => {
            let text = |field: &str| fields.get(field).and_then(Value::as_str).unwrap_or("");
            if fields.contains_key("low") {
                let number = |field: &str| fields.get(field).and_then(Value::as_u64);
                return match (number("low"), number("high")) {
                    (Some(low), Some(high)) if low == high => low.to_string(),
                    (low, high) => format!(
                        "{}–{}",
                        low.map_or(String::new(), |n| n.to_string()),
                        high.map_or(String::new(), |n| n.to_string())
                    ),
                };
            }
            [text("code"), text("sector"), text("name")]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        }
        other => plain(other).chars().take(160).collect(),
    }
}
