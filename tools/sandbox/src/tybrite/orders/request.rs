//! The body of `POST /v1/orders`, field by field. Contract: section 6.1.
//!
//! Where the sources disagree (D10, D11): the published document's eight required fields are required; a payment method is one
//! of any source's list or the id of a provider of the store. Whether sums add up is checked in `totals.rs`.

use serde_json::{Map, Value};

use super::super::answer::Refusal;
use super::super::input::{Input, missing, wrong};
use super::super::providers::find;

pub(super) const PAYMENT_STATUSES: [&str; 4] = ["pending", "paid", "failed", "refunded"];
pub(super) const ORDER_STATUSES: [&str; 5] = ["pending", "processing", "shipped", "delivered", "cancelled"];
const LABELS: [&str; 3] = ["card", "bank_transfer", "airtel_money"];
const NULLABLE: [&str; 8] = [
    "custom_fields",
    "shipping_metadata",
    "gift_card_redemption",
    "promotion_usages",
    "attribution",
    "gclid",
    "fbclid",
    "ad_consent",
];

pub(super) struct NewItem {
    pub product_id: Option<String>,
    pub variant_id: Option<String>,
    pub product_name: Option<String>,
    pub product_sku: Option<String>,
    pub quantity: u64,
    pub unit_price: f64,
    pub total_price: Option<f64>,
    pub product_options: Option<Map<String, Value>>,
}

pub(super) struct NewOrder {
    pub customer_id: Option<String>,
    pub customer_email: String,
    pub customer_name: String,
    pub customer_phone: Option<String>,
    pub billing_address: Map<String, Value>,
    pub shipping_address: Map<String, Value>,
    pub items: Vec<NewItem>,
    pub payment_method: String,
    pub payment_status: String,
    pub order_status: String,
    pub subtotal: f64,
    pub tax_amount: Option<f64>,
    pub shipping_amount: f64,
    pub discount_amount: f64,
    pub total_amount: f64,
    pub notes: Option<String>,
    pub tracking_number: Option<String>,
    pub payment_reference: Option<String>,
    pub order_number: Option<String>,
    pub currency: String,
    pub estimated_delivery: Option<String>,
    pub custom_fields: Map<String, Value>,
    pub shipping_metadata: Option<Map<String, Value>>,
    pub gift_card: Option<(String, f64)>,
    pub promotions: f64,
    pub store_credit: Option<f64>,
    pub reservation_ids: Vec<String>,
}

pub(super) fn read(input: Input) -> Result<NewOrder, Refusal> {
    let input = input.nullable(&NULLABLE);
    let customer_email = input.email("customer_email")?.ok_or_else(|| missing("customer_email"))?;
    let items = input.array("items")?.filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| Refusal::field("items", "items is required and needs at least one item"))?;
    let items = items.iter().enumerate().map(|(at, item)| read_item(at, item)).collect::<Result<_, _>>()?;
    let payment_method = input.required_text("payment_method")?;
    if find(&payment_method).is_none() && !LABELS.contains(&payment_method.as_str()) {
        return Err(Refusal::field("payment_method", "Invalid payment_method value"));
    }
    let customer_id = input.uuid("customer_id")?;
    let store_credit = store_credit(&input, customer_id.is_some())?;
    for name in ["gclid", "fbclid", "shippo_rate_id"] {
        input.text(name)?;
    }
    for name in ["shipping_latitude", "shipping_longitude"] {
        input.number(name)?;
    }
    for name in ["attribution", "ad_consent"] {
        input.object(name)?;
    }
    Ok(NewOrder {
        customer_id,
        customer_email,
        customer_name: input.required_text("customer_name")?,
        customer_phone: input.text("customer_phone")?,
        billing_address: input.object("billing_address")?.ok_or_else(|| missing("billing_address"))?,
        shipping_address: input.object("shipping_address")?.ok_or_else(|| missing("shipping_address"))?,
        items,
        payment_method,
        payment_status: input.choice("payment_status", &PAYMENT_STATUSES)?.unwrap_or_else(|| "pending".into()),
        order_status: input.choice("order_status", &ORDER_STATUSES)?.unwrap_or_else(|| "pending".into()),
        subtotal: input.required_number("subtotal")?,
        tax_amount: input.number("tax_amount")?,
        shipping_amount: input.number("shipping_amount")?.unwrap_or_default(),
        discount_amount: input.number("discount_amount")?.unwrap_or_default(),
        total_amount: input.required_number("total_amount")?,
        notes: input.text("notes")?,
        tracking_number: input.text("tracking_number")?,
        payment_reference: input.text("payment_reference")?,
        order_number: input.text("order_number")?,
        currency: input
            .text("currency")?
            .map_or_else(|| super::super::providers::STORE_CURRENCY.into(), |text| text.to_ascii_uppercase()),
        estimated_delivery: input.date_time("estimated_delivery")?,
        custom_fields: input.object("custom_fields")?.unwrap_or_default(),
        shipping_metadata: input.object("shipping_metadata")?,
        gift_card: gift_card(&input)?,
        promotions: promotions(&input)?,
        store_credit,
        reservation_ids: input.texts("reservation_ids")?.unwrap_or_default(),
    })
}

fn read_item(at: usize, item: &Value) -> Result<NewItem, Refusal> {
    let name = |field: &str| format!("items[{at}].{field}");
    let Value::Object(members) = item else { return Err(wrong(&format!("items[{at}]"), "an object")) };
    let input = Input::of(members.clone()).nullable(&["product_options"]);
    let (product_id, variant_id) = (input.uuid("product_id")?, input.uuid("variant_id")?);
    if product_id.is_none() && variant_id.is_none() {
        return Err(Refusal::field(&name("variant_id"), format!("items[{at}] needs a variant_id or a product_id")));
    }
    let quantity = input.get("quantity").and_then(Value::as_u64).filter(|quantity| *quantity >= 1);
    Ok(NewItem {
        product_id,
        variant_id,
        product_name: input.text("product_name")?,
        product_sku: input.text("product_sku")?,
        quantity: quantity.ok_or_else(|| wrong(&name("quantity"), "an integer of at least 1"))?,
        unit_price: input.number("unit_price")?.ok_or_else(|| missing(&name("unit_price")))?,
        total_price: input.number("total_price")?,
        product_options: input.object("product_options")?,
    })
}

fn store_credit(input: &Input, known_customer: bool) -> Result<Option<f64>, Refusal> {
    let amount = input.number("store_credit_amount")?;
    if !input.boolean("apply_store_credit")?.unwrap_or_default() {
        return Ok(None);
    }
    if !known_customer {
        return Err(Refusal::field("customer_id", "apply_store_credit needs a customer_id"));
    }
    Ok(Some(amount.unwrap_or_default()))
}

fn gift_card(input: &Input) -> Result<Option<(String, f64)>, Refusal> {
    let Some(members) = input.object("gift_card_redemption")? else { return Ok(None) };
    let card = Input::of(members);
    Ok(Some((card.required_text("code")?, card.required_number("amount")?)))
}

/// The sum of the promotions' discounts.
fn promotions(input: &Input) -> Result<f64, Refusal> {
    let mut sum = 0.0;
    for usage in input.array("promotion_usages")?.unwrap_or_default() {
        let Value::Object(members) = usage else { return Err(wrong("promotion_usages", "an array of objects")) };
        let usage = Input::of(members.clone());
        usage.required_text("promotion_id")?;
        sum += usage.required_number("discount_amount")?;
    }
    Ok(sum)
}
