//! Report: one article as read, with sourced facts about it. Field names are those of the record.

use crate::{Because, Date, Days, Origin, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a publication date was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Given with the article (JSONL, CSV).
    Given,
    /// A `<meta>` element.
    Meta,
    /// JSON-LD in the page.
    JsonLd,
    /// The feed's entry.
    Feed,
    /// The URL's path.
    Url,
    /// A line beside the title or byline that says when it was published or updated.
    Byline,
    /// The text itself.
    Body,
    /// The masthead above the title: the day the page was fetched, so an upper bound.
    Masthead,
    /// Inferred from the dates the text speaks of; an interval.
    Inferred,
}

/// One article: clean title and text, and what is known about it. An unknown field is `None` or empty.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// Hash of title, clean text, outlet, and URL or given id; never of a path.
    pub id: String,
    /// The id that came with the article.
    pub given_id: Option<String>,
    /// Where it was read: a path or a URL.
    pub source_uri: String,
    /// Other places the same article was read at.
    pub also_at: Vec<String>,
    /// BLAKE3 of the source bytes, hexadecimal.
    pub source_hash: String,
    /// The outlet's name.
    pub outlet: Option<String>,
    /// The outlet's country, ISO 3166 alpha-3.
    pub outlet_country: Option<String>,
    /// The wire service credited.
    pub agency: Option<String>,
    /// Who wrote it, as printed.
    pub byline: Option<String>,
    /// The title, clean; empty where there is none.
    pub title: String,
    /// The dateline as printed, e.g. `TEHRAN (Tasnim)`.
    pub dateline: Option<String>,
    /// The dateline's place, resolved by `extract`: its name.
    pub dateline_place: Option<String>,
    /// Best date of publication.
    pub published: Option<Date>,
    /// Earliest day it can have been published.
    pub published_earliest: Option<Date>,
    /// Latest day it can have been published.
    pub published_latest: Option<Date>,
    /// Where that was read.
    pub published_evidence: Option<Evidence>,
    /// ISO 639-1 of the text.
    pub language: Option<String>,
    /// The clean text: UTF-8, NFC, furniture removed, mojibake repaired (unless read as-is).
    pub text: String,
    /// What the reader should know: cuts, repairs, doubts.
    pub warnings: Vec<String>,
    /// Which coder read it (version and digests).
    pub coder: String,

    /// Bytes of `text` the dateline takes, closing dash included; a sentence starts behind it.
    #[serde(skip)]
    pub dateline_span: Option<Span>,
    /// Why each of the fields above is what it is, by field name.
    #[serde(skip)]
    pub evidence: BTreeMap<&'static str, Because>,
    /// From the clean text back to the source.
    #[serde(skip)]
    pub origin: Origin,
}

impl Report {
    /// The days it can have been published on.
    pub fn published_days(&self) -> Days {
        Days { earliest: self.published_earliest, latest: self.published_latest }
    }

    /// The words of a span, from the title or the text.
    pub fn slice(&self, span: Span) -> &str {
        match span.part {
            crate::Part::Title => span.slice(&self.title),
            crate::Part::Body => span.slice(&self.text),
        }
    }
}
