//! A new scenario folder to edit. It proposes nothing that pretends to be declared or agreed: what is
//! not known stands empty, and `check` asks for it.

use super::files::Files;

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
    /// The zones, as CSV (`id,lon,lat,population`) or GeoJSON.
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
            let attribution = text("(c) OpenStreetMap contributors, ODbL 1.0");
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
    let scenario = TEMPLATE
        .replace("\"@ID@\"", &text(new.id))
        .replace("@KIND@", kind)
        .replace("@NETWORK@", &network)
        .replace("@ATTRIBUTION@", &attribution)
        .replace("\"@POPULATION@\"", &population);
    files.insert(super::SCENARIO_FILE.to_owned(), scenario.into_bytes());
    files
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
}
