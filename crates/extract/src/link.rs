//! Link: every word of a report that goes back to somebody named elsewhere in it, and to whom. In: the cast; out: links in the order of the text.

use crate::actor::{Cast, Party};
use crate::doc::At;
use crate::findings::Who;
use language::Upos;
use serde::Serialize;
use text::{Because, Days, Span};

/// A pronoun or a noun with "the", and whom it means.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// Its words.
    pub text: String,
    /// Their bytes.
    #[serde(flatten)]
    pub span: Span,
    /// Everybody it means; empty where nobody was found, or a thing.
    pub to: Vec<Who>,
    /// The words that it goes back to, be they somebody or a thing.
    pub from: Vec<Span>,
}

/// The rules of `actor` by which a word goes back to others.
const BACK: [&str; 6] = ["pronoun", "chain", "again", "echo", "pair", "counterpart"];

/// All links of a report: each third-person pronoun, and each noun that goes back to somebody.
pub fn find(cast: &Cast) -> Vec<Link> {
    let doc = cast.doc;
    let mut found = Vec::new();
    for (sent, sentence) in doc.sents.iter().enumerate() {
        for tok in 0..sentence.tokens.len() {
            found.extend(link(cast, (sent, tok)));
        }
    }
    found
}

fn link(cast: &Cast, at: At) -> Option<Link> {
    let tok = cast.doc.tok(at);
    let pronoun = cast.is_pronoun(at);
    if !pronoun && tok.upos != Upos::Noun || cast.names.at(at).is_some() {
        return None;
    }
    let parties = cast.parties(at, Days::default());
    let mut from: Vec<Span> = if pronoun {
        cast.antecedent(at).into_iter().collect()
    } else {
        parties.iter().flat_map(back).collect()
    };
    if !pronoun && from.is_empty() {
        return None;
    }
    from.sort();
    from.dedup();
    let span = if pronoun { tok.span } else { cast.phrase_span(at).unwrap_or(tok.span) };
    let text = cast.doc.slice(span).to_owned();
    Some(Link { text, span, to: parties.into_iter().map(|p| p.who).collect(), from })
}

/// The words that a party's reasons go back to.
fn back(party: &Party) -> Vec<Span> {
    let mut open: Vec<&Because> = vec![&party.because];
    let mut found = Vec::new();
    while let Some(because) = open.pop() {
        if because.rule.strip_prefix("actor#").is_some_and(|arm| BACK.contains(&arm)) {
            found.extend(because.span);
        } else {
            open.extend(&because.reasons);
        }
    }
    found
}
