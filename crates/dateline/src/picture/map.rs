//! Map: where it happened. In: items with places; out: SVG over the outlines of `data/map`, or dots for a terminal. A town is a disc; what is
//! known only to the country or province is a ring around its middle.

use super::svg::{self, Canvas, INK, PALE, QUADS};
use super::{Item, Spot, cut};
use std::collections::BTreeMap;

const OUTLINES: &str = include_str!("../../../../data/map/outlines.tsv");
const STEPS: f64 = 20.0;
const SIZE: (f64, f64) = (1000.0, 620.0);
const TOP: f64 = 62.0;
const FOOT: f64 = 44.0;

/// One ring of a coast or border, with its country's name on the largest.
struct Ring {
    name: &'static str,
    /// Degrees east and north.
    points: Vec<(f64, f64)>,
}

fn rings() -> impl Iterator<Item = Ring> {
    OUTLINES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (name, steps) = line.split_once('\t')?;
        let steps: Vec<i32> = steps.split(' ').filter_map(|step| step.parse().ok()).collect();
        let (mut x, mut y) = (0, 0);
        let points = steps.chunks_exact(2).map(|step| {
            (x, y) = (x + step[0], y + step[1]);
            (f64::from(x) / STEPS, f64::from(y) / STEPS)
        });
        Some(Ring { name, points: points.collect() })
    })
}

/// A ring that crosses the line between east and west, in two: each half ends at that line.
fn halves(ring: Ring) -> Vec<Ring> {
    let crosses = ring.points.windows(2).any(|two| (two[0].0 - two[1].0).abs() > 180.0);
    if !crosses {
        return vec![ring];
    }
    let (mut turns, mut last) = (0.0, ring.points[0].0);
    let unrolled: Vec<(f64, f64)> = ring
        .points
        .iter()
        .map(|&(lon, lat)| {
            turns += if lon - last > 180.0 {
                -360.0
            } else if last - lon > 180.0 {
                360.0
            } else {
                0.0
            };
            last = lon;
            (lon + turns, lat)
        })
        .collect();
    let half = |shift: f64, name| {
        let points: Vec<(f64, f64)> =
            unrolled.iter().map(|(lon, lat)| ((lon + shift).clamp(-180.0, 180.0), *lat)).collect();
        let seen = points.iter().any(|(lon, _)| lon.abs() < 180.0);
        seen.then_some(Ring { name, points })
    };
    [half(0.0, ring.name), half(-360.0, ""), half(360.0, "")].into_iter().flatten().collect()
}

/// All events at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Where.
    pub spot: Spot,
    /// How many, by quad (0: none told).
    pub quads: [usize; 5],
    /// How many in all.
    pub events: usize,
}

/// Places of the items, most events first.
pub fn sites(items: &[Item]) -> Vec<Site> {
    let mut found: BTreeMap<(String, i64, i64), Site> = BTreeMap::new();
    for item in items {
        let Some(spot) = item.spot.as_ref().filter(|s| s.lat.abs() <= 90.0 && s.lon.abs() <= 180.0) else {
            continue;
        };
        let key = (spot.name.clone(), (spot.lat * 1000.0) as i64, (spot.lon * 1000.0) as i64);
        let site = found.entry(key).or_insert(Site { spot: spot.clone(), quads: [0; 5], events: 0 });
        site.quads[item.quad.min(4)] += 1;
        site.events += 1;
    }
    let mut all: Vec<Site> = found.into_values().collect();
    all.sort_by(|a, b| (b.events, &a.spot.name).cmp(&(a.events, &b.spot.name)));
    all
}

/// From degrees to the picture: near by, plain with the middle's proportions; the world, equal in area (Šavrič, Patterson and Jenny 2018).
struct View {
    low: (f64, f64),
    scale: f64,
    /// Cosine of the middle latitude; none for the whole world.
    squeeze: Option<f64>,
    frame: (f64, f64),
    shift: (f64, f64),
}

