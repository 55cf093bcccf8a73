//! What Tybrite's operations take, in the order of the published OpenAPI document. Amounts are in major units (`100` is
//! one hundred of the currency).
//!
//! Required is only what every source requires; what a provider needs besides stands in `providers.rs`.

use crate::amount::Amount;
use crate::json::Object;
use crate::partners::model::{presence, requests};

requests! {
    /// Lists the payment methods of the store.
    ListPaymentMethods {
        /// The members to answer with, separated by commas, e.g. `provider,type`.
        optional Query fields: String, Any;
    }

    /// Starts a payment at a provider. The default idempotency key is `payment-{unix ms}-{random}`.
    InitializePayment {
        /// `stripe`, `paypal`, `paystack`, `mpesa`, `airtel`, or a provider of the store's own.
        required Body provider: String, NonEmpty;
        /// Amount in major units (100 = one hundred), above 0; with `order_id` it must be the order's total to the cent.
        required Body amount: Amount, Positive;
        /// ISO 4217 code in any case; some providers fix it.
        optional Body currency: String, Any;
        /// The shopper's e-mail address; Stripe and Paystack need it.
        optional Body email: String, Any;
        /// The shopper's phone number, digits only, international, without `+`; M-Pesa and Airtel need it.
        optional Body phone: String, Any;
        /// ISO 3166 alpha-2 code; Airtel needs it (`KE`, `UG`, `TZ`, `RW`).
        optional Body country: String, Any;
        /// The order that is paid (a UUID); its total is then held against `amount`.
        optional Body order_id: String, Any;
        /// The idempotency key once more. Leave it out: the header is what counts. If it is set, it is the key.
        optional Body idempotency_key: String, Any;
        /// Your own data; values are texts.
        optional Body metadata: Object, Any;
        /// Stripe: where the shopper goes after paying.
        optional Body success_url: String, Any;
        /// Stripe: where the shopper goes after giving up.
        optional Body cancel_url: String, Any;
        /// Paystack: where Paystack reports to.
        optional Body callback_url: String, Any;
    }

    /// Asks a provider what became of a payment.
    VerifyPayment {
        /// The provider that the payment was started at.
        required Body provider: String, NonEmpty;
        /// What `verify_reference()` of the initialize answer gives: it is another member for each provider.
        required Body reference: String, NonEmpty;
    }

    /// A postal address.
    Address {
        /// Street and number.
        optional Body street: String, Any;
        /// City.
        optional Body city: String, Any;
        /// State or province.
        optional Body state: String, Any;
        /// Postal code.
        optional Body zip: String, Any;
        /// Country.
        optional Body country: String, Any;
    }

    /// One line of a new order.
    NewOrderItem {
        /// The variant (a UUID); it wins over `product_id`.
        optional Body variant_id: String, Any;
        /// The product (a UUID), where no variant is named.
        optional Body product_id: String, Any;
        /// Its name.
        optional Body product_name: String, Any;
        /// Its stock keeping unit.
        optional Body product_sku: String, Any;
        /// How many, at least 1.
        optional Body quantity: i64, Any;
        /// Price of one, in major units.
        optional Body unit_price: Amount, Any;
        /// Price of all, in major units.
        optional Body total_price: Amount, Any;
        /// What the shopper chose.
        optional Body product_options: Object, Any;
    }

    /// Creates an order. `subtotal + tax + shipping - discount = total`. The default idempotency key is
    /// `order-{yyyymmdd}-{random}`.
    CreateOrder {
        /// The customer (a UUID); absent for a guest.
        optional Body customer_id: String, Any;
        /// The customer's e-mail address.
        required Body customer_email: String, NonEmpty;
        /// The customer's name. The API's document requires it.
        optional Body customer_name: String, Any;
        /// The customer's phone number.
        optional Body customer_phone: String, Any;
        /// Where the bill goes. The API's document requires it.
        optional Body billing_address: Address, Any;
        /// Where the goods go. The API's document requires it.
        optional Body shipping_address: Address, Any;
        /// The lines, at least one.
        required Body items: Vec<NewOrderItem>, NonEmptyList;
        /// Sum of the lines, in major units. The API's document requires it.
        optional Body subtotal: Amount, Any;
        /// Tax, in major units; may be left out where the store computes it.
        optional Body tax_amount: Amount, Any;
        /// Shipping, in major units.
        optional Body shipping_amount: Amount, Any;
        /// Discount, in major units, a gift card's share included.
        optional Body discount_amount: Amount, Any;
        /// What is to be paid, in major units. The API's document requires it.
        optional Body total_amount: Amount, Any;
        /// ISO 4217 code.
        optional Body currency: String, Any;
        /// `card`, `stripe`, `paypal`, `paystack`, `mpesa`, `cash`, or a label of the store's own. The API's document
        /// requires it.
        optional Body payment_method: String, Any;
        /// `pending` (default), `paid`, `failed` or `refunded`.
        optional Body payment_status: String, Any;
        /// `pending` (default), `processing`, `shipped`, `delivered` or `cancelled`.
        optional Body order_status: String, Any;
        /// The provider's reference of the payment.
        optional Body payment_reference: String, Any;
        /// Your own number for the order.
        optional Body order_number: String, Any;
        /// Notes for people.
        optional Body notes: String, Any;
        /// The carrier's tracking number.
        optional Body tracking_number: String, Any;
        /// ISO 8601 time.
        optional Body estimated_delivery: String, Any;
        /// Values of the store's own fields; bad ones come back in `post_processing_warnings`.
        optional Body custom_fields: Object, Any;
        /// How the shipping fee came about.
        optional Body shipping_metadata: Object, Any;
        /// `{code, amount}`, both required.
        optional Body gift_card_redemption: Object, Any;
        /// `{promotion_id, discount_amount}` for each promotion, both required.
        optional Body promotion_usages: Vec<Object>, Any;
        /// Whether store credit is used; needs `customer_id`.
        optional Body apply_store_credit: bool, Any;
        /// How much store credit, in major units.
        optional Body store_credit_amount: Amount, Any;
        /// Stock reservations that the order uses up.
        optional Body reservation_ids: Vec<String>, Any;
        /// Degrees.
        optional Body shipping_latitude: Amount, Any;
        /// Degrees.
        optional Body shipping_longitude: Amount, Any;
        /// The rate that Shippo offered.
        optional Body shippo_rate_id: String, Any;
        /// Where the shopper came from.
        optional Body attribution: Object, Any;
        /// Google's click id.
        optional Body gclid: String, Any;
        /// Facebook's click id.
        optional Body fbclid: String, Any;
        /// What the shopper allowed advertisers.
        optional Body ad_consent: Object, Any;
    }

    /// Changes an order; at least one field besides the id. The default idempotency key is
    /// `update-{the first field that is set}-{id}-{timestamp}`.
    UpdateOrder {
        /// The order (a UUID).
        required Path id: String, NonEmpty;
        /// `pending`, `paid`, `failed` or `refunded`.
        optional Body payment_status: String, Any;
        /// `pending`, `processing`, `shipped`, `delivered` or `cancelled`.
        optional Body order_status: String, Any;
        /// Notes for people.
        optional Body notes: String, Any;
        /// The carrier's tracking number.
        optional Body tracking_number: String, Any;
        /// ISO 8601 time.
        optional Body estimated_delivery: String, Any;
        /// ISO 8601 time.
        optional Body shipped_at: String, Any;
        /// ISO 8601 time.
        optional Body delivered_at: String, Any;
        /// The provider's reference of the payment.
        optional Body payment_reference: String, Any;
        /// Stock reservations that the order uses up.
        optional Body reservation_ids: Vec<String>, Any;
    }

    /// Reads an order.
    GetOrder {
        /// The order (a UUID).
        required Path id: String, NonEmpty;
        /// The members to answer with, separated by commas; a dot leads into an object.
        optional Query fields: String, Any;
    }

    /// Lists orders.
    ListOrders {
        /// How many, 1–200 (default 50).
        optional Query limit: i64, Any;
        /// Where to go on, as the answer before gave it.
        optional Query cursor: String, Any;
        /// Only orders with this payment status.
        optional Query payment_status: String, Any;
        /// Only orders with this order status.
        optional Query order_status: String, Any;
        /// Only orders of this customer (a UUID).
        optional Query customer_id: String, Any;
        /// The members to answer with, separated by commas.
        optional Query fields: String, Any;
    }

    /// Adds a webhook endpoint.
    CreateWebhookEndpoint {
        /// Where events are delivered to; https only.
        required Body url: String, NonEmpty;
        /// The event types, or `*` for all.
        required Body events: Vec<String>, NonEmptyList;
        /// Whether events are delivered (default true).
        optional Body enabled: bool, Any;
        /// Your own data; not sent in deliveries.
        optional Body metadata: Object, Any;
    }

    /// Lists the webhook endpoints.
    ListWebhookEndpoints {
        /// How many, 1–100 (default 50).
        optional Query limit: i64, Any;
        /// Where to go on, as the answer before gave it.
        optional Query cursor: String, Any;
    }

    /// Reads a webhook endpoint.
    GetWebhookEndpoint {
        /// The endpoint.
        required Path id: String, NonEmpty;
    }

    /// Changes a webhook endpoint; lists and objects are replaced whole.
    UpdateWebhookEndpoint {
        /// The endpoint.
        required Path id: String, NonEmpty;
        /// Where events are delivered to; https only.
        optional Body url: String, Any;
        /// The event types, or `*` for all.
        optional Body events: Vec<String>, Any;
        /// Whether events are delivered.
        optional Body enabled: bool, Any;
        /// Your own data; not sent in deliveries.
        optional Body metadata: Object, Any;
    }

    /// Takes a webhook endpoint out.
    DeleteWebhookEndpoint {
        /// The endpoint.
        required Path id: String, NonEmpty;
    }

    /// Sends a made-up event to a webhook endpoint.
    TestWebhookEndpoint {
        /// The endpoint.
        required Path id: String, NonEmpty;
        /// The type of the event (default `order.created`).
        optional Body event_type: String, Any;
    }

    /// Lists events.
    ListWebhookEvents {
        /// Only events of this type; `type` on the wire.
        optional Query r#type: String, Any;
        /// Only events of `production` or `sandbox`.
        optional Query environment: String, Any;
        /// How many, 1–200 (default 50).
        optional Query limit: i64, Any;
        /// Where to go on, as the answer before gave it.
        optional Query cursor: String, Any;
    }

    /// Reads an event.
    GetWebhookEvent {
        /// The event.
        required Path id: String, NonEmpty;
    }

    /// Delivers an event once more.
    RetryWebhookEvent {
        /// The event.
        required Path id: String, NonEmpty;
    }

    /// Deletes the sandbox's transactional data.
    ResetSandbox {}

    /// Deletes the sandbox's transactional data.
    ClearSandboxData {}

    /// Moves the sandbox's carts, reservations and analytics into the past.
    AdvanceTime {
        /// How many days, 1–3650.
        required Body advance_days: i64, Whole(1, 3650);
    }

    /// Delivers an event of the sandbox once more.
    ReplayWebhook {
        /// The event.
        optional Body event_id: String, Any;
        /// Or the type whose latest event is meant; `type` on the wire.
        optional Body r#type: String, Any;
    }
}
