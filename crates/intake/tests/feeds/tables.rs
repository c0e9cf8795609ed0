//! Incident tables, submissions, features and mapped tables.

use korridor_intake::feed::{Field, Format, Mapping, RowKind, Stated};
use korridor_operate::fact::{Figure, Happening, Precision};
use korridor_operate::{Fact, Nature};

use super::{board, claims, codes, counts, read, take, take_as, text};

const ACLED: &str = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp";

/// A row made up for the test.
fn incident(id: &str, date: &str, precision: &str, lat: &str, lon: &str, stamp: &str) -> String {
    format!(
        "{id},{date},2016,{precision},Political violence,Explosions/Remote violence,Shelling/artillery/missile attack,\
         Party A,,1,Party B,,2,12,,760,Middle East,Syria,Aleppo,,,Bustan al-Qasr,{lat},{lon},2,One Agency; Another Agency,Other,\
         \"Made up: a road was shelled, it is said.\",0,,{stamp}"
    )
}

/// A table of two made-up incidents.
pub(crate) fn incidents() -> String {
    let row = |id| incident(id, "2016-11-04", "2", "36.19", "37.14", "100");
    format!("{ACLED}\n{}\n{}\n", row("XYZ1"), row("XYZ2"))
}

#[test]
fn an_incident_blames_nobody_and_is_no_more_exact_than_it_was() {
    let rows = [
        incident("XYZ1", "04 November 2016", "1", "36.19", "37.14", "100"),
        incident("XYZ2", "2016-11-04", "2", "36.19", "37.14", "100"),
        incident("XYZ3", "2016-11-04", "3", "36.19", "37.14", "100"),
        incident("XYZ1", "04 November 2016", "1", "36.19", "37.15", "200"),
    ];
    let table = format!("{ACLED}\n{}\n", rows.join("\n"));
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::Acled, table.as_bytes());
    assert_eq!(codes(&imported), [] as [&str; 0]);
    let claims = claims(&imported);
    assert_eq!(claims.len(), 4);
    let first = claims[0];
    assert_eq!(
        (first.source.as_str(), first.told_by.as_slice()),
        (
            "acled",
            &["one-agency".to_owned(), "another-agency".to_owned()][..]
        )
    );
    assert_eq!(
        (first.happening, first.attributes_to.as_ref(), first.persons),
        (Happening::Shelling, None, None)
    );
    assert!(
        text(&first.words)
            .contains("whose order says nothing about who did what: Party A; Party B")
    );
    assert_eq!(first.place.precision, Precision::Named);
    assert_eq!(
        text(first.place.said.as_ref().unwrap()),
        "Bustan al-Qasr, lat 36.19, lon 37.14, precision: near it"
    );
    let days = |index: usize| {
        let when = claims[index].when.as_ref().unwrap();
        (when.latest.0.seconds_since(when.earliest.0) + 1) / 86_400
    };
    assert_eq!((days(0), days(1), days(2)), (1, 13, 30));
    let proposals = imported
        .submissions
        .iter()
        .filter(|submission| matches!(submission.command.fact, Fact::Relate(_)));
    assert_eq!(
        proposals.count(),
        1,
        "a revised row stands beside the first"
    );
    assert_eq!(take(&mut board, Format::Acled, table.as_bytes()).already, 4);
}

#[test]
fn bad_incidents_are_named() {
    let rows = [
        incident("A", "30 February 2016", "1", "36.19", "37.14", "1"),
        incident("B", "2015-11-04", "1", "36.19", "37.14", "1"),
        incident("C", "2016-11-04", "1", "37.14", "136.19", "1")
            .replace("37.14,136.19", "136.19,37.14"),
        incident("D", "2016-11-04", "1", "0", "0", "1"),
        incident("E", "2016-11-04", "4", "36.19", "37.14", "1"),
        incident("F", "2016-11-04", "1", "\"36,19\"", "37.14", "1"),
        "G,2016-11-04".to_owned(),
        incident("H", "2016-11-04", "1", "36.19", "37.14", "1"),
    ];
    let table = format!("{ACLED}\n{}\n", rows.join("\n"));
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::Acled, table.as_bytes());
    let expected = [
        "time_never_was",
        "time_contradicts",
        "coordinates_swapped",
        "coordinates_zero",
        "precision_not_known",
        "decimal_comma",
        "row_ragged",
    ];
    assert_eq!((codes(&imported), imported.taken), (expected.to_vec(), 1));
    assert_eq!(
        codes(&take(
            &mut board,
            Format::Acled,
            b"event_id_cnty,event_date\n1,2\n"
        )),
        ["acled_columns"]
    );
}

