//! Floor 2: a text's words. Sentences, tokens, tags, lemmas, trees, names: an English parser that is useful alone.
//!
//! ```
//! let analysis = language::analyse("The ministers met in Doha. They signed a deal.");
//! assert_eq!(analysis.sentences.len(), 2);
//! assert_eq!(analysis.sentences[0].tokens[2].lemma, "meet");
//! ```
#![deny(clippy::disallowed_methods, clippy::print_stdout)]

pub mod analysis;
pub mod conllu;
pub mod entity;
pub mod labels;
pub mod lemma;
pub mod lists;
pub mod parse;
pub mod perceptron;
pub mod sentence;
pub mod tag;
pub mod token;

pub use analysis::{Analysis, Entity, Label, Sentence, Token, Upos};

use perceptron::Model;
use std::sync::OnceLock;
use tag::Tagger;
use text::Part;
use token::Word;

/// The trained parameters, opened once.
struct Models {
    tagger: Option<Tagger<'static>>,
    parser: Option<parse::Parser<'static>>,
    names: Option<Model<'static>>,
}

fn models() -> &'static Models {
    static MODELS: OnceLock<Models> = OnceLock::new();
    MODELS.get_or_init(|| Models {
        tagger: Model::read(include_bytes!("../../../models/tags.bin")).and_then(Tagger::new),
        parser: Model::read(include_bytes!("../../../models/trees.bin")).map(parse::Parser::new),
        names: Model::read(include_bytes!("../../../models/names.bin")),
    })
}

/// Hash of the parameters, for the record.
pub fn digest() -> String {
    static DIGEST: OnceLock<String> = OnceLock::new();
    let parts: [&[u8]; 4] = [
        include_bytes!("../../../models/tags.bin"),
        include_bytes!("../../../models/trees.bin"),
        include_bytes!("../../../models/names.bin"),
        include_bytes!("../../../models/lemmas.tsv"),
    ];
    DIGEST.get_or_init(|| {
        let sizes: Vec<String> = parts.iter().map(|p| p.len().to_string()).collect();
        text::id("", &[&sizes.join(" "), &format!("{:016x}", parts.iter().fold(7, |h: u64, p| h ^ checksum(p)))])
    })
    .clone()
}

fn checksum(bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(0xcbf2_9ce4_8422_2325, |hash: u64, chunk| {
        let mut eight = [0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        (hash ^ u64::from_le_bytes(eight)).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
    })
}

/// Analyses a text that stands alone.
pub fn analyse(text: &str) -> Analysis {
    analyse_with(text, Part::Body, &[])
}

/// Analyses one text of a report; `breaks` are bytes at which a sentence must begin.
pub fn analyse_with(text: &str, part: Part, breaks: &[usize]) -> Analysis {
    let (sentences, cut) = sentence::sentences(text, part, breaks);
    let mut analysis = Analysis { part, ..Analysis::default() };
    analysis.sentences = sentences.iter().map(|words| sentence_of(text, words)).collect();
    if cut {
        analysis.warnings.push(format!("a run of more than {} words without a full stop was cut", sentence::LONGEST));
    }
    analysis
}

fn sentence_of(text: &str, words: &[Word]) -> Sentence {
    let token = |word: &Word| Token {
        span: word.span,
        lemma: String::new(),
        upos: Upos::X,
        xpos: "_",
        head: None,
        deprel: "dep",
        joined: word.joined,
    };
    let span = words.first().zip(words.last()).map(|(a, b)| a.span.to(b.span)).unwrap_or_default();
    let mut sentence = Sentence { span, tokens: words.iter().map(token).collect(), entities: Vec::new() };
    fill(&mut sentence, text);
    sentence
}

/// Fills tags, lemmas, tree and names of a sentence whose tokens are given.
pub fn fill(sentence: &mut Sentence, text: &str) {
    let models = models();
    let forms: Vec<&str> = sentence.tokens.iter().map(|tok| tok.span.slice(text)).collect();
    let looks = tag::looks(&forms);
    let tags = models.tagger.as_ref().map(|tagger| tagger.tag(&forms, &looks)).unwrap_or_else(|| vec![(Upos::X, "_"); forms.len()]);
    let arcs = models.parser.as_ref().map(|parser| parser.parse(&parse::items(&looks, &tags)));
    for (at, token) in sentence.tokens.iter_mut().enumerate() {
        (token.upos, token.xpos) = tags[at];
        token.lemma = lemma::builtin().lemma(forms[at], token.xpos);
        (token.head, token.deprel) = arcs.as_ref().map_or((at.checked_sub(1), if at == 0 { "root" } else { "dep" }), |arcs| arcs[at]);
    }
    sentence.entities = models.names.as_ref().map(|model| entity::find(model, &sentence.tokens, &looks)).unwrap_or_default();
}

/// The numbers below `n` in an order that looks random and is the same in every run (SplitMix64, Fisher-Yates).
pub(crate) fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    let mut state = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for at in (1..n).rev() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        order.swap(at, ((z ^ (z >> 31)) % (at as u64 + 1)) as usize);
    }
    order
}
