//! Ids: short hashes of what a row is, the same on every machine and in every run.

/// `prefix` and the first 12 hexadecimal digits of BLAKE3 over the parts, each closed by a zero byte.
pub fn id(prefix: &str, parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    format!("{prefix}{}", &hasher.finalize().to_hex()[..12])
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(id("m-", &["ab", "c"]), id("m-", &["a", "bc"]));
        assert_eq!(id("m-", &["ab"]).len(), 14);
    }
}
