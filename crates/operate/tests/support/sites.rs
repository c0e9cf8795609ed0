//! A cell's record and a field team's.
#![allow(dead_code)]

use korridor_ledger::Ledger;
use korridor_operate::{Board, Command, Merge, Merger, Recorder, continue_record, for_each_event};
use serde_json::{Value, json};

use crate::record::{File, Folder, submit};
use crate::support::{actor, command, corridor, gate, minute, opened, source, span};

/// The cell's record and a field team's, which carries all that the cell's held when it set out.
pub struct Sites {
    pub folder: Folder,
    pub cell: Recorder,
    pub field: Recorder,
    pub count: usize,
}

pub fn begin(recorder: &mut Recorder, start: Value) {
    let setup = json!({"setup": {"parties": ["A", "B"], "corridors": [
        corridor("north", vec![gate("g", "A")]), corridor("south", vec![gate("h", "B")]),
    ]}});
    let claim = json!({"report": {"claim": "first", "source": "s1", "words": "shots at a gate", "happening": "gunfire",
        "place": {"precision": "unknown"}}});
    let mission = json!({"mission": {"mission": "m", "precedence": "urgent"}});
    let facts = [
        start,
        setup,
        actor("cell", "coordinator"),
        actor("deputy", "coordinator"),
        source("s1", "r1"),
        source("s2", "r2"),
        json!({"declare": {"party": "A", "subject": "pause", "windows": [span(0, 600)]}}),
        json!({"declare": {"party": "A", "subject": {"corridor": "north"}}}),
        claim,
        mission,
        count("base", 0, 10, 10, &[]),
    ];
    for (index, fact) in facts.into_iter().enumerate() {
        submit(
            recorder,
            &command(&format!("start-{index}"), "cell", -60, fact),
            minute(-60),
        )
        .unwrap();
    }
}

pub fn count(name: &str, from: i64, to: i64, persons: u64, supersedes: &[&str]) -> Value {
    json!({"count": {
        "count": name, "at": {"gate": "g"}, "passage": "passed", "interval": span(from, to), "source": "s1",
        "persons": {"low": persons, "best": persons, "high": persons}, "supersedes": supersedes,
    }})
}

pub fn guarantee(step: &str) -> Value {
    let mut fact = json!({"guarantee": {"guarantee": "gA", "party": "A", "covers": {"corridor": "north"}, "step": step}});
    if step == "given" {
        fact["guarantee"]["interval"] = span(0, 600);
        fact["guarantee"]["level"] = json!("written");
    }
    fact
}

pub fn status(decision: &str) -> Value {
    json!({"status": {"corridor": "north", "decision": decision, "reason": "seen"}})
}

pub fn consent(consent: &str) -> Value {
    json!({"agree": {"party": "B", "subject": "pause", "consent": consent}})
}

impl Sites {
    pub fn new(name: &str) -> Sites {
        let folder = Folder::new(name);
        let mut cell = Recorder::open(File::new(&folder, "cell").create(None)).unwrap();
        begin(&mut cell, opened("cell"));
        let ledger = File::new(&folder, "field").create(None);
        let field = continue_record(ledger, &mut cell, "field", "deputy", minute(0)).unwrap();
        assert_eq!(
            field.board().view(minute(0)).pause,
            cell.board().view(minute(0)).pause
        );
        Sites {
            folder,
            cell,
            field,
            count: 0,
        }
    }

    pub fn next(&mut self, by: &str, fact: Value) -> Command {
        self.count += 1;
        command(&format!("{by}-{}", self.count), by, self.count as i64, fact)
    }

    /// The cell records; the id of the entry.
    pub fn here(&mut self, fact: Value) -> String {
        let command = self.next("cell", fact);
        submit(&mut self.cell, &command, command.known).unwrap_or_else(|error| panic!("{error:?}"));
        command.id
    }

    pub fn there(&mut self, fact: Value) -> String {
        let command = self.next("deputy", fact);
        submit(&mut self.field, &command, command.known)
            .unwrap_or_else(|error| panic!("{error:?}"));
        command.id
    }

    pub fn merge(&mut self) -> Merge {
        let merger = Merger {
            by: "cell".to_owned(),
            at: minute(100),
        };
        let merge = self.cell.merge(self.field.ledger(), &merger).unwrap();
        for name in ["cell", "field"] {
            File::new(&self.folder, name).must_be_clean();
        }
        // The board is what the record says, not what the merge left in memory.
        let again = Recorder::open(File::new(&self.folder, "cell").open()).unwrap();
        assert_eq!(again.board(), self.cell.board());
        merge
    }

    pub fn resolve(&mut self, conflict: &str, keep: &str) {
        self.here(json!({"resolve": {"conflict": conflict, "keep": keep, "reason": "asked both"}}));
    }

    pub fn board(&self) -> &Board {
        self.cell.board()
    }
}

pub fn ids(ledger: &mut Ledger) -> Vec<String> {
    let mut ids = Vec::new();
    for_each_event(ledger, 0, |one| ids.push(one.event.id.clone())).unwrap();
    ids
}
