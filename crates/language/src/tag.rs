//! Tags: what the network's numbers for universal and Penn tags mean.

use crate::analysis::Upos;
use crate::network::NETWORK;
use std::sync::LazyLock;

/// Universal and Penn tag by the network's number.
static MEANINGS: LazyLock<Vec<(Upos, &'static str)>> = LazyLock::new(|| {
    let meaning = |name: &&'static str| {
        let (upos, xpos) = name.split_once(' ').unwrap_or((name, "FW"));
        (Upos::parse(upos).unwrap_or_default(), xpos)
    };
    NETWORK.tags.iter().map(meaning).collect()
});

/// The universal and the Penn tag that a number stands for; `X FW` for an unknown one.
pub fn meaning(tag: usize) -> (Upos, &'static str) {
    MEANINGS.get(tag).copied().unwrap_or((Upos::X, "FW"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_has_a_meaning() {
        let all: Vec<_> = (0..NETWORK.tags.len()).map(meaning).collect();
        assert!(all.contains(&(Upos::Noun, "NN")) && all.contains(&(Upos::Aux, "MD")));
        assert_eq!(meaning(usize::MAX), (Upos::X, "FW"));
    }
}
