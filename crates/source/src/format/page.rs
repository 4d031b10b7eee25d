//! Page: what an HTML page says about itself, to machines (JSON-LD, meta elements, microdata) and to people (headings, date lines).
//! Takes the parsed page, gives title, byline, outlet and every date that may be the day of publication.

use super::shown::{Layout, Reader};
use crate::credits;
use crate::dates::Label;
use crate::draft;
use crate::furniture;
use crate::outlet::{Outlets, Zone};
use crate::published::Candidate;
use dom_query::Document;
use serde_json::{Map, Value};

/// What a page says about itself, each with the rule that read it.
#[derive(Debug, Default)]
pub struct About {
    /// Its title.
    pub title: Option<(String, &'static str)>,
    /// Who wrote it.
    pub byline: Option<(String, &'static str)>,
    /// Names of its outlet, most trusted first.
    pub outlets: Vec<(String, &'static str)>,
    /// Its own URL.
    pub url: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Days it may have been published on.
    pub dates: Vec<Candidate>,
    /// True where it tells machines that it is an article.
    calls_itself_article: bool,
}

impl About {
    /// True for a page that says it is an article, and gives its title.
    pub fn is_article(&self) -> bool {
        self.calls_itself_article && self.title.is_some()
    }
}

/// Reads the page's head, its JSON-LD and its date lines.
pub fn about(document: &Document, url: Option<&str>, outlets: &Outlets) -> About {
    let metas = Metas::read(document);
    let linked = linked_data(document);
    let canonical = attr(document, "link[rel=canonical]", "href").or_else(|| metas.first(&["og:url".into()]));
    let url = url.map(str::to_owned).or(canonical.filter(|url| url.starts_with("http")));
    let site = metas.first(outlets.page_names("meta-site"));
    let order = draft::order(site.as_deref(), url.as_deref(), outlets);
    let mut about =
        About { language: attr(document, "html", "lang").filter(|l| l.len() >= 2), url, ..About::default() };
    about.calls_itself_article = linked.iter().any(is_article)
        || metas.first(&["og:type".into()]).is_some_and(|kind| kind.eq_ignore_ascii_case("article"));
    about.title = title(document, &metas, &linked, site.as_deref(), outlets);
    about.byline = byline(document, &metas, &linked, outlets);
    let publisher = linked.iter().find_map(|object| name_of(object.get("publisher")?));
    about.outlets.extend(site.map(|name| (name, "outlet#meta")));
    about.outlets.extend(publisher.map(|name| (name, "outlet#json-ld")));
    about.outlets.extend(window_outlet(document, outlets).map(|name| (name, "outlet#title")));
    let reader = Reader { outlets, order };
    about.dates = reader.linked(&linked).chain(reader.metas(&metas)).collect();
    let title = about.title.as_ref().map_or("", |(title, _)| title.as_str());
    about.dates.extend(reader.visible(document, &Layout::of(document, title, outlets)));
    if about.dates.iter().all(|date| date.label == Label::Updated) {
        about.dates.extend(reader.scripts(document));
    }
    about
}

fn attr(document: &Document, selector: &str, name: &str) -> Option<String> {
    document
        .select_single(selector)
        .attr(name)
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

/// The meta elements of a page: name in lower case, content.
pub struct Metas(Vec<(String, String)>);

impl Metas {
    fn read(document: &Document) -> Metas {
        let mut metas = Vec::new();
        for node in document.select("meta[content]").nodes() {
            let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| node.attr(key));
            if let Some((name, content)) =
                name.zip(node.attr("content")).filter(|(_, content)| !content.trim().is_empty())
            {
                metas.push((name.trim().to_lowercase(), content.trim().to_owned()));
            }
        }
        Metas(metas)
    }

    /// The contents under these names, in the order of the names.
    pub fn all<'m>(&'m self, names: &'m [String]) -> impl Iterator<Item = &'m str> {
        names.iter().flat_map(|name| {
            self.0.iter().filter(move |(known, _)| known == name).map(|(_, content)| content.as_str())
        })
    }

    fn first(&self, names: &[String]) -> Option<String> {
        self.all(names).next().map(str::to_owned)
    }
}

/// The JSON-LD objects of a page that can be an article, articles first.
fn linked_data(document: &Document) -> Vec<Map<String, Value>> {
    let mut objects = Vec::new();
    for node in document.select("script[type='application/ld+json']").nodes() {
        // Line breaks inside strings are common here and no JSON.
        let text: String = node.text().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim_end_matches(';');
        match serde_json::from_str(text) {
            Ok(value) => collect(value, &mut objects, 0),
            Err(_) => objects.push(salvaged(text)),
        }
    }
    objects.sort_by_key(|object| !is_article(object));
    objects
}

/// The fields that matter here, out of JSON that is broken elsewhere (a quotation mark in a description is enough).
fn salvaged(text: &str) -> Map<String, Value> {
    let field = |name: &&str| {
        let behind = text.split_once(&format!("\"{name}\""))?.1.trim_start().strip_prefix(':')?;
        let words = behind.trim_start().strip_prefix('"')?.split_once('"')?.0;
        Some(((*name).to_owned(), Value::String(words.to_owned())))
    };
    ["@type", "datePublished", "dateModified"].iter().filter_map(field).collect()
}

/// Objects, those in arrays and `@graph` too; a bound keeps hostile nesting short.
fn collect(value: Value, objects: &mut Vec<Map<String, Value>>, depth: usize) {
    match value {
        Value::Array(many) if depth < 5 => many.into_iter().for_each(|one| collect(one, objects, depth + 1)),
        Value::Object(mut object) if depth < 5 => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.remove(key) {
                    collect(inner, objects, depth + 1);
                }
            }
            objects.push(object);
        }
        _ => {}
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    let named =
        |name: &str| ["Article", "Posting", "Report", "Story"].iter().any(|kind| name.ends_with(kind));
    match object.get("@type") {
        Some(Value::String(name)) => named(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(named),
        _ => false,
    }
}

/// The name of a thing that is given as words, as an object with a name, or as a list of either.
fn name_of(value: &Value) -> Option<String> {
    let name = match value {
        Value::String(name) => name.clone(),
        Value::Object(object) => object.get("name").and_then(Value::as_str)?.to_owned(),
        Value::Array(many) => many
            .iter()
            .take(10)
            .filter(|one| !one.is_array())
            .filter_map(name_of)
            .collect::<Vec<_>>()
            .join(", "),
        _ => return None,
    };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty() && name.len() < 200 && !name.starts_with("http")).then_some(name)
}

/// The title: what machines are told, else the one `h1`, else the window's title, without the site's name.
fn title(
    document: &Document,
    metas: &Metas,
    linked: &[Map<String, Value>],
    site: Option<&str>,
    outlets: &Outlets,
) -> Option<(String, &'static str)> {
    let headings = document.select("h1");
    let heading = (headings.length() == 1).then(|| headings.text().to_string());
    let headline = linked
        .iter()
        .filter(|o| is_article(o))
        .find_map(|object| Some(object.get("headline")?.as_str()?.to_owned()));
    let window = Some(document.select_single("head > title").text().to_string());
    let window_has = |words: &Option<String>| {
        words.as_ref().is_some_and(|w| window.as_ref().is_some_and(|title| title.contains(w.trim())))
    };
    let heading_first = window_has(&heading).then(|| heading.clone()).flatten();
    let sources = [
        (heading_first, "title#h1"),
        (headline, "title#json-ld"),
        (metas.first(outlets.page_names("meta-title")), "title#meta"),
        (heading, "title#h1"),
        (window.clone(), "title#window"),
    ];
    sources.into_iter().find_map(|(words, rule)| {
        let words = plain_words(&words?);
        let title = credits::split_site(&words, outlets, site).0.to_owned();
        let of_site =
            outlets.named(&title).is_some() || site.is_some_and(|site| site.eq_ignore_ascii_case(&title));
        (!title.is_empty() && title.len() < 400 && !of_site).then_some((title, rule))
    })
}

/// The outlet that the window's title ends in.
fn window_outlet(document: &Document, outlets: &Outlets) -> Option<String> {
    let window = plain_words(&document.select_single("head > title").text());
    credits::split_site(&window, outlets, None).1
}

fn plain_words(words: &str) -> String {
    decoded(words).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// JSON-LD and meta contents are often escaped once too often.
fn decoded(words: &str) -> String {
    if !words.contains('&') {
        return words.to_owned();
    }
    Document::fragment(words.replace('<', "&lt;")).text().to_string()
}

/// Words of a menu or a system that themes print where a writer's name belongs.
fn is_menu(name: &str, outlets: &Outlets) -> bool {
    let low = name.trim().to_lowercase();
    outlets.page_names("no-byline").contains(&low)
        || furniture::kind(name, outlets, Zone::Head).is_some()
        || low.split_whitespace().count() > 1
            && low.split_whitespace().all(|word| outlets.page_names("no-byline").iter().any(|w| w == word))
}

fn byline(
    document: &Document,
    metas: &Metas,
    linked: &[Map<String, Value>],
    outlets: &Outlets,
) -> Option<(String, &'static str)> {
    let author = linked.iter().filter(|o| is_article(o)).find_map(|object| name_of(object.get("author")?));
    let meta = metas
        .all(outlets.page_names("meta-author"))
        .map(str::trim)
        .find(|name| !name.starts_with("http") && name.len() < 120);
    let shown = || {
        let nodes = document.select("[rel=author], [itemprop=author], .byline, .author, .article-author");
        nodes
            .nodes()
            .iter()
            .map(|node| node.text().split_whitespace().collect::<Vec<_>>().join(" "))
            .find(|name| (3..80).contains(&name.len()))
    };
    let plain = |name: String| credits::byline(&name).filter(|n| !n.is_empty()).unwrap_or(name);
    let site = |name: &String| outlets.named(name).is_none_or(|entry| entry.value.agency);
    author
        .map(|name| (name, "byline#json-ld"))
        .or_else(|| meta.map(|name| (name.to_owned(), "byline#meta")))
        .or_else(|| shown().map(|name| (name, "byline#element")))
        .map(|(name, rule)| (plain(name), rule))
        .filter(|(name, _)| site(name) && !is_menu(name, outlets))
}
