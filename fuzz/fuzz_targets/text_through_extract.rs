//! Any text as title and body through reading and coding: no crash, and every span quotes.
#![no_main]

use knowledge::Knowledge;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use text::{Part, Report, Span};

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::builtin().expect("the data built in is sound"));

fn fits(report: &Report, span: Span) {
    let text = if span.part == Part::Title { &report.title } else { &report.text };
    assert!(text.get(span.start..span.end).is_some(), "{span:?}");
}

fuzz_target!(|words: &str| {
    let (title, text) = words.split_once('\n').unwrap_or(("", words));
    let report = Report { title: title.to_owned(), text: text.to_owned(), ..Report::default() };
    let title = language::analyse_with(&report.title, Part::Title, &[]);
    let body = language::analyse_with(&report.text, Part::Body, &[]);
    let (found, _) = extract::extract(&report, &title, &body, &KNOWLEDGE);
    for mention in &found.event_mentions {
        let spans = &mention.spans;
        fits(&report, spans.trigger);
        spans
            .actor
            .iter()
            .chain(&spans.recipient)
            .chain(&spans.place)
            .chain(&spans.date)
            .for_each(|span| fits(&report, *span));
    }
    for claim in &found.claims {
        fits(&report, claim.content);
        assert_eq!(report.slice(claim.content), claim.content_text);
        claim.cue_span.iter().chain(&claim.parts).for_each(|span| fits(&report, *span));
    }
    found.entity_mentions.iter().for_each(|entity| assert_eq!(report.slice(entity.span), entity.text));
    found.descriptions.iter().for_each(|description| fits(&report, description.span));
});
