//! Labels: the Penn tags and the relations of English Universal Dependencies, as the treebanks use them. One place, so that tokens hold references.

/// Penn Treebank tags in UD English.
pub const XPOS: [&str; 50] = [
    "NN", "IN", "DT", "NNP", "JJ", "PRP", "RB", ".", ",", "NNS", "VB", "CC", "VBD", "VBP", "VBZ", "CD", "VBN", "VBG", "TO", "PRP$", "MD", "-RRB-",
    "-LRB-", ":", "WDT", "WRB", "UH", "``", "HYPH", "''", "WP", "POS", "RP", "NNPS", "JJR", "JJS", "EX", "RBR", "SYM", "NFP", "FW", "$", "GW", "ADD",
    "PDT", "RBS", "LS", "AFX", "WP$", "_",
];

/// Relations of UD English with their subtypes.
pub const DEPREL: [&str; 52] = [
    "root", "punct", "case", "det", "nsubj", "advmod", "amod", "obj", "obl", "conj", "nmod", "compound", "cc", "mark", "aux", "cop", "nmod:poss", "advcl",
    "xcomp", "flat", "acl:relcl", "ccomp", "acl", "appos", "aux:pass", "nummod", "parataxis", "nsubj:pass", "nmod:unmarked", "obl:unmarked", "discourse",
    "compound:prt", "expl", "fixed", "iobj", "list", "obl:agent", "dep", "nmod:desc", "csubj", "nsubj:outer", "advcl:relcl", "det:predet", "vocative",
    "reparandum", "goeswith", "cc:preconj", "orphan", "dislocated", "csubj:pass", "csubj:outer", "clf",
];

/// The tag of that name, for good.
pub fn xpos(name: &str) -> Option<&'static str> {
    XPOS.iter().find(|tag| **tag == name).copied()
}

/// The relation of that name, for good; an unknown subtype gives its main relation.
pub fn deprel(name: &str) -> Option<&'static str> {
    let known = |name: &str| DEPREL.iter().find(|rel| **rel == name).copied();
    known(name).or_else(|| known(name.split(':').next().unwrap_or(name)))
}
