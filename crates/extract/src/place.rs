//! Place: which places a report names, which bearer of the name each is, and which one an event happened at.
//!
//! Of several bearers the one in a country the report speaks of is taken, then the likeliest; a place and its country side by side ("Bangor, Maine")
//! settle it. One sense of a name per report. An event's place governs its clause; the dateline is never an event's place by default.

use crate::actor::Cast;
use crate::clause::Clause;
use crate::doc::{At, Doc};
use crate::findings::{Basis, Where};
use crate::names::Names;
use knowledge::{Actors, Kind, Naming, Place, Places, Precision};
use language::{Label, Upos};
use std::collections::{BTreeMap, HashMap};
use text::{Because, Part, Span};

/// A place name where it stands.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Sentence.
    pub sent: usize,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// The token that heads it in the tree.
    pub head: usize,
    /// Its bytes.
    pub span: Span,
    /// What it was resolved to.
    pub place: Where,
    /// True for "Syrian": a place by its people.
    pub demonym: bool,
    /// Why, and what else bears the name.
    pub because: Because,
}

impl Mention {
    /// True where the token is part of the name.
    pub fn covers(&self, (sent, tok): At) -> bool {
        self.sent == sent && self.first <= tok && tok < self.end && !self.demonym
    }
}

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

/// All place names of a report, in the order of the text.
pub fn find(doc: &Doc, names: &Names, actors: &Actors, places: &Places) -> Vec<Mention> {
    let finder = Finder { doc, names, actors, places, countries: countries(names, actors) };
    let mut sense: HashMap<String, Option<(Where, Because)>> = HashMap::new();
    let mut found = Vec::new();
    for sent in 0..doc.sents.len() {
        let mut at = 0;
        while at < doc.sents[sent].tokens.len() {
            match finder.at(sent, at, &mut sense) {
                Some(mention) => {
                    at = mention.end;
                    found.push(mention);
                }
                None => at += 1,
            }
        }
    }
    found
}

/// Countries the report speaks of, and how often.
fn countries(names: &Names, actors: &Actors) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in &names.all {
        let actor = names.chain_of(name).actor.map(|at| &actors.actors[at]);
        if let Some(code) = actor.and_then(|a| a.country.clone()) {
            *counts.entry(code).or_default() += 1;
        }
    }
    counts
}

struct Finder<'f> {
    doc: &'f Doc<'f>,
    names: &'f Names,
    actors: &'f Actors,
    places: &'f Places,
    countries: BTreeMap<String, usize>,
}

