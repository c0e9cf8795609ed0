//! The picture of the README, drawn from a real plan.

use std::fmt::Write;
use std::fs;

use crate::demo;
use crate::run::{Done, root};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 34.0;

/// One row of `arrivals.csv`.
struct Row {
    time: String,
    exact: f64,
    nearest: f64,
}

/// Plans the demonstration and draws `docs/aleppo-2016.svg` from it.
pub fn picture() -> Done {
    demo::demo()?;
    let table = root().join(demo::FOLDER).join("arrivals.csv");
    let text =
        fs::read_to_string(&table).map_err(|error| format!("{}: {error}", table.display()))?;
    let rows: Vec<Row> = text.lines().skip(1).filter_map(row).collect();
    let picture = root().join("docs/aleppo-2016.svg");
    fs::write(&picture, svg(&rows)).map_err(|error| format!("{}: {error}", picture.display()))
}

/// `step,time,exact,usable,nearest`.
fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.split(',').collect();
    let number = |cell: usize| cells.get(cell)?.parse().ok();
    let time = cells.get(1)?.get(11..16)?.to_owned();
    Some(Row {
        time,
        exact: number(2)?,
        nearest: number(4)?,
    })
}

fn svg(rows: &[Row]) -> String {
    let most = rows.iter().map(|row| row.exact).fold(1.0, f64::max);
    let top = (most / 5000.0).ceil() * 5000.0;
    let x = |index: usize| LEFT + WIDTH * index as f64 / (rows.len().max(2) - 1) as f64;
    let y = |value: f64| TOP + HEIGHT * (1.0 - value / top);
    let line = |value: fn(&Row) -> f64| {
        let points = rows.iter().enumerate().step_by(4);
        points.fold(String::new(), |mut path, (index, row)| {
            // Writing to a string cannot fail.
            let _ = write!(path, "{:.1},{:.1} ", x(index), y(value(row)));
            path
        })
    };
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 740 340\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"740\" height=\"340\" fill=\"#fff\"/>\n<text x=\"{LEFT}\" \
         y=\"20\" font-size=\"14\">East Aleppo, 4 November 2016 (exercise): persons out, best \
         figures</text>\n"
    );
    let mut level = 0.0;
    while level <= top {
        let at = y(level);
        let _ = writeln!(
            text,
            "<path d=\"M{LEFT} {at:.1}h{WIDTH}\" stroke=\"#ddd\"/><text x=\"{:.0}\" y=\"{:.1}\" \
             text-anchor=\"end\">{level:.0}</text>",
            LEFT - 8.0,
            at + 4.0
        );
        level += 5000.0;
    }
    let hours = rows.iter().enumerate().filter(|(index, row)| {
        row.time.ends_with(":00") && (*index == 0 || rows[index - 1].time != row.time)
    });
    for (index, row) in hours {
        let _ = writeln!(
            text,
            "<text x=\"{:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
            x(index),
            TOP + HEIGHT + 18.0,
            row.time
        );
    }
    // What is drawn, its colour, its name, and where its name stands.
    type Curve = (fn(&Row) -> f64, &'static str, &'static str, f64);
    let curves: [Curve; 2] = [
        (
            |row| row.nearest,
            "#888",
            "everyone to the nearest corridor",
            56.0,
        ),
        (
            |row| row.exact,
            "#0b6e4f",
            "this plan, with its proof",
            76.0,
        ),
    ];
    for (value, colour, label, at) in curves {
        let _ = writeln!(
            text,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"/>\
             <path d=\"M80 {at}h24\" stroke=\"{colour}\" stroke-width=\"2.5\"/><text x=\"110\" \
             y=\"{:.0}\">{label}</text>",
            line(value),
            at + 4.0
        );
    }
    text + "</svg>\n"
}
