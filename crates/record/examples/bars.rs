//! Bars: a made-up record of 200,000 events and 1,000,000 claims, and how long it takes to ask it. Writes the record into the file given, where there
//! is none, and tells a table of milliseconds. With 200,000 reports of five events each it is a million events.
//!
//!     cargo run --release -p record --example bars -- FILE [REPORTS [EVENTS]]
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a bench measures time and talks")]
#![allow(clippy::unwrap_used, reason = "a bench stops where what it needs is not there")]

use extract::{
    Aux, Claim, Description, EntityMention, EventMention, Findings, Form, Resolved, Spans, Where, Who,
};
use merge::{Event, Merged};
use record::{Coded, Filter, Record};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;
use text::{Date, Report, Span};

const REPORTS: usize = 100_000;
const CLAIMS: usize = 10;
/// Sentences of a report, names in each, and words between the names: as many findings a thousand bytes as news has.
const SENTENCES: usize = 20;
const NAMES: usize = 3;
const WORDS: usize = 15;
const DESCRIPTIONS: usize = 8;
/// Events of a report; one of them has two mentions.
const EVENTS: usize = 2;
const CATEGORIES: [(&str, u8); 6] =
    [("ASSAULT", 4), ("CONSULT", 1), ("ACCUSE", 3), ("AID", 2), ("PROTEST", 4), ("AGREE", 1)];

/// The same numbers on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % below.max(1)
    }

    /// The small ones often, the large ones seldom.
    fn skewed(&mut self, below: usize) -> usize {
        let (a, b, c) = (self.next(below), self.next(below), self.next(below));
        a.min(b).min(c)
    }
}

fn word(number: usize) -> String {
    let syllables =
        ["ka", "re", "mo", "ti", "su", "la", "ne", "vo", "di", "pa", "zu", "he", "go", "bi", "sha", "ru"];
    let mut rest = number + 16;
    let mut out = String::new();
    while rest > 0 {
        out += syllables[rest % 16];
        rest /= 16;
    }
    out
}

fn code(number: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    [letter(number / 20), letter(number * 7), letter(number)].iter().collect()
}

fn who(chance: &mut Chance) -> Who {
    let number = chance.skewed(3_000);
    let sector = ["GOV", "MIL", "REB", "CVL", "OPP"][number % 5];
    let named = !number.is_multiple_of(3);
    let name = format!("{} {}", word(number), word(number * 31));
    Who {
        code: Some(code(number % 180)),
        sector: Some(sector.into()),
        id: named.then(|| format!("{}-{}", word(number), word(number * 31))),
        office: number.is_multiple_of(4).then(|| "Minister of Foreign Affairs".into()),
        text: name.clone(),
        name,
        ..Who::default()
    }
}

fn place(chance: &mut Chance) -> Option<Where> {
    let number = chance.skewed(4_000);
    (!number.is_multiple_of(3)).then(|| Where {
        id: Some(format!("geonames:{number}")),
        name: word(number + 70_000),
        admin1: Some(word(number % 400 + 9_000)),
        country: Some(code(number % 180)),
        lat: number as f64 / 100.0,
        lon: number as f64 / 50.0,
        precision: "city".into(),
    })
}

fn day(chance: &mut Chance) -> Option<Date> {
    let first = Date::new(2012, 1, 1).ok()?;
    first.checked_add(jiff::Span::new().days(i64::try_from(chance.next(4_000)).ok()?)).ok()
}

/// Sentences, each of some names and words; who is named in each, to the byte, and where it ends.
fn prose(chance: &mut Chance) -> (String, Vec<(Vec<Who>, usize)>) {
    let (mut text, mut told) = (String::new(), Vec::new());
    for _ in 0..SENTENCES {
        let mut named = Vec::new();
        for _ in 0..NAMES {
            let mut who = who(chance);
            who.span = Span::body(text.len(), text.len() + who.name.len());
            text += &who.name;
            named.push(who);
            (0..WORDS / NAMES).for_each(|_| text += &format!(" {}", word(chance.skewed(60_000))));
            text.push(' ');
        }
        text.pop();
        told.push((named, text.len()));
        text += ". ";
    }
    (text, told)
}

