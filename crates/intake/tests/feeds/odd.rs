//! Files as they come from the field: every refused row is named with its place, and the good ones are kept and counted.

use korridor_intake::feed::{Format, Imported, Mapping, Stated};
use korridor_operate::Nature;
use korridor_operate::fact::Figure;
use korridor_world::LocalClock;

use super::{board, codes, counts, read, take_as};

const FIELD: Stated<'static> = Stated {
    source: Some("field"),
    encoding: None,
    zone: None,
    mapping: None,
    keys: &[],
    unverified: korridor_intake::feed::Unverified::Refuse,
};

/// Where each refused row stands, and why.
fn named(imported: &Imported) -> Vec<(&str, &str)> {
    let refused = imported.refused.iter();
    refused
        .map(|refused| (refused.place.as_str(), refused.code))
        .collect()
}

const MAPPING: &str = "kind = \"counts\"\n[columns]\nplace = \"Port\"\nwhen = \"Dato\"\npersons = \"Antall\"\nlatitude = \"Bredde\"\nlongitude = \"Lengde\"\nsource = \"Kilde\"\n";

#[test]
fn a_table_of_a_spreadsheet_program_is_read_as_it_was_meant_or_not_at_all() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let stated = Stated {
        mapping: Some(&mapping),
        ..Stated::default()
    };
    let head = "\u{feff}Port;Dato;Antall;Bredde;Lengde;Kilde;Vær, sikt, føre, vind, sjø\r\n";
    let rows = [
        (
            "karaj;2016-11-04;52;36.19;37.14;Røde Kors;pent, klart\r\n",
            None,
        ),
        (
            "karaj;2016-11-05;52,0;36.19;37.14;Røde Kors;\r\n",
            Some("number_unclear"),
        ),
        (
            "karaj;2016-11-06;7;36,19;37,14;Røde Kors;\r\n",
            Some("decimal_comma"),
        ),
        (
            "karaj;31.11.2016;7;36.19;37.14;Røde Kors;\r\n",
            Some("date_ambiguous"),
        ),
        (
            "karaj;2016-11-31;7;36.19;37.14;Røde Kors;\r\n",
            Some("time_never_was"),
        ),
        (
            "karaj;2016-11-07;7;137.14;36.19;Røde Kors;\r\n",
            Some("coordinates_swapped"),
        ),
        (
            "karaj;2016-11-08;7;0;0;Røde Kors;\r\n",
            Some("coordinates_zero"),
        ),
        ("karaj;2016-11-09;7;36.19;37.14\r\n", Some("row_ragged")),
        (";;;;;;\r\n", None),
        (
            "karaj;2016-11-04;52;36.19;37.14;Røde Kors;pent, klart\r\n",
            Some("duplicate"),
        ),
        (
            "\"karaj\";\"2016-11-10\";\"8\";;;\"Røde Kors\";\"to\r\nlinjer\"\r\n",
            None,
        ),
        ("karaj;2016-11-11;9;;;Røde Kors;\r\n", None),
    ];
    let table: String = std::iter::once(head)
        .chain(rows.iter().map(|(row, _)| *row))
        .collect();
    let mut board = board(Nature::Operation);
    let imported = take_as(&mut board, Format::Csv, table.as_bytes(), &stated);
    let expected: Vec<(String, &str)> = rows
        .iter()
        .zip(2..)
        .filter_map(|((_, code), line)| Some((format!("line {line}"), (*code)?)))
        .collect();
    let mut found: Vec<(String, &str)> = named(&imported)
        .into_iter()
        .map(|(place, code)| (place.to_owned(), code))
        .collect();
    found.sort_by_key(|(place, _)| place.trim_start_matches("line ").parse::<usize>().unwrap());
    assert_eq!(found, expected);
    assert_eq!((imported.taken, counts(&imported).len()), (3, 3));

    // The same in the code page of an old program: every row with a letter of its own is named, or all is read.
    let (old, _, _) = encoding_rs::WINDOWS_1252.encode(table.trim_start_matches('\u{feff}'));
    let unread = read(&board, Format::Csv, &old, &stated);
    assert!(
        codes(&unread).contains(&"encoding_broken"),
        "{:?}",
        named(&unread)
    );
    let stated = Stated {
        encoding: Some("windows-1252"),
        ..stated
    };
    let again = take_as(&mut board, Format::Csv, &old, &stated);
    // The row that stood there twice is there already.
    assert_eq!((again.taken, again.already), (0, 4));
    assert_eq!(again.refused.len(), expected.len() - 1);
}

