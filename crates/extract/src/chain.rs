//! Chain: whom nouns go back to that name nobody themselves: "the minister", "the group", "the ministry", "his Russian counterpart"; and the state
//! that a report is about, for whom it names no state beside.

use crate::actor::{Cast, Party, Phrase};
use crate::doc::{At, lower};
use crate::findings::Who;
use crate::names::Name;
use knowledge::{Actor, Generic, Kind, Naming};
use language::Label;
use text::{Because, Days};

impl Cast<'_> {
    /// The state that the sentence speaks of alone, else the one that the report speaks of most; never one that is acted on beside the phrase.
    pub(crate) fn focus(&self, (sent, head): At, sector: Option<&str>) -> Option<String> {
        // "China told *foreign* media": of another state than the one spoken of.
        let foreign = |c: usize| {
            matches!(&*self.doc.sents[sent].tokens[c].lemma, "foreign" | "international" | "global")
        };
        if self.doc.sents[sent].children_by(head, "amod").any(foreign) {
            return None;
        }
        let code = |name: &Name| {
            self.names
                .chain_of(name)
                .actor
                .map(|at| &self.actors.actors[at])
                .filter(|a| a.kind == Kind::State)
                .and_then(|a| a.country.clone())
        };
        let verb = self.governor((sent, head)).filter(|_| self.doc.tok((sent, head)).rel() == "nsubj");
        let acted_on = |name: &Name| {
            let tokens = &self.doc.sents[name.sent].tokens;
            let mut at = self.head_of(name);
            // "the navy pins down *Somali* pirates": armies fight those of other states, crowds and police their own.
            while sector == Some("MIL")
                && matches!(tokens[at].rel(), "amod" | "compound")
                && let Some(above) = tokens[at].head
            {
                at = above;
            }
            let tok = &tokens[at];
            tok.head == verb
                && (tok.rel() == "obj"
                    || matches!(
                        self.doc.case(sent, at),
                        Some("to" | "into" | "against" | "on" | "with" | "toward" | "towards")
                    ))
        };
        let beside = || self.names.all.iter().filter(|n| n.sent == sent);
        let apart: Vec<String> =
            beside().filter(|n| verb.is_some() && acted_on(n)).filter_map(code).collect();
        let mut here: Vec<String> = beside().filter(|n| !self.in_dateline(n)).filter_map(code).collect();
        here.retain(|code| !apart.contains(code));
        here.sort();
        here.dedup();
        // "Retired generals urge Trump to talk with *North Korea*": where a person of another state stands beside it, it need not be theirs.
        let others = |only: &String| {
            let persons = beside().filter(|n| self.names.chain_of(n).person && !self.in_dateline(n));
            persons.filter_map(|n| self.of_any(n)).any(|other| other != only.as_str())
        };
        if let [only] = &here[..]
            && !others(only)
        {
            return Some(only.clone());
        }
        let anew = || self.spoken_of_most();
        let main = if self.meant.is_some() { self.main.get_or_init(anew).clone() } else { anew() };
        main.filter(|code| !apart.contains(code))
    }

    /// The code of the state whose a name's bearer is.
    fn of_any(&self, name: &Name) -> Option<&str> {
        let actor = &self.actors.actors[self.names.chain_of(name).actor?];
        actor.country.as_deref().filter(|code| self.actors.state(code).is_some())
    }

    /// The one state that the report speaks of most, more than once; of many states none is what it is about.
    fn spoken_of_most(&self) -> Option<String> {
        let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        let told = self.names.all.iter().filter(|n| !self.in_dateline(n));
        told.filter_map(|n| self.of_any(n)).for_each(|code| *counts.entry(code).or_default() += 1);
        let most = counts.values().copied().max()?;
        let all: usize = counts.values().sum();
        let mut top = counts.into_iter().filter(|(_, n)| *n == most);
        let (code, _) = top.next().filter(|_| top.next().is_none() && most > 1 && most * 3 >= all)?;
        Some(code.to_owned())
    }

    /// The nearest person named before whom the words can mean: of the same office, else of the same sector.
    pub(crate) fn earlier(&self, phrase: &Phrase) -> Option<&Name> {
        if phrase.plural {
            return None;
        }
        let (at, sector, sort, id) = (phrase.at, phrase.sector.as_deref(), phrase.sort, phrase.id);
        let gender = self.actors.gender(&self.doc.tok(at).lemma);
        let fits = move |name: &&Name| {
            let chain = self.names.chain_of(name);
            let agrees = gender.is_none() || chain.gender.is_none() || chain.gender == gender;
            (name.sent, name.first) < at && chain.person && agrees && !self.doc.in_title(name.sent)
        };
        let before = || self.names.all.iter().rev().filter(fits);
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
        // "the former president": whoever was one.
        let lemma = lower(&self.doc.tok(at).lemma);
        let office =
            self.actors.generic(&lemma).filter(|(sort, _)| *sort == Generic::Office).map(|(_, id)| id);
        let was = |name: &&Name| {
            let actor = self.names.chain_of(name).actor.map(|at| &self.actors.actors[at]);
            actor.is_some_and(|actor| actor.terms.iter().any(|term| term.office.as_deref() == office))
        };
        let former = before().find(was).filter(|_| sector == Some("ELI") && office.is_some());
        former.or_else(|| before().find(same_sector)).or_else(|| before().take(3).find(unknown))
    }

    /// "The group", "the fighters", "the country": the actor before of a sort that the word goes back to, the most present one.
    pub(crate) fn again(&self, at: At, days: Days) -> Option<Party> {
        let lemma = self.doc.tok(at).lemma.to_lowercase();
        let kinds = self.actors.again(&lemma);
        let plural = self.doc.tok(at).xpos.ends_with('S');
        let people = self.actors.generic(&lemma).is_some() && !self.actors.is_collective(&lemma);
        if !self.is_definite(at) || plural && !people {
            return None;
        }
        let name = self.namesake(at, &lemma).or_else(|| self.of_kind(at, &lemma, kinds, days))?;
        let mut who = self.bearer(name, days);
        if let Some(state) = self.state_of(name).filter(|_| kinds == [Kind::State]) {
            let (id, code, name) = (Some(state.id.clone()), state.country.clone(), state.name.clone());
            who = Who { id, code, name, ..Who::default() };
        }
        let note = format!("spoken of before as {}", who.name);
        let because = Because::rule("actor#again").at(name.span).note(note);
        let span = self.phrase_span(at).unwrap_or(self.doc.tok(at).span);
        let text = self.doc.slice(span).to_owned();
        Some(Party { public: who.code.is_some(), who: Who { span, text, ..who }, because })
    }

    /// "*South Korea's* defence ministry said *the country* ...": the state that the name of one of its bodies opens with.
    fn state_of(&self, name: &Name) -> Option<&Actor> {
        let body = &self.actors.actors[self.names.chain_of(name).actor?];
        let state = self.actors.state(body.country.as_deref().filter(|_| body.kind == Kind::Body)?)?;
        let words = self.doc.slice(name.span);
        let opens = |called: &String| words.starts_with(called.as_str());
        let called = std::iter::once(&state.name).chain(&state.names).chain(&state.demonyms);
        called.into_iter().any(opens).then_some(state)
    }

    /// The most present of the actors before of these sorts.
    fn of_kind(&self, at: At, lemma: &str, kinds: &[Kind], days: Days) -> Option<&Name> {
        if kinds.is_empty() {
            return None;
        }
        // "The Hutu group" does not go back to its own "Hutu".
        let own = self.phrase_span(at);
        let people = self.actors.generic(lemma).is_some();
        let fits = |name: &&Name| {
            let chain = self.names.chain_of(name);
            let known = chain.actor.map(|at| self.actors.actors[at].kind);
            let kind = known.or((name.label == Label::Org).then_some(Kind::Group));
            let armed = || !people || self.bearer(name, days).sector.as_deref() != Some("PTY");
            let body = || {
                kinds == [Kind::State]
                    && name.sent == at.0
                    && known == Some(Kind::Body)
                    && self.state_of(name).is_some()
            };
            let state = || {
                !kinds.contains(&Kind::State)
                    || (name.naming != Some(Naming::Capital) || self.is_agentive(name))
                        && chain.actor.is_some_and(|at| self.is_called(at, lemma))
            };
            !chain.person
                && (name.sent, name.first) < at
                && own.is_none_or(|own| !own.contains(name.span))
                && (kind.is_some_and(|kind| kinds.contains(&kind)) && state() && armed() || body())
        };
        let reach = match lemma {
            "kingdom" | "emirate" | "sultanate" => 12,
            _ if kinds.contains(&Kind::Group) => 8,
            _ => 4,
        };
        let apart = self.acting_on(at);
        let near = |name: &&Name| {
            name.sent + reach >= at.0
                && self.doc.in_title(name.sent) == self.doc.in_title(at.0)
                && apart.is_none_or(|chain| chain != name.chain)
        };
        let before = self.names.all.iter().filter(near).filter(fits);
        // An armed group that the report alone speaks of may stand anywhere before.
        before
            .max_by_key(|name| (self.presence(name, at), name.sent, name.first))
            .or_else(|| self.only(kinds, fits))
    }

    /// How present a name is to a noun behind it: near, a subject, neither a mere place nor a modifier.
    fn presence(&self, name: &Name, at: At) -> i32 {
        let near = match at.0 - name.sent {
            0 => 90,
            1 => 50,
            2 => 34,
            3 => 20,
            _ => 0,
        };
        let subject = if self.is_subject(name) { 35 } else { 0 };
        let modifier = if self.modifies(name) { 40 } else { 0 };
        let place = if self.is_agentive(name) { 0 } else { 30 };
        near + subject - modifier - place
    }

    /// The chain of the name at a token, or of the one that the pronoun there means.
    pub(crate) fn chain_at(&self, at: At) -> Option<usize> {
        self.names.at(at).map(|name| name.chain).or_else(|| self.chain_meant(at))
    }

    /// The chain of the name that acts on a phrase: "*France* left the country" is not of France.
    pub(crate) fn acting_on(&self, (sent, head): At) -> Option<usize> {
        let tok = self.doc.tok((sent, head));
        if tok.rel() == "nsubj" {
            return None;
        }
        let mut verb = self.governor((sent, head))?;
        let sentence = self.doc.sents[sent];
        for _ in 0..4 {
            if let Some(subject) = sentence.children_by(verb, "nsubj").next() {
                return self.chain_at((sent, subject));
            }
            let above = &sentence.tokens[verb];
            verb = above.head.filter(|_| matches!(above.rel(), "xcomp" | "conj" | "advcl"))?;
        }
        None
    }

    /// "The Southern Command said ... *the command*": a body whose name ends in the noun.
    pub(crate) fn namesake(&self, at: At, lemma: &str) -> Option<&Name> {
        let sector =
            self.actors.generic(lemma).and_then(|(_, id)| self.actors.agents.get(id)).map(|a| &a.sector);
        let ours = |name: &Name| self.bearer(name, Days::default()).sector;
        let called = |name: &&Name| {
            name.end - name.first > 1
                && name.label == Label::Org
                && (name.sent, name.first) < at
                && name.sent + 8 >= at.0
                && lower(self.doc.form((name.sent, name.end - 1))) == lemma
                && sector.is_none_or(|sector| ours(name).is_none_or(|ours| ours == *sector))
        };
        self.names.all.iter().rev().find(called)
    }

    /// "The kingdom" is a state that calls itself one.
    fn is_called(&self, actor: usize, noun: &str) -> bool {
        let state = &self.actors.actors[actor];
        let calls = |name: &String| name.to_lowercase().contains(noun);
        !matches!(noun, "kingdom" | "emirate" | "sultanate")
            || calls(&state.name)
            || state.names.iter().any(calls)
    }

    /// "Yemen's *Houthi movement*": a word for a group beside the group's name is the group.
    pub(crate) fn group_named(&self, (sent, head): At, days: Days) -> Option<Party> {
        let kinds = self.actors.again(&self.doc.tok((sent, head)).lemma.to_lowercase());
        let sentence = self.doc.sents[sent];
        let beside = sentence
            .children(head)
            .filter(|&c| c < head && matches!(sentence.tokens[c].rel(), "compound" | "amod"));
        let name = beside.filter_map(|c| self.names.at((sent, c))).find(|n| {
            let kind = self.names.chain_of(n).actor.map(|at| self.actors.actors[at].kind);
            kind.is_some_and(|kind| kind != Kind::State && kinds.contains(&kind))
        })?;
        let who = self.bearer(name, days);
        let because = self.names.chain_of(name).because.clone().at(name.span);
        Some(Party { public: who.code.is_some(), who, because })
    }

    fn only<'s>(&'s self, kinds: &[Kind], fits: impl Fn(&&'s Name) -> bool) -> Option<&'s Name> {
        if !kinds.contains(&Kind::Group) {
            return None;
        }
        let mut found: Option<&Name> = None;
        for name in self.names.all.iter().filter(|n| fits(n)) {
            if found.is_some_and(|first| first.chain != name.chain) {
                return None;
            }
            found = Some(name);
        }
        found
    }

    /// "Turkey's defence ministry ... *the ministry*": the same noun before, with whoever owned it there.
    pub(crate) fn echo(&self, (sent, head): At, days: Days, depth: usize) -> Option<Party> {
        if depth > 1 || !self.is_definite((sent, head)) {
            return None;
        }
        let lemma = &self.doc.tok((sent, head)).lemma;
        let plural = self.doc.tok((sent, head)).xpos.ends_with('S');
        let first = sent.saturating_sub(8);
        for s in (first..=sent).rev().filter(|&s| self.doc.in_title(s) == self.doc.in_title(sent)) {
            let tokens = &self.doc.sents[s].tokens;
            let end = if s == sent { head } else { tokens.len() };
            for t in (0..end).rev().filter(|&t| {
                tokens[t].lemma.eq_ignore_ascii_case(lemma) && tokens[t].xpos.ends_with('S') == plural
            }) {
                // "Government Communication Service" tells of no government.
                let within = self.names.at((s, t)).is_some_and(|name| self.head_of(name) != t);
                let fuller = !within
                    && self.doc.sents[s].children(t).any(|c| matches!(tokens[c].rel(), "compound" | "amod"));
                let owned = fuller
                    || !within
                        && (self.names.at((s, t)).is_some()
                            || !self.owners((s, t), days, depth + 2).is_empty());
                let found = if owned { self.parties_within((s, t), days, depth + 2) } else { Vec::new() };
                if let [one] = &found[..]
                    && one.who.code.is_some()
                {
                    let span = self.phrase_span((s, t)).unwrap_or(tokens[t].span);
                    let note = format!("spoken of before as {}", self.doc.slice(span));
                    let because = Because::rule("actor#echo").at(span).note(note).below(one.because.clone());
                    return Some(Party { because, ..one.clone() });
                }
            }
        }
        None
    }

    /// "His Russian counterpart": who holds the same office there.
    pub(crate) fn counterpart(&self, at: At, days: Days, depth: usize) -> Option<Party> {
        let sentence = self.doc.sents[at.0];
        if depth > 2 || sentence.tokens[at.1].lemma != "counterpart" {
            return None;
        }
        if let Some(name) = self.name_inside(at, at.1).filter(|n| self.names.chain_of(n).person) {
            return self.counterpart_named(name, at, days);
        }
        let behind =
            self.names.at((at.0, at.1 + 1)).filter(|n| n.first == at.1 + 1 && self.names.chain_of(n).person);
        if let Some(name) = behind {
            return self.counterpart_named(name, (at.0, self.head_of(name)), days);
        }
        let other = sentence
            .children(at.1)
            .filter(|&c| matches!(sentence.tokens[c].rel(), "amod" | "compound" | "nmod"));
        let other = other
            .filter(|&c| self.names.at((at.0, c)).is_some())
            .flat_map(|c| self.owner((at.0, c), days, depth + 1))
            .find(|p| p.who.code.is_some())?;
        let owner = sentence
            .children_by(at.1, "nmod:poss")
            .flat_map(|c| self.owner((at.0, c), days, depth + 1))
            .next();
        let subject = || {
            let named = self.names.all.iter().rev().find(|n| {
                (n.sent, n.first) < at
                    && n.sent + 1 >= at.0
                    && self.names.chain_of(n).person
                    && self.is_subject(n)
            })?;
            Some(self.bearer(named, days))
        };
        let of = owner.as_ref().map(|p| p.who.clone()).or_else(subject);
        let office = of.as_ref().and_then(|who| self.office_id(who, days));
        let span = self.phrase_span(at).unwrap_or(sentence.tokens[at.1].span);
        let text = self.doc.slice(span).to_owned();
        let held = office.as_deref().and_then(|office| self.holder(office, other.who.code.as_deref(), days));
        let plain = Who {
            code: other.who.code.clone(),
            sector: of.and_then(|who| who.sector).or_else(|| Some("GOV".to_owned())),
            name: text.clone(),
            office: office.as_deref().and_then(|id| self.office_title(id, other.who.code.as_deref())),
            ..Who::default()
        };
        let who = Who { span, text, ..held.unwrap_or(plain) };
        let note = format!("the same office in {}", other.who.name);
        Some(Party {
            public: true,
            who,
            because: Because::rule("actor#counterpart").at(span).note(note).below(other.because),
        })
    }

    /// "His Russian counterpart *Vladimir Putin*".
    fn counterpart_named(&self, name: &Name, at: At, days: Days) -> Option<Party> {
        let party = self.named(name, at, days, 0)?;
        let because = Because::rule("actor#counterpart").at(name.span).below(party.because);
        Some(Party { because, ..party })
    }

    /// The office that somebody holds on these days, by the text or the catalogue.
    fn office_id(&self, who: &Who, days: Days) -> Option<String> {
        let told =
            self.names.chains.iter().find(|c| c.person && c.name == who.name).and_then(|c| c.office.clone());
        let on = if days.is_unknown() { self.published } else { days };
        let listed = || {
            let actor = self.actors.get(who.id.as_deref()?)?;
            actor.terms.iter().rev().find(|t| t.days.meets(on))?.office.clone()
        };
        told.or_else(listed)
    }

    pub(crate) fn is_subject(&self, name: &Name) -> bool {
        let sentence = self.doc.sents[name.sent];
        (name.first..name.end).any(|at| {
            let tok = &sentence.tokens[at];
            tok.rel() == "nsubj"
                || tok
                    .head
                    .is_some_and(|h| sentence.tokens[h].rel() == "nsubj" && h >= name.first && h <= name.end)
        })
    }
}
