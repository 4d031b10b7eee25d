//! Parse: a tree by arc-hybrid transitions (Kuhlmann et al. 2011), greedily, in linear time; trained with a dynamic oracle and exploration
//! (Goldberg and Nivre 2013). The root stands behind the last word. Features, decoding and training side by side.

use crate::labels;
use crate::perceptron::{Model, Trainer, best, feature};
use crate::tag::Look;

/// A word as the parser sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item {
    /// Hash of the lower-cased word.
    pub word: u64,
    /// Hash of its tags.
    pub tag: u64,
}

/// What the parser sees of a sentence.
pub fn items(looks: &[Look], tags: &[(crate::Upos, &'static str)]) -> Vec<Item> {
    let item = |(look, (upos, xpos)): (&Look, &(crate::Upos, &str))| Item { word: look.lower, tag: crate::perceptron::word(xpos) ^ *upos as u64 };
    looks.iter().zip(tags).map(item).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Shift,
    Left(usize),
    Right(usize),
}

const NOBODY: usize = usize::MAX;

/// Stack, buffer and the arcs made so far. Word `n` is the root.
struct State {
    n: usize,
    stack: Vec<usize>,
    next: usize,
    head: Vec<usize>,
    label: Vec<u8>,
    /// Per word: its outermost and second-outermost children on the left and right, and how many.
    left: Vec<[usize; 2]>,
    right: Vec<[usize; 2]>,
    count: Vec<[u8; 2]>,
}

impl State {
    fn new(n: usize) -> State {
        State {
            n,
            stack: Vec::with_capacity(n),
            next: 0,
            head: vec![NOBODY; n],
            label: vec![0; n],
            left: vec![[NOBODY; 2]; n + 1],
            right: vec![[NOBODY; 2]; n + 1],
            count: vec![[0; 2]; n + 1],
        }
    }

    fn done(&self) -> bool {
        self.next == self.n && self.stack.is_empty()
    }

    fn allows(&self, step: Move) -> bool {
        match step {
            Move::Shift => self.next < self.n,
            // One word only hangs on the root: the last one on the stack.
            Move::Left(_) => !self.stack.is_empty() && (self.next < self.n || self.stack.len() == 1),
            Move::Right(_) => self.stack.len() > 1,
        }
    }

    fn apply(&mut self, step: Move) {
        match step {
            Move::Shift => {
                self.stack.push(self.next);
                self.next += 1;
            }
            Move::Left(label) => {
                if let Some(child) = self.stack.pop() {
                    self.attach(child, self.next, label);
                }
            }
            Move::Right(label) => {
                if let Some(child) = self.stack.pop() {
                    let head = self.stack.last().copied().unwrap_or(self.n);
                    self.attach(child, head, label);
                }
            }
        }
    }

    fn attach(&mut self, child: usize, head: usize, label: usize) {
        self.head[child] = head;
        self.label[child] = label as u8;
        let side = usize::from(child > head);
        let kept = if side == 0 { &mut self.left[head] } else { &mut self.right[head] };
        *kept = [child, kept[0]];
        self.count[head][side] = self.count[head][side].saturating_add(1);
    }

    fn top(&self, depth: usize) -> usize {
        self.stack.len().checked_sub(depth + 1).map_or(NOBODY, |at| self.stack[at])
    }
}

fn features(state: &State, items: &[Item], out: &mut Vec<u64>) {
    out.clear();
    let (s0, s1, s2) = (state.top(0), state.top(1), state.top(2));
    let ahead = |by: usize| if state.next + by <= state.n { state.next + by } else { NOBODY };
    let (b0, b1, b2) = (ahead(0), ahead(1), ahead(2));
    let w = |at: usize| if at == state.n { 7 } else { items.get(at).map_or(3, |i| i.word) };
    let t = |at: usize| if at == state.n { 8 } else { items.get(at).map_or(4, |i| i.tag) };
    let l = |at: usize| if at < state.n { u64::from(state.label[at]) + 11 } else { 5 };
    let left = |at: usize, n: usize| if at <= state.n { state.left[at][n] } else { NOBODY };
    let right = |at: usize, n: usize| if at <= state.n { state.right[at][n] } else { NOBODY };
    let count = |at: usize, side: usize| if at <= state.n { u64::from(state.count[at][side].min(4)) } else { 9 };
    let far = |a: usize, b: usize| if a == NOBODY || b == NOBODY { 9 } else { match b.saturating_sub(a) { d @ 0..=4 => d as u64, 5..=8 => 5, 9..=15 => 6, _ => 7 } };
    let (s0w, s0t, s1w, s1t, s2t, b0w, b0t, b1w, b1t, b2t) = (w(s0), t(s0), w(s1), t(s1), t(s2), w(b0), t(b0), w(b1), t(b1), t(b2));
    let (s0l, s0r, s1l, s1r, b0l) = (left(s0, 0), right(s0, 0), left(s1, 0), right(s1, 0), left(b0, 0));
    let (s0l2, s0r2, s1r2, b0l2) = (left(s0, 1), right(s0, 1), right(s1, 1), left(b0, 1));
    let d = far(s0, b0);
    let d1 = far(s1, s0);
    let mut push = |template: u8, values: &[u64]| out.push(feature(template, values));
    push(0, &[]);
    push(1, &[s0w]);
    push(2, &[s0t]);
    push(3, &[s0w, s0t]);
    push(4, &[s1w]);
    push(5, &[s1t]);
    push(6, &[s1w, s1t]);
    push(7, &[b0w]);
    push(8, &[b0t]);
    push(9, &[b0w, b0t]);
    push(10, &[b1w, b1t]);
    push(11, &[b1t]);
    push(12, &[s0w, s0t, b0w, b0t]);
    push(13, &[s0w, s0t, b0t]);
    push(14, &[s0t, b0w, b0t]);
    push(15, &[s0w, b0w]);
    push(16, &[s0t, b0t]);
    push(17, &[s1w, s1t, s0w]);
    push(18, &[s1t, s0w, s0t]);
    push(19, &[s1w, s0w]);
    push(20, &[s1t, s0t]);
    push(21, &[s1w, s1t, s0t]);
    push(22, &[b0t, b1t]);
    push(23, &[s0t, b0t, b1t]);
    push(24, &[s1t, s0t, b0t]);
    push(25, &[s2t, s1t, s0t]);
    push(26, &[b0t, b1t, b2t]);
    push(27, &[s0t, t(s0l), l(s0l), b0t]);
    push(28, &[s0t, t(s0r), l(s0r), b0t]);
    push(29, &[s0t, b0t, t(b0l), l(b0l)]);
    push(30, &[s1t, t(s1l), l(s1l), s0t]);
    push(31, &[s1t, t(s1r), l(s1r), s0t]);
    push(32, &[s0t, l(s0l), l(s0r)]);
    push(33, &[s1t, l(s1l), l(s1r)]);
    push(34, &[b0t, l(b0l), l(b0l2)]);
    push(35, &[s0w, w(s0l)]);
    push(36, &[s1w, w(s0l), s0t]);
    push(37, &[s1t, w(s0l), s0t]);
    push(38, &[s1w, w(s0l), s0w]);
    push(39, &[s0w, w(b0l), b0t]);
    push(40, &[s0t, w(b0l), b0t]);
    push(41, &[s0t, b0t, d]);
    push(42, &[s0w, d, b0t]);
    push(43, &[s1t, s0t, d1]);
    push(44, &[s1w, s0t, d1]);
    push(45, &[s0t, count(s0, 0), count(s0, 1)]);
    push(46, &[s1t, count(s1, 1), s0t]);
    push(47, &[b0t, count(b0, 0), s0t]);
    push(48, &[s0t, l(s0r), l(s0r2), b0t]);
    push(49, &[s1t, l(s1r), l(s1r2), s0t]);
    push(50, &[s0t, l(s0l), l(s0l2), s1t]);
    push(51, &[s1t, b0t, s0t, l(s0l)]);
    push(52, &[s0w, b1t, b0t]);
    push(53, &[s1w, b0w]);
    push(54, &[s1t, b0w, s0t]);
    push(55, &[b0w, s0t, b1w]);
    push(56, &[s2t, s1w, s0t]);
    push(57, &[s0w, w(s0r), l(s0r)]);
    push(58, &[s1w, w(s1r), s0t]);
}

fn moves(labels: &[&str]) -> Vec<Move> {
    let number = |name: &str| labels::DEPREL.iter().position(|rel| *rel == name).unwrap_or(0);
    let step = |label: &&str| match label.split_once(' ') {
        Some(("l", rel)) => Move::Left(number(rel)),
        Some(("r", rel)) => Move::Right(number(rel)),
        _ => Move::Shift,
    };
    labels.iter().map(step).collect()
}

/// The parser.
pub struct Parser<'m> {
    model: Model<'m>,
    moves: Vec<Move>,
}

impl<'m> Parser<'m> {
    /// A parser over a model.
    pub fn new(model: Model<'m>) -> Parser<'m> {
        Parser { moves: moves(&model.labels()), model }
    }

    /// Head (`None` for the root) and relation of every word. One root, no cycle.
    pub fn parse(&self, items: &[Item]) -> Vec<(Option<usize>, &'static str)> {
        let mut state = State::new(items.len());
        let mut scores = vec![0; self.model.classes()];
        let mut out = Vec::new();
        while !state.done() {
            features(&state, items, &mut out);
            scores.fill(0);
            out.iter().for_each(|f| self.model.add(*f, &mut scores));
            let step = best(&scores, |class| state.allows(self.moves[class])).map(|class| self.moves[class]);
            state.apply(step.unwrap_or(if state.allows(Move::Shift) { Move::Shift } else if state.stack.len() > 1 { Move::Right(37) } else { Move::Left(0) }));
        }
        let n = items.len();
        let arc = |word: usize| {
            let (head, label) = (state.head[word], labels::DEPREL[usize::from(state.label[word])]);
            match (head == n, label) {
                (true, _) => (None, "root"),
                (false, "root") => (Some(head), "dep"),
                (false, label) => (Some(head), label),
            }
        };
        (0..n).map(arc).collect()
    }
}

/// A tree to learn from; the root's head is the number of words.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// The words as the parser sees them.
    pub items: Vec<Item>,
    /// Their heads.
    pub heads: Vec<usize>,
    /// Their relations, as places in `labels::DEPREL`.
    pub labels: Vec<usize>,
}

/// Right arcs lost by a move (Goldberg and Nivre 2013, section 4.3).
fn cost(state: &State, gold: &Sample, step: Move) -> usize {
    let waiting = |word: usize| word >= state.next && word <= state.n;
    let s0 = state.top(0);
    let behind = |word: usize| state.stack.len() > 1 && state.stack[..state.stack.len() - 1].contains(&word);
    match step {
        Move::Shift => {
            let b = state.next;
            let lost = state.stack.iter().filter(|&&d| gold.heads[d] == b).count();
            usize::from(behind(gold.heads[b])) + lost
        }
        Move::Left(_) => {
            let head = gold.heads[s0];
            let elsewhere = head != state.next && waiting(head) || head == state.top(1);
            usize::from(elsewhere) + (state.next..state.n).filter(|&d| gold.heads[d] == s0).count()
        }
        Move::Right(_) => usize::from(waiting(gold.heads[s0])) + (state.next..state.n).filter(|&d| gold.heads[d] == s0).count(),
    }
}

/// True where a move costs nothing and, if it makes a right arc, names it rightly.
fn right(state: &State, gold: &Sample, step: Move, costs: [usize; 3]) -> bool {
    let s0 = state.top(0);
    match step {
        Move::Shift => costs[0] == 0,
        Move::Left(label) => costs[1] == 0 && (gold.heads[s0] != state.next || gold.labels[s0] == label),
        Move::Right(label) => costs[2] == 0 && (gold.heads[s0] != state.top(1) || gold.labels[s0] == label),
    }
}

/// Learns from trees.
pub fn train(samples: &[Sample], rounds: usize) -> Trainer {
    let mut names: Vec<String> = vec!["s".into()];
    for (rel, name) in labels::DEPREL.iter().enumerate() {
        for (side, letter) in [(true, "l"), (false, "r")] {
            let used = samples.iter().any(|s| (0..s.heads.len()).any(|w| s.labels[w] == rel && (s.heads[w] > w) == side));
            if used {
                names.push(format!("{letter} {name}"));
            }
        }
    }
    let moves = moves(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut trainer = Trainer::new(names);
    for round in 0..rounds {
        for at in crate::shuffled(samples.len(), round as u64) {
            learn(&samples[at], round, &moves, &mut trainer);
        }
    }
    trainer
}

fn learn(sample: &Sample, round: usize, moves: &[Move], trainer: &mut Trainer) {
    let mut state = State::new(sample.items.len());
    let mut scores = vec![0; moves.len()];
    let mut out = Vec::new();
    while !state.done() {
        features(&state, &sample.items, &mut out);
        trainer.score(&out, &mut scores);
        let possible = |step: Move| if state.allows(step) { cost(&state, sample, step) } else { usize::MAX };
        let mut costs = [Move::Shift, Move::Left(0), Move::Right(0)].map(possible);
        let least = costs.iter().copied().min().unwrap_or(0);
        costs.iter_mut().for_each(|c| *c -= least.min(*c));
        let Some(guess) = best(&scores, |class| state.allows(moves[class])) else { break };
        let wanted = best(&scores, |class| state.allows(moves[class]) && right(&state, sample, moves[class], costs)).unwrap_or(guess);
        let good = right(&state, sample, moves[guess], costs);
        trainer.update(&out, if good { guess } else { wanted }, guess);
        state.apply(moves[if round < 1 { wanted } else { guess }]);
    }
}
