//! How fast names are looked up: `cargo run --release -p extract --example lookup FILE...` reads the files as texts, finds their names again and
//! again for some seconds, and tells tokens a CPU second (on Linux; elsewhere a second by the clock).
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "reads the files it is given, and measures itself"
)]

use extract::doc::Doc;
use extract::names::Names;
use knowledge::Knowledge;
use language::Analysis;
use std::time::Instant;
use text::{Days, Part, Report};

/// CPU seconds of this process so far.
fn cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let user = stat.rsplit(')').next()?.split_whitespace().nth(11)?;
    Some(user.parse::<f64>().ok()? / 100.0)
}

fn main() -> Result<(), String> {
    let knowledge = Knowledge::builtin()?;
    let texts = std::env::args()
        .skip(1)
        .map(|path| std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}")));
    let text = texts.collect::<Result<Vec<_>, _>>()?.join("\n\n");
    let report = Report { text, ..Report::default() };
    let body = language::analyse_with(&report.text, Part::Body, &[]);
    let title = Analysis::default();
    let doc = Doc::new(&report, &title, &body);
    let (begun, clock) = (cpu(), Instant::now());
    let (mut tokens, mut names) = (0, 0);
    while clock.elapsed().as_secs() < 10 {
        names += Names::find(&doc, &knowledge.tables.actors, Days::default()).all.len();
        tokens += body.len();
    }
    let seconds = begun.zip(cpu()).map_or(clock.elapsed().as_secs_f64(), |(a, b)| b - a);
    println!(
        "{tokens} tokens, {names} names in {seconds:.2} s: {:.2} million tokens a second",
        tokens as f64 / seconds / 1e6
    );
    Ok(())
}
