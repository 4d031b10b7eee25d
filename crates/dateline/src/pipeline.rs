//! Pipeline: from a report to its findings, a pure function of report, data, models and version. Looks at the clock only to tell where time goes.
#![allow(clippy::disallowed_methods)] // the clock, for `--timings`

use extract::Findings;
use knowledge::{Kind, Knowledge};
use language::Analysis;
use record::{Coded, Error, Record, Row};
use serde_json::{Value, json};
use source::{Outlets, Unread};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;
use text::{Part, Report};

/// Time the threads have spent in each stage, all of them together, in nanoseconds.
#[derive(Debug, Default)]
pub struct Timings {
    /// Sentences, tags, trees, names.
    pub language: AtomicU64,
    /// Who, what, when, where, who says so.
    pub extract: AtomicU64,
    /// Tokens analysed.
    pub tokens: AtomicU64,
    /// Reports kept.
    pub kept: AtomicU64,
    /// What the record took to keep them.
    pub keeping: AtomicU64,
    /// Reports merged.
    pub merged: AtomicU64,
    /// What the record took to give what merging needs, and to keep what it made.
    pub rewriting: AtomicU64,
    /// What merging took, by stage (`merge::STAGES`).
    pub merging: [AtomicU64; merge::STAGES.len()],
}

/// How long this thread has had a core, where the system tells; else the time of day. Others on the machine then do not count.
struct Clock(Instant);

impl Clock {
    fn start() -> Clock {
        Clock(Instant::now())
    }

    fn nanoseconds(&self) -> u64 {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let first = told.split_whitespace().next().and_then(|first| first.parse().ok());
        first.unwrap_or_else(|| u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(0))
    }
}

/// All that coding needs.
pub struct Pipeline {
    /// The knowledge.
    pub knowledge: Knowledge,
    /// Who publishes.
    pub outlets: Arc<Outlets>,
    /// Where the time goes.
    pub timings: Timings,
}

impl Pipeline {
    /// With the data built in, or with that of a folder of the same shape as `data/`, or with a folder of further actors laid over it.
    ///
    /// # Errors
    /// Every complaint about the folder, a line each.
    pub fn new(data: Option<&Path>) -> Result<Pipeline, String> {
        let Some(folder) = data else {
            return Ok(Pipeline {
                knowledge: Knowledge::builtin()?,
                outlets: Outlets::builtin(),
                timings: Timings::default(),
            });
        };
        let told = |complaints: Vec<text::datafile::Complaint>| {
            let lines: Vec<String> = complaints.iter().map(|c| format!("{}/{c}", folder.display())).collect();
            lines.join("\n")
        };
        let knowledge = Knowledge::open(folder).map_err(told)?;
        let own = folder.join("outlets");
        let outlets =
            if own.is_dir() { Arc::new(Outlets::open(&own).map_err(told)?) } else { Outlets::builtin() };
        Ok(Pipeline { knowledge, outlets, timings: Timings::default() })
    }

    /// With another table of places than the one built in.
    ///
    /// # Errors
    /// Where the bytes are no such table.
    pub fn with_gazetteer(mut self, bytes: Vec<u8>) -> Result<Pipeline, String> {
        self.knowledge = self.knowledge.with_gazetteer(bytes)?;
        Ok(self)
    }

    /// Version and digests: two coders of one name give one record.
    pub fn coder(&self) -> String {
        format!(
            "dateline {} data:{} models:{}",
            env!("CARGO_PKG_VERSION"),
            self.knowledge.digest,
            env!("DATELINE_MODELS")
        )
    }

    /// The two analyses of a report: title, text.
    pub fn analyse(&self, report: &Report) -> (Analysis, Analysis) {
        let breaks: Vec<usize> =
            report.dateline_span.iter().flat_map(|span| [span.start, span.end]).collect();
        (
            language::analyse_with(&report.title, Part::Title, &[]),
            language::analyse_with(&report.text, Part::Body, &breaks),
        )
    }

    /// A report's findings; what the text itself tells of the report is written into it.
    pub fn code(&self, mut report: Report) -> Coded {
        report.coder = self.coder();
        if report.warnings.iter().any(|warning| warning.ends_with(source::NOT_CODED)) {
            return Coded { report, findings: Findings::default() };
        }
        let clock = Clock::start();
        let started = clock.nanoseconds();
        let (title, body) = self.analyse(&report);
        let analysed = clock.nanoseconds();
        for warning in title.warnings.iter().chain(&body.warnings) {
            // A report that is coded again has them already.
            if !report.warnings.contains(warning) {
                report.warnings.push(warning.clone());
            }
        }
        let (findings, narrowed) = extract::extract(&report, &title, &body, &self.knowledge);
        self.timings.language.fetch_add(analysed - started, Relaxed);
        self.timings.extract.fetch_add(clock.nanoseconds() - analysed, Relaxed);
        self.timings.tokens.fetch_add((title.len() + body.len()) as u64, Relaxed);
        narrowed.apply(&mut report);
        Coded { report, findings }
    }

    /// A report, and whom its pronouns and nouns with "the" mean, as one line of JSON.
    pub fn links(&self, report: &Report) -> Value {
        let (title, body) = self.analyse(report);
        json!({ "report": report, "links": extract::links(report, &title, &body, &self.knowledge) })
    }

