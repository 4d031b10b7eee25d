//! Likenesses: what a merging leaves for the next (`merge::Kept`), a few bytes a report, by its number. Nothing shows it,
//! and a record without it is merged from scratch: the same comes out.
//!
//! A row: the report's check, four bytes; how many words it is found by, one byte, and two bytes each; then the reports kept before it that it is like,
//! by how far back each lies beyond the last (seven bits a byte, the eighth says that more follow) and the likeness, one byte.

use crate::filter::Filter;
use crate::store::{Error, Record};
use merge::Story;
use merge::kept::{Kept, LIKENESSES};
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::{BTreeMap, HashMap};

/// What one report has.
type Near = Vec<(i64, u8)>;

impl Record {
    /// What the last merging left; nothing where that is not of this version.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn kept(&self) -> Result<Kept, Error> {
        let version = "SELECT value FROM meta WHERE key = 'likenesses'";
        let version: Option<String> =
            self.sql(self.db().query_row(version, [], |row| row.get(0)).optional())?;
        if version.as_deref() != Some(LIKENESSES.to_string().as_str()) {
            return Ok(Kept::default());
        }
        let query = "SELECT r.id, r.n, l.row FROM likenesses l JOIN report_rows r ON r.n = l.n ORDER BY r.id";
        let mut statement = self.sql(self.db().prepare(query))?;
        let row = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?));
        let rows: rusqlite::Result<Vec<(String, i64, Vec<u8>)>> =
            statement.query_map([], row).and_then(Iterator::collect);
        let stories = self.typed_rows::<Story>("stories", &Filter::default())?;
        let stories = stories.into_iter().map(|story| (story.id.clone(), story)).collect();
        Ok(read(self.sql(rows)?, stories).unwrap_or_default())
    }

    /// Keeps what a merging left for the next; rows that are as they were are not touched.
    ///
    /// # Errors
    /// Where the file cannot be written; what was kept before stays then.
    pub fn keep(&mut self, kept: &Kept) -> Result<(), Error> {
        let path = self.path().to_owned();
        let wrap = |error| Error::Sql(path.clone(), error);
        let t = self.db_mut().transaction().map_err(wrap)?;
        write(&t, kept).map_err(wrap)?;
        t.commit().map_err(wrap)
    }
}

/// Nothing where a row is damaged or tells of a report that is gone.
fn read(rows: Vec<(String, i64, Vec<u8>)>, stories: BTreeMap<String, Story>) -> Option<Kept> {
    let place: HashMap<i64, u32> = rows.iter().map(|row| row.1).zip(0..).collect();
    let mut kept = Kept { stories, ..Kept::default() };
    for (id, n, row) in rows {
        let (check, keys, near) = unpack(n, &row)?;
        let at = *place.get(&n)?;
        for (other, likeness) in near {
            let other = *place.get(&other)?;
            kept.pairs.push((at.min(other), at.max(other), likeness));
        }
        kept.reports.push(id);
        kept.checks.push(check);
        kept.keys.push(keys);
    }
    kept.pairs.sort_unstable();
    Some(kept)
}

fn write(t: &Transaction, kept: &Kept) -> rusqlite::Result<()> {
    let numbers: HashMap<String, i64> = t
        .prepare("SELECT id, n FROM report_rows")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let number: Vec<i64> =
        kept.reports.iter().map(|id| numbers.get(id).copied().unwrap_or_default()).collect();
    let mut near: Vec<Near> = vec![Near::new(); number.len()];
    for &(a, b, likeness) in &kept.pairs {
        let (later, earlier) = if number[a as usize] > number[b as usize] { (a, b) } else { (b, a) };
        near[later as usize].push((number[earlier as usize], likeness));
    }
    let before: HashMap<i64, Vec<u8>> = t
        .prepare("SELECT n, row FROM likenesses")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut update = t.prepare("INSERT OR REPLACE INTO likenesses VALUES (?1, ?2)")?;
    for at in 0..kept.reports.len() {
        let row = pack(number[at], kept.checks[at], &kept.keys[at], &mut near[at]);
        if before.get(&number[at]) != Some(&row) {
            update.execute(params![number[at], row])?;
        }
    }
    t.execute("INSERT OR REPLACE INTO meta VALUES ('likenesses', ?1)", [LIKENESSES.to_string()]).map(drop)
}

fn pack(n: i64, check: u32, keys: &[u16], near: &mut Near) -> Vec<u8> {
    let mut row = check.to_le_bytes().to_vec();
    row.push(keys.len().min(255) as u8);
    keys.iter().take(255).for_each(|key| row.extend(key.to_le_bytes()));
    near.sort_unstable_by(|a, b| b.cmp(a));
    let mut last = n;
    for &mut (other, likeness) in near {
        let mut back = (last - other).unsigned_abs();
        while back > 0x7f {
            row.push(back as u8 | 0x80);
            back >>= 7;
        }
        row.extend([back as u8, likeness]);
        last = other;
    }
    row
}

fn unpack(n: i64, row: &[u8]) -> Option<(u32, Vec<u16>, Near)> {
    let (check, row) = row.split_first_chunk::<4>()?;
    let (count, row) = row.split_first()?;
    let (keys, mut rest) = row.split_at_checked(usize::from(*count) * 2)?;
    let keys = keys.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    let (mut near, mut last) = (Near::new(), n);
    while !rest.is_empty() {
        let (mut back, mut shift) = (0_i64, 0);
        loop {
            let (byte, behind) = rest.split_first()?;
            back |= i64::from(byte & 0x7f).checked_shl(shift)?;
            (rest, shift) = (behind, shift + 7);
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (likeness, behind) = rest.split_first()?;
        (last, rest) = (last.checked_sub(back)?, behind);
        near.push((last, *likeness));
    }
    Some((u32::from_le_bytes(*check), keys, near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_reads_back_and_a_damaged_one_is_nothing() {
        let mut near = vec![(3, 90), (70_000, 200), (69_999, 255)];
        let row = pack(70_001, 0xdead_beef, &[7, 65_535], &mut near);
        assert_eq!(row.len(), 4 + 1 + 4 + 2 + 2 + 4);
        assert_eq!(unpack(70_001, &row), Some((0xdead_beef, vec![7, 65_535], near)));
        for short in [0, 3, 6, row.len() - 1] {
            assert_eq!(unpack(70_001, &row[..short]), None, "{short}");
        }
        assert_eq!(
            unpack(1, &[0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
            None
        );
    }
}
