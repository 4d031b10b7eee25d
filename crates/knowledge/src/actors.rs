//! Actors: states, persons, bodies, groups; the offices they held and when; the generic words that stand for a sector.
//!
//! Names are looked up folded: lower case, no accents, no hyphens or apostrophes, no Arabic article.

#[path = "actors/faults.rs"]
mod faults;
#[path = "actors/index.rs"]
mod index;

use crate::fold::fold;
use crate::ontology::Ontology;
use crate::words::Words;
use index::NameIndex;
pub use index::Search;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use text::datafile::{Complaint, Entry, entries};
use text::{Date, Days};

/// What sort of actor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    State,
    #[default]
    Person,
    Body,
    Group,
    Igo,
    Ngo,
    Media,
    Company,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenTerm {
    office: Option<String>,
    title: Option<String>,
    country: Option<String>,
    sector: Option<String>,
    from: Option<String>,
    until: Option<String>,
    contested: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenActor {
    kind: Kind,
    name: String,
    names: Vec<String>,
    short: Vec<String>,
    country: Option<String>,
    sector: Option<String>,
    sectors: Vec<String>,
    demonyms: Vec<String>,
    not_after: Vec<String>,
    capital: Vec<String>,
    seats: Vec<String>,
    territories: Vec<String>,
    parent: Option<String>,
    from: Option<String>,
    until: Option<String>,
    terms: Vec<WrittenTerm>,
    note: String,
}

/// A period in which an actor held an office or a sector.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Term {
    /// Id in `offices.toml`.
    pub office: Option<String>,
    /// The office's words, where not the usual ones.
    pub title: Option<String>,
    /// Code, where not the actor's.
    pub country: Option<String>,
    /// Sector, where not the office's.
    pub sector: Option<String>,
    /// When; an open end is unknown or lasts.
    pub days: Days,
    /// True where another held the office too, or said so.
    pub contested: bool,
}

/// One actor of the catalogue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// Its id.
    pub id: String,
    /// `actors/syria.toml#bashar-al-assad`.
    pub rule: String,
    /// Line of its file.
    pub line: usize,
    /// What sort.
    pub kind: Kind,
    /// Usual English name.
    pub name: String,
    /// Other full names.
    pub names: Vec<String>,
    /// Names too short to stand alone everywhere.
    pub short: Vec<String>,
    /// Country or class code.
    pub country: Option<String>,
    /// Sector outside of all terms.
    pub sector: Option<String>,
    /// Other sectors.
    pub sectors: Vec<String>,
    /// Adjectives and nouns of a state's people.
    pub demonyms: Vec<String>,
    /// Words behind which its names and demonyms mean others: "*Latin* American".
    pub not_after: Vec<String>,
    /// Seats of government that may stand for a state.
    pub capital: Vec<String>,
    /// Other metonyms.
    pub seats: Vec<String>,
    /// Codes of the territories that a state answers for: "GUM".
    pub territories: Vec<String>,
    /// Id of the actor it is part of.
    pub parent: Option<String>,
    /// When it existed.
    pub days: Days,
    /// Offices and periods, in order.
    pub terms: Vec<Term>,
}

/// An office and the words for it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Office {
    /// How the record writes it.
    pub title: String,
    /// Sector of its holder.
    pub sector: String,
    /// Sector of its holder where a state has it and no more is said; for offices without one of their own ("Kenyan *leaders*").
    pub of_state: String,
    /// Usual words, by lemma.
    pub nouns: Vec<String>,
    /// True where one person at a time holds it.
    pub one: bool,
    /// Anything a reader should know.
    pub note: String,
}

/// Generic words for a sector.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Agent {
    /// The sector.
    pub sector: String,
    /// The words, by lemma.
    pub nouns: Vec<String>,
    /// `owner`: only with a country, demonym or owner beside them.
    pub needs: String,
    /// Code, where the words themselves give one.
    pub country: Option<String>,
    /// Words for a body, never for one person ("the government").
    pub collective: Vec<String>,
    /// Words that with "the" go back to one named before ("the group"), and of which sorts it must be.
    pub again: Vec<String>,
    /// Words that with "the two" go back to a pair named before ("the two leaders").
    pub pair: Vec<String>,
    /// The sorts that `again` and `pair` go back to.
    pub to: Vec<Kind>,
    /// Titles, kinship and given names of women.
    pub she: Vec<String>,
    /// The same of men.
    pub he: Vec<String>,
    /// Anything a reader should know.
    pub note: String,
}

/// Which singular pronoun goes with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Gender {
    She,
    He,
}

