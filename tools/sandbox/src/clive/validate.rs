//! Request bodies: JSON to typed input, with the messages zod would give.
//!
//! The contract shows one validation error (`Number must be greater than 0` for an amount); the other messages follow the same
//! library. Decided here: a body that is not JSON is also `VALIDATION_ERROR`, under `formErrors`; `null` is not the same as
//! absent; unknown fields are ignored; currencies are taken in any casing and kept in upper case.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::model::{ClientStatus, Number};
use crate::answer::{ApiError, Issues};

/// A JSON object's members, and what is wrong with them.
pub(crate) struct Fields {
    members: HashMap<String, Box<RawValue>>,
    issues: Issues,
}

impl Fields {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, ApiError> {
        let value: Value = serde_json::from_slice(body).map_err(|_| ApiError::form("Invalid JSON"))?;
        if !value.is_object() {
            return Err(ApiError::form(format!("Expected object, received {}", type_name(&value))));
        }
        // Raw text for each member, because `meta` is given back unchanged.
        let members = serde_json::from_slice(body).map_err(|_| ApiError::form("Invalid JSON"))?;
        Ok(Self { members, issues: Issues::default() })
    }

    /// Ends the checks: the typed input if nothing was wrong.
    pub(crate) fn finish<T>(self, input: T) -> Result<T, ApiError> {
        if self.issues.is_empty() { Ok(input) } else { Err(ApiError::validation(self.issues)) }
    }

    fn value(&self, name: &str) -> Option<Value> {
        self.members.get(name).and_then(|raw| serde_json::from_str(raw.get()).ok())
    }

    fn issue(&mut self, name: &'static str, message: impl Into<String>) {
        self.issues.fields.push((name, message.into()));
    }

    fn wrong_type(&mut self, name: &'static str, expected: &str, value: &Value) {
        self.issue(name, format!("Expected {expected}, received {}", type_name(value)));
    }

    /// Required text of at least `least` characters.
    pub(crate) fn text(&mut self, name: &'static str, least: usize) -> String {
        match self.value(name) {
            None => self.issue(name, "Required"),
            Some(Value::String(text)) if text.chars().count() >= least => return text,
            Some(Value::String(_)) => self.issue(name, format!("String must contain at least {least} character(s)")),
            Some(other) => self.wrong_type(name, "string", &other),
        }
        String::new()
    }

    /// Text that may be left out.
    pub(crate) fn optional_text(&mut self, name: &'static str) -> Option<String> {
        match self.value(name)? {
            Value::String(text) => Some(text),
            other => {
                self.wrong_type(name, "string", &other);
                None
            }
        }
    }

    /// A number that may be left out.
    pub(crate) fn optional_number(&mut self, name: &'static str) -> Option<f64> {
        match self.value(name)? {
            Value::Number(number) => number.as_f64(),
            other => {
                self.wrong_type(name, "number", &other);
                None
            }
        }
    }

    /// One of a closed list; none when left out.
    pub(crate) fn choice(&mut self, name: &'static str, known: &[&str]) -> Option<String> {
        let text = self.optional_text(name)?;
        if known.contains(&text.as_str()) {
            return Some(text);
        }
        let list = known.iter().map(|value| format!("'{value}'")).collect::<Vec<_>>().join(" | ");
        self.issue(name, format!("Invalid enum value. Expected {list}, received '{text}'"));
        None
    }

    fn required(&mut self, name: &'static str) {
        if !self.members.contains_key(name) {
            self.issue(name, "Required");
        }
    }

