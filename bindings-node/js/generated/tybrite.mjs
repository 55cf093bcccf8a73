// Written by `cargo xtask gen` from core/src/partners; do not edit.

const paymentsMethods = {
  index: 0,
  name: 'payments.methods',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      fields: input.fields,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const paymentsInitialize = {
  index: 1,
  name: 'payments.initialize',
  method: 'POST',
  sends: 'fields',
  keyed: true,
  body: (input) =>
    JSON.stringify({
      provider: input.provider,
      amount: input.amount,
      currency: input.currency,
      email: input.email,
      phone: input.phone,
      country: input.country,
      order_id: input.order_id,
      idempotency_key: input.idempotency_key,
      metadata: input.metadata,
      success_url: input.success_url,
      cancel_url: input.cancel_url,
      callback_url: input.callback_url,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': key,
    'X-Timestamp': proof.slice(44),
    'X-Signature': proof.slice(0, 44),
  }),
};

const paymentsVerify = {
  index: 2,
  name: 'payments.verify',
  method: 'POST',
  sends: 'fields',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      provider: input.provider,
      reference: input.reference,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
  }),
};

const ordersCreate = {
  index: 3,
  name: 'orders.create',
  method: 'POST',
  sends: 'fields',
  keyed: true,
  envelope: 'order',
  body: (input) =>
    JSON.stringify({
      customer_id: input.customer_id,
      customer_email: input.customer_email,
      customer_name: input.customer_name,
      customer_phone: input.customer_phone,
      billing_address: input.billing_address,
      shipping_address: input.shipping_address,
      items: input.items,
      subtotal: input.subtotal,
      tax_amount: input.tax_amount,
      shipping_amount: input.shipping_amount,
      discount_amount: input.discount_amount,
      total_amount: input.total_amount,
      currency: input.currency,
      payment_method: input.payment_method,
      payment_status: input.payment_status,
      order_status: input.order_status,
      payment_reference: input.payment_reference,
      order_number: input.order_number,
      notes: input.notes,
      tracking_number: input.tracking_number,
      estimated_delivery: input.estimated_delivery,
      custom_fields: input.custom_fields,
      shipping_metadata: input.shipping_metadata,
      gift_card_redemption: input.gift_card_redemption,
      promotion_usages: input.promotion_usages,
      apply_store_credit: input.apply_store_credit,
      store_credit_amount: input.store_credit_amount,
      reservation_ids: input.reservation_ids,
      shipping_latitude: input.shipping_latitude,
      shipping_longitude: input.shipping_longitude,
      shippo_rate_id: input.shippo_rate_id,
      attribution: input.attribution,
      gclid: input.gclid,
      fbclid: input.fbclid,
      ad_consent: input.ad_consent,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': key,
    'X-Timestamp': proof.slice(44),
    'X-Signature': proof.slice(0, 44),
  }),
};

const ordersUpdate = {
  index: 4,
  name: 'orders.update',
  method: 'PATCH',
  sends: 'rest',
  keyed: true,
  body: (input) =>
    JSON.stringify({
      id: input.id,
      payment_status: input.payment_status,
      order_status: input.order_status,
      notes: input.notes,
      tracking_number: input.tracking_number,
      estimated_delivery: input.estimated_delivery,
      shipped_at: input.shipped_at,
      delivered_at: input.delivered_at,
      payment_reference: input.payment_reference,
      reservation_ids: input.reservation_ids,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': key,
    'X-Timestamp': proof.slice(44),
    'X-Signature': proof.slice(0, 44),
  }),
};

