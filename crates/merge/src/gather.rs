//! Gather: which mentions are of one happening. In: mentions with their stories; out: groups of them, and what a denial speaks against.
//!
//! Mentions meet in blocks (category, a party's code, a stretch of days; or category and report or story) and are held against each other
//! there (`same.rs`). They are joined from the surest pair on, and two groups are one only where no mention of one excludes a mention of the
//! other and half of them go together. Nothing depends on the order of reading, and a report touches only the blocks of its own days.

use crate::Sets;
use crate::same::{Told, codes, compare, evidence};
use std::collections::BTreeMap;
use text::Date;

/// Which mentions may be one: places in the sorted list, by block.
pub(crate) type Blocks = BTreeMap<(String, String, i32), Vec<usize>>;

/// Days in one block; a mention lies in all blocks its days touch.
const STRETCH: i32 = 8;
/// A mention of more days than this is compared within its report and story alone.
const LONG: i32 = 45;
/// In a block so full, mentions are compared with their neighbours by story and place alone.
const FULL: usize = 120;

pub(crate) fn blocks(told: &[Told]) -> Blocks {
    let mut blocks = Blocks::new();
    for (at, told) in told.iter().enumerate() {
        for key in keys(told) {
            blocks.entry(key).or_default().push(at);
        }
    }
    blocks
}

/// The blocks of a mention: its report's, its story's, and those of each party's code and stretch of days.
fn keys(told: &Told) -> Vec<(String, String, i32)> {
    let event = &told.mention.event;
    let mut keys = vec![(event.clone(), told.mention.report.clone(), 0)];
    if !told.story.is_empty() {
        keys.push((event.clone(), told.story.to_owned(), 0));
    }
    let narrow = told.window.width().is_some_and(|width| width <= LONG);
    if let Some((first, last)) = told.window.earliest.zip(told.window.latest).filter(|_| narrow) {
        let stretch = |date: Date| {
            date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days()).div_euclid(STRETCH)
        };
        for code in codes(told.mention) {
            keys.extend((stretch(first)..=stretch(last)).map(|days| (event.clone(), code.clone(), days)));
        }
    }
    keys
}

/// Pairs with their evidence, the surest first, ties by place.
pub(crate) fn pairs(told: &[Told], blocks: &Blocks) -> Vec<(u32, usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for block in blocks.values() {
        if block.len() <= FULL {
            pairs.extend(
                block.iter().enumerate().flat_map(|(i, &a)| block[i + 1..].iter().map(move |&b| (a, b))),
            );
            continue;
        }
        let place =
            |at: usize| told[at].mention.place.as_ref().and_then(|p| p.id.as_deref()).unwrap_or_default();
        let mut order = block.clone();
        order.sort_by_key(|&at| (told[at].story, told[at].window.earliest, at));
        pairs.extend(neighbours(&order));
        order.sort_by_key(|&at| (place(at), told[at].window.earliest, at));
        pairs.extend(neighbours(&order));
    }
    pairs.sort_unstable();
    pairs.dedup();
    let measured = pairs.into_iter().filter_map(|(a, b)| Some((evidence(&told[a], &told[b])?, a, b)));
    let mut measured: Vec<(u32, usize, usize)> = measured.collect();
    measured.sort_by_key(|(sum, a, b)| (std::cmp::Reverse(*sum), *a, *b));
    measured
}

fn neighbours(order: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    order
        .iter()
        .enumerate()
        .flat_map(|(i, &a)| order[i + 1..].iter().take(40).map(move |&b| (a.min(b), a.max(b))))
}

/// Groups in which no mention excludes another and half go together.
pub(crate) fn clusters(told: &[Told], pairs: &[(u32, usize, usize)]) -> Vec<Vec<usize>> {
    let mut sets = Sets::new(told.len());
    let mut members: Vec<Vec<usize>> = (0..told.len()).map(|at| vec![at]).collect();
    for &(_, a, b) in pairs {
        let (a, b) = (sets.find(a), sets.find(b));
        if a == b || !together(&members[a], &members[b], told) {
            continue;
        }
        sets.join(a, b);
        let gone = std::mem::take(&mut members[a.max(b)]);
        members[a.min(b)].extend(gone);
    }
    members.iter_mut().for_each(|group| group.sort_unstable());
    members.into_iter().filter(|group| !group.is_empty()).collect()
}

/// Whether no mention of one group excludes one of the other, and as many of them go together as not.
fn together(a: &[usize], b: &[usize], told: &[Told]) -> bool {
    let mut going = 0;
    for &x in a {
        for &y in b {
            let Some(known) = compare(&told[x], &told[y]) else { return false };
            going += usize::from(known.is_some());
        }
    }
    going * 2 >= a.len() * b.len()
}

/// What a denial speaks against: the mention for which most evidence speaks, ties to the first.
pub(crate) fn denied(denial: &Told, told: &[Told], blocks: &Blocks) -> Option<usize> {
    let mut near: Vec<usize> =
        keys(denial).iter().filter_map(|key| blocks.get(key)).flatten().copied().collect();
    near.sort_unstable();
    near.dedup();
    let best = near.into_iter().filter_map(|at| Some((evidence(denial, &told[at])?, std::cmp::Reverse(at))));
    best.max().map(|(_, at)| at.0)
}
