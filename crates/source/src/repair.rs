//! Repair: a decoded text -> the same text without the scars of its travels. UTF-8 that was read as Windows-1252, apostrophes
//! that became blanks, entities that were escaped twice, characters that print nothing; then NFC. Each repair is listed once.

use crate::traced::{Edit, Traced};
use std::collections::BTreeMap;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Repairs a text; the warnings list what was repaired, each kind once.
pub fn repair(text: &Traced) -> (Traced, Vec<String>) {
    let mut seen = BTreeMap::new();
    let mut text = text.clone();
    // What was misread on three journeys was misread three times.
    for find in [misread, misread, misread, entities, apostrophes] {
        let edits = find(&text.text);
        for edit in &edits {
            let old = text.text.get(edit.at.clone()).unwrap_or("");
            *seen
                .entry(format!("repaired: {:?} -> {:?}", Quoted(old), Quoted(&edit.with)))
                .or_insert(0usize) += 1;
        }
        text = text.edit(&edits);
    }
    let mut told: Vec<String> = seen.into_keys().collect();
    told.extend(unseen(&text.text));
    (normal(&text), told)
}

/// What normalising takes away or joins unseen, counted: marks without width (a mark of byte order at the very beginning apart), letters and
/// accents that stood apart.
fn unseen(text: &str) -> Vec<String> {
    let inner = text.strip_prefix('\u{feff}').unwrap_or(text);
    let marks = inner.chars().filter(|c| without_width(*c)).count();
    let apart = composed(text).len();
    let count = |n: usize, what: &str| (n > 0).then(|| format!("repaired: {what} ({n})"));
    [count(marks, "marks without width left out"), count(apart, "letters and their accents joined")]
        .into_iter()
        .flatten()
        .collect()
}

/// Soft hyphens, zero-width blanks and joiners, marks of direction.
fn without_width(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}' | '\u{200e}' | '\u{200f}')
}

/// NFC, `\n` for every line end, plain blanks, nothing invisible.
pub fn normal(text: &Traced) -> Traced {
    let text = text.edit(&invisible(&text.text));
    text.edit(&composed(&text.text))
}

/// Words in quotes, for a warning, without Rust's escapes.
struct Quoted<'t>(&'t str);

impl std::fmt::Debug for Quoted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// UTF-8 that somebody read as Windows-1252: `â€™` for `’`. A run of such characters whose bytes are UTF-8 for something
/// that newspapers print is repaired; anything else is left.
fn misread(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if !matches!(c, 'Â'..='ô') {
            continue;
        }
        let tail = text.get(start..).unwrap_or("");
        let alone =
            !text.get(..start).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphabetic()));
        let Some((len, good)) = reread(tail, alone).or_else(|| closing_quote(tail)) else { continue };
        edits.push(Edit { at: start..start + len, with: good.to_string() });
        while rest.next_if(|(at, _)| *at < start + len).is_some() {}
    }
    edits
}

/// `â€` whose third character was lost: with a blank or the end behind it, it closed a quotation.
fn closing_quote(text: &str) -> Option<(usize, char)> {
    let behind = text.strip_prefix("â€")?;
    let closes = behind.is_empty() || behind.starts_with([' ', '\n', '\r', '.', ',', ';', '?', '!', ')']);
    closes.then_some((text.len() - behind.len(), '”'))
}

/// Reads the first two to four characters as the bytes they were: how many bytes of `text` that takes, and the character.
fn reread(text: &str, alone: bool) -> Option<(usize, char)> {
    let mut bytes = Vec::with_capacity(4);
    let mut len = 0;
    for c in text.chars().take(4) {
        bytes.push(windows_1252(c)?);
        len += c.len_utf8();
        if let Ok(good) = std::str::from_utf8(&bytes) {
            let good = good.chars().next()?;
            let letter_follows =
                text.get(len..).is_some_and(|after| after.starts_with(|c: char| c.is_ascii_alphabetic()));
            let printed = match good {
                '\u{a0}'..='\u{ff}' | '\u{2010}'..='\u{209f}' | '€' | '™' => true,
                '\u{100}'..='\u{17f}' => !alone || letter_follows,
                _ => false,
            };
            return (printed && bytes.len() > 1).then_some((len, good));
        }
    }
    None
}

