//! Content: parties that stand neither beside the trigger nor in its slots. Who says it, who is named in what is threatened or promised,
//! who did what is condemned.

use super::{Candidate, Coder};
use crate::actor::{Party, of_a_state, same};
use crate::clause::{Clause, verbal};
use crate::doc::{At, lower};
use crate::findings::{EventMention, Who};
use knowledge::{Frame, Naming, Needs, Sort};
use text::{Because, Days};

/// Slots of a complement that may name whom an act of words is about, the surest first.
const ABOUT: [&str; 11] =
    ["iobj", "object", "to", "with", "against", "on", "for", "from", "into", "near", "over"];

/// Kinds of claim whose content its speaker does not stand for.
const DISOWNED: [&str; 2] = ["deny", "decline"];

/// Classes of nouns for people.
const HUMAN: [&str; 11] = [
    "people",
    "suspect",
    "hostage",
    "troops",
    "official",
    "prisoner",
    "protester",
    "fighters",
    "police",
    "refugee",
    "victim",
];

impl<'c> Coder<'c> {
    /// Whoever says the clause, in a claim that its speaker stands for.
    pub(super) fn speaker(&self, clause: &Clause) -> Option<Party> {
        let span = self.doc().sents[clause.sent].tokens[clause.head].span;
        let inside = self.claims.iter().filter(|c| c.content.contains(span));
        let claim = inside.min_by_key(|c| c.content.len())?;
        if DISOWNED.contains(&claim.kind.as_str()) {
            return None;
        }
        // "Experts say", "some say": nobody in particular asks or condemns.
        let who = claim.speaker.clone().filter(|who| who.code.is_some())?;
        let because = Because::rule("code#speaker").at(who.span).note(format!("says {}", claim.content_text));
        Some(Party { public: true, who, because })
    }

    /// "U.S. and South Korean drills": each of a row of modifiers.
    pub(super) fn modifiers(&self, head: At, days: Days) -> Vec<Party> {
        let mut found: Vec<Party> = Vec::new();
        for at in self.doc().conjuncts(head.0, head.1) {
            // "the *embassy* bombings": what was bombed did not bomb.
            let lemma = lower(&self.doc().tok((head.0, at)).lemma);
            if self.tables.frames.in_class("building", &lemma) && self.cast.names.at((head.0, at)).is_none() {
                continue;
            }
            if self.held_there((head.0, at)) {
                continue;
            }
            let own = self.demonym((head.0, at), days);
            let own = if own.is_empty() && at == head.1 { self.resolve(head, days).to_vec() } else { own };
            for mut party in own {
                // "a *terrorist* attack": of no state that the words name.
                let guessed = party.because.reasons.iter().any(|r| r.rule == "actor#focus");
                if guessed && party.who.sector.as_deref() == Some("UAF") {
                    party.who.code = None;
                }
                if !found.iter().any(|p| same(&p.who, &party.who)) {
                    found.push(party);
                }
            }
        }
        found
    }

    /// "the *Madrid* summit", "the *White House* talks": a seat of government right before those who confer is where they do; of two
    /// ("*Delhi-Dhaka* talks") each confers.
    fn held_there(&self, at: At) -> bool {
        let sentence = self.doc().sents[at.0];
        let seat = |i: usize| {
            let name = self.cast.names.at((at.0, i));
            name.is_some_and(|name| matches!(name.naming, Some(Naming::Capital | Naming::Seat)))
        };
        let talk = |noun: usize| self.tables.frames.in_class("talk", &lower(&sentence.tokens[noun].lemma));
        let two = self.doc().conjuncts(at.0, at.1).len() > 1
            || sentence.tokens.get(at.1 + 1).is_some_and(|tok| self.doc().slice(tok.span) == "-")
            || at.1 > 0 && self.doc().slice(sentence.tokens[at.1 - 1].span) == "-";
        seat(at.1) && !two && sentence.tokens[at.1].head.is_some_and(talk)
    }

    /// "arrested *48 people*", "convicted *four officers*": who suffers force is somebody, though nothing says whose.
    pub(super) fn somebody(&self, clause: &Clause, frame: &Frame, slots: &[String]) -> Vec<Party> {
        let force = self.tables.ontology.categories.get(&frame.event).is_some_and(|c| c.quad == 4);
        if !force || !slots.iter().any(|slot| slot == "object") {
            return Vec::new();
        }
        let object = clause.slot("object").map(|at| self.doc().content(at)).find(|&at| self.is_human(at));
        object.map(|at| self.unnamed(at)).into_iter().collect()
    }

