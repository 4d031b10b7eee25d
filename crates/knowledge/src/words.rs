//! Words: tables looked up by a word, several times for each word of a text. The words in them are ours, so nobody can make them collide,
//! and a short hash does (FNV-1a, 64 bits).

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What stands under each word.
pub type Words<V> = HashMap<String, V, BuildHasherDefault<Fnv>>;

/// FNV-1a.
#[derive(Clone, Copy, Debug)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
