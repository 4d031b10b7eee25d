//! Assets: the built page, part of the program, each file once plain and once packed. A name that is not in the list is not there: no path is opened.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::sync::OnceLock;

/// Name, media type, bytes.
const FILES: [(&str, &str, &[u8]); 5] = [
    ("", "text/html; charset=utf-8", include_bytes!("../../../../../web/dist/index.html")),
    ("app.js", "text/javascript; charset=utf-8", include_bytes!("../../../../../web/dist/app.js")),
    ("app.css", "text/css; charset=utf-8", include_bytes!("../../../../../web/dist/app.css")),
    ("icon.svg", "image/svg+xml", include_bytes!("../../../../../web/dist/icon.svg")),
    (
        "outlines.tsv",
        "text/tab-separated-values; charset=utf-8",
        include_bytes!("../../../../../data/map/outlines.tsv"),
    ),
];

/// A file as it is sent.
struct Packed {
    plain: Bytes,
    packed: Bytes,
    /// Names its content.
    tag: HeaderValue,
}

fn files() -> &'static [Packed] {
    static ALL: OnceLock<Vec<Packed>> = OnceLock::new();
    ALL.get_or_init(|| FILES.iter().map(|(_, _, bytes)| pack(bytes)).collect())
}

fn pack(bytes: &'static [u8]) -> Packed {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let _ = packer.write_all(bytes);
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Packed {
        plain: Bytes::from_static(bytes),
        packed: packer.finish().unwrap_or_default().into(),
        tag: HeaderValue::from_str(&format!("\"{hash:016x}\"")).unwrap_or(HeaderValue::from_static("\"\"")),
    }
}

/// The file of a name, packed for who takes that.
pub fn file(name: &str, asked: &HeaderMap) -> Response {
    let Some(at) = FILES.iter().position(|(known, ..)| *known == name) else {
        return (StatusCode::NOT_FOUND, "there is no such page\n").into_response();
    };
    let file = &files()[at];
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FILES[at].1));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::ETAG, file.tag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if asked.get(header::IF_NONE_MATCH) == Some(&file.tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let takes = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if takes.split(',').any(|word| word.split(';').next().is_some_and(|word| word.trim() == "gzip")) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return (headers, file.packed.clone()).into_response();
    }
    (headers, file.plain.clone()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_small_enough_to_be_sent() {
        let size: usize = files().iter().map(|file| file.packed.len()).sum();
        assert!(size < 500_000, "{size} bytes packed");
        assert!(files()[0].plain.starts_with(b"<!doctype html>"));
    }

    #[test]
    fn only_listed_names_are_there() {
        for name in ["..", "../Cargo.toml", "app.js/", "%2e%2e", "APP.JS", "index.html\0"] {
            assert_eq!(file(name, &HeaderMap::new()).status(), StatusCode::NOT_FOUND, "{name}");
        }
        let first = file("app.js", &HeaderMap::new());
        assert_eq!(first.status(), StatusCode::OK);
        let again: HeaderMap =
            [(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone())].into_iter().collect();
        assert_eq!(file("app.js", &again).status(), StatusCode::NOT_MODIFIED);
    }
}
