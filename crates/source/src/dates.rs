//! Dates as pages print them: `26 November 2017`, `Nov. 26, 2017`, `2017-11-26T08:00Z`, `26/11/2017`. Takes any words, gives the
//! days they name and where; a date without a year is none here.

use crate::outlet::DateOrder;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use text::{Date, Days};

/// The words of dates, from `data/outlets/dates.toml`.
#[derive(Clone, Debug, Default)]
pub struct DateWords {
    months: BTreeMap<String, i8>,
    weekdays: BTreeSet<String>,
    clock: BTreeSet<String>,
    published: BTreeSet<String>,
    updated: BTreeSet<String>,
}

impl DateWords {
    /// The kinds of words there are; the months come first, in order.
    pub const KINDS: [&'static str; 16] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "weekdays",
        "clock",
        "published",
        "updated",
    ];

    /// Adds words of a kind; false where there is no such kind.
    pub fn add(&mut self, kind: &str, words: &[String]) -> bool {
        let words = words.iter().map(|word| word.to_lowercase());
        match Self::KINDS.iter().position(|k| *k == kind) {
            Some(month @ 0..12) => self.months.extend(words.map(|word| (word, month as i8 + 1))),
            Some(12) => self.weekdays.extend(words),
            Some(13) => self.clock.extend(words),
            Some(14) => self.published.extend(words),
            Some(15) => self.updated.extend(words),
            _ => return false,
        }
        true
    }

    /// True for a word that may stand around a date: a weekday, a clock's, one that says what it is the date of.
    fn is_around(&self, word: &str) -> bool {
        [&self.weekdays, &self.clock, &self.published, &self.updated].iter().any(|set| set.contains(word))
    }

    /// True for words that are a date without more ado, with a year or without: `April 21`, `Tuesday`.
    pub fn is_date(&self, words: &str) -> bool {
        let tokens = tokens(words);
        let named = |word: &String| self.months.contains_key(word) || self.weekdays.contains(word);
        let known = |token: &Token| match &token.part {
            Part::Word(word) => named(word) || matches!(word.as_str(), "st" | "nd" | "rd" | "th"),
            Part::Number(_, digits) => *digits <= 4,
        };
        tokens.iter().all(known) && tokens.iter().any(|t| matches!(&t.part, Part::Word(word) if named(word)))
    }
}

/// What a date is said to be the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Nothing is said.
    None,
    /// Published, posted.
    Published,
    /// Updated, modified: it was out before.
    Updated,
}

/// A date in some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes.
    pub at: Range<usize>,
    /// The days it can mean; more than one only where day and month can be swapped.
    pub days: Days,
    /// The likelier reading.
    pub best: Date,
    /// What the words before it say it is.
    pub label: Label,
}

#[derive(Clone, Debug)]
enum Part {
    Number(i32, usize),
    Word(String),
}

#[derive(Clone, Debug)]
struct Token {
    part: Part,
    at: Range<usize>,
}

/// All dates with a year in some words, in order.
pub fn find(words: &str, known: &DateWords, order: Option<DateOrder>) -> Vec<Found> {
    let tokens = tokens(words);
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        let scan = Scan { words, tokens: rest, known };
        let Some((days, best, len)) = scan.date(order) else {
            at += 1;
            continue;
        };
        let range = rest[0].at.start..rest.get(len - 1).map_or(words.len(), |last| last.at.end);
        let from = found.last().map_or(0, |last| last.at.end);
        let label = label(words.get(from..range.start).unwrap_or(""), known);
        found.push(Found { at: range, days, best, label });
        at += len;
    }
    found
}

/// The dates of a line that holds nothing but dates, clock times and words that say what they are, or that starts by saying what
/// it dates; empty for any other line.
pub fn date_line(line: &str, known: &DateWords, order: Option<DateOrder>) -> Vec<Found> {
    if line.len() > 160 {
        return Vec::new();
    }
    let found = find(line, known, order);
    let mut start = 0;
    let mut bare = true;
    for end in found.iter().map(|f| f.at.clone()).chain(std::iter::once(line.len()..line.len())) {
        bare &= only_around(line.get(start..end.start).unwrap_or(""), known);
        start = end.end;
    }
    if bare || says_published(line, known) && found.iter().any(|f| f.label != Label::None) {
        found
    } else {
        Vec::new()
    }
}

