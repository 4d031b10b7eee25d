//! Feed: RSS (0.9 to 2.0), Atom and JSON Feed; every entry is an article. Takes decoded text, gives the entries' articles in order,
//! with the words the feed gives for title, date, writer. A feed that breaks off gives the entries before the break, and says so.

use super::html;
use crate::draft::{Given, Source};
use crate::formats::Format;
use crate::outlet::{Outlets, host};
use crate::traced::Traced;
use crate::{Item, Options, decode};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;
use text::Date;

/// The longest text of one entry (bytes).
const LONGEST: usize = 4 << 20;

/// The warning of a report that is the feed's summary of an article.
pub const SUMMARY: &str = "the feed's summary, not the whole article";
/// Why an entry without words is not read.
pub const TITLE_ONLY: &str = "the feed has its title, not its text";

/// What a feed says of itself or of one entry.
#[derive(Clone, Debug, Default)]
struct Entry {
    id: Option<String>,
    title: Option<String>,
    url: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    writers: Vec<String>,
    language: Option<String>,
    /// The whole article, HTML or text, and where it begins in the feed.
    content: Option<(String, usize)>,
    summary: Option<(String, usize)>,
    /// Where the entry begins and ends in the feed.
    span: std::ops::Range<usize>,
}

/// Reads a feed's entries; `fetched` is the day it was fetched, where that is known.
pub fn entries(uri: &str, feed: &decode::Decoded, fetched: Option<Date>, options: &Options) -> Vec<Item> {
    let text = &feed.traced.text;
    let mut of = Entry::default();
    let (entries, broken) =
        if text.trim_start().starts_with('{') { of_json(text, &mut of) } else { of_xml(text, &mut of) };
    let count = entries.len();
    let mut items: Vec<Item> = entries
        .into_iter()
        .enumerate()
        .map(|(at, entry)| article(uri, at + 1, entry, &of, fetched, feed, options))
        .collect();
    if let Some(reason) = broken {
        items.push(Item::unread(uri, format!("{reason}; entries read before: {count}")));
    } else if count == 0 {
        items.push(Item::unread(uri, "a feed without entries"));
    }
    items
}

fn article(
    uri: &str,
    number: usize,
    entry: Entry,
    of: &Entry,
    fetched: Option<Date>,
    feed: &decode::Decoded,
    options: &Options,
) -> Item {
    let name = entry.url.clone().unwrap_or_else(|| format!("{uri}#{number}"));
    let whole = entry.content.is_some();
    let Some((words, at)) = entry.content.or(entry.summary) else {
        return Item::unread(name, TITLE_ONLY);
    };
    if words.len() > LONGEST {
        return Item::unread(name, format!("an entry longer than {} MiB", LONGEST >> 20));
    }
    let mut traced = Traced::default();
    traced.push(&words, feed.traced.origin.source(at).unwrap_or(at), false);
    let text = match html::fragment(&traced) {
        Ok(text) => text,
        Err(reason) => return Item::unread(name, reason),
    };
    if text.text.trim().is_empty() {
        return Item::unread(name, TITLE_ONLY);
    }
    let outlet = outlet(of, entry.url.as_deref(), &options.outlets);
    let given = Given {
        id: entry.id,
        outlet,
        title: Some(entry.title.map(|title| html::words(&title)).unwrap_or_default()),
        url: entry.url.filter(|url| url.starts_with("http")),
        published: entry.published,
        updated: entry.updated,
        by_feed: true,
        fetched,
        language: entry.language.or_else(|| of.language.clone()),
        byline: (!entry.writers.is_empty()).then(|| entry.writers.join(", ")),
    };
    let hash = crate::hash(feed.traced.text.get(entry.span).unwrap_or("").as_bytes());
    let mut warnings = feed.warnings.clone();
    if !whole {
        warnings.push(SUMMARY.into());
    }
    let decoded = decode::Decoded { traced: text, warnings };
    crate::finish(Source { uri: name, hash, given }, decoded, Format::Plain, options)
}

