//! Plain text: an article as a text file has it, or as the `text` of a JSONL line. Tells the title, dates and credits around the
//! article from its paragraphs, and cuts the furniture.

use crate::credits;
use crate::dates::{self, Found, Label};
use crate::draft::{self, Draft, Source};
use crate::furniture::{self, key};
use crate::outlet::{Outlets, Zone};
use crate::published::Candidate;
use crate::repair;
use crate::traced::{Edit, Traced};
use std::collections::BTreeMap;
use std::ops::Range;
use text::{Because, Evidence};

/// A title stands among this many lines from the top, or there is none.
const HEAD: usize = 60;

/// Reads a text; `as_is` leaves it whole.
pub fn read(source: &Source, text: &Traced, as_is: bool, outlets: &Outlets) -> Draft {
    let (text, mut warnings) = if as_is { (text.clone(), Vec::new()) } else { repair::repair(text) };
    let given = &source.given;
    let page = Page::read(
        &text.text,
        given.title.as_deref(),
        outlets,
        draft::order(given.outlet.as_deref(), given.url.as_deref(), outlets),
    );
    let (title, cuts) = page.title(given.title.as_deref(), outlets);
    let mut draft = Draft {
        byline: page.byline(),
        agency: page.agency(),
        dates: page.dates(title.line, given.title.is_some()),
        ..Draft::default()
    };
    draft.evidence.extend(title.because.map(|because| ("title", because)));
    draft.evidence.extend(
        draft
            .byline
            .as_ref()
            .map(|name| ("byline", Because::rule("byline#line").note(format!("\"{name}\"")))),
    );
    draft.outlets.extend(title.outlet.map(|name| (name, "outlet#title")));
    draft.outlets.extend(page.masthead().map(|name| (name, "outlet#masthead")));
    draft.title = title.words;
    if as_is {
        draft.text = text;
        return draft;
    }
    draft.text = clean(&text, &page, &cuts, &mut warnings);
    if draft.text.text.is_empty() && given.title.is_none() {
        // A page of one line that looked like a title: the line is all there is, so it is the text.
        draft.text = cuts
            .first()
            .and_then(|&at| page.lines.get(at))
            .map(|(unit, _)| text.part(unit.clone()))
            .unwrap_or_default();
        draft.title.clear();
        draft.evidence.remove("title");
    }
    draft.warnings = warnings;
    draft
}

fn text_of(words: &str) -> Traced {
    Traced::exact(words.to_owned(), 0)
}

/// What a line of the page is.
#[derive(Clone, Debug)]
enum Role<'o> {
    /// Part of the article, or its title.
    Article,
    /// One or more dates and nothing else.
    Dates(Vec<Found>),
    /// Who wrote it.
    Byline(String),
    /// Whom it is credited to.
    Credit(String),
    /// A trail of links.
    Trail,
    /// Any other furniture.
    Furniture(&'o str),
}

/// The lines of a page and what each is.
struct Page<'t, 'o> {
    text: &'t str,
    lines: Vec<(Range<usize>, Role<'o>)>,
    /// The lines from the first paragraph of prose to the last.
    body: Range<usize>,
}

/// The title found, and how.
#[derive(Default)]
struct Title {
    words: String,
    outlet: Option<String>,
    because: Option<Because>,
    /// Its line; lines above it are masthead.
    line: Option<usize>,
}

impl<'t, 'o> Page<'t, 'o> {
    fn read(
        text: &'t str,
        title: Option<&str>,
        outlets: &'o Outlets,
        order: Option<crate::outlet::DateOrder>,
    ) -> Page<'t, 'o> {
        let units = furniture::units(text);
        let words = |unit: &Range<usize>| text.get(unit.clone()).unwrap_or("");
        let own = |line: &str| title.is_none_or(|title| key(title) != key(line));
        let prose = |unit: &Range<usize>| {
            let line = words(unit);
            let furniture =
                furniture::kind(line, outlets, Zone::Any).is_some() || credits::byline(line).is_some();
            own(line)
                && !furniture
                && (credits::is_prose(line) || crate::dateline::read(line, outlets).is_some())
                && dates::date_line(line, &outlets.dates, order).is_empty()
        };
        let first = units.iter().position(prose).unwrap_or(units.len());
        let last = units.iter().rposition(prose).map_or(units.len(), |last| last + 1);
        let mut page = Page { text, lines: Vec::with_capacity(units.len()), body: first..last };
        let mut list = false;
        for (at, unit) in units.into_iter().enumerate() {
            let zone = if at < first {
                Zone::Head
            } else if at >= last {
                Zone::Tail
            } else {
                Zone::Any
            };
            let line = text.get(unit.clone()).unwrap_or("");
            let role = role(line, zone, outlets, order, &mut list);
            page.lines.push((unit, role));
        }
        if let Some(at) = page.site_name().filter(|_| title.is_none()) {
            page.lines[at].1 = Role::Credit(page.line(at).to_owned());
        }
        page
    }

