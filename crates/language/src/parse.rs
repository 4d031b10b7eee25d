//! Trees: greedy arc-hybrid transitions. In: words and tags; out: a head and a relation for every word, one root, no cycle.
//! Features, decoding and training side by side; training follows a dynamic oracle, so that the parser learns to go on after its own mistakes.

use crate::perceptron::{MOST_CLASSES, Model, Pruning, Scorer, Scores, Trainer, best, shuffled};
use crate::table::mix;
use crate::tag::Tag;
use crate::word::Word;
use std::sync::LazyLock;

/// The parser that the program carries.
pub static PARSER: LazyLock<Parser> = LazyLock::new(|| {
    Parser::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/parse.bin")))
});

/// Class 0 shifts; class 2k + 1 attaches the stack's top to the buffer's front by relation k, 2k + 2 to the word below it on the stack.
const SHIFT: usize = 0;
/// Relation 0 is `root`.
const ROOT: u8 = 0;
/// No node.
const NONE: usize = usize::MAX;

/// A trained parser.
#[derive(Debug, Default)]
pub struct Parser {
    model: Model,
    relations: Vec<&'static str>,
    /// Why it knows nothing, where it does.
    pub complaint: Option<String>,
}

/// A tree: every word's head (`None` for the root) and relation, as an index into the parser's relations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Heads.
    pub heads: Vec<Option<usize>>,
    /// Relations.
    pub relations: Vec<u8>,
}

impl Parser {
    /// Reads a parser; one that hangs every word on the next where the bytes are none.
    pub fn open(bytes: &'static [u8]) -> Parser {
        match Model::open(bytes) {
            Ok(model) => {
                let relations = model.classes.iter().filter_map(|name| name.strip_prefix("left ")).collect();
                Parser { relations, model, complaint: None }
            }
            Err(complaint) => {
                Parser { complaint: Some(format!("models/parse.bin: {complaint}")), ..Parser::default() }
            }
        }
    }

    /// The tree of a sentence.
    pub fn parse(&self, words: &[Word], tags: &[Tag]) -> Tree {
        let mut state = State::new(words.len());
        let (mut features, mut scores): (Vec<u64>, Scores) = (Vec::with_capacity(128), [0; MOST_CLASSES]);
        let classes = class_count(self.relations.len().max(1));
        while !state.is_done() {
            let allowed = state.allowed();
            // Where only one kind of step can follow and its relation is fixed, nothing needs to be asked.
            let step = if allowed.only_root() {
                2 * usize::from(ROOT) + 1
            } else if allowed.only_shift() {
                SHIFT
            } else {
                state.features(words, tags, &mut features);
                self.model.score(&features, &mut scores);
                best(&scores[..classes], |class| allowed.class(class)).unwrap_or(allowed.fallback())
            };
            state.step(step);
        }
        state.tree()
    }

    /// A relation's name.
    pub fn relation(&self, relation: u8) -> &'static str {
        self.relations.get(usize::from(relation)).copied().unwrap_or(if relation == ROOT {
            "root"
        } else {
            "dep"
        })
    }

    /// A relation by its name.
    pub fn relation_named(&self, name: &str) -> Option<&'static str> {
        self.relations.iter().find(|relation| **relation == name).copied()
    }
}

fn class_count(relations: usize) -> usize {
    2 * relations + 1
}

/// Children of a node on one side: the outermost two, how many, and the set of their relations.
#[derive(Clone, Copy)]
struct Side {
    outer: usize,
    inner: usize,
    count: u64,
    set: u64,
}

const NO_CHILD: Side = Side { outer: NONE, inner: NONE, count: 0, set: 0 };

impl Side {
    fn add(&mut self, child: usize, relation: u8) {
        (self.inner, self.outer) = (self.outer, child);
        self.count += 1;
        self.set |= 1 << (relation % 64);
    }
}

/// Where the parser stands. The root is a node after the last word.
struct State {
    n: usize,
    stack: Vec<usize>,
    front: usize,
    heads: Vec<usize>,
    relations: Vec<u8>,
    left: Vec<Side>,
    right: Vec<Side>,
}

/// Which steps may follow.
#[derive(Clone, Copy)]
struct Allowed {
    shift: bool,
    left: bool,
    right: bool,
    end: bool,
}

