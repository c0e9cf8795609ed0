//! The types of `plan.json`. Persons are whole numbers; `step`s count from 0; times are RFC 3339 with
//! the zone's offset.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `plan.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanDocument {
    /// `korridor-plan`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// Short name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// `operation` or `exercise`.
    pub nature: String,
    /// What the proof says, and what it does not.
    pub statement: String,
    /// What it continues; absent in a first plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<ContinuesDocument>,
    /// What a reader must know before trusting anything of the plan.
    pub warnings: Vec<String>,
    /// What the figures rest on.
    pub assumptions: Vec<String>,
    /// The pause.
    pub pause: PauseDocument,
    /// Steps.
    pub clock: ClockDocument,
    /// Corridors, in the order of the scenario.
    pub corridors: Vec<CorridorDocument>,
    /// Results with low, best and high figures.
    pub levels: Vec<LevelDocument>,
    /// What the usable plan keeps to.
    pub usable: UsableTermsDocument,
    /// The comparison with everyone going to the nearest corridor, with best figures.
    pub nearest: NearestDocument,
    /// Sources of the scenario and attribution of the roads.
    pub sources: Vec<String>,
    /// SHA-256 of each other file, in hexadecimal.
    pub files: BTreeMap<String, String>,
}

/// What a plan continues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContinuesDocument {
    /// SHA-256 of the `plan.json` that it continues, in hexadecimal; that file is packed too.
    pub plan_sha256: String,
    /// How many plans came before it.
    pub plans_before: u64,
    /// The moment.
    pub at: String,
    /// The first step that starts then or later: what was entered before it is done.
    pub from_step: u32,
    /// When that step starts.
    pub from: String,
    /// Corridors that closed outwards at that moment.
    pub close: Vec<String>,
    /// Corridors that opened.
    pub open: Vec<String>,
    /// What is proposed to people on the road, and what the figures assume.
    pub note: String,
    /// Low, best, high: where people are at the moment, and who is told something new.
    pub levels: Vec<ContinuesLevelDocument>,
}

/// Where people are at the moment from which a plan continues another, and who is told something new.
/// Persons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContinuesLevelDocument {
    /// `low`, `best` or `high`.
    pub level: String,
    /// Out, or on the last stretch.
    pub out_or_on_last_stretch: u64,
    /// On the road.
    pub on_the_road: u64,
    /// Those of them to whom hold or go back is proposed first.
    pub hold_or_go_back: u64,
    /// Those on the road to whom hold or go back was proposed before, and who may move on as they were
    /// going to now.
    pub may_move_on: u64,
    /// Those on the road who are told something new.
    pub on_the_road_told_anew: u64,
    /// Those who hold or go back whom the exact flow would bring out, if a channel reached them.
    pub out_if_redirected: u64,
    /// Those who hold or go back who could not be back before nobody may be outside, if they turn at once.
    pub not_back_in_time: u64,
    /// Wish to leave, and have not set out.
    pub not_set_out: u64,
    /// Those of them who are told something new.
    pub not_set_out_told_anew: u64,
    /// Zones of which anybody is told something new.
    pub zones_told_anew: Vec<String>,
}

/// The pause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseDocument {
    /// `declared` or `agreed`; agreed only if every relevant party consents.
    pub standing: String,
    /// Who declared it.
    pub declared_by: Vec<String>,
    /// Who agreed to it.
    pub agreed_by: Vec<String>,
    /// Its windows.
    pub windows: Vec<WindowDocument>,
}

/// A window of the pause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowDocument {
    /// As declared.
    pub declared: SpanDocument,
    /// What is left after darkness and curfew.
    pub usable: Vec<SpanDocument>,
}

/// A stretch of time, `until` exclusive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanDocument {
    /// First instant.
    pub from: String,
    /// First instant after it.
    pub until: String,
}

/// A stretch of steps, `until_step` exclusive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepsDocument {
    /// First step.
    pub from_step: u32,
    /// First step after it.
    pub until_step: u32,
    /// Start of the first step.
    pub from: String,
    /// End of the last step.
    pub until: String,
}

