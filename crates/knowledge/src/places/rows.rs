//! Rows of `data/places` as records: columns counted, numbers in range, names of kinds and countries known. In: one row; out: a
//! record, or a complaint with its file, line and column.

use super::{DEGREE, NUMBERED, Precision};
use std::collections::{BTreeMap, HashMap};
use text::datafile::{Complaint, nearest};

/// A row, and where it stands.
pub(crate) struct Row<'f> {
    pub(crate) file: &'f str,
    pub(crate) line: usize,
    pub(crate) fields: Vec<&'f str>,
}

/// A place before it is baked.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Further spellings, picked by hand.
    pub(crate) others: Vec<String>,
    /// Spellings that GeoNames lists, in whatever language.
    pub(crate) listed: Vec<String>,
    pub(crate) kind: String,
    pub(crate) precision: Precision,
    pub(crate) countries: Vec<String>,
    /// The id of its province.
    pub(crate) admin1: String,
    pub(crate) lat: i32,
    pub(crate) lon: i32,
    /// Tenths of a kilometre.
    pub(crate) radius: u32,
    pub(crate) population: u32,
}

/// What rows refer to.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) kinds: BTreeMap<String, Precision>,
    /// Name and further spellings by id, where a name of GeoNames is not what news writes.
    pub(crate) names: HashMap<String, (String, Vec<String>)>,
    /// Middle and radius of a country.
    pub(crate) countries: BTreeMap<String, (f64, f64, u32)>,
}

