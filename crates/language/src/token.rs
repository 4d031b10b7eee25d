//! Token: bytes to words, after the customs of the English UD treebanks. Clitics and hyphenated words are split, abbreviations keep their stop,
//! and every byte that is no white space stands in a token.

use crate::lists::lists;
use text::{Part, Span};

/// A word before it is tagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes.
    pub span: Span,
    /// True when the next word belongs to the same multi-word token.
    pub joined: bool,
}

/// A longer run without a blank is one token as it stands: no word of a language is.
const LONGEST: usize = 400;

/// Words of `text[start..end]`, in order.
pub fn words(text: &str, part: Part, start: usize, end: usize) -> Vec<Word> {
    let mut cutter = Cutter { text, part, words: Vec::new(), open_single: false };
    let mut at = start;
    for chunk in text.get(start..end).unwrap_or("").split_inclusive(char::is_whitespace) {
        let bare = chunk.trim_end();
        if !bare.is_empty() {
            cutter.chunk(at, at + bare.len());
        }
        at += chunk.len();
    }
    cutter.words
}

struct Cutter<'t> {
    text: &'t str,
    part: Part,
    words: Vec<Word>,
    open_single: bool,
}

impl<'t> Cutter<'t> {
    fn push(&mut self, start: usize, end: usize, joined: bool) {
        if end > start {
            self.words.push(Word { span: Span::new(self.part, start, end), joined });
        }
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or("")
    }

    fn chunk(&mut self, start: usize, end: usize) {
        let chunk = self.slice(start, end);
        if chunk.len() > LONGEST || is_address(chunk) {
            return self.address(start, end);
        }
        let mut start = start;
        while let Some(length) = leading(self.slice(start, end)) {
            self.open_single |= matches!(self.slice(start, start + length), "'" | "‘");
            self.push(start, start + length, false);
            start += length;
        }
        let mut end = end;
        let mut tail = Vec::new();
        while start < end {
            let Some(length) = self.trailing(start, end) else { break };
            tail.push((end - length, end));
            end -= length;
        }
        self.core(start, end);
        for (from, to) in tail.into_iter().rev() {
            let possessive = matches!(self.slice(from, to), "'" | "’") && from == end && !self.open_single && self.slice(start, end).ends_with(['s', 'S']);
            if possessive && let Some(last) = self.words.last_mut() {
                last.joined = true;
            } else if matches!(self.slice(from, to), "'" | "’") {
                self.open_single = false;
            }
            self.push(from, to, false);
        }
    }

    /// A web or mail address, less the marks of the sentence behind it.
    fn address(&mut self, start: usize, end: usize) {
        let bare = self.slice(start, end).trim_end_matches([',', '.', ';', ':', ')', '”', '"', '!', '?']).len();
        let middle = if bare == 0 { end } else { start + bare };
        self.push(start, middle, false);
        let mut at = middle;
        for ch in self.slice(middle, end).chars() {
            self.push(at, at + ch.len_utf8(), false);
            at += ch.len_utf8();
        }
    }

    /// Length of a mark that closes the chunk and is a token of its own.
    fn trailing(&self, start: usize, end: usize) -> Option<usize> {
        let chunk = self.slice(start, end);
        let last = chunk.chars().next_back()?;
        if chunk.ends_with("...") && chunk.len() > 3 {
            return Some(3);
        }
        let length = last.len_utf8();
        if length == chunk.len() {
            return None;
        }
        match last {
            '.' if keeps_stop(chunk) => None,
            '.' | ',' | ';' | ':' | '?' | '!' | '"' | '”' | '“' | '»' | ')' | ']' | '}' | '…' | '’' | '\'' | '‘' | '—' | '–' | '%' | '>' => Some(length),
            '-' => Some(length),
            _ => None,
        }
    }

    /// What is left between the marks: split at dashes, slashes, hyphens, brackets; then clitics.
    fn core(&mut self, start: usize, end: usize) {
        let chunk = self.slice(start, end);
        let mut from = start;
        let mut chars = chunk.char_indices().peekable();
        while let Some((at, ch)) = chars.next() {
            let at = start + at;
            if at < from {
                continue;
            }
            let after = at + ch.len_utf8();
            let rest = self.slice(after, end);
            let length = match ch {
                '—' | '–' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '…' => ch.len_utf8(),
                '-' if rest.starts_with('-') => 2,
                '.' if rest.starts_with("..") => 3,
                '-' if self.splits(from, at, rest) => 1,
                '/' if at > from && rest.starts_with(char::is_alphabetic) => 1,
                '$' | '£' | '€' if rest.starts_with(|c: char| c.is_ascii_digit()) => ch.len_utf8(),
                _ => continue,
            };
            // "US$5": the letters before a sign of money belong to it.
            if matches!(ch, '$' | '£' | '€') {
                self.push(from, at + length, false);
            } else {
                self.clitics(from, at);
                self.push(at, at + length, false);
            }
            from = at + length;
        }
        self.clitics(from, end);
    }

