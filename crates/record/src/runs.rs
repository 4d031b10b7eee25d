//! Runs: coding anew. A report read by an older coder is coded again; the rows it had are kept as superseded, with the run that replaced them.

use crate::packed::{Packer, SHIFT, rows_of};
use crate::reviews::apply_to_mentions;
use crate::store::{Coded, Error, Record, read};
use crate::tables::table;
use rusqlite::{Transaction, params};
use serde_json::Value;
use std::rc::Rc;

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
            replace(&t, run, coded).map_err(wrap)?;
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

fn replace(t: &Transaction, run: i64, coded: &Coded) -> rusqlite::Result<()> {
    let report = &coded.report;
    let before: String =
        t.query_row("SELECT coder FROM reports WHERE id = ?", [&report.id], |row| row.get(0))?;
    for name in FOUND {
        let Some(of) = table(name) else { continue };
        let query = format!("SELECT {} FROM {name} WHERE report = ? ORDER BY id", of.list());
        let mut statement = t.prepare_cached(&query)?;
        let rows: Vec<crate::Row> =
            statement.query_map([&report.id], |row| Ok(read(of, row)))?.collect::<rusqlite::Result<_>>()?;
        for row in rows {
            let id = row.get("id").and_then(Value::as_str).unwrap_or("").to_owned();
            t.execute(
                "INSERT INTO superseded VALUES (?, ?, ?, ?, ?, ?)",
                params![run, name, id, report.id, before, Value::Object(row).to_string()],
            )?;
        }
        let rows = rows_of(name);
        t.prepare_cached(&format!(
            "DELETE FROM {rows} WHERE n >= (SELECT n << {SHIFT} FROM reports WHERE id = ?1) AND n < (SELECT n + 1 << {SHIFT} FROM reports WHERE id = ?1)"
        ))?
        .execute([&report.id])?;
    }
    Packer::with(t, report, &Rc::default())?.findings(&coded.findings)?;
    // What the coder itself tells of the report; all else is as it was read.
    let told = serde_json::to_value(report).unwrap_or_default();
    let text = |field: &str| told.get(field).and_then(Value::as_str).map(str::to_owned);
    t.execute(
        "UPDATE reports SET coder = ?2, dateline_place = ?3, published = ?4, published_earliest = ?5, published_latest = ?6, published_evidence = ?7,
           warnings = ?8 WHERE id = ?1",
        params![
            report.id,
            report.coder,
            text("dateline_place"),
            text("published"),
            text("published_earliest"),
            text("published_latest"),
            text("published_evidence"),
            told.get("warnings").map(Value::to_string)
        ],
    )?;
    Ok(())
}
