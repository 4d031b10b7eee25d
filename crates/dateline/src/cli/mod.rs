//! The commands: one file each, one row each in `Command`.

mod actors;
mod check;
mod clean;
mod code;
mod compare;
mod copies;
mod count;
mod doctor;
mod explain;
mod export;
mod filters;
mod framing;
mod gazetteer;
mod interrupt;
mod list;
mod pages;
mod parse;
mod picture;
mod print;
mod progress;
mod read;
mod recode;
mod review;
mod sample;
mod search;
mod serve;
mod sql;
mod watch;

use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};
use dateline::Pipeline;
use record::Filter;
use source::{Format, Options, Unread};
use std::path::PathBuf;

/// Reads news reports and keeps a sourced record of who did or said what to whom, when and where.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, about)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

/// Options of every command.
#[derive(Debug, Arguments)]
pub struct Global {
    /// The record
    #[arg(
        long,
        global = true,
        env = "DATELINE_RECORD",
        default_value = "record.sqlite",
        value_name = "FILE"
    )]
    pub record: PathBuf,
    /// Read the data files of this folder instead of those built in; one with `actors/` alone is laid over them
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Know places by this table, made by `dateline gazetteer import`, instead of those built in
    #[arg(long, global = true, env = "DATELINE_GAZETTEER", value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
    /// How many threads work; all cores if not given
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    /// The text is clean already: nothing is removed or repaired
    #[arg(long, global = true)]
    pub as_is: bool,
    /// The inputs' format, where it is not to be guessed
    #[arg(long, global = true, value_name = "FORMAT", value_parser = ["plain", "html", "jsonl", "json", "csv", "feed", "warc", "rtf", "docx", "pdf", "conllu"])]
    pub input_format: Option<String>,
    /// How to write rows: a table on a terminal, jsonl otherwise
    #[arg(long, global = true, value_enum)]
    pub format: Option<Output>,
    /// Tell CPU seconds per stage on standard error
    #[arg(long, global = true)]
    pub timings: bool,
    /// No progress, no summary
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// Columns for reading
    Table,
    /// One array
    Json,
    /// One object a line
    Jsonl,
    /// Comma-separated, with a header
    Csv,
    /// Tab-separated, with a header
    Tsv,
    /// A picture (timeline, network, map, framing)
    Svg,
    /// A page that needs no other file (pictures, compare)
    Html,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read, code, merge and keep
    Read(Inputs),
    /// Read feeds again and again, fetching what they only announce
    Watch(watch::Feeds),
    /// Stop after cleaning: a line per report with its fields and their evidence
    Clean(Inputs),
    /// Stop after parsing: CoNLL-U
    Parse(Inputs),
    /// Stop after coding, keep nothing: a line per report with its findings
    Code {
        /// Give instead whom each pronoun, "the minister", "the two leaders" means
        #[arg(long)]
        links: bool,
        #[command(flatten)]
        inputs: Inputs,
    },
    /// List events: what happened
    Events(Filters),
    /// List event mentions: what each passage says happened
    Mentions(Filters),
    /// List claims: who says what
    Claims(Filters),
    /// List reports
    Reports(Filters),
    /// List stories: reports on one matter
    Stories(Filters),
    /// List the actors used; or take a dictionary in as entries of the catalogue
    #[command(args_conflicts_with_subcommands = true)]
    Actors {
        #[command(subcommand)]
        task: Option<actors::Task>,
        #[command(flatten)]
        filters: Filters,
    },
    /// List the places used
    Places(Filters),
    /// List descriptions: how reports name actors
    Descriptions(Filters),
    /// List pairs of reports that share their words: copies, updates, parts
    Copies {
        /// Runs of five words that both have, over all that either has, at least so many
        #[arg(long, default_value_t = 0.0, value_name = "SHARE")]
        min_jaccard: f64,
    },
    /// Hold the outlets of one story against each other: agreed, only here, differing, named differently
    Compare {
        /// A story's id (`st-...`)
        story: String,
    },
    /// How each outlet, or each speaker, names each actor, and how much that is its own
    Framing(framing::Options),
    /// Draw events in time
    Timeline(Filters),
    /// Draw who acts towards whom
    Network(Filters),
    /// Draw where it happened
    Map(Filters),
    /// Say why: a row, by its id; or a frame, category, mode, sector or rule, by its name
    Explain {
        /// An id (`ev-...`, `m-...`, `c-...`) or a name
        what: String,
    },
    /// Count events by their fields, for analysis
    Count {
        /// actor, recipient, event, mode, quad, country, place, outlet, sector, day, week, month, year
        #[arg(long, value_delimiter = ',', required = true, value_name = "FIELD,...")]
        by: Vec<String>,
        /// A row also where nothing happened: every combination in every period
        #[arg(long)]
        zeros: bool,
        /// The sum of a field, too: score
        #[arg(long, value_name = "FIELD", value_parser = ["score"])]
        sum: Option<String>,
        /// Only what certainly lies in a period; else an event counts on the last day it can have happened
        #[arg(long)]
        certain: bool,
        #[command(flatten)]
        filters: Filters,
    },
    /// Search titles and texts: words, "a phrase", NEAR(a b, 5), begin*, AND, OR, NOT
    Search {
        /// What to look for
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        #[command(flatten)]
        filters: Filters,
    },
    /// Answer a read-only SQL query over the record
    Sql {
        /// `SELECT ...`
        query: String,
        /// Stop after so many seconds
        #[arg(long, default_value_t = 60.0, value_name = "SECONDS")]
        time: f64,
        /// At most so many rows
        #[arg(long)]
        limit: Option<usize>,
    },
    /// Write the record in another format: csv, jsonl, plover, polecat, gdelt, icews, acled, phoenix, event-reports, geojson, graphml, gexf, json-ld, annotation
    Export {
        /// The format
        #[arg(id = "to", value_name = "FORMAT")]
        to: String,
        /// The folder to write into
        folder: PathBuf,
        #[command(flatten)]
        filters: Filters,
    },
    /// Correct by hand: reject, recode, merge, split; alone, list the corrections made
    Review {
        #[command(subcommand)]
        correction: Option<review::Correction>,
    },
    /// Lay out a random sample of mentions for checking, or compute precision from the answers
    Sample {
        /// How many
        #[arg(required_unless_present = "answers", value_name = "N")]
        size: Option<usize>,
        /// Which choice: the same seed gives the same
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// A filled-in sheet: tell precision and its 95 % interval
        #[arg(long, value_name = "FILE")]
        answers: Option<PathBuf>,
        #[command(flatten)]
        filters: Filters,
    },
    /// Code anew what another coder read, keeping the older rows as superseded
    Recode {
        /// Also what this very coder read
        #[arg(long)]
        all: bool,
    },
    /// Take records into another one
    MergeRecords {
        /// The record that takes in; made where there is none
        into: PathBuf,
        /// The records to take in
        #[arg(required = true)]
        others: Vec<PathBuf>,
    },
    /// Know more places than those built in
    Gazetteer {
        #[command(subcommand)]
        what: gazetteer::Gazetteer,
    },
    /// Show the record as a page in the browser, on this machine alone unless told otherwise
    Serve(serve::Options),
    /// Hold the data against itself: every example must code, every counter-example must not
    Check,
    /// Versions, digests, the record's integrity
    Doctor,
}

