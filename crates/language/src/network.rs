//! The network: one small encoder for all that is asked of a sentence. In: the words of sentences; out: scores for the tags, names, heads and
//! relations of each word.
//!
//! Words become vectors (sums of table rows), see their neighbours (convolutions with maxout, residual, normalised), then the whole sentence
//! (one LSTM in each direction). Heads are scored by a biaffine product (Dozat and Manning 2017), relations by one hidden layer
//! (Kiperwasser and Goldberg 2016). Learned weights are bytes, products exact; what is left in floating point is added up in a fixed order:
//! so the same text has the same tree on every processor, and a sentence the same whatever stands around it.

use crate::kernel::{Matrix, Work, widest};
use crate::word::{ROWS, TABLES, Word};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// The network that the program carries.
pub static NETWORK: LazyLock<Network> = LazyLock::new(|| {
    Network::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/network.bin")))
});

/// First bytes of the file; the last one counts versions of the format.
const MAGIC: &[u8; 4] = b"DLN2";
/// What an activation of one is as an integer: after a normalisation, out of an LSTM, after a rectifier.
const UNIT: f32 = 2048.0;
const UNIT_STATE: f32 = 16_384.0;
const UNIT_HIDDEN: f32 = 1024.0;
/// So many columns of the tables are added up at a time; the width is a multiple.
const COLUMNS: usize = 16;
/// So many rows of a product are worked out at a time, to be scaled while they are at hand.
const TILE: usize = 24;
/// So many sentences go through an LSTM side by side.
const LANES: usize = 6;
/// Distances between a word and its head are told apart up to this bucket; as many again for heads before the word, and one for the root.
const BUCKETS: usize = 16;

/// A trained network.
#[derive(Debug, Default)]
pub struct Network {
    /// Tags as `UPOS XPOS`.
    pub tags: Vec<&'static str>,
    /// Relations to the head.
    pub relations: Vec<&'static str>,
    /// Labels of names: `O`, then `B-` and `I-` of each kind.
    pub names: Vec<&'static str>,
    /// Why it knows nothing, where it does.
    pub complaint: Option<String>,
    width: usize,
    /// Rows of all tables, one after the other, and where each table begins.
    rows: Vec<&'static [u8]>,
    first: Normal,
    convolutions: Vec<(Layer, Normal)>,
    forward: Lstm,
    backward: Lstm,
    /// Everything that is asked of a word by itself, in one product.
    heads: Layer,
    parts: Parts,
    /// The biaffine product.
    arcs: Layer,
    arc_bias: Vec<f32>,
    root_as_head: Vec<f32>,
    root_as_label: Vec<f32>,
    distances: Vec<f32>,
    labels: Layer,
}

/// Which outputs of `heads` are whose.
#[derive(Debug, Default)]
struct Parts {
    tags: Range<usize>,
    names: Range<usize>,
    arc_dependent: Range<usize>,
    arc_head: Range<usize>,
    label_dependent: Range<usize>,
    label_head: Range<usize>,
    end: Range<usize>,
}

/// What the network says of one sentence of `n` words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// The best tag of each word.
    pub tags: Vec<usize>,
    /// A score for every label of every word; `n` rows.
    pub names: Vec<f32>,
    /// How likely each word is the last of a sentence, as log odds.
    pub ends: Vec<f32>,
    /// A score for every head of every word, the root first: `n` rows of `n + 1`.
    pub arcs: Vec<f32>,
    dependents: Vec<f32>,
    heads: Vec<f32>,
}

/// Room to work in, kept from one call to the next.
#[derive(Debug, Default)]
pub struct Room {
    sums: Vec<i32>,
    vectors: Vec<f32>,
    numbers: Vec<i16>,
    states: Vec<i16>,
    outputs: Vec<f32>,
    open: Vec<f32>,
    turned: Vec<f32>,
}

/// A product with its scales and what is added after it.
#[derive(Debug, Default)]
struct Layer {
    matrix: Matrix,
    scales: Vec<f32>,
    bias: Vec<f32>,
    size: usize,
}

