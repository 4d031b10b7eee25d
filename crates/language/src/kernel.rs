//! Products of integer matrices: what nearly all the time of a network goes into. In: weights of one byte and activations of two;
//! out: their products, exact in 32 bits, so that every processor finds the same.
//!
//! Where the processor has AVX2 it is asked (`pulp` knows how, without `unsafe` here); elsewhere plain loops count the same numbers.

/// So many rows of weights are worked on side by side.
const BLOCK: usize = 16;
/// So many inputs are.
#[cfg(target_arch = "x86_64")]
const GROUP: usize = 6;

/// A matrix of weights, laid out for the processor: by blocks of rows, in each by pairs of columns.
#[derive(Debug, Default)]
pub struct Matrix {
    /// How many numbers it takes; even.
    pub inputs: usize,
    /// How many it gives, rounded up to whole blocks.
    pub outputs: usize,
    blocks: Vec<[i16; 2 * BLOCK]>,
}

impl Matrix {
    /// Lays out `weights`, row after row of `inputs` numbers each; an odd column or a row cut short is left out.
    pub fn new(inputs: usize, weights: &[i8]) -> Matrix {
        let inputs = inputs & !1;
        let rows: Vec<&[i8]> = weights.chunks_exact(inputs.max(2)).collect();
        let mut blocks = Vec::with_capacity(rows.len().div_ceil(BLOCK) * inputs / 2);
        for rows in rows.chunks(BLOCK) {
            for pair in 0..inputs / 2 {
                let mut block = [0; 2 * BLOCK];
                for (cell, row) in block.chunks_exact_mut(2).zip(rows) {
                    (cell[0], cell[1]) = (i16::from(row[2 * pair]), i16::from(row[2 * pair + 1]));
                }
                blocks.push(block);
            }
        }
        Matrix { inputs, outputs: rows.len().div_ceil(BLOCK) * BLOCK, blocks }
    }

    /// Multiplies: the input of output row `i` begins at `i * stride` in `inputs`, and `outputs` has `self.outputs` numbers for each.
    /// Rows whose input would lie beyond the end are left as they are.
    pub fn product(&self, inputs: &[i16], stride: usize, outputs: &mut [i32]) {
        if self.blocks.is_empty() || inputs.len() < self.inputs {
            return;
        }
        let reach = (inputs.len() - self.inputs).checked_div(stride).map_or(usize::MAX, |steps| steps + 1);
        let count = (outputs.len() / self.outputs).min(reach);
        let outputs = &mut outputs[..count * self.outputs];
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            return simd.vectorize(Wide { simd, matrix: self, inputs, stride, outputs });
        }
        self.narrow(inputs, stride, outputs);
    }

    /// The same for any processor.
    fn narrow(&self, inputs: &[i16], stride: usize, outputs: &mut [i32]) {
        for (at, out) in outputs.chunks_exact_mut(self.outputs).enumerate() {
            let pairs = inputs[at * stride..at * stride + self.inputs].as_chunks::<2>().0;
            for (block, out) in self.blocks.chunks_exact(pairs.len()).zip(out.chunks_exact_mut(BLOCK)) {
                let mut sums = [0i32; BLOCK];
                for (weights, [first, second]) in block.iter().zip(pairs) {
                    let (first, second) = (i32::from(*first), i32::from(*second));
                    for (sum, weights) in sums.iter_mut().zip(weights.as_chunks::<2>().0) {
                        *sum += i32::from(weights[0]) * first + i32::from(weights[1]) * second;
                    }
                }
                out.copy_from_slice(&sums);
            }
        }
    }
}

/// Work that gains by wide registers. `work` and what it calls should be `#[inline(always)]`, so that they are compiled for them.
pub trait Work {
    /// What comes of it.
    type Output;
    /// Does it.
    fn work(self) -> Self::Output;
}

/// Does work with the widest registers that the processor has. The numbers stay the same.
#[inline]
pub fn widest<W: Work>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.vectorize(Wider(work));
    }
    work.work()
}

#[cfg(target_arch = "x86_64")]
struct Wider<W>(W);

#[cfg(target_arch = "x86_64")]
impl<W: Work> pulp::NullaryFnOnce for Wider<W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.0.work()
    }
}

#[cfg(target_arch = "x86_64")]
struct Wide<'a> {
    simd: pulp::x86::V3,
    matrix: &'a Matrix,
    inputs: &'a [i16],
    stride: usize,
    outputs: &'a mut [i32],
}

