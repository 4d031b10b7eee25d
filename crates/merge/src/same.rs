//! Same: whether two mentions tell of one happening. In: two mentions and what is known of their reports; out: how much speaks for it, or
//! that something forbids it.
//!
//! Category, mode, days, places and parties must go together. A state goes with its organs and an office with its holder, but two known
//! persons do not. What one mention leaves open may be filled by the other only within one story: across stories, all must be said.

use crate::Facts;
use crate::party::{Match, sides};
use crate::wording::{Many, Wording};
use extract::{Basis, EventMention, Where, Who};
use jiff::ToSpan;
use text::{Days, Part};

/// A mention with its story.
#[derive(Clone, Debug)]
pub(crate) struct Told<'m> {
    pub(crate) mention: &'m EventMention,
    /// The story of its report; empty where there is none.
    pub(crate) story: &'m str,
    /// The words it stands among.
    pub(crate) wording: Wording,
    /// Days it may be of, for comparing.
    pub(crate) window: Days,
}

impl<'m> Told<'m> {
    pub(crate) fn new(mention: &'m EventMention, story: &'m str, facts: Option<&Facts>) -> Told<'m> {
        Told { mention, story, wording: Wording::of(mention, facts), window: window(mention) }
    }
}

/// News without a date is taken to be at most a week old.
fn window(mention: &EventMention) -> Days {
    match (mention.date_basis, mention.date_latest) {
        (Some(Basis::Publication), Some(latest)) => {
            Days { earliest: latest.checked_sub(7.days()).ok(), latest: Some(latest) }
        }
        _ => mention.days(),
    }
}

/// An interval wider than this dates nothing.
const VAGUE: i32 = 45;
/// A day told as a month, and no more.
const MONTH: i32 = 31;
/// Sentences so alike are one, told twice.
const COPIED: f32 = 0.5;
/// Sentences so alike in two reports of one story tell one thing.
const RETOLD: f32 = 0.3;
/// Sentences so alike share a detail.
const AKIN: f32 = 0.12;
/// So alike are the first sentences of two reports of one story.
const HEADED: f32 = 0.1;
/// Plurals are one deed in sentences so alike.
const PLURAL: f32 = 0.35;
/// Across stories the days must be as near as this.
const STRICT: i32 = 3;

/// Evidence that the two are one happening; `None` where there is too little of it.
pub(crate) fn evidence(a: &Told, b: &Told) -> Option<u32> {
    compare(a, b)?
}

/// The same; `None` where the two cannot be one.
pub(crate) fn compare(a: &Told, b: &Told) -> Option<Option<u32>> {
    let shared = Shared::of(a, b)?;
    let near = if shared.near { 10 } else { 0 } + if shared.report { 5 } else { 0 };
    let enough = shared.enough(a, b);
    (enough || shared.near && shared.single).then_some(enough.then_some(shared.sum() + near))
}

/// What two mentions have in common.
struct Shared {
    /// Of one report.
    report: bool,
    /// Of one report or story.
    near: bool,
    actors: u32,
    recipients: u32,
    days: u32,
    place: u32,
    toll: bool,
    frame: bool,
    mode: bool,
    /// Both in the first sentences of their reports.
    news: bool,
    /// One of them in the title.
    titled: bool,
    /// In one sentence: one word for two deeds, or two words for one.
    sentence: Option<Within>,
    /// Likeness of their sentences.
    alike: f32,
    /// Both tell their own day, and it is one.
    dated: bool,
    /// Both have days that the text tells.
    told: bool,
    /// But of one only the month or so.
    period: bool,
    /// And of both the same.
    month: bool,
    /// The later one goes back to a deed of its kind that its report told before: "the attack".
    back: bool,
    /// Neither tells of many deeds.
    single: bool,
    /// Both tell of one, or both of many.
    number: bool,
}

/// Sentences that tell the news; what stands below may be older.
const LEAD: usize = 3;
/// Categories of what parties do together: one party alone tells too little.
const TOGETHER: [&str; 4] = ["AGREE", "CONSULT", "COOPERATE", "SUPPORT"];

/// How two mentions stand in one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    /// One frame, twice: "talks with one, after nine hours of talks with the other".
    Twice,
    /// Two frames close by with one doer, and whom it is done to told once at most: "led a march".
    Beside,
}

impl Within {
    /// Bytes between two words for one deed.
    const CLOSE: usize = 40;

