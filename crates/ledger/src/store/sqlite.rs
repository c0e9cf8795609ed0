//! The embedded store: one SQLite file.
//!
//! Durability: write-ahead log, `synchronous=FULL`, so that a commit returns after the log is flushed. The log is moved
//! into the main file by [`Store::maintain`] and not by SQLite itself, which would hide a failed flush.
//!
//! Erasing: `secure_delete` zeroes what is deleted. It does not zero copies that SQLite leaves in a page when it moves
//! rows to a neighbour; so contents are only ever appended, and erased by overwriting them with zeros of the same
//! length, which moves nothing. Then the write-ahead log, which holds older pages, is truncated.

use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

use super::{
    Access, Beside, RECORD_VERSION, Store, StoreError, StoredCosignature, from_row, to_row,
};
use crate::content::{Commitment, Content};
use crate::stamp::Stamp;

mod file;

pub use file::{APPLICATION_ID, Sharing, SqliteOptions};
use file::{SCHEMA, check_header, connect, connect_to_read, identity, named};
pub(crate) use file::{create_private, flush};

/// Pages in the write-ahead log before they are moved into the main file.
const PAGES_BEFORE_MOVE: usize = 1000;
const PAGE: usize = 4096;

/// How every handle reads. The log is never moved by SQLite itself.
const WHEN_READING: &str =
    "PRAGMA wal_autocheckpoint=0; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;
     PRAGMA mmap_size=0; PRAGMA cache_size=-16384;";

/// A record in one file. Beside it lie `-wal` and `-shm` while it is open.
pub struct SqliteStore {
    connection: Connection,
    path: PathBuf,
    options: SqliteOptions,
    /// Pages that lie in the write-ahead log and not in the main file yet, at most.
    pages: usize,
}

impl SqliteStore {
    /// A store at a path where nothing is.
    ///
    /// # Errors
    /// Something is there; the file can't be made.
    pub fn create(path: &Path, options: SqliteOptions) -> Result<SqliteStore, StoreError> {
        let place = path.display().to_string();
        if options.vfs.is_none() && path.symlink_metadata().is_ok() {
            return Err(StoreError::Exists { place });
        }
        let flags = OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = connect(path, flags, &options)?;
        let store = SqliteStore {
            connection,
            path: path.to_owned(),
            options,
            pages: 0,
        };
        store.prepare()?;
        Ok(store)
    }

    /// Opens the record at a path.
    ///
    /// # Errors
    /// Nothing is there, or no record, or a later version's: it is left as it is.
    pub fn open(path: &Path, options: SqliteOptions) -> Result<SqliteStore, StoreError> {
        if options.vfs.is_none() {
            check_header(path, &options)?;
        }
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, &options)?;
        let mut store = SqliteStore {
            connection,
            path: path.to_owned(),
            options,
            pages: PAGES_BEFORE_MOVE,
        };
        store.check_identity()?;
        store.prepare()?;
        Ok(store)
    }

    /// Opens the record at a path to read it, as it lies there: no byte of it is changed, a folder that takes no files
    /// will do, and what a process that was killed left in the write-ahead log stays there.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_to_read(path: &Path, options: SqliteOptions) -> Result<SqliteStore, StoreError> {
        if options.vfs.is_none() {
            check_header(path, &options)?;
        }
        let connection = connect_to_read(path, &options)?;
        let mut store = SqliteStore {
            connection,
            path: path.to_owned(),
            options,
            pages: 0,
        };
        store.check_identity()?;
        store.run(WHEN_READING)?;
        Ok(store)
    }

    fn prepare(&self) -> Result<(), StoreError> {
        let mode: String = self
            .connection
            .query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))
            .map_err(|error| self.error(error))?;
        if mode != "wal" {
            return Err(StoreError::NotDurable {
                place: self.place(),
                what: format!("its journal is {mode:?}, expected \"wal\""),
            });
        }
        let settings =
            "PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON;
             PRAGMA secure_delete=ON; PRAGMA journal_size_limit=8388608;";
        self.run(settings)?;
        self.run(WHEN_READING)
    }

    /// Application id and version as SQLite reads them, also from a write-ahead log.
    fn check_identity(&mut self) -> Result<(), StoreError> {
        let pragma = |name: &str| {
            self.connection
                .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i32>(0))
                .map_err(|error| self.error(error))
        };
        identity(
            &self.place(),
            pragma("application_id")?,
            pragma("user_version")?,
        )
    }

    fn run(&self, statements: &str) -> Result<(), StoreError> {
        self.connection
            .execute_batch(statements)
            .map_err(|error| self.error(error))
    }

    fn execute(&self, statement: &str, values: impl rusqlite::Params) -> Result<usize, StoreError> {
        self.connection
            .prepare_cached(statement)
            .and_then(|mut prepared| prepared.execute(values))
            .map_err(|error| self.error(error))
    }

    fn row<T>(
        &self,
        statement: &str,
        values: impl rusqlite::Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.connection
            .prepare_cached(statement)
            .and_then(|mut prepared| prepared.query_row(values, read).optional())
            .map_err(|error| self.error(error))
    }

    fn error(&self, error: rusqlite::Error) -> StoreError {
        named(error, &self.path, self.options.busy_timeout)
    }

    fn written(&mut self, bytes: usize) {
        // A row touches at most a page of its table beside those that it fills.
        self.pages += 1 + bytes / PAGE;
    }

    /// Moves the write-ahead log into the main file: busy or not, pages in the log, pages moved.
    fn move_log(&self, how: &str) -> Result<(bool, i64, i64), StoreError> {
        self.connection
            .query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |row| {
                Ok((row.get::<_, i64>(0)? != 0, row.get(1)?, row.get(2)?))
            })
            .map_err(|error| self.error(error))
    }
}

