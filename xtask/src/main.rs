//! The chores: `cargo xtask CHORE`. In: arguments; out: what the chore makes, or one line that says what went wrong.

mod places;
mod train;

use std::process::ExitCode;

type Chore = fn(&[String]) -> Result<(), String>;

/// Name, what it does, and who does it.
const CHORES: &[(&str, &str, Chore)] = &[
    ("train", "DATA_DIR: learns models/ anew from treebanks and named-entity data", train::run),
    ("places", "[--from DIR]: makes data/places anew", places::run),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let chore = args.first().and_then(|name| CHORES.iter().find(|chore| chore.0 == name));
    let done = match chore {
        Some((_, _, run)) => run(&args[1..]),
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
    let lines = CHORES.iter().map(|(name, help, _)| format!("  {name} {help}\n"));
    format!("usage: cargo xtask CHORE\n{}", lines.collect::<String>())
}
