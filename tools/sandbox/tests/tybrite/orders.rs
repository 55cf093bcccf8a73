//! Orders: create, update, read, page, filter.

use payseal_sandbox::{
    OrderSignature, PaymentStatus, ResponseEncoding, TYBRITE_SECRET_LIVE_KEY as SK_LIVE, TybriteConfig,
};
use serde_json::{Value, json};

use crate::common::{control, hmac_hex, request};
use crate::wire::*;

#[test]
fn an_order_is_nested_when_made_and_bare_when_read() {
    let sandbox = start();
    let answer = signed(&sandbox, "POST", ORDERS, "k", &order());
    assert_eq!(answer.status, 201);
    assert_eq!(names(&answer.json()), ["order"]);
    let made = answer.json()["order"].clone();
    for (name, value) in order().as_object().unwrap() {
        if name != "items" {
            assert_eq!(made[name], *value, "{name}");
        }
    }
    assert_eq!((&made["order_status"], &made["payment_status"]), (&json!("pending"), &json!("pending")));
    assert_eq!((&made["environment"], &made["currency"]), (&json!("sandbox"), &json!("USD")));
    assert!(
        ["tracking_number", "notes", "customer_id"].iter().all(|name| made.get(name).is_none()),
        "absent, not null"
    );
    assert_eq!((&made["shipping_metadata"], &made["tax_breakdown"]), (&json!(null), &json!(null)));
    assert_eq!((&made["items"][0]["subtotal"], &made["items"][0]["quantity"]), (&json!(90.5), &json!(2)));
    let path = format!("{ORDERS}/{}", made["id"].as_str().unwrap());
    let read = get(&sandbox, &path);
    assert_eq!(read.json(), made);
    let etag = read.header("etag").unwrap();
    let headers = [("Authorization", "Bearer tybrite_sk_test_sandbox"), ("If-None-Match", etag.as_str())];
    let unchanged = send(&sandbox, &request("GET", &path, &headers, b""));
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    assert_eq!(unchanged.header("x-cache").as_deref(), Some("HIT-304"));
    refused(&plain_as(&sandbox, SK_LIVE, "GET", &path, &json!(null)), 404, "not_found");
    refused(&get(&sandbox, &format!("{ORDERS}/7")), 400, "invalid_request");
}

#[test]
fn sums_must_add_up_and_fields_must_be_there() {
    let sandbox = start();
    let create = |body: &Value| signed(&sandbox, "POST", ORDERS, "k", body);
    for name in [
        "customer_email",
        "customer_name",
        "billing_address",
        "shipping_address",
        "subtotal",
        "total_amount",
        "payment_method",
        "items",
    ] {
        let error = refused(&create(&with(order(), &json!({ name: null }))), 400, "invalid_request");
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
    }
    let item = order()["items"][0].clone();
    for changes in [
        json!({ "items": [] }),
        json!({ "items": [with(item.clone(), &json!({ "quantity": 0 }))] }),
        json!({ "items": [with(item.clone(), &json!({ "product_id": null }))] }),
        json!({ "items": [with(item.clone(), &json!({ "product_id": "7" }))] }),
        json!({ "payment_method": "barter" }),
        json!({ "order_status": "lost" }),
        json!({ "estimated_delivery": "tomorrow" }),
        json!({ "customer_email": 7 }),
        json!({ "apply_store_credit": true, "store_credit_amount": 5 }),
    ] {
        refused(&create(&with(order(), &changes)), 400, "invalid_request");
    }
    let known = json!({ "variant_id": "0a11a47e-0000-4000-8000-000000000002", "quantity": 2, "unit_price": 45.25 });
    for changes in [
        json!({ "total_amount": 100.01 }),
        json!({ "subtotal": 91 }),
        json!({ "shipping_amount": -10, "total_amount": 80 }),
        json!({ "items": [with(item.clone(), &json!({ "total_price": 90 }))] }),
        json!({ "items": [known] }),
    ] {
        refused(&create(&with(order(), &changes)), 400, "price_mismatch");
    }
    let promotion = json!({ "promotion_usages": [{ "promotion_id": "p", "discount_amount": 6 }] });
    refused(&create(&with(order(), &promotion)), 400, "discount_invalid");
    control(&sandbox, "POST", "/_sandbox/tybrite/switches", &json!({ "reject_orders": "Closed on Sundays" }));
    assert_eq!(refused(&create(&order()), 422, "order_rejected")["message"], "Closed on Sundays");
    control(&sandbox, "POST", "/_sandbox/tybrite/switches", &json!({ "reject_orders": null }));
    assert_eq!(sandbox.ledger().tybrite.orders.len(), 0);

    let numbered = with(order(), &json!({ "order_number": "N-1", "payment_method": "flutterwave", "gclid": null }));
    assert_eq!(create(&numbered).status, 201, "a custom provider's name is a payment method");
    refused(&signed(&sandbox, "POST", ORDERS, "k2", &numbered), 409, "conflict");
    let gift = with(order(), &json!({ "gift_card_redemption": { "code": "NOPE", "amount": 5 } }));
    let answer = signed(&sandbox, "POST", ORDERS, "k3", &gift).json();
    assert_eq!(answer["post_processing_warnings"][0]["stage"], "gift_card_redemption");
    let strict = start_with(TybriteConfig { strict_catalog: true, ..TybriteConfig::default() });
    refused(&signed(&strict, "POST", ORDERS, "k", &order()), 404, "not_found");
}

