//! GeoPackage (OGC 12-128): zones of one feature table of an SQLite file from a stranger.
//!
//! The file is opened from memory, read-only; its schema is not trusted, only plain tables are read (no views, no virtual
//! tables), and the work of a query is limited. Coordinates in another system of EPSG are transformed.

use super::wkb::geometry;
use super::{PopulationZone, ZoneProperties, figures};
use crate::projection::Projection;
use crate::report::ImportError;
use crate::table::{Defects, quoted};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashSet;

/// Instructions of SQLite's machine between two looks at the clock of work, and how many such looks a file may take: some
/// 10^9 instructions, a minute or so.
const INSTRUCTIONS: i32 = 1 << 20;
const LOOKS: u32 = 1 << 10;
const LONGEST_VALUE: i32 = 64 << 20;

/// Reads the feature table `table`, or the only one if none is named.
///
/// # Errors
/// All defects: no GeoPackage, no such table, missing columns, geometries that are neither points nor areas, and what
/// [`super::read_table`] refuses.
pub fn read_geopackage(
    name: &str,
    bytes: &[u8],
    table: Option<&str>,
    properties: &ZoneProperties,
) -> Result<Vec<PopulationZone>, ImportError> {
    let mut defects = Defects::of(name);
    let zones = match read(name, bytes, table, properties, &mut defects) {
        Ok(zones) => zones,
        Err(error) => {
            defects.push(
                0,
                "",
                "corrupt_geopackage",
                error.to_string(),
                "a GeoPackage file",
            );
            Vec::new()
        }
    };
    if zones.is_empty() && defects.is_empty() {
        defects.push(
            0,
            "",
            "empty_table",
            "no row",
            "rows of zones with their population",
        );
    }
    if defects.is_empty() {
        Ok(zones)
    } else {
        Err(ImportError::Invalid(defects.finish()))
    }
}

fn read(
    name: &str,
    bytes: &[u8],
    table: Option<&str>,
    properties: &ZoneProperties,
    defects: &mut Defects<'_>,
) -> rusqlite::Result<Vec<PopulationZone>> {
    if !bytes.starts_with(b"SQLite format 3\0") {
        defects.push(
            0,
            "byte 0",
            "corrupt_geopackage",
            "no SQLite file",
            "a GeoPackage file",
        );
        return Ok(Vec::new());
    }
    let connection = open(bytes)?;
    let Some(layer) = layer(&connection, table, defects)? else {
        return Ok(Vec::new());
    };
    let Some(projection) = layer.projection(defects) else {
        return Ok(Vec::new());
    };
    let mut query = layer.query(&connection, properties, defects)?;
    let Some(query) = query.as_mut() else {
        return Ok(Vec::new());
    };
    let mut rows = query.query(params![])?;
    let (mut zones, mut keys, mut number) = (Vec::new(), HashSet::new(), 0u64);
    while let Some(row) = rows.next()? {
        number += 1;
        let place = format!("row {number}");
        zones.extend(zone(
            row,
            &place,
            projection.as_ref(),
            properties,
            name,
            &mut keys,
            defects,
        )?);
    }
    Ok(zones)
}

fn open(bytes: &[u8]) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 50),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 3),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
    ] {
        connection.set_limit(limit, value)?;
    }
    let mut looks = 0;
    let out_of_time = move || {
        looks += 1;
        looks > LOOKS
    };
    connection.progress_handler(INSTRUCTIONS, Some(out_of_time))?;
    connection.deserialize_read_exact("main", bytes, bytes.len(), true)?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;",
    )?;
    Ok(connection)
}

struct Layer {
    table: String,
    geometry: String,
    /// The code of its coordinates' system, and who gave the code.
    system: i64,
    organization: String,
}

fn layer(
    connection: &Connection,
    wanted: Option<&str>,
    defects: &mut Defects<'_>,
) -> rusqlite::Result<Option<Layer>> {
    let mut layers = feature_tables(connection)?;
    let names: Vec<String> = layers.iter().map(|layer| layer.table.clone()).collect();
    let found = format!("the feature tables {}", names.join(", "));
    match wanted {
        Some(wanted) => layers.retain(|layer| layer.table == wanted),
        None if layers.len() > 1 => {
            let expected = "one, or the name of the one to read";
            defects.push(0, "", "several_tables", found, expected);
            return Ok(None);
        }
        None => {}
    }
    let Some(layer) = layers.pop() else {
        let expected = format!("a feature table {}", quoted(wanted.unwrap_or("")));
        defects.push(0, "", "missing_table", found, expected);
        return Ok(None);
    };
    if layer.organization != "EPSG" {
        let found = format!("a system of {}", quoted(&layer.organization));
        defects.push(
            0,
            &*layer.table,
            "wrong_projection",
            found,
            "a system of EPSG",
        );
        return Ok(None);
    }
    Ok(Some(layer))
}