fn windows_1252(c: char) -> Option<u8> {
    let code = u32::from(c);
    if code < 0x100 {
        // 0x81 and its like are undefined in Windows-1252 and pass through as they are.
        return u8::try_from(code).ok();
    }
    let mut buffer = [0; 4];
    let (bytes, _, failed) = encoding_rs::WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    if failed { None } else { bytes.first().copied() }
}

/// Entities that were escaped twice, and so stand in the text.
fn entities(text: &str) -> Vec<Edit> {
    const KNOWN: [(&str, &str); 16] = [
        ("&amp;", "&"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&#039;", "'"),
        ("&#34;", "\""),
        ("&nbsp;", " "),
        ("&lsquo;", "‘"),
        ("&rsquo;", "’"),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&hellip;", "…"),
        ("&#8217;", "’"),
        ("&#8211;", "–"),
    ];
    let known =
        |at: usize| KNOWN.iter().find(|(name, _)| text.get(at..).is_some_and(|rest| rest.starts_with(name)));
    let found = text.match_indices('&').filter_map(|(at, _)| known(at).map(|(name, with)| (at, name, with)));
    found.map(|(at, name, with)| Edit { at: at..at + name.len(), with: (*with).to_string() }).collect()
}

/// Apostrophes that became blanks: `Russia s` and `don t`. English has no such words, but one of them alone may be a letter that is
/// meant (`iPhone 5 s`), so a text must show it twice, or have no apostrophe of its own inside a word.
fn apostrophes(text: &str) -> Vec<Edit> {
    let lost: Vec<Edit> = [" s", " t"]
        .iter()
        .flat_map(|tail| text.match_indices(tail))
        .filter_map(|(at, tail)| lost(text, at, tail))
        .collect();
    let kept =
        text.match_indices(['\'', '’']).filter(|(at, mark)| inside_word(text, *at, mark.len())).count();
    let enough = lost.len() >= 2 || kept == 0;
    let mut edits = if enough { lost } else { Vec::new() };
    edits.sort_by_key(|edit| edit.at.start);
    edits
}

/// The edit for a blank at `at` that was an apostrophe; `tail` is the blank and the letter behind it.
fn lost(text: &str, at: usize, tail: &str) -> Option<Edit> {
    let before = text.get(..at)?;
    let after = text.get(at + tail.len()..)?;
    let mut next = after.chars();
    let ends = match next.next() {
        Some(' ') => next.next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '“' | '‘' | '(')),
        Some(c) => {
            matches!(c, ',' | '.' | ';' | ':' | '?' | '!' | '\n')
                && !next.next().is_some_and(char::is_alphanumeric)
        }
        None => true,
    };
    let start = before
        .rfind(|c: char| !c.is_alphanumeric() && c != '-')
        .map_or(0, |cut| cut + before.get(cut..).and_then(|s| s.chars().next()).map_or(0, char::len_utf8));
    let word = before.get(start..)?;
    let lower = word.to_lowercase();
    let owner = match tail {
        // "the Rolls s": a name in -s may be plural or whole, and what stood there is not sure.
        " s" => {
            word.chars().count() >= 2
                && word.ends_with(|c: char| c.is_alphabetic() && !matches!(c, 's' | 'S'))
        }
        _ => matches!(
            lower.as_str(),
            "don"
                | "doesn"
                | "didn"
                | "isn"
                | "aren"
                | "wasn"
                | "weren"
                | "won"
                | "can"
                | "couldn"
                | "wouldn"
                | "shouldn"
                | "hasn"
                | "haven"
                | "hadn"
        ),
    };
    let with = format!("{word}'{}", tail.trim_start());
    (ends && owner).then_some(Edit { at: start..at + tail.len(), with })
}

