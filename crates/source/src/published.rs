//! Published: weighs every date that may be the day of publication, and says which was taken and which were not.

use crate::dates::{Found, Label};
use text::{Because, Date, Days, Evidence, Report};

/// A date that may be the day of publication.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where it was read.
    pub evidence: Evidence,
    /// The rule that read it.
    pub rule: &'static str,
    /// Days it can mean.
    pub days: Days,
    /// The likeliest of them.
    pub best: Date,
    /// What the words say it is.
    pub label: Label,
    /// The words it was read from.
    pub words: String,
}

impl Candidate {
    /// A candidate from a date found in `words`.
    pub fn new(evidence: Evidence, rule: &'static str, found: &Found, words: &str) -> Candidate {
        let words = words.chars().take(120).collect();
        Candidate { evidence, rule, days: found.days, best: found.best, label: found.label, words }
    }

    /// A candidate that is one day.
    pub fn day(evidence: Evidence, rule: &'static str, date: Date, words: &str) -> Candidate {
        let found = Found { at: 0..0, days: Days::day(date), best: date, label: Label::Published };
        Candidate::new(evidence, rule, &found, words)
    }

    /// Lower is trusted more: given, then what the page says to machines, then to people, then the URL; an update comes after all
    /// that say publication, and the masthead last.
    fn rank(&self) -> u8 {
        let place = match self.evidence {
            Evidence::Given => 0,
            Evidence::JsonLd => 1,
            Evidence::Meta => 2,
            Evidence::Feed => 3,
            Evidence::Byline => 4,
            Evidence::Url => 5,
            Evidence::Body => 6,
            Evidence::Inferred => 7,
            Evidence::Masthead => 20,
        };
        place + if self.label == Label::Updated { 10 } else { 0 }
    }
}

/// Fills the four `published` fields and their evidence from the most trusted candidate.
pub fn choose(report: &mut Report, mut candidates: Vec<Candidate>) {
    candidates.sort_by_key(Candidate::rank);
    let Some(first) = candidates.first() else { return };
    let mut days = first.days;
    let mut note = format!("\"{}\"", first.words);
    match (first.evidence, first.label) {
        (Evidence::Masthead, _) => {
            days.earliest = None;
            note.push_str(": the day the page was fetched, so an upper bound");
        }
        (_, Label::Updated) => {
            days.earliest = days.earliest.and_then(|day| day.yesterday().ok());
            note.push_str(": an update, so it may have been out the day before");
        }
        _ => {}
    }
    report.published = (first.evidence != Evidence::Masthead).then_some(first.best);
    (report.published_earliest, report.published_latest) = (days.earliest, days.latest);
    report.published_evidence = Some(first.evidence);
    let mut because = Because::rule(first.rule).note(note);
    for other in candidates.iter().skip(1) {
        because = because.not(format!("{} {} (\"{}\"): less trusted than {}", other.rule, other.best, other.words, first.rule));
    }
    report.evidence.insert("published", because);
}
