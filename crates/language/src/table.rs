//! A hash table laid out in a file and read in place. In: keys of 64 bits with a few bytes each; out: those bytes again, nothing parsed.
//!
//! Layout, all numbers little-endian: how many slots and bytes of entries (u32 each), then the slots (u32) and the entries.
//! The upper bits of a key choose its slot, or the next free one. A slot holds where the entry lies (24 bits) and eight bits of the key,
//! so that an unknown key, which most are, rarely costs more than a look at the slot. The entry begins with eight more bits and its length.
//! About one unknown key in 50,000 reads a stranger's bytes: noise that the learner never notices.

/// A slot that holds nothing.
const EMPTY: u32 = 0x00ff_ffff;

/// A table read in place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Table {
    count: usize,
    slots: &'static [u8],
    entries: &'static [u8],
}

impl Table {
    /// The table at the start of these bytes, and what follows it; `None` where they are none.
    pub fn open(bytes: &'static [u8]) -> Option<(Table, &'static [u8])> {
        let count = u32_at(bytes, 0)? as usize;
        let length = u32_at(bytes, 4)? as usize;
        let slots = 4 * count;
        let rest = bytes.get(8..)?;
        let table = Table { count, slots: rest.get(..slots)?, entries: rest.get(slots..slots + length)? };
        Some((table, rest.get(slots + length..)?))
    }

    /// The bytes kept for a key; empty for an unknown one.
    #[inline]
    pub fn get(&self, key: u64) -> &'static [u8] {
        let at = slot(key, self.count);
        let word = u32_at(self.slots, 4 * at).unwrap_or(EMPTY);
        if word == EMPTY { &[] } else { self.probe(key, at) }
    }

    #[inline]
    fn probe(&self, key: u64, start: usize) -> &'static [u8] {
        let (mut at, [mark, _]) = (start, marks(key));
        while let Some(word) = u32_at(self.slots, 4 * at).filter(|word| *word != EMPTY) {
            if (word >> 24) as u8 == mark
                && let Some(value) = self.entry((word & EMPTY) as usize, key)
            {
                return value;
            }
            at = if at + 1 == self.count { 0 } else { at + 1 };
        }
        &[]
    }

    #[inline]
    fn entry(&self, at: usize, key: u64) -> Option<&'static [u8]> {
        let [_, mark] = marks(key);
        match self.entries.get(at..)? {
            [known, length, rest @ ..] if *known == mark => rest.get(..usize::from(*length)),
            _ => None,
        }
    }
}

/// Lays a table out, its entries in the order given: those often asked for should come first and so lie together. Values of more than 255 bytes are cut, and what lies beyond 16 MiB of entries is left out.
pub fn lay_out(rows: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let count = rows.len() * 4 / 3 + 2;
    let mut slots = vec![EMPTY; count];
    let mut entries: Vec<u8> = Vec::new();
    for (key, value) in rows {
        let (mut at, [first, second]) = (slot(*key, count), marks(*key));
        if entries.len() >= EMPTY as usize {
            break;
        }
        while slots[at] != EMPTY {
            at = (at + 1) % count;
        }
        slots[at] = u32::from(first) << 24 | entries.len() as u32;
        let length = value.len().min(255);
        entries.extend([second, length as u8]);
        entries.extend(&value[..length]);
    }
    let head = [(count as u32).to_le_bytes(), (entries.len() as u32).to_le_bytes()].concat();
    [head, slots.into_iter().flat_map(u32::to_le_bytes).collect(), entries].concat()
}

#[inline]
fn slot(key: u64, count: usize) -> usize {
    (((key >> 32) * count as u64) >> 32) as usize
}

/// A first mark of zero would make an entry at the end of the reach look like an empty slot.
#[inline]
fn marks(key: u64) -> [u8; 2] {
    [key as u8 | 1, (key >> 8) as u8]
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
            let rows: Vec<_> =
                (0..size).map(|n| (mix(n, 7), vec![(n % 251) as u8; (n % 5) as usize + 1])).collect();
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
