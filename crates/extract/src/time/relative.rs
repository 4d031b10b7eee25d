//! Relative expressions: days, weeks, months and years counted from publication or from another day the report names.

use super::tense::Side;
use super::{Read, Reader, month_value, week};
use jiff::ToSpan;
use jiff::civil::Date;
use knowledge::{Role, Unit};
use text::Days;

impl Reader<'_> {
    /// time#weekday: `Tuesday`, `last Tuesday`, `Tuesday last week`: the last one up to publication, the next where the clause looks ahead.
    pub(super) fn weekday_alone(&self, at: usize) -> Option<Read> {
        let weekday = self.weekday(at)?;
        let before = self.back(at, 1);
        let first = if matches!(before, "last" | "this" | "next") { at - 1 } else { at };
        let Some(anchor) = self.anchor() else {
            return self.open(first, at + 1, format!("XXXX-WXX-{weekday}"), "time#weekday-without-anchor");
        };
        if let Some((step, end)) = self.week_behind(at + 1) {
            let monday = monday(anchor)?.checked_add(step.weeks()).ok()?;
            let date = monday.checked_add((i32::from(weekday) - 1).days()).ok()?;
            return self.date(first, end, Days::day(date), date.to_string(), "time#weekday-of-week");
        }
        let back = (i32::from(anchor.weekday().to_monday_one_offset()) - i32::from(weekday)).rem_euclid(7);
        let step = match (before, self.side(at)) {
            ("last", _) if back == 0 => -7,
            // "Friday morning local time", published on a Thursday: the day has begun where it happened.
            (_, side) if back == 6 && side != Side::After && before != "last" && self.dawns(at) => 1,
            ("next", _) => 7 - back,
            (_, Side::After) => (7 - back) % 7,
            _ => -back,
        };
        let date = anchor.checked_add(step.days()).ok()?;
        self.date(first, at + 1, Days::day(date), date.to_string(), "time#weekday")
    }

    /// "Friday morning local time", "Friday local time", "early Friday morning".
    fn dawns(&self, at: usize) -> bool {
        let morning = self.known(at + 1).and_then(|w| w.part.as_deref()) == Some("MO");
        let behind = at + 1 + usize::from(morning);
        let behind = behind + usize::from(matches!(self.word(behind), "," | "("));
        let local = self.word(behind) == "local" && self.word(behind + 1) == "time";
        local || morning && self.back(at, 1) == "early"
    }

    /// "(Tuesday) last week", "(Tuesday) of this week".
    fn week_behind(&self, at: usize) -> Option<(i32, usize)> {
        let at = at + usize::from(self.word(at) == "of");
        (self.unit(at + 1) == Some(Unit::Week)).then_some(())?;
        ["last", "this", "next"]
            .iter()
            .position(|which| *which == self.word(at))
            .map(|n| (n as i32 - 1, at + 2))
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

    /// time#offset: `today`, `yesterday`, `tomorrow`.
    pub(super) fn offset(&self, at: usize) -> Option<Read> {
        let offset = self.known(at)?.offset?;
        let Some(anchor) = self.anchor() else {
            return self.open(at, at + 1, "PRESENT_REF", "time#offset-without-anchor");
        };
        // "today's youth", "the soldiers of today": the present, no day.
        if offset == 0
            && (self.back(at, 1) == "of"
                || matches!(self.word(at + 1), "'s" | "’s") && self.xpos(at + 2) == "NNS")
        {
            return self.open(at, at + 1, "PRESENT_REF", "time#refers");
        }
        let date = anchor.checked_add(offset.days()).ok()?;
        self.date(at, at + 1, Days::day(date), date.to_string(), "time#offset")
    }

    /// time#unit: `last week`, `this month`, `early next week`, `earlier this week`, `earlier in the week`, `the weekend`.
    pub(super) fn relative_unit(&self, at: usize) -> Option<Read> {
        let (which, skip) = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("earlier" | "later", which @ ("this" | "last"), _) => (which, 2),
            ("earlier" | "later", "in", "the") => ("this", 3),
            (which @ ("last" | "this" | "next" | "past"), _, _) => (which, 1),
            ("the", which @ ("coming" | "current"), _) => (which, 2),
            ("the", "weekend", _) => ("the", 1),
            _ => return None,
        };
        let skip = skip + usize::from(which == "this" && self.word(at + skip) == "past");
        let unit = self.unit(at + skip).filter(|_| !self.word(at + skip).ends_with('s'))?;
        let end = at + skip + 1;
        // "in each of the last three years" is counted; "the past four months" is an amount.
        let step = match which {
            "last" | "past" => -1,
            "next" | "coming" => 1,
            "the" if self.side(at + skip) == Side::After => 1,
            "the" => -1,
            _ if which == "this" && self.word(at + 1) == "past" => -1,
            _ => 0,
        };
        let first = self.within(at);
        let Some(anchor) = self.anchor() else {
            return self.open(first, end, "PRESENT_REF", "time#unit-without-anchor");
        };
        // "the weekend" ahead and "this weekend" told on a weekday after it.
        let early = anchor.weekday().to_monday_one_offset() <= 4;
        let step = match (unit, which, step) {
            (Unit::Weekend, "the", 1) => 0,
            (Unit::Weekend, "this", 0) if early && self.side(at + skip) == Side::Before => -1,
            _ => step,
        };
        // On a Sunday "last week" is the one that has just ended.
        let over = which == "last" && unit == Unit::Week && anchor.weekday().to_monday_one_offset() == 7;
        let (days, value) = stepped(anchor, unit, if over { 0 } else { step })?;
        let days = match self.word(at) {
            _ if over => Days { latest: anchor.yesterday().ok(), ..days },
            "earlier" => Days { latest: days.latest.map(|l| l.min(anchor)), ..days },
            _ => days,
        };
        self.date(first, end, days, value, "time#unit")
    }

    /// time#end-of: `the end of the year`, `by the end of the month`: the last third of the one now, or of the one told of.
    pub(super) fn end_of(&self, at: usize) -> Option<Read> {
        let of = (self.word(at), self.word(at + 1), self.word(at + 2)) == ("end", "of", "the");
        let unit = self.unit(at + 3).filter(|unit| {
            of && matches!(
                unit,
                Unit::Week | Unit::Month | Unit::Quarter | Unit::Year | Unit::Decade | Unit::Century
            )
        })?;
        // "the end of the week of fighting" is no date.
        if self.word(at + 3).ends_with('s') || self.word(at + 4) == "of" {
            return None;
        }
        let first = if self.back(at, 1) == "the" { at - 1 } else { at };
        let base = if self.told.narrative { self.reference_by(unit) } else { self.anchor() };
        let Some(base) = base else {
            return self.open(first, at + 4, "FUTURE_REF", "time#unit-without-anchor");
        };
        let ends = |step: i32| {
            let (days, value) = stepped(base, unit, step)?;
            let share = days.width()? * 2 / 3;
            Some((Days { earliest: days.earliest?.checked_add(share.days()).ok(), ..days }, value))
        };
        // "It was raised at the end of the month", told before that end: the month before.
        let (days, value) = match ends(0)? {
            (days, _) if self.side(at + 3) == Side::Before && days.earliest > Some(base) => ends(-1)?,
            now => now,
        };
        let days = self.bounded(first, days);
        Some(Read { first, end: at + 4, kind: "DATE", value, days, rule: "time#end-of" })
    }

    /// time#beside: `that day`, `the same year`, `the next morning`, `the previous week`, `the day before`, `the year after`: counted
    /// from the last day told, or from the one that follows ("the day before last Tuesday").
    pub(super) fn beside_unit(&self, at: usize) -> Option<Read> {
        let (step, skip) = match (self.word(at), self.word(at + 1)) {
            ("that", "same") | ("the", "same") => (0, 2),
            ("that", _) => (0, 1),
            ("the", "next" | "following") => (1, 2),
            ("the", "previous" | "preceding") => (-1, 2),
            ("the", _) if matches!(self.word(at + 2), "before" | "after") => (0, 1),
            _ => return None,
        };
        let core = at + skip;
        if let Some(part) =
            self.known(core).and_then(|w| w.part.as_deref()).filter(|part| part.len() == 2 && skip > 0)
        {
            return self.beside_part(at, core, step, part);
        }
        let unit = self
            .unit(core)
            .filter(|unit| !matches!(unit, Unit::Second | Unit::Minute | Unit::Hour | Unit::Weekend))?;
        if self.word(core).ends_with('s') {
            return None;
        }
        let (base, end, step) = match (step, self.word(core + 1)) {
            (0, which @ ("before" | "after")) => {
                let step = if which == "after" { 1 } else { -1 };
                match self.day_at(core + 2) {
                    Some((day, end)) => (day, end, step),
                    None if self.closed(core + 2) => (self.reference_by(unit)?, core + 2, step),
                    None => return None,
                }
            }
            _ if self.word(at) == "the" && step == 0 && skip == 1 => return None,
            _ => (self.reference_by(unit)?, core + 1, step),
        };
        let (days, value) = stepped(base, unit, step)?;
        self.date(at, end, days, value, "time#beside")
    }

    fn beside_part(&self, at: usize, core: usize, step: i32, part: &str) -> Option<Read> {
        let date = self.reference()?.checked_add(step.days()).ok()?;
        let value = format!("{date}T{part}");
        Some(Read {
            first: at,
            end: core + 1,
            kind: "TIME",
            value,
            days: Days::day(date),
            rule: "time#beside",
        })
    }

    /// The single day read at a token, and where its words end.
    fn day_at(&self, at: usize) -> Option<(Date, usize)> {
        let at = at + usize::from(self.word(at) == "the");
        let arms: [fn(&Self, usize) -> Option<Read>; 6] = [
            Self::iso,
            Self::named_weekday,
            Self::day_month,
            Self::month_day,
            Self::weekday_alone,
            Self::feast,
        ];
        let start = at + usize::from(matches!(self.word(at), "last" | "next" | "this"));
        let read = arms.iter().find_map(|arm| arm(self, start))?;
        Some((read.days.single()?, read.end))
    }

    /// True where nothing follows that "before" could belong to: the sentence ends, or a mark stands there.
    fn closed(&self, at: usize) -> bool {
        matches!(self.word(at), "" | "." | "," | ";" | ":" | ")" | "and" | "but")
    }

    /// time#ago, time#later, time#after: `two weeks ago`, `more than four decades ago`, `two days later`, `ten days before March 6`.
    pub(super) fn counted_from(&self, at: usize) -> Option<Read> {
        let start = self.roughly(at);
        let (number, after) = self.amount(start)?;
        let unit = self.unit(after)?;
        let behind = self.word(after + 1);
        let end = after + 2;
        let (base, sign, end, rule) = match behind {
            "ago" => (self.anchor(), -1, end, "time#ago"),
            "back" if self.closed(end) => (self.anchor(), -1, end, "time#ago"),
            "later" | "afterward" | "afterwards" => (self.reference_by(unit), 1, end, "time#later"),
            "after" if self.closed(end) => (self.reference_by(unit), 1, end, "time#later"),
            "earlier" | "before" if behind == "earlier" || self.closed(end) => {
                (self.reference_by(unit), -1, end, "time#earlier")
            }
            "before" | "after" => {
                let (day, _) = self.day_at(end)?;
                return self.counted_to(
                    at,
                    (number?, unit, after + 1),
                    day,
                    if behind == "after" { 1 } else { -1 },
                );
            }
            _ => return None,
        };
        let (Some(base), Some(number)) = (base, number) else {
            let value = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
            return self.open(
                at,
                end,
                value,
                if number.is_some() { "time#ago-without-anchor" } else { rule },
            );
        };
        let (days, value) = counted(base, unit, sign * number)?;
        let kind = if matches!(unit, Unit::Hour | Unit::Minute | Unit::Second) { "TIME" } else { "DATE" };
        Some(Read { first: at, end, kind, value, days, rule })
    }

    /// An amount that leads to a day named behind it: the amount is the expression, that other day its meaning.
    fn counted_to(
        &self,
        at: usize,
        (number, unit, end): (i32, Unit, usize),
        day: Date,
        sign: i32,
    ) -> Option<Read> {
        let (days, _) = counted(day, unit, sign * number)?;
        let value = super::amount::period(Some(number), unit);
        Some(Read { first: at, end, kind: "DURATION", value, days, rule: "time#after" })
    }

    /// time#refers: `now`, `recently`, `in the future`, `recent years`.
    pub(super) fn refers(&self, at: usize) -> Option<Read> {
        if let Some(value) = self.known(at).and_then(|w| w.refers.clone()) {
            return self.open(at, at + 1, value, "time#refers");
        }
        let value = match (self.word(at), self.word(at + 1)) {
            ("the", "future") => "FUTURE_REF",
            ("the", "past")
                if self.back(at, 1) == "in"
                    && self.unit(at + 2).is_none()
                    && self.amount(at + 2).is_none() =>
            {
                "PAST_REF"
            }
            ("recent", _) if self.unit(at + 1).is_some() => "PAST_REF",
            _ => return None,
        };
        self.open(at, at + 2, value, "time#refers")
    }

    /// The token behind words like "about", "more than", "at least".
    pub(super) fn roughly(&self, at: usize) -> usize {
        let two = (self.word(at), self.word(at + 1));
        if matches!(two, ("more" | "less" | "fewer", "than") | ("at", "least" | "most") | ("up", "to")) {
            return at + 2;
        }
        at + usize::from(self.is(at, Role::Roughly) || self.is(at, Role::Over))
    }
}

