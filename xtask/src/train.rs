//! Train: the treebanks and name corpora become `models/`. `cargo xtask train DATA` reads `DATA/ud/*/train.conllu` and `DATA/ner/*/train.iob2`.

use language::{conllu, entity, labels, lemma, parse, tag};
use std::path::Path;

const TREEBANKS: [&str; 2] = ["ewt", "gum"];
const NAMES: [(&str, &str); 2] = [("uner_ewt", "ewt"), ("gum", "gum")];
const TAG_ROUNDS: usize = 6;
const TREE_ROUNDS: usize = 12;
const NAME_ROUNDS: usize = 8;

/// Trains everything and writes it to `models/`.
pub fn run(args: &[String]) -> Result<(), String> {
    let data = Path::new(args.first().ok_or("which folder holds the training data? cargo xtask train DATA")?);
    let models = crate::root().join("models");
    let documents = TREEBANKS.iter().map(|name| read(&data.join("ud").join(name).join("train.conllu"))).collect::<Result<Vec<_>, _>>()?;
    let samples: Vec<tag::Sample> = documents.iter().flat_map(tag_samples).collect();
    eprintln!("tagger: {} sentences", samples.len());
    write(&models.join("tags.bin"), &tag::train(&with_headlines(&samples), TAG_ROUNDS).finish(6.0, 2))?;
    let words = documents.iter().flat_map(|d| d.analysis.sentences.iter().flat_map(|s| s.tokens.iter().map(|t| (t.span.slice(&d.text), t.xpos, t.lemma.as_str()))));
    write(&models.join("lemmas.tsv"), lemma::train(words).as_bytes())?;
    let tags = jackknifed(&samples);
    eprintln!("parser");
    let trainer = parse::train(&trees(&documents, &samples, &tags), TREE_ROUNDS);
    for least in [2, 3, 4, 6] {
        write(&models.join(format!("trees{least}.bin")), &trainer.finish(6.0, least))?;
    }
    write(&models.join("trees.bin"), &trainer.finish(6.0, 3))?;
    eprintln!("names");
    write(&models.join("names.bin"), &entity::train(&names(data, &samples, &tags)?, NAME_ROUNDS).finish(8.0, 2))
}

fn read(path: &Path) -> Result<conllu::Document, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    conllu::read(&text).map_err(|e| format!("{}: {e}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    eprintln!("  {} {} KB", path.display(), bytes.len() / 1024);
    std::fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}

fn tag_samples(document: &conllu::Document) -> Vec<tag::Sample> {
    let sample = |s: &language::Sentence| tag::Sample {
        forms: s.tokens.iter().map(|t| t.span.slice(&document.text).to_owned()).collect(),
        tags: s.tokens.iter().map(|t| format!("{} {}", t.upos.as_str(), t.xpos)).collect(),
    };
    document.analysis.sentences.iter().map(sample).collect()
}

/// Every twelfth sentence once more as a headline is written, with capitals throughout, so that a capital alone makes no name.
fn with_headlines(samples: &[tag::Sample]) -> Vec<tag::Sample> {
    let headline = |form: &String| {
        let mut chars = form.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    let copies = samples.iter().step_by(12).map(|s| tag::Sample { forms: s.forms.iter().map(headline).collect(), tags: s.tags.clone() });
    samples.iter().cloned().chain(copies).collect()
}

/// Tags of each fifth by a tagger that has not seen it: what the parser will meet.
fn jackknifed(samples: &[tag::Sample]) -> Vec<Vec<(language::Upos, &'static str)>> {
    let mut tags = vec![Vec::new(); samples.len()];
    for fold in 0..5 {
        let rest: Vec<tag::Sample> = samples.iter().enumerate().filter(|(at, _)| at % 5 != fold).map(|(_, s)| s.clone()).collect();
        let model = tag::train(&rest, TAG_ROUNDS).finish(6.0, 1);
        let Some(tagger) = language::perceptron::Model::read(&model).and_then(tag::Tagger::new) else { continue };
        for at in (fold..samples.len()).step_by(5) {
            let forms: Vec<&str> = samples[at].forms.iter().map(String::as_str).collect();
            tags[at] = tagger.tag(&forms, &tag::looks(&forms));
        }
        eprintln!("  fold {fold}");
    }
    tags
}

fn trees(documents: &[conllu::Document], samples: &[tag::Sample], tags: &[Vec<(language::Upos, &'static str)>]) -> Vec<parse::Sample> {
    let sentences = documents.iter().flat_map(|d| &d.analysis.sentences);
    let mut found = Vec::new();
    for ((sentence, sample), tags) in sentences.zip(samples).zip(tags) {
        let n = sentence.tokens.len();
        let heads: Vec<usize> = sentence.tokens.iter().map(|t| t.head.unwrap_or(n)).collect();
        let forms: Vec<&str> = sample.forms.iter().map(String::as_str).collect();
        let number = |rel: &str| labels::DEPREL.iter().position(|known| *known == rel).unwrap_or(0);
        if is_projective(&heads) {
            let labels = sentence.tokens.iter().map(|t| number(t.deprel)).collect();
            found.push(parse::Sample { items: parse::items(&tag::looks(&forms), tags), heads, labels });
        }
    }
    found
}

fn is_projective(heads: &[usize]) -> bool {
    let arcs: Vec<(usize, usize)> = heads.iter().enumerate().map(|(d, &h)| (d.min(h), d.max(h))).collect();
    !arcs.iter().any(|&(a, b)| arcs.iter().any(|&(c, d)| a < c && c < b && b < d))
}

/// Names: the corpora name the same sentences as the treebanks, so tags are taken from there.
fn names(data: &Path, samples: &[tag::Sample], tags: &[Vec<(language::Upos, &'static str)>]) -> Result<Vec<entity::Sample>, String> {
    let known: std::collections::HashMap<&[String], usize> = samples.iter().enumerate().map(|(at, s)| (&s.forms[..], at)).collect();
    let mut found = Vec::new();
    for (folder, _) in NAMES {
        let path = data.join("ner").join(folder).join("train.iob2");
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        for block in text.split("\n\n") {
            let rows = block.lines().filter(|l| !l.starts_with("# ")).filter_map(|l| l.split_once('\t'));
            let (forms, labels): (Vec<String>, Vec<String>) = rows.map(|(f, l)| (f.to_owned(), l.trim().to_owned())).unzip();
            let Some(&at) = known.get(&forms[..]) else { continue };
            found.push(entity::Sample { tags: tags[at].iter().map(|(_, xpos)| *xpos).collect(), forms, labels });
        }
    }
    eprintln!("  {} sentences", found.len());
    Ok(found)
}
