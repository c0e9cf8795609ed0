//! What the verbs that account for a pause share: reading a record, its words and a plan, and releasing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use korridor_account::{
    Account, Field, PlanGiven, Profile, Reading, ReleaseRefusal, ReleaseState, Released, release,
};
use korridor_ledger::{Ledger, LedgerError};
use korridor_operate::{Read, Recorded, Stamp, for_each_written, read_words};
use korridor_plan::{PLAN_FILE, PlanDocument, SCENARIO_FOLDER};
use korridor_world::Scenario;
use serde_json::Value;

use crate::arguments::account::ReleaseOptions;
use crate::failure::{Complaint, Failure};
use crate::policy::Known;
use crate::record::hash::{of_scenario, sha256};
use crate::record::{self, Place, of_ledger, of_recording, with_ending};
use crate::verb::verify::{packed_scenario, plan_files, refused};

/// A verified plan that belongs to a record.
pub struct PlanRead {
    document: PlanDocument,
    sha256: String,
    scenario: Option<Scenario>,
    scenario_sha256: String,
}

impl PlanRead {
    /// Of a plan folder.
    ///
    /// # Errors
    /// There is none, or it is not what it claims to be.
    pub fn of(folder: &Path) -> Result<PlanRead, Failure> {
        let files = plan_files(folder)?;
        let verified = korridor_plan::verify(&files, &packed_scenario)
            .map_err(|findings| refused(folder, &findings))?;
        let packed = files.iter().filter_map(|(name, bytes)| {
            let name = name.strip_prefix(SCENARIO_FOLDER)?;
            Some((name.to_owned(), bytes.clone()))
        });
        let packed: BTreeMap<String, Vec<u8>> = packed.collect();
        let bytes = files.get(PLAN_FILE).map_or(&[][..], Vec::as_slice);
        Ok(PlanRead {
            document: verified.document,
            sha256: sha256(bytes),
            scenario: packed_scenario(&packed).ok(),
            scenario_sha256: of_scenario(&packed),
        })
    }

    pub fn given(&self) -> PlanGiven<'_> {
        PlanGiven {
            document: &self.document,
            sha256: &self.sha256,
            scenario: self.scenario.as_ref(),
        }
    }

    /// Refuses a plan of another scenario.
    ///
    /// # Errors
    /// It is one.
    pub fn belongs_to(&self, folder: &Path, reading: &Reading) -> Result<(), Failure> {
        let opened = reading.board().opened.as_ref();
        if opened.is_none_or(|opened| opened.scenario_sha256 == self.scenario_sha256) {
            return Ok(());
        }
        let complaint = Complaint::new(
            folder.display(),
            format!("a plan of another scenario ({})", self.document.scenario),
            "a plan of the scenario that the record was opened for",
        );
        Err(Failure::Refused(vec![complaint.coded("other_scenario")]))
    }
}

/// Reads a record up to a moment.
///
/// # Errors
/// It cannot be read.
pub fn read(ledger: &mut Ledger, shown: &str, at: Stamp) -> Result<Reading, Failure> {
    read_with(ledger, shown, at, |_, _| (), |_| {})
}

/// The same; `each` is given the text that `write` makes of each entry that counts. That of a long record is made beside.
///
/// # Errors
/// It cannot be read.
pub fn read_with(
    ledger: &mut Ledger,
    shown: &str,
    at: Stamp,
    write: impl Fn(&Recorded, &mut String) + Sync,
    mut each: impl FnMut(&str),
) -> Result<Reading, Failure> {
    let mut reading = Reading::new(at);
    let read = for_each_written(ledger, 0, write, |recorded, text| {
        if reading.take(recorded) {
            each(text);
        }
    });
    read.map_err(|error| of_recording(shown, &error))?;
    Ok(reading)
}

/// What stands in the place of words that cannot be read any more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absent {
    /// A sentence that says so.
    Told,
    /// The commitment to them: nothing may be taken for the words themselves.
    Sealed,
}

