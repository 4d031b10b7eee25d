//! Expressions that count from another day the report names: `the next day`, `that Friday`, `two days later`, `ten days before March 6`.

use super::amount::Measure;
use super::relative::{counted, stepped};
use super::{Read, Reader};
use jiff::ToSpan;
use jiff::civil::Date;
use knowledge::Unit;
use text::Days;

impl Reader<'_> {
    /// time#beside: `that day`, `the same year`, `the next morning`, `the previous week`, `the day before`, `the year after`: counted
    /// from the last day told, or from the one that follows ("the day before last Tuesday").
    pub(super) fn beside_unit(&self, at: usize) -> Option<Read> {
        let (step, skip) = match (self.word(at), self.word(at + 1)) {
            ("that", "same") | ("the", "same") => (0, 2),
            ("that", _) => (0, 1),
            ("the", "next" | "following") => (1, 2),
            ("the", "previous" | "preceding" | "prior") => (-1, 2),
            ("the", _) if matches!(self.word(at + 2), "before" | "after") => (0, 1),
            _ => return None,
        };
        let core = at + skip;
        if let Some(part) =
            self.known(core).and_then(|w| w.part.as_deref()).filter(|part| part.len() == 2 && skip > 0)
        {
            return self.beside_part(at, core, step, part);
        }
        if self.weekday(core).is_some() {
            return self.beside_weekday(at, core, step);
        }
        let unit =
            self.unit(core).filter(|unit| !matches!(unit, Unit::Second | Unit::Minute | Unit::Hour))?;
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
        // "in March ... that same day": which of its days nobody says.
        let wide = self
            .told
            .wide
            .as_ref()
            .filter(|told| unit == Unit::Day && step == 0 && told.sent + 2 >= self.sent);
        let (days, value) = match wide {
            Some(told) => (told.days, told.value.clone()),
            None => stepped(base, unit, step)?,
        };
        self.date(at, end, days, value, "time#beside")
    }

    /// "the following Friday", "that Friday", "the previous Monday"; "said that Friday was ..." points at nothing.
    fn beside_weekday(&self, at: usize, core: usize, step: i32) -> Option<Read> {
        let weekday = i32::from(self.weekday(core)?);
        let near = self.told.day.filter(|(_, sent)| sent + 2 >= self.sent).map(|(day, _)| day);
        let base = if step == 0 { near.filter(|_| self.xpos(at) == "DT") } else { self.reference() }?;
        let ahead = (weekday - i32::from(base.weekday().to_monday_one_offset())).rem_euclid(7);
        let far = match step {
            1 => {
                if ahead == 0 {
                    7
                } else {
                    ahead
                }
            }
            -1 => ahead - 7,
            // The nearest one.
            _ => {
                if ahead > 3 {
                    ahead - 7
                } else {
                    ahead
                }
            }
        };
        let date = base.checked_add(far.days()).ok()?;
        self.date(at, core + 1, Days::day(date), date.to_string(), "time#beside-weekday")
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
        let arms: [fn(&Self, usize) -> Option<Read>; 7] = [
            Self::iso,
            Self::named_weekday,
            Self::day_month,
            Self::month_day,
            Self::weekday_alone,
            Self::offset,
            Self::feast,
        ];
        let start = at + usize::from(matches!(self.word(at), "last" | "next" | "this"));
        let read = arms.iter().find_map(|arm| arm(self, start))?;
        Some((read.days.single()?, read.end))
    }

    /// The day of a happening named behind "before" or "after": "ten days before *the shooting*", "two days after he was *shot*", where the
    /// report has told on which day somebody shot.
    fn happening_at(&self, at: usize) -> Option<Date> {
        let tokens = &self.doc.sents[self.sent].tokens;
        let end = tokens.len().min(at + 6);
        let verb = |t: &usize| self.xpos(*t).starts_with("VB") && tokens[*t].upos == language::Upos::Verb;
        let noun = |t: &usize| self.xpos(*t).starts_with("NN") && !self.xpos(t + 1).starts_with("NN");
        let opens = matches!(self.xpos(at), "DT" | "PRP$" | "JJ" | "NN");
        let head = if opens { (at..end).find(noun) } else { (at..end).find(verb) }?;
        self.happened(&tokens[head].lemma.to_lowercase())
    }

    /// The day on which the report has told such a thing: the same word, or one of the same stem ("shoot", "shooting").
    pub(super) fn happened(&self, lemma: &str) -> Option<Date> {
        let stem = |word: &str| word.get(..4).map(str::to_owned);
        let lemma = if lemma == "death" { "die" } else { lemma };
        let same = |told: &str| told == lemma || stem(told).is_some() && stem(told) == stem(lemma);
        self.told.happened.iter().rev().find(|(told, _)| same(told)).map(|(_, day)| *day)
    }

    /// True where nothing follows that "before" could belong to: the sentence ends, or a mark stands there.
    pub(super) fn closed(&self, at: usize) -> bool {
        matches!(self.word(at), "" | "." | "," | ";" | ":" | ")" | "and" | "but")
    }

    /// time#ago, time#later, time#after: `two weeks ago`, `more than four decades ago`, `two days later`, `ten days before March 6`.
    pub(super) fn counted_from(&self, at: usize) -> Option<Read> {
        let measure = self.measure(self.roughly(at))?;
        let quoted = self.back(at, 1) == "[" && self.word(at + 1) == "]";
        let at = at - usize::from(quoted);
        let ((number, unit), after) = (measure.whole(), measure.end);
        let behind = self.word(after);
        let end = after + 1;
        let (base, sign, end, rule) = match behind {
            "ago" => (self.anchor(), -1, end, "time#ago"),
            "back" if self.closed(end) => (self.anchor(), -1, end, "time#ago"),
            "later" | "afterward" | "afterwards" => (self.reference_by(unit), 1, end, "time#later"),
            "after" if self.closed(end) => (self.reference_by(unit), 1, end, "time#later"),
            "earlier" | "before" if behind == "earlier" || self.closed(end) => {
                (self.reference_by(unit), -1, end, "time#earlier")
            }
            "before" | "after" => {
                let day = self.day_at(end).map(|(day, _)| day).or_else(|| self.happening_at(end))?;
                return self.counted_to(at, &measure, day, if behind == "after" { 1 } else { -1 });
            }
            "from" if matches!(self.word(end), "now" | "today") => {
                (self.anchor(), 1, end + 1, "time#from-now")
            }
            // "a week from Friday"; "two weeks from Friday" may be how long.
            "from" if (number, unit) == (Some(1), Unit::Week) => {
                let (day, end) = self.day_at(end)?;
                (Some(day), 1, end, "time#later")
            }
            _ => return None,
        };
        let open = |rule| self.open(at, end, if sign < 0 { "PAST_REF" } else { "FUTURE_REF" }, rule);
        let (Some(base), Some(number)) = (base, number) else {
            return open(if number.is_some() { "time#ago-without-anchor" } else { rule });
        };
        // "8,000 years ago": before all that a date can say.
        let Some((days, value)) = counted(base, unit, sign * number) else {
            return open(rule);
        };
        let fine = matches!(unit, Unit::Hour | Unit::Minute | Unit::Second);
        if fine && rule != "time#ago" {
            // "an hour later": nobody says from when, so that only the amount is told.
            return Some(Read { first: at, end, kind: "DURATION", value: measure.value(), days, rule });
        }
        // "A year earlier, in 2015, he ..."
        let named =
            Some(self.named_behind(end)).flatten().filter(|_| unit >= Unit::Month && !rule.ends_with("ago"));
        let (days, value) = named.unwrap_or((days, value));
        Some(Read { first: at, end, kind: if fine { "TIME" } else { "DATE" }, value, days, rule })
    }

    /// The year or month that a comma or "in" adds to what was counted.
    fn named_behind(&self, at: usize) -> Option<(Days, String)> {
        let at = at + usize::from(self.word(at) == ",");
        let read = (self.word(at) == "in")
            .then(|| self.month_alone(at + 1).or_else(|| self.year_alone(at + 1)))??;
        (!read.days.is_unknown()).then_some((read.days, read.value))
    }

    /// time#year-ago: `the year-ago quarter`, `a year-earlier loss`: that quarter, else that year.
    pub(super) fn year_ago(&self, at: usize) -> Option<Read> {
        let unit = self
            .unit(at)
            .filter(|_| matches!(self.word(at + 1), "-" | "–") && !self.word(at).ends_with('s'))?;
        let base = match self.word(at + 2) {
            "ago" => self.anchor(),
            "earlier" => self.reference_by(unit),
            _ => return None,
        };
        let Some(base) = base else {
            return self.open(at, at + 3, "PAST_REF", "time#ago-without-anchor");
        };
        let (days, value) = counted(base, unit, -1)?;
        let inner = self.unit(at + 3).filter(|inner| *inner < unit && *inner > Unit::Day);
        let back = || stepped(base.checked_sub(1.years()).ok()?, inner?, 0);
        match Some(back()).flatten().filter(|_| unit == Unit::Year) {
            Some((days, value)) => self.date(at, at + 4, days, value, "time#year-ago"),
            None => self.date(at, at + 3, days, value, "time#year-ago"),
        }
    }

    /// An amount that leads to a day named behind it: the amount is the expression, that other day its meaning.
    fn counted_to(&self, at: usize, measure: &Measure, day: Date, sign: i32) -> Option<Read> {
        let (number, unit) = measure.whole();
        let (days, _) = counted(day, unit, sign * number?)?;
        Some(Read {
            first: at,
            end: measure.end,
            kind: "DURATION",
            value: measure.value(),
            days,
            rule: "time#after",
        })
    }
}
