/** What the clients of all partners do alike. */
import { errorOf, fromThrown } from './engine.mjs';

/** The options with base URL, key and secret from the environment; what `options` gives goes before. Nothing is guessed. */
function optionsFromEnv({ environment }, options) {
  const read = (name, code, given) => {
    const value = given || process.env[`${environment}_${name}`];
    if (value) return value;
    throw errorOf(code, `the environment variable ${environment}_${name} is ${value === undefined ? 'not set' : 'empty'}`);
  };
  return {
    ...options,
    baseUrl: read('API_BASE_URL', 'BASE_URL_MISSING', options.baseUrl),
    apiKey: read('API_KEY', 'API_KEY_INVALID_LOCALLY', options.apiKey),
    hmacSecret: read('HMAC_SECRET', 'HMAC_SECRET_MISSING', options.hmacSecret),
  };
}

/** `sign` for one secret, by one of the addon's makers. */
function createSigner(make, hmacSecret) {
  try {
    return make(hmacSecret);
  } catch (error) {
    throw fromThrown(error);
  }
}

function rawRequest(engine, method, path, { auth = 'signed', body, idempotencyKey, query = {} } = {}, options) {
  return engine.runRaw(
    {
      method: String(method),
      path: String(path),
      auth: String(auth),
      body: body === undefined ? undefined : JSON.stringify(body),
      idempotencyKey: (options?.idempotencyKey ?? idempotencyKey) || undefined,
      query: Object.entries(query).flatMap(([name, value]) => [name, String(value)]),
    },
    options,
  );
}

export { createSigner, optionsFromEnv, rawRequest };
