//! Where a record is, and how it is opened.

mod absent;
pub mod hash;
mod keys;
pub mod notices;
pub mod numbers;
pub mod times;
mod trouble;

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use korridor_account::render::hex;
use korridor_ledger::{
    Ledger, LedgerError, PostgresOptions, PostgresStore, Signer, SqliteOptions, SqliteStore,
    StoreError, Trust, random_bytes,
};
use korridor_operate::fact::{Fact, Opened};
use korridor_operate::{Event, Nature, RecordError, Recorder, Stamp};
use korridor_world::Instant;

use crate::failure::{Complaint, Failure};
use crate::input;

pub use absent::require_absent;
pub use keys::{fresh_key, keys_given, public_keys, signer};
pub use trouble::{of_append, of_ledger, of_recording, of_refusal};

/// Where a record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// In a schema of a database.
    Schema { url: String, schema: String },
}

impl Place {
    /// A path, or `postgres://...?schema=NAME`.
    ///
    /// # Errors
    /// An address without its schema.
    pub fn parse(text: &str) -> Result<Place, Failure> {
        let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| {
            ["postgres", "postgresql"].contains(&scheme.to_ascii_lowercase().as_str())
        }) else {
            return Ok(Place::File(PathBuf::from(text)));
        };
        let scheme = scheme.to_ascii_lowercase();
        let Some(rest) = rest.strip_prefix("//") else {
            let expected = "postgres://user@host/database?schema=NAME";
            return Err(Failure::input(
                format!("{scheme}:"),
                "an address without //",
                expected,
            ));
        };
        let text = &format!("{scheme}://{rest}");
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let (own, rest): (Vec<&str>, Vec<&str>) = query
            .split('&')
            .filter(|part| !part.is_empty())
            .partition(|part| part.starts_with("schema="));
        let [schema] = own[..] else {
            let found = "an address that does not say its schema";
            let expected = "postgres://user@host/database?schema=NAME";
            return Err(Failure::input(without_password(address), found, expected));
        };
        let schema = schema.trim_start_matches("schema=").to_owned();
        let url = match rest.is_empty() {
            true => address.to_owned(),
            false => format!("{address}?{}", rest.join("&")),
        };
        Ok(Place::Schema { url, schema })
    }

    /// How messages call it.
    pub fn shown(&self) -> String {
        match self {
            Place::File(path) => path.display().to_string(),
            Place::Schema { url, schema } => {
                let address = url.split('?').next().unwrap_or_default();
                format!("{}?schema={schema}", without_password(address))
            }
        }
    }

    /// The files of its keys.
    ///
    /// # Errors
    /// A database without `--key`.
    pub fn keys(&self, key: Option<&Path>) -> Result<KeyFiles, Failure> {
        match (self, key) {
            (_, Some(private)) => Ok(KeyFiles {
                private: private.to_owned(),
                public: public_of(private),
            }),
            (Place::File(path), None) => Ok(KeyFiles {
                private: with_ending(path, ".key"),
                public: with_ending(path, ".pub"),
            }),
            (Place::Schema { .. }, None) => {
                let expected = "--key FILE: a database keeps no key";
                Err(Failure::input(self.shown(), "no key", expected))
            }
        }
    }
}

/// The private key of a record and its public half.
pub struct KeyFiles {
    pub private: PathBuf,
    pub public: PathBuf,
}

/// `FILE.pub` for `FILE.key`, else the name with `.pub` behind it.
pub fn public_of(private: &Path) -> PathBuf {
    match private.extension() {
        Some(ending) if ending == "key" => private.with_extension("pub"),
        _ => with_ending(private, ".pub"),
    }
}

/// A path with letters behind its name.
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

fn without_password(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    // A password may have an @ of its own.
    match rest.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split([':', '@']).next().unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
        None => address.to_owned(),
    }
}

/// How a record was opened, by its first entry.
///
/// # Errors
/// The log cannot be read, or its first entry is no event.
pub fn opened(ledger: &mut Ledger, place: &str) -> Result<Option<Opened>, Failure> {
    if ledger.size() == 0 {
        return Ok(None);
    }
    let entry = ledger.entry(0).map_err(|error| of_ledger(place, &error))?;
    let event = Event::decode(entry.payload())
        .map_err(|error| of_recording(place, &RecordError::Entry { seq: 0, error }))?;
    Ok(match event.fact {
        Fact::Opened(opened) => Some(*opened),
        _ => None,
    })
}

