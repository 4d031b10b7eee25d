//! Alike: how surely two reports tell of one matter. In: their sketches and days; out: a whole number from 0 to `SURE`.
//!
//! Five likenesses are weighed: of all words (TF-IDF cosine), of names, of numbers, of the first words, of pairs of neighbouring words.
//! The weights were fitted once, by hand and by chance search, on two sets of annotated stories, and hold for all reports: docs/bench.md.

use crate::near::Keys;
use crate::sketch::{Sketch, Sort, Term};
use text::Date;

/// The number that stands for certainty. Whole numbers add up to the same sum in any order.
/// So few that one fits into a byte, for likenesses are kept.
pub(crate) const SURE: u32 = 255;

const ALL: f32 = 5.3;
const NAMES: f32 = 2.4;
const NUMBERS: f32 = 3.4;
const LEAD: f32 = 2.0;
const PAIRS: f32 = 4.6;
const APART: f32 = 5.9;
/// What a week between two reports takes away, growing with the logarithm of the time.
const WEEKS: f64 = 0.12;
/// Below this likeness of all words nothing else is looked at.
const LEAST: f32 = 0.04;
/// Reports that share hardly a name are apart by as much again: this where they share none, nothing from a likeness of `NAMED` on.
const NAMELESS: f32 = 1.0;
const NAMED: f32 = 0.11;
/// A small word that common English does not know is jargon as often as news, so no small word counts as rarer than this.
const JARGON: f32 = 8.1;
/// Words more common than this say nothing of the matter.
const COMMON: f32 = 1.0;
/// The heaviest words and pairs of a long report stand for it.
const MOST: usize = 400;

/// The weights of one word of a report.
#[derive(Clone, Copy, Debug, Default)]
struct Weight<T> {
    all: T,
    /// Among the names, or among the numbers.
    own: T,
    lead: T,
    sort: Sort,
}

/// A share of the report's whole, in 65,535 parts: a word's weights fit into eight bytes, so that what is compared stays near the processor.
type Share = u16;

fn share(weight: f32, whole: f32) -> Share {
    (weight / whole * f32::from(Share::MAX)).round() as Share
}

/// What shares multiplied and summed are of one.
fn part(sum: u64) -> f32 {
    sum as f32 / (f32::from(Share::MAX) * f32::from(Share::MAX))
}

/// A report ready to be compared: hashes and weights in step, by hash.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vector {
    words: Vec<u32>,
    weights: Vec<Weight<Share>>,
    pairs: Vec<u32>,
    pair_weights: Vec<Share>,
    day: Option<i32>,
    /// The words that tell most, heaviest first.
    pub(crate) keys: Keys,
}

/// How many words stand for a report where those worth comparing are sought.
const KEYS: usize = 12;

impl Vector {
    pub(crate) fn of(sketch: &Sketch, published: Option<Date>) -> Vector {
        let telling = sketch.terms.iter().filter(|term| term.rarity >= COMMON);
        let words =
            heaviest(telling.map(|term| (term.hash, weight(term))).collect(), |w: &Weight<f32>| w.all);
        let pairs = sketch.pairs.iter().map(|pair| (pair.hash, tamed(pair.count) * pair.rarity));
        let pairs = heaviest(pairs.collect(), |weight: &f32| *weight);
        let keys = keys(&words);
        let (words, weights): (Vec<u32>, Vec<Weight<f32>>) = words.into_iter().unzip();
        let (pairs, pair_weights): (Vec<u32>, Vec<f32>) = pairs.into_iter().unzip();
        let norm = |read: &dyn Fn(&Weight<f32>) -> f32| length(weights.iter().map(read));
        let of = |sort: Sort| move |w: &Weight<f32>| if w.sort == sort { w.own } else { 0.0 };
        let (all, lead) = (norm(&|w| w.all), norm(&|w| w.lead));
        let (names, numbers) = (norm(&of(Sort::Name)), norm(&of(Sort::Number)));
        let shares = weights.iter().map(|w| Weight {
            all: share(w.all, all),
            own: share(w.own, if w.sort == Sort::Number { numbers } else { names }),
            lead: share(w.lead, lead),
            sort: w.sort,
        });
        let weights = shares.collect();
        let whole = length(pair_weights.iter().copied());
        let pair_weights = pair_weights.into_iter().map(|weight| share(weight, whole)).collect();
        Vector { words, weights, pairs, pair_weights, day: published.map(day), keys }
    }
}

