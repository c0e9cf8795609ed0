//! The signature of an alert (XML signature, enveloped): what of it holds, and by whose key. It must cover the whole alert as
//! it is read, with nothing taken out but itself; any other shape is named and not checked. It opens and confirms nothing.

mod canonical;
mod key;

use ring::digest;

use self::canonical::Method;
use self::key::{Algorithm, Key, decoded};
pub use self::key::{NotAKey, TrustedKey};
use super::super::bytes::short;
use super::super::xml::{Document, Node};

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const DSIG11: &str = "http://www.w3.org/2009/xmldsig11#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// What of a signature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    NotSigned,
    /// Digest and signature hold, by a key that is trusted.
    Trusted,
    /// Digest and signature hold, by a key that came with the alert: whoever altered it could have signed it anew.
    NotTrusted,
    /// The alert is not what was signed.
    DigestBroken,
    /// The signature is of no key that there is.
    SignatureBroken,
    /// It does not cover the alert as it is read.
    CoversOther,
    /// It can't be read.
    Unreadable,
    /// There are several.
    Several,
    /// It uses what is not checked here.
    Unsupported,
    /// No key came with it, and none is trusted that could be its own.
    NoKey,
}

impl Standing {
    /// A stable word.
    pub fn word(self) -> &'static str {
        match self {
            Standing::NotSigned => "not_signed",
            Standing::Trusted => "valid_trusted",
            Standing::NotTrusted => "valid_not_trusted",
            Standing::DigestBroken => "digest_broken",
            Standing::SignatureBroken => "signature_broken",
            Standing::CoversOther => "signature_covers_other",
            Standing::Unreadable => "signature_unreadable",
            Standing::Several => "signatures_several",
            Standing::Unsupported => "signature_unsupported",
            Standing::NoKey => "signature_no_key",
        }
    }

    /// Whether somebody signed something else than what is there.
    pub fn is_broken(self) -> bool {
        matches!(
            self,
            Standing::DigestBroken
                | Standing::SignatureBroken
                | Standing::CoversOther
                | Standing::Unreadable
        )
    }
}

/// The verdict on a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// What of it holds.
    pub standing: Standing,
    /// What was found.
    pub found: String,
    /// Why it should be believed less, if it should.
    pub weak: Vec<String>,
}

impl Signature {
    fn of(standing: Standing, found: impl Into<String>) -> Signature {
        Signature {
            standing,
            found: found.into(),
            weak: Vec::new(),
        }
    }

    /// The verdict as a sentence.
    pub fn shown(&self) -> String {
        let weak = match self.weak.is_empty() {
            true => String::new(),
            false => format!("; weak: {}", self.weak.join(", ")),
        };
        format!("{}: {}{weak}", self.standing.word(), self.found)
    }
}

/// What is wrong with a signature, and so what there is to say of it.
type Wrong = (Standing, String);

/// Checks the signature of an alert.
pub(super) fn check(document: &Document, keys: &[TrustedKey]) -> Signature {
    let mut weak = Vec::new();
    let (standing, found) = judge(document, keys, &mut weak).unwrap_or_else(|wrong| wrong);
    Signature {
        weak,
        ..Signature::of(standing, found)
    }
}

