//! The account of a pause: promised, expected, observed and verified side by side, with the gaps between them and what
//! stands behind every number. It says who said what. It judges nobody, and adds nothing that may be of the same people.

use std::collections::HashMap;

use korridor_operate::fact::{
    Channel, Consent, Credibility, Figure, GuaranteeFor, GuaranteeLevel, Happening, Modality, Name,
    NotificationKind, OutcomeKind, Polarity, Precedence, Precision, Purpose, Reliability,
    ResponseKind, Wish,
};
use korridor_operate::view::{EndReason, GuaranteeStanding, IncidentStanding};
use korridor_operate::{Nature, Placed, Span, Stamp, Words};
use schemars::JsonSchema;
use serde::Serialize;

use crate::number::Numbers;

mod schema;

pub use schema::account_schema;
use schema::{FigureSchema, ForSchema, SpanSchema, WordsSchema};

/// The version of accounts that this program writes.
pub const ACCOUNT_VERSION: u32 = 1;

/// `account.json`. Times are RFC 3339 in UTC; persons are whole numbers.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Account {
    /// `korridor-account`.
    pub format: String,
    /// [`ACCOUNT_VERSION`].
    pub version: u32,
    /// The scenario's title.
    pub title: String,
    /// Operation or exercise: stands on everything that is made from it.
    #[schemars(with = "String")]
    pub nature: Option<Nature>,
    /// The zone of the place.
    pub time_zone: String,
    /// What was known by then.
    #[schemars(with = "String")]
    pub at: Stamp,
    /// On how many entries it rests.
    pub entries: usize,
    /// What an account is, and what it is not.
    pub statement: String,
    /// The pause: who declared what, who agreed.
    pub pause: PauseAccount,
    /// All of it.
    pub whole: PlaceAccount,
    /// By corridor, in the order of the scenario.
    pub corridors: Vec<PlaceAccount>,
    /// By zone.
    pub zones: Vec<PlaceAccount>,
    /// What the plan expects, by step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<CurvePoint>,
    /// Guarantees, by party and what they are for.
    pub guarantees: Vec<GuaranteeAccount>,
    /// What was sent to parties.
    pub notifications: Vec<NotificationAccount>,
    /// Medical evacuations.
    pub missions: Vec<MissionAccount>,
    /// What people said they want: their own will, apart from any agreement.
    pub intentions: Vec<IntentionAccount>,
    /// Incidents as claimed, and claims of danger that belong to none.
    pub incidents: Vec<IncidentAccount>,
    /// Claims of a breach, by where they lie to the hours.
    pub breaches: Breaches,
    /// What was said of each moment, side by side by independence root.
    pub timeline: Vec<TimelineMoment>,
    /// Counts that the timeline leaves out because they are many; the sums have all of them.
    pub counts_left_out: usize,
    /// What contradicts, and stands.
    pub contradictions: Vec<Contradiction>,
    /// Every number, by id.
    pub numbers: Numbers,
    /// Where places lie, if that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceOnMap>,
}

/// The pause, as parties have it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct PauseAccount {
    /// Who declared it.
    pub declared_by: Vec<String>,
    /// Who agreed to it.
    pub agreed_by: Vec<String>,
    /// Parties that have neither declared it nor agreed, with what they said.
    #[schemars(with = "Vec<(String, Option<String>)>")]
    pub not_agreed: Vec<(String, Option<Consent>)>,
    /// Whether every party did.
    pub agreed: bool,
    /// What it is for.
    #[schemars(with = "Vec<String>")]
    pub purposes: Vec<Purpose>,
    /// The hours that every declaring party states.
    #[schemars(with = "Vec<SpanSchema>")]
    pub windows: Vec<Span>,
    /// Each party's own hours, and why they end when they do.
    pub by_party: Vec<PartyHours>,
    /// Every statement, as said.
    pub statements: Vec<Statement>,
}

/// A window as one party has it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PartyHours {
    /// The party.
    pub party: String,
    /// From when to when it holds.
    #[schemars(with = "SpanSchema")]
    pub span: Span,
    /// Why it ends then.
    #[schemars(with = "String")]
    pub reason: EndReason,
    /// The entries that state its ends.
    pub sources: Vec<Name>,
}

