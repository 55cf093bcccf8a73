//! Event names. Contract: sections 9.1 and 9.2.
//!
//! Decided here: an endpoint may subscribe to any name of the form `area.event`, because the set is open; the test call takes
//! its closed list.

/// What `POST /v1/webhook_endpoints/{id}/test` takes.
pub(crate) const TESTABLE: [&str; 26] = [
    "order.created",
    "order.paid",
    "order.fulfilled",
    "order.shipped",
    "order.cancelled",
    "payment.succeeded",
    "payment.failed",
    "customer.created",
    "product.created",
    "product.stock_low",
    "product.deleted",
    "product.restored",
    "cart.abandoned",
    "gift_card.issued",
    "promotion.applied",
    "promotion.activated",
    "promotion.deleted",
    "b2b.po.confirmed",
    "b2b.invoice.issued",
    "pricing_rule.activated",
    "collection.created",
    "post.published",
    "review.approved",
    "store.updated",
    "payment_provider.connected",
    "feature.status_changed",
];

/// `*`, or words of lower-case letters, digits and underscores with dots between them.
pub(crate) fn is_event(name: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    name == "*" || (name.contains('.') && name.split('.').all(word))
}
