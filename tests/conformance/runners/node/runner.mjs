/**
 * The Node runner of the conformance scenarios: a line of JSON in, a line of JSON out (docs/conformance.md).
 *
 * PAYSEAL_CONFORMANCE_TRANSPORT names the transport; NODE_DEBUG=payseal turns the package's log on.
 */
import https from 'node:https';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { CliveClient } from 'payseal';

const transport = process.env.PAYSEAL_CONFORMANCE_TRANSPORT ?? 'auto';

/** The settings of the protocol under the names of this language. */
const CLIENT = {
  base_url: 'baseUrl',
  api_key: 'apiKey',
  hmac_secret: 'hmacSecret',
  connect_timeout_ms: 'connectTimeoutMs',
  attempt_timeout_ms: 'attemptTimeoutMs',
  total_timeout_ms: 'timeoutMs',
  max_retries: 'maxRetries',
  local_validation: 'localValidation',
  allow_insecure_http: 'allowInsecureHttp',
};
const OPTIONS = {
  idempotency_key: 'idempotencyKey',
  attempt_timeout_ms: 'attemptTimeoutMs',
  total_timeout_ms: 'timeoutMs',
  max_retries: 'maxRetries',
};
const AUTH = { public: 'none', api_key: 'apiKey', signed: 'signed', bearer: 'bearer' };

function renamed(settings, names) {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (!(name in names)) throw new Error(`this runner knows no setting ${name}`);
      return [names[name], value];
    }),
  );
}

let events = [];
let cancelAt;

function told(event) {
  const waits = event.retryInMs !== undefined;
  const phase = event.type === 'start' ? 'started' : 'ended';
  events.push({
    phase,
    attempt: event.attempt,
    operation: event.operation,
    idempotency_key: event.idempotencyKey,
    status: event.status,
    fault: event.fault,
    outcome: event.outcome,
    retry_in_ms: event.retryInMs,
  });
  if (cancelAt?.attempt === event.attempt && (cancelAt.when === phase || (cancelAt.when === 'waiting' && waits))) {
    cancelAt.controller.abort();
  }
}

let kept = { settings: undefined, client: undefined };

function clientOf(settings) {
  const text = JSON.stringify(settings);
  if (kept.settings !== text) {
    const { extra_ca_pem: ca, ...others } = settings;
    const agent = ca === undefined ? undefined : new https.Agent({ ca, keepAlive: true });
    kept = { settings: text, client: new CliveClient({ ...renamed(others, CLIENT), transport, agent, onAttempt: told }) };
  }
  return kept.client;
}

async function run(asked) {
  if (asked.partner !== 'clive') throw new Error('this runner knows one partner');
  const client = clientOf(asked.client);
  console.error(inspect(client, { depth: 9, showHidden: true }), JSON.stringify(client));
  const options = renamed(asked.options, OPTIONS);
  let timer;
  if (asked.cancel) {
    const controller = new AbortController();
    options.signal = controller.signal;
    const { when, attempt, ms } = asked.cancel;
    if (when === 'before') controller.abort();
    else if (when === 'after') timer = setTimeout(() => controller.abort(), ms);
    else cancelAt = { when, attempt, controller };
  }
  try {
    return await call(client, asked, options);
  } finally {
    clearTimeout(timer);
  }
}

function call(client, asked, options) {
  if (asked.raw) {
    const { method, path, auth, body, query } = asked.raw;
    const init = { auth: AUTH[auth], body: body === undefined ? undefined : JSON.parse(body), query: Object.fromEntries(query) };
    return client.rawRequest(method, path, init, options);
  }
  const input = JSON.parse(asked.input);
  if (asked.operation === 'initialize_and_attach_intent') {
    return client.initializeAndAttachIntent(input, asked.stripe_payment_intent_id, undefined, options);
  }
  const method = asked.operation.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  return TAKES_NO_INPUT.has(asked.operation) ? client[method](options) : client[method](input, options);
}

const TAKES_NO_INPUT = new Set(['list_transactions', 'list_merchant_clients', 'list_settlements']);

function shown(error) {
  return {
    kind: error.kind,
    code: error.code,
    message: error.message,
    status: error.status,
    details: error.details ?? undefined,
    outcome: error.outcome,
    retryable: error.retryable,
    attempts: error.attempts,
    operation: error.operation,
    idempotency_key: error.idempotencyKey,
    request_id: error.requestId,
    retry_after_ms: error.retryAfterMs,
    fault: error.fault,
    response_text: error.responseText,
    advice: error.advice,
    completed: error.completed,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  events = [];
  cancelAt = undefined;
  const said = { id: asked.id };
  try {
    said.ok = await run(asked);
  } catch (error) {
    // Without a kind it is the runner's own mistake.
    if (error?.kind === undefined) throw error;
    console.error(error, JSON.stringify(error), String(error));
    said.error = shown(error);
  }
  said.events = events;
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
