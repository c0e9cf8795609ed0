//! `korridor report`: a released account told to somebody, or a bundle for investigators.

mod bundle;
mod pages;

use std::path::Path;

use korridor_account::report::{self, Digits, Document, Language, ReportRefusal};
use korridor_account::{Account, Field, Profile, Released};
use korridor_import::scenario::expected_word;
use korridor_ledger::Ledger;
use korridor_operate::{Board, Stamp};
use serde_json::json;

use crate::accounting::{self, PlanRead, Release};
use crate::arguments::account::ReleaseOptions;
use crate::arguments::report::{DigitsOf, Lang, ReportFormat, ReportOptions};
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::own::require_outside_plans;
use crate::plain::plain;
use crate::record::{self, Place};
use crate::verb::board::moment;

/// For whom a kind of report is.
enum Kind {
    Sitrep,
    Public,
    Party(Profile),
    Investigation,
}

impl Kind {
    fn parse(text: &str) -> Result<Kind, Failure> {
        match text {
            "sitrep" => Ok(Kind::Sitrep),
            "public" => Ok(Kind::Public),
            "investigation" => Ok(Kind::Investigation),
            _ => match Profile::parse(text) {
                Some(party @ Profile::Party(_)) => Ok(Kind::Party(party)),
                _ => {
                    let expected = "sitrep, public, party:NAME or investigation";
                    Err(Failure::input("--kind", format!("{text:?}"), expected))
                }
            },
        }
    }

    /// The profile that its account is released to.
    fn profile(&self, asked: Option<&str>) -> Result<String, Failure> {
        let own = match self {
            Kind::Sitrep => return of_sitrep(asked.unwrap_or("confidential")),
            Kind::Public => "public".to_owned(),
            Kind::Party(party) => party.to_string(),
            Kind::Investigation => "strictly-confidential".to_owned(),
        };
        match asked.filter(|asked| *asked != own) {
            None => Ok(own),
            Some(asked) => {
                let expected = format!("none: this kind of report is for {own}");
                Err(Failure::input("--profile", format!("{asked:?}"), expected))
            }
        }
    }
}

/// A situation report goes to no party and not to the public.
fn of_sitrep(asked: &str) -> Result<String, Failure> {
    match Profile::parse(asked) {
        Some(Profile::Party(_) | Profile::Public) | None => {
            let expected = "strictly-confidential, confidential or internal";
            Err(Failure::input("--profile", format!("{asked:?}"), expected))
        }
        Some(profile) => Ok(profile.to_string()),
    }
}

pub fn run(options: &ReportOptions, face: &Face) -> Result<(), Failure> {
    let kind = Kind::parse(&options.kind)?;
    if options.format == ReportFormat::Pdf && options.output.is_none() {
        let expected = "-o FILE: a PDF is no text for a terminal";
        return Err(Failure::input("--format", "pdf without a file", expected));
    }
    let place = Place::parse(&options.record)?;
    let shown = place.shown();
    let release_options = ReleaseOptions {
        profile: kind.profile(options.profile.as_deref())?,
        policy: options.policy.clone(),
        releases: options.releases.clone(),
    };
    let mut ledger = record::for_reading(&place)?;
    let release = Release::of(&release_options, &place, &mut ledger)?;
    let plan = options.plan.as_deref().map(PlanRead::of).transpose()?;
    let (at, day) = (options.at.as_deref(), options.day.as_deref());
    let at = moment(&mut ledger, &shown, at, day)?;
    let telling = Telling {
        options,
        plan,
        release,
        at,
    };
    if matches!(kind, Kind::Investigation) {
        return bundle::run(&telling, &place, &mut ledger, face);
    }
    let released = telling.released(&mut ledger, &shown)?;
    let document = telling.document(&kind, &released)?;
    telling.answer(&document, &released, face)
}

/// A name of a party that the record does not have gives an empty sheet, which would say that nothing was sent.
fn known_party(profile: &Profile, board: &Board) -> Result<(), Failure> {
    let Profile::Party(party) = profile else {
        return Ok(());
    };
    let sent = board
        .notifications
        .values()
        .map(|state| &state.notify.party);
    let known = board.setup.parties.iter().chain(sent);
    let known: Vec<&str> = known.map(String::as_str).collect();
    if known.contains(&party.as_str()) {
        return Ok(());
    }
    let expected = expected_word("a party of the record", party, known);
    let complaint = Complaint::new("--kind", format!("no party {party:?}"), expected);
    Err(Failure::Refused(vec![complaint.coded("party_not_known")]))
}

