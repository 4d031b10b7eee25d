//! Lists: rows out of a record, as JSON objects with the fields of the contract.

use crate::filter::Filter;
use crate::keep;
use crate::packed::rows_of;
use crate::paging::part;
use crate::read::Limits;
use crate::store::{Error, Record, Row, read};
use crate::tables::{Table, table};
use rusqlite::OptionalExtension;
use serde_json::Value;
use text::{Report, Span};

impl Record {
    /// Rows of a table that a filter lets through, sorted by date and id.
    ///
    /// # Errors
    /// Where the file cannot be read or there is no such table.
    pub fn rows(&self, name: &str, filter: &Filter) -> Result<Vec<Row>, Error> {
        let Some(table) = table(name) else { return Err(Error::Query(format!("no table `{name}`"))) };
        let mut rows = Vec::new();
        self.each(table, filter, |row| rows.push(row))?;
        Ok(rows)
    }

    /// The same, one by one, for what would not fit into memory.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn each(&self, table: &Table, filter: &Filter, mut take: impl FnMut(Row)) -> Result<(), Error> {
        let condition = filter.condition(table);
        let (name, order) = (table.name, table.order);
        let rest = match filter.limit {
            Some(limit) => part(table, &condition.sql, order, i64::try_from(limit).unwrap_or(-1), 0),
            // Sorted as they are read, report by report: an index that has them by day would open the page of each for itself.
            None => format!("WHERE {} ORDER BY +{order}", condition.sql),
        };
        let query = format!("SELECT {} FROM {name} {rest}", table.list());
        let mut statement = self.sql(self.db().prepare(&query))?;
        let mut rows = self.sql(statement.query(rusqlite::params_from_iter(condition.values)))?;
        while let Some(row) = self.sql(rows.next())? {
            take(read(table, row));
        }
        Ok(())
    }

    /// The row of an id, or of the one id that begins so; events and stories also by a former id.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn get(&self, name: &str, id: &str) -> Result<Option<Row>, Error> {
        let Some(table) = table(name) else { return Err(Error::Query(format!("no table `{name}`"))) };
        let alias = "SELECT id FROM event_aliases WHERE alias = ?";
        let id = match name {
            "events" | "stories" => self
                .sql(self.db().query_row(alias, [id], |row| row.get::<_, String>(0)).optional())?
                .unwrap_or_else(|| id.to_owned()),
            _ => id.to_owned(),
        };
        // An id that says where its row stands begins with its report's.
        let page = match id.split('-').nth(1) {
            Some(report) if name == "entity_mentions" && self.holds(report)? => {
                format!("page = (SELECT n FROM report_rows WHERE id = '{report}') AND ")
            }
            _ => String::new(),
        };
        let query = format!(
            "SELECT {} FROM {} WHERE {page}id >= ?1 AND id < ?1 || '~' ORDER BY id LIMIT 2",
            table.list(),
            table.name
        );
        let mut statement = self.sql(self.db().prepare_cached(&query))?;
        let found: rusqlite::Result<Vec<Row>> =
            statement.query_map([&id], |row| Ok(read(table, row))).and_then(Iterator::collect);
        let found = self.sql(found)?;
        let exact = found.iter().find(|row| row.get("id").and_then(Value::as_str) == Some(&id)).cloned();
        Ok(exact.or_else(|| if found.len() == 1 { found.into_iter().next() } else { None }))
    }

    /// A kept report as it was when it was coded.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn report(&self, id: &str) -> Result<Option<Report>, Error> {
        let Some(row) = self.get("reports", id)? else { return Ok(None) };
        let mut report: Report =
            serde_json::from_value(Value::Object(row)).map_err(|e| Error::Row(e.to_string()))?;
        let mut note = self.sql(keep::note(self.db(), "", &report.id))?;
        report.dateline_span =
            note.remove("dateline").and_then(|span| serde_json::from_value::<Span>(span).ok());
        Ok(Some(report))
    }

    /// Answers a query that reads: column names and rows.
    ///
    /// # Errors
    /// Where it would write, or SQLite does not understand it.
    pub fn query(&self, query: &str) -> Result<(Vec<String>, Vec<Vec<Value>>), Error> {
        let answer = self.query_within(query, Limits::default())?;
        Ok((answer.columns, answer.rows))
    }

    /// What SQLite's own check says: `ok` where all is well.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn integrity(&self) -> Result<String, Error> {
        self.sql(self.db().query_row("PRAGMA integrity_check", [], |row| row.get(0)))
    }

    /// How many rows a table has.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn count(&self, table: &str) -> Result<i64, Error> {
        let query = match table {
            // They have no rows of their own.
            "entity_mentions" => "SELECT ifnull(sum(names), 0) FROM report_rows".to_owned(),
            _ => format!("SELECT count(*) FROM {}", rows_of(table)),
        };
        self.sql(self.db().query_row(&query, [], |row| row.get(0)))
    }

    /// What the store keeps beside the tables of the contract: its schema's version, and rows of reviews, rejections, runs and superseded findings.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn housekeeping(&self) -> Result<Vec<(&'static str, i64)>, Error> {
        let tables = ["reviews", "rejected", "runs", "superseded"];
        let mut all = vec![("schema", self.version()?)];
        for table in tables {
            all.push((table, self.count(table)?));
        }
        Ok(all)
    }

    /// Lets the file grow to so many pages and no further: what a full disk does, for who wants to see it.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn allow_pages(&self, pages: i64) -> Result<(), Error> {
        self.sql(self.db().query_row(&format!("PRAGMA max_page_count={pages}"), [], |_| Ok(())))
    }
}
