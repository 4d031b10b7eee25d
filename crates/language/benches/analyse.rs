//! How fast text becomes trees and names: `cargo bench -p language`. In: the example articles, as often as needed; out: tokens and bytes a second on one core.
#![allow(clippy::disallowed_methods, reason = "a bench reads files")]

use divan::counter::{BytesCount, ItemsCount};
use std::path::Path;

fn main() {
    // Models are read in place at first use: what that costs is told apart.
    language::analyse("Envoys met in Geneva.");
    divan::main();
}

/// The plain-text articles of `examples/`, one after the other.
fn articles() -> String {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples"));
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let plain = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "txt"));
    plain.filter_map(|path| std::fs::read_to_string(path).ok()).collect::<Vec<_>>().join("\n\n")
}

/// Raw text to sentences, tokens, tags, lemmas, trees and names; items are tokens.
#[divan::bench(args = [1, 20], sample_count = 10, sample_size = 1)]
fn analyse(bencher: divan::Bencher<'_, '_>, times: usize) {
    let text = vec![articles(); times].join("\n\n");
    let tokens = language::analyse(&text).len();
    bencher
        .counter(ItemsCount::new(tokens))
        .counter(BytesCount::of_str(&text))
        .bench(|| language::analyse(divan::black_box(&text)));
}

/// A page without a full stop: time must grow with its length, not faster; items are tokens.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 5, sample_size = 1)]
fn without_stops(bencher: divan::Bencher<'_, '_>, words: usize) {
    let text = vec!["rebels held the bridge and "; words / 5].concat();
    bencher.counter(ItemsCount::new(words)).bench(|| language::analyse(divan::black_box(&text)));
}