/// What a party declared, or stated later.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Statement {
    /// The entry.
    pub entry: Name,
    /// The party.
    pub party: String,
    /// The corridor that it is about; absent for the pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corridor: Option<Name>,
    /// `declares`, `states another end`, `agrees`, `refuses`, `withdraws`.
    pub says: String,
    /// When.
    #[schemars(with = "String")]
    pub when: Stamp,
    /// From when to when, as it says.
    #[schemars(with = "Vec<SpanSchema>")]
    pub windows: Vec<Span>,
    /// Every end that its statement can mean.
    #[schemars(with = "Vec<String>")]
    pub ends: Vec<Stamp>,
    /// Hours that it states, kept even where its times contradict them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_hours: Option<u32>,
    /// How many it promises a way, as a number of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised: Option<String>,
    /// Its conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<WordsSchema>")]
    pub conditions: Option<Words>,
    /// Its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<WordsSchema>")]
    pub words: Option<Words>,
}

/// Ids of the numbers of a place: four totals, the gaps between them, and outcomes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct PlaceAccount {
    /// Its id; empty for the whole.
    pub id: String,
    /// Its name.
    pub name: String,
    /// By party, beside each other, never added.
    pub promised: Vec<String>,
    /// By the plan.
    pub expected: Vec<String>,
    /// By counts.
    pub observed: Vec<String>,
    /// Confirmed by an independent source.
    pub verified: Vec<String>,
    /// Between them.
    pub gaps: Vec<String>,
    /// What departures, gates and reception leave open.
    pub unaccounted: Vec<String>,
    /// Outcomes, such as remaining: no gap, and nobody's fault.
    pub outcomes: Vec<String>,
    /// What cannot be told of it, and why.
    pub cannot_be_told: Vec<String>,
}

/// How many the plan expects out by a moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CurvePoint {
    /// By then.
    #[schemars(with = "String")]
    pub by: Stamp,
    /// By departure waves: low, best, high.
    pub waves: [u64; 3],
    /// Best within the plan's model: low, best, high.
    pub best_within_model: [u64; 3],
}

/// A party's guarantee of one corridor or mission.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GuaranteeAccount {
    /// The party.
    pub party: String,
    /// What for.
    #[schemars(with = "ForSchema")]
    pub covers: GuaranteeFor,
    /// When it was first asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub asked: Option<Stamp>,
    /// When it was first given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub given: Option<Stamp>,
    /// How firmly, last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub level: Option<GuaranteeLevel>,
    /// The interval that it covers, last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<SpanSchema>")]
    pub interval: Option<Span>,
    /// Its conditions.
    #[schemars(with = "Vec<WordsSchema>")]
    pub conditions: Vec<Words>,
    /// When it was first refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub refused: Option<Stamp>,
    /// When it was first withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub withdrawn: Option<Stamp>,
    /// How it stands.
    #[schemars(with = "String")]
    pub standing: GuaranteeStanding,
    /// When it was needed: the start of the first hours of the pause that end after it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub needed_by: Option<Stamp>,
    /// Whether it held then.
    pub obtained: Obtained,
    /// From when on it held in those hours, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub held_from: Option<Stamp>,
    /// Its entries.
    pub sources: Vec<Name>,
}

/// Whether a guarantee held when it was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Obtained {
    /// It held when the hours started.
    InTime,
    /// It held later in those hours.
    Late,
    /// It did not hold in those hours, or has not so far.
    Never,
    /// The hours have not started.
    NotYetNeeded,
    /// No hours are declared: nobody can say when it was needed.
    CannotBeTold,
}

