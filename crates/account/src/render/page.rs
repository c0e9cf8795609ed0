//! `index.html`: the account for a person who was not there. One file that fetches nothing; every number leads to its
//! entries.

use std::collections::BTreeSet;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::text::{Clock, figure, inert, range, word, words};
use crate::account::{
    Account, BreachClaim, Contradiction, GuaranteeAccount, Obtained, PlaceAccount, Said,
};
use crate::evidence::Evidence;
use crate::number::{Number, Numbers, Sign};
use crate::release::{Marking, Released};

const STYLE: &str = include_str!("page.css");
/// The most of one kind that a page lists; the tables beside it have all.
const MOST_LISTED: usize = 300;

struct Page<'a> {
    account: &'a Account,
    marking: &'a Marking,
    clock: Clock,
    evidence: &'a [Evidence],
    shown: BTreeSet<&'a str>,
}

pub(super) fn page(released: &Released<Account>, evidence: &[Evidence]) -> String {
    let page = Page {
        account: released.value(),
        marking: released.marking(),
        clock: Clock::of(released.value()),
        evidence,
        shown: evidence.iter().map(|entry| entry.id.as_str()).collect(),
    };
    page.html().into_string()
}

/// A name from a record, isolated from the direction of what stands around it.
fn name(text: &str) -> Markup {
    html! { bdi { (inert(text)) } }
}

