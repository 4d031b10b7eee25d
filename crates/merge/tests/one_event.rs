//! What one event is, by hand-made cases: which mentions are one happening, what of them is disputed, who answers for it.

mod common;

use common::{city, claim, day, dead, facts, only, prose, strike, two_outlets, who};
use extract::{Aux, Basis, Claim, Count, EventMention, Spans, Where, Who};
use merge::merge;
use text::Span;

#[test]
fn two_reports_of_one_strike_are_one_event() {
    let mentions = [strike("m-1", "r-1", "2021-03-09"), strike("m-2", "r-2", "2021-03-09")];
    let merged = merge(&two_outlets(), &mentions, &[]);
    let event = only(&merged);
    assert_eq!(
        (event.mentions, event.reports, event.outlets, event.sources, event.own_voice),
        (2, 2, 2, 2, 2)
    );
    assert_eq!((event.first_reported, event.last_reported), (day("2021-03-10"), day("2021-03-10")));
    assert_eq!(merged.event_of["m-1"], merged.event_of["m-2"]);
    assert!(event.disputes.is_empty());
    assert_eq!(merged.stories.len(), 1);
}

#[test]
fn two_outlets_with_one_agency_are_one_source() {
    let reports = [facts("r-1", "One", Some("AFP"), &prose(1)), facts("r-2", "Two", Some("AFP"), &prose(2))];
    let merged =
        merge(&reports, &[strike("m-1", "r-1", "2021-03-09"), strike("m-2", "r-2", "2021-03-09")], &[]);
    assert_eq!((only(&merged).outlets, only(&merged).sources), (2, 1));
}

#[test]
fn a_copy_is_a_witness_but_no_second_source() {
    let copy = format!("{} and a line of its own", prose(1));
    let reports = [facts("r-1", "One", None, &prose(1)), facts("r-2", "Two", None, &copy)];
    let merged =
        merge(&reports, &[strike("m-1", "r-1", "2021-03-09"), strike("m-2", "r-2", "2021-03-09")], &[]);
    assert_eq!((only(&merged).reports, only(&merged).mentions, only(&merged).sources), (2, 2, 1));
    assert_eq!(merged.copy_of.get("r-2").map(String::as_str), Some("r-1"));
}

#[test]
fn two_tolls_are_a_dispute_with_both_values() {
    let first = EventMention { dead: dead(4), ..strike("m-1", "r-1", "2021-03-09") };
    let second = EventMention { dead: dead(7), ..strike("m-2", "r-2", "2021-03-09") };
    let merged = merge(&two_outlets(), &[first, second], &[]);
    let event = only(&merged);
    assert_eq!(event.dead, Some(Count { low: Some(4), high: Some(7) }));
    let values: Vec<(&str, &[String])> =
        event.disputes[0].values.iter().map(|v| (v.value.as_str(), v.mentions.as_slice())).collect();
    assert_eq!(event.disputes[0].field, "dead");
    assert_eq!(values, [("4", ["m-1".to_owned()].as_slice()), ("7", ["m-2".to_owned()].as_slice())]);
}

#[test]
fn a_port_within_its_town_is_no_dispute() {
    let first = strike("m-1", "r-1", "2021-03-09");
    let port = Where { precision: "point".into(), ..city("Harat port", "BBB") };
    let second = EventMention { place: Some(port), ..strike("m-2", "r-2", "2021-03-09") };
    assert!(only(&merge(&two_outlets(), &[first, second], &[])).disputes.is_empty());
}

#[test]
fn a_toll_within_another_is_no_dispute() {
    let first =
        EventMention { dead: Some(Count { low: Some(4), high: None }), ..strike("m-1", "r-1", "2021-03-09") };
    let second = EventMention { dead: dead(7), ..strike("m-2", "r-2", "2021-03-09") };
    assert!(only(&merge(&two_outlets(), &[first, second], &[])).disputes.is_empty());
}

