//! WARC: an archive of fetched pages, record by record, never more than one held. Takes a stream of bytes (unpacked already), gives
//! an article for every page in it; what is no page, stands there twice or was cut short is listed. The day of the fetch is the
//! latest day an article can have been published.

use crate::draft::Given;
use crate::formats::{self, Format};
use crate::{Item, Items, Options, Thing, input};
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, Read};

/// The most bytes the header of a record, or of the answer in it, may take.
const HEADER: usize = 256 << 10;

/// Reads records as they are asked for.
pub fn records(uri: String, reader: Box<dyn BufRead + Send>, options: Options) -> Items {
    let mut archive = Archive {
        uri,
        reader,
        options,
        seen: BTreeMap::new(),
        kinds: BTreeMap::new(),
        number: 0,
        ready: VecDeque::new(),
        opened: false,
        done: false,
    };
    Box::new(std::iter::from_fn(move || archive.next()))
}

struct Archive {
    uri: String,
    reader: Box<dyn BufRead + Send>,
    options: Options,
    /// Digests of the pages read, and where each stood.
    seen: BTreeMap<[u8; 32], String>,
    /// How many records of each kind there were.
    kinds: BTreeMap<String, usize>,
    number: usize,
    ready: VecDeque<Item>,
    /// True where the first line of the next record was read already.
    opened: bool,
    done: bool,
}

/// What is said where a record's length was wrong.
const LOST: &str = "no WARC record where one must begin";

impl Archive {
    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            if self.done {
                return None;
            }
            self.number += 1;
            match self.record() {
                Ok(true) => {}
                Ok(false) => self.end(),
                Err(reason) => {
                    self.done = reason != LOST || !self.found_again();
                    return Some(Item::unread(format!("{}#{}", self.uri, self.number), reason));
                }
            }
        }
    }

    /// Goes on to the next line that opens a record; false where there is none.
    fn found_again(&mut self) -> bool {
        while let Some(Ok(line)) = input::line(&mut self.reader) {
            if line.starts_with(b"WARC/1.") {
                self.opened = true;
                return true;
            }
        }
        false
    }

    /// An archive without a single page must not pass in silence.
    fn end(&mut self) {
        self.done = true;
        if !["response", "revisit"].iter().any(|kind| self.kinds.contains_key(*kind)) {
            let kinds: Vec<String> = self.kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
            let found = if kinds.is_empty() { "nothing".to_owned() } else { kinds.join(", ") };
            self.ready.push_back(Item::unread(&self.uri, format!("no response records in it, but {found}")));
        }
    }

    /// Reads the next record; false at the end of the archive. An error ends the reading: where the next record begins is unknown.
    fn record(&mut self) -> Result<bool, String> {
        let Some(fields) = self.fields()? else { return Ok(false) };
        let length: u64 = fields
            .get("content-length")
            .and_then(|words| words.parse().ok())
            .ok_or("a record without a length")?;
        let kind = fields.get("warc-type").map(|kind| kind.to_lowercase()).unwrap_or_default();
        let at = format!("{}#{}", self.uri, self.number);
        let url = fields.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
        let name = url.clone().unwrap_or(at);
        *self.kinds.entry(kind.clone()).or_default() += 1;
        if kind != "response" || length > input::MOST as u64 {
            let whole = std::io::copy(&mut (&mut self.reader).take(length), &mut std::io::sink());
            if whole.map_err(|error| format!("broken: {error}"))? < length {
                return Err("cut short".into());
            }
        }
        match kind.as_str() {
            "response" if length > input::MOST as u64 => {
                self.ready.push_back(Item::unread(name, input::too_long()))
            }
            "response" => {
                let mut bytes = Vec::new();
                (&mut self.reader)
                    .take(length)
                    .read_to_end(&mut bytes)
                    .map_err(|error| format!("broken: {error}"))?;
                if (bytes.len() as u64) < length {
                    return Err(format!("cut short: {name}"));
                }
                let fetched = fields.get("warc-date").cloned();
                self.response(name, url, fetched, &bytes);
            }
            "revisit" => {
                let same = fields.get("warc-refers-to-target-uri").map_or("an earlier fetch", String::as_str);
                self.ready.push_back(Item::unread(name, format!("revisit record: unchanged since {same}")));
            }
            _ => {}
        }
        Ok(true)
    }

    /// The named fields of the next record, in lower case; `None` at the end.
    fn fields(&mut self) -> Result<Option<BTreeMap<String, String>>, String> {
        let mut left = HEADER as u64;
        let mut first = Vec::new();
        if std::mem::take(&mut self.opened) {
            first.extend(b"WARC/");
        }
        while first.trim_ascii().is_empty() {
            first.clear();
            let read = (&mut self.reader).take(left).read_until(b'\n', &mut first);
            match read.map_err(|error| format!("broken: {error}"))? {
                0 => return Ok(None),
                count => left = left.saturating_sub(count as u64).max(1),
            }
        }
        if !first.starts_with(b"WARC/") {
            return Err(LOST.into());
        }
        let mut fields = BTreeMap::new();
        loop {
            let mut line = Vec::new();
            let read = (&mut self.reader).take(left).read_until(b'\n', &mut line);
            let count = read.map_err(|error| format!("broken: {error}"))? as u64;
            left = left.saturating_sub(count);
            if left == 0 || !line.ends_with(b"\n") {
                return Err("a record's header without an end".into());
            }
            if line.trim_ascii().is_empty() {
                return Ok(Some(fields));
            }
            if let Some((name, value)) = String::from_utf8_lossy(&line).split_once(':') {
                fields.insert(name.trim().to_lowercase(), value.trim().to_owned());
            }
        }
    }

    fn response(&mut self, name: String, url: Option<String>, fetched: Option<String>, bytes: &[u8]) {
        let refuse = |reason: String| Item::unread(name.clone(), reason);
        let answer = match Answer::read(bytes) {
            Ok(answer) => answer,
            Err(reason) => return self.ready.push_back(refuse(reason)),
        };
        let digest = *blake3::hash(&answer.body).as_bytes();
        if let Some(first) = self.seen.get(&digest) {
            let reason = format!("the same page as {first}");
            return self.ready.push_back(refuse(reason));
        }
        let format = match formats::sniff("", &answer.body) {
            Ok(Format::Plain) if answer.kind.contains("html") => Ok(Format::Html),
            Ok(Format::Warc) => Err("an archive in an archive".to_owned()),
            Ok(Format::Plain) if !answer.kind.is_empty() && !answer.kind.starts_with("text/plain") => {
                Err(format!("{}: no article", answer.kind))
            }
            other => other,
        };
        match format {
            Err(reason) => self.ready.push_back(refuse(reason)),
            Ok(format) => {
                self.seen.insert(digest, name.clone());
                let fetched = fetched.and_then(|day| day.get(..10)?.parse().ok());
                let given = Given { url, fetched, ..Given::default() };
                let thing = Thing { uri: &name, bytes: &answer.body, charset: answer.charset, given };
                self.ready.extend(crate::whole(&thing, format, &self.options));
            }
        }
    }
}

