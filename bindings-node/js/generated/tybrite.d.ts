// Written by `cargo xtask gen` from core/src/partners; do not edit.
import type { Answered, CallOptions } from '../index.js';

/** Lists the payment methods of the store. */
export interface ListPaymentMethodsRequest {
  /** The members to answer with, separated by commas, e.g. `provider,type`. (query) */
  fields?: string;
}

/** One payment method. */
export interface PaymentMethod {
  /** `cash`, `stripe`, `paypal`, `paystack`, `mpesa`, `mpesa_c2b`, `airtel`, or a provider of the store's own. */
  provider?: string | null;
  /** The name for the shopper. */
  display_name?: string | null;
  /** `manual`, `redirect`, `popup` or `stk_push`. */
  type?: string | null;
  /** The provider's own environment: `production`, `test`, `sandbox` or `staging`. */
  environment?: string | null;
  /** Whether the store has credentials for it. */
  is_configured?: boolean;
  /** Present and true for a provider of the store's own. */
  custom_provider?: boolean;
  /** The currencies it takes. */
  supported_currencies?: string[];
}

/** Answer of `payments.methods`. */
export interface PaymentMethodList {
  /** The methods. */
  methods?: PaymentMethod[];
}

/** Starts a payment at a provider. The default idempotency key is `payment-{unix ms}-{random}`. */
export interface InitializePaymentRequest {
  /** `stripe`, `paypal`, `paystack`, `mpesa`, `airtel`, or a provider of the store's own. */
  provider: string;
  /** Amount in major units (100 = one hundred), above 0; with `order_id` it must be the order's total to the cent. */
  amount: number;
  /** ISO 4217 code in any case; some providers fix it. */
  currency?: string;
  /** The shopper's e-mail address; Stripe and Paystack need it. */
  email?: string;
  /** The shopper's phone number, digits only, international, without `+`; M-Pesa and Airtel need it. */
  phone?: string;
  /** ISO 3166 alpha-2 code; Airtel needs it (`KE`, `UG`, `TZ`, `RW`). */
  country?: string;
  /** The order that is paid (a UUID); its total is then held against `amount`. */
  order_id?: string;
  /** The idempotency key once more. Leave it out: the header is what counts. If it is set, it is the key. */
  idempotency_key?: string;
  /** Your own data; values are texts. */
  metadata?: Record<string, unknown>;
  /** Stripe: where the shopper goes after paying. */
  success_url?: string;
  /** Stripe: where the shopper goes after giving up. */
  cancel_url?: string;
  /** Paystack: where Paystack reports to. */
  callback_url?: string;
}

/** Answer of `payments.initialize`: the members of every provider; `flow()` sorts them by what comes next. */
export interface PaymentInitialized {
  /** Whether the payment was started. */
  success?: boolean;
  /** The provider. */
  provider?: string | null;
  /** What comes next: `redirect`, `popup`, `stk_push`, `manual`, or one that is new. */
  type?: string | null;
  /** Tybrite's own reference (`PAY-…`); which value verifies the payment is `verify_reference()`. */
  reference?: string | null;
  /** Stripe: where to send the shopper. */
  checkout_url?: string | null;
  /** Stripe: the checkout session (`cs_…`); it verifies the payment. */
  session_id?: string | null;
  /** The provider's own environment: `test`, `sandbox`, `staging` or `production`. */
  environment?: string | null;
  /** ISO 8601 time. */
  expires_at?: string | null;
  /** PayPal: the order of the store that is paid. */
  order_id?: string | null;
  /** PayPal: PayPal's order; it verifies (and captures) the payment. */
  paypal_order_id?: string | null;
  /** PayPal: the client id for PayPal's script in the browser. Not a secret. */
  client_id?: string | null;
  /** ISO 4217 code. */
  currency?: string | null;
  /** Paystack: the public key for the popup. */
  public_key?: string | null;
  /** Paystack: the shopper's e-mail address. */
  email?: string | null;
  /** Paystack: the amount in **minor** units (5000000 = 50000.00), unlike every other amount. */
  amount?: number | null;
  /** M-Pesa: the prompt's id (`ws_CO_…`); it verifies the payment. */
  checkout_request_id?: string | null;
  /** M-Pesa: the merchant's id of the prompt. */
  merchant_request_id?: string | null;
  /** A sentence for the shopper. */
  customer_message?: string | null;
  /** True on the stored answer of an earlier request with the same idempotency key. */
  idempotent?: boolean;
}

