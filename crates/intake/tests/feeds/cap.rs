//! Alerts: the schema's verdict, and claims.

use korridor_intake::feed::{Format, Stated, cap};
use korridor_operate::Nature;
use korridor_operate::fact::Precision;

use super::{board, claims, codes, data, read, take, text};

/// Every file with its version, and whether the XML Schema of CAP 1.2 takes it; of 1.1, the same schema in the other
/// namespace. The verdicts are those of libxml2.
const FILES: [(&str, Option<&str>, bool); 10] = [
    ("australia.cap", Some("1.2"), true),
    ("canada.cap", Some("1.2"), true),
    // Its empty references are of the schema, if not of the specification's text.
    ("canada_errors.cap", Some("1.2"), true),
    ("earthquake-iso8859-1.cap", Some("1.2"), true),
    ("earthquake.cap", Some("1.1"), true),
    ("invalid.cap", Some("1.2"), false),
    ("no_optional_fields.cap", Some("1.1"), true),
    ("noaa_errors.cap", Some("1.1"), false),
    ("weather.cap", Some("1.1"), true),
    ("xee.cap", None, false),
];

#[test]
fn every_file_has_the_verdict_of_the_schema() {
    let Some(folder) = data("cap") else { return };
    let mut found: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".cap"))
        .collect();
    found.sort();
    assert_eq!(
        found,
        FILES.map(|(name, _, _)| name),
        "a file without a verdict"
    );
    for (name, version, valid) in FILES {
        let verdict = cap::judge(&std::fs::read(folder.join(name)).unwrap());
        assert_eq!(verdict.version, version, "{name}");
        assert_eq!(
            verdict.refused.is_empty(),
            valid,
            "{name}: {:?}",
            verdict.refused
        );
    }
}

#[test]
fn every_file_becomes_claims_or_is_refused_by_name() {
    let Some(folder) = data("cap") else { return };
    let expected: [(&str, usize, &[&str]); 10] = [
        ("australia.cap", 2, &[]),
        ("canada.cap", 2, &[]),
        ("canada_errors.cap", 1, &[]),
        ("earthquake-iso8859-1.cap", 1, &[]),
        ("earthquake.cap", 1, &[]),
        ("invalid.cap", 0, &["cap_schema"]),
        ("no_optional_fields.cap", 0, &["nothing_said"]),
        (
            "noaa_errors.cap",
            0,
            &["cap_schema", "cap_schema", "cap_schema"],
        ),
        ("weather.cap", 1, &[]),
        ("xee.cap", 0, &["xml_doctype"]),
    ];
    for (name, count, refused) in expected {
        let mut board = board(Nature::Operation);
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let imported = take(&mut board, Format::Cap, &bytes);
        assert_eq!(codes(&imported), refused, "{name}: {:?}", imported.refused);
        assert_eq!(claims(&imported).len(), count, "{name}");
        let again = take(&mut board, Format::Cap, &bytes);
        assert_eq!(
            (again.submissions.len(), again.already),
            (0, count),
            "{name}, a second time"
        );
    }
}

#[test]
fn latin_1_is_read_as_it_says() {
    let Some(folder) = data("cap") else { return };
    let mut board = board(Nature::Operation);
    let bytes = std::fs::read(folder.join("earthquake-iso8859-1.cap")).unwrap();
    let imported = take(&mut board, Format::Cap, &bytes);
    assert!(text(&claims(&imported)[0].words).contains("Usulután, El Salvador"));
    assert_eq!(imported.notes[0], "read as ISO-8859-1");
    // A real alert, signed over Latin-1: what is signed is its canonical form in UTF-8.
    let signature = imported.signature.unwrap();
    assert_eq!(signature.standing, cap::Standing::NotTrusted);
    assert_eq!(
        imported.notes[1],
        format!("signature {}", signature.shown())
    );
}

