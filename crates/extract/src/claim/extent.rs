//! Extent: from a token or a quotation to the bytes of what is said. Subtrees on one side of the cue, phrases that follow an object, quotations
//! of several sentences; quotation marks, commas and blanks at the ends are cut off.

use super::Reader;
use crate::clause::Clause;
use crate::doc::At;
use knowledge::Sort;
use knowledge::cues::Takes;
use language::{Token, Upos};
use text::Span;

impl Reader<'_, '_> {
    /// The subtree of a token, on its side of the cue, as one span, the marks at its ends cut off.
    pub(super) fn below(&self, clause: &Clause, top: usize) -> Option<Span> {
        let (sent, cue) = (clause.sent, clause.head);
        let toks = self.doc.sents[sent].subtree(top);
        let side = |&&t: &&usize| if top > cue { t > cue } else { t < cue || top == cue };
        let first = *toks.iter().find(side)?;
        let last = *toks.iter().rev().find(side)?;
        let span = self.trimmed(sent, first, last + 1)?;
        Some(self.whole_quote(span, self.doc.tok((sent, cue)).span))
    }

    /// "confirmed its role *in the swap*": phrases right behind an object, where they tell neither when nor where it was said.
    pub(super) fn stretched(&self, clause: &Clause, span: Span) -> Span {
        let sentence = self.doc.sents[clause.sent];
        let mut span = span;
        let Some(mut last) = sentence.tokens.iter().rposition(|t| t.span.end <= span.end) else {
            return span;
        };
        for child in sentence.children_by(clause.head, "obl").filter(|&c| c > clause.head) {
            let toks = sentence.subtree(child);
            let (Some(&first), Some(&end)) = (toks.first(), toks.last()) else { continue };
            let agent = self.doc.case(clause.sent, child).is_none_or(|case| matches!(case, "by" | "accord"));
            let venue = self.tables.cues.by_head(&sentence.tokens[child].lemma.to_lowercase());
            let venue =
                venue.iter().any(|&(cue, t)| self.tables.cues.claims[cue].triggers[t].sort == Sort::Noun);
            if first == last + 1 && !agent && !venue && !self.dated(clause.sent, child) {
                span = self.trimmed(clause.sent, first, end + 1).map_or(span, |more| span.to(more));
                last = end;
            }
        }
        span
    }

    /// Quotations of the sentence that lie outside speaker and cue: direct speech whatever the tree made of it.
    pub(super) fn quoted(&self, sent: usize, cue: usize, speaker: Option<At>) -> Option<Vec<Span>> {
        let sentence = self.doc.sents[sent];
        let own = sentence.tokens[cue].span;
        // "the coach, known for his “no risk” offence, announced": words of the speaker's own phrase are not said.
        let named = speaker.filter(|s| s.0 == sent && s.1 < cue).map(|s| self.phrase_span(s, Some(cue)));
        let said_by = named.or_else(|| speaker.filter(|s| s.0 == sent).map(|s| self.doc.tok(s).span));
        // "a play written by ..." quotes nothing.
        let tok = &sentence.tokens[cue];
        if tok.rel() == "acl" && tok.xpos == "VBN" {
            return None;
        }
        let below = tok.rel() == "acl" || !self.looks_back(sent, cue);
        let long = |q: &&Span| {
            q.overlaps(sentence.span)
                && !(below && q.start < own.start)
                && !q.contains(own)
                && said_by.is_none_or(|s| !q.contains(s) && !s.contains(**q))
                && (self.doc.slice(**q).split(' ').count() >= 3
                    || self.doc.slice(**q).ends_with([',', '.', '!', '?'])
                        && q.start <= sentence.span.start + 3)
        };
        // Words in quotation marks that belong to another clause of the sentence are that clause's.
        let beside = |q: &&Span| {
            let gap = if q.end <= own.start { q.end..own.start } else { own.end..q.start };
            let between = self.doc.slice(Span::new(own.part, gap.start, gap.end.max(gap.start)));
            between.split(' ').count() <= 12
        };
        // "voiced opposition, *calling* it “unwise”": nor are those behind another word of saying.
        let nearer = |q: &&Span| {
            let behind = q.end > own.start;
            let gap = if behind { own.end..q.start } else { q.end..own.start };
            // "“We go,” *ruling* party leader Diaz said": in front of the cue only a finite verb takes it.
            let other = |t: usize| self.says(sent, t) && (behind || sentence.tokens[t].xpos != "VBG");
            let mut between = (0..sentence.tokens.len()).filter(|&t| t != cue);
            !between.any(|t| gap.contains(&sentence.tokens[t].span.start) && other(t))
        };
        let pieces: Vec<Span> =
            self.quotes.iter().filter(long).filter(beside).filter(nearer).map(|q| self.bare(*q)).collect();
        (!pieces.is_empty()).then_some(pieces)
    }

