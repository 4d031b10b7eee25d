//! Trees. In: how well each word fits under each other one; out: a head for every word, one root, no cycle.
//!
//! Each word takes its best head; where that makes no tree, cycles are broken as Chu and Liu (1965) and Edmonds (1967) do, and where several
//! words hang on the root, each is tried as the only one.

/// No more words than this are tried as the root.
const ROOTS: usize = 6;
/// In what has more words than this (a list, a table), one is: each trial takes time by the cube of the words.
const MANY_WORDS: usize = 100;

/// The best tree of `n` words: `arcs` has `n` rows of `n + 1` scores, one for each head, the root first. `None` for the root.
pub fn tree(arcs: &[f32], n: usize) -> Vec<Option<usize>> {
    if n == 0 || arcs.len() < n * (n + 1) {
        // Nothing is known: each word hangs on the one before.
        return (0..n).map(|at| at.checked_sub(1)).collect();
    }
    let score = |word: usize, head: usize| arcs[word * (n + 1) + head];
    let heads: Vec<usize> = (0..n)
        .map(|word| best(n + 1, |head| if head == word + 1 { None } else { Some(score(word, head)) }))
        .collect();
    if is_tree(&heads) {
        return heads.into_iter().map(|head| head.checked_sub(1)).collect();
    }
    // No tree with this root can score more than its arc from the root and the best other head of every other word.
    let inner = |word: usize| {
        score(word, best(n + 1, |head| (head != word + 1 && head != 0).then(|| score(word, head))))
    };
    let all: f64 = (0..n).map(|word| f64::from(inner(word))).sum();
    let mut roots: Vec<(f64, usize)> =
        (0..n).map(|word| (all + f64::from(score(word, 0) - inner(word)), word)).collect();
    roots.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut found: Option<(f64, Vec<usize>)> = None;
    for (most, root) in roots.into_iter().take(if n > MANY_WORDS { 1 } else { ROOTS }) {
        if found.as_ref().is_some_and(|(total, _)| *total >= most) {
            break;
        }
        let heads = rooted(arcs, n, root);
        let total: f64 = heads.iter().enumerate().map(|(word, head)| f64::from(score(word, *head))).sum();
        if found.as_ref().is_none_or(|(best, _)| total > *best) {
            found = Some((total, heads));
        }
    }
    found.map_or_else(
        || (0..n).map(|at| at.checked_sub(1)).collect(),
        |(_, heads)| heads.into_iter().map(|head| head.checked_sub(1)).collect(),
    )
}

/// Heads counted from 1, 0 for the root.
fn is_tree(heads: &[usize]) -> bool {
    heads.iter().filter(|head| **head == 0).count() == 1 && cycle(heads, |_| true).is_none()
}

/// A cycle among the nodes that `alive` admits, as a list of nodes; `heads[node]` is the head's number plus one.
fn cycle(heads: &[usize], alive: impl Fn(usize) -> bool) -> Option<Vec<usize>> {
    let mut seen = vec![0; heads.len()];
    for start in (0..heads.len()).filter(|&node| alive(node)) {
        let mut node = start;
        while seen[node] == 0 {
            seen[node] = start + 1;
            match heads[node].checked_sub(1) {
                Some(head) => node = head,
                None => break,
            }
        }
        if seen[node] == start + 1 && heads[node] != 0 {
            let mut nodes = vec![node];
            let mut next = heads[node] - 1;
            while next != node && nodes.len() <= heads.len() {
                nodes.push(next);
                match heads[next].checked_sub(1) {
                    Some(head) => next = head,
                    None => return None,
                }
            }
            return Some(nodes);
        }
    }
    None
}

/// A cycle that was made one node: its nodes with their edges, and the words behind each.
type Contracted = (Vec<(usize, (u32, u32))>, Vec<Vec<usize>>);

