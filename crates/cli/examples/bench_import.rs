//! Imports one OpenStreetMap extract and prints what it holds: `bench_import FILE`.

use korridor_import::{Limits, osm};

fn main() -> std::io::Result<()> {
    let Some(path) = std::env::args_os().nth(1) else {
        return Err(std::io::Error::other("usage: bench_import FILE"));
    };
    let read = osm::read_file(path.as_ref(), &Limits::default());
    let (network, _) = read.map_err(std::io::Error::other)?;
    println!(
        "nodes={} links={}",
        network.nodes.len(),
        network.links.len()
    );
    Ok(())
}
