//! What goes in comes out, field for field; an article read again is the same row.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::{BODY, body, coded};
use extract::{Claim, Description, EntityMention, EventMention, Findings};
use record::{Coded, Filter, Record, Row};
use serde_json::{Value, json};

fn kept(batch: &[Coded]) -> Record {
    let mut record = Record::in_memory().unwrap();
    record.add(batch).unwrap();
    record
}

fn read<T: serde::de::DeserializeOwned>(record: &Record, table: &str) -> Vec<T> {
    let rows = record.rows(table, &Filter::default()).unwrap();
    rows.into_iter().map(|row| serde_json::from_value(Value::Object(row)).unwrap()).collect()
}

fn one(record: &Record, table: &str, id: &str) -> Row {
    record.get(table, id).unwrap().unwrap()
}

#[test]
fn findings_come_back_field_for_field() {
    let put = coded("x");
    let record = kept(std::slice::from_ref(&put));
    let mut mentions: Vec<EventMention> = read(&record, "event_mentions");
    mentions.sort_by_key(|mention| put.findings.event_mentions.iter().position(|m| m.id == mention.id));
    let mut entities: Vec<EntityMention> = read(&record, "entity_mentions");
    entities.sort_by_key(|entity| put.findings.entity_mentions.iter().position(|e| e.id == entity.id));
    let claims: Vec<Claim> = read(&record, "claims");
    let descriptions: Vec<Description> = read(&record, "descriptions");
    assert_eq!(
        Findings { event_mentions: mentions, claims, descriptions, entity_mentions: entities },
        put.findings
    );
}

/// Rows are packed by what usually holds: here none of it does.
#[test]
fn what_the_text_does_not_quote_comes_back_too() {
    let mut put = coded("x");
    let other = || "words of another text".to_owned();
    let found = &mut put.findings;
    let claim = &mut found.claims[0];
    (claim.content_text, claim.confidence) = (other(), 0.123_456_789);
    claim.cue_span = vec![common::title("says"), body("said")];
    (claim.date_earliest, claim.addressee[0].text) = (None, other());
    claim.speaker.as_mut().unwrap().text = other();
    for mention in &mut found.event_mentions {
        mention.actor[0].span = common::title("Jets");
        mention.actor.push(extract::Who { name: "nobody".into(), ..extract::Who::default() });
        (mention.spans.recipient, mention.date_earliest) = (Vec::new(), None);
    }
    (found.descriptions[0].outlet, found.descriptions[0].text) = (None, other());
    let entity = &mut found.entity_mentions[2];
    (entity.id, entity.text) = ("n-0123456789ab".into(), other());
    let record = kept(std::slice::from_ref(&put));
    let found = &put.findings;
    let same = |table: &str, id: &str, wanted: Value| {
        let got = record.rows(table, &Filter::default()).unwrap();
        let got = got.into_iter().find(|row| row["id"] == id).map(Value::Object);
        assert_eq!(got, Some(wanted), "{table}");
    };
    found.claims.iter().for_each(|row| same("claims", &row.id, json!(row)));
    found.event_mentions.iter().for_each(|row| same("event_mentions", &row.id, json!(row)));
    found.descriptions.iter().for_each(|row| same("descriptions", &row.id, json!(row)));
    let read: Vec<EntityMention> = read(&record, "entity_mentions");
    assert!(found.entity_mentions.iter().all(|entity| read.contains(entity)));
}

#[test]
fn a_report_comes_back_as_it_was_coded() {
    let put = coded("x").report;
    let got = kept(&[coded("x")]).report("r-x").unwrap().unwrap();
    assert_eq!(serde_json::to_value(&got).unwrap(), serde_json::to_value(&put).unwrap());
    assert_eq!(got.dateline_span, put.dateline_span);
    assert!(kept(&[]).report("r-x").unwrap().is_none());
}

#[test]
fn rows_are_written_as_the_coder_writes_them() {
    let put = coded("x");
    let record = kept(std::slice::from_ref(&put));
    for mention in &put.findings.event_mentions {
        assert_eq!(
            Value::Object(one(&record, "event_mentions", &mention.id)),
            serde_json::to_value(mention).unwrap()
        );
    }
    let claim = &put.findings.claims[0];
    assert_eq!(Value::Object(one(&record, "claims", &claim.id)), serde_json::to_value(claim).unwrap());
}

#[test]
fn a_span_of_the_title_says_so_wherever_it_stands() {
    let record = kept(&[coded("x")]);
    let mention = one(&record, "event_mentions", "m-x-title");
    assert_eq!(mention["spans"]["trigger"], json!({"start": 5, "end": 9, "in": "title"}));
    assert_eq!(mention["spans"]["date"].get("in"), None);
    assert_eq!(mention["recipient"][0]["in"], "title");
    assert_eq!(one(&record, "descriptions", "d-x")["in"], "title");
    assert_eq!(one(&record, "entity_mentions", "n-x-place")["in"], "title");
    assert_eq!(one(&record, "entity_mentions", "n-x-date").get("in"), None);
}

#[test]
fn an_id_is_found_by_its_beginning_where_that_is_enough() {
    let record = kept(&[coded("x"), coded("y")]);
    assert!(record.holds("r-x").unwrap() && !record.holds("r-").unwrap());
    assert_eq!(one(&record, "event_mentions", "m-x-b")["id"], "m-x-body");
    assert!(record.get("event_mentions", "m-x").unwrap().is_none(), "two begin so");
    assert!(record.get("reports", "r-z").unwrap().is_none());
    assert!(record.get("nonsense", "r-x").is_err() && record.rows("nonsense", &Filter::default()).is_err());
}

