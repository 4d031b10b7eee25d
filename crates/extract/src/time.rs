//! Time: dates in the text, each an interval of days with its TIMEX3 value, and the date of publication where the file does not tell it.
//!
//! Every arm of `Reader::read_at` has a rule name. Which way a day without its year lies is told by the clause (`tense`); what follows
//! another day ("a day later") counts from that day, not from publication.

mod absolute;
mod amount;
mod beside;
mod clock;
mod period;
mod published;
mod relative;
mod tense;
mod told;
mod year;

pub use published::infer_published;
use told::Told;

use crate::doc::{Doc, lower};
use jiff::ToSpan;
use jiff::civil::Date;
use knowledge::calendar::TimeWord;
use knowledge::{Calendar, Listed, Role, Unit};
use language::{Label, Sentence};
use std::borrow::Cow;
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
    let mut found: Vec<Timex> = Vec::new();
    let words: Vec<Vec<Cow<str>>> = (0..doc.sents.len())
        .map(|sent| (0..doc.sents[sent].tokens.len()).map(|t| plain(doc.form((sent, t)), calendar)).collect())
        .collect();
    let listed: Vec<Vec<Listed>> =
        words.iter().map(|words| words.iter().map(|word| calendar.listed(word)).collect()).collect();
    let ancient = ancient(&words);
    let mut told =
        Told { ancient, narrative: ancient || narrative(&words, &listed, published), ..Told::default() };
    for (sent, (words, known)) in words.iter().zip(&listed).enumerate() {
        let mut at = 0;
        let mut before = None;
        while at < words.len() {
            let reader =
                Reader { doc, sent, words, known, calendar, published, told: &told, before: before.as_ref() };
            match reader.opens(at).then(|| reader.read_at(at)).flatten() {
                Some(read) if read.end > at => {
                    told.hears(sent, &read);
                    told.notes(doc, sent, &read, published);
                    let span = doc.span_of(sent, &(read.first..read.end).collect::<Vec<_>>());
                    let Read { first, end, kind, ref value, days, rule } = read;
                    found.push(Timex { sent, first, end, span, kind, value: value.clone(), days, rule });
                    at = end;
                    before = Some(read);
                }
                _ => at += 1,
            }
        }
    }
    found
}

/// A word as the arms read it: small letters, straight apostrophes, and no "mid-" before what has a middle ("mid-January", "mid-1985").
fn plain<'d>(form: &'d str, calendar: &Calendar) -> Cow<'d, str> {
    let word = lower(form);
    let word = if !word.is_ascii() && word.contains('’') { word.replace('’', "'").into() } else { word };
    let placed = |rest: &&str| {
        let known = calendar
            .word(rest)
            .is_some_and(|w| w.month.is_some() || w.season.is_some() || w.decade.is_some());
        known || year_of(rest.trim_end_matches('s')).is_some()
    };
    match word.strip_prefix(MID).filter(placed) {
        Some(rest) => rest.to_owned().into(),
        None => word,
    }
}

const MID: &str = "mid-";

/// True for a report of times long past: days without a year in it belong to the year it spoke of last, not to that of publication.
fn narrative(words: &[Vec<Cow<str>>], listed: &[Vec<Listed>], published: Days) -> bool {
    let Some(year) = published.latest.map(|day| day.year()) else { return false };
    let all = || words.iter().flatten();
    let old = all().filter(|word| year_of(word).is_some_and(|told| told < year - 1)).count();
    let near = |(word, listed): &(&Cow<str>, &Listed)| {
        matches!(&***word, "ago" | "last" | "next")
            || listed.word.is_some_and(|w| w.weekday.is_some() || w.offset.is_some())
    };
    old >= 4 && old > 2 * all().zip(listed.iter().flatten()).filter(near).count()
}

/// True for a report of antiquity or the early Middle Ages: it marks a year of three digits as one ("c. 347", "347 AD", "AD 347").
fn ancient(words: &[Vec<Cow<str>>]) -> bool {
    let era = |word: &str| matches!(word, "ad" | "a.d." | "ce" | "c.e.");
    let marks = |pair: &[Cow<str>]| {
        matches!(&*pair[0], "c." | "ca." | "circa") && early_year(&pair[1]).is_some()
            || early_year(&pair[0]).is_some() && era(&pair[1])
            || era(&pair[0]) && early_year(&pair[1]).is_some()
    };
    words.iter().any(|words| words.windows(2).any(marks))
}