fn report(at: usize, events: usize, chance: &mut Chance) -> Coded {
    let id = text::id("", &["report", &at.to_string()]);
    let (text, told) = prose(chance);
    let published = day(chance);
    let report = Report {
        id: id.clone(),
        source_uri: format!("https://example.org/{at}"),
        source_hash: [id.as_str(); 5].concat(),
        outlet: Some(format!("The {} Post", word(chance.skewed(300)))),
        title: (0..9).map(|_| word(chance.skewed(60_000)) + " ").collect(),
        published,
        published_earliest: published,
        published_latest: published,
        language: Some("en".into()),
        text,
        coder: "bars 0.1.0 data:0123456789abcdef models:0123456789abcdef".into(),
        ..Report::default()
    };
    let claims: Vec<Claim> = (0..CLAIMS).map(|n| claim(&report, n, &told[n])).collect();
    let event_mentions = (0..=events).map(|n| mention(&report, n, &told[n].0, &claims, chance)).collect();
    let named: Vec<&Who> = told.iter().flat_map(|(named, _)| named).collect();
    let entity_mentions = named.iter().map(|who| entity(&report, who)).collect();
    let descriptions = named.iter().take(DESCRIPTIONS).map(|who| description(&report, who)).collect();
    Coded { report, findings: Findings { event_mentions, claims, entity_mentions, descriptions } }
}

fn claim(report: &Report, n: usize, (named, end): &(Vec<Who>, usize)) -> Claim {
    let after = named[0].span.end + 1;
    let content = Span::body(after + 5, *end);
    Claim {
        id: text::id("c-", &[&report.id, &n.to_string()]),
        report: report.id.clone(),
        sentence: n,
        speaker: Some(named[0].clone()),
        cue: "say".into(),
        cue_span: vec![Span::body(after, after + 4)],
        kind: "say".into(),
        form: Form::Indirect,
        content,
        content_text: report.text.get(content.start..content.end).unwrap_or("").to_owned(),
        parts: Vec::new(),
        via: Vec::new(),
        addressee: Vec::new(),
        date_earliest: report.published,
        date_latest: report.published,
        mentions: if n == 0 { vec![text::id("m-", &[&report.id, "0"])] } else { Vec::new() },
        confidence: 0.8,
        because: Vec::new(),
    }
}

fn description(report: &Report, who: &Who) -> Description {
    Description {
        id: text::id("d-", &[&report.id, &who.span.start.to_string()]),
        report: report.id.clone(),
        outlet: report.outlet.clone(),
        actor: who.clone(),
        text: who.text.clone(),
        head: who.text.split(' ').next_back().unwrap_or("").to_owned(),
        span: who.span,
        said_by: None,
        stance: "neutral".into(),
    }
}

fn mention(report: &Report, n: usize, named: &[Who], claims: &[Claim], chance: &mut Chance) -> EventMention {
    let (event, quad) = CATEGORIES[chance.skewed(CATEGORIES.len())];
    let place = place(chance);
    EventMention {
        id: text::id("m-", &[&report.id, &n.to_string()]),
        report: report.id.clone(),
        sentence: n,
        event: event.into(),
        mode: if event == "ASSAULT" {
            vec![["aerial", "firearms", "drone"][chance.next(3)].into()]
        } else {
            Vec::new()
        },
        context: vec![["military", "diplomatic", "economic"][chance.skewed(3)].into()],
        cameo: Some("19".into()),
        quad,
        score: -9.0,
        aux: if chance.next(8) == 0 { vec![Aux::Historical] } else { Vec::new() },
        actor: vec![named[0].clone()],
        recipient: vec![named[1].clone()],
        date_earliest: report.published,
        date_latest: report.published,
        date_text: None,
        date_basis: None,
        place_basis: None,
        place,
        dead: None,
        injured: None,
        size: None,
        said_by: (n == 0).then(|| claims[0].id.clone()),
        spans: Spans {
            trigger: Span::body(n * 40, n * 40 + 8),
            actor: vec![named[0].span],
            recipient: vec![named[1].span],
            place: Some(named[2].span),
            date: None,
        },
        frame: "frames/assault.toml#attack".into(),
        confidence: 0.7,
        event_id: None,
        denies: None,
        because: Vec::new(),
    }
}

