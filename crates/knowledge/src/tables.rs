//! All tables at once: read from the files under `data/`, checked against one another, baked to bytes and back.

use crate::actors::Actors;
use crate::calendar::Calendar;
use crate::cues::Cues;
use crate::frames::Frames;
use crate::ontology::Ontology;
use crate::stance::Stances;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
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
        tables.actors.check_links(&tables.common_words(), &mut complaints);
        tables.actors.index_names();
        if complaints.is_empty() { Ok(tables) } else { Err(complaints) }
    }

    /// Takes in further files of `actors/`; gives every conflict with what is there: ids and full names that stand twice, and what
    /// holds between entries.
    pub fn lay_over(&mut self, files: &[(String, String)]) -> Vec<Complaint> {
        let before = self.actors.actors.len();
        let mut complaints = Vec::new();
        for (name, text) in files {
            self.actors.add(name, text, &self.ontology, &mut complaints);
        }
        self.actors.check_names(before, &mut complaints);
        self.actors.check_links(&self.common_words(), &mut complaints);
        self.actors.index_names();
        self.actors.index();
        complaints
    }

    /// Words of everyday use that the tables themselves know: agents, offices, the verbs and nouns of frames.
    fn common_words(&self) -> BTreeSet<String> {
        let agents = self.actors.agents.values().flat_map(|agent| agent.nouns.iter().chain(&agent.again));
        let offices = self.actors.offices.values().flat_map(|office| &office.nouns);
        let triggers = self.frames.frames.iter().flat_map(|frame| &frame.triggers);
        let frames = triggers.filter(|trigger| trigger.rest.is_empty()).map(|trigger| &trigger.head);
        agents.chain(offices).chain(frames).map(|word| word.to_lowercase()).collect()
    }

    /// The tables as bytes, for the program to carry.
    pub fn bake(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The map of all actors' names, which the program carries beside the tables and searches where it lies.
    pub fn names(&self) -> &[u8] {
        self.actors.name_keys()
    }

    /// The tables from their bytes, with the map of names, indexed.
    ///
    /// # Errors
    /// Where the bytes are not what `bake` wrote.
    pub fn from_bytes(bytes: &[u8], names: &'static [u8]) -> Result<Tables, String> {
        let mut tables: Tables = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
        tables.actors.carry_names(names);
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
