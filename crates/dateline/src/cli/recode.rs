//! `dateline recode`: what another coder read is coded again by this one; the older rows stay as superseded. `dateline merge-records`: one record
//! taken into another.

use super::{Global, progress::Progress, review::today};
use record::{Coded, Record};
use std::path::{Path, PathBuf};
use text::Evidence;

/// Reports coded anew in one transaction.
const BATCH: usize = 64;

pub fn run(global: &Global, all: bool) -> Result<u8, String> {
    let pipeline = global.pipeline()?;
    let mut record = global.open()?;
    let coder = pipeline.coder();
    let told = |e: record::Error| e.to_string();
    let outdated = record.outdated(if all { "" } else { &coder }).map_err(told)?;
    if !outdated.is_empty() {
        let run = record.begin_run(&coder, &today()).map_err(told)?;
        let mut progress = Progress::new(global.quiet, outdated.len());
        for ids in outdated.chunks(BATCH) {
            let reports = ids.iter().filter_map(|id| record.report(id).transpose());
            let reports: Vec<text::Report> = reports.collect::<Result<_, _>>().map_err(told)?;
            let coded = coded(&pipeline, reports, global.threads());
            record.recode(run, &coded).map_err(told)?;
            coded.iter().for_each(|coded| progress.done(coded.report.text.len()));
        }
        progress.finish();
        pipeline.merge(&mut record).map_err(told)?;
    }
    if !global.quiet {
        eprintln!("{} reports coded anew by {coder}", outdated.len());
    }
    Ok(0)
}

/// Codes reports on several threads, each as it was read: what an older coder inferred from the text is inferred anew.
fn coded(pipeline: &dateline::Pipeline, reports: Vec<text::Report>, threads: usize) -> Vec<Coded> {
    let share = reports.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let work = |part: &[text::Report]| part.iter().map(|r| pipeline.code(as_read(r))).collect::<Vec<_>>();
        let parts: Vec<_> = reports.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    })
}

fn as_read(report: &text::Report) -> text::Report {
    let mut report = report.clone();
    if report.published_evidence == Some(Evidence::Inferred) {
        report.published_evidence = None;
        report.published = None;
        report.published_earliest = None;
        // The last day stays: a masthead above the title may have given it, and nothing later is to be inferred.
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
