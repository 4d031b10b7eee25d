//! A hash table laid out in a file and read in place. In: keys of 64 bits with a few bytes each; out: those bytes again, nothing parsed.
//!
//! Layout, all numbers little-endian: `bits`, `length` (u32 each), then 2^bits + 1 offsets (u32), then `length` bytes of entries.
//! The upper bits of a key choose its bucket, the lowest sixteen tell it from its neighbours there.
//! So about one unknown key in 20,000 reads a stranger's bytes: noise that the learner never notices.

use std::collections::BTreeMap;

/// How many entries a bucket holds on average, as a power of two.
const PER_BUCKET: u32 = 2;

/// A table read in place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Table {
    bits: u32,
    offsets: &'static [u8],
    entries: &'static [u8],
}

impl Table {
    /// The table at the start of these bytes, and what follows it; `None` where they are none.
    pub fn open(bytes: &'static [u8]) -> Option<(Table, &'static [u8])> {
        let bits = u32_at(bytes, 0)?;
        let length = u32_at(bytes, 4)? as usize;
        let offsets = 4 * ((1usize << bits.min(30)) + 1);
        let rest = bytes.get(8..)?;
        let table =
            Table { bits, offsets: rest.get(..offsets)?, entries: rest.get(offsets..offsets + length)? };
        Some((table, rest.get(offsets + length..)?))
    }

    /// The bytes kept for a key; empty for an unknown one.
    #[inline]
    pub fn get(&self, key: u64) -> &'static [u8] {
        self.find(key).unwrap_or(&[])
    }

    #[inline]
    fn find(&self, key: u64) -> Option<&'static [u8]> {
        let bucket = 4 * bucket(key, self.bits);
        let start = u32_at(self.offsets, bucket)? as usize;
        let end = u32_at(self.offsets, bucket + 4)? as usize;
        let mut rest = self.entries.get(start..end)?;
        let [low, high] = mark(key);
        while let [a, b, length, tail @ ..] = rest {
            let (value, next) = tail.split_at_checked(usize::from(*length))?;
            if *a == low && *b == high {
                return Some(value);
            }
            rest = next;
        }
        None
    }
}

/// Lays a table out; values of more than 255 bytes are cut.
pub fn lay_out(rows: &BTreeMap<u64, Vec<u8>>) -> Vec<u8> {
    let bits = (rows.len() >> PER_BUCKET).max(1).next_power_of_two().trailing_zeros();
    let mut offsets: Vec<u8> = Vec::new();
    let mut entries: Vec<u8> = Vec::new();
    let mut rows = rows.iter().peekable();
    for bucket_now in 0..1usize << bits {
        offsets.extend((entries.len() as u32).to_le_bytes());
        while let Some((key, value)) = rows.next_if(|(key, _)| bucket(**key, bits) == bucket_now) {
            let length = value.len().min(255);
            entries.extend(mark(*key));
            entries.push(length as u8);
            entries.extend(&value[..length]);
        }
    }
    offsets.extend((entries.len() as u32).to_le_bytes());
    let head = [bits.to_le_bytes(), (entries.len() as u32).to_le_bytes()].concat();
    [head, offsets, entries].concat()
}

#[inline]
fn bucket(key: u64, bits: u32) -> usize {
    key.checked_shr(64 - bits).unwrap_or(0) as usize
}

#[inline]
fn mark(key: u64) -> [u8; 2] {
    (key as u16).to_le_bytes()
}

#[inline]
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// The hash of a word; the same on every machine and in every version, for models keep it.
#[inline]
pub fn hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in word.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(hash, 1)
}

/// One hash of two.
#[inline]
pub fn mix(a: u64, b: u64) -> u64 {
    let mut hash = (a.rotate_left(23) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_laid_out_is_found_again() {
        for size in [0u64, 1, 5, 3000] {
            let rows = (0..size).map(|n| (mix(n, 7), vec![(n % 251) as u8; (n % 5) as usize + 1])).collect();
            let bytes: &'static [u8] = Box::leak([lay_out(&rows), vec![9]].concat().into_boxed_slice());
            let (table, rest) = Table::open(bytes).unwrap();
            assert_eq!(rest, [9]);
            assert!(rows.iter().all(|(key, value)| table.get(*key) == value.as_slice()));
            let strangers = (size..size + 10_000).filter(|n| !table.get(mix(*n, 7)).is_empty()).count();
            assert!(strangers < 20, "{strangers} strangers");
        }
    }

    #[test]
    fn bytes_that_are_no_table_are_told() {
        assert!(Table::open(b"").is_none());
        assert!(Table::open(&[255; 64]).is_none());
    }
}
