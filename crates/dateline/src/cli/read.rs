//! `dateline read`: the main job. Codes the inputs, keeps them batch by batch, merges, and says what it found.

use super::{Global, Inputs, interrupt, progress::Progress, timed, told};
use dateline::run;
use record::{Coded, Record};
use serde_json::Value;

/// Reports kept in one transaction.
const BATCH: usize = 64;

pub fn run(global: &Global, args: &Inputs) -> Result<u8, String> {
    let pipeline = global.pipeline()?;
    let options = global.options(pipeline)?;
    let (inputs, mut unread) = dateline::web::inputs(&args.inputs);
    let mut record = Record::open(&global.record).map_err(|e| e.to_string())?;
    interrupt::listen();
    let mut progress = Progress::new(global.quiet, inputs.len());
    let (mut batch, mut new, mut seen, mut failed) = (Vec::<Coded>::new(), 0, 0, None);
    let keep = |record: &mut Record, batch: &mut Vec<Coded>| {
        let kept = pipeline.keep(record, batch).map_err(|e| e.to_string())?;
        batch.clear();
        Ok::<usize, String>(kept)
    };
    run::run(
        &inputs,
        &options,
        global.threads(),
        |report| pipeline.code_or_tell(report),
        |result| {
            match result {
                Ok(coded) => {
                    seen += 1;
                    progress.done(coded.report.text.len());
                    batch.push(coded);
                }
                Err(item) => unread.push(item),
            }
            if batch.len() >= BATCH {
                match keep(&mut record, &mut batch) {
                    Ok(kept) => new += kept,
                    Err(message) => failed = Some(message),
                }
            }
            failed.is_none() && !interrupt::asked()
        },
    );
    if let Some(message) = failed {
        return Err(message);
    }
    new += keep(&mut record, &mut batch)?;
    progress.finish();
    if interrupt::asked() {
        told(&unread);
        return Ok(interrupt::CODE);
    }
    if !record.is_merged().map_err(|e| e.to_string())? {
        pipeline.merge(&mut record).map_err(|e| e.to_string())?;
    }
    timed(global, pipeline);
    let code = told(&unread);
    if !global.quiet {
        summary(&record, seen, new, unread.len()).map_err(|e| e.to_string())?;
    }
    Ok(code)
}

fn summary(record: &Record, seen: usize, new: usize, unread: usize) -> Result<(), record::Error> {
    eprintln!("read {seen} reports, {new} new, {unread} not read");
    let counts: Vec<String> = ["reports", "events", "claims", "stories"]
        .iter()
        .map(|table| record.count(table).map(|n| format!("{n} {table}")))
        .collect::<Result<_, _>>()?;
    eprintln!("the record holds {}", counts.join(", "));
    let counted = "SELECT count(*) FILTER (WHERE sources > 1), count(*) FILTER (WHERE disputes <> '[]'), count(*) FILTER (WHERE own_voice = 0) FROM events";
    let counts = record.query(counted)?.1.into_iter().next().unwrap_or_default();
    let [told, disputed, claimed] = [0, 1, 2].map(|at| counts.get(at).and_then(Value::as_i64).unwrap_or(0));
    eprintln!(
        "{told} events from several independent sources, {disputed} with differing values, {claimed} that are only claimed"
    );
    Ok(())
}
