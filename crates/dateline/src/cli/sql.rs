//! `dateline sql`: any query that reads, for so long and so many rows as is allowed.

use super::{Global, print};
use record::Limits;
use std::time::Duration;

pub fn run(global: &Global, query: &str, seconds: f64, rows: Option<usize>) -> Result<u8, String> {
    let time = Duration::try_from_secs_f64(seconds).map_err(|e| format!("--time {seconds}: {e}"))?;
    let answer = global
        .open()?
        .query_within(query, Limits { rows, time: Some(time), bytes: None })
        .map_err(|e| e.to_string())?;
    let more = answer.more;
    let rows: Vec<record::Row> =
        answer.rows.into_iter().map(|row| answer.columns.iter().cloned().zip(row).collect()).collect();
    print::rows("", &rows, global.format)?;
    if more {
        eprintln!("the first {}; there are more", rows.len());
    }
    Ok(0)
}
