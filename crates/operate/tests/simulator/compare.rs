//! What a board shows beside what it must show.

use std::collections::{BTreeMap, BTreeSet};

use korridor_operate::{Board, Stamp};
use korridor_world::Instant;
use serde_json::{Value, json};

use super::sums::{Sum, Which, figure};
use super::truth::{Truth, list, s, seconds, span};

/// Everything that differs, named.
pub struct Differences(pub Vec<String>);

impl Differences {
    fn expect<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, shown: T, must: T) {
        if shown != must {
            self.0
                .push(format!("{what}: shown {shown:?}, must be {must:?}"));
        }
    }
}

/// Compares the board at a moment, in seconds since 1970.
pub fn differences(board: &Board, truth: &Truth<'_>, at: i64) -> Vec<String> {
    let view = serde_json::to_value(board.view(Stamp(Instant(at)))).expect("a view is JSON");
    let mut found = Differences(Vec::new());
    found.expect(
        "entries",
        view["entries"].as_u64(),
        Some(truth.all.len() as u64),
    );
    pause(&mut found, &view["pause"], truth, at);
    for shown in list(&view["corridors"]) {
        corridor(&mut found, shown, truth, at);
    }
    totals(&mut found, &view["totals"], truth, at);
    people(&mut found, &view, truth, at);
    claims(&mut found, &view, truth);
    found.0
}

fn names(value: &Value) -> BTreeSet<&str> {
    list(value).iter().map(s).collect()
}

fn pause(found: &mut Differences, shown: &Value, truth: &Truth<'_>, at: i64) {
    let subject = json!("pause");
    let (any, windows) = truth.hours(&subject);
    let mut spans: Vec<(i64, i64)> = list(&shown["hours"]["windows"]).iter().map(span).collect();
    spans.sort_unstable();
    found.expect("pause.windows", spans, windows.clone());
    let inside = windows.iter().find(|(from, to)| *from <= at && at < *to);
    let ends = Some(&shown["ends"])
        .filter(|ends| !ends.is_null())
        .map(seconds);
    found.expect("pause.ends", ends, inside.map(|window| window.1));
    let state = match (inside, windows.first(), windows.last()) {
        (Some(_), ..) => "inside",
        (_, Some(first), _) if at < first.0 => "before",
        (_, _, Some(last)) if at < last.1 => "between",
        _ if any => "ended",
        _ => "none_declared",
    };
    found.expect("pause.state", s(&shown["state"]), state);
    let mut own: BTreeMap<&str, Vec<(i64, i64)>> = BTreeMap::new();
    for window in list(&shown["hours"]["by_party"]) {
        own.entry(s(&window["party"]))
            .or_default()
            .push(span(&window["span"]));
    }
    for party in truth.declared_by(&subject) {
        let mut must = truth.windows_of(&subject, party);
        let mut shown = own.remove(party).unwrap_or_default();
        must.sort_unstable();
        shown.sort_unstable();
        found.expect(&format!("pause.windows of {party}"), shown, must);
    }
    found.expect(
        "pause.declared_by",
        names(&shown["declared_by"]),
        truth.declared_by(&subject),
    );
    found.expect(
        "pause.agreed",
        shown["agreed"].as_bool(),
        Some(truth.agreed(&subject, at)),
    );
}

fn corridor(found: &mut Differences, shown: &Value, truth: &Truth<'_>, at: i64) {
    let name = s(&shown["corridor"]);
    let own = json!({ "corridor": name });
    let what = |part: &str| format!("{name}.{part}");
    found.expect(
        &what("status"),
        (s(&shown["status"]), s(&shown["why"]["rule"])),
        truth.status(name, at),
    );
    let guarantees = list(&shown["guarantees"])
        .iter()
        .map(|one| (s(&one["party"]), s(&one["standing"])));
    let must = truth
        .guarantors()
        .into_iter()
        .map(|party| (party, truth.guarantee(&own, party, at, None)));
    found.expect(
        &what("guarantees"),
        guarantees.collect::<Vec<_>>(),
        must.collect(),
    );
    let anew = list(&shown["guarantees"])
        .iter()
        .filter(|one| one["needed_anew"] == true)
        .map(|one| s(&one["party"]));
    let stop = truth.last_stop(name, at);
    let must = truth.guarantors().into_iter().filter(|party| {
        truth.guarantee(&own, party, at, None) == "holds"
            && truth.guarantee(&own, party, at, stop) != "holds"
    });
    found.expect(
        &what("needed anew"),
        anew.collect::<Vec<_>>(),
        must.collect(),
    );
    let missing = list(&shown["commanders_missing"])
        .iter()
        .map(|one| s(&one[0]));
    found.expect(
        &what("commanders_missing"),
        missing.collect::<Vec<_>>(),
        truth.unconfirmed(name, at, truth.last_stop(name, at)),
    );
    found.expect(
        &what("may open"),
        list(&shown["obstacles"]).is_empty(),
        truth.may_open(name, at),
    );
    let heard = Some(&shown["heard"])
        .filter(|heard| !heard.is_null())
        .map(seconds);
    found.expect(&what("heard"), heard, truth.heard(name, at));
    let which = Which {
        passage: "passed",
        direction: "out",
        by: at,
        verified: false,
    };
    found.expect(
        &what("passed"),
        sum(&shown["passed"]),
        truth.through(name, which),
    );
    found.expect(
        &what("declared_by"),
        names(&shown["declared_by"]),
        truth.declared_by(&own),
    );
    let meant = |alone: bool| -> BTreeSet<&str> {
        let claims = truth.claims().into_iter();
        let of = |claim: &&str| {
            truth
                .claim(claim)
                .map(|said| truth.meant(said.fact))
                .unwrap_or_default()
        };
        claims
            .filter(|claim| of(claim).contains(&name) && (of(claim).len() == 1) == alone)
            .collect()
    };
    found.expect(&what("claims"), names(&shown["claims"]), meant(true));
    found.expect(
        &what("claims_possible"),
        names(&shown["claims_possible"]),
        meant(false),
    );
}

