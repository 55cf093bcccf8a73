//! What must hold for any bytes: shared by the fuzz targets (`fuzz/`) and by the replay of their corpora (`main.rs`).
//!
//! Each check knows independently of the core what may come out: an accepted signature is made again here.

use payseal::SigningKey;
use payseal::explain::{Explainer, Subject, Verdict};
use payseal::webhook::{WebhookError, WebhookPartner, WebhookVerifier};

const SECRET: &str = "fuzz_secret_0123456789";
const NOW: i64 = 1_781_955_476;

/// The input is the value of the signature header, over a fixed body.
pub fn webhook_header(value: &[u8]) {
    for partner in WebhookPartner::ALL {
        verify(*partner, br#"{"id":"evt_1"}"#, &[(partner.header().as_bytes(), value)]);
    }
}

/// The input is `header value \0 body`; the body is also verified with the right header, which must be accepted.
pub fn webhook_verify(input: &[u8]) {
    let at = input.iter().position(|byte| *byte == 0).unwrap_or(input.len());
    let (value, body) = (&input[..at], input.get(at + 1..).unwrap_or_default());
    let key = SigningKey::new(SECRET).unwrap();
    for partner in WebhookPartner::ALL {
        verify(*partner, body, &[(partner.header().as_bytes(), value), (b"Host", value)]);
        let right = partner.signature(&key, body, NOW);
        match verifier(*partner).verify(body, &[(partner.header(), &right)], NOW) {
            Ok(verified) => {
                assert_eq!(verified.secret_index, 1);
                assert!(payseal::json::parse(body).unwrap().as_object().is_some());
                let key = verified.event.dedupe_key();
                assert!(key.len() <= 320 && key.bytes().all(|byte| byte.is_ascii_graphic()), "{key}");
            }
            Err(error) => assert!(matches!(error, WebhookError::NotJson(_)), "{error:?}"),
        }
    }
}

/// [`explain_as`] for every subject.
pub fn explain(input: &[u8]) {
    for subject in Subject::ALL {
        explain_as(*subject, input);
    }
}

/// The input is `header value \0 secret \0 body`. Whatever comes out names no secret; a signature that is right is called right.
pub fn explain_as(subject: Subject, input: &[u8]) {
    let mut parts = input.splitn(3, |byte| *byte == 0);
    let mut next = || parts.next().unwrap_or_default();
    let (value, secret, body) = (next(), next(), next());
    // The search is exhaustive: a small body keeps the fuzzer quick, and nothing in it depends on the length.
    let body = &body[..body.len().min(512)];
    let explainer = Explainer::new(subject).secret(secret.to_vec()).now_unix_s(NOW);
    let t = NOW.to_string();
    let explanation = explainer.explain(body, &[(subject.header(), value), ("X-Timestamp", t.as_bytes())]);
    assert_eq!(explanation.findings.is_empty(), matches!(explanation.verdict, Verdict::Right | Verdict::Unexplained));
    for finding in &explanation.findings {
        assert!((1..=4).contains(&finding.mistakes.len()));
        assert!(finding.same.iter().all(|other| other.len() >= finding.mistakes.len() && *other != finding.mistakes));
    }
    let Ok(key) = SigningKey::new(secret) else { return };
    let right = match subject {
        Subject::CliveWebhook | Subject::CliveRequest => key.sign_hex(body).to_string(),
        Subject::TybriteWebhook => format!("t={t},v1={}", key.sign_hex_timestamped(&t, body)),
        _ => key.sign_base64_timestamped(NOW.unsigned_abs(), body).to_string(),
    };
    let explanation = explainer.explain(body, &[(subject.header(), &right), ("X-Timestamp", &t)]);
    assert_eq!(explanation.verdict, Verdict::Right, "{explanation}");
}

fn verifier(partner: WebhookPartner) -> WebhookVerifier {
    WebhookVerifier::builder(partner).secret("another").secret(SECRET).build().unwrap()
}

/// What is accepted was signed with one of the secrets, whatever else the header says.
fn verify(partner: WebhookPartner, body: &[u8], headers: &[(&[u8], &[u8])]) {
    let Ok(signed) = verifier(partner).verify_signature(body, headers, NOW) else { return };
    let value = String::from_utf8(headers[0].1.to_vec()).unwrap().to_ascii_lowercase();
    let key = SigningKey::new(if signed.secret_index == 0 { "another" } else { SECRET }).unwrap();
    match signed.timestamp {
        None => assert!(value.contains(&*key.sign_hex(body))),
        Some(t) => {
            assert!(t.abs_diff(NOW) <= 300);
            let of = |text: &str| value.contains(&*key.sign_hex_timestamped(text, body));
            // White space around an item is HTTP's own.
            let mut texts = value.split(['t', ',', '=']).map(|text| text.trim_matches([' ', '\t']));
            assert!(texts.any(|text| text.parse() == Ok(t) && of(text)));
        }
    }
}
