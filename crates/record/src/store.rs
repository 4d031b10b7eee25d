//! Store: the one file that writes SQL. Schema, transactions of whole reports, merging written back, rows out as JSON objects.
//!
//! A batch is one transaction: a run that is killed leaves a record that opens with every batch that was acknowledged. Merging is its own
//! transaction; the flag `merged` says whether it has caught up, and whoever opens the record next goes on.

use crate::filter::Filter;
use crate::packed::{Packer, Seen, digest, rows_of, standing, surest};
use crate::paging::numbers;
use crate::read::Limits;
use crate::schema;
use crate::tables::{Kind, Table, table};
use extract::{Claim, EventMention, Findings};
use merge::{Facts, Merged};
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use text::{Report, Span};

pub use crate::schema::VERSION;

/// A row as a JSON object, its fields in the order of the contract.
pub type Row = Map<String, Value>;

/// What can go wrong with a record.
#[derive(Debug)]
pub enum Error {
    /// SQLite says no.
    Sql(PathBuf, rusqlite::Error),
    /// The file is of a later version of the program.
    Newer(PathBuf, i64),
    /// A SQLite file of another program.
    Foreign(PathBuf),
    /// A file too short for a record, and how many bytes it has.
    Short(PathBuf, u64),
    /// A query that would write.
    Writes,
    /// A query SQLite does not understand.
    Query(String),
    /// A row that does not read back.
    Row(String),
    /// A file of an export that cannot be written.
    File(PathBuf, std::io::Error),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Sql(path, error) => write!(f, "{}: {error}", path.display()),
            Error::Newer(path, version) => {
                write!(
                    f,
                    "{}: written by a later version of dateline (schema {version}, this one knows {VERSION})",
                    path.display()
                )
            }
            Error::Foreign(path) => {
                write!(f, "{}: a SQLite file, but no record: another program made it", path.display())
            }
            Error::Short(path, bytes) => write!(
                f,
                "{}: {bytes} bytes, too few for a record: the file was cut short, or is something else",
                path.display()
            ),
            Error::Writes => write!(f, "only queries that read are allowed (SELECT ...)"),
            Error::Query(message) => write!(f, "{message}"),
            Error::File(path, error) => write!(f, "{}: {error}", path.display()),
            Error::Row(message) => write!(f, "a row does not read back: {message}"),
        }
    }
}

impl std::error::Error for Error {}

/// All that merging needs: facts of the reports, mentions, claims.
pub type ToMerge = (Vec<Facts>, Vec<EventMention>, Vec<Claim>);

/// A report with its findings.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    /// The report.
    pub report: Report,
    /// What it says.
    pub findings: Findings,
}

/// No SQLite file is shorter than its smallest page.
const SMALLEST: u64 = 512;
/// Prepared statements kept at hand: keeping a report asks some forty.
const STATEMENTS: usize = 96;

/// An open record.
pub struct Record {
    path: PathBuf,
    db: Connection,
}

impl Record {
    /// Opens a record, making it where there is none.
    ///
    /// # Errors
    /// Where the file is no SQLite file, of a later version, or cannot be written.
    pub fn open(path: &Path) -> Result<Record, Error> {
        let wrap = |error| Error::Sql(path.to_owned(), error);
        let db = Connection::open(path).map_err(wrap)?;
        let record = Record { path: path.to_owned(), db };
        record.prepare()?;
        Ok(record)
    }

    /// A record in memory, for tests and for commands that keep nothing.
    ///
    /// # Errors
    /// Where SQLite has no memory.
    pub fn in_memory() -> Result<Record, Error> {
        let path = PathBuf::from(":memory:");
        let db = Connection::open_in_memory().map_err(|error| Error::Sql(path.clone(), error))?;
        let record = Record { path, db };
        record.prepare()?;
        Ok(record)
    }

