//! Owner: whose the thing is that a noun names: "the *Syrian* army", "*Russia's* envoy", "police in *Lagos*", "the ministers *of Iran and Iraq*".

use crate::actor::{Cast, Party, same};
use crate::doc::At;
use crate::findings::Who;
use crate::names::generic;
use crate::place;
use knowledge::{Generic, Naming};
use language::{Label, Upos};
use text::{Because, Days};

/// What is called after the seat of government where it was signed or held.
const CALLED_AFTER: [&str; 10] = [
    "accord",
    "agreement",
    "communique",
    "conference",
    "convention",
    "declaration",
    "pact",
    "protocol",
    "summit",
    "treaty",
];

impl Cast<'_> {
    /// Those who own what a noun names: "the *Syrian* army", "*Russia's* envoy", "the ministers *of Iran and Iraq*".
    pub fn owners(&self, (sent, head): At, days: Days, depth: usize) -> Vec<Party> {
        let sentence = self.doc.sents[sent];
        let mut heads = Vec::new();
        let title = generic(self.doc, self.actors, (sent, head));
        let office = title.is_some_and(|(sort, ..)| sort == Generic::Office);
        for child in sentence.children(head) {
            let tok = &sentence.tokens[child];
            match tok.deprel {
                "nmod:poss" => heads.push(child),
                "nmod" if matches!(self.doc.case(sent, child), Some("of" | "in" | "from")) => {
                    heads.push(child)
                }
                // "conceded to demands *from rebels*", where the tree takes the noun for a verb.
                "obl"
                    if matches!(sentence.tokens[head].rel(), "advcl" | "xcomp")
                        && sentence.tokens[head].xpos.starts_with("NN")
                        && matches!(self.doc.case(sent, child), Some("of" | "from")) =>
                {
                    heads.push(child)
                }
                // "a spokesman for the president"
                "nmod" if office && self.doc.case(sent, child) == Some("for") => heads.push(child),
                "amod" | "compound" | "nmod:desc" | "nmod:unmarked" | "flat"
                    if !self.backed(sent, child) && !self.called_after((sent, head), child) =>
                {
                    heads.push(self.hyphenated(sent, child).unwrap_or(child))
                }
                _ => {}
            }
        }
        let mut found: Vec<Party> = Vec::new();
        // The words of the title own nothing: "a *guerrilla* camp".
        let (title_start, title_end) = title.map_or((head, head), |(_, _, first, last)| (first, last));
        heads.retain(|&at| at < title_start || at > title_end);
        for at in head + 1..=title_end {
            let of = |&c: &usize| matches!(self.doc.case(sent, c), Some("of" | "in" | "from" | "for"));
            heads.extend(sentence.children_by(at, "nmod").filter(|&c| c > title_end).filter(of));
        }
        // "the ministers of allies *Chad and Niger*": what the tree sets beside the phrase owns it where nothing else does.
        let named = |&at: &usize| self.names.at((sent, at)).is_some_and(|n| n.label != Label::Per);
        if office && sentence.tokens[head].xpos == "NNS" && !heads.iter().any(named) {
            heads.extend(sentence.children_by(head, "appos").filter(named));
        }
        // "*army* chiefs of Kenya and Uganda": a noun that is nobody's yields to the names.
        let nobody = |at: usize| {
            self.names.at((sent, at)).is_none() && generic(self.doc, self.actors, (sent, at)).is_some()
        };
        heads.sort_by_key(|&at| (nobody(at), at > head, at));
        for &at in &heads {
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
            let known = found.iter().any(|p| p.who.code.is_some());
            if known && !self.goes_on(sent, at, &heads) {
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

    /// "the *Berne* agreement", "the *Tokyo* summit": whose seat of government it is has no more part in it than any other.
    fn called_after(&self, (sent, head): At, child: usize) -> bool {
        let name = self.names.at((sent, child));
        let seat = name.is_some_and(|name| name.naming == Some(Naming::Capital));
        let alone = self.doc.conjuncts(sent, child).len() == 1;
        seat && alone && CALLED_AFTER.contains(&&*self.doc.sents[sent].tokens[head].lemma.to_lowercase())
    }

    /// Names right before a noun that the tree has hung elsewhere: "*North Korea's* outrageous firing", "*U.S. and* South Korean forces".
    pub(crate) fn beside(&self, (sent, head): At, alone: bool) -> Vec<usize> {
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

    pub(crate) fn owner(&self, at: At, days: Days, depth: usize) -> Vec<Party> {
        if let Some(name) = self.names.at(at) {
            let who = self.bearer(name, days);
            let known = who.code.is_some() || who.id.is_some();
            if !known && let Some(party) = self.placed(at) {
                return vec![party];
            }
            let chain = self.names.chain_of(name);
            let because = chain.because.clone().at(name.span);
            return vec![Party { public: who.code.is_some(), who, because }];
        }
        if let Some(party) = self.placed(at) {
            return vec![party];
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

    /// "police in *Lagos*", "*Darfur* rebels": whoever is of a place is of its state.
    pub(crate) fn placed(&self, at: At) -> Option<Party> {
        let mention = self.places.iter().find(|m| m.covers(at))?;
        let code = mention.place.country.clone()?;
        // Guam is the United States'.
        let state = self.actors.state(&code).and_then(|state| state.country.clone());
        let code = state.unwrap_or(code);
        let who = Who {
            code: Some(code),
            name: mention.place.name.clone(),
            text: self.doc.slice(mention.span).to_owned(),
            span: mention.span,
            ..Who::default()
        };
        Some(Party {
            public: true,
            who,
            because: Because::rule("actor#place").at(mention.span).below(mention.because.clone()),
        })
    }

    /// "Police used tear gas *in Miami*": whoever keeps order in the one town that the sentence names, or lives there, is of its state.
    pub(crate) fn of_the_town(&self, (sent, head): At) -> Option<Party> {
        let tokens = &self.doc.sents[sent].tokens;
        // "in front of the palace *in Lagos*": what a phrase of the verb, or of the party itself, says.
        let beside = |town: usize| {
            let mut at = town;
            while tokens[at].rel() == "nmod"
                && let Some(above) = tokens[at].head.filter(|&above| above != head)
            {
                at = above;
            }
            tokens[at].head == Some(head) || tokens[at].rel() == "obl" && tokens[at].head == tokens[head].head
        };
        let town = |m: &&place::Mention| {
            m.sent == sent
                && beside(m.stands)
                && !m.inside
                && !m.demonym
                && m.place.precision == "city"
                && matches!(self.doc.case(sent, m.stands), Some("in" | "at" | "near" | "outside"))
        };
        let mut found = self.places.iter().filter(town).filter_map(|m| self.placed((sent, m.first)));
        let first = found.next()?;
        found.all(|other| other.who.code == first.who.code).then_some(first)
    }

    /// "*U.S.* and *South Korean* forces": another owner follows the first in a row, whatever the tree made of it.
    fn goes_on(&self, sent: usize, at: usize, heads: &[usize]) -> bool {
        let Some(name) = self.names.at((sent, at)) else { return false };
        let tokens = &self.doc.sents[sent].tokens;
        // "*China's* and *Russia's* ambassadors"
        let end = name.end + usize::from(tokens.get(name.end).is_some_and(|t| t.xpos == "POS"));
        let joined =
            tokens.get(end).is_some_and(|t| matches!(self.doc.slice(t.span), "and" | "," | "-" | "–" | "/"));
        joined
            && heads
                .iter()
                .any(|&other| self.names.at((sent, other)).is_some_and(|n| n.first == end + 1 && other > at))
    }

    /// "*Syrian*-led forces", "a *Panama*-flagged ship": the name before the hyphen.
    fn hyphenated(&self, sent: usize, tok: usize) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let participle = sentence.tokens[tok].xpos == "VBN" && tok >= 2;
        let hyphen = participle && matches!(self.doc.form((sent, tok - 1)), "-" | "–");
        let name = self.names.at((sent, tok.checked_sub(2)?)).filter(|_| hyphen)?;
        (!self.backed(sent, name.end - 1)).then_some(name.first)
    }

    /// "US-backed forces" are not the US's, nor "a Bush-era rule" Bush's; "a US-led coalition" is.
    fn backed(&self, sent: usize, tok: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let near = sentence.tokens.iter().skip(tok).take(3).skip(1);
        let hyphen =
            sentence.tokens.get(tok + 1).is_some_and(|next| next.span.start == sentence.tokens[tok].span.end);
        hyphen
            && near.clone().any(|t| {
                matches!(
                    t.lemma.as_str(),
                    "back" | "hold" | "control" | "occupy" | "besiege" | "backed" | "held" | "era"
                )
            })
            || self.doc.form((sent, tok)).contains("-backed")
            || self.doc.form((sent, tok)).contains("-held")
    }
}
