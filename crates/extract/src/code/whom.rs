//! Whom: who suffers, hears or gets it where no slot of the frame says so: one rule after another, the surest first. And who acts where only
//! the place says whose they are.

use super::Coder;
use super::parties::Filling;
use crate::actor::{Party, of_a_state, same};
use crate::clause::{Clause, subject};
use crate::doc::{At, lower};
use crate::findings::{Basis, EventMention, Who};
use crate::names::Name;
use crate::place::Manner;
use crate::recipient::{self, Search};
use knowledge::{Frame, Kind, Sort};
use language::Upos;
use text::{Because, Days};

/// A frame that fits a clause, with its actors, whose recipient is looked for.
pub(super) struct Deed<'d> {
    pub(super) clause: &'d Clause,
    pub(super) frame: &'d Frame,
    pub(super) sort: Sort,
    pub(super) actor: &'d [Party],
    pub(super) days: Days,
    /// What stands in its recipient's slots is the actor's own.
    pub(super) own: bool,
}

/// Whom a deed is found to be done to.
#[derive(Default)]
pub(super) struct Found {
    pub(super) parties: Vec<Party>,
    /// It is inferred rather than read.
    pub(super) inferred: bool,
    /// They do not do it together with the actor, though the frame is mutual: "agreed to extend the mission *in Lebanon*".
    pub(super) apart: bool,
}

/// Sectors whose people serve their state, or are nobody's.
fn governs(party: &Party) -> bool {
    party.who.sector.as_deref().is_none_or(of_a_state)
}

/// The same parties, each with the rule by which it was inferred.
pub(super) fn by(parties: Vec<Party>, arm: &str) -> Vec<Party> {
    let because = |p: &Party| Because::rule(format!("code#{arm}")).at(p.who.span).below(p.because.clone());
    parties.into_iter().map(|p| Party { because: because(&p), ..p }).collect()
}

