//! The linear model of names: a conditional random field (Lafferty, McCallum and Pereira 2001), learned by steps of AdaGrad (Duchi, Hazan and
//! Singer 2011) in a fixed order, the mean of all steps kept. In: sentences with their names; out: `models/linear.bin`.

use super::names::{self, Marked};
use super::trees;
use language::entity::{self, CLASSES, Steps};
use language::linear::{BITS, Seen, features, lay_out};
use language::network::{NETWORK, Network, Room};
use language::parse;
use language::table::mix;
use language::word::{Word, words};
use std::path::Path;

/// How often every sentence is seen; the mean begins after the first rounds.
const ROUNDS: u64 = 7;
const ROUNDS_BEFORE_MEAN: u64 = 2;
/// So many sentences lie between two looks at the weights for the mean.
const LOOK: usize = 2000;
/// The length of a step.
const RATE: f32 = 0.2;
/// Of a hundred features so many are kept back, others each time, so that none leans on another.
const KEPT_BACK: u64 = 20;
/// A change smaller than this is none.
const LEAST: f32 = 1e-4;
const NONE: f32 = f32::NEG_INFINITY;

/// A sentence as the program sees it before it seeks names.
pub struct Sight {
    words: Vec<Word>,
    tags: Vec<usize>,
    heads: Vec<Option<usize>>,
    relations: Vec<usize>,
    /// What the network says of names.
    pub scores: Vec<f32>,
}

struct Lesson {
    /// The features of each word.
    features: Vec<Vec<u32>>,
    classes: Vec<usize>,
}

/// A row for each feature, and the same for steps from class to class.
struct Learner {
    weights: Vec<f32>,
    squares: Vec<f32>,
    sums: Vec<f64>,
    steps: Steps,
    step_squares: Steps,
    step_sums: [[f64; CLASSES]; CLASSES],
    looks: f64,
}

/// How likely each class of each word is, and each step.
struct Chances {
    classes: Vec<[f32; CLASSES]>,
    steps: Steps,
}

/// The model, as bytes.
pub fn train(folder: &Path) -> Result<Vec<u8>, String> {
    let mut marked = Vec::new();
    for treebank in ["uner_ewt", "gum"] {
        marked.extend(names::iob2(&folder.join("ner").join(treebank).join("train.iob2"))?);
    }
    marked.extend(names::read(folder)?);
    let mut lessons = Vec::new();
    for (nth, Marked { forms, names }) in marked.iter().enumerate() {
        let classes = entity::classes(forms.len(), names);
        let plain: Vec<&str> = forms.iter().map(String::as_str).collect();
        if let Some(recased) = trees::recased(&plain, nth) {
            lessons.push(Lesson::new(&recased, classes.clone()));
        }
        lessons.push(Lesson::new(forms, classes));
    }
    let mut learner = Learner::new();
    for round in 0..ROUNDS {
        let mut order: Vec<(u64, usize)> =
            (0..lessons.len()).map(|nth| (mix(nth as u64, round + 1), nth)).collect();
        order.sort_unstable();
        for (at, (dice, nth)) in order.iter().enumerate() {
            learner.learn(&lessons[*nth], *dice);
            if round >= ROUNDS_BEFORE_MEAN && at % LOOK == 0 {
                learner.look();
            }
        }
        eprintln!("round {} of {ROUNDS}, {} sentences", round + 1, lessons.len());
    }
    Ok(learner.written())
}

impl Sight {
    /// What the network says of these words.
    pub fn new(network: &Network, forms: &[String]) -> Sight {
        let words = words(forms.iter().map(String::as_str));
        let mut room = Room::default();
        let scores = network.scores(&[&words], &mut room).pop().unwrap_or_default();
        let heads = parse::tree(&scores.arcs, words.len());
        let relations = network.relations(&scores, &heads, &mut room);
        Sight { words, tags: scores.tags, heads, relations, scores: scores.names }
    }

    /// As the model asks for it.
    pub fn seen(&self) -> Seen<'_> {
        Seen { words: &self.words, tags: &self.tags, heads: &self.heads, relations: &self.relations }
    }
}

impl Lesson {
    fn new(forms: &[String], classes: Vec<usize>) -> Lesson {
        let sight = Sight::new(&NETWORK, forms);
        let of = |at| {
            let mut found = Vec::new();
            features(&sight.seen(), at, &mut found);
            found
        };
        Lesson { features: (0..forms.len()).map(of).collect(), classes }
    }

    /// Most of its features, by the throw of a die.
    fn most(&self, dice: u64) -> Vec<Vec<u32>> {
        let most = |(at, all): (usize, &Vec<u32>)| {
            let kept = |nth: usize| mix(mix(dice, at as u64), nth as u64) % 100 >= KEPT_BACK;
            all.iter().enumerate().filter(|(nth, _)| kept(*nth)).map(|(_, feature)| *feature).collect()
        };
        self.features.iter().enumerate().map(most).collect()
    }
}

