//! Signatures of alerts, against xmlsec1: an independent program signs alerts of many shapes, they are damaged in many ways,
//! and the verdict is the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use korridor_intake::feed::cap::{Signature, Standing, TrustedKey, check_signature};
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const ECDSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// A folder with keys, or `None` where xmlsec1 or openssl is not at hand.
struct Bench(PathBuf);

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn runs(program: &str, arguments: &[&str], folder: &Path) -> bool {
    let ran = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output();
    ran.is_ok_and(|ran| ran.status.success())
}

impl Bench {
    fn new(name: &str) -> Option<Bench> {
        let folder = std::env::temp_dir().join(format!("korridor-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let bench = Bench(folder);
        let has = |program: &str, argument: &str| runs(program, &[argument], &bench.0);
        if !has("xmlsec1", "--version") || !has("openssl", "version") {
            eprintln!("skipped: xmlsec1 or openssl is not at hand");
            return None;
        }
        for (key, kind) in [
            ("own", "rsa:2048"),
            ("other", "rsa:2048"),
            ("short", "rsa:1024"),
            ("curve", "ec"),
        ] {
            let (private, public) = (format!("{key}.key"), format!("{key}.pem"));
            let subject = format!("/CN={key}");
            let mut make = vec!["req", "-x509", "-nodes", "-newkey", kind, "-days", "20000"];
            if kind == "ec" {
                make.extend(["-pkeyopt", "ec_paramgen_curve:P-256"]);
            }
            make.extend(["-keyout", &private, "-out", &public, "-subj", &subject]);
            assert!(runs("openssl", &make, &bench.0), "openssl made no {key}");
        }
        Some(bench)
    }

    fn keys(&self, name: &str) -> Vec<TrustedKey> {
        let pem = std::fs::read(self.0.join(format!("{name}.pem"))).unwrap();
        TrustedKey::read(name, &pem).unwrap()
    }

    /// Signs a template with a key.
    fn sign(&self, template: &str, key: &str) -> String {
        std::fs::write(self.0.join("template.xml"), template).unwrap();
        let key = format!("{key}.key,{key}.pem");
        let sign = [
            "--sign",
            "--privkey-pem",
            &key,
            "--output",
            "signed.xml",
            "template.xml",
        ];
        let ran = Command::new("xmlsec1")
            .args(sign)
            .current_dir(&self.0)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{said}\n{template}");
        String::from_utf8(std::fs::read(self.0.join("signed.xml")).unwrap()).unwrap()
    }

    /// Whether xmlsec1 holds it valid by a key.
    fn holds(&self, alert: &str, key: &str) -> bool {
        std::fs::write(self.0.join("alert.xml"), alert).unwrap();
        let key = format!("{key}.pem");
        let verify = ["--verify", "--pubkey-cert-pem", &key, "alert.xml"];
        runs("xmlsec1", &verify, &self.0)
    }
}

/// A signature to be filled in.
struct Shape<'a> {
    form: &'a str,
    transform: Option<&'a str>,
    algorithm: &'a str,
    digest: &'a str,
    info: &'a str,
}

const SHAPE: Shape<'static> = Shape {
    form: INCLUSIVE,
    transform: None,
    algorithm: RSA_SHA256,
    digest: SHA256,
    info: "",
};

fn signature(shape: &Shape<'_>) -> String {
    let transform = shape
        .transform
        .map(|transform| format!("<Transform Algorithm=\"{transform}\"/>"));
    format!(
        "<Signature xmlns=\"{DSIG}\"><SignedInfo>\n<CanonicalizationMethod Algorithm=\"{}\"/><SignatureMethod Algorithm=\"{}\"/>\
         <Reference URI=\"\"><Transforms><Transform Algorithm=\"{DSIG}enveloped-signature\"/>{}</Transforms>\
         <DigestMethod Algorithm=\"{}\"/><DigestValue/></Reference></SignedInfo><SignatureValue/>{}</Signature>",
        shape.form,
        shape.algorithm,
        transform.unwrap_or_default(),
        shape.digest,
        shape.info
    )
}

fn alert(body: &str, shape: &Shape<'_>) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n\
         <identifier>a1</identifier><sender>cell@example.org</sender><sent>2040-11-04T14:05:00+02:00</sent>\
         <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>{body}{}</alert>\n",
        signature(shape)
    )
}

const INFO: &str = "<info><language>en</language><category>Security</category><event>Shelling</event>\n\
    <urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>\
    <headline>Bustan al-Qasr shelled</headline></info>";

fn check(alert: &str, keys: &[TrustedKey]) -> Signature {
    check_signature(alert.as_bytes(), keys).unwrap()
}

