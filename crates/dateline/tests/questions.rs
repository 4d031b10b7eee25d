//! The pages of `docs/` that ask a record: every query and command on them runs on the record of the examples.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "reads the pages")]

mod common;

use common::{err, example_record, lines, out, program};
use std::path::Path;
use std::process::Command;

fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)).unwrap()
}

/// The blocks of a language, in order.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or("").to_owned()).collect()
}

#[test]
fn every_worked_question_is_answered() {
    let folder = example_record();
    let queries = blocks(&page("questions.md"), "sql");
    assert_eq!(queries.len(), 10);
    let answered: Vec<usize> =
        queries.iter().map(|query| lines(&out(folder.path(), &["sql", query])).len()).collect();
    assert!(answered.iter().filter(|rows| **rows > 0).count() >= 6, "{answered:?}");
    for line in blocks(&page("questions.md"), "console").concat().lines() {
        let words =
            line.trim_start_matches("dateline ").replace("\"Volodymyr Zelensky\"", "volodymyr-zelensky");
        let parts = words.split('\'').enumerate().flat_map(|(at, part)| match at % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        });
        let output = program(folder.path()).args(parts).output().unwrap();
        assert!(output.status.success(), "{line}: {}", err(&output));
    }
}

#[test]
fn the_page_for_pandas_runs() {
    let folder = example_record();
    let code = blocks(&page("pandas-and-r.md"), "python").concat();
    let known = Command::new("python3").args(["-c", "import pandas, matplotlib"]).output();
    if !known.is_ok_and(|output| output.status.success()) {
        eprintln!("left out: no pandas and matplotlib here");
        // What the page asks is asked all the same, without them.
        let query = code.split('"').find(|part| part.starts_with("SELECT")).unwrap();
        assert!(!lines(&out(folder.path(), &["sql", query])).is_empty());
        return;
    }
    let output = Command::new("python3")
        .args(["-c", &code])
        .current_dir(folder.path())
        .env("MPLBACKEND", "agg")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", err(&output));
}
