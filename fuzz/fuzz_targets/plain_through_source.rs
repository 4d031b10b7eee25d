//! Any bytes as a file of this one format: no crash, and a dateline that fits its text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use source::{Format, Item, Options, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let options = Options { format: Some(Format::Plain), ..Options::default() };
    for item in read_bytes("fuzz", bytes, &options) {
        let Item::Report(report) = item else { continue };
        if let Some(span) = report.dateline_span {
            assert!(report.text.get(span.start..span.end).is_some());
        }
    }
});
