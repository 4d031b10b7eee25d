//! Cluster: things that are more alike than not, on average. In: how many things, the likeness of any two, and which pairs may be alike;
//! out: for each thing the smallest of its cluster.
//!
//! Average linkage over a sparse graph: the two clusters whose members are most alike on average are joined until none are alike enough.
//! Likenesses are whole numbers and ties go to the smaller index, so the result depends on the things alone. Clusters that never had a
//! likely pair are never compared, so the work grows with the likely pairs.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Two clusters of more pairs than this, none of which was ever likely, are not alike.
const LARGE: usize = 16;

/// How many of a cluster speak for what joins it alone.
const NEAREST: usize = 3;

/// At most so many of a cluster are asked.
const SEEN: usize = 64;

/// Sum of likenesses and number of pairs it is of.
type Sum = (u64, u64);

/// What a cluster is near to, by its smallest member: few, so that a sorted list beats a tree.
#[derive(Clone, Default)]
struct Near(Vec<(u32, Sum)>);

impl Near {
    fn get(&self, of: u32) -> Option<Sum> {
        let at = self.0.binary_search_by_key(&of, |entry| entry.0).ok()?;
        Some(self.0[at].1)
    }

    fn put(&mut self, of: u32, sum: Sum) {
        match self.0.binary_search_by_key(&of, |entry| entry.0) {
            Ok(at) => self.0[at].1 = sum,
            Err(at) => self.0.insert(at, (of, sum)),
        }
    }

    fn remove(&mut self, of: u32) {
        if let Ok(at) = self.0.binary_search_by_key(&of, |entry| entry.0) {
            self.0.remove(at);
        }
    }
}

/// Clusters `count` things. `pairs` are those worth looking at, with their likeness; `hold` makes one thing ready, and gives its likeness to any other. Clusters join while
/// their mean likeness is at least `least`, and forget one another below `faint`.
pub(crate) fn cluster<H: Fn(u32) -> u32>(
    count: usize,
    pairs: &[(u32, u32, u32)],
    hold: impl Fn(u32) -> H,
    least: u32,
    faint: u32,
) -> Vec<u32> {
    let mut near = vec![Near::default(); count];
    let mut members: Vec<Vec<u32>> = (0..count as u32).map(|at| vec![at]).collect();
    let mut queue = BinaryHeap::new();
    for &(a, b, likeness) in pairs.iter().filter(|pair| pair.0 != pair.1) {
        let (a, b) = (a.min(b), a.max(b));
        near[a as usize].put(b, (u64::from(likeness), 1));
        near[b as usize].put(a, (u64::from(likeness), 1));
        if likeness >= least {
            queue.push((u64::from(likeness), Reverse(a), Reverse(b)));
        }
    }
    while let Some((mean, Reverse(a), Reverse(b))) = queue.pop() {
        // What is in the queue may be of clusters that have since grown or gone.
        if near[a as usize].get(b).is_none_or(|sum| self::mean(sum) != mean) {
            continue;
        }
        let (mine, others) = (std::mem::take(&mut near[a as usize]), std::mem::take(&mut near[b as usize]));
        let mut both: Vec<u32> = mine.0.iter().chain(&others.0).map(|entry| entry.0).collect();
        both.sort_unstable();
        both.dedup();
        let mut held =
            [a, b].map(|at| Held { members: &members[at as usize], ready: Vec::new(), hold: &hold });
        let mut joined = Vec::with_capacity(both.len());
        for c in both.into_iter().filter(|c| *c != a && *c != b) {
            let x = mine.get(c).unwrap_or_else(|| held[0].to(&members[c as usize]));
            let y = others.get(c).unwrap_or_else(|| held[1].to(&members[c as usize]));
            let sum = (x.0 + y.0, x.1 + y.1);
            near[c as usize].remove(b);
            if self::mean(sum) < u64::from(faint) {
                near[c as usize].remove(a);
                continue;
            }
            near[c as usize].put(a, sum);
            joined.push((c, sum));
            if self::mean(sum) >= u64::from(least) {
                queue.push((self::mean(sum), Reverse(a.min(c)), Reverse(a.max(c))));
            }
        }
        near[a as usize] = Near(joined);
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

/// Things alone join the cluster that their three nearest there speak for: what is near to one side of a large cluster is far from it on
/// average. Where another cluster speaks for one nearly as much, to a tenth, it stays alone. `pairs` are those worth looking at, `tops` what
/// `cluster` gave; all that are alone are looked at before any joins.
pub(crate) fn adopt<H: Fn(u32) -> u32>(
    pairs: &[(u32, u32)],
    tops: &mut [u32],
    hold: impl Fn(u32) -> H,
    least: u32,
) {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); tops.len()];
    (0..).zip(tops.iter()).for_each(|(at, &top)| members[top as usize].push(at));
    let of = |at: u32| members[tops[at as usize] as usize].as_slice();
    let both = pairs.iter().flat_map(|&(a, b)| [(a, b), (b, a)]);
    let mut near: Vec<(u32, u32)> = both
        .filter(|&(a, b)| of(a).len() == 1 && of(b).len() > 1)
        .map(|(a, b)| (a, tops[b as usize]))
        .collect();
    near.sort_unstable();
    near.dedup();
    let mut joins: Vec<(u32, u32)> = Vec::new();
    for same in near.chunk_by(|x, y| x.0 == y.0) {
        let one = same[0].0;
        let likeness = hold(one);
        let nearest = |&(_, top): &(u32, u32)| {
            let mut all: Vec<u32> =
                members[top as usize].iter().take(SEEN).map(|&other| likeness(other)).collect();
            all.sort_unstable_by_key(|likeness| Reverse(*likeness));
            (all.iter().take(NEAREST).sum::<u32>() / NEAREST as u32, Reverse(top))
        };
        let mut all: Vec<(u32, Reverse<u32>)> = same.iter().map(nearest).collect();
        all.sort_unstable();
        let best = all.pop().filter(|best| best.0 >= least);
        let second = all.pop().map_or(0, |second| second.0);
        let best = best.filter(|best| u64::from(second) * 10 <= u64::from(best.0) * 9);
        joins.extend(best.map(|(_, Reverse(top))| (one, top)));
    }
    for (one, top) in joins {
        members[top as usize].push(one);
        members[one as usize].clear();
    }
    // The smallest of a cluster stands for it.
    for cluster in members.iter().filter(|cluster| !cluster.is_empty()) {
        let least = cluster.iter().min().copied().unwrap_or_default();
        cluster.iter().for_each(|&at| tops[at as usize] = least);
    }
}