#[test]
fn every_form_and_algorithm_is_checked_as_xmlsec_does() {
    let Some(bench) = Bench::new("forms") else {
        return;
    };
    let comments = |form: &str| match form {
        EXCLUSIVE => format!("{EXCLUSIVE}WithComments"),
        form => format!("{form}#WithComments"),
    };
    let forms = [INCLUSIVE, INCLUSIVE_11, EXCLUSIVE];
    let forms = forms
        .iter()
        .flat_map(|form| [(*form).to_owned(), comments(form)]);
    let mut checked = 0;
    for form in forms {
        for transform in [None, Some(form.as_str())] {
            let shape = Shape {
                form: &form,
                transform,
                ..SHAPE
            };
            let signed = bench.sign(&alert(INFO, &shape), "own");
            let verdict = check(&signed, &bench.keys("own"));
            assert_eq!(
                verdict.standing,
                Standing::Trusted,
                "{form} {transform:?}: {verdict:?}"
            );
            assert_eq!(verdict.weak, [] as [&str; 0]);
            checked += 1;
        }
    }
    assert_eq!(checked, 12);
    let more = "http://www.w3.org/2001/04/xmldsig-more#";
    let (rsa_sha1, sha1) = (format!("{DSIG}rsa-sha1"), format!("{DSIG}sha1"));
    let (sha384, sha512) = (
        format!("{more}sha384"),
        "http://www.w3.org/2001/04/xmlenc#sha512",
    );
    let (rsa_sha384, rsa_sha512) = (format!("{more}rsa-sha384"), format!("{more}rsa-sha512"));
    let weak_digest = "its digest is SHA-1";
    let algorithms: [(&str, &str, &str, &[&str]); 7] = [
        (RSA_SHA256, SHA256, "own", &[]),
        (&rsa_sha384, &sha384, "own", &[]),
        (&rsa_sha512, sha512, "own", &[]),
        (ECDSA_SHA256, SHA256, "curve", &[]),
        (&rsa_sha1, &sha1, "own", &[weak_digest, "signed with SHA-1"]),
        (RSA_SHA256, &sha1, "own", &[weak_digest]),
        (RSA_SHA256, SHA256, "short", &["RSA of 1024 bits"]),
    ];
    for (algorithm, digest, key, weak) in algorithms {
        let shape = Shape {
            algorithm,
            digest,
            ..SHAPE
        };
        let signed = bench.sign(&alert(INFO, &shape), key);
        let verdict = check(&signed, &bench.keys(key));
        assert_eq!(
            verdict.standing,
            Standing::Trusted,
            "{algorithm}: {verdict:?}"
        );
        assert_eq!(verdict.weak, weak, "{algorithm}");
        let other = check(&signed, &bench.keys("other"));
        assert_eq!(other.standing, Standing::SignatureBroken, "{algorithm}");
    }
}

#[test]
fn an_alert_of_any_shape_has_the_form_that_xmlsec_signs() {
    let Some(bench) = Bench::new("shapes") else {
        return;
    };
    let large = "a line of text & more &lt;\n"
        .replace('&', "&amp;")
        .repeat(40_000);
    let bodies = [
        "<!-- a comment -->text<?target   some data ?><?bare?>".to_owned(),
        "<x:a xmlns:x='urn:u' xmlns:y='urn:v' z='1' y:b='2' x:b='3' a=''><y:c/><d xmlns=''/><e xmlns='urn:w'><f/></e></x:a>".to_owned(),
        "<a b='tab\tline\nquote&quot;lt&lt;gt>amp&amp;cr&#13;nl&#10;tab&#9;'>&gt;&#13;<![CDATA[<&>\n]]]]><![CDATA[>]]></a>".to_owned(),
        "<a xml:lang='en' xml:space='preserve'> <b xml:lang='nb'/> </a>".to_owned(),
        "خروج اختياري, Usulután, 😀 &#x1F600; e\u{301}".to_owned(),
        "<a xmlns:z='urn:1' xmlns:a='urn:2' xmlns='urn:3'><b xmlns='urn:3' xmlns:a='urn:2'><a:c xmlns:a='urn:4'/></b><z:d z:e='' e=''/></a>".to_owned(),
        large,
    ];
    for body in &bodies {
        for form in [INCLUSIVE, EXCLUSIVE] {
            let shape = Shape {
                form,
                transform: Some(form),
                ..SHAPE
            };
            let template = alert(body, &shape);
            let around = template.replace("\n<alert", "\n<!-- before -->\n<?before?>\n<alert")
                + "<!--after--><?after it?>\n";
            for template in [&template, &around] {
                let signed = bench.sign(template, "own");
                let start = std::time::Instant::now();
                let verdict = check(&signed, &bench.keys("own"));
                let took = start.elapsed();
                assert_eq!(
                    verdict.standing,
                    Standing::Trusted,
                    "{form} {verdict:?}\n{}",
                    &body[..body.len().min(200)]
                );
                assert!(took.as_secs() < 5, "{took:?}");
            }
        }
    }
    // Lines that ended in CRLF when it was signed, or have since: XML makes them line feeds.
    let signed = bench.sign(&alert(INFO, &SHAPE).replace('\n', "\r\n"), "own");
    assert_eq!(
        check(&signed, &bench.keys("own")).standing,
        Standing::Trusted
    );
    let signed = bench
        .sign(&alert(INFO, &SHAPE), "own")
        .replace('\n', "\r\n");
    assert!(bench.holds(&signed, "own"));
    assert_eq!(
        check(&signed, &bench.keys("own")).standing,
        Standing::Trusted
    );
}

