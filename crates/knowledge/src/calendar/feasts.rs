//! Feasts: days that have a name. In: tables of `data/calendar/feasts.toml`; out: the feast's days nearest to another day.

use serde::{Deserialize, Serialize};
use text::{Date, Days};

/// A feast or named day. One of `on`, `easter`, `dates` says when it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Feast {
    /// As written, lower case; words that the tokeniser parts are parted by blanks.
    pub names: Vec<String>,
    /// `12-25`, `11 fourth thursday`, or `2001-09-11` for a day that was once.
    pub on: Option<String>,
    /// Days from Easter Sunday of the western churches.
    pub easter: Option<i16>,
    /// Its first day, year by year, where a moon decides.
    pub dates: Vec<String>,
    /// How many days it lasts; 0 means one.
    pub days: u8,
    /// By how many days places differ.
    pub around: u8,
}

impl Feast {
    /// Whether it says when it is.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn check(&self) -> Result<(), String> {
        if let Some(bad) = self.dates.iter().find(|date| date.parse::<Date>().is_err()) {
            return Err(format!("`{bad}` is no date: expected YYYY-MM-DD"));
        }
        match self.in_year(2000).or_else(|| self.in_year(2001)) {
            Some(_) => Ok(()),
            None => Err("no day: expected `on` (MM-DD, `MM fourth thursday`), `easter` or `dates`".into()),
        }
    }

    /// Its first day in a year.
    pub fn in_year(&self, year: i16) -> Option<Date> {
        if let Some(on) = &self.on {
            return on_day(on, year);
        }
        if let Some(after) = self.easter {
            return add(easter(year)?, i32::from(after));
        }
        let listed = self.dates.iter().filter_map(|date| date.parse::<Date>().ok());
        listed.filter(|date| date.year() == year).min()
    }
}

fn on_day(on: &str, year: i16) -> Option<Date> {
    if let Ok(once) = on.parse::<Date>() {
        return Some(once);
    }
    if let Some((month, day)) = on.split_once('-') {
        return Date::new(year, month.parse().ok()?, day.parse().ok()?).ok();
    }
    let [month, nth, weekday] = on.split(' ').collect::<Vec<_>>().try_into().ok()?;
    let month: i8 = month.parse().ok()?;
    let nth = ["last", "first", "second", "third", "fourth"].iter().position(|word| *word == nth)?;
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let weekday = days.iter().position(|day| *day == weekday)? as i32;
    let first = Date::new(year, month, 1).ok()?;
    let behind = |date: Date| (weekday - i32::from(date.weekday().to_monday_zero_offset())).rem_euclid(7);
    if nth == 0 {
        let last = first.last_of_month();
        let back = (i32::from(last.weekday().to_monday_zero_offset()) - weekday).rem_euclid(7);
        return add(last, -back);
    }
    add(first, behind(first) + 7 * (nth as i32 - 1))
}

/// Easter Sunday of the western churches (the anonymous Gregorian algorithm, as Meeus gives it).
fn easter(year: i16) -> Option<Date> {
    let year_of = i32::from(year);
    let (golden, century, in_century) = (year_of % 19, year_of / 100, year_of % 100);
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - moon - in_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * late + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}

fn add(date: Date, days: i32) -> Option<Date> {
    let span = std::time::Duration::from_secs(u64::from(days.unsigned_abs()) * 86_400);
    if days < 0 { date.checked_sub(span).ok() } else { date.checked_add(span).ok() }
}

pub(super) fn near(feast: &Feast, day: Date, side: i8) -> Option<(Date, Days)> {
    let distance = |date: &Date| (*date - day).get_days();
    // The eve and the week of a feast are told of before it.
    let fits = |date: &Date| match side {
        1 => distance(date) >= -7,
        -1 => distance(date) <= 7,
        // Told of while it draws near, whatever the verb's tense: "prices rose ahead of the feast".
        -2 => distance(date) <= 35,
        _ => true,
    };
    let years = [day.year().checked_sub(1)?, day.year(), day.year().checked_add(1)?];
    let known = years.into_iter().filter_map(|year| feast.in_year(year));
    let first = known.filter(fits).min_by_key(|date| distance(date).abs())?;
    let around = i32::from(feast.around);
    let last = add(first, i32::from(feast.days.max(1)) - 1 + around)?;
    Some((first, Days::between(add(first, -around)?, last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(on: &str, year: i16) -> String {
        on_day(on, year).map(|date| date.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_weekday_of_a_month_is_counted() {
        assert_eq!(on("11 fourth thursday", 1999), "1999-11-25");
        assert_eq!(on("05 last monday", 2022), "2022-05-30");
        assert_eq!(on("12-25", 2022), "2022-12-25");
        assert_eq!(on("11 fifth thursday", 1999), "");
    }

    #[test]
    fn easter_is_where_it_was() {
        for (year, day) in
            [(2000, "2000-04-23"), (2008, "2008-03-23"), (2011, "2011-04-24"), (2024, "2024-03-31")]
        {
            assert_eq!(easter(year).map(|date| date.to_string()).as_deref(), Some(day));
        }
    }

    #[test]
    fn the_nearest_year_is_taken() {
        let christmas = Feast { on: Some("12-25".into()), ..Feast::default() };
        let day = Date::constant(2022, 1, 10);
        let first = |side| near(&christmas, day, side).map(|(first, _)| first.to_string());
        assert_eq!(first(0).as_deref(), Some("2021-12-25"));
        assert_eq!(first(1).as_deref(), Some("2022-12-25"));
    }
}
