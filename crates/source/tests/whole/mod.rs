//! Whole: a sound file of each format, and how one is broken by a chance that is the same each time. For `mutations.rs` and `fuzz/`.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

use source::Format;

const WORDS: &str = "The envoy said on Monday that the talks in Geneva had ended, and that both parties would be invited again.";

/// A file of each format that is read well.
pub fn whole() -> Vec<(Format, Vec<u8>)> {
    let html = format!(
        "<!DOCTYPE html><html lang=en><head><title>Talks end</title><meta property='article:published_time' content='2019-03-04T10:00:00Z'><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Talks end\",\"datePublished\":\"2019-03-04\"}}</script></head><body><article><h1>Talks end</h1><p class=byline>By Jane Doe | 4 March 2019</p><p>GENEVA (AP) – {WORDS}</p><p>{WORDS}</p></article></body></html>"
    );
    let rss = format!(
        "<?xml version='1.0'?><rss><channel><title>Example</title><item><title>Talks end</title><link>http://a.example/1</link><pubDate>Mon, 04 Mar 2019 10:00:00 GMT</pubDate><description><![CDATA[<p>{WORDS}</p>]]></description></item></channel></rss>"
    );
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{html}\r\n0\r\n\r\n",
        html.len()
    );
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/1\r\nWARC-Date: 2019-03-05T00:00:00Z\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    );
    let nexis = format!(
        "1 of 2 DOCUMENTS\n\nThe Example\n\nMarch 4, 2019 Monday\n\nTalks end\n\nBYLINE: Jane Doe\n\nLENGTH: 40 words\n\n{WORDS}\n\nLOAD-DATE: March 5, 2019\n\n2 of 2 DOCUMENTS\n"
    );
    let factiva = format!(
        "HD  Talks end\nBY  Jane Doe\nPD  4 March 2019\nSN  The Example\nLP  {WORDS}\nTD  {WORDS}\nDocument LBA0000020150310eb3a000xx\n"
    );
    let pdf = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n4 0 obj\n<< /Length {} >>\nstream\nBT /F1 12 Tf 72 700 Td ({WORDS}) Tj ET\nendstream\nendobj\n5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n",
        WORDS.len() + 37
    );
    vec![
        (Format::Plain, format!("Talks end\n\nPosted: 4 March 2019\n\nGENEVA (AP) – {WORDS}\n\n{WORDS}\n").into_bytes()),
        (Format::Plain, nexis.into_bytes()),
        (Format::Plain, factiva.into_bytes()),
        (Format::Html, html.into_bytes()),
        (Format::Jsonl, format!("{{\"title\":\"Talks end\",\"text\":\"{WORDS}\",\"published\":\"2019-03-04\"}}\n").into_bytes()),
        (Format::Json, format!("[{{\"title\":\"Talks end\",\"text\":\"{WORDS}\"}}]").into_bytes()),
        (Format::Csv, format!("id,title,text\n1,Talks end,\"{WORDS}\"\n").into_bytes()),
        (Format::Feed, rss.into_bytes()),
        (Format::Feed, format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{{\"id\":\"1\",\"content_html\":\"<p>{WORDS}</p>\"}}]}}").into_bytes()),
        (Format::Warc, warc.into_bytes()),
        (Format::Rtf, format!("{{\\rtf1\\ansi {{\\fonttbl{{\\f0 Arial;}}}} Talks end\\par \\u8220?{WORDS}\\'94\\par }}").into_bytes()),
        (Format::Docx, docx()),
        (Format::Pdf, pdf.into_bytes()),
    ]
}

/// A word processor's document, its parts stored unpacked.
fn docx() -> Vec<u8> {
    let part = format!(
        "<?xml version='1.0'?><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>Talks end</w:t></w:r></w:p><w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:body></w:document>"
    );
    let (name, part) = (b"word/document.xml".as_slice(), part.into_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(&part);
    let size = u32::try_from(part.len()).unwrap().to_le_bytes();
    let about = [
        &[20u8, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
        &sum.sum().to_le_bytes(),
        &size,
        &size,
        &u16::try_from(name.len()).unwrap().to_le_bytes(),
        &[0, 0],
    ]
    .concat();
    let file = [b"PK\x03\x04".as_slice(), &about, name, &part].concat();
    let list = [b"PK\x01\x02\x14\x00".as_slice(), &about, &[0; 14], name].concat();
    let mut end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0".to_vec();
    end.extend(u32::try_from(list.len()).unwrap().to_le_bytes());
    end.extend(u32::try_from(file.len()).unwrap().to_le_bytes());
    end.extend([0, 0]);
    [file, list, end].concat()
}

/// Numbers by chance, the same each time (xorshift).
pub struct Chance(pub u64);

impl Chance {
    /// A number under the bound; 0 where that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap_or(0)
    }
}

/// A file broken in one to six places.
pub fn broken(file: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    const ODD: [&[u8]; 14] = [
        b"\0",
        b"\xff\xfe",
        b"\r",
        b"<",
        b"\"",
        b"{",
        b"99999999999999999999",
        b"-1",
        b"<![CDATA[",
        b"\\u",
        b"\\bin9999",
        b"(((",
        b"\xe2\x80",
        b"&#x110000;",
    ];
    let mut bytes = file.to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let end = at + chance.below(bytes.len() - at + 1).min(60);
        match chance.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, ODD[chance.below(ODD.len())].iter().copied())),
            3 => {
                let part = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, part));
            }
            4 => {
                let from = chance.below(other.len());
                let part = &other[from..(from + 80).min(other.len())];
                drop(bytes.splice(at..end, part.iter().copied()));
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
        }
    }
    bytes
}
