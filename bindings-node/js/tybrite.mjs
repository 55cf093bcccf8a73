/**
 * `TybriteClient`: the operations in the groups of the partner's documentation (`tybrite.payments.initialize`), which are
 * generated (`generated/tybrite.mjs`). Keys and secrets are behind private fields, in the addon.
 */
import { native } from './loader.mjs';
import { Engine, errorOf } from './engine.mjs';
import { TybriteOperations } from './generated/tybrite.mjs';
import { createSigner, optionsFromEnv, rawRequest } from './shared.mjs';

const PARTNER = {
  name: 'tybrite',
  client: 'TybriteClient',
  environment: 'TYBRITE',
  // Lists and look-ups are not signed.
  needs: ['apiKey'],
  // The one documented host: the key says whether it is production or the sandbox.
  defaultBaseUrl: 'https://api.tybritelabs.com',
  tells: true,
  published: false,
};

const signPayload = native.signPayloadTimestampedFunction();

class TybriteClient extends TybriteOperations {
  #engine;

  constructor(options) {
    const engine = new Engine(PARTNER, options);
    super(
      (operation, input, callOptions, document) => engine.run(operation, input, callOptions, document),
      (operation, input, callOptions) => engine.pages(operation, input, callOptions),
    );
    this.#engine = engine;
  }

  /** A client from TYBRITE_API_BASE_URL, TYBRITE_API_KEY and TYBRITE_HMAC_SECRET; what `options` give goes before. */
  static fromEnv(options = {}) {
    return new TybriteClient(optionsFromEnv(PARTNER, options));
  }

  /** The `X-Signature` of these bytes at this time, in Unix seconds. */
  static signPayload(rawBody, timestamp, hmacSecret) {
    return signPayload(rawBody, timestamp, hmacSecret);
  }

  /** `sign(body, timestamp)` for one secret, whose key is prepared once. */
  static createSigner(hmacSecret) {
    return createSigner(native.timestampedSigner, hmacSecret);
  }

  /** The value of `x-external-auth`: who the shopper is in the store's own system, for 1 to 300 seconds from now on. */
  externalAuth(externalId, { seconds = 240 } = {}) {
    if (typeof externalId !== 'string') throw errorOf('OPTION_INVALID', 'externalId must be a string');
    if (!Number.isSafeInteger(seconds)) throw errorOf('OPTION_INVALID', 'seconds must be a whole number');
    return this.#engine.externalAuth(externalId, seconds);
  }

  /**
   * An endpoint that this version does not describe, through the same call machine. Without an idempotency key it is sent
   * once and never again.
   */
  async rawRequest(method, path, init, options) {
    return rawRequest(this.#engine, method, path, init, options);
  }
}

/** Which value verifies a payment, of the answer that started it: another member for each provider. */
function verifyReference(initialized) {
  return native.verifyReference(JSON.stringify(initialized ?? null)) ?? undefined;
}

export { TybriteClient, verifyReference };
