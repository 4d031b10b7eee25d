//! Near: which reports are worth comparing, and how alike those are. In: the words that each report is found by, in the order of time; out:
//! a graph, pairs with their likeness.
//!
//! Two reports are compared where they share two of the words that tell most of each and lie near one another in time, and where both are
//! among the nearest of a third. So each report meets a bounded number of others, however many there are, and one more report asks only
//! for its own pairs and the few that it makes known to one another.

use crate::alike::SURE;
use std::cmp::Reverse;

/// A pair less surely alike than this is forgotten.
pub(crate) const FAINT: u32 = SURE * 30 / 100;
/// How many reports behind it in time, with two telling words in common, a report is compared with.
const NEAR: usize = 4;
/// How many of its nearest a report makes known to one another, how near they must be, and how often that is done.
const FRIENDS: usize = 12;
const FRIENDLY: u32 = SURE * 62 / 100;
const ROUNDS: usize = 2;

/// The words that tell most of a report, shortened: fewer bytes to keep, and an accident costs no more than one comparison.
pub(crate) type Keys = Vec<u16>;

/// Two reports, the smaller place first.
pub(crate) type Two = (u32, u32);
/// The same, and how alike they are.
pub(crate) type Pair = (u32, u32, u32);

/// Pairs of things with their likeness, none of them faint; and all pairs that were asked for. Both sorted.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) pairs: Vec<Pair>,
    pub(crate) asked: Vec<Two>,
}

/// The graph of reports in the order of time. `weigh` gives the likeness of those of some sorted pairs that are not faint. A report without
/// keys meets nobody.
pub(crate) fn graph(keys: &[Keys], mut weigh: impl FnMut(&[Two]) -> Vec<Pair>) -> Graph {
    let asked = candidates(keys);
    let mut graph = Graph { pairs: weigh(&asked), asked };
    for _ in 0..ROUNDS {
        let more = without(&friends(keys.len(), &graph.pairs), &graph.asked);
        graph.pairs.extend(weigh(&more));
        graph.asked.extend(more);
        // Two sorted runs each: a stable sort takes them as they are.
        graph.pairs.sort();
        graph.asked.sort();
    }
    graph
}

/// Pairs of reports that share two of the words they are found by, sorted.
fn candidates(keys: &[Keys]) -> Vec<Two> {
    let mut holders: Vec<u64> = Vec::new();
    for (at, keys) in (0_u64..).zip(keys) {
        for (i, a) in keys.iter().enumerate() {
            let both = |b: &u16| u64::from(*a.min(b)) << 48 | u64::from(*a.max(b)) << 32 | at;
            holders.extend(keys[i + 1..].iter().map(both));
        }
    }
    holders.sort_unstable();
    let mut pairs = Vec::new();
    for same in holders.chunk_by(|a, b| a >> 32 == b >> 32) {
        for (at, a) in same.iter().enumerate() {
            let next = same[at + 1..].iter().take(NEAR).map(|b| (*a as u32, *b as u32));
            pairs.extend(next.filter(|(a, b)| a != b));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Pairs of which both are among the nearest of a third, sorted.
fn friends(count: usize, pairs: &[Pair]) -> Vec<Two> {
    let mut near: Vec<Vec<(Reverse<u32>, u32)>> = vec![Vec::new(); count];
    for &(a, b, likeness) in pairs.iter().filter(|pair| pair.2 >= FRIENDLY) {
        near[a as usize].push((Reverse(likeness), b));
        near[b as usize].push((Reverse(likeness), a));
    }
    let mut found = Vec::new();
    for near in &mut near {
        near.sort_unstable();
        near.truncate(FRIENDS);
        for (at, &(_, a)) in near.iter().enumerate() {
            found.extend(near[at + 1..].iter().map(|&(_, b)| (a.min(b), a.max(b))));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What of one sorted list is not in another.
pub(crate) fn without(list: &[Two], other: &[Two]) -> Vec<Two> {
    let mut rest = other.iter().peekable();
    let missing = |two: &&Two| {
        while rest.next_if(|known| known < two).is_some() {}
        rest.peek() != Some(two)
    };
    list.iter().filter(missing).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(pairs: &[Two]) -> Vec<Pair> {
        pairs.iter().map(|&(a, b)| (a, b, SURE)).collect()
    }

    #[test]
    fn two_words_in_common_make_a_pair_and_a_third_makes_its_friends_known() {
        // 0 and 2 share one word alone, but 1 is near to both.
        let keys = [vec![1, 2, 3], vec![2, 3, 4, 5], vec![3, 4, 5], vec![9, 8], vec![]];
        assert_eq!(candidates(&keys), [(0, 1), (1, 2)]);
        assert_eq!(graph(&keys, sure).asked, [(0, 1), (0, 2), (1, 2)]);
    }

    #[test]
    fn what_all_share_meets_the_next_in_time_alone() {
        let keys = vec![vec![1, 2]; 1000];
        assert!(candidates(&keys).len() <= 1000 * NEAR);
        assert!(graph(&keys, sure).asked.len() <= 1000 * (NEAR + ROUNDS * FRIENDS * FRIENDS));
    }
}
