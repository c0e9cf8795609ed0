//! What must never be, in every sequence of a small model: one corridor, one gate, two guarantors, 23 commands,
//! ten minutes a step. What holds is worked out here from the list of accepted commands alone.

mod support;

use korridor_operate::view::CorridorStatus;
use korridor_operate::{Command, Stamp};
use serde_json::{Value, json};
use support::{Random, World, command, corridor, gate, minute, number, span, text, world};

const SILENCE: i64 = 60;
/// How long after a step the status is asked again.
const LATER: [i64; 4] = [0, 30, 61, 600];

/// The commands of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Say {
    DeclareA,
    DeclareB,
    AmendEarlier,
    AmendLater,
    AmendAmbiguous,
    GiveA,
    GiveAElsewhen,
    GiveB,
    /// Given long ago, entered only now.
    GiveBEnteredLate,
    WithdrawB,
    /// Taken back 20 minutes ago, heard only now.
    WithdrawBHeardLate,
    RefuseA,
    Confirm,
    Unconfirm,
    Go,
    Trip,
    Suspend,
    Open,
    /// Opened 20 minutes ago, entered only now.
    OpenEnteredLate,
    Close,
    ClaimNamed,
    ClaimVague,
    Count,
}

const ALL: [Say; 23] = {
    use Say::*;
    [
        DeclareA,
        DeclareB,
        AmendEarlier,
        AmendLater,
        AmendAmbiguous,
        GiveA,
        GiveAElsewhen,
        GiveB,
        GiveBEnteredLate,
        WithdrawB,
        WithdrawBHeardLate,
        RefuseA,
        Confirm,
        Unconfirm,
        Go,
        Trip,
        Suspend,
        Open,
        OpenEnteredLate,
        Close,
        ClaimNamed,
        ClaimVague,
        Count,
    ]
};

/// An accepted command: what, when it happened. Its place in the list is the order in which it was entered.
#[derive(Clone, Copy, Debug)]
struct Said {
    say: Say,
    at: i64,
}

fn happened(say: Say, now: i64) -> i64 {
    match say {
        Say::WithdrawBHeardLate | Say::OpenEnteredLate => now - 20,
        Say::GiveBEnteredLate => 0,
        _ => now,
    }
}

fn guarantee(party: &str, step: &str, interval: Option<Value>) -> Value {
    let mut fact = json!({"guarantee": {
        "guarantee": format!("g-{party}"), "party": party, "covers": {"corridor": "c"}, "step": step,
    }});
    if let Some(interval) = interval {
        fact["guarantee"]["interval"] = interval;
        fact["guarantee"]["level"] = json!("written");
    }
    fact
}

fn declare(party: &str, to: i64) -> Value {
    json!({"declare": {"party": party, "subject": "pause", "windows": [span(0, to)]}})
}

fn amend(ends: &[i64]) -> Value {
    let ends: Vec<String> = ends.iter().map(|end| text(*end)).collect();
    json!({"amend": {"party": "A", "subject": "pause", "ends": ends}})
}

fn status(decision: &str) -> Value {
    json!({"status": {"corridor": "c", "decision": decision, "reason": "because"}})
}

fn claim(id: &str, place: Value) -> Value {
    json!({"report": {"claim": id, "source": "s", "words": "shots", "happening": "gunfire", "place": place}})
}

fn said(say: Say, step: usize, now: i64) -> Command {
    let id = format!("e{step}");
    let value = match say {
        Say::DeclareA => declare("A", 120),
        Say::DeclareB => declare("B", 100),
        Say::AmendEarlier => amend(&[50]),
        Say::AmendLater => amend(&[240]),
        Say::AmendAmbiguous => amend(&[240, 70]),
        Say::GiveA => guarantee("A", "given", Some(span(0, 110))),
        Say::GiveAElsewhen => guarantee("A", "given", Some(span(300, 400))),
        Say::GiveB | Say::GiveBEnteredLate => guarantee("B", "given", Some(span(0, 105))),
        Say::WithdrawB | Say::WithdrawBHeardLate => guarantee("B", "withdrawn", None),
        Say::RefuseA => guarantee("A", "refused", None),
        Say::Confirm => json!({"confirm": {"gate": "g", "party": "A", "commander": "confirmed"}}),
        Say::Unconfirm => json!({"confirm": {"gate": "g", "party": "A", "commander": "withdrawn"}}),
        Say::Go => json!({"go": {
            "corridor": "c", "items": [{"item": "all there", "answer": "yes"}], "stop_triggers": ["shots"],
            "signed_by": ["cell"], "decision": "go",
        }}),
        Say::Trip => json!({"trip": {"corridor": "c", "trigger": "shots"}}),
        Say::Suspend => status("suspend"),
        Say::Open | Say::OpenEnteredLate => status("open"),
        Say::Close => status("close"),
        Say::ClaimNamed => claim(&id, json!({"precision": "named", "corridors": ["c"]})),
        Say::ClaimVague => claim(&id, json!({"precision": "one_of"})),
        Say::Count => json!({"count": {
            "count": id, "at": {"gate": "g"}, "passage": "passed", "interval": span(now - 10, now),
            "persons": {"low": 0, "best": 0, "high": 0}, "source": "s",
        }}),
    };
    let mut command = command(&id, "cell", now, value);
    command.occurred.earliest = minute(happened(say, now));
    command.occurred.latest = command.occurred.earliest;
    command
}

