//! A notice that a person wrote, as an alert of CAP 1.2. The record says whether it is an exercise and which clock is the
//! place's.

use korridor_intake::feed::Refused;
use korridor_intake::feed::cap::{Notice, Setting, write};
use korridor_operate::Nature;
use serde_json::json;

use crate::arguments::ExportOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::plain::plain;
use crate::record::times::clock_of;
use crate::record::{self, Place, of_recording};
use crate::says;
use crate::verb::board::moment;

pub fn run(options: &ExportOptions, face: &Face) -> Result<(), Failure> {
    let path = options.notice.as_ref().ok_or_else(|| {
        let expected = "--notice FILE: a person writes what an alert says";
        Failure::input("export", "no notice", expected)
    })?;
    let place = Place::parse(&options.record)?;
    let mut ledger = record::for_reading(&place)?;
    let at = moment(&mut ledger, &place.shown(), options.at.as_deref(), None)?;
    let recorder = korridor_operate::Recorder::open(ledger);
    let recorder = recorder.map_err(|error| of_recording(&place.shown(), &error))?;
    let opened = recorder.board().opened.as_ref();
    let clock = clock_of(opened)?;
    let nature = opened.map_or(Nature::Exercise, |opened| opened.nature);
    if options.at.is_some() && nature == Nature::Operation {
        let expected =
            "no --at: an alert of an operation is sent now; only an exercise has a time of its own";
        return Err(Failure::input("--at", "a time of sending", expected));
    }
    let setting = Setting {
        nature,
        sent: at,
        clock: &clock,
    };
    let bytes = input::read(path).map_err(|complaint| Failure::Input(vec![complaint]))?;
    let bytes = bytes.ok_or_else(|| Failure::input(path.display(), "no such file", "a notice"))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::input(path.display(), "no UTF-8", "a notice as TOML"))?;
    let refused = |refused: Refused| {
        let place = format!("{}: {}", path.display(), refused.place);
        Complaint::new(place, refused.found, refused.expected).coded(refused.code)
    };
    let notice = Notice::parse(&text).map_err(|error| Failure::Input(vec![refused(error)]))?;
    let alert = write(&notice, &setting)
        .map_err(|all| Failure::Refused(all.into_iter().map(refused).collect()))?;
    let mut aside = Aside::new();
    let slot = aside.file(&options.output, Existing::from_force(options.force))?;
    aside.write(slot, alert.as_bytes())?;
    aside.commit()?;
    let text = format!(
        "{}{}: an alert of CAP 1.2, valid by its schema, scope {}\nIt is not signed, and nothing was sent.\n",
        says::exercise(Some(nature)),
        plain(&options.output.display().to_string()),
        plain(&notice.scope),
    );
    let facts = json!({
        "record": place.shown(),
        "nature": nature,
        "file": options.output,
        "identifier": notice.identifier,
        "scope": notice.scope,
    });
    face.answer("export", &[], &text, facts)
}
