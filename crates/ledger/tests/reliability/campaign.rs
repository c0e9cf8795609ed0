//! Many cases from one seed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use korridor_disk_simulator::Random;

/// A case that takes longer than this counts as one that hangs.
const LONGEST_CASE: Duration = Duration::from_secs(60);
/// Cases at the same time: the machine may be shared.
const THREADS: usize = 2;

/// A named series of cases.
pub struct Campaign {
    name: &'static str,
    count: usize,
    seed: u64,
    only: Option<usize>,
    threads: usize,
}

/// Counts what a campaign met, so that one which meets nothing is seen to be blind.
#[derive(Default)]
pub struct Tally(AtomicU64);

impl Tally {
    pub fn add(&self, number: usize) {
        self.0.fetch_add(number as u64, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// One case: everything random in it comes from `random`.
pub struct Case {
    pub number: usize,
    pub random: Random,
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text}: expected a number")),
    )
}

impl Campaign {
    /// `usual` cases unless the environment says how many.
    pub fn new(name: &'static str, usual: usize) -> Campaign {
        Campaign {
            name,
            count: number("KORRIDOR_COUNT").map_or(usual, |count| count as usize),
            seed: number("KORRIDOR_SEED").unwrap_or(1),
            only: number("KORRIDOR_CASE").map(|case| case as usize),
            threads: THREADS,
        }
    }

    /// One whose cases can't run beside each other.
    #[cfg(feature = "postgres")]
    pub fn alone(name: &'static str, usual: usize) -> Campaign {
        Campaign {
            threads: 1,
            ..Campaign::new(name, usual)
        }
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether only one case runs, so that nothing can be said about how much was met.
    pub fn narrowed(&self) -> bool {
        self.only.is_some()
    }

    /// Says what was found over all cases; `cargo xtask fuzz` shows it.
    pub fn report(&self, found: &str) {
        println!("{}: seed {}: {found}", self.name, self.seed);
    }

    /// Runs all cases and fails with the first few that failed, panicked or took too long.
    pub fn run(&self, each: impl Fn(Case) -> Result<(), String> + Sync) {
        self.over(self.count, each);
    }

    /// As [`Campaign::run`], where one case does the work of several.
    pub fn over(&self, cases: usize, each: impl Fn(Case) -> Result<(), String> + Sync) {
        let started = Instant::now();
        println!(
            "{}: {} in {cases} cases, seed {}",
            self.name, self.count, self.seed
        );
        let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..self.threads {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= cases {
                            break;
                        }
                        if self.only.is_none_or(|only| only == number)
                            && let Err(failure) = self.one(number, &each)
                        {
                            failures.lock().unwrap().push(failure);
                        }
                    }
                });
            }
        });
        let mut failures = failures.into_inner().unwrap();
        failures.sort();
        println!(
            "{}: {} failures, {:.1} s",
            self.name,
            failures.len(),
            started.elapsed().as_secs_f64()
        );
        assert!(
            failures.is_empty(),
            "{} of {} cases failed:\n{}",
            failures.len(),
            cases,
            failures[..failures.len().min(5)].join("\n")
        );
    }

    fn one(
        &self,
        number: usize,
        each: &(impl Fn(Case) -> Result<(), String> + Sync),
    ) -> Result<(), String> {
        let started = Instant::now();
        let random = Random::new(Random::new(self.seed ^ (number as u64).rotate_left(32)).bits());
        let done = catch_unwind(AssertUnwindSafe(|| each(Case { number, random })));
        let done = done.unwrap_or_else(|panic| Err(format!("panicked: {}", message(&*panic))));
        let done = match started.elapsed() {
            long if done.is_ok() && long > LONGEST_CASE => {
                Err(format!("took {} s", long.as_secs()))
            }
            _ => done,
        };
        done.map_err(|failure| {
            format!(
                "KORRIDOR_SEED={} KORRIDOR_CASE={number}: {failure}",
                self.seed
            )
        })
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}
