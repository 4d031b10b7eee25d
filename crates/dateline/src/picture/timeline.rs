//! Timeline: one bar an event, as long as the days it may have happened on. In: items; out: SVG, or lines for a terminal.

use super::svg::{self, Canvas, INK, PALE, QUADS};
use super::{Item, cut, days, number};
use text::{Date, Days};

const LEFT: f64 = 372.0;
const RIGHT: f64 = 968.0;
const ROW: f64 = 21.0;
const TOP: f64 = 74.0;

/// The days the axis shows. Where a few events of long ago would press all others together, they are left to its edge.
fn axis(items: &[Item]) -> Option<(i64, i64)> {
    let mut known: Vec<i64> =
        items.iter().flat_map(|i| [i.days.earliest, i.days.latest]).flatten().map(number).collect();
    known.sort_unstable();
    let (first, last) = (*known.first()?, *known.last()?);
    let at = |share: usize| known[(known.len() - 1) * share / 100];
    let (low, high) = (at(10), at(95));
    let middle = (high - low).max(10);
    let low = if low - first > middle * 2 { low - middle / 8 } else { first };
    let high = if last - high > middle * 2 { high + middle / 8 } else { last };
    Some((low - 1, high + 2))
}

/// First days of the marks on the axis with their names: days, weeks, months or years, whichever are some eight.
fn ticks(from: i64, until: i64) -> Vec<(i64, String)> {
    let date = |at: i64| Date::constant(2000, 1, 1).checked_add(jiff::Span::new().days(at)).ok();
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let span = until - from;
    let month = |d: Date| months[(d.month() as usize).clamp(1, 12) - 1];
    let years = (span / 365 / 8).max(1);
    let tick = |d: Date| match span {
        ..=16 => Some(format!("{} {}", d.day(), month(d))),
        17..=70 => (d.day() % 7 == 1 && d.day() < 28).then(|| format!("{} {}", d.day(), month(d))),
        71..=420 => (d.day() == 1).then(|| format!("{} {}", month(d), d.year())),
        421..=1500 => (d.day() == 1 && d.month() % 6 == 1).then(|| format!("{} {}", month(d), d.year())),
        _ => {
            (d.day() == 1 && d.month() == 1 && i64::from(d.year()) % years == 0).then(|| d.year().to_string())
        }
    };
    (from..=until).filter_map(|at| Some((at, tick(date(at)?)?))).collect()
}

/// The picture; items are drawn in the order given.
pub fn svg(items: &[Item], note: &str) -> String {
    let height = TOP + ROW * items.len() as f64 + 58.0;
    let mut canvas = Canvas::new(1000.0, height);
    canvas.words((24.0, 30.0), 17.0, "start", INK, "Timeline of events");
    canvas.words((24.0, 49.0), 11.5, "start", PALE, note);
    let bottom = TOP + ROW * items.len() as f64;
    let range = axis(items).unwrap_or((0, 1));
    let x = |day: i64| {
        LEFT + (RIGHT - LEFT) * ((day - range.0) as f64 / (range.1 - range.0).max(1) as f64).clamp(0.0, 1.0)
    };
    let mut free = f64::MIN;
    for (day, name) in ticks(range.0, range.1) {
        canvas.line((x(day), TOP - 6.0), (x(day), bottom), "#e4e7e9", 1.0);
        if x(day) > free && x(day) < RIGHT - 20.0 {
            canvas.words((x(day) + 3.0, TOP - 9.0), 10.5, "start", PALE, &name);
            free = x(day) + 12.0 + 5.6 * name.len() as f64;
        }
    }
    for (colour, at) in QUADS.iter().zip(0..) {
        // An open end fades.
        canvas.defs += &format!(
            "<linearGradient id=\"open{at}\"><stop offset=\"0\" stop-color=\"{colour}\" stop-opacity=\"0\"/><stop offset=\"1\" stop-color=\"{colour}\"/></linearGradient>"
        );
    }
    for (at, item) in items.iter().enumerate() {
        let y = TOP + ROW * at as f64;
        if at % 2 == 1 {
            canvas.put(&format!("<rect x=\"16\" y=\"{y:.1}\" width=\"968\" height=\"{ROW}\" fill=\"#000000\" fill-opacity=\"0.025\"/>"));
        }
        canvas.words((LEFT - 12.0, y + 14.5), 11.5, "end", INK, &cut(&item.label, 54));
        bar(&mut canvas, item, y, &x, range);
    }
    canvas.legend((24.0, height - 18.0), &svg::quads());
    let x = 560.0;
    canvas.put(&format!("<rect x=\"{x}\" y=\"{:.1}\" width=\"22\" height=\"9\" rx=\"2\" fill=\"none\" stroke=\"{PALE}\" stroke-dasharray=\"3 2\"/>", height - 26.5));
    canvas.words(
        (x + 28.0, height - 18.0),
        11.0,
        "start",
        INK,
        "only claimed: no outlet says it in its own voice",
    );
    canvas.finish("Timeline of events")
}