/// A valid alert with one thing put in the place of another.
fn alert(from: &str, to: &str) -> String {
    let text = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\
        <identifier>a1</identifier><sender>cell@example.org</sender><sent>2016-11-04T14:05:00+02:00</sent>\
        <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>\
        <info><language>en</language><category>Security</category><event>Shelling</event>\
        <urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>\
        <onset>2016-11-04T14:00:00+02:00</onset><headline>Bustan al-Qasr shelled</headline>\
        <parameter><valueName>n</valueName><value>=1+1</value></parameter>\
        <area><areaDesc>Bustan al-Qasr corridor</areaDesc>\
        <polygon>36.1,37.1 36.1,37.2 36.2,37.2 36.1,37.1</polygon><circle>36.2,37.15 1.5</circle>\
        <altitude>1.0</altitude></area></info></alert>";
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// Each change with the verdict of libxml2 on the same schema; an info after a signature, which libxml2 lets stand against
/// the order of the schema, with that of xmlschema.
const CHANGES: [(&str, &str, bool); 38] = [
    ("<scope>", "<scope>", true),
    ("14:05:00+02:00", "14:05:00Z", false),
    ("14:05:00+02:00", "14:05:00", false),
    ("14:05:00+02:00", "14:05:00,02:00", false),
    ("14:05:00+02:00", "14:05:00-00:00", true),
    ("14:05:00+02:00", "14:05:00.5+02:00", false),
    ("14:05:00+02:00", "24:00:00+02:00", true),
    ("14:05:00+02:00", "24:00:01+02:00", false),
    ("14:05:00+02:00", "14:05:00+14:00", true),
    ("14:05:00+02:00", "14:05:00+14:01", false),
    ("14:05:00+02:00", " 14:05:00+02:00", false),
    ("<sent>2016-11-04", "<sent> 2016-11-04", true),
    ("<sent>2016-11-04", "<sent>2016-02-30", false),
    ("<sent>2016-11-04", "<sent>2016-02-29", true),
    ("<sent>2016-11-04", "<sent>2015-02-29", false),
    ("<sent>2016-11-04", "<sent>0000-11-04", false),
    ("<status>Actual", "<status>actual", false),
    ("<status>Actual", "<status> Actual", false),
    ("<scope>Public</scope>", "", false),
    (
        "<scope>Public</scope>",
        "<scope>Public</scope><scope>Public</scope>",
        false,
    ),
    ("<language>en</language>", "", true),
    ("<language>en</language>", "<language/>", true),
    ("<language>en</language>", "<language>e_n</language>", false),
    ("<category>Security</category>", "", false),
    (
        "<category>Security</category>",
        "<category>Geo</category><category>Met</category>",
        true,
    ),
    ("<event>Shelling</event>", "<event/>", true),
    ("<event>Shelling</event>", "<event>x<b/></event>", false),
    ("<event>", "<event a='1'>", false),
    ("<info>", "<info>text", false),
    ("<value>=1+1</value>", "", false),
    ("<altitude>1.0", "<altitude>1,0", false),
    ("<altitude>1.0", "<altitude> +1. ", true),
    ("<altitude>1.0", "<altitude>", false),
    ("</info></alert>", "</info><x/></alert>", false),
    (
        "</info></alert>",
        "</info><s:Signature xmlns:s='http://www.w3.org/2000/09/xmldsig#'/></alert>",
        true,
    ),
    (
        "<info>",
        "<s:Signature xmlns:s='http://www.w3.org/2000/09/xmldsig#'/><info>",
        false,
    ),
    (
        "<area><areaDesc>",
        "<area><polygon>1,1</polygon><areaDesc>",
        false,
    ),
    ("<polygon>36.1,37.1 ", "<polygon>nonsense ", true),
];

#[test]
fn every_change_has_the_verdict_of_the_schema() {
    for (from, to, valid) in CHANGES {
        let verdict = cap::judge(alert(from, to).as_bytes());
        assert_eq!(
            verdict.refused.is_empty(),
            valid,
            "{from} -> {to}: {:?}",
            verdict.refused
        );
    }
    // For a comparison with another validator: each change as a file.
    if let Some(folder) = std::env::var_os("KORRIDOR_WRITE_CHANGES") {
        for (index, (from, to, valid)) in CHANGES.into_iter().enumerate() {
            let name = format!("{index:02}-{valid}.xml");
            std::fs::write(std::path::Path::new(&folder).join(name), alert(from, to)).unwrap();
        }
    }
}

#[test]
fn an_alert_is_what_its_sender_says() {
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::Cap, alert("x", "x").as_bytes());
    let claims = claims(&imported);
    let claim = claims[0];
    assert!(claim.source.starts_with("example-org-"), "{}", claim.source);
    assert_eq!(
        text(&claim.words),
        "Shelling\nBustan al-Qasr shelled\n[Actual, Alert, urgency Immediate, severity Severe, certainty Observed]"
    );
    assert_eq!(claim.place.precision, Precision::Named);
    assert_eq!(claim.place.corridors, ["bustan-al-qasr"]);
    assert_eq!(
        text(claim.place.said.as_ref().unwrap()),
        "Bustan al-Qasr corridor, polygon within 7.2 km of lat 36.1500, lon 37.1500, circle within 1.5 km of lat 36.2, lon 37.15"
    );
    assert_eq!(
        claim.when.as_ref().unwrap().earliest.to_string(),
        "2016-11-04T12:00:00Z"
    );
    assert!(board.materials.len() == 1 && claim.material.is_some());
}

#[test]
fn practice_never_becomes_actual() {
    for status in ["Exercise", "Test", "System", "Draft"] {
        let text = alert("<status>Actual", &format!("<status>{status}"));
        let mut operation = board(Nature::Operation);
        assert_eq!(
            codes(&take(&mut operation, Format::Cap, text.as_bytes())),
            ["not_actual"]
        );
        assert!(operation.claims.is_empty() && operation.materials.is_empty());
        let mut exercise = board(Nature::Exercise);
        assert_eq!(take(&mut exercise, Format::Cap, text.as_bytes()).taken, 1);
    }
}

