//! `korridor record`: one entry by flags, or many from a file; all or nothing.

mod claims;
mod counts;
mod entering;
mod lines;
mod own;
mod pause;
mod people;

use korridor_ledger::Ledger;
use korridor_operate::{Answer, Flag, Nature, RecordError, Recorder, Refusal, Submission};
use serde_json::json;

use crate::arguments::RecordOptions;
use crate::arguments::record::What;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::times::clock_of;
use crate::record::{self, Place, notices, numbers, of_recording, of_refusal};
use crate::says;
use entering::Entering;

pub fn run(options: &RecordOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    match (&options.what, &options.from_file) {
        (Some(what), None) => one(&place, options, what, face),
        (None, Some(file)) => lines::run(&place, options, file, face),
        (Some(what), Some(_)) => Err(Failure::input(
            "--from-file",
            format!("given with {}", what.name()),
            "one of the two",
        )),
        (None, None) => Err(Failure::input(
            "korridor record",
            "nothing to record",
            "what to record, such as count or report, or --from-file FILE; korridor record --help lists all",
        )),
    }
}

fn one(place: &Place, options: &RecordOptions, what: &What, face: &Face) -> Result<(), Failure> {
    let mut recorder = record::for_writing(place, options.head.key.as_deref())?;
    let mut entering = Entering::new(&options.head, recorder.board(), what.name())?;
    let mut fact = fact(&mut entering, what, &mut recorder)?;
    numbers::resolve(&mut fact, &mut recorder, what.name())?;
    let submission = entering.submission(fact)?;
    let submissions = [submission];
    let answers = submit(place, &mut recorder, &submissions, &|_, refusal| {
        format!("{}, {}", what.name(), refusal.place)
    })?;
    let is_new = answers.iter().any(|answer| !answer.already);
    let late = match options.head.known {
        None if is_new => notices::known_now(recorder.board(), record::now()),
        _ => None,
    };
    answer(place, &mut recorder, &answers, late, face)
}

fn fact(
    entering: &mut Entering<'_>,
    what: &What,
    recorder: &mut Recorder,
) -> Result<korridor_operate::Fact, Failure> {
    Ok(match what {
        What::Actor(options) => own::actor(entering, options),
        What::Rules(options) => own::rules(recorder.board(), options),
        What::Erase(options) => own::erase(entering, options, recorder)?,
        What::Resolve(options) => own::resolve(entering, options),
        What::Withdraw(options) => own::withdraw(entering, options),
        What::Declare(options) => pause::declare(entering, options),
        What::Agree(options) => pause::agree(entering, options),
        What::Amend(options) => pause::amend(entering, options),
        What::Guarantee(options) => pause::guarantee(entering, options),
        What::Confirm(options) => pause::confirm(entering, options),
        What::Go(options) => pause::go(options),
        What::Trip(options) => pause::trip(entering, options),
        What::Status(options) => pause::status(entering, options),
        What::Due(options) => people::due(entering, options),
        What::Done(options) => people::done(entering, options),
        What::Intention(options) => people::intention(entering, options),
        What::Notify(options) => people::notify(entering, options),
        What::Receipt(options) => people::receipt(entering, options),
        What::Respond(options) => people::respond(entering, options),
        What::Mission(options) => people::mission(entering, options),
        What::Outcome(options) => people::outcome(entering, options),
        What::Count(options) => counts::count(entering, options),
        What::Publish(options) => counts::publish(entering, options)?,
        What::Source(options) => claims::source(entering, options),
        What::Report(options) => claims::report(entering, options),
        What::Relate(options) => claims::relate(entering, options),
        What::Judge(options) => claims::judge(entering, options),
        What::Incident(options) => claims::incident(entering, options),
        What::Settle(options) => claims::settle(entering, options),
        What::Material(options) => claims::material(entering, options)?,
    })
}

/// Submits commands; `of` says where a refusal belongs.
fn submit(
    place: &Place,
    recorder: &mut Recorder,
    submissions: &[Submission],
    of: &dyn Fn(usize, &Refusal) -> String,
) -> Result<Vec<Answer>, Failure> {
    let done = recorder.submit_all(submissions, &mut record::random(), record::now());
    done.map_err(|error| match error {
        RecordError::Refused(refused) => {
            let complaint = |(index, refusal): &(usize, Refusal)| {
                of_refusal(recorder.board(), of(*index, refusal), refusal)
            };
            Failure::Refused(refused.iter().map(complaint).collect())
        }
        error => of_recording(&place.shown(), &error),
    })
}

