//! Row: a candidate that was chosen becomes an event mention: its words, magnitudes, contexts, reasons, and how sure it is.

use super::{Candidate, Coder};
use crate::actor::Party;
use crate::clause::Moved;
use crate::count;
use crate::findings::{Aux, Basis, Claim, EventMention, Spans};
use crate::place::Manner;
use crate::recipient::guessed;
use knowledge::Sort;
use language::Upos;
use text::{Because, Span};

impl<'c> Coder<'c> {
    pub(super) fn filled(
        &self,
        c: Candidate<'c>,
        mut aux: Vec<Aux>,
        moved: &[Moved],
        trigger: Span,
        earlier: &[EventMention],
    ) -> EventMention {
        let doc = self.doc();
        let when = self.dated(&c, earlier);
        aux.sort();
        aux.dedup();
        let manner = Manner::of(&c.event);
        // What is threatened or asked for has its own place; what is agreed on or promised shares that of the promise.
        let content = c.content.as_ref().filter(|_| manner != Manner::Words || c.event == "AGREE");
        let place = self.place(&c.clause, manner).or_else(|| self.place(content?, Manner::of("CONSULT")));
        let crowd = matches!(c.event.as_str(), "PROTEST" | "MOBILIZE" | "RETREAT" | "AID");
        let fatal = matches!(c.event.as_str(), "ASSAULT" | "PROTEST");
        let counts = if fatal || crowd {
            count::read(doc, &self.tables.calendar, c.clause.sent, crowd)
        } else {
            count::Counts::default()
        };
        let said_by =
            self.claims.iter().filter(|claim| within(claim, trigger)).min_by_key(|claim| claim.content.len());
        let category = self.tables.ontology.categories.get(&c.event);
        let spans = |parties: &[Party]| parties.iter().map(|p| p.who.span).collect::<Vec<_>>();
        let mut because = Because::rule(c.frame.rule.clone()).at(trigger).note(format!(
            "{} by `{}`",
            c.event,
            doc.slice(trigger)
        ));
        because.reasons.extend(moved.iter().map(|m| m.because.clone()));
        because.considered.clone_from(&c.considered);
        let mut reasons = vec![because];
        reasons.extend(c.actor.iter().map(|p| {
            Because::rule("code#actor").at(p.who.span).note(p.who.name.clone()).below(p.because.clone())
        }));
        reasons.extend(c.recipient.iter().map(|p| {
            Because::rule("code#recipient").at(p.who.span).note(p.who.name.clone()).below(p.because.clone())
        }));
        reasons.extend(when.because.clone());
        reasons.extend(place.as_ref().map(|p| p.because.clone()));
        EventMention {
            id: text::id(
                "m-",
                &[&doc.report.id, &c.frame.rule, &format!("{:?}{}", trigger.part, trigger.start)],
            ),
            report: doc.report.id.clone(),
            sentence: c.clause.sent,
            mode: c.mode.iter().cloned().collect(),
            context: self.contexts(&c),
            cameo: c
                .frame
                .cameo
                .clone()
                .filter(|_| c.event == c.frame.event)
                .or_else(|| self.tables.ontology.cameo(&c.event, c.mode.as_deref())),
            quad: category.map_or(0, |category| category.quad),
            score: self.tables.ontology.score(&c.event, c.mode.as_deref()),
            confidence: confidence(&c, moved, self.by_pronoun(&c), said_by.is_some()),
            event: c.event,
            aux,
            spans: Spans {
                trigger,
                actor: spans(&c.actor),
                recipient: spans(&c.recipient),
                place: place.as_ref().map(|p| p.span),
                date: when.text.filter(|_| when.basis != Some(Basis::Publication)),
            },
            actor: c.actor.into_iter().map(|p| p.who).collect(),
            recipient: c.recipient.into_iter().map(|p| p.who).collect(),
            date_earliest: when.days.earliest,
            date_latest: when.days.latest,
            date_text: when.text.map(|span| doc.slice(span).to_owned()),
            date_basis: when.basis,
            place_basis: place.as_ref().map(|p| p.basis),
            place: place.map(|p| p.place),
            dead: counts.dead.filter(|_| fatal),
            injured: counts.injured.filter(|_| fatal),
            size: counts.size,
            said_by: said_by.map(|claim| claim.id.clone()),
            frame: c.frame.rule.clone(),
            event_id: None,
            denies: None,
            because: reasons,
        }
    }

    /// True where a pronoun says who acts.
    fn by_pronoun(&self, c: &Candidate) -> bool {
        let tokens = &self.doc().sents[c.clause.sent].tokens;
        let pronoun = |span: Span| tokens.iter().any(|t| t.span == span && t.upos == Upos::Pron);
        c.actor.iter().any(|p| pronoun(p.who.span))
    }

    fn contexts(&self, c: &Candidate) -> Vec<String> {
        let sentence = self.doc().sents[c.clause.sent];
        let lemmas: Vec<String> = sentence.tokens.iter().map(|t| t.lemma.to_lowercase()).collect();
        let mut found = self.tables.ontology.contexts_of(&lemmas);
        found.extend(c.frame.context.iter().cloned());
        found.sort();
        found.dedup();
        found
    }
}

/// True where the trigger stands in what is said, not in the words that say so.
fn within(claim: &Claim, trigger: Span) -> bool {
    let parts = if claim.parts.is_empty() { std::slice::from_ref(&claim.content) } else { &claim.parts[..] };
    parts.iter().any(|part| part.contains(trigger)) && !claim.cue_span.iter().any(|cue| cue.contains(trigger))
}

/// True for a party that an earlier mention lends.
fn lent(party: &Party) -> bool {
    let arm = party.because.rule.strip_prefix("code#");
    matches!(arm, Some("told-before" | "party-before" | "unnamed-doer" | "doer"))
}

/// How many of a hundred such rows were right in category, parties and standing on gold news (`gold/calibration.py`): by which parties
/// were found, and what speaks against them. In hundredths, so that it is the same number everywhere.
fn confidence(c: &Candidate, moved: &[Moved], by_pronoun: bool, said: bool) -> f64 {
    let paired = c.frame.mutual && c.actor.len() > 1 || !c.actor.is_empty() && !c.recipient.is_empty();
    let mut points: i32 = match (paired, c.actor.is_empty(), c.recipient.is_empty()) {
        (true, _, _) => 80,
        (_, false, _) => 50,
        (_, _, false) => 35,
        _ => 20,
    };
    // More of the frame's tests held: another sense of the word is less likely.
    points += 5 * i32::try_from(c.fit.0.min(2)).unwrap_or(0);
    points -= if c.weak { 10 } else { 0 };
    points -= if c.sort == Sort::Noun { 5 } else { 0 };
    points -= if c.actor.len() > 1 { 15 } else { 0 };
    points -= if by_pronoun { 15 } else { 0 };
    points -= if said { 5 } else { 0 };
    points -= if c.actor.iter().chain(&c.recipient).any(|p| p.who.code.is_none()) { 25 } else { 0 };
    let any = |is: fn(&Party) -> bool| c.actor.iter().chain(&c.recipient).any(is);
    // Whose they are the report alone says, not the words beside them; who they are, a mention before; whom it is done to, no slot.
    points -= if any(guessed) { 5 } else { 0 };
    points -= if any(lent) { 10 } else { 0 };
    points -= if any(|p| p.because.rule == "code#behind") { 5 } else { 0 };
    points -= match moved {
        [] => 0,
        [_] => 10,
        _ => 20,
    };
    f64::from(points.clamp(5, 95)) / 100.0
}
