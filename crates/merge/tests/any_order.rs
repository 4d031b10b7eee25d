//! What merging promises: the same picture in any order, and however often a thing is told.

mod common;

use common::{city, claim, dead, facts, prose, strike, who};
use extract::{Aux, Basis, Claim, EventMention, Where, Who};
use merge::{Facts, merge};
use proptest::prelude::*;
use text::Date;

/// Mentions over few parties, days, places and reports, so that many of them meet.
fn mention(number: usize) -> impl Strategy<Value = EventMention> {
    let place = prop_oneof![
        Just(None),
        Just(Some(city("Harat", "BBB"))),
        Just(Some(city("Dorun", "BBB"))),
        Just(Some(Where { precision: "country".into(), ..city("B", "BBB") }))
    ];
    let aux = prop_oneof![4 => Just(Vec::new()), 1 => Just(vec![Aux::Negation]), 1 => Just(vec![Aux::Future]), 1 => Just(vec![Aux::Historical])];
    let basis = prop_oneof![Just(Some(Basis::Clause)), Just(Some(Basis::Publication)), Just(None)];
    let mode = prop_oneof![Just(Vec::new()), Just(vec!["aerial".to_owned()]), Just(vec!["drone".to_owned()])];
    let parties = (0..3_usize, 0..2_usize, any::<bool>());
    (
        0..6_usize,
        1..9_i8,
        0..4_i8,
        place,
        aux,
        basis,
        mode,
        parties,
        prop::option::of(1..5_u64),
        prop::option::of(0..3_usize),
    )
        .prop_map(
            move |(
                report,
                first,
                width,
                place,
                aux,
                basis,
                mode,
                (actor, recipient, named),
                toll,
                said_by,
            )| {
                let date = |day: i8| basis.and_then(|_| Date::new(2021, 3, day).ok());
                let code = ["AAA", "CCC", "DDD"][actor];
                let office = named.then(|| "Minister".to_owned());
                let id = named.then(|| format!("person-{code}-{}", first % 2));
                EventMention {
                    date_earliest: date(first).filter(|_| basis != Some(Basis::Publication)),
                    date_latest: date(first + width),
                    date_basis: basis,
                    actor: vec![Who { id, office, ..who(code, "GOV", &format!("{code} {number}")) }],
                    recipient: vec![who(["BBB", "EEE"][recipient], "CVL", &format!("villagers {number}"))],
                    dead: toll.and_then(dead),
                    said_by: said_by.map(|claim| format!("c-{claim}")),
                    place,
                    aux,
                    mode,
                    ..strike(&format!("m-{number:02}"), &format!("r-{report}"), "2021-03-09")
                }
            },
        )
}

/// Some mentions, the same in another order, and the same with some told twice.
fn world() -> impl Strategy<Value = (Vec<EventMention>, Vec<EventMention>)> {
    let mentions = (2..24_usize).prop_flat_map(|n| (0..n).map(mention).collect::<Vec<_>>());
    mentions.prop_flat_map(|mentions| {
        let shuffled = Just(mentions.clone()).prop_shuffle();
        (Just(mentions), shuffled)
    })
}

fn reports() -> Vec<Facts> {
    let agency = |at: usize| at.is_multiple_of(3).then_some("AFP");
    (0..6)
        .map(|at| facts(&format!("r-{at}"), &format!("Outlet {}", at % 4), agency(at), &prose(at / 2)))
        .collect()
}

fn claims() -> Vec<Claim> {
    (0..3)
        .map(|at| claim(&format!("c-{at}"), &format!("r-{at}"), who("BBB", "GOV", &format!("Speaker {at}"))))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_gives_the_same_picture((mentions, shuffled) in world(), reports_shuffled in Just(reports()).prop_shuffle(), claims_shuffled in Just(claims()).prop_shuffle()) {
        let merged = merge(&reports(), &mentions, &claims());
        prop_assert_eq!(&merged, &merge(&reports_shuffled, &shuffled, &claims_shuffled));
    }

    #[test]
    fn ten_random_orders_give_identical_records((mentions, _) in world(), orders in prop::collection::vec(any::<u64>(), 10)) {
        let first = merge(&reports(), &mentions, &claims());
        for seed in orders {
            let mut shuffled = mentions.clone();
            shuffled.sort_by_key(|m| m.id.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)));
            let mut all = reports();
            all.rotate_left((seed % 6) as usize);
            prop_assert_eq!(&first, &merge(&all, &shuffled, &claims()));
        }
    }

    #[test]
    fn what_is_told_twice_changes_nothing((mentions, shuffled) in world()) {
        let merged = merge(&reports(), &mentions, &claims());
        let twice: Vec<EventMention> = shuffled.into_iter().chain(mentions).collect();
        let all: Vec<Facts> = reports().into_iter().chain(reports()).collect();
        let said: Vec<Claim> = claims().into_iter().chain(claims()).collect();
        prop_assert_eq!(merged, merge(&all, &twice, &said));
    }

    #[test]
    fn every_link_leads_somewhere((mentions, _) in world()) {
        let merged = merge(&reports(), &mentions, &claims());
        let known = |id: &String| merged.events.iter().any(|event| event.id == *id);
        for mention in &mentions {
            prop_assert_eq!(merged.event_of.contains_key(&mention.id), mention.asserts());
            prop_assert!(!merged.denies.contains_key(&mention.id) || mention.aux.contains(&Aux::Negation));
        }
        prop_assert!(merged.event_of.values().chain(merged.denies.values()).all(known));
        prop_assert_eq!(merged.events.iter().map(|event| event.mentions).sum::<usize>(), merged.event_of.len());
        prop_assert_eq!(merged.stories.iter().map(|story| story.reports.len()).sum::<usize>(), reports().len());
    }
}
