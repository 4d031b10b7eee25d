//! The one learner: an averaged perceptron over hashed features. In: features and the right class; out: a model of small integers, read in place.
//!
//! Everything is summed in integers, so that the same model decides alike on every machine.

use crate::table::{Table, lay_out, u32_at};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

/// First bytes of a model file; the last one counts versions of the format.
const MAGIC: &[u8; 4] = b"DLM1";
/// No model tells more classes apart.
pub const MOST_CLASSES: usize = 256;

/// What a byte of a model weighs: its signed square, so that light weights are told apart as finely as heavy ones.
const WEIGHTS: [i32; 256] = {
    let mut weights = [0; 256];
    let mut at = 0;
    while at < 256 {
        let root = at as u8 as i8 as i32;
        weights[at] = root * root.abs();
        at += 1;
    }
    weights
};

/// Scores of one decision.
pub type Scores = [i32; MOST_CLASSES];

/// A trained model.
#[derive(Debug, Default)]
pub struct Model {
    /// Names of the classes, in order.
    pub classes: Vec<&'static str>,
    weights: Table,
    /// What the model's owner keeps beside the weights.
    pub extra: Table,
}

impl Model {
    /// Reads a model in place.
    ///
    /// # Errors
    /// Says so where the bytes are no model or one of another format.
    pub fn open(bytes: &'static [u8]) -> Result<Model, String> {
        Model::parts(bytes)
            .ok_or_else(|| "the model is missing or of another format: run `cargo xtask train`".to_owned())
    }

    fn parts(bytes: &'static [u8]) -> Option<Model> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let length = u32_at(rest, 0)? as usize;
        let names = std::str::from_utf8(rest.get(4..4 + length)?).ok()?;
        let (weights, rest) = Table::open(rest.get(4 + length..)?)?;
        let (extra, _) = Table::open(rest)?;
        Some(Model { classes: names.lines().collect(), weights, extra })
    }
}

/// The class with the highest score among those allowed; the first of equals.
#[inline]
pub fn best(scores: &[i32], allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<(usize, i32)> = None;
    for (class, &score) in scores.iter().enumerate() {
        if best.is_none_or(|(_, top)| score > top) && allowed(class) {
            best = Some((class, score));
        }
    }
    best.map(|(class, _)| class)
}

/// Anything that can score: the trained model, or the trainer on its way there.
pub trait Scorer {
    /// Adds up what the features say of every class.
    fn score(&self, features: &[u64], scores: &mut Scores);
}

impl Scorer for Model {
    #[inline]
    fn score(&self, features: &[u64], scores: &mut Scores) {
        scores.fill(0);
        for &feature in features {
            for pair in self.weights.get(feature).chunks_exact(2) {
                scores[usize::from(pair[0])] += WEIGHTS[usize::from(pair[1])];
            }
        }
    }
}

/// Keys are hashes already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[derive(Clone, Copy)]
struct Cell {
    class: u8,
    weight: i32,
    total: i64,
    since: i64,
}

/// What `Trainer::finish` leaves out.
#[derive(Clone, Copy, Debug)]
pub struct Pruning {
    /// Features that were seen in mistakes fewer times than this.
    pub rarer_than: u32,
    /// Average weights of less than this, in 1024ths of an update.
    pub lighter_than: i64,
}

/// Learns weights from mistakes.
pub struct Trainer {
    rows: HashMap<u64, (u32, Vec<Cell>), BuildHasherDefault<AsIs>>,
    step: i64,
}

impl Trainer {
    /// A trainer that knows nothing.
    pub fn new(classes: usize) -> Trainer {
        assert!(classes <= MOST_CLASSES, "{classes} classes are too many");
        Trainer { rows: HashMap::default(), step: 0 }
    }

    /// Takes note of one decision; where it was wrong, the weights move.
    pub fn learn(&mut self, features: &[u64], right: usize, guess: usize) {
        self.step += 1;
        if right == guess {
            return;
        }
        for &feature in features {
            let (times, cells) = self.rows.entry(feature).or_default();
            *times += 1;
            shift(cells, right as u8, 1, self.step);
            shift(cells, guess as u8, -1, self.step);
        }
    }

