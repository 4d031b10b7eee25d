//! What every row promises: its bytes say it, and it can be explained. Held over all examples.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::{ARTICLE, example_record, examples, lines, out, program, run};
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The words of a span: `text[start..end]`, or of the title where it says so.
fn words<'r>(report: &'r Value, span: &Value) -> &'r str {
    let field = if span["in"] == "title" { "title" } else { "text" };
    let at = |end: &str| usize::try_from(span[end].as_u64().unwrap()).unwrap();
    let text = report[field].as_str().unwrap();
    text.get(at("start")..at("end"))
        .unwrap_or_else(|| panic!("{span} does not fit the {field} of {}", report["source_uri"]))
}

fn list<'v>(value: &'v Value, field: &str) -> impl Iterator<Item = &'v Value> {
    value[field].as_array().unwrap_or_else(|| panic!("no list `{field}` in {value}")).iter()
}

/// An object with `text`, `start` and `end` quotes the report.
fn quotes(report: &Value, thing: &Value) {
    let said = words(report, thing);
    assert_eq!(thing["text"].as_str().unwrap(), said, "{thing}");
    assert!(!said.trim().is_empty(), "an empty span: {thing}");
}

fn mention_quotes(report: &Value, mention: &Value) {
    let spans = &mention["spans"];
    assert!(!words(report, &spans["trigger"]).trim().is_empty(), "{mention}");
    for (field, party) in
        ["actor", "recipient"].iter().flat_map(|field| list(mention, field).map(move |party| (field, party)))
    {
        quotes(report, party);
        assert!(
            list(spans, field).any(|span| words(report, span) == party["text"]),
            "{field} {party} has no span in {spans}"
        );
    }
    list(spans, "actor")
        .chain(list(spans, "recipient"))
        .for_each(|span| assert!(!words(report, span).is_empty(), "{spans}"));
    if !spans["date"].is_null() {
        assert_eq!(mention["date_text"], words(report, &spans["date"]), "{mention}");
    }
    if !spans["place"].is_null() {
        assert!(!words(report, &spans["place"]).is_empty() && !mention["place"].is_null(), "{mention}");
    }
}

fn claim_quotes(report: &Value, claim: &Value) {
    assert_eq!(claim["content_text"], words(report, &claim["content"]), "{claim}");
    assert!(!claim["content_text"].as_str().unwrap().trim().is_empty(), "{claim}");
    list(claim, "cue_span")
        .chain(list(claim, "parts"))
        .for_each(|span| assert!(!words(report, span).trim().is_empty(), "{claim}"));
    list(claim, "addressee").for_each(|who| quotes(report, who));
    if !claim["speaker"].is_null() {
        quotes(report, &claim["speaker"]);
    }
}

/// Every span of a line of `dateline code` quotes; every id that is named stands in the line.
fn line_quotes(line: &Value) {
    let report = &line["report"];
    list(line, "event_mentions").for_each(|mention| mention_quotes(report, mention));
    list(line, "claims").for_each(|claim| claim_quotes(report, claim));
    for description in list(line, "descriptions") {
        quotes(report, description);
        quotes(report, &description["actor"]);
    }
    list(line, "entity_mentions").for_each(|entity| quotes(report, entity));
    let ids = |table: &str| list(line, table).map(|row| row["id"].clone()).collect::<Vec<_>>();
    let (mentions, claims) = (ids("event_mentions"), ids("claims"));
    assert!(list(line, "claims").flat_map(|claim| list(claim, "mentions")).all(|id| mentions.contains(id)));
    assert!(
        list(line, "event_mentions")
            .all(|mention| mention["said_by"].is_null() || claims.contains(&mention["said_by"]))
    );
    for table in ["event_mentions", "claims", "descriptions", "entity_mentions"] {
        let mut ids: Vec<String> = ids(table).iter().map(Value::to_string).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(
            ids.len(),
            line[table].as_array().unwrap().len(),
            "two rows of {table} have one id in {}",
            report["source_uri"]
        );
    }
}