fn is_open(status: CorridorStatus) -> bool {
    matches!(status, CorridorStatus::Open | CorridorStatus::Restricted)
}

/// The end of a party's hours, as minutes; `None` if it declared none. Statements in the order in which they were made.
fn end_of(party: char, list: &[Said]) -> Option<i64> {
    let mut statements: Vec<Said> = list.to_vec();
    statements.sort_by_key(|said| said.at);
    let mut end: Option<i64> = None;
    for said in statements {
        let ends: &[i64] = match (party, said.say) {
            ('A', Say::DeclareA) => &[120],
            ('B', Say::DeclareB) => &[100],
            ('A', Say::AmendEarlier) => &[50],
            ('A', Say::AmendLater) => &[240],
            ('A', Say::AmendAmbiguous) => &[70, 240],
            _ => continue,
        };
        let Some(before) = end else {
            end = ends.first().copied();
            continue;
        };
        if said.at >= before && ends[0] > before {
            continue;
        }
        end = Some(if ends.len() > 1 {
            before.min(ends[0])
        } else {
            ends[0]
        });
    }
    end
}

/// Its place in the list, when it happened, and the hours that it gives.
type Step = (usize, i64, Option<(i64, i64)>);

/// When a party's guarantee held after all that was said by a moment, and where in the list it was given. What was
/// taken back is in hand again only if it was given later, and entered later.
fn given(party: char, list: &[Said], by: i64) -> Option<(usize, (i64, i64))> {
    let own = |say: Say| match (party, say) {
        ('A', Say::GiveA) => Some(Some((0, 110))),
        ('A', Say::GiveAElsewhen) => Some(Some((300, 400))),
        ('B', Say::GiveB | Say::GiveBEnteredLate) => Some(Some((0, 105))),
        ('A', Say::RefuseA) => Some(None),
        ('B', Say::WithdrawB | Say::WithdrawBHeardLate) => Some(None),
        _ => None,
    };
    let steps = list.iter().enumerate().filter(|(_, said)| said.at <= by);
    let steps: Vec<Step> = steps
        .filter_map(|(index, said)| Some((index, said.at, own(said.say)?)))
        .collect();
    let last_given = steps
        .iter()
        .filter(|(_, _, hours)| hours.is_some())
        .max_by_key(|(index, at, _)| (*at, *index))?;
    let against = steps
        .iter()
        .any(|(index, at, hours)| hours.is_none() && (*index > last_given.0 || *at > last_given.1));
    (!against).then_some((last_given.0, last_given.2?))
}

fn stops(say: Say) -> bool {
    matches!(say, Say::Trip | Say::Suspend | Say::Close)
}

fn takes_back(say: Say) -> bool {
    matches!(
        say,
        Say::WithdrawB | Say::WithdrawBHeardLate | Say::RefuseA | Say::Unconfirm
    )
}

fn opens(say: Say) -> bool {
    matches!(say, Say::Open | Say::OpenEnteredLate)
}

/// Why a corridor that is shown open at a moment should not be.
fn why_not_open(list: &[Said], at: i64) -> Option<String> {
    let Some(opened) = list.iter().rposition(|said| opens(said.say)) else {
        return Some("nobody opened it".into());
    };
    let since = list[opened].at;
    for party in ['A', 'B'] {
        match end_of(party, list) {
            Some(end) if at >= end || at < 0 || since < 0 => {
                return Some(format!("outside the hours of {party}, which end at {end}"));
            }
            None if party == 'A' => return Some("A declared no hours".into()),
            _ => {}
        }
        for moment in [since, at] {
            match given(party, list, moment) {
                Some((_, (from, to))) if from <= moment && moment < to => {}
                other => return Some(format!("guarantee of {party} at {moment} is {other:?}")),
            }
        }
    }
    if let Some(stop) = list
        .iter()
        .enumerate()
        .find(|(index, said)| stops(said.say) && (*index > opened || said.at > since))
    {
        return Some(format!("{stop:?} came after the opening"));
    }
    if let Some(lost) = list[opened..].iter().find(|said| takes_back(said.say)) {
        return Some(format!("{lost:?} after the opening"));
    }
    let heard = list
        .iter()
        .filter(|said| opens(said.say) || said.say == Say::Count);
    let heard = heard.map(|said| said.at).max().unwrap_or(i64::MIN);
    if at - heard >= SILENCE {
        return Some(format!("nothing was heard since {heard}"));
    }
    let contested = list.iter().any(|said| said.say == Say::ClaimNamed);
    contested.then(|| "a claim of danger names it".into())
}

