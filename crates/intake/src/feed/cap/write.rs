//! A notice of the cell as an alert of CAP 1.2. It orders nobody to leave: responses that would are refused, and every public
//! notice says that leaving is a choice, who screens, who guarantees, and what is not known.

use korridor_operate::{Nature, Stamp};
use korridor_world::{Instant, LocalClock};
use serde::Deserialize;

use super::super::Refused;
use super::super::place::LatLon;
use super::super::text::words;
use super::{judge, schema, shape};

/// Responses that no notice of a corridor carries, however they are spelt.
const REFUSED: [&str; 3] = ["evacuate", "execute", "allclear"];

/// A notice, as a person wrote it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What it is called: once for each notice, without blanks, commas, `<` or `&`.
    pub identifier: String,
    /// Who sends it, as receivers know the sender; without blanks and commas.
    pub sender: String,
    /// `Alert`, `Update` or `Cancel`.
    pub kind: String,
    /// `Public`, `Restricted` or `Private`.
    pub scope: String,
    /// Who may see it, if it is restricted.
    #[serde(default)]
    pub restriction: Option<String>,
    /// To whom it goes, if it is private.
    #[serde(default)]
    pub addresses: Option<String>,
    /// Earlier notices that it updates or cancels: `sender,identifier,sent`.
    #[serde(default)]
    pub references: Vec<String>,
    /// The notice, once in each language.
    pub info: Vec<Info>,
}

/// A notice in one language.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Info {
    /// BCP 47, such as `ar`.
    pub language: String,
    /// What it is about, in a few words.
    pub event: String,
    /// `Shelter`, `Prepare`, `Avoid`, `Monitor`, `Assess` or `None`.
    #[serde(default)]
    pub response: Vec<String>,
    /// `Immediate`, `Expected`, `Future`, `Past` or `Unknown`.
    pub urgency: String,
    /// `Extreme`, `Severe`, `Moderate`, `Minor` or `Unknown`.
    pub severity: String,
    /// `Observed`, `Likely`, `Possible`, `Unlikely` or `Unknown`.
    pub certainty: String,
    /// From when it holds, with its offset.
    #[serde(default)]
    pub onset: Option<String>,
    /// Until when it holds, with its offset.
    #[serde(default)]
    pub expires: Option<String>,
    /// One line.
    pub headline: String,
    /// What is known.
    pub description: String,
    /// That leaving is everyone's choice, and that whoever stays remains protected.
    #[serde(default)]
    pub choice: Option<String>,
    /// Who screens.
    #[serde(default)]
    pub screens: Option<String>,
    /// Who guarantees.
    #[serde(default)]
    pub guarantees: Option<String>,
    /// What is not known.
    #[serde(default)]
    pub not_known: Option<String>,
    /// Where.
    #[serde(default)]
    pub area: Vec<Area>,
}

/// A place of a notice.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// In words.
    pub described: String,
    /// Corners as `[latitude, longitude]`, the last the first.
    #[serde(default)]
    pub polygon: Vec<[f64; 2]>,
}

/// What the record and the clock say of a notice.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Operation or exercise: an exercise says so in its status and in every headline.
    pub nature: Nature,
    /// When it is sent.
    pub sent: Stamp,
    /// The clock of the place: times are written with its offset.
    pub clock: &'a LocalClock,
}

impl Notice {
    /// Reads a notice from TOML.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<Notice, Refused> {
        toml::from_str(text).map_err(|error| {
            Refused::new(
                "the notice",
                "notice_malformed",
                error.to_string(),
                "a notice as docs/feeds.md shows one",
            )
        })
    }
}

/// Writes a notice as an alert, whole and valid by the schema, or names everything that stands against it.
///
/// # Errors
/// A response that would order people to leave, a text that is missing or hides something, a place that can't be.
pub fn write(notice: &Notice, setting: &Setting<'_>) -> Result<String, Vec<Refused>> {
    let mut writer = Writer {
        out: String::new(),
        refused: Vec::new(),
    };
    writer.alert(notice, setting);
    // What was written is read again: nothing leaves that the schema does not take.
    if writer.refused.is_empty() {
        writer.refused.extend(judge(writer.out.as_bytes()).refused);
    }
    match writer.refused.is_empty() {
        true => Ok(writer.out),
        false => Err(writer.refused),
    }
}

struct Writer {
    out: String,
    refused: Vec<Refused>,
}

impl Writer {
    fn refuse(&mut self, place: &str, code: &'static str, found: &str, expected: &str) {
        self.refused
            .push(Refused::new(place, code, format!("{found:?}"), expected));
    }

    fn one(&mut self, name: &str, text: &str) {
        self.out += &format!("<{name}>{}</{name}>\n", escaped(text));
    }

