//! Any text gives findings: spans that lie in the text and quote, days in order, coordinates on the earth, no panic.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

use extract::{Resolved, extract};
use knowledge::Knowledge;
use proptest::prelude::*;
use std::sync::OnceLock;
use text::{Date, Part, Report, Span};

fn knowledge() -> &'static Knowledge {
    static KNOWN: OnceLock<Knowledge> = OnceLock::new();
    KNOWN.get_or_init(|| Knowledge::builtin().unwrap())
}

/// Words that expressions of time and place are made of, in any order, and what else a page may hold.
fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(
        "Monday May May 17 31 2018 last next this week month year ago before after the of in at near from early mid late - – , . ( ) \
         Eid al-Adha Easter Ramadan first second quarter half 1990s 347 AD c. today night morning 10:35 a.m. GMT every twice decades century \
         Paris Syria Chad Walker Gaza Washington Georgia town city north Damascus border sea shelled met said condemned attack talks launch \
         killed police troops on Tuesday \u{201c} \u{201d} 's"
            .split_whitespace()
            .collect::<Vec<_>>(),
    );
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => "\\PC{1,6}", 1 => "[0-9]{1,9}"]
}

fn lies(report: &Report, span: Span) -> bool {
    let words = if span.part == Part::Title { &report.title } else { &report.text };
    span.start <= span.end && words.get(span.start..span.end).is_some()
}

fn in_order(earliest: Option<Date>, latest: Option<Date>) -> bool {
    earliest.zip(latest).is_none_or(|(a, b)| a <= b)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_sound_findings(words in prop::collection::vec(word(), 0..60), year in 0i16..9999) {
        let day = Date::new(year, 2, 28).ok();
        let report = Report {
            text: words.join(" "),
            published: day,
            published_earliest: day,
            published_latest: day,
            ..Report::default()
        };
        let title = language::analyse_with("", Part::Title, &[]);
        let body = language::analyse_with(&report.text, Part::Body, &[]);
        let (findings, _) = extract(&report, &title, &body, knowledge());
        for entity in &findings.entity_mentions {
            prop_assert!(lies(&report, entity.span));
            prop_assert_eq!(report.slice(entity.span), entity.text.as_str());
            if let Some(Resolved::Place(place)) = &entity.resolved {
                prop_assert!(place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0);
            }
        }
        for mention in &findings.event_mentions {
            prop_assert!(in_order(mention.date_earliest, mention.date_latest));
            let spans = &mention.spans;
            let all = [spans.trigger].into_iter().chain(spans.place).chain(spans.date).chain(spans.actor.clone());
            prop_assert!(all.into_iter().all(|span| lies(&report, span)));
        }
        for claim in &findings.claims {
            prop_assert!(lies(&report, claim.content));
            prop_assert!(in_order(claim.date_earliest, claim.date_latest));
        }
    }
}
