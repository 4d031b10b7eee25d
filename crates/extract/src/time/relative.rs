//! Relative expressions: days, weeks, months and years counted from publication or from another day the report names.

use super::tense::Side;
use super::{Read, Reader, month_value, week};
use jiff::ToSpan;
use jiff::civil::Date;
use knowledge::{Role, Unit};
use text::Days;

/// Title and first sentences tell what is new: nothing six days old, but what befell where the next day had begun already. A sentence that
/// begins with its day ("On Saturday, ...") tells a story.
const LEAD: usize = 3;

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
        // "Friday morning local time", published on a Thursday: the day has begun where it happened, also where it is named again.
        let dawned = self.told.dawned == Some(weekday)
            || self.dawns(at)
            || self.sent <= LEAD && self.side(at) != Side::After && at > 1;
        let step = match (before, self.side(at)) {
            ("last", _) if back == 0 => -7,
            (_, side) if back == 6 && side != Side::After && before != "last" && dawned => 1,
            ("next", _) => 7 - back,
            (_, Side::After) => (7 - back) % 7,
            _ => -back,
        };
        let date = anchor.checked_add(step.days()).ok()?;
        // "was willing to miss class Thursday night", of a Thursday that the report has printed already.
        let printed = || {
            let near = |day: &Date| (*day - anchor).get_days().abs() <= 7;
            let same = |day: &Date| day.weekday() == date.weekday() && near(day);
            let told = self.told.printed.iter().copied().find(same);
            told.filter(|_| date > anchor && self.infinitive_above(at))
        };
        let date = printed().filter(|_| before != "next").unwrap_or(date);
        let rule = if step == 1 && dawned { "time#weekday-dawned" } else { "time#weekday" };
        self.date(first, at + 1, Days::day(date), date.to_string(), rule)
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

    /// time#offset: `today`, `yesterday`, `tomorrow`.
    pub(super) fn offset(&self, at: usize) -> Option<Read> {
        let offset = self.known(at)?.offset?;
        let Some(anchor) = self.anchor() else {
            return self.open(at, at + 1, "PRESENT_REF", "time#offset-without-anchor");
        };
        // "today's youth", "the soldiers of today": the present, no day.
        let wide = |at: usize| self.xpos(at) == "NNS" || self.is(at, Role::OfAnAge);
        if offset == 0 && (self.back(at, 1) == "of" || self.word(at + 1) == "'s" && wide(at + 2)) {
            return self.open(at, at + 1, "PRESENT_REF", "time#refers");
        }
        let date = anchor.checked_add(offset.days()).ok()?;
        self.date(at, at + 1, Days::day(date), date.to_string(), "time#offset")
    }

    /// time#unit: `last week`, `this month`, `early next week`, `earlier this week`, `earlier in the week`, `the weekend`.
    pub(super) fn relative_unit(&self, at: usize) -> Option<Read> {
        if let Some(read) = self.past_unit(at) {
            return Some(read);
        }
        let (which, skip) = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("earlier" | "later", which @ ("this" | "last"), _) => (which, 2),
            ("earlier" | "later", "in", "the") => ("this", 3),
            (which @ ("last" | "this" | "next" | "past"), _, _) => (which, 1),
            ("the", which @ ("coming" | "current"), _) => (which, 2),
            ("the", "weekend", _) => ("the", 1),
            _ => return None,
        };
        let skip = skip + usize::from(which == "this" && self.word(at + skip) == "past");
        // "this years festival": a plural that cannot be one.
        let slip = which == "this" && skip == 1 && self.xpos(at + 2).starts_with("NN");
        let unit = self.unit(at + skip).filter(|_| slip || !self.word(at + skip).ends_with('s'))?;
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
        // "He fell ill later in the year", of a life long past: the year last told of.
        let told = self.told.narrative && self.word(at + 1) == "in";
        let Some(anchor) = (if told { self.reference_by(unit) } else { self.anchor() }) else {
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

    /// time#past-unit: `over the past week`: as long as a week, up to publication; "this past week" is the one before.
    fn past_unit(&self, at: usize) -> Option<Read> {
        let unit = self.unit(at + 2).filter(|_| (self.word(at), self.word(at + 1)) == ("the", "past"))?;
        if self.word(at + 2).ends_with('s') {
            return None;
        }
        let days = self.lately(at, 2, Some(1), unit);
        let value = super::amount::period(Some(1), unit);
        Some(Read { first: at, end: at + 3, kind: "DURATION", value, days, rule: "time#past-unit" })
    }

    /// time#refers: `now`, `recently`, `in the future`, `recent years`.
    pub(super) fn refers(&self, at: usize) -> Option<Read> {
        if let Some(value) = self.known(at).and_then(|w| w.refers.clone()) {
            return self.open(at, at + 1, value, "time#refers");
        }
        let value = match (self.word(at), self.word(at + 1)) {
            ("the", "near" | "foreseeable" | "immediate") if self.word(at + 2) == "future" => {
                return self.open(at, at + 3, "FUTURE_REF", "time#refers");
            }
            ("future", _) if self.xpos(at) == "JJ" => {
                return self.open(at, at + 1, "FUTURE_REF", "time#refers");
            }
            ("present", _) if self.back(at, 1) == "at" => {
                return self.open(at, at + 1, "PRESENT_REF", "time#refers");
            }
            ("the", "moment") if self.back(at, 1) == "at" && self.closed(at + 2) => "PRESENT_REF",
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
pub(super) fn monday(date: Date) -> Option<Date> {
    date.checked_sub((i32::from(date.weekday().to_monday_one_offset()) - 1).days()).ok()
}

/// The day, week, month ... `step` from the one of a date.
pub(super) fn stepped(anchor: Date, unit: Unit, step: i32) -> Option<(Days, String)> {
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
                format!("{year:04}/{:04}", year.checked_add(99)?),
            )
        }
        Unit::Hour | Unit::Minute | Unit::Second => None,
    }
}

/// So many units from a day: as exact as the unit.
pub(super) fn counted(base: Date, unit: Unit, number: i32) -> Option<(Days, String)> {
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
    let date = base.checked_add(far).ok().filter(|date| date.year() > 0)?;
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
