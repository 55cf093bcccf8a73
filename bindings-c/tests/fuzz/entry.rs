//! Any sequence of entry points with any arguments that C can give: NULL, lengths that cannot be, bytes that are no text, handles in any
//! state. What holds: no panic behind the guard (`hold.rs` looks at every error), an output on success alone, an error on failure alone.

use std::mem::MaybeUninit;
use std::ptr;

use super::bytes::Bytes;
use super::hold::{Hold, Place, SetText, bytes as seen, given, text};
use crate::answer::*;
use crate::call::*;
use crate::config::*;
use crate::dedupe::*;
use crate::delivery::*;
use crate::error::*;
use crate::event::*;
use crate::explain::*;
use crate::ffi::{payseal_bytes, payseal_json, payseal_str};
use crate::intent::*;
use crate::json::*;
use crate::key::*;
use crate::options::*;
use crate::raw::*;
use crate::step::*;
use crate::webhook::*;

const NOW: i64 = 1_771_526_500;

/// So many calls at most.
const STEPS: usize = 40;

const WORDS: &[&str] = &[
    "",
    "clive",
    "tybrite",
    "https://api.example.com/api/v1",
    "http://x",
    "cp_live_partner_51f0",
    "tybrite_sk_test_1",
    "walk_secret",
    "create_checkout_intent",
    "list_transactions",
    "payments.initialize",
    "orders.update",
    "ingest.products",
    "POST",
    "GET",
    "/other",
    "75.00",
    "1e400",
    "{}",
    r#"{"id":"o-1","notes":"n"}"#,
    r#"{"provider":"paypal","amount":1}"#,
    r#"{"partner_id":"P","client_id":"C","amount":1,"currency":"USD","email":"a@b.c","echezona_reference":"R"}"#,
    r#"{"id":"evt_1","type":"order.paid","data":{"a":[1,-2.50,"\ud800"]}}"#,
    "X-Tybrite-Signature",
    "x-clive-signature",
    "transaction_refunded",
    "01234567890123456789012345678901",
];

/// The handles that the program holds, each NULL at first.
#[derive(Default)]
struct Program {
    config: Option<Hold<payseal_config>>,
    options: Option<Hold<payseal_call_options>>,
    raw: Option<Hold<payseal_raw_request>>,
    intent: Option<Hold<payseal_intent>>,
    call: Option<Hold<payseal_call>>,
    answer: Option<Hold<payseal_answer>>,
    key: Option<Hold<payseal_key>>,
    verifier: Option<Hold<payseal_webhook_verifier>>,
    event: Option<Hold<payseal_event>>,
    delivery: Option<Hold<payseal_test_delivery>>,
    dedupe: Option<Hold<payseal_dedupe>>,
    explainer: Option<Hold<payseal_explainer>>,
    explanation: Option<Hold<payseal_explanation>>,
}

fn get<T>(handle: &Option<Hold<T>>) -> Option<&T> {
    handle.as_ref().and_then(Hold::get)
}

fn get_mut<T>(handle: &mut Option<Hold<T>>) -> Option<&mut T> {
    handle.as_mut().and_then(Hold::get_mut)
}

/// The program that these bytes are.
pub fn entry(input: &[u8]) {
    let mut bytes = Bytes::new(input);
    let mut program = Program::default();
    for _ in 0..STEPS {
        if bytes.is_empty() {
            break;
        }
        program.step(&mut bytes);
    }
    program.look(&mut bytes);
}

/// A text as C may give it. Unreadable memory is the one thing it never gives: that the library cannot know.
fn any_text(bytes: &mut Bytes<'_>) -> payseal_str {
    match bytes.byte() % 16 {
        0 => payseal_str { ptr: ptr::null(), len: 0 },
        1 => payseal_str { ptr: ptr::null(), len: 5 },
        2 => payseal_str { ptr: c"x".as_ptr(), len: usize::MAX },
        3..=5 => given(bytes.run()),
        _ => given(bytes.of(WORDS).as_bytes()),
    }
}

