//! Exports: the record in the formats its users' tools read. The table of exporters, and what all share: files written whole or not at all, rows whose
//! columns are counted, and a manifest that says what was written, by what, and what was left out.

use crate::export::{
    acled, annotation, event_reports, gdelt, geojson, graph, icews, json_ld, parquet, phoenix, plain, plover,
    polecat,
};
use crate::filter::Filter;
use crate::store::{Error, Record};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// One format.
#[derive(Clone, Copy)]
pub struct Exporter {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it writes, in a line.
    pub what: &'static str,
    write: fn(&mut Export) -> Result<(), Error>,
}

/// All formats.
pub const EXPORTERS: [Exporter; 15] = [
    Exporter { name: "csv", what: "every table, with a header", write: plain::csv },
    Exporter { name: "jsonl", what: "every table, an object a line", write: plain::jsonl },
    Exporter { name: "parquet", what: "every table, a folder each, for data frames", write: parquet::write },
    Exporter { name: "plover", what: "events as PLOVER JSON, an object a line", write: plover::write },
    Exporter { name: "polecat", what: "events as a POLECAT week, 40 columns", write: polecat::write },
    Exporter {
        name: "gdelt",
        what: "events (61 columns) and mentions (16) as GDELT 2.0",
        write: gdelt::write,
    },
    Exporter { name: "icews", what: "events as an ICEWS year, 20 columns", write: icews::write },
    Exporter {
        name: "acled",
        what: "events of violence and protest in the shape of ACLED, 31 columns",
        write: acled::write,
    },
    Exporter {
        name: "phoenix",
        what: "events one a day and dyad as Phoenix, 26 columns",
        write: phoenix::write,
    },
    Exporter {
        name: "event-reports",
        what: "one row per report of an event, with its own values",
        write: event_reports::write,
    },
    Exporter {
        name: "geojson",
        what: "events as points, in one collection and line by line",
        write: geojson::write,
    },
    Exporter { name: "graphml", what: "actors and their dyads", write: graph::graphml },
    Exporter { name: "gexf", what: "the same, with days", write: graph::gexf },
    Exporter { name: "json-ld", what: "reports as schema.org NewsArticle", write: json_ld::write },
    Exporter {
        name: "annotation",
        what: "spans of mentions and claims as W3C Web Annotation",
        write: annotation::write,
    },
];

/// The format of that name.
pub fn exporter(name: &str) -> Option<&'static Exporter> {
    EXPORTERS.iter().find(|exporter| exporter.name == name)
}

/// An export under way.
pub struct Export<'r> {
    pub(crate) record: &'r Record,
    pub(crate) filter: &'r Filter,
    folder: PathBuf,
    files: BTreeMap<String, usize>,
    left_out: BTreeMap<String, usize>,
    notes: Vec<&'static str>,
}

/// What a user gets told: rows by file, and how many rows were left out, by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Rows by file.
    pub files: BTreeMap<String, usize>,
    /// Rows left out, by reason.
    pub left_out: BTreeMap<String, usize>,
}

/// Writes a format into a folder, which is made where there is none. `coder` is the version and digests of the program that writes.
///
/// # Errors
/// Where the record cannot be read or the folder cannot be written; no file is left half written.
pub fn export(
    record: &Record,
    exporter: &Exporter,
    folder: &Path,
    filter: &Filter,
    coder: &str,
) -> Result<Exported, Error> {
    std::fs::create_dir_all(folder).map_err(|e| Error::File(folder.to_owned(), e))?;
    let mut export = Export {
        record,
        filter,
        folder: folder.to_owned(),
        files: BTreeMap::new(),
        left_out: BTreeMap::new(),
        notes: Vec::new(),
    };
    (exporter.write)(&mut export)?;
    export.reviews()?;
    export.manifest(exporter, coder)?;
    Ok(Exported { files: export.files, left_out: export.left_out })
}