#[test]
fn a_denial_is_linked_to_what_it_denies() {
    let told = strike("m-1", "r-1", "2021-03-09");
    let denied = EventMention {
        aux: vec![Aux::Negation],
        said_by: Some("c-1".into()),
        ..strike("m-2", "r-2", "2021-03-09")
    };
    let merged =
        merge(&two_outlets(), &[told, denied], &[claim("c-1", "r-2", who("AAA", "GOV", "A's minister"))]);
    let event = only(&merged);
    assert_eq!((event.mentions, event.reports), (1, 1), "a denial is no mention that it happened");
    assert_eq!(merged.denies.get("m-2"), Some(&event.id));
    assert_eq!(merged.event_of.get("m-2"), None);
    assert_eq!(event.denied_by, [who("AAA", "GOV", "A's minister")]);
}

#[test]
fn a_denial_of_another_day_denies_nothing() {
    let denied = EventMention { aux: vec![Aux::Negation], ..strike("m-2", "r-2", "2021-03-01") };
    let merged = merge(&two_outlets(), &[strike("m-1", "r-1", "2021-03-09"), denied], &[]);
    assert!(merged.denies.is_empty() && only(&merged).denied_by.is_empty());
}

#[test]
fn a_plan_or_a_fear_is_no_event() {
    for aux in [Aux::Future, Aux::Hypothetical] {
        let merged = merge(
            &two_outlets(),
            &[EventMention { aux: vec![aux], ..strike("m-1", "r-1", "2021-03-09") }],
            &[],
        );
        assert!(merged.events.is_empty() && merged.event_of.is_empty() && merged.denies.is_empty());
    }
    let past = EventMention { aux: vec![Aux::Historical], ..strike("m-1", "r-1", "2001-03-09") };
    assert_eq!(merge(&two_outlets(), &[past], &[]).events.len(), 1, "background happened");
}

#[test]
fn one_day_and_two_cities_are_two_events() {
    let other = EventMention { place: Some(city("Dorun", "BBB")), ..strike("m-2", "r-2", "2021-03-09") };
    let merged = merge(&two_outlets(), &[strike("m-1", "r-1", "2021-03-09"), other], &[]);
    assert_eq!(merged.events.len(), 2);
    assert_eq!(merged.stories.len(), 1, "one matter may hold many events");
}

#[test]
fn a_country_holds_its_cities() {
    let wide = Where { precision: "country".into(), ..city("B", "BBB") };
    let other = EventMention { place: Some(wide), ..strike("m-2", "r-2", "2021-03-09") };
    let merged = merge(&two_outlets(), &[strike("m-1", "r-1", "2021-03-09"), other], &[]);
    assert_eq!(
        only(&merged).place.as_ref().map(|p| p.name.as_str()),
        Some("Harat"),
        "the finer place is kept"
    );
}

#[test]
fn other_parties_other_category_other_day_are_other_events() {
    let first = strike("m-1", "r-1", "2021-03-09");
    let parties =
        EventMention { actor: vec![who("CCC", "REB", "rebels")], ..strike("m-2", "r-2", "2021-03-09") };
    let category = EventMention { event: "COERCE".into(), ..strike("m-3", "r-2", "2021-03-09") };
    let date = strike("m-4", "r-2", "2021-03-07");
    assert_eq!(merge(&two_outlets(), &[first, parties, category, date], &[]).events.len(), 4);
}

#[test]
fn who_claims_it_is_told_apart_from_the_outlets_voice() {
    let told = EventMention { said_by: Some("c-1".into()), ..strike("m-1", "r-1", "2021-03-09") };
    let merged = merge(&two_outlets(), &[told], &[claim("c-1", "r-1", who("BBB", "GOV", "B's minister"))]);
    assert_eq!(only(&merged).own_voice, 0);
    assert_eq!(only(&merged).claimed_by, [who("BBB", "GOV", "B's minister")]);
}

