//! Years and what is made of them: spans of two, decades, centuries.

use super::{Read, Reader};
use jiff::civil::Date;
use knowledge::{Role, Unit};
use text::Days;

impl Reader<'_> {
    /// time#years: `1986/87`, `2012/2013`: a season or a fiscal year, from one year into the next.
    pub(super) fn years(&self, at: usize) -> Option<Read> {
        let (first, last) = self.word(at).split_once('/')?;
        let from: i16 = first.parse().ok().filter(|year| first.len() == 4 && (1000..2100).contains(year))?;
        let to: i16 = last.parse().ok()?;
        let next = from + 1;
        let follows = last.len() == 4 && to == next || last.len() == 2 && to == next % 100;
        let days = Days::between(Date::new(from, 1, 1).ok()?, Date::new(next, 12, 31).ok()?);
        follows.then(|| self.date(at, at + 1, days, format!("{from:04}/{next:04}"), "time#years"))?
    }

    /// time#year: `in 2015`, `the 2016 deal`; a number that counts something is no year.
    pub(super) fn year_alone(&self, at: usize) -> Option<Read> {
        let year = self.year(at)?;
        let before = self.back(at, 1);
        let listed = self.before.is_some_and(|read| read.rule == "time#year" && read.end + 1 == at);
        let range = matches!(self.word(at + 1), "-" | "–" | "to") && self.year(at + 2).is_some();
        let strong = range
            || self.told.narrative && matches!(before, "," | "c." | "–" | "-")
            || self.told.ancient && matches!(before, "around" | "about" | "ca.")
            || self.is_mid(at)
            || listed && matches!(before, "," | "and" | "or" | "-" | "–" | "to" | "/")
            || self.calendar.is(before, Role::LeadsYear);
        let next = self.xpos(at + 1);
        // "2000 levels", "below 1990 levels": those of the year.
        let levels = matches!(self.word(at + 1), "level" | "levels");
        let counts = next == "NNS" && before != "the" && !levels
            || self.unit(at + 1).is_some() && self.word(at + 1).ends_with('s');
        let sign = self.calendar.is(before, Role::Counts);
        let era =
            matches!(self.word(at + 1), "bc" | "b.c." | "bce" | "%" | "percent" | "million" | "billion");
        let modern = (1900..=2060).contains(&year);
        let round_number = strong && counts && !matches!(before, "since" | "until");
        let sign = sign && !(self.told.ancient && matches!(before, "around" | "about"));
        if sign && !range || era || round_number || !strong && (counts || !modern || !self.year_shaped(at)) {
            return None;
        }
        let first = self.within(at);
        let end = at + 1 + usize::from(self.told.ancient && matches!(self.word(at + 1), "ad" | "ce"));
        self.date(first, end, Days::year(year)?, format!("{year:04}"), "time#year")
    }

    /// Where nothing before it says so, a year modifies a noun ("the 2016 deal") or stands by itself in brackets or between commas.
    fn year_shaped(&self, at: usize) -> bool {
        let token = &self.doc.sents[self.sent].tokens[at];
        let before = self.back(at, 1);
        let street = self.capital(at + 1) && matches!(before, "at" | "of") && self.xpos(at + 1) == "NNP";
        let joined =
            matches!(before, "-" | "–" | "/") && !self.back(at, 2).ends_with(|ch: char| ch.is_ascii_digit());
        // "post-1959" is one token to some readers.
        let whole = token.span.len() == 4 || self.word(at).starts_with(['p']) && self.word(at).contains('-');
        whole
            && !street
            && (!joined || matches!(self.back(at, 2), "post" | "pre" | "mid" | "end" | "early" | "late"))
            || self.back(at, 2) == "mid"
    }

    /// time#short-year: `1892 – 94`, `2017-18`: the second year of a span in two digits.
    pub(super) fn short_year(&self, at: usize) -> Option<Read> {
        let before = self.before.filter(|read| read.end + 1 == at && read.rule == "time#year")?;
        let word = self.word(at);
        let two: i16 = word.parse().ok().filter(|_| word.len() == 2)?;
        let first = before.days.earliest?.year();
        let year = first - first.rem_euclid(100) + two;
        let joined = matches!(self.word(at - 1), "-" | "–" | "/") && year > first;
        joined.then(|| self.date(at, at + 1, Days::year(year)?, format!("{year:04}"), "time#short-year"))?
    }

    /// time#decade: `the 1990s`, `the early 1990s`, `the sixties`, `the '90s`; "temperatures in the 90s" are none.
    pub(super) fn decade(&self, at: usize) -> Option<Read> {
        let word = self.word(at);
        let digits = word.strip_suffix('s').map(|word| word.trim_end_matches(['\'', '’']));
        let split = self.year(at).filter(|_| {
            matches!(self.word(at + 1), "'s" | "s")
                && !self.xpos(at + 2).starts_with("NN")
                && self.known(at + 2).is_none_or(|w| w.nth.is_none())
        });
        let short = || {
            let two = word.strip_prefix('\'')?.strip_suffix('s').filter(|two| two.len() == 2)?;
            two.parse::<i16>().ok().filter(|year| *year >= 20).map(|year| 1900 + year)
        };
        let year: i16 = match (digits.and_then(|digits| digits.parse().ok()), split) {
            (Some(year), _) => year,
            (None, Some(year)) => year,
            (None, None) => short().or_else(|| self.named_decade(at))?,
        };
        let fits = (1000..=2100).contains(&year) && year % 10 == 0;
        let days = Days::between(Date::new(year, 1, 1).ok()?, Date::new(year + 9, 12, 31).ok()?);
        let end = at + 1 + usize::from(split.is_some());
        let first = self.within(at);
        let value = self.half_value(first, days).unwrap_or_else(|| format!("{}", year / 10));
        fits.then(|| self.date(first, end, days, value, "time#decade"))?
    }

    fn named_decade(&self, at: usize) -> Option<i16> {
        let decade = self.known(at)?.decade?;
        let led = matches!(self.back(at, 1), "the" | "early" | "late" | "mid" | "-");
        let ages = matches!(self.back(at, 1), "his" | "her" | "their")
            || matches!(self.back(at, 2), "his" | "her" | "their");
        (led && !ages).then_some(decade)
    }

    /// time#century: `the 20th century`, `the nineteenth century`, `this century`.
    pub(super) fn century(&self, at: usize) -> Option<Read> {
        let hyphen = usize::from(matches!(self.word(at + 1), "-" | "–"));
        (self.unit(at + 1 + hyphen) == Some(Unit::Century)).then_some(())?;
        let word = self.word(at);
        let number: Option<i16> = word.trim_end_matches(|ch: char| ch.is_ascii_alphabetic()).parse().ok();
        let nth = number
            .filter(|_| {
                word.ends_with("th") || word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd")
            })
            .or_else(|| self.known(at)?.nth)
            .or_else(|| Some(self.anchor().filter(|_| word == "this")?.year() / 100 + 1))?;
        let nth = Some(nth).filter(|nth| (10..=21).contains(nth))?;
        let days =
            Days::between(Date::new((nth - 1) * 100, 1, 1).ok()?, Date::new(nth * 100 - 1, 12, 31).ok()?);
        let first = self.within(at);
        let value = self.half_value(first, days);
        let value = value.unwrap_or_else(|| format!("{:04}/{:04}", (nth - 1) * 100, nth * 100 - 1));
        self.date(first, at + 2 + hyphen, days, value, "time#century")
    }

    /// "the early 2000s", "the late 19th century": the half as an interval of years.
    fn half_value(&self, first: usize, days: Days) -> Option<String> {
        let half = self.narrowed(first, days);
        let (from, to) = (half.earliest?.year(), half.latest?.year());
        let whole = days.earliest?.year() == from && days.latest?.year() == to;
        let halved = matches!(self.word(first), "early" | "late");
        (halved && !whole).then(|| format!("{from:04}/{to:04}"))
    }
}