/// The Monday of a day's week.
fn monday(date: Date) -> Option<Date> {
    date.checked_sub((i32::from(date.weekday().to_monday_one_offset()) - 1).days()).ok()
}

/// The day, week, month ... `step` from the one of a date.
fn stepped(anchor: Date, unit: Unit, step: i32) -> Option<(Days, String)> {
    let span = |days: Days, value: String| Some((days, value));
    match unit {
        Unit::Day => {
            let date = anchor.checked_add(step.days()).ok()?;
            span(Days::day(date), date.to_string())
        }
        Unit::Weekend => {
            let saturday = monday(anchor)?.checked_add(step.weeks()).ok()?.checked_add(5.days()).ok()?;
            span(Days::between(saturday, saturday.tomorrow().ok()?), format!("{}-WE", week(saturday)))
        }
        Unit::Week => {
            let monday = monday(anchor)?.checked_add(step.weeks()).ok()?;
            span(Days::between(monday, monday.checked_add(6.days()).ok()?), week(monday))
        }
        Unit::Month => {
            let date = anchor.first_of_month().checked_add(step.months()).ok()?;
            span(Days::month(date.year(), date.month())?, month_value(date))
        }
        Unit::Quarter => {
            let quarter = (anchor.month() - 1) / 3;
            let first =
                Date::new(anchor.year(), quarter * 3 + 1, 1).ok()?.checked_add((step * 3).months()).ok()?;
            let last = first.checked_add(2.months()).ok()?.last_of_month();
            span(Days::between(first, last), format!("{:04}-Q{}", first.year(), (first.month() - 1) / 3 + 1))
        }
        Unit::Year => {
            let year = anchor.year().checked_add(i16::try_from(step).ok()?)?;
            span(Days::year(year)?, format!("{year:04}"))
        }
        Unit::Decade => {
            let year = (anchor.year() / 10).checked_add(i16::try_from(step).ok()?)?.checked_mul(10)?;
            span(
                Days::between(Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(9)?, 12, 31).ok()?),
                format!("{}", year / 10),
            )
        }
        Unit::Century => {
            let year = (anchor.year() / 100).checked_add(i16::try_from(step).ok()?)?.checked_mul(100)?;
            span(
                Days::between(Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(99)?, 12, 31).ok()?),
                format!("{:02}", year / 100),
            )
        }
        Unit::Hour | Unit::Minute | Unit::Second => None,
    }
}

