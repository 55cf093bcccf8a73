//! Bytes to rows: three formats, one result. Not here: what makes a row good (`row.rs`).
//!
//! Decided here: column and element names are matched by their letters and digits only, and some common other names are known;
//! a UTF-8 byte order mark is passed over; a feed that is not well formed is 400 as a whole.

use std::collections::BTreeMap;

use hyper::body::Bytes;
use quick_xml::events::Event;
use serde::Deserialize;
use serde_json::Value;

use super::super::answer::Refusal;
use super::super::call::Call;
use super::super::input::essence;

const MOST_ROWS: usize = 12;

/// How the feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
    Csv,
}

impl Format {
    /// `?format=` wins over `Content-Type`.
    pub(super) fn of(call: &Call) -> Result<Self, Refusal> {
        if let Some(asked) = call.query_choice("format", &["json", "xml", "csv"])? {
            return Ok(Self::named(asked));
        }
        match essence(&call.headers).as_str() {
            "application/json" => Ok(Self::Json),
            "application/xml" | "text/xml" => Ok(Self::Xml),
            "text/csv" => Ok(Self::Csv),
            _ => Err(Refusal::invalid("Content-Type must be application/json, application/xml or text/csv")
                .hint("Or say ?format=json, xml or csv")),
        }
    }

    pub(super) fn named(name: &str) -> Self {
        match name {
            "xml" => Self::Xml,
            "csv" => Self::Csv,
            _ => Self::Json,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Csv => "csv",
        }
    }
}

/// One row by its normalised names; none: something that is no row at all.
pub(super) type Cells = Option<BTreeMap<String, Value>>;

/// All rows of a feed: at least one, at most twelve.
pub(super) fn rows(format: Format, body: &Bytes) -> Result<Vec<Cells>, Refusal> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let rows = match format {
        Format::Json => json(body)?,
        Format::Xml => xml(body)?,
        Format::Csv => csv(body)?,
    };
    match rows.len() {
        0 => Err(Refusal::invalid("The feed contains no products")),
        1..=MOST_ROWS => Ok(rows),
        more => Err(Refusal::invalid(format!("Too many products: {more}. At most {MOST_ROWS} per request"))
            .hint("Split the feed into batches, each with its own Idempotency-Key")),
    }
}

fn malformed(format: Format, why: impl ToString) -> Refusal {
    let message = format!("The request body is not valid {}", format.as_str().to_ascii_uppercase());
    Refusal::invalid(message).with("details", why.to_string())
}

fn json(body: &[u8]) -> Result<Vec<Cells>, Refusal> {
    let feed: Value = serde_json::from_slice(body).map_err(|error| malformed(Format::Json, error))?;
    let items = match feed {
        Value::Array(items) => items,
        Value::Object(mut members) => match members.remove("products") {
            Some(Value::Array(items)) => items,
            _ => return Err(Refusal::field("products", "products must be an array")),
        },
        _ => return Err(malformed(Format::Json, "expected an object with products, or an array")),
    };
    let cells = |item| match item {
        Value::Object(members) => Some(members.into_iter().map(|(name, value)| (normal(&name), value)).collect()),
        _ => None,
    };
    Ok(items.into_iter().map(cells).collect())
}

fn csv(body: &[u8]) -> Result<Vec<Cells>, Refusal> {
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).trim(::csv::Trim::All).from_reader(body);
    let names: Vec<String> =
        reader.headers().map_err(|error| malformed(Format::Csv, error))?.iter().map(normal).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| malformed(Format::Csv, error))?;
        let cells = names.iter().cloned().zip(record.iter().map(|cell| Value::String(cell.to_owned())));
        rows.push(Some(cells.collect()));
    }
    Ok(rows)
}

fn xml(body: &[u8]) -> Result<Vec<Cells>, Refusal> {
    #[derive(Deserialize)]
    struct Products {
        #[serde(rename = "product", default)]
        products: Vec<BTreeMap<String, String>>,
    }
    let text = std::str::from_utf8(body).map_err(|error| malformed(Format::Xml, error))?;
    root(text)?;
    let feed: Products = quick_xml::de::from_str(text).map_err(|error| malformed(Format::Xml, error))?;
    let cells = |row: BTreeMap<String, String>| {
        Some(row.into_iter().map(|(name, value)| (normal(&name), Value::String(value.trim().to_owned()))).collect())
    };
    Ok(feed.products.into_iter().map(cells).collect())
}

/// The deserialiser takes any root, and stops after it.
fn root(text: &str) -> Result<(), Refusal> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut depth, mut seen) = (0_u32, false);
    loop {
        match reader.read_event().map_err(|error| malformed(Format::Xml, error))? {
            Event::Start(element) | Event::Empty(element)
                if depth == 0 && (seen || element.name().as_ref() != b"products") =>
            {
                return Err(malformed(Format::Xml, "the root element must be <products>, and the only one"));
            }
            Event::Start(_) => (depth, seen) = (depth + 1, true),
            Event::Empty(_) => seen = true,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(malformed(Format::Xml, "document types are not taken")),
            Event::Eof if seen && depth == 0 => return Ok(()),
            Event::Eof => return Err(malformed(Format::Xml, "the document ends too early")),
            _ => {}
        }
    }
}

/// `Product Name` and `product-name` are both `name`.
fn normal(name: &str) -> String {
    let mut plain = String::new();
    for part in name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        if !plain.is_empty() {
            plain.push('_');
        }
        plain.push_str(&part.to_lowercase());
    }
    let known = match plain.as_str() {
        "product_name" | "title" => "name",
        "product_sku" => "sku",
        "cost" | "costprice" => "cost_price",
        "quantity" | "stock_quantity" | "qty" => "stock",
        "image_url" => "image",
        "group" | "productgroup" => "product_group",
        "variant" | "variantname" => "variant_name",
        "sub_category" => "subcategory",
        "category_name" => "category",
        "unit_price" => "price",
        "barcodetype" => "barcode_type",
        other => other,
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn names_are_matched_leniently() {
        for (given, wanted) in [
            ("Product Name", "name"),
            ("product-name", "name"),
            ("SKU ", "sku"),
            ("Cost", "cost_price"),
            ("cost_price", "cost_price"),
            ("Größe (cm)", "größe_cm"),
        ] {
            assert_eq!(normal(given), wanted);
        }
    }
}
