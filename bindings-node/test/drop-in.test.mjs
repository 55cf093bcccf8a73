/**
 * The published SDK 0.1.9 and this package, side by side over generated and odd inputs: same request, same result, same error.
 *
 * Where ours refuses by rule (local validation, `meta` where the published one dropped it) the rule itself is the test.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as ours from '../js/index.mjs';
import { published } from './support/published.mjs';

const theirs = await published();
const options = { apiKey: 'cp_live_key', hmacSecret: 'test_hmac_secret', baseUrl: 'https://api.example.com/api/v1' };

/** Runs one method on both, with fetchers that answer the same, and returns what can be seen. */
async function both(method, args, respond = () => answer(200, { ok: 1 }), extra = {}) {
  return Promise.all([observe(ours, method, args, respond, extra), observe(theirs, method, args, respond, extra)]);
}

async function observe({ CliveClient, CliveApiError }, method, args, respond, extra) {
  const sent = [];
  const fetcher = async (url, init) => {
    sent.push({ url, method: init.method, headers: Object.entries(init.headers), body: init.body });
    return respond(url, init);
  };
  try {
    const client = new CliveClient({ ...options, fetcher, ...extra });
    return { sent, result: await client[method](...args()) };
  } catch (error) {
    const isApi = error instanceof CliveApiError;
    const seen = isApi
      ? { isApi, name: error.name, message: error.message, status: error.status, code: error.code, details: error.details, own: ['status', 'code', 'details', 'name'].filter((name) => Object.hasOwn(error, name)) }
      : { isApi, name: error?.name, message: error?.message ?? error };
    return { sent, error: seen };
  }
}

/** A minimal mock: `ok`, `status`, `json()` and nothing else. */
function answer(status, body) {
  return { ok: status >= 200 && status <= 299, status, json: async () => (typeof body === 'function' ? body() : body) };
}

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
const id = fc.stringMatching(/^[A-Za-z0-9 _.-]*[A-Za-z0-9]$/).filter((s) => !s.startsWith(' ') && s.length > 0);
const amount = fc.oneof(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), fc.integer({ min: 1, max: 1e9 }));
const key = fc.option(fc.stringMatching(/^[!-~]{1,40}$/), { nil: undefined });
const descriptor = fc.option(fc.stringMatching(/^[A-Za-z0-9 _.-]{1,22}$/), { nil: undefined });
const meta = fc.option(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })), { nil: undefined });
const base = { partner_id: text, client_id: text, amount, currency: text, idempotency_key: key, unknown_field: fc.anything() };

const inputs = {
  initializeTransaction: fc.record({ ...base, echezona_reference: id }),
  attachPaymentIntent: fc.record({ clive_tx_id: id, stripe_payment_intent_id: text, idempotency_key: key }),
  createCheckoutIntent: fc.record({ ...base, email: text, echezona_reference: id, statement_descriptor_suffix: descriptor }),
  createCheckoutIntentV2: fc.record({
    ...base,
    email: text,
    echezona_reference: id,
    payment_type: fc.constantFrom('card', 'revolut_pay', 'open_banking', 'new'),
    issuer_country: text,
    card_scheme: fc.option(text, { nil: undefined }),
    statement_descriptor_suffix: descriptor,
    meta,
  }),
};

for (const [method, input] of Object.entries(inputs)) {
  test(`${method}: same URL, headers, body and result for generated inputs`, async () => {
    await fc.assert(
      fc.asyncProperty(input, fc.jsonValue(), async (value, body) => {
        const [a, b] = await both(method, () => [value], () => answer(201, body));
        assert.equal(b.error, undefined);
        assert.deepEqual(a, b);
      }),
      { numRuns: 1000 },
    );
  });
}

test('initializeAndAttachIntent: the same two requests and the same result', async () => {
  await fc.assert(
    fc.asyncProperty(inputs.initializeTransaction, text, key, id, async (value, intent, attachKey, tx) => {
      const [a, b] = await both('initializeAndAttachIntent', () => [value, intent, attachKey], () => answer(200, { clive_tx_id: tx }));
      assert.deepEqual(a, b);
    }),
    { numRuns: 300 },
  );
});

const good = { partner_id: 'P', client_id: 'C', amount: 1, currency: 'USD', email: 'e', echezona_reference: 'R', payment_type: 'card', issuer_country: 'GB' };