/// What a report is made with.
struct Telling<'a> {
    options: &'a ReportOptions,
    plan: Option<PlanRead>,
    release: Release,
    at: Stamp,
}

impl Telling<'_> {
    fn told(&self) -> report::ReportOptions {
        let language = match self.options.lang {
            Lang::En => Language::English,
            Lang::Nb => Language::Norwegian,
            Lang::Ar => Language::Arabic,
        };
        let digits = match self.options.digits {
            DigitsOf::Western => Digits::Western,
            DigitsOf::Eastern => Digits::Eastern,
        };
        report::ReportOptions { language, digits }
    }

    fn released(&self, ledger: &mut Ledger, shown: &str) -> Result<Released<Account>, Failure> {
        let reading = accounting::read(ledger, shown, self.at)?;
        if let (Some(plan), Some(path)) = (&self.plan, &self.options.plan) {
            plan.belongs_to(path, &reading)?;
        }
        known_party(&self.release.profile, reading.board())?;
        let mut account = reading.account(self.plan.as_ref().map(PlanRead::given));
        if self.release.gives(Field::Narrative) || self.release.gives(Field::OwnNotifications) {
            accounting::fill_present_words(ledger, shown, &mut account)?;
        }
        self.release.release(&account)
    }

    fn document(&self, kind: &Kind, released: &Released<Account>) -> Result<Document, Failure> {
        let scenario = self.plan.as_ref().and_then(|plan| plan.given().scenario);
        let document = match kind {
            Kind::Public => report::public(released, self.told()),
            Kind::Party(_) => report::party(released, self.told()),
            Kind::Sitrep | Kind::Investigation => report::sitrep(released, scenario, self.told()),
        };
        document.map_err(|error| refused(&error))
    }

    /// As bytes, with what their reader must be told about them.
    fn made(&self, document: &Document) -> Result<(Vec<u8>, Vec<Complaint>), Failure> {
        match self.options.format {
            ReportFormat::Html => Ok((report::html(document).into_bytes(), Vec::new())),
            ReportFormat::Md => Ok((report::markdown(document).into_bytes(), Vec::new())),
            ReportFormat::Pdf => pages::printed(document),
        }
    }

    fn answer(
        &self,
        document: &Document,
        released: &Released<Account>,
        face: &Face,
    ) -> Result<(), Failure> {
        let (bytes, warnings) = self.made(document)?;
        let marking = released.marking();
        let sections: Vec<&str> = document.sections.iter().map(|section| section.id).collect();
        let mut facts = json!({
            "kind": document.kind,
            "language": document.language.tag(),
            "profile": marking.profile,
            "tlp": marking.tlp,
            "exercise": marking.exercise.is_some(),
            "policy": self.release.policy(),
            "at": released.value().at,
            "sections": sections,
        });
        let Some(output) = &self.options.output else {
            let text = String::from_utf8_lossy(&bytes);
            facts["text"] = text.as_ref().into();
            // The document keeps its isolates: whatever came from elsewhere lost what is unseen when it was put in.
            return face.show("report", &text, facts);
        };
        write(output, self.options.force, &bytes)?;
        facts["file"] = json!(output);
        let exercise = marking.exercise.as_deref().unwrap_or_default();
        let said = format!(
            "{}: {} {} {exercise}\n",
            plain(&output.display().to_string()),
            document.kind,
            marking.tlp
        );
        face.answer("report", &warnings, &said, facts)
    }
}

fn write(output: &Path, force: bool, bytes: &[u8]) -> Result<(), Failure> {
    require_outside_plans(output)?;
    let mut aside = Aside::new();
    let slot = aside.file(output, Existing::from_force(force))?;
    aside.write(slot, bytes)?;
    aside.commit()
}

fn refused(error: &ReportRefusal) -> Failure {
    let complaint = Complaint::new("--kind", error.to_string(), "a release for its reader");
    Failure::Refused(vec![complaint.coded("report_refused")])
}
