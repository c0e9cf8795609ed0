//! The sections of a scenario as raw values: read, joined with their layers, checked against the
//! schema.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::SCENARIO_FILE;
use super::conform::Conformer;
use super::defects::{Defects, Place};
use super::files::{Files, is_inside};
use super::layers::{Layer, join, read_layer};
use super::nearest::expected_word;
use super::node::{At, Kind, Node, from_toml, quoted};
use super::population::{complete, demand_zones, geopackage_zones};
use super::raw::{
    RawClass, RawCorridor, RawDestination, RawHazard, RawLayers, RawNetwork, RawPause,
    RawPopulation, RawShuttle, RawSurveyElsewhere, RawSurveyed, RawWaitingPlace, RawZone,
    RawZoneColumns,
};
use super::schema::scenario_schema;
use super::text::decode;

/// Values that stand at the top of `scenario.toml`.
#[derive(Debug, Default)]
pub struct Head {
    /// Short name.
    pub id: Option<String>,
    /// Title for people.
    pub title: Option<String>,
    /// Whether it is practice.
    pub exercise: bool,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// The place whose daylight counts.
    pub place: Option<[f64; 2]>,
    /// Length of a step in seconds.
    pub step_seconds: Option<u32>,
    /// How people travel.
    pub profile: super::raw::RawProfile,
    /// People in one private vehicle.
    pub persons_per_vehicle: Option<super::raw::RawBand>,
    /// Share of people who wish to leave.
    pub uptake: Option<super::raw::RawBand>,
    /// Sources of the whole.
    pub sources: Vec<String>,
    /// What is known about mines elsewhere.
    pub survey: RawSurveyElsewhere,
    /// Lines of the keys.
    lines: std::collections::BTreeMap<String, u32>,
}

impl Head {
    /// Where a key at the top stands.
    pub fn place(&self, key: &str) -> Place {
        Place::new(
            SCENARIO_FILE,
            self.lines.get(key).copied().unwrap_or(0),
            key,
        )
    }
}

/// Features of one kind, and all ids of that kind that stand in the files, sound or not.
#[derive(Debug)]
pub struct Section<T> {
    /// What could be read.
    pub items: Vec<T>,
    /// Ids that stand in the files.
    pub mentioned: Vec<String>,
}

/// Everything of a scenario, raw.
pub struct Sections {
    /// Values at the top.
    pub head: Head,
    /// The pause, unless it is missing or broken.
    pub pause: Option<RawPause>,
    /// The network, unless it is missing or broken.
    pub network: Option<RawNetwork>,
    /// Zones.
    pub zones: Section<RawZone>,
    /// Classes.
    pub classes: Section<RawClass>,
    /// Corridors.
    pub corridors: Section<RawCorridor>,
    /// Destinations.
    pub destinations: Section<RawDestination>,
    /// Shuttles.
    pub shuttles: Section<RawShuttle>,
    /// Waiting places.
    pub waiting_places: Section<RawWaitingPlace>,
    /// Hazards.
    pub hazards: Section<RawHazard>,
    /// Surveyed ground.
    pub surveyed: Section<RawSurveyed>,
}

/// The layers by the section that they belong to, in the order of the list of files; number 0 is
/// `scenario.toml`.
fn layer_files(layers: &RawLayers) -> Vec<(&'static str, String)> {
    let all = [
        ("zones", &layers.zones),
        ("corridors", &layers.corridors),
        ("destinations", &layers.destinations),
        ("shuttles", &layers.shuttles),
        ("waiting_places", &layers.waiting_places),
        ("hazards", &layers.hazards),
        ("surveyed", &layers.surveyed),
    ];
    all.into_iter()
        .filter_map(|(section, file)| file.clone().map(|file| (section, file)))
        .collect()
}

