//! How fast names, times, places and claims are found on top of the parse: `cargo run --release -p extract --example stages FILE...` reads each file as
//! one report, parses it once, then runs each stage again and again for some seconds, and tells reports and tokens a CPU second (on Linux;
//! elsewhere a second by the clock).
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "reads the files it is given, and measures itself"
)]

use extract::actor::Cast;
use extract::doc::Doc;
use extract::names::Names;
use extract::{claim, place, time};
use knowledge::Knowledge;
use language::Analysis;
use std::time::Instant;
use text::{Date, Days, Part, Report};

/// CPU seconds of this process so far.
fn cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let user = stat.rsplit(')').next()?.split_whitespace().nth(11)?;
    Some(user.parse::<f64>().ok()? / 100.0)
}

/// Runs one stage over all reports for some seconds. `stage`: how many it found in the report of that index.
fn measure(name: &str, tokens: &[usize], stage: impl Fn(usize) -> usize) {
    let (begun, clock) = (cpu(), Instant::now());
    let (mut reports, mut found) = (0, 0);
    while clock.elapsed().as_secs() < 5 {
        found += (0..tokens.len()).map(&stage).sum::<usize>();
        reports += tokens.len();
    }
    let seconds = begun.zip(cpu()).map_or(clock.elapsed().as_secs_f64(), |(a, b)| b - a);
    let each = tokens.iter().sum::<usize>() as f64 / tokens.len().max(1) as f64;
    println!(
        "{name}: {:.0} reports a second, {:.2} million tokens; {:.1} found in each of {each:.0} tokens",
        reports as f64 / seconds,
        reports as f64 * each / seconds / 1e6,
        found as f64 / reports.max(1) as f64
    );
}

fn main() -> Result<(), String> {
    let knowledge = Knowledge::builtin()?;
    let day = Days::day(Date::constant(2018, 1, 10));
    let read = |path: String| std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"));
    let texts = std::env::args().skip(1).map(read).collect::<Result<Vec<_>, _>>()?;
    let reports: Vec<Report> = texts.into_iter().map(|text| Report { text, ..Report::default() }).collect();
    let bodies: Vec<Analysis> =
        reports.iter().map(|report| language::analyse_with(&report.text, Part::Body, &[])).collect();
    let title = Analysis::default();
    let docs: Vec<Doc> =
        reports.iter().zip(&bodies).map(|(report, body)| Doc::new(report, &title, body)).collect();
    let tokens: Vec<usize> = bodies.iter().map(Analysis::len).collect();
    let actors = &knowledge.tables.actors;
    let names: Vec<Names> = docs.iter().map(|doc| Names::find(doc, actors, day)).collect();
    measure("names", &tokens, |at| Names::find(&docs[at], actors, day).all.len());
    measure("times", &tokens, |at| time::find(&docs[at], &knowledge.tables.calendar, day).len());
    measure("places", &tokens, |at| place::find(&docs[at], &names[at], actors, &knowledge.places).len());
    let timexes: Vec<_> = docs.iter().map(|doc| time::find(doc, &knowledge.tables.calendar, day)).collect();
    let casts: Vec<Cast> = docs
        .iter()
        .zip(names)
        .map(|(doc, names)| {
            let places = place::find(doc, &names, actors, &knowledge.places);
            Cast::new(doc, actors, names, places, day)
        })
        .collect();
    measure("claims", &tokens, |at| claim::find(&casts[at], &knowledge.tables, &timexes[at]).len());
    Ok(())
}