/// What to read.
#[derive(Debug, Arguments)]
pub struct Inputs {
    /// Files, folders, - for standard input, http(s) addresses
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
}

/// Which rows to list.
#[derive(Debug, Arguments)]
pub struct Filters {
    /// An actor: a code (SYR), code and sector (SYR:MIL), catalogue id or name
    #[arg(long)]
    actor: Option<String>,
    /// The other party
    #[arg(long)]
    with: Option<String>,
    /// Category (ASSAULT)
    #[arg(long)]
    event: Option<String>,
    /// Mode (aerial)
    #[arg(long)]
    mode: Option<String>,
    /// Context (military)
    #[arg(long)]
    context: Option<String>,
    /// Place name
    #[arg(long)]
    place: Option<String>,
    /// Country of the place (ISO 3166 alpha-3)
    #[arg(long)]
    country: Option<String>,
    /// Outlet
    #[arg(long)]
    outlet: Option<String>,
    /// Story id
    #[arg(long)]
    story: Option<String>,
    /// First day, YYYY-MM-DD
    #[arg(long)]
    since: Option<String>,
    /// Last day, YYYY-MM-DD
    #[arg(long)]
    until: Option<String>,
    /// Who says it
    #[arg(long)]
    said_by: Option<String>,
    /// Only what an outlet says itself
    #[arg(long)]
    own_voice: bool,
    /// Standing: future, hypothetical, negation, historical
    #[arg(long)]
    aux: Option<String>,
    /// Sector of a party
    #[arg(long)]
    sector: Option<String>,
    /// 1 verbal cooperation to 4 material conflict
    #[arg(long)]
    quad: Option<u8>,
    /// At least so confident, 0 to 1
    #[arg(long)]
    min_confidence: Option<f64>,
    /// At least so many independent sources
    #[arg(long)]
    min_sources: Option<u32>,
    /// At most so many rows
    #[arg(long)]
    limit: Option<usize>,
}

