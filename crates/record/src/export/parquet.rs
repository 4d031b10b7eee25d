//! parquet: every table of the record as a file that data frames and column stores open, in a folder of its own.
//!
//! The file is written by hand, after the format's description (parquet.apache.org): row groups of one page a column, plain values, gzip, and a footer in
//! Thrift's compact protocol. Days are dates, lists of words are lists, objects are JSON text; every column may be empty.

use super::Export;
use crate::exports::File;
use crate::store::{Error, Row};
use crate::tables::{Kind, TABLES, Table};
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use serde_json::Value;
use std::io::Write;
use text::Date;

/// Rows of one row group.
const GROUP: usize = 131_072;
const MAGIC: &[u8] = b"PAR1";
/// Lists of words; other columns of JSON are objects or lists of objects.
const WORDS: [&str; 9] =
    ["also_at", "warnings", "mode", "context", "aux", "via", "mentions", "reports", "outlets"];
const GZIP: i64 = 2;
const PLAIN: i64 = 0;
const RLE: i64 = 3;

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    for table in &TABLES {
        let mut file = export.file(&format!("{}/part-0-0.parquet", table.name))?;
        let (mut out, mut failed) = (Writer::new(table, &mut file)?, None);
        export.record.each(table, export.filter, |row| {
            if failed.is_none() {
                failed = out.row(row).err();
            }
        })?;
        failed.map_or(Ok(()), Err)?;
        out.finish()?;
        export.keep(file)?;
    }
    export
        .note("lists of words are lists, objects are JSON text, days are dates; pages are packed with gzip");
    Ok(())
}

/// How a column is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Text,
    Day,
    Integer,
    Real,
    Words,
}

impl Sort {
    fn of(name: &str, kind: Kind) -> Sort {
        let day = ["date_earliest", "date_latest", "first", "last", "first_reported", "last_reported"]
            .contains(&name)
            || name.starts_with("published") && name != "published_evidence";
        match kind {
            Kind::Integer => Sort::Integer,
            Kind::Real => Sort::Real,
            Kind::Json if WORDS.contains(&name) => Sort::Words,
            Kind::Text if day => Sort::Day,
            Kind::Text | Kind::Json => Sort::Text,
        }
    }

    /// The format's number for the type of its values.
    fn physical(self) -> i64 {
        match self {
            Sort::Day => 1,
            Sort::Integer => 2,
            Sort::Real => 5,
            Sort::Text | Sort::Words => 6,
        }
    }
}

/// One column of the row group that is being filled.
struct Column {
    name: &'static str,
    sort: Sort,
    /// Which values begin a row (0) or go on in its list (1).
    repetition: Vec<u8>,
    /// How much of each value is there: 1, or 3 in a list; an empty list has 1.
    definition: Vec<u8>,
    values: Vec<u8>,
}

/// What the footer says of a column of a row group.
struct Chunk {
    offset: i64,
    packed: i64,
    whole: i64,
    values: i64,
}

struct Writer<'f> {
    file: &'f mut File,
    columns: Vec<Column>,
    rows: usize,
    all: i64,
    at: i64,
    groups: Vec<(i64, Vec<Chunk>)>,
}

impl<'f> Writer<'f> {
    fn new(table: &Table, file: &'f mut File) -> Result<Writer<'f>, Error> {
        file.bytes(MAGIC)?;
        let column = |(name, kind): &(&'static str, Kind)| Column {
            name,
            sort: Sort::of(name, *kind),
            repetition: Vec::new(),
            definition: Vec::new(),
            values: Vec::new(),
        };
        let columns = table.columns.iter().map(column).collect();
        Ok(Writer { file, columns, rows: 0, all: 0, at: MAGIC.len() as i64, groups: Vec::new() })
    }

    fn row(&mut self, row: Row) -> Result<(), Error> {
        for column in &mut self.columns {
            column.push(row.get(column.name).unwrap_or(&Value::Null));
        }
        self.rows += 1;
        self.all += 1;
        self.file.counted_row();
        if self.rows == GROUP { self.group() } else { Ok(()) }
    }

    /// Writes the rows at hand as a row group.
    fn group(&mut self) -> Result<(), Error> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut chunks = Vec::new();
        for column in &mut self.columns {
            let (page, values) = (column.page(), column.definition.len() as i64);
            let packed = gzip(&page);
            let header = header(page.len() as i64, packed.len() as i64, values);
            self.file.bytes(&header)?;
            self.file.bytes(&packed)?;
            let (head, long) = (header.len() as i64, packed.len() as i64);
            chunks.push(Chunk {
                offset: self.at,
                packed: head + long,
                whole: head + page.len() as i64,
                values,
            });
            self.at += head + long;
            column.repetition.clear();
            column.definition.clear();
            column.values.clear();
        }
        self.groups.push((self.rows as i64, chunks));
        self.rows = 0;
        Ok(())
    }

