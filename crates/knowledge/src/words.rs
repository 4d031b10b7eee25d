//! Words: tables looked up by a word, several times for each word of a text. The words in them are ours, so nobody can make them collide,
//! and a short hash does: eight bytes at a time, each with one product.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What stands under each word.
pub type Words<V> = HashMap<String, V, BuildHasherDefault<Short>>;

/// The short hash.
#[derive(Clone, Copy, Debug, Default)]
pub struct Short(u64);

/// An odd number without a pattern in its bits: half of it is the golden ratio's.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Short {
    #[inline]
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for Short {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
            self.add(u64::from_le_bytes(*eight));
            rest = behind;
        }
        if let Some((four, behind)) = rest.split_first_chunk::<4>() {
            self.add(u64::from(u32::from_le_bytes(*four)));
            rest = behind;
        }
        // The length tells "ab" from "ab\0".
        let last = rest.iter().fold(rest.len() as u64, |all, byte| all << 8 | u64::from(*byte));
        self.add(last);
    }

    #[inline]
    fn write_u8(&mut self, _: u8) {
        // What ends a string: its length has told that already.
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    /// The high half is the better mixed; tables read the low bits first.
    #[inline]
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}
