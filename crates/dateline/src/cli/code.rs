//! `dateline code`: findings of each report as one line of JSON, in the order of the inputs; keeps nothing.

use super::{Global, Inputs, print, progress::Progress, timed, told};
use dateline::{pipeline, run};

pub fn run(global: &Global, args: &Inputs, links: bool) -> Result<u8, String> {
    let pipeline = global.pipeline()?;
    let options = global.options(pipeline)?;
    let (inputs, mut unread) = dateline::web::inputs(&args.inputs);
    let mut progress = Progress::new(global.quiet, inputs.len());
    let mut out = print::Lines::new();
    run::run(
        &inputs,
        &options,
        global.threads(),
        |report| {
            let tokens = report.text.len();
            if links {
                return Ok((pipeline.links(&report).to_string(), tokens));
            }
            pipeline.code_or_tell(report).map(|coded| (pipeline::line(&coded).to_string(), tokens))
        },
        |result| {
            match result {
                Ok((line, bytes)) => {
                    progress.done(bytes);
                    return out.line(&line);
                }
                Err(item) => unread.push(item),
            }
            true
        },
    );
    progress.finish();
    timed(global, pipeline);
    Ok(told(&unread))
}
