//! Prose: where on a page its sentences stand. Takes the parsed page, gives how much prose each element holds and which one
//! holds the largest block of it; what is named like furniture and holds the article is none, and a body without the article is none.

use crate::credits;
use crate::outlet::Outlets;
use dom_query::{Document, NodeId, NodeRef};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many paragraphs are looked at, and how many elements around each: more is no report.
const BOUNDS: (usize, usize) = (4000, 200);
/// The least block of prose that a body is held against: characters, paragraphs.
const LEAST: (usize, usize) = (600, 3);

/// The prose of a page.
pub struct Prose {
    /// Characters of prose in each element.
    inside: BTreeMap<NodeId, usize>,
    /// All of it.
    total: usize,
    /// The paragraphs under each element directly, readers' comments left out.
    blocks: BTreeMap<NodeId, Block>,
}

/// Paragraphs that stand side by side.
#[derive(Default)]
struct Block {
    /// How each begins, and its characters.
    paragraphs: Vec<(String, usize)>,
}

impl Block {
    fn chars(&self) -> usize {
        self.paragraphs.iter().map(|(_, chars)| chars).sum()
    }

    /// How much of it a body has.
    fn in_body(&self, body: &str) -> usize {
        let had = self.paragraphs.iter().filter(|(begin, _)| body.contains(begin.as_str()));
        had.map(|(_, chars)| chars).sum()
    }
}

impl Prose {
    /// Counts the sentences in a page's paragraphs.
    pub fn of(document: &Document, outlets: &Outlets) -> Prose {
        let mut prose = Prose { inside: BTreeMap::new(), total: 0, blocks: BTreeMap::new() };
        prose.count(document.select("p").nodes(), |node| node.text().to_string(), outlets);
        if prose.total == 0 {
            // Pages without paragraphs: the words that stand in other elements themselves.
            let elements = document.select("div, td, section, span, font, center");
            prose.count(elements.nodes(), |node| node.immediate_text().to_string(), outlets);
        }
        prose
    }

    fn count(&mut self, nodes: &[NodeRef], text: impl Fn(&NodeRef) -> String, outlets: &Outlets) {
        let prose = self;
        let comments = outlets.page_names("comments");
        for node in nodes.iter().take(BOUNDS.0) {
            let words = line_of(&text(node));
            let chars = words.chars().count();
            // Long enough for a paragraph, in scripts too whose sentences end in other marks.
            let sentence = credits::is_prose(&words) || chars >= 150;
            if chars < 60 || !sentence || linked(node) * 3 > chars {
                continue;
            }
            *prose.inside.entry(node.id).or_default() += chars;
            let mut comment = is_named(node, comments);
            for around in node.ancestors_it(Some(BOUNDS.1)) {
                *prose.inside.entry(around.id).or_default() += chars;
                comment |= !is_page(&around) && is_named(&around, comments);
            }
            prose.total += chars;
            if let Some(parent) = node.parent().filter(|_| !comment) {
                prose.blocks.entry(parent.id).or_default().paragraphs.push((beginning(&words), chars));
            }
        }
    }

    /// True where an element, or all that are named alike, hold so much of the page's prose that the name must mean something else.
    pub fn is_most(&self, nodes: &[NodeRef]) -> bool {
        let inside: usize = nodes.iter().filter_map(|node| self.inside.get(&node.id)).sum();
        inside * 4 > self.total && inside > 0
    }

    /// The element with the largest block of prose, where a body has little of it and not much else.
    pub fn missed_by(&self, body: &str) -> Option<NodeId> {
        let (id, block) = self.blocks.iter().max_by_key(|(id, block)| (block.chars(), Reverse(**id)))?;
        let enough = block.chars() >= LEAST.0 && block.paragraphs.len() >= LEAST.1;
        let has: usize = self.blocks.values().map(|block| block.in_body(body)).sum();
        let missed = block.in_body(body) * 10 < block.chars() * 3 && has * 3 < block.chars() * 2;
        (enough && missed).then_some(*id)
    }
}

/// Words on one line, single blanks between.
pub fn line_of(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of an element, those of each element in it apart: `28.09.19` and `12:44` in two are no year.
pub fn spaced(node: &NodeRef) -> String {
    let parts = node.descendants_it().filter(NodeRef::is_text).map(|text| text.text().to_string());
    line_of(&parts.collect::<Vec<_>>().join(" "))
}

fn beginning(words: &str) -> String {
    words.chars().take(50).collect::<String>().trim_end().to_owned()
}

/// Characters of an element that are a link's.
pub fn linked(node: &NodeRef) -> usize {
    let links = node.descendants_it().filter(|inner| inner.has_name("a"));
    links.map(|link| link.text().trim().chars().count()).sum()
}

/// True for an element that stands for the page or the article, whatever it is called.
pub fn is_page(node: &NodeRef) -> bool {
    ["html", "body", "main", "article"].iter().any(|name| node.has_name(name))
}

/// True where the class or id of an element holds one of these parts of names.
pub fn is_named(node: &NodeRef, parts: &[String]) -> bool {
    ["class", "id"].iter().filter_map(|name| node.attr(name)).any(|names| {
        let names = names.to_lowercase();
        parts.iter().any(|part| names.contains(part.as_str()))
    })
}
