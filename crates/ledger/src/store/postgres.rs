//! The shared store: one schema of a PostgreSQL database, for many writers and sites.
//!
//! A transaction that writes holds a lock on the schema's `entry` table against other writers, not against readers.
//! Commits are flushed by the server (`synchronous_commit`); a server that runs with `fsync` off is refused.
//!
//! Erasing overwrites a content's row and has the server write the table anew (`VACUUM FULL`); the server's own
//! write-ahead log, its archives, standbys and backups keep the bytes until they are recycled: that is the
//! administrator's to see to.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::{Client, NoTls, Row};

use super::{
    Access, Beside, Clock, RECORD_VERSION, Store, StoreError, StoredCosignature, from_row, to_row,
};
use crate::content::{Commitment, Content};
use crate::stamp::Stamp;

/// Entries that are read at a time.
const PAGE: i64 = 1000;

/// How a schema is opened.
#[derive(Clone)]
pub struct PostgresOptions {
    /// The schema that holds the record: lower-case letters, digits and underscores.
    pub schema: String,
    /// How long other writers are waited for.
    pub busy_timeout: Duration,
    /// The clock; the server's if `None`, which is the same for all sites.
    pub clock: Option<Clock>,
}

impl Default for PostgresOptions {
    fn default() -> PostgresOptions {
        PostgresOptions {
            schema: "korridor".to_owned(),
            busy_timeout: Duration::from_secs(5),
            clock: None,
        }
    }
}

/// A record in a schema. The connection is not encrypted: use a socket of the same machine, or a tunnel.
pub struct PostgresStore {
    client: Client,
    options: PostgresOptions,
    in_transaction: bool,
}

impl PostgresStore {
    /// A store in a schema that does not exist yet.
    ///
    /// # Errors
    /// The schema exists; the server can't be reached or does not flush.
    pub fn create(url: &str, options: PostgresOptions) -> Result<PostgresStore, StoreError> {
        let mut store = PostgresStore::connect(url, options)?;
        match store.exists()? {
            true => Err(StoreError::Exists {
                place: store.place(),
            }),
            false => Ok(store),
        }
    }

    /// Opens the record in a schema.
    ///
    /// # Errors
    /// There is none, or a later version's; the server can't be reached or does not flush.
    pub fn open(url: &str, options: PostgresOptions) -> Result<PostgresStore, StoreError> {
        let mut store = PostgresStore::connect(url, options)?;
        if !store.exists()? {
            return Err(StoreError::Missing {
                place: store.place(),
            });
        }
        store.origin()?;
        Ok(store)
    }

    fn connect(url: &str, options: PostgresOptions) -> Result<PostgresStore, StoreError> {
        let place = format!("the schema {}", options.schema);
        check_schema(&options.schema, &place)?;
        let client = Client::connect(url, NoTls).map_err(|error| StoreError::Unavailable {
            place: place.clone(),
            what: said(&error),
        })?;
        let mut store = PostgresStore {
            client,
            options,
            in_transaction: false,
        };
        let settings = format!(
            "SET search_path = {}; SET lock_timeout = {}; SET synchronous_commit = on; SET default_transaction_isolation = 'read committed'",
            store.options.schema,
            store.options.busy_timeout.as_millis().max(1)
        );
        store.run(&settings)?;
        let flushes: String = store
            .one("SHOW fsync", &[])?
            .map(|row| row.get(0))
            .unwrap_or_default();
        match flushes.as_str() {
            "on" => Ok(store),
            other => Err(StoreError::NotDurable {
                place,
                what: format!("the server runs with fsync {other:?}, expected \"on\""),
            }),
        }
    }

    fn exists(&mut self) -> Result<bool, StoreError> {
        let schema = self.options.schema.clone();
        let found = self.one("SELECT 1 FROM pg_namespace WHERE nspname = $1", &[&schema])?;
        Ok(found.is_some())
    }

    fn run(&mut self, statements: &str) -> Result<(), StoreError> {
        let waited = self.options.busy_timeout;
        self.client
            .batch_execute(statements)
            .map_err(|error| named(&error, waited))
    }

