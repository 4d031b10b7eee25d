//! Floor 2: bytes -> reports. Files of any format come in; clean text with sourced facts about it goes out, and for every input
//! that can't be read, the reason. Nothing is dropped without being listed.

mod credits;
mod dateline;
mod dates;
mod decode;
mod draft;
mod format;
pub mod formats;
mod furniture;
mod input;
pub mod outlet;
mod published;
mod repair;
mod traced;

pub use formats::Format;
pub use input::{Input, MOST, inputs};
pub use outlet::Outlets;

use draft::Source;
use format::jsonl::{self, Record};
use format::plain;
use std::io::BufRead;
use std::sync::Arc;
use text::Report;

/// How to read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The text is clean already: nothing is removed or repaired, and offsets count in the text as given.
    pub as_is: bool,
    /// The format of all inputs, where it is not to be sniffed.
    pub format: Option<Format>,
    /// Who publishes; `Outlets::builtin()` unless a data folder is given.
    pub outlets: Arc<Outlets>,
}

impl Default for Options {
    fn default() -> Options {
        Options { as_is: false, format: None, outlets: Outlets::builtin() }
    }
}

/// An input, or a line of one, that can't be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The path or URL; `path:line` for a line.
    pub uri: String,
    /// Why, in words for people.
    pub reason: String,
}

/// What reading gives, in the order of the input.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "nearly all are reports")]
pub enum Item {
    /// A report.
    Report(Report),
    /// What could not be read.
    Unread(Unread),
}

impl Item {
    fn unread(uri: impl Into<String>, reason: impl Into<String>) -> Item {
        Item::Unread(Unread { uri: uri.into(), reason: reason.into() })
    }
}

/// Reads one input. A file of many articles is read as it is asked for: never more than one of its articles is held.
pub fn read(input: &Input, options: &Options) -> impl Iterator<Item = Item> + Send + use<> {
    let uri = input.uri().to_owned();
    let items: Items = match input.open() {
        Ok(reader) => stream(&uri, reader, options.clone()),
        Err(reason) => Box::new(std::iter::once(Item::unread(uri, reason))),
    };
    items
}

/// Reads bytes under a name. Pure: opens nothing, and gives the same for the same bytes.
pub fn read_bytes(uri: &str, bytes: &[u8], options: &Options) -> Vec<Item> {
    match input::unpacked(bytes) {
        Ok(bytes) => stream(uri, Box::new(std::io::Cursor::new(bytes)), options.clone()).collect(),
        Err(reason) => vec![Item::unread(uri, reason)],
    }
}

type Items = Box<dyn Iterator<Item = Item> + Send>;

fn stream(uri: &str, mut reader: Box<dyn BufRead + Send>, options: Options) -> Items {
    let uri = uri.to_owned();
    let refuse = |reason: String| -> Items { Box::new(std::iter::once(Item::unread(uri.clone(), reason))) };
    let head = match reader.fill_buf() {
        Ok(head) => head,
        Err(error) => return refuse(format!("broken: {error}")),
    };
    let name = uri.trim_end_matches(".gz").trim_end_matches(".zst");
    let format = match options.format.map_or_else(|| formats::sniff(name, head), Ok) {
        Ok(format) => format,
        Err(reason) => return refuse(reason),
    };
    match format {
        Format::Jsonl => return Box::new(lines(uri, reader, options)),
        Format::Csv => return format::csv::rows(uri, reader, options),
        _ => {}
    }
    match input::all(&mut reader) {
        Err(reason) => refuse(reason),
        Ok(bytes) if format == Format::Json => Box::new(json(&uri, &bytes, &options).into_iter()),
        Ok(bytes) => Box::new(std::iter::once(article(&uri, &bytes, format, &options))),
    }
}

/// A file that is one article.
fn article(uri: &str, bytes: &[u8], format: Format, options: &Options) -> Item {
    if bytes.trim_ascii().is_empty() {
        return Item::unread(uri, "empty");
    }
    let source = Source { uri: uri.to_owned(), hash: hash(bytes), ..Source::default() };
    let declared = if format == Format::Html { format::html::declared_charset(bytes) } else { None };
    match decode::decode(bytes, declared.as_deref()) {
        Err(reason) => Item::unread(uri, reason),
        Ok(decoded) => finish(source, decoded, format, options),
    }
}

/// Hands decoded text to the reader of its format and settles the rest.
fn finish(source: Source, decoded: decode::Decoded, format: Format, options: &Options) -> Item {
    let read = match format {
        Format::Html => format::html::read(&source, &decoded.traced, options.as_is, &options.outlets),
        _ => Ok(plain::read(&source, &decoded.traced, options.as_is, &options.outlets)),
    };
    let mut draft = match read {
        Ok(draft) => draft,
        Err(reason) => return Item::unread(source.uri, reason),
    };
    if draft.text.text.trim().is_empty() && draft.title.is_empty() {
        return Item::unread(source.uri, "no article in it");
    }
    draft.warnings.splice(0..0, decoded.warnings);
    Item::Report(draft.finish(source, &options.outlets))
}

fn lines(
    uri: String,
    mut reader: Box<dyn BufRead + Send>,
    options: Options,
) -> impl Iterator<Item = Item> + Send {
    let mut number = 0;
    let next = move || {
        loop {
            number += 1;
            let line = input::line(&mut reader)?;
            let at = format!("{uri}:{number}");
            match line {
                // A broken stream would give the same error for ever.
                Err(reason) if !reason.starts_with("longer") => {
                    reader = Box::new(std::io::empty());
                    return Some(Item::unread(at, reason));
                }
                Err(reason) => return Some(Item::unread(at, reason)),
                Ok(line) if line.trim_ascii().is_empty() => {}
                Ok(line) => return Some(of_json(&uri, number, line.trim_ascii(), &options)),
            }
        }
    };
    std::iter::from_fn(next)
}

fn json(uri: &str, bytes: &[u8], options: &Options) -> Vec<Item> {
    match jsonl::elements(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
        Err(reason) => vec![Item::unread(uri, reason)],
        Ok(elements) => {
            elements.iter().enumerate().map(|(at, bytes)| of_json(uri, at + 1, bytes, options)).collect()
        }
    }
}

fn of_json(uri: &str, number: usize, bytes: &[u8], options: &Options) -> Item {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match jsonl::record(bytes) {
        Ok(record) => of_record(uri, number, hash(bytes), record, options),
        Err(reason) => Item::unread(format!("{uri}:{number}"), reason),
    }
}

/// An article that came as a record of a file, with some of its facts given.
fn of_record(uri: &str, number: usize, hash: String, mut record: Record, options: &Options) -> Item {
    let (words, format) = match (record.text.take(), record.html.take()) {
        (Some(text), _) => (text, Format::Plain),
        (None, Some(html)) => (html, Format::Html),
        (None, None) => return Item::unread(format!("{uri}:{number}"), "no `text` or `html` in it"),
    };
    if options.as_is && record.given.title.is_none() && format == Format::Plain {
        record.given.title = Some(String::new());
    }
    let uri = record.given.url.clone().unwrap_or_else(|| format!("{uri}#{number}"));
    let source = Source { uri, hash, given: record.given };
    let decoded = decode::Decoded { traced: traced::Traced::exact(words, 0), warnings: Vec::new() };
    finish(source, decoded, format, options)
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
