//! Collects defects, so that all of them are told at once and none is told without end.

use korridor_world::{Defect, Severity};

/// More defects than anyone reads; a file of a million broken rows must not make a million messages.
const MOST_PER_CODE: usize = 50;

/// Where in a file something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, 0 if not known.
    pub line: u32,
    /// The feature, row or key.
    pub what: String,
}

impl Place {
    /// A place in a file.
    pub fn new(file: &str, line: u32, what: impl Into<String>) -> Place {
        Place {
            file: file.to_owned(),
            line,
            what: what.into(),
        }
    }

    /// A key or part within this place, on its own line if that is known.
    pub fn within(&self, line: u32, what: &str) -> Place {
        let line = if line == 0 { self.line } else { line };
        let what = if self.what.is_empty() {
            what.to_owned()
        } else {
            format!("{}, {what}", self.what)
        };
        Place {
            file: self.file.clone(),
            line,
            what,
        }
    }
}

/// The defects found so far.
#[derive(Debug, Default)]
pub struct Defects {
    list: Vec<Defect>,
    left_out: std::collections::BTreeMap<(String, String), usize>,
    errors: usize,
}

impl Defects {
    /// Something that keeps the scenario from being planned.
    pub fn error(
        &mut self,
        place: &Place,
        code: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) {
        self.errors += 1;
        self.add(Severity::Error, place, code, found.into(), expected.into());
    }

    /// Something worth a look.
    pub fn warning(
        &mut self,
        place: &Place,
        code: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) {
        self.add(
            Severity::Warning,
            place,
            code,
            found.into(),
            expected.into(),
        );
    }

    fn add(
        &mut self,
        severity: Severity,
        place: &Place,
        code: &str,
        found: String,
        expected: String,
    ) {
        let same = |defect: &&Defect| defect.code == code && defect.file == place.file;
        if self
            .list
            .iter()
            .rev()
            .filter(same)
            .take(MOST_PER_CODE)
            .count()
            == MOST_PER_CODE
        {
            *self
                .left_out
                .entry((place.file.clone(), code.to_owned()))
                .or_default() += 1;
            return;
        }
        self.list.push(Defect {
            file: place.file.clone(),
            line: (place.line > 0).then_some(place.line),
            place: place.what.clone(),
            code: code.to_owned(),
            severity,
            found,
            expected,
        });
    }

    /// Adds what another reader found.
    pub fn extend(&mut self, defects: impl IntoIterator<Item = Defect>) {
        for defect in defects {
            self.errors += usize::from(defect.severity == Severity::Error);
            self.list.push(defect);
        }
    }

    /// How many errors there are so far.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// All defects, in the order of files and lines, each once; how many more of a kind there are stands
    /// after the last one told.
    pub fn finish(mut self) -> Vec<Defect> {
        self.list.sort_by(|a, b| {
            (&a.file, a.line, &a.code, &a.place).cmp(&(&b.file, b.line, &b.code, &b.place))
        });
        self.list.dedup();
        for ((file, code), count) in std::mem::take(&mut self.left_out) {
            let told = |defect: &Defect| defect.code == code && defect.file == file;
            let Some(last) = self.list.iter().rposition(told) else {
                continue;
            };
            let note = Defect {
                severity: self.list[last].severity,
                found: format!("{count} more defects of the kind {code}"),
                file,
                line: None,
                place: String::new(),
                code: "more_of_the_same".to_owned(),
                expected: "none; mend the first ones and check again".to_owned(),
            };
            self.list.insert(last + 1, note);
        }
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_one_kind_is_counted_and_not_told() {
        let mut defects = Defects::default();
        for line in 1..=1_000 {
            defects.error(&Place::new("a.csv", line, "row"), "bad", "x", "y");
        }
        defects.error(&Place::new("a.csv", 3, "row"), "other", "x", "y");
        assert_eq!(defects.errors(), 1_001);
        let list = defects.finish();
        assert_eq!(list.len(), MOST_PER_CODE + 2);
        let last = &list[MOST_PER_CODE + 1];
        assert!(last.found.starts_with("950 more"), "{last:?}");
    }
}
