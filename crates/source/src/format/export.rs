//! Export: many articles in one text, as the archives Nexis and Factiva write them, whether it came as TXT, RTF or DOCX. Takes the
//! text, gives each article's own text and what the archive says of it; `None` for any other text.

use crate::draft::Given;
use crate::furniture;
use crate::outlet::Outlets;
use crate::traced::{Edit, Traced};
use std::ops::Range;

/// An article of an export.
#[derive(Debug)]
pub struct Article {
    /// What the archive says of it.
    pub given: Given,
    /// Its text, without the archive's fields.
    pub text: Traced,
    /// Where it stands in the export's text, fields included.
    pub span: Range<usize>,
}

/// The articles of an export.
pub fn split(text: &Traced, outlets: &Outlets) -> Option<Vec<Article>> {
    let lines = lines(&text.text);
    let words = |at: usize| lines.get(at).and_then(|line| text.text.get(line.clone())).unwrap_or("").trim();
    let bounds = |marks: Vec<usize>, kind: Kind| cut(&lines, marks, kind);
    let all = 0..lines.len();
    let counted: Vec<usize> = all.clone().filter(|&at| is_count(words(at))).collect();
    let ends: Vec<usize> =
        all.clone().filter(|&at| words(at).eq_ignore_ascii_case("end of document")).collect();
    let ids: Vec<usize> = all.filter(|&at| is_factiva_end(words(at))).collect();
    let (parts, read): (_, fn(&Part) -> Option<Article>) = if !counted.is_empty() {
        (bounds(counted, Kind::Opens), nexis)
    } else if !ends.is_empty() {
        (bounds(ends, Kind::Closes), nexis)
    } else if !ids.is_empty() {
        (bounds(ids, Kind::Closes), factiva)
    } else {
        return None;
    };
    let articles: Vec<Article> = parts
        .into_iter()
        .filter_map(|range| read(&Part { text, lines: lines.get(range)?, outlets }))
        .collect();
    (!articles.is_empty()).then_some(articles)
}

enum Kind {
    Opens,
    Closes,
}

/// The lines between marks that open or close an article, the marks left out.
fn cut(lines: &[Range<usize>], marks: Vec<usize>, kind: Kind) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    match kind {
        Kind::Opens => {
            let ends = marks.iter().skip(1).copied().chain([lines.len()]);
            parts.extend(marks.iter().zip(ends).map(|(&start, end)| start + 1..end));
        }
        Kind::Closes => {
            let mut start = 0;
            for end in marks {
                parts.push(start..end);
                start = end + 1;
            }
        }
    }
    parts
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let range = start..start + line.trim_end_matches(['\n', '\r']).len();
            start += line.len();
            range
        })
        .collect()
}

/// `3 of 250 DOCUMENTS`, `Document 3 of 250`.
fn is_count(line: &str) -> bool {
    let low = line.to_lowercase();
    let inner = low.strip_suffix(" documents").or_else(|| low.strip_prefix("document "));
    inner.and_then(|inner| inner.split_once(" of ")).is_some_and(|(a, b)| {
        [a, b].iter().all(|n| !n.is_empty() && n.len() < 8 && n.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// `Document LBA0000020150310eb3a000xx`.
fn is_factiva_end(line: &str) -> bool {
    let id = line.strip_prefix("Document ").unwrap_or("");
    (15..40).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric())
        && id.bytes().filter(u8::is_ascii_digit).count() >= 8
        && id.starts_with(|c: char| c.is_ascii_uppercase())
}

/// One article's lines in the text of all.
struct Part<'t> {
    text: &'t Traced,
    lines: &'t [Range<usize>],
    /// Knows how the archives name their fields.
    outlets: &'t Outlets,
}

impl<'t> Part<'t> {
    fn line(&self, at: usize) -> &'t str {
        self.lines.get(at).and_then(|line| self.text.text.get(line.clone())).unwrap_or("").trim()
    }

    fn span(&self) -> Range<usize> {
        self.lines.first().map_or(0, |line| line.start)..self.lines.last().map_or(0, |line| line.end)
    }

    /// The lines that hold words.
    fn filled(&self) -> Vec<usize> {
        (0..self.lines.len()).filter(|&at| !self.line(at).is_empty()).collect()
    }

    /// The text from one line to another, the second left out.
    fn body(&self, lines: Range<usize>) -> Traced {
        let range = self.lines.get(lines.start).map_or(0, |line| line.start)
            ..lines.end.checked_sub(1).and_then(|last| self.lines.get(last)).map_or(0, |line| line.end);
        if range.start < range.end { self.text.part(range) } else { Traced::default() }
    }

    /// True where an archive names a field so.
    fn is_field(&self, list: &str, name: &str) -> bool {
        self.outlets.page_names(list).iter().any(|known| known == name)
    }

    /// A line that opens a field: `LENGTH: 600 words`, `Load-Date: March 10, 2015`.
    fn label<'l>(&self, line: &'l str) -> Option<(String, &'l str)> {
        let (name, rest) = line.split_once(':')?;
        let name = name.trim().to_lowercase();
        let known =
            ["nexis-front", "nexis-behind", "nexis-other"].iter().any(|list| self.is_field(list, &name));
        known.then(|| (name, rest.trim()))
    }

    /// The first line among these that holds a year.
    fn day(&self, lines: impl IntoIterator<Item = usize>) -> Option<usize> {
        lines.into_iter().find(|&at| has_year(self.line(at)))
    }

    /// The article with this text, if it has any.
    fn article(&self, given: Given, text: Traced) -> Option<Article> {
        (!text.text.trim().is_empty()).then(|| Article { given, text, span: self.span() })
    }

    /// What the lines of a head say: title, day, outlet, writer.
    fn given(&self, title: String, day: Option<usize>, outlet: Option<usize>, writer: Option<&str>) -> Given {
        Given {
            title: Some(title),
            published: day.map(|at| self.line(at).to_owned()),
            outlet: outlet.map(|at| plain_outlet(self.line(at))),
            byline: writer.map(bare_name),
            ..Given::default()
        }
    }

    /// The paragraph from a line on, up to the next field: its lines joined.
    fn paragraph(&self, from: usize) -> String {
        let goes_on = |line: &&str| !line.is_empty() && self.label(line).is_none() && *line != "Body";
        let behind = (from + 1..self.lines.len()).map(|at| self.line(at)).take_while(goes_on);
        [self.line(from)].into_iter().chain(behind).collect::<Vec<_>>().join(" ")
    }
}