/// A normalisation of a vector to mean 0 and variance 1, stretched and moved again (Ba, Kiros and Hinton 2016).
#[derive(Debug, Default)]
struct Normal {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

#[derive(Debug, Default)]
struct Lstm {
    input: Layer,
    state: Layer,
}

/// The file's tensors by name.
struct Tensors {
    found: HashMap<&'static str, &'static [u8]>,
}

impl Network {
    /// Reads a network; one that knows nothing where the bytes are none.
    pub fn open(bytes: &'static [u8]) -> Network {
        Network::read(bytes).unwrap_or_else(|what| Network {
            complaint: Some(format!("models/network.bin: {what}; run `cargo xtask train`")),
            ..Network::default()
        })
    }

    fn read(bytes: &'static [u8]) -> Result<Network, String> {
        let tensors = Tensors::read(bytes).ok_or("missing or of another format")?;
        let lines = |name: &str| Ok::<_, String>(tensors.text(name)?.lines().collect::<Vec<_>>());
        let (tags, relations, names) = (lines("tags")?, lines("relations")?, lines("names")?);
        let first = tensors.normal("first")?;
        let width = first.gain.len();
        let rows = tensors.bytes("tables")?.chunks_exact(width.max(1)).collect::<Vec<_>>();
        if width == 0
            || width % COLUMNS != 0
            || rows.len() != TABLES.iter().map(|(_, size)| *size as usize).sum::<usize>()
        {
            return Err("its tables are of another size".into());
        }
        let mut convolutions = Vec::new();
        while tensors.bytes(&format!("convolution {}", convolutions.len())).is_ok() {
            let nth = convolutions.len();
            let layer = tensors.layer(&format!("convolution {nth}"), 3 * width, UNIT)?;
            convolutions.push((layer, tensors.normal(&format!("normal {nth}"))?));
        }
        let forward = tensors.lstm("forward", width)?;
        let backward = tensors.lstm("backward", width)?;
        let size = forward.size();
        let heads = tensors.layer("heads", 2 * size, UNIT_STATE)?;
        let arc_bias = tensors.floats("arc bias")?;
        let root_as_label = tensors.floats("root as label")?;
        let (hidden, label) = (arc_bias.len(), root_as_label.len());
        let mut at = 0;
        let mut next = |size: usize| {
            at += size;
            at - size..at
        };
        let parts = Parts {
            tags: next(tags.len()),
            names: next(names.len()),
            arc_dependent: next(hidden),
            arc_head: next(hidden),
            label_dependent: next(label),
            label_head: next(label),
            end: next(1),
        };
        if parts.end.end != heads.size || forward.size() != backward.size() {
            return Err("its parts do not fit".into());
        }
        Ok(Network {
            width,
            rows,
            first,
            convolutions,
            forward,
            backward,
            arcs: tensors.layer("arcs", hidden, UNIT_HIDDEN)?,
            labels: tensors.layer("labels", label, UNIT_HIDDEN)?,
            root_as_head: tensors.floats("root as head")?,
            distances: tensors.floats("distances")?,
            heads,
            parts,
            arc_bias,
            root_as_label,
            tags,
            relations,
            names,
            complaint: None,
        })
    }

    /// What is to be said of these sentences.
    pub fn scores(&self, sentences: &[&[Word]], room: &mut Room) -> Vec<Scores> {
        if self.complaint.is_some() {
            return vec![Scores::default(); sentences.len()];
        }
        let layout = Layout::new(sentences);
        widest(Scoring { network: self, sentences, layout: &layout, room })
    }

    #[inline(always)]
    fn all(&self, sentences: &[&[Word]], layout: &Layout, room: &mut Room) -> Vec<Scores> {
        self.encode(sentences, layout, room);
        let Room { sums, numbers, states, outputs, turned, .. } = room;
        self.heads.apply(states, 2 * self.forward.size(), layout.words, sums, outputs);
        let size = self.heads.size;
        let rows = |start: usize, count: usize| &outputs[start * size..(start + count) * size];
        let mut scores = Vec::with_capacity(sentences.len());
        for (words, start) in sentences.iter().zip(&layout.dense) {
            scores.push(self.sentence(rows(*start, words.len()), numbers, sums, turned));
        }
        scores
    }

