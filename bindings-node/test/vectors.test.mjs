/** The shared vectors, row by row. A row that cannot apply here has its reason. */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, mock, test } from 'node:test';
import { CliveClient } from '../js/index.mjs';
import { operations } from '../js/generated/operations.mjs';

const vectors = (name) => JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), 'utf8')).rows;
const bytes = (value) =>
  typeof value === 'string' ? value : value.hex !== undefined ? Buffer.from(value.hex, 'hex') : value.repeat.repeat(value.times);

test('sign.json: hex signatures, from text and from bytes', () => {
  let run = 0;
  const reasons = {};
  for (const { id, input, expect } of vectors('sign')) {
    // Tybrite's schemes and the verifiers come with their own issues.
    if (input.op !== 'sign' || input.scheme !== 'hex') {
      reasons[`${input.op} ${input.scheme ?? ''}`.trim()] = true;
      if (input.op !== 'key') continue;
      const make = () => CliveClient.createSigner(String(bytes(input.secret)));
      if (expect.valid) assert.ok(make());
      else assert.throws(make, { code: 'HMAC_SECRET_MISSING' }, id);
      continue;
    }
    const secret = bytes(input.secret);
    const body = bytes(input.body);
    assert.equal(CliveClient.signPayload(body, secret), expect.signature, id);
    assert.equal(CliveClient.signPayload(Buffer.from(body), Buffer.from(secret)), expect.signature, id);
    if (typeof secret === 'string') assert.equal(CliveClient.createSigner(secret)(body), expect.signature, id);
    run += 1;
  }
  assert.ok(run >= 20, `only ${run} rows ran; left out: ${Object.keys(reasons)}`);
});

test('canonical-body.json: what is sent is what the vectors say', async () => {
  let sent;
  const client = new CliveClient({ apiKey: 'k', hmacSecret: 's', fetcher: async (_, init) => ((sent = init.body), { ok: true, status: 200, json: async () => null }) });
  const input = { partner_id: 'P', client_id: 'C', amount: 1, currency: 'USD', echezona_reference: 'R' };
  const head = '{"partner_id":"P","client_id":"C","amount":1,"currency":"USD","echezona_reference":"R","meta":{"v":';
  let run = 0;
  for (const row of vectors('canonical-body')) {
    // JavaScript never sees these texts: its own parser refuses them, or has rounded the number before we are asked.
    if (['invalid_json', 'inexact'].includes(row.expect.error)) continue;
    let value;
    if (row.input.f64 !== undefined) value = new DataView(Uint8Array.from(Buffer.from(row.input.f64, 'hex')).buffer).getFloat64(0);
    else {
      try {
        value = JSON.parse(row.input.json);
      } catch {
        assert.equal(row.expect.body, undefined, row.id);
        continue;
      }
    }
    sent = undefined;
    const call = client.initializeTransaction({ ...input, meta: { v: value } });
    if (row.expect.body === undefined) {
      // not_finite is null in JavaScript's JSON, as the published SDK sends it inside meta; too_deep is refused.
      if (typeof value === 'number' && !Number.isFinite(value)) await call;
      else await assert.rejects(call, { code: 'VALIDATION_ERROR' }, row.id);
      continue;
    }
    // A tree that is deep enough by itself is too deep inside meta.
    const nested = await call.then(() => true, (error) => error);
    if (nested !== true) {
      assert.match(nested.message, /deep/, row.id);
      continue;
    }
    assert.equal(sent, `${head}${row.expect.body}}}`, row.id);
    run += 1;
  }
  assert.ok(run > 300, `only ${run} rows ran`);
});

/** Rows of a partner that this package does not speak yet; goes when its client comes. */
const otherPartner = ({ input }) => input.partner === 'tybrite' && 'the Node package has no Tybrite client yet';

