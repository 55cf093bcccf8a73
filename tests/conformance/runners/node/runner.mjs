/**
 * The Node runner of the conformance scenarios: a line of JSON in, a line of JSON out (docs/conformance.md).
 *
 * PAYSEAL_CONFORMANCE_TRANSPORT names the transport; NODE_DEBUG=payseal turns the package's log on.
 */
import https from 'node:https';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { CliveClient, TybriteClient, explain, verifyReference, webhooks } from 'payseal';

const transport = process.env.PAYSEAL_CONFORMANCE_TRANSPORT ?? 'auto';

/** The settings of the protocol under the names of this language. */
const CLIENT = {
  base_url: 'baseUrl',
  api_key: 'apiKey',
  hmac_secret: 'hmacSecret',
  bearer_token: 'bearerToken',
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
  identity: 'identity',
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

const CLIENTS = { clive: CliveClient, tybrite: TybriteClient };

function clientOf(partner, settings) {
  const Client = CLIENTS[partner];
  if (Client === undefined) throw new Error(`this runner knows no partner ${partner}`);
  const text = JSON.stringify([partner, settings]);
  if (kept.settings !== text) {
    const { extra_ca_pem: ca, ...others } = settings;
    const agent = ca === undefined ? undefined : new https.Agent({ ca, keepAlive: true });
    kept = { settings: text, client: new Client({ ...renamed(others, CLIENT), transport, agent, onAttempt: told }) };
  }
  return kept.client;
}

async function run(asked) {
  if (asked.local) return local(asked.local);
  const client = clientOf(asked.partner, asked.client);
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
  if (asked.partner === 'tybrite') return callGrouped(client, asked, input, options);
  if (asked.operation === 'initialize_and_attach_intent') {
    return client.initializeAndAttachIntent(input, asked.stripe_payment_intent_id, undefined, options);
  }
  const method = camel(asked.operation);
  return TAKES_NO_INPUT.has(asked.operation) ? client[method](options) : client[method](input, options);
}

const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** An operation that stands in a group. */
async function callGrouped(client, asked, input, options) {
  const [group, name] = asked.operation.split('.').map(camel);
  if (asked.all_pages) {
    const items = [];
    for await (const { id } of client[group].iter(input, options)) items.push({ id });
    return items;
  }
  const method = client[group][name];
  if (asked.operation === 'ingest.products') return method(input.body, input, options);
  return NO_FIELDS.has(asked.operation) ? method(options) : method(input, options);
}

const NO_FIELDS = new Set(['sandbox.reset', 'sandbox.clear_data']);

/** What the language tells about an answer beside its value; undefined where it tells nothing. */
function metaOf(asked, value) {
  const last = value?.lastResponse;
  if (last === undefined) return undefined;
  return {
    status: last.status,
    replayed: last.replayed,
    attempts: last.attempts,
    idempotency_key: last.idempotencyKey ?? null,
    request_id: last.requestId ?? null,
    environment: last.environment ?? null,
    rate_limit: limitOf(last.rateLimit) ?? null,
    ...(asked.operation === 'payments.initialize' ? { verify_reference: verifyReference(value) ?? null } : {}),
  };
}

function limitOf(limit) {
  if (limit === undefined) return undefined;
  const { limit: most = null, remaining = null, resetUnixS = null, scope = null } = limit;
  return { limit: most, remaining, reset_unix_s: resetUnixS, scope };
}

const bytes = (value) => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.hex, 'hex'));

/** Webhooks and explanations: nothing is sent. */
function local(asked) {
  const body = bytes(asked.body);
  const headers = asked.headers.map(([name, value]) => [bytes(name).toString('latin1'), bytes(value).toString('latin1')]);
  if (asked.op === 'explain') {
    const report = explain({
      subject: asked.subject, body, headers, secrets: asked.secrets, oldSecrets: asked.old_secret, apiKey: asked.api_key,
      otherEnvironmentSecrets: asked.other_environment_secret, now: asked.now === undefined ? null : asked.now * 1000,
    });
    console.error(String(report), inspect(report, { depth: 9, showHidden: true }));
    return {
      verdict: report.verdict,
      findings: report.findings.map(({ ids, cause, fix, secretIndex }) => ({ ids, cause, fix, secret_index: secretIndex ?? null })),
      mistakes_tried: report.mistakesTried, combinations_tried: report.combinationsTried, not_tried: report.notTried,
    };
  }
  if (asked.op !== 'verify') throw new Error(`this runner knows no op ${asked.op}`);
  const verifier = new webhooks.WebhookVerifier({
    partner: asked.partner, secrets: asked.secrets, ...(asked.tolerance_s === undefined ? {} : { toleranceS: asked.tolerance_s }),
  });
  console.error(inspect(verifier, { depth: 9, showHidden: true }));
  const now = Date.now;
  Date.now = () => asked.now * 1000;
  try {
    const { event, secretIndex, timestamp, dedupeKey } = verifier.verify(body, headers);
    const type = asked.partner === 'clive' ? event.event : event.type;
    return { secret_index: secretIndex, timestamp: timestamp ?? null, type: typeof type === 'string' ? type : null, dedupe_key: dedupeKey };
  } finally {
    Date.now = now;
  }
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
    hint: error.hint,
    environment: error.environment,
    rate_limit: limitOf(error.rateLimit),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  events = [];
  cancelAt = undefined;
  const said = { id: asked.id };
  try {
    said.ok = await run(asked);
    said.meta = metaOf(asked, said.ok);
  } catch (error) {
    // Without a kind it is the runner's own mistake.
    if (error?.kind === undefined) throw error;
    console.error(error, JSON.stringify(error), String(error));
    said.error = shown(error);
  }
  said.events = events;
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
