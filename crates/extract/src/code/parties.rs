//! Parties: who stands in the slots of a frame, each head resolved to whoever it means.

use super::Coder;
use super::whom::by;
use crate::actor::{Party, same};
use crate::clause::Clause;
use crate::doc::{At, lower};
use crate::titles::MEMBERS;
use knowledge::Sort;
use language::Upos;
use std::rc::Rc;
use text::{Because, Days};

/// How slots are read.
#[derive(Clone, Copy)]
pub(super) struct Filling {
    /// All slots, not only the first that holds a party.
    pub(super) all: bool,
    /// Things stand for their owners.
    pub(super) things: bool,
    /// They are an actor's.
    pub(super) acts: bool,
}

impl<'c> Coder<'c> {
    /// Parties of a mutual event: all are actors; "the two leaders", "they" are the pair spoken of before.
    pub(super) fn on_a_par(
        &self,
        clause: &Clause,
        actor: &mut Vec<Party>,
        recipient: &mut Vec<Party>,
        days: Days,
    ) {
        for party in recipient.drain(..) {
            if !actor.iter().any(|a| same(&a.who, &party.who)) {
                actor.push(party);
            }
        }
        let coded = actor.iter().filter(|p| p.who.code.is_some()).count();
        if coded >= 2 {
            return;
        }
        let several = |at: At| {
            let tok = self.doc().tok(at);
            let sentence = self.doc().sents[at.0];
            let two =
                sentence.children(at.1).any(|c| matches!(sentence.tokens[c].lemma.as_str(), "two" | "both"));
            two || matches!(self.doc().form(at).to_lowercase().as_str(), "they" | "their" | "both")
                || tok.lemma == "both"
        };
        let slot = ["subject", "possessive"].into_iter().find_map(|s| clause.slot(s).find(|at| several(*at)));
        if let Some(at) = slot {
            let pair = self.cast.pair_before(at, days);
            if pair.len() >= 2 {
                let span = self.cast.phrase_span(at).unwrap_or(self.doc().tok(at).span);
                *actor = pair;
                for party in actor.iter_mut() {
                    party.who.span = span;
                    party.who.text = self.doc().slice(span).to_owned();
                }
            }
        }
    }

    /// "were killed in *clashes with* rebels", "left after *talks with* Egypt": whomever the verb around is about is the other party.
    pub(super) fn party_around(
        &self,
        clause: &Clause,
        fight: bool,
        actor: &[Party],
        days: Days,
    ) -> Option<Party> {
        let [one] = actor else { return None };
        let with = ["with", "against"].into_iter().any(|slot| clause.has(slot));
        let told = ["subject", "possessive", "between", "by"].into_iter().any(|slot| clause.has(slot));
        let sentence = self.doc().sents[clause.sent];
        // "after two days of *talks*"
        let tok = &sentence.tokens[clause.head];
        let above = tok.head.filter(|_| tok.rel() == "nmod");
        let quantity = above.filter(|&at| self.doc().content((clause.sent, at)).1 == clause.head);
        let at = quantity.unwrap_or(clause.head);
        let tok = &sentence.tokens[at];
        let case = self.doc().case(clause.sent, at);
        let then = matches!(case, Some("in" | "during" | "at" | "after" | "before" | "following"));
        let verb = tok.head.filter(|_| with && !told && then && tok.rel() == "obl")?;
        let around = crate::clause::verbal(self.doc(), clause.sent, verb);
        let passive = crate::clause::passive(sentence, verb);
        let slot = if passive { "object" } else { "subject" };
        let at = around.slot(slot).next().filter(|at| at.0 == clause.sent && (fight || !passive))?;
        match &self.resolve(at, days)[..] {
            [other] if other.public && !same(&other.who, &one.who) => {
                by(vec![other.clone()], "party-around").pop()
            }
            _ => None,
        }
    }

    /// The parties in the first slot that holds any; true where one stands for something it owns.
    pub(super) fn fill(
        &self,
        clause: &Clause,
        slots: &[String],
        days: Days,
        how: Filling,
    ) -> (Vec<Party>, bool) {
        let mut parties: Vec<Party> = Vec::new();
        let mut weak = false;
        for slot in slots {
            if slot == "speaker" {
                parties.extend(self.speaker(clause));
            }
            for head in clause.slot(slot) {
                // "expressed his condolences *on Twitter*"
                let lemma = || lower(&self.doc().tok(head).lemma);
                let class = |class| self.tables.frames.in_class(class, &lemma());
                // "in the *aftermath* of the vote"
                if !how.acts && (slot == "on" && class("medium") || slot == "in" && class("occasion")) {
                    continue;
                }
                let found = match slot.as_str() {
                    "modifier" => self.modifiers(head, days),
                    _ => self.resolve(head, days).to_vec(),
                };
                let one_of = || MEMBERS.contains(&&*lower(&self.doc().tok(head).lemma));
                let stands_for = found.is_empty()
                    && (how.things || one_of())
                    && self.stands_for_owner(slot, head, how.acts);
                let found = if stands_for {
                    let owners = self.cast.owners(head, days, 1).into_iter();
                    let suffers = |p: &Party| how.acts && slot == "in" && self.follows(head, p);
                    let told = owners
                        .filter(|p| !self.located(head, p) && !suffers(p))
                        .map(|p| self.at_phrase(p, head));
                    by(told.collect(), "owner-of-thing")
                } else {
                    found
                };
                weak |= stands_for && !found.is_empty();
                for party in found {
                    if !parties.iter().any(|p| same(&p.who, &party.who)) {
                        parties.push(party);
                    }
                }
            }
            if !parties.is_empty() && !how.all {
                break;
            }
        }
        (parties, weak)
    }

