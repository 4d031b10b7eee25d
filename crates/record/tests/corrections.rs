//! Corrections by people: they change the picture, say who and why, come back after a newer coder has read the reports anew, and go where the record
//! goes.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "reads exported files")]

mod common;

use common::coded;
use record::{Coded, Filter, Record, Review};
use serde_json::{Value, json};

fn asserted(name: &str, coder: &str) -> Coded {
    let mut coded = coded(name);
    coded.report.coder = coder.into();
    coded.findings.event_mentions.iter_mut().for_each(|mention| mention.aux.clear());
    coded
}

fn merge(record: &mut Record) {
    let (facts, mentions, claims) = record.findings().unwrap();
    record.put_merged(&merge::merge(&facts, &mentions, &claims), &[]).unwrap();
    record.apply_reviews().unwrap();
}

fn record() -> Record {
    let mut record = Record::in_memory().unwrap();
    record.add(&[asserted("x", "one"), asserted("y", "one")]).unwrap();
    merge(&mut record);
    record
}

fn rows(record: &Record, table: &str) -> Vec<record::Row> {
    record.rows(table, &Filter::default()).unwrap()
}

fn id(row: &record::Row) -> String {
    row["id"].as_str().unwrap().to_owned()
}

fn review(record: &mut Record, what: &str, target: &str, change: Value) -> Result<(), record::Error> {
    let review = Review {
        at: "2021-04-01".into(),
        by: "A. Reader".into(),
        what: what.into(),
        target: target.into(),
        change,
        why: "the report says otherwise".into(),
        ..Review::default()
    };
    record.review(review)?;
    merge(record);
    Ok(())
}

#[test]
fn what_is_rejected_is_out_and_kept_aside() {
    let mut record = record();
    let event = id(&rows(&record, "events")[0]);
    review(&mut record, "reject", &event, Value::Null).unwrap();
    assert!(rows(&record, "events").is_empty() && rows(&record, "event_mentions").is_empty());
    assert_eq!(record.query("SELECT count(*) FROM rejected").unwrap().1[0][0], 4);
    review(&mut record, "reject", "c-x", Value::Null).unwrap();
    assert_eq!(rows(&record, "claims").len(), 1);
    let kept = record.reviews().unwrap();
    assert_eq!((kept.len(), kept[0].by.as_str(), kept[0].n, kept[1].n), (2, "A. Reader", 1, 2));
}

#[test]
fn one_mention_rejected_leaves_the_event_with_the_others() {
    let mut record = record();
    review(&mut record, "reject", "m-x-title", Value::Null).unwrap();
    let events = rows(&record, "events");
    assert_eq!((events.len(), &events[0]["mentions"]), (1, &json!(3)));
}

