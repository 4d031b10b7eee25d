//! The commands: one file each, one row each in `Command`.

mod check;
mod clean;
mod code;
mod doctor;
mod explain;
mod list;
mod parse;
mod print;
mod progress;
mod read;
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
    /// Read the data files of this folder instead of those built in
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
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
    Code(Inputs),
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
    /// List the actors used
    Actors(Filters),
    /// List the places used
    Places(Filters),
    /// List descriptions: how reports name actors
    Descriptions(Filters),
    /// Say why: a row, by its id; or a frame, category, mode, sector or rule, by its name
    Explain {
        /// An id (`ev-...`, `m-...`, `c-...`) or a name
        what: String,
    },
    /// Answer a read-only SQL query over the record
    Sql {
        /// `SELECT ...`
        query: String,
    },
    /// Hold the data against itself: every example must code, every counter-example must not
    Check,
    /// Versions, digests, the record's integrity
    Doctor,
}

/// What to read.
#[derive(Debug, Arguments)]
pub struct Inputs {
    /// Files, folders, - for standard input; `read` and `clean` also fetch http(s) addresses
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
        Command::Code(inputs) => code::run(global, inputs),
        Command::Events(filters) => list::run(global, "events", &filters.filter()),
        Command::Mentions(filters) => list::run(global, "event_mentions", &filters.filter()),
        Command::Claims(filters) => list::run(global, "claims", &filters.filter()),
        Command::Reports(filters) => list::run(global, "reports", &filters.filter()),
        Command::Stories(filters) => list::run(global, "stories", &filters.filter()),
        Command::Actors(filters) => list::run(global, "actors", &filters.filter()),
        Command::Places(filters) => list::run(global, "places", &filters.filter()),
        Command::Descriptions(filters) => list::run(global, "descriptions", &filters.filter()),
        Command::Explain { what } => explain::run(global, what),
        Command::Sql { query } => sql::run(global, query),
        Command::Check => check::run(global),
        Command::Doctor => doctor::run(global),
    }
}

impl Global {
    fn pipeline(&self) -> Result<Pipeline, String> {
        Pipeline::new(self.data.as_deref())
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
}

/// Lists what could not be read; gives the exit code that says so.
fn told(unread: &[Unread]) -> u8 {
    for item in unread {
        eprintln!("not read: {}: {}", item.uri, item.reason);
    }
    if unread.is_empty() { 0 } else { 3 }
}