#[cfg(target_arch = "x86_64")]
impl pulp::NullaryFnOnce for Wide<'_> {
    type Output = ();

    #[inline(always)]
    fn call(mut self) {
        let count = self.outputs.len() / self.matrix.outputs;
        let mut at = 0;
        while at + GROUP <= count {
            self.group::<GROUP>(at);
            at += GROUP;
        }
        match count - at {
            5 => self.group::<5>(at),
            4 => self.group::<4>(at),
            3 => self.group::<3>(at),
            2 => self.group::<2>(at),
            1 => self.group::<1>(at),
            _ => {}
        }
    }
}

#[cfg(target_arch = "x86_64")]
impl Wide<'_> {
    /// So many inputs against all weights: each weight is loaded once for all of them.
    #[inline(always)]
    #[allow(clippy::needless_range_loop)]
    fn group<const SIZE: usize>(&mut self, at: usize) {
        let (simd, matrix) = (self.simd, self.matrix);
        let rows: [&[[i16; 2]]; SIZE] = std::array::from_fn(|nth| {
            let start = (at + nth) * self.stride;
            self.inputs[start..start + matrix.inputs].as_chunks::<2>().0
        });
        // Plain counting: iterators that are zipped here are not inlined into code for another processor.
        for (nth, block) in matrix.blocks.chunks_exact(matrix.inputs / 2).enumerate() {
            let mut sums = [[simd.avx._mm256_setzero_si256(); 2]; SIZE];
            for pair in 0..block.len() {
                let halves: [[i16; BLOCK]; 2] = pulp::cast(block[pair]);
                let [low, high]: [std::arch::x86_64::__m256i; 2] = pulp::cast(halves);
                for row in 0..SIZE {
                    let both = simd.avx._mm256_set1_epi32(pulp::cast(rows[row][pair]));
                    let sums = &mut sums[row];
                    sums[0] = simd.avx2._mm256_add_epi32(sums[0], simd.avx2._mm256_madd_epi16(both, low));
                    sums[1] = simd.avx2._mm256_add_epi32(sums[1], simd.avx2._mm256_madd_epi16(both, high));
                }
            }
            for row in 0..SIZE {
                let start = (at + row) * matrix.outputs + nth * BLOCK;
                let sums: [i32; BLOCK] = pulp::cast(sums[row]);
                self.outputs[start..start + BLOCK].copy_from_slice(&sums);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights and inputs that look random, up to the largest there can be.
    fn sample(outputs: usize, inputs: usize, count: usize) -> (Matrix, Vec<i16>) {
        let dice = |at: usize, of: u64| (crate::table::mix(at as u64, of) >> 40) as i16;
        let weights: Vec<i8> = (0..outputs * inputs).map(|at| dice(at, 1) as i8).collect();
        (Matrix::new(inputs, &weights), (0..count * inputs).map(|at| dice(at, 2)).collect())
    }

    #[test]
    fn every_processor_counts_the_same() {
        for (outputs, inputs, count) in [(1, 2, 1), (16, 96, 7), (50, 64, 13), (192, 288, 6)] {
            let (matrix, numbers) = sample(outputs, inputs, count);
            let (mut wide, mut narrow) = (vec![0; count * matrix.outputs], vec![0; count * matrix.outputs]);
            matrix.product(&numbers, inputs, &mut wide);
            matrix.narrow(&numbers, inputs, &mut narrow);
            assert_eq!(wide, narrow, "{outputs} x {inputs}");
        }
    }

    #[test]
    fn a_window_moves_by_its_stride() {
        let matrix = Matrix::new(4, &[1, 2, 3, 4]);
        let mut sums = vec![0; 2 * matrix.outputs];
        matrix.product(&[1, 0, 0, 1, 0, 1], 2, &mut sums);
        assert_eq!((sums[0], sums[matrix.outputs]), (5, 2 + 4));
    }

    #[test]
    fn what_does_not_fit_is_left_alone() {
        let matrix = Matrix::new(4, &[1; 8]);
        let mut sums = vec![7; 3 * matrix.outputs];
        matrix.product(&[1; 6], 2, &mut sums);
        assert_eq!(sums[matrix.outputs], 4);
        assert_eq!(sums[2 * matrix.outputs], 7);
        Matrix::default().product(&[1; 6], 2, &mut sums);
    }
}
