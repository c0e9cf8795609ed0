//! Who may write what.

use super::check::Check;
use crate::event::Command;
use crate::fact::{Fact, Role};
use crate::refusal::Code;

/// Whether the role writes facts of this kind. A coordinator writes all.
fn writes(role: Role, fact: &Fact) -> bool {
    use Fact::*;
    match role {
        Role::Coordinator => true,
        Role::Recorder => !matches!(
            fact,
            Opened(_)
                | Setup(_)
                | Actor(_)
                | Rules(_)
                | Go(_)
                | Status(_)
                | Settle(_)
                | Judge(_)
                | Erase(_)
                | Resolve(_)
                | Merged(_)
        ),
        Role::Monitor => matches!(
            fact,
            Count(_)
                | Report(_)
                | Due(_)
                | Done(_)
                | Trip(_)
                | Material(_)
                | Intention(_)
                | Confirm(_)
                | Receipt(_)
                | Withdraw(_)
        ),
        Role::Clinician => matches!(
            fact,
            Mission(_) | Outcome(_) | Report(_) | Count(_) | Done(_) | Withdraw(_)
        ),
        Role::Analyst => matches!(
            fact,
            Source(_)
                | Report(_)
                | Relate(_)
                | Judge(_)
                | Incident(_)
                | Settle(_)
                | Material(_)
                | Withdraw(_)
        ),
    }
}

pub fn may(check: &mut Check<'_>, command: &Command) {
    let board = check.board;
    let Some(actor) = board.actors.get(&command.by) else {
        let is_first =
            board.actors.is_empty() && matches!(&command.fact, Fact::Actor(_) | Fact::Setup(_));
        match &command.fact {
            Fact::Actor(actor) if is_first && actor.actor == command.by => {
                if actor.role != Role::Coordinator {
                    let found = "a first actor who is no coordinator";
                    check.refuse(
                        Code::NoCoordinator,
                        "role",
                        found,
                        "a coordinator, who can name the others",
                    );
                }
            }
            Fact::Setup(_) if is_first => {}
            _ => check.actor("by", &command.by),
        }
        return;
    };
    if !writes(actor.role, &command.fact) {
        let found = format!("{} is {}", actor.actor, role_name(actor.role));
        let expected = format!("somebody whose role writes {}", command.fact.verb());
        check.refuse(Code::RoleMayNot, "by", found, expected);
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Coordinator => "a coordinator",
        Role::Recorder => "a recorder",
        Role::Monitor => "a monitor",
        Role::Clinician => "a clinician",
        Role::Analyst => "an analyst",
    }
}
