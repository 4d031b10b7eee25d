//! The lists: `events`, `mentions`, `claims`, `reports` ... rows of one table of the record, filtered.

use super::{Global, print};
use record::Filter;

pub fn run(global: &Global, table: &str, filter: &Filter) -> Result<u8, String> {
    let mut record = global.open()?;
    if !record.is_merged().map_err(|e| e.to_string())? {
        global.pipeline()?.merge(&mut record).map_err(|e| e.to_string())?;
    }
    let rows = record.rows(table, filter).map_err(|e| e.to_string())?;
    print::rows(table, &rows, global.format)?;
    Ok(0)
}
