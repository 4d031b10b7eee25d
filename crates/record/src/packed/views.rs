//! Views: the rows of the contract, given back from the packed tables to whoever asks in SQL. Joins that give no column asked for are left out by SQLite,
//! for they are outer and find one row.
//!
//! Texts and notes are opened by `sqlar_uncompress` (`pages.rs`). The views of events, of stories, actors and places do without it.

use super::SHIFT;

/// All of them.
pub(crate) fn views() -> String {
    [reports(), claims(), mentions(), descriptions(), names(), events()].concat()
}

/// The note of a report, from `report_rows r` and its page `d`: names, evidence, span of the dateline, warnings.
pub(crate) const NOTE: &str =
    "CAST(substr(sqlar_uncompress(d.z, d.size), r.note_at + 1, r.note_size) AS TEXT)";

const TEXT_PAGE: &str = "LEFT JOIN texts b ON b.n = r.n - r.text_back";

const EARLIEST: &str =
    "CASE x.date_earliest WHEN 0 THEN x.date_latest ELSE x.date_earliest END AS date_earliest";
const CONFIDENCE: &str =
    "CASE typeof(x.confidence) WHEN 'integer' THEN x.confidence / 1000.0 ELSE x.confidence END AS confidence";

/// The report of a finding, with the page of its text.
fn report() -> String {
    format!(
        "LEFT JOIN report_rows r ON r.n = x.n >> {SHIFT} AND x.n >= r.n << {SHIFT} AND x.n < (r.n + 1) << {SHIFT} {TEXT_PAGE}"
    )
}

fn reports() -> String {
    let day = |column: &str| {
        format!("CASE r.{column} WHEN 0 THEN r.published_latest ELSE r.{column} END AS {column}")
    };
    format!(
        "CREATE VIEW reports AS SELECT r.id, r.given_id, r.source_uri, ifnull(r.also_at, '[]') AS also_at,
  CASE typeof(r.source_hash) WHEN 'blob' THEN lower(hex(r.source_hash)) ELSE r.source_hash END AS source_hash, r.outlet, r.outlet_country, r.agency,
  r.byline, r.title, r.dateline, r.dateline_place, {}, {}, r.published_latest, r.published_evidence, r.language,
  CASE r.text_size WHEN 0 THEN '' ELSE CAST(substr(sqlar_uncompress(b.z, b.size), r.text_at + 1, r.text_size) AS TEXT) END AS text, r.near_duplicate_of, r.story,
  ifnull({NOTE} -> '$.warnings', '[]') AS warnings, k.json ->> 0 AS coder, r.n
  FROM report_rows r {TEXT_PAGE} LEFT JOIN notes d ON d.n = r.n - r.note_back LEFT JOIN things k ON k.n = r.coder;",
        day("published"),
        day("published_earliest"),
    )
}

