//! Titles: what the words beside a name say of its bearer: titles, appositions, copulas, and a lead's unnamed speaker.

use crate::actor::{Cast, Party};
use crate::doc::{At, lower};
use crate::names::{Name, generic};
use knowledge::Generic;
use language::Upos;
use text::{Because, Days};

/// Words before a title that say it is held no more.
const OVER: [&str; 8] = ["former", "ex", "one-time", "onetime", "erstwhile", "ousted", "deposed", "toppled"];

/// Words for those who belong to a body.
pub(crate) const MEMBERS: [&str; 5] = ["member", "founder", "co-founder", "cofounder", "veteran"];

impl Cast<'_> {
    /// A name among the words of a phrase, behind its generic words ("Defence Minister *Sergei Shoigu*").
    pub(crate) fn name_inside(&self, (sent, head): At, first: usize) -> Option<&Name> {
        let sentence = self.doc.sents[sent];
        // "Secretary of State *Rex Tillerson*": right behind the title, whatever the tree made of it.
        let last = generic(self.doc, self.actors, (sent, head))
            .map(|(_, _, _, last)| last)
            .filter(|&last| last > head);
        let behind = last.and_then(|last| self.names.at((sent, last + 1)).filter(|n| n.first == last + 1));
        if let Some(name) = behind.filter(|name| self.names.chain_of(name).person) {
            return Some(name);
        }
        let within = sentence
            .children(head)
            .filter(|&c| matches!(sentence.tokens[c].rel(), "flat" | "appos" | "compound" | "nmod"));
        within
            .filter(|&c| c > first)
            .filter(|&c| sentence.tokens[c].rel() != "nmod" || self.doc.case(sent, c).is_none())
            .find_map(|c| self.names.at((sent, c)))
    }

    /// What titles, appositions and copulas say of each name, taken into its chain; the first word on it wins.
    pub(crate) fn describe_chains(&mut self) {
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
        let beside = sentence.children_by(head, "appos").filter(|&t| !self.doc.joined(name.sent, t));
        found.extend(beside.map(|t| (name.sent, t)));
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
        let Some((sort, id, first, _)) = generic(self.doc, self.actors, head) else {
            return self.join(chain, head);
        };
        let id = id.to_owned();
        let sector = match sort {
            Generic::Office => self.actors.offices.get(&id).map(|o| o.sector.clone()),
            Generic::Agent => self.actors.agents.get(&id).map(|a| a.sector.clone()),
        };
        // The "park *bomber* Ray Stone" is no aircraft.
        if sector.as_deref() == Some("MIL") && self.actors.is_collective(&lower(&self.doc.tok(head).lemma)) {
            return;
        }
        // "Former U.S. President X" was that before the report.
        let past = sort == Generic::Office && self.is_past(head, first);
        let sector = if past && sector.as_deref() == Some("GOV") { Some("ELI".to_owned()) } else { sector };
        let owner = self.owners(head, Days::default(), 1).into_iter().find(|p| p.who.code.is_some());
        let owner = owner.or_else(|| self.code_before((head.0, first)));
        let gender = self.actors.gender(&self.doc.tok(head).lemma);
        let chain = &mut self.names.chains[chain];
        chain.gender = chain.gender.or(gender);
        if sort == Generic::Office && chain.office.is_none() && !past {
            chain.office = Some(id);
        }
        chain.sector = chain.sector.take().or(sector.filter(|s| !s.is_empty()));
        chain.code = chain.code.take().or(owner.and_then(|party| party.who.code));
    }

    /// "a member of *the Front*", "*Front* member X": who belongs to a body has its code and sector.
    fn join(&mut self, chain: usize, (sent, head): At) {
        let sentence = self.doc.sents[sent];
        if !MEMBERS.contains(&sentence.tokens[head].lemma.as_str()) {
            return;
        }
        let of = sentence.children_by(head, "nmod").filter(|&at| self.doc.case(sent, at) == Some("of"));
        let before =
            head.checked_sub(1).filter(|&at| sentence.tokens[at].head.is_some_and(|above| above >= head));
        let named = of.chain(before).find_map(|at| self.names.at((sent, at)));
        let Some(body) = named.map(|name| self.bearer(name, Days::default())) else { return };
        // A state has nationals, no members.
        if body.sector.is_none() {
            return;
        }
        let chain = &mut self.names.chains[chain];
        if chain.code.is_none() {
            chain.code = body.code;
            chain.sector = chain.sector.take().or(body.sector);
        }
    }

    /// "*Former* U.S. Secretary of State": a word before a title that says it is held no more.
    fn is_past(&self, (sent, head): At, first: usize) -> bool {
        let over = |at: usize| {
            let form = self.doc.form((sent, at)).to_lowercase();
            OVER.contains(&form.as_str()) || form.starts_with("ex-")
        };
        let beside = (first.saturating_sub(4)..first).rev();
        let mut beside = beside.take_while(|&at| self.doc.tok((sent, at)).upos != Upos::Verb);
        self.doc.sents[sent].children(head).any(over) || beside.any(over)
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
}
