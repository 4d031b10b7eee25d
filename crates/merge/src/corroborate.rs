//! Corroborate: on how many legs an event stands. In: an event, its reports and their origins; out: independent sources, those of them that
//! tell it in their own voice, and those that belong to a state which is itself a party.

use crate::{Event, Facts};
use extract::EventMention;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What speaks for an event, as counts of independent sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corroboration {
    /// All independent sources.
    pub sources: usize,
    /// Those that tell it themselves, in no claim.
    pub own_voice: usize,
    /// Those that belong to no state that is a party to it.
    pub apart: usize,
    /// Those that do, by outlet or agency.
    pub party: Vec<PartyOutlet>,
}

/// An outlet that a party to the event owns.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartyOutlet {
    /// Its name.
    pub outlet: String,
    /// The state that owns it, ISO 3166 alpha-3.
    pub state: String,
}

/// Weighs what the reports of an event are worth as sources.
pub(crate) fn weigh(
    event: &Event,
    facts: &[&Facts],
    mentions: &[&EventMention],
    origins: &BTreeMap<String, String>,
) -> Corroboration {
    let parties: BTreeSet<&str> =
        event.actor.iter().chain(&event.recipient).filter_map(|who| who.code.as_deref()).collect();
    let origin = |report: &str| origins.get(report).map_or(report.to_owned(), String::clone);
    let voiced: BTreeSet<String> =
        mentions.iter().filter(|m| m.said_by.is_none()).map(|m| origin(&m.report)).collect();
    let (mut all, mut bound, mut party) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for facts in facts {
        let origin = origin(&facts.id);
        let owner = facts.owned_by.as_deref().filter(|state| parties.contains(state));
        if let Some((state, outlet)) = owner.zip(facts.agency.as_ref().or(facts.outlet.as_ref())) {
            bound.insert(origin.clone());
            party.insert(PartyOutlet { outlet: outlet.clone(), state: state.to_owned() });
        }
        all.insert(origin);
    }
    let apart = all.difference(&bound).count();
    Corroboration { sources: all.len(), own_voice: voiced.len(), apart, party: party.into_iter().collect() }
}
