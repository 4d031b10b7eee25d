//! Tables: the store's own tables behind the views of the contract, and what leaves them when a row goes.
//!
//! Days are text, or 0 for the day in the other column. `more` is NULL or an object. The rest is told where it is read (`views.rs`).

/// Everything that has rows by the thousand. A page of texts or notes begins so many reports before a report as `back` says (`pages.rs`).
pub(crate) const TABLES: &str = "
CREATE TABLE things (n INTEGER PRIMARY KEY, json TEXT NOT NULL, digest INTEGER NOT NULL);
CREATE INDEX things_by_digest ON things (digest);
CREATE TABLE who (n INTEGER PRIMARY KEY, code TEXT, sector TEXT, others TEXT, actor TEXT, name TEXT NOT NULL, office TEXT, digest INTEGER NOT NULL);
CREATE INDEX who_by_digest ON who (digest);
CREATE TABLE report_rows (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, given_id TEXT, source_uri TEXT, also_at TEXT, source_hash, outlet TEXT,
  outlet_country TEXT, agency TEXT, byline TEXT, title TEXT, dateline TEXT, dateline_place TEXT, published, published_earliest, published_latest TEXT,
  published_evidence TEXT, language TEXT, near_duplicate_of TEXT, story TEXT, coder INTEGER, text_back INTEGER, text_at INTEGER, text_size INTEGER,
  note_back INTEGER, note_at INTEGER, note_size INTEGER, names INTEGER);
CREATE TABLE claim_rows (n INTEGER PRIMARY KEY, id TEXT NOT NULL, sentence INTEGER, speaker INTEGER, speaker_start INTEGER, speaker_end INTEGER,
  manner INTEGER, cue_start INTEGER, cue_end INTEGER, start INTEGER, \"end\" INTEGER, date_earliest, date_latest TEXT, confidence, more TEXT);
CREATE TABLE mention_rows (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sentence INTEGER, event TEXT, quad INTEGER, kind INTEGER, basis INTEGER,
  lists INTEGER, actor TEXT, recipient TEXT, date_earliest, date_latest TEXT, date_text TEXT, place INTEGER, dead TEXT, injured TEXT, size TEXT,
  said_by TEXT, spans TEXT, confidence, event_id TEXT, denies TEXT);
CREATE TABLE description_rows (n INTEGER PRIMARY KEY, actor INTEGER, start INTEGER, \"end\" INTEGER, title INTEGER, kind INTEGER, said_by TEXT, more TEXT);
CREATE TABLE event_rows (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event TEXT, quad INTEGER, kind INTEGER, lists INTEGER, actor TEXT, recipient TEXT,
  date_earliest, date_latest TEXT, place INTEGER, dead TEXT, injured TEXT, size TEXT, mentions INTEGER, reports INTEGER, outlets INTEGER,
  own_voice INTEGER, claimed_by TEXT, denied_by TEXT, sources INTEGER, first_reported, last_reported TEXT, disputes TEXT, corroboration INTEGER,
  digest INTEGER, surest);";

/// Who stands to whom in an event: party by party, and code by code, the latter in the order in which they are summed up.
pub(crate) const PAIRS: &str = "
CREATE TABLE pairs (actor INTEGER, recipient INTEGER, n INTEGER, PRIMARY KEY (actor, recipient, n)) WITHOUT ROWID;
CREATE TABLE dyad_rows (actor TEXT, recipient TEXT, event TEXT, n INTEGER, quad INTEGER, score REAL, day TEXT,
  PRIMARY KEY (actor, recipient, event, n)) WITHOUT ROWID;";

/// What leaves a table leaves the indexes that the packer keeps. A claim that goes is said by nobody any more, whichever of claim and mention goes first;
/// both have the number of one report.
pub(crate) fn triggers() -> String {
    let parties = |column: &str| format!("SELECT value ->> 0 FROM json_each(ifnull(OLD.{column}, '[]'))");
    let listed =
        "SELECT l.atom FROM things t, json_tree(t.json) l WHERE t.n = OLD.lists AND l.atom IS NOT NULL";
    let placed = "SELECT lower(json ->> 'country') FROM things WHERE n = OLD.place UNION SELECT lower(json ->> 'name') FROM things WHERE n = OLD.place";
    let (actors, recipients) = (parties("actor"), parties("recipient"));
    let report = format!("n >= (OLD.n >> {0}) << {0} AND n < ((OLD.n >> {0}) + 1) << {0}", super::SHIFT);
    format!(
        "
CREATE TRIGGER claim_rows_out AFTER DELETE ON claim_rows BEGIN
  DELETE FROM parties WHERE role = 7 AND who = OLD.speaker AND n IN (SELECT n FROM mention_rows WHERE {report} AND said_by = OLD.id);
  DELETE FROM parties WHERE role = 5 AND who = OLD.speaker AND n = OLD.n;
  DELETE FROM parties WHERE role = 6 AND n = OLD.n AND who IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.more ->> '$.addressee', '[]')));
END;
CREATE TRIGGER mention_rows_out AFTER DELETE ON mention_rows BEGIN
  DELETE FROM parties WHERE role = 3 AND n = OLD.n AND who IN ({actors});
  DELETE FROM parties WHERE role = 4 AND n = OLD.n AND who IN ({recipients});
  DELETE FROM parties WHERE role = 7 AND n = OLD.n AND who IN (SELECT speaker FROM claim_rows WHERE {report} AND id = OLD.said_by);
  DELETE FROM marks WHERE n = OLD.n AND label IN (SELECT n FROM labels WHERE kind > 10
    AND (kind IN (11, 12, 15) AND value IN ({listed}) OR kind IN (13, 14) AND value IN ({placed})));
END;
CREATE TRIGGER event_rows_out AFTER DELETE ON event_rows BEGIN
  DELETE FROM parties WHERE role = 1 AND n = OLD.n AND who IN ({actors});
  DELETE FROM parties WHERE role = 2 AND n = OLD.n AND who IN ({recipients});
  DELETE FROM marks WHERE n = OLD.n AND label IN (SELECT n FROM labels WHERE kind < 10
    AND (kind IN (1, 2) AND value IN ({listed}) OR kind IN (3, 4) AND value IN ({placed}) OR kind = 5
      OR kind = 6 AND value IN (SELECT lower(sector) FROM who WHERE n IN ({actors} UNION ALL {recipients}))));
  DELETE FROM pairs WHERE n = OLD.n AND actor IN ({actors}) AND recipient IN ({actors} UNION ALL {recipients} UNION ALL SELECT 0);
  DELETE FROM dyad_rows WHERE n = OLD.n AND event = OLD.event AND actor IN (SELECT ifnull(code, '') FROM who WHERE n IN ({actors}))
    AND recipient IN (SELECT ifnull(code, '') FROM who WHERE n IN ({actors} UNION ALL {recipients}) UNION ALL SELECT '');
END;"
    )
}
