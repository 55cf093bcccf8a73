//! API keys: `<vendor>_<sk|pk>_<live|test>_<rest>`, and what each may do. The vendor is free, because white-label platforms put
//! their own name there.

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use serde::Serialize;

use super::answer::Refusal;
use super::config::{TYBRITE_OPERATOR_KEY, TYBRITE_READ_ONLY_KEY, TybriteConfig};

/// Which of the two worlds a key opens. Nothing of one is seen in the other, except the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// `live` keys.
    Production,
    /// `test` keys.
    Sandbox,
}

impl Environment {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Secret,
    Publishable,
}

/// A key somebody holds.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// Without the vendor: what limits are counted by.
    pub id: String,
    pub kind: Kind,
    pub environment: Environment,
    /// None: everything.
    pub scopes: Option<&'static [&'static str]>,
    pub operator: bool,
}

/// Who may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// No key needed, none looked at.
    Public,
    Any,
    Secret,
    /// Secret keys that do not belong to a marketplace operator.
    Store,
    SecretTest,
}

impl Key {
    /// Whether this key may call such an endpoint.
    pub(crate) fn admit(&self, access: Access, scope: Option<&str>) -> Result<(), Refusal> {
        let forbidden = |message: &str, hint: &str| Err(Refusal::new(403, "forbidden", message).hint(hint));
        if matches!(access, Access::Secret | Access::Store | Access::SecretTest) && self.kind == Kind::Publishable {
            return forbidden(
                "This operation requires a secret key. Publishable keys have read-only access.",
                "Use a secret key (tybrite_sk_*)",
            );
        }
        if access == Access::SecretTest && self.environment == Environment::Production {
            return forbidden(
                "Sandbox tools require a secret test key. Live keys are rejected.",
                "Use a secret test key (tybrite_sk_test_*)",
            );
        }
        if access == Access::Store && self.operator {
            return forbidden("Operator keys cannot ingest products.", "Use the store's own secret key");
        }
        match (self.scopes, scope) {
            (Some(held), Some(needed)) if !held.contains(&needed) => {
                let message = format!("This key does not have the scope {needed}");
                Err(Refusal::new(403, "insufficient_scope", message))
            }
            _ => Ok(()),
        }
    }
}

/// The key of a request.
pub(crate) fn of(config: &TybriteConfig, headers: &HeaderMap) -> Result<Key, Refusal> {
    let refuse = |message: &str| Err(Refusal::new(401, "unauthorized", message));
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return refuse("Missing authorization header") };
    let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
    match token {
        Some(token) if !token.is_empty() && values.next().is_none() => {
            known(config, token).map_or_else(|| refuse("Invalid API key"), Ok)
        }
        _ => refuse("Missing or invalid Authorization header"),
    }
}

fn known(config: &TybriteConfig, token: &str) -> Option<Key> {
    use Environment::{Production, Sandbox};
    use Kind::{Publishable, Secret};
    const READ_ONLY: &[&str] = &["orders:read", "payments:read"];
    let held = [
        (config.secret_test_key.as_str(), Secret, Sandbox, None, false),
        (config.secret_live_key.as_str(), Secret, Production, None, false),
        (config.publishable_test_key.as_str(), Publishable, Sandbox, None, false),
        (config.publishable_live_key.as_str(), Publishable, Production, None, false),
        (TYBRITE_READ_ONLY_KEY, Secret, Sandbox, Some(READ_ONLY), false),
        (TYBRITE_OPERATOR_KEY, Secret, Sandbox, None, true),
    ];
    let same = |key: &str| token == key || without_vendor(token).is_some_and(|rest| without_vendor(key) == Some(rest));
    let (key, kind, environment, scopes, operator) = held.into_iter().find(|(key, ..)| same(key))?;
    let id = without_vendor(key).unwrap_or(key).to_owned();
    Some(Key { id, kind, environment, scopes, operator })
}

/// `sk_test_…` of `vendor_sk_test_…`; none when the key has another form.
fn without_vendor(key: &str) -> Option<&str> {
    let marks = ["_sk_live_", "_sk_test_", "_pk_live_", "_pk_test_"];
    let at = marks.iter().filter_map(|mark| key.find(mark)).min()?;
    let (vendor, rest) = (&key[..at], &key[at + 1..]);
    let plain = !vendor.is_empty()
        && vendor
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-');
    (plain && rest.len() > "sk_live_".len()).then_some(rest)
}
