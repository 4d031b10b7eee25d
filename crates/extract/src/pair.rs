//! Pair: "the two leaders", "both sides", "the two countries": all members of the pair last spoken of.

use crate::actor::{Cast, Party};
use crate::doc::At;
use crate::findings::Who;
use crate::names::Name;
use knowledge::{Kind, Naming};
use language::Upos;
use text::{Because, Days};

/// Who "they" and "the two leaders" may be: persons first, then whoever else is named.
const ANYBODY: [Kind; 1] = [Kind::Person];

impl Cast<'_> {
    /// "The two leaders", "both sides": all members of the pair last spoken of.
    pub(crate) fn pair(&self, at: At, days: Days) -> Vec<Party> {
        let sentence = self.doc.sents[at.0];
        let tok = &sentence.tokens[at.1];
        let kinds = self.actors.pair(&tok.lemma.to_lowercase());
        let counted =
            sentence.children(at.1).any(|c| matches!(sentence.tokens[c].lemma.as_str(), "two" | "both"));
        if kinds.is_empty() || !counted || tok.xpos != "NNS" || !(self.is_definite(at)) {
            return Vec::new();
        }
        if sentence
            .children(at.1)
            .any(|c| self.names.at((at.0, c)).is_some() && sentence.tokens[c].rel() != "appos")
        {
            return Vec::new();
        }
        let span = self.phrase_span(at).unwrap_or(tok.span);
        let here = |mut party: Party| {
            party.who.span = span;
            party.who.text = self.doc.slice(span).to_owned();
            party
        };
        self.pair_of(at, days, kinds).into_iter().map(here).collect()
    }

    /// "The government and the rebels ...": the last row of two that acted or between whom something is, for "both sides".
    fn row_before(&self, (sent, tok): At, days: Days, people: bool) -> Option<Vec<Party>> {
        let sents = (sent.saturating_sub(12)..=sent)
            .rev()
            .filter(|&s| self.doc.in_title(s) == self.doc.in_title(sent));
        for s in sents {
            let sentence = self.doc.sents[s];
            // Beyond the sentences right before, only a row that acts itself or faces each other; never mere places.
            let near = s + 4 > sent;
            let facing = |t: usize| {
                sentence.tokens[t].rel() == "nsubj"
                    || self.doc.case(s, t) == Some("between")
                    || near && self.names.at((s, t)).is_some_and(|n| self.is_agentive(n) && !self.modifies(n))
            };
            let heads = (0..sentence.tokens.len()).filter(|&t| facing(t) && (s, t) < (sent, tok));
            for head in heads.filter(|&t| self.doc.conjuncts(s, t).len() == 2) {
                let pair = self.coordinated_within((s, head), days, 2);
                let persons = pair.iter().filter(|p| self.is_person(&p.who)).count();
                if pair.len() == 2
                    && pair.iter().all(|p| p.who.code.is_some())
                    && persons == if people { 2 } else { 0 }
                {
                    return Some(pair);
                }
            }
        }
        None
    }

    fn is_person(&self, who: &Who) -> bool {
        self.names.chains.iter().any(|c| c.person && c.name == who.name)
    }

    /// The two parties last spoken of together, for "the two leaders", "both sides": persons before states, no media.
    pub fn pair_before(&self, at: At, days: Days) -> Vec<Party> {
        let kinds = self.actors.pair(&self.doc.tok(at).lemma.to_lowercase());
        let states = !kinds.contains(&Kind::Person) && self.doc.tok(at).upos == Upos::Noun;
        self.pair_of(at, days, if states { kinds } else { &ANYBODY })
    }

    /// `kinds`: who may be one of the two.
    fn pair_of(&self, (sent, tok): At, days: Days, kinds: &[Kind]) -> Vec<Party> {
        let people = kinds.contains(&Kind::Person);
        if let Some(pair) = self.row_before((sent, tok), days, people) {
            let because = |p: &Party| Because::rule("actor#pair").at(p.who.span).below(p.because.clone());
            return pair.into_iter().map(|p| Party { because: because(&p), ..p }).collect();
        }
        // "The African Union urged *both sides* to talk": who acts on the pair, or tells of it, is none of it.
        let apart = [self.acting_on((sent, tok)), self.telling_of((sent, tok))];
        // "Washington sent supplies to *the two countries*": nor is its state.
        let acting = apart[0].and_then(|chain| self.names.all.iter().find(|n| n.chain == chain));
        let acting = acting.and_then(|name| self.bearer(name, days).code).filter(|_| !people);
        let mut all: Vec<Party> = Vec::new();
        for s in (sent.saturating_sub(3)..=sent).rev() {
            let mut found: Vec<Party> = Vec::new();
            let mut take = |party: Party| {
                let private = !people && matches!(party.who.sector.as_deref(), Some("CVL" | "SOC" | "BUS"));
                let known =
                    party.who.code.is_some() && party.who.sector.as_deref() != Some("JRN") && !private;
                let one = |p: &Party| p.who.code == party.who.code && against(p) == against(&party);
                let acts = acting.is_some() && party.who.code == acting && !against(&party);
                if known && !acts && !found.iter().any(one) {
                    found.push(party);
                }
            };
            let named = || {
                self.names.all.iter().filter(|n| {
                    n.sent == s
                        && (n.sent, n.first) < (sent, tok)
                        && !apart.contains(&Some(n.chain))
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
            } else {
                named().filter(|n| self.may_pair(n, kinds) && self.acts(n)).for_each(|n| take(party(n)));
            }
            for head in self.generic_subjects(s).into_iter().filter(|&head| (s, head) < (sent, tok)) {
                self.parties_within((s, head), days, 2).into_iter().for_each(&mut take);
            }
            // "The two officers" are no state and no body.
            let stand_in = !people || self.doc.tok((sent, tok)).upos != Upos::Noun;
            named()
                .filter(|n| {
                    stand_in
                        && self.may_pair(n, kinds)
                        && n.naming != Some(Naming::Demonym)
                        && self.is_agentive(n)
                })
                .for_each(|n| take(party(n)));
            if !people {
                named().filter(|n| n.naming == Some(Naming::Demonym)).for_each(|n| take(party(n)));
            }
            if found.len() >= 2 {
                found.truncate(2);
                return found;
            }
            let new = |p: &Party| !all.iter().any(|o| o.who.code == p.who.code && against(o) == against(p));
            found.retain(new);
            all.extend(found);
        }
        // One here, one there: the two that the last sentences speak of, if there are no more.
        if all.len() == 2 && !people { all } else { Vec::new() }
    }

    /// True for the subject of a clause, and for whoever owns it: "*Russia's* troops".
    fn acts(&self, name: &Name) -> bool {
        let sentence = self.doc.sents[name.sent];
        let head = self.head_of(name);
        let tok = &sentence.tokens[head];
        let owned = tok.head.filter(|_| tok.deprel == "nmod:poss").map(|above| sentence.tokens[above].rel());
        tok.rel() == "nsubj" || owned == Some("nsubj")
    }

    /// The chain of who says the clause that a phrase stands in: "*Borrell* said that the two men had ...".
    fn telling_of(&self, (sent, tok): At) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let verb = self.governor((sent, tok))?;
        let above = sentence.tokens[verb].head.filter(|_| sentence.tokens[verb].rel() == "ccomp")?;
        let subject = sentence.children_by(above, "nsubj").next()?;
        self.chain_at((sent, subject))
    }

    /// True for a body, a group or a state of the kinds asked for; what no catalogue knows counts as a group.
    fn may_pair(&self, name: &Name, kinds: &[Kind]) -> bool {
        let chain = self.names.chain_of(name);
        let kind = chain.actor.map_or(Kind::Group, |at| self.actors.actors[at].kind);
        !chain.person && (kinds.contains(&kind) || kinds.contains(&Kind::Person))
    }

    fn generic_subjects(&self, sent: usize) -> Vec<usize> {
        let sentence = self.doc.sents[sent];
        (0..sentence.tokens.len())
            .filter(|&t| {
                sentence.tokens[t].rel() == "nsubj"
                    && sentence.tokens[t].upos == Upos::Noun
                    && self.names.at((sent, t)).is_none()
            })
            .collect()
    }

    /// True for a name that is no mere place of the clause ("in Sochi").
    pub(crate) fn is_agentive(&self, name: &Name) -> bool {
        let case = self.doc.case(name.sent, self.head_of(name));
        !matches!(case, Some("in" | "at" | "near" | "from" | "to" | "on" | "over"))
    }

    /// True where a name only tells where something is: "a research centre in *Tokyo*".
    pub(crate) fn is_place_of(&self, name: &Name) -> bool {
        let case = self.doc.case(name.sent, self.head_of(name));
        matches!(case, Some("in" | "at" | "near" | "outside" | "inside" | "around" | "across"))
    }
}

/// True for those who stand against their state: they and it are two.
fn against(party: &Party) -> bool {
    matches!(party.who.sector.as_deref(), Some("REB" | "OPP" | "UAF" | "PRE"))
}
