//! Background: how rare a word is in common English. In: the committed table `data/background/words.tsv`, always the one built in; out:
//! inverse document frequencies. The table never follows what is read, so that the same two reports are alike to the same degree in
//! every record, and reading on moves no story.

use std::collections::HashMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../data/background/words.tsv");

struct Background {
    passages: f64,
    by_stem: HashMap<&'static str, u32>,
}

fn background() -> &'static Background {
    static READ: OnceLock<Background> = OnceLock::new();
    READ.get_or_init(|| {
        let mut lines = TABLE.lines();
        let passages = lines.next().and_then(|line| line.strip_prefix("# passages ")?.parse().ok());
        let rows = lines.filter_map(|line| line.split_once('\t'));
        let by_stem = rows.filter_map(|(stem, count)| Some((stem, count.parse().ok()?))).collect();
        Background { passages: passages.unwrap_or(1.0), by_stem }
    })
}

/// Natural logarithm of passages over those that hold the stem; 8.4 for one in none of them.
pub(crate) fn rarity(stem: &str) -> f32 {
    let background = background();
    let known = background.by_stem.get(stem).copied().unwrap_or(0);
    libm::log((background.passages + 1.0) / (f64::from(known) + 1.0)).max(0.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_rare_and_articles_are_not() {
        assert!(rarity("the") < 0.1);
        assert!(rarity("people") < rarity("parliament") && rarity("parliament") < rarity("odesa"));
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        assert!(background().passages > 1000.0);
        assert_eq!(background().by_stem.len(), TABLE.lines().count() - 1);
    }
}