/// The feed's own name, where it speaks for the site the entry is on and no list knows that site.
fn outlet(of: &Entry, url: Option<&str>, outlets: &Outlets) -> Option<String> {
    let (entry, feed) = (url.and_then(host)?, of.url.as_deref().and_then(host)?);
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_lowercase();
    let known = url.is_some_and(|url| outlets.at(url).is_some());
    let name = html::words(of.title.as_deref()?);
    (!known && bare(entry) == bare(feed) && !name.is_empty()).then_some(name)
}

type Read = (Vec<Entry>, Option<String>);

/// RSS, RDF and Atom: the elements of an `item` or `entry`, whatever prefix their names have.
fn of_xml(text: &str, of: &mut Entry) -> Read {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut entries: Vec<Entry> = Vec::new();
    let mut inside = false;
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(0);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return (entries, Some(format!("broken XML: {error}"))),
        };
        match event {
            Event::Eof => break,
            Event::Start(tag) if matches!(local(&tag).as_str(), "item" | "entry") => {
                inside = true;
                entries.push(Entry { span: start..start, ..Entry::default() });
            }
            Event::End(tag) if matches!(tag.local_name().as_ref(), "item" | "entry") => {
                inside = false;
                let end = usize::try_from(reader.buffer_position()).unwrap_or(0);
                entries.last_mut().into_iter().for_each(|entry| entry.span.end = end);
            }
            Event::Empty(tag) => {
                let entry = entries.last_mut().filter(|_| inside).unwrap_or(of);
                link(entry, &tag, "");
            }
            Event::Start(tag) if KNOWN.contains(&local(&tag).as_str()) => {
                let at = usize::try_from(reader.buffer_position()).unwrap_or(0);
                let Ok(span) = reader.read_to_end(tag.name()) else {
                    let whole = entries.len() - usize::from(inside);
                    entries.truncate(whole);
                    return (entries, Some("cut short".into()));
                };
                let end = usize::try_from(span.end).unwrap_or(0);
                let raw = text.get(at..end).unwrap_or("");
                let entry = entries.last_mut().filter(|_| inside).unwrap_or(of);
                field(entry, &tag, raw, at);
            }
            _ => {}
        }
    }
    if inside {
        entries.pop();
        return (entries, Some("cut short".into()));
    }
    (entries, None)
}

/// The elements that are read whole.
const KNOWN: [&str; 19] = [
    "title",
    "link",
    "guid",
    "id",
    "pubDate",
    "date",
    "published",
    "issued",
    "updated",
    "modified",
    "description",
    "summary",
    "encoded",
    "content",
    "author",
    "creator",
    "language",
    "image",
    "source",
];

fn local(tag: &BytesStart) -> String {
    tag.local_name().as_ref().to_owned()
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(unescaped(&found.value))
}

fn field(entry: &mut Entry, tag: &BytesStart, raw: &str, at: usize) {
    let markup = attribute(tag, "type").is_some_and(|kind| kind == "xhtml" || kind.ends_with("+xml"));
    let media = tag.name().as_ref().starts_with("media:");
    let words = || plain(raw).trim().to_owned();
    let body = || (if markup { raw.to_owned() } else { plain(raw) }, at);
    match local(tag).as_str() {
        "title" if !media => fill(&mut entry.title, words()),
        "link" => link(entry, tag, &words()),
        "guid" | "id" => {
            let id = words();
            if entry.url.is_none()
                && id.starts_with("http")
                && attribute(tag, "isPermaLink").as_deref() == Some("true")
            {
                entry.url = Some(id.clone());
            }
            fill(&mut entry.id, id);
        }
        "pubDate" | "date" | "published" | "issued" => fill(&mut entry.published, words()),
        "updated" | "modified" => fill(&mut entry.updated, words()),
        "encoded" | "content" if !media && !plain(raw).trim().is_empty() => entry.content = Some(body()),
        "description" | "summary" if !media && !plain(raw).trim().is_empty() => entry.summary = Some(body()),
        "author" | "creator" => entry.writers.extend(writer(raw)),
        "language" => fill(&mut entry.language, words()),
        _ => {}
    }
}

fn fill(place: &mut Option<String>, words: String) {
    if place.is_none() && !words.is_empty() {
        *place = Some(words);
    }
}

