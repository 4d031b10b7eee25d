//! Complement: what is no event of its own beside another of its sentence: what is promised, asked, refused or threatened, what a deed is done
//! for, what a crowd calls for, the march of an army that attacks.

use super::{Candidate, Coder};
use crate::actor::same;
use crate::findings::{Aux, EventMention};
use knowledge::Sort;
use text::Span;

impl<'c> Coder<'c> {
    /// What is promised, asked, refused or threatened changes the category or gives the mode, and is no event of its own.
    pub(super) fn complements(&self, candidates: &mut [Candidate<'c>]) {
        for outer in 0..candidates.len() {
            let Some(category) = self.tables.ontology.categories.get(&candidates[outer].event) else {
                continue;
            };
            if category.complement.is_empty() && category.complement_mode.is_empty() {
                continue;
            }
            let heads = self.content_heads(&candidates[outer]);
            let within = |i: &usize| {
                let c = &candidates[*i];
                *i != outer
                    && (heads.contains(&c.clause.head)
                        || c.clause.light.is_some_and(|light| heads.contains(&light)))
            };
            let all: Vec<usize> = (0..candidates.len()).filter(within).collect();
            let Some(&inner) = all.first() else { continue };
            let kind = candidates[inner].event.clone();
            // "settled their *tariff war*": a frame of agreement that names such an object itself ends it, and threatens nobody with it.
            let clause = &candidates[outer].clause;
            let named = candidates[outer].frame.wants.contains_key("object")
                && clause.slot("object").any(|at| at == (clause.sent, candidates[inner].clause.head));
            if let Some(becomes) =
                category.complement.get(&kind).filter(|becomes| !named || *becomes != "THREATEN")
            {
                candidates[outer].event.clone_from(becomes);
                candidates[outer].mode = None;
                let category = self.tables.ontology.categories.get(becomes);
                candidates[outer].mode = category.and_then(|c| c.complement_mode.get(&kind).cloned());
            } else if candidates[outer].mode.is_none() {
                candidates[outer].mode = category.complement_mode.get(&kind).cloned();
            }
            for &inner in &all {
                candidates[inner].absorbed = true;
            }
            candidates[outer].content = Some(candidates[inner].clause.clone());
            if candidates[outer].recipient.is_empty()
                && (!candidates[outer].frame.mutual || candidates[outer].actor.len() < 2)
            {
                let mut taken = candidates[inner].recipient.clone();
                if taken.is_empty() && candidates[inner].frame.mutual {
                    taken.clone_from(&candidates[inner].actor);
                }
                let actor = candidates[outer].actor.clone();
                candidates[outer].recipient =
                    taken.into_iter().filter(|r| !actor.iter().any(|a| same(&a.who, &r.who))).collect();
            }
        }
    }

    fn content_heads(&self, candidate: &Candidate) -> Vec<usize> {
        let clause = &candidate.clause;
        let sentence = self.doc().sents[clause.sent];
        let mut heads: Vec<usize> = clause.complement.into_iter().collect();
        if candidate.sort == Sort::Modal {
            heads.push(clause.head);
        }
        let slots = ["object", "for", "to", "on", "of", "with"];
        heads.extend(
            slots.iter().flat_map(|slot| clause.slot(slot)).filter(|at| at.0 == clause.sent).map(|at| at.1),
        );
        heads.extend(
            sentence
                .children_by(clause.head, "advcl")
                .filter(|&c| sentence.children_by(c, "mark").any(|m| sentence.tokens[m].lemma == "to")),
        );
        // "vowed to widen its raids", "agreed to resume talks": the noun that an infinitive acts on is the content.
        for rel in ["xcomp", "obj"] {
            let open: Vec<usize> = heads
                .iter()
                .filter(|&&h| sentence.tokens[h].xpos.starts_with("VB"))
                .flat_map(|&h| sentence.children_by(h, rel).collect::<Vec<_>>())
                .collect();
            heads.extend(open);
        }
        // "rejected an offer *to host* talks", "opposes mediation *in the negotiations*": what the content is about.
        let mut below = heads.clone();
        for _ in 0..2 {
            below = below.iter().flat_map(|&head| self.content_below(clause.sent, head)).collect();
            heads.extend(&below);
        }
        heads
    }

    /// Infinitives and nouns that say what a noun of content is about.
    fn content_below(&self, sent: usize, noun: usize) -> Vec<usize> {
        let sentence = self.doc().sents[sent];
        if !crate::doc::nominal(&sentence.tokens[noun]) {
            return Vec::new();
        }
        let about = |&at: &usize| match sentence.tokens[at].deprel {
            "acl" => sentence.children_by(at, "mark").any(|m| sentence.tokens[m].lemma == "to"),
            "nmod" => matches!(self.doc().case(sent, at), Some("of" | "in" | "on" | "for")),
            _ => false,
        };
        sentence.children(noun).filter(about).collect()
    }

    /// "marched, *calling* for his resignation": what a crowd demands is what its protest is about.
    pub(super) fn cried(&self, m: &EventMention, marched: &[Span]) -> bool {
        let sentence = self.doc().sents[m.sentence];
        let at = sentence.tokens.iter().position(|t| t.span == m.spans.trigger);
        let Some(at) = at.filter(|_| matches!(m.event.as_str(), "REQUEST" | "ACCUSE" | "REJECT")) else {
            return false;
        };
        let mut at = at;
        // "rioted, joining others *in demanding* a vote": through one participle.
        for _ in 0..2 {
            let tok = &sentence.tokens[at];
            let beside = tok.rel() == "advcl" && (tok.xpos == "VBG" || tok.xpos == "VB");
            let Some(head) = tok.head.filter(|_| beside) else { return false };
            if marched.contains(&sentence.tokens[head].span) {
                return true;
            }
            at = head;
        }
        false
    }

    /// "telephoned him *to discuss* a truce", "sent experts *to help* arrest them": what another deed of the sentence is done for is no
    /// happening beside it.
    pub(super) fn only_meant(&self, m: &EventMention, told: &[Span]) -> bool {
        let sentence = self.doc().sents[m.sentence];
        let tokens = &sentence.tokens;
        let Some(mut at) = tokens.iter().position(|t| t.span == m.spans.trigger) else { return false };
        if !m.aux.contains(&Aux::Hypothetical) {
            return false;
        }
        let mut meant = false;
        for _ in 0..8 {
            let tok = &tokens[at];
            meant |= sentence.children_by(at, "mark").any(|c| tokens[c].lemma == "to");
            let inward = matches!(tok.rel(), "xcomp" | "advcl" | "obj" | "obl" | "nmod" | "conj")
                || tok.deprel == "acl";
            let Some(head) = tok.head.filter(|_| inward) else { return false };
            if meant && told.iter().any(|span| *span == tokens[head].span) {
                return true;
            }
            at = head;
        }
        false
    }
}

/// MOBILIZE inside a report of ASSAULT is part of it.
pub(super) fn quell(candidates: &mut Vec<Candidate>) {
    let attackers: Vec<Vec<String>> = candidates
        .iter()
        .filter(|c| c.event == "ASSAULT")
        .map(|c| c.actor.iter().map(|p| p.who.name.clone()).collect())
        .collect();
    candidates.retain(|c| {
        c.event != "MOBILIZE" || !attackers.iter().any(|a| c.actor.iter().any(|p| a.contains(&p.who.name)))
    });
}
