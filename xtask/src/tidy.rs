//! `cargo xtask tidy`: the tree's own rules, those that no compiler knows. In: every file that git has or would take; out: a line per
//! complaint. Rule ids that no case names are told as well, and are no complaint.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a chore reads the tree and talks")]

use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Larger files are for `models/` and `data/places/`, which tell in a card or manifest what they were made of.
const LARGE: u64 = 3_000_000;
/// Folders at the root of one machine or another; a path below them means nothing to a user.
const MACHINE: &[&str] = &["work", "farm", "root", "home", "tmp", "Users"];
/// What is kept here speaks of the program, not of how it came about: no such pair of words, whatever stands between them.
const NOT_OURS: &[(&str, &str)] =
    &[("this", "session"), ("previous", "session"), ("issue", "tracker"), ("sub", "agent")];

/// A file that is text, with its path from the root.
struct File {
    path: String,
    text: String,
}

/// Checks the tree.
///
/// # Errors
/// All complaints, a line each.
pub fn run(_: &[String]) -> Result<(), String> {
    let paths = paths(Path::new("."))?;
    let files = read(Path::new("."), &paths);
    let unnamed = unnamed_rules(&files);
    if !unnamed.is_empty() {
        println!("{} rule ids stand in no test case: {}", unnamed.len(), unnamed.join(", "));
    }
    let complaints = complaints(Path::new("."), &paths, &files);
    if complaints.is_empty() {
        println!("{} files are tidy", paths.len());
        return Ok(());
    }
    Err(complaints.join("\n"))
}

fn complaints(root: &Path, paths: &[String], files: &[File]) -> Vec<String> {
    let mut all = large(root, paths);
    all.extend(files.iter().flat_map(|file| [header(file), data(file)]).flatten());
    all.extend(
        files.iter().flat_map(|file| [machine_paths(file), not_ours(file), dead_links(root, file)]).flatten(),
    );
    all.extend(shared_rules(files));
    all
}

/// Every path that git has or would take.
fn paths(root: &Path) -> Result<Vec<String>, String> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let done = git.output().map_err(|e| format!("git: {e}"))?;
    let listed = String::from_utf8_lossy(&done.stdout).into_owned();
    let there = |path: &&str| root.join(path).is_file();
    Ok(listed.lines().filter(there).map(str::to_owned).collect())
}

fn read(root: &Path, paths: &[String]) -> Vec<File> {
    let text = |path: &String| std::fs::read_to_string(root.join(path)).ok();
    paths.iter().filter_map(|path| Some(File { path: path.clone(), text: text(path)? })).collect()
}

fn large(root: &Path, paths: &[String]) -> Vec<String> {
    let size = |path: &String| std::fs::metadata(root.join(path)).map_or(0, |about| about.len());
    let kept_small = |path: &&String| !path.starts_with("models/") && !path.starts_with("data/places/");
    let large = paths.iter().filter(kept_small).filter(|path| size(path) > LARGE);
    large.map(|path| format!("{path}: larger than {} MB", LARGE / 1_000_000)).collect()
}

fn header(file: &File) -> Option<String> {
    let bare = file.path.ends_with(".rs") && !file.text.starts_with("//!");
    bare.then(|| format!("{}:1: the file does not open with `//!`, saying what room it is", file.path))
}

/// TOML reads as a table of entries; rows of a table have as many fields as its first.
fn data(file: &File) -> Option<String> {
    if file.path.ends_with(".toml") && file.path.starts_with("data/") {
        return text::datafile::entries::<IgnoredAny>(&file.path, &file.text).err().map(|c| c.to_string());
    }
    let mut rows = text::datafile::rows(&file.text).filter(|_| file.path.ends_with(".tsv"));
    let (_, first) = rows.next()?;
    let (line, row) = rows.find(|(_, row)| row.len() != first.len())?;
    Some(format!("{}:{line}: {} fields, and {} in the first row", file.path, row.len(), first.len()))
}

/// The first line of a file that a test finds fault with.
fn first_line(file: &File, fault: impl Fn(&str) -> bool) -> Option<usize> {
    file.text.lines().position(fault).map(|at| at + 1)
}

fn machine_paths(file: &File) -> Option<String> {
    let line = first_line(file, |line| MACHINE.iter().any(|folder| names_machine(line, folder)))?;
    Some(format!("{}:{line}: a path of one machine", file.path))
}

/// A slash, the folder, a name and another slash, and no longer path or address before it.
fn names_machine(line: &str, folder: &str) -> bool {
    let start = format!("/{folder}/");
    line.match_indices(&start).any(|(at, _)| {
        let alone =
            line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !".-_/}>".contains(c));
        let name = &line[at + start.len()..];
        let end = name.find(|c: char| !c.is_alphanumeric() && !"._-".contains(c)).unwrap_or(name.len());
        alone && end > 0 && name[end..].starts_with('/')
    })
}

