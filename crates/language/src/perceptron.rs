//! The one learner: an averaged perceptron over hashed sparse features (Collins 2002), one for tags, one for trees, one for names.
//!
//! Training keeps whole weights; the model keeps what is left of their averages as signed bytes in a table that is read where it lies.
//! Scores are sums of integers, so they are the same on every machine.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

const MAGIC: &[u8; 4] = b"PCT1";

/// Hash of a feature: its template's number and its values.
pub fn feature(template: u8, values: &[u64]) -> u64 {
    let mut hash = 0x9e37_79b9_7f4a_7c15_u64 ^ (u64::from(template) << 56 | u64::from(template));
    for value in values {
        hash = (hash ^ value).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^= hash >> 32;
    }
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 29)
}

/// Hash of a word.
pub fn word(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^ (hash >> 31)
}

/// A trained model, read in place.
#[derive(Clone, Copy, Debug)]
pub struct Model<'m> {
    classes: usize,
    labels: &'m [u8],
    mask: usize,
    slots: &'m [u8],
    pairs: &'m [u8],
}

/// Bytes of a slot: 16 bits of the hash, 32 of the offset of its weights; offset 0 is an empty slot.
const SLOT: usize = 6;

impl<'m> Model<'m> {
    /// Reads a model's header; the weights stay where they are. `None` for bytes of another format.
    pub fn read(bytes: &'m [u8]) -> Option<Model<'m>> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let number = |at: usize| Some(u32::from_le_bytes(rest.get(at..at + 4)?.try_into().ok()?) as usize);
        let (classes, labels, slots) = (number(0)?, number(4)?, number(8)?);
        let labels_at = 12;
        let slots_at = labels_at + labels;
        let pairs_at = slots_at + slots * SLOT;
        Some(Model {
            classes,
            labels: rest.get(labels_at..slots_at)?,
            mask: slots.checked_sub(1).filter(|_| slots.is_power_of_two())?,
            slots: rest.get(slots_at..pairs_at)?,
            pairs: rest.get(pairs_at..)?,
        })
    }

    /// The classes' names, in order.
    pub fn labels(&self) -> Vec<&'m str> {
        std::str::from_utf8(self.labels).unwrap_or("").split('\n').collect()
    }

    /// How many classes it tells apart.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Adds one feature's weights to the scores, which are as many as the classes.
    pub fn add(&self, feature: u64, scores: &mut [i32]) {
        let mut at = feature as usize & self.mask;
        let mark = ((feature >> 48) as u16).to_le_bytes();
        for _ in 0..64 {
            let Some(slot) = self.slots.get(at * SLOT..at * SLOT + SLOT) else { return };
            let offset = u32::from_le_bytes([slot[2], slot[3], slot[4], slot[5]]) as usize;
            if offset == 0 {
                return;
            }
            if slot[..2] == mark {
                return self.add_pairs(offset, scores);
            }
            at = (at + 1) & self.mask;
        }
    }

    fn add_pairs(&self, offset: usize, scores: &mut [i32]) {
        let Some(&count) = self.pairs.get(offset) else { return };
        let pairs = self.pairs.get(offset + 1..offset + 1 + 2 * usize::from(count)).unwrap_or(&[]);
        for pair in pairs.chunks_exact(2) {
            if let Some(score) = scores.get_mut(usize::from(pair[0])) {
                *score += i32::from(pair[1].cast_signed());
            }
        }
    }
}

/// The hash is a good one already.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0 << 8 | u64::from(*byte));
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

struct Weight {
    class: u8,
    now: i32,
    total: i64,
    since: u32,
}

/// A model in training.
pub struct Trainer {
    labels: Vec<String>,
    weights: HashMap<u64, Vec<Weight>, BuildHasherDefault<Identity>>,
    step: u32,
}

impl Trainer {
    /// A model of these classes (at most 256) that knows nothing yet.
    pub fn new(labels: Vec<String>) -> Trainer {
        Trainer { labels, weights: HashMap::default(), step: 0 }
    }

    /// Scores of all classes.
    pub fn score(&self, features: &[u64], scores: &mut [i32]) {
        scores.fill(0);
        for weight in features.iter().filter_map(|f| self.weights.get(f)).flatten() {
            scores[usize::from(weight.class)] += weight.now;
        }
    }

