//! The base URL of a partner: checked once, then only joined with paths.
//!
//! Not a URL parser: it accepts `http(s)://host[:port][/path]` and refuses everything else by name, because a request
//! that carries an API key must not go anywhere by accident.
//!
//! ```
//! use payseal::BaseUrl;
//! let base = BaseUrl::parse("https://api.example.com/api/v1/", false).unwrap();
//! assert_eq!(base.join("/transactions"), "https://api.example.com/api/v1/transactions");
//! assert!(BaseUrl::parse("http://127.0.0.1:4390/api/v1", false).is_ok());
//! assert!(BaseUrl::parse("http://api.example.com", false).is_err()); // the key would travel in clear text
//! ```

use std::net::{IpAddr, Ipv6Addr};

use crate::error::{Code, Error};

/// A checked base URL. Exactly one trailing slash is dropped, as the published SDK does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    loopback: bool,
}

impl BaseUrl {
    /// Checks `text` and keeps it. `allow_insecure_http` permits plain http to a host that is not this machine.
    ///
    /// # Errors
    /// `BASE_URL_MISSING`, `BASE_URL_INVALID` or `BASE_URL_INSECURE`; the message says what is wrong and never repeats
    /// the URL, which may hold credentials.
    pub fn parse(text: &str, allow_insecure_http: bool) -> Result<Self, Error> {
        let invalid = |why: &str| Error::because(Code::BaseUrlInvalid, why);
        if text.is_empty() {
            return Err(Error::new(Code::BaseUrlMissing));
        }
        let (scheme, rest) = text.split_once("://").ok_or_else(|| invalid("it has no scheme (https://…)"))?;
        let secure = match scheme {
            s if s.eq_ignore_ascii_case("https") => true,
            s if s.eq_ignore_ascii_case("http") => false,
            _ => return Err(invalid("its scheme is neither https nor http")),
        };
        if let Some(c) = rest.chars().find(|c| !('!'..='~').contains(c) || "\\\"<>^`{|}".contains(*c)) {
            return Err(invalid(&format!("it has a character that no URL holds unescaped ({})", c.escape_unicode())));
        }
        if rest.contains(['?', '#']) {
            return Err(invalid("it has a query or a fragment; give scheme, host and path only"));
        }
        let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(invalid("it holds credentials (user:password@…); remove them"));
        }
        let host = host(authority).ok_or_else(|| invalid("its host or port is malformed"))?;
        let loopback = is_loopback(host);
        if !secure && !allow_insecure_http && !loopback {
            return Err(Error::new(Code::BaseUrlInsecure));
        }
        Ok(Self { text: text.strip_suffix('/').unwrap_or(text).to_owned(), loopback })
    }

    /// Whether the host can only be this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The base URL without its trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Base URL and path (with a leading slash, already percent-encoded) in one allocation.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        let mut url = String::with_capacity(self.text.len() + path.len());
        url.push_str(&self.text);
        url.push_str(path);
        url
    }
}

/// The host of an authority, if host and port are well-formed.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
        let (inside, after) = rest.split_once(']')?;
        inside.parse::<Ipv6Addr>().ok()?;
        (inside, after.strip_prefix(':').or(after.is_empty().then_some("")))
    } else {
        match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, Some("")),
        }
    };
    let port = port?;
    let number = || port.parse::<u16>().is_ok_and(|number| number != 0);
    let port_is_fine = port.is_empty() || (port.bytes().all(|b| b.is_ascii_digit()) && number());
    let host_is_fine =
        !host.is_empty() && (authority.starts_with('[') || !host.contains([':', '[', ']', '%', '*', '+', ',']));
    (port_is_fine && host_is_fine).then_some(host)
}

/// Whether a host name can only be this machine.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
