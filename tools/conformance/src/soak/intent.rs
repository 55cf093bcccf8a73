//! What is asked for: intents that follow from the seed, each with a reference and a body that no other has.
//!
//! The inputs are written in the order and form in which they must arrive, so that every body off the socket is known
//! beforehand; what else arrives, nobody asked for.

use serde_json::Value;

use super::dice::Dice;

/// One intent: one body under one key.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    /// Column, partner and number: `node-clive-17`.
    pub(crate) name: String,
    pub(crate) partner: &'static str,
    /// As the client library names it.
    pub(crate) operation: &'static str,
    /// As the sandbox's ledger names its effect; none: a look-up.
    pub(crate) effect: Option<&'static str>,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: String,
    /// What the runner is given.
    pub(crate) input: String,
    /// The same for a scenario, in which the step before was call 0.
    pub(crate) scenario_input: String,
    /// None: it has no key, or the client draws one.
    pub(crate) key: Option<String>,
    /// Whether the client makes this very key by itself.
    pub(crate) default_key: bool,
    /// What a key that the client draws begins with. It is known once it has arrived.
    pub(crate) drawn_key: Option<&'static str>,
    /// A write without a key: nothing may send it twice, and after `unknown` nobody asks again.
    pub(crate) once: bool,
    /// Who has approved it before it is sent: the PayPal order.
    pub(crate) approved: Option<String>,
    /// Where the value that comes back has the id of what was made.
    pub(crate) id: &'static [&'static str],
    /// Your own reference, as the ledger keeps it; empty where it keeps none.
    pub(crate) reference: String,
    /// Whether the client refuses it before anything is sent.
    pub(crate) invalid: bool,
}

impl Intent {
    fn new(partner: &'static str, operation: &'static str, effect: &'static str, path: &str, body: String) -> Self {
        Self {
            name: String::new(),
            partner,
            operation,
            effect: Some(effect),
            method: "POST",
            path: if partner == "clive" { format!("/api/v1{path}") } else { path.to_owned() },
            input: body.clone(),
            scenario_input: body.clone(),
            body,
            key: None,
            default_key: false,
            drawn_key: None,
            once: false,
            approved: None,
            id: &[],
            reference: String::new(),
            invalid: false,
        }
    }

    /// What is found by it: an operation's path and body.
    pub(crate) fn address(&self) -> Vec<u8> {
        address(self.method, &self.path, self.body.as_bytes())
    }
}

/// What a request is known by.
pub(crate) fn address(method: &str, path: &str, body: &[u8]) -> Vec<u8> {
    [method.as_bytes(), b" ", path.as_bytes(), b"\n", body].concat()
}

/// How often which operation is the first of an errand.
const CLIVE: &[(&str, u64)] = &[
    ("initialize_transaction", 20),
    ("create_checkout_intent", 40),
    ("create_checkout_intent_v2", 32),
    ("create_merchant_client", 5),
    ("run_settlements", 5),
    ("invalid", 3),
];

const TYBRITE: &[(&str, u64)] = &[
    ("stripe", 18),
    ("paypal", 12),
    ("paystack", 12),
    ("mpesa", 12),
    ("airtel", 10),
    ("flutterwave", 8),
    ("orders.create", 22),
    ("ingest.products", 6),
];

/// How the ledger names a capture. Its reference is the PayPal order; it has no key.
pub(crate) const CAPTURE: &str = "v1/payments/verify";

/// The operations with which an errand can begin.
pub(crate) fn first_operations(partner: &str) -> impl Iterator<Item = &'static str> {
    let rows = if partner == "clive" { CLIVE } else { TYBRITE };
    rows.iter().map(|(name, _)| *name)
}

/// The errand with this name begins with this. `only`: operations to choose from; empty: all.
pub(crate) fn first(seed: u64, partner: &'static str, name: &str, unique: u64, only: &[String]) -> Intent {
    let mut dice = Dice::new(seed, name, 0);
    let rows = if partner == "clive" { CLIVE } else { TYBRITE };
    let weight = |row: &(&str, u64)| if only.is_empty() || only.iter().any(|one| one == row.0) { row.1 } else { 0 };
    let operation = dice.pick(rows, weight).map_or("create_checkout_intent", |row| row.0);
    let tag = format!("S{seed}-{name}");
    let mut intent = if partner == "clive" {
        clive(operation, &tag, &mut dice)
    } else {
        tybrite(operation, &tag, unique, &mut dice)
    };
    name.clone_into(&mut intent.name);
    intent
}

