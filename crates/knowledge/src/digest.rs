//! A short name for what was read: the same data, the same digest. In: bytes; out: sixteen hexadecimal digits (FNV-1a, 64 bits).

/// The digest of these parts, one after the other.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.iter()) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
