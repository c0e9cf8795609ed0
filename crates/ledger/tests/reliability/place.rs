//! Where a record lies that processes share: a file, or a schema of the server that `KORRIDOR_TEST_POSTGRES` names.

use std::path::{Path, PathBuf};

use korridor_ledger::{Ledger, LedgerError, Report, audit_sqlite};

use crate::record::{self, Folder};

/// A file in a folder of its own, or a schema; both are removed at the end.
pub enum Place {
    File(Folder),
    #[cfg(feature = "postgres")]
    Schema(schema::Schema),
}

impl Place {
    pub fn file(name: &str) -> Place {
        Place::File(Folder::new(name))
    }

    /// How another process is told.
    pub fn told(&self) -> PathBuf {
        match self {
            Place::File(folder) => folder.file(record::NAME),
            #[cfg(feature = "postgres")]
            Place::Schema(schema) => PathBuf::from(&schema.name),
        }
    }

    pub fn create(&self) -> Result<Ledger, LedgerError> {
        match self {
            Place::File(_) => record::create_file(&self.told()),
            #[cfg(feature = "postgres")]
            Place::Schema(schema) => schema.create(),
        }
    }

    pub fn open(&self) -> Result<Ledger, LedgerError> {
        match self {
            Place::File(_) => record::open_file(&self.told()),
            #[cfg(feature = "postgres")]
            Place::Schema(schema) => schema::open(&schema.name),
        }
    }

    pub fn audit(&self) -> Report {
        let expect = record::expect(None, None);
        match self {
            Place::File(_) => audit_sqlite(&self.told(), &expect),
            #[cfg(feature = "postgres")]
            Place::Schema(schema) => schema.audit(&expect),
        }
    }
}

/// Opens what another process was told of.
pub fn open_told(told: &Path) -> Result<Ledger, LedgerError> {
    #[cfg(feature = "postgres")]
    if let Some(name) = told.to_str().filter(|name| name.starts_with("kill_")) {
        return schema::open(name);
    }
    record::open_file(told)
}

#[cfg(feature = "postgres")]
pub mod schema {
    use std::process::Command;
    use std::time::{Duration, Instant};

    use korridor_ledger::{
        Expect, Ledger, LedgerError, PostgresOptions, PostgresStore, Report, audit_postgres,
    };
    use postgres::{Client, NoTls};

    use crate::record::{ORIGIN, signer};

    /// A server that recovers from a crash refuses connections for a while.
    const RECOVERY: Duration = Duration::from_secs(60);

    /// Named by `kill_`.
    pub struct Schema {
        pub name: String,
    }

    pub fn url() -> Option<String> {
        std::env::var("KORRIDOR_TEST_POSTGRES").ok()
    }

    fn options(name: &str) -> PostgresOptions {
        PostgresOptions {
            schema: name.to_owned(),
            busy_timeout: Duration::from_secs(20),
            ..PostgresOptions::default()
        }
    }

    pub fn open(name: &str) -> Result<Ledger, LedgerError> {
        let store = PostgresStore::open(&url().unwrap_or_default(), options(name))?;
        Ledger::open(store, Some(signer()))
    }

    /// A connection of our own, as soon as the server takes any.
    fn client() -> Result<Client, String> {
        let started = Instant::now();
        loop {
            match Client::connect(&url().unwrap_or_default(), NoTls) {
                Ok(client) => return Ok(client),
                Err(error) if started.elapsed() > RECOVERY => {
                    return Err(format!("the server does not come back: {error}"));
                }
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    impl Schema {
        pub fn new(number: usize) -> Schema {
            Schema {
                name: format!("kill_{}_{number}", std::process::id()),
            }
        }

        pub fn create(&self) -> Result<Ledger, LedgerError> {
            let store = PostgresStore::create(&url().unwrap_or_default(), options(&self.name))?;
            Ledger::create(store, ORIGIN, signer())
        }

        pub fn audit(&self, expect: &Expect) -> Report {
            audit_postgres(&url().unwrap_or_default(), &self.name, expect)
        }
    }

    impl Drop for Schema {
        fn drop(&mut self) {
            if let Ok(mut client) = client() {
                let drop = format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name);
                let _ = client.batch_execute(&drop);
            }
        }
    }

    /// Kills one of the server's own processes, which makes it throw away all of them and replay its journal. Only a
    /// server that is there to be crashed: who starts it for the tests says so.
    pub fn crash() -> Result<bool, String> {
        if std::env::var_os("KORRIDOR_TEST_POSTGRES_CRASH").is_none() {
            return Ok(false);
        }
        let mut client = client()?;
        let pid: i32 = client
            .query_one("SELECT pg_backend_pid()", &[])
            .map_err(|error| error.to_string())?
            .get(0);
        let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
        if !killed.is_ok_and(|status| status.success()) {
            return Err(format!("process {pid} of the server can't be killed"));
        }
        Ok(true)
    }

    /// Waits until the server answers.
    pub fn recovered() -> Result<(), String> {
        client().map(drop)
    }
}
