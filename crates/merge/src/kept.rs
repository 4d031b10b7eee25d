//! Kept: what a merging leaves for the next, so that it compares only what is new. In: the reports, what was left; out: the same graph as
//! without it, and what is left now.
//!
//! Likenesses that are faint are not kept, yet known: which pairs an earlier merging asked for follows from what it kept, so the graph is drawn
//! once more as it was then, with nothing compared, and what it asked for and did not keep was faint.

use crate::Facts;
use crate::near::{self, Graph, Keys, Pair, Two};
use crate::sketch::hash;
use crate::story::Story;
use std::collections::{BTreeMap, HashMap};

/// What likenesses are made of: raise it whenever other numbers come out of the same reports, for what is kept is then void.
pub const LIKENESSES: u32 = 1;

/// What a merging leaves for the next. Nothing of it changes what comes out: it may be thrown away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// Ids of the reports, sorted.
    pub reports: Vec<String>,
    /// What each was then, for one that has changed is another.
    pub checks: Vec<u32>,
    /// The words each is found by, in step with the reports.
    pub keys: Vec<Vec<u16>>,
    /// Places of two reports, the smaller first, and their likeness; sorted.
    pub pairs: Vec<(u32, u32, u8)>,
    /// Stories by id: one of the same reports keeps its title.
    pub stories: BTreeMap<String, Story>,
}

impl Kept {
    /// Pairs that are alike, of reports in the order of time, and what is left for the next merging. `keys` gives those of a report that is
    /// not known, `weigh` the likenesses of pairs that are not.
    pub(crate) fn graph(
        &self,
        reports: &[&Facts],
        keys: impl Fn(u32) -> Keys,
        weigh: impl Fn(&[Two]) -> Vec<Pair>,
    ) -> (Vec<Pair>, Kept) {
        let place: HashMap<&str, u32> = reports.iter().map(|facts| facts.id.as_str()).zip(0..).collect();
        let checks: Vec<u32> = reports.iter().map(|facts| check(facts)).collect();
        let there = |(id, check): (&String, &u32)| {
            place.get(id.as_str()).copied().filter(|&at| checks[at as usize] == *check)
        };
        let now: Vec<Option<u32>> = self.reports.iter().zip(&self.checks).map(there).collect();
        // What is gone or another has taken others' places: nothing then says what was asked for.
        let whole = now.iter().all(Option::is_some) && self.keys.len() == now.len();
        let now: Vec<u32> = now.into_iter().flatten().filter(|_| whole).collect();
        let mut known: Vec<Keys> = vec![Keys::new(); reports.len()];
        let mut all: Vec<Option<Keys>> = vec![None; reports.len()];
        for (&at, keys) in now.iter().zip(&self.keys) {
            known[at as usize].clone_from(keys);
            all[at as usize] = Some(keys.clone());
        }
        let there = |&(a, b, likeness): &(u32, u32, u8)| {
            let (a, b) = (*now.get(a as usize)?, *now.get(b as usize)?);
            Some((a.min(b), a.max(b), u32::from(likeness)))
        };
        let mut pairs: Vec<Pair> = self.pairs.iter().filter_map(there).collect();
        pairs.sort_unstable();
        let before = near::graph(&known, |asked| told(asked, &pairs));
        let all: Vec<Keys> = (0..).zip(all).map(|(at, known)| known.unwrap_or_else(|| keys(at))).collect();
        let graph = if now.len() == all.len() {
            before
        } else {
            near::graph(&all, |asked| {
                let mut weighed = weigh(&near::without(asked, &before.asked));
                // Nothing that was not asked for was kept.
                weighed.extend(told(asked, &pairs));
                weighed.sort();
                weighed
            })
        };
        let left = Kept::left(reports, &checks, all, &graph);
        (graph.pairs, left)
    }