#[test]
fn a_cell_of_ten_megabytes_hides_no_other_row() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let stated = Stated {
        mapping: Some(&mapping),
        ..Stated::default()
    };
    let long = "x".repeat(10 << 20);
    let table = format!(
        "Port;Dato;Antall;Bredde;Lengde;Kilde\nkaraj;2016-11-04;5;;;A\nkaraj;2016-11-05;{long};;;A\nkaraj;2016-11-06;6;;;A\n"
    );
    let mut board = board(Nature::Operation);
    let imported = take_as(&mut board, Format::Csv, table.as_bytes(), &stated);
    assert_eq!(named(&imported), [("line 3, column 3", "cell_too_long")]);
    assert_eq!(imported.taken, 2);
    let json = format!(
        "[{},{}]",
        kobo("a", "", 5, ""),
        kobo("b", "", 6, &format!(",\"notes\":\"{long}\""))
    );
    let imported = take_as(&mut board, Format::Odk, json.as_bytes(), &FIELD);
    assert_eq!(
        (imported.taken, codes(&imported)),
        (2, vec![]),
        "what is not mapped is not kept"
    );
}

/// A submission as KoBo gives it.
fn kobo(id: &str, deprecated: &str, persons: u32, more: &str) -> String {
    let deprecated = match deprecated {
        "" => String::new(),
        earlier => format!(",\"meta/deprecatedID\":\"uuid:{earlier}\""),
    };
    format!(
        "{{\"_id\":7,\"formhub/uuid\":\"f\",\"_xform_id_string\":\"x\",\"meta/instanceID\":\"uuid:{id}\",\"_uuid\":\"{id}\"{deprecated},\
         \"_attachments\":[{{\"filename\":\"a/gate.jpg\",\"persons\":9,\"mimetype\":\"image/jpeg\"}}],\"_geolocation\":[36.19,37.14],\
         \"_submission_time\":\"2016-11-04T08:05:00\",\"_tags\":[],\"group_a/sub/gate\":\"karaj\",\
         \"group_a/sub/counted_from\":\"2016-11-04T09:00:00.000+02:00\",\"group_a/sub/counted_to\":\"2016-11-04T10:00:00.000+02:00\",\
         \"group_a/persons\":\"{persons}\"{more}}}"
    )
}

#[test]
fn a_chain_of_corrections_leaves_the_last_one_standing() {
    let mut board = board(Nature::Operation);
    let all = [
        kobo("c", "b", 30, ""),
        kobo("a", "", 10, ""),
        kobo("b", "a", 20, ""),
    ];
    let imported = take_as(
        &mut board,
        Format::Odk,
        format!("{{\"results\":[{}]}}", all.join(",")).as_bytes(),
        &FIELD,
    );
    assert_eq!((imported.taken, codes(&imported)), (3, vec![]));
    let superseded = |id: &str| {
        board
            .counts
            .get(&format!("odk:field:uuid:{id}"))
            .unwrap()
            .superseded
            .clone()
    };
    assert_eq!(superseded("a").as_deref(), Some("odk:field:uuid:b"));
    assert_eq!(superseded("b").as_deref(), Some("odk:field:uuid:c"));
    assert_eq!(superseded("c"), None);
    // One after the other, and the same again after an edit.
    let mut later = super::board(Nature::Operation);
    for (list, taken) in [
        (vec![&all[1]], 1),
        (vec![&all[1], &all[2]], 1),
        (vec![&all[0]], 1),
    ] {
        let list: Vec<&str> = list.into_iter().map(String::as_str).collect();
        let imported = take_as(
            &mut later,
            Format::Odk,
            format!("[{}]", list.join(",")).as_bytes(),
            &FIELD,
        );
        assert_eq!((imported.taken, codes(&imported)), (taken, vec![]));
    }
    let edited = kobo("c", "b", 31, "");
    let imported = take_as(
        &mut later,
        Format::Odk,
        format!("[{edited}]").as_bytes(),
        &FIELD,
    );
    assert_eq!(named(&imported), [("submission 1", "id_taken")]);
    // A circle is nobody's correction.
    let circle = format!("[{},{}]", kobo("x", "y", 1, ""), kobo("y", "x", 2, ""));
    let imported = take_as(&mut later, Format::Odk, circle.as_bytes(), &FIELD);
    assert!(
        imported.taken <= 2
            && later.counts.get("odk:field:uuid:c").unwrap().persons == Figure::exact(30)
    );
}

