//! A new scenario folder to edit. It proposes nothing that pretends to be declared or agreed: what is
//! not known stands empty, and `check` asks for it.

use super::files::Files;
use crate::osm::OSM_ATTRIBUTION;

const TEMPLATE: &str = include_str!("scaffold.toml");

/// A file that a new scenario takes along.
#[derive(Clone, Copy, Debug)]
pub struct NewFile<'a> {
    /// Its name in the new folder, without folders of its own.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// The roads of a new scenario.
#[derive(Clone, Copy, Debug)]
pub enum NewNetwork<'a> {
    /// An OpenStreetMap extract.
    Osm(NewFile<'a>),
    /// A GMNS network.
    Gmns {
        /// The node file.
        nodes: NewFile<'a>,
        /// The link file.
        links: NewFile<'a>,
    },
    /// A MATSim network and its coordinate reference system.
    Matsim {
        /// The network file.
        file: NewFile<'a>,
        /// Such as `EPSG:28355`.
        crs: &'a str,
    },
}

/// What a new scenario starts from.
#[derive(Clone, Copy, Debug)]
pub struct NewScenario<'a> {
    /// Short name: lower-case letters, digits and hyphens.
    pub id: &'a str,
    /// The roads.
    pub network: NewNetwork<'a>,
    /// The zones, as CSV (`id,lon,lat,population`), GeoJSON or GeoPackage; or a GMNS `demand.csv`.
    pub population: NewFile<'a>,
}

/// The files of a new scenario: `scenario.toml` with a comment on everything that can be said, and
/// the files that it starts from.
pub fn new_scenario(new: &NewScenario<'_>) -> Files {
    let mut files = Files::new();
    let mut take = |file: &NewFile<'_>| {
        files.insert(file.name.to_owned(), file.bytes.to_vec());
        text(file.name)
    };
    let (kind, network, attribution) = match &new.network {
        NewNetwork::Osm(file) => {
            let attribution = text(OSM_ATTRIBUTION);
            ("osm", format!("file = {}", take(file)), attribution)
        }
        NewNetwork::Gmns { nodes, links } => {
            let (nodes, links) = (take(nodes), take(links));
            let units = "length_unit = \"metres\"              # or kilometres, miles, feet\nspeed_unit = \"kilometres_per_hour\"   # or miles_per_hour, metres_per_second";
            (
                "gmns",
                format!("nodes = {nodes}\nlinks = {links}\n{units}"),
                String::new(),
            )
        }
        NewNetwork::Matsim { file, crs } => {
            let network = format!("file = {}\ncrs = {}", take(file), text(crs));
            ("matsim", network, String::new())
        }
    };
    let population = take(&new.population);
    let (zones, section) = if is_trip_table(new.population.bytes) {
        (
            "# zones = \"zones.csv\"".to_owned(),
            format!("[population]\ndemand = {population}"),
        )
    } else {
        (format!("zones = {population}"), "# [population]".to_owned())
    };
    let scenario = TEMPLATE
        .replace("\"@ID@\"", &text(new.id))
        .replace("@KIND@", kind)
        .replace("@NETWORK@", &network)
        .replace("@ATTRIBUTION@", &attribution)
        .replace("@ZONES@", &zones)
        .replace("@POPULATION@", &section);
    files.insert(super::SCENARIO_FILE.to_owned(), scenario.into_bytes());
    files
}

/// Whether a table holds trips from zone to zone, as GMNS has them.
fn is_trip_table(bytes: &[u8]) -> bool {
    let header = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let header = &header[..header.len().min(1_000)];
    String::from_utf8_lossy(header).contains("o_zone_id")
}

/// A TOML string.
fn text(value: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in value.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            control if control.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::node::{Node, from_toml};

    #[test]
    fn names_cannot_break_out_of_the_new_file() {
        let odd = NewFile {
            name: "a\"b\\c\n.csv",
            bytes: b"",
        };
        let new = NewScenario {
            id: "x",
            network: NewNetwork::Osm(odd),
            population: odd,
        };
        let files = new_scenario(&new);
        let scenario = std::str::from_utf8(&files["scenario.toml"]).unwrap();
        let (root, errors) = from_toml(0, scenario);
        assert!(errors.is_empty());
        let zones = root.get("layers").and_then(|layers| layers.get("zones"));
        assert_eq!(zones.and_then(Node::text), Some(odd.name));
    }

    /// The example with every line that is commented out taken in, so that it cannot grow stale.
    #[test]
    fn everything_that_the_new_file_proposes_is_understood() {
        let file = |name| NewFile {
            name,
            bytes: b"id,population\n",
        };
        let network = NewNetwork::Osm(file("roads.osm"));
        let new = NewScenario {
            id: "x",
            network,
            population: file("zones.csv"),
        };
        let text = String::from_utf8(new_scenario(&new)["scenario.toml"].clone()).unwrap();
        let text = text.replace("windows = []\n", "");
        let proposed = |line: &&str| {
            let line = line.trim_start_matches("# ");
            line.starts_with("[[") || line.starts_with("[p") || line.contains(" = ")
        };
        let lines = text
            .lines()
            .filter(|line| !line.starts_with('#') || proposed(line));
        let lines = lines.filter(|line| !line.contains("A figure is"));
        let whole: Vec<&str> = lines.map(|line| line.trim_start_matches("# ")).collect();
        let files = Files::from([("scenario.toml".to_owned(), whole.join("\n").into_bytes())]);
        let (_, defects) = crate::scenario::read_files(&files);
        let form = [
            "not_toml",
            "unknown_key",
            "unknown_word",
            "wrong_type",
            "missing_key",
        ];
        let stale: Vec<_> = defects
            .iter()
            .filter(|d| form.contains(&d.code.as_str()))
            .collect();
        assert!(stale.is_empty(), "{}\n{stale:#?}", whole.join("\n"));
        assert!(whole.iter().filter(|line| line.starts_with("[[")).count() >= 7);
    }

    #[test]
    fn a_trip_table_is_no_layer() {
        let trips = NewFile {
            name: "demand.csv",
            bytes: b"o_zone_id,d_zone_id,volume\n1,2,3\n",
        };
        let [nodes, links] = ["node.csv", "link.csv"].map(|name| NewFile { name, bytes: b"" });
        let network = NewNetwork::Gmns { nodes, links };
        let files = new_scenario(&NewScenario {
            id: "x",
            network,
            population: trips,
        });
        let (root, errors) = from_toml(0, std::str::from_utf8(&files["scenario.toml"]).unwrap());
        assert!(errors.is_empty());
        let population = root
            .get("population")
            .and_then(|section| section.get("demand"));
        assert_eq!(population.and_then(Node::text), Some("demand.csv"));
        assert!(root.get("layers").unwrap().entries().is_empty());
    }
}
