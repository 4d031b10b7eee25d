//! Speaker: who says it. In comes the head of the phrase that stands as speaker; out goes a party with the whole noun phrase, appositions
//! and relative clauses with it, and with the best name that the phrase or the report gives.

use super::Reader;
use crate::actor::Party;
use crate::clause::Clause;
use crate::doc::{At, contiguous, nominal};
use crate::findings::Who;
use language::{Label, Upos};
use text::{Because, Days, Span};

/// Words that speak for nobody.
const NOBODY: [&str; 8] = ["it", "this", "that", "which", "what", "there", "who", "whom"];

/// First and second persons: speakers of an interview, or of the quotation that they stand in.
pub(super) const FIRST: [&str; 3] = ["i", "we", "you"];

/// Words that stand for several people: "some insisted", "those who fled said".
const MANY: [&str; 8] = ["those", "some", "others", "many", "most", "several", "all", "both"];

/// Pronouns that can stand behind ", said".
const SUBJECTS: [&str; 6] = ["i", "we", "he", "she", "they", "it"];

impl Reader<'_, '_> {
    /// The head of the phrase that says it: the slot's, the noun behind an inverted verb, or the one right before a verb hung elsewhere.
    pub(super) fn speaker_head(&self, clause: &Clause, slot: &str) -> Option<At> {
        let cue = self.doc.tok((clause.sent, clause.head)).span;
        let quoted =
            |at: &At| self.quotes.iter().any(|q| q.contains(self.doc.tok(*at).span) && !q.contains(cue));
        let own = clause.slot(slot).find(|at| !quoted(at));
        if slot != "subject" {
            return own;
        }
        // "The raid left many homeless, said the mayor": of two subjects the one behind.
        let own = own.filter(|own| !(own.1 < clause.head && self.has_subject_behind(clause)));
        own.map(|own| self.nearer(clause, own))
            .or_else(|| self.inverted(clause))
            .or_else(|| self.right_before(clause.sent, clause.head))
            .or_else(|| self.loose(clause))
            .or_else(|| self.able(clause))
            .filter(|at| !quoted(at))
    }

    /// "Her success “does not hang on money,” Mora told them": of two subjects before the verb the one right before it.
    fn nearer(&self, clause: &Clause, own: At) -> At {
        let sentence = self.doc.sents[clause.sent];
        let before = |c: &usize| *c < clause.head && *c > own.1 && own.0 == clause.sent;
        let quoted = |c: usize| self.quotes.iter().any(|q| q.contains(sentence.tokens[c].span));
        let next = sentence.children_by(clause.head, "nsubj").filter(before).last();
        let tells = |t: usize| matches!(sentence.tokens[t].xpos, "VBD" | "VBZ" | "VBP" | "MD");
        let apart = |c: usize| {
            sentence.tokens[own.1].head == Some(clause.head)
                && !sentence.tokens[c].xpos.starts_with('W')
                && (own.1..c).any(tells)
        };
        next.filter(|&c| !quoted(c) && apart(c)).map_or(own, |c| (clause.sent, c))
    }

    fn has_subject_behind(&self, clause: &Clause) -> bool {
        let sentence = self.doc.sents[clause.sent];
        let tells = |t: &language::Token| matches!(t.xpos, "VBD" | "VBZ" | "VBP" | "MD");
        let behind =
            |c: usize| c > clause.head && c - clause.head <= 12 && !sentence.tokens[c..].iter().any(tells);
        let finite = matches!(sentence.tokens[clause.head].xpos, "VBD" | "VBZ" | "VBP");
        finite && sentence.children_by(clause.head, "nsubj").any(behind) && self.inverted(clause).is_some()
    }

    /// ", said a spokesman": the object of a finite verb that stands behind what is said.
    fn inverted(&self, clause: &Clause) -> Option<At> {
        let (sent, at) = (clause.sent, clause.head);
        let finite = matches!(self.doc.tok((sent, at)).xpos, "VBD" | "VBZ" | "VBP");
        let after_mark = match at.checked_sub(1) {
            Some(before) => matches!(
                self.doc.form((sent, before)),
                "," | "”" | "\"" | "''" | "’" | "'" | "?" | "!" | "-" | "–" | "—"
            ),
            None => self.doc.tok((sent, at)).xpos != "VBP",
        };
        let sentence = self.doc.sents[sent];
        let behind = sentence.children_by(at, "nsubj").map(|c| (sent, c)).chain(clause.slot("object"));
        // "thank you": whoever is thanked does not speak.
        let spoken_to = |tok: &language::Token| {
            tok.rel() == "obj"
                && matches!(tok.xpos, "PRP")
                && !SUBJECTS.contains(&tok.lemma.to_lowercase().as_str())
        };
        let object = behind
            .into_iter()
            .find(|o| o.0 == sent && o.1 > at && o.1 - at <= 12 && !spoken_to(self.doc.tok(*o)));
        object.filter(|_| finite && after_mark)
    }

