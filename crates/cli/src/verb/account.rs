//! `korridor account`: the account folder of a pause, or what stands behind one of its numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use korridor_account::render::{self, ACCOUNT_FILE, ENTRIES_FILE, MANIFEST_FILE};
use korridor_account::{Account, DEFAULT_POLICY, Evidence, Field, Numbers, Released};
use korridor_import::scenario::expected_word;
use korridor_ledger::Ledger;
use korridor_operate::{Board, Event, Recorded, Stamp};
use korridor_world::Instant;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::accounting::{self, PlanRead, Release};
use crate::arguments::account::AccountOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::own::{require_outside_plans, require_own};
use crate::plain::plain;
use crate::record::{self, Place, of_ledger};
use crate::verb::board::moment;

/// Entries that the page shows for each number, and in all; entries.csv has all of them.
const SHOWN_OF_A_NUMBER: usize = 50;
const SHOWN_IN_ALL: usize = 3_000;
/// Entries that `--why` lists in a terminal; `--json` has all.
const LISTED: usize = 200;

pub fn run(options: &AccountOptions, face: &Face) -> Result<(), Failure> {
    if options.policy_table {
        return face.answer(
            "account",
            &[],
            DEFAULT_POLICY,
            json!({ "policy": DEFAULT_POLICY }),
        );
    }
    let place = Place::parse(&options.record)?;
    let shown = place.shown();
    let mut ledger = record::for_reading(&place)?;
    let release = Release::of(&options.release, &place, &mut ledger)?;
    let plan = options.plan.as_deref().map(PlanRead::of).transpose()?;
    let at = moment(
        &mut ledger,
        &shown,
        options.at.as_deref(),
        options.day.as_deref(),
    )?;
    match (&options.why, &options.output) {
        (Some(number), _) => why(
            options,
            number,
            &mut ledger,
            &shown,
            at,
            plan.as_ref(),
            face,
        ),
        (None, Some(output)) => {
            let written = Writing {
                options,
                release,
                plan,
                at,
            };
            written.run(output, &mut ledger, &shown, face)
        }
        // The declaration of arguments asks for one of the three.
        (None, None) => Ok(()),
    }
}

struct Writing<'a> {
    options: &'a AccountOptions,
    release: Release,
    plan: Option<PlanRead>,
    at: Stamp,
}

impl Writing<'_> {
    fn run(
        &self,
        output: &Path,
        ledger: &mut Ledger,
        shown: &str,
        face: &Face,
    ) -> Result<(), Failure> {
        let mut aside = Aside::new();
        let existing = Existing::from_force(self.options.force);
        require_outside_plans(output)?;
        let folder = aside.folder(output, existing, ACCOUNT_FILE)?;
        require_own(output, &own_files())?;
        let mut entries = Entries::create(&folder, self.release.gives(Field::Entries))?;
        let shows = entries.out.is_some();
        let row = |recorded: &Recorded, text: &mut String| {
            if shows {
                render::entry_row(recorded, text);
            }
        };
        let each = |row: &str| entries.write(row);
        let reading = accounting::read_with(ledger, shown, self.at, row, each)?;
        let mut digests = entries.finish()?;
        if let (Some(plan), Some(path)) = (&self.plan, &self.options.plan) {
            plan.belongs_to(path, &reading)?;
        }
        let mut account = reading.account(self.plan.as_ref().map(PlanRead::given));
        if self.release.gives(Field::Narrative) || self.release.gives(Field::OwnNotifications) {
            accounting::fill_words(ledger, shown, &mut account)?;
        }
        let released = self.release.release(&account)?;
        let evidence = match self.release.gives(Field::Entries) {
            true => evidence(ledger, shown, &reading.board().ids, &released)?,
            false => Vec::new(),
        };
        for (name, bytes) in render::files(&released, &evidence) {
            digests.insert(name.clone(), render::sha256(&bytes));
            let path = folder.join(&name);
            fs::write(&path, bytes).map_err(|error| Failure::io(&path, &error))?;
        }
        let path = folder.join(MANIFEST_FILE);
        let manifest = render::manifest(&released, &digests);
        fs::write(&path, &manifest).map_err(|error| Failure::io(&path, &error))?;
        require_own(output, &own_files())?;
        aside.commit()?;
        self.answer(output, &released, &digests, face)
    }

    fn answer(
        &self,
        output: &Path,
        released: &Released<Account>,
        digests: &BTreeMap<String, String>,
        face: &Face,
    ) -> Result<(), Failure> {
        let folder = plain(&output.display().to_string());
        let text = render::summary(released)
            + &format!("\nAccount folder: {folder}\nOpen {folder}/index.html in a browser\n");
        let facts = json!({
            "folder": output,
            "profile": released.marking().profile,
            "tlp": released.marking().tlp,
            "exercise": released.marking().exercise.is_some(),
            "at": released.value().at,
            "numbers": released.value().numbers.len(),
            "files": digests,
        });
        face.answer("account", &[], &text, facts)
    }
}

