//! The investigator's bundle: what it holds and how somebody who does not have korridor checks it. The files themselves
//! are put beside it by a face; this tells what each is.

use super::document::{Block, Document, Section, Table};
use super::frame::Frame;
use super::text::Text;
use super::{ReportOptions, ReportRefusal};
use crate::account::Account;
use crate::policy::Profile;
use crate::release::Released;
use korridor_operate::Stamp;
use korridor_operate::fact::Name;

/// The most rows of a table on the page; custody.csv and the folders have all of them.
const MOST_ROWS: usize = 500;

/// What a bundle holds beside its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The name of the log.
    pub origin: String,
    /// How many entries the checkpoint covers.
    pub size: u64,
    /// Its root, as the checkpoint writes it.
    pub root: String,
    /// Public keys of the log, one a line, if they are at hand.
    pub keys: Vec<String>,
    /// Entries with their proofs.
    pub entries: Vec<BundledEntry>,
    /// How many entries of the record are not in it.
    pub left_out: u64,
    /// Source material.
    pub copies: Vec<BundledCopy>,
    /// Other files, by their path.
    pub working: Vec<String>,
}

/// An entry with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundledEntry {
    /// Its number.
    pub seq: u64,
    /// Its id.
    pub id: Name,
    /// Who recorded it, by pseudonym.
    pub by: Name,
    /// When it was recorded, by the machine's clock.
    pub recorded: Stamp,
    /// The path of its bytes.
    pub file: String,
    /// The path of its proof.
    pub proof: String,
}

/// Source material as it lies in a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundledCopy {
    /// Its id.
    pub material: Name,
    /// Whether it is the bytes as received.
    pub is_evidentiary: bool,
    /// SHA-256 of its bytes, as the record has it.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
    /// Its media type.
    pub media_type: String,
    /// From which source.
    pub source: Option<Name>,
    /// The evidentiary copy that a working copy was made from.
    pub made_from: Option<Name>,
    /// The entry that it came in with.
    pub entry: Name,
    /// Who recorded it.
    pub by: Name,
    /// When the cell learned of it.
    pub known: Stamp,
    /// Its path; absent if its bytes are not here.
    pub file: Option<String>,
}

/// The page of a bundle.
///
/// # Errors
/// The account was not released as strictly confidential.
pub fn investigation(
    released: &Released<Account>,
    bundle: &Bundle,
    options: ReportOptions,
) -> Result<Document, ReportRefusal> {
    let frame = Frame::new(released, options);
    let fits = |profile: &Profile| *profile == Profile::StrictlyConfidential;
    frame.require(fits, "strictly-confidential")?;
    let voice = &frame.voice;
    let title = voice
        .say("bundle.title")
        .and(&Text::own(": "))
        .and(&frame.operation());
    let section = |id, heading, blocks| Section::full(id, voice.say(heading), blocks);
    let sections = vec![
        section("what", "bundle.what", what(&frame, bundle)),
        section("verify", "bundle.verify", verify(&frame, bundle)),
        section("copies", "bundle.copies", copies(&frame, bundle)),
        section("entries", "bundle.entries", entries(&frame, bundle)),
        section("working", "bundle.working", working(&frame, bundle)),
        section(
            "limits",
            "bundle.limits",
            vec![Block::List(vec![
                voice.say("bundle.limit_truth"),
                voice.say("bundle.limit_clock"),
                voice.say("bundle.limit_holder"),
                voice.say("bundle.limit_words"),
            ])],
        ),
    ];
    Ok(frame.document("investigation", title, sections))
}

fn what(frame: &Frame<'_>, bundle: &Bundle) -> Vec<Block> {
    let voice = &frame.voice;
    let file = |path: &str, key: &str| (path.to_owned(), voice.say(key));
    let mut files = vec![
        file("checkpoint", "bundle.file_checkpoint"),
        file("SHA256SUMS", "bundle.file_sums"),
        file("custody.csv", "bundle.file_custody"),
        file("check.go", "bundle.file_check"),
    ];
    if !bundle.keys.is_empty() {
        files.insert(1, file("key.pub", "bundle.file_key"));
    }
    let given = [
        ("origin", Text::sign(&bundle.origin)),
        ("root", Text::sign(&bundle.root)),
    ];
    let mut blocks = vec![
        Block::Paragraph(voice.count("bundle.log", bundle.size, &given)),
        Block::Files(files),
    ];
    if bundle.left_out > 0 {
        blocks.push(Block::Care(voice.count(
            "bundle.left_out",
            bundle.left_out,
            &[],
        )));
    }
    blocks
}