    fn exact_letters(&mut self, name: &'static str, count: usize) -> String {
        self.required(name);
        let Some(text) = self.optional_text(name) else { return String::new() };
        if text.chars().count() != count {
            self.issue(name, format!("String must contain exactly {count} character(s)"));
        } else if !text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            self.issue(name, "Invalid");
        }
        text.to_ascii_uppercase()
    }

    fn amount(&mut self) -> Number {
        self.required("amount");
        let amount = self.optional_number("amount");
        if amount.is_some_and(|amount| amount <= 0.0) {
            self.issue("amount", "Number must be greater than 0");
        }
        Number(amount.unwrap_or_default())
    }

    fn email(&mut self) -> String {
        self.required("email");
        let Some(text) = self.optional_text("email") else { return String::new() };
        let plausible = text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !host.starts_with('.')
                && !host.ends_with('.')
                && !text.contains([' ', '\n'])
        });
        if !plausible {
            self.issue("email", "Invalid email");
        }
        text
    }

    fn descriptor(&mut self) -> Option<String> {
        const NAME: &str = "statement_descriptor_suffix";
        let text = self.optional_text(NAME)?;
        match text.chars().count() {
            0 => self.issue(NAME, "String must contain at least 1 character(s)"),
            1..=22 => {
                if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -_.".contains(&byte)) {
                    self.issue(NAME, "Invalid");
                }
            }
            _ => self.issue(NAME, "String must contain at most 22 character(s)"),
        }
        Some(text)
    }

    fn meta(&mut self) -> Option<Box<RawValue>> {
        match self.value("meta")? {
            Value::Object(_) => self.members.get("meta").cloned(),
            other => {
                self.wrong_type("meta", "object", &other);
                None
            }
        }
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The fields that every way to begin a payment shares.
pub(crate) struct NewPayment {
    pub partner_id: String,
    pub client_id: String,
    pub amount: Number,
    pub currency: String,
    pub email: Option<String>,
    pub reference: String,
    pub descriptor: Option<String>,
    pub meta: Option<Box<RawValue>>,
    pub routing: Option<Routing>,
}

/// What `checkout-intent-v2` chooses a processor by.
#[derive(Clone)]
pub(crate) struct Routing {
    pub payment_type: String,
    pub issuer_country: String,
    pub card_scheme: Option<String>,
}

/// Which of the three endpoints the body is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Initialize,
    Checkout,
    CheckoutV2,
}

/// Contract: POST /transactions/initialize, /transactions/checkout-intent and /transactions/checkout-intent-v2.
pub(crate) fn new_payment(body: &[u8], flow: Flow) -> Result<NewPayment, ApiError> {
    let mut fields = Fields::parse(body)?;
    let checkout = flow != Flow::Initialize;
    let payment = NewPayment {
        partner_id: fields.text("partner_id", 1),
        client_id: fields.text("client_id", 1),
        amount: fields.amount(),
        currency: fields.exact_letters("currency", 3),
        email: checkout.then(|| fields.email()),
        reference: fields.text("echezona_reference", 1),
        descriptor: if checkout { fields.descriptor() } else { None },
        meta: fields.meta(),
        routing: (flow == Flow::CheckoutV2).then(|| {
            fields.required("payment_type");
            Routing {
                payment_type: fields
                    .choice("payment_type", &["card", "revolut_pay", "open_banking"])
                    .unwrap_or_default(),
                issuer_country: fields.exact_letters("issuer_country", 2),
                card_scheme: fields.optional_text("card_scheme"),
            }
        }),
    };
    fields.finish(payment)
}

/// Contract: POST /transactions/attach-intent. Gives the transaction's id and the intent's.
pub(crate) fn attach(body: &[u8]) -> Result<(String, String), ApiError> {
    let mut fields = Fields::parse(body)?;
    let ids = (fields.text("clive_tx_id", 1), fields.text("stripe_payment_intent_id", 1));
    fields.finish(ids)
}

/// A merchant to be created.
pub(crate) struct NewClient {
    pub client_id: String,
    pub legal_name: String,
    pub status: ClientStatus,
    pub fee_percentage: Option<Number>,
    pub fee_flat_usd: Option<Number>,
}

/// Contract: POST /clients.
pub(crate) fn new_client(body: &[u8]) -> Result<NewClient, ApiError> {
    let mut fields = Fields::parse(body)?;
    let client_id = fields.text("client_id", 3);
    let legal_name = fields.text("legal_name", 2);
    let status = match fields.choice("status", &["active", "suspended", "pending_kyc"]).as_deref() {
        Some("suspended") => ClientStatus::Suspended,
        Some("pending_kyc") => ClientStatus::PendingKyc,
        _ => ClientStatus::Active,
    };
    let fee_percentage = fields.optional_number("partner_fee_percentage").map(Number);
    let fee_flat_usd = fields.optional_number("partner_fee_flat_usd").map(Number);
    match fee_flat_usd {
        Some(Number(flat)) if flat < 0.0 => {
            fields.issue("partner_fee_flat_usd", "Number must be greater than or equal to 0")
        }
        Some(Number(flat)) if flat > 10.0 => {
            fields.issue("partner_fee_flat_usd", "Number must be less than or equal to 10")
        }
        _ => {}
    }
    fields.finish(NewClient { client_id, legal_name, status, fee_percentage, fee_flat_usd })
}

/// Contract: POST /settlements/pay. Gives the batch's id.
pub(crate) fn pay(body: &[u8]) -> Result<String, ApiError> {
    let mut fields = Fields::parse(body)?;
    let id = fields.text("settlement_batch_id", 1);
    let is_uuid = id.len() == 36
        && id
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() });
    if !id.is_empty() && !is_uuid {
        fields.issue("settlement_batch_id", "Invalid uuid");
    }
    fields.finish(id)
}
