//! What becomes of a signed alert: claims with a verdict beside them, or evidence and no claim.

use korridor_intake::feed::cap::{Standing, TrustedKey, check_signature};
use korridor_intake::feed::{Format, Stated, Unverified};
use korridor_operate::{Fact, Nature};

use super::{board, codes, read, take, take_as, text};

const SIGNED: &str = include_str!("signed.cap");
const SENDER: &[u8] = include_bytes!("signed.pem");

#[test]
fn what_is_not_what_was_signed_is_evidence_and_no_claim() {
    let keys = TrustedKey::read("sender.pem", SENDER).unwrap();
    let stated = Stated {
        keys: &keys,
        ..Stated::default()
    };
    let materials = |imported: &korridor_intake::feed::Imported| -> Vec<String> {
        let name = |fact: &Fact| match fact {
            Fact::Material(material) => Some(material.material.clone()),
            _ => None,
        };
        imported
            .submissions
            .iter()
            .filter_map(|each| name(&each.command.fact))
            .collect()
    };
    // As it was signed: a claim, the copy, and the verdict beside it.
    let mut whole = board(Nature::Operation);
    let imported = take_as(&mut whole, Format::Cap, SIGNED.as_bytes(), &stated);
    assert_eq!((imported.taken, codes(&imported)), (1, vec![]));
    assert_eq!(
        imported.signature.as_ref().unwrap().standing,
        Standing::Trusted
    );
    let names = materials(&imported);
    assert!(
        names.len() == 2 && names[1].starts_with(&format!("{}:valid_trusted:", names[0])),
        "{names:?}"
    );
    // Once more it is all there; by other keys there is another verdict, and nothing else.
    assert_eq!(
        take_as(&mut whole, Format::Cap, SIGNED.as_bytes(), &stated)
            .submissions
            .len(),
        0
    );
    let imported = take(&mut whole, Format::Cap, SIGNED.as_bytes());
    assert_eq!(
        (imported.taken, imported.already, imported.submissions.len()),
        (0, 1, 1)
    );
    assert!(materials(&imported)[0].contains(":valid_not_trusted:"));

    // Altered: the copy and the verdict are kept, and nothing is claimed.
    let altered = SIGNED.replace("shelled", "calm");
    let mut refused = board(Nature::Operation);
    let imported = take_as(&mut refused, Format::Cap, altered.as_bytes(), &stated);
    assert_eq!(
        (imported.taken, codes(&imported)),
        (0, vec!["digest_broken"])
    );
    assert!(imported.keep && refused.claims.is_empty() && refused.materials.len() == 2);
    assert_eq!(
        take_as(&mut refused, Format::Cap, altered.as_bytes(), &stated)
            .submissions
            .len(),
        0
    );
    // Unless a person says so: then it is a claim with that verdict beside it.
    let accepted = Stated {
        unverified: Unverified::Accept,
        ..stated
    };
    let imported = take_as(&mut refused, Format::Cap, altered.as_bytes(), &accepted);
    assert_eq!(
        (imported.taken, codes(&imported), refused.claims.len()),
        (1, vec![], 1)
    );
    let verdict = refused
        .materials
        .values()
        .find(|(_, material)| material.made_from.is_some());
    let words = verdict.unwrap().1.words.as_ref().unwrap();
    assert!(text(words).starts_with("digest_broken: the alert is not what was signed"));

    let plain = SIGNED.split_once("<Signature").unwrap().0.to_owned() + "</alert>";
    let imported = read(
        &board(Nature::Operation),
        Format::Cap,
        plain.as_bytes(),
        &stated,
    );
    assert_eq!(imported.signature.unwrap().standing, Standing::NotSigned);
    assert_eq!(
        (imported.taken, imported.submissions.len()),
        (1, 3),
        "source, copy, claim"
    );
}

#[test]
fn what_is_no_key_is_named() {
    for (pem, part) in [
        ("", "no certificate and no public key"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "neither RSA nor",
        ),
        (
            "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n",
            "no PEM",
        ),
        (
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "another kind",
        ),
    ] {
        let error = TrustedKey::read("x", pem.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
    // A certificate that was cut off or damaged anywhere is a key or none, and nothing worse.
    let text = String::from_utf8(SENDER.to_vec()).unwrap();
    for at in 30..text.len() - 30 {
        let mut damaged = text.clone().into_bytes();
        damaged[at] = if damaged[at] == b'A' { b'B' } else { b'A' };
        let _ =
            TrustedKey::read("x", &damaged).map(|keys| check_signature(SIGNED.as_bytes(), &keys));
    }
}
