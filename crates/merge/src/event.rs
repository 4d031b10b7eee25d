//! Event: mentions of one happening, in one report or many. Same category, same parties, days that meet, places that do not exclude each other.
//!
//! Mentions fall into blocks (category and the parties' codes); each block is clustered from its sorted mentions, so no order of reading matters.

use crate::dispute::{self, Dispute};
use crate::{Facts, Sets};
use extract::{Aux, Basis, Claim, Count, EventMention, Where, Who};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use text::{Date, Days};

/// One thing that happened, with all that tell of it. Field names are the record's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Event {
    pub id: String,
    pub event: String,
    pub mode: Vec<String>,
    pub context: Vec<String>,
    pub cameo: Option<String>,
    pub quad: u8,
    pub score: f64,
    pub actor: Vec<Who>,
    pub recipient: Vec<Who>,
    pub date_earliest: Option<Date>,
    pub date_latest: Option<Date>,
    pub place: Option<Where>,
    pub dead: Option<Count>,
    pub injured: Option<Count>,
    pub size: Option<Count>,
    pub mentions: usize,
    pub reports: usize,
    pub outlets: usize,
    pub own_voice: usize,
    pub claimed_by: Vec<Who>,
    pub denied_by: Vec<Who>,
    pub sources: usize,
    pub first_reported: Option<Date>,
    pub last_reported: Option<Date>,
    pub disputes: Vec<Dispute>,
}

type Claims<'m> = BTreeMap<&'m str, &'m Claim>;
type Reports<'m> = BTreeMap<&'m str, &'m Facts>;
type Links = BTreeMap<String, String>;

/// Events, mention to event, and negated mention to the event it denies.
pub(crate) fn merge(
    mentions: &[EventMention],
    claims: &Claims,
    reports: &Reports,
    origins: &Links,
) -> (Vec<Event>, Links, Links) {
    let mut sorted: Vec<&EventMention> = mentions.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    sorted.dedup_by(|a, b| a.id == b.id);
    let mut blocks: BTreeMap<String, Vec<&EventMention>> = BTreeMap::new();
    for mention in sorted {
        blocks.entry(block(mention)).or_default().push(mention);
    }
    let (mut events, mut event_of, mut denies) = (Vec::new(), Links::new(), Links::new());
    for block in blocks.values() {
        let (told, denied): (Vec<&EventMention>, Vec<&EventMention>) =
            block.iter().partition(|m| m.asserts());
        let denied: Vec<&EventMention> =
            denied.into_iter().filter(|m| m.aux.contains(&Aux::Negation)).collect();
        for cluster in clusters(&told) {
            let mut event = event(&cluster, claims, reports, origins);
            for mention in &cluster {
                event_of.insert(mention.id.clone(), event.id.clone());
            }
            for denial in denied.iter().filter(|d| cluster.iter().any(|m| compatible(m, d))) {
                denies.entry(denial.id.clone()).or_insert_with(|| event.id.clone());
                let speaker =
                    denial.said_by.as_deref().and_then(|id| claims.get(id)).and_then(|c| c.speaker.clone());
                add(&mut event.denied_by, speaker);
            }
            events.push(event);
        }
    }
    events.sort_by(|a, b| {
        (a.date_latest, a.date_earliest, &a.id).cmp(&(b.date_latest, b.date_earliest, &b.id))
    });
    (events, event_of, denies)
}

/// Category and the parties' codes. A mention with an unnamed party has a block of its own kind: it may be anybody's.
fn block(mention: &EventMention) -> String {
    let codes = |parties: &[Who]| {
        let codes: BTreeSet<String> = parties
            .iter()
            .map(|w| w.code.clone().unwrap_or_else(|| format!("?{}", w.name.to_lowercase())))
            .collect();
        codes.into_iter().collect::<Vec<_>>().join("+")
    };
    format!("{} {} > {}", mention.event, codes(&mention.actor), codes(&mention.recipient))
}

fn clusters<'m>(mentions: &[&'m EventMention]) -> Vec<Vec<&'m EventMention>> {
    let mut order: Vec<&EventMention> = mentions.to_vec();
    order.sort_by(|a, b| {
        (window(a).earliest, window(a).latest, &a.id).cmp(&(window(b).earliest, window(b).latest, &b.id))
    });
    let mut sets = Sets::new(order.len());
    for b in 0..order.len() {
        // Mentions sorted by their first day: one that begins after another's last day ends the search for it.
        for a in (0..b).rev().take(200) {
            if compatible(order[a], order[b]) {
                sets.join(a, b);
            }
        }
    }
    let mut grouped: BTreeMap<usize, Vec<&EventMention>> = BTreeMap::new();
    for (at, mention) in order.iter().enumerate() {
        grouped.entry(sets.find(at)).or_default().push(mention);
    }
    grouped.into_values().collect()
}

/// The days a mention may be of, for comparing: news without a date is taken to be at most a week old.
fn window(mention: &EventMention) -> Days {
    match (mention.date_basis, mention.date_latest) {
        (Some(Basis::Publication), Some(latest)) => {
            Days { earliest: latest.checked_sub(7.days()).ok(), latest: Some(latest) }
        }
        _ => mention.days(),
    }
}

fn compatible(a: &EventMention, b: &EventMention) -> bool {
    let (x, y) = (window(a), window(b));
    let undated = x.is_unknown() || y.is_unknown();
    let same_report = a.report == b.report;
    let vague = |days: Days| days.width().is_none_or(|width| width > 45);
    if undated && !same_report || !x.meets(y) || !same_report && (vague(x) || vague(y)) {
        return false;
    }
    places_agree(a.place.as_ref(), b.place.as_ref())
        && persons_agree(&a.actor, &b.actor)
        && persons_agree(&a.recipient, &b.recipient)
        && modes_agree(a, b)
}

