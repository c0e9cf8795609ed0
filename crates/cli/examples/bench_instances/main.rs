//! Writes the instances of `docs/benchmarks.md` as bare problems: `bench_instances OUT [DATA]`.
//!
//! Everything is a function of fixed seeds, so that two machines measure the same problems.

mod city;
mod load;
mod random;
mod real;

use std::path::Path;
use std::{env, fs, io};

use korridor_flow::{NodeId, Problem, write_bare};

fn main() -> io::Result<()> {
    let mut arguments = env::args_os().skip(1);
    let Some(out) = arguments.next() else {
        return Err(io::Error::other("usage: bench_instances OUT [DATA]"));
    };
    let out = Path::new(&out);
    for side in [32, 71, 141, 316] {
        write(out, &format!("city-{side}-loose"), &city::city(side, 50))?;
        write(out, &format!("city-{side}-tight"), &city::city(side, 150))?;
    }
    for side in [71, 141] {
        write(out, &format!("replan-{side}"), &city::replan(side))?;
    }
    write(out, "horizon-71", &city::city(71, 600))?;
    write(
        out,
        "scaled-71-loose",
        &load::scaled(city::city(71, 50), 100),
    )?;
    write(
        out,
        "scaled-71-tight",
        &load::scaled(city::city(71, 150), 100),
    )?;
    arguments
        .next()
        .map_or(Ok(()), |data| real_networks(out, Path::new(&data)))
}

fn real_networks(out: &Path, data: &Path) -> io::Result<()> {
    for (name, network) in real::networks(data).map_err(io::Error::other)? {
        write(out, &format!("{name}-loose"), &real::spread(&network, 50))?;
        write(out, &format!("{name}-tight"), &real::spread(&network, 150))?;
        if name == "porto-alegre" {
            let table = data.join("population").join(&name).join("poa_hexgrid.csv");
            let table = fs::read_to_string(table)?;
            write(
                out,
                &format!("{name}-hexagons"),
                &real::hexagons(&network, &table),
            )?;
        }
    }
    Ok(())
}

fn write(out: &Path, name: &str, problem: &Problem) -> io::Result<()> {
    let folder = out.join(name);
    fs::create_dir_all(&folder)?;
    let text = write_bare(problem, |NodeId(node)| node.to_string());
    fs::write(folder.join("arcs.csv"), text.arcs)?;
    fs::write(folder.join("supplies.csv"), text.supplies)?;
    fs::write(folder.join("exits.csv"), text.exits)?;
    println!(
        "{name}: {} nodes, {} arcs",
        problem.waiting.len(),
        problem.arcs.len()
    );
    Ok(())
}