/// What was sent to a party. Neither a permission nor a guarantee; receipt is not acceptance.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NotificationAccount {
    /// Its id.
    pub notification: Name,
    /// The entry.
    pub entry: Name,
    /// The party.
    pub party: String,
    /// The kind.
    #[schemars(with = "String")]
    pub kind: NotificationKind,
    /// The corridor or mission that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<ForSchema>")]
    pub about: Option<GuaranteeFor>,
    /// How it was sent.
    #[schemars(with = "String")]
    pub channel: Channel,
    /// Exactly what.
    #[schemars(with = "WordsSchema")]
    pub words: Words,
    /// When it was sent.
    #[schemars(with = "String")]
    pub sent: Stamp,
    /// When it was received, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub received: Option<Stamp>,
    /// What the party answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub response: Option<ResponseKind>,
    /// By when an answer was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub deadline: Option<Stamp>,
    /// Entries of receipt and answers.
    pub sources: Vec<Name>,
}

/// A medical evacuation and its outcome.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MissionAccount {
    /// Its id.
    pub mission: Name,
    /// How pressing, as a clinician set it.
    #[schemars(with = "String")]
    pub precedence: Precedence,
    /// Ids of numbers: patients, and how many were moved.
    pub numbers: Vec<String>,
    /// Guarantees that it needs.
    pub guarantees_needed: usize,
    /// Those that held when they were needed.
    pub guarantees_in_time: usize,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub outcome: Option<OutcomeKind>,
    /// Its entries.
    pub sources: Vec<Name>,
}

/// What people said they want.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IntentionAccount {
    /// The entry.
    pub entry: Name,
    /// Where; absent for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Name>,
    /// When they were asked.
    #[schemars(with = "String")]
    pub when: Stamp,
    /// What they said, with the number of those who did.
    #[schemars(with = "Vec<(String, String)>")]
    pub wishes: Vec<(Wish, String)>,
    /// Whether they were asked if staying is a real option.
    pub asked_about_staying: bool,
    /// Whether they were asked if coming back is.
    pub asked_about_return: bool,
}

/// Something that is said or counted, as its source put it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Said {
    /// The entry.
    pub entry: Name,
    /// `claim`, `count`, `declaration`, `guarantee`, `decision`, `notification`, `outcome`.
    pub kind: String,
    /// What.
    pub what: String,
    /// Who says it: a source by pseudonym, or a party.
    pub by: String,
    /// Its independence root.
    pub root: String,
    /// Who told the source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub told_by: Vec<Name>,
    /// When, at the earliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Stamp>,
    /// At the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Stamp>,
    /// The time in the source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_said: Option<String>,
    /// Corridors that it means or could mean.
    pub corridors: Vec<Name>,
    /// How exactly its place is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub precision: Option<Precision>,
    /// How it is put.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub modality: Option<Modality>,
    /// Affirmed or negated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub polarity: Option<Polarity>,
    /// How reliable its source is taken to be; judged apart from the next, and never averaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub reliability: Option<Reliability>,
    /// How credible it is taken to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub credibility: Option<Credibility>,
    /// A number of people that it gives: low, best, high.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<FigureSchema>")]
    pub persons: Option<Figure>,
    /// Its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<WordsSchema>")]
    pub words: Option<Words>,
}

/// What was said of one moment.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TimelineMoment {
    /// From when.
    #[schemars(with = "String")]
    pub from: Stamp,
    /// To when.
    #[schemars(with = "String")]
    pub to: Stamp,
    /// By independence root, side by side. Nothing is merged.
    pub roots: Vec<OfRoot>,
}

/// What sources of one root say.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OfRoot {
    /// The root.
    pub root: String,
    /// What they say.
    pub said: Vec<Said>,
}

/// An incident, as claimed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IncidentAccount {
    /// Its id; of a claim that belongs to none, the claim's.
    pub incident: Name,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<WordsSchema>")]
    pub title: Option<Words>,
    /// What is said to have happened.
    #[schemars(with = "Vec<String>")]
    pub types: Vec<Happening>,
    /// How it stands.
    #[schemars(with = "String")]
    pub standing: IncidentStanding,
    /// How many independent roots say so.
    pub roots: usize,
    /// From when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Stamp>,
    /// To when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Stamp>,
    /// Corridors that it could be on.
    pub corridors: Vec<Name>,
    /// Killed or wounded, as a number of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub casualties: Option<String>,
    /// What its sources say.
    pub claims: Vec<Said>,
}