    fn execute(
        &mut self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, StoreError> {
        let waited = self.options.busy_timeout;
        self.client
            .execute(statement, values)
            .map_err(|error| named(&error, waited))
    }

    fn one(
        &mut self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, StoreError> {
        let waited = self.options.busy_timeout;
        self.client
            .query_opt(statement, values)
            .map_err(|error| named(&error, waited))
    }

    fn all(
        &mut self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        let waited = self.options.busy_timeout;
        self.client
            .query(statement, values)
            .map_err(|error| named(&error, waited))
    }

    fn fill(&mut self, origin: &str, size: u64, note: &str) -> Result<(), StoreError> {
        let schema = self.options.schema.clone();
        self.run(&format!("CREATE SCHEMA {schema}; {TABLES}"))?;
        let version = RECORD_VERSION.to_string();
        let meta = "INSERT INTO meta (name, value) VALUES ('origin', $1), ('version', $2)";
        self.execute(meta, &[&origin, &version])?;
        self.put_checkpoint(size, note)
    }
}

/// Keys and names compare byte by byte, as in the other store.
const TABLES: &str = r#"
CREATE TABLE meta (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);
CREATE TABLE entry (seq bigint PRIMARY KEY, bytes bytea NOT NULL);
CREATE TABLE entry_key (key text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL);
CREATE TABLE tile (level bigint NOT NULL, n bigint NOT NULL, hashes bytea NOT NULL, PRIMARY KEY (level, n));
CREATE TABLE checkpoint (size bigint PRIMARY KEY, note text NOT NULL);
CREATE TABLE cosignature (size bigint NOT NULL, name text COLLATE "C" NOT NULL, id bigint NOT NULL, line text NOT NULL,
    PRIMARY KEY (size, name, id));
CREATE TABLE content (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, commitment bytea NOT NULL UNIQUE,
    seq bigint NOT NULL, salt bytea NOT NULL, media_type text NOT NULL, bytes bytea NOT NULL);
CREATE TABLE erasure (commitment bytea PRIMARY KEY, seq bigint NOT NULL);
"#;

impl Store for PostgresStore {
    fn place(&self) -> String {
        format!("the schema {}", self.options.schema)
    }

    fn create(&mut self, origin: &str, size: u64, note: &str) -> Result<(), StoreError> {
        self.run("BEGIN")?;
        self.in_transaction = true;
        let made = self.fill(origin, size, note).and_then(|()| self.commit());
        self.rollback();
        made
    }

    fn origin(&mut self) -> Result<String, StoreError> {
        let place = self.place();
        let not = |found: String| StoreError::NotARecord {
            place: place.clone(),
            found,
        };
        let rows = self
            .all("SELECT name, value FROM meta LIMIT 100", &[])
            .map_err(|_| not("a schema without a table meta that can be read".to_owned()))?;
        let value = |name: &str| {
            let row = rows.iter().find(|row| row.get::<_, String>(0) == name);
            row.map(|row| row.get::<_, String>(1))
        };
        let version = value("version").unwrap_or_default();
        match version.parse::<u32>() {
            Ok(RECORD_VERSION) => {}
            Ok(found) if found > RECORD_VERSION => {
                return Err(StoreError::Newer {
                    place,
                    found,
                    known: RECORD_VERSION,
                });
            }
            _ => return Err(not(format!("the version {version:?}"))),
        }
        value("origin").ok_or_else(|| StoreError::Damaged {
            what: "the record does not say its origin".to_owned(),
        })
    }

    fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        match access {
            Access::Read => self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?,
            Access::Write => self.run("BEGIN ISOLATION LEVEL READ COMMITTED")?,
        }
        self.in_transaction = true;
        match access {
            Access::Read => Ok(()),
            Access::Write => {
                let locked = self.run("LOCK TABLE entry IN EXCLUSIVE MODE");
                if locked.is_err() {
                    self.rollback();
                }
                locked
            }
        }
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let committed = self.run("COMMIT");
        self.in_transaction = false;
        committed
    }

    fn rollback(&mut self) {
        if std::mem::take(&mut self.in_transaction) {
            // A connection that can't say ROLLBACK any more is rolled back by the server.
            let _ = self.client.batch_execute("ROLLBACK");
        }
    }

    fn maintain(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn wipe(&mut self) -> Result<bool, StoreError> {
        let wiped = self.run("VACUUM FULL content");
        match wiped.and_then(|()| self.run("DELETE FROM meta WHERE name = 'wipe_due'")) {
            Ok(()) => Ok(true),
            Err(StoreError::Busy { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn wipe_due(&mut self) -> Result<bool, StoreError> {
        Ok(self
            .one("SELECT 1 FROM meta WHERE name = 'wipe_due'", &[])?
            .is_some())
    }

    fn now(&mut self) -> Result<Stamp, StoreError> {
        if let Some(clock) = &self.options.clock {
            return Ok(Stamp::from_milliseconds(clock()));
        }
        let statement = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
        let row = self.one(statement, &[])?;
        Ok(Stamp::from_milliseconds(
            row.map(|row| row.get(0)).unwrap_or(0),
        ))
    }

    fn newest_checkpoint(&mut self) -> Result<Option<(u64, String)>, StoreError> {
        let row = self.one(
            "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1",
            &[],
        )?;
        row.map(|row| Ok((from_row(row.get(0), "a checkpoint's size")?, row.get(1))))
            .transpose()
    }

    fn checkpoint(&mut self, size: u64) -> Result<Option<String>, StoreError> {
        let row = self.one(
            "SELECT note FROM checkpoint WHERE size = $1",
            &[&to_row(size)],
        )?;
        Ok(row.map(|row| row.get(0)))
    }

    fn checkpoint_sizes(&mut self) -> Result<Vec<u64>, StoreError> {
        let rows = self.all("SELECT size FROM checkpoint ORDER BY size", &[])?;
        let size = |row: &Row| from_row(row.get(0), "a checkpoint's size");
        rows.iter().map(size).collect()
    }

    fn put_checkpoint(&mut self, size: u64, note: &str) -> Result<(), StoreError> {
        let statement = "INSERT INTO checkpoint (size, note) VALUES ($1, $2)";
        self.execute(statement, &[&to_row(size), &note]).map(drop)
    }

    fn supersede_checkpoint(&mut self, size: u64) -> Result<(), StoreError> {
        let statement = "DELETE FROM checkpoint WHERE size = $1
             AND NOT EXISTS (SELECT 1 FROM cosignature WHERE cosignature.size = $1)";
        self.execute(statement, &[&to_row(size)]).map(drop)
    }

    fn cosignatures(&mut self, size: u64) -> Result<Vec<StoredCosignature>, StoreError> {
        let statement = "SELECT name, id, line FROM cosignature WHERE size = $1 ORDER BY name, id";
        let rows = self.all(statement, &[&to_row(size)])?;
        let read = |row: &Row| StoredCosignature {
            size,
            name: row.get(0),
            id: u32::try_from(row.get::<_, i64>(1)).unwrap_or(0),
            line: row.get(2),
        };
        Ok(rows.iter().map(read).collect())
    }

    fn put_cosignature(&mut self, cosignature: &StoredCosignature) -> Result<(), StoreError> {
        let StoredCosignature {
            size,
            name,
            id,
            line,
        } = cosignature;
        let statement = "INSERT INTO cosignature (size, name, id, line) VALUES ($1, $2, $3, $4)
             ON CONFLICT (size, name, id) DO UPDATE SET line = $4";
        self.execute(statement, &[&to_row(*size), name, &i64::from(*id), line])
            .map(drop)
    }

    fn entry(&mut self, seq: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.one("SELECT bytes FROM entry WHERE seq = $1", &[&to_row(seq)])?;
        Ok(row.map(|row| row.get(0)))
    }

    fn entries(
        &mut self,
        from: u64,
        until: u64,
        each: &mut dyn FnMut(u64, Vec<u8>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let statement =
            "SELECT seq, bytes FROM entry WHERE seq >= $1 AND seq < $2 ORDER BY seq LIMIT $3";
        let mut from = to_row(from);
        loop {
            let rows = self.all(statement, &[&from, &to_row(until), &PAGE])?;
            for row in &rows {
                let seq: i64 = row.get(0);
                from = seq.saturating_add(1);
                if each(from_row(seq, "a sequence number")?, row.get(1)).is_break() {
                    return Ok(());
                }
            }
            if (rows.len() as i64) < PAGE {
                return Ok(());
            }
        }
    }

    fn seqs_of(&mut self, keys: &[&str]) -> Result<Vec<Option<u64>>, StoreError> {
        let statement = "SELECT key, seq FROM entry_key WHERE key = ANY ($1)";
        let rows = self.all(statement, &[&keys])?;
        let found: HashMap<String, i64> =
            (rows.iter()).map(|row| (row.get(0), row.get(1))).collect();
        let seq_of = |key: &&str| {
            let seq = found.get(*key).copied();
            seq.map(|seq| from_row(seq, "a sequence number"))
                .transpose()
        };
        keys.iter().map(seq_of).collect()
    }

    fn put_entries(&mut self, from: u64, entries: &[(&str, &[u8])]) -> Result<(), StoreError> {
        let statement = "WITH new AS (
                 SELECT $1 + n - 1 AS seq, key, bytes FROM unnest($2::text[], $3::bytea[]) WITH ORDINALITY AS t (key, bytes, n)
             ), put AS (INSERT INTO entry (seq, bytes) SELECT seq, bytes FROM new)
             INSERT INTO entry_key (key, seq) SELECT key, seq FROM new";
        let (keys, bytes): (Vec<&str>, Vec<&[u8]>) = entries.iter().copied().unzip();
        self.execute(statement, &[&to_row(from), &keys, &bytes])
            .map(drop)
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let statement = "SELECT hashes FROM tile WHERE level = $1 AND n = $2";
        let row = self.one(statement, &[&i64::from(level), &to_row(index)])?;
        Ok(row.map(|row| row.get(0)))
    }

    fn put_tile(&mut self, level: u8, index: u64, hashes: &[u8]) -> Result<(), StoreError> {
        let statement = "INSERT INTO tile (level, n, hashes) VALUES ($1, $2, $3)
             ON CONFLICT (level, n) DO UPDATE SET hashes = $3";
        self.execute(statement, &[&i64::from(level), &to_row(index), &hashes])
            .map(drop)
    }

    fn content(&mut self, commitment: Commitment) -> Result<Option<Beside>, StoreError> {
        let statement = "SELECT content.seq, erasure.seq, salt, media_type, bytes
             FROM content LEFT JOIN erasure USING (commitment) WHERE commitment = $1";
        let Some(row) = self.one(statement, &[&commitment.0.0.as_slice()])? else {
            return Ok(None);
        };
        let salt: Vec<u8> = row.get(2);
        let content = Content {
            salt: salt.try_into().map_err(|_| StoreError::Damaged {
                what: format!("the salt of {commitment} has not 32 bytes"),
            })?,
            media_type: row.get(3),
            bytes: row.get(4),
        };
        let by = row.get::<_, Option<i64>>(1);
        Ok(Some(Beside {
            seq: from_row(row.get(0), "a sequence number")?,
            erased_by: by.map(|by| from_row(by, "a sequence number")).transpose()?,
            content,
        }))
    }

    fn put_content(
        &mut self,
        seq: u64,
        commitment: Commitment,
        content: &Content,
    ) -> Result<(), StoreError> {
        let statement = "INSERT INTO content (commitment, seq, salt, media_type, bytes) VALUES ($1, $2, $3, $4, $5)";
        let Content {
            salt,
            media_type,
            bytes,
        } = content;
        let values: [&(dyn ToSql + Sync); 5] = [
            &commitment.0.0.as_slice(),
            &to_row(seq),
            &salt.as_slice(),
            media_type,
            bytes,
        ];
        self.execute(statement, &values).map(drop)
    }

    fn erase_content(&mut self, commitment: Commitment, by: u64) -> Result<(), StoreError> {
        let commitment = commitment.0.0;
        self.execute(
            "UPDATE content SET salt = decode(repeat('00', length(salt)), 'hex'),
             bytes = decode(repeat('00', length(bytes)), 'hex'), media_type = repeat('-', length(media_type))
             WHERE commitment = $1",
            &[&commitment.as_slice()],
        )?;
        // Whoever opens the record after a stop in between sees that the table is still to be written anew.
        self.run(
            "INSERT INTO meta (name, value) VALUES ('wipe_due', 'yes') ON CONFLICT DO NOTHING",
        )?;
        let statement = "INSERT INTO erasure (commitment, seq) VALUES ($1, $2)";
        self.execute(statement, &[&commitment.as_slice(), &to_row(by)])
            .map(drop)
    }

    fn backup(&mut self, to: &Path) -> Result<(), StoreError> {
        Err(StoreError::Unavailable {
            place: to.display().to_string(),
            what:
                "a record in PostgreSQL is copied into a file with Ledger::copy_to, or with pg_dump"
                    .to_owned(),
        })
    }
}

fn check_schema(schema: &str, place: &str) -> Result<(), StoreError> {
    let named = schema.starts_with(|c: char| c.is_ascii_lowercase())
        && schema.len() <= 63
        && schema
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    match named {
        true => Ok(()),
        false => Err(StoreError::Unavailable {
            place: place.to_owned(),
            what: "a schema's name is 1 to 63 lower-case letters, digits and underscores"
                .to_owned(),
        }),
    }
}

fn named(error: &postgres::Error, waited: Duration) -> StoreError {
    let what = said(error);
    match error.code() {
        Some(code)
            if *code == SqlState::LOCK_NOT_AVAILABLE
                || *code == SqlState::T_R_DEADLOCK_DETECTED =>
        {
            StoreError::Busy { waited }
        }
        Some(code) if *code == SqlState::DISK_FULL => StoreError::Full { what },
        Some(code) if *code == SqlState::UNIQUE_VIOLATION || *code == SqlState::DATA_CORRUPTED => {
            StoreError::Damaged { what }
        }
        _ => StoreError::Failed { what },
    }
}

fn said(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => error.to_string(),
    }
}
