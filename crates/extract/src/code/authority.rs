//! Authority: who acts where nobody is said to act, and only those who govern, or who tell of it, can have done it.

use super::Coder;
use crate::actor::{Party, of_a_state};
use crate::clause::{Clause, passive};
use crate::doc::lower;
use crate::findings::{Claim, Who};
use crate::place::Manner;
use crate::recipient::guessed;
use knowledge::Frame;
use text::{Because, Days};

/// Modes of force that only those who govern a place use there.
const STATE_FORCE: [&str; 3] = ["arrest", "convict", "investigate"];
/// Sectors of those whom they fight.
const FIGHTERS: [&str; 3] = ["REB", "UAF", "CRM"];

impl Coder<'_> {
    /// "was arrested in *Turkey*": who arrests somewhere is its state. "The ship was seized, *Kenyan police* said": they tell of their own
    /// work; so does an army that says how many rebels were killed. None where somebody is said to act.
    pub(super) fn authority(&self, clause: &Clause, frame: &Frame, recipient: &[Party]) -> Option<Party> {
        let nobody = clause.slot("subject").next().is_none()
            && passive(self.doc().sents[clause.sent], clause.head)
            && clause.slot("by").next().is_none()
            && clause.slot("object").next().is_some();
        let force = frame.mode.as_deref().is_some_and(|mode| STATE_FORCE.contains(&mode));
        let taken = force || frame.mode.as_deref() == Some("seize");
        let shot = frame.event == "ASSAULT" && !recipient.is_empty() && recipient.iter().all(fights);
        if !nobody || !(taken || shot) {
            return None;
        }
        if let Some(land) = force.then(|| self.land(clause, Manner::of(&frame.event))).flatten() {
            let because = Because::rule("code#held-in").at(land.who.span).below(land.because.clone());
            return Some(Party { because, ..land });
        }
        self.announcer(clause, recipient).filter(|p| !fights(p))
    }

    /// "Chad's army said *troops* killed rebels": forces that nobody else is said to own are those of whoever tells of it.
    pub(super) fn own_forces(&self, clause: &Clause, actor: &mut [Party], recipient: &[Party]) {
        let unowned = |p: &Party| p.who.code.is_none() && p.who.sector.as_deref().is_some_and(of_a_state);
        if !actor.iter().any(unowned) {
            return;
        }
        let Some(teller) = self.announcer(clause, recipient) else { return };
        for party in actor.iter_mut().filter(|p| unowned(p)) {
            party.who.code.clone_from(&teller.who.code);
            party.because = teller.because.clone().below(party.because.clone());
            party.public = true;
        }
    }

    /// Those of a state who tell of what the clause says, where the text says whose they are; not its envoys, who speak of what befalls
    /// others.
    fn announcer(&self, clause: &Clause, recipient: &[Party]) -> Option<Party> {
        let span = self.doc().tok((clause.sent, clause.head)).span;
        let tells = |c: &&Claim| matches!(&*c.kind, "say" | "announce" | "confirm" | "report");
        let within = self.claims.iter().filter(|c| c.content.contains(span));
        let claim = within.min_by_key(|c| c.content.len()).filter(tells)?;
        let speaker = claim.speaker.as_ref()?;
        let head = self.doc().head_within(claim.sentence, speaker.span)?;
        let party = self.resolve((claim.sentence, head), Days::default()).first().cloned()?;
        let who = &party.who;
        let serves = who.sector.as_deref().is_some_and(of_a_state) && who.code.is_some();
        // Nobody overthrows or shoots his own.
        let own = |r: &Party| r.who.code == who.code && r.who.sector.as_deref().is_some_and(of_a_state);
        if !serves || guessed(&party) || recipient.iter().any(own) || self.is_envoy(who) {
            return None;
        }
        let because = Because::rule("code#announced").at(who.span).note("tells of its own work");
        Some(Party { because: because.below(party.because.clone()), public: true, ..party })
    }

    fn is_envoy(&self, who: &Who) -> bool {
        let abroad = |word: &str| {
            let word = lower(word.trim_end_matches("'s"));
            self.tables.frames.in_class("abroad", &word)
        };
        who.text.split_whitespace().chain(who.name.split_whitespace()).any(abroad)
    }
}

fn fights(party: &Party) -> bool {
    party.who.sector.as_deref().is_some_and(|sector| FIGHTERS.contains(&sector))
}
