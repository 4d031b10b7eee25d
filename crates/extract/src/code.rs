//! Code: from clauses and frames to event mentions. A frame's trigger finds its clause, the clause's slots give the parties, what stands
//! around gives standing, date, place and magnitudes. The hard cases of the codebook (a future meeting is an agreement) are tables of the ontology.

use crate::actor::{Cast, Party, same};
use crate::clause::{
    Clause, Moved, PARTICLES, may_trigger, nominal, standing_named, triggered, verbal, with_phrases_of,
};
use crate::doc::{At, Doc, lower};
use crate::findings::{Aux, Basis, Claim, EventMention, Who};
use crate::place::{self, Manner, Site};
use crate::settle::settle;
use crate::time::Timex;
use knowledge::{Effect, Frame, Frames, Needs, Sort, Tables};
use language::Upos;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use text::{Because, Days, Span};

mod authority;
mod before;
mod complement;
mod content;
mod days;
mod holds;
mod object;
mod parties;
mod row;
mod scope;
mod whom;

use parties::Filling;

/// What the coder works with.
pub struct Coder<'c> {
    /// Who is who.
    pub cast: &'c Cast<'c>,
    /// The knowledge.
    pub tables: &'c Tables,
    /// Time expressions.
    pub timexes: &'c [Timex],
    /// Places.
    pub places: &'c [place::Mention],
    /// Claims, for "we" and for who asserts an event.
    pub claims: &'c [Claim],
    /// Bits of the words of each sentence, to rule out frames that want others.
    pub(crate) words: Vec<u64>,
    /// How many different words of the sport pages each sentence has, as far as it was asked for.
    sport: Vec<OnceCell<usize>>,
    /// Whom each head was found to mean on those days: the same heads are asked for by frame after frame, telling after telling.
    meant: Meant,
    /// The first word of each sentence that looks ahead, as far as it was asked for.
    ahead: Vec<OnceCell<Option<usize>>>,
}

/// Head and days -> parties.
type Meant = RefCell<HashMap<(At, Days), Rc<[Party]>>>;

/// A frame that fits a trigger, before the choice among them.
struct Candidate<'c> {
    frame: &'c Frame,
    sort: Sort,
    clause: Clause,
    taken: Vec<usize>,
    fit: (usize, usize, i32),
    days: When,
    actor: Vec<Party>,
    recipient: Vec<Party>,
    weak: bool,
    event: String,
    mode: Option<String>,
    absorbed: bool,
    /// The act is in the saying ("Iran must stop", said by somebody): the words' own tense and mood are not its standing.
    spoken: bool,
    /// No party stands with it: the happening must have been told before ("the launch").
    bare: bool,
    /// Only people of no office stand with it: they must have been party to something told before ("the girls were freed").
    people: bool,
    /// How many of the actors of a mutual event stand where the actor does; the rest are whom they do it with.
    own: usize,
    /// The clause of what is promised, asked, refused or threatened.
    content: Option<Clause>,
    considered: Vec<String>,
}

/// The days of a clause, the words that give them, and where those stand.
#[derive(Clone, Default)]
pub(crate) struct When {
    pub(crate) days: Days,
    pub(crate) text: Option<Span>,
    pub(crate) basis: Option<Basis>,
    pub(crate) because: Option<Because>,
}

