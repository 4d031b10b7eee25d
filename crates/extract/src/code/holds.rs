//! Holds: whether what stands in a slot is what a frame asks for: a lemma, a class, a party, a place.

use super::Coder;
use crate::clause::{Clause, passive};
use crate::doc::{At, lower};
use language::Upos;
use std::cell::LazyCell;
use text::Days;

impl<'c> Coder<'c> {
    /// True where something in the slot passes one of the tests.
    pub(crate) fn slot_is(&self, clause: &Clause, slot: &str, tests: &[String]) -> bool {
        if slot == "sentence" {
            return self.doc().sents[clause.sent]
                .tokens
                .iter()
                .any(|tok| self.is_word(&lower(&tok.lemma), tests));
        }
        if slot == "verb" {
            let tok = self.doc().tok((clause.sent, clause.head));
            return self.is_word(&lower(&tok.lemma), tests);
        }
        if slot == "auxiliary" {
            let sentence = self.doc().sents[clause.sent];
            if tests.iter().any(|test| test == "#passive") && passive(sentence, clause.head) {
                return true;
            }
            let word = |at: usize| self.is_word(&lower(&sentence.tokens[at].lemma), tests);
            return sentence.children_by(clause.head, "aux").any(word);
        }
        if slot == "particle" {
            return self
                .particle(clause)
                .is_some_and(|at| self.is_word(&lower(&self.doc().tok(at).lemma), tests));
        }
        if slot == "complement" {
            let any = |at| {
                let passes = |test: &String| match test.as_str() {
                    "#clause" => true,
                    "#planned" => self.planned((clause.sent, at)),
                    "#told" => self.told((clause.sent, at)),
                    "#so" => self.is_so((clause.sent, at)),
                    "#own" => self.its_own((clause.sent, at)),
                    "#passive" => {
                        let sentence = self.doc().sents[clause.sent];
                        let agent = sentence.children(at).any(|c| sentence.tokens[c].deprel == "obl:agent");
                        passive(sentence, at) && !agent
                    }
                    _ => false,
                };
                tests.iter().any(passes) || self.is_any((clause.sent, at), tests)
            };
            return clause.complement.is_some_and(any);
        }
        let far = clause.far.iter().filter(|(far, _)| far == slot).map(|(_, at)| *at);
        clause.slot(slot).chain(far).any(|head| self.is_any(head, tests))
    }

    /// A lemma that is one of the words or in one of the classes.
    fn is_word(&self, lemma: &str, tests: &[String]) -> bool {
        tests.iter().any(|test| match test.strip_prefix('@') {
            Some(class) => self.tables.frames.in_class(class, lemma),
            None => lemma == test,
        })
    }

    /// "shot *back*", "takes *on* Japan": what stands right behind the verb and makes another of it.
    fn particle(&self, clause: &Clause) -> Option<At> {
        let at = (clause.sent, clause.head + 1);
        let tok = self.doc().sents[clause.sent].tokens.get(at.1)?;
        (matches!(tok.upos, Upos::Adp | Upos::Adv | Upos::Part) && tok.lemma != "to").then_some(at)
    }

    /// True where the slot can hold what is wanted of it: something stands there.
    pub(super) fn slot_stands(clause: &Clause, slot: &str) -> bool {
        match slot {
            "sentence" | "particle" | "auxiliary" | "verb" => true,
            "complement" => clause.complement.is_some(),
            _ => clause.slots.iter().chain(&clause.far).any(|(name, _)| name == slot),
        }
    }

    /// An infinitive, or a clause of what is to come or shall be: "to withdraw", "that it would withdraw", "that talks be held".
    fn planned(&self, (sent, at): At) -> bool {
        let sentence = self.doc().sents[sent];
        let tok = &sentence.tokens[at];
        let helped = |c: usize| sentence.tokens[c].xpos == "MD" || sentence.tokens[c].xpos == "TO";
        tok.xpos == "VB" || tok.xpos == "VBG" || tok.upos == Upos::Noun || sentence.children(at).any(helped)
    }

    /// A clause that says what is so, was or will be, not what shall: "that it was late", "that it would leave".
    fn told(&self, (sent, at): At) -> bool {
        let sentence = self.doc().sents[sent];
        let tok = &sentence.tokens[at];
        let duty =
            |c: usize| matches!(&*lower(&sentence.tokens[c].lemma), "should" | "must" | "ought" | "to");
        let helped = |c: usize| matches!(sentence.tokens[c].rel(), "aux" | "cop");
        let finite = matches!(tok.xpos, "VBZ" | "VBD" | "VBP") || sentence.children(at).any(helped);
        // "insist that talks *be* held" has its auxiliary bare.
        let bare = sentence.children(at).any(|c| helped(c) && sentence.tokens[c].xpos == "VB");
        let will = sentence.children(at).any(|c| sentence.tokens[c].xpos == "MD" && !duty(c));
        will || finite && !bare && !sentence.children(at).any(duty)
    }

    /// A clause that says what is or was so: "that it was late", not "that it would leave" or "would have to".
    fn is_so(&self, (sent, at): At) -> bool {
        let sentence = self.doc().sents[sent];
        let helped = |xpos: &str| sentence.children(at).any(|c| sentence.tokens[c].xpos == xpos);
        self.told((sent, at)) && !helped("MD")
    }