    fn finish(mut self) -> Result<(), Error> {
        self.group()?;
        let footer = self.footer();
        self.file.bytes(&footer)?;
        self.file.bytes(&u32::try_from(footer.len()).unwrap_or(0).to_le_bytes())?;
        self.file.bytes(MAGIC)
    }

    fn footer(&self) -> Vec<u8> {
        let mut t = Thrift::default();
        t.number(1, I32, 1);
        let schema: usize =
            1 + self.columns.iter().map(|c| if c.sort == Sort::Words { 3 } else { 1 }).sum::<usize>();
        t.list(2, STRUCT, schema);
        t.element("schema", None, None, Some(self.columns.len()), None);
        for column in &self.columns {
            column.schema(&mut t);
        }
        t.number(3, I64, self.all);
        t.list(4, STRUCT, self.groups.len());
        for (rows, chunks) in &self.groups {
            t.begin();
            t.list(1, STRUCT, chunks.len());
            for (column, chunk) in self.columns.iter().zip(chunks) {
                t.chunk(column, chunk);
            }
            t.number(2, I64, chunks.iter().map(|chunk| chunk.whole).sum());
            t.number(3, I64, *rows);
            t.end();
        }
        t.list(5, STRUCT, 1);
        t.begin();
        t.text(1, "dateline.schema_version");
        t.text(2, &crate::schema::VERSION.to_string());
        t.end();
        t.text(6, concat!("dateline ", env!("CARGO_PKG_VERSION")));
        t.end();
        t.out
    }
}

impl Column {
    fn push(&mut self, value: &Value) {
        match (self.sort, value) {
            (Sort::Words, Value::Array(list)) => {
                for (at, word) in list.iter().enumerate() {
                    self.repetition.push(u8::from(at > 0));
                    self.definition.push(3);
                    bytes(&mut self.values, &plain(word));
                }
                if list.is_empty() {
                    self.repetition.push(0);
                    self.definition.push(1);
                }
            }
            _ => {
                let before = self.values.len();
                match self.sort {
                    Sort::Text if !value.is_null() => bytes(&mut self.values, &plain(value)),
                    Sort::Day => self
                        .values
                        .extend(value.as_str().and_then(day).map(i32::to_le_bytes).into_iter().flatten()),
                    Sort::Integer => {
                        self.values.extend(value.as_i64().map(i64::to_le_bytes).into_iter().flatten())
                    }
                    Sort::Real => {
                        self.values.extend(value.as_f64().map(f64::to_le_bytes).into_iter().flatten())
                    }
                    Sort::Text | Sort::Words => {}
                }
                self.repetition.push(0);
                self.definition.push(u8::from(self.values.len() > before));
            }
        }
    }

    /// Levels, then values.
    fn page(&self) -> Vec<u8> {
        let mut page = Vec::new();
        if self.sort == Sort::Words {
            levels(&mut page, &self.repetition);
        }
        levels(&mut page, &self.definition);
        page.extend(&self.values);
        page
    }

    fn path(&self) -> Vec<&'static str> {
        if self.sort == Sort::Words { vec![self.name, "list", "element"] } else { vec![self.name] }
    }

    fn schema(&self, t: &mut Thrift) {
        const OPTIONAL: i64 = 1;
        const REPEATED: i64 = 2;
        let (utf8, date, list) = (0, 6, 3);
        let physical = Some(self.sort.physical());
        match self.sort {
            Sort::Words => {
                t.element(self.name, None, Some(OPTIONAL), Some(1), Some(list));
                t.element("list", None, Some(REPEATED), Some(1), None);
                t.element("element", physical, Some(OPTIONAL), None, Some(utf8));
            }
            Sort::Text => t.element(self.name, physical, Some(OPTIONAL), None, Some(utf8)),
            Sort::Day => t.element(self.name, physical, Some(OPTIONAL), None, Some(date)),
            Sort::Integer | Sort::Real => t.element(self.name, physical, Some(OPTIONAL), None, None),
        }
    }
}

