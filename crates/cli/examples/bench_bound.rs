//! Prints the instance of the linear programme that bounds the waves of a scenario: `bench_bound FOLDER`.

use korridor_import::scenario::{load_folder, read_files};
use korridor_plan::{PlanOptions, bound_instance};

fn main() -> std::io::Result<()> {
    let Some(path) = std::env::args_os().nth(1) else {
        return Err(std::io::Error::other("usage: bench_bound FOLDER"));
    };
    let files = load_folder(path.as_ref())
        .map_err(|defects| std::io::Error::other(format!("{defects:?}")))?;
    let (scenario, defects) = read_files(&files);
    let Some(scenario) = scenario else {
        return Err(std::io::Error::other(format!("{defects:?}")));
    };
    let options = PlanOptions {
        routes_per_zone: Some(3),
        wave_minutes: Some(15),
        ..PlanOptions::default()
    };
    let instance = bound_instance(&scenario, &options).map_err(std::io::Error::other)?;
    println!("{instance}");
    Ok(())
}
