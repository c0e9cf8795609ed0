//! The page as its readers and an attacker see it.

use korridor_world::scenario::Party;
use korridor_world::{Scenario, Share, Source, SourceId};

use super::Report;
use crate::answers::Answers;
use crate::folder::document::PlanDocument;
use crate::lift::{Lifted, lift};
use crate::lower::clock::Clock;
use crate::tests::tiny::{at, gate, minutes, one_gate, road};
use crate::{ANNOUNCEMENT_FILES, Plan, PlanFiles, PlanOptions, REPORT_FILE, STOPS_FILE, plan};

const HOSTILE: &str =
    "\"><script>alert(1)</script></script><img src=x onerror='alert(2)'>\u{202e}🚌 <!--";

fn planned(scenario: &Scenario) -> Plan {
    let packed = PlanFiles::from([("scenario.toml".to_owned(), b"one".to_vec())]);
    plan(scenario, &packed, &PlanOptions::default(), &mut |_| {}).unwrap()
}

fn file(plan: &Plan, name: &str) -> String {
    String::from_utf8(plan.files[name].clone()).unwrap()
}

fn page(scenario: &Scenario) -> String {
    file(&planned(scenario), REPORT_FILE)
}

fn hostile() -> Scenario {
    let mut scenario = one_gate(30, 6);
    let name = || HOSTILE.to_owned();
    scenario.key = name();
    scenario.title = name();
    scenario.pause.parties = vec![Party(name())];
    scenario.pause.declared_by = vec![Party(name())];
    scenario.network_sources = vec![Source(name())];
    scenario.sources = vec![Source(name())];
    scenario.zones[0].name = name();
    scenario.zones[0].local_name = Some(name());
    scenario.zones[0].key = name();
    scenario.classes[0].name = name();
    scenario.classes[0].key = name();
    scenario.destinations[0].name = name();
    scenario.destinations[0].key = name();
    scenario.destinations[0].controlled_by = Some(Party(name()));
    let corridor = &mut scenario.corridors[0];
    corridor.name = name();
    corridor.key = name();
    corridor.local_name = Some(name());
    corridor.declared_by = vec![Party(name())];
    corridor.admission.condition = Some(name());
    corridor.gates[0].name = name();
    corridor.gates[0].key = name();
    corridor.gates[0].operated_by = Some(Party(name()));
    corridor.gates[0].openings[0].rate.sources = vec![Source(name())];
    scenario
}

/// Markup of the page outside its own style and scripts.
fn tags(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').expect("every tag ends") + start;
        tags.push(rest[start..=end].to_owned());
        let tag = &rest[start..=end];
        rest = &rest[end + 1..];
        for raw in ["style", "script"] {
            if tag.starts_with(&format!("<{raw}")) {
                rest = &rest[rest.find(&format!("</{raw}>")).expect("it ends")..];
            }
        }
    }
    tags
}

#[test]
fn hostile_names_are_inert() {
    let plain = tags(&page(&one_gate(30, 6)));
    let text = page(&hostile());
    assert!(!text.contains('\u{202e}'));
    assert!(text.contains("&lt;script&gt;alert(1)"));
    assert!(text.contains("🚌"));
    let found = tags(&text);
    for tag in &found {
        assert!(
            !tag.starts_with("<img") && !tag.contains("onerror"),
            "{tag}"
        );
    }
    let scripts = |tags: &[String]| tags.iter().filter(|tag| tag.starts_with("<script")).count();
    assert_eq!(scripts(&found), scripts(&plain));
    let announced = planned(&hostile());
    for name in ANNOUNCEMENT_FILES {
        assert!(!file(&announced, name).contains('\u{202e}'), "{name}");
    }
}

