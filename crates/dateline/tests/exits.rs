//! How the program ends: its exit code, what goes to which stream, and that a reader who goes away is no failure.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "tests write what the program is to read")]

mod common;

use common::{ARTICLE, err, examples, out, program, run};
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("good.txt"), ARTICLE).unwrap();
    folder
}

/// Runs in a folder with one article; wants this code, and these words among what is said.
fn ends(args: &[&str], code: i32, words: &str) {
    let folder = folder();
    let output = run(folder.path(), args);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", err(&output));
    assert!(err(&output).contains(words), "{args:?}: {}", err(&output));
    assert!(!err(&output).contains("panicked"), "{}", err(&output));
}

#[test]
fn done() {
    ends(&["read", "good.txt"], 0, "1 new");
    ends(&["code", "good.txt"], 0, "");
    ends(&["clean", "good.txt"], 0, "");
    ends(&["parse", "good.txt"], 0, "");
    ends(&["--help"], 0, "");
    ends(&["--version"], 0, "");
    ends(&["doctor"], 0, "");
    ends(&["explain", "ASSAULT"], 0, "");
}

#[test]
fn failed() {
    ends(&["events"], 1, "no record at record.sqlite");
    ends(&["explain", "no-such-thing"], 1, "");
    ends(&["read", "good.txt", "--record", "good.txt"], 1, "good.txt");
    ends(&["code", "good.txt", "--data", "no-such-folder"], 1, "no-such-folder");
    assert_eq!(std::fs::read_to_string(folder().path().join("good.txt")).unwrap(), ARTICLE);
}

#[test]
fn wrong_usage() {
    ends(&[], 2, "Usage");
    ends(&["raed", "good.txt"], 2, "read");
    ends(&["read"], 2, "INPUT");
    ends(&["read", "good.txt", "--input-format", "papyrus"], 2, "plain");
    ends(&["events", "--format", "xml"], 2, "jsonl");
    ends(&["read", "good.txt", "--threads", "many"], 2, "many");
}

#[test]
fn some_inputs_could_not_be_read() {
    for command in ["read", "clean", "parse", "code"] {
        ends(&[command, "good.txt", "missing.txt"], 3, "missing.txt: no such file");
    }
}

#[test]
fn sql_reads_and_does_not_write() {
    let folder = folder();
    run(folder.path(), &["read", "good.txt"]);
    assert_eq!(out(folder.path(), &["sql", "SELECT count(*) AS n FROM reports"]), "{\"n\":1}\n");
    for query in ["DELETE FROM reports", "SELEC 1", "SELECT nothing FROM reports"] {
        assert_eq!(run(folder.path(), &["sql", query]).status.code(), Some(1), "{query}");
    }
    assert_eq!(out(folder.path(), &["sql", "SELECT count(*) AS n FROM reports"]), "{\"n\":1}\n");
}

#[test]
fn data_goes_to_standard_output_and_all_else_to_standard_error() {
    let folder = folder();
    let output = run(folder.path(), &["read", "good.txt"]);
    assert!(output.stdout.is_empty() && err(&output).contains("read 1 reports"));
    assert!(run(folder.path(), &["read", "good.txt", "--quiet"]).stderr.is_empty());
    let output = run(folder.path(), &["code", "good.txt"]);
    assert!(output.stderr.is_empty() && output.stdout.ends_with(b"}\n"), "{}", err(&output));
}

#[test]
fn standard_input_is_read() {
    let folder = folder();
    let file = std::fs::File::open(folder.path().join("good.txt")).unwrap();
    let output = program(folder.path()).args(["code", "-"]).stdin(file).output().unwrap();
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["report"]["title"], "Jets strike depot");
}

#[test]
fn a_reader_who_goes_away_ends_the_output_quietly() {
    let folder = folder();
    let mut child = program(folder.path())
        .arg("code")
        .args(examples())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"report\":"));
    quiet_end(child);
}

#[test]
fn a_reader_who_was_never_there_is_no_failure() {
    let folder = folder();
    run(folder.path(), &["read", "good.txt"]);
    let commands: [&[&str]; 6] = [
        &["explain", "ASSAULT"],
        &["doctor"],
        &["events"],
        &["reports", "--format", "json"],
        &["clean", "good.txt"],
        &["sql", "SELECT 1"],
    ];
    for args in commands {
        let mut child =
            program(folder.path()).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        quiet_end(child);
    }
}

fn quiet_end(mut child: std::process::Child) {
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let status = child.wait().unwrap();
    assert!(!said.contains("panicked") && status.code() == Some(0), "{status}: {said}");
}
