//! Whatever the text: every byte that is no white space stands in one token, spans lie on characters, every sentence is one tree.

use language::{Analysis, Sentence, analyse_with};
use proptest::prelude::*;
use std::time::Instant;
use text::Part;

fn holds(text: &str, breaks: &[usize]) {
    let analysis = analyse_with(text, Part::Body, breaks);
    let mut end = 0;
    for sentence in &analysis.sentences {
        assert!(!sentence.tokens.is_empty());
        for token in &sentence.tokens {
            assert!(text.get(end..token.span.start).is_some_and(|gap| gap.trim().is_empty()), "{text:?}");
            assert!(!token.span.is_empty() && token.span.slice(text).len() == token.span.len());
            end = token.span.end;
        }
        is_tree(sentence);
        for name in &sentence.entities {
            assert!(name.first < name.end && name.end <= sentence.tokens.len());
        }
    }
    assert!(text[end..].trim().is_empty(), "{text:?}");
}

fn is_tree(sentence: &Sentence) {
    let root = sentence.root().expect("a root");
    assert_eq!(sentence.tokens.iter().filter(|token| token.head.is_none()).count(), 1);
    assert_eq!(sentence.tokens[root].deprel, "root");
    assert!((0..sentence.tokens.len()).all(|at| sentence.dominates(root, at)));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_string_is_covered(text in "\\PC{0,200}", breaks in proptest::collection::vec(0usize..220, 0..4)) {
        holds(&text, &breaks);
    }

    #[test]
    fn strings_of_hard_signs_are_covered(text in "[a-cA-C0-9 .,'’‘“”\"\\-–—!?()$%/@:\n\u{200f}\u{feff}😀é…]{0,120}") {
        holds(&text, &[]);
    }
}

#[test]
fn hostile_texts_take_time_by_their_length() {
    let long = |unit: &str| unit.repeat(200_000 / unit.len());
    for unit in ["a", "a ", ".", "a.", "' ", "a-", "s' ", "😀", "\u{200f}a ", "(", "A. ", "1,", "\n", "x's"]
    {
        let text = long(unit);
        let started = started();
        let analysis: Analysis = analyse_with(&text, Part::Body, &[]);
        assert!(started.elapsed().as_secs() < 120, "{unit:?}");
        assert!(
            analysis.sentences.iter().all(|sentence| sentence.tokens.len() <= language::sentence::LONGEST)
        );
    }
}

#[allow(clippy::disallowed_methods, reason = "a test measures time")]
fn started() -> Instant {
    Instant::now()
}
