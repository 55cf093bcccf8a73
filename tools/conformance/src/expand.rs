//! Placeholders of the manifest: `${name}` in a call or a fault becomes a value of this run.
//!
//! Replaced in the JSON text before it is read, so that numbers and strings of an input keep their spelling.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};

/// What placeholders stand for.
pub(crate) struct Names<'a> {
    /// Fixed names of this scenario's stage.
    pub(crate) fixed: &'a [(&'static str, String)],
    /// The values that earlier calls gave back.
    pub(crate) values: &'a [Value],
    /// The idempotency keys of earlier calls.
    pub(crate) keys: &'a [String],
}

impl Names<'_> {
    /// The text with its placeholders replaced.
    ///
    /// # Errors
    /// Names the placeholder that stands for nothing.
    pub(crate) fn expand(&self, text: &str) -> anyhow::Result<String> {
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            let (before, name) = rest.split_at(at);
            let (name, after) = name[2..].split_once('}').context("a placeholder that is not closed")?;
            expanded.push_str(before);
            // Into a JSON string: escaped as one, without the quotes.
            let escaped = serde_json::to_string(&self.value(name)?)?;
            expanded.push_str(&escaped[1..escaped.len() - 1]);
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }

    /// A shopper's claim that is good for so many seconds (Tybrite, section 12): base64url of the claim, a dot, base64url of the
    /// HMAC over the claim's bytes, both without padding.
    fn external_auth(&self, seconds: u32) -> anyhow::Result<String> {
        let now_s = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let claim =
            json!({ "external_id": "auth0|shopper-7", "iat": now_s, "exp": now_s + u64::from(seconds) }).to_string();
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.value("hmac_secret")?.as_bytes());
        let tag = hmac::sign(&key, claim.as_bytes());
        Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(&claim), URL_SAFE_NO_PAD.encode(tag)))
    }

    fn value(&self, name: &str) -> anyhow::Result<String> {
        if let Some((_, value)) = self.fixed.iter().find(|(known, _)| *known == name) {
            return Ok(value.clone());
        }
        if let Some((kind, argument)) = name.split_once(':') {
            let count: u32 = argument.parse().with_context(|| format!("${{{name}}}: not a number"))?;
            return Ok(match kind {
                "external_auth" => self.external_auth(count)?,
                "http_date" => httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(count.into())),
                "long_text" => "x".repeat(usize::try_from(count)?),
                "key" => self
                    .keys
                    .get(usize::try_from(count)?)
                    .with_context(|| format!("${{{name}}}: no such call"))?
                    .clone(),
                _ => bail!("${{{name}}} stands for nothing"),
            });
        }
        let mut path = name.split('.');
        let index: usize = path
            .next()
            .and_then(|first| first.parse().ok())
            .with_context(|| format!("${{{name}}} stands for nothing"))?;
        let mut value = self.values.get(index).with_context(|| format!("${{{name}}}: no such call yet"))?;
        for member in path {
            let found = match member.parse::<usize>() {
                Ok(at) => value.get(at),
                Err(_) => value.get(member),
            };
            value = found.with_context(|| format!("${{{name}}}: the value has no {member}: {value}"))?;
        }
        Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders() {
        let values = [json!({"id": "a\"b", "list": [{"n": 7}]})];
        let names = Names { fixed: &[("base", "http://h".to_owned())], values: &values, keys: &["k-1".to_owned()] };
        assert_eq!(names.expand("${base}/x ${0.id} ${0.list.0.n}").unwrap(), r#"http://h/x a\"b 7"#);
        assert_eq!(names.expand("${key:0}").unwrap(), "k-1");
        for wrong in ["${key:1}", "${nobody}", "${1.id}", "${0.nothing}", "${open", "${http_date:soon}"] {
            assert!(names.expand(wrong).is_err(), "{wrong}");
        }
    }
}
