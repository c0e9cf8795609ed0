//! What leaves the cell: exports and accounts for outsiders, and pauses side by side, by the built program on East Aleppo.

mod common;

use common::aleppo::enter_the_day;
use common::{Folder, json, python};

const AT: &str = "2016-11-04T19:30";

fn day() -> Folder {
    let folder = Folder::with(&[]);
    enter_the_day(&folder);
    folder
}

#[test]
fn what_is_exported_for_outsiders_says_nothing_of_sources_places_and_words() {
    let folder = day();
    let secrets = [
        "sohr",
        "afp",
        "ministry",
        "state-media",
        "bustan",
        "castello",
        "armed groups fired",
        "road north",
        "13:45",
        "14:45",
        "Russia",
        "opposition",
        "rockets-",
        "medevac-1",
        "count-afp",
        "report-",
    ];
    for format in ["hxl", "geojson", "parquet", "csv"] {
        let output = format!("public-{format}");
        let run = folder.korridor(&[
            "export",
            "pause.kor",
            "--at",
            AT,
            "--format",
            format,
            "--profile",
            "public",
            "-o",
            &output,
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        let names = std::fs::read_dir(folder.path().join(&output)).unwrap();
        let mut all = run.out + &run.err;
        for name in names {
            // Text of a table of GeoParquet stands in it as it is.
            let bytes = std::fs::read(name.unwrap().path()).unwrap();
            all += &String::from_utf8_lossy(&bytes);
        }
        for secret in secrets {
            assert!(
                !all.contains(secret),
                "{secret} in the {format} for the public:\n{all}"
            );
        }
        assert!(
            all.contains("EXERCISE") && all.contains("TLP:CLEAR"),
            "{all}"
        );
    }
    let incidents = folder.read("public-hxl/incidents.hxl.csv");
    // The two incidents that a person put together, and not the claim of the road: day, type and standing.
    assert_eq!(incidents.lines().count(), 4, "{incidents}");
    // Of one day: which of them has which number tells nothing.
    for part in [
        "incident-1,",
        "incident-2,",
        ",shelling,2016-11-04,",
        ",air strike,2016-11-04,",
    ] {
        assert!(incidents.contains(part), "{part}: {incidents}");
    }
    let refused = folder.korridor(&[
        "export",
        "pause.kor",
        "--format",
        "csv",
        "--profile",
        "press",
        "-o",
        "press",
    ]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    // What a party was sent is all that it is shown.
    let sent = [
        "record",
        "pause.kor",
        "--by",
        "cell",
        "notify",
        "n1",
        "--party",
        "Russia",
        "--kind",
        "movement",
        "--channel",
        "mail",
        "--sent",
        "two ambulances at ten",
        "--known",
        "2016-11-04T08:00",
        "--id",
        "sent-n1",
    ];
    let run = folder.korridor(&sent);
    assert_eq!(run.code, 0, "{}", run.err);
    for (profile, sees) in [("party:Russia", true), ("party:Syrian government", false)] {
        let output = profile.replace([':', ' '], "-");
        let run = folder.korridor(&[
            "account",
            "pause.kor",
            "--at",
            AT,
            "--profile",
            profile,
            "-o",
            &output,
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        let page = folder.read(&format!("{output}/index.html"));
        assert_eq!(page.contains("two ambulances at ten"), sees, "{profile}");
        assert!(
            !page.contains("sohr") && !page.contains("armed groups fired"),
            "{profile}"
        );
        assert!(!folder.path().join(&output).join("entries.csv").exists());
    }
}

#[test]
fn hxl_is_valid_for_its_own_library() {
    let script = "import hxl, sys\nfound = []\nsource = hxl.data(sys.argv[1], hxl.InputOptions(allow_local=True))\n\
                  ok = hxl.schema(None, found.append).validate(source)\nprint(ok, [str(f) for f in found])\nsys.exit(0 if ok else 1)";
    if python("", &[]).is_none() {
        return;
    }
    let folder = day();
    for profile in ["confidential", "internal", "public"] {
        let run = folder.korridor(&[
            "export",
            "pause.kor",
            "--at",
            AT,
            "--format",
            "hxl",
            "--profile",
            profile,
            "-o",
            profile,
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        for table in ["counts", "incidents"] {
            let path = folder.path().join(profile).join(format!("{table}.hxl.csv"));
            let said = python(script, &[&path]).unwrap();
            assert_eq!(said.trim(), "True []", "{table} for {profile}");
        }
    }
}

#[test]
fn pauses_of_records_and_months_of_one_stand_side_by_side() {
    let folder = day();
    let run = folder.korridor(&["compare", "pause.kor", "pause.kor", "--json"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let pauses = json(&run.out)["pauses"].clone();
    assert_eq!(pauses.as_array().unwrap().len(), 2);
    assert_eq!(pauses[0]["breaches_claimed"], serde_json::json!([2, 1, 1]));
    assert_eq!(
        pauses[0]["guarantees_needed_and_missing"],
        serde_json::json!([27, 27])
    );
    let run = folder.korridor(&["compare", "pause.kor", "--pauses", "--by-month"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out.contains("2016-11")
            && run.out.contains("nothing is ranked")
            && run.out.contains("EXERCISE"),
        "{}",
        run.out
    );
}
