//! Ingestion: three formats, independent rows, results that are not errors.

use payseal_sandbox::{Sandbox, TYBRITE_SECRET_TEST_KEY as SK_TEST};
use serde_json::{Value, json};

use crate::common::{Answer, request};
use crate::wire::*;

const CSV: &str = "SKU,Product Name,Price,Category,Description\nA-1,\"Tea, green\",3.50,beverages,\"two\nlines\"\nA-2,Coffee,7,Beverages,\n";
const XML: &str = "<?xml version=\"1.0\"?>\n<products><product><sku>A-1</sku><name>Tea &amp; more</name><price>3.50</price><category>Beverages</category></product><product><sku>A-2</sku><name>Coffee</name><price>7</price><category>Beverages</category></product></products>\n";

fn ingest(sandbox: &Sandbox, query: &str, key: &str, media: &str, body: &str) -> Answer {
    send(sandbox, &signed_bytes(SK_TEST, "POST", &format!("{INGEST}{query}"), key, media, body.as_bytes()))
}

fn row(sku: &str) -> Value {
    json!({ "sku": sku, "name": "Tea", "price": 3.5, "category": "Beverages" })
}

fn summary(total: u64, created: u64, updated: u64, skipped: u64, failed: u64) -> Value {
    json!({ "rows_total": total, "rows_created": created, "rows_updated": updated, "rows_skipped": skipped,
            "rows_failed": failed })
}

#[test]
fn each_format_gives_the_same_result() {
    let json = json!({ "products": [row("A-1"), row("A-2")] }).to_string();
    let bare = json!([row("A-1"), row("A-2")]).to_string();
    for (media, query, body, format) in [
        ("application/json", "", json.as_str(), "json"),
        ("application/json", "", bare.as_str(), "json"),
        ("text/csv; charset=utf-8", "", CSV, "csv"),
        ("text/plain", "?format=csv", CSV, "csv"),
        ("application/xml", "", XML, "xml"),
    ] {
        let sandbox = start();
        let answer = ingest(&sandbox, query, "k", media, body);
        assert_eq!(
            answer.json(),
            json!({ "status": "success", "format": format, "strategy": "upsert_by_sku",
                    "summary": summary(2, 2, 0, 0, 0), "errors": [] }),
        );
        assert_eq!(answer.status, 200);
        let skus = sandbox.ledger().tybrite.skus;
        assert!(skus.ends_with(&["A-1".into(), "A-2".into()]), "{skus:?}");
        assert_eq!(committed(&sandbox, "v1/ingest/products"), 1);
        let again = ingest(&sandbox, query, "k", media, body);
        assert_eq!((again.status, again.json()), (200, answer.json()), "told again");
        refused(&ingest(&sandbox, query, "k", media, &format!("{body}\n")), 409, "conflict");
        assert_eq!(committed(&sandbox, "v1/ingest/products"), 1);
    }
}

#[test]
fn rows_fail_one_by_one_and_all_of_them_is_422() {
    let sandbox = start();
    let post = |query: &str, key: &str, rows: Value| {
        ingest(&sandbox, query, key, "application/json", &json!({ "products": rows }).to_string())
    };
    let bad = with(row("B-2"), &json!({ "price": 0, "category": "Spaceships" }));
    let answer = post("", "1", json!([row("B-1"), bad, { "name": "x" }, 7]));
    let result = answer.json();
    assert_eq!((answer.status, &result["status"]), (200, &json!("partial")));
    assert_eq!(result["summary"], summary(4, 1, 0, 0, 3));
    let errors = result["errors"].as_array().unwrap();
    let places: Vec<(u64, Option<&str>, Option<&str>)> = errors
        .iter()
        .map(|error| (error["row"].as_u64().unwrap(), error["sku"].as_str(), error["field"].as_str()))
        .collect();
    assert_eq!(
        places,
        [
            (2, Some("B-2"), Some("price")),
            (2, Some("B-2"), Some("category")),
            (3, None, Some("sku")),
            (3, None, Some("price")),
            (3, None, Some("category")),
            (4, None, None),
        ]
    );
    assert!(errors.iter().all(|error| error["reason"].is_string()));

    let answer = post("", "2", json!([{ "name": "x" }]));
    let result = answer.json();
    assert_eq!((answer.status, &result["status"]), (422, &json!("failed")));
    assert!(result.get("error").is_none(), "a result, not an envelope");
    assert_eq!(post("", "2", json!([{ "name": "x" }])).status, 422, "told again");
    assert_eq!(committed(&sandbox, "v1/ingest/products"), 1);

    let dry = post("?dry_run=true", "3", json!([row("B-3"), row("B-1"), row("B-3")])).json();
    assert_eq!((&dry["dry_run"], &dry["summary"]), (&json!(true), &summary(3, 1, 2, 0, 0)));
    assert!(!sandbox.ledger().tybrite.skus.contains(&"B-3".to_owned()));
    refused(&post("", "3", json!([row("B-3"), row("B-1"), row("B-3")])), 409, "conflict");
    let skipped = post("?strategy=create_only", "4", json!([row("B-3"), row("B-1")])).json();
    assert_eq!((&skipped["strategy"], &skipped["summary"]), (&json!("create_only"), &summary(2, 1, 0, 1, 0)));
}