    /// Leaves the states of every word in `room.states`, those of the run forward first.
    #[inline(always)]
    fn encode(&self, sentences: &[&[Word]], layout: &Layout, room: &mut Room) {
        let width = self.width;
        let Room { sums, vectors, numbers, states, outputs, open, .. } = room;
        let vectors = room_for(vectors, layout.rows * width);
        let numbers = room_for(numbers, layout.rows * width);
        let states = room_for(states, layout.words * 2 * self.forward.size());
        // Every sentence lies between rows of zeroes.
        vectors[..width].fill(0.0);
        vectors[(layout.rows - 1) * width..].fill(0.0);
        for (words, start) in sentences.iter().zip(&layout.padded) {
            vectors[(start + words.len()) * width..][..width].fill(0.0);
            for (word, vector) in words.iter().zip(vectors[start * width..].chunks_exact_mut(width)) {
                self.sum(word, vector);
                self.first.apply(vector);
            }
        }
        quantise(vectors, UNIT, numbers);
        for (layer, normal) in &self.convolutions {
            layer.apply(numbers, width, layout.rows - 2, sums, outputs);
            for (words, start) in sentences.iter().zip(&layout.padded) {
                // The window round a row begins one row earlier.
                let pieces = outputs[(start - 1) * layer.size..].chunks_exact(layer.size);
                let rows = vectors[start * width..].chunks_exact_mut(width).take(words.len());
                for (vector, pieces) in rows.zip(pieces) {
                    let (left, right) = pieces.split_at(width);
                    for ((cell, one), other) in vector.iter_mut().zip(left).zip(right) {
                        *cell += if one > other { *one } else { *other };
                    }
                    normal.apply(vector);
                }
            }
            quantise(vectors, UNIT, numbers);
        }
        for (lstm, backward) in [(&self.forward, false), (&self.backward, true)] {
            lstm.input.apply(numbers, width, layout.rows, sums, outputs);
            lstm.run(outputs, layout, backward, sums, open, states);
        }
    }

    /// Adds up a word's rows into `vector`. Column by column, so that the rows, which lie far apart, are fetched side by side.
    #[inline(always)]
    fn sum(&self, word: &Word, vector: &mut [f32]) {
        let (mut rows, mut count): ([&[u8]; ROWS + 16], usize) = ([&[]; ROWS + 16], 0);
        let mut start = 0;
        for (row, (_, size)) in word.rows.iter().zip(TABLES) {
            rows[count] = self.rows.get(start + usize::from(*row)).copied().unwrap_or(&[]);
            count += 1;
            start += size as usize;
        }
        let mut kinds = word.kinds;
        while kinds != 0 && count < rows.len() {
            rows[count] = self.rows.get(start + kinds.trailing_zeros() as usize).copied().unwrap_or(&[]);
            count += 1;
            kinds &= kinds - 1;
        }
        for (at, cells) in vector.chunks_exact_mut(COLUMNS).enumerate() {
            let mut sums = [0i16; COLUMNS];
            for row in &rows[..count] {
                let Some(bytes) = row.get(at * COLUMNS..(at + 1) * COLUMNS) else { continue };
                for column in 0..COLUMNS {
                    sums[column] += i16::from(bytes[column] as i8);
                }
            }
            for column in 0..COLUMNS {
                cells[column] = f32::from(sums[column]);
            }
        }
    }

