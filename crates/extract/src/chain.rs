//! Chain: whom words go back to that name nobody themselves: pronouns, "the minister", "the group", "the two leaders", "his Russian counterpart".
//!
//! What was named before is ranked: how near, whether it acts, how often the report speaks of it; number, gender and the tree rule out the rest.
//! A thing that is nobody's ("the accord ... it") competes too, and where it wins the pronoun means no party.

use crate::actor::{Cast, Party, Phrase};
use crate::doc::At;
use crate::names::{Name, generic};
use knowledge::{Gender, Generic, Kind, Naming};
use language::{Label, Upos};
use text::{Because, Days, Span};

/// What a pronoun can go back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Person,
    Body,
    Several,
    /// Things and unnamed circumstances: no party.
    Thing,
    Things,
}

/// A phrase that names somebody or something.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    at: At,
    first: usize,
    sort: Sort,
    chain: Option<usize>,
    /// Several in a row: "Iran and Russia".
    row: bool,
}

/// A pronoun and what it asks for.
struct Pronoun {
    at: At,
    sorts: &'static [Sort],
    gender: Option<Gender>,
    possessive: bool,
    reflexive: bool,
}

impl Cast<'_> {
    /// What a pronoun stands for: the best of what was named before it and fits; nobody where that is a thing.
    pub(crate) fn pronoun(&self, at: At, days: Days, depth: usize) -> Vec<Party> {
        let Some(best) = self.meant(at).filter(|_| depth <= 2) else { return Vec::new() };
        if matches!(best.sort, Sort::Thing | Sort::Things) {
            return Vec::new();
        }
        let found = if best.row {
            self.coordinated_within(best.at, days, depth + 1)
        } else {
            self.parties_within(best.at, days, depth + 1)
        };
        let lemma = self.doc.form(at).to_lowercase();
        let span = self.phrase_span(best.at).unwrap_or(self.doc.tok(best.at).span);
        let because = |party: &Party| {
            let note = format!("`{lemma}` taken for {}", party.who.name);
            Because::rule("actor#pronoun").at(span).note(note).below(party.because.clone())
        };
        found.into_iter().map(|party| Party { because: because(&party), ..party }).collect()
    }

    /// The best of what stands before a pronoun.
    fn meant(&self, at: At) -> Option<Candidate> {
        let pronoun = self.asked(at)?;
        let ranked = self.ranked(&pronoun);
        ranked.into_iter().max_by_key(|(weight, c)| (*weight, c.at)).map(|(_, best)| best)
    }

    /// The words that a pronoun goes back to, be they somebody or a thing.
    pub(crate) fn antecedent(&self, at: At) -> Option<Span> {
        let best = self.meant(at)?;
        let (sent, head) = best.at;
        let row = if best.row { self.doc.conjuncts(sent, head) } else { vec![head] };
        let spans = row.into_iter().filter_map(|head| self.phrase_span((sent, head)));
        spans.reduce(|a, b| a.to(b))
    }

    /// True for the pronouns of the third person that can mean somebody.
    pub(crate) fn is_pronoun(&self, at: At) -> bool {
        self.doc.tok(at).upos == Upos::Pron && self.asked(at).is_some()
    }

    fn asked(&self, at: At) -> Option<Pronoun> {
        let tok = self.doc.tok(at);
        let form = self.doc.form(at).to_lowercase();
        let (sorts, gender): (&'static [Sort], _) = match form.as_str() {
            "he" | "him" | "his" | "himself" => (&[Sort::Person], Some(Gender::He)),
            "she" | "her" | "hers" | "herself" => (&[Sort::Person], Some(Gender::She)),
            "they" | "them" | "their" | "themselves" | "theirs" => (&[Sort::Several, Sort::Body, Sort::Things], None),
            "it" | "its" | "itself" => (&[Sort::Body, Sort::Thing], None),
            _ => return None,
        };
        if form == "it" && self.impersonal(at) {
            return None;
        }
        let possessive = tok.xpos == "PRP$" || tok.deprel == "nmod:poss";
        Some(Pronoun { at, sorts, gender, possessive, reflexive: form.ends_with("self") || form.ends_with("selves") })
    }

    /// "It is likely that", "it was not clear whether", "it rained": no one.
    fn impersonal(&self, (sent, tok): At) -> bool {
        let sentence = self.doc.sents[sent];
        let Some(head) = sentence.tokens[tok].head else { return false };
        let copular = sentence.children_by(head, "cop").next().is_some();
        let clause = sentence.children(head).any(|c| {
            matches!(sentence.tokens[c].rel(), "csubj" | "ccomp" | "xcomp" | "advcl") && c > head
        });
        let passive = sentence.tokens[tok].deprel == "nsubj:pass";
        let said = sentence.children_by(head, "ccomp").next().is_some();
        let empty = sentence.tokens[tok].rel() == "expl" && !said;
        empty || copular && clause && sentence.tokens[head].upos == Upos::Adj || passive && said
    }

    /// What stands before a pronoun and may be meant, each with its weight.
    fn ranked(&self, pronoun: &Pronoun) -> Vec<(i32, Candidate)> {
        let (sent, _) = pronoun.at;
        let reach = if pronoun.gender.is_some() { 3 } else { 2 };
        let mut found = Vec::new();
        for s in (sent.saturating_sub(reach)..=sent).filter(|&s| self.doc.in_title(s) == self.doc.in_title(sent)) {
            for candidate in self.candidates(s) {
                if !pronoun.sorts.contains(&candidate.sort) || !self.allowed(pronoun, &candidate) {
                    continue;
                }
                if let Some(weight) = self.weight(pronoun, &candidate) {
                    found.push((weight, candidate));
                }
            }
        }
        found
    }

    /// What a sentence names, in its order.
    fn candidates(&self, sent: usize) -> Vec<Candidate> {
        let sentence = self.doc.sents[sent];
        let mut found = Vec::new();
        for tok in 0..sentence.tokens.len() {
            let at = (sent, tok);
            let candidate = match self.names.at(at) {
                Some(name) if name.first == tok => self.named_candidate(name),
                Some(_) => None,
                None => self.plain_candidate(at),
            };
            found.extend(candidate);
            found.extend(candidate.and_then(|c| self.row(c)));
        }
        found
    }

    /// "Iran and Russia": the row that a name opens.
    fn row(&self, first: Candidate) -> Option<Candidate> {
        let row = self.doc.conjuncts(first.at.0, first.at.1);
        let party = |at: usize| match self.names.at((first.at.0, at)) {
            Some(name) => !self.modifies(name),
            None => generic(self.doc, self.actors, (first.at.0, at)).is_some(),
        };
        let several = row.len() > 1 && row.iter().filter(|&&at| party(at)).count() > 1;
        (several && first.sort != Sort::Several).then_some(Candidate { sort: Sort::Several, row: true, chain: None, ..first })
    }

    /// "*Iranian* ships", "*U.S.* officials": a name that only says what another noun is.
    fn modifies(&self, name: &Name) -> bool {
        let sentence = self.doc.sents[name.sent];
        let head = self.head_of(name);
        let tok = &sentence.tokens[head];
        let adjective = name.naming == Some(Naming::Demonym) && !tok.xpos.ends_with('S');
        let rel = matches!(tok.rel(), "amod" | "compound" | "flat") || tok.deprel == "nmod:desc";
        adjective || rel && !self.names.chain_of(name).person
    }

    /// "CAIRO —": where the report was written, nobody in it.
    fn in_dateline(&self, name: &Name) -> bool {
        let found = self.doc.report.dateline_span.is_some_and(|dateline| dateline.contains(name.span));
        let capitals = name.first == 0 && self.doc.slice(name.span).chars().all(|ch| !ch.is_lowercase());
        let dash = self.doc.sents[name.sent].tokens.get(name.end).is_some_and(|t| {
            matches!(self.doc.slice(t.span), "—" | "–" | "-" | "--" | "(")
        });
        found || capitals && dash
    }

    /// The token of a name that hangs on a word outside of it.
    pub(crate) fn head_of(&self, name: &Name) -> usize {
        let sentence = self.doc.sents[name.sent];
        let outside = |&t: &usize| sentence.tokens[t].head.is_none_or(|h| h < name.first || h >= name.end);
        (name.first..name.end).find(outside).unwrap_or(name.first)
    }

    fn named_candidate(&self, name: &Name) -> Option<Candidate> {
        if self.modifies(name) || self.in_dateline(name) {
            return None;
        }
        let chain = self.names.chain_of(name);
        let kind = chain.actor.map(|at| self.actors.actors[at].kind);
        let sort = match (chain.person, kind, name.naming) {
            (true, ..) => Sort::Person,
            (_, _, Some(Naming::Demonym)) => Sort::Several,
            (_, Some(_), _) => Sort::Body,
            (_, None, _) if name.label == Label::Org => Sort::Body,
            (_, None, _) if name.label == Label::Loc => Sort::Thing,
            _ => return None,
        };
        let at = (name.sent, self.head_of(name));
        Some(Candidate { at, first: name.first, sort, chain: Some(name.chain), row: false })
    }

    /// A common noun: somebody of a sector, or a thing that acts.
    fn plain_candidate(&self, at: At) -> Option<Candidate> {
        let sentence = self.doc.sents[at.0];
        let tok = &sentence.tokens[at.1];
        let heads = matches!(tok.rel(), "nsubj" | "obj" | "iobj" | "obl" | "conj" | "root" | "nmod" | "appos");
        if tok.upos != Upos::Noun || !heads {
            return None;
        }
        let plural = matches!(tok.xpos, "NNS" | "NNPS");
        let lemma = tok.lemma.to_lowercase();
        let first = self.doc.phrase(at.0, at.1).first().copied().unwrap_or(at.1);
        let candidate = |sort| Some(Candidate { at, first, sort, chain: None, row: false });
        let party = generic(self.doc, self.actors, at);
        let person_named = party.is_some_and(|(_, _, first, _)| self.name_inside(at, first).is_some());
        match party {
            Some(_) if person_named => None,
            Some(_) if plural || matches!(lemma.as_str(), "police" | "people") => candidate(Sort::Several),
            Some(_) if self.actors.is_collective(&lemma) => candidate(Sort::Body),
            Some(_) => candidate(Sort::Person),
            None if !self.actors.again(&lemma).is_empty() => candidate(if plural { Sort::Several } else { Sort::Body }),
            None if matches!(tok.rel(), "nsubj" | "obj") && !is_time(&lemma) => {
                candidate(if plural { Sort::Things } else { Sort::Thing })
            }
            None => None,
        }
    }

    /// What the tree and the order of words rule out.
    fn allowed(&self, pronoun: &Pronoun, candidate: &Candidate) -> bool {
        let (sent, tok) = pronoun.at;
        if candidate.at.0 != sent {
            return true;
        }
        let sentence = self.doc.sents[sent];
        // A phrase that holds the pronoun ("his deputy") is not what it means.
        if candidate.at.1 >= tok || candidate.first >= tok || sentence.dominates(candidate.at.1, tok) && pronoun.possessive && self.inside(candidate.at, tok) {
            return false;
        }
        let own = &sentence.tokens[tok];
        let argument = matches!(own.rel(), "nsubj" | "obj" | "iobj" | "obl");
        let clause_mates = argument && own.head.is_some() && self.governor(candidate.at) == own.head;
        pronoun.possessive || pronoun.reflexive || !clause_mates
    }

    /// True where a token stands in the noun phrase of a head, no verb between.
    fn inside(&self, (sent, head): At, tok: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let mut at = tok;
        while at != head {
            let Some(above) = sentence.tokens[at].head else { return false };
            if sentence.tokens[above].xpos.starts_with("VB") && above != head {
                return false;
            }
            at = above;
        }
        true
    }

    /// The predicate whose clause a token stands in.
    fn governor(&self, (sent, tok): At) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let mut at = tok;
        for _ in 0..12 {
            let here = &sentence.tokens[at];
            let above = here.head?;
            if matches!(here.rel(), "nsubj" | "obj" | "iobj" | "obl" | "csubj" | "ccomp" | "xcomp" | "advcl" | "parataxis")
                || sentence.tokens[above].xpos.starts_with("VB")
            {
                return Some(above);
            }
            at = above;
        }
        None
    }

    /// How near, how prominent, how fitting; `None` where gender contradicts.
    fn weight(&self, pronoun: &Pronoun, candidate: &Candidate) -> Option<i32> {
        let (sent, tok) = pronoun.at;
        let sentence = self.doc.sents[candidate.at.0];
        let mut weight = match sent - candidate.at.0 {
            0 => 100,
            1 => 68,
            2 => 42,
            _ => 22,
        };
        let rel = sentence.tokens[candidate.at.1].rel();
        weight += match rel {
            "nsubj" => 35,
            "obj" | "iobj" | "root" => 14,
            "nmod" if sentence.tokens[candidate.at.1].deprel == "nmod:poss" => 12,
            "obl" | "nmod" => 4,
            _ => 0,
        };
        weight += self.told(pronoun, candidate);
        if rel == "nsubj" && sentence.tokens[candidate.at.1].head.is_some_and(|h| sentence.tokens[h].head.is_none()) {
            weight += 10;
        }
        if candidate.at.0 == sent {
            weight -= i32::try_from(tok.saturating_sub(candidate.at.1) / 2).unwrap_or(20).min(20);
            let verb = self.governor(pronoun.at);
            if pronoun.possessive && rel == "nsubj" && sentence.tokens[candidate.at.1].head == verb {
                weight += 35;
            }
        }
        if let Some(gender) = pronoun.gender {
            match self.gender_of(candidate) {
                Some(found) if found != gender => return None,
                Some(_) => weight += 15,
                None => {}
            }
        }
        if let Some(chain) = candidate.chain {
            let before = self.names.all.iter().filter(|n| n.chain == chain && (n.sent, n.first) < candidate.at && !self.doc.in_title(n.sent));
            weight += 4 * i32::try_from(before.count().min(3)).unwrap_or(0);
            let located = self.names.at(candidate.at).is_some_and(|n| !self.is_agentive(n));
            weight -= if located { 28 } else { 0 };
        } else {
            weight -= if candidate.sort == Sort::Person && rel != "nsubj" { 22 } else { 6 };
        }
        if matches!(candidate.sort, Sort::Thing | Sort::Things) {
            weight -= 22;
        } else if self.is_matter(pronoun) {
            weight -= 60;
        }
        if pronoun.sorts.len() > 1 && pronoun.sorts[0] == Sort::Several && candidate.sort == Sort::Body {
            weight -= self.plural_body(candidate);
        }
        Some(weight)
    }

    /// "Condemned it", "pay for it": what is acted on or spoken of is a matter rather than a body.
    fn is_matter(&self, pronoun: &Pronoun) -> bool {
        let tok = self.doc.tok(pronoun.at);
        let case = self.doc.case(pronoun.at.0, pronoun.at.1);
        // "said it was very positive"
        let judged = tok.rel() == "nsubj" && tok.head.is_some_and(|head| {
            let sentence = self.doc.sents[pronoun.at.0];
            sentence.children_by(head, "cop").next().is_some() && matches!(sentence.tokens[head].upos, Upos::Adj | Upos::Noun)
        });
        let matter = judged || tok.rel() == "obj" || matches!(case, Some("to" | "for" | "in" | "of" | "about" | "at" | "on"));
        pronoun.sorts.contains(&Sort::Thing) && !pronoun.possessive && matter
    }

    /// "They" seldom is a state; a group it may be.
    fn plural_body(&self, candidate: &Candidate) -> i32 {
        let kind = candidate.chain.and_then(|c| self.names.chains[c].actor).map(|at| self.actors.actors[at].kind);
        match kind {
            Some(Kind::Group) => 5,
            Some(Kind::Company | Kind::Media | Kind::Ngo) => 15,
            _ => 60,
        }
    }

    /// Who speaks and what is spoken: "he said" behind a quotation seldom is somebody in it; inside what is said, the speaker is near.
    fn told(&self, pronoun: &Pronoun, candidate: &Candidate) -> i32 {
        let (sent, tok) = pronoun.at;
        if candidate.at.0 != sent {
            return 0;
        }
        let sentence = self.doc.sents[sent];
        let Some(verb) = sentence.tokens[tok].head.filter(|_| sentence.tokens[tok].rel() == "nsubj") else { return 0 };
        let below = sentence.children_by(verb, "ccomp").any(|c| sentence.dominates(c, candidate.at.1));
        let beside = sentence.tokens[verb].rel() == "parataxis"
            && sentence.tokens[verb].head.is_some_and(|h| sentence.dominates(h, candidate.at.1));
        if below || beside { -45 } else { 0 }
    }

    fn gender_of(&self, candidate: &Candidate) -> Option<Gender> {
        let (sent, tok) = candidate.at;
        if let Some(chain) = candidate.chain {
            return self.names.chains[chain].gender;
        }
        self.actors.gender(&self.doc.sents[sent].tokens[tok].lemma)
    }

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
                && (tok.rel() == "obj" || matches!(self.doc.case(sent, at), Some("to" | "into" | "against" | "on" | "with" | "toward" | "towards")))
        };
        let apart: Vec<String> = self.names.all.iter().filter(|n| acted_on(n)).filter_map(code).collect();
        let mut here: Vec<String> = self.names.all.iter().filter(|n| n.sent == sent && !self.in_dateline(n)).filter_map(code).collect();
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
        top.next().filter(|(code, _)| top.next().is_none() && most > 1 && !apart.contains(code)).map(|(code, _)| code)
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
            let armed = self.actors.generic(&lemma).is_none_or(|_| self.bearer(name, days).sector.as_deref() != Some("PTY"));
            let state = !kinds.contains(&Kind::State)
                || (name.naming != Some(Naming::Capital) || self.is_agentive(name)) && chain.actor.is_some_and(|at| self.is_called(at, &lemma));
            !chain.person && kind.is_some_and(|kind| kinds.contains(&kind)) && armed && state && (name.sent, name.first) < at
        };
        let reach = if matches!(lemma.as_str(), "kingdom" | "emirate" | "sultanate") { 12 } else { 4 };
        let near = |name: &&Name| name.sent + reach >= at.0 && self.doc.in_title(name.sent) == self.doc.in_title(at.0);
        let before = || self.names.all.iter().rev().filter(fits).filter(near);
        let name = if kinds.contains(&Kind::State) {
            before().find(|n| !self.modifies(n) && self.is_subject(n)).or_else(|| before().find(|n| !self.modifies(n)))
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
        Some(Party { public: who.code.is_some(), who: crate::findings::Who { span, text, ..who }, because })
    }

    /// "The kingdom" is a state that calls itself one.
    fn is_called(&self, actor: usize, noun: &str) -> bool {
        let state = &self.actors.actors[actor];
        let calls = |name: &String| name.to_lowercase().contains(noun);
        !matches!(noun, "kingdom" | "emirate" | "sultanate") || calls(&state.name) || state.names.iter().any(calls)
    }

    /// "Yemen's *Houthi movement*": a word for a group beside the group's name is the group.
    pub(crate) fn group_named(&self, (sent, head): At, days: Days) -> Option<Party> {
        let kinds = self.actors.again(&self.doc.tok((sent, head)).lemma.to_lowercase());
        let sentence = self.doc.sents[sent];
        let beside = sentence.children(head).filter(|&c| c < head && matches!(sentence.tokens[c].rel(), "compound" | "amod"));
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
            for t in (0..end).rev().filter(|&t| tokens[t].lemma.eq_ignore_ascii_case(lemma) && tokens[t].xpos.ends_with('S') == plural) {
                let fuller = self.doc.sents[s].children(t).any(|c| matches!(tokens[c].rel(), "compound" | "amod"));
                let owned = fuller || self.names.at((s, t)).is_some() || !self.owners((s, t), days, depth + 2).is_empty();
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
            return self.named(name, at, days);
        }
        let behind = self.names.at((at.0, at.1 + 1)).filter(|n| n.first == at.1 + 1 && self.names.chain_of(n).person);
        if let Some(name) = behind {
            return self.named(name, (at.0, self.head_of(name)), days);
        }
        let other = sentence.children(at.1).filter(|&c| matches!(sentence.tokens[c].rel(), "amod" | "compound" | "nmod"));
        let other = other
            .filter(|&c| self.names.at((at.0, c)).is_some())
            .flat_map(|c| self.owner((at.0, c), days, depth + 1))
            .find(|p| p.who.code.is_some())?;
        let owner = sentence.children_by(at.1, "nmod:poss").flat_map(|c| self.owner((at.0, c), days, depth + 1)).next();
        let subject = || {
            let named = self.names.all.iter().rev().find(|n| {
                (n.sent, n.first) < at && n.sent + 1 >= at.0 && self.names.chain_of(n).person && self.is_subject(n)
            })?;
            Some(self.bearer(named, days))
        };
        let of = owner.as_ref().map(|p| p.who.clone()).or_else(subject);
        let office = of.as_ref().and_then(|who| self.office_id(who, days));
        let span = self.phrase_span(at).unwrap_or(sentence.tokens[at.1].span);
        let text = self.doc.slice(span).to_owned();
        let held = office.as_deref().and_then(|office| self.holder(office, other.who.code.as_deref(), days));
        let plain = crate::findings::Who {
            code: other.who.code.clone(),
            sector: of.and_then(|who| who.sector).or_else(|| Some("GOV".to_owned())),
            name: text.clone(),
            office: office.as_deref().and_then(|id| self.office_title(id, other.who.code.as_deref())),
            ..crate::findings::Who::default()
        };
        let who = crate::findings::Who { span, text, ..held.unwrap_or(plain) };
        let note = format!("the same office in {}", other.who.name);
        Some(Party { public: true, who, because: Because::rule("actor#counterpart").at(span).note(note).below(other.because) })
    }

    /// The office that somebody holds on these days, by the text or the catalogue.
    fn office_id(&self, who: &crate::findings::Who, days: Days) -> Option<String> {
        let told = self.names.chains.iter().find(|c| c.person && c.name == who.name).and_then(|c| c.office.clone());
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

    /// "The two leaders", "both sides": all members of the pair last spoken of.
    pub(crate) fn pair(&self, at: At, days: Days) -> Vec<Party> {
        let sentence = self.doc.sents[at.0];
        let tok = &sentence.tokens[at.1];
        let kinds = self.actors.pair(&tok.lemma.to_lowercase());
        let counted = sentence.children(at.1).any(|c| matches!(sentence.tokens[c].lemma.as_str(), "two" | "both"));
        if kinds.is_empty() || !counted || tok.xpos != "NNS" || !(self.is_definite(at)) {
            return Vec::new();
        }
        if sentence.children(at.1).any(|c| self.names.at((at.0, c)).is_some() && sentence.tokens[c].rel() != "appos") {
            return Vec::new();
        }
        let span = self.phrase_span(at).unwrap_or(tok.span);
        let here = |mut party: Party| {
            party.who.span = span;
            party.who.text = self.doc.slice(span).to_owned();
            party
        };
        self.pair_of(at, days, kinds.contains(&Kind::Person)).into_iter().map(here).collect()
    }

    /// The two parties last spoken of together, for "the two leaders", "both sides": persons before states, no media.
    pub fn pair_before(&self, at: At, days: Days) -> Vec<Party> {
        let people = self.actors.pair(&self.doc.tok(at).lemma.to_lowercase()).contains(&Kind::Person);
        let states = !people && self.doc.tok(at).upos == Upos::Noun;
        if states { self.pair_of(at, days, false) } else { self.pair_of(at, days, true) }
    }

    /// "The government and the rebels ...": the last row of two that acted, for "both sides".
    fn row_before(&self, (sent, tok): At, days: Days, people: bool) -> Option<Vec<Party>> {
        let sents = (sent.saturating_sub(6)..=sent).rev().filter(|&s| self.doc.in_title(s) == self.doc.in_title(sent));
        for s in sents {
            let sentence = self.doc.sents[s];
            let subjects = (0..sentence.tokens.len()).filter(|&t| sentence.tokens[t].rel() == "nsubj" && (s, t) < (sent, tok));
            for head in subjects.filter(|&t| self.doc.conjuncts(s, t).len() == 2) {
                let pair = self.coordinated_within((s, head), days, 2);
                let persons = pair.iter().filter(|p| self.is_person(&p.who)).count();
                if pair.len() == 2 && pair.iter().all(|p| p.who.code.is_some()) && persons == if people { 2 } else { 0 } {
                    return Some(pair);
                }
            }
        }
        None
    }

    fn is_person(&self, who: &crate::findings::Who) -> bool {
        self.names.chains.iter().any(|c| c.person && c.name == who.name)
    }

    fn pair_of(&self, (sent, tok): At, days: Days, people: bool) -> Vec<Party> {
        if let Some(pair) = self.row_before((sent, tok), days, people) {
            let because = |p: &Party| Because::rule("actor#pair").at(p.who.span).below(p.because.clone());
            return pair.into_iter().map(|p| Party { because: because(&p), ..p }).collect();
        }
        for s in (sent.saturating_sub(3)..=sent).rev() {
            let mut found: Vec<Party> = Vec::new();
            let mut take = |party: Party| {
                let known = party.who.code.is_some() && party.who.sector.as_deref() != Some("JRN");
                let one = |p: &Party| p.who.code == party.who.code && against(p) == against(&party);
                if known && !found.iter().any(one) {
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
            if people {
                named().filter(|n| self.names.chain_of(n).person).for_each(|n| take(party(n)));
            }
            for head in self.generic_subjects(s).into_iter().filter(|&head| (s, head) < (sent, tok)) {
                self.parties_within((s, head), days, 2).into_iter().for_each(&mut take);
            }
            named()
                .filter(|n| {
                    !self.names.chain_of(n).person && n.naming != Some(Naming::Demonym) && self.is_agentive(n)
                })
                .for_each(|n| take(party(n)));
            if !people {
                named().filter(|n| n.naming == Some(Naming::Demonym)).for_each(|n| take(party(n)));
            }
            if found.len() >= 2 {
                found.truncate(2);
                return found;
            }
        }
        Vec::new()
    }

    pub(crate) fn generic_subjects(&self, sent: usize) -> Vec<usize> {
        let sentence = self.doc.sents[sent];
        (0..sentence.tokens.len())
            .filter(|&t| sentence.tokens[t].rel() == "nsubj" && sentence.tokens[t].upos == Upos::Noun && self.names.at((sent, t)).is_none())
            .collect()
    }

    /// True for a name that is no mere place of the clause ("in Sochi").
    pub(crate) fn is_agentive(&self, name: &Name) -> bool {
        let case = self.doc.case(name.sent, self.head_of(name));
        !matches!(case, Some("in" | "at" | "near" | "from" | "to" | "on"))
    }
}

/// Nouns of time and measure, which no pronoun means in news.
fn is_time(lemma: &str) -> bool {
    matches!(lemma, "day" | "week" | "month" | "year" | "hour" | "minute" | "time" | "morning" | "night" | "percent" | "part" | "number")
}

/// True for those who stand against their state: they and it are two.
fn against(party: &Party) -> bool {
    matches!(party.who.sector.as_deref(), Some("REB" | "OPP" | "UAF" | "PRE"))
}