impl Allowed {
    #[inline]
    fn class(&self, class: usize) -> bool {
        let is_root = class == 1 || class == 2;
        match class {
            SHIFT => self.shift,
            _ if class % 2 == 1 => self.left && self.end == is_root,
            _ => self.right && !is_root,
        }
    }

    /// What a parser that knows no relation does: it goes on, then hangs each word on the one before.
    fn fallback(&self) -> usize {
        if self.shift { SHIFT } else { 4 }
    }

    fn only_root(&self) -> bool {
        self.end && self.left
    }

    fn only_shift(&self) -> bool {
        self.shift && !self.left && !self.right
    }
}

impl State {
    fn new(n: usize) -> State {
        State {
            n,
            stack: Vec::with_capacity(32),
            front: 0,
            heads: vec![NONE; n],
            relations: vec![ROOT; n],
            left: vec![NO_CHILD; n + 1],
            right: vec![NO_CHILD; n + 1],
        }
    }

    fn is_done(&self) -> bool {
        self.front == self.n && self.stack.is_empty()
    }

    /// At the end everything left on the stack but its lowest word goes to the word below: so there is one root.
    fn allowed(&self) -> Allowed {
        let (end, height) = (self.front == self.n, self.stack.len());
        Allowed { shift: !end, left: if end { height == 1 } else { height > 0 }, right: height > 1, end }
    }

    fn step(&mut self, class: usize) {
        if class == SHIFT {
            self.stack.push(self.front);
            self.front += 1;
            return;
        }
        let Some(child) = self.stack.pop() else { return };
        let relation = ((class - 1) / 2) as u8;
        self.relations[child] = relation;
        if class % 2 == 1 {
            self.heads[child] = self.front;
            self.left[self.front].add(child, relation);
        } else if let Some(&head) = self.stack.last() {
            self.heads[child] = head;
            self.right[head].add(child, relation);
        }
    }

    fn tree(&self) -> Tree {
        let heads = self.heads.iter().map(|&head| (head < self.n).then_some(head)).collect();
        Tree { heads, relations: self.relations.clone() }
    }

    fn below(&self, depth: usize) -> usize {
        self.stack.len().checked_sub(depth + 1).map_or(NONE, |at| self.stack[at])
    }

