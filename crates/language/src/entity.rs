//! Entity: names of persons, organisations, places and others, word by word (inside, outside, beginning). Features, decoding, training side by side.

use crate::analysis::{Entity, Label, Token};
use crate::perceptron::{Model, Trainer, best, feature, word};
use crate::tag::Look;

/// The classes, in the order of the model.
const CLASSES: [&str; 9] = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-OTH", "I-OTH"];
const LABELS: [Label; 4] = [Label::Per, Label::Org, Label::Loc, Label::Oth];
const NONE: u64 = 0x51;

fn features(looks: &[Look], tags: &[&'static str], at: usize, before: [usize; 2], out: &mut Vec<u64>) {
    out.clear();
    let nothing = Look { lower: NONE, ..Look::default() };
    let near = |by: isize| at.checked_add_signed(by).and_then(|i| looks.get(i)).unwrap_or(&nothing);
    let tag = |by: isize| at.checked_add_signed(by).and_then(|i| tags.get(i)).map_or(0, |t| word(t));
    let (w, p, pp, n, nn) = (near(0), near(-1), near(-2), near(1), near(2));
    let [c1, c2] = before.map(|c| c as u64);
    let mut push = |template: u8, values: &[u64]| out.push(feature(template, values));
    push(0, &[]);
    push(1, &[w.lower]);
    push(2, &[w.suffix[1]]);
    push(3, &[w.suffix[2]]);
    push(4, &[w.suffix[3]]);
    push(5, &[w.prefix[2]]);
    push(6, &[w.prefix[1]]);
    push(7, &[w.shape]);
    push(8, &[c1]);
    push(9, &[c1, w.lower]);
    push(10, &[c1, w.shape]);
    push(11, &[p.lower]);
    push(12, &[n.lower]);
    push(13, &[pp.lower]);
    push(14, &[nn.lower]);
    push(15, &[p.shape, w.shape]);
    push(16, &[w.shape, n.shape]);
    push(17, &[tag(0)]);
    push(18, &[tag(-1), tag(0)]);
    push(19, &[tag(0), tag(1)]);
    push(20, &[c1, tag(0)]);
    push(21, &[p.lower, w.shape]);
    push(22, &[n.lower, w.shape]);
    push(23, &[c1, c2]);
    push(24, &[c1, n.shape, tag(0)]);
    push(25, &[n.suffix[2], w.shape]);
    push(26, &[p.suffix[2], w.shape]);
    push(27, &[c1, n.lower]);
    push(28, &[p.lower, w.lower]);
    push(29, &[w.lower, n.lower]);
    push(30, &[nn.shape, n.shape, w.shape]);
    push(31, &[c1, p.lower]);
}

/// "I" goes on only from the same label.
fn allowed(class: usize, before: usize) -> bool {
    class == 0 || class % 2 == 1 || before == class || before + 1 == class
}

/// Names of a sentence.
pub fn find(model: &Model, tokens: &[Token], looks: &[Look]) -> Vec<Entity> {
    let tags: Vec<&'static str> = tokens.iter().map(|t| t.xpos).collect();
    let mut scores = vec![0; model.classes()];
    let mut out = Vec::new();
    let mut before = [0, 0];
    let mut found: Vec<Entity> = Vec::new();
    for at in 0..tokens.len() {
        features(looks, &tags, at, before, &mut out);
        scores.fill(0);
        out.iter().for_each(|f| model.add(*f, &mut scores));
        let class = best(&scores, |class| allowed(class, before[0])).unwrap_or(0);
        before = [class, before[0]];
        match (class, found.last_mut()) {
            (0, _) => {}
            (class, Some(last)) if class % 2 == 0 && last.end == at => {
                last.end = at + 1;
                last.span = last.span.to(tokens[at].span);
            }
            (class, _) => {
                let label = LABELS.get((class - 1) / 2).copied().unwrap_or(Label::Oth);
                found.push(Entity { label, span: tokens[at].span, first: at, end: at + 1 });
            }
        }
    }
    found
}

/// A sentence to learn from: words, their Penn tags, and IOB2 labels.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Words.
    pub forms: Vec<String>,
    /// Penn tags as the tagger gives them.
    pub tags: Vec<&'static str>,
    /// `B-PER` ...
    pub labels: Vec<String>,
}

/// Learns from labelled sentences.
pub fn train(samples: &[Sample], rounds: usize) -> Trainer {
    let mut trainer = Trainer::new(CLASSES.iter().map(|c| (*c).to_owned()).collect());
    let mut scores = vec![0; CLASSES.len()];
    let mut out = Vec::new();
    for round in 0..rounds {
        for at in crate::shuffled(samples.len(), round as u64) {
            let sample = &samples[at];
            let forms: Vec<&str> = sample.forms.iter().map(String::as_str).collect();
            let looks = crate::tag::looks(&forms);
            let mut before = [0, 0];
            for word in 0..looks.len() {
                features(&looks, &sample.tags, word, before, &mut out);
                trainer.score(&out, &mut scores);
                let guess = best(&scores, |class| allowed(class, before[0])).unwrap_or(0);
                let gold = CLASSES.iter().position(|c| *c == sample.labels[word]).unwrap_or(0);
                trainer.update(&out, gold, guess);
                before = [guess, before[0]];
            }
        }
    }
    trainer
}