impl View {
    fn of(sites: &[Site], frame: (f64, f64)) -> View {
        let range = |read: fn(&Site) -> f64| {
            sites.iter().map(read).fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
        };
        let ((west, east), (south, north)) = (range(|s| s.spot.lon), range(|s| s.spot.lat));
        if sites.is_empty() || east - west > 150.0 || north - south > 90.0 {
            let (x, y) = (equal(180.0, 0.0).0, equal(0.0, 84.0).1);
            let scale = (frame.0 / (2.0 * x)).min(frame.1 / (y * 1.62));
            return View {
                low: (-x, y),
                scale,
                squeeze: None,
                frame,
                shift: ((frame.0 - 2.0 * x * scale) / 2.0, 0.0),
            };
        }
        let squeeze = libm::cos((south + north).to_radians() / 2.0).max(0.2);
        // Some room around, and never so near that a country becomes a town.
        let wide = ((east - west) * squeeze * 1.35).max(9.0).max((north - south) * 1.35 * frame.0 / frame.1);
        let scale = frame.0 / wide;
        let (x, y) =
            ((west + east) / 2.0 * squeeze - wide / 2.0, (south + north) / 2.0 + frame.1 / scale / 2.0);
        View { low: (x, y), scale, squeeze: Some(squeeze), frame, shift: (0.0, 0.0) }
    }

    /// Pixels from the frame's corner.
    fn at(&self, (lon, lat): (f64, f64)) -> (f64, f64) {
        let (x, y) = match self.squeeze {
            Some(squeeze) => (lon * squeeze, lat),
            None => equal(lon, lat),
        };
        (self.shift.0 + (x - self.low.0) * self.scale, self.shift.1 + (self.low.1 - y) * self.scale)
    }

    fn shows(&self, (x, y): (f64, f64)) -> bool {
        (0.0..=self.frame.0).contains(&x) && (0.0..=self.frame.1).contains(&y)
    }
}

/// The Equal Earth projection, in units of the globe's radius.
fn equal(lon: f64, lat: f64) -> (f64, f64) {
    const A: [f64; 4] = [1.340264, -0.081106, 0.000893, 0.003796];
    let root = 3.0_f64.sqrt();
    let theta = libm::asin(root / 2.0 * libm::sin(lat.to_radians()));
    let (two, six) = (theta * theta, theta.powi(6));
    let bottom = 3.0 * (9.0 * A[3] * two * six + 7.0 * A[2] * six + 3.0 * A[1] * two + A[0]);
    let x = 2.0 * root * lon.to_radians() * libm::cos(theta) / bottom;
    (x, theta * (A[3] * two * six + A[2] * six + A[1] * two + A[0]))
}

/// The picture.
pub fn svg(sites: &[Site], note: &str) -> String {
    let frame = (SIZE.0 - 32.0, SIZE.1 - TOP - FOOT);
    let view = View::of(sites, frame);
    let mut canvas = Canvas::new(SIZE.0, SIZE.1);
    canvas.words((24.0, 30.0), 17.0, "start", INK, "Where it happened");
    canvas.words((24.0, 49.0), 11.5, "start", PALE, note);
    canvas.defs += &format!(
        "<clipPath id=\"frame\"><rect width=\"{:.0}\" height=\"{:.0}\" rx=\"4\"/></clipPath>",
        frame.0, frame.1
    );
    canvas.put(&format!("<g transform=\"translate(16 {TOP})\" clip-path=\"url(#frame)\"><rect width=\"{:.0}\" height=\"{:.0}\" fill=\"#e8eff4\"/>", frame.0, frame.1));
    land(&mut canvas, &view);
    let most = sites.first().map_or(1, |site| site.events) as f64;
    let radius = |site: &Site| 3.5 + 15.0 * (site.events as f64 / most).sqrt() * (most.sqrt() / 6.0).min(1.0);
    sites.iter().for_each(|site| disc(&mut canvas, &view, site, radius(site)));
    names(&mut canvas, &view, sites, &radius);
    canvas.put("</g>");
    canvas.legend((24.0, SIZE.1 - 17.0), &svg::quads());
    canvas.put(&format!("<circle cx=\"577\" cy=\"{:.1}\" r=\"6\" fill=\"none\" stroke=\"{PALE}\" stroke-width=\"2\" stroke-dasharray=\"3 2\"/>", SIZE.1 - 21.0));
    canvas.words((589.0, SIZE.1 - 17.0), 11.0, "start", INK, "country or province alone is told");
    canvas.words((SIZE.0 - 24.0, SIZE.1 - 17.0), 9.5, "end", PALE, "Outlines: Natural Earth");
    canvas.finish("Where it happened")
}