impl Page<'_> {
    fn numbers(&self) -> &Numbers {
        &self.account.numbers
    }

    fn html(&self) -> Markup {
        let title = match self.account.title.as_str() {
            "" => "Account of a humanitarian pause",
            title => title,
        };
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                    meta name="viewport" content="width=device-width";
                    meta name="robots" content="noindex";
                    title { "Account: " (inert(title)) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    (self.mark())
                    h1 { "Account: " (name(title)) }
                    p.faint { "As known at " (self.clock.time(self.account.at)) @if self.account.entries > 0 { ", on " (self.account.entries) " entries" } "." }
                    p { (self.account.statement) }
                    (self.pause())
                    (self.totals())
                    (self.guarantees())
                    (self.breaches())
                    (self.incidents())
                    (self.missions())
                    (self.notifications())
                    (self.contradictions())
                    (self.timeline())
                    (self.number_list())
                    (self.entries())
                    (self.withheld())
                    (self.mark())
                }
            }
        }
    }

    fn mark(&self) -> Markup {
        html! { header.mark {
            span { (self.marking.tlp) " · " (name(&self.marking.profile)) }
            @if let Some(exercise) = &self.marking.exercise { span.exercise { (exercise) } }
            @if let Some(country) = &self.marking.country { span { (name(country)) } }
        } }
    }

    fn pause(&self) -> Markup {
        let pause = &self.account.pause;
        if pause.statements.is_empty() && pause.declared_by.is_empty() {
            return html! {};
        }
        html! {
            h2 { "Promised: what parties said" }
            p {
                "Declared by " (name(&listed(&pause.declared_by))) ". Agreed by " (name(&listed(&pause.agreed_by))) ". "
                @if !pause.agreed { strong { "Declared, not agreed." } }
                @for (party, said) in &pause.not_agreed { " " (name(party)) @match said { Some(said) => { ": " (word(said)) "." } None => { ": nothing was recorded of its consent." } } }
            }
            table {
                tr { th { "When" } th { "Party" } th { "Says" } th { "Hours" } th { "Way for" } th { "Entry" } }
                @for statement in pause.statements.iter().take(MOST_LISTED) {
                    tr {
                        td { (self.clock.time(statement.when)) }
                        td { (name(&statement.party)) }
                        td { (statement.says) @if let Some(corridor) = &statement.corridor { " " (name(corridor)) }
                            @if let Some(text) = &statement.words { blockquote { (name(words(text))) } }
                            @if let Some(text) = &statement.conditions { blockquote { "on condition: " (name(words(text))) } } }
                        td {
                            @for span in &statement.windows { div { (self.clock.span(Some(span.from), Some(span.to))) } }
                            @for end in &statement.ends { div { "until " (self.clock.time(*end)) } }
                            @if let Some(hours) = statement.stated_hours { div { "“" (hours) " hours”, as said" } }
                        }
                        td.number { @if let Some(id) = &statement.promised { (self.number(id)) } }
                        td { (self.entry(&statement.entry)) }
                    }
                }
            }
            (more(pause.statements.len(), "account.json"))
            h3 { "Hours, as each party has them" }
            ul { @for hours in &pause.by_party { li { (name(&hours.party)) ": " (self.clock.span(Some(hours.span.from), Some(hours.span.to))) ", " (word(&hours.reason)) " " (self.entry_list(&hours.sources)) } } }
            p { "Hours that every declaring party states: " @for span in &pause.windows { (self.clock.span(Some(span.from), Some(span.to))) ". " } @if pause.windows.is_empty() { "none." } }
        }
    }

    fn totals(&self) -> Markup {
        let places = std::iter::once(&self.account.whole)
            .chain(&self.account.corridors)
            .chain(&self.account.zones);
        html! {
            h2 { "Promised, expected, observed, verified" }
            p.faint { "Side by side and never added to each other. What the plan expects is the best within its model. Remaining is an outcome, not a gap." }
            table {
                tr { th { "Place" } th { "Promised" } th { "Expected" } th { "Observed" } th { "Verified" } th { "Gaps" } th { "Unaccounted, outcomes" } }
                @for place in places { (self.place(place)) }
            }
        }
    }

    fn place(&self, place: &PlaceAccount) -> Markup {
        let open: Vec<&String> = place.unaccounted.iter().chain(&place.outcomes).collect();
        html! {
            tr {
                td { (name(&place.name)) @if !place.id.is_empty() { " " span.faint { (name(&place.id)) } } }
                @for ids in [&place.promised, &place.expected, &place.observed, &place.verified, &place.gaps] {
                    td { @for id in ids { (self.labelled(id)) } @if ids.is_empty() { span.faint { "—" } } }
                }
                td { @for id in open { (self.labelled(id)) } }
            }
            @if !place.cannot_be_told.is_empty() {
                tr { td {} td colspan="6" class="faint" { @for why in &place.cannot_be_told { (why) ". " } } }
            }
        }
    }

    /// A number that leads to what stands behind it.
    fn number(&self, id: &str) -> Markup {
        let Some(number) = self.numbers().get(id) else {
            return html! { span.faint { "withheld" } };
        };
        html! { a href={ "#n-" (anchor(id)) } { (range(number)) } }
    }

    fn labelled(&self, id: &str) -> Markup {
        let label = self
            .numbers()
            .get(id)
            .map(|number| number.label.as_str())
            .unwrap_or_default();
        html! { div { (self.number(id)) " " span.faint { (label) } } }
    }

    fn entry(&self, id: &str) -> Markup {
        match (id, self.shown.contains(id)) {
            ("", _) => html! {},
            (_, true) => html! { a href={ "#e-" (anchor(id)) } { (name(id)) } " " },
            (_, false) => html! { code { (name(id)) } " " },
        }
    }

    fn entry_list(&self, ids: &[String]) -> Markup {
        html! { @for id in ids { (self.entry(id)) } }
    }

    fn guarantees(&self) -> Markup {
        let (missing, rest): (Vec<&GuaranteeAccount>, Vec<&GuaranteeAccount>) = self
            .account
            .guarantees
            .iter()
            .partition(|one| matches!(one.obtained, Obtained::Late | Obtained::Never));
        if missing.is_empty() && rest.is_empty() {
            return html! {};
        }
        html! {
            h2 { "Guarantees" }
            h3 { "Not obtained in time: " (missing.len()) " of " (missing.len() + rest.len()) }
            (self.guarantee_table(&missing))
            @if !rest.is_empty() { h3 { "The others" } (self.guarantee_table(&rest)) }
        }
    }

    fn guarantee_table(&self, rows: &[&GuaranteeAccount]) -> Markup {
        html! {
            table {
                tr { th { "For" } th { "Party" } th { "Asked" } th { "Given" } th { "Needed by" } th { "Obtained" } th { "Entries" } }
                @for one in rows.iter().take(MOST_LISTED) {
                    tr {
                        td { (name(&covers(one))) }
                        td { (name(&one.party)) }
                        td { (self.time_or(one.asked, "nobody asked, as recorded")) }
                        td { (self.time_or(one.given, "not given")) @if let Some(level) = &one.level { ", " (word(level)) }
                            @if let Some(at) = one.refused { div { "refused " (self.clock.time(at)) } }
                            @if let Some(at) = one.withdrawn { div { "withdrawn " (self.clock.time(at)) } }
                            @for text in &one.conditions { blockquote { "on condition: " (name(words(text))) } } }
                        td { (self.time_or(one.needed_by, "no hours declared")) }
                        td { (word(&one.obtained)) @if let Some(at) = one.held_from { ", from " (self.clock.time(at)) } }
                        td { (self.entry_list(&one.sources[..one.sources.len().min(20)])) @if one.sources.len() > 20 { "and " (one.sources.len() - 20) " more" } }
                    }
                }
            }
            (more(rows.len(), "account.json"))
        }
    }

    fn time_or(&self, at: Option<korridor_operate::Stamp>, otherwise: &str) -> Markup {
        match at {
            Some(at) => html! { (self.clock.time(at)) },
            None => html! { span.faint { (otherwise) } },
        }
    }

    fn breaches(&self) -> Markup {
        let breaches = &self.account.breaches;
        if breaches.numbers.is_empty() {
            return html! {};
        }
        let kinds = [
            ("Inside the hours, as claimed", &breaches.inside),
            ("Outside the hours: no breach of them", &breaches.outside),
            ("Cannot be told", &breaches.cannot_be_told),
        ];
        html! {
            h2 { "Breaches as claimed" }
            p.faint { "What sources claim. Nobody is found here to have broken anything." }
            ul { @for id in &breaches.numbers { li { (self.labelled(id)) } } }
            @for (title, claims) in kinds { @if !claims.is_empty() {
                h3 { (title) }
                @for claim in claims.iter().take(MOST_LISTED) { (self.breach(claim)) }
                (more(claims.len(), "account.json"))
            } }
        }
    }

    fn breach(&self, claim: &BreachClaim) -> Markup {
        html! {
            (self.said(&claim.said))
            @if let Some(incident) = &claim.incident { p.faint { "in the incident " (name(incident)) } }
            @for (party, placed) in &claim.by_party { p.faint { "by the hours of " (name(party)) ": " (word(placed)) } }
            @if !claim.contradicted_by.is_empty() { p { "contradicted by " (self.entry_list(&claim.contradicted_by)) } }
        }
    }

    fn said(&self, said: &Said) -> Markup {
        html! {
            p {
                strong { (self.clock.span(said.from, said.to)) } " "
                @if !said.by.is_empty() { (name(&said.by)) ": " } (name(&said.what))
                @if let Some(persons) = said.persons { ", " (figure(persons)) " people" }
                @if !said.corridors.is_empty() { " — " (name(&listed(&said.corridors))) @if said.corridors.len() > 1 { " (any of them)" } }
                @if let Some(reliability) = said.reliability { " " span.faint { "source " (word(&reliability)) @if let Some(credibility) = said.credibility { ", claim " (credibility.digit()) } } }
                @if let Some(text) = &said.time_said { " " span.faint { "“" (name(text)) "”" } }
                " " (self.entry(&said.entry))
            }
            @if let Some(text) = &said.words { blockquote { (name(words(text))) } }
        }
    }

    fn incidents(&self) -> Markup {
        let incidents = &self.account.incidents;
        if incidents.is_empty() {
            return html! {};
        }
        html! {
            h2 { "Incidents, as claimed" }
            table {
                tr { th { "When" } th { "Type" } th { "Standing" } th { "Independent roots" } th { "Killed or wounded, as claimed" } th { "Incident" } }
                @for one in incidents.iter().take(MOST_LISTED) {
                    tr {
                        td { (self.clock.span(one.from, one.to)) }
                        td { (one.types.iter().map(word).collect::<Vec<_>>().join(", ")) }
                        td { (word(&one.standing)) }
                        td { @if one.roots > 0 { (one.roots) } }
                        td.number { @if let Some(id) = &one.casualties { (self.number(id)) } @else { span.faint { "not said" } } }
                        td { (name(&one.incident)) @if let Some(title) = &one.title { " " (name(words(title))) } }
                    }
                }
            }
            (more(incidents.len(), "account.json"))
        }
    }

    fn missions(&self) -> Markup {
        if self.account.missions.is_empty() {
            return html! {};
        }
        html! {
            h2 { "Medical evacuations" }
            table {
                tr { th { "Mission" } th { "Precedence" } th { "Guarantees in time" } th { "Outcome" } th { "People" } th { "Entries" } }
                @for one in self.account.missions.iter().take(MOST_LISTED) {
                    tr {
                        td { (name(&one.mission)) } td { (word(&one.precedence)) }
                        td { (one.guarantees_in_time) " of " (one.guarantees_needed) }
                        td { @match &one.outcome { Some(outcome) => { (word(outcome)) } None => { span.faint { "none recorded" } } } }
                        td { @for id in &one.numbers { (self.labelled(id)) } }
                        td { (self.entry_list(&one.sources)) }
                    }
                }
            }
            (more(self.account.missions.len(), "account.json"))
        }
    }

    fn notifications(&self) -> Markup {
        let all = &self.account.notifications;
        if all.is_empty() {
            return html! {};
        }
        html! {
            h2 { "Notifications" }
            p.faint { "Neither a permission nor a guarantee; what was received was not thereby accepted." }
            table {
                tr { th { "Sent" } th { "To" } th { "What" } th { "Received" } th { "Answer" } th { "Entries" } }
                @for one in all.iter().take(MOST_LISTED) {
                    tr {
                        td { (self.clock.time(one.sent)) ", " (word(&one.channel)) } td { (name(&one.party)) }
                        td { (word(&one.kind)) blockquote { (name(words(&one.words))) } }
                        td { (self.time_or(one.received, "no receipt recorded")) }
                        td { @match &one.response { Some(response) => { (word(response)) } None => { span.faint { "none recorded" } } } }
                        td { (self.entry(&one.entry)) (self.entry_list(&one.sources)) }
                    }
                }
            }
            (more(all.len(), "account.json"))
        }
    }

    fn contradictions(&self) -> Markup {
        let all = &self.account.contradictions;
        if all.is_empty() {
            return html! {};
        }
        let (proposed, set): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.proposed);
        html! {
            @if !set.is_empty() {
                h2 { "Contradictions that stand" }
                @for one in set.iter().take(MOST_LISTED) { (self.contradiction(one)) }
                (more(set.len(), "account.json"))
            }
            @if !proposed.is_empty() {
                h2 { "Contradictions that are proposed" }
                p.faint { "Found by a rule; none counts before a person sets it." }
                @for one in proposed.iter().take(MOST_LISTED) { (self.contradiction(one)) }
                (more(proposed.len(), "account.json"))
            }
        }
    }

    fn contradiction(&self, one: &Contradiction) -> Markup {
        html! {
            h3 { (word(&one.kind)) ": " (name(&one.about)) span.faint { " — " (one.standing) } @if let Some(id) = &one.number { " " (self.number(id)) } }
            div.side { @for said in &one.sides { div { (self.said(said)) } } }
            @if one.sides.is_empty() { p { (self.entry_list(&one.sources)) } }
        }
    }

    fn timeline(&self) -> Markup {
        let all = &self.account.timeline;
        if all.is_empty() {
            return html! {};
        }
        html! {
            h2 { "What was said of each moment" }
            p.faint { "Side by side by independence root; nothing is merged." @if self.account.counts_left_out > 0 { " " (self.account.counts_left_out) " counts are left out here; the sums have all of them." } }
            @for moment in all.iter().take(MOST_LISTED) {
                h3 { (self.clock.span(Some(moment.from), Some(moment.to))) }
                div.side { @for of in &moment.roots { div {
                    p.faint { (name(&of.root)) }
                    @for said in of.said.iter().take(50) { (self.said(said)) }
                    (more_than(of.said.len(), 50, "timeline.csv"))
                } } }
            }
            (more(all.len(), "timeline.csv"))
        }
    }

    fn number_list(&self) -> Markup {
        html! {
            h2 { "Every number and what stands behind it" }
            @for number in self.numbers().all() { (self.behind(number)) }
        }
    }

    fn behind(&self, number: &Number) -> Markup {
        html! {
            div id={ "n-" (anchor(&number.id)) } {
                h3 { (range(number)) " " span.faint { (word(&number.what)) ", " (number.label) } }
                p {
                    code { (name(&number.id)) }
                    @if let Some(by) = number.by { " by " (self.clock.time(by)) }
                    @if !number.said_by.is_empty() { "; said by " (name(&listed(&number.said_by))) }
                    @if number.roots > 0 { "; independent roots: " (number.roots) }
                    @if number.disagree { " " span.care { "sources disagree" } }
                    @if let Some(note) = &number.note { br; span.faint { (note) } }
                }
                @if !number.terms.is_empty() { p { "Worked out: " @for term in &number.terms { (if term.sign == Sign::Plus { " + " } else { " − " }) (self.number(&term.number)) " " code { (name(&term.number)) } } } }
                @if !number.sources.is_empty() { p { (number.sources_in_all) " entries: " (self.entry_list(&number.sources[..number.sources.len().min(50)])) @if number.sources_in_all > 50 { "and more: korridor account RECORD --why " code { (name(&number.id)) } } } }
            }
        }
    }

    fn entries(&self) -> Markup {
        if self.evidence.is_empty() {
            return html! {};
        }
        html! {
            h2 { "Entries" }
            @for entry in self.evidence {
                div id={ "e-" (anchor(&entry.id)) } {
                    p { strong { (name(&entry.id)) } " " (entry.verb) ", entry " (entry.seq) ", happened " (self.clock.time(entry.occurred)) ", known " (self.clock.time(entry.known)) ", recorded by " (name(&entry.by)) br; code { (inert(&entry.says)) } }
                }
            }
        }
    }

    fn withheld(&self) -> Markup {
        html! { @if !self.marking.withheld.is_empty() {
            h2 { "What this release withholds" }
            p { (self.marking.withheld.join(", ").replace('_', " ")) "." }
        } }
    }
}

fn covers(one: &GuaranteeAccount) -> String {
    match &one.covers {
        korridor_operate::fact::GuaranteeFor::Corridor(corridor) => format!("corridor {corridor}"),
        korridor_operate::fact::GuaranteeFor::Mission(mission) => format!("mission {mission}"),
    }
}

fn listed(names: &[String]) -> String {
    match names.is_empty() {
        true => "nobody".to_owned(),
        false => names.join(", "),
    }
}

fn more(found: usize, file: &str) -> Markup {
    more_than(found, MOST_LISTED, file)
}

fn more_than(found: usize, shown: usize, file: &str) -> Markup {
    html! { @if found > shown { p.faint { (found - shown) " more in " (file) } } }
}

/// A name as the target of a link.
fn anchor(text: &str) -> String {
    let mut anchor = String::new();
    for letter in text.chars() {
        match letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.') {
            true => anchor.push(letter),
            false => anchor += &format!("_{:x}_", u32::from(letter)),
        }
    }
    anchor
}
