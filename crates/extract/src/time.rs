//! Time: dates in the text, each an interval of days with its TIMEX3 value, and the date of publication where the file does not tell it.
//!
//! Every arm of `read_at` has a rule name. A weekday or month is the last one before publication, unless the clause looks ahead.

use crate::doc::Doc;
use jiff::ToSpan;
use jiff::civil::Date;
use knowledge::{Calendar, Unit};
use text::{Because, Days, Span};

/// A time expression where it stands.
#[derive(Clone, Debug)]
pub struct Timex {
    /// Sentence.
    pub sent: usize,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Its bytes.
    pub span: Span,
    /// `DATE`, `TIME`, `DURATION`, `SET`.
    pub kind: &'static str,
    /// TIMEX3 value.
    pub value: String,
    /// The days it means; unknown where nothing anchors it.
    pub days: Days,
    /// The rule that read it.
    pub rule: &'static str,
}

impl Timex {
    /// Why.
    pub fn because(&self) -> Because {
        Because::rule(self.rule).at(self.span).note(self.value.clone())
    }
}

/// All time expressions, given when the report appeared.
pub fn find(doc: &Doc, calendar: &Calendar, published: Days) -> Vec<Timex> {
    let mut found = Vec::new();
    for sent in 0..doc.sents.len() {
        let words: Vec<String> =
            (0..doc.sents[sent].tokens.len()).map(|t| doc.form((sent, t)).to_lowercase()).collect();
        let reader =
            Reader { words: &words, calendar, published, ahead: Vec::new() }.looking_ahead(doc, sent);
        let mut at = 0;
        while at < words.len() {
            match reader.read_at(at) {
                Some(read) if read.end > at => {
                    let span = doc.span_of(sent, &(read.first..read.end).collect::<Vec<_>>());
                    let Read { first, end, kind, value, days, rule } = read;
                    found.push(Timex { sent, first, end, span, kind, value, days, rule });
                    at = end;
                }
                _ => at += 1,
            }
        }
    }
    found
}

struct Read {
    first: usize,
    end: usize,
    kind: &'static str,
    value: String,
    days: Days,
    rule: &'static str,
}

struct Reader<'r> {
    words: &'r [String],
    calendar: &'r Calendar,
    published: Days,
    ahead: Vec<bool>,
}