/// Whether a record is of an operation or an exercise.
///
/// # Errors
/// As [`opened`].
pub fn nature(ledger: &mut Ledger, place: &str) -> Result<Option<Nature>, Failure> {
    Ok(opened(ledger, place)?.map(|opened| opened.nature))
}

/// The moment, by this machine's clock.
pub fn now() -> Stamp {
    let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
    };
    Stamp(Instant(seconds))
}

/// Salts.
pub fn random() -> impl FnMut() -> Result<[u8; 32], LedgerError> {
    || random_bytes().map_err(LedgerError::Store)
}

/// Random hexadecimal digits for names that nobody chose; at most 64.
pub fn random_digits(count: usize) -> Result<String, Failure> {
    let bytes = random_bytes().map_err(|error| of_ledger("random bytes", &error.into()))?;
    Ok(hex(&bytes).chars().take(count).collect())
}

/// Letters and digits of drawn ids, in the order of their code points and without those that are misread; Crockford's
/// base 32.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// An id for an entry that nobody named: its site, the second in which it was drawn, its verb, 40 random bits. Ids that
/// are drawn one after the other lie side by side in the record's index, which makes many at once cheap to keep.
pub fn drawn_id(site: &str, verb: &str, now: Stamp) -> Result<String, Failure> {
    let bytes = random_bytes().map_err(|error| of_ledger("random bytes", &error.into()))?;
    let chance = bytes[..5]
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    let second = digits(now.0.0.cast_unsigned(), 7);
    Ok(format!("{site}-{second}-{verb}-{}", digits(chance, 8)))
}

/// The lowest `count` digits of a number to the base of 32.
fn digits(number: u64, count: u32) -> String {
    let digit = |place: u32| ALPHABET[(number >> (5 * place) & 31) as usize];
    (0..count)
        .rev()
        .map(|place| char::from(digit(place)))
        .collect()
}

/// Opens a record to write.
///
/// # Errors
/// There is none, or it cannot be read; its key is missing or another's.
pub fn for_writing(place: &Place, key: Option<&Path>) -> Result<Recorder, Failure> {
    let ledger = ledger_for_writing(place, key)?;
    Recorder::open(ledger).map_err(|error| of_recording(&place.shown(), &error))
}

/// Opens the log of a record to write.
///
/// # Errors
/// As [`for_writing`].
pub fn ledger_for_writing(place: &Place, key: Option<&Path>) -> Result<Ledger, Failure> {
    require(place)?;
    let files = place.keys(key)?;
    let signer = signer(&files.private)?;
    let mut trusted = public_keys(&files.public)?;
    trusted.push(signer.verifier());
    open(place, Some(signer), Trust::new(trusted)).map_err(|error| match &error {
        LedgerError::WrongKey { found, origin } => {
            let found = format!("the key of another record, {found}");
            let expected = format!("the key of {origin}, which is what {} is: the file that korridor open made beside it, or --key FILE", place.shown());
            coded("key_of_another_record", &files.private, &found, &expected)
        }
        error => of_ledger(&place.shown(), error),
    })
}

/// Opens the log of a record to read. Its head is checked with the public keys beside it, if they are there.
///
/// # Errors
/// There is none, or it cannot be read.
pub fn for_reading(place: &Place) -> Result<Ledger, Failure> {
    require(place)?;
    let trusted = match place {
        Place::File(path) => public_keys(&with_ending(path, ".pub"))?,
        Place::Schema { .. } => Vec::new(),
    };
    let opened = open(place, None, Trust::new(trusted));
    opened.map_err(|error| of_ledger(&place.shown(), &error))
}

fn open(place: &Place, signer: Option<Signer>, trust: Trust) -> Result<Ledger, LedgerError> {
    match place {
        Place::File(path) => sqlite(path, signer.as_ref())
            .map_err(LedgerError::Store)
            .and_then(|store| Ledger::open_accepting(store, signer, trust)),
        Place::Schema { url, schema } => PostgresStore::open(url, postgres(schema))
            .map_err(LedgerError::Store)
            .and_then(|store| Ledger::open_accepting(store, signer, trust)),
    }
}

/// A file is opened to be written only by who can sign for it.
fn sqlite(path: &Path, signer: Option<&Signer>) -> Result<SqliteStore, StoreError> {
    match signer {
        Some(_) => SqliteStore::open(path, SqliteOptions::default()),
        None => SqliteStore::open_to_read(path, SqliteOptions::default()),
    }
}