/// A submission as ODK Central gives it: `__id` stays through edits, and `instanceID` does not.
fn central(first: &str, instance: &str, persons: u32, more: &str) -> String {
    format!(
        "{{\"__id\":\"uuid:{first}\",\"__system\":{{\"submissionDate\":\"2016-11-04T08:05:00.000Z\",\"edits\":1{more}}},\
         \"meta\":{{\"instanceID\":\"uuid:{instance}\",\"instanceName\":null}},\"g\":{{\"gate\":\"karaj\",\
         \"counted_from\":\"2016-11-04T09:00:00.000+02:00\",\"counted_to\":\"2016-11-04T10:00:00.000+02:00\",\"persons\":{persons}}}}}"
    )
}

#[test]
fn what_a_server_edited_rejected_or_deleted_is_not_counted_twice() {
    let mut board = board(Nature::Operation);
    let mut one = |text: String| {
        let list = format!("{{\"value\":[{text}]}}");
        let imported = take_as(&mut board, Format::Odk, list.as_bytes(), &FIELD);
        let standing = ["o", "e1", "e2"].into_iter().filter(|id| {
            let batch = board.counts.get(&format!("odk:field:uuid:{id}"));
            batch.is_some_and(|batch| batch.superseded.is_none())
        });
        (
            imported.taken,
            codes(&imported),
            standing.collect::<Vec<_>>(),
        )
    };
    assert_eq!(one(central("o", "o", 10, "")), (1, vec![], vec!["o"]));
    // Edited after it was imported: the edit stands in its stead.
    assert_eq!(one(central("o", "e1", 12, "")), (1, vec![], vec!["e1"]));
    // Edited again: what it corrects is not told, so that it is named and not counted.
    assert_eq!(
        one(central("o", "e2", 13, "")),
        (0, vec!["corrected_already"], vec!["e1"])
    );
    let rejected = ",\"reviewState\":\"rejected\"";
    assert_eq!(one(central("r", "r", 99, rejected)).1, ["odk_rejected"]);
    let deleted = ",\"deletedAt\":\"2016-11-05T00:00:00.000Z\"";
    assert_eq!(one(central("d", "d", 99, deleted)).1, ["odk_rejected"]);
    let status = ",\"_validation_status\":{\"uid\":\"validation_status_not_approved\",\"label\":\"Not Approved\"}";
    assert_eq!(one(kobo("v", "", 99, status)).1, ["odk_rejected"]);
    let status = ",\"_validation_status\":{}";
    assert_eq!(one(kobo("w", "", 9, status)).0, 1);
}

#[test]
fn fields_that_could_be_several_are_named() {
    let board = board(Nature::Operation);
    let code = |text: &str| codes(&read(&board, Format::Odk, text.as_bytes(), &FIELD));
    let two = kobo("a", "", 5, ",\"group_b/gate\":\"other\"");
    assert_eq!(code(&format!("[{two}]")), ["mapping_ambiguous"]);
    let table = "KEY,gate,counted_from,counted_to,persons,persons\nuuid:1,karaj,2016-11-04,2016-11-04,5,6\n";
    assert_eq!(code(table), ["mapping_ambiguous"]);
    let repeat = "[{\"_uuid\":\"a\",\"counts\":[{\"counts/gate\":\"karaj\",\"counts/persons\":\"5\"},{\"counts/gate\":\"karaj\",\"counts/persons\":\"6\"}]}]";
    assert_eq!(code(repeat), ["odk_repeat_group"]);
    let central = "[{\"__id\":\"a\",\"counts@odata.navigationLink\":\"x\",\"counts\":[{\"gate\":\"karaj\",\"persons\":5}]}]";
    assert_eq!(code(central), ["odk_repeat_group"]);
}