fn land(canvas: &mut Canvas, view: &View) {
    let mut path = String::new();
    let mut labels = Vec::new();
    for ring in rings().flat_map(halves) {
        let points: Vec<(f64, f64)> = ring.points.iter().map(|point| view.at(*point)).collect();
        let range = |read: fn(&(f64, f64)) -> f64| {
            points.iter().map(read).fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)))
        };
        let ((left, right), (top, bottom)) = (range(|p| p.0), range(|p| p.1));
        if right < 0.0
            || left > view.frame.0
            || bottom < 0.0
            || top > view.frame.1
            || right - left < 0.6 && bottom - top < 0.6
        {
            continue;
        }
        let mut last = (f64::MAX, f64::MAX);
        for (at, &(x, y)) in points.iter().enumerate() {
            // A point less than half a pixel on would not be seen.
            if at > 0 && (x - last.0).abs() < 0.5 && (y - last.1).abs() < 0.5 {
                continue;
            }
            path += &format!("{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" });
            last = (x, y);
        }
        path.push('Z');
        let middle = (
            (left.max(0.0) + right.min(view.frame.0)) / 2.0,
            (top.max(0.0) + bottom.min(view.frame.1)) / 2.0,
        );
        if view.squeeze.is_some()
            && !ring.name.is_empty()
            && right - left > 9.0 * ring.name.len() as f64
            && bottom - top > 26.0
            && inside(middle, &points)
        {
            labels.push((middle, ring.name));
        }
    }
    canvas.put(&format!("<path d=\"{path}\" fill=\"#fbfaf6\" stroke=\"#b9c0c5\" stroke-width=\"0.7\" stroke-linejoin=\"round\" fill-rule=\"evenodd\"/>"));
    for (at, name) in labels.into_iter().filter(|(at, _)| view.shows(*at)) {
        let words = svg::escape(&name.to_uppercase());
        canvas.put(&format!("<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"9.5\" letter-spacing=\"1.6\" text-anchor=\"middle\" fill=\"#a9afb4\">{words}</text>", at.0, at.1));
    }
}

