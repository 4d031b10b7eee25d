//! Furniture: the lines of a page that are no part of its article. Takes lines, gives what each is; what it names is cut by the
//! readers and listed in the report's warnings. A sentence of prose never goes.

use crate::outlet::{Outlets, Zone};
use std::ops::Range;

/// What a line of furniture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'o> {
    /// What a warning calls it.
    pub what: &'o str,
    /// True when the short lines below it are links to other articles.
    pub opens_list: bool,
}

/// Units of a plain text: a line each, or a paragraph each where lines were broken to a width. Blank ones are passed over.
pub fn units(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let wrapped = is_wrapped(text, &lines);
    let mut units: Vec<Range<usize>> = Vec::new();
    for line in lines {
        let words = text.get(line.clone()).unwrap_or("");
        if words.is_empty() {
            continue;
        }
        match units.last_mut() {
            Some(last) if continues(text.get(last.end..line.start).unwrap_or(""), words, wrapped) => {
                last.end = line.end
            }
            _ => units.push(line),
        }
    }
    units
}

/// True when a line goes on with what stands above: no blank line between, and either all lines are broken or it starts in lower case.
fn continues(between: &str, words: &str, wrapped: bool) -> bool {
    between.matches('\n').count() == 1 && (wrapped || words.starts_with(char::is_lowercase))
}

/// The trimmed lines of a text, blank ones as empty ranges.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let trimmed = |line: &str| {
        let from = start + (line.len() - line.trim_start().len());
        let range = from..from + line.trim().len();
        start += line.len();
        range
    };
    text.split_inclusive('\n').map(trimmed).collect()
}

/// Most lines that have a neighbour below end in mid-sentence, and none is long: the text was broken to a width.
fn is_wrapped(text: &str, lines: &[Range<usize>]) -> bool {
    let joined: Vec<_> = lines.windows(2).filter(|pair| !pair[0].is_empty() && !pair[1].is_empty()).collect();
    let open = joined.iter().filter(|pair| !ends_sentence(text.get(pair[0].clone()).unwrap_or(""))).count();
    let long = lines.iter().any(|line| line.len() > 120);
    let middling = lines.iter().filter(|line| line.len() > 45).count();
    !long
        && joined.len() >= 4
        && open * 3 > joined.len() * 2
        && middling * 2 > lines.iter().filter(|l| !l.is_empty()).count()
}

/// True when words close with a full stop, a question or an exclamation mark, quotes and brackets apart.
pub fn ends_sentence(words: &str) -> bool {
    words.trim_end().trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']).ends_with(['.', '!', '?', '…'])
}

/// A line as it is compared: lower case, single blanks, no marks in front, no stops or marks behind.
pub fn key(line: &str) -> String {
    let marks = |c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '©' | '@' | '"' | '“' | '”' | '$');
    let lower = line.trim_matches(marks).to_lowercase().replace(['’', '‘'], "'");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A key with `#` for every number: `image 3 of 5` is `image # of #`.
fn numbered(key: &str) -> String {
    let mut numbered = String::with_capacity(key.len());
    for c in key.chars() {
        match c {
            '0'..='9' if numbered.ends_with('#') => {}
            '0'..='9' => numbered.push('#'),
            c => numbered.push(c),
        }
    }
    numbered
}

/// What kind of furniture a line is, in this zone of the page (`Any` stands for the article's own paragraphs).
pub fn kind<'o>(line: &str, outlets: &'o Outlets, zone: Zone) -> Option<Piece<'o>> {
    if line.len() > 600 {
        return None;
    }
    let words = line.split_whitespace().count();
    let low = key(line);
    let figures = numbered(&low);
    // A key has lost its closing colon; the lines that start with one still have it.
    let start =
        line.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '©')).to_lowercase();
    for kind in outlets.furniture.iter().map(|entry| &entry.value) {
        let here = kind.zone == Zone::Any || kind.zone == zone;
        let starts = || {
            words <= kind.most_words.unwrap_or(12)
                && kind.starts.iter().any(|s| starts_words(&start, s))
                && (kind.has.is_empty() || kind.has.iter().any(|part| start.contains(part.as_str())))
        };
        let together =
            || kind.together && words > 1 && low.split(' ').all(|word| kind.whole.iter().any(|w| w == word));
        if here
            && (kind.whole.iter().any(|whole| *whole == low || *whole == figures) || starts() || together())
        {
            return Some(Piece { what: &kind.what, opens_list: kind.opens_list });
        }
    }
    if is_photo_credit(line, outlets) {
        return Some(Piece { what: "photo credit", opens_list: false });
    }
    let own = outlets.iter().any(|entry| entry.value.furniture.iter().any(|f| key(f) == low));
    own.then_some(Piece { what: "the outlet's own line", opens_list: false })
}

/// `start` begins with the words of `pattern`, not with a longer word.
fn starts_words(start: &str, pattern: &str) -> bool {
    let open =
        |rest: &str| !pattern.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphabetic);
    start.strip_prefix(pattern).is_some_and(open)
}

