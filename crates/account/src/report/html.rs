//! A document as a page: one file that fetches nothing and runs nothing, for a sheet of A4, a telephone and a screen.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::document::{Block, Document, Look, Section, Side, Table, Width};
use super::svg;
use super::text::{Run, Text};

pub(super) const STYLE: &str = concat!(include_str!("page.css"), include_str!("picture.css"));
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// A date, a time of day and an offset, with blanks between them.
const LONGEST_SHORT: usize = 24;

/// The page.
pub fn html(document: &Document) -> String {
    let language = document.language;
    let page = markup! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (document.title.plain()) }
                style { (PreEscaped(STYLE)) }
            }
            body class=(document.kind) {
                header {
                    p.marks { @for mark in &document.marks { span class=(look(mark.look)) { (text(&mark.text)) } " " } }
                    h1 { (text(&document.title)) }
                    dl.facts { @for (what, value) in &document.facts { div { dt { (text(what)) } dd { (text(value)) } } } }
                }
                main { @for one in &document.sections { (section(one)) } }
                footer {
                    @for (index, line) in document.foot.iter().enumerate() {
                        p class=[(index == 0).then_some("staying")] { (text(line)) }
                    }
                    // On every sheet that is printed the marks stand at the end too.
                    p.marks { @for mark in &document.marks { span class=(look(mark.look)) { (text(&mark.text)) } " " } }
                }
            }
        }
    };
    page.into_string()
}

fn look(look: Look) -> &'static str {
    match look {
        Look::Exercise => "exercise",
        Look::Marking => "marking",
    }
}

/// What others wrote in an isolate of its own direction; numbers and ids in one from left to right.
fn text(text: &Text) -> Markup {
    markup! {
        @for run in text.runs() {
            @match run {
                Run::Own(words) => (words),
                Run::Named(words) => bdi { (words) },
                Run::Sign(words) => bdi class=[is_short(words).then_some("short")] dir="ltr" { (words) },
            }
        }
    }
}

/// A time or a number stands on one line: broken in two it could be read in another order.
fn is_short(sign: &str) -> bool {
    sign.chars().count() <= LONGEST_SHORT
}

fn section(section: &Section) -> Markup {
    let width = match section.width {
        Width::Full => "full",
        Width::Half => "half",
    };
    markup! {
        section id=(section.id) class=(width) aria-labelledby={ "h-" (section.id) } {
            h2 id={ "h-" (section.id) } { (text(&section.heading)) }
            @for one in &section.blocks { (block(one)) }
        }
    }
}

fn block(block: &Block) -> Markup {
    markup! {
        @match block {
            Block::Paragraph(words) => p { (text(words)) },
            Block::Care(words) => p.care { (text(words)) },
            Block::List(lines) => ul { @for line in lines { li { (text(line)) } } },
            Block::Table(one) => (table(one)),
            Block::Sides(all) => (sides(all)),
            Block::Quote(lines) => blockquote { @for line in lines { p { (text(line)) } } },
            Block::Chart(chart) => figure {
                (svg::chart(chart).inline())
                figcaption { (svg::chart_key(text(&chart.waves_label), text(&chart.observed_label))) p { (text(&chart.summary)) } }
            },
            Block::Map(map) => figure {
                (svg::map(map).inline())
                figcaption { (text(&map.caption)) @if let Some(source) = &map.attribution { " " bdi dir="ltr" { (source) } } }
            },
            Block::Files(files) => ul { @for (path, says) in files { li { a href=(link(path)) { bdi dir="ltr" { (path) } } " " (text(says)) } } },
            Block::Commands(lines) => pre dir="ltr" { @for line in lines { (line) "\n" } },
        }
    }
}

fn table(table: &Table) -> Markup {
    markup! {
        div.scroll tabindex="0" role="group" aria-label=(table.caption.plain()) {
            // On a telephone rows stand as cards: the roles keep the table one for those who hear it.
            table role="table" {
                caption { (text(&table.caption)) }
                thead role="rowgroup" { tr role="row" { @for head in &table.head { th scope="col" role="columnheader" { (text(head)) } } } }
                tbody role="rowgroup" { @for row in &table.rows { tr role="row" {
                    @for (index, (cell, head)) in row.iter().zip(&table.head).enumerate() {
                        @if index == 0 { th scope="row" role="rowheader" { (text(cell)) } }
                        @else { td role="cell" data-label=(head.plain()) { span { (text(cell)) } } }
                    }
                } } }
            }
        }
    }
}

fn sides(sides: &[Side]) -> Markup {
    markup! { dl.sides { @for side in sides { div { dt { (text(&side.by)) } dd { (text(&side.says)) } } } } }
}

/// A file of the folder as the target of a link: letters that are no letters of names are written as their bytes.
fn link(path: &str) -> String {
    let mut link = String::new();
    for byte in path.bytes() {
        match byte.is_ascii_alphanumeric() || b"-._/".contains(&byte) {
            true => link.push(char::from(byte)),
            false => link += &format!("%{byte:02X}"),
        }
    }
    link
}
