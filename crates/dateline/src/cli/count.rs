//! `dateline count`: events by their fields, as a table for analysis.

use super::{Filters, Global, filters, print};
use record::count::{Count, FIELDS};
use text::datafile::nearest;

pub fn run(global: &Global, count: &Count, asked: &Filters) -> Result<u8, String> {
    let filter = asked.conditions();
    for field in &count.by {
        if !FIELDS.contains(&field.as_str()) {
            let wanted = format!("expected {}", FIELDS.join(", "));
            filters::wrong("--by", field, &wanted, nearest(field, FIELDS));
        }
    }
    let record = global.merged()?;
    let rows = record.count_by(count, &filter).map_err(|e| e.to_string())?;
    if rows.is_empty() {
        filters::check_empty(global, &record, &filter)?;
    }
    print::rows("", &rows, global.format)?;
    Ok(0)
}
