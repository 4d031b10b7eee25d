//! The same articles in any order, on any number of threads, at once or bit by bit, give the same rows, byte for byte; reading again changes nothing.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::{examples, out, read, run};
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

/// An order of the inputs for each number, the same on every machine.
fn order(seed: u64, inputs: &[String]) -> Vec<String> {
    let key = |input: &String| {
        input.bytes().fold(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(17)
        })
    };
    let mut all = inputs.to_vec();
    all.sort_by_key(key);
    all
}

/// The files of an export, by name.
#[allow(clippy::disallowed_methods, reason = "looks at what the program wrote")]
fn exported(folder: &Path, record: &str) -> Vec<(String, Vec<u8>)> {
    let to = format!("{record}.out");
    out(folder, &["export", "jsonl", &to, "--record", record]);
    let files = std::fs::read_dir(folder.join(&to)).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut files: Vec<_> = files.map(|path| (name(&path), std::fs::read(&path).unwrap())).collect();
    files.sort();
    files
}

fn exports_are_alike(a: &[(String, Vec<u8>)], b: &[(String, Vec<u8>)], of: &str) {
    assert_eq!(a.len(), b.len());
    for ((name, a), (_, b)) in a.iter().zip(b) {
        let (a, b) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
        assert!(a == b, "{name} of {of} differs:\n{}", first_difference(&a, &b));
    }
}

#[test]
fn ten_random_orders_give_the_same_exports() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    read(folder, "first", "2", &examples());
    let first = exported(folder, "first");
    assert!(
        first.len() > 8 && first.iter().any(|(name, bytes)| name.starts_with("events") && !bytes.is_empty())
    );
    for seed in 1..=10 {
        let inputs = order(seed, &examples());
        let record = format!("order-{seed}");
        // Every other one in two portions, merged in between.
        let cut = if seed % 2 == 0 { inputs.len() / 3 } else { inputs.len() };
        read(folder, &record, "2", &inputs[..cut]);
        if cut < inputs.len() {
            read(folder, &record, "1", &inputs[cut..]);
        }
        exports_are_alike(&first, &exported(folder, &record), &record);
    }
}

#[test]
fn two_records_taken_together_are_the_record_of_all() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    read(folder, "whole", "2", &examples());
    let inputs = order(11, &examples());
    // Some articles stand in both.
    read(folder, "left", "2", &inputs[..inputs.len() / 2 + 2]);
    read(folder, "right", "2", &inputs[inputs.len() / 2..]);
    for (into, other) in [("left-first", ["left", "right"]), ("right-first", ["right", "left"])] {
        let merged = run(folder, &["merge-records", into, other[0], other[1]]);
        assert!(merged.status.success(), "{}", common::err(&merged));
        exports_are_alike(&exported(folder, "whole"), &exported(folder, into), into);
    }
}