#[test]
fn an_update_changes_what_it_names() {
    let sandbox = start();
    let path = format!("{ORDERS}/{}", ordered(&sandbox, "o"));
    let patch = |key: &str, body: Value| signed(&sandbox, "PATCH", &path, key, &body);
    let message = |body: Value| refused(&patch("x", body), 400, "invalid_request")["message"].clone();
    assert_eq!(message(json!({})), "No updatable order fields provided");
    assert_eq!(message(json!({ "total_amount": 1 })), "No updatable order fields provided");
    assert_eq!(message(json!({ "order_status": "lost" })), "Invalid order_status value");
    let answer = patch("1", json!({ "order_status": "shipped", "tracking_number": "T1" }));
    assert_eq!(answer.status, 200);
    let order = answer.json();
    assert_eq!((&order["order_status"], &order["tracking_number"]), (&json!("shipped"), &json!("T1")));
    assert_eq!(order["status_notes"][0]["from_status"], "pending");
    assert!(order["shipped_at"].is_string());
    let other = format!("{ORDERS}/00000000-0000-4000-8000-000000000000");
    refused(&signed(&sandbox, "PATCH", &other, "1", &json!({ "notes": "x" })), 404, "not_found");
}

#[test]
fn a_custom_provider_must_confirm_a_payment() {
    let sandbox = start();
    let body = with(order(), &json!({ "payment_method": "flutterwave" }));
    let id = signed(&sandbox, "POST", ORDERS, "o", &body).json()["order"]["id"].as_str().unwrap().to_owned();
    let payment = json!({ "provider": "flutterwave", "amount": 100, "order_id": id });
    let reference = initialize(&sandbox, "p", &payment).json()["reference"].as_str().unwrap().to_owned();
    let path = format!("{ORDERS}/{id}");
    let paid = json!({ "payment_status": "paid", "payment_reference": reference });
    refused(&signed(&sandbox, "PATCH", &path, "u", &paid), 422, "payment_not_verified");
    sandbox.tybrite_pay(&reference, PaymentStatus::Paid).unwrap();
    assert_eq!(signed(&sandbox, "PATCH", &path, "u", &paid).json()["payment_status"], "paid");
}

#[test]
fn pages_are_newest_first_and_their_cursors_are_verbatim() {
    let sandbox = start();
    let ids: Vec<String> = (0..7).map(|at| ordered(&sandbox, &format!("k{at}"))).collect();
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = get(&sandbox, &format!("{ORDERS}?limit=3{cursor}")).json();
        let pagination = &page["pagination"];
        assert_eq!(pagination["limit"], 3);
        let orders = page["orders"].as_array().unwrap();
        assert!(orders.iter().all(|order| order.get("items").is_none()), "no line items");
        seen.extend(orders.iter().map(|order| order["id"].as_str().unwrap().to_owned()));
        assert_eq!(pagination["has_more"].as_bool(), Some(pagination["next_cursor"].is_string()));
        let Some(next) = pagination["next_cursor"].as_str() else { break };
        assert!(next.contains('='));
        cursor = format!("&cursor={}", next.replace('=', "%3D").replace('+', "%2B").replace('/', "%2F"));
    }
    seen.reverse();
    assert_eq!(seen, ids);
    for query in ["limit=0", "limit=201", "limit=x", "cursor=!", "order_status=lost", "customer_id=7"] {
        refused(&get(&sandbox, &format!("{ORDERS}?{query}")), 400, "invalid_request");
    }
    signed(&sandbox, "PATCH", &format!("{ORDERS}/{}", ids[2]), "u", &json!({ "order_status": "cancelled" }));
    let found = get(&sandbox, &format!("{ORDERS}?order_status=cancelled&fields=id")).json();
    assert_eq!(found["orders"], json!([{ "id": ids[2] }]));
    let live = plain_as(&sandbox, SK_LIVE, "GET", ORDERS, &json!(null)).json();
    assert_eq!(live, json!({ "orders": [], "pagination": { "limit": 50, "has_more": false, "next_cursor": null } }));
}

#[test]
fn fields_filter_also_inside() {
    let sandbox = start();
    let path = format!("{ORDERS}/{}", ordered(&sandbox, "o"));
    let fields = |list: &str| get(&sandbox, &format!("{path}?fields={list}"));
    assert_eq!(
        fields("total_amount,shipping_address.city,shipping_address.zip,items.quantity,items.unit_price").json(),
        json!({ "total_amount": 100, "shipping_address": { "city": "Lagos", "zip": "100001" },
                "items": [{ "quantity": 2, "unit_price": 45.25 }] })
    );
    for unknown in ["secret", "id,secret", "shipping_address.planet", "id.x"] {
        let error = refused(&fields(unknown), 400, "invalid_request");
        assert!(error["hint"].is_string());
    }
}

#[test]
fn an_order_can_be_signed() {
    for (encoding, hex) in [(ResponseEncoding::Hex, true), (ResponseEncoding::Base64, false)] {
        let order_signature = Some(OrderSignature { secret: "tybrite_sk_test_sandbox".into(), encoding });
        let sandbox = start_with(TybriteConfig { order_signature, ..TybriteConfig::default() });
        let answer = get(&sandbox, &format!("{ORDERS}/{}", ordered(&sandbox, "o")));
        let expected = hmac_hex("tybrite_sk_test_sandbox", &answer.body);
        let given = answer.header("x-signature").unwrap();
        if hex {
            assert_eq!(given, expected);
        } else {
            use base64::Engine as _;
            let bytes = base64::engine::general_purpose::STANDARD.decode(&given).unwrap();
            assert_eq!(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), expected);
        }
    }
    let sandbox = start();
    assert_eq!(get(&sandbox, &format!("{ORDERS}/{}", ordered(&sandbox, "o"))).header("x-signature"), None);
}
