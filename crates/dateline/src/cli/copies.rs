//! `dateline copies`: pairs of reports that share their words, with the measured overlap, from the texts kept.

use super::{Global, print};
use record::Row;
use serde_json::Value;

pub fn run(global: &Global, least: f64) -> Result<u8, String> {
    let facts = global.open()?.facts().map_err(|e| e.to_string())?;
    let rows = merge::copies(&facts).into_iter().filter(|copy| copy.jaccard >= least).filter_map(|copy| {
        let given = |id: &str| facts.iter().find(|f| f.id == id).map(|f| f.title.clone());
        let mut row = serde_json::to_value(&copy).ok()?;
        row["a_title"] = given(&copy.a).into();
        row["b_title"] = given(&copy.b).into();
        match row {
            Value::Object(row) => Some(row),
            _ => None,
        }
    });
    let rows: Vec<Row> = rows.collect();
    print::rows("copies", &rows, global.format)?;
    Ok(0)
}
