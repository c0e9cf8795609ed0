//! Extracts that are truncated, damaged, hostile or empty: each is refused with its place, and none costs much.

mod encode;

use encode::{NodeStyle, Packing, blob, block, bytes_field, framed, header, number_field};
use korridor_import::{Limits, osm};

const STREET: (&str, &str) = ("highway", "residential");
const NODES: [encode::Node<'static>; 2] = [(1, 0.0, 0.0, &[]), (2, 0.001, 0.0, &[])];
const WAYS: [encode::Way<'static>; 1] = [(10, &[1, 2], &[STREET])];

/// The code and place of each defect.
fn refusal(bytes: &[u8]) -> Vec<String> {
    let error = osm::read("x.osm", bytes, &Limits::default()).unwrap_err();
    error
        .defects()
        .iter()
        .map(|defect| format!("{} {}", defect.code, defect.place))
        .collect()
}

fn found(bytes: &[u8]) -> String {
    osm::read("x.osm", bytes, &Limits::default())
        .unwrap_err()
        .defects()[0]
        .found
        .clone()
}

#[test]
fn every_truncation_of_a_file_is_refused_or_has_no_road() {
    let bytes = encode::file(&NODES, &WAYS);
    let header = blob(
        "OSMHeader",
        &header(&["OsmSchema-V0.6", "DenseNodes"]),
        &Packing::Zlib,
    )
    .len();
    for length in 0..bytes.len() {
        let expected = match length {
            0 => "empty_extract byte 0".to_owned(),
            _ if length < header => "truncated blob at byte 0".to_owned(),
            _ if length == header => "empty_extract ".to_owned(),
            _ => format!("truncated blob at byte {header}"),
        };
        assert_eq!(refusal(&bytes[..length]), [expected], "{length} bytes");
    }
}

#[test]
fn other_compressions_are_refused_by_name() {
    for (field, name) in [(4, "LZMA"), (5, "bzip2"), (6, "LZ4"), (7, "zstd")] {
        let bytes = blob("OSMHeader", b"whatever", &Packing::Field(field));
        assert_eq!(refusal(&bytes), ["compression_not_read blob at byte 0"]);
        assert_eq!(found(&bytes), format!("a blob compressed with {name}"));
    }
}

#[test]
fn unknown_required_features_are_refused_by_name() {
    let bytes = blob(
        "OSMHeader",
        &header(&["OsmSchema-V0.6", "HistoricalInformation"]),
        &Packing::Zlib,
    );
    assert_eq!(refusal(&bytes), ["feature_not_read blob at byte 0"]);
    assert_eq!(
        found(&bytes),
        "the required feature 'HistoricalInformation'"
    );
}

#[test]
fn claims_of_gigabytes_are_refused_before_anything_is_allocated() {
    assert_eq!(
        refusal(&framed("OSMData", b"", 3 << 30)),
        ["blob_too_big blob at byte 0"]
    );
    assert_eq!(
        refusal(b"\xff\xff\xff\xff????"),
        ["blob_header_too_big blob at byte 0"]
    );
    let mut claims = Vec::new();
    number_field(&mut claims, 2, 2 << 30);
    bytes_field(&mut claims, 3, b"\x78\x9c\x03\x00\x00\x00\x00\x01");
    assert_eq!(
        refusal(&framed("OSMData", &claims, claims.len() as u64)),
        ["blob_too_big blob at byte 0"]
    );
}

#[test]
fn deflate_bombs_are_refused_at_the_limit() {
    // 31 MiB of zeros in 31 kB; then the same without a claim of its size.
    let content = vec![0u8; 31 << 20];
    let honest = blob("OSMData", &content, &Packing::Zlib);
    assert!(honest.len() < 40 << 10);
    assert_eq!(refusal(&honest), ["expands_too_much blob at byte 0"]);
    let lying = {
        let mut message = Vec::new();
        number_field(&mut message, 2, 1000);
        let zlib = blob("", &content, &Packing::Zlib);
        // The zlib field is what follows the claimed size.
        let start = zlib
            .windows(2)
            .position(|pair| pair == [0x78, 0x9c])
            .unwrap();
        bytes_field(&mut message, 3, &zlib[start..]);
        framed("OSMData", &message, message.len() as u64)
    };
    assert_eq!(refusal(&lying), ["corrupt_blob blob at byte 0"]);
}

#[test]
fn gzip_and_bzip2_bombs_are_refused_at_the_limit() {
    use std::io::Write;
    let mut xml = b"<osm>".to_vec();
    xml.resize(64 << 20, b' ');
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&xml).unwrap();
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(&xml).unwrap();
    for packed in [gzip.finish().unwrap(), bzip2.finish().unwrap()] {
        let refusal = refusal(&packed);
        assert!(
            refusal[0].starts_with("expands_too_much byte "),
            "{refusal:?}"
        );
    }
}

#[test]
fn an_element_that_repeats_without_end_is_refused() {
    let mut group = Vec::new();
    let mut way = Vec::new();
    number_field(&mut way, 1, 5);
    bytes_field(&mut way, 8, &vec![2u8; 1 << 20]);
    bytes_field(&mut group, 3, &way);
    let mut content = Vec::new();
    bytes_field(&mut content, 2, &group);
    let bytes = blob("OSMData", &content, &Packing::Raw);
    assert!(found(&bytes).starts_with("a way of more than 65536 nodes"));
}

#[test]
fn references_that_deflate_to_almost_nothing_are_refused_before_they_fill_the_memory() {
    let nodes: Vec<i64> = (1..=60_000).collect();
    let ways: Vec<encode::Way<'_>> = (0..40).map(|id| (id, &nodes[..], &[STREET][..])).collect();
    let bytes = blob(
        "OSMData",
        &block(&[], &ways, &NodeStyle::Dense),
        &Packing::Zlib,
    );
    assert!(bytes.len() < 20_000);
    assert_eq!(refusal(&bytes), ["expands_too_much "]);
}

#[test]
fn damaged_blobs_are_refused_with_their_offset() {
    let header = blob("OSMHeader", &header(&[]), &Packing::Raw);
    let mut content = block(&NODES, &WAYS, &NodeStyle::Dense);
    content.pop();
    let bytes = [header.clone(), blob("OSMData", &content, &Packing::Raw)].concat();
    assert_eq!(
        refusal(&bytes),
        [format!("corrupt_blob blob at byte {}", header.len())]
    );
    let mut bytes = [header.clone(), blob("OSMData", &content, &Packing::Zlib)].concat();
    let middle = bytes.len() - 20;
    bytes[middle] ^= 0x55;
    assert_eq!(
        refusal(&bytes),
        [format!("corrupt_blob blob at byte {}", header.len())]
    );
}

#[test]
fn nodes_off_the_globe_and_the_lack_of_roads_are_told_together() {
    let nodes: [encode::Node<'_>; 2] = [(1, 3.25, 200.0, &[]), (2, -180.5, 0.0, &[])];
    let bytes = encode::file(&nodes, &[]);
    assert_eq!(
        refusal(&bytes),
        ["coordinate_out_of_range ", "empty_extract "]
    );
    assert_eq!(
        found(&bytes),
        "2 nodes off the globe: node 1: lon 3.25, lat 200; node 2: lon -180.5, lat 0"
    );
}

#[test]
fn an_extract_without_any_node_of_its_roads_is_refused() {
    let bytes = encode::file(&[], &WAYS);
    assert_eq!(refusal(&bytes), ["empty_extract "]);
    assert_eq!(
        found(&bytes),
        "1 roads, 1 of them with nodes that the file lacks, and no link"
    );
}

#[test]
fn entities_are_never_expanded_and_document_types_never_read() {
    let node = "<node id='1' lon='0' lat='0'/><node id='2' lon='0.001' lat='0'/>";
    let way = "<way id='10'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/><tag k='name' v='&name;'/></way>";
    let doctype = "<!DOCTYPE osm [<!ENTITY name SYSTEM 'file:///etc/passwd'>]>";
    let xml = format!("<?xml version='1.0'?>{doctype}<osm>{node}{way}</osm>");
    let refused = refusal(xml.as_bytes());
    assert!(
        refused[0].starts_with("unknown_entity byte "),
        "{refused:?}"
    );
    assert_eq!(found(xml.as_bytes()), "the entity &name;");
    let in_text = format!("<osm>&name;{node}</osm>");
    assert!(refusal(in_text.as_bytes())[0].starts_with("unknown_entity byte "));
    let harmless = format!("{doctype}<osm>{node}{}</osm>", way.replace("&name;", "x"));
    assert!(osm::read("x.osm", harmless.as_bytes(), &Limits::default()).is_ok());
}

#[test]
fn xml_that_is_cut_off_or_no_map_is_refused() {
    assert!(refusal(b"<osm><node id='1' lon='0'")[0].starts_with("corrupt_xml byte "));
    assert!(refusal(b"<osm><node id='1' lon='0' lat='0'/>")[0].starts_with("truncated "));
    assert!(refusal(b"<html></html>")[0].starts_with("not_osm_xml byte "));
    assert!(refusal(b"<osm><way id='x'/></osm>")[0].starts_with("corrupt_xml byte 5, <way>"));
    assert!(
        refusal(b"<?xml version='1.0' encoding='ISO-8859-1'?><osm/>")[0]
            .starts_with("encoding_not_read ")
    );
    assert_eq!(refusal(b"<osm></osm>"), ["empty_extract "]);
}

#[test]
fn mutated_files_never_panic() {
    let nodes: [encode::Node<'_>; 4] = [
        (1, 0.0, 0.0, &[]),
        (2, 0.001, 0.0, &[("barrier", "gate")]),
        (3, 0.002, 0.0, &[]),
        (4, 0.003, 0.001, &[]),
    ];
    let ways: [encode::Way<'_>; 2] = [
        (10, &[1, 2, 3], &[STREET, ("lanes", "2")]),
        (11, &[2, 4, 1], &[STREET]),
    ];
    let raw = [
        blob("OSMHeader", &header(&["OsmSchema-V0.6"]), &Packing::Raw),
        blob(
            "OSMData",
            &block(&nodes, &ways, &NodeStyle::Dense),
            &Packing::Raw,
        ),
        blob(
            "OSMData",
            &block(&nodes, &ways, &NodeStyle::Plain),
            &Packing::Raw,
        ),
    ]
    .concat();
    let xml = b"<?xml version='1.0'?><osm><node id='1' lon='0' lat='0'/><node id='2' lon='1' lat='0'><tag k='barrier' \
        v='gate'/></node><way id='3'><nd ref='1'/><nd ref='2'/><tag k='highway' v='path'/></way></osm>";
    let mut random = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    let mut read = 0;
    for original in [&raw[..], &encode::file(&nodes, &ways), xml] {
        for _ in 0..4000 {
            let mut bytes = original.to_vec();
            for _ in 0..=next(4) {
                let at = next(bytes.len());
                match next(4) {
                    0 => bytes[at] = next(256) as u8,
                    1 => bytes[at] ^= 1 << next(8),
                    2 => drop(bytes.drain(at..(at + next(9)).min(bytes.len() - 1).max(at))),
                    _ => bytes
                        .splice(at..at, [0xff, 0x80, next(256) as u8])
                        .for_each(drop),
                }
            }
            read += usize::from(osm::read("x", &bytes, &Limits::default()).is_ok());
        }
    }
    // Some changes only touch names and numbers: the loop must get past the framing.
    assert!(read > 300, "{read}");
}
