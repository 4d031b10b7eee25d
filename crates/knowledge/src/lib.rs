//! Floor 2: what a linguist or a country expert knows, as checked tables. No fact lives here that is not in a file under `data/`.

pub mod actors;
pub mod calendar;
pub mod cues;
pub mod fold;
pub mod frames;
pub mod ontology;
pub mod tables;

pub use actors::{Actor, Actors, Generic, Kind, Naming, Standing};
pub use calendar::{Calendar, Unit};
pub use cues::{Cue, Cues, Effect, Modal, Takes};
pub use fold::fold;
pub use frames::{Frame, Frames, Needs, Sort, Trigger};
pub use ontology::Ontology;
pub use tables::Tables;