/// Only plain tables: a view can hide a query that never ends, and a virtual table another machine.
fn feature_tables(connection: &Connection) -> rusqlite::Result<Vec<Layer>> {
    let mut query = connection.prepare(
        "SELECT g.table_name, g.column_name, s.organization_coordsys_id, upper(s.organization) \
         FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s USING (srs_id) \
         JOIN sqlite_master m ON m.name = g.table_name AND m.type = 'table' \
             AND m.sql NOT LIKE 'CREATE VIRTUAL%' \
         ORDER BY g.table_name LIMIT 100",
    )?;
    let rows = query.query_map(params![], |row| {
        Ok(Layer {
            table: row.get(0)?,
            geometry: row.get(1)?,
            system: row.get(2)?,
            organization: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
        })
    })?;
    rows.collect()
}

impl Layer {
    /// The transformation, if one is needed; None, with a defect, if it isn't known.
    fn projection(&self, defects: &mut Defects<'_>) -> Option<Option<Projection>> {
        if self.system == 4326 {
            return Some(None);
        }
        let projection = u16::try_from(self.system)
            .ok()
            .and_then(Projection::from_epsg);
        if projection.is_none() {
            defects.push(
                0,
                &*self.table,
                "wrong_projection",
                format!("EPSG:{}", self.system),
                "a known system",
            );
        }
        projection.map(Some)
    }

    fn query<'c>(
        &self,
        connection: &'c Connection,
        properties: &ZoneProperties,
        defects: &mut Defects<'_>,
    ) -> rusqlite::Result<Option<rusqlite::Statement<'c>>> {
        let mut columns = vec![self.geometry.as_str(), properties.key.as_str()];
        columns.extend(properties.name.as_deref());
        columns.extend(properties.figures().into_iter().flatten());
        let mut complete = true;
        for column in &columns {
            let known = connection
                .query_row(
                    "SELECT 1 FROM pragma_table_xinfo(?1) WHERE name = ?2",
                    params![self.table, column],
                    |_| Ok(()),
                )
                .optional()?;
            if known.is_none() {
                complete = false;
                defects.push(
                    0,
                    &*self.table,
                    "missing_column",
                    "no such column",
                    format!("a column {}", quoted(column)),
                );
            }
        }
        if !complete {
            return Ok(None);
        }
        let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let list: Vec<String> = columns.iter().map(|column| quote(column)).collect();
        connection
            .prepare(&format!(
                "SELECT {} FROM {}",
                list.join(", "),
                quote(&self.table)
            ))
            .map(Some)
    }
}

fn zone(
    row: &Row<'_>,
    place: &str,
    projection: Option<&Projection>,
    properties: &ZoneProperties,
    source: &str,
    keys: &mut HashSet<String>,
    defects: &mut Defects<'_>,
) -> rusqlite::Result<Option<PopulationZone>> {
    let mut next = 1;
    let mut text = || {
        next += 1;
        row.get_ref(next - 1).map(cell)
    };
    let key = text()?;
    let name = if properties.name.is_some() {
        text()?
    } else {
        None
    };
    let mut texts: [Option<String>; 3] = [None, None, None];
    for (slot, column) in texts.iter_mut().zip(properties.figures()) {
        if column.is_some() {
            // An empty cell is no number, and told as such.
            *slot = Some(text()?.unwrap_or_default());
        }
    }
    let texts = texts.each_ref().map(|text| text.as_deref());
    let population = figures::count(texts, 0, place, properties.fractions, defects, source);
    let shape = match row.get_ref(0)? {
        ValueRef::Blob(blob) => geometry(blob, projection),
        _ => Err("no geometry"),
    };
    let shape = match shape {
        Ok(shape) => Some(shape),
        Err(found) => {
            defects.push(
                0,
                place,
                "unusable_geometry",
                found,
                "a point, polygon or multipolygon",
            );
            None
        }
    };
    let Some(key) = key else {
        defects.push(0, place, "missing_id", "an empty cell", "an id");
        return Ok(None);
    };
    if !keys.insert(key.clone()) {
        defects.push(0, place, "duplicate_id", quoted(&key), "each id once");
        return Ok(None);
    }
    let (Some(shape), Some(population)) = (shape, population) else {
        return Ok(None);
    };
    Ok(Some(PopulationZone {
        key,
        name,
        shape,
        population,
    }))
}

fn cell(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) => {
            Some(String::from_utf8_lossy(text).trim().to_owned()).filter(|text| !text.is_empty())
        }
        ValueRef::Null | ValueRef::Blob(_) => None,
    }
}

#[cfg(test)]
mod tests;
