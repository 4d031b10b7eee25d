//! Amounts of time and how often: `two weeks`, `a four-month siege`, `for years`, `daily`, `every day`.

use super::{Read, Reader};
use knowledge::{Role, Unit};
use text::Days;

impl Reader<'_> {
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
            None => Some((Some(first), at + 1)),
        }
    }

    fn number(&self, at: usize) -> Option<i32> {
        let word = self.word(at);
        let digits = word.parse().ok().filter(|n| (0..1000).contains(n));
        digits.or_else(|| self.calendar.word(word).and_then(|w| w.number))
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
        let (number, after) = self.amount(start)?;
        let hyphen = usize::from(matches!(self.word(after), "-" | "–"));
        let unit = self.unit(after + hyphen)?;
        let end = after + hyphen + 1;
        let age = matches!(self.word(end), "-" | "–") && matches!(self.word(end + 1), "old" | "olds")
            || self.word(end) == "old";
        let vague = number.is_none() && self.word(start) == "recent";
        // "a night a week": what is counted by, not how long.
        let rate = matches!(self.word(start), "a" | "an")
            && start > 0
            && self.xpos(start - 1).starts_with("NN")
            && hyphen == 0
            && self.back(start, 1) != "than";
        // "60 Minutes" is a programme.
        let title = self.capital(after + hyphen)
            && self.word(after + hyphen).ends_with('s')
            && !self.doc.in_title(self.sent);
        if age || vague || rate || title {
            return None;
        }
        let days = self.lately(at, past, number, unit);
        Some(Read {
            first: at,
            end,
            kind: "DURATION",
            value: period(number, unit),
            days,
            rule: "time#duration",
        })
    }

    /// "the past four months" ends with publication.
    fn lately(&self, at: usize, past: usize, number: Option<i32>, unit: Unit) -> Days {
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

    /// time#long: `day-long`, `the month-long siege`.
    fn long(&self, at: usize) -> Option<Read> {
        let unit = self
            .unit(at)
            .filter(|_| matches!(self.word(at + 1), "-" | "–") && self.word(at + 2) == "long")?;
        Some(Read {
            first: at,
            end: at + 3,
            kind: "DURATION",
            value: period(Some(1), unit),
            days: Days::default(),
            rule: "time#long",
        })
    }

    /// time#set: `daily`, `every day`, `each year`, `twice a week`.
    pub(super) fn set(&self, at: usize) -> Option<Read> {
        let set = |first, end, unit| {
            Some(Read {
                first,
                end,
                kind: "SET",
                value: period(Some(1), unit),
                days: Days::default(),
                rule: "time#set",
            })
        };
        if let Some(unit) = self.known(at).and_then(|w| w.every) {
            return set(at, at + 1, unit);
        }
        match self.word(at) {
            "every" | "each" => match (self.unit(at + 1), self.weekday(at + 1)) {
                (Some(unit), _) => set(at, at + 2, unit),
                (_, Some(weekday)) => Some(Read {
                    first: at,
                    end: at + 2,
                    kind: "SET",
                    value: format!("XXXX-WXX-{weekday}"),
                    days: Days::default(),
                    rule: "time#set",
                }),
                _ => None,
            },
            "once" | "twice" if matches!(self.word(at + 1), "a" | "every") => {
                set(at, at + 3, self.unit(at + 2)?)
            }
            _ => None,
        }
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
