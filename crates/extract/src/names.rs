//! Names: every name of the report, matched against the catalogue, and the chains that tie the later short forms to the first full one.

mod found;

use crate::doc::{At, Doc, lower};
use found::{Raw, sentence};
use knowledge::{Actors, Gender, Generic, Kind, Naming, fold};
use language::{Label, Upos};
use std::collections::HashMap;
use text::{Because, Days, Span};

/// A name where it stands.
#[derive(Clone, Debug)]
pub struct Name {
    /// Sentence.
    pub sent: usize,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// What kind of name.
    pub label: Label,
    /// The chain it belongs to.
    pub chain: usize,
    /// How it names its actor; `None` for names outside the catalogue.
    pub naming: Option<Naming>,
    /// Its bytes.
    pub span: Span,
}

/// One bearer of names within a report.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// The fullest name in the text, or the catalogue's.
    pub name: String,
    /// Index in the catalogue.
    pub actor: Option<usize>,
    /// True for a person.
    pub person: bool,
    /// Code, where title or apposition gives it.
    pub code: Option<String>,
    /// Sector, likewise.
    pub sector: Option<String>,
    /// Office id, likewise.
    pub office: Option<String>,
    /// Which pronoun goes with a person, where title or given name tells.
    pub gender: Option<Gender>,
    /// Why.
    pub because: Because,
}

/// All names of a report.
pub struct Names {
    /// In text order.
    pub all: Vec<Name>,
    /// Their chains.
    pub chains: Vec<Chain>,
    /// Per sentence and token: the name that covers it.
    cover: Vec<Vec<Option<usize>>>,
}

impl Names {
    /// Finds names and ties them into chains; full names anywhere are known before short ones are read.
    pub fn find(doc: &Doc, actors: &Actors, published: Days) -> Names {
        let mut found = Vec::new();
        for sent in 0..doc.sents.len() {
            sentence(doc, actors, sent, &mut found);
        }
        let mut names = Names {
            all: Vec::new(),
            chains: Vec::new(),
            cover: doc.sents.iter().map(|s| vec![None; s.tokens.len()]).collect(),
        };
        let mut keys = Keys::default();
        let order = |raw: &Raw| {
            (
                raw.naming == Some(Naming::Short) || raw.words() == 1 && raw.matched.is_empty(),
                doc.in_title(raw.sent),
            )
        };
        let mut turn: Vec<usize> = (0..found.len()).collect();
        turn.sort_by_key(|&at| order(&found[at]));
        let mut chain_of = vec![None; found.len()];
        for at in turn {
            chain_of[at] = names.chain(doc, actors, &found[at], published, &mut keys);
            if let Some(chain) = chain_of[at].map(|at| &mut names.chains[at]).filter(|chain| chain.person) {
                chain.gender = chain.gender.or_else(|| gender(doc, actors, &found[at], &chain.name));
            }
        }
        for (raw, chain) in found.into_iter().zip(chain_of) {
            let Some(chain) = chain else { continue };
            let span = doc.span_of(raw.sent, &(raw.first..raw.end).collect::<Vec<_>>());
            for tok in raw.first..raw.end {
                names.cover[raw.sent][tok] = Some(names.all.len());
            }
            let Raw { sent, first, end, mut label, mut naming, .. } = raw;
            let bearer = &names.chains[chain];
            if bearer.person && label == Label::Org {
                (label, naming) = (Label::Per, naming.filter(|_| bearer.actor.is_some()));
            }
            names.all.push(Name { sent, first, end, label, chain, naming, span });
        }
        names.later(doc, actors, &keys);
        names
    }

