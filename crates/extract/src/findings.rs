//! What the extract stage finds: the rows of the record, in its words. Field names are the contract's.

use serde::{Deserialize, Serialize};
use text::{Because, Date, Days, Span};

/// Standing of an event mention other than plain fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Aux {
    /// Announced, planned, expected.
    Future,
    /// Possible, wanted, asked for, conditional.
    Hypothetical,
    /// Said not to be so.
    Negation,
    /// Background, not news.
    Historical,
}

/// Where a date or place was read, relative to the event's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// In the clause of the event.
    Clause,
    /// In the same sentence.
    Sentence,
    /// In another sentence on the same matter, an earlier one first.
    Earlier,
    /// The publication date: an upper bound.
    Publication,
}

/// A number that may be a range ("between 10 and 12", "at least 30": `high` open).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Count {
    /// At least so many.
    pub low: Option<u64>,
    /// At most so many.
    pub high: Option<u64>,
}

/// An actor as one passage names it, resolved as far as text and catalogue allow.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Who {
    /// Country (ISO 3166 alpha-3) or class (IGO, IMG ...) on the event's date.
    pub code: Option<String>,
    /// Primary sector on the event's date.
    pub sector: Option<String>,
    /// Further sectors.
    pub other_sectors: Vec<String>,
    /// Id in the catalogue.
    pub id: Option<String>,
    /// Its best name: the catalogue's, else the fullest in the text.
    pub name: String,
    /// Its office on the event's date.
    pub office: Option<String>,
    /// The words of the passage.
    pub text: String,
    /// Their bytes.
    #[serde(flatten)]
    pub span: Span,
}

/// A resolved place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Where {
    /// `geonames:491422`, `features:euphrates`, `country:SYR`.
    pub id: Option<String>,
    /// Its usual name.
    pub name: String,
    /// First-order division.
    pub admin1: Option<String>,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// `point`, `city`, `admin2`, `admin1`, `country`, `region`.
    pub precision: String,
}

/// The bytes an event mention was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spans {
    /// The word that tells of the event.
    pub trigger: Span,
    /// The actors' words.
    pub actor: Vec<Span>,
    /// The recipients' words.
    pub recipient: Vec<Span>,
    /// The place's words.
    pub place: Option<Span>,
    /// The date's words.
    pub date: Option<Span>,
}

/// What one passage says happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventMention {
    /// Hash of report, frame and trigger.
    pub id: String,
    /// The report's id.
    pub report: String,
    /// Index of the sentence; the title's come first.
    pub sentence: usize,
    /// PLOVER category.
    pub event: String,
    /// Its modes.
    pub mode: Vec<String>,
    /// Its contexts.
    pub context: Vec<String>,
    /// CAMEO code, for users of older tools.
    pub cameo: Option<String>,
    /// 1 verbal cooperation to 4 material conflict.
    pub quad: u8,
    /// -10 conflict to 10 cooperation.
    pub score: f64,
    /// Standing other than fact.
    pub aux: Vec<Aux>,
    /// Who did it.
    pub actor: Vec<Who>,
    /// To whom.
    pub recipient: Vec<Who>,
    /// First day it can have happened.
    pub date_earliest: Option<Date>,
    /// Last day it can have happened.
    pub date_latest: Option<Date>,
    /// The words that say so.
    pub date_text: Option<String>,
    /// Where they stand.
    pub date_basis: Option<Basis>,
    /// Where it happened.
    pub place: Option<Where>,
    /// Where that stands.
    pub place_basis: Option<Basis>,
    /// Killed.
    pub dead: Option<Count>,
    /// Wounded.
    pub injured: Option<Count>,
    /// How many took part (marchers, troops).
    pub size: Option<Count>,
    /// The claim that contains it; `None` in the outlet's own voice.
    pub said_by: Option<String>,
    /// The bytes that say it.
    pub spans: Spans,
    /// The frame that fired: `frames/consult.toml#meet`.
    pub frame: String,
    /// 0 to 1, two decimals.
    pub confidence: f64,
    /// The merged event; set by `merge`; `None` for future and hypothetical mentions.
    pub event_id: Option<String>,
    /// For a negated mention: the event it denies.
    pub denies: Option<String>,
    /// Why; full only when coded with a witness.
    #[serde(skip)]
    pub because: Vec<Because>,
}

