//! The transcripts of `tests/cases/*.md`: a file block is written into the folder, a console block holds commands and what they print.
//! `UPDATE_EXPECT=1 cargo test -p dateline --test transcripts` writes what is printed now; read the diff.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "reads and blesses case files")]

mod common;

use std::path::Path;

/// Runs the commands of one page in a new folder; gives the page as it should be.
fn run(page: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (mut out, mut block) = (String::new(), String::new());
    let mut fence: Option<&str> = None;
    for line in page.split_inclusive('\n') {
        match (fence, line.trim_end()) {
            (None, trimmed) => {
                fence = trimmed.strip_prefix("```");
                out.push_str(line);
            }
            (Some(name), "```") => {
                match name.strip_prefix("file ") {
                    Some(file) => std::fs::write(folder.path().join(file), &block).unwrap(),
                    None if name == "console" => out.push_str(&console(&block, folder.path())),
                    None => {}
                }
                if name != "console" {
                    out.push_str(&block);
                }
                block.clear();
                fence = None;
                out.push_str(line);
            }
            (Some(_), _) => block.push_str(line),
        }
    }
    out
}

/// Each command of a block with what it prints now.
fn console(block: &str, folder: &Path) -> String {
    let commands = block.lines().filter(|line| line.starts_with("$ "));
    commands
        .map(|line| format!("{line}\n{}", printed(line.trim_start_matches("$ dateline "), folder)))
        .collect()
}

/// Standard output, standard error, and the exit code where it is not 0.
fn printed(line: &str, folder: &Path) -> String {
    let output = common::program(folder).args(words(line)).output().unwrap();
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned() + &common::err(&output);
    if let Some(code) = output.status.code().filter(|code| *code != 0) {
        text.push_str(&format!("[exit {code}]\n"));
    }
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The words of a command line; single quotes keep some together.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(at, part)| {
            if at % 2 == 1 {
                vec![part.to_owned()]
            } else {
                part.split_whitespace().map(str::to_owned).collect()
            }
        })
        .collect()
}

#[test]
fn the_transcripts_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let page = std::fs::read_to_string(&path).unwrap();
        let should = run(&page);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, should).unwrap();
        } else if page != should {
            wrong.push(format!("{}:\n{should}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "not as expected (UPDATE_EXPECT=1 blesses):\n{}", wrong.join("\n"));
}