impl Export<'_> {
    /// A new file of the folder.
    pub(crate) fn file(&self, name: &str) -> Result<File, Error> {
        let part = self.folder.join(format!("{name}.part"));
        if let Some(folder) = part.parent() {
            std::fs::create_dir_all(folder).map_err(|e| Error::File(folder.to_owned(), e))?;
        }
        let file = std::fs::File::create(&part).map_err(|e| Error::File(part.clone(), e))?;
        Ok(File { name: name.to_owned(), part, out: BufWriter::new(file), rows: 0 })
    }

    /// Takes a finished file into the folder under its name.
    pub(crate) fn keep(&mut self, file: File) -> Result<(), Error> {
        let File { name, part, out, rows } = file;
        let whole = self.folder.join(&name);
        let done =
            out.into_inner().map_err(std::io::IntoInnerError::into_error).and_then(|file| file.sync_all());
        done.and_then(|()| std::fs::rename(&part, &whole)).map_err(|e| Error::File(whole, e))?;
        self.files.insert(name, rows);
        Ok(())
    }

    /// Counts a row that the format cannot say.
    pub(crate) fn leave_out(&mut self, reason: &str) {
        *self.left_out.entry(reason.to_owned()).or_default() += 1;
    }

    /// Something that who reads the files should know.
    pub(crate) fn note(&mut self, note: &'static str) {
        self.notes.push(note);
    }

    /// Corrections travel with what they corrected.
    fn reviews(&mut self) -> Result<(), Error> {
        let reviews = self.record.reviews()?;
        if reviews.is_empty() {
            return Ok(());
        }
        let mut file = self.file("reviews.jsonl")?;
        for review in &reviews {
            file.json(&serde_json::to_value(review).unwrap_or_default())?;
        }
        self.keep(file)
    }

    /// What was written, from what and by what. Its time is the newest day of publication, not the clock's: the same record gives the same bytes.
    fn manifest(&mut self, exporter: &Exporter, coder: &str) -> Result<(), Error> {
        let column = |query: &str| -> Result<Vec<Value>, Error> {
            Ok(self.record.query(query)?.1.into_iter().filter_map(|row| row.into_iter().next()).collect())
        };
        let coders = column("SELECT DISTINCT coder FROM reports ORDER BY 1")?;
        let newest =
            column("SELECT max(published_latest) FROM reports")?.into_iter().next().unwrap_or_default();
        let hashes = column("SELECT source_hash FROM reports ORDER BY id")?;
        let joined: Vec<&str> = hashes.iter().filter_map(Value::as_str).collect();
        let manifest = json!({
            "format": exporter.name,
            "what": exporter.what,
            "program": coder,
            "schema": crate::schema::VERSION,
            "coders": coders,
            "inputs": { "reports": hashes.len(), "digest": text::id("", &joined) },
            "options": options(self.filter),
            "time": newest,
            "files": self.files,
            "left_out": self.left_out,
            "notes": self.notes,
        });
        let mut file = self.file("manifest.json")?;
        let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
        file.line(&text)?;
        let rows = std::mem::take(&mut self.files);
        self.keep(file)?;
        self.files = rows;
        Ok(())
    }
}

/// The conditions that were asked, by name.
fn options(filter: &Filter) -> Value {
    let words = [
        ("actor", &filter.actor),
        ("with", &filter.with),
        ("event", &filter.event),
        ("mode", &filter.mode),
        ("context", &filter.context),
        ("place", &filter.place),
        ("country", &filter.country),
        ("outlet", &filter.outlet),
        ("story", &filter.story),
        ("since", &filter.since),
        ("until", &filter.until),
        ("said_by", &filter.said_by),
        ("aux", &filter.aux),
        ("sector", &filter.sector),
    ];
    let mut all: serde_json::Map<String, Value> =
        words.into_iter().filter_map(|(name, word)| Some((name.to_owned(), word.clone()?.into()))).collect();
    let numbers = [
        ("own_voice", filter.own_voice.then_some(Value::Bool(true))),
        ("quad", filter.quad.map(Into::into)),
        ("min_confidence", filter.min_confidence.map(Into::into)),
        ("min_sources", filter.min_sources.map(Into::into)),
        ("limit", filter.limit.map(Into::into)),
    ];
    all.extend(numbers.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Value::Object(all)
}

/// A file that is being written, under another name until it is whole.
pub(crate) struct File {
    name: String,
    part: PathBuf,
    out: BufWriter<std::fs::File>,
    rows: usize,
}

impl File {
    /// A line that is no row.
    pub(crate) fn line(&mut self, line: &str) -> Result<(), Error> {
        writeln!(self.out, "{line}").map_err(|e| Error::File(self.part.clone(), e))
    }

    /// Bytes that are no row.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.out.write_all(bytes).map_err(|e| Error::File(self.part.clone(), e))
    }

    /// A row that is written later, with others.
    pub(crate) fn counted_row(&mut self) {
        self.rows += 1;
    }

    /// A row as JSON.
    pub(crate) fn json(&mut self, row: &Value) -> Result<(), Error> {
        self.rows += 1;
        self.line(&row.to_string())
    }

    /// A row as text made elsewhere.
    pub(crate) fn row(&mut self, row: &str) -> Result<(), Error> {
        self.rows += 1;
        self.line(row)
    }

    /// A row between commas, quoted as RFC 4180 has it. A row of another width than the header is a bug, and told.
    pub(crate) fn comma(&mut self, width: usize, cells: &[String]) -> Result<(), Error> {
        self.counted(width, cells)?;
        let quoted = |cell: &String| {
            if cell.contains([',', '"', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        };
        self.row(&cells.iter().map(quoted).collect::<Vec<_>>().join(","))
    }

    /// A row between tabs; a tab or line's end inside a cell becomes a space.
    pub(crate) fn tab(&mut self, width: usize, cells: &[String]) -> Result<(), Error> {
        self.counted(width, cells)?;
        let flat = |cell: &String| cell.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ");
        self.row(&cells.iter().map(flat).collect::<Vec<_>>().join("\t"))
    }

    fn counted(&self, width: usize, cells: &[String]) -> Result<(), Error> {
        if cells.len() == width {
            return Ok(());
        }
        Err(Error::Row(format!("{}: {} cells where the format has {width}", self.name, cells.len())))
    }
}
