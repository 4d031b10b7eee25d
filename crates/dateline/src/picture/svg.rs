//! SVG: the few marks that all pictures are made of, their colours, and the page around them. Numbers are written with one decimal, so that
//! the same picture is the same bytes everywhere.

use std::fmt::Write;

/// Verbal cooperation, material cooperation, verbal conflict, material conflict; the first is for what has none. Told apart in grey print
/// and by the colour-blind: blue to red, light to dark.
pub const QUADS: [&str; 5] = ["#888888", "#86b6d9", "#1f6fae", "#efae6b", "#c0392b"];
/// What the four are called.
pub const QUAD_NAMES: [&str; 5] =
    ["", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
const FONT: &str = "font-family=\"'Source Sans 3', 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif\"";
/// The colour of words.
pub const INK: &str = "#2b2f33";
/// The colour of what stands back.
pub const PALE: &str = "#8a9096";

/// A picture being drawn.
#[derive(Debug, Default)]
pub struct Canvas {
    width: f64,
    height: f64,
    marks: String,
    /// Gradients, markers, clips.
    pub defs: String,
}

impl Canvas {
    /// An empty picture of so many pixels.
    pub fn new(width: f64, height: f64) -> Canvas {
        Canvas { width, height, ..Canvas::default() }
    }

    /// A line of one colour.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str, width: f64) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.put(&format!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\" stroke-width=\"{width:.1}\"/>"));
    }

    /// Words; `anchor` is `start`, `middle` or `end`.
    pub fn words(&mut self, at: (f64, f64), size: f64, anchor: &str, colour: &str, words: &str) {
        let ((x, y), words) = (at, escape(words));
        self.put(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{words}</text>"
        ));
    }

    /// Words with a pale rim, to be read over other marks.
    pub fn rimmed(&mut self, at: (f64, f64), size: f64, anchor: &str, words: &str) {
        let ((x, y), words) = (at, escape(words));
        self.put(&format!("<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\" text-anchor=\"{anchor}\" fill=\"{INK}\" stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\">{words}</text>"));
    }

    /// A mark as it is.
    pub fn put(&mut self, mark: &str) {
        self.marks.push_str(mark);
        self.marks.push('\n');
    }

    /// Squares with what their colours mean, in a row.
    pub fn legend(&mut self, mut at: (f64, f64), entries: &[(&str, &str)]) {
        for (colour, name) in entries {
            let (x, y) = at;
            self.put(&format!(
                "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\" rx=\"2\" fill=\"{colour}\"/>",
                y - 9.0
            ));
            self.words((x + 15.0, y), 11.0, "start", INK, name);
            at.0 += 34.0 + 5.9 * name.chars().count() as f64;
        }
    }

    /// The picture.
    pub fn finish(self, title: &str) -> String {
        let Canvas { width, height, marks, defs } = self;
        let mut out = String::new();
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" {FONT}>"
        );
        let _ = writeln!(out, "<title>{}</title>\n<defs>{defs}</defs>", escape(title));
        let _ = writeln!(out, "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{marks}</svg>");
        out
    }
}

/// The four quads as legend entries.
pub fn quads() -> Vec<(&'static str, &'static str)> {
    QUADS.iter().copied().zip(QUAD_NAMES).skip(1).collect()
}

/// From red (-10) over grey to blue (10).
pub fn score(score: f64) -> String {
    let share = (score / 10.0).clamp(-1.0, 1.0);
    let (from, to) = ([0xb3, 0xb3, 0xb3], if share < 0.0 { [0xc0, 0x28, 0x1d] } else { [0x15, 0x65, 0xa8] });
    let mix = |at: usize| {
        (f64::from(from[at]) + (f64::from(to[at]) - f64::from(from[at])) * share.abs().sqrt()).round() as u8
    };
    format!("#{:02x}{:02x}{:02x}", mix(0), mix(1), mix(2))
}

/// Text as it may stand in a mark.
pub fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for ch in words.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Control signs are no part of XML.
            ch if ch.is_control() => out.push(' '),
            ch => out.push(ch),
        }
    }
    out
}

/// A page that needs no other file: the picture and the rows it shows.
pub fn page(title: &str, picture: &str, header: &[&str], rows: &[Vec<String>]) -> String {
    let cells = |tag: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let head = cells("th", header.iter().map(|name| (*name).to_owned()).collect());
    let body: String = rows.iter().map(|row| cells("td", row.clone())).collect();
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n<style>{STYLE}</style></head>\n\
         <body><h1>{title}</h1>\n<figure>{picture}</figure>\n<table><thead>{head}</thead><tbody>\n{body}</tbody></table></body></html>"
    )
}

const STYLE: &str = "body{font:15px/1.5 'Source Sans 3','Segoe UI','DejaVu Sans',Helvetica,Arial,sans-serif;color:#2b2f33;max-width:1080px;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.4rem;font-weight:600}figure{margin:0 0 2rem}svg{max-width:100%;height:auto}\
table{border-collapse:collapse;width:100%;font-size:13px}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #e3e6e8;vertical-align:top}\
th{border-bottom:2px solid #2b2f33}@media print{body{margin:0;max-width:none}}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_break_out() {
        let mut canvas = Canvas::new(10.0, 10.0);
        canvas.words((0.0, 0.0), 10.0, "start", INK, "<script>\"&\u{0}");
        let picture = canvas.finish("a<b");
        assert!(
            picture.contains("&lt;script&gt;&quot;&amp; </text>")
                && picture.contains("<title>a&lt;b</title>")
        );
        assert!(page("<b>", &picture, &["<i>"], &[vec!["<u>".into()]]).contains("<th>&lt;i&gt;</th>"));
    }

    #[test]
    fn scores_run_from_red_over_grey_to_blue() {
        assert_eq!([score(-10.0), score(0.0), score(10.0)], ["#c0281d", "#b3b3b3", "#1565a8"]);
        assert_eq!(score(f64::NAN).len(), 7);
    }
}
