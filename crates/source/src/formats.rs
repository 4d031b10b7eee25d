//! The input formats: how each is told from its first bytes, what it is called, which reader takes it.

/// A format an article comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A text file: title, blank line, paragraphs.
    Plain,
    /// A page.
    Html,
    /// One JSON object a line.
    Jsonl,
    /// A JSON array of objects, or one object over several lines.
    Json,
    /// Rows with a header line that names the fields; comma, semicolon or tab.
    Csv,
    /// RSS, Atom or JSON Feed: every entry is an article.
    Feed,
    /// An archive of fetched pages.
    Warc,
    /// A rich text file: an article, or an export of many.
    Rtf,
    /// A word processor's document: an article, or an export of many.
    Docx,
    /// A PDF with a text layer.
    Pdf,
}

/// One row of the table.
pub struct Row {
    /// The format.
    pub format: Format,
    /// Its name on the command line.
    pub name: &'static str,
    /// Endings of file names that speak for it.
    pub endings: &'static [&'static str],
    /// True when the first bytes of a file are its.
    sniff: fn(&[u8]) -> bool,
}

/// The formats, the surest sign first; plain text takes what no other does.
pub const TABLE: [Row; 10] = [
    Row { format: Format::Warc, name: "warc", endings: &["warc"], sniff: |head| head.starts_with(b"WARC/") },
    Row { format: Format::Pdf, name: "pdf", endings: &["pdf"], sniff: |head| head.starts_with(b"%PDF") },
    Row {
        format: Format::Docx,
        name: "docx",
        endings: &["docx"],
        sniff: |head| head.starts_with(b"PK\x03\x04"),
    },
    Row { format: Format::Rtf, name: "rtf", endings: &["rtf"], sniff: |head| head.starts_with(b"{\\rtf") },
    Row { format: Format::Feed, name: "feed", endings: &["rss", "atom", "xml"], sniff: is_feed },
    Row { format: Format::Jsonl, name: "jsonl", endings: &["jsonl", "ndjson"], sniff: is_jsonl },
    Row { format: Format::Json, name: "json", endings: &["json"], sniff: is_json },
    Row { format: Format::Html, name: "html", endings: &["html", "htm", "xhtml"], sniff: is_html },
    Row { format: Format::Csv, name: "csv", endings: &["csv", "tsv"], sniff: is_csv },
    Row { format: Format::Plain, name: "plain", endings: &["txt", "text"], sniff: |_| true },
];

/// First bytes that say what a file is when it is none of ours.
const FOREIGN: [(&[u8], &str); 13] = [
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"RIFF", "sound or picture"),
    (b"BZh", "bzip2: not unpacked"),
    (b"\xfd7zXZ", "xz: not unpacked"),
    (b"7z\xbc\xaf", "7z archive: not unpacked"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"SQLite format 3", "SQLite file: a record is no input"),
    (b"\xd0\xcf\x11\xe0", "office document: not read"),
    (b"PAR1", "Parquet: not read"),
    (b"\x00\x00\x00\x1cftyp", "video"),
];

impl Format {
    /// The format of that name.
    pub fn named(name: &str) -> Option<Format> {
        TABLE.iter().find(|row| row.name == name).map(|row| row.format)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        TABLE.iter().find(|row| row.format == self).map_or("", |row| row.name)
    }
}

/// Tells the format from the file's name and first bytes; the error says what it is instead.
pub fn sniff(name: &str, head: &[u8]) -> Result<Format, String> {
    if let Some((_, what)) = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err((*what).to_owned());
    }
    let start = strip(head);
    if start.is_empty() {
        return Err("empty".into());
    }
    let ending = name
        .rsplit('/')
        .next()
        .and_then(|file| file.rsplit_once('.'))
        .map(|(_, ending)| ending.to_lowercase())
        .unwrap_or_default();
    if ending == "conllu" || ending == "conll" {
        return Err("CoNLL-U: only `parse` reads it".into());
    }
    let named = TABLE.iter().find(|row| row.endings.contains(&ending.as_str()));
    if let Some(row) = named.filter(|row| matches!(row.format, Format::Jsonl | Format::Csv)) {
        return Ok(row.format);
    }
    let found = TABLE.iter().find(|row| (row.sniff)(start)).map_or(Format::Plain, |row| row.format);
    match named.map(|row| row.format) {
        Some(Format::Json) if !matches!(found, Format::Json | Format::Jsonl | Format::Feed) => {
            Err("no JSON".into())
        }
        Some(Format::Html) if found == Format::Plain => Ok(Format::Html),
        _ => Ok(found),
    }
}

