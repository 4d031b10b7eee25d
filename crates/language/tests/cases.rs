//! Runs `cases/*.md`: each text there must give the blocks below it. `UPDATE_EXPECT=1 cargo test` writes them anew.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "a test reads its cases")]

use language::{Analysis, analyse};
use std::path::Path;

/// What a block of that name must hold for a text; `None` for a name no one knows.
fn made(block: &str, text: &str, analysis: &Analysis) -> Option<String> {
    let lines: Vec<String> = match block {
        "words" => analysis.sentences.iter().map(|sentence| words(sentence, text)).collect(),
        "tree" => analysis.sentences.iter().flat_map(|sentence| tree(sentence, text)).collect(),
        "names" => analysis.sentences.iter().flat_map(|sentence| names(sentence, text)).collect(),
        _ => return None,
    };
    Some(lines.iter().map(|line| format!("{line}\n")).collect())
}

fn words(sentence: &language::Sentence, text: &str) -> String {
    sentence.tokens.iter().map(|token| token.span.slice(text)).collect::<Vec<_>>().join(" ")
}

fn tree(sentence: &language::Sentence, text: &str) -> Vec<String> {
    let line = |token: &language::Token| {
        let head = token.head.map_or("", |head| sentence.tokens[head].span.slice(text));
        let words = [token.span.slice(text), &token.lemma, token.upos.as_str(), token.deprel, head];
        words.join(" ").trim_end().to_owned()
    };
    sentence.tokens.iter().filter(|token| token.deprel != "punct").map(line).collect()
}

fn names(sentence: &language::Sentence, text: &str) -> Vec<String> {
    sentence
        .entities
        .iter()
        .map(|name| format!("{} {}", name.label.as_str(), name.span.slice(text)))
        .collect()
}

/// The page with every block as the code makes it.
fn remade(page: &str) -> String {
    let mut out = String::new();
    let (mut text, mut analysis) = (String::new(), Analysis::default());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        let Some(block) = line.strip_prefix("```").filter(|block| !block.is_empty()) else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if block == "text" {
            text = body.join("\n");
            analysis = analyse(&text);
        }
        out += &made(block, &text, &analysis)
            .unwrap_or_else(|| body.iter().map(|line| format!("{line}\n")).collect());
        out += "```\n";
    }
    out
}

#[test]
fn the_cases_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let page = std::fs::read_to_string(entry.path()).unwrap();
        let remade = remade(&page);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(entry.path(), remade).unwrap();
            continue;
        }
        for (line, (is, ought)) in remade.lines().zip(page.lines()).enumerate() {
            assert_eq!(is, ought, "{}:{}", entry.path().display(), line + 1);
        }
        assert_eq!(remade.len(), page.len(), "{}", entry.path().display());
    }
}
