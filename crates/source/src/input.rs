//! Inputs: paths become a list of files; a file becomes bytes, unpacked, never more than a bound. The one file of this room that
//! opens what the user names.
#![allow(clippy::disallowed_methods, reason = "this is the door: it opens the inputs")]

use crate::Unread;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The most bytes one article, line or unpacked file may have (bytes); more is no news report.
pub const MOST: usize = 64 << 20;

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(String),
    /// A page that was fetched.
    Fetched(Fetched),
}

/// A page, feed or file as a web server gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fetched {
    /// Where it was asked for, after redirects.
    pub url: String,
    /// What came.
    pub bytes: Vec<u8>,
    /// The charset that the server named.
    pub charset: Option<String>,
    /// The day of the fetch: nothing in it was published later.
    pub day: Option<text::Date>,
}

impl Input {
    /// What it is called in reports and complaints.
    pub fn uri(&self) -> &str {
        match self {
            Input::Stdin => "-",
            Input::File(path) => path,
            Input::Fetched(page) => &page.url,
        }
    }

    /// Opens it, unpacking gzip and zstd; the error says why not.
    pub(crate) fn open(&self) -> Result<Box<dyn BufRead + Send>, String> {
        let raw: Box<dyn BufRead + Send> = match self {
            Input::Stdin => Box::new(BufReader::new(std::io::stdin())),
            Input::File(path) => {
                Box::new(BufReader::with_capacity(1 << 16, std::fs::File::open(path).map_err(|e| told(&e))?))
            }
            Input::Fetched(page) => Box::new(std::io::Cursor::new(page.bytes.clone())),
        };
        unpack(raw)
    }
}

/// Expands paths: `-` is standard input, a folder is all files below it in order of their names, hidden ones passed over.
pub fn inputs(paths: &[String]) -> (Vec<Input>, Vec<Unread>) {
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for path in paths {
        if path == "-" {
            found.push(Input::Stdin);
        } else {
            expand(path, &mut found, &mut unread, 0);
        }
    }
    (found, unread)
}

fn expand(path: &str, found: &mut Vec<Input>, unread: &mut Vec<Unread>, depth: usize) {
    let refuse = |reason: String| Unread { uri: path.to_owned(), reason };
    match std::fs::metadata(path) {
        Err(error) => unread.push(refuse(told(&error))),
        Ok(meta) if meta.is_dir() && depth > 64 => unread.push(refuse("folders nested too deep".into())),
        Ok(meta) if meta.is_dir() => match members(path) {
            Err(error) => unread.push(refuse(told(&error))),
            Ok(members) => members.iter().for_each(|member| expand(member, found, unread, depth + 1)),
        },
        Ok(_) => found.push(Input::File(path.to_owned())),
    }
}

/// The members of a folder, by name; a link to a folder is not followed, for it may lead back up.
fn members(folder: &str) -> std::io::Result<Vec<String>> {
    let mut members = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let linked_folder = entry.file_type()?.is_symlink() && entry.path().is_dir();
        if !name.starts_with('.') && !linked_folder {
            members.push(Path::new(folder).join(name).to_string_lossy().into_owned());
        }
    }
    members.sort();
    Ok(members)
}

/// Words for an error of the file system.
fn told(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".into(),
        std::io::ErrorKind::PermissionDenied => "no permission to read it".into(),
        _ => error.to_string(),
    }
}

/// Unpacks gzip and zstd, one inside the other at most twice.
pub(crate) fn unpack(mut raw: Box<dyn BufRead + Send>) -> Result<Box<dyn BufRead + Send>, String> {
    for _ in 0..2 {
        let head = raw.fill_buf().map_err(|e| told(&e))?;
        raw = if head.starts_with(b"\x1f\x8b") {
            Box::new(BufReader::with_capacity(1 << 16, flate2::bufread::MultiGzDecoder::new(raw)))
        } else if head.starts_with(b"\x28\xb5\x2f\xfd") {
            let decoder = ruzstd::decoding::StreamingDecoder::new(raw)
                .map_err(|error| format!("broken zstd: {error}"))?;
            Box::new(BufReader::with_capacity(1 << 16, decoder))
        } else {
            break;
        };
    }
    Ok(raw)
}

/// All bytes, where there are no more than `MOST`.
pub(crate) fn all(reader: &mut dyn Read) -> Result<Vec<u8>, String> {
    let (bytes, more) = most(reader)?;
    if more { Err(too_long()) } else { Ok(bytes) }
}

/// As many bytes as `MOST`, and whether there are more.
pub(crate) fn most(reader: &mut dyn Read) -> Result<(Vec<u8>, bool), String> {
    let mut bytes = Vec::new();
    reader.take(MOST as u64 + 1).read_to_end(&mut bytes).map_err(|e| told(&e))?;
    let more = bytes.len() > MOST;
    bytes.truncate(MOST);
    Ok((bytes, more))
}

/// Bytes given in memory, unpacked.
pub(crate) fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, String> {
    if !bytes.starts_with(b"\x1f\x8b") && !bytes.starts_with(b"\x28\xb5\x2f\xfd") {
        return if bytes.len() > MOST { Err(too_long()) } else { Ok(bytes.to_vec()) };
    }
    let raw: Box<dyn BufRead + Send> = Box::new(std::io::Cursor::new(bytes.to_vec()));
    all(&mut unpack(raw)?)
}

pub(crate) fn too_long() -> String {
    format!("longer than {} MiB", MOST >> 20)
}

/// The next line without its end; a line longer than `MOST` is skipped to its end and is an error. `None` at the end of the input.
pub(crate) fn line(reader: &mut dyn BufRead) -> Option<Result<Vec<u8>, String>> {
    let mut line = Vec::new();
    if let Err(error) = reader.take(MOST as u64 + 1).read_until(b'\n', &mut line) {
        return Some(Err(told(&error)));
    }
    if line.is_empty() {
        return None;
    }
    if line.len() > MOST && line.last() != Some(&b'\n') {
        return Some(skip_line(reader).and(Err(too_long())));
    }
    Some(Ok(line))
}

fn skip_line(reader: &mut dyn BufRead) -> Result<(), String> {
    loop {
        let buffer = reader.fill_buf().map_err(|e| told(&e))?;
        let (used, done) = match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        reader.consume(used);
        if done {
            return Ok(());
        }
    }
}