/// Keeps a handle that was made. The places of the output and of the error may be NULL.
fn make<T>(
    slot: &mut Option<Hold<T>>,
    free: extern "C" fn(Option<Box<T>>),
    bytes: &mut Bytes<'_>,
    call: impl FnOnce(&mut Bytes<'_>, Option<&mut Place<T>>, Option<&mut Place<payseal_error>>) -> i32,
) {
    let nulls = bytes.byte();
    if nulls % 8 == 7 {
        // Without a place for the handle there is none; without one for the error, its number is all there is.
        assert_ne!(call(bytes, None, None), crate::PAYSEAL_OK);
        return;
    }
    if let Ok(made) = super::hold::made(free, |out, err| call(bytes, Some(out), Some(err))) {
        *slot = Some(made);
    }
}

/// The headers of a message: two arrays, with a count that may not fit the pointers.
fn any_headers(bytes: &mut Bytes<'_>) -> (Vec<payseal_str>, Vec<payseal_str>, usize) {
    let count = usize::from(bytes.byte() % 4);
    let mut of = || (0..count).map(|_| any_text(bytes)).collect();
    (of(), of(), count)
}

/// The pointer of an array, or NULL whatever the count says.
fn array(values: &[payseal_str], null: bool) -> *const payseal_str {
    if null { ptr::null() } else { values.as_ptr() }
}

impl Program {
    fn step(&mut self, b: &mut Bytes<'_>) {
        match b.byte() % 26 {
            0 => {
                make(&mut self.config, payseal_config_free, b, |b, out, err| payseal_config_new(any_text(b), out, err))
            }
            1 => self.set(b),
            2 => {
                make(&mut self.options, payseal_call_options_free, b, |_, out, err| payseal_call_options_new(out, err))
            }
            3 => make(&mut self.raw, payseal_raw_request_free, b, |b, out, err| {
                payseal_raw_request_new(any_text(b), any_text(b), i32::from(b.byte() % 8) - 1, out, err)
            }),
            4 => make(&mut self.intent, payseal_intent_free, b, |b, out, err| {
                payseal_intent_from_json(get(&self.config), any_text(b), any_text(b), any_text(b), out, err)
            }),
            5 => make(&mut self.intent, payseal_intent_free, b, |b, out, err| {
                payseal_intent_with_document(
                    get(&self.config),
                    any_text(b),
                    any_text(b),
                    any_text(b),
                    any_text(b),
                    out,
                    err,
                )
            }),
            6 => make(&mut self.intent, payseal_intent_free, b, |b, out, err| {
                payseal_intent_raw(get(&self.config), get(&self.raw), any_text(b), out, err)
            }),
            7 => make(&mut self.call, payseal_call_free, b, |b, out, err| {
                let (config, intent, options) = (get(&self.config), get(&self.intent), get(&self.options));
                let seconds = b.of(&[0, NOW, i64::MAX, i64::MIN]);
                payseal_call_new(config, intent, options, b.byte().into(), seconds, any_text(b), out, err)
            }),
            8 | 9 => self.respond(b),
            10 => {
                let fault = i32::from(b.byte() % 16) - 2;
                nothing(b, |err| payseal_call_on_transport_error(get_mut(&mut self.call), fault, 1, 1, err));
            }
            11 => nothing(b, |err| payseal_call_on_waited(get_mut(&mut self.call), u64::MAX, 1, err)),
            12 => nothing(b, |err| payseal_call_cancel(get_mut(&mut self.call), 1, 1, err)),
            13 => nothing(b, |err| payseal_call_cancel_unsent(get_mut(&mut self.call), 1, 1, err)),
            14 => make(&mut self.answer, payseal_answer_free, b, |_, out, err| {
                payseal_call_done(get_mut(&mut self.call), out, err)
            }),
            15 => make(&mut self.key, payseal_key_free, b, |b, out, err| payseal_key_new(any_text(b), out, err)),
            16 => self.sign(b),
            17 => make(&mut self.verifier, payseal_webhook_verifier_free, b, |b, out, err| {
                payseal_webhook_verifier_new(any_text(b), out, err)
            }),
            18 => {
                let (secret, seconds) = (any_text(b), b.of(&[0, 1, 300, 345_600, u64::MAX]));
                nothing(b, |err| payseal_webhook_verifier_add_secret(get_mut(&mut self.verifier), secret, err));
                nothing(b, |err| payseal_webhook_verifier_set_tolerance_s(get_mut(&mut self.verifier), seconds, err));
            }
            19 => {
                let ((names, values, count), null) = (any_headers(b), b.byte() % 8 == 7);
                let (names, values) = (array(&names, null), array(&values, false));
                make(&mut self.event, payseal_event_free, b, |b, out, err| {
                    payseal_webhook_verify(get(&self.verifier), any_text(b), names, values, count, NOW, out, err)
                });
            }
            20 => make(&mut self.event, payseal_event_free, b, |b, out, err| {
                payseal_event_parse(any_text(b), any_text(b), out, err)
            }),
            21 => make(&mut self.dedupe, payseal_dedupe_free, b, |b, out, err| {
                payseal_dedupe_new(b.of(&[1, 0, 3]), out, err)
            }),
            22 => self.claim(b),
            23 => self.json(b),
            24 => self.explain(b),
            _ => make(&mut self.delivery, payseal_test_delivery_free, b, |b, out, err| {
                payseal_test_delivery_new(any_text(b), any_text(b), any_text(b), NOW, out, err)
            }),
        }
    }

    fn set(&mut self, b: &mut Bytes<'_>) {
        let set = b.of(&[
            payseal_config_set_base_url as SetText,
            payseal_config_set_api_key,
            payseal_config_set_hmac_secret,
            payseal_config_set_bearer_token,
            payseal_config_set_extra_ca_pem,
            payseal_config_set_proxy,
        ]);
        let value = any_text(b);
        nothing(b, |err| set(get_mut(&mut self.config), value, err));
        let retries = b.byte().into();
        nothing(b, |err| payseal_config_set_max_retries(get_mut(&mut self.config), retries, err));
        let (name, value) = (any_text(b), any_text(b));
        nothing(b, |err| payseal_call_options_set_identity(get_mut(&mut self.options), name, value, err));
        nothing(b, |err| payseal_call_options_set_idempotency_key(get_mut(&mut self.options), name, err));
        nothing(b, |err| payseal_raw_request_set_body(get_mut(&mut self.raw), value, err));
        nothing(b, |err| payseal_raw_request_add_query(get_mut(&mut self.raw), name, value, err));
        nothing(b, |err| payseal_intent_fix_key(get_mut(&mut self.intent), 1, value, err));
        nothing(b, |err| payseal_config_check(get(&self.config), err));
    }

    fn respond(&mut self, b: &mut Bytes<'_>) {
        let ((names, values, count), null) = (any_headers(b), b.byte() % 8 == 7);
        let (names, values) = (array(&names, false), array(&values, null));
        let count = if b.byte() % 16 == 15 { usize::MAX } else { count };
        let (status, body, complete) =
            (b.of(&[200, 201, 401, 422, 429, 503, 0, 65_535]), any_text(b), b.byte() % 4 != 3);
        nothing(b, |err| {
            payseal_call_on_response(get_mut(&mut self.call), status, names, values, count, body, complete, 1, 1, err)
        });
    }

    fn sign(&self, b: &mut Bytes<'_>) {
        let (key, body, stamp) = (get(&self.key), any_text(b), any_text(b));
        let mut hex = MaybeUninit::new([0; PAYSEAL_HEX_SIZE]);
        let signed = b.byte() % 8 != 7;
        let mut status = crate::PAYSEAL_OK;
        nothing(b, |err| {
            status = payseal_key_sign_hex_timestamped(key, stamp, body, signed.then_some(&mut hex), err);
            status
        });
        if status == crate::PAYSEAL_OK {
            // SAFETY: initialised above.
            let hex = unsafe { hex.assume_init() };
            assert_eq!(hex[PAYSEAL_HEX_SIZE - 1], 0, "a NUL behind it");
            let hex = payseal_str { ptr: hex.as_ptr(), len: PAYSEAL_HEX_SIZE - 1 };
            assert!(payseal_key_verify_hex_timestamped(key, stamp, body, hex));
            assert!(!payseal_key_verify_base64_timestamped(key, stamp, body, hex));
        }
        payseal_key_verify_hex(key, body, stamp);
        payseal_answer_verify_signature(get(&self.answer), key, i32::from(b.byte() % 6));
    }

    fn claim(&self, b: &mut Bytes<'_>) {
        let (store, key, lease) = (get(&self.dedupe), any_text(b), b.of(&[1, 0, 300, 86_400, u64::MAX]));
        let (mut claim, mut ticket) = (MaybeUninit::new(0), MaybeUninit::new(0));
        let (null, now) = (b.byte() % 8 == 7, b.of(&[0, NOW, i64::MAX, i64::MIN]));
        nothing(b, |err| {
            payseal_dedupe_claim(store, key, now, lease, (!null).then_some(&mut claim), Some(&mut ticket), None, err)
        });
        // SAFETY: initialised above.
        let ticket = unsafe { ticket.assume_init() };
        let store = get(&self.dedupe);
        if b.byte() % 2 == 0 {
            nothing(b, |err| payseal_dedupe_complete(store, key, ticket, now, err));
        } else {
            nothing(b, |err| payseal_dedupe_release(store, key, ticket, err));
        }
        payseal_dedupe_count(store);
    }

    fn json(&self, b: &mut Bytes<'_>) {
        let text = any_text(b);
        let mut out = MaybeUninit::new(ptr::null_mut());
        nothing(b, |err| payseal_json_parse(text, Some(&mut out), err));
        // SAFETY: initialised above.
        let json = unsafe { out.assume_init() };
        tree(json, any_text(b), 0);
        payseal_json_free(json);
        let canonical = super::hold::owned(|out, err| payseal_json_canonical(text, Some(out), Some(err)));
        if let Ok(bytes) = canonical {
            let again = super::hold::owned(|out, err| payseal_json_canonical(given(&bytes), Some(out), Some(err)));
            assert!(again.is_ok_and(|again| again == bytes));
        }
        let _ = super::hold::owned(|out, err| crate::amount::payseal_amount_from_text(text, Some(out), Some(err)));
        let name = any_text(b);
        crate::api_key::payseal_api_key_kind(name, text);
        crate::table::payseal_operation_path(name, text);
    }

    fn explain(&mut self, b: &mut Bytes<'_>) {
        make(&mut self.explainer, payseal_explainer_free, b, |b, out, err| {
            payseal_explainer_new(any_text(b), out, err)
        });
        let secret = any_text(b);
        nothing(b, |err| payseal_explainer_add_secret(get_mut(&mut self.explainer), secret, err));
        let (names, values, count) = any_headers(b);
        let explainer = get(&self.explainer);
        make(&mut self.explanation, payseal_explanation_free, b, |b, out, err| {
            payseal_explain(explainer, any_text(b), names.as_ptr(), values.as_ptr(), count, out, err)
        });
        text(payseal_explanation_text(get(&self.explanation)));
    }

    /// Everything that can be asked of what is held.
    fn look(&mut self, b: &mut Bytes<'_>) {
        let intent = get(&self.intent);
        for view in
            [payseal_intent_operation, payseal_intent_method, payseal_intent_path, payseal_intent_idempotency_key]
        {
            assert_eq!(text(view(intent)).is_some_and(|text| text.is_empty()), false);
        }
        seen(payseal_intent_body(intent));
        let index = b.byte().into();
        payseal_step_kind(get_mut(&mut self.call));
        let [mut name, mut value] = [MaybeUninit::new(payseal_str::NONE); 2];
        nothing(b, |err| {
            payseal_step_header_at(get_mut(&mut self.call), index, Some(&mut name), Some(&mut value), err)
        });
        let event = get(&self.event);
        text(payseal_event_type(event));
        text(payseal_event_dedupe_key(event));
        tree(payseal_event_json(event), payseal_str::NONE, 0);
        let answer = get(&self.answer);
        text(payseal_answer_verify_reference(answer));
        let (cursor, mut next) = (any_text(b), MaybeUninit::new(payseal_str::NONE));
        nothing(b, |err| payseal_answer_next_page(answer, cursor, Some(&mut next), err));
        // SAFETY: initialised above.
        text(unsafe { next.assume_init() });
        tree(payseal_answer_json(answer), payseal_str::NONE, 0);
        let delivery = get(&self.delivery);
        seen(payseal_test_delivery_body(delivery));
        nothing(b, |err| payseal_test_delivery_header_at(delivery, index, Some(&mut name), Some(&mut value), err));
    }
}

/// Calls a function whose error may have no place.
fn nothing(bytes: &mut Bytes<'_>, call: impl FnOnce(Option<&mut Place<payseal_error>>) -> i32) {
    if bytes.byte() % 8 == 7 {
        call(None);
    } else {
        let _ = super::hold::done(|err| call(Some(err)));
    }
}

/// A value as its accessors show it: exactly one of them fits.
fn tree(json: *const payseal_json, name: payseal_str, depth: usize) {
    let mut of_text = MaybeUninit::new(payseal_str::NONE);
    let (mut number, mut integer, mut truth) = (MaybeUninit::new(0.0), MaybeUninit::new(0), MaybeUninit::new(false));
    let mut raw = MaybeUninit::new(payseal_bytes { ptr: ptr::null_mut(), len: 0 });
    let is_text = payseal_json_get_text(json, name, Some(&mut of_text));
    let is_number = payseal_json_get_number(json, name, Some(&mut number));
    let is_integer = payseal_json_get_integer(json, name, Some(&mut integer));
    let is_truth = payseal_json_get_bool(json, name, Some(&mut truth));
    assert!(u8::from(is_text) + u8::from(is_number || is_integer) + u8::from(is_truth) <= 1);
    if payseal_json_get_raw(json, name, Some(&mut raw)) {
        // SAFETY: initialised above.
        crate::library::payseal_bytes_free(unsafe { raw.assume_init() });
    }
    assert!(payseal_json_at(json, payseal_json_count(json)).is_null());
    for index in 0..payseal_json_count(json).min(8) {
        let item = payseal_json_at(json, index);
        if depth < 4 && !item.is_null() {
            tree(item, payseal_str::NONE, depth + 1);
        }
    }
}
