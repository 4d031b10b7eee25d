//! Floor 2: what a linguist or a country expert knows, as checked tables. No fact lives here that is not in a file under `data/`.

pub mod actors;
pub mod calendar;
pub mod cues;
mod digest;
pub mod fold;
pub mod frames;
pub mod gazetteer;
pub mod import;
pub mod ontology;
pub mod places;
pub mod stance;
pub mod tables;
mod walk;
pub mod words;

pub use actors::{Actor, Actors, Gender, Generic, Kind, Naming, Search, Standing};
pub use calendar::{Calendar, Listed, Role, Unit};
pub use cues::{Cue, Cues, Effect, Modal, Modality, Takes};
pub use fold::fold;
pub use frames::{Frame, Frames, Lead, Needs, Sort, Trigger};
pub use ontology::Ontology;
pub use places::{Place, PlaceId, PlaceRef, Places, Precision};
pub use stance::{Leaning, Stance, Stances};
pub use tables::Tables;

use digest::digest;
use std::borrow::Cow;
use std::path::Path;
use text::datafile::Complaint;

/// All that is known.
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// Ontology, frames, cues, actors, calendar.
    pub tables: Tables,
    /// The gazetteer.
    pub places: Places,
    /// Hash of the data, for the record.
    pub digest: String,
}

/// The folders of `data/` that this room reads.
pub const FOLDERS: [&str; 7] = ["ontology", "frames", "cues", "actors", "calendar", "places", "stance"];

impl Knowledge {
    /// What was built into the program.
    ///
    /// # Errors
    /// Never in a program that was built whole.
    pub fn builtin() -> Result<Knowledge, String> {
        let tables = include_bytes!(concat!(env!("OUT_DIR"), "/tables.bin"));
        let names = include_bytes!(concat!(env!("OUT_DIR"), "/names.bin"));
        let places = include_bytes!(concat!(env!("OUT_DIR"), "/places.bin"));
        let digest = include_str!(concat!(env!("OUT_DIR"), "/digest.txt")).to_owned();
        Ok(Knowledge {
            tables: Tables::from_bytes(tables, names)?,
            places: Places::from_bytes(Cow::Borrowed(places))?,
            digest,
        })
    }

    /// With the places of another table, made by `gazetteer::Dump`; the digest tells it.
    ///
    /// # Errors
    /// Where the bytes are no such table.
    pub fn with_gazetteer(mut self, bytes: Vec<u8>) -> Result<Knowledge, String> {
        self.digest = digest(&[self.digest.as_bytes(), &bytes]);
        self.places = gazetteer::open(bytes)?;
        Ok(self)
    }

    /// What stands under a folder of the same shape as `data/`; a folder with `actors/` and no `ontology/` is laid over what is built in.
    ///
    /// # Errors
    /// Every complaint about every file, with file, line and the nearest right word.
    pub fn open(folder: &Path) -> Result<Knowledge, Vec<Complaint>> {
        if folder.join("actors").is_dir() && !folder.join("ontology").is_dir() {
            return Knowledge::over(files(folder, &["actors"])?);
        }
        let files = files(folder, &FOLDERS)?;
        let tables = Tables::read(&files);
        let places = Places::read(&files);
        match (tables, places) {
            (Ok(tables), Ok(places)) => {
                let digest = digest(&[&tables.bake()]);
                Ok(Knowledge { tables: tables.indexed(), places, digest })
            }
            (tables, places) => Err(tables.err().into_iter().chain(places.err()).flatten().collect()),
        }
    }
}

impl Knowledge {
    /// More actors beside those built in. An id or a full name that stands there already is a conflict, told and not settled.
    fn over(files: Vec<(String, String)>) -> Result<Knowledge, Vec<Complaint>> {
        let complain = |message: String| {
            vec![Complaint { file: "actors".into(), line: 1, column: 1, message, hint: None }]
        };
        let mut knowledge = Knowledge::builtin().map_err(complain)?;
        let complaints = knowledge.tables.lay_over(&files);
        if !complaints.is_empty() {
            return Err(complaints);
        }
        let texts = files.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]);
        let parts: Vec<&[u8]> = std::iter::once(knowledge.digest.as_bytes()).chain(texts).collect();
        knowledge.digest = digest(&parts);
        Ok(knowledge)
    }
}

/// Every data file under a folder, named from it, sorted.
#[allow(clippy::disallowed_methods)] // `--data DIR` is the one place where this room opens files
fn files(folder: &Path, names: &[&str]) -> Result<Vec<(String, String)>, Vec<Complaint>> {
    let mut found = Vec::new();
    let complain =
        |file: String, message: String| vec![Complaint { file, line: 1, column: 1, message, hint: None }];
    for &name in names {
        let listing =
            std::fs::read_dir(folder.join(name)).map_err(|e| complain(name.to_owned(), e.to_string()))?;
        for entry in listing.flatten() {
            let file = format!("{name}/{}", entry.file_name().to_string_lossy());
            if [".toml", ".tsv", ".txt"].iter().any(|ending| file.ends_with(ending)) {
                let text = std::fs::read_to_string(entry.path())
                    .map_err(|e| complain(file.clone(), e.to_string()))?;
                found.push((file, text));
            }
        }
    }
    found.sort();
    Ok(found)
}
