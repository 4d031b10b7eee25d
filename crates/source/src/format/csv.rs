//! CSV: a row, an article. The header line names the fields, as in JSONL; comma, semicolon or tab between them.

use super::jsonl::Record;
use crate::{Item, Options};
use std::io::{BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Reads rows as they are asked for.
pub fn rows(
    uri: String,
    mut reader: Box<dyn BufRead + Send>,
    options: Options,
) -> Box<dyn Iterator<Item = Item> + Send> {
    let delimiter = reader.fill_buf().map_or(b',', delimiter);
    let read = Arc::new(AtomicUsize::new(0));
    let bounded = Bounded { reader, read: read.clone() };
    let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bounded);
    let header: Vec<String> = match csv.byte_headers() {
        Ok(header) => header
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_lowercase())
            .collect(),
        Err(error) => return Box::new(std::iter::once(Item::unread(uri, format!("no CSV: {error}")))),
    };
    let rows = csv.into_byte_records().enumerate().map(move |(at, row)| match row {
        Err(error) => Item::unread(format!("{uri}:{}", at + 2), format!("no CSV: {error}")),
        Ok(row) => {
            read.store(0, Ordering::Relaxed);
            let field = |name: &str| {
                let at = header.iter().position(|known| known == name)?;
                row.get(at)
                    .filter(|value| !value.is_empty())
                    .map(|value| String::from_utf8_lossy(value).into_owned())
            };
            crate::of_record(&uri, at + 2, crate::hash(row.as_slice()), Record::from_fields(field), &options)
        }
    });
    Box::new(rows)
}

/// Refuses to read on when a row (a quote that never closes) grows past any article.
struct Bounded {
    reader: Box<dyn BufRead + Send>,
    /// Bytes read since the last row was whole.
    read: Arc<AtomicUsize>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        if self.read.fetch_add(count, Ordering::Relaxed) > crate::MOST {
            return Err(std::io::Error::other(format!("a row longer than {} MiB", crate::MOST >> 20)));
        }
        Ok(count)
    }
}

/// The mark that stands most often in the header line.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|&b| b == b'\n').next().unwrap_or(&[]);
    let count = |mark: u8| line.iter().filter(|&&b| b == mark).count();
    [b'\t', b';', b','].into_iter().max_by_key(|&mark| count(mark)).unwrap_or(b',')
}
