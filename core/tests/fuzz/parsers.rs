//! What must hold for every parser that reads foreign bytes: answers and errors, JSON in both directions, and the small texts (amounts,
//! headers, keys, URLs, dates).

use payseal::json::{self, Object, ParseErrorKind, Value};
use payseal::partners::model::Response;
use payseal::{Amount, ApiKeyInfo, Call, Intent, Step, clive, headers, idempotency, retry, tybrite};

use super::bytes::Bytes;
use super::laws::presentable;
use super::walk::{REQUESTS, Walk};

/// The input is `request status headers… body`: one answer of any operation, read, shown and typed.
pub fn answers(input: &[u8]) {
    const NAMES: &[&str] =
        &["retry-after", "date", "x-request-id", "x-ratelimit-reset", "x-ratelimit-scope", "tybrite-environment"];
    let mut bytes = Bytes::new(input);
    // The walk of one byte: the request, and otherwise the defaults.
    let walk = Walk::read(bytes.take(1));
    let status = bytes.of(&[200, 201, 204, 400, 401, 404, 409, 422, 429, 500, 503, 302, 999]);
    let heads: Vec<_> = (0..bytes.byte() % 4).map(|_| (bytes.of(NAMES), bytes.run())).collect();
    let body = bytes.rest();

    let config = walk.config();
    let judged = [false, true].map(|judge_only| {
        let intent = walk.intent(&config);
        let mut call = Call::new(config.clone(), intent, walk.options(), walk.start, walk.entropy).expect("a call");
        if judge_only {
            call.judge_only();
        }
        assert!(matches!(call.step(), Step::Send { .. }));
        call.on_response(status, &heads, Some(body.to_vec()), walk.start).expect("the answer is taken");
        call.cancel(walk.start);
        call.into_done().expect("over")
    });
    let [read, judged] = judged;
    // Whoever reads the data himself is told the same.
    assert_eq!((read.outcome(), read.clock_skew_s), (judged.outcome(), judged.clock_skew_s));
    match (read.result, judged.result) {
        (Ok(answer), Ok(judged)) => {
            assert_eq!((answer.body(), answer.replayed()), (body, judged.replayed()));
            assert!(!format!("{:?}", answer.record()).is_empty());
            every_type(&answer.data);
        }
        (Err(error), Err(judged)) => {
            assert_eq!(error.to_string(), judged.to_string());
            presentable(&error, walk.request.api_key());
        }
        _ => panic!("one success and one error"),
    }
}

/// What an answer says is in its typed form: in a field, or in `extra` when it is no field or of another type.
fn every_type(data: &Value) {
    macro_rules! every {
        ($($partner:ident::$type:ident)*) => { $( {
            let typed = $partner::$type::from_value(data.clone());
            assert!(!format!("{typed:?}").is_empty());
            let nothing = Object::new();
            let object = data.as_object().unwrap_or(&nothing);
            for (name, value) in object.iter() {
                let is_field = <$partner::$type as Response>::MODEL.fields.iter().any(|field| name.as_str() == Some(field.name));
                let kept = typed.extra.iter().any(|(other, kept)| other == name && kept == value);
                assert!(is_field || kept, "{name:?} is lost");
            }
        } )* };
    }
    every! {
        clive::CheckoutIntent clive::TransactionList clive::SettlementRun clive::BrandingPacket clive::MerchantClient
        tybrite::OrderCreated tybrite::OrderList tybrite::IngestResult tybrite::PaymentInitialized tybrite::PaymentVerified
        tybrite::WebhookEndpointAnswer tybrite::WebhookEventAnswer tybrite::WebhookReplayed
    }
}