/// Reads all sections; `None` if there is no `scenario.toml` that is text.
pub fn read_sections(files: &Files, defects: &mut Defects) -> Option<Sections> {
    let Some(bytes) = files.get(SCENARIO_FILE) else {
        let place = Place::new(SCENARIO_FILE, 0, "");
        defects.error(
            &place,
            "file_missing",
            "no such file",
            "scenario.toml in the scenario's folder",
        );
        return None;
    };
    let text = decode(SCENARIO_FILE, bytes, defects)?;
    let (root, errors) = from_toml(0, text);
    for error in &errors {
        defects.error(
            &Place::new(SCENARIO_FILE, error.at.line, ""),
            "not_toml",
            error.message.clone(),
            "TOML (https://toml.io)",
        );
    }
    let schema = scenario_schema();
    let scenario_only = vec![SCENARIO_FILE.to_owned()];
    let conformer = Conformer {
        root: &schema,
        files: &scenario_only,
    };
    let layers: RawLayers = one(&root, "layers", &conformer, defects).unwrap_or_default();
    let layers = layer_files(&layers);
    let mut names = scenario_only.clone();
    names.extend(layers.iter().map(|(_, file)| file.clone()));
    let conformer = Conformer {
        root: &schema,
        files: &names,
    };
    known_keys(&root, &conformer, defects);
    if let Some(name) = one::<String>(&root, "policy", &conformer, defects) {
        file(&name, files, "policy", defects);
    }
    let population: RawPopulation =
        one(&root, "population", &conformer, defects).unwrap_or_default();
    let network: Option<RawNetwork> = one(&root, "network", &conformer, defects);
    let mut reader = Reader {
        root: &root,
        conformer: &conformer,
        layers: &layers,
        files,
        population: &population,
        network: network.as_ref(),
        defects,
    };
    let mut zones: Section<RawZone> = reader.section("zones");
    complete(&mut zones.items, &population, files, reader.defects);
    Some(Sections {
        zones,
        classes: reader.section("classes"),
        corridors: reader.section("corridors"),
        destinations: reader.section("destinations"),
        shuttles: reader.section("shuttles"),
        waiting_places: reader.section("waiting_places"),
        hazards: reader.section("hazards"),
        surveyed: reader.section("surveyed"),
        pause: one(&root, "pause", &conformer, defects),
        head: head(&root, &conformer, defects),
        network,
    })
}

fn head(root: &Node, conformer: &Conformer<'_>, defects: &mut Defects) -> Head {
    Head {
        id: one(root, "id", conformer, defects),
        title: one(root, "title", conformer, defects),
        exercise: one(root, "exercise", conformer, defects).unwrap_or(false),
        time_zone: one(root, "time_zone", conformer, defects),
        place: one(root, "place", conformer, defects),
        step_seconds: one(root, "step_seconds", conformer, defects),
        profile: one(root, "profile", conformer, defects).unwrap_or_default(),
        persons_per_vehicle: one(root, "persons_per_vehicle", conformer, defects),
        uptake: one(root, "uptake", conformer, defects),
        sources: one(root, "sources", conformer, defects).unwrap_or_default(),
        survey: one(root, "survey", conformer, defects).unwrap_or_default(),
        lines: root
            .entries()
            .iter()
            .map(|entry| (entry.key.clone(), entry.at.line))
            .collect(),
    }
}

/// The value of a key at the top; tells a required one that is missing.
fn one<T: DeserializeOwned>(
    root: &Node,
    key: &str,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Option<T> {
    let schema = conformer.property(key)?;
    let Some(node) = root.get(key) else {
        let required = conformer.root.get("required").and_then(Value::as_array);
        if required.is_some_and(|list| list.iter().any(|name| name == key)) {
            let expected = conformer.meaning(Some(schema));
            defects.error(
                &conformer.place(root.at, ""),
                "missing_key",
                format!("no {key:?}"),
                expected,
            );
        }
        return None;
    };
    let value = conformer.conform(node, schema, key, defects)?;
    into_raw(value, &conformer.place(node.at, key), defects)
}

/// What conforms can be read; should the two ever differ, that is told and not hidden.
fn into_raw<T: DeserializeOwned>(value: Value, place: &Place, defects: &mut Defects) -> Option<T> {
    match serde_json::from_value(value) {
        Ok(raw) => Some(raw),
        Err(error) => {
            defects.error(
                place,
                "not_understood",
                error.to_string(),
                "a value that follows the schema",
            );
            None
        }
    }
}

fn known_keys(root: &Node, conformer: &Conformer<'_>, defects: &mut Defects) {
    let known = conformer.keys(conformer.root);
    for entry in root.entries() {
        if !known.contains(&entry.key.as_str()) {
            let expected = expected_word("a known key", &entry.key, known.iter().copied());
            defects.error(
                &conformer.place(entry.at, &entry.key),
                "unknown_key",
                format!("{:?}", entry.key),
                expected,
            );
        }
    }
}

/// More of a kind than any scenario has: beyond it a file is hostile or a mistake, and every check
/// would cost its square.
fn most(section: &str) -> usize {
    match section {
        "zones" => 200_000,
        "classes" => 50,
        "corridors" | "destinations" => 500,
        _ => 5_000,
    }
}

struct Reader<'a> {
    root: &'a Node,
    conformer: &'a Conformer<'a>,
    layers: &'a [(&'static str, String)],
    files: &'a Files,
    population: &'a RawPopulation,
    network: Option<&'a RawNetwork>,
    defects: &'a mut Defects,
}

