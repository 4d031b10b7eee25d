//! Words: cuts a stretch of text into tokens as English treebanks do. In: text without paragraph breaks; out: pieces in order,
//! between which there is nothing but white space. Rules over `data/language`; linear in the length of the text.

use crate::lists::LISTS;
use crate::word::lower;

/// A token to be: bytes of the text, and whether it makes one written word with the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// True where the next piece is part of the same word ("do" + "n't").
    pub joined: bool,
}

/// Longer runs without white space are cut here, in bytes: no word is that long.
const LONGEST: usize = 400;
/// How far an opened single quotation mark waits for its other half, in bytes.
const QUOTE_REACH: usize = 400;

/// Cuts text into tokens; offsets count from the text's start plus `base`.
pub fn tokens(text: &str, base: usize) -> Vec<Piece> {
    let mut cutter = Cutter { text, base, pieces: Vec::with_capacity(text.len() / 5 + 1), opened: None };
    let mut start = None;
    for (at, ch) in text.char_indices() {
        let long = start.is_some_and(|start| at - start >= LONGEST);
        if ch.is_whitespace() || is_invisible(ch) || long {
            start.take().into_iter().for_each(|start| cutter.chunk(start, at));
        }
        if ch.is_whitespace() {
            continue;
        }
        start = start.or(Some(at));
    }
    start.into_iter().for_each(|start| cutter.chunk(start, text.len()));
    cutter.pieces
}

/// Marks of direction and the like: never part of a word, yet no white space.
fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

struct Cutter<'t> {
    text: &'t str,
    base: usize,
    pieces: Vec<Piece>,
    /// Where a single quotation mark was opened.
    opened: Option<usize>,
}

impl Cutter<'_> {
    fn push(&mut self, start: usize, end: usize) {
        if start < end {
            self.pieces.push(Piece { start: self.base + start, end: self.base + end, joined: false });
        }
    }

    fn join(&mut self) {
        self.pieces.iter_mut().last().into_iter().for_each(|piece| piece.joined = true);
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or("")
    }

    /// A run of characters without white space: signs before, signs behind, a core between.
    fn chunk(&mut self, start: usize, end: usize) {
        let mut start = start;
        while start < end {
            let length = opening(self.slice(start, end));
            if length == 0 {
                break;
            }
            if matches!(self.slice(start, start + length), "'" | "‘") {
                self.opened = Some(start);
            }
            self.push(start, start + length);
            start += length;
        }
        let mut ends = vec![end];
        let mut inner = end;
        while inner > start {
            let length = self.closing(start, inner);
            if length == 0 {
                break;
            }
            inner -= length;
            ends.push(inner);
        }
        self.core(start, inner);
        for pair in ends.windows(2).rev() {
            self.push(pair[1], pair[0]);
        }
    }

    /// Bytes of the sign at the end of the chunk that is a token of its own; 0 where there is none.
    fn closing(&mut self, start: usize, end: usize) -> usize {
        let chunk = self.slice(start, end);
        let Some(last) = chunk.chars().next_back() else { return 0 };
        match last {
            '.' | '!' | '?' | '…' => self.stop(start, end, last),
            '\'' | '’' => self.apostrophe(start, end, last.len_utf8()),
            '-' | '*' | '=' | '_' | '~' => run(chunk, last),
            _ if is_closing(last)
                || last.is_ascii_punctuation()
                    && !matches!(last, '#' | '+' | '/' | '\\' | '$' | '@' | '&' | '`') =>
            {
                last.len_utf8()
            }
            _ if is_sign(last) => last.len_utf8(),
            _ => 0,
        }
    }

    /// A stop at the end: part of an abbreviation, or a token; a run of stops is one.
    fn stop(&self, start: usize, end: usize, last: char) -> usize {
        let chunk = self.slice(start, end);
        let stops = chunk.len() - chunk.trim_end_matches(['.', '!', '?', '…']).len();
        if stops > last.len_utf8() {
            return stops;
        }
        if last == '.' && keeps_stop(chunk, self.slice(end, self.text.len())) { 0 } else { stops }
    }

    /// An apostrophe at the end: a closing quotation mark, the mark of a plural's possession, or part of the word.
    fn apostrophe(&mut self, start: usize, end: usize, length: usize) -> usize {
        let before = self.slice(start, end - length);
        let near = self.opened.is_some_and(|at| end - at <= QUOTE_REACH);
        if !near && before.ends_with("in") && before.len() > 3 {
            return 0;
        }
        if near && !(before.ends_with('s') && self.closes_later(end)) {
            self.opened = None;
        }
        length
    }

    /// True where another single quotation mark closes within reach, before any opens.
    fn closes_later(&self, from: usize) -> bool {
        let mut before = ' ';
        for ch in self.slice(from, self.text.len()).chars().take(QUOTE_REACH) {
            match ch {
                '‘' => return false,
                '\'' if before.is_whitespace() => return false,
                ' ' | '.' | ',' if matches!(before, '\'' | '’') => return true,
                _ => before = ch,
            }
        }
        matches!(before, '\'' | '’')
    }

    /// What stands between the signs: an address, a number, or words.
    fn core(&mut self, start: usize, end: usize) {
        let core = self.slice(start, end);
        if core.is_empty() {
            return;
        }
        if is_address(core) || is_number(core) {
            return self.push(start, end);
        }
        match cut(core) {
            Some((left, right)) => {
                let (left, right) = (start + left, start + right);
                self.chunk(start, left);
                self.push(left, right);
                self.chunk(right, end);
            }
            None => self.word(start, end),
        }
    }

    /// One written word: its clitics apart.
    fn word(&mut self, start: usize, end: usize) {
        let word = self.slice(start, end);
        let small = lower(word);
        if let Some(parts) = LISTS.clitics.get(small.as_str()).filter(|_| small.len() == word.len()) {
            return self.parts(start, parts.iter().map(|part| part.len()).collect());
        }
        if let Some(length) = clitic(word) {
            self.word(start, end - length);
            self.join();
            return self.push(end - length, end);
        }
        match unit(word) {
            Some(figures) => self.parts(start, vec![figures, word.len() - figures]),
            None => self.push(start, end),
        }
    }

    fn parts(&mut self, start: usize, lengths: Vec<usize>) {
        let mut at = start;
        for (nth, length) in lengths.into_iter().enumerate() {
            if nth > 0 {
                self.join();
            }
            self.push(at, at + length);
            at += length;
        }
    }
}

