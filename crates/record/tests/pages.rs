//! Texts and names lie on packed pages: what another program makes of them, parts of lists, texts of no length, a page whose notes are written anew.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::coded;
use record::{Filter, Order, Record};
use serde_json::{Value, json};

/// What a program that is not ours sees: events and what is made of them as it is, words when it has the function that SQLite's archives are opened by.
#[test]
fn another_program_reads_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.sqlite");
    let mut record = Record::open(&path).unwrap();
    record.add(&[coded("x"), coded("y")]).unwrap();
    let (facts, mentions, claims) = record.findings().unwrap();
    record.put_merged(&merge::merge(&facts, &mentions, &claims), &[]).unwrap();
    let wanted = record.query("SELECT text FROM reports ORDER BY id").unwrap().1;
    let quoted = record.query("SELECT content_text FROM claims ORDER BY id").unwrap().1;
    drop(record);
    let db = rusqlite::Connection::open(&path).unwrap();
    let count = |query: &str| db.query_row(query, [], |row| row.get::<_, i64>(0));
    for name in ["events", "timeline", "stories", "actors", "places", "report_rows", "claim_rows"] {
        assert!(count(&format!("SELECT count(*) FROM (SELECT * FROM {name})")).is_ok(), "{name}");
    }
    for name in ["dyads", "disputes"] {
        assert!(count(&format!("SELECT count(*) FROM (SELECT * FROM {name})")).is_ok(), "{name}");
    }
    assert_eq!(
        count("SELECT count(*) FROM reports_text WHERE reports_text MATCH '\"Jets of A\"'").unwrap(),
        2
    );
    assert!(count("SELECT length(text) FROM reports").unwrap_err().to_string().contains("sqlar_uncompress"));
    db.create_scalar_function("sqlar_uncompress", 2, rusqlite::functions::FunctionFlags::default(), |call| {
        let (z, size) = (call.get::<Vec<u8>>(0)?, call.get::<usize>(1)?);
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(&*z), &mut bytes).unwrap();
        assert_eq!(bytes.len(), size);
        Ok(bytes)
    })
    .unwrap();
    let all = |query: &str| -> Vec<Vec<Value>> {
        let mut statement = db.prepare(query).unwrap();
        let rows = statement.query_map([], |row| Ok(vec![row.get::<_, String>(0)?.into()])).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    assert_eq!(all("SELECT text FROM reports ORDER BY id"), wanted);
    assert_eq!(all("SELECT content_text FROM claims ORDER BY id"), quoted);
    for name in ["event_mentions", "descriptions", "entity_mentions", "framing"] {
        assert!(count(&format!("SELECT count(*) FROM (SELECT * FROM {name})")).unwrap() > 0, "{name}");
    }
}

/// Names have no rows: a part of their list opens the notes of so many reports, and gives what the whole list has there.
#[test]
fn a_part_of_the_names_is_that_of_the_whole() {
    let mut record = Record::in_memory().unwrap();
    let names = ["p", "q", "r", "s", "t"];
    record.add(&names.map(coded)).unwrap();
    let ids = |rows: Vec<record::Row>| rows.iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    let whole = ids(record.rows("entity_mentions", &Filter::default()).unwrap());
    assert_eq!((whole.len(), record.count("entity_mentions").unwrap()), (15, 15));
    for limit in [1, 2, 3, 4, 7, 15, 99] {
        let filter = Filter { limit: Some(limit), ..Filter::default() };
        let first = ids(record.rows("entity_mentions", &filter).unwrap());
        assert_eq!(first, whole[..limit.min(15)]);
        for skip in [0, 1, 5, 14, 20] {
            let part = ids(record.page("entity_mentions", &filter, Order::Contract, skip).unwrap());
            assert_eq!(part, whole[skip.min(15)..(skip + limit).min(15)], "{limit} after {skip}");
            let mut last = ids(record.page("entity_mentions", &filter, Order::Newest, skip).unwrap());
            last.reverse();
            let (from, to) = (15_usize.saturating_sub(skip + limit), 15_usize.saturating_sub(skip));
            assert_eq!(last, whole[from..to], "{limit} before {skip}");
        }
    }
    let outlet = Filter { outlet: Some("outlet s".into()), limit: Some(2), ..Filter::default() };
    let found = record.page("entity_mentions", &outlet, Order::Contract, 0).unwrap();
    assert!(found.len() == 2 && found.iter().all(|row| row["report"] == "r-s"));
    let n = record.query("SELECT n FROM entity_mentions WHERE report = 'r-q' ORDER BY n").unwrap().1;
    let n: Vec<i64> = n.iter().filter_map(|row| row[0].as_i64()).collect();
    assert_eq!(record.numbered("entity_mentions", &n).unwrap().len(), 3);
}

#[test]
fn a_report_without_text_stands_between_those_that_have_one() {
    let mut record = Record::in_memory().unwrap();
    let batch = ["p", "q", "r", "s"].map(|name| {
        let mut coded = coded(name);
        if name != "r" {
            coded.report.text = String::new();
            coded.findings = extract::Findings::default();
        }
        coded
    });
    record.add(&batch).unwrap();
    for put in &batch {
        assert_eq!(record.report(&put.report.id).unwrap().unwrap().text, put.report.text);
    }
    assert_eq!(record.facts().unwrap().len(), 4);
}

/// Reports of many pages, some coded anew: each keeps its own names, evidence and warnings.
#[test]
fn notes_are_written_anew_in_the_midst_of_a_page() {
    let name = |n: usize| format!("{n:03}");
    let all = || (0..150).map(|n| coded(&name(n))).collect::<Vec<_>>();
    let mut record = Record::in_memory().unwrap();
    record.add(&all()).unwrap();
    let before = record.rows("entity_mentions", &Filter::default()).unwrap();
    let mut newer: Vec<_> = [3, 64, 65, 149].map(|n| coded(&name(n))).into();
    for coded in &mut newer {
        coded.report.coder = "test 2".into();
        coded.report.warnings = vec!["a longer warning than there was".into()];
        coded.findings.entity_mentions.truncate(1);
    }
    let run = record.begin_run("test 2", "2021-04-01").unwrap();
    record.recode(run, &newer).unwrap();
    let after = record.rows("entity_mentions", &Filter::default()).unwrap();
    assert_eq!((before.len(), after.len()), (450, 442));
    assert_eq!(record.count("entity_mentions").unwrap(), 442);
    for n in 0..150 {
        let report = record.report(&format!("r-{}", name(n))).unwrap().unwrap();
        let anew = newer.iter().any(|coded| coded.report.id == report.id);
        assert_eq!(report.coder, if anew { "test 2" } else { "test 1" });
        assert_eq!(report.warnings.len(), if anew { 1 } else { 2 });
        assert_eq!(report.dateline_span, coded("x").report.dateline_span);
        let id = json!(report.id);
        let names: Vec<&Value> =
            after.iter().filter(|row| row["report"] == id).map(|row| &row["id"]).collect();
        let old: Vec<&Value> =
            before.iter().filter(|row| row["report"] == id).map(|row| &row["id"]).collect();
        assert!(names.iter().all(|name| old.contains(name)));
        assert_eq!(names.len(), if anew { 1 } else { 3 });
    }
}
