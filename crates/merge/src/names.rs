//! Names: what a meeting or an agreement is called by, right before its word: "the Geneva talks", "the Interim Committee meeting". In: the words
//! around a trigger; out: whether two of them go by different names.

use crate::sketch::{hashed, stem};
use crate::wording::split;

/// The names beside a deed's word, as stems.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Those it is called by.
    called: Vec<u32>,
    /// Of these, those that stand nowhere else in the report.
    once: Vec<u32>,
    /// It is called by a known month or a day of the week.
    day: bool,
    /// All words with a capital in its sentence.
    beside: Vec<u32>,
}

/// What stands before a name that is a meeting's.
const ARTICLES: [&str; 6] = ["the", "a", "an", "this", "its", "their"];
const CALENDAR: [&str; 19] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

impl Names {
    /// Of a trigger with what stands `before` it in its sentence; `own` are the bytes of the sentence that are its parties'. Where no word is
    /// small, nothing is told by capitals.
    pub(crate) fn of(before: &str, sentence: &str, report: &str, own: impl Fn(usize) -> bool) -> Names {
        let small = |word: &str| word.starts_with(char::is_lowercase);
        if !split(sentence).any(|(_, word)| small(word)) {
            return Names::default();
        }
        let stems = |words: &mut dyn Iterator<Item = &str>| words.map(|word| hashed(&stem(word))).collect();
        let (the, words) = called(before, own);
        let (days, called): (Vec<&str>, Vec<&str>) =
            words.into_iter().partition(|word| CALENDAR.contains(word));
        // Datelines are written in capitals.
        let once =
            |word: &&&str| split(report).filter(|other| other.1.eq_ignore_ascii_case(word)).nth(1).is_none();
        Names {
            day: !days.is_empty() && the,
            once: stems(&mut called.iter().filter(once).copied()),
            beside: stems(&mut split(sentence).map(|(_, word)| word).filter(|word| !small(word))),
            called: stems(&mut called.into_iter()),
        }
    }

    /// Whether one alone goes by a month or a day: "the January talks" are not those of today.
    pub(crate) fn days_apart(&self, other: &Names) -> bool {
        self.day != other.day
    }

    /// Whether each is called by a name that stands not beside the other; within one report, whether one is called by what stands nowhere else.
    pub(crate) fn exclude(&self, other: &Names, report: bool) -> bool {
        let strange = |name: &u32, of: &Names| !of.beside.contains(name);
        let apart = |a: &Names, b: &Names| a.called.iter().any(|name| strange(name, b));
        let alone = |a: &Names, b: &Names| !a.once.is_empty() && a.once.iter().all(|name| strange(name, b));
        apart(self, other) && apart(other, self) || report && (alone(self, other) || alone(other, self))
    }
}

/// Words with a capital between an article and the trigger, one small word behind them at most; and whether that article is "the".
fn called(before: &str, own: impl Fn(usize) -> bool) -> (bool, Vec<&str>) {
    let mark = |ch: char| matches!(ch, ',' | ';' | ':' | '(' | '"' | '“' | '”');
    let near = before.rsplit(mark).next().unwrap_or_default();
    let from = before.len() - near.len();
    let words: Vec<(usize, &str)> = split(near).collect();
    let article = |word: &str| ARTICLES.contains(&word.to_lowercase().as_str());
    let capital = |word: &str| word.starts_with(char::is_uppercase) && word.len() > 1 && !article(word);
    let behind = words.len() - usize::from(words.last().is_some_and(|(_, word)| !capital(word)));
    let first = words[..behind].iter().rposition(|(_, word)| !capital(word));
    let Some(first) = first.filter(|&at| article(words[at].1)) else {
        return (false, Vec::new());
    };
    let names = words[first + 1..behind].iter();
    let names = names.filter(|(at, _)| !own(from + at));
    (words[first].1.eq_ignore_ascii_case("the"), names.map(|(_, word)| *word).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_by_its_month_is_not_of_today() {
        let of = |before: &str| Names::of(before, "the talks were short", "", |_| false);
        assert!(of("The January ").days_apart(&of("today's ")));
        assert!(!of("a March 16 ").days_apart(&of("that ")));
    }

    fn check(report: &str, expected: bool) {
        let of = |sentence: &str| {
            let before = sentence.split_once('[').unwrap_or_default().0;
            Names::of(before, sentence, report, |_| false)
        };
        let (a, b) = report.split_once(". ").unwrap_or_default();
        assert_eq!(of(a).exclude(&of(b), true), expected, "{report}");
        assert_eq!(of(b).exclude(&of(a), true), expected, "{report}");
    }

    #[test]
    fn meetings_of_different_names_are_two() {
        check(
            "He went to the Interim Committee [meeting]. The date of the Berg-Caro [meeting] is open",
            true,
        );
        check("They opened [talks] on trade. No deal is near at the Geneva arms [talks]", true);
    }

    #[test]
    fn a_name_known_from_elsewhere_tells_nothing_apart() {
        check("They opened [talks] in Geneva. No deal is near at the Geneva [talks]", false);
        check("They opened [talks] on trade. The January [talks] were short", false);
        check("A March [meeting] failed. After that [meeting] they left", false);
        check("The [talks] are over, said Berg. In the town of Bolland, [talks] go on", false);
    }
}
