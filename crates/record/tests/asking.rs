//! What a record is asked: every filter on every list, search, counts, views, and SQL within limits.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::{BODY, TITLE, coded};
use record::namings::By;
use record::tables::TABLES;
use record::{Count, Error, Filter, Limits, Record};
use std::time::Duration;
use text::Part;

/// Two reports of one strike, merged.
fn record() -> Record {
    let mut record = Record::in_memory().unwrap();
    let batch = ["x", "y"].map(|name| {
        let mut coded = coded(name);
        coded.findings.event_mentions.iter_mut().for_each(|mention| mention.aux.clear());
        coded
    });
    record.add(&batch).unwrap();
    let (facts, mentions, claims) = record.findings().unwrap();
    let object = |json: serde_json::Value| json.as_object().unwrap().clone();
    let actors = vec![object(
        serde_json::json!({"id": "minister-of-b", "name": "Minister of B", "country": "BBB", "sector": "GOV"}),
    )];
    let places = vec![object(serde_json::json!({"id": "geonames:1", "name": "Harat", "country": "BBB"}))];
    record
        .put_merged(&merge::merge(&facts, &mentions, &claims), &[("actors", actors), ("places", places)])
        .unwrap();
    record
}

fn some(word: &str) -> Option<String> {
    Some(word.to_owned())
}

/// Pairs of a condition that holds for all rows and one that holds for none.
fn conditions() -> Vec<(&'static str, Filter, Filter)> {
    let f = Filter::default;
    vec![
        ("event", Filter { event: some("assault"), ..f() }, Filter { event: some("CONSULT"), ..f() }),
        ("mode", Filter { mode: some("aerial"), ..f() }, Filter { mode: some("drone"), ..f() }),
        ("context", Filter { context: some("military"), ..f() }, Filter { context: some("economic"), ..f() }),
        ("place", Filter { place: some("harat"), ..f() }, Filter { place: some("Sochi"), ..f() }),
        ("country", Filter { country: some("bbb"), ..f() }, Filter { country: some("CCC"), ..f() }),
        ("actor", Filter { actor: some("BBB:GOV"), ..f() }, Filter { actor: some("BBB:REB"), ..f() }),
        (
            "actor by id",
            Filter { actor: some("minister-of-b"), ..f() },
            Filter { actor: some("minister-of-c"), ..f() },
        ),
        ("actor by name", Filter { actor: some("minister"), ..f() }, Filter { actor: some("mini"), ..f() }),
        ("sector", Filter { sector: some("gov"), ..f() }, Filter { sector: some("MIL"), ..f() }),
        ("quad", Filter { quad: Some(4), ..f() }, Filter { quad: Some(1), ..f() }),
        (
            "days",
            Filter { since: some("2021-03-01"), until: some("2021-03-31"), ..f() },
            Filter { since: some("2021-04-01"), ..f() },
        ),
        ("said by", Filter { said_by: some("BBB"), ..f() }, Filter { said_by: some("CCC"), ..f() }),
        (
            "confidence",
            Filter { min_confidence: Some(0.7), ..f() },
            Filter { min_confidence: Some(0.99), ..f() },
        ),
        ("sources", Filter { min_sources: Some(1), ..f() }, Filter { min_sources: Some(9), ..f() }),
        ("aux", f(), Filter { aux: some("future"), ..f() }),
        ("outlet", f(), Filter { outlet: some("Outlet q"), ..f() }),
        ("story", f(), Filter { story: some("s-none"), ..f() }),
    ]
}

#[test]
fn every_filter_is_asked_on_every_list() {
    let record = record();
    for table in TABLES {
        let all = record.rows(table.name, &Filter::default()).unwrap().len();
        assert!(all > 0, "{} is empty", table.name);
        for (name, holds, fails) in conditions() {
            let count = |filter: &Filter| record.rows(table.name, filter).unwrap().len();
            assert_eq!(count(&holds), all, "{} {name}", table.name);
            assert_eq!(count(&fails), 0, "{} {name}", table.name);
            assert_eq!(count(&Filter { limit: Some(1), ..holds }), 1, "{} {name} limited", table.name);
        }
    }
}

