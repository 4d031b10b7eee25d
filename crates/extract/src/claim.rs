//! Claim: who says what. A cue ("said", "according to", "his pledge to") gives speaker and content; quotations that stand without a cue
//! go on with the speaker before them. Content is found by the tree where the tree has it, else by the marks on the page.

use crate::actor::{Cast, Party};
use crate::clause::{Clause, nominal, passive, standing, triggered, verbal};
use crate::doc::{At, Doc, nominal as is_nominal};
use crate::findings::{Claim, Form, Who};
use crate::quote;
use crate::time::{Timex, governing};
use knowledge::cues::{Cue, Takes};
use knowledge::{Effect, Sort, Tables};
use language::Upos;
use text::{Because, Days, Part, Span};

/// A claim before it has an id, with the tokens it was read from.
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
}

/// All claims of a report, in the order of the text.
pub fn find(cast: &Cast, tables: &Tables, timexes: &[Timex]) -> Vec<Claim> {
    let doc = cast.doc;
    let mut quotes = quote::find(&doc.report.title, Part::Title);
    quotes.extend(quote::find(&doc.report.text, Part::Body));
    let reader = Reader { cast, doc, tables, quotes };
    let mut found = Vec::new();
    for sent in 0..doc.sents.len() {
        reader.sentence(sent, &mut found);
    }
    let mut found = relayed(found);
    reader.uncued(&mut found);
    found.sort_by_key(|f| (f.parts.first().copied().unwrap_or_default(), f.cue));
    let mut claims: Vec<Claim> = Vec::new();
    for f in found {
        if let Some(claim) = reader.claim(f, timexes)
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
    quotes: Vec<Span>,
}

impl Reader<'_, '_> {
    fn sentence(&self, sent: usize, found: &mut Vec<Found>) {
        let tokens = &self.doc.sents[sent].tokens;
        for (at, tok) in tokens.iter().enumerate() {
            let lemma = tok.lemma.to_lowercase();
            for &(cue, trigger) in self.tables.cues.by_head(&lemma) {
                let cue = &self.tables.cues.claims[cue];
                let trigger = &cue.triggers[trigger];
                let Some(taken) = triggered(self.doc, sent, at, trigger) else { continue };
                let read = match trigger.sort {
                    Sort::Verb => self.verb(sent, at, cue, &taken),
                    _ => self.noun(sent, at, cue),
                };
                if let Some(mut read) = read {
                    read.lemma = std::iter::once(trigger.head.as_str())
                        .chain(trigger.rest.iter().map(String::as_str))
                        .collect::<Vec<_>>()
                        .join(" ");
                    found.push(read);
                    break;
                }
            }
            if let Some(cue) = self.tables.cues.adverb(&lemma).filter(|_| tokens[at].upos == Upos::Adv) {
                found.extend(self.adverb(sent, at, cue));
            }
            found.extend(self.phrase(sent, at));
        }
    }

    fn verb(&self, sent: usize, at: usize, cue: &Cue, taken: &[usize]) -> Option<Found> {
        let sentence = self.doc.sents[sent];
        let clause = verbal(self.doc, sent, at);
        let excluded = |slot: &String, lemmas: &Vec<String>| {
            clause.slot(slot).any(|head| lemmas.iter().any(|l| self.is(head, l)))
        };
        if cue.unless.iter().any(|(slot, lemmas)| excluded(slot, lemmas)) {
            return None;
        }
        let moved = standing(self.doc, &self.tables.cues, &clause);
        if moved.iter().any(|m| m.effect == Effect::Negation && cue.kind != "deny")
            || moved.iter().any(|m| m.effect == Effect::Hypothetical)
        {
            return None;
        }
        let passive = passive(sentence, at);
        let quoted_as = cue.medium && clause.slot("as").next().is_some();
        let speaker_slot = if quoted_as { "object" } else { "subject" };
        let speaker_head = clause.slot(speaker_slot).next();
        let speaker = speaker_head.and_then(|head| self.speaker(head));
        let content = self.content(&clause, cue, passive, speaker_head)?;
        let content = self.interrupted(sent, at, speaker_head, content);
        let heard = speaker_head.is_some() || passive || self.in_quotes(content[0]);
        if !heard || (speaker.is_none() && !passive) {
            return None;
        }
        let mut cue_toks = taken.to_vec();
        cue_toks.extend(sentence.children_by(at, "aux"));
        cue_toks.sort_unstable();
        let mut found = self.found(sent, at, cue, speaker, content);
        found.cue_span = runs(self.doc, sent, &cue_toks);
        if quoted_as {
            found.via =
                clause.slot("subject").filter_map(|head| self.speaker(head)).map(|p| p.who.text).collect();
            found.medium = false;
        }
        found.addressee = self.addressees(&clause, quoted_as);
        Some(found)
    }

    fn found(&self, sent: usize, at: usize, cue: &Cue, speaker: Option<Party>, parts: Vec<Span>) -> Found {
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
        }
    }

    fn is(&self, at: At, test: &str) -> bool {
        let lemma = self.doc.tok(at).lemma.to_lowercase();
        match test.strip_prefix('@') {
            Some(class) => self.tables.frames.in_class(class, &lemma),
            None => lemma == test,
        }
    }

    /// Whoever a phrase means as a speaker: a party, the owner of "a statement", or the bare words of somebody unnamed.
    fn speaker(&self, head: At) -> Option<Party> {
        let all = self.cast.coordinated(head, Days::default());
        if let Some(mut first) = all.first().cloned() {
            if all.len() > 1 {
                first.who.name = all.iter().map(|p| p.who.name.as_str()).collect::<Vec<_>>().join(", ");
                first.who.span = all.iter().fold(first.who.span, |span, p| {
                    if p.who.span.part == span.part { span.to(p.who.span) } else { span }
                });
                first.who.text = self.doc.slice(first.who.span).to_owned();
            }
            return Some(first);
        }
        let tok = self.doc.tok(head);
        if let Some(mut owner) = self.cast.owners(head, Days::default(), 0).into_iter().next() {
            owner.who.span = self.cast.phrase_span(head).unwrap_or(tok.span);
            owner.who.text = self.doc.slice(owner.who.span).to_owned();
            return Some(owner);
        }
        let speaks = is_nominal(tok)
            && !matches!(
                tok.lemma.to_lowercase().as_str(),
                "it" | "this" | "that" | "which" | "what" | "there" | "i" | "we" | "you"
            );
        speaks.then(|| {
            let span = self.cast.phrase_span(head).unwrap_or(tok.span);
            let text = self.doc.slice(span).to_owned();
            let who = Who { name: text.clone(), text, span, ..Who::default() };
            Party { who, public: false, because: Because::rule("claim#unnamed-speaker").at(span) }
        })
    }

    fn addressees(&self, clause: &Clause, quoted_as: bool) -> Vec<Who> {
        let slots = ["iobj", "to"];
        let told = clause.complement.is_some() || self.doc.tok((clause.sent, clause.head)).lemma == "tell";
        let object = clause.slot("object").filter(|_| told && !quoted_as);
        let heads: Vec<At> =
            slots.into_iter().flat_map(|slot| clause.slot(slot).collect::<Vec<_>>()).chain(object).collect();
        heads.into_iter().flat_map(|head| self.cast.parties(head, Days::default())).map(|p| p.who).collect()
    }

    /// The pieces of what is said, less quotation marks and the cue's own words.
    fn content(&self, clause: &Clause, cue: &Cue, passive: bool, speaker: Option<At>) -> Option<Vec<Span>> {
        let (sent, at) = (clause.sent, clause.head);
        let sentence = self.doc.sents[sent];
        let takes = |what: Takes| cue.takes.contains(&what);
        if takes(Takes::Clause) || takes(Takes::Quote) {
            let tok = &sentence.tokens[at];
            if tok.rel() == "parataxis"
                && let Some(around) = self.around(sent, at)
            {
                return Some(around);
            }
            if let Some(child) = sentence
                .children_by(at, "ccomp")
                .find(|&c| takes(Takes::Clause) || self.in_quotes(self.doc.tok((sent, c)).span))
            {
                let infinitive =
                    sentence.children_by(child, "mark").any(|m| sentence.tokens[m].lemma == "to");
                if !infinitive || takes(Takes::Infinitive) {
                    return self.below(sent, child, at);
                }
            }
            if let Some(quoted) = self.quoted(sent, at, speaker) {
                return Some(quoted);
            }
            if let Some(before) = self.before(sent, at, speaker) {
                return Some(before);
            }
        }
        if takes(Takes::As)
            && let Some(head) = clause.slot("as").next()
        {
            let object = clause.slot("object").next().filter(|o| o.0 == sent && o.1 > at);
            let below = self.below(sent, head.1, at)?;
            let start = object.and_then(|o| self.below(sent, o.1, at)).map(|o| o[0]);
            return Some(vec![start.map_or(below[0], |object| object.to(below[0]))]);
        }
        if takes(Takes::Infinitive)
            && let Some(child) = sentence.children(at).find(|&c| {
                matches!(sentence.tokens[c].rel(), "xcomp" | "advcl") && self.to_infinitive(sent, c)
            })
        {
            return self.below(sent, child, at);
        }
        if takes(Takes::Clause)
            && takes(Takes::Infinitive)
            && let Some(child) = sentence.children_by(at, "xcomp").next()
        {
            return self.below(sent, child, at);
        }
        let deed = sentence.children_by(at, "advcl").find(|&c| {
            sentence.children(c).any(|m| {
                sentence.tokens[m].lemma == "of" && matches!(sentence.tokens[m].rel(), "mark" | "case")
            })
        });
        if takes(Takes::Object)
            && let Some(deed) = deed.filter(|&deed| deed > at)
        {
            return self.below(sent, deed, at);
        }
        if takes(Takes::Object)
            && let Some(object) = clause.slot("object").find(|o| o.0 == sent)
        {
            let short = self.doc.tok(object).upos == Upos::Pron;
            let _ = passive;
            return if short { None } else { self.below(sent, object.1, at) };
        }
        if takes(Takes::About) {
            let head = ["about", "of", "on"]
                .into_iter()
                .find_map(|slot| clause.slot(slot).next())
                .filter(|h| h.0 == sent)?;
            return self.below(sent, head.1, at);
        }
        None
    }

    fn to_infinitive(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        sentence.children_by(at, "mark").any(|m| sentence.tokens[m].lemma == "to")
    }

    /// The subtree of a token, as one span, the marks at its ends cut off; `None` where it would swallow the cue.
    fn below(&self, sent: usize, top: usize, cue: usize) -> Option<Vec<Span>> {
        let toks = self.doc.sents[sent].subtree(top);
        let (first, last) = (*toks.first()?, *toks.last()?);
        let (first, last) = if first < cue && cue < last {
            if top > cue {
                (*toks.iter().find(|&&t| t > cue)?, last)
            } else {
                (first, *toks.iter().rev().find(|&&t| t < cue)?)
            }
        } else {
            (first, last)
        };
        self.trimmed(sent, first, last + 1).map(|span| vec![self.whole_quote(span)])
    }

    /// "..., he said, ...": all of the sentence but the cue's own clause, in one or two pieces.
    fn around(&self, sent: usize, cue: usize) -> Option<Vec<Span>> {
        let sentence = self.doc.sents[sent];
        let own = sentence.subtree(cue);
        let (first, last) = (*own.first()?, *own.last()?);
        let start = self.sentence_start(sent);
        let before = (first > start).then(|| self.trimmed(sent, start, first)).flatten();
        let after = self.trimmed(sent, last + 1, sentence.tokens.len());
        let pieces: Vec<Span> = [before, after.filter(|s| s.len() > 3)]
            .into_iter()
            .flatten()
            .map(|s| self.whole_quote(s))
            .collect();
        (!pieces.is_empty()).then_some(pieces)
    }

    /// The first token behind a dateline, which no speaker says.
    fn sentence_start(&self, sent: usize) -> usize {
        let tokens = &self.doc.sents[sent].tokens;
        let dateline = self.doc.report.dateline_span;
        tokens
            .iter()
            .position(|t| dateline.is_none_or(|d| t.span.part == Part::Title || t.span.start >= d.end))
            .unwrap_or(0)
    }

    /// "“We tried,” he said, “and we failed.”": both halves of a quotation, where the tree gave one.
    fn interrupted(&self, sent: usize, cue: usize, speaker: Option<At>, content: Vec<Span>) -> Vec<Span> {
        let halves = || self.quoted(sent, cue, speaker).filter(|halves| halves.len() > 1);
        match halves().filter(|_| content.iter().all(|part| self.in_quotes(*part))) {
            Some(halves) => halves
                .into_iter()
                .map(|half| {
                    let (start, end) = trim(self.doc, half);
                    Span::new(half.part, start, end)
                })
                .collect(),
            None => content,
        }
    }

    /// Words before "the envoy explained", where the tree has hung them elsewhere: up to the comma before speaker and cue.
    fn before(&self, sent: usize, cue: usize, speaker: Option<At>) -> Option<Vec<Span>> {
        let head = speaker.filter(|s| s.0 == sent)?;
        let toks = self.doc.phrase(sent, head.1);
        let first = (*toks.first()?).min(cue);
        let comma = first
            .checked_sub(1)
            .filter(|&t| matches!(self.doc.form((sent, t)), "," | "”" | "\"" | "''" | "?" | "!"))?;
        let start = self.sentence_start(sent);
        let verb = (start..comma).any(|t| matches!(self.doc.tok((sent, t)).upos, Upos::Verb | Upos::Aux));
        if comma < start + 3 || !verb {
            return None;
        }
        self.trimmed(sent, start, comma).map(|span| vec![self.whole_quote(span)])
    }

    /// Quotations of the sentence that lie outside speaker and cue: direct speech whatever the tree made of it.
    fn quoted(&self, sent: usize, cue: usize, speaker: Option<At>) -> Option<Vec<Span>> {
        let sentence = self.doc.sents[sent];
        let own = sentence.tokens[cue].span;
        let said_by = speaker.filter(|s| s.0 == sent).map(|s| self.doc.tok(s).span);
        let long = |q: &&Span| {
            q.overlaps(sentence.span)
                && !q.contains(own)
                && said_by.is_none_or(|s| !q.contains(s))
                && self.doc.slice(**q).split(' ').count() >= 3
        };
        let pieces: Vec<Span> = self.quotes.iter().filter(long).copied().collect();
        // Words in quotation marks that belong to another clause of the sentence are that clause's.
        let beside = |q: &Span| {
            let gap = if q.end <= own.start { q.end..own.start } else { own.end..q.start };
            let between = Span::new(own.part, gap.start, gap.end);
            let near = self.doc.slice(between).split(' ').count();
            near <= 12
        };
        let pieces: Vec<Span> = pieces.into_iter().filter(beside).collect();
        (!pieces.is_empty()).then_some(pieces)
    }

    fn in_quotes(&self, span: Span) -> bool {
        self.quotes.iter().any(|q| q.contains(span))
    }

    /// A piece that ends inside a quotation of several sentences runs to the quotation's ends.
    fn whole_quote(&self, span: Span) -> Span {
        let starts = self.quotes.iter().find(|q| {
            q.part == span.part && q.start < span.start && span.start < q.end && span.end <= q.end + 4
        });
        let ends = self.quotes.iter().find(|q| {
            q.part == span.part && q.start <= span.end && span.end < q.end && q.start + 4 >= span.start
        });
        let start = starts.map_or(span.start, |q| q.start);
        let end = ends.map_or(span.end, |q| q.end);
        let (start, end) = trim(self.doc, Span::new(span.part, start, end));
        Span::new(span.part, start, end)
    }

    /// Tokens `first..end` as a span without the marks at its ends.
    fn trimmed(&self, sent: usize, first: usize, end: usize) -> Option<Span> {
        let tokens = self.doc.sents[sent].tokens.get(first..end)?;
        let word = |t: &language::Token| {
            t.upos != Upos::Punct || self.doc.slice(t.span).chars().any(char::is_alphanumeric)
        };
        let from = tokens.iter().position(|t| word(t) || matches!(self.doc.slice(t.span), "(" | "$"))?;
        let to = tokens.iter().rposition(|t| word(t) || matches!(self.doc.slice(t.span), ")" | "%"))?;
        let start = tokens.get(from)?;
        let cc = start.rel() == "cc" && from < to;
        let from = if cc { from + 1 } else { from };
        (from <= to).then(|| tokens[from].span.to(tokens[to].span))
    }

    /// "the claim that ...", "Moscow's pledge to ...".
    fn noun(&self, sent: usize, at: usize, cue: &Cue) -> Option<Found> {
        let sentence = self.doc.sents[sent];
        let clause = nominal(self.doc, &self.tables.frames, sent, at);
        let content = sentence.children(at).find(|&c| {
            let tok = &sentence.tokens[c];
            let clausal = matches!(tok.deprel, "acl" | "ccomp");
            let that = sentence.children_by(c, "mark").any(|m| sentence.tokens[m].lemma == "that");
            clausal
                && (that && cue.takes.contains(&Takes::Clause)
                    || self.to_infinitive(sent, c) && cue.takes.contains(&Takes::Infinitive))
        })?;
        let owner = ["possessive", "by", "from", "of", "modifier"].into_iter().find_map(|slot| {
            clause.slot(slot).find_map(|head| self.cast.parties(head, Days::default()).into_iter().next())
        });
        let owner = owner.or_else(|| self.cast.owners((sent, at), Days::default(), 0).into_iter().next());
        let owner = owner.or_else(|| clause.slot("subject").find_map(|head| self.speaker(head)))?;
        let content = self.below(sent, content, at)?;
        Some(self.found(sent, at, cue, Some(owner), content))
    }

    /// "reportedly": somebody says so, the text does not say who.
    fn adverb(&self, sent: usize, at: usize, cue: &Cue) -> Option<Found> {
        let head = self.doc.tok((sent, at)).head?;
        let content = self.below(sent, head, usize::MAX)?;
        let mut found = self.found(sent, at, cue, None, content);
        found.confidence = 0.6;
        Some(found)
    }

    /// "according to X": the sentence is what X says.
    fn phrase(&self, sent: usize, at: usize) -> Option<Found> {
        let tokens = &self.doc.sents[sent].tokens;
        let word = |t: usize| tokens.get(t).map(|tok| self.doc.slice(tok.span).to_lowercase());
        let fits = |cue: &&Cue| {
            cue.phrases.iter().any(|p| p.iter().enumerate().all(|(n, w)| word(at + n).as_deref() == Some(w)))
        };
        if word(at)? != "according"
            && !self
                .tables
                .cues
                .claims
                .iter()
                .any(|c| c.phrases.iter().any(|p| Some(&p[0]) == word(at).as_ref()))
        {
            return None;
        }
        let cue = self.tables.cues.claims.iter().find(fits)?;
        let phrase = cue
            .phrases
            .iter()
            .filter(|p| p.iter().enumerate().all(|(n, w)| word(at + n).as_deref() == Some(w)))
            .max_by_key(|p| p.len())?;
        let behind = at + phrase.len();
        let mut head = (behind..tokens.len().min(behind + 12)).find(|&t| {
            is_nominal(&tokens[t]) && tokens[t].head.is_none_or(|h| h < behind || !is_nominal(&tokens[h]))
        })?;
        while let Some(up) = tokens[head].head.filter(|&h| h >= behind && is_nominal(&tokens[h])) {
            head = up;
        }
        let speaker = self.speaker((sent, head))?;
        let own = self.doc.sents[sent].subtree(head);
        let last = own.last().copied().unwrap_or(head);
        let start = self.sentence_start(sent);
        let before = (at > start + 1).then(|| self.trimmed(sent, start, at)).flatten();
        let after = self.trimmed(sent, last + 1, tokens.len()).filter(|s| s.len() > 10);
        let parts: Vec<Span> = [before, after].into_iter().flatten().collect();
        if parts.is_empty() {
            return None;
        }
        let mut found = self.found(sent, at, cue, Some(speaker), parts);
        found.lemma = phrase.join(" ");
        found.cue_span = vec![self.doc.span_of(sent, &(at..behind).collect::<Vec<_>>())];
        Some(found)
    }

    /// Quotations that no cue has claimed: the speaker goes on.
    fn uncued(&self, found: &mut Vec<Found>) {
        for &quote in &self.quotes {
            let sent = self.doc.sents.iter().position(|s| s.span.overlaps(quote));
            let Some(sent) = sent else { continue };
            let words = self.doc.slice(quote).split_whitespace().count();
            let taken = found.iter().any(|f| f.parts.iter().any(|p| p.overlaps(quote)));
            let alone = self.doc.sents[sent].span.start + 4 >= quote.start;
            if taken || words < 5 || !alone {
                continue;
            }
            let before = found
                .iter()
                .filter(|f| f.speaker.is_some() && f.sent < sent && f.sent + 3 > sent)
                .max_by_key(|f| f.sent);
            let Some(speaker) = before.and_then(|f| f.speaker.clone()) else { continue };
            let (start, end) = trim(self.doc, quote);
            let because = Because::rule("claim#quotation-goes-on")
                .at(quote)
                .note(format!("{} spoke last", speaker.who.name));
            found.push(Found {
                sent,
                cue: 0,
                kind: "say".into(),
                lemma: String::new(),
                cue_span: Vec::new(),
                speaker: Some(speaker),
                medium: false,
                parts: vec![Span::new(quote.part, start, end)],
                via: Vec::new(),
                addressee: Vec::new(),
                because,
                confidence: 0.6,
            });
        }
    }

    fn claim(&self, f: Found, timexes: &[Timex]) -> Option<Claim> {
        let first = *f.parts.first()?;
        let content = f.parts.iter().skip(1).fold(first, |all, part| all.to(*part));
        if content.is_empty() {
            return None;
        }
        let quoted = f.parts.iter().all(|part| self.in_quotes(*part));
        let touched = self.quotes.iter().any(|q| f.parts.iter().any(|part| part.overlaps(*q)));
        let form = if quoted {
            Form::Direct
        } else if touched {
            Form::Mixed
        } else {
            Form::Indirect
        };
        let days = governing(self.doc, timexes, f.sent, f.cue).map(|t| t.days).unwrap_or_default();
        let report = &self.doc.report.id;
        let speaker = f.speaker.map(|p| (p.who, p.because));
        let place = format!(
            "{:?} {} {} {}",
            content.part,
            content.start,
            content.end,
            f.cue_span.first().map_or(0, |s| s.start)
        );
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

/// A medium that relays somebody's words is the way they came, not a second speaker.
fn relayed(mut found: Vec<Found>) -> Vec<Found> {
    let mut gone = vec![false; found.len()];
    for outer in 0..found.len() {
        if !found[outer].medium {
            continue;
        }
        let Some(name) = found[outer].speaker.as_ref().map(|p| p.who.text.clone()) else { continue };
        let parts = found[outer].parts.clone();
        let inside = |f: &Found| f.cue_span.iter().any(|c| parts.iter().any(|p| p.contains(*c)));
        for inner in 0..found.len() {
            let direct = inner != outer
                && found[inner].sent == found[outer].sent
                && found[inner].speaker.is_some()
                && inside(&found[inner]);
            if direct && !found[inner].medium {
                found[inner].via.push(name.clone());
                gone[outer] = true;
            }
        }
    }
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
    found
}

/// Unbroken runs of tokens as spans.
fn runs(doc: &Doc, sent: usize, toks: &[usize]) -> Vec<Span> {
    let mut spans: Vec<(usize, Span)> = Vec::new();
    for &tok in toks {
        let span = doc.tok((sent, tok)).span;
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

/// Start and end of a span without blanks, quotation marks and closing commas at its ends.
fn trim(doc: &Doc, span: Span) -> (usize, usize) {
    let words = doc.slice(span);
    let mark = |ch: char| ch.is_whitespace() || matches!(ch, '“' | '”' | '"' | '„' | '«' | '»');
    let head = words.len() - words.trim_start_matches(mark).len();
    let tail = words.trim_end_matches(|ch| mark(ch) || matches!(ch, ',' | '.' | ';' | ':')).len();
    if tail <= head { (span.start, span.end) } else { (span.start + head, span.start + tail) }
}