fn not_ours(file: &File) -> Option<String> {
    let prose = file.path.ends_with(".md") || file.path.ends_with(".rs");
    let speaks = |line: &str| {
        let line = line.to_lowercase();
        NOT_OURS.iter().any(|(a, b)| [" ", "-", ""].iter().any(|gap| line.contains(&[*a, *gap, *b].concat())))
    };
    let line = first_line(file, |line| prose && speaks(line))?;
    Some(format!("{}:{line}: speaks of something other than the program", file.path))
}

/// A path in backticks in a document at the root leads somewhere.
fn dead_links(root: &Path, file: &File) -> Option<String> {
    let rooms = ["crates/", "data/", "xtask/", "models/", "examples/", "docs/", "gold/", ".ci/"];
    let dead = |word: &str| {
        let path = rooms.iter().any(|room| word.starts_with(room))
            && !word.contains(['<', '*', '{', ' ', '#'])
            && !word.contains("NAME");
        path && !root.join(word).exists()
    };
    let document = file.path.ends_with(".md") && (!file.path.contains('/') || file.path.starts_with("docs/"));
    let line = first_line(file, |line| document && line.split('`').skip(1).step_by(2).any(dead))?;
    Some(format!("{}:{line}: names a path that is not there", file.path))
}

/// Rule ids written in code, with the crates they stand in; the tests at the end of a file aside.
fn rules(files: &[File]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut rules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs") && file.path.contains("/src/")) {
        let code = file.text.split("#[cfg(test)]").next().unwrap_or("");
        let room = file.path.split("/src/").next().unwrap_or("");
        for rule in
            code.lines().flat_map(|line| line.split('"').skip(1).step_by(2)).filter(|word| is_rule(word))
        {
            rules.entry(rule).or_default().insert(room);
        }
    }
    rules
}

/// `time#weekday`: a room's name and an arm's.
fn is_rule(word: &str) -> bool {
    let small = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    word.split_once('#').is_some_and(|(room, arm)| small(room) && small(arm))
}

fn shared_rules(files: &[File]) -> Vec<String> {
    let shared = rules(files).into_iter().filter(|(_, rooms)| rooms.len() > 1);
    shared.map(|(rule, rooms)| format!("{rule}: one rule id in several crates: {rooms:?}")).collect()
}

/// Rule ids that no case file, test file or test at the end of a file names.
fn unnamed_rules(files: &[File]) -> Vec<String> {
    let tests = |file: &File| match file.path.contains("/tests/") {
        true => file.text.clone(),
        false => file.text.split_once("#[cfg(test)]").map_or(String::new(), |(_, tests)| tests.to_owned()),
    };
    let cases: String = files.iter().filter(|file| file.path.starts_with("crates/")).map(tests).collect();
    rules(files).into_keys().filter(|rule| !cases.contains(rule)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.into(), text: text.into() }
    }

    #[test]
    fn this_tree_is_tidy() {
        let root = crate::root();
        let Ok(paths) = paths(root) else { return };
        let complaints = complaints(root, &paths, &read(root, &paths));
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }

    #[test]
    fn a_file_says_what_room_it_is() {
        assert!(header(&file("a.rs", "//! A room.\n")).is_none());
        assert!(header(&file("a.rs", "use std::fs;\n")).is_some());
        assert!(header(&file("a.txt", "words\n")).is_none());
    }

    #[test]
    fn rows_are_of_one_width() {
        assert!(data(&file("data/a.tsv", "# head\na\tb\nc\td\n")).is_none());
        assert_eq!(
            data(&file("data/a.tsv", "a\tb\nc\n")).as_deref(),
            Some("data/a.tsv:2: 1 fields, and 2 in the first row")
        );
        assert!(data(&file("data/a.toml", "[a\n")).is_some());
    }

    #[test]
    fn paths_of_one_machine_are_told_from_addresses() {
        let path = ["/", "home", "/ann/news"].concat();
        assert!(names_machine(&format!("see {path}"), "home"));
        assert!(!names_machine(&format!("https://outlet.example{path}"), "home"));
        assert!(!names_machine("/home/", "home"));
    }

    #[test]
    fn a_rule_belongs_to_one_crate() {
        let one = file("crates/a/src/x.rs", "(\"time#iso\", \"time#iso\")");
        let other = file("crates/b/src/y.rs", "\"time#iso\"");
        let tested = file("crates/b/src/z.rs", "#[cfg(test)] \"time#iso\"");
        assert!(shared_rules(&[file("crates/a/src/x.rs", &one.text), tested]).is_empty());
        assert_eq!(shared_rules(&[one, other]).len(), 1);
    }
}
