//! Tybrite's endpoints, in the groups of the partner's own documentation. Auth class, key class and replay rule follow
//! from the contract's tables of keys, of signed operations and of replay results.

use super::ingest::IngestProducts;
use super::providers::SAFE_TO_VERIFY;
use super::requests::*;
use super::responses::*;
use crate::api_key::KeyClass::{Secret, SecretTest};
use crate::operation::DefaultKey::{Change, Dated, None as NoKey, Random};
use crate::operation::{AnswerShape, SafeWhen};
use crate::partners::model::operations;

/// A first answer has 201, a stored one 200.
const CREATED: AnswerShape = AnswerShape { replay_status: Some(200), ..AnswerShape::PLAIN };
/// 201 and `{"order": …}` first, 200 and the bare order when it is a stored answer.
const ORDER_CREATED: AnswerShape = AnswerShape { envelope: Some("order"), ..CREATED };
/// A 422 with a result (and not the error envelope) is a result in which every row failed.
const INGESTED: AnswerShape = AnswerShape { result: Some((422, "summary")), ..AnswerShape::PLAIN };
/// 204.
const EMPTY: AnswerShape = AnswerShape { may_be_empty: true, ..AnswerShape::PLAIN };

const fn list_of(items: &'static str) -> AnswerShape {
    AnswerShape { items: Some(items), ..AnswerShape::PLAIN }
}