/// `Published in The Example, March 5th, 2015`: a short line, no sentence, that starts by saying so.
fn says_published(line: &str, known: &DateWords) -> bool {
    let starts = match tokens(line).into_iter().next().map(|token| token.part) {
        Some(Part::Word(word)) => known.published.contains(&word) || known.updated.contains(&word),
        _ => false,
    };
    starts && line.split_whitespace().count() < 14 && !line.trim_end().ends_with('.')
}

/// The first date in words that are a date as a whole or begin with one (a field of a file, a `content` of a page).
pub fn read(words: &str, known: &DateWords, order: Option<DateOrder>) -> Option<Found> {
    let head: String = words.trim().chars().take(80).collect();
    if let Ok(seconds) = head.parse::<i64>()
        && let Some(date) = epoch(seconds)
    {
        return Some(Found { at: 0..head.len(), days: Days::day(date), best: date, label: Label::None });
    }
    find(&head, known, order).into_iter().next()
}

/// Seconds (or milliseconds) since 1970 as a day, from 1980 on: smaller numbers are no times.
fn epoch(number: i64) -> Option<Date> {
    let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
    let days = i32::try_from(seconds / 86_400).ok().filter(|days| (3_652..50_000).contains(days))?;
    Date::new(1970, 1, 1).ok()?.checked_add(jiff::Span::new().days(days)).ok()
}

/// The date in a URL's path: `/2018/05/17/`, `/2018-05-17-`, `/20180517`, `/2018/may/17/`.
pub fn in_url(url: &str, known: &DateWords) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let tokens = tokens(path);
    let scan = |at: usize| {
        let scan = Scan { words: path, tokens: tokens.get(at..)?, known };
        scan.year_first().or_else(|| scan.compact()).map(|(_, date, _)| date)
    };
    (0..tokens.len()).find_map(scan)
}

struct Scan<'w> {
    words: &'w str,
    tokens: &'w [Token],
    known: &'w DateWords,
}

type Read = (Days, Date, usize);

