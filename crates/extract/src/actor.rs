//! Actor: from the head of a noun phrase to who it is. Names by chain and catalogue, "the Syrian defence minister" by owner, office and date,
//! "rebels" by sector. The code and sector are those of the event's days. Whose a thing is: `owner.rs`; what goes back to earlier words:
//! `chain.rs`; what titles say of a name: `titles.rs`.

use crate::doc::{At, Doc};
use crate::findings::Who;
use crate::names::{Name, Names, generic};
use crate::place;
use crate::pronoun::Meant;
use knowledge::words::Short;
use knowledge::{Actors, Generic, Kind, Naming};
use language::{Label, Upos};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::rc::Rc;
use text::{Because, Days, Span};

/// Everyone a report names, and the means to tell who a phrase means.
pub struct Cast<'a> {
    /// The report's sentences.
    pub doc: &'a Doc<'a>,
    /// The catalogue.
    pub actors: &'a Actors,
    /// Names and chains.
    pub names: Names,
    /// Places, for "police in Lagos"; none while only the report's age is asked for.
    pub places: Vec<place::Mention>,
    /// When the report appeared.
    pub published: Days,
    /// What its pronouns mean; `None` until titles and appositions have been read.
    pub(crate) meant: Option<Meant>,
    /// Whom each head was found to mean, once all of this stands: rooms ask for the same heads one after another.
    known: RefCell<Known>,
    /// The state that the report speaks of most, once all of this stands.
    pub(crate) main: OnceCell<Option<String>>,
}

/// Head, days and depth -> parties.
type Known = HashMap<(At, Days, usize), Rc<[Party]>, BuildHasherDefault<Short>>;

/// A generic phrase: "the defence minister", "police".
pub(crate) struct Phrase<'p> {
    pub(crate) at: At,
    pub(crate) sort: Generic,
    pub(crate) id: &'p str,
    pub(crate) sector: Option<String>,
    pub(crate) span: Span,
    pub(crate) plural: bool,
}

impl Phrase<'_> {
    fn because(&self) -> Because {
        let file = if self.sort == Generic::Office { "offices" } else { "agents" };
        Because::rule(format!("actors/{file}.toml#{}", self.id)).at(self.span)
    }
}

/// A party with its reason.
#[derive(Clone, Debug)]
pub struct Party {
    /// Who.
    pub who: Who,
    /// True where it may be a party in public life, not just anyone with a name.
    pub public: bool,
    /// Why.
    pub because: Because,
}

