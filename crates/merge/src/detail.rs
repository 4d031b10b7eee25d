//! Detail: how days, places and tolls of two mentions go together. In: two mentions; out: points for what agrees, nothing where it excludes.

use crate::same::Told;
use extract::{Basis, Count, EventMention, Where};
use text::Days;

/// An interval wider than this dates nothing.
const VAGUE: i32 = 45;
/// And one wider than this not even within one story.
const YEAR: i32 = 366;
/// Across stories the days must be as near as this.
const STRICT: i32 = 3;
/// Tolls of which one is more than so many times the other are seldom of one happening.
const FAR: u64 = 2;

/// Kilometres between an airport or a base and its city; two towns so near are two.
const BESIDE: f64 = 30.0;

/// Whether both give one number of dead or wounded.
pub(crate) fn same_toll(a: &EventMention, b: &EventMention) -> bool {
    let pair = a.dead.zip(b.dead).or_else(|| a.injured.zip(b.injured));
    pair.is_some_and(|(x, y)| x == y && x.low.is_some_and(|low| low > 0))
}

/// Whether the two tell of so different numbers of dead or wounded that only a day or a place makes them one.
pub(crate) fn far_tolls(a: &EventMention, b: &EventMention) -> bool {
    let far = |x: Option<Count>, y: Option<Count>| {
        let (Some(x), Some(y)) = (x, y) else { return false };
        let below = |x: Count, y: Count| {
            x.high.zip(y.low).is_some_and(|(most, least)| least > most.saturating_mul(FAR))
        };
        below(x, y) || below(y, x)
    };
    far(a.dead, b.dead) || far(a.injured, b.injured)
}

/// Three points for the same single day, two for days within a few, one where they only meet. `slack`: next-day differences may stand.
pub(crate) fn days(a: &Told, b: &Told, near: bool, slack: bool) -> Option<u32> {
    let (x, y) = (a.window, b.window);
    if x.is_unknown() || y.is_unknown() {
        // Only what one report says of itself, or one story of what it is about, goes without a day.
        return near.then_some(0);
    }
    let same_report = a.mention.report == b.mention.report;
    let width = |days: Days| days.width().unwrap_or(i32::MAX);
    if !same_report && (width(x) > VAGUE || width(y) > VAGUE) {
        // "In April" is one with "last year", where the words are.
        let told = [a, b].iter().all(|m| m.mention.date_basis != Some(Basis::Publication));
        let within = near && told && x.meets(y) && width(x).max(width(y)) <= YEAR;
        return within.then_some(0);
    }
    if !x.meets(y) {
        let next = match (x.single(), y.single()) {
            (Some(x), Some(y)) => y.since(x).is_ok_and(|span| span.get_days().abs() == 1),
            _ => false,
        };
        return (slack && next).then_some(1);
    }
    Some(match width(x).max(width(y)) {
        1 => 3,
        wide if wide <= STRICT => 2,
        wide if wide <= 8 && width(x).min(width(y)) == 1 => 2,
        _ => 1,
    })
}

/// Three points for one place, two where one lies in a province of the other, one in its country; nothing where one is not told.
pub(crate) fn places(a: Option<&Where>, b: Option<&Where>, slack: bool) -> Option<u32> {
    let (Some(a), Some(b)) = (a, b) else { return Some(0) };
    let wide = |p: &Where| matches!(p.precision.as_str(), "country" | "region");
    if a.id.is_some() && a.id == b.id || a.name == b.name && a.country == b.country {
        return Some(if wide(a) { 1 } else { 3 });
    }
    let holds = |outer: &Where, inner: &Where| {
        matches!(outer.precision.as_str(), "admin1" | "admin2")
            && outer.country == inner.country
            && inner.admin1.as_deref().is_some_and(|name| {
                name == outer.name || outer.admin1.as_deref() == Some(name) && outer.precision == "admin2"
            })
    };
    if holds(a, b) || holds(b, a) {
        return Some(2);
    }
    let country = |outer: &Where, inner: &Where| {
        wide(outer) && (outer.country.is_none() || outer.country == inner.country)
    };
    if country(a, b) || country(b, a) {
        return Some(1);
    }
    if beside(a, b) || beside(b, a) { Some(1) } else { slack.then_some(0) }
}

/// True for a spot in a town or close to it: a port, an airport.
pub(crate) fn beside(spot: &Where, town: &Where) -> bool {
    spot.precision == "point" && town.precision == "city" && apart(spot, town) <= BESIDE
}

/// Kilometres between two places, about.
fn apart(a: &Where, b: &Where) -> f64 {
    const DEGREE: f64 = 111.2;
    let north = (a.lat - b.lat) * DEGREE;
    let east = (a.lon - b.lon) * DEGREE * libm::cos((a.lat + b.lat).to_radians() / 2.0);
    (north * north + east * east).sqrt()
}
