//! What must hold of guarantees, commanders and the status of a corridor: the checker's own reckoning.

use serde_json::{Value, json};

use super::truth::{Said, Span, Truth, list, s, seconds};

/// A status and the rule that makes it so.
pub type Lapse = (&'static str, &'static str);

pub fn opens(said: &Said<'_>) -> bool {
    matches!(s(&said.fact["decision"]), "open" | "restrict")
}

fn stops(said: &Said<'_>) -> bool {
    matches!(said.verb, "trip" | "resolve")
        || matches!(s(&said.fact["decision"]), "suspend" | "close" | "complete")
}

pub fn takes_back(said: &Said<'_>) -> bool {
    matches!(s(&said.fact["step"]), "refused" | "withdrawn")
}

fn inside(windows: &[Span], at: i64) -> Option<Span> {
    windows
        .iter()
        .copied()
        .find(|(from, to)| *from <= at && at < *to)
}

impl<'a> Truth<'a> {
    // Decisions.

    /// Decisions on a corridor and its stop triggers, in the order of the record; a stop that was entered
    /// as known in the future holds at once.
    fn decisions(&self, corridor: &str) -> Vec<Said<'a>> {
        let mut all: Vec<Said<'a>> = self
            .verb("status")
            .chain(self.verb("trip"))
            .filter(|said| said.fact["corridor"] == corridor)
            .collect();
        let in_stead = self.in_stead.iter().filter(|(own, _)| *own == corridor);
        all.extend(in_stead.map(|(_, resolve)| *resolve));
        all.sort_by_key(|said| said.seq);
        for said in all.iter_mut().filter(|said| stops(said)) {
            said.from = if said.ahead {
                i64::MIN
            } else {
                said.from.min(said.known)
            };
            said.to = if said.ahead {
                i64::MIN
            } else {
                said.to.min(said.known)
            };
        }
        all
    }

    fn taken(&self, corridor: &str, at: i64) -> Vec<Said<'a>> {
        self.decisions(corridor)
            .into_iter()
            .filter(|said| said.from <= at)
            .collect()
    }

    fn last_opening(&self, corridor: &str, at: i64) -> Option<Said<'a>> {
        self.taken(corridor, at)
            .into_iter()
            .filter(opens)
            .max_by_key(|said| (said.from, said.seq))
    }

    /// Entries in which a guarantor took a guarantee of a corridor back.
    fn lost(&self, corridor: &str, at: i64) -> Vec<u64> {
        let guarantors = self.guarantors();
        let steps = self.steps(&json!({ "corridor": corridor })).into_iter();
        let lost = steps.filter(|said| {
            takes_back(said) && said.from <= at && guarantors.contains(&s(&said.fact["party"]))
        });
        lost.map(|said| said.seq).collect()
    }

    /// Entries in which a commander said that the order is not there or not followed.
    fn refused_orders(&self, corridor: &str, at: i64) -> Vec<u64> {
        let gates = self.gates(corridor);
        let own = self
            .verb("confirm")
            .filter(|said| gates.iter().any(|(gate, _)| said.fact["gate"] == *gate));
        own.filter(|said| said.fact["commander"] != "confirmed" && said.from <= at)
            .map(|said| said.seq)
            .collect()
    }

    /// What guarantors said against a corridor: a consent to it or to the pause that is not given, an objection to a
    /// notification about it.
    fn refusals(&self, corridor: &str, at: i64) -> Vec<Said<'a>> {
        let own = json!({ "corridor": corridor });
        let consents = self.verb("agree").filter(|said| {
            said.fact["consent"] != "given"
                && (said.fact["subject"] == own || said.fact["subject"] == "pause")
        });
        let answers = self.answers(corridor).into_iter();
        let objections = answers.filter(|said| said.fact["response"] == "objected");
        let guarantors = self.guarantors();
        consents
            .chain(objections)
            .filter(|said| said.from <= at && guarantors.contains(&s(&said.fact["party"])))
            .collect()
    }

    /// Answers to notifications about a corridor.
    fn answers(&self, corridor: &str) -> Vec<Said<'a>> {
        let own = json!({ "corridor": corridor });
        let about = |answer: &Said<'a>| {
            let sent = self.verb("notify");
            let sent = sent.filter(|sent| sent.seq < answer.seq);
            let mut sent =
                sent.filter(|sent| sent.fact["notification"] == answer.fact["notification"]);
            sent.any(|sent| sent.fact["about"] == own)
        };
        self.verb("respond").filter(about).collect()
    }

    /// Whether a guarantor's no to a corridor stands.
    fn is_refused(&self, corridor: &str, at: i64) -> bool {
        let answers = self.answers(corridor);
        self.refusals(corridor, at).iter().any(|said| {
            if said.verb == "agree" {
                return self
                    .withdrawn_at(&said.fact["subject"], s(&said.fact["party"]))
                    .is_some();
            }
            !answers.iter().any(|answer| {
                answer.fact["party"] == said.fact["party"]
                    && answer.fact["response"] == "accepted"
                    && answer.seq > said.seq
                    && answer.from >= said.from
            })
        })
    }

    /// Of the entries after an opening that could have lifted something: the first moment for which one found it lapsed,
    /// with the entry's number and why. Looked up again for each of them in the record as it was before.
    fn noted(&self, corridor: &str, opened: Said<'a>, at: i64) -> Option<(i64, u64, Lapse)> {
        const LIFTS: [&str; 11] = [
            "declare",
            "agree",
            "amend",
            "guarantee",
            "confirm",
            "go",
            "rules",
            "respond",
            "merged",
            "resolve",
            "withdraw",
        ];
        let mut first: Option<(i64, u64, Lapse)> = None;
        for (index, later) in self.all.iter().enumerate() {
            if later.seq <= opened.seq || !LIFTS.contains(&later.verb) {
                continue;
            }
            let when = if later.ahead { i64::MIN } else { later.known };
            if when > at || first.is_some_and(|(earliest, ..)| earliest <= when) {
                continue;
            }
            let before = Truth::of(self.all[..index].to_vec());
            let last = before.last_opening(corridor, later.known);
            if last.is_none_or(|last| last.seq != opened.seq) {
                continue;
            }
            if let Some(lapse) = before.lapse_by_what_is_said(corridor, opened, later.known) {
                first = Some((when, later.seq, lapse));
            }
        }
        first
    }

    /// Why an opening no longer holds.
    fn lapse(&self, corridor: &str, opened: Said<'a>, at: i64) -> Option<Lapse> {
        if let Some((_, _, lapse)) = self.noted(corridor, opened, at) {
            return Some(lapse);
        }
        self.lapse_by_what_is_said(corridor, opened, at)
    }

    fn lapse_by_what_is_said(&self, corridor: &str, opened: Said<'a>, at: i64) -> Option<Lapse> {
        let since = opened.to.min(at);
        let own = json!({ "corridor": corridor });
        for (rule, subject) in [
            ("after-the-window", json!("pause")),
            ("after-the-corridors-hours", own.clone()),
        ] {
            let (any, windows) = self.hours(&subject);
            let needed = any || subject == "pause";
            if needed
                && inside(&windows, since).is_none_or(|window| inside(&[window], at).is_none())
            {
                return Some(("closed", rule));
            }
        }
        let no_go = self.verb("go").any(|said| {
            said.fact["corridor"] == corridor
                && said.fact["decision"] != "go"
                && said.seq > opened.seq
                && said.from <= at
        });
        if no_go {
            return Some(("suspended", "no-go-since"));
        }
        let refused = self
            .refusals(corridor, at)
            .iter()
            .any(|said| said.seq > opened.seq);
        if refused || self.is_refused(corridor, at) {
            return Some(("suspended", "consent-lost"));
        }
        let taken_back = self.lost(corridor, at).iter().any(|seq| *seq > opened.seq);
        let guarantors = self.guarantors();
        if !guarantors.is_empty()
            && (taken_back
                || guarantors
                    .iter()
                    .any(|party| !self.held(&own, party, since, at)))
        {
            return Some(("suspended", "guarantee-lost"));
        }
        let refused = self
            .refused_orders(corridor, at)
            .iter()
            .any(|seq| *seq > opened.seq);
        (refused || !self.unconfirmed(corridor, at, None).is_empty())
            .then_some(("suspended", "commander-lost"))
    }

    /// The last entry after which everything is needed anew.
    pub fn last_stop(&self, corridor: &str, at: i64) -> Option<u64> {
        let openings: Vec<u64> = self
            .decisions(corridor)
            .iter()
            .filter(|said| opens(said))
            .map(|said| said.seq)
            .collect();
        let taken = self.taken(corridor, at);
        let stopped = taken.iter().filter(|said| stops(said)).map(|said| said.seq);
        let lost = self
            .lost(corridor, at)
            .into_iter()
            .chain(self.refused_orders(corridor, at))
            .chain(self.refusals(corridor, at).into_iter().map(|said| said.seq));
        let lost = lost.filter(|seq| openings.iter().any(|opening| opening < seq));
        let lapsed = self.last_opening(corridor, at).and_then(|opened| {
            let noted = self.noted(corridor, opened, at).map(|(_, seq, _)| seq - 1);
            let last = self.all.last().map(|said| said.seq);
            let raw = self.lapse_by_what_is_said(corridor, opened, at).and(last);
            noted.or(raw)
        });
        stopped.chain(lost).chain(lapsed).max()
    }

    /// Whether nothing stands against opening a corridor.
    pub fn may_open(&self, corridor: &str, at: i64) -> bool {
        let fresh = self.last_stop(corridor, at);
        let own = json!({ "corridor": corridor });
        let (any, windows) = self.hours(&own);
        let in_hours = inside(&self.hours(&json!("pause")).1, at).is_some()
            && (!any || inside(&windows, at).is_some());
        let guarantors = self.guarantors();
        let guaranteed = !guarantors.is_empty()
            && guarantors
                .iter()
                .all(|party| self.guarantee(&own, party, at, fresh) == "holds");
        let lists: Vec<Said<'a>> = self
            .verb("go")
            .filter(|said| said.fact["corridor"] == corridor)
            .collect();
        let go = Truth::stands(&lists, |said| said.fact["decision"] == "go").is_some_and(
            |(said, go)| {
                let signed =
                    list(&said.fact["signed_by"]).len() as i64 >= self.rule("signatures", 1);
                go && signed && said.from <= at && fresh.is_none_or(|after| said.seq > after)
            },
        );
        in_hours
            && guaranteed
            && go
            && self.unconfirmed(corridor, at, fresh).is_empty()
            && !self.is_refused(corridor, at)
            && self.contested(corridor, at).is_none()
    }

    pub fn contested(&self, corridor: &str, at: i64) -> Option<&'static str> {
        let open = self.conflicts().into_iter().any(|conflict| {
            conflict["kind"] == "hard"
                && (conflict["corridor"] == corridor || of_all(conflict))
                && self.resolution(conflict).is_none()
        });
        if open {
            return Some("conflict-between-records");
        }
        let mut said = self.taken(corridor, at);
        said.retain(|said| matches!(s(&said.fact["decision"]), "contest" | "uncontest"));
        let last = Truth::stands(&said, |said| said.fact["decision"] == "uncontest");
        let settled = match last {
            Some((_, false)) => return Some("contested-by-decision"),
            Some((said, true)) => Some(said),
            None => None,
        };
        let was_settled = |said: &Said<'a>| {
            let when = &said.fact["when"];
            let begun = |settled: &Said<'a>| {
                when.is_null()
                    || seconds(&when["earliest"]) <= settled.from
                    || seconds(&when["earliest"]) > said.known
            };
            settled.is_some_and(|settled| {
                said.seq < settled.seq && said.known <= settled.known && begun(&settled)
            })
        };
        let claims = self
            .verb("report")
            .filter(|said| self.endangers(said, corridor, at) && !was_settled(said));
        let mut roots: Vec<&str> = claims
            .map(|said| self.claim_root(s(&said.fact["claim"])))
            .collect();
        roots.sort_unstable();
        roots.dedup();
        (!roots.is_empty() && roots.len() as i64 >= self.rule("roots_to_contest", 1))
            .then_some("contested-by-claims")
    }

    /// Whether a claim says that exactly this corridor is dangerous.
    pub fn names_danger(&self, said: &Said<'a>, corridor: &str) -> bool {
        const DANGERS: [&str; 8] = [
            "casualties",
            "shelling",
            "air_strike",
            "gunfire",
            "explosion",
            "obstruction",
            "detention",
            "closed",
        ];
        let (fact, place) = (said.fact, &said.fact["place"]);
        let on = list(&place["corridors"]).iter().map(|one| Some(s(one)));
        let on: Vec<Option<&str>> = on
            .chain(
                list(&place["gates"])
                    .iter()
                    .map(|gate| self.corridor_of(s(gate))),
            )
            .collect();
        let named = place["precision"] == "named" && on.contains(&Some(corridor));
        let denied = fact["polarity"] == "negated" || fact["modality"] == "denied";
        let says_so = if fact["happening"] == "open" {
            denied
        } else {
            claimed(fact) && DANGERS.contains(&s(&fact["happening"]))
        };
        named && says_so
    }

    fn endangers(&self, said: &Said<'a>, corridor: &str, at: i64) -> bool {
        let fact = said.fact;
        let begun = fact["when"].is_null() || {
            let earliest = seconds(&fact["when"]["earliest"]);
            earliest <= at || earliest > said.known
        };
        let claim = s(&fact["claim"]);
        let unfounded = self.incident_names().into_iter().any(|incident| {
            let mut settled = self
                .verb("settle")
                .filter(|said| said.fact["incident"] == incident);
            let last = settled.next_back();
            last.is_some_and(|last| {
                last.fact["settled"] == "unfounded" && self.had(incident, claim, last.seq)
            })
        });
        self.names_danger(said, corridor) && begun && !unfounded && self.credibility(claim) != "5"
    }

    /// The status of a corridor, and the rule that makes it so.
    pub fn status(&self, corridor: &str, at: i64) -> (&'static str, &'static str) {
        let taken = self.taken(corridor, at);
        let lifted = |stop: &Said<'a>| {
            taken
                .iter()
                .any(|next| opens(next) && next.seq > stop.seq && next.from >= stop.to)
        };
        let stopped = taken
            .iter()
            .filter(|said| stops(said) && !lifted(said))
            .max_by_key(|said| (said.from, said.seq));
        if let Some(stop) = stopped {
            return match (stop.verb, s(&stop.fact["decision"])) {
                ("trip", _) => ("suspended", "suspended-by-stop-trigger"),
                _ if stop.fact["withdrawal"] == true => ("suspended", "suspended-by-withdrawal"),
                (_, "close") => ("closed", "closed-by-decision"),
                (_, "complete") => ("completed", "completed-by-decision"),
                _ => ("suspended", "suspended-by-decision"),
            };
        }
        if let Some(rule) = self.contested(corridor, at) {
            return ("contested", rule);
        }
        if let Some(opened) = self.last_opening(corridor, at) {
            if let Some(lapsed) = self.lapse(corridor, opened, at) {
                return lapsed;
            }
            if !self.never_silent(corridor, opened, at) {
                return ("unknown", "silence");
            }
            let status = if opened.fact["decision"] == "restrict" {
                "restricted"
            } else {
                "open"
            };
            return (status, "open-by-decision");
        }
        self.not_opened(corridor, at)
    }

    fn not_opened(&self, corridor: &str, at: i64) -> (&'static str, &'static str) {
        let own = json!({ "corridor": corridor });
        if self.declared_by(&own).is_empty() {
            return ("planned", "not-declared");
        }
        let ended = |subject: &Value| {
            let (any, windows) = self.hours(subject);
            any && windows.iter().all(|(_, to)| *to <= at)
        };
        if ended(&json!("pause")) || ended(&own) {
            return ("closed", "after-the-window");
        }
        if !self.agreed(&own, at) {
            return ("declared", "declared-not-agreed");
        }
        let received = |party: &&str| {
            let sent = self
                .verb("notify")
                .filter(|said| said.fact["party"] == **party && said.fact["about"] == own);
            sent.clone().any(|said| {
                self.verb("receipt")
                    .any(|receipt| receipt.fact["notification"] == said.fact["notification"])
            })
        };
        if self.parties().iter().all(received) {
            ("notified", "notified")
        } else {
            ("agreed", "agreed-by-all")
        }
    }

    /// Of each mission: how many of the guarantees it needs hold, of how many, and how it ended.
    pub fn mission(&self, mission: &str, at: i64) -> (usize, usize, Option<&'a str>) {
        let fact = self
            .verb("mission")
            .rfind(|said| said.fact["mission"] == mission)
            .map(|said| said.fact);
        let named: Vec<&str> = fact
            .map(|fact| list(&fact["guarantors"]).iter().map(s).collect())
            .unwrap_or_default();
        let mut needed = if named.is_empty() {
            self.guarantors()
        } else {
            named
        };
        needed.sort_unstable();
        needed.dedup();
        let covers = json!({ "mission": mission });
        let hold = needed
            .iter()
            .filter(|party| self.guarantee(&covers, party, at, None) == "holds")
            .count();
        // What speaks of a mission before the record does is kept aside.
        let since = self
            .verb("mission")
            .find(|said| said.fact["mission"] == mission);
        let ended = self.verb("outcome").rfind(|said| {
            said.fact["mission"] == mission && since.is_some_and(|since| since.seq < said.seq)
        });
        (
            hold,
            needed.len(),
            ended.map(|said| s(&said.fact["outcome"])),
        )
    }
}

/// Whether a conflict concerns every corridor.
fn of_all(conflict: &Value) -> bool {
    let about = s(&conflict["about"]);
    conflict["corridor"].is_null()
        && (about.starts_with("pause: ") || about == "the rules of the board")
}

/// Whether a claim says that it is so.
pub fn claimed(fact: &Value) -> bool {
    fact["polarity"] == "affirmed" && matches!(s(&fact["modality"]), "asserted" | "reported")
}
