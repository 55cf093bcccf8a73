/** The shared vectors, row by row. A row that cannot apply here has its reason. */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, mock, test } from 'node:test';
import { CliveClient, TybriteClient } from '../js/index.mjs';
import { operations } from '../js/generated/clive.mjs';
import { operations as tybriteOperations } from '../js/generated/tybrite.mjs';

const vectors = (name) => JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), 'utf8')).rows;
const bytes = (value) =>
  typeof value === 'string' ? value : value.hex !== undefined ? Buffer.from(value.hex, 'hex') : value.repeat.repeat(value.times);

test('sign.json: hex and timestamped base64 signatures, from text and from bytes', () => {
  const ran = { hex: 0, base64_timestamped: 0, key: 0 };
  const reasons = {
    verify: 'webhooks are verified whole (webhook.json)',
    hex_timestamped: 'the form of webhooks (webhook.json)',
    base64url: 'the second half of externalAuth (tybrite.test.mjs)',
    beyond: 'a timestamp that no number carries exactly is refused (tybrite.test.mjs)',
  };
  const left = new Set();
  for (const { id, input, expect } of vectors('sign')) {
    const what = input.op === 'sign' ? input.scheme : input.op;
    if (what === 'key') {
      for (const Client of [CliveClient, TybriteClient]) {
        const make = () => Client.createSigner(String(bytes(input.secret)));
        if (expect.valid) assert.ok(make());
        else assert.throws(make, { code: 'HMAC_SECRET_MISSING' }, id);
      }
    } else if (what === 'hex') {
      const [secret, body] = [bytes(input.secret), bytes(input.body)];
      assert.equal(CliveClient.signPayload(body, secret), expect.signature, id);
      assert.equal(CliveClient.signPayload(Buffer.from(body), Buffer.from(secret)), expect.signature, id);
      if (typeof secret === 'string') assert.equal(CliveClient.createSigner(secret)(body), expect.signature, id);
    } else if (what === 'base64_timestamped') {
      const [secret, body, timestamp] = [bytes(input.secret), bytes(input.body), Number(input.timestamp)];
      if (!Number.isSafeInteger(timestamp)) {
        left.add('beyond');
        continue;
      }
      assert.equal(TybriteClient.signPayload(body, timestamp, secret), expect.signature, id);
      assert.equal(TybriteClient.signPayload(Buffer.from(body), timestamp, Buffer.from(secret)), expect.signature, id);
      if (typeof secret === 'string') assert.equal(TybriteClient.createSigner(secret)(body, timestamp), expect.signature, id);
    } else {
      assert.ok(what in reasons, `${id}: unknown ${what}`);
      left.add(what);
      continue;
    }
    ran[what] += 1;
  }
  assert.deepEqual([...left].sort(), Object.keys(reasons).sort());
  assert.ok(ran.hex > 30 && ran.base64_timestamped > 20 && ran.key === 2, JSON.stringify(ran));
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
      if (row.expect.error === 'not_finite') await call;
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

/** Why a row cannot apply in Node; the first function that gives a reason counts. */
const NOT_HERE = {
  requests: [
    ({ input }) => input.json_text_only && 'Node is given values, never JSON text',
    ({ input }) => !isWrittenByStringify(input.body) && 'rawRequest writes its body with JSON.stringify: no other text, and no half of one',
    ({ input }) => new Set(input.query?.map(([name]) => name)).size !== (input.query?.length ?? 0) && "rawRequest's query is an object: no name stands twice",
  ],
  idempotency: [
    ({ input }) => input.op === 'generated' && "the random bits are the system's; tybrite.test.mjs holds the forms",
    ({ input }) => input.op === 'checkout_for_method' && 'not among the published helpers; createIdempotencyKey takes any reference',
  ],
  errors: [
    ({ input }) => ['fault', 'outcome'].includes(input.op) && 'numbers are for C; Node has the names',
    ({ input }) => hasOddEnvelope(input.body) && 'a message or code that is no text is handed on as the published SDK does; drop-in.test.mjs compares them',
  ],
  retry: [
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

/** The partner of a row: Clive, unless it names another. */
const PARTNERS = {
  clive: { Client: CliveClient, operations, options: { apiKey: 'cp_test_key', hmacSecret: 'test_hmac_secret', baseUrl: 'https://api.example.com/api/v1' } },
  tybrite: { Client: TybriteClient, operations: tybriteOperations, options: { apiKey: 'tybrite_sk_test_key', hmacSecret: 'test_hmac_secret', baseUrl: 'https://api.example.com' } },
};
const partnerOf = (input) => PARTNERS[input.partner ?? 'clive'];
const base = { apiKey: 'cp_test_key', hmacSecret: 'test_hmac_secret', baseUrl: 'https://api.example.com/api/v1' };
const camel = (name) => name.replace(/_v2$/, 'V2').replace(/[_.](.)/g, (_, letter) => letter.toUpperCase());
const AUTH = { public: 'none', api_key: 'apiKey', signed: 'signed', bearer: 'bearer' };

/** A client whose requests are kept instead of sent. */
function capturing(options, { Client, options: base } = PARTNERS.clive) {
  const sent = [];
  const fetcher = async (url, { method, headers, body }) => {
    sent.push({ method, url, body: body ?? null, headers: Object.entries(headers) });
    return { ok: true, status: 200, json: async () => ({}) };
  };
  return { sent, client: new Client({ ...base, ...options, fetcher }) };
}

/** Calls an operation by its name in the contract. */
function call(client, name, input, options) {
  if (client instanceof TybriteClient) return callGrouped(client, name, input, options);
  const operation = operations[camel(name)];
  assert.equal(operation?.name, name);
  return name.startsWith('list_') ? client[camel(name)](options) : client[camel(name)](input, options);
}

/** The same for a client whose operations stand in groups. */
function callGrouped(client, name, input, options) {
  const { sends, body } = tybriteOperations[camel(name)];
  const method = name.split('.').map(camel).reduce((at, part) => at[part], client);
  if (sends === 'document') return method(input.body, input, options);
  return body.length === 0 ? method(options) : method(input, options);
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
    mock.restoreAll();
    assert.deepEqual(sent, [{ method: expect.method, url: expect.url, body: expect.body, headers: expect.headers }]);
  };
  const counts = await eachRow('requests', {
    request(input, expect) {
      mock.method(Date, 'now', () => 1_771_526_500_000);
      const { sent, client } = capturing({ localValidation: input.local_validation }, partnerOf(input));
      if (input.partner === undefined) {
        const value = { ...JSON.parse(input.json), idempotency_key: input.idempotency_key ?? undefined };
        return compare(call(client, input.operation, value), sent, expect);
      }
      const options = { idempotencyKey: input.idempotency_key ?? undefined };
      return compare(call(client, input.operation, JSON.parse(input.json), options), sent, expect);
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
    clive: ofPartner,
    tybrite: ofPartner,
  });
  async function ofPartner(input, expect) {
      const { api_key: apiKey, hmac_secret: hmacSecret, bearer_token: bearer } = input.credentials;
      const { sent, client } = capturing({ apiKey, hmacSecret, bearerToken: bearer ?? undefined }, partnerOf(input));
      if (input.unix_s !== undefined) mock.method(Date, 'now', () => input.unix_s * 1000);
      await raw(client, input);
      mock.restoreAll();
      assert.deepEqual(sent[0].headers, expect.headers.map(([name, value]) => [name, plain(value)]));
  }
  assert.ok(counts.ran > 120, JSON.stringify(counts));
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

/** A call of a row that names operation and perhaps partner and fields. */
function answered(input, options) {
  const { Client, options: base } = partnerOf(input);
  if (input.partner === undefined) return complete(new CliveClient(base), input.operation, options);
  return callGrouped(new Client(base), input.operation, input.fields, options);
}

test('errors.json: what is thrown for every answer', async () => {
  const { native } = await import('../js/loader.mjs');
  const table = JSON.parse(native.errorTable());
  const counts = await eachRow('errors', {
    kinds: (_, { kinds }) => assert.deepEqual(table.kinds, kinds.map(([, name]) => name)),
    codes: (_, { codes }) => assert.deepEqual(table.codes, codes.map(([number, code, kind]) => [code, kind, number])),
    async answer(input, expect) {
      const body = input.body === null ? null : bytes(input.body);
      globalThis.fetch = async () => response(input.status, body, input.headers);
      const error = await thrown(answered(input, { maxRetries: 0 }));
      const { kind, code = null, message, details = null, outcome, retryable } = error;
      const { advice, response_text: text, hint, environment, rate_limit: limit, ...facts } = expect;
      assert.deepEqual({ kind, code, message, details, outcome, retryable }, facts);
      if (input.partner !== undefined) {
        assert.deepEqual([error.hint ?? null, error.environment ?? null], [hint, environment]);
        const { limit: most = null, remaining = null, resetUnixS: reset = null, scope = null } = error.rateLimit ?? {};
        assert.deepEqual(error.rateLimit === undefined ? null : { limit: most, remaining, reset, scope }, limit);
        assert.equal(error.name, kind);
      }
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
    wait: waits,
    answered: waits,
  });
  async function waits(input, expect) {
      mock.timers.enable({ apis: ['setTimeout'] });
      [fakeNow, fakeMono] = [input.unix_s * 1000, 1_000];
      mock.method(Date, 'now', () => fakeNow);
      mock.method(performance, 'now', () => fakeMono);
      globalThis.fetch = async () => {
        fakeMono += input.elapsed_ms ?? 0;
        return response(input.status, input.body ?? '', input.headers);
      };
      const stop = new AbortController();
      let waiting;
      const onAttempt = (event) => (waiting = event.retryInMs);
      const options = { timeoutMs: input.total_timeout_ms, signal: stop.signal };
      const { Client, options: base } = partnerOf(input);
      const client = new Client({ ...base, onAttempt });
      const running = thrown(
        input.partner === undefined ? complete(client, 'attach_payment_intent', options) : callGrouped(client, input.operation, input.fields, options),
      );
      await turns(40);
      stop.abort();
      const error = await running;
      mock.restoreAll();
      mock.timers.reset();
      if ('retry_after_ms' in expect) assert.deepEqual([waiting, error.retryAfterMs ?? null], [undefined, expect.retry_after_ms]);
      else assert.ok(waiting >= expect.at_least_ms && waiting <= expect.at_most_ms, `waits ${waiting} ms`);
  }
  assert.ok(counts.ran > 460, JSON.stringify(counts));
});

test('the error table: every class of the core is exported under its name', async () => {
  const { native } = await import('../js/loader.mjs');
  const payseal = await import('../js/index.mjs');
  const { kinds, codes } = JSON.parse(native.errorTable());
  for (const kind of kinds) assert.equal(payseal[kind]?.name, kind);
  for (const [, kind] of codes) assert.ok(kinds.includes(kind));
  const extra = ['CliveApiError', 'CliveClient', 'PaysealError', 'TransportError', 'TybriteClient', 'createSignedRequestHeaders', 'describeError', 'explain', 'verifyReference', 'webhooks'];
  assert.deepEqual(Object.keys(payseal).sort(), [...kinds, ...extra].sort());
});

test('the shared registry is named after this version', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.ok(globalThis[Symbol.for(`payseal@${version}`)]);
});
