//! Sentences: finds the paragraphs of a text, cuts each into words, and the words into sentences.
//! In: any text, and places where a sentence must begin; out: the pieces of each sentence, in order, none empty.

use crate::lists::LISTS;
use crate::token::{Piece, tokens};
use crate::word::lower;

/// A sentence never has more tokens than this: what is longer is a list or a table, and is cut.
pub const LONGEST: usize = 250;

/// The pieces of every sentence; `breaks` are byte offsets at which one must begin.
pub fn sentences(text: &str, breaks: &[usize]) -> Vec<Vec<Piece>> {
    let mut found = Vec::new();
    for (start, end) in stretches(text, breaks) {
        let pieces = tokens(text.get(start..end).unwrap_or(""), start);
        split(text, pieces, &mut found);
    }
    found
}

/// Log odds from which on a word ends a sentence although no stop says so.
const SURE: f32 = 1.0;

/// Where a sentence falls apart, as counts of words before each cut: what was written without stops, the network tells.
pub fn ends(odds: &[f32], text: &str, pieces: &[Piece]) -> Vec<usize> {
    let inner = odds.split_last().map_or(&[][..], |(_, inner)| inner);
    let sure = inner.iter().enumerate().filter(|(_, odds)| **odds > SURE).map(|(at, _)| at + 1);
    sure.filter(|&end| !gives_figures(text, pieces, end)).collect()
}

/// True behind a figure in brackets: "at 9:20 a.m. (0620 GMT) Friday", "a wall of 30 km (19 miles) Peru built".
fn gives_figures(text: &str, pieces: &[Piece], end: usize) -> bool {
    let form = |at: usize| pieces.get(at).and_then(|piece| text.get(piece.start..piece.end)).unwrap_or("");
    let closed = end.checked_sub(1).filter(|&at| form(at) == ")");
    let open = closed.and_then(|at| (at.saturating_sub(6)..at).rev().find(|&at| form(at) == "("));
    open.is_some_and(|at| form(at + 1).starts_with(|ch: char| ch.is_ascii_digit()))
}

/// Paragraphs, cut once more at the breaks; byte ranges.
fn stretches(text: &str, breaks: &[usize]) -> Vec<(usize, usize)> {
    let mut cuts: Vec<usize> =
        breaks.iter().copied().filter(|&at| at < text.len() && text.is_char_boundary(at)).collect();
    cuts.extend(paragraphs(text));
    cuts.push(0);
    cuts.push(text.len());
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Where paragraphs begin.
fn paragraphs(text: &str) -> Vec<usize> {
    let width = wrapped_at(text);
    let (mut cuts, mut start, mut before) = (Vec::new(), 0, "");
    for line in text.split_inclusive('\n') {
        if breaks_before(before, line, width) {
            cuts.push(start);
        }
        start += line.len();
        before = line;
    }
    cuts
}

/// The width at which the text was wrapped by hand; `None` where a line is a paragraph.
fn wrapped_at(text: &str) -> Option<usize> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let full: Vec<&&str> = lines
        .windows(2)
        .filter(|pair| !pair[1].trim().is_empty() && pair[0].len() >= 30)
        .map(|pair| &pair[0])
        .collect();
    let open = full.iter().filter(|line| !is_complete(line)).count();
    let width = lines.iter().map(|line| line.chars().count()).max()?;
    (full.len() >= 3 && open * 3 >= full.len() * 2 && width <= 120).then_some(width)
}

/// True where a line ends as a sentence does.
fn is_complete(line: &str) -> bool {
    let bare = line.trim_end().trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']);
    bare.ends_with(['.', '!', '?', '…', ':'])
}

fn breaks_before(before: &str, line: &str, width: Option<usize>) -> bool {
    let (before, next) = (before.trim_end(), line.trim_start());
    if before.trim().is_empty() || next.is_empty() {
        return true;
    }
    let bullet =
        next.starts_with(['•', '*', '·', '►', '|']) || next.starts_with("- ") || next.starts_with("– ");
    match width {
        None => !next.starts_with(char::is_lowercase) || is_complete(before),
        Some(width) => {
            let indented = line.starts_with([' ', '\t']) && !before.starts_with([' ', '\t']);
            let short = before.chars().count() * 10 < width * 6 && !next.starts_with(char::is_lowercase);
            bullet || indented || short
        }
    }
}