#[test]
fn who_doubts_it_or_declines_to_tell_of_it_claims_nothing() {
    for (kind, claimants) in [("say", 1), ("doubt", 0), ("decline", 0), ("deny", 0)] {
        let told = EventMention { said_by: Some("c-1".into()), ..strike("m-1", "r-1", "2021-03-09") };
        let said = Claim { kind: kind.into(), ..claim("c-1", "r-1", who("BBB", "GOV", "B's minister")) };
        let merged = merge(&two_outlets(), &[told], &[said]);
        assert_eq!(only(&merged).claimed_by.len(), claimants, "{kind}");
        assert_eq!(only(&merged).own_voice, 0, "{kind}");
    }
}

#[test]
fn a_state_and_its_army_an_office_and_its_holder_are_one_party() {
    let state = EventMention {
        actor: vec![Who { sector: None, ..who("AAA", "", "A") }],
        ..strike("m-2", "r-2", "2021-03-09")
    };
    assert_eq!(only(&merge(&two_outlets(), &[strike("m-1", "r-1", "2021-03-09"), state], &[])).mentions, 2);
    let holder =
        Who { id: Some("person-a".into()), office: Some("Minister".into()), ..who("AAA", "GOV", "Ann A") };
    let office = Who { name: "A's minister".into(), ..who("AAA", "GOV", "A's minister") };
    let [named, told] = [("m-1", "r-1", holder), ("m-2", "r-2", office)]
        .map(|(id, report, actor)| EventMention { actor: vec![actor], ..strike(id, report, "2021-03-09") });
    assert_eq!(only(&merge(&two_outlets(), &[named, told], &[])).mentions, 2);
}

#[test]
fn two_known_persons_of_one_state_are_two_events() {
    let person =
        |id: &str| Who { id: Some(id.into()), office: Some("Minister".into()), ..who("AAA", "GOV", id) };
    let [one, other] = [("m-1", "r-1", "ann"), ("m-2", "r-2", "bob")].map(|(id, report, name)| {
        EventMention { actor: vec![person(name)], ..strike(id, report, "2021-03-09") }
    });
    assert_eq!(merge(&two_outlets(), &[one, other], &[]).events.len(), 2);
}

#[test]
fn what_two_sides_say_of_one_strike_is_one_event_with_two_doers() {
    let blamed =
        EventMention { said_by: Some("c-1".into()), dead: dead(4), ..strike("m-1", "r-1", "2021-03-09") };
    let other = vec![who("CCC", "REB", "rebels")];
    let claimed = EventMention { actor: other, dead: dead(4), ..strike("m-2", "r-2", "2021-03-09") };
    let merged =
        merge(&two_outlets(), &[blamed, claimed], &[claim("c-1", "r-1", who("BBB", "GOV", "B's minister"))]);
    let event = only(&merged);
    assert_eq!(event.disputes.iter().map(|d| d.field.as_str()).collect::<Vec<_>>(), ["actor"]);
    assert_eq!(event.disputes[0].values.len(), 2);
}

#[test]
fn the_next_day_is_a_dispute_only_with_the_same_toll() {
    let of = |id: &str, report: &str, day: &str, toll| EventMention {
        dead: dead(toll),
        ..strike(id, report, day)
    };
    let merged =
        merge(&two_outlets(), &[of("m-1", "r-1", "2021-03-09", 7), of("m-2", "r-2", "2021-03-10", 7)], &[]);
    assert_eq!(only(&merged).disputes[0].field, "date");
    let merged =
        merge(&two_outlets(), &[of("m-1", "r-1", "2021-03-09", 7), of("m-2", "r-2", "2021-03-10", 4)], &[]);
    assert_eq!(merged.events.len(), 2, "the town was struck again");
}

#[test]
fn an_outlet_of_a_partys_state_is_told_apart() {
    let [mut one, two] = two_outlets();
    one.owned_by = Some("AAA".into());
    let merged =
        merge(&[one, two], &[strike("m-1", "r-1", "2021-03-09"), strike("m-2", "r-2", "2021-03-09")], &[]);
    let corroboration = &only(&merged).corroboration;
    assert_eq!((corroboration.sources, corroboration.own_voice, corroboration.apart), (2, 2, 1));
    assert_eq!(corroboration.party[0].outlet, "One");
}

