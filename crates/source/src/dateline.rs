//! Dateline: the place, day and agency printed in front of an article's first sentence, `BEIRUT (Reuters) - `, or on a line of
//! its own. Takes clean text, gives what is printed and which bytes it takes.

use crate::furniture;
use crate::outlet::{Outlets, Zone};
use std::ops::Range;

/// A dateline in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// As printed, the closing dash left off.
    pub printed: Range<usize>,
    /// All the bytes in front of the first sentence, dash and blanks included.
    pub span: Range<usize>,
    /// The news organisation it credits, by the record's name for it.
    pub credit: Option<String>,
}

/// How many lines from the top a dateline may stand: a standfirst or two come before it.
const LINES: usize = 6;

/// The dateline of a text.
pub fn find(text: &str, outlets: &Outlets) -> Option<Dateline> {
    let mut start = 0;
    let mut seen = 0;
    for line in text.split_inclusive('\n') {
        let from = start + (line.len() - line.trim_start().len());
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let next = start + text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        if let Some((printed, end, credit)) = read(line.trim(), outlets) {
            let end = if end == line.trim().len() { next } else { from + end };
            return Some(Dateline { printed: from..from + printed, span: from..end, credit });
        }
        seen += 1;
        if seen == LINES {
            break;
        }
    }
    None
}

/// What a line's dateline prints (its length), where the sentence behind it starts, and whom it credits.
pub fn read(line: &str, outlets: &Outlets) -> Option<(usize, usize, Option<String>)> {
    own_line(line, outlets).or_else(|| {
        let near = line.char_indices().take_while(|(at, _)| *at < 110);
        near.filter_map(|(at, c)| closed_at(line, at, c)).find_map(|(head, end, close)| {
            let credit = head_of(line.get(..head)?, close, outlets)?;
            Some((head, end, credit))
        })
    })
}

/// A line that is a dateline and no more: `ANKARA – Reuters`, `Moscow (TASS)`.
fn own_line(line: &str, outlets: &Outlets) -> Option<(usize, usize, Option<String>)> {
    if line.len() > 90 {
        return None;
    }
    let dash =
        line.char_indices().find(|(at, c)| is_dash(*c) && line.get(..*at).is_some_and(|s| s.ends_with(' ')));
    let parts = match dash {
        Some((at, c)) => vec![line.get(..at)?, line.get(at + c.len_utf8()..)?],
        None => vec![line],
    };
    let units = classify(&parts.join(","), outlets)?;
    let credit = units.iter().find_map(Unit::credit)?;
    units.iter().any(|unit| matches!(unit, Unit::Place { .. })).then_some((
        line.len(),
        line.len(),
        Some(credit),
    ))
}

/// How a dateline is closed.
#[derive(Clone, Copy, PartialEq)]
enum Close {
    Dash,
    Colon,
    Bracket,
}

/// Where the head would end and the sentence start, were the dateline closed by the character at `at`.
fn closed_at(line: &str, at: usize, c: char) -> Option<(usize, usize, Close)> {
    let before = line.get(..at)?;
    let behind = line.get(at + c.len_utf8()..)?;
    let close = match c {
        c if is_dash(c)
            && (c != '-'
                || before.ends_with([' ', ')'])
                || behind.starts_with(' ')
                || behind.starts_with('-')) =>
        {
            Close::Dash
        }
        ':' if behind.starts_with(' ') => Close::Colon,
        ')' | '/' if behind.starts_with([' ', '.']) => Close::Bracket,
        _ => return None,
    };
    let rest = behind.trim_start_matches(|c: char| c == ' ' || c == '.' || is_dash(c));
    let head = if close == Close::Bracket { at + c.len_utf8() } else { before.trim_end().len() };
    let opens = rest.starts_with(|c: char| {
        c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '\'' | '(' | '[')
    });
    // After a bracket a dash may follow: then the dash closes, not the bracket.
    let dash_follows =
        close == Close::Bracket && behind.trim_start_matches([' ', '.']).starts_with([':', '-', '–', '—']);
    (opens && head > 0 && !dash_follows).then(|| (head, line.len() - rest.len(), close))
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '‐' | '−')
}

/// One part of a dateline's head.
#[derive(Debug, PartialEq)]
enum Unit {
    Place { capitals: bool },
    Credit(String),
    Day,
}

impl Unit {
    fn credit(&self) -> Option<String> {
        if let Unit::Credit(name) = self { Some(name.clone()) } else { None }
    }
}