#[test]
fn what_is_recoded_is_found_under_its_new_words() {
    let mut record = record();
    let event = id(&rows(&record, "events")[0]);
    let change = json!({"event": "COERCE", "quad": 4, "score": -7.0, "mode": ["arrest"], "date_earliest": "2021-03-08", "date_latest": "2021-03-08"});
    review(&mut record, "recode", &event, change).unwrap();
    let found = record
        .rows(
            "events",
            &Filter { event: Some("COERCE".into()), mode: Some("arrest".into()), ..Filter::default() },
        )
        .unwrap();
    assert_eq!(
        (found.len(), &found[0]["date_latest"], &found[0]["mentions"]),
        (1, &json!("2021-03-08"), &json!(4))
    );
    assert!(
        record
            .rows("events", &Filter { mode: Some("aerial".into()), ..Filter::default() })
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_split_and_a_merge_undo_each_other() {
    let mut record = record();
    let whole = rows(&record, "events");
    let event = id(&whole[0]);
    review(&mut record, "split", &event, json!({"mentions": ["m-y-body", "m-y-title"]})).unwrap();
    let halves = rows(&record, "events");
    assert_eq!(halves.len(), 2);
    assert!(
        halves.iter().all(|half| half["mentions"] == json!(2) && half["reports"] == json!(1)),
        "{halves:?}"
    );
    merge(&mut record);
    assert_eq!(rows(&record, "events"), halves, "merging again changes nothing");
    review(&mut record, "merge", &id(&halves[0]), json!({"with": id(&halves[1])})).unwrap();
    let again = rows(&record, "events");
    assert_eq!(again.len(), 1);
    for field in ["mentions", "reports", "outlets", "sources", "own_voice", "first_reported"] {
        assert_eq!(again[0][field], whole[0][field], "{field}");
    }
    assert!(
        record.get("events", &id(&halves[1])).unwrap().is_some(),
        "the id that went leads to the one that stayed"
    );
}

#[test]
fn corrections_survive_a_newer_coder() {
    let mut record = record();
    review(&mut record, "recode", "m-x-body", json!({"event": "COERCE", "quad": 4})).unwrap();
    review(&mut record, "reject", "m-y-body", Value::Null).unwrap();
    // The newer coder finds the same words by another frame, so under other ids.
    let newer: Vec<Coded> = ["x", "y"]
        .map(|name| {
            let mut coded = asserted(name, "two");
            coded.findings.event_mentions.iter_mut().for_each(|mention| mention.id += "-two");
            coded
        })
        .into();
    assert_eq!(record.outdated("two").unwrap(), ["r-x", "r-y"]);
    let run = record.begin_run("two", "2021-05-01").unwrap();
    record.recode(run, &newer).unwrap();
    merge(&mut record);
    assert!(record.outdated("two").unwrap().is_empty());
    let mention = record.get("event_mentions", "m-x-body-two").unwrap().unwrap();
    assert_eq!(mention["event"], "COERCE");
    assert!(record.get("event_mentions", "m-y-body-two").unwrap().is_none());
    assert!(record.get("event_mentions", "m-y-title-two").unwrap().is_some());
    let superseded =
        "SELECT kind, count(*), min(coder), min(run) FROM superseded GROUP BY kind ORDER BY kind";
    assert_eq!(
        json!(record.query(superseded).unwrap().1),
        json!([
            ["claims", 2, "one", 1],
            ["descriptions", 2, "one", 1],
            ["entity_mentions", 6, "one", 1],
            ["event_mentions", 3, "one", 1]
        ])
    );
    assert_eq!(rows(&record, "entity_mentions").len(), 6);
}

#[test]
fn corrections_travel_in_exports_and_with_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.db");
    let mut one = Record::open(&path).unwrap();
    one.add(&[asserted("x", "one")]).unwrap();
    merge(&mut one);
    review(&mut one, "reject", "m-x-title", Value::Null).unwrap();
    let csv = record::exports::exporter("csv").unwrap();
    record::exports::export(&one, csv, &folder.path().join("out"), &Filter::default(), "test").unwrap();
    let told = std::fs::read_to_string(folder.path().join("out/reviews.jsonl")).unwrap();
    assert!(told.contains("A. Reader") && told.contains("the report says otherwise"), "{told}");
    drop(one);
    let mut other = Record::in_memory().unwrap();
    other.add(&[asserted("y", "one")]).unwrap();
    let joined = other.join(&path).unwrap();
    assert_eq!((joined.new, joined.known, joined.reviews), (1, 0, 1));
    merge(&mut other);
    assert_eq!(other.reviews().unwrap().len(), 1);
    assert_eq!(rows(&other, "event_mentions").len(), 3);
    let again = other.join(&path).unwrap();
    assert_eq!((again.new, again.known, again.reviews), (0, 1, 0));
}

#[test]
fn records_joined_are_the_record_of_all() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a", "b"].map(|name| folder.path().join(name));
    for (path, names) in paths.iter().zip([["x", "y"], ["y", "z"]]) {
        let mut record = Record::open(path).unwrap();
        record.add(&names.map(|name| asserted(name, "one"))).unwrap();
    }
    let mut joined = Record::in_memory().unwrap();
    for path in &paths {
        joined.join(path).unwrap();
    }
    merge(&mut joined);
    let mut whole = Record::in_memory().unwrap();
    whole.add(&["z", "x", "y"].map(|name| asserted(name, "one"))).unwrap();
    merge(&mut whole);
    for table in record::tables::TABLES {
        assert_eq!(rows(&joined, table.name), rows(&whole, table.name), "{}", table.name);
    }
}

#[test]
fn what_makes_no_sense_is_told() {
    let mut record = record();
    let event = id(&rows(&record, "events")[0]);
    for (what, target, change, words) in [
        ("reject", "ev-none", Value::Null, "ev-none"),
        ("recode", event.as_str(), json!({}), "FIELD=VALUE"),
        ("recode", event.as_str(), json!({"mood": "sad"}), "mood"),
        ("merge", event.as_str(), json!({"with": "ev-other"}), "ev-other"),
        ("split", event.as_str(), json!({"mentions": ["m-q"]}), "m-x-body"),
        ("recode", "c-x", json!({"event": "AID"}), "only be rejected"),
    ] {
        let error = review(&mut record, what, target, change).err().unwrap().to_string();
        assert!(error.contains(words), "{what}: {error}");
    }
    assert!(record.reviews().unwrap().is_empty());
}
