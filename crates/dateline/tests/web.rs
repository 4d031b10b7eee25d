//! `read URL` and `watch FEED` against a server of the test's own, on loopback.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "tests write what the program is to read")]

mod common;

use common::{err, lines, out, run};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

const PAGE: &str = "<!DOCTYPE html><html><head><title>Jets strike depot</title></head><body><article><h1>Jets strike depot</h1><p>Turkish jets bombed a depot in northern Iraq on Tuesday, the defence ministry said.</p><p>The Iraqi government condemned the attack on Wednesday, and a spokesman said that it would not accept it.</p></article></body></html>";

/// A server that answers until the test ends; what it was asked stands in the list, with the fields that matter.
fn serve() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (log, name) = (Arc::clone(&asked), host.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), &name, &log);
        }
    });
    (host, asked)
}

fn answer(mut stream: TcpStream, host: &str, log: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or("").to_owned();
    let fields: Vec<String> =
        lines.take_while(|line| !line.is_empty()).map(|line| line.to_lowercase()).collect();
    let field =
        |name: &str| fields.iter().find_map(|line| line.strip_prefix(name)).unwrap_or("").trim().to_owned();
    let same = field("if-none-match:") == "\"v1\"";
    log.lock()
        .unwrap()
        .push(format!("{path} {} {}", field("user-agent:"), field("if-none-match:")).trim().to_owned());
    let item = |path: &str| {
        format!(
            "<item><title>Jets strike depot</title><link>{host}{path}</link><pubDate>Wed, 10 Mar 2021 08:00:00 +0000</pubDate><description>Turkish jets bombed a depot in northern Iraq, the ministry said.</description></item>"
        )
    };
    let (status, kind, body) = match path.as_str() {
        "/robots.txt" => ("200 OK", "text/plain", "User-agent: *\nDisallow: /private\n".to_owned()),
        "/feed" if same => ("304 Not Modified", "", String::new()),
        "/feed" => (
            "200 OK",
            "application/rss+xml",
            format!(
                "<rss><channel><title>Example</title><link>{host}/</link>{}{}</channel></rss>",
                item("/one"),
                item("/private/two")
            ),
        ),
        "/one" => ("200 OK", "text/html; charset=utf-8", PAGE.to_owned()),
        "/moved" | "/away" | "/round" => ("302 Found", "", String::new()),
        // Busy the first time it is asked, and open the second.
        "/busy" if log.lock().unwrap().iter().filter(|line| line.starts_with("/busy")).count() > 1 => {
            ("200 OK", "text/html; charset=utf-8", PAGE.to_owned())
        }
        "/busy" => ("503 Service Unavailable", "", String::new()),
        "/full" => ("429 Too Many Requests", "", String::new()),
        _ => ("404 Not Found", "text/html", "gone".to_owned()),
    };
    let moved = match path.as_str() {
        "/moved" => "Location: one\r\n",
        "/away" => "Location: /private/two\r\n",
        "/round" => "Location: /round\r\n",
        "/busy" => "Retry-After: 1\r\n",
        "/full" => "Retry-After: 3600\r\n",
        _ => "",
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nETag: \"v1\"\r\n{moved}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

#[test]
fn a_page_is_fetched_and_the_day_of_the_fetch_is_a_bound() {
    let (host, asked) = serve();
    let folder = tempfile::tempdir().unwrap();
    let line = out(folder.path(), &["clean", &format!("{host}/moved")]);
    let report = &lines(&line)[0];
    assert_eq!(report["title"], "Jets strike depot");
    assert_eq!(report["source_uri"], format!("{host}/one"));
    assert_eq!(report["published"], serde_json::Value::Null);
    assert!(report["published_latest"].as_str().unwrap() > "2021-03-10");
    let asked = asked.lock().unwrap();
    assert!(asked[0].starts_with("/robots.txt dateline/"), "{asked:?}");
}

#[test]
fn what_cannot_be_fetched_is_listed() {
    let (host, asked) = serve();
    let folder = tempfile::tempdir().unwrap();
    let output = run(
        folder.path(),
        &["clean", &format!("{host}/gone"), &format!("{host}/private/a"), "http://127.0.0.1:1/"],
    );
    assert_eq!(output.status.code(), Some(3));
    let said = err(&output);
    assert!(said.contains("/gone: answered with status 404"), "{said}");
    assert!(said.contains("/private/a: robots.txt asks not to read it"), "{said}");
    assert!(said.contains("http://127.0.0.1:1/: "), "{said}");
    assert!(asked.lock().unwrap().iter().all(|line| !line.starts_with("/private")));
}

#[test]
fn robots_are_asked_wherever_a_page_is_sent_on_to() {
    let (host, asked) = serve();
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["clean", &format!("{host}/away"), &format!("{host}/round")]);
    assert_eq!(output.status.code(), Some(3));
    let said = err(&output);
    assert!(said.contains("/away: robots.txt asks not to read it"), "{said}");
    assert!(said.contains("/round: sent on more than 5 times"), "{said}");
    assert!(asked.lock().unwrap().iter().all(|line| !line.starts_with("/private")));
}

#[test]
fn a_busy_server_is_asked_again_when_it_says_so() {
    let (host, asked) = serve();
    let folder = tempfile::tempdir().unwrap();
    let output = run(
        folder.path(),
        &["clean", &format!("{host}/busy"), &format!("{host}/full"), &format!("{host}/one")],
    );
    assert_eq!(output.status.code(), Some(3));
    let said = err(&output);
    assert!(said.contains("/full: answered with status 429, and asks to wait 3600 seconds"), "{said}");
    assert!(said.contains("/one: its server asks to wait 3"), "{said}");
    assert_eq!(
        lines(&String::from_utf8_lossy(&output.stdout)).len(),
        1,
        "the busy page came the second time"
    );
    let asked = asked.lock().unwrap();
    assert_eq!(asked.iter().filter(|line| line.starts_with("/busy")).count(), 2, "{asked:?}");
    assert!(asked.iter().all(|line| !line.starts_with("/one")), "{asked:?}");
}

#[test]
fn pages_are_fetched_for_each_stage() {
    let (host, _) = serve();
    let folder = tempfile::tempdir().unwrap();
    let page = format!("{host}/one");
    assert_eq!(lines(&out(folder.path(), &["code", &page]))[0]["report"]["title"], "Jets strike depot");
    assert!(out(folder.path(), &["parse", &page]).contains("\tbombed\t"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_watch_keeps_what_it_read_and_says_130() {
    let (host, _) = serve();
    let folder = tempfile::tempdir().unwrap();
    let mut watch = common::program(folder.path())
        .args(["watch", &format!("{host}/feed"), "--every", "600", "--pause", "0"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(watch.stderr.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap().starts_with("round 1: 2 new reports")));
    let id = watch.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(watch.wait().unwrap().code(), Some(130));
    assert_eq!(lines(&out(folder.path(), &["reports"])).len(), 2);
}

#[test]
fn a_feed_is_watched_and_asked_only_for_what_has_changed() {
    let (host, asked) = serve();
    let folder = tempfile::tempdir().unwrap();
    let feed = format!("{host}/feed");
    let args =
        ["watch", &feed, "--rounds", "2", "--every", "0", "--pause", "0", "--contact", "desk@news.example"];
    let output = run(folder.path(), &args);
    let said = err(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("round 1: 2 new reports, 1 not read"), "{said}");
    assert!(said.contains("/private/two: robots.txt asks not to read it"), "{said}");
    let reports = lines(&out(folder.path(), &["reports"]));
    let summaries =
        reports.iter().filter(|report| report["warnings"].to_string().contains("summary")).count();
    assert_eq!((reports.len(), summaries), (2, 1), "the page that may be read is read whole");
    let asked = asked.lock().unwrap();
    let of = |path: &str| asked.iter().filter(|line| line.starts_with(path)).collect::<Vec<_>>();
    assert_eq!((of("/robots.txt").len(), of("/feed").len(), of("/one").len()), (1, 2, 1), "{asked:?}");
    assert!(of("/feed")[1].ends_with("\"v1\""), "{asked:?}");
    assert!(of("/feed")[0].contains("desk@news.example"), "{asked:?}");
}
