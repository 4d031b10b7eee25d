//! Cluster: things that are more alike than not, on average. In: how many things, and the pairs of them that are alike; out: for each thing
//! the smallest of its cluster.
//!
//! Average linkage over a sparse graph: clusters of which each is the other's nearest are joined, round by round, until none are alike enough.
//! A pair that is not in the graph counts for less than one of no likeness. Likenesses are whole numbers and ties go to the smaller index, so the
//! result depends on the things alone. Clusters that never had a pair are never compared, so the work grows with the pairs.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many of a cluster speak for what joins it alone.
const NEAREST: usize = 3;

/// What two clusters have of no pair counts so many parts in a hundred of one, as one of no likeness.
const UNTOLD: u64 = 60;

/// Means are told in so many parts of a likeness.
const FINE: u64 = 1 << 16;

/// What a cluster is near to: the smallest of it, the sum of likenesses, and how many pairs it is of.
#[derive(Clone, Copy, Debug, Default)]
struct Link {
    to: u32,
    pairs: u32,
    sum: u64,
}

/// How near two clusters are, in the order in which they are joined.
type Rank = (u64, Reverse<u32>, Reverse<u32>);

struct Clusters {
    near: Vec<Vec<Link>>,
    members: Vec<Vec<u32>>,
    /// The nearest of each, where it is near enough.
    best: Vec<Option<(Rank, u32)>>,
    /// Taken up again at each joining, so that no list grows by steps.
    joined: Vec<Link>,
    least: u64,
    faint: u64,
}

/// Clusters `count` things. `pairs` are sorted, of two different things each, the smaller first. Clusters join while their mean likeness is at least `least`, and forget one another below `faint`.
pub(crate) fn cluster(count: usize, pairs: &[(u32, u32, u32)], least: u32, faint: u32) -> Vec<u32> {
    let mut many = vec![0; count];
    pairs.iter().for_each(|pair| [pair.0, pair.1].iter().for_each(|&at| many[at as usize] += 1));
    let mut near: Vec<Vec<Link>> = many.into_iter().map(Vec::with_capacity).collect();
    // Sorted pairs give sorted lists: what a thing stands second in comes before what it stands first in.
    for &(a, b, likeness) in pairs {
        let link = |to: u32| Link { to, pairs: 1, sum: u64::from(likeness) };
        near[a as usize].push(link(b));
        near[b as usize].push(link(a));
    }
    let members = (0..count as u32).map(|at| vec![at]).collect();
    let mut all = Clusters {
        near,
        members,
        best: vec![None; count],
        joined: Vec::new(),
        least: u64::from(least) * FINE,
        faint: u64::from(faint) * FINE,
    };
    let mut changed: Vec<u32> = (0..count as u32).collect();
    while !changed.is_empty() {
        changed = all.round(&changed);
    }
    let mut top = vec![0; count];
    for members in all.members {
        let least = members.iter().min().copied().unwrap_or_default();
        members.iter().for_each(|&at| top[at as usize] = least);
    }
    top
}

impl Clusters {
    /// Joins what is nearest to one another; gives the clusters whose nearest may be another now.
    fn round(&mut self, changed: &[u32]) -> Vec<u32> {
        for &at in changed {
            self.best[at as usize] = self.nearest(at);
        }
        let both = changed.iter().filter_map(|&a| {
            let (_, b) = self.best[a as usize]?;
            let (_, back) = self.best[b as usize]?;
            (back == a).then_some((a.min(b), a.max(b)))
        });
        let mut joins: Vec<(u32, u32)> = both.collect();
        joins.sort_unstable();
        joins.dedup();
        let mut next = Vec::new();
        for (a, b) in joins {
            self.join(a, b, &mut next);
        }
        next.retain(|&at| !self.members[at as usize].is_empty());
        next.sort_unstable();
        next.dedup();
        next
    }

    fn nearest(&self, at: u32) -> Option<(Rank, u32)> {
        let ranks = self.near[at as usize].iter().map(|link| (self.rank(at, link), link.to));
        ranks.filter(|(rank, _)| rank.0 >= self.least).max()
    }

    fn rank(&self, at: u32, link: &Link) -> Rank {
        (self.mean(at, link), Reverse(at.min(link.to)), Reverse(at.max(link.to)))
    }

    fn mean(&self, at: u32, link: &Link) -> u64 {
        let [x, y] = [at, link.to].map(|of| self.members[of as usize].len() as u64);
        let told = u64::from(link.pairs);
        link.sum * 100 * FINE / (told * 100 + (x * y).saturating_sub(told) * UNTOLD).max(1)
    }

    fn join(&mut self, a: u32, b: u32, next: &mut Vec<u32>) {
        let (mine, others) =
            (std::mem::take(&mut self.near[a as usize]), std::mem::take(&mut self.near[b as usize]));
        let gone = std::mem::take(&mut self.members[b as usize]);
        self.members[a as usize].extend(gone);
        let mut joined = std::mem::take(&mut self.joined);
        let (mut i, mut j) = (0, 0);
        while i < mine.len() || j < others.len() {
            let (x, y) = (mine.get(i), others.get(j));
            let to = x.map_or(u32::MAX, |x| x.to).min(y.map_or(u32::MAX, |y| y.to));
            let mut link = Link { to, ..Link::default() };
            for (list, at) in [(x, &mut i), (y, &mut j)] {
                if let Some(part) = list.filter(|part| part.to == to) {
                    link.sum += part.sum;
                    link.pairs += part.pairs;
                    *at += 1;
                }
            }
            if to != a && to != b && self.tell(&link, [a, b], next) {
                joined.push(link);
            }
        }
        let mut near = if mine.capacity() < others.capacity() { others } else { mine };
        near.clear();
        near.append(&mut joined);
        (self.near[a as usize], self.joined) = (near, joined);
        next.push(a);
    }