/// The input is the text of a JSON value, or nearly: the readers agree among themselves and with what was written.
pub fn json(input: &[u8]) {
    let strict = json::parse(input);
    let lenient = json::parse_answer(input);
    assert_eq!(json::is_json(input), lenient.is_ok());
    if let Ok(members) = json::members(input) {
        let tree = strict.as_ref().expect("the same text");
        let mut count = 0;
        for (name, raw) in members {
            count += 1;
            json::parse(raw.as_bytes()).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        }
        assert!(count >= tree.as_object().expect("an object").len());
    }
    let value = match strict {
        Err(error) => {
            assert!(error.kind != ParseErrorKind::NotAnObject && !error.to_string().is_empty());
            assert!(json::canonical(input).is_err());
            return;
        }
        Ok(value) => value,
    };
    assert_eq!(lenient.as_ref(), Ok(&value), "what the strict reader takes, both read alike");
    let mut redacted = value.clone();
    json::redact(&mut redacted, &["a"]);
    // As a log shows it, always; as a body only when no number would be changed.
    assert!(json::is_json(value.to_string().as_bytes()));
    let Ok(body) = json::canonical(input) else { return };
    assert_eq!(json::canonical(&body).as_deref(), Ok(&*body), "canonical is canonical");
    assert_eq!(value.to_string().as_bytes(), body);
    let again = json::parse(&body).expect("what is written can be read");
    assert_eq!(again.to_string().as_bytes(), body);
}

/// The input is any text that a user or a partner writes into a small field.
pub fn texts(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    amount(&text);
    header(&text);
    let bytes_16 = [7; 16];
    for key in [
        idempotency::checkout(&text),
        idempotency::checkout_for_method(&text, &text, &text),
        idempotency::random(&text, 1, bytes_16),
        idempotency::update(&text, &text, i64::MIN, bytes_16),
    ] {
        assert!(key.contains(&*text));
    }
    if let Ok(url) = payseal::BaseUrl::parse(&text, false) {
        assert!(text.starts_with(url.as_str()) && url.as_str().is_ascii() && !url.as_str().contains(['?', '#']));
        assert!(url.as_str().split('/').nth(2).is_some_and(|authority| !authority.contains('@')), "{text}");
        let secure = text.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
        assert!(secure || url.is_loopback(), "{text}");
    }
    if let Some(key) = ApiKeyInfo::parse(&text) {
        assert!(
            key.is_secret() != key.is_publishable() && key.is_test() != key.is_live() && text.starts_with(key.vendor())
        );
    }
    for now in [i64::MIN, 0, 1_771_526_500, i64::MAX] {
        if let Some(ms) = retry::parse_retry_after(&text, now) {
            assert!(ms <= retry::LONGEST_MS);
            assert!(
                text.trim_matches([' ', '\t']).parse::<u32>().is_ok_and(|s| u64::from(s) * 1_000 == ms)
                    || text.len() > 1
            );
        }
    }
    path_and_query(&text);
}

/// An amount prints as plain decimal text that reads back as itself, and means what it said.
fn amount(text: &str) {
    match text.parse::<Amount>() {
        Ok(amount) => {
            let plain = amount.to_string();
            assert!(plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-'), "{text} {plain}");
            assert_eq!(plain.parse(), Ok(amount));
            assert_eq!(text.parse(), Ok(amount.as_f64()), "as Rust reads the same text");
            assert_eq!(json::canonical(plain.as_bytes()).as_deref(), Ok(plain.as_bytes()));
        }
        Err(error) => assert!(error.to_string().len() < 400, "{error}"),
    }
    if let Ok(double) = text.parse::<f64>() {
        match Amount::try_from(double) {
            Ok(amount) => assert_eq!(amount.to_string().parse(), Ok(double)),
            Err(_) => assert!(!double.is_finite() || double.abs() >= 1e21 || double.abs() < 1e-6),
        }
    }
}

/// A header carries what was checked, byte for character.
fn header(text: &str) {
    match headers::latin1(text) {
        Ok(bytes) => {
            assert!(bytes.iter().map(|byte| char::from(*byte)).eq(text.chars()));
            assert!(!bytes.iter().any(|byte| *byte < b' ' || (0x7f..0xa0).contains(byte)), "{text:?}");
        }
        Err(problem) => assert_eq!(headers::check(text), Err(problem)),
    }
}

/// A path parameter and a query value stay in their place, whatever they hold.
fn path_and_query(text: &str) {
    let walk = Walk::read(&[10]);
    let config = walk.config();
    assert_eq!(REQUESTS[10].operation, Some("orders.get"));
    let mut fields = json::Writer::new();
    fields.begin_object();
    fields.field("id");
    fields.string(text);
    fields.end_object();
    if let Ok(intent) = Intent::from_json(&config, &tybrite::ORDERS_GET, &fields.finish(), None) {
        let id = intent.path().strip_prefix("/v1/orders/").expect("under its path");
        assert!(!id.is_empty() && id != "." && id != ".." && !id.contains(['/', '?', '#']) && id.is_ascii());
    }
}
