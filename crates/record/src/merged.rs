//! Merged: what merging needs of a record, and what it gives written back: events, stories, links, former ids.

use crate::packed::{Packer, digest, rows_of};
use crate::read::typed;
use crate::schema::label;
use crate::store::{Error, Record, Row, insert, read};
use crate::tables::table;
use extract::{Claim, EventMention};
use merge::{Facts, Merged};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::Value;
use std::collections::BTreeMap;

/// All that merging needs: facts of the reports, mentions, claims.
pub type ToMerge = (Vec<Facts>, Vec<EventMention>, Vec<Claim>);

impl Record {
    /// True where every kept report has been merged.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn is_merged(&self) -> Result<bool, Error> {
        let flag: Option<String> = self.sql(
            self.db()
                .query_row("SELECT value FROM meta WHERE key = 'merged'", [], |row| row.get(0))
                .optional(),
        )?;
        Ok(flag.as_deref() != Some("no"))
    }

    /// All that merging needs: facts of the reports, mentions, and the claims that mentions stand in.
    ///
    /// # Errors
    /// Where a row does not read back.
    pub fn findings(&self) -> Result<ToMerge, Error> {
        let said = "id IN (SELECT said_by FROM mention_rows)";
        Ok((self.facts()?, self.all("event_mentions", "1")?, self.all("claims", said)?))
    }

    /// What merging needs to know of each report, by id.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn facts(&self) -> Result<Vec<Facts>, Error> {
        let query = "SELECT id, outlet, outlet_country, agency, title, text, published_latest FROM reports ORDER BY n";
        let mut statement = self.sql(self.db().prepare(query))?;
        let text =
            |row: &rusqlite::Row, at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
        let rows = statement.query_map([], |row| {
            Ok(Facts {
                id: text(row, 0)?,
                outlet: row.get(1)?,
                outlet_country: row.get(2)?,
                owned_by: None,
                agency: row.get(3)?,
                title: text(row, 4)?,
                text: text(row, 5)?,
                published: text(row, 6)?.parse().ok(),
            })
        });
        let mut facts: Vec<Facts> = self.sql(rows.and_then(Iterator::collect))?;
        facts.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        Ok(facts)
    }

    /// How many claims each entry of the catalogue makes, by its id.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn speaking(&self) -> Result<Vec<(String, usize)>, Error> {
        let query = "SELECT w.actor, sum(c.claims) FROM (SELECT speaker, count(*) AS claims FROM claim_rows WHERE speaker IS NOT NULL GROUP BY speaker) c
          JOIN who w ON w.n = c.speaker WHERE w.actor IS NOT NULL GROUP BY w.actor";
        let mut statement = self.sql(self.db().prepare(query))?;
        let count =
            |row: &rusqlite::Row| Ok((row.get(0)?, usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0)));
        self.sql(statement.query_map([], count).and_then(Iterator::collect))
    }

    /// Rows of a table that a condition lets through, by id.
    fn all<T: serde::de::DeserializeOwned>(&self, name: &str, condition: &str) -> Result<Vec<T>, Error> {
        let Some(table) = table(name) else { return Err(Error::Query(format!("no table `{name}`"))) };
        // Read report by report, for each page of texts is then opened once.
        let query = format!("SELECT {} FROM {name} WHERE {condition} ORDER BY n", table.list());
        let mut statement = self.sql(self.db().prepare(&query))?;
        let mut rows = self.sql(statement.query([]))?;
        let mut all: Vec<(String, T)> = Vec::new();
        while let Some(row) = self.sql(rows.next())? {
            let row = read(table, row);
            let id = row.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            all.push((id, typed(table, row)?));
        }
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(all.into_iter().map(|(_, row)| row).collect())
    }

    /// Writes a merging back: events, stories, links, aliases, in one transaction. `used` are rows for the tables `actors` and `places`.
    ///
    /// # Errors
    /// Where the file cannot be written; the older picture stays then.
    pub fn put_merged(&mut self, merged: &Merged, used: &[(&str, Vec<Row>)]) -> Result<(), Error> {
        let former = "SELECT id, event_id FROM mention_rows WHERE event_id IS NOT NULL";
        let former = self.sql(pairs(self.db(), former))?;
        let path = self.path().to_owned();
        let wrap = |error| Error::Sql(path.clone(), error);
        let transaction = self.db_mut().transaction().map_err(wrap)?;
        write_merged(&transaction, merged, used, &former).map_err(wrap)?;
        transaction.execute("INSERT OR REPLACE INTO meta VALUES ('merged', 'yes')", []).map_err(wrap)?;
        transaction.commit().map_err(wrap)?;
        self.tidy();
        Ok(())
    }

    /// Gives the disk back what merging left empty, where that is an eighth of the file: so a record that grows is seldom written anew.
    pub(crate) fn tidy(&self) {
        let count = |what: &str| {
            self.db().query_row(&format!("PRAGMA {what}"), [], |row| row.get::<_, i64>(0)).unwrap_or(0)
        };
        if count("freelist_count") * 8 > count("page_count") {
            // A reader, or a full disk, may refuse it: nothing is lost then but room.
            let _ = self.db().execute_batch("VACUUM");
        }
    }
}

