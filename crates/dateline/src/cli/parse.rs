//! `dateline parse`: CoNLL-U of each report, title first, every word as it stands. With `--input-format conllu` the given sentences and tokens stay
//! and the rest is filled.

use super::{Global, Inputs, print, told};
use language::conllu;
use source::Item;
use std::io::Read;

pub fn run(global: &Global, args: &Inputs) -> Result<u8, String> {
    let mut out = print::Lines::new();
    if global.input_format.as_deref() == Some("conllu") {
        for path in &args.inputs {
            if !out.raw(&filled(path)?) {
                break;
            }
        }
        return Ok(0);
    }
    let pipeline = global.pipeline()?;
    // A treebank has all words of its text: what is furniture is for `clean` to say.
    let options = source::Options { as_is: true, ..global.options(pipeline)? };
    let (inputs, mut unread) = dateline::web::inputs(&args.inputs);
    for item in inputs.iter().flat_map(|input| source::read(input, &options)) {
        match item {
            Item::Report(report) => {
                let (title, body) = pipeline.analyse(&report);
                let header = format!("# newdoc id = {}\n", report.given_id.as_ref().unwrap_or(&report.id));
                // A title that the text begins with is no words of its own.
                let repeated = report.text.trim_start().starts_with(report.title.trim());
                let title = if repeated { String::new() } else { conllu::write(&title, &report.title) };
                let text = title + &conllu::write(&body, &report.text);
                if !out.raw(&(header + &text)) {
                    break;
                }
            }
            Item::Unread(item) => unread.push(item),
        }
    }
    Ok(told(&unread))
}

fn filled(path: &str) -> Result<String, String> {
    let mut input = String::new();
    let read = match path {
        "-" => std::io::stdin().read_to_string(&mut input).map(|_| ()),
        path => std::fs::read_to_string(path).map(|text| input = text),
    };
    read.map_err(|e| format!("{path}: {e}"))?;
    let documents = conllu::read(&input).map_err(|e| format!("{path}: {e}"))?;
    Ok(documents.iter().map(|document| conllu::write(&conllu::fill(document), &document.text)).collect())
}