#[test]
fn a_feed_that_cannot_be_read_is_refused_whole() {
    let sandbox = start();
    let many: Vec<Value> = (0..13).map(|at| row(&format!("M-{at}"))).collect();
    let error =
        refused(&ingest(&sandbox, "", "k", "application/json", &json!(many).to_string()), 400, "invalid_request");
    assert!(error["message"].as_str().unwrap().contains("At most 12"));
    assert_eq!(ingest(&sandbox, "", "k", "application/json", &json!(many[..12]).to_string()).status, 200);
    let wide = format!("sku,name,price,category\n{}", "X,\"a\nb\",1,Toys\n".repeat(12));
    assert_eq!(ingest(&sandbox, "", "w", "text/csv", &wide).status, 200, "a quoted line break is no row");
    for (media, body) in [
        ("application/json", "{"),
        ("application/json", "{}"),
        ("application/json", "[]"),
        ("application/json", "7"),
        ("text/csv", "sku,name\n"),
        ("application/xml", "<items></items>"),
        ("application/xml", "<products><product></products>"),
        ("application/xml", "<products></products>"),
        ("application/xml", "<products><product><sku>&nope;</sku></product></products>"),
        ("application/xml", "<!DOCTYPE products><products><product><sku>1</sku></product></products>"),
        ("application/xml", "sku"),
        ("image/png", "x"),
    ] {
        refused(&ingest(&sandbox, "", "x", media, body), 400, "invalid_request");
    }
    for query in ["?format=yaml", "?strategy=replace", "?dry_run=maybe"] {
        refused(&ingest(&sandbox, query, "x", "text/csv", CSV), 400, "invalid_request");
    }
}

#[test]
fn the_public_helpers_need_no_key() {
    let sandbox = start();
    for (format, media) in [("json", "application/json"), ("csv", "text/csv"), ("xml", "application/xml")] {
        let sample = send(&sandbox, &request("GET", &format!("/v1/ingest/sample?format={format}"), &[], b""));
        assert_eq!(sample.status, 200);
        assert!(sample.header("content-type").unwrap().starts_with(media));
        let test = request("POST", "/v1/ingest/test", &[("Content-Type", media)], &sample.body);
        let checked = send(&sandbox, &test).json();
        assert_eq!((&checked["status"], &checked["validate_only"]), (&json!("valid"), &json!(true)), "{checked}");
        assert_eq!(checked["normalized_preview"].as_array().unwrap().len(), 3);
        assert_eq!(checked["normalized_preview"][2]["product_group"], "hood");
        let real = send(&sandbox, &signed_bytes(SK_TEST, "POST", INGEST, format, media, &sample.body)).json();
        assert_eq!(real["status"], "success", "{real}");
    }
    let invalid = request("POST", "/v1/ingest/test", &[("Content-Type", "application/json")], b"[{}]");
    assert_eq!(send(&sandbox, &invalid).json()["status"], "invalid");
    let sample = || send(&sandbox, &request("GET", "/v1/ingest/sample", &[], b""));
    for _ in 7..60 {
        assert_eq!(sample().status, 200);
    }
    refused(&sample(), 429, "rate_limited");
}