    /// Makes the tables where they are not there yet. A record that has them is not written to, so that any number may look at once.
    fn prepare(&self) -> Result<(), Error> {
        // SQLite would take a few bytes for an empty record and write over them.
        let bytes = std::fs::metadata(&self.path).map_or(0, |file| file.len());
        if (1..SMALLEST).contains(&bytes) {
            return Err(Error::Short(self.path.clone(), bytes));
        }
        self.db.set_prepared_statement_cache_capacity(STATEMENTS);
        self.sql(self.db.busy_timeout(std::time::Duration::from_secs(10)))?;
        // What `OR REPLACE` takes away is to leave the indexes too.
        // Indexes are written all over: what they touch is to stay at hand (kibibytes, taken only as they are needed).
        self.sql(self.db.execute_batch("PRAGMA recursive_triggers=ON; PRAGMA cache_size=-65536;"))?;
        let version = self.version()?;
        if version > VERSION {
            return Err(Error::Newer(self.path.clone(), version));
        }
        if version == VERSION {
            return self.sql(self.db.execute_batch("PRAGMA synchronous=NORMAL;"));
        }
        // Version and tables come in one transaction: tables without a version, then as now, are another program's.
        let tables: i64 =
            self.sql(self.db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0)))?;
        if version == 0 && tables > 0 && self.version()? == 0 {
            return Err(Error::Foreign(self.path.clone()));
        }
        // The last page of a long text is half empty: pages of half the usual size leave half as much. What has pages already keeps them.
        self.sql(
            self.db
                .execute_batch("PRAGMA page_size=2048; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"),
        )?;
        let t = self.sql(Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate))?;
        // Another may have made it meanwhile.
        self.sql(match self.version()? {
            VERSION.. => Ok(()),
            0 => t.execute_batch(&schema::create()),
            older => schema::migrate(&t, older),
        })?;
        self.sql(t.commit())
    }

    fn version(&self) -> Result<i64, Error> {
        self.sql(self.db.query_row("PRAGMA user_version", [], |row| row.get(0)))
    }

    pub(crate) fn db(&self) -> &Connection {
        &self.db
    }

    pub(crate) fn db_mut(&mut self) -> &mut Connection {
        &mut self.db
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn sql<T>(&self, result: rusqlite::Result<T>) -> Result<T, Error> {
        result.map_err(|error| Error::Sql(self.path.clone(), error))
    }

    /// True where a report of that id is kept.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn holds(&self, id: &str) -> Result<bool, Error> {
        let found = self.db.query_row("SELECT 1 FROM reports WHERE id = ?", [id], |_| Ok(())).optional();
        Ok(self.sql(found)?.is_some())
    }

    /// Keeps a batch in one transaction; a report that is kept already only gains the place it was found at. Gives how many were new.
    ///
    /// # Errors
    /// Where the file cannot be written; nothing of the batch is kept then.
    pub fn add(&mut self, batch: &[Coded]) -> Result<usize, Error> {
        let path = self.path.clone();
        let wrap = |error| Error::Sql(path.clone(), error);
        // At once for writing: a reader that turns writer would not be waited for.
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(wrap)?;
        let (mut new, seen) = (0, Rc::default());
        for coded in batch {
            new += usize::from(keep(&transaction, coded, &seen).map_err(wrap)?);
        }
        if new > 0 {
            transaction.execute("INSERT OR REPLACE INTO meta VALUES ('merged', 'no')", []).map_err(wrap)?;
        }
        transaction.commit().map_err(wrap)?;
        Ok(new)
    }

    /// True where every kept report has been merged.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn is_merged(&self) -> Result<bool, Error> {
        let flag: Option<String> = self.sql(
            self.db.query_row("SELECT value FROM meta WHERE key = 'merged'", [], |row| row.get(0)).optional(),
        )?;
        Ok(flag.as_deref() != Some("no"))
    }

    /// All that merging needs: facts of the reports, mentions, and the claims that mentions stand in.
    ///
    /// # Errors
    /// Where a row does not read back.
    pub fn findings(&self) -> Result<ToMerge, Error> {
        let said = "id IN (SELECT said_by FROM mention_rows)";
        Ok((self.facts()?, self.typed("event_mentions", "1")?, self.typed("claims", said)?))
    }

    /// What merging needs to know of each report, by id.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn facts(&self) -> Result<Vec<Facts>, Error> {
        let query = "SELECT id, outlet, outlet_country, agency, title, text, published_latest FROM reports ORDER BY id";
        let mut statement = self.sql(self.db.prepare(query))?;
        let text =
            |row: &rusqlite::Row, at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
        let rows = statement.query_map([], |row| {
            Ok(Facts {
                id: text(row, 0)?,
                outlet: row.get(1)?,
                outlet_country: row.get(2)?,
                owned_by: None,
                agency: row.get(3)?,
                title: text(row, 4)?,
                text: text(row, 5)?,
                published: text(row, 6)?.parse().ok(),
            })
        });
        self.sql(rows.and_then(Iterator::collect))
    }

    /// How many claims each entry of the catalogue makes, by its id.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn speaking(&self) -> Result<Vec<(String, usize)>, Error> {
        let query = "SELECT w.actor, sum(c.claims) FROM (SELECT speaker, count(*) AS claims FROM claim_rows WHERE speaker IS NOT NULL GROUP BY speaker) c
          JOIN who w ON w.n = c.speaker WHERE w.actor IS NOT NULL GROUP BY w.actor";
        let mut statement = self.sql(self.db.prepare(query))?;
        let count =
            |row: &rusqlite::Row| Ok((row.get(0)?, usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0)));
        self.sql(statement.query_map([], count).and_then(Iterator::collect))
    }

    /// Rows of a table that a condition lets through, by id.
    pub(crate) fn typed<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
        condition: &str,
    ) -> Result<Vec<T>, Error> {
        let Some(table) = table(name) else { return Err(Error::Query(format!("no table `{name}`"))) };
        let query = format!("SELECT {} FROM {name} WHERE {condition} ORDER BY id", table.list());
        let mut statement = self.sql(self.db.prepare(&query))?;
        let mut rows = self.sql(statement.query([]))?;
        let mut all = Vec::new();
        while let Some(row) = self.sql(rows.next())? {
            all.push(crate::read::typed(table, read(table, row))?);
        }
        Ok(all)
    }

    /// Writes a merging back: events, stories, links, aliases, in one transaction. `used` are rows for the tables `actors` and `places`.
    ///
    /// # Errors
    /// Where the file cannot be written; the older picture stays then.
    pub fn put_merged(&mut self, merged: &Merged, used: &[(&str, Vec<Row>)]) -> Result<(), Error> {
        let former = "SELECT id, event_id FROM mention_rows WHERE event_id IS NOT NULL";
        let former = self.sql(pairs(&self.db, former))?;
        let path = self.path.clone();
        let wrap = |error| Error::Sql(path.clone(), error);
        let transaction = self.db.transaction().map_err(wrap)?;
        write_merged(&transaction, merged, used, &former).map_err(wrap)?;
        transaction.execute("INSERT OR REPLACE INTO meta VALUES ('merged', 'yes')", []).map_err(wrap)?;
        transaction.commit().map_err(wrap)?;
        self.tidy();
        Ok(())
    }

    /// Gives the disk back what merging left empty, where that is an eighth of the file: so a record that grows is seldom written anew.
    fn tidy(&self) {
        let count = |what: &str| {
            self.db.query_row(&format!("PRAGMA {what}"), [], |row| row.get::<_, i64>(0)).unwrap_or(0)
        };
        if count("freelist_count") * 8 > count("page_count") {
            // A reader, or a full disk, may refuse it: nothing is lost then but room.
            let _ = self.db.execute_batch("VACUUM");
        }
    }

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
        // With a limit the ids are found first, off the index alone, and only those rows opened.
        let which = match filter.limit {
            Some(limit) => {
                format!("n IN ({} LIMIT {limit})", numbers(table, &condition.sql, order))
            }
            None => condition.sql,
        };
        let query = format!("SELECT {} FROM {name} WHERE {which} ORDER BY {order}", table.list());
        let mut statement = self.sql(self.db.prepare(&query))?;
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
                .sql(self.db.query_row(alias, [id], |row| row.get::<_, String>(0)).optional())?
                .unwrap_or_else(|| id.to_owned()),
            _ => id.to_owned(),
        };
        let query = format!(
            "SELECT {} FROM {} WHERE id >= ?1 AND id < ?1 || '~' ORDER BY id LIMIT 2",
            table.list(),
            table.name
        );
        let mut statement = self.sql(self.db.prepare_cached(&query))?;
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
        let own = "SELECT dateline FROM report_sources WHERE id = ?";
        let dateline: Option<String> =
            self.sql(self.db.query_row(own, [id], |row| row.get(0)).optional())?.flatten();
        let mut report: Report =
            serde_json::from_value(Value::Object(row)).map_err(|e| Error::Row(e.to_string()))?;
        report.dateline_span = dateline.and_then(|json| serde_json::from_str::<Span>(&json).ok());
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
        self.sql(self.db.query_row("PRAGMA integrity_check", [], |row| row.get(0)))
    }

    /// How many rows a table has.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn count(&self, table: &str) -> Result<i64, Error> {
        self.sql(self.db.query_row(&format!("SELECT count(*) FROM {}", rows_of(table)), [], |row| row.get(0)))
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
        self.sql(self.db.query_row(&format!("PRAGMA max_page_count={pages}"), [], |_| Ok(())))
    }

    /// A connection's view of a record that must exist, for commands that only look.
    ///
    /// # Errors
    /// Where there is no such file or it is no record.
    pub fn look(path: &Path) -> Result<Record, Error> {
        let wrap = |error| Error::Sql(path.to_owned(), error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(wrap)?;
        let record = Record { path: path.to_owned(), db };
        match record.prepare() {
            Err(Error::Sql(_, error)) if cannot_write(&error) => Record::look_still(path),
            prepared => prepared.map(|()| record),
        }
    }

    /// The same on a disk that cannot be written: nobody else can change it either, so no lock is asked for.
    fn look_still(path: &Path) -> Result<Record, Error> {
        let wrap = |error| Error::Sql(path.to_owned(), error);
        let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags).map_err(wrap)?;
        let record = Record { path: path.to_owned(), db };
        record.prepare()?;
        Ok(record)
    }
}

