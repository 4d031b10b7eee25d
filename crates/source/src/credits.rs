//! Credits: the title, who wrote it, which agency and outlet it is credited to. Takes single lines of a page, says what they credit.

use crate::furniture::{self, ends_sentence, key};
use crate::outlet::Outlets;

/// Longest title, in words and in bytes.
const TITLE: (usize, usize) = (32, 260);

/// True for a line that can be a title: short, not closed by a full stop, not begun in mid-sentence.
pub fn is_title_like(line: &str) -> bool {
    let line = line.trim();
    let words = line.split_whitespace().count();
    let opens = line.starts_with(|c: char| {
        c.is_uppercase() || c.is_numeric() || !c.is_ascii() && c.is_alphabetic() && !c.is_lowercase()
    }) || line.starts_with(['"', '“', '‘', '\'', '«', '(', '[', '$', '#', '‘'])
        || line.chars().next().is_some_and(char::is_lowercase)
            && line.chars().nth(1).is_some_and(char::is_uppercase);
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let stopped = line.trim_end_matches(['"', '”', '\'', '’', ')']).ends_with(['.', ';', ',']);
    opens
        && letters >= 3
        && words <= TITLE.0
        && line.len() <= TITLE.1
        && (!stopped || ends_in_abbreviation(line))
}

/// `U.S.`, `Gen.`-less: the last word has a stop inside, or the line ends in dots.
fn ends_in_abbreviation(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    line.ends_with("...")
        || last.trim_end_matches('.').contains('.') && last.chars().filter(|c| c.is_alphabetic()).count() <= 4
}

/// True for a line of an article's own text: closed like a sentence and long enough for one, or simply long.
pub fn is_prose(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let asks = line.trim_end().trim_end_matches(['"', '”', '\'', '’']).ends_with(['?', '!']);
    words > TITLE.0
        || line.len() > TITLE.1
        || ends_sentence(line) && words >= if asks { 20 } else { 5 } && !ends_in_abbreviation(line)
}

/// A title without the name of its site: `Talks end - Reuters`, `Talks end | Example News`. Gives the title and the outlet named.
pub fn split_site<'t>(title: &'t str, outlets: &Outlets, site: Option<&str>) -> (&'t str, Option<String>) {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » ", " · "] {
        let Some((head, tail)) = title.rsplit_once(mark) else { continue };
        let named = outlets.named(tail).map(|entry| entry.value.name.clone());
        if named.is_some() || site.is_some_and(|site| key(site) == key(tail)) {
            return (head.trim(), named);
        }
    }
    (title, None)
}

/// Who a line says wrote the article: `By Jane Doe`, `(Reporting by Jane Doe; Editing by John Roe)`.
pub fn byline(line: &str) -> Option<String> {
    let line = line.trim().trim_matches(['(', ')', '[', ']']);
    let low = line.to_lowercase();
    let desk = [
        "reporting by ",
        "with reporting by ",
        "with additional reporting by ",
        "additional reporting by ",
        "writing by ",
        "editing by ",
        "compiled by ",
        "report by ",
    ];
    if let Some(lead) = desk.iter().find(|lead| low.starts_with(**lead)) {
        let names = line.get(lead.len()..)?.split([';', ')']).next()?.trim().trim_end_matches('.');
        let editing = lead.starts_with("editing") || lead.starts_with("compiled");
        return (line.split_whitespace().count() < 45 && !names.is_empty())
            .then(|| if editing { String::new() } else { names.to_owned() });
    }
    let lead = ["by ", "written by ", "by: ", "author: ", "words by "]
        .into_iter()
        .find(|lead| low.starts_with(lead))?;
    let names = line.get(lead.len()..)?.trim();
    let names = names
        .split(
            [" | ", " • ", " · ", " – ", " — "]
                .iter()
                .find(|mark| names.contains(**mark))
                .copied()
                .unwrap_or("\n"),
        )
        .next()?
        .trim();
    is_names(names).then(|| names.to_owned())
}