impl EventMention {
    /// The days it can have happened on.
    pub fn days(&self) -> Days {
        Days { earliest: self.date_earliest, latest: self.date_latest }
    }

    /// True where the mention asserts that it happened: neither future, hypothetical nor denied.
    pub fn asserts(&self) -> bool {
        !self.aux.iter().any(|aux| matches!(aux, Aux::Future | Aux::Hypothetical | Aux::Negation))
    }
}

/// Form of a claim's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Wholly in quotation marks.
    Direct,
    /// Wholly in the reporter's words.
    Indirect,
    /// Partly in quotation marks.
    Mixed,
}

/// Who says what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Hash of report, cue and content.
    pub id: String,
    /// The report's id.
    pub report: String,
    /// Index of the sentence; the title's come first.
    pub sentence: usize,
    /// Who says it; `None` where the text hides it ("reportedly").
    pub speaker: Option<Who>,
    /// The cue's lemma or phrase; empty where a quotation stands without one.
    pub cue: String,
    /// The cue's bytes, auxiliaries and particles included.
    pub cue_span: Vec<Span>,
    /// `say`, `deny`, `accuse` ...
    pub kind: String,
    /// Direct, indirect, mixed.
    pub form: Form,
    /// The content's bytes.
    pub content: Span,
    /// The content's words.
    pub content_text: String,
    /// The pieces, where a quotation is interrupted; else empty.
    pub parts: Vec<Span>,
    /// Media between speaker and report.
    pub via: Vec<String>,
    /// To whom it is said.
    pub addressee: Vec<Who>,
    /// First day it can have been said.
    pub date_earliest: Option<Date>,
    /// Last day it can have been said.
    pub date_latest: Option<Date>,
    /// Ids of event mentions asserted inside.
    pub mentions: Vec<String>,
    /// 0 to 1, two decimals.
    pub confidence: f64,
    /// Why; full only when coded with a witness.
    #[serde(skip)]
    pub because: Vec<Because>,
}

/// How a report names an actor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Hash of report and span.
    pub id: String,
    /// The report's id.
    pub report: String,
    /// The outlet's name.
    pub outlet: Option<String>,
    /// The actor named.
    pub actor: Who,
    /// The words that describe it.
    pub text: String,
    /// Their head's lemma.
    pub head: String,
    /// Their bytes.
    #[serde(flatten)]
    pub span: Span,
    /// The claim it stands in.
    pub said_by: Option<String>,
    /// `positive`, `neutral`, `negative`.
    pub stance: String,
}

/// What an entity mention is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Resolved {
    /// An actor.
    Actor(Who),
    /// A place.
    Place(Where),
}

/// A name, place or date in the text, whether or not an event uses it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntityMention {
    /// Hash of report, kind and span.
    pub id: String,
    /// The report's id.
    pub report: String,
    /// Its bytes.
    #[serde(flatten)]
    pub span: Span,
    /// Its words.
    pub text: String,
    /// `actor`, `place`, `date`.
    pub kind: String,
    /// PER, ORG, LOC, OTH on every named one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<String>,
    /// What it was resolved to.
    pub resolved: Option<Resolved>,
    /// For a date: its TIMEX3 value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
    /// For a date: DATE, TIME, DURATION, SET.
    #[serde(skip_serializing_if = "Option::is_none", default, rename = "type")]
    pub timex: Option<String>,
    /// 0 to 1, two decimals.
    pub confidence: f64,
}

/// All that one report gives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// In the order of the text.
    pub event_mentions: Vec<EventMention>,
    /// In the order of the text.
    pub claims: Vec<Claim>,
    /// In the order of the text.
    pub descriptions: Vec<Description>,
    /// In the order of the text.
    pub entity_mentions: Vec<EntityMention>,
}
