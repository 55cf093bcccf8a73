//! Inputs as the typed requests that a Rust program writes. An input that has not the types is none of them.

use payseal::driver::{CliveClient, RequestOptions};
use payseal::json::{self, Object, Value};
use payseal::{Amount, Error, clive};

/// A field of a typed request, out of JSON.
pub trait FromJson: Sized {
    fn from_json(value: &Value) -> Option<Self>;
}

impl FromJson for String {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl FromJson for Amount {
    fn from_json(value: &Value) -> Option<Self> {
        Amount::try_from(value.as_f64()?).ok()
    }
}

impl FromJson for Object {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_object().cloned()
    }
}

/// Required: there, and of the type.
pub fn required<T: FromJson>(input: &Object, name: &str) -> Option<T> {
    T::from_json(input.get(name)?)
}

/// Optional: absent, or of the type. `null` is neither.
pub fn optional<T: FromJson>(input: &Object, name: &str) -> Option<Option<T>> {
    match input.get(name) {
        None => Some(None),
        Some(value) => T::from_json(value).map(Some),
    }
}

macro_rules! request {
    ($input:ident, $name:ident { $($presence:ident $field:ident),* }) => {
        (|| Some(clive::$name { $($field: $presence($input, stringify!($field))?),* }))()
    };
}

/// Sends the typed request; `None` when the input is none.
pub fn send(
    client: &CliveClient,
    operation: &str,
    input: &[u8],
    options: &RequestOptions,
) -> Option<Result<super::Told, Error>> {
    let Ok(Value::Object(input)) = json::parse(input) else { return None };
    let input = &input;
    macro_rules! sent {
        ($($request:tt)*) => {
            client.send(&request!(input, $($request)*)?, options).map(|answer| (super::value(&answer), super::meta(&answer)))
        };
    }
    Some(match operation {
        "initialize_transaction" => sent!(InitializeTransaction {
            required partner_id, required client_id, required amount, required currency, required echezona_reference,
            optional meta
        }),
        "attach_payment_intent" => {
            sent!(AttachPaymentIntent { required clive_tx_id, required stripe_payment_intent_id })
        }
        "create_checkout_intent" => sent!(CreateCheckoutIntent {
            required partner_id, required client_id, required amount, required currency, required email,
            required echezona_reference, optional statement_descriptor_suffix, optional meta
        }),
        "create_checkout_intent_v2" => sent!(CreateCheckoutIntentV2 {
            required partner_id, required client_id, required amount, required currency, required email,
            required echezona_reference, required payment_type, required issuer_country, optional card_scheme,
            optional statement_descriptor_suffix, optional meta
        }),
        "list_transactions" => sent!(ListTransactions {}),
        "create_merchant_client" => sent!(CreateMerchantClient {
            required client_id, required legal_name, optional status, optional partner_fee_percentage,
            optional partner_fee_flat_usd
        }),
        "list_merchant_clients" => sent!(ListMerchantClients {}),
        "list_settlements" => sent!(ListSettlements {}),
        "run_settlements" => sent!(RunSettlements { optional partner_id, optional client_id }),
        "pay_settlement" => sent!(PaySettlement { required settlement_batch_id }),
        "get_branding_packet" => sent!(GetBrandingPacket { required client_id, optional partner_id }),
        other => panic!("no such operation: {other}"),
    })
}
