//! The independent checker. It reads the JSON of the events as any outsider could, and works out what a board must show
//! in the plainest way, without a line of the crate that it checks: everything is looked for in the whole list each time.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Seconds since 1970 of `2016-11-04T07:00:00Z`, counted day by day.
pub fn seconds(value: &Value) -> i64 {
    let text = value.as_str().expect("a time is text");
    let number = |from: usize, to: usize| text[from..to].parse::<i64>().expect("digits");
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    assert!(year >= 1970 && text.ends_with('Z'), "{text}");
    let years: i64 = (1970..year)
        .map(|year| if leap(year) { 366 } else { 365 })
        .sum();
    let lengths = [
        31,
        if leap(year) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let months: i64 = lengths[..(month - 1) as usize].iter().sum();
    let days = years + months + day - 1;
    days * 86_400 + number(11, 13) * 3_600 + number(14, 16) * 60 + number(17, 19)
}

/// A text; empty if it is none.
pub fn s(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// An entry.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    pub seq: u64,
    pub id: &'a str,
    pub by: &'a str,
    /// When it happened, at the earliest and at the latest.
    pub from: i64,
    pub to: i64,
    pub known: i64,
    /// Whether it was entered as known at a moment that had not come.
    pub ahead: bool,
    pub verb: &'a str,
    pub fact: &'a Value,
}

/// An entry from its number and its JSON.
pub fn said((seq, event): &(u64, Value)) -> Said<'_> {
    let (verb, fact) = event["fact"]
        .as_object()
        .and_then(|fact| fact.iter().next())
        .expect("one fact");
    Said {
        seq: *seq,
        id: s(&event["id"]),
        by: s(&event["by"]),
        from: seconds(&event["occurred"]["earliest"]),
        to: seconds(&event["occurred"]["latest"]),
        known: seconds(&event["known"]),
        ahead: list(&event["flags"]).contains(&Value::from("known_after_recorded")),
        verb,
        fact,
    }
}

/// A list of entries in the order of the record.
pub struct Truth<'a> {
    pub all: Vec<Said<'a>>,
    /// Entries that a person set aside in resolving a conflict.
    pub aside: BTreeSet<&'a str>,
    /// Corridors that were opened and are suspended because what spoke against them was set aside.
    pub in_stead: Vec<(&'a str, Said<'a>)>,
    /// Entries that a person took back and that count for nothing since.
    pub taken: BTreeSet<&'a str>,
    /// All entries, and what withdrawals say in the stead of what they took back.
    pub(super) spoken: Vec<Said<'a>>,
    /// While the list is read in order: up to which number.
    pub(super) until: Option<u64>,
}

pub type Span = (i64, i64);

pub fn span(value: &Value) -> Span {
    (seconds(&value["from"]), seconds(&value["to"]))
}

