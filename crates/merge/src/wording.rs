//! Wording: the words a mention stands among. In: a mention and its report; out: the rare words of its sentence, and whether it tells of
//! many deeds at once.
//!
//! Parties, day and category say less than a reader takes in: two bomb attacks of one day by one group differ by what else the sentences say.

use crate::Facts;
use crate::background::rarity;
use crate::contrast::Contrast;
use crate::names::Names;
use crate::sketch::{hashed, stem};
use extract::EventMention;
use std::collections::HashSet;
use std::sync::OnceLock;
use text::Part;

const MANY: &str = include_str!("../../../data/language/many.txt");

/// Bytes of a sentence that are looked at before and behind the trigger.
const REACH: usize = 300;
/// Words before and behind the trigger among which a word of `MANY` makes many of it.
const BESIDE: usize = 6;
/// A word more common than this tells nothing.
const COMMON: f32 = 1.5;

/// Two words with so many letters in common at their beginning, and endings as these behind them, are forms of one.
const ROOT: usize = 4;
const ENDINGS: [&str; 7] = ["", "s", "es", "d", "ed", "e", "ing"];

/// The words of one mention's sentence but for its trigger and its parties.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording {
    /// Hash and rarity, by hash.
    words: Vec<(u32, f32)>,
    pub(crate) many: Many,
    /// Its trigger is a noun that goes back to something told: "the attack".
    pub(crate) definite: bool,
    /// Its trigger, in small letters.
    word: String,
    names: Names,
    /// Words beside its trigger that tell it apart.
    pub(crate) contrast: Contrast,
}

/// Whether a mention tells of many deeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Many {
    /// Of one.
    #[default]
    No,
    /// Perhaps: its trigger is a plural.
    Form,
    /// "Dozens of tests", "has repeatedly urged".
    Told,
}

impl Wording {
    /// Nothing where the report is not known or the trigger does not fit its text.
    pub(crate) fn of(mention: &EventMention, facts: Option<&Facts>) -> Wording {
        let trigger = mention.spans.trigger;
        let text = facts.map_or("", |f| if trigger.part == Part::Title { &f.title } else { &f.text });
        let word = trigger.slice(text);
        let (Some(before), Some(behind)) = (text.get(..trigger.start), text.get(trigger.end..)) else {
            return Wording::default();
        };
        let first = trigger.start - opening(before).len();
        let last = trigger.end + closing(behind).len();
        let own = |at: usize| {
            let spans = mention.spans.actor.iter().chain(&mention.spans.recipient);
            spans.chain([&trigger]).any(|span| span.part == trigger.part && span.start <= at && at < span.end)
        };
        let sentence = text.get(first..last).unwrap_or_default();
        let mut words: Vec<(u32, f32)> = split(sentence)
            .filter(|(at, _)| !own(first + at))
            .map(|(_, word)| stem(word))
            .map(|stem| (hashed(&stem), rarity(&stem)))
            .filter(|(_, rarity)| *rarity >= COMMON)
            .collect();
        words.sort_by_key(|word| word.0);
        words.dedup_by_key(|word| word.0);
        let before = &text[first..trigger.start];
        // "The army attacks" is a verb, "the army's attacks" is none.
        let doer = before.trim_end();
        let owned = ["'s", "’s", "s'", "s’"].iter().any(|end| doer.ends_with(end));
        let verb = !owned && own(first + doer.len().saturating_sub(1));
        let names = Names::of(before, sentence, text, |at| own(first + at));
        Wording {
            words,
            names,
            many: many(before, word, &text[trigger.end..last], verb),
            definite: definite(before),
            word: word.to_lowercase(),
            contrast: Contrast::of(before, &text[trigger.end..last]),
        }
    }

    /// Whether the two go by different names, or, in one report, one by a name that stands nowhere else.
    pub(crate) fn named_apart(&self, other: &Wording, report: bool) -> bool {
        self.names.exclude(&other.names, report) || report && self.names.days_apart(&other.names)
    }

    /// Whether both triggers are forms of one word.
    pub(crate) fn one_word(&self, other: &Wording) -> bool {
        let (a, b) = (&self.word, &other.word);
        let same =
            a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum::<usize>();
        let ending = |word: &str| ENDINGS.contains(&&word[same..]);
        a == b || same >= ROOT && ending(a) && ending(b)
    }

    /// Cosine of the two, 0 to 1.
    pub(crate) fn likeness(&self, other: &Wording) -> f32 {
        let length = |of: &Wording| of.words.iter().map(|word| word.1 * word.1).sum::<f32>();
        let whole = (length(self) * length(other)).sqrt();
        let (mut at, mut common) = (0, 0.0);
        for (hash, rarity) in &self.words {
            while other.words.get(at).is_some_and(|word| word.0 < *hash) {
                at += 1;
            }
            if other.words.get(at).is_some_and(|word| word.0 == *hash) {
                common += rarity * rarity;
            }
        }
        if whole > 0.0 { common / whole } else { 0.0 }
    }
}

/// What of the words before a trigger belongs to its sentence.
fn opening(before: &str) -> &str {
    let near = before.len().saturating_sub(REACH);
    let from = (near..before.len()).find(|at| before.is_char_boundary(*at)).unwrap_or(before.len());
    let before = &before[from..];
    let start = before.char_indices().rev().find(|(at, _)| ends(before, *at));
    start.map_or(before, |(at, ch)| &before[at + ch.len_utf8()..])
}

/// What of the words behind a trigger belongs to its sentence.
fn closing(behind: &str) -> &str {
    let end = behind.char_indices().find(|(at, _)| *at >= REACH || ends(behind, *at));
    end.map_or(behind, |(at, _)| &behind[..at])
}

