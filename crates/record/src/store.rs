//! Store: the open file. What can go wrong with it, opening and looking, batches of whole reports, values as SQLite has them.
//!
//! A batch is one transaction: a run that is killed leaves a record that opens with every batch that was acknowledged. Merging is its own
//! transaction (`merged.rs`); the flag `merged` says whether it has caught up, and whoever opens the record next goes on.

use crate::keep::Keeper;
use crate::tables::{Kind, Table, table};
use crate::{migrate, pages, schema};
use extract::Findings;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use text::Report;

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
        self.sql(pages::teach(&self.db))?;
        // What `OR REPLACE` takes away is to leave the indexes too.
        // Indexes are written all over: what they touch is to stay at hand (kibibytes, taken only as they are needed), and goes from the log into the
        // file once where it was touched often (pages of 2 kB).
        self.sql(self.db.execute_batch(
            "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=8192;",
        ))?;
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
            older => migrate::migrate(&t, older),
        })?;
        self.sql(t.commit())?;
        if version > 0 {
            // What was set aside is gone, and its room with it.
            self.tidy();
        }
        Ok(())
    }

    pub(crate) fn version(&self) -> Result<i64, Error> {
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
        let found = self.db.query_row("SELECT 1 FROM report_rows WHERE id = ?", [id], |_| Ok(())).optional();
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
        let (mut new, mut keeper) = (0, Keeper::of(&transaction));
        for coded in batch {
            new += usize::from(keeper.coded(coded).map_err(wrap)?);
        }
        keeper.done().map_err(wrap)?;
        if new > 0 {
            transaction.execute("INSERT OR REPLACE INTO meta VALUES ('merged', 'no')", []).map_err(wrap)?;
        }
        transaction.commit().map_err(wrap)?;
        Ok(new)
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