    /// A noun for people.
    pub(super) fn is_human(&self, at: At) -> bool {
        let tok = self.doc().tok(at);
        let lemma = lower(&tok.lemma);
        let class = |class: &&str| self.tables.frames.in_class(class, &lemma);
        tok.upos == language::Upos::Noun
            && (HUMAN.iter().any(class) || matches!(&*lemma, "member" | "supporter"))
    }

    /// "Iran has remained an ally of Syria and supported *its* government": a state does not back, attack or receive its own government by name
    /// of "its"; the other state that the sentence names is meant, or none.
    pub(super) fn not_its_own(
        &self,
        clause: &Clause,
        actor: &[Party],
        recipient: &mut Vec<Party>,
        days: Days,
    ) {
        let sentence = self.doc().sents[clause.sent];
        let own = |p: &Party| {
            let pronoun = sentence.tokens.iter().any(|t| {
                t.xpos == "PRP$"
                    && p.who.span.contains(t.span)
                    && matches!(t.lemma.as_str(), "its" | "their" | "it" | "they")
            });
            let ruled = matches!(p.who.sector.as_deref(), Some("GOV"));
            let state = |a: &Party| {
                let entry = a.who.id.as_deref().and_then(|id| self.cast.actors.get(id));
                entry.is_some_and(|entry| entry.kind == knowledge::Kind::State) && a.who.code == p.who.code
            };
            pronoun && ruled && actor.iter().any(state)
        };
        let Some(at) = recipient.iter().position(own) else { return };
        let span = recipient[at].who.span;
        recipient.remove(at);
        let before = (0..clause.head)
            .rev()
            .filter(|&t| self.cast.names.at((clause.sent, t)).is_some_and(|n| n.first == t));
        let other = before
            .filter_map(|t| self.cast.names.at((clause.sent, t)))
            .map(|name| self.cast.bearer(name, days))
            .find(|who| {
                let state = who.code.as_deref().is_some_and(|code| self.cast.actors.state(code).is_some());
                state && !actor.iter().any(|a| a.who.code == who.code)
            });
        if let Some(who) = other {
            let because =
                Because::rule("code#not-its-own").at(who.span).note("nobody does this to its own government");
            let text = self.doc().slice(span).to_owned();
            let who = Who { span, name: text.clone(), text, id: None, sector: Some("GOV".to_owned()), ..who };
            recipient.push(Party { public: true, who, because });
        }
    }

    /// "struck in protest at the *Russian government's* refusal": protest is against those who govern, where the sentence names them behind it.
    pub(super) fn protested(&self, clause: &Clause, days: Days) -> Vec<Party> {
        let tokens = &self.doc().sents[clause.sent].tokens;
        let governs = |p: &Party| p.who.code.is_some() && p.who.sector.as_deref().is_some_and(of_a_state);
        let behind = clause.head + 1..tokens.len();
        let mut heads = behind
            .filter(|&at| crate::names::generic(self.doc(), self.cast.actors, (clause.sent, at)).is_some());
        heads
            .find_map(|at| {
                let spoken = tokens[at].rel() == "nsubj" || tokens[at].rel() == "compound";
                let found = if spoken { Vec::new() } else { self.cast.parties((clause.sent, at), days) };
                found.iter().any(governs).then(|| found.into_iter().filter(governs).collect())
            })
            .unwrap_or_default()
    }

    /// True for categories that are acts of words about something done.
    pub(super) fn takes_content(&self, event: &str) -> bool {
        let category = self.tables.ontology.categories.get(event);
        category.is_some_and(|c| !c.complement.is_empty() || !c.complement_mode.is_empty())
    }

