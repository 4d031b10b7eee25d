//! PDF: the words of its text layer, page by page, put together into lines and paragraphs by where they stand. Takes bytes, gives text;
//! all of a page leads back to byte 0, for a PDF has no bytes that are its words. A scan without a text layer is refused.

use crate::traced::Traced;
use flate2::read::ZlibDecoder;
use hayro_cmap::{BfString, CMap};
use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::Resources;
use std::collections::BTreeMap;
use std::io::Read;

/// What all streams of a file may unpack to, together (bytes).
const UNPACKED: u64 = 256 << 20;
/// Pages that are read; a news report has fewer.
const PAGES: usize = 500;
/// Drawings inside drawings deeper than this are left out.
const DEEPEST: usize = 8;
/// Operations of a page that are read.
const OPERATIONS: usize = 2_000_000;

/// Reads a file; the error says why it gives no text.
pub fn read(bytes: &[u8]) -> Result<Traced, String> {
    if unpacks_to(bytes) >= UNPACKED {
        return Err(format!("unpacks to more than {} MiB", UNPACKED >> 20));
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        hayro_syntax::LoadPdfError::Decryption(_) => "PDF under a password".to_owned(),
        hayro_syntax::LoadPdfError::Invalid => "broken PDF".to_owned(),
    })?;
    let mut paper = Paper::default();
    for page in pdf.pages().iter().take(PAGES) {
        paper.page();
        let mut pen = Pen::default();
        let mut left = OPERATIONS;
        paper.draw(page.typed_operations(), page.resources(), &mut pen, 0, &mut left);
    }
    let text = paper.text();
    if text.trim().is_empty() {
        return Err("PDF without a text layer".into());
    }
    let mut traced = Traced::default();
    traced.push(&text, 0, false);
    Ok(traced)
}

/// How much the packed streams of a file unpack to, counted up to the bound.
fn unpacks_to(bytes: &[u8]) -> u64 {
    let mut total = 0;
    let mut rest = bytes;
    while let Some(at) = rest.windows(6).position(|window| window == b"stream") {
        rest = rest.get(at + 6..).unwrap_or(&[]);
        let data = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if data.first().is_some_and(|head| head & 0x0f == 8) {
            let mut out = ZlibDecoder::new(data).take(UNPACKED - total);
            // A stream that breaks off has unpacked to something all the same.
            let mut buffer = [0; 1 << 14];
            while let Ok(count @ 1..) = out.read(&mut buffer) {
                total += count as u64;
            }
            if total >= UNPACKED {
                break;
            }
        }
    }
    total
}

/// Where the next character goes.
#[derive(Clone, Default)]
struct Pen {
    /// Start of the line and place in it, as a matrix: a b c d e f.
    line: [f64; 6],
    /// The page's own matrix.
    page: Option<[f64; 6]>,
    /// How far the pen has moved along the line.
    x: f64,
    leading: f64,
    size: f64,
    font: Option<usize>,
}

impl Pen {
    fn set(&mut self, matrix: [f64; 6]) {
        (self.line, self.x) = (matrix, 0.0);
    }

    fn down(&mut self, x: f64, y: f64) {
        let [a, b, c, d, e, f] = self.line;
        self.set([a, b, c, d, a * x + c * y + e, b * x + d * y + f]);
    }

    /// Where on the page the pen stands, and how high its letters are.
    fn place(&self) -> (f64, f64, f64) {
        let page = self.page.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let [a, b, c, d, e, f] = times(self.line, page);
        (a * self.x + e, b * self.x + f, self.size * (c * c + d * d).sqrt())
    }
}

fn times(m: [f64; 6], n: [f64; 6]) -> [f64; 6] {
    [
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    ]
}

/// How a font's codes are read.
struct Font {
    unicode: Option<CMap>,
    /// Two bytes a code.
    wide: bool,
    /// Codes that the font gives another meaning.
    named: BTreeMap<u32, String>,
    mac: bool,
    widths: BTreeMap<u32, f64>,
    usual: f64,
}

/// A line of words, and where it stands.
struct Line {
    words: String,
    x: f64,
    y: f64,
    end: f64,
    high: f64,
}