impl<'a> Truth<'a> {
    pub fn of(all: Vec<Said<'a>>) -> Truth<'a> {
        let mut seen = BTreeSet::new();
        let once: Vec<Said<'a>> = all
            .into_iter()
            .filter(|said| seen.insert(said.id))
            .collect();
        let mut truth = Truth {
            spoken: once.clone(),
            all: once,
            aside: BTreeSet::new(),
            in_stead: Vec::new(),
            taken: BTreeSet::new(),
            until: None,
        };
        // In the order of the record: what was set aside or taken back before no longer speaks.
        let changing = |said: &&Said<'a>| matches!(said.verb, "resolve" | "withdraw");
        let changing: Vec<Said<'a>> = truth.all.iter().filter(changing).copied().collect();
        let mut withdrawn = BTreeSet::new();
        for change in changing {
            if change.verb == "withdraw" {
                if withdrawn.insert(s(&change.fact["entry"])) {
                    truth.until = Some(change.seq);
                    truth.withdraw(change);
                    truth.until = None;
                }
                continue;
            }
            let Some(dropped) = truth.drops(change) else {
                continue;
            };
            for corridor in truth.opposed_by(dropped, change.seq) {
                truth.in_stead.push((corridor, change));
            }
            truth.aside.insert(dropped);
        }
        truth
    }

    /// What the first resolution of a hard conflict sets aside.
    fn drops(&self, resolve: Said<'a>) -> Option<&'a str> {
        let about = |said: &Said<'a>| said.fact["conflict"] == resolve.fact["conflict"];
        let first = self
            .all
            .iter()
            .find(|said| said.verb == "resolve" && about(said))?;
        let conflict = self
            .conflicts()
            .into_iter()
            .find(|one| one["conflict"] == resolve.fact["conflict"] && one["kind"] == "hard")?;
        if first.seq != resolve.seq {
            return None;
        }
        let ends = [s(&conflict["here"]), s(&conflict["there"])];
        Some(if s(&resolve.fact["keep"]) == ends[0] {
            ends[1]
        } else {
            ends[0]
        })
    }

    /// Corridors that had been opened by then and that an entry speaks against.
    fn opposed_by(&self, id: &str, by: u64) -> Vec<&'a str> {
        let Some(said) = self
            .all
            .iter()
            .find(|said| said.id == id && said.seq < by && !self.is_out(id))
        else {
            return Vec::new();
        };
        let fact = said.fact;
        let all = || self.corridors();
        let named = |name: &Value| all().into_iter().filter(|one| name == *one).collect();
        let against: Vec<&'a str> = match said.verb {
            "trip" => named(&fact["corridor"]),
            "status" if matches!(s(&fact["decision"]), "suspend" | "close" | "complete") => {
                named(&fact["corridor"])
            }
            "go" if fact["decision"] != "go" => named(&fact["corridor"]),
            "confirm" if fact["commander"] != "confirmed" => {
                self.corridor_of(s(&fact["gate"])).into_iter().collect()
            }
            "guarantee" if matches!(s(&fact["step"]), "refused" | "withdrawn") => {
                named(&fact["covers"]["corridor"])
            }
            "agree" if fact["consent"] != "given" && fact["subject"] == "pause" => all(),
            "agree" if fact["consent"] != "given" => named(&fact["subject"]["corridor"]),
            _ => Vec::new(),
        };
        let opened = |corridor: &&str| {
            let mut decisions = self.verb("status").filter(|one| one.seq < by);
            decisions.any(|one| {
                one.fact["corridor"] == **corridor
                    && matches!(s(&one.fact["decision"]), "open" | "restrict")
            })
        };
        against.into_iter().filter(opened).collect()
    }

