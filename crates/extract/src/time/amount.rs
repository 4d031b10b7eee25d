//! Amounts of time and how often: `two weeks`, `half an hour`, `a four-month siege`, `for years`, `daily`, `every day`.

use super::{Read, Reader};
use knowledge::{Role, Unit};
use text::Days;

/// So many of a unit, as told.
pub(super) struct Measure {
    /// How many; `None` where nobody says ("several").
    pub(super) number: Option<i32>,
    /// And a half: "a year and a half".
    half: bool,
    pub(super) unit: Unit,
    /// The token behind.
    pub(super) end: usize,
}

impl Measure {
    /// The TIMEX3 period.
    pub(super) fn value(&self) -> String {
        let value = period(self.number, self.unit);
        match self.number {
            Some(number) if self.half => value.replacen(&number.to_string(), &format!("{number}.5"), 1),
            _ => value,
        }
    }

    /// The same in whole units, smaller ones where there is a half.
    pub(super) fn whole(&self) -> (Option<i32>, Unit) {
        match parted(self.unit).filter(|_| self.half) {
            Some((times, unit)) => {
                (self.number.map(|n| n.saturating_mul(times * 2).saturating_add(times)), unit)
            }
            None => (self.number, self.unit),
        }
    }
}

/// Half of a unit in smaller ones.
fn parted(unit: Unit) -> Option<(i32, Unit)> {
    match unit {
        Unit::Minute => Some((30, Unit::Second)),
        Unit::Hour => Some((30, Unit::Minute)),
        Unit::Day => Some((12, Unit::Hour)),
        Unit::Month => Some((2, Unit::Week)),
        Unit::Year => Some((6, Unit::Month)),
        Unit::Decade => Some((5, Unit::Year)),
        Unit::Century => Some((50, Unit::Year)),
        Unit::Second | Unit::Weekend | Unit::Week | Unit::Quarter => None,
    }
}

