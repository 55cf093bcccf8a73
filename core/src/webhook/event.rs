//! What a delivery says. Every member is optional and every unknown one is kept: both revisions of Clive's payload and all of Tybrite's
//! events are read by the same code, and a member that a partner adds tomorrow breaks nobody.
//!
//! Statuses, event names and providers are open strings; the known ones are constants ([`clive_event`], [`clive_status`],
//! [`tybrite_event`]).

use super::key;
use super::{WebhookError, WebhookPartner};
use crate::amount::Amount;
use crate::json::{self, Object, ParseError, ParseErrorKind};
use crate::partners::model::{Response, responses};

responses! {
    /// Clive's payload (Clive, Webhooks). The old revision has only `clive_tx_id`, `status`, `amount` and `currency`.
    CliveEvent {
        /// For example `transaction_succeeded`; absent in the old revision.
        event = "event": String;
        /// The transaction.
        clive_tx_id = "clive_tx_id": String;
        /// The partner.
        partner_id = "partner_id": String;
        /// The merchant under that partner.
        client_id = "client_id": String;
        /// Your own reference.
        echezona_reference = "echezona_reference": String;
        /// For example `succeeded`; what comes with `transaction_abandoned` is not documented.
        status = "status": String;
        /// The amount, in major units.
        amount = "amount": Amount;
        /// ISO 4217.
        currency = "currency": String;
        /// What you sent as `meta`, unchanged.
        meta = "meta": Object;
    }

    /// Tybrite's envelope (Tybrite, Webhooks, delivery envelope).
    TybriteEvent {
        /// The event; opaque. Deliveries of one event have the same.
        id = "id": String;
        /// For example `order.paid`.
        event_type = "type": String;
        /// `v1`.
        api_version = "api_version": String;
        /// Whether the key that caused the event is a live one.
        livemode = "livemode": bool;
        /// RFC 3339. Deliveries come in any order: sequence by this.
        created_at = "created_at": String;
        /// The store; some samples do not have it.
        store_id = "store_id": String;
        /// What it happened to is `data.object`, whose shape depends on the type.
        data = "data": Object;
        /// The former values of what changed, on update events.
        previous_attributes = "previous_attributes": Object;
        /// `true` on synthetic test events, absent otherwise. Independent of `livemode`.
        test = "test": bool;
    }
}

impl TybriteEvent {
    /// `data.object`: the order, the payment, the product that the event is about.
    #[must_use]
    pub fn object(&self) -> Option<&Object> {
        self.data.as_ref()?.get("object")?.as_object()
    }
}

/// The event names of Clive that are known.
pub mod clive_event {
    /// The buyer has paid.
    pub const SUCCEEDED: &str = "transaction_succeeded";
    /// The payment failed.
    pub const FAILED: &str = "transaction_failed";
    /// The buyer did not come back.
    pub const ABANDONED: &str = "transaction_abandoned";
    /// Money went back to the buyer.
    pub const REFUNDED: &str = "transaction_refunded";
    /// The buyer's bank took the money back.
    pub const CHARGEBACK: &str = "transaction_chargeback";
    /// All of them.
    pub const ALL: &[&str] = &[SUCCEEDED, FAILED, ABANDONED, REFUNDED, CHARGEBACK];
}

/// The transaction statuses of Clive that are known.
pub mod clive_status {
    /// Recorded, without a PaymentIntent yet (two-step flow).
    pub const INITIALIZED: &str = "initialized";
    /// Waiting for the buyer.
    pub const PENDING: &str = "pending";
    /// Paid.
    pub const SUCCEEDED: &str = "succeeded";
    /// Not paid.
    pub const FAILED: &str = "failed";
    /// Money went back.
    pub const REFUNDED: &str = "refunded";
    /// The bank took the money back.
    pub const CHARGEBACK: &str = "chargeback";
    /// All of them.
    pub const ALL: &[&str] = &[INITIALIZED, PENDING, SUCCEEDED, FAILED, REFUNDED, CHARGEBACK];
}

/// The event types of Tybrite that are about money; the whole list has more than seventy and grows.
pub mod tybrite_event {
    /// An order was paid.
    pub const ORDER_PAID: &str = "order.paid";
    /// An order was refunded.
    pub const ORDER_REFUNDED: &str = "order.refunded";
    /// An order was cancelled.
    pub const ORDER_CANCELLED: &str = "order.cancelled";
    /// A payment succeeded.
    pub const PAYMENT_SUCCEEDED: &str = "payment.succeeded";
    /// A payment failed.
    pub const PAYMENT_FAILED: &str = "payment.failed";
    /// A payment was refunded.
    pub const PAYMENT_REFUNDED: &str = "payment.refunded";
    /// All of these.
    pub const ALL: &[&str] =
        &[ORDER_PAID, ORDER_REFUNDED, ORDER_CANCELLED, PAYMENT_SUCCEEDED, PAYMENT_FAILED, PAYMENT_REFUNDED];
}