fn entity(report: &Report, who: &Who) -> EntityMention {
    EntityMention {
        id: text::id("n-", &[&report.id, &who.span.start.to_string()]),
        report: report.id.clone(),
        span: who.span,
        text: who.text.clone(),
        kind: "actor".into(),
        label: Some("PER".into()),
        resolved: Some(Resolved::Actor(who.clone())),
        value: None,
        timex: None,
        confidence: 0.9,
    }
}

/// As many events of each report as it has mentions but the last, which tells of the first again.
fn events(batch: &[Coded], merged: &mut Merged) {
    for coded in batch {
        let mentions = &coded.findings.event_mentions;
        for (at, first) in mentions.iter().enumerate().take(mentions.len() - 1) {
            let id = text::id("ev-", &[&first.id]);
            merged.event_of.insert(first.id.clone(), id.clone());
            if at == 0 {
                merged.event_of.insert(mentions[mentions.len() - 1].id.clone(), id.clone());
            }
            merged.events.push(Event {
                id,
                event: first.event.clone(),
                mode: first.mode.clone(),
                context: first.context.clone(),
                quad: first.quad,
                score: first.score,
                actor: first.actor.clone(),
                recipient: first.recipient.clone(),
                date_earliest: first.date_earliest,
                date_latest: first.date_latest,
                place: first.place.clone(),
                mentions: if at == 0 { 2 } else { 1 },
                reports: 1,
                outlets: 1,
                own_voice: usize::from(first.said_by.is_none()),
                sources: 1 + at % 2,
                ..Event::default()
            });
        }
    }
}

fn make(path: &Path, reports: usize, each: usize) {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut record = Record::open(path).unwrap();
    let (mut merged, started) = (Merged::default(), Instant::now());
    let mut text = 0;
    for batch in (0..reports).collect::<Vec<_>>().chunks(64) {
        let coded: Vec<Coded> = batch.iter().map(|at| report(*at, each, &mut chance)).collect();
        text += coded.iter().map(|c| c.report.text.len() + c.report.title.len()).sum::<usize>();
        events(&coded, &mut merged);
        record.add(&coded).unwrap();
    }
    println!(
        "kept {reports} reports, {} MB of text, in {:.1} s",
        text / 1_000_000,
        started.elapsed().as_secs_f64()
    );
    let started = Instant::now();
    record.put_merged(&merged, &[]).unwrap();
    println!("wrote {} events in {:.1} s", merged.events.len(), started.elapsed().as_secs_f64());
}

