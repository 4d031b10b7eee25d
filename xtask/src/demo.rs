//! `cargo xtask demo`: the whole way in one command. In: `examples/`; out: `target/demo/record.sqlite`, and on standard output
//! what it holds: events, claims, one event's reasons, and what to try next.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a chore lists a folder, and is for reading"
)]

use crate::{build, insert, output, show};
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "target/demo";
const RECORD: &str = "target/demo/record.sqlite";
/// How many rows of a table fit a first look.
const ROWS: &str = "8";
/// Best told first: an event that several reports tell shows more of the merge.
const BEST_TOLD: &str =
    "SELECT id FROM events ORDER BY sources DESC, reports DESC, mentions DESC, quad DESC, id LIMIT 1";

/// Builds, reads, shows; with `--readme` writes what it shows into the README as well.
///
/// # Errors
/// Where the program does not build or fails.
pub fn run(args: &[String]) -> Result<(), String> {
    let binary = build("release")?;
    std::fs::create_dir_all(FOLDER).map_err(|e| format!("{FOLDER}: {e}"))?;
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{RECORD}{ending}"));
    }
    let mut demo = Demo { binary, kept: args.iter().any(|arg| arg == "--readme").then(String::new) };
    let articles = articles()?;
    let read: Vec<&str> = ["read"].into_iter().chain(articles.iter().map(String::as_str)).collect();
    demo.step("read examples/[0-9]*", &read)?;
    for table in ["events", "claims"] {
        demo.step(&format!("{table} --limit {ROWS}"), &[table, "--limit", ROWS, "--format", "table"])?;
    }
    let told = output(&mut demo.dateline(&["sql", BEST_TOLD, "--format", "tsv"]))?;
    if let Some(id) = told.lines().nth(1) {
        demo.step(&format!("explain {id}"), &["explain", id])?;
    }
    next(&demo.binary);
    match demo.kept {
        Some(kept) => insert("README.md", "demo", &format!("```text\n{}\n```\n", kept.trim())),
        None => Ok(()),
    }
}

/// The articles, and not the page about them that lies beside them: the files whose names begin with a number.
fn articles() -> Result<Vec<String>, String> {
    let listed = std::fs::read_dir("examples").map_err(|e| format!("examples: {e}"))?;
    let names = listed.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let numbered = names.filter(|name| name.starts_with(|c: char| c.is_ascii_digit()));
    let mut articles: Vec<String> = numbered.map(|name| format!("examples/{name}")).collect();
    articles.sort();
    Ok(articles)
}

struct Demo {
    binary: PathBuf,
    /// What was shown, where it is to be kept.
    kept: Option<String>,
}

impl Demo {
    fn dateline(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(args).args(["--record", RECORD]);
        command
    }

    /// Runs a command and shows it, as one would type it, with its output.
    fn step(&mut self, typed: &str, args: &[&str]) -> Result<(), String> {
        println!("\n$ dateline {typed}\n");
        let mut command = self.dateline(args);
        let Some(kept) = &mut self.kept else { return show(&mut command) };
        let done = command.output().map_err(|e| e.to_string())?;
        let shown = [done.stderr, done.stdout].concat();
        let shown: Vec<String> =
            String::from_utf8_lossy(&shown).lines().map(|line| line.trim_end().to_owned()).collect();
        println!("{}", shown.join("\n"));
        *kept += &format!("$ dateline {typed}\n{}\n\n", shown.join("\n").trim_end());
        if done.status.success() { Ok(()) } else { Err(format!("dateline {typed}: {}", done.status)) }
    }
}

fn next(binary: &Path) {
    let near =
        std::env::current_dir().ok().and_then(|here| binary.strip_prefix(here).ok().map(Path::to_owned));
    let program =
        near.map_or_else(|| binary.display().to_string(), |near| format!("$PWD/{}", near.display()));
    println!("\nThe record is {RECORD}: one SQLite file, for any tool that reads SQL. To go on from here:\n");
    println!("  alias dateline=\"{program}\"; export DATELINE_RECORD={RECORD}");
    for (command, what) in TRY {
        println!("  {command:64} # {what}");
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