/// Bytes of the sign at the start that is a token of its own; 0 where a word begins.
fn opening(chunk: &str) -> usize {
    let mut chars = chunk.chars();
    let (Some(first), next) = (chars.next(), chars.next()) else { return 0 };
    match first {
        '\'' | '’' if is_elided(&chunk[first.len_utf8()..]) => 0,
        '\'' | '`' if next == Some(first) => 2,
        '-' if next.is_some_and(|ch| ch.is_ascii_digit()) && is_number(&chunk[1..]) => 0,
        '-' | '*' | '=' | '_' | '~' | '.' | '!' | '?' | '…' => run_ahead(chunk, first),
        '@' | '#' if next.is_some_and(char::is_alphanumeric) => {
            usize::from(first == '#' && next.is_some_and(|ch| ch.is_ascii_digit()))
        }
        '&' | '+' | '/' | '\\' if next.is_some() => first.len_utf8(),
        _ if is_invisible(first) || is_sign(first) || first.is_ascii_punctuation() => first.len_utf8(),
        _ => 0,
    }
}

/// "'s", "'em", "'90s": the apostrophe belongs to what follows.
fn is_elided(rest: &str) -> bool {
    let word: String =
        rest.chars().take_while(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let decade = word.len() == 3 && word.ends_with('s') && word.starts_with(|ch: char| ch.is_ascii_digit());
    decade
        || matches!(
            word.as_str(),
            "s" | "em" | "til" | "cause" | "tis" | "twas" | "ll" | "re" | "ve" | "m" | "d"
        )
}

fn run_ahead(chunk: &str, sign: char) -> usize {
    let stops = ['.', '!', '?', '…'];
    let rest =
        if stops.contains(&sign) { chunk.trim_start_matches(stops) } else { chunk.trim_start_matches(sign) };
    chunk.len() - rest.len()
}

fn run(chunk: &str, sign: char) -> usize {
    chunk.len() - chunk.trim_end_matches(sign).len()
}

fn is_closing(ch: char) -> bool {
    matches!(ch, ')' | ']' | '}' | '"' | '”' | '“' | '’' | '»' | '›' | ',' | ';' | ':' | '%')
}

/// Quotation marks, dashes, currency, pictures: never part of a word.
fn is_sign(ch: char) -> bool {
    !ch.is_ascii()
        && !ch.is_alphanumeric()
        && !matches!(ch, '’' | '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '·' | '\u{ad}')
}

/// True where a word's full stop is its own: "Gen.", "U.S.", an initial.
fn keeps_stop(chunk: &str, rest: &str) -> bool {
    let word = chunk.rsplit(['-', '–', '—', '/', '(', '"', '“']).next().unwrap_or(chunk);
    let stem = word.strip_suffix('.').unwrap_or(word);
    if LISTS.abbreviations.contains_key(word) {
        return is_name_ahead(stem, rest);
    }
    let letters = stem.chars().count();
    let single = |part: &str| part.chars().count() == 1 && part.chars().all(char::is_alphabetic);
    let capital = stem.starts_with(char::is_uppercase);
    match letters {
        1 => capital && rest.trim_start().starts_with(|ch: char| ch.is_uppercase()),
        _ => stem.contains('.') && stem.split('.').all(single),
    }
}

/// "No." and its like are words too: "He said no." They are abbreviations only before a figure or a name.
fn is_name_ahead(stem: &str, rest: &str) -> bool {
    let next = rest.trim_start().chars().next();
    match stem {
        "No" | "Nos" | "Art" | "Fig" | "Figs" | "Vol" | "Sec" | "v" | "c" | "ca" | "pp" => {
            next.is_some_and(char::is_alphanumeric)
        }
        "Sat" | "Sun" | "Mar" | "Mass" | "Miss" | "Wash" | "Ill" | "Ind" | "Min" | "Est" | "Art." => {
            next.is_some_and(|ch| ch.is_alphanumeric() || ch == ',')
        }
        _ => true,
    }
}

/// A web or mail address, a handle, a file.
fn is_address(core: &str) -> bool {
    let web = core.contains("://") || core.starts_with("www.") || core.starts_with("http:");
    let mail = core.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    web || mail || core.starts_with('@') && core.len() > 1 || is_host(core)
}

/// "example.org": two or more small-lettered parts, the last one a known end.
fn is_host(core: &str) -> bool {
    let host = core.split('/').next().unwrap_or("");
    let end = host.rsplit('.').next().unwrap_or("");
    let plain = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '.' | '-');
    host.len() > end.len() + 1
        && host.chars().all(plain)
        && matches!(
            end,
            "com"
                | "org"
                | "net"
                | "edu"
                | "gov"
                | "int"
                | "info"
                | "co"
                | "uk"
                | "us"
                | "ru"
                | "ir"
                | "de"
                | "fr"
                | "eu"
                | "tv"
                | "io"
                | "ua"
        )
}

/// Figures with the signs that stand inside numbers, times, dates and telephone numbers.
fn is_number(core: &str) -> bool {
    let figures = core.trim_start_matches(['-', '+']);
    let inside = |ch: char| ch.is_ascii_digit() || matches!(ch, '.' | ',' | ':' | '/' | '-');
    figures.starts_with(|ch: char| ch.is_ascii_digit()) && figures.chars().all(inside) && !is_range(figures)
}

/// "1990-95" is a range and three tokens; "555-0134" is one number.
fn is_range(figures: &str) -> bool {
    match figures.split('-').collect::<Vec<_>>()[..] {
        [from, to] => from.len() == to.len() || from.len() != 3 || to.len() != 4,
        _ => false,
    }
}

/// The first sign inside a word that parts it, as byte offsets; `None` for one word.
fn cut(core: &str) -> Option<(usize, usize)> {
    let inner = core.char_indices().skip(1).filter(|(_, ch)| !ch.is_alphanumeric());
    for (at, ch) in inner {
        let (before, after) = (&core[..at], &core[at + ch.len_utf8()..]);
        if ch == '.' && after.starts_with('.') {
            return Some((at, core.len() - after.trim_start_matches('.').len()));
        }
        if parts(before, ch, after) {
            let length = if ch == '-' { run_ahead(&core[at..], '-') } else { ch.len_utf8() };
            return Some((at, at + length));
        }
    }
    None
}

fn parts(before: &str, sign: char, after: &str) -> bool {
    let lettered = |text: &str| text.chars().any(char::is_alphabetic);
    let figure_behind = before.ends_with(|ch: char| ch.is_ascii_digit());
    let figure_ahead = after.starts_with(|ch: char| ch.is_ascii_digit());
    match sign {
        '-' if after.starts_with('-') => true,
        '-' => is_hyphen(before, after),
        '\'' | '’' | '·' | '&' | '_' | '@' | '\\' | '`' | '#' | '$' => false,
        '.' => is_stop(before, after),
        ',' | ':' => !(figure_behind && figure_ahead),
        '/' => !(figure_behind && figure_ahead) && (before.len() > 1 || after.len() > 1),
        '%' | '+' | '*' | '~' => lettered(after),
        '(' => after.contains(')') && after.chars().count() > 3,
        ')' => !before.contains('('),
        _ => is_sign(sign) || sign.is_ascii_punctuation(),
    }
}

fn is_hyphen(before: &str, after: &str) -> bool {
    if before.is_empty() || after.is_empty() {
        return false;
    }
    let prefix = before.chars().all(char::is_alphabetic) && LISTS.prefixes.contains(lower(before).as_str());
    !prefix
}

/// A full stop inside: a sentence's end where the space was forgotten ("office.He"), else part of the word ("U.S", "3.5", "site.com").
fn is_stop(before: &str, after: &str) -> bool {
    let small = before.chars().rev().take(2).filter(|ch| ch.is_lowercase()).count() == 2;
    let mut ahead = after.chars();
    let capital = ahead.next().is_some_and(char::is_uppercase);
    small && capital && (ahead.next().is_none_or(|ch| !ch.is_uppercase() && ch != '.'))
}

/// Bytes of the clitic at the end: n't, 's, 're, 've, 'll, 'd, 'm.
fn clitic(word: &str) -> Option<usize> {
    let (at, mark) = word.char_indices().rev().find(|(_, ch)| matches!(ch, '\'' | '’'))?;
    let tail = word[at + mark.len_utf8()..].to_ascii_lowercase();
    let before = &word[..at];
    match tail.as_str() {
        "t" if before.len() > 1 && before.ends_with(['n', 'N']) => Some(word.len() - at + 1),
        "s" | "re" | "ve" | "ll" | "d" | "m" if !before.is_empty() => Some(word.len() - at),
        _ => None,
    }
}

/// Bytes of the figures in "8am", "5km".
fn unit(word: &str) -> Option<usize> {
    let figures = word.find(|ch: char| !(ch.is_ascii_digit() || matches!(ch, '.' | ',' | ':')))?;
    let unit = &word[figures..];
    let known = matches!(
        unit,
        "am" | "pm"
            | "AM"
            | "PM"
            | "a.m."
            | "p.m."
            | "km"
            | "m"
            | "cm"
            | "mm"
            | "kg"
            | "bn"
            | "k"
            | "K"
            | "M"
            | "tn"
            | "ft"
            | "mph"
            | "kph"
            | "GMT"
    );
    (known && figures > 0).then_some(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found: Vec<&str> = tokens(text, 0).iter().map(|piece| &text[piece.start..piece.end]).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn clitics_stand_apart() {
        check("They don't know.", "They do n't know .");
        check("Syria's army; Syria’s army", "Syria 's army ; Syria ’s army");
        check("We cannot say it wouldn’t’ve", "We can not say it would n’t ’ve");
        check("the leaders' meeting", "the leaders ' meeting");
        assert!(tokens("I'm", 0)[0].joined);
    }

    #[test]
    fn quotation_marks_are_told_from_apostrophes() {
        check("He said 'we won' and left.", "He said ' we won ' and left .");
        check("the ‘doctors’ strike’ ended", "the ‘ doctors ’ strike ’ ended");
        check("in the '90s they told 'em", "in the '90s they told 'em");
        check("\"Stop!\" (now)", "\" Stop ! \" ( now )");
    }

    #[test]
    fn hyphens_part_words_but_not_prefixes() {
        check("a state-run anti-terror unit", "a state - run anti-terror unit");
        check("al-Haj, pro-Beijing ex-soldiers", "al - Haj , pro-Beijing ex-soldiers");
        check("1990-95, 555-0134, an F-16", "1990 - 95 , 555-0134 , an F - 16");
    }

    #[test]
    fn numbers_stay_whole() {
        check("$1,200.50 or 35% at 10:30, 8am", "$ 1,200.50 or 35 % at 10:30 , 8 am");
        check("on 3/4/2018; -5 degrees; £3m", "on 3/4/2018 ; -5 degrees ; £ 3 m");
    }

    #[test]
    fn abbreviations_keep_their_stop() {
        check("Gen. A. Smith of the U.S. left.", "Gen. A. Smith of the U.S. left .");
        check("He said no. We left at 5 p.m.", "He said no . We left at 5 p.m.");
        check("Wait... what?! Yes…", "Wait ... what ?! Yes …");
    }

    #[test]
    fn addresses_stay_whole() {
        check(
            "see https://example.org/a-b?c=d, or a.b@example.org.",
            "see https://example.org/a-b?c=d , or a.b@example.org .",
        );
        check("on @handle and example.com", "on @handle and example.com");
    }

    #[test]
    fn dashes_and_strays_are_tokens() {
        check("TEHRAN (X) – A man—tall--spoke", "TEHRAN ( X ) – A man — tall -- spoke");
        check("left the office.He ran", "left the office . He ran");
        check("and/or 😀!", "and / or 😀 !");
    }
}
