//! Event: mentions of one happening, in one report or many. In: mentions, the stories and origins of their reports, claims; out: events,
//! which mention belongs to which, what each denial denies.
//!
//! Which mentions go together is for `gather.rs` and `same.rs` to say; here they become one row, with all that differs kept beside.

use crate::Facts;
use crate::corroborate::{self, Corroboration};
use crate::dispute::{self, Dispute};
use crate::gather;
use crate::same::Told;
use extract::{Aux, Basis, Claim, Count, EventMention, Where, Who};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    pub corroboration: Corroboration,
}

pub(crate) type Claims<'m> = BTreeMap<&'m str, &'m Claim>;
pub(crate) type Reports<'m> = BTreeMap<&'m str, &'m Facts>;
pub(crate) type Links = BTreeMap<String, String>;

/// What merging mentions needs to know beside them.
pub(crate) struct Known<'m> {
    pub(crate) claims: &'m Claims<'m>,
    pub(crate) reports: &'m Reports<'m>,
    pub(crate) origins: &'m Links,
    /// Report to its story.
    pub(crate) stories: &'m HashMap<&'m str, &'m str>,
}

/// Events, mention to event, and negated mention to the event it denies.
pub(crate) fn merge(mentions: &[EventMention], known: &Known) -> (Vec<Event>, Links, Links) {
    let mut sorted: Vec<&EventMention> = mentions.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    sorted.dedup_by(|a, b| a.id == b.id);
    let told = |m: &&'_ EventMention| m.asserts();
    let story = |m: &EventMention| known.stories.get(m.report.as_str()).copied().unwrap_or_default();
    let denials: Vec<&EventMention> =
        sorted.iter().copied().filter(|m| !m.asserts() && m.aux.contains(&Aux::Negation)).collect();
    let facts = |m: &EventMention| known.reports.get(m.report.as_str()).copied();
    let told: Vec<Told> =
        sorted.iter().copied().filter(told).map(|m| Told::new(m, story(m), facts(m))).collect();
    let blocks = gather::blocks(&told);
    let clusters = gather::clusters(&told, &gather::pairs(&told, &blocks));
    let mut cluster_of: Vec<usize> = vec![0; told.len()];
    for (number, cluster) in clusters.iter().enumerate() {
        cluster.iter().for_each(|&at| cluster_of[at] = number);
    }
    let mut denied: BTreeMap<usize, Vec<&EventMention>> = BTreeMap::new();
    for denial in denials {
        if let Some(at) = gather::denied(&Told::new(denial, story(denial), facts(denial)), &told, &blocks) {
            denied.entry(cluster_of[at]).or_default().push(denial);
        }
    }
    let (mut events, mut event_of, mut denies) = (Vec::new(), Links::new(), Links::new());
    for (number, cluster) in clusters.iter().enumerate() {
        let mentions: Vec<&EventMention> = cluster.iter().map(|&at| told[at].mention).collect();
        let denials = denied.remove(&number).unwrap_or_default();
        let event = event(&mentions, &denials, known);
        event_of.extend(mentions.iter().map(|m| (m.id.clone(), event.id.clone())));
        denies.extend(denials.iter().map(|m| (m.id.clone(), event.id.clone())));
        events.push(event);
    }
    events.sort_by(|a, b| {
        (a.date_latest, a.date_earliest, &a.id).cmp(&(b.date_latest, b.date_earliest, &b.id))
    });
    (events, event_of, denies)
}

fn event(cluster: &[&EventMention], denials: &[&EventMention], known: &Known) -> Event {
    let best = cluster
        .iter()
        .copied()
        .max_by(|a, b| told(a).cmp(&told(b)).then_with(|| b.id.cmp(&a.id)))
        .unwrap_or(cluster[0]);
    let ids: BTreeSet<&str> = cluster.iter().map(|m| m.id.as_str()).collect();
    let from: BTreeSet<&str> = cluster.iter().map(|m| m.report.as_str()).collect();
    let facts: Vec<&Facts> = from.iter().filter_map(|id| known.reports.get(id).copied()).collect();
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
        sources: from.iter().filter_map(|id| known.origins.get(*id)).collect::<BTreeSet<_>>().len().max(1),
        first_reported: published.first().copied(),
        last_reported: published.last().copied(),
        disputes: dispute::find(cluster, denials),
        ..Event::default()
    };
    let mut sorted = cluster.to_vec();
    sorted.sort_by(|a, b| told(b).cmp(&told(a)).then_with(|| a.id.cmp(&b.id)));
    for mention in sorted {
        mention.actor.iter().for_each(|who| add(&mut event.actor, Some(who.clone())));
        mention.recipient.iter().for_each(|who| add(&mut event.recipient, Some(who.clone())));
        add(&mut event.claimed_by, claimant(mention, known));
    }
    denials.iter().for_each(|denial| add(&mut event.denied_by, speaker(denial, known)));
    event.corroboration = corroborate::weigh(&event, &facts, cluster, known.origins);
    event
}

/// Who speaks so does not answer for what the words say.
const NOT_CLAIMED: [&str; 3] = ["decline", "deny", "doubt"];

fn speaker(mention: &EventMention, known: &Known) -> Option<Who> {
    claim(mention, known).and_then(|claim| claim.speaker.clone())
}

/// Who says that it happened.
fn claimant(mention: &EventMention, known: &Known) -> Option<Who> {
    let claim = claim(mention, known).filter(|claim| !NOT_CLAIMED.contains(&claim.kind.as_str()));
    claim.and_then(|claim| claim.speaker.clone())
}

fn claim<'m>(mention: &EventMention, known: &Known<'m>) -> Option<&'m Claim> {
    known.claims.get(mention.said_by.as_deref()?).copied()
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
