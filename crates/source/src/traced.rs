//! Traced: a text that knows, byte by byte, where in the source file it was read. Cleaning is a list of edits on it;
//! what comes out still knows.

use std::ops::Range;
use text::Origin;
use text::origin::Piece;

/// A text and its way back to the source.
#[derive(Clone, Debug, Default)]
pub struct Traced {
    /// The words.
    pub text: String,
    /// From their bytes to the source's.
    pub origin: Origin,
}

/// Some bytes of a text and what stands in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub at: Range<usize>,
    /// What comes instead.
    pub with: String,
}

impl Edit {
    /// Takes bytes out.
    pub fn cut(at: Range<usize>) -> Edit {
        Edit { at, with: String::new() }
    }
}

impl Traced {
    /// A text that stands in the source just so, from byte `source` on.
    pub fn exact(text: String, source: usize) -> Traced {
        let mut traced = Traced::default();
        traced.push(&text, source, true);
        traced
    }

    /// Adds words read at byte `source`; `exact` where the source's bytes are the same.
    pub fn push(&mut self, words: &str, source: usize, exact: bool) {
        if !words.is_empty() {
            self.origin.push(Piece { clean: self.text.len(), source, len: words.len(), exact });
            self.text.push_str(words);
        }
    }

    /// The text after these edits, which must come in order; one that overlaps an earlier one or splits a character is passed over.
    pub fn edit(&self, edits: &[Edit]) -> Traced {
        let mut out = Rewrite { from: self, piece: 0, to: Traced::default() };
        let mut done = 0;
        for Edit { at, with } in edits {
            if at.start < done || self.text.get(at.clone()).is_none() {
                continue;
            }
            out.keep(done..at.start);
            let source = self.origin.source(at.start).unwrap_or(0);
            out.to.push(with, source, false);
            done = at.end;
        }
        out.keep(done..self.text.len());
        out.to
    }

    /// Only these bytes of the text.
    pub fn part(&self, range: Range<usize>) -> Traced {
        self.edit(&[Edit::cut(0..range.start), Edit::cut(range.end..self.text.len())])
    }

    /// The text without white space at its ends.
    pub fn trim(&self) -> Traced {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len();
        if start >= end { Traced::default() } else { self.part(start..end) }
    }
}

/// A text on its way through its edits.
struct Rewrite<'t> {
    from: &'t Traced,
    piece: usize,
    to: Traced,
}

impl Rewrite<'_> {
    /// Copies bytes that stay; ranges come in order, so the pieces are walked once.
    fn keep(&mut self, range: Range<usize>) {
        while let Some(piece) = self.from.origin.pieces().get(self.piece).copied() {
            let (start, end) = (range.start.max(piece.clean), range.end.min(piece.clean + piece.len));
            if start < end {
                let source = if piece.exact { piece.source + (start - piece.clean) } else { piece.source };
                self.to.push(self.from.text.get(start..end).unwrap_or(""), source, piece.exact);
            }
            if piece.clean + piece.len > range.end {
                break;
            }
            self.piece += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_still_knows_where_it_stood() {
        let text = Traced::exact("one two three".into(), 100);
        let edited = text.edit(&[Edit::cut(0..4), Edit { at: 7..8, with: "&".into() }]);
        assert_eq!(edited.text, "two&three");
        let sources: Vec<_> = [0, 2, 3, 4].iter().map(|&at| edited.origin.source(at)).collect();
        assert_eq!(sources, [Some(104), Some(106), Some(107), Some(108)]);
        let again = edited.edit(&[Edit::cut(0..3)]);
        assert_eq!((again.text.as_str(), again.origin.source(1)), ("&three", Some(108)));
        assert_eq!(edited.part(4..9).text, "three");
    }

    #[test]
    fn an_edit_that_does_not_fit_is_passed_over() {
        let text = Traced::exact("aé".into(), 0);
        assert_eq!(text.edit(&[Edit::cut(2..3), Edit::cut(9..12)]).text, "aé");
        assert_eq!(Traced::default().trim().text, "");
    }
}