    fn line(&self, at: usize) -> &'t str {
        self.lines.get(at).and_then(|(unit, _)| self.text.get(unit.clone())).unwrap_or("")
    }

    fn articles(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.lines.len()).filter(|&at| matches!(self.lines[at].1, Role::Article))
    }

    /// The title, and the lines that repeat it.
    fn title(&self, given: Option<&str>, outlets: &Outlets) -> (Title, Vec<usize>) {
        let mut title = match given {
            Some(words) => Title {
                words: repair::normal(&text_of(words.trim())).text,
                because: Some(Because::rule("title#given")),
                ..Title::default()
            },
            None => self.found_title(outlets),
        };
        let wanted = key(&title.words);
        let repeats: Vec<usize> = self
            .articles()
            .filter(|&at| !wanted.is_empty() && self.same_title(at, &wanted, outlets))
            .collect();
        title.line = repeats.first().copied().filter(|&at| at <= self.body.start).or(title.line);
        title.words = title.words.split_whitespace().collect::<Vec<_>>().join(" ");
        (title, repeats)
    }

    fn same_title(&self, at: usize, wanted: &str, outlets: &Outlets) -> bool {
        let line = self.line(at);
        key(line) == wanted || key(credits::split_site(line, outlets, None).0) == wanted
    }

    /// The title among the lines above the first paragraph: the end of a trail of links that stands again below it, a line that
    /// is repeated, or the first line that can be one.
    fn found_title(&self, outlets: &Outlets) -> Title {
        let can_be = |at: &usize| *at < self.body.start && credits::is_title_like(self.line(*at));
        let head: Vec<usize> = self.articles().filter(can_be).take(HEAD).collect();
        if self.body.start >= self.lines.len() && head.len() < 2 {
            return Title::default();
        }
        let Some((words, line, rule)) = self.trail(&head).or_else(|| self.repeated(&head)).or_else(|| {
            let first = *head.first()?;
            Some((self.line(first), Some(first), "title#first-line"))
        }) else {
            return Title::default();
        };
        let (short, outlet) = credits::split_site(words, outlets, None);
        let because = Some(Because::rule(rule).note(format!("\"{short}\"")));
        Title { words: short.to_owned(), outlet, because, line }
    }

    /// Where the first line that can be a title is short, menus follow it, and only then a longer one, it is the site's name.
    fn site_name(&self) -> Option<usize> {
        let can_be = |at: &usize| *at < self.body.start && credits::is_title_like(self.line(*at));
        let mut head = self.articles().filter(can_be);
        let (first, second) = (head.next()?, head.next()?);
        let menu = |at: usize| match self.lines[at].1 {
            Role::Trail => true,
            Role::Furniture(what) => what == "navigation" || what == "section label",
            _ => false,
        };
        let words = |at: usize| self.line(at).split_whitespace().count();
        (words(first) <= 5 && words(second) > words(first) && (first..second).any(menu)).then_some(first)
    }

    /// The end of a trail of links; the line below that says the same, or more where the trail was cut short.
    fn trail(&self, head: &[usize]) -> Option<(&'t str, Option<usize>, &'static str)> {
        let end = self.body.start.min(self.lines.len()).min(HEAD);
        let trails = (0..end).filter(|&at| matches!(self.lines[at].1, Role::Trail));
        let words = trails.filter_map(|at| credits::trail_title(self.line(at))).next()?;
        let short = words.ends_with('…') || words.ends_with("...");
        let wanted = key(words);
        let same = |line: &str| key(line) == wanted || short && key(line).starts_with(&wanted);
        let line = head.iter().copied().find(|&at| same(self.line(at)));
        Some((line.map_or(words, |at| self.line(at)), line, "title#trail-of-links"))
    }

    fn repeated(&self, head: &[usize]) -> Option<(&'t str, Option<usize>, &'static str)> {
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for at in self.articles() {
            *times.entry(key(self.line(at))).or_default() += 1;
        }
        let again = |at: &&usize| times.get(&key(self.line(**at))).is_some_and(|times| *times > 1);
        let at = *head.iter().find(again)?;
        Some((self.line(at), Some(at), "title#repeated-line"))
    }

    fn byline(&self) -> Option<String> {
        self.lines.iter().find_map(|(_, role)| match role {
            Role::Byline(name) if !name.is_empty() => Some(name.clone()),
            _ => None,
        })
    }

    /// The lowest credit line: the one above the article is more likely the site's own name.
    fn agency(&self) -> Option<String> {
        self.lines.iter().rev().find_map(|(_, role)| match role {
            Role::Credit(name) => Some(name.clone()),
            _ => None,
        })
    }

    /// An outlet's name above everything else.
    fn masthead(&self) -> Option<String> {
        match self.lines.first() {
            Some((_, Role::Credit(name))) if self.body.start > 0 => Some(name.clone()),
            _ => None,
        }
    }

    /// Dates above the title are the masthead's, unless they say what they are; those below are the article's own.
    fn dates(&self, title: Option<usize>, given: bool) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for (at, (_, role)) in self.lines.iter().enumerate() {
            let Role::Dates(found) = role else { continue };
            let above =
                title.is_some_and(|title| at < title) || title.is_none() && !given && at < self.body.start;
            for date in found {
                let (evidence, rule) = match (date.label, above, at >= self.body.end) {
                    (Label::Published | Label::Updated, ..) => (Evidence::Byline, "published#labelled-line"),
                    (Label::None, true, _) => (Evidence::Masthead, "published#masthead"),
                    (Label::None, _, true) => continue,
                    (Label::None, ..) => (Evidence::Byline, "published#date-line"),
                };
                let distrust = if date.label == Label::None { 2 } else { 4 };
                candidates.push(Candidate::new(evidence, rule, date, self.line(at)).distrusted(distrust));
            }
        }
        candidates
    }
}

