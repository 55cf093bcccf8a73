//! The body was not the bytes that were signed: every known way in which it became another one.
//!
//! Each row makes, from the body given, the bytes that would have been signed if that mistake was made. It works in both directions: a
//! receiver has changed the body after the partner signed it, or a sender has signed other bytes than it sent.

use super::mistake::Mistake;
use super::style::{GO, JS, Order, PYTHON, SOURCE, Strings, Style};
use crate::json::{self, Value};

/// A way in which a body becomes another.
pub(super) struct BodyMistake {
    pub mistake: Mistake,
    pub apply: Apply,
}

/// What makes the bytes; `None` where the mistake cannot have been made with this body.
pub(super) enum Apply {
    /// The JSON was read and written again.
    Style(Style),
    /// Anything else.
    Bytes(fn(&[u8]) -> Option<Vec<u8>>),
}

impl BodyMistake {
    /// The bytes that would have been signed; `parsed` is the body as JSON, if it is that.
    pub(super) fn apply(&self, body: &[u8], parsed: Option<&Value>) -> Option<Vec<u8>> {
        match &self.apply {
            Apply::Style(style) => style.write(parsed?, body.len()),
            Apply::Bytes(bytes) => bytes(body),
        }
    }
}

macro_rules! written_again {
    ($id:literal, $as:literal, $style:expr) => {
        BodyMistake {
            mistake: Mistake {
                id: concat!("body.reserialized.", $id),
                cause: concat!("The signature is over the JSON as ", $as, " writes it, not over the bytes given."),
                fix: "Keep the raw bytes: verify what arrived and send what was signed, and never write parsed JSON again in between.",
            },
            apply: Apply::Style($style),
        }
    };
}

macro_rules! changed {
    ($id:literal, $cause:literal, $fix:literal, $bytes:expr) => {
        BodyMistake {
            mistake: Mistake { id: concat!("body.", $id), cause: $cause, fix: $fix },
            apply: Apply::Bytes($bytes),
        }
    };
}

const COMPACT: (&str, &str) = (",", ":");
const PYTHON_COMPACT: Style = Style { separators: COMPACT, ..PYTHON };

