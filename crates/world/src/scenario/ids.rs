//! Indices into a scenario's lists, and the names of parties.

use serde::{Deserialize, Serialize};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in the scenario's list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index! {
    /// Index into [`crate::Scenario::classes`].
    ClassId
}
index! {
    /// Index into [`crate::Scenario::zones`].
    ZoneId
}
index! {
    /// Index into [`crate::Scenario::corridors`].
    CorridorId
}
index! {
    /// Index into [`crate::Scenario::destinations`].
    DestinationId
}
index! {
    /// Index into [`crate::Scenario::shuttles`].
    ShuttleId
}
index! {
    /// Index into [`crate::Scenario::waiting_places`].
    WaitingPlaceId
}
index! {
    /// Index into [`crate::Scenario::hazards`].
    HazardId
}

/// A party to the conflict, an authority or an organisation, by the name it is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Party(pub String);