impl Reader<'_> {
    /// Marks the tokens behind a "will", where a bare weekday is the next one.
    fn looking_ahead(mut self, doc: &Doc, sent: usize) -> Self {
        let mut ahead = false;
        for tok in &doc.sents[sent].tokens {
            ahead = match tok.lemma.as_str() {
                "will" | "shall" => true,
                _ if tok.xpos == "VBD" => false,
                _ => ahead,
            };
            self.ahead.push(ahead);
        }
        self
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    fn month(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        self.calendar.word(word).and_then(|w| w.month)
    }

    fn weekday(&self, at: usize) -> Option<i8> {
        self.calendar.word(self.word(at)).and_then(|w| w.weekday)
    }

    fn unit(&self, at: usize) -> Option<Unit> {
        self.calendar.word(self.word(at)).and_then(|w| w.unit)
    }

    fn number(&self, at: usize) -> Option<i32> {
        let word = self.word(at);
        word.parse()
            .ok()
            .filter(|n| (0..1000).contains(n))
            .or_else(|| self.calendar.word(word).and_then(|w| w.number))
    }

    fn day_of_month(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        let digits =
            word.trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th");
        digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
    }

    fn year(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        word.parse().ok().filter(|year| word.len() == 4 && (1800..=2100).contains(year))
    }

    fn anchor(&self) -> Option<Date> {
        self.published
            .latest
            .filter(|latest| self.published.earliest.is_some_and(|e| (*latest - e).get_days() < 40))
    }

    fn read_at(&self, at: usize) -> Option<Read> {
        let arms: [fn(&Self, usize) -> Option<Read>; 10] = [
            Self::iso,
            Self::day_month,
            Self::month_day,
            Self::month_alone,
            Self::relative_unit,
            Self::ago,
            Self::weekday_alone,
            Self::offset,
            Self::decade,
            Self::year_alone,
        ];
        arms.iter().find_map(|arm| arm(self, at)).or_else(|| self.duration(at))
    }

    fn date(&self, first: usize, end: usize, days: Days, value: String, rule: &'static str) -> Option<Read> {
        let (first, days) = self.bounded(first, days);
        Some(Read { first, end, kind: "DATE", value, days, rule })
    }

    /// "since May" and "until May" open one end; the preposition itself is no part of the expression.
    fn bounded(&self, first: usize, days: Days) -> (usize, Days) {
        let before = first.checked_sub(1).map_or("", |at| self.word(at));
        let days = match before {
            "since" => Days { latest: self.published.latest.filter(|l| Some(*l) >= days.earliest), ..days },
            "until" | "till" => Days { earliest: None, ..days },
            "by" => Days { earliest: self.published.earliest.filter(|e| Some(*e) <= days.latest), ..days },
            _ => days,
        };
        (first, days)
    }

    /// time#iso: `2018-05-17`.
    fn iso(&self, at: usize) -> Option<Read> {
        let word = self.word(at);
        let days = (word.len() == 10).then(|| Days::parse(word)).flatten()?;
        self.date(at, at + 1, days, word.to_owned(), "time#iso")
    }

    /// time#day-month: `17 May 2018`, `17 May`.
    fn day_month(&self, at: usize) -> Option<Read> {
        let day = self.day_of_month(at)?;
        let of = usize::from(self.word(at + 1) == "of");
        let month = self.month(at + 1 + of)?;
        let next = at + 2 + of;
        let comma = usize::from(self.word(next) == ",");
        match self.year(next + comma) {
            Some(year) => self.full(at, next + comma + 1, year, month, day, "time#day-month-year"),
            None => self.yearless(at, next, month, day),
        }
    }

    /// time#month-day: `May 17, 2018`, `May 17`, `May 17th`.
    fn month_day(&self, at: usize) -> Option<Read> {
        let month = self.month(at)?;
        let day = self.day_of_month(at + 1)?;
        let comma = usize::from(self.word(at + 2) == ",");
        match self.year(at + 2 + comma) {
            Some(year) => self.full(at, at + 3 + comma, year, month, day, "time#month-day-year"),
            None => self.yearless(at, at + 2, month, day),
        }
    }

    fn full(
        &self,
        first: usize,
        end: usize,
        year: i16,
        month: i8,
        day: i8,
        rule: &'static str,
    ) -> Option<Read> {
        let date = Date::new(year, month, day).ok()?;
        self.date(first, end, Days::day(date), date.to_string(), rule)
    }

    /// A day without its year: the last one before publication, or the next where the clause looks ahead.
    fn yearless(&self, first: usize, end: usize, month: i8, day: i8) -> Option<Read> {
        let ahead = self.ahead.get(first).copied().unwrap_or(false);
        let near = |anchor: Date| {
            let years =
                if ahead { [anchor.year(), anchor.year() + 1] } else { [anchor.year(), anchor.year() - 1] };
            let fits = |date: &Date| if ahead { *date >= anchor } else { (*date - anchor).get_days() <= 3 };
            years.into_iter().filter_map(|year| Date::new(year, month, day).ok()).find(fits)
        };
        match self.anchor().and_then(near) {
            Some(date) => {
                self.date(first, end, Days::day(date), date.to_string(), "time#month-day-before-published")
            }
            None => self.date(
                first,
                end,
                Days::default(),
                format!("XXXX-{month:02}-{day:02}"),
                "time#month-day-without-year",
            ),
        }
    }

    /// time#month: `May 2018`, `in May`, `last September`, `early March`.
    fn month_alone(&self, at: usize) -> Option<Read> {
        let month = self.month(at)?;
        let before = at.checked_sub(1).map_or("", |b| self.word(b));
        let comma = usize::from(self.word(at + 1) == "," && self.year(at + 2).is_some());
        if let Some(year) = self
            .year(at + 1 + comma)
            .or_else(|| (self.word(at + 1) == "of").then(|| self.year(at + 2)).flatten())
        {
            let end = at + 2 + comma + usize::from(self.word(at + 1) == "of");
            return self.date(
                at,
                end,
                Days::month(year, month)?,
                format!("{year:04}-{month:02}"),
                "time#month-year",
            );
        }
        // "may" and "march" are months only where a preposition or a modifier says so.
        let marked = matches!(
            before,
            "in" | "since"
                | "last"
                | "this"
                | "next"
                | "of"
                | "early"
                | "late"
                | "mid"
                | "until"
                | "by"
                | "during"
                | "through"
                | "from"
                | "to"
                | "between"
                | "and"
        );
        if !marked && matches!(self.word(at), "may" | "march" | "mar" | "sun" | "dec" | "jan") {
            return None;
        }
        let first = if matches!(before, "last" | "this" | "next") { at - 1 } else { at };
        let Some(anchor) = self.anchor() else {
            return self.date(
                first,
                at + 1,
                Days::default(),
                format!("XXXX-{month:02}"),
                "time#month-without-year",
            );
        };
        let ahead = before == "next" || self.ahead.get(at).copied().unwrap_or(false);
        let same_year = if ahead { month >= anchor.month() } else { month <= anchor.month() };
        let same_year = same_year && !(before == "last" && month == anchor.month());
        let year = anchor.year()
            + if same_year {
                0
            } else if ahead {
                1
            } else {
                -1
            };
        self.date(
            first,
            at + 1,
            Days::month(year, month)?,
            format!("{year:04}-{month:02}"),
            "time#month-before-published",
        )
    }

    /// time#weekday: `Tuesday`, `on Tuesday`, `last Tuesday`: the last one up to the day of publication, the next where the clause looks ahead.
    fn weekday_alone(&self, at: usize) -> Option<Read> {
        let weekday = self.weekday(at)?;
        let before = at.checked_sub(1).map_or("", |b| self.word(b));
        let first = if matches!(before, "last" | "this" | "next") { at - 1 } else { at };
        let ahead = before == "next" || self.ahead.get(at).copied().unwrap_or(false);
        let Some(anchor) = self.anchor() else {
            return self.date(
                first,
                at + 1,
                Days::default(),
                format!("XXXX-WXX-{weekday}"),
                "time#weekday-without-anchor",
            );
        };
        let back = (i32::from(anchor.weekday().to_monday_one_offset()) - i32::from(weekday)).rem_euclid(7);
        let date = anchor
            .checked_add((if ahead { if back == 0 { 0 } else { 7 - back } } else { -back }).days())
            .ok()?;
        self.date(first, at + 1, Days::day(date), date.to_string(), "time#weekday")
    }

    /// time#offset: `today`, `yesterday`, `tomorrow`.
    fn offset(&self, at: usize) -> Option<Read> {
        let offset = self.calendar.word(self.word(at))?.offset?;
        let Some(anchor) = self.anchor() else {
            return self.date(
                at,
                at + 1,
                Days::default(),
                "PRESENT_REF".into(),
                "time#offset-without-anchor",
            );
        };
        let date = anchor.checked_add(offset.days()).ok()?;
        self.date(at, at + 1, Days::day(date), date.to_string(), "time#offset")
    }

    /// time#unit: `last week`, `this month`, `next year`, `earlier this week`, `earlier in the week`.
    fn relative_unit(&self, at: usize) -> Option<Read> {
        let (which, skip) = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("earlier" | "later", "this" | "last", _) => (self.word(at + 1), 2),
            ("earlier" | "later", "in", "the") => ("this", 3),
            ("last" | "this" | "next" | "past", _, _) => (self.word(at), 1),
            ("the", "past" | "last", _) => ("last", 2),
            ("the", "same", _) => return None,
            _ => return None,
        };
        let unit = self.unit(at + skip)?;
        let end = at + skip + 1;
        let step = match which {
            "last" | "past" => -1,
            "next" => 1,
            _ => 0,
        };
        let Some(anchor) = self.anchor() else {
            return self.date(at, end, Days::default(), "PRESENT_REF".into(), "time#unit-without-anchor");
        };
        let (days, value) = stepped(anchor, unit, step)?;
        let days = match self.word(at) {
            "earlier" => Days { latest: days.latest.map(|l| l.min(anchor)), ..days },
            _ => days,
        };
        self.date(at, end, days, value, "time#unit")
    }

    /// time#ago: `two weeks ago`, `a day earlier`, `more than five years ago`.
    fn ago(&self, at: usize) -> Option<Read> {
        let number = self.number(at)?;
        let unit = self.unit(at + 1)?;
        if !matches!(self.word(at + 2), "ago") {
            return None;
        }
        let Some(anchor) = self.anchor() else {
            return self.date(at, at + 3, Days::default(), "PAST_REF".into(), "time#ago-without-anchor");
        };
        let back = match unit {
            Unit::Hour => 0.days(),
            Unit::Day => number.days(),
            Unit::Week => number.weeks(),
            Unit::Month => number.months(),
            Unit::Year => number.years(),
            Unit::Decade => number.checked_mul(10)?.years(),
        };
        let date = anchor.checked_sub(back).ok()?;
        let (days, value) = match unit {
            Unit::Month => {
                (Days::month(date.year(), date.month())?, format!("{:04}-{:02}", date.year(), date.month()))
            }
            Unit::Year | Unit::Decade => (Days::year(date.year())?, format!("{:04}", date.year())),
            Unit::Week => (
                Days::between(date.checked_sub(3.days()).ok()?, date.checked_add(3.days()).ok()?),
                week(date),
            ),
            _ => (Days::day(date), date.to_string()),
        };
        self.date(at, at + 3, days, value, "time#ago")
    }

    /// time#decade: `the 1990s`.
    fn decade(&self, at: usize) -> Option<Read> {
        let year: i16 = self.word(at).strip_suffix('s')?.trim_end_matches(['\'', '’']).parse().ok()?;
        let fits = (1800..=2100).contains(&year) && year % 10 == 0;
        let days = Days::between(Date::new(year, 1, 1).ok()?, Date::new(year + 9, 12, 31).ok()?);
        fits.then(|| self.date(at, at + 1, days, format!("{}", year / 10), "time#decade"))?
    }

    /// time#year: `in 2015`, `the 2016 deal`; a bare number is no year unless something says so.
    fn year_alone(&self, at: usize) -> Option<Read> {
        let year = self.year(at).filter(|year| (1900..=2060).contains(year))?;
        let before = at.checked_sub(1).map_or("", |b| self.word(b));
        let counted = self.calendar.word(self.word(at + 1)).is_some_and(|w| w.unit.is_some());
        let marked = matches!(
            before,
            "in" | "since"
                | "of"
                | "until"
                | "by"
                | "during"
                | "from"
                | "to"
                | "early"
                | "late"
                | "mid"
                | "the"
                | "("
                | "and"
                | "between"
                | "a"
                | "after"
                | "before"
                | "year"
                | "-"
                | "–"
        );
        (marked && !counted)
            .then(|| self.date(at, at + 1, Days::year(year)?, format!("{year}"), "time#year"))?
    }

    /// time#duration: `two weeks`, `eight years`.
    fn duration(&self, at: usize) -> Option<Read> {
        let number = self.number(at)?;
        let unit = self.unit(at + 1)?;
        let letter = match unit {
            Unit::Hour => "TH",
            Unit::Day => "D",
            Unit::Week => "W",
            Unit::Month => "M",
            Unit::Year => "Y",
            Unit::Decade => "DE",
        };
        let value = match letter.strip_prefix('T') {
            Some(letter) => format!("PT{number}{letter}"),
            None => format!("P{number}{letter}"),
        };
        Some(Read {
            first: at,
            end: at + 2,
            kind: "DURATION",
            value,
            days: Days::default(),
            rule: "time#duration",
        })
    }
}