    /// True for a verb that tells of a saying and describes no noun.
    pub(super) fn says(&self, sent: usize, at: usize) -> bool {
        let tok = &self.doc.sents[sent].tokens[at];
        let describes = matches!(tok.rel(), "acl" | "amod" | "compound" | "nmod");
        let told = matches!(tok.xpos, "VBD" | "VBZ" | "VBP" | "VBG") && !describes;
        let takes = |&(cue, trigger): &(usize, usize)| {
            let cue = &self.tables.cues.claims[cue];
            let quotes = [Takes::Quote, Takes::As].iter().any(|what| cue.takes.contains(what));
            quotes && cue.triggers[trigger].sort == Sort::Verb && cue.triggers[trigger].rest.is_empty()
        };
        told && self.tables.cues.by_head(&tok.lemma.to_lowercase()).iter().any(takes)
    }

    /// A piece that ends inside a quotation of several sentences runs to the quotation's ends, unless the cue stands in it as well.
    pub(super) fn whole_quote(&self, span: Span, cue: Span) -> Span {
        let around = |q: &&Span| q.part == span.part && !q.contains(cue);
        let starts = self.quotes.iter().filter(around).find(|q| {
            q.start < span.start && span.start < q.end && span.end <= q.end + 4 && q.end <= span.end + 4
        });
        let ends = self
            .quotes
            .iter()
            .filter(around)
            .find(|q| q.start <= span.end && span.end < q.end && q.start + 4 >= span.start);
        let start = starts.map_or(span.start, |q| q.start);
        let end = ends.map_or(span.end, |q| q.end);
        self.bare(Span::new(span.part, start, end))
    }

    /// Tokens `first..end` as a span without the marks at its ends.
    pub(super) fn trimmed(&self, sent: usize, first: usize, end: usize) -> Option<Span> {
        let tokens = self.doc.sents[sent].tokens.get(first..end)?;
        let word =
            |t: &Token| t.upos != Upos::Punct || self.doc.slice(t.span).chars().any(char::is_alphanumeric);
        let from = tokens.iter().position(|t| word(t) || matches!(self.doc.slice(t.span), "(" | "$"))?;
        let to = tokens.iter().rposition(|t| word(t) || matches!(self.doc.slice(t.span), ")" | "%"))?;
        let joins = tokens.get(from)?.rel() == "cc" && from < to;
        let from = if joins { from + 1 } else { from };
        (from <= to).then(|| tokens[from].span.to(tokens[to].span))
    }

    /// A span without blanks, quotation marks and closing commas at its ends.
    pub(super) fn bare(&self, span: Span) -> Span {
        let words = self.doc.slice(span);
        let mark = |ch: char| ch.is_whitespace() || MARKS.contains(&ch);
        let head = words.len() - words.trim_start_matches(mark).len();
        let tail = words.trim_end_matches(|ch| mark(ch) || matches!(ch, ',' | '.' | ';' | ':')).len();
        if tail <= head { span } else { Span::new(span.part, span.start + head, span.start + tail) }
    }
}

/// Marks of quotation; a single one may be an apostrophe, and is left.
pub(super) const MARKS: [char; 6] = ['“', '”', '"', '„', '«', '»'];
