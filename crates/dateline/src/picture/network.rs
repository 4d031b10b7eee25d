//! Network: who acts towards whom. In: the ties that the record's atlas adds up; out: SVG, or lines for a terminal. An arrow is thick where there are
//! many events and red or blue by their mean score; each direction has its own.

use super::cut;
use super::svg::{self, Canvas, INK, PALE};
use record::sums::Tie;
use std::collections::BTreeMap;

/// At most so many nodes; those with most events.
const NODES: usize = 26;
const SIZE: (f64, f64) = (1000.0, 760.0);

/// A node with its events and its place.
struct Node<'d> {
    name: &'d str,
    events: u64,
    at: (f64, f64),
}

fn nodes(dyads: &[Tie]) -> Vec<Node<'_>> {
    let mut events: BTreeMap<&str, u64> = BTreeMap::new();
    for dyad in dyads {
        *events.entry(&dyad.actor).or_default() += dyad.events;
        *events.entry(&dyad.recipient).or_default() += dyad.events;
    }
    let mut nodes: Vec<Node> =
        events.into_iter().map(|(name, events)| Node { name, events, at: (0.0, 0.0) }).collect();
    nodes.sort_by_key(|node| std::cmp::Reverse(node.events));
    nodes.truncate(NODES);
    nodes
}

/// Springs along the dyads, repulsion between all, from a circle, in a fixed number of steps: the same picture every time.
fn lay_out(nodes: &mut [Node], links: &[(usize, usize, f64)]) {
    let count = nodes.len().max(1) as f64;
    for (at, node) in nodes.iter_mut().enumerate() {
        let turn = at as f64 / count * std::f64::consts::TAU;
        // Every other node further in, so that springs have room to pull.
        let radius = if at % 2 == 0 { 1.0 } else { 0.6 };
        node.at = (libm::cos(turn) * radius, libm::sin(turn) * radius);
    }
    let ideal = 1.5 / count.sqrt();
    for step in 0..400 {
        let between = |a: (f64, f64), b: (f64, f64)| {
            let (dx, dy) = (a.0 - b.0, a.1 - b.1);
            (dx, dy, (dx * dx + dy * dy).sqrt().max(0.01))
        };
        // A node does not push itself: its own distance is nought.
        let pushed = |node: &Node| {
            let start = (-node.at.0 * 0.12, -node.at.1 * 0.12);
            nodes.iter().fold(start, |(x, y), other| {
                let (dx, dy, far) = between(node.at, other.at);
                let force = ideal * ideal / (far * far);
                (x + dx * force, y + dy * force)
            })
        };
        let mut push: Vec<(f64, f64)> = nodes.iter().map(pushed).collect();
        for &(a, b, weight) in links {
            let (dx, dy, far) = between(nodes[a].at, nodes[b].at);
            let force = far / ideal * 0.05 * weight;
            push[a] = (push[a].0 - dx * force, push[a].1 - dy * force);
            push[b] = (push[b].0 + dx * force, push[b].1 + dy * force);
        }
        let most = 0.1 * (1.0 - f64::from(step) / 400.0);
        for (node, (dx, dy)) in nodes.iter_mut().zip(push) {
            let far = (dx * dx + dy * dy).sqrt().max(1e-9);
            let go = far.min(most) / far;
            node.at = (node.at.0 + dx * go, node.at.1 + dy * go);
        }
    }
    fit(nodes);
}

/// Into the frame, its proportions kept loosely.
fn fit(nodes: &mut [Node]) {
    let range = |read: fn(&Node) -> f64, nodes: &[Node]| {
        nodes.iter().map(read).fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
    };
    let ((left, right), (top, bottom)) = (range(|n| n.at.0, nodes), range(|n| n.at.1, nodes));
    let place = |v: f64, low: f64, high: f64, from: f64, to: f64| {
        if high - low < 1e-6 { (from + to) / 2.0 } else { from + (v - low) / (high - low) * (to - from) }
    };
    for node in nodes {
        node.at = (
            place(node.at.0, left, right, 90.0, SIZE.0 - 90.0),
            place(node.at.1, top, bottom, 120.0, SIZE.1 - 100.0),
        );
    }
}

/// The picture.
pub fn svg(dyads: &[Tie], note: &str) -> String {
    let mut nodes = nodes(dyads);
    let place = |nodes: &[Node], name: &str| nodes.iter().position(|node| node.name == name);
    let links: Vec<(usize, usize, &Tie)> = dyads
        .iter()
        .filter_map(|d| Some((place(&nodes, &d.actor)?, place(&nodes, &d.recipient)?, d)))
        .collect();
    let springs: Vec<(usize, usize, f64)> =
        links.iter().map(|(a, b, d)| (*a, *b, (1.0 + d.events as f64).ln().min(3.0))).collect();
    lay_out(&mut nodes, &springs);
    let mut canvas = Canvas::new(SIZE.0, SIZE.1);
    canvas.words((24.0, 30.0), 17.0, "start", INK, "Who acts towards whom");
    canvas.words((24.0, 49.0), 11.5, "start", PALE, note);
    for (at, (a, b, dyad)) in links.iter().enumerate().rev() {
        arrow(&mut canvas, at, &nodes[*a], &nodes[*b], dyad);
    }
    for (at, node) in nodes.iter().enumerate() {
        let radius = radius(node);
        let (x, y) = node.at;
        canvas.put(&format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"#f4f6f7\" stroke=\"{INK}\" stroke-width=\"1.2\"><title>{}: {} events</title></circle>", svg::escape(node.name), node.events));
        // The name stands where fewer arrows come from.
        let ends = links.iter().filter_map(|(a, b, _)| {
            if *a == at {
                Some(*b)
            } else if *b == at {
                Some(*a)
            } else {
                None
            }
        });
        let below: f64 = ends.map(|end| (nodes[end].at.1 - y).signum()).sum();
        let down = if below > 0.0 { -radius - 5.0 } else { radius + 13.0 };
        canvas.rimmed((x, y + down), 12.0, "middle", &cut(node.name, 24));
    }
    legend(&mut canvas);
    canvas.finish("Who acts towards whom")
}