/// A server's answer, unpacked.
struct Answer {
    /// Its media type, in lower case.
    kind: String,
    charset: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Result<Answer, String> {
        let mut room = [httparse::EMPTY_HEADER; 200];
        let mut head = httparse::Response::new(&mut room);
        let parsed = httparse::ParserConfig::default()
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .ignore_invalid_headers_in_responses(true)
            .parse_response(&mut head, bytes);
        let Ok(httparse::Status::Complete(start)) = parsed else {
            return Err("no answer of a web server".into());
        };
        if head.code != Some(200) {
            return Err(format!("answered with status {}", head.code.unwrap_or(0)));
        }
        let field = |name: &str| {
            let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
            Some(String::from_utf8_lossy(found.value).trim().to_lowercase())
        };
        let body = bytes.get(start..).unwrap_or(&[]);
        let chunked = field("transfer-encoding").is_some_and(|how| how.contains("chunked"));
        // Crawlers often store a body put together and keep the header that says it is in chunks.
        let body = if chunked { dechunked(body).unwrap_or_else(|| body.to_vec()) } else { body.to_vec() };
        let kind = field("content-type").unwrap_or_default();
        let charset =
            kind.split_once("charset=").map(|(_, name)| name.trim_matches(['"', '\'', ' ', ';']).to_owned());
        let kind = kind.split(';').next().unwrap_or("").trim().to_owned();
        Ok(Answer { kind, charset, body: unpacked(body, field("content-encoding").as_deref())? })
    }
}

/// A body sent in chunks, put together; `None` where it is not in chunks after all.
fn dechunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.iter().take(40).position(|&b| b == b'\n')?;
        let line = std::str::from_utf8(body.get(..end)?).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        body = body.get(end + 1..)?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(..size)?);
        body = body.get(size..)?;
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
    }
}

/// A body as it was before it was packed for sending; crawlers often unpack it and keep the header.
fn unpacked(body: Vec<u8>, how: Option<&str>) -> Result<Vec<u8>, String> {
    match how {
        Some("br") if std::str::from_utf8(&body).is_err() => Err("packed with brotli: not unpacked".into()),
        Some("deflate") => {
            let plain = input::all(&mut flate2::read::ZlibDecoder::new(body.as_slice()));
            let raw = || input::all(&mut flate2::read::DeflateDecoder::new(body.as_slice()));
            Ok(plain.or_else(|_| raw()).unwrap_or(body))
        }
        _ => input::unpacked(&body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(
            dechunked(b"4\r\nTalk\r\n2;x=1\r\ns \r\n0\r\n\r\n").as_deref(),
            Some(b"Talks ".as_slice())
        );
        assert_eq!(dechunked(b"<html>"), None);
        assert_eq!(dechunked(b"ffffffffffffffff\r\nTalk"), None);
        assert_eq!(dechunked(b"4\r\nTa"), None);
    }
}