    /// Conflicts of entries that are both here, which were there when the merge was.
    pub fn conflicts(&self) -> Vec<&'a Value> {
        let mut before: BTreeSet<&str> = BTreeSet::new();
        let mut found = Vec::new();
        for said in &self.all {
            if said.verb == "merged" && !self.aside.contains(said.id) {
                let ends = |conflict: &&Value| {
                    let mut ends = ["here", "there"].into_iter();
                    ends.all(|end| before.contains(s(&conflict[end])))
                };
                found.extend(list(&said.fact["conflicts"]).iter().filter(ends));
            }
            before.insert(said.id);
        }
        found
    }

    /// The entry that is followed, if a person resolved a conflict: once.
    pub fn resolution(&self, conflict: &Value) -> Option<&'a str> {
        let mut all = self.all.iter().filter(|said| said.verb == "resolve");
        all.find(|said| said.fact["conflict"] == conflict["conflict"])
            .map(|said| s(&said.fact["keep"]))
    }

    /// Whether an entry was set aside or taken back.
    pub fn is_out(&self, id: &str) -> bool {
        self.aside.contains(id) || self.taken.contains(id)
    }

    /// Entries of a verb, those that were set aside or taken back left out; with what withdrawals say.
    pub fn verb(&self, verb: &str) -> impl DoubleEndedIterator<Item = Said<'a>> + Clone {
        let all = self.spoken.iter().filter(move |said| said.verb == verb);
        let by_then = |said: &&Said<'a>| self.until.is_none_or(|until| said.seq < until);
        all.filter(by_then)
            .filter(|said| !self.is_out(said.id))
            .copied()
    }

    /// Entries of a verb, even those that were set aside.
    pub fn entered(&self, verb: &str) -> impl Iterator<Item = Said<'a>> {
        self.all
            .iter()
            .filter(move |said| said.verb == verb)
            .copied()
    }

    pub fn setup(&self, what: &str) -> Vec<&'a Value> {
        let setups: Vec<Said<'a>> = self.verb("setup").collect();
        setups
            .iter()
            .flat_map(|said| list(&said.fact[what]))
            .collect()
    }

    pub fn parties(&self) -> Vec<&'a str> {
        self.setup("parties").into_iter().map(s).collect()
    }

    pub fn corridors(&self) -> Vec<&'a str> {
        self.setup("corridors")
            .iter()
            .map(|corridor| s(&corridor["corridor"]))
            .collect()
    }

    /// Gates of a corridor, outwards, with who operates them.
    pub fn gates(&self, corridor: &str) -> Vec<(&'a str, &'a str)> {
        let corridors = self.setup("corridors");
        let own = corridors
            .into_iter()
            .filter(|one| one["corridor"] == corridor);
        own.flat_map(|one| list(&one["gates"]))
            .map(|gate| (s(&gate["gate"]), s(&gate["operated_by"])))
            .collect()
    }

    pub fn corridor_of(&self, gate: &str) -> Option<&'a str> {
        self.corridors()
            .into_iter()
            .find(|corridor| self.gates(corridor).iter().any(|(own, _)| *own == gate))
    }

    fn rules(&self) -> Option<&'a Value> {
        self.verb("rules").next_back().map(|said| said.fact)
    }

    pub fn rule(&self, name: &str, usual: i64) -> i64 {
        self.rules()
            .and_then(|rules| rules[name].as_i64())
            .unwrap_or(usual)
    }

    /// How firm a guarantee must be: 0 informal, 1 verbal, 2 written.
    pub fn level_needed(&self) -> i64 {
        self.rules()
            .map_or(1, |rules| level(&rules["guarantee_level"]))
    }

    pub fn guarantors(&self) -> Vec<&'a str> {
        let named: Vec<&str> = self
            .rules()
            .map(|rules| list(&rules["guarantors"]).iter().map(s).collect())
            .unwrap_or_default();
        if named.is_empty() {
            self.parties()
        } else {
            named
        }
    }

    /// The root of a source, as it was entered last.
    pub fn root(&self, source: &'a str) -> &'a str {
        let mut entered = self
            .verb("source")
            .filter(|said| said.fact["source"] == source);
        entered
            .next_back()
            .map_or(source, |said| s(&said.fact["root"]))
    }

    // What is said of hours and consent.

    fn statements(&self, subject: &Value) -> Vec<Said<'a>> {
        let declared = self
            .verb("declare")
            .filter(|said| !list(&said.fact["windows"]).is_empty());
        let mut all: Vec<Said<'a>> = declared
            .chain(self.verb("amend"))
            .filter(|said| said.fact["subject"] == *subject)
            .collect();
        all.sort_by_key(|said| said.seq);
        all
    }

    pub fn declared_by(&self, subject: &Value) -> BTreeSet<&'a str> {
        let declared = self
            .verb("declare")
            .filter(|said| said.fact["subject"] == *subject);
        declared.map(|said| s(&said.fact["party"])).collect()
    }

    fn consents(&self, subject: &Value, party: &str) -> Vec<Said<'a>> {
        let all = self
            .verb("agree")
            .filter(|said| said.fact["subject"] == *subject);
        all.filter(|said| said.fact["party"] == party).collect()
    }

    /// Of what was said for and against a thing, what stands: the last for it that was entered and happened after all
    /// against it, else the last against it.
    pub fn stands(
        said: &[Said<'a>],
        for_it: impl Fn(&Said<'a>) -> bool,
    ) -> Option<(Said<'a>, bool)> {
        let against: Vec<&Said<'a>> = said.iter().filter(|said| !for_it(said)).collect();
        let above = |one: &&Said<'a>| {
            against
                .iter()
                .all(|other| other.seq < one.seq && other.from <= one.from)
        };
        let holds = said.iter().filter(|said| for_it(said)).rfind(above);
        holds
            .map(|said| (*said, true))
            .or_else(|| against.last().map(|said| (**said, false)))
    }

    /// Whether a party declared it as it now is, or agreed to it as it is now stated, by a moment.
    pub fn consenting(&self, subject: &Value, party: &str, at: i64) -> bool {
        let mut others = self
            .statements(subject)
            .into_iter()
            .filter(|said| said.fact["party"] != party);
        let gives = |said: &Said<'a>| said.fact["consent"] == "given";
        let mut said = self.consents(subject, party);
        said.retain(|said| !gives(said) || said.to <= at);
        match Self::stands(&said, gives) {
            Some((given, true)) => {
                others.all(|other| given.seq > other.seq && given.from >= other.from)
            }
            Some((_, false)) => self.withdrawn_at(subject, party).is_none(),
            None => {
                let mut own = self.windows_of(subject, party);
                own.sort_unstable();
                self.declared_by(subject).contains(party)
                    && (own.is_empty() || own == self.hours(subject).1)
            }
        }
    }

    pub fn agreed(&self, subject: &Value, at: i64) -> bool {
        let parties = self.parties();
        !parties.is_empty()
            && !self.declared_by(subject).is_empty()
            && parties
                .iter()
                .all(|party| self.consenting(subject, party, at))
    }

    /// From when on a party no longer consents: the earliest time that it said so since it last declared hours or
    /// consented, after all that it had said against it.
    pub fn withdrawn_at(&self, subject: &Value, party: &str) -> Option<i64> {
        let declared = self
            .statements(subject)
            .into_iter()
            .filter(|said| said.verb == "declare" && said.fact["party"] == party);
        let mut all: Vec<Said<'a>> = self
            .consents(subject, party)
            .into_iter()
            .chain(declared)
            .collect();
        all.sort_by_key(|said| said.seq);
        let (mut since, mut last) = (None::<i64>, i64::MIN);
        for said in all {
            let against = said.verb == "agree" && said.fact["consent"] != "given";
            if against {
                since = Some(since.unwrap_or(i64::MAX).min(said.from));
                last = last.max(said.from);
            } else if said.from >= last {
                since = None;
            }
        }
        since
    }

    /// The windows of a party, in the order in which it stated them.
    pub fn windows_of(&self, subject: &Value, party: &str) -> Vec<Span> {
        let mut statements = self.statements(subject);
        statements.retain(|said| said.fact["party"] == party);
        statements.sort_by_key(|said| (said.from, said.seq));
        let mut windows: Vec<Span> = Vec::new();
        for said in statements {
            if said.verb == "amend" {
                let ends: Vec<i64> = list(&said.fact["ends"]).iter().map(seconds).collect();
                amend(&mut windows, said, &ends);
                continue;
            }
            let stated = list(&said.fact["windows"]).iter().map(span);
            let touching = |before: &&Span, (from, to): Span| before.0 < to && from <= before.1;
            windows = stated
                .map(
                    |stated| match windows.iter().find(|before| touching(before, stated)) {
                        None => stated,
                        Some(before) => {
                            let mut one = vec![*before];
                            amend(&mut one, said, &[stated.1]);
                            (stated.0, one[0].1)
                        }
                    },
                )
                .filter(|(from, to)| from < to)
                .collect();
        }
        if let Some(at) = self.withdrawn_at(subject, party) {
            windows = windows
                .into_iter()
                .map(|(from, to)| (from, to.min(at)))
                .filter(|(from, to)| from < to)
                .collect();
        }
        windows
    }

    /// Whether anybody stated hours, and what all who did have in common.
    pub fn hours(&self, subject: &Value) -> (bool, Vec<Span>) {
        let parties: BTreeSet<&str> = self
            .statements(subject)
            .iter()
            .map(|said| s(&said.fact["party"]))
            .collect();
        let each: Vec<Vec<Span>> = parties
            .iter()
            .map(|party| self.windows_of(subject, party))
            .collect();
        let any = each.iter().any(|windows| !windows.is_empty());
        // Edges cut time into pieces, of which each lies in a window of a party or does not.
        let edges: BTreeSet<i64> = each
            .iter()
            .flatten()
            .flat_map(|(from, to)| [*from, *to])
            .collect();
        let edges: Vec<i64> = edges.into_iter().collect();
        let mut common: Vec<Span> = Vec::new();
        let which = |at: i64| -> Vec<Option<usize>> {
            each.iter()
                .map(|windows| {
                    windows
                        .iter()
                        .position(|(from, to)| *from <= at && at < *to)
                })
                .collect()
        };
        let mut before: Vec<Option<usize>> = Vec::new();
        for pair in edges.windows(2) {
            let of = which(pair[0]);
            if of.is_empty() || of.iter().any(Option::is_none) {
                before.clear();
                continue;
            }
            match common.last_mut() {
                Some(last) if last.1 == pair[0] && of == before => last.1 = pair[1],
                _ => common.push((pair[0], pair[1])),
            }
            before = of;
        }
        (any, common)
    }

    // What is due, sent and received.

    /// What is open, with whether it is overdue.
    pub fn due(&self, at: i64) -> BTreeMap<&'a str, bool> {
        let kept: BTreeSet<&str> = self.verb("done").map(|said| s(&said.fact["due"])).collect();
        let open = self
            .verb("due")
            .filter(|said| !kept.contains(s(&said.fact["due"])));
        open.map(|said| (s(&said.fact["due"]), seconds(&said.fact["by"]) <= at))
            .collect()
    }

    /// Of each notification: when it was received, what was answered, whether an answer is overdue.
    pub fn notifications(
        &self,
        at: i64,
    ) -> BTreeMap<&'a str, (Option<i64>, Option<&'a str>, bool)> {
        let sent = self.verb("notify").map(|said| {
            let name = s(&said.fact["notification"]);
            let receipt = self
                .verb("receipt")
                .find(|receipt| receipt.fact["notification"] == name);
            let answer = self
                .verb("respond")
                .rfind(|answer| answer.fact["notification"] == name);
            let answer = answer.map(|answer| s(&answer.fact["response"]));
            let deadline = Some(&said.fact["deadline"]).filter(|deadline| !deadline.is_null());
            let overdue =
                answer.is_none() && deadline.is_some_and(|deadline| seconds(deadline) <= at);
            (name, (receipt.map(|receipt| receipt.from), answer, overdue))
        });
        sent.collect()
    }
}

pub fn level(value: &Value) -> i64 {
    match s(value) {
        "informal" => 0,
        "verbal" => 1,
        "written" => 2,
        other => panic!("level {other}"),
    }
}

/// An end for the window that had started last before it. What is stated when the window is over extends nothing, and
/// of several ends the earliest holds.
fn amend(windows: &mut [Span], said: Said<'_>, ends: &[i64]) {
    let Some(&earliest) = ends.iter().min() else {
        return;
    };
    let latest = *ends.iter().max().expect("not empty");
    let started = windows
        .iter_mut()
        .filter(|window| window.0 < earliest)
        .max_by_key(|window| window.0);
    let Some(window) = started else { return };
    let late = said.to >= window.1 && earliest > window.1;
    if latest != earliest && !late {
        window.1 = window.1.min(earliest);
    } else if !late {
        window.1 = earliest;
    }
}
