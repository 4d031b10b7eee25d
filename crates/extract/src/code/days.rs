//! Days: which date a clause has of its own, which it shares with what it hangs on, and which an event takes where no clause says one.

use super::{Candidate, Coder, When, speaking};
use crate::clause::Clause;
use crate::findings::{Basis, EventMention};
use crate::place::Manner;
use crate::time::{Timex, governing};
use knowledge::Sort;
use language::Upos;
use text::{Because, Days};

impl<'c> Coder<'c> {
    /// The days of a clause: its own date, else that of the clause it hangs on, short of who says so.
    pub(crate) fn when(&self, clause: &Clause) -> When {
        let found = |timex: &Timex, basis| When {
            days: timex.days,
            text: Some(timex.span),
            basis: Some(basis),
            because: Some(timex.because()),
        };
        let own = [Some(clause.head), clause.light, self.open(clause)].into_iter().flatten();
        for head in own.chain(self.site().took_place(clause)) {
            if let Some(timex) = governing(self.doc(), self.timexes, clause.sent, head) {
                return found(timex, Basis::Clause);
            }
        }
        for above in self.above(clause) {
            if let Some(timex) = governing(self.doc(), self.timexes, clause.sent, above) {
                return found(timex, Basis::Sentence);
            }
        }
        // "Speaking on Monday, he rejected ...": the day of speaking.
        for aside in speaking(self.doc(), &self.tables.frames, clause) {
            if let Some(timex) = governing(self.doc(), self.timexes, clause.sent, aside) {
                return found(timex, Basis::Sentence);
            }
        }
        When::default()
    }

    /// "helped police *retake* the port in June": an infinitive that shares the clause's standing shares its day and place.
    pub(super) fn open(&self, clause: &Clause) -> Option<usize> {
        let sentence = self.doc().sents[clause.sent];
        let verb = &sentence.tokens[clause.head];
        let shares = self.tables.frames.in_class("shared-deed", &verb.lemma);
        clause.complement.filter(|&at| shares && sentence.tokens[at].rel() == "xcomp")
    }

    /// What the clause hangs on, up to a verb that reports it.
    pub(super) fn above(&self, clause: &Clause) -> Vec<usize> {
        let sentence = self.doc().sents[clause.sent];
        let mut found = Vec::new();
        let mut at = clause.light.unwrap_or(clause.head);
        for _ in 0..8 {
            let tok = &sentence.tokens[at];
            let reported = matches!(tok.rel(), "ccomp" | "parataxis") || tok.deprel == "acl:relcl";
            // "the girls *seized* in spring were freed", "sentenced the *ousted* president": a participle tells of another time than the
            // verb above its noun.
            let describes = matches!(tok.rel(), "acl" | "amod") && tok.xpos == "VBN";
            // "was arrested on Monday *two days* after he had spoken", "before he spoke": another time, and another place.
            let apart = |mark: usize| match sentence.tokens[mark].lemma.as_str() {
                "before" | "since" | "until" => true,
                "after" => self
                    .timexes
                    .iter()
                    .any(|t| t.sent == clause.sent && t.kind == "DURATION" && t.end == mark),
                _ => false,
            };
            let other = tok.rel() == "advcl" && sentence.children_by(at, "mark").any(apart);
            match tok.head {
                Some(head) if !reported && !describes && !other => at = head,
                _ => break,
            }
            // "condemned the attack on Monday": the attack is older than the words about it.
            if self.is_said_of(clause.sent, at) && sentence.tokens[clause.head].upos == Upos::Noun {
                break;
            }
            found.push(at);
        }
        found
    }

    /// True for a verb that judges or asks for something: the trigger of an event in words. What is "confirmed" or "announced" on a day
    /// may be of that day.
    pub(super) fn is_said_of(&self, sent: usize, at: usize) -> bool {
        let tok = &self.doc().sents[sent].tokens[at];
        let lemma = tok.lemma.to_lowercase();
        let in_words = |lead: &knowledge::Lead| {
            let frame = &self.tables.frames.frames[lead.frame];
            frame.triggers[lead.trigger].sort == Sort::Verb
                && frame.triggers[lead.trigger].rest.is_empty()
                && Manner::of(&frame.event) == Manner::Words
                && frame.event != "SANCTION"
        };
        let confirms = |&(cue, _): &(usize, usize)| {
            matches!(self.tables.cues.claims[cue].kind.as_str(), "confirm" | "say" | "announce")
        };
        tok.xpos.starts_with("VB")
            && !self.tables.cues.by_head(&lemma).iter().any(confirms)
            && self.tables.frames.by_head(&lemma).iter().any(in_words)
    }

    /// The clause's date, else that of the last mention of the same kind between the same parties, else publication as an upper bound.
    pub(super) fn dated(&self, c: &Candidate, earlier: &[EventMention]) -> When {
        if c.days.basis.is_some() {
            return c.days.clone();
        }
        let alike = |m: &&EventMention| {
            let codes = |parties: &[crate::findings::Who]| {
                parties.iter().filter_map(|w| w.code.clone()).collect::<Vec<_>>()
            };
            let mine: Vec<String> = c.actor.iter().filter_map(|p| p.who.code.clone()).collect();
            m.event == c.event
                && m.sentence + 6 > c.clause.sent
                && !mine.is_empty()
                && codes(&m.actor) == mine
                && m.aux.is_empty()
        };
        let before = earlier
            .iter()
            .rev()
            .filter(alike)
            .find(|m| matches!(m.date_basis, Some(Basis::Clause | Basis::Sentence)));
        // "Assad and Shoigu discussed ...": talks of the same people a little further down are the same talks.
        let talks = c.event == "CONSULT"
            && c.frame.mutual
            && c.actor.iter().filter(|p| p.who.id.is_some()).count() > 1;
        let definite = talks
            || c.sort == Sort::Noun && {
                let sentence = self.doc().sents[c.clause.sent];
                sentence.children_by(c.clause.head, "det").any(|d| sentence.tokens[d].lemma == "the")
                    || c.clause.slot("possessive").next().is_some()
            };
        if let Some(m) = before.filter(|_| definite) {
            let because = Because::rule("time#earlier-mention").note(format!("as in {}", m.id));
            return When {
                days: m.days(),
                text: m.spans.date,
                basis: Some(Basis::Earlier),
                because: Some(because),
            };
        }
        let latest = self.cast.published.latest;
        let days = Days { earliest: None, latest };
        let because = Because::rule("time#publication-bound")
            .note("no date in the text: on the day of publication or before");
        When { days, text: None, basis: latest.map(|_| Basis::Publication), because: latest.map(|_| because) }
    }
}
