//! Content: what is said. Clauses and quotations first, wherever they stand (`right`, `left`), then infinitives, what stands behind "as", deeds,
//! objects, and the content of nouns.

use super::Reader;
use super::cue::{DUTY, Saying};
use crate::clause::Clause;
use crate::doc::At;
use crate::findings::Form;
use knowledge::cues::{Cue, Takes};
use language::Upos;
use text::Span;

impl Reader<'_, '_> {
    /// The pieces of what is said, less quotation marks and the cue's own words.
    pub(super) fn content(&self, s: &Saying) -> Option<Vec<Span>> {
        if s.takes(Takes::Clause) || s.takes(Takes::Quote) {
            let said = self.clausal(s);
            if said.is_some() {
                return said;
            }
        }
        self.infinitive(s)
            .or_else(|| self.as_clause(s))
            .or_else(|| self.deed(s))
            .or_else(|| self.object(s))
            .or_else(|| {
                let slots = ["about", "of", "over", "against", "on", "for", "to"].into_iter();
                let owned = |slot: &&str| match *slot {
                    "to" => s.cue.kind == "admit",
                    "for" => {
                        s.cue.kind == "apologise" || s.clause.slot("object").any(|o| self.own_word(s, o.1))
                    }
                    _ => true,
                };
                let mut heads = slots
                    .filter(|_| s.takes(Takes::About))
                    .filter(owned)
                    .flat_map(|slot| s.clause.slot(slot));
                let head =
                    heads.find(|h| h.0 == s.clause.sent && self.hangs_below(s, *h) && !self.dated(h.0, h.1));
                let head = head.or_else(|| self.below_own_word(s).filter(|_| s.takes(Takes::About)))?;
                self.below(s.clause, head.1).map(|span| vec![self.stretched(s.clause, span)])
            })
    }

    /// True for a phrase behind the cue that depends on the cue itself, not on its object.
    fn hangs_below(&self, s: &Saying, (sent, at): At) -> bool {
        let head = self.doc.tok((sent, at)).head;
        let beside = |head: usize| s.clause.slot("object").any(|o| o.1 == head) && !self.own_word(s, head);
        at > s.clause.head && head.is_some_and(|head| head == s.clause.head || !beside(head))
    }

