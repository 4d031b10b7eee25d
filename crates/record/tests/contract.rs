//! The tables against the contract: every field that the record promises, by name. A field may be added here and there; none is renamed or lost.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::coded;
use record::tables::{TABLES, table};
use record::{Filter, Record};
use serde_json::Value;
use std::collections::BTreeSet;

/// The contract: table, then its fields.
const CONTRACT: [(&str, &str); 9] = [
    (
        "reports",
        "id given_id source_uri also_at source_hash outlet outlet_country agency byline title dateline dateline_place published published_earliest \
         published_latest published_evidence language text near_duplicate_of story warnings coder",
    ),
    (
        "event_mentions",
        "id report sentence event mode context cameo quad score aux actor recipient date_earliest date_latest date_text date_basis place place_basis \
         dead injured size said_by spans frame confidence event_id denies",
    ),
    (
        "events",
        "id event mode context cameo quad score actor recipient date_earliest date_latest place dead injured size mentions reports outlets own_voice \
         claimed_by denied_by sources first_reported last_reported disputes",
    ),
    (
        "claims",
        "id report sentence speaker cue cue_span kind form content content_text parts via addressee date_earliest date_latest mentions confidence",
    ),
    ("descriptions", "id report outlet actor text head start end said_by stance"),
    ("entity_mentions", "id report start end text kind label resolved confidence value type"),
    ("stories", "id title first last reports outlets"),
    ("actors", "id"),
    ("places", "id name admin1 country lat lon precision"),
];

const ENTITY: &str = "code sector other_sectors id name office text start end";
const PLACE: &str = "id name admin1 country lat lon precision";
const SPANS: &str = "trigger actor recipient place date";

fn has(value: &Value, fields: &str) {
    for field in fields.split_whitespace() {
        assert!(value.get(field).is_some(), "`{field}` is missing from {value}");
    }
}

#[test]
fn every_field_of_the_contract_is_a_column() {
    for (name, fields) in CONTRACT {
        let columns: BTreeSet<&str> = table(name)
            .unwrap_or_else(|| panic!("no table {name}"))
            .columns
            .iter()
            .map(|(column, _)| *column)
            .collect();
        for field in fields.split_whitespace() {
            assert!(columns.contains(field), "{name}.{field}");
        }
    }
}

#[test]
fn every_table_has_its_key_first_and_an_order_of_its_own_columns() {
    assert_eq!(TABLES.len(), CONTRACT.len());
    for table in TABLES {
        assert_eq!(table.columns[0].0, "id");
        let names: BTreeSet<&str> = table.columns.iter().map(|(column, _)| *column).collect();
        assert_eq!(names.len(), table.columns.len(), "{} names a column twice", table.name);
        assert!(table.order.split(", ").all(|column| names.contains(column)), "{}", table.order);
        assert!(table.order.ends_with("id"), "{}: rows of one day need an order too", table.name);
    }
}

#[test]
fn objects_inside_rows_have_the_fields_of_the_contract() {
    let mut record = Record::in_memory().unwrap();
    record.add(&[coded("x")]).unwrap();
    let mention = &record.rows("event_mentions", &Filter::default()).unwrap()[0];
    has(&mention["actor"][0], ENTITY);
    has(&mention["place"], PLACE);
    has(&mention["spans"], SPANS);
    has(&mention["spans"]["trigger"], "start end");
    has(&mention["dead"], "low high");
    let claim = &record.rows("claims", &Filter::default()).unwrap()[0];
    has(&claim["speaker"], ENTITY);
    has(&claim["content"], "start end");
    has(&claim["cue_span"][0], "start end");
    has(&record.rows("descriptions", &Filter::default()).unwrap()[0]["actor"], ENTITY);
}

#[test]
fn a_finding_has_no_field_that_the_record_would_lose() {
    let findings = serde_json::to_value(coded("x").findings).unwrap();
    for (name, rows) in findings.as_object().unwrap() {
        let columns: Vec<&str> = table(name).unwrap().columns.iter().map(|(column, _)| *column).collect();
        for field in rows.as_array().unwrap().iter().flat_map(|row| row.as_object().unwrap().keys()) {
            assert!(columns.contains(&field.as_str()), "{name}.{field} has no column");
        }
    }
    let report = serde_json::to_value(coded("x").report).unwrap();
    for field in report.as_object().unwrap().keys() {
        assert!(
            table("reports").unwrap().columns.iter().any(|(column, _)| column == field),
            "reports.{field} has no column"
        );
    }
}