    /// Fills in what the state looks like: words, tags, children and distances round the stack's top and the buffer's front.
    fn features(&self, words: &[Word], tags: &[Tag], out: &mut Vec<u64>) {
        let (n0, n1) = (self.front, self.front + 1);
        let (a0, a1) = (self.below(0), self.below(1));
        let w = |node: usize| words.get(node).map_or(node.wrapping_sub(self.n) as u64, |word| word.lower);
        let t = |node: usize| tags.get(node).map_or(400 + u64::from(node == self.n), |tag| u64::from(*tag));
        let r = |node: usize| self.relations.get(node).map_or(500, |relation| u64::from(*relation));
        let side = |sides: &[Side], node: usize| sides.get(node).copied().unwrap_or(NO_CHILD);
        let (a0l, a0r) = (side(&self.left, a0), side(&self.right, a0));
        let (a1l, a1r) = (side(&self.left, a1), side(&self.right, a1));
        let b0l = side(&self.left, n0);
        let (wa0, ta0, wa1, ta1) = (w(a0), t(a0), w(a1), t(a1));
        let (wb0, tb0, wb1, tb1, tb2) = (w(n0), t(n0), w(n1), t(n1), t(n0 + 2));
        let far = |a: usize, b: usize| if a == NONE { 0 } else { distance(b.wrapping_sub(a)) };
        let (gap, gap1) = (far(a0, n0), if a0 == NONE { 0 } else { far(a1, a0) });
        let (pa0, pa1, pb0) = (mix(wa0, ta0), mix(wa1, ta1), mix(wb0, tb0));
        let tt = ta0 << 20 | tb0;
        let uu = ta1 << 20 | ta0;
        let values = [
            wa0,
            pa0,
            ta0,
            wb0,
            pb0,
            tb0,
            wa1,
            pa1,
            mix(wb1, tb1),
            tb1,
            tb2,
            t(self.below(2)),
            mix(pa0, tb0),
            mix(ta0, pb0),
            mix(wa0, wb0),
            mix(ta1, pa0),
            mix(wa1, wa0),
            mix(ta1, tb0),
            mix(ta1, pb0),
            mix(tb0, tb1),
            mix(wb0, tb1),
            mix(tb0, wb1),
            mix(mix(tb0, tb1), tb2),
            mix(tt, tb1),
            mix(tt, ta1),
            mix(tt, t(b0l.outer)),
            mix(tt, t(a0l.outer)),
            mix(uu, t(a1r.outer)),
            mix(uu, t(a0l.outer)),
            mix(uu, t(a0r.outer)),
            mix(mix(wa0, tb0), tb1),
            mix(mix(tt, tb1), tb2),
            mix(mix(wa1, ta0), tb0),
            mix(w(a0l.outer), ta0),
            mix(w(b0l.outer), tb0),
            mix(mix(wa0, w(b0l.outer)), tb0),
            mix(mix(wa0, r(a0r.outer)), tb0),
            mix(mix(ta0, r(a0r.outer)), tb0),
            mix(wa0, a0l.set),
            mix(ta0, a0l.set),
            mix(wa0, a0r.set),
            mix(ta0, a0r.set),
            mix(wb0, b0l.set),
            mix(tb0, b0l.set),
            mix(wa1, a1r.set),
            mix(ta1, a1r.set),
            mix(ta1, a1l.set),
            mix(mix(tt, a0l.set), a0r.set),
            mix(mix(tt, b0l.set), gap),
            mix(wa0, a0r.count),
            mix(ta0, a0l.count << 8 | a0r.count),
            mix(tb0, b0l.count),
            mix(wa0, gap),
            mix(ta0, gap),
            mix(tb0, gap),
            mix(uu, gap1),
            mix(tt, t(a0.wrapping_sub(1))),
            mix(tt, t(n0.wrapping_sub(1))),
            mix(uu, t(a0.wrapping_sub(1))),
            mix(wa0, t(a0.wrapping_add(1))),
            mix(mix(tt, t(a0.wrapping_add(1))), t(n0.wrapping_sub(1))),
            mix(t(a0l.inner), mix(t(a0l.outer), ta0)),
            mix(t(a0r.inner), mix(t(a0r.outer), ta0)),
            mix(t(b0l.inner), mix(t(b0l.outer), tb0)),
            self.stack.len().min(4) as u64,
        ];
        out.clear();
        out.extend(values.iter().zip(1u64..).map(|(value, template)| mix(template, *value)));
    }
}

fn distance(gap: usize) -> u64 {
    match gap {
        0..=4 => gap as u64,
        5..=7 => 5,
        8..=12 => 6,
        _ => 7,
    }
}

/// A sentence to learn from: the tree's relations count in the names given to `train`.
pub struct Lesson {
    /// Its words.
    pub words: Vec<Word>,
    /// Their tags, as the tagger gives them.
    pub tags: Vec<Tag>,
    /// Its tree.
    pub tree: Tree,
}

/// The right tree, laid out to ask what a step would lose.
struct Oracle {
    heads: Vec<usize>,
    children: Vec<Vec<usize>>,
}

impl Oracle {
    fn new(tree: &Tree) -> Oracle {
        let n = tree.heads.len();
        let heads: Vec<usize> = tree.heads.iter().map(|head| head.unwrap_or(n)).collect();
        let mut children = vec![Vec::new(); n + 1];
        heads.iter().enumerate().for_each(|(child, &head)| children[head].push(child));
        Oracle { heads, children }
    }

    /// How many right arcs can no longer be drawn after a shift, a left and a right step.
    fn costs(&self, state: &State) -> [usize; 3] {
        let (front, top, below) = (state.front, state.below(0), state.below(1));
        // What is before the front and has no head yet stands on the stack.
        let held = |node: &usize| *node < front && state.heads[*node] == NONE;
        let mut costs = [0; 3];
        if front < state.n {
            let head = self.heads[front];
            let lost = head != top && held(&head);
            costs[0] = usize::from(lost) + self.children[front].iter().filter(|child| held(child)).count();
        }
        if top != NONE {
            let head = self.heads[top];
            let ahead = self.children[top].iter().filter(|&&child| child >= front).count();
            costs[1] = ahead + usize::from(head != front && (head == below || head > front));
            costs[2] = ahead + usize::from(head != below && head >= front);
        }
        costs
    }
}

