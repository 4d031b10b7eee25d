//! The one reader of data files. Every complaint says file, line, column, what was expected, and the nearest right word.
//!
//! A data file is TOML: one table per entry, its key the entry's id. Rows files are tab-separated, `#` starts a comment line.
//! Takes names and contents, never paths: who opens the file is another room's business.

use serde::de::DeserializeOwned;
use std::fmt;

/// What is wrong in a data file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The file, as its reader named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what was expected.
    pub message: String,
    /// The nearest right word.
    pub hint: Option<String>,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        match &self.hint {
            Some(word) => write!(f, "; did you mean `{word}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Complaint {}

/// One entry of a data file.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// The entry's key.
    pub id: String,
    /// The file it stands in, as its reader named it.
    pub file: String,
    /// The line its key stands on, from 1.
    pub line: usize,
    /// What it says.
    pub value: T,
}

impl<T> Entry<T> {
    /// The rule id anyone can open: `frames/consult.toml#meet`.
    pub fn rule(&self) -> String {
        format!("{}#{}", self.file, self.id)
    }

    /// A complaint about this entry; `hint` is the nearest of `words` to `wrong`.
    pub fn complain<'a>(
        &self,
        message: impl Into<String>,
        wrong: &str,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Complaint {
        let hint = nearest(wrong, words).map(str::to_owned);
        let message = format!("[{}] {}", self.id, message.into());
        Complaint { file: self.file.clone(), line: self.line, column: 1, message, hint }
    }
}

/// Reads a TOML file of entries, in file order; unknown fields are refused where `T` refuses them.
pub fn entries<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<Entry<T>>, Complaint> {
    let fail = |error: toml::de::Error| {
        let (line, column) = position(text, error.span().map_or(0, |span| span.start));
        let message = error.message().trim().replace('\n', " ");
        let hint = nearest_expected(&message);
        Complaint { file: file.to_owned(), line, column, message, hint }
    };
    type Table<T> = std::collections::BTreeMap<toml::Spanned<String>, T>;
    let table: Table<T> = toml::from_str(text).map_err(fail)?;
    let mut read: Vec<Entry<T>> = table
        .into_iter()
        .map(|(key, value)| Entry {
            line: position(text, key.span().start).0,
            id: key.into_inner(),
            file: file.to_owned(),
            value,
        })
        .collect();
    read.sort_by_key(|entry| entry.line);
    Ok(read)
}

/// Rows of a tab-separated file with their line numbers (from 1); blank lines and `#` comments are passed over.
pub fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(at, line)| (at, line.split('\t').collect()))
}

/// Words of a plain list: one a line, `#` starts a comment.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.split('#').next().unwrap_or("").trim()).filter(|line| !line.is_empty())
}

/// The candidate nearest to `word`, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = |candidate: &'a str| (strsim::damerau_levenshtein(word, candidate), candidate);
    let (distance, best) = candidates.into_iter().map(near).min()?;
    (distance > 0 && distance <= 1 + word.chars().count() / 3).then_some(best)
}

/// Line and column (from 1) of a byte offset.
pub fn position(text: &str, byte: usize) -> (usize, usize) {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Serde words an unknown field as "unknown field `x`, expected one of `a`, `b`": the quoted words are all there is to choose from.
fn nearest_expected(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let wrong = quoted.next()?;
    message.starts_with("unknown").then(|| nearest(wrong, quoted).map(str::to_owned))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Frame {
        #[serde(default)]
        verbs: Vec<String>,
    }

    #[test]
    fn a_misspelt_field_is_told_with_its_line_and_the_right_word() {
        let complaint =
            entries::<Frame>("frames/x.toml", "[meet]\nverbs = []\n\n[talk]\nverb = []\n").unwrap_err();
        assert_eq!(
            complaint.to_string(),
            "frames/x.toml:5:1: unknown field `verb`, expected `verbs`; did you mean `verbs`?"
        );
    }

    #[test]
    fn entries_come_in_file_order_with_their_lines() {
        let read = entries::<Frame>("f", "[b]\n\n[a]\nverbs = ['x']\n").unwrap();
        let seen: Vec<_> = read.iter().map(|e| (e.id.as_str(), e.line, e.value.verbs.len())).collect();
        assert_eq!(seen, [("b", 1, 0), ("a", 3, 1)]);
        assert_eq!(read[1].rule(), "f#a");
    }

    #[test]
    fn only_a_near_word_is_suggested() {
        assert_eq!(nearest("ASSUALT", ["ASSAULT", "ACCUSE"]), Some("ASSAULT"));
        assert_eq!(nearest("banana", ["ASSAULT", "ACCUSE"]), None);
    }
}
