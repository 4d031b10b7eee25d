//! CoNLL-U in and out (universaldependencies.org/format). In: an analysis, or a file with gold sentences and tokens; out: the other.

use crate::analysis::{Analysis, Sentence};
use std::fmt::Write;
use text::datafile::Complaint;
use text::{Part, Span};

/// Sentences and tokens as a file gives them, with the text they make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its id (`# newdoc id`); empty where it has none.
    pub id: String,
    /// The text its words make: spaces as the file tells them, a line per sentence.
    pub text: String,
    /// Its sentences.
    pub sentences: Vec<Vec<Row>>,
}

/// One word of a file, with what the file says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its bytes in the document's text.
    pub span: Span,
    /// Its form.
    pub form: String,
    /// Its lemma; `_` where the file gives none. So are the tags and the relation.
    pub lemma: String,
    /// Its universal tag.
    pub upos: String,
    /// Its Penn tag.
    pub xpos: String,
    /// Index of its head in the sentence; `None` for the root or where the file gives none.
    pub head: Option<usize>,
    /// Its relation.
    pub deprel: String,
    /// True where the next word is part of the same multi-word token.
    pub joined: bool,
}

/// Reads the documents of a file; a file without `# newdoc` is one document.
///
/// # Errors
/// Tells the line that is no CoNLL-U.
pub fn read(text: &str) -> Result<Vec<Document>, Complaint> {
    let mut reader = Reader::default();
    for (at, line) in text.lines().enumerate() {
        reader.line(line).map_err(|message| Complaint {
            file: "CoNLL-U".to_owned(),
            line: at + 1,
            column: 1,
            message,
            hint: None,
        })?;
    }
    reader.end_sentence();
    reader.documents.retain(|document| !document.sentences.is_empty());
    Ok(reader.documents)
}

#[derive(Default)]
struct Reader {
    documents: Vec<Document>,
    rows: Vec<Row>,
    /// Last word of the multi-word token being read, and whether a space follows it.
    range: Option<(usize, bool)>,
    spaced: bool,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            self.end_sentence();
        } else if let Some(comment) = line.strip_prefix('#') {
            self.comment(comment.trim());
        } else {
            self.row(line)?;
        }
        Ok(())
    }

    fn comment(&mut self, comment: &str) {
        if let Some(rest) = comment.strip_prefix("newdoc") {
            let id = rest.split_once('=').map_or("", |(_, id)| id.trim());
            self.documents.push(Document { id: id.to_owned(), ..Document::default() });
        }
    }

    fn row(&mut self, line: &str) -> Result<(), String> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, xpos, _, head, deprel, _, misc] = fields[..] else {
            return Err(format!("{} columns, expected 10", fields.len()));
        };
        let spaced = !misc.split('|').any(|note| note == "SpaceAfter=No");
        if id.contains('.') {
            return Ok(());
        }
        if let Some((_, last)) = id.split_once('-') {
            self.range = Some((last.parse().map_err(|_| format!("`{id}` is no range of words"))?, spaced));
            return Ok(());
        }
        let number: usize = id.parse().map_err(|_| format!("`{id}` is no word number"))?;
        if number != self.rows.len() + 1 {
            return Err(format!("word {number}, expected {}", self.rows.len() + 1));
        }
        let head = head.parse::<usize>().ok().and_then(|head| head.checked_sub(1));
        let (joined, spaced) = match self.range {
            Some((last, _)) if number < last => (true, false),
            Some((last, spaced)) if number == last => (false, spaced),
            _ => (false, spaced),
        };
        let span = self.place(form);
        self.spaced = spaced;
        let [form, lemma, upos, xpos, deprel] = [form, lemma, upos, xpos, deprel].map(str::to_owned);
        self.rows.push(Row { span, form, lemma, upos, xpos, head, deprel, joined });
        Ok(())
    }

    /// Adds a form to the document's text.
    fn place(&mut self, form: &str) -> Span {
        if self.documents.is_empty() {
            self.documents.push(Document::default());
        }
        let first = self.rows.is_empty();
        let Some(document) = self.documents.last_mut() else { return Span::default() };
        if first && !document.text.is_empty() {
            document.text.push('\n');
        } else if !first && self.spaced {
            document.text.push(' ');
        }
        let start = document.text.len();
        document.text.push_str(form);
        Span::body(start, document.text.len())
    }

    fn end_sentence(&mut self) {
        self.range = None;
        let rows = std::mem::take(&mut self.rows);
        if let Some(document) = self.documents.last_mut().filter(|_| !rows.is_empty()) {
            document.sentences.push(rows);
        }
    }
}

