//! A feed that is asked for, of hosts that somebody named, and of no other: redirects are followed only to those. What comes
//! is capped in size and time, and taken as a file would be.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use korridor_intake::feed::LARGEST_FILE;
use serde_json::json;
use ureq::Agent;
use ureq::http::header::{ETAG, IF_NONE_MATCH, LOCATION};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::{feed, format};
use crate::arguments::ImportOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::Place;

/// All of one request, its redirects apart.
const LONGEST: Duration = Duration::from_secs(60);
const MOST_REDIRECTS: usize = 3;

pub fn run(options: &ImportOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let text = options.file.to_string_lossy();
    let address = Address::parse(&text)?;
    address.allowed(&options.allow)?;
    drop(feed::recorder(&place, options)?);
    let agent = agent();
    let mut tag = None;
    loop {
        let fetched = fetch(&agent, &address, &options.allow, &mut tag);
        let said = fetched.and_then(|body| match body {
            Some(bytes) => take(&bytes, options, &place, face),
            None if options.once => say(&feed::Outcome::default(), options, &place, face),
            None => Ok(()),
        });
        match said {
            Err(failure) if options.once => return Err(failure),
            // A feed that fails now may answer later.
            Err(failure) => crate::face::complain(&failure),
            Ok(()) if options.once => return Ok(()),
            Ok(()) => {}
        }
        thread::sleep(Duration::from_secs(options.every));
    }
}

fn take(bytes: &[u8], options: &ImportOptions, place: &Place, face: &Face) -> Result<(), Failure> {
    let name = options.file.display().to_string();
    let format = format(options, &name, bytes)?;
    // Opened anew each time: others write to the record too.
    let mut recorder = feed::recorder(place, options)?;
    let outcome = feed::take(format, &name, bytes, options, place, &mut recorder)?;
    if outcome.is_nothing() {
        return Err(Failure::Refused(outcome.refused));
    }
    // A feed that says nothing new is not worth a line.
    if outcome.rows == 0 && outcome.refused.is_empty() && !options.once {
        return Ok(());
    }
    say(&outcome, options, place, face)
}

fn say(
    outcome: &feed::Outcome,
    options: &ImportOptions,
    place: &Place,
    face: &Face,
) -> Result<(), Failure> {
    let text = format!("{}: {}\n", plain(&place.shown()), outcome.line());
    let facts = json!({
        "record": place.shown(),
        "address": options.file,
        "rows": outcome.rows,
        "already": outcome.already,
        "refused_rows": outcome.refused.len() + outcome.refused_more,
        "notes": outcome.notes,
    });
    face.answer("import", &outcome.refused, &text, facts)
}

/// An address in parts.
#[derive(Clone, Debug, PartialEq)]
struct Address {
    scheme: String,
    /// With its port if it is not the usual one.
    host: String,
    path: String,
}