/** Asks a provider what became of a payment. */
export interface VerifyPaymentRequest {
  /** The provider that the payment was started at. */
  provider: string;
  /** What `verify_reference()` of the initialize answer gives: it is another member for each provider. */
  reference: string;
}

/** Answer of `payments.verify`. */
export interface PaymentVerified {
  /** The provider. */
  provider?: string | null;
  /** The reference that was asked for. */
  reference?: string | null;
  /** `success` when paid; otherwise the provider's own word, e.g. `pending`, `failed`, `cancelled`, `abandoned`,  `unpaid`, `not_found`. */
  status?: string | null;
  /** Amount in major units. */
  amount?: number | null;
  /** ISO 4217 code. */
  currency?: string | null;
  /** Paystack: how it was paid. */
  channel?: string | null;
  /** The shopper's e-mail address. */
  customer_email?: string | null;
  /** ISO 8601 time. */
  paid_at?: string | null;
  /** Stripe: the PaymentIntent. */
  payment_intent?: string | null;
  /** PayPal: the capture. */
  capture_id?: string | null;
  /** M-Pesa: the provider's code, a text or a number. */
  result_code?: unknown;
  /** M-Pesa: what the code means. */
  result_description?: string | null;
  /** M-Pesa: the merchant's id of the prompt. */
  merchant_request_id?: string | null;
  /** A sentence for people. */
  message?: string | null;
  /** Airtel: what the provider last said. */
  response?: unknown;
  /** ISO 8601 time. */
  created_at?: string | null;
  /** Your own data. */
  metadata?: Record<string, unknown> | null;
}

/** A postal address. */
export interface Address {
  /** Street and number. */
  street?: string;
  /** City. */
  city?: string;
  /** State or province. */
  state?: string;
  /** Postal code. */
  zip?: string;
  /** Country. */
  country?: string;
}

/** One line of a new order. */
export interface NewOrderItem {
  /** The variant (a UUID); it wins over `product_id`. */
  variant_id?: string;
  /** The product (a UUID), where no variant is named. */
  product_id?: string;
  /** Its name. */
  product_name?: string;
  /** Its stock keeping unit. */
  product_sku?: string;
  /** How many, at least 1. */
  quantity?: number;
  /** Price of one, in major units. */
  unit_price?: number;
  /** Price of all, in major units. */
  total_price?: number;
  /** What the shopper chose. */
  product_options?: Record<string, unknown>;
}