/// How a name names its actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Naming {
    /// A full name.
    Name,
    /// An adjective or noun of a state's people.
    Demonym,
    /// The seat of government.
    Capital,
    /// Another metonym.
    Seat,
    /// A surname or ambiguous acronym.
    Short,
}

/// Code, sector and office of an actor on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Country or class.
    pub code: Option<String>,
    /// Primary sector.
    pub sector: Option<String>,
    /// Office in full: `President of Syria`.
    pub office: Option<String>,
    /// Which term decided, as words for people.
    pub note: String,
}

/// The catalogue.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Actors {
    /// All actors, in file order.
    pub actors: Vec<Actor>,
    /// Offices by id.
    pub offices: BTreeMap<String, Office>,
    /// Agents by id.
    pub agents: BTreeMap<String, Agent>,
    names: NameIndex,
    #[serde(skip)]
    by_id: Words<usize>,
    #[serde(skip)]
    states: Words<usize>,
    /// Who held each office at some time, anywhere.
    #[serde(skip)]
    holders: Words<Vec<usize>>,
    #[serde(skip)]
    generic: Words<(Generic, String)>,
    /// How many words the longest generic phrase of several words has that begins with a word, and the longest that ends with it.
    #[serde(skip)]
    around: Words<(usize, usize)>,
    #[serde(skip)]
    again: Words<Vec<Kind>>,
    #[serde(skip)]
    pair: Words<Vec<Kind>>,
    #[serde(skip)]
    gender: Words<Gender>,
    #[serde(skip)]
    collective: Words<()>,
}

/// What a generic noun stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generic {
    /// An office.
    Office,
    /// A sector.
    Agent,
}