fn claims() -> String {
    format!(
        "CREATE VIEW claims AS SELECT x.id, r.id AS report, x.sentence,
  CASE WHEN x.speaker_start IS NOT NULL THEN {speaker} ELSE {other} END AS speaker,
  m.json ->> 0 AS cue, CASE WHEN x.cue_start IS NULL THEN {cues} ELSE json_array(json_object('start', x.cue_start, 'end', x.cue_end)) END AS cue_span,
  m.json ->> 1 AS kind, m.json ->> 2 AS form,
  CASE WHEN x.start IS NULL THEN x.more -> '$.content' ELSE json_object('start', x.start, 'end', x.\"end\") END AS content,
  ifnull(x.more ->> '$.content_text', {content}) AS content_text, {parts} AS parts, ifnull(x.more -> '$.via', '[]') AS via,
  {addressee} AS addressee, {EARLIEST}, x.date_latest,
  ifnull(x.more -> '$.mentions', (SELECT json_group_array(i.id) FROM mention_rows i WHERE i.n >= (x.n >> {SHIFT}) << {SHIFT}
    AND i.n < ((x.n >> {SHIFT}) + 1) << {SHIFT} AND i.said_by = x.id)) AS mentions, {CONFIDENCE}, x.n
  FROM claim_rows x {report} LEFT JOIN things m ON m.n = x.manner LEFT JOIN who w ON w.n = x.speaker;",
        speaker = party(&slice("x.speaker_start", "x.speaker_end"), "x.speaker_start", "x.speaker_end", "0"),
        other = one("x.more -> '$.speaker'"),
        cues = spots("x.more -> '$.cue_span'"),
        content = slice("x.start", "x.\"end\""),
        parts = spots("x.more -> '$.parts'"),
        addressee = parties("x.more -> '$.addressee'", &quoted()),
        report = report(),
    )
}

fn mentions() -> String {
    let of = |column: &str| parties(&format!("x.{column}"), &quoted());
    let list = |at: u8, name: &str| format!("ifnull(l.json -> {at}, '[]') AS {name}");
    format!(
        "CREATE VIEW event_mentions AS SELECT x.id, r.id AS report, x.sentence, x.event, {mode}, {context}, k.json ->> 0 AS cameo, x.quad,
  k.json ->> 1 AS score, {aux}, {actor} AS actor, {recipient} AS recipient, {EARLIEST}, x.date_latest, x.date_text, s.json ->> 0 AS date_basis,
  t.json AS place, s.json ->> 1 AS place_basis, x.dead, x.injured, x.size, x.said_by,
  json_object('trigger', json({trigger}), 'actor', json({actors}), 'recipient', json({recipients}), 'place', json({place}), 'date', json({date})) AS spans,
  k.json ->> 2 AS frame, {CONFIDENCE}, x.event_id, x.denies, x.n
  FROM mention_rows x {report} LEFT JOIN things k ON k.n = x.kind LEFT JOIN things s ON s.n = x.basis LEFT JOIN things l ON l.n = x.lists
    LEFT JOIN things t ON t.n = x.place;",
        mode = list(0, "mode"),
        context = list(1, "context"),
        aux = list(2, "aux"),
        actor = of("actor"),
        recipient = of("recipient"),
        trigger = span("x.spans -> 0"),
        actors = spans("x.spans -> 1", "x.actor"),
        recipients = spans("x.spans -> 2", "x.recipient"),
        place = span("x.spans -> 3"),
        date = span("x.spans -> 4"),
        report = report(),
    )
}

fn descriptions() -> String {
    let words = cut("x.start", "x.\"end\"", "x.title");
    format!(
        "CREATE VIEW descriptions AS SELECT ifnull(x.more ->> '$.id', 'd-' || r.id || CASE x.title WHEN 1 THEN '-t' ELSE '-' END || x.start) AS id,
  r.id AS report, CASE WHEN json_type(x.more, '$.outlet') IS NULL THEN r.outlet ELSE x.more ->> '$.outlet' END AS outlet,
  CASE WHEN json_type(x.more, '$.actor') IS NULL THEN {who} ELSE {other} END AS actor,
  ifnull(x.more ->> '$.text', {words}) AS text, k.json ->> 0 AS head, x.start, x.\"end\", CASE x.title WHEN 1 THEN 'title' END AS \"in\", x.said_by,
  k.json ->> 1 AS stance, x.n
  FROM description_rows x {report} LEFT JOIN things k ON k.n = x.kind LEFT JOIN who w ON w.n = x.actor;",
        who = party(&words, "x.start", "x.\"end\"", "x.title"),
        other = one("x.more -> '$.actor'"),
        report = report(),
    )
}

/// Names, places and dates stand in their report's note: `[start, length, kind, who or what]`, then an object of what is seldom said. `page` is the number
/// of the report: who asks by it has one note opened.
fn names() -> String {
    let (start, long, thing) = ("x.value ->> 0", "x.value ->> 1", "x.value ->> 3");
    let (end, title) = ("(x.value ->> 0) + (x.value ->> 1)", "k.json ->> 4");
    let words = format!(
        "ifnull(x.value ->> '$[4].text', CASE {title} WHEN 1 THEN {} ELSE CAST(substr(sqlar_uncompress(b.z, b.size), r.text_at + ({start}) + 1, {long}) AS TEXT) END)",
        bytes("r.title", start, end)
    );
    format!(
        "CREATE VIEW entity_mentions AS SELECT
  ifnull(x.value ->> '$[4].id', 'n-' || r.id || '-' || substr(k.json ->> 0, 1, 1) || CASE {title} WHEN 1 THEN 't' ELSE '' END || ({start}) || '-' || ({end})) AS id,
  r.id AS report, {start} AS start, {end} AS \"end\", CASE {title} WHEN 1 THEN 'title' END AS \"in\", {words} AS text, k.json ->> 0 AS kind,
  k.json ->> 1 AS label,
  CASE WHEN {thing} < 0 THEN {who} WHEN {thing} > 0 THEN t.json
    ELSE x.value -> '$[4].resolved' END AS resolved,
  x.value ->> '$[4].value' AS value, k.json ->> 2 AS type, k.json ->> 3 AS confidence, (r.n << {SHIFT}) + x.key AS n, r.n AS page
  FROM report_rows r CROSS JOIN notes d ON d.n = r.n - r.note_back CROSS JOIN json_each({NOTE}, '$.names') x {TEXT_PAGE}
    LEFT JOIN things k ON k.n = x.value ->> 2 LEFT JOIN who w ON w.n = -({thing}) LEFT JOIN things t ON t.n = {thing} WHERE r.names > 0;",
        who = party(&words, start, end, title),
    )
}

fn events() -> String {
    let list = |at: u8, name: &str| format!("ifnull(l.json -> {at}, '[]') AS {name}");
    let named = |column: &str| format!("{} AS {column}", parties(&format!("x.{column}"), "w.name"));
    format!(
        "CREATE VIEW events AS SELECT x.id, x.event, {mode}, {context}, k.json ->> 0 AS cameo, x.quad, k.json ->> 1 AS score, {actor}, {recipient}, {EARLIEST},
  x.date_latest, t.json AS place, x.dead, x.injured, x.size, x.mentions, x.reports, x.outlets, x.own_voice, {claimed}, {denied}, x.sources,
  CASE x.first_reported WHEN 0 THEN x.last_reported ELSE x.first_reported END AS first_reported, x.last_reported,
  ifnull(x.disputes, '[]') AS disputes, c.json AS corroboration, x.n, x.surest
  FROM event_rows x LEFT JOIN things k ON k.n = x.kind LEFT JOIN things l ON l.n = x.lists LEFT JOIN things t ON t.n = x.place
    LEFT JOIN things c ON c.n = x.corroboration;",
        mode = list(0, "mode"),
        context = list(1, "context"),
        actor = named("actor"),
        recipient = named("recipient"),
        claimed = named("claimed_by"),
        denied = named("denied_by"),
    )
}

/// Bytes of some words, cut out.
fn bytes(words: &str, start: &str, end: &str) -> String {
    format!("CAST(substr(CAST({words} AS BLOB), ({start}) + 1, {end} - ({start})) AS TEXT)")
}

/// Bytes of the report's text.
fn slice(start: &str, end: &str) -> String {
    format!(
        "CAST(substr(sqlar_uncompress(b.z, b.size), r.text_at + ({start}) + 1, {end} - ({start})) AS TEXT)"
    )
}

/// The same of title or text.
fn cut(start: &str, end: &str, title: &str) -> String {
    format!("CASE {title} WHEN 1 THEN {} ELSE {} END", bytes("r.title", start, end), slice(start, end))
}

/// A party, as the contract has it. What is put where something stands already is not put, so that `in` is said of the title alone.
fn party(words: &str, start: &str, end: &str, title: &str) -> String {
    format!(
        "json_insert(json_object('code', w.code, 'sector', w.sector, 'other_sectors', json(ifnull(w.others, '[]')), 'id', w.actor, 'name', w.name,
    'office', w.office, 'text', {words}, 'start', {start}, 'end', {end}), CASE {title} WHEN 1 THEN '$.in' ELSE '$.text' END, 'title')"
    )
}

