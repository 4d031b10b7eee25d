//! CoNLL-U in and out (universaldependencies.org/format). Reading keeps sentences and tokens as given; empty nodes are passed over.

use crate::analysis::{Analysis, Sentence, Token, Upos};
use crate::labels;
use std::fmt::Write;
use text::{Part, Span};

/// A document as read: the text its sentences make, and the analysis the file gives.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// All sentences, one a line.
    pub text: String,
    /// Sentences and tokens, spans counting in `text`.
    pub analysis: Analysis,
    /// The `# ...` lines of each sentence, less `# text`.
    pub comments: Vec<Vec<String>>,
}

/// Reads a file.
///
/// # Errors
/// The line that is no CoNLL-U, and what was expected.
pub fn read(input: &str) -> Result<Document, String> {
    let mut reader = Reader::default();
    for (at, line) in input.lines().enumerate() {
        reader.line(line.trim_end_matches('\r')).map_err(|message| format!("line {}: {message}", at + 1))?;
    }
    reader.close();
    Ok(reader.document)
}

#[derive(Default)]
struct Reader {
    document: Document,
    comments: Vec<String>,
    tokens: Vec<Token>,
    word: Option<(usize, usize)>,
    within: usize,
    space: bool,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.is_empty() {
            self.close();
        } else if let Some(comment) = line.strip_prefix('#') {
            if !comment.trim_start().starts_with("text ") && !comment.trim_start().starts_with("text=") {
                self.comments.push(line.to_owned());
            }
        } else {
            let fields: Vec<&str> = line.split('\t').collect();
            if fields.len() != 10 {
                return Err(format!("expected 10 tab-separated fields, found {}", fields.len()));
            }
            self.row(&fields)?;
        }
        Ok(())
    }

    fn row(&mut self, fields: &[&str]) -> Result<(), String> {
        let glued = fields[9].split('|').any(|item| item == "SpaceAfter=No");
        if let Some((first, last)) = fields[0].split_once('-') {
            let number = |text: &str| text.parse::<usize>().map_err(|_| format!("`{}` is no range of tokens", fields[0]));
            self.word = Some((number(first)?, number(last)?));
            self.within = self.start(fields[1]).start;
            self.space = !glued;
            return Ok(());
        }
        if fields[0].contains('.') {
            return Ok(());
        }
        let id: usize = fields[0].parse().map_err(|_| format!("`{}` is no token number", fields[0]))?;
        let head: usize = if fields[6] == "_" { 0 } else { fields[6].parse().map_err(|_| format!("`{}` is no head", fields[6]))? };
        let within = self.word.filter(|(first, last)| (*first..=*last).contains(&id));
        let span = match within {
            Some((_, last)) => self.inside(fields[1], id == last),
            None => {
                let span = self.start(fields[1]);
                self.space = !glued;
                span
            }
        };
        self.tokens.push(Token {
            span,
            lemma: if fields[2] == "_" && fields[1] != "_" { fields[1].to_lowercase() } else { fields[2].to_owned() },
            upos: Upos::parse(fields[3]).unwrap_or_default(),
            xpos: labels::xpos(fields[4]).unwrap_or("_"),
            head: head.checked_sub(1),
            deprel: labels::deprel(fields[7]).unwrap_or("dep"),
            joined: within.is_some_and(|(_, last)| id < last),
        });
        Ok(())
    }

    /// Puts a surface token down; gives its bytes.
    fn start(&mut self, form: &str) -> Span {
        if self.space && !self.tokens.is_empty() {
            self.document.text.push(' ');
        }
        let start = self.document.text.len();
        self.document.text.push_str(form);
        Span::new(Part::Body, start, start + form.len())
    }

    /// A word within a multi-word token: its share of the surface; the last one takes what is left of it.
    fn inside(&mut self, form: &str, last: bool) -> Span {
        let begun = self.within;
        let rest = self.document.text.get(begun..).unwrap_or("");
        let mut end = begun + if last { rest.len() } else { form.len().min(rest.len()) };
        while !self.document.text.is_char_boundary(end) {
            end -= 1;
        }
        self.within = end;
        Span::new(Part::Body, begun, end)
    }

    fn close(&mut self) {
        if self.tokens.is_empty() {
            return;
        }
        let tokens = std::mem::take(&mut self.tokens);
        let span = tokens[0].span.to(tokens[tokens.len() - 1].span);
        self.document.analysis.sentences.push(Sentence { span, tokens, entities: Vec::new() });
        self.document.comments.push(std::mem::take(&mut self.comments));
        self.document.text.push('\n');
        self.word = None;
        self.space = false;
    }
}

/// Writes an analysis of a text; `comments` are lines to put above each sentence.
pub fn write(analysis: &Analysis, text: &str, comments: &[Vec<String>]) -> String {
    let mut out = String::new();
    for (at, sentence) in analysis.sentences.iter().enumerate() {
        match comments.get(at).filter(|lines| !lines.is_empty()) {
            Some(lines) => lines.iter().for_each(|line| out.extend([line, "\n"])),
            None => drop(writeln!(out, "# sent_id = {}", at + 1)),
        }
        let _ = writeln!(out, "# text = {}", sentence.span.slice(text).split_whitespace().collect::<Vec<_>>().join(" "));
        tokens(sentence, text, &mut out);
        out.push('\n');
    }
    out
}

fn tokens(sentence: &Sentence, text: &str, out: &mut String) {
    let tokens = &sentence.tokens;
    let mut at = 0;
    while at < tokens.len() {
        let last = (at..tokens.len()).find(|&t| !tokens[t].joined).unwrap_or(tokens.len() - 1);
        let glued = tokens.get(last + 1).is_some_and(|next| next.span.start == tokens[last].span.end);
        let misc = if glued { "SpaceAfter=No" } else { "_" };
        if last > at {
            let form = tokens[at].span.to(tokens[last].span).slice(text);
            let _ = writeln!(out, "{}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}", at + 1, last + 1);
        }
        for (t, tok) in tokens.iter().enumerate().take(last + 1).skip(at) {
            let misc = if last > at { "_" } else { misc };
            let (head, form) = (tok.head.map_or(0, |h| h + 1), tok.span.slice(text));
            let _ = writeln!(out, "{}\t{form}\t{}\t{}\t{}\t_\t{head}\t{}\t_\t{misc}", t + 1, tok.lemma, tok.upos.as_str(), tok.xpos, tok.deprel);
        }
        at = last + 1;
    }
}