operations! {
    client TybriteClient;

    /// Payments at the store's providers.
    group payments Payments {
        /// Lists the payment methods of the store that the key may see. Source: `GET /v1/payments/methods`.
        methods(ListPaymentMethods) -> PaymentMethodList = PAYMENTS_METHODS:
            Get "/v1/payments/methods", ApiKey, Safe, NoKey;

        /// Starts a payment at a provider. Source: `POST /v1/payments/initialize`.
        initialize(InitializePayment) -> PaymentInitialized = PAYMENTS_INITIALIZE:
            Post "/v1/payments/initialize", Signed, Keyed, Random { prefix: "payment" },
            key_class = Secret, answer = CREATED;

        /// Asks a provider what became of a payment. At PayPal, and perhaps at a provider of the store's own, this captures
        /// the money, so only the look-ups of the other built-in providers are sent again. Source: `POST /v1/payments/verify`.
        verify(VerifyPayment) -> PaymentVerified = PAYMENTS_VERIFY:
            Post "/v1/payments/verify", ApiKey, Never, NoKey,
            key_class = Secret, safe_when = Some(SafeWhen { field: "provider", values: SAFE_TO_VERIFY });
    }

    /// Orders of the store.
    group orders Orders {
        /// Creates an order. Source: `POST /v1/orders`.
        create(CreateOrder) -> OrderCreated = ORDERS_CREATE:
            Post "/v1/orders", Signed, Keyed, Dated { prefix: "order" },
            key_class = Secret, answer = ORDER_CREATED;

        /// Changes an order. Source: `PATCH /v1/orders/{id}`.
        update(UpdateOrder) -> Order = ORDERS_UPDATE:
            Patch "/v1/orders/{id}", Signed, Keyed, Change { prefix: "update", field: "id" },
            key_class = Secret, changes_something = true;

        /// Reads an order. Source: `GET /v1/orders/{id}`.
        get(GetOrder) -> Order = ORDERS_GET:
            Get "/v1/orders/{id}", ApiKey, Safe, NoKey, key_class = Secret;

        /// Lists orders, newest first, without their items. Source: `GET /v1/orders`.
        list(ListOrders) -> OrderList = ORDERS_LIST:
            Get "/v1/orders", ApiKey, Safe, NoKey, key_class = Secret, answer = list_of("orders");
    }

    /// Bulk import of the catalogue.
    group ingest Ingest {
        /// Creates or changes up to 12 products from a JSON, CSV or XML document. The rows are independent; a result in which
        /// every row failed is an answer and not an error. Source: `POST /v1/ingest/products`.
        products(IngestProducts) -> IngestResult = INGEST_PRODUCTS:
            Post "/v1/ingest/products", Signed, Keyed, Random { prefix: "ingest" },
            key_class = Secret, answer = INGESTED, max_rows = Some(12);
    }

    /// Where Tybrite delivers the store's events.
    group webhook_endpoints WebhookEndpoints {
        /// Adds an endpoint; its signing secret is told in this answer only. Source: `POST /v1/webhook_endpoints`.
        create(CreateWebhookEndpoint) -> WebhookEndpointAnswer = WEBHOOK_ENDPOINTS_CREATE:
            Post "/v1/webhook_endpoints", ApiKey, Never, NoKey, key_class = Secret;

        /// Lists the endpoints. Source: `GET /v1/webhook_endpoints`.
        list(ListWebhookEndpoints) -> WebhookEndpointList = WEBHOOK_ENDPOINTS_LIST:
            Get "/v1/webhook_endpoints", ApiKey, Safe, NoKey, key_class = Secret, answer = list_of("webhook_endpoints");

        /// Reads an endpoint with its delivery figures. Source: `GET /v1/webhook_endpoints/{id}`.
        get(GetWebhookEndpoint) -> WebhookEndpointAnswer = WEBHOOK_ENDPOINTS_GET:
            Get "/v1/webhook_endpoints/{id}", ApiKey, Safe, NoKey, key_class = Secret;

        /// Changes an endpoint; `enabled: true` also brings back one that was disabled for its failures. Source:
        /// `PATCH /v1/webhook_endpoints/{id}`.
        update(UpdateWebhookEndpoint) -> WebhookEndpointAnswer = WEBHOOK_ENDPOINTS_UPDATE:
            Patch "/v1/webhook_endpoints/{id}", ApiKey, Never, NoKey, key_class = Secret, changes_something = true;

        /// Takes an endpoint out; deliveries on their way continue. Source: `DELETE /v1/webhook_endpoints/{id}`.
        delete(DeleteWebhookEndpoint) -> WebhookEndpointDeleted = WEBHOOK_ENDPOINTS_DELETE:
            Delete "/v1/webhook_endpoints/{id}", ApiKey, Never, NoKey, key_class = Secret;

        /// Sends a made-up event to an endpoint. A delivery that failed is a success with `success: false`. Source:
        /// `POST /v1/webhook_endpoints/{id}/test`.
        test(TestWebhookEndpoint) -> WebhookTested = WEBHOOK_ENDPOINTS_TEST:
            Post "/v1/webhook_endpoints/{id}/test", ApiKey, Never, NoKey, key_class = Secret;
    }

    /// The events that were delivered, or were to be.
    group webhook_events WebhookEvents {
        /// Lists events. Source: `GET /v1/webhook_events`.
        list(ListWebhookEvents) -> WebhookEventList = WEBHOOK_EVENTS_LIST:
            Get "/v1/webhook_events", ApiKey, Safe, NoKey, key_class = Secret, answer = list_of("webhook_events");

        /// Reads an event with its deliveries. Source: `GET /v1/webhook_events/{id}`.
        get(GetWebhookEvent) -> WebhookEventAnswer = WEBHOOK_EVENTS_GET:
            Get "/v1/webhook_events/{id}", ApiKey, Safe, NoKey, key_class = Secret;

        /// Delivers an event once more. Source: `POST /v1/webhook_events/{id}/retry`.
        retry(RetryWebhookEvent) -> WebhookRetried = WEBHOOK_EVENTS_RETRY:
            Post "/v1/webhook_events/{id}/retry", ApiKey, Never, NoKey, key_class = Secret;
    }

    /// Tools of the sandbox; they take a secret test key (`…_sk_test_…`).
    group sandbox SandboxTools {
        /// Deletes the sandbox's transactional data. Source: `POST /v1/sandbox/reset`.
        reset(ResetSandbox) -> SandboxCleared = SANDBOX_RESET:
            Post "/v1/sandbox/reset", ApiKey, Never, NoKey, key_class = SecretTest, answer = EMPTY;

        /// The same under another method. Source: `DELETE /v1/sandbox/data`.
        clear_data(ClearSandboxData) -> SandboxCleared = SANDBOX_CLEAR_DATA:
            Delete "/v1/sandbox/data", ApiKey, Never, NoKey, key_class = SecretTest, answer = EMPTY;

        /// Moves carts, reservations and analytics into the past; the clock of signatures stays. Source:
        /// `POST /v1/sandbox/time`.
        advance_time(AdvanceTime) -> TimeAdvanced = SANDBOX_ADVANCE_TIME:
            Post "/v1/sandbox/time", ApiKey, Never, NoKey, key_class = SecretTest;

        /// Delivers an event once more, by its id or the latest of a type. Source: `POST /v1/sandbox/webhooks/replay`.
        replay_webhook(ReplayWebhook) -> WebhookReplayed = SANDBOX_REPLAY_WEBHOOK:
            Post "/v1/sandbox/webhooks/replay", ApiKey, Never, NoKey, key_class = SecretTest;
    }
}

/// Every operation, in the order of the documentation.
pub(super) const ALL: &[&crate::operation::Operation] = OPERATIONS;