    fn line(&mut self, place: &str, name: &str, text: &str) {
        if let Err(refused) = words(place, text) {
            self.refused.push(refused);
        }
        self.one(name, text);
    }

    /// Refuses what stands where a text was to be written.
    fn written(&mut self, place: &str, text: &str) {
        if !text.trim().is_empty() && is_placeholder(text) {
            let expected = "the text itself: people act on what a notice says";
            self.refuse(place, "notice_placeholder", text, expected);
        }
    }

    fn choice(&mut self, place: &str, name: &str, text: &str, of: &[&str]) {
        if !of.contains(&text) {
            self.refuse(
                place,
                "notice_value",
                text,
                &format!("one of {}", of.join(", ")),
            );
        }
        self.one(name, text);
    }

    fn alert(&mut self, notice: &Notice, setting: &Setting<'_>) {
        self.out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n";
        for (place, text) in [
            ("identifier", &notice.identifier),
            ("sender", &notice.sender),
        ] {
            if text.is_empty() || text.contains([' ', ',', '<', '&', '\n', '\t']) {
                self.refuse(
                    place,
                    "notice_value",
                    text,
                    "letters and digits without blanks, commas, < or &",
                );
            }
            self.line(place, place, text);
        }
        self.one("sent", &with_offset(setting.clock, setting.sent));
        let status = match setting.nature {
            Nature::Operation => "Actual",
            Nature::Exercise => "Exercise",
        };
        self.one("status", status);
        // Never Ack: it would say that a party accepts.
        self.choice(
            "kind",
            "msgType",
            &notice.kind,
            &["Alert", "Update", "Cancel"],
        );
        self.choice("scope", "scope", &notice.scope, schema::SCOPES);
        self.audience(notice);
        if notice.kind != "Alert" && notice.references.is_empty() {
            self.refuse(
                "references",
                "notice_missing",
                "none",
                "what it updates or cancels: sender,identifier,sent",
            );
        }
        if !notice.references.is_empty() {
            self.line("references", "references", &notice.references.join(" "));
        }
        if notice.info.is_empty() {
            self.refuse(
                "info",
                "notice_missing",
                "none",
                "the notice in at least one language",
            );
        }
        for (index, info) in notice.info.iter().enumerate() {
            self.info(&format!("info[{}]", index + 1), info, notice, setting);
        }
        self.out += "</alert>\n";
    }

    fn audience(&mut self, notice: &Notice) {
        let needed = [
            ("Restricted", "restriction", &notice.restriction),
            ("Private", "addresses", &notice.addresses),
        ];
        for (scope, name, text) in needed {
            match text {
                Some(text) => self.line(name, name, text),
                None if notice.scope == scope => {
                    self.refuse(name, "notice_missing", "none", "who may see it");
                }
                None => {}
            }
        }
    }

    fn info(&mut self, place: &str, info: &Info, notice: &Notice, setting: &Setting<'_>) {
        self.out += "<info>\n";
        self.line(&format!("{place}/language"), "language", &info.language);
        self.one("category", "Safety");
        self.line(&format!("{place}/event"), "event", &info.event);
        self.texts(place, info);
        self.hours(place, info, setting.sent);
        for response in &info.response {
            let place = format!("{place}/response");
            if REFUSED.contains(&letters(response).as_str()) {
                let expected = "no order to leave and no all-clear: Shelter, Prepare, Avoid, Monitor, Assess or None";
                self.refuse(&place, "response_refused", response, expected);
            }
            self.choice(&place, "responseType", response, schema::RESPONSES);
        }
        self.choice(
            &format!("{place}/urgency"),
            "urgency",
            &info.urgency,
            schema::URGENCIES,
        );
        self.choice(
            &format!("{place}/severity"),
            "severity",
            &info.severity,
            schema::SEVERITIES,
        );
        self.choice(
            &format!("{place}/certainty"),
            "certainty",
            &info.certainty,
            schema::CERTAINTIES,
        );
        for (name, time) in [("onset", &info.onset), ("expires", &info.expires)] {
            if let Some(time) = time {
                self.one(name, time);
            }
        }
        let mark = match setting.nature {
            Nature::Operation => "",
            Nature::Exercise => "EXERCISE: ",
        };
        self.line(
            &format!("{place}/headline"),
            "headline",
            &format!("{mark}{}", info.headline),
        );
        self.line(
            &format!("{place}/description"),
            "description",
            &info.description,
        );
        let says = self.says(place, info, notice);
        if !says.is_empty() {
            self.line(
                &format!("{place}/instruction"),
                "instruction",
                &says.join("\n"),
            );
        }
        for (index, area) in info.area.iter().enumerate() {
            self.area(&format!("{place}/area[{}]", index + 1), area);
        }
        self.out += "</info>\n";
    }