/// Puts the words that lie beside the record in the place of their commitments, or a sentence that they are gone.
///
/// # Errors
/// The record cannot be read.
pub fn fill_words(ledger: &mut Ledger, shown: &str, account: &mut Account) -> Result<(), Failure> {
    fill(ledger, shown, account, Absent::Told)
}

/// The same, and leaves the commitments of words that are gone.
///
/// # Errors
/// The record cannot be read.
pub fn fill_present_words(
    ledger: &mut Ledger,
    shown: &str,
    account: &mut Account,
) -> Result<(), Failure> {
    fill(ledger, shown, account, Absent::Sealed)
}

fn fill(
    ledger: &mut Ledger,
    shown: &str,
    account: &mut Account,
    absent: Absent,
) -> Result<(), Failure> {
    let filled = account.fill_words(|words| {
        let read = read_words(ledger, words)?;
        Ok(text_of(read, absent))
    });
    filled.map_err(|error: LedgerError| of_ledger(shown, &error))
}

fn text_of(read: Read, absent: Absent) -> Option<String> {
    match (read, absent) {
        (Read::Text(text), _) => Some(text),
        (_, Absent::Sealed) => None,
        (Read::Erased(by), Absent::Told) => Some(format!("[erased by entry {by}, which says why]")),
        (Read::NotHere, Absent::Told) => Some("[words not here]".to_owned()),
    }
}

/// For whom something is released, by which policy, after what.
pub struct Release {
    pub profile: Profile,
    policy: Known,
    state: ReleaseState,
    file: PathBuf,
}

impl Release {
    /// By the options of a verb.
    ///
    /// # Errors
    /// No such profile; a policy or a state that cannot be used.
    pub fn of(
        options: &ReleaseOptions,
        place: &Place,
        ledger: &mut Ledger,
    ) -> Result<Release, Failure> {
        let profile = Profile::parse(&options.profile).ok_or_else(|| {
            let expected = "strictly-confidential, confidential, internal, party:NAME or public";
            Failure::input("--profile", format!("{:?}", options.profile), expected)
        })?;
        let policy = Known::of(options.policy.as_deref(), ledger, &place.shown())?;
        let file = match (&options.releases, place) {
            (Some(file), _) => file.clone(),
            (None, Place::File(path)) => with_ending(path, ".releases.json"),
            (None, Place::Schema { .. }) => PathBuf::from("releases.json"),
        };
        let state = match record::text_of(&file)? {
            None => ReleaseState::default(),
            Some(text) => ReleaseState::parse(&text).map_err(|error| {
                Failure::input(
                    file.display(),
                    error,
                    "what korridor keeps of earlier releases",
                )
            })?,
        };
        Ok(Release {
            profile,
            policy,
            state,
            file,
        })
    }

    /// By which policy, for scripts.
    pub fn policy(&self) -> Value {
        self.policy.fact()
    }

    /// Whether its reader is given a field.
    pub fn gives(&self, field: Field) -> bool {
        self.policy
            .policy
            .table(&self.profile)
            .fields
            .contains(&field)
    }

    /// What of an account may be seen. The state is kept before anything leaves the room.
    ///
    /// # Errors
    /// What was released before forbids it; the state cannot be kept.
    pub fn release(&self, account: &Account) -> Result<Released<Account>, Failure> {
        let (released, next) = release(account, &self.policy.policy, &self.profile, &self.state)
            .map_err(|error| refusal(&error))?;
        if next != self.state {
            let aside = with_ending(&self.file, ".new");
            let written =
                fs::write(&aside, next.to_json()).and_then(|()| fs::rename(&aside, &self.file));
            written.map_err(|error| Failure::io(&self.file, &error))?;
        }
        Ok(released)
    }
}

fn refusal(error: &ReleaseRefusal) -> Failure {
    let complaint = Complaint::new(
        "--profile",
        error.to_string(),
        "a release that goes with those before it",
    );
    Failure::Refused(vec![complaint.coded("release_refused")])
}