fn sum(shown: &Value) -> Option<Sum> {
    if shown.is_null() {
        return None;
    }
    Some(Sum {
        persons: figure(&shown["persons"]),
        counts: list(&shown["counts"])
            .iter()
            .map(|count| s(count).to_owned())
            .collect(),
        disagree: shown["disagree"].as_bool().expect("yes or no"),
        counted: Vec::new(),
        watched: Vec::new(),
    })
}

fn totals(found: &mut Differences, shown: &Value, truth: &Truth<'_>, at: i64) {
    let which = |direction, verified| Which {
        passage: "passed",
        direction,
        by: at,
        verified,
    };
    found.expect(
        "observed",
        sum(&shown["observed"]),
        truth.observed(which("out", false)),
    );
    found.expect(
        "returned",
        sum(&shown["returned"]),
        truth.observed(which("in", false)),
    );
    found.expect(
        "verified",
        sum(&shown["verified"]),
        truth.observed(which("out", true)),
    );
    let range = |range: &Value| Some((range["low"].as_i64()?, range["high"].as_i64()?));
    let [before, after] = truth.unaccounted(at);
    found.expect(
        "unaccounted before gates",
        range(&shown["reconciled"]["unaccounted_before_gates"]),
        before,
    );
    found.expect(
        "unaccounted after gates",
        range(&shown["reconciled"]["unaccounted_after_gates"]),
        after,
    );
}

fn people(found: &mut Differences, view: &Value, truth: &Truth<'_>, at: i64) {
    let due = list(&view["appointments"])
        .iter()
        .map(|one| (s(&one["due"]), one["overdue"] == true));
    found.expect(
        "appointments",
        due.collect::<BTreeMap<_, _>>(),
        truth.due(at),
    );
    let sent = list(&view["notifications"]).iter().map(|one| {
        let received = Some(&one["received"])
            .filter(|at| !at.is_null())
            .map(seconds);
        (
            s(&one["notification"]),
            (received, one["response"].as_str(), one["overdue"] == true),
        )
    });
    found.expect(
        "notifications",
        sent.collect::<BTreeMap<_, _>>(),
        truth.notifications(at),
    );
    let missions = list(&view["missions"]);
    let named: BTreeSet<&str> = truth
        .verb("mission")
        .map(|said| s(&said.fact["mission"]))
        .collect();
    found.expect(
        "missions",
        missions.iter().map(|one| s(&one["mission"])).collect(),
        named,
    );
    for shown in missions {
        let name = s(&shown["mission"]);
        let is = (
            shown["hold"].as_u64().unwrap_or(99) as usize,
            list(&shown["guarantees"]).len(),
            shown["outcome"].as_str(),
        );
        found.expect(name, is, truth.mission(name, at));
    }
    let open = truth
        .conflicts()
        .into_iter()
        .filter(|conflict| truth.resolution(conflict).is_none());
    let open: BTreeSet<&str> = open.map(|conflict| s(&conflict["conflict"])).collect();
    found.expect(
        "conflicts",
        list(&view["conflicts"])
            .iter()
            .map(|one| s(&one["conflict"]))
            .collect(),
        open,
    );
}

fn claims(found: &mut Differences, view: &Value, truth: &Truth<'_>) {
    let mut seen: BTreeMap<&str, &Value> = BTreeMap::new();
    let incidents = list(&view["incidents"]);
    found.expect(
        "incidents",
        incidents.iter().map(|one| s(&one["incident"])).collect(),
        truth.incident_names(),
    );
    for shown in incidents {
        let name = s(&shown["incident"]);
        let roots = shown["roots"].as_u64().unwrap_or(99) as usize;
        found.expect(name, (s(&shown["standing"]), roots), truth.incident(name));
        let claims: BTreeSet<&str> = list(&shown["claims"])
            .iter()
            .map(|claim| s(&claim["claim"]))
            .collect();
        let must = truth
            .claims_of(name)
            .into_iter()
            .filter(|claim| truth.claim(claim).is_some());
        found.expect(&format!("{name}.claims"), claims, must.collect());
        seen.extend(
            list(&shown["claims"])
                .iter()
                .map(|claim| (s(&claim["claim"]), claim)),
        );
    }
    seen.extend(
        list(&view["claims"])
            .iter()
            .map(|claim| (s(&claim["claim"]), claim)),
    );
    found.expect(
        "claims",
        seen.keys().copied().collect(),
        truth.claims().into_iter().collect::<BTreeSet<_>>(),
    );
    for (name, shown) in seen {
        let Some(said) = truth.claim(name) else {
            continue;
        };
        let is = (
            s(&shown["root"]),
            s(&shown["credibility"]),
            shown["placed"].as_str(),
        );
        found.expect(
            name,
            is,
            (
                truth.claim_root(said.fact["claim"].as_str().unwrap()),
                truth.credibility(name),
                truth.placed(&said.fact["when"]),
            ),
        );
        found.expect(
            &format!("{name}.corridors"),
            list(&shown["corridors"]).iter().map(s).collect(),
            truth.meant(said.fact),
        );
        let related = list(&shown["related"])
            .iter()
            .map(|one| (s(&one[0]), s(&one[1])));
        found.expect(
            &format!("{name}.related"),
            related.collect::<Vec<_>>(),
            truth.related(name),
        );
    }
}
