//! Speech: what stands in several sentences. Quotations go on with the speaker before them, pronouns mean who spoke last, a medium that
//! relays somebody's words is the way they came.

use super::extent::MARKS;
use super::speaker::FIRST;
use super::{Found, Reader};
use crate::actor::Party;
use crate::findings::{Form, Who};
use language::{Label, Upos};
use text::{Because, Span};

/// Sentences that a quotation without cue looks back for its speaker.
const REACH: usize = 3;

/// Words of a quotation below which it is a term, a title or a scare quote, unless speech stands right before it.
const SPOKEN: usize = 5;

impl Reader<'_, '_> {
    /// "said it was close, *adding that* ...", "said he had won *and denied* ...": a further cue of the same speaker ends what was said
    /// before it, wherever the tree has hung it.
    pub(super) fn said_on_by_speaker(&self, mut found: Vec<Found>) -> Vec<Found> {
        for inner in 0..found.len() {
            let (sent, at) = (found[inner].sent, found[inner].cue);
            let Some(cut) = self.goes_on_at(sent, at) else { continue };
            // "..., according to a poll": a speaker of its own stands behind.
            let own = found[inner].speaker.as_ref().map(|p| p.who.span);
            if own.is_some_and(|own| own.start > self.doc.tok((sent, at)).span.end) {
                continue;
            }
            let cue = self.doc.tok((sent, at));
            let pending = found[inner].pending;
            let outer = found.iter().position(|f| {
                let says =
                    f.cue < at && f.speaker.is_some() && !f.cue_span.is_empty() && !self.in_quotes(cue.span);
                let verb = self.doc.tok((sent, f.cue));
                let fits = cue.xpos == "VBG" || verb.xpos == cue.xpos;
                says && fits
                    && verb.upos == Upos::Verb
                    && (pending || f.parts.iter().any(|p| p.contains(cue.span)))
            });
            let Some(outer) = outer else { continue };
            let end = self.doc.tok((sent, cut)).span.start;
            let speaker = found[outer].speaker.clone();
            let within = |p: &&Span| p.start < end || p.end <= cue.span.start;
            let kept = found[outer]
                .parts
                .iter()
                .filter(within)
                .map(|p| self.bare(Span::new(p.part, p.start, p.end.min(end))));
            found[outer].parts = kept.filter(|p| !p.is_empty()).collect();
            found[inner].speaker = speaker;
            found[inner].pending = false;
        }
        found.retain(|f| !f.parts.is_empty() && !f.pending);
        self.end_before_the_relay(&mut found);
        found
    }

    /// "They said they had left, *the radio reported*": what is said ends where the words of whoever relays it begin.
    fn end_before_the_relay(&self, found: &mut [Found]) {
        for outer in 0..found.len() {
            let relay = found.iter().find(|f| f.holds(&found[outer]) && found[outer].holds(f));
            let Some(end) = relay.and_then(|f| f.parts.first()).map(|p| p.end) else { continue };
            for part in &mut found[outer].parts {
                if part.start < end && end < part.end {
                    *part = self.bare(Span::new(part.part, part.start, end));
                }
            }
        }
    }

