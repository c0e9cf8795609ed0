//! The bundle for investigators: entries with their proofs, evidentiary copies by their hash, custody, checksums; what was
//! made from them apart, in `working/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use korridor_account::render::{csv_row, sha256};
use korridor_account::report::{self, Bundle, BundledCopy, BundledEntry};
use korridor_account::{Account, Released};
use korridor_ledger::{Commitment, Hash, Kept, Ledger};
use korridor_operate::fact::Copy;
use korridor_operate::{Fact, Recorded, for_each_event};
use serde_json::json;

use super::pages::printed;
use super::{Kind, Telling, refused};
use crate::arguments::report::ReportFormat;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::own::require_outside_plans;
use crate::plain::plain;
use crate::record::{Place, of_ledger, of_recording, public_keys, with_ending};

/// The most entries that a bundle holds: of a longer record those of its material and behind its numbers.
const MOST_ENTRIES: usize = 2_000;
const CHECK: &str = include_str!("check.go");

pub fn run(
    telling: &Telling<'_>,
    place: &Place,
    ledger: &mut Ledger,
    face: &Face,
) -> Result<(), Failure> {
    let Some(output) = &telling.options.output else {
        let expected = "-o FOLDER: a bundle is a folder";
        return Err(Failure::input("--kind", "investigation", expected));
    };
    require_outside_plans(output)?;
    let mut aside = Aside::new();
    // Never replaced: somebody may have put their name to the one that is there.
    let folder = aside.folder(output, Existing::Refuse, "SHA256SUMS")?;
    let shown = place.shown();
    let released = telling.released(ledger, &shown)?;
    let mut writing = Writing {
        folder: &folder,
        shown: &shown,
        sums: BTreeMap::new(),
    };
    let bundle = writing.fill(telling, place, ledger, &released)?;
    writing.tell(telling, &bundle, &released)?;
    aside.commit()?;
    let folder = plain(&output.display().to_string());
    let evidentiary = bundle
        .copies
        .iter()
        .filter(|copy| copy.is_evidentiary)
        .count();
    let text = format!(
        "{folder}: {} entries with proofs, {evidentiary} evidentiary copies. {} Personal data may be in it: whoever receives it answers for it.\nOpen {folder}/index.html in a browser; it says how to verify it without korridor.\n",
        bundle.entries.len(),
        released.marking().tlp,
    );
    let facts = json!({
        "kind": "investigation",
        "folder": output,
        "tlp": released.marking().tlp,
        "exercise": released.marking().exercise.is_some(),
        "entries": bundle.entries.len(),
        "left_out": bundle.left_out,
        "evidentiary_copies": evidentiary,
        "files": writing.sums,
    });
    face.answer("report", &[], &text, facts)
}

struct Writing<'a> {
    folder: &'a Path,
    shown: &'a str,
    sums: BTreeMap<String, String>,
}