/// Capitalised words and the small words between them, ten at most, no full stop behind.
fn is_names(names: &str) -> bool {
    let small = |w: &str| {
        matches!(
            w,
            "and"
                | "in"
                | "of"
                | "for"
                | "de"
                | "la"
                | "al"
                | "bin"
                | "van"
                | "von"
                | "the"
                | "at"
                | "with"
                | "el"
                | "der"
                | "&"
        )
    };
    let words: Vec<&str> = names.split_whitespace().collect();
    let named = |word: &&str| word.starts_with(|c: char| c.is_uppercase()) || small(word);
    let initial = names.ends_with('.') && words.last().is_some_and(|last| last.len() > 3);
    (1..=10).contains(&words.len())
        && words.iter().all(named)
        && words[0].starts_with(char::is_uppercase)
        && !initial
}

/// The news organisation that a whole line credits: `Reuters`, `(AFP)`, `Source: Xinhua`, `© 2018 AFP`, `Reuters Staff`.
pub fn credit(line: &str, outlets: &Outlets) -> Option<String> {
    if line.len() > 80 {
        return None;
    }
    let low = line.trim().to_lowercase();
    let bare = low.trim_matches(|c: char| !c.is_alphanumeric());
    let leads = ["source:", "source", "agency:", "copyright", "(c)", "from", "by", "via", "credit:", "with"];
    let stripped = leads
        .iter()
        .find_map(|lead| bare.strip_prefix(lead).filter(|rest| rest.starts_with([' ', ':', '©'])));
    let name = stripped.unwrap_or(bare).trim_matches(|c: char| !c.is_alphabetic());
    let tails = [" staff", " reporter", " and agencies", ", agencies", " and news agencies", " + agencies"];
    let name = tails.iter().find_map(|tail| name.strip_suffix(tail)).unwrap_or(name);
    outlets.named(name).map(|entry| entry.value.name.clone())
}

/// The title a trail of links ends in, where its last step is long enough for one.
pub fn trail_title(line: &str) -> Option<&str> {
    let last = *furniture::breadcrumb(line)?.last()?;
    (last.split_whitespace().count() >= 3 && is_title_like(last)).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_told_from_prose() {
        for title in [
            "Why did talks end?",
            "Envoy: talks “dead”",
            "Truce holds in the U.S.",
            "eBay leaves",
            "12 die in Homs blast",
        ] {
            assert!(is_title_like(title) && !is_prose(title), "{title}");
        }
        for prose in
            ["The talks ended on Monday.", "“It was a long and bitter winter for all of us,” he said."]
        {
            assert!(!is_title_like(prose) && is_prose(prose), "{prose}");
        }
    }

    #[test]
    fn a_site_name_is_taken_off() {
        let outlets = Outlets::builtin();
        assert_eq!(split_site("Talks end - Reuters", &outlets, None), ("Talks end", Some("Reuters".into())));
        assert_eq!(split_site("Talks end | My Site", &outlets, Some("my site")), ("Talks end", None));
        assert_eq!(split_site("Talks end - for now", &outlets, None), ("Talks end - for now", None));
    }

    #[test]
    fn writers_and_agencies() {
        assert_eq!(
            byline("By Jane Doe and John Roe in Cairo").as_deref(),
            Some("Jane Doe and John Roe in Cairo")
        );
        assert_eq!(byline("(Reporting by Jane Doe; Editing by John Roe)").as_deref(), Some("Jane Doe"));
        assert_eq!(byline("With reporting by Jane Doe").as_deref(), Some("Jane Doe"));
        assert_eq!(byline("By Jane Doe | 3 May 2018").as_deref(), Some("Jane Doe"));
        assert_eq!(byline("By late evening the town had fallen"), None);
        let outlets = Outlets::builtin();
        for line in [
            "Reuters",
            "(Reuters)",
            "Source: Reuters",
            "© 2018 Reuters",
            "By Reuters Staff",
            "Source: Reuters and agencies",
        ] {
            assert_eq!(credit(line, &outlets).as_deref(), Some("Reuters"), "{line}");
        }
        assert_eq!(credit("Reuters said so", &outlets), None);
    }
}
