//! `dateline serve`, asked over a socket: the same rows as the commands give, and nothing for who should not ask.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "tests move the record about under the server")]

mod common;

use common::{ARTICLE, err, example_record, out, program, run};
use record::{Coded, Record};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

/// A server that ends with the test.
struct Server {
    child: Child,
    /// Address and port.
    at: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

impl Server {
    fn start(folder: &Path, args: &[&str]) -> Server {
        let mut command = program(folder);
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(args).env_remove("DATELINE_TOKEN");
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let at = at.unwrap_or_else(|| panic!("no address: {line}")).to_owned();
        Server { child, at }
    }

    /// Sends bytes and reads to the end of the connection.
    fn send(&self, bytes: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // A server that has refused already may close before all is sent.
        let _ = stream.write_all(bytes);
        let mut got = Vec::new();
        let _ = stream.read_to_end(&mut got);
        let text = String::from_utf8_lossy(&got).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Reply { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let host = if headers.iter().any(|(name, _)| *name == "host") {
            String::new()
        } else {
            format!("host: {}\r\n", self.at)
        };
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        self.send(format!("{method} {path} HTTP/1.1\r\n{host}{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}").as_bytes())
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], "")
    }

    fn sql(&self, query: &str) -> Reply {
        let body = serde_json::json!({ "query": query }).to_string();
        self.ask("POST", "/api/sql", &[("content-type", "application/json")], &body)
    }
}

#[test]
fn lists_are_those_of_the_commands() {
    let folder = example_record();
    let server = Server::start(folder.path(), &[]);
    let same = |path: &str, args: &[&str]| {
        let reply = server.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        let wanted: Value =
            serde_json::from_str(&out(folder.path(), &[args, &["--format", "json"]].concat())).unwrap();
        assert_eq!(reply.json(), wanted, "{path}");
        assert!(wanted.as_array().is_some_and(|rows| !rows.is_empty()), "{path} gives nothing to compare");
    };
    same("/api/events?limit=1000", &["events"]);
    same(
        "/api/events?actor=RUS&event=assault&limit=1000",
        &["events", "--actor", "RUS", "--event", "ASSAULT"],
    );
    same("/api/mentions?country=UKR&limit=1000", &["mentions", "--country", "UKR"]);
    same("/api/claims?said-by=RUS&limit=1000", &["claims", "--said-by", "RUS"]);
    same("/api/reports?since=2022&limit=1000", &["reports", "--since", "2022"]);
    same("/api/stories?limit=1000", &["stories"]);
    same("/api/places?limit=1000", &["places"]);
    same("/api/actors?limit=1000", &["actors"]);
    same("/api/descriptions?limit=1000", &["descriptions"]);
    same("/api/search?words=grain&limit=1000", &["search", "grain"]);
    same("/api/framing?limit=1000", &["framing"]);
    let csv = server.get("/api/events?format=csv");
    assert_eq!(
        csv.body.replace("\r\n", "\n"),
        out(folder.path(), &["events", "--format", "csv"]).replace("\r\n", "\n")
    );
    let stories = server.get("/api/stories?order=largest").json();
    let story = stories[0]["id"].as_str().unwrap();
    let compared = server.get(&format!("/api/compare/{story}")).json();
    let wanted: Value =
        serde_json::from_str(&out(folder.path(), &["compare", story, "--format", "json"])).unwrap();
    assert_eq!(compared["rows"], wanted);
}

#[test]
fn pages_of_a_list_make_the_whole() {
    let folder = example_record();
    let server = Server::start(folder.path(), &[]);
    let whole = server.get("/api/events?limit=1000").json();
    let total = server.get("/api/total/events").json()["total"].as_u64().unwrap();
    assert_eq!(whole.as_array().unwrap().len() as u64, total);
    let mut parts = Vec::new();
    for skip in (0..total).step_by(7) {
        parts.extend(
            server.get(&format!("/api/events?limit=7&offset={skip}")).json().as_array().unwrap().clone(),
        );
    }
    assert_eq!(Value::Array(parts), whole);
    let newest = server.get("/api/events?limit=1&order=newest").json();
    assert_eq!(newest[0], whole[whole.as_array().unwrap().len() - 1]);
}

