//! Inputs made to break a reader: each must be read or refused in time, never crash.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

use source::{Item, Options, read_bytes};

fn check(name: &str, bytes: &[u8]) -> Vec<Item> {
    // The stack of a worker thread, not the roomier one of the main thread.
    let (name, bytes) = (name.to_owned(), bytes.to_vec());
    let read = move || read_bytes(&name, &bytes, &Options::default());
    std::thread::Builder::new().stack_size(2 << 20).spawn(read).expect("a thread").join().expect("no crash")
}

#[test]
fn deep_nesting_is_read_or_refused() {
    for element in ["div", "span", "b", "a", "table", "ul", "svg", "p", "font", "blockquote"] {
        for depth in [400, 2_900, 200_000] {
            let page =
                format!("<html><body>{}<p>Talks ended on Monday.</p>", format!("<{element}>").repeat(depth));
            check("deep.html", page.as_bytes());
        }
    }
    // A table in a cell of a table, ten thousand deep: what a page made to break readers has.
    let tables = format!("<html><body>{}<p>Talks ended on Monday.</p>", "<table><tr><td>".repeat(10_000));
    assert_eq!(
        told(&check("tables.html", tables.as_bytes())),
        ["tables.html: elements nested deeper than 3000"]
    );
    check("deep.json", "[".repeat(1_000_000).as_bytes());
    check("deep.jsonl", format!("{{\"text\":{}", "[".repeat(1_000_000)).as_bytes());
    let linked =
        format!("<script type='application/ld+json'>{}</script><p>Talks ended.</p>", "[".repeat(100_000));
    check("linked.html", linked.as_bytes());
}

#[test]
fn long_lines_take_time_in_proportion() {
    for unit in [
        "a",
        "a ",
        "â€™",
        "Russia s ",
        "<",
        "- ",
        "( ",
        "\n",
        "1/2/",
        "é",
        "May ",
        "&amp;",
        "\"",
        "\r",
        "AFP (",
        "by ",
    ] {
        let text = unit.repeat(1_500_000 / unit.len());
        check("long.txt", text.as_bytes());
        check("long.html", format!("<p>{text}").as_bytes());
        check("long.csv", format!("id,text\n1,{text}").as_bytes());
    }
}

#[test]
fn a_file_that_holds_nothing_is_told() {
    for (name, bytes) in [("a.csv", "id,title,text\n"), ("a.json", "[]"), ("a.jsonl", "\n \n{\n")] {
        assert!(!check(name, bytes.as_bytes()).is_empty(), "{name}");
    }
}

#[test]
fn a_page_of_a_hundred_megabytes_is_refused() {
    let page = format!(
        "<html><body><p>The talks ended on Monday, the envoy said.</p>{}",
        "<p>x</p>".repeat(13_000_000)
    );
    assert_eq!(told(&check("long.html", page.as_bytes())), ["long.html: longer than 64 MiB"]);
    assert_eq!(
        told(&check("long.html", &page.as_bytes()[..17 << 20])),
        ["long.html: a page longer than 16 MiB"]
    );
}

#[test]
fn bombs_are_bounded() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..100 {
        std::io::Write::write_all(&mut packed, &vec![b'a'; 1 << 20]).unwrap();
    }
    let items = check("bomb.txt.gz", &packed.finish().unwrap());
    assert!(
        matches!(&items[..], [Item::Unread(unread)] if unread.reason == "longer than 64 MiB"),
        "{items:?}"
    );
    let broken = check("broken.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\0zzzz");
    assert!(matches!(&broken[..], [Item::Unread(_)]), "{broken:?}");
    assert!(matches!(&check("broken.zst", b"\x28\xb5\x2f\xfdzzzz")[..], [Item::Unread(_)]));
}

/// A record of an archive with this answer.
fn record(url: &str, answer: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2019-03-04T00:00:00Z\r\nContent-Length: {}\r\n\r\n",
        answer.len()
    );
    [head.as_bytes(), answer, b"\r\n\r\n"].concat()
}

const PAGE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><article><h1>Talks end</h1><p>The talks in the town ended on Monday without a result, the envoy said.</p><p>He would invite both parties again in June, he added, when the weather is better.</p></article></body></html>";

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, bytes).unwrap();
    packed.finish().unwrap()
}

