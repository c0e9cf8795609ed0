//! Public keys: those that a person trusts, and those that an alert carries with it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, ObjectIdentifier, UintRef, UtcTime};
use der::{Decode, Reader, SliceReader, Tag};
use ring::signature as check;
use rustls_pki_types::pem::{PemObject, SectionKind};
use thiserror::Error;

use super::super::super::xml::Node;
use super::{DSIG, DSIG11};

/// The most keys of one file, and the most that are tried of one alert.
const MOST: usize = 20;
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const CURVES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// A file of keys that is none.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct NotAKey(String);

/// A key that a person trusts: exactly this one, and nothing that it signed.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    /// What the person calls it: its file.
    pub name: String,
    pub(super) key: Key,
}

impl TrustedKey {
    /// Reads certificates and public keys in PEM.
    ///
    /// # Errors
    /// There is none, or one that is neither RSA nor of the curves P-256 and P-384.
    pub fn read(name: &str, pem: &[u8]) -> Result<Vec<TrustedKey>, NotAKey> {
        let mut keys = Vec::new();
        for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(pem).take(MOST) {
            let (kind, bytes) = section.map_err(|error| NotAKey(format!("no PEM: {error}")))?;
            let key = match kind {
                SectionKind::Certificate => Key::of_certificate(&bytes),
                SectionKind::PublicKey => Key::of_public_key(&bytes, None),
                kind => return Err(NotAKey(format!("a section of another kind ({kind:?})"))),
            };
            let key = key.ok_or_else(|| {
                NotAKey("a key that is neither RSA nor of the curves P-256 and P-384".to_owned())
            })?;
            keys.push(TrustedKey {
                name: name.to_owned(),
                key,
            });
        }
        match keys.is_empty() {
            true => Err(NotAKey("no certificate and no public key".to_owned())),
            false => Ok(keys),
        }
    }
}

/// From when until when a certificate holds, in seconds of Unix.
pub(super) type Holds = (u64, u64);

#[derive(Clone, Debug)]
pub(super) struct Key {
    number: Number,
    /// Of a certificate.
    pub holds: Option<Holds>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Number {
    /// Modulus and exponent.
    Rsa(Vec<u8>, Vec<u8>),
    /// Points, uncompressed.
    P256(Vec<u8>),
    P384(Vec<u8>),
}

/// How a signature was made; the names are those of XML signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    RsaSha1,
    RsaSha256,
    RsaSha384,
    RsaSha512,
    EcdsaSha256,
    EcdsaSha384,
}

impl Algorithm {
    pub fn of(name: &str) -> Option<Algorithm> {
        let more = "http://www.w3.org/2001/04/xmldsig-more#";
        if name == "http://www.w3.org/2000/09/xmldsig#rsa-sha1" {
            return Some(Algorithm::RsaSha1);
        }
        match name.strip_prefix(more)? {
            "rsa-sha256" => Some(Algorithm::RsaSha256),
            "rsa-sha384" => Some(Algorithm::RsaSha384),
            "rsa-sha512" => Some(Algorithm::RsaSha512),
            "ecdsa-sha256" => Some(Algorithm::EcdsaSha256),
            "ecdsa-sha384" => Some(Algorithm::EcdsaSha384),
            _ => None,
        }
    }