/** Creates an order. `subtotal + tax + shipping - discount = total`. The default idempotency key is  `order-{yyyymmdd}-{random}`. */
export interface CreateOrderRequest {
  /** The customer (a UUID); absent for a guest. */
  customer_id?: string;
  /** The customer's e-mail address. */
  customer_email: string;
  /** The customer's name. The API's document requires it. */
  customer_name?: string;
  /** The customer's phone number. */
  customer_phone?: string;
  /** Where the bill goes. The API's document requires it. */
  billing_address?: Address;
  /** Where the goods go. The API's document requires it. */
  shipping_address?: Address;
  /** The lines, at least one. */
  items: NewOrderItem[];
  /** Sum of the lines, in major units. The API's document requires it. */
  subtotal?: number;
  /** Tax, in major units; may be left out where the store computes it. */
  tax_amount?: number;
  /** Shipping, in major units. */
  shipping_amount?: number;
  /** Discount, in major units, a gift card's share included. */
  discount_amount?: number;
  /** What is to be paid, in major units. The API's document requires it. */
  total_amount?: number;
  /** ISO 4217 code. */
  currency?: string;
  /** `card`, `stripe`, `paypal`, `paystack`, `mpesa`, `cash`, or a label of the store's own. The API's document  requires it. */
  payment_method?: string;
  /** `pending` (default), `paid`, `failed` or `refunded`. */
  payment_status?: string;
  /** `pending` (default), `processing`, `shipped`, `delivered` or `cancelled`. */
  order_status?: string;
  /** The provider's reference of the payment. */
  payment_reference?: string;
  /** Your own number for the order. */
  order_number?: string;
  /** Notes for people. */
  notes?: string;
  /** The carrier's tracking number. */
  tracking_number?: string;
  /** ISO 8601 time. */
  estimated_delivery?: string;
  /** Values of the store's own fields; bad ones come back in `post_processing_warnings`. */
  custom_fields?: Record<string, unknown>;
  /** How the shipping fee came about. */
  shipping_metadata?: Record<string, unknown>;
  /** `{code, amount}`, both required. */
  gift_card_redemption?: Record<string, unknown>;
  /** `{promotion_id, discount_amount}` for each promotion, both required. */
  promotion_usages?: Record<string, unknown>[];
  /** Whether store credit is used; needs `customer_id`. */
  apply_store_credit?: boolean;
  /** How much store credit, in major units. */
  store_credit_amount?: number;
  /** Stock reservations that the order uses up. */
  reservation_ids?: string[];
  /** Degrees. */
  shipping_latitude?: number;
  /** Degrees. */
  shipping_longitude?: number;
  /** The rate that Shippo offered. */
  shippo_rate_id?: string;
  /** Where the shopper came from. */
  attribution?: Record<string, unknown>;
  /** Google's click id. */
  gclid?: string;
  /** Facebook's click id. */
  fbclid?: string;
  /** What the shopper allowed advertisers. */
  ad_consent?: Record<string, unknown>;
  /** The idempotency key, instead of the default. It travels as a header, never in the body. */
  idempotency_key?: string;
}

/** A postal address. */
export interface PostalAddress {
  /** Street and number. */
  street?: string | null;
  /** City. */
  city?: string | null;
  /** State or province. */
  state?: string | null;
  /** Postal code. */
  zip?: string | null;
  /** Country. */
  country?: string | null;
}

/** One line of an order. */
export interface OrderItem {
  /** The line's id. */
  id?: string | null;
  /** The order. */
  order_id?: string | null;
  /** The product. */
  product_id?: string | null;
  /** Its name. */
  product_name?: string | null;
  /** Its stock keeping unit. */
  product_sku?: string | null;
  /** How many. */
  quantity?: number | null;
  /** Price of one, in major units. */
  unit_price?: number | null;
  /** Price of all, in major units. */
  subtotal?: number | null;
  /** Price of all, in major units, under its other name. */
  total_price?: number | null;
  /** What the shopper chose. */
  product_options?: Record<string, unknown> | null;
  /** Values of the store's own fields. */
  custom_fields?: Record<string, unknown>[];
}

/** An order; the answer of `orders.get` and `orders.update`. */
export interface Order {
  /** The order (a UUID). */
  id?: string | null;
  /** Its number for people. */
  order_number?: string | null;
  /** The customer (a UUID). */
  customer_id?: string | null;
  /** The customer's e-mail address. */
  customer_email?: string | null;
  /** The customer's phone number. */
  customer_phone?: string | null;
  /** The customer's name. */
  customer_name?: string | null;
  /** `pending`, `processing`, `shipped`, `delivered`, `cancelled`, or one that is new. */
  order_status?: string | null;
  /** `pending`, `paid`, `failed`, `refunded`, or one that is new. */
  payment_status?: string | null;
  /** How it is paid. */
  payment_method?: string | null;
  /** The provider's reference of the payment. */
  payment_reference?: string | null;
  /** Sum of the lines, in major units. */
  subtotal?: number | null;
  /** Tax, in major units. */
  tax_amount?: number | null;
  /** How the tax came about. */
  tax_breakdown?: Record<string, unknown>[];
  /** `automatic`, `fallback` or `manual`. */
  tax_source?: string | null;
  /** Shipping, in major units. */
  shipping_amount?: number | null;
  /** Discount, in major units. */
  discount_amount?: number | null;
  /** What is to be paid, in major units. */
  total_amount?: number | null;
  /** ISO 4217 code. */
  currency?: string | null;
  /** Where the bill goes. */
  billing_address?: PostalAddress;
  /** Where the goods go. */
  shipping_address?: PostalAddress;
  /** The lines; absent in a list. */
  items?: OrderItem[];
  /** What changed, and when. */
  status_notes?: Record<string, unknown>[];
  /** Values of the store's own fields. */
  custom_fields?: Record<string, unknown>[];
  /** Notes for people. */
  notes?: string | null;
  /** The carrier's tracking number. */
  tracking_number?: string | null;
  /** ISO 8601 time. */
  estimated_delivery?: string | null;
  /** ISO 8601 time. */
  shipped_at?: string | null;
  /** ISO 8601 time. */
  delivered_at?: string | null;
  /** ISO 8601 time. */
  created_at?: string | null;
  /** ISO 8601 time. */
  updated_at?: string | null;
  /** `production` or `sandbox`. */
  environment?: string | null;
  /** How the shipping fee came about. */
  shipping_metadata?: Record<string, unknown> | null;
  /** True on the stored answer of an earlier request with the same idempotency key. */
  idempotent?: boolean;
}

