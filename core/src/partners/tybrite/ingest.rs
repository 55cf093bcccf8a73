//! The request of `ingest.products`: a document of the caller's, signed and sent byte for byte.
//!
//! ```
//! use payseal::tybrite::IngestProducts;
//! let csv = "sku,name,price,category\nA-1,Mug,9.5,Kitchen\n";
//! let request = IngestProducts { dry_run: Some(true), ..IngestProducts::csv(csv) };
//! assert_eq!(request.content_type, "text/csv");
//! ```

use crate::body::Body;
use crate::json::{WriteError, Writer};
use crate::operation::{Field, FieldKind, Model, Place, Rule, described};
use crate::partners::model::{Document, FieldType, WriteField};

/// Creates or changes products from a JSON, CSV or XML document of at most 12 rows. The default idempotency key is
/// `ingest-{unix ms}-{random}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IngestProducts {
    /// The exact bytes to sign and send; they are shared, never copied.
    pub body: Body,
    /// `application/json`, `text/csv` or `application/xml`.
    pub content_type: String,
    /// `upsert_by_sku` (default) or `create_only`.
    pub strategy: Option<String>,
    /// Whether nothing is stored (default false).
    pub dry_run: Option<bool>,
}

impl IngestProducts {
    /// The description that the bindings and the documentation are written from.
    pub const MODEL: Model = Model {
        name: "IngestProducts",
        doc: described("Creates or changes products from a JSON, CSV or XML document of at most 12 rows."),
        fields: &[
            Field {
                name: "body",
                kind: FieldKind::Bytes,
                required: true,
                place: Place::Payload,
                rule: Rule::NonEmpty,
                secret: false,
                doc: described(
                    "The exact bytes (or text) to sign and send: JSON `{\"products\": […]}` or a bare list, CSV with a header row, or XML `<products><product>…`.",
                ),
            },
            Field {
                name: "content_type",
                kind: <String as FieldType>::KIND,
                required: true,
                place: Place::ContentType,
                rule: Rule::NonEmpty,
                secret: false,
                doc: described("`application/json`, `text/csv` or `application/xml`."),
            },
            Field {
                name: "strategy",
                kind: <String as FieldType>::KIND,
                required: false,
                place: Place::Query,
                rule: Rule::Any,
                secret: false,
                doc: described("`upsert_by_sku` (default) or `create_only`."),
            },
            Field {
                name: "dry_run",
                kind: <bool as FieldType>::KIND,
                required: false,
                place: Place::Query,
                rule: Rule::Any,
                secret: false,
                doc: described("Whether nothing is stored (default false)."),
            },
        ],
    };

    /// A JSON document.
    #[must_use]
    pub fn json(body: impl Into<Body>) -> Self {
        Self::of("application/json", body)
    }

    /// A CSV document with a header row.
    #[must_use]
    pub fn csv(body: impl Into<Body>) -> Self {
        Self::of("text/csv", body)
    }

    /// An XML document.
    #[must_use]
    pub fn xml(body: impl Into<Body>) -> Self {
        Self::of("application/xml", body)
    }

    fn of(content_type: &str, body: impl Into<Body>) -> Self {
        Self { body: body.into(), content_type: content_type.to_owned(), strategy: None, dry_run: None }
    }

    pub(crate) fn write_fields(&self, writer: &mut Writer) -> Result<(), WriteError> {
        writer.begin_object();
        writer.field("content_type");
        writer.string(&self.content_type);
        if let Some(strategy) = &self.strategy {
            writer.field("strategy");
            strategy.write(writer)?;
        }
        if let Some(dry_run) = self.dry_run {
            writer.field("dry_run");
            writer.bool(dry_run);
        }
        writer.end_object();
        Ok(())
    }
}

impl Document for IngestProducts {
    fn document(&self) -> Option<Body> {
        Some(self.body.clone())
    }
}