#[test]
fn nothing_is_fetched_and_the_policy_forbids_it() {
    let mut scenario = one_gate(30, 6);
    scenario.network_sources = vec![Source("https://example.org/roads".to_owned())];
    let page = page(&scenario);
    assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"));
    for tag in tags(&page) {
        assert!(!tag.contains("http:") && !tag.contains("https:"), "{tag}");
        assert!(!tag.contains(" src="), "{tag}");
        assert!(!tag.contains(" style="), "the policy forbids it: {tag}");
        if let Some(at) = tag.split(" href=\"").nth(1) {
            assert!(at.starts_with('#'), "{tag}");
        }
        let is_link = ["<link", "<iframe", "<object", "<embed", "<base", "<form"];
        assert!(!is_link.iter().any(|start| tag.starts_with(start)), "{tag}");
    }
    for word in [
        "url(http",
        "@import",
        "fetch(",
        "XMLHttpRequest",
        "innerHTML",
    ] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn every_number_of_the_answer_stands_in_the_plan() {
    let plan = planned(&one_gate(60, 6));
    let page = file(&plan, REPORT_FILE);
    let header = &page[page.find("<header").unwrap()..page.find("</header>").unwrap()];
    let numbers: Vec<u64> = header
        .split("<data value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect();
    let document: &PlanDocument = &plan.summary.document;
    let [low, best, high] = [0, 1, 2].map(|index| &document.levels[index].everyone);
    let waves = [0, 1, 2].map(|index| document.levels[index].usable.everyone.out);
    assert_eq!(
        numbers,
        [
            best.out,
            low.out,
            high.out,
            best.wish_to_leave,
            low.wish_to_leave,
            high.wish_to_leave,
            best.population,
            low.population,
            high.population,
            // Seven a minute at the gate, for all six minutes; whoever passes in the last one is not out.
            42,
            42,
            42,
            best.population,
            waves[1],
            waves[0],
            waves[2],
            document.nearest.out,
        ]
    );
    assert!(best.out < best.wish_to_leave);
    assert!(header.contains("far from everybody"));
    assert!(header.contains("Internal use only"));
    assert!(header.contains("EXERCISE"));
}

/// Six minutes of 420 an hour are 42 persons; of two gates in a row the slower one counts.
#[test]
fn what_the_gates_can_pass_is_said_beside_who_is_inside() {
    let mut scenario = one_gate(1_000, 6);
    let text = page(&scenario);
    assert!(text.contains("The one known gate (screening: identity) can pass at most"));
    assert!(text.contains("far from the <data value=\"1000\">1,000</data> inside (best figures)"));
    assert!(text.contains("href=\"#inputs\"") && text.contains("id=\"inputs\""));
    let open = minutes(0, 6);
    let slow = gate("slow", 60, open);
    scenario.corridors[0].gates.push(slow);
    let text = page(&scenario);
    assert!(
        text.contains("The 2 known gates (screening: identity) can pass at most <strong><data value=\"6\">6</data></strong>"),
    );
    scenario.corridors[0].gates.clear();
    let text = page(&scenario);
    assert!(
        !text.contains("known gate"),
        "no gate is spoken of where none is known"
    );
    assert!(!text.contains("out through the gates"));
}

#[test]
fn a_closed_corridor_is_marked_by_more_than_words_and_colour() {
    let scenario = one_gate(2_000, 120);
    let first = planned(&scenario);
    let asked = crate::ReplanRequest {
        at: "11:00".to_owned(),
        close: vec!["gate".to_owned()],
        open: vec![],
    };
    let read = |_: &PlanFiles| Ok(scenario.clone());
    let closed = crate::replan(&first.files, &read, &asked, &mut |_| {}).unwrap();
    let words = "Closed outwards from 11:00 on";
    let page = file(&closed, REPORT_FILE);
    let of = |id: &str| {
        let start = page.find(&format!("<section id=\"{id}\"")).unwrap();
        let end = page[start..].find("</section>").unwrap();
        page[start..start + end].to_owned()
    };
    let header = &page[page.find("<header").unwrap()..page.find("</header>").unwrap()];
    assert!(header.contains("another plan, from 11:00 on"));
    assert!(header.contains(words) && header.contains("The way back is not closed"));
    let map = of("map");
    assert!(map.contains("class=\"corridor closed\"") && map.contains("class=\"gate closed\""));
    assert!(map.contains("class=\"stroke\"") && map.contains("symbol struck"));
    assert!(
        map.contains(&format!("Corridor A: {words}")),
        "for those who hear the map"
    );
    let gates = of("gates");
    assert!(gates.contains("class=\"closed-hours\"") && gates.contains(words));
    assert!(of("zones").contains("A (closed 11:00)"));
    // Nothing of it in a plan in which nothing closed.
    let before = file(&first, REPORT_FILE);
    let tags = tags(&before).concat();
    assert!(!tags.contains("closed") && !tags.contains("stroke\""));
}

#[test]
fn the_map_is_of_people_and_corridors_and_not_of_a_whole_country() {
    let near = one_gate(100, 60);
    let mut scenario = near.clone();
    let far = scenario.network.nodes.len() as u32;
    for east_m in [200_000.0, 200_100.0] {
        (scenario.network).add_node(at(east_m), SourceId::Number(9_000 + east_m as i64));
    }
    road(&mut scenario.network, far, far + 1, 100.0);
    let bar = |page: &str| {
        let end = page
            .find(" m, north is up")
            .expect("metres and not kilometres");
        page[..end].rsplit('>').next().unwrap().to_owned()
    };
    let (one, other) = (page(&near), page(&scenario));
    assert_eq!(bar(&one), bar(&other));
    assert!(other.contains("Roads far from people and corridors lie outside the map."));
    assert!(!one.contains("lie outside the map"));
}

#[test]
fn the_inputs_that_weigh_most_have_band_unit_and_source() {
    let mut scenario = one_gate(100, 60);
    scenario.zones[0].uptake.low = Share::from_fraction(0.125).unwrap();
    scenario.zones[0].uptake.sources = vec![Source("who asked <them>".to_owned())];
    scenario.network_sources.clear();
    let page = page(&scenario);
    let inputs = &page[page.find("id=\"inputs\"").unwrap()..];
    assert!(inputs.contains("12.5 %") && inputs.contains("100 %"));
    assert!(inputs.contains("who asked &lt;them&gt;"));
    for unit in [
        "in per cent",
        "in persons,",
        "in persons an hour",
        "in metres a second",
    ] {
        assert!(inputs.contains(unit), "{unit}");
    }
    assert!(page.contains("Roads: no source given."));
}

#[test]
fn the_same_plan_is_the_same_page() {
    assert_eq!(page(&hostile()), page(&hostile()));
}

/// Every figure of the accounts adds up, and is shown.
#[test]
fn a_scenario_without_people_and_one_of_millions_have_reports() {
    for people in [0, 1, 10_000_000] {
        let page = page(&one_gate(people, 6));
        assert!(page.ends_with("</html>"), "{people}");
        assert!(!page.contains("NaN") && !page.contains("inf "), "{people}");
        assert!(page.len() < 100_000, "{people}: {}", page.len());
    }
}

#[test]
fn a_usable_plan_and_answers_are_shown_where_they_are_given() {
    let scenario = one_gate(30, 6);
    let plan = planned(&scenario);
    let clock = Clock::new(&scenario, plan.summary.document.clock.step_seconds).unwrap();
    let solved = crate::solve::solve(&scenario, &clock, &mut |_| {}).unwrap();
    let lifted: Vec<_> = solved
        .levels
        .iter()
        .map(|level| lift(&scenario, &clock, level))
        .collect();
    let nobody = vec![0; clock.steps as usize];
    let usable = Lifted {
        out: nobody.clone(),
        ..lifted[1].clone()
    };
    let basis = crate::answers::Basis::solve(&scenario).unwrap();
    let mut corridors =
        crate::answers::corridors(&basis, crate::answers::Every::HALF_HOUR, None, &|| {}).unwrap();
    corridors.corridors[0].name = HOSTILE.to_owned();
    corridors.corridors[0].by_it_persons.best = 1_234;
    let mut bottlenecks = crate::answers::bottlenecks(&basis, 8, &|| {}).unwrap();
    bottlenecks.full.high = vec![HOSTILE.to_owned(), "school".to_owned()];
    let answers = Answers {
        how_long: Some(crate::answers::how_long(&basis, &|| {}).unwrap()),
        how_many: Some(crate::answers::how_many(
            &basis,
            crate::answers::Every::HALF_HOUR,
        )),
        bottlenecks: Some(bottlenecks),
        corridors: Some(corridors),
        ..Answers::default()
    };
    let report = Report {
        scenario: &scenario,
        clock: &clock,
        lifted: &lifted,
        document: &plan.summary.document,
        nearest: &nobody,
        usable: Some(&usable),
        waves: &[],
        answers: Some(&answers),
    };
    let page = String::from_utf8(report.html()).unwrap();
    assert!(page.contains("Usable plan: 0"));
    assert!(page.contains("<h2 id=\"answers-title\">Answers</h2>"));
    assert!(page.contains("1,234"));
    assert!(page.contains("Full, with high figures") && page.contains("school"));
    assert!(!page.contains("Full, with low figures"));
    assert!(page.contains("it never opens") && page.contains("all who can be out"));
    assert!(!page.contains("<script>alert"));
}

#[test]
fn announcements_order_nobody_and_count_nobody() {
    let mut scenario = one_gate(4_321, 6);
    scenario.sources = vec![Source("a source that nobody is told of".to_owned())];
    scenario.corridors[0].sources = scenario.sources.clone();
    scenario.corridors[0].admission.condition = Some("by the bakery".to_owned());
    let plan = planned(&scenario);
    let english = file(&plan, ANNOUNCEMENT_FILES[0]);
    assert!(english.contains("Leaving is your choice. Whoever stays remains protected"));
    assert!(english.contains("EXERCISE"));
    assert!(english.contains("declared by \u{2068}A") || english.contains("Declared by \u{2068}A"));
    assert!(english.contains("nobody has surveyed it for mines"));
    assert!(english.contains("We know of no security guarantee"));
    for word in [
        "4321",
        "4,321",
        "must leave",
        "should leave",
        "evacuate",
        "assigned",
        "refuse",
        "a source that",
        "by the bakery",
        "Entry:",
    ] {
        assert!(!english.contains(word), "{word}");
    }
    let arabic = file(&plan, ANNOUNCEMENT_FILES[1]);
    for line in arabic
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('-'))
    {
        assert!(line.starts_with('\u{200f}'), "{line}");
        let opened = line.matches(['\u{2067}', '\u{2068}']).count();
        assert!(line.starts_with("\u{200f}\u{2067}"), "{line}");
        assert_eq!(opened, line.matches('\u{2069}').count(), "{line}");
    }
}

#[test]
fn names_in_announcements_turn_nothing_and_are_no_markup() {
    let mut scenario = one_gate(100, 60);
    scenario.zones[0].name = "حي <b>الشعار</b> 7".to_owned();
    scenario.corridors[0].name = "Castello & طريق".to_owned();
    scenario.destinations[0].name = "\u{202e}North<script>".to_owned();
    let plan = planned(&scenario);
    let english = file(&plan, ANNOUNCEMENT_FILES[0]);
    assert!(english.contains("\u{2068}حي ‹b›الشعار‹/b› 7\u{2069}"));
    assert!(
        english
            .contains("* \u{2068}Castello ＆ طريق\u{2069}. Where it leads: \\u{202e}North‹script›")
    );
    for name in ANNOUNCEMENT_FILES {
        let text = file(&plan, name);
        assert!(!text.contains(['<', '>', '&', '\u{202e}']), "{name}");
    }
}

#[test]
fn stops_are_counted_by_the_figures_of_the_handbook() {
    let plan = planned(&one_gate(2_000, 60));
    let stops = file(&plan, STOPS_FILE);
    let gate = stops
        .lines()
        .find(|line| line.starts_with("gate,"))
        .unwrap();
    let cells: Vec<&str> = gate.split(',').collect();
    // Seven a minute, a minute of road before the gate and one behind it.
    let waiting: u64 = cells[4].parse().unwrap();
    assert_eq!(waiting, 14);
    assert_eq!(cells[8], "42");
    assert_eq!(cells[9], "1");
    assert_eq!(cells[12], "2");
    assert_eq!(cells[13], "1");
}
