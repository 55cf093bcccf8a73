//! `GET /v1/ingest/sample` and `POST /v1/ingest/test`: no key, no writes, 60 an hour (D14: the prose, not the inherited
//! `BearerAuth`).

use serde_json::json;

use super::super::answer::{Refusal, Reply};
use super::super::call::Call;
use super::parse::{self, Format};
use super::products::Summary;
use super::row;
use crate::answer::Answer;

/// A product of one variant and a product of two.
const CSV: &str = "\
sku,name,price,category,product_group,variant_name,stock
MUG-02,Stoneware mug,14.5,Home & Kitchen,,,30
HOOD-S,Hooded sweater,49,Apparel,hood,Small,12
HOOD-M,Hooded sweater,49,Apparel,hood,Medium,8
";

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<products>
  <product><sku>MUG-02</sku><name>Stoneware mug</name><price>14.5</price><category>Home &amp; Kitchen</category><stock>30</stock></product>
  <product><sku>HOOD-S</sku><name>Hooded sweater</name><price>49</price><category>Apparel</category><product_group>hood</product_group><variant_name>Small</variant_name><stock>12</stock></product>
  <product><sku>HOOD-M</sku><name>Hooded sweater</name><price>49</price><category>Apparel</category><product_group>hood</product_group><variant_name>Medium</variant_name><stock>8</stock></product>
</products>
"#;

pub(crate) async fn sample(call: Call) -> Result<Reply, Refusal> {
    let format = call.query_choice("format", &["json", "xml", "csv"])?.map_or(Format::Json, Format::named);
    let text = |body: &'static str, media: &str| {
        let answer = Answer { status: hyper::StatusCode::OK, body: body.into() };
        Ok(Reply::from(answer).header("content-type", media))
    };
    match format {
        Format::Csv => text(CSV, "text/csv; charset=utf-8"),
        Format::Xml => text(XML, "application/xml; charset=utf-8"),
        Format::Json => Ok(Reply::ok(&json!({ "products": [
            { "sku": "MUG-02", "name": "Stoneware mug", "price": 14.5, "category": "Home & Kitchen", "stock": 30 },
            { "sku": "HOOD-S", "name": "Hooded sweater", "price": 49, "category": "Apparel", "product_group": "hood",
              "variant_name": "Small", "stock": 12 },
            { "sku": "HOOD-M", "name": "Hooded sweater", "price": 49, "category": "Apparel", "product_group": "hood",
              "variant_name": "Medium", "stock": 8 },
        ] }))),
    }
}

pub(crate) async fn test(call: Call) -> Result<Reply, Refusal> {
    let format = Format::of(&call)?;
    let rows = parse::rows(format, &call.body)?;
    let mut summary = Summary { rows_total: rows.len(), ..Summary::default() };
    let (mut preview, mut errors) = (Vec::new(), Vec::new());
    for (at, cells) in rows.iter().enumerate() {
        match row::read(at + 1, cells) {
            Ok(row) => {
                summary.rows_created += 1;
                preview.push(row);
            }
            Err(mut reasons) => {
                summary.rows_failed += 1;
                errors.append(&mut reasons);
            }
        }
    }
    let status = match summary.rows_failed {
        0 => "valid",
        failed if failed == summary.rows_total => "invalid",
        _ => "partial",
    };
    Ok(Reply::ok(&json!({
        "status": status,
        "format": format.as_str(),
        "validate_only": true,
        "summary": summary,
        "errors": errors,
        "normalized_preview": preview,
    })))
}
