//! Which cells of each row lie in which area.

use super::georeference::Georeference;
use korridor_world::geometry::Area;

/// More spans than any real zones make.
const MOST_SPANS: usize = 1 << 26;

/// Cells `start..end` of one row whose centres lie in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    row: u32,
    pub area: u32,
    pub start: u32,
    pub end: u32,
}

/// All spans, by row.
pub(super) struct Spans {
    sorted: Vec<Span>,
}

impl Spans {
    /// The even-odd rule along the line through each row's centres, polygon by polygon.
    pub fn of(
        areas: &[Area],
        place: &Georeference,
        width: u32,
        height: u32,
    ) -> Result<Spans, String> {
        let mut sorted = Vec::new();
        for (index, area) in areas.iter().enumerate() {
            for polygon in &area.polygons {
                let mut crossings = Vec::new();
                for ring in polygon {
                    let corners: Option<Vec<[f64; 2]>> = ring
                        .0
                        .iter()
                        .map(|&corner| place.in_cells(corner))
                        .collect();
                    let corners = corners.ok_or("a zone that the raster's system can't show")?;
                    cross(&corners, height, &mut crossings)?;
                }
                crossings.sort_unstable_by(|one: &(u32, f64), other| {
                    one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
                });
                // Within a row, crossings come in pairs: in, out.
                for pair in crossings.chunks_exact(2) {
                    let [start, end] = [pair[0].1, pair[1].1]
                        .map(|x| (x - 0.5).ceil().clamp(0.0, f64::from(width)) as u32);
                    if start < end {
                        sorted.push(Span {
                            row: pair[0].0,
                            area: index as u32,
                            start,
                            end,
                        });
                    }
                }
                if sorted.len() > MOST_SPANS {
                    return Err("zones of too many rows of cells".to_owned());
                }
            }
        }
        sorted.sort_unstable();
        Ok(Spans { sorted })
    }

    /// The spans of one row, by area.
    pub fn row(&self, row: u32) -> &[Span] {
        let start = self.sorted.partition_point(|span| span.row < row);
        let end = self.sorted.partition_point(|span| span.row <= row);
        &self.sorted[start..end]
    }
}

/// Where the edges of a ring cross the centre lines of rows.
fn cross(corners: &[[f64; 2]], height: u32, crossings: &mut Vec<(u32, f64)>) -> Result<(), String> {
    for (index, &from) in corners.iter().enumerate() {
        let to = corners[(index + 1) % corners.len()];
        let (upper, lower) = if from[1] <= to[1] {
            (from, to)
        } else {
            (to, from)
        };
        // Rows whose centre y + 0.5 is in [upper, lower).
        let row = |y: f64| (y - 0.5).ceil().clamp(0.0, f64::from(height)) as u32;
        for y in row(upper[1])..row(lower[1]) {
            let part = (f64::from(y) + 0.5 - upper[1]) / (lower[1] - upper[1]);
            crossings.push((y, upper[0] + part * (lower[0] - upper[0])));
        }
        if crossings.len() > MOST_SPANS {
            return Err("zones of too many rows of cells".to_owned());
        }
    }
    Ok(())
}