/** What did not work after an order was made. */
export interface PostProcessingWarning {
  /** Where, e.g. `gift_card_redemption` or `stock_reduction`. */
  stage?: string | null;
  /** Why. */
  message?: string | null;
}

/** Answer of `orders.create`, first or stored: the partner answers a stored one as the bare order, which is put under  `order` here. */
export interface OrderCreated {
  /** The order. */
  order?: Order;
  /** How much store credit was used, in major units. */
  store_credit_applied?: number | null;
  /** What did not work after the order was made. */
  post_processing_warnings?: PostProcessingWarning[];
  /** True on the stored answer of an earlier request with the same idempotency key. */
  idempotent?: boolean;
}

/** Changes an order; at least one field besides the id. The default idempotency key is  `update-{the first field that is set}-{id}-{timestamp}`. */
export interface UpdateOrderRequest {
  /** The order (a UUID). (path) */
  id: string;
  /** `pending`, `paid`, `failed` or `refunded`. */
  payment_status?: string;
  /** `pending`, `processing`, `shipped`, `delivered` or `cancelled`. */
  order_status?: string;
  /** Notes for people. */
  notes?: string;
  /** The carrier's tracking number. */
  tracking_number?: string;
  /** ISO 8601 time. */
  estimated_delivery?: string;
  /** ISO 8601 time. */
  shipped_at?: string;
  /** ISO 8601 time. */
  delivered_at?: string;
  /** The provider's reference of the payment. */
  payment_reference?: string;
  /** Stock reservations that the order uses up. */
  reservation_ids?: string[];
  /** The idempotency key, instead of the default. It travels as a header, never in the body. */
  idempotency_key?: string;
}

/** Reads an order. */
export interface GetOrderRequest {
  /** The order (a UUID). (path) */
  id: string;
  /** The members to answer with, separated by commas; a dot leads into an object. (query) */
  fields?: string;
}

/** Lists orders. */
export interface ListOrdersRequest {
  /** How many, 1–200 (default 50). (query) */
  limit?: number;
  /** Where to go on, as the answer before gave it. (query) */
  cursor?: string;
  /** Only orders with this payment status. (query) */
  payment_status?: string;
  /** Only orders with this order status. (query) */
  order_status?: string;
  /** Only orders of this customer (a UUID). (query) */
  customer_id?: string;
  /** The members to answer with, separated by commas. (query) */
  fields?: string;
}

/** Where a list goes on. */
export interface Pagination {
  /** How many items a page holds. */
  limit?: number | null;
  /** Whether there is more. */
  has_more?: boolean;
  /** The cursor of the next page. */
  next_cursor?: string | null;
}

/** Answer of `orders.list`. */
export interface OrderList {
  /** The orders, newest first, without their lines. */
  orders?: Order[];
  /** Where the list goes on. */
  pagination?: Pagination;
}

/** Creates or changes products from a JSON, CSV or XML document of at most 12 rows. */
export interface IngestProductsRequest {
  /** `application/json`, `text/csv` or `application/xml`. (content type) */
  content_type: string;
  /** `upsert_by_sku` (default) or `create_only`. (query) */
  strategy?: string;
  /** Whether nothing is stored (default false). (query) */
  dry_run?: boolean;
  /** The idempotency key, instead of the default. It travels as a header, never in the body. */
  idempotency_key?: string;
}

