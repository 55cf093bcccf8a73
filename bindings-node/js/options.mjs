/**
 * Reads the options of clients and calls, once, and refuses what cannot be meant. Values are judged by the core where it
 * has a rule; here only their JavaScript types are.
 */
import { native } from './loader.mjs';
import { errorFrom } from './errors.mjs';

function invalid(why) {
  return errorFrom(JSON.parse(native.errorOf('OPTION_INVALID', why)));
}

function milliseconds(options, name, least) {
  const value = options[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= least) || value === Infinity) {
    throw invalid(`${name} must be a number of milliseconds, at least ${least}`);
  }
  return value === 0 ? 0 : Math.max(1, Math.round(value));
}

function retries(options) {
  const { maxRetries } = options;
  if (maxRetries === undefined) return undefined;
  if (!Number.isInteger(maxRetries) || maxRetries < 0 || maxRetries > 100) {
    throw invalid('maxRetries must be a whole number from 0 to 100');
  }
  return maxRetries;
}

function aFunction(options, name) {
  const value = options[name];
  if (value === undefined || typeof value === 'function') return value;
  throw invalid(`${name} must be a function`);
}

/** The constructor's options. */
function clientOptions(partner, options) {
  const { apiKey, bearerToken, hmacSecret, transport = 'auto', agent } = options;
  for (const name of partner.needs) {
    if (options[name]) continue;
    const why = `${partner.client} requires ${name}`;
    // The published SDK's own refusal.
    throw partner.published ? new Error(why) : errorFrom(JSON.parse(native.errorOf('CREDENTIALS_MISSING', why)));
  }
  if (typeof apiKey !== 'string') throw invalid('apiKey must be a string');
  if (hmacSecret !== undefined && typeof hmacSecret !== 'string') throw invalid('hmacSecret must be a string');
  if (bearerToken !== undefined && typeof bearerToken !== 'string') throw invalid('bearerToken must be a string');
  if (!['auto', 'fetch', 'node'].includes(transport)) throw invalid("transport must be 'auto', 'fetch' or 'node'");
  return {
    baseUrl: String(options.baseUrl || partner.defaultBaseUrl),
    // A falsy fetcher is none, as in the published SDK.
    fetcher: options.fetcher ? aFunction(options, 'fetcher') : undefined,
    onAttempt: aFunction(options, 'onAttempt'),
    transport,
    agent,
    native: {
      apiKey,
      hmacSecret,
      bearerToken,
      connectTimeoutMs: milliseconds(options, 'connectTimeoutMs', 1),
      attemptTimeoutMs: milliseconds(options, 'attemptTimeoutMs', 1),
      totalTimeoutMs: milliseconds(options, 'timeoutMs', 0),
      maxRetries: retries(options),
      localValidation: options.localValidation === undefined ? undefined : Boolean(options.localValidation),
      allowInsecureHttp: options.allowInsecureHttp === undefined ? undefined : Boolean(options.allowInsecureHttp),
    },
  };
}

/** Who the shopper is: one header and its value. Which headers there are, the core knows. */
function identityOf(identity) {
  if (identity === undefined) return undefined;
  if (typeof identity?.header === 'string' && typeof identity.value === 'string') return identity;
  throw invalid("identity must be { header, value }, e.g. { header: 'x-auth-token', value: token }");
}

/** The options of one call. */
function callOptions(options) {
  if (typeof options !== 'object' || options === null) throw invalid('the options of a call must be an object');
  const { signal, idempotencyKey } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw invalid('signal must be an AbortSignal');
  }
  return {
    signal,
    idempotencyKey,
    identity: identityOf(options.identity),
    timeoutMs: milliseconds(options, 'timeoutMs', 0),
    attemptTimeoutMs: milliseconds(options, 'attemptTimeoutMs', 1),
    maxRetries: retries(options),
  };
}

export { callOptions, clientOptions };
