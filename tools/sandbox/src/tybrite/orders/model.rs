//! An order as the API shows it. Contract: section 6.5.
//!
//! Decided here: a field that has no value is left out, because the published document declares most of them as plain strings;
//! only those it calls nullable are ever `null`.

use serde::Serialize;
use serde_json::{Map, Value};

use super::super::keys::Environment;
use crate::clive::model::Number;

/// One order. The fields stand in the order in which the API writes them.
#[derive(Clone, Debug, Serialize)]
pub struct Order {
    /// A UUID.
    pub id: String,
    /// Unique in its environment.
    pub order_number: String,
    /// The customer; none: a guest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    /// The shopper's address.
    pub customer_email: String,
    /// The shopper's phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_phone: Option<String>,
    /// The shopper's name.
    pub customer_name: String,
    /// `pending`, `processing`, `shipped`, `delivered` or `cancelled`.
    pub order_status: String,
    /// `pending`, `paid`, `failed` or `refunded`.
    pub payment_status: String,
    /// How it is paid.
    pub payment_method: String,
    /// The payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_reference: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// Sum of the items.
    pub subtotal: Number,
    /// Tax on top.
    pub tax_amount: Number,
    /// No automatic tax here: always null.
    pub tax_breakdown: Option<Value>,
    /// `manual` when a tax was given.
    pub tax_source: Option<&'static str>,
    /// Shipping on top.
    pub shipping_amount: Number,
    /// Taken off.
    pub discount_amount: Number,
    /// What is paid.
    pub total_amount: Number,
    /// As sent.
    pub billing_address: Map<String, Value>,
    /// As sent.
    pub shipping_address: Map<String, Value>,
    /// Left out of lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<OrderItem>,
    /// Every change of `order_status`.
    pub status_notes: Vec<StatusNote>,
    /// Always empty: the sandbox's store defines none.
    pub custom_fields: Vec<Value>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The carrier's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_delivery: Option<String>,
    /// ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<String>,
    /// ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<String>,
    /// ISO 8601.
    pub created_at: String,
    /// ISO 8601.
    pub updated_at: String,
    /// Whose key made it.
    pub environment: Environment,
    /// As sent.
    pub shipping_metadata: Option<Map<String, Value>>,
    /// Orders rows; not shown.
    #[serde(skip)]
    pub(crate) row: u64,
}

/// One line of an order.
#[derive(Clone, Debug, Serialize)]
pub struct OrderItem {
    /// A UUID.
    pub id: String,
    /// What was sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// Which variant of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_name: Option<String>,
    /// Its SKU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_sku: Option<String>,
    /// At least 1.
    pub quantity: u64,
    /// Of one piece.
    pub unit_price: Number,
    /// Of all pieces.
    pub subtotal: Number,
    /// The same under the name that the samples have.
    pub total_price: Number,
    /// As sent.
    pub product_options: Option<Map<String, Value>>,
    /// Always empty.
    pub custom_fields: Vec<Value>,
}

/// One change of `order_status`.
#[derive(Clone, Debug, Serialize)]
pub struct StatusNote {
    /// A UUID.
    pub id: String,
    /// Before.
    pub from_status: String,
    /// After.
    pub to_status: String,
    /// A sentence.
    pub body: String,
    /// ISO 8601.
    pub created_at: String,
}

impl Order {
    /// As JSON, for webhooks, field filters and answers alike.
    pub(crate) fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
