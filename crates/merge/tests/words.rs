//! What the words of two mentions say for and against one event, where neither a day nor a place does.

mod common;

use common::{day, dead, facts, prose, strike, who};
use extract::{Basis, EventMention, Spans, Who};
use merge::merge;
use text::{Part, Span};

/// Two reports of one story, a sentence each, told at the word in brackets; neither tells a day or a place.
fn told(words: [&str; 2], change: impl Fn(EventMention) -> EventMention) -> usize {
    let tail = prose(1);
    let one = |id: &str, report: &str, words: &str| {
        let start = words.find('[').unwrap_or(0);
        let end = words.find(']').unwrap_or(1) - 1;
        let mention = EventMention {
            spans: Spans { trigger: Span::body(start, end), ..Spans::default() },
            date_basis: Some(Basis::Publication),
            date_earliest: None,
            date_latest: day("2021-03-10"),
            place: None,
            ..strike(id, report, "2021-03-10")
        };
        (facts(report, id, None, &format!("{}\n{tail}", words.replace(['[', ']'], ""))), change(mention))
    };
    let (a, b) = (one("m-1", "r-1", words[0]), one("m-2", "r-2", words[1]));
    merge(&[a.0, b.0], &[a.1, b.1], &[]).events.len()
}

#[test]
fn tolls_far_apart_are_two_battles() {
    let words = [
        "A says it [killed] 400 in battle for the airfield.",
        "A says troops [killed] 1200 in battle for the airfield.",
    ];
    let of = |first: u64, second: u64| {
        told(words, |m| EventMention { dead: dead(if m.id == "m-1" { first } else { second }), ..m })
    };
    assert_eq!((of(400, 1200), of(400, 500)), (2, 1));
}

#[test]
fn a_month_is_of_its_year_but_not_of_all_years() {
    let words =
        ["Jets [bombed] the granary of Harat in April.", "The granary was [bombed] by jets a year ago."];
    let of = |from: &str| {
        told(words, |m| {
            let (first, last) =
                if m.id == "m-1" { ("2020-04-01", "2020-04-30") } else { (from, "2020-12-31") };
            EventMention {
                date_basis: Some(Basis::Clause),
                date_earliest: day(first),
                date_latest: day(last),
                ..m
            }
        })
    };
    assert_eq!([of("2020-01-01"), of("2013-01-01")], [1, 2]);
}

#[test]
fn talks_and_who_brings_them_about_are_one_but_not_the_talks_of_others() {
    let words = [
        "Nine hours of [talks] on grain ended.",
        "The harbour union [brokered] nine hours of haggling on grain.",
    ];
    let of = |guest: &str| {
        told(words, |m| {
            let between = m.id == "m-2";
            EventMention {
                event: "CONSULT".into(),
                mode: if between { vec!["third-party".into()] } else { Vec::new() },
                frame: format!("frames/consult.toml#{}", m.id),
                actor: vec![if between {
                    who("CCC", "LAB", "the harbour union")
                } else {
                    who("AAA", "GOV", "A")
                }],
                recipient: if between { vec![who(guest, "GOV", guest)] } else { Vec::new() },
                sentence: 1,
                ..m
            }
        })
    };
    assert_eq!([of("AAA"), of("BBB")], [1, 2]);
}

#[test]
fn forms_of_one_word_are_one_deed_but_not_where_they_only_ask() {
    let words = ["The night [raid] was loud.", "A's jets [raided] them."];
    let by = |event: &str| {
        told(words, |m| EventMention {
            event: event.into(),
            mode: Vec::new(),
            frame: format!("frames/x.toml#{}", m.id),
            sentence: 1,
            ..m
        })
    };
    assert_eq!((by("ASSAULT"), by("REQUEST")), (1, 2));
}

#[test]
fn a_title_may_call_its_parties_otherwise() {
    let title = "A's tankers sell kerosene to smugglers";
    let text = "Vessels from A sell kerosene to smugglers, the harbour says.";
    let sold = |id: &str, actor: Who, spans: Spans, sentence: usize| EventMention {
        event: "COOPERATE".into(),
        mode: Vec::new(),
        actor: vec![actor],
        place: None,
        date_basis: Some(Basis::Publication),
        date_earliest: None,
        spans,
        sentence,
        ..strike(id, "r-1", "2021-03-10")
    };
    let at = |words: &str, part: Part| {
        let start = words.find("sell").unwrap_or(0);
        Spans { trigger: Span { part, start, end: start + 4 }, ..Spans::default() }
    };
    let report = merge::Facts { title: title.into(), ..facts("r-1", "One", None, text) };
    for (part, events) in [(Part::Title, 1), (Part::Body, 2)] {
        let words = if part == Part::Title { title } else { text };
        let first = sold("m-1", who("AAA", "BUS", "A's tankers"), at(words, part), 0);
        let second = sold("m-2", who("AAA", "MIL", "A's navy"), at(text, Part::Body), 1);
        assert_eq!(merge(std::slice::from_ref(&report), &[first, second], &[]).events.len(), events);
    }
}