/// Filters of one condition and of two, some of which let rows through.
fn pairs() -> Vec<(String, Filter)> {
    let mut all: Vec<(String, Filter)> = conditions()
        .into_iter()
        .flat_map(|(name, holds, fails)| [(name.to_owned(), holds), (format!("{name}, none"), fails)])
        .chain(
            ["Outlet x", "outlet Y"]
                .map(|outlet| (outlet.into(), Filter { outlet: some(outlet), ..Filter::default() })),
        )
        .collect();
    let with = |a: &Filter, b: &Filter| Filter {
        outlet: b.outlet.clone().or(a.outlet.clone()),
        said_by: b.said_by.clone().or(a.said_by.clone()),
        min_sources: b.min_sources.or(a.min_sources),
        min_confidence: b.min_confidence.or(a.min_confidence),
        aux: b.aux.clone().or(a.aux.clone()),
        place: b.place.clone().or(a.place.clone()),
        ..a.clone()
    };
    let two: Vec<(String, Filter)> = all
        .iter()
        .flat_map(|(a, first)| {
            all.iter().map(move |(b, second)| (format!("{a} and {b}"), with(first, second)))
        })
        .collect();
    all.extend(two);
    all
}

#[test]
fn what_is_chosen_in_memory_is_what_sql_finds() {
    let record = record();
    let atlas = record.atlas().unwrap();
    let ids = |rows: Vec<record::Row>| rows.iter().map(|row| row["id"].to_string()).collect::<Vec<_>>();
    let mut some_pass = 0;
    for (name, filter) in pairs() {
        let found = ids(record.rows("events", &filter).unwrap());
        let part = atlas.part(&atlas.chosen(&filter), record::Order::Contract, 0, usize::MAX);
        assert_eq!(ids(record.numbered("events", &part).unwrap()), found, "events {name}");
        some_pass += usize::from(!found.is_empty());
        let voices = record.voices(&atlas).unwrap();
        let said = voices.part(&voices.chosen(&atlas, &filter), record::Order::Contract, 0, usize::MAX);
        let claims = record.rows("claims", &filter).unwrap();
        assert_eq!(ids(record.numbered("claims", &said).unwrap()), ids(claims), "claims {name}");
        let by = [By::Outlet, By::Speaker].map(|by| record.described(&atlas, &filter, by).unwrap());
        let described = record.rows("descriptions", &filter).unwrap();
        assert_eq!(by.iter().sum::<usize>(), described.len(), "descriptions {name}");
        for table in ["reports", "stories", "descriptions", "entity_mentions", "actors"] {
            let answered = record.rows(table, &filter.answered(table, &atlas)).unwrap();
            assert_eq!(ids(answered), ids(record.rows(table, &filter).unwrap()), "{table} {name}");
        }
    }
    assert!(some_pass > 20, "only {some_pass} filters let an event through");
}

#[test]
fn a_part_of_the_events_is_what_a_list_of_that_order_begins_with() {
    let record = record();
    let atlas = record.atlas().unwrap();
    let all = atlas.chosen(&Filter::default());
    for order in [record::Order::Contract, record::Order::Newest, record::Order::Largest] {
        let page = record.page("events", &Filter { limit: Some(1), ..Filter::default() }, order, 0).unwrap();
        assert_eq!(record.numbered("events", &atlas.part(&all, order, 0, 1)).unwrap(), page, "{order:?}");
        assert!(atlas.part(&all, order, all.len(), 9).is_empty());
    }
}

#[test]
fn a_list_with_a_limit_begins_as_the_whole_list_does() {
    let record = record();
    for table in TABLES {
        let whole = record.rows(table.name, &Filter::default()).unwrap();
        for limit in 1..=whole.len() {
            let part = record.rows(table.name, &Filter { limit: Some(limit), ..Filter::default() }).unwrap();
            assert_eq!(part, whole[..limit], "{}", table.name);
        }
        let filter = Filter { limit: Some(whole.len()), ..Filter::default() };
        let newest = record.page(table.name, &filter, record::Order::Newest, 0).unwrap();
        assert_eq!(newest, whole.iter().rev().cloned().collect::<Vec<_>>(), "{}", table.name);
    }
}

