//! Chain: whom nouns go back to that name nobody themselves: "the minister", "the group", "the ministry", "his Russian counterpart"; and the state
//! that a report is about, for whom it names no state beside.

use crate::actor::{Cast, Party, Phrase};
use crate::doc::At;
use crate::findings::Who;
use crate::names::Name;
use knowledge::{Generic, Kind, Naming};
use language::Label;
use text::{Because, Days};

impl Cast<'_> {
    /// The state that the sentence speaks of alone, else the one that the report speaks of most; never one that is acted on beside the phrase.
    pub(crate) fn focus(&self, (sent, head): At) -> Option<String> {
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
            let at = self.head_of(name);
            let tok = &self.doc.sents[name.sent].tokens[at];
            name.sent == sent
                && verb.is_some()
                && tok.head == verb
                && (tok.rel() == "obj"
                    || matches!(
                        self.doc.case(sent, at),
                        Some("to" | "into" | "against" | "on" | "with" | "toward" | "towards")
                    ))
        };
        let apart: Vec<String> = self.names.all.iter().filter(|n| acted_on(n)).filter_map(code).collect();
        let mut here: Vec<String> = self
            .names
            .all
            .iter()
            .filter(|n| n.sent == sent && !self.in_dateline(n))
            .filter_map(code)
            .collect();
        here.retain(|code| !apart.contains(code));
        here.sort();
        here.dedup();
        if let [only] = &here[..] {
            return Some(only.clone());
        }
        let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        let of_any = |name: &Name| {
            let actor = &self.actors.actors[self.names.chain_of(name).actor?];
            actor.country.clone().filter(|code| self.actors.state(code).is_some())
        };
        let told = self.names.all.iter().filter(|n| !self.in_dateline(n));
        told.filter_map(of_any).for_each(|code| *counts.entry(code).or_default() += 1);
        let most = counts.values().copied().max()?;
        let mut top = counts.into_iter().filter(|(_, n)| *n == most);
        top.next()
            .filter(|(code, _)| top.next().is_none() && most > 1 && !apart.contains(code))
            .map(|(code, _)| code)
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
        before().find(same_sector).or_else(|| before().take(3).find(unknown))
    }

    /// "The group", "the fighters", "the country": the last actor before of a sort that the word goes back to.
    pub(crate) fn again(&self, at: At, days: Days) -> Option<Party> {
        let lemma = self.doc.tok(at).lemma.to_lowercase();
        let kinds = self.actors.again(&lemma);
        let plural = self.doc.tok(at).xpos.ends_with('S');
        let people = self.actors.generic(&lemma).is_some() && !self.actors.is_collective(&lemma);
        if kinds.is_empty() || !self.is_definite(at) || plural && !people {
            return None;
        }
        let fits = |name: &&Name| {
            let chain = self.names.chain_of(name);
            let known = chain.actor.map(|at| self.actors.actors[at].kind);
            let kind = known.or((name.label == Label::Org).then_some(Kind::Group));
            let armed = self
                .actors
                .generic(&lemma)
                .is_none_or(|_| self.bearer(name, days).sector.as_deref() != Some("PTY"));
            let state = !kinds.contains(&Kind::State)
                || (name.naming != Some(Naming::Capital) || self.is_agentive(name))
                    && chain.actor.is_some_and(|at| self.is_called(at, &lemma));
            !chain.person
                && kind.is_some_and(|kind| kinds.contains(&kind))
                && armed
                && state
                && (name.sent, name.first) < at
        };
        let reach = if matches!(lemma.as_str(), "kingdom" | "emirate" | "sultanate") { 12 } else { 4 };
        let near = |name: &&Name| {
            name.sent + reach >= at.0 && self.doc.in_title(name.sent) == self.doc.in_title(at.0)
        };
        let before = || self.names.all.iter().rev().filter(fits).filter(near);
        let name = if kinds.contains(&Kind::State) {
            before()
                .find(|n| !self.modifies(n) && self.is_subject(n))
                .or_else(|| before().find(|n| !self.modifies(n)))
        } else {
            before().next()
        };
        // An armed group that the report alone speaks of may stand anywhere before.
        let name = name.or_else(|| self.only(kinds, fits))?;
        let who = self.bearer(name, days);
        let note = format!("spoken of before as {}", who.name);
        let because = Because::rule("actor#again").at(name.span).note(note);
        let span = self.phrase_span(at).unwrap_or(self.doc.tok(at).span);
        let text = self.doc.slice(span).to_owned();
        Some(Party { public: who.code.is_some(), who: Who { span, text, ..who }, because })
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
                let fuller =
                    self.doc.sents[s].children(t).any(|c| matches!(tokens[c].rel(), "compound" | "amod"));
                let owned = fuller
                    || self.names.at((s, t)).is_some()
                    || !self.owners((s, t), days, depth + 2).is_empty();
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
        let party = self.named(name, at, days)?;
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
