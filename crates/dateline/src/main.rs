//! Arguments in, exit code out: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs could not be read, 130 interrupted.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // the program talks, opens what it is told to, and measures itself

mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = cli::Args::parse();
    match cli::run(&args) {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            eprintln!("dateline: {message}");
            ExitCode::from(1)
        }
    }
}
