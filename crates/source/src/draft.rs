//! Draft: what a format's reader found, on its way to a report. Here the parts that all formats share are settled: dateline,
//! outlet, agency, day of publication, language, id.

use crate::dateline;
use crate::dates::{self, Found, Label};
use crate::furniture;
use crate::outlet::{DateOrder, Outlets};
use crate::published::{self, Candidate};
use crate::spliced;
use crate::traced::Traced;
use std::collections::BTreeMap;
use text::{Because, Date, Evidence, Report, Span};

/// What came with an article beside its text (a JSONL line, a CSV row).
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Its id.
    pub id: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Its title; `Some("")` says that it has none.
    pub title: Option<String>,
    /// Its date of publication, as written.
    pub published: Option<String>,
    /// The date of its last change, as written.
    pub updated: Option<String>,
    /// True where a feed gave it.
    pub by_feed: bool,
    /// The day it was fetched: it was not published later.
    pub fetched: Option<Date>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
}

/// Where a reader reads: the bytes' name and hash, and what came with them.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Path or URL.
    pub uri: String,
    /// BLAKE3 of the bytes.
    pub hash: String,
    /// What came with the text.
    pub given: Given,
}

/// A report being made.
#[derive(Debug, Default)]
pub struct Draft {
    /// Clean text so far.
    pub text: Traced,
    /// Title, clean.
    pub title: String,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Agency credited on a line of its own.
    pub agency: Option<String>,
    /// Names of the outlet, most trusted first, each with the rule that read it.
    pub outlets: Vec<(String, &'static str)>,
    /// The page's own URL.
    pub url: Option<String>,
    /// Language the page states.
    pub language: Option<String>,
    /// Days it may have been published on.
    pub dates: Vec<Candidate>,
    /// Cuts, repairs, doubts.
    pub warnings: Vec<String>,
    /// Reasons so far.
    pub evidence: BTreeMap<&'static str, Because>,
}

impl Draft {
    /// Settles what all formats share.
    pub fn finish(mut self, source: Source, outlets: &Outlets) -> Report {
        let Source { uri, hash, given } = source;
        let url = given.url.clone().or_else(|| self.url.take());
        self.given_date(&given, url.as_deref(), outlets);
        let mut report = Report {
            given_id: given.id.clone(),
            source_uri: uri,
            source_hash: hash,
            title: std::mem::take(&mut self.title),
            byline: given.byline.filter(|b| !b.is_empty()).or(self.byline.take()),
            text: std::mem::take(&mut self.text.text),
            origin: std::mem::take(&mut self.text.origin),
            warnings: std::mem::take(&mut self.warnings),
            evidence: std::mem::take(&mut self.evidence),
            ..Report::default()
        };
        let credit = self.dateline(&mut report, outlets);
        self.agency(&mut report, credit, outlets);
        self.outlet(&mut report, given.outlet.as_deref(), url.as_deref(), outlets);
        self.dateline_day(&report, outlets);
        published::choose(&mut report, self.dates, given.fetched);
        let stated =
            given.language.or(self.language).map(|l| l.chars().take(2).collect::<String>().to_lowercase());
        tongue(&mut report, stated, outlets);
        off_topic(&mut report, outlets);
        report.id = id(&report, given.id.or(url).as_deref());
        report
    }

    fn given_date(&mut self, given: &Given, url: Option<&str>, outlets: &Outlets) {
        let order = order(given.outlet.as_deref(), url, outlets);
        let (evidence, rule) = if given.by_feed {
            (Evidence::Feed, "published#feed")
        } else {
            (Evidence::Given, "published#given")
        };
        let said = [(&given.published, Label::Published), (&given.updated, Label::Updated)];
        for (words, label) in said.into_iter().filter_map(|(words, label)| Some((words.as_ref()?, label))) {
            match dates::read(words, &outlets.dates, order) {
                Some(found) => {
                    self.dates.push(Candidate::new(evidence, rule, &Found { label, ..found }, words))
                }
                None => self.warnings.push(format!(
                    "published: \"{}\" is no date",
                    words.chars().take(60).collect::<String>()
                )),
            }
        }
        if let Some((url, date)) = url.and_then(|url| Some((url, dates::in_url(url, &outlets.dates)?))) {
            self.dates.push(Candidate::day(Evidence::Url, "published#url", date, url));
        }
    }

    fn dateline(&self, report: &mut Report, outlets: &Outlets) -> Option<String> {
        let found = dateline::find(&report.text, outlets)?;
        let printed = report.text.get(found.printed.clone()).map(str::to_owned);
        let span = Span::body(found.span.start, found.span.end);
        let quote = format!("\"{}\"", printed.as_deref().unwrap_or(""));
        report.evidence.insert("dateline", Because::rule("dateline#line-start").at(span).note(quote));
        let credit = found.credit.or_else(|| unlisted_agency(printed.as_deref()?));
        report.dateline = printed;
        report.dateline_span = Some(span);
        credit
    }

    fn agency(&mut self, report: &mut Report, credit: Option<String>, outlets: &Outlets) {
        let written = report.byline.as_deref().and_then(|byline| {
            let name = byline.rsplit([',', '/']).next().unwrap_or(byline).trim();
            outlets.named(name.trim_end_matches(" Staff")).map(|entry| entry.value.name.clone())
        });
        let sources = [
            (credit, "agency#dateline"),
            (self.agency.take(), "agency#credit-line"),
            (written, "agency#byline"),
        ];
        for (name, rule) in sources.into_iter().filter_map(|(name, rule)| Some((name?, rule))) {
            if rule != "agency#byline" {
                self.outlets.push((name.clone(), "outlet#only-credit"));
            }
            let unlisted = rule == "agency#dateline" && outlets.named(&name).is_none();
            if report.agency.is_none() && (unlisted || outlets.agency(&name).is_some()) {
                report.evidence.insert("agency", Because::rule(rule).note(format!("\"{name}\"")));
                report.agency = Some(name);
            }
        }
    }

