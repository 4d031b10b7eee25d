//! Place: which places a report names, and which bearer of the name each is. Which bearer is meant is `sense`'s matter, which place an event
//! happened at `event`'s.

use crate::doc::{At, Doc};
use crate::findings::Where;
use crate::names::Names;
use knowledge::{Actors, Kind, Naming, Place, PlaceRef, Places, Precision};
use language::{Label, Upos};
use sense::Spotted;
use text::{Because, Part, Span};

mod event;
mod sense;

pub use event::{Found, Manner};
pub(crate) use event::{Site, townsfolk};

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
    /// The token that stands for it in its clause: "town" in "the town of Gao", else its head.
    pub stands: usize,
    /// Its bytes.
    pub span: Span,
    /// What it was resolved to.
    pub place: Where,
    /// True for "Syrian": a place by its people.
    pub demonym: bool,
    /// True for the place in a body's name ("Texas Department of Health"): nothing happens at it.
    pub inside: bool,
    /// Why, and what else bears the name.
    pub because: Because,
}

impl Mention {
    /// True where the token is part of the name.
    pub fn covers(&self, (sent, tok): At) -> bool {
        self.sent == sent && self.first <= tok && tok < self.end && !self.demonym && !self.inside
    }
}

/// All place names of a report, in the order of the text.
pub fn find(doc: &Doc, names: &Names, actors: &Actors, places: &Places) -> Vec<Mention> {
    let finder = Finder { doc, names, actors, places };
    let mut spotted: Vec<Spotted> = Vec::new();
    for sent in 0..doc.sents.len() {
        let mut at = 0;
        while at < doc.sents[sent].tokens.len() {
            match finder.at(sent, at, spotted.last()) {
                Some(name) => {
                    at = name.end;
                    spotted.push(name);
                }
                None => at += 1,
            }
        }
    }
    let home = doc.report.outlet_country.as_deref();
    let senses = sense::senses(&spotted, &sense::spoken_of(names, actors), home);
    let mention = |(name, sense): (&Spotted, &Option<sense::Sense>)| {
        sense.as_ref().map(|sense| finder.mention(name, sense))
    };
    spotted.iter().zip(&senses).filter_map(mention).collect()
}

/// A place so small that its name alone seldom means it.
fn is_village(place: &Place) -> bool {
    place.precision == Precision::City && place.population < 5_000 && place.kind != "capital"
}

struct Finder<'f> {
    doc: &'f Doc<'f>,
    names: &'f Names,
    actors: &'f Actors,
    places: &'f Places,
}