    fn of_rsa(self) -> Option<&'static check::RsaParameters> {
        match self {
            Algorithm::RsaSha1 => Some(&check::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
            Algorithm::RsaSha256 => Some(&check::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
            Algorithm::RsaSha384 => Some(&check::RSA_PKCS1_2048_8192_SHA384),
            Algorithm::RsaSha512 => Some(&check::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
            Algorithm::EcdsaSha256 | Algorithm::EcdsaSha384 => None,
        }
    }
}

impl Key {
    /// Whether it made a signature of a text.
    pub fn made(&self, algorithm: Algorithm, text: &[u8], signature: &[u8]) -> bool {
        let by_curve = |how: &'static check::EcdsaVerificationAlgorithm, point: &[u8]| {
            let key = check::UnparsedPublicKey::new(how, point);
            key.verify(text, signature).is_ok()
        };
        match (&self.number, algorithm) {
            (Number::Rsa(n, e), algorithm) => algorithm.of_rsa().is_some_and(|how| {
                let key = check::RsaPublicKeyComponents { n, e };
                key.verify(how, text, signature).is_ok()
            }),
            (Number::P256(point), Algorithm::EcdsaSha256) => {
                by_curve(&check::ECDSA_P256_SHA256_FIXED, point)
            }
            (Number::P384(point), Algorithm::EcdsaSha384) => {
                by_curve(&check::ECDSA_P384_SHA384_FIXED, point)
            }
            _ => false,
        }
    }

    /// Why it should be believed less, if it should.
    pub fn weakness(&self) -> Option<String> {
        match &self.number {
            Number::Rsa(n, _) if n.len() * 8 < 2048 => Some(format!("RSA of {} bits", n.len() * 8)),
            _ => None,
        }
    }

    /// The SHA-256 of its SubjectPublicKeyInfo, as other tools print it.
    pub fn fingerprint(&self) -> String {
        super::super::super::hash_of(&self.written())
    }

    /// Its SubjectPublicKeyInfo in DER.
    fn written(&self) -> Vec<u8> {
        let oid = |oid: ObjectIdentifier| tlv(0x06, oid.as_bytes());
        let (named, bits) = match &self.number {
            Number::Rsa(n, e) => {
                let numbers = [integer(n), integer(e)].concat();
                ([oid(RSA), tlv(0x05, &[])].concat(), tlv(0x30, &numbers))
            }
            Number::P256(point) => ([oid(CURVES), oid(P256)].concat(), point.clone()),
            Number::P384(point) => ([oid(CURVES), oid(P384)].concat(), point.clone()),
        };
        let bits = [&[0][..], &bits].concat();
        tlv(0x30, &[tlv(0x30, &named), tlv(0x03, &bits)].concat())
    }

    fn of_certificate(bytes: &[u8]) -> Option<Key> {
        let parts = AnyRef::from_der(bytes).ok()?.sequence(|all| {
            let signed = AnyRef::decode(all)?;
            rest(all)?;
            signed.sequence(of_certificate)
        });
        let (key, holds) = parts.ok()?;
        Key::of_public_key(key, Some(holds))
    }

    fn of_public_key(bytes: &[u8], holds: Option<Holds>) -> Option<Key> {
        let info = AnyRef::from_der(bytes).ok()?;
        let (algorithm, parameters, bits) = info
            .sequence(|parts| {
                let named = AnyRef::decode(parts)?.sequence(|named| {
                    let algorithm = ObjectIdentifier::decode(named)?;
                    let parameters = AnyRef::decode(named)?;
                    Ok((algorithm, parameters))
                })?;
                Ok((named.0, named.1, BitStringRef::decode(parts)?))
            })
            .ok()?;
        let bits = bits.as_bytes()?;
        let number = match algorithm {
            RSA => of_rsa(bits)?,
            CURVES => of_point(parameters.decode_as::<ObjectIdentifier>().ok()?, bits)?,
            _ => return None,
        };
        Some(Key { number, holds })
    }
}

/// The key of the part of a certificate that was signed, and when it holds.
fn of_certificate<'r>(parts: &mut SliceReader<'r>) -> der::Result<(&'r [u8], Holds)> {
    let is_version = parts.peek_byte() == Some(0xa0);
    // Version, where there is one, number, algorithm and issuer.
    for _ in 0..if is_version { 4 } else { 3 } {
        parts.tlv_bytes()?;
    }
    let holds = AnyRef::decode(parts)?.sequence(|both| Ok((moment(both)?, moment(both)?)))?;
    parts.tlv_bytes()?;
    let key = parts.tlv_bytes()?;
    rest(parts)?;
    Ok((key, holds))
}

