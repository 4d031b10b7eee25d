//! Tag: UPOS and Penn tag of every word in one decision, left to right. Features, decoding and training side by side.

use crate::analysis::Upos;
use crate::labels;
use crate::perceptron::{Model, Trainer, best, feature, word};

/// What the features of a word are made of; hashes, so that nothing is copied.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Of the lower-cased word.
    pub lower: u64,
    /// Of its last one to four characters.
    pub suffix: [u64; 4],
    /// Of its first one to three characters.
    pub prefix: [u64; 3],
    /// Of its shape: `Xx`, `XX`, `d`, `x-x`.
    pub shape: u64,
}

/// Looks at a word.
pub fn look(form: &str) -> Look {
    let lower = form.to_lowercase().replace('’', "'");
    let chars: Vec<(usize, char)> = lower.char_indices().take(64).collect();
    let tail: Vec<usize> = lower.char_indices().rev().take(4).map(|(at, _)| at).collect();
    let suffix = |n: usize| tail.get(n - 1).map_or(0, |&at| word(&lower[at..]) ^ n as u64);
    let prefix = |n: usize| chars.get(n).map_or(0, |&(at, _)| word(&lower[..at]) ^ n as u64);
    Look { lower: word(&lower), suffix: [1, 2, 3, 4].map(suffix), prefix: [1, 2, 3].map(prefix), shape: word(&shape(form)) }
}

fn shape(form: &str) -> String {
    let mut shape = String::new();
    for ch in form.chars().take(24) {
        let kind = match ch {
            c if c.is_uppercase() => 'X',
            c if c.is_ascii_digit() => 'd',
            c if c.is_alphabetic() => 'x',
            c => c,
        };
        if shape.chars().rev().take_while(|c| *c == kind).count() < 2 {
            shape.push(kind);
        }
    }
    shape
}

/// Looks at all words of a sentence; in one written wholly in capitals, as if they were small.
pub fn looks(forms: &[&str]) -> Vec<Look> {
    let shouted = shouted(forms);
    forms.iter().map(|form| if shouted { look(&form.to_lowercase()) } else { look(form) }).collect()
}

/// True for a sentence in which no word is written small.
pub fn shouted(forms: &[&str]) -> bool {
    let words: Vec<&&str> = forms.iter().filter(|f| f.chars().count() > 2 && f.chars().any(char::is_alphabetic)).collect();
    words.len() > 2 && words.iter().all(|f| !f.chars().any(char::is_lowercase))
}

/// True for a headline in which nearly every word has a capital: capitals tell nothing there.
fn titled(forms: &[&str]) -> bool {
    let words: Vec<&&str> = forms.iter().filter(|f| f.chars().count() > 3 && f.chars().next().is_some_and(char::is_alphabetic)).collect();
    words.len() > 3 && words.iter().filter(|f| f.chars().next().is_some_and(char::is_uppercase)).count() * 10 >= words.len() * 8
}

const NONE: u64 = 0x51;

fn features(looks: &[Look], at: usize, before: [u64; 2], titled: bool, out: &mut Vec<u64>) {
    out.clear();
    let nothing = Look { lower: NONE, ..Look::default() };
    let near = |by: isize| at.checked_add_signed(by).and_then(|i| looks.get(i)).unwrap_or(&nothing);
    let (w, p, pp, n, nn) = (near(0), near(-1), near(-2), near(1), near(2));
    let shape = w.shape ^ u64::from(titled);
    let first = u64::from(at == 0);
    let [t1, t2] = before;
    let singles = [
        (0, 0),
        (1, w.lower),
        (2, w.suffix[0]),
        (3, w.suffix[1]),
        (4, w.suffix[2]),
        (5, w.suffix[3]),
        (6, w.prefix[0]),
        (7, w.prefix[1]),
        (8, w.prefix[2]),
        (9, shape),
        (10, t1),
        (11, p.lower),
        (12, p.suffix[2]),
        (13, pp.lower),
        (14, n.lower),
        (15, n.suffix[2]),
        (16, nn.lower),
        (17, n.shape),
    ];
    out.extend(singles.iter().map(|(template, value)| feature(*template, &[*value])));
    out.push(feature(20, &[t1, t2]));
    out.push(feature(21, &[t1, w.lower]));
    out.push(feature(22, &[shape, first]));
    out.push(feature(23, &[shape, w.suffix[2]]));
    out.push(feature(24, &[p.lower, w.lower]));
    out.push(feature(25, &[w.lower, n.lower]));
    out.push(feature(26, &[t1, n.suffix[1]]));
    out.push(feature(27, &[t1, w.suffix[2], n.suffix[2]]));
    out.push(feature(28, &[t2, w.lower]));
}

/// The tagger.
pub struct Tagger<'m> {
    model: Model<'m>,
    tags: Vec<(Upos, &'static str)>,
}

impl<'m> Tagger<'m> {
    /// A tagger over a model; `None` where its labels are not tags.
    pub fn new(model: Model<'m>) -> Option<Tagger<'m>> {
        let names = model.labels();
        let tags = names.iter().map(|label| {
            let (upos, xpos) = label.split_once(' ')?;
            Some((Upos::parse(upos)?, labels::xpos(xpos)?))
        });
        Some(Tagger { tags: tags.collect::<Option<_>>()?, model })
    }

    /// Tags of all words.
    pub fn tag(&self, forms: &[&str], looks: &[Look]) -> Vec<(Upos, &'static str)> {
        let titled = titled(forms);
        let mut scores = vec![0; self.model.classes()];
        let mut out = Vec::new();
        let mut before = [NONE, NONE];
        let mut tags = Vec::with_capacity(looks.len());
        for at in 0..looks.len() {
            features(looks, at, before, titled, &mut out);
            scores.fill(0);
            out.iter().for_each(|f| self.model.add(*f, &mut scores));
            let tag = best(&scores, |_| true).unwrap_or(0);
            before = [tag as u64 + 1, before[0]];
            tags.push(self.tags.get(tag).copied().unwrap_or((Upos::X, "_")));
        }
        tags
    }
}

/// A sentence to learn from.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Its words.
    pub forms: Vec<String>,
    /// Their tags: `NOUN NN`.
    pub tags: Vec<String>,
}

/// Learns from tagged sentences.
pub fn train(samples: &[Sample], rounds: usize) -> Trainer {
    let mut labels: Vec<String> = samples.iter().flat_map(|s| s.tags.iter().cloned()).collect();
    labels.sort();
    labels.dedup();
    let index = |tag: &String| labels.binary_search(tag).unwrap_or(0);
    let mut trainer = Trainer::new(labels.clone());
    let mut scores = vec![0; labels.len()];
    let mut out = Vec::new();
    for round in 0..rounds {
        for at in crate::shuffled(samples.len(), round as u64) {
            let sample = &samples[at];
            let forms: Vec<&str> = sample.forms.iter().map(String::as_str).collect();
            let (looks, titled) = (looks(&forms), titled(&forms));
            let mut before = [NONE, NONE];
            for word in 0..looks.len() {
                features(&looks, word, before, titled, &mut out);
                trainer.score(&out, &mut scores);
                let guess = best(&scores, |_| true).unwrap_or(0);
                trainer.update(&out, index(&sample.tags[word]), guess);
                before = [guess as u64 + 1, before[0]];
            }
        }
    }
    trainer
}
