//! One block of the binary format: a table of strings and groups of nodes, ways and relations.

use super::scan::{Pass, Visitor};
use super::wire::{Fields, Packed, Value, WireError, zigzag};
use korridor_world::geometry::Position;

/// More strings than any writer puts into a block of 8,000 elements.
const MOST_STRINGS: usize = 1 << 20;
/// The wiki's record holders have some 600 tags.
const MOST_TAGS: usize = 4096;
/// OpenStreetMap allows 2,000 nodes a way; other sources of the format a few more.
const MOST_NODES_OF_A_WAY: usize = 1 << 16;

/// Reads a block and shows the visitor what `pass` asks for.
pub(super) fn read(
    content: &[u8],
    pass: Pass,
    visitor: &mut impl Visitor,
) -> Result<(), WireError> {
    let mut block = Block {
        strings: Vec::new(),
        granularity: 100,
        lat_offset: 0,
        lon_offset: 0,
    };
    for field in Fields::of(content) {
        match field? {
            (1, value) => block.strings = strings(value.bytes()?)?,
            (17, value) => block.granularity = i64::from(value.number()? as i32),
            (19, value) => block.lat_offset = value.number()? as i64,
            (20, value) => block.lon_offset = value.number()? as i64,
            _ => {}
        }
    }
    let mut scratch = Scratch {
        tags: Vec::new(),
        nodes: Vec::new(),
    };
    for field in Fields::of(content) {
        let (2, value) = field? else { continue };
        for field in Fields::of(value.bytes()?) {
            match (field?, pass) {
                ((1, value), Pass::Nodes) => block.node(value, &mut scratch, visitor)?,
                ((2, value), Pass::Nodes) => block.dense(value, &mut scratch, visitor)?,
                ((3, value), Pass::Ways) => block.way(value, &mut scratch, visitor)?,
                _ => {}
            }
        }
    }
    Ok(())
}

struct Block<'a> {
    strings: Vec<&'a [u8]>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

struct Scratch<'a> {
    tags: Vec<(&'a str, &'a str)>,
    nodes: Vec<i64>,
}

fn strings(table: &[u8]) -> Result<Vec<&[u8]>, WireError> {
    let mut strings = Vec::new();
    for field in Fields::of(table) {
        let (1, value) = field? else { continue };
        if strings.len() == MOST_STRINGS {
            return Err(WireError {
                at: 0,
                what: "more than 1048576 strings in one block",
            });
        }
        strings.push(value.bytes()?);
    }
    Ok(strings)
}

