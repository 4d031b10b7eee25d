//! Absolute expressions: days, months, years, decades and feasts that a calendar places, some with a year left open.

use super::tense::Side;
use super::{Read, Reader};
use jiff::ToSpan;
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

    /// time#numeric: `17/05/2018`, `5/17/2018`, `2018/05/17`; where day and month could change places it is not read.
    pub(super) fn numeric(&self, at: usize) -> Option<Read> {
        let word = self.word(at);
        let mark = ['/', '.'].into_iter().find(|mark| word.matches(*mark).count() == 2)?;
        let numbers: Vec<i16> = word.split(mark).map_while(|part| part.parse().ok()).collect();
        let [a, b, year] = numbers.try_into().ok()?;
        if (1000..=2100).contains(&a) {
            let (month, day) = (i8::try_from(b).ok()?, i8::try_from(year).ok()?);
            return self.full(at, at + 1, (a, month, day), "time#numeric");
        }
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

    /// time#day-month: `17 May 2018`, `17 May`, `the 17th of May`, `the fifth of May last year`, `the 17th of this month`.
    pub(super) fn day_month(&self, at: usize) -> Option<Read> {
        // "the 1st *day* of Feb."
        let day = usize::from(self.word(at + 1) == "day" && self.word(at + 2) == "of");
        let of = day + usize::from(self.word(at + 1 + day) == "of");
        let ordinal = || i8::try_from(self.known(at)?.nth.filter(|_| of > 0)?).ok();
        let day = self.day_of_month(at).or_else(ordinal)?;
        let Some(month) = self.month(at + 1 + of) else {
            let which = ["last", "this", "next"].iter().position(|which| *which == self.word(at + 2))?;
            (of == 1 && self.unit(at + 3) == Some(Unit::Month)).then_some(())?;
            let first = self.anchor()?.first_of_month().checked_add((which as i32 - 1).months()).ok()?;
            return self.full(at, at + 4, (first.year(), first.month(), day), "time#day-of-month");
        };
        let next = at + 2 + of;
        match self.year_said(next).or_else(|| self.month_pointed(next, month)) {
            Some((year, end)) => self.full(at, end, (year, month, day), "time#day-month-year"),
            None => self.yearless(at, next, month, day),
        }
    }

    /// time#days-ahead: `11 and 12 March`, `11-12 March`: the first day is of the month behind the second.
    pub(super) fn days_ahead(&self, at: usize) -> Option<Read> {
        let day = self.day_of_month(at)?;
        let hyphen = matches!(self.word(at + 1), "-" | "–");
        let joined = hyphen || matches!(self.word(at + 1), "and" | "or" | "to");
        let last = joined.then(|| self.day_of_month(at + 2)).flatten().filter(|last| *last > day)?;
        self.month(at + 3)?;
        let behind = self.day_month(at + 2)?;
        let known = behind.days.single().filter(|known| known.day() == last)?;
        let first = Date::new(known.year(), known.month(), day).ok()?;
        if hyphen {
            let value = format!("{first}/{known}");
            return self.date(at, behind.end, Days::between(first, known), value, "time#month-days");
        }
        self.full(at, at + 1, (known.year(), known.month(), day), "time#days-ahead")
    }

    /// time#nth-weekday: `the second Monday in May`, `the last Friday of May 2018`.
    pub(super) fn nth_weekday(&self, at: usize) -> Option<Read> {
        let last = self.word(at) == "last";
        let nth = if last { 5 } else { i32::from(self.known(at)?.nth.filter(|nth| *nth <= 4)?) };
        let weekday = i32::from(self.weekday(at + 1)?);
        let month = self.month(at + 3).filter(|_| matches!(self.word(at + 2), "of" | "in"))?;
        let (year, end) = self.year_said(at + 4).unzip();
        let year = year.or_else(|| self.year_for(at, month, 15))?;
        let first = Date::new(year, month, 1).ok()?;
        let ahead = (weekday - i32::from(first.weekday().to_monday_one_offset())).rem_euclid(7);
        let of = |nth: i32| {
            first.checked_add((ahead + 7 * (nth - 1)).days()).ok().filter(|day| day.month() == month)
        };
        let date = of(nth).or_else(|| of(4).filter(|_| last))?;
        self.date(at, end.unwrap_or(at + 4), Days::day(date), date.to_string(), "time#nth-weekday")
    }

    /// time#month-day: `May 17, 2018`, `May 17`, `May 17th`, `May 17-19`.
    pub(super) fn month_day(&self, at: usize) -> Option<Read> {
        let month = self.month(at)?;
        let day = self.day_of_month(at + 1)?;
        let range = matches!(self.word(at + 2), "-" | "–").then(|| self.day_of_month(at + 3)).flatten();
        if let Some(last) = range.filter(|last| *last > day) {
            return self.days_of_month(at, month, day, last);
        }
        match self.year_said(at + 2) {
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
        let before = self.before.filter(|read| {
            read.end + 1 == at
                && (read.rule.starts_with("time#month-day") || read.rule == "time#shared-month")
        })?;
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
    pub(super) fn year_behind(&self, at: usize) -> Option<(i16, usize)> {
        let skip = usize::from(matches!(self.word(at), "," | "of" | "in"));
        self.year(at + skip).map(|year| (year, at + skip + 1))
    }

    /// The same, or words that point to one: `May last year`.
    pub(super) fn year_said(&self, at: usize) -> Option<(i16, usize)> {
        self.year_behind(at).or_else(|| self.year_pointed(at))
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
    pub(super) fn year_for(&self, at: usize, month: i8, day: i8) -> Option<i16> {
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

    /// The year that words behind a month point to: "in March the same year", "May of the following year", "May last year".
    fn year_pointed(&self, at: usize) -> Option<(i16, usize)> {
        let comma = self.word(at) == ",";
        let at = at + usize::from(comma || self.word(at) == "of");
        let told = ["last", "this", "next"].iter().position(|which| *which == self.word(at));
        if let Some(which) = told.filter(|_| !comma && self.unit(at + 1) == Some(Unit::Year)) {
            let year = self.anchor()?.year().checked_add(i16::try_from(which).ok()? - 1)?;
            // "in May this year's budget fell": the year owns something else.
            return (self.word(at + 2) != "'s").then_some((year, at + 2));
        }
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

    /// "the 12th of October *last*", "the 1st of February *next*", as older texts point to a month.
    fn month_pointed(&self, at: usize, month: i8) -> Option<(i16, usize)> {
        let which = self.word(at);
        let closes = self.closed(at + 1) || self.word(at + 1) == "then";
        let base = self.reference_by(Unit::Month).filter(|_| closes && matches!(which, "last" | "next"))?;
        let step = match which {
            "last" => -i16::from(month >= base.month()),
            _ => i16::from(month <= base.month()),
        };
        Some((base.year().checked_add(step)?, at + 1))
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
        self.month_is_told(at).then_some(())?;
        let (anchor, which) = (self.anchor(), self.back(at, 1));
        let first = if matches!(which, "last" | "this" | "next") { at - 1 } else { self.within(at) };
        let row = || self.year_ahead(at + 1).or_else(|| self.year_in_row(at, month));
        let year = match (anchor, which) {
            _ if row().is_some() => row(),
            (Some(anchor), "last") => Some(anchor.year() - i16::from(month >= anchor.month())),
            (Some(anchor), "next") => Some(anchor.year() + i16::from(month <= anchor.month())),
            (Some(anchor), _) => {
                // "a station by 2024 ... In February it asked": a year to come is not that of what was done.
                let past = |year: &i16| *year <= anchor.year() || self.side(first) != Side::Before;
                self.told_year().filter(past).or_else(|| Some(self.year_of_month(first, month, anchor)))
            }
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

    /// "mid-May": nothing else has a middle.
    fn month_is_told(&self, at: usize) -> bool {
        self.is_mid(at) || self.month_is_meant(at)
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
        // "a Christmas market"
        if self.is(end, Role::Wares) {
            return None;
        }
        let before = at.checked_sub(1).and_then(|before| self.year(before)).map(|year| (year, end));
        let (first, days, end) = match self.year_said(end).or(before) {
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
}
