//! HTML: the article in a page. What the page says about itself comes from `page.rs`, the body from the readability crate; the
//! body's paragraphs then go the way of plain text, and each leads back to where its words begin in the page.

use super::page::{self, About};
use super::plain;
use super::prose::{self, Prose};
use crate::credits;
use crate::draft::{Draft, Source};
use crate::furniture;
use crate::outlet::Outlets;
use crate::traced::Traced;
use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};
use std::collections::BTreeMap;
use text::Because;

/// The charset a page declares in its first bytes.
pub fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).to_lowercase();
    let behind = head.split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
    let label: String =
        behind.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')).collect();
    (!label.is_empty()).then_some(label)
}

/// The deepest nesting of elements that is read: deeper pages are made to break readers, not to be read.
const DEEPEST: usize = 3000;
/// The longest page that is read (bytes).
const LONGEST: usize = 16 << 20;

/// Reads a page; the error says why it holds no article.
pub fn read(source: &Source, html: &Traced, as_is: bool, outlets: &Outlets) -> Result<Draft, String> {
    if html.text.len() > LONGEST {
        return Err(format!("a page longer than {} MiB", LONGEST >> 20));
    }
    if depth(&html.text) > DEEPEST {
        return Err(format!("elements nested deeper than {DEEPEST}"));
    }
    let document = Document::from(html.text.as_str());
    let about = page::about(&document, source.given.url.as_deref(), outlets);
    let found = body(document, &html.text, outlets).or_else(|| prose_alone(&html.text));
    let Some((body, because)) = found.or_else(|| about.is_article().then(no_body)) else {
        return Err("no article in the page".into());
    };
    let body = located(&body, html);
    let mut source = source.clone();
    let own_title = source.given.title.is_none();
    if own_title {
        source.given.title = Some(about.title.as_ref().map(|(title, _)| title.clone()).unwrap_or_default());
    }
    let mut draft = plain::read(&source, &body, as_is, outlets);
    if own_title {
        draft.evidence.remove("title");
    }
    if draft.text.text.is_empty() {
        draft.warnings.push(NO_TEXT.into());
    }
    draft.evidence.insert("text", because);
    merge(&mut draft, about, own_title);
    Ok(draft)
}

/// The words of a piece of HTML (what a feed has of an article): its paragraphs with a blank line between.
pub fn fragment(html: &Traced) -> Result<Traced, String> {
    if !html.text.contains(['<', '&']) {
        return Ok(html.clone());
    }
    if depth(&html.text) > DEEPEST {
        return Err(format!("elements nested deeper than {DEEPEST}"));
    }
    let document = Document::from(format!("<body>{}", html.text));
    for node in document.select("script, style, template, noscript, figure, iframe, form").nodes() {
        node.remove_from_parent();
    }
    let text = paragraphs(&document.select("body").formatted_text());
    Ok(if text.is_empty() { Traced::default() } else { located(&text, html) })
}