    /// The comma or conjunction before a cue that has no subject of its own: ", adding", "and denied", "but insisted".
    pub(super) fn goes_on_at(&self, sent: usize, at: usize) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let aside = |t: &usize| sentence.tokens[*t].upos != Upos::Adv;
        let before = (0..at).rev().find(aside)?;
        let subject = sentence.children(at).any(|c| sentence.tokens[c].rel() == "nsubj");
        let form = self.doc.form((sent, before)).to_lowercase();
        match sentence.tokens[at].xpos {
            "VBG" => (form == ",").then_some(before),
            "VBD" | "VBZ" | "VBP" => {
                let joined = matches!(form.as_str(), "and" | "but") && !subject;
                let comma = before.checked_sub(1).filter(|&t| joined && self.doc.form((sent, t)) == ",");
                joined.then(|| comma.unwrap_or(before))
            }
            _ => None,
        }
    }

    /// Quotations that no cue has claimed: a further part of what was said just before, or a claim of whoever spoke last.
    pub(super) fn uncued(&self, found: &mut Vec<Found>) {
        for n in 0..self.quotes.len() {
            let quote = self.quotes[n];
            let Some(sent) = self.doc.sents.iter().position(|s| s.span.overlaps(quote)) else { continue };
            let start = self.doc.sents[sent].span;
            // What somebody in the quotation says or thinks leaves the quotation itself to whoever speaks it.
            let inner = |f: &Found| f.cue_span.first().is_some_and(|cue| quote.contains(*cue));
            let taken = found.iter().any(|f| !inner(f) && f.parts.iter().any(|p| p.overlaps(quote)));
            if taken || self.doc.slice(quote).trim().is_empty() {
                continue;
            }
            if start.start + 4 < quote.start {
                let speaker = self.led_to(found, sent, quote);
                found.extend(speaker.map(|speaker| self.goes_on(quote, sent, speaker)));
                continue;
            }
            if let Some(before) = self.said_before(found, n, sent) {
                found[before].parts.push(self.bare(quote));
            } else if self.doc.slice(quote).split_whitespace().count() >= SPOKEN {
                let speaker = self.spoke_last(found, sent);
                found.extend(speaker.map(|speaker| self.goes_on(quote, sent, speaker)));
            }
        }
    }

    /// "The senator defended the record: “We are ...”": whose deed leads to a colon and a quotation, where nobody else speaks in the sentence.
    fn led_to(&self, found: &[Found], sent: usize, quote: Span) -> Option<Party> {
        let span = self.doc.sents[sent].span;
        let before = self.doc.slice(Span::new(span.part, span.start, quote.start.max(span.start)));
        let colon =
            before.trim_end_matches(|ch: char| ch.is_whitespace() || MARKS.contains(&ch)).ends_with(':');
        let spoken = self.doc.slice(quote).split_whitespace().count() >= SPOKEN;
        let alone = !found.iter().any(|f| f.sent == sent);
        self.person_subject(sent).filter(|_| colon && spoken && alone)
    }

    /// The claim that a quotation is a further part of: one of the sentence before in its paragraph, or one whose mark was left open.
    fn said_before(&self, found: &[Found], n: usize, sent: usize) -> Option<usize> {
        let quote = self.quotes[n];
        let ends = |f: &Found| {
            f.parts.iter().map(|p| p.end).chain(f.cue_span.iter().map(|c| c.end)).max().unwrap_or(0)
        };
        let open = n.checked_sub(1).map(|n| self.quotes[n]).filter(|before| self.left_open(*before, quote));
        found.iter().rposition(|f| {
            let direct = self.form(&f.parts) == Form::Direct && f.place().part == quote.part;
            let near =
                f.sent + 1 == sent && ends(f) <= quote.start && !self.paragraph_between(ends(f), quote);
            let run_on =
                open.is_some_and(|open| f.parts.iter().any(|p| open.contains(*p) || p.overlaps(open)));
            direct && f.speaker.is_some() && (near || run_on)
        })
    }

    /// True where the first quotation was not closed before the paragraph of the second began.
    fn left_open(&self, first: Span, second: Span) -> bool {
        let between = self.doc.slice(Span::new(first.part, first.end, second.start.max(first.end)));
        let marks = between.chars().filter(|ch| matches!(ch, '“' | '”' | '"' | '«' | '»')).count();
        first.part == second.part
            && marks == 1
            && between.contains('\n')
            && between.trim().chars().count() == 1
    }

    fn paragraph_between(&self, from: usize, quote: Span) -> bool {
        self.doc.slice(Span::new(quote.part, from.min(quote.start), quote.start)).contains('\n')
    }

    /// Who speaks in a quotation without cue: the subject of the sentence before, where it says nothing itself, else who spoke last.
    fn spoke_last(&self, found: &[Found], sent: usize) -> Option<Party> {
        let told = |s: usize| found.iter().filter(move |f| f.sent == s && f.speaker.is_some());
        for back in sent.saturating_sub(REACH)..sent {
            let s = sent + sent.saturating_sub(REACH) - 1 - back;
            let outer = told(s).find(|f| !found.iter().any(|other| other.holds(f)));
            if let Some(outer) = outer {
                return outer.speaker.clone();
            }
            let subject = self.person_subject(s).filter(|_| s + 1 == sent && self.same_paragraph(s, sent));
            if subject.is_some() {
                return subject;
            }
        }
        None
    }

    fn same_paragraph(&self, first: usize, second: usize) -> bool {
        let (a, b) = (self.doc.sents[first].span, self.doc.sents[second].span);
        a.part == b.part && !self.doc.slice(Span::new(a.part, a.end, b.start.max(a.end))).contains('\n')
    }

    fn person_subject(&self, sent: usize) -> Option<Party> {
        let sentence = self.doc.sents[sent];
        let root = sentence.root()?;
        let subject = sentence.children_by(root, "nsubj").next()?;
        let person = self.cast.names.at((sent, subject)).is_some_and(|name| name.label == Label::Per)
            || matches!(self.doc.form((sent, subject)).to_lowercase().as_str(), "he" | "she");
        self.speaker((sent, subject), Some(root)).filter(|_| person)
    }

    pub(super) fn goes_on(&self, quote: Span, sent: usize, speaker: Party) -> Found {
        let because = Because::rule("claim#quotation-goes-on")
            .at(quote)
            .note(format!("{} spoke last", speaker.who.name));
        Found {
            sent,
            cue: 0,
            kind: "say".into(),
            lemma: String::new(),
            cue_span: Vec::new(),
            speaker: Some(speaker),
            medium: false,
            parts: vec![self.bare(quote)],
            via: Vec::new(),
            addressee: Vec::new(),
            because,
            confidence: 0.6,
            pending: false,
        }
    }

    /// "he said", "it said": whoever spoke last, unless the report has named somebody else since, in its own words.
    pub(super) fn pronouns(&self, found: &mut Vec<Found>) {
        for n in 0..found.len() {
            let Some(word) = found[n].speaker.as_ref().map(|p| p.who.text.to_lowercase()) else { continue };
            let person = matches!(word.as_str(), "he" | "she");
            if !person && word != "it" {
                continue;
            }
            let last = found[..n].iter().rposition(|f| self.meant(f, &found[n], person));
            let last = last.filter(|&last| {
                !found[..n].iter().any(|outer| outer.sent == found[last].sent && outer.holds(&found[last]))
            });
            let known = last.filter(|&last| !(person && self.named_between(found, last, n)));
            let who = known.and_then(|last| found[last].speaker.clone());
            match (who, found[n].speaker.as_mut()) {
                (Some(who), Some(speaker)) => *speaker = speaks(who, speaker),
                (None, Some(speaker)) if !person && speaker.who.name.eq_ignore_ascii_case("it") => {
                    found[n].parts.clear()
                }
                _ => {}
            }
        }
        found.retain(|f| !f.parts.is_empty());
    }

    fn meant(&self, before: &Found, now: &Found, person: bool) -> bool {
        let Some(speaker) = before.speaker.as_ref() else { return false };
        let named = |label: Label| {
            self.cast.names.all.iter().any(|n| n.label == label && speaker.who.span.contains(n.span))
        };
        let word = speaker.who.text.to_lowercase();
        let pronoun = matches!(word.as_str(), "he" | "she");
        let human = pronoun || named(Label::Per) || speaker.who.office.is_some();
        let fits = if person { human } else { !human && word != "they" && !FIRST.contains(&word.as_str()) };
        fits && before.sent + 2 >= now.sent && before.place().part == now.place().part
    }

    /// True where a person is named as subject between two claims, outside what anybody says.
    fn named_between(&self, found: &[Found], first: usize, second: usize) -> bool {
        let (from, to) = (found[first].place(), found[second].place());
        self.cast.names.all.iter().any(|name| {
            let between = name.span.part == to.part && name.span.start > from.end && name.span.end < to.start;
            let spoken = self.in_quotes(name.span)
                || found[..=second].iter().any(|f| f.parts.iter().any(|p| p.contains(name.span)));
            let own = found[first].speaker.as_ref().is_some_and(|p| p.who.span.contains(name.span));
            let subject = (name.first..name.end).any(|t| self.doc.tok((name.sent, t)).rel() == "nsubj");
            between && !spoken && !own && subject && name.label == Label::Per
        })
    }

    /// "I think" in a quotation: whoever speaks there.
    pub(super) fn first_person(&self, found: &mut [Found]) {
        for n in 0..found.len() {
            let Some(own) =
                found[n].speaker.as_ref().filter(|p| FIRST.contains(&p.who.text.to_lowercase().as_str()))
            else {
                continue;
            };
            let span = own.who.span;
            let holds = |f: &&Found| f.speaker.is_some() && f.parts.iter().any(|p| p.contains(span));
            let outer =
                found.iter().filter(holds).min_by_key(|f| f.parts.iter().map(Span::len).sum::<usize>());
            let outer = outer.and_then(|f| f.speaker.clone());
            if let (Some(who), Some(speaker)) = (outer, found[n].speaker.as_mut())
                && !speaker.who.text.eq_ignore_ascii_case("you")
            {
                *speaker = speaks(who, speaker);
            }
        }
    }
}

/// One speaker in the place of another's words.
fn speaks(who: Party, place: &Party) -> Party {
    let because = Because::rule("claim#spoke-last").at(who.who.span).note(who.who.name.clone());
    let who = Who { text: place.who.text.clone(), span: place.who.span, ..who.who };
    Party { who, public: place.public, because }
}

/// A medium that relays somebody's words is the way they came.
pub(super) fn relayed(found: &mut [Found]) {
    for outer in 0..found.len() {
        if !found[outer].medium {
            continue;
        }
        let Some(name) = found[outer].speaker.as_ref().map(|p| p.who.text.clone()) else { continue };
        for inner in 0..found.len() {
            let direct = inner != outer
                && found[inner].sent == found[outer].sent
                && found[inner].speaker.is_some()
                && !found[inner].medium
                && found[outer].holds(&found[inner]);
            if direct && !found[inner].via.contains(&name) {
                found[inner].via.push(name.clone());
            }
        }
    }
}
