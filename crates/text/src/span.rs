//! Span: which bytes of a report say it. Half-open, in UTF-8 bytes, always on character boundaries.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Which of a report's two texts a span counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The title.
    Title,
    /// The clean text.
    #[default]
    Body,
}

/// Bytes `start..end` of a report's title or clean text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Title or body; spans of the title sort first.
    pub part: Part,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span of the body.
    pub fn body(start: usize, end: usize) -> Span {
        Span { part: Part::Body, start, end }
    }

    /// A span of the given part.
    pub fn new(part: Part, start: usize, end: usize) -> Span {
        Span { part, start, end }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// True for a span that holds no byte.
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// True when `other` lies wholly inside this span, in the same part.
    pub fn contains(&self, other: Span) -> bool {
        self.part == other.part && self.start <= other.start && other.end <= self.end
    }

    /// True when the two share at least one byte.
    pub fn overlaps(&self, other: Span) -> bool {
        self.part == other.part && self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both; the other's part is taken to be this one's.
    pub fn to(&self, other: Span) -> Span {
        Span { part: self.part, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The words themselves; empty where the span does not fit the text (never panics).
    pub fn slice<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let titled = self.part == Part::Title;
        let mut out = serializer.serialize_struct("Span", if titled { 3 } else { 2 })?;
        out.serialize_field("start", &self.start)?;
        out.serialize_field("end", &self.end)?;
        if titled {
            out.serialize_field("in", "title")?;
        }
        out.end()
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        #[derive(Deserialize)]
        struct Plain {
            start: usize,
            end: usize,
            #[serde(default, rename = "in")]
            part: Option<String>,
        }
        let plain = Plain::deserialize(deserializer)?;
        let part = if plain.part.as_deref() == Some("title") { Part::Title } else { Part::Body };
        Ok(Span { part, start: plain.start, end: plain.end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_the_title_says_so() {
        let json = serde_json::to_string(&Span::new(Part::Title, 1, 4)).unwrap();
        assert_eq!(json, r#"{"start":1,"end":4,"in":"title"}"#);
        assert_eq!(serde_json::from_str::<Span>(&json).unwrap(), Span::new(Part::Title, 1, 4));
        assert_eq!(serde_json::to_string(&Span::body(1, 4)).unwrap(), r#"{"start":1,"end":4}"#);
    }

    #[test]
    fn a_span_that_does_not_fit_slices_to_nothing() {
        assert_eq!(Span::body(0, 1).slice("é"), "");
        assert_eq!(Span::body(3, 9).slice("abc"), "");
        assert_eq!(Span::body(2, 1).slice("abc"), "");
        assert_eq!(Span::body(1, 3).slice("abc"), "bc");
    }
}