fn clive(operation: &str, tag: &str, dice: &mut Dice) -> Intent {
    let amount = 1 + dice.below(5_000);
    let cents = if dice.permille(300) { ".5" } else { "" };
    let who = r#""partner_id":"ECHEZONA001","client_id":"AIRPEACE001""#;
    let new = |operation, path: &str, body| Intent::new("clive", operation, path_of(path), path, body);
    let mut intent = match operation {
        "initialize_transaction" => Intent {
            key: Some(format!("init-{tag}")),
            ..new(
                "initialize_transaction",
                "/transactions/initialize",
                format!(r#"{{{who},"amount":{amount}{cents},"currency":"USD","echezona_reference":"{tag}"}}"#),
            )
        },
        "create_checkout_intent_v2" => {
            let (kind, scheme) = match dice.below(3) {
                0 => ("revolut_pay", ""),
                _ => ("card", r#","card_scheme":"visa""#),
            };
            Intent {
                key: Some(format!("checkout-{tag}")),
                ..new(
                    "create_checkout_intent_v2",
                    "/transactions/checkout-intent-v2",
                    format!(
                        r#"{{{who},"amount":{amount}{cents},"currency":"GBP","email":"buyer@example.com","echezona_reference":"{tag}","payment_type":"{kind}","issuer_country":"GB"{scheme},"meta":{{"order":{amount}}}}}"#
                    ),
                )
            }
        }
        // A run for a merchant of its own, who has sold nothing: no batch, but a write that may arrive once only.
        "run_settlements" => {
            let run = new("run_settlements", "/settlements/run", String::new());
            let input = format!(r#"{{"partner_id":"ECHEZONA001","client_id":"{tag}"}}"#);
            let path = format!("{}?partner_id=ECHEZONA001&client_id={tag}", run.path);
            return Intent { once: true, effect: None, path, scenario_input: input.clone(), input, ..run };
        }
        "create_merchant_client" => Intent {
            key: Some(format!("client-{tag}")),
            ..new(
                "create_merchant_client",
                "/clients",
                format!(r#"{{"client_id":"{tag}","legal_name":"Nouvelle Air «Été»","status":"active"}}"#),
            )
        },
        _ => {
            let invalid = operation == "invalid";
            let amount = if invalid { 0 } else { amount };
            Intent {
                key: Some(format!("checkout-{tag}")),
                invalid,
                ..new(
                    "create_checkout_intent",
                    "/transactions/checkout-intent",
                    format!(
                        r#"{{{who},"amount":{amount},"currency":"USD","email":"buyer@example.com","echezona_reference":"{tag}","statement_descriptor_suffix":"AIRPEACE"}}"#
                    ),
                )
            }
        }
    };
    if operation != "create_merchant_client" {
        intent.id = &["clive_tx_id"];
        intent.reference = tag.to_owned();
    }
    intent.default_key = dice.permille(700);
    if !intent.default_key {
        intent.key = Some(format!("soak-{tag}"));
    }
    intent
}

/// The ledger names an operation by its path without the first slash.
fn path_of(path: &str) -> &'static str {
    match path {
        "/transactions/initialize" => "transactions/initialize",
        "/transactions/attach-intent" => "transactions/attach-intent",
        "/transactions/checkout-intent-v2" => "transactions/checkout-intent-v2",
        "/clients" => "clients",
        "/settlements/run" => "settlements/run",
        _ => "transactions/checkout-intent",
    }
}

fn tybrite(operation: &str, tag: &str, unique: u64, dice: &mut Dice) -> Intent {
    let amount = 1 + dice.below(5_000);
    let payment = |provider: &str, members: &str| {
        let body = format!(r#"{{"provider":"{provider}","amount":{amount}{members},"metadata":{{"order":"{tag}"}}}}"#);
        Intent::new("tybrite", "payments.initialize", "v1/payments/initialize", "/v1/payments/initialize", body)
    };
    let mut intent = match operation {
        "orders.create" => {
            let place = r#"{"street":"1 Main St","city":"Nairobi","state":"Nairobi","zip":"00100","country":"KE"}"#;
            let body = format!(
                r#"{{"customer_email":"buyer@example.com","customer_name":"Zoë ☕","billing_address":{place},"shipping_address":{place},"items":[{{"product_id":"0b0d0c70-0000-4000-8000-000000000002","product_name":"Enamel mug","quantity":2,"unit_price":12.5,"total_price":25}}],"subtotal":25,"tax_amount":0,"shipping_amount":5,"total_amount":30,"currency":"USD","payment_method":"card","order_number":"{tag}"}}"#
            );
            let order = Intent::new("tybrite", "orders.create", "v1/orders", "/v1/orders", body);
            Intent { id: &["order", "id"], reference: tag.to_owned(), ..order }
        }
        "ingest.products" => {
            let body = format!("sku,name,price,category\r\n{tag},\"Mug, big\",9.5,Home & Kitchen\r\n");
            let input = serde_json::json!({ "body": body, "content_type": "text/csv" }).to_string();
            let feed = Intent::new("tybrite", "ingest.products", "v1/ingest/products", "/v1/ingest/products", body);
            Intent { scenario_input: input.clone(), input, ..feed }
        }
        "paypal" => Intent { id: &["paypal_order_id"], ..payment("paypal", r#","currency":"USD""#) },
        "paystack" => payment("paystack", r#","currency":"NGN","email":"a@example.com""#),
        "mpesa" => payment("mpesa", &format!(r#","phone":"254{:09}""#, 700_000_000 + unique % 99_999_999)),
        "airtel" => {
            payment("airtel", &format!(r#","phone":"254{:09}","country":"KE""#, 700_000_000 + unique % 99_999_999))
        }
        "flutterwave" => payment("flutterwave", r#","currency":"EUR""#),
        _ => payment("stripe", r#","currency":"usd","email":"a@example.com""#),
    };
    if intent.operation == "payments.initialize" && intent.id.is_empty() {
        intent.id = &["reference"];
    }
    // A drawn key is lost with the process: who may be killed writes one down first, and the others are not asked for again.
    if dice.permille(800) {
        intent.key = Some(format!("soak-{tag}"));
    } else {
        intent.drawn_key = Some(match intent.operation {
            "orders.create" => "order-",
            "ingest.products" => "ingest-",
            _ => "payment-",
        });
    }
    intent
}

/// What may follow once the step before has succeeded.
pub(crate) fn then(before: &Intent, value: &Value, seed: u64) -> Option<Intent> {
    let mut dice = Dice::new(seed, &before.name, 1);
    let name = format!("{}+", before.name);
    match before.operation {
        "initialize_transaction" if dice.permille(600) => {
            let tx = value.get("clive_tx_id")?.as_str()?;
            let body = |tx: &str| format!(r#"{{"clive_tx_id":"{tx}","stripe_payment_intent_id":"pi_{name}"}}"#);
            let path = "/transactions/attach-intent";
            Some(Intent {
                scenario_input: body("${0.clive_tx_id}"),
                key: Some(format!("attach-{tx}")),
                default_key: true,
                name: name.clone(),
                ..Intent::new("clive", "attach_payment_intent", path_of(path), path, body(tx))
            })
        }
        "orders.create" if dice.permille(500) => {
            let id = value.get("order")?.get("id")?.as_str()?;
            let body = format!(r#"{{"payment_status":"paid","notes":"{name}"}}"#);
            let input = |id: &str| format!(r#"{{"id":"{id}",{}"#, &body[1..]);
            Some(Intent {
                method: "PATCH",
                input: input(id),
                scenario_input: input("${0.order.id}"),
                key: Some(format!("soak-S{seed}-{name}")),
                name: name.clone(),
                ..Intent::new("tybrite", "orders.update", "v1/orders/{id}", &format!("/v1/orders/{id}"), body.clone())
            })
        }
        // The shopper has approved the order: to verify it is to capture the money.
        "payments.initialize" if value.get("paypal_order_id").is_some() && dice.permille(700) => {
            let order = value.get("paypal_order_id")?.as_str()?;
            let body = |order: &str| format!(r#"{{"provider":"paypal","reference":"{order}"}}"#);
            Some(Intent {
                once: true,
                approved: Some(order.to_owned()),
                id: &["capture_id"],
                scenario_input: body("${0.paypal_order_id}"),
                name,
                ..Intent::new("tybrite", "payments.verify", CAPTURE, "/v1/payments/verify", body(order))
            })
        }
        "payments.initialize" if dice.permille(400) => {
            let session = value.get("session_id")?.as_str()?;
            let body = |session: &str| format!(r#"{{"provider":"stripe","reference":"{session}"}}"#);
            Some(Intent {
                effect: None,
                scenario_input: body("${0.session_id}"),
                name,
                ..Intent::new("tybrite", "payments.verify", "", "/v1/payments/verify", body(session))
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intents_follow_from_the_seed_and_never_come_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for number in 0..400 {
            for partner in ["clive", "tybrite"] {
                let name = format!("rust-{partner}-{number}");
                let intent = first(7, partner, &name, number, &[]);
                assert_eq!(intent.address(), first(7, partner, &name, number, &[]).address());
                assert!(seen.insert(intent.address()), "{intent:?}");
                if !matches!(intent.operation, "ingest.products" | "run_settlements") {
                    serde_json::from_str::<Value>(&intent.body).expect("a body of JSON");
                }
            }
        }
        let operations: std::collections::BTreeSet<_> =
            (0..400).map(|number| first(7, "tybrite", &number.to_string(), number, &[]).operation).collect();
        assert_eq!(operations.len(), 3, "{operations:?}");
    }
}