impl Address {
    fn parse(text: &str) -> Result<Address, Failure> {
        let refuse = |found: &str| {
            let expected = "https://host/path or http://host/path, without a name or password";
            let complaint =
                Complaint::new("the address", found, expected).coded("address_unusable");
            Failure::Input(vec![complaint])
        };
        let plain = text.len() <= 2_000 && text.bytes().all(|byte| byte.is_ascii_graphic());
        let (scheme, rest) = text
            .split_once("://")
            .filter(|_| plain)
            .ok_or_else(|| refuse(text))?;
        let scheme = scheme.to_ascii_lowercase();
        let usual = match scheme.as_str() {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(refuse(text)),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let usable = |sign: char| sign.is_ascii_alphanumeric() || ".-:[]".contains(sign);
        if host.is_empty() || !host.chars().all(usable) {
            return Err(refuse(text));
        }
        let host = host.to_ascii_lowercase();
        Ok(Address {
            host: host.strip_suffix(usual).unwrap_or(&host).to_owned(),
            path: match path {
                "" => "/".to_owned(),
                path => path.to_owned(),
            },
            scheme,
        })
    }

    fn shown(&self) -> String {
        format!("{}://{}{}", self.scheme, self.host, self.path)
    }

    /// Whether its host is exactly one of those that were named.
    fn allowed(&self, hosts: &[String]) -> Result<(), Failure> {
        if hosts
            .iter()
            .any(|host| host.eq_ignore_ascii_case(&self.host))
        {
            return Ok(());
        }
        let expected = match hosts {
            [] => "--allow HOST, for each host that may be asked".to_owned(),
            hosts => format!("one of: {}", hosts.join(", ")),
        };
        let complaint = Complaint::new("poll", format!("the host {}", self.host), expected);
        Err(Failure::Refused(vec![complaint.coded("host_not_allowed")]))
    }

    /// Where a redirect leads: to a host that was named, and never from https to http.
    fn redirected(&self, to: &str, hosts: &[String]) -> Result<Address, Failure> {
        let next = match to.starts_with('/') && !to.starts_with("//") {
            true => Address {
                path: to.to_owned(),
                ..self.clone()
            },
            false => Address::parse(to)?,
        };
        next.allowed(hosts)?;
        if self.scheme == "https" && next.scheme != "https" {
            let complaint = Complaint::new(
                self.shown(),
                format!("a redirect to {}", next.shown()),
                "https, as it was asked",
            );
            return Err(Failure::Refused(vec![complaint.coded("redirect_insecure")]));
        }
        Ok(next)
    }
}

/// Asks with the certificates that the system trusts, and through nobody else.
fn agent() -> Agent {
    let found = rustls_native_certs::load_native_certs();
    let certificates: Vec<Certificate<'static>> = found
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate.as_ref()).to_owned())
        .collect();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&certificates))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(LONGEST))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent(concat!("korridor/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

/// The bytes of a feed; `None` if it is as it was the last time.
fn fetch(
    agent: &Agent,
    from: &Address,
    hosts: &[String],
    tag: &mut Option<String>,
) -> Result<Option<Vec<u8>>, Failure> {
    let mut address = from.clone();
    for _ in 0..=MOST_REDIRECTS {
        let refused = |code: &str, found: String, expected: &str| {
            let complaint = Complaint::new(address.shown(), found, expected).coded(code);
            Failure::Refused(vec![complaint])
        };
        let failed = |error: ureq::Error| match error {
            ureq::Error::BodyExceedsLimit(_) => {
                let found = format!("more than {LARGEST_FILE} bytes");
                refused("too_large", found, "a feed that a record can keep")
            }
            error => refused(
                "feed_unreachable",
                error.to_string(),
                "a feed that answers within a minute",
            ),
        };
        let mut request = agent.get(address.shown());
        if let Some(tag) = tag.as_deref() {
            request = request.header(IF_NONE_MATCH, tag);
        }
        let mut response = request.call().map_err(failed)?;
        let header = |name| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        match response.status().as_u16() {
            200 => {
                *tag = header(ETAG).map(str::to_owned);
                let body = response.body_mut().with_config().limit(LARGEST_FILE as u64);
                return body.read_to_vec().map(Some).map_err(failed);
            }
            304 => return Ok(None),
            301 | 302 | 303 | 307 | 308 => {
                let to = header(LOCATION).unwrap_or_default().to_owned();
                address = address.redirected(&to, hosts)?;
            }
            status => {
                return Err(refused(
                    "feed_unreachable",
                    format!("status {status}"),
                    "status 200",
                ));
            }
        }
    }
    let complaint = Complaint::new(
        from.shown(),
        format!("more than {MOST_REDIRECTS} redirects"),
        "the feed's own address",
    );
    Err(Failure::Refused(vec![complaint.coded("redirect_endless")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_host_is_asked() {
        let hosts = ["feeds.example.org".to_owned(), "127.0.0.1:8080".to_owned()];
        let asked = |text: &str| {
            Address::parse(text)
                .and_then(|address| address.allowed(&hosts))
                .is_ok()
        };
        assert!(asked("https://feeds.example.org/cap"));
        assert!(asked("https://FEEDS.example.org:443/cap"));
        assert!(asked("http://127.0.0.1:8080"));
        for text in [
            "https://feeds.example.org.evil.org/cap",
            "https://feeds.example.org@evil.org/cap",
            "https://evil.org/feeds.example.org",
            "https://evil.org?feeds.example.org",
            "https://evil.org#@feeds.example.org/",
            "https://feeds.example.org:8443/cap",
            "http://127.0.0.1/",
            "https://feeds.example.org\\@evil.org/",
            "file:///etc/passwd",
            "//feeds.example.org/",
            "https:///cap",
            "",
        ] {
            assert!(!asked(text), "{text}");
        }
    }

    #[test]
    fn a_redirect_leads_nowhere_else() {
        let hosts = ["a.org".to_owned(), "b.org".to_owned()];
        let from = Address::parse("https://a.org/x").unwrap();
        let to = |text: &str| {
            from.redirected(text, &hosts)
                .map(|address| address.shown())
                .ok()
        };
        assert_eq!(to("/y").as_deref(), Some("https://a.org/y"));
        assert_eq!(to("https://b.org/y").as_deref(), Some("https://b.org/y"));
        for text in [
            "http://b.org/y",
            "https://c.org/y",
            "//c.org/y",
            "y",
            "",
            "https://a.org@c.org/",
        ] {
            assert_eq!(to(text), None, "{text}");
        }
    }
}