test('odd inputs: the same body, or the same thrown error', async () => {
  const cycle = {};
  cycle.self = cycle;
  const odd = {
    'a date': { meta: { at: new Date(0) } },
    toJSON: { meta: { toJSON: () => ({ a: 1 }) } },
    'undefined and functions': { meta: { a: undefined, b() {}, c: [undefined, Symbol('x')] } },
    'integer-like keys': { meta: { b: 1, 10: 1, 9: 1, '-1': 1, '01': 1 } },
    __proto__: { meta: JSON.parse('{"__proto__": {"a": 1}}') },
    'boxed values': { meta: { n: new Number(1), s: new String('s'), b: new Boolean(false) } },
    'lone surrogates': { meta: { '\ud800': '\udc00x' }, email: 'a\ud800' },
    'line separators and controls': { email: '\u2028\u2029\u0000\u001f"\\/\u007f' },
    numbers: { meta: [0.1 + 0.2, 1e21, -0, 1e-7, NaN, Infinity, Number.MAX_SAFE_INTEGER + 2, 5e-324] },
    'a toJSON text': { partner_id: { toJSON: () => 'P' } },
    'a key that is a number': { idempotency_key: 'x7' },
    'an empty key': { idempotency_key: '' },
    'a Latin-1 key': { idempotency_key: 'cl\u00e9' },
    'a cycle': { meta: cycle },
    'a BigInt': { meta: { n: 1n } },
    'a BigInt amount': { amount: 1n },
    'a getter that throws': { get amount() { throw new RangeError('no amount'); } },
    'a deep tree': { meta: { a: Array.from({ length: 100 }).reduce((inner) => [inner], 1) } },
  };
  for (const [name, changes] of Object.entries(odd)) {
    const input = Object.defineProperties({ ...good }, Object.getOwnPropertyDescriptors(changes));
    const [a, b] = await both('createCheckoutIntentV2', () => [input]);
    assert.deepEqual(a, b, name);
  }
  for (const input of [undefined, null]) {
    const [a, b] = await both('createCheckoutIntentV2', () => [input]);
    assert.deepEqual(a, b, String(input));
  }
});

test('each getter is read once', async () => {
  const reads = [];
  const input = {};
  for (const name of [...Object.keys(good), 'meta', 'idempotency_key', 'card_scheme', 'statement_descriptor_suffix']) {
    Object.defineProperty(input, name, { get: () => (reads.push(name), good[name]) });
  }
  await observe(ours, 'createCheckoutIntentV2', () => [input], () => answer(200, {}), {});
  assert.deepEqual(reads, ['partner_id', 'client_id', 'amount', 'currency', 'email', 'echezona_reference', 'payment_type', 'issuer_country', 'card_scheme', 'statement_descriptor_suffix', 'meta', 'idempotency_key']);
});

test('answers of every shape: the same result or the same error', async () => {
  const bodies = {
    envelope: { error: 'Nope', code: 'CLIENT_NOT_FOUND', details: { a: [1], b: null } },
    'no code': { error: 'Nope' },
    'null details': { error: 'Nope', code: 'X', details: null },
    'details that is text': { error: 'Nope', details: 'text' },
    'an empty message': { error: '', code: 'X' },
    'a message that is a number': { error: 42, code: 7 },
    'a message that is an object': { error: { a: 1 }, code: { b: 1 } },
    'a message that is a list': { error: ['a', 'b'] },
    'a message that is true': { error: true },
    'a message that is false': { error: false, code: null },
    null: null,
    text: 'text',
    number: 5,
    list: [1],
    empty: {},
    undefined: undefined,
    'deeply nested': { error: 'deep', code: 'D', details: Array.from({ length: 120 }).reduce((inner) => [inner], 1) },
    'not JSON': () => {
      throw new SyntaxError('Unexpected token < in JSON');
    },
  };
  for (const status of [200, 201, 204, 299, 400, 401, 404, 408, 409, 422, 429, 500, 502, 503]) {
    for (const [name, body] of Object.entries(bodies)) {
      const [a, b] = await both('createCheckoutIntent', () => [good], () => answer(status, body));
      assert.deepEqual(a, b, `${status} ${name}`);
    }
  }
  // A redirect is an answer of its own here: the API's words about it, if any, are not what the caller must act on.
  const [redirected] = await both('createCheckoutIntent', () => [good], () => answer(302, { error: 'Found' }));
  assert.deepEqual([redirected.error.isApi, redirected.error.status, redirected.error.code], [true, 302, 'REDIRECTED']);
  for (const mock of [{ ok: true, json: async () => 1 }, { ok: false, json: async () => ({ error: 'x' }) }, { ok: true, status: 500, json: async () => 2 }, { ok: false, status: 200, json: async () => ({}) }]) {
    const [a, b] = await both('createCheckoutIntent', () => [good], () => mock);
    assert.deepEqual(a, b, JSON.stringify(mock));
  }
});

