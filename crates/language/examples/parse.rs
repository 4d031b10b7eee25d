//! Prints CoNLL-U: of a text on standard input, or with `--conllu` of a CoNLL-U file whose sentences and tokens are kept. `--time` measures instead.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example reads, prints and measures")]

use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    match std::env::args().nth(1).as_deref() {
        Some("--conllu") => {
            for document in language::conllu::read(&text)? {
                print!("{}", language::conllu::write(&language::conllu::fill(&document), &document.text));
            }
        }
        Some("--time") => {
            language::analyse("Warm up.");
            let started = std::time::Instant::now();
            let analysis = language::analyse(&text);
            let seconds = started.elapsed().as_secs_f64();
            println!(
                "{} tokens, {seconds:.2} s, {:.0} tokens a second",
                analysis.len(),
                analysis.len() as f64 / seconds
            );
        }
        _ => print!("{}", language::conllu::write(&language::analyse(&text), &text)),
    }
    Ok(())
}
