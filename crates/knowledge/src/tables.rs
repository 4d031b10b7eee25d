//! All tables at once: read from the files under `data/`, checked against one another, baked to bytes and back.

use crate::actors::Actors;
use crate::calendar::Calendar;
use crate::cues::Cues;
use crate::frames::Frames;
use crate::ontology::Ontology;
use crate::stance::Stances;
use serde::{Deserialize, Serialize};
use text::datafile::Complaint;

/// What stands under `data/`, places aside.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tables {
    /// `data/ontology`.
    pub ontology: Ontology,
    /// `data/frames`.
    pub frames: Frames,
    /// `data/cues`.
    pub cues: Cues,
    /// `data/actors`.
    pub actors: Actors,
    /// `data/calendar`.
    pub calendar: Calendar,
    /// `data/stance`.
    pub stances: Stances,
}

impl Tables {
    /// Reads files given by name (`frames/consult.toml`) and content; names not known are passed over.
    ///
    /// # Errors
    /// Every complaint about every file, in the files' order.
    pub fn read(files: &[(String, String)]) -> Result<Tables, Vec<Complaint>> {
        let mut tables = Tables::default();
        let mut complaints = Vec::new();
        let within = |folder: &'static str| {
            files.iter().filter(move |(name, _)| name.starts_with(folder) && name.ends_with(".toml"))
        };
        for (name, text) in within("ontology/") {
            tables.ontology.add(name, text, &mut complaints);
        }
        for (name, text) in within("frames/") {
            tables.frames.add(name, text, &tables.ontology, &mut complaints);
        }
        for (name, text) in within("cues/") {
            tables.cues.add(name, text, &mut complaints);
        }
        for (name, text) in within("actors/") {
            tables.actors.add(name, text, &tables.ontology, &mut complaints);
        }
        for (name, text) in within("calendar/") {
            tables.calendar.add(name, text, &mut complaints);
        }
        for (name, text) in within("stance/") {
            tables.stances.add(name, text, &mut complaints);
        }
        tables.frames.check_classes(&mut complaints);
        tables.actors.check_links(&mut complaints);
        if complaints.is_empty() { Ok(tables) } else { Err(complaints) }
    }

    /// The tables as bytes, for the program to carry.
    pub fn bake(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The tables from their bytes, indexed.
    ///
    /// # Errors
    /// Where the bytes are not what `bake` wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Tables, String> {
        let tables: Tables = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
        Ok(tables.indexed())
    }

    /// The tables with their indexes built.
    pub fn indexed(mut self) -> Tables {
        self.ontology.index();
        self.frames.index();
        self.cues.index();
        self.actors.index();
        self.calendar.index();
        self
    }
}