/// The clock of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockDocument {
    /// IANA name of the time zone.
    pub time_zone: String,
    /// Start of step 0.
    pub start: String,
    /// Seconds of a step.
    pub step_seconds: u32,
    /// Seconds of a step that the scenario asks for; longer where steps were shortened so that no
    /// route gets too slow.
    pub scenario_step_seconds: u32,
    /// Number of steps.
    pub steps: u32,
    /// Steps in which people may be outside.
    pub usable: Vec<StepsDocument>,
}

/// A corridor as the plan takes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorridorDocument {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `declared` or `agreed`.
    pub standing: String,
    /// Who declared it.
    pub declared_by: Vec<String>,
    /// Who agreed to it.
    pub agreed_by: Vec<String>,
    /// Whom the party admits, as the party's condition.
    pub party_admits: Vec<String>,
    /// The condition in the party's words.
    pub condition: Option<String>,
    /// Where it leads.
    pub destination: String,
    /// Who controls the destination.
    pub destination_controlled_by: Option<String>,
    /// Survey status of its ground for mines.
    pub survey: String,
    /// Whether its line may be published as a route.
    pub may_be_published: bool,
    /// `mapped` or `schematic`.
    pub fidelity: String,
    /// Why it is on record and not planned; absent if it is offered.
    pub not_planned: Option<String>,
}

/// Results at one level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelDocument {
    /// `low`, `best` or `high`.
    pub level: String,
    /// Everyone.
    pub everyone: AccountDocument,
    /// Everyone, by class.
    pub classes: BTreeMap<String, AccountDocument>,
    /// Everyone, by zone.
    pub zones: BTreeMap<String, AccountDocument>,
    /// By offered corridor: who comes out there.
    pub corridors: BTreeMap<String, CorridorFlowDocument>,
    /// What was solved, in order.
    pub groups: Vec<GroupDocument>,
    /// Gates, roads and shuttles that bind, the ones with most people first.
    pub binding: Vec<BindingDocument>,
    /// How many more bind and are left out.
    pub binding_left_out: u64,
    /// Durations after rounding to steps, against reality.
    pub rounding: RoundingDocument,
    /// By step.
    pub curve: CurveDocument,
    /// The usable plan: few routes and departure waves.
    pub usable: UsableDocument,
}

/// What the usable plan keeps to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsableTermsDocument {
    /// At most so many routes for the people of a zone who are planned together.
    pub routes_per_zone: u32,
    /// Minutes of a wave.
    pub wave_minutes: u32,
    /// Steps of a wave: the whole steps in those minutes, at least one.
    pub wave_steps: u32,
    /// What a wave is, and what its comparison with the exact curve means.
    pub note: String,
}

/// The usable plan at one level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsableDocument {
    /// Everyone.
    pub everyone: AccountDocument,
    /// Everyone, by class.
    pub classes: BTreeMap<String, AccountDocument>,
    /// Everyone, by zone.
    pub zones: BTreeMap<String, AccountDocument>,
    /// By offered corridor: who comes out there.
    pub corridors: BTreeMap<String, CorridorFlowDocument>,
    /// The groups, in the order in which their waves are given room.
    pub groups: Vec<UsableGroupDocument>,
    /// By step.
    pub curve: CurveDocument,
    /// How far it is behind the exact curve.
    pub loss: LossDocument,
}

/// The waves of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsableGroupDocument {
    /// Its place among the groups of the level.
    pub group: u64,
    /// Routes that are offered in all zones together.
    pub routes: u64,
    /// The most that are offered in one zone.
    pub most_routes_of_a_zone: u64,
    /// Waves.
    pub waves: u64,
    /// Parties in the smallest of them that have not set out before the moment from which the plan
    /// continues another; 0 if there are no waves.
    pub smallest_wave_parties: u64,
    /// Parties that are out at the end, those before the moment from which the plan continues another
    /// among them.
    pub parties_out: u64,
}

