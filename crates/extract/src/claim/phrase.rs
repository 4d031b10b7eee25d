//! Phrase: cues that are no verbs: "according to X", "citing X", "reportedly", and the headline that ends in its speaker.

use super::{Found, Reader};
use crate::doc::lower;
use crate::doc::nominal;
use crate::findings::Form;
use knowledge::cues::Cue;
use language::Upos;
use text::{Days, Span};

impl Reader<'_, '_> {
    /// "reportedly": somebody says so, the text does not say who.
    pub(super) fn adverb(&self, sent: usize, at: usize, cue: &Cue) -> Option<Found> {
        let sentence = self.doc.sents[sent];
        let head = sentence.tokens[at].head?;
        let toks = sentence.subtree(head);
        let (first, last) = (*toks.first()?, *toks.last()?);
        let content = self.trimmed(sent, first, last + 1)?;
        let mut found = self.found((sent, at), cue, None, vec![content]);
        found.confidence = 0.6;
        Some(found)
    }

    /// The phrase that begins at a word, and its cue.
    fn phrase_at(&self, sent: usize, at: usize, first: &str) -> Option<(&Cue, &[String])> {
        let tokens = &self.doc.sents[sent].tokens;
        let word = |t: usize| tokens.get(t).map(|tok| self.doc.slice(tok.span));
        let stands = |p: &[String]| {
            p.iter().enumerate().all(|(n, w)| word(at + n).is_some_and(|found| lower(found) == w.as_str()))
        };
        let all = self.tables.cues.phrases(first);
        if all.is_empty() {
            return None;
        }
        let claims = &self.tables.cues.claims;
        let found = all.iter().map(|&(cue, p)| (&claims[cue], claims[cue].phrases[p].as_slice()));
        found.filter(|(_, p)| stands(p)).max_by_key(|(_, p)| p.len())
    }

    /// "according to X": the clause it stands in is what X says, all of the sentence where a comma sets it apart.
    /// `first`: the word it begins with, in small letters.
    pub(super) fn phrase(&self, sent: usize, at: usize, first: &str, others: &[Found]) -> Option<Found> {
        let (cue, phrase) = self.phrase_at(sent, at, first)?;
        // "is *quoted by* the daily as saying": the verb has told it already.
        if others.iter().any(|f| f.sent == sent && f.cue == at && !f.via.is_empty()) {
            return None;
        }
        let tokens = &self.doc.sents[sent].tokens;
        let behind = at + phrase.len();
        let mut head = (behind..tokens.len().min(behind + 12)).find(|&t| {
            nominal(&tokens[t]) && tokens[t].head.is_none_or(|h| h < behind || !nominal(&tokens[h]))
        })?;
        while let Some(up) = tokens[head].head.filter(|&h| h >= behind && nominal(&tokens[h])) {
            head = up;
        }
        // "citing concerns over safety": a reason, and nobody's words.
        let reason = |(slot, lemmas): (&String, &Vec<String>)| {
            slot == "object" && lemmas.iter().any(|lemma| self.is((sent, head), lemma))
        };
        if cue.unless.iter().any(reason) {
            return None;
        }
        // "according to plan": a bare noun that means nobody.
        let bare = tokens[head].xpos == "NN" && self.doc.sents[sent].children(head).all(|c| c < behind);
        let speaker = self.speaker((sent, head), None).filter(|_| !bare || self.somebody((sent, head)))?;
        let last = self.noun_phrase((sent, head), None).last().copied().unwrap_or(head);
        let cited = if cue.medium { self.cited(sent, at, others) } else { None };
        let parts = cited.or_else(|| self.told(sent, at, last))?;
        let mut found = self.found((sent, at), cue, Some(speaker), parts);
        found.medium = found.medium && cue.medium == self.cited(sent, at, others).is_none();
        found.lemma = phrase.join(" ");
        found.cue_span = vec![self.doc.span_of(sent, &(at..behind).collect::<Vec<_>>())];
        Some(found)
    }

    /// ", citing officials": what the verb that it depends on says.
    fn cited(&self, sent: usize, at: usize, others: &[Found]) -> Option<Vec<Span>> {
        let tok = self.doc.tok((sent, at));
        let mut said = others.iter().rev().filter(|f| f.sent == sent && f.cue != at);
        let last = |f: &&Found| {
            let end = f.parts.iter().map(|part| part.end).max().unwrap_or(0);
            end <= tok.span.start && tok.span.start - end <= 3 && f.speaker.is_some()
        };
        let above = said.clone().find(|f| Some(f.cue) == tok.head);
        above.or_else(|| said.find(last)).map(|f| f.parts.clone())
    }

