//! What tests need that cargo does not bring: Debian's packages, and a PostgreSQL server of their own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::{run, succeeds, target};

/// The variable that names the server to the tests; a connection string.
pub const VARIABLE: &str = "KORRIDOR_TEST_POSTGRES";

/// The variable by which a server is there to be crashed.
const CRASHABLE: &str = "KORRIDOR_TEST_POSTGRES_CRASH";

/// The account that Debian's package makes: the server refuses to run as root.
const ACCOUNT: &str = "postgres";

/// A path of a socket is at most 107 bytes, and the server adds the name of its own.
const LONGEST_FOLDER: usize = 80;

const TO_START: Duration = Duration::from_secs(60);

/// A package of Debian.
struct Package {
    name: &'static str,
    /// Whether what it brings is here.
    is_here: fn() -> bool,
    /// What skips without it.
    serves: &'static str,
}

const PACKAGES: [Package; 7] = [
    Package {
        name: "postgresql",
        is_here: || programs().is_some(),
        serves: "tests of the shared store",
    },
    Package {
        name: "golang-go",
        is_here: || is_there("/usr/bin/go"),
        serves: "the check of the log by Go's packages",
    },
    Package {
        name: "golang-golang-x-mod-dev",
        is_here: || is_there("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog"),
        serves: "the check of the log by Go's packages",
    },
    Package {
        name: "xmlsec1",
        is_here: || is_there("/usr/bin/xmlsec1"),
        serves: "the check of signatures of alerts by xmlsec1",
    },
    Package {
        name: "openssl",
        is_here: || is_there("/usr/bin/openssl"),
        serves: "the check of signatures of alerts by xmlsec1",
    },
    Package {
        name: "libxml2-utils",
        is_here: || is_there("/usr/bin/xmllint"),
        serves: "the check of notices by xmllint",
    },
    Package {
        name: "poppler-utils",
        is_here: || is_there("/usr/bin/pdftotext"),
        serves: "the reading of reports as PDF",
    },
];

fn is_there(path: &str) -> bool {
    Path::new(path).exists()
}

/// Installs what is missing where apt is at hand, and says so; else says which tests skip.
pub fn install() {
    let missing: Vec<_> = PACKAGES
        .iter()
        .filter(|package| !(package.is_here)())
        .collect();
    if missing.is_empty() {
        return;
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    eprintln!("tests need these packages of Debian: {}", names.join(" "));
    if !succeeds(command(&["apt-get", "--version"])) {
        eprintln!("apt-get is not at hand here, so that nothing is installed");
    } else if let Err(failure) = apt(&names) {
        eprintln!("{failure}: they were not installed");
    }
    for package in missing.iter().filter(|package| !(package.is_here)()) {
        let (name, serves) = (package.name, package.serves);
        eprintln!("without {name}: {serves} will say that they skip");
    }
}

fn apt(names: &[&str]) -> Result<(), String> {
    let how: &[&str] = if is_root() {
        &["apt-get"]
    } else {
        &["sudo", "apt-get"]
    };
    let quietly = |more: &[&str]| {
        let mut apt = command(&[how, more].concat());
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        run(apt)
    };
    quietly(&["update", "-q"])?;
    let install = ["install", "-y", "-q", "--no-install-recommends"];
    quietly(&[&install[..], names].concat())
}

/// A PostgreSQL server on a socket in a folder of its own, flushing as a real one does. It stops when this is dropped.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    server: Child,
}

impl Postgres {
    /// Starts one; `None`, and a word about it, where the package is not installed or the server does not start.
    pub fn start() -> Option<Postgres> {
        let programs = programs()?;
        sweep(&programs);
        match Postgres::start_with(programs) {
            Ok(postgres) => Some(postgres),
            Err(failure) => {
                eprintln!("{failure}: tests of the shared store will say that they skip");
                None
            }
        }
    }

    fn start_with(programs: PathBuf) -> Result<Postgres, String> {
        let folder = own_folder()?;
        let log = File::create(folder.join("log")).map_err(|error| error.to_string())?;
        let data = folder.join("data");
        let mut make = as_account(&programs.join("initdb"));
        make.arg("-D").arg(&data);
        make.args(["-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-locale"]);
        let made = make.stdout(Stdio::null()).status();
        if !made.is_ok_and(|status| status.success()) {
            let _ = fs::remove_dir_all(&folder);
            return Err("initdb failed".to_owned());
        }
        let mut serve = as_account(&programs.join("postgres"));
        serve.arg("-D").arg(&data).arg("-k").arg(&folder);
        for setting in [
            "listen_addresses=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "unix_socket_permissions=0700",
            "max_connections=200",
        ] {
            serve.args(["-c", setting]);
        }
        let said = log.try_clone().map_err(|error| error.to_string())?;
        let server = serve.stdin(Stdio::null()).stdout(log).stderr(said).spawn();
        let server = server.map_err(|error| format!("postgres: {error}"))?;
        let mut postgres = Postgres {
            programs,
            folder,
            server,
        };
        postgres.wait()?;
        eprintln!("started PostgreSQL in {}", postgres.folder.display());
        Ok(postgres)
    }

