//! `dateline sql`: any query that reads.

use super::{Global, print};

pub fn run(global: &Global, query: &str) -> Result<u8, String> {
    let (columns, rows) = global.open()?.query(query).map_err(|e| e.to_string())?;
    let rows: Vec<record::Row> =
        rows.into_iter().map(|row| columns.iter().cloned().zip(row).collect()).collect();
    print::rows("", &rows, global.format)?;
    Ok(0)
}