    /// Surnames of persons already known that neither catalogue nor reader saw where they stand alone.
    fn later(&mut self, doc: &Doc, actors: &Actors, keys: &Keys) {
        for (sent, sentence) in doc.sents.iter().enumerate() {
            for (tok, token) in sentence.tokens.iter().enumerate() {
                let form = doc.form((sent, tok));
                let capital = form.chars().next().is_some_and(char::is_uppercase) && form.chars().count() > 2;
                if !capital
                    || self.cover[sent][tok].is_some()
                    || !matches!(token.upos, Upos::Propn | Upos::Noun | Upos::X)
                {
                    continue;
                }
                let key = fold(form);
                let body = keys.tail.get(&key).copied().flatten().filter(|_| alone(doc, sent, tok));
                let half = || self.half(actors, form).filter(|_| alone(doc, sent, tok));
                let Some(chain) = keys.surname.get(&key).copied().or(body).or_else(half) else { continue };
                self.cover[sent][tok] = Some(self.all.len());
                let actor = self.chains[chain].actor;
                let naming = actor.map(|_| Naming::Short);
                let label = match actor {
                    _ if self.chains[chain].person => Label::Per,
                    Some(at) if actors.actors[at].kind == Kind::State => Label::Loc,
                    _ => Label::Org,
                };
                self.all.push(Name {
                    sent,
                    first: tok,
                    end: tok + 1,
                    label,
                    chain,
                    naming,
                    span: token.span,
                });
            }
        }
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_key(|&at| (self.all[at].sent, self.all[at].first));
        let place: HashMap<usize, usize> = order.iter().enumerate().map(|(new, &old)| (old, new)).collect();
        self.all = order.iter().map(|&at| self.all[at].clone()).collect();
        self.cover.iter_mut().flatten().flatten().for_each(|at| *at = place[at]);
    }

    /// "The *South*" in a report on one of two Koreas: the state of that half, where the catalogue has both and the report names one.
    fn half(&mut self, actors: &Actors, form: &str) -> Option<usize> {
        let other = match form {
            "North" => "South",
            "South" => "North",
            "East" => "West",
            "West" => "East",
            _ => return None,
        };
        let state = |name: &str| actors.actors.iter().position(|a| a.kind == Kind::State && a.name == name);
        let found = self.chains.iter().enumerate().find_map(|(at, chain)| {
            let (half, rest) = chain.actor.and(chain.name.split_once(' '))?;
            let own = half == form;
            let counterpart = if own { other } else { form };
            let meant = state(&format!("{counterpart} {rest}")).filter(|_| own || half == other)?;
            Some(if own { Ok(at) } else { Err(meant) })
        })?;
        found
            .or_else(|meant| {
                let known = self.chains.iter().position(|chain| chain.actor == Some(meant));
                Ok::<usize, ()>(known.unwrap_or_else(|| {
                    let actor = &actors.actors[meant];
                    let because = Because::rule(actor.rule.clone()).note(actor.name.clone());
                    self.chains.push(Chain {
                        name: actor.name.clone(),
                        actor: Some(meant),
                        because,
                        ..Chain::default()
                    });
                    self.chains.len() - 1
                }))
            })
            .ok()
    }

    /// Forgets names: what they cover is no name any more.
    pub(crate) fn forget(&mut self, gone: impl Fn(&Name, &Chain) -> bool) {
        let keep: Vec<bool> = self.all.iter().map(|name| !gone(name, self.chain_of(name))).collect();
        let mut place = Vec::new();
        for &kept in &keep {
            let next = place.iter().flatten().count();
            place.push(kept.then_some(next));
        }
        for covered in self.cover.iter_mut().flatten() {
            *covered = covered.and_then(|at| place[at]);
        }
        let mut at = 0;
        self.all.retain(|_| {
            at += 1;
            keep[at - 1]
        });
    }

    /// The name that covers a token.
    pub fn at(&self, (sent, tok): At) -> Option<&Name> {
        let index = (*self.cover.get(sent)?.get(tok)?)?;
        self.all.get(index)
    }

    /// The chain of a name.
    pub fn chain_of(&self, name: &Name) -> &Chain {
        &self.chains[name.chain]
    }

