//! The same articles in any order, on any number of threads, at once or bit by bit, give the same rows, byte for byte; reading again changes nothing.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::{examples, out, read};
use std::path::Path;

const LISTS: [&str; 8] =
    ["events", "claims", "mentions", "reports", "stories", "descriptions", "actors", "places"];

/// Everything the record holds, as it is exported.
fn told(folder: &Path, record: &str) -> Vec<String> {
    LISTS.iter().map(|list| out(folder, &[list, "--record", record, "--format", "jsonl"])).collect()
}

fn same(folder: &Path, a: &[String], record: &str) {
    for ((list, a), b) in LISTS.iter().zip(a).zip(told(folder, record)) {
        assert!(*a == b, "{list} of {record} differ:\n{}", first_difference(a, &b));
    }
}

fn first_difference(a: &str, b: &str) -> String {
    let pair = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    pair.map_or_else(|| "one has more lines".into(), |(a, b)| format!("{a}\n{b}"))
}

#[test]
fn order_threads_and_portions_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let forward = examples();
    let backward: Vec<String> = forward.iter().rev().cloned().collect();
    // Every fifth: 14 and 5 have no common divisor, so all come once.
    let scattered: Vec<String> =
        (0..forward.len()).map(|at| forward[at * 5 % forward.len()].clone()).collect();
    read(folder, "one", "1", &forward);
    let first = told(folder, "one");
    assert!(first.iter().all(|list| !list.is_empty()));
    read(folder, "two", "2", &backward);
    same(folder, &first, "two");
    read(folder, "three", "2", &scattered);
    same(folder, &first, "three");
    read(folder, "parts", "1", &backward[..5]);
    read(folder, "parts", "2", &backward[5..]);
    same(folder, &first, "parts");
    read(folder, "parts", "2", &scattered);
    same(folder, &first, "parts");
}
