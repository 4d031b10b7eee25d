//! Told: what a report has said of time so far: the days, months and years it named last, the day it was written, and what happened when. What
//! counts from another day ("two days later", "ten days before the shooting") asks here.

use super::Read;
use crate::doc::Doc;
use jiff::civil::Date;
use language::Sentence;
use text::Days;

/// What the report has told of time so far.
#[derive(Default)]
pub(super) struct Told {
    /// The last day it named, and the sentence.
    pub(super) day: Option<(Date, usize)>,
    /// The last days of any width.
    pub(super) days: Option<(Days, usize)>,
    /// The last thing it named where that is a stretch of a month or less, and no day.
    pub(super) wide: Option<Wide>,
    /// The last year it printed, and the sentence.
    pub(super) year: Option<(i16, usize)>,
    /// The last days it printed in full.
    pub(super) printed: Vec<Date>,
    /// The day that stands alone above the text, where it is publication's or its neighbour: "Tuesday, June 19, 2018".
    pub(super) written: Option<Date>,
    /// What happened when: a lemma, and the day that governs it.
    pub(super) happened: Vec<(String, Date)>,
    pub(super) narrative: bool,
    pub(super) ancient: bool,
    /// The weekday after publication that has dawned where it happened: "Friday morning local time", told on a Thursday.
    pub(super) dawned: Option<i8>,
}

/// A stretch of days that the report named.
pub(super) struct Wide {
    pub(super) days: Days,
    pub(super) value: String,
    pub(super) sent: usize,
}

impl Told {
    pub(super) fn hears(&mut self, sent: usize, read: &Read) {
        if !matches!(read.kind, "DATE" | "TIME") || read.days.is_unknown() {
            return;
        }
        if read.rule.ends_with("-dawned") {
            self.dawned = read.days.single().map(|day| day.weekday().to_monday_one_offset());
        }
        self.days = Some((read.days, sent));
        let stretch = read.days.width().is_some_and(|width| (2..=31).contains(&width));
        self.wide = stretch.then(|| Wide { days: read.days, value: read.value.clone(), sent });
        if let Some(day) = read.days.single() {
            self.day = Some((day, sent));
        }
        let printed = matches!(
            read.rule,
            "time#year" | "time#month-year" | "time#day-month-year" | "time#month-day-year"
        );
        if let Some(day) = read.days.earliest.filter(|_| printed || self.narrative) {
            self.year = Some((day.year(), sent));
        }
    }
}

/// Days in full that are kept of one report.
const PRINTED: usize = 20;

/// Happenings that are kept of one report.
const HAPPENED: usize = 200;

/// Bytes of a pair of brackets with a day of birth and one of death.
const LIVED: usize = 60;

/// Sentences above a text among which its own day may stand.
const HEAD: usize = 3;

impl Told {
    /// What the sentence says of the day: that something happened on it, or that the text was written on it.
    pub(super) fn notes(&mut self, doc: &Doc, sent: usize, read: &Read, published: Days) {
        let Some(day) = read.days.single() else { return };
        if matches!(read.rule, "time#day-month-year" | "time#month-day-year" | "time#iso") {
            self.printed.truncate(PRINTED);
            self.printed.insert(0, day);
            let tokens = &doc.sents[sent].tokens;
            let outside = |at: usize| at < read.first || at >= read.end;
            let alone = (0..tokens.len()).all(|at| !outside(at) || tokens[at].upos == language::Upos::Punct);
            let near = published.single().is_some_and(|known| (known - day).get_days().abs() <= 2);
            if alone && near && sent < HEAD {
                self.written = Some(day);
            }
        }
        self.lived(doc, sent, read, day);
        if let Some(lemma) = happening(doc.sents[sent], read).filter(|_| self.happened.len() < HAPPENED) {
            self.happened.push((lemma, day));
        }
    }

    /// "(25 October 1811 – 31 May 1832)": who is born and dies; by its marks, for sentences are cut there as often as not.
    fn lived(&mut self, doc: &Doc, sent: usize, read: &Read, day: Date) {
        let span = doc.span_of(sent, &(read.first..read.end).collect::<Vec<_>>());
        let text = doc.report.text.as_str();
        let (Some(before), Some(behind)) = (text.get(..span.start), text.get(span.end..)) else { return };
        let dashed = before.trim_end().strip_suffix(['–', '-', '—']);
        let opens = dashed.and_then(|lead| lead.rfind('(')).is_some_and(|at| span.start - at < LIVED);
        if opens && behind.starts_with(')') && sent < HEAD + 2 && span.part == text::Part::Body {
            self.happened.push(("die".to_owned(), day));
        }
    }
}

/// The lemma of the verb, or of the noun, that a day hangs on: "was *shot* last Oct. 23", "the *raid* on May 3".
fn happening(sentence: &Sentence, read: &Read) -> Option<String> {
    let inside = |at: usize| at >= read.first && at < read.end;
    let mut at = (read.first..read.end).find_map(|at| sentence.tokens[at].head.filter(|&h| !inside(h)))?;
    for _ in 0..3 {
        let tok = &sentence.tokens[at];
        if tok.xpos.starts_with("VB") || tok.xpos.starts_with("NN") {
            return Some(tok.lemma.to_lowercase());
        }
        at = tok.head?;
    }
    None
}