/// What SQLite says of a file, or a folder, that may only be read.
fn cannot_write(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::CannotOpen))
}

/// Keeps one report; false where it was there already.
fn keep(transaction: &Transaction, coded: &Coded, seen: &Rc<Seen>) -> rusqlite::Result<bool> {
    let report = &coded.report;
    let known: Option<(String, String)> = transaction
        .prepare_cached("SELECT source_uri, also_at FROM reports WHERE id = ?")?
        .query_row([&report.id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((uri, also)) = known {
        seen_again(transaction, report, uri, &also)?;
        return Ok(false);
    }
    let row = serde_json::to_value(report).unwrap_or_default();
    insert(transaction, "reports", &row)?;
    let dateline = report.dateline_span.and_then(|span| serde_json::to_string(&span).ok());
    let evidence = crate::read::packed(&serde_json::to_string(&report.evidence).unwrap_or_default());
    transaction
        .prepare_cached("INSERT OR REPLACE INTO report_sources (id, dateline, evidence) VALUES (?, ?, ?)")?
        .execute(params![report.id, dateline, evidence])?;
    Packer::with(transaction, report, seen)?.findings(&coded.findings)?;
    Ok(true)
}

/// Findings as rows, by table; claims before the mentions that stand in them.
pub(crate) fn found(f: &Findings) -> [(&'static str, Value); 4] {
    let rows = |json: serde_json::Result<Value>| json.unwrap_or_default();
    [
        ("claims", rows(serde_json::to_value(&f.claims))),
        ("event_mentions", rows(serde_json::to_value(&f.event_mentions))),
        ("descriptions", rows(serde_json::to_value(&f.descriptions))),
        ("entity_mentions", rows(serde_json::to_value(&f.entity_mentions))),
    ]
}

/// Notes that a report that is kept was found at these places too.
pub(crate) fn found_at(t: &Transaction, id: &str, uri: &str, also: &str) -> rusqlite::Result<()> {
    let (kept, kept_also): (String, String) =
        t.query_row("SELECT source_uri, also_at FROM reports WHERE id = ?", [id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let also_at: Vec<String> = serde_json::from_str(also).unwrap_or_default();
    let report = Report { id: id.to_owned(), source_uri: uri.to_owned(), also_at, ..Report::default() };
    seen_again(t, &report, kept, &kept_also)
}

/// The same article at another place: the smallest place is its `source_uri`, the others stand in `also_at`.
fn seen_again(transaction: &Transaction, report: &Report, uri: String, also: &str) -> rusqlite::Result<()> {
    let mut places: Vec<String> = serde_json::from_str(also).unwrap_or_default();
    places.extend([uri, report.source_uri.clone()]);
    places.extend(report.also_at.iter().cloned());
    places.sort();
    places.dedup();
    let first = places.remove(0);
    let also = serde_json::to_string(&places).unwrap_or_default();
    transaction.execute(
        "UPDATE reports SET source_uri = ?, also_at = ? WHERE id = ?",
        params![first, also, report.id],
    )?;
    Ok(())
}

/// Keeps a row of a table that is not packed; one of the same id gives way.
pub(crate) fn insert(transaction: &Transaction, name: &str, row: &Value) -> rusqlite::Result<()> {
    let Some(table) = table(name) else { return Ok(()) };
    let marks = vec!["?"; table.columns.len()].join(", ");
    let mut statement = transaction
        .prepare_cached(&format!("INSERT OR REPLACE INTO {name} ({}) VALUES ({marks})", table.list()))?;
    let values = table.columns.iter().map(|(column, kind)| value(row.get(*column), *kind));
    statement.execute(rusqlite::params_from_iter(values))?;
    Ok(())
}

pub(crate) fn value(field: Option<&Value>, kind: Kind) -> Sql {
    match (field, kind) {
        (None | Some(Value::Null), _) => Sql::Null,
        (Some(json), Kind::Json) => Sql::Text(json.to_string()),
        (Some(Value::String(text)), _) => Sql::Text(text.clone()),
        (Some(Value::Number(number)), Kind::Integer) => number.as_i64().map_or(Sql::Null, Sql::Integer),
        (Some(Value::Number(number)), _) => number.as_f64().map_or(Sql::Null, Sql::Real),
        (Some(other), _) => Sql::Text(other.to_string()),
    }
}

pub(crate) fn read(table: &Table, row: &rusqlite::Row) -> Row {
    let field = |(at, (name, kind)): (usize, &(&str, Kind))| {
        let raw = row.get_ref(at).unwrap_or(ValueRef::Null);
        let value = match (raw, kind) {
            (ValueRef::Text(text), Kind::Json) => serde_json::from_slice(text).unwrap_or(Value::Null),
            (raw, _) => plain(raw),
        };
        ((*name).to_owned(), value)
    };
    let fields = table.columns.iter().enumerate().map(field);
    // "in" is said of title spans alone, as the contract has it.
    fields.filter(|(name, value)| !(name == "in" && value.is_null())).collect()
}

pub(crate) fn plain(raw: ValueRef) -> Value {
    match raw {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
        ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()).into(),
    }
}

/// Writes what has changed: an event that says what it said before is left as it lies, and so is a link.
fn write_merged(
    t: &Transaction,
    merged: &Merged,
    used: &[(&str, Vec<Row>)],
    former: &BTreeMap<String, String>,
) -> rusqlite::Result<()> {
    for table in ["stories", "actors", "places"] {
        t.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let mut gone: BTreeMap<String, i64> = {
        let mut statement = t.prepare("SELECT id, digest FROM event_rows")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?
    };
    let mut changed = Vec::new();
    for event in &merged.events {
        let row = serde_json::to_value(event).unwrap_or_default();
        if gone.remove(&event.id) != Some(digest(&row.to_string())) {
            changed.push(row);
        }
    }
    for id in gone.keys() {
        t.prepare_cached("DELETE FROM event_rows WHERE id = ?")?.execute([id])?;
    }
    let packer = Packer::of_events(t);
    changed.iter().try_for_each(|row| packer.insert("events", row))?;
    links(t, ["mention_rows", "event_id"], former, &merged.event_of)?;
    surest(t)?;
    standing(t)?;
    let kept = pairs(t, "SELECT id, denies FROM mention_rows WHERE denies IS NOT NULL")?;
    links(t, ["mention_rows", "denies"], &kept, &merged.denies)?;
    let kept = pairs(t, "SELECT id, near_duplicate_of FROM reports WHERE near_duplicate_of IS NOT NULL")?;
    links(t, ["reports", "near_duplicate_of"], &kept, &merged.copy_of)?;
    let mut story_of = BTreeMap::new();
    for story in &merged.stories {
        insert(t, "stories", &serde_json::to_value(story).unwrap_or_default())?;
        story_of.extend(story.reports.iter().map(|report| (report.clone(), story.id.clone())));
    }
    let kept = pairs(t, "SELECT id, story FROM reports WHERE story IS NOT NULL")?;
    links(t, ["reports", "story"], &kept, &story_of)?;
    for (table, rows) in used {
        for row in rows {
            insert(t, table, &Value::Object(row.clone()))?;
        }
    }
    aliases(t, former, &merged.event_of, "events")?;
    aliases(t, &kept, &story_of, "stories")?;
    // Each batch leaves a part of the full-text index; joined, they repeat no word. A bounded share of the work at a time.
    t.execute("INSERT INTO reports_text (reports_text, rank) VALUES ('merge', -2000)", []).map(drop)
}

/// Former ids of what has another now: they lead to it. Two kinds of id share the table, for none is of both.
fn aliases(
    t: &Transaction,
    former: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
    table: &str,
) -> rusqlite::Result<()> {
    let moved =
        former.iter().filter_map(|(part, old)| Some((old, now.get(part)?))).filter(|(old, new)| old != new);
    set(t, "INSERT OR REPLACE INTO event_aliases VALUES (?1, ?2)", moved)?;
    t.execute(&format!("DELETE FROM event_aliases WHERE alias IN (SELECT id FROM {})", rows_of(table)), [])?;
    // An alias of one that has itself moved on follows it, so that one step always arrives.
    let follow = "UPDATE event_aliases SET id = (SELECT next.id FROM event_aliases next WHERE next.alias = event_aliases.id)
         WHERE id IN (SELECT alias FROM event_aliases)";
    t.execute(follow, [])?;
    Ok(())
}

/// Writes the links that are not as they were.
fn links(
    t: &Transaction,
    [table, column]: [&str; 2],
    before: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> rusqlite::Result<()> {
    let mut statement = t.prepare_cached(&format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1"))?;
    for id in before.keys().filter(|id| !now.contains_key(*id)) {
        statement.execute(params![id, None::<&str>])?;
    }
    for (id, to) in now.iter().filter(|(id, to)| before.get(*id) != Some(to)) {
        statement.execute(params![id, to])?;
    }
    Ok(())
}

/// Pairs of texts that a query gives, by the first.
fn pairs(db: &Connection, query: &str) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut statement = db.prepare(query)?;
    statement
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default())))?
        .collect()
}

fn set<'v>(
    t: &Transaction,
    statement: &str,
    pairs: impl Iterator<Item = (&'v String, &'v String)>,
) -> rusqlite::Result<()> {
    let mut statement = t.prepare_cached(statement)?;
    for (a, b) in pairs {
        statement.execute(params![a, b])?;
    }
    Ok(())
}
