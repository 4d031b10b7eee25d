//! A small dump in GeoNames' format, of places that are none: what is taken, what is left out and why, what is told of a broken row.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

use knowledge::Precision;
use knowledge::gazetteer::{Dump, open};

/// A row of the dump: id, name, other names, class and code, country, province, people.
fn row(id: u32, name: &str, others: &str, kind: (&str, &str), country: (&str, &str), people: u64) -> String {
    let ((class, code), (country, province)) = (kind, country);
    format!(
        "{id}\t{name}\t{name}\t{others}\t31.5\t65.1\t{class}\t{code}\t{country}\t\t{province}\t\t\t\t{people}\t\t900\tAsia/Kabul\t2020-01-01"
    )
}

#[test]
fn a_dump_becomes_a_table() {
    let mut dump = Dump::default();
    let rows = [
        row(900_000_001, "Qaroxabad", "Karokhabad,QXB,کروخ", ("P", "PPL"), ("AF", "23"), 7_200),
        row(900_000_002, "Band-e Qarox", "", ("S", "DAM"), ("AF", "23"), 0),
        row(900_000_003, "Hotel Qarox", "", ("S", "HTL"), ("AF", "23"), 0),
        row(900_000_004, "Nowhere Qarox", "", ("P", "PPL"), ("QQ", "00"), 50),
    ];
    for (at, row) in rows.iter().enumerate() {
        dump.place("small.txt", at + 1, row).unwrap();
    }
    dump.spelling("names.txt", 1, "1\t900000001\ten\tCarokhabad\t1").unwrap();
    dump.spelling("names.txt", 2, "2\t900000001\tfr\tCarokhville\t").unwrap();
    dump.spelling("names.txt", 3, "3\t900000099\ten\tUnheardof\t").unwrap();
    assert_eq!(dump.len(), 2);
    assert_eq!(dump.left_out.values().sum::<u64>(), 2);

    let places = open(dump.bake().unwrap()).unwrap();
    let one = |name: &str| places.find(name).first().and_then(|found| places.open(*found));
    for name in ["Qaroxabad", "Karokhabad", "Carokhabad"] {
        let town = one(name).unwrap();
        assert_eq!((town.id.to_string().as_str(), town.kind), ("geonames:900000001", "town"));
        assert_eq!(town.country, Some("AFG"));
    }
    assert_eq!(one("Band-e Qarox").map(|dam| dam.precision), Some(Precision::Point));
    assert!(one("Hotel Qarox").is_none() && one("Carokhville").is_none() && one("Unheardof").is_none());
    assert_eq!(one("Mediterranean Sea").map(|sea| sea.kind), Some("sea"));
}

#[test]
fn a_broken_row_is_told() {
    let mut dump = Dump::default();
    let told = dump.place("small.txt", 7, "900000001\tQaroxabad").unwrap_err().to_string();
    assert!(
        told.contains("small.txt:7") && told.contains("19 columns") && told.contains("found 2"),
        "{told}"
    );
    let far = row(1, "Far", "", ("P", "PPL"), ("AF", "23"), 1).replace("31.5", "131.5");
    assert!(dump.place("small.txt", 8, &far).unwrap_err().to_string().contains("131.5"));
    assert!(dump.spelling("names.txt", 1, "no row").is_err());
    assert!(open(b"no table".to_vec()).is_err());
}