impl Scan<'_> {
    fn date(&self, order: Option<DateOrder>) -> Option<Read> {
        self.year_first()
            .or_else(|| self.compact())
            .or_else(|| self.marked())
            .or_else(|| self.day_month())
            .or_else(|| self.month_day())
            .or_else(|| self.figures(order))
    }

    fn number(&self, at: usize) -> Option<(i32, usize)> {
        match self.tokens.get(at)?.part {
            Part::Number(value, digits) => Some((value, digits)),
            Part::Word(_) => None,
        }
    }

    fn month(&self, at: usize) -> Option<i32> {
        match &self.tokens.get(at)?.part {
            Part::Word(word) => self.known.months.get(word).map(|&month| i32::from(month)),
            Part::Number(..) => None,
        }
    }

    fn word(&self, at: usize) -> &str {
        match self.tokens.get(at).map(|t| &t.part) {
            Some(Part::Word(word)) => word,
            _ => "",
        }
    }

    /// What stands between a token and the next.
    fn gap(&self, at: usize) -> &str {
        let ends = self.tokens.get(at).zip(self.tokens.get(at + 1));
        ends.and_then(|(a, b)| self.words.get(a.at.end..b.at.start)).unwrap_or("|")
    }

    /// True when only blanks and light punctuation stand between a token and the next.
    fn close(&self, at: usize) -> bool {
        let gap = self.gap(at);
        gap.chars().count() <= 3
            && gap.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '/' | '–' | '\''))
    }

    fn year(&self, at: usize) -> Option<i32> {
        self.number(at)
            .filter(|&(year, digits)| digits == 4 && (1900..=2100).contains(&year))
            .map(|(year, _)| year)
    }

    /// `2017-11-26`, `2017/11/26`, `2017.11.26`, `2017/nov/26`.
    fn year_first(&self) -> Option<Read> {
        let year = self.year(0)?;
        let gap = self.gap(0);
        if !matches!(gap, "-" | "/" | "." | "_" | ". ") || self.gap(1) != gap {
            return None;
        }
        let month = self
            .month(1)
            .or_else(|| self.number(1).filter(|(_, digits)| *digits <= 2).map(|(month, _)| month))?;
        let (day, digits) = self.number(2)?;
        (digits <= 2).then(|| day_of(year, month, day, 3))?
    }

    /// `20171126`.
    fn compact(&self) -> Option<Read> {
        let (number, digits) = self.number(0)?;
        (digits == 8 && (19_900_000..21_000_000).contains(&number))
            .then(|| day_of(number / 10_000, number / 100 % 100, number % 100, 1))?
    }

    /// `2017年11月26日`, `2017년 11월 26일`.
    fn marked(&self) -> Option<Read> {
        let year = self.year(0).filter(|_| matches!(self.word(1), "年" | "년"))?;
        let month = self.number(2).filter(|_| matches!(self.word(3), "月" | "월"))?.0;
        let day = self.number(4).filter(|_| self.word(5).starts_with(['日', '일']))?.0;
        day_of(year, month, day, 6)
    }

    /// `26 November 2017`, `26th of November, 2017`, `20 March,2019`, `26. November 2017`.
    fn day_month(&self) -> Option<Read> {
        let (day, digits) = self.number(0)?;
        let mut at = 1;
        while digits <= 2
            && self.close(at - 1)
            && matches!(self.word(at), "st" | "nd" | "rd" | "th" | "of" | "de" | "er")
        {
            at += 1;
        }
        let month = self.month(at).filter(|_| digits <= 2 && self.close(at - 1))?;
        if !self.close(at) {
            return None;
        }
        // `24 نيسان / أبريل 2020`: a month by both its names.
        let twice = usize::from(self.month(at + 1) == Some(month) && self.close(at + 1));
        at += 1 + twice + usize::from(matches!(self.word(at + 1), "of" | "de" | "del"));
        day_of(self.year(at)?, month, day, at + 1)
    }

    /// `November 26, 2017`, `Nov. 26th 2017`.
    fn month_day(&self) -> Option<Read> {
        let month = self.month(0).filter(|_| self.close(0))?;
        let (day, digits) = self.number(1)?;
        let at = 2 + usize::from(matches!(self.word(2), "st" | "nd" | "rd" | "th"));
        (digits <= 2 && self.close(1)).then(|| day_of(self.year(at)?, month, day, at + 1))?
    }

    /// `26/11/2017`, `26.11.17`: day or month first, as the outlet writes, or both where that can't be told.
    fn figures(&self, order: Option<DateOrder>) -> Option<Read> {
        let ((a, a_digits), (b, b_digits)) = (self.number(0)?, self.number(1)?);
        let gap = self.gap(0);
        if a_digits > 2 || b_digits > 2 || !matches!(gap, "/" | "." | "-") || self.gap(1) != gap {
            return None;
        }
        let year = match self.number(2)? {
            (year, 2) if gap != "-" => year + if year < 70 { 2000 } else { 1900 },
            _ => self.year(2)?,
        };
        let day_first = date(year, b, a);
        let month_first = date(year, a, b).filter(|_| gap != ".");
        let (best, other) = match order {
            Some(DateOrder::MonthFirst) => (month_first.or(day_first)?, None),
            Some(DateOrder::DayFirst) => (day_first.or(month_first)?, None),
            None => (day_first.or(month_first)?, month_first),
        };
        Some((Days::between(best, other.unwrap_or(best)), best, 3))
    }
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn day_of(year: i32, month: i32, day: i32, len: usize) -> Option<Read> {
    date(year, month, day).map(|date| (Days::day(date), date, len))
}

/// Runs of digits and runs of letters; `5th` and `T08` are two tokens each.
fn tokens(words: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = words.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let digits = c.is_ascii_digit();
        if !digits && !c.is_alphabetic() {
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some((_, next)) =
            chars.next_if(|(_, next)| if digits { next.is_ascii_digit() } else { next.is_alphabetic() })
        {
            end += next.len_utf8();
        }
        let run = words.get(start..end).unwrap_or("");
        let part = if digits {
            Part::Number(run.parse().unwrap_or(-1), run.len())
        } else {
            Part::Word(run.to_lowercase())
        };
        tokens.push(Token { part, at: start..end });
    }
    tokens
}

/// What the words before a date say it is the date of.
fn label(before: &str, known: &DateWords) -> Label {
    let words = tokens(before);
    let has = |set: &BTreeSet<String>| {
        words.iter().rev().take(6).any(|t| matches!(&t.part, Part::Word(w) if set.contains(w)))
    };
    match (has(&known.updated), has(&known.published)) {
        (true, false) => Label::Updated,
        (_, true) => Label::Published,
        _ => Label::None,
    }
}

/// True where the words behind a date say that it is the day of publication: `am 3. Mai 2016 um 10 Uhr veröffentlicht`.
pub fn said_behind(line: &str, date: &Found, known: &DateWords) -> bool {
    let behind = line.get(date.at.end..).unwrap_or("");
    let mut words = tokens(behind).into_iter().take(7);
    words.any(|token| matches!(&token.part, Part::Word(word) if known.published.contains(word)))
}

