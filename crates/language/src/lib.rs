//! Floor 2: a text's words. Sentences, tokens, tags, lemmas, trees, names; an English parser that is useful alone.
//!
//! In: any text; out: its [`Analysis`]. Total: no text is refused, and time grows with the text's length, not faster.
#![deny(clippy::disallowed_methods, clippy::print_stdout)]

pub mod analysis;
pub mod conllu;
pub mod entity;
mod inside;
pub mod lemma;
pub mod lists;
pub mod parse;
pub mod perceptron;
pub mod sentence;
pub mod table;
pub mod tag;
pub mod token;
pub mod word;

pub use analysis::{Analysis, Entity, Label, Sentence, Token, Upos};

use text::{Part, Span};
use token::Piece;

/// Analyses the body of a report, or any other text.
pub fn analyse(text: &str) -> Analysis {
    analyse_with(text, Part::Body, &[])
}

/// Analyses a text: `part` says which of a report's texts it is; at each of `breaks` (byte offsets) a sentence must begin.
pub fn analyse_with(text: &str, part: Part, breaks: &[usize]) -> Analysis {
    analyse_pieces(text, part, sentence::sentences(text, breaks))
}

/// Analyses sentences whose tokens are known already.
pub(crate) fn analyse_pieces(text: &str, part: Part, sentences: Vec<Vec<Piece>>) -> Analysis {
    let seen: Vec<Vec<word::Word>> = sentences.iter().map(|pieces| words(text, pieces)).collect();
    let mut memory = entity::Memory::new(seen.iter().map(Vec::as_slice));
    let mut analysis =
        Analysis { part, sentences: Vec::with_capacity(seen.len()), warnings: warnings(&sentences) };
    for (pieces, words) in sentences.iter().zip(&seen) {
        let tags = tag::TAGGER.tag(words);
        let names = entity::NAMER.names(words, &tags, &mut memory);
        let tree = parse::PARSER.parse(words, &tags);
        analysis.sentences.push(sentence_of(text, part, pieces, &tags, &tree, names));
    }
    analysis
}

fn words(text: &str, pieces: &[Piece]) -> Vec<word::Word> {
    word::words(pieces.iter().map(|piece| text.get(piece.start..piece.end).unwrap_or("")))
}

fn sentence_of(
    text: &str,
    part: Part,
    pieces: &[Piece],
    tags: &[tag::Tag],
    tree: &parse::Tree,
    names: Vec<entity::Name>,
) -> Sentence {
    let span = |first: usize, end: usize| {
        let start = pieces.get(first).map_or(0, |piece| piece.start);
        Span::new(part, start, pieces.get(end.wrapping_sub(1)).map_or(start, |piece| piece.end))
    };
    let token = |(at, piece): (usize, &Piece)| {
        let (upos, xpos) = tag::TAGGER.meaning(tags.get(at).copied().unwrap_or(0));
        let form = text.get(piece.start..piece.end).unwrap_or("");
        Token {
            span: span(at, at + 1),
            lemma: lemma::LEMMAS.lemma(form, xpos),
            upos,
            xpos,
            head: tree.heads.get(at).copied().flatten(),
            deprel: parse::PARSER.relation(tree.relations.get(at).copied().unwrap_or(0)),
            joined: piece.joined,
        }
    };
    let verb = |at: &usize| is_verb(tag::TAGGER.meaning(tags.get(*at).copied().unwrap_or(0)).1);
    let entity = |(range, label): entity::Name| {
        let end = (range.start + 1..range.end).find(verb).unwrap_or(range.end);
        Entity { label, span: span(range.start, end), first: range.start, end }
    };
    Sentence {
        span: span(0, pieces.len()),
        tokens: pieces.iter().enumerate().map(token).collect(),
        entities: names.into_iter().map(entity).collect(),
    }
}

/// A verb ends a name: in a headline its capital tells nothing.
fn is_verb(xpos: &str) -> bool {
    matches!(xpos, "VB" | "VBZ" | "VBD" | "VBP" | "MD")
}

fn warnings(sentences: &[Vec<Piece>]) -> Vec<String> {
    let cut = sentences.iter().filter(|pieces| pieces.len() >= sentence::LONGEST).count();
    let long = (cut > 0).then(|| format!("{cut} sentences cut at {} tokens", sentence::LONGEST));
    let complaints = [
        &tag::TAGGER.complaint,
        &lemma::LEMMAS.complaint,
        &parse::PARSER.complaint,
        &entity::NAMER.complaint,
    ];
    long.into_iter().chain(complaints.into_iter().flatten().cloned()).collect()
}