/** Why a row cannot apply in Node; the first function that gives a reason counts. */
const NOT_HERE = {
  requests: [
    otherPartner,
    ({ input }) => input.json_text_only && 'Node is given values, never JSON text',
    ({ input }) => !isWrittenByStringify(input.body) && 'rawRequest writes its body with JSON.stringify: no other text, and no half of one',
    ({ input }) => new Set(input.query?.map(([name]) => name)).size !== (input.query?.length ?? 0) && "rawRequest's query is an object: no name stands twice",
  ],
  headers: [otherPartner],
  idempotency: [
    otherPartner,
    ({ input }) => input.op === 'checkout_for_method' && 'not among the published helpers; createIdempotencyKey takes any reference',
  ],
  errors: [
    otherPartner,
    ({ input }) => ['fault', 'outcome'].includes(input.op) && 'numbers are for C; Node has the names',
    ({ input }) => hasOddEnvelope(input.body) && 'a message or code that is no text is handed on as the published SDK does; drop-in.test.mjs compares them',
  ],
  retry: [
    otherPartner,
    ({ input }) => input.op === 'backoff' && 'the random bits are the system\'s; the ranges are held by the rows of op "wait"',
    ({ input }) => input.ends?.some((end) => ['tls_handshake', 'truncated'].includes(end)) && 'fetch does not name this fault; tls.test.mjs and the row 2xx-broken have it over real sockets',
  ],
};