/// An article as Nexis writes it: outlet and day, fields, text, more fields; or title, outlet, day, fields, `Body`, text.
fn nexis(part: &Part) -> Option<Article> {
    let filled = part.filled();
    let found: Vec<(usize, String)> =
        filled.iter().filter_map(|&at| Some((at, part.label(part.line(at))?.0))).collect();
    let field = |name: &str| {
        let (at, _) = found.iter().find(|(_, known)| known == name)?;
        let words = part.paragraph(*at);
        Some(words.split_once(':')?.1.trim().to_owned()).filter(|words| !words.is_empty())
    };
    let body = filled.iter().copied().find(|&at| part.line(at) == "Body");
    let head: Vec<usize> = filled
        .iter()
        .copied()
        .take_while(|&at| part.label(part.line(at)).is_none() && Some(at) != body)
        .filter(|&at| !is_copyright(part.line(at)))
        .take(8)
        .collect();
    let day = part.day(head.iter().copied());
    let behind = |from: usize| {
        let last = found
            .iter()
            .find(|(at, name)| *at >= from && part.is_field("nexis-behind", name))
            .map(|(at, _)| *at);
        let rights = (from..part.lines.len()).find(|&at| is_copyright(part.line(at)));
        let class = (from..part.lines.len()).find(|&at| part.line(at) == "Classification");
        [last, rights, class].into_iter().flatten().min().unwrap_or(part.lines.len())
    };
    let (first, outlet, from) = match (body, day) {
        (Some(body), Some(day)) => {
            (head.first().copied(), head.iter().copied().rfind(|&at| at < day), body + 1)
        }
        (Some(body), None) => (head.first().copied(), head.get(1).copied(), body + 1),
        (None, _) => {
            let last = found
                .iter()
                .filter(|(_, name)| part.is_field("nexis-front", name))
                .map(|(at, _)| *at)
                .max()?;
            let from = (last..part.lines.len()).find(|&at| part.line(at).is_empty()).unwrap_or(last + 1);
            let after = head
                .iter()
                .copied()
                .find(|&at| day.is_some_and(|day| at > day) && !is_edition(part.line(at)));
            (after, head.first().copied(), from)
        }
    };
    let title = field("headline").or_else(|| {
        let above: Vec<&str> = (first?..outlet.filter(|_| body.is_some())?).map(|at| part.line(at)).collect();
        Some(above.join(" ").trim().to_owned())
    });
    let title = title.or_else(|| first.map(|at| part.paragraph(at)));
    let writer = field("byline");
    let read = part.given(title.unwrap_or_default(), day, outlet, writer.as_deref());
    let given = Given {
        url: field("url").filter(|url| url.starts_with("http")),
        published: read.published.or_else(|| field("load-date")),
        language: field("language").and_then(|name| code(&name, part.outlets)),
        ..read
    };
    part.article(given, part.body(from..behind(from).max(from)))
}