    /// A hyphen splits a word unless a prefix stands before it or a number goes on.
    fn splits(&self, from: usize, at: usize, rest: &str) -> bool {
        let before = self.slice(from, at);
        let digits = before.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
        let long_number = digits && (rest.contains('-') || before.contains('-'));
        let lower = before.to_lowercase();
        !before.is_empty() && rest.starts_with(char::is_alphanumeric) && !long_number && !lists().prefixes.contains(lower.as_str())
    }

    fn clitics(&mut self, start: usize, end: usize) {
        let word = self.slice(start, end);
        let lower = word.to_lowercase();
        if lower == "cannot" && word.len() == 6 {
            self.push(start, start + 3, true);
            return self.push(start + 3, end, false);
        }
        let cut = ["n't", "n’t"].iter().find(|c| lower.ends_with(**c) && lower.len() > c.len()).map(|c| c.len());
        let cut = cut.or_else(|| {
            let tails = ["'s", "’s", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'d", "’d", "'m", "’m"];
            tails.iter().find(|c| lower.ends_with(**c) && lower.len() > c.len()).map(|c| c.len())
        });
        match cut.filter(|_| lower.len() == word.len() && self.text.is_char_boundary(end)) {
            Some(length) if self.text.is_char_boundary(end - length) => {
                self.push(start, end - length, true);
                self.push(end - length, end, false);
            }
            _ => self.push(start, end, false),
        }
    }
}

/// Length of a mark that opens a chunk and is a token of its own.
fn leading(chunk: &str) -> Option<usize> {
    let first = chunk.chars().next()?;
    let length = first.len_utf8();
    if chunk.starts_with("...") {
        return (chunk.len() > 3).then_some(3);
    }
    if chunk.starts_with("--") {
        return (chunk.len() > 2).then_some(2);
    }
    let mark = matches!(first, '"' | '“' | '”' | '„' | '«' | '(' | '[' | '{' | '‘' | '\'' | '—' | '–' | '-' | '…' | '#' | '*' | '›' | '<' | '¿' | ',' | ';' | ':' | ')' | '|');
    let clitic = matches!(first, '\'' | '’') && matches!(chunk.to_lowercase().get(length..), Some("s" | "re" | "ve" | "ll" | "d" | "m"));
    let negative = first == '-' && chunk[length..].starts_with(|c: char| c.is_ascii_digit());
    (mark && !clitic && !negative && chunk.len() > length).then_some(length)
}

/// True for a chunk whose last full stop is its own: an abbreviation, an initial, letters with stops between.
fn keeps_stop(chunk: &str) -> bool {
    let body = &chunk[..chunk.len() - 1];
    let lower = body.trim_start_matches(['(', '"', '“']).to_lowercase();
    let last = lower.rsplit(['-', '/', '(', '—', '–']).next().unwrap_or(&lower);
    let initial = last.chars().count() == 1 && body.ends_with(char::is_uppercase);
    let stops = last.contains('.') && last.split('.').all(|piece| piece.chars().count() == 1 && piece.chars().all(char::is_alphabetic));
    initial || stops || lists().abbreviations.contains(last)
}

fn is_address(chunk: &str) -> bool {
    let web = chunk.contains("://") || chunk.starts_with("www.");
    let mail = chunk.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    web || mail
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let words = words(text, Part::Body, 0, text.len());
        let found: Vec<&str> = words.iter().map(|w| w.span.slice(text)).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn clitics_are_words() {
        check("Syria's army didn't say it can't.", "Syria 's army did n't say it ca n't .");
        check("They’re the ministers’ words; he cannot.", "They ’re the ministers ’ words ; he can not .");
    }

    #[test]
    fn hyphenated_words_are_split_but_for_prefixes() {
        check("a US-backed, anti-terror 15-year-old al-Assad", "a US - backed , anti-terror 15 - year - old al - Assad");
        check("phone 713-654-0365 today", "phone 713-654-0365 today");
    }

    #[test]
    fn abbreviations_keep_their_stop() {
        check("Gen. Smith of the U.S. left at 5 a.m. on Jan. 3.", "Gen. Smith of the U.S. left at 5 a.m. on Jan. 3 .");
        check("John F. Kerry Jr. (left).", "John F. Kerry Jr. ( left ) .");
    }

    #[test]
    fn marks_and_money() {
        check("“We won,” he said — “now…”", "“ We won , ” he said — “ now … ”");
        check("It paid $5.3m, 10% and US$1,200.", "It paid $ 5.3m , 10 % and US$ 1,200 .");
        check("See http://a.b/c, or x@y.org.", "See http://a.b/c , or x@y.org .");
        check("'Yes,' she said.", "' Yes , ' she said .");
    }

    #[test]
    fn odd_input_is_cut_without_panic() {
        for text in ["", "...", "--", "'", "’s", "$", "%", "é’s", "a-", "-a", "(((", "\u{200f}x", "🙂🙂"] {
            let words = words(text, Part::Body, 0, text.len());
            let bytes: usize = words.iter().map(|w| w.span.len()).sum();
            assert_eq!(bytes, text.len(), "{text}");
        }
    }
}
