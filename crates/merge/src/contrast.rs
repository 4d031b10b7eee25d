//! Contrast: words beside a deed that tell it apart from others: a nuclear test is no missile test, the second round is not the third. In: the
//! words around a trigger; out: which groups of `data/language/contrasts.txt` they are of.

use std::collections::HashMap;
use std::sync::OnceLock;

const CONTRASTS: &str = include_str!("../../../data/language/contrasts.txt");

/// Words before a trigger and behind it that belong to it.
const BEFORE: usize = 3;
const BEHIND: usize = 6;

/// A line of the file, and a group in it.
type Group = (usize, usize);

/// The groups that words around a trigger are of, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contrast(Vec<Group>);

fn groups() -> &'static HashMap<&'static str, Group> {
    static READ: OnceLock<HashMap<&'static str, Group>> = OnceLock::new();
    READ.get_or_init(|| {
        let lines = CONTRASTS.lines().filter(|line| !line.starts_with('#')).enumerate();
        let words = |(line, text): (usize, &'static str)| {
            let groups = text.split('|').enumerate();
            groups.flat_map(move |(group, words)| {
                words.split_whitespace().map(move |word| (word, (line, group)))
            })
        };
        lines.flat_map(words).collect()
    })
}

impl Contrast {
    /// Of what stands before a trigger and behind it, up to the next mark on either side.
    pub(crate) fn of(before: &str, behind: &str) -> Contrast {
        let mark =
            |ch: char| !ch.is_alphanumeric() && !ch.is_whitespace() && !matches!(ch, '-' | '\'' | '’' | '.');
        let near = before.rsplit(mark).next().unwrap_or_default();
        let next = behind.split(mark).next().unwrap_or_default();
        let words = |text: &'_ str| -> Vec<String> {
            text.split(|ch: char| !ch.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect()
        };
        let (near, next) = (words(near), words(next));
        let beside = near[near.len().saturating_sub(BEFORE)..].iter().chain(next.iter().take(BEHIND));
        let mut found: Vec<Group> = beside.filter_map(|word| groups().get(word.as_str()).copied()).collect();
        found.sort_unstable();
        found.dedup();
        Contrast(found)
    }

    /// Whether the two are of different groups of one line, and of none in common.
    pub(crate) fn excludes(&self, other: &Contrast) -> bool {
        self.0.chunk_by(|a, b| a.0 == b.0).any(|groups| {
            let mut others = other.0.iter().filter(|group| group.0 == groups[0].0).peekable();
            others.peek().is_some() && !others.any(|group| groups.contains(group))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check([a, b]: [&str; 2], expected: bool) {
        let of = |told: &str| {
            let (before, rest) = told.split_once('[').unwrap_or_default();
            Contrast::of(before, rest.split_once(']').unwrap_or_default().1)
        };
        assert_eq!(of(a).excludes(&of(b)), expected, "{a} / {b}");
        assert_eq!(of(b).excludes(&of(a)), expected, "{b} / {a}");
    }

    #[test]
    fn one_sort_of_deed_is_not_another() {
        check(["its sixth nuclear [test]", "the missile [test]"], true);
        check(["it [fired] a ballistic missile", "an underground nuclear [test] shook the hills"], true);
        check(["the second round of [talks]", "a third round of [talks]"], true);
    }

    #[test]
    fn what_is_told_with_both_or_with_neither_may_be_either() {
        check(["its nuclear and missile [tests]", "the missile [test]"], false);
        check(["the [test] was condemned", "the nuclear [test]"], false);
        check(["the missile [launch], after a nuclear test", "a missile [launch]"], false);
        check(["the latest [launch], weeks after a nuclear test", "a missile [launch]"], false);
    }
}