/// The smallest change first: a line break that was cut off is likelier than JSON that was written again, where both give the same bytes.
pub(super) static TABLE: &[BodyMistake] = &[
    changed!(
        "newline_cut",
        "The body given ends with a line break that was not signed.",
        "Find what appends the line break (echo, an editor, curl -d @file) and use printf, --data-binary or the raw bytes.",
        newline_cut
    ),
    changed!(
        "newline_added",
        "The signature is over the body with a line break at its end, which the body given does not have.",
        "Find what appends or trims the line break (echo, an editor, a trim() of the body) and use the raw bytes on both sides.",
        |body| Some([body, b"\n"].concat())
    ),
    changed!(
        "lf",
        "The body given has CRLF line ends; the signature is over LF.",
        "Read and write the body as bytes, not as text: something turns LF into CRLF.",
        |body| replaced(body, b"\r\n", b"\n")
    ),
    changed!(
        "crlf",
        "The body given has LF line ends; the signature is over CRLF.",
        "Read and write the body as bytes, not as text: something turns CRLF into LF.",
        |body| if body.contains(&b'\r') { None } else { replaced(body, b"\n", b"\r\n") }
    ),
    changed!(
        "bom_cut",
        "The body given begins with a byte order mark that was not signed.",
        "Write the body as UTF-8 without BOM.",
        |body| body.strip_prefix(BOM).map(<[u8]>::to_vec)
    ),
    changed!(
        "bom_added",
        "The signature is over the body with a byte order mark before it, which the body given does not have.",
        "Write the body as UTF-8 without BOM before it is signed.",
        |body| if body.starts_with(BOM) { None } else { Some([BOM, body].concat()) }
    ),
    written_again!("js", "JavaScript's JSON.stringify", JS),
    written_again!("python_default", "Python's json.dumps (spaces after , and :, \\u escapes)", PYTHON),
    written_again!("python_compact", "Python's json.dumps with separators=(',', ':')", PYTHON_COMPACT),
    written_again!(
        "python_compact_utf8",
        "Python's json.dumps with separators=(',', ':') and ensure_ascii=False (as FastAPI and Django REST do)",
        Style { strings: Strings::Plain, ..PYTHON_COMPACT }
    ),
    written_again!(
        "python_default_utf8",
        "Python's json.dumps with ensure_ascii=False",
        Style { strings: Strings::Plain, ..PYTHON }
    ),
    written_again!(
        "go_map",
        "Go's json.Marshal of a map (sorted names, <>& escaped)",
        Style { order: Order::Sorted, ..GO }
    ),
    written_again!("go_struct", "Go's json.Marshal of a struct (<>& escaped)", GO),
    written_again!(
        "sorted",
        "a JavaScript program with sorted names (a \"stable\" or \"canonical\" stringify)",
        Style { order: Order::Sorted, ..JS }
    ),
    written_again!(
        "python_sorted",
        "Python's json.dumps with sort_keys=True",
        Style { order: Order::Sorted, ..PYTHON }
    ),
    written_again!(
        "python_sorted_compact",
        "Python's json.dumps with sort_keys=True and separators=(',', ':')",
        Style { order: Order::Sorted, ..PYTHON_COMPACT }
    ),
    written_again!(
        "pretty_2",
        "JSON.stringify(value, null, 2)",
        Style { indent: Some("  "), separators: (",", ": "), ..JS }
    ),
    written_again!(
        "pretty_4",
        "JSON.stringify(value, null, 4)",
        Style { indent: Some("    "), separators: (",", ": "), ..JS }
    ),
    written_again!(
        "pretty_tab",
        "JSON.stringify(value, null, '\\t')",
        Style { indent: Some("\t"), separators: (",", ": "), ..JS }
    ),
    written_again!("python_pretty_2", "Python's json.dumps with indent=2", Style { indent: Some("  "), ..PYTHON }),
    written_again!("python_pretty_4", "Python's json.dumps with indent=4", Style { indent: Some("    "), ..PYTHON }),
    written_again!("compacted", "a tool that only takes the white space out (jq -c, json.Compact)", SOURCE),
    changed!(
        "latin1",
        "The signature is over the body in Latin-1; the body given is UTF-8.",
        "Encode the body as UTF-8 once, and sign and send those bytes.",
        latin1
    ),
    changed!(
        "utf8_twice",
        "The signature is over the body encoded as UTF-8 twice (read as Latin-1 in between).",
        "Handle the body as bytes; a step before the signature decodes it as Latin-1 and encodes it again.",
        |body| {
            if body.is_ascii() {
                return None;
            }
            Some(body.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes())
        }
    ),
    changed!(
        "json_string",
        "The signature is over a JSON string that holds the body: it was stringified twice.",
        "Call JSON.stringify (json.dumps) once; a body that is text already is signed as it is.",
        |body| {
            let mut writer = json::Writer::with_capacity(body.len() + 64);
            writer.string(std::str::from_utf8(body).ok()?);
            Some(writer.finish())
        }
    ),
    changed!(
        "json_string_unwrapped",
        "The body given is a JSON string that holds the body that was signed.",
        "Send the text itself, not a JSON string of it: the client library stringifies what is a string already.",
        |body| {
            let Value::String(text) = json::parse(body).ok()? else { return None };
            Some(text.as_str()?.as_bytes().to_vec())
        }
    ),
    changed!(
        "empty",
        "The signature is over an empty body.",
        "The stream was read before: keep the raw bytes when they are read first, and sign after the body is set.",
        |body| if body.is_empty() { None } else { Some(Vec::new()) }
    ),
    changed!(
        "object_object",
        "The signature is over the text [object Object]: an object was put where text belongs.",
        "Sign the string or the bytes that are sent, not the JavaScript object.",
        |_| Some(b"[object Object]".to_vec())
    ),
];

const BOM: &[u8] = b"\xEF\xBB\xBF";

fn newline_cut(body: &[u8]) -> Option<Vec<u8>> {
    let cut = body.strip_suffix(b"\n")?;
    Some(cut.strip_suffix(b"\r").unwrap_or(cut).to_vec())
}

/// Every `from` replaced; `None` when there is none.
fn replaced(body: &[u8], from: &[u8], to: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len() + 64);
    let mut rest = body;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        out.extend_from_slice(rest.get(..at)?);
        out.extend_from_slice(to);
        rest = rest.get(at + from.len()..)?;
    }
    if rest.len() == body.len() {
        return None;
    }
    out.extend_from_slice(rest);
    Some(out)
}

/// The same text in Latin-1, `?` for what it does not have; `None` for ASCII, which is the same in both.
fn latin1(body: &[u8]) -> Option<Vec<u8>> {
    if body.is_ascii() {
        return None;
    }
    let text = std::str::from_utf8(body).ok()?;
    Some(text.chars().map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?')).collect())
}