#[test]
fn sums_are_those_of_the_rows() {
    let folder = example_record();
    let server = Server::start(folder.path(), &[]);
    for filter in ["", "actor=RUS", "quad=4", "place=Odesa", "own_voice=true", "outlet=nobody"] {
        let events = server.get(&format!("/api/events?limit=1000&{filter}")).json();
        let events = events.as_array().unwrap().clone();
        let overview = server.get(&format!("/api/overview?{filter}")).json();
        assert_eq!(overview["events"], events.len(), "{filter}");
        let claimed = events.iter().filter(|event| event["own_voice"] == 0).count();
        assert_eq!(overview["only_claimed"], claimed, "{filter}");
        let bars = overview["bars"]["rows"].as_array().unwrap();
        let dated: u64 = bars.iter().map(|bar| bar["events"].as_u64().unwrap()).sum();
        assert_eq!(dated + overview["bars"]["undated"].as_u64().unwrap(), events.len() as u64, "{filter}");
        let conflict: u64 = bars.iter().map(|bar| bar["material_conflict"].as_u64().unwrap()).sum();
        let days = |event: &Value| !event["date_latest"].is_null() || !event["date_earliest"].is_null();
        assert_eq!(
            conflict,
            events.iter().filter(|event| event["quad"] == 4 && days(event)).count() as u64,
            "{filter}"
        );
        let map = server.get(&format!("/api/map?{filter}")).json();
        let placed = events.iter().filter(|event| event["place"]["lat"].is_number()).count();
        assert_eq!(map["placed"], placed, "{filter}");
        let lanes = server.get(&format!("/api/timeline?lanes=none&{filter}")).json();
        assert_eq!(lanes["events"], events.len(), "{filter}");
    }
}

#[test]
fn an_event_comes_with_all_that_is_said_of_it() {
    let folder = example_record();
    let server = Server::start(folder.path(), &[]);
    let event = server.get("/api/events?order=largest&limit=1").json()[0].clone();
    let id = event["id"].as_str().unwrap();
    let card = server.get(&format!("/api/event/{id}")).json();
    assert_eq!(card["event"], event);
    let mentions = card["mentions"].as_array().unwrap();
    assert_eq!(mentions.len() as u64, event["mentions"].as_u64().unwrap());
    for mention in mentions {
        let report = server.get(&format!("/api/report/{}", mention["report"].as_str().unwrap())).json();
        let (span, sentence) =
            (&mention["spans"]["trigger"], &card["sentences"][mention["id"].as_str().unwrap()]);
        let text = report["report"][if span["in"] == "title" { "title" } else { "text" }].as_str().unwrap();
        let at = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        assert_eq!(&text[at(&sentence["start"])..at(&sentence["end"])], sentence["text"].as_str().unwrap());
        assert!(at(&sentence["start"]) <= at(&span["start"]) && at(&span["end"]) <= at(&sentence["end"]));
    }
    let told = server.get(&format!("/api/explain/{id}")).json();
    let because = told["mentions"][0]["because"].as_array().unwrap();
    assert!(!because.is_empty() && because[0]["rule"].as_str().unwrap().contains('#'), "{told}");
    assert_eq!(server.get("/api/explain/ASSAULT").json()["kind"], "page");
    assert_eq!(server.get("/api/event/ev-none").status, 404);
    assert_eq!(server.get("/api/nothing").status, 404);
}