const ordersGet = {
  index: 5,
  name: 'orders.get',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      id: input.id,
      fields: input.fields,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const ordersList = {
  index: 6,
  name: 'orders.list',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  items: 'orders',
  body: (input) =>
    JSON.stringify({
      limit: input.limit,
      cursor: input.cursor,
      payment_status: input.payment_status,
      order_status: input.order_status,
      customer_id: input.customer_id,
      fields: input.fields,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const ingestProducts = {
  index: 7,
  name: 'ingest.products',
  method: 'POST',
  sends: 'document',
  keyed: true,
  body: (input) =>
    JSON.stringify({
      content_type: input.content_type,
      strategy: input.strategy,
      dry_run: input.dry_run,
    }),
  headers: undefined,
};

const webhookEndpointsCreate = {
  index: 8,
  name: 'webhook_endpoints.create',
  method: 'POST',
  sends: 'fields',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      url: input.url,
      events: input.events,
      enabled: input.enabled,
      metadata: input.metadata,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
  }),
};

const webhookEndpointsList = {
  index: 9,
  name: 'webhook_endpoints.list',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  items: 'webhook_endpoints',
  body: (input) =>
    JSON.stringify({
      limit: input.limit,
      cursor: input.cursor,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const webhookEndpointsGet = {
  index: 10,
  name: 'webhook_endpoints.get',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      id: input.id,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const webhookEndpointsUpdate = {
  index: 11,
  name: 'webhook_endpoints.update',
  method: 'PATCH',
  sends: 'rest',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      id: input.id,
      url: input.url,
      events: input.events,
      enabled: input.enabled,
      metadata: input.metadata,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
  }),
};

const webhookEndpointsDelete = {
  index: 12,
  name: 'webhook_endpoints.delete',
  method: 'DELETE',
  sends: 'nothing',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      id: input.id,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const webhookEndpointsTest = {
  index: 13,
  name: 'webhook_endpoints.test',
  method: 'POST',
  sends: 'rest',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      id: input.id,
      event_type: input.event_type,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
  }),
};

const webhookEventsList = {
  index: 14,
  name: 'webhook_events.list',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  items: 'webhook_events',
  body: (input) =>
    JSON.stringify({
      type: input.type,
      environment: input.environment,
      limit: input.limit,
      cursor: input.cursor,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const webhookEventsGet = {
  index: 15,
  name: 'webhook_events.get',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      id: input.id,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const webhookEventsRetry = {
  index: 16,
  name: 'webhook_events.retry',
  method: 'POST',
  sends: 'nothing',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      id: input.id,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const sandboxReset = {
  index: 17,
  name: 'sandbox.reset',
  method: 'POST',
  sends: 'nothing',
  keyed: false,
  mayBeEmpty: true,
  body: () => '{}',
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const sandboxClearData = {
  index: 18,
  name: 'sandbox.clear_data',
  method: 'DELETE',
  sends: 'nothing',
  keyed: false,
  mayBeEmpty: true,
  body: () => '{}',
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
  }),
};

const sandboxAdvanceTime = {
  index: 19,
  name: 'sandbox.advance_time',
  method: 'POST',
  sends: 'fields',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      advance_days: input.advance_days,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
  }),
};

const sandboxReplayWebhook = {
  index: 20,
  name: 'sandbox.replay_webhook',
  method: 'POST',
  sends: 'fields',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      event_id: input.event_id,
      type: input.type,
    }),
  headers: (proof, key, apiKey) => ({
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
  }),
};

/** The methods, one for each operation. What they were made with is all they reach: no key, no secret. */
export class TybriteOperations {
  constructor(run, pages) {
    this.payments = Object.freeze({
      methods: async (input = {}, options) => run(paymentsMethods, input, options),
      initialize: async (input, options) => run(paymentsInitialize, input, options),
      verify: async (input, options) => run(paymentsVerify, input, options),
    });
    this.orders = Object.freeze({
      create: async (input, options) => run(ordersCreate, input, options),
      update: async (input, options) => run(ordersUpdate, input, options),
      get: async (input, options) => run(ordersGet, input, options),
      list: async (input = {}, options) => run(ordersList, input, options),
      iter: (input = {}, options) => pages(ordersList, input, options),
    });
    this.ingest = Object.freeze({
      products: async (document, input, options) => run(ingestProducts, input, options, document),
    });
    this.webhookEndpoints = Object.freeze({
      create: async (input, options) => run(webhookEndpointsCreate, input, options),
      list: async (input = {}, options) => run(webhookEndpointsList, input, options),
      iter: (input = {}, options) => pages(webhookEndpointsList, input, options),
      get: async (input, options) => run(webhookEndpointsGet, input, options),
      update: async (input, options) => run(webhookEndpointsUpdate, input, options),
      delete: async (input, options) => run(webhookEndpointsDelete, input, options),
      test: async (input, options) => run(webhookEndpointsTest, input, options),
    });
    this.webhookEvents = Object.freeze({
      list: async (input = {}, options) => run(webhookEventsList, input, options),
      iter: (input = {}, options) => pages(webhookEventsList, input, options),
      get: async (input, options) => run(webhookEventsGet, input, options),
      retry: async (input, options) => run(webhookEventsRetry, input, options),
    });
    this.sandbox = Object.freeze({
      reset: async (options) => run(sandboxReset, undefined, options),
      clearData: async (options) => run(sandboxClearData, undefined, options),
      advanceTime: async (input, options) => run(sandboxAdvanceTime, input, options),
      replayWebhook: async (input = {}, options) => run(sandboxReplayWebhook, input, options),
    });
  }
}

export const operations = {
  paymentsMethods,
  paymentsInitialize,
  paymentsVerify,
  ordersCreate,
  ordersUpdate,
  ordersGet,
  ordersList,
  ingestProducts,
  webhookEndpointsCreate,
  webhookEndpointsList,
  webhookEndpointsGet,
  webhookEndpointsUpdate,
  webhookEndpointsDelete,
  webhookEndpointsTest,
  webhookEventsList,
  webhookEventsGet,
  webhookEventsRetry,
  sandboxReset,
  sandboxClearData,
  sandboxAdvanceTime,
  sandboxReplayWebhook,
};
