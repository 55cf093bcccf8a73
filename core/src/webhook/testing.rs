//! Signed deliveries for your own tests. *Not for* production: nobody but the partner signs what your endpoint believes.

use super::{WebhookPartner, clive_event, tybrite_event};
use crate::json::Writer;
use crate::sign::{EmptyKey, SigningKey};

/// A delivery as the partner would send it: headers and body bytes, signed with the secret you give.
///
/// ```
/// use payseal::webhook::{TestDelivery, WebhookPartner, WebhookVerifier};
///
/// let verifier = WebhookVerifier::builder(WebhookPartner::Clive).secret("test_secret").build()?;
/// let delivery = TestDelivery::clive("test_secret", "transaction_refunded")?;
/// let event = verifier.verify(delivery.body(), delivery.headers(), 0)?.event;
/// assert_eq!(event.status(), Some("refunded"));
///
/// // Your own payload, and what happens when a byte of it changes.
/// let delivery = TestDelivery::signed(WebhookPartner::Clive, "test_secret", br#"{"clive_tx_id":"CLVTX_9"}"#, 0)?;
/// assert!(verifier.verify(br#"{"clive_tx_id":"CLVTX_8"}"#, delivery.headers(), 0).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct TestDelivery {
    headers: [(&'static str, String); 2],
    body: Vec<u8>,
}

impl TestDelivery {
    /// Any body, signed as `partner` signs at `unix_s` (which Clive's signature does not carry).
    ///
    /// # Errors
    /// [`EmptyKey`] when the secret is empty.
    pub fn signed(
        partner: WebhookPartner,
        secret: impl AsRef<[u8]>,
        body: impl Into<Vec<u8>>,
        unix_s: i64,
    ) -> Result<Self, EmptyKey> {
        let body = body.into();
        let signature = partner.signature(&SigningKey::new(secret)?, &body, unix_s);
        Ok(Self { headers: [("Content-Type", "application/json".to_owned()), (partner.header(), signature)], body })
    }

    /// Clive's documented payload with this event, e.g. `transaction_succeeded`, and the status that goes with it.
    ///
    /// # Errors
    /// [`EmptyKey`] when the secret is empty.
    pub fn clive(secret: impl AsRef<[u8]>, event: &str) -> Result<Self, EmptyKey> {
        let mut body = Writer::with_capacity(256);
        body.begin_object();
        for (name, text) in [
            ("event", event),
            ("clive_tx_id", "CLVTX_1739378102312_420"),
            ("partner_id", "ECHEZONA001"),
            ("client_id", "AIRPEACE001"),
            ("echezona_reference", "EZ12345"),
            ("status", event.strip_prefix("transaction_").unwrap_or(event)),
        ] {
            body.field(name);
            body.string(text);
        }
        body.field("amount");
        body.amount(&750.into());
        body.field("currency");
        body.string("USD");
        body.field("meta");
        body.begin_object();
        body.field("order_id");
        body.string("ORD-1001");
        body.end_object();
        body.end_object();
        Self::signed(WebhookPartner::Clive, secret, body.finish(), 0)
    }

    /// Tybrite's documented envelope of this type, e.g. `order.paid`, signed at `unix_s`. It says `test: true`.
    ///
    /// # Errors
    /// [`EmptyKey`] when the secret is empty.
    pub fn tybrite(secret: impl AsRef<[u8]>, event_type: &str, unix_s: i64) -> Result<Self, EmptyKey> {
        let mut body = Writer::with_capacity(256);
        body.begin_object();
        body.field("id");
        body.string(&format!("evt_test_{}_payseal", unix_s.saturating_mul(1000)));
        body.field("type");
        body.string(event_type);
        body.field("api_version");
        body.string("v1");
        body.field("livemode");
        body.bool(false);
        body.field("created_at");
        body.string("2026-06-20T11:37:56.025Z");
        body.field("data");
        body.begin_object();
        body.field("object");
        body.begin_object();
        body.field("id");
        body.string("e7d28e96-e9e0-45ce-be28-51812f63eb4b");
        body.end_object();
        body.end_object();
        body.field("test");
        body.bool(true);
        body.end_object();
        Self::signed(WebhookPartner::Tybrite, secret, body.finish(), unix_s)
    }

    /// The documented payload of this partner: of this event type, or of the one that says the money came.
    ///
    /// # Errors
    /// [`EmptyKey`] when the secret is empty.
    pub fn documented(
        partner: WebhookPartner,
        secret: impl AsRef<[u8]>,
        event_type: Option<&str>,
        unix_s: i64,
    ) -> Result<Self, EmptyKey> {
        match partner {
            WebhookPartner::Clive => Self::clive(secret, event_type.unwrap_or(clive_event::SUCCEEDED)),
            WebhookPartner::Tybrite => Self::tybrite(secret, event_type.unwrap_or(tybrite_event::ORDER_PAID), unix_s),
        }
    }

    /// Content type and signature, as the partner writes their names.
    #[must_use]
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    /// The exact bytes that were signed.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl WebhookPartner {
    /// The value of the partner's signature header for this body at this time.
    #[must_use]
    pub fn signature(self, key: &SigningKey, body: &[u8], unix_s: i64) -> String {
        match self {
            Self::Clive => key.sign_hex(body).to_string(),
            Self::Tybrite => {
                let t = unix_s.to_string();
                let v1 = key.sign_hex_timestamped(&t, body);
                format!("t={t},v1={v1}")
            }
        }
    }
}
