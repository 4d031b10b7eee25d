//! Web: fetches pages and feeds, for the commands that are told to. Says who asks, does what robots.txt wants (of the host it is
//! sent on to as well), waits between two requests to one host and as long as a busy host asks for, and asks only for what has
//! changed. Takes URLs, gives bytes with the day of the fetch, or why not.
#![allow(clippy::disallowed_methods, reason = "waits between requests, and knows the day of a fetch")]

use source::{Fetched, Input, MOST, Unread};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The least time between two requests to one host.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest that a host's wish for slowness is followed.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How often a page may lie elsewhere.
const REDIRECTS: usize = 5;
/// How often a host that is busy is asked again.
const AGAIN: usize = 2;
/// A request that takes longer is given up, however much has come.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest robots.txt that is read (bytes).
const ROBOTS: u64 = 500 << 10;

/// What a server said of a page the last time, to ask whether it has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The `ETag` it sent.
    pub etag: Option<String>,
    /// The `Last-Modified` it sent.
    pub modified: Option<String>,
}

/// One that visits web servers, politely.
pub struct Visitor {
    agent: ureq::Agent,
    hosts: BTreeMap<String, Host>,
    pause: Duration,
}

/// What is known of a host.
#[derive(Default)]
struct Host {
    robots: Robots,
    /// When it was asked last.
    asked: Option<Instant>,
    /// Before this it wants not to be asked again.
    closed: Option<Instant>,
}

impl Visitor {
    /// `contact` is added to the name under which it asks: an address or page of whoever runs it.
    pub fn new(contact: Option<&str>) -> Visitor {
        let who = contact.map(|contact| format!("; {contact}")).unwrap_or_default();
        let name = format!("dateline/{} (reads news into a record{who})", env!("CARGO_PKG_VERSION"));
        let config = ureq::Agent::config_builder()
            .user_agent(name)
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Visitor { agent: config.into(), hosts: BTreeMap::new(), pause: PAUSE }
    }

    /// The same, with another least pause.
    pub fn pausing(self, pause: Duration) -> Visitor {
        Visitor { pause, ..self }
    }

    /// Fetches a page; `None` where it has not changed since `known`, which is brought up to date.
    ///
    /// # Errors
    /// Why there is no page: robots.txt, the server's answer, the network.
    pub fn fetch(&mut self, url: &str, known: &mut Known) -> Result<Option<Fetched>, String> {
        let mut url = url.split('#').next().unwrap_or("").to_owned();
        let (mut moved, mut busy) = (0, 0);
        loop {
            let answer = self.ask(&url, known)?;
            let status = answer.status().as_u16();
            let header = |name: &str| answer.headers().get(name)?.to_str().ok().map(str::to_owned);
            match status {
                200 => return read(url, answer, known).map(Some),
                304 => return Ok(None),
                301 | 302 | 303 | 307 | 308 => {
                    moved += 1;
                    let to = header("location").ok_or("sent on to nowhere")?;
                    url =
                        joined(&url, &to).ok_or_else(|| format!("sent on to {to}: no address of a page"))?;
                    if moved > REDIRECTS {
                        return Err(format!("sent on more than {REDIRECTS} times"));
                    }
                }
                429 | 503 => {
                    busy += 1;
                    let pause = header("retry-after").and_then(|words| patience(&words));
                    let again = pause.filter(|pause| busy <= AGAIN && *pause <= LONGEST_PAUSE);
                    self.close(&url, pause.unwrap_or_default());
                    if again.is_none() {
                        let until = pause.map(|p| format!(", and asks to wait {} seconds", p.as_secs()));
                        return Err(format!("answered with status {status}{}", until.unwrap_or_default()));
                    }
                }
                _ => return Err(format!("answered with status {status}")),
            }
        }
    }

    /// Asks for a page once, if its host does not mind.
    fn ask(&mut self, url: &str, known: &Known) -> Result<Answer, String> {
        let (host, path) = split(url).ok_or("no address of a page")?;
        self.greet(&host);
        if !self.hosts.get(&host).is_none_or(|host| host.robots.allow(&path)) {
            return Err("robots.txt asks not to read it".into());
        }
        self.wait(&host)?;
        let mut request = self.agent.get(url);
        if let Some(etag) = &known.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(modified) = &known.modified {
            request = request.header("If-Modified-Since", modified);
        }
        request.call().map_err(|error| error.to_string())
    }