#[test]
fn submissions_with_times_of_any_zone_are_read_as_instants() {
    let damascus = LocalClock::of_zone("Asia/Damascus").unwrap();
    let of = |from: &str, to: &str, zone: Option<&'static str>| {
        let text = kobo("a", "", 5, "")
            .replace("2016-11-04T09:00:00.000+02:00", from)
            .replace("2016-11-04T10:00:00.000+02:00", to);
        let stated = Stated {
            zone: zone.map(|_| &damascus),
            ..FIELD
        };
        let imported = read(
            &board(Nature::Operation),
            Format::Odk,
            format!("[{text}]").as_bytes(),
            &stated,
        );
        let from = counts(&imported)
            .first()
            .map(|count| count.interval.from.to_string());
        from.ok_or_else(|| codes(&imported)[0])
    };
    let seven = Ok("2016-11-04T07:00:00Z".to_owned());
    for (from, to) in [
        ("2016-11-04T09:00:00.000+02:00", "2016-11-04T10:00:00+02:00"),
        ("2016-11-04T10:00:00.123+03:00", "2016-11-04T10:00+02:00"),
        ("2016-11-04T07:00:00.000Z", "2016-11-04T08:00:00Z"),
        (
            "2016-11-04T12:30:00.000+05:30",
            "2016-11-04T14:00:00.000+05:30",
        ),
        (
            "2016-11-03T23:00:00.000-08:00",
            "2016-11-04T00:00:00.000-08:00",
        ),
        ("2016-11-04T09:00:00.000+02", "2016-11-04T10:00:00.000+02"),
        (
            "2016-11-04T09:00:00.000+0200",
            "2016-11-04T10:00:00.000+0200",
        ),
    ] {
        assert_eq!(of(from, to, None), seven, "{from}");
    }
    assert_eq!(
        of("2016-11-04T09:00:00", "2016-11-04T10:00:00", None),
        Err("time_without_offset")
    );
    assert_eq!(
        of("2016-11-04T09:00:00", "2016-11-04T10:00:00", Some("there")),
        seven
    );
    assert_eq!(
        of("09:00:00.000+02:00", "10:00:00.000+02:00", None),
        Err("time_unreadable")
    );
    assert_eq!(
        of(
            "2016-11-04T25:00:00.000+02:00",
            "2016-11-04T26:00:00.000+02:00",
            None
        ),
        Err("time_never_was")
    );
    assert_eq!(
        of("2016-10-28T00:30:00", "2016-10-28T02:00:00", Some("there")),
        Ok("2016-10-27T22:30:00Z".to_owned())
    );
}

#[test]
fn points_of_devices_are_places_or_named() {
    let of = |point: &str| {
        let text = kobo("a", "", 5, &format!(",\"location\":{point}"));
        let imported = read(
            &board(Nature::Operation),
            Format::Odk,
            format!("[{text}]").as_bytes(),
            &FIELD,
        );
        match counts(&imported).first() {
            Some(count) => Ok(count
                .words
                .as_ref()
                .map(|words| super::text(words).to_owned())),
            None => Err(codes(&imported)[0]),
        }
    };
    let said = |text: &str| Ok(Some(text.to_owned()));
    assert_eq!(of("\"36.19 37.14 400 5\""), said("lat 36.19, lon 37.14"));
    assert_eq!(
        of("{\"type\":\"Point\",\"coordinates\":[37.14,36.19,400]}"),
        said("lat 36.19, lon 37.14")
    );
    assert_eq!(of("\"\""), Ok(None));
    assert_eq!(of("null"), Ok(None));
    assert_eq!(of("\"0 0 0 0\""), Err("coordinates_zero"));
    assert_eq!(of("\"137.14 36.19 0 0\""), Err("coordinates_swapped"));
    assert_eq!(of("\"36.19\""), Err("coordinates_unreadable"));
    assert_eq!(of("\"NaN NaN\""), Err("coordinates_unreadable"));
}

#[test]
fn incidents_that_went_through_a_spreadsheet_program_are_the_same_incidents() {
    let table = super::tables::incidents().replace("One Agency; Another Agency", "One Agency");
    let mut board = board(Nature::Operation);
    assert_eq!(
        take_as(
            &mut board,
            Format::Acled,
            table.as_bytes(),
            &Stated::default()
        )
        .taken,
        2
    );
    let quoted = "\"Made up: a road was shelled, it is said.\"";
    let other = table
        .replace(quoted, "<words>")
        .replace(',', ";")
        .replace("<words>", quoted)
        .replace('\n', ";\r\n");
    let ragged = "XYZ3;2016-11-04\r\n";
    let other = format!("\u{feff}{other}{ragged}");
    let imported = take_as(
        &mut board,
        Format::Acled,
        other.as_bytes(),
        &Stated::default(),
    );
    assert_eq!((imported.taken, imported.already), (0, 2));
    assert_eq!(named(&imported), [("line 4", "row_ragged")]);
}