/// The lines drawn so far.
#[derive(Default)]
struct Paper {
    pages: Vec<Vec<Line>>,
    fonts: Vec<Font>,
    known: BTreeMap<(usize, String), usize>,
}

impl Paper {
    fn page(&mut self) {
        self.pages.push(Vec::new());
    }

    fn draw(
        &mut self,
        mut operations: TypedIter,
        resources: &Resources,
        pen: &mut Pen,
        depth: usize,
        left: &mut usize,
    ) {
        let mut saved: Vec<Pen> = Vec::new();
        while let Some(operation) = operations.next() {
            *left = left.saturating_sub(1);
            if *left == 0 {
                return;
            }
            match operation {
                TypedInstruction::SaveState(_) if saved.len() < 500 => saved.push(pen.clone()),
                TypedInstruction::RestoreState(_) => *pen = saved.pop().unwrap_or_else(|| pen.clone()),
                TypedInstruction::Transform(t) => {
                    let matrix = [t.0, t.1, t.2, t.3, t.4, t.5].map(|n| n.as_f64());
                    pen.page = Some(times(matrix, pen.page.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])));
                }
                TypedInstruction::BeginText(_) => pen.set([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
                TypedInstruction::SetTextMatrix(t) => {
                    pen.set([t.0, t.1, t.2, t.3, t.4, t.5].map(|n| n.as_f64()))
                }
                TypedInstruction::TextLeading(t) => pen.leading = t.0.as_f64(),
                TypedInstruction::TextFont(t) => {
                    pen.size = t.1.as_f64();
                    pen.font = self.font(resources, t.0);
                }
                TypedInstruction::NextLine(t) => pen.down(t.0.as_f64(), t.1.as_f64()),
                TypedInstruction::NextLineAndSetLeading(t) => {
                    pen.leading = -t.1.as_f64();
                    pen.down(t.0.as_f64(), t.1.as_f64());
                }
                TypedInstruction::NextLineUsingLeading(_) => pen.down(0.0, -pen.leading),
                TypedInstruction::ShowText(t) => self.show(t.0.as_bytes(), pen),
                TypedInstruction::NextLineAndShowText(t) => {
                    pen.down(0.0, -pen.leading);
                    self.show(t.0.as_bytes(), pen);
                }
                TypedInstruction::ShowTextWithParameters(t) => {
                    pen.down(0.0, -pen.leading);
                    self.show(t.2.as_bytes(), pen);
                }
                TypedInstruction::ShowTexts(t) => self.show_many(t.0, pen),
                TypedInstruction::XObject(t) if depth < DEEPEST => {
                    self.form(resources, t.0, pen, depth, left)
                }
                _ => {}
            }
        }
    }

    /// A drawing inside the page that has operations of its own.
    fn form(&mut self, resources: &Resources, name: &Name, pen: &Pen, depth: usize, left: &mut usize) {
        let Some(stream) = resources.get_x_object(name) else { return };
        let dict = stream.dict();
        if dict.get::<Name>("Subtype").is_none_or(|kind| kind.as_str() != "Form") {
            return;
        }
        let Ok(data) = stream.decoded_data() else { return };
        let own = dict.get::<Dict>("Resources").map(Resources::new);
        let mut pen = pen.clone();
        self.draw(TypedIter::new(&data), own.as_ref().unwrap_or(resources), &mut pen, depth + 1, left);
    }

    fn show_many(&mut self, parts: &Array, pen: &mut Pen) {
        for part in parts.iter::<Object>() {
            match part {
                Object::String(words) => self.show(words.as_bytes(), pen),
                Object::Number(back) => pen.x -= back.as_f64() / 1000.0 * pen.size,
                _ => {}
            }
        }
    }

    fn show(&mut self, bytes: &[u8], pen: &mut Pen) {
        let Some(font) = pen.font.and_then(|at| self.fonts.get(at)) else { return };
        let step = if font.wide { 2 } else { 1 };
        let (x, y, high) = pen.place();
        let mut words = String::new();
        for code in bytes.chunks(step) {
            let code = code.iter().fold(0, |code, &byte| code << 8 | u32::from(byte));
            font.read(code, &mut words);
            pen.x += font.widths.get(&code).copied().unwrap_or(font.usual) / 1000.0 * pen.size;
        }
        let (end, _, _) = pen.place();
        if let Some(lines) = self.pages.last_mut() {
            put(lines, Line { words, x, y, end, high: high.abs().max(0.1) });
        }
    }

