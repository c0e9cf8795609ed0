//! Small files with a few bytes changed, thousands of times: every reader answers, none panics.

use korridor_import::gmns::{self, CapacityPer, GmnsUnits, LengthUnit, NamedTable, SpeedUnit};
use korridor_import::population::{
    Fractions, TableColumns, ZoneProperties, read_geojson, read_table,
};
use korridor_import::{Limits, Projection, matsim};

/// How many of `rounds` mutations of `original` are accepted.
fn accepted(original: &[u8], rounds: usize, accepts: impl Fn(&[u8]) -> bool) -> usize {
    let mut random = 0x2545_f491_4f6c_dd1du64;
    let mut next = |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    let alphabet = b"0123456789-+.,;:eENaninf\"'<>&/=[]{}\n\r\t\xff\x00";
    let mut count = 0;
    for _ in 0..rounds {
        let mut bytes = original.to_vec();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] = alphabet[next(alphabet.len())],
                1 => bytes.insert(at, alphabet[next(alphabet.len())]),
                2 => drop(bytes.drain(at..(at + next(6)).min(bytes.len() - 1).max(at))),
                _ => bytes.copy_within(at / 2..at, 0),
            }
        }
        count += usize::from(accepts(&bytes));
    }
    count
}

#[test]
fn matsim() {
    let xml = b"<?xml version='1.0'?><!DOCTYPE network SYSTEM 'x'><network><nodes><node id='a' x='273741' y='5796489'/>\
        <node id='b' x='274741' y='5796489'/></nodes><links capperiod='01:00:00'><link id='1' from='a' to='b' \
        length='1000' freespeed='10' capacity='900' permlanes='1' modes='car,walk'/></links></network>";
    let projection = Projection::from_epsg(28355).unwrap();
    let count = accepted(xml, 4000, |bytes| {
        matsim::read("n", bytes, &projection, &Limits::default()).is_ok()
    });
    assert!((100..3900).contains(&count), "{count}");
}

#[test]
fn gmns_tables() {
    let nodes = b"node_id,x_coord,y_coord\n1,37.1,36.2\n2,37.2,36.3\n";
    let links = b"from_node_id,to_node_id,length,free_speed,capacity,lanes,dir_flag,geometry\n\
        1,2,1.5,30,600,1,0,\"LINESTRING (37.1 36.2, 37.15 36.25, 37.2 36.3)\"\n";
    let units = GmnsUnits {
        length: LengthUnit::Kilometre,
        speed: SpeedUnit::KilometresPerHour,
        capacity: CapacityPer::Lane,
        projection: None,
    };
    let read = |nodes: &[u8], links: &[u8]| {
        gmns::read(
            NamedTable {
                name: "n",
                bytes: nodes,
            },
            NamedTable {
                name: "l",
                bytes: links,
            },
            &units,
        )
        .is_ok()
    };
    assert!((100..3900).contains(&accepted(links, 4000, |links| read(nodes, links))));
    assert!((100..3900).contains(&accepted(nodes, 4000, |nodes| read(nodes, links))));
}

#[test]
fn population() {
    let table = b"id,lon,lat,population\na,37.1,36.2,120\nb,37.2,36.3,0\n";
    let count = accepted(table, 4000, |bytes| {
        read_table("p", bytes, &TableColumns::default()).is_ok()
    });
    assert!((100..3900).contains(&count), "{count}");
    let json = br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a","people":12},
        "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}]}"#;
    let properties = ZoneProperties {
        key: "id".into(),
        name: None,
        best: "people".into(),
        low: None,
        high: None,
        fractions: Fractions::Refuse,
    };
    let count = accepted(json, 4000, |bytes| {
        read_geojson("p", bytes, &properties).is_ok()
    });
    assert!((100..3900).contains(&count), "{count}");
}
