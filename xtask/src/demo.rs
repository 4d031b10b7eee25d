//! `cargo xtask demo`: the whole way in one command. In: `examples/`; out: `target/demo/record.sqlite`, and on standard output
//! what it holds: events, claims, one event's reasons, and what to try next.
#![allow(clippy::print_stdout, reason = "it is for reading")]

use crate::{build, output, show};
use std::path::Path;
use std::process::Command;

const FOLDER: &str = "target/demo";
const RECORD: &str = "target/demo/record.sqlite";
/// How many rows of a table fit a first look.
const ROWS: &str = "12";
/// Best told first: an event that several reports tell shows more of the merge.
const BEST_TOLD: &str =
    "SELECT id FROM events ORDER BY sources DESC, reports DESC, mentions DESC, quad DESC, id LIMIT 1";

/// Builds, reads, shows.
///
/// # Errors
/// Where the program does not build or fails.
pub fn run(_: &[String]) -> Result<(), String> {
    let binary = build("release")?;
    std::fs::create_dir_all(FOLDER).map_err(|e| format!("{FOLDER}: {e}"))?;
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{RECORD}{ending}"));
    }
    let dateline = |args: &[&str]| {
        let mut command = Command::new(&binary);
        command.args(args).args(["--record", RECORD]);
        command
    };
    title("dateline read examples");
    show(&mut dateline(&["read", "examples"]))?;
    for table in ["events", "claims"] {
        title(&format!("dateline {table} --limit {ROWS}"));
        show(&mut dateline(&[table, "--limit", ROWS, "--format", "table"]))?;
    }
    let told = output(&mut dateline(&["sql", BEST_TOLD, "--format", "tsv"]))?;
    if let Some(id) = told.lines().nth(1) {
        title(&format!("dateline explain {id}"));
        show(&mut dateline(&["explain", id]))?;
    }
    next(&binary);
    Ok(())
}

fn title(command: &str) {
    println!("\n$ {command}\n");
}

fn next(binary: &Path) {
    let near =
        std::env::current_dir().ok().and_then(|here| binary.strip_prefix(here).ok().map(Path::to_owned));
    let program = near.unwrap_or_else(|| binary.to_owned());
    println!("\nThe record is {RECORD}: one SQLite file, for any tool that reads SQL. To go on from here:\n");
    println!("  alias dateline=\"$PWD/{}\"; export DATELINE_RECORD={RECORD}", program.display());
    for (command, what) in TRY {
        println!("  {command:62} # {what}");
    }
}

const TRY: &[(&str, &str)] = &[
    ("dateline events --event ASSAULT", "attacks only; --actor, --country, --since ... narrow any list"),
    ("dateline claims --actor RUS", "what Russia, its organs and persons said"),
    ("dateline events --format csv > events.csv", "for a spreadsheet, R or pandas"),
    ("dateline sql \"SELECT event, count(*) FROM events GROUP BY event\"", "any query that reads"),
    ("dateline explain meet", "the page of a frame, category, mode, actor or rule"),
    ("dateline read YOUR_FOLDER --record mine.sqlite", "your own articles: text, HTML, JSONL, CSV"),
];