fn verify(frame: &Frame<'_>, bundle: &Bundle) -> Vec<Block> {
    let voice = &frame.voice;
    let mut blocks = vec![
        Block::Paragraph(voice.say("bundle.step_sums")),
        Block::Commands(vec!["sha256sum --check SHA256SUMS".to_owned()]),
        Block::Paragraph(voice.say("bundle.step_proofs")),
        Block::Commands(vec![
            "go mod init check".to_owned(),
            "go get golang.org/x/mod@latest".to_owned(),
            "go run check.go . \"$(cat ../key-from-elsewhere.pub)\"".to_owned(),
        ]),
        Block::Paragraph(voice.say("bundle.step_copies")),
    ];
    blocks.push(Block::Care(match bundle.keys.is_empty() {
        true => voice.say("bundle.no_key"),
        false => voice.say("bundle.step_key"),
    }));
    blocks
}

fn copies(frame: &Frame<'_>, bundle: &Bundle) -> Vec<Block> {
    let voice = &frame.voice;
    let evidentiary: Vec<&BundledCopy> = bundle
        .copies
        .iter()
        .filter(|copy| copy.is_evidentiary)
        .collect();
    if evidentiary.is_empty() {
        return vec![Block::Paragraph(voice.say("bundle.no_copies"))];
    }
    let row = |copy: &&BundledCopy| {
        let file = copy.file.as_ref().map(|file| Text::sign(file));
        let source = copy.source.as_ref().map(|source| Text::named(source));
        vec![
            Text::sign(&copy.material),
            Text::sign(&copy.sha256),
            voice.number(copy.bytes),
            Text::sign(&copy.media_type),
            source.unwrap_or_default(),
            Text::named(&copy.by),
            voice.time(copy.known),
            file.unwrap_or_else(|| voice.say("bundle.bytes_not_here")),
        ]
    };
    let keys = [
        "column.material",
        "column.digest",
        "column.bytes",
        "column.media_type",
        "column.source",
        "column.recorded_by",
        "column.known",
        "column.file",
    ];
    vec![Block::Table(Table {
        caption: voice.say("bundle.copies_caption"),
        head: keys.map(|key| voice.say(key)).to_vec(),
        rows: evidentiary.iter().take(MOST_ROWS).map(row).collect(),
    })]
}

fn entries(frame: &Frame<'_>, bundle: &Bundle) -> Vec<Block> {
    let voice = &frame.voice;
    let row = |entry: &BundledEntry| {
        vec![
            voice.number(entry.seq),
            Text::sign(&entry.id),
            Text::named(&entry.by),
            voice.time(entry.recorded),
            Text::sign(&entry.file),
            Text::sign(&entry.proof),
        ]
    };
    let keys = [
        "column.number",
        "column.entry",
        "column.recorded_by",
        "column.recorded",
        "column.file",
        "column.proof",
    ];
    let mut blocks = vec![Block::Table(Table {
        caption: voice.say("bundle.entries_caption"),
        head: keys.map(|key| voice.say(key)).to_vec(),
        rows: bundle.entries.iter().take(MOST_ROWS).map(row).collect(),
    })];
    let more = bundle.entries.len().saturating_sub(MOST_ROWS);
    if more > 0 {
        blocks.push(Block::Paragraph(voice.count(
            "bundle.more",
            more as u64,
            &[],
        )));
    }
    blocks
}

fn working(frame: &Frame<'_>, bundle: &Bundle) -> Vec<Block> {
    let voice = &frame.voice;
    let made = |copy: &&BundledCopy| !copy.is_evidentiary;
    let copies = bundle.copies.iter().filter(made);
    let copies = copies.filter_map(|copy| {
        let from = copy.made_from.as_deref().unwrap_or_default();
        let says = voice.tell("bundle.made_from", &[("material", Text::sign(from))]);
        Some((copy.file.clone()?, says))
    });
    let own = bundle
        .working
        .iter()
        .map(|path| (path.clone(), Text::default()));
    vec![
        Block::Paragraph(voice.say("bundle.working_says")),
        Block::Files(own.chain(copies).collect()),
    ]
}
