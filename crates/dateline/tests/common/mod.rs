//! The program as its users have it: the built binary, run in a folder of its own.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(dead_code, reason = "each test file uses what it needs of it")]
#![allow(clippy::disallowed_methods, reason = "tests write what the program is to read")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The program, told to keep its record in this folder.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(folder).env_remove("DATELINE_RECORD").env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// Runs it to its end.
pub fn run(folder: &Path, args: &[&str]) -> Output {
    program(folder).args(args).output().unwrap()
}

/// Standard output of a run that must go well.
pub fn out(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    assert!(output.status.success(), "{args:?}: {}", err(&output));
    String::from_utf8(output.stdout).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The example articles, by name.
pub fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").canonicalize().unwrap();
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_none_or(|ending| ending != "md")).collect();
    paths.sort();
    paths.into_iter().map(|path| path.to_string_lossy().into_owned()).collect()
}

/// A folder with the record of the examples, and its path for `--record`.
pub fn example_record() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    read(folder.path(), "record.sqlite", "2", &examples());
    folder
}

/// Reads inputs into a record.
pub fn read(folder: &Path, record: &str, threads: &str, inputs: &[String]) {
    let options = ["read", "--quiet", "--threads", threads, "--record", record];
    let args: Vec<&str> = options.into_iter().chain(inputs.iter().map(String::as_str)).collect();
    out(folder, &args);
}

/// An article that every version should read: two known parties, a place, a day, a claim.
pub const ARTICLE: &str = "Jets strike depot\n\nANKARA, March 10, 2021 (Reuters) - Turkish jets bombed a depot in northern Iraq on Tuesday, \
     the defence ministry said.\n\nThe Iraqi government condemned the attack on Wednesday. \"We will not accept it,\" a spokesman said.\n";