#[test]
fn an_outlet_narrows_every_list() {
    let record = record();
    let filter = Filter { outlet: some("outlet X"), ..Filter::default() };
    for (table, rows) in [
        ("reports", 1),
        ("event_mentions", 2),
        ("claims", 1),
        ("descriptions", 1),
        ("entity_mentions", 3),
        ("events", 1),
    ] {
        assert_eq!(record.rows(table, &filter).unwrap().len(), rows, "{table}");
    }
}

#[test]
fn an_event_is_found_by_the_standing_of_its_mentions() {
    let mut record = Record::in_memory().unwrap();
    let mut told = coded("x");
    told.findings.event_mentions.iter_mut().for_each(|mention| mention.aux = vec![extract::Aux::Historical]);
    record.add(&[told]).unwrap();
    let merge = |record: &mut Record| {
        let (facts, mentions, claims) = record.findings().unwrap();
        record.put_merged(&merge::merge(&facts, &mentions, &claims), &[]).unwrap();
    };
    let standing = |aux: &str| Filter { aux: some(aux), ..Filter::default() };
    let found = |record: &Record, filter: &Filter| {
        let atlas = record.atlas().unwrap();
        let rows = record.rows("events", filter).unwrap().len();
        assert_eq!(atlas.chosen(filter).len(), rows, "{filter:?}");
        rows
    };
    // Merged twice: what is noted beside an event does not pile up.
    for _ in 0..2 {
        merge(&mut record);
        assert_eq!(found(&record, &standing("Historical")), 1);
        assert_eq!(found(&record, &standing("negation")), 0);
        assert_eq!(found(&record, &Filter { min_confidence: Some(0.99), ..standing("historical") }), 0);
        assert_eq!(found(&record, &Filter { outlet: some("Outlet x"), ..standing("historical") }), 1);
    }
    let marks = |record: &Record| record.query("SELECT count(*) FROM marks").unwrap().1[0][0].clone();
    let before = marks(&record);
    merge(&mut record);
    assert_eq!(marks(&record), before);
    record.put_merged(&merge::Merged::default(), &[]).unwrap();
    let left = "SELECT count(*) FROM marks JOIN labels ON labels.n = label WHERE kind < 10";
    assert_eq!(record.query(left).unwrap().1[0][0], 0, "an event that is gone bears no mark");
}

#[test]
fn a_claim_is_never_in_the_outlets_own_voice() {
    let filter = Filter { own_voice: true, ..Filter::default() };
    assert_eq!(record().rows("claims", &filter).unwrap().len(), 0);
    assert_eq!(record().rows("events", &filter).unwrap().len(), 0);
}

#[test]
fn hits_are_marked_to_the_byte() {
    let record = record();
    let hits = record.search("bombed tuesday", &Filter::default()).unwrap();
    assert_eq!(hits.len(), 2);
    let words: Vec<&str> =
        hits[0].hits.iter().filter(|s| s.part == Part::Body).map(|span| span.slice(BODY)).collect();
    assert_eq!(words, ["bombed", "Tuesday"]);
    assert!(
        hits[0].snippet.contains("[bombed]") && hits[0].snippet.contains("[Tuesday]"),
        "{}",
        hits[0].snippet
    );
    let title = record.search("title: jets", &Filter::default());
    assert!(title.is_ok() && TITLE.contains("Jets"));
}

#[test]
fn search_knows_phrases_nearness_and_beginnings() {
    let record = record();
    let count = |words: &str| record.search(words, &Filter::default()).unwrap().len();
    assert_eq!((count("\"bombed Harat\""), count("\"Harat bombed\"")), (2, 0));
    assert_eq!((count("NEAR(jets Tuesday, 8)"), count("NEAR(jets killing, 1)")), (2, 0));
    assert_eq!((count("minis*"), count("minis")), (2, 0));
    assert_eq!((count("jets NOT bombed"), count("nothing OR minister")), (0, 2));
    let of = |filter: Filter| record.search("minister", &filter).unwrap().len();
    assert_eq!(of(Filter { outlet: some("Outlet y"), ..Filter::default() }), 1);
    assert_eq!(of(Filter { actor: some("BBB"), since: some("2021-03-01"), ..Filter::default() }), 2);
    assert_eq!(of(Filter { until: some("2020-01-01"), ..Filter::default() }), 0);
    for wrong in ["", "AND", "\"open", "NEAR(", "(a", "* *"] {
        assert!(matches!(record.search(wrong, &Filter::default()), Ok(_) | Err(Error::Query(_))), "{wrong}");
    }
    assert!(record.search("(a", &Filter::default()).is_err());
}

