//! Published: when a report that prints no date appeared. In: its time expressions, and what is known of wars and offices; out: an interval of days.

use super::{Timex, find};
use crate::doc::Doc;
use jiff::ToSpan;
use jiff::civil::Date;
use knowledge::{Calendar, Unit};
use text::{Because, Days};

/// When a report that prints no date appeared, as far as its own words tell. `bounds` are what is known already (a masthead; the terms of those named in office).
pub fn infer_published(
    doc: &Doc,
    calendar: &Calendar,
    bounds: Days,
    spoken_of: &[String],
) -> (Days, Because) {
    let mut because = Because::rule("time#published-inferred");
    let mut known = bounds;
    let timexes = find(doc, calendar, Days::default());
    let past =
        timexes.iter().filter(|t| !t.days.is_unknown() && !ahead(doc, t)).max_by_key(|t| t.days.earliest);
    if let Some(timex) = past {
        known = narrowed(
            known,
            Days { earliest: timex.days.earliest, latest: None },
            &mut because,
            timex.because(),
        );
    }
    for (days, reason) in affairs(doc, calendar, &timexes, spoken_of) {
        known = narrowed(known, days, &mut because, reason);
    }
    let bare = timexes.iter().find(|t| t.rule == "time#month-day-without-year" && !ahead(doc, t));
    let Some((timex, month, day)) =
        bare.and_then(|t| Some((t, t.value.get(5..7)?.parse().ok()?, t.value.get(8..10)?.parse().ok()?)))
    else {
        return (known, because);
    };
    let Some(from) = known.earliest else { return (known, because) };
    let until = known.latest.map_or(from.year() + 1, |latest| latest.year().min(from.year() + 30));
    let candidates = (from.year()..=until).filter_map(|year| Date::new(year, month, day).ok());
    let mut fitting =
        candidates.filter(|date| *date >= from && known.latest.is_none_or(|latest| *date <= latest));
    let Some(date) = fitting.next() else { return (known, because) };
    // Terms of office leave years open: only a date or a war's length near the day tells which one it is.
    if fitting.next().is_some() && bounds.earliest == known.earliest {
        return (known, because);
    }
    let until = date.checked_add(30.days()).unwrap_or(date);
    because = because.below(timex.because().note(format!(
        "the first {} after {from}; news speaks of a day without its year within a month",
        timex.value
    )));
    let days =
        Days { earliest: Some(date), latest: Some(known.latest.map_or(until, |latest| latest.min(until))) };
    (days, because)
}

fn narrowed(known: Days, with: Days, because: &mut Because, reason: Because) -> Days {
    match known.common(with) {
        Some(days) => {
            because.reasons.push(reason);
            days
        }
        None => {
            because.considered.push(format!("{}: contradicts what stands above", reason.note));
            known
        }
    }
}

/// True where the expression stands in a clause that looks ahead ("by the end of 2030", "will ... in 2025").
fn ahead(doc: &Doc, timex: &Timex) -> bool {
    let sentence = doc.sents[timex.sent];
    let before = timex.first.checked_sub(1).map(|t| sentence.tokens[t].lemma.as_str());
    let will = sentence.tokens[..timex.first]
        .iter()
        .any(|t| matches!(t.lemma.as_str(), "will" | "plan" | "would" | "next" | "target"));
    will || matches!(before, Some("by" | "until" | "through"))
}

/// "more than five years ago", "eight years into a war": with a war whose beginning is known, a window for the day of publication.
fn affairs(doc: &Doc, calendar: &Calendar, timexes: &[Timex], spoken_of: &[String]) -> Vec<(Days, Because)> {
    let mut found = Vec::new();
    for timex in timexes.iter().filter(|t| t.value.ends_with('Y') || t.rule == "time#ago-without-anchor") {
        let words = doc.slice(doc.sents[timex.sent].span).to_lowercase();
        let Some((least, most)) = years_of(doc, calendar, timex) else { continue };
        let after = doc.slice(timex.span).to_lowercase().ends_with("ago")
            || words.contains("years into")
            || words.contains("years after");
        let named = |affair: &&(String, knowledge::calendar::Affair)| {
            spoken_of.contains(&affair.1.country)
                && affair.1.nouns.iter().any(|noun| words.contains(noun.as_str()))
        };
        let Some((rule, affair)) = calendar.affairs.iter().find(named).filter(|_| after) else { continue };
        let Some(began) = Days::parse(&affair.from).and_then(|d| d.earliest) else { continue };
        let from = began.checked_add(least.years()).ok();
        let until = began.checked_add((most + 1).years()).ok();
        let note = format!(
            "{} after {}, which began {began}",
            doc.slice(timex.span),
            affair.nouns.first().map_or("it", String::as_str)
        );
        found.push((
            Days { earliest: from, latest: until },
            Because::rule(rule.clone()).at(timex.span).note(note),
        ));
    }
    found
}

/// The fewest and the most whole years that an expression can mean: "five years" and "more than five years" are five and some months,
/// "nearly five years" may be four.
fn years_of(doc: &Doc, calendar: &Calendar, timex: &Timex) -> Option<(i32, i32)> {
    let words: Vec<String> =
        (timex.first..timex.end).map(|t| doc.form((timex.sent, t)).to_lowercase()).collect();
    let unit = words.iter().position(|word| calendar.word(word).is_some_and(|w| w.unit.is_some()))?;
    if calendar.word(&words[unit]).and_then(|w| w.unit) != Some(Unit::Year) {
        return None;
    }
    let number = |word: &String| word.parse().ok().or_else(|| calendar.word(word).and_then(|w| w.number));
    let first = words[..unit].iter().position(|word| number(word).is_some())?;
    let parts: Vec<i32> = words[first..unit].iter().filter_map(number).collect();
    let years = match parts[..] {
        [years] => years,
        [tens, ones] if tens >= 20 && tens % 10 == 0 && ones < 10 => tens + ones,
        _ => return None,
    };
    // "more than", "at least": an amount that was passed.
    let passed = first == 0
        || calendar.is(&words[0], knowledge::Role::Over)
        || matches!(words[0].as_str(), "more" | "at");
    let least = if passed { years } else { years - 1 };
    (1..200).contains(&years).then_some((least, years))
}