/// A link's address stands in its `href` (Atom) or in its words (RSS); of Atom's many, the alternate is the article.
fn link(entry: &mut Entry, tag: &BytesStart, words: &str) {
    if local(tag) != "link" || attribute(tag, "rel").is_some_and(|rel| rel != "alternate") {
        return;
    }
    fill(&mut entry.url, attribute(tag, "href").unwrap_or_else(|| words.to_owned()));
}

/// A name: Atom gives it in an element of its own, RSS behind an address: `jane@news.example (Jane Doe)`.
fn writer(raw: &str) -> Option<String> {
    let inner =
        raw.split_once("<name>").and_then(|(_, rest)| Some(rest.split_once("</name>")?.0)).unwrap_or(raw);
    let words = html::words(&plain(inner));
    let named = words.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(&words).trim();
    (!named.is_empty() && named.len() < 120 && !named.contains('@') && !named.contains('<'))
        .then(|| named.to_owned())
}

/// The words of an element: its CDATA sections as they are, all else with its entities resolved.
fn plain(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some((before, behind)) = rest.split_once("<![CDATA[") {
        out.push_str(&unescaped(before));
        let (inside, after) = behind.split_once("]]>").unwrap_or((behind, ""));
        out.push_str(inside);
        rest = after;
    }
    out.push_str(&unescaped(rest));
    out
}

/// Entities of XML resolved; others (`&nbsp;`) stay for the reader of HTML.
fn unescaped(words: &str) -> String {
    let own = |name: &str| quick_xml::escape::resolve_xml_entity(name);
    let mut out = String::new();
    let mut rest = words;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let name = behind.get(..behind.find(';').filter(|&end| end < 12).unwrap_or(0)).unwrap_or("");
        let code = name.strip_prefix('#').and_then(|code| match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => code.parse().ok(),
        });
        match (own(name), code.and_then(char::from_u32)) {
            (Some(known), _) => out.push_str(known),
            (None, Some(c)) => out.push(c),
            _ => {
                out.push('&');
                rest = behind;
                continue;
            }
        }
        rest = behind.get(name.len() + 1..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// JSON Feed 1.0 and 1.1.
fn of_json(text: &str, of: &mut Entry) -> Read {
    let feed: Value = match serde_json::from_str(text) {
        Ok(feed) => feed,
        Err(error) => return (Vec::new(), Some(format!("no JSON: {error}"))),
    };
    of.title = words_of(&feed, "title");
    of.url = words_of(&feed, "home_page_url");
    of.language = words_of(&feed, "language");
    let entry = |item: &Value| {
        let writers = ["authors", "author"].iter().filter_map(|name| item.get(*name));
        let writers =
            writers.flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]));
        let content = words_of(item, "content_html").or_else(|| words_of(item, "content_text"));
        Entry {
            id: words_of(item, "id"),
            title: words_of(item, "title"),
            url: words_of(item, "url"),
            published: words_of(item, "date_published"),
            updated: words_of(item, "date_modified"),
            writers: writers.filter_map(|writer| words_of(&writer, "name")).collect(),
            language: words_of(item, "language"),
            content: content.map(|words| (words, 0)),
            summary: words_of(item, "summary").map(|words| (words, 0)),
            span: 0..0,
        }
    };
    let items = feed.get("items").and_then(Value::as_array);
    (items.into_iter().flatten().map(entry).collect(), None)
}

fn words_of(object: &Value, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(words) if !words.trim().is_empty() => Some(words.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_freed_of_their_wrapping() {
        assert_eq!(plain("a &amp; <![CDATA[b &amp; <p>]]> &#8217;&nbsp;&"), "a & b &amp; <p> ’&nbsp;&");
        assert_eq!(plain("<![CDATA[open"), "open");
        assert_eq!(writer("jane@news.example (Jane Doe)").as_deref(), Some("Jane Doe"));
        assert_eq!(writer("<name>Jane Doe</name><uri>x</uri>").as_deref(), Some("Jane Doe"));
        assert_eq!(writer("jane@news.example"), None);
    }
}
