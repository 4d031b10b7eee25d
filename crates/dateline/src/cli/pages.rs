//! The pages of names: category, mode, context, sector, frame, cue, rule, relation of a tree, country, actor. All from the files that decide.

use dateline::Pipeline;

/// Rules that stand in code: name, file and line, comment; written when the program is built.
const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.tsv"));

/// Relations of a tree: label, what it ties, example.
const RELATIONS: &str = include_str!("../../../../data/labels/relations.tsv");

/// The page of a rule of code, or of all rules of a room.
fn rule(name: &str) -> Option<String> {
    let of = |line: &&str| {
        let rule = line.split('\t').next().unwrap_or("");
        rule == name || rule.split_once('#').is_some_and(|(room, _)| room == name)
    };
    let page = |line: &str| {
        let mut cells = line.split('\t');
        let (rule, place) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        format!("rule {rule} ({place}): {}", cells.next().unwrap_or(""))
    };
    let pages: Vec<String> = RULES.lines().filter(of).map(page).collect();
    (!pages.is_empty()).then(|| pages.join("\n"))
}

fn relation(name: &str) -> Option<String> {
    let cells: Vec<&str> = RELATIONS
        .lines()
        .map(|line| line.split('\t').collect())
        .find(|cells: &Vec<&str>| cells[0] == name)?;
    let example = cells
        .get(2)
        .filter(|example| !example.is_empty())
        .map(|e| format!("\nexample: {e}"))
        .unwrap_or_default();
    Some(format!("relation {name}: {}{example}", cells.get(1).unwrap_or(&"")))
}

/// The page of a name: category, mode, context, sector, frame, cue, actor.
pub fn page(pipeline: &Pipeline, name: &str) -> Option<String> {
    let tables = &pipeline.knowledge.tables;
    let ontology = &tables.ontology;
    if let Some(category) = ontology.categories.get(&name.to_uppercase()) {
        let modes: Vec<&str> = category.modes.keys().map(String::as_str).collect();
        let quad = ["", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
        return Some(format!(
            "{}: {}\nquad {} ({}), score {}, modes: {}\n{}",
            name.to_uppercase(),
            category.what,
            category.quad,
            quad.get(usize::from(category.quad)).unwrap_or(&""),
            category.score,
            if modes.is_empty() { "none".into() } else { modes.join(", ") },
            category.note
        ));
    }
    if let Some(context) = ontology.contexts.get(name) {
        return Some(format!("context {name}: {}\nwords: {}", context.what, context.words.join(", ")));
    }
    if let Some(sector) = ontology.sectors.get(&name.to_uppercase()) {
        return Some(format!("{}: {}", name.to_uppercase(), sector.what));
    }
    let frames =
        tables.frames.frames.iter().filter(|f| f.rule == name || f.rule.ends_with(&format!("#{name}")));
    let pages: Vec<String> = frames.map(frame_page).collect();
    if !pages.is_empty() {
        return Some(pages.join("\n\n"));
    }
    let modes: Vec<String> = ontology
        .categories
        .iter()
        .filter_map(|(c, category)| {
            category.modes.get(name).map(|score| format!("mode {name} of {c}, score {score}"))
        })
        .collect();
    if !modes.is_empty() {
        return Some(modes.join("\n"));
    }
    if let Some(cue) =
        tables.cues.claims.iter().find(|c| c.rule == name || c.rule.ends_with(&format!("#{name}")))
    {
        let words: Vec<String> =
            cue.triggers.iter().map(|t| [&[t.head.clone()][..], &t.rest].concat().join(" ")).collect();
        return Some(format!(
            "cue {} ({}:{}): kind {}\nwords: {}\n{}",
            name,
            cue.rule,
            cue.line,
            cue.kind,
            words.join(", "),
            cue.note
        ));
    }
    if let Some(page) = rule(name).or_else(|| relation(name)) {
        return Some(page);
    }
    let actor =
        tables.actors.get(name).or_else(|| tables.actors.state(&name.to_uppercase())).or_else(|| {
            tables.actors.actors.iter().find(|a| a.rule == name || a.name.eq_ignore_ascii_case(name))
        })?;
    let terms: Vec<String> = actor
        .terms
        .iter()
        .map(|t| {
            format!(
                "  {} {} to {}",
                t.title.as_deref().or(t.office.as_deref()).unwrap_or("term"),
                t.days.earliest.map_or("?".into(), |d| d.to_string()),
                t.days.latest.map_or("this day".into(), |d| d.to_string())
            )
        })
        .collect();
    let own = tables
        .actors
        .actors
        .iter()
        .filter(|other| other.country == actor.country && other.id != actor.id)
        .count();
    let country = match (actor.kind, &actor.country) {
        (knowledge::Kind::State, Some(code)) => format!(
            "\n{code}: {own} other actors of the catalogue bear this code; a party of it whom the text does not name is {code} with its sector"
        ),
        _ => String::new(),
    };
    Some(format!(
        "{} [{}], {:?}, {}\nalso: {}\n{}{country}",
        actor.name,
        actor.rule,
        actor.kind,
        actor.country.as_deref().unwrap_or("-"),
        actor.names.iter().chain(&actor.short).cloned().collect::<Vec<_>>().join(", "),
        terms.join("\n")
    ))
}

fn frame_page(frame: &knowledge::Frame) -> String {
    let words: Vec<String> = frame
        .triggers
        .iter()
        .map(|t| match t.sort {
            knowledge::Sort::Verb => [std::slice::from_ref(&t.head), &t.rest].concat().join(" "),
            _ => [&t.rest[..], std::slice::from_ref(&t.head)].concat().join(" "),
        })
        .collect();
    let examples: Vec<String> = frame
        .example
        .iter()
        .map(|e| format!("  codes      {}", e.text))
        .chain(frame.not.iter().map(|n| format!("  does not   {n}")))
        .collect();
    format!(
        "frame {} (line {}): {} {}\nwords: {}\nactor: {}; recipient: {}\n{}\n{}",
        frame.rule,
        frame.line,
        frame.event,
        frame.mode.as_deref().unwrap_or(""),
        words.join(", "),
        frame.actor.join(", "),
        frame.recipient.join(", "),
        examples.join("\n"),
        frame.note
    )
}
