//! graphml, gexf: actors as nodes, dyads by category as directed edges. A mutual event is an edge each way. Who is not in the catalogue is a node by
//! code and name.

use super::{Told, each_told};
use crate::exports::Export;
use crate::store::Error;
use crate::tables::MUTUAL;
use extract::Who;
use std::collections::{BTreeMap, BTreeSet};
use text::Date;

#[derive(Default)]
struct Node {
    label: String,
    code: String,
    sector: String,
    mentions: usize,
}

#[derive(Default)]
struct Edge {
    quad: u8,
    events: usize,
    claimed: usize,
    outlets: BTreeSet<String>,
    score: f64,
    first: Option<Date>,
    last: Option<Date>,
}

#[derive(Default)]
struct Network {
    nodes: BTreeMap<String, Node>,
    /// From, to, category.
    edges: BTreeMap<(String, String, String), Edge>,
}

fn network(export: &mut Export) -> Result<Network, Error> {
    let mut network = Network::default();
    each_told(export, |export, told| {
        let (actors, recipients) = told.sides();
        for who in actors.iter().chain(&recipients) {
            network.node(who, told.event.mentions);
        }
        if actors.is_empty() || recipients.is_empty() {
            export.leave_out("an event with one party only: it is no edge");
        }
        for (from, to) in actors.iter().flat_map(|from| recipients.iter().map(move |to| (from, to))) {
            network.edge(&told, from, to);
            if MUTUAL.contains(&told.event.event.as_str()) {
                network.edge(&told, to, from);
            }
        }
        Ok(())
    })?;
    Ok(network)
}

fn key(who: &Who) -> String {
    who.id.clone().unwrap_or_else(|| {
        format!("{}:{}:{}", who.code.as_deref().unwrap_or(""), who.sector.as_deref().unwrap_or(""), who.name)
    })
}

impl Network {
    fn node(&mut self, who: &Who, mentions: usize) {
        let node = self.nodes.entry(key(who)).or_insert_with(|| Node {
            label: who.name.clone(),
            code: who.code.clone().unwrap_or_default(),
            sector: who.sector.clone().unwrap_or_default(),
            mentions: 0,
        });
        node.mentions += mentions;
    }

    fn edge(&mut self, told: &Told, from: &Who, to: &Who) {
        let edge = self.edges.entry((key(from), key(to), told.event.event.clone())).or_default();
        edge.quad = told.event.quad;
        edge.events += 1;
        edge.claimed += usize::from(told.event.own_voice == 0);
        edge.outlets.extend(told.outlets());
        edge.score += told.event.score;
        let day = told.day();
        edge.first = [edge.first, day].into_iter().flatten().min();
        edge.last = [edge.last, day].into_iter().flatten().max();
    }
}

impl Edge {
    fn mean(&self) -> String {
        format!("{:.3}", self.score / self.events.max(1) as f64)
    }

    fn day(day: Option<Date>) -> String {
        day.map(|day| day.to_string()).unwrap_or_default()
    }
}

const NODE: [(&str, &str); 4] =
    [("label", "string"), ("country", "string"), ("sector", "string"), ("mentions", "long")];
const EDGE: [(&str, &str); 8] = [
    ("event", "string"),
    ("quad", "int"),
    ("weight", "long"),
    ("claimed", "long"),
    ("outlets", "long"),
    ("first", "string"),
    ("last", "string"),
    ("score", "double"),
];

fn values(node: &Node) -> [String; 4] {
    [node.label.clone(), node.code.clone(), node.sector.clone(), node.mentions.to_string()]
}

fn edge_values(event: &str, edge: &Edge) -> [String; 8] {
    [
        event.to_owned(),
        edge.quad.to_string(),
        edge.events.to_string(),
        edge.claimed.to_string(),
        edge.outlets.len().to_string(),
        Edge::day(edge.first),
        Edge::day(edge.last),
        edge.mean(),
    ]
}

/// Text as XML may have it.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            ch if ch.is_control() || matches!(ch, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            ch => out.push(ch),
        }
    }
    out
}

pub(crate) fn graphml(export: &mut Export) -> Result<(), Error> {
    let network = network(export)?;
    let mut file = export.file("network.graphml")?;
    file.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    file.line("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (of, keys) in [("node", &NODE[..]), ("edge", &EDGE[..])] {
        for (name, kind) in keys {
            file.line(&format!(
                "<key id=\"{of}_{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
            ))?;
        }
    }
    file.line("<graph edgedefault=\"directed\">")?;
    let data = |of: &str, keys: &[(&str, &str)], values: &[String]| -> String {
        let cells = keys.iter().zip(values).filter(|(_, value)| !value.is_empty());
        cells.map(|((name, _), value)| format!("<data key=\"{of}_{name}\">{}</data>", xml(value))).collect()
    };
    for (id, node) in &network.nodes {
        file.row(&format!("<node id=\"{}\">{}</node>", xml(id), data("node", &NODE, &values(node))))?;
    }
    for (at, ((from, to, event), edge)) in network.edges.iter().enumerate() {
        let data = data("edge", &EDGE, &edge_values(event, edge));
        file.row(&format!(
            "<edge id=\"e{at}\" source=\"{}\" target=\"{}\">{data}</edge>",
            xml(from),
            xml(to)
        ))?;
    }
    file.line("</graph>\n</graphml>")?;
    export.keep(file)
}

pub(crate) fn gexf(export: &mut Export) -> Result<(), Error> {
    let network = network(export)?;
    let mut file = export.file("network.gexf")?;
    file.line(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">",
    )?;
    file.line("<graph mode=\"dynamic\" defaultedgetype=\"directed\" timeformat=\"date\">")?;
    for (of, keys) in [("node", &NODE[..]), ("edge", &EDGE[..])] {
        file.line(&format!("<attributes class=\"{of}\" mode=\"static\">"))?;
        for (name, kind) in keys.iter().filter(|(name, _)| !matches!(*name, "label" | "weight")) {
            let kind = if *kind == "int" { "integer" } else { kind };
            file.line(&format!("<attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>"))?;
        }
        file.line("</attributes>")?;
    }
    let data = |keys: &[(&str, &str)], values: &[String]| -> String {
        let cells = keys.iter().zip(values);
        let cells =
            cells.filter(|((name, _), value)| !matches!(*name, "label" | "weight") && !value.is_empty());
        let cells: String = cells
            .map(|((name, _), value)| format!("<attvalue for=\"{name}\" value=\"{}\"/>", xml(value)))
            .collect();
        format!("<attvalues>{cells}</attvalues>")
    };
    file.line("<nodes>")?;
    for (id, node) in &network.nodes {
        let data = data(&NODE, &values(node));
        file.row(&format!("<node id=\"{}\" label=\"{}\">{data}</node>", xml(id), xml(&node.label)))?;
    }
    file.line("</nodes>\n<edges>")?;
    for (at, ((from, to, event), edge)) in network.edges.iter().enumerate() {
        let end =
            |name: &str, day: Option<Date>| day.map(|day| format!(" {name}=\"{day}\"")).unwrap_or_default();
        let (from, to) = (xml(from), xml(to));
        file.row(&format!(
            "<edge id=\"{at}\" source=\"{from}\" target=\"{to}\" kind=\"{event}\" weight=\"{}\"{}{}>{}</edge>",
            edge.events,
            end("start", edge.first),
            end("end", edge.last),
            data(&EDGE, &edge_values(event, edge))
        ))?;
    }
    file.line("</edges>\n</graph>\n</gexf>")?;
    export.keep(file)
}