/// Says where a record was read without a public key to check its signature with.
pub fn unsigned(place: &Place) -> Result<Vec<Complaint>, Failure> {
    let Place::File(path) = place else {
        return Ok(Vec::new());
    };
    let public = with_ending(path, ".pub");
    if !public_keys(&public)?.is_empty() {
        return Ok(Vec::new());
    }
    let found = "no public key: nothing says who signed this record";
    let expected = "the public key that korridor open made, from whoever keeps the record";
    let complaint = Complaint::new(public.display(), found, expected);
    Ok(vec![complaint.coded("no_keys").into_warning()])
}

/// Refuses a path where no file is, before anything is said of keys.
pub fn require(place: &Place) -> Result<(), Failure> {
    let Place::File(path) = place else {
        return Ok(());
    };
    match std::fs::metadata(path) {
        Ok(data) if data.is_dir() => Err(Failure::input(path.display(), "a folder", "a record")),
        // A pipe may keep one waiting for ever.
        Ok(data) if !data.is_file() => Err(Failure::input(
            path.display(),
            "a pipe or device",
            "a record",
        )),
        Ok(_) => Ok(()),
        Err(error) => {
            let expected = "a record; korridor open makes one";
            Err(Failure::input(path.display(), error, expected))
        }
    }
}

/// How a schema is opened.
pub fn postgres(schema: &str) -> PostgresOptions {
    PostgresOptions {
        schema: schema.to_owned(),
        ..PostgresOptions::default()
    }
}

/// The text of a small file, `None` if there is none.
///
/// # Errors
/// It cannot be read, or is no text.
pub fn text_of(path: &Path) -> Result<Option<String>, Failure> {
    let bytes = input::read(path).map_err(|complaint| Failure::Input(vec![complaint]))?;
    let Some(bytes) = bytes else { return Ok(None) };
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|error| Failure::input(path.display(), error, "text in UTF-8"))
}

/// The text of a file that must be there.
///
/// # Errors
/// It is not, cannot be read, or is no text.
pub fn required_text(path: &Path, expected: &str) -> Result<String, Failure> {
    text_of(path)?.ok_or_else(|| Failure::input(path.display(), "no such file", expected))
}

fn coded(code: &str, path: &Path, found: &str, expected: &str) -> Failure {
    Failure::Input(vec![
        Complaint::new(path.display(), found, expected).coded(code),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_its_schema_and_never_shows_its_password() {
        let place = Place::parse("postgres://me:secret@host/db?schema=pause&x=1").unwrap();
        let Place::Schema { url, schema } = &place else {
            panic!("{place:?}")
        };
        assert_eq!(url, "postgres://me:secret@host/db?x=1");
        assert_eq!(schema, "pause");
        assert_eq!(place.shown(), "postgres://me@host/db?schema=pause");
        assert!(Place::parse("postgres://host/db").is_err());
        for text in [
            "postgres://me:se@secret@host/db?schema=pause",
            "POSTGRES://me:secret@host/db?schema=pause",
            "PostgreSQL://me:secret@host/db?schema=pause",
        ] {
            let place = Place::parse(text).unwrap();
            assert!(matches!(place, Place::Schema { .. }), "{text}");
            assert!(!place.shown().contains("secret"), "{}", place.shown());
            assert!(place.shown().ends_with("://me@host/db?schema=pause"));
        }
        for text in [
            "postgres:/me:secret@host/db",
            "postgres:me:secret@host/db",
            "postgres://me:se@secret@host/db",
        ] {
            let failure = Place::parse(text).unwrap_err();
            assert!(
                !format!("{:?}", failure.complaints()).contains("secret"),
                "{text}"
            );
        }
        assert_eq!(Place::parse("a.kor").unwrap().shown(), "a.kor");
    }

    #[test]
    fn keys_lie_beside_the_record() {
        let place = Place::File(PathBuf::from("a/pause.kor"));
        let files = place.keys(None).unwrap();
        assert_eq!(files.private, Path::new("a/pause.kor.key"));
        assert_eq!(files.public, Path::new("a/pause.kor.pub"));
        let files = place.keys(Some(Path::new("b/site.key"))).unwrap();
        assert_eq!(files.public, Path::new("b/site.pub"));
    }

    #[test]
    fn drawn_ids_sort_by_the_second_and_differ_within_it() {
        let at = |second: i64| drawn_id("main", "count", Stamp(Instant(second))).expect("an id");
        let mut ids: Vec<String> = (1_478_250_000..1_478_250_040).map(at).collect();
        assert!(ids.is_sorted(), "{ids:?}");
        ids.extend((0..200).map(|_| at(1_478_250_000)));
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 240);
        assert!(
            ids.iter().all(|id| id.len() == "main-count".len() + 17),
            "{ids:?}"
        );
    }
}
