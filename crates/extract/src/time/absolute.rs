//! Absolute expressions: days, months, years, decades and feasts that a calendar places, some with a year left open.

use super::tense::Side;
use super::{Read, Reader};
use jiff::civil::Date;
use knowledge::{Calendar, Role, Unit};
use text::Days;

impl Reader<'_> {
    /// time#iso: `2018-05-17`.
    pub(super) fn iso(&self, at: usize) -> Option<Read> {
        let word = self.word(at);
        let days = (word.len() == 10).then(|| Days::parse(word)).flatten()?;
        self.date(at, at + 1, days, word.to_owned(), "time#iso")
    }

    /// time#numeric: `17/05/2018`, `5/17/2018`; where day and month could change places it is not read.
    pub(super) fn numeric(&self, at: usize) -> Option<Read> {
        let word = self.word(at);
        let mark = ['/', '.'].into_iter().find(|mark| word.matches(*mark).count() == 2)?;
        let numbers: Vec<i16> = word.split(mark).map_while(|part| part.parse().ok()).collect();
        let [a, b, year] = numbers.try_into().ok()?;
        let year = Some(year).filter(|year| (1000..=2100).contains(year))?;
        let (day, month) = match (a, b) {
            (13..=31, 1..=12) => (a, b),
            (1..=12, 13..=31) => (b, a),
            _ if a == b => (a, b),
            _ => return None,
        };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        self.full(at, at + 1, (year, month, day), "time#numeric")
    }

    /// time#named-weekday: `Friday, Aug. 7`, `Friday 7 August 2018`: one expression, the day of the month tells which.
    pub(super) fn named_weekday(&self, at: usize) -> Option<Read> {
        self.weekday(at)?;
        let next = at + 1 + usize::from(self.word(at + 1) == ",");
        let dated = self.day_month(next).or_else(|| self.month_day(next))?;
        Some(Read { first: at, ..dated })
    }

    /// time#day-month: `17 May 2018`, `17 May`, `the 17th of May`.
    pub(super) fn day_month(&self, at: usize) -> Option<Read> {
        let day = self.day_of_month(at)?;
        let of = usize::from(self.word(at + 1) == "of");
        let month = self.month(at + 1 + of)?;
        let next = at + 2 + of;
        match self.year_behind(next) {
            Some((year, end)) => self.full(at, end, (year, month, day), "time#day-month-year"),
            None => self.yearless(at, next, month, day),
        }
    }

    /// time#month-day: `May 17, 2018`, `May 17`, `May 17th`, `May 17-19`.
    pub(super) fn month_day(&self, at: usize) -> Option<Read> {
        let month = self.month(at)?;
        let day = self.day_of_month(at + 1)?;
        let range = matches!(self.word(at + 2), "-" | "–").then(|| self.day_of_month(at + 3)).flatten();
        if let Some(last) = range.filter(|last| *last > day) {
            return self.days_of_month(at, month, day, last);
        }
        match self.year_behind(at + 2) {
            Some((year, end)) => self.full(at, end, (year, month, day), "time#month-day-year"),
            None => self.yearless(at, at + 2, month, day),
        }
    }

    /// time#month-days: `May 17-19`.
    fn days_of_month(&self, at: usize, month: i8, first: i8, last: i8) -> Option<Read> {
        let (year, end) = self.year_behind(at + 4).unzip();
        let year = year.or_else(|| self.year_for(at, month, first))?;
        let (from, to) = (Date::new(year, month, first).ok()?, Date::new(year, month, last).ok()?);
        let end = end.unwrap_or(at + 4);
        self.date(at, end, Days::between(from, to), format!("{from}/{to}"), "time#month-days")
    }

    /// time#shared-month: `April 24 and 25`: the second day is of the same month.
    pub(super) fn shared_month(&self, at: usize) -> Option<Read> {
        let before =
            self.before.filter(|read| read.end + 1 == at && read.rule.starts_with("time#month-day"))?;
        let joined = matches!(self.word(at - 1), "and" | "or" | ",");
        let day = self.day_of_month(at).filter(|_| joined && self.unit(at + 1).is_none())?;
        let known = before.days.single()?;
        let nominal = self.xpos(at + 1).starts_with("NN") && !self.capital(at + 1);
        if nominal || i16::from(day) <= i16::from(known.day()) {
            return None;
        }
        self.full(at, at + 1, (known.year(), known.month(), day), "time#shared-month")
    }

    /// The year that stands behind a month or day: `May 2018`, `May, 2018`, `May of 2018`.
    fn year_behind(&self, at: usize) -> Option<(i16, usize)> {
        let skip = usize::from(matches!(self.word(at), "," | "of" | "in"));
        self.year(at + skip).map(|year| (year, at + skip + 1))
    }

    fn full(
        &self,
        first: usize,
        end: usize,
        (year, month, day): (i16, i8, i8),
        rule: &'static str,
    ) -> Option<Read> {
        let date = Date::new(year, month, day).ok()?;
        self.date(first, end, Days::day(date), date.to_string(), rule)
    }

    /// A day without its year: that of the tale, else the last one before publication, or the next where the clause looks ahead.
    fn yearless(&self, first: usize, end: usize, month: i8, day: i8) -> Option<Read> {
        match self.year_ahead(end).or_else(|| self.year_for(first, month, day)) {
            Some(year) => self.full(first, end, (year, month, day), "time#month-day-before-published"),
            None => self.open(first, end, format!("XXXX-{month:02}-{day:02}"), "time#month-day-without-year"),
        }
    }

    /// The year of a month or a day of it.
    fn year_for(&self, at: usize, month: i8, day: i8) -> Option<i16> {
        if let Some(year) = self.told_year() {
            return Some(year);
        }
        let anchor = self.anchor()?;
        let side = self.side(at);
        // "on Feb. 10", told in January: whoever means that of a year ago says so.
        let mut next =
            [anchor.year(), anchor.year() + 1].into_iter().filter_map(|y| Date::new(y, month, day).ok());
        let soon = next.find(|date| (4..=62).contains(&(*date - anchor).get_days()));
        if let Some(date) = soon.filter(|_| !self.passed(at)) {
            return Some(date.year());
        }
        let years = [anchor.year() - 1, anchor.year(), anchor.year() + 1];
        let fits = |date: &Date| match side {
            Side::Before => (*date - anchor).get_days() <= 3,
            Side::After => (*date - anchor).get_days() >= -7,
            Side::Near => true,
        };
        let known = years.into_iter().filter_map(|year| Date::new(year, month, day).ok()).filter(fits);
        // News speaks of what was more than of what will be.
        let far = |date: &Date| (*date - anchor).get_days().abs() * if *date > anchor { 2 } else { 1 };
        known.min_by_key(far).map(|date| date.year())
    }

    /// True where the words lead up to a day that has been: "on", "last", "since"; whoever means a day of ten months ago says so.
    fn passed(&self, at: usize) -> bool {
        matches!(self.back(at, 1), "last" | "since" | "past")
    }

    /// The year that stands behind the other end of a row or span: "May and June 1981", "from May 17 to June 3, 2018".
    fn year_ahead(&self, at: usize) -> Option<i16> {
        matches!(self.word(at), "and" | "to" | "or" | "-" | "–" | "through" | "until").then_some(())?;
        let at = at + 1;
        let end = match (self.month(at), self.day_of_month(at)) {
            (Some(_), _) => at + 1 + usize::from(self.day_of_month(at + 1).is_some()),
            (None, Some(_)) if self.month(at + 1).is_some() => at + 2,
            _ => return None,
        };
        self.year_behind(end).map(|(year, _)| year)
    }

    /// The year that words behind a month point to: "in March the same year", "May of the following year".
    fn year_pointed(&self, at: usize) -> Option<(i16, usize)> {
        let at = at + usize::from(matches!(self.word(at), "of" | ","));
        let (step, skip) = match (self.word(at), self.word(at + 1)) {
            ("the" | "that", "same") => (0, 2),
            ("that", _) => (0, 1),
            ("the", "following" | "next") => (1, 2),
            ("the", "previous" | "preceding") => (-1, 2),
            _ => return None,
        };
        (self.unit(at + skip) == Some(Unit::Year)).then_some(())?;
        let year = self.reference_by(Unit::Year)?.year();
        Some((year.checked_add(step)?, at + skip + 1))
    }

    /// In a row of months that runs ahead of publication each follows the one before it: "in December, ... in January".
    fn year_in_row(&self, at: usize, month: i8) -> Option<i16> {
        let before = self.before.filter(|read| read.rule.starts_with("time#month") && read.end + 12 > at)?;
        let (first, anchor) = (before.days.earliest?, self.anchor()?);
        (first > anchor && before.days.width()? > 20)
            .then_some(first.year() + i16::from(month < first.month()))
    }

    /// The year the report speaks of, where it is a tale of the past; or that of the full date just before.
    fn told_year(&self) -> Option<i16> {
        let (year, sent) = self.told.year?;
        let beside = self.before.is_some_and(|read| read.rule.ends_with("-year") && self.told.narrative);
        (self.told.narrative && (sent + 30 >= self.sent) || beside).then_some(year)
    }

    /// time#month: `May 2018`, `in May`, `last September`, `early March`.
    pub(super) fn month_alone(&self, at: usize) -> Option<Read> {
        let month = self.month(at)?;
        if let Some((year, end)) = self.year_behind(at + 1) {
            let value = format!("{year:04}-{month:02}");
            return self.date(self.within(at), end, Days::month(year, month)?, value, "time#month-year");
        }
        if let Some((year, end)) = self.year_pointed(at + 1) {
            let value = format!("{year:04}-{month:02}");
            return self.date(
                self.within(at),
                end,
                Days::month(year, month)?,
                value,
                "time#month-of-told-year",
            );
        }
        self.month_is_meant(at).then_some(())?;
        let (anchor, which) = (self.anchor(), self.back(at, 1));
        let first = if matches!(which, "last" | "this" | "next") { at - 1 } else { self.within(at) };
        let row = || self.year_ahead(at + 1).or_else(|| self.year_in_row(at, month));
        let year = match (anchor, which) {
            _ if row().is_some() => row(),
            (Some(anchor), "last") => Some(anchor.year() - i16::from(month >= anchor.month())),
            (Some(anchor), "next") => Some(anchor.year() + i16::from(month <= anchor.month())),
            (Some(anchor), _) => self.told_year().or_else(|| Some(self.year_of_month(first, month, anchor))),
            (None, _) => self.told_year(),
        };
        let Some(year) = year else {
            return self.open(first, at + 1, format!("XXXX-{month:02}"), "time#month-without-year");
        };
        let value = format!("{year:04}-{month:02}");
        self.date(first, at + 1, Days::month(year, month)?, value, "time#month-before-published")
    }

    fn year_of_month(&self, at: usize, month: i8, anchor: Date) -> i16 {
        let ahead = i16::from(month) - i16::from(anchor.month());
        let step = match self.side(at) {
            // "in September", told in August: whoever means the last one says "last September".
            Side::Before if (1..=2).contains(&ahead) && !self.passed(at) => 0,
            Side::Before if ahead < -9 && !self.passed(at) => 1,
            Side::Before => -i16::from(ahead > 0),
            Side::After => i16::from(ahead < 0),
            Side::Near if ahead > 3 => -1,
            Side::Near if ahead < -8 => 1,
            Side::Near => 0,
        };
        anchor.year() + step
    }

    /// "May", "March" and "Jan" are months only where something says so; any month is no first name ("April Jones").
    fn month_is_meant(&self, at: usize) -> bool {
        let led = self.calendar.is(self.back(at, 1), Role::LeadsMonth);
        let modifies =
            self.back(at, 1) == "the" && self.xpos(at + 1).starts_with("NN") && !self.capital(at + 1);
        let led = led || modifies;
        let name = self.capital(at + 1) && !matches!(self.xpos(at + 1), "NNS" | "JJ");
        let short = matches!(self.word(at), "may" | "march" | "mar" | "jan" | "dec" | "june" | "august");
        if short { led && !name } else { led || !name }
    }

    /// time#feast: `Christmas`, `Easter`, `Thanksgiving Day`, `Ramadan`; with a year behind it, or the one nearest to publication.
    pub(super) fn feast(&self, at: usize) -> Option<Read> {
        let named = |length: usize| {
            let words = self.words.get(at..at + length)?;
            self.calendar.feast(&words.join(" ")).map(|(_, feast)| (feast, at + length))
        };
        let plain = self.capital(at) || self.word(at).starts_with(|ch: char| ch.is_ascii_digit());
        let most = self.calendar.feast_words(self.word(at));
        let (feast, end) = (1..=most).rev().find_map(named).filter(|_| plain)?;
        let (first, days, end) = match self.year_behind(end) {
            Some((year, end)) => {
                let day = feast.in_year(year)?;
                let (first, days) = Calendar::feast_near(feast, day, 0)?;
                (first, days, end)
            }
            None => {
                let held = matches!(self.back(at, 1), "on" | "during" | "at" | "over" | "since" | "last");
                // "released before Eid", "ahead of Eid": it may lie on either side of the telling.
                let ahead = matches!(self.back(at, 1), "before" | "until" | "till" | "by")
                    || matches!(
                        (self.back(at, 2), self.back(at, 1)),
                        ("ahead" | "eve" | "approach" | "up", "of" | "to")
                    );
                let side = match self.side(at) {
                    Side::Before if ahead => 0,
                    Side::Before if !held => -2,
                    Side::Before => -1,
                    Side::After => 1,
                    Side::Near => 0,
                };
                let Some(anchor) = self.anchor() else {
                    return self.open(at, end, "XXXX", "time#feast-without-year");
                };
                let (first, days) = Calendar::feast_near(feast, anchor, side)?;
                (first, days, end)
            }
        };
        if self.unit(end) == Some(Unit::Week) {
            return self.date(at, end + 1, days, super::week(first), "time#feast");
        }
        let value =
            if feast.days > 1 { format!("{}/{}", days.earliest?, days.latest?) } else { first.to_string() };
        self.date(at, end, days, value, "time#feast")
    }

    /// time#season: `last fall`, `the summer of 2010`, `spring 2018`; "Arab Spring" and "Winter Olympics" are none.
    pub(super) fn season(&self, at: usize) -> Option<Read> {
        let month = self.known(at)?.season?;
        let letters = ["SP", "SU", "FA", "WI"][usize::try_from(month / 3 - 1).ok()?.min(3)];
        if self.capital(at) && (self.capital(at + 1) || at > 0 && self.capital(at - 1) && at > 1) {
            return None;
        }
        let days = |year: i16| {
            let first = Date::new(year, month, 1).ok()?;
            let last = if month == 12 {
                Date::new(year + 1, 2, 28).ok()?
            } else {
                Date::new(year, month + 2, 30).ok()?
            };
            Some(Days::between(first, last.last_of_month()))
        };
        if let Some((year, end)) = self.year_behind(at + 1) {
            return self.date(
                self.within(at),
                end,
                days(year)?,
                format!("{year:04}-{letters}"),
                "time#season",
            );
        }
        let (which, anchor) = (self.back(at, 1), self.anchor());
        let led = self.calendar.is(which, Role::LeadsSeason)
            || which == "the"
                && matches!(self.back(at, 2), "in" | "during" | "over" | "since" | "until" | "by");
        let anchor = anchor.filter(|_| led)?;
        let begun = month <= anchor.month();
        let year = anchor.year()
            + match which {
                "last" => -i16::from(anchor.month() < month + 3),
                "next" => i16::from(begun),
                "this" => 0,
                _ if self.side(at) == Side::Before => -i16::from(!begun),
                _ => 0,
            };
        let first = if matches!(which, "last" | "this" | "next") { at - 1 } else { self.within(at) };
        self.date(first, at + 1, days(year)?, format!("{year:04}-{letters}"), "time#season")
    }

    /// time#quarter: `the first quarter`, `the second half of 2018`; halves only with their year.
    pub(super) fn quarter(&self, at: usize) -> Option<Read> {
        let nth = usize::try_from(self.known(at)?.nth.filter(|nth| *nth <= 4)?).ok()?;
        let half = self.word(at + 1) == "half" && nth <= 2;
        if !half && self.word(at + 1) != "quarter" {
            return None;
        }
        let skip = usize::from(matches!(self.word(at + 2), "of" | "in"));
        let told = match (self.year(at + 2 + skip), self.word(at + 2 + skip)) {
            (Some(year), _) => Some((year, at + 3 + skip)),
            (_, which @ ("this" | "last" | "next")) if self.unit(at + 3 + skip) == Some(Unit::Year) => {
                let step = ["last", "this", "next"].iter().position(|w| *w == which)? as i16 - 1;
                Some((self.anchor()?.year() + step, at + 4 + skip))
            }
            (_, "the") if self.unit(at + 3 + skip) == Some(Unit::Year) => {
                Some((self.anchor()?.year(), at + 4 + skip))
            }
            _ => None,
        };
        let led = matches!(self.back(at, 1), "the" | "this") && !half && self.word(at + 2) != "of";
        let months = if half { 6 } else { 3 };
        let first_month = i8::try_from((nth - 1) * months + 1).ok()?;
        let (year, end) = told.or_else(|| {
            let anchor = self.anchor().filter(|_| led)?;
            Some((
                anchor.year() - i16::from(first_month > anchor.month() && self.side(at) != Side::After),
                at + 2,
            ))
        })?;
        let from = Date::new(year, first_month, 1).ok()?;
        let to = Date::new(year, first_month + months as i8 - 1, 1).ok()?.last_of_month();
        let first = if self.back(at, 1) == "the" { at - 1 } else { at };
        let value = format!("{year:04}-{}{nth}", if half { 'H' } else { 'Q' });
        self.date(
            first.max(self.before.map_or(0, |b| b.end)),
            end,
            Days::between(from, to),
            value,
            "time#quarter",
        )
    }

    /// time#fiscal: `fiscal 2018`, `fiscal year 2018`: countries begin it in different months, so the days span all of them.
    pub(super) fn fiscal(&self, at: usize) -> Option<Read> {
        (self.word(at) == "fiscal").then_some(())?;
        let skip = 1 + usize::from(self.word(at + 1) == "year");
        let year = self.year(at + skip)?;
        let days = Days::between(Date::new(year - 1, 7, 1).ok()?, Date::new(year + 1, 6, 30).ok()?);
        self.date(at, at + skip + 1, days, format!("FY{year:04}"), "time#fiscal")
    }

    /// time#decade: `the 1990s`, `the early 1990s`, `the sixties`.
    pub(super) fn decade(&self, at: usize) -> Option<Read> {
        let word = self.word(at);
        let digits = word.strip_suffix('s').map(|word| word.trim_end_matches(['\'', '’']));
        let split = self.year(at).filter(|_| {
            matches!(self.word(at + 1), "'s" | "’s" | "s") && !self.xpos(at + 2).starts_with("NN")
        });
        let year: i16 = match (digits.and_then(|digits| digits.parse().ok()), split) {
            (Some(year), _) => year,
            (None, Some(year)) => year,
            (None, None) => self.named_decade(at)?,
        };
        let fits = (1000..=2100).contains(&year) && year % 10 == 0;
        let days = Days::between(Date::new(year, 1, 1).ok()?, Date::new(year + 9, 12, 31).ok()?);
        let end = at + 1 + usize::from(split.is_some());
        fits.then(|| self.date(self.within(at), end, days, format!("{}", year / 10), "time#decade"))?
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
        self.date(self.within(at), at + 2 + hyphen, days, format!("{}", nth - 1), "time#century")
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
            || listed && matches!(before, "," | "and" | "or" | "-" | "–" | "to" | "/")
            || self.calendar.is(before, Role::LeadsYear);
        let next = self.xpos(at + 1);
        let counts = next == "NNS" && before != "the"
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
        whole && !street && (!joined || matches!(self.back(at, 2), "post" | "pre" | "mid"))
            || self.back(at, 2) == "mid"
    }
}