    /// The same, and a panic, which would be a bug, costs one report and is told, not the run.
    ///
    /// # Errors
    /// The report that could not be coded.
    pub fn code_or_tell(&self, report: Report) -> Result<Coded, Unread> {
        let uri = report.source_uri.clone();
        let work = std::panic::AssertUnwindSafe(|| self.code(report));
        std::panic::catch_unwind(work).map_err(|_| Unread {
            uri,
            reason: "the coder failed on it; this is a bug, please report it".into(),
        })
    }

    /// Keeps a batch in a record; gives how many reports were new.
    ///
    /// # Errors
    /// Where the record cannot be written.
    pub fn keep(&self, record: &mut Record, batch: &[Coded]) -> Result<usize, Error> {
        let clock = Clock::start();
        let started = clock.nanoseconds();
        let kept = record.add(batch)?;
        self.timings.keeping.fetch_add(clock.nanoseconds() - started, Relaxed);
        self.timings.kept.fetch_add(batch.len() as u64, Relaxed);
        Ok(kept)
    }

    /// Merges all that a record holds and writes the picture back.
    ///
    /// # Errors
    /// Where the record cannot be read or written.
    pub fn merge(&self, record: &mut Record) -> Result<(), Error> {
        let clock = Clock::start();
        let started = clock.nanoseconds();
        let (mut facts, mentions, claims) = record.findings()?;
        self.timings.rewriting.fetch_add(clock.nanoseconds() - started, Relaxed);
        facts.iter_mut().for_each(|facts| facts.owned_by = self.owner(facts));
        let mut before = clock.nanoseconds();
        let kept = record.kept()?;
        let (merged, left) = merge::merge_again(&facts, &mentions, &claims, &kept, &mut |stage| {
            let now = clock.nanoseconds();
            let at = merge::STAGES.iter().position(|known| *known == stage).unwrap_or(0);
            self.timings.merging[at].fetch_add(now - before, Relaxed);
            before = now;
        });
        self.timings.merged.fetch_add(facts.len() as u64, Relaxed);
        let started = clock.nanoseconds();
        let used = self.used(&mentions, record.speaking()?);
        record.put_merged(&merged, &[("actors", used.0), ("places", used.1)])?;
        record.keep(&left)?;
        record.apply_reviews()?;
        self.timings.rewriting.fetch_add(clock.nanoseconds() - started, Relaxed);
        Ok(())
    }

    /// The state that owns a report's agency, else its outlet.
    fn owner(&self, facts: &merge::Facts) -> Option<String> {
        let publisher = facts.agency.as_ref().or(facts.outlet.as_ref())?;
        let outlet = &self.outlets.named(publisher)?.value;
        outlet.country.clone().filter(|_| outlet.ownership == Some(source::outlet::Ownership::State))
    }

    /// The catalogue entries that mentions use, and those that make so many claims, as rows.
    fn used(
        &self,
        mentions: &[extract::EventMention],
        speaking: Vec<(String, usize)>,
    ) -> (Vec<Row>, Vec<Row>) {
        let mut actors: BTreeMap<String, usize> = speaking.into_iter().collect();
        let mut places: BTreeMap<&str, (&extract::Where, usize)> = BTreeMap::new();
        for who in mentions.iter().flat_map(|m| m.actor.iter().chain(&m.recipient)) {
            if let Some(id) = &who.id {
                *actors.entry(id.clone()).or_default() += 1;
            }
        }
        for place in mentions.iter().filter_map(|m| m.place.as_ref()) {
            if let Some(id) = &place.id {
                places.entry(id).or_insert((place, 0)).1 += 1;
            }
        }
        let catalogue = &self.knowledge.tables.actors;
        let actors = actors.into_iter().filter_map(|(id, mentions)| {
            let actor = catalogue.get(&id)?;
            let sector = catalogue.standing(actor, text::Days::default()).sector;
            let kind = kind(actor.kind);
            object(json!({"id": id, "name": actor.name, "kind": kind, "country": actor.country, "sector": sector, "mentions": mentions, "rule": actor.rule}))
        });
        let places = places.into_values().filter_map(|(place, mentions)| {
            let mut row = object(serde_json::to_value(place).ok()?)?;
            row.insert("mentions".into(), mentions.into());
            Some(row)
        });
        (actors.collect(), places.collect())
    }
}

fn kind(kind: Kind) -> String {
    format!("{kind:?}").to_lowercase()
}

fn object(value: Value) -> Option<Row> {
    match value {
        Value::Object(row) => Some(row),
        _ => None,
    }
}

/// A coded report as `dateline code` prints it.
pub fn line(coded: &Coded) -> Value {
    let mut report = serde_json::to_value(&coded.report).unwrap_or_default();
    if let Some(report) = report.as_object_mut() {
        report.insert("near_duplicate_of".into(), Value::Null);
        report.insert("story".into(), Value::Null);
    }
    let Findings { event_mentions, claims, descriptions, entity_mentions } = &coded.findings;
    json!({
        "report": report,
        "event_mentions": event_mentions,
        "claims": claims,
        "descriptions": descriptions,
        "entity_mentions": entity_mentions,
    })
}
