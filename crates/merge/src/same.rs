//! Same: whether two mentions tell of one happening. In: two mentions and what is known of their reports; out: how much speaks for it, or
//! that something forbids it.
//!
//! Category, mode, days, places and parties must go together. A state goes with its organs and an office with its holder, but two known
//! persons do not. What one mention leaves open may be filled by the other only within one story: across stories, all must be said.

use extract::{Basis, EventMention, Where, Who};
use jiff::ToSpan;
use text::Days;

/// A mention with its story.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'m> {
    pub(crate) mention: &'m EventMention,
    /// The story of its report; empty where there is none.
    pub(crate) story: &'m str,
    /// Days it may be of, for comparing.
    pub(crate) window: Days,
}

impl<'m> Told<'m> {
    pub(crate) fn new(mention: &'m EventMention, story: &'m str) -> Told<'m> {
        Told { mention, story, window: window(mention) }
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
/// Across stories the days must be as near as this.
const STRICT: i32 = 3;

/// Evidence that the two are one happening; `None` where they cannot be.
pub(crate) fn evidence(a: &Told, b: &Told) -> Option<u32> {
    let (x, y) = (a.mention, b.mention);
    if x.event != y.event || !modes_agree(&x.mode, &y.mode) {
        return None;
    }
    let toll = tolls(x, y);
    let near = x.report == y.report || !a.story.is_empty() && a.story == b.story;
    let days = days(a, b, toll == Some(true) && near)?;
    let place = places(x.place.as_ref(), y.place.as_ref(), toll == Some(true) && near)?;
    let (actors, recipients) = sides(x, y);
    let contested = near && place >= 3 && days >= 2 && (x.said_by.is_some() || y.said_by.is_some());
    let actors = match actors {
        Match::No if contested && (toll == Some(true) || !x.mode.is_empty() && x.mode == y.mode) => 0,
        other => other.worth()?,
    };
    let recipients = recipients.worth()?;
    let weight = Weight {
        actors,
        recipients,
        days,
        place,
        toll: toll == Some(true),
        frame: x.frame == y.frame,
        mode: !x.mode.is_empty() && x.mode == y.mode,
    };
    let enough = if near { weight.within(x, y) } else { weight.across(x, y) };
    enough.then_some(weight.sum() + if near { 10 } else { 0 } + if x.report == y.report { 5 } else { 0 })
}

/// What two mentions have in common.
struct Weight {
    actors: u32,
    recipients: u32,
    days: u32,
    place: u32,
    toll: bool,
    frame: bool,
    mode: bool,
}

/// Sentences that tell the news; what stands below may be older.
const LEAD: usize = 3;
/// Categories of what parties do together: one party alone tells too little.
const TOGETHER: [&str; 4] = ["AGREE", "CONSULT", "COOPERATE", "SUPPORT"];

impl Weight {
    fn sum(&self) -> u32 {
        let toll = if self.toll { 3 } else { 0 };
        self.actors
            + self.recipients
            + self.days
            + self.place
            + toll
            + u32::from(self.frame)
            + u32::from(self.mode)
    }

    /// Enough within one story: both parties and a day, place or word for it; or one party and more of those; or place and toll.
    fn within(&self, x: &EventMention, y: &EventMention) -> bool {
        let (firm, there) = (self.days >= 2, self.place >= 3);
        if self.toll && there {
            return true;
        }
        if self.actors >= 2 && self.recipients >= 2 {
            return firm || there || self.frame;
        }
        let alone = both_open(&x.recipient, &y.recipient) && x.actor.len().max(y.actor.len()) < 2;
        if alone && TOGETHER.contains(&x.event.as_str()) {
            return self.actors >= 2 && self.frame && firm && there;
        }
        let news = x.sentence <= LEAD && y.sentence <= LEAD;
        let named = self.actors.max(self.recipients) >= 3;
        self.actors + self.recipients >= 2
            && (self.frame && (firm || there || named) || self.mode && (firm || self.place >= 1 || news))
    }

