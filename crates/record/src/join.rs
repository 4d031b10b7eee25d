//! Join: one record taken into another, report by report. What both hold stays as the first has it, and only learns where else it was found.

use crate::keep::{self, Keeper};
use crate::store::{Error, Record};
use rusqlite::params;
use std::path::Path;

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Reports that came over.
    pub new: usize,
    /// Reports that were there already.
    pub known: usize,
    /// Of those, read there by another coder: what this record has of them stays.
    pub other_coder: usize,
    /// Reviews that came over.
    pub reviews: usize,
}

impl Record {
    /// Takes in all reports of another record, in one transaction. The whole is to be merged after it.
    ///
    /// # Errors
    /// Where the other is no record of this version, or this one cannot be written; nothing is changed then.
    pub fn join(&mut self, other: &Path) -> Result<Joined, Error> {
        // Opening it brings it up to date and refuses what is no record.
        drop(Record::look(other)?);
        let name = other.to_string_lossy().into_owned();
        self.sql(self.db().execute("ATTACH ? AS other", [&name]))?;
        let joined = self.take_in();
        self.sql(self.db().execute("DETACH other", []))?;
        joined
    }

    fn take_in(&mut self) -> Result<Joined, Error> {
        let path = self.path().to_owned();
        let wrap = |error| Error::Sql(path.clone(), error);
        let t = self.db_mut().transaction().map_err(wrap)?;
        let count = |query: &str| {
            t.query_row(query, [], |row| row.get::<_, i64>(0)).map(|n| usize::try_from(n).unwrap_or(0))
        };
        let known = count("SELECT count(*) FROM other.reports WHERE id IN (SELECT id FROM main.reports)")
            .map_err(wrap)?;
        let other_coder = count(
            "SELECT count(*) FROM other.reports o JOIN main.reports m ON m.id = o.id AND m.coder <> o.coder",
        )
        .map_err(wrap)?;
        t.execute_batch("CREATE TEMP TABLE coming AS SELECT id FROM other.reports WHERE id NOT IN (SELECT id FROM main.reports);").map_err(wrap)?;
        let again: Vec<(String, String, String)> = {
            let query = "SELECT o.id, o.source_uri, o.also_at FROM other.reports o JOIN main.reports m ON m.id = o.id ORDER BY o.id";
            let mut statement = t.prepare(query).map_err(wrap)?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(wrap)?;
            rows.collect::<rusqlite::Result<_>>().map_err(wrap)?
        };
        for (id, uri, also) in again {
            keep::found_at(&t, &id, &uri, &also).map_err(wrap)?;
        }
        let coming: Vec<String> = {
            let mut statement = t
                .prepare("SELECT c.id FROM coming c JOIN other.report_rows o ON o.id = c.id ORDER BY o.n")
                .map_err(wrap)?;
            let rows = statement.query_map([], |row| row.get(0)).map_err(wrap)?;
            rows.collect::<rusqlite::Result<_>>().map_err(wrap)?
        };
        // Findings come over row by row, for what is kept once has other numbers there. What they were merged into there does not come.
        let mut keeper = Keeper::of(&t);
        let note = |id: &str| keep::note(&t, "other.", id);
        keeper.take("other.", &coming, "n", false, note).and_then(|()| keeper.done()).map_err(wrap)?;
        t.execute_batch(
            "INSERT OR IGNORE INTO main.rejected SELECT * FROM other.rejected;
             DROP TABLE coming;
             INSERT OR REPLACE INTO main.meta VALUES ('merged', 'no');",
        )
        .map_err(wrap)?;
        let reviews = t
            .execute(
                "INSERT INTO main.reviews (at, by, what, target, change, why, anchors)
                 SELECT at, by, what, target, change, why, anchors FROM other.reviews o WHERE NOT EXISTS (SELECT 1 FROM main.reviews m
                   WHERE m.at = o.at AND m.by = o.by AND m.what = o.what AND m.target = o.target AND m.why = o.why) ORDER BY n",
                params![],
            )
            .map_err(wrap)?;
        t.commit().map_err(wrap)?;
        Ok(Joined { new: coming.len(), known, other_coder, reviews })
    }
}
