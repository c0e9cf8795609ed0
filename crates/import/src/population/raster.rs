//! Population rasters (GeoTIFF, WorldPop-like: people per cell) summed to zones.
//!
//! A cell belongs to the zone in which its centre lies; NaN and the raster's no-data value are no people. The raster is
//! read strip by strip or tile by tile: what is held is one of them, and the zones' spans of cells row by row. Rasters in
//! a projected system of EPSG are met by projecting the zones' corners. Rotated rasters are refused.

mod georeference;
mod spans;

use crate::report::{ImportError, refusal};
use crate::table::Defects;
use georeference::Georeference;
use korridor_world::geometry::Area;
use spans::Spans;
use std::io::Cursor;
use tiff::decoder::{ChunkType, Decoder, DecodingResult, Limits};

/// The largest strip or tile, in bytes.
const LARGEST_CHUNK: usize = 64 << 20;
/// More cells than a country has at 100 m.
const MOST_CELLS: u64 = 1 << 31;

/// People by zone.
#[derive(Debug, Clone, PartialEq)]
pub struct RasterSums {
    /// The sum of each area's cells, in order; not rounded.
    pub zones: Vec<f64>,
    /// The cells with a value in each area.
    pub cells: Vec<u64>,
    /// The sum of the cells in no area.
    pub outside: f64,
}

/// Sums the first band of a raster over each area. A cell in several areas counts in each of them.
///
/// # Errors
/// When the raster is damaged, has no place on the ground, is rotated, too large, or has negative or infinite cells.
pub fn sum_raster(name: &str, bytes: &[u8], areas: &[Area]) -> Result<RasterSums, ImportError> {
    let mut defects = Defects::of(name);
    let sums = read(bytes, areas, &mut defects).map_err(|problem| {
        ImportError::from(refusal(
            name,
            "",
            "unusable_raster",
            problem,
            "a GeoTIFF of people per cell",
        ))
    })?;
    if defects.is_empty() {
        Ok(sums)
    } else {
        Err(ImportError::Invalid(defects.finish()))
    }
}

fn read(bytes: &[u8], areas: &[Area], defects: &mut Defects<'_>) -> Result<RasterSums, String> {
    let text = |error: tiff::TiffError| error.to_string();
    let mut limits = Limits::default();
    limits.decoding_buffer_size = LARGEST_CHUNK;
    limits.intermediate_buffer_size = LARGEST_CHUNK;
    let mut decoder = Decoder::new(Cursor::new(bytes))
        .map_err(text)?
        .with_limits(limits);
    let (width, height) = decoder.dimensions().map_err(text)?;
    if u64::from(width) * u64::from(height) > MOST_CELLS {
        return Err(format!("{width} x {height} cells, more than {MOST_CELLS}"));
    }
    let place = Georeference::read(&mut decoder)?;
    let spans = Spans::of(areas, &place, width, height)?;
    let mut sums = RasterSums {
        zones: vec![0.0; areas.len()],
        cells: vec![0; areas.len()],
        outside: 0.0,
    };
    let chunks = match decoder.get_chunk_type() {
        ChunkType::Strip => decoder.strip_count(),
        ChunkType::Tile => decoder.tile_count(),
    };
    let (chunk_width, chunk_height) = decoder.chunk_dimensions();
    if chunk_width == 0 || chunk_height == 0 {
        return Err("strips or tiles without cells".to_owned());
    }
    let across = width.div_ceil(chunk_width);
    let chunks = chunks
        .map_err(text)?
        .min(across.saturating_mul(height.div_ceil(chunk_height)));
    for chunk in 0..chunks {
        let corner = [chunk % across * chunk_width, chunk / across * chunk_height];
        let (columns, rows) = decoder.chunk_data_dimensions(chunk);
        let cells = decoder.read_chunk(chunk).map_err(text)?;
        let cells = numbers(&cells).ok_or("cells of an unknown kind")?;
        let samples = cells.len() / (columns as usize * rows as usize).max(1);
        let chunk = Chunk {
            corner,
            columns,
            rows,
            samples: samples.max(1),
            cells,
        };
        add(&chunk, &spans, place.no_data, &mut sums, defects);
    }
    Ok(sums)
}

struct Chunk {
    corner: [u32; 2],
    columns: u32,
    rows: u32,
    /// Bands that lie side by side in each cell; the first one counts.
    samples: usize,
    cells: Vec<f64>,
}

fn add(
    chunk: &Chunk,
    spans: &Spans,
    no_data: Option<f64>,
    sums: &mut RasterSums,
    defects: &mut Defects<'_>,
) {
    for row in 0..chunk.rows {
        let start = row as usize * chunk.columns as usize * chunk.samples;
        let [first, y] = [chunk.corner[0], chunk.corner[1] + row];
        let value = |column: u32| {
            let value = chunk
                .cells
                .get(start + (column - first) as usize * chunk.samples)
                .copied();
            value.filter(|value| {
                !value.is_nan() && no_data.is_none_or(|no_data| !same(*value, no_data))
            })
        };
        let mut inside = vec![false; chunk.columns as usize];
        for span in spans.row(y) {
            for column in span.start.max(first)..span.end.min(first + chunk.columns) {
                inside[(column - first) as usize] = true;
                let Some(people) =
                    value(column).filter(|people| *people >= 0.0 && people.is_finite())
                else {
                    continue;
                };
                sums.zones[span.area as usize] += people;
                sums.cells[span.area as usize] += 1;
            }
        }
        for column in first..first + chunk.columns {
            match value(column) {
                Some(people) if people < 0.0 || people.is_infinite() => {
                    let place = format!("column {column}, row {y}");
                    defects.push(
                        0,
                        place,
                        "negative_population",
                        people.to_string(),
                        "people per cell, or no data",
                    );
                }
                Some(people) if !inside[(column - first) as usize] => sums.outside += people,
                _ => {}
            }
        }
    }
}

/// No-data values are written in decimal; rasters hold them as 32-bit floats.
fn same(value: f64, no_data: f64) -> bool {
    value == no_data || value == f64::from(no_data as f32)
}

fn numbers(cells: &DecodingResult) -> Option<Vec<f64>> {
    fn all<T: Copy + Into<f64>>(cells: &[T]) -> Vec<f64> {
        cells.iter().map(|&cell| cell.into()).collect()
    }
    Some(match cells {
        DecodingResult::U8(cells) => all(cells),
        DecodingResult::U16(cells) => all(cells),
        DecodingResult::U32(cells) => all(cells),
        DecodingResult::I8(cells) => all(cells),
        DecodingResult::I16(cells) => all(cells),
        DecodingResult::I32(cells) => all(cells),
        DecodingResult::F32(cells) => all(cells),
        DecodingResult::F64(cells) => all(cells),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
