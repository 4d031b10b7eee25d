//! Paging: a list part by part, how long it is, rows by their numbers, all that hangs on one report or event, and what the whole record holds.

use crate::filter::Filter;
use crate::packed::SHIFT;
use crate::schema::label;
use crate::store::{Error, Record, Row, read};
use crate::tables::{TABLES, Table, table};
use rusqlite::types::Value as Sql;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// In which order a list comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By date and id, as every list.
    #[default]
    Contract,
    /// The same, last first.
    Newest,
    /// What has most reports or mentions first.
    Largest,
}

/// One who speaks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Speaker {
    /// Name.
    pub name: String,
    /// Code, empty where there is none.
    pub code: String,
    /// Sector, empty where there is none.
    pub sector: String,
    /// Id in the catalogue, empty where there is none.
    pub id: String,
    /// How many claims.
    pub claims: u64,
}

/// No value is longer, and no expression makes a longer one (bytes).
const LONGEST: i32 = 16 << 20;

impl Order {
    fn sql(self, table: &Table) -> String {
        let newest =
            || table.order.split(", ").map(|column| format!("{column} DESC")).collect::<Vec<_>>().join(", ");
        match (self, table.name) {
            (Order::Contract, _) => table.order.to_owned(),
            (Order::Largest, "stories") => format!("json_array_length(reports) DESC, {}", table.order),
            (Order::Largest, "actors" | "places") => format!("mentions DESC, {}", table.order),
            (Order::Largest, "events") => format!("sources DESC, {}", table.order),
            _ => newest(),
        }
    }
}

impl Record {
    /// A connection that cannot write, for who answers strangers' questions.
    ///
    /// # Errors
    /// Where there is no such file or it is no record.
    pub fn look_only(path: &Path) -> Result<Record, Error> {
        let record = Record::look(path)?;
        record.sql(record.db().execute_batch("PRAGMA query_only=ON; PRAGMA cache_size=-32768;"))?;
        record.sql(record.db().set_limit(rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH, LONGEST).map(drop))?;
        record.db().set_prepared_statement_cache_capacity(64);
        Ok(record)
    }

    /// Rows of a table that a filter lets through, from the one after the first `skip` on, as many as its limit says.
    ///
    /// # Errors
    /// Where the file cannot be read or there is no such table.
    pub fn page(&self, name: &str, filter: &Filter, order: Order, skip: usize) -> Result<Vec<Row>, Error> {
        let table = known(name)?;
        let condition = filter.condition(table);
        let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        let rest = part(table, &condition.sql, &order.sql(table), limit, skip);
        let query = format!("SELECT {} FROM {name} {rest}", table.list());
        self.table_rows(table, &query, condition.values)
    }

    /// How many rows of a table a filter lets through.
    ///
    /// # Errors
    /// Where the file cannot be read or there is no such table.
    pub fn total(&self, name: &str, filter: &Filter) -> Result<u64, Error> {
        self.total_to(name, filter, u64::MAX >> 1)
    }

    /// The same, counted no further than to a bound.
    ///
    /// # Errors
    /// Where the file cannot be read or there is no such table.
    pub fn total_to(&self, name: &str, filter: &Filter, bound: u64) -> Result<u64, Error> {
        let table = known(name)?;
        let condition = filter.condition(table);
        let query =
            format!("SELECT count(*) FROM (SELECT n FROM {name} WHERE {} LIMIT {bound})", condition.sql);
        let mut statement = self.sql(self.db().prepare_cached(&query))?;
        let count = statement.query_row(rusqlite::params_from_iter(condition.values), |row| row.get(0));
        self.sql(count)
    }

    /// The rows of a table that bear these numbers, in this order; a number that is none is passed over.
    ///
    /// # Errors
    /// Where the file cannot be read or there is no such table.
    pub fn numbered(&self, name: &str, numbers: &[i64]) -> Result<Vec<Row>, Error> {
        let table = known(name)?;
        let page =
            if name == "entity_mentions" { format!("page = ?1 >> {SHIFT} AND ") } else { String::new() };
        let query = format!("SELECT {} FROM {name} WHERE {page}n = ?1", table.list());
        let mut all = Vec::new();
        for number in numbers {
            all.extend(self.table_rows(table, &query, vec![Sql::Integer(*number)])?);
        }
        Ok(all)
    }

    /// The rows of a table whose column has this value, in the order of the contract: the mentions of an event, the claims of a report.
    ///
    /// # Errors
    /// Where the file cannot be read, or there is no such table or column.
    pub fn belonging(&self, name: &str, column: &str, value: &str) -> Result<Vec<Row>, Error> {
        let table = known(name)?;
        if !table.columns.iter().any(|(known, _)| *known == column) {
            return Err(Error::Query(format!("no column `{column}` in `{name}`")));
        }
        let query =
            format!("SELECT {} FROM {name} WHERE \"{column}\" = ? ORDER BY {}", table.list(), table.order);
        self.table_rows(table, &query, vec![Sql::Text(value.to_owned())])
    }

