//! The received signature as 32 bytes, however it was written.

use ::base64::alphabet;

use super::mistake::{Mistake, Mistakes};
use super::search::MOST;
use super::secrets::{decode as base64, unhex};
use super::subject::Encoding;

macro_rules! encoding {
    ($name:ident, $id:literal, $cause:literal, $fix:literal) => {
        pub(super) static $name: Mistake = Mistake { id: $id, cause: $cause, fix: $fix };
    };
}

encoding!(
    HEX,
    "encoding.hex",
    "The signature is written in hex; base64 is expected.",
    "Encode the 32 bytes as base64."
);
encoding!(
    UPPER_HEX,
    "encoding.upper_hex",
    "The signature is written in upper-case hex.",
    "Write the digits a-f in lower case."
);
encoding!(
    BASE64,
    "encoding.base64",
    "The signature is written in base64; hex is expected.",
    "Encode the 32 bytes as lowercase hex."
);
encoding!(
    BASE64URL,
    "encoding.base64url",
    "The signature is written in URL-safe or unpadded base64.",
    "Encode it as this header wants it: hex for Clive and for webhooks, standard base64 with padding for Tybrite's requests."
);
encoding!(
    BASE64_OF_HEX,
    "encoding.base64_of_hex",
    "The signature is the base64 of its hex text: it was encoded twice.",
    "Encode the 32 raw bytes of the HMAC once (digest() without an encoding gives them)."
);
encoding!(
    PREFIX,
    "signature.prefix",
    "There is a prefix (as in sha256=) before the signature.",
    "Send the signature as the partner documents it, without another provider's prefix."
);
encoding!(QUOTED, "signature.quoted", "There are quotes around the signature.", "Send the signature without quotes.");

pub(super) static ALL: &[&Mistake] = &[&HEX, &UPPER_HEX, &BASE64, &BASE64URL, &BASE64_OF_HEX, &PREFIX, &QUOTED];

/// A signature that was received, and the mistakes in how it is written.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub bytes: [u8; 32],
    pub mistakes: Mistakes,
}

/// What `text` can be read as, with at most two mistakes. `tolerates_prefix` is the prefix that is no mistake here.
pub(super) fn tags(text: &[u8], expected: Encoding, tolerates_prefix: &[u8], out: &mut Vec<Tag>) {
    let mut text = text.trim_ascii();
    let mut mistakes: Mistakes = Vec::new();
    let mut tolerated = tolerates_prefix.is_empty();
    let has = |mistakes: &Mistakes, mistake: &Mistake| mistakes.iter().any(|made| made.id == mistake.id);
    // Each at most once, in any order: "v1=..", v1="..", v1=hmac=...
    loop {
        text = match text {
            [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] if !has(&mistakes, &QUOTED) => {
                mistakes.push(&QUOTED);
                inner
            }
            _ => match text.split_at_checked(prefix(text)) {
                Some(([], _)) | None => break,
                Some((prefix, rest)) if !tolerated && prefix.eq_ignore_ascii_case(tolerates_prefix) => {
                    tolerated = true;
                    rest
                }
                Some((_, rest)) if !has(&mistakes, &PREFIX) => {
                    mistakes.push(&PREFIX);
                    rest
                }
                Some(_) => break,
            },
        };
    }
    if let Some((bytes, encoding)) = decode(text, expected) {
        mistakes.extend(encoding);
        let known = |tag: &Tag| tag.bytes == bytes && tag.mistakes == mistakes;
        if mistakes.len() <= MOST && !out.iter().any(known) {
            out.push(Tag { bytes, mistakes });
        }
    }
}

/// The length of what stands before the signature up to its `=`; the padding of base64 comes at the end.
fn prefix(text: &[u8]) -> usize {
    text.iter().take(12).position(|byte| *byte == b'=').filter(|at| at + 1 < text.len()).map_or(0, |at| at + 1)
}

fn decode(text: &[u8], expected: Encoding) -> Option<([u8; 32], Option<&'static Mistake>)> {
    let tag = |bytes: Vec<u8>| <[u8; 32]>::try_from(bytes).ok();
    match text.len() {
        64 => {
            let bytes = tag(unhex(text)?)?;
            let upper = text.iter().any(u8::is_ascii_uppercase);
            let mistake = match expected {
                Encoding::AnyHex => None,
                Encoding::LowerHex => upper.then_some(&UPPER_HEX),
                Encoding::Base64 if upper => Some(&UPPER_HEX),
                Encoding::Base64 => Some(&HEX),
            };
            Some((bytes, mistake))
        }
        43 | 44 => {
            let standard = base64(&alphabet::STANDARD, text);
            let url_safe = || base64(&alphabet::URL_SAFE, text);
            match standard {
                Some(bytes) if text.len() == 44 => {
                    Some((tag(bytes)?, if expected == Encoding::Base64 { None } else { Some(&BASE64) }))
                }
                other => Some((tag(other.or_else(url_safe)?)?, Some(&BASE64URL))),
            }
        }
        // 64 characters in base64 have 86 characters, 88 with their padding.
        86..=88 => {
            let inner = base64(&alphabet::STANDARD, text)?;
            Some((tag(unhex(&inner)?)?, Some(&BASE64_OF_HEX)))
        }
        _ => None,
    }
}