/// A word's weights before they are shares.
fn weight(term: &Term) -> Weight<f32> {
    let rarity = if term.sort == Sort::Common { term.rarity.min(JARGON) } else { term.rarity };
    let all = tamed(term.count) * rarity;
    let own = if term.sort == Sort::Common { 0.0 } else { all };
    Weight { all, own, lead: tamed(term.lead) * rarity, sort: term.sort }
}

/// The heaviest of a list, by hash again.
fn heaviest<T>(mut list: Vec<(u32, T)>, weight: impl Fn(&T) -> f32) -> Vec<(u32, T)> {
    if list.len() > MOST {
        list.sort_by(|a, b| weight(&b.1).total_cmp(&weight(&a.1)).then(a.0.cmp(&b.0)));
        list.truncate(MOST);
        list.sort_by_key(|(hash, _)| *hash);
    }
    list
}

/// Days since the first of January 2000.
fn day(date: Date) -> i32 {
    let start = Date::constant(2000, 1, 1);
    date.since(start).map_or(0, |span| span.get_days())
}

/// One plus the logarithm of a count.
fn tamed(count: u16) -> f32 {
    if count < 2 { f32::from(count) } else { 1.0 + libm::logf(f32::from(count)) }
}

/// The length of a vector; one for an empty vector, so that dividing by it is harmless.
fn length(weights: impl Iterator<Item = f32>) -> f32 {
    let sum: f32 = weights.map(|w| w * w).sum();
    if sum > 0.0 { sum.sqrt() } else { 1.0 }
}

fn keys(words: &[(u32, Weight<f32>)]) -> Keys {
    let telling = |w: &Weight<f32>| w.all + w.lead + if w.sort == Sort::Name { w.own } else { 0.0 };
    let mut order: Vec<&(u32, Weight<f32>)> = words.iter().filter(|w| w.1.sort != Sort::Number).collect();
    order.sort_by(|a, b| telling(&b.1).total_cmp(&telling(&a.1)).then(a.0.cmp(&b.0)));
    order.iter().take(KEYS).map(|w| (w.0 >> 16) as u16).collect()
}

/// A report made ready to be held against many.
pub(crate) struct Held<'v> {
    of: &'v Vector,
    words: Bits,
    pairs: Bits,
}

