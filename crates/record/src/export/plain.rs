//! csv, jsonl: every table of the record under its own name and columns.

use super::Export;
use crate::store::{Error, Row};
use crate::tables::{TABLES, Table};
use serde_json::Value;

pub(crate) fn csv(export: &mut Export) -> Result<(), Error> {
    for table in &TABLES {
        let mut file = export.file(&format!("{}.csv", table.name))?;
        file.line(&table.columns.iter().map(|(column, _)| *column).collect::<Vec<_>>().join(","))?;
        let mut failed = None;
        export.record.each(table, export.filter, |row| {
            if failed.is_none() {
                failed = file.comma(table.columns.len(), &cells(table, &row)).err();
            }
        })?;
        failed.map_or(Ok(()), Err)?;
        export.keep(file)?;
    }
    Ok(())
}

pub(crate) fn jsonl(export: &mut Export) -> Result<(), Error> {
    for table in &TABLES {
        let mut file = export.file(&format!("{}.jsonl", table.name))?;
        let mut failed = None;
        export.record.each(table, export.filter, |row| {
            if failed.is_none() {
                failed = file.json(&Value::Object(row)).err();
            }
        })?;
        failed.map_or(Ok(()), Err)?;
        export.keep(file)?;
    }
    Ok(())
}

fn cells(table: &Table, row: &Row) -> Vec<String> {
    let cell = |(column, _): &(&str, _)| match row.get(*column) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    table.columns.iter().map(cell).collect()
}
