//! `dateline recode`: what another coder read is coded again by this one; the older rows stay as superseded. `dateline merge-records`: one record
//! taken into another.

use super::{Global, progress::Progress, review::today};
use dateline::Pipeline;
use record::{Coded, Record};
use source::Unread;
use std::path::{Path, PathBuf};
use text::{Evidence, Report};

/// Reports coded anew in one transaction.
const BATCH: usize = 64;

pub fn run(global: &Global, all: bool) -> Result<u8, String> {
    let pipeline = global.pipeline()?;
    let mut record = global.open()?;
    let coder = pipeline.coder();
    let told = |e: record::Error| e.to_string();
    let outdated = record.outdated(if all { "" } else { &coder }).map_err(told)?;
    let mut unread: Vec<Unread> = Vec::new();
    if !outdated.is_empty() {
        let run = record.begin_run(&coder, &today()).map_err(told)?;
        let mut progress = Progress::new(global.quiet, outdated.len());
        for ids in outdated.chunks(BATCH) {
            let reports = ids.iter().filter_map(|id| record.report(id).transpose());
            let reports: Vec<Report> = reports.collect::<Result<_, _>>().map_err(told)?;
            let coded = coded(pipeline, reports, global.threads());
            let (coded, mut failed): (Vec<_>, Vec<_>) = coded.into_iter().partition(Result::is_ok);
            let coded: Vec<Coded> = coded.into_iter().flatten().collect();
            unread.extend(failed.drain(..).filter_map(Result::err));
            record.recode(run, &coded).map_err(told)?;
            coded.iter().for_each(|coded| progress.done(coded.report.text.len()));
        }
        progress.finish();
        pipeline.merge(&mut record).map_err(told)?;
    }
    if !global.quiet {
        eprintln!("{} reports coded anew by {coder}", outdated.len() - unread.len());
    }
    Ok(super::told(&unread))
}

/// Codes reports on several threads, each as it was read: what an older coder inferred from the text is inferred anew. A report that
/// the coder fails on stays as it was, and is told.
fn coded(pipeline: &Pipeline, reports: Vec<Report>, threads: usize) -> Vec<Result<Coded, Unread>> {
    let share = reports.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let work =
            |part: &[Report]| part.iter().map(|r| pipeline.code_or_tell(as_read(r))).collect::<Vec<_>>();
        let parts: Vec<_> =
            reports.chunks(share).map(|part| (part, scope.spawn(move || work(part)))).collect();
        let lost = |part: &[Report]| {
            let tell = |r: &Report| {
                Err(Unread { uri: r.source_uri.clone(), reason: "the coder's thread ended".into() })
            };
            part.iter().map(tell).collect()
        };
        parts.into_iter().flat_map(|(part, thread)| thread.join().unwrap_or_else(|_| lost(part))).collect()
    })
}

/// A report without what an older coder inferred of its day; the last day that its own page or its fetch gave stays.
fn as_read(report: &Report) -> Report {
    let mut report = report.clone();
    if report.published_evidence == Some(Evidence::Inferred) {
        report.published = None;
        report.published_earliest = None;
        report.published_latest = source::last_day(&report);
        report.published_evidence = report.published_latest.map(|_| Evidence::Masthead);
    }
    report
}

pub fn merge_records(global: &Global, into: &Path, others: &[PathBuf]) -> Result<u8, String> {
    let mut record = Record::open(into).map_err(|e| e.to_string())?;
    for other in others {
        let joined = record.join(other).map_err(|e| e.to_string())?;
        if !global.quiet {
            eprintln!(
                "{}: {} reports new, {} known already, {} reviews",
                other.display(),
                joined.new,
                joined.known,
                joined.reviews
            );
        }
        if joined.other_coder > 0 {
            eprintln!(
                "{} of them were read by another coder there; what {} has of them stays",
                joined.other_coder,
                into.display()
            );
        }
    }
    global.pipeline()?.merge(&mut record).map_err(|e| e.to_string())?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latest(warnings: &[&str]) -> Option<String> {
        let day = "2016-06-12".parse().ok();
        let report = Report {
            published_earliest: day,
            published_latest: day,
            published_evidence: Some(Evidence::Inferred),
            warnings: warnings.iter().map(|w| (*w).to_owned()).collect(),
            ..Report::default()
        };
        as_read(&report).published_latest.map(|day| day.to_string())
    }

    #[test]
    fn only_what_the_file_gave_bounds_a_new_coder() {
        assert_eq!(latest(&[]), None);
        assert_eq!(latest(&["published no later than 2019-04-21"]).as_deref(), Some("2019-04-21"));
    }
}
