//! Both stores behind one face, so that the same tests run over both.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use korridor_ledger::{
    Clock, Draft, Expect, KeyKind, Ledger, LedgerError, Report, Signer, SqliteOptions, SqliteStore,
    Trust, audit_sqlite,
};

pub const ORIGIN: &str = "example.org/pause";

pub fn signer() -> Signer {
    Signer::new(ORIGIN, KeyKind::Log, [7; 32]).unwrap()
}

pub fn expect() -> Expect {
    Expect {
        keys: vec![signer().verifier().to_string()],
        ..Expect::default()
    }
}

pub fn trust() -> Trust {
    Trust::new([signer().verifier()])
}

pub fn draft(key: &str, payload: &str) -> Draft {
    Draft {
        key: key.to_owned(),
        payload: payload.as_bytes().to_vec(),
        ..Draft::default()
    }
}

pub fn drafts(from: usize, until: usize) -> Vec<Draft> {
    (from..until)
        .map(|n| draft(&format!("key-{n}"), &format!("payload {n}")))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A clock that moves a second at each look.
pub fn ticking() -> Clock {
    let time = AtomicI64::new(1_478_242_800_000);
    Arc::new(move || time.fetch_add(1000, Ordering::Relaxed))
}

/// A folder of its own, removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("korridor-{name}-{}-{count}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A place for one record.
pub trait Site: Sync {
    fn create(&self, signer: Signer) -> Result<Ledger, LedgerError>;
    fn open_with(
        &self,
        signer: Option<Signer>,
        clock: Clock,
        accepted: Option<Trust>,
    ) -> Result<Ledger, LedgerError>;
    fn audit(&self, expect: &Expect) -> Report;
    /// Changes rows behind the log's back.
    fn tamper(&self, statements: &str);
    /// Bytes as the store's SQL writes them.
    fn blob(&self, bytes: &[u8]) -> String;

    fn new_log(&self) -> Ledger {
        self.create(signer()).unwrap()
    }

    fn open(&self) -> Ledger {
        self.open_with(Some(signer()), ticking(), None).unwrap()
    }
}

pub struct SqliteSite {
    pub folder: Folder,
}

impl SqliteSite {
    pub fn new(name: &str) -> SqliteSite {
        let folder = Folder::new(name);
        SqliteSite { folder }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join("pause.kor")
    }
}

pub fn options(clock: Clock) -> SqliteOptions {
    SqliteOptions {
        clock,
        busy_timeout: Duration::from_secs(20),
        ..SqliteOptions::default()
    }
}

pub fn open_file(path: &Path) -> Result<Ledger, LedgerError> {
    Ledger::open(SqliteStore::open(path, options(ticking()))?, Some(signer()))
}

impl Site for SqliteSite {
    fn create(&self, signer: Signer) -> Result<Ledger, LedgerError> {
        Ledger::create(
            SqliteStore::create(&self.path(), options(ticking()))?,
            ORIGIN,
            signer,
        )
    }

    fn open_with(
        &self,
        signer: Option<Signer>,
        clock: Clock,
        accepted: Option<Trust>,
    ) -> Result<Ledger, LedgerError> {
        let store = SqliteStore::open(&self.path(), options(clock))?;
        match accepted {
            Some(accepted) => Ledger::open_accepting(store, signer, accepted),
            None => Ledger::open(store, signer),
        }
    }

    fn audit(&self, expect: &Expect) -> Report {
        audit_sqlite(&self.path(), expect)
    }

    fn tamper(&self, statements: &str) {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        connection.execute_batch(statements).unwrap();
    }

    fn blob(&self, bytes: &[u8]) -> String {
        format!("X'{}'", hex(bytes))
    }
}

#[cfg(feature = "postgres")]
pub struct PostgresSite {
    url: String,
    schema: String,
}

#[cfg(feature = "postgres")]
impl PostgresSite {
    /// `None`, and a word about it, where no server is named.
    pub fn new(name: &str) -> Option<PostgresSite> {
        let Ok(url) = std::env::var("KORRIDOR_TEST_POSTGRES") else {
            eprintln!("skipped: KORRIDOR_TEST_POSTGRES names no server");
            return None;
        };
        let schema = format!("test_{}_{}", name.to_lowercase(), std::process::id());
        Some(PostgresSite { url, schema })
    }

    /// The server's number of the file that holds the contents.
    pub fn file_of_contents(&self) -> u32 {
        let mut client = postgres::Client::connect(&self.url, postgres::NoTls).unwrap();
        let table = format!("{}.content", self.schema);
        client
            .query_one("SELECT pg_relation_filenode($1::text::regclass)", &[&table])
            .unwrap()
            .get(0)
    }

    fn options(&self, clock: Clock) -> korridor_ledger::PostgresOptions {
        korridor_ledger::PostgresOptions {
            schema: self.schema.clone(),
            busy_timeout: Duration::from_secs(20),
            clock: Some(clock),
        }
    }
}

#[cfg(feature = "postgres")]
impl Site for PostgresSite {
    fn create(&self, signer: Signer) -> Result<Ledger, LedgerError> {
        let store = korridor_ledger::PostgresStore::create(&self.url, self.options(ticking()))?;
        Ledger::create(store, ORIGIN, signer)
    }

    fn open_with(
        &self,
        signer: Option<Signer>,
        clock: Clock,
        accepted: Option<Trust>,
    ) -> Result<Ledger, LedgerError> {
        let store = korridor_ledger::PostgresStore::open(&self.url, self.options(clock))?;
        match accepted {
            Some(accepted) => Ledger::open_accepting(store, signer, accepted),
            None => Ledger::open(store, signer),
        }
    }

    fn audit(&self, expect: &Expect) -> Report {
        korridor_ledger::audit_postgres(&self.url, &self.schema, expect)
    }

    fn tamper(&self, statements: &str) {
        let mut client = postgres::Client::connect(&self.url, postgres::NoTls).unwrap();
        let statements = format!("SET search_path = {}; {statements}", self.schema);
        client.batch_execute(&statements).unwrap();
    }

    fn blob(&self, bytes: &[u8]) -> String {
        format!("'\\x{}'::bytea", hex(bytes))
    }
}

#[cfg(feature = "postgres")]
impl Drop for PostgresSite {
    fn drop(&mut self) {
        if let Ok(mut client) = postgres::Client::connect(&self.url, postgres::NoTls) {
            let _ = client.batch_execute(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.schema));
        }
    }
}

/// Runs each function as a test over SQLite and, where a server is named, over PostgreSQL.
#[macro_export]
macro_rules! over_both_stores {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&$crate::support::SqliteSite::new(stringify!($name))); })*
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[test] fn $name() {
                if let Some(site) = $crate::support::PostgresSite::new(stringify!($name)) {
                    super::$name(&site);
                }
            })*
        }
    };
}
