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
mod spliced;
mod traced;

pub use draft::NOT_CODED;
pub use format::feed::{SUMMARY, TITLE_ONLY};
pub use formats::Format;
pub use input::{Fetched, Input, MOST, inputs};
pub use outlet::Outlets;
pub use published::last_day;

use draft::{Given, Source};
use format::jsonl::{self, Record};
use format::{export, feed, plain};
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
    let (charset, given) = match input {
        Input::Fetched(page) => (page.charset.clone(), Given { fetched: page.day, ..Given::default() }),
        _ => (None, Given::default()),
    };
    let items: Items = match input.open() {
        Ok(reader) => never_silent(uri.clone(), stream(&uri, reader, charset, given, options.clone())),
        Err(reason) => Box::new(std::iter::once(Item::unread(uri, reason))),
    };
    items
}

/// Reads bytes under a name. Pure: opens nothing, and gives the same for the same bytes.
pub fn read_bytes(uri: &str, bytes: &[u8], options: &Options) -> Vec<Item> {
    match input::unpack(Box::new(std::io::Cursor::new(bytes.to_vec()))) {
        Ok(reader) => {
            let items = stream(uri, reader, None, Given::default(), options.clone());
            never_silent(uri.to_owned(), items).collect()
        }
        Err(reason) => vec![Item::unread(uri, reason)],
    }
}

type Items = Box<dyn Iterator<Item = Item> + Send>;

/// The same items; where there are none (a header without rows, an empty array), that is told.
fn never_silent(uri: String, mut items: Items) -> Items {
    match items.next() {
        Some(first) => Box::new(std::iter::once(first).chain(items)),
        None => Box::new(std::iter::once(Item::unread(uri, "no article in it"))),
    }
}

/// Bytes that are one thing: a file, or a page out of an archive.
struct Thing<'b> {
    uri: &'b str,
    bytes: &'b [u8],
    /// The charset that came with them.
    charset: Option<String>,
    /// What else came with them.
    given: Given,
}

fn stream(
    uri: &str,
    mut reader: Box<dyn BufRead + Send>,
    charset: Option<String>,
    mut given: Given,
    options: Options,
) -> Items {
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
    if given.fetched.is_some() && format == Format::Html {
        given.url = Some(uri.clone());
    }
    match format {
        Format::Jsonl => return Box::new(lines(uri, reader, options)),
        Format::Csv => return format::csv::rows(uri, reader, options),
        Format::Warc => return format::warc::records(uri, reader, options),
        _ => {}
    }
    let (bytes, more) = match input::most(&mut reader) {
        Err(reason) => return refuse(reason),
        Ok((_, true)) if format != Format::Feed => return refuse(input::too_long()),
        Ok(read) => read,
    };
    let mut items = whole(&Thing { uri: &uri, bytes: &bytes, charset, given }, format, &options);
    if more {
        items.push(Item::unread(uri, format!("{}: the rest was not read", input::too_long())));
    }
    Box::new(items.into_iter())
}

/// Reads all that is in a thing.
fn whole(thing: &Thing, format: Format, options: &Options) -> Vec<Item> {
    let Thing { uri, bytes, .. } = *thing;
    if bytes.trim_ascii().is_empty() {
        return vec![Item::unread(uri, "empty")];
    }
    let read = match format {
        Format::Json => return json(uri, bytes, options),
        Format::Rtf => format::rtf::read(bytes).map(clear),
        Format::Docx => format::docx::read(bytes).map(clear),
        Format::Pdf => format::pdf::read(bytes).map(clear),
        _ => decode::decode(bytes, declared(thing, format).as_deref()),
    };
    match read {
        Err(reason) => vec![Item::unread(uri, reason)],
        Ok(decoded) if format == Format::Feed => feed::entries(uri, &decoded, thing.given.fetched, options),
        Ok(decoded) if format == Format::Html => vec![finish(source(thing), decoded, format, options)],
        Ok(decoded) => texts(thing, decoded, options),
    }
}

fn clear(traced: traced::Traced) -> decode::Decoded {
    decode::Decoded { traced, warnings: Vec::new() }
}

fn source(thing: &Thing) -> Source {
    Source { uri: thing.uri.to_owned(), hash: hash(thing.bytes), given: thing.given.clone() }
}

/// The charset that came with a thing, or that it names itself.
fn declared(thing: &Thing, format: Format) -> Option<String> {
    match format {
        Format::Html | Format::Feed => {
            thing.charset.clone().or_else(|| format::html::declared_charset(thing.bytes))
        }
        _ => thing.charset.clone(),
    }
}

/// A text is an article, or an archive's export of many.
fn texts(thing: &Thing, decoded: decode::Decoded, options: &Options) -> Vec<Item> {
    let articles = if options.as_is { None } else { export::split(&decoded.traced, &options.outlets) };
    let Some(articles) = articles else {
        return vec![finish(source(thing), decoded, Format::Plain, options)];
    };
    let read = |(at, article): (usize, export::Article)| {
        let bytes = decoded.traced.text.get(article.span).unwrap_or("");
        let source = Source {
            uri: format!("{}#{}", thing.uri, at + 1),
            hash: hash(bytes.as_bytes()),
            given: article.given,
        };
        let decoded = decode::Decoded { traced: article.text, warnings: decoded.warnings.clone() };
        finish(source, decoded, Format::Plain, options)
    };
    articles.into_iter().enumerate().map(read).collect()
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
