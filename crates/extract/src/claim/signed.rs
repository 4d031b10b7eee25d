//! Signed: speakers that stand beside what they say without a cue: the labels of an interview, the signature of a post, the name below a pulled
//! quotation.

use super::extent::MARKS;
use super::{Found, Reader};
use crate::actor::Party;
use crate::findings::Who;
use language::{Label, Upos};
use text::{Because, Days, Part, Span};

/// Bytes of a paragraph behind the dash of a signature: a name, what its bearer is, a day.
const SIGNATURE: usize = 120;

/// Words of a sentence that can be a name and what its bearer is.
const SIGNED: usize = 10;

/// Characters that a pulled quotation must share with what stands elsewhere.
const PULLED: usize = 40;

impl Reader<'_, '_> {
    /// Interviews ("NAME: ...", "A: ...") and posts that are signed ("... — NAME (@handle)").
    pub(super) fn labelled(&self, found: &mut Vec<Found>) {
        let mut labels: Vec<(usize, usize, String)> = Vec::new();
        let mut signed = Vec::new();
        for sent in 0..self.doc.sents.len() {
            if self.doc.in_title(sent) {
                continue;
            }
            if self.opens_paragraph(sent)
                && let Some(colon) = self.label_end(sent)
            {
                let words = self.doc.span_of(sent, &(0..colon).collect::<Vec<_>>());
                labels.push((sent, colon, self.doc.slice(words).to_owned()));
            }
            signed.extend(self.signature(sent).or_else(|| self.pulled(sent)));
        }
        for (sent, colon, label) in &labels {
            let repeated = labels.iter().filter(|(_, _, other)| other == label).count() > 1;
            let speaker = self.labelled_speaker(*sent, *colon, label).filter(|_| repeated);
            let content =
                Span::new(Part::Body, self.doc.tok((*sent, *colon)).span.end, self.paragraph_end(*sent));
            let content = self.bare(content);
            found.extend(
                speaker.filter(|_| content.len() > 3).map(|speaker| self.goes_on(content, *sent, speaker)),
            );
        }
        for (sent, speaker, content) in signed {
            found.retain(|f| !(f.cue_span.is_empty() && f.parts.iter().any(|p| p.overlaps(content))));
            found.push(self.goes_on(content, sent, speaker));
        }
        found.sort_by_key(|f| (f.place(), f.cue));
    }

