//! Holds: whether what stands in a slot is what a frame asks for: a lemma, a class, a party, a place.

use super::Coder;
use crate::clause::Clause;
use crate::doc::At;
use language::Upos;
use text::Days;

impl<'c> Coder<'c> {
    pub(crate) fn slot_is(&self, clause: &Clause, slot: &str, tests: &[String]) -> bool {
        if slot == "complement" {
            return clause.complement.is_some_and(|at| {
                tests.iter().any(|test| test == "#clause" || self.is((clause.sent, at), test))
            });
        }
        let mut heads: Vec<At> = clause.slot(slot).collect();
        heads.extend(clause.far.iter().filter(|(far, _)| far == slot).map(|(_, at)| *at));
        heads.iter().any(|&head| tests.iter().any(|test| self.is(head, test)))
    }

    /// A place, or a part of one: "the centre of Marawi".
    fn is_place(&self, at: At) -> bool {
        let sentence = self.doc().sents[at.0];
        let covered = |at: At| self.places.iter().any(|p| p.covers(at));
        let part = self.tables.frames.in_class("place-part", &self.doc().tok(at).lemma.to_lowercase());
        let of = |&c: &usize| self.doc().case(at.0, c) == Some("of");
        covered(at) || part && sentence.children_by(at.1, "nmod").filter(of).any(|c| covered((at.0, c)))
    }

    pub(super) fn is(&self, at: At, test: &str) -> bool {
        let inner = self.doc().content(at);
        if inner != at && self.is(inner, test) {
            return true;
        }
        // "*President* Jammeh conceded": a name is what its title says.
        let sentence = self.doc().sents[at.0];
        let titled = self.cast.names.at(at).is_some() && !test.starts_with('#') && {
            let title = |c: &usize| {
                let tok = &sentence.tokens[*c];
                tok.upos != Upos::Propn
                    && matches!(tok.rel(), "compound" | "nmod" | "appos")
                    && self.doc().case(at.0, *c).is_none()
                    || tok.deprel == "nmod:desc"
            };
            let mut titles = sentence.children(at.1).filter(title);
            titles.any(|c| self.cast.names.at((at.0, c)).is_none() && self.is((at.0, c), test))
        };
        if titled {
            return true;
        }
        let lemma = self.doc().tok(at).lemma.to_lowercase();
        match test.split_at_checked(1) {
            Some(("@", class)) => {
                self.tables.frames.in_class(class, &lemma) && self.cast.names.at(at).is_none()
            }
            Some(("#", "party")) => !self.resolve(at, Days::default()).is_empty(),
            Some(("#", "office")) => {
                self.resolve(at, self.cast.published).iter().any(|p| p.who.office.is_some())
            }
            Some(("#", "place")) => self.is_place(at),
            Some(("#", "number")) => self.doc().tok(at).upos == Upos::Num,
            Some(("#", "clause")) => self.doc().tok(at).xpos.starts_with("VB"),
            _ => lemma == test,
        }
    }
}
