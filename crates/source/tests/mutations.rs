//! Files of each format, broken in a thousand ways: bytes flipped, cut, doubled, spliced from another format. None may crash a reader,
//! none may pass in silence, none may take long. The same seed breaks the same way; `DATELINE_MUTATE=100000` goes on for longer.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "what hangs is told")]

mod whole;

use source::{Item, Options, read_bytes};
use std::io::Write;
use std::time::{Duration, Instant};
use whole::{Chance, broken, whole};

#[test]
fn the_files_are_read_before_they_are_broken() {
    for (format, file) in whole() {
        let items = read_bytes("whole", &file, &Options { format: Some(format), ..Options::default() });
        assert!(
            matches!(&items[..], [Item::Report(report), ..] if report.text.contains("The envoy said")),
            "{format:?}: {items:?}"
        );
    }
}

#[test]
fn broken_files_crash_nothing_and_are_told() {
    let rounds = std::env::var("DATELINE_MUTATE").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let files = whole();
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    for round in 0..rounds {
        for (at, (format, file)) in files.iter().enumerate() {
            let other = &files[chance.below(files.len())].1;
            let mut bytes = broken(file, other, &mut chance);
            if chance.below(10) == 0 {
                let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                packed.write_all(&bytes).unwrap();
                bytes = packed.finish().unwrap();
                bytes.truncate(bytes.len() - chance.below(20));
            }
            let format = (chance.below(4) > 0).then_some(*format);
            let start = Instant::now();
            let items = read_bytes("broken", &bytes, &Options { format, ..Options::default() });
            assert!(start.elapsed() < Duration::from_secs(20), "round {round}, file {at}: slow");
            assert!(!items.is_empty(), "round {round}, file {at}: dropped in silence");
            for item in items {
                let Item::Report(report) = item else { continue };
                let sum: usize = report.origin.pieces().iter().map(|piece| piece.len).sum();
                assert_eq!(sum, report.text.len(), "round {round}, file {at}");
                assert!(
                    report.dateline_span.is_none_or(|span| report.text.get(span.start..span.end).is_some())
                );
            }
        }
    }
}
