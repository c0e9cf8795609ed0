//! Entries about sources and what they say.

use korridor_ledger::LARGEST_CONTENT;
use korridor_operate::fact::{
    Claim, Incident, Judge, Material, Place, Precision, Relate, Settle, Source,
};
use korridor_operate::{Fact, Words};

use super::Entering;
use crate::arguments::record::{
    IncidentOptions, JudgeOptions, MaterialOptions, RelateOptions, ReportOptions, SettleOptions,
    SourceOptions,
};
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::record::hash::sha256;

pub fn source(entering: &mut Entering<'_>, options: &SourceOptions) -> Fact {
    let root = options.root.as_ref().unwrap_or(&options.source);
    Fact::Source(Source {
        source: options.source.clone(),
        root: root.clone(),
        reliability: options.reliability,
        apart_from: options.apart_from.clone(),
        name: entering.words("--name", options.name.as_deref()),
    })
}

pub fn report(entering: &mut Entering<'_>, options: &ReportOptions) -> Fact {
    let when = options.when.as_deref();
    let when_said = options.when_said.as_deref();
    let claim = options.claim.as_ref().unwrap_or(&entering.id).clone();
    Fact::Report(Box::new(Claim {
        claim,
        source: options.source.clone(),
        told_by: options.told_by.clone(),
        words: entering.needed_words("--words", options.words.as_deref()),
        language: options.language.clone(),
        happening: options.happening,
        place: place(options),
        when: when.map(|text| entering.moment("--when", text, when_said)),
        modality: options.modality,
        polarity: options.polarity,
        persons: (options.persons.as_deref()).map(|text| entering.persons("--persons", text)),
        attributes_to: options.attributes_to.as_deref().map(Words::from),
        credibility: options.credibility,
        material: options.material.clone(),
        stated_hours: options.stated_hours,
    }))
}

fn place(options: &ReportOptions) -> Place {
    let by_number = match options.corridor.len() + options.gate.len() {
        0 => Precision::Unknown,
        1 => Precision::Named,
        _ => Precision::OneOf,
    };
    Place {
        precision: options.place.unwrap_or(by_number),
        corridors: options.corridor.clone(),
        gates: options.gate.clone(),
        said: options.place_said.as_deref().map(Words::from),
    }
}

pub fn relate(entering: &mut Entering<'_>, options: &RelateOptions) -> Fact {
    Fact::Relate(Relate {
        claim: options.claim.clone(),
        kinship: options.kinship,
        to: options.to.clone(),
        relation: options.relation,
        reason: entering.needed_words("--reason", options.reason.as_deref()),
    })
}

pub fn judge(entering: &mut Entering<'_>, options: &JudgeOptions) -> Fact {
    Fact::Judge(Judge {
        subject: options.subject.clone(),
        credibility: options.credibility,
        confirmed_by: options.confirmed_by.clone(),
        reason: entering.needed_words("--reason", options.reason.as_deref()),
    })
}

pub fn incident(entering: &mut Entering<'_>, options: &IncidentOptions) -> Fact {
    Fact::Incident(Incident {
        incident: options.incident.clone(),
        title: entering.needed_words("--title", options.title.as_deref()),
        claims: options.claim.clone(),
    })
}

pub fn settle(entering: &mut Entering<'_>, options: &SettleOptions) -> Fact {
    Fact::Settle(Settle {
        incident: options.incident.clone(),
        settled: options.finding,
        reason: entering.needed_words("--reason", options.reason.as_deref()),
    })
}

pub fn material(entering: &mut Entering<'_>, options: &MaterialOptions) -> Result<Fact, Failure> {
    let file = &options.file;
    let refused = |code: &str, found: String, expected: String| {
        let complaint = Complaint::new(file.display(), found, expected);
        Failure::Refused(vec![complaint.coded(code)])
    };
    if let Ok(data) = std::fs::metadata(file)
        && data.len() > LARGEST_CONTENT as u64
    {
        let expected =
            format!("at most {LARGEST_CONTENT} bytes; keep it elsewhere and record its parts");
        return Err(refused(
            "material_too_large",
            format!("{} bytes", data.len()),
            expected,
        ));
    }
    let bytes = input::read(file).map_err(|complaint| Failure::Input(vec![complaint]))?;
    let bytes = bytes
        .ok_or_else(|| Failure::input(file.display(), "no such file", "the material to keep"))?;
    let material = options.material.as_ref().unwrap_or(&entering.id).clone();
    let fact = Fact::Material(Material {
        material,
        copy: options.copy,
        sha256: sha256(&bytes),
        bytes: bytes.len() as u64,
        media_type: options.media_type.clone(),
        source: options.source.clone(),
        made_from: options.made_from.clone(),
        sealed: None,
        words: entering.words("--words", options.words.as_deref()),
    });
    entering.keep_bytes(&options.media_type, bytes);
    Ok(fact)
}
