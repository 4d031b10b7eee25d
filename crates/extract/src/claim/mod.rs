//! Claim: who says what. A cue ("said", "according to", "his pledge to") gives speaker and content; quotations that stand without a cue
//! go on with the speaker before them. In comes a report with its trees, names and times; out go its claims, in the order of the text.
//!
//! `cue` finds the words of saying, `sense` whether they say so there, `content` what is said (`right` behind a cue, `left` before it), `extent`
//! its bytes, `speaker` who says it, `order` what words in their order tell where trees do not, `phrase` cues that are no verbs; `speech` ties
//! what stands in several sentences together, and `signed` reads labels and signatures.

mod content;
mod cue;
mod extent;
mod left;
mod order;
mod phrase;
mod right;
mod sense;
mod signed;
mod speaker;
mod speech;

use crate::actor::{Cast, Party};
use crate::clause::triggered;
use crate::doc::{At, Doc, lower};
use crate::findings::{Claim, Form, Who};
use crate::time::{Timex, governing};
use knowledge::cues::Cue;
use knowledge::{Sort, Tables};
use language::Upos;
use text::{Because, Span};

/// A claim before it has an id, with the tokens it was read from.
#[derive(Clone)]
struct Found {
    sent: usize,
    cue: usize,
    kind: String,
    lemma: String,
    cue_span: Vec<Span>,
    speaker: Option<Party>,
    medium: bool,
    parts: Vec<Span>,
    via: Vec<String>,
    addressee: Vec<Who>,
    because: Because,
    confidence: f64,
    /// A participle that has yet to be given the speaker of the cue before it.
    pending: bool,
}

impl Found {
    /// True where all of the other's cue stands in what this one says.
    fn holds(&self, other: &Found) -> bool {
        !other.cue_span.is_empty()
            && other.cue_span.iter().all(|cue| self.parts.iter().any(|part| part.contains(*cue)))
    }

    /// Where it stands: its cue, else its content.
    fn place(&self) -> Span {
        self.cue_span.first().or(self.parts.first()).copied().unwrap_or_default()
    }
}

/// All claims of a report, in the order of the text.
pub fn find(cast: &Cast, tables: &Tables, timexes: &[Timex]) -> Vec<Claim> {
    let doc = cast.doc;
    let reader = Reader { cast, doc, tables, timexes, quotes: &doc.quotes };
    let mut found = Vec::new();
    for sent in 0..doc.sents.len() {
        let first = found.len();
        reader.sentence(sent, &mut found);
        let known = found.split_off(first);
        found.extend(phrase::unhidden(reader.said_on_by_speaker(known)));
    }
    found.sort_by_key(|f| (f.place(), f.cue));
    speech::relayed(&mut found);
    reader.pronouns(&mut found);
    reader.labelled(&mut found);
    reader.uncued(&mut found);
    reader.first_person(&mut found);
    found.sort_by_key(|f| (f.parts.first().copied().unwrap_or_default(), f.cue));
    let mut claims: Vec<Claim> = Vec::new();
    for f in found {
        if let Some(claim) = reader.claim(f)
            && !claims.iter().any(|c| c.id == claim.id)
        {
            claims.push(claim);
        }
    }
    claims
}

struct Reader<'r, 'd> {
    cast: &'r Cast<'d>,
    doc: &'r Doc<'d>,
    tables: &'r Tables,
    timexes: &'r [Timex],
    quotes: &'r [Span],
}

impl Reader<'_, '_> {
    fn sentence(&self, sent: usize, found: &mut Vec<Found>) {
        let tokens = &self.doc.sents[sent].tokens;
        for (at, tok) in tokens.iter().enumerate().filter(|(_, tok)| tok.upos != Upos::Punct) {
            let lemma = lower(&tok.lemma);
            let read = self.participle(sent, at).or_else(|| self.triggered(sent, at, &lemma, found));
            if let Some(read) = read.or_else(|| self.verb_read_as_noun(sent, at, &lemma)) {
                found.push(read);
            }
            let adverb = || self.tables.cues.adverb(&lemma);
            if let Some(cue) = (tok.upos == Upos::Adv).then(adverb).flatten() {
                found.extend(self.adverb(sent, at, cue));
            }
        }
        // "Citing officials, he said ...": what is cited is what a cue behind it tells, so that phrases come last.
        for (at, tok) in tokens.iter().enumerate() {
            let form = lower(self.doc.form((sent, at)));
            if let Some(phrase) = self.phrase(sent, at, &form, found) {
                // "citing officials": whom it names says it, and nobody else.
                let names = tok.xpos == "VBG";
                found.retain(|f| !names || f.sent != sent || f.cue != at);
                found.push(phrase);
            }
        }
        if self.doc.in_title(sent) {
            found.extend(self.headline(sent, found));
        }
    }

