//! Bakes `data/` into the program: every file is read and checked here, so that a wrong entry stops the build with its file and line.
#![allow(clippy::disallowed_methods, dead_code, missing_docs)]

#[path = "src/actors.rs"]
mod actors;
#[path = "src/calendar.rs"]
mod calendar;
#[path = "src/cues.rs"]
mod cues;
#[path = "src/digest.rs"]
mod digest;
#[path = "src/fold.rs"]
mod fold;
#[path = "src/frames.rs"]
mod frames;
#[path = "src/ontology.rs"]
mod ontology;
#[path = "src/places.rs"]
mod places;
#[path = "src/stance.rs"]
mod stance;
#[path = "src/tables.rs"]
mod tables;
#[path = "src/walk.rs"]
mod walk;
#[path = "src/words.rs"]
mod words;

use std::path::Path;

fn main() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let mut files = Vec::new();
    for folder in ["ontology", "frames", "cues", "actors", "calendar", "places", "stance"] {
        println!("cargo:rerun-if-changed={}", data.join(folder).display());
        collect(&data.join(folder), folder, &mut files);
    }
    files.sort();
    let read = checked(tables::Tables::read(&files));
    let tables = read.bake();
    let places = checked(places::bake(&files));
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let digest = digest::digest(&[&tables, &places]);
    std::fs::write(Path::new(&out).join("digest.txt"), digest).expect("OUT_DIR is writable");
    std::fs::write(Path::new(&out).join("tables.bin"), tables).expect("OUT_DIR is writable");
    std::fs::write(Path::new(&out).join("names.bin"), read.names()).expect("OUT_DIR is writable");
    std::fs::write(Path::new(&out).join("places.bin"), places).expect("OUT_DIR is writable");
}

fn checked<T>(read: Result<T, Vec<text::datafile::Complaint>>) -> T {
    read.unwrap_or_else(|complaints| {
        complaints.iter().for_each(|complaint| eprintln!("data/{complaint}"));
        panic!("{} complaints about data/", complaints.len());
    })
}

fn collect(folder: &Path, name: &str, files: &mut Vec<(String, String)>) {
    let Ok(listing) = std::fs::read_dir(folder) else { return };
    for entry in listing.flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        if [".toml", ".tsv", ".txt"].iter().any(|ending| file.ends_with(ending)) {
            let text =
                std::fs::read_to_string(entry.path()).unwrap_or_else(|e| panic!("data/{name}/{file}: {e}"));
            files.push((format!("{name}/{file}"), text));
        }
    }
}
