//! `cargo xtask train DATA_DIR STEP`: what this workspace does to make `models/` anew. In: treebanks (`ud/*/train.conllu`) and named-entity data
//! (`ner/*`); out: lessons for the network (learned by `training/*.py`), the lexicon, the lemmatiser, the cards with scores on `dev`.
#![allow(clippy::disallowed_methods, reason = "a chore reads treebanks and writes models")]

mod cards;
mod constructions;
mod dev;
mod known;
mod lessons;
mod linear;
mod names;
mod trees;

use std::fs;
use std::path::Path;

const USAGE: &str = "usage: cargo xtask train DATA_DIR lemma FORMS.tsv | lexicon WORDS.tsv | names [GIVEN_NAMES.txt...] | linear | lessons OUT.jsonl [TEXT...] | cards";

/// Takes one step.
///
/// # Errors
/// What could not be read or written, in words.
pub fn run(args: &[String]) -> Result<(), String> {
    let [folder, step, rest @ ..] = args else { return Err(USAGE.into()) };
    let folder = Path::new(folder);
    match (step.as_str(), rest) {
        ("lemma", [forms]) => {
            let mut lessons = trees::lemma_lessons(&trees::read(folder)?);
            lessons.extend(lessons::forms(Path::new(forms), &lessons)?);
            write("lemma.bin", &language::lemma::train(&lessons))
        }
        ("lexicon", [words]) => write("lexicon.bin", &lessons::lexicon(Path::new(words))?),
        ("names", given) => write("names.bin", &known::Names::read(given)?.table()),
        ("linear", []) => write("linear.bin", &linear::train(folder)?),
        ("lessons", [out, texts @ ..]) => lessons::write(folder, Path::new(out), texts),
        ("cards", []) => cards::write(&dev::score(folder)?),
        _ => Err(USAGE.into()),
    }
}

fn write(file: &str, bytes: &[u8]) -> Result<(), String> {
    let path = Path::new("models").join(file);
    eprintln!("{}, {} bytes", path.display(), bytes.len());
    fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}

fn read_file(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
