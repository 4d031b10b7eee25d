//! RTF: the words of a rich text file, paragraph by paragraph. Takes bytes, gives text whose paragraphs lead back to the byte they
//! begin at; fonts, pictures, headers and fields' instructions are left out.

use crate::traced::Traced;
use encoding_rs::{Encoding, WINDOWS_1252};

/// Groups nested deeper are read as if they stood at this depth.
const DEEPEST: usize = 2000;

/// What a group inherits from the one around it.
#[derive(Clone, Copy)]
struct State {
    /// Its words are none of the text.
    hidden: bool,
    /// How many characters stand for one in Unicode.
    skip: usize,
}

struct Reading<'b> {
    bytes: &'b [u8],
    at: usize,
    states: Vec<State>,
    /// Groups opened beyond the deepest.
    beyond: usize,
    charset: &'static Encoding,
    /// Bytes in the file's charset that wait to be decoded together.
    raw: Vec<u8>,
    /// The first half of a character of two.
    half: Option<u16>,
    line: String,
    line_at: usize,
    out: Traced,
}

/// Reads a file; the error says why it is none.
pub fn read(bytes: &[u8]) -> Result<Traced, String> {
    if !bytes.starts_with(b"{\\rtf") {
        return Err("no RTF".into());
    }
    let mut reading = Reading {
        bytes,
        at: 0,
        states: vec![State { hidden: false, skip: 1 }],
        beyond: 0,
        charset: WINDOWS_1252,
        raw: Vec::new(),
        half: None,
        line: String::new(),
        line_at: 0,
        out: Traced::default(),
    };
    while reading.step() {}
    reading.end_line();
    Ok(reading.out)
}

