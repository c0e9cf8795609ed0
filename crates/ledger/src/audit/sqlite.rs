//! The audit's own reading of an SQLite record.

use std::path::Path;
use std::time::Duration;

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row, params};

use super::rows::{ContentRow, CosignatureRow, PAGE, Rows, Table, Unread};
use super::walk::walk;
use super::{Code, Expect, Report};

const APPLICATION: i64 = 0x6b6f_7272;
const VERSION: i64 = 1;
/// The longest row that is read: a content of 64 MiB and what belongs to it.
const LONGEST_ROW: i32 = (64 << 20) + (64 << 10);

/// Every table as it was made; SQLite's own index of a UNIQUE column has no text.
const TABLES: [(&str, &str); 8] = [
    (
        "meta",
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        "entry",
        "CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    ),
    (
        "entry_key",
        "CREATE TABLE entry_key (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        "tile",
        "CREATE TABLE tile (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID",
    ),
    (
        "checkpoint",
        "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT",
    ),
    (
        "cosignature",
        "CREATE TABLE cosignature (size INTEGER NOT NULL, name TEXT NOT NULL, id INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (size, name, id)) STRICT, WITHOUT ROWID",
    ),
    (
        "content",
        "CREATE TABLE content (place INTEGER PRIMARY KEY, commitment BLOB NOT NULL UNIQUE, seq INTEGER NOT NULL, salt BLOB NOT NULL, media_type TEXT NOT NULL, bytes BLOB NOT NULL) STRICT",
    ),
    (
        "erasure",
        "CREATE TABLE erasure (commitment BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    ),
];
const OWN_INDEX: &str = "sqlite_autoindex_content_1";

pub(super) fn audit(path: &Path, expect: &Expect) -> Report {
    let mut report = Report::default();
    let place = path.display().to_string();
    if expect.vfs.is_none()
        && let Err((code, found)) = header(path)
    {
        report.find(code, &place, found, "a record of korridor");
        return report;
    }
    let connection = match open(path, expect) {
        Ok(connection) => connection,
        Err(error) => {
            report.find(
                Code::Unreadable,
                &place,
                error,
                "a file that SQLite can open",
            );
            return report;
        }
    };
    if !identity(&connection, &place, &mut report) {
        return report;
    }
    let structure = std::thread::scope(|scope| {
        // The file's own structure on one core, what it says on the other.
        let structure = scope.spawn(|| structure(path, expect));
        schema(&connection, &mut report);
        walk(&mut Sqlite { connection }, expect, &mut report);
        structure.join()
    });
    match structure {
        Ok(defects) => {
            for defect in defects {
                report.find(Code::Integrity, &place, defect, "a sound file");
            }
        }
        Err(_) => report.find(
            Code::Integrity,
            &place,
            "a check that broke off",
            "a sound file",
        ),
    }
    report
}

/// Looks at the first bytes before any helper file is made; through SQLite, because a file handle of our own would take
/// away this process's locks when it is closed.
fn header(path: &Path) -> Result<(), (Code, String)> {
    let refused = |error: &dyn std::fmt::Display| (Code::NotARecord, error.to_string());
    path.metadata().map_err(|error| refused(&error))?;
    let uri = format!("file:{}?immutable=1", percent(path));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(uri, flags).map_err(|error| refused(&error))?;
    let number = |name: &str| {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0))
    };
    match number("application_id").and_then(|id| Ok((id, number("user_version")?))) {
        // Zeros may mean that the first transaction still lies in the write-ahead log.
        Ok((0, 0)) => Ok(()),
        Ok((application, version)) => identified(application, version),
        // A file is no whole without its log while that is being moved into it: what it is will be seen with the log.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => Ok(()),
        Err(error) => Err(refused(&error)),
    }
}

/// Opens for reading. A handle that may write is asked for where no write-ahead log waits, because it alone takes away
/// the empty helper files that SQLite makes; it never writes rows (`query_only`).
fn open(path: &Path, expect: &Expect) -> rusqlite::Result<Connection> {
    // A journal left beside the file would be played back into it by a handle that may write.
    let waits = ["-wal", "-journal"].iter().any(|suffix| {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        std::fs::metadata(&beside).is_ok_and(|beside| beside.len() > 0)
    });
    let flags = match waits {
        true => OpenFlags::SQLITE_OPEN_READ_ONLY,
        false => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let opened = open_as(&path.to_string_lossy(), flags, expect);
    let unwritable = |error: &rusqlite::Error| {
        let code = error.sqlite_error_code();
        matches!(
            code,
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
        )
    };
    if waits || expect.vfs.is_some() || !opened.as_ref().is_err_and(unwritable) {
        return opened;
    }
    // A folder that can't be written, such as a disc: nobody else can change the file there either.
    let uri = format!("file:{}?immutable=1", percent(path));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    open_as(&uri, flags, expect).or(opened)
}

fn open_as(path: &str, flags: OpenFlags, expect: &Expect) -> rusqlite::Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match &expect.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str())?,
        None => Connection::open_with_flags(path, flags)?,
    };
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_ROW)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(
        "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;
         PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=0; BEGIN; SELECT count(*) FROM sqlite_schema",
    )?;
    Ok(connection)
}

