//! Left: what stands before ", he said", around an aside, and in the sentence before or behind; and which verbs have nothing there to say.

use super::Reader;
use super::cue::Saying;
use super::extent::MARKS;
use crate::quote::LONGEST;
use text::{Part, Span};

/// Marks that part a quotation or a clause from the speaker behind it.
const BREAKS: [&str; 10] = [",", "”", "\"", "''", "?", "!", "’", "'", "»", "…"];

impl Reader<'_, '_> {
    /// False for a verb that has nothing on its left to say: one in another's words, in a relative clause, with an infinitive of its own
    /// ("so he decided *to go*") or, behind "as", with a thing that it is done to ("as the teams figured out *the plan*").
    pub(super) fn looks_back(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let own = sentence.children_by(at, "xcomp").any(|c| c > at) || self.is_urged(sent, at);
        let relative = |t: usize| t < at && matches!(sentence.tokens[t].xpos, "WDT" | "WP" | "WRB");
        let below = sentence.tokens[at].rel() == "acl" && sentence.subtree(at).into_iter().any(relative);
        let thing = |o: usize| o > at && !self.somebody((sent, o));
        let deed = sentence.tokens[at].rel() == "advcl"
            && self.marked(sent, at, &["as"])
            && sentence.children_by(at, "obj").any(thing);
        // "I say “Good day” *and they laugh*"
        let joined = |c: usize| {
            sentence.tokens[c].rel() == "cc" && sentence.children_by(at, "nsubj").any(|s| s == c + 1)
        };
        let next = sentence.tokens[at].rel() == "conj" && sentence.children(at).any(joined);
        !(own || below || deed || next || self.is_reported(sent, at))
    }

    /// "it warned citizens *to take* cover": somebody behind the verb, and what they are to do.
    fn is_urged(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let whom = sentence.children_by(at, "obj").chain(sentence.children_by(at, "iobj")).find(|&o| o > at);
        let own = || sentence.subtree(at).into_iter();
        let to = |t: usize| {
            sentence.tokens[t].xpos == "TO" && sentence.tokens.get(t + 1).is_some_and(|v| v.xpos == "VB")
        };
        whom.is_some_and(|whom| own().any(|t| t > whom && to(t)))
    }

    /// True for a verb in what another before it says, with something of its own behind it: nothing on its left is what it says itself.
    /// A verb that closes the sentence (", the envoy said") has all of that on its left, whatever the tree has hung it on.
    pub(super) fn is_reported(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let tok = &sentence.tokens[at];
        let own = |c: usize| match sentence.tokens[c].rel() {
            "ccomp" | "xcomp" => true,
            "obj" => tok.lemma != "tell",
            _ => false,
        };
        tok.rel() == "ccomp"
            && tok.head.is_some_and(|above| above < at)
            && sentence.children(at).any(|c| c > at && own(c))
    }

    /// "..., he said, ..." and "As he said, ...": all of the sentence but the cue's own clause, in one or two pieces.
    pub(super) fn around(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        let aside = sentence.tokens[at].rel() == "parataxis"
            && sentence.tokens[at].head.is_some_and(|head| head < at || self.parted(sent, at));
        let like = sentence.tokens[at].rel() == "advcl"
            && sentence.tokens[at].xpos != "VBG"
            && self.marked(sent, at, &["as"]);
        let own = sentence.children_by(at, "ccomp").next().is_some();
        if !(aside || like) || own || !self.looks_back(sent, at) {
            return None;
        }
        let own = sentence.subtree(at);
        let (mut first, last) = (*own.first()?, *own.last()?);
        // "closed “until May,” the release stated": what the tree hung on the cue stands before the comma.
        let group = self.group(s).0;
        if group > first && BREAKS.contains(&self.doc.form((sent, group - 1))) {
            first = group;
        }
        let start = self.sentence_start(sent);
        let before = (first > start + 1).then(|| self.trimmed(sent, start, first)).flatten();
        let after = self.trimmed(sent, last + 1, sentence.tokens.len()).filter(|s| s.len() > 3);
        let cue = sentence.tokens[at].span;
        let pieces: Vec<Span> =
            [before, after].into_iter().flatten().map(|piece| self.whole_quote(piece, cue)).collect();
        (!pieces.is_empty()).then_some(pieces)
    }

    /// True where a comma stands before the clause of an aside.
    fn parted(&self, sent: usize, at: usize) -> bool {
        let first = self.doc.sents[sent].subtree(at).first().copied().unwrap_or(at);
        first > 0 && BREAKS.contains(&self.doc.form((sent, first - 1)))
    }

    /// The first token behind a dateline, which no speaker says.
    pub(super) fn sentence_start(&self, sent: usize) -> usize {
        let tokens = &self.doc.sents[sent].tokens;
        let dateline = self.doc.report.dateline_span;
        tokens
            .iter()
            .position(|t| dateline.is_none_or(|d| t.span.part == Part::Title || t.span.start >= d.end))
            .unwrap_or(0)
    }

    /// The first token of speaker and cue, where they stand side by side.
    fn group(&self, s: &Saying) -> (usize, usize) {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let own = self.phrase_start(sent, at);
        let Some(speaker) = s.speaker.filter(|speaker| speaker.0 == sent) else { return (own, at) };
        let toks = self.noun_phrase(speaker, Some(at));
        let (first, last) = (toks.first().copied().unwrap_or(own), toks.last().copied().unwrap_or(at));
        if first < at { (first.min(own), at) } else { (own, last.max(at)) }
    }