/// What a delivery says.
#[derive(Clone, Debug)]
pub struct Event {
    body: EventBody,
    dedupe_key: String,
}

#[derive(Clone, Debug)]
enum EventBody {
    Clive(CliveEvent),
    Tybrite(TybriteEvent),
}

impl Event {
    /// Reads a body that was verified before, for example one taken from a queue. Says nothing about who sent it.
    ///
    /// # Errors
    /// [`WebhookError::NotJson`] when it is not a JSON object in UTF-8.
    ///
    /// ```
    /// use payseal::webhook::{Event, WebhookPartner};
    /// let event = Event::parse(WebhookPartner::Clive, br#"{"clive_tx_id":"CLVTX_1","status":"failed","tomorrow":1}"#)?;
    /// assert_eq!(event.clive().unwrap().extra.len(), 1);
    /// assert_eq!(event.dedupe_key(), "clive:CLVTX_1:failed");
    /// # Ok::<(), payseal::webhook::WebhookError>(())
    /// ```
    pub fn parse(partner: WebhookPartner, body: &[u8]) -> Result<Self, WebhookError> {
        let value = json::parse(body).map_err(WebhookError::NotJson)?;
        let Some(object) = value.as_object() else {
            let error = ParseError { kind: ParseErrorKind::NotAnObject, line: 1, column: 1 };
            return Err(WebhookError::NotJson(error));
        };
        let dedupe_key = match partner {
            WebhookPartner::Clive => key::clive(object, body),
            WebhookPartner::Tybrite => key::tybrite(object, body),
        };
        let body = match partner {
            WebhookPartner::Clive => EventBody::Clive(CliveEvent::from_value(value)),
            WebhookPartner::Tybrite => EventBody::Tybrite(TybriteEvent::from_value(value)),
        };
        Ok(Self { body, dedupe_key })
    }

    /// Whose event it is.
    #[must_use]
    pub fn partner(&self) -> WebhookPartner {
        match self.body {
            EventBody::Clive(_) => WebhookPartner::Clive,
            EventBody::Tybrite(_) => WebhookPartner::Tybrite,
        }
    }

    /// Clive's members, if it is Clive's.
    #[must_use]
    pub fn clive(&self) -> Option<&CliveEvent> {
        match &self.body {
            EventBody::Clive(event) => Some(event),
            EventBody::Tybrite(_) => None,
        }
    }

    /// Tybrite's members, if it is Tybrite's.
    #[must_use]
    pub fn tybrite(&self) -> Option<&TybriteEvent> {
        match &self.body {
            EventBody::Clive(_) => None,
            EventBody::Tybrite(event) => Some(event),
        }
    }

    /// The event's id at the partner. Clive sends none: there the [`dedupe_key`](Self::dedupe_key) stands for it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.tybrite()?.id.as_deref()
    }

    /// What happened, e.g. `transaction_succeeded` or `order.paid`; `None` in Clive's old revision.
    #[must_use]
    pub fn event_type(&self) -> Option<&str> {
        match &self.body {
            EventBody::Clive(event) => event.event.as_deref(),
            EventBody::Tybrite(event) => event.event_type.as_deref(),
        }
    }

    /// Clive's transaction status; Tybrite's envelope has none.
    #[must_use]
    pub fn status(&self) -> Option<&str> {
        self.clive()?.status.as_deref()
    }

    /// The same text for every delivery of the same event, and another for any other: the key of a [`DedupeStore`](super::DedupeStore).
    /// At most 320 bytes of printable ASCII.
    ///
    /// - Tybrite: the event's id.
    /// - Clive, which sends no event id: transaction and status, where `transaction_refunded` and `refunded` are one status. A transaction
    ///   can be refunded twice and charged back after that, so for these, and for every status that is not known to come only once, the
    ///   amount and the first 16 hex digits of the body's SHA-256 belong to it: to miss a refund is worse than to see one twice.
    /// - Without an id, the SHA-256 of the body.
    #[must_use]
    pub fn dedupe_key(&self) -> &str {
        &self.dedupe_key
    }
}
