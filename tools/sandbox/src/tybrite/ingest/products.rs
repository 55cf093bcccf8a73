//! `POST /v1/ingest/products`: signed over the raw feed, idempotent, rows independent. Contract: section 8.
//!
//! Decided here: a 422 `IngestResult` is also kept and told again under its key; `errors` may hold several rows' worth for one
//! row, while `rows_failed` counts rows; a dry run tells what would be done; the stored answer of a dry run does not stand for a
//! real one, because the flags count as part of the body.

use hyper::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::super::answer::{Refusal, Reply};
use super::super::books::Books;
use super::super::call::Call;
use super::super::catalog::Variant;
use super::super::hooks::emit;
use super::super::keys::Environment;
use super::super::once::{as_it_was, once};
use super::parse::{self, Cells, Format};
use super::row::{self, Row, RowError};
use crate::answer::Answer;

#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct Summary {
    pub rows_total: usize,
    pub rows_created: usize,
    pub rows_updated: usize,
    pub rows_skipped: usize,
    pub rows_failed: usize,
}

#[derive(Serialize)]
struct IngestResult {
    status: &'static str,
    format: &'static str,
    strategy: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dry_run: Option<bool>,
    summary: Summary,
    errors: Vec<RowError>,
}

pub(crate) async fn run(call: Call) -> Result<Reply, Refusal> {
    let format = Format::of(&call)?;
    let strategy = call.query_choice("strategy", &["upsert_by_sku", "create_only"])?.unwrap_or("upsert_by_sku");
    let dry_run = call.query_choice("dry_run", &["true", "false"])? == Some("true");
    let rows = parse::rows(format, &call.body)?;
    let flags = format!("\n{} {strategy} {dry_run}", format.as_str());
    once(&call, &flags, as_it_was, |books, now_ms| {
        let (summary, errors) = apply(books, call.environment(), &rows, strategy, dry_run, now_ms);
        let all_failed = summary.rows_failed == summary.rows_total;
        let status = if all_failed {
            "failed"
        } else if summary.rows_failed > 0 {
            "partial"
        } else {
            "success"
        };
        if !all_failed && !dry_run {
            books.committed(call.endpoint.path, call.idempotency_key.as_deref().unwrap_or_default());
        }
        let dry_run = dry_run.then_some(true);
        let result = IngestResult { status, format: format.as_str(), strategy, dry_run, summary, errors };
        let answer = Answer::ok(&result);
        Ok(if all_failed { Answer { status: StatusCode::UNPROCESSABLE_ENTITY, ..answer } } else { answer })
    })
    .await
}

fn apply(
    books: &mut Books,
    environment: Environment,
    rows: &[Cells],
    strategy: &str,
    dry_run: bool,
    now_ms: i64,
) -> (Summary, Vec<RowError>) {
    let mut summary = Summary { rows_total: rows.len(), ..Summary::default() };
    let mut errors = Vec::new();
    // A dry run must count a SKU that comes twice as a real run would.
    let mut new_skus = Vec::new();
    for (at, cells) in rows.iter().enumerate() {
        let row = match row::read(at + 1, cells) {
            Ok(row) => row,
            Err(mut reasons) => {
                summary.rows_failed += 1;
                errors.append(&mut reasons);
                continue;
            }
        };
        let exists = books.catalog.by_sku(&row.sku).is_some() || new_skus.contains(&row.sku);
        let skipped = exists && strategy == "create_only";
        match (exists, skipped) {
            (true, true) => summary.rows_skipped += 1,
            (true, false) => summary.rows_updated += 1,
            (false, _) => summary.rows_created += 1,
        }
        new_skus.push(row.sku.clone());
        if !dry_run && !skipped {
            write(books, environment, row, now_ms);
        }
    }
    (summary, errors)
}

fn write(books: &mut Books, environment: Environment, row: Row, now_ms: i64) {
    let (variant_id, product_id) = (books.ids.uuid(now_ms), books.ids.uuid(now_ms));
    let group = row.product_group.clone();
    let sibling = books.catalog.variants.iter().find(|variant| group.is_some() && variant.product_group == group);
    let product_id = sibling.map_or(product_id, |variant| variant.product_id.clone());
    let known = books.catalog.by_sku(&row.sku);
    let event = if known.is_some() { "product.updated" } else { "product.created" };
    let id = match known {
        Some(variant) => {
            variant.name.clone_from(&row.name);
            variant.price = row.price.0;
            variant.stock = row.stock.unwrap_or(variant.stock);
            variant.product_group = group;
            variant.product_id.clone()
        }
        None => {
            books.catalog.variants.push(Variant {
                variant_id,
                product_id: product_id.clone(),
                sku: row.sku.clone(),
                name: row.name.clone(),
                product_group: group,
                price: row.price.0,
                stock: row.stock.unwrap_or_default(),
            });
            product_id
        }
    };
    let object = json!({ "id": id, "sku": row.sku, "name": row.name, "price": row.price, "category": row.category });
    emit(books, environment, event, object, None, now_ms);
}
