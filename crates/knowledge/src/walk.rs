//! Walk: an `fst` map searched piece by piece, so that a key need not be put together and one walk tells of all keys on its way.

use fst::Map;
use fst::raw::{Node, Output};

/// A place in the map: what the letters so far lead to.
pub(crate) struct Walk<'m> {
    map: &'m Map<&'m [u8]>,
    node: Node<'m>,
    output: Output,
}

impl<'m> Walk<'m> {
    /// Before the first letter.
    pub(crate) fn new(map: &'m Map<&'m [u8]>) -> Walk<'m> {
        Walk { map, node: map.as_fst().root(), output: Output::zero() }
    }

    /// Goes on; `None` where no key goes on so.
    pub(crate) fn on(mut self, letters: &str) -> Option<Walk<'m>> {
        for letter in letters.bytes() {
            let step = self.node.transition(self.node.find_input(letter)?);
            self.output = self.output.cat(step.out);
            self.node = self.map.as_fst().node(step.addr);
        }
        Some(self)
    }

    /// What stands under the letters so far.
    pub(crate) fn value(&self) -> Option<u64> {
        self.node.is_final().then(|| self.output.cat(self.node.final_output()).value())
    }
}