/// How far the usable plan is behind the exact curve, in persons of all groups together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LossDocument {
    /// Whether no plan can be ahead of the exact curve at any step: so with one group whose parties are
    /// all of one size, and no limited reception. With several groups the exact curve is each group's
    /// best given the exact flows of those before it, and the sum is no bound; with smaller parties
    /// among the others it is one for parties and not for persons.
    pub exact_is_a_bound: bool,
    /// By step: persons fewer out; negative where more are.
    pub behind: Vec<i64>,
    /// Persons fewer out when the last step ends.
    pub at_end: i64,
    /// The step at whose end most are missing, the first of them.
    pub worst_step: u32,
    /// When that step ends.
    pub worst_time: String,
    /// Persons missing then.
    pub worst: i64,
}

/// Where people are at the end; the parts add up to `population`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountDocument {
    /// Everyone.
    pub population: u64,
    /// Assumed to wish to leave.
    pub wish_to_leave: u64,
    /// Out by an offered corridor.
    pub out: u64,
    /// On the way when the last step ends.
    pub on_the_way: u64,
    /// Remain, and are not among those assumed to wish to leave.
    pub remaining_not_assumed_to_wish: u64,
    /// Wish to leave and would choose none of the destinations offered.
    pub choose_no_destination: u64,
    /// Wish to leave and no offered corridor can be reached in the time there is.
    pub could_not_be_reached: u64,
    /// Wish to leave, could reach a corridor, and not all of them are out in time.
    pub not_out_in_time: u64,
}

/// Who comes out by a corridor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorridorFlowDocument {
    /// Persons.
    pub out: u64,
    /// Persons by class.
    pub classes: BTreeMap<String, u64>,
    /// Persons by zone.
    pub zones: BTreeMap<String, u64>,
    /// When the first are out; absent if nobody is.
    pub first_out: Option<String>,
    /// When the last are out.
    pub last_out: Option<String>,
}

/// People who were planned together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupDocument {
    /// Their classes.
    pub classes: Vec<String>,
    /// Where they are willing to go.
    pub destination: String,
    /// Corridors that they are offered.
    pub offered: Vec<String>,
    /// Persons of a party that stays together; the unit of the proof.
    pub party_size: u32,
    /// Parties that wish to leave.
    pub parties: u64,
    /// Parties that are out at the end, those before the moment from which the plan continues another
    /// among them.
    pub parties_out: u64,
    /// What is certified.
    pub certified: String,
}

/// Something that binds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BindingDocument {
    /// `gate`, `corridor`, `road` or `shuttle`.
    pub kind: String,
    /// Its id; of a road, the number of its link and its name; of a corridor, up to which gate or
    /// destination its road binds.
    pub id: String,
    /// Persons who enter it while it binds: all that may.
    pub persons: u64,
    /// When it binds: more capacity there could bring people out sooner.
    pub binds: Vec<StepsDocument>,
    /// When it keeps more from being out at the end.
    pub binds_at_end: Vec<StepsDocument>,
}

/// What rounding to steps costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundingDocument {
    /// Shortest routes compared, one a group, zone and corridor.
    pub shortest_routes: u64,
    /// Those slower than reality by more than a step and 5 %.
    pub shortest_routes_too_slow: u64,
    /// The largest excess of one of them, in seconds, rounded up.
    pub shortest_routes_largest_excess_seconds: u64,
    /// Persons on routes that are used and slower than reality by more than a step and 5 %.
    pub persons_on_slow_routes: u64,
    /// The largest excess of a route that is used, in seconds, rounded up.
    pub used_routes_largest_excess_seconds: u64,
}

/// By step, counted when the step ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CurveDocument {
    /// Persons who are out.
    pub out: Vec<u64>,
    /// Persons in the open, if the pause ended then.
    pub exposed: Vec<u64>,
    /// Persons in sheltered places.
    pub sheltered: Vec<u64>,
}

/// Everyone to the nearest corridor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearestDocument {
    /// Persons out at the end.
    pub out: u64,
    /// What is compared.
    pub note: String,
}

/// The JSON Schema of `plan.json`.
pub fn plan_schema() -> String {
    let schema = schemars::schema_for!(PlanDocument);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
