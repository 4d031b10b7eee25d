//! Days: an interval of calendar days, the only form in which Dateline keeps a date.

pub use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days from `earliest` to `latest`, both inclusive; an open end is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Days {
    /// First day it can be.
    pub earliest: Option<Date>,
    /// Last day it can be.
    pub latest: Option<Date>,
}

impl Days {
    /// One day.
    pub fn day(date: Date) -> Days {
        Days { earliest: Some(date), latest: Some(date) }
    }

    /// Both ends known; swapped where they come in the wrong order.
    pub fn between(a: Date, b: Date) -> Days {
        Days { earliest: Some(a.min(b)), latest: Some(a.max(b)) }
    }

    /// On that day or before.
    pub fn until(date: Date) -> Days {
        Days { earliest: None, latest: Some(date) }
    }

    /// On that day or after.
    pub fn since(date: Date) -> Days {
        Days { earliest: Some(date), latest: None }
    }

    /// A whole month; `None` for a month that is none.
    pub fn month(year: i16, month: i8) -> Option<Days> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Days::between(first, first.last_of_month()))
    }

    /// A whole year; `None` outside the calendar's range.
    pub fn year(year: i16) -> Option<Days> {
        Some(Days::between(Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
    }

    /// Reads `2018`, `2018-05` or `2018-05-17` as the days it names.
    pub fn parse(words: &str) -> Option<Days> {
        let mut numbers = words.trim().split('-');
        let year: i16 = numbers.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let month = numbers.next().map(str::parse::<i8>);
        let day = numbers.next().map(str::parse::<i8>);
        match (month, day, numbers.next()) {
            (None, None, None) => Days::year(year),
            (Some(Ok(month)), None, None) => Days::month(year, month),
            (Some(Ok(month)), Some(Ok(day)), None) => Date::new(year, month, day).ok().map(Days::day),
            _ => None,
        }
    }

    /// True when neither end is known.
    pub fn is_unknown(&self) -> bool {
        self.earliest.is_none() && self.latest.is_none()
    }

    /// The day, where it is one.
    pub fn single(&self) -> Option<Date> {
        self.earliest.filter(|_| self.earliest == self.latest)
    }

    /// True when some day can lie in both; an open end meets everything on its side.
    pub fn meets(&self, other: Days) -> bool {
        let before = |a: Option<Date>, b: Option<Date>| matches!((a, b), (Some(a), Some(b)) if a < b);
        !before(self.latest, other.earliest) && !before(other.latest, self.earliest)
    }

    /// The days common to both; `None` where there are none.
    pub fn common(&self, other: Days) -> Option<Days> {
        let earliest = self.earliest.max(other.earliest);
        let latest = match (self.latest, other.latest) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.meets(other).then_some(Days { earliest, latest })
    }

    /// How many days it spans, both ends counted; `None` with an open end.
    pub fn width(&self) -> Option<i32> {
        let (first, last) = (self.earliest?, self.latest?);
        Some(last.since(first).ok()?.get_days() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, earliest: &str, latest: &str) {
        let days = Days::parse(words).unwrap();
        assert_eq!(
            (days.earliest.unwrap().to_string(), days.latest.unwrap().to_string()),
            (earliest.into(), latest.into())
        );
    }

    #[test]
    fn a_year_or_month_is_all_its_days() {
        check("2016", "2016-01-01", "2016-12-31");
        check("2016-02", "2016-02-01", "2016-02-29");
        check("2016-02-09", "2016-02-09", "2016-02-09");
        for bad in ["", "16", "2016-13", "2016-02-30", "2016-1-1-1", "abcd"] {
            assert_eq!(Days::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn open_ends_meet_all_on_their_side() {
        let [may, june] = [Days::month(2018, 5).unwrap(), Days::month(2018, 6).unwrap()];
        assert!(!may.meets(june));
        assert!(may.meets(Days::until(june.latest.unwrap())));
        assert!(!may.meets(Days::since(june.earliest.unwrap())));
        assert_eq!(may.common(Days::since(may.latest.unwrap())), Some(Days::day(may.latest.unwrap())));
        assert_eq!(may.width(), Some(31));
    }
}
