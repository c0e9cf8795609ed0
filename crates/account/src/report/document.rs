//! A report before it is a page: sections of paragraphs, tables, a curve, a map, in one language. HTML and Markdown are
//! made from it, and whatever lays out pages can be.

use korridor_operate::Stamp;

use super::text::Text;
use super::voice::{Digits, Language};

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// `sitrep`, `public`, `party`, `investigation`.
    pub kind: &'static str,
    /// Its language.
    pub language: Language,
    /// The digits of its numbers.
    pub digits: Digits,
    /// Its title.
    pub title: Text,
    /// What must be seen first: an exercise, the marking.
    pub marks: Vec<Mark>,
    /// Facts about the document: as of when, by which clock.
    pub facts: Vec<(Text, Text)>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// What stands at the end.
    pub foot: Vec<Text>,
    /// How sheets are counted, where there are sheets.
    pub pager: Vec<Pager>,
}

/// A part of what counts sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pager {
    /// As it stands.
    Words(String),
    /// The number of this sheet.
    Page,
    /// The number of all of them.
    Pages,
}

/// Something that must be seen first.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What.
    pub text: Text,
    /// How it is shown.
    pub look: Look,
}

/// How a mark is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// An exercise: nobody may take it for an operation.
    Exercise,
    /// A marking.
    Marking,
}

/// A section.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its id, the same in all languages.
    pub id: &'static str,
    /// Its heading.
    pub heading: Text,
    /// How wide it stands on a sheet.
    pub width: Width,
    /// What is in it.
    pub blocks: Vec<Block>,
}

impl Section {
    /// One as wide as the sheet.
    pub fn full(id: &'static str, heading: Text, blocks: Vec<Block>) -> Section {
        Section {
            id,
            heading,
            width: Width::Full,
            blocks,
        }
    }
}

/// How wide a section stands on a sheet; on a telephone all are as wide as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// All of it.
    Full,
    /// Half.
    Half,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Text),
    /// A paragraph that must not be missed.
    Care(Text),
    /// A list.
    List(Vec<Text>),
    /// A table.
    Table(Table),
    /// Things that cannot all be so, side by side.
    Sides(Vec<Side>),
    /// Words as somebody put them, by line.
    Quote(Vec<Text>),
    /// A curve over time.
    Chart(Chart),
    /// A map.
    Map(Map),
    /// Files of a bundle.
    Files(Vec<(String, Text)>),
    /// Commands, as they are typed.
    Commands(Vec<String>),
}

/// A table. The first cell of a row says what the row is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What it shows.
    pub caption: Text,
    /// Heads of columns.
    pub head: Vec<Text>,
    /// Rows, as wide as the head.
    pub rows: Vec<Vec<Text>>,
}

/// One of several things that cannot all be so.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Who says it.
    pub by: Text,
    /// What.
    pub says: Text,
}

/// Plan and observation over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows, in a sentence that can stand for it.
    pub summary: Text,
    /// What the plan's waves have out: low, best, high.
    pub waves: Vec<(Stamp, [u64; 3])>,
    /// What was counted by a moment.
    pub observed: Option<CountedBy>,
    /// Full hours with their names.
    pub hours: Vec<(Stamp, String)>,
    /// Figures of the axis with how they are written.
    pub ticks: Vec<(u64, String)>,
    /// What the band is.
    pub waves_label: Text,
    /// What the mark is.
    pub observed_label: Text,
}

/// What was counted by a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedBy {
    /// The moment.
    pub by: Stamp,
    /// At least.
    pub low: u64,
    /// The best figure, if somebody stated one: none is worked out from the ends of a range.
    pub best: Option<u64>,
    /// At most.
    pub high: u64,
}

/// A sketch of corridors and zones, in metres east and north of its middle.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// What it shows, in a sentence that can stand for it.
    pub summary: Text,
    /// How exact it is.
    pub caption: Text,
    /// Corridors by the number that they have in the table.
    pub lines: Vec<MapLine>,
    /// Zones.
    pub zones: Vec<(f64, f64)>,
    /// Metres that the scale bar stands for, and how that is written.
    pub scale: (f64, String),
    /// What every map of these roads must carry.
    pub attribution: Option<String>,
}

/// A corridor on a map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapLine {
    /// Its number in the table, as that writes it.
    pub number: String,
    /// From inside to outside; one point where only its place is known.
    pub points: Vec<(f64, f64)>,
}
