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
    /// Among dates of one evidence, the one with the smallest number is taken.
    pub distrust: u8,
}

impl Candidate {
    /// A candidate from a date found in `words`.
    pub fn new(evidence: Evidence, rule: &'static str, found: &Found, words: &str) -> Candidate {
        let words = words.chars().take(120).collect();
        Candidate {
            evidence,
            rule,
            days: found.days,
            best: found.best,
            label: found.label,
            words,
            distrust: 1,
        }
    }

    /// The same, trusted so much less.
    pub fn distrusted(self, distrust: u8) -> Candidate {
        Candidate { distrust, ..self }
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
            Evidence::Meta => 3,
            Evidence::Feed => 4,
            // What stands beside the title is what the outlet wants read; many a meta element is the day the page was made.
            Evidence::Byline if self.distrust <= 2 && self.label != Label::Updated => 2,
            Evidence::Byline => 5,
            Evidence::Url => 6,
            Evidence::Body => 7,
            Evidence::Inferred => 8,
            Evidence::Masthead => 20,
        };
        place + if self.label == Label::Updated { 10 } else { 0 }
    }
}

/// Fills the four `published` fields and their evidence from the most trusted candidate; none is later than the day of the fetch.
pub fn choose(report: &mut Report, mut candidates: Vec<Candidate>, fetched: Option<Date>) {
    let late = keep_back(&mut candidates, fetched);
    if let Some(day) = fetched {
        candidates.push(Candidate::day(Evidence::Masthead, "published#fetched", day, &day.to_string()));
    }
    candidates.sort_by_key(|candidate| (candidate.rank(), candidate.distrust));
    let voted = outvoted(&candidates);
    if let Some(voted) = voted {
        candidates[..=voted].rotate_right(1);
    }
    let local = local_day(&candidates);
    if let Some(local) = local {
        candidates[..=local].rotate_right(1);
    }
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
    if local.is_some() {
        note.push_str(": the page's own day; the time in UTC falls on the other side of midnight");
    }
    if voted.is_some() {
        note.push_str(": the page says so in more ways than one");
    }
    report.published = (first.evidence != Evidence::Masthead).then_some(first.best);
    (report.published_earliest, report.published_latest) = (days.earliest, days.latest);
    report.published_evidence = Some(first.evidence);
    let mut because = Because::rule(first.rule).note(note);
    for other in candidates.iter().skip(1) {
        because = because.not(format!(
            "{} {} (\"{}\"): less trusted than {}",
            other.rule, other.best, other.words, first.rule
        ));
    }
    because = late.into_iter().fold(because, Because::not);
    report.evidence.insert("published", because);
    if let (Some(day), Some(latest)) = (fetched, report.published_latest) {
        report.published_latest = Some(latest.min(day));
        report.published = report.published.map(|best| best.min(day));
    }
    if let Some(latest) = report.published_latest.filter(|_| report.published_earliest.is_none()) {
        report.warnings.push(format!("{NO_LATER}{latest}"));
    }
}

/// How the warning of a report begins whose page, or whose fetch, tells only the last day it can be of.
const NO_LATER: &str = "published no later than ";

/// The last day a report can be of, where that is all that its page or its fetch told, whatever was inferred later.
pub fn last_day(report: &Report) -> Option<Date> {
    report.warnings.iter().find_map(|warning| warning.strip_prefix(NO_LATER)?.parse().ok())
}

/// Takes out the days after the fetch; a day more is left, for a page's own clock may be a zone ahead. Gives what to say of them.
fn keep_back(candidates: &mut Vec<Candidate>, fetched: Option<Date>) -> Vec<String> {
    let Some(last) = fetched.map(|day| day.tomorrow().unwrap_or(day)) else { return Vec::new() };
    let (late, kept) =
        std::mem::take(candidates).into_iter().partition(|candidate: &Candidate| candidate.best > last);
    *candidates = kept;
    late.into_iter()
        .map(|c| format!("{} {} (\"{}\"): after the day it was fetched", c.rule, c.best, c.words))
        .collect()
}

