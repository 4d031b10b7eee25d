//! What holds for any bytes: no crash, NFC text, spans that fit, origins inside the source, the same answer twice.

use proptest::prelude::*;
use source::{Format, Item, Options, read_bytes};
use unicode_normalization::is_nfc;

fn hold(bytes: &[u8], format: Option<Format>, as_is: bool) {
    let options = Options { as_is, format, ..Options::default() };
    let items = read_bytes("case", bytes, &options);
    assert!(!items.is_empty(), "nothing is dropped in silence");
    for item in &items {
        let Item::Report(report) = item else { continue };
        assert!(as_is || is_nfc(&report.text) && is_nfc(&report.title), "{report:?}");
        if let Some(span) = report.dateline_span {
            assert!(report.text.get(span.start..span.end).is_some());
        }
        for piece in report.origin.pieces() {
            assert!(report.text.get(piece.clean..piece.clean + piece.len).is_some(), "{piece:?}");
            if piece.exact && format == Some(Format::Plain) {
                let clean = &report.text.as_bytes()[piece.clean..piece.clean + piece.len];
                assert_eq!(bytes.get(piece.source..piece.source + piece.len), Some(clean));
            }
        }
        assert_eq!(report.origin.pieces().iter().map(|piece| piece.len).sum::<usize>(), report.text.len());
    }
    assert_eq!(format!("{items:?}"), format!("{:?}", read_bytes("case", bytes, &options)));
}

const FORMATS: [Format; 10] = [
    Format::Plain,
    Format::Html,
    Format::Jsonl,
    Format::Json,
    Format::Csv,
    Format::Feed,
    Format::Warc,
    Format::Rtf,
    Format::Docx,
    Format::Pdf,
];

/// How files of each begin.
const MAGIC: [&[u8]; 10] = [
    b"Talks end\n\n",
    b"<html>",
    b"{\"text\":\"",
    b"[{\"text\":\"",
    b"id,text\n1,",
    b"<rss><channel><item><title>Talks end</title><description>",
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 100\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    b"{\\rtf1 Talks end\\par ",
    b"PK\x03\x04",
    b"%PDF-1.4\n1 0 obj\n<<",
];

/// Pieces of pages, so that chance finds its way past the first sniff.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Talks end in Astana",
        "\n",
        "\n\n",
        "ANKARA (AFP) – ",
        "Main » Talks end in Astana",
        "3 May 2018",
        "By Jane Doe",
        "Read more:",
        "AFP photo",
        "Egypt s army ",
        "â€™",
        "The envoy said on Monday that talks had ended.",
        "\u{301}",
        "e",
        "\r\n",
        "<p>",
        "</p>",
        "<html>",
        "&amp;",
        "\u{feff}",
        "©",
        "Updated: 03/04/2018",
        " ",
        "\t",
        "(Reuters)",
        " - ",
        "<meta name=date content='2018-05-03'>",
        "<script type='application/ld+json'>",
        "{\"text\":\"",
        "\"}",
        ",",
        "\u{200b}",
        "<item>",
        "</item>",
        "<entry><content type='xhtml'>",
        "<![CDATA[",
        "]]>",
        "{\\rtf1 ",
        "\\par ",
        "\\u8217?",
        "\\'e9",
        "WARC/1.0\r\n",
        "Content-Length: 9\r\n\r\n",
        "2 of 3 DOCUMENTS\n",
        "\nEnd of Document\n",
        "HD  Talks end\n",
        "LP  ",
        "\nDocument LBA0000020150310eb3a000xx\n",
        "Body\n",
        "İ",
        "ß",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), as_is: bool) {
        hold(&bytes, None, as_is);
    }

    #[test]
    fn any_bytes_in_every_format(bytes in prop::collection::vec(any::<u8>(), 0..200), as_is: bool) {
        for (format, magic) in FORMATS.into_iter().zip(MAGIC) {
            hold(&bytes, Some(format), as_is);
            hold(&[magic, &bytes].concat(), None, as_is);
        }
    }

    #[test]
    fn any_text(text in ".{0,200}", as_is: bool) {
        hold(text.as_bytes(), Some(Format::Plain), as_is);
        hold(text.as_bytes(), Some(Format::Html), as_is);
    }

    #[test]
    fn any_page(text in pieces(), as_is: bool) {
        for format in FORMATS {
            hold(text.as_bytes(), Some(format), as_is);
        }
        let quoted = serde_json::json!({ "id": 7, "text": text }).to_string();
        hold(quoted.as_bytes(), None, as_is);
    }
}
