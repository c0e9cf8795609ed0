//! GeoPackages made by hand with SQLite.

use super::*;
use crate::population::{Fractions, wkb};
use korridor_world::geometry::Shape;

fn properties() -> ZoneProperties {
    ZoneProperties {
        key: "code".into(),
        name: Some("label".into()),
        best: "people".into(),
        low: None,
        high: None,
        fractions: Fractions::Refuse,
    }
}

const TABLES: &str = "
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
        organization_coordsys_id INTEGER, definition TEXT);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, ''), ('own', 1, 'NONE', 1, '');
    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,
        z INTEGER, m INTEGER);
    INSERT INTO gpkg_geometry_columns VALUES ('zones', 'geom', 'POLYGON', 4326, 0, 0);
    CREATE TABLE zones (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT, label TEXT, people INTEGER);";

/// Geometry, code and people.
type Cells<'a> = (Option<&'a [u8]>, Option<&'a str>, Option<f64>);

fn package(more: &str, rows: &[Cells<'_>]) -> Vec<u8> {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(TABLES).unwrap();
    for (geometry, code, people) in rows {
        let insert = "INSERT INTO zones (geom, code, label, people) VALUES (?1, ?2, 'Zone', ?3)";
        connection
            .execute(insert, params![geometry, code, people])
            .unwrap();
    }
    connection.execute_batch(more).unwrap();
    connection.serialize("main").unwrap().to_vec()
}

fn told(bytes: &[u8], table: Option<&str>) -> Vec<String> {
    let error = read_geopackage("z.gpkg", bytes, table, &properties()).unwrap_err();
    error
        .defects()
        .iter()
        .map(|defect| format!("{} {}", defect.place, defect.code))
        .collect()
}

#[test]
fn rows_become_zones() {
    let square = wkb::tests::square();
    let bytes = package(
        "",
        &[
            (Some(&square), Some("SY0201"), Some(1200.0)),
            (Some(&square), Some("SY0202"), Some(0.0)),
        ],
    );
    let zones = read_geopackage("z.gpkg", &bytes, None, &properties()).unwrap();
    assert_eq!(
        zones
            .iter()
            .map(|zone| zone.population.best.0)
            .collect::<Vec<_>>(),
        [1200, 0]
    );
    assert_eq!(
        (zones[0].key.as_str(), zones[0].name.as_deref()),
        ("SY0201", Some("Zone"))
    );
    assert!(matches!(&zones[0].shape, Shape::Area(area) if area.polygons.len() == 1));
    assert_eq!(
        read_geopackage("z.gpkg", &bytes, Some("zones"), &properties()).unwrap(),
        zones
    );
}

#[test]
fn every_bad_row_is_told() {
    let square = wkb::tests::square();
    let bytes = package(
        "",
        &[
            (None, Some("a"), Some(1.0)),
            (Some(b"GP"), Some("b"), Some(1.0)),
            (Some(&square), None, Some(1.0)),
            (Some(&square), Some("d"), Some(-1.0)),
            (Some(&square), Some("e"), None),
            (Some(&square), Some("e"), Some(1.5)),
        ],
    );
    let expected = [
        "row 1 unusable_geometry",
        "row 2 unusable_geometry",
        "row 3 missing_id",
        "row 4 negative_population",
        "row 5 not_a_number",
        "row 6 fractional_population",
        "row 6 duplicate_id",
    ];
    assert_eq!(told(&bytes, None), expected);
}

#[test]
fn tables_columns_and_systems_that_are_not_there_are_told() {
    assert_eq!(told(&package("", &[]), None), [" empty_table"]);
    assert_eq!(told(&package("", &[]), Some("areas")), [" missing_table"]);
    let renamed = package("ALTER TABLE zones RENAME COLUMN people TO persons", &[]);
    assert_eq!(told(&renamed, None), ["zones missing_column"]);
    assert_eq!(
        told(
            &package("UPDATE gpkg_geometry_columns SET srs_id = 1", &[]),
            None
        ),
        ["zones wrong_projection"]
    );
    assert_eq!(told(b"PK\x03\x04", None), ["byte 0 corrupt_geopackage"]);
    let bare = {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (x)").unwrap();
        connection.serialize("main").unwrap().to_vec()
    };
    assert_eq!(told(&bare, None), [" corrupt_geopackage"]);
}

#[test]
fn a_view_that_never_ends_is_not_read() {
    let endless = "DROP TABLE zones; CREATE VIEW zones AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
        SELECT NULL AS geom, i AS code, i AS label, i AS people FROM n";
    assert_eq!(told(&package(endless, &[]), None), [" missing_table"]);
}

#[test]
fn damaged_files_never_panic() {
    let square = wkb::tests::square();
    let whole = package(
        "",
        &[
            (Some(&square), Some("a"), Some(1.0)),
            (Some(&square), Some("b"), Some(2.0)),
        ],
    );
    let mut random = 99u64;
    let mut next = |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    let mut refused = 0;
    for _ in 0..600 {
        let mut bytes = whole.clone();
        for _ in 0..=next(8) {
            let at = next(bytes.len());
            bytes[at] = next(256) as u8;
        }
        bytes.truncate(bytes.len() - next(3) * next(bytes.len() / 4));
        refused += usize::from(read_geopackage("z.gpkg", &bytes, None, &properties()).is_err());
    }
    assert!(refused > 50, "{refused}");
}
