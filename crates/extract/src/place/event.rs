//! Event: which of a report's places an event happened at. In: its clause and the places found; out: the one that governs the clause, or none:
//! the dateline is never an event's place by default, and no place is better than a wrong one.

use super::Mention;
use crate::actor::Cast;
use crate::clause::Clause;
use crate::doc::{At, Doc};
use crate::findings::{Basis, Where};
use knowledge::{Frames, Naming};
use language::Upos;
use text::{Because, Span};

/// The place an event happened at, with its words and reason.
pub struct Found {
    /// The place.
    pub place: Where,
    /// Its bytes.
    pub span: Span,
    /// Where it stands.
    pub basis: Basis,
    /// Why.
    pub because: Because,
}

const AT: [&str; 16] = [
    "in",
    "at",
    "near",
    "on",
    "around",
    "outside",
    "across",
    "over",
    "inside",
    "into",
    "throughout",
    "within",
    "along",
    "off",
    "toward",
    "to",
];
const IN: [&str; 8] = ["in", "at", "near", "around", "outside", "inside", "across", "throughout"];
const WIDE: [&str; 9] = ["in", "at", "near", "around", "outside", "inside", "across", "throughout", "over"];

/// How far a place beside an event's words places the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Done somewhere, to what is somewhere: "shelled a hospital in Idlib" happened there.
    Bodily,
    /// Parties come together: "a visit to Oman".
    Meeting,
    /// Words and rules: only where they were spoken or passed; what they are about lies elsewhere.
    Words,
}

impl Manner {
    /// How a category of PLOVER is done.
    pub fn of(event: &str) -> Manner {
        match event {
            "CONSULT" => Manner::Meeting,
            "COOPERATE" | "AID" | "RETREAT" | "PROTEST" | "MOBILIZE" | "COERCE" | "ASSAULT" => Manner::Bodily,
            _ => Manner::Words,
        }
    }

    fn prepositions(self) -> &'static [&'static str] {
        if self == Manner::Words { &IN } else { &AT }
    }
}

/// Where an event's place is looked for.
#[derive(Clone, Copy)]
pub(crate) struct Site<'s> {
    /// Who is who, and the sentences.
    pub(crate) cast: &'s Cast<'s>,
    /// The classes of words.
    pub(crate) frames: &'s Frames,
    /// The report's places.
    pub(crate) places: &'s [Mention],
}

impl<'s> Site<'s> {
    /// The place of an event: what its clause says ("in Sochi"), what it was done to where that is a place ("shelled Idlib"), where those
    /// are who did it ("police in Bari arrested"), else what the clause above says.
    pub fn of_event(&self, clause: &Clause, above: &[usize], manner: Manner) -> Option<Found> {
        let mut heads: Vec<usize> = [Some(clause.head), clause.light].into_iter().flatten().collect();
        heads.extend(self.took_place(clause));
        if let Some(mention) = self.where_clause(clause) {
            return Some(found(mention, Basis::Clause));
        }
        let own = self.locative(clause.sent, &heads, manner.prepositions(), manner);
        if let Some(mention) = own {
            return Some(found(mention, Basis::Clause));
        }
        let touched = ["object", "subject", "of", "on", "against", "to", "possessive"];
        let small =
            |m: &Mention| matches!(m.place.precision.as_str(), "city" | "point" | "admin1" | "admin2");
        let acted_on = touched
            .iter()
            .filter(|_| manner != Manner::Words)
            .flat_map(|slot| clause.slot(slot))
            .find_map(|at| self.places.iter().find(|m| m.covers(at) && small(m)));
        if let Some(mention) = acted_on.filter(|m| !self.capital_as_actor(m)) {
            return Some(found(mention, Basis::Clause));
        }
        if manner == Manner::Bodily
            && let Some(mention) = self.it(clause).filter(|m| small(m))
        {
            return Some(found(mention, Basis::Earlier));
        }
        if manner == Manner::Bodily {
            let doers: Vec<usize> =
                clause.slot("subject").filter(|at| at.0 == clause.sent).map(|at| at.1).collect();
            let (flight, arrival) = (self.flown(clause), self.arrived(clause));
            let ways: [(&[usize], &[&str], Manner); 3] =
                [(&doers, &IN, Manner::Words), (&flight, &AT, manner), (&arrival, &AT, manner)];
            let mut found_at =
                ways.iter().filter_map(|(heads, cases, m)| self.locative(clause.sent, heads, cases, *m));
            if let Some(mention) = found_at.next() {
                return Some(found(mention, Basis::Clause));
            }
        }
        // "during a visit to Osaka" says where words were spoken.
        let leads = if manner == Manner::Words { &AT[..] } else { &IN[..] };
        let reach = if manner == Manner::Bodily { Manner::Meeting } else { manner };
        let upper = self.locative(clause.sent, above, leads, reach)?;
        Some(found(upper, Basis::Sentence))
    }

