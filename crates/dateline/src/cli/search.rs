//! `dateline search`: full text, best first, the hits marked.

use super::{Filters, Global, filters, print};

/// Reports on a terminal, where no limit is asked.
const SCREEN: usize = 20;

pub fn run(global: &Global, words: &[String], asked: &Filters) -> Result<u8, String> {
    let mut filter = asked.conditions();
    let record = if filter.is_set() { global.merged()? } else { global.open()? };
    if filter.limit.is_none() && print::is_screen(global.format) {
        filter.limit = Some(SCREEN);
    }
    let hits = record.search(&words.join(" "), &filter).map_err(|e| e.to_string())?;
    if hits.is_empty() {
        filters::check_empty(global, &record, &filter)?;
    }
    let rows = hits.iter().filter_map(|hit| match serde_json::to_value(hit) {
        Ok(serde_json::Value::Object(row)) => Some(row),
        _ => None,
    });
    print::rows("hits", &rows.collect::<Vec<_>>(), global.format)?;
    Ok(0)
}