/// Cuts the pieces of one paragraph into sentences.
fn split(text: &str, pieces: Vec<Piece>, found: &mut Vec<Vec<Piece>>) {
    let mut start = 0;
    let mut at = 0;
    while at < pieces.len() {
        let end = if at + 1 - start >= LONGEST { Some(at + 1) } else { sentence_end(text, &pieces, at) };
        at = end.unwrap_or(at + 1);
        if end.is_some() || at == pieces.len() {
            found.extend(pieces.get(start..at).map(<[Piece]>::to_vec));
            start = at;
        }
    }
}

/// One past the last piece of the sentence that stops at this piece, closing marks included; `None` where none stops here.
fn sentence_end(text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
    let form = |at: usize| pieces.get(at).and_then(|piece| text.get(piece.start..piece.end)).unwrap_or("");
    let stop = stop(form(at))?;
    let mut end = at + 1;
    while pieces.get(end).is_some_and(|piece| closes(form(end), text, piece, pieces.get(end + 1))) {
        end += 1;
    }
    let quoted = (at + 1..end).any(|at| is_quote(form(at)));
    let next =
        (end..pieces.len()).map(form).find(|form| form.chars().any(char::is_alphanumeric)).unwrap_or("");
    let small = next.starts_with(char::is_lowercase);
    let goes_on = match stop {
        Stop::Abbreviation(true) => true,
        Stop::Abbreviation(false) => {
            small || is_shouted(next) || !LISTS.starters.contains(lower(next).as_str())
        }
        Stop::Full => {
            let before = form(at.saturating_sub(1));
            small && (is_short(before) || quoted && told(end, &form)) || is_list_number(pieces, at, before)
        }
        Stop::Dots => small || next.is_empty() && end < pieces.len(),
        Stop::Loud => small || quoted && told(end, &form),
    };
    (!goes_on || end >= pieces.len()).then_some(end)
}

