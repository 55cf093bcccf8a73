/** The published contract of a caller's `fetcher`: what it is given, how often, and what passes through unchanged. */
import assert from 'node:assert/strict';
import { mock as mocks, test } from 'node:test';
import { CliveClient, describeError } from '../js/index.mjs';

const base = { apiKey: 'k', hmacSecret: 's', baseUrl: 'http://public.example.com/api/v1/' };
const input = { clive_tx_id: 'T', stripe_payment_intent_id: 'pi' };
const mock = (status, body) => ({ ok: status < 300, status, json: async () => body });

function recorder(...answers) {
  const calls = [];
  const fetcher = async (...args) => {
    calls.push(args);
    const next = answers.length > 1 ? answers.shift() : answers[0];
    if (typeof next === 'function') return next(...args);
    return next;
  };
  return { calls, fetcher };
}

test('it is given exactly url and { method, headers, body, redirect }', async () => {
  const { calls, fetcher } = recorder(mock(200, { a: 1 }));
  const result = await new CliveClient({ ...base, fetcher }).attachPaymentIntent(input);
  assert.deepEqual(result, { a: 1 });
  assert.equal(calls.length, 1);
  assert.equal(calls[0].length, 2);
  assert.equal(calls[0][0], 'http://public.example.com/api/v1/transactions/attach-intent');
  assert.deepEqual(Object.keys(calls[0][1]), ['method', 'headers', 'body', 'redirect']);
  assert.equal(calls[0][1].redirect, 'manual');
  assert.deepEqual(Object.keys(calls[0][1].headers), ['Content-Type', 'x-api-key', 'x-clive-hmac', 'idempotency-key']);
});

test('it gets a signal only when the caller gave one, or a time-out', async () => {
  const { calls, fetcher } = recorder(mock(200, {}));
  const client = new CliveClient({ ...base, fetcher });
  const { signal } = new AbortController();
  await client.attachPaymentIntent(input, { signal });
  assert.equal(calls[0][1].signal, signal);
  await client.attachPaymentIntent(input, { timeoutMs: 1_000 });
  assert.ok(calls[1][1].signal instanceof AbortSignal);
  await client.attachPaymentIntent(input, {});
  assert.ok(!('signal' in calls[2][1]));
  const slow = new CliveClient({ ...base, fetcher: (url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))) });
  await assert.rejects(slow.attachPaymentIntent(input, { timeoutMs: 30 }), (error) => {
    assert.equal(error.name, 'TimeoutError');
    assert.deepEqual([describeError(error).outcome, describeError(error).fault], ['unknown', 'read_timeout']);
    return true;
  });
});

test('it is called again only if maxRetries is given', async () => {
  const once = recorder(mock(503, {}));
  await assert.rejects(new CliveClient({ ...base, fetcher: once.fetcher }).attachPaymentIntent(input), { status: 503, attempts: 1 });
  assert.equal(once.calls.length, 1);
  const twice = recorder(mock(503, {}), mock(200, { ok: 1 }));
  assert.deepEqual(await new CliveClient({ ...base, fetcher: twice.fetcher, maxRetries: 1 }).attachPaymentIntent(input), { ok: 1 });
  assert.deepEqual(twice.calls[0], twice.calls[1]);
  const perCall = recorder(() => { throw new Error('down'); }, mock(200, { ok: 2 }));
  assert.deepEqual(await new CliveClient({ ...base, fetcher: perCall.fetcher }).attachPaymentIntent(input, { maxRetries: 1 }), { ok: 2 });
});

test('what it throws passes through unchanged, and describeError knows it', async () => {
  const thrown = [new TypeError('fetch failed'), Object.freeze(new Error('frozen')), { plain: true }, 'a text', undefined, Object.assign(new Error('x'), { cause: { code: 'ECONNREFUSED' } })];
  for (const error of thrown) {
    const client = new CliveClient({ ...base, fetcher: async () => { throw error; } });
    const seen = await client.attachPaymentIntent(input).then(() => 'ok', (e) => ({ e }));
    assert.ok('e' in seen && Object.is(seen.e, error));
    if (typeof error === 'object') {
      const expected = error?.cause?.code === 'ECONNREFUSED' ? 'not_sent' : 'unknown';
      assert.deepEqual([describeError(error).outcome, describeError(error).attempts, describeError(error).idempotencyKey], [expected, 1, 'attach-T']);
    }
  }
  assert.equal(describeError(new Error('never seen')), undefined);
  assert.equal(describeError(5), undefined);
});

test('the objects that json() gave are the result and the details', async () => {
  const body = { error: 'Nope', code: 'X', details: { a: 1 } };
  const result = { deep: {} };
  const client = (answer) => new CliveClient({ ...base, fetcher: async () => answer });
  assert.equal(await client(mock(200, result)).attachPaymentIntent(input), result);
  await assert.rejects(client(mock(400, body)).attachPaymentIntent(input), (error) => error.details === body.details);
});

test('a synchronous fetcher, and `this`, as the published SDK allows', async () => {
  const client = new CliveClient({ ...base, fetcher: () => mock(200, 1) });
  assert.equal(await client.attachPaymentIntent(input), 1);
});

test('with faked timers a wait is over when they say so', async () => {
  const { calls, fetcher } = recorder({ ...mock(429, {}), headers: new Headers({ 'retry-after': '30' }) }, mock(200, 'done'));
  mocks.timers.enable({ apis: ['setTimeout'] });
  try {
    const result = new CliveClient({ ...base, fetcher, maxRetries: 1 }).attachPaymentIntent(input);
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
    assert.equal(calls.length, 1);
    mocks.timers.tick(60_000);
    assert.equal(await result, 'done');
  } finally {
    mocks.timers.reset();
  }
});
