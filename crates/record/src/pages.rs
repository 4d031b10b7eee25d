//! Pages: where texts and notes lie, some dozens of reports to a page, packed. Texts of one batch say much the same in the same words, so that a page of
//! them is much smaller than each for itself, and no row is cut to the size of the disk's pages.
//!
//! A page is a zlib stream with its size, as SQLite's own archives have it, and is opened by the function that they have: `sqlar_uncompress(z, size)`. The
//! shell `sqlite3` brings it; Python needs one line (docs/pandas-and-r.md); this room gives it to its own connections.

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, Transaction, params};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex};

/// A page is full at so many bytes: zlib looks back no further, and opening it to cut one report out is to stay a fraction of a millisecond.
const FULL: usize = 32 << 10;
/// No page that is opened gives more (bytes): a damaged size is not to take all memory.
const MOST: usize = 128 << 20;

/// Pages by the number of their first report, one table of texts and one of notes.
pub(crate) const TABLES: &str = "
CREATE TABLE texts (n INTEGER PRIMARY KEY, size INTEGER NOT NULL, z BLOB NOT NULL);
CREATE TABLE notes (n INTEGER PRIMARY KEY, size INTEGER NOT NULL, z BLOB NOT NULL);";

/// Where a report's words lie: how many reports before it the page begins, from which byte, and how many bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) back: i64,
    pub(crate) at: usize,
    pub(crate) size: usize,
}

/// A page that is being filled.
pub(crate) struct Pages {
    table: &'static str,
    first: i64,
    bytes: Vec<u8>,
}

impl Pages {
    pub(crate) fn of(table: &'static str) -> Pages {
        Pages { table, first: 0, bytes: Vec::new() }
    }

    /// Lays down what a report has; reports come in the order of their numbers.
    pub(crate) fn lay(&mut self, t: &Transaction, report: i64, words: &[u8]) -> rusqlite::Result<Spot> {
        if self.bytes.len() >= FULL {
            self.close(t)?;
        }
        if self.bytes.is_empty() {
            self.first = report;
        }
        let spot = Spot { back: report - self.first, at: self.bytes.len(), size: words.len() };
        self.bytes.extend_from_slice(words);
        Ok(spot)
    }

    /// Writes the page, if anything stands on it.
    pub(crate) fn close(&mut self, t: &Transaction) -> rusqlite::Result<()> {
        let bytes = std::mem::take(&mut self.bytes);
        if bytes.is_empty() {
            return Ok(());
        }
        let sql = format!("INSERT OR REPLACE INTO {} VALUES (?, ?, ?)", self.table);
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        t.prepare_cached(&sql)?.execute(params![self.first, size, packed(&bytes)]).map(drop)
    }
}

/// As SQLite's archives pack: what would not become smaller stays as it is, and its size says so.
pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    let _ = packer.write_all(bytes);
    let packed = packer.finish().unwrap_or_default();
    if packed.is_empty() || packed.len() >= bytes.len() { bytes.to_vec() } else { packed }
}

/// What was packed; what does not unpack is as good as none: a damaged file is for `doctor` to tell.
pub(crate) fn unpacked(z: &[u8], size: usize) -> Vec<u8> {
    if z.len() == size {
        return z.to_vec();
    }
    let mut bytes = Vec::new();
    let size = size.min(MOST);
    let _ = ZlibDecoder::new(z).take(size as u64).read_to_end(&mut bytes);
    bytes
}

/// The pages last opened, the newest last: rows come report by report, and a row cuts several times.
#[derive(Default)]
struct Opened(Vec<(Vec<u8>, Page)>);

/// An opened page, handed to SQLite without a copy of our own.
#[derive(Clone)]
struct Page(Arc<Vec<u8>>);

impl ToSql for Page {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

/// So many bytes of them: a list sorted by day goes to and fro among reports that were read together. The last one stays, however large.
const AT_HAND: usize = 4 << 20;
/// And so many pages, for each is looked at to find one.
const PAGES: usize = 64;

impl Opened {
    fn page(&mut self, z: &[u8], size: usize) -> Option<Page> {
        match self.0.iter().position(|(packed, _)| packed == z) {
            Some(last) if last + 1 == self.0.len() => {}
            Some(at) => {
                let known = self.0.remove(at);
                self.0.push(known);
            }
            None => {
                self.0.push((z.to_vec(), Page(Arc::new(unpacked(z, size)))));
                let mut held: usize = self.0.iter().map(|(_, page)| page.0.len()).sum();
                while (held > AT_HAND || self.0.len() > PAGES) && self.0.len() > 1 {
                    held -= self.0.remove(0).1.0.len();
                }
            }
        }
        self.0.last().map(|(_, page)| page.clone())
    }
}

/// Gives a connection the function by which the views open pages.
pub(crate) fn teach(db: &Connection) -> rusqlite::Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    let opened = Mutex::new(Opened::default());
    db.create_scalar_function("sqlar_uncompress", 2, flags, move |call: &Context| {
        // What is no page gives none, as SQLite's own function has it.
        let ValueRef::Blob(z) = call.get_raw(0) else { return Ok(None) };
        let size = usize::try_from(call.get::<i64>(1)?).unwrap_or(0);
        Ok(opened.lock().ok().and_then(|mut opened| opened.page(z, size)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        for bytes in [Vec::new(), b"a".to_vec(), b"again and ".repeat(9_000), (0..=255).collect()] {
            let z = packed(&bytes);
            assert!(z.len() <= bytes.len());
            assert_eq!(unpacked(&z, bytes.len()), bytes);
        }
        assert_eq!(unpacked(b"no stream at all", 99), b"");
    }

    #[test]
    fn a_page_is_opened_in_sql_as_the_shell_does() {
        let db = Connection::open_in_memory().unwrap();
        teach(&db).unwrap();
        let words: Vec<Vec<u8>> =
            (0..9).map(|n| format!("words of page {n} ").repeat(50).into_bytes()).collect();
        for n in [0, 1, 2, 3, 4, 5, 6, 7, 8, 3, 3, 0] {
            let got: Vec<u8> = db
                .query_row(
                    "SELECT sqlar_uncompress(?, ?)",
                    params![packed(&words[n]), words[n].len()],
                    |row| row.get(0),
                )
                .unwrap();
            assert_eq!(got, words[n]);
        }
        let null: Option<i64> =
            db.query_row("SELECT sqlar_uncompress(NULL, NULL)", [], |row| row.get(0)).unwrap();
        assert_eq!(null, None);
    }
}