    /// An infinitive without a subject, of what the subject of the verb above does itself: "claimed *to have won*".
    fn its_own(&self, (sent, at): At) -> bool {
        let sentence = self.doc().sents[sent];
        let child = |rel: &str, xpos: &str| {
            sentence.children(at).any(|c| sentence.tokens[c].rel() == rel || sentence.tokens[c].xpos == xpos)
        };
        sentence.tokens[at].rel() == "xcomp" && child("mark", "TO") && !child("nsubj", "EX")
    }

    /// A state by its own name, and nothing else of it: "Colombia", not "the Colombian army".
    fn is_country(&self, at: At) -> bool {
        self.cast.names.at(at).is_some()
            && self.resolve(at, self.cast.published).iter().any(|p| {
                let who = &p.who;
                who.code.is_some() && who.sector.is_none() && who.id.is_some() && who.office.is_none()
            })
    }

    /// A body of several states, or a party: what one can be a member of.
    fn is_body(&self, at: At) -> bool {
        self.resolve(at, self.cast.published).iter().any(|p| {
            let class = p.who.code.as_deref().is_some_and(|code| matches!(code, "IGO" | "UNO" | "EUR"));
            class || p.who.sector.as_deref().is_some_and(|sector| matches!(sector, "PTY" | "OPP"))
        })
    }

    /// What is neither a party nor a person nor a time.
    fn is_thing(&self, at: At) -> bool {
        let span = self.doc().tok(at).span;
        !self.timexes.iter().any(|t| t.span.contains(span))
            && !self.is_person(at)
            && !self.is_human(self.doc().content(at))
            && self.resolve(at, Days::default()).is_empty()
    }

    /// Who attacks in words: a lawmaker, a party, a former official.
    fn is_politician(&self, at: At) -> bool {
        let sectors = ["LEG", "PTY", "ELI"];
        self.resolve(at, self.cast.published)
            .iter()
            .any(|p| p.who.sector.as_deref().is_some_and(|s| sectors.contains(&s)))
    }

    /// One person, by name, pronoun or office.
    fn is_person(&self, at: At) -> bool {
        let tok = self.doc().tok(at);
        let one = !matches!(tok.xpos, "NNS" | "NNPS");
        let named = || self.cast.names.at(at).map(|name| self.cast.names.chain_of(name).person);
        let office = || self.resolve(at, self.cast.published).iter().any(|p| p.who.office.is_some());
        one && named().unwrap_or_else(|| {
            let pronoun = matches!(&*lower(self.doc().form(at)), "he" | "she" | "his" | "her" | "i" | "my");
            pronoun || tok.upos == Upos::Noun && office()
        })
    }

    /// A place, or a part of one: "the centre of Marawi".
    fn is_place(&self, at: At, lemma: &str) -> bool {
        let sentence = self.doc().sents[at.0];
        let covered = |at: At| self.places.iter().any(|p| p.covers(at));
        let part = || self.tables.frames.in_class("place-part", lemma);
        let of = |&c: &usize| self.doc().case(at.0, c) == Some("of");
        covered(at) || part() && sentence.children_by(at.1, "nmod").filter(of).any(|c| covered((at.0, c)))
    }

    /// True where the head, what it is a quantity of, or a title before its name passes one of the tests.
    fn is_any(&self, at: At, tests: &[String]) -> bool {
        let inner = self.doc().content(at);
        if inner != at && self.is_any(inner, tests) {
            return true;
        }
        let named = self.cast.names.at(at).is_some();
        let tok = self.doc().tok(at);
        let lemma = lower(&tok.lemma);
        let classes = LazyCell::new(|| self.tables.frames.classes_of(&lemma));
        let one = |test: &String| match test.split_at_checked(1) {
            Some(("@", class)) => !named && classes.iter().any(|own| own == class),
            Some(("#", "party")) => !self.resolve(at, Days::default()).is_empty(),
            Some(("#", "office")) => {
                self.resolve(at, self.cast.published).iter().any(|p| p.who.office.is_some())
            }
            Some(("#", "any")) => true,
            Some(("#", "politician")) => self.is_politician(at),
            Some(("#", "person")) => self.is_person(at),
            Some(("#", "country")) => self.is_country(at),
            Some(("#", "body")) => self.is_body(at),
            Some(("#", "thing")) => self.is_thing(at),
            Some(("#", "place")) => self.is_place(at, &lemma),
            Some(("#", "number")) => tok.upos == Upos::Num,
            Some(("#", "clause")) => tok.xpos.starts_with("VB"),
            _ => lemma == test.as_str(),
        };
        // Words are cheaper to look at than parties.
        let kind = |test: &&String| test.starts_with('#');
        tests.iter().filter(|test| !kind(test)).any(one)
            || named && self.is_titled(at, tests)
            || tests.iter().filter(kind).any(one)
    }

    /// "*President* Jammeh conceded": a name is what its title says.
    fn is_titled(&self, at: At, tests: &[String]) -> bool {
        let sentence = self.doc().sents[at.0];
        let title = |c: &usize| {
            let tok = &sentence.tokens[*c];
            tok.upos != Upos::Propn
                && matches!(tok.rel(), "compound" | "nmod" | "appos")
                && self.doc().case(at.0, *c).is_none()
                || tok.deprel == "nmod:desc"
        };
        let mut titles =
            sentence.children(at.1).filter(title).filter(|&c| self.cast.names.at((at.0, c)).is_none());
        titles.any(|c| {
            let lemma = lower(&sentence.tokens[c].lemma);
            tests.iter().any(|test| match test.strip_prefix('@') {
                Some(class) => self.tables.frames.in_class(class, &lemma),
                None => lemma == test.as_str(),
            })
        })
    }
}