    /// What the outputs for the words of one sentence say.
    #[inline(always)]
    fn sentence(
        &self,
        outputs: &[f32],
        numbers: &mut Vec<i16>,
        sums: &mut Vec<i32>,
        turned: &mut Vec<f32>,
    ) -> Scores {
        let (parts, hidden) = (&self.parts, self.arc_bias.len().max(1));
        let n = outputs.len() / self.heads.size.max(1);
        let mut scores = Scores {
            tags: Vec::with_capacity(n),
            names: Vec::with_capacity(n * parts.names.len()),
            ends: Vec::with_capacity(n),
            arcs: Vec::with_capacity(n * (n + 1)),
            dependents: Vec::with_capacity(n * parts.label_dependent.len()),
            heads: Vec::with_capacity(n * parts.label_head.len()),
        };
        let mut heads = Vec::with_capacity((n + 1) * hidden);
        heads.extend_from_slice(&self.root_as_head);
        numbers.clear();
        for row in outputs.chunks_exact(self.heads.size.max(1)) {
            scores.tags.push(best(&row[parts.tags.clone()]));
            scores.names.extend_from_slice(&row[parts.names.clone()]);
            scores.ends.extend_from_slice(&row[parts.end.clone()]);
            scores.dependents.extend_from_slice(&row[parts.label_dependent.clone()]);
            scores.heads.extend_from_slice(&row[parts.label_head.clone()]);
            let (dependent, head) = (&row[parts.arc_dependent.clone()], &row[parts.arc_head.clone()]);
            let start = numbers.len();
            numbers.resize(start + hidden, 0);
            for (number, x) in numbers[start..].iter_mut().zip(dependent) {
                *number = whole(x.max(0.0) * UNIT_HIDDEN) as i16;
            }
            let start = heads.len();
            heads.extend_from_slice(head);
            heads[start..].iter_mut().for_each(|x| *x = x.max(0.0));
        }
        self.arcs.apply(numbers, hidden, n, sums, turned);
        let bias: Vec<f32> = heads.chunks_exact(hidden).map(|head| dot(head, &self.arc_bias)).collect();
        for (at, dependent) in turned.chunks_exact(self.arcs.size.max(1)).take(n).enumerate() {
            for (head, (vector, bias)) in heads.chunks_exact(hidden).zip(&bias).enumerate() {
                let near = self.distances.get(bucket(at + 1, head)).copied().unwrap_or(0.0);
                scores.arcs.push(dot(dependent, vector) + bias + near);
            }
        }
        scores
    }

    /// The relation of each word to the head it was given; `root` where there is none, and only there.
    pub fn relations(&self, scores: &Scores, heads: &[Option<usize>], room: &mut Room) -> Vec<usize> {
        widest(Relating { network: self, scores, heads, room })
    }

    #[inline(always)]
    fn related(&self, scores: &Scores, heads: &[Option<usize>], room: &mut Room) -> Vec<usize> {
        let size = self.root_as_label.len().max(1);
        let Room { sums, numbers, outputs: labels, .. } = room;
        let numbers = room_for(numbers, heads.len() * size);
        let rows = numbers.chunks_exact_mut(size).zip(scores.dependents.chunks_exact(size));
        for ((row, dependent), head) in rows.zip(heads) {
            let vector = match head {
                Some(head) => scores.heads.get(head * size..(head + 1) * size).unwrap_or(&self.root_as_label),
                None => &self.root_as_label,
            };
            for ((number, x), y) in row.iter_mut().zip(dependent).zip(vector) {
                *number = whole((x + y).max(0.0) * UNIT_HIDDEN) as i16;
            }
        }
        self.labels.apply(numbers, size, heads.len(), sums, labels);
        let root = self.relations.iter().position(|name| *name == "root").unwrap_or(0);
        let rows = labels.chunks_exact(self.labels.size.max(1)).zip(heads);
        rows.map(|(row, head)| if head.is_some() { best_but(row, root) } else { root }).collect()
    }
}

struct Scoring<'a, 'w> {
    network: &'a Network,
    sentences: &'a [&'w [Word]],
    layout: &'a Layout,
    room: &'a mut Room,
}

impl Work for Scoring<'_, '_> {
    type Output = Vec<Scores>;

    #[inline(always)]
    fn work(self) -> Vec<Scores> {
        self.network.all(self.sentences, self.layout, self.room)
    }
}

struct Relating<'a> {
    network: &'a Network,
    scores: &'a Scores,
    heads: &'a [Option<usize>],
    room: &'a mut Room,
}

impl Work for Relating<'_> {
    type Output = Vec<usize>;

    #[inline(always)]
    fn work(self) -> Vec<usize> {
        self.network.related(self.scores, self.heads, self.room)
    }
}

/// Where sentences lie: one after the other, and with a row between them.
struct Layout {
    words: usize,
    rows: usize,
    dense: Vec<usize>,
    padded: Vec<usize>,
    lengths: Vec<usize>,
}

impl Layout {
    fn new(sentences: &[&[Word]]) -> Layout {
        let mut layout =
            Layout { words: 0, rows: 1, dense: Vec::new(), padded: Vec::new(), lengths: Vec::new() };
        for words in sentences {
            layout.dense.push(layout.words);
            layout.padded.push(layout.rows);
            layout.lengths.push(words.len());
            layout.words += words.len();
            layout.rows += words.len() + 1;
        }
        layout.rows += 1;
        layout
    }
}

