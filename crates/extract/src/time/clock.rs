//! Times of the day: `10:35 a.m. Friday`, `0735 GMT`, `Wednesday night`, `this morning`, `last night`, `noon`.

use super::tense::Side;
use super::{Read, Reader};
use jiff::ToSpan;
use jiff::civil::Date;
use knowledge::Role;
use text::Days;

impl Reader<'_> {
    /// time#clock: `10:35 a.m.`, `6 p.m. Tuesday`, `14:30`, `0735 GMT`, `4 in the morning`, `noon`; on the day beside it, else the last one told.
    pub(super) fn clock(&self, at: usize) -> Option<Read> {
        let (hour, minute, end) = self.hour(at)?;
        let zone = self.zone(end);
        let (date, end) = match self.weekday_behind(zone) {
            Some((date, end)) => (Some(date), end),
            None => (self.day_beside(at), zone),
        };
        let Some(date) = date else {
            let value = format!("XXXX-XX-XXT{hour:02}:{minute:02}");
            return Some(Read {
                first: at,
                end,
                kind: "TIME",
                value,
                days: Days::default(),
                rule: "time#clock",
            });
        };
        let value = format!("{date}T{hour:02}:{minute:02}");
        Some(Read { first: at, end, kind: "TIME", value, days: Days::day(date), rule: "time#clock" })
    }

    /// Hour, minute, and the token behind: `10:35 a.m.`, `7.06am`, `six o'clock`.
    fn hour(&self, at: usize) -> Option<(i32, i32, usize)> {
        if let Some((hour, minute)) = self.known(at).and_then(|w| w.part.as_deref()?.split_once(':')) {
            let plain = !self.capital(at) && self.back(at, 1) != "high" || at == 0;
            return plain.then_some((hour.parse().ok()?, minute.parse().ok()?, at + 1));
        }
        let word = self.word(at);
        if self.word(at + 1) == "o'clock" {
            let hour =
                word.parse().ok().or_else(|| self.known(at)?.number).filter(|hour| (1..13).contains(hour))?;
            return Some((hour, 0, at + 2));
        }
        let halved = matches!(self.word(at + 1), "a.m." | "a.m" | "am" | "p.m." | "p.m" | "pm");
        let parted = word.split_once(':').or_else(|| word.split_once('.').filter(|_| halved));
        let (hour, minute) = parted.unwrap_or((word, "00"));
        let short = hour.len() <= 2 && minute.len() == 2;
        if !short {
            let four = word.len() == 4 && matches!(self.word(at + 1), "gmt" | "utc" | "hours" | "hrs");
            let (hour, minute): (i32, i32) = (word.get(..2)?.parse().ok()?, word.get(2..)?.parse().ok()?);
            return (four && hour < 25 && minute < 60).then_some((hour, minute, at + 1));
        }
        let (hour, minute): (i32, i32) = (hour.parse().ok()?, minute.parse().ok()?);
        if !(0..25).contains(&hour) || !(0..60).contains(&minute) {
            return None;
        }
        let half = |hour: i32, late: bool| hour % 12 + if late { 12 } else { 0 };
        match self.word(at + 1) {
            "a.m." | "a.m" | "am" if (1..13).contains(&hour) => Some((half(hour, false), minute, at + 2)),
            "p.m." | "p.m" | "pm" if (1..13).contains(&hour) => Some((half(hour, true), minute, at + 2)),
            "in" if self.word(at + 2) == "the" && (1..13).contains(&hour) => {
                let late = match self.known(at + 3)?.part.as_deref()? {
                    "MO" => false,
                    "AF" | "EV" => true,
                    _ => return None,
                };
                Some((half(hour, late), minute, at + 4))
            }
            _ if word.contains(':') && self.back(at, 1) != "-" => Some((hour, minute, at + 1)),
            _ => None,
        }
    }

    fn zone(&self, at: usize) -> usize {
        let named = self.is(at, Role::Zone);
        let local = self.word(at) == "local" && self.word(at + 1) == "time";
        at + usize::from(named) + 2 * usize::from(local)
    }

    /// "9 a.m. Tuesday", "6 a.m. on March 3".
    fn weekday_behind(&self, at: usize) -> Option<(Date, usize)> {
        let at = at + usize::from(self.word(at) == "on");
        // "10:35 a.m. (0735 GMT) Friday"
        if self.word(at) == "(" {
            let close = (at + 1..at + 7).find(|&t| self.word(t) == ")")?;
            let (_, _, inner) = self.hour(at + 1)?;
            // "3 in the morning (3 a.m. GMT Thursday)"
            let inside = || self.weekday_behind(self.zone(inner)).filter(|(_, end)| *end == close);
            return self.weekday_behind(close + 1).or_else(inside).map(|(date, _)| (date, at));
        }
        let arms: [fn(&Self, usize) -> Option<Read>; 6] = [
            Self::named_weekday,
            Self::day_month,
            Self::month_day,
            Self::weekday_alone,
            Self::offset,
            Self::beside_unit,
        ];
        let read = arms.iter().find_map(|arm| arm(self, at))?;
        read.days.single().map(|date| (date, read.end))
    }

    /// The day of what the clause tells, where the report has told it: "was shot at 10 p.m.", of whom it said before that he was shot on May 3.
    fn happened_at(&self, at: usize) -> Option<Date> {
        let sentence = self.doc.sents[self.sent];
        let mut here = sentence.tokens.get(at)?.head;
        while let Some(above) = here {
            let tok = &sentence.tokens[above];
            if tok.xpos.starts_with("VB") {
                let past = matches!(tok.xpos, "VBD" | "VBN");
                return self.happened(&tok.lemma.to_lowercase()).filter(|_| past);
            }
            here = tok.head;
        }
        None
    }

    /// The day named in the same sentence, else the day the report appeared.
    fn day_beside(&self, at: usize) -> Option<Date> {
        let here = self.told.day.filter(|(_, sent)| *sent == self.sent).map(|(day, _)| day);
        here.or_else(|| self.happened_at(at)).or_else(|| self.anchor())
    }

    /// time#part: `Wednesday night`, `this morning`, `last night`, `tonight`, `yesterday evening`, `Aug. 7 evening`, `the early hours of Friday`.
    pub(super) fn part_of_day(&self, at: usize) -> Option<Read> {
        let part =
            |at: usize| self.known(at).and_then(|w| w.part.as_deref()).filter(|part| !part.contains(':'));
        let read = |end: usize, date: Date, part: &str| {
            let value = format!("{date}T{part}");
            Some(Read { first: at, end, kind: "TIME", value, days: Days::day(date), rule: "time#part" })
        };
        let anchor = self.anchor();
        match (self.word(at), part(at + 1)) {
            ("tonight", _) => return read(at + 1, anchor?, "NI"),
            ("this", Some(of)) => return read(at + 2, anchor?, of),
            ("last", Some(of @ ("NI" | "EV"))) => {
                return read(at + 2, anchor?.checked_sub(1.days()).ok()?, of);
            }
            _ => {}
        }
        if let Some(read) = self.overnight(at) {
            return Some(read);
        }
        if let ("early" | "late", "hours", "of") = (self.word(at), self.word(at + 1), self.word(at + 2)) {
            let (date, end) = self.weekday_behind(at + 3)?;
            let end = end + usize::from(part(end).is_some());
            return read(end, date, if self.word(at) == "early" { "MO" } else { "NI" });
        }
        let arms: [fn(&Self, usize) -> Option<Read>; 4] =
            [Self::weekday_alone, Self::offset, Self::month_day, Self::day_month];
        let day = arms.iter().find_map(|arm| arm(self, at))?;
        let of = part(day.end)
            .or_else(|| part(day.end + 1).filter(|_| matches!(self.word(day.end), "early" | "late")))?;
        let skip = usize::from(part(day.end).is_none());
        let read = read(day.end + 1 + skip, day.days.single()?, of)?;
        Some(Read {
            rule: if day.rule.ends_with("-dawned") { "time#part-dawned" } else { read.rule },
            ..read
        })
    }

    /// time#overnight: the night before publication, unless its day stands beside it; "overnight money", "almost overnight" are none.
    fn overnight(&self, at: usize) -> Option<Read> {
        (self.word(at) == "overnight" && self.xpos(at).starts_with("RB")).then_some(())?;
        let day =
            |at: usize| self.weekday(at).is_some() || self.known(at).is_some_and(|w| w.offset.is_some());
        let beside = day(at + 1) || at > 0 && day(at - 1) || matches!(self.word(at + 1), "on" | "and" | "-");
        let noun = matches!(self.xpos(at + 1), "NN" | "NNS" | "JJ" | "VBN" | "VBG");
        let manner = self.calendar.is(self.back(at, 1), Role::Roughly) || self.back(at, 1) == "virtually";
        if beside || noun || manner || self.side(at) == Side::After {
            return None;
        }
        let to = self.anchor()?;
        let from = to.yesterday().ok()?;
        let (value, days) = (format!("{from}TNI"), Days::between(from, to));
        Some(Read { first: at, end: at + 1, kind: "TIME", value, days, rule: "time#overnight" })
    }
}
