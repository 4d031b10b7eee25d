//! `dateline watch`: reads feeds again and again. An entry whose whole article the feed has is read from there; of others, the page
//! is fetched. What has been read once is not fetched again.

use super::{Global, interrupt, told};
use clap::Args as Arguments;
use dateline::Pipeline;
use dateline::web::{Known, Visitor};
use record::{Filter, Record};
use source::{Input, Item, Options, SUMMARY, TITLE_ONLY, Unread};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use text::Report;

/// What to watch, and how often.
#[derive(Debug, Arguments)]
pub struct Feeds {
    /// Addresses of feeds (RSS, Atom, JSON Feed)
    #[arg(required = true, value_name = "FEED")]
    feeds: Vec<String>,
    /// Seconds between two rounds
    #[arg(long, default_value_t = 900, value_name = "SECONDS")]
    every: u64,
    /// Stop after so many rounds; goes on until interrupted if not given
    #[arg(long, value_name = "N")]
    rounds: Option<u64>,
    /// Who runs this: an address or page, told to every server asked
    #[arg(long, env = "DATELINE_CONTACT", value_name = "WORDS")]
    contact: Option<String>,
    /// Least seconds between two requests to one server
    #[arg(long, default_value_t = 1.0, value_name = "SECONDS")]
    pause: f64,
}

struct Watch<'p> {
    pipeline: &'p Pipeline,
    options: Options,
    record: Record,
    visitor: Visitor,
    /// Where articles were read that need not be fetched again.
    seen: BTreeSet<String>,
    unread: Vec<Unread>,
    new: usize,
}

pub fn run(global: &Global, args: &Feeds) -> Result<u8, String> {
    let pause = Duration::try_from_secs_f64(args.pause)
        .map_err(|_| "--pause: expected seconds, 0 or more".to_owned())?;
    let pipeline = global.pipeline()?;
    let record = Record::open(&global.record).map_err(|e| e.to_string())?;
    let reports = record.rows("reports", &Filter::default()).map_err(|e| e.to_string())?;
    let uri = |row: &record::Row| row.get("source_uri").and_then(|uri| uri.as_str()).map(str::to_owned);
    let mut watch = Watch {
        options: global.options(pipeline)?,
        pipeline,
        record,
        visitor: Visitor::new(args.contact.as_deref()).pausing(pause),
        seen: reports.iter().filter_map(uri).collect(),
        unread: Vec::new(),
        new: 0,
    };
    interrupt::listen();
    let mut known: Vec<Known> = vec![Known::default(); args.feeds.len()];
    let mut round = 0;
    loop {
        round += 1;
        for (feed, known) in args.feeds.iter().zip(&mut known) {
            watch.feed(feed, known)?;
        }
        if interrupt::asked() {
            told(&watch.unread);
            return Ok(interrupt::CODE);
        }
        if !watch.record.is_merged().map_err(|e| e.to_string())? {
            pipeline.merge(&mut watch.record).map_err(|e| e.to_string())?;
        }
        if !global.quiet {
            eprintln!("round {round}: {} new reports, {} not read", watch.new, watch.unread.len());
        }
        if args.rounds.is_some_and(|rounds| round >= rounds) {
            return Ok(told(&watch.unread));
        }
        told(&watch.unread);
        watch.unread.clear();
        watch.new = 0;
        if !rested(Duration::from_secs(args.every)) {
            return Ok(interrupt::CODE);
        }
    }
}

/// Waits; false where the user asks to stop.
fn rested(pause: Duration) -> bool {
    let start = Instant::now();
    while let Some(left) = pause.checked_sub(start.elapsed()).filter(|_| !interrupt::asked()) {
        std::thread::sleep(left.min(Duration::from_millis(100)));
    }
    !interrupt::asked()
}

impl Watch<'_> {
    fn feed(&mut self, url: &str, known: &mut Known) -> Result<(), String> {
        let page = match self.visitor.fetch(url, known) {
            Ok(Some(page)) => page,
            Ok(None) => return Ok(()),
            Err(reason) => {
                self.unread.push(Unread { uri: url.to_owned(), reason });
                return Ok(());
            }
        };
        for item in source::read(&Input::Fetched(page), &self.options) {
            if interrupt::asked() {
                return Ok(());
            }
            match item {
                Item::Report(report) if self.seen.contains(&report.source_uri) => {}
                Item::Report(report) if report.warnings.iter().any(|warning| warning == SUMMARY) => {
                    let uri = report.source_uri.clone();
                    self.article(&uri, Some(report))?;
                }
                Item::Report(report) => self.keep(report)?,
                Item::Unread(item) if item.reason == TITLE_ONLY => self.article(&item.uri, None)?,
                Item::Unread(item) => self.unread.push(item),
            }
        }
        Ok(())
    }

    /// Fetches an article's page; where that fails, the feed's summary is kept, if there is one, and the failure told.
    fn article(&mut self, url: &str, summary: Option<Report>) -> Result<(), String> {
        if !dateline::web::is_url(url) || self.seen.contains(url) {
            return summary.filter(|_| !self.seen.contains(url)).map_or(Ok(()), |report| self.keep(report));
        }
        self.seen.insert(url.to_owned());
        let page = match self.visitor.fetch(url, &mut Known::default()) {
            Ok(page) => page,
            Err(reason) => {
                self.unread.push(Unread { uri: url.to_owned(), reason });
                return summary.map_or(Ok(()), |report| self.keep(report));
            }
        };
        let items = page.map(|page| source::read(&Input::Fetched(page), &self.options));
        for item in items.into_iter().flatten() {
            match item {
                Item::Report(report) => self.keep(report)?,
                Item::Unread(item) => self.unread.push(item),
            }
        }
        Ok(())
    }

    fn keep(&mut self, report: Report) -> Result<(), String> {
        self.seen.insert(report.source_uri.clone());
        match self.pipeline.code_or_tell(report) {
            Ok(coded) => self.new += self.record.add(&[coded]).map_err(|e| e.to_string())?,
            Err(item) => self.unread.push(item),
        }
        Ok(())
    }
}