impl<'f> Finder<'f> {
    fn at(&self, sent: usize, first: usize, before: Option<&Spotted>) -> Option<Spotted<'f>> {
        let tokens = &self.doc.sents[sent].tokens;
        let form = self.doc.form((sent, first));
        let capital = form.chars().next().is_some_and(char::is_uppercase) || matches!(form, "al");
        if !capital && self.names.at((sent, first)).is_none() {
            return None;
        }
        let mut words = [""; 8];
        let ahead = tokens.iter().skip(first).take(words.len());
        let count = words.iter_mut().zip(ahead).map(|(word, t)| *word = self.doc.slice(t.span)).count();
        let found = capital.then(|| self.places.longest(&words[..count])).flatten();
        let longest = found.as_ref().map_or(0, |(taken, _)| *taken);
        let open = |found: &[PlaceRef]| -> Vec<(Place<'f>, bool)> {
            found.iter().filter_map(|p| Some((self.places.open(*p)?, p.alternate))).collect()
        };
        if let Some(name) = self.names.at((sent, first)) {
            // In "North Texas" the place begins behind the word for a part of it.
            if !(name.first..first).all(|at| self.is_direction(sent, at + 1)) {
                return None;
            }
            // "British Columbia" is no Briton: the longer name is meant.
            let same = |state: &Place| {
                found.as_ref().is_some_and(|(_, found)| {
                    found.first().and_then(|p| self.places.open(*p)).is_some_and(|first| first.id == state.id)
                })
            };
            if self.first_name(name) {
                return None;
            }
            if let Some(state) = self.state(name).filter(|state| longest <= name.end - first || same(state)) {
                let demonym = name.naming == Some(Naming::Demonym);
                let mut bearers = vec![(state, false)];
                if let Some((_, found)) = found.filter(|(taken, _)| !demonym && first + taken == name.end) {
                    let others = open(&found);
                    bearers.extend(others.into_iter().filter(|(p, _)| p.precision != Precision::Country));
                }
                return Some(self.spotted(sent, first, name.end, bearers, demonym));
            }
            let org = name.label == Label::Org
                && name.naming.is_some_and(|n| !matches!(n, Naming::Capital | Naming::Seat))
                && name.end <= first + longest;
            let behind =
                found.as_ref().is_some_and(|(_, found)| self.holds(before, sent, first, &open(found)));
            let blocked = org || name.label == Label::Per;
            if blocked && !behind && !self.stands_in(name, longest) {
                return None;
            }
        }
        let (taken, found) = found?;
        let end = first + taken;
        let bearers = open(&found);
        let led_by_comma = self.holds(before, sent, first, &bearers);
        // "North Carolina and Virginia": in a row of places a first name is one too.
        let joined = first > 0 && matches!(self.doc.form((sent, first - 1)), "and" | "or" | ",");
        let listed = joined
            && before.is_some_and(|b| b.sent == sent && b.end + 1 == first && !b.demonym)
            && bearers.first().is_some_and(|(p, _)| p.precision == Precision::Admin1);
        let village = bearers.iter().all(|(place, _)| is_village(place));
        if !led_by_comma && !listed && !self.plausible(sent, first, end, village) {
            return None;
        }
        let mut name = self.spotted(sent, first, end, bearers, false);
        name.container = led_by_comma;
        Some(name)
    }

    /// True for what stands behind a comma and holds the place before it: "Bangor, Maine".
    fn holds(&self, before: Option<&Spotted>, sent: usize, first: usize, areas: &[(Place, bool)]) -> bool {
        let beside = before.filter(|b| b.sent == sent && b.end + 1 == first && first > 0);
        beside.is_some_and(|b| self.doc.form((sent, first - 1)) == "," && b.lies_in(areas))
    }

    /// "a centre in Austin", "talks in South Ossetia": what the reader took for somebody, where one can only be in it. Whoever bears a
    /// first name elsewhere in the report stays a person.
    fn stands_in(&self, name: &crate::names::Name, longest: usize) -> bool {
        let (sent, first, end) = (name.sent, name.first, name.end);
        let led =
            first > 0 && matches!(self.doc.form((sent, first - 1)), "in" | "near" | "outside" | "around");
        let whole = first + longest >= end && !self.body_behind(sent, first + longest);
        let surname = |n: &crate::names::Name| n.chain == name.chain && n.end - n.first > 1;
        let person = name.label == Label::Per && self.names.all.iter().any(surname);
        led && whole && !person
    }

    fn spotted(
        &self,
        sent: usize,
        first: usize,
        end: usize,
        bearers: Vec<(Place<'f>, bool)>,
        demonym: bool,
    ) -> Spotted<'f> {
        let key = (first..end).map(|t| self.doc.form((sent, t))).collect::<Vec<_>>().join(" ").to_lowercase();
        let inside = !demonym && self.inside(sent, first, end);
        Spotted {
            sent,
            first,
            end,
            key,
            bearers,
            demonym,
            inside,
            container: false,
            beside: self.beside(sent, end),
        }
    }

    /// True for the place in the name of a body: "Texas Department of Health", "Oxford Police".
    fn inside(&self, sent: usize, first: usize, end: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let entity = sentence.entities.iter().find(|e| e.first <= first && first < e.end);
        entity.is_some_and(|e| e.label == Label::Org && end < e.end) || self.body_behind(sent, end)
    }

    /// A word for a body right behind, with a capital: "Police", "City Council".
    fn body_behind(&self, sent: usize, end: usize) -> bool {
        let Some(next) = self.doc.sents[sent].tokens.get(end) else { return false };
        let form = self.doc.slice(next.span);
        form.starts_with(char::is_uppercase) && self.places.is_body(form)
    }

    /// "Chad Walker", "Kenya Moore": a state's name that people bear too, right before a name that is no one else's.
    fn first_name(&self, name: &crate::names::Name) -> bool {
        let (sent, first, end) = (name.sent, name.first, name.end);
        let tokens = &self.doc.sents[sent].tokens;
        let Some(next) = tokens.get(end).filter(|next| next.upos == Upos::Propn) else { return false };
        let form = self.doc.slice(next.span);
        let surname = form.starts_with(char::is_uppercase)
            && form.chars().skip(1).any(char::is_lowercase)
            && !self.body_behind(sent, end)
            && self.names.at((sent, end)).is_none_or(|n| n.label == Label::Per);
        let form = self.doc.form((sent, first));
        let plain = form.chars().skip(1).all(char::is_lowercase);
        // "Georgia Meloni", but "in Georgia Saakashvili".
        let led = first > 0 && tokens[first - 1].xpos == "IN";
        let person = !led && self.names.at((sent, end)).is_some_and(|n| n.label == Label::Per);
        surname && plain && end == first + 1 && (person || self.places.is_ambiguous(form))
    }

    /// A state, its people, or its capital as the catalogue of actors names it.
    fn state(&self, name: &crate::names::Name) -> Option<Place<'f>> {
        let actor = &self.actors.actors[self.names.chain_of(name).actor?];
        let named = matches!(name.naming, Some(Naming::Name | Naming::Demonym | Naming::Short));
        if actor.kind != Kind::State || !named {
            return None;
        }
        self.places.get(&format!("country:{}", actor.country.as_ref()?))
    }

    /// Longer names, and short ones that nothing speaks against: a common word needs a preposition before it or the reader's label.
    fn plausible(&self, sent: usize, first: usize, end: usize, village: bool) -> bool {
        let sentence = self.doc.sents[sent];
        let words: Vec<&str> = (first..end).map(|at| self.doc.form((sent, at))).collect();
        let entity = sentence.entities.iter().find(|e| e.first <= first && first < e.end);
        let taken = self.names.at((sent, first)).filter(|name| self.stands_in(name, end - first));
        if let Some(name) = taken {
            return name.end <= end;
        }
        if entity.is_some_and(|e| e.label == Label::Per || e.label == Label::Org && e.first < first) {
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
        if entity.is_some_and(|e| located && e.first == first && self.goes_on(sent, end, e.end)) {
            return false;
        }
        let inside = self.inside(sent, first, end);
        if next_caps
            && !located
            && !inside
            && sentence.span.part == Part::Body
            && self.names.at((sent, end)).is_none()
        {
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
        if self.places.is_ambiguous(&words.join(" ")) || self.shouted(sent, first, end) {
            let peoples = self.places.is_peoples(&words.join(" "));
            return located && led || peoples && self.qualifies(sent, first, end);
        }
        let proper = sentence.tokens[first].upos == Upos::Propn;
        // "Arlington woman ran a shop": a name that begins a sentence needs a word behind it that is none.
        let leads =
            sentence.tokens.get(end).is_some_and(|t| matches!(t.upos, Upos::Noun | Upos::Verb | Upos::Aux));
        located || led || inside || !village && proper && (words.len() > 1 || first > 0 || leads)
    }

    /// "a Denver judge", "Sydney officials": a name before a common noun is no first name.
    fn qualifies(&self, sent: usize, first: usize, end: usize) -> bool {
        let tokens = &self.doc.sents[sent].tokens;
        let name = &tokens[end - 1];
        let noun = name.head.filter(|&at| at >= end && name.rel() == "compound");
        let common = |t: &language::Token| {
            matches!(t.xpos, "NN" | "NNS") && self.doc.slice(t.span).starts_with(char::is_lowercase)
        };
        name.upos == Upos::Propn
            && noun.is_some_and(|at| common(&tokens[at]))
            && tokens.get(end).is_some_and(common)
            && self.names.at((sent, first)).is_none_or(|n| n.label == Label::Loc)
    }

    /// "Tennessee Colony", "Danube Delta": the place is another than the one whose name begins it.
    fn goes_on(&self, sent: usize, end: usize, until: usize) -> bool {
        let rest = &self.doc.sents[sent].tokens[end.min(until)..until];
        let proper = |t: &language::Token| {
            t.upos == Upos::Propn && self.doc.slice(t.span).starts_with(|ch: char| ch.is_uppercase())
        };
        let words: Vec<&str> = rest.iter().map(|t| self.doc.slice(t.span)).collect();
        !rest.is_empty()
            && rest.iter().all(proper)
            && (self.is_direction(sent, end)
                || self.places.longest(&words).is_none() && self.names.at((sent, end)).is_none())
            && !words.iter().any(|word| self.places.is_body(word))
    }

    /// "North" in "North Texas": a common word before another place.
    fn is_direction(&self, sent: usize, end: usize) -> bool {
        end.checked_sub(1).is_some_and(|at| self.places.is_spot(&self.doc.form((sent, at)).to_lowercase()))
    }

    /// "HIV": letters in capitals that stand for no place, where the sentence is not written so and has no dateline before them.
    fn shouted(&self, sent: usize, first: usize, end: usize) -> bool {
        let capitals = |at: usize| {
            let form = self.doc.form((sent, at));
            form.chars().all(|ch| !ch.is_lowercase())
        };
        let form = self.doc.form((sent, first));
        let letters = form.chars().filter(|ch| ch.is_ascii_uppercase()).count();
        let shaped = end == first + 1 && (2..=5).contains(&letters) && capitals(first);
        let tokens = &self.doc.sents[sent].tokens;
        let opens = (0..first).all(capitals) && tokens.get(end).is_none_or(|t| t.upos == Upos::Punct);
        shaped && !opens && !(0..tokens.len()).all(capitals) && !self.places.is_acronym(form)
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
        area.map(|p| p.name.to_owned())
    }

    fn mention(&self, name: &Spotted, sense: &sense::Sense) -> Mention {
        let Spotted { sent, first, end, demonym, inside, .. } = *name;
        let tokens = &self.doc.sents[sent].tokens;
        let head =
            (first..end).find(|&t| tokens[t].head.is_none_or(|h| h < first || h >= end)).unwrap_or(first);
        let span = self.doc.span_of(sent, &(first..end).collect::<Vec<_>>());
        let because = sense.because.clone().at(span);
        let stands = self.stands(sent, head);
        Mention {
            sent,
            first,
            end,
            head,
            stands,
            span,
            place: as_where(&sense.place),
            demonym,
            inside,
            because,
        }
    }

    /// Up from a name through words for a place of some kind or a part of one: "the outskirts of the city of Gao".
    fn stands(&self, sent: usize, head: usize) -> usize {
        let sentence = self.doc.sents[sent];
        let mut at = head;
        for _ in 0..4 {
            let tok = &sentence.tokens[at];
            let tied = match tok.rel() {
                "appos" | "compound" | "flat" => true,
                "nmod" => {
                    tok.deprel == "nmod:poss"
                        || matches!(self.doc.case(sent, at), Some("of" | "in" | "at" | "on" | "near"))
                }
                _ => false,
            };
            match tok.head.filter(|&above| tied && self.places.is_spot(&sentence.tokens[above].lemma)) {
                Some(above) => at = above,
                None => break,
            }
        }
        at
    }
}

fn as_where(place: &Place) -> Where {
    Where {
        id: Some(place.id.to_string()),
        name: place.name.to_owned(),
        admin1: place.admin1.map(str::to_owned),
        country: place.country.map(str::to_owned),
        lat: place.lat,
        lon: place.lon,
        precision: place.precision.as_str().to_owned(),
    }
}