/** The figures of an import. */
export interface IngestSummary {
  /** How many rows there were. */
  rows_total?: number | null;
  /** How many products were made. */
  rows_created?: number | null;
  /** How many products were changed. */
  rows_updated?: number | null;
  /** How many rows were passed over. */
  rows_skipped?: number | null;
  /** How many rows failed. */
  rows_failed?: number | null;
}

/** Why a row failed. */
export interface IngestError {
  /** The row, from 1. */
  row?: number | null;
  /** Its stock keeping unit. */
  sku?: string | null;
  /** The field that is wrong. */
  field?: string | null;
  /** What is wrong with it. */
  reason?: string | null;
}

/** Answer of `ingest.products`, also when every row failed (status 422). */
export interface IngestResult {
  /** `success`, `partial` or `failed`. */
  status?: string | null;
  /** `json`, `csv` or `xml`. */
  format?: string | null;
  /** `upsert_by_sku` or `create_only`. */
  strategy?: string | null;
  /** Whether nothing was stored. */
  dry_run?: boolean;
  /** The figures. */
  summary?: IngestSummary;
  /** The rows that failed. */
  errors?: IngestError[];
}

/** Adds a webhook endpoint. */
export interface CreateWebhookEndpointRequest {
  /** Where events are delivered to; https only. */
  url: string;
  /** The event types, or `*` for all. */
  events: string[];
  /** Whether events are delivered (default true). */
  enabled?: boolean;
  /** Your own data; not sent in deliveries. */
  metadata?: Record<string, unknown>;
}

/** How deliveries to an endpoint went. */
export interface DeliveryStats {
  /** How many there were. */
  total?: number | null;
  /** How many arrived. */
  successful?: number | null;
  /** How many did not. */
  failed?: number | null;
}

/** A webhook endpoint. */
export interface WebhookEndpoint {
  /** The endpoint. */
  id?: string | null;
  /** The store. */
  store_id?: string | null;
  /** Where events are delivered to. */
  url?: string | null;
  /** The event types. */
  events?: string[];
  /** Whether events are delivered. */
  enabled?: boolean;
  /** Your own data. */
  metadata?: Record<string, unknown> | null;
  /** What deliveries are signed with, told once when the endpoint is made; a secret everywhere else. */
  signing_secret?: string | null;
  /** ISO 8601 time. */
  last_success_at?: string | null;
  /** ISO 8601 time. */
  last_failure_at?: string | null;
  /** How many deliveries in a row exhausted their retries; 20 disable the endpoint. */
  consecutive_failures?: number | null;
  /** Why it is disabled. */
  disabled_reason?: string | null;
  /** ISO 8601 time. */
  disabled_at?: string | null;
  /** How deliveries went. */
  delivery_stats?: DeliveryStats;
  /** ISO 8601 time. */
  created_at?: string | null;
  /** ISO 8601 time. */
  updated_at?: string | null;
}

/** Answer of `webhook_endpoints.create`, `.get` and `.update`. */
export interface WebhookEndpointAnswer {
  /** The endpoint. */
  webhook_endpoint?: WebhookEndpoint;
}

/** Lists the webhook endpoints. */
export interface ListWebhookEndpointsRequest {
  /** How many, 1–100 (default 50). (query) */
  limit?: number;
  /** Where to go on, as the answer before gave it. (query) */
  cursor?: string;
}

/** Answer of `webhook_endpoints.list`. */
export interface WebhookEndpointList {
  /** The endpoints. */
  webhook_endpoints?: WebhookEndpoint[];
  /** Where the list goes on. */
  pagination?: Pagination;
}

/** Reads a webhook endpoint. */
export interface GetWebhookEndpointRequest {
  /** The endpoint. (path) */
  id: string;
}