/// An article as Factiva writes it: with a two-letter code before each field, or without.
fn factiva(part: &Part) -> Option<Article> {
    if part.filled().iter().any(|&at| part.line(at) == "HD" || part.line(at).starts_with("HD ")) {
        return coded(part);
    }
    let filled = part.filled();
    let words = filled.iter().copied().find(|&at| {
        part.line(at)
            .strip_suffix(" words")
            .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit() || b == b','))
    })?;
    let head: Vec<usize> = filled.iter().copied().take_while(|&at| at < words).collect();
    let rights =
        filled.iter().copied().filter(|&at| at > words).take(10).find(|&at| is_copyright(part.line(at)));
    let day = part.day(filled.iter().copied().filter(|&at| at > words).take(3));
    let name =
        filled.iter().copied().find(|&at| day.is_some_and(|day| at > day) && !part.line(at).contains(':'));
    let from = rights.or(name)? + 1;
    let byline = head.iter().rev().copied().find(|&at| part.line(at).to_lowercase().starts_with("by "));
    let title = head.iter().copied().rfind(|&at| Some(at) != byline)?;
    let given = part.given(part.line(title).to_owned(), day, name, byline.map(|at| part.line(at)));
    part.article(given, part.body(from..part.lines.len()))
}

/// The form with codes: `HD   Talks end`, `PD   10 March 2015`; a field goes on until the next code.
fn coded(part: &Part) -> Option<Article> {
    let code_of = |at: usize| {
        let line = part.line(at);
        let code = line.split_whitespace().next()?;
        (part.is_field("factiva-codes", code) && (line == code || line.get(code.len()..)?.starts_with(' ')))
            .then_some(code)
    };
    let marks: Vec<(usize, &str)> = (0..part.lines.len()).filter_map(|at| Some((at, code_of(at)?))).collect();
    let lines = |name: &str| {
        let at = marks.iter().position(|(_, code)| *code == name)?;
        Some(marks.get(at)?.0..marks.get(at + 1).map_or(part.lines.len(), |next| next.0))
    };
    let field = |name: &str| {
        let words: Vec<&str> = lines(name)?.map(|at| part.line(at)).collect();
        let words = words.join(" ");
        Some(words.strip_prefix(name)?.trim().to_owned()).filter(|words| !words.is_empty())
    };
    let body = |name: &str| {
        let lines = lines(name)?;
        let at = part.lines.get(lines.start)?;
        let first = part.text.text.get(at.clone())?;
        let start = at.start + first.find(name)? + name.len();
        Some(start..part.lines.get(lines.end - 1)?.end)
    };
    let (lead, rest) = (body("LP"), body("TD"));
    let range = match (lead, rest) {
        (Some(lead), Some(rest)) => lead.start..rest.end,
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    // The code of the second field stands in the middle.
    let middle = body("LP").and(body("TD")).map(|rest| rest.start - 2..rest.start);
    let mut cuts = vec![Edit::cut(0..range.start)];
    cuts.extend(middle.map(Edit::cut));
    cuts.push(Edit::cut(range.end..part.text.text.len()));
    let given = Given {
        id: field("AN").map(|id| id.trim_start_matches("Document ").to_owned()),
        title: Some(field("HD").unwrap_or_default()),
        published: field("PD"),
        outlet: field("SN").map(|name| plain_outlet(&name)),
        language: field("LA").and_then(|name| code(&name, part.outlets)),
        byline: field("BY").map(|name| bare_name(&name)),
        ..Given::default()
    };
    part.article(given, part.text.edit(&cuts).trim())
}

fn is_copyright(line: &str) -> bool {
    let low = line.to_lowercase();
    low.starts_with("copyright")
        || low.starts_with('©')
        || low.starts_with("(c) ")
        || low == "all rights reserved"
}

fn has_year(line: &str) -> bool {
    line.len() < 80
        && line
            .split(|c: char| !c.is_ascii_digit())
            .any(|n| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")))
}

fn is_edition(line: &str) -> bool {
    let low = line.to_lowercase();
    low.contains("edition") || low.ends_with(" final")
}

/// `The Guardian (London)`: the town in brackets is none of the name.
fn plain_outlet(line: &str) -> String {
    line.split(" (").next().unwrap_or(line).trim().to_owned()
}

fn bare_name(words: &str) -> String {
    let low = words.to_lowercase();
    let name = if low.starts_with("by ") { words.get(3..).unwrap_or(words) } else { words };
    name.trim_end_matches([';', '.']).trim().to_owned()
}

/// A language's ISO 639-1 code by its English name.
fn code(name: &str, outlets: &Outlets) -> Option<String> {
    let low = furniture::key(name);
    let first = low.split([' ', ';', ',']).next().unwrap_or("");
    let named = outlets.page_names("language-names").iter().filter_map(|entry| entry.split_once(' '));
    let code = named.into_iter().find(|(_, known)| *known == first).map(|(code, _)| code.to_owned());
    code.or_else(|| (first.len() == 2).then(|| first.to_owned()))
}