    /// The claim of the first cue that the word is part of; cues of several words come before their first word alone.
    fn triggered(&self, sent: usize, at: usize, lemma: &str, others: &[Found]) -> Option<Found> {
        let cues = &self.tables.cues;
        let led = cues.by_head(lemma);
        if led.is_empty() {
            return None;
        }
        let row = led.iter().map(|&(cue, t)| (&cues.claims[cue], &cues.claims[cue].triggers[t]));
        let mut row: Vec<_> = row.collect();
        row.sort_by_key(|(_, trigger)| std::cmp::Reverse(trigger.rest.len()));
        // "raised the *question* whether": a word of the cue before it.
        let own = self.doc.tok((sent, at)).span;
        let spoken =
            |f: &Found| f.sent == sent && f.cue != at && f.cue_span.iter().any(|cue| cue.contains(own));
        if others.iter().any(spoken) {
            return None;
        }
        row.into_iter().find_map(|(cue, trigger)| {
            let taken = triggered(self.doc, sent, at, trigger)?;
            let mut read = match trigger.sort {
                Sort::Verb => self.verb(sent, at, cue, &taken),
                Sort::Adjective => self.adjective(sent, at, cue, &taken),
                Sort::Noun => self.noun(sent, at, cue, &taken),
                Sort::Modal => None,
            }?;
            let words = std::iter::once(&trigger.head).chain(&trigger.rest).map(String::as_str);
            read.lemma = words.collect::<Vec<_>>().join(" ");
            Some(read)
        })
    }

    /// ", the Herald reports.": a verb that the tagger took for a noun.
    fn verb_read_as_noun(&self, sent: usize, at: usize, lemma: &str) -> Option<Found> {
        if !matches!(self.doc.tok((sent, at)).xpos, "NN" | "NNS") {
            return None;
        }
        let cues = &self.tables.cues;
        let verbs = cues.by_head(lemma).iter().filter(|&&(cue, t)| {
            let trigger = &cues.claims[cue].triggers[t];
            trigger.sort == Sort::Verb && trigger.rest.is_empty()
        });
        verbs.map(|&(cue, _)| &cues.claims[cue]).find_map(|cue| {
            let (speaker, parts) = self.misread_noun(sent, at, cue)?;
            Some(Found { confidence: 0.6, ..self.found((sent, at), cue, Some(speaker), parts) })
        })
    }

    /// "was convinced that": a participle that stands in the cues as an adjective.
    fn participle(&self, sent: usize, at: usize) -> Option<Found> {
        if self.doc.tok((sent, at)).xpos != "VBN" {
            return None;
        }
        let form = &*lower(self.doc.form((sent, at)));
        let cues = &self.tables.cues;
        let adjective = |&&(cue, t): &&(usize, usize)| {
            let trigger = &cues.claims[cue].triggers[t];
            trigger.sort == Sort::Adjective && trigger.rest.is_empty()
        };
        let &(cue, _) = cues.by_head(form).iter().find(adjective)?;
        let mut found = self.adjective(sent, at, &cues.claims[cue], &[at])?;
        found.lemma = form.to_owned();
        Some(found)
    }

    fn found(&self, (sent, at): At, cue: &Cue, speaker: Option<Party>, parts: Vec<Span>) -> Found {
        let medium = cue.medium || speaker.as_ref().is_some_and(|p| p.who.sector.as_deref() == Some("JRN"));
        let tok = self.doc.tok((sent, at));
        let because =
            Because::rule(cue.rule.clone()).at(tok.span).note(format!("{} -> {}", tok.lemma, cue.kind));
        Found {
            sent,
            cue: at,
            kind: cue.kind.clone(),
            lemma: tok.lemma.clone(),
            cue_span: vec![tok.span],
            confidence: if speaker.as_ref().is_some_and(|p| p.who.code.is_some()) { 0.85 } else { 0.7 },
            speaker,
            medium,
            parts,
            via: Vec::new(),
            addressee: Vec::new(),
            because,
            pending: false,
        }
    }

    fn is(&self, at: At, test: &str) -> bool {
        let lemma = lower(&self.doc.tok(at).lemma);
        match test.strip_prefix('@') {
            Some(class) => self.tables.frames.in_class(class, &lemma),
            None => lemma == test,
        }
    }

    fn in_quotes(&self, span: Span) -> bool {
        self.quotes.iter().any(|q| q.contains(span))
    }

    fn form(&self, parts: &[Span]) -> Form {
        let touched = |part: &Span| self.quotes.iter().any(|q| part.overlaps(*q));
        if parts.iter().all(|part| self.in_quotes(*part)) {
            Form::Direct
        } else if parts.iter().any(touched) {
            Form::Mixed
        } else {
            Form::Indirect
        }
    }

    fn claim(&self, f: Found) -> Option<Claim> {
        let first = *f.parts.first()?;
        let content = f.parts.iter().skip(1).fold(first, |all, part| all.to(*part));
        if content.is_empty() {
            return None;
        }
        let form = self.form(&f.parts);
        // The letter of an interview ("Q:") is nobody's words.
        if form == Form::Indirect && content.len() <= 2 {
            return None;
        }
        let days = governing(self.doc, self.timexes, f.sent, f.cue).map(|t| t.days).unwrap_or_default();
        let report = &self.doc.report.id;
        let speaker = f.speaker.map(|p| (p.who, p.because));
        let cued = f.cue_span.first().map_or(0, |s| s.start);
        let place = format!("{:?} {} {} {cued}", content.part, content.start, content.end);
        let because = speaker.iter().fold(f.because, |because, (_, reason)| because.below(reason.clone()));
        Some(Claim {
            id: text::id("c-", &[report, &place]),
            report: report.clone(),
            sentence: f.sent,
            speaker: speaker.map(|(who, _)| who),
            cue: f.lemma,
            cue_span: f.cue_span,
            kind: f.kind,
            form,
            content,
            content_text: self.doc.slice(content).to_owned(),
            parts: if f.parts.len() > 1 { f.parts } else { Vec::new() },
            via: f.via,
            addressee: f.addressee,
            date_earliest: days.earliest,
            date_latest: days.latest,
            mentions: Vec::new(),
            confidence: f.confidence,
            because: vec![because],
        })
    }
}
