//! Runs: coding anew. A report read by an older coder is coded again; the rows it had are kept as superseded, with the run that replaced them.

use crate::keep;
use crate::packed::{SHIFT, rows_of};
use crate::reviews::apply_to_mentions;
use crate::store::{Coded, Error, Record, read};
use crate::tables::table;
use rusqlite::{Transaction, params};
use serde_json::Value;

/// The tables that hold what a coder found in a report.
const FOUND: [&str; 4] = ["event_mentions", "claims", "descriptions", "entity_mentions"];

impl Record {
    /// Ids of the reports that another coder than this one read, sorted.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn outdated(&self, coder: &str) -> Result<Vec<String>, Error> {
        let mut statement =
            self.sql(self.db().prepare("SELECT id FROM reports WHERE coder IS NOT ? ORDER BY id"))?;
        let ids = self.sql(statement.query_map([coder], |row| row.get(0)))?;
        self.sql(ids.collect())
    }

    /// Notes that a coder begins to code anew; gives the run's number.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn begin_run(&mut self, coder: &str, at: &str) -> Result<i64, Error> {
        self.sql(
            self.db().execute("INSERT INTO runs (coder, at, reports) VALUES (?, ?, 0)", params![coder, at]),
        )?;
        Ok(self.db().last_insert_rowid())
    }

    /// Puts newly coded reports in the place of what a record has of them, in one transaction; the older rows become superseded. Reviews are done
    /// again on the new ones.
    ///
    /// # Errors
    /// Where the file cannot be written; nothing of the batch is changed then.
    pub fn recode(&mut self, run: i64, batch: &[Coded]) -> Result<(), Error> {
        let reviews = self.reviews()?;
        let path = self.path().to_owned();
        let wrap = |error| Error::Sql(path.clone(), error);
        let t = self.db_mut().transaction().map_err(wrap)?;
        for coded in batch {
            supersede(&t, run, &coded.report.id).map_err(wrap)?;
        }
        keep::recoded(&t, batch).map_err(wrap)?;
        for coded in batch {
            let here = |review: &&crate::reviews::Review| {
                review.anchors.is_empty() || review.anchors.iter().any(|a| a.report == coded.report.id)
            };
            reviews.iter().filter(here).try_for_each(|r| apply_to_mentions(&t, r)).map_err(wrap)?;
        }
        t.execute("UPDATE runs SET reports = reports + ?2 WHERE n = ?1", params![run, batch.len() as i64])
            .map_err(wrap)?;
        t.execute("INSERT OR REPLACE INTO meta VALUES ('merged', 'no')", []).map_err(wrap)?;
        t.commit().map_err(wrap)
    }
}

/// Keeps what the older coder found aside, and takes it out of its tables.
fn supersede(t: &Transaction, run: i64, report: &str) -> rusqlite::Result<()> {
    let before: String = t.query_row("SELECT coder FROM reports WHERE id = ?", [report], |row| row.get(0))?;
    for name in FOUND {
        let Some(of) = table(name) else { continue };
        let query = format!("SELECT {} FROM {name} WHERE report = ? ORDER BY id", of.list());
        let mut statement = t.prepare_cached(&query)?;
        let rows: Vec<crate::Row> =
            statement.query_map([report], |row| Ok(read(of, row)))?.collect::<rusqlite::Result<_>>()?;
        for row in rows {
            let id = row.get("id").and_then(Value::as_str).unwrap_or("").to_owned();
            t.execute(
                "INSERT INTO superseded VALUES (?, ?, ?, ?, ?, ?)",
                params![run, name, id, report, before, Value::Object(row).to_string()],
            )?;
        }
        // Names have no rows: the note is written anew.
        let rows = rows_of(name);
        if rows == name {
            continue;
        }
        t.prepare_cached(&format!(
            "DELETE FROM {rows} WHERE n >= (SELECT n << {SHIFT} FROM report_rows WHERE id = ?1) AND n < (SELECT n + 1 << {SHIFT} FROM report_rows WHERE id = ?1)"
        ))?
        .execute([report])?;
    }
    Ok(())
}
