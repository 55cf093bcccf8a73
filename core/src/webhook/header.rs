//! Finds the signature header and takes it apart. *Not for* deciding whether the signature is right.
//!
//! Strict where a second reading would be possible, lenient where there is only one: white space around the value and around the items of
//! a list is HTTP's own; unknown items are left to later versions of the scheme; everything else is refused by name.

use super::{HeaderFault, WebhookError, WebhookPartner};

/// A longer value is refused unread: a right one has at most a few hundred bytes.
const MAX_VALUE: usize = 8 * 1024;

/// 15 digits of seconds are thirty million years.
const MAX_DIGITS: usize = 15;

/// The one value of the partner's header, without the white space around it.
///
/// Names are compared without regard to case. A header that stands there twice is refused: which one counts would be a matter of taste,
/// and a proxy may have another than we.
pub(super) fn find<'h, N, V>(headers: &'h [(N, V)], partner: WebhookPartner) -> Result<&'h [u8], WebhookError>
where
    N: AsRef<[u8]>,
    V: AsRef<[u8]>,
{
    let header = partner.header();
    let mut values = values(headers, header);
    let Some(value) = values.next() else {
        let there = |other: &&WebhookPartner| self::values(headers, other.header()).next().is_some();
        let other = WebhookPartner::ALL.iter().find(there).map(|other| other.header());
        return Err(WebhookError::MissingHeader { header, other });
    };
    let refused = |fault| Err(WebhookError::MalformedHeader { header, fault });
    if values.next().is_some() {
        return refused(HeaderFault::Repeated);
    }
    if value.len() > MAX_VALUE {
        return refused(HeaderFault::TooLong);
    }
    match trim(value) {
        [] => refused(HeaderFault::Empty),
        value if !value.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) => refused(HeaderFault::NotAscii),
        value => Ok(value),
    }
}

fn values<'h, N, V>(headers: &'h [(N, V)], name: &'static str) -> impl Iterator<Item = &'h [u8]>
where
    N: AsRef<[u8]>,
    V: AsRef<[u8]>,
{
    headers.iter().filter(|(n, _)| n.as_ref().eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value.as_ref())
}

/// HTTP's optional white space, off at both ends.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// Clive's: 64 hex digits, perhaps after `sha256=`.
pub(crate) fn clive_signature(value: &[u8]) -> Result<&[u8; 64], HeaderFault> {
    const PREFIX: &[u8] = b"sha256=";
    let digits = match value.split_at_checked(PREFIX.len()) {
        Some((prefix, digits)) if prefix.eq_ignore_ascii_case(PREFIX) => digits,
        _ => value,
    };
    hex_64(digits).ok_or(HeaderFault::NotHex)
}

/// Tybrite's, taken apart: `t=<digits>,v1=<hex>[,v1=<hex>]…` in any order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TybriteSignature<'h> {
    /// The text after `t=`, which is what was signed.
    pub timestamp: &'h [u8],
    /// The same as a number of seconds.
    pub unix_s: i64,
    value: &'h [u8],
}

impl<'h> TybriteSignature<'h> {
    /// Every `v1` that could be a signature.
    pub fn signatures(self) -> impl Iterator<Item = &'h [u8; 64]> {
        items(self.value).filter(|(key, _)| *key == b"v1").filter_map(|(_, signature)| hex_64(signature))
    }
}

pub(crate) fn tybrite_signature(value: &[u8]) -> Result<TybriteSignature<'_>, HeaderFault> {
    let (mut timestamp, mut has_v1) = (None, false);
    for (key, item) in items(value) {
        match key {
            b"t" if timestamp.is_some() => return Err(HeaderFault::TwoTimestamps),
            b"t" => timestamp = Some(item),
            b"v1" => has_v1 = true,
            _ => {}
        }
    }
    let timestamp = timestamp.ok_or(HeaderFault::NoTimestamp)?;
    let unix_s = seconds(timestamp)?;
    if !has_v1 {
        return Err(HeaderFault::NoSignature);
    }
    let parsed = TybriteSignature { timestamp, unix_s, value };
    if parsed.signatures().next().is_none() {
        return Err(HeaderFault::NotHex);
    }
    Ok(parsed)
}

/// Decimal digits and nothing else: `1e9`, `+1`, ` 1` and `1.2` are not what was signed as a number of seconds.
fn seconds(text: &[u8]) -> Result<i64, HeaderFault> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return Err(HeaderFault::TimestampNotDigits);
    }
    if text.len() > MAX_DIGITS {
        return Err(HeaderFault::TimestampTooLong);
    }
    Ok(text.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
}

/// `key=value` items of a list; an item without `=` has no key and is as unknown as any other.
fn items(value: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    value.split(|byte| *byte == b',').map(|item| {
        let item = trim(item);
        match item.iter().position(|byte| *byte == b'=') {
            Some(at) => (item.get(..at).unwrap_or_default(), item.get(at + 1..).unwrap_or_default()),
            None => (&[][..], item),
        }
    })
}

/// The 64 bytes, if they are hex digits.
fn hex_64(text: &[u8]) -> Option<&[u8; 64]> {
    let text = <&[u8; 64]>::try_from(text).ok()?;
    text.iter().all(u8::is_ascii_hexdigit).then_some(text)
}