#[test]
fn a_meeting_of_another_year_is_another_event() {
    let meet = |id: &str, report: &str, day: &str| EventMention {
        event: "CONSULT".into(),
        mode: Vec::new(),
        actor: vec![who("AAA", "GOV", "Ann A"), who("BBB", "GOV", "Bob B")],
        recipient: Vec::new(),
        frame: "frames/consult.toml#meet".into(),
        ..strike(id, report, day)
    };
    let told = [
        meet("m-1", "r-1", "2018-05-17"),
        meet("m-2", "r-1", "2017-11-20"),
        meet("m-3", "r-2", "2018-05-17"),
    ];
    assert_eq!(merge(&two_outlets(), &told, &[]).events.len(), 2);
}

/// An attack of A's army as a sentence tells it, its trigger in brackets: no day, no place, nobody it is done to.
fn worded(id: &str, report: &str, sentence: usize, words: &str) -> (EventMention, String) {
    let start = words.find('[').unwrap_or(0);
    let end = words.find(']').map_or(0, |end| end - 1);
    let mention = EventMention {
        sentence,
        spans: Spans { trigger: Span::body(start, end), ..Spans::default() },
        recipient: Vec::new(),
        place: None,
        date_basis: Some(Basis::Publication),
        date_earliest: None,
        date_latest: day("2021-03-10"),
        ..strike(id, report, "2021-03-10")
    };
    (mention, words.replace(['[', ']'], ""))
}

#[test]
fn what_names_no_day_and_no_place_is_one_by_the_words_beside_it() {
    let cases = [
        // Two reports of one story, far below the lead.
        (
            "Guns opened fire on a [raid] upon the old granary.",
            "The old granary burnt in the [raid] of guns.",
            1,
        ),
        ("Guns opened fire in the first [raid] of spring.", "The old granary burnt in a [raid] at dawn.", 2),
        // One of them tells of many.
        (
            "The old granary burnt in the [raid] of guns.",
            "The granary has often burnt in a [raid] of guns.",
            2,
        ),
        ("The old granary burnt in the [raid] of guns.", "Dozens of granary [raids] burnt the old town.", 2),
        ("The old granary burnt in the [raid] of guns.", "Some 40 old granary [raids] burnt the town.", 2),
        // Told twice in the same words, many or not.
        ("Dozens of granary [raids] burnt the old town.", "Dozens of granary [raids] burnt the old town.", 1),
    ];
    for (first, second, expected) in cases {
        let [(one, words), (two, others)] =
            [worded("m-1", "r-1", 20, first), worded("m-2", "r-2", 30, second)];
        let tail = prose(7);
        let reports = [("r-1", "One", words), ("r-2", "Two", others)]
            .map(|(id, outlet, words)| facts(id, outlet, None, &format!("{words}\n{tail}")));
        let merged = merge(&reports, &[one, two], &[]);
        assert_eq!(merged.stories.len(), 1);
        assert_eq!(merged.events.len(), expected, "{first} / {second}");
    }
}

#[test]
fn a_noun_with_the_goes_back_to_what_its_report_told() {
    for (second, expected) in [("The [raid] was condemned.", 1), ("A [raid] was condemned.", 2)] {
        let (one, first) = worded("m-1", "r-1", 20, "Guns opened fire in a [raid] upon the granary.");
        let (two, second) = worded("m-2", "r-1", 30, second);
        let start = first.len() + 1 + two.spans.trigger.start;
        let end = first.len() + 1 + two.spans.trigger.end;
        let two =
            EventMention { spans: Spans { trigger: Span::body(start, end), ..Spans::default() }, ..two };
        let report = facts("r-1", "One", None, &format!("{first}\n{second}"));
        assert_eq!(merge(&[report], &[one, two], &[]).events.len(), expected, "{second}");
    }
}

