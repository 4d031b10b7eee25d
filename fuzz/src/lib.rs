//! Fuzz: what any bytes may be put through, one function a target, for libFuzzer (`fuzz_targets/`) and for `src/bin/mutate.rs`, which needs no more than
//! stable Rust. A target panics where a promise is broken: a crash, something dropped in silence, a span that does not quote.
#![allow(clippy::disallowed_methods, reason = "a record is a file")]

#[path = "../../crates/source/tests/whole/mod.rs"]
mod whole;

use knowledge::Knowledge;
use record::{Coded, Filter, Record};
use source::{Format, Item, Options, read_bytes};
use std::path::Path;
use std::sync::LazyLock;
use text::{Part, Report, Span};
pub use whole::{Chance, broken};

/// A target: its name, what it does with bytes, and sound inputs of its kind to begin with.
pub struct Target {
    /// As in `fuzz_targets/`.
    pub name: &'static str,
    run: fn(&[u8]),
    seeds: fn() -> Vec<Vec<u8>>,
}

/// All targets.
pub const TARGETS: [Target; 12] = [
    Target { name: "bytes_through_source", run: any_format, seeds: any_seeds },
    Target { name: "plain_through_source", run: |b| read(b, Format::Plain), seeds: || of(&[Format::Plain]) },
    Target { name: "html_through_source", run: |b| read(b, Format::Html), seeds: || of(&[Format::Html]) },
    Target { name: "feed_through_source", run: |b| read(b, Format::Feed), seeds: || of(&[Format::Feed]) },
    Target { name: "warc_through_source", run: |b| read(b, Format::Warc), seeds: || of(&[Format::Warc]) },
    Target {
        name: "jsonl_through_source",
        run: |b| [Format::Jsonl, Format::Json].into_iter().for_each(|format| read(b, format)),
        seeds: || of(&[Format::Jsonl, Format::Json]),
    },
    Target { name: "csv_through_source", run: |b| read(b, Format::Csv), seeds: || of(&[Format::Csv]) },
    Target { name: "rtf_through_source", run: |b| read(b, Format::Rtf), seeds: || of(&[Format::Rtf]) },
    Target { name: "docx_through_source", run: |b| read(b, Format::Docx), seeds: || of(&[Format::Docx]) },
    Target { name: "pdf_through_source", run: |b| read(b, Format::Pdf), seeds: || of(&[Format::Pdf]) },
    Target { name: "text_through_extract", run: through_extract, seeds: examples },
    Target { name: "file_as_store", run: as_store, seeds: stores },
];

/// Runs a target by its name.
///
/// # Panics
/// Where there is no such target, or a promise is broken.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of that name");
    (target.run)(bytes);
}

impl Target {
    /// Does it with these bytes.
    ///
    /// # Panics
    /// Where a promise is broken.
    pub fn run(&self, bytes: &[u8]) {
        (self.run)(bytes);
    }

    /// Sound inputs.
    pub fn seeds(&self) -> Vec<Vec<u8>> {
        (self.seeds)()
    }
}

fn of(formats: &[Format]) -> Vec<Vec<u8>> {
    whole::whole().into_iter().filter(|(format, _)| formats.contains(format)).map(|(_, file)| file).collect()
}

/// Any bytes as a file of one format: no crash, and all that is told of a report fits its text.
fn read(bytes: &[u8], format: Format) {
    let options = Options { format: Some(format), ..Options::default() };
    read_bytes("fuzz", bytes, &options).iter().for_each(sound);
}

fn sound(item: &Item) {
    let Item::Report(report) = item else { return };
    if let Some(span) = report.dateline_span {
        assert!(report.text.get(span.start..span.end).is_some(), "the dateline is not in the text");
    }
    let mapped: usize = report.origin.pieces().iter().map(|piece| piece.len).sum();
    assert_eq!(mapped, report.text.len(), "the way back does not cover the text");
}