    /// Tells a neighbour that two clusters are one now; false where they have forgotten each other.
    fn tell(&mut self, link: &Link, [a, b]: [u32; 2], next: &mut Vec<u32>) -> bool {
        let (c, mean) = (link.to as usize, self.mean(a, link));
        let kept = mean >= self.faint;
        let near = &mut self.near[c];
        if let Ok(at) = near.binary_search_by_key(&b, |link| link.to) {
            near.remove(at);
        }
        let back = Link { to: a, ..*link };
        match (near.binary_search_by_key(&a, |link| link.to), kept) {
            (Ok(at), true) => near[at] = back,
            (Ok(at), false) => drop(near.remove(at)),
            (Err(at), true) => near.insert(at, back),
            (Err(_), false) => {}
        }
        let rank = self.rank(a, link);
        let best = self.best[c];
        if best.is_some_and(|(_, to)| to == a || to == b)
            || kept && mean >= self.least && best.is_none_or(|(best, _)| best < rank)
        {
            next.push(link.to);
        }
        kept
    }
}

/// Things alone join the cluster that their three nearest there speak for: what is near to one side of a large cluster is far from it on
/// average. Where another cluster speaks for one nearly as much, to a tenth, it stays alone. `tops` is what `cluster` gave; all that are alone
/// are looked at before any joins.
pub(crate) fn adopt(pairs: &[(u32, u32, u32)], tops: &mut [u32], least: u32) {
    let mut sizes = vec![0_u32; tops.len()];
    tops.iter().for_each(|&top| sizes[top as usize] += 1);
    let of = |at: u32| sizes[tops[at as usize] as usize];
    let both = pairs.iter().flat_map(|&(a, b, likeness)| [(a, b, likeness), (b, a, likeness)]);
    let mut near: Vec<(u32, u32, Reverse<u32>)> = both
        .filter(|&(a, b, _)| of(a) == 1 && of(b) > 1)
        .map(|(a, b, likeness)| (a, tops[b as usize], Reverse(likeness)))
        .collect();
    near.sort_unstable();
    let mut speak: BTreeMap<u32, Vec<(u32, Reverse<u32>)>> = BTreeMap::new();
    for same in near.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
        let sum: u32 = same.iter().take(NEAREST).map(|(.., likeness)| likeness.0).sum();
        speak.entry(same[0].0).or_default().push((sum, Reverse(same[0].1)));
    }
    let mut joins: Vec<(u32, u32)> = Vec::new();
    for (one, mut all) in speak {
        all.sort_unstable();
        let best = all.pop().filter(|best| best.0 >= least * NEAREST as u32);
        let second = all.pop().map_or(0, |second| second.0);
        let best = best.filter(|best| u64::from(second) * 10 <= u64::from(best.0) * 9);
        joins.extend(best.map(|(_, Reverse(top))| (one, top)));
    }
    // The smallest of a cluster stands for it.
    let mut least: BTreeMap<u32, u32> = BTreeMap::new();
    for (one, top) in joins {
        tops[one as usize] = top;
        let least = least.entry(top).or_insert(top);
        *least = one.min(*least);
    }
    tops.iter_mut().for_each(|top| *top = least.get(top).copied().unwrap_or(*top));
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
        assert_eq!(cluster(places.len(), &pairs, 50, 0), expected);
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
        // A cluster of three with 7 near to all of them; 6 near to two clusters alike.
        let pairs: Vec<(u32, u32, u32)> =
            (0..6).map(|a| (a, 6, 60)).chain((0..3).map(|a| (a, 7, 60))).collect();
        let mut tops = [0, 0, 0, 3, 3, 3, 6, 7];
        adopt(&pairs, &mut tops, 50);
        assert_eq!(tops, [0, 0, 0, 3, 3, 3, 6, 0]);
        adopt(&pairs, &mut tops, 50);
        assert_eq!(tops, [0, 0, 0, 3, 3, 3, 6, 0], "who has joined is alone no more");
    }

    #[test]
    fn who_joins_a_cluster_and_comes_before_it_stands_for_it() {
        let mut tops = [0, 1, 1, 1];
        adopt(&[(0, 1, 60), (0, 2, 60), (0, 3, 60)], &mut tops, 50);
        assert_eq!(tops, [0, 0, 0, 0]);
    }

    #[test]
    fn a_pair_never_told_speaks_against_but_less_than_one_that_is_far() {
        // 0-1 are one first; 2 is near to 1 alone: 80 over 1.6 pairs, against 80 over 2.
        assert_eq!(cluster(3, &[(0, 1, 90), (1, 2, 80)], 50, 0), [0, 0, 0]);
        assert_eq!(cluster(3, &[(0, 1, 90), (0, 2, 0), (1, 2, 80)], 50, 0), [0, 0, 2]);
    }
}
