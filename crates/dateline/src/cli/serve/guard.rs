//! Guard: who may ask. In: the headers of a request; out: whether it is answered, and the headers that every answer bears.
//!
//! A page of another site can make a browser ask this server: by a name that it makes lead here (the `Host` is then not ours), by a form or script (the
//! `Origin` is then not ours), or by an image or frame (the browser says `cross-site`). All are refused before anything is read.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use std::net::SocketAddr;

/// What is let in.
pub struct Guard {
    /// `Host` headers that name this server.
    hosts: Vec<String>,
    /// Where it listens on all addresses: the port behind any address in figures. Names can be made to lead here, figures cannot.
    any: Option<u16>,
    token: Option<String>,
}

/// Why a request is refused.
pub type Refused = (StatusCode, &'static str);

const COOKIE: &str = "dateline";

impl Guard {
    pub fn new(address: SocketAddr, names: &[String], token: Option<String>) -> Guard {
        let mut hosts = vec![address.to_string()];
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            hosts
                .extend(["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{}", address.port())));
        }
        hosts.extend(names.iter().map(|name| name.to_lowercase()));
        Guard { hosts, any: address.ip().is_unspecified().then(|| address.port()), token }
    }

    /// Lets a request pass, or says why not.
    pub fn check(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refused> {
        let text =
            |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let ours = |host: &str| self.is_ours(host);
        if headers.get_all(header::HOST).iter().count() != 1 || !text(header::HOST).is_some_and(ours) {
            return Err((
                StatusCode::MISDIRECTED_REQUEST,
                "this server does not go by that name (--host NAME adds one)",
            ));
        }
        if method != Method::GET && method != Method::HEAD && method != Method::POST {
            return Err((StatusCode::METHOD_NOT_ALLOWED, "only GET, HEAD and POST"));
        }
        let origin = text(header::ORIGIN);
        let same = |origin: &str| {
            origin.split_once("://").is_some_and(|(scheme, host)| scheme.starts_with("http") && ours(host))
        };
        if origin.is_some_and(|origin| !same(origin)) {
            return Err((StatusCode::FORBIDDEN, "another site's page may not ask"));
        }
        let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
        let goes_there =
            headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate") && method == Method::GET;
        if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) && !goes_there {
            return Err((StatusCode::FORBIDDEN, "another site's page may not ask"));
        }
        Ok(())
    }

    fn is_ours(&self, host: &str) -> bool {
        let figures = |port| host.parse::<SocketAddr>().is_ok_and(|address| address.port() == port);
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) || self.any.is_some_and(figures)
    }

    /// True where no token is wanted, or the right one is brought, in `Authorization: Bearer` or in the cookie.
    pub fn knows(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let bearer =
            headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let cookie = pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value);
        [bearer, cookie].into_iter().flatten().any(|brought| alike(brought, token))
    }

    /// The cookie for who brings the right token in an address.
    pub fn welcome(&self, brought: &str) -> Option<String> {
        let token = self.token.as_ref().filter(|token| alike(brought, token))?;
        Some(format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"))
    }
}

/// Equal, in a time that does not tell where they part.
fn alike(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// Headers of every answer. Nothing but what this server sends is run, shown or asked.
pub fn seal(headers: &mut HeaderMap) {
    let all = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn names_and_origins_of_others_are_refused() {
        let guard = Guard::new("127.0.0.1:8380".parse().unwrap(), &["news.example".into()], None);
        let check = |pairs: &[(&'static str, &'static str)]| {
            guard.check(&Method::GET, &headers(pairs)).map_err(|(status, _)| status.as_u16())
        };
        let own = ("host", "127.0.0.1:8380");
        for good in [
            &[own][..],
            &[("host", "LOCALHOST:8380")],
            &[("host", "[::1]:8380")],
            &[("host", "news.example")],
            &[own, ("origin", "http://localhost:8380")],
            &[("host", "news.example"), ("origin", "https://news.example")],
            &[own, ("sec-fetch-site", "same-origin")],
            &[own, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")],
        ] {
            assert_eq!(check(good), Ok(()), "{good:?}");
        }
        for (bad, status) in [
            (&[][..], 421),
            (&[("host", "rebound.example:8380")], 421),
            (&[("host", "127.0.0.1")], 421),
            (&[("host", "127.0.0.1:8380.rebound.example")], 421),
            (&[own, ("origin", "http://rebound.example")], 403),
            (&[own, ("origin", "null")], 403),
            (&[own, ("origin", "http://127.0.0.1:8381")], 403),
            (&[own, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")], 403),
            (&[own, ("sec-fetch-site", "same-site")], 403),
        ] {
            assert_eq!(check(bad), Err(status), "{bad:?}");
        }
        let all = Guard::new("0.0.0.0:8380".parse().unwrap(), &[], Some("0123456789abcdef".into()));
        assert!(
            all.is_ours("192.0.2.7:8380")
                && !all.is_ours("192.0.2.7:80")
                && !all.is_ours("rebound.example:8380")
        );
        let put = guard.check(&Method::PUT, &headers(&[own]));
        assert_eq!(put.map_err(|(status, _)| status.as_u16()), Err(405));
    }

    #[test]
    fn a_token_is_asked_for_where_there_is_one() {
        let guard = Guard::new("192.0.2.1:80".parse().unwrap(), &[], Some("0123456789abcdef".into()));
        assert!(!guard.knows(&headers(&[])));
        assert!(guard.knows(&headers(&[("authorization", "Bearer 0123456789abcdef")])));
        assert!(!guard.knows(&headers(&[("authorization", "Bearer 0123456789abcdeF")])));
        assert!(guard.knows(&headers(&[("cookie", "a=b; dateline=0123456789abcdef")])));
        assert!(!guard.knows(&headers(&[("cookie", "dateline=")])));
        assert!(guard.welcome("0123456789abcdef").is_some() && guard.welcome("").is_none());
        assert!(Guard::new("127.0.0.1:80".parse().unwrap(), &[], None).knows(&headers(&[])));
    }
}