/// Every file of an account folder.
fn own_files() -> BTreeSet<String> {
    let files = render::ACCOUNT_FILES
        .into_iter()
        .chain([MANIFEST_FILE, ENTRIES_FILE]);
    files.map(str::to_owned).collect()
}

/// `entries.csv`, written while the record is read.
struct Entries {
    out: Option<(BufWriter<File>, std::path::PathBuf)>,
    hasher: Sha256,
    failed: Option<std::io::Error>,
}

impl Entries {
    fn create(folder: &Path, given: bool) -> Result<Entries, Failure> {
        let mut entries = Entries {
            out: None,
            hasher: Sha256::new(),
            failed: None,
        };
        if given {
            let path = folder.join(ENTRIES_FILE);
            let file = File::create(&path).map_err(|error| Failure::io(&path, &error))?;
            entries.out = Some((BufWriter::new(file), path));
            entries.write(render::EVIDENCE_HEAD);
        }
        Ok(entries)
    }

    fn write(&mut self, row: &str) {
        let Some((out, _)) = &mut self.out else {
            return;
        };
        self.hasher.update(row.as_bytes());
        if let Err(error) = out.write_all(row.as_bytes()) {
            self.failed.get_or_insert(error);
        }
    }

    /// The digests of what was written.
    fn finish(self) -> Result<BTreeMap<String, String>, Failure> {
        let mut digests = BTreeMap::new();
        let Some((mut out, path)) = self.out else {
            return Ok(digests);
        };
        let flushed = self.failed.map_or_else(|| out.flush(), Err);
        flushed.map_err(|error| Failure::io(&path, &error))?;
        digests.insert(
            ENTRIES_FILE.to_owned(),
            render::hex(&self.hasher.finalize()),
        );
        Ok(digests)
    }
}

/// The entries that a page shows: the first of each number.
fn evidence(
    ledger: &mut Ledger,
    shown: &str,
    ids: &std::collections::HashMap<String, u64>,
    released: &Released<Account>,
) -> Result<Vec<Evidence>, Failure> {
    let numbers = released.value().numbers.all();
    let named = numbers.flat_map(|number| number.sources.iter().take(SHOWN_OF_A_NUMBER));
    let statements = released
        .value()
        .pause
        .statements
        .iter()
        .map(|statement| &statement.entry);
    let guarantees = released
        .value()
        .guarantees
        .iter()
        .flat_map(|one| one.sources.iter().take(20));
    let all = statements.chain(guarantees).chain(named);
    let wanted: BTreeSet<u64> = all.filter_map(|id| ids.get(id)).copied().collect();
    let read = |seq: &u64| entry(ledger, shown, *seq);
    wanted.iter().take(SHOWN_IN_ALL).map(read).collect()
}

fn entry(ledger: &mut Ledger, shown: &str, seq: u64) -> Result<Evidence, Failure> {
    let entry = ledger
        .entry(seq)
        .map_err(|error| of_ledger(shown, &error))?;
    let event = Event::decode(entry.payload())
        .map_err(|error| Failure::input(format!("{shown}, entry {seq}"), error, "an event"))?;
    let recorded = Stamp(Instant(entry.recorded().milliseconds().div_euclid(1_000)));
    Ok(Evidence::of(&Recorded {
        seq,
        recorded,
        event,
    }))
}