/// Keeps a document's sentences and tokens, and fills in tags, lemmas, trees and names.
pub fn fill(document: &Document) -> Analysis {
    let piece =
        |row: &Row| crate::token::Piece { start: row.span.start, end: row.span.end, joined: row.joined };
    let sentences = document.sentences.iter().map(|rows| rows.iter().map(piece).collect()).collect();
    crate::analyse_pieces(&document.text, Part::Body, sentences, crate::Given::Sentences)
}

/// An analysis as CoNLL-U; names stand in the last column as `NER=B-PER`.
pub fn write(analysis: &Analysis, text: &str) -> String {
    let mut out = String::new();
    for (nth, sentence) in analysis.sentences.iter().enumerate() {
        let words = sentence.span.slice(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "# sent_id = {}\n# text = {words}", nth + 1);
        let names = name_notes(sentence);
        for (at, note) in names.iter().enumerate() {
            write_range(sentence, at, text, &mut out);
            write_word(sentence, at, note, text, &mut out);
        }
        out.push('\n');
    }
    out
}

/// What the last column says of each word's part in a name.
fn name_notes(sentence: &Sentence) -> Vec<String> {
    let mut notes = vec![String::new(); sentence.tokens.len()];
    for entity in &sentence.entities {
        for (at, note) in notes.iter_mut().enumerate().take(entity.end).skip(entity.first) {
            let place = if at == entity.first { "B" } else { "I" };
            *note = format!("NER={place}-{}", entity.label.as_str());
        }
    }
    notes
}

/// True where the next word touches this one.
fn touches(sentence: &Sentence, at: usize) -> bool {
    match (sentence.tokens.get(at), sentence.tokens.get(at + 1)) {
        (Some(this), Some(next)) => next.span.start == this.span.end,
        _ => false,
    }
}

/// True where the word goes on in the next one; false before the first.
fn joined(sentence: &Sentence, at: Option<usize>) -> bool {
    at.and_then(|at| sentence.tokens.get(at)).is_some_and(|token| token.joined)
}

/// The line of a multi-word token, where one begins here.
fn write_range(sentence: &Sentence, at: usize, text: &str, out: &mut String) {
    if !joined(sentence, Some(at)) || joined(sentence, at.checked_sub(1)) {
        return;
    }
    let last = (at..sentence.tokens.len()).find(|&at| !joined(sentence, Some(at))).unwrap_or(at);
    let span = sentence.tokens[at].span.to(sentence.tokens[last].span);
    let space = if touches(sentence, last) { "SpaceAfter=No" } else { "_" };
    let _ = writeln!(out, "{}-{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{space}", at + 1, last + 1, span.slice(text));
}

fn write_word(sentence: &Sentence, at: usize, note: &str, text: &str, out: &mut String) {
    let token = &sentence.tokens[at];
    let part = token.joined || joined(sentence, at.checked_sub(1));
    let space = if touches(sentence, at) && !part { "SpaceAfter=No" } else { "" };
    let notes: Vec<&str> = [note, space].into_iter().filter(|note| !note.is_empty()).collect();
    let misc = if notes.is_empty() { "_".to_owned() } else { notes.join("|") };
    let (id, head) = (at + 1, token.head.map_or(0, |head| head + 1));
    let (form, lemma, upos, xpos, rel) =
        (token.span.slice(text), &token.lemma, token.upos.as_str(), token.xpos, token.deprel);
    let _ = writeln!(out, "{id}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{rel}\t_\t{misc}");
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# newdoc id = d\n# text = We can't.\n1\tWe\twe\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n2\tca\tcan\tAUX\tMD\t_\t0\troot\t_\t_\n3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_\n4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n";

    #[test]
    fn a_file_is_read_with_its_spaces() {
        let document = &read(FILE).unwrap()[0];
        assert_eq!((document.id.as_str(), document.text.as_str()), ("d", "We can't."));
        let row = &document.sentences[0][2];
        assert_eq!((row.span.slice(&document.text), row.head, row.joined), ("n't", Some(1), false));
    }

    #[test]
    fn what_is_written_reads_back() {
        let document = &read(FILE).unwrap()[0];
        let written = write(&fill(document), &document.text);
        assert!(written.contains("2-3\tcan't\t"), "{written}");
        assert!(written.contains("# text = We can't.\n"));
        let again = &read(&written).unwrap()[0];
        assert_eq!(again.text, document.text);
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let complaint = read("# c\n1\tWe\n").unwrap_err();
        assert_eq!(complaint.to_string(), "CoNLL-U:2:1: 2 columns, expected 10");
    }
}