/// Where the most trusted date stands in one kind of evidence alone, and another day in two: that day's place among the candidates.
fn outvoted(candidates: &[Candidate]) -> Option<usize> {
    const VOTE: [Evidence; 4] = [Evidence::JsonLd, Evidence::Meta, Evidence::Byline, Evidence::Url];
    let votes = |c: &Candidate| {
        let counts = c.evidence != Evidence::Byline || c.distrust < 5;
        VOTE.iter().position(|kind| *kind == c.evidence).filter(|_| c.label != Label::Updated && counts)
    };
    let kinds = |day: Date| {
        let mut kinds: Vec<usize> = candidates.iter().filter(|c| c.best == day).filter_map(votes).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.len()
    };
    let first = candidates.first().filter(|first| votes(first).is_some() && kinds(first.best) == 1)?;
    candidates.iter().position(|c| c.best != first.best && votes(c).is_some() && kinds(c.best) > 1)
}

/// Where the most trusted date is a time in UTC, another that the page shows to people, or its URL, may name the day before or
/// after: the day where the outlet is. Its place among the candidates.
fn local_day(candidates: &[Candidate]) -> Option<usize> {
    let utc = |words: &str| {
        words.contains(':') && ["Z", "+00:00", "+0000", "GMT", "UTC"].iter().any(|zone| words.ends_with(zone))
    };
    let first = candidates.first().filter(|first| utc(&first.words))?;
    let beside = [first.best.yesterday().ok(), first.best.tomorrow().ok()];
    let shown = |c: &Candidate| {
        matches!(c.evidence, Evidence::Byline | Evidence::Url) && c.label != Label::Updated && !utc(&c.words)
    };
    let same = candidates.iter().any(|c| shown(c) && c.distrust < 4 && c.best == first.best);
    let near = |c: &Candidate| shown(c) && beside.contains(&Some(c.best));
    let url = candidates.iter().position(|c| near(c) && c.evidence == Evidence::Url);
    url.or_else(|| candidates.iter().position(|c| near(c) && c.distrust < 6).filter(|_| !same))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(candidates: &[(Evidence, &str, Label, &str)], expected: &str) {
        let candidate = |(evidence, day, label, words): &(Evidence, &str, Label, &str)| {
            let date: Date = day.parse().unwrap();
            let found = Found { at: 0..0, days: Days::day(date), best: date, label: *label };
            Candidate::new(*evidence, "published#test", &found, words)
        };
        let mut report = Report::default();
        choose(&mut report, candidates.iter().map(candidate).collect(), None);
        let show = |day: Option<Date>| day.map_or("-".into(), |day| day.to_string());
        let told = [report.published, report.published_earliest, report.published_latest].map(show).join(" ");
        assert_eq!(told, expected);
    }

    #[test]
    fn the_most_trusted_date_is_taken() {
        let masthead = (Evidence::Masthead, "2020-05-02", Label::None, "Saturday, May 2, 2020");
        let update = (Evidence::Byline, "2019-03-04", Label::Updated, "Updated 4 March 2019");
        check(&[masthead], "- - 2020-05-02");
        check(&[masthead, update], "2019-03-04 2019-03-03 2019-03-04");
        check(
            &[masthead, update, (Evidence::Url, "2019-03-02", Label::Published, "/2019/03/02/")],
            "2019-03-02 2019-03-02 2019-03-02",
        );
        check(&[], "- - -");
    }

    #[test]
    fn the_day_of_the_place_is_taken_over_that_of_greenwich() {
        let utc = (Evidence::JsonLd, "2019-03-03", Label::Published, "2019-03-03T01:10:00Z");
        check(
            &[utc, (Evidence::Url, "2019-03-02", Label::Published, "/2019/03/02/")],
            "2019-03-02 2019-03-02 2019-03-02",
        );
        check(
            &[utc, (Evidence::Url, "2019-02-02", Label::Published, "/2019/02/02/")],
            "2019-03-03 2019-03-03 2019-03-03",
        );
    }
}