    fn of(x: &EventMention, y: &EventMention, actors: u32) -> Option<Within> {
        let (a, b) = (x.spans.trigger, y.spans.trigger);
        if x.report != y.report || x.sentence != y.sentence || a.part != b.part {
            return None;
        }
        let close = a.start.abs_diff(b.start) <= Within::CLOSE;
        let once = x.recipient.is_empty() || y.recipient.is_empty();
        match x.frame == y.frame {
            true => (a != b).then_some(Within::Twice),
            false => (actors >= 3 && once && close).then_some(Within::Beside),
        }
    }
}

impl Shared {
    /// Nothing where something forbids that the two are one.
    fn of(a: &Told, b: &Told) -> Option<Shared> {
        let (x, y) = (a.mention, b.mention);
        if x.event != y.event || !modes_agree(&x.mode, &y.mode) {
            return None;
        }
        let report = x.report == y.report;
        let near = report || !a.story.is_empty() && a.story == b.story;
        let toll = same_toll(x, y);
        let days = days(a, b, near, toll && near)?;
        let place = places(x.place.as_ref(), y.place.as_ref(), toll && near)?;
        let mode = !x.mode.is_empty() && x.mode == y.mode;
        let (actors, recipients) = sides(x, y);
        let contested = near && place >= 3 && days >= 2 && (x.said_by.is_some() || y.said_by.is_some());
        let actors = match actors {
            Match::No if contested && (toll || mode) => 0,
            other => other.worth()?,
        };
        let alike = a.wording.likeness(&b.wording);
        let many = |of: Many| a.wording.many == of || b.wording.many == of;
        let later = if x.spans.trigger < y.spans.trigger { b } else { a };
        let told = |basis: fn(Basis) -> bool| [x, y].iter().all(|m| m.date_basis.is_some_and(basis));
        Some(Shared {
            report,
            near,
            actors,
            recipients: recipients.worth()?,
            days,
            place,
            toll,
            news: x.sentence <= LEAD && y.sentence <= LEAD,
            titled: (x.spans.trigger.part == Part::Title) != (y.spans.trigger.part == Part::Title),
            sentence: Within::of(x, y, actors),
            frame: x.frame == y.frame,
            mode,
            alike,
            dated: days >= 2 && told(|basis| matches!(basis, Basis::Clause | Basis::Sentence)),
            told: told(|basis| basis != Basis::Publication),
            month: a.window == b.window && a.window.width().is_some_and(|width| width <= MONTH),
            period: days == 1 && told(|basis| basis != Basis::Publication),
            back: report && later.wording.definite && (mode || x.frame == y.frame),
            number: a.wording.many == b.wording.many,
            single: !many(Many::Told) && (!many(Many::Form) || alike >= PLURAL),
        })
    }

    fn sum(&self) -> u32 {
        let toll = if self.toll { 3 } else { 0 };
        let words = (self.alike * 4.0) as u32;
        let same = u32::from(self.frame) + u32::from(self.mode);
        self.actors + self.recipients + self.days + self.place + toll + words + same
    }

    fn enough(&self, a: &Told, b: &Told) -> bool {
        match self.sentence {
            Some(Within::Twice) => return false,
            Some(Within::Beside) if self.mode && self.single => return true,
            _ => {}
        }
        if self.frame && self.number && self.alike >= COPIED && (self.near || self.days >= 1) {
            return true;
        }
        let headed = self.news && self.alike >= HEADED && (self.frame || self.mode);
        let retold = self.near && !self.report && self.alike >= RETOLD;
        let (x, y) = (a.mention, b.mention);
        self.single
            && (self.near && !self.report && headed
                || retold && (self.frame || self.mode || self.place >= 3)
                || if self.near { self.within(x, y) } else { self.across(x, y) })
    }

    /// Enough within one story: place and toll; or both parties, a day or place, and what makes it the same deed; or one party, a word for
    /// the deed and a detail.
    fn within(&self, x: &EventMention, y: &EventMention) -> bool {
        let (firm, there) = (self.days >= 2, self.place >= 3);
        if self.toll && there {
            return true;
        }
        let detail = there || self.alike >= AKIN || self.dated || self.back;
        // What one report dates and what it does not is seldom one for that alone.
        let told = firm && (self.told || !self.report);
        if self.actors >= 2 && self.recipients >= 2 {
            // Both go by the month, or one by another word for it: then more than a few common words.
            let firm = firm || self.month && self.told;
            let deed =
                there || self.dated || self.back || self.mode || self.place >= 1 || self.alike >= RETOLD;
            return self.frame && (detail || firm || self.news) || (firm && self.told || there) && deed;
        }
        let alone = both_open(&x.recipient, &y.recipient) && x.actor.len().max(y.actor.len()) < 2;
        if alone && TOGETHER.contains(&x.event.as_str()) {
            return self.actors >= 2 && self.frame && (detail && firm || self.back);
        }
        let framed = self.frame && (detail || told || self.news);
        // Neighbouring sentences of one report share words whatever they tell; two reports mean one thing by one day.
        let day = self.told && self.days >= 3;
        let other = detail && (there || self.dated || self.back || !self.report) || day && !self.report;
        let moded =
            self.mode && (other && self.days >= 1 || self.news && (told || self.report && self.titled));
        let parties = self.actors + self.recipients;
        let known = parties >= 2 || parties == 1 && day && self.place >= 1 && self.mode;
        known && (there || !self.period) && (framed || moded)
    }