impl Filters {
    fn filter(&self) -> Filter {
        Filter {
            actor: self.actor.clone(),
            with: self.with.clone(),
            event: self.event.clone(),
            mode: self.mode.clone(),
            context: self.context.clone(),
            place: self.place.clone(),
            country: self.country.clone(),
            outlet: self.outlet.clone(),
            story: self.story.clone(),
            since: self.since.clone(),
            until: self.until.clone(),
            said_by: self.said_by.clone(),
            own_voice: self.own_voice,
            aux: self.aux.clone(),
            sector: self.sector.clone(),
            quad: self.quad,
            min_confidence: self.min_confidence,
            min_sources: self.min_sources,
            limit: self.limit,
            ..Filter::default()
        }
    }
}

/// Runs the command; gives the exit code.
pub fn run(args: &Args) -> Result<u8, String> {
    let global = &args.global;
    match &args.command {
        Command::Read(inputs) => read::run(global, inputs),
        Command::Watch(feeds) => watch::run(global, feeds),
        Command::Clean(inputs) => clean::run(global, inputs),
        Command::Parse(inputs) => parse::run(global, inputs),
        Command::Code { links, inputs } => code::run(global, inputs, *links),
        Command::Events(filters) => list::run(global, "events", filters),
        Command::Mentions(filters) => list::run(global, "event_mentions", filters),
        Command::Claims(filters) => list::run(global, "claims", filters),
        Command::Reports(filters) => list::run(global, "reports", filters),
        Command::Stories(filters) => list::run(global, "stories", filters),
        Command::Actors { task: Some(task), .. } => actors::run(global, task),
        Command::Actors { task: None, filters } => list::run(global, "actors", filters),
        Command::Places(filters) => list::run(global, "places", filters),
        Command::Descriptions(filters) => list::run(global, "descriptions", filters),
        Command::Copies { min_jaccard } => copies::run(global, *min_jaccard),
        Command::Compare { story } => compare::run(global, story),
        Command::Framing(options) => framing::run(global, options),
        Command::Timeline(filters) => picture::timeline(global, filters),
        Command::Network(filters) => picture::network(global, filters),
        Command::Map(filters) => picture::map(global, filters),
        Command::Explain { what } => explain::run(global, what),
        Command::Count { by, zeros, sum, certain, filters } => {
            let (by, sum_score) = (by.clone(), sum.is_some());
            count::run(global, &record::Count { by, zeros: *zeros, sum_score, certain: *certain }, filters)
        }
        Command::Search { words, filters } => search::run(global, words, filters),
        Command::Sql { query, time, limit } => sql::run(global, query, *time, *limit),
        Command::Export { to, folder, filters } => export::run(global, to, folder, filters),
        Command::Review { correction } => review::run(global, correction.as_ref()),
        Command::Sample { size, seed, answers, filters } => match answers {
            Some(sheet) => sample::answers(global, sheet),
            None => sample::run(global, size.unwrap_or(0), *seed, filters),
        },
        Command::Recode { all } => recode::run(global, *all),
        Command::MergeRecords { into, others } => recode::merge_records(global, into, others),
        Command::Gazetteer { what } => gazetteer::run(what),
        Command::Serve(options) => serve::run(global, options),
        Command::Check => check::run(global),
        Command::Doctor => doctor::run(global),
    }
}