    /// A font of the page by its name, read once.
    fn font(&mut self, resources: &Resources, name: &Name) -> Option<usize> {
        let dict = resources.get_font(name)?;
        let key = (self.pages.len(), format!("{:?} {}", dict.obj_id(), name.as_str()));
        if let Some(&at) = self.known.get(&key) {
            return Some(at);
        }
        self.fonts.push(Font::read_from(&dict));
        self.known.insert(key, self.fonts.len() - 1);
        Some(self.fonts.len() - 1)
    }

    /// The lines of all pages; a paragraph ends where the gap below a line is larger than usual, or the line is short and closed.
    fn text(&self) -> String {
        let mut out = String::new();
        for lines in &self.pages {
            let mut gaps: Vec<f64> =
                lines.windows(2).map(|pair| pair[0].y - pair[1].y).filter(|gap| *gap > 0.0).collect();
            gaps.sort_by(f64::total_cmp);
            let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
            let widest = lines.iter().map(|line| line.end).fold(0.0, f64::max);
            for (at, line) in lines.iter().enumerate() {
                let words = line.words.split_whitespace().collect::<Vec<_>>().join(" ");
                let next = lines.get(at + 1);
                let gap = next.map_or(f64::MAX, |next| line.y - next.y);
                let apart =
                    gap > usual * 1.4 || gap < 0.0 || next.is_some_and(|n| (n.high - line.high).abs() > 1.0);
                let short = line.end < widest * 0.85 && crate::furniture::ends_sentence(&words);
                match words.strip_suffix('-') {
                    Some(broken) if !apart && broken.ends_with(char::is_lowercase) => out.push_str(broken),
                    _ => {
                        out.push_str(&words);
                        out.push_str(if apart || short { "\n\n" } else { " " });
                    }
                }
            }
        }
        out
    }
}

/// Adds words to the line they continue, with a blank where there is a gap, or begins a line.
fn put(lines: &mut Vec<Line>, new: Line) {
    match lines.last_mut() {
        Some(last) if (last.y - new.y).abs() < last.high * 0.4 && new.x > last.x - last.high => {
            if new.x - last.end > last.high * 0.18 && !last.words.ends_with(' ') {
                last.words.push(' ');
            }
            last.words.push_str(&new.words);
            last.end = new.end;
            last.high = last.high.max(new.high);
        }
        _ => lines.push(new),
    }
}

impl Font {
    fn read_from(dict: &Dict) -> Font {
        let unicode = dict.get::<Stream>("ToUnicode").and_then(|stream| {
            let data = stream.decoded_data().ok()?;
            CMap::parse(&data, |_| None)
        });
        let wide = dict.get::<Name>("Subtype").is_some_and(|kind| kind.as_str() == "Type0");
        let encoding = dict.get::<Dict>("Encoding");
        let base = encoding
            .as_ref()
            .and_then(|e| e.get::<Name>("BaseEncoding"))
            .or_else(|| dict.get::<Name>("Encoding"));
        let mac = base.is_some_and(|name| name.as_str() == "MacRomanEncoding");
        let mut font = Font {
            unicode,
            wide,
            named: BTreeMap::new(),
            mac,
            widths: BTreeMap::new(),
            usual: if wide { 1000.0 } else { 500.0 },
        };
        if let Some(names) = encoding.and_then(|e| e.get::<Array>("Differences")) {
            font.differences(&names);
        }
        let first = dict.get::<u32>("FirstChar").unwrap_or(0);
        if let Some(widths) = dict.get::<Array>("Widths") {
            font.widths = widths
                .iter::<f64>()
                .take(70_000)
                .enumerate()
                .map(|(at, w)| (first.saturating_add(at as u32), w))
                .collect();
        }
        font.wide_widths(dict);
        font
    }

