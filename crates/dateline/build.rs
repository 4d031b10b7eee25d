//! Hashes the trained parameters once, at build time, so that the program can tell which it carries without reading them at its start.
#![allow(clippy::disallowed_methods)] // a build script opens files

use std::path::Path;

fn main() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    println!("cargo:rerun-if-changed={}", models.display());
    let mut paths: Vec<_> =
        std::fs::read_dir(&models).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "bin"));
    paths.sort();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in paths.iter().filter_map(|path| std::fs::read(path).ok()).flatten() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    println!("cargo:rustc-env=DATELINE_MODELS={hash:016x}");
}