/** Changes a webhook endpoint; lists and objects are replaced whole. */
export interface UpdateWebhookEndpointRequest {
  /** The endpoint. (path) */
  id: string;
  /** Where events are delivered to; https only. */
  url?: string;
  /** The event types, or `*` for all. */
  events?: string[];
  /** Whether events are delivered. */
  enabled?: boolean;
  /** Your own data; not sent in deliveries. */
  metadata?: Record<string, unknown>;
}

/** Takes a webhook endpoint out. */
export interface DeleteWebhookEndpointRequest {
  /** The endpoint. (path) */
  id: string;
}

/** Answer of `webhook_endpoints.delete`. */
export interface WebhookEndpointDeleted {
  /** Whether it is gone. */
  success?: boolean;
  /** A sentence for people. */
  message?: string | null;
}

/** Sends a made-up event to a webhook endpoint. */
export interface TestWebhookEndpointRequest {
  /** The endpoint. (path) */
  id: string;
  /** The type of the event (default `order.created`). */
  event_type?: string;
}

/** Answer of `webhook_endpoints.test`. */
export interface WebhookTested {
  /** Whether the endpoint took the event. */
  success?: boolean;
  /** The event that was made up. */
  event_id?: string | null;
  /** Its type. */
  event_type?: string | null;
  /** Where it was delivered to. */
  endpoint_url?: string | null;
  /** The HTTP status that the endpoint answered, if it did. */
  status_code?: number | null;
  /** What the endpoint answered. */
  response_body?: string | null;
}

/** Lists events. */
export interface ListWebhookEventsRequest {
  /** Only events of this type; `type` on the wire. (query) */
  type?: string;
  /** Only events of `production` or `sandbox`. (query) */
  environment?: string;
  /** How many, 1–200 (default 50). (query) */
  limit?: number;
  /** Where to go on, as the answer before gave it. (query) */
  cursor?: string;
}

/** One delivery of an event. */
export interface WebhookDelivery {
  /** The delivery. */
  id?: string | null;
  /** The endpoint. */
  endpoint_id?: string | null;
  /** The attempt, from 1. */
  attempt_number?: number | null;
  /** The HTTP status that the endpoint answered, if it did. */
  status_code?: number | null;
  /** The first 1024 characters of what the endpoint answered. */
  response_body?: string | null;
  /** How long it took, in milliseconds. */
  latency_ms?: number | null;
  /** Whether it arrived. */
  success?: boolean;
  /** ISO 8601 time. */
  attempted_at?: string | null;
}

/** An event of the store. */
export interface WebhookEvent {
  /** The event. */
  id?: string | null;
  /** The store. */
  store_id?: string | null;
  /** Its type, e.g. `order.created`. */
  type?: string | null;
  /** `production` or `sandbox`. */
  environment?: string | null;
  /** The envelope as it was delivered. */
  payload?: Record<string, unknown> | null;
  /** ISO 8601 time. */
  created_at?: string | null;
  /** Its deliveries; absent in a list. */
  deliveries?: WebhookDelivery[];
}

/** Answer of `webhook_events.list`. */
export interface WebhookEventList {
  /** The events. */
  webhook_events?: WebhookEvent[];
  /** Where the list goes on. */
  pagination?: Pagination;
}

/** Reads an event. */
export interface GetWebhookEventRequest {
  /** The event. (path) */
  id: string;
}

/** Answer of `webhook_events.get`. */
export interface WebhookEventAnswer {
  /** The event with its deliveries. */
  webhook_event?: WebhookEvent;
}

/** Delivers an event once more. */
export interface RetryWebhookEventRequest {
  /** The event. (path) */
  id: string;
}

/** How a repeated delivery went. */
export interface WebhookRetryResult {
  /** The endpoint. */
  endpoint_id?: string | null;
  /** Whether it arrived. */
  success?: boolean;
  /** The HTTP status that the endpoint answered, if it did. */
  status_code?: number | null;
}

/** Answer of `webhook_events.retry`. */
export interface WebhookRetried {
  /** The event. */
  event_id?: string | null;
  /** Whether, or to how many endpoints, it was delivered again. */
  retried?: unknown;
  /** How it went, by endpoint. */
  results?: WebhookRetryResult[];
}

/** Answer of `sandbox.reset` and `sandbox.clear_data`: nothing (204). */
export interface SandboxCleared {
}