/// Learns a parser. `relations` are the names of the relations, `root` first.
pub fn train(lessons: &[Lesson], relations: &[String], rounds: u64, pruning: Pruning) -> Vec<u8> {
    let sides = relations.iter().flat_map(|name| [format!("left {name}"), format!("right {name}")]);
    let names: Vec<String> = std::iter::once("shift".to_owned()).chain(sides).collect();
    let mut trainer = Trainer::new(names.len());
    for round in 0..rounds {
        for nth in shuffled(lessons.len(), round) {
            follow(&mut trainer, &lessons[nth], names.len(), round, nth as u64);
        }
    }
    trainer.finish(&names, &Default::default(), pruning)
}

/// Goes through one sentence; from the second round on, mostly along the learner's own steps.
fn follow(trainer: &mut Trainer, lesson: &Lesson, classes: usize, round: u64, nth: u64) {
    let oracle = Oracle::new(&lesson.tree);
    let mut state = State::new(lesson.words.len());
    let (mut features, mut scores): (Vec<u64>, Scores) = (Vec::new(), [0; MOST_CLASSES]);
    let mut dice = mix(round, nth);
    while !state.is_done() {
        let allowed = state.allowed();
        if allowed.only_root() || allowed.only_shift() {
            state.step(if allowed.only_root() { 1 } else { SHIFT });
            continue;
        }
        state.features(&lesson.words, &lesson.tags, &mut features);
        trainer.score(&features, &mut scores);
        let cost = class_costs(&oracle, &state, &lesson.tree);
        let least = (0..classes).filter(|class| allowed.class(*class)).map(&cost).min().unwrap_or(0);
        let guess = best(&scores[..classes], |class| allowed.class(class)).unwrap_or(SHIFT);
        let right = if cost(guess) == least {
            guess
        } else {
            best(&scores[..classes], |class| allowed.class(class) && cost(class) == least).unwrap_or(guess)
        };
        trainer.learn(&features, right, guess);
        dice = mix(dice, 1);
        state.step(if round > 0 && dice % 10 != 0 { guess } else { right });
    }
}

/// What each class would cost: arcs lost, and one for a right arc with a wrong relation.
fn class_costs<'s>(oracle: &'s Oracle, state: &State, tree: &'s Tree) -> impl Fn(usize) -> usize + 's {
    let [shift, left, right] = oracle.costs(state);
    let (top, below, front) = (state.below(0), state.below(1), state.front);
    let head = oracle.heads.get(top).copied().unwrap_or(NONE);
    let relation = tree.relations.get(top).copied().unwrap_or(ROOT);
    move |class| {
        let wrong = class > 0 && (class - 1) / 2 != usize::from(relation);
        match class {
            SHIFT => shift,
            _ if class % 2 == 1 => left + usize::from(wrong && head == front),
            _ => right + usize::from(wrong && head == below),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word::words;

    fn lesson(sentence: &str, heads: &[Option<usize>], relations: &[u8]) -> Lesson {
        let words = words(sentence.split(' '));
        Lesson {
            tags: vec![0; words.len()],
            words,
            tree: Tree { heads: heads.to_vec(), relations: relations.to_vec() },
        }
    }

    #[test]
    fn it_learns_a_tree_by_heart() {
        let lesson = lesson("dogs chase cats", &[Some(1), None, Some(1)], &[1, 0, 2]);
        let (tree, words, tags) = (lesson.tree.clone(), lesson.words.clone(), lesson.tags.clone());
        let names = ["root", "nsubj", "obj"].map(String::from);
        let bytes = train(&[lesson], &names, 5, Pruning { rarer_than: 1, lighter_than: 1 });
        assert_eq!(Parser::open(bytes.leak()).parse(&words, &tags), tree);
    }

    #[test]
    fn without_a_model_there_is_still_one_tree() {
        let seen = words("some five words without sense".split(' '));
        let tree = Parser::open(b"").parse(&seen, &[0; 5]);
        assert_eq!(tree.heads.iter().filter(|head| head.is_none()).count(), 1);
    }

    #[test]
    fn the_oracle_counts_what_a_step_loses() {
        let lesson = lesson("dogs chase cats", &[Some(1), None, Some(1)], &[1, 0, 2]);
        let mut state = State::new(3);
        state.step(SHIFT);
        assert_eq!(Oracle::new(&lesson.tree).costs(&state), [1, 0, 1]);
    }
}
