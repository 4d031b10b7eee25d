//! Shown: the dates a page shows, to machines (JSON-LD, meta elements, scripts) and to people (`time` elements, elements named for a
//! date, lines). Takes the parsed page, gives every date that may be the day of publication, with how near it stands to the title:
//! the dates of comments, teasers and side columns are other articles'.

use super::page::Metas;
use super::prose;
use crate::credits;
use crate::dates::{self, Found, Label};
use crate::furniture::key;
use crate::outlet::{DateOrder, Outlets};
use crate::published::Candidate;
use dom_query::{Document, NodeId, NodeRef};
use serde_json::{Map, Value};
use text::Evidence;

/// Where the parts of a page stand.
pub struct Layout<'o> {
    /// All elements, in order.
    ids: Vec<NodeId>,
    /// Place of the heading among them.
    heading: Option<usize>,
    /// The elements around the heading, sorted: whatever they are called, they hold the article.
    around: Vec<NodeId>,
    /// Parts of class names of what is none of the article.
    elsewhere: &'o [String],
}

/// How far from the heading, in elements, whatever stands there is the article's: above it, below it.
const BESIDE: (usize, usize) = (15, 25);
/// How far from the heading, in elements, the article's own date stands at most: above it, below it.
const NEAR: (usize, usize) = (50, 200);

impl<'o> Layout<'o> {
    /// Finds the heading: the first one that says the title, else the first of the highest rank.
    pub fn of(document: &Document, title: &str, outlets: &'o Outlets) -> Layout<'o> {
        let mut ids: Vec<NodeId> = document.root().descendants_it().map(|node| node.id).collect();
        ids.sort_unstable();
        let wanted = key(title);
        let headings = document.select("h1, h2, h3");
        let same = |node: &&NodeRef| !wanted.is_empty() && key(&node.text()) == wanted;
        let top = document.select("h1");
        // A site's name may be a heading too, and is shorter than a title.
        let longest = || top.nodes().iter().take(20).rev().max_by_key(|node| key(&node.text()).len());
        // A title is often longer than its heading, by the site's name that no list knows.
        let begins = |node: &&NodeRef| {
            let heading = key(&node.text());
            heading.split(' ').count() >= 4 && wanted.starts_with(&heading)
        };
        let candidates = || headings.nodes().iter().take(200);
        let heading = candidates().find(same).or_else(|| candidates().find(begins)).or_else(longest);
        let mut around: Vec<NodeId> =
            heading.map(|node| node.ancestors_it(None).map(|node| node.id).collect()).unwrap_or_default();
        around.sort_unstable();
        let heading = heading.and_then(|node| ids.binary_search(&node.id).ok());
        Layout { ids, heading, around, elsewhere: outlets.page_names("elsewhere") }
    }

    /// How much an element's date is to be distrusted for where it stands: 0 beside the heading, 3 farther off, 8 in what is
    /// none of the article.
    fn distrust(&self, node: &NodeRef) -> u8 {
        let aside = |node: &NodeRef| {
            let named = ["nav", "aside", "footer", "form"].iter().any(|name| node.has_name(name));
            named || !prose::is_page(node) && prose::is_named(node, self.elsewhere)
        };
        let place = self.ids.binary_search(&node.id).ok();
        if let (Some(place), Some(heading)) = (place, self.heading)
            && (place + BESIDE.0 >= heading && place <= heading + BESIDE.1)
        {
            return 0;
        }
        let alone = |node: &NodeRef| self.around.binary_search(&node.id).is_err();
        if aside(node) || node.ancestors_it(Some(12)).take_while(alone).any(|node| aside(&node)) {
            return 8;
        }
        match (place, self.heading) {
            (Some(place), Some(heading)) if place + NEAR.0 >= heading && place <= heading + NEAR.1 => 0,
            _ => 3,
        }
    }

    /// The elements just below the heading, then those just above it, each with whether it stands below; the heading itself left out.
    fn beside<'d>(&self, document: &'d Document) -> impl Iterator<Item = (NodeRef<'d>, bool)> {
        let heading = self.heading.unwrap_or(usize::MAX);
        let below = heading.saturating_add(1)..heading.saturating_add(BESIDE.1);
        let above = heading.saturating_sub(BESIDE.0 / 2)..heading.min(self.ids.len());
        let own = self.ids.get(heading).copied();
        let places = below.map(|place| (place, true)).chain(above.rev().map(|place| (place, false)));
        let ids =
            places.filter_map(|(place, below)| Some((*self.ids.get(place)?, below))).collect::<Vec<_>>();
        let nodes = ids.into_iter().map(|(id, below)| (NodeRef::new(id, &document.tree), below));
        nodes.filter(move |(node, _)| {
            node.is_element() && !node.ancestors_it(Some(6)).any(|around| Some(around.id) == own)
        })
    }
}