/// A party from `p.value`: `[who, start, end]`, then 1 where it stands in the title, then its words where they are not those that go without saying.
fn listed(words: &str) -> String {
    party(&format!("ifnull(p.value ->> 4, {words})"), "p.value ->> 1", "p.value ->> 2", "p.value ->> 3")
}

/// Words of the report that `p.value` quotes.
fn quoted() -> String {
    cut("p.value ->> 1", "p.value ->> 2", "p.value ->> 3")
}

/// A list of parties.
fn parties(list: &str, words: &str) -> String {
    format!(
        "CASE WHEN {list} IS NULL THEN '[]' ELSE (SELECT json_group_array(json(CASE p.type WHEN 'array' THEN {} ELSE p.value END))
    FROM json_each({list}) p LEFT JOIN who w ON w.n = p.value ->> 0) END",
        listed(words)
    )
}

/// One party that the row does not quote: as one of a list, or whole.
fn one(of: &str) -> String {
    format!(
        "CASE json_type({of}) WHEN 'array' THEN (SELECT {} FROM (SELECT {of} AS value) p LEFT JOIN who w ON w.n = p.value ->> 0) ELSE {of} END",
        listed(&quoted())
    )
}

/// A span from `[start, end]` or `[start, end, 1]`, the latter of the title.
fn span(of: &str) -> String {
    format!(
        "CASE WHEN json_type({of}) <> 'array' OR {of} IS NULL THEN 'null' WHEN {of} ->> 2 = 1 THEN json_object('start', {of} ->> 0, 'end', {of} ->> 1,
    'in', 'title') ELSE json_object('start', {of} ->> 0, 'end', {of} ->> 1) END"
    )
}

/// A list of the same; none where it is null.
fn spots(of: &str) -> String {
    format!(
        "CASE WHEN {of} IS NULL THEN '[]' ELSE (SELECT json_group_array(json({})) FROM json_each({of}) s) END",
        span("s.value")
    )
}

/// The same, but the spans of the parties where it is null.
fn spans(of: &str, parties: &str) -> String {
    format!(
        "CASE WHEN json_type({of}) = 'array' THEN (SELECT json_group_array(json({})) FROM json_each({of}) s)
    ELSE (SELECT json_group_array(json(CASE s.value ->> 3 WHEN 1 THEN json_object('start', s.value ->> 1, 'end', s.value ->> 2, 'in', 'title')
      ELSE json_object('start', s.value ->> 1, 'end', s.value ->> 2) END)) FROM json_each(ifnull({parties}, '[]')) s) END",
        span("s.value")
    )
}