impl Reader<'_> {
    fn section<T: DeserializeOwned>(&mut self, key: &'static str) -> Section<T> {
        let nothing = Section {
            items: Vec::new(),
            mentioned: Vec::new(),
        };
        let schema = self
            .conformer
            .property(key)
            .and_then(|schema| schema.get("items"));
        let Some(schema) = schema else { return nothing };
        let entries = match self.root.get(key).map(|node| (&node.kind, node.at)) {
            None => Vec::new(),
            Some((Kind::List(items), _)) => items.clone(),
            Some((_, at)) => {
                let place = self.conformer.place(at, key);
                self.defects
                    .error(&place, "wrong_type", "no list", format!("[[{key}]]"));
                Vec::new()
            }
        };
        let features = self.features(key, schema);
        let mut nodes = join(key, entries, features, self.conformer, self.defects);
        if nodes.len() > most(key) {
            let place = Place::new(SCENARIO_FILE, 0, key);
            let expected = format!("at most {}", most(key));
            self.defects.error(
                &place,
                "too_many",
                format!("{} {key}", nodes.len()),
                expected,
            );
            nodes.truncate(most(key));
        }
        let mentioned = nodes
            .iter()
            .filter_map(|node| node.get("id")?.text())
            .map(str::to_owned)
            .collect();
        let mut items = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let what = match node.get("id").and_then(Node::text) {
                Some(id) => format!("{key} {}", quoted(id)),
                None => format!("{key}[{}]", index + 1),
            };
            if let Some(value) = self.conformer.conform(node, schema, &what, self.defects) {
                let place = self.conformer.place(node.at, &what);
                items.extend(into_raw(value, &place, self.defects));
            }
        }
        Section { items, mentioned }
    }

    fn features(&mut self, key: &str, schema: &Value) -> Vec<Node> {
        let layer = self.layers.iter().position(|(section, _)| *section == key);
        let scenario = At {
            file: 0,
            line: self.population.line,
        };
        let Some(index) = layer else {
            if key != "zones" {
                return Vec::new();
            }
            return demand_zones(
                self.population,
                self.network,
                self.files,
                scenario,
                self.defects,
            );
        };
        if key == "zones" && self.population.demand.is_some() {
            let place = self.conformer.place(scenario, "population, demand");
            let expected = "either a layer of zones or a trip table";
            self.defects
                .error(&place, "two_sources_of_zones", "both", expected);
        }
        let name = &self.layers[index].1;
        let Some(bytes) = file(name, self.files, &format!("layers, {key}"), self.defects) else {
            return Vec::new();
        };
        let at = At {
            file: index + 1,
            line: 0,
        };
        if key == "zones" && name.to_lowercase().ends_with(".gpkg") {
            return geopackage_zones(self.population, name, bytes, at, self.defects);
        }
        let no_columns = RawZoneColumns::default();
        let columns = if key == "zones" {
            &self.population.columns
        } else {
            &no_columns
        };
        let layer = Layer {
            file: at.file,
            name,
            bytes,
            schema,
            columns,
        };
        read_layer(&layer, self.conformer, self.defects)
    }
}

/// A file that `scenario.toml` names; tells one that is missing or outside.
pub fn file<'a>(
    name: &str,
    files: &'a Files,
    what: &str,
    defects: &mut Defects,
) -> Option<&'a [u8]> {
    let place = Place::new(SCENARIO_FILE, 0, what);
    if !is_inside(name) {
        let expected = "a path inside the scenario's folder, with / between its parts";
        defects.error(&place, "file_outside_folder", quoted(name), expected);
        return None;
    }
    let found = files.get(name).map(Vec::as_slice);
    if found.is_none() {
        let known = files.keys().map(String::as_str);
        defects.error(
            &place,
            "file_missing",
            quoted(name),
            expected_word("a file in the scenario's folder", name, known),
        );
    }
    found
}