/// The bytes behind a byte order mark and blanks.
fn strip(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

fn starts_any(bytes: &[u8], prefixes: &[&[u8]]) -> bool {
    prefixes
        .iter()
        .any(|prefix| bytes.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)))
}

fn contains_any(bytes: &[u8], words: &[&[u8]]) -> bool {
    let head = bytes.get(..2048).unwrap_or(bytes);
    words.iter().any(|word| head.windows(word.len()).any(|window| window == *word))
}

/// An object on the first line, whole or too long to see its end.
fn is_jsonl(start: &[u8]) -> bool {
    let line = start.split(|&b| b == b'\n').next().unwrap_or(start).trim_ascii_end();
    is_json(start)
        && line.first() == Some(&b'{')
        && line.len() > 2
        && (line.ends_with(b"}") || line.len() > 1000)
}

fn is_feed(start: &[u8]) -> bool {
    starts_any(start, &[b"<rss", b"<feed", b"<rdf:rdf"])
        || (start.starts_with(b"<?xml") || start.starts_with(b"<!--"))
            && contains_any(start, &[b"<rss", b"<feed", b"<rdf:RDF"])
        || start.starts_with(b"{")
            && contains_any(start, &[b"jsonfeed.org/version", b"jsonfeed.org\\/version"])
}

fn is_json(start: &[u8]) -> bool {
    let second = start.get(1..).map(<[u8]>::trim_ascii_start).and_then(|rest| rest.first());
    matches!((start.first(), second), (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{' | b']')))
}

fn is_html(start: &[u8]) -> bool {
    const OPENINGS: [&[u8]; 14] = [
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<body",
        b"<!--",
        b"<meta",
        b"<title",
        b"<article",
        b"<div",
        b"<p>",
        b"<h1",
        b"<script",
        b"<main",
        b"<section",
    ];
    starts_any(start, &OPENINGS)
        || start.starts_with(b"<?xml") && contains_any(start, &[b"<html", b"<!DOCTYPE html"])
}

/// A header line with the field an article can't do without, and another.
fn is_csv(start: &[u8]) -> bool {
    let line = start.split(|&b| b == b'\n').next().unwrap_or(&[]);
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let fields: Vec<String> =
        line.split([',', ';', '\t']).map(|f| f.trim().trim_matches('"').to_lowercase()).collect();
    fields.len() > 1
        && fields.iter().any(|f| f == "text" || f == "html")
        && fields.iter().all(|f| f.len() < 40 && !f.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, head: &str, expected: Result<Format, &str>) {
        assert_eq!(sniff(name, head.as_bytes()), expected.map_err(str::to_owned), "{name}: {head}");
    }

    #[test]
    fn formats_are_told_from_their_first_bytes() {
        check("a", "Talks end\n\nThe envoy left.", Ok(Format::Plain));
        check("a", "[Photo] Talks end\n\nThe envoy left.", Ok(Format::Plain));
        check("a", "\u{feff} <!DOCTYPE HTML><html>", Ok(Format::Html));
        check("a.html", "Talks end", Ok(Format::Html));
        check("a", "{\"text\":\"x\"}\n{\"text\":\"y\"}", Ok(Format::Jsonl));
        check("a", "{\n  \"text\": \"x\"\n}", Ok(Format::Json));
        check("a.json", "[\n {\"text\": 1}]", Ok(Format::Json));
        check("a.json", "nothing", Err("no JSON"));
        check("a", "id,title,text\n1,b,c", Ok(Format::Csv));
        check("a", "%PDF-1.4", Ok(Format::Pdf));
        check("a", "<?xml version='1.0'?><rss>", Ok(Format::Feed));
        check("a", "{\"version\": \"https://jsonfeed.org/version/1.1\"}", Ok(Format::Feed));
        check("a", "WARC/1.0\r\n", Ok(Format::Warc));
        check("a", "{\\rtf1 x", Ok(Format::Rtf));
        check("a", "BZh91AY", Err("bzip2: not unpacked"));
        check("a", " \n ", Err("empty"));
    }
}