#[test]
fn a_wrong_question_is_told_in_words() {
    let folder = example_record();
    let server = Server::start(folder.path(), &[]);
    for (path, told) in [
        ("/api/events?since=lately", "a day is wanted"),
        ("/api/events?acter=RUS", "did you mean `actor`?"),
        ("/api/timeline?lanes=outlet", "none, story, pair or place"),
        ("/api/search?words=AND", "cannot search"),
    ] {
        let reply = server.get(path);
        assert_eq!(reply.status, 400, "{path}: {}", reply.body);
        assert!(reply.json()["error"].as_str().unwrap().contains(told), "{}", reply.body);
    }
}

#[test]
fn only_this_page_may_ask() {
    let folder = example_record();
    let server = Server::start(folder.path(), &[]);
    let status =
        |method: &str, headers: &[(&str, &str)]| server.ask(method, "/api/status", headers, "").status;
    assert_eq!(status("GET", &[]), 200);
    assert_eq!(status("GET", &[("host", "rebound.example")]), 421);
    assert_eq!(status("GET", &[("origin", "https://rebound.example")]), 403);
    assert_eq!(status("GET", &[("sec-fetch-site", "cross-site")]), 403);
    assert_eq!(status("DELETE", &[]), 405);
    assert_eq!(server.send(b"GET /api/status HTTP/1.0\r\n\r\n").status, 421);
    let page = server.get("/");
    assert_eq!(page.status, 200);
    for wanted in [
        "content-security-policy: default-src 'none'; script-src 'self'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
    ] {
        assert!(page.head.contains(wanted), "{}", page.head);
    }
    assert!(!page.body.contains("<script>") && !page.body.contains("http"), "{}", page.body);
    for path in [
        "/../Cargo.toml",
        "/..%2f..%2frecord.sqlite",
        "/%2e%2e/record.sqlite",
        "/record.sqlite",
        "//etc/passwd",
        "/app.js/../../x",
        "/api/../record.sqlite",
        "/app.js%00",
    ] {
        let reply = server.get(path);
        assert!(reply.status == 404 || reply.status == 400, "{path}: {} {}", reply.status, reply.body);
    }
}

#[test]
fn sql_reads_and_no_more() {
    let folder = example_record();
    let server = Server::start(folder.path(), &[]);
    let answer = server.sql("SELECT count(*) AS reports FROM reports").json();
    assert_eq!(answer["rows"][0]["reports"], 14);
    for query in [
        "DELETE FROM events",
        "DROP TABLE events",
        "ATTACH 'other.sqlite' AS other",
        "VACUUM INTO 'copy.sqlite'",
        "PRAGMA journal_mode=DELETE",
        "PRAGMA query_only=OFF",
        "CREATE TEMP TABLE t AS SELECT 1",
        "SELECT load_extension('x')",
        "SELECT 1; DELETE FROM events",
        "",
    ] {
        let reply = server.sql(query);
        assert_eq!(reply.status, 400, "{query}: {}", reply.body);
    }
    assert!(!folder.path().join("other.sqlite").exists() && !folder.path().join("copy.sqlite").exists());
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT i FROM n";
    let answer = server.sql(many).json();
    assert_eq!((answer["rows"].as_array().unwrap().len(), &answer["more"]), (5_000, &Value::Bool(true)));
    // Rows of a megabyte each: the bytes run out before the rows do.
    let wide = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200) SELECT hex(zeroblob(500000)) AS x FROM n";
    let answer = server.sql(wide).json();
    assert!(answer["rows"].as_array().unwrap().len() < 40 && answer["more"] == true);
    assert_eq!(server.sql("SELECT zeroblob(900000000)").status, 400);
    let form = server.ask("POST", "/api/sql", &[("content-type", "text/plain")], "{\"query\": \"SELECT 1\"}");
    assert_eq!(form.status, 400);
    assert_eq!(server.get("/api/events?limit=1").status, 200);
}

