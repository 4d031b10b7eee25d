//! CSV: a row, an article. The header line names the fields, as in JSONL; comma, semicolon or tab between them.

use super::jsonl::Record;
use crate::{Item, Options};
use std::io::BufRead;

/// Reads rows as they are asked for.
pub fn rows(
    uri: String,
    mut reader: Box<dyn BufRead + Send>,
    options: Options,
) -> Box<dyn Iterator<Item = Item> + Send> {
    let delimiter = reader.fill_buf().map_or(b',', delimiter);
    let bounded = std::io::Read::take(reader, u64::MAX);
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

/// The mark that stands most often in the header line.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|&b| b == b'\n').next().unwrap_or(&[]);
    let count = |mark: u8| line.iter().filter(|&&b| b == mark).count();
    [b'\t', b';', b','].into_iter().max_by_key(|&mark| count(mark)).unwrap_or(b',')
}