impl Layer {
    /// Puts the outputs for `count` inputs that begin `stride` numbers after one another at the start of `outputs`; `sums` is room to work in.
    #[inline(always)]
    fn apply(
        &self,
        inputs: &[i16],
        stride: usize,
        count: usize,
        sums: &mut Vec<i32>,
        outputs: &mut Vec<f32>,
    ) {
        let outputs = room_for(outputs, count * self.size);
        for (tile, outputs) in outputs.chunks_mut((TILE * self.size).max(1)).enumerate() {
            let rows = outputs.len() / self.size;
            let sums = room_for(sums, rows * self.matrix.outputs);
            self.matrix.product(inputs.get(tile * TILE * stride..).unwrap_or(&[]), stride, sums);
            let sums = sums.chunks_exact(self.matrix.outputs.max(1));
            for (sums, outputs) in sums.zip(outputs.chunks_exact_mut(self.size)) {
                let scaled = sums.iter().zip(&self.scales).zip(&self.bias);
                for (output, ((sum, scale), bias)) in outputs.iter_mut().zip(scaled) {
                    *output = *sum as f32 * scale + bias;
                }
            }
        }
    }
}

/// So many numbers, whatever they were: who asks writes them all.
#[inline(always)]
fn room_for<T: Clone + Default>(numbers: &mut Vec<T>, count: usize) -> &mut [T] {
    if numbers.len() < count {
        numbers.resize(count, T::default());
    }
    &mut numbers[..count]
}

impl Normal {
    #[inline(always)]
    fn apply(&self, vector: &mut [f32]) {
        let count = vector.len() as f32;
        let mean = sum(vector, |x| x) / count;
        let variance = sum(vector, |x| (x - mean) * (x - mean)) / count;
        let scale = 1.0 / (variance + 1e-5).sqrt();
        for ((x, gain), bias) in vector.iter_mut().zip(&self.gain).zip(&self.bias) {
            *x = (*x - mean) * scale * gain + bias;
        }
    }
}

impl Lstm {
    fn size(&self) -> usize {
        self.state.size / 4
    }

    /// Runs over every sentence, given its words' gates, and writes its states (first half of a row forward, second half backward). Sentences of like length go side by side.
    #[inline(always)]
    fn run(
        &self,
        gates: &[f32],
        layout: &Layout,
        backward: bool,
        sums: &mut Vec<i32>,
        open: &mut Vec<f32>,
        states: &mut [i16],
    ) {
        let size = self.size();
        let open = room_for(open, 4 * size);
        let mut order: Vec<usize> = (0..layout.lengths.len()).collect();
        order.sort_by_key(|&nth| std::cmp::Reverse(layout.lengths[nth]));
        let sums = room_for(sums, LANES * self.state.matrix.outputs);
        for lanes in order.chunks(LANES) {
            let longest = lanes.first().map_or(0, |&nth| layout.lengths[nth]);
            let (mut hidden, mut cells) = (vec![0i16; LANES * size], vec![0f32; LANES * size]);
            for step in 0..longest {
                let active = lanes.iter().take_while(|&&nth| layout.lengths[nth] > step).count();
                let outputs = self.state.matrix.outputs;
                self.state.matrix.product(&hidden[..active * size], size, &mut sums[..active * outputs]);
                for (lane, &nth) in lanes.iter().take(active).enumerate() {
                    let at = if backward { layout.lengths[nth] - 1 - step } else { step };
                    let row = (layout.padded[nth] + at) * self.input.size;
                    let gates = &gates[row..row + self.input.size];
                    let sums = &sums[lane * outputs..][..4 * size];
                    let cells = &mut cells[lane * size..(lane + 1) * size];
                    let hidden = &mut hidden[lane * size..(lane + 1) * size];
                    self.step(gates, sums, open, cells, hidden);
                    let out = ((layout.dense[nth] + at) * 2 + usize::from(backward)) * size;
                    states[out..out + size].copy_from_slice(hidden);
                }
            }
        }
    }

