//! Cluster: things that are more alike than not, on average. In: how many things, the likeness of any two, and which pairs may be alike;
//! out: for each thing the smallest of its cluster.
//!
//! Average linkage over a sparse graph: the two clusters whose members are most alike on average are joined until none are alike enough.
//! Likenesses are whole numbers and ties go to the smaller index, so the result depends on the things alone. Clusters that never had a
//! likely pair are never compared, so the work grows with the likely pairs.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Two clusters of more pairs than this, none of which was ever likely, are not alike.
const LARGE: usize = 16;

/// Sum of likenesses and number of pairs it is of.
type Sum = (u64, u64);

/// Clusters `count` things. `pairs` are those worth looking at, with their likeness; `alike` gives that of any two. Clusters join while
/// their mean likeness is at least `least`, and forget one another below `faint`.
pub(crate) fn cluster(
    count: usize,
    pairs: &[(u32, u32, u32)],
    alike: impl Fn(u32, u32) -> u32,
    least: u32,
    faint: u32,
) -> Vec<u32> {
    let mut near: Vec<BTreeMap<u32, Sum>> = vec![BTreeMap::new(); count];
    let mut members: Vec<Vec<u32>> = (0..count as u32).map(|at| vec![at]).collect();
    let mut queue = BinaryHeap::new();
    for &(a, b, likeness) in pairs.iter().filter(|pair| pair.0 != pair.1) {
        let (a, b) = (a.min(b), a.max(b));
        near[a as usize].insert(b, (u64::from(likeness), 1));
        near[b as usize].insert(a, (u64::from(likeness), 1));
        queue.push((u64::from(likeness), Reverse(a), Reverse(b)));
    }
    while let Some((mean, Reverse(a), Reverse(b))) = queue.pop() {
        if mean < u64::from(least) {
            break;
        }
        // What is in the queue may be of clusters that have since grown or gone.
        if near[a as usize].get(&b).is_none_or(|sum| self::mean(*sum) != mean) {
            continue;
        }
        let (mine, others) = (std::mem::take(&mut near[a as usize]), std::mem::take(&mut near[b as usize]));
        let mut both = mine.clone();
        both.extend(&others);
        for &c in both.keys().filter(|c| **c != a && **c != b) {
            let half = |known: &BTreeMap<u32, Sum>, x: u32| {
                known
                    .get(&c)
                    .copied()
                    .unwrap_or_else(|| between(&members[x as usize], &members[c as usize], &alike))
            };
            let (x, y) = (half(&mine, a), half(&others, b));
            let sum = (x.0 + y.0, x.1 + y.1);
            near[c as usize].remove(&b);
            if self::mean(sum) < u64::from(faint) {
                near[c as usize].remove(&a);
                continue;
            }
            near[c as usize].insert(a, sum);
            near[a as usize].insert(c, sum);
            queue.push((self::mean(sum), Reverse(a.min(c)), Reverse(a.max(c))));
        }
        let gone = std::mem::take(&mut members[b as usize]);
        members[a as usize].extend(gone);
        members[a as usize].sort_unstable();
    }
    let mut top = vec![0; count];
    for members in members {
        members.iter().for_each(|&at| top[at as usize] = members[0]);
    }
    top
}

fn mean(sum: Sum) -> u64 {
    sum.0 / sum.1.max(1)
}

/// The likenesses of the members of two clusters of which no pair was told to be likely.
fn between(a: &[u32], b: &[u32], alike: &impl Fn(u32, u32) -> u32) -> Sum {
    let all = a.len() * b.len();
    if all > LARGE {
        return (0, all as u64);
    }
    let pairs = a.iter().flat_map(|&i| b.iter().map(move |&j| (i, j)));
    (pairs.map(|(i, j)| u64::from(alike(i, j))).sum(), all as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Likeness by place on a line: one apart is 90, further apart less.
    fn check(places: &[i64], expected: &[u32]) {
        let alike = |a: u32, b: u32| {
            100_u32.saturating_sub(places[a as usize].abs_diff(places[b as usize]) as u32 * 10)
        };
        let all = (0..places.len() as u32).flat_map(|a| (a + 1..places.len() as u32).map(move |b| (a, b)));
        let pairs: Vec<(u32, u32, u32)> = all.map(|(a, b)| (a, b, alike(a, b))).collect();
        assert_eq!(cluster(places.len(), &pairs, alike, 50, 0), expected);
    }

    #[test]
    fn what_is_near_on_average_is_one() {
        check(&[0, 1, 20, 21], &[0, 0, 2, 2]);
        check(&[], &[]);
        check(&[5], &[0]);
    }

    #[test]
    fn a_chain_does_not_draw_its_ends_together() {
        check(&[0, 4, 8, 12], &[0, 0, 2, 2]);
    }

    #[test]
    fn pairs_never_told_are_looked_at_when_clusters_meet() {
        // 0 and 2 are alike, but only 0-1 and 1-2 were told.
        let top = cluster(3, &[(0, 1, 60), (1, 2, 60)], |_, _| 60, 50, 0);
        assert_eq!(top, [0, 0, 0]);
        let top = cluster(3, &[(0, 1, 60), (1, 2, 59)], |a, b| if a + b == 2 { 0 } else { 60 }, 50, 0);
        assert_eq!(top, [0, 0, 2]);
    }
}