    /// The widths of a font of two bytes a code stand in the font below it: `[1 [500 600] 7 9 250]`.
    fn wide_widths(&mut self, dict: &Dict) {
        let below = dict.get::<Array>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict>().next());
        let Some(below) = below else { return };
        self.usual = below.get::<f64>("DW").unwrap_or(1000.0);
        let Some(widths) = below.get::<Array>("W") else { return };
        let mut waiting: Vec<f64> = Vec::new();
        for part in widths.iter::<Object>().take(70_000) {
            match part {
                Object::Number(number) => waiting.push(number.as_f64()),
                Object::Array(many) => {
                    let first = waiting.pop().unwrap_or(0.0) as u32;
                    waiting.clear();
                    let each = many.iter::<f64>().take(70_000).enumerate();
                    self.widths.extend(each.map(|(at, width)| (first.saturating_add(at as u32), width)));
                }
                _ => {}
            }
            if let [first, last, width] = waiting[..] {
                let (first, last) = (first as u32, (last as u32).min(65_535));
                self.widths.extend((first..=last).map(|code| (code, width)));
                waiting.clear();
            }
        }
    }

    /// `[32 /space 146 /quoteright]`: codes by the names of their letters.
    fn differences(&mut self, names: &Array) {
        let mut code = 0_u32;
        for part in names.iter::<Object>().take(2000) {
            match part {
                Object::Number(number) => code = number.as_f64() as u32,
                Object::Name(name) => {
                    let name = name.as_str();
                    let known = LETTERS.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter);
                    if let Some(letter) = known.or(Some(name).filter(|name| name.len() == 1)) {
                        self.named.insert(code, letter.to_owned());
                    }
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
    }

    fn read(&self, code: u32, words: &mut String) {
        match self.unicode.as_ref().and_then(|map| map.lookup_bf_string(code)) {
            Some(BfString::Char('\0')) => return,
            Some(BfString::Char(c)) => return words.push(c),
            Some(BfString::String(s)) => return words.push_str(&s),
            None if self.wide => return,
            None => {}
        }
        if let Some(letter) = self.named.get(&code) {
            return words.push_str(letter);
        }
        let byte = [code.min(255) as u8];
        let charset = if self.mac { encoding_rs::MACINTOSH } else { encoding_rs::WINDOWS_1252 };
        words.push_str(&charset.decode_without_bom_handling(&byte).0);
    }
}

/// Letters and marks by the names that fonts give them, where the name is not the letter itself.
const LETTERS: [(&str, &str); 64] = [
    ("space", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("question", "?"),
    ("at", "@"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("endash", "–"),
    ("emdash", "—"),
    ("ellipsis", "…"),
    ("bullet", "•"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("Euro", "€"),
    ("sterling", "£"),
    ("copyright", "©"),
    ("degree", "°"),
    ("adieresis", "ä"),
    ("odieresis", "ö"),
    ("udieresis", "ü"),
    ("Adieresis", "Ä"),
    ("Odieresis", "Ö"),
    ("Udieresis", "Ü"),
    ("germandbls", "ß"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("ecircumflex", "ê"),
    ("agrave", "à"),
    ("aacute", "á"),
    ("ccedilla", "ç"),
    ("ntilde", "ñ"),
    ("oacute", "ó"),
    ("iacute", "í"),
    ("uacute", "ú"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of one page with this content.
    fn file(content: &str) -> Vec<u8> {
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
            format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        ];
        let mut out = "%PDF-1.4\n".to_owned();
        let mut starts = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            starts.push(out.len());
            out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
        }
        let start = out.len();
        out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
        starts.iter().for_each(|at| out.push_str(&format!("{at:010} 00000 n \n")));
        out.push_str(&format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        ));
        out.into_bytes()
    }

    #[test]
    fn lines_and_paragraphs_are_put_together() {
        let content = "BT /F1 12 Tf 50 700 Td (Talks end) Tj 0 -40 Td (The envoy said on) Tj 0 -14 Td (Monday that the) Tj 0 -14 Td [(tal) -20 (ks) -400 (ended.)] TJ ET";
        let text = read(&file(content)).unwrap().text;
        assert_eq!(text.trim(), "Talks end\n\nThe envoy said on Monday that the talks ended.");
    }

    #[test]
    fn what_has_no_text_is_refused() {
        assert_eq!(read(&file("0 0 m 10 10 l S")).unwrap_err(), "PDF without a text layer");
        assert!(read(b"%PDF-1.4 nothing").is_err());
    }
}
