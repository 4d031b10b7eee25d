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
