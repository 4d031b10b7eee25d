//! Parts of a year and what a calendar cuts it into: seasons, quarters and halves, fiscal years, weeks of a month, and the end of any of them.

use super::relative::{monday, stepped};
use super::tense::Side;
use super::{Read, Reader, week};
use jiff::ToSpan;
use jiff::civil::Date;
use knowledge::{Role, Unit};
use text::Days;

impl Reader<'_> {
    /// time#season: `last fall`, `the summer of 2010`, `spring 2018`; "Arab Spring" and "Winter Olympics" are none.
    pub(super) fn season(&self, at: usize) -> Option<Read> {
        let month = self.known(at)?.season.filter(|_| !self.xpos(at).starts_with("VB"))?;
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
        if let Some((year, end)) = self.year_said(at + 1) {
            let value = format!("{year:04}-{letters}");
            return self.date(self.within(at), end, days(year)?, value, "time#season");
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

    /// time#quarter: `the first quarter`, `fourth-quarter profit`, `Q1 2018`, `2018's third quarter`, `the second half of 2018`; halves only
    /// with their year, and a quarter that nothing leads only before a word of accounts: games have quarters, too.
    pub(super) fn quarter(&self, at: usize) -> Option<Read> {
        let (nth, half, behind) = self.part_of_year(at)?;
        let lead = self.back(at, 1);
        let accounts = self.is(behind, Role::Accounts) || self.is(behind + 1, Role::Accounts);
        let led = matches!(lead, "the" | "this" | "its" | "'s") || accounts || behind == at + 1;
        let led = led && !half && self.word(behind) != "of";
        let owned = || self.year(at.checked_sub(2)?).filter(|_| lead == "'s").map(|year| (year, behind));
        let months = if half { 6 } else { 3 };
        let first_month = i8::try_from((nth - 1) * months + 1).ok()?;
        let (year, end) = self.year_of_part(behind).or_else(owned).or_else(|| {
            let anchor = self.anchor().filter(|_| led)?;
            let ahead = first_month > anchor.month() && self.side(at) != Side::After;
            Some((anchor.year() - i16::from(ahead), behind))
        })?;
        let from = Date::new(year, first_month, 1).ok()?;
        let to = Date::new(year, first_month + months as i8 - 1, 1).ok()?.last_of_month();
        let first = if lead == "the" { at - 1 } else { at };
        let first = first.max(self.before.map_or(0, |b| b.end));
        let value = format!("{year:04}-{}{nth}", if half { 'H' } else { 'Q' });
        self.date(first, end, Days::between(from, to), value, "time#quarter")
    }

    /// Which quarter or half, true for a half, and the token behind.
    fn part_of_year(&self, at: usize) -> Option<(usize, bool, usize)> {
        if let [kind @ (b'q' | b'h'), nth @ b'1'..=b'4'] = self.word(at).as_bytes() {
            let (half, nth) = (*kind == b'h', usize::from(nth - b'0'));
            return (self.capital(at) && (nth < 3 || !half)).then_some((nth, half, at + 1));
        }
        let nth = usize::try_from(self.known(at)?.nth.filter(|nth| *nth <= 4)?).ok()?;
        let core = at + 1 + usize::from(matches!(self.word(at + 1), "-" | "–"));
        match self.word(core) {
            "half" if nth <= 2 => Some((nth, true, core + 1)),
            "quarter" => Some((nth, false, core + 1)),
            _ => None,
        }
    }

    /// The year behind a quarter or half: `of 2018`, `of last year`, `of the year`.
    fn year_of_part(&self, behind: usize) -> Option<(i16, usize)> {
        let at = behind + usize::from(matches!(self.word(behind), "of" | "in"));
        if let Some(year) = self.year(at) {
            return Some((year, at + 1));
        }
        let step = match self.word(at) {
            "last" => -1,
            "this" | "the" => 0,
            "next" => 1,
            _ => return None,
        };
        (self.unit(at + 1) == Some(Unit::Year)).then_some(())?;
        Some((self.anchor()?.year().checked_add(step)?, at + 2))
    }

    /// time#fiscal: `fiscal 2018`, `fiscal year 2018`: countries begin it in different months, so the days span all of them.
    pub(super) fn fiscal(&self, at: usize) -> Option<Read> {
        (self.word(at) == "fiscal").then_some(())?;
        let skip = 1 + usize::from(self.word(at + 1) == "year");
        let year = self.year(at + skip)?;
        let days = Days::between(Date::new(year - 1, 7, 1).ok()?, Date::new(year + 1, 6, 30).ok()?);
        self.date(at, at + skip + 1, days, format!("FY{year:04}"), "time#fiscal")
    }

    /// time#week-of: `the week of March 6`.
    pub(super) fn week_of(&self, at: usize) -> Option<Read> {
        (self.word(at) == "the" && self.unit(at + 1) == Some(Unit::Week) && self.word(at + 2) == "of")
            .then_some(())?;
        let day = self.month_day(at + 3).or_else(|| self.day_month(at + 3))?;
        let monday = monday(day.days.single()?)?;
        let days = Days::between(monday, monday.checked_add(6.days()).ok()?);
        self.date(at, day.end, days, week(monday), "time#week-of")
    }

    /// time#week-of-month: `the third week of March`, `the last week of May 2018`.
    pub(super) fn week_of_month(&self, at: usize) -> Option<Read> {
        let last = self.word(at) == "last";
        let nth = if last { 5 } else { i32::from(self.known(at)?.nth.filter(|nth| *nth <= 4)?) };
        let led = self.unit(at + 1) == Some(Unit::Week) && matches!(self.word(at + 2), "of" | "in");
        let month = self.month(at + 3).filter(|_| led)?;
        let (year, end) = self.year_said(at + 4).unzip();
        let year = year.or_else(|| self.year_for(at, month, 15))?;
        let first = Date::new(year, month, 1).ok()?;
        let to = if last { first.last_of_month() } else { first.checked_add((7 * nth - 1).days()).ok()? };
        let from = to.checked_sub(6.days()).ok()?;
        let value = week(from.checked_add(3.days()).ok()?);
        self.date(at, end.unwrap_or(at + 4), Days::between(from, to), value, "time#week-of-month")
    }

    /// time#end-of: `the end of the year`, `year-end`, `the year's end`: the last third of the one now, or of the one told of.
    pub(super) fn end_of(&self, at: usize) -> Option<Read> {
        let (core, end) = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("end", "of", "the") => (at + 3, at + 4),
            (_, "-" | "–" | "'s", "end") => (at, at + 3),
            (_, "end", _) if matches!(self.back(at, 1), "at" | "by" | "to" | "until" | "since") => {
                (at, at + 2)
            }
            _ => return None,
        };
        let whole = matches!(self.unit(core)?, Unit::Week | Unit::Decade | Unit::Century) && core > at;
        let unit = self
            .unit(core)
            .filter(|unit| whole || matches!(unit, Unit::Month | Unit::Quarter | Unit::Year))?;
        // "the end of the week of fighting" is no date.
        if self.word(core).ends_with('s') || self.word(end) == "of" {
            return None;
        }
        let owned = self.word(at + 1) != "-" && self.back(at, 1) == "the";
        let first = at - usize::from(owned);
        let base = if self.told.narrative { self.reference_by(unit) } else { self.anchor() };
        let Some(base) = base else {
            return self.open(first, end, "FUTURE_REF", "time#unit-without-anchor");
        };
        let ends = |step: i32| {
            let (days, value) = stepped(base, unit, step)?;
            let share = days.width()? * 2 / 3;
            Some((Days { earliest: days.earliest?.checked_add(share.days()).ok(), ..days }, value))
        };
        // "It was raised at the end of the month", told before that end: the month before.
        let (days, value) = match ends(0)? {
            (days, _) if self.side(core) == Side::Before && days.earliest > Some(base) => ends(-1)?,
            now => now,
        };
        let days = self.bounded(first, days);
        Some(Read { first, end, kind: "DATE", value, days, rule: "time#end-of" })
    }
}