/// Words that may hold marks of HTML, on one line.
pub fn words(html: &str) -> String {
    let text = if html.contains(['<', '&']) && depth(html) < 100 {
        Document::from(format!("<body>{html}")).select("body").text().to_string()
    } else {
        html.to_owned()
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Joins what the page says about itself to what its text says.
fn merge(draft: &mut Draft, about: About, own_title: bool) {
    if let Some((_, rule)) = about.title.filter(|_| own_title) {
        draft.evidence.insert("title", Because::rule(rule).note(format!("\"{}\"", draft.title)));
    }
    if let Some((name, rule)) = about.byline {
        draft.evidence.insert("byline", Because::rule(rule).note(format!("\"{name}\"")));
        draft.byline = Some(name);
    }
    draft.outlets.splice(0..0, about.outlets);
    draft.dates.extend(about.dates);
    draft.url = about.url;
    draft.language = about.language;
}

/// The warning of a page that says it is an article and holds no text of one.
const NO_TEXT: &str = "the page has the article's title, not its text";

/// A body and how it was found.
type Body = (String, Because);

fn no_body() -> Body {
    (
        String::new(),
        Because::rule("text#none").note("the page says it is an article, and holds no text of one"),
    )
}

/// The body of an article, paragraphs with a blank line between; `None` where the page has none. What the reader of bodies finds is
/// taken, unless it left out most of the sentences that stand together on the page.
fn body(document: Document, html: &str, outlets: &Outlets) -> Option<Body> {
    let left_out = strip(&document, outlets);
    let prose = Prose::of(&document, outlets);
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let article =
        Readability::with_document(document, None, Some(config)).ok().and_then(|mut r| r.parse().ok());
    let text = article.map(|article| paragraphs(&article.text_content)).unwrap_or_default();
    let parts = format!("{left_out} parts named as pictures, captions, links or forms left out before");
    if prose.missed_by(&text.replace("\n\n", " ")).is_some()
        && let Some(most) = most_prose(html, outlets)
    {
        let note = format!("the element with most sentences side by side; {parts}");
        return Some((most, Because::rule("text#most-prose").note(note)));
    }
    let because = Because::rule("text#readability").note(format!("the article's part of the page; {parts}"));
    (!text.is_empty()).then_some((text, because))
}

/// The lines of the element that holds most sentences side by side, from its first to its last.
fn most_prose(html: &str, outlets: &Outlets) -> Option<String> {
    let document = Document::from(html);
    strip(&document, outlets);
    document.select("script, style, noscript, template").remove();
    let block = Prose::of(&document, outlets).missed_by("")?;
    let text = paragraphs(&NodeRef::new(block, &document.tree).formatted_text());
    let lines: Vec<&str> = text.split("\n\n").collect();
    let sentence = |line: &&str| line.len() >= 60 && credits::is_prose(line);
    let (first, last) = (lines.iter().position(sentence)?, lines.iter().rposition(sentence)?);
    Some(lines.get(first..=last)?.join("\n\n"))
}

/// Where no part of a page stands out as its article: all of its sentences.
fn prose_alone(html: &str) -> Option<Body> {
    let document = Document::from(html);
    document.select("script, style, nav, footer, form, noscript, template").remove();
    let text = paragraphs(&document.select("body").formatted_text());
    let lines: Vec<&str> = text.split("\n\n").filter(|line| credits::is_prose(line)).collect();
    let because =
        Because::rule("text#sentences").note("no part of the page stands out: all of its sentences");
    (!lines.is_empty()).then(|| (lines.join("\n\n"), because))
}

/// Takes out what stands inside articles but is none of their text: pictures and their captions, links to other articles, buttons.
fn strip(document: &Document, outlets: &Outlets) -> usize {
    let prose = Prose::of(document, outlets);
    let mut left_out = 0;
    for selector in outlets.page_names("aside") {
        for node in document.select(selector).nodes() {
            left_out += drop_unless_most(std::slice::from_ref(node), &prose);
        }
    }
    let classes = outlets.page_names("aside-class");
    let mut named: BTreeMap<&str, Vec<NodeRef>> = BTreeMap::new();
    let elements = document.select("[class], [id]");
    for node in elements.nodes() {
        let names = [node.attr("class"), node.attr("id")].into_iter().flatten();
        let class = names.into_iter().find_map(|names| {
            names
                .split_whitespace()
                .find_map(|name| classes.iter().find(|class| class.eq_ignore_ascii_case(name)))
        });
        class.into_iter().for_each(|class| named.entry(class).or_default().push(*node));
    }
    // All that bear one name are weighed together: a name that each paragraph bears is none of a caption's.
    left_out += named.values().map(|nodes| drop_unless_most(nodes, &prose)).sum::<usize>();
    for node in document.select("p, li, h2, h3, h4, h5").nodes() {
        if is_links_only(node) {
            node.remove_from_parent();
            left_out += 1;
        }
    }
    left_out
}

/// Removes elements unless they hold so much of the page's prose that their name must mean something else; how many went.
fn drop_unless_most(nodes: &[NodeRef], prose: &Prose) -> usize {
    if prose.is_most(nodes) {
        return 0;
    }
    let small = nodes.iter().filter(|node| !prose::is_page(node));
    small.map(|node| node.remove_from_parent()).count()
}

/// A short paragraph that is links and nothing else, and no sentence.
fn is_links_only(node: &NodeRef) -> bool {
    let text = node.text();
    let text = text.trim();
    let words = text.split_whitespace().count();
    if !(1..=25).contains(&words) || furniture::ends_sentence(text) || credits::is_prose(text) {
        return false;
    }
    let links = prose::linked(node);
    links > 0 && links + 3 >= text.chars().count()
}

/// The paragraphs of extracted text, trimmed, single blanks inside; one repeated word for word stands once.
fn paragraphs(text: &str) -> String {
    let mut seen = std::collections::BTreeSet::new();
    let lines = text.lines().map(prose::line_of).filter(|line| !line.is_empty());
    let kept: Vec<String> = lines.filter(|line| line.len() < 60 || seen.insert(line.clone())).collect();
    kept.join("\n\n")
}

/// Finds each paragraph's first words in the page, in order, so that its bytes lead back to them.
fn located(body: &str, html: &Traced) -> Traced {
    let mut traced = Traced::default();
    let mut from = 0;
    for (at, line) in body.split("\n\n").enumerate() {
        let first = line
            .split(|c: char| !c.is_alphanumeric() && c != ' ')
            .find(|words| words.split(' ').count() > 2)
            .unwrap_or(line);
        let words: String = first.chars().take(40).collect();
        if let Some(found) = html.text.get(from..).and_then(|rest| rest.find(words.trim())) {
            from += found;
        }
        let source = html.origin.source(from).unwrap_or(from);
        traced.push(if at > 0 { "\n\n" } else { "" }, source, false);
        traced.push(line, source, false);
    }
    traced
}

/// How deep a page's elements nest, counted on its tags alone; elements that never close do not count.
fn depth(html: &str) -> usize {
    const VOID: [&str; 18] = [
        "br", "img", "meta", "link", "input", "hr", "p", "li", "source", "area", "base", "col", "embed",
        "param", "track", "wbr", "td", "tr",
    ];
    let (mut depth, mut deepest) = (0usize, 0);
    for (at, _) in html.match_indices('<') {
        let tag = html.get(at + 1..).unwrap_or("");
        let closing = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .collect::<String>()
            .to_lowercase();
        if name.is_empty() || VOID.contains(&name.as_str()) {
            continue;
        }
        depth = if closing { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}