impl Reader<'_> {
    /// So many of a unit: "two weeks", "a four-month", "half an hour", "two and a half years", "a year and a half".
    pub(super) fn measure(&self, at: usize) -> Option<Measure> {
        if let Some(half) = self.half_of(at) {
            return Some(half);
        }
        let (number, after) = self.amount(at)?;
        let within = self.and_a_half(after).filter(|&end| self.unit(end).is_some());
        let core = within.unwrap_or(after + self.hyphen(after));
        let unit = self.unit(core)?;
        // "51,000 week ago": a count of something else.
        if number > Some(999) && !self.word(core).ends_with('s') {
            return None;
        }
        // "a decades-long war" is no decade.
        if matches!(self.word(at), "a" | "an") && number == Some(1) && self.word(core).ends_with('s') {
            return None;
        }
        let behind = self.and_a_half(core + 1).filter(|&end| within.is_none() && self.unit(end).is_none());
        let half = within.or(behind).is_some();
        Some(Measure { number, half, unit, end: behind.unwrap_or(core + 1) })
    }

    fn hyphen(&self, at: usize) -> usize {
        usize::from(matches!(self.word(at), "-" | "–"))
    }

    /// Behind "and a half", hyphens or not.
    fn and_a_half(&self, at: usize) -> Option<usize> {
        let mut here = at;
        for word in ["and", "a", "half"] {
            here += self.hyphen(here);
            if self.word(here) != word {
                return None;
            }
            here += 1;
        }
        Some(here + if self.unit(here + 1).is_some() { self.hyphen(here) } else { 0 })
    }

    /// "half an hour", "half a century", "a half-century", "half-year".
    fn half_of(&self, at: usize) -> Option<Measure> {
        let start = at + usize::from(self.word(at) == "a" && self.word(at + 1) == "half");
        // "the first half year" is one of two.
        let counted = self.known(start.wrapping_sub(1)).is_some_and(|w| w.nth.is_some())
            || self.back(start, 1) == "and";
        if self.word(start) != "half" || counted {
            return None;
        }
        let skip = usize::from(matches!(self.word(start + 1), "a" | "an")) + self.hyphen(start + 1);
        let (number, unit) = parted(self.unit(start + 1 + skip)?)?;
        Some(Measure { number: Some(number), half: false, unit, end: start + skip + 2 })
    }

    /// A number of something and the token behind it; `None` for a number that nobody gives ("several").
    pub(super) fn amount(&self, at: usize) -> Option<(Option<i32>, usize)> {
        if matches!(self.word(at), "a" | "the") && self.is(at + 1, Role::Some) || self.is(at, Role::Some) {
            let start = at + usize::from(matches!(self.word(at), "a" | "the")) + 1;
            return Some((None, start + usize::from(self.word(start) == "of")));
        }
        let first = self.number(at)?;
        let hyphen = usize::from(matches!(self.word(at + 1), "-" | "–"));
        let tens = first >= 20 && first % 10 == 0 && self.word(at).starts_with(char::is_alphabetic);
        match self
            .number(at + 1 + hyphen)
            .filter(|units| tens && (1..10).contains(units) && self.xpos(at + 1 + hyphen) == "CD")
        {
            Some(units) => Some((Some(first + units), at + 2 + hyphen)),
            None if self.word(at + 1) == "hundred" && first < 10 => Some((Some(first * 100), at + 2)),
            // "[Nine] years ago": a word that a quotation puts in.
            None if self.back(at, 1) == "[" && self.word(at + 1) == "]" => Some((Some(first), at + 2)),
            None => Some((Some(first), at + 1)),
        }
    }

    fn number(&self, at: usize) -> Option<i32> {
        let word = self.word(at);
        let digits = word.parse().ok().filter(|n| (0..1000).contains(n));
        // "1,000 days"; a bare "2018" is a year.
        let grouped = || {
            let (thousands, rest) = word.split_once(',')?;
            let figures = thousands.len() < 4 && rest.len() == 3;
            figures.then(|| format!("{thousands}{rest}").parse().ok()).flatten()
        };
        digits.or_else(grouped).or_else(|| self.calendar.word(word).and_then(|w| w.number))
    }

    /// time#duration: `two weeks`, `more than a decade`, `the past four months`, `four-month`, `for years`; "a 44-year-old" is no time.
    pub(super) fn duration(&self, at: usize) -> Option<Read> {
        self.counted_amount(at).or_else(|| self.bare_plural(at)).or_else(|| self.long(at))
    }

    fn counted_amount(&self, at: usize) -> Option<Read> {
        let past = match (self.word(at), self.word(at + 1)) {
            ("the", "past" | "last" | "next" | "coming" | "first" | "final") => 2,
            ("last" | "past" | "next" | "coming", _) => 1,
            _ => 0,
        };
        let start = if past > 0 { at + past } else { self.roughly(at) };
        let measure = self.measure(start)?;
        let end = measure.end;
        let hyphen = self.back(end, 2) == "-";
        let age = self.hyphen(end) == 1 && matches!(self.word(end + 1), "old" | "olds" | "ago" | "earlier")
            || self.word(end) == "old";
        let vague = measure.number.is_none() && self.word(start) == "recent";
        // "a night a week": what is counted by, not how long.
        let rate = matches!(self.word(start), "a" | "an")
            && start > 0
            && self.xpos(start - 1).starts_with("NN")
            && !hyphen
            && self.back(start, 1) != "than";
        // "60 Minutes" is a programme.
        let title =
            self.capital(end - 1) && self.word(end - 1).ends_with('s') && !self.doc.in_title(self.sent);
        if age || vague || rate || title {
            return None;
        }
        let (number, unit) = measure.whole();
        let days = self.lately(at, past, number, unit);
        Some(Read { first: at, end, kind: "DURATION", value: measure.value(), days, rule: "time#duration" })
    }

    /// "the past four months" ends with publication.
    pub(super) fn lately(&self, at: usize, past: usize, number: Option<i32>, unit: Unit) -> Days {
        let word = self.word(at + past.saturating_sub(1));
        let (Some(number), Some(anchor)) =
            (number, self.anchor().filter(|_| past > 0 && matches!(word, "past" | "last")))
        else {
            return Days::default();
        };
        let days = number.saturating_mul(match unit {
            Unit::Day | Unit::Weekend => 1,
            Unit::Week => 7,
            Unit::Month => 30,
            Unit::Quarter => 91,
            Unit::Year => 365,
            Unit::Decade => 3652,
            Unit::Century => 36_525,
            Unit::Hour | Unit::Minute | Unit::Second => return Days::default(),
        });
        let from = jiff::Span::new().try_days(days).ok().and_then(|span| anchor.checked_sub(span).ok());
        Days { earliest: from, latest: Some(anchor) }
    }

    /// time#some: `for years`, `in the days before`, `weeks of talks`: so many nobody says.
    fn bare_plural(&self, at: usize) -> Option<Read> {
        let unit = self.unit(at).filter(|_| self.word(at).ends_with('s') && self.word(at) != "weekends")?;
        let article = usize::from(self.back(at, 1) == "the");
        let led = matches!(
            self.back(at, 1 + article),
            "for" | "in" | "within" | "over" | "after" | "through" | "during" | "coming"
        );
        let followed =
            matches!(self.word(at + 1), "of" | "before" | "after" | "later" | "ago" | "that" | "earlier");
        let ages = matches!(self.back(at, 1), "'s" | "his" | "her" | "their" | "these" | "those");
        if !led && !followed || ages || article == 1 && !followed {
            return None;
        }
        match self.word(at + 1) {
            "ago" => self.open(at, at + 2, "PAST_REF", "time#ago"),
            _ => Some(Read {
                first: at,
                end: at + 1,
                kind: "DURATION",
                value: period(None, unit),
                days: Days::default(),
                rule: "time#some",
            }),
        }
    }

    /// time#long: `day-long`, `the month-long siege`, `the yearlong siege`, `a decades-long war`.
    fn long(&self, at: usize) -> Option<Read> {
        let joined = self.word(at).strip_suffix("long").and_then(|unit| self.calendar.word(unit)?.unit);
        let parted = self.unit(at).filter(|_| self.hyphen(at + 1) == 1 && self.word(at + 2) == "long");
        let end = if joined.is_some() { at + 1 } else { at + 3 };
        let number = Some(1).filter(|_| joined.is_some() || !self.word(at).ends_with('s'));
        let value = period(number, joined.or(parted)?);
        Some(Read { first: at, end, kind: "DURATION", value, days: Days::default(), rule: "time#long" })
    }

    /// time#set: `daily`, `every day`, `every two weeks`, `every other year`, `each Monday`, `Sundays`, `three times a week`.
    pub(super) fn set(&self, at: usize) -> Option<Read> {
        let told = |first, end, value| {
            Some(Read { first, end, kind: "SET", value, days: Days::default(), rule: "time#set" })
        };
        let set = |first, end, unit| told(first, end, period(Some(1), unit));
        if let Some(unit) = self.known(at).and_then(|w| w.every) {
            return set(at, at + 1, unit);
        }
        let one = self.word(at).strip_suffix('s').and_then(|word| self.calendar.word(word)?.weekday);
        // "on Sundays", not "the Fridays band".
        if let Some(weekday) = one.filter(|_| self.capital(at) && !self.xpos(at + 1).starts_with("NN")) {
            return told(at, at + 1, format!("XXXX-WXX-{weekday}"));
        }
        match self.word(at) {
            "every" | "each" => {
                let part = || self.known(at + 1)?.part.clone().filter(|part| part.len() == 2);
                if let Some(unit) = self.unit(at + 1) {
                    return set(at, at + 2, unit);
                }
                if let Some(weekday) = self.weekday(at + 1) {
                    return told(at, at + 2, format!("XXXX-WXX-{weekday}"));
                }
                if let Some(part) = part() {
                    return told(at, at + 2, format!("XXXX-XX-XXT{part}"));
                }
                if self.word(at + 1) == "other" {
                    return told(at, at + 3, period(Some(2), self.unit(at + 2)?));
                }
                let measure = self.measure(at + 1).filter(|measure| measure.number > Some(1))?;
                told(at, measure.end, measure.value())
            }
            "once" | "twice" => self.by_which(at + 1).and_then(|(end, unit)| set(at, end, unit)),
            _ if self.word(at + 1) == "times" && self.number(at).is_some() => {
                self.by_which(at + 2).and_then(|(end, unit)| set(at, end, unit))
            }
            _ => None,
        }
    }
}