    /// Remembers that a host wants not to be asked for so long.
    fn close(&mut self, url: &str, pause: Duration) {
        let host = split(url).and_then(|(host, _)| self.hosts.get_mut(&host));
        if let Some(host) = host {
            host.closed = Instant::now().checked_add(pause);
        }
    }

    /// Reads a host's robots.txt, the first time. Where there is none, all may be read; where it cannot be had, nothing is known
    /// against it.
    fn greet(&mut self, host: &str) {
        if self.hosts.contains_key(host) {
            return;
        }
        let answer = self.agent.get(format!("{host}/robots.txt")).call();
        let text = answer.ok().filter(|answer| answer.status().as_u16() == 200).and_then(|mut answer| {
            answer.body_mut().with_config().limit(ROBOTS).lossy_utf8(true).read_to_string().ok()
        });
        let robots = Robots::read(&text.unwrap_or_default());
        self.hosts.insert(host.to_owned(), Host { robots, asked: Some(Instant::now()), closed: None });
    }

    fn wait(&mut self, host: &str) -> Result<(), String> {
        let Some(host) = self.hosts.get_mut(host) else { return Ok(()) };
        let pause = host.robots.delay.unwrap_or(self.pause).clamp(self.pause, LONGEST_PAUSE.max(self.pause));
        let left = host.asked.and_then(|asked| pause.checked_sub(asked.elapsed())).unwrap_or_default();
        let closed =
            host.closed.map(|until| until.saturating_duration_since(Instant::now())).unwrap_or_default();
        if closed > LONGEST_PAUSE {
            return Err(format!("its server asks to wait {} seconds more", closed.as_secs()));
        }
        std::thread::sleep(left.max(closed));
        host.asked = Some(Instant::now());
        Ok(())
    }
}

type Answer = ureq::http::Response<ureq::Body>;

/// The page in an answer.
fn read(url: String, mut answer: Answer, known: &mut Known) -> Result<Fetched, String> {
    let header = |name: &str| answer.headers().get(name)?.to_str().ok().map(str::to_owned);
    *known = Known { etag: header("etag"), modified: header("last-modified") };
    let charset = header("content-type").and_then(|kind| {
        let (_, name) = kind.split_once("charset=")?;
        Some(name.split(';').next()?.trim_matches(['"', ' ']).to_owned())
    });
    let body = answer.body_mut().with_config().limit(MOST as u64).read_to_vec();
    let bytes = body.map_err(|error| error.to_string())?;
    Ok(Fetched { url, bytes, charset, day: Some(today()) })
}

/// How long `Retry-After` asks to wait: seconds, or a moment.
fn patience(words: &str) -> Option<Duration> {
    if let Ok(seconds) = words.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = jiff::fmt::rfc2822::parse(words.trim()).ok()?.timestamp();
    let left = moment.as_second().saturating_sub(jiff::Timestamp::now().as_second());
    Some(Duration::from_secs(u64::try_from(left).unwrap_or(0)))
}

