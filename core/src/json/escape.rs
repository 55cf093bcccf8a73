//! How a string is quoted (ECMA-262 §25.5.2.3 `QuoteJSONString`). *Not for* reading strings: see `scan.rs`.
//!
//! `"` and `\` and the controls below U+0020 are escaped, lone surrogates become `\udxxx` in lower case, and everything else is written
//! as it is, U+2028, U+007F and `/` included.

/// Writes a well-formed string with its quotes.
pub(super) fn quote(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        // Most strings have nothing to escape and are copied in one piece.
        let (plain, tail) = rest.split_at_checked(plain_length(rest)).unwrap_or((rest, &[]));
        out.extend_from_slice(plain);
        let Some((special, tail)) = tail.split_first() else {
            break;
        };
        escape(out, u16::from(*special));
        rest = tail;
    }
    out.push(b'"');
}

/// Writes a string of UTF-16 code units with its quotes; pairs of surrogates become characters.
pub(super) fn quote_utf16(out: &mut Vec<u8>, units: impl Iterator<Item = u16>) {
    out.push(b'"');
    for item in char::decode_utf16(units) {
        match item {
            Ok(character) => match u8::try_from(character) {
                Ok(byte) if is_special(byte) => escape(out, u16::from(byte)),
                _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            },
            Err(lone) => escape(out, lone.unpaired_surrogate()),
        }
    }
    out.push(b'"');
}

/// How many bytes come before the first that needs an escape.
fn plain_length(bytes: &[u8]) -> usize {
    // Whole chunks without a branch per byte: the compiler turns this into vector instructions.
    let (chunks, _) = bytes.as_chunks::<16>();
    let is_clean = |chunk: &[u8; 16]| chunk.iter().fold(0, |found, byte| found | u8::from(is_special(*byte))) == 0;
    let clean = 16 * chunks.iter().position(|chunk| !is_clean(chunk)).unwrap_or(chunks.len());
    let rest = bytes.get(clean..).unwrap_or_default();
    clean + rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len())
}

fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Writes the escape of one code unit: a special byte or a lone surrogate.
fn escape(out: &mut Vec<u8>, unit: u16) {
    match unit {
        0x22 => out.extend_from_slice(b"\\\""),
        0x5C => out.extend_from_slice(b"\\\\"),
        0x08 => out.extend_from_slice(b"\\b"),
        0x0C => out.extend_from_slice(b"\\f"),
        0x0A => out.extend_from_slice(b"\\n"),
        0x0D => out.extend_from_slice(b"\\r"),
        0x09 => out.extend_from_slice(b"\\t"),
        _ => {
            out.extend_from_slice(b"\\u");
            for shift in [12, 8, 4, 0] {
                let digit = (unit >> shift) & 0xF;
                out.extend(char::from_digit(u32::from(digit), 16).map(|digit| digit as u8));
            }
        }
    }
}