    fn chain(
        &mut self,
        doc: &Doc,
        actors: &Actors,
        raw: &Raw,
        published: Days,
        keys: &mut Keys,
    ) -> Option<usize> {
        let words = doc.slice(doc.span_of(raw.sent, &(raw.first..raw.end).collect::<Vec<_>>()));
        if raw.words() == 1
            && raw.matched.is_empty()
            && alone(doc, raw.sent, raw.first)
            && let Some(state) = self.half(actors, words)
        {
            return Some(state);
        }
        let key = fold(words);
        let last = key.rsplit(' ').next().unwrap_or(&key).to_owned();
        let short = raw.naming == Some(Naming::Short);
        if (short || raw.matched.is_empty())
            && raw.label == Label::Per
            && let Some(&chain) = keys.surname.get(&last)
            && (raw.words() == 1 || fold(&self.chains[chain].name) == key)
        {
            return Some(chain);
        }
        if let Some(&chain) = keys.whole.get(&key) {
            return Some(chain);
        }
        let actor = choose(actors, &raw.matched, published, keys);
        // "Joseph Wagner ... Wagner": a surname, though a group that the text does not speak of has the same short name.
        if short
            && raw.words() == 1
            && actor.is_none_or(|actor| !keys.actor.contains_key(&actor))
            && let Some(&chain) = keys.surname.get(&last)
        {
            return Some(chain);
        }
        // "Chun", where the text has a Chun Doo Hwan and the catalogue's Chun is not spoken of.
        let stranger = short && actor.is_some_and(|actor| !keys.actor.contains_key(&actor));
        if (actor.is_none() || stranger)
            && raw.label == Label::Per
            && let Some(&Some(chain)) = keys.given.get(&key)
        {
            return Some(chain);
        }
        if let Some(actor) = actor
            && let Some(&chain) = keys.actor.get(&actor)
        {
            return Some(chain);
        }
        if let Some(actor) = actor.filter(|_| short && doc.sents.len() > BRIEF)
            && !is_borne_out(actors, actor, doc.all_capitals(raw.sent), published, keys)
        {
            return None;
        }
        if actor.is_none() && (short && raw.label != Label::Per || key.is_empty()) {
            return None;
        }
        let at = self.chains.len();
        let chain = new_chain(actors, actor, words, raw);
        let person = chain.person;
        self.chains.push(chain);
        if let Some(actor) = actor {
            keys.actor.insert(actor, at);
            if let Some(code) = &actors.actors[actor].country {
                *keys.codes.entry(code.clone()).or_default() += 1;
            }
        }
        keys.whole.insert(key.clone(), at);
        // "The House" is not the White House.
        if raw.label == Label::Org && key.contains(' ') && last != "house" {
            let one = keys.tail.entry(last.clone()).or_insert(Some(at));
            *one = one.filter(|&first| first == at);
        }
        if person {
            if let Some((given, _)) = key.split_once(' ') {
                let one = keys.given.entry(given.to_owned()).or_insert(Some(at));
                *one = one.filter(|&first| first == at);
            }
            keys.surname.entry(last).or_insert(at);
            let known = actor.map(|actor| actors.actors[actor].short.iter()).into_iter().flatten();
            for short in known {
                keys.surname.entry(fold(short)).or_insert(at);
            }
        }
        Some(at)
    }
}

/// "The *Tigers*" behind "the Tamil Tigers": one word in capitals with "the", no part of another name.
fn alone(doc: &Doc, sent: usize, tok: usize) -> bool {
    let tokens = &doc.sents[sent].tokens;
    let the = tok > 0 && doc.form((sent, tok - 1)).eq_ignore_ascii_case("the");
    let goes_on = |next: &language::Token| next.upos == Upos::Propn || next.lemma == "of";
    the && !tokens.get(tok + 1).is_some_and(goes_on)
        && !matches!(tokens[tok].rel(), "compound" | "amod" | "flat")
}

/// "*Ms* Haley", "*Angela* Merkel": what title or given name tells.
fn gender(doc: &Doc, actors: &Actors, raw: &Raw, name: &str) -> Option<Gender> {
    let title = raw.first.checked_sub(1).and_then(|before| actors.gender(doc.form((raw.sent, before))));
    title.or_else(|| actors.gender(name.split(' ').next()?))
}

fn new_chain(actors: &Actors, actor: Option<usize>, words: &str, raw: &Raw) -> Chain {
    let Some(at) = actor else {
        let because =
            Because::rule("actor#name").note(format!("a name the catalogue does not know: {words}"));
        return Chain {
            name: words.to_owned(),
            person: raw.label == Label::Per,
            because,
            ..Chain::default()
        };
    };
    let actor = &actors.actors[at];
    let mut because = Because::rule(actor.rule.clone()).note(actor.name.clone());
    for (other, _) in raw.matched.iter().filter(|(other, _)| *other != at) {
        because.considered.push(actors.actors[*other].rule.clone());
    }
    Chain {
        name: actor.name.clone(),
        actor: Some(at),
        person: actor.kind == Kind::Person,
        because,
        ..Chain::default()
    }
}

#[derive(Default)]
struct Keys {
    whole: HashMap<String, usize>,
    surname: HashMap<String, usize>,
    /// Bearers by their first name; nobody where two share it.
    given: HashMap<String, Option<usize>>,
    /// Bodies and groups by the last word of their name, likewise.
    tail: HashMap<String, Option<usize>>,
    actor: HashMap<usize, usize>,
    codes: HashMap<String, usize>,
}

