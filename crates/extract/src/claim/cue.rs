//! Cue: verbs, adjectives and nouns that say that somebody says something. In comes a trigger where it stands; out goes a claim, or
//! nothing where the word has another sense, no content, or nobody to say it.

use super::{Found, Reader};
use crate::actor::Party;
use crate::clause::{Clause, nominal, passive, standing_named, verbal};
use crate::doc::{At, nominal as nominal_word};
use knowledge::Effect;
use knowledge::cues::{Cue, Takes};
use language::Upos;
use text::{Days, Span};

/// Kinds that may hide who speaks in the passive: "is believed to", "was told that". Who is *ordered* or *promised* something says nothing.
const HIDDEN: [&str; 8] = ["say", "believe", "report", "predict", "show", "conclude", "hope", "accuse"];

/// Kinds of nouns that tell what is said or thought though nobody owns them: "reports that", "fears that", "allegations that".
const UNOWNED: [&str; 5] = ["report", "hope", "predict", "believe", "accuse"];

/// Verbs whose passive with an infinitive is a duty: "was told to leave", "is supposed to leave". Nobody says so.
pub(super) const DUTY: [&str; 2] = ["tell", "suppose"];

/// A verb of saying with what stands beside it.
pub(super) struct Saying<'c> {
    pub clause: &'c Clause,
    pub cue: &'c Cue,
    pub passive: bool,
    pub speaker: Option<At>,
}

impl Saying<'_> {
    pub fn takes(&self, what: Takes) -> bool {
        self.cue.takes.contains(&what)
    }
}

impl Reader<'_, '_> {
    pub(super) fn verb(&self, sent: usize, at: usize, cue: &Cue, taken: &[usize]) -> Option<Found> {
        let passing = || self.in_passing(sent, at).filter(|_| cue.takes.contains(&Takes::Clause));
        let by_words = |(speaker, parts): (Party, Vec<Span>)| {
            let mut found = self.found((sent, at), cue, Some(speaker), parts);
            // "American *Can* said" is no auxiliary.
            let named = found.speaker.as_ref().map(|p| p.who.span).unwrap_or_default();
            let mut own = self.phrase_of(sent, at, taken);
            own.retain(|&t| !named.contains(self.doc.tok((sent, t)).span));
            found.cue_span = runs(self, sent, own);
            found.confidence = 0.6;
            found
        };
        let told = || self.verb_in_tree(sent, at, cue, taken);
        let words = || self.by_order(sent, at, cue).map(by_words);
        passing().map(by_words).or_else(told).or_else(words)
    }

