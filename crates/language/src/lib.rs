//! Floor 2: a text's words. Sentences, tokens, tags, lemmas, trees, names; an English parser that is useful alone.
#![deny(clippy::disallowed_methods, clippy::print_stdout)]

pub mod analysis;

pub use analysis::{Analysis, Entity, Label, Sentence, Token, Upos};