    /// "We are wise enough *to know* that": whoever the adjective is told of.
    fn able(&self, clause: &Clause) -> Option<At> {
        let sentence = self.doc.sents[clause.sent];
        let tok = &sentence.tokens[clause.head];
        let above =
            tok.head.filter(|&above| matches!(tok.rel(), "advcl" | "xcomp") && above < clause.head)?;
        let adjective =
            sentence.tokens[above].upos == Upos::Adj && self.to_infinitive(clause.sent, clause.head);
        let enough = sentence.children_by(above, "advmod").any(|c| sentence.tokens[c].lemma == "enough");
        let subject = sentence.children_by(above, "nsubj").find(|&c| c < above)?;
        (adjective && enough).then_some((clause.sent, subject))
    }

    /// "Maria Sandoval, who chairs the board, said": a phrase that ends at a finite verb, whatever the tree hung it on.
    fn loose(&self, clause: &Clause) -> Option<At> {
        let (sent, at) = (clause.sent, clause.head);
        let sentence = self.doc.sents[sent];
        let finite = matches!(sentence.tokens[at].xpos, "VBD" | "VBZ" | "VBP");
        let comma = at.checked_sub(1).filter(|&t| self.doc.form((sent, t)) == ",");
        let edge = comma.unwrap_or(at).checked_sub(1).filter(|_| finite)?;
        let cased = |t: usize| sentence.children_by(t, "case").any(|c| c < t);
        let ends =
            |t: usize| sentence.subtree(t).last().is_some_and(|&last| last == edge || Some(last) == comma);
        (at.saturating_sub(20)..at)
            .find(|&t| nominal(&sentence.tokens[t]) && !cased(t) && ends(t))
            .map(|t| (sent, t))
    }

    /// A finite verb without subject, right behind a noun phrase that the tree has hung elsewhere.
    fn right_before(&self, sent: usize, at: usize) -> Option<At> {
        let sentence = self.doc.sents[sent];
        if !matches!(sentence.tokens[at].xpos, "VBD" | "VBZ" | "VBP")
            || matches!(sentence.tokens[at].rel(), "conj" | "xcomp")
        {
            return None;
        }
        let aside = |t: &usize| !matches!(sentence.tokens[*t].upos, Upos::Adv | Upos::Aux);
        let mut head = (0..at).rev().find(aside).filter(|&t| nominal(&sentence.tokens[t]))?;
        let noun = |t: usize| nominal(&sentence.tokens[t]);
        for _ in 0..6 {
            match sentence.tokens[head].head.filter(|&above| above < at && noun(above)) {
                Some(above) if !(above + 1..head).any(|t| self.doc.form((sent, t)) == ",") => head = above,
                _ => break,
            }
        }
        Some((sent, head))
    }

    /// Whoever a phrase means as a speaker: a party, the owner of "a statement", or the bare words of somebody unnamed.
    pub(super) fn speaker(&self, head: At, cue: Option<usize>) -> Option<Party> {
        let all = self.cast.coordinated(head, Days::default());
        let mut first = self.bearer(head, cue, all.len() > 1);
        if first.is_none() {
            first = all.first().cloned();
            if let Some(first) = first.as_mut().filter(|_| all.len() > 1) {
                first.who.name = all.iter().map(|p| p.who.name.as_str()).collect::<Vec<_>>().join(", ");
            }
        }
        let first = first.or_else(|| self.cast.owners(head, Days::default(), 0).into_iter().next());
        match first {
            Some(mut party) => {
                party.who.span = self.phrase_span(head, cue);
                party.who.text = self.doc.slice(party.who.span).to_owned();
                Some(party)
            }
            None => self.unnamed(head, cue),
        }
    }

    /// The person whom a phrase names beside a title or trade: "seaweed farmer *Mitsuyo Kawamura*", "the spokesman, *Garba Shehu*".
    fn bearer(&self, (sent, head): At, cue: Option<usize>, several: bool) -> Option<Party> {
        let sentence = self.doc.sents[sent];
        if several || self.doc.tok((sent, head)).upos == Upos::Pron {
            return None;
        }
        let names = |tok: usize| self.cast.names.at((sent, tok)).filter(|name| name.label == Label::Per);
        let beside = sentence.children(head).filter(|&c| {
            matches!(sentence.tokens[c].rel(), "flat" | "appos") || sentence.tokens[c].deprel == "nmod:desc"
        });
        let edge = self.noun_phrase((sent, head), cue).last().copied();
        let name = std::iter::once(head)
            .chain(beside)
            .chain(edge.filter(|&e| self.flush(sent, head, e)))
            .find_map(names)?;
        let who = self.cast.bearer(name, Days::default());
        let because = self.cast.names.chain_of(name).because.clone().at(name.span);
        Some(Party { public: who.code.is_some(), who, because })
    }