    fn verb_in_tree(&self, sent: usize, at: usize, cue: &Cue, taken: &[usize]) -> Option<Found> {
        let sentence = self.doc.sents[sent];
        let clause = verbal(self.doc, sent, at);
        let misread = self.past_taken_for_passive(sent, at) && passive(sentence, at);
        let shared = self.shares_passive(sent, at);
        let passive = (passive(sentence, at) || shared) && !misread;
        if self.another_sense(&clause, cue) || self.is_for_example(sent, at) || self.joins(sent, at) {
            return None;
        }
        let mut moved = standing_named(self.cast, &self.tables.cues, &clause);
        moved.retain(|m| m.because.span.is_none_or(|word| self.moves(sent, at, word)));
        let goes_on = self.goes_on_to(sent, at).is_some();
        let negated = moved.iter().any(|m| m.effect == Effect::Negation);
        // "If they say so" is said by nobody; who "would not say" declines.
        let supposed = moved.iter().any(|m| m.effect == Effect::Hypothetical);
        let declines = negated && matches!(cue.kind.as_str(), "say" | "confirm");
        if supposed && !goes_on && !declines && !self.says_by_saying(&clause) {
            return None;
        }
        if self.quoted_under(sent, at) {
            return None;
        }
        let quoted_as = cue.medium && self.as_saying(sent, at).is_some();
        let slot = if quoted_as || misread { "object" } else { "subject" };
        let head = if shared { clause.slot("by").next() } else { self.speaker_head(&clause, slot) };
        let clausal = cue.takes.contains(&Takes::Clause) && sentence.tokens[at].xpos == "VBG";
        let may_go_on = || clausal && self.goes_on_at(sent, at).is_some();
        let hidden = passive && HIDDEN.contains(&cue.kind.as_str());
        let hidden = hidden && (cue.kind == "accuse" || self.says_without_speaker(sent, at));
        if head.is_none() && !hidden && !may_go_on() {
            return None;
        }
        let saying = Saying { clause: &clause, cue, passive, speaker: head };
        let mut toks = self.phrase_of(sent, at, taken);
        let content = match self.as_saying(sent, at).filter(|_| quoted_as) {
            Some(inner) => {
                toks.extend(
                    sentence.children(inner).filter(|&c| c < inner && sentence.tokens[c].lemma == "as"),
                );
                toks.push(inner);
                let below = verbal(self.doc, sent, inner);
                let quoting = Saying { speaker: clause.slot("subject").next().or(head), ..saying };
                self.clausal(&Saying { clause: &below, ..saying }).or_else(|| self.left(&quoting))?
            }
            None => self.content(&saying)?,
        };
        if self.leaves_its_quotation(sent, at, &content) {
            return None;
        }
        // Who it is takes the longest to tell, so it is asked last.
        let speaker = head.and_then(|head| self.speaker(head, Some(at)));
        let pending = speaker.is_none() && may_go_on();
        if speaker.is_none() && !pending && !hidden {
            return None;
        }
        let mut found = self.found((sent, at), cue, speaker, content);
        found.pending = pending;
        found.cue_span = runs(self, sent, toks);
        // "The ministry denied the report: ...": what stands there is said, not denied.
        let ends = sentence.span.end;
        if found.kind == "deny" && found.parts.iter().all(|part| part.start >= ends) {
            found.kind = "say".to_owned();
        }
        if negated && cue.kind != "deny" {
            found.kind = unsaid(&found.kind).to_owned();
        }
        if quoted_as {
            let media = clause.slot("subject").filter_map(|head| self.speaker(head, Some(at)));
            found.via = media.map(|p| p.who.text).collect();
            found.medium = false;
        }
        found.addressee = self.addressees(&clause, quoted_as);
        Some(found)
    }

    /// A word of saying inside a quotation does not say what stands outside of it.
    fn leaves_its_quotation(&self, sent: usize, at: usize, content: &[Span]) -> bool {
        let own = self.doc.tok((sent, at)).span;
        let quote = self.quotes.iter().find(|quote| quote.contains(own));
        quote.is_some_and(|quote| {
            content.iter().any(|part| part.end <= quote.start || part.start >= quote.end)
        })
    }

