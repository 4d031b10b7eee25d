//! Floor 4: findings of many reports become one picture. Pure: the same reports in any order give the same events, copies and stories.
#![deny(clippy::disallowed_methods, clippy::print_stdout)]

mod alike;
mod background;
mod cluster;
mod contrast;
pub mod copies;
pub mod corroborate;
mod detail;
pub mod dispute;
pub mod event;
pub mod framing;
mod gather;
pub mod kept;
mod names;
mod near;
mod party;
mod same;
pub mod sketch;
pub mod story;
mod wording;

pub use copies::{Copy, Relation};
pub use corroborate::{Corroboration, PartyOutlet};
pub use dispute::{Dispute, Disputed};
pub use event::Event;
pub use kept::Kept;
pub use sketch::Sketch;
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
    /// The country of its outlet, ISO 3166 alpha-3.
    pub outlet_country: Option<String>,
    /// The state that owns its agency or outlet, ISO 3166 alpha-3.
    pub owned_by: Option<String>,
    /// The wire service it credits.
    pub agency: Option<String>,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Latest day it can have appeared.
    pub published: Option<Date>,
}

impl Facts {
    /// Of a report.
    pub fn of(report: &Report) -> Facts {
        Facts {
            id: report.id.clone(),
            outlet: report.outlet.clone(),
            outlet_country: report.outlet_country.clone(),
            owned_by: None,
            agency: report.agency.clone(),
            title: report.title.clone(),
            text: report.text.clone(),
            published: report.published_latest,
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
    /// Pairs of reports that share their words, by ids.
    pub copies: Vec<Copy>,
    /// Report to the report it is a near copy of; a report that is no copy is not here.
    pub copy_of: BTreeMap<String, String>,
    /// By first day, then id.
    pub stories: Vec<Story>,
}

/// The stages of merging, in order, as the one who times them is told.
pub const STAGES: [&str; 3] = ["copies", "stories", "events"];

/// Merges all that is known. The order of the three lists does not matter.
pub fn merge(reports: &[Facts], mentions: &[EventMention], claims: &[Claim]) -> Merged {
    merge_again(reports, mentions, claims, &Kept::default(), &mut |_| {}).0
}

/// The same with what an earlier merging left, which saves comparing again and changes nothing; what this one leaves comes with it. `done` is
/// told the name of each stage when it is over.
pub fn merge_again(
    reports: &[Facts],
    mentions: &[EventMention],
    claims: &[Claim],
    kept: &Kept,
    done: &mut dyn FnMut(&'static str),
) -> (Merged, Kept) {
    let reports = sorted(reports);
    let copies = copies_of(&reports);
    let copy_of = copies::firsts(&copies);
    let origins = copies::origins(&reports, &copies);
    done(STAGES[0]);
    let (stories, left) = story::find(&reports, kept);
    done(STAGES[1]);
    let by_id: BTreeMap<&str, &Facts> = reports.iter().map(|r| (r.id.as_str(), *r)).collect();
    let speakers: BTreeMap<&str, &Claim> = claims.iter().map(|c| (c.id.as_str(), c)).collect();
    let story_of = stories
        .iter()
        .flat_map(|story| story.reports.iter().map(|report| (report.as_str(), story.id.as_str())));
    let known =
        event::Known { claims: &speakers, reports: &by_id, origins: &origins, stories: &story_of.collect() };
    let (events, event_of, denies) = event::merge(mentions, &known);
    done(STAGES[2]);
    (Merged { events, event_of, denies, copies, copy_of, stories }, left)
}

/// The pairs of reports that share their words, alone.
pub fn copies(reports: &[Facts]) -> Vec<Copy> {
    copies_of(&sorted(reports))
}

fn copies_of(reports: &[&Facts]) -> Vec<Copy> {
    let runs: Vec<sketch::Runs> = reports.iter().map(|facts| sketch::runs(&facts.text)).collect();
    copies::find(reports, &runs)
}

/// By id, each once.
fn sorted(reports: &[Facts]) -> Vec<&Facts> {
    let mut sorted: Vec<&Facts> = reports.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    sorted.dedup_by(|a, b| a.id == b.id);
    sorted
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