fn rest(parts: &mut SliceReader<'_>) -> der::Result<()> {
    while !parts.is_finished() {
        parts.tlv_bytes()?;
    }
    Ok(())
}

fn moment(parts: &mut SliceReader<'_>) -> der::Result<u64> {
    let since = match parts.peek_tag()? {
        Tag::UtcTime => UtcTime::decode(parts)?.to_unix_duration(),
        _ => GeneralizedTime::decode(parts)?.to_unix_duration(),
    };
    Ok(since.as_secs())
}

/// The key of `RSAPublicKey`.
fn of_rsa(bytes: &[u8]) -> Option<Number> {
    let numbers = AnyRef::from_der(bytes).ok()?.sequence(|numbers| {
        let modulus = UintRef::decode(numbers)?;
        Ok((modulus, UintRef::decode(numbers)?))
    });
    let (modulus, exponent) = numbers.ok()?;
    Some(rsa(modulus.as_bytes(), exponent.as_bytes()))
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Number {
    let trimmed = |bytes: &[u8]| {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes[zeros..].to_vec()
    };
    Number::Rsa(trimmed(modulus), trimmed(exponent))
}

fn of_point(curve: ObjectIdentifier, point: &[u8]) -> Option<Number> {
    match curve {
        P256 => Some(Number::P256(point.to_vec())),
        P384 => Some(Number::P384(point.to_vec())),
        _ => None,
    }
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match length {
        // Lossless: below 128.
        0..=127 => out.push(length as u8),
        _ => {
            let bytes = length.to_be_bytes();
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            // At most eight bytes of length.
            out.push(0x80 | (bytes.len() - zeros) as u8);
            out.extend(&bytes[zeros..]);
        }
    }
    out.extend(content);
    out
}

fn integer(bytes: &[u8]) -> Vec<u8> {
    // A leading bit would make it negative.
    let sign: &[u8] = if bytes.first().is_none_or(|byte| *byte >= 0x80) {
        &[0]
    } else {
        &[]
    };
    tlv(0x02, &[sign, bytes].concat())
}

/// The keys that an alert carries with its signature.
pub(super) fn inside(info: &Node) -> Vec<Key> {
    let mut keys = Vec::new();
    for node in &info.children {
        let found = match (node.namespace.as_str(), node.name.as_str()) {
            (DSIG, "KeyValue") => node.children.iter().filter_map(of_value).collect(),
            (DSIG11, "DEREncodedKeyValue") => {
                let bytes = decoded(&node.text);
                let key = bytes.and_then(|bytes| Key::of_public_key(&bytes, None));
                key.into_iter().collect()
            }
            (DSIG, "X509Data") => {
                let all = node.all("X509Certificate");
                let certificates =
                    all.filter_map(|node| Key::of_certificate(&decoded(&node.text)?));
                certificates.take(MOST).collect()
            }
            _ => Vec::new(),
        };
        keys.extend::<Vec<Key>>(found);
    }
    keys.truncate(MOST);
    keys
}

fn of_value(node: &Node) -> Option<Key> {
    let bytes = |name: &str| decoded(&node.child(name)?.text);
    let number = match (node.namespace.as_str(), node.name.as_str()) {
        (DSIG, "RSAKeyValue") => rsa(&bytes("Modulus")?, &bytes("Exponent")?),
        (DSIG11, "ECKeyValue") => {
            let curve = node.child("NamedCurve")?.attribute("URI")?;
            let curve = curve.strip_prefix("urn:oid:")?;
            of_point(ObjectIdentifier::new(curve).ok()?, &bytes("PublicKey")?)?
        }
        _ => return None,
    };
    Some(Key {
        number,
        holds: None,
    })
}

/// Base64 with blanks and ends of lines anywhere.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let text: String = text
        .chars()
        .filter(|sign| !sign.is_ascii_whitespace())
        .collect();
    STANDARD.decode(text).ok()
}