    /// One step of one sentence; gates in the order input, forget, cell, output.
    #[inline(always)]
    fn step(&self, gates: &[f32], sums: &[i32], open: &mut [f32], cells: &mut [f32], hidden: &mut [i16]) {
        let size = cells.len();
        let scaled = gates.iter().zip(sums).zip(&self.state.scales);
        for (cell, ((gate, sum), scale)) in open.iter_mut().zip(scaled) {
            *cell = gate + *sum as f32 * scale;
        }
        let (input, rest) = open.split_at(size);
        let (forget, rest) = rest.split_at(size);
        let (new, output) = rest.split_at(size);
        for (((cell, input), forget), new) in cells.iter_mut().zip(input).zip(forget).zip(new) {
            *cell = sigmoid(*forget) * *cell + sigmoid(*input) * tanh(*new);
        }
        for ((out, cell), output) in hidden.iter_mut().zip(cells.iter()).zip(output) {
            *out = whole(sigmoid(*output) * tanh(*cell) * UNIT_STATE) as i16;
        }
    }
}

impl Tensors {
    /// Layout: magic, then for each tensor the length of its name, the name, its length in bytes, its bytes; numbers little-endian, lengths u32.
    fn read(bytes: &'static [u8]) -> Option<Tensors> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut found = HashMap::new();
        let mut take = |length: usize| {
            let (taken, left) = rest.split_at_checked(length)?;
            rest = left;
            Some(taken)
        };
        while let Some(head) = take(4) {
            let name = std::str::from_utf8(take(u32::from_le_bytes(head.try_into().ok()?) as usize)?).ok()?;
            let length = u32::from_le_bytes(take(4)?.try_into().ok()?);
            found.insert(name, take(length as usize)?);
        }
        Some(Tensors { found })
    }

    fn bytes(&self, name: &str) -> Result<&'static [u8], String> {
        self.found.get(name).copied().ok_or_else(|| format!("`{name}` is missing"))
    }

    fn text(&self, name: &str) -> Result<&'static str, String> {
        std::str::from_utf8(self.bytes(name)?).map_err(|_| format!("`{name}` is no text"))
    }

    fn floats(&self, name: &str) -> Result<Vec<f32>, String> {
        Ok(self.bytes(name)?.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    fn normal(&self, name: &str) -> Result<Normal, String> {
        let normal = Normal {
            gain: self.floats(&format!("{name} gain"))?,
            bias: self.floats(&format!("{name} bias"))?,
        };
        if normal.gain.len() == normal.bias.len() { Ok(normal) } else { Err(format!("`{name}` is uneven")) }
    }

    /// A layer whose inputs are integers, `unit` to one.
    fn layer(&self, name: &str, inputs: usize, unit: f32) -> Result<Layer, String> {
        let weights: Vec<i8> = self.bytes(name)?.iter().map(|byte| *byte as i8).collect();
        let scales: Vec<f32> =
            self.floats(&format!("{name} scale"))?.iter().map(|scale| scale / unit).collect();
        let bias = self.floats(&format!("{name} bias"))?;
        let size = scales.len();
        if inputs == 0 || inputs % 2 == 1 || weights.len() != size * inputs || bias.len() != size {
            return Err(format!("`{name}` is of another size"));
        }
        Ok(Layer { matrix: Matrix::new(inputs, &weights), scales, bias, size })
    }

    fn lstm(&self, name: &str, width: usize) -> Result<Lstm, String> {
        let input = self.layer(&format!("{name} input"), width, UNIT)?;
        let state = self.layer(&format!("{name} state"), input.size / 4, UNIT_STATE)?;
        if input.size != state.size || input.size % 8 != 0 {
            return Err(format!("`{name}` is of another size"));
        }
        Ok(Lstm { input, state })
    }
}

/// To whole numbers, `unit` for one; what lies beyond two bytes is cut.
#[inline(always)]
fn quantise(from: &[f32], unit: f32, to: &mut [i16]) {
    for (number, x) in to.iter_mut().zip(from) {
        *number = whole(x * unit) as i16;
    }
}

/// The nearest whole number within two bytes, ties to even: a sum with 1.5 times two to the 23rd leaves it in the lowest bits.
#[inline(always)]
fn whole(x: f32) -> i32 {
    const SHIFT: f32 = 12_582_912.0;
    (x.clamp(-32_767.0, 32_767.0) + SHIFT).to_bits() as i32 - SHIFT.to_bits() as i32
}

/// A sum in eight strands: the order is fixed, and the processor may work on the strands side by side.
#[inline(always)]
fn sum(numbers: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = numbers.as_chunks::<8>();
    let mut strands = [0f32; 8];
    for chunk in chunks {
        strands.iter_mut().zip(chunk).for_each(|(strand, x)| *strand += of(*x));
    }
    rest.iter().zip(&mut strands).for_each(|(x, strand)| *strand += of(*x));
    joined(strands)
}

#[inline(always)]
fn dot(left: &[f32], right: &[f32]) -> f32 {
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks::<8>(), right.as_chunks::<8>());
    let mut strands = [0f32; 8];
    for (left, right) in left.iter().zip(right) {
        strands.iter_mut().zip(left.iter().zip(right)).for_each(|(strand, (x, y))| *strand += x * y);
    }
    let rest = left_rest.iter().zip(right_rest);
    rest.zip(&mut strands).for_each(|((x, y), strand)| *strand += x * y);
    joined(strands)
}