    /// One example: the right class against the one that was guessed.
    pub fn update(&mut self, features: &[u64], right: usize, guess: usize) {
        self.step += 1;
        if right == guess {
            return;
        }
        for feature in features {
            self.change(*feature, right, 1);
            self.change(*feature, guess, -1);
        }
    }

    fn change(&mut self, feature: u64, class: usize, by: i32) {
        let weights = self.weights.entry(feature).or_default();
        let class = class as u8;
        let at = weights.iter().position(|w| w.class == class).unwrap_or_else(|| {
            weights.push(Weight { class, now: 0, total: 0, since: self.step });
            weights.len() - 1
        });
        let weight = &mut weights[at];
        weight.total += i64::from(weight.now) * i64::from(self.step - weight.since);
        weight.since = self.step;
        weight.now += by;
    }

    /// The averaged weights as bytes: scaled so that all but the largest fit a signed byte, those below `least` dropped.
    pub fn finish(&self, scale: f64, least: i8) -> Vec<u8> {
        let steps = f64::from(self.step.max(1));
        let average = |w: &Weight| {
            let total = w.total + i64::from(w.now) * i64::from(self.step - w.since);
            (total as f64 / steps * scale).round().clamp(-127.0, 127.0) as i8
        };
        let mut kept: Vec<(u64, Vec<(u8, i8)>)> = Vec::new();
        let mut features: Vec<&u64> = self.weights.keys().collect();
        features.sort_unstable();
        for feature in features {
            let weights = &self.weights[feature];
            let mut pairs: Vec<(u8, i8)> = weights.iter().map(|w| (w.class, average(w))).filter(|(_, w)| w.unsigned_abs() >= least.unsigned_abs().max(1)).collect();
            pairs.sort_unstable();
            pairs.truncate(255);
            if !pairs.is_empty() {
                kept.push((*feature, pairs));
            }
        }
        lay_out(&self.labels, &kept)
    }
}

fn lay_out(labels: &[String], kept: &[(u64, Vec<(u8, i8)>)]) -> Vec<u8> {
    let count = (kept.len() * 5 / 4 + 16).next_power_of_two();
    let mut slots = vec![0u8; count * SLOT];
    let mut pairs = vec![0u8];
    for (feature, weights) in kept {
        let mut at = *feature as usize & (count - 1);
        while slots[at * SLOT + 2..at * SLOT + 6] != [0; 4] {
            at = (at + 1) & (count - 1);
        }
        slots[at * SLOT..at * SLOT + 2].copy_from_slice(&((feature >> 48) as u16).to_le_bytes());
        slots[at * SLOT + 2..at * SLOT + 6].copy_from_slice(&(pairs.len() as u32).to_le_bytes());
        pairs.push(weights.len() as u8);
        pairs.extend(weights.iter().flat_map(|(class, weight)| [*class, weight.cast_unsigned()]));
    }
    let names = labels.join("\n");
    let mut bytes = MAGIC.to_vec();
    for number in [labels.len(), names.len(), count] {
        bytes.extend((number as u32).to_le_bytes());
    }
    bytes.extend(names.as_bytes());
    bytes.extend(slots);
    bytes.extend(pairs);
    bytes
}

/// The class with the best score; the first of equals.
pub fn best(scores: &[i32], allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let mut top: Option<usize> = None;
    for class in (0..scores.len()).filter(|&class| allowed(class)) {
        if top.is_none_or(|top| scores[class] > scores[top]) {
            top = Some(class);
        }
    }
    top
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learnt_is_still_known_when_read_back() {
        let mut trainer = Trainer::new(vec!["a".into(), "b".into()]);
        for _ in 0..10 {
            trainer.update(&[feature(0, &[1])], 0, 1);
            trainer.update(&[feature(0, &[2])], 1, 0);
        }
        let bytes = trainer.finish(8.0, 1);
        let model = Model::read(&bytes).unwrap();
        let mut scores = vec![0; model.classes()];
        model.add(feature(0, &[2]), &mut scores);
        assert_eq!(best(&scores, |_| true), Some(1));
        assert_eq!(model.labels(), ["a", "b"]);
        assert!(Model::read(b"PCT1").is_none() && Model::read(b"").is_none());
    }
}
