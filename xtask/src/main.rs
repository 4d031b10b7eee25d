//! The chores: `cargo xtask CHORE`.
#![allow(clippy::print_stdout, clippy::disallowed_methods, missing_docs)] // a maintainer's program: it opens files and talks

mod train;

use std::path::PathBuf;

const CHORES: [(&str, &str, fn(&[String]) -> Result<(), String>); 1] = [("train", "trains models/ from a folder of treebanks and name corpora", train::run)];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let chore = args.first().and_then(|name| CHORES.iter().find(|(known, _, _)| known == name));
    let Some((_, _, run)) = chore else {
        CHORES.iter().for_each(|(name, what, _)| eprintln!("cargo xtask {name:8} {what}"));
        std::process::exit(2);
    };
    if let Err(message) = run(&args[1..]) {
        eprintln!("{message}");
        std::process::exit(1);
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