    /// "declined to comment *on the sale*": what hangs on the verb that the cue ends in.
    fn below_own_word(&self, s: &Saying) -> Option<At> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        let own = sentence.children_by(at, "xcomp").find(|&c| c > at && self.own_word(s, c))?;
        let about = |c: &usize| matches!(self.doc.case(sent, *c), Some("on" | "about"));
        sentence.children_by(own, "obl").filter(|&c| c > own).find(about).map(|c| (sent, c))
    }

    /// "voiced *support* for the truce": an object that is one of the cue's own words.
    fn own_word(&self, s: &Saying, tok: usize) -> bool {
        let lemma = self.doc.tok((s.clause.sent, tok)).lemma.to_lowercase();
        s.cue.triggers.iter().any(|trigger| trigger.rest.contains(&lemma))
    }

    /// Clauses and quotations.
    pub(super) fn clausal(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let said = self.right(s).or_else(|| self.around(s)).or_else(|| self.partly_quoted(s));
        // "would continue to use “all means”": a quotation in an infinitive of the cue's is no speech.
        let sentence = self.doc.sents[sent];
        let own = |c: usize| {
            c > at
                && self.to_infinitive(sent, c)
                && sentence.tokens[c].rel() == "xcomp"
                && !s.takes(Takes::Infinitive)
        };
        let deed = sentence.children(at).find(|&c| own(c)).and_then(|c| self.below(s.clause, c));
        let apart = |said: &Vec<Span>| deed.is_none_or(|deed| !said.iter().all(|part| part.overlaps(deed)));
        let said = said.or_else(|| self.quoted(sent, at, s.speaker).filter(apart)).or_else(|| self.left(s));
        // "“We go,” he laughed", but nobody laughs a clause.
        let quoted = |said: &[Span]| {
            self.form(said) == Form::Direct || said.iter().any(|part| self.opens_quoted(*part))
        };
        let said = said.filter(|said| s.takes(Takes::Clause) || quoted(said)).or_else(|| self.beyond(s));
        let said = said.or_else(|| self.asked_behind(s))?;
        Some(self.interrupted(sent, at, s.speaker, said))
    }

    fn opens_quoted(&self, part: Span) -> bool {
        self.quotes.iter().any(|q| q.start <= part.start && part.start < q.end)
    }

    /// "The raid “left families in fear” overnight, said the mayor": all before the comma, where one quotation stands in the midst of it.
    fn partly_quoted(&self, s: &Saying) -> Option<Vec<Span>> {
        let quoted = self.quoted(s.clause.sent, s.clause.head, s.speaker)?;
        let [quote] = quoted[..] else { return None };
        let said = self.left(s)?;
        let within = said.len() == 1 && said[0].start + 12 < quote.start && quote.end <= said[0].end;
        within.then_some(said)
    }

    pub(super) fn marked(&self, sent: usize, clause: usize, words: &[&str]) -> bool {
        let sentence = self.doc.sents[sent];
        sentence.children(clause).any(|m| {
            matches!(sentence.tokens[m].rel(), "mark" | "advmod")
                && m < clause
                && words.contains(&self.doc.form((sent, m)).to_lowercase().as_str())
        })
    }

    pub(super) fn dated(&self, sent: usize, tok: usize) -> bool {
        self.timexes.iter().any(|t| t.sent == sent && t.first <= tok && tok < t.end)
    }

    /// "to counter": not "the drill *was to* counter it", which is a clause.
    pub(super) fn to_infinitive(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let told = |c: usize| match sentence.tokens[c].rel() {
            "cop" => sentence.tokens[c].xpos != "VB",
            "aux" => matches!(sentence.tokens[c].xpos, "MD" | "VBD" | "VBZ" | "VBP"),
            _ => false,
        };
        let finite = sentence.children(at).any(told) && sentence.children_by(at, "nsubj").next().is_some();
        !finite && sentence.children_by(at, "mark").any(|m| sentence.tokens[m].lemma == "to")
    }

    /// "“We tried,” he said, “and we failed.”": both halves of a quotation, where the tree gave one.
    fn interrupted(&self, sent: usize, cue: usize, speaker: Option<At>, content: Vec<Span>) -> Vec<Span> {
        let halves = || self.quoted(sent, cue, speaker).filter(|halves| halves.len() > 1);
        match halves().filter(|_| content.iter().all(|part| self.in_quotes(*part))) {
            Some(halves) => halves.into_iter().map(|half| self.bare(half)).collect(),
            None => content,
        }
    }

    /// "threatened to sink the ship", "urged the council to act".
    fn infinitive(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        // Who is told or supposed to do something has it for a duty: nobody says so.
        let duty = DUTY.contains(&sentence.tokens[at].lemma.as_str());
        let hidden = s.passive && s.speaker.is_none() && !duty;
        if !s.takes(Takes::Infinitive) && !hidden {
            return None;
        }
        let child = sentence.children(at).find(|&c| {
            c > at
                && matches!(sentence.tokens[c].rel(), "xcomp" | "advcl" | "ccomp")
                && self.to_infinitive(sent, c)
        });
        let bare =
            || sentence.children_by(at, "xcomp").find(|&c| c > at && s.takes(Takes::Clause) && !hidden);
        let below = child
            .or_else(bare)
            .or_else(|| s.clause.complement.filter(|&c| c > at && self.to_infinitive(sent, c)))?;
        let span = self.below(s.clause, below)?;
        let told = ["object", "iobj", "whom", "on", "upon", "for"].into_iter().filter(|_| !s.passive);
        let whom = told.flat_map(|slot| s.clause.slot(slot)).find(|o| o.0 == sent && o.1 > at && o.1 < below);
        let whom = whom.filter(|o| Some(*o) != s.speaker && !self.dated(sent, o.1));
        let start =
            whom.and_then(|o| self.doc.phrase(sent, o.1).first().map(|&t| self.doc.tok((sent, t)).span));
        Some(vec![start.map_or(span, |start| start.to(span))])
    }

    /// "described the visit as a success", "called the verdict a travesty".
    fn as_clause(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        if !s.takes(Takes::As) || s.passive && s.speaker.is_none() {
            return None;
        }
        let object = s.clause.slot("object").chain(s.clause.slot("iobj")).find(|o| o.0 == sent && o.1 > at);
        let second = || {
            let others = sentence
                .children(at)
                .filter(|&c| matches!(sentence.tokens[c].rel(), "xcomp" | "obj" | "ccomp"));
            others.filter(|&c| object.is_some_and(|o| c > o.1)).last()
        };
        let as_phrase = s.clause.slot("as").find(|head| head.0 == sent && head.1 > at).map(|head| head.1);
        let head = as_phrase
            .or_else(|| self.behind_as(s, object?))
            .or_else(second)
            .or_else(|| self.set_beside(object?))?;
        let below = self.below(s.clause, head)?;
        let start = object.and_then(|o| self.doc.phrase(sent, o.1).first().copied()).filter(|&t| t < head);
        let span = start.map_or(below, |t| self.doc.tok((sent, t)).span.to(below));
        Some(vec![self.whole_quote(self.stretched(s.clause, span), sentence.tokens[at].span)])
    }

    /// "called the vote *a sham*": a noun with its article that the tree hung on the object.
    fn set_beside(&self, (sent, object): At) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let article = |c: usize| {
            sentence.children_by(c, "det").any(|d| matches!(sentence.tokens[d].lemma.as_str(), "a" | "an"))
        };
        let bare = |c: usize| sentence.children_by(c, "case").next().is_none();
        let rels = |c: &usize| matches!(sentence.tokens[*c].rel(), "nmod" | "appos" | "dep");
        sentence.children(object).filter(rels).find(|&c| c > object && article(c) && bare(c))
    }

    /// What "as" leads behind an object, wherever the tree has hung it below the cue.
    fn behind_as(&self, s: &Saying, (sent, object): At) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let end = sentence.tokens.len().min(object + 12);
        let leads = (object + 1..end).find(|&t| sentence.tokens[t].lemma == "as")?;
        let head = sentence.tokens[leads].head.filter(|&h| h > leads)?;
        // "held a fair outside the hall, *known as* the Ark": of another word.
        let other = sentence.tokens[head].head.is_some_and(|above| {
            above != s.clause.head && matches!(sentence.tokens[above].xpos, "VBN" | "VBG")
        });
        (!other && sentence.dominates(s.clause.head, head)).then_some(head)
    }

    /// "accused Moscow of shelling the town", "blamed the army for the fire": what somebody is said to have done.
    fn deed(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        if !s.takes(Takes::Object) || !matches!(s.cue.kind.as_str(), "accuse" | "praise" | "criticise") {
            return None;
        }
        let sentence = self.doc.sents[sent];
        let gerund = sentence.children_by(at, "advcl").find(|&c| {
            c > at
                && sentence
                    .children(c)
                    .any(|m| matches!(sentence.tokens[m].lemma.as_str(), "of" | "for") && m < c)
        });
        let slots: &[&str] = if s.cue.kind == "accuse" { &["of", "for"] } else { &["for"] };
        let phrase = slots.iter().flat_map(|slot| s.clause.slot(slot)).find(|h| h.0 == sent && h.1 > at);
        let accused = s.clause.slot("object").next();
        let hung = accused.filter(|o| o.0 == sent && s.cue.kind == "accuse").and_then(|(_, object)| {
            let marked =
                |c: &usize| sentence.children_by(*c, "mark").any(|m| sentence.tokens[m].lemma == "of");
            sentence.children_by(object, "acl").find(marked)
        });
        let head = gerund.or(hung).or(phrase.map(|h| h.1)).filter(|_| accused.is_some())?;
        self.below(s.clause, head).map(|span| vec![self.stretched(s.clause, span)])
    }

    /// "condemned the raid on the camp", where somebody who can speak does it.
    fn object(&self, s: &Saying) -> Option<Vec<Span>> {
        let sent = s.clause.sent;
        if !s.takes(Takes::Object)
            || s.passive && s.speaker.is_none()
            || s.takes(Takes::As) && s.cue.kind == "describe"
        {
            return None;
        }
        let object = s.clause.slot("object").find(|o| o.0 == sent && !self.dated(sent, o.1))?;
        // Not "Ortega, who has been accused by the mayor".
        let relative = self.doc.tok((sent, s.clause.head)).deprel == "acl:relcl";
        let behind = object.1 > s.clause.head || s.passive && !relative;
        let judges = matches!(s.cue.kind.as_str(), "praise" | "criticise" | "accuse" | "deny" | "confirm");
        let speaks = s.speaker.is_some_and(|head| judges || self.somebody(head));
        if self.doc.tok(object).upos == Upos::Pron || !behind || !speaks {
            return None;
        }
        self.below(s.clause, object.1).map(|span| vec![self.stretched(s.clause, span)])
    }

    /// What a noun of saying says: a that-clause, an infinitive, "of" or "about" something; and the preposition.
    pub(super) fn noun_content(
        &self,
        sent: usize,
        at: usize,
        cue: &Cue,
    ) -> Option<(Vec<Span>, Option<usize>)> {
        let sentence = self.doc.sents[sent];
        let clause = Clause { sent, head: at, ..Clause::default() };
        let takes = |what: Takes| cue.takes.contains(&what);
        let that = |c: usize| sentence.children_by(c, "mark").any(|m| sentence.tokens[m].lemma == "that");
        let that_clause = |c: usize| {
            let that = |m: usize| sentence.tokens[m].lemma == "that" && sentence.tokens[m].xpos == "IN";
            sentence.tokens[c].deprel == "acl:relcl" && sentence.children_by(c, "mark").any(that)
        };
        let child = sentence.children(at).find(|&c| {
            let clausal = c > at && (matches!(sentence.tokens[c].deprel, "acl" | "ccomp") || that_clause(c));
            clausal
                && (that(c) && takes(Takes::Clause)
                    || self.to_infinitive(sent, c) && takes(Takes::Infinitive))
        });
        if let Some(child) = child.or_else(|| self.predicated(sent, at, cue)) {
            return self.below(&clause, child).map(|span| (vec![span], None));
        }
        let about = sentence.children(at).find(|&c| {
            let gerund = sentence.tokens[c].rel() == "acl" && sentence.tokens[c].xpos == "VBG";
            let phrase = sentence.tokens[c].rel() == "nmod" || gerund;
            c > at && phrase && takes(Takes::About) && self.preposition(sent, c).is_some()
        })?;
        let of = self.preposition(sent, about)?;
        let span = self.below(&clause, about)?;
        let last = sentence.subtree(about).last().copied().unwrap_or(about);
        let bare = self.trimmed(sent, of + 1, last + 1).unwrap_or(span);
        Some((vec![bare], Some(of)))
    }

    /// "His hope is that the road will open": the clause that the noun is the subject of.
    fn predicated(&self, sent: usize, at: usize, cue: &Cue) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let tok = &sentence.tokens[at];
        let verb = tok.head.filter(|_| tok.rel() == "nsubj" && cue.takes.contains(&Takes::Clause))?;
        let is = sentence.tokens[verb].lemma == "be" || sentence.children_by(verb, "cop").next().is_some();
        sentence.children_by(verb, "ccomp").find(|&c| is && c > at)
    }

    fn preposition(&self, sent: usize, at: usize) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        sentence.children(at).find(|&m| {
            m < at
                && matches!(sentence.tokens[m].rel(), "case" | "mark")
                && matches!(sentence.tokens[m].lemma.as_str(), "of" | "about" | "against")
        })
    }
}
