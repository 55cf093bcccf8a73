//! The secret was not the one that signed: every known way in which it became another one.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::mistake::Mistake;
use crate::secret::Secret;

/// A way in which a secret becomes another; `None` where it cannot have been.
pub(super) struct SecretMistake {
    pub mistake: Mistake,
    pub apply: fn(&[u8]) -> Option<Vec<u8>>,
}

impl SecretMistake {
    pub(super) fn apply(&self, secret: &Secret) -> Option<Secret> {
        (self.apply)(secret.expose()).filter(|bytes| !bytes.is_empty()).map(Secret::from)
    }
}

pub(super) static OLD: Mistake = Mistake {
    id: "secret.old",
    cause: "It was signed with the old secret.",
    fix: "Give the verifier both secrets until the rotation is over, or update the signer.",
};

pub(super) static OTHER_ENVIRONMENT: Mistake = Mistake {
    id: "secret.other_environment",
    cause: "It was signed with the secret of the other environment: test and live are swapped.",
    fix: "Set the secret that belongs to this environment's key or endpoint.",
};

pub(super) static API_KEY: Mistake = Mistake {
    id: "secret.api_key",
    cause: "It was signed with the API key instead of the secret.",
    fix: "Sign with the HMAC secret; the API key only names who you are.",
};

macro_rules! secret {
    ($id:literal, $cause:literal, $fix:literal, $apply:expr) => {
        SecretMistake { mistake: Mistake { id: concat!("secret.", $id), cause: $cause, fix: $fix }, apply: $apply }
    };
}

/// The likeliest first.
pub(super) static TABLE: &[SecretMistake] = &[
    secret!(
        "trimmed",
        "The secret given has white space around it that the signer's has not.",
        "Cut the line break or the spaces off where the secret is read (a file, a pasted variable).",
        |secret| changed(secret, secret.trim_ascii())
    ),
    secret!(
        "newline_added",
        "The signer's secret ends with a line break that the one given has not.",
        "Cut the line break off where the signer reads its secret (printf instead of echo, trim what a file gives).",
        |secret| Some([secret, b"\n"].concat())
    ),
    secret!(
        "crlf_added",
        "The signer's secret ends with CR LF that the one given has not.",
        "Cut the line end off where the signer reads its secret (a file with Windows line ends).",
        |secret| Some([secret, b"\r\n"].concat())
    ),
    secret!(
        "space_added",
        "The signer's secret ends with a space that the one given has not.",
        "Cut the space off where the signer's secret was pasted.",
        |secret| Some([secret, b" "].concat())
    ),
    secret!(
        "unquoted",
        "The secret given has quotes around it that the signer's has not.",
        "Take the quotes out of the environment file: docker --env-file and systemd keep them as part of the value.",
        |secret| match secret {
            [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => Some(inner.to_vec()),
            _ => None,
        }
    ),
    secret!(
        "quoted",
        "The signer's secret has double quotes around it that the one given has not.",
        "Take the quotes out of the signer's environment file: they are part of the value there.",
        |secret| Some([b"\"", secret, b"\""].concat())
    ),
    secret!(
        "single_quoted",
        "The signer's secret has single quotes around it that the one given has not.",
        "Take the quotes out of the signer's environment file: they are part of the value there.",
        |secret| Some([b"'", secret, b"'"].concat())
    ),
    secret!(
        "prefix_cut",
        "It was signed with the secret without its prefix (what stands before the first _).",
        "Use the whole secret as the partner printed it, prefix included.",
        |secret| secret.iter().position(|byte| *byte == b'_').and_then(|at| secret.get(at + 1..)).map(<[u8]>::to_vec)
    ),
    secret!(
        "prefix_added",
        "It was signed with whsec_ before the secret.",
        "Use the secret as the partner printed it, without a prefix of another provider.",
        |secret| Some([b"whsec_", secret].concat())
    ),
    secret!(
        "assignment",
        "The secret given is a whole line NAME=value; it was signed with the value.",
        "Set the value only.",
        |secret| secret.iter().position(|byte| *byte == b'=').and_then(|at| secret.get(at + 1..)).map(<[u8]>::to_vec)
    ),
    secret!(
        "hex_decoded",
        "It was signed with the bytes that the secret's hex digits stand for.",
        "Use the secret as text (its UTF-8 bytes): do not decode it.",
        unhex
    ),
    secret!(
        "base64_decoded",
        "It was signed with the bytes that the secret decodes to as base64.",
        "Use the secret as text (its UTF-8 bytes): do not decode it.",
        |secret| decode(&alphabet::STANDARD, secret)
    ),
    secret!(
        "base64url_decoded",
        "It was signed with the bytes that the secret decodes to as URL-safe base64.",
        "Use the secret as text (its UTF-8 bytes): do not decode it.",
        |secret| decode(&alphabet::URL_SAFE, secret)
    ),
];

pub(super) fn all() -> impl Iterator<Item = &'static Mistake> {
    [&API_KEY, &OLD, &OTHER_ENVIRONMENT].into_iter().chain(TABLE.iter().map(|row| &row.mistake))
}

fn changed(from: &[u8], to: &[u8]) -> Option<Vec<u8>> {
    (from != to).then(|| to.to_vec())
}

pub(super) fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// Base64 as forgivingly as most languages read it: with or without padding, stray bits ignored.
pub(super) fn decode(alphabet: &alphabet::Alphabet, text: &[u8]) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    // A little more than the three bytes of four characters that are needed: never grown, so nothing is left behind.
    let mut bytes = vec![0; text.len() + 3];
    let length = GeneralPurpose::new(alphabet, config).decode_slice(text, &mut bytes).ok()?;
    bytes.truncate(length);
    Some(bytes)
}