/// Reads dates off a page.
pub struct Reader<'o> {
    /// The words of dates.
    pub outlets: &'o Outlets,
    /// How the page's outlet writes dates.
    pub order: Option<DateOrder>,
}

impl Reader<'_> {
    fn read(&self, words: &str, label: Label) -> Option<Found> {
        let mut found = dates::read(words, &self.outlets.dates, self.order)?;
        if found.label == Label::None || label == Label::Updated {
            found.label = label;
        }
        Some(found)
    }

    /// The dates of JSON-LD objects.
    pub fn linked<'a>(&'a self, linked: &'a [Map<String, Value>]) -> impl Iterator<Item = Candidate> + 'a {
        const KEYS: [(&str, Label); 4] = [
            ("datePublished", Label::Published),
            ("uploadDate", Label::Published),
            ("dateCreated", Label::Published),
            ("dateModified", Label::Updated),
        ];
        linked.iter().flat_map(move |object| {
            KEYS.iter().filter_map(move |(key, label)| {
                let words = object.get(*key)?.as_str()?;
                Some(Candidate::new(Evidence::JsonLd, "published#json-ld", &self.read(words, *label)?, words))
            })
        })
    }

    /// The dates of meta elements.
    pub fn metas<'a>(&'a self, metas: &'a Metas) -> impl Iterator<Item = Candidate> + 'a {
        let read = |part, label| {
            metas.all(self.outlets.page_names(part)).filter_map(move |words| {
                Some(Candidate::new(Evidence::Meta, "published#meta", &self.read(words, label)?, words))
            })
        };
        read("meta-published", Label::Published).chain(read("meta-updated", Label::Updated))
    }

    /// The first date that a script on the page holds under a name for publication; for pages that say it nowhere else.
    pub fn scripts(&self, document: &Document) -> Option<Candidate> {
        let names = self.outlets.page_names("script-published");
        let scripts = document.select("script");
        scripts.nodes().iter().take(200).find_map(|node| {
            let text = node.text();
            names.iter().find_map(|name| {
                let (_, behind) = text.split_once(&format!("\"{name}\""))?;
                let words = behind.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
                let words = words.split_once('"')?.0;
                let found = self.read(words, Label::Published)?;
                Some(Candidate::new(Evidence::Meta, "published#script", &found, words))
            })
        })
    }

    /// Dates shown to people: microdata and `time` elements, then elements named for a date, then lines that say `Published`.
    pub fn visible(&self, document: &Document, layout: &Layout) -> Vec<Candidate> {
        const MICRODATA: &str = "[itemprop=datePublished], [property=datePublished], [property='schema:datePublished'], time[pubdate], .published[title], abbr.published";
        let mut found = Vec::new();
        self.elements(document, MICRODATA, ("published#microdata", 0), layout, &mut found);
        self.elements(
            document,
            "time, .entry-date, .post-date, .article-date, .published, .pubdate",
            ("published#time-element", 1),
            layout,
            &mut found,
        );
        self.classes(document, layout, &mut found);
        if found.iter().all(|date: &Candidate| date.distrust > 1) {
            found.extend(self.beside(document, layout));
        }
        if found.iter().all(|date: &Candidate| date.distrust > 6) {
            self.leaves(document, layout, &mut found);
        }
        if found.iter().all(|date: &Candidate| date.distrust > 6) {
            self.lines(document, &mut found);
        }
        found
    }

    fn elements(
        &self,
        document: &Document,
        selector: &str,
        rule: (&'static str, u8),
        layout: &Layout,
        found: &mut Vec<Candidate>,
    ) {
        for node in document.select(selector).nodes().iter().take(60) {
            let modified = node.attr("itemprop").is_some_and(|p| p.contains("odified"))
                || node.attr("class").is_some_and(|c| c.contains("updated") && !c.contains("published"));
            let label = if modified { Label::Updated } else { Label::None };
            let text = node.text();
            let before =
                dates::find(&text, &self.outlets.dates, self.order).first().map_or(label, |date| date.label);
            let label = if before == Label::Updated { Label::Updated } else { label };
            let sources =
                ["datetime", "content", "title"].iter().filter_map(|name| node.attr(name)).chain([text]);
            found.extend(sources.into_iter().find_map(|words| {
                let date = self.read(&words, label)?;
                Some(
                    Candidate::new(Evidence::Byline, rule.0, &date, &words)
                        .distrusted(rule.1 + layout.distrust(node)),
                )
            }));
        }
    }

    /// Short elements whose class, id or itemprop speaks of dates.
    fn classes(&self, document: &Document, layout: &Layout, found: &mut Vec<Candidate>) {
        let known = self.outlets.page_names("date-class");
        let mut count = 0;
        for node in document.select("[class], [id], [itemprop]").nodes().iter().take(20_000) {
            let named = ["class", "id", "itemprop"].iter().filter_map(|name| node.attr(name)).any(|names| {
                let names = names.to_lowercase();
                known.iter().any(|part| names.contains(part.as_str()))
            });
            // A date's own element is small; reading the text of large ones again and again would take time out of proportion.
            if !named || node.descendants_it().take(50).count() == 50 {
                continue;
            }
            let words = prose::spaced(node);
            if (6..160).contains(&words.len()) {
                let dates = dates::find(&words, &self.outlets.dates, self.order);
                if let Some(date) = dates.first() {
                    let bare = dates::date_line(&words, &self.outlets.dates, self.order).is_empty();
                    let said = 2 * u8::from(date.label == Label::Published);
                    let distrust = 2 + 2 * u8::from(bare) + layout.distrust(node) - said;
                    found.push(
                        Candidate::new(Evidence::Byline, "published#named-element", date, &words)
                            .distrusted(distrust),
                    );
                    count += 1;
                }
            }
            if count > 40 {
                break;
            }
        }
    }

    /// The short element next to the heading that holds a date and little else: `News24, 13 Jan 2020`, `By Jane Doe | 3 May 2018`.
    fn beside(&self, document: &Document, layout: &Layout) -> Option<Candidate> {
        layout.beside(document).find_map(|(node, below)| {
            if node.descendants_it().take(25).count() == 25 {
                return None;
            }
            let line = prose::spaced(&node);
            if !(8..140).contains(&line.len()) || credits::is_prose(&line) {
                return None;
            }
            let dates = dates::find(&line, &self.outlets.dates, self.order);
            let [date] = dates.as_slice() else { return None };
            let others = dates::words_beside(&line, date, &self.outlets.dates);
            let named = dates::is_named_otherwise(&line, date, &self.outlets.dates);
            let distrust = if below { 2 } else { 3 };
            (others <= 6 && !named).then(|| {
                Candidate::new(Evidence::Byline, "published#beside-title", date, &line).distrusted(distrust)
            })
        })
    }

    /// Elements that hold a date and nothing else.
    fn leaves(&self, document: &Document, layout: &Layout, found: &mut Vec<Candidate>) {
        for node in document
            .select("span, em, small, i, b, strong, td, div, p, li, nobr, h4, h5")
            .nodes()
            .iter()
            .take(20_000)
        {
            if node.descendants_it().take(5).count() == 5 {
                continue;
            }
            let text = node.text();
            let line = text.trim();
            if !(8..80).contains(&line.len()) {
                continue;
            }
            if let Some(date) = dates::date_line(line, &self.outlets.dates, self.order).first() {
                let distrust = 4 + layout.distrust(node);
                found.push(
                    Candidate::new(Evidence::Byline, "published#date-element", date, line)
                        .distrusted(distrust),
                );
                if distrust < 6 || found.len() > 60 {
                    break;
                }
            }
        }
    }

    /// Lines that are a date or say `Published` before or behind one; where there are none, short lines that hold a date, or a
    /// paragraph that begins with one.
    fn lines(&self, document: &Document, found: &mut Vec<Candidate>) {
        let text = document.select("body").formatted_text();
        let mut short = None;
        let before = found.len();
        for line in text.lines().map(str::trim).filter(|line| (6..400).contains(&line.len())).take(5000) {
            let alone = dates::date_line(line, &self.outlets.dates, self.order);
            let any = dates::find(line, &self.outlets.dates, self.order);
            let said = any.iter().find(|date| date.label != Label::None && date.at.start < 60);
            let after = any.iter().find(|date| dates::said_behind(line, date, &self.outlets.dates));
            if let Some(date) = alone.first().or(said).or(after) {
                let line = Candidate::new(Evidence::Byline, "published#labelled-line", date, line);
                found.push(line.distrusted(5));
            } else if let Some(date) = any.first().filter(|date| {
                let few = line.split_whitespace().count() < 15 && !credits::is_prose(line);
                short.is_none() && (few && line.len() < 200 || date.at.start == 0)
            }) {
                short =
                    Some(Candidate::new(Evidence::Byline, "published#short-line", date, line).distrusted(14));
            }
            if found.len() > before + 20 {
                break;
            }
        }
        if found.len() == before {
            found.extend(short);
        }
    }
}
