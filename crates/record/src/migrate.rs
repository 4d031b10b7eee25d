//! Migrate: a store of an older version brought to this one. Its tables are set aside, every row is read as the contract has it, through the views that the
//! older version kept for that, and kept anew, report by report. What people wrote over it (reviews, runs, former ids) stays as it lies.

use crate::keep::Keeper;
use crate::merged::{standing, surest};
use crate::packed::Packer;
use crate::schema;
use crate::store::read;
use crate::tables::{Table, table};
use flate2::read::DeflateDecoder;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Transaction};
use serde_json::{Map, Value};
use std::io::Read;

type Done<T> = rusqlite::Result<T>;

/// Brings a store of an older version to this one.
pub(crate) fn migrate(t: &Transaction, from: i64) -> Done<()> {
    set_aside(t)?;
    t.execute_batch(&format!("{} {} {}", schema::plain(), schema::KEPT, schema::packed_tables()))?;
    for name in schema::PLAIN {
        let Some(columns) = table(name).map(Table::list) else { continue };
        t.execute_batch(&format!(
            "INSERT INTO {name} ({columns}) SELECT {columns} FROM old_{name} ORDER BY id;"
        ))?;
    }
    let Some(reports) = table("reports") else { return Ok(()) };
    let ids: Vec<String> = t
        .prepare(&format!("SELECT id FROM old_reports ORDER BY {}", reports.order))?
        .query_map([], |row| row.get(0))?
        .collect::<Done<_>>()?;
    let mut keeper = Keeper::of(t);
    // The two first versions had no numbers, or not everywhere.
    keeper.take("old_", &ids, if from < 3 { "id" } else { "n" }, true, |id| note(t, id))?;
    keeper.done()?;
    events(t, from)?;
    surest(t)?;
    standing(t)?;
    drop_all(t, "view", "old_%")?;
    drop_all(t, "table", "old_%")
}

/// Renames the tables and views, and drops what lies over them.
fn set_aside(t: &Transaction) -> Done<()> {
    drop_all(t, "trigger", "%")?;
    drop_all(t, "index", "%")?;
    t.execute_batch("DROP TABLE IF EXISTS reports_text;")?;
    for view in ["timeline", "dyads", "disputes", "framing"] {
        t.execute_batch(&format!("DROP VIEW IF EXISTS {view};"))?;
    }
    for name in names(t, "table", "%")? {
        let kept = schema::KEPT.contains(&format!("EXISTS {name} "));
        if !kept {
            t.execute_batch(&format!("ALTER TABLE \"{name}\" RENAME TO \"old_{name}\";"))?;
        }
    }
    // Tables that were renamed are renamed in the views too; the views themselves cannot be, and are made anew.
    for name in names(t, "view", "%")? {
        let sql: String =
            t.query_row("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?", [&name], |row| {
                row.get(0)
            })?;
        let body = sql.split_once(" AS ").map_or("", |(_, body)| body);
        t.execute_batch(&format!("DROP VIEW \"{name}\"; CREATE VIEW \"old_{name}\" AS {body};"))?;
    }
    // What stands by report in older versions is read by report.
    for name in names(t, "table", "old_%")? {
        let by_report: i64 =
            t.query_row("SELECT count(*) FROM pragma_table_info(?) WHERE name = 'report'", [&name], |row| {
                row.get(0)
            })?;
        if by_report > 0 {
            t.execute_batch(&format!("CREATE INDEX \"{name}_by_report\" ON \"{name}\" (report);"))?;
        }
    }
    Ok(())
}

fn names(t: &Transaction, kind: &str, like: &str) -> Done<Vec<String>> {
    let query = "SELECT name FROM sqlite_master WHERE type = ? AND name LIKE ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name";
    t.prepare(query)?.query_map([kind, like], |row| row.get(0))?.collect()
}

fn drop_all(t: &Transaction, kind: &str, like: &str) -> Done<()> {
    names(t, kind, like)?.iter().try_for_each(|name| t.execute_batch(&format!("DROP {kind} \"{name}\";")))
}

/// Evidence and the span of the dateline, which stood in a table of their own.
fn note(t: &Transaction, id: &str) -> Done<Map<String, Value>> {
    let query = "SELECT dateline, evidence FROM old_report_sources WHERE id = ?";
    let known: Option<(Option<String>, Sql)> =
        t.prepare_cached(query)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((dateline, evidence)) = known else { return Ok(Map::new()) };
    let evidence = match evidence {
        // Version 1 kept it as text.
        Sql::Text(json) => json,
        Sql::Blob(bytes) => {
            let mut json = String::new();
            let _ = DeflateDecoder::new(&*bytes).read_to_string(&mut json);
            json
        }
        _ => String::new(),
    };
    let mut note = Map::new();
    for (name, json) in [("evidence", Some(evidence)), ("dateline", dateline)] {
        if let Some(value) = json.and_then(|json| serde_json::from_str(&json).ok()) {
            note.insert(name.into(), value);
        }
    }
    Ok(note)
}

fn events(t: &Transaction, from: i64) -> Done<()> {
    let Some(table) = table("events") else { return Ok(()) };
    let columns = table.list();
    let columns =
        if from == 1 { columns.replace(", \"corroboration\"", ", NULL AS corroboration") } else { columns };
    let mut statement = t.prepare(&format!("SELECT {columns} FROM old_events ORDER BY {}", table.order))?;
    let mut rows = statement.query([])?;
    let packer = Packer::of_events(t);
    while let Some(row) = rows.next()? {
        packer.insert("events", &Value::Object(read(table, row)))?;
    }
    Ok(())
}