fn inside_word(text: &str, at: usize, len: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    letter(text.get(..at).and_then(|s| s.chars().next_back()))
        && letter(text.get(at + len..).and_then(|s| s.chars().next()))
}

fn invisible(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let with = match c {
            '\r' if chars.peek().is_some_and(|(_, next)| *next == '\n') => "",
            '\r' | '\u{2028}' | '\u{c}' | '\u{85}' => "\n",
            '\u{2029}' => "\n\n",
            '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => " ",
            '\n' => continue,
            c if without_width(c) || c.is_control() => "",
            _ => continue,
        };
        edits.push(Edit { at: at..at + c.len_utf8(), with: with.into() });
    }
    edits
}

/// Edits that bring a text into NFC, chunk by chunk: no ASCII character composes with what stands before it.
fn composed(text: &str) -> Vec<Edit> {
    if is_nfc(text) {
        return Vec::new();
    }
    let starts = text.char_indices().filter(|(_, c)| c.is_ascii()).map(|(at, _)| at);
    let mut edits = Vec::new();
    let mut start = 0;
    for end in starts.chain([text.len()]) {
        let chunk = text.get(start..end).unwrap_or("");
        if !chunk.is_ascii() && !is_nfc(chunk) {
            edits.push(Edit { at: start..end, with: chunk.nfc().collect() });
        }
        start = end;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, warnings: &[&str]) {
        let (clean, told) = repair(&Traced::exact(text.into(), 0));
        assert_eq!(clean.text, expected);
        assert_eq!(told, warnings);
        assert!(is_nfc(&clean.text));
    }

    #[test]
    fn misread_utf8_is_read_again() {
        check("Iranâ€™s army", "Iran’s army", &["repaired: \"â€™\" -> \"’\""]);
        check(
            "ErdoÄŸan in GÃ¶reme",
            "Erdoğan in Göreme",
            &["repaired: \"Ã¶\" -> \"ö\"", "repaired: \"ÄŸ\" -> \"ğ\""],
        );
        check(
            "GÃƒÂ¶reme",
            "Göreme",
            &["repaired: \"Â¶\" -> \"¶\"", "repaired: \"Ã¶\" -> \"ö\"", "repaired: \"Ãƒ\" -> \"Ã\""],
        );
        check("the CAFÉ’s owner, „Ä“ and naïve", "the CAFÉ’s owner, „Ä“ and naïve", &[]);
        check(
            "â€œTrue,â€ he said",
            "“True,” he said",
            &["repaired: \"â€\" -> \"”\"", "repaired: \"â€œ\" -> \"“\""],
        );
        check("R&amp;D at 5 &amp; 6", "R&D at 5 & 6", &["repaired: \"&amp;\" -> \"&\""]);
    }

    #[test]
    fn a_lost_apostrophe_comes_back_where_sure() {
        check(
            "Egypt s army said it couldn t wait.",
            "Egypt's army said it couldn't wait.",
            &["repaired: \"Egypt s\" -> \"Egypt's\"", "repaired: \"couldn t\" -> \"couldn't\""],
        );
        check("The Rolls s engine", "The Rolls s engine", &[]);
        check("Egypt's army has the letter s on it.", "Egypt's army has the letter s on it.", &[]);
        check(
            "It is an ally of Oman s.",
            "It is an ally of Oman's.",
            &["repaired: \"Oman s\" -> \"Oman's\""],
        );
        check("a s b; the u.s. army", "a s b; the u.s. army", &[]);
    }

    #[test]
    fn text_is_composed_and_plain() {
        check(
            "Gu\u{308}l\r\nsaid\u{a0}so\u{200b}",
            "Gül\nsaid so",
            &["repaired: marks without width left out (1)", "repaired: letters and their accents joined (1)"],
        );
        let (clean, _) = repair(&Traced::exact("Gu\u{308}l said".into(), 0));
        assert_eq!(clean.origin.source(clean.text.find("said").unwrap_or(0)), Some(6));
    }
}