    fn phrase_start(&self, sent: usize, at: usize) -> usize {
        let sentence = self.doc.sents[sent];
        let near = |&c: &usize| c < at && at - c <= 4 && matches!(sentence.tokens[c].rel(), "aux" | "advmod");
        sentence.children(at).filter(near).min().unwrap_or(at)
    }

    /// "..., the envoy explained.": all that stands before the comma before speaker and cue.
    pub(super) fn left(&self, s: &Saying) -> Option<Vec<Span>> {
        let sent = s.clause.sent;
        let (first, last) = self.group(s);
        let end = first.checked_sub(1).filter(|&t| BREAKS.contains(&self.doc.form((sent, t))))?;
        // "the team, *known* as the Lions": a participle says nothing of what stands before it.
        if self.describes(sent, s.clause.head) || !self.looks_back(sent, s.clause.head) {
            return None;
        }
        let start = self.sentence_start(sent);
        let finite = |t: usize| {
            let tok = self.doc.tok((sent, t));
            matches!(tok.xpos, "VBD" | "VBZ" | "VBP" | "MD")
        };
        if end < start + 2 || !(start..end).any(finite) || self.opens_below(sent, start, end) {
            return None;
        }
        let cue = self.doc.tok((sent, s.clause.head)).span;
        let before = self.trimmed(sent, start, end).map(|span| self.whole_quote(span, cue))?;
        let comma = self.doc.sents[sent].tokens.get(last + 1).is_some_and(|t| self.doc.slice(t.span) == ",");
        let rest = self.doc.sents[sent].tokens.len();
        let goes_on = comma && (last + 2..rest).any(finite) && self.hangs_on(s, last + 2);
        let after = goes_on.then(|| self.trimmed(sent, last + 1, rest)).flatten();
        Some(std::iter::once(before).chain(after).collect())
    }

    /// True for a participle without auxiliary that describes a noun: "an image *showing* it".
    fn describes(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let tok = &sentence.tokens[at];
        let bare = sentence.children_by(at, "aux").next().is_none();
        matches!(tok.xpos, "VBN" | "VBG") && bare && matches!(tok.rel(), "acl" | "amod")
    }

    /// True where what is before is a clause of time or reason only: "Asked about it, he said", "While some were glad, he complained".
    pub(super) fn opens_below(&self, sent: usize, start: usize, end: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let first = &sentence.tokens[start];
        let below = first.rel() == "mark" || matches!(first.xpos, "VBG" | "VBN");
        let commas = (start..end).filter(|&t| self.doc.form((sent, t)) == ",").count();
        below && commas == 0
    }

    /// True where the words behind "..., he said, ..." depend on what stands before it, not on the cue.
    fn hangs_on(&self, s: &Saying, from: usize) -> bool {
        let sentence = self.doc.sents[s.clause.sent];
        let Some(tok) = sentence.tokens.get(from) else { return false };
        !sentence.dominates(s.clause.head, from) && tok.xpos != "VBG"
    }

    /// Speech that stands in the sentence before or behind: "“Why?” asked the judge.", "He tweeted this: “...”", "the envoy: we are ready".
    pub(super) fn beyond(&self, s: &Saying) -> Option<Vec<Span>> {
        let sent = s.clause.sent;
        let tokens = &self.doc.sents[sent].tokens;
        let (first, last) = self.group(s);
        let span = self.doc.sents[sent].span;
        if let Some(colon) = (last + 1..tokens.len()).find(|&t| self.doc.form((sent, t)) == ":") {
            let near = !(last + 1..colon).any(|t| matches!(tokens[t].xpos, "VBD" | "VBZ" | "VBP"));
            let rest = self.trimmed(sent, colon + 1, tokens.len()).filter(|_| near);
            if let Some(rest) = rest {
                return Some(vec![self.whole_quote(rest, tokens[last].span)]);
            }
            let next = self.quotes.iter().find(|q| q.part == span.part && q.start >= span.end);
            let quoted =
                next.filter(|q| near && self.blank(span.end, q.start, q.part)).map(|q| self.bare(*q));
            return quoted.or_else(|| self.block(sent).filter(|_| near)).map(|said| vec![said]);
        }
        let before = self.quotes.iter().rev().find(|q| q.part == span.part && q.end <= span.start + 1);
        let own = |t: usize| t > s.clause.head && matches!(tokens[t].rel(), "obj" | "ccomp" | "xcomp");
        let inverted = s.speaker.is_some_and(|who| who.1 > s.clause.head);
        let own = !inverted && self.doc.sents[sent].children(s.clause.head).any(own);
        let asked =
            first <= 1 && !own && before.is_some_and(|q| self.blank(q.end, tokens[first].span.start, q.part));
        before.filter(|_| asked).map(|q| vec![self.bare(*q)])
    }

    /// "The ministry said in a statement:" and a paragraph of its own: that paragraph.
    fn block(&self, sent: usize) -> Option<Span> {
        let span = self.doc.sents[sent].span;
        let behind = self.doc.report.text.get(span.end..).filter(|_| span.part == Part::Body)?;
        let blank = behind.len() - behind.trim_start().len();
        let paragraph = behind.trim_start().lines().next().filter(|_| behind[..blank].contains('\n'))?;
        let start = span.end + blank;
        let ends = paragraph.trim_end().ends_with(['.', '!', '?', '…']);
        (ends && paragraph.len() <= LONGEST)
            .then(|| self.bare(Span::body(start, start + paragraph.trim_end().len())))
    }

    /// True where nothing but blanks and quotation marks stands between two places.
    fn blank(&self, from: usize, to: usize, part: Part) -> bool {
        let between = self.doc.slice(Span::new(part, from, to.max(from)));
        to >= from && between.chars().all(|ch| ch.is_whitespace() || MARKS.contains(&ch))
    }
}
