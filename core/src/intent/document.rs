//! A body that is a document of the caller's: JSON, CSV or XML bytes that are signed and sent as they are.
//!
//! Only what can be counted exactly is refused here: the rows of JSON, and of CSV whose quotes are where RFC 4180 has them.
//! XML is not looked into; the partner's own 400 then says what to do.

use super::check::Members;
use crate::body::Body;
use crate::error::Error;
use crate::headers;
use crate::json::{self, Value};
use crate::operation::{Operation, Place};

/// The document of a request and its media type, checked; `None` when the operation takes none.
pub(super) fn read(
    operation: &Operation,
    members: &Members<'_>,
    given: Option<Body>,
    local_validation: bool,
) -> Result<Option<(String, Body)>, Error> {
    let Some(field) = operation.payload_field() else { return Ok(None) };
    let refuse = |field: &str, why: String| Err(Error::validation(&[(field, why)]));
    let Some(document) = given.or_else(|| members.text_of(field.name).map(|text| Body::from(text.into_owned()))) else {
        return refuse(field.name, "Required: the exact bytes to send, or a text".to_owned());
    };
    let typed = operation.request.fields.iter().find(|field| field.place == Place::ContentType);
    let content_type = typed.and_then(|field| members.text_of(field.name)).unwrap_or_default().into_owned();
    if let Err(problem) = headers::check(&content_type) {
        return refuse(typed.map_or("content_type", |field| field.name), format!("The content type {problem}"));
    }
    let is_json = media_type(&content_type).eq_ignore_ascii_case("application/json");
    if is_json && let Err(error) = json::parse(&document) {
        return refuse(field.name, format!("Expected JSON text, as the content type says: {error}"));
    }
    if local_validation {
        if document.is_empty() {
            return refuse(field.name, "Must not be empty".to_owned());
        }
        let rows = rows(&content_type, &document);
        if let (Some(rows), Some(most)) = (rows, operation.max_rows)
            && rows > most
        {
            return refuse(
                field.name,
                format!("Has {rows} rows; one request takes at most {most}, so send them in parts"),
            );
        }
    }
    Ok(Some((content_type, document)))
}

fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// How many rows a document has, where that can be told for certain.
fn rows(content_type: &str, document: &[u8]) -> Option<usize> {
    match media_type(content_type).to_ascii_lowercase().as_str() {
        "application/json" => json_rows(document),
        "text/csv" => csv_records(document).map(|records| records.saturating_sub(1)),
        _ => None,
    }
}

/// A bare list, or the first list of an object (Tybrite: `{"products": […]}`).
fn json_rows(document: &[u8]) -> Option<usize> {
    match json::parse(document).ok()? {
        Value::Array(rows) => Some(rows.len()),
        Value::Object(object) => object.get("products").and_then(Value::as_array).map(<[Value]>::len),
        _ => None,
    }
}

/// The records of a CSV text, the header row included, blank lines not counted; a line break within quotes ends none.
/// `None` when a quote stands where RFC 4180 has none: readers differ on such a text.
fn csv_records(text: &[u8]) -> Option<usize> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let (mut records, mut in_record, mut quoted, mut after_quote, mut field_start) = (0, false, false, false, true);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'"' if quoted => (quoted, after_quote) = (false, true),
            // A doubled quote within quotes.
            b'"' if after_quote => (quoted, after_quote) = (true, false),
            b'"' if field_start => (quoted, field_start, in_record) = (true, false, true),
            b'"' => return None,
            _ if quoted => {}
            // A lone CR ends a line for some readers only.
            b'\r' if text.get(at + 1) != Some(&b'\n') => return None,
            b'\r' => {}
            b'\n' => {
                records += usize::from(in_record);
                (in_record, after_quote, field_start) = (false, false, true);
            }
            b',' | b';' | b'\t' | b'|' => (in_record, after_quote, field_start) = (true, false, true),
            _ if after_quote => return None,
            // White space alone makes no record; readers differ on quotes after it.
            b' ' => field_start = false,
            _ => (in_record, field_start) = (true, false),
        }
    }
    (!quoted).then(|| records + usize::from(in_record))
}

#[cfg(test)]
mod tests {
    use super::csv_records;

    #[test]
    fn records_are_counted_as_rfc_4180_reads_them() {
        for (text, records) in [
            ("", Some(0)),
            ("sku\n", Some(1)),
            ("sku\nA", Some(2)),
            ("sku\r\nA\r\n\r\nB\r\n", Some(3)),
            ("sku,name\nA,\"two\nlines\"\nB,\"a \"\"quote\"\"\"\n", Some(3)),
            ("\u{feff}sku\n\"A\"\n", Some(2)),
            (",\n,\n", Some(2)),
            ("  \nA\n", Some(1)),
            ("sku\nA \"inch\"\n", None),
            ("sku\n\"A\" x\n", None),
            ("sku\n\"A\n", None),
            ("sku\rA\r", None),
            ("sku\n\"A\rB\"\r\n", Some(2)),
        ] {
            assert_eq!(csv_records(text.as_bytes()), records, "{text:?}");
        }
    }
}