fn judge(
    document: &Document,
    keys: &[TrustedKey],
    weak: &mut Vec<String>,
) -> Result<(Standing, String), Wrong> {
    let Some(signature) = only(&document.root)? else {
        return Ok((Standing::NotSigned, "nobody signed it".to_owned()));
    };
    let parts = Parts::read(signature)?;
    let covered = parts.covered(document, signature)?;
    weak.extend(parts.digest.weakness.map(str::to_owned));
    if parts.algorithm == Algorithm::RsaSha1 {
        weak.push("signed with SHA-1".to_owned());
    }
    let digest = digest::digest(parts.digest.how, covered.as_bytes());
    if digest.as_ref() != parts.digest.value {
        let found =
            "the alert is not what was signed: it was altered, or laid out anew, on its way";
        return Err((Standing::DigestBroken, found.to_owned()));
    }
    let at = canonical::extent(&document.pieces, parts.signed.piece);
    let signed = canonical::element(&document.pieces, at, &parts.method);
    let signed = signed.map_err(|why| (Standing::Unsupported, why.to_owned()))?;
    let made = |key: &Key| key.made(parts.algorithm, signed.as_bytes(), &parts.value);
    if let Some(trusted) = keys.iter().find(|trusted| made(&trusted.key)) {
        let found = format!(
            "the alert is as it was signed, by the key of {}",
            trusted.name
        );
        weak.extend(doubts(&trusted.key, &document.root));
        return Ok((Standing::Trusted, found));
    }
    let inside = parts.keys();
    if let Some(key) = inside.iter().find(|key| made(key)) {
        let found = format!(
            "the alert is as it was signed, by a key that came with it and that nobody named as trusted (SHA-256 {})",
            key.fingerprint()
        );
        weak.extend(doubts(key, &document.root));
        return Ok((Standing::NotTrusted, found));
    }
    Err(match (inside.is_empty(), keys.is_empty()) {
        (true, true) => {
            let found = "no key came with it: --cap-key names the sender's certificate";
            (Standing::NoKey, found.to_owned())
        }
        (true, false) => {
            let found = "none of the trusted keys made it, and no key came with it";
            (Standing::SignatureBroken, found.to_owned())
        }
        (false, _) => {
            let found = "no key that is trusted or came with it made it";
            (Standing::SignatureBroken, found.to_owned())
        }
    })
}

/// The one signature of an alert, as the last part of it.
fn only(root: &Node) -> Result<Option<&Node>, Wrong> {
    let mut found = Vec::new();
    find(root, &mut found);
    let own = root.children.iter().find(|node| is_signature(node));
    match (own, found.len()) {
        (None, 0) => Ok(None),
        (Some(signature), 1) => Ok(Some(signature)),
        (None, _) => {
            let found = "a signature inside another part of the alert";
            Err((Standing::CoversOther, found.to_owned()))
        }
        (_, count) => {
            let found = format!("{count} signatures: which of them counts can't be told");
            Err((Standing::Several, found))
        }
    }
}

fn is_signature(node: &Node) -> bool {
    node.namespace == DSIG && node.name == "Signature"
}

fn find<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    found.extend(is_signature(node).then_some(node));
    // No deeper than the reader let it be.
    for child in &node.children {
        find(child, found);
    }
}

/// Why a key should be believed less for an alert, if it should.
fn doubts(key: &Key, alert: &Node) -> Vec<String> {
    let mut doubts: Vec<String> = key.weakness().into_iter().collect();
    let sent = alert.value("sent").and_then(korridor_world::Instant::parse);
    if let (Some((from, to)), Some(sent)) = (key.holds, sent) {
        let sent = u64::try_from(sent.0).unwrap_or_default();
        if !(from..=to).contains(&sent) {
            doubts.push("its certificate did not hold when the alert was sent".to_owned());
        }
    }
    doubts
}

struct Digest {
    how: &'static digest::Algorithm,
    value: Vec<u8>,
    weakness: Option<&'static str>,
}

/// A signature's own parts.
struct Parts<'n> {
    signed: &'n Node,
    info: Option<&'n Node>,
    method: Method,
    algorithm: Algorithm,
    value: Vec<u8>,
    digest: Digest,
    reference: &'n Node,
}