    /// The mentions that deny an event.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn denials(&self, event: &str) -> Result<Vec<Row>, Error> {
        let table = known("event_mentions")?;
        // No index has `denies`; one has those that deny anything, and they are few.
        let kind = label::OF_MENTION + label::AUX;
        let query = format!(
            "SELECT {} FROM event_mentions WHERE n IN (SELECT n FROM marks WHERE label IN (SELECT n FROM labels WHERE kind = {kind} AND value = 'negation')) AND denies = ? ORDER BY {}",
            table.list(),
            table.order
        );
        self.table_rows(table, &query, vec![Sql::Text(event.to_owned())])
    }

    /// Rows of every table but that of names, places and dates, which are too many to be counted for a greeting.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn totals(&self) -> Result<BTreeMap<&'static str, i64>, Error> {
        TABLES
            .iter()
            .filter(|table| table.name != "entity_mentions")
            .map(|table| Ok((table.name, self.count(table.name)?)))
            .collect()
    }

    /// Names that begin with, or have a word that begins with, these letters: of a filter's field (`actor`, `place`, `outlet`), the commonest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn suggest(&self, field: &str, letters: &str, most: usize) -> Result<Vec<String>, Error> {
        let from = match field {
            "actor" => {
                "SELECT name AS v, count(*) AS c FROM who JOIN parties ON who = who.n WHERE role IN (1, 2) AND FITS GROUP BY name"
            }
            "place" => "SELECT name AS v, mentions AS c FROM places WHERE FITS",
            "outlet" => {
                "SELECT outlet AS v, count(*) AS c FROM report_rows WHERE outlet IS NOT NULL AND FITS GROUP BY outlet"
            }
            _ => return Ok(Vec::new()),
        };
        let column = if field == "outlet" { "outlet" } else { "name" };
        let fits = format!("instr(' ' || lower({column}), ' ' || lower(?1)) > 0");
        let query = format!(
            "SELECT v FROM ({}) WHERE v <> '' GROUP BY v ORDER BY sum(c) DESC, v LIMIT {most}",
            from.replace("FITS", &fits)
        );
        let mut statement = self.sql(self.db().prepare_cached(&query))?;
        let rows = statement.query_map([letters], |row| row.get(0)).and_then(Iterator::collect);
        self.sql(rows)
    }

    fn table_rows(&self, table: &Table, query: &str, values: Vec<Sql>) -> Result<Vec<Row>, Error> {
        let mut statement = self.sql(self.db().prepare_cached(query))?;
        let rows = statement
            .query_map(rusqlite::params_from_iter(values), |row| Ok(read(table, row)))
            .and_then(Iterator::collect);
        self.sql(rows)
    }
}

/// The query for the numbers of the rows that a condition lets through, in an order whose walk ends at a limit.
fn numbers(table: &Table, condition: &str, order: &str) -> String {
    let name = table.name;
    if table.order.starts_with("report, ") && condition == "1" {
        // From report to report, by id: their rows lie together.
        let order = order.replace("report", "page");
        return format!(
            "SELECT x.n FROM (SELECT n AS place, id AS page FROM report_rows WHERE id > '') CROSS JOIN {name} x
               ON x.n >= place << {SHIFT} AND x.n < (place + 1) << {SHIFT} ORDER BY {order}"
        );
    }
    // SQLite would else walk the rows of some tables by id, and sort them all.
    format!("SELECT n FROM {name} WHERE {condition} ORDER BY {}", order.replace(" id", " +id"))
}

/// A part of the rows that a condition lets through, in an order: their numbers are found first, off an index alone, and only those rows are opened.
pub(crate) fn part(table: &Table, condition: &str, order: &str, limit: i64, skip: usize) -> String {
    if table.name != "entity_mentions" {
        let numbers = numbers(table, condition, order);
        return format!("WHERE n IN ({numbers} LIMIT {limit} OFFSET {skip}) ORDER BY {order}");
    }
    // Names have no rows: the notes of as many reports are opened as have so many names.
    let condition = condition.replace("page IN", "n IN");
    let most =
        usize::try_from(limit).map_or(i64::MAX, |limit| i64::try_from(limit + skip).unwrap_or(i64::MAX));
    let by = if order.contains("DESC") { "id DESC" } else { "id" };
    format!(
        "WHERE page IN (SELECT n FROM (SELECT n, sum(names) OVER (ORDER BY {by} ROWS UNBOUNDED PRECEDING) - names AS before
           FROM (SELECT n, id, names FROM report_rows WHERE names > 0 AND {condition} ORDER BY {by} LIMIT {most})) WHERE before < {most})
         ORDER BY {order} LIMIT {limit} OFFSET {skip}"
    )
}

fn known(name: &str) -> Result<&'static Table, Error> {
    table(name).ok_or_else(|| Error::Query(format!("no table `{name}`")))
}