#[test]
fn an_ack_is_no_receipt_and_an_error_is_no_alert() {
    let of = |kind: &str| {
        let mut board = board(Nature::Operation);
        codes(&take(
            &mut board,
            Format::Cap,
            alert("<msgType>Alert", &format!("<msgType>{kind}")).as_bytes(),
        ))
    };
    assert_eq!(of("Ack"), ["ack_is_no_receipt"]);
    assert_eq!(of("Error"), ["cap_error_message"]);
}

#[test]
fn a_cancellation_is_a_claim_of_its_own_and_only_proposes() {
    let mut board = board(Nature::Operation);
    take(&mut board, Format::Cap, alert("x", "x").as_bytes());
    let cancel = alert("<identifier>a1", "<identifier>a2")
        .replace("<msgType>Alert", "<msgType>Cancel")
        .replace("<scope>Public</scope>", "<scope>Public</scope><references>cell@example.org,a1,2016-11-04T14:05:00+02:00</references>");
    let imported = take(&mut board, Format::Cap, cancel.as_bytes());
    assert_eq!(imported.taken, 1);
    assert_eq!(board.claims.len(), 2);
    let relations =
        imported
            .submissions
            .iter()
            .filter_map(|submission| match &submission.command.fact {
                korridor_operate::Fact::Relate(relate) => Some(relate.relation),
                _ => None,
            });
    assert_eq!(
        relations.collect::<Vec<_>>(),
        [korridor_operate::fact::Relation::Proposed]
    );
}

#[test]
fn the_same_alert_with_other_words_is_refused() {
    let mut board = board(Nature::Operation);
    take(&mut board, Format::Cap, alert("x", "x").as_bytes());
    let altered = take(
        &mut board,
        Format::Cap,
        alert("al-Qasr shelled", "al-Qasr calm").as_bytes(),
    );
    assert_eq!(codes(&altered), ["id_taken"]);
    // Laid out otherwise it says the same.
    let spaced = take(
        &mut board,
        Format::Cap,
        alert("<info>", "\n  <info>\n").as_bytes(),
    );
    assert_eq!((spaced.taken, spaced.already), (0, 1));
}

#[test]
fn a_shape_that_cannot_be_is_named_and_the_rest_is_kept() {
    for (from, to, code) in [
        (
            "<polygon>36.1,37.1 ",
            "<polygon>136.1,37.1 ",
            "coordinates_swapped",
        ),
        ("36.1,37.1</polygon>", "36.1,37.3</polygon>", "polygon_open"),
        (
            "<circle>36.2,37.15 1.5",
            "<circle>0,0 1.5",
            "coordinates_zero",
        ),
    ] {
        let mut board = board(Nature::Operation);
        let imported = take(&mut board, Format::Cap, alert(from, to).as_bytes());
        assert_eq!((codes(&imported), imported.taken), (vec![code], 1));
        assert!(
            imported.refused[0].place.contains("area[1]"),
            "{}",
            imported.refused[0].place
        );
    }
}

#[test]
fn what_is_no_signature_is_never_called_valid() {
    let signed = alert(
        "</info></alert>",
        "</info><s:Signature xmlns:s='http://www.w3.org/2000/09/xmldsig#'><s:SignedInfo/></s:Signature></alert>",
    );
    let board = board(Nature::Operation);
    let imported = read(&board, Format::Cap, signed.as_bytes(), &Stated::default());
    assert_eq!(codes(&imported), ["signature_unreadable"]);
    assert_eq!(imported.taken, 0);
}

#[test]
fn what_is_no_alert_is_named() {
    let of = |bytes: &[u8]| {
        let imported = read(
            &board(Nature::Operation),
            Format::Cap,
            bytes,
            &Stated::default(),
        );
        assert!(imported.submissions.is_empty());
        codes(&imported)
    };
    assert_eq!(of(b""), ["empty"]);
    assert_eq!(of(b"<html><body>503</body></html>"), ["other_kind"]);
    assert_eq!(of(b"%PDF-1.4"), ["other_kind"]);
    assert_eq!(of(b"\0\x01\x02\x03\x04\x05"), ["other_kind"]);
    assert_eq!(of(b"<alert/>"), ["cap_namespace"]);
    assert_eq!(
        of(b"<a xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>"),
        ["cap_schema"]
    );
    assert_eq!(of(b"id,lat\n1,2\n"), ["xml_malformed"]);
    assert_eq!(
        of(alert("14:05:00+02:00", "14:05:00").as_bytes()),
        ["time_without_offset"]
    );
    assert_eq!(
        of(alert("<sent>2016-11-04", "<sent>2016-11-31").as_bytes()),
        ["time_never_was"]
    );
    let laughs = format!(
        "<!DOCTYPE alert [<!ENTITY a \"{}\">]>{}",
        "ha".repeat(9),
        alert("x", "x")
    );
    assert_eq!(of(laughs.as_bytes()), ["xml_doctype"]);
}
