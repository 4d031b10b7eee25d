//! Index: which actors bear a folded name. In: each name as the catalogue is read; out: one map that is searched where it lies, so that a
//! program that carries it makes nothing of it at the start.

use super::Naming;
use crate::fold::Folding;
use crate::walk::Walk;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Before a folded word under which the length of the longest name stands that begins with it.
const OPENING: &str = "^";

/// All names, folded.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct NameIndex {
    /// Actors by index, those of one name side by side.
    bearers: Vec<(usize, Naming)>,
    /// Name -> where its bearers begin, and how many they are; an `fst` map.
    #[serde(skip)]
    keys: Cow<'static, [u8]>,
}

impl NameIndex {
    /// Of names folded, with whom they name and how, in file order.
    pub(super) fn new(names: impl Iterator<Item = (String, usize, Naming)>) -> NameIndex {
        let mut by_name: BTreeMap<String, Vec<(usize, Naming)>> = BTreeMap::new();
        let mut longest: BTreeMap<String, u64> = BTreeMap::new();
        for (folded, at, naming) in names {
            let Some(first) = folded.split(' ').next().filter(|word| !word.is_empty()) else { continue };
            let words = folded.split(' ').count() as u64;
            let most = longest.entry(format!("{OPENING}{first}")).or_default();
            *most = words.max(*most);
            let named = by_name.entry(folded).or_default();
            if !named.iter().any(|(other, _)| *other == at) {
                named.push((at, naming));
            }
        }
        let mut bearers = Vec::new();
        let mut values = longest;
        for (name, named) in by_name {
            values.insert(name, ((bearers.len() as u64) << 16) | named.len() as u64);
            bearers.extend(named);
        }
        let keys = fst::Map::from_iter(values).map(|map| map.into_fst().into_inner());
        NameIndex { bearers, keys: Cow::Owned(keys.unwrap_or_default()) }
    }

    /// The map, for the program to carry beside the tables.
    pub(super) fn keys(&self) -> &[u8] {
        &self.keys
    }

    /// The same bearers, found by the map carried beside the tables.
    pub(super) fn carry(&mut self, keys: &'static [u8]) {
        self.keys = Cow::Borrowed(keys);
    }

    fn value(&self, key: &str) -> Option<u64> {
        fst::Map::new(self.keys.as_ref()).ok()?.get(key)
    }

    /// Who bears a folded name; in file order.
    pub(super) fn named(&self, folded: &str) -> &[(usize, Naming)] {
        let Some(value) = self.value(folded).filter(|_| !folded.starts_with(OPENING)) else { return &[] };
        self.bearers(value)
    }

    /// Most words of a name that begins with this folded word; 0 where none does.
    pub(super) fn longest(&self, first: &str) -> usize {
        let opening = Walk::new(&self.keys).and_then(|walk| walk.on(OPENING)?.on(first)?.value());
        opening.unwrap_or(0) as usize
    }

    fn bearers(&self, value: u64) -> &[(usize, Naming)] {
        let (start, count) = ((value >> 16) as usize, (value & 0xffff) as usize);
        self.bearers.get(start..start + count).unwrap_or(&[])
    }

    pub(super) fn search(&self) -> Search<'_> {
        Search { index: self, folding: Folding::default(), walked: 0, walk: Walk::new(&self.keys) }
    }
}

/// A name looked for as it grows, piece by piece.
pub struct Search<'k> {
    index: &'k NameIndex,
    folding: Folding,
    /// So much of what is folded has been walked.
    walked: usize,
    /// `None` where no name begins so.
    walk: Option<Walk<'k>>,
}

impl<'k> Search<'k> {
    /// Goes on with these letters, as written.
    pub fn add(&mut self, piece: &str) {
        self.folding.add(piece);
        if self.folding.shortened() {
            (self.walk, self.walked) = (Walk::new(&self.index.keys), 0);
        }
        let folded = self.folding.as_str();
        let rest = folded.get(self.walked..).unwrap_or("");
        self.walk = self.walk.take().and_then(|walk| walk.on(rest));
        self.walked = folded.len();
    }

    /// The name so far, folded.
    pub fn folded(&self) -> &str {
        self.folding.as_str()
    }

    /// Who bears the name so far; in file order.
    pub fn named(&self) -> &'k [(usize, Naming)] {
        self.walk.as_ref().and_then(Walk::value).map_or(&[], |value| self.index.bearers(value))
    }

    /// True where no name begins so, whatever is added.
    pub fn is_over(&self) -> bool {
        let last = self.folding.as_str().rsplit(' ').next().unwrap_or("");
        // An article may go yet, and with it what no name goes on with.
        self.walk.is_none() && !matches!(last, "" | "a" | "e" | "al" | "el")
    }
}