/// True where the point lies within the ring: a line from it crosses the ring an odd number of times.
fn inside((x, y): (f64, f64), ring: &[(f64, f64)]) -> bool {
    let crosses = |a: (f64, f64), b: (f64, f64)| {
        (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0
    };
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    edges.filter(|(a, b)| crosses(**a, **b)).count() % 2 == 1
}

fn disc(canvas: &mut Canvas, view: &View, site: &Site, radius: f64) {
    let (x, y) = view.at((site.spot.lon, site.spot.lat));
    let quad =
        (1..5).max_by_key(|&quad| (site.quads[quad], quad)).filter(|&quad| site.quads[quad] > 0).unwrap_or(0);
    let colour = QUADS[quad];
    let told: Vec<String> = (1..5)
        .filter(|&q| site.quads[q] > 0)
        .map(|q| format!("{} {}", site.quads[q], svg::QUAD_NAMES[q]))
        .collect();
    let told = svg::escape(&format!("{}: {} events ({})", site.spot.name, site.events, told.join(", ")));
    let look = if site.spot.wide {
        format!(
            "fill=\"{colour}\" fill-opacity=\"0.08\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"4 3\""
        )
    } else {
        format!("fill=\"{colour}\" fill-opacity=\"0.78\" stroke=\"#ffffff\" stroke-width=\"1\"")
    };
    canvas.put(&format!(
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" {look}><title>{told}</title></circle>"
    ));
}

/// Names of the places with most events, each where it hides no other.
fn names(canvas: &mut Canvas, view: &View, sites: &[Site], radius: &impl Fn(&Site) -> f64) {
    let mut taken: Vec<(f64, f64, f64, f64)> = Vec::new();
    for site in sites.iter().take(60) {
        let (x, y) = view.at((site.spot.lon, site.spot.lat));
        let name = cut(&site.spot.name, 26);
        let (long, off) = (6.2 * name.chars().count() as f64, radius(site) + 4.0);
        let places = [
            (x + off, y + 4.0, "start", x + off),
            (x - off, y + 4.0, "end", x - off - long),
            (x, y - off, "middle", x - long / 2.0),
            (x, y + off + 9.0, "middle", x - long / 2.0),
        ];
        let free = places.into_iter().find(|(_, at, _, left)| {
            let hit = |b: &(f64, f64, f64, f64)| {
                *left < b.2 && left + long > b.0 && at - 11.0 < b.3 && at + 3.0 > b.1
            };
            !taken.iter().any(hit)
                && *left > 2.0
                && left + long < view.frame.0
                && *at > 12.0
                && *at < view.frame.1
        });
        if let Some((tx, ty, anchor, left)) = free {
            canvas.rimmed((tx, ty), 11.5, anchor, &name);
            taken.push((left, ty - 11.0, left + long, ty + 3.0));
            taken.push((x - off, y - off, x + off, y + off));
        }
    }
}

/// Dots for a terminal of so many columns: coasts and borders, `●` for places.
pub fn lines(sites: &[Site], columns: usize) -> Vec<String> {
    let columns = columns.clamp(40, 160);
    let rows = columns * 3 / 10;
    let frame = (columns as f64 * 2.0, rows as f64 * 4.0);
    let view = View::of(sites, frame);
    let mut cells = vec![vec![0_u8; columns]; rows];
    const DOTS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
    for ring in rings().flat_map(halves) {
        for two in ring.points.windows(2) {
            let (a, b) = (view.at(two[0]), view.at(two[1]));
            let steps = ((a.0 - b.0).abs().max((a.1 - b.1).abs()).ceil() as usize).clamp(1, 400);
            for step in 0..=steps {
                let share = step as f64 / steps as f64;
                let (x, y) = (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share);
                if view.shows((x, y)) && x < frame.0 && y < frame.1 {
                    cells[y as usize / 4][x as usize / 2] |= DOTS[x as usize % 2][y as usize % 4];
                }
            }
        }
    }
    let mut picture: Vec<Vec<char>> = cells
        .iter()
        .map(|row| row.iter().map(|bits| char::from_u32(0x2800 + u32::from(*bits)).unwrap_or(' ')).collect())
        .collect();
    for site in sites.iter().rev() {
        let (x, y) = view.at((site.spot.lon, site.spot.lat));
        if view.shows((x, y)) && x < frame.0 && y < frame.1 {
            picture[y as usize / 4][x as usize / 2] = if site.spot.wide { '○' } else { '●' };
        }
    }
    let blank = '\u{2800}';
    let mut out: Vec<String> = picture
        .into_iter()
        .map(|row| row.into_iter().collect::<String>().trim_end_matches(blank).to_owned())
        .collect();
    out.extend(
        sites
            .iter()
            .take(12)
            .map(|s| format!("{} {:4}  {}", if s.spot.wide { '○' } else { '●' }, s.events, s.spot.name)),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, lat: f64, lon: f64) -> Item {
        Item { spot: Some(Spot { name: name.into(), lat, lon, wide: false }), quad: 4, ..Item::default() }
    }

    #[test]
    fn every_outline_is_on_the_globe() {
        assert!(rings().count() > 1000);
        let wide = |ring: &Ring| ring.points.windows(2).any(|two| (two[0].0 - two[1].0).abs() > 180.0);
        assert!(rings().any(|ring| wide(&ring)) && !rings().flat_map(halves).any(|ring| wide(&ring)));
        assert!(rings().all(
            |r| r.points.len() > 3 && r.points.iter().all(|(x, y)| x.abs() <= 180.05 && y.abs() <= 90.05)
        ));
    }

    #[test]
    fn places_near_by_fill_the_frame_and_far_ones_the_world() {
        let near = sites(&[item("Odesa", 46.5, 30.7), item("Kyiv", 50.4, 30.5), item("Odesa", 46.5, 30.7)]);
        assert_eq!((near[0].spot.name.as_str(), near[0].events), ("Odesa", 2));
        assert!(View::of(&near, (900.0, 500.0)).squeeze.is_some());
        let far = sites(&[item("Odesa", 46.5, 30.7), item("Honolulu", 21.3, -157.9)]);
        assert!(View::of(&far, (900.0, 500.0)).squeeze.is_none());
        for sites in [near, far, Vec::new(), sites(&[item("nowhere", f64::NAN, 9999.0)])] {
            let picture = svg(&sites, "");
            assert!(picture.ends_with("</svg>\n") && !picture.contains("NaN"));
            assert!(!lines(&sites, 80).is_empty());
        }
    }

    #[test]
    fn a_name_stands_on_its_own_land() {
        let square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)];
        assert!(inside((1.0, 1.0), &square) && !inside((3.0, 1.0), &square) && !inside((1.0, 1.0), &[]));
    }

    #[test]
    fn the_equal_projection_is_upright_and_even() {
        assert_eq!(equal(0.0, 0.0), (0.0, 0.0));
        assert!(equal(0.0, 60.0).1 > equal(0.0, 30.0).1);
        assert!(equal(180.0, 0.0).0 > equal(180.0, 60.0).0);
    }
}