/// Where a page lies that another sends on to; `None` for what is no page of the web.
fn joined(from: &str, to: &str) -> Option<String> {
    let to = to.trim().split('#').next()?;
    if is_url(to) {
        return Some(to.to_owned());
    }
    let (host, path) = split(from)?;
    let path = path.split('?').next()?;
    if let Some(rest) = to.strip_prefix("//") {
        return Some(format!("{}://{rest}", host.split("://").next()?));
    }
    let scheme = to.split(['/', '?']).next()?;
    if scheme.contains(':') {
        return None;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(match to.chars().next() {
        Some('/') => format!("{host}{to}"),
        Some('?') => format!("{host}{path}{to}"),
        Some(_) => format!("{host}{folder}/{to}"),
        None => from.to_owned(),
    })
}

/// True for what is to be fetched rather than opened.
pub fn is_url(path: &str) -> bool {
    path.starts_with("http://") || path.starts_with("https://")
}

/// Paths and URLs become inputs, in their order; URLs are fetched.
pub fn inputs(paths: &[String]) -> (Vec<Input>, Vec<Unread>) {
    let contact = std::env::var("DATELINE_CONTACT").ok();
    let mut visitor = Visitor::new(contact.as_deref());
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for path in paths {
        if !is_url(path) {
            let (inputs, bad) = source::inputs(std::slice::from_ref(path));
            found.extend(inputs);
            unread.extend(bad);
            continue;
        }
        match visitor.fetch(path, &mut Known::default()) {
            Ok(page) => found.extend(page.map(Input::Fetched)),
            Err(reason) => unread.push(Unread { uri: path.clone(), reason }),
        }
    }
    (found, unread)
}

fn today() -> text::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// A URL's scheme with host, and its path with query.
fn split(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let rest = rest.split('#').next()?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    (!host.is_empty()).then(|| (format!("{scheme}://{host}"), path))
}

/// What a host's robots.txt wants of us.
#[derive(Debug, Default, PartialEq)]
struct Robots {
    /// Paths, and whether they may be read.
    rules: Vec<(String, bool)>,
    delay: Option<Duration>,
}

impl Robots {
    /// Reads the group that names us, else the one for all.
    fn read(text: &str) -> Robots {
        let (mut own, mut all) = (None::<Robots>, Robots::default());
        let (mut ours, mut theirs, mut open) = (false, false, false);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or("");
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_lowercase().as_str() {
                "user-agent" => {
                    if !open {
                        (ours, theirs) = (false, false);
                    }
                    open = true;
                    theirs |= value == "*";
                    ours |= value.to_lowercase().starts_with("dateline");
                    if ours {
                        own.get_or_insert_default();
                    }
                }
                name => {
                    open = false;
                    if ours {
                        own.get_or_insert_default().rule(name, value);
                    }
                    if theirs {
                        all.rule(name, value);
                    }
                }
            }
        }
        own.unwrap_or(all)
    }

    fn rule(&mut self, name: &str, value: &str) {
        match name {
            "allow" | "disallow" if !value.is_empty() => self.rules.push((value.to_owned(), name == "allow")),
            "crawl-delay" => {
                let seconds = value.parse::<f64>().ok().filter(|seconds| (0.0..86_400.0).contains(seconds));
                self.delay = seconds.map(Duration::from_secs_f64);
            }
            _ => {}
        }
    }

    /// The longest rule that fits a path decides; of two alike, the one that allows.
    fn allow(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(rule, _)| fits(rule, path));
        fitting.max_by_key(|(rule, allow)| (rule.len(), *allow)).is_none_or(|(_, allow)| *allow)
    }
}

/// True where a path begins as a rule says; `*` stands for anything, `$` for the end.
fn fits(rule: &str, path: &str) -> bool {
    let (rule, whole) = rule.strip_suffix('$').map_or((rule, false), |rule| (rule, true));
    let mut parts = rule.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or("")) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        if whole && at + 1 == parts.len() {
            return rest.ends_with(part);
        }
        let Some(found) = rest.find(part) else { return false };
        rest = rest.get(found + part.len()..).unwrap_or("");
    }
    !whole || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn robots_are_done_as_they_want() {
        let text = "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private # not for you\nAllow: /private/press\nCrawl-delay: 2.5\nDisallow: /*.zip$\n";
        let robots = Robots::read(text);
        assert_eq!(robots.delay, Some(Duration::from_millis(2500)));
        for (path, expected) in [
            ("/", true),
            ("/private/a", false),
            ("/private/press/1", true),
            ("/a.zip", false),
            ("/a.zip?x", true),
        ] {
            assert_eq!(robots.allow(path), expected, "{path}");
        }
        let named = Robots::read("User-agent: *\nDisallow: /\nUser-agent: Dateline\nDisallow: /closed\n");
        assert!(named.allow("/open") && !named.allow("/closed"));
        assert!(Robots::read("").allow("/") && Robots::read("Disallow: /").allow("/"));
    }

    #[test]
    fn addresses_are_split() {
        let split = |url| split(url).map(|(host, path)| format!("{host} {path}"));
        assert_eq!(split("http://a.example:80/b?c#d").as_deref(), Some("http://a.example:80 /b?c"));
        assert_eq!(split("https://a.example?c").as_deref(), Some("https://a.example /?c"));
        assert_eq!(split("https:///b"), None);
    }

    #[test]
    fn a_page_that_has_moved_is_found() {
        let from = "https://a.example/world/one.html?page=1";
        for (to, expected) in [
            ("https://b.example/x", Some("https://b.example/x")),
            ("//b.example/x", Some("https://b.example/x")),
            ("/two#top", Some("https://a.example/two")),
            ("two.html", Some("https://a.example/world/two.html")),
            ("?page=2", Some("https://a.example/world/one.html?page=2")),
            ("ftp://a.example/two", None),
            ("mailto:a@b.example", None),
        ] {
            assert_eq!(joined(from, to).as_deref(), expected, "{to}");
        }
    }

    #[test]
    fn a_host_says_how_long_to_wait() {
        assert_eq!(patience(" 30 "), Some(Duration::from_secs(30)));
        assert_eq!(patience("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(patience("soon"), None);
    }
}