impl<'a> Block<'a> {
    fn string(&self, index: u64) -> Result<&'a str, WireError> {
        let string = usize::try_from(index)
            .ok()
            .and_then(|index| self.strings.get(index));
        let string = string.ok_or(WireError {
            at: 0,
            what: "a string beyond the table",
        })?;
        // No key or value that matters here is other than UTF-8.
        Ok(std::str::from_utf8(string).unwrap_or(""))
    }

    fn place(&self, lon: i64, lat: i64) -> Position {
        let degrees = |offset: i64, value: i64| {
            let nano = self
                .granularity
                .checked_mul(value)
                .and_then(|nano| nano.checked_add(offset));
            nano.map_or(f64::NAN, |nano| nano as f64 / 1e9)
        };
        Position {
            longitude: degrees(self.lon_offset, lon),
            latitude: degrees(self.lat_offset, lat),
        }
    }

    fn tags(
        &self,
        keys: &[u8],
        values: &[u8],
        tags: &mut Vec<(&'a str, &'a str)>,
    ) -> Result<(), WireError> {
        tags.clear();
        let (mut keys, mut values) = (Packed::of(keys), Packed::of(values));
        while let Some(key) = keys.next()? {
            let value = values.next()?.ok_or(WireError {
                at: 0,
                what: "a key without a value",
            })?;
            self.push(tags, key, value)?;
        }
        Ok(())
    }

    fn push(
        &self,
        tags: &mut Vec<(&'a str, &'a str)>,
        key: u64,
        value: u64,
    ) -> Result<(), WireError> {
        if tags.len() == MOST_TAGS {
            return Err(WireError {
                at: 0,
                what: "an element of more than 4096 tags",
            });
        }
        tags.push((self.string(key)?, self.string(value)?));
        Ok(())
    }

    fn node(
        &self,
        node: Value<'_>,
        scratch: &mut Scratch<'a>,
        visitor: &mut impl Visitor,
    ) -> Result<(), WireError> {
        let (mut id, mut lat, mut lon) = (None, None, None);
        let (mut keys, mut values): (&[u8], &[u8]) = (&[], &[]);
        for field in Fields::of(node.bytes()?) {
            match field? {
                (1, value) => id = Some(zigzag(value.number()?)),
                (2, value) => keys = value.bytes()?,
                (3, value) => values = value.bytes()?,
                (8, value) => lat = Some(zigzag(value.number()?)),
                (9, value) => lon = Some(zigzag(value.number()?)),
                _ => {}
            }
        }
        let (Some(id), Some(lat), Some(lon)) = (id, lat, lon) else {
            return Err(WireError {
                at: 0,
                what: "a node without an id or a place",
            });
        };
        let place = self.place(lon, lat);
        if visitor.wants_node(id, place) {
            self.tags(keys, values, &mut scratch.tags)?;
            visitor.node(id, place, &scratch.tags);
        }
        Ok(())
    }

    fn dense(
        &self,
        dense: Value<'_>,
        scratch: &mut Scratch<'a>,
        visitor: &mut impl Visitor,
    ) -> Result<(), WireError> {
        let mut columns = [
            Packed::default(),
            Packed::default(),
            Packed::default(),
            Packed::default(),
        ];
        for field in Fields::of(dense.bytes()?) {
            let (field, value) = field?;
            let column = match field {
                1 => 0,
                8 => 1,
                9 => 2,
                10 => 3,
                _ => continue,
            };
            columns[column] = Packed::of(value.bytes()?);
        }
        let [mut ids, mut lats, mut lons, mut pairs] = columns;
        let (mut id, mut lat, mut lon) = (0i64, 0i64, 0i64);
        while let Some(step) = ids.next()? {
            let (Some(lat_step), Some(lon_step)) = (lats.next()?, lons.next()?) else {
                return Err(WireError {
                    at: 0,
                    what: "fewer places than nodes",
                });
            };
            // Sums beyond 64 bits are nonsense in any case; wrapped, they are off the globe or unknown ids.
            id = id.wrapping_add(zigzag(step));
            lat = lat.wrapping_add(zigzag(lat_step));
            lon = lon.wrapping_add(zigzag(lon_step));
            let place = self.place(lon, lat);
            if visitor.wants_node(id, place) {
                self.dense_tags(&mut pairs, Some(&mut scratch.tags))?;
                visitor.node(id, place, &scratch.tags);
            } else {
                self.dense_tags(&mut pairs, None)?;
            }
        }
        Ok(())
    }

    /// Reads the tags of one node of a dense group: pairs of strings, then 0. The column may be left out altogether.
    fn dense_tags(
        &self,
        pairs: &mut Packed<'_>,
        tags: Option<&mut Vec<(&'a str, &'a str)>>,
    ) -> Result<(), WireError> {
        let mut unwanted = Vec::new();
        let (wanted, tags) = tags.map_or((None, &mut unwanted), |tags| (Some(()), tags));
        tags.clear();
        while let Some(key) = pairs.next()?.filter(|&key| key != 0) {
            let value = pairs.next()?.ok_or(WireError {
                at: 0,
                what: "a key without a value",
            })?;
            if wanted.is_some() {
                self.push(tags, key, value)?;
            }
        }
        Ok(())
    }

    fn way(
        &self,
        way: Value<'_>,
        scratch: &mut Scratch<'a>,
        visitor: &mut impl Visitor,
    ) -> Result<(), WireError> {
        let mut id = None;
        let (mut keys, mut values, mut steps): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
        for field in Fields::of(way.bytes()?) {
            match field? {
                (1, value) => id = Some(value.number()? as i64),
                (2, value) => keys = value.bytes()?,
                (3, value) => values = value.bytes()?,
                (8, value) => steps = value.bytes()?,
                _ => {}
            }
        }
        let id = id.ok_or(WireError {
            at: 0,
            what: "a way without an id",
        })?;
        self.tags(keys, values, &mut scratch.tags)?;
        scratch.nodes.clear();
        let mut steps = Packed::of(steps);
        let mut node = 0i64;
        while let Some(step) = steps.next()? {
            if scratch.nodes.len() == MOST_NODES_OF_A_WAY {
                return Err(WireError {
                    at: 0,
                    what: "a way of more than 65536 nodes",
                });
            }
            node = node.wrapping_add(zigzag(step));
            scratch.nodes.push(node);
        }
        visitor.way(id, &scratch.nodes, &scratch.tags);
        Ok(())
    }
}
