//! `dateline sample`: a random choice of event mentions laid out for checking, and the precision that the answers give.

use super::{Filters, Global, Output, filters, print};
use record::Row;
use record::sample::{SHEET, precision};
use serde_json::json;
use std::path::Path;

pub fn run(global: &Global, size: usize, seed: u64, asked: &Filters) -> Result<u8, String> {
    let filter = asked.conditions();
    let record = global.merged()?;
    let rows = record.sample(size, seed, &filter).map_err(|e| e.to_string())?;
    if rows.is_empty() {
        filters::check_empty(global, &record, &filter)?;
    }
    eprintln!(
        "{} of the mentions: write y or n into the column `right`, then `dateline sample --answers FILE`",
        rows.len()
    );
    print::rows("", &rows, Some(global.format.unwrap_or(Output::Csv)))?;
    Ok(0)
}

pub fn answers(global: &Global, path: &Path) -> Result<u8, String> {
    let told = |e: csv::Error| format!("{}: {e}", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(told)?;
    let header = reader.headers().map_err(told)?.clone();
    let column = |name: &str| {
        header.iter().position(|column| column == name).ok_or_else(|| {
            format!("{}:1: no column `{name}`; a sheet has the columns {}", path.display(), SHEET.join(", "))
        })
    };
    let (event, right) = (column("event")?, column("right")?);
    let mut given: Vec<(String, String)> = Vec::new();
    for line in reader.records() {
        let line = line.map_err(told)?;
        let cell = |at: usize| line.get(at).unwrap_or("").to_owned();
        given.push((cell(event), cell(right)));
    }
    let (all, open) = precision(&given);
    let round = |share: f64| (share * 1000.0).round() / 1000.0;
    let rows: Vec<Row> = all
        .iter()
        .filter_map(|p| {
            json!({"of": p.of, "right": p.right, "checked": p.checked, "precision": round(p.share), "low": round(p.low), "high": round(p.high)})
                .as_object()
                .cloned()
        })
        .collect();
    print::rows("", &rows, global.format)?;
    if open > 0 {
        eprintln!("{open} of {} are neither yes nor no and count for nothing", given.len());
    }
    Ok(0)
}