    /// Texts that a person was to write.
    fn texts(&mut self, place: &str, info: &Info) {
        let texts = [
            ("event", Some(&info.event)),
            ("headline", Some(&info.headline)),
            ("description", Some(&info.description)),
            ("choice", info.choice.as_ref()),
            ("screens", info.screens.as_ref()),
            ("guarantees", info.guarantees.as_ref()),
            ("not_known", info.not_known.as_ref()),
        ];
        for (name, text) in texts {
            self.written(&format!("{place}/{name}"), text.map_or("", String::as_str));
        }
        for (index, area) in info.area.iter().enumerate() {
            let place = format!("{place}/area[{}]/described", index + 1);
            self.written(&place, &area.described);
        }
    }

    /// A notice that is over when it is sent tells nobody anything, and could be taken for one that holds.
    fn hours(&mut self, place: &str, info: &Info, sent: Stamp) {
        let at = |time: &Option<String>| time.as_deref().and_then(Instant::parse);
        let Some(expires) = at(&info.expires) else {
            return;
        };
        let text = info.expires.as_deref().unwrap_or_default();
        let place = format!("{place}/expires");
        if expires <= sent.0 {
            let expected = format!("a time after {sent}, when it is sent");
            self.refuse(&place, "notice_expired", text, &expected);
        }
        if at(&info.onset).is_some_and(|onset| expires <= onset) {
            self.refuse(&place, "interval_backwards", text, "a time after the onset");
        }
    }

    /// What every public notice says.
    fn says(&mut self, place: &str, info: &Info, notice: &Notice) -> Vec<String> {
        let parts = [
            (
                "choice",
                &info.choice,
                "that leaving is a choice and whoever stays remains protected",
            ),
            ("screens", &info.screens, "who screens"),
            ("guarantees", &info.guarantees, "who guarantees"),
            ("not_known", &info.not_known, "what is not known"),
        ];
        let mut says = Vec::new();
        for (name, text, expected) in parts {
            match text {
                Some(text) => says.push(text.clone()),
                None if notice.scope == "Public" => {
                    self.refuse(
                        &format!("{place}/{name}"),
                        "notice_missing",
                        "nothing",
                        expected,
                    );
                }
                None => {}
            }
        }
        says
    }

    fn area(&mut self, place: &str, area: &Area) {
        self.out += "<area>\n";
        self.line(&format!("{place}/described"), "areaDesc", &area.described);
        if !area.polygon.is_empty() {
            let corners: Vec<String> = area
                .polygon
                .iter()
                .map(|[lat, lon]| format!("{lat},{lon}"))
                .collect();
            let polygon = corners.join(" ");
            let checked = area
                .polygon
                .iter()
                .try_for_each(|[lat, lon]| LatLon::check(place, *lat, *lon).map(|_| ()));
            if let Err(refused) = checked.and_then(|()| shape::polygon(place, &polygon).map(|_| ()))
            {
                self.refused.push(refused);
            }
            self.one("polygon", &polygon);
        }
        self.out += "</area>\n";
    }
}

/// `2016-11-04T14:05:00+02:00`; UTC as `+00:00`.
fn with_offset(clock: &LocalClock, at: Stamp) -> String {
    let offset = clock.offset_seconds(at.0);
    let (sign, offset) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    format!(
        "{}{sign}{:02}:{:02}",
        clock.local(at.0),
        offset / 3600,
        offset / 60 % 60
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The letters of a text, in lower case.
fn letters(text: &str) -> String {
    let letters = text.chars().filter(|sign| sign.is_alphabetic());
    letters.flat_map(char::to_lowercase).collect()
}

/// Whether a text stands where another was to be written: it has no letters, is a word for a gap, or has a gap in brackets.
fn is_placeholder(text: &str) -> bool {
    const GAPS: [&str; 14] = [
        "todo",
        "tbd",
        "tba",
        "tbc",
        "na",
        "none",
        "null",
        "text",
        "placeholder",
        "fillin",
        "fyllinn",
        "insert",
        "description",
        "headline",
    ];
    let own = letters(text);
    let repeats = own.chars().all(|sign| own.starts_with(sign));
    let lower = text.to_lowercase();
    let gap_in = |open: char, close: char| {
        let inside = lower
            .split(open)
            .skip(1)
            .filter_map(|part| part.split_once(close));
        inside.map(|(inside, _)| inside.trim()).any(|inside| {
            inside.chars().all(|sign| " ._-?…".contains(sign))
                || ["insert", "todo", "tbd", "fill in"]
                    .iter()
                    .any(|word| inside.starts_with(word))
        })
    };
    repeats
        || GAPS.contains(&own.as_str())
        || own.starts_with("loremipsum")
        || lower.trim_start().starts_with("todo")
        || [('<', '>'), ('[', ']'), ('{', '}'), ('(', ')')]
            .into_iter()
            .any(|(open, close)| gap_in(open, close))
}