#[test]
fn heads_and_bodies_have_limits() {
    let folder = example_record();
    let server = Server::start(folder.path(), &[]);
    let long = "x".repeat(100_000);
    assert_ne!(server.ask("GET", "/api/status", &[("cookie", &long)], "").status, 200);
    assert_ne!(server.get(&format!("/api/events?actor={long}")).status, 200);
    let many: Vec<(&str, &str)> = vec![("x", "y"); 100];
    assert_ne!(server.ask("GET", "/api/status", &many, "").status, 200);
    let reply = server.ask(
        "POST",
        "/api/sql",
        &[("content-type", "application/json")],
        &format!("{{\"query\": \"{long}\"}}"),
    );
    assert_eq!(reply.status, 413);
    // Who never ends the head of a request is left after ten seconds.
    let started = std::time::Instant::now();
    let slow = server.send(b"GET / HTTP/1.1\r\nhost: ");
    assert!(slow.status != 200 && started.elapsed() < Duration::from_secs(40));
    assert_eq!(server.get("/api/status").status, 200);
}

#[test]
fn others_need_a_token() {
    let folder = example_record();
    let refused = run(folder.path(), &["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("give a token"), "{}", err(&refused));
    std::fs::write(folder.path().join("short"), "secret\n").unwrap();
    let short = run(folder.path(), &["serve", "--token-file", "short"]);
    assert!(err(&short).contains("at least 16"), "{}", err(&short));
    std::fs::write(folder.path().join("token"), "0123456789abcdef\n").unwrap();
    let server = Server::start(folder.path(), &["--token-file", "token"]);
    assert_eq!(server.get("/").status, 401);
    assert_eq!(server.get("/api/status").status, 401);
    assert_eq!(server.get("/?token=0123456789abcdeg").status, 401);
    let welcome = server.get("/?token=0123456789abcdef");
    assert_eq!(welcome.status, 303);
    assert!(
        welcome.head.contains("httponly")
            && welcome.head.contains("samesite=strict")
            && welcome.head.contains("location: /\r\n")
    );
    let with = |name: &str, value: &str| server.ask("GET", "/api/status", &[(name, value)], "").status;
    assert_eq!(with("authorization", "Bearer 0123456789abcdef"), 200);
    assert_eq!(with("cookie", "dateline=0123456789abcdef"), 200);
    assert_eq!(with("cookie", "dateline=0123456789abcde"), 401);
}

#[test]
fn a_record_may_come_and_go_and_grow() {
    let folder = example_record();
    let server = Server::start(folder.path(), &[]);
    let path = folder.path().join("record.sqlite");
    let reports = || server.get("/api/status").json()["totals"]["reports"].clone();
    let events = || server.get("/api/overview").json()["events"].as_u64().unwrap();
    let before = (reports(), events());
    assert_eq!(before.0, 14);
    std::fs::write(folder.path().join("new.txt"), ARTICLE).unwrap();
    out(folder.path(), &["read", "--quiet", "new.txt"]);
    assert_eq!(reports(), 15);
    assert!(events() > before.1);
    // A run that has kept a report and not merged yet.
    let mut writer = Record::open(&path).unwrap();
    let report = text::Report { id: "later".into(), title: "Later".into(), ..text::Report::default() };
    writer.add(&[Coded { report, ..Coded::default() }]).unwrap();
    assert_eq!(server.get("/api/status").json()["merged"], false);
    assert_eq!(server.get("/api/events?limit=1").status, 200);
    drop(writer);
    let away = folder.path().join("away");
    std::fs::create_dir(&away).unwrap();
    for name in ["record.sqlite", "record.sqlite-wal", "record.sqlite-shm"] {
        let _ = std::fs::rename(folder.path().join(name), away.join(name));
    }
    let gone = server.get("/api/overview");
    assert_eq!(gone.status, 410);
    assert!(gone.json()["error"].as_str().unwrap().contains("is gone"), "{}", gone.body);
    assert_eq!(server.get("/").status, 200);
    // Another record of the same name.
    common::read(folder.path(), "record.sqlite", "1", &["new.txt".into()]);
    assert_eq!(reports(), 1);
}