fn told(items: &[Item]) -> Vec<String> {
    let told = |item: &Item| match item {
        Item::Report(report) => format!("{}: {}", report.source_uri, report.title),
        Item::Unread(unread) => format!("{}: {}", unread.uri, unread.reason),
    };
    items.iter().map(told).collect()
}

#[test]
fn an_archive_gives_what_it_can() {
    let other = [PAGE, b" "].concat();
    let long = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &vec![b'a'; 65 << 20]].concat();
    let parts = [
        record("http://a.example/1", PAGE),
        record("http://a.example/2", PAGE),
        record("http://a.example/3", &long),
        record("http://a.example/4", b"no HTTP"),
        record("http://a.example/5", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n"),
        record("http://a.example/6", &other),
    ];
    // A member for each record, as crawlers pack them; the last is cut short.
    let mut archive: Vec<u8> = parts.iter().flat_map(|part| packed(part)).collect();
    archive.truncate(archive.len() - 60);
    assert_eq!(
        told(&check("crawl.warc.gz", &archive))[..5],
        [
            "http://a.example/1: Talks end",
            "http://a.example/2: the same page as http://a.example/1",
            "http://a.example/3: longer than 64 MiB",
            "http://a.example/4: no answer of a web server",
            "http://a.example/5: picture",
        ]
    );
    assert!(matches!(check("crawl.warc.gz", &archive).last(), Some(Item::Unread(_))));
}

#[test]
fn a_page_packed_small_inside_an_archive_is_bounded() {
    let bomb = packed(&vec![b'a'; 100 << 20]);
    let answer = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_slice(), &bomb].concat();
    let archive = [record("http://a.example/1", &answer), record("http://a.example/2", PAGE)].concat();
    assert_eq!(
        told(&check("crawl.warc", &archive)),
        ["http://a.example/1: longer than 64 MiB", "http://a.example/2: Talks end"]
    );
}

#[test]
fn a_feed_without_end_is_read_up_to_a_bound() {
    let item = format!(
        "<item><title>Talks end</title><description>The talks ended on Monday.{}</description></item>",
        " ".repeat(3 << 20)
    );
    let feed = format!("<rss><channel>{}", item.repeat(23));
    let items = check("feed.xml", feed.as_bytes());
    assert!(items.iter().filter(|item| matches!(item, Item::Report(_))).count() > 15, "{}", items.len());
    assert!(told(&items).last().unwrap().contains("longer than 64 MiB"), "{:?}", told(&items).last());
}

#[test]
fn other_formats_are_bounded_too() {
    check("deep.xml", format!("<rss><item><description>{}", "<div>".repeat(500_000)).as_bytes());
    check(
        "deep.xml",
        format!("<feed><entry><content type='xhtml'>{}</content></entry></feed>", "<div>".repeat(500_000))
            .as_bytes(),
    );
    check(
        "deep.json",
        format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{}", "[".repeat(500_000))
            .as_bytes(),
    );
    check("deep.rtf", format!("{{\\rtf1 {}", "{\\b ".repeat(500_000)).as_bytes());
    check("deep.pdf", format!("%PDF-1.4\n1 0 obj\n{}", "<< /A ".repeat(200_000)).as_bytes());
    check("long.txt", "2 of 3 DOCUMENTS\n".repeat(60_000).as_bytes());
    check("long.txt", "HD  a\nDocument LBA0000020150310eb3a000xx\n".repeat(30_000).as_bytes());
    let stream = {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packed, &vec![b' '; 300 << 20]).unwrap();
        packed.finish().unwrap()
    };
    let pdf = [b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".as_slice(), &stream].concat();
    assert_eq!(told(&check("bomb.pdf", &pdf)), ["bomb.pdf: unpacks to more than 256 MiB"]);
    for lie in ["utf-16", "utf-8", "shift_jis", "x-user-defined", "nonsense"] {
        let page = format!(
            "<html><meta charset={lie}><body><p>The caf\u{e9} was shelled on Monday, the ministry of the interior said.</p>"
        );
        let latin: Vec<u8> = page.chars().map(|c| u32::from(c) as u8).collect();
        check("lie.html", &latin);
    }
}
