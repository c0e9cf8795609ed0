//! A record of East Aleppo, 4 November 2016, to run the verbs of the record on.

use super::{Folder, Run, json};

pub fn scenario(name: &str) -> String {
    format!("{}/../../scenarios/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A folder with `pause.kor`, opened the evening before.
pub struct Pause {
    pub folder: Folder,
}

impl Pause {
    pub fn open() -> Pause {
        Pause::of("aleppo-2016")
    }

    pub fn of(name: &str) -> Pause {
        let folder = Folder::with(&[]);
        let scenario = scenario(name);
        let known = "2016-11-03T18:00";
        let run = folder.korridor(&[
            "open",
            &scenario,
            "--record",
            "pause.kor",
            "--by",
            "c1",
            "--known",
            known,
            "--quiet",
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        Pause { folder }
    }

    /// `korridor record pause.kor ... --by c1`.
    pub fn record(&self, arguments: &[&str]) -> Run {
        let all = [&["record", "pause.kor"], arguments, &["--by", "c1"]].concat();
        self.folder.korridor(&all)
    }

    /// Records, and must succeed.
    pub fn enter(&self, arguments: &[&str]) -> Run {
        let run = self.record(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
        run
    }

    /// Must be refused with this code, and change nothing.
    pub fn refuses(&self, code: &str, arguments: &[&str]) -> serde_json::Value {
        let before = self.bytes();
        let run = self.record(&[arguments, &["--json"]].concat());
        // What cannot be read at all is wrong usage; the record refuses what it could read.
        let unreadable = match code {
            "time_absurd" => false,
            code => code.starts_with("time_") || code == "figure_unreadable",
        };
        let (exit, status) = if unreadable {
            (2, "unusable")
        } else {
            (1, "refused")
        };
        assert_eq!(run.code, exit, "{arguments:?}: {}{}", run.out, run.err);
        let document = json(&run.out);
        assert_eq!(document["status"], status);
        let defects = document["defects"].as_array().unwrap();
        let with_code = defects.iter().find(|defect| defect["code"] == code);
        let defect = with_code.unwrap_or_else(|| panic!("no {code}: {document:#}"));
        for part in ["place", "found", "expected"] {
            assert!(
                !defect[part].as_str().unwrap_or_default().is_empty(),
                "{part}: {defect:#}"
            );
        }
        assert_eq!(self.bytes(), before, "{arguments:?} changed the record");
        defect.clone()
    }

    /// All bytes of the record, and of a journal beside it.
    pub fn bytes(&self) -> Vec<Vec<u8>> {
        let path = |name: &str| self.folder.path().join(name);
        let files = ["pause.kor", "pause.kor-wal"];
        files
            .iter()
            .map(|name| std::fs::read(path(name)).unwrap_or_default())
            .collect()
    }

    /// The board as JSON.
    pub fn board(&self, arguments: &[&str]) -> serde_json::Value {
        let run = self
            .folder
            .korridor(&[&["board", "pause.kor", "--json"], arguments].concat());
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        json(&run.out)["board"].clone()
    }

    /// Both parties declare, two sources are known, nobody was seen by 14:00, one claim of rockets.
    pub fn the_day(&self) {
        let before = ["--known", "2016-11-03T18:30"];
        for party in ["Russia", "Syrian government"] {
            let window = "2016-11-04T09:00..2016-11-04T19:00";
            let declare = [
                "declare",
                "--party",
                party,
                "--window",
                window,
                "--stated-hours",
                "10",
            ];
            self.enter(&[&declare[..], &before].concat());
        }
        self.sources();
        self.enter(&[
            "count",
            "--at",
            "everywhere",
            "--passage",
            "passed",
            "--from",
            "09:00",
            "--to",
            "14:00",
            "--persons",
            "0",
            "--source",
            "afp",
            "--known",
            "14:00",
            "--id",
            "nobody",
        ]);
        self.enter(&[
            "report",
            "--source",
            "tass",
            "--happening",
            "shelling",
            "--place",
            "one-of",
            "--when",
            "14:45@Europe/Moscow",
            "--words",
            "rockets were fired at a corridor",
            "--known",
            "14:10",
            "--id",
            "rockets",
        ]);
        self.enter(&[
            "incident", "fire", "--title", "Rockets", "--claim", "rockets", "--known", "14:20",
        ]);
    }

    pub fn sources(&self) {
        for (source, root) in [("afp", "afp"), ("tass", "russia")] {
            let known = "2016-11-04T08:00";
            self.enter(&[
                "source",
                source,
                "--root",
                root,
                "--reliability",
                "C",
                "--known",
                known,
            ]);
        }
    }
}