impl Store for SqliteStore {
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn create(&mut self, origin: &str, size: u64, note: &str) -> Result<(), StoreError> {
        self.begin(Access::Write)?;
        let made = self.fill(origin, size, note).and_then(|()| self.commit());
        if made.is_err() {
            self.rollback();
        }
        made
    }

    fn origin(&mut self) -> Result<String, StoreError> {
        self.check_identity()?;
        let value = self.row("SELECT value FROM meta WHERE name = 'origin'", [], |row| {
            row.get(0)
        })?;
        value.ok_or_else(|| StoreError::Damaged {
            what: "the record does not say its origin".to_owned(),
        })
    }

    fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        match access {
            Access::Read => self.run("BEGIN DEFERRED"),
            Access::Write => self.run("BEGIN IMMEDIATE"),
        }
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.run("COMMIT")
    }

    fn rollback(&mut self) {
        if !self.connection.is_autocommit() {
            // A transaction that can't be rolled back was never committed either: the next reader does not see it.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    fn maintain(&mut self) -> Result<(), StoreError> {
        if self.pages < PAGES_BEFORE_MOVE {
            return Ok(());
        }
        // The count is for the worst order of keys: rows that share a page are many fewer pages.
        let (_, in_log, moved) = self.move_log("NOOP")?;
        self.pages = usize::try_from(in_log.saturating_sub(moved)).unwrap_or(0);
        if self.pages >= PAGES_BEFORE_MOVE / 2 {
            self.move_log("PASSIVE")?;
            self.pages = 0;
        }
        Ok(())
    }

    /// A commit that changes nothing: its flush is that of the whole journal.
    fn settle(&mut self) -> Result<(), StoreError> {
        self.commit_nothing()
    }

    /// After a failed flush Linux goes on showing bytes that the disk does not have, and no later flush brings them down:
    /// whoever opened the record next would build on a commit that a power cut takes away. A page of a transaction that is
    /// rolled back, written where that commit begins, ends the log before it.
    fn disown(&mut self) {
        let _ = self
            .run("BEGIN IMMEDIATE; INSERT INTO meta (name, value) VALUES ('disowned', '')")
            .and_then(|()| (self.connection.cache_flush()).map_err(|error| self.error(error)));
        self.rollback();
    }

    fn wipe(&mut self) -> Result<bool, StoreError> {
        match self.move_log("TRUNCATE") {
            Ok((busy, _, _)) => Ok(!busy),
            Err(StoreError::Busy { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn wipe_due(&mut self) -> Result<bool, StoreError> {
        let found = self.row("SELECT 1 FROM erasure LIMIT 1", [], |_| Ok(()))?;
        Ok(found.is_some())
    }

    fn now(&mut self) -> Result<Stamp, StoreError> {
        Ok(Stamp::from_milliseconds((self.options.clock)()))
    }

    fn newest_checkpoint(&mut self) -> Result<Option<(u64, String)>, StoreError> {
        let statement = "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1";
        let found = self.row(statement, [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?))
        })?;
        found
            .map(|(size, note)| Ok((from_row(size, "a checkpoint's size")?, note)))
            .transpose()
    }

    fn checkpoint(&mut self, size: u64) -> Result<Option<String>, StoreError> {
        let statement = "SELECT note FROM checkpoint WHERE size = ?1";
        self.row(statement, [to_row(size)], |row| row.get(0))
    }

    fn checkpoint_sizes(&mut self) -> Result<Vec<u64>, StoreError> {
        let sizes: Vec<i64> = self
            .connection
            .prepare_cached("SELECT size FROM checkpoint ORDER BY size")
            .and_then(|mut prepared| prepared.query_map([], |row| row.get(0))?.collect())
            .map_err(|error| self.error(error))?;
        (sizes.into_iter())
            .map(|size| from_row(size, "a checkpoint's size"))
            .collect()
    }

    fn put_checkpoint(&mut self, size: u64, note: &str) -> Result<(), StoreError> {
        self.written(note.len());
        let statement = "INSERT INTO checkpoint (size, note) VALUES (?1, ?2)";
        self.execute(statement, params![to_row(size), note])
            .map(drop)
    }

    fn supersede_checkpoint(&mut self, size: u64) -> Result<(), StoreError> {
        let statement = "DELETE FROM checkpoint WHERE size = ?1
             AND NOT EXISTS (SELECT 1 FROM cosignature WHERE cosignature.size = ?1)";
        self.execute(statement, [to_row(size)]).map(drop)
    }

    fn cosignatures(&mut self, size: u64) -> Result<Vec<StoredCosignature>, StoreError> {
        let statement = "SELECT name, id, line FROM cosignature WHERE size = ?1 ORDER BY name, id";
        let read = |row: &Row<'_>| {
            Ok(StoredCosignature {
                size,
                name: row.get(0)?,
                id: row.get(1)?,
                line: row.get(2)?,
            })
        };
        self.connection
            .prepare_cached(statement)
            .and_then(|mut prepared| prepared.query_map([to_row(size)], read)?.collect())
            .map_err(|error| self.error(error))
    }

    fn put_cosignature(&mut self, cosignature: &StoredCosignature) -> Result<(), StoreError> {
        self.written(cosignature.line.len());
        let statement =
            "INSERT OR REPLACE INTO cosignature (size, name, id, line) VALUES (?1, ?2, ?3, ?4)";
        let StoredCosignature {
            size,
            name,
            id,
            line,
        } = cosignature;
        self.execute(statement, params![to_row(*size), name, id, line])
            .map(drop)
    }

    fn entry(&mut self, seq: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let statement = "SELECT bytes FROM entry WHERE seq = ?1";
        self.row(statement, [to_row(seq)], |row| row.get(0))
    }

    fn entries(
        &mut self,
        from: u64,
        until: u64,
        each: &mut dyn FnMut(u64, Vec<u8>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let statement = "SELECT seq, bytes FROM entry WHERE seq >= ?1 AND seq < ?2 ORDER BY seq";
        let mut prepared = self
            .connection
            .prepare_cached(statement)
            .map_err(|error| self.error(error))?;
        let mut rows = prepared
            .query([to_row(from), to_row(until)])
            .map_err(|error| self.error(error))?;
        while let Some(row) = rows.next().map_err(|error| self.error(error))? {
            let read = row.get(0).and_then(|seq: i64| Ok((seq, row.get(1)?)));
            let (seq, bytes) = read.map_err(|error| self.error(error))?;
            if each(from_row(seq, "a sequence number")?, bytes).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn seqs_of(&mut self, keys: &[&str]) -> Result<Vec<Option<u64>>, StoreError> {
        let found: rusqlite::Result<Vec<Option<i64>>> = self
            .connection
            .prepare_cached("SELECT seq FROM entry_key WHERE key = ?1")
            .and_then(|mut prepared| {
                let mut seq_of = |key| prepared.query_row([key], |row| row.get(0)).optional();
                keys.iter().map(|key| seq_of(*key)).collect()
            });
        let found = found.map_err(|error| self.error(error))?;
        (found.into_iter())
            .map(|seq| {
                seq.map(|seq| from_row(seq, "a sequence number"))
                    .transpose()
            })
            .collect()
    }

    fn put_entries(&mut self, from: u64, entries: &[(&str, &[u8])]) -> Result<(), StoreError> {
        let bytes: usize = entries.iter().map(|(_, bytes)| bytes.len() + PAGE).sum();
        self.written(bytes);
        let put = || -> rusqlite::Result<()> {
            let entry = "INSERT INTO entry (seq, bytes) VALUES (?1, ?2)";
            let mut entry = self.connection.prepare_cached(entry)?;
            let key = "INSERT INTO entry_key (key, seq) VALUES (?1, ?2)";
            let mut entry_key = self.connection.prepare_cached(key)?;
            for (seq, (key, bytes)) in (from..).zip(entries) {
                entry.execute(params![to_row(seq), bytes])?;
                entry_key.execute(params![key, to_row(seq)])?;
            }
            Ok(())
        };
        put().map_err(|error| self.error(error))
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let statement = "SELECT hashes FROM tile WHERE level = ?1 AND n = ?2";
        self.row(statement, params![level, to_row(index)], |row| row.get(0))
    }

    fn put_tile(&mut self, level: u8, index: u64, hashes: &[u8]) -> Result<(), StoreError> {
        self.written(hashes.len());
        let statement = "INSERT OR REPLACE INTO tile (level, n, hashes) VALUES (?1, ?2, ?3)";
        self.execute(statement, params![level, to_row(index), hashes])
            .map(drop)
    }

    fn content(&mut self, commitment: Commitment) -> Result<Option<Beside>, StoreError> {
        let statement = "SELECT content.seq, erasure.seq, salt, media_type, bytes
             FROM content LEFT JOIN erasure USING (commitment) WHERE commitment = ?1";
        let found = self.row(statement, [commitment.0.0.as_slice()], |row| {
            let content = Content {
                salt: row.get(2)?,
                media_type: row.get(3)?,
                bytes: row.get(4)?,
            };
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, Option<i64>>(1)?,
                content,
            ))
        })?;
        let Some((seq, by, content)) = found else {
            return Ok(None);
        };
        Ok(Some(Beside {
            seq: from_row(seq, "a sequence number")?,
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
        self.written(content.bytes.len() + PAGE);
        let statement = "INSERT INTO content (commitment, seq, salt, media_type, bytes) VALUES (?1, ?2, ?3, ?4, ?5)";
        let values = params![
            commitment.0.0.as_slice(),
            to_row(seq),
            content.salt.as_slice(),
            content.media_type,
            content.bytes
        ];
        self.execute(statement, values).map(drop)
    }

    fn erase_content(&mut self, commitment: Commitment, by: u64) -> Result<(), StoreError> {
        let commitment = commitment.0.0;
        let length = self.row(
            "SELECT length(bytes) FROM content WHERE commitment = ?1",
            [commitment.as_slice()],
            |row| row.get::<_, i64>(0),
        )?;
        self.written(length.unwrap_or(0) as usize + PAGE);
        // Same lengths: the row is overwritten where it lies.
        self.execute(
            "UPDATE content SET salt = zeroblob(length(salt)), bytes = zeroblob(length(bytes)),
             media_type = substr(replace(hex(zeroblob(length(media_type))), '0', '-'), 1, length(media_type))
             WHERE commitment = ?1",
            [commitment.as_slice()],
        )?;
        self.execute(
            "INSERT INTO erasure (commitment, seq) VALUES (?1, ?2)",
            params![commitment.as_slice(), to_row(by)],
        )
        .map(drop)
    }

    fn backup(&mut self, to: &Path) -> Result<(), StoreError> {
        let place = to.display().to_string();
        let target = to.to_str().ok_or_else(|| StoreError::Unavailable {
            place: place.clone(),
            what: "its name is not UTF-8".to_owned(),
        })?;
        // Nobody else may read it from its first byte on; SQLite writes into a file that is empty.
        create_private(to).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => StoreError::Exists {
                place: place.clone(),
            },
            _ => StoreError::Unavailable {
                place: place.clone(),
                what: error.to_string(),
            },
        })?;
        let copied = self.execute("VACUUM INTO ?1", [target]).and_then(|_| {
            // SQLite does not flush what VACUUM INTO writes.
            flush(to).map_err(|error| StoreError::Failed {
                what: format!("{place}: {error}"),
            })
        });
        if copied.is_err() {
            let _ = std::fs::remove_file(to);
        }
        copied
    }
}

impl SqliteStore {
    /// Writes the version that is there already, which writes a page.
    fn commit_nothing(&mut self) -> Result<(), StoreError> {
        self.begin(Access::Write)?;
        let done = self
            .run(&format!("PRAGMA user_version={RECORD_VERSION}"))
            .and_then(|()| self.commit());
        if done.is_err() {
            self.rollback();
        }
        done
    }

    fn fill(&self, origin: &str, size: u64, note: &str) -> Result<(), StoreError> {
        let tables = self.row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })?;
        if tables != Some(0) {
            return Err(StoreError::Exists {
                place: self.place(),
            });
        }
        self.run(&format!(
            "PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={RECORD_VERSION};"
        ))?;
        for statement in SCHEMA {
            self.run(statement)?;
        }
        self.execute(
            "INSERT INTO meta (name, value) VALUES ('origin', ?1)",
            [origin],
        )?;
        self.execute(
            "INSERT INTO checkpoint (size, note) VALUES (?1, ?2)",
            params![to_row(size), note],
        )
        .map(drop)
    }
}
