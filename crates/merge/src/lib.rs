//! Floor 4: findings of many reports become one picture. Pure: the same reports in any order give the same events, copies and stories.
#![deny(clippy::disallowed_methods, clippy::print_stdout)]

pub mod copies;
pub mod dispute;
pub mod event;
pub mod story;

pub use dispute::{Dispute, Disputed};
pub use event::Event;
pub use story::Story;

use extract::{Claim, EventMention};
use std::collections::BTreeMap;
use text::{Date, Report};

/// What merging needs to know of a report.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The report's id.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// The wire service it credits.
    pub agency: Option<String>,
    /// Its title.
    pub title: String,
    /// Latest day it can have appeared.
    pub published: Option<Date>,
    /// Its text's sketch (`copies::sketch`).
    pub sketch: Vec<u64>,
}

impl Facts {
    /// Of a report, its text sketched.
    pub fn of(report: &Report) -> Facts {
        Facts {
            id: report.id.clone(),
            outlet: report.outlet.clone(),
            agency: report.agency.clone(),
            title: report.title.clone(),
            published: report.published_latest,
            sketch: copies::sketch(&report.text),
        }
    }
}

/// The one picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// By date, then id.
    pub events: Vec<Event>,
    /// Mention to event.
    pub event_of: BTreeMap<String, String>,
    /// Negated mention to the event it denies.
    pub denies: BTreeMap<String, String>,
    /// Report to the smallest report it is a near copy of; a report that is no copy is not here.
    pub copy_of: BTreeMap<String, String>,
    /// By first day, then id.
    pub stories: Vec<Story>,
}

/// Merges all that is known. The order of the three lists does not matter.
pub fn merge(reports: &[Facts], mentions: &[EventMention], claims: &[Claim]) -> Merged {
    let by_id: BTreeMap<&str, &Facts> = reports.iter().map(|r| (r.id.as_str(), r)).collect();
    let copy_of = copies::find(reports);
    let origins = copies::origins(&by_id, &copy_of);
    let speakers: BTreeMap<&str, &Claim> = claims.iter().map(|c| (c.id.as_str(), c)).collect();
    let (events, event_of, denies) = event::merge(mentions, &speakers, &by_id, &origins);
    let stories = story::find(&by_id, &events, &event_of, mentions, &copy_of);
    Merged { events, event_of, denies, copy_of, stories }
}

/// Joins what belongs together; the smallest member stands for its set.
pub(crate) struct Sets {
    up: Vec<usize>,
}

impl Sets {
    pub(crate) fn new(n: usize) -> Sets {
        Sets { up: (0..n).collect() }
    }

    pub(crate) fn find(&mut self, mut at: usize) -> usize {
        while self.up[at] != at {
            self.up[at] = self.up[self.up[at]];
            at = self.up[at];
        }
        at
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        let (low, high) = (a.min(b), a.max(b));
        self.up[high] = low;
    }
}
