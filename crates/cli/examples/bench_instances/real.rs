//! Real networks, each with exits and people by one rule.

use std::fs;
use std::path::Path;

use korridor_flow::{Arc, Exit, NodeId, Problem, Rate, Supply};
use korridor_import::gmns::{self, CapacityPer, GmnsUnits, LengthUnit, NamedTable, SpeedUnit};
use korridor_import::{ImportError, Limits, Projection, matsim, osm};
use korridor_world::{
    CarProfile, Metric, NetworkIndex, Profile, RoadNetwork, RoadNodeId, geometry::Position,
};

use crate::load::{self, STEPS};
use crate::random::Random;

const SEED: u64 = 20_161_104;
const STEP_SECONDS: f64 = 10.0;
const SECTORS: usize = 16;

/// OpenStreetMap extracts of the benchmark.
const EXTRACTS: [&str; 7] = [
    "monaco.osm.pbf",
    "andorra.osm.pbf",
    "columbus.osm.pbf",
    "helsinki.osm.pbf",
    "portland.osm.pbf",
    "porto-alegre.osm.pbf",
    "krems.osm.gz",
];

/// Every network under `data` with its name.
pub fn networks(data: &Path) -> Result<Vec<(String, RoadNetwork)>, ImportError> {
    let mut found = Vec::new();
    for file in EXTRACTS {
        let name = file.split('.').next().unwrap_or(file).to_owned();
        let (network, _) = osm::read_file(&data.join("osm").join(file), &Limits::default())?;
        found.push((name, network));
    }
    found.push(("castlemaine".into(), castlemaine(data)?));
    found.push(("lima".into(), lima(data)?));
    Ok(found)
}

fn bytes(path: &Path) -> Result<Vec<u8>, ImportError> {
    fs::read(path).map_err(|source| ImportError::Io {
        path: path.to_owned(),
        source,
    })
}

fn castlemaine(data: &Path) -> Result<RoadNetwork, ImportError> {
    let name = "mount_alexander_shire_network_2018.xml.gz";
    let bytes = bytes(&data.join("castlemaine").join(name))?;
    // GDA94 / MGA zone 55, in which Victoria's networks of that year are published.
    let projection = Projection::from_epsg(28355).expect("a known code");
    Ok(matsim::read(name, &bytes, &projection, &Limits::default())?.0)
}

fn lima(data: &Path) -> Result<RoadNetwork, ImportError> {
    let folder = data.join("gmns").join("Lima_Network");
    let (nodes, links) = (
        bytes(&folder.join("node.csv"))?,
        bytes(&folder.join("link.csv"))?,
    );
    let units = GmnsUnits {
        length: LengthUnit::Mile,
        speed: SpeedUnit::MilesPerHour,
        capacity: CapacityPer::Lane,
        projection: None,
    };
    let nodes = NamedTable {
        name: "node.csv",
        bytes: &nodes,
    };
    let links = NamedTable {
        name: "link.csv",
        bytes: &links,
    };
    Ok(gmns::read(nodes, links, &units)?.network)
}

/// The network with exits but without people.
fn empty(network: &RoadNetwork) -> Problem {
    let metric = Metric::from_profile(network, &Profile::Car(CarProfile::default()));
    let arcs: Vec<Arc> = metric
        .usable()
        .map(|(id, cost)| {
            let link = network.link(id);
            let persons = cost.persons_per_hour * STEP_SECONDS / 3600.0;
            Arc {
                tail: NodeId(link.tail.0),
                head: NodeId(link.head.0),
                transit: (cost.seconds / STEP_SECONDS).round().max(1.0) as u32,
                rate: Rate::constant(persons.round().max(1.0) as u64),
                changes: Vec::new(),
            }
        })
        .collect();
    let exits = exits(network, &arcs);
    let waiting = vec![None; network.nodes.len()];
    Problem {
        horizon: STEPS - 1,
        waiting,
        arcs,
        supplies: Vec::new(),
        exits,
    }
}

/// Around the mean of all nodes, in each sector of the compass: the farthest node among the ends
/// of the arcs with the highest capacity in the sector's outer half.
fn exits(network: &RoadNetwork, arcs: &[Arc]) -> Vec<Exit> {
    let count = network.nodes.len() as f64;
    let sum = |of: fn(&Position) -> f64| -> f64 {
        network
            .nodes
            .iter()
            .map(|node| of(&node.position))
            .sum::<f64>()
            / count
    };
    let mean = Position {
        longitude: sum(|p| p.longitude),
        latitude: sum(|p| p.latitude),
    };
    // Per node: sector and metres from the mean.
    let polar: Vec<(usize, f64)> = network
        .nodes
        .iter()
        .map(|node| {
            let [east, north] = node.position.metres_from(mean);
            let turn = north.atan2(east) / std::f64::consts::TAU + 0.5;
            (
                ((turn * SECTORS as f64) as usize).min(SECTORS - 1),
                east.hypot(north),
            )
        })
        .collect();
    let mut farthest = [0.0f64; SECTORS];
    for &(sector, metres) in &polar {
        farthest[sector] = farthest[sector].max(metres);
    }
    // Best so far per sector: capacity, metres, node.
    let mut best: [Option<(u64, f64, NodeId)>; SECTORS] = [None; SECTORS];
    for arc in arcs {
        for node in [arc.tail, arc.head] {
            let (sector, metres) = polar[node.index()];
            let candidate = (arc.rate.units, metres, node);
            let better =
                best[sector].is_none_or(|(units, far, _)| (units, far) < (candidate.0, metres));
            if metres * 2.0 >= farthest[sector] && better {
                best[sector] = Some(candidate);
            }
        }
    }
    let nodes = best.iter().flatten().map(|&(_, _, node)| node);
    nodes.map(|node| Exit { node, limit: None }).collect()
}

/// A quarter of the nodes that a car can leave hold people, for `percent` of what the exits can take.
pub fn spread(network: &RoadNetwork, percent: u64) -> Problem {
    let mut random = Random::new(SEED);
    let mut problem = empty(network);
    let leaves = leaves(&problem);
    for node in (0..network.nodes.len() as u32).filter(|&node| leaves[node as usize]) {
        if random.chance(25) {
            let units = random.between(1, 100);
            problem.supplies.push(Supply {
                node: NodeId(node),
                release: 0,
                units,
            });
        }
    }
    load::fill(&mut problem, percent);
    problem
}

/// Nodes that a car can leave.
fn leaves(problem: &Problem) -> Vec<bool> {
    let mut leaves = vec![false; problem.waiting.len()];
    for arc in &problem.arcs {
        leaves[arc.tail.index()] = true;
    }
    leaves
}

/// The people of the hexagons in a table with `lon`, `lat` and `population`, each at the nearest
/// node that a car can leave.
pub fn hexagons(network: &RoadNetwork, table: &str) -> Problem {
    let mut problem = empty(network);
    let leaves = leaves(&problem);
    let index = NetworkIndex::new(network);
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let number = |cell: usize| cells[cell].parse::<f64>().expect("a number");
        let place = Position {
            longitude: number(1),
            latitude: number(2),
        };
        let nearest = index.nearest_node(network, place, |RoadNodeId(node)| leaves[node as usize]);
        let node = NodeId(nearest.expect("a network with roads").node.0);
        problem.supplies.push(Supply {
            node,
            release: 0,
            units: number(3) as u64,
        });
    }
    problem
}
