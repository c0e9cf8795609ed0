//! A tiny writer of OpenStreetMap's binary format, so that the tests can make any file, right or wrong.
#![allow(dead_code)] // each test binary uses its own part

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// How the bytes of a blob are packed.
pub enum Packing {
    Raw,
    Zlib,
    /// The data as they are, in the given field of the blob: 4 LZMA, 5 bzip2, 6 LZ4, 7 zstd.
    Field(u64),
}

pub type TagList<'a> = &'a [(&'a str, &'a str)];

/// A node: id, longitude, latitude, tags.
pub type Node<'a> = (i64, f64, f64, TagList<'a>);

/// A way: id, nodes, tags.
pub type Way<'a> = (i64, &'a [i64], TagList<'a>);

/// A whole file: a header, then one block with dense nodes and ways.
pub fn file(nodes: &[Node<'_>], ways: &[Way<'_>]) -> Vec<u8> {
    let mut bytes = blob(
        "OSMHeader",
        &header(&["OsmSchema-V0.6", "DenseNodes"]),
        &Packing::Zlib,
    );
    bytes.extend(blob(
        "OSMData",
        &block(nodes, ways, &NodeStyle::Dense),
        &Packing::Zlib,
    ));
    bytes
}

pub enum NodeStyle {
    Dense,
    Plain,
}

pub fn header(features: &[&str]) -> Vec<u8> {
    let mut message = Vec::new();
    for feature in features {
        bytes_field(&mut message, 4, feature.as_bytes());
    }
    message
}

pub fn blob(kind: &str, content: &[u8], packing: &Packing) -> Vec<u8> {
    let mut message = Vec::new();
    match packing {
        Packing::Raw => bytes_field(&mut message, 1, content),
        Packing::Zlib => {
            number_field(&mut message, 2, content.len() as u64);
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            bytes_field(&mut message, 3, &encoder.finish().unwrap());
        }
        Packing::Field(field) => {
            number_field(&mut message, 2, content.len() as u64);
            bytes_field(&mut message, *field, content);
        }
    }
    framed(kind, &message, message.len() as u64)
}

/// A blob's message behind its length and header, which claims `claimed` bytes.
pub fn framed(kind: &str, message: &[u8], claimed: u64) -> Vec<u8> {
    let mut header = Vec::new();
    bytes_field(&mut header, 1, kind.as_bytes());
    number_field(&mut header, 3, claimed);
    let mut bytes = (header.len() as u32).to_be_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(message);
    bytes
}

pub fn block(nodes: &[Node<'_>], ways: &[Way<'_>], style: &NodeStyle) -> Vec<u8> {
    let mut strings = Strings(vec![String::new()]);
    let mut group = Vec::new();
    match style {
        NodeStyle::Dense => bytes_field(&mut group, 2, &dense(nodes, &mut strings)),
        NodeStyle::Plain => nodes
            .iter()
            .for_each(|node| bytes_field(&mut group, 1, &plain(node, &mut strings))),
    }
    for (id, refs, tags) in ways {
        let mut way = Vec::new();
        number_field(&mut way, 1, *id as u64);
        put_tags(&mut way, tags, &mut strings);
        let mut previous = 0;
        let steps = refs
            .iter()
            .map(|node| zigzag(node - std::mem::replace(&mut previous, *node)));
        packed_field(&mut way, 8, steps);
        bytes_field(&mut group, 3, &way);
    }
    let mut table = Vec::new();
    for string in &strings.0 {
        bytes_field(&mut table, 1, string.as_bytes());
    }
    let mut block = Vec::new();
    bytes_field(&mut block, 1, &table);
    bytes_field(&mut block, 2, &group);
    block
}

fn dense(nodes: &[Node<'_>], strings: &mut Strings) -> Vec<u8> {
    let (mut ids, mut lats, mut lons, mut pairs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut before = [0i64; 3];
    for (id, lon, lat, tags) in nodes {
        let now = [*id, units(*lat), units(*lon)];
        for (column, (now, before)) in [&mut ids, &mut lats, &mut lons]
            .into_iter()
            .zip(now.iter().zip(before))
        {
            column.push(zigzag(now - before));
        }
        before = now;
        for (key, value) in *tags {
            pairs.extend([strings.index(key), strings.index(value)]);
        }
        pairs.push(0);
    }
    let mut message = Vec::new();
    for (field, column) in [(1, ids), (8, lats), (9, lons), (10, pairs)] {
        packed_field(&mut message, field, column.into_iter());
    }
    message
}

fn plain((id, lon, lat, tags): &Node<'_>, strings: &mut Strings) -> Vec<u8> {
    let mut message = Vec::new();
    number_field(&mut message, 1, zigzag(*id));
    put_tags(&mut message, tags, strings);
    number_field(&mut message, 8, zigzag(units(*lat)));
    number_field(&mut message, 9, zigzag(units(*lon)));
    message
}

fn put_tags(message: &mut Vec<u8>, tags: TagList<'_>, strings: &mut Strings) {
    let keys: Vec<u64> = tags.iter().map(|tag| strings.index(tag.0)).collect();
    let values: Vec<u64> = tags.iter().map(|tag| strings.index(tag.1)).collect();
    packed_field(message, 2, keys.into_iter());
    packed_field(message, 3, values.into_iter());
}

struct Strings(Vec<String>);

impl Strings {
    fn index(&mut self, string: &str) -> u64 {
        let found = self.0.iter().position(|known| known == string);
        found.unwrap_or_else(|| {
            self.0.push(string.to_owned());
            self.0.len() - 1
        }) as u64
    }
}

fn units(degrees: f64) -> i64 {
    (degrees * 1e7).round() as i64
}

pub fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

pub fn varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

pub fn number_field(message: &mut Vec<u8>, field: u64, number: u64) {
    varint(message, field << 3);
    varint(message, number);
}

pub fn bytes_field(message: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    varint(message, field << 3 | 2);
    varint(message, bytes.len() as u64);
    message.extend(bytes);
}

pub fn packed_field(message: &mut Vec<u8>, field: u64, numbers: impl Iterator<Item = u64>) {
    let mut bytes = Vec::new();
    numbers.for_each(|number| varint(&mut bytes, number));
    bytes_field(message, field, &bytes);
}
