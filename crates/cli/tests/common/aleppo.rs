//! East Aleppo, 4 November 2016, entered by hand.

use super::Folder;
use super::pause::scenario;

const DAY: &str = include_str!("../aleppo/day.txt");
const BY: &str = "cell";

/// Words of a line, with what stands in quotes together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for sign in line.chars() {
        match sign {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            sign => words.last_mut().unwrap().push(sign),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `pause.kor` with all of the day.
pub fn enter_the_day(folder: &Folder) {
    let aleppo = scenario("aleppo-2016");
    let open = folder.korridor(&[
        "open",
        &aleppo,
        "--record",
        "pause.kor",
        "--by",
        BY,
        "--known",
        "2016-11-02T12:00",
    ]);
    assert_eq!(open.code, 0, "{}", open.err);
    let names = [
        "bustan-al-qasr",
        "civilian-2",
        "civilian-3",
        "civilian-4",
        "civilian-5",
        "civilian-6",
        "castello-road",
        "souk-al-hay",
    ];
    for line in DAY
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let lines = match line.contains("{corridor}") {
            true => names
                .iter()
                .map(|name| line.replace("{corridor}", name))
                .collect(),
            false => vec![line.to_owned()],
        };
        for line in lines {
            let words = words(&line);
            let mut arguments = vec!["record", "pause.kor"];
            arguments.extend(words.iter().map(String::as_str));
            arguments.extend(["--by", BY]);
            let run = folder.korridor(&arguments);
            assert_eq!(run.code, 0, "{line}\n{}{}", run.out, run.err);
        }
    }
}
