//! The lists: `events`, `mentions`, `claims`, `reports` ... rows of one table of the record, filtered.

use super::{Filters, Global, filters, print};

/// Rows on a terminal, where no limit is asked.
const SCREEN: usize = 100;

pub fn run(global: &Global, table: &str, asked: &Filters) -> Result<u8, String> {
    let mut filter = asked.conditions();
    let record = global.merged()?;
    let screen = filter.limit.is_none() && print::is_screen(global.format);
    if screen {
        filter.limit = Some(SCREEN);
    }
    let rows = record.rows(table, &filter).map_err(|e| e.to_string())?;
    if rows.is_empty() {
        filters::check_empty(global, &record, &filter)?;
    }
    print::rows(table, &rows, global.format)?;
    if screen && rows.len() == SCREEN {
        eprintln!("the first {SCREEN}; --limit shows more");
    }
    Ok(0)
}
