//! `dateline check`: the data held against itself.

use super::{Global, print};

pub fn run(global: &Global) -> Result<u8, String> {
    let pipeline = global.pipeline()?;
    let (failures, count) = dateline::check::check(pipeline);
    for failure in &failures {
        let (file, id) = failure.rule.split_once('#').unwrap_or((&failure.rule, ""));
        print::say(&format!("{file}:{}: [{id}] {}\n    {}", failure.line, failure.message, failure.text));
    }
    eprintln!("{} of {count} examples do what their entry says", count - failures.len());
    Ok(u8::from(!failures.is_empty()))
}
