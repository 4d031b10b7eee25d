//! What the catalogue promises, on small tables and on the committed ones.
#![allow(clippy::disallowed_methods, reason = "the committed tables are read as they stand")]

use super::*;

const KINDS: &str = "country\tcountry\ta\nadmin1\tadmin1\tb\ncapital\tcity\tc\ncity\tcity\td\nriver\tregion\te\nbase\tpoint\tf\n";
const COUNTRIES: &str = "SYR\tSyria\t-\t35\t38.5\t400\t17000000\t163843\tDamascus\nUSA\tUnited States\tU.S.|America\t39.8\t-98.6\t6000\t327000000\t6252001\tWashington\n";

fn file(name: &str, text: &str) -> (String, String) {
    (format!("places/{name}"), text.to_owned())
}

fn complaint(name: &str, text: &str) -> String {
    let files = [file("kinds.tsv", KINDS), file("countries.tsv", COUNTRIES), file(name, text)];
    bake(&files).map_or_else(|all| all[0].to_string(), |_| "none".into())
}

fn committed() -> &'static Places {
    static PLACES: std::sync::OnceLock<Places> = std::sync::OnceLock::new();
    PLACES.get_or_init(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/places");
        let read = |entry: std::fs::DirEntry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            file(&name, &std::fs::read_to_string(entry.path()).unwrap())
        };
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| read(entry.unwrap())).collect();
        Places::read(&files)
            .unwrap_or_else(|all| panic!("{}", all.iter().map(|c| format!("data/{c}\n")).collect::<String>()))
    })
}

fn first(name: &str) -> String {
    let found = committed().find(name);
    found.first().and_then(|place| committed().open(*place)).map_or("-".into(), |place| place.id.to_string())
}

#[test]
fn a_wrong_row_is_told_with_its_line_and_column() {
    let check = |name, row, told| assert_eq!(complaint(name, row), told, "{row}");
    check("features.tsv", "x\tX\t-\triver\t35\t40\t100\tSYR", "none");
    check(
        "features.tsv",
        "x\tX\t-\triver\t35\t40\t100",
        "places/features.tsv:1:1: expected 8 columns, found 7",
    );
    check(
        "features.tsv",
        "x\tX\t-\trivr\t35\t40\t9\tSYR",
        "places/features.tsv:1:7: unknown kind `rivr`; did you mean `river`?",
    );
    check(
        "features.tsv",
        "x\tX\t-\triver\t35\t40\t9\tSRY",
        "places/features.tsv:1:21: unknown country `SRY`; did you mean `SYR`?",
    );
    check(
        "features.tsv",
        "x\tX\t-\triver\t95\t40\t9\tSYR",
        "places/features.tsv:1:13: `95` is no number from -90 to 90",
    );
    check(
        "features.tsv",
        "x\tX\t-\triver\t-35\t40\t9\tSYR",
        "places/features.tsv:1:13: these coordinates lie far from SYR",
    );
    check(
        "features.tsv",
        "x\tX\t-\triver\t35\t40\t9\tSYR\nx\tY\t-\triver\t35\t40\t9\tSYR",
        "places/features.tsv:2:1: `features:x` stands here twice",
    );
    check("names.tsv", "admin1:SY.99\tX\t-", "places/names.tsv:1:1: there is no place `admin1:SY.99`");
}

#[test]
fn bytes_of_another_kind_are_refused() {
    for bytes in [
        &b""[..],
        b"places 1",
        b"places 1\x14\0\0\0\x14\0\0\0\x14\0\0\0",
        b"something else altogether, and longer than a header",
    ] {
        assert!(Places::from_bytes(Cow::Borrowed(bytes)).is_err());
    }
}

#[test]
fn the_committed_tables_are_sound() {
    assert!(committed().len() > 70_000);
    assert!(committed().find("Nowhere at all").is_empty());
    assert!(committed().get("geonames:1").is_none());
}

#[test]
fn a_name_finds_what_readers_of_news_mean() {
    let check = |name, id| assert_eq!(first(name), id, "{name}");
    check("Sochi", "geonames:491422");
    check("Syria", "country:SYR");
    check("Georgia", "country:GEO");
    check("U.S.", "country:USA");
    check("US", "country:USA");
    check("us", "-");
    check("El Salvador", "country:SLV");
    check("Salvador", "geonames:3450554");
    check("Washington", "geonames:4140963");
    check("Kiev", "geonames:703448");
    check("Aleppo", "geonames:170063");
    check("Florida", "admin1:US.FL");
    check("Hasakah", "geonames:173811");
    check("al-Hasakah", "geonames:173811");
    check("ALEPPO", "geonames:170063");
    check("Euphrates", "features:euphrates");
    check("Red Sea", "features:red-sea");
    check("Gaza", "admin1:PS.GZ");
    check("Odessa", "geonames:698740");
}

#[test]
fn the_longest_name_is_taken() {
    let check = |words: &str, taken, id: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        let found = committed()
            .longest(&words)
            .map(|(taken, all)| (taken, committed().open(all[0]).unwrap().id.to_string()));
        assert_eq!(found, (taken > 0).then(|| (taken, id.to_owned())), "{words:?}");
    };
    check("New York on Monday", 2, "geonames:5128581");
    check("Idlib province fell", 2, "admin1:SY.12");
    check("Idlib fell", 1, "geonames:169389");
    check("Deir al - Zor on Monday", 4, "geonames:170794");
    check("Deir al - Zor airport", 5, "features:deir-ez-zor-airport");
    check("Deir ez-Zor", 2, "geonames:170794");
    check("Aleppo , Hama", 1, "geonames:170063");
    check(", Hama", 0, "");
    check("negotiations", 0, "");
}

#[test]
fn a_place_contains_what_lies_in_it() {
    let check = |outer: &str, inner: &str, is| {
        let (outer, inner) = (committed().get(outer).unwrap(), committed().get(inner).unwrap());
        assert_eq!(committed().contains(&outer, &inner), is, "{} {}", outer.id, inner.id);
    };
    check("country:RUS", "geonames:491422", true);
    check("country:UKR", "geonames:491422", false);
    check("admin1:RU.38", "geonames:491422", true);
    check("admin1:SY.12", "geonames:170063", false);
    check("geonames:491422", "country:RUS", false);
    check("country:SYR", "country:SYR", true);
    check("features:middle-east", "country:SYR", true);
    check("features:middle-east", "geonames:170063", true);
    check("features:donbas", "geonames:709717", true);
    check("features:donbas", "geonames:491422", false);
}

#[test]
fn distances_are_right_to_a_few_kilometres() {
    let check = |a: &str, b: &str, km: f64| {
        let told = distance_km(&committed().get(a).unwrap(), &committed().get(b).unwrap());
        assert!((told - km).abs() < 10.0, "{a} {b} {told}");
    };
    check("geonames:170063", "geonames:170654", 309.0);
    check("geonames:2643743", "geonames:5128581", 5570.0);
    check("geonames:491422", "geonames:491422", 0.0);
}

#[test]
fn names_that_are_words_are_known_as_such() {
    let check = |name, is| assert_eq!(committed().is_ambiguous(name), is, "{name}");
    check("Reading", true);
    check("Nice", true);
    check("jordan", true);
    check("Damascus", false);
    check("", false);
}
