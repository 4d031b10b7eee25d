//! Any bytes as a file, in every format: no crash, nothing dropped in silence, the same answer as is, a dateline that fits its text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use source::{Format, Item, Options, read_bytes};

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

fuzz_target!(|bytes: &[u8]| {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let format = FORMATS[usize::from(first >> 1) % FORMATS.len()];
    let options = Options { as_is: first & 1 == 1, format, ..Options::default() };
    let items = read_bytes("fuzz", rest, &options);
    assert!(!items.is_empty() || format.is_some(), "dropped in silence");
    for item in items {
        let Item::Report(report) = item else { continue };
        if let Some(span) = report.dateline_span {
            assert!(report.text.get(span.start..span.end).is_some());
        }
    }
});