    /// What the tests connect with.
    pub fn connection(&self) -> String {
        format!(
            "host='{}' user={ACCOUNT} dbname=postgres",
            self.folder.display()
        )
    }

    /// Tells a command of tests about it: it is theirs, and they may kill it.
    pub fn serve(&self, tests: &mut Command) {
        tests.env(VARIABLE, self.connection()).env(CRASHABLE, "yes");
    }

    fn wait(&mut self) -> Result<(), String> {
        let start = Instant::now();
        while start.elapsed() < TO_START {
            let mut ready = Command::new(self.programs.join("pg_isready"));
            ready.arg("-q").arg("-h").arg(&self.folder);
            if succeeds(ready) {
                return Ok(());
            }
            if let Ok(Some(status)) = self.server.try_wait() {
                let said = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!(
                    "PostgreSQL ended with {status}: {}",
                    said.trim_end()
                ));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err("PostgreSQL did not start within a minute".to_owned())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        stop(&self.programs, &self.folder);
        let _ = self.server.wait();
    }
}

/// Stops the server of a folder, if one runs, and removes the folder.
fn stop(programs: &Path, folder: &Path) {
    let data = folder.join("data");
    if data.join("postmaster.pid").exists() {
        let mut stop = as_account(&programs.join("pg_ctl"));
        stop.args(["stop", "-m", "fast", "-w", "-t", "60", "-D"]);
        if !succeeds(with(stop, &data)) {
            eprintln!("{}: PostgreSQL did not stop", folder.display());
        }
    }
    if let Err(error) = fs::remove_dir_all(folder) {
        eprintln!("{}: {error}", folder.display());
    }
}

/// Stops what an earlier run left behind because it was killed.
fn sweep(programs: &Path) {
    for parent in parents() {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
            let owner = number.filter(|number| number.parse::<u32>().is_ok());
            if owner.is_some_and(|owner| !Path::new("/proc").join(owner).exists()) {
                stop(programs, &entry.path());
            }
        }
    }
}

const PREFIX: &str = "postgres-";

fn parents() -> [PathBuf; 2] {
    [target(), std::env::temp_dir().join("korridor")]
}

/// A new folder that belongs to the server's account: under the target folder, or where its path is too long for a
/// socket or the account may not enter it, in the folder for temporary files.
fn own_folder() -> Result<PathBuf, String> {
    let name = format!("{PREFIX}{}", std::process::id());
    for parent in parents() {
        let folder = parent.join(&name);
        if folder.as_os_str().len() > LONGEST_FOLDER || fs::create_dir_all(&folder).is_err() {
            continue;
        }
        let owned = !is_root() || succeeds(with(command(&["chown", ACCOUNT]), &folder));
        let closed = succeeds(with(command(&["chmod", "700"]), &folder));
        let enters = succeeds(with(as_account(Path::new("ls")), &folder));
        if owned && closed && enters {
            return Ok(folder);
        }
        let _ = fs::remove_dir_all(&folder);
    }
    Err("no folder that PostgreSQL could use".to_owned())
}

/// Where Debian puts the server's programs, the newest first.
fn programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let newest = versions
        .map(|entry| entry.path())
        .filter(|path| path.join("bin/postgres").exists())
        .max_by_key(version)?;
    Some(newest.join("bin"))
}

fn is_root() -> bool {
    let said = command(&["id", "-u"]).output();
    said.is_ok_and(|said| said.stdout.trim_ascii() == b"0")
}

/// As the server's account if we are root, else as ourselves.
fn as_account(program: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = command(&["runuser", "-u", ACCOUNT, "--"]);
        command.arg(program);
        command
    } else {
        Command::new(program)
    };
    // The account may not enter where we stand.
    command.current_dir("/");
    command
}

fn command(words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

fn with(mut command: Command, path: &Path) -> Command {
    command.arg(path);
    command
}
