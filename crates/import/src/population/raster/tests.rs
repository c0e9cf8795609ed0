//! Rasters made by hand, cell by cell.

use super::*;
use korridor_world::geometry::{Position, Ring};
use tiff::encoder::{TiffEncoder, colortype};
use tiff::tags::Tag;

/// 4 x 3 cells of a tenth of a degree, the north-west corner at 10 E 50 N, values 1 to 12, the last one no data.
fn raster(values: [f32; 12]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes).unwrap();
    let mut image = encoder.new_image::<colortype::Gray32Float>(4, 3).unwrap();
    let tags = image.encoder();
    tags.write_tag(Tag::ModelPixelScaleTag, &[0.1f64, 0.1, 0.0][..])
        .unwrap();
    tags.write_tag(
        Tag::ModelTiepointTag,
        &[0.0f64, 0.0, 0.0, 10.0, 50.0, 0.0][..],
    )
    .unwrap();
    tags.write_tag(
        Tag::GeoKeyDirectoryTag,
        &[1u16, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326][..],
    )
    .unwrap();
    tags.write_tag(Tag::GdalNodata, "-99999").unwrap();
    image.write_data(&values).unwrap();
    bytes.into_inner()
}

const VALUES: [f32; 12] = [
    1.0,
    2.0,
    3.0,
    4.0,
    5.0,
    6.0,
    7.0,
    8.0,
    9.0,
    10.0,
    f32::NAN,
    -99999.0,
];

fn area(corners: &[(f64, f64)]) -> Area {
    let corner = |&(longitude, latitude): &(f64, f64)| Position {
        longitude,
        latitude,
    };
    Area {
        polygons: vec![vec![Ring(corners.iter().map(corner).collect())]],
    }
}

#[test]
fn cells_count_where_their_centre_lies() {
    // The upper left four cells; a triangle that holds the centres of 3, 4 and 8; a zone beyond the raster.
    let square = area(&[(10.0, 50.0), (10.2, 50.0), (10.2, 49.8), (10.0, 49.8)]);
    let triangle = area(&[(10.2, 50.0), (10.4, 50.0), (10.4, 49.75)]);
    let far = area(&[(20.0, 50.0), (20.2, 50.0), (20.2, 49.8)]);
    let sums = sum_raster("r.tif", &raster(VALUES), &[square, triangle, far]).unwrap();
    assert_eq!(sums.zones, [14.0, 15.0, 0.0]);
    assert_eq!(sums.cells, [4, 3, 0]);
    // 7, 9 and 10 are in no zone; NaN and -99999 are nobody.
    assert_eq!(sums.outside, 26.0);
}

#[test]
fn holes_are_left_out_and_zones_larger_than_the_raster_take_all() {
    let mut all = area(&[(9.0, 51.0), (11.0, 51.0), (11.0, 49.0), (9.0, 49.0)]);
    assert_eq!(
        sum_raster("r.tif", &raster(VALUES), std::slice::from_ref(&all))
            .unwrap()
            .zones,
        [55.0]
    );
    let hole = area(&[(10.1, 49.9), (10.2, 49.9), (10.2, 49.8), (10.1, 49.8)]);
    all.polygons[0].extend(hole.polygons[0].clone());
    let sums = sum_raster("r.tif", &raster(VALUES), &[all]).unwrap();
    assert_eq!((sums.zones[0], sums.outside), (49.0, 6.0));
}

#[test]
fn negative_cells_are_defects_with_their_place() {
    let mut values = VALUES;
    values[5] = -3.0;
    let error = sum_raster("r.tif", &raster(values), &[]).unwrap_err();
    assert_eq!(error.defects()[0].place, "column 1, row 1");
}

#[test]
fn truncated_rasters_are_refused_and_mutated_ones_never_panic() {
    let whole = raster(VALUES);
    let areas = [area(&[
        (10.0, 50.0),
        (10.2, 50.0),
        (10.2, 49.8),
        (10.0, 49.8),
    ])];
    for length in 0..whole.len().min(150) {
        assert!(sum_raster("r.tif", &whole[..length], &areas).is_err());
    }
    let mut random = 7u64;
    for _ in 0..3000 {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let mut bytes = whole.clone();
        let at = (random >> 33) as usize % bytes.len();
        bytes[at] = (random >> 24) as u8;
        // Whatever it says, it says it; sums may be anything that such cells sum to.
        drop(sum_raster("r.tif", &bytes, &areas));
    }
}
