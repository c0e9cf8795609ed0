//! Where a raster lies: the GeoTIFF tags (OGC 19-008r4) and GDAL's no-data value.

use crate::projection::Projection;
use korridor_world::geometry::Position;
use std::io::Cursor;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

const PIXEL_SCALE: Tag = Tag::ModelPixelScaleTag;
const TIE_POINT: Tag = Tag::ModelTiepointTag;
const KEYS: Tag = Tag::GeoKeyDirectoryTag;
const NO_DATA: Tag = Tag::GdalNodata;

const MODEL_TYPE: u16 = 1024;
const RASTER_TYPE: u16 = 1025;
const GEOGRAPHIC_TYPE: u16 = 2048;
const PROJECTED_TYPE: u16 = 3072;
const PIXEL_IS_POINT: u16 = 2;

/// The raster's place on the ground.
pub(super) struct Georeference {
    /// West and north edge, in the raster's system.
    origin: [f64; 2],
    /// Width and height of a cell; both positive, rows run south.
    cell: [f64; 2],
    projection: Option<Projection>,
    pub no_data: Option<f64>,
}

impl Georeference {
    pub fn read(decoder: &mut Decoder<Cursor<&[u8]>>) -> Result<Georeference, String> {
        let mut tag = |tag| decoder.get_tag_f64_vec(tag).unwrap_or_default();
        let (scale, tie) = (tag(PIXEL_SCALE), tag(TIE_POINT));
        let (&[width, height, ..], &[column, row, _, x, y, ..]) =
            (scale.as_slice(), tie.as_slice())
        else {
            return Err("no pixel scale and tie point: not georeferenced, or rotated".to_owned());
        };
        let sound = [width, height, column, row, x, y]
            .iter()
            .all(|number| number.is_finite());
        if !(sound && width > 0.0 && height > 0.0) {
            return Err(format!("cells of {width} x {height} at {x}, {y}"));
        }
        let keys = decoder
            .find_tag_unsigned_vec::<u16>(KEYS)
            .ok()
            .flatten()
            .unwrap_or_default();
        let key = |id: u16| {
            keys.chunks_exact(4)
                .skip(1)
                .find(|entry| entry[0] == id && entry[1] == 0)
                .map(|entry| entry[3])
        };
        let half = if key(RASTER_TYPE) == Some(PIXEL_IS_POINT) {
            0.5
        } else {
            0.0
        };
        let no_data = decoder.get_tag_ascii_string(NO_DATA).ok();
        let no_data = no_data.and_then(|text| text.trim_matches(['\0', ' ']).parse::<f64>().ok());
        Ok(Georeference {
            origin: [x - (column + half) * width, y + (row + half) * height],
            cell: [width, height],
            projection: projection(key)?,
            no_data,
        })
    }

    /// The place of a position in cells: columns from the west edge, rows from the north edge.
    pub fn in_cells(&self, position: Position) -> Option<[f64; 2]> {
        let [x, y] = match &self.projection {
            Some(projection) => projection.coordinates(position)?,
            None => [position.longitude, position.latitude],
        };
        Some([
            (x - self.origin[0]) / self.cell[0],
            (self.origin[1] - y) / self.cell[1],
        ])
    }
}

fn projection(key: impl Fn(u16) -> Option<u16>) -> Result<Option<Projection>, String> {
    let code = match key(MODEL_TYPE) {
        None => return Ok(None),
        Some(1) => key(PROJECTED_TYPE),
        Some(2) => match key(GEOGRAPHIC_TYPE) {
            // 32767 is "user-defined"; WGS 84 or one of its equals in practice.
            None | Some(4326 | 32767) => return Ok(None),
            code => code,
        },
        Some(other) => return Err(format!("a model of type {other}")),
    };
    let code = code.ok_or("a projected raster without an EPSG code")?;
    Projection::from_epsg(code)
        .map(Some)
        .ok_or_else(|| format!("the unknown system EPSG:{code}"))
}