impl Finder<'_> {
    fn at(
        &self,
        sent: usize,
        first: usize,
        sense: &mut HashMap<String, Option<(Where, Because)>>,
    ) -> Option<Mention> {
        let tokens = &self.doc.sents[sent].tokens;
        if let Some(name) = self.names.at((sent, first)) {
            if name.first != first {
                return None;
            }
            if let Some(state) = self.state(name) {
                return Some(self.mention(
                    sent,
                    first,
                    name.end,
                    state.0,
                    state.1,
                    name.naming == Some(Naming::Demonym),
                ));
            }
            let blocked = name.label == Label::Per
                || name.label == Label::Org
                    && name.naming.is_some_and(|n| !matches!(n, Naming::Capital | Naming::Seat));
            if blocked {
                return None;
            }
        }
        let form = self.doc.form((sent, first));
        if !form.chars().next().is_some_and(char::is_uppercase) && !matches!(form, "al") {
            return None;
        }
        let words: Vec<&str> =
            (first..tokens.len().min(first + 8)).map(|t| self.doc.form((sent, t))).collect();
        let (taken, found) = self.places.longest(&words)?;
        let end = first + taken;
        if !self.plausible(sent, first, end, &words[..taken]) {
            return None;
        }
        let key = words[..taken].join(" ").to_lowercase();
        let beside = self.beside(sent, end);
        let resolved = match (sense.get(&key), &beside) {
            (Some(known), None) => known.clone(),
            _ => {
                let chosen = self.choose(
                    &found.iter().filter_map(|p| self.places.open(*p)).collect::<Vec<_>>(),
                    beside.as_deref(),
                );
                sense.entry(key).or_insert_with(|| chosen.clone());
                chosen
            }
        };
        let (place, because) = resolved?;
        Some(self.mention(sent, first, end, place, because, false))
    }

    /// A state, its people, or its capital as the catalogue of actors names it.
    fn state(&self, name: &crate::names::Name) -> Option<(Where, Because)> {
        let actor = &self.actors.actors[self.names.chain_of(name).actor?];
        let named = matches!(name.naming, Some(Naming::Name | Naming::Demonym | Naming::Short));
        if actor.kind != Kind::State || !named {
            return None;
        }
        let place = self.places.get(&format!("country:{}", actor.country.as_ref()?))?;
        Some((as_where(&place), Because::rule(format!("places#{}", place.id)).note(place.name)))
    }

    /// Longer names, and short ones that nothing speaks against: a common word needs a preposition before it or the reader's label.
    fn plausible(&self, sent: usize, first: usize, end: usize, words: &[&str]) -> bool {
        let sentence = self.doc.sents[sent];
        let entity = sentence.entities.iter().find(|e| e.first <= first && first < e.end);
        if entity.is_some_and(|e| {
            e.label == Label::Per || e.label == Label::Org && (e.first < first || end < e.end)
        }) {
            return false;
        }
        // "Aleppo University", "Washington Post": part of a longer name.
        let next = sentence
            .tokens
            .get(end)
            .filter(|t| t.upos == Upos::Propn && t.span.start <= sentence.tokens[end - 1].span.end + 1);
        let next_caps =
            next.is_some_and(|t| self.doc.slice(t.span).chars().next().is_some_and(char::is_uppercase));
        let located = entity.is_some_and(|e| e.label == Label::Loc);
        if next_caps && !located && sentence.span.part == Part::Body && self.names.at((sent, end)).is_none() {
            return false;
        }
        let before = first.checked_sub(1).map(|b| sentence.tokens[b].lemma.as_str());
        let led = matches!(
            before,
            Some(
                "in" | "at"
                    | "near"
                    | "from"
                    | "to"
                    | "of"
                    | "around"
                    | "outside"
                    | "across"
                    | "toward"
                    | "towards"
                    | "over"
                    | "into"
            )
        );
        if self.places.is_ambiguous(&words.join(" ")) {
            return located && led;
        }
        let proper = sentence.tokens[first].upos == Upos::Propn;
        located || led || proper && (words.len() > 1 || first > 0)
    }

    /// The country or province named right behind a comma.
    fn beside(&self, sent: usize, end: usize) -> Option<String> {
        let sentence = self.doc.sents[sent];
        (self.doc.slice(sentence.tokens.get(end)?.span) == ",").then_some(())?;
        let name = self.names.at((sent, end + 1));
        let state = name
            .and_then(|n| self.names.chain_of(n).actor)
            .map(|at| &self.actors.actors[at])
            .filter(|a| a.kind == Kind::State);
        if let Some(code) = state.and_then(|s| s.country.clone()) {
            return Some(code);
        }
        let words: Vec<&str> =
            sentence.tokens.iter().skip(end + 1).take(4).map(|t| self.doc.slice(t.span)).collect();
        let (_, found) = self.places.longest(&words)?;
        let area =
            found.iter().filter_map(|p| self.places.open(*p)).find(|p| p.precision == Precision::Admin1);
        area.map(|p| p.name)
    }

    fn choose(&self, candidates: &[Place], beside: Option<&str>) -> Option<(Where, Because)> {
        let matches_beside = |p: &&Place| {
            beside.is_some_and(|b| p.country.as_deref() == Some(b) || p.admin1.as_deref() == Some(b))
        };
        let spoken =
            |p: &Place| p.countries.iter().filter_map(|c| self.countries.get(c)).max().copied().unwrap_or(0);
        let named_well = candidates.first()?;
        let best = match candidates.iter().find(matches_beside) {
            Some(place) => place,
            None => {
                let known = candidates.iter().enumerate().filter(|(_, p)| spoken(p) > 0);
                let near =
                    known.min_by_key(|(at, p)| (std::cmp::Reverse(spoken(p).min(3)), *at)).map(|(_, p)| p);
                let famous = named_well.precision == Precision::Country || named_well.population > 1_000_000;
                near.filter(|_| !famous || spoken(named_well) > 0).unwrap_or(named_well)
            }
        };
        let mut because = Because::rule(format!("places#{}", best.id)).note(format!(
            "{}, {}",
            best.name,
            best.country.as_deref().unwrap_or("no one country")
        ));
        because.considered = candidates
            .iter()
            .filter(|p| p.id != best.id)
            .take(4)
            .map(|p| format!("{} ({})", p.id, p.country.as_deref().unwrap_or("-")))
            .collect();
        Some((as_where(best), because))
    }

    fn mention(
        &self,
        sent: usize,
        first: usize,
        end: usize,
        place: Where,
        because: Because,
        demonym: bool,
    ) -> Mention {
        let tokens = &self.doc.sents[sent].tokens;
        let head =
            (first..end).find(|&t| tokens[t].head.is_none_or(|h| h < first || h >= end)).unwrap_or(first);
        let span = self.doc.span_of(sent, &(first..end).collect::<Vec<_>>());
        Mention { sent, first, end, head, span, place, demonym, because: because.at(span) }
    }
}