impl Reading<'_> {
    fn step(&mut self) -> bool {
        let Some(&byte) = self.bytes.get(self.at) else { return false };
        self.at += 1;
        match byte {
            b'{' if self.states.len() > DEEPEST => self.beyond += 1,
            b'{' => self.states.push(self.state()),
            b'}' if self.beyond > 0 => self.beyond -= 1,
            b'}' => {
                self.flush();
                self.states.pop();
            }
            b'\\' => self.control(),
            b'\r' | b'\n' => {}
            byte => self.byte(byte),
        }
        true
    }

    fn state(&self) -> State {
        self.states.last().copied().unwrap_or(State { hidden: false, skip: 1 })
    }

    /// A byte of text in the file's charset.
    fn byte(&mut self, byte: u8) {
        if !self.state().hidden {
            self.begin();
            self.raw.push(byte);
        }
    }

    fn begin(&mut self) {
        if self.line.is_empty() && self.raw.is_empty() {
            self.line_at = self.at.saturating_sub(1);
        }
    }

    fn flush(&mut self) {
        if !self.raw.is_empty() {
            let (words, _) = self.charset.decode_without_bom_handling(&self.raw);
            self.line.push_str(&words);
            self.raw.clear();
        }
    }

    fn put(&mut self, words: &str) {
        if !self.state().hidden {
            self.begin();
            self.flush();
            self.line.push_str(words);
        }
    }

    fn end_line(&mut self) {
        self.flush();
        let line = std::mem::take(&mut self.line);
        if !self.out.text.is_empty() {
            self.out.push("\n", self.line_at, false);
        }
        self.out.push(&line, self.line_at, false);
        self.line_at = self.at;
    }

    /// A control word or symbol behind its backslash.
    fn control(&mut self) {
        let Some(&first) = self.bytes.get(self.at) else { return };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return self.symbol(first);
        }
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let letters = rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let behind = rest.get(letters..).unwrap_or(&[]);
        let sign = usize::from(behind.first() == Some(&b'-'));
        let digits = behind.iter().skip(sign).take(10).take_while(|b| b.is_ascii_digit()).count();
        let word = String::from_utf8_lossy(rest.get(..letters).unwrap_or(&[])).into_owned();
        let number = if digits > 0 {
            std::str::from_utf8(behind.get(..sign + digits).unwrap_or(&[]))
                .ok()
                .and_then(|n| n.parse::<i64>().ok())
        } else {
            None
        };
        self.at += letters + if digits > 0 { sign + digits } else { 0 };
        self.at += usize::from(self.bytes.get(self.at) == Some(&b' '));
        self.word(&word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let hex = self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'*' => self.hide(),
            b'~' => self.put(" "),
            b'_' => self.put("-"),
            b'\r' | b'\n' => self.paragraph(),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            _ => {}
        }
    }

    fn hide(&mut self) {
        self.flush();
        self.states.last_mut().into_iter().for_each(|state| state.hidden = true);
    }

    fn paragraph(&mut self) {
        if !self.state().hidden {
            self.end_line();
        }
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        match word {
            "par" | "line" | "sect" | "page" | "row" | "softline" => self.paragraph(),
            "tab" | "cell" | "emspace" | "enspace" | "qmspace" => self.put(" "),
            "emdash" => self.put("—"),
            "endash" => self.put("–"),
            "lquote" => self.put("‘"),
            "rquote" => self.put("’"),
            "ldblquote" => self.put("“"),
            "rdblquote" => self.put("”"),
            "bullet" => self.put("•"),
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => {
                let skip = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16);
                self.states.last_mut().into_iter().for_each(|state| state.skip = skip);
            }
            "ansicpg" => {
                self.flush();
                let label = format!("windows-{}", number.unwrap_or(1252));
                self.charset = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
            }
            "bin" => self.at = self.at.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0)),
            "fonttbl" | "colortbl" | "stylesheet" | "info" | "pict" | "header" | "headerl" | "headerr"
            | "headerf" | "footer" | "footerl" | "footerr" | "footerf" | "footnote" | "annotation"
            | "object" | "listtable" | "listoverridetable" | "revtbl" | "rsidtbl" | "generator"
            | "fldinst" | "themedata" | "xmlnstbl" | "bkmkstart" | "bkmkend" | "v" => self.hide(),
            _ => {}
        }
    }

    /// A UTF-16 unit, given as a signed number; the characters that stand for it elsewhere are passed over.
    fn unicode(&mut self, number: i64) {
        let unit = (number.rem_euclid(65_536)) as u16;
        let state = self.state();
        if !state.hidden {
            let units: Vec<u16> = self.half.take().into_iter().chain([unit]).collect();
            match char::decode_utf16(units).next() {
                Some(Ok(c)) => self.put(c.encode_utf8(&mut [0; 4])),
                _ if (0xd800..0xdc00).contains(&unit) => self.half = Some(unit),
                _ => self.put("\u{fffd}"),
            }
        }
        for _ in 0..state.skip {
            match self.bytes.get(self.at) {
                Some(b'\\') if self.bytes.get(self.at + 1) == Some(&b'\'') => self.at += 4,
                Some(b'\\' | b'{' | b'}') | None => break,
                Some(_) => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rtf: &str, expected: &str) {
        assert_eq!(read(rtf.as_bytes()).map(|traced| traced.text).as_deref(), Ok(expected), "{rtf}");
    }

    #[test]
    fn words_are_read_and_the_rest_is_not() {
        check(
            r"{\rtf1\ansi{\fonttbl{\f0 Times;}}\f0 Talks {\b end}\par In Astana.}",
            "Talks end\nIn Astana.",
        );
        check(r"{\rtf1 caf\'e9 \u8220?so\u8221? \u-10179?\u-8704? \{x\}}", "café “so” 😀 {x}");
        check(r"{\rtf1\ansicpg1251 \'cc\'e8\'f0}", "Мир");
        check(r"{\rtf1{\*\hidden away}{\field{\*\fldinst HYPERLINK x}{\fldrslt here}}}", "here");
        check(r"{\rtf1 }}}} after", " after");
        check(r"{\rtf1\bin999999999 x", "");
        assert!(read(b"{\\rt").is_err());
    }

    #[test]
    fn a_paragraph_leads_back_to_its_first_byte() {
        let rtf = b"{\\rtf1 Talks\\par end}";
        let traced = read(rtf).unwrap();
        let at = traced.text.find("end").unwrap();
        assert_eq!(traced.origin.source(at), Some(17));
    }
}
