/**
 * `CliveClient`: the published client's surface, and what was missing from it.
 *
 * The methods of the operations are generated (`generated/clive.mjs`). A client has no property that could be printed: keys
 * and secrets are behind private fields, in the addon.
 */
import { builtin } from './builtin.mjs';
import { native } from './loader.mjs';
import { Engine, errorOf } from './engine.mjs';
import { CliveOperations, operations } from './generated/clive.mjs';
import { createSigner, optionsFromEnv, rawRequest } from './shared.mjs';

const PARTNER = {
  name: 'clive',
  client: 'CliveClient',
  environment: 'CLIVE',
  needs: ['apiKey', 'hmacSecret'],
  // The published SDK's default; `fromEnv` refuses to guess.
  defaultBaseUrl: 'http://localhost:4390/api/v1',
  tells: false,
  published: true,
};

const signPayload = native.signPayloadFunction();

class CliveClient extends CliveOperations {
  #engine;

  constructor(options) {
    const engine = new Engine(PARTNER, options);
    super((operation, input, callOptions) => engine.run(operation, input, callOptions));
    this.#engine = engine;
  }

  /** A client from CLIVE_API_BASE_URL, CLIVE_API_KEY and CLIVE_HMAC_SECRET; what `options` give goes before. */
  static fromEnv(options = {}) {
    return new CliveClient(optionsFromEnv(PARTNER, options));
  }

  static signPayload(rawBody, hmacSecret) {
    return signPayload(rawBody, hmacSecret);
  }

  /** `sign(body)` for one secret, twice as fast as `signPayload` for small bodies. */
  static createSigner(hmacSecret) {
    return createSigner(native.signer, hmacSecret);
  }

  static createIdempotencyKey(prefix, reference) {
    return `${prefix}-${reference}`;
  }

  static createRandomIdempotencyKey(prefix) {
    // The published form ends in six digits of Math.random: two calls in a millisecond could meet.
    return `${prefix}-${Date.now()}-${builtin('node:crypto').randomBytes(16).toString('hex')}`;
  }

  static createCheckoutIdempotencyKey(reference) {
    return `checkout-${reference}`;
  }

  async initializeAndAttachIntent(initialize, stripePaymentIntentId, attachIdempotencyKey, options) {
    // The second step's input is checked before the first is sent: a payment that can never be attached is not made.
    this.#engine.check(
      operations.attachPaymentIntent,
      { clive_tx_id: 'not known yet', stripe_payment_intent_id: stripePaymentIntentId },
      attachIdempotencyKey || undefined,
    );
    const facts = {};
    const initialized = await this.#engine.run(operations.initializeTransaction, initialize, options, undefined, facts);
    if (typeof initialized?.clive_tx_id !== 'string' || initialized.clive_tx_id === '') {
      // The transaction may exist: the first step was answered with success.
      throw completed(
        errorOf('ANSWER_INCOMPLETE', 'clive_tx_id', { ...facts, operation: 'initialize_and_attach_intent', outcome: 'unknown' }),
        initialized,
      );
    }
    try {
      const attached = await this.attachPaymentIntent(
        {
          clive_tx_id: initialized.clive_tx_id,
          stripe_payment_intent_id: stripePaymentIntentId,
          idempotency_key: attachIdempotencyKey,
        },
        // A key in the options is the first step's.
        options === undefined ? undefined : { ...options, idempotencyKey: undefined },
      );
      return { initialize: initialized, attach: attached };
    } catch (error) {
      throw completed(error, initialized);
    }
  }

  /**
   * What to persist about a checkout: without `result` before it is sent, with it afterwards. Refuses what the call itself
   * would refuse.
   */
  record(name, input, options, result) {
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation?.keyed) throw errorOf('OPTION_INVALID', `record knows no checkout operation ${String(name)}`);
    return this.#engine.record(operation, input, options, result);
  }

  /**
   * An endpoint that this version does not describe, through the same call machine. Without an idempotency key it is sent
   * once and never again.
   */
  async rawRequest(method, path, init, options) {
    return rawRequest(this.#engine, method, path, init, options);
  }
}

/**
 * Tells, on the error of the second step, what the first one achieved, without what may not be shown. Not enumerable: it need
 * not be logged.
 */
function completed(error, answer) {
  if (typeof error === 'object' && error !== null && Object.isExtensible(error)) {
    const value = JSON.parse(native.withoutSecrets(JSON.stringify(answer) ?? 'null') ?? 'null');
    Object.defineProperty(error, 'completed', { value, configurable: true, writable: true });
  }
  return error;
}

function createSignedRequestHeaders(rawBody, apiKey, hmacSecret, idempotencyKey) {
  return operations.createCheckoutIntent.headers(signPayload(rawBody, hmacSecret), idempotencyKey, apiKey);
}

export { CliveClient, createSignedRequestHeaders, PARTNER };