fn as_where(place: &Place) -> Where {
    Where {
        id: Some(place.id.clone()),
        name: place.name.clone(),
        admin1: place.admin1.clone(),
        country: place.country.clone(),
        lat: place.lat,
        lon: place.lon,
        precision: place.precision.as_str().to_owned(),
    }
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

/// The place of an event: what its clause says ("in Sochi"), what it was done to where that is a place ("shelled Idlib"), else what the clause above says.
pub fn of_event(cast: &Cast, places: &[Mention], clause: &Clause, above: &[usize]) -> Option<Found> {
    let heads: Vec<usize> = [Some(clause.head), clause.light].into_iter().flatten().collect();
    let own = locative(cast, places, clause.sent, &heads, &AT);
    if let Some(mention) = own {
        return Some(found(mention, Basis::Clause));
    }
    let touched = ["object", "subject", "of", "on", "against", "to", "possessive"];
    let acted_on = touched.iter().flat_map(|slot| clause.slot(slot)).find_map(|at| {
        places.iter().find(|m| {
            m.covers(at) && matches!(m.place.precision.as_str(), "city" | "point" | "admin1" | "admin2")
        })
    });
    if let Some(mention) = acted_on.filter(|m| !capital_as_actor(cast, m)) {
        return Some(found(mention, Basis::Clause));
    }
    let upper = locative(cast, places, clause.sent, above, &IN)?;
    Some(found(upper, Basis::Sentence))
}

/// "Damascus accused": a seat of government that acts is no place.
fn capital_as_actor(cast: &Cast, mention: &Mention) -> bool {
    cast.names
        .at((mention.sent, mention.head))
        .is_some_and(|n| matches!(n.naming, Some(Naming::Capital | Naming::Seat)))
}

/// The smallest place brought by one of the prepositions within the heads' own clause.
fn locative<'m>(
    cast: &Cast,
    places: &'m [Mention],
    sent: usize,
    heads: &[usize],
    prepositions: &[&str],
) -> Option<&'m Mention> {
    let rank = |m: &&Mention| {
        ["point", "city", "admin2", "admin1", "country", "region"]
            .iter()
            .position(|p| *p == m.place.precision)
    };
    let mut best: Option<&Mention> = None;
    for &head in heads {
        let fits = |m: &&Mention| {
            m.sent == sent
                && !m.demonym
                && governed(cast, m, head, if wide(m) { &WIDE } else { prepositions })
                && !in_dateline(cast, m)
        };
        let here = places.iter().filter(fits).min_by_key(|m| (rank(m), m.first.abs_diff(head)));
        best = best.or(here);
    }
    best
}

/// "sanctions on Iran", "tanks to Ukraine": a whole country behind such a word is whom it is done to, not where.
fn wide(mention: &Mention) -> bool {
    mention.place.precision == "country"
}

fn in_dateline(cast: &Cast, mention: &Mention) -> bool {
    cast.doc.report.dateline_span.is_some_and(|dateline| dateline.contains(mention.span))
}

/// True where the place hangs on the head by a place preposition, with no other verb between.
fn governed(cast: &Cast, mention: &Mention, head: usize, prepositions: &[&str]) -> bool {
    let sentence = cast.doc.sents[mention.sent];
    let mut at = mention.head;
    let mut led = false;
    for _ in 0..8 {
        led = led || cast.doc.case(mention.sent, at).is_some_and(|case| prepositions.contains(&case));
        let Some(above) = sentence.tokens[at].head else { return false };
        if above == head {
            return led;
        }
        if sentence.tokens[above].xpos.starts_with("VB") {
            return false;
        }
        at = above;
    }
    false
}

fn found(mention: &Mention, basis: Basis) -> Found {
    Found { place: mention.place.clone(), span: mention.span, basis, because: mention.because.clone() }
}
