//! Doc: a report's sentences in one row, title first, as every room of this crate reads them.

use language::{Analysis, Sentence, Token, Upos};
use text::{Part, Report, Span};

/// A token's place: sentence index, token index.
pub type At = (usize, usize);

/// A report with its analysed title and text.
pub struct Doc<'a> {
    /// The report.
    pub report: &'a Report,
    /// All sentences, the title's first.
    pub sents: Vec<&'a Sentence>,
}

impl<'a> Doc<'a> {
    /// Joins the two analyses.
    pub fn new(report: &'a Report, title: &'a Analysis, body: &'a Analysis) -> Doc<'a> {
        Doc { report, sents: title.sentences.iter().chain(&body.sentences).collect() }
    }

    /// The words of a span.
    pub fn slice(&self, span: Span) -> &'a str {
        self.report.slice(span)
    }

    /// The token at a place.
    pub fn tok(&self, (sent, tok): At) -> &'a Token {
        &self.sents[sent].tokens[tok]
    }

    /// A token's form as written.
    pub fn form(&self, at: At) -> &'a str {
        self.slice(self.tok(at).span)
    }

    /// True for sentences of the title.
    pub fn in_title(&self, sent: usize) -> bool {
        self.sents[sent].span.part == Part::Title
    }

    /// From the first of these tokens to the last; the empty span for none.
    pub fn span_of(&self, sent: usize, toks: &[usize]) -> Span {
        let tokens = &self.sents[sent].tokens;
        let spans = toks.iter().map(|&tok| tokens[tok].span);
        spans.reduce(|a, b| a.to(b)).unwrap_or_default()
    }

    /// The lemma of the first word that introduces a phrase: its `case`, fixed expressions by their first word.
    pub fn case(&self, sent: usize, head: usize) -> Option<&'a str> {
        let sentence = self.sents[sent];
        sentence.children_by(head, "case").map(|at| &sentence.tokens[at]).find(|t| t.lemma != "'s").map(|t| t.lemma.as_str())
    }

    /// The head and all that is coordinated with it, in order.
    pub fn conjuncts(&self, sent: usize, head: usize) -> Vec<usize> {
        let sentence = self.sents[sent];
        let mut all = vec![head];
        all.extend(sentence.children_by(head, "conj"));
        all
    }

    /// The head's own phrase: what depends on it, less coordination, apposition, clauses and the marks between.
    pub fn phrase(&self, sent: usize, head: usize) -> Vec<usize> {
        let sentence = self.sents[sent];
        let mut kept = Vec::new();
        let mut stack = vec![head];
        while let Some(at) = stack.pop() {
            kept.push(at);
            stack.extend(sentence.children(at).filter(|&child| {
                let tok = &sentence.tokens[child];
                let apart = matches!(tok.rel(), "conj" | "cc" | "appos" | "acl" | "parataxis" | "punct" | "advcl" | "dep");
                let within = tok.rel() == "punct" && matches!(self.form((sent, child)), "-" | "–");
                let left_out = at == head && matches!(tok.rel(), "case" | "cop" | "nsubj" | "aux" | "advmod" | "mark" | "obl" | "ccomp" | "csubj" | "expl");
                (!apart || within) && !left_out
            }));
        }
        kept.sort_unstable();
        contiguous(kept, head)
    }
}

/// The unbroken run of tokens around the head: a phrase torn apart by a misread tree is kept to the part that holds its head.
fn contiguous(toks: Vec<usize>, head: usize) -> Vec<usize> {
    let Some(at) = toks.iter().position(|&tok| tok == head) else { return vec![head] };
    let mut first = at;
    while first > 0 && toks[first] - toks[first - 1] <= 2 {
        first -= 1;
    }
    let mut last = at;
    while last + 1 < toks.len() && toks[last + 1] - toks[last] <= 2 {
        last += 1;
    }
    toks[first..=last].to_vec()
}

/// True for words that can carry a name or a party: nouns, names, pronouns, numbers and adjectives used as nouns.
pub fn nominal(token: &Token) -> bool {
    matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym | Upos::X)
}