/// The best tree with this root. Cycles are contracted into one of their nodes until none is left, then opened again.
fn rooted(arcs: &[f32], n: usize, root: usize) -> Vec<usize> {
    // Edges between nodes as they are contracted: score[word][head], and which true edge stands behind it.
    let mut score: Vec<f32> = vec![f32::NEG_INFINITY; n * n];
    let mut edge: Vec<(u32, u32)> = vec![(0, 0); n * n];
    for word in 0..n {
        for head in (0..n).filter(|&head| head != word && word != root) {
            score[word * n + head] = arcs[word * (n + 1) + head + 1];
            edge[word * n + head] = (word as u32, head as u32);
        }
    }
    let mut alive = vec![true; n];
    let mut heads = vec![0; n];
    let mut members: Vec<Vec<usize>> = (0..n).map(|node| vec![node]).collect();
    let mut opened: Vec<Contracted> = Vec::new();
    loop {
        for word in (0..n).filter(|&word| alive[word]) {
            heads[word] = match word == root || members[word].contains(&root) {
                true => 0,
                false => best(n, |head| (alive[head] && head != word).then(|| score[word * n + head])) + 1,
            };
        }
        let Some(nodes) = cycle(&heads, |node| alive[node]) else { break };
        let keep = nodes[0];
        let total: Vec<f32> = nodes.iter().map(|&node| score[node * n + heads[node] - 1]).collect();
        opened.push((
            nodes.iter().map(|&node| (node, edge[node * n + heads[node] - 1])).collect(),
            nodes.iter().map(|&node| members[node].clone()).collect(),
        ));
        for other in (0..n).filter(|&other| alive[other] && !nodes.contains(&other)) {
            // Into the cycle: the node that loses least by a head outside.
            let into = nodes
                .iter()
                .zip(&total)
                .map(|(&node, own)| (score[node * n + other] - own, edge[node * n + other]));
            let (value, from) = into
                .reduce(|best, next| if next.0 > best.0 { next } else { best })
                .unwrap_or((f32::NEG_INFINITY, (0, 0)));
            // Out of the cycle: its best node as a head.
            let out = nodes.iter().map(|&node| (score[other * n + node], edge[other * n + node]));
            let (outward, to) = out
                .reduce(|best, next| if next.0 > best.0 { next } else { best })
                .unwrap_or((f32::NEG_INFINITY, (0, 0)));
            (score[keep * n + other], edge[keep * n + other]) = (value, from);
            (score[other * n + keep], edge[other * n + keep]) = (outward, to);
        }
        for &node in &nodes[1..] {
            alive[node] = false;
            let joined = std::mem::take(&mut members[node]);
            members[keep].extend(joined);
        }
    }
    let mut chosen = vec![0; n];
    for word in (0..n).filter(|&word| alive[word] && heads[word] != 0) {
        let (dependent, head) = edge[word * n + heads[word] - 1];
        chosen[dependent as usize] = head as usize + 1;
    }
    while let Some((nodes, members)) = opened.pop() {
        // The node by which the cycle hangs on what is outside keeps that head; the others take theirs in the cycle.
        let entered =
            members.iter().position(|members| members.iter().any(|&member| chosen[member] != 0)).unwrap_or(0);
        for (at, (_, (dependent, head))) in nodes.iter().enumerate() {
            if at != entered {
                chosen[*dependent as usize] = *head as usize + 1;
            }
        }
    }
    chosen
}

/// The number below `count` with the highest score; the first of equals; 0 where none has one.
fn best(count: usize, score: impl Fn(usize) -> Option<f32>) -> usize {
    let mut best: Option<(usize, f32)> = None;
    for at in 0..count {
        if let Some(score) = score(at)
            && best.is_none_or(|(_, top)| score > top)
        {
            best = Some((at, score));
        }
    }
    best.map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::mix;

    fn dice(n: usize, of: u64) -> Vec<f32> {
        (0..n * (n + 1)).map(|at| (mix(at as u64, of) >> 40) as f32 / 1e5).collect()
    }

    fn total(arcs: &[f32], heads: &[usize]) -> f64 {
        heads.iter().enumerate().map(|(word, head)| f64::from(arcs[word * (heads.len() + 1) + head])).sum()
    }

    /// The best of all trees, by trying each.
    fn tried(arcs: &[f32], n: usize) -> f64 {
        let mut heads = vec![0; n];
        let mut best = f64::NEG_INFINITY;
        loop {
            if is_tree(&heads) {
                best = best.max(total(arcs, &heads));
            }
            let Some(at) = heads.iter().position(|head| *head < n) else { return best };
            heads[at] += 1;
            heads[..at].fill(0);
        }
    }

    #[test]
    fn the_best_tree_is_found() {
        for of in 0..300 {
            let n = 1 + of as usize % 5;
            let arcs = dice(n, of);
            let heads: Vec<usize> =
                tree(&arcs, n).into_iter().map(|head| head.map_or(0, |head| head + 1)).collect();
            assert!(is_tree(&heads), "{heads:?}");
            assert!((total(&arcs, &heads) - tried(&arcs, n)).abs() < 1e-3, "{of}: {heads:?}");
        }
    }

    #[test]
    fn long_sentences_have_a_tree_too() {
        for (n, of) in [(40, 1), (120, 2), (400, 3)] {
            let heads: Vec<usize> =
                tree(&dice(n, of), n).into_iter().map(|head| head.map_or(0, |head| head + 1)).collect();
            assert!(is_tree(&heads));
        }
    }

    #[test]
    fn without_scores_each_word_hangs_on_the_one_before() {
        assert_eq!(tree(&[], 3), [None, Some(0), Some(1)]);
        assert_eq!(tree(&[], 0), []);
    }
}
