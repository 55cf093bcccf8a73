// Written by `cargo xtask gen` from core/src/partners; do not edit.

const initializeTransaction = {
  index: 0,
  name: 'initialize_transaction',
  method: 'POST',
  sends: 'fields',
  keyed: true,
  body: (input) =>
    JSON.stringify({
      partner_id: input.partner_id,
      client_id: input.client_id,
      amount: input.amount,
      currency: input.currency,
      echezona_reference: input.echezona_reference,
      meta: input.meta,
    }),
  headers: (proof, key, apiKey) => ({
    'Content-Type': 'application/json',
    'x-api-key': apiKey,
    'x-clive-hmac': proof,
    'idempotency-key': key,
  }),
};

const attachPaymentIntent = {
  index: 1,
  name: 'attach_payment_intent',
  method: 'POST',
  sends: 'fields',
  keyed: true,
  body: (input) =>
    JSON.stringify({
      clive_tx_id: input.clive_tx_id,
      stripe_payment_intent_id: input.stripe_payment_intent_id,
    }),
  headers: (proof, key, apiKey) => ({
    'Content-Type': 'application/json',
    'x-api-key': apiKey,
    'x-clive-hmac': proof,
    'idempotency-key': key,
  }),
};

const createCheckoutIntent = {
  index: 2,
  name: 'create_checkout_intent',
  method: 'POST',
  sends: 'fields',
  keyed: true,
  body: (input) =>
    JSON.stringify({
      partner_id: input.partner_id,
      client_id: input.client_id,
      amount: input.amount,
      currency: input.currency,
      email: input.email,
      echezona_reference: input.echezona_reference,
      statement_descriptor_suffix: input.statement_descriptor_suffix,
      meta: input.meta,
    }),
  headers: (proof, key, apiKey) => ({
    'Content-Type': 'application/json',
    'x-api-key': apiKey,
    'x-clive-hmac': proof,
    'idempotency-key': key,
  }),
};

const createCheckoutIntentV2 = {
  index: 3,
  name: 'create_checkout_intent_v2',
  method: 'POST',
  sends: 'fields',
  keyed: true,
  body: (input) =>
    JSON.stringify({
      partner_id: input.partner_id,
      client_id: input.client_id,
      amount: input.amount,
      currency: input.currency,
      email: input.email,
      echezona_reference: input.echezona_reference,
      payment_type: input.payment_type,
      issuer_country: input.issuer_country,
      card_scheme: input.card_scheme,
      statement_descriptor_suffix: input.statement_descriptor_suffix,
      meta: input.meta,
    }),
  headers: (proof, key, apiKey) => ({
    'Content-Type': 'application/json',
    'x-api-key': apiKey,
    'x-clive-hmac': proof,
    'idempotency-key': key,
  }),
};

const listTransactions = {
  index: 4,
  name: 'list_transactions',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  body: () => '{}',
  headers: (proof, key, apiKey) => ({
    'x-api-key': apiKey,
  }),
};

const createMerchantClient = {
  index: 5,
  name: 'create_merchant_client',
  method: 'POST',
  sends: 'fields',
  keyed: true,
  body: (input) =>
    JSON.stringify({
      client_id: input.client_id,
      legal_name: input.legal_name,
      status: input.status,
      partner_fee_percentage: input.partner_fee_percentage,
      partner_fee_flat_usd: input.partner_fee_flat_usd,
    }),
  headers: (proof, key, apiKey) => ({
    'Content-Type': 'application/json',
    'x-api-key': apiKey,
    'x-clive-hmac': proof,
    'idempotency-key': key,
  }),
};

const listMerchantClients = {
  index: 6,
  name: 'list_merchant_clients',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  body: () => '{}',
  headers: (proof, key, apiKey) => ({
    'x-api-key': apiKey,
  }),
};

const listSettlements = {
  index: 7,
  name: 'list_settlements',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  body: () => '{}',
  headers: (proof, key, apiKey) => ({
    'x-api-key': apiKey,
  }),
};

const runSettlements = {
  index: 8,
  name: 'run_settlements',
  method: 'POST',
  sends: 'nothing',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      partner_id: input.partner_id,
      client_id: input.client_id,
    }),
  headers: (proof, key, apiKey) => ({
    'x-api-key': apiKey,
  }),
};

const paySettlement = {
  index: 9,
  name: 'pay_settlement',
  method: 'POST',
  sends: 'fields',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      settlement_batch_id: input.settlement_batch_id,
    }),
  headers: (proof, key, apiKey) => ({
    'Content-Type': 'application/json',
    'x-api-key': apiKey,
  }),
};

const getBrandingPacket = {
  index: 10,
  name: 'get_branding_packet',
  method: 'GET',
  sends: 'nothing',
  keyed: false,
  body: (input) =>
    JSON.stringify({
      client_id: input.client_id,
      partner_id: input.partner_id,
    }),
  headers: () => ({}),
};

/** The methods, one for each operation. What they were made with is all they reach: no key, no secret. */
export class CliveOperations {
  #run;

  constructor(run) {
    this.#run = run;
  }

  async initializeTransaction(input, options) {
    return this.#run(initializeTransaction, input, options);
  }

  async attachPaymentIntent(input, options) {
    return this.#run(attachPaymentIntent, input, options);
  }

  async createCheckoutIntent(input, options) {
    return this.#run(createCheckoutIntent, input, options);
  }

  async createCheckoutIntentV2(input, options) {
    return this.#run(createCheckoutIntentV2, input, options);
  }

  async listTransactions(options) {
    return this.#run(listTransactions, undefined, options);
  }

  async createMerchantClient(input, options) {
    return this.#run(createMerchantClient, input, options);
  }

  async listMerchantClients(options) {
    return this.#run(listMerchantClients, undefined, options);
  }

  async listSettlements(options) {
    return this.#run(listSettlements, undefined, options);
  }

  async runSettlements(input = {}, options) {
    return this.#run(runSettlements, input, options);
  }

  async paySettlement(input, options) {
    return this.#run(paySettlement, input, options);
  }

  async getBrandingPacket(input, options) {
    return this.#run(getBrandingPacket, input, options);
  }
}

export const operations = {
  initializeTransaction,
  attachPaymentIntent,
  createCheckoutIntent,
  createCheckoutIntentV2,
  listTransactions,
  createMerchantClient,
  listMerchantClients,
  listSettlements,
  runSettlements,
  paySettlement,
  getBrandingPacket,
};
