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
pub(super) fn find<N, V>(headers: &[(N, V)], partner: WebhookPartner) -> Result<&[u8], WebhookError>
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
        value if !is_text(value) => refused(HeaderFault::NotAscii),
        value => Ok(value),
    }
}

/// Printable ASCII and tabs. Without a way out in the middle: a compiler makes vector code of it.
fn is_text(value: &[u8]) -> bool {
    value.iter().fold(true, |text, byte| text & matches!(byte, b' '..=b'~' | b'\t'))
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

/// Clive's: 64 characters that should be hex digits, perhaps after `sha256=`.
pub(super) fn clive_signature(value: &[u8]) -> Result<&[u8; 64], HeaderFault> {
    const PREFIX: &[u8] = b"sha256=";
    let digits = match value.split_at_checked(PREFIX.len()) {
        Some((prefix, digits)) if prefix.eq_ignore_ascii_case(PREFIX) => digits,
        _ => value,
    };
    digits.try_into().map_err(|_| HeaderFault::NotHex)
}

/// Tybrite's, taken apart: `t=<digits>,v1=<hex>[,v1=<hex>]...` in any order.
#[derive(Clone, Copy, Debug)]
pub(super) struct TybriteSignature<'h> {
    /// The text after `t=`, which is what was signed.
    pub timestamp: &'h [u8],
    /// The same as a number of seconds.
    pub unix_s: i64,
    /// The first `v1` that could be a signature.
    first: &'h [u8; 64],
    /// The items after it.
    rest: Items<'h>,
}

impl<'h> TybriteSignature<'h> {
    /// Every `v1` that is as long as a signature.
    pub fn signatures(self) -> impl Iterator<Item = &'h [u8; 64]> {
        std::iter::once(self.first).chain(self.rest.filter_map(v1))
    }
}

fn v1<'h>((key, value): (&'h [u8], &'h [u8])) -> Option<&'h [u8; 64]> {
    if key == b"v1" { value.try_into().ok() } else { None }
}

pub(super) fn tybrite_signature(value: &[u8]) -> Result<TybriteSignature<'_>, HeaderFault> {
    let (mut timestamp, mut first, mut has_v1) = (None, None, false);
    let mut items = Items(Some(value));
    while let Some((key, item)) = items.next() {
        match key {
            b"t" if timestamp.is_some() => return Err(HeaderFault::TwoTimestamps),
            b"t" => timestamp = Some(item),
            b"v1" => {
                has_v1 = true;
                first = first.or_else(|| Some((<&[u8; 64]>::try_from(item).ok()?, items)));
            }
            _ => {}
        }
    }
    let timestamp = timestamp.ok_or(HeaderFault::NoTimestamp)?;
    let unix_s = seconds(timestamp)?;
    if !has_v1 {
        return Err(HeaderFault::NoSignature);
    }
    let (first, rest) = first.ok_or(HeaderFault::NotHex)?;
    Ok(TybriteSignature { timestamp, unix_s, first, rest })
}

/// Whether it is hex. Asked only when nothing matched, to say why: what is not a digit matches no digit.
pub(super) fn is_hex(text: &[u8; 64]) -> bool {
    text.iter().all(u8::is_ascii_hexdigit)
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

/// The `key=value` items of a list; an item without `=` has no key and is as unknown as any other.
#[derive(Clone, Copy, Debug)]
struct Items<'h>(Option<&'h [u8]>);

impl<'h> Iterator for Items<'h> {
    type Item = (&'h [u8], &'h [u8]);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let list = self.0.take()?;
        let (item, rest) = first_item(list);
        self.0 = rest;
        let item = trim(item);
        Some(match item.iter().position(|byte| *byte == b'=') {
            Some(at) => (item.get(..at).unwrap_or_default(), item.get(at + 1..).unwrap_or_default()),
            None => (&[], item),
        })
    }
}

/// What stands before the first comma, and what after it.
#[inline]
fn first_item(list: &[u8]) -> (&[u8], Option<&[u8]>) {
    // The usual one, `v1=` and 64 digits, is looked through at once and not byte by byte.
    const USUAL: usize = 3 + 64;
    if let Some(usual) = list.first_chunk::<USUAL>()
        && matches!(list.get(USUAL), None | Some(b','))
        && !usual.iter().fold(false, |comma, byte| comma | (*byte == b','))
    {
        return (usual, list.get(USUAL + 1..));
    }
    match list.iter().position(|byte| *byte == b',') {
        Some(at) => (list.get(..at).unwrap_or_default(), list.get(at + 1..)),
        None => (list, None),
    }
}
