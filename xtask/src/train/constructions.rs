//! The constructions that events are read from, each scored by itself. In: the trees of people and of the parser over the same words; out: how well
//! each construction is found, as F1 of its edges (dependent, head, relation and, where a preposition says what it is, that preposition).

use language::conllu::Row;
use language::lists::LISTS;
use std::collections::BTreeSet;

/// What is told apart, in the order of the card.
pub const NAMES: [&str; 13] = [
    "nsubj",
    "nsubj:pass",
    "obj",
    "obl with its preposition",
    "obl:agent",
    "conj of verbs",
    "conj of names",
    "xcomp",
    "ccomp of a verb of saying",
    "acl",
    "acl:relcl",
    "appos",
    "nmod with its preposition",
];

/// Edges found by both, by people, by the parser, for each construction.
#[derive(Default)]
pub struct Tally([[usize; 3]; NAMES.len()]);

/// A head (none for the root) and a relation for each word.
pub struct Tree<'a> {
    /// Index of each word's head.
    pub heads: Vec<Option<usize>>,
    /// Its relation, with the subtype.
    pub relations: Vec<&'a str>,
}

type Edge = (usize, usize, usize, Vec<usize>);

impl Tally {
    /// Counts one sentence.
    pub fn add(&mut self, rows: &[Row], found: &Tree) {
        let gold = Tree {
            heads: rows.iter().map(|row| row.head).collect(),
            relations: rows.iter().map(|row| row.deprel.as_str()).collect(),
        };
        let (gold, found) = (edges(rows, &gold), edges(rows, found));
        gold.intersection(&found).for_each(|edge| self.0[edge.0][0] += 1);
        gold.iter().for_each(|edge| self.0[edge.0][1] += 1);
        found.iter().for_each(|edge| self.0[edge.0][2] += 1);
    }

    /// F1 of each construction, of a hundred.
    pub fn scores(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let f1 = |[both, gold, found]: &[usize; 3]| 200.0 * *both as f64 / (gold + found).max(1) as f64;
        NAMES.into_iter().zip(self.0.iter().map(f1).collect::<Vec<_>>())
    }
}

/// The edges of a tree that belong to a construction. Kinds of words are those of people, so that trees alone are compared.
fn edges(rows: &[Row], tree: &Tree) -> BTreeSet<Edge> {
    let mut found = BTreeSet::new();
    for (at, (head, relation)) in tree.heads.iter().zip(&tree.relations).enumerate() {
        let Some(head) = *head else { continue };
        let both = |upos: &[&str]| upos.contains(&&*rows[at].upos) && upos.contains(&&*rows[head].upos);
        let kind = match *relation {
            "obl" => "obl with its preposition",
            "nmod" => "nmod with its preposition",
            "conj" if both(&["VERB", "AUX"]) => "conj of verbs",
            "conj" if both(&["PROPN"]) => "conj of names",
            "ccomp" if LISTS.reporting.contains(&*rows[head].form.to_lowercase()) => {
                "ccomp of a verb of saying"
            }
            other => other,
        };
        let Some(kind) = NAMES.iter().position(|name| *name == kind) else { continue };
        let prepositions = (0..rows.len())
            .filter(|&word| NAMES[kind].ends_with("preposition") && is_case_of(tree, word, at))
            .collect();
        found.insert((kind, at, head, prepositions));
    }
    found
}

fn is_case_of(tree: &Tree, word: usize, of: usize) -> bool {
    tree.heads[word] == Some(of) && tree.relations[word] == "case"
}
