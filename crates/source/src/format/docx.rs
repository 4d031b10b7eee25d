//! DOCX: the paragraphs of a word processor's document. Takes the bytes of the file, gives its text; origins count in its part
//! `word/document.xml`. Deleted words, pictures, notes and fields' instructions are left out.

use crate::input;
use crate::traced::Traced;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Cursor, Read};

/// Reads a document; the error says why it is none.
pub fn read(bytes: &[u8]) -> Result<Traced, String> {
    let none = || "ZIP archive, but no DOCX: not read".to_owned();
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("broken ZIP archive: {error}"))?;
    let mut part = archive.by_name("word/document.xml").map_err(|_| none())?;
    let xml = input::all(&mut part.by_ref())?;
    let xml = String::from_utf8(xml).map_err(|_| "broken DOCX: its text is no UTF-8".to_owned())?;
    text(&xml)
}

fn text(xml: &str) -> Result<Traced, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut out = Traced::default();
    let (mut inside, mut hidden) = (false, 0_usize);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(0);
        match reader.read_event() {
            Err(error) if out.text.trim().is_empty() => return Err(format!("broken DOCX: {error}")),
            Err(_) | Ok(Event::Eof) => return Ok(out),
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "t" => inside = true,
                "del" | "pict" | "drawing" | "instrText" | "txbxContent" | "Fallback" => hidden += 1,
                _ => {}
            },
            Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                "t" => inside = false,
                "p" if hidden == 0 => out.push("\n", at, false),
                "del" | "pict" | "drawing" | "instrText" | "txbxContent" | "Fallback" => {
                    hidden = hidden.saturating_sub(1);
                }
                _ => {}
            },
            Ok(Event::Empty(tag)) if hidden == 0 => match tag.local_name().as_ref() {
                "br" | "cr" | "p" => out.push("\n", at, false),
                "tab" => out.push(" ", at, false),
                "noBreakHyphen" => out.push("-", at, false),
                _ => {}
            },
            Ok(Event::Text(words)) if inside && hidden == 0 => {
                out.push(&words.xml10_content(), at, false);
            }
            Ok(Event::CData(words)) if inside && hidden == 0 => {
                out.push(&words.xml10_content(), at, false);
            }
            Ok(Event::GeneralRef(name)) if inside && hidden == 0 => {
                let known = quick_xml::escape::resolve_xml_entity(&name);
                let c = name.resolve_char_ref().ok().flatten();
                out.push(known.unwrap_or(""), at, false);
                out.push(c.map(String::from).as_deref().unwrap_or(""), at, false);
            }
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_read_and_deleted_words_are_not() {
        let xml = "<w:document><w:p><w:r><w:t>Talks &amp; </w:t></w:r><w:del><w:r><w:t>war</w:t></w:r></w:del><w:r><w:t>end&#33;</w:t></w:r></w:p><w:p><w:r><w:t>In</w:t><w:tab/><w:t>Astana</w:t></w:r></w:p>";
        assert_eq!(text(xml).unwrap().text, "Talks & end!\nIn Astana\n");
        assert!(read(b"PK\x03\x04nothing").is_err());
    }
}
