//! Floor 3: one report's findings. Event mentions, claims, descriptions, and how who, when, where and how many were resolved.
//!
//! `extract` is a pure function of report, analyses and knowledge: no disk, no clock, no second report, no `Result`.
#![deny(clippy::disallowed_methods, clippy::print_stdout)]

pub mod actor;
mod chain;
pub mod claim;
pub mod clause;
pub mod code;
pub mod count;
pub mod describe;
pub mod doc;
pub mod entities;
pub mod findings;
pub mod link;
pub mod names;
mod owner;
mod pair;
pub mod place;
mod pronoun;
pub mod quote;
mod recipient;
mod settle;
pub mod time;
mod titles;

pub use findings::{
    Aux, Basis, Claim, Count, Description, EntityMention, EventMention, Findings, Form, Resolved, Spans,
    Where, Who,
};

use actor::Cast;
use code::Coder;
use doc::Doc;
use knowledge::Knowledge;
use language::Analysis;
use names::Names;
use text::{Because, Days, Evidence, Report};

/// What the text itself tells of the report, for the fields that its file left open.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    /// Days it can have appeared on, where the file gave no day.
    pub published: Option<(Days, Because)>,
    /// The dateline's place.
    pub dateline_place: Option<String>,
    /// What was not read as it is marked, in words for people.
    pub warnings: Vec<String>,
}

impl Narrowed {
    /// Writes what was learnt into the report; what its file gave stays.
    pub fn apply(self, report: &mut Report) {
        report.dateline_place = report.dateline_place.take().or(self.dateline_place);
        report.warnings.extend(self.warnings);
        let Some((days, because)) = self.published else { return };
        report.published_earliest = days.earliest;
        report.published_latest = days.latest;
        report.published = report.published.or(days.single());
        if report.published_evidence.is_none()
            || report.published_evidence == Some(Evidence::Masthead) && days.earliest.is_some()
        {
            report.published_evidence = Some(Evidence::Inferred);
        }
        let before = report.evidence.remove("published");
        let because = before.into_iter().fold(because, Because::below);
        report.evidence.insert("published", because);
    }
}

/// The findings of one report. `title` and `body` are the analyses of its two texts.
pub fn extract(
    report: &Report,
    title: &Analysis,
    body: &Analysis,
    knowledge: &Knowledge,
) -> (Findings, Narrowed) {
    let doc = Doc::new(report, title, body);
    let tables = &knowledge.tables;
    let mut narrowed = Narrowed::default();
    let published = published(&doc, knowledge, &mut narrowed);
    let timexes = time::find(&doc, &tables.calendar, published);
    let names = Names::find(&doc, &tables.actors, published);
    let places = place::find(&doc, &names, &tables.actors, &knowledge.places);
    let cast = Cast::new(&doc, &tables.actors, names, places.clone(), published);
    narrowed.dateline_place = report
        .dateline_span
        .and_then(|span| places.iter().find(|m| span.contains(m.span)))
        .map(|m| m.place.name.clone());
    narrowed.warnings.extend(doc.stray.iter().map(|span| {
        let limit = quote::LONGEST;
        format!("a quotation mark at byte {} opens more than {limit} bytes of one paragraph: read as a stray mark", span.start)
    }));
    let mut claims = claim::find(&cast, tables, &timexes);
    let coder = Coder::new(&cast, tables, &timexes, &places, &claims);
    let event_mentions = coder.code();
    for claim in &mut claims {
        let inside = event_mentions.iter().filter(|m| m.said_by.as_ref() == Some(&claim.id));
        claim.mentions = inside.map(|m| m.id.clone()).collect();
    }
    let descriptions = describe::find(&cast, tables, &claims);
    let entity_mentions = entities::all(&cast, &timexes, &places);
    (Findings { event_mentions, claims, descriptions, entity_mentions }, narrowed)
}

/// Who is meant by every pronoun, "the minister", "the group", "the two leaders" of a report.
pub fn links(report: &Report, title: &Analysis, body: &Analysis, knowledge: &Knowledge) -> Vec<link::Link> {
    let doc = Doc::new(report, title, body);
    let published = report.published_days();
    let actors = &knowledge.tables.actors;
    let names = Names::find(&doc, actors, published);
    let places = place::find(&doc, &names, actors, &knowledge.places);
    link::find(&Cast::new(&doc, actors, names, places, published))
}

/// The days of publication: the file's, narrowed by what the text speaks of where the file leaves them open.
fn published(doc: &Doc, knowledge: &Knowledge, narrowed: &mut Narrowed) -> Days {
    let given = doc.report.published_days();
    if given.earliest.is_some() && given.latest.is_some() {
        return given;
    }
    let tables = &knowledge.tables;
    let names = Names::find(doc, &tables.actors, given);
    let cast = Cast::new(doc, &tables.actors, names, Vec::new(), given);
    let bounds = entities::in_office(&cast).common(given).unwrap_or(given);
    let (days, because) = time::infer_published(doc, &tables.calendar, bounds, &entities::spoken_of(&cast));
    narrowed.published = Some((days, because));
    days
}