/** Moves the sandbox's carts, reservations and analytics into the past. */
export interface AdvanceTimeRequest {
  /** How many days, 1–3650. */
  advance_days: number;
}

/** Answer of `sandbox.advance_time`. */
export interface TimeAdvanced {
  /** How many days. */
  advanced_days?: number | null;
  /** How many rows of each area were moved. */
  shifted?: Record<string, unknown> | null;
  /** Why an area was not moved. */
  not_shifted?: Record<string, unknown> | null;
}

/** Delivers an event of the sandbox once more. */
export interface ReplayWebhookRequest {
  /** The event. */
  event_id?: string;
  /** Or the type whose latest event is meant; `type` on the wire. */
  type?: string;
}

/** How a replayed delivery went. */
export interface WebhookReplayResult {
  /** The endpoint. */
  endpoint_id?: string | null;
  /** Where it was delivered to. */
  url?: string | null;
  /** How it went. */
  status?: string | null;
  /** The HTTP status that the endpoint answered, if it did. */
  response_status?: number | null;
}

/** Answer of `sandbox.replay_webhook`. */
export interface WebhookReplayed {
  /** The event. */
  replayed_event_id?: string | null;
  /** How it went, by endpoint. */
  results?: WebhookReplayResult[];
}

/** The methods of `payments`. */
export interface TybritePayments {
  /** Lists the payment methods of the store that the key may see. Source: `GET /v1/payments/methods`. `GET /v1/payments/methods` */
  methods(input?: ListPaymentMethodsRequest, options?: CallOptions): Promise<Answered<PaymentMethodList>>;
  /** Starts a payment at a provider. Source: `POST /v1/payments/initialize`. `POST /v1/payments/initialize` */
  initialize(input: InitializePaymentRequest, options?: CallOptions): Promise<Answered<PaymentInitialized>>;
  /** Asks a provider what became of a payment. At PayPal, and perhaps at a provider of the store's own, this captures  the money, so only the look-ups of the other built-in providers are sent again. Source: `POST /v1/payments/verify`. `POST /v1/payments/verify` */
  verify(input: VerifyPaymentRequest, options?: CallOptions): Promise<Answered<PaymentVerified>>;
}

/** The methods of `orders`. */
export interface TybriteOrders {
  /** Creates an order. Source: `POST /v1/orders`. `POST /v1/orders` */
  create(input: CreateOrderRequest, options?: CallOptions): Promise<Answered<OrderCreated>>;
  /** Changes an order. Source: `PATCH /v1/orders/{id}`. `PATCH /v1/orders/{id}` */
  update(input: UpdateOrderRequest, options?: CallOptions): Promise<Answered<Order>>;
  /** Reads an order. Source: `GET /v1/orders/{id}`. `GET /v1/orders/{id}` */
  get(input: GetOrderRequest, options?: CallOptions): Promise<Answered<Order>>;
  /** Lists orders, newest first, without their items. Source: `GET /v1/orders`. `GET /v1/orders` */
  list(input?: ListOrdersRequest, options?: CallOptions): Promise<Answered<OrderList>>;
  /** Every item of `list`, page after page; an error ends it. */
  iter(input?: ListOrdersRequest, options?: CallOptions): AsyncIterableIterator<Order>;
}

/** The methods of `ingest`. */
export interface TybriteIngest {
  /** Creates or changes up to 12 products from a JSON, CSV or XML document. The rows are independent; a result in which  every row failed is an answer and not an error. Source: `POST /v1/ingest/products`. `POST /v1/ingest/products` */
  products(document: string | Uint8Array, input: IngestProductsRequest, options?: CallOptions): Promise<Answered<IngestResult>>;
}