impl Global {
    /// The pipeline of a command, which lasts as long as the program: taking its tables apart at the end would cost as much as half of making them.
    fn pipeline(&self) -> Result<&'static Pipeline, String> {
        self.own_pipeline().map(|pipeline| &*Box::leak(Box::new(pipeline)))
    }

    fn own_pipeline(&self) -> Result<Pipeline, String> {
        let pipeline = Pipeline::new(self.data.as_deref())?;
        let Some(file) = &self.gazetteer else { return Ok(pipeline) };
        let told =
            |e: String| format!("{}: {e}; `dateline gazetteer import` makes such a table", file.display());
        let bytes = std::fs::read(file).map_err(|e| told(e.to_string()))?;
        pipeline.with_gazetteer(bytes).map_err(told)
    }

    fn threads(&self) -> usize {
        self.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
    }

    fn options(&self, pipeline: &Pipeline) -> Result<Options, String> {
        let format = match self.input_format.as_deref() {
            None => None,
            Some(name) => Some(
                Format::named(name)
                    .ok_or_else(|| format!("no input format `{name}` here: only `parse` reads it"))?,
            ),
        };
        Ok(Options { as_is: self.as_is, format, outlets: pipeline.outlets.clone() })
    }

    fn open(&self) -> Result<record::Record, String> {
        if !self.record.exists() {
            return Err(format!(
                "no record at {}: `dateline read INPUT...` makes one",
                self.record.display()
            ));
        }
        record::Record::look(&self.record).map_err(|e| e.to_string())
    }
}

impl Global {
    /// The record, merged: a run that was stopped before it merged is finished here.
    fn merged(&self) -> Result<record::Record, String> {
        let mut record = self.open()?;
        if !record.is_merged().map_err(|e| e.to_string())? {
            self.pipeline()?.merge(&mut record).map_err(|e| e.to_string())?;
        }
        Ok(record)
    }
}

/// Tells the seconds spent per stage, where they are asked for.
fn timed(global: &Global, pipeline: &Pipeline) {
    use std::sync::atomic::Ordering::Relaxed;
    if !global.timings {
        return;
    }
    let seconds = |nanos: u64| nanos as f64 / 1e9;
    let (language, extract) =
        (seconds(pipeline.timings.language.load(Relaxed)), seconds(pipeline.timings.extract.load(Relaxed)));
    let tokens = pipeline.timings.tokens.load(Relaxed);
    eprintln!(
        "language {language:.2} s, extract {extract:.2} s, {tokens} tokens, {:.0} tokens a second",
        tokens as f64 / (language + extract).max(1e-9)
    );
    let merged = pipeline.timings.merged.load(Relaxed);
    for (stage, spent) in merge::STAGES.iter().zip(&pipeline.timings.merging).filter(|_| merged > 0) {
        let spent = seconds(spent.load(Relaxed));
        eprintln!("merge, {stage} {spent:.2} s, {:.0} reports a second", merged as f64 / spent.max(1e-9));
    }
    let (kept, keeping) =
        (pipeline.timings.kept.load(Relaxed), seconds(pipeline.timings.keeping.load(Relaxed)));
    if kept > 0 {
        let rewriting = seconds(pipeline.timings.rewriting.load(Relaxed));
        eprintln!(
            "record {keeping:.2} s, {:.0} reports a second; {rewriting:.2} s for merging",
            kept as f64 / keeping.max(1e-9)
        );
    }
}

/// Lists what could not be read; gives the exit code that says so.
fn told(unread: &[Unread]) -> u8 {
    for item in unread {
        eprintln!("not read: {}: {}", item.uri, item.reason);
    }
    if unread.is_empty() { 0 } else { 3 }
}
