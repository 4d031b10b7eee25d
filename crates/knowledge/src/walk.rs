//! Walk: an `fst` map searched piece by piece, so that a key need not be put together and one walk tells of all keys on its way.

use fst::raw::{CompiledAddr, Fst, Output};

/// A place in the map: what the letters so far lead to.
#[derive(Clone)]
pub(crate) struct Walk<'m> {
    map: Fst<&'m [u8]>,
    node: CompiledAddr,
    output: Output,
}

impl<'m> Walk<'m> {
    /// Before the first letter; `None` where the bytes are no map.
    pub(crate) fn new(bytes: &'m [u8]) -> Option<Walk<'m>> {
        let map = Fst::new(bytes).ok()?;
        Some(Walk { node: map.root().addr(), output: Output::zero(), map })
    }

    /// Goes on; `None` where no key goes on so.
    pub(crate) fn on(mut self, letters: &str) -> Option<Walk<'m>> {
        let mut node = self.map.node(self.node);
        for letter in letters.bytes() {
            let step = node.transition(node.find_input(letter)?);
            self.output = self.output.cat(step.out);
            node = self.map.node(step.addr);
        }
        self.node = node.addr();
        Some(self)
    }

    /// What stands under the letters so far.
    pub(crate) fn value(&self) -> Option<u64> {
        let node = self.map.node(self.node);
        node.is_final().then(|| self.output.cat(node.final_output()).value())
    }
}
