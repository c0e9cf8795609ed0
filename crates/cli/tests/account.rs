//! The account of East Aleppo, 4 November 2016, as the built program writes it. What it must say was worked out by hand
//! from the day as entered.

mod common;

use common::aleppo::enter_the_day;
use common::{Folder, json};
use serde_json::Value;

const AT: &str = "2016-11-04T19:30";

fn day() -> Folder {
    let folder = Folder::with(&[]);
    enter_the_day(&folder);
    folder
}

fn account(folder: &Folder, output: &str, more: &[&str]) -> Value {
    let arguments = ["account", "pause.kor", "--at", AT, "-o", output];
    let run = folder.korridor(&[&arguments, more].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    json(&folder.read(&format!("{output}/account.json")))
}

fn entries(list: &Value) -> Vec<&str> {
    let claims = list.as_array().unwrap().iter();
    claims
        .map(|claim| claim["said"]["entry"].as_str().unwrap())
        .collect()
}

#[test]
fn the_day_is_accounted_for() {
    let folder = day();
    let account = account(&folder, "account", &[]);
    assert_eq!(account["nature"], "exercise");
    assert_eq!(account["marking"]["exercise"], "EXERCISE");
    assert_eq!(account["marking"]["tlp"], "TLP:RED");

    // Two parties declared, one did not agree: declared, not agreed. 2 + 8 declarations.
    let pause = &account["pause"];
    assert_eq!(pause["agreed"], false);
    assert_eq!(pause["not_agreed"][0][0], "armed opposition in East Aleppo");
    assert_eq!(pause["statements"].as_array().unwrap().len(), 10);
    assert_eq!(pause["statements"][0]["stated_hours"], Value::Null);
    let mut russia = pause["statements"].as_array().unwrap().iter();
    let russia = russia.find(|one| one["entry"] == "declare-russia").unwrap();
    assert_eq!(russia["stated_hours"], 10);
    assert_eq!(pause["windows"][0]["from"], "2016-11-04T07:00:00Z");

    // Nobody was seen between 09:00 and 14:00, says one journalist: zero, with one entry behind it.
    let observed = &account["numbers"]["observed.whole"];
    assert_eq!(
        [&observed["low"], &observed["best"], &observed["high"]],
        [0, 0, 0]
    );
    assert_eq!(observed["sources"], serde_json::json!(["count-afp"]));
    assert_eq!(observed["by"], "2016-11-04T12:00:00Z");
    assert_eq!(account["numbers"].get("verified.whole"), None);
    // No corridor was counted by itself: not zero.
    for corridor in account["corridors"].as_array().unwrap() {
        assert_eq!(corridor["observed"].as_array().unwrap().len(), 0);
        assert!(
            corridor["cannot_be_told"][0]
                .as_str()
                .unwrap()
                .contains("not zero")
        );
    }

    // The ministry's rockets at 13:45 and the state media's at 14:30 to 15:30 lie inside 09:00 to 19:00; the strikes
    // from 19:00 on do not; of the road north nobody said when.
    let breaches = &account["breaches"];
    assert_eq!(
        entries(&breaches["inside"]),
        ["report-ministry", "report-media"]
    );
    assert_eq!(entries(&breaches["outside"]), ["report-strikes"]);
    assert_eq!(entries(&breaches["cannot_be_told"]), ["report-sohr"]);
    let inside = &account["numbers"]["breaches_claimed.whole.inside"];
    // Two claims that a person put to one incident are of one event, and of one root.
    assert_eq!(
        [&inside["low"], &inside["high"], &inside["roots"]],
        [1, 1, 1]
    );

    // 8 corridors and one mission, 3 parties each: 27 guarantees needed at 09:00, none obtained; 3 were asked for.
    let guarantees = account["guarantees"].as_array().unwrap();
    assert_eq!(guarantees.len(), 27);
    assert!(guarantees.iter().all(|one| one["obtained"] == "never"));
    let asked: Vec<&Value> = guarantees
        .iter()
        .filter(|one| one.get("asked").is_some())
        .collect();
    assert_eq!(asked.len(), 3);
    for one in asked {
        assert_eq!(one["needed_by"], "2016-11-04T07:00:00Z");
        assert_eq!(one["asked"], "2016-11-03T08:05:00Z");
        assert_eq!(one["covers"]["mission"], "medevac-1");
    }
    let missing = &account["numbers"]["guarantees_not_in_time.mission.medevac-1"];
    assert_eq!(missing["low"], 3);
    assert_eq!(missing["sources"].as_array().unwrap().len(), 3);
    let mission = &account["missions"][0];
    assert_eq!(
        (
            &mission["guarantees_needed"],
            &mission["guarantees_in_time"]
        ),
        (&3.into(), &0.into())
    );
    assert_eq!(mission.get("outcome"), None);
}

#[test]
fn claims_of_one_moment_stand_side_by_side_by_root() {
    let folder = day();
    let account = account(&folder, "account", &[]);
    let moments = account["timeline"].as_array().unwrap();
    let of = |entry: &str| {
        let has = |moment: &&Value| {
            moment
                .to_string()
                .contains(&format!("\"entry\":\"{entry}\""))
        };
        let found: Vec<&Value> = moments.iter().filter(has).collect();
        assert_eq!(found.len(), 1, "{entry}");
        found[0]
    };
    // The count from 09:00 to 14:00 and the ministry's 13:45 share an instant, and have two roots.
    let moment = of("report-ministry");
    assert_eq!(moment, of("count-afp"));
    let roots: Vec<&str> = moment["roots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["root"].as_str().unwrap())
        .collect();
    assert_eq!(roots, ["afp", "russia-and-syria"]);
    // 14:30 to 15:30 is another moment; SOHR's road north is never merged with the corridor.
    assert_ne!(of("report-media"), moment);
    assert_ne!(of("report-sohr"), moment);
    // Words are there for confidential readers.
    let words = moment.to_string();
    assert!(
        words.contains("armed groups fired on a corridor") && words.contains("14:45 Moscow"),
        "{words}"
    );
}

#[test]
fn the_folder_is_whole_and_every_number_leads_to_its_entries() {
    let folder = day();
    let account = account(&folder, "account", &[]);
    let manifest = json(&folder.read("account/manifest.json"));
    let names = [
        "account.json",
        "account.md",
        "entries.csv",
        "index.html",
        "numbers.csv",
        "timeline.csv",
    ];
    let listed: Vec<&String> = manifest["files"].as_object().unwrap().keys().collect();
    assert_eq!(listed, names);
    for name in names {
        let bytes = std::fs::read(folder.path().join("account").join(name)).unwrap();
        assert_eq!(
            manifest["files"][name],
            korridor_account::render::sha256(&bytes),
            "{name}"
        );
    }
    let page = folder.read("account/index.html");
    assert!(
        page.contains("EXERCISE") && !page.contains("http://") && !page.contains("<script"),
        "page"
    );
    let numbers = account["numbers"].as_object().unwrap();
    for (id, number) in numbers {
        let sources = number["sources"].as_array().unwrap();
        let has_terms = number.get("terms").is_some();
        assert!(
            !sources.is_empty() || has_terms || number.get("note").is_some(),
            "{id} stands on nothing"
        );
        assert!(
            page.contains(&format!("id=\"n-{}\"", id.replace('_', "_5f_"))),
            "{id} is not on the page"
        );
        for source in sources {
            let anchor = format!("id=\"e-{}\"", source.as_str().unwrap());
            assert!(
                page.contains(&anchor),
                "{source} of {id} is not on the page"
            );
        }
    }
    assert_eq!(
        folder.read("account/numbers.csv").lines().count(),
        numbers.len() + 1
    );
    for word in ["violated", "guilty of", "safe ", "at fault"] {
        assert!(!page.contains(word), "{word}");
    }

    let why = folder.korridor(&[
        "account",
        "pause.kor",
        "--at",
        AT,
        "--why",
        "observed.whole",
    ]);
    assert_eq!(why.code, 0, "{}", why.err);
    assert!(
        why.out.contains("1 entry") && why.out.contains("count-afp"),
        "{}",
        why.out
    );
    let unknown = folder.korridor(&["account", "pause.kor", "--at", AT, "--why", "observed.hole"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("observed.whole"), "{}", unknown.err);
}

#[test]
fn what_exists_is_replaced_with_force_only_and_runs_are_the_same() {
    let folder = day();
    account(&folder, "account", &[]);
    let before = folder.read("account/index.html");
    let again = folder.korridor(&["account", "pause.kor", "--at", AT, "-o", "account"]);
    assert_eq!(again.code, 2, "{}", again.err);
    account(&folder, "account", &["--force"]);
    assert_eq!(before, folder.read("account/index.html"));
    folder.write("account/mine.txt", "mine");
    let foreign = folder.korridor(&[
        "account",
        "pause.kor",
        "--at",
        AT,
        "-o",
        "account",
        "--force",
    ]);
    assert_eq!(foreign.code, 2, "{}", foreign.err);
    assert_eq!(folder.read("account/mine.txt"), "mine");
}

#[test]
fn only_what_was_known_by_then_counts() {
    let folder = day();
    let run = folder.korridor(&[
        "account",
        "pause.kor",
        "--at",
        "2016-11-04T13:00",
        "-o",
        "noon",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    let account = json(&folder.read("noon/account.json"));
    assert_eq!(account["numbers"].get("observed.whole"), None);
    assert_eq!(account["breaches"]["inside"].as_array().unwrap().len(), 0);
    assert!(!folder.read("noon/entries.csv").contains("count-afp"));
}

/// The best figure of a column of `arrivals.csv` in its last row.
fn last_of(table: &str, column: usize) -> i64 {
    let last = table.lines().last().unwrap();
    last.split(',').nth(column).unwrap().parse().unwrap()
}

#[test]
fn what_a_plan_expects_stands_beside_what_was_counted() {
    let folder = Folder::with(&[]);
    let scenario = common::pause::scenario("tiny-gate");
    let known = "2016-11-04T08:00";
    let runs: [&[&str]; 5] = [
        &["plan", &scenario, "-o", "out", "--no-answers", "--quiet"],
        &[
            "open", &scenario, "--record", "tiny.kor", "--by", "c1", "--known", known,
        ],
        &[
            "record",
            "tiny.kor",
            "--by",
            "c1",
            "declare",
            "--party",
            "A",
            "--window",
            "2016-11-04T10:00..2016-11-04T12:00",
            "--known",
            known,
            "--id",
            "declare",
        ],
        &[
            "record",
            "tiny.kor",
            "--by",
            "c1",
            "source",
            "m",
            "--reliability",
            "B",
            "--known",
            known,
            "--id",
            "source",
        ],
        &[
            "record",
            "tiny.kor",
            "--by",
            "c1",
            "count",
            "--at",
            "corridor:gate",
            "--passage",
            "passed",
            "--from",
            "2016-11-04T10:00",
            "--to",
            "2016-11-04T12:00",
            "--persons",
            "90/100/120",
            "--source",
            "m",
            "--known",
            "2016-11-04T12:00",
            "--count",
            "k",
            "--id",
            "counted",
        ],
    ];
    for run in runs {
        let done = folder.korridor(run);
        assert_eq!(done.code, 0, "{run:?}\n{}{}", done.out, done.err);
    }
    let run = folder.korridor(&[
        "account",
        "tiny.kor",
        "--plan",
        "out",
        "--at",
        "2016-11-04T13:00",
        "-o",
        "account",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    let account = json(&folder.read("account/account.json"));
    let numbers = &account["numbers"];
    let arrivals = folder.read("out/arrivals.csv");
    let (exact, waves) = (last_of(&arrivals, 2), last_of(&arrivals, 3));
    assert!(exact >= waves && waves > 0, "{arrivals}");
    assert_eq!(numbers["best_within_model.whole"]["best"], exact);
    assert_eq!(numbers["expected.whole"]["best"], waves);
    // 90 to 120 of them were counted; 2,000 lived there.
    let (low, high) = (
        &numbers["expected.whole"]["low"],
        &numbers["expected.whole"]["high"],
    );
    let gap = &numbers["gap.expected.whole"];
    assert_eq!(gap["low"].as_i64(), Some(low.as_i64().unwrap() - 120));
    assert_eq!(gap["high"].as_i64(), Some(high.as_i64().unwrap() - 90));
    assert_eq!(numbers["remaining.whole"]["low"], 1_880);
    assert_eq!(numbers["remaining.whole"]["high"], 1_910);
    assert_eq!(account["whole"]["outcomes"][0], "remaining.whole");
    assert_eq!(
        account["curve"].as_array().unwrap().len() + 1,
        arrivals.lines().count()
    );
    // Before its end the plan has no figure of a corridor to compare with.
    let run = folder.korridor(&[
        "account",
        "tiny.kor",
        "--plan",
        "out",
        "--at",
        "2016-11-04T09:00",
        "-o",
        "early",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(
        json(&folder.read("early/account.json"))["numbers"]["expected.whole"]["high"],
        0
    );

    // No figure of it is released to the public or a party, also by a policy that says so.
    for profile in ["public", "party:A", "internal"] {
        let output = format!("for-{}", profile.replace(':', "-"));
        let run = folder.korridor(&[
            "export",
            "tiny.kor",
            "--plan",
            "out",
            "--at",
            "2016-11-04T13:00",
            "--format",
            "geojson",
            "--profile",
            profile,
            "-o",
            &output,
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        let places = json(&folder.read(&format!("{output}/places.geojson")));
        let features = places["features"].as_array().unwrap();
        assert_eq!(features.is_empty(), profile != "internal", "{profile}");
        for feature in features {
            // Within a kilometre, and never where it is: RFC 7946 has longitude first.
            let place = &feature["geometry"]["coordinates"];
            let (east, north) = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
            assert!(
                (east - 37.0).abs() < 0.02 && (north - 36.0).abs() < 0.02,
                "{place}"
            );
            assert!(east != 37.0 && north != 36.0);
            assert_eq!(feature["properties"]["grid_metres"], 1_000);
        }
        geoparquet_is_the_same(&folder, &output, profile);
    }
    let policy = "format = \"korridor-policy\"\nversion = 1\n[profiles.public]\ntlp = \"CLEAR\"\ntime = \"day\"\nrounding = 10\nsmallest_cell = 10\nfields = [\"expected\"]\n";
    folder.write("policy.toml", policy);
    let run = folder.korridor(&[
        "export",
        "tiny.kor",
        "--plan",
        "out",
        "--format",
        "csv",
        "--profile",
        "public",
        "--policy",
        "policy.toml",
        "-o",
        "refused",
    ]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("how many could have left"), "{}", run.err);
    assert!(!folder.path().join("refused").exists());
}

/// The places of GeoParquet are those of GeoJSON, as two independent libraries read them.
fn geoparquet_is_the_same(folder: &Folder, geojson: &str, profile: &str) {
    let output = format!("{geojson}-parquet");
    let run = folder.korridor(&[
        "export",
        "tiny.kor",
        "--plan",
        "out",
        "--at",
        "2016-11-04T13:00",
        "--format",
        "parquet",
        "--profile",
        profile,
        "-o",
        &output,
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    let bytes = std::fs::read(folder.path().join(&output).join("places.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let script = r#"
import json, sys
import pyarrow.parquet
import geopandas
features = json.load(open(sys.argv[1]))
table = pyarrow.parquet.read_table(sys.argv[2])
meta = {key.decode(): json.loads(value) for key, value in table.schema.metadata.items() if key in (b"geo", b"korridor")}
assert meta["korridor"]["marking"] == features["marking"], meta
assert meta["korridor"]["as_of"], meta
geo = meta["geo"]
assert geo["version"] == "1.1.0" and geo["primary_column"] == "geometry", geo
column = geo["columns"]["geometry"]
assert column["encoding"] == "WKB" and "crs" not in column, geo
rows = table.to_pylist()
expected = []
for feature in features["features"]:
    own = feature["properties"]
    for number in own["numbers"] or [None]:
        number = number or dict.fromkeys(["number", "what", "low", "best", "high", "entries"])
        place = {name: own[name] for name in ["kind", "id", "name", "grid_metres", "fidelity", "exercise"]}
        expected.append({**place, **number})
found = [{key: value for key, value in row.items() if key not in ("geometry", "marking")} for row in rows]
assert found == expected, (found, expected)
assert all("TLP:" in row["marking"] for row in rows)
frame = geopandas.read_parquet(sys.argv[2])
points = {(row["properties"]["kind"], row["properties"]["id"]): row["geometry"] for row in features["features"]}
for row in frame.itertuples():
    point = points[(row.kind, row.id)]
    if point is None:
        assert row.geometry is None
    else:
        assert [row.geometry.x, row.geometry.y] == point["coordinates"], row
if column["geometry_types"]:
    assert list(frame.total_bounds) == column["bbox"], (frame.total_bounds, column)
assert frame.crs.to_authority() == ("OGC", "CRS84"), frame.crs
print(len(rows), "rows")
"#;
    let of = |folder_name: &str, file: &str| folder.path().join(folder_name).join(file);
    let (geojson, geoparquet) = (of(geojson, "places.geojson"), of(&output, "places.parquet"));
    let Some(said) = common::python(script, &[&geojson, &geoparquet]) else {
        return;
    };
    // The public and a party see no numbers of places here.
    assert_eq!(said.starts_with("0 rows"), profile != "internal", "{said}");
}