#[test]
fn reading_twice_is_reading_once() {
    let mut record = kept(&[coded("x")]);
    let before = record.rows("reports", &Filter::default()).unwrap();
    assert_eq!(record.add(&[coded("x"), coded("x")]).unwrap(), 0);
    assert_eq!(record.rows("reports", &Filter::default()).unwrap(), before);
    assert_eq!((record.count("event_mentions").unwrap(), record.count("claims").unwrap()), (2, 1));
}

#[test]
fn one_article_at_two_places_is_one_row_in_any_order() {
    let at = |uri: &str| {
        let mut coded = coded("x");
        coded.report.source_uri = uri.into();
        coded.report.also_at.clear();
        coded
    };
    for order in [["c", "a", "b"], ["b", "c", "a"], ["a", "b", "c"]] {
        let record = kept(&order.map(at));
        let row = one(&record, "reports", "r-x");
        assert_eq!((&row["source_uri"], &row["also_at"]), (&json!("a"), &json!(["b", "c"])));
        assert_eq!(record.count("reports").unwrap(), 1);
    }
}

#[test]
fn queries_read() {
    let record = kept(&[coded("x")]);
    let (columns, rows) = record.query("SELECT id, length(text) AS bytes, score FROM reports JOIN event_mentions USING (id) UNION SELECT id, length(text), 1.5 FROM reports").unwrap();
    assert_eq!(columns, ["id", "bytes", "score"]);
    assert_eq!(rows, [vec![json!("r-x"), json!(BODY.len()), json!(1.5)]]);
}

#[test]
fn queries_do_not_write() {
    let record = kept(&[coded("x")]);
    let writing = [
        "DELETE FROM reports",
        "DELETE FROM events",
        "UPDATE reports SET title = ''",
        "DROP TABLE claims",
        "CREATE TABLE t (a)",
        "PRAGMA user_version=9",
        "VACUUM",
    ];
    let more = [
        "INSERT INTO meta VALUES ('a', 'b')",
        "WITH r AS (SELECT 1) DELETE FROM reports",
        "SELECT 1; DELETE FROM reports",
        "ATTACH 'other.db' AS other",
        "BEGIN IMMEDIATE",
    ];
    for query in writing.into_iter().chain(more) {
        assert!(record.query(query).is_err(), "{query}");
    }
    assert!(record.query("SELEC 1").is_err() && record.query("").is_err());
    assert_eq!(record.count("reports").unwrap(), 1);
    assert_eq!(record.query("PRAGMA user_version").unwrap().1, [vec![json!(record::store::VERSION)]]);
}

#[test]
fn filters_let_through_what_they_name() {
    let record = kept(&[coded("x"), coded("y")]);
    let count = |table: &str, filter: Filter| record.rows(table, &filter).unwrap().len();
    let some = |words: &str| Some(words.to_owned());
    assert_eq!(count("event_mentions", Filter { actor: some("BBB:GOV"), ..Filter::default() }), 4);
    assert_eq!(
        count(
            "event_mentions",
            Filter { actor: some("minister-of-b"), country: some("BBB"), ..Filter::default() }
        ),
        4
    );
    assert_eq!(count("event_mentions", Filter { actor: some("CCC"), ..Filter::default() }), 0);
    assert_eq!(
        count(
            "event_mentions",
            Filter {
                mode: some("aerial"),
                aux: some("historical"),
                place: some("harat"),
                ..Filter::default()
            }
        ),
        4
    );
    assert_eq!(count("event_mentions", Filter { since: some("2021-03-10"), ..Filter::default() }), 0);
    assert_eq!(count("event_mentions", Filter { own_voice: true, ..Filter::default() }), 0);
    assert_eq!(count("reports", Filter { outlet: some("Outlet x"), ..Filter::default() }), 1);
    assert_eq!(
        count("claims", Filter { said_by: some("Minister of B"), limit: Some(1), ..Filter::default() }),
        1
    );
    assert_eq!(count("event_mentions", Filter { place: some("x' OR 1 --"), ..Filter::default() }), 0);
}

#[test]
fn every_filter_is_a_query_on_every_table() {
    let record = kept(&[coded("x")]);
    let some = Some("x".to_owned());
    let filters = [
        Filter { actor: some.clone(), with: some.clone(), sector: some.clone(), ..Filter::default() },
        Filter {
            event: some.clone(),
            mode: some.clone(),
            context: some.clone(),
            aux: some.clone(),
            ..Filter::default()
        },
        Filter {
            place: some.clone(),
            country: some.clone(),
            outlet: some.clone(),
            story: some.clone(),
            ..Filter::default()
        },
        Filter {
            since: some.clone(),
            until: some.clone(),
            quad: Some(1),
            min_confidence: Some(0.5),
            min_sources: Some(2),
            limit: Some(3),
            ..Filter::default()
        },
        Filter { said_by: some, ..Filter::default() },
        Filter { own_voice: true, ..Filter::default() },
    ];
    for table in record::tables::TABLES {
        for filter in &filters {
            let rows = record.rows(table.name, filter);
            assert!(rows.is_ok(), "{}: {filter:?}: {:?}", table.name, rows.err());
        }
    }
}