fn percent(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte);
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    bytes
        .map(|byte| match plain(*byte) {
            true => char::from(*byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

fn identity(connection: &Connection, place: &str, report: &mut Report) -> bool {
    let pragma = |name: &str| {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0))
    };
    let (application, version) =
        match pragma("application_id").and_then(|id| Ok((id, pragma("user_version")?))) {
            Ok(both) => both,
            Err(error) => {
                report.find(
                    Code::Unreadable,
                    place,
                    error,
                    "a file that SQLite can read",
                );
                return false;
            }
        };
    match identified(application, version) {
        Ok(()) => true,
        Err((code, found)) => {
            report.find(code, place, found, "a record of korridor, version 1");
            false
        }
    }
}

fn identified(application: i64, version: i64) -> Result<(), (Code, String)> {
    if application != APPLICATION {
        return Err((
            Code::NotARecord,
            format!("the application {application:#010x}"),
        ));
    }
    let code = match version {
        VERSION => return Ok(()),
        2.. => Code::NewerVersion,
        _ => Code::NotARecord,
    };
    Err((code, format!("version {version}")))
}

fn schema(connection: &Connection, report: &mut Report) {
    let found = connection
        .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name")
        .and_then(|mut statement| {
            let read =
                |row: &Row<'_>| Ok([text(row, 0)?, text(row, 1)?, text(row, 2)?, text(row, 3)?]);
            statement
                .query_map([], read)?
                .collect::<rusqlite::Result<Vec<_>>>()
        });
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            return report.find(
                Code::Unreadable,
                "the schema",
                error,
                "rows that can be read",
            );
        }
    };
    for [kind, name, table, sql] in &found {
        let known = match TABLES.iter().find(|(known, _)| known == name) {
            Some((_, known)) => kind == "table" && table == name && sql == known,
            None => kind == "index" && name == OWN_INDEX && table == "content",
        };
        if !known {
            report.find(
                Code::Schema,
                format!("{kind} {name:?}"),
                format!("{sql:?}"),
                "only the record's own tables",
            );
        }
    }
    for (name, _) in TABLES {
        if !found.iter().any(|row| row[1] == name) {
            report.find(
                Code::Schema,
                format!("table {name:?}"),
                "nothing",
                "the table",
            );
        }
    }
}

fn structure(path: &Path, expect: &Expect) -> Vec<String> {
    let checked = open(path, expect).and_then(|connection| {
        let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
        let lines = statement.query_map([], |row| text(row, 0))?;
        lines.collect::<rusqlite::Result<Vec<String>>>()
    });
    match checked {
        Ok(lines) => lines.into_iter().filter(|line| line != "ok").collect(),
        Err(error) => vec![error.to_string()],
    }
}

struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    fn list<T>(
        &self,
        statement: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Unread> {
        self.connection
            .prepare_cached(statement)
            .and_then(|mut prepared| prepared.query_map(values, read)?.collect())
            .map_err(|error| format!("{error} ({statement})"))
    }

    fn first<T>(
        &self,
        statement: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Unread> {
        Ok(self.list(statement, values, read)?.into_iter().next())
    }
}

impl Rows for Sqlite {
    fn meta(&mut self) -> Result<Vec<(String, String)>, Unread> {
        let read = |row: &Row<'_>| Ok((text(row, 0)?, text(row, 1)?));
        self.list("SELECT name, value FROM meta LIMIT 100", [], read)
    }

    fn entries_from(&mut self, seq: i64) -> Result<Vec<(i64, Vec<u8>)>, Unread> {
        let statement = "SELECT seq, CASE WHEN length(bytes) > 65535 THEN substr(bytes, 1, 65536) ELSE bytes END
             FROM entry WHERE seq >= ?1 ORDER BY seq LIMIT ?2";
        self.list(statement, [seq, PAGE], |row| {
            Ok((row.get(0)?, bytes(row, 1)?))
        })
    }

    fn entry(&mut self, seq: i64) -> Result<Option<Vec<u8>>, Unread> {
        self.first("SELECT bytes FROM entry WHERE seq = ?1", [seq], |row| {
            bytes(row, 0)
        })
    }

    fn keys_after(&mut self, key: Option<&[u8]>) -> Result<Vec<(Vec<u8>, i64)>, Unread> {
        let read = |row: &Row<'_>| Ok((bytes(row, 0)?, row.get(1)?));
        match key {
            None => self.list(
                "SELECT key, seq FROM entry_key ORDER BY key LIMIT ?1",
                [PAGE],
                read,
            ),
            Some(key) => {
                let statement = "SELECT key, seq FROM entry_key WHERE key > CAST(?1 AS TEXT) ORDER BY key LIMIT ?2";
                self.list(statement, params![key, PAGE], read)
            }
        }
    }

    fn seq_of(&mut self, key: &str) -> Result<Option<i64>, Unread> {
        self.first("SELECT seq FROM entry_key WHERE key = ?1", [key], |row| {
            row.get(0)
        })
    }

    fn tile(&mut self, level: i64, n: i64) -> Result<Option<Vec<u8>>, Unread> {
        let statement = "SELECT hashes FROM tile WHERE level = ?1 AND n = ?2";
        self.first(statement, [level, n], |row| bytes(row, 0))
    }

    fn tiles_after(&mut self, level: i64, n: i64) -> Result<Vec<(i64, i64)>, Unread> {
        let statement =
            "SELECT level, n FROM tile WHERE (level, n) > (?1, ?2) ORDER BY level, n LIMIT ?3";
        self.list(statement, [level, n, PAGE], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }

    fn checkpoints_from(&mut self, size: i64) -> Result<Vec<(i64, String)>, Unread> {
        let statement = "SELECT size, note FROM checkpoint WHERE size >= ?1 ORDER BY size LIMIT ?2";
        self.list(statement, [size, PAGE], |row| {
            Ok((row.get(0)?, text(row, 1)?))
        })
    }

    fn cosignatures_from(
        &mut self,
        size: i64,
        name: &str,
        id: i64,
    ) -> Result<Vec<CosignatureRow>, Unread> {
        let statement =
            "SELECT size, name, id, line FROM cosignature WHERE (size, name, id) > (?1, ?2, ?3)
             ORDER BY size, name, id LIMIT ?4";
        self.list(statement, params![size, name, id, PAGE], |row| {
            Ok(CosignatureRow {
                size: row.get(0)?,
                name: text(row, 1)?,
                id: row.get(2)?,
                line: text(row, 3)?,
            })
        })
    }

    fn content(&mut self, commitment: &[u8]) -> Result<Option<ContentRow>, Unread> {
        let statement = "SELECT seq, salt, media_type, bytes FROM content WHERE commitment = ?1";
        self.first(statement, [commitment], |row| {
            Ok(ContentRow {
                seq: row.get(0)?,
                salt: bytes(row, 1)?,
                media_type: bytes(row, 2)?,
                bytes: bytes(row, 3)?,
            })
        })
    }

    fn contents_after(&mut self, place: i64) -> Result<Vec<(i64, Vec<u8>, i64)>, Unread> {
        let statement =
            "SELECT place, commitment, seq FROM content WHERE place > ?1 ORDER BY place LIMIT ?2";
        self.list(statement, [place, PAGE], |row| {
            Ok((row.get(0)?, bytes(row, 1)?, row.get(2)?))
        })
    }

    fn erasure(&mut self, commitment: &[u8]) -> Result<Option<i64>, Unread> {
        self.first(
            "SELECT seq FROM erasure WHERE commitment = ?1",
            [commitment],
            |row| row.get(0),
        )
    }

    fn erasures_after(&mut self, commitment: &[u8]) -> Result<Vec<(Vec<u8>, i64)>, Unread> {
        let statement = "SELECT commitment, seq FROM erasure WHERE commitment > ?1 ORDER BY commitment LIMIT ?2";
        self.list(statement, params![commitment, PAGE], |row| {
            Ok((bytes(row, 0)?, row.get(1)?))
        })
    }

    fn count(&mut self, table: Table) -> Result<u64, Unread> {
        let statement = format!("SELECT count(*) FROM {}", table.name());
        let count = self.first(&statement, [], |row| row.get::<_, i64>(0))?;
        Ok(count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or(0))
    }
}

/// A cell's text, whatever is in it: what is no text can't be what belongs there, and must not break the audit.
fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Blob(bytes) => format!("{} bytes that are no text", bytes.len()),
    })
}

/// A cell's bytes; of text as well, because an altered row may say that it is text.
fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u8>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => Vec::new(),
    })
}