/// The entries behind one number.
fn why(
    options: &AccountOptions,
    id: &str,
    ledger: &mut Ledger,
    shown: &str,
    at: Stamp,
    plan: Option<&PlanRead>,
    face: &Face,
) -> Result<(), Failure> {
    let reading = accounting::read(ledger, shown, at)?;
    if let (Some(plan), Some(path)) = (plan, &options.plan) {
        plan.belongs_to(path, &reading)?;
    }
    let account = reading.account(plan.map(PlanRead::given));
    let numbers: &Numbers = &account.numbers;
    let number = numbers.get(id).ok_or_else(|| {
        let known = numbers.all().map(|number| number.id.as_str());
        let expected = expected_word("a number of the account", id, known);
        let complaint = Complaint::new("--why", format!("{id:?}"), expected);
        Failure::Refused(vec![complaint.coded("number_not_known")])
    })?;
    let behind = numbers.behind(id);
    let mut text = format!("{}: {}, {}\n", plain(id), number.in_words(), number.label);
    if let Some(note) = &number.note {
        text += &format!("{note}\n");
    }
    for term in &number.terms {
        let sign = if term.sign == korridor_account::Sign::Plus {
            "+"
        } else {
            "-"
        };
        let figure = numbers
            .get(&term.number)
            .map(|number| number.in_words())
            .unwrap_or_default();
        text += &format!("  {sign} {} ({figure})\n", plain(&term.number));
    }
    text += &match behind.len() {
        1 => "1 entry\n".to_owned(),
        entries => format!("{entries} entries\n"),
    };
    for name in behind.iter().take(LISTED) {
        let Some(&seq) = reading.board().ids.get(*name) else {
            continue;
        };
        let entry = entry(ledger, shown, seq)?;
        text += &format!(
            "  {} {} {} {} {}\n",
            entry.seq,
            plain(&entry.id),
            entry.verb,
            entry.occurred,
            plain(&entry.says)
        );
    }
    if behind.len() > LISTED {
        text += &format!(
            "  and {} more; --json names them all\n",
            behind.len() - LISTED
        );
    }
    let roots = roots(reading.board(), &number.said_by);
    let joined: Vec<(&str, &str)> = joined(reading.board(), &number.said_by).collect();
    text += &in_words(&roots, &joined);
    let facts = json!({
        "number": number,
        "roots": roots,
        "counted_under_another_root": joined,
        "entries": behind,
        "confidential": true,
    });
    face.answer("account", &[], &text, facts)
}

/// A line for each root, and for each source that counts under another than was entered for it.
fn in_words(roots: &BTreeMap<&str, BTreeSet<&str>>, joined: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (root, sources) in roots {
        let sources: Vec<&str> = sources.iter().copied().collect();
        text += &format!("  root {}: {}\n", plain(root), plain(&sources.join(", ")));
    }
    for (source, root) in joined {
        text += &format!(
            "  {} counts under {}: the names look alike, and no coordinator said that they are two (record source --apart-from)\n",
            plain(source),
            plain(root)
        );
    }
    text
}

/// Sources by the root that they count under.
fn roots<'a>(board: &'a Board, said_by: &'a [String]) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut roots: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let sources = said_by.iter().filter(|by| board.sources.contains_key(*by));
    for source in sources {
        roots
            .entry(board.root_of(source))
            .or_default()
            .insert(source);
    }
    roots
}

/// Sources that count under another root than was entered for them, since their names look like those of another.
fn joined<'a>(board: &'a Board, said_by: &'a [String]) -> impl Iterator<Item = (&'a str, &'a str)> {
    let joined = board.joined_roots();
    let joined = joined.filter(|(source, _)| said_by.contains(&source.source));
    joined.map(|(source, root)| (source.source.as_str(), root))
}