/// Of several bearers of a name: the one in office when the report appeared, else the one whose country the report speaks of, else none.
fn choose(actors: &Actors, matched: &[(usize, Naming)], published: Days, keys: &Keys) -> Option<usize> {
    let best = matched.iter().map(|(_, naming)| *naming).min()?;
    let of_best: Vec<usize> =
        matched.iter().filter(|(_, naming)| *naming == best).map(|(at, _)| *at).collect();
    if let [only] = of_best[..] {
        return Some(only);
    }
    if actors.actors[of_best[0]].kind != Kind::Person {
        // "Congress", "the Senate": that of the state spoken of most.
        let spoken = |at: usize| actors.actors[at].country.as_ref().and_then(|code| keys.codes.get(code));
        let most = of_best.iter().filter_map(|&at| spoken(at).map(|count| (count, at)));
        let most = most.max_by_key(|(count, at)| (*count, std::cmp::Reverse(*at))).map(|(_, at)| at);
        return most.or_else(|| (best != Naming::Short).then_some(of_best[0]));
    }
    let in_office = |at: &&usize| {
        !published.is_unknown() && actors.actors[**at].terms.iter().any(|t| t.days.meets(published))
    };
    let spoken_of =
        |at: &&usize| actors.actors[**at].country.as_ref().is_some_and(|code| keys.codes.contains_key(code));
    let one = |pass: &dyn Fn(&&usize) -> bool| {
        let mut kept = of_best.iter().filter(pass);
        kept.next().filter(|_| kept.next().is_none()).copied()
    };
    let ever = |at: &&usize| !actors.actors[**at].terms.is_empty();
    one(&|at| in_office(at) && spoken_of(at))
        .or_else(|| one(&in_office))
        .or_else(|| one(&|at| spoken_of(at) && ever(at)))
}

/// True where a short name means its actor in a text that has no full one: its state is spoken of, it is of no state, or its bearer is in office.
///
/// In a line of capitals "RICE" is a crop, "INC" a company.
fn is_borne_out(actors: &Actors, actor: usize, capitals: bool, published: Days, keys: &Keys) -> bool {
    let actor = &actors.actors[actor];
    let spoken = |code: &String| keys.codes.contains_key(code);
    let of_no_state = actor.country.as_deref().is_none_or(|code| actors.state(code).is_none());
    let in_office = !published.is_unknown() && actor.terms.iter().any(|t| t.days.meets(published));
    let firm = actor.kind == Kind::Company && actor.short.iter().any(|s| s.contains(char::is_lowercase));
    !capitals && (of_no_state || in_office || firm || actor.country.as_ref().is_some_and(spoken))
}

/// So many sentences need not say which state they are about.
const BRIEF: usize = 3;

/// The generic phrase around a head noun ("defence *minister*", "*chief* of staff"): its sort, id, first and last token.
pub fn generic<'k>(
    doc: &Doc,
    actors: &'k Actors,
    (sent, head): At,
) -> Option<(Generic, &'k str, usize, usize)> {
    let tokens = &doc.sents[sent].tokens;
    let small = |at: usize| lower(doc.form((sent, at)));
    let mut best = None;
    let (lemma, form) = (lower(&tokens[head].lemma), small(head));
    // "the *official* figure" is nobody's office.
    if lemma == "official" && tokens[head].upos == Upos::Adj {
        return None;
    }
    let other = Some(&form).filter(|form| **form != lemma);
    for last in std::iter::once(&lemma).chain(other) {
        let (opens, ends) = actors.in_generic(last);
        if opens == 0 && ends == 0 {
            continue;
        }
        // "chief of staff", "minister of defence": what follows belongs to the title.
        let mut phrase = last.to_string();
        for at in (head + 1..tokens.len().min(head + opens)).take(4) {
            phrase.push(' ');
            phrase.push_str(&small(at));
            if let Some((sort, id)) = actors.generic(&phrase) {
                best = Some((sort, id, head, at));
            }
        }
        if best.is_some() {
            return best;
        }
        let mut phrase = String::new();
        let mut words = 0;
        for at in (head.saturating_sub(6)..=head).rev() {
            if at < head && matches!(doc.form((sent, at)), "-" | "–") {
                continue;
            }
            words += 1;
            if words > ends {
                break;
            }
            if at == head {
                phrase.push_str(last);
            } else {
                phrase.insert(0, ' ');
                phrase.insert_str(0, &small(at));
            }
            if let Some((sort, id)) = actors.generic(&phrase)
                && best.is_none_or(|(_, _, first, _)| at < first)
            {
                best = Some((sort, id, at, head));
            }
        }
    }
    best
}