impl<'c> Coder<'c> {
    /// A coder of one report.
    pub fn new(
        cast: &'c Cast<'c>,
        tables: &'c Tables,
        timexes: &'c [Timex],
        places: &'c [place::Mention],
        claims: &'c [Claim],
    ) -> Coder<'c> {
        let bits = |all: u64, tok: &language::Token| all | Frames::words([&*lower(&tok.lemma)]);
        let words = cast.doc.sents.iter().map(|sentence| sentence.tokens.iter().fold(0, bits)).collect();
        let of_sents = cast.doc.sents.len();
        let (ahead, sport) = (vec![OnceCell::new(); of_sents], vec![OnceCell::new(); of_sents]);
        Coder { cast, tables, timexes, places, claims, words, sport, meant: RefCell::default(), ahead }
    }

    /// The first word of a sentence that looks ahead: "will", "plan".
    pub(crate) fn looks_ahead(&self, sent: usize) -> Option<usize> {
        let ahead = |t: &language::Token| self.tables.frames.in_class("look-ahead", &t.lemma);
        *self.ahead[sent].get_or_init(|| self.doc().sents[sent].tokens.iter().position(ahead))
    }

    /// How many different words of the sport pages a sentence has; none where there is no such sentence.
    fn sport(&self, sent: usize) -> usize {
        let Some((known, sentence)) = self.sport.get(sent).zip(self.doc().sents.get(sent)) else { return 0 };
        *known.get_or_init(|| {
            let lemmas = sentence.tokens.iter().map(|tok| &*tok.lemma);
            let mut met: Vec<&str> =
                lemmas.filter(|lemma| self.tables.frames.in_class("sport-page", &lower(lemma))).collect();
            met.sort_unstable();
            met.dedup();
            met.len()
        })
    }

    /// All event mentions, in the order of the text.
    pub fn code(&self) -> Vec<EventMention> {
        let mut mentions: Vec<EventMention> = Vec::new();
        for sent in 0..self.doc().sents.len() {
            let mut candidates = self.candidates(sent);
            self.complements(&mut candidates);
            candidates.retain(|c| !c.absorbed);
            complement::quell(&mut candidates);
            let before = mentions.len();
            // What answers a deed waits for the deeds of its sentence.
            let (answers, deeds): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|c| self.answers(c));
            for candidate in deeds.into_iter().chain(answers) {
                if let Some(deed) = mentions[before..].iter().position(|m| self.outcome(m, &candidate)) {
                    suffered(&mut mentions[before + deed], candidate);
                    continue;
                }
                mentions.extend(self.mention(candidate, &mentions));
            }
            mentions[before..].sort_by_key(|m| m.spans.trigger.start);
            self.cries(&mut mentions[before..]);
            let told: Vec<Span> = mentions[before..].iter().map(|m| m.spans.trigger).collect();
            let marched: Vec<Span> = mentions[before..]
                .iter()
                .filter(|m| m.event == "PROTEST" && m.asserts())
                .map(|m| m.spans.trigger)
                .collect();
            let kept = |m: &EventMention| {
                m.sentence != sent || !self.only_meant(m, &told) && !self.cried(m, &marched)
            };
            mentions.retain(kept);
        }
        self.public_affairs(&mut mentions);
        settle(self, &mut mentions);
        mentions
    }

    fn doc(&self) -> &'c Doc<'c> {
        self.cast.doc
    }

    /// The best frame of each trigger; of triggers that share words, the better.
    fn candidates(&self, sent: usize) -> Vec<Candidate<'c>> {
        let mut all: Vec<Candidate<'c>> = Vec::new();
        for at in self.title_again(sent)..self.doc().sents[sent].tokens.len() {
            let mut here = self.at(sent, at);
            here.sort_by_key(|c| std::cmp::Reverse(c.fit));
            let lost: Vec<String> = here.iter().skip(1).map(|c| c.frame.rule.clone()).collect();
            if let Some(mut best) = here.into_iter().next() {
                best.considered = lost;
                all.push(best);
            }
        }
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|&at| (std::cmp::Reverse(all[at].taken.len()), at));
        let mut used: Vec<usize> = Vec::new();
        let mut kept = Vec::new();
        for at in order {
            if all[at].taken.iter().any(|t| used.contains(t)) {
                continue;
            }
            used.extend(&all[at].taken);
            kept.push(at);
        }
        kept.sort_unstable();
        let mut at = 0;
        all.retain(|_| {
            at += 1;
            kept.contains(&(at - 1))
        });
        all
    }

    fn at(&self, sent: usize, at: usize) -> Vec<Candidate<'c>> {
        let tok = &self.doc().sents[sent].tokens[at];
        if !matches!(tok.upos, Upos::Verb | Upos::Noun | Upos::Adj | Upos::Propn | Upos::Aux) {
            return Vec::new();
        }
        let lemma = lower(&tok.lemma);
        let mut found = Vec::new();
        let (mut verbal_clause, mut nominal_clause) = (None, None);
        let frames = &self.tables.frames;
        let filled = |clause: &Clause| {
            let complement = clause.complement.map(|_| "complement");
            frames
                .bits(clause.slots.iter().chain(&clause.far).map(|(slot, _)| slot.as_str()).chain(complement))
        };
        let with_filled = |clause: Clause| {
            let filled = filled(&clause);
            (clause, filled)
        };
        for lead in frames.by_head(&lemma) {
            // Most frames of a common word want another word, or a slot that its clause has not.
            if lead.words & !self.words[sent] != 0 || !may_trigger(tok, lead.sort, lead.alone) {
                continue;
            }
            let known = if lead.sort == Sort::Noun { &nominal_clause } else { &verbal_clause };
            if lead.alone
                && known.as_ref().is_some_and(|(_, filled): &(Clause, u64)| lead.slots & !filled != 0)
            {
                continue;
            }
            let frame = &frames.frames[lead.frame];
            let trigger = &frame.triggers[lead.trigger];
            let Some(taken) = triggered(self.doc(), sent, at, trigger) else { continue };
            if trigger.sort == Sort::Noun
                && (self.cast.names.at((sent, at)).is_some()
                    || self.qualifies(sent, at)
                    || self.is_title_word(sent, at))
            {
                continue;
            }
            let obliged;
            let clause: &Clause = match trigger.sort {
                Sort::Modal => {
                    obliged = verbal(self.doc(), sent, tok.head.unwrap_or(at));
                    &obliged
                }
                _ => {
                    let anew = || match trigger.sort {
                        Sort::Noun => with_filled(nominal(self.doc(), frames, sent, at)),
                        _ => with_filled(verbal(self.doc(), sent, at)),
                    };
                    let known =
                        if trigger.sort == Sort::Noun { &mut nominal_clause } else { &mut verbal_clause };
                    let (clause, filled) = known.get_or_insert_with(anew);
                    if lead.alone && lead.slots & !*filled != 0 {
                        continue;
                    }
                    clause
                }
            };
            let moved = particle_object(clause, trigger);
            let clause = moved.as_ref().unwrap_or(clause);
            let wider = with_phrases_of(self.doc(), clause, &taken);
            let clause = wider.as_ref().unwrap_or(clause);
            found.extend(self.fits(frame, trigger.sort, clause, taken, trigger.rest.len()));
        }
        found
    }

    /// "the Japan Trade *Agreement*": a noun written as a name inside a sentence is the last word of one.
    fn is_title_word(&self, sent: usize, at: usize) -> bool {
        let capital = |at: usize| {
            let form = self.doc().form((sent, at));
            form.starts_with(char::is_uppercase) && form.chars().any(char::is_lowercase)
        };
        let named = |at: usize| capital(at) && self.doc().tok((sent, at)).upos != Upos::Det;
        !self.doc().in_title(sent) && at > 0 && capital(at) && named(at - 1)
    }

    /// The candidate, where the frame's tests hold and the parties it needs are there.
    fn fits(
        &self,
        frame: &'c Frame,
        sort: Sort,
        clause: &Clause,
        taken: Vec<usize>,
        rest: usize,
    ) -> Option<Candidate<'c>> {
        if frame.wants.keys().any(|slot| !Self::slot_stands(clause, slot)) {
            return None;
        }
        let fails = |(slot, tests): (&String, &Vec<String>)| !self.slot_is(clause, slot, tests);
        if frame.wants.iter().any(fails)
            || frame.unless.iter().any(|(slot, tests)| self.slot_is(clause, slot, tests))
        {
            return None;
        }
        if frame.event == "REQUEST" && self.desires(clause) {
            return None;
        }
        let days = self.when(clause);
        let (actor_slots, recipient_slots) = match sort {
            Sort::Noun => (&frame.noun_actor, &frame.noun_recipient),
            _ => (&frame.actor, &frame.recipient),
        };
        let on = days.days;
        // Things of somebody's do not meet: "Spanish rice meets Caribbean pepper".
        let things = frame.event != "CONSULT";
        let acts = Filling { all: frame.mutual, things, acts: true };
        let (mut actor, mut weak) = self.fill(clause, actor_slots, on, acts);
        let (mut recipient, weaker) = self.fill(clause, recipient_slots, on, Filling { acts: false, ..acts });
        // "held them *hostage*": a word of the trigger is nobody beside those it tells of.
        if recipient.len() > 1 {
            let word = |r: &Party| {
                taken.iter().any(|&at| self.doc().tok((clause.sent, at)).span.start == r.who.span.start)
            };
            recipient.retain(|r| !word(r));
        }
        // "the girl's kidnapping": hers, who suffered it, unless it says of whom.
        let suffered = sort == Sort::Noun && recipient_slots.iter().any(|slot| slot == "possessive");
        if suffered && !recipient.is_empty() {
            actor.retain(|a| !recipient.iter().any(|r| r.who.span == a.who.span && same(&r.who, &a.who)));
        }
        weak |= weaker;
        if frame.event == "ASSAULT" && sort == Sort::Noun {
            self.befallen(clause, &mut actor, &mut recipient);
        }
        if frame.event == "PROTEST" {
            weak |= self.crowd_of_the_place(clause, &mut actor);
        }
        // "insisted on *its* demand": what stands there is the actor's own.
        let filled = !recipient.is_empty();
        if !frame.mutual {
            recipient.retain(|r| !actor.iter().any(|a| same(&a.who, &r.who)));
        }
        let mut apart = false;
        let unknown = |p: &Party| p.who.code.is_none() && p.who.sector.is_none() && p.who.id.is_none();
        let crowd = frame.event == "PROTEST" && clause.slot("against").next().is_none();
        let vague = weaker && (crowd || recipient.iter().all(unknown));
        let mutually = actor.len() > 1 && self.one_another(clause, recipient_slots);
        if mutually {
            recipient.clear();
        } else if recipient.is_empty() || vague {
            let own = filled && recipient.is_empty();
            // "we need to leave": nobody is asked but the speaker.
            if own && recipient_slots.iter().any(|slot| slot == "subject") {
                return None;
            }
            // "called on *all nations* to stop the North": they are asked, whoever they are.
            let vaguely =
                if recipient.is_empty() { self.somebody_told(clause, recipient_slots, frame) } else { None };
            let deed = whom::Deed { clause, frame, sort, actor: &actor, days: on, own };
            let found = match vaguely {
                Some(parties) => whom::Found { parties, ..whom::Found::default() },
                None => self.whom(&deed, recipient_slots),
            };
            if !found.parties.is_empty() {
                recipient = found.parties;
                weak |= found.inferred;
                apart = found.apart;
            }
        }
        self.not_its_own_places(frame, &actor, &mut recipient);
        if !frame.mutual {
            self.one_state(&actor, &mut recipient);
        }
        if frame.event == "ASSAULT" {
            self.victims(clause, &actor, &mut recipient);
        }
        let own = actor.len();
        if frame.mutual && !apart {
            self.on_a_par(clause, &mut actor, &mut recipient, on);
            if sort == Sort::Noun
                && let Some(other) = self.party_around(clause, frame.event == "ASSAULT", &actor, on)
            {
                actor.push(other);
                weak = true;
            }
        }
        recipient.retain(|r| !actor.iter().any(|a| same(&a.who, &r.who)));
        self.own_things(clause.sent, &actor, &mut recipient);
        if frame.mode.as_deref() == Some("visit") {
            self.at_home(&actor, &mut recipient);
        }
        if sort == Sort::Verb {
            self.not_its_own(clause, &actor, &mut recipient, on);
        }
        // "Their boats had been seized, Egypt's navy said"
        if sort == Sort::Verb && frame.needs == Needs::Any && actor.is_empty() && recipient.is_empty() {
            actor.extend(self.authority(clause, frame, &recipient));
            weak |= !actor.is_empty();
        }
        let held = match frame.needs {
            Needs::Any => !(actor.is_empty() && recipient.is_empty()),
            Needs::Actor => !actor.is_empty(),
            Needs::Recipient => !recipient.is_empty() || mutually,
            Needs::Both => {
                !(actor.is_empty() || recipient.is_empty()) || mutually || frame.mutual && actor.len() > 1
            }
            Needs::None => true,
        };
        let public =
            actor.iter().chain(&recipient).any(|p| p.public || frame.political && p.who.code.is_some());
        let known = frame.needs == Needs::None || public && !self.private_affair(frame, &actor, &recipient);
        if self.played(clause, &frame.event, &actor) && self.played(clause, &frame.event, &recipient) {
            return None;
        }
        if self.staged(clause) || frame.event == "ASSAULT" && self.done_to_oneself(clause, frame) {
            return None;
        }
        let bare = sort == Sort::Noun && actor.is_empty() && recipient.is_empty()
            || !public && self.may_repeat(clause, sort)
            || known && self.awaits_doer(clause, frame, &actor);
        let joint = frame.joint.as_ref().filter(|_| states(&actor) > 1);
        let people = held && !public && frame.needs != Needs::None;
        (held && known || bare || people).then(|| Candidate {
            frame,
            sort,
            clause: clause.clone(),
            taken,
            fit: (
                frame.wants.len() + rest,
                usize::from(!actor.is_empty()) + usize::from(!recipient.is_empty()),
                frame.priority,
            ),
            days,
            actor,
            recipient,
            weak,
            event: joint.unwrap_or(&frame.event).clone(),
            mode: frame.mode.clone().filter(|_| joint.is_none()),
            absorbed: false,
            spoken: said(clause, actor_slots),
            bare: bare && !(held && known),
            people,
            own,
            content: None,
            considered: Vec::new(),
        })
    }

    /// "hanged himself": nobody is attacked, unless it is an attack on others ("blew himself up").
    fn done_to_oneself(&self, clause: &Clause, frame: &Frame) -> bool {
        let oneself = |at: At| {
            let form = lower(self.doc().form(at));
            form.ends_with("self") || form.ends_with("selves")
        };
        frame.mode.as_deref() != Some("suicide-attack") && clause.slot("object").any(oneself)
    }

    /// "attacked a hotel, *killing* twelve people", "the bombings *killed* forty": what a deed did is no second one; nor is what became of it
    /// ("sanctions were *extended*").
    fn outcome(&self, m: &EventMention, c: &Candidate) -> bool {
        let sentence = self.doc().sents[c.clause.sent];
        let tok = &sentence.tokens[c.clause.head];
        let is_deed = |at: usize| sentence.tokens[at].span == m.spans.trigger;
        // "killed ten people and *wounded* forty"
        let first = tok.head.filter(|_| tok.rel() == "conj").unwrap_or(c.clause.head);
        let tok = &sentence.tokens[first];
        let beside = tok.xpos == "VBG" && tok.rel() == "advcl" && tok.head.is_some_and(is_deed);
        let own = sentence.children_by(first, "nsubj").any(is_deed);
        let passed = sentence
            .children_by(first, "nsubj")
            .any(|at| is_deed(at) && (sentence.tokens[at].deprel == "nsubj:pass" || c.actor.is_empty()));
        let told = if m.event == "ASSAULT" { beside || own } else { passed && !m.actor.is_empty() };
        m.event == c.event && c.sort == Sort::Verb && told
    }

    fn mention(&self, mut c: Candidate<'c>, earlier: &[EventMention]) -> Option<EventMention> {
        self.doer(&mut c, earlier);
        self.unnamed_doer(&mut c, earlier);
        if c.actor.is_empty() && c.sort == Sort::Verb {
            c.actor.extend(self.authority(&c.clause, c.frame, &c.recipient));
            c.weak |= !c.actor.is_empty();
        }
        self.own_forces(&c.clause, &mut c.actor, &c.recipient);
        if c.people && self.party_before(&mut c, earlier) {
            // Who they are is known: nothing else need have been told.
        } else if c.bare {
            self.told_before(&mut c, earlier)?;
        } else if c.people {
            return None;
        }
        let moved =
            if c.spoken { Vec::new() } else { standing_named(self.cast, &self.tables.cues, &c.clause) };
        let mut aux = auxiliaries(&moved);
        self.to_come(&c, &mut aux);
        self.ahead(&mut c, &mut aux);
        let category = self.tables.ontology.categories.get(&c.event)?;
        let joint = c.frame.mutual || c.frame.joint.is_some();
        if category.needs_recipient && c.recipient.is_empty() && !(joint && c.actor.len() > 1) {
            return None;
        }
        let mut codes: Vec<&str> = c.actor.iter().filter_map(|p| p.who.code.as_deref()).collect();
        codes.sort_unstable();
        codes.dedup();
        if c.event == "CONSULT" && c.mode.is_none() && codes.len() > 2 {
            c.mode = Some("multilateral".into());
        }
        let trigger = self.doc().span_of(c.clause.sent, &c.taken[..1]);
        if earlier.iter().any(|m| repeats(m, &c, self.doc())) {
            return None;
        }
        Some(self.filled(c, aux, &moved, trigger, earlier))
    }

    /// "when it meets on December 9", in June: what has its day after the report's is to come.
    fn to_come(&self, c: &Candidate, aux: &mut Vec<Aux>) {
        let days = self.cast.published.latest.zip(c.days.days.earliest);
        let tok = self.doc().tok((c.clause.sent, c.taken[0]));
        let own = c.days.basis == Some(Basis::Clause) && matches!(tok.xpos, "VBZ" | "VBP");
        let after = days.is_some_and(|(published, first)| (first - published).get_days() > 1);
        if own && after && aux.is_empty() {
            aux.push(Aux::Future);
        }
    }

    /// What is planned or refused is an event in words where the ontology has one for it: a meeting to come is an agreement, one that its actor
    /// says will not be is a refusal.
    fn ahead(&self, c: &mut Candidate<'c>, aux: &mut Vec<Aux>) {
        let Some(category) = self.tables.ontology.categories.get(&c.event) else { return };
        if !aux.contains(&Aux::Future) || aux.contains(&Aux::Hypothetical) {
            return;
        }
        let refused = aux.contains(&Aux::Negation);
        let becomes = if refused { &category.refused } else { &category.future };
        let Some(becomes) = becomes.clone().filter(|_| !c.actor.is_empty()) else { return };
        // "will cooperate with France": a promise is made to somebody, a meeting is arranged between all who meet.
        if c.own > 0 && c.own < c.actor.len() && (refused || c.event == "COOPERATE") {
            c.recipient = c.actor.split_off(c.own);
        }
        let mode =
            self.tables.ontology.categories.get(&becomes).and_then(|b| b.complement_mode.get(&c.event));
        c.mode = mode.cloned();
        c.event = becomes;
        aux.retain(|a| !matches!(a, Aux::Future | Aux::Negation));
    }

    fn site(&self) -> Site<'c> {
        Site { cast: self.cast, frames: &self.tables.frames, places: self.places }
    }

    pub(crate) fn place(&self, clause: &Clause, manner: Manner) -> Option<place::Found> {
        let of = |clause: &Clause, above: &[usize]| self.site().of_event(clause, above, manner);
        let open = || of(&verbal(self.doc(), clause.sent, self.open(clause)?), &[]);
        let above = || match manner {
            Manner::Words => of(clause, &speaking(self.doc(), &self.tables.frames, clause)),
            _ => of(clause, &self.above(clause)),
        };
        of(clause, &[]).or_else(open).or_else(above)
    }
}

