//! Inside a written word: addresses, numbers, hyphens, clitics, units. In: what stands between two signs; out: where it parts, if it does.

use crate::lists::LISTS;
use crate::token::{is_sign, run_ahead};
use crate::word::lower;

/// A web or mail address, a handle, a file.
pub(crate) fn is_address(core: &str) -> bool {
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
pub(crate) fn is_number(core: &str) -> bool {
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
pub(crate) fn cut(core: &str) -> Option<(usize, usize)> {
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
pub(crate) fn clitic(word: &str) -> Option<usize> {
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
pub(crate) fn unit(word: &str) -> Option<usize> {
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

    fn check(core: &str, parts: Option<(&str, &str, &str)>) {
        let found = cut(core).map(|(left, right)| (&core[..left], &core[left..right], &core[right..]));
        assert_eq!(found, parts, "{core}");
    }

    #[test]
    fn words_part_at_hyphens_and_dashes_but_prefixes_stay() {
        check("state-run", Some(("state", "-", "run")));
        check("pre-war", None);
        check("go--stop", Some(("go", "--", "stop")));
        check("wait...no", Some(("wait", "...", "no")));
        check("AT&T", None);
        check("person(s)", None);
    }

    #[test]
    fn addresses_and_numbers_are_known() {
        assert!(is_address("www.example.org/a") && is_address("a@example.org") && is_address("example.com"));
        assert!(!is_address("office.He") && !is_address("U.S"));
        assert!(is_number("1,250.75") && is_number("10:30") && is_number("555-0134"));
        assert!(!is_number("1990-95") && !is_number("F-16"));
    }

    #[test]
    fn ends_of_words_are_measured() {
        assert_eq!((clitic("don't"), clitic("they’ll"), clitic("O'Neil")), (Some(3), Some(5), None));
        assert_eq!((unit("8am"), unit("5km"), unit("8x")), (Some(1), Some(1), None));
    }
}
