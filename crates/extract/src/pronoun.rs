//! Pronoun: whom "he", "it", "their" mean. What was named before is ranked: how near, whether it acts, how often the report speaks of it; number,
//! gender and the tree rule out the rest. A thing that is nobody's ("the accord ... it") competes too, and where it wins, nobody is meant.
//! Pronouns are read in the order of the text, and each is a candidate for those behind it: somebody spoken of as "he" stays near.

use crate::actor::{Cast, Party};
use crate::clause::subject;
use crate::doc::{At, lower};
use crate::names::{Name, generic};
use knowledge::{Gender, Generic, Kind, Naming};
use language::{Label, Upos};
use std::collections::HashMap;
use text::{Because, Days, Span};

/// What a pronoun can go back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Person,
    Body,
    Several,
    /// Things and unnamed circumstances: no party.
    Thing,
    Things,
}

/// A phrase that names somebody or something, or a pronoun that stands for one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    at: At,
    /// The words meant: its own, or those that the pronoun goes back to.
    means: At,
    first: usize,
    sort: Sort,
    chain: Option<usize>,
    /// Several in a row: "Iran and Russia".
    row: bool,
}

/// What the pronouns of a report mean, as far as they have been read.
pub(crate) type Meant = HashMap<At, Candidate>;

/// A reading of a report's pronouns: what is known so far, the candidates of each sentence.
#[derive(Default)]
struct Reading {
    meant: Meant,
    named: HashMap<usize, Vec<Candidate>>,
    /// Per sentence: the tokens of the pronouns read.
    read: HashMap<usize, Vec<usize>>,
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
        let Some(best) = self.meant(at).filter(|_| depth <= 4) else { return Vec::new() };
        if matches!(best.sort, Sort::Thing | Sort::Things) {
            return Vec::new();
        }
        let found = if best.row {
            self.coordinated_within(best.means, days, depth + 1)
        } else {
            self.parties_within(best.means, days, depth + 1)
        };
        let lemma = self.doc.form(at).to_lowercase();
        let span = self.phrase_span(best.means).unwrap_or(self.doc.tok(best.means).span);
        let because = |party: &Party| {
            let note = format!("`{lemma}` taken for {}", party.who.name);
            Because::rule("actor#pronoun").at(span).note(note).below(party.because.clone())
        };
        found.into_iter().map(|party| Party { because: because(&party), ..party }).collect()
    }

    /// The best of what stands before a pronoun.
    fn meant(&self, at: At) -> Option<Candidate> {
        match &self.meant {
            Some(meant) => meant.get(&at).copied(),
            None => self.best(at, &mut Reading::default()),
        }
    }

    /// What every pronoun of the report means, read in the order of the text.
    pub(crate) fn read_pronouns(&self) -> Meant {
        let mut reading = Reading::default();
        for (sent, sentence) in self.doc.sents.iter().enumerate() {
            for tok in (0..sentence.tokens.len()).filter(|&tok| sentence.tokens[tok].upos == Upos::Pron) {
                if let Some(best) = self.best((sent, tok), &mut reading) {
                    reading.meant.insert((sent, tok), best);
                    reading.read.entry(sent).or_default().push(tok);
                }
            }
        }
        reading.meant
    }

    fn best(&self, at: At, reading: &mut Reading) -> Option<Candidate> {
        let pronoun = self.asked(at)?;
        let ranked = self.ranked(&pronoun, reading);
        ranked.into_iter().max_by_key(|(weight, c)| (*weight, c.at)).map(|(_, best)| best)
    }

    /// The words that a pronoun goes back to, be they somebody or a thing.
    pub(crate) fn antecedent(&self, at: At) -> Option<Span> {
        let best = self.meant(at)?;
        let (sent, head) = best.means;
        let row = if best.row { self.doc.conjuncts(sent, head) } else { vec![head] };
        let spans = row.into_iter().filter_map(|head| self.phrase_span((sent, head)));
        spans.reduce(|a, b| a.to(b))
    }

    /// The chain of the name that a pronoun means.
    pub(crate) fn chain_meant(&self, at: At) -> Option<usize> {
        self.meant.as_ref()?.get(&at)?.chain
    }

    /// True for the pronouns of the third person that can mean somebody.
    pub(crate) fn is_pronoun(&self, at: At) -> bool {
        self.doc.tok(at).upos == Upos::Pron && self.asked(at).is_some()
    }

    fn asked(&self, at: At) -> Option<Pronoun> {
        let tok = self.doc.tok(at);
        let form = lower(self.doc.form(at));
        let (sorts, gender): (&'static [Sort], _) = match &*form {
            "he" | "him" | "his" | "himself" => (&[Sort::Person], Some(Gender::He)),
            "she" | "her" | "hers" | "herself" => (&[Sort::Person], Some(Gender::She)),
            "they" | "them" | "their" | "themselves" | "theirs" => {
                (&[Sort::Several, Sort::Body, Sort::Things], None)
            }
            "it" | "its" | "itself" => (&[Sort::Body, Sort::Thing], None),
            _ => return None,
        };
        if form == "it" && self.impersonal(at) {
            return None;
        }
        let possessive = tok.xpos == "PRP$" || tok.deprel == "nmod:poss";
        Some(Pronoun {
            at,
            sorts,
            gender,
            possessive,
            reflexive: form.ends_with("self") || form.ends_with("selves"),
        })
    }

    /// "It is likely that", "it was not clear whether", "it rained": no one.
    fn impersonal(&self, (sent, tok): At) -> bool {
        let sentence = self.doc.sents[sent];
        let Some(head) = sentence.tokens[tok].head else { return false };
        let copular = sentence.children_by(head, "cop").next().is_some();
        let clause = sentence
            .children(head)
            .any(|c| matches!(sentence.tokens[c].rel(), "csubj" | "ccomp" | "xcomp" | "advcl") && c > head);
        let passive = sentence.tokens[tok].deprel == "nsubj:pass";
        let said = sentence.children_by(head, "ccomp").next().is_some();
        let empty = sentence.tokens[tok].rel() == "expl" && !said;
        empty || copular && clause && sentence.tokens[head].upos == Upos::Adj || passive && said
    }

    /// What stands before a pronoun and may be meant, each with its weight.
    fn ranked(&self, pronoun: &Pronoun, reading: &mut Reading) -> Vec<(i32, Candidate)> {
        let (sent, _) = pronoun.at;
        let reach = if pronoun.gender.is_some() { 3 } else { 2 };
        let mut near: Vec<Candidate> = Vec::new();
        for s in
            (sent.saturating_sub(reach)..=sent).filter(|&s| self.doc.in_title(s) == self.doc.in_title(sent))
        {
            near.extend(reading.named.entry(s).or_insert_with(|| self.candidates(s)).iter());
            near.extend(self.spoken(s, pronoun, reading));
        }
        // "Putin met *him*" is not Putin, whom the sentence before names as well.
        let barred: Vec<Candidate> = near.iter().filter(|c| self.clause_mates(pronoun, c)).copied().collect();
        let same =
            |a: &Candidate, b: &Candidate| a.means == b.means || a.chain.is_some() && a.chain == b.chain;
        near.retain(|c| {
            pronoun.sorts.contains(&c.sort)
                && self.allowed(pronoun, c)
                && !barred.iter().any(|other| same(other, c))
        });
        let weighed = |c: Candidate| {
            let quoted = self.speaker_of_it(pronoun, &c);
            self.weight(pronoun, &c).map(|weight| (weight - if quoted { 50 } else { 0 }, c))
        };
        near.into_iter().filter_map(weighed).collect()
    }

    /// The pronouns of a sentence that have been read, as candidates; of the same gender, where that is asked for.
    fn spoken(&self, sent: usize, pronoun: &Pronoun, reading: &Reading) -> Vec<Candidate> {
        let stands = |tok: usize| {
            let meant = reading.meant.get(&(sent, tok))?;
            let other = self.asked((sent, tok))?;
            let agrees = pronoun.gender == other.gender;
            let at = (sent, tok);
            (agrees && at < pronoun.at).then_some(Candidate { at, first: tok, ..*meant })
        };
        reading.read.get(&sent).into_iter().flatten().copied().filter_map(stands).collect()
    }

    /// True for the other argument of the pronoun's own verb.
    fn clause_mates(&self, pronoun: &Pronoun, candidate: &Candidate) -> bool {
        let (sent, tok) = pronoun.at;
        let own = &self.doc.sents[sent].tokens[tok];
        let argument = |rel: &str| matches!(rel, "nsubj" | "obj" | "iobj" | "obl");
        let other = self.doc.tok(candidate.at).rel();
        let Some(verb) = own.head.filter(|_| candidate.at.0 == sent && argument(own.rel())) else {
            return false;
        };
        if pronoun.possessive || pronoun.reflexive {
            return false;
        }
        // "*Haftar* opened by swiping at Saleh, blaming *him*": who does it, though another verb brings him.
        let acts = || own.rel() != "nsubj" && subject(self.doc, sent, verb, 0) == Some(candidate.at);
        argument(other) && self.governor(candidate.at) == Some(verb) || acts()
    }

    /// "“*He* will resign,” Orban said": who speaks is not who is spoken of.
    fn speaker_of_it(&self, pronoun: &Pronoun, candidate: &Candidate) -> bool {
        let (own, other) = (self.doc.tok(pronoun.at).span, self.doc.tok(candidate.at).span);
        let Some(quote) = self.doc.quotes.iter().find(|quote| quote.contains(own)) else { return false };
        let near = pronoun.at.0 == candidate.at.0;
        near && !quote.contains(other) && self.doc.tok(candidate.at).rel() == "nsubj"
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
        (several && first.sort != Sort::Several).then_some(Candidate {
            sort: Sort::Several,
            row: true,
            chain: None,
            ..first
        })
    }

    /// "*Iranian* ships", "*U.S.* officials": a name that only says what another noun is.
    pub(crate) fn modifies(&self, name: &Name) -> bool {
        let sentence = self.doc.sents[name.sent];
        let head = self.head_of(name);
        let tok = &sentence.tokens[head];
        let adjective = name.naming == Some(Naming::Demonym) && !tok.xpos.ends_with('S');
        let rel = matches!(tok.rel(), "amod" | "compound" | "flat") || tok.deprel == "nmod:desc";
        adjective || rel && !self.names.chain_of(name).person
    }

    /// "CAIRO —": where the report was written, nobody in it.
    pub(crate) fn in_dateline(&self, name: &Name) -> bool {
        let found = self.doc.report.dateline_span.is_some_and(|dateline| dateline.contains(name.span));
        let capitals = name.first == 0 && self.doc.slice(name.span).chars().all(|ch| !ch.is_lowercase());
        // "LAGOS - ...", "LAGOS, March 25 - ..."
        let behind = self.doc.sents[name.sent].tokens.iter().skip(name.end).take(5);
        let mut marks = behind.map(|t| matches!(self.doc.slice(t.span), "—" | "–" | "-" | "--" | "("));
        found || capitals && marks.any(|dash| dash)
    }

    /// The token of a name that hangs on a word outside of it.
    pub(crate) fn head_of(&self, name: &Name) -> usize {
        let sentence = self.doc.sents[name.sent];
        let outside = |&t: &usize| sentence.tokens[t].head.is_none_or(|h| h < name.first || h >= name.end);
        (name.first..name.end).find(outside).unwrap_or(name.first)
    }

    fn named_candidate(&self, name: &Name) -> Option<Candidate> {
        let chain = self.names.chain_of(name);
        let head = (name.sent, self.head_of(name));
        // "Emperor of the United States" beside "claimed to be": a title that was read as a name.
        let title = chain.actor.is_none() && generic(self.doc, self.actors, head).is_some();
        if self.modifies(name) || self.in_dateline(name) || title && !self.is_somebody(head) {
            return None;
        }
        let kind = chain.actor.map(|at| self.actors.actors[at].kind);
        let sort = match (chain.person, kind, name.naming) {
            (true, ..) => Sort::Person,
            (_, _, Some(Naming::Demonym)) => Sort::Several,
            (_, Some(_), _) => Sort::Body,
            (_, None, _) if name.label == Label::Org => Sort::Body,
            (_, None, _) if name.label == Label::Loc => Sort::Thing,
            _ => return None,
        };
        Some(Candidate {
            at: head,
            means: head,
            first: name.first,
            sort,
            chain: Some(name.chain),
            row: false,
        })
    }

    /// A common noun: somebody of a sector, or a thing that acts.
    fn plain_candidate(&self, at: At) -> Option<Candidate> {
        let sentence = self.doc.sents[at.0];
        let tok = &sentence.tokens[at.1];
        let heads =
            matches!(tok.rel(), "nsubj" | "obj" | "iobj" | "obl" | "conj" | "root" | "nmod" | "appos");
        // In small letters it is a common noun, whatever its tag.
        let small = tok.upos == Upos::Propn && self.doc.form(at).starts_with(char::is_lowercase);
        // "The Secretary", "the President": a title for a name.
        let title = tok.upos == Upos::Propn && self.is_definite(at);
        if !(tok.upos == Upos::Noun || small || title) || !heads {
            return None;
        }
        let plural = matches!(tok.xpos, "NNS" | "NNPS");
        let lemma = lower(&tok.lemma);
        let first = || self.doc.phrase(at.0, at.1).first().copied().unwrap_or(at.1);
        let candidate =
            |sort| Some(Candidate { at, means: at, first: first(), sort, chain: None, row: false });
        let body = if plural || !self.is_definite(at) { None } else { self.namesake(at, &lemma) };
        if let Some(name) = body {
            return Some(Candidate {
                at,
                means: at,
                first: first(),
                sort: Sort::Body,
                chain: Some(name.chain),
                row: false,
            });
        }
        let party = generic(self.doc, self.actors, at);
        let person_named = party.is_some_and(|(_, _, first, _)| self.name_inside(at, first).is_some());
        match party {
            Some(_) if person_named => None,
            // "The position of emperor", "as president": an office, nobody in it.
            Some((Generic::Office, ..)) if tok.rel() != "nsubj" && !self.is_somebody(at) => None,
            Some(_) if plural || matches!(&*lemma, "police" | "people") => candidate(Sort::Several),
            Some(_) if self.actors.is_collective(&lemma) => candidate(Sort::Body),
            Some(_) => candidate(Sort::Person),
            None if !self.actors.again(&lemma).is_empty() => {
                candidate(if plural { Sort::Several } else { Sort::Body })
            }
            None if matches!(tok.rel(), "nsubj" | "obj") && !is_time(&lemma) => {
                candidate(if plural { Sort::Things } else { Sort::Thing })
            }
            None => None,
        }
    }

    /// True where a determiner or an owner says that somebody is meant.
    fn is_somebody(&self, (sent, head): At) -> bool {
        let sentence = self.doc.sents[sent];
        sentence.children(head).any(|c| {
            c < head && (sentence.tokens[c].rel() == "det" || sentence.tokens[c].deprel == "nmod:poss")
        })
    }

    /// What the tree and the order of words rule out.
    fn allowed(&self, pronoun: &Pronoun, candidate: &Candidate) -> bool {
        let (sent, tok) = pronoun.at;
        if candidate.at.0 != sent {
            return true;
        }
        let sentence = self.doc.sents[sent];
        // A phrase that holds the pronoun ("his deputy") is not what it means.
        if candidate.at.1 >= tok
            || candidate.first >= tok
            || sentence.dominates(candidate.at.1, tok) && pronoun.possessive && self.inside(candidate.at, tok)
        {
            return false;
        }
        let own = &sentence.tokens[tok];
        let argument = matches!(own.rel(), "nsubj" | "obj" | "iobj" | "obl");
        let beside = argument && own.head.is_some() && self.governor(candidate.at) == own.head;
        pronoun.possessive || pronoun.reflexive || !beside
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
    pub(crate) fn governor(&self, (sent, tok): At) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let mut at = tok;
        for _ in 0..12 {
            let here = &sentence.tokens[at];
            let above = here.head?;
            if matches!(
                here.rel(),
                "nsubj" | "obj" | "iobj" | "obl" | "csubj" | "ccomp" | "xcomp" | "advcl" | "parataxis"
            ) || sentence.tokens[above].xpos.starts_with("VB")
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
            2 => 28,
            _ => 10,
        };
        let role = self.role(candidate.at);
        let rel = sentence.tokens[role].rel();
        weight += match rel {
            "nsubj" => 35,
            "obj" | "iobj" | "root" => 14,
            "nmod" if sentence.tokens[role].deprel == "nmod:poss" => 12,
            "obl" => 9,
            "nmod" => 4,
            _ => 0,
        };
        weight += self.told(pronoun, candidate);
        if rel == "nsubj" && sentence.tokens[role].head.is_some_and(|h| sentence.tokens[h].head.is_none()) {
            weight += 5;
        }
        if candidate.at.0 == sent {
            weight -= i32::try_from(tok.saturating_sub(candidate.at.1) / 2).unwrap_or(20).min(20);
            let verb = self.governor(pronoun.at);
            // "its": whoever acts there, be it through another verb ("Iran vowed to defend *its* program").
            let acts = || verb.and_then(|verb| subject(self.doc, sent, verb, 0)) == Some(candidate.at);
            if pronoun.possessive && (rel == "nsubj" && sentence.tokens[role].head == verb || acts()) {
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
            let before = self.names.all.iter().filter(|n| {
                n.chain == chain && (n.sent, n.first) < candidate.at && !self.doc.in_title(n.sent)
            });
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

    /// The token whose place in the clause a name shares: "the spokesman, *Ali Sabri*, said".
    fn role(&self, (sent, tok): At) -> usize {
        let sentence = self.doc.sents[sent];
        let here = &sentence.tokens[tok];
        let told = matches!(here.rel(), "appos" | "flat") || here.deprel == "nmod:desc";
        let named = self.names.at((sent, tok)).is_some_and(|name| self.names.chain_of(name).person);
        here.head.filter(|_| told && named).unwrap_or(tok)
    }

    /// "Condemned it", "pay for it": what is acted on or spoken of is a matter rather than a body.
    fn is_matter(&self, pronoun: &Pronoun) -> bool {
        let tok = self.doc.tok(pronoun.at);
        let case = self.doc.case(pronoun.at.0, pronoun.at.1);
        // "said it was very positive"
        let judged = tok.rel() == "nsubj"
            && tok.head.is_some_and(|head| {
                let sentence = self.doc.sents[pronoun.at.0];
                sentence.children_by(head, "cop").next().is_some()
                    && matches!(sentence.tokens[head].upos, Upos::Adj | Upos::Noun)
            });
        let matter = judged
            || tok.rel() == "obj"
            || matches!(case, Some("to" | "for" | "in" | "of" | "about" | "at" | "on"));
        pronoun.sorts.contains(&Sort::Thing) && !pronoun.possessive && matter
    }

    /// "They" seldom is a state; a group it may be.
    fn plural_body(&self, candidate: &Candidate) -> i32 {
        let kind =
            candidate.chain.and_then(|c| self.names.chains[c].actor).map(|at| self.actors.actors[at].kind);
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
        let Some(verb) = sentence.tokens[tok].head.filter(|_| sentence.tokens[tok].rel() == "nsubj") else {
            return 0;
        };
        let below = sentence.children_by(verb, "ccomp").any(|c| sentence.dominates(c, candidate.at.1));
        // "... , he said" stands behind what is said; "The judge resigned: he was ill" goes on.
        let goes_on = tok > 0 && matches!(self.doc.form((sent, tok - 1)), ":" | ";");
        let beside = !goes_on
            && sentence.tokens[verb].rel() == "parataxis"
            && sentence.tokens[verb].head.is_some_and(|h| sentence.dominates(h, candidate.at.1));
        if below || beside { -45 } else { 0 }
    }

    fn gender_of(&self, candidate: &Candidate) -> Option<Gender> {
        if let Some(told) = self.asked(candidate.at).and_then(|pronoun| pronoun.gender) {
            return Some(told);
        }
        if let Some(chain) = candidate.chain {
            return self.names.chains[chain].gender;
        }
        self.actors.gender(&self.doc.tok(candidate.at).lemma)
    }
}

/// Nouns of time and measure, which no pronoun means in news.
fn is_time(lemma: &str) -> bool {
    matches!(
        lemma,
        "day"
            | "week"
            | "month"
            | "year"
            | "hour"
            | "minute"
            | "time"
            | "morning"
            | "night"
            | "percent"
            | "part"
            | "number"
    )
}