/// Writes what has changed: an event that says what it said before is left as it lies, and so is a link.
fn write_merged(
    t: &Transaction,
    merged: &Merged,
    used: &[(&str, Vec<Row>)],
    former: &BTreeMap<String, String>,
) -> rusqlite::Result<()> {
    for table in ["stories", "actors", "places"] {
        t.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let mut gone: BTreeMap<String, i64> = {
        let mut statement = t.prepare("SELECT id, digest FROM event_rows")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?
    };
    let mut changed = Vec::new();
    for event in &merged.events {
        let row = serde_json::to_value(event).unwrap_or_default();
        if gone.remove(&event.id) != Some(digest(&row.to_string())) {
            changed.push(row);
        }
    }
    for id in gone.keys() {
        t.prepare_cached("DELETE FROM event_rows WHERE id = ?")?.execute([id])?;
    }
    let packer = Packer::of_events(t);
    changed.iter().try_for_each(|row| packer.insert("events", row))?;
    links(t, ["mention_rows", "event_id"], former, &merged.event_of)?;
    surest(t)?;
    standing(t)?;
    let kept = pairs(t, "SELECT id, denies FROM mention_rows WHERE denies IS NOT NULL")?;
    links(t, ["mention_rows", "denies"], &kept, &merged.denies)?;
    let kept = pairs(t, "SELECT id, near_duplicate_of FROM report_rows WHERE near_duplicate_of IS NOT NULL")?;
    links(t, ["report_rows", "near_duplicate_of"], &kept, &merged.copy_of)?;
    let mut story_of = BTreeMap::new();
    for story in &merged.stories {
        insert(t, "stories", &serde_json::to_value(story).unwrap_or_default())?;
        story_of.extend(story.reports.iter().map(|report| (report.clone(), story.id.clone())));
    }
    let kept = pairs(t, "SELECT id, story FROM report_rows WHERE story IS NOT NULL")?;
    links(t, ["report_rows", "story"], &kept, &story_of)?;
    for (table, rows) in used {
        for row in rows {
            insert(t, table, &Value::Object(row.clone()))?;
        }
    }
    aliases(t, former, &merged.event_of, "events")?;
    aliases(t, &kept, &story_of, "stories")?;
    // Each batch leaves a part of the full-text index; joined, they repeat no word. A bounded share of the work at a time.
    t.execute("INSERT INTO reports_text (reports_text, rank) VALUES ('merge', -2000)", []).map(drop)
}

/// Notes beside each event how sure its surest mention is, in thousandths, for who asks for no less.
pub(crate) fn surest(t: &Transaction) -> rusqlite::Result<()> {
    let surest = "(SELECT max(CASE typeof(confidence) WHEN 'integer' THEN confidence ELSE confidence * 1000.0 END) FROM mention_rows m
      WHERE m.event_id = event_rows.id)";
    t.execute(&format!("UPDATE event_rows SET surest = {surest} WHERE surest IS NOT {surest}"), []).map(drop)
}

/// Notes beside each event how its mentions stand: whoever asks for the historical ones would else open every mention that is.
pub(crate) fn standing(t: &Transaction) -> rusqlite::Result<()> {
    let (event, mention) = (label::AUX, label::OF_MENTION + label::AUX);
    t.execute_batch(&format!(
        "DELETE FROM marks WHERE label IN (SELECT n FROM labels WHERE kind = {event});
         INSERT OR IGNORE INTO labels (kind, value) SELECT {event}, value FROM labels WHERE kind = {mention} ORDER BY value;
         INSERT OR IGNORE INTO marks SELECT o.n, e.n FROM labels l JOIN labels o ON o.kind = {event} AND o.value = l.value
           JOIN marks k ON k.label = l.n JOIN mention_rows m ON m.n = k.n JOIN event_rows e ON e.id = m.event_id WHERE l.kind = {mention};"
    ))
}

/// Former ids of what has another now: they lead to it. Two kinds of id share the table, for none is of both.
fn aliases(
    t: &Transaction,
    former: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
    table: &str,
) -> rusqlite::Result<()> {
    let moved =
        former.iter().filter_map(|(part, old)| Some((old, now.get(part)?))).filter(|(old, new)| old != new);
    set(t, "INSERT OR REPLACE INTO event_aliases VALUES (?1, ?2)", moved)?;
    t.execute(&format!("DELETE FROM event_aliases WHERE alias IN (SELECT id FROM {})", rows_of(table)), [])?;
    // An alias of one that has itself moved on follows it, so that one step always arrives.
    let follow = "UPDATE event_aliases SET id = (SELECT next.id FROM event_aliases next WHERE next.alias = event_aliases.id)
         WHERE id IN (SELECT alias FROM event_aliases)";
    t.execute(follow, [])?;
    Ok(())
}

/// Writes the links that are not as they were.
fn links(
    t: &Transaction,
    [table, column]: [&str; 2],
    before: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> rusqlite::Result<()> {
    let mut statement = t.prepare_cached(&format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1"))?;
    for id in before.keys().filter(|id| !now.contains_key(*id)) {
        statement.execute(params![id, None::<&str>])?;
    }
    for (id, to) in now.iter().filter(|(id, to)| before.get(*id) != Some(to)) {
        statement.execute(params![id, to])?;
    }
    Ok(())
}

/// Pairs of texts that a query gives, by the first.
fn pairs(db: &Connection, query: &str) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut statement = db.prepare(query)?;
    statement
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default())))?
        .collect()
}

fn set<'v>(
    t: &Transaction,
    statement: &str,
    pairs: impl Iterator<Item = (&'v String, &'v String)>,
) -> rusqlite::Result<()> {
    let mut statement = t.prepare_cached(statement)?;
    for (a, b) in pairs {
        statement.execute(params![a, b])?;
    }
    Ok(())
}