/// Why an opening should not have been accepted: what is needed was not entered since the last stop.
fn why_not_accepted(list: &[Said], opening: Said) -> Option<String> {
    let opened_before = |index: usize| list[..index].iter().any(|said| opens(said.say));
    let stop = list.iter().enumerate().rposition(|(index, said)| {
        said.at <= opening.at && (stops(said.say) || (takes_back(said.say) && opened_before(index)))
    });
    let after = stop.map_or(0, |stop| stop + 1);
    let fresh = &list[after..];
    for party in ['A', 'B'] {
        match given(party, fresh, opening.at) {
            Some((_, (from, to))) if from <= opening.at && opening.at < to => {}
            other => {
                return Some(format!(
                    "guarantee of {party} since the last stop: {other:?}"
                ));
            }
        }
    }
    let mut commander = fresh.iter().filter(|said| said.at <= opening.at);
    let commander = commander.rfind(|said| matches!(said.say, Say::Confirm | Say::Unconfirm));
    if commander.map(|said| said.say) != Some(Say::Confirm) {
        return Some("no commander confirmed since the last stop".into());
    }
    if !fresh
        .iter()
        .any(|said| said.say == Say::Go && said.at <= opening.at)
    {
        return Some("no go list since the last stop".into());
    }
    None
}

/// A place in the tree of sequences.
#[derive(Clone)]
struct Node {
    world: World,
    list: Vec<Said>,
    now: i64,
    /// Minutes from step to step.
    pace: i64,
}

/// What was looked at, so that a blind model is seen to be blind.
#[derive(Default)]
struct Tally {
    sequences: u64,
    open: u64,
    reopened: u64,
    suspended: u64,
    unknown: u64,
}

impl Node {
    fn start() -> Node {
        let mut world = world(&["A", "B"], vec![corridor("c", vec![gate("g", "A")])]);
        world.must("s", -60, support::source("s", "r"));
        world.must(
            "dc",
            -60,
            json!({"declare": {"party": "A", "subject": {"corridor": "c"}}}),
        );
        let (list, now, pace) = (Vec::new(), 0, 10);
        Node {
            world,
            list,
            now,
            pace,
        }
    }

    /// With these said, a minute apart.
    fn after(says: &[Say]) -> Node {
        let mut node = Node::start();
        for say in says {
            let command = said(*say, 1_000 + node.list.len(), node.now);
            let taken = node.world.submit(&command, minute(node.now));
            assert!(taken.is_ok(), "{say:?}: {taken:?}");
            node.list.push(Said {
                say: *say,
                at: happened(*say, node.now),
            });
            node.now += 1;
        }
        node
    }

    fn status(&self, at: i64) -> CorridorStatus {
        self.world.board.status_at("c", minute(at)).status
    }

    /// Takes a step; `None` if it is refused.
    fn step(&self, say: Say, tally: &mut Tally) -> Option<Node> {
        let command = said(say, self.list.len(), self.now);
        let mut next = self.clone();
        match next.world.submit(&command, minute(self.now)) {
            Ok(taken) => assert!(taken, "an id was used twice"),
            Err(refusals) => {
                assert!(!refusals.is_empty());
                assert_eq!(
                    next.world.board, self.world.board,
                    "a refusal changed the board"
                );
                return None;
            }
        }
        let new = Said {
            say,
            at: happened(say, self.now),
        };
        if opens(say) {
            if let Some(why) = why_not_accepted(&self.list, new) {
                panic!("{:?}, then {new:?} was accepted: {why}", self.list);
            }
            tally.reopened += u64::from(self.list.iter().any(|said| stops(said.say)));
        }
        next.list.push(new);
        next.check_change(self, say);
        next.check(tally);
        next.now += self.pace;
        Some(next)
    }

    fn check(&self, tally: &mut Tally) {
        for later in LATER {
            let at = self.now + later;
            let status = self.status(at);
            match status {
                CorridorStatus::Suspended => tally.suspended += 1,
                CorridorStatus::Unknown => tally.unknown += 1,
                _ => {}
            }
            if is_open(status) {
                tally.open += 1;
                if let Some(why) = why_not_open(&self.list, at) {
                    panic!("{:?}: {status:?} at {at}, but {why}", self.list);
                }
            }
        }
    }