#[test]
fn every_span_quotes() {
    let folder = tempfile::tempdir().unwrap();
    let output = program(folder.path()).arg("code").args(examples()).output().unwrap();
    let lines = lines(std::str::from_utf8(&output.stdout).unwrap());
    assert!(
        lines.len() > 12
            && lines.iter().map(|line| line["event_mentions"].as_array().unwrap().len()).sum::<usize>() > 20
    );
    lines.iter().for_each(line_quotes);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "writes what the program is to read")]
fn as_is_counts_in_the_text_as_given() {
    let given = format!(
        "Home » News\n\n{ARTICLE}\nRead more: Egypt s army says \u{201c}no\u{201d}\n\u{feff}e\u{301}\r\n  end "
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), &given).unwrap();
    let line = &lines(&out(folder.path(), &["code", "--as-is", "a.txt"]))[0];
    assert_eq!(line["report"]["text"], given.as_str());
    assert_eq!(line["report"]["warnings"], serde_json::json!([]));
    assert!(!line["event_mentions"].as_array().unwrap().is_empty());
    line_quotes(line);
}

#[test]
fn every_event_mention_and_claim_explains_itself() {
    let folder = example_record();
    let rows = |table: &str| lines(&out(folder.path(), &[table]));
    // A mention of an event is explained with its event.
    let mut all = rows("events");
    all.extend(rows("claims"));
    all.extend(rows("mentions").into_iter().filter(|mention| mention["event_id"].is_null()));
    let all: Vec<String> = all.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let told = AtomicUsize::new(0);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(id) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let text = out(folder.path(), &["explain", id]);
                    told.fetch_add(
                        text.lines().filter(|line| line.starts_with("mention ")).count(),
                        Ordering::Relaxed,
                    );
                    explains_itself(&text, id);
                }
            });
        }
    });
    assert_eq!(told.into_inner(), rows("mentions").len(), "each mention once");
}

fn explains_itself(told: &str, id: &str) {
    let has = |words: &str| assert!(told.contains(words), "explain {id} does not show `{words}`:\n{told}");
    has(id);
    has("said in");
    has("bytes ");
    has("\"");
    if id.starts_with("c-") {
        assert!(
            told.contains("[cues/") || told.contains("[claim#"),
            "explain {id} does not show its rule:\n{told}"
        );
    } else {
        has("[frames/");
        has("^");
        has("confidence");
    }
}

#[test]
fn what_another_coder_made_is_not_explained() {
    let folder = tempfile::tempdir().unwrap();
    read_with_another_coder(folder.path());
    let id = lines(&out(folder.path(), &["claims"]))[0]["id"].as_str().unwrap().to_owned();
    let output = run(folder.path(), &["explain", &id]);
    assert_eq!(output.status.code(), Some(1));
    assert!(common::err(&output).contains("this row was made by"), "{}", common::err(&output));
}

/// A record in which a row says that another version made it.
#[allow(clippy::disallowed_methods, reason = "writes what the program is to read")]
fn read_with_another_coder(folder: &std::path::Path) {
    std::fs::write(folder.join("good.txt"), ARTICLE).unwrap();
    run(folder, &["read", "good.txt"]);
    let mut record = record::Record::open(&folder.join("record.sqlite")).unwrap();
    let row = record.rows("reports", &record::Filter::default()).unwrap().remove(0);
    let report = record.report(row["id"].as_str().unwrap()).unwrap().unwrap();
    let mut coded = record::Coded { report, ..record::Coded::default() };
    coded.report.id = "r-other".into();
    coded.report.coder = "dateline 0.0.1".into();
    let (_, mentions, mut claims) = record.findings().unwrap();
    assert!(!mentions.is_empty() && !claims.is_empty());
    claims.truncate(1);
    claims[0].id = "c-0".into();
    claims[0].report = "r-other".into();
    claims[0].date_earliest = None;
    claims[0].date_latest = None;
    coded.findings.claims = claims;
    record.add(&[coded]).unwrap();
}

#[test]
fn check_counts_its_examples() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["check"]);
    let said = common::err(&output);
    let counted = said
        .lines()
        .last()
        .unwrap_or("")
        .split(' ')
        .filter_map(|word| word.parse::<usize>().ok())
        .collect::<Vec<_>>();
    assert!(counted.len() == 2 && counted[0] <= counted[1] && counted[1] > 300, "{said}");
}