/// "OVER": in a headline in capitals, a capital begins nothing.
fn is_shouted(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

/// "sq", "Hmm", "dept" without its vowels: with a stop, and a small letter behind, more likely cut short than the last of a sentence.
fn is_short(word: &str) -> bool {
    let vowel = |ch: char| "aeiouyAEIOUY".contains(ch) || !ch.is_ascii();
    word.chars().count() <= 3 || !word.contains(vowel) && !word.contains(|ch: char| ch.is_ascii_digit())
}

enum Stop {
    Full,
    Loud,
    Dots,
    Abbreviation(bool),
}

fn stop(form: &str) -> Option<Stop> {
    match form {
        "." | "。" => Some(Stop::Full),
        _ if form.chars().all(|ch| matches!(ch, '.' | '…')) => Some(Stop::Dots),
        _ if form.chars().all(|ch| matches!(ch, '!' | '?' | '.' | '…' | '‼' | '؟')) => Some(Stop::Loud),
        _ if form.ends_with('.') && form.len() > 1 => {
            let initial = form.chars().count() == 2 && form.starts_with(char::is_uppercase);
            Some(Stop::Abbreviation(initial || LISTS.abbreviations.get(form) == Some(&true)))
        }
        _ => None,
    }
}

fn is_quote(form: &str) -> bool {
    matches!(form, "\"" | "”" | "’" | "'" | "''" | "»" | "“")
}

/// A closing mark belongs to the sentence before it when no space parts the two; the straight one also must not open a word.
fn closes(form: &str, text: &str, piece: &Piece, next: Option<&Piece>) -> bool {
    let touches = !text.get(..piece.start).unwrap_or("").ends_with(char::is_whitespace);
    let opens = next.is_some_and(|next| next.start == piece.end);
    match form {
        ")" | "]" | "}" | "”" | "’" | "»" | "''" => touches || !opens && form != "’",
        "\"" | "'" => touches,
        _ => false,
    }
}

/// "1. Open the valve": the figure at the start counts, it does not end.
fn is_list_number(pieces: &[Piece], at: usize, before: &str) -> bool {
    at == 1 && pieces.len() > 2 && before.len() <= 2 && before.chars().all(|ch| ch.is_ascii_digit())
}

/// True where someone is said to have said it: `"Never!" the minister said`.
fn told<'t>(end: usize, form: &impl Fn(usize) -> &'t str) -> bool {
    (end..end + 5)
        .map(form)
        .take_while(|form| !matches!(*form, "," | "." | "\"" | "“"))
        .any(|form| LISTS.reporting.contains(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, breaks: &[usize], expected: &[&str]) {
        let found: Vec<String> = sentences(text, breaks)
            .iter()
            .map(|pieces| text[pieces[0].start..pieces[pieces.len() - 1].end].replace('\n', " "))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn stops_end_sentences_and_abbreviations_do_not() {
        check("Gen. Ito met Mr. Diaz. They left.", &[], &["Gen. Ito met Mr. Diaz.", "They left."]);
        check(
            "He flew to the U.S. The trip was short.",
            &[],
            &["He flew to the U.S.", "The trip was short."],
        );
        check("The U.S. Army left at 5 p.m. on Friday.", &[], &["The U.S. Army left at 5 p.m. on Friday."]);
        check(
            "J. B. Moss spoke. It cost $3.5 million.",
            &[],
            &["J. B. Moss spoke.", "It cost $3.5 million."],
        );
        check("IRAN WARNS U.S. OVER SANCTIONS", &[], &["IRAN WARNS U.S. OVER SANCTIONS"]);
        check("the tank is clean. your fish will live", &[], &["the tank is clean.", "your fish will live"]);
        check(
            "It is 40 sq. km and has 3 bldgs. of stone.",
            &[],
            &["It is 40 sq. km and has 3 bldgs. of stone."],
        );
        check("“It is over.” he said.", &[], &["“It is over.” he said."]);
        check("Well... maybe. Or... Maybe not.", &[], &["Well... maybe.", "Or...", "Maybe not."]);
    }

    #[test]
    fn figures_in_brackets_end_nothing() {
        let sure = |text: &str| {
            let pieces = sentences(text, &[]).concat();
            let odds: Vec<f32> = pieces
                .iter()
                .map(|p| if &text[p.start..p.end] == ")" { SURE + 1.0 } else { SURE - 1.0 })
                .collect();
            ends(&odds, text, &pieces)
        };
        assert_eq!(sure("It fell at 9:20 a.m. (0620 GMT) Friday on a town"), Vec::<usize>::new());
        assert_eq!(sure("Diaz (centre) Photo by Ito"), vec![4]);
    }

    #[test]
    fn quotations_split_inside_and_close_behind() {
        check("“We won. They lost.” He smiled.", &[], &["“We won.", "They lost.”", "He smiled."]);
        check("\"We won.\" \"They lost.\"", &[], &["\"We won.\"", "\"They lost.\""]);
        check(
            "\"Never!\" the minister said. \"Why?\" Rossi asked.",
            &[],
            &["\"Never!\" the minister said.", "\"Why?\" Rossi asked."],
        );
        check("(It rained.) Then it froze.", &[], &["(It rained.)", "Then it froze."]);
    }

    #[test]
    fn paragraphs_end_sentences() {
        check(
            "Grain Deal Signed\n\nVIENNA - Ministers met",
            &[],
            &["Grain Deal Signed", "VIENNA - Ministers met"],
        );
        check(
            "Grain Deal Signed\nMinisters met\nand left.",
            &[],
            &["Grain Deal Signed", "Ministers met and left."],
        );
        check("OSLO (X) – A man spoke.", &[13], &["OSLO (X) –", "A man spoke."]);
    }

    #[test]
    fn lines_wrapped_by_hand_are_joined() {
        let text = "The ministers of both countries met on Friday to discuss the\nharvest, the roads and the Danube commission, which Slovak\nEngineers have led for years. They agreed on a plan for the\nnext season.";
        let first = "The ministers of both countries met on Friday to discuss the harvest, the roads and the Danube commission, which Slovak Engineers have led for years.";
        check(text, &[], &[first, "They agreed on a plan for the next season."]);
    }

    #[test]
    fn nothing_grows_without_bound() {
        assert!(sentences(&"word ".repeat(2000), &[]).iter().all(|pieces| pieces.len() <= LONGEST));
        assert!(sentences("", &[0, 7]).is_empty());
    }
}
