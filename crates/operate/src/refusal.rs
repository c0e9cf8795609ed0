//! Why a command is refused. Nothing is written then.

/// A refusal, with a stable code for scripts and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found}; {expected}")]
pub struct Refusal {
    /// A stable word.
    pub code: Code,
    /// What of the command, such as `count.interval`.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What was expected, or what to do.
    pub expected: String,
}

impl Refusal {
    pub(crate) fn new(
        code: Code,
        place: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Refusal {
        Refusal {
            code,
            place: place.into(),
            found: found.into(),
            expected: expected.into(),
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal),* $(,)?) => {
        /// Codes of refusals.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name),* }

        impl Code {
            /// The word for scripts.
            pub fn word(self) -> &'static str {
                match self { $(Code::$name => $word),* }
            }

            /// All codes.
            pub const ALL: &[Code] = &[$(Code::$name),*];
        }
    };
}

codes! {
    /// The record has not been opened.
    NotOpened = "record_not_opened",
    /// The record is open already.
    AlreadyOpened = "record_already_opened",
    /// The id was used for something else.
    IdTaken = "id_taken_by_another_entry",
    /// The id has signs that ids have not, or is too long.
    BadName = "name_not_usable",
    /// A name of the command is in use for something of its kind.
    NameTaken = "name_taken",
    /// An exercise into a real record, or the other way round.
    NatureMixed = "exercise_and_operation_mixed",
    /// Nobody of this pseudonym may write here.
    UnknownActor = "actor_not_known",
    /// The role does not write this.
    RoleMayNot = "role_may_not",
    /// The first actor must be a coordinator.
    NoCoordinator = "first_actor_not_coordinator",
    /// No such party.
    UnknownParty = "party_not_known",
    /// A guarantee or consent of somebody who is not a party of the pause.
    NotAParty = "not_a_party_of_the_pause",
    /// No such corridor.
    UnknownCorridor = "corridor_not_known",
    /// No such gate.
    UnknownGate = "gate_not_known",
    /// No such zone.
    UnknownZone = "zone_not_known",
    /// No such reception place.
    UnknownReception = "reception_not_known",
    /// No such source.
    UnknownSource = "source_not_known",
    /// No such claim.
    UnknownClaim = "claim_not_known",
    /// No such count.
    UnknownCount = "count_not_known",
    /// No such incident.
    UnknownIncident = "incident_not_known",
    /// No such mission.
    UnknownMission = "mission_not_known",
    /// No such appointment.
    UnknownAppointment = "appointment_not_known",
    /// No such material.
    UnknownMaterial = "material_not_known",
    /// No such conflict.
    UnknownConflict = "conflict_not_known",
    /// A receipt or an answer for something never sent.
    NeverSent = "notification_never_sent",
    /// A receipt of another party than the one it was sent to.
    SentToAnother = "notification_sent_to_another_party",
    /// A text is too long.
    TextTooLong = "text_too_long",
    /// A control character or NUL.
    TextControl = "text_has_control_characters",
    /// A direction override.
    TextDirection = "text_has_direction_overrides",
    /// A text is empty.
    TextEmpty = "text_empty",
    /// A time outside 1900 to 2199.
    TimeAbsurd = "time_absurd",
    /// An interval that ends before it starts, or is empty.
    IntervalBackwards = "interval_ends_before_it_starts",
    /// Low, best and high out of order.
    FigureDisordered = "figure_not_low_best_high",
    /// A number that nobody can count.
    FigureAbsurd = "figure_absurd",
    /// Something needed is missing.
    Missing = "field_missing",
    /// A list is longer than an entry may carry.
    TooMany = "list_too_long",
    /// The count was corrected already, or corrects itself.
    AlreadySuperseded = "count_already_superseded",
    /// A correction of what another source counted.
    OfAnotherSource = "count_of_another_source",
    /// The statement of ends names none, or one before the window starts.
    NoSuchWindow = "no_window_to_amend",
    /// A guarantee's later step differs from its first in party or subject.
    GuaranteeDiffers = "guarantee_differs_from_its_first_step",
    /// A step that cannot follow.
    GuaranteeOrder = "guarantee_step_cannot_follow",
    /// What stands against opening.
    CannotOpen = "corridor_cannot_open",
    /// A corridor that admits armed persons only.
    ArmedOnly = "corridor_admits_armed_persons_only",
    /// The list has no such trigger.
    UnknownTrigger = "stop_trigger_not_agreed",
    /// A go/no-go list that says go with an item that is not yes.
    GoContradictsItems = "go_contradicts_items",
    /// Confirmed without a confirming claim or count.
    ConfirmationMissing = "confirmation_missing",
    /// Confirmed by one that depends on the same root.
    ConfirmationNotIndependent = "confirmation_not_independent",
    /// The confirming claim does not support it.
    ConfirmationUnrelated = "confirmation_unrelated",
    /// A relation of a claim to itself.
    RelatedToItself = "relation_to_itself",
    /// No such entry.
    UnknownEntry = "entry_to_withdraw_not_known",
    /// The entry was taken back.
    AlreadyWithdrawn = "entry_withdrawn_already",
    /// An entry of a kind that is not taken back.
    CannotBeWithdrawn = "entry_cannot_be_withdrawn",
    /// Erasing takes a second person.
    SecondPersonMissing = "second_person_missing",
    /// A plan of another scenario.
    OtherScenario = "other_scenario",
    /// A SHA-256 or commitment that is none.
    NotAHash = "not_a_hash",
    /// The choice is neither of the two.
    NotOneOfTheTwo = "choice_not_in_conflict",
    /// The conflict was resolved.
    AlreadyResolved = "conflict_already_resolved",
    /// Only the program writes this.
    NotByHand = "not_written_by_hand",
    /// An evidentiary copy is recorded once.
    EvidenceAltered = "evidentiary_copy_cannot_change",
    /// Words of a command that are sealed already.
    WordsSealed = "words_must_be_plain",
    /// Words of an entry that comes by a merge and that are not sealed.
    WordsPlain = "words_must_be_sealed",
    /// A record that does not continue this one, nor the other way round.
    NotContinued = "record_not_continued",
    /// Two histories of one record.
    SplitView = "split_view",
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.word())
    }
}
