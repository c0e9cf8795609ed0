//! Calls that fail.

/// A kind of call that SQLite makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// Opening a file that exists, or a new one.
    Open,
    /// Reading bytes.
    Read,
    /// Writing bytes.
    Write,
    /// Changing a file's length.
    Truncate,
    /// Flushing a file or the directory.
    Sync,
    /// Taking a name away.
    Delete,
    /// Mapping the memory that connections share.
    Map,
}

impl Call {
    /// All kinds.
    pub const ALL: [Call; 7] = [
        Call::Open,
        Call::Read,
        Call::Write,
        Call::Truncate,
        Call::Sync,
        Call::Delete,
        Call::Map,
    ];
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// EIO: nothing was done.
    Io,
    /// ENOSPC: nothing was done.
    NoSpace,
    /// EMFILE: the process has too many files open.
    TooManyFiles,
    /// A write stopped half-way; for other calls the same as EIO.
    Short,
}

/// How often it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Only that call.
    Once,
    /// That call and all later ones of its kind.
    FromThenOn,
}

/// One planned failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of call.
    pub call: Call,
    /// Which one of its kind, counted from 1 at the moment when the fault is set.
    pub nth: u64,
    /// In which way.
    pub failure: Failure,
    /// For how long.
    pub times: Times,
}

/// Counts calls and says which fail.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    made: [u64; Call::ALL.len()],
    planned: Vec<Planned>,
    struck: u64,
}

#[derive(Debug)]
struct Planned {
    fault: Fault,
    /// The count of calls at which it strikes.
    at: u64,
}

impl Faults {
    pub(crate) fn plan(&mut self, fault: Fault) {
        let at = self.made[fault.call as usize] + fault.nth;
        self.planned.push(Planned { fault, at });
    }

    pub(crate) fn clear(&mut self) {
        self.planned.clear();
    }

    pub(crate) fn made(&self, call: Call) -> u64 {
        self.made[call as usize]
    }

    pub(crate) fn struck(&self) -> u64 {
        self.struck
    }

    /// Counts one call; its failure, if one is planned.
    pub(crate) fn call(&mut self, call: Call) -> Option<Failure> {
        self.made[call as usize] += 1;
        let made = self.made[call as usize];
        let strikes = |planned: &&Planned| match planned.fault.times {
            Times::Once => planned.at == made,
            Times::FromThenOn => planned.at <= made,
        };
        let mut of_this_kind = self
            .planned
            .iter()
            .filter(|planned| planned.fault.call == call);
        let failure = of_this_kind
            .find(strikes)
            .map(|planned| planned.fault.failure);
        self.struck += u64::from(failure.is_some());
        failure
    }
}