#[inline(always)]
fn joined([a, b, c, d, e, f, g, h]: [f32; 8]) -> f32 {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[inline(always)]
fn sigmoid(x: f32) -> f32 {
    0.5 * tanh(0.5 * x) + 0.5
}

/// The hyperbolic tangent to six digits, as a quotient of polynomials (the continued fraction of Lambert, cut and clamped).
#[inline(always)]
fn tanh(x: f32) -> f32 {
    let x = x.clamp(-4.97, 4.97);
    let y = x * x;
    let above = x * (135_135.0 + y * (17_325.0 + y * (378.0 + y)));
    let below = 135_135.0 + y * (62_370.0 + y * (3_150.0 + y * 28.0));
    (above / below).clamp(-1.0, 1.0)
}

/// The place of the highest of these; the first of equals.
fn best(scores: &[f32]) -> usize {
    best_but(scores, usize::MAX)
}

/// The same, one place left out.
fn best_but(scores: &[f32], not: usize) -> usize {
    let mut best: Option<(usize, f32)> = None;
    for (at, &score) in scores.iter().enumerate() {
        if at != not && best.is_none_or(|(_, top)| score > top) {
            best = Some((at, score));
        }
    }
    best.map_or(0, |(at, _)| at)
}

/// The bucket of the distance between a word and a head, both counted from 1; 0 is the root.
fn bucket(word: usize, head: usize) -> usize {
    if head == 0 {
        return 2 * BUCKETS;
    }
    let distance = match word.abs_diff(head) {
        near @ 0..=6 => near,
        7..=8 => 7,
        9..=11 => 8,
        12..=15 => 9,
        16..=20 => 10,
        21..=30 => 11,
        _ => 12,
    };
    distance + if word < head { BUCKETS } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word::words;

    #[test]
    fn numbers_are_rounded_and_cut() {
        let check = |x: f32, expected: i32| assert_eq!(whole(x), expected, "{x}");
        check(0.0, 0);
        check(2.4, 2);
        check(-2.6, -3);
        check(1e9, 32_767);
        check(-1e9, -32_767);
    }

    #[test]
    fn tanh_is_near_the_true_one() {
        for step in -120..=120 {
            let x = step as f32 / 20.0;
            assert!((tanh(x) - x.tanh()).abs() < 2e-4, "{x}: {} {}", tanh(x), x.tanh());
        }
    }

    #[test]
    fn a_sentence_scores_the_same_whatever_stands_around_it() {
        let sentences: Vec<Vec<Word>> =
            ["Rebels left the town .", "No .", "The minister of the interior said that talks had begun ."]
                .iter()
                .map(|text| words(text.split(' ')))
                .collect();
        let all: Vec<&[Word]> = sentences.iter().map(Vec::as_slice).collect();
        let together = NETWORK.scores(&all, &mut Room::default());
        for (words, scores) in all.iter().zip(together) {
            assert_eq!(NETWORK.scores(&[words], &mut Room::default()), vec![scores]);
        }
    }

    #[test]
    fn bytes_that_are_no_network_are_told() {
        assert!(Network::open(b"DLN2").complaint.is_some_and(|what| what.contains("xtask train")));
        assert!(Network::open(b"DLN1\xff\xff\xff\xff").complaint.is_some());
        assert_eq!(Network::open(b"").scores(&[&[]], &mut Room::default()), vec![Scores::default()]);
    }
}