    /// "struck over *their* demands": what is the actor's own is nobody else.
    pub(super) fn own_things(&self, sent: usize, actor: &[Party], recipient: &mut Vec<Party>) {
        let tokens = &self.doc().sents[sent].tokens;
        let own = |r: &Party| {
            let possessive = |t: &language::Token| t.xpos == "PRP$" && r.who.span.contains(t.span);
            actor.iter().any(|a| a.who.code == r.who.code && a.who.sector == r.who.sector)
                && tokens.iter().any(possessive)
        };
        recipient.retain(|r| !own(r));
    }

    /// "arrived in Lyon", said of the French president: a place of one's own state is nobody visited.
    pub(super) fn at_home(&self, actor: &[Party], recipient: &mut Vec<Party>) {
        let own = |r: &Party| {
            r.who.id.is_none() && r.who.sector.is_none() && actor.iter().any(|a| a.who.code == r.who.code)
        };
        recipient.retain(|r| !own(r));
    }

    /// "killed in the bombing *of the embassies*": what stands behind the deed did not do it.
    fn follows(&self, head: At, owner: &Party) -> bool {
        owner.who.span.start > self.doc().tok(head).span.start
    }

    /// "an affair *in Miami*": in which town a thing is says nothing of whose it is.
    fn located(&self, head: At, owner: &Party) -> bool {
        let group = self.cast.actors.is_collective(&lower(&self.doc().tok(head).lemma));
        if group || owner.who.id.is_some() || owner.because.rule != "actor#place" {
            return false;
        }
        let sentence = self.doc().sents[head.0];
        let within =
            sentence.children_by(head.1, "nmod").filter(|&c| self.doc().case(head.0, c) == Some("in"));
        let mut below = within.flat_map(|c| sentence.subtree(c));
        below.any(|at| owner.who.span.contains(sentence.tokens[at].span))
    }

    /// True where what stands in a slot may mean whoever owns it: "Kenya's plan" does; "in the second *attack*" says when, "with Albania's
    /// *help*" how.
    fn stands_for_owner(&self, slot: &str, head: At, acts: bool) -> bool {
        let lemma = lower(&self.doc().tok(head).lemma);
        let frames = &self.tables.frames;
        let force = |lead: &knowledge::Lead| {
            lead.sort == Sort::Noun && matches!(&*frames.frames[lead.frame].event, "ASSAULT" | "PROTEST")
        };
        match slot {
            "modifier" | "at" => false,
            // "were killed in a *Saudi raid*": who acts may be told so.
            "in" => acts || !frames.by_head(&lemma).iter().any(force),
            "with" => !matches!(&*lemma, "help" | "aid" | "support" | "assistance" | "backing" | "consent"),
            _ => true,
        }
    }

    pub(super) fn at_phrase(&self, mut party: Party, head: At) -> Party {
        if let Some(span) = self.cast.phrase_span(head) {
            party.who.span = span;
            party.who.text = self.doc().slice(span).to_owned();
        }
        party
    }

    /// Whoever a head means; "we" is who is speaking, a demonym before a noun its state.
    pub(crate) fn resolve(&self, head: At, days: Days) -> Rc<[Party]> {
        if let Some(found) = self.meant.borrow().get(&(head, days)) {
            return Rc::clone(found);
        }
        let found: Rc<[Party]> = self.resolve_anew(head, days).into();
        self.meant.borrow_mut().insert((head, days), Rc::clone(&found));
        found
    }

    fn resolve_anew(&self, head: At, days: Days) -> Vec<Party> {
        let form = lower(self.doc().form(head));
        // "the US" is no pronoun.
        let named = self.cast.names.at(head).is_some();
        if !named && matches!(&*form, "i" | "we" | "us" | "our" | "my" | "me") {
            return self.first_person(head).into_iter().collect();
        }
        if self.doc().tok(head).upos == Upos::Adj {
            return self.demonym(head, days);
        }
        self.cast.coordinated(head, days)
    }

    pub(super) fn demonym(&self, head: At, days: Days) -> Vec<Party> {
        let Some(name) = self.cast.names.at(head) else { return Vec::new() };
        let who = self.cast.bearer(name, days);
        let because = self.cast.names.chain_of(name).because.clone().at(name.span);
        if who.code.is_none() { Vec::new() } else { vec![Party { public: true, who, because }] }
    }

    pub(super) fn first_person(&self, head: At) -> Option<Party> {
        let span = self.doc().tok(head).span;
        let claim =
            self.claims.iter().filter(|c| c.content.contains(span)).min_by_key(|c| c.content.len())?;
        let mut who = claim.speaker.clone()?;
        who.span = span;
        who.text = self.doc().slice(span).to_owned();
        let because = Because::rule("code#first-person").at(span).note(format!("said by {}", who.name));
        Some(Party { public: who.code.is_some(), who, because })
    }
}