/// Whether a sentence ends with the letter at this byte: a line's end, or a stop behind a small letter and before a blank.
fn ends(text: &str, at: usize) -> bool {
    let mut rest = text[at..].chars();
    match rest.next() {
        Some('\n') => true,
        Some('.' | '!' | '?') => {
            let small =
                text[..at].chars().next_back().is_some_and(|ch| !ch.is_uppercase() && !ch.is_numeric());
            small && rest.find(|ch| !matches!(ch, '"' | '\'' | '”' | '’')).is_none_or(char::is_whitespace)
        }
        _ => false,
    }
}

/// Words with the byte each begins at.
pub(crate) fn split(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = text.as_ptr() as usize;
    text.split(|ch: char| !ch.is_alphanumeric() && ch != '\'' && ch != '’')
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - start, word))
}

/// Words that go back to something told, and those that behind them tell of another.
const BACK: [&str; 5] = ["the", "this", "that", "these", "those"];
const ANOTHER: [&str; 5] = ["first", "second", "third", "next", "other"];

fn definite(before: &str) -> bool {
    let mut near: Vec<String> = split(before).map(|(_, word)| word.to_lowercase()).collect();
    let near = near.split_off(near.len().saturating_sub(2));
    near.iter().any(|word| BACK.contains(&word.as_str()))
        && !near.iter().any(|word| ANOTHER.contains(&word.as_str()))
}

/// Whether the words around a trigger make many of it, or its own form does; `verb` where its doer stands right before it.
fn many(before: &str, trigger: &str, behind: &str, verb: bool) -> Many {
    static READ: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let list = READ.get_or_init(|| MANY.lines().filter(|line| !line.starts_with('#')).collect());
    // Written small: an outlet's name has "Daily" or "Times" in it. A quantity may open the sentence.
    let counted = |mark: &str, word: &str| list.contains(format!("{mark}{}", word.to_lowercase()).as_str());
    let plural = !verb && trigger.ends_with('s') && !trigger.ends_with("ss");
    let near: Vec<&str> = split(before).map(|(_, word)| word).collect();
    let near = &near[near.len().saturating_sub(BESIDE)..];
    // "A small number, after [talks]": what a comma parts from it counts something else.
    let beyond = before.rsplit([',', ';', ':']).next().map_or(0, |part| split(part).count());
    let counted_by = &near[near.len().saturating_sub(beyond)..];
    let counts = |word: &&str| {
        counted("+", word) || word.parse::<u32>().is_ok_and(|number| (2..1000).contains(&number))
    };
    let beside = near.iter().copied().chain(split(behind).take(BESIDE).map(|(_, word)| word));
    let opens = |(at, word): (usize, &str)| counted("^", word) && before[at + word.len()..].starts_with(',');
    // "Has tested more missiles", but not "has killed more than twenty".
    let mut next = split(behind).map(|(_, word)| word);
    let more = next.next() == Some("more") && next.next().is_some_and(|word| word != "than");
    let told = more
        || all_along(before, behind)
        || beside.into_iter().any(|word| list.contains(word))
        || split(before).next().is_some_and(opens);
    if told || plural && counted_by.iter().any(counts) {
        Many::Told
    } else if plural && !counted("-", trigger) {
        Many::Form
    } else {
        Many::No
    }
}

/// "Has fired 21 missiles since spring": all that was done up to the day of writing.
fn all_along(before: &str, behind: &str) -> bool {
    let words: Vec<&str> = split(before).map(|(_, word)| word).collect();
    let has = words.iter().rev().take(3).any(|word| matches!(*word, "has" | "have"));
    let clause = behind.split([',', ';', ':']).next().unwrap_or_default();
    has && split(clause).any(|(_, word)| word == "since")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, trigger: &str, behind: &str, expected: Many) {
        assert_eq!(many(before, trigger, behind, false), expected, "{before}[{trigger}]{behind}");
    }

    #[test]
    fn words_beside_the_trigger_make_many_of_it() {
        check("has conducted dozens of missile ", "tests", " since", Many::Told);
        check("has repeatedly ", "urged", " the bank", Many::Told);
        check("has launched more than 80 missile ", "launches", "", Many::Told);
        check("condemned the missile ", "launches", "", Many::Form);
        check("told the New York Times of the ", "attack", "", Many::No);
        check("held ", "talks", " in the capital", Many::No);
        check("were freed, a small number, after ", "talks", " in the capital", Many::No);
        check("Dozens ", "marched", " to the square", Many::No);
        check("killed 12 people in an ", "attack", "", Many::No);
        check("has ", "tested", " more missiles than his father", Many::Told);
        check("has ", "killed", " more than 20 people", Many::No);
        check("Since then the army has ", "shelled", " the port, once since Monday", Many::No);
        check("The army has ", "fired", " 21 rockets in 14 tests since spring", Many::Told);
        check("Earlier, he had been ", "sentenced", " to ten years", Many::Told);
        check("Earlier this week he was ", "sentenced", " to ten years", Many::No);
    }

    #[test]
    fn forms_of_one_word_are_one() {
        let one = |a: &str, b: &str| {
            let of = |word: &str| Wording { word: word.into(), ..Wording::default() };
            of(a).one_word(&of(b))
        };
        assert!(one("launch", "launches") && one("released", "releasing") && one("met", "met"));
        assert!(!one("strike", "stripped") && !one("ban", "bank") && !one("met", "meets"));
    }

    #[test]
    fn a_sentence_ends_at_a_stop_and_not_within_a_number() {
        assert_eq!(opening("It rose 2.5 points. The town was "), " The town was ");
        assert_eq!(closing(" by 2.5 points. Then it fell."), " by 2.5 points");
        assert_eq!(opening("No stop here, the U.S. army "), "No stop here, the U.S. army ");
    }
}