impl<'f> Row<'f> {
    /// Rows of a file, with complaints about those that have too few or too many columns.
    pub(crate) fn all(
        file: &'f str,
        text: &'f str,
        columns: usize,
        complaints: &mut Vec<Complaint>,
    ) -> Vec<Row<'f>> {
        let rows = text::datafile::rows(text).map(|(line, fields)| Row { file, line, fields });
        let (whole, broken): (Vec<_>, Vec<_>) = rows.partition(|row| row.fields.len() == columns);
        let told = |row: Row| {
            row.complain(0, format!("expected {columns} columns, found {}", row.fields.len()), None)
        };
        complaints.extend(broken.into_iter().map(told));
        whole
    }

    /// A field; `-` says that there is nothing.
    pub(crate) fn text(&self, at: usize) -> &'f str {
        self.fields.get(at).map(|field| field.trim()).filter(|field| *field != "-").unwrap_or("")
    }

    pub(crate) fn list(&self, at: usize) -> Vec<String> {
        self.text(at).split(['|', ' ']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    pub(crate) fn names(&self, at: usize) -> Vec<String> {
        self.text(at).split('|').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    pub(crate) fn complain(&self, at: usize, message: String, hint: Option<&str>) -> Complaint {
        let before: usize = self.fields.iter().take(at).map(|field| field.chars().count() + 1).sum();
        Complaint {
            file: self.file.to_owned(),
            line: self.line,
            column: before + 1,
            message,
            hint: hint.map(str::to_owned),
        }
    }

    fn needed(&self, at: usize, what: &str) -> Result<&'f str, Complaint> {
        let text = self.text(at);
        if text.is_empty() || text.len() > 200 {
            Err(self.complain(at, format!("expected {what}"), None))
        } else {
            Ok(text)
        }
    }

    fn degrees(&self, at: usize, limit: f64) -> Result<i32, Complaint> {
        let number = self.text(at).parse::<f64>().ok().filter(|degrees| degrees.abs() <= limit);
        let told =
            || self.complain(at, format!("`{}` is no number from -{limit} to {limit}", self.text(at)), None);
        number.map(|degrees| (degrees * DEGREE).round() as i32).ok_or_else(told)
    }

    fn count(&self, at: usize, most: u32) -> Result<u32, Complaint> {
        let number = self.text(at).parse::<u32>().ok().filter(|number| *number <= most);
        number.ok_or_else(|| {
            self.complain(at, format!("`{}` is no whole number up to {most}", self.text(at)), None)
        })
    }

    fn kind(&self, at: usize, known: &Known) -> Result<(String, Precision), Complaint> {
        let kind = self.text(at);
        let hint = || nearest(kind, known.kinds.keys().map(String::as_str));
        let precision = known
            .kinds
            .get(kind)
            .ok_or_else(|| self.complain(at, format!("unknown kind `{kind}`"), hint()))?;
        Ok((kind.to_owned(), *precision))
    }

    fn countries(&self, at: usize, known: &Known) -> Result<Vec<String>, Complaint> {
        let codes = self.list(at);
        let Some(wrong) = codes.iter().find(|code| !known.countries.contains_key(*code)) else {
            return Ok(codes);
        };
        let hint = nearest(wrong, known.countries.keys().map(String::as_str));
        Err(self.complain(at, format!("unknown country `{wrong}`"), hint))
    }
}

impl Record {
    /// `iso3 name others lat lon radius_km population geonameid capital`
    pub(crate) fn country(row: &Row, known: &mut Known) -> Result<Record, Complaint> {
        let code = row.needed(0, "an ISO 3166 code of three letters")?;
        let (lat, lon) = (row.degrees(3, 90.0)?, row.degrees(4, 180.0)?);
        let radius = row.count(5, 7_000)?;
        known.countries.insert(code.to_owned(), (f64::from(lat) / DEGREE, f64::from(lon) / DEGREE, radius));
        let (kind, precision) = row_kind("country", row, known)?;
        Ok(Record {
            id: format!("country:{code}"),
            name: row.needed(1, "a name")?.to_owned(),
            others: row.names(2),
            listed: Vec::new(),
            kind,
            precision,
            countries: vec![code.to_owned()],
            admin1: String::new(),
            lat,
            lon,
            radius: radius * 10,
            population: row.count(6, u32::MAX)?,
        })
    }

    /// `code name country lat lon radius_km population`
    pub(crate) fn admin1(row: &Row, known: &Known) -> Result<Record, Complaint> {
        let code = row.needed(0, "a code such as SY.12")?;
        let id = format!("admin1:{code}");
        Record::division(row, known, "admin1", id.clone(), id)
    }

    /// `code name country lat lon radius_km population`
    pub(crate) fn admin2(row: &Row, known: &Known) -> Result<Record, Complaint> {
        let code = row.needed(0, "a code such as US.TX.001")?;
        let above = code.rsplit_once('.').filter(|(above, _)| above.contains('.'));
        let Some((province, _)) = above else {
            return Err(row.complain(0, "expected a code such as US.TX.001".into(), None));
        };
        Record::division(row, known, "district", format!("admin2:{code}"), format!("admin1:{province}"))
    }

    /// A part of a country, behind its code: `name country lat lon radius_km population`.
    fn division(
        row: &Row,
        known: &Known,
        sort: &str,
        id: String,
        admin1: String,
    ) -> Result<Record, Complaint> {
        let (kind, precision) = row_kind(sort, row, known)?;
        let record = Record {
            id,
            name: row.needed(1, "a name")?.to_owned(),
            others: Vec::new(),
            listed: Vec::new(),
            kind,
            precision,
            countries: row.countries(2, known)?,
            admin1,
            lat: row.degrees(3, 90.0)?,
            lon: row.degrees(4, 180.0)?,
            radius: row.count(5, 7_000)? * 10,
            population: row.count(6, u32::MAX)?,
        };
        Ok(record.renamed(known))
    }

    /// The number of a place of `geonames.tsv`, by which the table is searched.
    pub(crate) fn number(&self) -> Option<u32> {
        self.id.strip_prefix("geonames:")?.parse().ok()
    }

    /// `geonameid name others lat lon country admin1 population level`
    pub(crate) fn city(row: &Row, known: &Known) -> Result<Record, Complaint> {
        let population = row.count(7, u32::MAX)?;
        let (kind, precision) = row.kind(8, known)?;
        let radius = match population {
            3_000_000.. => 250,
            500_000.. => 120,
            50_000.. => 60,
            _ => 30,
        };
        let record = Record {
            id: format!("geonames:{}", row.count(0, NUMBERED - 1)?),
            name: row.needed(1, "a name")?.to_owned(),
            others: Vec::new(),
            listed: row.names(2),
            kind,
            precision,
            countries: row.countries(5, known)?,
            admin1: format!("admin1:{}", row.text(6)),
            lat: row.degrees(3, 90.0)?,
            lon: row.degrees(4, 180.0)?,
            radius,
            population,
        };
        Ok(record.renamed(known))
    }

    /// With the name and the spellings of `names.tsv`; the name it had becomes a spelling.
    fn renamed(mut self, known: &Known) -> Record {
        let Some((name, others)) = known.names.get(&self.id) else { return self };
        self.others.extend(others.iter().cloned());
        if !name.is_empty() && *name != self.name {
            self.listed.push(std::mem::replace(&mut self.name, name.clone()));
        }
        self
    }

    /// `id name others kind lat lon radius_km countries`
    pub(crate) fn feature(row: &Row, known: &Known) -> Result<Record, Complaint> {
        let (kind, precision) = row.kind(3, known)?;
        let record = Record {
            id: format!("features:{}", row.needed(0, "an id")?),
            name: row.needed(1, "a name")?.to_owned(),
            others: row.names(2),
            listed: Vec::new(),
            kind,
            precision,
            countries: row.countries(7, known)?,
            admin1: String::new(),
            lat: row.degrees(4, 90.0)?,
            lon: row.degrees(5, 180.0)?,
            radius: row.count(6, 10_000)? * 10,
            population: 0,
        };
        record.lies_near(row, known)?;
        Ok(record)
    }

    /// A minus sign forgotten puts a place on the wrong half of the earth: it must lie within reach of one of its countries.
    fn lies_near(&self, row: &Row, known: &Known) -> Result<(), Complaint> {
        let here = (f64::from(self.lat) / DEGREE, f64::from(self.lon) / DEGREE);
        let reach = f64::from(self.radius) / 10.0 + 400.0;
        let near = |code: &String| {
            let Some((lat, lon, radius)) = known.countries.get(code) else { return false };
            super::arc_km(here, (*lat, *lon)) <= f64::from(*radius) + reach
        };
        if self.countries.is_empty() || self.countries.iter().any(near) {
            return Ok(());
        }
        Err(row.complain(4, format!("these coordinates lie far from {}", self.countries.join(", ")), None))
    }
}

fn row_kind(kind: &str, row: &Row, known: &Known) -> Result<(String, Precision), Complaint> {
    let precision = known.kinds.get(kind).copied();
    let told = || row.complain(0, format!("places/kinds.tsv has no kind `{kind}`"), None);
    Ok((kind.to_owned(), precision.ok_or_else(told)?))
}
