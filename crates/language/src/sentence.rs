//! Sentence: where one ends. Paragraphs always end one; a stop does unless it belongs to an abbreviation; closing marks stay with what they close.

use crate::lists::lists;
use crate::token::{Word, words};
use text::Part;

/// A sentence of more words is cut: nobody wrote it as one.
pub const LONGEST: usize = 300;

/// The words of a text, sentence by sentence; `breaks` are bytes at which a sentence must begin. True where one had to be cut.
pub fn sentences(text: &str, part: Part, breaks: &[usize]) -> (Vec<Vec<Word>>, bool) {
    let mut found = Vec::new();
    let mut cut = false;
    for (start, end) in paragraphs(text, breaks) {
        let words = words(text, part, start, end);
        let mut from = 0;
        for at in 0..words.len() {
            let full = at + 1 - from >= LONGEST;
            cut |= full && at + 1 < words.len();
            if at + 1 == words.len() || full || ends(text, &words, at) {
                found.push(words[from..=at].to_vec());
                from = at + 1;
            }
        }
    }
    (found, cut)
}

/// Bytes of each paragraph: lines, unless the text is hard-wrapped, where blank lines part them.
fn paragraphs(text: &str, breaks: &[usize]) -> Vec<(usize, usize)> {
    let wrapped = is_wrapped(text);
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut close = |from: usize, to: usize| {
        let mut from = from;
        for &stop in breaks {
            if from < stop && stop < to && text.is_char_boundary(stop) {
                found.push((from, stop));
                from = stop;
            }
        }
        found.push((from, to));
    };
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let blank_follows = text[next..].lines().next().is_none_or(|l| l.trim().is_empty());
        if !wrapped || blank_follows || line.trim().is_empty() {
            close(start, next);
            start = next;
        }
        at = next;
    }
    close(start, at);
    found
}

/// Hard-wrapped: most lines end at one width without a stop, and the next goes on in lower case as often as not.
fn is_wrapped(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(400).collect();
    if lines.len() < 4 {
        return false;
    }
    let long = lines.iter().filter(|line| (40..=100).contains(&line.chars().count())).count();
    let pairs = lines.windows(2).filter(|pair| {
        let open = !pair[0].trim_end().ends_with(['.', '!', '?', '"', '”', ':']);
        open && pair[1].trim_start().starts_with(|ch: char| ch.is_lowercase() || ch.is_ascii_digit())
    });
    long * 2 > lines.len() && pairs.count() * 4 > lines.len()
}

/// True where a sentence ends with this word.
fn ends(text: &str, words: &[Word], at: usize) -> bool {
    let form = |at: usize| words.get(at).map_or("", |w| w.span.slice(text));
    let Some(next) = words.get(at + 1) else { return true };
    let next_form = next.span.slice(text);
    // A closing mark waits for the marks behind it.
    if (closes(next_form) || matches!(next_form, "." | "?" | "!" | "…")) && !(opens_too(next_form) && next.span.start > words[at].span.end) {
        return false;
    }
    let mut stop = at;
    while stop > 0 && closes(form(stop)) {
        stop -= 1;
    }
    let begins = next_form.starts_with(|ch: char| ch.is_uppercase() || ch.is_ascii_digit() || matches!(ch, '“' | '"' | '‘' | '\'' | '(' | '[' | '•' | '-' | '–' | '—' | '«'));
    match form(stop) {
        "." => begins || next.span.start > words[at].span.end && !next_form.starts_with(char::is_alphanumeric),
        "?" | "!" | "…" | "..." => begins,
        word if word.len() > 1 && word.ends_with('.') => abbreviation_ends(word, next_form),
        _ => false,
    }
}

fn closes(form: &str) -> bool {
    matches!(form, "”" | "\"" | "’" | "'" | ")" | "]" | "»" | "''")
}

/// Marks that may open as well: they close only where nothing stands between.
fn opens_too(form: &str) -> bool {
    matches!(form, "\"" | "'" | "’")
}

/// "in the U.S. The ...": an abbreviation ends a sentence before a word that begins one, and a title never does.
fn abbreviation_ends(word: &str, next: &str) -> bool {
    let bare = word.trim_end_matches('.').to_lowercase();
    let initial = bare.chars().count() == 1;
    let starter = next.starts_with(char::is_uppercase) && lists().starters.contains(next.to_lowercase().as_str());
    !lists().titles.contains(bare.as_str()) && !initial && starter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let (sentences, _) = sentences(text, Part::Body, &[]);
        let found: Vec<&str> = sentences.iter().map(|s| s[0].span.to(s[s.len() - 1].span).slice(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_stop_ends_a_sentence_with_the_marks_behind_it() {
        check("“We won.” He left. (He did.) Then?", &["“We won.”", "He left.", "(He did.)", "Then?"]);
        check("He said \"no.\" \"Yes,\" she said.", &["He said \"no.\"", "\"Yes,\" she said."]);
    }

    #[test]
    fn abbreviations_do_not() {
        check("Gen. Lee of the U.S. Army met J. Smith. In the U.S. The end.", &["Gen. Lee of the U.S. Army met J. Smith.", "In the U.S.", "The end."]);
        check("At 5 a.m. Tuesday it ended.", &["At 5 a.m. Tuesday it ended."]);
    }

    #[test]
    fn lines_are_paragraphs_unless_the_text_is_wrapped() {
        check("A title\n\nA line.\nAnother", &["A title", "A line.", "Another"]);
        let wrapped = "The foreign minister of the country said on Monday that\nthe talks had ended without any result at all, and that\nthe delegation would leave the city on the next day and\nfly home.";
        check(wrapped, &[wrapped]);
    }
}