    /// True where nothing but names and nouns stands between two words.
    fn flush(&self, sent: usize, from: usize, to: usize) -> bool {
        let noun = |t: usize| {
            matches!(self.doc.tok((sent, t)).upos, Upos::Propn | Upos::Noun)
                || self.doc.form((sent, t)) == "of"
        };
        from < to && (from + 1..=to).all(noun)
    }

    /// Somebody without a name, by the words of the phrase.
    pub(super) fn unnamed(&self, head: At, cue: Option<usize>) -> Option<Party> {
        let tok = self.doc.tok(head);
        let word = self.doc.form(head).to_lowercase();
        if !(nominal(tok) || MANY.contains(&word.as_str()))
            || NOBODY.contains(&word.as_str()) && !self.speaks_as_it(head)
            || self.dated(head.0, head.1)
        {
            return None;
        }
        let span = self.phrase_span(head, cue);
        let text = self.doc.slice(span).to_owned();
        let who = Who { name: text.clone(), text, span, ..Who::default() };
        Some(Party { who, public: false, because: Because::rule("claim#unnamed-speaker").at(span) })
    }

    /// "It said": a body or a paper that spoke before; who, the claims before it tell.
    fn speaks_as_it(&self, head: At) -> bool {
        let tok = self.doc.tok(head);
        tok.lemma.eq_ignore_ascii_case("it") && tok.deprel == "nsubj"
    }

    /// True for a phrase that means somebody who can speak, not a thing.
    pub(super) fn somebody(&self, head: At) -> bool {
        let tok = self.doc.tok(head);
        let person = tok.upos == Upos::Pron && !NOBODY.contains(&tok.lemma.to_lowercase().as_str());
        person
            || self.cast.names.at(head).is_some()
            || !self.cast.coordinated(head, Days::default()).is_empty()
    }

    pub(super) fn phrase_span(&self, head: At, cue: Option<usize>) -> Span {
        self.doc.span_of(head.0, &self.noun_phrase(head, cue))
    }

    /// The whole noun phrase under a head: modifiers, appositions, relative clauses, and what is joined to it; nothing that holds the cue.
    pub(super) fn noun_phrase(&self, (sent, head): At, cue: Option<usize>) -> Vec<usize> {
        let sentence = self.doc.sents[sent];
        let holds_cue =
            |at: usize| cue.is_some_and(|cue| cue < sentence.tokens.len() && sentence.dominates(at, cue));
        let mut kept = Vec::new();
        let mut stack = vec![head];
        while let Some(at) = stack.pop() {
            kept.push(at);
            let children = sentence.children(at).filter(|&c| {
                let tok = &sentence.tokens[c];
                let outside = match tok.rel() {
                    "conj" => at == head && !nominal(tok),
                    "parataxis" | "advcl" | "ccomp" | "discourse" | "vocative" | "cop" | "aux" | "nsubj"
                    | "obl" | "mark" => at == head,
                    "case" => at == head && (c < head || tok.xpos == "POS"),
                    "advmod" => at == head && c > head,
                    _ => false,
                };
                // ", said Roth *to the crowd*"
                let told = at == head
                    && tok.deprel == "nmod"
                    && cue.is_some_and(|cue| cue < head)
                    && sentence.tokens[head].upos == Upos::Propn
                    && self.doc.case(sent, c) == Some("to");
                !(outside
                    || told
                    || holds_cue(c)
                    || at == head && tok.deprel == "nmod" && self.dated(sent, c))
            });
            stack.extend(children);
        }
        kept.sort_unstable();
        kept.dedup();
        let mut toks = contiguous(kept, head);
        self.up_to(sent, &mut toks, cue);
        while toks.last().is_some_and(|&t| t != head && sentence.tokens[t].upos == Upos::Punct) {
            toks.pop();
        }
        let open = |t: usize| {
            t != head && (sentence.tokens[t].upos == Upos::Punct || sentence.tokens[t].deprel == "cc")
        };
        let from = toks.iter().position(|&t| !open(t)).unwrap_or(0);
        toks.split_off(from)
    }

    /// "spokesperson *Julie Hahn* said": names between the phrase and its cue that the tree hung elsewhere.
    fn up_to(&self, sent: usize, toks: &mut Vec<usize>, cue: Option<usize>) {
        let (Some(cue), Some(&last)) = (cue, toks.last()) else { return };
        // "Secretary *of State Rex Tillerson* said"
        let named =
            |t: usize| self.doc.tok((sent, t)).upos == Upos::Propn || self.doc.form((sent, t)) == "of";
        if last + 1 < cue && (last + 1..cue).all(named) {
            toks.extend(last + 1..cue);
        }
    }
}