    fn opens_paragraph(&self, sent: usize) -> bool {
        let start = self.doc.sents[sent].span.start;
        start == 0
            || self
                .doc
                .report
                .text
                .get(..start)
                .is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with('\n'))
    }

    fn paragraph_end(&self, sent: usize) -> usize {
        let start = self.doc.sents[sent].span.start;
        let rest = self.doc.report.text.get(start..).unwrap_or("");
        start + rest.find('\n').unwrap_or(rest.len())
    }

    /// The colon behind a short label of names or capitals that opens a paragraph.
    fn label_end(&self, sent: usize) -> Option<usize> {
        let tokens = &self.doc.sents[sent].tokens;
        let colon =
            tokens.iter().take(6).position(|t| self.doc.slice(t.span) == ":").filter(|&colon| colon > 0)?;
        let name = |t: &language::Token| {
            t.upos == Upos::Propn || self.doc.slice(t.span).chars().all(|ch| ch.is_uppercase() || ch == '.')
        };
        tokens[..colon].iter().all(name).then_some(colon)
    }

    /// Who a label means: a name; "A" the person whom the report named before its first question.
    fn labelled_speaker(&self, sent: usize, colon: usize, label: &str) -> Option<Party> {
        match label {
            "Q" => None,
            "A" => {
                let first = self.cast.names.all.iter().find(|n| n.label == Label::Per && n.sent < sent)?;
                let who = self.cast.bearer(first, Days::default());
                let span = self.doc.tok((sent, 0)).span;
                let who = Who { text: label.to_owned(), span, ..who };
                Some(Party {
                    public: who.code.is_some(),
                    who,
                    because: Because::rule("claim#interview").at(first.span),
                })
            }
            _ => self.speaker((sent, colon - 1), None),
        }
    }

    /// "We leave tonight. — Ann Lee (@annlee) May 4", "“We leave tonight.” — Ann Lee, baker": a post or a quotation, and who signed it.
    fn signature(&self, sent: usize) -> Option<(usize, Party, Span)> {
        let tokens = &self.doc.sents[sent].tokens;
        let form = |t: usize| tokens.get(t).map_or("", |tok| self.doc.slice(tok.span));
        let dash =
            (0..tokens.len()).find(|&t| matches!(form(t), "—" | "–" | "-" | "--") && self.signed(sent, t))?;
        let name = (dash + 1..tokens.len()).find_map(|t| self.cast.names.at((sent, t)))?;
        let who = self.cast.bearer(name, Days::default());
        let speaker = Party {
            public: who.code.is_some(),
            who,
            because: Because::rule("claim#signed-post").at(name.span),
        };
        let before = self.doc.report.text.get(..tokens[dash].span.start)?;
        let written = before.trim_end();
        let start = written.rfind('\n').map_or(0, |at| at + 1);
        let content = self.bare(Span::body(start, written.len()));
        (content.len() > 3).then_some((sent, speaker, content))
    }

    /// "We had no choice. Ann Lee, mayor": a paragraph that repeats what stands elsewhere in the report, and whose words it is.
    fn pulled(&self, sent: usize) -> Option<(usize, Party, Span)> {
        let (tokens, span) = (&self.doc.sents[sent].tokens, self.doc.sents[sent].span);
        let text = self.doc.report.text.as_str();
        let bare =
            tokens.len() <= SIGNED && tokens.iter().all(|t| !t.xpos.starts_with("VB") && t.xpos != "MD");
        let name = self.cast.names.at((sent, 0)).filter(|name| bare && name.label == Label::Per)?;
        if name.first != 0 || !text.get(span.end..self.paragraph_end(sent))?.trim().is_empty() {
            return None;
        }
        let before = text.get(..span.start)?.trim_end();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let content = self.bare(Span::body(start, before.len()));
        let lead: String = self.doc.slice(content).chars().take(PULLED).collect();
        let again = lead.chars().count() == PULLED && text.matches(lead.as_str()).nth(1).is_some();
        let who = self.cast.bearer(name, Days::default());
        let because = Because::rule("claim#pulled-quotation").at(name.span);
        again.then(|| (sent, Party { public: who.code.is_some(), who, because }, content))
    }

    /// True where a name and a handle in brackets follow a dash, or whoever is quoted above it.
    fn signed(&self, sent: usize, dash: usize) -> bool {
        let tokens = &self.doc.sents[sent].tokens;
        let rest = tokens.get(dash + 1).map_or("", |t| {
            self.doc.report.text.get(t.span.start..self.paragraph_end(sent).max(t.span.start)).unwrap_or("")
        });
        // Only so far: a paragraph of a million dashes is looked at once, not a million times.
        let near = rest.char_indices().nth(62).map_or(rest, |(end, _)| &rest[..end]);
        let handle = near.find("(@").is_some_and(|at| at > 0 && at <= 60);
        let below = rest.len() <= SIGNATURE && self.is_below_quotation(tokens[dash].span.start);
        (handle || below) && rest.chars().next().is_some_and(char::is_uppercase)
    }

    /// True where a paragraph is one quotation up to here: "“We leave tonight.” *—* Ann Lee".
    fn is_below_quotation(&self, at: usize) -> bool {
        let before = self.doc.report.text.get(..at).unwrap_or("");
        let paragraph = before.rsplit('\n').next().unwrap_or("").trim();
        let marks = |ch: char| MARKS.contains(&ch) || ch == '`';
        let within = paragraph.trim_matches(|ch: char| marks(ch) || ch == '\'');
        paragraph.starts_with(marks)
            && paragraph.ends_with(|ch| MARKS.contains(&ch) || ch == '\'')
            && !within.contains(|ch| MARKS.contains(&ch))
    }
}
