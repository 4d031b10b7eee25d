//! Entities: every name, place and date of the text as rows, whether or not an event uses them; and what the people named say of the report's age.

use crate::actor::Cast;
use crate::findings::{EntityMention, Resolved};
use crate::place::Mention;
use crate::time::Timex;
use knowledge::{Kind, Naming};
use language::Label;
use text::{Days, Part, Span};

/// Rows for all names, places and dates, in the order of the text.
pub fn all(cast: &Cast, timexes: &[Timex], places: &[Mention]) -> Vec<EntityMention> {
    let mut rows: Vec<EntityMention> = Vec::new();
    for name in &cast.names.all {
        let who = cast.bearer(name, Days::default());
        let known = cast.names.chain_of(name).actor.is_some();
        let place = name.naming == Some(Naming::Demonym) || name.label.as_str() == "LOC" && !known;
        let unknown = place
            && name.label == Label::Loc
            && !places.iter().any(|m| meets(m.span, name.span))
            && stands_as_place(cast, name.sent, name.first, name.end);
        if unknown {
            rows.push(row(cast, name.span, "place", Some("LOC"), None, 0.4));
        }
        if !place {
            rows.push(row(
                cast,
                name.span,
                "actor",
                Some(name.label.as_str()),
                Some(Resolved::Actor(who)),
                if known { 0.9 } else { 0.6 },
            ));
        }
    }
    for mention in places {
        let label = if mention.demonym { "OTH" } else { "LOC" };
        rows.push(row(
            cast,
            mention.span,
            "place",
            Some(label),
            Some(Resolved::Place(mention.place.clone())),
            0.8,
        ));
    }
    for timex in timexes {
        let mut date =
            row(cast, timex.span, "date", None, None, if timex.days.is_unknown() { 0.5 } else { 0.9 });
        date.value = Some(timex.value.clone());
        date.timex = Some(timex.kind.to_owned());
        rows.push(date);
    }
    rows.sort_by(|a, b| (a.span, &a.kind).cmp(&(b.span, &b.kind)));
    rows
}

/// True for a name no gazetteer row bears that the text uses as a place's: behind a preposition of place, or a county.
fn stands_as_place(cast: &Cast, sent: usize, first: usize, end: usize) -> bool {
    let county = cast.doc.form((sent, end - 1)) == "County" && end - first > 1;
    let before = first.checked_sub(1).map(|at| cast.doc.form((sent, at)).to_lowercase());
    let led = matches!(
        before.as_deref(),
        Some("in" | "at" | "near" | "from" | "outside" | "around" | "inside" | "through" | "across" | "into")
    );
    let form = cast.doc.form((sent, first));
    let acronym = form.chars().all(|ch| ch.is_uppercase() || !ch.is_alphabetic());
    let opens =
        form.starts_with(char::is_uppercase) && !matches!(cast.doc.tok((sent, first)).xpos, "NNPS" | "JJ");
    county || led && opens && !acronym
}

/// True where two spans of one part share a byte.
fn meets(a: Span, b: Span) -> bool {
    a.part == b.part && a.start < b.end && b.start < a.end
}

/// The letter of a span of the title, in ids.
pub(crate) fn part(span: Span) -> &'static str {
    if span.part == Part::Title { "t" } else { "" }
}

fn row(
    cast: &Cast,
    span: Span,
    kind: &str,
    label: Option<&str>,
    resolved: Option<Resolved>,
    confidence: f64,
) -> EntityMention {
    let report = &cast.doc.report.id;
    EntityMention {
        // It says where the name stands: the record then keeps none of them.
        id: [
            "n-",
            report,
            "-",
            kind.get(..1).unwrap_or_default(),
            part(span),
            &span.start.to_string(),
            "-",
            &span.end.to_string(),
        ]
        .concat(),
        report: report.clone(),
        span,
        text: cast.doc.slice(span).to_owned(),
        kind: kind.to_owned(),
        label: label.map(str::to_owned),
        resolved,
        value: None,
        timex: None,
        confidence,
    }
}

/// The days on which all those whom the text calls by an office held it; unknown where they never did together.
pub fn in_office(cast: &Cast) -> Days {
    let mut known = Days::default();
    for chain in &cast.names.chains {
        let Some((actor, office)) = chain.actor.zip(chain.office.as_ref()) else { continue };
        let terms = cast.actors.actors[actor].terms.iter().filter(|t| t.office.as_ref() == Some(office));
        let first = terms.clone().filter_map(|t| t.days.earliest).min();
        let last = terms.map(|t| t.days.latest).reduce(|a, b| Some(a?.max(b?))).flatten();
        let held = Days { earliest: first, latest: last };
        known = known.common(held).unwrap_or(known);
    }
    known
}

/// Codes of the states the text names.
pub fn spoken_of(cast: &Cast) -> Vec<String> {
    let actors = cast.names.chains.iter().filter_map(|c| c.actor).map(|at| &cast.actors.actors[at]);
    let mut codes: Vec<String> = actors
        .filter(|a| matches!(a.kind, Kind::State | Kind::Person | Kind::Group))
        .filter_map(|a| a.country.clone())
        .collect();
    codes.sort();
    codes.dedup();
    codes
}
