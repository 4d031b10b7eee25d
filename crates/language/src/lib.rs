//! Floor 2: a text's words. Sentences, tokens, tags, lemmas, trees, names; an English parser that is useful alone.
//!
//! In: any text; out: its [`Analysis`]. Total: no text is refused, and time grows with the text's length, not faster.
#![deny(clippy::disallowed_methods, clippy::print_stdout)]

pub mod analysis;
pub mod conllu;
pub mod entity;
mod finite;
mod headline;
mod inside;
pub mod kernel;
pub mod known;
pub mod lemma;
pub mod lexicon;
pub mod linear;
pub mod lists;
pub mod network;
pub mod parse;
pub mod sentence;
pub mod table;
pub mod tag;
pub mod token;
pub mod word;

pub use analysis::{Analysis, Entity, Label, Sentence, Token, Upos};

use network::{NETWORK, Room, Scores};
use text::{Part, Span};
use token::Piece;

/// So many words go through the network at a time, and what is left of their last sentence: enough to keep it busy, little enough to lie close at hand.
const BATCH: usize = 500;

/// Analyses the body of a report, or any other text.
pub fn analyse(text: &str) -> Analysis {
    analyse_with(text, Part::Body, &[])
}

/// Analyses a text: `part` says which of a report's texts it is; at each of `breaks` (byte offsets) a sentence must begin.
pub fn analyse_with(text: &str, part: Part, breaks: &[usize]) -> Analysis {
    analyse_pieces(text, part, sentence::sentences(text, breaks), Given::Tokens)
}

/// What is certain before an analysis begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    /// Where words begin and end; a sentence may turn out to be two.
    Tokens,
    /// Where sentences begin and end, too.
    Sentences,
}

/// Analyses sentences whose tokens are known already.
pub(crate) fn analyse_pieces(text: &str, part: Part, sentences: Vec<Vec<Piece>>, given: Given) -> Analysis {
    let mut analysis =
        Analysis { part, sentences: Vec::with_capacity(sentences.len()), warnings: warnings(&sentences) };
    let (mut rest, mut room) = (&sentences[..], Room::default());
    while !rest.is_empty() {
        let mut words = 0;
        let within = |pieces: &&Vec<Piece>| {
            words += pieces.len();
            words <= BATCH
        };
        let count = rest.iter().take_while(within).count().max(1);
        let (batch, later) = rest.split_at(count.min(rest.len()));
        let seen: Vec<Vec<word::Word>> = batch.iter().map(|pieces| words_of(text, pieces)).collect();
        let scores = NETWORK.scores(&seen.iter().map(Vec::as_slice).collect::<Vec<_>>(), &mut room);
        for ((pieces, words), scores) in batch.iter().zip(&seen).zip(&scores) {
            let ends =
                if given == Given::Tokens { sentence::ends(&scores.ends, text, pieces) } else { Vec::new() };
            if ends.is_empty() {
                analysis.sentences.push(sentence_of(text, part, pieces, words, scores, &mut room));
                continue;
            }
            let mut start = 0;
            for end in ends.into_iter().chain([pieces.len()]) {
                let pieces = &pieces[start..end];
                start = end;
                let words = words_of(text, pieces);
                let scores = NETWORK.scores(&[&words], &mut room).pop().unwrap_or_default();
                analysis.sentences.push(sentence_of(text, part, pieces, &words, &scores, &mut room));
            }
        }
        rest = later;
    }
    analysis
}

fn words_of(text: &str, pieces: &[Piece]) -> Vec<word::Word> {
    word::words(pieces.iter().map(|piece| text.get(piece.start..piece.end).unwrap_or("")))
}

fn sentence_of(
    text: &str,
    part: Part,
    pieces: &[Piece],
    words: &[word::Word],
    scores: &Scores,
    room: &mut Room,
) -> Sentence {
    let span = |first: usize, end: usize| {
        let start = pieces.get(first).map_or(0, |piece| piece.start);
        Span::new(part, start, pieces.get(end.wrapping_sub(1)).map_or(start, |piece| piece.end))
    };
    let heads = parse::tree(&scores.arcs, pieces.len());
    let relations = NETWORK.relations(scores, &heads, room);
    let tag = |at: usize| tag::meaning(scores.tags.get(at).copied().unwrap_or(usize::MAX));
    let relation = |at: usize| match heads.get(at) {
        Some(Some(_)) => {
            relations.get(at).and_then(|&name| NETWORK.relations.get(name)).copied().unwrap_or("dep")
        }
        _ => "root",
    };
    let token = |(at, piece): (usize, &Piece)| {
        let (upos, xpos) = tag(at);
        let form = text.get(piece.start..piece.end).unwrap_or("");
        Token {
            span: span(at, at + 1),
            lemma: lemma::LEMMAS.lemma(form, xpos),
            upos,
            xpos,
            head: heads.get(at).copied().flatten(),
            deprel: relation(at),
            joined: piece.joined,
        }
    };
    let entity = |(range, label): entity::Name| {
        let end = (range.start + 1..range.end).find(|&at| is_verb(tag(at).1)).unwrap_or(range.end);
        Entity { label, span: span(range.start, end), first: range.start, end }
    };
    let seen = linear::Seen { words, tags: &scores.tags, heads: &heads, relations: &relations };
    let names = linear::LINEAR.names(&seen, &scores.names);
    let mut sentence = Sentence::new(
        span(0, pieces.len()),
        pieces.iter().enumerate().map(token).collect(),
        names.into_iter().map(entity).collect(),
    );
    let forms: Vec<&str> = pieces.iter().map(|p| text.get(p.start..p.end).unwrap_or("")).collect();
    finite::mend(&mut sentence, &forms);
    headline::mend(&mut sentence, &forms);
    sentence
}

/// A verb ends a name: in a headline its capital tells nothing.
fn is_verb(xpos: &str) -> bool {
    matches!(xpos, "VB" | "VBZ" | "VBD" | "VBP" | "MD")
}

fn warnings(sentences: &[Vec<Piece>]) -> Vec<String> {
    let cut = sentences.iter().filter(|pieces| pieces.len() >= sentence::LONGEST).count();
    let long = (cut > 0).then(|| format!("{cut} sentences cut at {} tokens", sentence::LONGEST));
    let complaints = [
        &lexicon::LEXICON.complaint,
        &known::KNOWN.complaint,
        &NETWORK.complaint,
        &linear::LINEAR.complaint,
        &lemma::LEMMAS.complaint,
    ];
    long.into_iter().chain(complaints.into_iter().flatten().cloned()).collect()
}