#[test]
fn what_goes_leaves_the_indexes_too() {
    let mut record = record();
    let rows = |record: &Record, query: &str| record.query(query).unwrap().1[0][0].as_i64().unwrap();
    assert!(rows(&record, "SELECT count(*) FROM parties WHERE role IN (1, 2)") > 0);
    record.put_merged(&merge::Merged::default(), &[]).unwrap();
    assert_eq!(rows(&record, "SELECT count(*) FROM parties WHERE role IN (1, 2)"), 0);
    assert_eq!(
        rows(&record, "SELECT count(*) FROM marks m JOIN labels l ON l.n = m.label WHERE l.kind < 10"),
        0
    );
    assert_eq!(rows(&record, "SELECT count(*) FROM pairs"), 0);
    assert!(rows(&record, "SELECT count(*) FROM parties WHERE role IN (3, 4)") > 0);
}

#[test]
fn views_make_queries_short() {
    let record = record();
    let (columns, rows) = record.query("SELECT actor, recipient, event, events, score FROM dyads").unwrap();
    assert_eq!(columns.len(), 5);
    assert_eq!(serde_json::json!(rows), serde_json::json!([["BBB", "BBB", "ASSAULT", 1, -9.5]]));
    let (_, rows) = record.query("SELECT day, actor, place, dead_low FROM timeline").unwrap();
    assert_eq!(serde_json::json!(rows), serde_json::json!([["2021-03-09", "Minister of B", "Harat", 4]]));
    let (_, rows) = record.query("SELECT actor, text, times, reports FROM framing ORDER BY outlet").unwrap();
    assert_eq!(
        serde_json::json!(rows),
        serde_json::json!([["minister-of-b", "minister", 1, 1], ["minister-of-b", "minister", 1, 1]])
    );
    assert_eq!(record.query("SELECT * FROM disputes").unwrap().1.len(), 0);
}

#[test]
fn counts_have_their_zeros() {
    let record = record();
    let by = |fields: &str, zeros: bool, filter: Filter| {
        let count = Count {
            by: fields.split(',').map(str::to_owned).collect(),
            zeros,
            sum_score: true,
            certain: false,
        };
        serde_json::json!(record.count_by(&count, &filter).unwrap())
    };
    assert_eq!(
        by("actor,month", false, Filter::default()),
        serde_json::json!([{"actor": "BBB", "month": "2021-03", "events": 1, "score": -9.5}])
    );
    let year = Filter { since: some("2021-02-01"), until: some("2021-04-30"), ..Filter::default() };
    assert_eq!(
        by("country,month", true, year),
        serde_json::json!([
            {"country": "BBB", "month": "2021-02", "events": 0, "score": 0.0},
            {"country": "BBB", "month": "2021-03", "events": 1, "score": -9.5},
            {"country": "BBB", "month": "2021-04", "events": 0, "score": 0.0},
        ])
    );
    let outlets = by("outlet", false, Filter::default());
    assert_eq!(outlets.as_array().unwrap().len(), 2, "{outlets}");
}

#[test]
fn a_query_has_limits() {
    let record = record();
    let long = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    let told = record
        .query_within(long, Limits { time: Some(Duration::from_millis(50)), rows: None, bytes: None })
        .err()
        .unwrap();
    assert!(told.to_string().contains("took longer"), "{told}");
    let answer = record
        .query_within("SELECT id FROM event_mentions", Limits { rows: Some(3), time: None, bytes: None })
        .unwrap();
    assert_eq!((answer.rows.len(), answer.more), (3, true));
    assert_eq!(record.query("SELECT 1").unwrap().1.len(), 1, "the next query is not stopped");
}

#[test]
fn samples_are_drawn_by_seed() {
    let record = record();
    let draw = |seed| record.sample(2, seed, &Filter::default()).unwrap();
    assert_eq!(draw(1), draw(1));
    assert_eq!(draw(1).len(), 2);
    assert!((1..20).any(|seed| draw(seed) != draw(1)));
    assert!(draw(1)[0]["sentence"].as_str().unwrap().contains("bomb"));
}
