//! The cases of `tests/cases/*.md`: an input block, then what must be made of it. `UPDATE_EXPECT=1 cargo test -p source` writes
//! what is made now; read the diff.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "reads and blesses case files")]

use source::{Item, Options, read_bytes};
use std::fmt::Write;
use std::path::Path;
use text::Report;

/// What a case file says of an item: one field a line, then cuts and repairs, then the text.
fn told(item: &Item) -> String {
    match item {
        Item::Unread(unread) => format!("unread {}: {}\n", unread.uri, unread.reason),
        Item::Report(report) => fields(report),
    }
}

fn fields(report: &Report) -> String {
    let mut out = String::new();
    let day = |day: Option<text::Date>| day.map(|d| d.to_string());
    let days = (report.published_earliest.is_some() || report.published_latest.is_some()).then(|| {
        format!(
            "{}..{}",
            day(report.published_earliest).unwrap_or_default(),
            day(report.published_latest).unwrap_or_default()
        )
    });
    let lines = [
        ("title", (!report.title.is_empty()).then(|| report.title.clone())),
        ("outlet", report.outlet.clone()),
        ("agency", report.agency.clone()),
        ("byline", report.byline.clone()),
        ("dateline", report.dateline.clone()),
        ("published", day(report.published)),
        ("days", days),
        ("evidence", report.evidence.get("published").map(|because| because.rule.to_string())),
        ("given id", report.given_id.clone()),
        ("language", report.language.clone()),
    ];
    for (name, value) in lines.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        let _ = writeln!(out, "{name}: {value}");
    }
    report.warnings.iter().for_each(|warning| out.push_str(&format!("{warning}\n")));
    let start = report.dateline_span.map_or(0, |span| span.end);
    let (dateline, rest) = report.text.split_at_checked(start).unwrap_or(("", &report.text));
    let mark = if dateline.is_empty() { "" } else { "^" };
    let _ = writeln!(out, "---\n{dateline}{mark}{rest}");
    out
}

/// Runs one file; gives it as it should be. A fence of four names the input's format (`txt`, `html`, `jsonl`, ...; `txt as-is`).
fn run(page: &str) -> String {
    let (mut out, mut input, mut opening) = (String::new(), String::new(), String::new());
    let mut fence: Option<&str> = None;
    for line in page.split_inclusive('\n') {
        let trimmed = line.trim_end();
        match fence {
            None => {
                fence = trimmed.strip_prefix("````");
                out.push_str(line);
            }
            Some(name) if trimmed == "````" => {
                if name == "expect" {
                    let options = Options { as_is: opening.ends_with("as-is"), ..Options::default() };
                    let ending = opening.split(' ').next().unwrap_or("");
                    out.extend(
                        read_bytes(&format!("case.{ending}"), input.as_bytes(), &options).iter().map(told),
                    );
                    input.clear();
                } else {
                    opening = name.to_owned();
                }
                fence = None;
                out.push_str(line);
            }
            Some("expect") => {}
            Some(_) => {
                input.push_str(line);
                out.push_str(line);
            }
        }
    }
    out
}

#[test]
fn the_cases_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let page = std::fs::read_to_string(&path).unwrap();
        let should = run(&page);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, should).unwrap();
        } else if page != should {
            wrong.push(format!("{}:\n{should}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "not as expected (UPDATE_EXPECT=1 blesses):\n{}", wrong.join("\n"));
}