impl<'v> Held<'v> {
    pub(crate) fn of(of: &'v Vector) -> Held<'v> {
        Held { of, words: Bits::of(&of.words), pairs: Bits::of(&of.pairs) }
    }

    /// How surely the two tell of one matter, 0 to `SURE`.
    pub(crate) fn against(&self, b: &Vector) -> u32 {
        let a = self.of;
        let both = |x: Share, y: Share| u64::from(u32::from(x) * u32::from(y));
        let (mut all, mut names, mut numbers, mut lead) = (0, 0, 0, 0);
        self.words.common(&a.words, &b.words, |i, j| {
            let (x, y) = (&a.weights[i], &b.weights[j]);
            all += both(x.all, y.all);
            lead += both(x.lead, y.lead);
            match x.sort {
                Sort::Name if x.sort == y.sort => names += both(x.own, y.own),
                Sort::Number => numbers += both(x.own, y.own),
                _ => {}
            }
        });
        let [all, names, numbers, lead] = [all, names, numbers, lead].map(part);
        if all < LEAST {
            return 0;
        }
        let mut pairs = 0;
        self.pairs.common(&a.pairs, &b.pairs, |i, j| pairs += both(a.pair_weights[i], b.pair_weights[j]));
        let pairs = part(pairs);
        let weighed = ALL * all.sqrt()
            + NAMES * names.sqrt()
            + NUMBERS * numbers.sqrt()
            + LEAD * lead.sqrt()
            + PAIRS * pairs.sqrt();
        let nameless = NAMELESS * (1.0 - names / NAMED).max(0.0);
        let apart = match (a.day, b.day) {
            (Some(x), Some(y)) => WEEKS * libm::log(1.0 + f64::from((x - y).abs()) / 7.0),
            _ => 0.0,
        };
        let sum = f64::from(weighed - APART - nameless) - apart;
        (f64::from(SURE) / (1.0 + libm::exp(-sum))).round() as u32
    }
}

/// Which numbers may stand in a list: most of those that do not are told at once, so that two lists need not be walked side by side.
struct Bits {
    bits: [u64; WORDS],
    /// How many numbers stand before those of each word of bits: they are sorted, and a bit stands for their first digits.
    before: [u16; WORDS],
}

/// Few enough bits to stay near the processor, many enough that at most one in ten is set.
const LOG: u32 = 12;
const WORDS: usize = 1 << (LOG - 6);

impl Bits {
    fn of(list: &[u32]) -> Bits {
        let (mut bits, mut before) = ([0; WORDS], [0_u16; WORDS]);
        for number in list {
            let (word, bit) = Bits::at(*number);
            bits[word] |= bit;
            before[word] += 1;
        }
        let mut sum = 0;
        for count in &mut before {
            sum += std::mem::replace(count, sum);
        }
        Bits { bits, before }
    }

    #[inline(always)]
    fn at(number: u32) -> (usize, u64) {
        let at = number >> (32 - LOG);
        ((at >> 6) as usize, 1 << (at & 63))
    }

    /// Calls `both` with the places of each number that two sorted lists share, in their order; `a` is the list the bits are of.
    #[inline(always)]
    fn common(&self, a: &[u32], b: &[u32], mut both: impl FnMut(usize, usize)) {
        let mut rest = 0;
        for (j, number) in b.iter().enumerate() {
            let (word, bit) = Bits::at(*number);
            if self.bits[word] & bit == 0 {
                continue;
            }
            rest = rest.max(usize::from(self.before[word]));
            while a.get(rest).is_some_and(|x| x < number) {
                rest += 1;
            }
            if a.get(rest) == Some(number) {
                both(rest, j);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::sketch;

    fn alike(a: &Vector, b: &Vector) -> u32 {
        Held::of(a).against(b)
    }

    fn check(a: &str, b: &str) -> u32 {
        let vector = |text: &str| Vector::of(&sketch("", text), None);
        let (a, b) = (vector(a), vector(b));
        assert_eq!(alike(&a, &b), alike(&b, &a));
        alike(&a, &b)
    }

    #[test]
    fn one_matter_is_likelier_than_two() {
        let odesa = "Two missiles hit the port of Odesa on Saturday, a day after the grain deal was signed in Istanbul.";
        let again = "Missiles struck the Odesa port only a day after the Istanbul grain deal.";
        let other = "Seven people were killed when a strike hit a kindergarten in Mekelle, the hospital's director said.";
        assert!(check(odesa, odesa) > SURE * 99 / 100);
        assert!(check(odesa, again) > SURE / 2);
        assert!(check(odesa, other) < SURE / 50);
        assert_eq!(check("", odesa), 0);
    }

    #[test]
    fn years_between_make_it_less_likely() {
        let on = |words: &str, day: &str| Vector::of(&sketch("", words), day.parse().ok());
        let [one, other] =
            ["Leaders met in Sochi for talks on Syria.", "In Sochi they spoke of Syria again."];
        let met = on(one, "2017-11-20");
        assert!(alike(&met, &on(other, "2018-05-17")) < alike(&met, &on(other, "2017-11-21")));
    }
}