/// Time this thread has had a core, where the system tells; else the time of day. Others on the machine then do not count.
fn spent(since: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split_whitespace().next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.map_or(since.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// The middle of five, in milliseconds of a core; the rows of the last.
fn timed(mut ask: impl FnMut() -> usize) -> (f64, usize) {
    let mut times = Vec::new();
    let mut rows = 0;
    let started = Instant::now();
    for _ in 0..5 {
        let before = spent(started);
        rows = ask();
        times.push((spent(started) - before) * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    (times[2], rows)
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let path = Path::new(args.get(1).map_or("bars.sqlite", String::as_str));
    if !path.exists() {
        let many = |at: usize, usual| args.get(at).and_then(|n| n.parse().ok()).unwrap_or(usual);
        make(path, many(2, REPORTS), many(3, EVENTS));
    }
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    let tell = |what: &str, (time, rows): (f64, usize)| println!("{what:44} {time:9.1} ms {rows:9} rows");
    tell("open", timed(|| usize::from(Record::look(path).is_ok())));
    let record = Record::look(path).unwrap();
    let counts: BTreeMap<&str, i64> = ["reports", "events", "claims", "event_mentions"]
        .into_iter()
        .map(|t| (t, record.count(t).unwrap()))
        .collect();
    let text: i64 = record.query("SELECT sum(length(title) + length(text)) FROM reports").unwrap().1[0][0]
        .as_i64()
        .unwrap();
    println!("{counts:?}, {} MB, {:.2} x the clean text", size / 1_000_000, size as f64 / text as f64);
    let some = |word: &str| Some(word.to_owned());
    let (common, rare) = (code(0), code(150));
    let all = Filter { limit: Some(100), ..Filter::default() };
    let filters = [
        ("--actor, common code", Filter { actor: some(&common), ..all.clone() }),
        ("--actor, rare code", Filter { actor: some(&rare), ..all.clone() }),
        ("--actor, code:sector", Filter { actor: some(&format!("{common}:GOV")), ..all.clone() }),
        ("--actor, name", Filter { actor: some(&word(31)), ..all.clone() }),
        ("--with", Filter { with: some(&common), ..all.clone() }),
        ("--story", Filter { story: some("st-1"), ..all.clone() }),
        ("--aux", Filter { aux: some("historical"), ..all.clone() }),
        ("--event", Filter { event: some("AGREE"), ..all.clone() }),
        ("--mode", Filter { mode: some("drone"), ..all.clone() }),
        ("--context", Filter { context: some("economic"), ..all.clone() }),
        ("--place", Filter { place: some(&word(70_007)), ..all.clone() }),
        ("--country", Filter { country: some(&code(7)), ..all.clone() }),
        ("--outlet", Filter { outlet: some(&format!("The {} Post", word(3))), ..all.clone() }),
        (
            "--since --until, a month",
            Filter { since: some("2018-05-01"), until: some("2018-05-31"), ..all.clone() },
        ),
        ("--said-by", Filter { said_by: some(&common), ..all.clone() }),
        ("--own-voice", Filter { own_voice: true, ..all.clone() }),
        ("--sector", Filter { sector: some("REB"), ..all.clone() }),
        ("--quad", Filter { quad: Some(2), ..all.clone() }),
        ("--min-confidence", Filter { min_confidence: Some(0.5), ..all.clone() }),
        ("--min-sources", Filter { min_sources: Some(2), ..all.clone() }),
        ("nothing found", Filter { event: some("NONE"), ..all.clone() }),
    ];
    for (name, filter) in &filters {
        tell(&format!("events {name}"), timed(|| record.rows("events", filter).unwrap().len()));
    }
    for table in ["event_mentions", "claims", "reports", "descriptions", "entity_mentions"] {
        tell(&format!("{table}, first 100"), timed(|| record.rows(table, &all).unwrap().len()));
    }
    let full = Filter { limit: None, ..filters[1].1.clone() };
    tell("events --actor, rare code, no limit", timed(|| record.rows("events", &full).unwrap().len()));
    for (a, b) in [(5, 40), (2_000, 9_000)] {
        let words = format!("{} {}", word(a), word(b));
        let limit = Filter { limit: Some(20), ..Filter::default() };
        tell(&format!("search {words}"), timed(|| record.search(&words, &limit).unwrap().len()));
    }
    tell(
        "dyads, ten most",
        timed(|| record.query("SELECT * FROM dyads ORDER BY events DESC LIMIT 10").unwrap().1.len()),
    );
    tell("timeline, first 100", timed(|| record.query("SELECT * FROM timeline LIMIT 100").unwrap().1.len()));
}