impl Coder<'_> {
    /// The recipient beyond the slots.
    pub(super) fn whom(&self, deed: &Deed, slots: &[String]) -> Found {
        let Deed { clause, frame, sort, actor, days, own } = *deed;
        let read = |parties| Found { parties, ..Found::default() };
        let inferred = |parties, arm| Found { parties: by(parties, arm), inferred: true, apart: false };
        let verb = sort == Sort::Verb;
        let public =
            |p: &Party| p.who.code.is_some() && !matches!(p.who.sector.as_deref(), Some("BUS" | "MNC"));
        let words = matches!(frame.event.as_str(), "AGREE" | "SUPPORT");
        let alone = frame.mutual && words && matches!(actor, [one] if public(one));
        let one_sided = !frame.mutual || alone;
        let category = self.tables.ontology.categories.get(&frame.event);
        let quad = category.map_or(0, |c| c.quad);
        // Protest is against those who govern, where they are named behind it.
        if frame.event == "PROTEST" && !actor.is_empty() {
            let found = self.protested(clause, days);
            if !found.is_empty() {
                return inferred(found, "protested");
            }
        }
        // "foiled an attack on *ships*": who would have suffered the deed does not suffer what foils it.
        let foiled = clause.slot("object").any(|at| {
            let lemma = self.doc().tok(at).lemma.to_lowercase();
            self.tables.frames.in_class("operation", &lemma)
        });
        let mut search = Search {
            frames: &self.tables.frames,
            asked: frame.event == "REQUEST",
            hostile: matches!(quad, 3 | 4),
            force: quad == 4 && !foiled,
            words: quad == 1 || frame.event == "PROTEST",
            seen: None,
        };
        // "hailed Kenya's part", "supported a drive towards Mali's border": whoever the object is about.
        if verb && !frame.mutual && !frame.recipient.is_empty() {
            let found = self.within_object(deed, &search);
            if !found.is_empty() {
                return inferred(found, "within-object");
            }
            // Who is refused help or cut off must be somebody: the place of it may say so ("suspended deliveries *in Baghdad*").
            if !category.is_some_and(|c| c.needs_recipient) {
                search.seen = clause.slot("object").find(|at| at.0 == clause.sent).map(|at| at.1);
            }
        }
        // "demanded that Iran halt ...": whoever is to act is the one who is asked.
        if frame.event == "REQUEST" {
            let asked = clause.slot("whom").flat_map(|head| self.resolve(head, days).to_vec());
            let found: Vec<Party> = asked.collect();
            if !found.is_empty() {
                return read(found);
            }
        }
        if self.takes_content(&frame.event) {
            let found = self.within_complement(clause, actor, days);
            if !found.is_empty() {
                return inferred(found, "within-complement");
            }
        }
        // "visited *her* mother": of private people, nobody further on is meant.
        let private = own && actor.iter().all(|p| p.who.code.is_none());
        if one_sided && !actor.is_empty() && !private && matches!(sort, Sort::Verb | Sort::Adjective) {
            let found = recipient::behind(self.cast, clause, actor, days, &search);
            if !found.is_empty() {
                return Found { parties: by(found, "behind"), inferred: true, apart: frame.mutual };
            }
        }
        // "an assault on *Aleppo*": a place that is attacked stands for its people.
        if sort == Sort::Noun && frame.event == "ASSAULT" {
            let heads = ["on", "against"].into_iter().flat_map(|slot| clause.slot(slot));
            let found: Vec<Party> = heads.filter_map(|at| self.cast.placed(at)).collect();
            if !found.is_empty() {
                return read(found);
            }
        }
        // "*Sudan* drew condemnation from Oman": who calls it forth.
        if sort == Sort::Noun && matches!(frame.event.as_str(), "ACCUSE" | "SUPPORT") {
            let (found, _) = self.fill(
                clause,
                &["about".to_owned()],
                days,
                Filling { all: false, things: true, acts: false },
            );
            if !found.is_empty() {
                return read(found);
            }
        }
        if sort == Sort::Noun && matches!(frame.event.as_str(), "ASSAULT" | "PROTEST") {
            let found = self.harmed(clause, days);
            if !found.is_empty() {
                return read(found);
            }
        }
        if frame.mutual { Found::default() } else { read(self.somebody(clause, frame, slots)) }
    }

    /// "took aim at *each other* over China": those who act do it to nobody else.
    pub(super) fn one_another(&self, clause: &Clause, slots: &[String]) -> bool {
        let each = |lemma: &str| matches!(lemma, "each" | "one");
        let another = |lemma: &str| matches!(lemma, "other" | "another");
        let other = |at: At| {
            let sentence = self.doc().sents[at.0];
            let beside =
                |is: &dyn Fn(&str) -> bool| sentence.children(at.1).any(|c| is(&sentence.tokens[c].lemma));
            let head = &*sentence.tokens[at.1].lemma;
            another(head) && beside(&each) || each(head) && beside(&another)
        };
        let sentence = self.doc().sents[clause.sent];
        let loose = |c: usize| {
            sentence.tokens[c].rel() == "obl" && {
                let next = sentence.tokens.get(c + 1);
                sentence.tokens[c].lemma == "each" && next.is_some_and(|next| next.lemma == "other")
            }
        };
        slots.iter().flat_map(|slot| clause.slot(slot)).any(other)
            || sentence.children(clause.head).any(loose)
    }

    /// "A mine blast killed *two Iraqi youths*", "a strike that paralysed *Bolivia*": what a deed does, it does to the object of its verb.
    fn harmed(&self, clause: &Clause, days: Days) -> Vec<Party> {
        let sentence = self.doc().sents[clause.sent];
        let tok = &sentence.tokens[clause.head];
        let harms = |&verb: &usize| self.tables.frames.in_class("harm", &sentence.tokens[verb].lemma);
        let own = tok.head.filter(|_| tok.deprel == "nsubj");
        let told = sentence
            .children_by(clause.head, "acl")
            .filter(|&verb| subject(self.doc(), clause.sent, verb, 0) == Some((clause.sent, clause.head)));
        let verbs = own.into_iter().chain(told).filter(harms);
        let objects = verbs.flat_map(|verb| sentence.children_by(verb, "obj"));
        let found = objects.flat_map(|object| self.resolve((clause.sent, object), days).to_vec());
        found.filter(|p| p.who.code.is_some()).collect()
    }

    /// "The Zulu party accused *the government*": a government without a name that a group of one state acts on governs there, and people whom
    /// a government acts on are its own.
    pub(super) fn one_state(&self, actor: &[Party], recipient: &mut [Party]) {
        let serves = |p: &Party| p.who.sector.as_deref().is_some_and(of_a_state);
        let home = |p: &Party| {
            matches!(
                p.who.sector.as_deref(),
                Some("OPP" | "PTY" | "LAB" | "SOC" | "CVL" | "REL" | "EDU" | "MED" | "JRN" | "AGR")
            )
        };
        let state = |side: &[Party]| {
            let code = side.first()?.who.code.clone()?;
            let all = side.iter().all(|p| p.who.code.as_deref() == Some(&code));
            (all && self.cast.actors.state(&code).is_some())
                .then(|| (code, side.iter().all(serves), side.iter().all(home)))
        };
        let Some((code, served, homely)) = state(actor) else { return };
        let named = |p: &Party| self.cast.names.all.iter().any(|n| p.who.span.contains(n.span));
        let unknown = |p: &Party| p.who.code.is_none() && p.who.id.is_none() && !named(p);
        for party in recipient.iter_mut().filter(|p| unknown(p)) {
            if homely && serves(party) || served && home(party) {
                let note = format!("beside those of {code}");
                let because = Because::rule("code#one-state").at(party.who.span).note(note);
                party.because = because.below(party.because.clone());
                party.who.code = Some(code.clone());
                party.public = true;
            }
        }
    }

    /// "Two Egyptian gunmen killed *23 people* in Haifa": who is taken to be of the attackers' state, for want of another state named, or of none, is of the
    /// country of the places that the sentence names.
    pub(super) fn victims(&self, clause: &Clause, actor: &[Party], recipient: &mut [Party]) {
        let span = self.doc().sents[clause.sent].span;
        let there = self.places.iter().filter(|p| p.span.part == span.part && span.contains(p.span));
        let mut countries: Vec<&str> = there.filter_map(|p| p.place.country.as_deref()).collect();
        countries.retain(|country| !actor.iter().any(|a| a.who.code.as_deref() == Some(country)));
        countries.dedup();
        let [country] = countries[..] else { return };
        let known = |a: &Party| a.who.code.is_some();
        let theirs = |p: &Party| {
            let anybody = p.who.sector.as_deref() == Some("CVL") && p.who.name == p.who.text && !known(p);
            recipient::guessed(p) && actor.iter().any(|a| known(a) && a.who.code == p.who.code)
                || anybody && actor.iter().any(known)
        };
        for party in recipient.iter_mut().filter(|p| theirs(p)) {
            party.who.code = Some(country.to_owned());
            party.because = Because::rule("code#victims")
                .at(party.who.span)
                .note("of the place")
                .below(party.because.clone());
        }
    }

    /// "promised to make *Serbia* a democracy", "withdrew from the *Bosnian* town": a state's own land, by its bare name, is nobody to whom
    /// it yields or promises something.
    pub(super) fn not_its_own_places(&self, frame: &Frame, actor: &[Party], recipient: &mut Vec<Party>) {
        let category = self.tables.ontology.categories.get(&frame.event);
        let words = category.is_some_and(|c| !c.needs_recipient && (c.quad == 1 || frame.event == "RETREAT"));
        if !words || frame.mutual || actor.is_empty() || !actor.iter().all(governs) {
            return;
        }
        let own = |p: &Party| {
            let entry = p.who.id.as_deref().and_then(|id| self.cast.actors.get(id));
            let land = entry.map_or(p.because.rule == "actor#place", |entry| entry.kind == Kind::State);
            land && p.who.sector.is_none()
                && p.who.code.is_some()
                && actor.iter().all(|a| a.who.code == p.who.code)
        };
        recipient.retain(|p| !own(p));
    }

    /// "Dozens killed in *Mali* attack": a land before such a noun is where it befell, unless the sentence says upon whom or where.
    pub(super) fn befallen(&self, clause: &Clause, actor: &mut Vec<Party>, recipient: &mut Vec<Party>) {
        let [only] = actor.as_slice() else { return };
        let lemma = lower(&self.doc().tok((clause.sent, clause.head)).lemma);
        let land = only.who.sector.as_deref().is_none_or(|sector| sector == "GOV") && only.who.code.is_some();
        let before = clause.slot("modifier").any(|at| only.who.span.contains(self.doc().tok(at).span));
        if !before || !land || !recipient.is_empty() || !self.tables.frames.in_class("befalls", &lemma) {
            return;
        }
        // "US attack": an abbreviation has no other way to say who.
        let short = only.who.text.chars().all(|c| c.is_uppercase() || c == '.');
        let names = self.cast.names.all.iter().filter(|n| n.sent == clause.sent);
        let mut others = names.filter(|n| !only.who.span.contains(n.span));
        let place =
            self.places.iter().any(|p| p.sent == clause.sent && p.span == only.who.span && !p.demonym);
        if place && !short && others.next().is_none() {
            let because = Because::rule("code#befallen").at(only.who.span);
            let who = Who { sector: None, id: None, ..only.who.clone() };
            *recipient = vec![Party { because: because.below(only.because.clone()), who, public: true }];
            actor.clear();
        }
    }

    /// "*Thousands* marched in Lagos": those who march somewhere are of that country, where nothing else says whose they are. True where they
    /// were taken to be.
    pub(super) fn crowd_of_the_place(&self, clause: &Clause, actor: &mut Vec<Party>) -> bool {
        // A person with a name is no crowd.
        let plural = |n: &Name| self.doc().sents[n.sent].tokens[self.cast.head_of(n)].xpos.ends_with('S');
        let person = |n: &Name| self.cast.names.chain_of(n).person && !plural(n);
        let named = |p: &Party| self.cast.names.all.iter().any(|n| p.who.span.contains(n.span) && person(n));
        let open =
            |p: &Party| p.who.code.is_none() || recipient::guessed(p) || recipient::told_by(p, "actor#town");
        if actor.iter().any(|p| !open(p) || named(p)) {
            return false;
        }
        let crowd = clause.slot("subject").find(|&at| self.is_crowd(at));
        // "Protests erupted in *Sudan*": its people protest, where nobody else is told of.
        let noun = self.doc().tok((clause.sent, clause.head)).upos == Upos::Noun;
        let place = |at: At| self.places.iter().any(|place| place.covers(at));
        let country = noun.then(|| clause.slot("in").find(|&at| place(at))).flatten();
        if actor.is_empty() && crowd.is_none() {
            let Some(mut land) = country.and_then(|at| self.cast.placed(at)) else { return false };
            land.who.sector = Some("CVL".to_owned());
            land.public = true;
            actor.push(land);
            return true;
        }
        let Some(land) = self.land(clause, Manner::of("PROTEST")) else { return false };
        let because = Because::rule("code#crowd-of-the-place").at(land.who.span).below(land.because);
        for party in actor.iter_mut() {
            party.who.code.clone_from(&land.who.code);
            party.because = because.clone().below(party.because.clone());
            party.public = true;
        }
        if let Some(head) = crowd.filter(|_| actor.is_empty()) {
            let span = self.cast.phrase_span(head).unwrap_or(self.doc().tok(head).span);
            let text = self.doc().slice(span).to_owned();
            let (code, sector) = (land.who.code, Some("CVL".to_owned()));
            let who = Who { code, sector, name: text.clone(), text, span, ..Who::default() };
            actor.push(Party { public: true, who, because });
        }
        true
    }

    /// The country that the clause itself is set in: that of its place, else the state named with "in" below its verb.
    pub(super) fn land(&self, clause: &Clause, manner: Manner) -> Option<Party> {
        if let Some(place) = self.place(clause, manner).filter(|p| p.basis == Basis::Clause) {
            let who = Who {
                code: Some(place.place.country.clone()?),
                name: place.place.name.clone(),
                text: self.doc().slice(place.span).to_owned(),
                span: place.span,
                ..Who::default()
            };
            return Some(Party { public: true, who, because: place.because });
        }
        let sentence = self.doc().sents[clause.sent];
        let of_clause = |at: &usize| {
            let mut above = sentence.tokens[*at].head;
            for _ in 0..4 {
                match above {
                    Some(head) if head == clause.head => return true,
                    Some(head) if sentence.tokens[head].upos == Upos::Verb => return false,
                    Some(head) => above = sentence.tokens[head].head,
                    None => return false,
                }
            }
            false
        };
        let behind = clause.head + 1..sentence.tokens.len();
        let mut set = behind
            .filter(|&at| matches!(self.doc().case(clause.sent, at), Some("in" | "across" | "throughout")))
            .filter(of_clause);
        set.find_map(|at| {
            let name = self.cast.names.at((clause.sent, at))?;
            let who = self.cast.bearer(name, Days::default());
            let state = who.code.as_deref().is_some_and(|code| self.cast.actors.state(code).is_some());
            let because = self.cast.names.chain_of(name).because.clone().at(name.span);
            (state && who.sector.is_none()).then_some(Party { public: true, who, because })
        })
    }

    /// People without a name: "thousands", "hundreds of residents", "crowds".
    fn is_crowd(&self, at: At) -> bool {
        let tok = self.doc().tok(self.doc().content(at));
        let lemma = tok.lemma.to_lowercase();
        let class = |class| self.tables.frames.in_class(class, &lemma);
        let number = matches!(lemma.as_str(), "thousand" | "hundred" | "dozen" | "ten" | "million");
        // "hundreds of *Catalans*"
        let people = tok.xpos == "NNPS" && self.doc().content(at) != at;
        self.cast.names.at(at).is_none() && (class("people") || class("protester") || number || people)
    }

    /// "marched, *calling for independence from Iraq*": whom a crowd's demands are made of, its protest is against.
    pub(super) fn cries(&self, mentions: &mut [EventMention]) {
        for march in 0..mentions.len() {
            if mentions[march].event != "PROTEST" || !mentions[march].recipient.is_empty() {
                continue;
            }
            let span = mentions[march].spans.trigger;
            let others = |m: &EventMention, who: &Who| !m.actor.iter().any(|a| same(a, who));
            let cried = mentions.iter().find(|m| !m.recipient.is_empty() && self.cried(m, &[span]));
            let Some(whom) = cried.map(|m| m.recipient.clone()) else { continue };
            let march = &mut mentions[march];
            march.recipient = whom.into_iter().filter(|who| others(march, who)).collect();
            march.spans.recipient = march.recipient.iter().map(|who| who.span).collect();
            let told = |who: &Who| Because::rule("code#cried").at(who.span).note("what the crowd demands");
            march.because.extend(march.recipient.iter().map(told));
        }
    }
}
