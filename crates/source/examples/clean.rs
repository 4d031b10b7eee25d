//! Prints what `source` makes of its arguments, one JSON object a report; refusals go to standard error. For scoring.
#![allow(clippy::print_stdout, reason = "an example prints")]

use source::{Item, Options};

fn main() {
    let (as_is, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg == "--as-is");
    let options = Options { as_is: !as_is.is_empty(), ..Options::default() };
    let (inputs, unread) = source::inputs(&paths);
    let items = inputs
        .iter()
        .flat_map(|input| source::read(input, &options))
        .chain(unread.into_iter().map(Item::Unread));
    for item in items {
        match item {
            Item::Unread(unread) => eprintln!("{}: {}", unread.uri, unread.reason),
            Item::Report(report) => {
                let mut line = serde_json::to_value(&report).unwrap_or_default();
                line["evidence"] = serde_json::to_value(&report.evidence).unwrap_or_default();
                line["dateline_span"] = serde_json::to_value(report.dateline_span).unwrap_or_default();
                println!("{line}");
            }
        }
    }
}
