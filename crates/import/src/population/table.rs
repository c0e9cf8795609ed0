//! Tables of places with their population: one row a point, a hexagon or a household cluster.

use super::{Fractions, PopulationZone, figures};
use crate::report::ImportError;
use crate::table::{Defects, Row, Table, quoted};
use korridor_world::geometry::{Position, Shape};
use std::collections::HashSet;

/// Which columns hold what; names are matched without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumns {
    /// The id; the line number where absent.
    pub key: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Degrees east.
    pub longitude: String,
    /// Degrees north.
    pub latitude: String,
    /// The best figure.
    pub best: String,
    /// The lowest figure; the best one where absent.
    pub low: Option<String>,
    /// The highest figure; the best one where absent.
    pub high: Option<String>,
    /// What becomes of fractional figures.
    pub fractions: Fractions,
}

impl Default for TableColumns {
    /// `id`, `lon`, `lat` and `population`, whole numbers.
    fn default() -> TableColumns {
        TableColumns {
            key: Some("id".to_owned()),
            name: None,
            longitude: "lon".to_owned(),
            latitude: "lat".to_owned(),
            best: "population".to_owned(),
            low: None,
            high: None,
            fractions: Fractions::Refuse,
        }
    }
}

struct Positions {
    key: Option<usize>,
    name: Option<usize>,
    longitude: usize,
    latitude: usize,
    figures: [Option<usize>; 3],
}

impl TableColumns {
    fn find(&self, table: &Table<'_>, defects: &mut Defects<'_>) -> Option<Positions> {
        let mut column = |name: &str| table.required(name, defects);
        let longitude = column(&self.longitude);
        let latitude = column(&self.latitude);
        let best = column(&self.best);
        // A column that is named but missing is a defect; one that is not named is just not there.
        let mut named = |name: &Option<String>| match name {
            Some(name) => column(name).map(Some),
            None => Some(None),
        };
        let (key, name) = (named(&self.key), named(&self.name));
        let (low, high) = (named(&self.low), named(&self.high));
        Some(Positions {
            key: key?,
            name: name?,
            longitude: longitude?,
            latitude: latitude?,
            figures: [Some(best?), low?, high?],
        })
    }
}

/// Reads a table; `name` stands in defects and becomes the source of the figures. Rows without people are zones as well.
///
/// # Errors
/// All defects of the table, and a table without rows.
pub fn read_table(
    name: &str,
    bytes: &[u8],
    columns: &TableColumns,
) -> Result<Vec<PopulationZone>, ImportError> {
    let mut defects = Defects::of(name);
    let mut zones = Vec::new();
    if let Some(mut table) = Table::open(bytes, &mut defects)
        && let Some(positions) = columns.find(&table, &mut defects)
    {
        let mut keys = HashSet::new();
        while let Some(row) = table.next(&mut defects) {
            zones.extend(zone(
                &row,
                &positions,
                columns.fractions,
                name,
                &mut keys,
                &mut defects,
            ));
        }
        if zones.is_empty() && defects.is_empty() {
            defects.push(
                0,
                "",
                "empty_table",
                "no row",
                "rows of places with their population",
            );
        }
    }
    if defects.is_empty() {
        Ok(zones)
    } else {
        Err(ImportError::Invalid(defects.finish()))
    }
}