fn submission(id: &str, corrects: &str, persons: u32) -> String {
    let corrects = match corrects {
        "" => String::new(),
        earlier => format!(",\"meta/deprecatedID\":\"uuid:{earlier}\""),
    };
    format!(
        "{{\"meta/instanceID\":\"uuid:{id}\"{corrects},\"start\":\"2016-11-04T08:00:00.000+02:00\",\"_submitted_by\":\"a person\",\
         \"phonenumber\":\"+963\",\"gate\":\"karaj\",\"counted_from\":\"2016-11-04T09:00:00.000+02:00\",\
         \"counted_to\":\"2016-11-04T10:00:00.000+02:00\",\"persons\":{persons},\"location\":\"36.19 37.14 400 5\"}}"
    )
}

#[test]
fn a_correction_stands_in_the_stead_of_what_it_corrects_and_overwrites_nothing() {
    let stated = Stated {
        source: Some("field"),
        ..Stated::default()
    };
    let mut board = board(Nature::Operation);
    // The correction stands first in the file.
    let list = format!(
        "{{\"count\":2,\"results\":[{},{}]}}",
        submission("b", "a", 48),
        submission("a", "", 84)
    );
    let imported = take_as(&mut board, Format::Odk, list.as_bytes(), &stated);
    assert_eq!(codes(&imported), [] as [&str; 0]);
    let found = counts(&imported);
    assert_eq!(
        (found[0].count.as_str(), found[0].persons),
        ("odk:field:uuid:a", Figure::exact(84))
    );
    assert_eq!(
        (found[1].count.as_str(), found[1].supersedes.as_slice()),
        ("odk:field:uuid:b", &["odk:field:uuid:a".to_owned()][..])
    );
    let words = text(found[0].words.as_ref().unwrap());
    assert_eq!(
        words, "lat 36.19, lon 37.14",
        "what is not mapped stays out: names, telephones"
    );
    let batch = board.counts.get("odk:field:uuid:a").unwrap();
    assert_eq!(
        (batch.persons, batch.superseded.as_deref()),
        (Figure::exact(84), Some("odk:field:uuid:b"))
    );
    let again = take_as(&mut board, Format::Odk, list.as_bytes(), &stated);
    assert_eq!((again.submissions.len(), again.already), (0, 2));
    let second = format!("[{}]", submission("c", "a", 50));
    assert_eq!(
        codes(&take_as(
            &mut board,
            Format::Odk,
            second.as_bytes(),
            &stated
        )),
        ["corrected_already"]
    );
    let altered = format!("[{}]", submission("b", "a", 49));
    assert_eq!(
        codes(&take_as(
            &mut board,
            Format::Odk,
            altered.as_bytes(),
            &stated
        )),
        ["id_taken"]
    );
}

#[test]
fn what_was_corrected_before_it_came_does_not_count_twice() {
    let stated = Stated {
        source: Some("field"),
        ..Stated::default()
    };
    let mut board = board(Nature::Operation);
    let correction = format!("[{}]", submission("b", "a", 48));
    let imported = take_as(&mut board, Format::Odk, correction.as_bytes(), &stated);
    assert_eq!((imported.taken, imported.notes.len()), (1, 1));
    let late = format!("[{}]", submission("a", "", 84));
    assert_eq!(
        codes(&take_as(&mut board, Format::Odk, late.as_bytes(), &stated)),
        ["corrected_already"]
    );
}

#[test]
fn submissions_as_a_table_are_the_same_submissions() {
    let stated = Stated {
        source: Some("field"),
        ..Stated::default()
    };
    let table = "meta-instanceID,meta-deprecatedID,group-gate,group-counted_from,group-counted_to,group-persons,KEY\n\
        uuid:t1,,karaj,2016-11-04T09:00:00+02:00,2016-11-04T10:00:00+02:00,7,uuid:t1\n\
        ,,karaj,2016-11-04T09:00:00+02:00,2016-11-04T10:00:00+02:00,7,\n\
        uuid:t2,,karaj,2016-11-04 09:00,2016-11-04 10:00,7,uuid:t2\n";
    let mut board = board(Nature::Operation);
    let imported = take_as(&mut board, Format::Odk, table.as_bytes(), &stated);
    assert_eq!(
        (imported.taken, codes(&imported)),
        (1, vec!["odk_no_instance_id", "time_without_offset"])
    );
    let code = |bytes: &[u8]| codes(&read(&board, Format::Odk, bytes, &stated));
    assert_eq!(code(b"gate,persons\nkaraj,5\n"), ["odk_no_instance_id"]);
    assert_eq!(code(b"[1]"), ["odk_no_submissions"]);
    assert_eq!(code(b"[{}]"), ["odk_no_instance_id"]);
}

