//! Doc: a report's sentences in one row, title first, as every room of this crate reads them.

use crate::quote;
use language::{Analysis, Sentence, Token, Upos};
use std::borrow::Cow;
use text::{Part, Report, Span};

/// A token's place: sentence index, token index.
pub type At = (usize, usize);

/// A report with its analysed title and text.
pub struct Doc<'a> {
    /// The report.
    pub report: &'a Report,
    /// All sentences, the title's first.
    pub sents: Vec<&'a Sentence>,
    /// The insides of all quotations, the title's first.
    pub quotes: Vec<Span>,
    /// What opens like a quotation in the text, and runs on too long to be one.
    pub stray: Vec<Span>,
}

impl<'a> Doc<'a> {
    /// Joins the two analyses.
    pub fn new(report: &'a Report, title: &'a Analysis, body: &'a Analysis) -> Doc<'a> {
        let (mut quotes, _) = quote::find(&report.title, Part::Title);
        let (of_text, stray) = quote::find(&report.text, Part::Body);
        quotes.extend(of_text);
        Doc { report, sents: title.sentences.iter().chain(&body.sentences).collect(), quotes, stray }
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
        let own = |head: usize| {
            sentence
                .children_by(head, "case")
                .map(|at| &sentence.tokens[at])
                .find(|t| t.lemma != "'s")
                .map(|t| t.lemma.as_str())
        };
        // "the resignation *of* premier Hamdok": some trees hang it on the title.
        own(head).or_else(|| {
            sentence.children(head).filter(|&at| sentence.tokens[at].deprel == "nmod:desc").find_map(own)
        })
    }

    /// The head and all that is coordinated with it, in order.
    pub fn conjuncts(&self, sent: usize, head: usize) -> Vec<usize> {
        let sentence = self.sents[sent];
        let mut all = vec![head];
        let joined = |&at: &usize| sentence.tokens[at].rel() == "conj" || self.joined(sent, at);
        all.extend(sentence.children(head).filter(joined));
        all
    }

    /// True for an apposition that opens with a conjunction, which is none: "Chad's leader *and the president of Mali*".
    pub fn joined(&self, sent: usize, at: usize) -> bool {
        let sentence = self.sents[sent];
        let opens = |t: &usize| sentence.tokens[*t].upos != Upos::Punct;
        let apposed = sentence.tokens[at].rel() == "appos";
        let first = || sentence.subtree(at).into_iter().find(opens);
        apposed && first().is_some_and(|first| first < at && sentence.tokens[first].rel() == "cc")
    }

    /// The head's own phrase: determiners, modifiers, names and what prepositions tie to it; no clause, no coordination, no apposition.
    pub fn phrase(&self, sent: usize, head: usize) -> Vec<usize> {
        let sentence = self.sents[sent];
        let mut kept = Vec::new();
        let mut stack = vec![head];
        while let Some(at) = stack.pop() {
            kept.push(at);
            stack.extend(sentence.children(at).filter(|&child| {
                let tok = &sentence.tokens[child];
                match tok.rel() {
                    // "Albania on Friday": when it acts is no part of who it is.
                    "nmod" | "compound" if at == head && DAYS.contains(&tok.lemma.as_str()) => false,
                    "det" | "amod" | "compound" | "nummod" | "nmod" | "flat" | "fixed" => {
                        !tok.xpos.starts_with("VB") || tok.rel() == "amod"
                    }
                    "case" => at != head || tok.span.start > sentence.tokens[head].span.start,
                    "advmod" => at != head || child < head,
                    "conj" | "cc" => at != head,
                    "punct" => matches!(self.form((sent, child)), "-" | "–"),
                    _ => false,
                }
            }));
        }
        kept.sort_unstable();
        let toks = contiguous(kept, head);
        let from = toks.iter().position(|&t| sentence.tokens[t].rel() != "cc" || t == head).unwrap_or(0);
        // A hyphen that joins it to the next word is no part of it: "the *Iran*-Iraq war".
        let dash = |&t: &usize| t != head && sentence.tokens[t].rel() == "punct";
        let end = toks.len() - usize::from(toks.last().is_some_and(dash));
        toks[from..end].to_vec()
    }

    /// True for a line without a small letter: "U.S. RICE EXPORTS FALL".
    pub fn all_capitals(&self, sent: usize) -> bool {
        let line = self.slice(self.sents[sent].span);
        line.chars().filter(|ch| ch.is_alphabetic()).count() > 6 && !line.chars().any(char::is_lowercase)
    }

    /// The word of a phrase that hangs on none of its words.
    pub fn head_within(&self, sent: usize, phrase: Span) -> Option<usize> {
        let tokens = &self.sents[sent].tokens;
        let within = |at: usize| phrase.contains(tokens[at].span);
        (0..tokens.len()).find(|&at| within(at) && !tokens[at].head.is_some_and(within))
    }

    /// What a quantity is a quantity of: "hundreds of *prisoners*", "$300 million in *aid*"; any other head is itself.
    pub fn content(&self, (sent, head): At) -> At {
        let sentence = self.sents[sent];
        let tok = &sentence.tokens[head];
        let quantity = matches!(tok.upos, Upos::Num | Upos::Sym)
            || matches!(
                tok.lemma.as_str(),
                "hundred"
                    | "thousand"
                    | "million"
                    | "billion"
                    | "dozen"
                    | "score"
                    | "number"
                    | "some"
                    | "many"
                    | "most"
                    | "several"
                    | "lot"
                    | "majority"
                    | "group"
                    | "team"
                    | "mission"
                    | "contingent"
                    | "all"
                    | "half"
                    | "part"
                    | "bulk"
                    | "rest"
                    | "last"
                    | "first"
                    | "ton"
                    | "tonne"
                    | "barrel"
                    | "kg"
                    | "bag"
                    | "batch"
                    | "amount"
                    | "quantity"
                    | "couple"
                    | "handful"
                    | "worth"
                    | "day"
                    | "week"
                    | "month"
                    | "series"
                    | "wave"
                    | "round"
            );
        // "$300 million *in* aid", but "a group in Chad".
        let sum = matches!(tok.upos, Upos::Num | Upos::Sym)
            || matches!(tok.lemma.as_str(), "million" | "billion" | "thousand" | "hundred" | "worth");
        let of = |&child: &usize| {
            let case = self.case(sent, child);
            (case == Some("of") || case == Some("in") && sum) && sentence.tokens[child].rel() == "nmod"
        };
        let inner = quantity.then(|| sentence.children(head).find(of)).flatten();
        inner.map_or((sent, head), |child| (sent, child))
    }
}

/// Days that some trees hang on the noun before them.
pub(crate) const DAYS: [&str; 9] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "yesterday", "today"];

/// The unbroken run of tokens around the head: a phrase torn apart by a misread tree is kept to the part that holds its head.
pub(crate) fn contiguous(toks: Vec<usize>, head: usize) -> Vec<usize> {
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

/// A word in small letters; nearly all words are so written already.
pub(crate) fn lower(word: &str) -> Cow<'_, str> {
    let small = word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if small {
        Cow::Borrowed(word)
    } else if word.is_ascii() {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Owned(word.to_lowercase())
    }
}
