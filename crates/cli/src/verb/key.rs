//! `korridor key new`: the key of a witness.

use korridor_ledger::KeyKind;
use serde_json::json;

use crate::arguments::{KeyOptions, KeyWhat};
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::Failure;
use crate::plain::plain;
use crate::record::{fresh_key, public_of, require_absent};

pub fn run(options: &KeyOptions, face: &Face) -> Result<(), Failure> {
    let KeyWhat::New(options) = &options.what;
    let public_path = public_of(&options.output);
    require_absent(&[&options.output, &public_path], "a new key")?;
    let mut aside = Aside::new();
    let private = aside.private_file(&options.output)?;
    let public = aside.file(&public_path, Existing::Refuse)?;
    let signer = fresh_key(&options.name, KeyKind::Witness)?;
    let verifier = signer.verifier().to_string();
    aside.write(
        private,
        format!("{}\n", signer.to_private_text()).as_bytes(),
    )?;
    aside.write(public, format!("{verifier}\n").as_bytes())?;
    aside.commit()?;
    let text = format!(
        "{}: the key of a witness; keep it to yourself\n{}: its public half, for everybody: {}\n",
        plain(&options.output.display().to_string()),
        plain(&public_path.display().to_string()),
        plain(&verifier)
    );
    let facts = json!({ "key": options.output, "public": public_path, "public_key": verifier });
    face.answer("key", &[], &text, facts)
}
