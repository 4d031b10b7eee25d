//! Origin: from a byte of the clean text back to a byte of the source file.
//!
//! Plain text maps byte for byte; HTML maps to the element the words stand in, as far as its reader knows it.

/// A stretch of clean text and where in the source it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First byte in the clean text.
    pub clean: usize,
    /// First byte in the source.
    pub source: usize,
    /// Length in bytes, the same on both sides where `exact`, of the clean side otherwise.
    pub len: usize,
    /// True when the bytes are the same on both sides.
    pub exact: bool,
}

/// The pieces of a clean text, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    pieces: Vec<Piece>,
}

impl Origin {
    /// An origin for text that was taken as it stands.
    pub fn as_is(len: usize) -> Origin {
        Origin { pieces: vec![Piece { clean: 0, source: 0, len, exact: true }] }
    }

    /// Adds the next piece; neighbours that continue one another are joined.
    pub fn push(&mut self, piece: Piece) {
        if let Some(last) = self.pieces.last_mut() {
            let follows = last.clean + last.len == piece.clean && last.source + last.len == piece.source;
            if follows && last.exact && piece.exact {
                last.len += piece.len;
                return;
            }
        }
        self.pieces.push(piece);
    }

    /// The pieces, in the order of the clean text.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The source byte a clean byte came from, or the start of the element it stands in.
    pub fn source(&self, clean: usize) -> Option<usize> {
        let at = self.pieces.partition_point(|p| p.clean <= clean).checked_sub(1)?;
        let piece = self.pieces[at];
        if clean > piece.clean + piece.len {
            return None;
        }
        Some(if piece.exact { piece.source + (clean - piece.clean) } else { piece.source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_byte_leads_back_to_its_source() {
        let mut origin = Origin::default();
        origin.push(Piece { clean: 0, source: 10, len: 5, exact: true });
        origin.push(Piece { clean: 5, source: 15, len: 5, exact: true });
        origin.push(Piece { clean: 10, source: 40, len: 3, exact: false });
        assert_eq!(origin.pieces().len(), 2);
        assert_eq!(origin.source(7), Some(17));
        assert_eq!(origin.source(12), Some(40));
        assert_eq!(origin.source(99), None);
        assert_eq!(Origin::default().source(0), None);
    }
}
