//! Merging written back: events, links, stories; ids that an event had before it grew still lead to it.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::coded;
use merge::{Event, Merged, Story};
use record::{Filter, Record};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn links(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

fn merged(pairs: &[(&str, &str)]) -> Merged {
    let event_of = links(pairs);
    let mut ids: Vec<&String> = event_of.values().collect();
    ids.sort();
    ids.dedup();
    let events = ids
        .into_iter()
        .map(|id| Event { id: id.clone(), event: "ASSAULT".into(), ..Event::default() })
        .collect();
    Merged { events, event_of, ..Merged::default() }
}

fn id(record: &Record, table: &str, id: &str, field: &str) -> Value {
    record.get(table, id).unwrap().map_or(Value::Null, |row| row[field].clone())
}

#[test]
fn what_merging_found_is_kept_and_linked() {
    let mut record = Record::in_memory().unwrap();
    record.add(&[coded("x"), coded("y")]).unwrap();
    assert!(!record.is_merged().unwrap());
    let (facts, mentions, claims) = record.findings().unwrap();
    assert_eq!((facts.len(), mentions.len(), claims.len()), (2, 4, 2));
    let merged = merge::merge(&facts, &mentions, &claims);
    record.put_merged(&merged, &[]).unwrap();
    assert!(record.is_merged().unwrap());
    let events = record.rows("events", &Filter::default()).unwrap();
    let read: Vec<Event> =
        events.into_iter().map(|row| serde_json::from_value(Value::Object(row)).unwrap()).collect();
    assert_eq!(read, merged.events);
    let stories = record.rows("stories", &Filter::default()).unwrap();
    let read: Vec<Story> =
        stories.into_iter().map(|row| serde_json::from_value(Value::Object(row)).unwrap()).collect();
    assert_eq!(read, merged.stories);
    assert_eq!(id(&record, "event_mentions", "m-x-body", "event_id"), json!(merged.event_of["m-x-body"]));
    assert_eq!(id(&record, "reports", "r-y", "near_duplicate_of"), json!("r-x"));
    assert_eq!(id(&record, "reports", "r-y", "story"), json!(merged.stories[0].id));
}

#[test]
fn what_was_compared_is_kept_for_the_next_merging_and_changes_nothing() {
    let put = |record: &mut Record| {
        let (facts, mentions, claims) = record.findings().unwrap();
        let kept = record.kept().unwrap();
        let (merged, left) = merge::merge_again(&facts, &mentions, &claims, &kept, &mut |_| {});
        record.put_merged(&merged, &[]).unwrap();
        record.keep(&left).unwrap();
        let read = record.kept().unwrap();
        assert_eq!(
            (read.reports, read.checks, read.keys, read.pairs),
            (left.reports, left.checks, left.keys, left.pairs)
        );
        assert_eq!(read.stories.into_values().collect::<Vec<Story>>().len(), merged.stories.len());
        record::tables::TABLES.map(|table| record.rows(table.name, &Filter::default()).unwrap())
    };
    let ids = ["x", "y", "z", "v", "w"];
    let mut at_once = Record::in_memory().unwrap();
    at_once.add(&ids.map(coded)).unwrap();
    let expected = put(&mut at_once);
    assert!(!at_once.kept().unwrap().pairs.is_empty());
    let mut in_parts = Record::in_memory().unwrap();
    for part in [&ids[..2], &ids[2..3], &ids[3..]] {
        in_parts.add(&part.iter().map(|id| coded(id)).collect::<Vec<_>>()).unwrap();
        put(&mut in_parts);
    }
    assert_eq!(put(&mut in_parts), expected);
}

#[test]
fn merging_again_changes_nothing() {
    let mut record = Record::in_memory().unwrap();
    record.add(&[coded("x"), coded("y")]).unwrap();
    let dump = |record: &Record| {
        record::tables::TABLES.map(|table| record.rows(table.name, &Filter::default()).unwrap())
    };
    let put = |record: &mut Record| {
        let (facts, mentions, claims) = record.findings().unwrap();
        record.put_merged(&merge::merge(&facts, &mentions, &claims), &[]).unwrap();
        dump(record)
    };
    assert_eq!(put(&mut record), put(&mut record));
    record.add(&[coded("x")]).unwrap();
    assert!(record.is_merged().unwrap(), "an article read again asks for no merging");
}

#[test]
fn former_ids_of_a_grown_event_lead_to_it() {
    let mut record = Record::in_memory().unwrap();
    record.add(&[coded("x"), coded("y")]).unwrap();
    for now in ["ev-c", "ev-b", "ev-a"] {
        record.put_merged(&merged(&[("m-x-body", now), ("m-y-body", "ev-z")]), &[]).unwrap();
    }
    for former in ["ev-a", "ev-b", "ev-c"] {
        assert_eq!(id(&record, "events", former, "id"), json!("ev-a"), "{former}");
    }
    record.put_merged(&merged(&[("m-x-body", "ev-a"), ("m-y-body", "ev-a")]), &[]).unwrap();
    assert_eq!(id(&record, "events", "ev-z", "id"), json!("ev-a"), "two events became one");
}

#[test]
fn an_id_that_is_an_event_again_is_no_alias() {
    let mut record = Record::in_memory().unwrap();
    record.add(&[coded("x")]).unwrap();
    for now in ["ev-a", "ev-b", "ev-a"] {
        record.put_merged(&merged(&[("m-x-body", now)]), &[]).unwrap();
    }
    assert_eq!(id(&record, "events", "ev-a", "id"), json!("ev-a"));
    assert_eq!(id(&record, "events", "ev-b", "id"), json!("ev-a"));
}

#[test]
fn former_ids_of_a_story_lead_to_it() {
    let mut record = Record::in_memory().unwrap();
    record.add(&[coded("x"), coded("y")]).unwrap();
    let told = |id: &str| Merged {
        stories: vec![Story { id: id.into(), reports: vec!["r-x".into(), "r-y".into()], ..Story::default() }],
        ..Merged::default()
    };
    for now in ["st-c", "st-b", "st-a"] {
        record.put_merged(&told(now), &[]).unwrap();
    }
    for former in ["st-a", "st-b", "st-c"] {
        assert_eq!(id(&record, "stories", former, "id"), json!("st-a"), "{former}");
    }
}