impl<'n> Parts<'n> {
    fn read(signature: &'n Node) -> Result<Parts<'n>, Wrong> {
        let signed = one(signature, "SignedInfo")?;
        let method = canonical_method(one(signed, "CanonicalizationMethod")?)?;
        let name = algorithm(one(signed, "SignatureMethod")?)?;
        let algorithm = Algorithm::of(name).ok_or_else(|| unsupported("the algorithm", name))?;
        let value = decoded(&one(signature, "SignatureValue")?.text);
        let value = value.ok_or_else(|| unreadable("SignatureValue, which is no base64"))?;
        if signed.all("Reference").count() > 1 {
            let found = "several references: only one to the whole alert is checked";
            return Err((Standing::Unsupported, found.to_owned()));
        }
        let reference = one(signed, "Reference")?;
        Ok(Parts {
            signed,
            info: signature.child("KeyInfo"),
            method,
            algorithm,
            value,
            digest: digest_of(reference)?,
            reference,
        })
    }

    fn keys(&self) -> Vec<Key> {
        self.info.map(key::inside).unwrap_or_default()
    }

    /// What the reference covers: the alert, in its canonical form and without the signature.
    fn covered(&self, document: &Document, signature: &Node) -> Result<String, Wrong> {
        match self.reference.attribute("URI") {
            Some("") => {}
            Some(other) => {
                let found = format!("a reference to {:?}, not to the whole alert", short(other));
                return Err((Standing::CoversOther, found));
            }
            None => {
                let found = "a reference to something unnamed, not to the whole alert";
                return Err((Standing::CoversOther, found.to_owned()));
            }
        }
        let method = transforms(self.reference.child("Transforms"))?;
        let without = canonical::extent(&document.pieces, signature.piece);
        let covered = canonical::document(&document.pieces, without, &method);
        covered.map_err(|why| (Standing::Unsupported, why.to_owned()))
    }
}

/// What a reference does to the alert before it is digested: the signature is taken out, and perhaps a form is chosen.
fn transforms(transforms: Option<&Node>) -> Result<Method, Wrong> {
    let all: Vec<&Node> = transforms
        .into_iter()
        .flat_map(|node| &node.children)
        .collect();
    let rest = match all.split_first() {
        Some((first, rest)) if first.attribute("Algorithm") == Some(ENVELOPED) => rest,
        _ => {
            let found = "a signature that does not leave itself out first";
            return Err((Standing::Unsupported, found.to_owned()));
        }
    };
    let mut method = match rest {
        [] => Method::default(),
        [node] => canonical_method(node)?,
        _ => {
            let found = format!("{} transforms", all.len());
            return Err((Standing::Unsupported, found));
        }
    };
    // A reference to the whole document has no comments in it, whatever form is chosen.
    method.comments = canonical::Comments::Out;
    Ok(method)
}

fn canonical_method(node: &Node) -> Result<Method, Wrong> {
    let name = algorithm(node)?;
    let method = Method::of(name).ok_or_else(|| unsupported("the form or transform", name))?;
    let is_list =
        |child: &&Node| child.name == "InclusiveNamespaces" && child.namespace == EXCLUSIVE;
    let list = node.children.iter().find(is_list);
    let list = list
        .and_then(|node| node.attribute("PrefixList"))
        .unwrap_or_default();
    let method = method.with_prefixes(list);
    method.map_err(|why| (Standing::Unsupported, why.to_owned()))
}

fn digest_of(reference: &Node) -> Result<Digest, Wrong> {
    let name = algorithm(one(reference, "DigestMethod")?)?;
    let (how, weakness) = match name {
        "http://www.w3.org/2000/09/xmldsig#sha1" => (
            &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Some("its digest is SHA-1"),
        ),
        "http://www.w3.org/2001/04/xmlenc#sha256" => (&digest::SHA256, None),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => (&digest::SHA384, None),
        "http://www.w3.org/2001/04/xmlenc#sha512" => (&digest::SHA512, None),
        _ => return Err(unsupported("the digest", name)),
    };
    let value = decoded(&one(reference, "DigestValue")?.text);
    let value = value.ok_or_else(|| unreadable("DigestValue, which is no base64"))?;
    Ok(Digest {
        how,
        value,
        weakness,
    })
}

fn one<'n>(node: &'n Node, name: &str) -> Result<&'n Node, Wrong> {
    let mut all = node
        .children
        .iter()
        .filter(|child| child.name == name && child.namespace == DSIG);
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(unreadable(&format!("no {name}"))),
        (Some(_), Some(_)) => Err(unreadable(&format!("{name} twice"))),
    }
}

fn algorithm(node: &Node) -> Result<&str, Wrong> {
    let name = node.attribute("Algorithm");
    name.ok_or_else(|| unreadable(&format!("{} without an algorithm", node.name)))
}

fn unsupported(what: &str, name: &str) -> Wrong {
    let found = format!("{what} {:?}, which is not checked here", short(name));
    (Standing::Unsupported, found)
}

fn unreadable(what: &str) -> Wrong {
    (Standing::Unreadable, format!("not a signature: {what}"))
}
