//! Object: whom a deed concerns whose object is nobody itself: "hailed *Kenya's* part", "withheld aid to *Ukraine*". The first party named inside
//! the object, short of other clauses, of what is set beside it, and of what is the actor's own.

use super::Coder;
use super::whom::Deed;
use crate::actor::{Cast, Party};
use crate::doc::{At, lower};
use crate::names::Name;
use crate::recipient::{self, Search};
use knowledge::{Frame, Kind, Sort};

/// Prepositions that say of a name that it is where, not whom.
const WHERE: [&str; 7] = ["in", "at", "near", "on", "from", "by", "over"];

/// Prepositions of time, and of what is only set beside a thing: nothing below them is what it is about.
const BESIDE: [&str; 13] = [
    "after",
    "before",
    "during",
    "since",
    "amid",
    "following",
    "than",
    "like",
    "as",
    "including",
    "alongside",
    "except",
    "despite",
];

impl Coder<'_> {
    /// The first party named inside an object that is none itself.
    pub(super) fn within_object(&self, deed: &Deed, search: &Search) -> Vec<Party> {
        let sent = deed.clause.sent;
        let Some(object) = deed.clause.slot("object").find(|at| at.0 == sent) else { return Vec::new() };
        if !self.resolve(object, deed.days).is_empty() {
            return Vec::new();
        }
        let inside = self.doc().sents[sent].subtree(object.1).into_iter().filter(|&at| at != object.1);
        let named = inside.filter(|&at| {
            let name = self.cast.names.at((sent, at)).filter(|name| name.first == at);
            name.is_some_and(|name| self.concerned(deed, object, name))
        });
        let Some(at) = named.min() else { return Vec::new() };
        let mut found = self.demonym((sent, at), deed.days);
        // "reiterated *Beijing's* call": the actor's own state is nobody else, and what stands behind it is further off.
        let own = |p: &Party| {
            is_state(self.cast, p) && deed.actor.iter().any(|a| recipient::one(self.cast, search, a, p))
        };
        found.retain(|p| !recipient::tells(self.cast, (sent, at), p) && !own(p));
        found.into_iter().map(|party| self.at_phrase(party, object)).collect()
    }

    /// True where a name inside an object can say whom the deed concerns.
    fn concerned(&self, deed: &Deed, object: At, name: &Name) -> bool {
        let sentence = self.doc().sents[object.0];
        let frames = &self.tables.frames;
        let head = self.cast.head_of(name);
        let up = |at: &usize| sentence.tokens[*at].head.filter(|&head| head != object.1);
        let mut way: Vec<usize> = std::iter::successors(Some(head), up).collect();
        let case = |at: usize| self.doc().case(object.0, at);
        let beside = |&at: &usize| case(at).is_some_and(|case| BESIDE.contains(&case));
        let arms = deed.frame.event == "MOBILIZE";
        let relative = |&at: &usize| sentence.tokens[at].deprel == "acl:relcl";
        // Another clause tells more of the object, or of something else; of weapons it tells where they are bound.
        if let Some(bound) = way.iter().position(relative).filter(|_| arms) {
            way.truncate(bound);
        }
        let clause = |&at: &usize| match sentence.tokens[at].deprel {
            "acl:relcl" | "parataxis" | "nsubj" | "nsubj:pass" => true,
            "advcl" => !sentence.children_by(at, "mark").any(|m| sentence.tokens[m].lemma == "to"),
            _ => false,
        };
        // What is told of people and vehicles is not theirs: "a ship *bound for Benin*".
        let thing = recipient::is_thing(self.cast, frames, object);
        // "the bridge *destroyed by Russian missiles*": the deed itself may be told of its object.
        let told = |&at: &usize| thing && sentence.tokens[at].rel() == "acl" || at == deed.clause.head;
        // "installed an *American* battery": whose make it is, not whom it is meant for.
        let make = arms && way.len() == 1 && self.cast.modifies(name);
        !make
            && !case(head).is_some_and(|case| WHERE.contains(&case))
            && !recipient::of_a_border(self.cast, frames, (object.0, name.first))
            && !recipient::part_of_name(self.cast, (object.0, head))
            && !way.iter().any(|at| beside(at) || clause(at) || told(at))
            && !self.suffers_what_is_spoken_of(deed.frame, object, &way)
    }

    /// "backed the sanctions *against Chad*": who suffers the deed that is approved or refused hears nothing of it.
    fn suffers_what_is_spoken_of(&self, frame: &Frame, object: At, way: &[usize]) -> bool {
        let sentence = self.doc().sents[object.0];
        let force = |at: usize| {
            let lemma = lower(&sentence.tokens[at].lemma);
            let lead = |lead: &knowledge::Lead| {
                let event = &self.tables.frames.frames[lead.frame].event;
                lead.sort == Sort::Noun
                    && self.tables.ontology.categories.get(event).is_some_and(|c| c.quad == 4)
            };
            self.tables.frames.by_head(&lemma).iter().any(lead)
        };
        let against = way.iter().find(|&&at| matches!(self.doc().case(object.0, at), Some("against")));
        let deed = against.and_then(|&at| sentence.tokens[at].head);
        matches!(frame.event.as_str(), "SUPPORT" | "REJECT") && deed.is_some_and(force)
    }
}

/// True for a state by its bare name, its capital or its people.
fn is_state(cast: &Cast, party: &Party) -> bool {
    let entry = party.who.id.as_deref().and_then(|id| cast.actors.get(id));
    entry.is_some_and(|entry| entry.kind == Kind::State)
}