    fn outlet(&self, report: &mut Report, given: Option<&str>, url: Option<&str>, outlets: &Outlets) {
        let by_host =
            url.and_then(|url| outlets.at(url)).map(|entry| (entry.value.name.as_str(), "outlet#domain"));
        let read = self.outlets.iter().map(|(name, rule)| (name.as_str(), *rule));
        let (first, weak): (Vec<_>, Vec<_>) = read.partition(|(_, rule)| *rule != "outlet#only-credit");
        let given = given.filter(|name| !name.is_empty()).map(|name| (name, "outlet#given"));
        let ranked: Vec<_> = given.into_iter().chain(by_host).chain(first).chain(weak).collect();
        let Some(&(name, rule)) = ranked.first() else { return };
        let entry = outlets.named(name);
        report.outlet = Some(entry.map_or(name, |entry| &entry.value.name).to_owned());
        report.outlet_country = entry.and_then(|entry| entry.value.country.clone());
        let because =
            Because::rule(rule).note(entry.map_or_else(|| format!("\"{name}\""), |entry| entry.rule()));
        let others = ranked.iter().skip(1).filter(|(other, _)| *other != name);
        let because = others
            .fold(because, |because, (other, rule)| because.not(format!("{rule} \"{other}\": less trusted")));
        report.evidence.insert("outlet", because);
    }

    /// A dateline that prints a year names the day it was sent.
    fn dateline_day(&mut self, report: &Report, outlets: &Outlets) {
        let words = report.dateline.as_deref().unwrap_or("");
        if let Some(found) = dates::find(words, &outlets.dates, None).first() {
            self.dates.push(Candidate::new(Evidence::Body, "published#dateline", found, words));
        }
    }
}

/// How the outlet of an article writes dates, as far as that is known.
pub fn order(name: Option<&str>, url: Option<&str>, outlets: &Outlets) -> Option<DateOrder> {
    let entry = name.and_then(|name| outlets.named(name)).or_else(|| url.and_then(|url| outlets.at(url)));
    entry.and_then(|entry| entry.value.dates)
}

/// The report's id: what it says and who published it where, never the path it was read from.
fn id(report: &Report, place: Option<&str>) -> String {
    let mut hash = blake3::Hasher::new();
    for part in
        [report.title.as_str(), &report.text, report.outlet.as_deref().unwrap_or(""), place.unwrap_or("")]
    {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().to_hex().chars().take(16).collect()
}

/// The language of the text: what its words say, where they say it clearly, else what is stated. Another than English gets a warning.
fn tongue(report: &mut Report, stated: Option<String>, outlets: &Outlets) {
    let words = report.text.split_whitespace().count();
    let read = outlets
        .language(&report.text)
        .map(str::to_owned)
        .filter(|code| words >= 20 || stated.is_none() && code == "en");
    // A script of its own tells a language in a line.
    let strange = |c: &char| c.is_alphabetic() && u32::from(*c) > 0x24f;
    let script = report.text.chars().filter(strange).take(40).count() == 40
        && report.text.chars().filter(strange).count() * 2
            > report.text.chars().filter(|c| c.is_alphabetic()).count();
    let guess = || {
        // Below some hundred letters the guess is no better than chance between kindred languages.
        let letters = report.text.chars().filter(|c| c.is_alphabetic()).take(200).count();
        (letters == 200 && stated.as_deref() != Some("en") || script)
            .then(|| code_of(whichlang::detect_language(&report.text)))
    };
    report.language = read.or_else(|| stated.clone()).or_else(|| guess().map(str::to_owned));
    if report.language.is_none() {
        report.language = outlets.language(&report.text).map(str::to_owned);
    }
    let other = report.language.as_deref().filter(|code| *code != "en" && (words >= 20 || script));
    let warning = other.map(|code| format!("language {code}: {NOT_CODED}"));
    report.warnings.extend(warning);
}

/// Tells of paragraphs that share next to nothing with the rest; they stay.
fn off_topic(report: &mut Report, outlets: &Outlets) {
    if report.language.as_deref().is_some_and(|code| code != "en") {
        return;
    }
    for at in spliced::paragraphs(&report.title, &report.text, outlets) {
        let words = report.text.get(at).unwrap_or("");
        report.warnings.push(furniture::quoted(
            "off the topic, kept",
            words,
            "shares few words with the rest",
        ));
    }
}

/// How the warning of a report in another language than English ends.
pub const NOT_CODED: &str = "kept, not coded";

fn code_of(language: whichlang::Lang) -> &'static str {
    use whichlang::Lang;
    match language {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

/// "(Harbour News Agency)", "(HNA)": a credit in a dateline's brackets that no list knows is an agency where it calls itself one or is an acronym.
fn unlisted_agency(printed: &str) -> Option<String> {
    let (_, rest) = printed.split_once('(')?;
    let (name, _) = rest.split_once(')')?;
    let name = name.trim();
    let called =
        name.split_whitespace().any(|word| matches!(word, "Agency" | "Press" | "News" | "Wire" | "Newswire"));
    let acronym = (2..=6).contains(&name.len()) && name.chars().all(|ch| ch.is_ascii_uppercase());
    (called || acronym).then(|| name.to_owned())
}