/// What a line is, given where on the page it stands; `list` remembers a heading over links to other articles.
fn role<'o>(
    line: &str,
    zone: Zone,
    outlets: &'o Outlets,
    order: Option<crate::outlet::DateOrder>,
    list: &mut bool,
) -> Role<'o> {
    let in_list = std::mem::take(list);
    let dates = dates::date_line(line, &outlets.dates, order);
    if !dates.is_empty() && (zone != Zone::Any || dates.iter().any(|d| d.label != Label::None)) {
        return Role::Dates(dates);
    }
    if let Some(piece) = furniture::kind(line, outlets, zone) {
        *list = piece.opens_list;
        return Role::Furniture(piece.what);
    }
    if let Some(name) = credits::byline(line) {
        return Role::Byline(name);
    }
    if zone != Zone::Any
        && credits::credit(line, outlets).is_some()
        && crate::dateline::read(line, outlets).is_none()
    {
        return Role::Credit(credits::credit(line, outlets).unwrap_or_default());
    }
    if zone != Zone::Any && furniture::breadcrumb(line).is_some() {
        return Role::Trail;
    }
    if in_list && !credits::is_prose(line) {
        *list = true;
        return Role::Furniture("link to another article");
    }
    Role::Article
}

/// The article's paragraphs: all lines that are neither furniture nor the title, each cut listed.
fn clean(text: &Traced, page: &Page, title: &[usize], warnings: &mut Vec<String>) -> Traced {
    let mut edits = Vec::new();
    for (at, (unit, role)) in page.lines.iter().enumerate() {
        let what = match role {
            Role::Article if title.first() == Some(&at) => "",
            Role::Article if title.binary_search(&at).is_ok() => "title repeated",
            Role::Article => continue,
            Role::Dates(_) => "date",
            Role::Byline(_) => "byline",
            Role::Credit(_) => "credit",
            Role::Trail => "navigation",
            Role::Furniture(what) => what,
        };
        if !what.is_empty() {
            warnings.push(furniture::cut(page.line(at), what));
        }
        edits.push(Edit::cut(unit.clone()));
    }
    tidy(&text.edit(&edits)).trim()
}

/// No blanks at line ends, no more than one blank line between paragraphs.
pub fn tidy(text: &Traced) -> Traced {
    let mut edits = Vec::new();
    let mut end = 0;
    let mut breaks = 0;
    for (at, c) in text.text.char_indices().chain([(text.text.len(), 'x')]) {
        if c == '\n' {
            breaks += 1;
        } else if !c.is_whitespace() {
            let gap = end..at;
            let keep = "\n".repeat(breaks.min(2));
            // Blanks in front of a line's first word go with the break before it.
            if breaks > 0 && text.text.get(gap.clone()) != Some(keep.as_str()) {
                edits.push(Edit { at: gap, with: keep });
            }
            (end, breaks) = (at + c.len_utf8(), 0);
        }
    }
    text.edit(&edits)
}
