//! Quotations: which bytes of a text stand in quotation marks. A mark left open closes with its paragraph; one that would run over
//! more than `LONGEST` bytes is a stray mark, and is told.

use text::{Part, Span};

/// Bytes of the longest paragraph that is taken for one quotation.
pub const LONGEST: usize = 4_000;

/// The insides of all quotations of a text, in order, none in another; and what opens like a quotation, and runs on too long to be one.
pub fn find(text: &str, part: Part) -> (Vec<Span>, Vec<Span>) {
    marked(text, part).into_iter().partition(|quote| quote.len() <= LONGEST)
}

fn marked(text: &str, part: Part) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut over = None;
    for paragraph in text.split_inclusive('\n') {
        let behind = text.get(start + paragraph.len()..).unwrap_or("");
        over = paragraph_quotes(paragraph, behind, start, part, over, &mut found);
        start += paragraph.len();
    }
    found
}

/// The quotations of one paragraph; `over`: one that the paragraph before has left open without custom's mark. Gives what this one leaves open so.
fn paragraph_quotes(
    paragraph: &str,
    behind: &str,
    offset: usize,
    part: Part,
    over: Option<(usize, char)>,
    found: &mut Vec<Span>,
) -> Option<(usize, char)> {
    let mut open: Option<(usize, char)> = over;
    for (at, ch) in paragraph.char_indices().filter(|(_, ch)| is_mark(*ch)) {
        let before = paragraph[..at].chars().next_back().unwrap_or(' ');
        let next = paragraph[at + ch.len_utf8()..].chars().next().unwrap_or(' ');
        open = match open {
            None => opens(before, ch, next).map(|closing| (offset + at + ch.len_utf8(), closing)),
            Some((from, closing)) if closes(ch, closing, before, next) => {
                if offset + at > from {
                    found.push(Span::new(part, from, offset + at));
                }
                None
            }
            open => open,
        };
    }
    if let Some((from, _)) = open
        .filter(|(from, closing)| *closing == '"' && closed_behind(behind, offset + paragraph.len() - from))
    {
        return Some((from, '"'));
    }
    // A quotation that runs on into the next paragraph is left open by custom; a stray mark is not.
    let runs_on = |closing: char| match closing {
        '”' | '»' => true,
        '"' => behind.trim_start().starts_with('"'),
        _ => false,
    };
    if let Some((from, _)) = open.filter(|(_, closing)| runs_on(*closing)) {
        let end = offset + paragraph.trim_end().len();
        if end > from {
            found.push(Span::new(part, from, end));
        }
    }
    None
}

/// True where the next straight mark, in one of the two paragraphs behind, closes: "“We won.", a new paragraph, "We left.”".
fn closed_behind(behind: &str, so_far: usize) -> bool {
    let Some(at) = behind.find('"').filter(|at| at + so_far <= LONGEST) else { return false };
    let before = behind[..at].chars().next_back().unwrap_or(' ');
    let next = behind[at + 1..].chars().next().unwrap_or(' ');
    let paragraphs = behind[..at].split('\n').filter(|line| !line.trim().is_empty()).count();
    matches!(before, '.' | ',' | '!' | '?' | '…') && !next.is_alphanumeric() && paragraphs <= 2
}

/// Marks that open or close.
fn is_mark(ch: char) -> bool {
    matches!(ch, '"' | '\'' | '“' | '”' | '„' | '«' | '»' | '‘' | '’')
}

fn opens(before: char, ch: char, next: char) -> Option<char> {
    match ch {
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        '"' => Some('"'),
        '‘' => Some('’'),
        '\'' if !before.is_alphanumeric() && next.is_alphanumeric() => Some('\''),
        _ => None,
    }
}

fn closes(ch: char, closing: char, before: char, next: char) -> bool {
    match closing {
        '’' | '\'' => {
            ch == closing
                && !next.is_alphanumeric()
                && (matches!(before, '.' | ',' | '!' | '?' | '…') || !before.is_whitespace() && before != 's')
        }
        '"' => ch == '"' || ch == '”' || ch == '“' && !before.is_whitespace() && !next.is_alphanumeric(),
        _ => ch == closing || closing == '”' && ch == '"',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, quotes: &[&str]) {
        let found: Vec<_> = find(text, Part::Body).0.into_iter().map(|span| span.slice(text)).collect();
        assert_eq!(found, quotes, "{text}");
    }

    #[test]
    fn quotations_of_all_kinds() {
        check("He said “we won” and “we left”.", &["we won", "we left"]);
        check("\"Yes,\" she said. \"No.\"", &["Yes,", "No."]);
        check("'We will act,' Abe said.", &["We will act,"]);
        check("Syria's army and the ministers' talks", &[]);
        check("“It goes on\n“and on”", &["It goes on", "and on"]);
        check("5\" gun", &[]);
        check("\"It goes on\n\"and on,\" he said", &["It goes on", "and on,"]);
        check("A stray \" mark\nand nothing after", &[]);
        check("“a ‘b’ c”", &["a ‘b’ c"]);
        check("”closed” never opened", &[]);
        check("\"We won.“ He left.", &["We won."]);
        check("\"We won,” he said. “We left.\"", &["We won,", "We left."]);
        check("\"We won.\n\nWe left.\" So he said.", &["We won.\n\nWe left."]);
        check("\"We won.\n\nHe called it \"good\" later.", &["good"]);
    }

    #[test]
    fn a_mark_that_swallows_a_page_is_stray() {
        let page = format!("“{} and “so on”", "word ".repeat(1_000));
        let (quotes, stray) = find(&page, Part::Body);
        assert_eq!((quotes.len(), stray.len()), (0, 1));
        assert_eq!(find("“so on”", Part::Body).1, []);
    }

    #[test]
    fn any_marks_in_any_order_give_spans_of_the_text_none_in_another() {
        let marks = ['“', '”', '"', '„', '«', '»', '‘', '’', '\'', 'é', ' ', '\n', ','];
        let mut seed = 7_u64;
        for _ in 0..2_000 {
            let mut text = String::new();
            for _ in 0..24 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = usize::try_from(seed >> 40).unwrap_or(0) % marks.len();
                text.push(marks[at]);
            }
            let (found, _) = find(&text, Part::Body);
            for quote in &found {
                assert!(quote.start < quote.end && text.get(quote.start..quote.end).is_some(), "{text:?}");
            }
            assert!(found.windows(2).all(|two| two[0].end <= two[1].start), "{text:?}");
        }
    }
}