/// Claims of a breach, apart by where they lie to the hours. Claimed; nobody is found to have broken anything.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Breaches {
    /// Wholly inside the hours of the pause.
    pub inside: Vec<BreachClaim>,
    /// Wholly outside: no breach of it, whatever it was.
    pub outside: Vec<BreachClaim>,
    /// Its time straddles an edge, is not said, or no hours hold.
    pub cannot_be_told: Vec<BreachClaim>,
    /// Ids of their numbers.
    pub numbers: Vec<String>,
}

/// A claim that something endangered people.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BreachClaim {
    /// The incident that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<Name>,
    /// Where it lies to each party's own hours, where they differ from those that hold.
    #[schemars(with = "Vec<(String, String)>")]
    pub by_party: Vec<(String, Placed)>,
    /// Entries of claims that contradict it.
    pub contradicted_by: Vec<Name>,
    /// What is said.
    pub said: Said,
}

/// Two or more things that cannot all be so, side by side.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Contradiction {
    /// `claims`, `counts`, `records`.
    pub kind: String,
    /// Whether it is only proposed: then it counts for nothing before a person sets it.
    pub proposed: bool,
    /// The same in words.
    pub standing: String,
    /// What about.
    pub about: String,
    /// What each says.
    pub sides: Vec<Said>,
    /// The number that spans them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The entries.
    pub sources: Vec<Name>,
}

/// Where a corridor's gate, a zone or a reception place lies.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaceOnMap {
    /// `corridor`, `zone`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Degrees east, WGS 84.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
    /// The side of the grid that it was snapped to, in metres; absent if it is as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid_metres: Option<u32>,
    /// `mapped` or `schematic`.
    pub fidelity: String,
}

impl Account {
    /// Puts what `read` gives in the place of commitments to words: each is read once, however often it stands.
    ///
    /// # Errors
    /// The first of `read`; what was filled in by then stays.
    pub fn fill_words<E>(
        &mut self,
        mut read: impl FnMut(&Words) -> Result<Option<String>, E>,
    ) -> Result<(), E> {
        let mut known: HashMap<String, Option<String>> = HashMap::new();
        let mut failed = None;
        self.each_words(&mut |words| {
            let Some(commitment) = words.commitment().filter(|_| failed.is_none()) else {
                return;
            };
            if !known.contains_key(commitment) {
                match read(words) {
                    Ok(text) => known.insert(commitment.to_owned(), text),
                    Err(error) => {
                        failed = Some(error);
                        return;
                    }
                };
            }
            if let Some(Some(text)) = known.get(commitment) {
                *words = Words::Plain(text.clone());
            }
        });
        failed.map_or(Ok(()), Err)
    }

    /// Gives every text of it to `each`, which may put the words in the place of a commitment to them.
    pub fn each_words(&mut self, each: &mut dyn FnMut(&mut Words)) {
        for statement in &mut self.pause.statements {
            statement.conditions.iter_mut().for_each(&mut *each);
            statement.words.iter_mut().for_each(&mut *each);
        }
        for guarantee in &mut self.guarantees {
            guarantee.conditions.iter_mut().for_each(&mut *each);
        }
        for notification in &mut self.notifications {
            each(&mut notification.words);
        }
        for incident in &mut self.incidents {
            incident.title.iter_mut().for_each(&mut *each);
        }
        let in_incidents = self.incidents.iter_mut().flat_map(|one| &mut one.claims);
        let breaches = &mut self.breaches;
        let in_breaches = [
            &mut breaches.inside,
            &mut breaches.outside,
            &mut breaches.cannot_be_told,
        ];
        let in_breaches = in_breaches.into_iter().flatten().map(|one| &mut one.said);
        let roots = self.timeline.iter_mut().flat_map(|one| &mut one.roots);
        let in_timeline = roots.flat_map(|of| &mut of.said);
        let in_contradictions = self
            .contradictions
            .iter_mut()
            .flat_map(|one| &mut one.sides);
        let said = in_incidents
            .chain(in_breaches)
            .chain(in_timeline)
            .chain(in_contradictions);
        for said in said {
            said.words.iter_mut().for_each(&mut *each);
        }
    }
}