/// A year in three digits, where the report is known to speak of such.
fn early_year(word: &str) -> Option<i16> {
    (word.len() == 3).then(|| word.parse().ok())?.filter(|year| (100..=999).contains(year))
}

/// A year in four digits.
fn year_of(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok())?.filter(|year| (1000..=2100).contains(year))
}

/// An expression as read, before it is put on its bytes.
#[derive(Clone, Debug)]
struct Read {
    first: usize,
    end: usize,
    kind: &'static str,
    value: String,
    days: Days,
    rule: &'static str,
}

/// Reads the expressions of one sentence.
struct Reader<'r> {
    doc: &'r Doc<'r>,
    sent: usize,
    /// Its tokens in lower case.
    words: &'r [Cow<'r, str>],
    /// What each is to time.
    known: &'r [Listed<'r>],
    calendar: &'r Calendar,
    published: Days,
    told: &'r Told,
    /// The expression before, in the same sentence.
    before: Option<&'r Read>,
}

impl Reader<'_> {
    fn read_at(&self, at: usize) -> Option<Read> {
        // Each arm reads an expression that begins at a token.
        let arms: [fn(&Self, usize) -> Option<Read>; 32] = [
            Self::iso,
            Self::numeric,
            Self::years,
            Self::nth_weekday,
            Self::named_weekday,
            Self::days_ahead,
            Self::day_month,
            Self::month_day,
            Self::shared_month,
            Self::month_alone,
            Self::week_of,
            Self::week_of_month,
            Self::clock,
            Self::part_of_day,
            Self::fiscal,
            Self::relative_unit,
            Self::end_of,
            Self::beside_unit,
            Self::counted_from,
            Self::year_ago,
            Self::weekday_alone,
            Self::offset,
            Self::feast,
            Self::season,
            Self::quarter,
            Self::decade,
            Self::century,
            Self::year_alone,
            Self::short_year,
            Self::set,
            Self::refers,
            Self::duration,
        ];
        arms.iter().find_map(|arm| arm(self, at))
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word)
    }

    /// The word so many before; nothing at the start.
    fn back(&self, at: usize, by: usize) -> &str {
        at.checked_sub(by).map_or("", |at| self.word(at))
    }

    fn known(&self, at: usize) -> Option<&TimeWord> {
        self.known.get(at)?.word
    }

    /// True where an expression may begin: most words need no arm.
    fn opens(&self, at: usize) -> bool {
        let word = self.word(at);
        self.known.get(at).is_some_and(Listed::opens)
            || word.bytes().any(|byte| byte.is_ascii_digit())
            || word.ends_with("long")
            || word.ends_with("days")
    }

    fn is(&self, at: usize, role: Role) -> bool {
        self.known.get(at).is_some_and(|word| word.is(role))
    }

    fn capital(&self, at: usize) -> bool {
        let from = if self.is_mid(at) { MID.len() } else { 0 };
        let form = || self.doc.form((self.sent, at)).get(from..).unwrap_or("");
        at < self.words.len() && form().starts_with(char::is_uppercase)
    }

    /// True for "mid-January" written as one word: the arms see "january".
    fn is_mid(&self, at: usize) -> bool {
        let written = self.doc.sents[self.sent].tokens.get(at).map_or(0, |token| token.span.len());
        let read = self.word(at);
        read.is_ascii() && written == read.len() + MID.len() && {
            let form = self.doc.form((self.sent, at));
            form.get(..MID.len()).is_some_and(|lead| lead.eq_ignore_ascii_case(MID))
        }
    }

    fn xpos(&self, at: usize) -> &'static str {
        self.doc.sents[self.sent].tokens.get(at).map_or("", |token| token.xpos)
    }

    /// A month's name is written with a capital and is no part of a person's: "may", "march", "Theresa May", "April Jones".
    fn month(&self, at: usize) -> Option<i8> {
        let month = self.known(at)?.month.filter(|_| self.capital(at))?;
        let inside = |e: &&language::Entity| e.label == Label::Per && e.first <= at && at < e.end;
        let person = self.doc.sents[self.sent].entities.iter().any(|e| inside(&e));
        let dated = self.word(at + 1).starts_with(|ch: char| ch.is_ascii_digit());
        (dated || !person && !matches!(self.xpos(at), "MD" | "VB" | "VBD" | "VBZ")).then_some(month)
    }

    fn weekday(&self, at: usize) -> Option<i8> {
        self.known(at)?.weekday.filter(|_| self.capital(at))
    }

    fn unit(&self, at: usize) -> Option<Unit> {
        self.known(at)?.unit
    }

    fn day_of_month(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        // Few words are figures, and taking ends off takes its time.
        if !word.starts_with(|ch: char| ch.is_ascii_digit() || ch == '+') {
            return None;
        }
        let digits =
            word.trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th");
        digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
    }

    fn year(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        // "post-1959 politics" where the tokeniser leaves it whole.
        let word = ["post-", "pre-"].iter().find_map(|lead| word.strip_prefix(lead)).unwrap_or(word);
        year_of(word).or_else(|| early_year(word).filter(|_| self.told.ancient))
    }

    /// The day of publication, where it is known to some weeks.
    fn anchor(&self) -> Option<Date> {
        if self.told.written.is_some() {
            return self.told.written;
        }
        self.published
            .latest
            .filter(|latest| self.published.earliest.is_some_and(|e| (*latest - e).get_days() < 40))
    }

    /// What an expression counts from that follows another: the last day told, in this sentence or the two before; else publication.
    fn reference(&self) -> Option<Date> {
        let near = self.told.day.filter(|(_, sent)| sent + 2 >= self.sent || self.told.narrative);
        near.map(|(day, _)| day).or_else(|| self.anchor())
    }

    /// The same, for a unit: a year counts from the year told last, even where its days are not.
    fn reference_by(&self, unit: Unit) -> Option<Date> {
        let widest = match unit {
            Unit::Year | Unit::Decade | Unit::Century => 400,
            Unit::Month | Unit::Quarter => 31,
            _ => 1,
        };
        let fits = |(days, sent): &(Days, usize)| {
            (sent + 2 >= self.sent || self.told.narrative)
                && days.width().is_some_and(|width| width <= widest)
        };
        self.told.days.filter(fits).and_then(|(days, _)| days.earliest).or_else(|| self.reference())
    }

    fn date(&self, first: usize, end: usize, days: Days, value: String, rule: &'static str) -> Option<Read> {
        let days = self.bounded(first, self.narrowed(first, days));
        Some(Read { first, end, kind: "DATE", value, days, rule })
    }

    /// "early March" is its first third, "late 2017" the last of three; of a decade the first or the last half.
    fn narrowed(&self, first: usize, days: Days) -> Days {
        let (Some(from), Some(to), Some(width)) = (days.earliest, days.latest, days.width()) else {
            return days;
        };
        // "the end of March": the days, though "March" is all that is marked.
        let edge = if self.back(first, 1) == "of" { self.back(first, 2) } else { "" };
        let part = match (self.word(first), edge) {
            _ if width < 28 => return days,
            ("early", _) | (_, "beginning" | "start") => (0, 1),
            ("mid", _) | (_, "middle") => (1, 2),
            _ if self.is_mid(first) => (1, 2),
            (_, "end") => (2, 3),
            _ if self.is(first, Role::Within) => (2, 3),
            _ => return days,
        };
        let of = if width > 3000 && part != (1, 2) { 2 } else { 3 };
        let half = (to.year() - from.year() + 1) / 2;
        if let Ok(middle) = Date::new(from.year() + half, 1, 1)
            && of == 2
        {
            return match part {
                (0, _) => Days::between(from, middle.yesterday().unwrap_or(from)),
                _ => Days::between(middle, to),
            };
        }
        let after = |share: i32| from.checked_add((width * share / of).days()).unwrap_or(to);
        match part {
            (0, _) => Days::between(from, after(1).yesterday().unwrap_or(from)),
            (1, _) => Days::between(after(1), after(2).yesterday().unwrap_or(to)),
            _ => Days::between(after(of - 1), to),
        }
    }

    /// An expression that nothing anchors: its value with what it says, no days.
    fn open(&self, first: usize, end: usize, value: impl Into<String>, rule: &'static str) -> Option<Read> {
        Some(Read { first, end, kind: "DATE", value: value.into(), days: Days::default(), rule })
    }

    /// "since May" and "until May" open one end; the preposition itself is no part of the expression.
    fn bounded(&self, first: usize, days: Days) -> Days {
        match self.back(first, 1) {
            "since" => Days { latest: self.published.latest.filter(|l| Some(*l) >= days.earliest), ..days },
            "until" | "till" => Days { earliest: None, ..days },
            "by" => Days { earliest: self.published.earliest.filter(|e| Some(*e) <= days.latest), ..days },
            _ => days,
        }
    }

    /// Where the expression begins with "early", "late" or "mid" before it: "early March", "mid-1990s".
    fn within(&self, at: usize) -> usize {
        let hyphen = usize::from(matches!(self.back(at, 1), "-" | "–"));
        match at.checked_sub(1 + hyphen) {
            Some(before) if self.is(before, Role::Within) => before,
            _ => at,
        }
    }
}