fn zone(
    row: &Row<'_>,
    positions: &Positions,
    fractions: Fractions,
    source: &str,
    keys: &mut HashSet<String>,
    defects: &mut Defects<'_>,
) -> Option<PopulationZone> {
    let key = match positions.key {
        Some(column) => row.text(Some(column)).to_owned(),
        None => row.line.to_string(),
    };
    let longitude = row.number(positions.longitude, "longitude", -180.0..=180.0, defects);
    let latitude = row.number(positions.latitude, "latitude", -90.0..=90.0, defects);
    let texts = positions
        .figures
        .map(|column| column.map(|column| row.text(Some(column))));
    let place = format!("zone {}", quoted(&key));
    let population = figures::count(texts, row.line, &place, fractions, defects, source);
    if key.is_empty() {
        defects.push(row.line, "", "missing_id", "an empty cell", "an id");
        return None;
    }
    if !keys.insert(key.clone()) {
        defects.push(
            row.line,
            place,
            "duplicate_id",
            quoted(&key),
            "each id once",
        );
        return None;
    }
    let shape = Shape::Point(Position {
        longitude: longitude?,
        latitude: latitude?,
    });
    let name = positions
        .name
        .map(|column| row.text(Some(column)).to_owned())
        .filter(|name| !name.is_empty());
    Some(PopulationZone {
        key,
        name,
        shape,
        population: population?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use korridor_world::Level;

    fn told(csv: &[u8], columns: &TableColumns) -> Vec<String> {
        let error = read_table("p.csv", csv, columns).unwrap_err();
        error
            .defects()
            .iter()
            .map(|defect| format!("{}:{}", defect.line.unwrap_or(0), defect.code))
            .collect()
    }

    #[test]
    fn rows_become_zones_with_bom_crlf_and_quotes() {
        let csv = b"\xef\xbb\xbfid,Lon,LAT,population,jobs\r\n\"a,1\",37.1,36.2,120,0\r\nb,37.2,36.3,0,7\r\n\r\n";
        let zones = read_table("p.csv", csv, &TableColumns::default()).unwrap();
        assert_eq!(zones.len(), 2);
        assert_eq!(zones[0].key, "a,1");
        assert_eq!(
            zones[0].shape,
            Shape::Point(Position {
                longitude: 37.1,
                latitude: 36.2
            })
        );
        assert_eq!(
            Level::ALL.map(|level| zones[0].population.at(level).0),
            [120; 3]
        );
        assert_eq!(zones[0].population.sources[0].0, "p.csv");
    }

    #[test]
    fn every_bad_cell_is_told_with_its_line() {
        let csv = b"id,lon,lat,population\n\
            a,1,1,-5\n\
            b,1,1,NaN\n\
            c,1,1,1.5\n\
            d,1,1,1e300\n\
            e,1,1,many\n\
            f,200,1,3\n\
            g,1,x,3\n\
            h,1,1,3\n\
            h,1,1,3\n\
            ,1,1,3\n\
            i,1,1\n";
        let expected = [
            "2:negative_population",
            "3:not_a_number",
            "4:fractional_population",
            "5:absurd_population",
            "6:not_a_number",
            "7:not_a_number_in_range",
            "8:not_a_number_in_range",
            "10:duplicate_id",
            "11:missing_id",
            "12:wrong_number_of_cells",
        ];
        assert_eq!(told(csv, &TableColumns::default()), expected);
    }

    #[test]
    fn bands_are_read_and_must_be_ordered() {
        let columns = TableColumns {
            low: Some("lo".into()),
            high: Some("hi".into()),
            fractions: Fractions::Round,
            ..TableColumns::default()
        };
        let zones = read_table(
            "p.csv",
            b"id,lon,lat,population,lo,hi\na,1,1,10.4,5.5,20\n",
            &columns,
        )
        .unwrap();
        assert_eq!(
            Level::ALL.map(|level| zones[0].population.at(level).0),
            [6, 10, 20]
        );
        assert_eq!(
            told(b"id,lon,lat,population,lo,hi\na,1,1,10,11,20\n", &columns),
            ["2:figures_out_of_order"]
        );
    }

    #[test]
    fn missing_columns_wrong_delimiters_and_empty_tables_are_told() {
        assert_eq!(
            told(b"id,lon,people\n", &TableColumns::default()),
            ["1:missing_column", "1:missing_column"]
        );
        assert_eq!(
            told(
                b"id;lon;lat;population\na;1;1;1\n",
                &TableColumns::default()
            ),
            ["1:wrong_delimiter"]
        );
        assert_eq!(
            told(b"id,lon,lat,population\n", &TableColumns::default()),
            ["0:empty_table"]
        );
        assert_eq!(told(b"", &TableColumns::default()), ["0:empty_table"]);
    }
}