    /// Enough across stories: everything told, and told alike.
    fn across(&self, x: &EventMention, y: &EventMention) -> bool {
        let there = self.place >= 3;
        let open = both_open(&x.recipient, &y.recipient);
        let settled = self.actors >= 2 && (self.recipients >= 2 || open && there);
        let named = self.actors >= 3 && self.recipients >= 3 && (self.frame || self.mode);
        settled && self.days >= 2 && (there || named)
    }
}

fn both_open(a: &[Who], b: &[Who]) -> bool {
    a.is_empty() && b.is_empty()
}

fn modes_agree(a: &[String], b: &[String]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|mode| b.contains(mode))
}

/// Whether both give one number of dead or wounded.
fn same_toll(a: &EventMention, b: &EventMention) -> bool {
    let pair = a.dead.zip(b.dead).or_else(|| a.injured.zip(b.injured));
    pair.is_some_and(|(x, y)| x == y && x.low.is_some_and(|low| low > 0))
}

/// Three points for the same single day, two for days within a few, one where they only meet. `slack`: next-day differences may stand.
fn days(a: &Told, b: &Told, near: bool, slack: bool) -> Option<u32> {
    let (x, y) = (a.window, b.window);
    if x.is_unknown() || y.is_unknown() {
        // Only what one report says of itself, or one story of what it is about, goes without a day.
        return near.then_some(0);
    }
    let same_report = a.mention.report == b.mention.report;
    let width = |days: Days| days.width().unwrap_or(i32::MAX);
    if !same_report && (width(x) > VAGUE || width(y) > VAGUE) {
        return None;
    }
    if !x.meets(y) {
        let next = match (x.single(), y.single()) {
            (Some(x), Some(y)) => y.since(x).is_ok_and(|span| span.get_days().abs() == 1),
            _ => false,
        };
        return (slack && next).then_some(1);
    }
    Some(match width(x).max(width(y)) {
        1 => 3,
        wide if wide <= STRICT => 2,
        wide if wide <= 8 && width(x).min(width(y)) == 1 => 2,
        _ => 1,
    })
}

/// Three points for one place, two where one lies in a province of the other, one in its country; nothing where one is not told.
fn places(a: Option<&Where>, b: Option<&Where>, slack: bool) -> Option<u32> {
    let (Some(a), Some(b)) = (a, b) else { return Some(0) };
    let wide = |p: &Where| matches!(p.precision.as_str(), "country" | "region");
    if a.id.is_some() && a.id == b.id || a.name == b.name && a.country == b.country {
        return Some(if wide(a) { 1 } else { 3 });
    }
    let holds = |outer: &Where, inner: &Where| {
        matches!(outer.precision.as_str(), "admin1" | "admin2")
            && outer.country == inner.country
            && inner.admin1.as_deref().is_some_and(|name| {
                name == outer.name || outer.admin1.as_deref() == Some(name) && outer.precision == "admin2"
            })
    };
    if holds(a, b) || holds(b, a) {
        return Some(2);
    }
    let country = |outer: &Where, inner: &Where| {
        wide(outer) && (outer.country.is_none() || outer.country == inner.country)
    };
    if country(a, b) || country(b, a) {
        return Some(1);
    }
    slack.then_some(0)
}

/// Codes that a mention's parties go by, for finding what to compare it with.
pub(crate) fn codes(mention: &EventMention) -> Vec<String> {
    let parties = mention.actor.iter().chain(&mention.recipient);
    let mut codes: Vec<String> = parties
        .map(|who| {
            let last = || who.name.split_whitespace().next_back().unwrap_or_default().to_lowercase();
            who.code.clone().unwrap_or_else(|| format!("?{}", last()))
        })
        .collect();
    codes.sort();
    codes.dedup();
    if codes.is_empty() {
        codes.push("?".into());
    }
    codes
}