/// Whom the words in front of a close credit, where they are a dateline: a place in capitals, a place with a credit or a day,
/// or a credit in brackets.
fn head_of(head: &str, close: Close, outlets: &Outlets) -> Option<Option<String>> {
    let units = classify(head, outlets)?;
    let credit = units.iter().find_map(Unit::credit);
    let capitals = units.contains(&Unit::Place { capitals: true });
    let place = units.iter().any(|unit| matches!(unit, Unit::Place { .. }));
    let day = units.contains(&Unit::Day);
    let taken = match close {
        Close::Dash => {
            capitals || place && (credit.is_some() || day) || credit.is_some() && head.starts_with('(')
        }
        Close::Colon => capitals || place && credit.is_some(),
        Close::Bracket => (capitals || place && day) && credit.is_some(),
    };
    let first_is_day = units.first() == Some(&Unit::Day);
    (taken && !first_is_day && units.len() <= 6).then_some(credit)
}

fn classify(head: &str, outlets: &Outlets) -> Option<Vec<Unit>> {
    let parts = head
        .split([',', '(', ')', '/', '[', ']', ';', '|'])
        .map(|part| part.trim().trim_end_matches('.').trim());
    let units: Option<Vec<Unit>> =
        parts.filter(|part| !part.is_empty()).map(|part| unit(part, outlets)).collect();
    units.filter(|units| !units.is_empty())
}

fn unit(words: &str, outlets: &Outlets) -> Option<Unit> {
    if let Some(entry) = outlets.named(words) {
        return Some(Unit::Credit(entry.value.name.clone()));
    }
    if outlets.dates.is_date(words) || words.chars().all(|c| c.is_ascii_digit()) && words.len() == 4 {
        return Some(Unit::Day);
    }
    let small = |word: &str| {
        matches!(
            word,
            "of" | "the"
                | "de"
                | "del"
                | "la"
                | "el"
                | "al"
                | "and"
                | "on"
                | "in"
                | "near"
                | "aboard"
                | "sur"
                | "es"
        )
    };
    let letters =
        |word: &str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’' | '‘'));
    let named = |word: &str| letters(word) && (word.starts_with(char::is_uppercase) || small(word));
    let count = words.split_whitespace().count();
    let first = words.starts_with(char::is_uppercase);
    let label = furniture::kind(words, outlets, Zone::Head).is_some();
    if label || !first || count > 5 || !words.split_whitespace().all(named) {
        return None;
    }
    let upper =
        words.chars().filter(|c| c.is_alphabetic()).count() > 2 && !words.chars().any(char::is_lowercase);
    Some(Unit::Place { capitals: upper })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let outlets = Outlets::builtin();
        let told = find(text, &outlets).map(|d| {
            format!(
                "{} | {} | {}",
                &text[d.printed.clone()],
                d.credit.unwrap_or_default(),
                &text[d.span.end..]
            )
        });
        assert_eq!(told.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn datelines_of_many_houses() {
        check("BEIRUT (Reuters) - Talks ended.", "BEIRUT (Reuters) | Reuters | Talks ended.");
        check("KYIV, Ukraine (AP) — “No,” he said.", "KYIV, Ukraine (AP) | AP | “No,” he said.");
        check("LONDON, April 21 - Talks ended.", "LONDON, April 21 |  | Talks ended.");
        check("Beirut, 3 May (Reuters) Talks ended.", "Beirut, 3 May (Reuters) | Reuters | Talks ended.");
        check("MOSCOW, May 3. /TASS/. Talks ended.", "MOSCOW, May 3. /TASS/ | TASS | Talks ended.");
        check("Damascus, SANA – Talks ended.", "Damascus, SANA | SANA | Talks ended.");
        check("ISLAMABAD: Talks ended.", "ISLAMABAD |  | Talks ended.");
        check(
            "PORT-AU-PRINCE, Haiti (AFP) -- Talks ended.",
            "PORT-AU-PRINCE, Haiti (AFP) | AFP | Talks ended.",
        );
        check("(Xinhua) -- Talks ended.", "(Xinhua) | Xinhua | Talks ended.");
        check(
            "ANKARA – Agence France-Presse\n\nTalks ended.",
            "ANKARA – Agence France-Presse | AFP | Talks ended.",
        );
        check("The talks were short.\nANKARA (AFP) - Talks ended.", "ANKARA (AFP) | AFP | Talks ended.");
        check(
            "WASHINGTON/BEIRUT (Reuters) - Talks ended.",
            "WASHINGTON/BEIRUT (Reuters) | Reuters | Talks ended.",
        );
    }

    #[test]
    fn prose_with_dashes_has_none() {
        check("The envoy - a Swede - said talks ended.", "");
        check("Staffan de Mistura – The envoy – spoke.", "");
        check("NATO - the alliance - met.", "");
        check("BREAKING - Talks ended.", "");
        check("Syria: Talks ended.", "");
        check("", "");
    }
}
