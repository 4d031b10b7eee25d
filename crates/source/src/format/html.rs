//! HTML: the article in a page. What the page says about itself comes from `page.rs`, the body from the readability crate; the
//! body's paragraphs then go the way of plain text, and each leads back to where its words begin in the page.

use super::page::{self, About};
use super::plain;
use crate::credits;
use crate::draft::{Draft, Source};
use crate::furniture;
use crate::outlet::Outlets;
use crate::traced::Traced;
use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};
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
    let (body, left_out) =
        body(document, outlets).or_else(|| prose(&html.text)).ok_or("no article in the page")?;
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
    let note = format!(
        "the article's part of the page; {left_out} parts named as pictures, captions, links or forms left out before"
    );
    draft.evidence.insert("text", Because::rule("text#readability").note(note));
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

/// The body of an article, paragraphs with a blank line between, and how many parts were left out first; `None` where the page
/// has none.
fn body(document: Document, outlets: &Outlets) -> Option<(String, usize)> {
    let left_out = strip(&document, outlets);
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).ok()?.parse().ok()?;
    let text = paragraphs(&article.text_content);
    (!text.is_empty()).then_some((text, left_out))
}

/// Where no part of a page stands out as its article: all of its sentences.
fn prose(html: &str) -> Option<(String, usize)> {
    let document = Document::from(html);
    document.select("script, style, nav, footer, form, noscript, template").remove();
    let text = paragraphs(&document.select("body").formatted_text());
    let lines: Vec<&str> = text.split("\n\n").filter(|line| credits::is_prose(line)).collect();
    (!lines.is_empty()).then(|| (lines.join("\n\n"), 0))
}

/// Takes out what stands inside articles but is none of their text: pictures and their captions, links to other articles, buttons.
fn strip(document: &Document, outlets: &Outlets) -> usize {
    let total = document.select("p").length();
    let selectors = outlets.page_names("aside");
    let mut left_out: usize = selectors
        .iter()
        .flat_map(|s| document.select(s).nodes().to_vec())
        .map(|node| drop_small(&node, total))
        .sum();
    let classes = outlets.page_names("aside-class");
    for node in document.select("[class], [id]").nodes() {
        let named = [node.attr("class"), node.attr("id")].into_iter().flatten();
        if named.into_iter().any(|names| {
            names.split_whitespace().any(|name| classes.iter().any(|c| c.eq_ignore_ascii_case(name)))
        }) {
            left_out += drop_small(node, total);
        }
    }
    for node in document.select("p, li, h2, h3, h4, h5").nodes() {
        if is_links_only(node) {
            node.remove_from_parent();
            left_out += 1;
        }
    }
    left_out
}

/// Removes an element unless it holds so much of the page's prose that its name must mean something else; how many went.
fn drop_small(node: &NodeRef, total: usize) -> usize {
    let inside = node.descendants_it().filter(|inner| inner.has_name("p")).count();
    let page = ["html", "body", "main", "article"].iter().any(|name| node.has_name(name));
    let small = !page && inside * 4 <= total.max(4);
    if small {
        node.remove_from_parent();
    }
    usize::from(small)
}

/// A short paragraph that is links and nothing else, and no sentence.
fn is_links_only(node: &NodeRef) -> bool {
    let text = node.text();
    let text = text.trim();
    let words = text.split_whitespace().count();
    if !(1..=25).contains(&words) || furniture::ends_sentence(text) || credits::is_prose(text) {
        return false;
    }
    let links: usize = node
        .descendants_it()
        .filter(|inner| inner.has_name("a"))
        .map(|link| link.text().trim().chars().count())
        .sum();
    links > 0 && links + 3 >= text.chars().count()
}

/// The paragraphs of extracted text, trimmed, single blanks inside; one repeated word for word stands once.
fn paragraphs(text: &str) -> String {
    let mut seen = std::collections::BTreeSet::new();
    let lines = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty());
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