#[test]
fn features_are_claims_and_bad_places_are_named() {
    let feature = |id: &str, geometry: &str| {
        format!(
            "{{\"type\":\"Feature\",\"id\":\"{id}\",\"geometry\":{geometry},\"properties\":{{\"name\":\"Bustan al-Qasr\",\
             \"type\":\"Shelling\",\"date\":\"2016-11-04\",\"source\":\"SOHR\",\"description\":\"a road was hit\"}}}}"
        )
    };
    let features = [
        feature("1", "{\"type\":\"Point\",\"coordinates\":[37.14,36.19]}"),
        feature("2", "{\"type\":\"Point\",\"coordinates\":[36.19,137.14]}"),
        feature("3", "{\"type\":\"Point\",\"coordinates\":[0,0]}"),
        feature(
            "4",
            "{\"type\":\"Polygon\",\"coordinates\":[[[37.1,36.1],[37.2,36.1],[37.2,36.2],[37.1,36.1]]]}",
        ),
        feature("5", "null"),
        feature("6", "{\"type\":\"Point\",\"coordinates\":[\"37,1\",36]}"),
        feature("7", "{\"type\":\"Circle\"}"),
        feature("8", "{\"type\":\"Point\",\"coordinates\":[400,36]}"),
    ];
    let text_of = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        features.join(",")
    );
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::GeoJson, text_of.as_bytes());
    let expected = [
        "coordinates_swapped",
        "coordinates_zero",
        "coordinates_unreadable",
        "geometry_unreadable",
        "coordinates_out_of_range",
    ];
    assert_eq!(codes(&imported), expected);
    assert_eq!(imported.refused[0].place, "feature 2");
    let claims = claims(&imported);
    assert_eq!(
        (claims.len(), claims[0].happening, text(&claims[0].words)),
        (3, Happening::Shelling, "a road was hit")
    );
    assert_eq!(claims[0].place.corridors, ["bustan-al-qasr"]);
    assert_eq!(
        text(claims[0].place.said.as_ref().unwrap()),
        "Bustan al-Qasr, lat 36.19, lon 37.14"
    );
    assert!(text(claims[1].place.said.as_ref().unwrap()).contains("Polygon within 7.2 km of"));
    let code = |bytes: &[u8]| codes(&read(&board, Format::GeoJson, bytes, &Stated::default()));
    assert_eq!(code(b"{\"type\":\"Topology\"}"), ["geojson_no_features"]);
    let crs = b"{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:32637\"}},\"features\":[]}";
    assert_eq!(code(crs), ["geojson_crs"]);
    let deep = "[".repeat(100_000);
    assert_eq!(code(deep.as_bytes()), ["json_malformed"]);
}

const PLAIN: &str = "Gate;Date;People;Women;Who;Phone\nkaraj;2016-11-04;52;20;OCHA;+963\nkaraj;2016-11-05;2,5;;OCHA;\n";

#[test]
fn a_table_is_read_by_its_mapping_and_never_without() {
    let mut board = board(Nature::Operation);
    assert_eq!(
        codes(&take(&mut board, Format::Csv, PLAIN.as_bytes())),
        ["mapping_missing"]
    );
    let headers = Mapping::headers(PLAIN.as_bytes(), None).unwrap();
    let guess = Mapping::guess(&headers);
    assert_eq!(guess.kind, RowKind::Counts);
    let written = guess.write(&headers);
    assert!(
        written.contains("# not used: \"Phone\"") && written.contains("# not used: \"Who\""),
        "{written}"
    );
    assert_eq!(Mapping::parse(&written).unwrap(), guess);
    let mapping = Mapping::parse(&format!("{written}source = \"Who\"\n")).unwrap();
    assert_eq!(mapping.columns[&Field::Source], "Who");
    let stated = Stated {
        mapping: Some(&mapping),
        ..Stated::default()
    };
    let imported = take_as(&mut board, Format::Csv, PLAIN.as_bytes(), &stated);
    assert_eq!(codes(&imported), ["number_unclear"]);
    let counts = counts(&imported);
    assert_eq!(
        (counts[0].persons, counts[0].interval.seconds()),
        (Figure::exact(52), 86_400)
    );
    assert_eq!(
        take_as(&mut board, Format::Csv, PLAIN.as_bytes(), &stated).already,
        1
    );
}

#[test]
fn a_mapping_that_cannot_be_used_is_refused() {
    let found = |text: &str| Mapping::parse(text).unwrap_err().found;
    assert!(
        found("kind = \"counts\"\n[columns]\nplace = \"Gate\"\n")
            .contains("without place, number or time")
    );
    assert!(found("kind = \"counts\"\nzone = \"Mars\"\n[columns]\n").contains("Mars"));
    assert!(found("kind = \"facts\"\n[columns]\n").contains("facts"));
    let mapping = Mapping::parse("kind = \"claims\"\n[columns]\nwords = \"Text\"\n").unwrap();
    let stated = Stated {
        mapping: Some(&mapping),
        source: Some("s"),
        ..Stated::default()
    };
    let code = |bytes: &[u8]| {
        codes(&read(
            &board(Nature::Operation),
            Format::Csv,
            bytes,
            &stated,
        ))
    };
    assert_eq!(code(b"Gate,Date\nx,y\n"), ["mapping_column_missing"]);
    assert_eq!(code(b"Text,Text\nx,y\n"), ["mapping_ambiguous"]);
    assert_eq!(code("Text\n\u{202e}evil\n".as_bytes()), ["text_direction"]);
    assert_eq!(code(b"Text,\"unclosed\nx,y\nx,y\n"), ["no_rows"]);
}