    /// "quoted the guard as *saying* that ...": the verb under "as".
    fn as_saying(&self, sent: usize, at: usize) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let marked = |c: usize| sentence.children(c).any(|m| m < c && sentence.tokens[m].lemma == "as");
        let near =
            sentence.children(at).chain(sentence.children_by(at, "obj").flat_map(|o| sentence.children(o)));
        near.filter(|&c| c > at && sentence.tokens[c].xpos == "VBG").find(|&c| marked(c))
    }

    /// True for the verb under "as": the quotation is the claim of the verb above.
    fn quoted_under(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let above = sentence.tokens[at].head;
        let verb =
            above.filter(|&v| !nominal_word(&sentence.tokens[v])).or_else(|| sentence.tokens[above?].head);
        verb.is_some_and(|verb| {
            let medium = |&(cue, _): &(usize, usize)| self.tables.cues.claims[cue].medium;
            let lemma = sentence.tokens[verb].lemma.to_lowercase();
            self.as_saying(sent, verb) == Some(at) && self.tables.cues.by_head(&lemma).iter().any(medium)
        })
    }

    /// "The sign says stop", "claimed the title": what the entry's `unless` rules out.
    fn another_sense(&self, clause: &Clause, cue: &Cue) -> bool {
        cue.unless.iter().any(|(slot, lemmas)| {
            clause.slot(slot).any(|head| lemmas.iter().any(|lemma| self.is(head, lemma)))
        })
    }

    /// The cue's words: auxiliaries, negation and particles, and the verbs it is the infinitive of ("is expected to say", "refused to say").
    fn phrase_of(&self, sent: usize, at: usize, taken: &[usize]) -> Vec<usize> {
        let sentence = self.doc.sents[sent];
        let mut toks = taken.to_vec();
        // "declined *to* comment"
        toks.extend(taken.windows(2).filter(|two| two[1] == two[0] + 2).map(|two| two[0] + 1));
        let own = |toks: &mut Vec<usize>, verb: usize| {
            toks.extend(sentence.children(verb).filter(|&c| {
                let tok = &sentence.tokens[c];
                let short = verb.abs_diff(c) <= 6;
                let negation = tok.rel() == "advmod" && matches!(tok.lemma.as_str(), "not" | "n't" | "never");
                short
                    && !self.quoted_apart(sent, at, tok.span)
                    && (tok.rel() == "aux" || tok.deprel == "compound:prt" || negation && c < verb)
            }));
        };
        own(&mut toks, at);
        if let Some(go) = self.goes_on_to(sent, at) {
            toks.extend(go..at);
            own(&mut toks, go);
        }
        let mut verb = at;
        for _ in 0..3 {
            let tok = &sentence.tokens[verb];
            let to = sentence.children_by(verb, "mark").find(|&m| sentence.tokens[m].lemma == "to");
            let Some(above) = tok.head.filter(|&h| tok.rel() == "xcomp" && h < verb && verb - h <= 4) else {
                break;
            };
            let verbal = matches!(sentence.tokens[above].upos, Upos::Verb | Upos::Adj);
            if !verbal || self.governs_itself(sent, above) {
                break;
            }
            toks.push(above);
            toks.extend(to);
            own(&mut toks, above);
            toks.extend(sentence.children_by(above, "cop"));
            verb = above;
        }
        toks
    }

    /// "went on to say": the verb "go", where the tree takes the saying for its purpose.
    fn goes_on_to(&self, sent: usize, at: usize) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let above = sentence.tokens[at].head.filter(|&h| h < at && at - h == 3)?;
        let on = self.doc.form((sent, above + 1)).eq_ignore_ascii_case("on");
        (sentence.tokens[above].lemma == "go" && on && self.to_infinitive(sent, at)).then_some(above)
    }

    /// True for a verb that is a cue with an infinitive for its content: "promised to announce" is a promise.
    fn governs_itself(&self, sent: usize, at: usize) -> bool {
        let cues = &self.tables.cues;
        let lemma = self.doc.tok((sent, at)).lemma.to_lowercase();
        cues.by_head(&lemma).iter().any(|&(cue, t)| {
            let cue = &cues.claims[cue];
            cue.triggers[t].rest.is_empty() && cue.takes.contains(&Takes::Infinitive)
        })
    }

    fn addressees(&self, clause: &Clause, quoted_as: bool) -> Vec<crate::findings::Who> {
        let slots = ["iobj", "to"];
        let told = clause.complement.is_some() || self.doc.tok((clause.sent, clause.head)).lemma == "tell";
        let object = clause.slot("object").filter(|_| told && !quoted_as);
        let heads = slots.into_iter().flat_map(|slot| clause.slot(slot).collect::<Vec<_>>()).chain(object);
        heads.flat_map(|head| self.cast.parties(head, Days::default())).map(|p| p.who).collect()
    }

    /// "The mayor is sure that ...", "Rome was disappointed that ...".
    pub(super) fn adjective(&self, sent: usize, at: usize, cue: &Cue, taken: &[usize]) -> Option<Found> {
        let sentence = self.doc.sents[sent];
        let copula = sentence.children(at).find(|&c| matches!(sentence.tokens[c].deprel, "cop" | "aux:pass"));
        let depends = sentence.tokens[at].rel() == "amod";
        let clause = verbal(self.doc, sent, at);
        let slot = if passive(sentence, at) { "object" } else { "subject" };
        let head = self.speaker_head(&clause, slot).filter(|_| copula.is_some() || !depends)?;
        let moved = standing_named(self.cast, &self.tables.cues, &clause);
        if moved.iter().any(|m| m.effect == Effect::Hypothetical) {
            return None;
        }
        let saying = Saying { clause: &clause, cue, passive: false, speaker: Some(head) };
        let content = self.clausal(&saying)?;
        let speaker = self.speaker(head, Some(at))?;
        let mut found = self.found((sent, at), cue, Some(speaker), content);
        let mut toks = self.phrase_of(sent, at, taken);
        toks.extend(copula);
        found.cue_span = runs(self, sent, toks);
        if moved.iter().any(|m| m.effect == Effect::Negation) {
            found.kind = unsaid(&found.kind).to_owned();
        }
        Some(found)
    }

    /// "the claim that ...", "Moscow's pledge to ...", "allegations of fraud by the opposition".
    pub(super) fn noun(&self, sent: usize, at: usize, cue: &Cue, taken: &[usize]) -> Option<Found> {
        let clause = nominal(self.doc, &self.tables.frames, sent, at);
        let (content, of) = self.noun_content(sent, at, cue)?;
        let slots = ["possessive", "by", "from", "modifier"];
        let named = slots.into_iter().find_map(|slot| {
            let mut heads = clause.slot(slot).filter(|head| !self.inside(*head, &content));
            heads.find_map(|head| {
                let owns = matches!(slot, "possessive" | "by")
                    || !self.cast.parties(head, Days::default()).is_empty();
                self.speaker(head, Some(at)).filter(|_| owns)
            })
        });
        let by_subject = || clause.slot("subject").find_map(|head| self.speaker(head, Some(at)));
        // "on reports that", "fears that": somebody says so, the text does not say who.
        let hidden = of.is_none() && UNOWNED.contains(&cue.kind.as_str());
        let medium = || self.reports_of((sent, at)).filter(|_| cue.medium);
        let speaker = named.or_else(by_subject).or_else(medium);
        if speaker.is_none() && !hidden {
            return None;
        }
        let mut found = self.found((sent, at), cue, speaker, content);
        found.cue_span = runs(self, sent, self.noun_phrase_of(sent, at, taken, of, clause.light));
        Some(found)
    }

    /// "preliminary reports (that ...)": nobody but the reports themselves.
    fn reports_of(&self, (sent, at): At) -> Option<Party> {
        let first = self.doc.phrase(sent, at).first().copied().filter(|&first| first <= at)?;
        let mut party = self.unnamed((sent, at), Some(at))?;
        party.who.span = self.trimmed(sent, first, at + 1)?;
        party.who.text = self.doc.slice(party.who.span).to_owned();
        party.who.name.clone_from(&party.who.text);
        Some(party)
    }

    fn inside(&self, at: At, content: &[Span]) -> bool {
        let span = self.doc.tok(at).span;
        content.iter().any(|part| part.contains(span))
    }

    /// "'s claim of": the possessive mark before, the preposition behind, and the light verb that brings it ("made a claim").
    fn noun_phrase_of(
        &self,
        sent: usize,
        at: usize,
        taken: &[usize],
        of: Option<usize>,
        light: Option<usize>,
    ) -> Vec<usize> {
        let sentence = self.doc.sents[sent];
        let mut toks = taken.to_vec();
        let owner = sentence.children_by(at, "nmod:poss").next();
        let mark = owner.and_then(|owner| sentence.children_by(owner, "case").last());
        if let Some(mark) = mark.filter(|&mark| mark < at && at - mark <= 4) {
            toks.extend(mark..at);
        }
        if let Some(verb) = light.filter(|&verb| verb < at && at - verb <= 4) {
            toks.extend(verb..at);
            toks.extend(sentence.children_by(verb, "aux"));
        }
        toks.extend(of);
        toks
    }
}

/// What a claim of that kind is where its cue is denied: somebody does *not* say, believe, promise so.
fn unsaid(kind: &str) -> &'static str {
    match kind {
        "believe" | "hope" | "predict" | "conclude" => "doubt",
        _ => "decline",
    }
}

/// Unbroken runs of tokens as spans.
pub(super) fn runs(reader: &Reader, sent: usize, mut toks: Vec<usize>) -> Vec<Span> {
    toks.sort_unstable();
    toks.dedup();
    let mut spans: Vec<(usize, Span)> = Vec::new();
    for tok in toks {
        let span = reader.doc.tok((sent, tok)).span;
        match spans.last_mut() {
            Some((last, run)) if *last + 1 >= tok => {
                *run = run.to(span);
                *last = tok;
            }
            _ => spans.push((tok, span)),
        }
    }
    spans.into_iter().map(|(_, span)| span).collect()
}