test('generated error bodies: the same error', async () => {
  const body = fc.oneof(fc.jsonValue(), fc.record({ error: fc.jsonValue(), code: fc.jsonValue(), details: fc.jsonValue() }, { requiredKeys: [] }));
  await fc.assert(
    fc.asyncProperty(body, fc.integer({ min: 400, max: 599 }), async (value, status) => {
      const [a, b] = await both('attachPaymentIntent', () => [{ clive_tx_id: 'T', stripe_payment_intent_id: 'pi' }], () => answer(status, value));
      assert.deepEqual(a, b);
    }),
    { numRuns: 2000 },
  );
});

test('base URLs are joined the same way', async () => {
  for (const baseUrl of ['https://h/api/v1', 'https://h/api/v1/', 'https://h/api/v1//', 'http://h', '', undefined, '/relative', 'mock://x/']) {
    const [a, b] = await both('createCheckoutIntent', () => [good], undefined, { baseUrl });
    assert.deepEqual(a, b, String(baseUrl));
  }
});

test('constructor, statics and the class of errors are the published ones', () => {
  for (const bad of [{}, { apiKey: '' }, { apiKey: 'k' }, { apiKey: 'k', hmacSecret: '' }, { hmacSecret: 's' }]) {
    const messages = [ours, theirs].map(({ CliveClient }) => {
      try {
        return new CliveClient(bad) && 'made';
      } catch (error) {
        return `${error.constructor.name}: ${error.message}`;
      }
    });
    assert.equal(messages[0], messages[1]);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 1 }), (body, secret) => {
      assert.equal(ours.CliveClient.signPayload(body, secret), theirs.CliveClient.signPayload(body, secret));
      assert.equal(ours.CliveClient.createSigner(secret)(body), theirs.CliveClient.signPayload(body, secret));
      assert.deepEqual(
        Object.entries(ours.createSignedRequestHeaders(body, 'k', secret, 'i')),
        Object.entries(theirs.createSignedRequestHeaders(body, 'k', secret, 'i')),
      );
    }),
    { numRuns: 2000 },
  );
  for (const size of [4095, 4096, 4097, 100_000]) {
    for (const unit of ['a', 'é', '☕', '😀', '\ud800']) {
      const body = unit.repeat(size / unit.length);
      assert.equal(ours.CliveClient.signPayload(body, 's'), theirs.CliveClient.signPayload(body, 's'));
      assert.equal(ours.CliveClient.signPayload(Buffer.from(body), 's'), theirs.CliveClient.signPayload(body, 's'));
    }
  }
  assert.equal(ours.CliveClient.createIdempotencyKey('init', 'R'), theirs.CliveClient.createIdempotencyKey('init', 'R'));
  assert.equal(ours.CliveClient.createCheckoutIdempotencyKey('R'), theirs.CliveClient.createCheckoutIdempotencyKey('R'));
  assert.match(ours.CliveClient.createRandomIdempotencyKey('init'), /^init-\d{13}-[0-9a-f]{32}$/);

  const [a, b] = [ours, theirs].map(({ CliveApiError }) => new CliveApiError('m', 418, 'C', { d: 1 }));
  assert.deepEqual(Object.entries(a), Object.entries(b));
  assert.deepEqual([a.message, a.name, String(a), a instanceof Error], [b.message, b.name, String(b), b instanceof Error]);
});

test('what the published SDK does wrong is refused here, in the shape of the server’s 400', async () => {
  const refused = { amount: [0, -1, NaN, Infinity, '750', null], email: ['', 5], statement_descriptor_suffix: ['', 'x'.repeat(23), 'é'], echezona_reference: ['', undefined], idempotency_key: ['a\nb', '☕', ' a'] };
  for (const [field, values] of Object.entries(refused)) {
    for (const value of values) {
      const seen = await observe(ours, 'createCheckoutIntent', () => [{ ...good, [field]: value }], () => answer(200, {}), {});
      assert.deepEqual(seen.sent, []);
      assert.equal(seen.error.status, 400);
      assert.equal(seen.error.code, 'VALIDATION_ERROR');
      assert.ok(Object.keys(seen.error.details.fieldErrors).includes(field), `${field} = ${value}`);
    }
  }
  // meta is sent where the API documents it.
  for (const method of ['initializeTransaction', 'createCheckoutIntent']) {
    const { sent } = await observe(ours, method, () => [{ ...good, meta: { a: 1 } }], () => answer(200, {}), {});
    assert.deepEqual(JSON.parse(sent[0].body).meta, { a: 1 });
  }
});