/// Says what became of each command and what was understood of it; what was noticed comes as warnings.
fn answer(
    place: &Place,
    recorder: &mut Recorder,
    answers: &[Answer],
    late: Option<Complaint>,
    face: &Face,
) -> Result<(), Failure> {
    const SHOWN: usize = 20;
    let flags = |(index, answer): (usize, &Answer)| -> Vec<Complaint> {
        // Of what is shown, those are told with the names of the others.
        let told = |flag: &&Flag| index < SHOWN && **flag == Flag::LooksLikeAnotherSource;
        let flags = answer.flags.iter().filter(|flag| !told(flag));
        flags.map(|flag| noticed(answer, *flag)).collect()
    };
    let mut warnings: Vec<Complaint> = answers.iter().enumerate().flat_map(flags).collect();
    warnings.extend(late);
    warnings.extend(wipe_pending(recorder.ledger()));
    let clock = clock_of(recorder.board().opened.as_ref())?;
    let nature = recorder.board().opened.as_ref().map(|opened| opened.nature);
    let mark = match nature {
        Some(Nature::Exercise) => " (EXERCISE)",
        Some(Nature::Operation) | None => "",
    };
    let (mut text, mut entries) = (String::new(), Vec::new());
    for (index, answer) in answers.iter().enumerate() {
        let mut entry = json!({
            "id": answer.id,
            "entry": answer.seq,
            "already": answer.already,
            "flags": answer.flags,
        });
        if index < SHOWN {
            let event = recorder.event(answer.seq);
            let event = event.map_err(|error| of_recording(&place.shown(), &error))?;
            warnings.extend(notices::too_weak(recorder.board(), answer.seq, &event));
            warnings.extend(notices::looks_alike(recorder.board(), answer.seq, &event));
            let understood = says::understood(&clock, &event);
            let done = match answer.already {
                true => "recorded already",
                false => "recorded",
            };
            let (seq, id, verb) = (answer.seq, plain(&answer.id), event.fact.verb());
            text += &format!("{done}: entry {seq}, {id}{mark}\n  {verb} {understood}\n");
            entry["understood"] = json!(understood);
        }
        entries.push(entry);
    }
    if answers.len() > SHOWN {
        let already = answers.iter().filter(|answer| answer.already).count();
        text += &format!(
            "and {} more: of all {} recorded, {already} recorded already\n",
            answers.len() - SHOWN,
            answers.len() - already
        );
    }
    let facts = json!({ "nature": nature, "entries": entries });
    face.answer("record", &warnings, &text, facts)
}

/// Says that what was erased is not gone yet.
pub fn wipe_pending(ledger: &Ledger) -> Option<Complaint> {
    let found =
        "erased, but its bytes still lie in the journal beside the record: somebody was reading it";
    let expected = "close every reader, then record anything or open the record with its key: that empties the journal";
    let complaint = Complaint::new(ledger.place(), found, expected);
    (ledger.wipe_pending()).then(|| complaint.coded("wipe_pending").into_warning())
}

fn noticed(answer: &Answer, flag: Flag) -> Complaint {
    let found = flag_words(flag);
    let expected = "kept as it was said; correct it with another entry if it was entered wrongly";
    let code = serde_json::to_value(flag).unwrap_or_default();
    Complaint::new(
        format!("entry {}, {}", answer.seq, answer.id),
        found,
        expected,
    )
    .coded(code.as_str().unwrap_or_default())
    .into_warning()
}

/// What was noticed, in words.
pub fn flag_words(flag: Flag) -> &'static str {
    match flag {
        Flag::AboveWhatTheGateCanPass => {
            "more people than the gate can physically pass in that time"
        }
        Flag::AboveTheGatesRate => "more people than the gate's highest rate by the scenario",
        Flag::HoursContradictTimes => "the hours stated are not those between start and end",
        Flag::EndsBeforeItStarts => "it ends before it starts",
        Flag::KnownBeforeItHappened => "it is said to have happened after it became known",
        Flag::KnownAfterRecorded => "it became known later than this machine's clock says it is",
        Flag::StatedLate => {
            "the extension was stated after the end that it replaces: the earliest end stated holds"
        }
        Flag::AmbiguousEnd => "the statement can mean several ends: the earliest holds",
        Flag::PartsAboveTheWhole => "the parts add up to more than the whole",
        Flag::GateClosedByScenario => "the gate is closed by the scenario in all of that time",
        Flag::LooksLikeAnotherSource => {
            "the source looks like another one: until a coordinator says that they are two, both count once"
        }
        Flag::CorrectsAnotherPassage => {
            "the correction is of another place, passage, way or time than what it corrects"
        }
    }
}