#[test]
fn the_first_sentences_of_two_reports_of_one_story_tell_its_news() {
    let lead =
        "A [raid] upon the old granary by the river stirred anger among bakers and millers downstream.";
    // Hardly a word in common but the granary; far below the lead that is too little, and so is no word at all.
    let cases = [
        (1, "The granary burnt down in a [raid] before the harvest was sold to merchants abroad.", 1),
        (30, "The granary burnt down in a [raid] before the harvest was sold to merchants abroad.", 2),
        (1, "Ministers speak of a [raid] and fear for exports.", 2),
    ];
    for (sentence, second, expected) in cases {
        let [(one, words), (two, others)] =
            [worded("m-1", "r-1", 1, lead), worded("m-2", "r-2", sentence, second)];
        let tail = prose(7);
        let reports = [("r-1", "One", words), ("r-2", "Two", others)]
            .map(|(id, outlet, words)| facts(id, outlet, None, &format!("{words}\n{tail}")));
        // Who did it is told by neither.
        let mentions = [one, two].map(|m| EventMention { actor: Vec::new(), ..m });
        assert_eq!(merge(&reports, &mentions, &[]).events.len(), expected, "{second}");
    }
}

/// Two mentions in one sentence, each at a word of it.
fn together(words: &str, [first, second]: [&str; 2], frames: [&str; 2]) -> usize {
    let told = |id: &str, word: &str, frame: &str| {
        let start = words.find(word).unwrap_or(0);
        EventMention {
            frame: frame.into(),
            spans: Spans { trigger: Span::body(start, start + word.len()), ..Spans::default() },
            recipient: Vec::new(),
            ..strike(id, "r-1", "2021-03-09")
        }
    };
    let mentions = [told("m-1", first, frames[0]), told("m-2", second, frames[1])];
    merge(&[facts("r-1", "One", None, words)], &mentions, &[]).events.len()
}

#[test]
fn one_sentence_tells_one_deed_in_two_words_and_two_deeds_in_one() {
    let words = "Jets flew an attack at dawn after a raid in the night, and a second raid is feared.";
    assert_eq!(together(words, ["flew", "attack"], ["assault#fly", "assault#attack"]), 1);
    assert_eq!(together(words, ["raid in", "raid is"], ["assault#raid", "assault#raid"]), 2);
    let words = "Jets flew a raid at dawn, and the raid woke the town.";
    assert_eq!(together(words, ["raid at", "raid woke"], ["assault#raid", "assault#raid"]), 1);
}

#[test]
fn what_flies_is_told_of_where_it_rose_and_where_it_fell() {
    for (event, mode, events) in [("MOBILIZE", "weapons", 1), ("ASSAULT", "aerial", 2)] {
        let mentions =
            [("m-1", "r-1", "Harat"), ("m-2", "r-2", "Dorun")].map(|(id, report, town)| EventMention {
                event: event.into(),
                mode: vec![mode.into()],
                place: Some(city(town, "BBB")),
                ..strike(id, report, "2021-03-09")
            });
        assert_eq!(merge(&two_outlets(), &mentions, &[]).events.len(), events, "{event}");
    }
}

#[test]
fn a_spot_is_in_the_town_beside_it_but_two_towns_are_two() {
    let near = |precision: &str, north: f64| {
        let place = Where { precision: precision.into(), lat: north, ..city("Dorun", "BBB") };
        let other = EventMention { place: Some(place), ..strike("m-2", "r-2", "2021-03-09") };
        merge(&two_outlets(), &[strike("m-1", "r-1", "2021-03-09"), other], &[]).events.len()
    };
    assert_eq!([near("point", 0.1), near("point", 1.0), near("city", 0.1)], [1, 2, 2]);
}

#[test]
fn two_names_without_a_common_word_are_two_parties() {
    let meets = |id: &str, report: &str, name: &str| EventMention {
        recipient: vec![who("BBB", "GOV", name)],
        ..strike(id, report, "2021-03-09")
    };
    for (name, events) in [("Bob Berg", 2), ("Carl Caro", 1), ("B's minister", 1)] {
        let mentions = [meets("m-1", "r-1", "Carl Caro"), meets("m-2", "r-2", name)];
        assert_eq!(merge(&two_outlets(), &mentions, &[]).events.len(), events, "{name}");
    }
}