fn mean(sum: Sum) -> u64 {
    sum.0 / sum.1.max(1)
}

/// The members of a cluster, made ready once one is asked for.
struct Held<'m, H, F: Fn(u32) -> H> {
    members: &'m [u32],
    ready: Vec<H>,
    hold: &'m F,
}

impl<H: Fn(u32) -> u32, F: Fn(u32) -> H> Held<'_, H, F> {
    /// The likenesses to the members of a cluster of which no pair with these was told to be likely.
    fn to(&mut self, others: &[u32]) -> Sum {
        let all = self.members.len() * others.len();
        if all > LARGE {
            return (0, all as u64);
        }
        if self.ready.is_empty() {
            self.ready = self.members.iter().map(|&at| (self.hold)(at)).collect();
        }
        let likeness = |one: &H| others.iter().map(|&other| u64::from(one(other))).sum::<u64>();
        (self.ready.iter().map(likeness).sum(), all as u64)
    }
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
        assert_eq!(cluster(places.len(), &pairs, |a| move |b| alike(a, b), 50, 0), expected);
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
    fn what_is_alone_goes_with_its_three_nearest() {
        // A cluster of five, 7 near three of them; 6 near two clusters alike.
        let alike = |a: u32, b: u32| match (a.min(b), a.max(b)) {
            (0..=2, 7) | (0..=5, 6) => 60,
            _ => 0,
        };
        let mut tops = [0, 0, 0, 3, 3, 3, 6, 7];
        adopt(&[(0, 7), (0, 6), (3, 6)], &mut tops, |a| move |b| alike(a, b), 50);
        assert_eq!(tops, [0, 0, 0, 3, 3, 3, 6, 0]);
        adopt(&[(7, 0)], &mut tops, |a| move |b| alike(a, b), 50);
        assert_eq!(tops, [0, 0, 0, 3, 3, 3, 6, 0], "who has joined is alone no more");
    }

    #[test]
    fn pairs_never_told_are_looked_at_when_clusters_meet() {
        // 0 and 2 are alike, but only 0-1 and 1-2 were told.
        let top = cluster(3, &[(0, 1, 60), (1, 2, 60)], |_| |_| 60, 50, 0);
        assert_eq!(top, [0, 0, 0]);
        let top = cluster(3, &[(0, 1, 60), (1, 2, 59)], |a| move |b| if a + b == 2 { 0 } else { 60 }, 50, 0);
        assert_eq!(top, [0, 0, 2]);
    }
}
