//! The descriptions that every binding is written from hold what the code takes for granted.

use std::collections::BTreeSet;

use payseal::error::{Code, Kind};
use payseal::headers::Headers;
use payseal::operation::{Attempt, Auth, DefaultKey, Field, FieldKind, Model, Operation, Partner, Place, Replay, Rule};
use payseal::{Config, KeyClass, clive, tybrite};

const PARTNERS: &[&Partner] = payseal::partners::ALL;

fn operations() -> impl Iterator<Item = &'static Operation> {
    PARTNERS.iter().flat_map(|partner| partner.operations).copied()
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn models_of(model: &'static Model, seen: &mut Vec<&'static Model>) {
    seen.push(model);
    for field in model.fields {
        let mut kind = field.kind;
        while let FieldKind::List(item) = kind {
            kind = *item;
        }
        if let FieldKind::Model(inner) = kind {
            models_of(inner, seen);
        }
    }
}

fn models() -> Vec<&'static Model> {
    let mut seen = Vec::new();
    for operation in operations() {
        models_of(operation.request, &mut seen);
        models_of(operation.response, &mut seen);
    }
    seen
}

#[test]
fn clive_has_these_operations() {
    let names: Vec<&str> = clive::PARTNER.operations.iter().map(|operation| operation.name).collect();
    assert_eq!(
        names,
        [
            "initialize_transaction",
            "attach_payment_intent",
            "create_checkout_intent",
            "create_checkout_intent_v2",
            "list_transactions",
            "create_merchant_client",
            "list_merchant_clients",
            "list_settlements",
            "run_settlements",
            "pay_settlement",
            "get_branding_packet",
        ]
    );
}

#[test]
fn tybrite_has_these_operations() {
    let names: Vec<&str> = tybrite::PARTNER.operations.iter().map(|operation| operation.name).collect();
    assert_eq!(
        names,
        [
            "payments.methods",
            "payments.initialize",
            "payments.verify",
            "orders.create",
            "orders.update",
            "orders.get",
            "orders.list",
            "ingest.products",
            "webhook_endpoints.create",
            "webhook_endpoints.list",
            "webhook_endpoints.get",
            "webhook_endpoints.update",
            "webhook_endpoints.delete",
            "webhook_endpoints.test",
            "webhook_events.list",
            "webhook_events.get",
            "webhook_events.retry",
            "sandbox.reset",
            "sandbox.clear_data",
            "sandbox.advance_time",
            "sandbox.replay_webhook",
        ]
    );
}

#[test]
fn operations_are_named_once_and_documented() {
    for partner in PARTNERS {
        let mut names = BTreeSet::new();
        for operation in partner.operations {
            let name = operation.name;
            assert!(names.insert(name), "{name} occurs twice");
            assert!(name.split('.').count() <= 2 && name.split('.').all(is_identifier), "{name}");
            assert!(name.bytes().all(|b| !b.is_ascii_uppercase()), "{name}");
            assert_eq!(name, operation.group().map_or(String::new(), |g| format!("{g}.")) + operation.short_name());
            assert!(operation.doc.trim().len() > 10, "{name} has no doc");
            assert!(operation.path.starts_with('/') && !operation.path.contains(['?', '#', ' ']), "{name}");
            assert_eq!(partner.operation(name).map(|found| found.path), Some(operation.path));
        }
        assert!(partner.operation("no_such_operation").is_none());
    }
}

#[test]
fn fields_are_plain_named_once_few_and_documented() {
    for model in models() {
        assert!(is_identifier(model.name) && model.doc.trim().len() > 10, "{}", model.name);
        assert!(model.fields.len() < 48, "{} has {} fields", model.name, model.fields.len());
        let mut names = BTreeSet::new();
        for field in model.fields {
            let name = format!("{}.{}", model.name, field.name);
            assert!(is_identifier(field.name), "{name}");
            assert!(names.insert(field.name), "{name} occurs twice");
            assert!(field.doc.trim().len() > 1, "{name} has no doc");
        }
    }
    let names: BTreeSet<&str> = models().into_iter().map(|model| model.name).collect();
    assert!(names.len() > 20, "{names:?}");
}

