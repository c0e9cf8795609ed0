//! A report as PDF.

use korridor_account::report::Document;
use korridor_print::{PrintRefusal, pdf};

use crate::failure::{Complaint, Failure};

/// The most letters without a shape that are named.
const MOST_NAMED: usize = 12;

/// The file, and a warning where letters could not be drawn.
///
/// # Errors
/// It is too long for pages.
pub fn printed(document: &Document) -> Result<(Vec<u8>, Vec<Complaint>), Failure> {
    let printed = pdf(document).map_err(|refusal| refused(&refusal))?;
    let missing = &printed.without_shape;
    let mut warnings = Vec::new();
    if !missing.is_empty() {
        let named: Vec<String> = missing
            .iter()
            .take(MOST_NAMED)
            .map(|letter| format!("U+{:04X}", u32::from(*letter)))
            .collect();
        let more = missing.len().saturating_sub(named.len());
        let more = match more {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let found = format!(
            "letters that its fonts cannot draw: {}{more}",
            named.join(", ")
        );
        let expected = "Latin, Greek, Cyrillic or Arabic letters; --format html shows every letter that its reader has a font for";
        let warning = Complaint::new("--format pdf", found, expected);
        warnings.push(warning.coded("letters_without_shape"));
    }
    Ok((printed.pdf, warnings))
}

fn refused(refusal: &PrintRefusal) -> Failure {
    let complaint = Complaint::new(
        "--format pdf",
        refusal.to_string(),
        "a shorter report, or --format html or md, which have no such limit",
    );
    Failure::Refused(vec![complaint.coded("report_not_printed")])
}
