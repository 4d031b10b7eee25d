//! Actor: from the head of a noun phrase to who it is. Names by chain and catalogue, "the Syrian defence minister" by owner, office and date,
//! "rebels" by sector, pronouns and "the lawmaker" by what was said before. The code and sector are those of the event's days.

use crate::doc::{At, Doc};
use crate::findings::Who;
use crate::names::{Name, Names, generic};
use knowledge::{Actors, Generic, Kind, Naming};
use language::{Label, Upos};
use text::{Because, Days, Span};

/// Everyone a report names, and the means to tell who a phrase means.
pub struct Cast<'a> {
    /// The report's sentences.
    pub doc: &'a Doc<'a>,
    /// The catalogue.
    pub actors: &'a Actors,
    /// Names and chains.
    pub names: Names,
    /// When the report appeared.
    pub published: Days,
}

/// A generic phrase: "the defence minister", "police".
struct Phrase<'p> {
    at: At,
    sort: Generic,
    id: &'p str,
    sector: Option<String>,
    span: Span,
    plural: bool,
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
    /// Finds the names of a report and what titles and appositions say of their bearers.
    pub fn new(doc: &'a Doc<'a>, actors: &'a Actors, published: Days) -> Cast<'a> {
        let names = Names::find(doc, actors, published);
        let mut cast = Cast { doc, actors, names, published };
        cast.describe_chains();
        cast
    }

    /// Who the phrase under a head means: one party, several ("the ministers of Iran and Russia"), or none.
    pub fn parties(&self, at: At, days: Days) -> Vec<Party> {
        self.parties_within(at, days, 0)
    }

    /// The same for the head and all that is coordinated with it.
    pub fn coordinated(&self, at: At, days: Days) -> Vec<Party> {
        self.coordinated_within(at, days, 0)
    }

    fn coordinated_within(&self, (sent, head): At, days: Days, depth: usize) -> Vec<Party> {
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
    fn listed(&self, (sent, tok): At) -> Vec<usize> {
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
                next > at && n.first == next && n.label == first.label && n.naming != Some(Naming::Demonym)
            }) else {
                break;
            };
            found.push(next);
            at = name.end;
        }
        // Without its "and" a row of names is no list but an aside ("Sochi, Russia, ...").
        if closed { found } else { Vec::new() }
    }

    fn parties_within(&self, at: At, days: Days, depth: usize) -> Vec<Party> {
        if depth > 3 {
            return Vec::new();
        }
        let tok = self.doc.tok(at);
        if tok.upos == Upos::Pron {
            return self.pronoun(at, days, depth).into_iter().map(|party| self.here(party, at)).collect();
        }
        if let Some(name) = self.names.at(at) {
            return self.named(name, at, days).into_iter().collect();
        }
        let inner = self.doc.content(at);
        if inner != at {
            return self.coordinated_within(inner, days, depth + 1);
        }
        if let Some((sort, id, first, _)) = generic(self.doc, self.actors, at) {
            let found = self.generic(at, sort, id, first, days, depth);
            if !found.is_empty() {
                return found;
            }
        }
        self.appositive(at, days, depth)
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
    fn named(&self, name: &Name, at: At, days: Days) -> Option<Party> {
        let chain = self.names.chain_of(name);
        let mut who = self.bearer(name, days);
        who.span = self.phrase_span(at).map_or(name.span, |span| span.to(name.span));
        who.text = self.doc.slice(who.span).to_owned();
        let person_or_known = chain.person || who.code.is_some() || who.sector.is_some();
        if name.naming == Some(Naming::Demonym) && self.doc.tok(at).upos == Upos::Adj {
            return None;
        }
        let place_only = name.label == Label::Loc && chain.actor.is_none();
        (!place_only).then(|| Party {
            public: who.code.is_some() && person_or_known,
            because: self.reason(chain.because.clone().at(name.span), &who, days),
            who,
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
            who.id = Some(actor.id.clone());
            who.code = standing.code;
            who.sector = standing.sector;
            who.office = standing.office;
            who.other_sectors.clone_from(&actor.sectors);
            if matches!(name.naming, Some(Naming::Capital | Naming::Seat)) {
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

    fn office_title(&self, office: &str, code: Option<&str>) -> Option<String> {
        let title = &self.actors.offices.get(office)?.title;
        let state = code.and_then(|code| self.actors.state(code));
        Some(state.map_or_else(|| title.clone(), |state| format!("{title} of {}", state.name)))
    }

    /// Those who own what a noun names: "the *Syrian* army", "*Russia's* envoy", "the ministers *of Iran and Iraq*".
    pub fn owners(&self, (sent, head): At, days: Days, depth: usize) -> Vec<Party> {
        let sentence = self.doc.sents[sent];
        let mut heads = Vec::new();
        for child in sentence.children(head) {
            let tok = &sentence.tokens[child];
            match tok.deprel {
                "nmod:poss" => heads.push(child),
                "nmod" if matches!(self.doc.case(sent, child), Some("of" | "in" | "from")) => {
                    heads.push(child)
                }
                "amod" | "compound" | "nmod:desc" | "nmod:unmarked" | "flat" if !self.backed(sent, child) => {
                    heads.push(child)
                }
                _ => {}
            }
        }
        heads.sort_by_key(|&at| (at > head, at));
        let mut found: Vec<Party> = Vec::new();
        let title_end = generic(self.doc, self.actors, (sent, head)).map_or(head, |(_, _, _, last)| last);
        heads.retain(|&at| at < head || at > title_end);
        for at in head + 1..=title_end {
            heads.extend(sentence.children_by(at, "nmod").filter(|&c| c > title_end));
        }
        for at in heads {
            let mut row = self.doc.conjuncts(sent, at);
            let listed: Vec<usize> =
                row.iter().flat_map(|&at| self.listed((sent, at))).filter(|at| !row.contains(at)).collect();
            row.extend(listed);
            for conjunct in row {
                for owner in self.owner((sent, conjunct), days, depth) {
                    if !found.iter().any(|p| same(&p.who, &owner.who)) {
                        found.push(owner);
                    }
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        for at in self.beside((sent, head), found.is_empty()) {
            for owner in self.owner((sent, at), days, depth) {
                if !found.iter().any(|p| same(&p.who, &owner.who)) {
                    found.push(owner);
                }
            }
        }
        found
    }

    /// Names right before a noun that the tree has hung elsewhere: "*North Korea's* outrageous firing", "*U.S. and* South Korean forces".
    fn beside(&self, (sent, head): At, alone: bool) -> Vec<usize> {
        let tokens = &self.doc.sents[sent].tokens;
        let mut found = Vec::new();
        let mut at = head;
        let mut joined = false;
        while at > 0 && head - at < 7 {
            at -= 1;
            let form = self.doc.form((sent, at));
            if let Some(name) = self.names.at((sent, at)) {
                let possessive = tokens.get(name.end).is_some_and(|t| t.xpos == "POS");
                let modifies = name.naming == Some(Naming::Demonym) || tokens[at].rel() == "compound";
                if joined || alone && possessive {
                    found.push(at);
                } else if !modifies && !possessive {
                    return found;
                }
                joined = false;
                at = name.first;
            } else if matches!(form, "and" | ",") {
                joined = tokens.get(at + 1).is_some_and(|_| {
                    self.names.at((sent, at + 1)).is_some_and(|n| n.naming == Some(Naming::Demonym))
                });
                if !joined {
                    return found;
                }
            } else if !matches!(
                tokens[at].upos,
                Upos::Adj | Upos::Noun | Upos::Punct | Upos::Part | Upos::Propn | Upos::Num | Upos::Adv
            ) {
                return found;
            }
        }
        found
    }

    fn owner(&self, at: At, days: Days, depth: usize) -> Vec<Party> {
        if let Some(name) = self.names.at(at) {
            let who = self.bearer(name, days);
            let chain = self.names.chain_of(name);
            let because = chain.because.clone().at(name.span);
            return vec![Party { public: who.code.is_some(), who, because }];
        }
        if self.doc.tok(at).upos == Upos::Pron {
            return self.pronoun(at, days, depth + 1);
        }
        if generic(self.doc, self.actors, at).is_some() {
            return self.parties_within(at, days, depth + 1);
        }
        // "Ayatollah's allies", "of the city of Aleppo": look one name further down.
        let sentence = self.doc.sents[at.0];
        if self.doc.tok(at).xpos.starts_with("VB") {
            return Vec::new();
        }
        let name = sentence.children(at.1).find(|&child| self.names.at((at.0, child)).is_some());
        name.map(|child| self.owner((at.0, child), days, depth + 1)).unwrap_or_default()
    }

    /// "US-backed forces" are not the US's; "a US-led coalition" is.
    fn backed(&self, sent: usize, tok: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let near = sentence.tokens.iter().skip(tok).take(3).skip(1);
        let hyphen =
            sentence.tokens.get(tok + 1).is_some_and(|next| next.span.start == sentence.tokens[tok].span.end);
        hyphen
            && near.clone().any(|t| {
                matches!(
                    t.lemma.as_str(),
                    "back" | "hold" | "control" | "occupy" | "besiege" | "backed" | "held"
                )
            })
            || self.doc.form((sent, tok)).contains("-backed")
            || self.doc.form((sent, tok)).contains("-held")
    }

    fn generic(&self, at: At, sort: Generic, id: &str, first: usize, days: Days, depth: usize) -> Vec<Party> {
        let named = self.name_inside(at, first).filter(|n| self.names.chain_of(n).person);
        if let Some(name) = named {
            return self.named(name, at, days).into_iter().collect();
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
        let owners = self.owners(at, days, depth + 1);
        if owners.is_empty() {
            return self.unowned(&phrase, days).into_iter().collect();
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
        let group = entry.is_some_and(|a| !matches!(a.kind, Kind::State | Kind::Igo));
        let mut who = Who { code, text: text.clone(), span: phrase.span, name: text, ..Who::default() };
        if group {
            who.id = owner.who.id;
            who.name = owner.who.name;
            who.sector = owner.who.sector.or(phrase.sector.clone());
        } else {
            who.sector.clone_from(&phrase.sector);
            who.office = one.then(|| self.office_title(phrase.id, who.code.as_deref())).flatten();
        }
        Party { public: who.code.is_some(), who, because }
    }

    /// Who holds an office of a country: whom the text itself names in it, else the catalogue's holder of those days.
    fn holder(&self, office: &str, code: Option<&str>, days: Days) -> Option<Who> {
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
    fn unowned(&self, phrase: &Phrase, days: Days) -> Option<Party> {
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
        let agent = self.actors.agents.get(phrase.id).filter(|_| phrase.sort == Generic::Agent);
        if agent.is_some_and(|agent| agent.needs == "owner") || phrase.sector.is_none() {
            return None;
        }
        let mut code = agent.and_then(|agent| agent.country.clone());
        if code.is_none()
            && let Some(focus) = self.focus(phrase.at.0)
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

    fn is_definite(&self, (sent, head): At) -> bool {
        let sentence = self.doc.sents[sent];
        let the = |d: usize| matches!(sentence.tokens[d].lemma.as_str(), "the" | "this" | "that" | "both");
        sentence.children_by(head, "det").any(the)
    }

    /// The state that the sentence speaks of alone, else the one that the report speaks of most.
    fn focus(&self, sent: usize) -> Option<String> {
        let code = |name: &Name| {
            self.names
                .chain_of(name)
                .actor
                .map(|at| &self.actors.actors[at])
                .filter(|a| a.kind == Kind::State)
                .and_then(|a| a.country.clone())
        };
        let mut here: Vec<String> =
            self.names.all.iter().filter(|n| n.sent == sent).filter_map(code).collect();
        here.sort();
        here.dedup();
        if let [only] = &here[..] {
            return Some(only.clone());
        }
        let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        self.names.all.iter().filter_map(code).for_each(|code| *counts.entry(code).or_default() += 1);
        let most = counts.values().copied().max()?;
        let mut top = counts.into_iter().filter(|(_, n)| *n == most);
        top.next().filter(|_| top.next().is_none() && most > 1).map(|(code, _)| code)
    }

    /// The nearest person named before whom the words can mean: of the same office, else of the same sector.
    fn earlier(&self, phrase: &Phrase) -> Option<&Name> {
        let (at, sector, sort, id) = (phrase.at, phrase.sector.as_deref(), phrase.sort, phrase.id);
        let before = || {
            self.names.all.iter().rev().filter(move |n| {
                (n.sent, n.first) < at && self.names.chain_of(n).person && !self.doc.in_title(n.sent)
            })
        };
        let office = |name: &&Name| self.names.chain_of(name).office.as_deref() == Some(id);
        let same_sector =
            |name: &&Name| self.bearer(name, Days::default()).sector.as_deref() == sector && sector.is_some();
        let unknown = |name: &&Name| {
            let who = self.bearer(name, Days::default());
            who.code.is_none() && who.sector.is_none()
        };
        if sort == Generic::Office {
            return before().find(office);
        }
        before().find(same_sector).or_else(|| before().take(3).find(unknown))
    }

    /// What a pronoun stands for: the nearest fitting name before it, subjects first.
    fn pronoun(&self, at: At, days: Days, depth: usize) -> Vec<Party> {
        let lemma = self.doc.form(at).to_lowercase();
        let person =
            matches!(lemma.as_str(), "he" | "she" | "him" | "his" | "her" | "himself" | "herself" | "hers");
        let several = matches!(lemma.as_str(), "they" | "them" | "their" | "themselves");
        let thing = matches!(lemma.as_str(), "it" | "its" | "itself");
        if !(person || thing || several) {
            return Vec::new();
        }
        let before: Vec<&Name> = self.names.all.iter().rev().filter(|n| self.reachable(n, at)).collect();
        let fits = |name: &&&Name| {
            let chain = self.names.chain_of(name);
            let adjective = name.naming == Some(Naming::Demonym);
            if person {
                chain.person
            } else {
                !chain.person && !adjective && (chain.actor.is_some() || name.label == Label::Org)
            }
        };
        // "Moscow's pledge to step up its strikes": the same sentence first, whoever acts in it before whoever is only named.
        let here = || before.iter().filter(fits).filter(|n| n.sent == at.0);
        let possessive = self.doc.tok(at).xpos == "PRP$";
        let own = if possessive { here().next() } else { None };
        let found = own.or_else(|| here().find(|n| self.is_subject(n))).or_else(|| here().next());
        let found = found
            .or_else(|| before.iter().filter(fits).find(|n| self.is_subject(n)))
            .or_else(|| before.iter().find(fits));
        let Some(name) = found else { return self.last_generic(at, days, depth, person) };
        let who = self.bearer(name, days);
        let note = format!("`{lemma}` taken for {}", who.name);
        vec![Party {
            public: who.code.is_some(),
            who,
            because: Because::rule("actor#pronoun").at(name.span).note(note),
        }]
    }

    /// A pronoun reaches back two sentences, and never from the text into the title.
    fn reachable(&self, name: &Name, (sent, tok): At) -> bool {
        let near = name.sent + 2 >= sent && (name.sent, name.end) <= (sent, tok);
        near && self.doc.in_title(name.sent) == self.doc.in_title(sent)
    }

    fn is_subject(&self, name: &Name) -> bool {
        let sentence = self.doc.sents[name.sent];
        (name.first..name.end).any(|at| {
            let tok = &sentence.tokens[at];
            tok.rel() == "nsubj"
                || tok
                    .head
                    .is_some_and(|h| sentence.tokens[h].rel() == "nsubj" && h >= name.first && h <= name.end)
        })
    }

    /// No name fits: the nearest generic subject before ("Gunmen ... They").
    fn last_generic(&self, (sent, tok): At, days: Days, depth: usize, person: bool) -> Vec<Party> {
        let candidates = (sent.saturating_sub(1)..=sent).rev().flat_map(|s| {
            let sentence = self.doc.sents[s];
            (0..sentence.tokens.len())
                .rev()
                .filter(move |&t| (s, t) < (sent, tok) && sentence.tokens[t].rel() == "nsubj")
                .map(move |t| (s, t))
        });
        for at in candidates.filter(|&at| self.doc.tok(at).upos == Upos::Noun) {
            let found = self.parties_within(at, days, depth + 1);
            if !found.is_empty() && (!person || found.len() == 1) {
                return found;
            }
        }
        Vec::new()
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

    /// A name among the words of a phrase, behind its generic words ("Defence Minister *Sergei Shoigu*").
    fn name_inside(&self, (sent, head): At, first: usize) -> Option<&Name> {
        let sentence = self.doc.sents[sent];
        let within = sentence
            .children(head)
            .filter(|&c| matches!(sentence.tokens[c].rel(), "flat" | "appos" | "compound" | "nmod"));
        within
            .filter(|&c| c > first)
            .filter(|&c| sentence.tokens[c].rel() != "nmod" || self.doc.case(sent, c).is_none())
            .find_map(|c| self.names.at((sent, c)))
    }

    /// What titles, appositions and copulas say of each name, taken into its chain; the first word on it wins.
    fn describe_chains(&mut self) {
        for at in 0..self.names.all.len() {
            let name = self.names.all[at].clone();
            if !self.names.chains[name.chain].person {
                continue;
            }
            for head in self.describers(&name) {
                self.describe_chain(name.chain, head);
            }
        }
        self.lead();
    }

    /// Tokens that head a description of the name: the words before it in its phrase, its apposition, what it is said to be.
    fn describers(&self, name: &Name) -> Vec<At> {
        let sentence = self.doc.sents[name.sent];
        let mut found = Vec::new();
        let Some(head) = (name.first..name.end)
            .find(|&t| sentence.tokens[t].head.is_none_or(|h| h < name.first || h >= name.end))
        else {
            return found;
        };
        let mut before = name.first;
        while before > 0
            && matches!(sentence.tokens[before - 1].upos, Upos::Noun | Upos::Propn)
            && self.names.at((name.sent, before - 1)).is_none()
        {
            before -= 1;
            found.push((name.sent, before));
        }
        found.extend(sentence.children_by(head, "appos").map(|t| (name.sent, t)));
        if let Some(above) = sentence.tokens[head].head {
            let tied = matches!(sentence.tokens[head].rel(), "appos" | "flat")
                || sentence.tokens[head].deprel == "nmod:desc";
            let copular =
                sentence.tokens[head].rel() == "nsubj" && sentence.children_by(above, "cop").next().is_some();
            if tied || copular {
                found.push((name.sent, above));
            }
        }
        found
    }

    fn describe_chain(&mut self, chain: usize, head: At) {
        let Some((sort, id, first, _)) = generic(self.doc, self.actors, head) else { return };
        let id = id.to_owned();
        let sector = match sort {
            Generic::Office => self.actors.offices.get(&id).map(|o| o.sector.clone()),
            Generic::Agent => self.actors.agents.get(&id).map(|a| a.sector.clone()),
        };
        let owner = self.owners(head, Days::default(), 1).into_iter().find(|p| p.who.code.is_some());
        let owner = owner.or_else(|| self.code_before((head.0, first)));
        let chain = &mut self.names.chains[chain];
        if sort == Generic::Office && chain.office.is_none() {
            chain.office = Some(id);
        }
        chain.sector = chain.sector.take().or(sector.filter(|s| !s.is_empty()));
        chain.code = chain.code.take().or(owner.and_then(|party| party.who.code));
    }

    /// "*Russian* Defence Minister Sergei Shoigu": the state named right before the title.
    fn code_before(&self, (sent, first): At) -> Option<Party> {
        let before = first.checked_sub(1)?;
        let before = if self.doc.form((sent, before)) == "'s" || self.doc.form((sent, before)) == "’s" {
            before.checked_sub(1)?
        } else {
            before
        };
        self.owner((sent, before), Days::default(), 2).into_iter().find(|p| p.who.code.is_some())
    }

    /// "A Peruvian senator said ... Speaking by phone, Ana Quispe said": a lead's unnamed speaker is named in the sentences after it.
    fn lead(&mut self) {
        let Some(sent) =
            (0..self.doc.sents.len()).find(|&s| !self.doc.in_title(s) && self.doc.sents[s].tokens.len() > 6)
        else {
            return;
        };
        let sentence = self.doc.sents[sent];
        let indefinite = |t: &usize| {
            let a = sentence
                .children_by(*t, "det")
                .any(|d| matches!(sentence.tokens[d].lemma.as_str(), "a" | "an"));
            sentence.tokens[*t].rel() == "nsubj" && a
        };
        let Some(subject) = (0..sentence.tokens.len()).find(indefinite) else { return };
        let Some(lead) =
            self.parties((sent, subject), Days::default()).into_iter().find(|p| p.who.code.is_some())
        else {
            return;
        };
        let named = self.names.all.iter().find(|n| {
            n.sent > sent && n.sent <= sent + 2 && self.names.chains[n.chain].person && self.is_subject(n)
        });
        let Some(name) = named.cloned() else { return };
        let chain = &mut self.names.chains[name.chain];
        if chain.actor.is_none() && chain.code.is_none() && chain.sector.is_none() {
            chain.code = lead.who.code;
            chain.sector = lead.who.sector;
            chain
                .because
                .reasons
                .push(Because::rule("actor#lead").at(lead.who.span).note("the lead's unnamed speaker"));
        }
    }

    /// The two parties last spoken of together, for "the two leaders", "both sides": persons before states, no media.
    pub fn pair_before(&self, (sent, tok): At, days: Days) -> Vec<Party> {
        for s in (sent.saturating_sub(3)..=sent).rev() {
            let mut found: Vec<Party> = Vec::new();
            let mut take = |party: Party| {
                let known = party.who.code.is_some() && party.who.sector.as_deref() != Some("JRN");
                if known && !found.iter().any(|p: &Party| p.who.code == party.who.code) {
                    found.push(party);
                }
            };
            let named = || {
                self.names.all.iter().filter(|n| {
                    n.sent == s
                        && (n.sent, n.first) < (sent, tok)
                        && self.doc.in_title(s) == self.doc.in_title(sent)
                })
            };
            let party = |name: &Name| Party {
                who: self.bearer(name, days),
                public: true,
                because: Because::rule("actor#pair").at(name.span),
            };
            named().filter(|n| self.names.chain_of(n).person).for_each(|n| take(party(n)));
            for head in self.generic_subjects(s).into_iter().filter(|&head| (s, head) < (sent, tok)) {
                self.parties((s, head), days).into_iter().for_each(&mut take);
            }
            named()
                .filter(|n| {
                    !self.names.chain_of(n).person && n.naming != Some(Naming::Demonym) && self.is_agentive(n)
                })
                .for_each(|n| take(party(n)));
            if found.len() >= 2 {
                found.truncate(2);
                return found;
            }
        }
        Vec::new()
    }

    fn generic_subjects(&self, sent: usize) -> Vec<usize> {
        let sentence = self.doc.sents[sent];
        (0..sentence.tokens.len())
            .filter(|&t| sentence.tokens[t].rel() == "nsubj" && self.names.at((sent, t)).is_none())
            .collect()
    }

    /// True for a name that is no mere place of the clause ("in Sochi").
    fn is_agentive(&self, name: &Name) -> bool {
        let head = (name.first..name.end).find(|&t| {
            self.doc.sents[name.sent].tokens[t].head.is_none_or(|h| h < name.first || h >= name.end)
        });
        let case = head.and_then(|head| self.doc.case(name.sent, head));
        !matches!(case, Some("in" | "at" | "near" | "from" | "to" | "on"))
    }
}

/// True where two parties are one.
pub fn same(a: &Who, b: &Who) -> bool {
    if a.id.is_some() || b.id.is_some() {
        return a.id == b.id && a.sector == b.sector;
    }
    a.code == b.code && a.sector == b.sector && a.name == b.name
}
