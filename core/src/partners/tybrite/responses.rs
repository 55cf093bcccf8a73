//! What Tybrite answers. Nothing is required of an answer: the contract calls the objects open, so every field may be
//! absent, and unknown members stay in `extra`.

use crate::amount::Amount;
use crate::json::{Object, Value};
use crate::partners::model::responses;

responses! {
    /// Where a list goes on.
    Pagination {
        /// How many items a page holds.
        limit = "limit": i64;
        /// Whether there is more.
        has_more = "has_more": bool;
        /// The cursor of the next page.
        next_cursor = "next_cursor": String;
    }

    /// One payment method.
    PaymentMethod {
        /// `cash`, `stripe`, `paypal`, `paystack`, `mpesa`, `mpesa_c2b`, `airtel`, or a provider of the store's own.
        provider = "provider": String;
        /// The name for the shopper.
        display_name = "display_name": String;
        /// `manual`, `redirect`, `popup` or `stk_push`.
        kind = "type": String;
        /// The provider's own environment: `production`, `test`, `sandbox` or `staging`.
        environment = "environment": String;
        /// Whether the store has credentials for it.
        is_configured = "is_configured": bool;
        /// Present and true for a provider of the store's own.
        custom_provider = "custom_provider": bool;
        /// The currencies it takes.
        supported_currencies = "supported_currencies": Vec<String>;
    }

    /// Answer of `payments.methods`.
    PaymentMethodList {
        /// The methods.
        methods = "methods": Vec<PaymentMethod>;
    }

    /// Answer of `payments.initialize`: the members of every provider; `flow()` sorts them by what comes next.
    PaymentInitialized {
        /// Whether the payment was started.
        success = "success": bool;
        /// The provider.
        provider = "provider": String;
        /// What comes next: `redirect`, `popup`, `stk_push`, `manual`, or one that is new.
        kind = "type": String;
        /// Tybrite's own reference (`PAY-…`); which value verifies the payment is `verify_reference()`.
        reference = "reference": String;
        /// Stripe: where to send the shopper.
        checkout_url = "checkout_url": String;
        /// Stripe: the checkout session (`cs_…`); it verifies the payment.
        session_id = "session_id": String;
        /// The provider's own environment: `test`, `sandbox`, `staging` or `production`.
        environment = "environment": String;
        /// ISO 8601 time.
        expires_at = "expires_at": String;
        /// PayPal: the order of the store that is paid.
        order_id = "order_id": String;
        /// PayPal: PayPal's order; it verifies (and captures) the payment.
        paypal_order_id = "paypal_order_id": String;
        /// PayPal: the client id for PayPal's script in the browser. Not a secret.
        client_id = "client_id": String;
        /// ISO 4217 code.
        currency = "currency": String;
        /// Paystack: the public key for the popup.
        public_key = "public_key": String;
        /// Paystack: the shopper's e-mail address.
        email = "email": String;
        /// Paystack: the amount in **minor** units (5000000 = 50000.00), unlike every other amount.
        amount = "amount": Amount;
        /// M-Pesa: the prompt's id (`ws_CO_…`); it verifies the payment.
        checkout_request_id = "checkout_request_id": String;
        /// M-Pesa: the merchant's id of the prompt.
        merchant_request_id = "merchant_request_id": String;
        /// A sentence for the shopper.
        customer_message = "customer_message": String;
        /// True on the stored answer of an earlier request with the same idempotency key.
        idempotent = "idempotent": bool;
    }

    /// Answer of `payments.verify`.
    PaymentVerified {
        /// The provider.
        provider = "provider": String;
        /// The reference that was asked for.
        reference = "reference": String;
        /// `success` when paid; otherwise the provider's own word, e.g. `pending`, `failed`, `cancelled`, `abandoned`,
        /// `unpaid`, `not_found`.
        status = "status": String;
        /// Amount in major units.
        amount = "amount": Amount;
        /// ISO 4217 code.
        currency = "currency": String;
        /// Paystack: how it was paid.
        channel = "channel": String;
        /// The shopper's e-mail address.
        customer_email = "customer_email": String;
        /// ISO 8601 time.
        paid_at = "paid_at": String;
        /// Stripe: the PaymentIntent.
        payment_intent = "payment_intent": String;
        /// PayPal: the capture.
        capture_id = "capture_id": String;
        /// M-Pesa: the provider's code, a text or a number.
        result_code = "result_code": Value;
        /// M-Pesa: what the code means.
        result_description = "result_description": String;
        /// M-Pesa: the merchant's id of the prompt.
        merchant_request_id = "merchant_request_id": String;
        /// A sentence for people.
        message = "message": String;
        /// Airtel: what the provider last said.
        response = "response": Value;
        /// ISO 8601 time.
        created_at = "created_at": String;
        /// Your own data.
        metadata = "metadata": Object;
    }

    /// A postal address.
    PostalAddress {
        /// Street and number.
        street = "street": String;
        /// City.
        city = "city": String;
        /// State or province.
        state = "state": String;
        /// Postal code.
        zip = "zip": String;
        /// Country.
        country = "country": String;
    }

    /// One line of an order.
    OrderItem {
        /// The line's id.
        id = "id": String;
        /// The order.
        order_id = "order_id": String;
        /// The product.
        product_id = "product_id": String;
        /// Its name.
        product_name = "product_name": String;
        /// Its stock keeping unit.
        product_sku = "product_sku": String;
        /// How many.
        quantity = "quantity": i64;
        /// Price of one, in major units.
        unit_price = "unit_price": Amount;
        /// Price of all, in major units.
        subtotal = "subtotal": Amount;
        /// Price of all, in major units, under its other name.
        total_price = "total_price": Amount;
        /// What the shopper chose.
        product_options = "product_options": Object;
        /// Values of the store's own fields.
        custom_fields = "custom_fields": Vec<Object>;
    }

    /// An order; the answer of `orders.get` and `orders.update`.
    Order {
        /// The order (a UUID).
        id = "id": String;
        /// Its number for people.
        order_number = "order_number": String;
        /// The customer (a UUID).
        customer_id = "customer_id": String;
        /// The customer's e-mail address.
        customer_email = "customer_email": String;
        /// The customer's phone number.
        customer_phone = "customer_phone": String;
        /// The customer's name.
        customer_name = "customer_name": String;
        /// `pending`, `processing`, `shipped`, `delivered`, `cancelled`, or one that is new.
        order_status = "order_status": String;
        /// `pending`, `paid`, `failed`, `refunded`, or one that is new.
        payment_status = "payment_status": String;
        /// How it is paid.
        payment_method = "payment_method": String;
        /// The provider's reference of the payment.
        payment_reference = "payment_reference": String;
        /// Sum of the lines, in major units.
        subtotal = "subtotal": Amount;
        /// Tax, in major units.
        tax_amount = "tax_amount": Amount;
        /// How the tax came about.
        tax_breakdown = "tax_breakdown": Vec<Object>;
        /// `automatic`, `fallback` or `manual`.
        tax_source = "tax_source": String;
        /// Shipping, in major units.
        shipping_amount = "shipping_amount": Amount;
        /// Discount, in major units.
        discount_amount = "discount_amount": Amount;
        /// What is to be paid, in major units.
        total_amount = "total_amount": Amount;
        /// ISO 4217 code.
        currency = "currency": String;
        /// Where the bill goes.
        billing_address = "billing_address": PostalAddress;
        /// Where the goods go.
        shipping_address = "shipping_address": PostalAddress;
        /// The lines; absent in a list.
        items = "items": Vec<OrderItem>;
        /// What changed, and when.
        status_notes = "status_notes": Vec<Object>;
        /// Values of the store's own fields.
        custom_fields = "custom_fields": Vec<Object>;
        /// Notes for people.
        notes = "notes": String;
        /// The carrier's tracking number.
        tracking_number = "tracking_number": String;
        /// ISO 8601 time.
        estimated_delivery = "estimated_delivery": String;
        /// ISO 8601 time.
        shipped_at = "shipped_at": String;
        /// ISO 8601 time.
        delivered_at = "delivered_at": String;
        /// ISO 8601 time.
        created_at = "created_at": String;
        /// ISO 8601 time.
        updated_at = "updated_at": String;
        /// `production` or `sandbox`.
        environment = "environment": String;
        /// How the shipping fee came about.
        shipping_metadata = "shipping_metadata": Object;
        /// True on the stored answer of an earlier request with the same idempotency key.
        idempotent = "idempotent": bool;
    }

    /// What did not work after an order was made.
    PostProcessingWarning {
        /// Where, e.g. `gift_card_redemption` or `stock_reduction`.
        stage = "stage": String;
        /// Why.
        message = "message": String;
    }

    /// Answer of `orders.create`, first or stored: the partner answers a stored one as the bare order, which is put under
    /// `order` here.
    OrderCreated {
        /// The order.
        order = "order": Order;
        /// How much store credit was used, in major units.
        store_credit_applied = "store_credit_applied": Amount;
        /// What did not work after the order was made.
        post_processing_warnings = "post_processing_warnings": Vec<PostProcessingWarning>;
        /// True on the stored answer of an earlier request with the same idempotency key.
        idempotent = "idempotent": bool;
    }

    /// Answer of `orders.list`.
    OrderList {
        /// The orders, newest first, without their lines.
        orders = "orders": Vec<Order>;
        /// Where the list goes on.
        pagination = "pagination": Pagination;
    }

    /// The figures of an import.
    IngestSummary {
        /// How many rows there were.
        rows_total = "rows_total": i64;
        /// How many products were made.
        rows_created = "rows_created": i64;
        /// How many products were changed.
        rows_updated = "rows_updated": i64;
        /// How many rows were passed over.
        rows_skipped = "rows_skipped": i64;
        /// How many rows failed.
        rows_failed = "rows_failed": i64;
    }

    /// Why a row failed.
    IngestError {
        /// The row, from 1.
        row = "row": i64;
        /// Its stock keeping unit.
        sku = "sku": String;
        /// The field that is wrong.
        field = "field": String;
        /// What is wrong with it.
        reason = "reason": String;
    }

    /// Answer of `ingest.products`, also when every row failed (status 422).
    IngestResult {
        /// `success`, `partial` or `failed`.
        status = "status": String;
        /// `json`, `csv` or `xml`.
        format = "format": String;
        /// `upsert_by_sku` or `create_only`.
        strategy = "strategy": String;
        /// Whether nothing was stored.
        dry_run = "dry_run": bool;
        /// The figures.
        summary = "summary": IngestSummary;
        /// The rows that failed.
        errors = "errors": Vec<IngestError>;
    }

    /// How deliveries to an endpoint went.
    DeliveryStats {
        /// How many there were.
        total = "total": i64;
        /// How many arrived.
        successful = "successful": i64;
        /// How many did not.
        failed = "failed": i64;
    }

    /// A webhook endpoint.
    WebhookEndpoint {
        /// The endpoint.
        id = "id": String;
        /// The store.
        store_id = "store_id": String;
        /// Where events are delivered to.
        url = "url": String;
        /// The event types.
        events = "events": Vec<String>;
        /// Whether events are delivered.
        enabled = "enabled": bool;
        /// Your own data.
        metadata = "metadata": Object;
        /// What deliveries are signed with, told once when the endpoint is made; a secret everywhere else.
        [secret] signing_secret = "signing_secret": String;
        /// ISO 8601 time.
        last_success_at = "last_success_at": String;
        /// ISO 8601 time.
        last_failure_at = "last_failure_at": String;
        /// How many deliveries in a row exhausted their retries; 20 disable the endpoint.
        consecutive_failures = "consecutive_failures": i64;
        /// Why it is disabled.
        disabled_reason = "disabled_reason": String;
        /// ISO 8601 time.
        disabled_at = "disabled_at": String;
        /// How deliveries went.
        delivery_stats = "delivery_stats": DeliveryStats;
        /// ISO 8601 time.
        created_at = "created_at": String;
        /// ISO 8601 time.
        updated_at = "updated_at": String;
    }

    /// Answer of `webhook_endpoints.create`, `.get` and `.update`.
    WebhookEndpointAnswer {
        /// The endpoint.
        webhook_endpoint = "webhook_endpoint": WebhookEndpoint;
    }

    /// Answer of `webhook_endpoints.list`.
    WebhookEndpointList {
        /// The endpoints.
        webhook_endpoints = "webhook_endpoints": Vec<WebhookEndpoint>;
        /// Where the list goes on.
        pagination = "pagination": Pagination;
    }

    /// Answer of `webhook_endpoints.delete`.
    WebhookEndpointDeleted {
        /// Whether it is gone.
        success = "success": bool;
        /// A sentence for people.
        message = "message": String;
    }

    /// Answer of `webhook_endpoints.test`.
    WebhookTested {
        /// Whether the endpoint took the event.
        success = "success": bool;
        /// The event that was made up.
        event_id = "event_id": String;
        /// Its type.
        event_type = "event_type": String;
        /// Where it was delivered to.
        endpoint_url = "endpoint_url": String;
        /// The HTTP status that the endpoint answered, if it did.
        status_code = "status_code": i64;
        /// What the endpoint answered.
        response_body = "response_body": String;
    }

    /// One delivery of an event.
    WebhookDelivery {
        /// The delivery.
        id = "id": String;
        /// The endpoint.
        endpoint_id = "endpoint_id": String;
        /// The attempt, from 1.
        attempt_number = "attempt_number": i64;
        /// The HTTP status that the endpoint answered, if it did.
        status_code = "status_code": i64;
        /// The first 1024 characters of what the endpoint answered.
        response_body = "response_body": String;
        /// How long it took, in milliseconds.
        latency_ms = "latency_ms": i64;
        /// Whether it arrived.
        success = "success": bool;
        /// ISO 8601 time.
        attempted_at = "attempted_at": String;
    }

    /// An event of the store.
    WebhookEvent {
        /// The event.
        id = "id": String;
        /// The store.
        store_id = "store_id": String;
        /// Its type, e.g. `order.created`.
        kind = "type": String;
        /// `production` or `sandbox`.
        environment = "environment": String;
        /// The envelope as it was delivered.
        payload = "payload": Object;
        /// ISO 8601 time.
        created_at = "created_at": String;
        /// Its deliveries; absent in a list.
        deliveries = "deliveries": Vec<WebhookDelivery>;
    }

    /// Answer of `webhook_events.list`.
    WebhookEventList {
        /// The events.
        webhook_events = "webhook_events": Vec<WebhookEvent>;
        /// Where the list goes on.
        pagination = "pagination": Pagination;
    }

    /// Answer of `webhook_events.get`.
    WebhookEventAnswer {
        /// The event with its deliveries.
        webhook_event = "webhook_event": WebhookEvent;
    }

    /// How a repeated delivery went.
    WebhookRetryResult {
        /// The endpoint.
        endpoint_id = "endpoint_id": String;
        /// Whether it arrived.
        success = "success": bool;
        /// The HTTP status that the endpoint answered, if it did.
        status_code = "status_code": i64;
    }

    /// Answer of `webhook_events.retry`.
    WebhookRetried {
        /// The event.
        event_id = "event_id": String;
        /// Whether, or to how many endpoints, it was delivered again.
        retried = "retried": Value;
        /// How it went, by endpoint.
        results = "results": Vec<WebhookRetryResult>;
    }

    /// Answer of `sandbox.reset` and `sandbox.clear_data`: nothing (204).
    SandboxCleared {}

    /// Answer of `sandbox.advance_time`.
    TimeAdvanced {
        /// How many days.
        advanced_days = "advanced_days": i64;
        /// How many rows of each area were moved.
        shifted = "shifted": Object;
        /// Why an area was not moved.
        not_shifted = "not_shifted": Object;
    }

    /// How a replayed delivery went.
    WebhookReplayResult {
        /// The endpoint.
        endpoint_id = "endpoint_id": String;
        /// Where it was delivered to.
        url = "url": String;
        /// How it went.
        status = "status": String;
        /// The HTTP status that the endpoint answered, if it did.
        response_status = "response_status": i64;
    }

    /// Answer of `sandbox.replay_webhook`.
    WebhookReplayed {
        /// The event.
        replayed_event_id = "replayed_event_id": String;
        /// How it went, by endpoint.
        results = "results": Vec<WebhookReplayResult>;
    }
}
