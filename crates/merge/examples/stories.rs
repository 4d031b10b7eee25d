//! Stories: reports merged without their findings, from JSONL of `id`, `title`, `text`, `published`, `outlet` and, where people have told it, `story`; how
//! well stories agree with what people told (BCubed), and how many reports a second each stage takes.
//!
//!     cargo run --release -p merge --example stories -- FILE [TIMES]
//!
//! With TIMES the file is taken so often, each time under new ids and 400 days later, so that growth can be seen.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a bench measures time and talks")]
#![allow(clippy::unwrap_used, reason = "a bench stops where what it needs is not there")]

use jiff::ToSpan;
use merge::{Facts, Kept};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

fn facts(line: &Value, round: i64) -> Facts {
    let field = |name: &str| line[name].as_str().map(str::to_owned);
    let published: Option<text::Date> = field("published").and_then(|day| day.get(..10)?.parse().ok());
    Facts {
        id: text::id("", &[&line["id"].to_string(), &round.to_string()]),
        outlet: field("outlet"),
        title: field("title").unwrap_or_default(),
        text: field("text").unwrap_or_default(),
        published: published.and_then(|day| day.checked_add((400 * round).days()).ok()),
        ..Facts::default()
    }
}

/// Time this thread has had a core, where the system tells; else the time of day.
fn spent(since: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split_whitespace().next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.map_or(since.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// Precision, recall and F1 of one grouping against another, by report (Bagga and Baldwin 1998).
fn bcubed(found: &BTreeMap<String, String>, told: &BTreeMap<String, String>) -> [f64; 3] {
    let groups = |of: &BTreeMap<String, String>| {
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (id, group) in of {
            groups.entry(group.clone()).or_default().insert(id.clone());
        }
        groups
    };
    let (ours, theirs) = (groups(found), groups(told));
    let (mut precision, mut recall) = (0.0, 0.0);
    for (id, group) in found {
        let (x, y) = (&ours[group], &theirs[&told[id]]);
        let common = x.intersection(y).count() as f64;
        precision += common / x.len() as f64;
        recall += common / y.len() as f64;
    }
    let (precision, recall) = (precision / found.len() as f64, recall / found.len() as f64);
    [precision, recall, 2.0 * precision * recall / (precision + recall)]
}

/// Merges, and tells what each stage takes.
fn timed(all: &[Facts], kept: &Kept) -> (merge::Merged, Kept) {
    let started = Instant::now();
    let mut before = spent(started);
    merge::merge_again(all, &[], &[], kept, &mut |stage| {
        let now = spent(started);
        let speed = all.len() as f64 / (now - before);
        println!("{stage:8} {:8.2} s {speed:9.0} reports a second", now - before);
        before = now;
    })
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let file = std::fs::read_to_string(&args[1]).unwrap();
    let rounds: i64 = args.get(2).map_or(1, |n| n.parse().unwrap());
    let lines: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut all = Vec::new();
    let mut told = BTreeMap::new();
    for round in 0..rounds {
        for line in &lines {
            let facts = facts(line, round);
            if let Some(story) = line["story"].as_str() {
                told.insert(facts.id.clone(), story.to_owned());
            }
            all.push(facts);
        }
    }
    let (merged, _) = timed(&all, &Kept::default());
    println!("{} reports, {} copies, {} stories", all.len(), merged.copies.len(), merged.stories.len());
    // All but ten by chance, then those ten.
    if all.len() > 1000 {
        let mut before: Vec<Facts> = all.clone();
        before.sort_by(|a, b| a.id.cmp(&b.id));
        before.drain(500..510);
        let (known, mut kept) = timed(&before, &Kept::default());
        kept.stories = known.stories.into_iter().map(|story| (story.id.clone(), story)).collect();
        println!("{} pairs kept; ten reports more:", kept.pairs.len());
        assert!(timed(&all, &kept).0 == merged, "another record than at once");
    }
    if told.len() == all.len() {
        let found = merged.stories.iter().flat_map(|s| s.reports.iter().map(|r| (r.clone(), s.id.clone())));
        let [precision, recall, f1] = bcubed(&found.collect(), &told);
        println!("BCubed precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}");
    }
}