impl Actors {
    /// A search for a name as it grows.
    pub fn search(&self) -> Search<'_> {
        self.names.search()
    }

    /// Actors that bear a folded name, and how; in file order.
    pub fn named(&self, folded: &str) -> &[(usize, Naming)] {
        self.names.named(folded)
    }

    /// Most words a folded name has that begins with this folded word; 0 where none does.
    pub fn longest(&self, first: &str) -> usize {
        self.names.longest(first)
    }

    /// The actor of that id.
    pub fn get(&self, id: &str) -> Option<&Actor> {
        self.by_id.get(id).map(|&at| &self.actors[at])
    }

    /// The state of that code.
    pub fn state(&self, code: &str) -> Option<&Actor> {
        self.states.get(code).map(|&at| &self.actors[at])
    }

    /// What a generic phrase (by lemma, lower case) stands for, and its id.
    pub fn generic(&self, phrase: &str) -> Option<(Generic, &str)> {
        self.generic.get(phrase).map(|(sort, id)| (*sort, id.as_str()))
    }

    /// How many words the longest generic phrase of several words has that begins with this word ("chief of staff"), and the longest that
    /// ends with it; 0 where none does.
    pub fn in_generic(&self, word: &str) -> (usize, usize) {
        self.around.get(word).copied().unwrap_or((0, 0))
    }

    /// True for a word that stands for a body, never for one person.
    pub fn is_collective(&self, noun: &str) -> bool {
        self.collective.contains_key(noun)
    }

    /// The sorts of actor that "the" and this word (by lemma) can go back to; none for other words.
    pub fn again(&self, noun: &str) -> &[Kind] {
        self.again.get(noun).map_or(&[], Vec::as_slice)
    }

    /// The same for "the two" and this word.
    pub fn pair(&self, noun: &str) -> &[Kind] {
        self.pair.get(noun).map_or(&[], Vec::as_slice)
    }

    /// What a title, a word of kinship or a given name tells of its bearer.
    pub fn gender(&self, word: &str) -> Option<Gender> {
        self.gender.get(&word.to_lowercase()).copied()
    }

    /// Who held an office of a country on some of these days; the later term where two did.
    pub fn holder(&self, office: &str, country: &str, days: Days) -> Option<&Actor> {
        let held = |actor: &&Actor| {
            actor.terms.iter().any(|term| {
                term.office.as_deref() == Some(office)
                    && term.country.as_deref().or(actor.country.as_deref()) == Some(country)
                    && term.days.meets(days)
            })
        };
        let mut found = self.holders.get(office)?.iter().map(|&at| &self.actors[at]).filter(held);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// What an actor was on these days (unknown days: its latest term).
    pub fn standing(&self, actor: &Actor, days: Days) -> Standing {
        let term = if days.is_unknown() {
            actor.terms.last()
        } else {
            actor.terms.iter().rev().find(|t| t.days.meets(days))
        };
        let Some(term) = term else { return self.out_of_office(actor, days) };
        self.in_term(actor, term)
    }

    /// What an actor was in an office that a text gives it: in the last term of that office begun by then; none where there is none, or where
    /// "leader" stood for another title.
    pub fn titled(&self, actor: &Actor, office: &str, days: Days) -> Option<Standing> {
        let begun = |term: &Term| {
            days.latest.zip(term.days.earliest).is_none_or(|(latest, earliest)| earliest <= latest)
        };
        let fixed = self.offices.get(office).is_some_and(|office| !office.sector.is_empty());
        let called = |term: &&Term| term.office.as_deref() == Some(office) && (fixed || term.title.is_none());
        let term = actor.terms.iter().rev().filter(called).find(|term| begun(term))?;
        Some(self.in_term(actor, term))
    }

    fn in_term(&self, actor: &Actor, term: &Term) -> Standing {
        let office = term.office.as_deref().and_then(|id| self.offices.get(id));
        let code = term.country.clone().or_else(|| actor.country.clone());
        let some = |sector: &String| (!sector.is_empty()).then(|| sector.clone());
        let sector = term
            .sector
            .as_ref()
            .and_then(some)
            .or_else(|| office.and_then(|o| some(&o.sector)))
            .or_else(|| actor.sector.clone());
        let title = term.title.clone().or_else(|| office.map(|o| o.title.clone()));
        let of = code.as_deref().and_then(|code| self.state(code)).map(|state| state.name.as_str());
        let office = title.map(|title| match of {
            Some(state) if !title.contains(state) && !title.contains(" of ") && actor.parent.is_none() => {
                format!("{title} of {state}")
            }
            _ => title,
        });
        let note = format!("term {} to {}", day(term.days.earliest), day(term.days.latest));
        Standing { code, sector: sector.filter(|s| !s.is_empty()), office, note }
    }

    fn out_of_office(&self, actor: &Actor, days: Days) -> Standing {
        let over = |term: &Term| matches!((term.days.latest, days.earliest), (Some(last), Some(first)) if last < first);
        let governed = |term: &Term| {
            let office = term.office.as_deref().and_then(|id| self.offices.get(id));
            term.sector.as_deref().or(office.map(|o| o.sector.as_str())) == Some("GOV")
        };
        let sector = match &actor.sector {
            Some(sector) => Some(sector.clone()),
            None if actor.terms.iter().any(|term| over(term) && governed(term)) => Some("ELI".to_owned()),
            None => None,
        };
        let note = if actor.terms.is_empty() { "no terms" } else { "outside of all terms" };
        let code = actor.country.clone();
        Standing { code, sector: sector.filter(|s| !s.is_empty()), note: note.into(), office: None }
    }

    pub(crate) fn index(&mut self) {
        let actors = std::mem::take(&mut self.actors);
        for (at, actor) in actors.iter().enumerate() {
            self.by_id.entry(actor.id.clone()).or_insert(at);
            for office in actor.terms.iter().filter_map(|term| term.office.as_ref()) {
                let holders = self.holders.entry(office.clone()).or_default();
                if holders.last() != Some(&at) {
                    holders.push(at);
                }
            }
            if actor.kind == Kind::State
                && let Some(code) = &actor.country
            {
                for code in actor.territories.iter().chain([code]) {
                    self.states.entry(code.clone()).or_insert(at);
                }
            }
        }
        self.actors = actors;
        let offices =
            self.offices.iter().flat_map(|(id, o)| o.nouns.iter().map(move |n| (n, Generic::Office, id)));
        let agents =
            self.agents.iter().flat_map(|(id, a)| a.nouns.iter().map(move |n| (n, Generic::Agent, id)));
        for (noun, sort, id) in offices.chain(agents) {
            let phrase = noun.to_lowercase().replace('-', " ");
            let words = phrase.split(' ').count();
            if let Some((first, _)) = phrase.split_once(' ') {
                let (opens, _) = self.around.entry(first.to_owned()).or_default();
                *opens = words.max(*opens);
            }
            let last = phrase.rsplit(' ').next().unwrap_or("").to_owned();
            let (_, ends) = self.around.entry(last).or_default();
            *ends = words.max(*ends);
            self.generic.entry(phrase).or_insert((sort, id.clone()));
        }
        for agent in self.agents.values() {
            for (words, index) in [(&agent.again, &mut self.again), (&agent.pair, &mut self.pair)] {
                index.extend(words.iter().map(|word| (word.clone(), agent.to.clone())));
            }
            for (words, gender) in [(&agent.she, Gender::She), (&agent.he, Gender::He)] {
                self.gender.extend(words.iter().map(|word| (word.to_lowercase(), gender)));
            }
            self.collective.extend(agent.collective.iter().map(|word| (word.clone(), ())));
        }
    }

    /// Folds all names and puts them in order; done where the files are read, not where the program starts.
    pub(crate) fn index_names(&mut self) {
        let of = |(at, actor): (usize, &Actor)| {
            let lists = [
                (std::slice::from_ref(&actor.name), Naming::Name),
                (actor.names.as_slice(), Naming::Name),
                (actor.demonyms.as_slice(), Naming::Demonym),
                (actor.capital.as_slice(), Naming::Capital),
                (actor.seats.as_slice(), Naming::Seat),
                (actor.short.as_slice(), Naming::Short),
            ];
            let all = lists.iter().flat_map(|(names, naming)| names.iter().map(move |name| (name, *naming)));
            all.map(|(name, naming)| (fold(name), at, naming)).collect::<Vec<_>>()
        };
        self.names = NameIndex::new(self.actors.iter().enumerate().flat_map(of));
    }

    /// The map of all names, for the program to carry.
    pub(crate) fn name_keys(&self) -> &[u8] {
        self.names.keys()
    }

    /// Names are found by the map that the program carries.
    pub(crate) fn carry_names(&mut self, keys: &'static [u8]) {
        self.names.carry(keys);
    }

    pub(crate) fn add(
        &mut self,
        file: &str,
        text: &str,
        ontology: &Ontology,
        complaints: &mut Vec<Complaint>,
    ) {
        let read = match file {
            "actors/offices.toml" => entries::<Office>(file, text)
                .map(|read| self.offices.extend(read.into_iter().map(|e| (e.id, e.value)))),
            "actors/agents.toml" => entries::<Agent>(file, text)
                .map(|read| self.agents.extend(read.into_iter().map(|e| (e.id, e.value)))),
            _ => entries::<WrittenActor>(file, text).map(|read| {
                for entry in read {
                    check(&entry, ontology, complaints);
                    self.actors.push(actor(entry, complaints));
                }
            }),
        };
        complaints.extend(read.err());
    }
}

