//! Well-known binary, as GeoPackage wraps it (OGC 12-128r18, clause 2.1.3): points, polygons and multipolygons.

use crate::projection::Projection;
use korridor_world::geometry::{Area, Position, Ring, Shape};

/// More corners than any zone has; a file that claims more lies.
const MOST_CORNERS: u32 = 1 << 22;

/// Reads a GeoPackage geometry; coordinates are degrees unless a projection is given.
pub(super) fn geometry(
    blob: &[u8],
    projection: Option<&Projection>,
) -> Result<Shape, &'static str> {
    let [b'G', b'P', _version, flags, rest @ ..] = blob else {
        return Err("no GeoPackage geometry");
    };
    let envelope = [0, 32, 48, 48, 64]
        .get(usize::from(flags >> 1 & 7))
        .ok_or("an unknown envelope")?;
    if flags & 0x10 != 0 {
        return Err("an empty geometry");
    }
    let body = rest
        .get(4 + envelope..)
        .ok_or("a geometry that is cut off")?;
    let mut reader = Reader {
        rest: body,
        projection,
    };
    let shape = reader.shape()?;
    if reader.rest.is_empty() {
        Ok(shape)
    } else {
        Err("bytes after the geometry")
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    projection: Option<&'a Projection>,
}

#[derive(Clone, Copy)]
struct Layout {
    little_endian: bool,
    dimensions: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], &'static str> {
        let (bytes, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or("a geometry that is cut off")?;
        self.rest = rest;
        Ok(*bytes)
    }

    fn count(&mut self, layout: Layout) -> Result<u32, &'static str> {
        let bytes = self.take::<4>()?;
        let count = if layout.little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        };
        if count > MOST_CORNERS {
            Err("a geometry that claims millions of corners")
        } else {
            Ok(count)
        }
    }

    fn number(&mut self, layout: Layout) -> Result<f64, &'static str> {
        let bytes = self.take::<8>()?;
        Ok(if layout.little_endian {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// Byte order and kind; ISO kinds of 1000 and more have Z, M or both.
    fn header(&mut self) -> Result<(u32, Layout), &'static str> {
        let [order] = self.take::<1>()?;
        let little_endian = order == 1;
        let bytes = self.take::<4>()?;
        let kind = if little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        };
        let dimensions = match kind / 1000 {
            0 => 2,
            1 | 2 => 3,
            3 => 4,
            _ => return Err("an unknown kind of geometry"),
        };
        Ok((
            kind % 1000,
            Layout {
                little_endian,
                dimensions,
            },
        ))
    }

    fn shape(&mut self) -> Result<Shape, &'static str> {
        match self.header()? {
            (1, layout) => self.position(layout).map(Shape::Point),
            (3, layout) => self.polygon(layout).map(|rings| {
                Shape::Area(Area {
                    polygons: vec![rings],
                })
            }),
            (6, layout) => {
                let mut polygons = Vec::new();
                for _ in 0..self.count(layout)? {
                    let (3, layout) = self.header()? else {
                        return Err("a multipolygon of other things");
                    };
                    polygons.push(self.polygon(layout)?);
                }
                if polygons.is_empty() {
                    Err("an empty geometry")
                } else {
                    Ok(Shape::Area(Area { polygons }))
                }
            }
            _ => Err("a geometry that is neither point nor area"),
        }
    }

    fn polygon(&mut self, layout: Layout) -> Result<Vec<Ring>, &'static str> {
        let mut rings = Vec::new();
        for _ in 0..self.count(layout)? {
            let mut corners = Vec::new();
            for _ in 0..self.count(layout)? {
                corners.push(self.position(layout)?);
            }
            if corners.len() < 4 || corners.first() != corners.last() {
                return Err("a ring that is not closed or has less than 4 corners");
            }
            rings.push(Ring(corners));
        }
        if rings.is_empty() {
            Err("an empty geometry")
        } else {
            Ok(rings)
        }
    }

    fn position(&mut self, layout: Layout) -> Result<Position, &'static str> {
        let (x, y) = (self.number(layout)?, self.number(layout)?);
        for _ in 2..layout.dimensions {
            self.number(layout)?;
        }
        let position = match self.projection {
            Some(projection) => projection.position(x, y),
            None => Some(Position {
                longitude: x,
                latitude: y,
            })
            .filter(|position| position.is_on_earth()),
        };
        position.ok_or("a position off the globe")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A GeoPackage blob, little-endian, of a square of one degree at the origin.
    pub fn square() -> Vec<u8> {
        let mut blob =
            b"GP\x00\x01\xe6\x10\x00\x00\x01\x03\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00"
                .to_vec();
        for corner in [
            [0.0f64, 0.0],
            [1.0, 0.0],
            [1.0, 1.0],
            [0.0, 1.0],
            [0.0, 0.0],
        ] {
            blob.extend(corner.iter().flat_map(|number| number.to_le_bytes()));
        }
        blob
    }

    #[test]
    fn a_square_is_read_and_every_truncation_refused() {
        let blob = square();
        let Ok(Shape::Area(area)) = geometry(&blob, None) else {
            panic!()
        };
        assert_eq!(area.polygons[0][0].0.len(), 5);
        for length in 0..blob.len() {
            assert!(geometry(&blob[..length], None).is_err(), "{length}");
        }
    }

    #[test]
    fn a_big_endian_point_with_height_and_an_envelope_is_read() {
        let mut blob = b"GP\x00\x02\x00\x00\x10\xe6".to_vec();
        blob.extend([0u8; 32]);
        blob.extend(b"\x00\x00\x00\x03\xe9");
        blob.extend(
            [37.1f64, 36.2, 400.0]
                .iter()
                .flat_map(|number| number.to_be_bytes()),
        );
        assert_eq!(
            geometry(&blob, None),
            Ok(Shape::Point(Position {
                longitude: 37.1,
                latitude: 36.2
            }))
        );
    }
}