    /// What a claim may change, and what a stop must.
    fn check_change(&self, before: &Node, say: Say) {
        for later in LATER {
            let (was, is) = (
                before.status(self.now + later),
                self.status(self.now + later),
            );
            match say {
                Say::ClaimVague => assert_eq!(was, is, "{:?}", self.list),
                Say::Trip | Say::Suspend => assert!(
                    matches!(is, CorridorStatus::Suspended | CorridorStatus::Closed),
                    "{:?}: {is:?} after a stop",
                    self.list
                ),
                Say::ClaimNamed => assert!(
                    is == was || is == CorridorStatus::Contested,
                    "{:?}: a claim alone made {was:?} {is:?}",
                    self.list
                ),
                _ => {}
            }
        }
    }

    fn explore(&self, depth: usize, tally: &mut Tally) {
        tally.sequences += 1;
        if depth == 0 {
            return;
        }
        let mut refused = false;
        for say in ALL {
            match self.step(say, tally) {
                Some(next) => next.explore(depth - 1, tally),
                None => refused = true,
            }
        }
        // Every refusal is the same as waiting for a step.
        if refused {
            let mut next = self.clone();
            next.now += self.pace;
            next.check(tally);
            next.explore(depth - 1, tally);
        }
    }
}

const READY: [Say; 5] = [Say::DeclareA, Say::GiveA, Say::GiveB, Say::Confirm, Say::Go];

fn opened() -> Vec<Say> {
    READY.into_iter().chain([Say::Open]).collect()
}

fn explored(says: &[Say], usual: usize) -> Tally {
    let depth = number("KORRIDOR_DEPTH", usual as u64) as usize;
    let mut tally = Tally::default();
    Node::after(says).explore(depth, &mut tally);
    println!(
        "after {says:?}, depth {depth}: {} sequences, open {} times, opened after a stop {}, suspended {}, unknown {}",
        tally.sequences, tally.open, tally.reopened, tally.suspended, tally.unknown
    );
    tally
}

#[test]
fn from_nothing() {
    assert!(explored(&[], 3).sequences > 1_000);
}

#[test]
fn from_everything_in_hand() {
    assert!(explored(&READY, 4).open > 100);
}

#[test]
fn from_open() {
    let tally = explored(&opened(), 4);
    assert!(tally.open > 100 && tally.suspended > 100 && tally.unknown > 100);
}

#[test]
fn from_suspended_with_most_in_hand_again() {
    let mut says = opened();
    says.extend([Say::Suspend, Say::GiveA, Say::Go]);
    assert!(explored(&says, 3).reopened > 0);
}

#[test]
fn from_a_guarantee_taken_back_while_open() {
    let mut says = opened();
    says.extend([Say::WithdrawB, Say::GiveA, Say::Confirm, Say::Go]);
    assert!(explored(&says, 3).open > 0);
}

/// What is taken back and given again within one minute was taken back all the same.
#[test]
fn within_one_minute() {
    let mut tally = Tally::default();
    let mut node = Node::after(&opened());
    node.pace = 0;
    node.explore(3, &mut tally);
    assert!(tally.open > 100);
}

/// Sequences too long to try all of them.
#[test]
fn long_walks() {
    let (seed, walks) = (number("KORRIDOR_SEED", 1), number("KORRIDOR_COUNT", 400));
    println!("seed {seed}, {walks} walks");
    let mut random = Random(seed);
    let mut tally = Tally::default();
    for _ in 0..walks {
        let mut node = Node::after(&READY);
        for _ in 0..25 {
            let say = *random.pick(&ALL);
            // Steps of a few minutes, so that several reopenings fit into the hours.
            match node.step(say, &mut tally) {
                Some(next) => {
                    node = next;
                    node.now -= random.between(5, 9);
                }
                None => node.now += 1,
            }
        }
    }
    assert!(tally.open > 0, "no walk met an open corridor");
}

/// At the moment of its end, and at that at which it expires, a guarantee holds no more.
#[test]
fn a_guarantee_lapses_to_the_minute() {
    let mut node = Node::start();
    let mut given = guarantee("A", "given", Some(span(0, 110)));
    given["guarantee"]["expires"] = json!(text(40));
    node.world.must("given", 0, given);
    node.world
        .must("other", 0, guarantee("B", "given", Some(span(0, 105))));
    let standing = |party: usize, at: i64| {
        let view = node.world.board.view(minute(at));
        view.corridors[0].guarantees[party].standing
    };
    use korridor_operate::view::GuaranteeStanding::{Expired, Holds};
    for (party, at, expected) in [
        (0, 0, Holds),
        (0, 39, Holds),
        (0, 40, Expired),
        (1, 104, Holds),
        (1, 105, Expired),
    ] {
        assert_eq!(standing(party, at), expected, "party {party} at {at}");
    }
}

/// A stamp is what it says, so that the model's minutes are the board's.
#[test]
fn minutes_are_minutes() {
    let at: Stamp = serde_json::from_value(json!("2016-11-04T09:00:00+02:00")).unwrap();
    assert_eq!(at, minute(0));
}
