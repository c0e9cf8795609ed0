//! Missions, notifications and appointments, as they stand on the board.

use std::collections::BTreeMap;

use super::{From, History};
use crate::fact::{Appointment, Figure, Mission, Notify, OutcomeKind, ResponseKind};

/// A medical evacuation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissionState {
    /// Where it comes from.
    pub from: From,
    /// As it was entered last.
    pub mission: Mission,
    /// Every way in which it was entered.
    pub entered: History<Mission>,
    /// How it ended, if it did.
    pub outcome: History<(OutcomeKind, Option<Figure>)>,
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationState {
    /// Where it comes from.
    pub from: From,
    /// What was sent.
    pub notify: Notify,
    /// Who received it, as entered first and again.
    pub receipts: BTreeMap<String, Vec<From>>,
    /// What was answered.
    pub responses: BTreeMap<String, History<ResponseKind>>,
}

/// Something due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppointmentState {
    /// Where it comes from.
    pub from: From,
    /// What, and by when.
    pub due: Appointment,
    /// That it took place, as entered first and again.
    pub kept: Vec<From>,
}
