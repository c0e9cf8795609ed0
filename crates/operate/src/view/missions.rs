//! Missions, notifications, appointments and intentions at a moment.

use serde::Serialize;

use super::guarantees::{GuaranteeStanding, GuaranteeView};
use super::status::CorridorStatus;
use super::windows::{Hours, WindowState};
use crate::board::Board;
use crate::fact::{
    AppointmentKind, Channel, Figure, GuaranteeFor, Mission, Name, NotificationKind, OutcomeKind,
    Precedence, ResponseKind, Wish,
};
use crate::time::Stamp;
use crate::words::Words;

/// A medical evacuation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissionView {
    /// Its id.
    pub mission: Name,
    /// The entry.
    pub entry: Name,
    /// How pressing.
    pub precedence: Precedence,
    /// Patients who must lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub litter: Option<Figure>,
    /// Patients who can sit or walk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ambulatory: Option<Figure>,
    /// Guarantees that it needs, by party.
    pub guarantees: Vec<GuaranteeView>,
    /// How many of them hold.
    pub hold: usize,
    /// What stands against it whatever is guaranteed: the hours of the pause, or its corridor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_up: Option<String>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OutcomeKind>,
    /// How many were moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Figure>,
}

impl MissionView {
    /// Whether every guarantee that it needs holds, inside the hours of the pause and with its corridor not stopped.
    pub fn is_cleared(&self) -> bool {
        let all = !self.guarantees.is_empty() && self.hold == self.guarantees.len();
        all && self.held_up.is_none()
    }
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotificationView {
    /// Its id.
    pub notification: Name,
    /// The party.
    pub party: String,
    /// The kind.
    pub kind: NotificationKind,
    /// How it was sent.
    pub channel: Channel,
    /// When.
    pub sent: Stamp,
    /// When it was received, if it was. It says nothing of what the party thinks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<Stamp>,
    /// What the party answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseKind>,
    /// By when an answer was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Stamp>,
    /// Whether that has passed without an answer.
    pub overdue: bool,
}

/// Something due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppointmentView {
    /// Its id.
    pub due: Name,
    /// What.
    pub kind: AppointmentKind,
    /// By when.
    pub by: Stamp,
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<GuaranteeFor>,
    /// Whether it is past and has not taken place.
    pub overdue: bool,
}

/// What people said they want.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IntentionView {
    /// The entry.
    pub entry: Name,
    /// When they were asked.
    pub asked_at: Stamp,
    /// How, sealed.
    pub asked: Words,
    /// Where; absent for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Name>,
    /// How many said what.
    pub wishes: Vec<(Wish, Figure)>,
    /// Who asked.
    pub source: Name,
    /// Whether it was asked if staying is a real option.
    pub asked_about_staying: bool,
    /// Whether it was asked if coming back is.
    pub asked_about_return: bool,
}

impl Board {
    pub(super) fn mission_views(&self, at: Stamp) -> Vec<MissionView> {
        let view = |state: &crate::board::MissionState| {
            let mission = &state.mission;
            let covers = GuaranteeFor::Mission(mission.mission.clone());
            let parties = if mission.guarantors.is_empty() {
                self.guarantors()
            } else {
                &mission.guarantors
            };
            let mut parties = parties.to_vec();
            parties.sort_unstable();
            parties.dedup();
            let guarantees = self.guarantees_at(&covers, &parties, at, None);
            MissionView {
                held_up: self.held_up(mission, at),
                mission: mission.mission.clone(),
                entry: state.from.id.clone(),
                precedence: mission.precedence,
                litter: mission.litter,
                ambulatory: mission.ambulatory,
                hold: guarantees
                    .iter()
                    .filter(|view| view.standing == GuaranteeStanding::Holds)
                    .count(),
                guarantees,
                outcome: state.outcome.last().map(|(_, (outcome, _))| *outcome),
                moved: state.outcome.last().and_then(|(_, (_, moved))| *moved),
            }
        };
        let mut views: Vec<MissionView> = self.missions.values().map(view).collect();
        views.sort_by(|a, b| (a.precedence, &a.mission).cmp(&(b.precedence, &b.mission)));
        views
    }

    fn held_up(&self, mission: &Mission, at: Stamp) -> Option<String> {
        let hours = Hours::of(&self.pause);
        if hours.state(at) != WindowState::Inside {
            return Some("outside the hours of the pause".to_owned());
        }
        let corridor = mission.corridor.as_ref()?;
        let judged = self.status_at(corridor, at);
        let stopped = matches!(
            judged.status,
            CorridorStatus::Closed
                | CorridorStatus::Completed
                | CorridorStatus::Contested
                | CorridorStatus::Suspended
        );
        stopped.then(|| format!("corridor {corridor}: {}", judged.why.because))
    }

    pub(super) fn notification_views(&self, at: Stamp) -> Vec<NotificationView> {
        let view = |state: &crate::board::NotificationState| {
            let notify = &state.notify;
            let response = state
                .responses
                .get(&notify.party)
                .and_then(|said| said.last())
                .map(|(_, response)| *response);
            NotificationView {
                notification: notify.notification.clone(),
                party: notify.party.clone(),
                kind: notify.kind,
                channel: notify.channel,
                sent: state.from.occurred.earliest,
                received: state
                    .receipts
                    .get(&notify.party)
                    .and_then(|receipts| receipts.first())
                    .map(|from| from.occurred.earliest),
                response,
                deadline: notify.deadline,
                overdue: response.is_none()
                    && notify.deadline.is_some_and(|deadline| deadline <= at),
            }
        };
        self.notifications.values().map(view).collect()
    }

    pub(super) fn appointment_views(&self, at: Stamp) -> Vec<AppointmentView> {
        let open = self
            .appointments
            .values()
            .filter(|state| state.kept.is_empty());
        let mut views: Vec<AppointmentView> = open
            .map(|state| AppointmentView {
                due: state.due.due.clone(),
                kind: state.due.kind,
                by: state.due.by,
                about: state.due.about.clone(),
                overdue: state.due.by <= at,
            })
            .collect();
        views.sort_by(|a, b| (a.by, &a.due).cmp(&(b.by, &b.due)));
        views
    }

    pub(super) fn intention_views(&self) -> Vec<IntentionView> {
        let view = |(from, asked): &(crate::board::From, crate::fact::Intention)| IntentionView {
            entry: from.id.clone(),
            asked_at: from.occurred.earliest,
            asked: asked.asked.clone(),
            zone: asked.zone.clone(),
            wishes: asked.wishes.clone(),
            source: asked.source.clone(),
            asked_about_staying: asked.staying_possible.is_some(),
            asked_about_return: asked.return_possible.is_some(),
        };
        self.intentions.iter().map(view).collect()
    }
}