    /// "threatened to sink *Japan*": whom the complement names, other than who speaks.
    pub(super) fn within_complement(&self, clause: &Clause, actor: &[Party], days: Days) -> Vec<Party> {
        let Some(complement) = clause.complement else { return Vec::new() };
        let inner = verbal(self.doc(), clause.sent, complement);
        for slot in ABOUT {
            for head in inner.slot(slot).filter(|at| at.0 == clause.sent && at.1 > clause.head) {
                let found: Vec<Party> = self
                    .resolve(head, days)
                    .iter()
                    .filter(|p| p.who.code.is_some() && !actor.iter().any(|a| same(&a.who, &p.who)))
                    .cloned()
                    .collect();
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }

    /// "*stoppage* time", "*peace* talks": a noun that qualifies another tells of no event; "*bombing* campaign", "*coup* attempt" do.
    pub(super) fn qualifies(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc().sents[sent];
        let tok = &sentence.tokens[at];
        let Some(head) = tok.head.filter(|&head| tok.deprel == "compound" && head > at) else { return false };
        let noun = &sentence.tokens[head];
        let lemma = noun.lemma.to_lowercase();
        let same =
            self.tables.frames.in_class("operation", &lemma) || self.tables.frames.in_class("doing", &lemma);
        noun.upos == language::Upos::Noun
            && !same
            && self.tables.cues.modal(knowledge::Modal::Noun, &lemma).is_none()
    }

    /// Words and meetings among people and firms without office ("the dancer met her teacher") are no public event.
    pub(super) fn private_affair(&self, frame: &Frame, actor: &[Party], recipient: &[Party]) -> bool {
        let category = self.tables.ontology.categories.get(&frame.event);
        let words = category.is_some_and(|c| matches!(c.quad, 1 | 3));
        // "The leaders of Kenya and Ethiopia": a phrase with an owner, of no sector of its own, is no private person.
        let phrase = |p: &Party| p.public && p.who.name == p.who.text;
        let private = |p: &Party| {
            p.who.id.is_none()
                && p.who.sector.as_deref().map_or(!phrase(p), |sector| matches!(sector, "BUS" | "MNC"))
        };
        let company = |p: &Party| {
            let sector = p.who.sector.as_deref();
            sector.map_or(p.who.code.is_none(), |sector| matches!(sector, "BUS" | "MNC"))
        };
        let force = matches!(frame.event.as_str(), "ASSAULT" | "COERCE" | "PROTEST");
        let firms = actor.iter().chain(recipient).filter(|p| p.who.sector.is_some());
        let mut codes: Vec<Option<&str>> = firms.map(|p| p.who.code.as_deref()).collect();
        codes.sort_unstable();
        codes.dedup();
        // A freighter of one state that supplies a ship of another may do what states forbid.
        let deal =
            !force && codes.len() < 2 && !actor.is_empty() && actor.iter().chain(recipient).all(company);
        // Who speaks to a reporter consults nobody.
        let press = |p: &&Party| p.who.sector.as_deref() == Some("JRN");
        let others = actor.iter().chain(recipient).filter(|p| !press(p)).count();
        let interview =
            frame.event == "CONSULT" && others < 2 && actor.iter().chain(recipient).any(|p| press(&p));
        let visit = frame.mode.as_deref() == Some("visit") && !actor.is_empty();
        deal || interview
            || visit && actor.iter().all(of_no_office)
            || words && !actor.is_empty() && actor.iter().chain(recipient).all(private)
    }

    /// People or states that no name tells, where they stand in the recipient's place of words: nobody further on is meant. "Advised *people*
    /// to stay at home" is said to nobody.
    pub(super) fn somebody_told(
        &self,
        clause: &Clause,
        slots: &[String],
        frame: &Frame,
    ) -> Option<Vec<Party>> {
        let category = self.tables.ontology.categories.get(&frame.event)?;
        let class =
            |class: &str, at: At| self.tables.frames.in_class(class, &lower(&self.doc().tok(at).lemma));
        let mut heads = slots.iter().flat_map(|slot| clause.slot(slot)).map(|at| self.doc().content(at));
        let at = heads.find(|&at| self.is_human(at) || class("states", at))?;
        let somebody = || if class("people", at) { Vec::new() } else { vec![self.unnamed(at)] };
        matches!(category.quad, 1 | 3).then(somebody)
    }

    /// Whoever a phrase speaks of, though nothing says whose they are.
    fn unnamed(&self, at: At) -> Party {
        let span = self.cast.phrase_span(at).unwrap_or(self.doc().tok(at).span);
        let text = self.doc().slice(span).to_owned();
        let who = Who { name: text.clone(), text, span, ..Who::default() };
        let because = Because::rule("code#somebody").at(span).note("nothing says whose");
        Party { public: false, who, because }
    }

    /// "wants to return": who would do a thing himself asks nobody for it.
    pub(super) fn desires(&self, clause: &Clause) -> bool {
        let sentence = self.doc().sents[clause.sent];
        let Some(act) = clause.complement else { return false };
        let to = sentence.children_by(act, "mark").any(|c| sentence.tokens[c].lemma == "to");
        let other = ["object", "iobj", "whom"].iter().any(|slot| clause.slot(slot).next().is_some());
        to && !other && self.tables.frames.in_class("desire", &lower(&sentence.tokens[clause.head].lemma))
    }

    /// True where sentence and neighbours speak of a match: who beats, meets and attacks there plays. What is told of somebody in office, of
    /// the police, of bans and accusations may be news all the same.
    pub(super) fn played(&self, clause: &Clause, event: &str, parties: &[Party]) -> bool {
        let may = matches!(event, "SANCTION" | "ACCUSE" | "REQUEST" | "PROTEST" | "COERCE");
        let serious = |p: &Party| {
            let sector = p.who.sector.as_deref();
            p.who.office.is_some()
                || sector.is_some_and(|s| matches!(s, "GOV" | "MIL" | "COP" | "REB" | "UAF"))
        };
        let sent = clause.sent;
        let count = |at: usize| self.sport(at);
        let same_part = |at: &usize| {
            let sents = &self.doc().sents;
            sents.get(*at).is_some_and(|s| s.span.part == sents[sent].span.part)
        };
        let own = count(sent);
        let around =
            [sent.checked_sub(1), Some(sent + 1)].into_iter().flatten().filter(same_part).map(count).max();
        !may && (own >= 2 || own + around.unwrap_or(0) >= 3) && !parties.iter().any(serious)
    }

    /// "in the film", "in the second half": what happens on a stage or in a match is no news event.
    pub(super) fn staged(&self, clause: &Clause) -> bool {
        let scene = |at: At| {
            let lemma = self.doc().tok(at).lemma.to_lowercase();
            self.tables.frames.in_class("scene", &lemma) && self.cast.names.at(at).is_none()
        };
        ["in", "during", "from", "after", "on"].iter().any(|slot| clause.slot(slot).any(scene))
    }

    /// True where the trigger may be a bare repeat of what was told: "*The girls* were released at dawn", "*firing* the missile was a mistake".
    pub(super) fn may_repeat(&self, clause: &Clause, sort: Sort) -> bool {
        let sentence = self.doc().sents[clause.sent];
        let tok = &sentence.tokens[clause.head];
        if sort != Sort::Verb || !tok.xpos.starts_with("VB") {
            return false;
        }
        let known = |at: At| at.0 == clause.sent && self.definite(at);
        let hidden = clause.slot("subject").next().is_none();
        let passive = hidden && clause.slot("object").next().is_some();
        // "*The missile* flew over the island": a thing acts, and somebody sent it.
        let thing = clause
            .slot("subject")
            .next()
            .is_some_and(|at| known(at) && self.resolve(at, Days::default()).is_empty());
        let gerund = tok.xpos == "VBG" && matches!(tok.rel(), "csubj" | "obj" | "nmod" | "obl" | "ccomp");
        passive || thing || gerund
    }

    /// True for a frame that wants both parties of a deed it answers, where only the recipient is still to be found.
    pub(super) fn awaits_doer(&self, clause: &Clause, frame: &Frame, actor: &[Party]) -> bool {
        let answers = self.tables.ontology.categories.get(&frame.event).is_some_and(|c| c.answers);
        // A refusal of what nobody is known to have proposed is told by another frame, or by none.
        answers
            && frame.event != "REJECT"
            && frame.needs == Needs::Both
            && !actor.is_empty()
            && self.deed_head(clause).is_some()
    }

    /// True where the candidate answers a deed.
    pub(super) fn answers(&self, c: &Candidate) -> bool {
        self.tables.ontology.categories.get(&c.event).is_some_and(|category| category.answers)
    }

    fn definite(&self, (sent, head): At) -> bool {
        let sentence = self.doc().sents[sent];
        sentence.children(head).any(|c| {
            sentence.tokens[c].deprel == "nmod:poss"
                || matches!(
                    sentence.tokens[c].lemma.as_str(),
                    "the" | "this" | "that" | "these" | "those" | "both" | "such"
                )
        })
    }

    /// The noun that names what is answered: the object of the verb, the subject of the adjective.
    fn deed_head(&self, clause: &Clause) -> Option<At> {
        let slots = ["object", "subject", "over", "for", "to", "at", "by", "about", "of"];
        let here = |at: &At| at.0 == clause.sent && !self.doc().tok(*at).xpos.starts_with("PRP");
        slots.iter().find_map(|slot| {
            clause.slot(slot).filter(here).find(|at| {
                let lemma = self.doc().tok(*at).lemma.to_lowercase();
                let known = self.tables.frames.in_class("deed", &lemma);
                known || !self.tables.frames.by_head(&lemma).is_empty()
            })
        })
    }

    /// "condemned the test": the recipient of an answer to a deed is whoever did it, in this sentence or before it.
    pub(super) fn doer(&self, c: &mut Candidate, earlier: &[EventMention]) {
        if !self.answers(c) || c.actor.is_empty() {
            return;
        }
        // A refusal that says to whom, or of a meeting, is of nobody's deed.
        if c.event == "REJECT" && (!c.recipient.is_empty() || c.mode.as_deref() == Some("meet")) {
            return;
        }
        let Some(deed) = self.deed_head(&c.clause) else { return };
        // "blamed Israel for the killing": whoever is blamed stands beside the deed.
        let blamed = |at: At| at != deed && self.doc().tok(at).upos != language::Upos::Pron;
        if c.clause.slot("object").any(blamed) && !c.recipient.is_empty() {
            return;
        }
        let span = self.doc().tok(deed).span;
        let here = earlier.iter().find(|m| m.sentence == c.clause.sent && m.spans.trigger == span);
        let found: Vec<&Who> = match here {
            Some(m) => m.actor.iter().collect(),
            None if c.recipient.is_empty() => self.doer_before(c, deed, earlier),
            None => {
                // "the killing of two nurses": who suffered the deed is not who is condemned.
                c.recipient.retain(|p| p.who.code.is_some());
                return;
            }
        };
        let party = |who: &&Who| Party {
            who: (*who).clone(),
            public: true,
            because: Because::rule("code#doer").at(who.span).note("did what is spoken of"),
        };
        // "Tokyo denied the charges" against Japan: a state by another of its names is no other.
        let state = |who: &Who| matches!(who.sector.as_deref(), None | Some("GOV"));
        let one = |a: &Who, who: &Who| {
            same(a, who) || c.event == "REJECT" && a.code == who.code && state(a) && state(who)
        };
        let others = found.iter().filter(|who| !c.actor.iter().any(|a| one(&a.who, who)));
        let parties: Vec<Party> = others.map(party).collect();
        if here.is_some() || !parties.is_empty() {
            c.weak |= here.is_none();
            c.bare &= parties.is_empty();
            c.recipient = parties;
        }
    }

    /// The actors of the last mention told by the same word, or of the sentence before: "the idea", "such a move".
    fn doer_before<'m>(&self, c: &Candidate, deed: At, earlier: &'m [EventMention]) -> Vec<&'m Who> {
        let sentence = self.doc().sents[deed.0];
        let apposed = sentence.tokens[deed.1].rel() == "appos";
        if !self.definite(deed) && !apposed {
            return Vec::new();
        }
        // "a provocation *which* was condemned", "a faction *that* was endorsed": somebody is no deed.
        let tok = self.doc().tok(deed);
        let verb = tok.head.filter(|_| tok.xpos.starts_with('W')).map(|verb| &sentence.tokens[verb]);
        let antecedent = verb.and_then(|verb| verb.head.filter(|_| verb.rel() == "acl"));
        let lemma = lower(&antecedent.map_or(tok, |at| &sentence.tokens[at]).lemma);
        if self.cast.actors.generic(&lemma).is_some() {
            return Vec::new();
        }
        let stem: String = lemma.chars().take(5).collect();
        // "The launch" is no threat; "the step" may be anything.
        let frames = &self.tables.frames;
        let nouns = frames.by_head(&lemma).iter().filter(|lead| lead.sort == Sort::Noun);
        let kinds: Vec<&str> = nouns.map(|lead| frames.frames[lead.frame].event.as_str()).collect();
        let other = |m: &&EventMention| {
            let own = |who: &Who| c.actor.iter().any(|a| same(&a.who, who) || a.who.code == who.code);
            !m.actor.is_empty() && !m.actor.iter().all(own)
        };
        let told = |m: &&EventMention| self.doc().slice(m.spans.trigger).to_lowercase().starts_with(&stem);
        let near = |m: &&EventMention| {
            // "fired a missile, *a provocation*": the deed just told, in other words.
            let restated = (apposed || antecedent.is_some()) && m.sentence == c.clause.sent;
            let of_kind = kinds.contains(&m.event.as_str());
            let reach = if of_kind { 12 } else { 2 };
            (restated || of_kind || kinds.is_empty()) && m.sentence + reach > c.clause.sent
        };
        let mut before = earlier.iter().rev().filter(other);
        before
            .clone()
            .find(told)
            .or_else(|| before.find(near))
            .map_or_else(Vec::new, |m| m.actor.iter().collect())
    }
}

/// A party whose travels are its own: patients, students, a band, somebody of whom no more is known than a name.
fn of_no_office(party: &Party) -> bool {
    let who = &party.who;
    let private = ["CVL", "EDU", "JRN", "MED", "BUS", "LAB", "AGR", "UNK"];
    who.office.is_none()
        && match who.sector.as_deref() {
            Some(sector) => private.contains(&sector),
            None => who.id.is_none() && !party.public,
        }
}
