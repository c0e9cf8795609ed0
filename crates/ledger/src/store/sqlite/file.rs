//! The file itself: how it is opened, what its first bytes say, how its errors are named.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::content::LARGEST_CONTENT;
use crate::store::{Clock, RECORD_VERSION, StoreError, system_clock};

/// `korr` as SQLite's application id.
pub const APPLICATION_ID: i32 = 0x6b6f_7272;
/// The longest row in bytes: a content and what belongs to it.
const LONGEST_ROW: i32 = LARGEST_CONTENT as i32 + (64 << 10);

pub(super) const SCHEMA: [&str; 8] = [
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    "CREATE TABLE entry_key (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE tile (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID",
    "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT",
    "CREATE TABLE cosignature (size INTEGER NOT NULL, name TEXT NOT NULL, id INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (size, name, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE content (place INTEGER PRIMARY KEY, commitment BLOB NOT NULL UNIQUE, seq INTEGER NOT NULL, salt BLOB NOT NULL, media_type TEXT NOT NULL, bytes BLOB NOT NULL) STRICT",
    "CREATE TABLE erasure (commitment BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
];

/// Who may use the file at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Several processes, one writing at a time.
    #[default]
    Shared,
    /// This handle alone; for file systems without shared memory.
    Alone,
}

/// How a file is opened.
#[derive(Clone)]
pub struct SqliteOptions {
    /// SQLite's virtual file system by name; its usual one if `None`.
    pub vfs: Option<String>,
    /// How long other writers are waited for.
    pub busy_timeout: Duration,
    /// The store's clock.
    pub clock: Clock,
    /// Who else may use the file.
    pub sharing: Sharing,
}

impl Default for SqliteOptions {
    fn default() -> SqliteOptions {
        SqliteOptions {
            vfs: None,
            busy_timeout: Duration::from_secs(5),
            clock: system_clock(),
            sharing: Sharing::Shared,
        }
    }
}

pub(super) fn connect(
    path: &Path,
    flags: OpenFlags,
    options: &SqliteOptions,
) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = match &options.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str()),
        None => Connection::open_with_flags(path, flags),
    };
    let ready = opened.and_then(|connection| {
        connection.busy_timeout(options.busy_timeout)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        // No damaged row may claim more memory than the largest content.
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_ROW)?;
        connection.set_prepared_statement_cache_capacity(64);
        if options.sharing == Sharing::Alone {
            connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        }
        Ok(connection)
    });
    ready.map_err(|error| named(error, path, options.busy_timeout))
}

/// Opens a file that is only read. A handle that may write is asked for where no journal waits, because it alone takes
/// away the empty helper files that SQLite makes; where one waits, a handle that may write would move it into the file.
pub(super) fn connect_to_read(
    path: &Path,
    options: &SqliteOptions,
) -> Result<Connection, StoreError> {
    let waits = ["-wal", "-journal"].iter().any(|suffix| {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        std::fs::metadata(&beside).is_ok_and(|beside| beside.len() > 0)
    });
    let flags = match waits {
        true => OpenFlags::SQLITE_OPEN_READ_ONLY,
        false => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let tried = |connection: Connection| {
        let look = "SELECT count(*) FROM sqlite_schema";
        let looked = connection.query_row(look, [], |row| row.get::<_, i64>(0));
        match looked {
            Ok(_) => Ok(connection),
            Err(error) => Err(named(error, path, options.busy_timeout)),
        }
    };
    let opened = connect(path, flags, options).and_then(tried);
    if waits || options.vfs.is_some() || !matches!(opened, Err(StoreError::Unavailable { .. })) {
        return opened;
    }
    // A folder that takes no files, such as a disc: nobody else can change the file there either.
    let uri = format!("file:{}?immutable=1", percent(path));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    connect(Path::new(&uri), flags, options)
        .and_then(tried)
        .or(opened)
}

/// A new file that only its owner may read.
pub(crate) fn create_private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Looks at the file's first bytes before anything can be written, not even a helper file beside it.
///
/// SQLite itself reads them: a file handle of our own would, when it is closed, take away the locks that other handles of
/// this process hold on the same file.
pub(super) fn check_header(path: &Path, options: &SqliteOptions) -> Result<(), StoreError> {
    let place = path.display().to_string();
    match path.metadata() {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::Missing { place });
        }
        Err(error) => {
            let what = error.to_string();
            return Err(StoreError::Unavailable { place, what });
        }
    }
    let uri = format!("file:{}?immutable=1", percent(path));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let read = Connection::open_with_flags(uri, flags).and_then(|connection| {
        let pragma = |name: &str| {
            connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i32>(0))
        };
        Ok((pragma("application_id")?, pragma("user_version")?))
    });
    match read.map_err(|error| named(error, path, options.busy_timeout)) {
        // The first transaction may still lie in the write-ahead log.
        Ok((0, 0)) => Ok(()),
        Ok((application, version)) => identity(&place, application, version),
        // Without its log a file is no whole while the log is being moved into it, now or when a process was killed.
        Err(StoreError::Damaged { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A path in a URI.
fn percent(path: &Path) -> String {
    let mut uri = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'_' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                uri.push(char::from(*byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

pub(super) fn identity(place: &str, application: i32, version: i32) -> Result<(), StoreError> {
    let place = place.to_owned();
    if application != APPLICATION_ID {
        let found = format!("an SQLite file of the application {application:#010x}");
        return Err(StoreError::NotARecord { place, found });
    }
    match u32::try_from(version) {
        Ok(RECORD_VERSION) => Ok(()),
        Ok(found) if found > RECORD_VERSION => Err(StoreError::Newer {
            place,
            found,
            known: RECORD_VERSION,
        }),
        _ => Err(StoreError::NotARecord {
            place,
            found: format!("the version {version}"),
        }),
    }
}

/// Flushes a file and the folder that names it.
pub(crate) fn flush(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

pub(super) fn named(error: rusqlite::Error, path: &Path, waited: Duration) -> StoreError {
    let what = error.to_string();
    let place = path.display().to_string();
    let rusqlite::Error::SqliteFailure(failure, _) = &error else {
        return StoreError::Damaged { what };
    };
    // The shared-memory file could not be made longer: the disk is full, and nothing was written yet.
    if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE {
        return StoreError::Full { what };
    }
    match failure.code {
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::FileLockingProtocolFailed => StoreError::Busy { waited },
        ErrorCode::DiskFull => StoreError::Full { what },
        ErrorCode::NotADatabase => StoreError::NotARecord {
            place,
            found: "something that is no SQLite file".to_owned(),
        },
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly => {
            StoreError::Unavailable { place, what }
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch => {
            StoreError::Damaged { what }
        }
        _ => StoreError::Failed { what },
    }
}
