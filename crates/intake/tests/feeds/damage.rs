//! Damaged feeds: nothing panics, nothing is silent, and whatever is taken the board takes too.

use korridor_intake::feed::{Format, Mapping, Stated};
use korridor_operate::Nature;

use super::{board, take_as};

/// A generator of the xorshift family (Marsaglia, 2003): the same damage each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }
}

const PIECES: [&[u8]; 24] = [
    b"\"",
    b",",
    b"\n",
    b"\0",
    b"\xff",
    b"\xc3",
    b"&x;",
    b"<!DOCTYPE a [",
    b"]]>",
    b"<a>",
    b"</info>",
    b"[[[[",
    b"}",
    b"-",
    b"1e999",
    b"NaN",
    b"#loc+name",
    b"\xef\xbb\xbf",
    b"2016-02-30",
    b"0,0",
    b"\xe2\x80\xae",
    b"999999999999999999999",
    b"+25:00",
    b"\r",
];

fn damaged(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(damaged.len() + 1);
        match chance.below(5) {
            0 => damaged.truncate(at),
            1 => {
                let piece = PIECES[chance.below(PIECES.len())];
                damaged.splice(at..at, piece.iter().copied());
            }
            2 => {
                let to = (at + chance.below(40)).min(damaged.len());
                damaged.drain(at..to);
            }
            3 => {
                let to = (at + chance.below(200)).min(damaged.len());
                let copy = damaged[at..to].to_vec();
                damaged.splice(at..at, copy);
            }
            _ => {
                if let Some(byte) = damaged.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
        }
    }
    damaged
}

const ALERT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\
    <identifier>a1</identifier><sender>cell@example.org</sender><sent>2016-11-04T14:05:00+02:00</sent>\
    <status>Actual</status><msgType>Update</msgType><scope>Public</scope><references>a,b,2016-11-04T14:05:00+02:00</references>\
    <info><category>Security</category><event>Shelling</event><urgency>Immediate</urgency><severity>Severe</severity>\
    <certainty>Observed</certainty><onset>2016-11-04T14:00:00+02:00</onset><headline>h &amp; &#228;</headline>\
    <area><areaDesc>Bustan al-Qasr</areaDesc><polygon>36.1,37.1 36.1,37.2 36.2,37.2 36.1,37.1</polygon>\
    <circle>36.2,37.15 1.5</circle></area></info></alert>";
const GATES: &str = "#loc+name,#date+start,#date+end,#reached+ind,#reached+elderly,#geo+lat,#geo+lon,#meta+source,#meta+id\n\
    karaj,2016-11-04T09:00:00+02:00,2016-11-04T10:00:00+02:00,52,4,36.19,37.14,OCHA,1\n\
    jibrin,2016-11-04,2016-11-04,40-60,,,,OCHA,2\n";
const FORM: &str = "[{\"meta/instanceID\":\"uuid:b\",\"meta/deprecatedID\":\"uuid:a\",\"gate\":\"karaj\",\"source\":\"field\",\
    \"counted_from\":\"2016-11-04T09:00:00+02:00\",\"counted_to\":\"2016-11-04T10:00:00+02:00\",\"persons\":7,\
    \"location\":\"36.19 37.14 400 5\"},{\"meta/instanceID\":\"uuid:a\",\"gate\":\"karaj\",\"source\":\"field\",\
    \"counted_from\":\"2016-11-04T09:00:00+02:00\",\"counted_to\":\"2016-11-04T10:00:00+02:00\",\"persons\":8}]";
const FEATURES: &str = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":1,\"geometry\":\
    {\"type\":\"Polygon\",\"coordinates\":[[[37.1,36.1],[37.2,36.1],[37.2,36.2],[37.1,36.1]]]},\"properties\":\
    {\"name\":\"Bustan\",\"date\":\"2016-11-04\",\"source\":\"SOHR\",\"killed\":2,\"description\":\"x\"}}]}";
const TABLE: &str =
    "Gate;Date;People;Women;Who\nkaraj;2016-11-04;52;20;OCHA\nkaraj;2016-11-05;5;;OCHA\n";

#[test]
fn damage_is_named_and_never_silent() {
    let rounds: usize = std::env::var("KORRIDOR_DAMAGE")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(400);
    let mapping = "kind = \"counts\"\n[columns]\nplace = \"Gate\"\nwhen = \"Date\"\npersons = \"People\"\nwomen = \"Women\"\nsource = \"Who\"\n";
    let mapping = Mapping::parse(mapping).unwrap();
    let incidents = super::tables::incidents();
    let feeds: [(Format, &str); 6] = [
        (Format::Cap, ALERT),
        (Format::Hxl, GATES),
        (Format::Odk, FORM),
        (Format::GeoJson, FEATURES),
        (Format::Csv, TABLE),
        (Format::Acled, &incidents),
    ];
    let stated = Stated {
        mapping: None,
        ..Stated::default()
    };
    let empty = board(Nature::Operation);
    let mut chance = Chance(20_161_104);
    for (format, text) in feeds {
        let stated = match format {
            Format::Csv => Stated {
                mapping: Some(&mapping),
                ..stated
            },
            _ => stated,
        };
        let whole = take_as(&mut empty.clone(), format, text.as_bytes(), &stated);
        assert!(
            whole.refused.is_empty() && whole.taken > 0,
            "{format:?}: {:?}",
            whole.refused
        );
        let mut taken = 0;
        for round in 0..rounds {
            let bytes = damaged(text.as_bytes(), &mut chance);
            let mut board = empty.clone();
            let imported = take_as(&mut board, format, &bytes, &stated);
            let said = imported.taken + imported.already + imported.refused.len();
            assert!(
                said > 0,
                "{format:?}, round {round}: {:?}",
                String::from_utf8_lossy(&bytes)
            );
            taken += imported.taken;
            let again = take_as(&mut board, format, &bytes, &stated);
            // A row that stands twice in the file is there twice now.
            assert!(
                again.submissions.is_empty() && again.already >= imported.taken,
                "{format:?}, round {round}, a second time: {:?}",
                String::from_utf8_lossy(&bytes)
            );
        }
        assert!(
            taken > rounds / 100,
            "{format:?}: the damage leaves {taken} rows, too few to try anything"
        );
    }
}