/// `AFP photo`, `Photo: Reuters`, `(AFP/Getty Images)`, `Soldiers near Mosul [File photo]`: a line that says who took a picture.
pub fn is_photo_credit(line: &str, outlets: &Outlets) -> bool {
    let low = line.trim().to_lowercase();
    if line.split_whitespace().count() > 40 {
        return false;
    }
    const LABELS: [&str; 11] = [
        "photo:",
        "photo by",
        "photos:",
        "photograph:",
        "photo credit",
        "image:",
        "image credit",
        "image source",
        "image copyright",
        "picture:",
        "pic:",
    ];
    let bare = low.trim_start_matches(['(', '[']);
    if LABELS.iter().any(|label| bare.starts_with(label)) && !line.trim_end().ends_with('.') {
        return true;
    }
    if is_credit_words(&low, outlets) {
        return true;
    }
    // `The envoy arrives in Geneva on Monday. Jane Doe | Reuters | Getty Images`: a caption with its credit.
    if let Some((_, last)) = low.rsplit_once(" | ") {
        return outlets.named(last).is_some() || is_credit_words(last, outlets);
    }
    let closed = low
        .strip_suffix([')', ']'])
        .and_then(|inside| inside.rfind(['(', '[']).and_then(|at| inside.get(at + 1..)));
    closed.is_some_and(|inside| has_photo_word(inside) && is_credit_words(inside, outlets))
}

fn has_photo_word(low: &str) -> bool {
    low.split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "photo" | "photos" | "image" | "images" | "picture" | "file" | "handout"))
}

/// Nothing but news organisations and words of picture credits; two of the former or one of the latter.
fn is_credit_words(low: &str, outlets: &Outlets) -> bool {
    let (mut names, mut filler) = (0, 0);
    for unit in low
        .split(['/', '|', ',', '(', ')', '[', ']', ':', '-', '–', '—'])
        .map(str::trim)
        .filter(|unit| !unit.is_empty())
    {
        if outlets.named(unit).is_some() {
            names += 1;
            continue;
        }
        for word in unit.split_whitespace() {
            match word {
                "photo" | "photos" | "image" | "images" | "picture" | "file" | "handout" | "getty"
                | "pool" | "epa" | "shutterstock" => filler += 1,
                "via" | "by" | "courtesy" | "of" | "credit" | "the" => {}
                word if outlets.named(word).is_some() => names += 1,
                _ => return false,
            }
        }
    }
    filler > 0 && (names > 0 || low.split_whitespace().count() > 1) || names > 1
}

/// The steps of a trail of links above an article: `Home > World > Syria`, `Main » Talks end in Geneva`.
pub fn breadcrumb(line: &str) -> Option<Vec<&str>> {
    if line.len() > 300 || line.trim_end().ends_with('.') {
        return None;
    }
    let mark = ["»", "›", " > ", "→", "::", "/", "|"].into_iter().find(|mark| line.contains(mark))?;
    let steps: Vec<&str> = line.split(mark).map(str::trim).filter(|step| !step.is_empty()).collect();
    let first = steps.first().map(|step| step.to_lowercase()).unwrap_or_default();
    let home = matches!(
        first.as_str(),
        "home" | "main" | "news" | "home page" | "homepage" | "front page" | "index" | "world" | "main page"
    );
    let arrow = matches!(mark, "»" | " > " | "→");
    (steps.len() > 1 && (home || arrow && steps.len() > 2 && first.split_whitespace().count() < 4))
        .then_some(steps)
}

/// A line in quotes for a warning, shortened where it is long.
pub fn cut(line: &str, what: &str) -> String {
    quoted("cut", line, what)
}

/// The same for what was not cut, but is told of.
pub fn quoted(told: &str, line: &str, what: &str) -> String {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(100).collect();
    let dots = if short.len() < line.len() { "…" } else { "" };
    format!("{told}: \"{short}{dots}\" ({what})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let outlets = Outlets::builtin();
        assert_eq!(kind(line, &outlets, Zone::Any).map_or("", |piece| piece.what), expected, "{line}");
    }

    #[test]
    fn furniture_is_told_from_prose() {
        check("» Share this article", "share line");
        check("Image 3 of 12", "page counters");
        check("Share prices fell in Cairo", "");
        check("Follow us on Twitter @example", "share line");
        check("READ MORE: Talks end in Astana", "link to another article");
        check("Read More", "links to other articles");
        check("Please enter your e-mail address!", "comment form");
        check("© 2018 Example Media", "copyright line");
        check("We use cookies to make this site work.", "cookie notice");
        check("The watchdog said: read more about it.", "");
        check("Subscribers left the union on Monday.", "");
        check("Facebook WhatsApp Email", "share line");
        check("Facebook and Twitter left the talks", "");
        check("Email Jane Doe at jdoe@news.example or follow her @jdoe.", "contact line");
        check("Follow the river north and you reach the dam.", "");
        check("Contact with the vessel was lost on Monday, the coast guard said.", "");
    }

    #[test]
    fn picture_credits_are_known_by_their_words() {
        check("Reuters photo", "photo credit");
        check("(AP/Getty Images)", "photo credit");
        check("PHOTO: Reuters", "photo credit");
        check("Rescuers in Homs, 2014 [File photo]", "photo credit");
        check("The army entered the town, a witness said (Reuters)", "");
        check("The file photo shows nothing new.", "");
        check("The envoy arrives in Geneva on Monday. Jane Doe | Reuters | Getty Images", "photo credit");
        check("Talks end | What we know so far", "");
    }

    #[test]
    fn trails_are_known_by_their_first_step() {
        assert_eq!(breadcrumb("Home > World > Talks end"), Some(vec!["Home", "World", "Talks end"]));
        assert_eq!(breadcrumb("Main » Talks end"), Some(vec!["Main", "Talks end"]));
        assert_eq!(breadcrumb("Talks end, 24/7 truce holds"), None);
    }

    #[test]
    fn broken_lines_are_joined() {
        let text = "Talks end\n\nThe envoy said on Monday that the talks in Geneva had\nended without a result and that he would invite\nBoth parties again in June, when the weather in\nthe city would be better than in the winter of the\nlast year.\n";
        assert_eq!(units(text).len(), 2);
        assert_eq!(units("One ends here.\nTwo ends here.\n\nThree\nends here.").len(), 3);
    }
}
