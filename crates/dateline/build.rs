//! At build time: hashes the trained parameters, so that the program can tell which it carries without reading them at its start; and lists the rules
//! that stand in code, each with its place and the comment of its function, for `explain`.
#![allow(clippy::disallowed_methods)] // a build script opens files

use std::path::{Path, PathBuf};

fn main() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    println!("cargo:rerun-if-changed={}", models.display());
    let mut paths: Vec<_> =
        std::fs::read_dir(&models).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "bin"));
    paths.sort();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in paths.iter().filter_map(|path| std::fs::read(path).ok()).flatten() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    println!("cargo:rustc-env=DATELINE_MODELS={hash:016x}");
    let rules = rules();
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("rules.tsv");
    if let Err(error) = std::fs::write(&out, rules) {
        println!("cargo:warning={}: {error}", out.display());
    }
}

/// Rooms whose code names rules.
const ROOMS: [&str; 3] = ["source", "language", "extract"];

/// A line per rule: its name, file and line, and what its function's comment says.
fn rules() -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = std::collections::BTreeMap::new();
    for room in ROOMS {
        let folder = crates.join(room).join("src");
        println!("cargo:rerun-if-changed={}", folder.display());
        let mut files = Vec::new();
        sources(&folder, &mut files);
        for path in files {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let name = path.strip_prefix(&crates).unwrap_or(&path).display().to_string();
            let code: Vec<&str> = text.split("#[cfg(test)]").next().unwrap_or("").lines().collect();
            for (at, line) in code.iter().enumerate() {
                for rule in line.split('"').skip(1).step_by(2).filter(|word| is_rule(word)) {
                    let row = format!("{rule}\tcrates/{name}:{}\t{}", at + 1, comment(&code[..=at]));
                    found.entry(rule.to_owned()).or_insert(row);
                }
            }
        }
    }
    found.into_values().map(|row| row + "\n").collect()
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// `time#weekday`: a room and an arm, in small letters.
fn is_rule(word: &str) -> bool {
    let small = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    word.split_once('#').is_some_and(|(room, arm)| small(room) && small(arm))
}

/// The comment above the function that these lines end in.
fn comment(lines: &[&str]) -> String {
    let is_function = |line: &&&str| {
        let line = line.trim_start();
        ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn "].iter().any(|start| line.starts_with(start))
    };
    let above = lines.iter().rev().skip_while(|line| !is_function(line)).skip(1);
    let mut words: Vec<&str> =
        above.map_while(|line| line.trim_start().strip_prefix("///")).map(str::trim).collect();
    words.reverse();
    words.join(" ").replace('\t', " ")
}