/// So many units from a day: as exact as the unit.
fn counted(base: Date, unit: Unit, number: i32) -> Option<(Days, String)> {
    let far = match unit {
        Unit::Hour => (number / 24).days(),
        Unit::Minute | Unit::Second => 0.days(),
        Unit::Day => jiff::Span::new().try_days(number).ok()?,
        Unit::Week | Unit::Weekend => jiff::Span::new().try_weeks(number).ok()?,
        Unit::Month => jiff::Span::new().try_months(number).ok()?,
        Unit::Quarter => jiff::Span::new().try_months(number.checked_mul(3)?).ok()?,
        Unit::Year => jiff::Span::new().try_years(number).ok()?,
        Unit::Decade => jiff::Span::new().try_years(number.checked_mul(10)?).ok()?,
        Unit::Century => jiff::Span::new().try_years(number.checked_mul(100)?).ok()?,
    };
    let date = base.checked_add(far).ok()?;
    match unit {
        Unit::Month | Unit::Quarter => stepped(date, Unit::Month, 0),
        Unit::Year | Unit::Decade | Unit::Century => stepped(date, Unit::Year, 0),
        Unit::Week | Unit::Weekend => {
            let days = Days::between(date.checked_sub(3.days()).ok()?, date.checked_add(3.days()).ok()?);
            Some((days, week(date)))
        }
        _ => Some((Days::day(date), date.to_string())),
    }
}