    /// The words that a phrase `at..=last` covers.
    fn told(&self, sent: usize, at: usize, last: usize) -> Option<Vec<Span>> {
        let sentence = self.doc.sents[sent];
        let start = self.sentence_start(sent);
        let comma = |t: usize| matches!(self.doc.form((sent, t)), "," | "—" | "–" | "-" | "(" | ";");
        let parted = at == 0 || comma(at - 1);
        let end = sentence.tokens.len();
        let rest = (last + 1..end).any(|t| sentence.tokens[t].upos != Upos::Punct);
        let whole = (start, end);
        let (first, end) = match self.clause_over(sent, at, last) {
            Some(own) if at > start && (!parted || rest) => own,
            _ => whole,
        };
        let before = (at > first).then(|| self.trimmed(sent, first, at)).flatten();
        let after =
            (last + 1 < end).then(|| self.trimmed(sent, last + 1, end)).flatten().filter(|s| s.len() > 10);
        let cue = sentence.tokens[at].span;
        let parts: Vec<Span> =
            [before, after].into_iter().flatten().map(|part| self.whole_quote(part, cue)).collect();
        (!parts.is_empty()).then_some(parts)
    }

    /// First token and end of the clause that the phrase depends on: a relative clause, a report within the sentence, or the sentence.
    fn clause_over(&self, sent: usize, at: usize, last: usize) -> Option<(usize, usize)> {
        let sentence = self.doc.sents[sent];
        let mut up = (at..=last).find_map(|t| sentence.tokens[t].head.filter(|&h| h < at || h > last))?;
        for _ in 0..12 {
            let tok = &sentence.tokens[up];
            let clause = matches!(tok.rel(), "acl" | "ccomp" | "advcl" | "conj" | "parataxis");
            let finite = sentence.children(up).any(|c| matches!(sentence.tokens[c].rel(), "nsubj" | "expl"));
            if clause && (finite || tok.deprel == "acl:relcl") {
                let toks = sentence.subtree(up);
                return Some((*toks.first()?, toks.last()? + 1));
            }
            up = tok.head?;
        }
        None
    }

    /// "Russia must pay: Zelensky", "Zelensky: “We will not yield”", "‘We will not yield’ – Zelensky".
    pub(super) fn headline(&self, sent: usize, others: &[Found]) -> Option<Found> {
        let tokens = &self.doc.sents[sent].tokens;
        if others.iter().any(|f| f.sent == sent && f.speaker.is_some()) {
            return None;
        }
        let colon = (1..tokens.len()).rfind(|&t| {
            matches!(self.doc.form((sent, t)), ":" | "–" | "—" | "-" | "|") && self.apart(sent, t)
        })?;
        let strict = self.doc.form((sent, colon)) != ":";
        let after = self.label(sent, colon + 1, tokens.len());
        let before = self.label(sent, 0, colon);
        let (head, content) = match (before, after) {
            (_, Some(head)) if colon >= 3 => (head, self.trimmed(sent, 0, colon)?),
            (Some(head), _) if colon + 3 < tokens.len() => {
                (head, self.trimmed(sent, colon + 1, tokens.len())?)
            }
            _ => return None,
        };
        let quoted = self.form(&[content]) != Form::Indirect;
        let verb =
            tokens.iter().any(|t| t.span.overlaps(content) && matches!(t.upos, Upos::Verb | Upos::Aux));
        if !(quoted || verb && !strict) {
            return None;
        }
        let speaker = self.speaker((sent, head), None)?;
        let cue = self.tables.cues.claims.iter().find(|cue| cue.kind == "say")?;
        let mut found = self.found((sent, colon), cue, Some(speaker), vec![self.bare(content)]);
        found.cue_span = Vec::new();
        found.lemma = String::new();
        found.because.rule = "claim#headline-speaker".into();
        found.confidence = 0.6;
        Some(found)
    }

    /// A mark with a blank on at least one side: no hyphen within a word, no clock time.
    fn apart(&self, sent: usize, at: usize) -> bool {
        let tokens = &self.doc.sents[sent].tokens;
        tokens.get(at + 1).is_some_and(|next| next.span.start > tokens[at].span.end)
    }

    /// The head of a short phrase that is nothing but somebody who speaks.
    fn label(&self, sent: usize, first: usize, end: usize) -> Option<usize> {
        let tokens = self.doc.sents[sent].tokens.get(first..end)?;
        let short = !tokens.is_empty() && tokens.len() <= 5;
        let plain =
            tokens.iter().all(|t| !matches!(t.upos, Upos::Verb | Upos::Aux | Upos::Punct | Upos::Num));
        if !short || !plain {
            return None;
        }
        let speaks = |at: &usize| {
            let tok = self.doc.tok((sent, *at));
            let person = self
                .cast
                .names
                .at((sent, *at))
                .is_some_and(|n| n.label != language::Label::Loc && n.label != language::Label::Oth);
            nominal(tok)
                && (person
                    || self.cast.parties((sent, *at), Days::default()).iter().any(|p| p.who.office.is_some()))
        };
        (first..end).rev().find(speaks)
    }
}

/// Claims of a sentence less those of "reportedly" and its like where somebody named says the same words.
pub(super) fn unhidden(found: Vec<Found>) -> Vec<Found> {
    let (named, mut hidden): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|f| f.speaker.is_some());
    hidden.retain(|f| !named.iter().any(|other| other.holds(f)));
    named.into_iter().chain(hidden).collect()
}