/// The same in every format, the first byte says which and whether as it is; nothing is dropped in silence.
fn any_format(bytes: &[u8]) {
    const FORMATS: [Option<Format>; 11] = [
        None,
        Some(Format::Plain),
        Some(Format::Html),
        Some(Format::Jsonl),
        Some(Format::Json),
        Some(Format::Csv),
        Some(Format::Feed),
        Some(Format::Warc),
        Some(Format::Rtf),
        Some(Format::Docx),
        Some(Format::Pdf),
    ];
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let format = FORMATS[usize::from(first >> 1) % FORMATS.len()];
    let options = Options { as_is: first & 1 == 1, format, ..Options::default() };
    let items = read_bytes("fuzz", rest, &options);
    assert!(!items.is_empty(), "dropped in silence");
    items.iter().for_each(sound);
}

fn any_seeds() -> Vec<Vec<u8>> {
    let files = whole::whole();
    files.iter().flat_map(|(_, file)| [0, 1].map(|first| [&[first], file.as_slice()].concat())).collect()
}

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::builtin().expect("the data built in is sound"));

/// Any text as title and body through reading and coding: no crash, and every span quotes.
fn through_extract(bytes: &[u8]) {
    let words = String::from_utf8_lossy(bytes);
    let (title, text) = words.split_once('\n').unwrap_or(("", &words));
    let report = Report { title: title.to_owned(), text: text.to_owned(), ..Report::default() };
    let title = language::analyse_with(&report.title, Part::Title, &[]);
    let body = language::analyse_with(&report.text, Part::Body, &[]);
    let (found, _) = extract::extract(&report, &title, &body, &KNOWLEDGE);
    let fits = |span: Span| {
        let text = if span.part == Part::Title { &report.title } else { &report.text };
        assert!(text.get(span.start..span.end).is_some(), "{span:?}");
    };
    for mention in &found.event_mentions {
        let spans = &mention.spans;
        fits(spans.trigger);
        let all = spans.actor.iter().chain(&spans.recipient).chain(&spans.place).chain(&spans.date);
        all.for_each(|span| fits(*span));
    }
    for claim in &found.claims {
        fits(claim.content);
        assert_eq!(report.slice(claim.content), claim.content_text);
        claim.cue_span.iter().chain(&claim.parts).for_each(|span| fits(*span));
    }
    found.entity_mentions.iter().for_each(|entity| assert_eq!(report.slice(entity.span), entity.text));
    found.descriptions.iter().for_each(|description| fits(description.span));
}

/// The example articles.
fn examples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = files.map(|file| file.path()).collect();
    paths.sort();
    let mut all: Vec<Vec<u8>> = paths
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .filter_map(|path| std::fs::read(path).ok())
        .collect();
    all.push(b"Talks end\nThe envoy said on Monday that troops had shelled the town.".to_vec());
    all
}

/// Any file as a record: it opens or is refused; what opens can be listed, queried and written to without a crash.
fn as_store(bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("fuzz.db");
    if std::fs::write(&path, bytes).is_err() {
        return;
    }
    let Ok(mut record) = Record::open(&path) else { return };
    for table in record::tables::TABLES {
        let _ = record.rows(table.name, &Filter::default());
        let _ = record.get(table.name, "x");
    }
    let _ = record
        .atlas()
        .map(|atlas| record.voices(&atlas).map(|voices| voices.chosen(&atlas, &Filter::default())));
    let _ =
        (record.findings(), record.report("x"), record.integrity(), record.query("SELECT * FROM reports"));
    let _ = record.add(&[Coded::default()]);
}

/// A record with a report in it.
fn stores() -> Vec<Vec<u8>> {
    let Ok(folder) = tempfile::tempdir() else { return Vec::new() };
    let path = folder.path().join("seed.db");
    if let Ok(mut record) = Record::open(&path) {
        let _ = record.add(&[Coded::default()]);
    }
    std::fs::read(&path).into_iter().collect()
}
