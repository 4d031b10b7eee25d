//! Page: what an HTML page says about itself, to machines (JSON-LD, meta elements, microdata) and to people (headings, date lines).
//! Takes the parsed page, gives title, byline, outlet and every date that may be the day of publication.

use crate::credits;
use crate::dates::{self, Label};
use crate::draft;
use crate::outlet::{DateOrder, Outlets};
use crate::published::Candidate;
use dom_query::Document;
use serde_json::{Map, Value};
use text::Evidence;

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
    about.title = title(document, &metas, &linked, site.as_deref(), outlets);
    about.byline = byline(document, &metas, &linked, outlets);
    let publisher = linked.iter().find_map(|object| name_of(object.get("publisher")?));
    about.outlets.extend(site.map(|name| (name, "outlet#meta")));
    about.outlets.extend(publisher.map(|name| (name, "outlet#json-ld")));
    about.outlets.extend(window_outlet(document, outlets).map(|name| (name, "outlet#title")));
    let reader = Reader { outlets, order };
    about.dates = reader.linked(&linked).chain(reader.metas(&metas)).collect();
    about.dates.extend(reader.visible(document));
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
struct Metas(Vec<(String, String)>);

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
    fn all<'m>(&'m self, names: &'m [String]) -> impl Iterator<Item = &'m str> {
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
        if let Ok(value) = serde_json::from_str(text) {
            collect(value, &mut objects, 0);
        }
    }
    objects.sort_by_key(|object| !is_article(object));
    objects
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
        (!title.is_empty() && title.len() < 400).then_some((title, rule))
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
        .filter(|(name, _)| site(name))
}

/// Reads dates off a page.
struct Reader<'o> {
    outlets: &'o Outlets,
    order: Option<DateOrder>,
}

impl Reader<'_> {
    fn candidate(
        &self,
        evidence: Evidence,
        rule: &'static str,
        words: &str,
        label: Label,
    ) -> Option<Candidate> {
        let mut found = dates::read(words, &self.outlets.dates, self.order)?;
        if found.label == Label::None || label == Label::Updated {
            found.label = label;
        }
        Some(Candidate::new(evidence, rule, &found, words))
    }

    fn linked<'a>(&'a self, linked: &'a [Map<String, Value>]) -> impl Iterator<Item = Candidate> + 'a {
        const KEYS: [(&str, Label); 4] = [
            ("datePublished", Label::Published),
            ("uploadDate", Label::Published),
            ("dateCreated", Label::Published),
            ("dateModified", Label::Updated),
        ];
        linked.iter().flat_map(move |object| {
            KEYS.iter().filter_map(move |(key, label)| {
                self.candidate(Evidence::JsonLd, "published#json-ld", object.get(*key)?.as_str()?, *label)
            })
        })
    }

    fn metas<'a>(&'a self, metas: &'a Metas) -> impl Iterator<Item = Candidate> + 'a {
        let read = |part, label| {
            metas
                .all(self.outlets.page_names(part))
                .filter_map(move |words| self.candidate(Evidence::Meta, "published#meta", words, label))
        };
        read("meta-published", Label::Published).chain(read("meta-updated", Label::Updated))
    }

    /// Dates shown to people: microdata and `time` elements, then elements named for a date, then lines that say `Published`.
    fn visible(&self, document: &Document) -> Vec<Candidate> {
        let mut found = Vec::new();
        self.elements(document, "[itemprop=datePublished], [property=datePublished], time[pubdate], .published[title], abbr.published", "published#microdata", &mut found);
        self.elements(
            document,
            "article time, header time, .entry-date, .post-date, .article-date, .published, .pubdate",
            "published#time-element",
            &mut found,
        );
        self.elements(document, "time", "published#time-element", &mut found);
        self.classes(document, &mut found);
        if found.is_empty() {
            self.lines(document, &mut found);
        }
        found
    }

    fn elements(&self, document: &Document, selector: &str, rule: &'static str, found: &mut Vec<Candidate>) {
        for node in document.select(selector).nodes().iter().take(20) {
            let modified = node.attr("itemprop").is_some_and(|p| p.contains("odified"))
                || node.attr("class").is_some_and(|c| c.contains("updated") && !c.contains("published"));
            let label = if modified { Label::Updated } else { Label::None };
            let text = node.text();
            let sources =
                ["datetime", "content", "title"].iter().filter_map(|name| node.attr(name)).chain([text]);
            found.extend(
                sources.into_iter().find_map(|words| self.candidate(Evidence::Byline, rule, &words, label)),
            );
        }
    }

    /// Short elements whose class, id or itemprop speaks of dates.
    fn classes(&self, document: &Document, found: &mut Vec<Candidate>) {
        let known = self.outlets.page_names("date-class");
        for node in document.select("[class], [id], [itemprop]").nodes().iter().take(20_000) {
            let named = ["class", "id", "itemprop"].iter().filter_map(|name| node.attr(name)).any(|names| {
                let names = names.to_lowercase();
                known.iter().any(|part| names.contains(part.as_str()))
            });
            // A date's own element is small; reading the text of large ones again and again would take time out of proportion.
            if !named || node.descendants_it().take(50).count() == 50 {
                continue;
            }
            let text = node.text();
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if (6..160).contains(&words.len()) {
                let dates = dates::find(&words, &self.outlets.dates, self.order);
                found.extend(
                    dates.first().map(|date| {
                        Candidate::new(Evidence::Byline, "published#named-element", date, &words)
                    }),
                );
            }
            if found.len() > 40 {
                break;
            }
        }
    }

    /// Lines that are a date or say `Published` before one; where there are none, short lines that hold a date.
    fn lines(&self, document: &Document, found: &mut Vec<Candidate>) {
        let text = document.select("body").formatted_text();
        let mut short = None;
        for line in text.lines().map(str::trim).filter(|line| (6..200).contains(&line.len())).take(5000) {
            let alone = dates::date_line(line, &self.outlets.dates, self.order);
            let any = dates::find(line, &self.outlets.dates, self.order);
            let said = any.iter().find(|date| date.label != Label::None && date.at.start < 60);
            if let Some(date) = alone.first().or(said) {
                found.push(Candidate::new(Evidence::Byline, "published#labelled-line", date, line));
            } else if let Some(date) = any.first().filter(|_| {
                short.is_none() && line.split_whitespace().count() < 15 && !credits::is_prose(line)
            }) {
                short = Some(Candidate::new(Evidence::Byline, "published#short-line", date, line));
            }
            if found.len() > 20 {
                break;
            }
        }
        if found.is_empty() {
            found.extend(short);
        }
    }
}
