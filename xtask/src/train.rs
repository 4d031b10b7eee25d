//! `cargo xtask train DATA_DIR`: learns `models/` anew. In: treebanks (`ud/*/train.conllu`) and named-entity data (`ner/*`);
//! out: four models and their cards. The learning itself lies in `language`; here data is read, laid out, and scored on `dev`.
#![allow(clippy::disallowed_methods, reason = "a chore reads treebanks and writes models")]

mod cards;
mod dev;
mod names;
mod trees;

use language::perceptron::Pruning;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// How often each learner goes through its lessons, and what it leaves out in the end.
const TAG: (u64, Pruning) = (8, Pruning { rarer_than: 2, lighter_than: 2 });
const PARSE: (u64, Pruning) = (10, Pruning { rarer_than: 3, lighter_than: 2 });
const ENTITY: (u64, Pruning) = (10, Pruning { rarer_than: 2, lighter_than: 2 });

/// Learns all models, or those named after the folder.
///
/// # Errors
/// What could not be read or written, in words.
pub fn run(args: &[String]) -> Result<(), String> {
    let [folder, only @ ..] = args else {
        return Err("usage: cargo xtask train DATA_DIR [tag|lemma|parse|entity ...]".into());
    };
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let started = Instant::now();
    let told = |what: &str| eprintln!("{:>5.0} s  {what}", started.elapsed().as_secs_f64());
    let trees = trees::read(Path::new(folder))?;
    told(&format!("{} sentences read", trees.len()));
    let tag_names = trees::tag_names(&trees);
    let tagger = if wanted("tag") {
        let bytes = language::tag::train(&trees::tag_lessons(&trees, &tag_names), &tag_names, TAG.0, TAG.1);
        write("tag.bin", &bytes)?;
        told("tagger learnt");
        language::tag::Tagger::open(bytes.leak())
    } else {
        language::tag::Tagger::open(fs::read("models/tag.bin").map_err(|e| e.to_string())?.leak())
    };
    if wanted("lemma") {
        write("lemma.bin", &language::lemma::train(&trees::lemma_lessons(&trees)))?;
        told("lemmatiser learnt");
    }
    if wanted("parse") || wanted("entity") {
        let tags = trees::jackknifed(&trees, &tag_names);
        told("training data tagged by taggers that had not seen it");
        if wanted("parse") {
            let relations = trees::relation_names(&trees);
            let bytes = language::parse::train(
                &trees::parse_lessons(&trees, &tags, &relations),
                &relations,
                PARSE.0,
                PARSE.1,
            );
            write("parse.bin", &bytes)?;
            told("parser learnt");
        }
        if wanted("entity") {
            let texts = names::read(Path::new(folder), &trees, &tags, &tagger)?;
            write("entity.bin", &language::entity::train(&texts, ENTITY.0, ENTITY.1))?;
            told("namer learnt");
        }
    }
    let scores = dev::score(Path::new(folder))?;
    told("scored");
    cards::write(&scores)
}

fn write(file: &str, bytes: &[u8]) -> Result<(), String> {
    let path = Path::new("models").join(file);
    fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}

fn read_file(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
