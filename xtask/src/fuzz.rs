//! `cargo xtask fuzz [SECONDS] [TARGET]`: sound files broken by chance, through every reader, the coder and the store, on stable Rust. In: `fuzz/`; out: how
//! many inputs each target took, and those that broke a promise, kept in `fuzz/artifacts`.

use crate::show;
use std::process::Command;

/// Builds the targets with their driver, and runs it.
///
/// # Errors
/// Where an input breaks a promise.
pub fn run(args: &[String]) -> Result<(), String> {
    let mut driver = Command::new("cargo");
    driver.args([
        "run",
        "--release",
        "--quiet",
        "--manifest-path",
        "fuzz/Cargo.toml",
        "--no-default-features",
    ]);
    show(driver.args(["--bin", "mutate", "--"]).args(args)).map_err(|_| "an input broke a promise".into())
}