fn week(date: Date) -> String {
    let week = date.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

fn month_value(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// The time expression that governs a predicate: it depends on it with no other verb between, the nearest first.
pub fn governing<'t>(doc: &Doc, timexes: &'t [Timex], sent: usize, head: usize) -> Option<&'t Timex> {
    let sentence = doc.sents[sent];
    let dated = |t: &&Timex| t.sent == sent && t.kind != "SET" && !t.days.is_unknown();
    let reaches = |timex: &&Timex| {
        let mut at = timex.end - 1;
        if let Some(participle) = participle_before(sentence, timex) {
            return participle == head;
        }
        at = above_clause(sentence, timex).unwrap_or(at);
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

/// "the girls *abducted* two years ago have been freed": a day that is over goes with no perfect; where the tree hangs it on one, it belongs
/// to the participle before it.
fn participle_before(sentence: &Sentence, timex: &Timex) -> Option<usize> {
    let inside = |at: usize| at >= timex.first && at < timex.end;
    let top =
        (timex.first..timex.end).find(|&at| sentence.tokens[at].head.is_none_or(|above| !inside(above)))?;
    let verb = sentence.tokens[top].head?;
    let perfect = sentence.children_by(verb, "aux").find(|&at| {
        sentence.tokens[at].lemma == "have" && matches!(sentence.tokens[at].xpos, "VBP" | "VBZ")
    })?;
    let over = matches!(
        timex.rule,
        "time#ago"
            | "time#year"
            | "time#month-year"
            | "time#day-month-year"
            | "time#month-day-year"
            | "time#weekday"
            | "time#weekday-dawned"
            | "time#unit"
    );
    if !over || timex.end > perfect {
        return None;
    }
    let describes = |at: usize| sentence.tokens[at].rel() == "acl" && sentence.tokens[at].xpos == "VBN";
    let finite = |at: usize| matches!(sentence.tokens[at].xpos, "VBD" | "VBZ" | "VBP" | "MD");
    let verbs = (0..timex.first).rev().find(|&at| describes(at) || finite(at));
    verbs.filter(|&at| describes(at))
}

/// "*resigned* last month after he was told": a day right before the word that opens a clause is that of the verb above, wherever the tree
/// hangs it. An amount of time there ("two days after") belongs to the clause.
fn above_clause(sentence: &Sentence, timex: &Timex) -> Option<usize> {
    let mark =
        sentence.tokens.get(timex.end).filter(|mark| timex.kind != "DURATION" && mark.rel() == "mark")?;
    let verb = mark.head.filter(|&verb| sentence.tokens[verb].rel() == "advcl")?;
    let inside = |at: usize| at >= timex.first && at < timex.end;
    let hangs = (timex.first..timex.end).any(|at| sentence.tokens[at].head == Some(verb));
    sentence.tokens[verb].head.filter(|&above| hangs && !inside(above) && above < timex.first)
}