fn bar(canvas: &mut Canvas, item: &Item, y: f64, x: &impl Fn(i64) -> f64, range: (i64, i64)) {
    let Days { earliest, latest } = item.days;
    let quad = item.quad.min(4);
    let (Some(end), begins) = (latest.or(earliest).map(number), earliest.map(number)) else { return };
    let open = begins.is_none();
    let last = latest.map_or(range.1, |_| end + 1);
    let first = begins.unwrap_or(end - (range.1 - range.0) / 9);
    let (left, right) = (x(first), x(last).max(x(first) + 5.0));
    let fill = match (item.claimed, open) {
        (true, _) => format!(
            "fill=\"#ffffff\" stroke=\"{}\" stroke-width=\"1.3\" stroke-dasharray=\"3 2\"",
            QUADS[quad]
        ),
        (_, true) => format!("fill=\"url(#open{quad})\""),
        _ => format!("fill=\"{}\"", QUADS[quad]),
    };
    canvas.put(&format!(
        "<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"11\" rx=\"2.5\" {fill}><title>{}</title></rect>",
        y + 5.0,
        right - left,
        svg::escape(&format!("{} ({}), {} source(s), {}", item.label, days(item.days), item.sources, item.id))
    ));
    let mut beside = String::new();
    if last < range.0 || first > range.1 {
        beside = days(item.days);
    }
    if item.sources > 1 {
        beside += &format!("{}{} sources", if beside.is_empty() { "" } else { ", " }, item.sources);
    }
    if !beside.is_empty() && right < RIGHT - 70.0 {
        canvas.words((right + 5.0, y + 14.5), 10.0, "start", PALE, &beside);
    } else if !beside.is_empty() {
        canvas.words((left - 5.0, y + 14.5), 10.0, "end", PALE, &beside);
    }
}

/// Lines for a terminal of so many columns.
pub fn lines(items: &[Item], columns: usize) -> Vec<String> {
    let Some(range) = axis(items) else { return Vec::new() };
    let width = columns.saturating_sub(62).clamp(20, 120);
    let x = |day: i64| {
        (width as i64 * (day - range.0) / (range.1 - range.0).max(1)).clamp(0, width as i64 - 1) as usize
    };
    let mut out = vec![scale(range, width, &x)];
    for item in items {
        let end = item.days.latest.or(item.days.earliest).map_or(range.1, number);
        let first = item.days.earliest.map_or(x(end).saturating_sub(4), |d| x(number(d)));
        let bar: String = (0..width)
            .map(|at| {
                match (at < first || at > x(end), item.claimed, item.days.earliest.is_none() && at < x(end)) {
                    (true, ..) => ' ',
                    (_, _, true) => '░',
                    (_, true, _) => '▒',
                    _ => '█',
                }
            })
            .collect();
        out.push(format!("{bar} {:23} {}", days(item.days), cut(&item.label, 36)).trim_end().to_owned());
    }
    out
}

fn scale(range: (i64, i64), width: usize, x: &impl Fn(i64) -> usize) -> String {
    let mut line = vec![' '; width];
    let mut free = 0;
    for (day, name) in ticks(range.0, range.1) {
        let at = x(day);
        if at >= free && at + name.len() < width {
            line.splice(at..at + name.len(), name.chars());
            free = at + name.len() + 2;
        }
    }
    line.into_iter().collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(earliest: &str, latest: &str) -> Item {
        Item {
            days: Days { earliest: earliest.parse().ok(), latest: latest.parse().ok() },
            quad: 4,
            ..Item::default()
        }
    }

    #[test]
    fn an_interval_is_as_long_as_it_is() {
        let lines = lines(&[item("2022-07-01", "2022-07-31"), item("2022-07-31", "2022-07-31")], 100);
        let bar = |line: &str| line.chars().filter(|ch| *ch == '█').count();
        assert!(bar(&lines[1]) > 20 * bar(&lines[2]), "{lines:#?}");
    }

    #[test]
    fn an_event_of_long_ago_does_not_press_the_others_together() {
        let mut items: Vec<Item> =
            (10..30).map(|day| item(&format!("2022-07-{day}"), &format!("2022-07-{day}"))).collect();
        items.push(item("1979-02-11", "1979-02-11"));
        let (from, until) = axis(&items).unwrap();
        assert!(until - from < 60, "{from} {until}");
        assert!(svg(&items, "").contains("1979-02-11"));
    }

    #[test]
    fn nothing_and_what_has_no_date_can_be_drawn() {
        assert!(svg(&[], "").starts_with("<svg"));
        assert!(svg(&[Item::default()], "").ends_with("</svg>\n"));
        assert!(lines(&[Item::default()], 80).is_empty());
        assert!(svg(&[item("-009999-01-01", "9999-12-31")], "").ends_with("</svg>\n"));
    }
}
