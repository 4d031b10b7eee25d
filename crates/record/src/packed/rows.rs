//! Rows: a claim, a mention, a description, a name or an event of the contract, as the store's own tables keep it.

use super::fields::{
    Cut, cut_out, days, digest, filled, in_body, in_title, keep, listed, lists, numbers, object,
    packed_spans, spot, stands_as, text_of, thousandths, whole,
};
use super::{Done, Packer, SHIFT};
use crate::schema::{label, role};
use crate::store::value;
use crate::tables::{Kind, MUTUAL};
use rusqlite::params;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value, json};

impl Packer<'_> {
    pub(super) fn claim(&self, row: &Value) -> Done<()> {
        let mut more = Map::new();
        let (speaker, speaker_span) = match self.plain(row.get("speaker"), &mut more, "speaker")? {
            Some((who, span)) => (Some(who), Some(span)),
            None => (self.known(row.get("speaker"))?, None),
        };
        let manner = self.intern(&json!([row.get("cue"), row.get("kind"), row.get("form")]).to_string())?;
        let cue = match row.get("cue_span").and_then(Value::as_array).map(Vec::as_slice) {
            Some([one]) => in_body(one),
            _ => None,
        };
        if cue.is_none() {
            keep_spots(&mut more, row, "cue_span");
        }
        let content = row.get("content").and_then(in_body);
        if content.is_none() {
            keep(&mut more, row, "content");
        }
        let words = row.get("content_text").and_then(Value::as_str);
        if content.and_then(|(a, b)| cut_out(&self.text, a, b)) != words {
            keep(&mut more, row, "content_text");
        }
        keep_spots(&mut more, row, "parts");
        keep(&mut more, row, "via");
        // The mentions inside are those that name the claim.
        let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
        let inside = self.said.get(id).map_or(&[][..], Vec::as_slice);
        if row.get("mentions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice) != inside {
            more.insert("mentions".into(), row.get("mentions").cloned().unwrap_or_else(|| json!([])));
        }
        let addressee = self.parties(row.get("addressee"), true)?;
        if let Some(list) = &addressee {
            more.insert("addressee".into(), list.clone());
        }
        let (earliest, latest) = days(row, "date_earliest", "date_latest");
        // No index has the ids of claims: whoever knows one knows its report, or reads them all.
        let (first, past) = (self.report << SHIFT, (self.report + 1) << SHIFT);
        self.t
            .prepare_cached("DELETE FROM claim_rows WHERE n >= ? AND n < ? AND id = ?")?
            .execute(params![first, past, id])?;
        let n = self.next("claim_rows")?;
        let ends =
            |span: Option<(i64, i64)>| [span.map(|span| span.0).into(), span.map(|span| span.1).into()];
        let mut values: Vec<Sql> =
            vec![n.into(), text_of(row, "id"), value(row.get("sentence"), Kind::Integer), speaker.into()];
        values.extend(ends(speaker_span));
        values.push(manner.into());
        values.extend(ends(cue));
        values.extend(ends(content));
        values.extend([earliest, latest, thousandths(row), object(more)]);
        self.put("claim_rows", values)?;
        self.party(role::SPEAKER, n, speaker)?;
        self.each_party(role::ADDRESSEE, n, addressee.as_ref())
    }

    pub(super) fn mention(&self, row: &Value) -> Done<()> {
        let field = |name: &str| row.get(name).unwrap_or(&Value::Null);
        let kind = json!([field("cameo"), field("score"), field("frame")]);
        let kind = self.intern(&kind.to_string())?;
        let basis = self.intern(&json!([field("date_basis"), field("place_basis")]).to_string())?;
        let lists = self.intern_some(lists(row, &["mode", "context", "aux"]))?;
        let [actor, recipient] =
            [self.parties(row.get("actor"), true)?, self.parties(row.get("recipient"), true)?];
        let (earliest, latest) = days(row, "date_earliest", "date_latest");
        let place = self.place(row)?;
        let n = self.next("mention_rows")?;
        let values: Vec<Sql> = vec![
            n.into(),
            text_of(row, "id"),
            value(row.get("sentence"), Kind::Integer),
            text_of(row, "event"),
            value(row.get("quad"), Kind::Integer),
            kind.into(),
            basis.into(),
            lists.into(),
            listed(actor.as_ref()),
            listed(recipient.as_ref()),
            earliest,
            latest,
            text_of(row, "date_text"),
            place.into(),
            value(row.get("dead"), Kind::Json),
            value(row.get("injured"), Kind::Json),
            value(row.get("size"), Kind::Json),
            text_of(row, "said_by"),
            packed_spans(field("spans"), [&actor, &recipient]).to_string().into(),
            thousandths(row),
            text_of(row, "event_id"),
            text_of(row, "denies"),
        ];
        self.put("mention_rows", values)?;
        self.each_party(role::MENTION[0], n, actor.as_ref())?;
        self.each_party(role::MENTION[1], n, recipient.as_ref())?;
        self.marks(label::OF_MENTION, n, row)?;
        self.t
            .prepare_cached(
                "INSERT OR IGNORE INTO parties SELECT speaker, 7, ?1 FROM claim_rows WHERE n >= ?3 AND n < ?4 AND id = ?2 AND speaker IS NOT NULL",
            )?
            .execute(params![
                n,
                row.get("said_by").and_then(Value::as_str),
                self.report << SHIFT,
                (self.report + 1) << SHIFT
            ])?;
        Ok(())
    }

    /// Where a row's words stand; words that the report does not give again are kept.
    fn cut(&self, row: &Value, more: &mut Map<String, Value>) -> Cut {
        let title = in_title(row);
        let (start, end) = (whole(row, "start"), whole(row, "end"));
        let words = start.zip(end).and_then(|(a, b)| cut_out(self.part(title), a, b));
        if words.is_none() || words != row.get("text").and_then(Value::as_str) {
            keep(more, row, "text");
        }
        Cut { title, start, end, within: words.is_some() }
    }

    pub(super) fn description(&self, row: &Value) -> Done<()> {
        let mut more = Map::new();
        let Cut { title, start, end, within } = self.cut(row, &mut more);
        let actor = row.get("actor").filter(|actor| !actor.is_null());
        let agrees = actor.is_some_and(|actor| stands_as(actor, row));
        let who = self.known(actor)?;
        if let Some(actor) = actor.filter(|_| !(agrees && who.is_some() && within)) {
            more.insert("actor".into(), self.one(actor, true)?);
        }
        if row.get("outlet").and_then(Value::as_str) != self.outlet.as_deref() {
            more.insert("outlet".into(), row.get("outlet").cloned().unwrap_or_default());
        }
        let part = if title { "-t" } else { "-" };
        self.keep_id(&mut more, row, &format!("d-{}{part}{}", self.id, start.unwrap_or_default()));
        let kind = self.intern(&json!([row.get("head"), row.get("stance")]).to_string())?;
        let values: Vec<Sql> = vec![
            self.next("description_rows")?.into(),
            who.into(),
            start.into(),
            end.into(),
            title.then_some(1).into(),
            kind.into(),
            text_of(row, "said_by"),
            object(more),
        ];
        self.put("description_rows", values)
    }

    /// Names, places and dates are many, and nothing points at one: they stand together in the report's note.
    pub(super) fn name(&self, row: &Value) -> Done<()> {
        let mut more = Map::new();
        let Cut { title, start, end, .. } = self.cut(row, &mut more);
        keep(&mut more, row, "value");
        let resolved = row.get("resolved").filter(|resolved| !resolved.is_null());
        let thing = match resolved {
            Some(party) if stands_as(party, row) => self.known(Some(party))?.map(|n| -n),
            Some(place) if place.get("text").is_none() => Some(self.intern(&place.to_string())?),
            _ => None,
        };
        if thing.is_none() {
            keep(&mut more, row, "resolved");
        }
        let (start, end) = (start.unwrap_or_default(), end.unwrap_or_default());
        let first =
            row.get("kind").and_then(Value::as_str).and_then(|kind| kind.get(..1)).unwrap_or_default();
        let part = if title { "t" } else { "" };
        self.keep_id(&mut more, row, &format!("n-{}-{first}{part}{start}-{end}", self.id));
        let kind = json!([
            row.get("kind"),
            row.get("label"),
            row.get("type"),
            row.get("confidence"),
            u8::from(title)
        ]);
        let kind = self.intern(&kind.to_string())?;
        let mut name = vec![json!(start), json!(end - start), json!(kind), json!(thing.unwrap_or_default())];
        if !more.is_empty() {
            name.push(Value::Object(more));
        }
        self.names.borrow_mut().push(Value::Array(name));
        Ok(())
    }

    /// An id that says where its row stands goes without saying.
    fn keep_id(&self, more: &mut Map<String, Value>, row: &Value, place: &str) {
        if row.get("id").and_then(Value::as_str) != Some(place) {
            keep(more, row, "id");
        }
    }

    pub(super) fn event(&self, row: &Value) -> Done<()> {
        let kind = self.intern(&json!([row.get("cameo"), row.get("score")]).to_string())?;
        let sides = ["actor", "recipient", "claimed_by", "denied_by"];
        let [actor, recipient, claimed, denied] = sides.map(|name| self.parties(row.get(name), false));
        let (actor, recipient, claimed, denied) = (actor?, recipient?, claimed?, denied?);
        let (earliest, latest) = days(row, "date_earliest", "date_latest");
        let (first, last) = days(row, "first_reported", "last_reported");
        let corroboration = row.get("corroboration").filter(|c| !c.is_null()).cloned();
        let corroboration = self.intern_some(corroboration)?;
        let number = |name: &str| value(row.get(name), Kind::Integer);
        let n: i64 = self
            .t
            .prepare_cached("SELECT ifnull(max(n), 0) + 1 FROM event_rows")?
            .query_row([], |row| row.get(0))?;
        let values: Vec<Sql> = vec![
            n.into(),
            text_of(row, "id"),
            text_of(row, "event"),
            number("quad"),
            kind.into(),
            self.intern_some(lists(row, &["mode", "context"]))?.into(),
            listed(actor.as_ref()),
            listed(recipient.as_ref()),
            earliest,
            latest,
            self.place(row)?.into(),
            value(row.get("dead"), Kind::Json),
            value(row.get("injured"), Kind::Json),
            value(row.get("size"), Kind::Json),
            number("mentions"),
            number("reports"),
            number("outlets"),
            number("own_voice"),
            listed(claimed.as_ref()),
            listed(denied.as_ref()),
            number("sources"),
            first,
            last,
            filled(row, "disputes"),
            corroboration.into(),
            digest(&row.to_string()).into(),
            Sql::Null,
        ];
        self.put("event_rows", values)?;
        self.each_party(role::EVENT[0], n, actor.as_ref())?;
        self.each_party(role::EVENT[1], n, recipient.as_ref())?;
        self.marks(0, n, row)?;
        for party in
            ["actor", "recipient"].iter().flat_map(|side| row[*side].as_array().into_iter().flatten())
        {
            if let Some(sector) = party.get("sector").and_then(Value::as_str) {
                self.mark(label::SECTOR, &sector.to_ascii_lowercase(), n)?;
            }
        }
        self.pairs(n, row, &numbers(actor.as_ref()), &numbers(recipient.as_ref()))
    }

    /// Who stands to whom: each actor to each recipient; in a mutual event of several actors, each to each other; one that nobody stands beside, to 0.
    fn pairs(&self, n: i64, row: &Value, actors: &[i64], recipients: &[i64]) -> Done<()> {
        let event = row.get("event").and_then(Value::as_str).unwrap_or_default();
        let mutual = recipients.is_empty() && MUTUAL.contains(&event);
        let mut pair = self.t.prepare_cached("INSERT OR IGNORE INTO pairs VALUES (?, ?, ?)")?;
        let mut dyad = self.t.prepare_cached(
            "INSERT OR IGNORE INTO dyad_rows VALUES (ifnull((SELECT code FROM who WHERE n = ?1), ''), ifnull((SELECT code FROM who WHERE n = ?2), ''),
               ?3, ?4, ?5, ?6, ?7)",
        )?;
        for actor in actors {
            let others: Vec<i64> = match mutual {
                true => actors.iter().copied().filter(|other| other != actor).collect(),
                false => recipients.to_vec(),
            };
            for other in if others.is_empty() { vec![0] } else { others } {
                pair.execute([*actor, other, n])?;
                dyad.execute(params![
                    actor,
                    other,
                    event,
                    n,
                    value(row.get("quad"), Kind::Integer),
                    value(row.get("score"), Kind::Real),
                    text_of(row, "date_latest")
                ])?;
            }
        }
        Ok(())
    }
}

/// Puts spans that are there into `more`.
fn keep_spots(more: &mut Map<String, Value>, row: &Value, name: &str) {
    let spans = row.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if !spans.is_empty() {
        more.insert(name.into(), spans.iter().map(spot).collect());
    }
}