/// A value as text: words as they are, all else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn bytes(out: &mut Vec<u8>, text: &str) {
    out.extend(u32::try_from(text.len()).unwrap_or(0).to_le_bytes());
    out.extend(text.as_bytes());
}

/// Days since the first of January 1970.
fn day(text: &str) -> Option<i32> {
    let day: Date = text.parse().ok()?;
    day.since(Date::constant(1970, 1, 1)).ok().map(|span| span.get_days())
}

/// Levels as runs of one value each, their length before them.
fn levels(out: &mut Vec<u8>, levels: &[u8]) {
    let mut runs = Vec::new();
    for run in levels.chunk_by(|a, b| a == b) {
        varint(&mut runs, (run.len() as u64) << 1);
        runs.push(run[0]);
    }
    out.extend(u32::try_from(runs.len()).unwrap_or(0).to_le_bytes());
    out.extend(runs);
}

/// Packed, with no time and no name in it: the same rows are the same bytes.
fn gzip(page: &[u8]) -> Vec<u8> {
    let mut out: GzEncoder<Vec<u8>> = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    let _ = out.write_all(page);
    out.finish().unwrap_or_default()
}

fn header(whole: i64, packed: i64, values: i64) -> Vec<u8> {
    let mut t = Thrift::default();
    t.number(1, I32, 0);
    t.number(2, I32, whole);
    t.number(3, I32, packed);
    t.structure(5);
    for (field, number) in [(1, values), (2, PLAIN), (3, RLE), (4, RLE)] {
        t.number(field, I32, number);
    }
    t.end();
    t.end();
    t.out
}

const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Thrift's compact protocol, as far as a footer needs it.
#[derive(Default)]
struct Thrift {
    out: Vec<u8>,
    /// The last field of the structure, and of those around it.
    last: u8,
    outer: Vec<u8>,
}

impl Thrift {
    /// A field's number, as the step from the one before, and its type.
    fn field(&mut self, field: u8, sort: u8) {
        self.out.push((field - self.last) << 4 | sort);
        self.last = field;
    }

    fn number(&mut self, field: u8, sort: u8, value: i64) {
        self.field(field, sort);
        zigzag(&mut self.out, value);
    }

    fn text(&mut self, field: u8, text: &str) {
        self.field(field, BINARY);
        self.bare(text);
    }

    fn bare(&mut self, text: &str) {
        varint(&mut self.out, text.len() as u64);
        self.out.extend(text.as_bytes());
    }

    fn list(&mut self, field: u8, sort: u8, long: usize) {
        self.field(field, LIST);
        if long < 15 {
            self.out.push((long as u8) << 4 | sort);
        } else {
            self.out.push(0xf0 | sort);
            varint(&mut self.out, long as u64);
        }
    }

    fn structure(&mut self, field: u8) {
        self.field(field, STRUCT);
        self.begin();
    }

    fn begin(&mut self) {
        self.outer.push(self.last);
        self.last = 0;
    }

    fn end(&mut self) {
        self.out.push(0);
        self.last = self.outer.pop().unwrap_or(0);
    }

    /// A column or group of the schema.
    fn element(
        &mut self,
        name: &str,
        physical: Option<i64>,
        repetition: Option<i64>,
        children: Option<usize>,
        converted: Option<i64>,
    ) {
        self.begin();
        physical.into_iter().for_each(|sort| self.number(1, I32, sort));
        repetition.into_iter().for_each(|sort| self.number(3, I32, sort));
        self.text(4, name);
        children.into_iter().for_each(|count| self.number(5, I32, count as i64));
        converted.into_iter().for_each(|sort| self.number(6, I32, sort));
        self.end();
    }

    fn chunk(&mut self, column: &Column, chunk: &Chunk) {
        self.begin();
        self.number(2, I64, chunk.offset);
        self.structure(3);
        self.number(1, I32, column.sort.physical());
        self.list(2, I32, 2);
        [PLAIN, RLE].into_iter().for_each(|encoding| zigzag(&mut self.out, encoding));
        let path = column.path();
        self.list(3, BINARY, path.len());
        path.into_iter().for_each(|name| self.bare(name));
        self.number(4, I32, GZIP);
        self.number(5, I64, chunk.values);
        self.number(6, I64, chunk.whole);
        self.number(7, I64, chunk.packed);
        self.number(9, I64, chunk.offset);
        self.end();
        self.end();
    }
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn zigzag(out: &mut Vec<u8>, value: i64) {
    varint(out, (value << 1 ^ value >> 63) as u64);
}
