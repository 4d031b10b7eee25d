//! `dateline export`: the record in another format, into a folder.

use super::{Filters, Global, filters, print};
use record::exports::{self, EXPORTERS};
use std::path::Path;
use text::datafile::nearest;

pub fn run(global: &Global, format: &str, folder: &Path, asked: &Filters) -> Result<u8, String> {
    let filter = asked.conditions();
    let names = EXPORTERS.map(|exporter| exporter.name);
    let Some(exporter) = exports::exporter(format) else {
        filters::wrong("<FORMAT>", format, &format!("expected {}", names.join(", ")), nearest(format, names))
    };
    let record = global.merged()?;
    let coder = global.pipeline()?.coder();
    let told = exports::export(&record, exporter, folder, &filter, &coder).map_err(|e| e.to_string())?;
    if told.files.values().all(|rows| *rows == 0) {
        filters::check_empty(global, &record, &filter)?;
    }
    if !global.quiet {
        for (file, rows) in &told.files {
            print::say(&format!("{}: {rows} rows", folder.join(file).display()));
        }
    }
    for (reason, rows) in &told.left_out {
        eprintln!("left out: {rows}: {reason}");
    }
    Ok(0)
}
