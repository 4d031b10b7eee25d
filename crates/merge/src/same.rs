//! Same: whether two mentions tell of one happening. In: two mentions and what is known of their reports; out: how much speaks for it, or
//! that something forbids it.
//!
//! Category, mode, days, places and parties must go together. A state goes with its organs and an office with its holder, but two known
//! persons do not. What one mention leaves open may be filled by the other only within one story: across stories, all must be said.

use crate::Facts;
use crate::detail::{days, far_tolls, places, same_toll};
use crate::party::{Match, mediates, sides};
use crate::wording::{Many, Wording};
use extract::{Basis, EventMention, Who};
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

/// A day told as a week.
const WEEK: i32 = 7;
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
    /// Their tolls are far apart.
    far: bool,
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
    /// Neither tells of many deeds, nor is perhaps a plural.
    single: bool,
    /// Both tell of one, or both of many.
    number: bool,
}

/// Whether category, mode, or the words right beside them tell the two apart.
fn excluded(a: &Told, b: &Told) -> bool {
    let (x, y) = (a.mention, b.mention);
    let named = NAMED.contains(&x.event.as_str()) && a.wording.named_apart(&b.wording, x.report == y.report);
    x.event != y.event
        || !modes_agree(&x.mode, &y.mode)
        || a.wording.contrast.excludes(&b.wording.contrast)
        || named
}

/// Whether one word stands for both. One of agreeing says nothing of what is agreed: then others must go with it, and one of asking never does.
fn one_word(a: &Told, b: &Told, alike: f32) -> bool {
    let event = a.mention.event.as_str();
    let said = SAID.contains(&event) && (alike < AKIN || event == "REQUEST");
    !said && a.wording.one_word(&b.wording)
}

/// Sentences that tell the news; what stands below may be older.
const LEAD: usize = 3;
/// Categories of what parties do together: one party alone tells too little.
const TOGETHER: [&str; 4] = ["AGREE", "CONSULT", "COOPERATE", "SUPPORT"];

/// Categories of words: what is asked or agreed makes the deed, not that it is.
const SAID: [&str; 6] = ["ACCUSE", "AGREE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"];

/// Categories whose deeds go by names: the Geneva talks are not the Interim Committee's meeting.
const NAMED: [&str; 2] = ["AGREE", "CONSULT"];

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
        if excluded(a, b) {
            return None;
        }
        let report = x.report == y.report;
        let near = report || !a.story.is_empty() && a.story == b.story;
        let toll = same_toll(x, y);
        let own = |m: &EventMention| matches!(m.date_basis, Some(Basis::Clause | Basis::Sentence));
        let week = a.window == b.window && a.window.width().is_some_and(|width| width <= WEEK);
        // "Last week", said by two of one week, is as good as days near one another.
        let days = days(a, b, near, toll && near)?.max(if week && own(x) && own(y) { 2 } else { 0 });
        let mode = !x.mode.is_empty() && x.mode == y.mode || mediates(x) != mediates(y);
        // What flies is told of where it rose, where it passed and where it fell.
        let flies = mode && days >= 3 && x.mode.iter().any(|mode| mode == "weapons");
        let place = places(x.place.as_ref(), y.place.as_ref(), (toll || flies) && near)?;
        let (actors, recipients) = sides(x, y);
        let alike = a.wording.likeness(&b.wording);
        let titled = (x.spans.trigger.part == Part::Title) != (y.spans.trigger.part == Part::Title);
        let news = x.sentence <= LEAD && y.sentence <= LEAD;
        // A title says "China" where the text below it says "Chinese tankers".
        let headline = report && titled && news && x.frame == y.frame && alike >= AKIN;
        let open = |side: Match| if headline && side == Match::No { Match::Open } else { side };
        let (actors, recipients) = (open(actors), open(recipients));
        let contested = near && place >= 3 && days >= 2 && (x.said_by.is_some() || y.said_by.is_some());
        let actors = match actors {
            Match::No if contested && (toll || mode) => 0,
            other => other.worth()?,
        };
        let many = |of: Many| a.wording.many == of || b.wording.many == of;
        let later = if x.spans.trigger < y.spans.trigger { b } else { a };
        let told = |basis: fn(Basis) -> bool| [x, y].iter().all(|m| m.date_basis.is_some_and(basis));
        let number = a.wording.many == b.wording.many;
        let frame = x.frame == y.frame || one_word(a, b, alike);
        let back = report && later.wording.definite && (mode || frame);
        Some(Shared {
            report,
            near,
            actors,
            recipients: recipients.worth()?,
            days,
            place,
            toll,
            far: far_tolls(x, y),
            news,
            titled,
            sentence: Within::of(x, y, actors),
            frame,
            mode,
            alike,
            dated: days >= 2 && told(|basis| matches!(basis, Basis::Clause | Basis::Sentence)),
            told: told(|basis| basis != Basis::Publication),
            month: a.window == b.window && a.window.width().is_some_and(|width| width <= MONTH),
            period: days == 1 && told(|basis| basis != Basis::Publication),
            back,
            number,
            single: !many(Many::Told) && (!many(Many::Form) || alike >= if number { PLURAL } else { COPIED }),
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
            Some(Within::Twice) if !self.back => return false,
            Some(Within::Beside) if self.mode && self.single => return true,
            _ => {}
        }
        if self.far && self.days < 3 && self.place < 3 {
            return false;
        }
        // All ships of a summer, told twice: two parties and fewer words are enough.
        let retold = self.near && !self.report && self.alike >= RETOLD;
        let twice = self.alike >= COPIED || retold && self.actors >= 2 && self.recipients >= 2;
        if self.frame && self.number && twice && (self.near || self.days >= 1) {
            return true;
        }
        let headed = self.news && self.alike >= HEADED && (self.frame || self.mode);
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
        let said = SAID.contains(&x.event.as_str());
        let told = firm && (!self.report || self.told && !said);
        if self.actors >= 2 && self.recipients >= 2 {
            // Both go by the month, or one by another word for it: then more than a few common words.
            let firm = firm || self.month && self.told;
            let deed =
                there || self.dated || self.back || self.mode || self.place >= 1 || self.alike >= RETOLD;
            // Two parties, all of them named, and one mode: nothing in the words need speak for it.
            let company = self.actors + self.recipients == 6 && self.mode && !self.report && self.days >= 1;
            return self.frame && (detail || firm || self.news || company)
                || (firm && self.told || there) && deed;
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
        let moded = moded && (!said || self.alike >= AKIN);
        let parties = self.actors + self.recipients;
        let headed = self.news && self.frame && !self.report && self.days >= 1;
        let known = parties >= 2 || parties == 1 && self.mode && (day && self.place >= 1 || headed);
        // One state on both sides, by other organs of it, is too little where the word is another too.
        let weak = self.actors == 1 && self.recipients == 1;
        known && (there || !self.period) && (framed || moded && !weak)
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