    fn left(reports: &[&Facts], checks: &[u32], keys: Vec<Keys>, graph: &Graph) -> Kept {
        let mut order: Vec<u32> = (0..reports.len() as u32).collect();
        order.sort_by(|a, b| reports[*a as usize].id.cmp(&reports[*b as usize].id));
        let mut place = vec![0_u32; order.len()];
        (0..).zip(&order).for_each(|(to, &at)| place[at as usize] = to);
        let pair = |&(a, b, likeness): &Pair| {
            let (a, b) = (place[a as usize], place[b as usize]);
            (a.min(b), a.max(b), likeness as u8)
        };
        let mut pairs: Vec<(u32, u32, u8)> = graph.pairs.iter().map(pair).collect();
        pairs.sort_unstable();
        let mut keys: Vec<Option<Keys>> = keys.into_iter().map(Some).collect();
        Kept {
            reports: order.iter().map(|&at| reports[at as usize].id.clone()).collect(),
            checks: order.iter().map(|&at| checks[at as usize]).collect(),
            keys: order.iter().map(|&at| keys[at as usize].take().unwrap_or_default()).collect(),
            pairs,
            stories: BTreeMap::new(),
        }
    }
}

/// A number of what a report's likenesses are made of.
fn check(facts: &Facts) -> u32 {
    let day = facts.published.map_or(String::new(), |day| day.to_string());
    hash(&[&facts.title, &facts.text, &day])
}

/// Those of some sorted pairs whose likeness is known.
fn told(asked: &[Two], pairs: &[Pair]) -> Vec<Pair> {
    let mut rest = pairs.iter().peekable();
    let find = |two: &Two| {
        while rest.next_if(|pair| (pair.0, pair.1) < *two).is_some() {}
        rest.next_if(|pair| (pair.0, pair.1) == *two).copied()
    };
    asked.iter().filter_map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{merge, merge_again};
    use text::Date;

    /// Reports on a few matters, each of common words of its matter and some of its own.
    fn reports(many: usize) -> Vec<Facts> {
        let words = ["harbour", "ministers", "glacier", "ballot", "refinery", "quarantine", "bishop"];
        let report = |n: usize| {
            let matter = n * 7 % 5;
            let own: String = (0..6).map(|at| format!("{}{} ", words[(n + at) % 7], n % 11 + at)).collect();
            let shared: String =
                (0..8).map(|at| format!("{}{matter} of Place{matter}x{at} ", words[at % 7])).collect();
            let start = Date::constant(2021, 3, 1);
            Facts {
                id: text::id("", &[&n.to_string()]),
                title: format!("{} in Place{matter}", words[n % 7]),
                text: format!("{shared} {own}"),
                published: start.checked_add(jiff::Span::new().days(n as i64 % 9)).ok(),
                ..Facts::default()
            }
        };
        (0..many).map(report).collect()
    }

    fn then(first: &[Facts], kept: &Kept) -> Kept {
        let (merged, mut left) = merge_again(first, &[], &[], kept, &mut |_| {});
        left.stories = merged.stories.into_iter().map(|story| (story.id.clone(), story)).collect();
        left
    }

    #[test]
    fn read_in_parts_and_at_once_is_the_same_record() {
        let all = reports(160);
        let (at_once, left) = merge_again(&all, &[], &[], &Kept::default(), &mut |_| {});
        assert!(at_once.stories.len() > 1 && at_once.stories.len() < 100 && !left.pairs.is_empty());
        for parts in [vec![159], vec![10], vec![40, 41, 120], vec![160]] {
            let kept = parts.iter().fold(Kept::default(), |kept, &part| then(&all[..part], &kept));
            let (again, now) = merge_again(&all, &[], &[], &kept, &mut |_| {});
            assert_eq!((&again, &now), (&at_once, &left), "{parts:?}");
        }
    }

    #[test]
    fn what_is_kept_of_reports_that_are_gone_or_others_is_not_believed() {
        let all = reports(60);
        let kept = then(&all, &Kept::default());
        let fewer = &all[5..];
        assert_eq!(merge_again(fewer, &[], &[], &kept, &mut |_| {}).0, merge(fewer, &[], &[]));
        let mut another = all.clone();
        another[7].text = all[8].text.clone();
        assert_eq!(merge_again(&another, &[], &[], &kept, &mut |_| {}).0, merge(&another, &[], &[]));
    }

    #[test]
    fn other_likenesses_are_another_version() {
        // Where these numbers change, raise `LIKENESSES` with them: records keep the older ones.
        let kept = then(&reports(12), &Kept::default());
        let pairs: Vec<String> = kept.pairs.iter().map(|pair| format!("{pair:?}")).collect();
        let keys = format!("{:?}", kept.keys);
        assert_eq!((LIKENESSES, text::id("", &[&pairs.concat(), &keys])), (1, "6ccdba4d35ca".into()));
    }
}
