//! The Common Alerting Protocol, 1.2 (OASIS, 2010); 1.1 is read, never written. What an alert says becomes a claim of its
//! sender for each `info`.

mod claims;
mod schema;
mod shape;
mod signature;
mod write;

pub(super) use claims::claims;
pub use signature::{NotAKey, Signature, Standing, TrustedKey};
pub use write::{Area, Info, Notice, Setting, write};

use super::Refused;
use super::xml::{Document, Node, read};

const SPACE: &str = "urn:oasis:names:tc:emergency:cap:";

/// What the schema says of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// `1.1` or `1.2`, if it is an alert at all.
    pub version: Option<&'static str>,
    /// Everything in which it is not of the schema; empty if it is.
    pub refused: Vec<Refused>,
}

/// Judges an alert by the XML Schema of CAP 1.2, one of 1.1 by the same in its own namespace.
pub fn judge(bytes: &[u8]) -> Verdict {
    match open(bytes, None) {
        Ok(alert) => Verdict {
            version: Some(alert.version),
            refused: schema::judge(alert.root()),
        },
        Err(refused) => Verdict {
            version: None,
            refused: vec![refused],
        },
    }
}

/// An alert that was read and not judged yet.
struct Alert {
    version: &'static str,
    document: Document,
}

impl Alert {
    fn root(&self) -> &Node {
        &self.document.root
    }
}

/// What the signature of an alert is worth, by the keys that are trusted.
///
/// # Errors
/// It is no alert.
pub fn check_signature(bytes: &[u8], keys: &[TrustedKey]) -> Result<Signature, Refused> {
    let alert = open(bytes, None)?;
    Ok(signature::check(&alert.document, keys))
}

fn open(bytes: &[u8], encoding: Option<&str>) -> Result<Alert, Refused> {
    let document = read(bytes, encoding)?;
    let root = &document.root;
    let version = match root.namespace.strip_prefix(SPACE) {
        Some("1.2") => "1.2",
        Some("1.1") => "1.1",
        _ => {
            let space = super::bytes::short(&root.namespace);
            let found = format!(
                "the namespace {space:?} of <{}>",
                super::bytes::short(&root.name)
            );
            let expected = format!("{SPACE}1.2, or 1.1");
            return Err(Refused::new(
                format!("line {}", root.line),
                "cap_namespace",
                found,
                expected,
            ));
        }
    };
    if root.name != "alert" {
        let found = format!("<{}>", super::bytes::short(&root.name));
        return Err(Refused::new(
            format!("line {}", root.line),
            "cap_schema",
            found,
            "<alert>",
        ));
    }
    Ok(Alert { version, document })
}