fn radius(node: &Node) -> f64 {
    (4.0 + 2.2 * (node.events as f64).sqrt()).min(24.0)
}

/// A bent arrow, so that both directions can be seen.
fn arrow(canvas: &mut Canvas, at: usize, a: &Node, b: &Node, dyad: &Tie) {
    let ((x1, y1), (x2, y2)) = (a.at, b.at);
    let (dx, dy) = (x2 - x1, y2 - y1);
    let far = (dx * dx + dy * dy).sqrt().max(1.0);
    let (ux, uy) = (dx / far, dy / far);
    let width = (1.0 + 1.3 * (dyad.events as f64).sqrt()).min(9.0);
    let bend = (far * 0.14).min(46.0);
    let (cx, cy) = ((x1 + x2) / 2.0 - uy * bend, (y1 + y2) / 2.0 + ux * bend);
    let head = 5.0 + width * 1.5;
    // The line ends where the head begins, and the head at the node's rim, both along the curve's last direction.
    let (ex, ey) = (x2 - cx, y2 - cy);
    let end = (ex * ex + ey * ey).sqrt().max(1.0);
    let (vx, vy) = (ex / end, ey / end);
    let tip = (x2 - vx * (radius(b) + 2.0), y2 - vy * (radius(b) + 2.0));
    let stop = (tip.0 - vx * head, tip.1 - vy * head);
    let (sx, sy) = (cx - x1, cy - y1);
    let start_far = (sx * sx + sy * sy).sqrt().max(1.0);
    let from = (x1 + sx / start_far * radius(a), y1 + sy / start_far * radius(a));
    let colour = svg::score(dyad.score);
    let told = svg::escape(&format!(
        "{} → {}: {} events ({} cooperation, {} conflict), mean score {:+.1}",
        dyad.actor, dyad.recipient, dyad.events, dyad.cooperation, dyad.conflict, dyad.score
    ));
    let side = head * 0.5;
    canvas.put(&format!(
        "<g id=\"dyad{at}\" opacity=\"0.85\"><title>{told}</title><path d=\"M{:.1} {:.1} Q{cx:.1} {cy:.1} {:.1} {:.1}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width:.1}\"/>\
         <path d=\"M{:.1} {:.1} L{:.1} {:.1} L{:.1} {:.1} Z\" fill=\"{colour}\"/></g>",
        from.0, from.1, stop.0 + vx * 1.0, stop.1 + vy * 1.0, tip.0, tip.1,
        stop.0 - vy * side, stop.1 + vx * side, stop.0 + vy * side, stop.1 - vx * side
    ));
}

fn legend(canvas: &mut Canvas) {
    let y = SIZE.1 - 24.0;
    canvas.words((24.0, y), 11.0, "start", INK, "mean score");
    canvas.words((92.0, y), 11.0, "start", PALE, "conflict −10");
    for step in 0..=20 {
        let colour = svg::score(f64::from(step) - 10.0);
        canvas.put(&format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"8.2\" height=\"10\" fill=\"{colour}\"/>",
            164.0 + f64::from(step) * 8.0,
            y - 9.0
        ));
    }
    canvas.words((340.0, y), 11.0, "start", PALE, "+10 cooperation");
    for (at, events) in [1, 5, 20].into_iter().enumerate() {
        let x = 480.0 + at as f64 * 120.0;
        let width = (1.0 + 1.3 * f64::from(events).sqrt()).min(9.0);
        canvas.line((x, y - 4.0), (x + 34.0, y - 4.0), "#777777", width);
        canvas.words(
            (x + 41.0, y),
            11.0,
            "start",
            INK,
            &format!("{events} event{}", if events == 1 { "" } else { "s" }),
        );
    }
}

/// Lines for a terminal: a dyad each, with a bar for its events.
pub fn lines(dyads: &[Tie]) -> Vec<String> {
    let most = dyads.first().map_or(1, |dyad| dyad.events.max(1));
    dyads
        .iter()
        .map(|d| {
            let bar = "█".repeat(usize::try_from((d.events * 24).div_ceil(most)).unwrap_or(24));
            format!(
                "{:>24} → {:24} {:4} {:+5.1}  {bar}",
                cut(&d.actor, 24),
                cut(&d.recipient, 24),
                d.events,
                d.score
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_nodes_can_be_drawn() {
        for count in [0, 1, 2, 60] {
            let tie = |at: i32| Tie {
                actor: format!("N{at}"),
                recipient: "HUB".into(),
                events: 1,
                cooperation: 0,
                conflict: 1,
                score: -1.0,
            };
            let ties: Vec<Tie> = (0..count).map(tie).collect();
            let picture = svg(&ties, "");
            assert!(picture.ends_with("</svg>\n") && !picture.contains("NaN"), "{count}");
            assert_eq!(lines(&ties).len(), ties.len());
        }
    }
}