#[test]
fn what_was_changed_since_has_the_verdict_of_xmlsec() {
    let Some(bench) = Bench::new("changes") else {
        return;
    };
    let body = INFO.replace("<info>", "<info><x:y xmlns:x='urn:u' b='1' a='2'/>");
    let shape = Shape {
        transform: Some(EXCLUSIVE),
        form: EXCLUSIVE,
        ..SHAPE
    };
    let signed = bench.sign(&alert(&body, &shape), "own");
    let keys = bench.keys("own");
    let digest = between(&signed, "<DigestValue>", "</DigestValue>");
    let value = between(&signed, "<SignatureValue>", "</SignatureValue>");
    let flipped = |text: &str| {
        let first = if text.trim_start().starts_with('A') {
            "B"
        } else {
            "A"
        };
        format!("{first}{}", &text.trim_start()[1..])
    };
    let (other_digest, other_value) = (flipped(&digest), flipped(&value));
    // Digest and signature hold / neither does.
    let changes = [
        ("shelled", "shelled", Standing::Trusted),
        ("shelled", "calm", Standing::DigestBroken),
        ("shelled", "shelled ", Standing::DigestBroken),
        ("shelled", "shell<!-- x -->ed", Standing::Trusted),
        ("shelled", "<![CDATA[shelled]]>", Standing::Trusted),
        ("shelled", "&#115;helled", Standing::Trusted),
        ("<headline>", "<headline >", Standing::Trusted),
        ("<headline>", " <headline>", Standing::DigestBroken),
        ("<headline>", "<!-- x --><headline>", Standing::Trusted),
        ("<headline>", "<?x y?><headline>", Standing::DigestBroken),
        ("b='1' a='2'", "a=\"2\"\n b='1'", Standing::Trusted),
        ("b='1' a='2'", "a='1' b='2'", Standing::DigestBroken),
        (
            "<x:y xmlns:x='urn:u' b='1' a='2'/>",
            "<x:y xmlns:x='urn:u' b='1' a='2'></x:y>",
            Standing::Trusted,
        ),
        ("xmlns:x='urn:u'", "xmlns:x='urn:v'", Standing::DigestBroken),
        (
            "xmlns:x='urn:u'",
            "xmlns:x='urn:u' xmlns:unused='urn:v'",
            Standing::Trusted,
        ),
        ("<msgType>Alert", "<msgType>Update", Standing::DigestBroken),
        ("</Signature>", "</Signature> ", Standing::DigestBroken),
        (
            digest.as_str(),
            other_digest.as_str(),
            Standing::DigestBroken,
        ),
        (
            value.as_str(),
            other_value.as_str(),
            Standing::SignatureBroken,
        ),
        ("<SignedInfo>\n", "<SignedInfo>", Standing::SignatureBroken),
        (
            "<SignatureValue>",
            "<SignatureValue>\r\n ",
            Standing::Trusted,
        ),
    ];
    for (from, to, standing) in changes {
        let from = from.replace('\'', "\"");
        let to = to.replace('\'', "\"");
        assert!(signed.contains(&from), "{from} in {signed}");
        let changed = signed.replacen(&from, &to, 1);
        let verdict = check(&changed, &keys);
        assert_eq!(verdict.standing, standing, "{from} -> {to}: {verdict:?}");
        let holds = bench.holds(&changed, "own");
        assert_eq!(
            holds,
            standing == Standing::Trusted,
            "xmlsec1 on {from} -> {to}"
        );
    }
    assert!(!bench.holds(&signed, "other"));
    assert_eq!(
        check(&signed, &bench.keys("other")).standing,
        Standing::SignatureBroken
    );
    assert_eq!(check(&signed, &[]).standing, Standing::NoKey);
}

