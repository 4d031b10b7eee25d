//! Scores of the models on `dev`, which no learner ever sees. In: treebanks and named-entity data; out: shares of what is right, with given tokens.

use super::constructions::{Tally, Tree};
use super::linear::Sight;
use language::conllu::Row;
use language::lemma::Lemmas;
use language::linear::Linear;
use language::network::{Network, Room};
use language::parse;
use std::path::Path;

/// One line of a card: what was measured, on what, and how it came out.
pub struct Score {
    /// The model's file without its ending.
    pub model: &'static str,
    /// What was measured, in words.
    pub what: String,
    /// How many of a hundred.
    pub percent: f64,
}

struct Models {
    network: Network,
    linear: Linear,
    lemmas: Lemmas,
}

/// Scores the models that lie in `models/`.
pub fn score(folder: &Path) -> Result<Vec<Score>, String> {
    let bytes = |file: &str| {
        std::fs::read(Path::new("models").join(file))
            .map(|bytes| &*bytes.leak())
            .map_err(|e| format!("models/{file}: {e}"))
    };
    let models = Models {
        network: Network::open(bytes("network.bin")?),
        linear: Linear::open(bytes("linear.bin")?),
        lemmas: Lemmas::open(bytes("lemma.bin")?),
    };
    if let Some(complaint) = models.network.complaint.as_ref().or(models.linear.complaint.as_ref()) {
        return Err(complaint.clone());
    }
    let mut scores = Vec::new();
    for treebank in super::trees::TREEBANKS {
        let sentences = super::trees::sentences_of(&folder.join("ud").join(treebank).join("dev.conllu"))?;
        scores.extend(treebank_scores(&models, treebank, &sentences));
    }
    for (name, other) in [("uner_ewt", false), ("gum", true)] {
        scores.extend(name_scores(&models, name, other, &folder.join("ner").join(name).join("dev.iob2"))?);
    }
    scores.iter().for_each(|score| eprintln!("        {:>6.2}  {}", score.percent, score.what));
    Ok(scores)
}

fn treebank_scores(models: &Models, treebank: &str, sentences: &[Vec<Row>]) -> Vec<Score> {
    let (mut right, mut tally) = ([0usize; 5], Tally::default());
    let total = sentences.iter().map(Vec::len).sum::<usize>().max(1);
    for rows in sentences {
        let words = super::trees::words_of(rows);
        let scores = models.network.scores(&[&words], &mut Room::default()).pop().unwrap_or_default();
        let heads = parse::tree(&scores.arcs, rows.len());
        let relations = models.network.relations(&scores, &heads, &mut Room::default());
        let name = |(at, head): (usize, &Option<usize>)| match head {
            None => "root",
            Some(_) => models.network.relations[relations[at]],
        };
        let names: Vec<&str> = heads.iter().enumerate().map(name).collect();
        for (at, row) in rows.iter().enumerate() {
            let (upos, xpos) = models.network.tags[scores.tags[at]].split_once(' ').unwrap_or_default();
            let head = heads[at] == row.head;
            let relation = names[at].split(':').next() == row.deprel.split(':').next();
            let lemma = row.lemma == "_" || models.lemmas.lemma(&row.form, xpos) == row.lemma;
            let points = [upos == row.upos, xpos == row.xpos, lemma, head, head && relation];
            right.iter_mut().zip(points).for_each(|(right, point)| *right += usize::from(point));
        }
        tally.add(rows, &Tree { heads, relations: names });
    }
    let measures = [
        ("network", "UPOS"),
        ("network", "XPOS"),
        ("lemma", "lemmas"),
        ("network", "UAS"),
        ("network", "LAS"),
    ];
    let score = |((model, what), right): ((&'static str, &str), usize)| Score {
        model,
        what: format!("{what} on {treebank} dev"),
        percent: 100.0 * right as f64 / total as f64,
    };
    let construction = |(name, percent): (&str, f64)| Score {
        model: "network",
        what: format!("F1 of {name} on {treebank} dev"),
        percent,
    };
    measures.into_iter().zip(right).map(score).chain(tally.scores().map(construction)).collect()
}

/// The names that the network finds by itself, and with the linear model beside it.
fn name_scores(models: &Models, name: &str, other: bool, path: &Path) -> Result<Vec<Score>, String> {
    let sentences = super::names::iob2(path)?;
    let silent = Linear::default();
    let linears = [("network", &silent, ""), ("linear", &models.linear, " with the network")];
    let (mut right, mut found, mut gold) = ([0; 2], [0; 2], 0);
    for sentence in &sentences {
        let sight = Sight::new(&models.network, &sentence.forms);
        for (nth, (_, linear, _)) in linears.iter().enumerate() {
            let mut names = linear.names(&sight.seen(), &sight.scores);
            names.retain(|(_, label)| other || *label != language::Label::Oth);
            right[nth] += names.iter().filter(|name| sentence.names.contains(name)).count();
            found[nth] += names.len();
        }
        gold += sentence.names.len();
    }
    let labels = if other { "" } else { " (PER, ORG, LOC)" };
    let score = |(nth, (model, _, how)): (usize, (&'static str, &Linear, &str))| Score {
        model,
        what: format!("F1 of names{how} on {name} dev{labels}"),
        percent: 200.0 * right[nth] as f64 / (found[nth] + gold).max(1) as f64,
    };
    Ok(linears.into_iter().enumerate().map(score).collect())
}
