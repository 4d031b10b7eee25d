//! `cargo xtask test`: every check there is, one after another, and at the end what failed, what was left out and why,
//! and how many tests passed. In: the working tree, and a folder of gold by `--gold DIR` or `DATELINE_GOLD`.
#![allow(clippy::print_stdout, reason = "it is for reading")]

use crate::{has, option, page, score, show, tidy};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What came of a check: tests that passed, or why it was left out.
enum Outcome {
    Passed(usize),
    LeftOut(&'static str),
}

type Check = fn(&[String]) -> Result<Outcome, String>;

const CHECKS: &[(&str, Check)] = &[
    ("tidy", |_| tidy::run(&[]).map(|()| Outcome::Passed(0))),
    ("format", format),
    ("lints", lints),
    ("tests", tests),
    ("documentation tests", |_| {
        counted(Command::new("cargo").args(["test", "--workspace", "--doc", "--quiet"]))
    }),
    ("page", page_in_browser),
    ("examples in data/", |_| score::examples().map(|()| Outcome::Passed(0))),
    ("licences and advisories", licences),
    ("gold", gold),
];

/// Runs all checks; none stops those after it.
///
/// # Errors
/// The names of those that failed.
pub fn run(args: &[String]) -> Result<(), String> {
    let (mut passed, mut failed) = (0, Vec::new());
    for (name, check) in CHECKS {
        println!("\n== {name}");
        match check(args) {
            Ok(Outcome::Passed(tests)) => passed += tests,
            Ok(Outcome::LeftOut(why)) => println!("left out: {why}"),
            Err(message) => {
                println!("failed: {message}");
                failed.push(*name);
            }
        }
    }
    println!();
    if failed.is_empty() {
        println!("all checks passed; {passed} tests passed");
        return Ok(());
    }
    println!("{passed} tests passed");
    Err(format!("failed: {}", failed.join(", ")))
}

fn format(_: &[String]) -> Result<Outcome, String> {
    if !has("rustfmt") {
        return Ok(Outcome::LeftOut("no rustfmt here (`rustup component add rustfmt`)"));
    }
    show(Command::new("cargo").args(["fmt", "--all", "--check"]).stdout(Stdio::null()))
        .map(|()| Outcome::Passed(0))
        .map_err(|_| "some files are not as `cargo fmt` writes them".into())
}

fn lints(_: &[String]) -> Result<Outcome, String> {
    if !has("cargo-clippy") {
        return Ok(Outcome::LeftOut("no clippy here (`rustup component add clippy`)"));
    }
    let mut clippy = Command::new("cargo");
    clippy.args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    show(&mut clippy).map(|()| Outcome::Passed(0)).map_err(|_| "clippy has complaints".into())
}

fn tests(_: &[String]) -> Result<Outcome, String> {
    let runner: &[&str] = match has("cargo-nextest") {
        true => &["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"],
        false => &["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"],
    };
    counted(Command::new("cargo").args(runner))
}

/// The page's build against its sources, then the page itself in a browser.
fn page_in_browser(_: &[String]) -> Result<Outcome, String> {
    match page::browser()? {
        Ok(mut command) => counted(&mut command),
        Err(lacks) => Ok(Outcome::LeftOut(lacks)),
    }
}

fn licences(_: &[String]) -> Result<Outcome, String> {
    if !has("cargo-deny") {
        return Ok(Outcome::LeftOut("no cargo-deny here (`cargo install cargo-deny`)"));
    }
    // Advisories need the network; what the tree is made of can be judged without.
    show(Command::new("cargo").args(["deny", "check", "licenses", "bans", "sources"]))
        .map(|()| Outcome::Passed(0))
}

fn gold(args: &[String]) -> Result<Outcome, String> {
    let from_environment = std::env::var("DATELINE_GOLD").ok();
    let Some(folder) = option(args, "--gold").map(str::to_owned).or(from_environment) else {
        return Ok(Outcome::LeftOut("no gold folder named (--gold DIR or DATELINE_GOLD)"));
    };
    let args = ["--gold".to_owned(), folder, "--check".to_owned()];
    score::run(&args).map(|()| Outcome::Passed(0))
}

/// Runs a test runner, passing on what it writes and adding up the tests that passed.
fn counted(command: &mut Command) -> Result<Outcome, String> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{command:?}: {e}"))?;
    let passed = AtomicUsize::new(0);
    let (out, err) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| pass_on(out, std::io::stdout(), &passed));
        scope.spawn(|| pass_on(err, std::io::stderr(), &passed));
    });
    let status = child.wait().map_err(|e| e.to_string())?;
    let passed = passed.into_inner();
    if status.success() { Ok(Outcome::Passed(passed)) } else { Err(format!("not all: {passed} passed")) }
}

fn pass_on(from: Option<impl Read>, mut to: impl Write, passed: &AtomicUsize) {
    for line in from.into_iter().flat_map(|from| BufReader::new(from).lines()).map_while(Result::ok) {
        passed.fetch_add(passed_in(&line), Ordering::Relaxed);
        let _ = writeln!(to, "{line}");
    }
}

/// The tests that a runner's last line says have passed: the number before the word "passed".
fn passed_in(line: &str) -> usize {
    if !line.contains("test result:") && !line.contains("tests run:") {
        return 0;
    }
    let mut before = line.split(" passed").next().unwrap_or("").rsplit(' ');
    before.next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::passed_in;

    #[test]
    fn counts_of_both_runners_are_read() {
        assert_eq!(passed_in("test result: ok. 12 passed; 0 failed; 0 ignored"), 12);
        assert_eq!(passed_in("     Summary [   1.2s] 83 tests run: 83 passed, 0 skipped"), 83);
        assert_eq!(passed_in("  Summary [ 1.2s] 83 tests run: 82 passed (1 slow), 1 failed, 0 skipped"), 82);
        assert_eq!(passed_in("3 students passed the exam"), 0);
    }
}