    /// Enough across stories: everything told, and told alike.
    fn across(&self, x: &EventMention, y: &EventMention) -> bool {
        let there = self.place >= 3;
        let settled =
            self.actors >= 2 && (self.recipients >= 2 || both_open(&x.recipient, &y.recipient) && there);
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

/// True where both give one number of dead or wounded, false where they give numbers that exclude each other.
fn tolls(a: &EventMention, b: &EventMention) -> Option<bool> {
    let pair = a.dead.zip(b.dead).or_else(|| a.injured.zip(b.injured))?;
    if pair.0 == pair.1 && pair.0.low.is_some_and(|low| low > 0) { Some(true) } else { Some(false) }
}

/// Three points for the same single day, two for days within a few, one where they only meet. `slack`: next-day differences may stand.
fn days(a: &Told, b: &Told, slack: bool) -> Option<u32> {
    let (x, y) = (a.window, b.window);
    if x.is_unknown() || y.is_unknown() {
        // Only what one report says of itself, or one story of what it is about, goes without a day.
        return (a.mention.report == b.mention.report || !a.story.is_empty() && a.story == b.story && x == y)
            .then_some(0);
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

/// How two sides of an event go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// They exclude each other.
    No,
    /// One of them is not told.
    Open,
    /// The same state.
    Code,
    /// The same state and sector, or an office and its holder.
    Sector,
    /// The same name.
    Named,
}

impl Match {
    fn worth(self) -> Option<u32> {
        match self {
            Match::No => None,
            Match::Open => Some(0),
            Match::Code => Some(1),
            Match::Sector => Some(2),
            Match::Named => Some(3),
        }
    }
}

/// Actors against actors and recipients against recipients; parties on a par may stand on either side.
fn sides(a: &EventMention, b: &EventMention) -> (Match, Match) {
    let straight = (side(&a.actor, &b.actor), side(&a.recipient, &b.recipient));
    let mutual = a.recipient.is_empty() && a.actor.len() > 1 || b.recipient.is_empty() && b.actor.len() > 1;
    if !mutual {
        return straight;
    }
    // All of one must find themselves in the other: each party of the shorter list a different one of the longer.
    let all = |m: &EventMention| m.actor.iter().chain(&m.recipient).cloned().collect::<Vec<Who>>();
    let (x, y) = (all(a), all(b));
    let (few, many) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    let mut found: Vec<Match> = few
        .iter()
        .map(|who| many.iter().map(|other| parties(who, other)).max().unwrap_or(Match::Open))
        .collect();
    found.sort_unstable();
    match found.as_slice() {
        [] => (Match::Open, Match::Open),
        [one] => (*one, Match::Open),
        [least, .., most] => (*most, *least),
    }
}

fn side(a: &[Who], b: &[Who]) -> Match {
    if a.is_empty() || b.is_empty() {
        return Match::Open;
    }
    // Known persons on both sides must have one in common, whatever states they stand for.
    let persons = |all: &[Who]| {
        all.iter()
            .filter(|who| who.office.is_some() && who.id.is_some())
            .map(|who| who.id.clone())
            .collect::<Vec<_>>()
    };
    let (x, y) = (persons(a), persons(b));
    if !x.is_empty() && !y.is_empty() && !x.iter().any(|id| y.contains(id)) {
        return Match::No;
    }
    a.iter().flat_map(|x| b.iter().map(move |y| parties(x, y))).max().unwrap_or(Match::Open)
}

/// Whether two names may be of one party.
fn parties(a: &Who, b: &Who) -> Match {
    if a.id.is_some() && a.id == b.id {
        return Match::Named;
    }
    let codes = a.code.as_ref().zip(b.code.as_ref());
    if codes.is_some_and(|(x, y)| x != y) {
        return Match::No;
    }
    if named_alike(a, b) {
        return Match::Named;
    }
    if codes.is_none() {
        return Match::No;
    }
    let two_persons = a.office.is_some() && b.office.is_some() && a.id.is_some() && b.id.is_some();
    let two_bodies = a.id.is_some() && b.id.is_some() && a.sector == b.sector && a.sector.is_some();
    if two_persons || two_bodies {
        return Match::No;
    }
    match (a.sector.as_deref(), b.sector.as_deref()) {
        (x, y) if x == y => Match::Sector,
        (None | Some("GOV"), other) | (other, None | Some("GOV")) if organ(other) => Match::Code,
        _ => Match::No,
    }
}

/// What acts for a state.
fn organ(sector: Option<&str>) -> bool {
    matches!(sector, None | Some("GOV" | "MIL" | "COP" | "SPY" | "JUD" | "LEG"))
}

/// One name is the other, or its last words.
fn named_alike(a: &Who, b: &Who) -> bool {
    let (x, y) = (a.name.to_lowercase(), b.name.to_lowercase());
    let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    !short.is_empty()
        && (short == long
            || long.strip_suffix(&short).is_some_and(|rest| rest.ends_with(' ')) && short.len() > 3)
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