function isWrittenByStringify(text) {
  if (text === undefined || text === null) return true;
  try {
    return JSON.stringify(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

function hasOddEnvelope(body) {
  try {
    const { error = '', code = '' } = JSON.parse(body);
    return typeof error !== 'string' || typeof code !== 'string';
  } catch {
    return false;
  }
}

/** Runs every row that applies. An op without a runner fails; so does a reason that no row has. */
async function eachRow(subject, runners) {
  const reasons = NOT_HERE[subject] ?? [];
  const used = new Map(reasons.map((reason) => [reason, 0]));
  const counts = { ran: 0, left: 0 };
  for (const row of vectors(subject)) {
    const reason = reasons.find((reason) => reason(row));
    if (reason) {
      used.set(reason, used.get(reason) + 1);
      counts.left += 1;
      continue;
    }
    const run = runners[row.input.op];
    assert.ok(run, `${row.id}: unknown op ${row.input.op}`);
    try {
      await run(row.input, row.expect, row);
    } catch (error) {
      error.message = `${subject}.json, ${row.id} (${row.why}): ${error.message}`;
      throw error;
    }
    counts.ran += 1;
  }
  for (const [reason, count] of used) assert.ok(count > 0, `no row has this reason any more: ${reason}`);
  return counts;
}

const base = { apiKey: 'cp_test_key', hmacSecret: 'test_hmac_secret', baseUrl: 'https://api.example.com/api/v1' };
const camel = (name) => name.replace(/_v2$/, 'V2').replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const AUTH = { public: 'none', api_key: 'apiKey', signed: 'signed', bearer: 'bearer' };

/** A client whose requests are kept instead of sent. */
function capturing(options) {
  const sent = [];
  const fetcher = async (url, { method, headers, body }) => {
    sent.push({ method, url, body: body ?? null, headers: Object.entries(headers) });
    return { ok: true, status: 200, json: async () => ({}) };
  };
  return { sent, client: new CliveClient({ ...base, ...options, fetcher }) };
}

/** Calls an operation by its name in the contract. */
function call(client, name, input, options) {
  const operation = operations[camel(name)];
  assert.equal(operation?.name, name);
  return name.startsWith('list_') ? client[camel(name)](options) : client[camel(name)](input, options);
}

const raw = (client, { method, path = '/x', auth, body, idempotency_key: idempotencyKey, query = [] }) =>
  client.rawRequest(method, path, {
    auth: AUTH[auth],
    body: body === null ? undefined : JSON.parse(body),
    idempotencyKey: idempotencyKey ?? undefined,
    query: Object.fromEntries(query),
  });

/** What was thrown; a success is a failure here. */
const thrown = (promise) => promise.then((value) => assert.fail(`succeeded with ${JSON.stringify(value)}`), (error) => error);

async function refusal(promise, sent, fields) {
  const error = await thrown(promise);
  assert.deepEqual([error.kind, error.status, error.code, error.outcome, error.attempts], ['ValidationError', 400, 'VALIDATION_ERROR', 'not_sent', 0], error.stack);
  const said = error.details.fieldErrors;
  assert.deepEqual(Object.keys(said).sort(), Object.keys(fields).sort());
  for (const [name, message] of Object.entries(fields)) if (message !== null) assert.deepEqual(said[name], [message]);
  assert.equal(sent.length, 0);
}

test('requests.json: what is put on the wire, and what is refused', async () => {
  const compare = async (running, sent, expect) => {
    if (expect.refused) return refusal(running, sent, expect.refused);
    await running;
    assert.deepEqual(sent, [{ method: expect.method, url: expect.url, body: expect.body, headers: expect.headers }]);
  };
  const counts = await eachRow('requests', {
    request(input, expect) {
      const { sent, client } = capturing({ localValidation: input.local_validation });
      const value = { ...JSON.parse(input.json), idempotency_key: input.idempotency_key ?? undefined };
      return compare(call(client, input.operation, value), sent, expect);
    },
    raw(input, expect) {
      const { sent, client } = capturing();
      return compare(raw(client, input), sent, expect);
    },
  });
  assert.ok(counts.ran > 290, JSON.stringify(counts));
});

test('headers.json: what a header may carry, and the headers of an attempt', async () => {
  const plain = (value) => (typeof value === 'string' ? value : Buffer.from(value.hex, 'hex').toString('latin1'));
  const counts = await eachRow('headers', {
    async check({ value }, { problem, hex }) {
      const { sent, client } = capturing();
      const running = client.rawRequest('POST', '/x', { body: {} }, { idempotencyKey: value });
      if (problem === 'empty') {
        // An empty key is none, as in the published SDK.
        await running;
        assert.equal(sent[0].headers.some(([name]) => name === 'idempotency-key'), false);
      } else if (problem !== null) await refusal(running, sent, { idempotency_key: null });
      else {
        await running;
        assert.equal(Buffer.from(Object.fromEntries(sent[0].headers)['idempotency-key'], 'latin1').toString('hex'), hex);
      }
    },
    async clive(input, expect) {
      const { api_key: apiKey, hmac_secret: hmacSecret, bearer_token: bearer } = input.credentials;
      const { sent, client } = capturing({ apiKey, hmacSecret, bearerToken: bearer ?? undefined });
      await raw(client, input);
      assert.deepEqual(sent[0].headers, expect.headers.map(([name, value]) => [name, plain(value)]));
    },
  });
  assert.ok(counts.ran > 110, JSON.stringify(counts));
});

test('idempotency.json: the helpers, and the key of every operation', async () => {
  const helper = (prefix) => ({ reference }, { key }) => {
    assert.equal(CliveClient.createIdempotencyKey(prefix, reference), key);
    if (prefix === 'checkout') assert.equal(CliveClient.createCheckoutIdempotencyKey(reference), key);
  };
  const counts = await eachRow('idempotency', {
    init: helper('init'),
    attach: helper('attach'),
    checkout: helper('checkout'),
    random({ prefix, unix_ms: now, entropy_hex: entropy }, { key }) {
      mock.method(Date, 'now', () => now);
      mock.method(crypto, 'randomBytes', () => Buffer.from(entropy, 'hex'));
      const made = CliveClient.createRandomIdempotencyKey(prefix);
      mock.restoreAll();
      assert.equal(made, key);
    },
    async operation(input, expect) {
      // The key beside the input, and the key of the call's options.
      for (const own of ['input', 'options']) {
        const { sent, client } = capturing();
        const key = input.idempotency_key ?? undefined;
        const value = { ...JSON.parse(input.json), idempotency_key: own === 'input' ? key : undefined };
        if (own === 'input' && key !== undefined && !operations[camel(input.operation)].keyed) continue;
        const running = call(client, input.operation, value, own === 'options' && key !== undefined ? { idempotencyKey: key } : undefined);
        if (expect.refused) {
          const error = await thrown(running);
          assert.deepEqual([error.kind, error.outcome, Object.keys(error.details.fieldErrors)], ['ValidationError', 'not_sent', [expect.refused]]);
          assert.equal(sent.length, 0);
          continue;
        }
        await running;
        const header = Object.fromEntries(sent[0].headers)['idempotency-key'] ?? null;
        assert.equal(header, expect.key);
      }
    },
  });
  assert.ok(counts.ran > 140, JSON.stringify(counts));
});

const realFetch = globalThis.fetch;
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
  globalThis.fetch = realFetch;
});

/** An answer as the global fetch gives it; a body that is null breaks off. */
const response = (status, body, headers = []) => ({
  ok: status >= 200 && status <= 299,
  status,
  headers,
  arrayBuffer: async () => {
    if (body === null) throw Object.assign(new TypeError('terminated'), { cause: { code: 'UND_ERR_SOCKET' } });
    return Uint8Array.from(Buffer.from(body)).buffer;
  },
});

const COMPLETE = {
  attach_payment_intent: { clive_tx_id: 'CLVTX_1', stripe_payment_intent_id: 'pi_1' },
  create_checkout_intent: { partner_id: 'P', client_id: 'C', amount: 1, currency: 'USD', email: 'e', echezona_reference: 'R' },
  pay_settlement: { settlement_batch_id: 'b' },
};
const complete = (client, name, options) => call(client, name, COMPLETE[name], options);

test('errors.json: what is thrown for every answer', async () => {
  const { native } = await import('../js/loader.mjs');
  const table = JSON.parse(native.errorTable());
  const counts = await eachRow('errors', {
    kinds: (_, { kinds }) => assert.deepEqual(table.kinds, kinds.map(([, name]) => name)),
    codes: (_, { codes }) => assert.deepEqual(table.codes, codes.map(([number, code, kind]) => [code, kind, number])),
    async answer(input, expect) {
      const body = input.body === null ? null : bytes(input.body);
      globalThis.fetch = async () => response(input.status, body);
      const error = await thrown(complete(new CliveClient(base), input.operation, { maxRetries: 0 }));
      const { kind, code = null, message, details = null, outcome, retryable } = error;
      const { advice, response_text: text, ...facts } = expect;
      assert.deepEqual({ kind, code, message, details, outcome, retryable }, facts);
      assert.equal(error.status, input.status);
      assert.ok(error.advice.includes(advice ?? '') && error.advice !== '');
      if (text === null) assert.equal(error.responseText, undefined);
      else {
        assert.equal(Buffer.byteLength(error.responseText), text.bytes);
        assert.ok(error.responseText.startsWith(text.begins));
      }
    },
  });
  assert.ok(counts.ran > 110, JSON.stringify(counts));
});

const FAULTS = {
  dns: 'ENOTFOUND',
  connect_refused: 'ECONNREFUSED',
  connect_timeout: 'UND_ERR_CONNECT_TIMEOUT',
  tls_certificate: 'CERT_HAS_EXPIRED',
  write_failed: 'EPIPE',
  reset: 'ECONNRESET',
  read_timeout: 'UND_ERR_HEADERS_TIMEOUT',
  other: 'EWHATEVER',
};
const turns = async (count) => {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
};

test('retry.json: how often, how long, and what is known at the end', async () => {
  let fakeNow;
  let fakeMono;
  const counts = await eachRow('retry', {
    async sequence(input, expect) {
      mock.timers.enable({ apis: ['setTimeout'] });
      const ends = [...input.ends];
      const stop = new AbortController();
      let waiting;
      globalThis.fetch = async (_, { signal }) => {
        const end = ends.shift();
        assert.notEqual(end, undefined, 'one attempt too many');
        if (typeof end === 'number') return response(end, '');
        if (end === '2xx-broken') return response(200, null);
        if (end === 'cancel') {
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            stop.abort();
          });
        }
        assert.ok(FAULTS[end], `unknown end ${end}`);
        throw Object.assign(new TypeError('fetch failed'), { cause: { code: FAULTS[end] } });
      };
      const onAttempt = (event) => (waiting = event.type === 'end' ? event.retryInMs : undefined);
      const client = new CliveClient({ ...base, onAttempt });
      let over = false;
      const running = thrown(complete(client, input.request, { maxRetries: input.max_retries, timeoutMs: 0, signal: stop.signal })).finally(() => (over = true));
      for (let i = 0; !over && i < 50; i += 1) {
        await turns(40);
        if (waiting === undefined) continue;
        if (ends.length === 0) break;
        mock.timers.tick(waiting);
      }
      const action = over ? 'done' : 'wait';
      stop.abort();
      const { outcome, attempts, status = null, code = null, retryable } = await running;
      mock.timers.reset();
      assert.deepEqual(action === 'wait' ? { action } : { action, outcome, attempts, status, code, retryable }, expect);
      assert.equal(ends.length, 0);
    },
    async retry_after({ value, unix_s: unixS }, { ms }) {
      mock.method(Date, 'now', () => unixS * 1000);
      globalThis.fetch = async () => response(429, '', [['retry-after', value]]);
      const error = await thrown(complete(new CliveClient(base), 'attach_payment_intent', { maxRetries: 0 }));
      mock.restoreAll();
      assert.equal(error.retryAfterMs ?? null, ms);
    },
    async wait(input, expect) {
      mock.timers.enable({ apis: ['setTimeout'] });
      [fakeNow, fakeMono] = [input.unix_s * 1000, 1_000];
      mock.method(Date, 'now', () => fakeNow);
      mock.method(performance, 'now', () => fakeMono);
      globalThis.fetch = async () => {
        fakeMono += input.elapsed_ms;
        return response(input.status, '', input.headers);
      };
      const stop = new AbortController();
      let waiting;
      const client = new CliveClient({ ...base, onAttempt: (event) => (waiting = event.retryInMs) });
      const running = thrown(complete(client, 'attach_payment_intent', { timeoutMs: input.total_timeout_ms, signal: stop.signal }));
      await turns(40);
      stop.abort();
      const error = await running;
      mock.restoreAll();
      mock.timers.reset();
      if ('retry_after_ms' in expect) assert.deepEqual([waiting, error.retryAfterMs ?? null], [undefined, expect.retry_after_ms]);
      else assert.ok(waiting >= expect.at_least_ms && waiting <= expect.at_most_ms, `waits ${waiting} ms`);
    },
  });
  assert.ok(counts.ran > 440, JSON.stringify(counts));
});

test('the error table: every class of the core is exported under its name', async () => {
  const { native } = await import('../js/loader.mjs');
  const payseal = await import('../js/index.mjs');
  const { kinds, codes } = JSON.parse(native.errorTable());
  for (const kind of kinds) assert.equal(payseal[kind]?.name, kind);
  for (const [, kind] of codes) assert.ok(kinds.includes(kind));
  const extra = ['CliveApiError', 'CliveClient', 'PaysealError', 'TransportError', 'createSignedRequestHeaders', 'describeError'];
  assert.deepEqual(Object.keys(payseal).sort(), [...kinds, ...extra].sort());
});

test('the shared registry is named after this version', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.ok(globalThis[Symbol.for(`payseal@${version}`)]);
});