fn day(date: Option<Date>) -> String {
    date.map_or_else(|| "this day".to_owned(), |date| date.to_string())
}

fn check(entry: &Entry<WrittenActor>, ontology: &Ontology, complaints: &mut Vec<Complaint>) {
    let actor = &entry.value;
    if actor.name.is_empty() {
        complaints.push(entry.complain("an actor needs its `name`", "", []));
    }
    let terms = actor.terms.iter().filter_map(|term| term.sector.as_deref());
    let sectors =
        actor.sector.as_deref().into_iter().chain(actor.sectors.iter().map(String::as_str)).chain(terms);
    for sector in sectors.filter(|s| !s.is_empty() && !ontology.sectors.contains_key(*s)) {
        let known = ontology.sectors.keys().map(String::as_str);
        complaints.push(entry.complain(format!("unknown sector `{sector}`"), sector, known));
    }
}

fn actor(entry: Entry<WrittenActor>, complaints: &mut Vec<Complaint>) -> Actor {
    let rule = entry.rule();
    let mut days = |from: &Option<String>, until: &Option<String>| {
        let mut end = |words: &Option<String>| {
            let parsed = words.as_deref().map(|words| (words, Days::parse(words)));
            if let Some((words, None)) = parsed {
                complaints.push(entry.complain(
                    format!("`{words}` is no date: expected YYYY, YYYY-MM or YYYY-MM-DD"),
                    "",
                    [],
                ));
            }
            parsed.and_then(|(_, days)| days)
        };
        let days =
            Days { earliest: end(from).and_then(|d| d.earliest), latest: end(until).and_then(|d| d.latest) };
        if matches!((days.earliest, days.latest), (Some(a), Some(b)) if a > b) {
            complaints.push(entry.complain("a period that ends before it begins", "", []));
        }
        days
    };
    let lived = days(&entry.value.from, &entry.value.until);
    let terms: Vec<Term> = entry
        .value
        .terms
        .iter()
        .map(|t| Term {
            office: t.office.clone(),
            title: t.title.clone(),
            country: t.country.clone(),
            sector: t.sector.clone(),
            days: days(&t.from, &t.until),
            contested: t.contested,
        })
        .collect();
    let written = entry.value;
    Actor {
        id: entry.id,
        rule,
        line: entry.line,
        kind: written.kind,
        name: written.name,
        names: written.names,
        short: written.short,
        country: written.country.filter(|c| !c.is_empty()),
        sector: written.sector.filter(|s| !s.is_empty()),
        sectors: written.sectors,
        demonyms: written.demonyms,
        not_after: written.not_after,
        capital: written.capital,
        seats: written.seats,
        territories: written.territories,
        parent: written.parent,
        days: lived,
        terms,
    }
}