    /// "The region borders Turkey. *It* has been hit by shelling": the place that the subject of the sentences before is, where the event is
    /// done to an "it", or strikes one by a verb of its own.
    fn it(&self, clause: &Clause) -> Option<&'s Mention> {
        let sents = &self.cast.doc.sents;
        let sentence = sents[clause.sent];
        let is_it = |at: At| {
            let tok = &sents[at.0].tokens[at.1];
            tok.lemma.eq_ignore_ascii_case("it") && tok.upos == Upos::Pron && tok.deprel != "expl"
        };
        let struck_by = sentence.tokens[clause.head]
            .head
            .filter(|_| matches!(sentence.tokens[clause.head].deprel, "obl:agent" | "obl"))
            .filter(|&verb| crate::clause::passive(sentence, verb));
        let struck = struck_by.and_then(|verb| sentence.children_by(verb, "nsubj:pass").next());
        let mut touched = clause.slot("object").chain(struck.map(|at| (clause.sent, at)));
        if !touched.any(is_it) {
            return None;
        }
        for sent in (clause.sent.saturating_sub(3)..clause.sent).rev() {
            let root = sents[sent].root()?;
            let subject = sents[sent].children_by(root, "nsubj").next()?;
            if !is_it((sent, subject)) {
                let named =
                    |m: &&Mention| m.sent == sent && (m.head == subject || m.stands == subject) && !m.demonym;
                let within = |m: &&Mention| {
                    m.sent == sent
                        && sents[sent].tokens[m.head].head == Some(subject)
                        && !m.demonym
                        && sents[sent].tokens[m.head].rel() == "compound"
                        && self.frames.in_class("place-part", &sents[sent].tokens[subject].lemma)
                };
                return self.places.iter().find(named).or_else(|| self.places.iter().find(within));
            }
        }
        None
    }

    /// "the bombings, which occurred in two cities": what says of a noun that it happened; "ordered the drill to be *held* in June": what says
    /// that it is to be done.
    pub(crate) fn took_place(&self, clause: &Clause) -> Vec<usize> {
        let sentence = self.cast.doc.sents[clause.sent];
        let happens = |at: &usize| self.frames.in_class("take-place", &sentence.tokens[*at].lemma);
        let tok = &sentence.tokens[clause.head];
        if tok.upos != Upos::Noun {
            return Vec::new();
        }
        let mut found: Vec<usize> = sentence.children_by(clause.head, "acl:relcl").filter(happens).collect();
        let above = tok.head.filter(|_| tok.rel() == "obj");
        let done = |at: &usize| {
            crate::clause::passive(sentence, *at) && sentence.children_by(*at, "nsubj").next().is_none()
        };
        found.extend(above.into_iter().flat_map(|verb| sentence.children_by(verb, "xcomp").filter(done)));
        found
    }

    /// "fired two missiles that fell near the coast": where what was fired or thrown went.
    fn flown(&self, clause: &Clause) -> Vec<usize> {
        let sentence = self.cast.doc.sents[clause.sent];
        let objects = clause.slot("object").filter(|at| at.0 == clause.sent);
        let flies = |at: &usize| self.frames.in_class("fly", &sentence.tokens[*at].lemma);
        objects
            .flat_map(|at| sentence.children_by(at.1, "acl:relcl").filter(flies).collect::<Vec<_>>())
            .collect()
    }

    /// "was seized when it came into the port": where what it was done to had just arrived.
    fn arrived(&self, clause: &Clause) -> Vec<usize> {
        let sentence = self.cast.doc.sents[clause.sent];
        let comes = |at: &usize| {
            let marked = |mark: usize| {
                matches!(sentence.tokens[mark].lemma.as_str(), "after" | "when" | "as" | "upon" | "on")
            };
            self.frames.in_class("arrive", &sentence.tokens[*at].lemma)
                && sentence.children(*at).any(marked)
                && clause.slot("object").any(|object| self.same_party(clause.sent, *at, object))
        };
        sentence.children_by(clause.head, "advcl").filter(comes).collect()
    }

    /// True where the subject of a verb is a party, or a pronoun that may stand for it, or left out.
    fn same_party(&self, sent: usize, verb: usize, party: At) -> bool {
        let sentence = self.cast.doc.sents[sent];
        match sentence.children_by(verb, "nsubj").next() {
            Some(subject) => sentence.tokens[subject].upos == Upos::Pron || (sent, subject) == party,
            None => true,
        }
    }

    /// "taken to Abuja, where she met ...": the place that a clause with "where" describes.
    fn where_clause(&self, clause: &Clause) -> Option<&'s Mention> {
        let sentence = self.cast.doc.sents[clause.sent];
        let tok = &sentence.tokens[clause.head];
        let told = sentence.children(clause.head).any(|at| sentence.tokens[at].lemma == "where");
        let noun = tok.head.filter(|_| told && tok.deprel == "acl:relcl")?;
        let apposed = |m: &&Mention| {
            sentence.tokens[m.head].head == Some(noun) && sentence.tokens[m.head].rel() == "appos"
        };
        self.places
            .iter()
            .filter(|m| m.sent == clause.sent && !m.demonym && !m.inside)
            .find(|m| m.head == noun || m.stands == noun || apposed(m))
    }

    /// "Damascus accused": a seat of government that acts is no place.
    fn capital_as_actor(&self, mention: &Mention) -> bool {
        self.cast
            .names
            .at((mention.sent, mention.head))
            .is_some_and(|n| matches!(n.naming, Some(Naming::Capital | Naming::Seat)))
    }

    /// The smallest place brought by one of the prepositions within the heads' own clause.
    fn locative(
        &self,
        sent: usize,
        heads: &[usize],
        prepositions: &[&str],
        manner: Manner,
    ) -> Option<&'s Mention> {
        let rank = |m: &&Mention| {
            ["point", "city", "admin2", "admin1", "country", "region"]
                .iter()
                .position(|p| *p == m.place.precision)
        };
        let mut best: Option<&'s Mention> = None;
        for &head in heads {
            let fits = |m: &&Mention| {
                m.sent == sent
                    && !m.demonym
                    && !m.inside
                    && self.governed(m, head, if wide(m) { &WIDE } else { prepositions }, manner)
                    && !self.in_dateline(m)
            };
            let here = self.places.iter().filter(fits).min_by_key(|m| (rank(m), m.first.abs_diff(head)));
            best = best.or(here);
        }
        best
    }

    fn in_dateline(&self, mention: &Mention) -> bool {
        self.cast.doc.report.dateline_span.is_some_and(|dateline| dateline.contains(mention.span))
    }

    /// True where the place hangs on the head by a place preposition of its own, with no other verb between.
    fn governed(&self, mention: &Mention, head: usize, prepositions: &[&str], manner: Manner) -> bool {
        let sentence = self.cast.doc.sents[mention.sent];
        let mut at = mention.stands;
        let mut case = self.cast.doc.case(mention.sent, at);
        // "in Gao and Kidal": the second shares the preposition of the first.
        while sentence.tokens[at].rel() == "conj"
            && let Some(first) = sentence.tokens[at].head.filter(|&first| first < at)
        {
            at = first;
            case = case.or(self.cast.doc.case(mention.sent, at));
        }
        let Some(case) = case else { return false };
        // "fired from the coast", "pulled out of Kherson": where a thing sets out from, told of its verb alone.
        let origin = manner == Manner::Bodily && matches!(case, "from" | "out") && !wide(mention);
        let aimed = matches!(case, "on" | "to" | "toward" | "over") && self.capital_as_actor(mention);
        let led = prepositions.contains(&case) && !aimed;
        let mut thrown = false;
        for hops in 0..3 {
            let Some(mut above) = sentence.tokens[at].head else { return false };
            // "against the group and rebels in Aleppo": the rebels share the preposition of the group.
            while sentence.tokens[above].rel() == "conj"
                && !sentence.tokens[above].xpos.starts_with("VB")
                && self.cast.doc.case(mention.sent, above).is_none()
                && let Some(first) = sentence.tokens[above].head.filter(|&first| first < above)
            {
                above = first;
            }
            if above == head {
                return led || origin && (hops == 0 || thrown);
            }
            // "the launch of a missile from Sunan": what is launched sets out from there.
            thrown = sentence.tokens[above].rel() == "obj"
                || sentence.tokens[above].rel() == "nmod"
                    && self.cast.doc.case(mention.sent, above) == Some("of");
            if origin && thrown && !sentence.tokens[above].xpos.starts_with("VB") {
                at = above;
                continue;
            }
            // "hit a hospital in Idlib", "met at a hotel in Bern": a thing or a spot that lies there.
            // "drew 200 people in Tbilisi": so does what the verb brought about there.
            // "met with ministers in Abuja": parties come together where one of them is.
            let with = manner == Manner::Meeting && self.cast.doc.case(mention.sent, above) == Some("with");
            let brought = self.cast.doc.case(mention.sent, above);
            // "an attack on police in Nairobi", "a push toward a dam at Tabqa": what it is done to lies there.
            let done_to = manner == Manner::Bodily
                && matches!(brought, Some("against" | "on" | "of" | "to" | "toward" | "towards" | "into"));
            let held = brought.is_some_and(|c| IN.contains(&c))
                || with
                || done_to
                || sentence.tokens[above].rel() == "obj";
            let spot = held && manner != Manner::Words;
            let verb = sentence.tokens[above].xpos.starts_with("VB");
            if verb || !led || !spot && manner != Manner::Bodily {
                return false;
            }
            at = above;
        }
        false
    }
}

/// "Aleppo residents", "Kano schoolgirls": the town whose people a phrase names.
pub(crate) fn townsfolk<'m>(
    doc: &Doc,
    places: &'m [Mention],
    sent: usize,
    phrase: Span,
) -> Option<&'m Mention> {
    let before_noun = |m: &&Mention| {
        let tokens = &doc.sents[sent].tokens;
        let (name, noun) = (&tokens[m.head], tokens[m.head].head.and_then(|at| tokens.get(at)));
        name.rel() == "compound" && noun.is_some_and(|noun| noun.xpos == "NNS")
    };
    let town = |m: &&Mention| m.place.precision == "city" && !m.demonym && !m.inside;
    places.iter().filter(|m| m.sent == sent && phrase.contains(m.span)).filter(town).find(before_noun)
}

/// "sanctions on Iran", "tanks to Ukraine": a whole country behind such a word is whom it is done to, not where.
fn wide(mention: &Mention) -> bool {
    mention.place.precision == "country"
}

fn found(mention: &Mention, basis: Basis) -> Found {
    Found { place: mention.place.clone(), span: mention.span, basis, because: mention.because.clone() }
}