impl<'a> Cast<'a> {
    /// Everyone that the names of a report stand for, with what titles and appositions say of them.
    pub fn new(
        doc: &'a Doc<'a>,
        actors: &'a Actors,
        names: Names,
        places: Vec<place::Mention>,
        published: Days,
    ) -> Cast<'a> {
        let mut cast = Cast {
            doc,
            actors,
            names,
            places,
            published,
            meant: None,
            known: RefCell::default(),
            main: OnceCell::new(),
        };
        cast.forget_parts_of_places();
        cast.describe_chains();
        cast.meant = Some(cast.read_pronouns());
        cast
    }

    /// "Northern *Ireland*", "the Gulf of *Mexico*", "Atlanta, *Georgia*": a place of another state, or of none, is not the state of its name.
    fn forget_parts_of_places(&mut self) {
        let (places, actors) = (&self.places, self.actors);
        self.names.forget(|name, chain| {
            let code = chain
                .actor
                .map(|at| &actors.actors[at])
                .filter(|a| a.kind == Kind::State)
                .map(|a| &a.country);
            let another = |m: &&place::Mention| {
                m.span.contains(name.span) && (m.span != name.span || m.place.precision != "country")
            };
            let wider = places.iter().find(another);
            name.naming != Some(Naming::Demonym)
                && code.zip(wider).is_some_and(|(code, wider)| *code != wider.place.country)
        });
    }

    /// Who the phrase under a head means: one party, several ("the ministers of Iran and Russia"), or none.
    pub fn parties(&self, at: At, days: Days) -> Vec<Party> {
        self.parties_within(at, days, 0)
    }

    /// The same for the head and all that is coordinated with it.
    pub fn coordinated(&self, at: At, days: Days) -> Vec<Party> {
        self.coordinated_within(at, days, 0)
    }

    pub(crate) fn coordinated_within(&self, (sent, head): At, days: Days, depth: usize) -> Vec<Party> {
        let mut all: Vec<Party> = Vec::new();
        let mut heads = self.doc.conjuncts(sent, head);
        let listed: Vec<usize> =
            heads.iter().flat_map(|&at| self.listed((sent, at))).filter(|at| !heads.contains(at)).collect();
        heads.extend(listed);
        for conjunct in heads {
            for party in self.parties_within((sent, conjunct), days, depth) {
                if !all.iter().any(|other| same(&other.who, &party.who)) {
                    all.push(party);
                }
            }
        }
        all
    }

    /// "Chad, Niger and Mali": names in a row with nothing but commas and a conjunction between, whatever the tree made of them.
    pub(crate) fn listed(&self, (sent, tok): At) -> Vec<usize> {
        let tokens = &self.doc.sents[sent].tokens;
        let Some(first) = self.names.at((sent, tok)).filter(|n| n.label != Label::Per) else {
            return Vec::new();
        };
        let (mut found, mut at, mut closed) = (Vec::new(), first.end, false);
        while !closed {
            let mut next = at;
            while tokens.get(next).is_some_and(|t| matches!(self.doc.slice(t.span), "," | "and")) {
                closed |= self.doc.slice(tokens[next].span) == "and";
                next += 1;
            }
            // "Kenya and peace-broker Uganda": a word or two may stand before the last name.
            let last = (next..tokens.len().min(next + 4))
                .take_while(|&t| {
                    t == next
                        || matches!(tokens[t - 1].upos, Upos::Noun | Upos::Adj | Upos::Punct | Upos::Det)
                })
                .find(|&t| self.names.at((sent, t)).is_some());
            next = last.filter(|_| closed && next > at).unwrap_or(next);
            let Some(name) = self.names.at((sent, next)).filter(|n| {
                let fits = n.first == next && n.label == first.label && n.naming != Some(Naming::Demonym);
                next > at && fits && !self.opens_clause(first, n)
            }) else {
                break;
            };
            found.push(next);
            at = name.end;
        }
        // Without its "and" a row of names is no list but an aside: "Sochi, Russia, ...".
        if closed { found } else { Vec::new() }
    }

    /// "by the United States, and *Libya* gave up": a name that is the subject of a verb of its own ends no list.
    fn opens_clause(&self, first: &Name, name: &Name) -> bool {
        let sentence = self.doc.sents[name.sent];
        let governor = |name: &Name| {
            let tok = &sentence.tokens[self.head_of(name)];
            tok.head.filter(|_| tok.rel() == "nsubj")
        };
        governor(name).is_some() && governor(first) != governor(name)
    }

    pub(crate) fn parties_within(&self, at: At, days: Days, depth: usize) -> Vec<Party> {
        if self.meant.is_none() {
            return self.parties_anew(at, days, depth);
        }
        if let Some(known) = self.known.borrow().get(&(at, days, depth)) {
            return known.to_vec();
        }
        let found = self.parties_anew(at, days, depth);
        self.known.borrow_mut().insert((at, days, depth), found.as_slice().into());
        found
    }

    fn parties_anew(&self, at: At, days: Days, depth: usize) -> Vec<Party> {
        if depth > 5 {
            return Vec::new();
        }
        let tok = self.doc.tok(at);
        if tok.upos == Upos::Pron {
            return self.pronoun(at, days, depth).into_iter().map(|party| self.here(party, at)).collect();
        }
        if let Some(name) = self.names.at(at) {
            return self.named(name, at, days, depth).into_iter().collect();
        }
        let inner = self.doc.content(at);
        if inner != at {
            return self.coordinated_within(inner, days, depth + 1);
        }
        let pair = if depth > 1 { Vec::new() } else { self.pair(at, days) };
        if pair.len() > 1 {
            return pair;
        }
        if let Some(party) = self.counterpart(at, days, depth) {
            return vec![party];
        }
        if let Some((sort, id, first, _)) = generic(self.doc, self.actors, at) {
            let found = self.generic(at, sort, id, first, days, depth);
            if !found.is_empty() {
                return found;
            }
        }
        if let Some(party) = self.group_named(at, days) {
            return vec![party];
        }
        let found = self.appositive(at, days, depth);
        if found.is_empty() && self.owners(at, days, depth + 1).is_empty() {
            return self.again(at, days).into_iter().collect();
        }
        found
    }

    /// "his ally, the Syrian president": a phrase that means nothing by itself may be told by its apposition.
    fn appositive(&self, (sent, head): At, days: Days, depth: usize) -> Vec<Party> {
        let sentence = self.doc.sents[sent];
        let mut found = Vec::new();
        for child in sentence.children(head).filter(|&c| matches!(sentence.tokens[c].rel(), "appos")) {
            for conjunct in self.doc.conjuncts(sent, child) {
                found.extend(self.parties_within((sent, conjunct), days, depth + 1));
            }
        }
        if found.is_empty()
            && let Some(first) = self.after_comma((sent, head))
        {
            for tok in std::iter::once(first).chain(self.listed((sent, first))) {
                found.extend(self.parties_within((sent, tok), days, depth + 1));
            }
        }
        found
    }

    /// "its neighbours, *Chad* and Niger": a list of names right behind the comma that closes a plural phrase.
    fn after_comma(&self, (sent, head): At) -> Option<usize> {
        let tokens = &self.doc.sents[sent].tokens;
        let end = self.doc.phrase(sent, head).last().copied()? + 1;
        let comma = tokens.get(end).is_some_and(|t| self.doc.slice(t.span) == ",");
        let plural = tokens[head].xpos == "NNS";
        let name = self.names.at((sent, end + 1)).filter(|n| n.first == end + 1 && n.label != Label::Per);
        (comma && plural && name.is_some() && !self.listed((sent, end + 1)).is_empty()).then_some(end + 1)
    }

    /// The bearer of a name.
    pub(crate) fn named(&self, name: &Name, at: At, days: Days, depth: usize) -> Option<Party> {
        let chain = self.names.chain_of(name);
        let mut who = self.bearer(name, days);
        who.span = self.phrase_span(at).map_or(name.span, |span| span.to(name.span));
        who.text = self.doc.slice(who.span).to_owned();
        let mut because = chain.because.clone().at(name.span);
        if let Some(told) = self.told_code(name, at, &who, days, depth) {
            who.code = told.who.code;
            because = because.below(told.because);
        }
        who.sector = who.sector.or_else(|| self.told_sector(name, at));
        let person_or_known = chain.person || who.code.is_some() || who.sector.is_some();
        if name.naming == Some(Naming::Demonym) && self.doc.tok(at).upos == Upos::Adj {
            return None;
        }
        let place_only = name.label == Label::Loc && chain.actor.is_none();
        (!place_only).then(|| Party {
            public: who.code.is_some() && person_or_known,
            because: self.reason(because, &who, days),
            who,
        })
    }

    /// The sector that the words of a name give: "the Supreme *Court*"; some of a people ("two hundred *Kenyans*", "*Kenyans* living abroad") are people.
    fn told_sector(&self, name: &Name, at: At) -> Option<String> {
        let sentence = self.doc.sents[at.0];
        if name.naming == Some(Naming::Demonym) {
            let some = |child: usize| match sentence.tokens[child].rel() {
                "nummod" | "acl" => true,
                "nmod" => matches!(self.doc.case(at.0, child), Some("of" | "in" | "from")),
                _ => false,
            };
            let some = sentence.tokens[at.1].xpos.ends_with('S') && sentence.children(at.1).any(some);
            let of = sentence.tokens[at.1].head.filter(|&head| self.doc.content((at.0, head)) == at);
            return (some || of.is_some_and(|head| head != at.1)).then(|| "CVL".to_owned());
        }
        let chain = self.names.chain_of(name);
        if chain.person || chain.actor.is_some() {
            return None;
        }
        let (sort, id, ..) = generic(self.doc, self.actors, at)?;
        let sector = match sort {
            Generic::Office => self.actors.offices.get(id).map(|office| &office.sector),
            Generic::Agent => self.actors.agents.get(id).map(|agent| &agent.sector),
        };
        sector.filter(|sector| !sector.is_empty()).cloned()
    }

    /// The code that the words around a name give: "Albanians *of Serbia*", "*Iraqi* Kurds", "President X" in a report on one state.
    ///
    /// `depth` goes on counting: "his" before a name may mean the very bearer of that name.
    fn told_code(&self, name: &Name, at: At, who: &Who, days: Days, depth: usize) -> Option<Party> {
        let people = name.naming == Some(Naming::Demonym) && self.doc.tok(at).xpos.ends_with('S');
        let sentence = self.doc.sents[at.0];
        if people {
            let of = sentence.children_by(at.1, "nmod").filter(|&c| self.doc.case(at.0, c) == Some("of"));
            return of.flat_map(|c| self.owner((at.0, c), days, depth + 2)).find(|p| p.who.code.is_some());
        }
        if who.code.is_some() || who.id.is_some() {
            return None;
        }
        let owner = self.owners(at, days, depth + 2).into_iter().find(|p| p.who.code.is_some());
        let chain = self.names.chain_of(name);
        let body = !chain.person && generic(self.doc, self.actors, at).is_some();
        let governs = body
            || chain.person && (chain.office.is_some() || chain.sector.as_deref().is_some_and(of_a_state));
        owner.or_else(|| {
            let code = self.focus(at, who.sector.as_deref()).filter(|_| governs)?;
            let note = format!("no state named; the report is about {code}");
            let who = Who { code: Some(code), ..Who::default() };
            Some(Party { public: true, who, because: Because::rule("actor#focus").note(note) })
        })
    }

    fn reason(&self, because: Because, who: &Who, days: Days) -> Because {
        let on = match (days.earliest, days.latest) {
            (None, None) => "an unknown day".to_owned(),
            (a, b) => format!(
                "{} to {}",
                a.map_or("?".into(), |d| d.to_string()),
                b.map_or("?".into(), |d| d.to_string())
            ),
        };
        let told = [who.code.as_deref(), who.sector.as_deref(), who.office.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        because.below(Because::rule("actor#standing").note(format!("on {on}: {}", told.join(", "))))
    }

    /// Code, sector, office of a name's bearer on these days, from catalogue and text.
    pub fn bearer(&self, name: &Name, days: Days) -> Who {
        let chain = self.names.chain_of(name);
        let mut who = Who {
            name: chain.name.clone(),
            text: self.doc.slice(name.span).to_owned(),
            span: name.span,
            ..Who::default()
        };
        if let Some(at) = chain.actor {
            let actor = &self.actors.actors[at];
            let on = if days.is_unknown() { self.published } else { days };
            let standing = self.actors.standing(actor, on);
            // "Secretary of State X", years after: the text tells of the days when X was that.
            let title = chain.office.as_deref().filter(|_| standing.office.is_none());
            let titled = title.and_then(|office| self.actors.titled(actor, office, on));
            let standing = titled.unwrap_or(standing);
            who.id = Some(actor.id.clone());
            who.code = standing.code;
            who.sector = standing.sector;
            who.office = standing.office;
            who.other_sectors.clone_from(&actor.sectors);
            if matches!(name.naming, Some(Naming::Capital | Naming::Seat)) && !self.is_place_of(name) {
                who.sector = who.sector.or_else(|| Some("GOV".to_owned()));
            }
        }
        who.code = who.code.or_else(|| chain.code.clone());
        who.sector = who.sector.or_else(|| chain.sector.clone());
        if who.office.is_none()
            && let Some(office) = &chain.office
        {
            who.office = self.office_title(office, who.code.as_deref());
        }
        who
    }

    pub(crate) fn office_title(&self, office: &str, code: Option<&str>) -> Option<String> {
        let title = &self.actors.offices.get(office)?.title;
        let state = code.and_then(|code| self.actors.state(code));
        Some(state.map_or_else(|| title.clone(), |state| format!("{title} of {}", state.name)))
    }

    pub(crate) fn generic(
        &self,
        at: At,
        sort: Generic,
        id: &str,
        first: usize,
        days: Days,
        depth: usize,
    ) -> Vec<Party> {
        let named = self.name_inside(at, first).filter(|n| self.names.chain_of(n).person);
        if let Some(name) = named {
            return self.named(name, at, days, depth).into_iter().collect();
        }
        let sector = match sort {
            Generic::Office => self.actors.offices.get(id).map(|o| o.sector.clone()),
            Generic::Agent => self.actors.agents.get(id).map(|a| a.sector.clone()),
        };
        let phrase = Phrase {
            at,
            sort,
            id,
            sector: sector.filter(|s| !s.is_empty()),
            span: self.phrase_span(at).unwrap_or(self.doc.tok(at).span),
            plural: matches!(self.doc.tok(at).xpos, "NNS" | "NNPS"),
        };
        let mut owners = self.owners(at, days, depth + 1);
        owners.retain(|owner| owner.who.code.is_some() || owner.who.id.is_some());
        if owners.is_empty() {
            let phrase = Phrase { sector: self.sector_of_body(&phrase).or(phrase.sector.clone()), ..phrase };
            return self.unowned(&phrase, days, depth).into_iter().collect();
        }
        owners.into_iter().map(|owner| self.owned(owner, &phrase, days)).collect()
    }

    /// "the Syrian defence minister": an office or a sector, of whoever owns it.
    fn owned(&self, owner: Party, phrase: &Phrase, days: Days) -> Party {
        let text = self.doc.slice(phrase.span).to_owned();
        let code = owner.who.code.clone();
        let one = phrase.sort == Generic::Office && !phrase.plural;
        let because = phrase
            .because()
            .note(format!("{} of {}", phrase.id, owner.who.name))
            .below(owner.because.clone());
        if one && let Some(who) = self.holder(phrase.id, code.as_deref(), days) {
            let held = Because::rule("actor#holder").note(format!("held by {}", who.name));
            return Party {
                public: true,
                who: Who { text, span: phrase.span, ..who },
                because: because.below(held),
            };
        }
        let entry = owner.who.id.as_deref().and_then(|id| self.actors.get(id));
        // "The government of President X" is no person.
        let group = entry.is_some_and(|a| !matches!(a.kind, Kind::State | Kind::Igo | Kind::Person));
        // "The Labour government" governs, whatever its party.
        let governs = phrase.sector.as_deref() == Some("GOV") && phrase.sort == Generic::Agent;
        let group = group && !(governs && entry.is_some_and(|a| a.sector.as_deref() == Some("PTY")));
        let mut who = Who { code, text: text.clone(), span: phrase.span, name: text, ..Who::default() };
        if group {
            who.id = owner.who.id;
            who.name = owner.who.name;
            who.sector = owner.who.sector.or(phrase.sector.clone());
        } else {
            let state = entry.is_some_and(|a| a.kind == Kind::State);
            who.sector = phrase.sector.clone().or_else(|| self.sector_of_state(phrase).filter(|_| state));
            who.office = one.then(|| self.office_title(phrase.id, who.code.as_deref())).flatten();
        }
        Party { public: who.code.is_some(), who, because }
    }

    /// "a spokesman for *Riga University*": who speaks for a body outside the catalogue is of that body's sort.
    fn sector_of_body(&self, phrase: &Phrase) -> Option<String> {
        let (sent, head) = phrase.at;
        let of = |&c: &usize| matches!(self.doc.case(sent, c), Some("for" | "of" | "at"));
        let spoken_for = self.doc.sents[sent].children_by(head, "nmod").filter(of);
        let mut names = spoken_for.filter_map(|c| Some((self.names.at((sent, c))?, c)));
        names
            .find_map(|(name, c)| self.told_sector(name, (sent, c)))
            .filter(|_| phrase.sort == Generic::Office)
    }

    /// "Kenyan *leaders*": what an office without a sector is in a state, where no other word narrows it ("Kenyan business leaders").
    fn sector_of_state(&self, phrase: &Phrase) -> Option<String> {
        let office = self.actors.offices.get(phrase.id).filter(|_| phrase.sort == Generic::Office)?;
        let (sent, head) = phrase.at;
        let sentence = self.doc.sents[sent];
        let narrows = |child: usize| match sentence.tokens[child].rel() {
            "amod" | "compound" | "nmod" => self.names.at((sent, child)).is_none(),
            _ => false,
        };
        let plain = !office.of_state.is_empty() && !sentence.children(head).any(narrows);
        plain.then(|| office.of_state.clone())
    }

    /// Who holds an office of a country: whom the text itself names in it, else the catalogue's holder of those days.
    pub(crate) fn holder(&self, office: &str, code: Option<&str>, days: Days) -> Option<Who> {
        let code = code?;
        let on = if days.is_unknown() { self.published } else { days };
        let told = self.names.all.iter().find(|name| {
            let chain = self.names.chain_of(name);
            chain.person
                && chain.office.as_deref() == Some(office)
                && self.bearer(name, on).code.as_deref() == Some(code)
        });
        if let Some(name) = told {
            return Some(self.bearer(name, days));
        }
        let actor = (!on.is_unknown()).then(|| self.actors.holder(office, code, on))??;
        let standing = self.actors.standing(actor, on);
        Some(Who {
            code: standing.code,
            sector: standing.sector,
            office: standing.office,
            id: Some(actor.id.clone()),
            name: actor.name.clone(),
            other_sectors: actor.sectors.clone(),
            ..Who::default()
        })
    }

    /// "the lawmaker", "the government", "gunmen": a sector, and a code where the report has spoken of one before.
    fn unowned(&self, phrase: &Phrase, days: Days, depth: usize) -> Option<Party> {
        let text = self.doc.slice(phrase.span).to_owned();
        let mut because = phrase.because();
        let collective = self.actors.is_collective(&self.doc.tok(phrase.at).lemma.to_lowercase());
        if !collective
            && self.is_definite(phrase.at)
            && let Some(name) = self.earlier(phrase)
        {
            let who = Who { text, span: phrase.span, ..self.bearer(name, days) };
            let note = format!("spoken of before as {}", self.names.chain_of(name).name);
            let because = because.below(Because::rule("actor#chain").at(name.span).note(note));
            return Some(Party { public: who.code.is_some(), who, because });
        }
        if let Some(party) = self.again(phrase.at, days).or_else(|| self.echo(phrase.at, days, depth)) {
            let who = Who { text, span: phrase.span, ..party.who };
            return Some(Party { who, because: because.below(party.because), public: party.public });
        }
        let agent = self.actors.agents.get(phrase.id).filter(|_| phrase.sort == Generic::Agent);
        // "People say" are nobody; "forty people" are somebody.
        let counted = || {
            let sentence = self.doc.sents[phrase.at.0];
            let many = sentence.tokens[phrase.at.1].head.is_some_and(|head| {
                head != phrase.at.1 && self.doc.content((phrase.at.0, head)) == phrase.at
            });
            phrase.sector.as_deref() == Some("CVL")
                && (many || sentence.children_by(phrase.at.1, "nummod").next().is_some())
        };
        if agent.is_some_and(|agent| agent.needs == "owner" && !counted()) || phrase.sector.is_none() {
            return None;
        }
        let mut code = agent.and_then(|agent| agent.country.clone());
        // "Predatory regimes", "governments": of no one state.
        let several = phrase.plural
            && collective
            && phrase.sector.as_deref() == Some("GOV")
            && !self.is_definite(phrase.at);
        let local = phrase.sector.as_deref().is_some_and(|s| matches!(s, "COP" | "JUD" | "CVL"));
        if code.is_none()
            && local
            && let Some(town) = self.of_the_town(phrase.at)
        {
            let note = "no owner named; of the town that the sentence names";
            because = because.below(Because::rule("actor#town").note(note).below(town.because));
            code = town.who.code;
        } else if code.is_none()
            && !several
            && let Some(focus) = self.focus(phrase.at, phrase.sector.as_deref())
        {
            let note = format!("no owner named; the report is about {focus}");
            because = because.below(Because::rule("actor#focus").note(note));
            code = Some(focus);
        }
        let private = |s: &str| matches!(s, "BUS" | "CVL" | "JRN" | "MED" | "EDU" | "SOC" | "CRM");
        let public = phrase.sector.as_deref().is_some_and(|s| !private(s));
        let who = Who {
            code,
            sector: phrase.sector.clone(),
            name: text.clone(),
            text,
            span: phrase.span,
            ..Who::default()
        };
        Some(Party { public, who, because })
    }

    pub(crate) fn is_definite(&self, (sent, head): At) -> bool {
        let sentence = self.doc.sents[sent];
        let the = |d: usize| matches!(sentence.tokens[d].lemma.as_str(), "the" | "this" | "that" | "both");
        sentence.children_by(head, "det").any(the)
    }

    fn here(&self, mut party: Party, at: At) -> Party {
        party.who.span = self.doc.tok(at).span;
        party.who.text = self.doc.form(at).to_owned();
        party
    }

    /// The bytes of a party's phrase.
    pub fn phrase_span(&self, (sent, head): At) -> Option<Span> {
        let toks = self.doc.phrase(sent, head);
        (!toks.is_empty()).then(|| self.doc.span_of(sent, &toks))
    }
}

/// True for the sectors whose people serve a state.
pub(crate) fn of_a_state(sector: &str) -> bool {
    matches!(sector, "GOV" | "MIL" | "COP" | "SPY" | "LEG" | "JUD")
}

/// True where two parties are one.
pub fn same(a: &Who, b: &Who) -> bool {
    if a.id.is_some() || b.id.is_some() {
        return a.id == b.id && a.sector == b.sector;
    }
    a.code == b.code && a.sector == b.sector && a.name == b.name
}