fn only_around(words: &str, known: &DateWords) -> bool {
    tokens(words).iter().all(|token| match &token.part {
        Part::Word(word) => known.is_around(word),
        Part::Number(_, digits) => *digits <= 4,
    })
}

/// True where a word with a colon in front of a date says that it is the date of something else: `Deadline: 21 February 2020`.
pub fn is_named_otherwise(line: &str, date: &Found, known: &DateWords) -> bool {
    let before = line.get(..date.at.start).unwrap_or("").trim_end();
    let last = before.strip_suffix(':').and_then(|words| tokens(words).pop());
    last.is_some_and(|token| matches!(&token.part, Part::Word(word) if !known.is_around(word)))
}

/// How many words of a line are neither its date's nor such as stand around dates.
pub fn words_beside(line: &str, date: &Found, known: &DateWords) -> usize {
    let parts = [line.get(..date.at.start), line.get(date.at.end..)].into_iter().flatten();
    let odd = |token: &Token| matches!(&token.part, Part::Word(word) if !known.is_around(word));
    parts.map(|part| tokens(part).iter().filter(|token| odd(token)).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlet::Outlets;

    fn check(words: &str, expected: &str) {
        let found = find(words, &Outlets::builtin().dates, None);
        let told: Vec<String> = found
            .iter()
            .map(|f| match f.days.single() {
                Some(day) => day.to_string(),
                None => format!("{}..{}", f.days.earliest.unwrap(), f.days.latest.unwrap()),
            })
            .collect();
        assert_eq!(told.join(" "), expected, "{words}");
    }

    #[test]
    fn usual_spellings_are_read() {
        check("3 June 2015", "2015-06-03");
        check("Last updated on: 9 July,2014 10:11 pm", "2014-07-09");
        check("Wed., Feb. 3rd, 2016 at 4:05 p.m.", "2016-02-03");
        check("the 14th of August, 1998", "1998-08-14");
        check("2016-02-03T23:59:00-08:00", "2016-02-03");
        check("2016/2/3", "2016-02-03");
        check("2016年2月3日 星期三", "2016-02-03");
        check(
            "3 lutego 2016; 3. února 2016, 3 februarie 2016; 3 лютого 2016",
            "2016-02-03 2016-02-03 2016-02-03 2016-02-03",
        );
        check("25.12.2013", "2013-12-25");
        check("12/25/2013 and 25/12/13", "2013-12-25 2013-12-25");
        check("04/05/2018", "2018-04-05..2018-05-04");
        check("Sun, 03 Jul 2011 10:00:00 GMT", "2011-07-03");
        check("3. März 2014", "2014-03-03");
        check("31 June 2014, June 2014, March 3, 1.2.3, 2014", "");
    }

    #[test]
    fn a_line_of_dates_says_what_they_are() {
        let known = &Outlets::builtin().dates;
        let labels = |line: &str| date_line(line, known, None).iter().map(|f| f.label).collect::<Vec<_>>();
        assert_eq!(
            labels("Published: 3 May 2016 | Updated: 4 May 2016, 10:00 GMT"),
            [Label::Published, Label::Updated]
        );
        assert_eq!(labels("Published in The Example, May 3rd, 2016"), [Label::Published]);
        assert_eq!(labels("Tuesday, May 3, 2016"), [Label::None]);
        assert_eq!(labels("The town fell on May 3, 2016"), []);
    }

    #[test]
    fn urls_and_fields_are_read() {
        let known = &Outlets::builtin().dates;
        let url = |url| in_url(url, known).map(|d| d.to_string());
        assert_eq!(url("https://a.example/2018/05/17/talks").as_deref(), Some("2018-05-17"));
        assert_eq!(url("https://a.example/world/2018/may/17/talks").as_deref(), Some("2018-05-17"));
        assert_eq!(url("https://a.example/news-20180517.html").as_deref(), Some("2018-05-17"));
        assert_eq!(url("https://a.example/2018/05/talks?d=2018-05-17"), None);
        let field = |words| read(words, known, None).map(|f| f.best.to_string());
        assert_eq!(field("1526515200").as_deref(), Some("2018-05-17"));
        assert_eq!(field("1526515200000").as_deref(), Some("2018-05-17"));
        assert_eq!(field("soon"), None);
    }
}
