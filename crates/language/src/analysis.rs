//! What the language stage gives: sentences, tokens, a tree each, named entities. Plain data; every span counts in the text analysed.

use serde::Serialize;
use text::{Part, Span};

/// Universal part of speech (universaldependencies.org/u/pos).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    #[default]
    X,
}

impl Upos {
    /// All seventeen, in alphabetical order.
    pub const ALL: [(&'static str, Upos); 17] = [
        ("ADJ", Upos::Adj),
        ("ADP", Upos::Adp),
        ("ADV", Upos::Adv),
        ("AUX", Upos::Aux),
        ("CCONJ", Upos::Cconj),
        ("DET", Upos::Det),
        ("INTJ", Upos::Intj),
        ("NOUN", Upos::Noun),
        ("NUM", Upos::Num),
        ("PART", Upos::Part),
        ("PRON", Upos::Pron),
        ("PROPN", Upos::Propn),
        ("PUNCT", Upos::Punct),
        ("SCONJ", Upos::Sconj),
        ("SYM", Upos::Sym),
        ("VERB", Upos::Verb),
        ("X", Upos::X),
    ];

    /// Its name in CoNLL-U.
    pub fn as_str(self) -> &'static str {
        Upos::ALL[self as usize].0
    }

    /// The tag of that name.
    pub fn parse(name: &str) -> Option<Upos> {
        Upos::ALL.iter().find(|(n, _)| *n == name).map(|(_, tag)| *tag)
    }
}

/// Kind of a named entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Label {
    /// Person.
    Per,
    /// Organisation.
    Org,
    /// Location.
    Loc,
    /// Any other name; demonyms among them.
    Oth,
}

impl Label {
    /// Its name in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Label::Per => "PER",
            Label::Org => "ORG",
            Label::Loc => "LOC",
            Label::Oth => "OTH",
        }
    }
}

/// A word of a sentence, in the sense of Universal Dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Span,
    /// Its lemma; lower case except for proper nouns.
    pub lemma: String,
    /// Its universal tag.
    pub upos: Upos,
    /// Its Penn Treebank tag.
    pub xpos: &'static str,
    /// Index of its head in the sentence; `None` for the root.
    pub head: Option<usize>,
    /// Its relation to the head, subtype included (`nsubj:pass`); `root` for the root.
    pub deprel: &'static str,
    /// True when the next token begins where this one ends and both are words of one multi-word token ("do" + "n't").
    pub joined: bool,
}

impl Token {
    /// Its relation without the subtype.
    #[inline]
    pub fn rel(&self) -> &'static str {
        // Asked for more often than anything else of a token, so no pattern search.
        let bytes = self.deprel.as_bytes();
        let mut end = 0;
        while end < bytes.len() && bytes[end] != b':' {
            end += 1;
        }
        &self.deprel[..end]
    }
}

/// A named entity: tokens `first..end` of one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What kind of name.
    pub label: Label,
    /// Its bytes.
    pub span: Span,
    /// Index of its first token.
    pub first: usize,
    /// One past its last token.
    pub end: usize,
}

/// A sentence and its tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// From its first token's first byte to its last token's last.
    pub span: Span,
    /// Its words, in order. One root; no cycle.
    pub tokens: Vec<Token>,
    /// Its names, in order, none inside another.
    pub entities: Vec<Entity>,
    /// Dependents, head after head; laid out once the tree stands.
    dependents: Dependents,
}

/// Token numbers in the order of their heads, then of the text; `ends[h]` is where those of token `h` end. Empty before a tree is laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Dependents {
    tokens: Vec<u32>,
    ends: Vec<u32>,
}

/// True for the relation itself and for its subtypes.
#[inline]
fn is(deprel: &str, rel: &str) -> bool {
    let (deprel, rel) = (deprel.as_bytes(), rel.as_bytes());
    deprel.len() >= rel.len()
        && deprel.get(rel.len()).is_none_or(|&next| next == b':')
        && deprel[..rel.len()] == *rel
}

impl Dependents {
    fn of(tokens: &[Token]) -> Dependents {
        let mut ends = vec![0; tokens.len()];
        for head in tokens.iter().filter_map(|tok| tok.head) {
            if let Some(count) = ends.get_mut(head) {
                *count += 1;
            }
        }
        let mut total = 0;
        for end in &mut ends {
            total += *end;
            *end = total;
        }
        let mut laid = vec![0; total as usize];
        let mut next = ends.clone();
        for (at, head) in tokens.iter().enumerate().rev().filter_map(|(at, tok)| Some((at, tok.head?))) {
            if let Some(slot) = next.get_mut(head) {
                *slot -= 1;
                laid[*slot as usize] = u32::try_from(at).unwrap_or(u32::MAX);
            }
        }
        Dependents { tokens: laid, ends }
    }

    #[inline]
    fn under(&self, head: usize) -> &[u32] {
        let start = head.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(head).copied().unwrap_or(start);
        self.tokens.get(start as usize..end as usize).unwrap_or(&[])
    }
}

impl Sentence {
    /// A sentence of these tokens and names.
    pub fn new(span: Span, tokens: Vec<Token>, entities: Vec<Entity>) -> Sentence {
        let dependents = Dependents::of(&tokens);
        Sentence { span, tokens, entities, dependents }
    }

    /// To be called when heads have been changed.
    pub(crate) fn lay_out(&mut self) {
        self.dependents = Dependents::of(&self.tokens);
    }

    /// Direct dependents of a token, in order.
    #[inline]
    pub fn children(&self, head: usize) -> impl Iterator<Item = usize> + Clone + '_ {
        self.dependents.under(head).iter().map(|&at| at as usize)
    }

    /// Direct dependents with this relation, subtype ignored where `rel` has none.
    #[inline]
    pub fn children_by<'s>(&'s self, head: usize, rel: &'s str) -> impl Iterator<Item = usize> + 's {
        self.children(head).filter(move |&at| is(self.tokens[at].deprel, rel))
    }

    /// The root's index; `None` in an empty sentence.
    pub fn root(&self) -> Option<usize> {
        self.tokens.iter().position(|tok| tok.head.is_none())
    }

    /// True when `ancestor` is `at` or stands above it.
    pub fn dominates(&self, ancestor: usize, at: usize) -> bool {
        let mut here = Some(at);
        for _ in 0..=self.tokens.len() {
            match here {
                Some(token) if token == ancestor => return true,
                Some(token) => here = self.tokens.get(token).and_then(|tok| tok.head),
                None => return false,
            }
        }
        false
    }

    /// The token and all below it, in sentence order.
    pub fn subtree(&self, top: usize) -> Vec<usize> {
        let mut below = vec![false; self.tokens.len()];
        let mut found = Vec::with_capacity(below.len());
        found.extend((top < below.len()).then_some(top));
        let mut next = 0;
        while let Some(&at) = found.get(next) {
            next += 1;
            // No word twice, whatever was made of the heads.
            if !std::mem::replace(&mut below[at], true) {
                found.extend(self.children(at).filter(|&child| !below[child]));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What one text says, word by word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// Which text of the report it is.
    pub part: Part,
    /// Its sentences, in order; every byte that is no white space stands in a token.
    pub sentences: Vec<Sentence>,
    /// What was bounded or cut short, in words for people; empty as a rule.
    pub warnings: Vec<String>,
}

impl Analysis {
    /// How many tokens it has.
    pub fn len(&self) -> usize {
        self.sentences.iter().map(|sent| sent.tokens.len()).sum()
    }

    /// True when it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
