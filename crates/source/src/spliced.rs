//! Spliced: paragraphs that an aggregator took from another article. Takes clean text, gives those that share next to nothing with
//! the rest of it. They are kept: what is off the topic may still be news, and a reader decides; the report's warning says which.

use crate::outlet::Outlets;
use std::collections::BTreeSet;
use std::ops::Range;

/// The least words a paragraph, and a text beside it, must have to be weighed (different words, names of the months and the like
/// left out).
const LEAST: (usize, usize) = (8, 60);
/// The most words that a spliced paragraph has in common with those around it.
const NEIGHBOURS: usize = 1;
/// Letters of a word that are compared: `Sudan` and `Sudanese` are one.
const STEM: usize = 5;

/// What is known of a paragraph.
struct Paragraph {
    at: Range<usize>,
    /// It opens with a quotation, whose words are its speaker's: they need not be the report's.
    quote: bool,
    words: BTreeSet<String>,
    names: BTreeSet<String>,
}

/// The paragraphs that share less than a quarter of their words with the rest, none with the title, at most one with their
/// neighbours, and speak of somebody or somewhere that is named nowhere else and of at most one that is.
pub fn paragraphs(title: &str, text: &str, outlets: &Outlets) -> Vec<Range<usize>> {
    let common: BTreeSet<&str> = outlets.page_names("common-words").iter().map(String::as_str).collect();
    let mut start = 0;
    let mut all: Vec<Paragraph> = Vec::new();
    for line in text.split_inclusive('\n') {
        let at = start..start + line.trim_end().len();
        start += line.len();
        if line.split_whitespace().count() >= LEAST.0 {
            let quote = line.trim_start().starts_with(['"', '“', '‘', '«']);
            all.push(Paragraph { at, quote, words: words(line, &common), names: names(line, &common) });
        }
    }
    let title = words(title, &common);
    // The first paragraph opens the matter: nothing stands before it to be off.
    let spliced = (1..all.len()).filter(|&at| all.len() >= 5 && is_spliced(&all, at, &title));
    spliced.filter_map(|at| Some(all.get(at)?.at.clone())).collect()
}

fn is_spliced(all: &[Paragraph], at: usize, title: &BTreeSet<String>) -> bool {
    let Some(own) = all.get(at) else { return false };
    let others = || all.iter().enumerate().filter(|(other, _)| *other != at);
    let rest: BTreeSet<&String> = others().flat_map(|(_, paragraph)| &paragraph.words).chain(title).collect();
    if own.quote || own.words.len() < LEAST.0 || rest.len() < LEAST.1 {
        return false;
    }
    let shared = own.words.iter().filter(|word| rest.contains(word)).count();
    let beside = others().filter(|(other, _)| other.abs_diff(at) == 1);
    let near: BTreeSet<&String> = beside.flat_map(|(_, paragraph)| &paragraph.words).collect();
    let (known, new): (Vec<_>, Vec<_>) = own.names.iter().partition(|name| rest.contains(name));
    shared * 4 < own.words.len()
        && own.words.is_disjoint(title)
        && own.words.iter().filter(|word| near.contains(word)).count() <= NEIGHBOURS
        && !new.is_empty()
        && known.len() <= 1
}

/// The words that say what a text is about, cut to their first letters.
fn words(text: &str, common: &BTreeSet<&str>) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’' | '-'));
    let bare = words.map(|word| word.to_lowercase().replace('’', "'"));
    let bare = bare.map(|word| word.trim_matches(['\'', '-']).trim_end_matches("'s").to_owned());
    bare.filter(|word| word.chars().count() >= 4 && !common.contains(word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

/// Words with a capital inside a sentence, and those all in capitals; no days and months.
fn names(text: &str, common: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let capital = bare.starts_with(char::is_uppercase) && bare.chars().count() >= 4;
        let acronym = bare.chars().count() >= 3 && bare.chars().all(char::is_uppercase);
        let low = bare.trim_end_matches("'s").trim_end_matches("’s").to_lowercase();
        if (inside && capital || acronym) && !common.contains(low.as_str()) {
            found.insert(stem(&low));
        }
        inside = word.ends_with(|c: char| c.is_lowercase() || matches!(c, ',' | ';'));
    }
    found
}

fn stem(word: &str) -> String {
    word.chars().take(STEM).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "Harbour strike in Larnaca ends";
    const BODY: [&str; 8] = [
        "Dockers in the Cypriot port of Larnaca went back to work on Monday after their union and the harbour company signed a contract.",
        "The strike had kept container ships waiting outside the harbour for nine days, and three shipping lines had sent theirs to Limassol.",
        "The union had asked for higher pay on night shifts; the company said the contract raises it by six percent from July.",
        "Container ships would be unloaded in the order they had come, the company said, and night shifts would go on until the end of July.",
        "The minister of transport thanked the union and said that no port could afford another strike while shipping lines look elsewhere.",
        "Shipping lines pay the company for each container that is unloaded, and had threatened to stay in Limassol for good.",
        "Truck drivers who slept in their cabins at the gates for a week blew their horns when the first crane moved at dawn on Monday.",
        "Supermarkets had warned of empty shelves before the holidays, and bakers of flour running short, because most grain reaches the island by ship through Larnaca.",
    ];

    fn spliced(extra: &str) -> Vec<String> {
        let mut body: Vec<&str> = BODY.to_vec();
        body.insert(3, extra);
        let text = body.join("\n\n");
        let found = paragraphs(TITLE, &text, &Outlets::builtin());
        found.into_iter().map(|at| text[at].to_owned()).collect()
    }

    #[test]
    fn a_paragraph_of_another_article_is_told() {
        let other = "He added that the Bolivian senate had rejected the lithium bill, and that farmers near Uyuni feared for their wells.";
        assert_eq!(spliced(other), [other]);
    }

    #[test]
    fn what_belongs_is_not() {
        let background = "Larnaca was the island's main port until the war of 1974 divided Famagusta from the south, and dockers there have struck twice since.";
        assert!(spliced(background).is_empty());
        let quote = "“We are glad that it is over, and that nobody has to sleep in a cold car any longer,” said Andreas Example, who drives a crane.";
        assert!(spliced(quote).is_empty());
        assert!(paragraphs(TITLE, BODY[0], &Outlets::builtin()).is_empty());
        assert!(paragraphs("", "", &Outlets::builtin()).is_empty());
    }
}