/** The methods of `webhookEndpoints`. */
export interface TybriteWebhookEndpoints {
  /** Adds an endpoint; its signing secret is told in this answer only. Source: `POST /v1/webhook_endpoints`. `POST /v1/webhook_endpoints` */
  create(input: CreateWebhookEndpointRequest, options?: CallOptions): Promise<Answered<WebhookEndpointAnswer>>;
  /** Lists the endpoints. Source: `GET /v1/webhook_endpoints`. `GET /v1/webhook_endpoints` */
  list(input?: ListWebhookEndpointsRequest, options?: CallOptions): Promise<Answered<WebhookEndpointList>>;
  /** Every item of `list`, page after page; an error ends it. */
  iter(input?: ListWebhookEndpointsRequest, options?: CallOptions): AsyncIterableIterator<WebhookEndpoint>;
  /** Reads an endpoint with its delivery figures. Source: `GET /v1/webhook_endpoints/{id}`. `GET /v1/webhook_endpoints/{id}` */
  get(input: GetWebhookEndpointRequest, options?: CallOptions): Promise<Answered<WebhookEndpointAnswer>>;
  /** Changes an endpoint; `enabled: true` also brings back one that was disabled for its failures. Source:  `PATCH /v1/webhook_endpoints/{id}`. `PATCH /v1/webhook_endpoints/{id}` */
  update(input: UpdateWebhookEndpointRequest, options?: CallOptions): Promise<Answered<WebhookEndpointAnswer>>;
  /** Takes an endpoint out; deliveries on their way continue. Source: `DELETE /v1/webhook_endpoints/{id}`. `DELETE /v1/webhook_endpoints/{id}` */
  delete(input: DeleteWebhookEndpointRequest, options?: CallOptions): Promise<Answered<WebhookEndpointDeleted>>;
  /** Sends a made-up event to an endpoint. A delivery that failed is a success with `success: false`. Source:  `POST /v1/webhook_endpoints/{id}/test`. `POST /v1/webhook_endpoints/{id}/test` */
  test(input: TestWebhookEndpointRequest, options?: CallOptions): Promise<Answered<WebhookTested>>;
}

/** The methods of `webhookEvents`. */
export interface TybriteWebhookEvents {
  /** Lists events. Source: `GET /v1/webhook_events`. `GET /v1/webhook_events` */
  list(input?: ListWebhookEventsRequest, options?: CallOptions): Promise<Answered<WebhookEventList>>;
  /** Every item of `list`, page after page; an error ends it. */
  iter(input?: ListWebhookEventsRequest, options?: CallOptions): AsyncIterableIterator<WebhookEvent>;
  /** Reads an event with its deliveries. Source: `GET /v1/webhook_events/{id}`. `GET /v1/webhook_events/{id}` */
  get(input: GetWebhookEventRequest, options?: CallOptions): Promise<Answered<WebhookEventAnswer>>;
  /** Delivers an event once more. Source: `POST /v1/webhook_events/{id}/retry`. `POST /v1/webhook_events/{id}/retry` */
  retry(input: RetryWebhookEventRequest, options?: CallOptions): Promise<Answered<WebhookRetried>>;
}

/** The methods of `sandbox`. */
export interface TybriteSandbox {
  /** Deletes the sandbox's transactional data. Source: `POST /v1/sandbox/reset`. `POST /v1/sandbox/reset` */
  reset(options?: CallOptions): Promise<Answered<SandboxCleared>>;
  /** The same under another method. Source: `DELETE /v1/sandbox/data`. `DELETE /v1/sandbox/data` */
  clearData(options?: CallOptions): Promise<Answered<SandboxCleared>>;
  /** Moves carts, reservations and analytics into the past; the clock of signatures stays. Source:  `POST /v1/sandbox/time`. `POST /v1/sandbox/time` */
  advanceTime(input: AdvanceTimeRequest, options?: CallOptions): Promise<Answered<TimeAdvanced>>;
  /** Delivers an event once more, by its id or the latest of a type. Source: `POST /v1/sandbox/webhooks/replay`. `POST /v1/sandbox/webhooks/replay` */
  replayWebhook(input?: ReplayWebhookRequest, options?: CallOptions): Promise<Answered<WebhookReplayed>>;
}

/** One method for each operation. */
export declare class TybriteOperations {
  protected constructor();
  readonly payments: TybritePayments;
  readonly orders: TybriteOrders;
  readonly ingest: TybriteIngest;
  readonly webhookEndpoints: TybriteWebhookEndpoints;
  readonly webhookEvents: TybriteWebhookEvents;
  readonly sandbox: TybriteSandbox;
}