fn modes_agree(a: &EventMention, b: &EventMention) -> bool {
    a.mode.is_empty() || b.mode.is_empty() || a.mode.iter().any(|mode| b.mode.contains(mode))
}

/// Two places agree where one may lie in the other.
fn places_agree(a: Option<&Where>, b: Option<&Where>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    let wide = |p: &Where| matches!(p.precision.as_str(), "country" | "region");
    if a.id == b.id
        || wide(a) && (a.country == b.country || a.country.is_none())
        || wide(b) && (a.country == b.country || b.country.is_none())
    {
        return true;
    }
    let holds = |outer: &Where, inner: &Where| {
        outer.precision == "admin1"
            && outer.country == inner.country
            && inner.admin1.as_deref() == Some(&outer.name)
    };
    holds(a, b) || holds(b, a)
}

/// Named persons of one country must have one in common.
fn persons_agree(a: &[Who], b: &[Who]) -> bool {
    let ids = |parties: &[Who]| {
        parties.iter().filter(|w| w.office.is_some()).filter_map(|w| w.id.clone()).collect::<BTreeSet<_>>()
    };
    let (x, y) = (ids(a), ids(b));
    x.is_empty() || y.is_empty() || x.intersection(&y).next().is_some()
}

fn event(cluster: &[&EventMention], claims: &Claims, reports: &Reports, origins: &Links) -> Event {
    let best = cluster
        .iter()
        .copied()
        .max_by(|a, b| told(a).cmp(&told(b)).then_with(|| b.id.cmp(&a.id)))
        .unwrap_or(cluster[0]);
    let ids: BTreeSet<&str> = cluster.iter().map(|m| m.id.as_str()).collect();
    let from: BTreeSet<&str> = cluster.iter().map(|m| m.report.as_str()).collect();
    let facts: Vec<&Facts> = from.iter().filter_map(|id| reports.get(id).copied()).collect();
    let published: BTreeSet<Date> = facts.iter().filter_map(|f| f.published).collect();
    let days = days(cluster);
    let mut event = Event {
        id: text::id("ev-", &[ids.first().copied().unwrap_or_default()]),
        event: best.event.clone(),
        mode: union(cluster, |m| &m.mode),
        context: union(cluster, |m| &m.context),
        cameo: best.cameo.clone(),
        quad: best.quad,
        score: best.score,
        date_earliest: days.earliest,
        date_latest: days.latest,
        place: cluster
            .iter()
            .filter_map(|m| m.place.clone())
            .min_by_key(|p| (rank(&p.precision), p.id.clone())),
        dead: dispute::range(cluster.iter().filter_map(|m| m.dead)),
        injured: dispute::range(cluster.iter().filter_map(|m| m.injured)),
        size: dispute::range(cluster.iter().filter_map(|m| m.size)),
        mentions: cluster.len(),
        reports: from.len(),
        outlets: facts.iter().filter_map(|f| f.outlet.as_deref()).collect::<BTreeSet<_>>().len(),
        own_voice: cluster.iter().filter(|m| m.said_by.is_none()).count(),
        sources: from.iter().filter_map(|id| origins.get(*id)).collect::<BTreeSet<_>>().len().max(1),
        first_reported: published.first().copied(),
        last_reported: published.last().copied(),
        disputes: dispute::find(cluster),
        ..Event::default()
    };
    let mut sorted = cluster.to_vec();
    sorted.sort_by(|a, b| told(b).cmp(&told(a)).then_with(|| a.id.cmp(&b.id)));
    for mention in sorted {
        mention.actor.iter().for_each(|who| add(&mut event.actor, Some(who.clone())));
        mention.recipient.iter().for_each(|who| add(&mut event.recipient, Some(who.clone())));
        let speaker =
            mention.said_by.as_deref().and_then(|id| claims.get(id)).and_then(|c| c.speaker.clone());
        add(&mut event.claimed_by, speaker);
    }
    event
}

/// How much a mention tells, in whole numbers: named parties, a place, a date of its own.
fn told(m: &EventMention) -> (usize, usize, usize) {
    let named = m.actor.iter().chain(&m.recipient).filter(|w| w.id.is_some()).count();
    (
        named,
        usize::from(m.place.is_some()),
        usize::from(matches!(m.date_basis, Some(Basis::Clause | Basis::Sentence))),
    )
}

/// The days common to all that tell of their own date; else those of the earliest bound.
fn days(cluster: &[&EventMention]) -> Days {
    let own =
        cluster.iter().filter(|m| !matches!(m.date_basis, Some(Basis::Publication) | None)).map(|m| m.days());
    let common = own.reduce(|a, b| a.common(b).unwrap_or(a));
    common.unwrap_or_else(|| Days {
        earliest: None,
        latest: cluster.iter().filter_map(|m| m.date_latest).min(),
    })
}

fn union(cluster: &[&EventMention], read: fn(&EventMention) -> &Vec<String>) -> Vec<String> {
    cluster.iter().flat_map(|m| read(m)).cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

fn rank(precision: &str) -> usize {
    ["point", "city", "admin2", "admin1", "country", "region"]
        .iter()
        .position(|p| *p == precision)
        .unwrap_or(6)
}

/// Adds a party that is not there yet; one known by id replaces the same state or sector without a name.
fn add(parties: &mut Vec<Who>, who: Option<Who>) {
    let Some(who) = who else { return };
    let same = |p: &Who| {
        let alike =
            p.code == who.code && (p.sector == who.sector || p.sector.is_none() || who.sector.is_none());
        match (&p.id, &who.id) {
            (Some(a), Some(b)) => a == b,
            _ => alike && p.code.is_some() || p.name == who.name,
        }
    };
    if !parties.iter().any(same) {
        parties.push(who);
    }
}