/// True where the actor is who says the clause.
fn said(clause: &Clause, actor_slots: &[String]) -> bool {
    let first = actor_slots.iter().find(|slot| *slot == "speaker" || clause.slot(slot).next().is_some());
    first.is_some_and(|slot| slot == "speaker")
}

/// "handed over *the suspect*": where the trigger wants the particle and the tree makes it a preposition, what it brings is the object.
fn particle_object(clause: &Clause, trigger: &knowledge::Trigger) -> Option<Clause> {
    let particle = trigger.rest.first().filter(|word| PARTICLES.contains(&word.as_str()))?;
    if trigger.sort != Sort::Verb || clause.slot("object").next().is_some() {
        return None;
    }
    let brought = clause.slot(particle).next()?;
    let mut moved = clause.clone();
    moved.slots.push(("object".to_owned(), brought));
    Some(moved)
}

/// How many states or classes act.
fn states(parties: &[Party]) -> usize {
    let mut codes: Vec<&str> = parties.iter().filter_map(|p| p.who.code.as_deref()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.len()
}

/// "Speaking at a rally in Lagos", "Addressing parliament on Monday": participles beside the clause that say where and when its words were
/// spoken, with what hangs on them.
pub(crate) fn speaking(doc: &Doc, frames: &Frames, clause: &Clause) -> Vec<usize> {
    let sentence = doc.sents[clause.sent];
    let spoken = sentence.children_by(clause.head, "advcl").filter(|&at| {
        let tok = &sentence.tokens[at];
        tok.xpos == "VBG" && frames.in_class("speak", &tok.lemma)
    });
    let mut heads: Vec<usize> = spoken.collect();
    let below: Vec<usize> = heads.iter().flat_map(|&at| sentence.children_by(at, "obl")).collect();
    heads.extend(below);
    heads
}

fn auxiliaries(moved: &[Moved]) -> Vec<Aux> {
    let negated = moved.iter().filter(|m| m.effect == Effect::Negation).count() % 2 == 1;
    let mut aux = Vec::new();
    if moved.iter().any(|m| m.effect == Effect::Hypothetical) {
        aux.push(Aux::Hypothetical);
    } else if moved.iter().any(|m| m.effect == Effect::Future) {
        aux.push(Aux::Future);
    }
    if negated {
        aux.push(Aux::Negation);
    }
    aux
}

/// A deed of which only the place was known has those whom its outcome tells of: "attacked a hotel, killing *twelve people*".
fn suffered(m: &mut EventMention, c: Candidate) {
    // "a hotel in Mali" has the state's id, and more words than its name.
    let state = |who: &Who| !matches!(who.code.as_deref(), Some("UNO" | "IGO" | "EUR" | "NGO"));
    let place = |who: &Who| {
        who.sector.is_none() && state(who) && (who.id.is_none() || who.text.len() > who.name.len() + 4)
    };
    if !c.recipient.is_empty() && m.recipient.iter().all(place) {
        let there = m.recipient.iter().find_map(|who| who.code.clone());
        m.spans.recipient = c.recipient.iter().map(|p| p.who.span).collect();
        // "struck Odesa, killing *four people*": of the place, unless the words say otherwise.
        let of_the_place = |mut p: Party| {
            if there.is_some() && (p.who.code.is_none() || crate::recipient::guessed(&p)) {
                p.who.code.clone_from(&there);
            }
            p.who
        };
        m.recipient = c.recipient.into_iter().map(of_the_place).collect();
    }
}

/// The same happening told twice in one sentence ("met for talks") is one mention.
fn repeats(m: &EventMention, c: &Candidate, doc: &Doc) -> bool {
    if m.sentence != c.clause.sent || m.event != c.event {
        return false;
    }
    let inside = |parties: &[Party], known: &[&Who]| {
        parties.iter().all(|p| known.iter().any(|who| who.name == p.who.name))
    };
    let (actors, recipients): (Vec<&Who>, Vec<&Who>) =
        (m.actor.iter().collect(), m.recipient.iter().collect());
    // "summoned the envoy *to complain*": whichever of the two the tree makes its subject.
    let sentence = doc.sents[c.clause.sent];
    let meant = c.recipient.is_empty()
        && sentence.children_by(c.clause.head, "mark").any(|at| sentence.tokens[at].lemma == "to");
    let both: Vec<&Who> = actors.iter().chain(&recipients).copied().collect();
    let within = if meant { &both } else { &actors };
    let governed = sentence
        .tokens
        .iter()
        .position(|t| t.span == m.spans.trigger)
        .is_some_and(|head| sentence.dominates(head, c.clause.head));
    // Who marches and waves flags does both at once.
    let marched = m.event == "PROTEST" && !actors.is_empty();
    governed && inside(&c.actor, within) && (marched || inside(&c.recipient, &recipients))
}