/// The week, month or year `step` from the one of a date.
fn stepped(anchor: Date, unit: Unit, step: i32) -> Option<(Days, String)> {
    Some(match unit {
        Unit::Week => {
            let monday =
                anchor.checked_sub((i32::from(anchor.weekday().to_monday_one_offset()) - 1).days()).ok()?;
            let monday = monday.checked_add(step.weeks()).ok()?;
            (Days::between(monday, monday.checked_add(6.days()).ok()?), week(monday))
        }
        Unit::Month => {
            let date = anchor.first_of_month().checked_add(step.months()).ok()?;
            (Days::month(date.year(), date.month())?, format!("{:04}-{:02}", date.year(), date.month()))
        }
        Unit::Year => {
            let year = anchor.year().checked_add(i16::try_from(step).ok()?)?;
            (Days::year(year)?, format!("{year:04}"))
        }
        Unit::Decade | Unit::Hour | Unit::Day => return None,
    })
}

fn week(date: Date) -> String {
    let week = date.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// When a report that prints no date appeared, as far as its own words tell. `bounds` are what is known already (a masthead; the terms of those named in office).
pub fn infer_published(
    doc: &Doc,
    calendar: &Calendar,
    bounds: Days,
    spoken_of: &[String],
) -> (Days, Because) {
    let mut because = Because::rule("time#published-inferred");
    let mut known = bounds;
    let timexes = find(doc, calendar, Days::default());
    let past =
        timexes.iter().filter(|t| !t.days.is_unknown() && !ahead(doc, t)).max_by_key(|t| t.days.earliest);
    if let Some(timex) = past {
        known = narrowed(
            known,
            Days { earliest: timex.days.earliest, latest: None },
            &mut because,
            timex.because(),
        );
    }
    for (days, reason) in affairs(doc, calendar, &timexes, spoken_of) {
        known = narrowed(known, days, &mut because, reason);
    }
    let bare = timexes.iter().find(|t| t.rule == "time#month-day-without-year" && !ahead(doc, t));
    let Some((timex, month, day)) =
        bare.and_then(|t| Some((t, t.value.get(5..7)?.parse().ok()?, t.value.get(8..10)?.parse().ok()?)))
    else {
        return (known, because);
    };
    let Some(from) = known.earliest else { return (known, because) };
    let until = known.latest.map_or(from.year() + 1, |latest| latest.year().min(from.year() + 30));
    let candidates = (from.year()..=until).filter_map(|year| Date::new(year, month, day).ok());
    let mut fitting =
        candidates.filter(|date| *date >= from && known.latest.is_none_or(|latest| *date <= latest));
    let Some(date) = fitting.next() else { return (known, because) };
    // Terms of office leave years open: only a date or a war's length near the day tells which one it is.
    if fitting.next().is_some() && bounds.earliest == known.earliest {
        return (known, because);
    }
    let until = date.checked_add(30.days()).unwrap_or(date);
    because = because.below(timex.because().note(format!(
        "the first {} after {from}; news speaks of a day without its year within a month",
        timex.value
    )));
    let days =
        Days { earliest: Some(date), latest: Some(known.latest.map_or(until, |latest| latest.min(until))) };
    (days, because)
}

fn narrowed(known: Days, with: Days, because: &mut Because, reason: Because) -> Days {
    match known.common(with) {
        Some(days) => {
            because.reasons.push(reason);
            days
        }
        None => {
            because.considered.push(format!("{}: contradicts what stands above", reason.note));
            known
        }
    }
}

/// True where the expression stands in a clause that looks ahead ("by the end of 2030", "will ... in 2025").
fn ahead(doc: &Doc, timex: &Timex) -> bool {
    let sentence = doc.sents[timex.sent];
    let before = timex.first.checked_sub(1).map(|t| sentence.tokens[t].lemma.as_str());
    let will = sentence.tokens[..timex.first]
        .iter()
        .any(|t| matches!(t.lemma.as_str(), "will" | "plan" | "would" | "next" | "target"));
    will || matches!(before, Some("by" | "until" | "through"))
}

/// "more than five years ago", "eight years into a war": with a war whose beginning is known, a window for the day of publication.
fn affairs(doc: &Doc, calendar: &Calendar, timexes: &[Timex], spoken_of: &[String]) -> Vec<(Days, Because)> {
    let mut found = Vec::new();
    for timex in timexes.iter().filter(|t| t.value.ends_with('Y') || t.rule == "time#ago-without-anchor") {
        let words = doc.slice(doc.sents[timex.sent].span).to_lowercase();
        let Some(years) = years_of(doc, calendar, timex) else { continue };
        let after = doc.slice(timex.span).to_lowercase().ends_with("ago")
            || words.contains("years into")
            || words.contains("years after");
        let named = |affair: &&(String, knowledge::calendar::Affair)| {
            spoken_of.contains(&affair.1.country)
                && affair.1.nouns.iter().any(|noun| words.contains(noun.as_str()))
        };
        let Some((rule, affair)) = calendar.affairs.iter().find(named).filter(|_| after) else { continue };
        let Some(began) = Days::parse(&affair.from).and_then(|d| d.earliest) else { continue };
        let from = began.checked_add(years.years()).ok();
        let until = began.checked_add((years + 1).years()).ok();
        let note = format!(
            "{years} years after {}, which began {began}",
            affair.nouns.first().map_or("it", String::as_str)
        );
        found.push((
            Days { earliest: from, latest: until },
            Because::rule(rule.clone()).at(timex.span).note(note),
        ));
    }
    found
}

fn years_of(doc: &Doc, calendar: &Calendar, timex: &Timex) -> Option<i32> {
    let word = doc.form((timex.sent, timex.first)).to_lowercase();
    let unit = doc.form((timex.sent, timex.first + 1)).to_lowercase();
    let years = calendar.word(&unit).is_some_and(|w| w.unit == Some(Unit::Year));
    let number = word.parse().ok().or_else(|| calendar.word(&word).and_then(|w| w.number));
    number.filter(|n| years && (0..200).contains(n))
}

/// The time expression that governs a predicate: it depends on it with no other verb between, the nearest first.
pub fn governing<'t>(doc: &Doc, timexes: &'t [Timex], sent: usize, head: usize) -> Option<&'t Timex> {
    let sentence = doc.sents[sent];
    let dated = |t: &&Timex| t.sent == sent && t.kind == "DATE" && !t.days.is_unknown();
    let reaches = |timex: &&Timex| {
        let mut at = timex.end - 1;
        for _ in 0..12 {
            if at == head {
                return true;
            }
            let inside = at >= timex.first && at < timex.end;
            let verb = sentence.tokens[at].xpos.starts_with("VB") && !inside;
            match sentence.tokens[at].head {
                Some(above) if !verb => at = above,
                _ => return false,
            }
        }
        false
    };
    timexes.iter().filter(dated).filter(reaches).min_by_key(|t| t.first.abs_diff(head))
}
