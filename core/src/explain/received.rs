//! What is read off the headers without a hash: the signatures they may hold, the times, and what is wrong with either.

use super::Explainer;
use super::answer::NotTried;
use super::encodings::{self, Tag};
use super::messages;
use super::mistake::Mistake;
use super::subject::{Stamp, Subject};

/// How old a signature may be, in seconds: the tolerance of both partners.
const TOLERANCE_S: u64 = 300;

macro_rules! found_in_header {
    ($name:ident, $id:literal, $cause:literal, $fix:literal) => {
        static $name: Mistake = Mistake { id: $id, cause: $cause, fix: $fix };
    };
}

found_in_header!(
    STALE,
    "time.stale",
    "The timestamp is more than 300 s old.",
    "Check the clocks; sign again for each attempt; verify before the delivery waits in a queue."
);
found_in_header!(
    FUTURE,
    "time.future",
    "The timestamp is more than 300 s in the future.",
    "Check the clocks: the verifier's is behind the signer's."
);
found_in_header!(
    HEADER_MILLISECONDS,
    "time.milliseconds",
    "The timestamp in the header is in milliseconds; seconds are expected.",
    "Write Unix seconds into the header, and sign the same text."
);
found_in_header!(
    MISSING,
    "signature.missing",
    "There is no signature header.",
    "Check the name of the header and that no proxy takes it out."
);
found_in_header!(
    UNREADABLE,
    "signature.unreadable",
    "The signature header holds nothing that 32 bytes could be read from: it is cut, or of another scheme.",
    "Compare the header as it arrives with the partner's documentation."
);
found_in_header!(SHA1, "signature.sha1", "The signature is as long as that of HMAC-SHA1.", "Use HMAC-SHA256.");
found_in_header!(SHA512, "signature.sha512", "The signature is as long as that of HMAC-SHA512.", "Use HMAC-SHA256.");

/// What is read off the headers, without a hash.
pub(super) static TIME: &[&Mistake] = &[&STALE, &FUTURE, &HEADER_MILLISECONDS, &MISSING, &UNREADABLE, &SHA1, &SHA512];

pub(super) fn values<'h>(headers: &[(&'h [u8], &'h [u8])], name: &'static str) -> impl Iterator<Item = &'h [u8]> {
    headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| *value)
}

/// Every signature that the header's value may hold.
pub(super) fn read(subject: Subject, value: &[u8], tags: &mut Vec<Tag>) {
    let tolerated: &[u8] = match subject {
        Subject::CliveWebhook => b"sha256=",
        Subject::TybriteWebhook => b"v1=",
        Subject::CliveRequest | Subject::TybriteRequest => b"",
    };
    // A list, for every subject: proxies join headers, and somebody may send the other partner's form.
    for item in value.split(|byte| *byte == b',').take(64) {
        encodings::tags(item, subject.encoding(), tolerated, tags);
    }
}

/// The timestamps that may have been signed, as text; the one that should have been comes first.
pub(super) fn stamps(
    explainer: &Explainer,
    values_of_signature: &[&[u8]],
    headers: &[(&[u8], &[u8])],
    not_tried: &mut Vec<NotTried>,
) -> Vec<Vec<u8>> {
    let in_signature =
        values_of_signature.iter().flat_map(|value| value.split(|byte| *byte == b',')).filter_map(|item| {
            let stamp = item.trim_ascii().strip_prefix(b"t=")?;
            Some(stamp.to_vec())
        });
    let in_header = values(headers, "X-Timestamp").map(|value| value.trim_ascii().to_vec());
    let mut stamps: Vec<Vec<u8>> = match explainer.subject.stamp() {
        Stamp::InSignature => in_signature.collect(),
        Stamp::Header(_) => in_header.collect(),
        // Nobody says which time it was: any that is near.
        Stamp::None => {
            let date = values(headers, "Date").filter_map(|value| {
                let since = httpdate::parse_http_date(std::str::from_utf8(value).ok()?).ok()?;
                let since = since.duration_since(std::time::SystemTime::UNIX_EPOCH).ok()?;
                Some(since.as_secs().to_string().into_bytes())
            });
            let now = explainer.now_unix_s.map(|now| now.to_string().into_bytes());
            in_signature.chain(in_header).chain(date).chain(now).collect()
        }
    };
    stamps.truncate(4);
    if stamps.is_empty() {
        let why = match explainer.subject.stamp() {
            Stamp::None => "no time is known: give now, or all headers",
            _ => "the headers hold no timestamp",
        };
        not_tried.push(NotTried { what: "message.timestamp", why });
        not_tried.push(NotTried { what: "message.separator", why });
        not_tried.push(NotTried { what: "message.body_first", why });
    }
    if explainer.now_unix_s.is_none() && explainer.subject.stamp() != Stamp::None {
        not_tried.push(NotTried { what: "time.stale", why: "now was not given" });
        not_tried.push(NotTried { what: "time.future", why: "now was not given" });
    }
    stamps
}

/// What is wrong with the time in the header.
pub(super) fn time(explainer: &Explainer, stamps: &[Vec<u8>]) -> Vec<&'static Mistake> {
    let mut mistakes: Vec<&'static Mistake> = Vec::new();
    if explainer.subject.stamp() == Stamp::None {
        return mistakes;
    }
    let Some(number) = stamps.first().and_then(|stamp| messages::number(stamp)) else { return mistakes };
    let mut seconds = number;
    if messages::is_milliseconds(number) {
        mistakes.push(&HEADER_MILLISECONDS);
        seconds /= 1000;
    }
    if let Some(now) = explainer.now_unix_s.filter(|now| now.abs_diff(seconds) > TOLERANCE_S) {
        mistakes.push(if seconds < now { &STALE } else { &FUTURE });
    }
    mistakes
}

fn length_of_another_hash(value: &[u8]) -> &'static Mistake {
    let longest = value.split(|byte| !byte.is_ascii_alphanumeric()).max_by_key(|run| run.len()).unwrap_or_default();
    match longest.len() {
        40 if longest.iter().all(u8::is_ascii_hexdigit) => &SHA1,
        128 if longest.iter().all(u8::is_ascii_hexdigit) => &SHA512,
        _ => &UNREADABLE,
    }
}

/// Why there is nothing to compare with: the values of the header hold no signature.
pub(super) fn no_signature(values: &[&[u8]]) -> &'static Mistake {
    values.first().map_or(&MISSING, |value| length_of_another_hash(value))
}