fn between(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap();
    rest.split_once(to).unwrap().0.to_owned()
}

#[test]
fn a_key_that_came_with_the_alert_is_not_a_trusted_one() {
    let Some(bench) = Bench::new("inside") else {
        return;
    };
    for info in [
        "<KeyInfo><KeyValue/></KeyInfo>",
        "<KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo>",
    ] {
        let shape = Shape { info, ..SHAPE };
        let signed = bench.sign(&alert(INFO, &shape), "own");
        let verdict = check(&signed, &bench.keys("other"));
        assert_eq!(verdict.standing, Standing::NotTrusted, "{verdict:?}");
        // The fingerprint is the one that openssl tells.
        assert!(runs(
            "openssl",
            &[
                "x509", "-in", "own.pem", "-pubkey", "-noout", "-out", "own.pub"
            ],
            &bench.0
        ));
        assert!(runs(
            "openssl",
            &[
                "pkey", "-pubin", "-in", "own.pub", "-outform", "DER", "-out", "own.der"
            ],
            &bench.0
        ));
        let sum = Command::new("openssl")
            .args(["dgst", "-sha256", "own.der"])
            .current_dir(&bench.0)
            .output()
            .unwrap();
        let sum = String::from_utf8(sum.stdout).unwrap();
        let sum = sum.trim().rsplit(' ').next().unwrap();
        assert!(verdict.found.contains(sum), "{verdict:?} {sum}");
        assert_eq!(
            check(&signed, &bench.keys("own")).standing,
            Standing::Trusted
        );
        let public = std::fs::read(bench.0.join("own.pub")).unwrap();
        let public = TrustedKey::read("own.pub", &public).unwrap();
        assert_eq!(
            check(&signed, &public).standing,
            Standing::Trusted,
            "a bare public key"
        );
    }
}

#[test]
fn a_signature_of_something_else_is_no_signature_of_the_alert() {
    let Some(bench) = Bench::new("wrapped") else {
        return;
    };
    let keys = bench.keys("own");
    let standing = |alert: &str| check(alert, &keys).standing;
    let signed = bench.sign(&alert(INFO, &SHAPE), "own");
    let own = signed.split_once("?>").unwrap().1.trim();
    let at = signed.find("<Signature").unwrap();
    let signature = &signed[at..signed.find("</Signature>").unwrap() + "</Signature>".len()];
    let forged = |inside: &str| {
        format!(
            "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>forged</identifier>{inside}</alert>"
        )
    };
    // The signed alert inside a forged one, with its signature there or taken out of it.
    assert_eq!(
        standing(&forged(&format!("<x xmlns=\"urn:u\">{own}</x>"))),
        Standing::CoversOther
    );
    let without = own.replace(signature, "");
    let moved = forged(&format!("<x xmlns=\"urn:u\">{without}</x>{signature}"));
    assert_eq!(standing(&moved), Standing::DigestBroken);
    let both = forged(&format!("<x xmlns=\"urn:u\">{own}</x>{signature}"));
    assert_eq!(standing(&both), Standing::Several);
    // A reference to a part: what is read is not what was signed.
    let part =
        alert("<x xmlns=\"urn:u\" Id=\"part\"/>", &SHAPE).replace("URI=\"\"", "URI=\"#part\"");
    assert_eq!(
        standing(
            &part
                .replace("<SignatureValue/>", "<SignatureValue>AA==</SignatureValue>")
                .replace("<DigestValue/>", "<DigestValue>AA==</DigestValue>")
        ),
        Standing::CoversOther
    );
    for (from, to, expected) in [
        (
            "<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>",
            "",
            Standing::Unsupported,
        ),
        (
            "</Transforms>",
            "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/></Transforms>",
            Standing::Unsupported,
        ),
        ("rsa-sha256", "hmac-sha256", Standing::Unsupported),
        ("xmlenc#sha256", "xmlenc#ripemd160", Standing::Unsupported),
        ("<DigestValue>", "<DigestValue>?", Standing::Unreadable),
        (
            "<SignedInfo>",
            "<SignedInfo/><SignedInfo>",
            Standing::Unreadable,
        ),
        ("URI=\"\"", "", Standing::CoversOther),
        (
            "URI=\"\"",
            "URI=\"http://example.org/\"",
            Standing::CoversOther,
        ),
    ] {
        assert!(signed.contains(from), "{from}");
        assert_eq!(
            standing(&signed.replacen(from, to, 1)),
            expected,
            "{from} -> {to}"
        );
    }
}
