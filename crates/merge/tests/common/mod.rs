//! What the tests of merging are made of: two made-up states, a town, reports and mentions of a strike.
#![allow(dead_code, missing_docs, reason = "not every test needs all of it")]

use extract::{Basis, Claim, Count, EventMention, Form, Spans, Where, Who};
use merge::{Event, Facts, Merged};
use text::{Date, Span};

pub fn day(words: &str) -> Option<Date> {
    words.parse().ok()
}

pub fn who(code: &str, sector: &str, name: &str) -> Who {
    Who {
        code: Some(code.into()),
        sector: Some(sector.into()),
        name: name.into(),
        text: name.into(),
        ..Who::default()
    }
}

pub fn city(name: &str, country: &str) -> Where {
    Where {
        id: Some(format!("geonames:{name}")),
        name: name.into(),
        admin1: None,
        country: Some(country.into()),
        lat: 0.0,
        lon: 0.0,
        precision: "city".into(),
    }
}

pub fn dead(number: u64) -> Option<Count> {
    Some(Count { low: Some(number), high: Some(number) })
}

/// An air strike of one state on another, as one report tells it.
pub fn strike(id: &str, report: &str, date: &str) -> EventMention {
    EventMention {
        id: id.into(),
        report: report.into(),
        sentence: 0,
        event: "ASSAULT".into(),
        mode: vec!["aerial".into()],
        context: Vec::new(),
        cameo: Some("195".into()),
        quad: 4,
        score: -9.5,
        aux: Vec::new(),
        actor: vec![who("AAA", "MIL", "A's air force")],
        recipient: vec![who("BBB", "CVL", "villagers")],
        date_earliest: day(date),
        date_latest: day(date),
        date_text: Some("on that day".into()),
        date_basis: Some(Basis::Clause),
        place: Some(city("Harat", "BBB")),
        place_basis: Some(Basis::Clause),
        dead: None,
        injured: None,
        size: None,
        said_by: None,
        spans: Spans::default(),
        frame: "frames/assault.toml#bomb".into(),
        confidence: 0.8,
        event_id: None,
        denies: None,
        because: Vec::new(),
    }
}

pub fn facts(id: &str, outlet: &str, agency: Option<&str>, words: &str) -> Facts {
    Facts {
        id: id.into(),
        outlet: Some(outlet.into()),
        agency: agency.map(str::to_owned),
        title: format!("Report {id}"),
        text: words.into(),
        published: day("2021-03-10"),
        ..Facts::default()
    }
}

pub fn claim(id: &str, report: &str, speaker: Who) -> Claim {
    Claim {
        id: id.into(),
        report: report.into(),
        sentence: 0,
        speaker: Some(speaker),
        cue: "say".into(),
        cue_span: vec![Span::body(0, 3)],
        kind: "say".into(),
        form: Form::Indirect,
        content: Span::body(4, 9),
        content_text: "words".into(),
        parts: Vec::new(),
        via: Vec::new(),
        addressee: Vec::new(),
        date_earliest: None,
        date_latest: None,
        mentions: Vec::new(),
        confidence: 0.8,
        because: Vec::new(),
    }
}

/// Words enough for a sketch; another number, other words.
pub fn prose(number: usize) -> String {
    (0..60).map(|at| format!("word{} ", number * 1000 + at)).collect()
}

pub fn two_outlets() -> [Facts; 2] {
    let [one, two] = [
        "Jets of A struck Harat on Tuesday, killing villagers of B.",
        "Harat in B was struck by A's jets, and villagers were killed.",
    ];
    [facts("r-1", "One", None, one), facts("r-2", "Two", None, two)]
}

pub fn only(merged: &Merged) -> &Event {
    assert_eq!(merged.events.len(), 1, "{:#?}", merged.events);
    &merged.events[0]
}
