//! Decode: bytes in any charset -> a traced text, or why they are no text. Valid UTF-8 is believed; a byte order mark or a
//! declared charset comes next; the rest is guessed.

use crate::traced::Traced;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Text as decoded, and what the reader should know about it.
pub struct Decoded {
    /// The text.
    pub traced: Traced,
    /// Doubts about the charset.
    pub warnings: Vec<String>,
}

/// Decodes; `declared` is a charset's name the format itself gives. The error says why the bytes are no text.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, String> {
    let (mark, skip) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let rest = bytes.get(skip..).unwrap_or(&[]);
    if mark == UTF_16LE || mark == UTF_16BE {
        return checked(wide(rest, mark, skip), vec![format!("charset {}", mark.name())]);
    }
    if let Ok(text) = std::str::from_utf8(rest) {
        return checked(Traced::exact(text.to_owned(), skip), Vec::new());
    }
    if rest.contains(&0) {
        return Err("binary file".into());
    }
    if mostly_utf8(rest) {
        return checked(lines(rest, UTF_8, skip), vec!["not all valid UTF-8: bad bytes replaced".into()]);
    }
    let known =
        declared.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|&known| known != UTF_8);
    let charset = known.unwrap_or_else(|| guess(rest));
    checked(lines(rest, charset, skip), vec![format!("charset {}", charset.name())])
}

/// Refuses text that is full of control or replacement characters: that was no text, whatever it decoded to.
fn checked(traced: Traced, warnings: Vec<String>) -> Result<Decoded, String> {
    let odd = |c: &char| {
        *c == '\u{fffd}'
            || (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{80}'..='\u{9f}'))
    };
    let strange = traced.text.chars().filter(odd).count();
    if traced.text.contains('\0') || strange * 20 > traced.text.len() + 40 {
        return Err("binary file".into());
    }
    Ok(Decoded { traced, warnings })
}

/// More good multi-byte sequences than bad bytes: UTF-8 that was damaged, not another charset.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes, true);
    detector.guess(None, true)
}

/// Decodes line by line, so that every line leads back to its first byte (no charset in use has 0x0A inside a character).
fn lines(bytes: &[u8], charset: &'static Encoding, mut source: usize) -> Traced {
    let mut traced = Traced::default();
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        let (words, _) = charset.decode_without_bom_handling(line);
        traced.push(&words, source, words.as_bytes() == line);
        source += line.len();
    }
    traced
}

/// UTF-16: two bytes a unit, so that a line's first byte can be counted.
fn wide(bytes: &[u8], charset: &'static Encoding, mut source: usize) -> Traced {
    let (text, _) = charset.decode_without_bom_handling(bytes);
    let mut traced = Traced::default();
    for line in text.split_inclusive('\n') {
        traced.push(line, source, false);
        source += 2 * line.encode_utf16().count();
    }
    traced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Result<&str, &str>) {
        let got = decode(bytes, None).map(|d| d.traced.text);
        assert_eq!(got.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn text_is_decoded_and_what_is_none_is_refused() {
        check(b"plain", Ok("plain"));
        check(b"\xef\xbb\xbfmarked", Ok("marked"));
        check("Erdoğan’s".as_bytes(), Ok("Erdoğan’s"));
        check(b"\xff\xfeh\0i\0", Ok("hi"));
        check(
            b"The caf\xe9 was shelled on Monday, the ministry said.",
            Ok("The café was shelled on Monday, the ministry said."),
        );
        check(b"a\0b\x01\x02", Err("binary file"));
        check(b"\x89PNG\r\n\x1a\n\0\0\0", Err("binary file"));
        check(&[0x01, 0x02, 0x03, 0x04].repeat(100), Err("binary file"));
    }

    #[test]
    fn a_line_in_another_charset_leads_back_to_its_first_byte() {
        let decoded = decode(b"caf\xe9 au lait\nsecond", None).unwrap();
        let at = decoded.traced.text.find("second").unwrap();
        assert_eq!(decoded.traced.origin.source(at), Some(13));
    }
}
