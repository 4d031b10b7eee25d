//! Read: what exports and commands ask of a record beyond lists: typed rows, the mentions of an event, the words of a span, any query within limits.

use crate::filter::Filter;
use crate::keep;
use crate::store::{Error, Record, plain, read};
use crate::tables::{Table, table};
use extract::EventMention;
use rusqlite::{OptionalExtension, params};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use text::{Because, Part, Span};

/// How far a query may go.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// At most so many rows.
    pub rows: Option<usize>,
    /// At most so long.
    pub time: Option<Duration>,
    /// At most so many bytes of rows.
    pub bytes: Option<usize>,
}

/// Virtual machine steps of SQLite between two looks at the clock.
const STEPS: i32 = 10_000;

impl Record {
    /// Rows of a table as values of their type.
    pub(crate) fn typed_rows<T: DeserializeOwned>(
        &self,
        name: &str,
        filter: &Filter,
    ) -> Result<Vec<T>, Error> {
        let Some(table) = table(name) else { return Err(Error::Query(format!("no table `{name}`"))) };
        let mut all: Vec<Result<T, Error>> = Vec::new();
        self.each(table, filter, |row| all.push(typed(table, row)))?;
        all.into_iter().collect()
    }

    /// The mentions of an event, by id.
    pub(crate) fn mentions_of(&self, event: &str) -> Result<Vec<EventMention>, Error> {
        let Some(table) = table("event_mentions") else { return Ok(Vec::new()) };
        let query = format!("SELECT {} FROM event_mentions WHERE event_id = ? ORDER BY id", table.list());
        let mut statement = self.sql(self.db().prepare_cached(&query))?;
        let rows: rusqlite::Result<Vec<_>> =
            statement.query_map([event], |row| Ok(read(table, row))).and_then(Iterator::collect);
        self.sql(rows)?.into_iter().map(|row| typed(table, row)).collect()
    }

    /// Why each field of a report is what it is, by field.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn evidence(&self, report: &str) -> Result<BTreeMap<String, Because>, Error> {
        let evidence = self.sql(keep::note(self.db(), "", report))?.remove("evidence");
        Ok(evidence.and_then(|evidence| serde_json::from_value(evidence).ok()).unwrap_or_default())
    }

    /// Title and text of a report.
    pub(crate) fn texts(&self, report: &str) -> Result<Option<(String, String)>, Error> {
        let mut statement =
            self.sql(self.db().prepare_cached("SELECT title, text FROM reports WHERE id = ?"))?;
        let found = statement.query_row(params![report], |row| Ok((row.get(0)?, row.get(1)?))).optional();
        self.sql(found)
    }

    /// The sentence around a span, as far as line ends and full stops tell: the words a reader wants to see with it.
    pub(crate) fn quoted(&self, report: &str, span: Span) -> Result<String, Error> {
        let Some((title, body)) = self.texts(report)? else { return Ok(String::new()) };
        let text = if span.part == Part::Title { title } else { body };
        let before = text.get(..span.start).unwrap_or("");
        let behind = text.get(span.end..).unwrap_or("");
        let start = [before.rfind('\n').map(|at| at + 1), before.rfind(". ").map(|at| at + 2)]
            .into_iter()
            .flatten()
            .max();
        let end = [behind.find('\n'), behind.find(". ").map(|at| at + 1)].into_iter().flatten().min();
        let (start, end) = (start.unwrap_or(0), span.end + end.unwrap_or(behind.len()));
        Ok(text.get(start..end).unwrap_or("").to_owned())
    }

    /// Answers a query that reads, within limits: column names, rows, and whether there were more rows.
    ///
    /// # Errors
    /// Where it would write, takes too long, or SQLite does not understand it.
    pub fn query_within(&self, query: &str, limits: Limits) -> Result<Answer, Error> {
        // Lists that are views refuse to be written before anything is asked of the statement.
        let refused = |message: String| match message.contains("because it is a view") {
            true => Error::Writes,
            false => Error::Query(message),
        };
        let mut statement = self.db().prepare(query).map_err(|e| refused(e.to_string()))?;
        // SQLite counts ATTACH and BEGIN among those that read; they give no columns.
        if !statement.readonly() || statement.column_count() == 0 {
            return Err(Error::Writes);
        }
        let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        if let Some(time) = limits.time {
            let started = Instant::now();
            self.db().progress_handler(STEPS, Some(move || started.elapsed() > time));
        }
        let answer = rows(&mut statement, columns.len(), limits);
        self.db().progress_handler(STEPS, None::<fn() -> bool>);
        let (rows, more) = answer.map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => {
                let seconds = limits.time.unwrap_or_default().as_secs_f64();
                Error::Query(format!("the query took longer than {seconds} s and was stopped"))
            }
            _ => Error::Query(error.to_string()),
        })?;
        Ok(Answer { columns, rows, more })
    }
}

/// What a query gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Value>>,
    /// True where the limit cut it.
    pub more: bool,
}

type Rows = (Vec<Vec<Value>>, bool);

fn rows(statement: &mut rusqlite::Statement, width: usize, limits: Limits) -> rusqlite::Result<Rows> {
    let (mut found, mut bytes) = (Vec::new(), 0);
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if limits.rows.is_some_and(|most| found.len() >= most)
            || limits.bytes.is_some_and(|most| bytes > most)
        {
            return Ok((found, true));
        }
        let fields: Vec<Value> = (0..width).map(|at| row.get_ref(at).map_or(Value::Null, plain)).collect();
        bytes += fields.iter().map(|field| 8 + field.as_str().map_or(0, str::len)).sum::<usize>();
        found.push(fields);
    }
    Ok((found, false))
}

pub(crate) fn typed<T: DeserializeOwned>(table: &Table, row: crate::Row) -> Result<T, Error> {
    serde_json::from_value(Value::Object(row)).map_err(|e| Error::Row(format!("{}: {e}", table.name)))
}