    /// The averaged weights as a model file; `extra` is kept beside them.
    pub fn finish(&self, names: &[String], extra: &BTreeMap<u64, Vec<u8>>, pruning: Pruning) -> Vec<u8> {
        let heaviest = self.heaviest();
        let mut rows = BTreeMap::new();
        #[allow(clippy::iter_over_hash_type, reason = "the rows are sorted on their way")]
        for (&key, (_, cells)) in self.rows.iter().filter(|(_, (times, _))| *times >= pruning.rarer_than) {
            let weights = cells.iter().map(|cell| (cell.class, self.average(cell)));
            let kept = weights.filter(|(_, weight)| weight.abs() >= pruning.lighter_than.max(1));
            let pairs =
                kept.map(|(class, weight)| [class, root(weight, heaviest)]).filter(|[_, root]| *root != 0);
            let pairs: Vec<u8> = pairs.flatten().take(254).collect();
            if !pairs.is_empty() {
                rows.insert(key, pairs);
            }
        }
        let names = names.join("\n");
        let head = [MAGIC.to_vec(), (names.len() as u32).to_le_bytes().to_vec(), names.into_bytes()].concat();
        [head, lay_out(&rows), lay_out(extra)].concat()
    }

    /// The average weight, in 1024ths.
    fn average(&self, cell: &Cell) -> i64 {
        let total = cell.total + i64::from(cell.weight) * (self.step - cell.since);
        total * 1024 / self.step.max(1)
    }

    /// The heaviest of all average weights.
    fn heaviest(&self) -> i64 {
        let cells = self.rows.values().flat_map(|(_, cells)| cells);
        cells.map(|cell| self.average(cell).abs()).max().unwrap_or(1).max(1)
    }
}

/// The byte whose signed square, of the heaviest weight's 127 times 127, comes nearest.
fn root(weight: i64, heaviest: i64) -> u8 {
    let square = weight.abs() * 127 * 127 / heaviest;
    let root = square.isqrt();
    let nearest = if square > root * root + root { root + 1 } else { root };
    (nearest.min(127) * weight.signum()) as i8 as u8
}

impl Scorer for Trainer {
    fn score(&self, features: &[u64], scores: &mut Scores) {
        scores.fill(0);
        for feature in features {
            for cell in self.rows.get(feature).map_or(&[][..], |(_, cells)| cells) {
                scores[usize::from(cell.class)] += cell.weight;
            }
        }
    }
}

fn shift(cells: &mut Vec<Cell>, class: u8, by: i32, step: i64) {
    let at = cells.iter().position(|cell| cell.class == class).unwrap_or_else(|| {
        cells.push(Cell { class, weight: 0, total: 0, since: step });
        cells.len() - 1
    });
    let cell = &mut cells[at];
    cell.total += i64::from(cell.weight) * (step - cell.since);
    cell.since = step;
    cell.weight += by;
}

/// The numbers `0..n` in an order that looks random and is the same every time.
pub fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&at| crate::table::mix(at as u64, seed.wrapping_add(1)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::hash;

    fn trained() -> Vec<u8> {
        let mut trainer = Trainer::new(2);
        let mut scores = [0; MOST_CLASSES];
        for (word, right) in [("sun", 0), ("moon", 1), ("sun", 0), ("moon", 1), ("day", 0)].repeat(5) {
            trainer.score(&[hash(word)], &mut scores);
            let guess = best(&scores[..2], |_| true).unwrap();
            trainer.learn(&[hash(word)], right, guess);
        }
        let pruning = Pruning { rarer_than: 1, lighter_than: 1 };
        trainer.finish(&["bright".into(), "dark".into()], &BTreeMap::new(), pruning)
    }

    #[test]
    fn a_model_decides_as_it_was_taught() {
        let model = Model::open(trained().leak()).unwrap();
        let mut scores = [0; MOST_CLASSES];
        model.score(&[hash("moon")], &mut scores);
        assert_eq!(best(&scores[..2], |_| true).map(|class| model.classes[class]), Some("dark"));
        assert_eq!(best(&scores[..2], |class| class == 0), Some(0));
    }

    #[test]
    fn training_is_the_same_every_time() {
        assert_eq!(trained(), trained());
        assert_eq!(shuffled(5, 1), shuffled(5, 1));
        assert_ne!(shuffled(50, 1), shuffled(50, 2));
    }

    #[test]
    fn a_model_of_another_format_is_told() {
        assert!(Model::open(b"DLM0").unwrap_err().contains("xtask train"));
    }
}