impl Reader<'_> {
    /// "(three times) a week", "per day", "each year".
    fn by_which(&self, at: usize) -> Option<(usize, Unit)> {
        let led = matches!(self.word(at), "a" | "an" | "per" | "every" | "each");
        self.unit(at + 1).filter(|_| led).map(|unit| (at + 2, unit))
    }
}

/// A TIMEX3 period: `P2W`, `PT30M`, `PXY`; four decades are `P40Y`.
pub(super) fn period(number: Option<i32>, unit: Unit) -> String {
    let (times, letter) = match unit {
        Unit::Second => (1, "TS"),
        Unit::Minute => (1, "TM"),
        Unit::Hour => (1, "TH"),
        Unit::Day => (1, "D"),
        Unit::Weekend => (1, "WE"),
        Unit::Week => (1, "W"),
        Unit::Month => (1, "M"),
        Unit::Quarter => (1, "Q"),
        Unit::Year => (1, "Y"),
        Unit::Decade => (10, "Y"),
        Unit::Century => (100, "Y"),
    };
    let (clock, letter) = letter.strip_prefix('T').map_or(("", letter), |letter| ("T", letter));
    let number = number.map_or("X".to_owned(), |number| number.saturating_mul(times).to_string());
    format!("P{clock}{number}{letter}")
}
