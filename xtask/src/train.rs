//! `cargo xtask train DATA_DIR`: learns `models/` anew. In: treebanks (`ud/*/train.conllu`) and named-entity data (`ner/*`);
//! out: four models and their cards. The learning itself lies in `language`; here data is read, laid out, and scored on `dev`.
#![allow(clippy::disallowed_methods, reason = "a chore reads treebanks and writes models")]

mod cards;
mod dev;
mod names;
mod trees;

use language::perceptron::Pruning;
use language::tag::{Tag, Tagger};
use language::{entity, lemma, parse, tag};
use std::fs;
use std::path::Path;
use std::time::Instant;

/// How often each learner goes through its lessons, and what it leaves out in the end: chosen on `dev`, where twice the size gains a tenth.
const TAG: (u64, Pruning) = (8, Pruning { rarer_than: 3, lighter_than: 300 });
const PARSE: (u64, Pruning) = (10, Pruning { rarer_than: 3, lighter_than: 500 });
const ENTITY: (u64, Pruning) = (8, Pruning { rarer_than: 3, lighter_than: 300 });

/// Learns all models, or those named after the folder.
///
/// # Errors
/// What could not be read or written, in words.
pub fn run(args: &[String]) -> Result<(), String> {
    let [folder, only @ ..] = args else {
        return Err("usage: cargo xtask train DATA_DIR [tag|lemma|parse|entity ...]".into());
    };
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let folder = Path::new(folder);
    let school = School::new(folder)?;
    if wanted("tag") {
        let lessons = trees::tag_lessons(&school.trees, &school.tag_names);
        school.write("tag.bin", &tag::train(&lessons, &school.tag_names, TAG.0, TAG.1))?;
    }
    if wanted("lemma") {
        school.write("lemma.bin", &lemma::train(&trees::lemma_lessons(&school.trees)))?;
    }
    if wanted("parse") || wanted("entity") {
        let tags = trees::jackknifed(&school.trees, &school.tag_names);
        school.told("the treebanks, tagged by taggers that had not seen them");
        wanted("parse").then(|| school.parser(&tags)).transpose()?;
        wanted("entity").then(|| school.namer(folder, &tags)).transpose()?;
    }
    cards::write(&dev::score(folder)?)
}

/// What all learners share.
struct School {
    trees: Vec<Vec<language::conllu::Row>>,
    tag_names: Vec<String>,
    started: Instant,
}

impl School {
    fn new(folder: &Path) -> Result<School, String> {
        let started = Instant::now();
        let trees = trees::read(folder)?;
        Ok(School { tag_names: trees::tag_names(&trees), trees, started })
    }

    fn parser(&self, tags: &[Vec<Tag>]) -> Result<(), String> {
        let relations = trees::relation_names(&self.trees);
        let lessons = trees::parse_lessons(&self.trees, tags, &relations);
        self.write("parse.bin", &parse::train(&lessons, &relations, PARSE.0, PARSE.1))
    }

    fn namer(&self, folder: &Path, tags: &[Vec<Tag>]) -> Result<(), String> {
        let bytes = fs::read("models/tag.bin").map_err(|e| format!("models/tag.bin: {e}"))?;
        let texts = names::read(folder, &self.trees, tags, &Tagger::open(bytes.leak()))?;
        self.write("entity.bin", &entity::train(&texts, ENTITY.0, ENTITY.1))
    }

    fn write(&self, file: &str, bytes: &[u8]) -> Result<(), String> {
        let path = Path::new("models").join(file);
        fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
        self.told(&format!("{file}, {} bytes", bytes.len()));
        Ok(())
    }

    fn told(&self, what: &str) {
        eprintln!("{:>5.0} s  {what}", self.started.elapsed().as_secs_f64());
    }
}

fn read_file(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
