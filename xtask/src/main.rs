//! The chores: `cargo xtask CHORE`. In: arguments; out: what the chore makes, or one line that says what went wrong.
//! Every chore works in the repository's root, so paths in arguments are read from there.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a maintainer's program runs others and talks"
)]

mod demo;
mod fuzz;
mod page;
mod places;
mod score;
mod test;
mod tidy;
mod train;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

type Chore = fn(&[String]) -> Result<(), String>;

/// Name, what it does, and who does it.
const CHORES: &[(&str, &str, Chore)] = &[
    ("demo", "[--readme]: builds the program, reads examples/, shows what was found", demo::run),
    ("test", "[--gold DIR]: every check there is, with a count at the end", test::run),
    (
        "score",
        "[--gold DIR] [--ud DIR] [--with BINARY] [--check | --accept]: scores beside gold/SCORES.tsv",
        score::run,
    ),
    ("tidy", "the tree's own rules: headers, rule ids, paths, data files, sizes", tidy::run),
    ("page", "builds web/ into web/dist, the page that the program carries", page::run),
    ("fuzz", "[SECONDS] [TARGET]: broken files through every reader, the coder and the store", fuzz::run),
    ("train", "DATA_DIR: learns models/ anew from treebanks and named-entity data", train::run),
    ("places", "[--from DIR]: makes data/places anew", places::run),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let chore = args.first().and_then(|name| CHORES.iter().find(|chore| chore.0 == name));
    let done = match chore {
        Some((_, _, run)) => std::env::set_current_dir(root())
            .map_err(|e| format!("{}: {e}", root().display()))
            .and_then(|()| run(&args[1..])),
        None => Err(usage()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let lines = CHORES.iter().map(|(name, help, _)| format!("  {name:6} {help}\n"));
    format!("usage: cargo xtask CHORE\n{}", lines.collect::<String>())
}

/// The repository's root.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The value of an option such as `--gold DIR`.
fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    let at = args.iter().position(|arg| arg == name)?;
    args.get(at + 1).map(String::as_str)
}

/// Whether a program is there to be run.
fn has(program: &str) -> bool {
    let mut command = Command::new(program);
    let quiet = command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Builds `dateline` in a cargo profile (`dev`, `release`) and says where it lies.
///
/// # Errors
/// Where it does not build.
fn build(profile: &str) -> Result<PathBuf, String> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--package", "dateline", "--bin", "dateline", "--profile", profile]);
    cargo.arg("--message-format=json-render-diagnostics").stderr(Stdio::inherit());
    let done = cargo.output().map_err(|e| format!("cargo: {e}"))?;
    if !done.status.success() {
        return Err("dateline does not build".into());
    }
    let told = String::from_utf8_lossy(&done.stdout);
    let messages = told.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut binaries = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    binaries.next_back().ok_or_else(|| "cargo did not say where the program lies".into())
}

/// Runs a program whose output is for the reader.
///
/// # Errors
/// Where it cannot be started or fails.
fn show(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|e| format!("{command:?}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

/// Runs a program and gives what it writes to standard output, whatever its exit code.
///
/// # Errors
/// Where it cannot be started.
fn output(command: &mut Command) -> Result<String, String> {
    let done = command.stderr(Stdio::inherit()).output().map_err(|e| format!("{command:?}: {e}"))?;
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Puts text between two marks of a document: after the line that starts with `<!-- NAME:`, before `<!-- end of NAME -->`.
///
/// # Errors
/// Where the document or its marks are not there.
fn insert(document: &str, name: &str, text: &str) -> Result<(), String> {
    let whole = std::fs::read_to_string(document).map_err(|e| format!("{document}: {e}"))?;
    let marks = || {
        let start = whole.find(&format!("<!-- {name}:"))?;
        let start = start + whole[start..].find('\n')? + 1;
        Some((start, start + whole[start..].find(&format!("<!-- end of {name} -->"))?))
    };
    let (start, end) = marks().ok_or_else(|| format!("{document}: no marks for {name}"))?;
    let whole = [&whole[..start], text, &whole[end..]].concat();
    std::fs::write(document, whole).map_err(|e| format!("{document}: {e}"))
}
