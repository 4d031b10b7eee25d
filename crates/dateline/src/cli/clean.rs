//! `dateline clean`: a line per report, its fields flat, with the evidence for each.

use super::{Global, Inputs, print, told};
use serde_json::Value;
use source::Item;

pub fn run(global: &Global, args: &Inputs) -> Result<u8, String> {
    let pipeline = global.pipeline()?;
    let options = global.options(pipeline)?;
    let (inputs, mut unread) = dateline::web::inputs(&args.inputs);
    let mut out = print::Lines::new();
    for item in inputs.iter().flat_map(|input| source::read(input, &options)) {
        match item {
            Item::Report(report) => {
                let mut line = serde_json::to_value(&report).map_err(|e| e.to_string())?;
                let evidence = serde_json::to_value(&report.evidence).map_err(|e| e.to_string())?;
                if let Value::Object(fields) = &mut line {
                    fields.insert("evidence".into(), evidence);
                }
                if !out.line(&line.to_string()) {
                    break;
                }
            }
            Item::Unread(item) => unread.push(item),
        }
    }
    Ok(told(&unread))
}