#[test]
fn what_is_required_is_checked_and_answers_require_nothing() {
    for operation in operations() {
        for Field { name, required, rule, kind, .. } in operation.request.fields {
            assert!(!required || *rule != Rule::Any, "{}.{name} is required and unchecked", operation.name);
            assert!(!matches!(rule, Rule::Positive) || *kind == FieldKind::Amount, "{}.{name}", operation.name);
        }
        let mut answers = Vec::new();
        models_of(operation.response, &mut answers);
        assert!(answers.iter().flat_map(|model| model.fields).all(|field| !field.required));
    }
}

#[test]
fn path_parameters_and_fields_fit_each_other() {
    for operation in operations() {
        let mut rest = operation.path;
        let mut in_path = BTreeSet::new();
        while let Some((_, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap();
            in_path.insert(name);
            rest = after;
        }
        let fields = operation.request.fields.iter().filter(|field| field.place == Place::Path);
        assert_eq!(fields.map(|field| field.name).collect::<BTreeSet<_>>(), in_path, "{}", operation.name);
        assert!(operation.method.is_write() || !operation.has_body(), "{} is a GET with a body", operation.name);
    }
}

#[test]
fn replay_method_and_key_fit_each_other() {
    for operation in operations() {
        let name = operation.name;
        assert_eq!(operation.replay == Replay::Keyed, operation.key != DefaultKey::None, "{name}");
        assert!(operation.replay != Replay::Keyed || operation.method.is_write(), "{name}");
        if let DefaultKey::Field { field, prefix } = operation.key {
            let field = operation.request.fields.iter().find(|f| f.name == field).unwrap();
            assert!(field.required && field.kind == FieldKind::Text, "{name}: no key without {}", field.name);
            assert!(is_identifier(prefix), "{name}");
        }
    }
    for operation in operations() {
        if let DefaultKey::Change { field, prefix } = operation.key {
            let field = operation.request.fields.iter().find(|f| f.name == field).unwrap();
            assert!(field.required && field.place == Place::Path && is_identifier(prefix), "{}", operation.name);
        }
        if let Some(safe) = operation.safe_when {
            assert!(operation.request.fields.iter().any(|field| field.name == safe.field && field.required));
            assert_eq!(operation.replay, Replay::Never, "{}", operation.name);
        }
    }
    for operation in tybrite::PARTNER.operations {
        let name = operation.name;
        assert_eq!(operation.auth == Auth::Signed, operation.replay == Replay::Keyed, "{name}");
        assert_eq!(operation.replay == Replay::Safe, !operation.method.is_write(), "{name}");
        let class = match (name, operation.group()) {
            ("payments.methods", _) => KeyClass::Any,
            (_, Some("sandbox")) => KeyClass::SecretTest,
            _ => KeyClass::Secret,
        };
        assert_eq!(operation.key_class, class, "{name}");
    }
    for operation in clive::PARTNER.operations {
        let name = operation.name;
        assert_eq!(operation.auth == Auth::Signed, operation.replay == Replay::Keyed, "{name}");
        assert_eq!(operation.replay == Replay::Safe, !operation.method.is_write(), "{name}");
    }
}

#[test]
fn buyers_secrets_are_marked() {
    let secrets: BTreeSet<String> = models()
        .into_iter()
        .flat_map(|model| {
            model.fields.iter().filter(|field| field.secret).map(|field| format!("{}.{}", model.name, field.name))
        })
        .collect();
    let expected = [
        "CheckoutIntent.client_secret",
        "CheckoutIntentV2.client_secret",
        "CheckoutIntentV2.revolut_order_token",
        "WebhookEndpoint.signing_secret",
    ];
    assert_eq!(secrets, expected.map(str::to_owned).into());
    for model in models() {
        for field in model.fields {
            let listed = payseal::error::SECRET_MEMBERS.iter().any(|name| name.eq_ignore_ascii_case(field.name));
            assert_eq!(listed, field.secret, "{}.{}: marked and listed must agree", model.name, field.name);
        }
    }
}

#[test]
fn no_attempt_has_more_headers_than_there_is_room_for() {
    for partner in PARTNERS {
        let config = Config::builder(partner).base_url("https://a.example");
        let config = config.api_key("key").hmac_secret("secret").bearer_token("jwt").build().unwrap();
        for auth in [Auth::Public, Auth::ApiKey, Auth::Signed, Auth::Bearer] {
            let mut headers = Headers::with_capacity(64);
            let credentials = config.credentials();
            let content_type = "application/json";
            let attempt = Attempt { auth, credentials, body: Some(b"{}"), content_type, key: Some("k"), unix_s: 1 };
            (partner.authorize)(&attempt, &mut headers);
            // Room for 8: with one to spare nothing can have been dropped in silence.
            assert!(headers.len() < 8, "{} {auth:?}", partner.name);
        }
    }
}

#[test]
fn partners_advice_is_given_once_and_says_something() {
    for partner in PARTNERS {
        let mut codes = BTreeSet::new();
        for (code, advice) in partner.advice {
            assert!(codes.insert(code), "{code} occurs twice");
            assert!(advice.len() > 20 && advice.ends_with('.'), "{code}: {advice}");
            assert_eq!(partner.advice_for(code), Some(*advice));
        }
    }
}

#[test]
fn kinds_and_codes_have_their_own_numbers_and_words() {
    // That the numbers are the frozen ones is a row of tests/vectors/errors.json.
    let mut numbers = BTreeSet::new();
    let mut names = BTreeSet::new();
    for kind in Kind::ALL {
        assert!(numbers.insert(kind.number()) && names.insert(kind.class_name()), "{kind:?}");
        assert!(kind.class_name().ends_with("Error"), "{kind:?}");
        assert!(!kind.doc().is_empty() && kind.advice().ends_with('.'), "{kind:?}");
    }
    for code in Code::ALL {
        assert!(numbers.insert(code.number()) && names.insert(code.as_str()), "{code:?}");
        assert!(!code.message().is_empty() && !code.message().ends_with('.'), "{code:?}");
        assert!(code.advice().ends_with('.'), "{code:?}");
        assert!(code.as_str().bytes().all(|b| b.is_ascii_uppercase() || b == b'_'), "{code:?}");
        // What never left this machine is never said to be on its way.
        assert!(code.number() > 0);
    }
}

#[test]
fn fresh_headers_are_all_that_time_and_body_change() {
    for partner in PARTNERS {
        let config =
            Config::builder(partner).base_url("https://localhost").api_key("k").hmac_secret("s").build().unwrap();
        let attempt = |body: &[u8], unix_s| {
            let mut headers = Headers::with_capacity(256);
            let credentials = config.credentials();
            let attempt = Attempt {
                auth: Auth::Signed,
                credentials,
                body: Some(body),
                content_type: "application/json",
                key: Some("key"),
                unix_s,
            };
            (partner.authorize)(&attempt, &mut headers);
            let pairs: Vec<(String, Vec<u8>)> = headers.iter().map(|(n, v)| (n.to_owned(), v.to_vec())).collect();
            pairs
        };
        let (first, second) = (attempt(b"{}", 1_771_526_500), attempt(b"[]", 1_771_526_561));
        let changed: BTreeSet<&str> =
            first.iter().zip(&second).filter(|(a, b)| a != b).map(|((name, _), _)| name.as_str()).collect();
        assert_eq!(changed, partner.fresh_headers.iter().copied().collect(), "{}", partner.name);
        let length = |pairs: &[(String, Vec<u8>)]| {
            pairs.iter().find(|(name, _)| name == partner.fresh_headers[0]).map(|(_, value)| value.len())
        };
        assert_eq!(length(&first), length(&attempt(b"", 7)), "{}: the signature comes first", partner.name);
    }
}