impl Writing<'_> {
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.folder.join(name);
        let parent = path.parent().unwrap_or(self.folder);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes));
        written.map_err(|error| Failure::io(&path, &error))?;
        self.sums.insert(name.to_owned(), sha256(bytes));
        Ok(())
    }

    /// Everything that proves.
    fn fill(
        &mut self,
        telling: &Telling<'_>,
        place: &Place,
        ledger: &mut Ledger,
        released: &Released<Account>,
    ) -> Result<Bundle, Failure> {
        let shown = self.shown;
        let checkpoint = ledger
            .checkpoint()
            .map_err(|error| of_ledger(shown, &error))?;
        self.put("checkpoint", checkpoint.as_bytes())?;
        let mut lines = checkpoint.lines().map(str::to_owned);
        let mut bundle = Bundle {
            origin: lines.next().unwrap_or_default(),
            size: lines.next().and_then(|size| size.parse().ok()).unwrap_or(0),
            root: lines.next().unwrap_or_default(),
            ..Bundle::default()
        };
        if let Place::File(path) = place {
            let keys = public_keys(&with_ending(path, ".pub"))?;
            bundle.keys = keys.iter().map(ToString::to_string).collect();
            if !bundle.keys.is_empty() {
                self.put("key.pub", (bundle.keys.join("\n") + "\n").as_bytes())?;
            }
        }
        let found = entries(telling, ledger, shown, released)?;
        bundle.left_out = bundle.size.saturating_sub(found.len() as u64);
        for recorded in &found {
            let entry = self.entry(ledger, recorded)?;
            bundle.entries.push(entry);
            if let Fact::Material(_) = &recorded.event.fact {
                let copy = self.copy(ledger, recorded)?;
                bundle.copies.extend(copy);
            }
        }
        let mark = released.marking().in_a_cell();
        self.put("custody.csv", custody(&bundle, &mark).as_bytes())?;
        self.put("check.go", CHECK.as_bytes())?;
        Ok(bundle)
    }

    fn entry(&mut self, ledger: &mut Ledger, recorded: &Recorded) -> Result<BundledEntry, Failure> {
        let seq = recorded.seq;
        let of = |error| of_ledger(self.shown, &error);
        let proof = ledger.prove(seq).map_err(of)?;
        let entry = ledger.entry(seq).map_err(of)?;
        let named = |ending: &str| format!("entries/{seq:07}.{ending}");
        let bundled = BundledEntry {
            seq,
            id: recorded.event.id.clone(),
            by: recorded.event.by.clone(),
            recorded: recorded.recorded,
            file: named("entry"),
            proof: named("tlog-proof"),
        };
        self.put(&bundled.file, entry.bytes())?;
        self.put(&bundled.proof, proof.to_text().as_bytes())?;
        Ok(bundled)
    }

    /// Source material: evidentiary copies in a folder of their own, working copies in another.
    fn copy(
        &mut self,
        ledger: &mut Ledger,
        recorded: &Recorded,
    ) -> Result<Option<BundledCopy>, Failure> {
        let Fact::Material(material) = &recorded.event.fact else {
            return Ok(None);
        };
        let commitment = material
            .sealed
            .as_deref()
            .and_then(Hash::from_hex)
            .map(Commitment);
        let kept = commitment.map(|commitment| ledger.content(commitment));
        let kept = kept
            .transpose()
            .map_err(|error| of_ledger(self.shown, &error))?;
        let bytes = match kept.flatten() {
            Some(Kept::Present { content, .. }) => Some(content.bytes),
            Some(Kept::Erased { .. }) | None => None,
        };
        let is_evidentiary = material.copy == Copy::Evidentiary;
        let folder = if is_evidentiary {
            "evidence"
        } else {
            "working/material"
        };
        let file = bytes
            .as_ref()
            .map(|bytes| format!("{folder}/{}", sha256(bytes)));
        if let (Some(file), Some(bytes)) = (&file, &bytes) {
            if sha256(bytes) != material.sha256 {
                return Err(other_bytes(self.shown, &material.material, &sha256(bytes)));
            }
            self.put(file, bytes)?;
        }
        Ok(Some(BundledCopy {
            material: material.material.clone(),
            is_evidentiary,
            sha256: material.sha256.clone(),
            bytes: material.bytes,
            media_type: material.media_type.clone(),
            source: material.source.clone(),
            made_from: material.made_from.clone(),
            entry: recorded.event.id.clone(),
            by: recorded.event.by.clone(),
            known: recorded.event.known,
            file,
        }))
    }

    /// The page, the same as text, working copies, checksums of all.
    fn tell(
        &mut self,
        telling: &Telling<'_>,
        bundle: &Bundle,
        released: &Released<Account>,
    ) -> Result<(), Failure> {
        let mut bundle = bundle.clone();
        let mut json = serde_json::to_vec_pretty(released).unwrap_or_default();
        json.push(b'\n');
        let sitrep = telling.document(&Kind::Investigation, released)?;
        let mut working = vec![
            ("working/account.json", json),
            ("working/report.html", report::html(&sitrep).into_bytes()),
        ];
        let as_pages = telling.options.format == ReportFormat::Pdf;
        if as_pages {
            working.push(("working/report.pdf", printed(&sitrep)?.0));
        }
        for (name, bytes) in working {
            self.put(name, &bytes)?;
            bundle.working.push(name.to_owned());
        }
        let document = report::investigation(released, &bundle, telling.told());
        let document = document.map_err(|error| refused(&error))?;
        self.put("index.html", report::html(&document).as_bytes())?;
        self.put("README.md", report::markdown(&document).as_bytes())?;
        if as_pages {
            self.put("index.pdf", &printed(&document)?.0)?;
        }
        let sums = self
            .sums
            .iter()
            .map(|(name, sum)| format!("{sum}  {name}\n"));
        let sums: String = sums.collect();
        let path = self.folder.join("SHA256SUMS");
        fs::write(&path, sums).map_err(|error| Failure::io(&path, &error))
    }
}

/// The entries of a short record; of a long one those of source material and behind the numbers of the account.
fn entries(
    telling: &Telling<'_>,
    ledger: &mut Ledger,
    shown: &str,
    released: &Released<Account>,
) -> Result<Vec<Recorded>, Failure> {
    let is_long = released.value().entries > MOST_ENTRIES;
    let numbers = released.value().numbers.all();
    let behind: BTreeSet<&str> = numbers
        .flat_map(|number| &number.sources)
        .map(String::as_str)
        .collect();
    let mut found = Vec::new();
    let read = for_each_event(ledger, 0, |recorded| {
        let event = &recorded.event;
        let start = matches!(event.fact, Fact::Opened(_) | Fact::Setup(_));
        let is_material = matches!(event.fact, Fact::Material(_));
        let is_wanted = !is_long || is_material || behind.contains(event.id.as_str());
        let is_known = start || event.known <= telling.at;
        if is_wanted && is_known && found.len() < MOST_ENTRIES {
            found.push(recorded.clone());
        }
    });
    read.map_err(|error| of_recording(shown, &error))?;
    Ok(found)
}

/// `custody.csv`: every piece of source material in the order in which it came. The head of the marking carries it: so a
/// table without rows is marked too.
fn custody(bundle: &Bundle, mark: &str) -> String {
    let marking = format!("marking: {mark}");
    let mut text = csv_row([
        "material",
        "copy",
        "sha256",
        "bytes",
        "media_type",
        "source",
        "made_from",
        "entry",
        "recorded_by",
        "known",
        "file",
        &marking,
    ]);
    for copy in &bundle.copies {
        let (bytes, known) = (copy.bytes.to_string(), copy.known.to_string());
        text += &csv_row([
            copy.material.as_str(),
            if copy.is_evidentiary {
                "evidentiary"
            } else {
                "working"
            },
            &copy.sha256,
            &bytes,
            &copy.media_type,
            copy.source.as_deref().unwrap_or_default(),
            copy.made_from.as_deref().unwrap_or_default(),
            &copy.entry,
            &copy.by,
            &known,
            copy.file.as_deref().unwrap_or_default(),
            mark,
        ]);
    }
    text
}

fn other_bytes(shown: &str, material: &str, found: &str) -> Failure {
    let complaint = Complaint::new(
        format!("{shown}, material {material}"),
        format!("bytes with the SHA-256 {found}"),
        "the bytes that its entry names",
    );
    Failure::Refused(vec![complaint.coded("other_bytes")])
}