impl Learner {
    fn new() -> Learner {
        let size = CLASSES << BITS;
        Learner {
            weights: vec![0.0; size],
            squares: vec![0.0; size],
            sums: vec![0.0; size],
            steps: Steps::default(),
            step_squares: Steps::default(),
            step_sums: [[0.0; CLASSES]; CLASSES],
            looks: 0.0,
        }
    }

    fn learn(&mut self, lesson: &Lesson, dice: u64) {
        let kept = lesson.most(dice);
        let rows: Vec<[f32; CLASSES]> = kept.iter().map(|all| self.scores(all)).collect();
        let mut chances = chances(&rows, &self.steps);
        for pair in lesson.classes.windows(2) {
            chances.steps[pair[0]][pair[1]] -= 1.0;
        }
        let changes = chances.steps.iter().flatten();
        let squares = self.step_squares.iter_mut().flatten();
        for ((weight, square), change) in self.steps.iter_mut().flatten().zip(squares).zip(changes) {
            step(weight, square, *change);
        }
        for ((all, changes), class) in kept.iter().zip(&mut chances.classes).zip(&lesson.classes) {
            changes[*class] -= 1.0;
            if changes.iter().all(|change| change.abs() < LEAST) {
                continue;
            }
            for start in all.iter().map(|feature| *feature as usize * CLASSES) {
                let weights = &mut self.weights[start..start + CLASSES];
                let squares = &mut self.squares[start..start + CLASSES];
                for ((weight, square), change) in weights.iter_mut().zip(squares).zip(&*changes) {
                    step(weight, square, *change);
                }
            }
        }
    }

    fn scores(&self, features: &[u32]) -> [f32; CLASSES] {
        let mut scores = [0.0; CLASSES];
        for start in features.iter().map(|feature| *feature as usize * CLASSES) {
            let weights = &self.weights[start..start + CLASSES];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
        }
        scores
    }

    /// Adds the weights as they stand to their mean.
    fn look(&mut self) {
        self.sums.iter_mut().zip(&self.weights).for_each(|(sum, weight)| *sum += f64::from(*weight));
        let sums = self.step_sums.iter_mut().flatten();
        sums.zip(self.steps.iter().flatten()).for_each(|(sum, weight)| *sum += f64::from(*weight));
        self.looks += 1.0;
    }

    fn written(&self) -> Vec<u8> {
        let mean = |sum: &f64| (sum / self.looks.max(1.0)) as f32;
        let weights: Vec<f32> = self.sums.iter().map(mean).collect();
        let steps: Vec<f32> = self.step_sums.iter().flatten().map(mean).collect();
        let top = weights.iter().chain(&steps).fold(f32::MIN_POSITIVE, |top, weight| top.max(weight.abs()));
        let scale = top / 127.0;
        let bytes = |all: &[f32]| all.iter().map(|weight| (weight / scale).round() as i8).collect::<Vec<_>>();
        lay_out(scale, &bytes(&steps), &bytes(&weights))
    }
}

/// One step of AdaGrad.
fn step(weight: &mut f32, square: &mut f32, change: f32) {
    *square += change * change;
    *weight -= RATE * change / (*square + 1.0).sqrt();
}

/// The sums over all rows of classes, forward and backward.
fn chances(rows: &[[f32; CLASSES]], steps: &Steps) -> Chances {
    let n = rows.len();
    let gain = |before: usize, class: usize| {
        if entity::follows(before, class) { steps[before][class] } else { NONE }
    };
    let (mut ahead, mut behind) = (vec![[NONE; CLASSES]; n], vec![[0f32; CLASSES]; n]);
    for at in 0..n {
        for class in 0..CLASSES {
            let so_far = match at {
                0 if entity::follows(0, class) => 0.0,
                0 => NONE,
                _ => log_sum(std::array::from_fn(|before| ahead[at - 1][before] + gain(before, class))),
            };
            ahead[at][class] = so_far + rows[at][class];
        }
    }
    for at in (1..n).rev() {
        for class in 0..CLASSES {
            behind[at - 1][class] =
                log_sum(std::array::from_fn(|next| gain(class, next) + rows[at][next] + behind[at][next]));
        }
    }
    let total = ahead.last().map_or(0.0, |last| log_sum(*last));
    let mut chances = Chances { classes: Vec::with_capacity(n), steps: Steps::default() };
    for at in 0..n {
        chances
            .classes
            .push(std::array::from_fn(|class| (ahead[at][class] + behind[at][class] - total).exp()));
        for (before, sums) in chances.steps.iter_mut().enumerate().filter(|_| at > 0) {
            for (class, sum) in sums.iter_mut().enumerate() {
                let score = ahead[at - 1][before] + gain(before, class) + rows[at][class] + behind[at][class];
                *sum += (score - total).exp();
            }
        }
    }
    chances
}

fn log_sum(values: [f32; CLASSES]) -> f32 {
    let top = values.into_iter().fold(NONE, f32::max);
    if top == NONE { top } else { top + values.iter().map(|x| (x - top).exp()).sum::<f32>().ln() }
}
