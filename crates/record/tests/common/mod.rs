//! Reports with findings made by hand, every field filled, so that a field that gets lost on its way is missed.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(dead_code, reason = "each test file uses what it needs of it")]

use extract::{
    Aux, Basis, Claim, Count, Description, EntityMention, EventMention, Findings, Form, Resolved, Spans,
    Where, Who,
};
use record::Coded;
use text::{Evidence, Part, Report, Span};

pub const TITLE: &str = "Jets bomb Harat, minister says";
pub const BODY: &str =
    "HARAT (XNA) - Jets of A bombed Harat on Tuesday, killing at least 4, the minister of B said.";

/// The span of some words in the body.
pub fn body(words: &str) -> Span {
    let start = BODY.find(words).unwrap();
    Span::body(start, start + words.len())
}

/// The span of some words in the title.
pub fn title(words: &str) -> Span {
    let start = TITLE.find(words).unwrap();
    Span::new(Part::Title, start, start + words.len())
}

pub fn who(words: &str, span: Span) -> Who {
    Who {
        code: Some("BBB".into()),
        sector: Some("GOV".into()),
        other_sectors: vec!["MIL".into()],
        id: Some("minister-of-b".into()),
        name: "Minister of B".into(),
        office: Some("Minister".into()),
        text: words.into(),
        span,
    }
}

pub fn place() -> Where {
    Where {
        id: Some("geonames:1".into()),
        name: "Harat".into(),
        admin1: Some("North".into()),
        country: Some("BBB".into()),
        lat: 1.25,
        lon: -3.5,
        precision: "city".into(),
    }
}

/// A report with one finding of each kind; `name` makes it another report.
pub fn coded(name: &str) -> Coded {
    let report = report(name);
    let findings = Findings {
        event_mentions: vec![mention(name, body("bombed"), "body"), mention(name, title("bomb"), "title")],
        claims: vec![claim(name)],
        descriptions: vec![description(name)],
        entity_mentions: entities(name),
    };
    Coded { report, findings }
}

fn report(name: &str) -> Report {
    Report {
        id: format!("r-{name}"),
        given_id: Some(format!("given {name}")),
        source_uri: format!("b/{name}.txt"),
        also_at: vec![format!("z/{name}.txt")],
        source_hash: "00ff".into(),
        outlet: Some(format!("Outlet {name}")),
        outlet_country: Some("BBB".into()),
        agency: Some("XNA".into()),
        byline: Some("Jo Doe".into()),
        title: TITLE.into(),
        dateline: Some("HARAT (XNA)".into()),
        dateline_place: Some("Harat".into()),
        published: "2021-03-10".parse().ok(),
        published_earliest: "2021-03-10".parse().ok(),
        published_latest: "2021-03-11".parse().ok(),
        published_evidence: Some(Evidence::JsonLd),
        language: Some("en".into()),
        text: BODY.into(),
        warnings: vec!["one".into(), "two \"three\"".into()],
        coder: "test 1".into(),
        dateline_span: Some(body("HARAT (XNA) - ")),
        ..Report::default()
    }
}

fn mention(name: &str, trigger: Span, part: &str) -> EventMention {
    EventMention {
        id: format!("m-{name}-{part}"),
        report: format!("r-{name}"),
        sentence: 1,
        event: "ASSAULT".into(),
        mode: vec!["aerial".into()],
        context: vec!["military".into()],
        cameo: Some("195".into()),
        quad: 4,
        score: -9.5,
        aux: vec![Aux::Historical],
        actor: vec![who("Jets of A", body("Jets of A"))],
        recipient: vec![who("Harat", title("Harat"))],
        date_earliest: "2021-03-09".parse().ok(),
        date_latest: "2021-03-09".parse().ok(),
        date_text: Some("on Tuesday".into()),
        date_basis: Some(Basis::Clause),
        place: Some(place()),
        place_basis: Some(Basis::Sentence),
        dead: Some(Count { low: Some(4), high: None }),
        injured: Some(Count { low: Some(1), high: Some(2) }),
        size: Some(Count { low: None, high: Some(9) }),
        said_by: Some(format!("c-{name}")),
        spans: Spans {
            trigger,
            actor: vec![body("Jets of A")],
            recipient: vec![title("Harat")],
            place: Some(title("Harat")),
            date: Some(body("on Tuesday")),
        },
        frame: "frames/assault.toml#bomb".into(),
        confidence: 0.85,
        event_id: None,
        denies: None,
        because: Vec::new(),
    }
}

fn claim(name: &str) -> Claim {
    Claim {
        id: format!("c-{name}"),
        report: format!("r-{name}"),
        sentence: 1,
        speaker: Some(who("the minister of B", body("the minister of B"))),
        cue: "say".into(),
        cue_span: vec![body("said")],
        kind: "say".into(),
        form: Form::Mixed,
        content: body("Jets of A bombed Harat on Tuesday"),
        content_text: "Jets of A bombed Harat on Tuesday".into(),
        parts: vec![body("Jets of A"), body("bombed Harat")],
        via: vec!["state television".into()],
        addressee: vec![who("Harat", title("Harat"))],
        date_earliest: "2021-03-10".parse().ok(),
        date_latest: "2021-03-10".parse().ok(),
        mentions: vec![format!("m-{name}-body")],
        confidence: 0.75,
        because: Vec::new(),
    }
}

fn description(name: &str) -> Description {
    Description {
        id: format!("d-{name}"),
        report: format!("r-{name}"),
        outlet: Some(format!("Outlet {name}")),
        actor: who("minister", title("minister")),
        text: "minister".into(),
        head: "minister".into(),
        span: title("minister"),
        said_by: Some(format!("c-{name}")),
        stance: "neutral".into(),
    }
}

fn entities(name: &str) -> Vec<EntityMention> {
    let entity = |kind: &str, span: Span, words: &str| EntityMention {
        id: format!("n-{name}-{kind}"),
        report: format!("r-{name}"),
        span,
        text: words.into(),
        kind: kind.into(),
        label: None,
        resolved: None,
        value: None,
        timex: None,
        confidence: 0.9,
    };
    vec![
        EntityMention {
            label: Some("LOC".into()),
            resolved: Some(Resolved::Place(place())),
            ..entity("place", title("Harat"), "Harat")
        },
        EntityMention {
            value: Some("2021-03-09".into()),
            timex: Some("DATE".into()),
            ..entity("date", body("Tuesday"), "Tuesday")
        },
        EntityMention {
            label: Some("PER".into()),
            resolved: Some(Resolved::Actor(who("minister", title("minister")))),
            ..entity("actor", body("minister"), "minister")
        },
    ]
}
