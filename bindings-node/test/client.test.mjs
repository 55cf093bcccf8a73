/** The client against the real sandbox, over both transports: every operation, faults, retries, outcomes, cancelling. */
import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { createServer } from 'node:net';
import { beforeEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import * as payseal from '../js/index.mjs';
import { API_KEY, HMAC_SECRET, checkout, sandbox } from './support/sandbox.mjs';

const box = await sandbox();
const { CliveClient, CliveApiError, describeError } = payseal;

const connect = (options = {}) => new CliveClient({ apiKey: API_KEY, hmacSecret: HMAC_SECRET, baseUrl: box.baseUrl, ...options });

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('this call should have failed');
}

beforeEach(() => box.reset());

for (const transport of ['node', 'fetch']) {
  describe(`transport ${transport}`, () => {
    const client = connect({ transport });

    test('every operation', async () => {
      const input = checkout({ meta: { order: 7, name: 'Zoë ☕' } });
      const first = await client.createCheckoutIntent(input);
      assert.match(first.clive_tx_id, /^CLVTX_/);
      assert.equal((await client.createCheckoutIntent(input)).idempotentReplay, true);
      const v2 = await client.createCheckoutIntentV2({ ...checkout(), payment_type: 'revolut_pay', issuer_country: 'GB' });
      assert.equal(v2.processor, 'revolut');
      assert.ok(v2.revolut_order_token);
      const legacy = await client.initializeTransaction(checkout());
      assert.equal(legacy.status, 'initialized');
      const attached = await client.attachPaymentIntent({ clive_tx_id: legacy.clive_tx_id, stripe_payment_intent_id: 'pi_1' });
      assert.equal(attached.status, 'pending');
      const both = await client.initializeAndAttachIntent(checkout(), 'pi_2');
      assert.equal(both.attach.clive_tx_id, both.initialize.clive_tx_id);
      assert.ok((await client.listTransactions()).items.some((item) => item.cliveTxId === first.clive_tx_id));
      const merchant = await client.createMerchantClient({ client_id: 'SHOP001', legal_name: 'Shop Ltd', partner_fee_percentage: 4 });
      assert.equal(merchant.client_id, 'SHOP001');
      assert.ok((await client.listMerchantClients()).items.length >= 2);
      assert.deepEqual((await client.listSettlements()).items, []);
      assert.equal((await client.getBrandingPacket({ client_id: 'AIRPEACE001' })).client_id, 'AIRPEACE001');
      assert.equal((await client.runSettlements({ client_id: 'AIRPEACE001' })).created_batches, 0);
      const unpaid = await failure(client.paySettlement({ settlement_batch_id: '00000000-0000-4000-8000-000000000000' }));
      assert.ok(unpaid instanceof payseal.NotFoundError, inspect(unpaid));
      assert.equal(unpaid.outcome, 'refused');
      assert.ok((await client.rawRequest('GET', '/transactions', { auth: 'apiKey', query: { a: 'b c' } })).items);
      const raw = await client.rawRequest('POST', '/transactions/initialize', { body: checkout({ email: undefined }), idempotencyKey: `raw-${transport}` });
      assert.equal(raw.status, 'initialized');
      const run = (from) => from.rawRequest('POST', '/settlements/run', { auth: 'bearer', query: { client_id: 'AIRPEACE001' } });
      assert.equal((await run(connect({ transport, bearerToken: 'sandbox-admin-jwt' }))).created_batches, 0);
      const missing = await failure(run(client));
      assert.ok(missing instanceof payseal.ConfigError && missing.message.includes('bearer'), inspect(missing));
    });

    test('503 with Retry-After: waits, signs again, same body and key', async () => {
      await box.fault({ times: 2, action: { kind: 'status', status: 503 } });
      await client.createCheckoutIntent(checkout());
      const sent = await box.requests();
      assert.equal(sent.length, 3);
      assert.equal(new Set(sent.map((request) => JSON.stringify([request.body, request.headers]))).size, 1, inspect(sent));
    });

    test('commit, then no answer: unknown, and the same key finds the payment', async () => {
      await box.fault({ times: null, after_commit: true, action: { kind: 'status', status: 502 } });
      const input = checkout();
      const error = await failure(client.createCheckoutIntent(input, { maxRetries: 1 }));
      assert.ok(error instanceof payseal.ServerError && error instanceof CliveApiError);
      assert.deepEqual([error.outcome, error.attempts, error.retryable, error.idempotencyKey], ['unknown', 2, true, `checkout-${input.echezona_reference}`]);
      // Of this payment: what an earlier test gave up on may still be committed after the reset.
      const ours = (await box.ledger()).transactions.filter((paid) => paid.echezona_reference === input.echezona_reference);
      assert.equal(ours.length, 1);
    });

    test('a total or an attempt that is too short is unknown, within the time', async () => {
      await box.fault({ times: null, latency_ms: 3_000 });
      const before = performance.now();
      const error = await failure(client.createCheckoutIntent(checkout(), { timeoutMs: 200 }));
      assert.ok(performance.now() - before < 1_500);
      assert.ok(error instanceof payseal.AttemptTimeoutError, inspect(error));
      assert.deepEqual([error.outcome, error.fault, error.code], ['unknown', 'read_timeout', 'TOTAL_TIMEOUT']);
      const attempt = await failure(client.listTransactions({ attemptTimeoutMs: 100, maxRetries: 0 }));
      assert.equal(attempt.code, 'ATTEMPT_TIMEOUT');
    });

    test('a signal ends a call: before, while sending, while waiting', async () => {
      const before = await failure(client.createCheckoutIntent(checkout(), { signal: AbortSignal.abort('no') }));
      assert.ok(before instanceof payseal.CancelledCallError);
      assert.deepEqual([before.outcome, before.attempts, before.cause], ['not_sent', 0, 'no']);
      assert.equal((await box.requests()).length, 0);

      await box.fault({ times: 1, latency_ms: 3_000 });
      const sending = await failure(client.createCheckoutIntent(checkout(), { signal: AbortSignal.timeout(150) }));
      assert.deepEqual([sending.kind, sending.outcome], ['CancelledCallError', 'unknown']);

      await box.reset();
      await box.fault({ times: 1, action: { kind: 'status', status: 429, retry_after: '30' } });
      const waiting = await failure(client.createCheckoutIntent(checkout(), { signal: AbortSignal.timeout(300) }));
      assert.deepEqual([waiting.kind, waiting.outcome, waiting.attempts, waiting.status], ['CancelledCallError', 'refused', 1, 429], inspect(waiting));
    });

    test('a wait that is too long is handed to the caller', async () => {
      await box.fault({ times: 1, action: { kind: 'status', status: 429, retry_after: '120' } });
      const error = await failure(client.createCheckoutIntent(checkout()));
      assert.ok(error instanceof payseal.RateLimitError && !(error instanceof payseal.ServerError));
      assert.deepEqual([error.retryAfterMs, error.retryable, error.outcome], [120_000, true, 'refused']);
    });

    test('no server: not sent; a write without a key is never repeated', async () => {
      const port = await closedPort();
      const away = connect({ transport, baseUrl: `http://127.0.0.1:${port}` });
      const error = await failure(away.createCheckoutIntent(checkout(), { maxRetries: 0 }));
      assert.ok(error instanceof payseal.ConnectionFailedError, inspect(error));
      assert.deepEqual([error.code, error.outcome, error.attempts, error.cause !== undefined], ['CONNECT_REFUSED', 'not_sent', 1, true]);
      await box.fault({ times: null, action: { kind: 'status', status: 503 } });
      const never = await failure(client.runSettlements());
      assert.deepEqual([never.attempts, never.retryable, never.outcome], [1, false, 'unknown']);
    });

    test('a connection that breaks, a body that breaks off, a redirect, a page', async () => {
      const cases = [
        ['', { fault: 'reset', outcome: 'unknown' }],
        ['HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"a":', { code: 'ANSWER_TRUNCATED', outcome: 'unknown', status: 200 }],
        ['HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n', { code: 'REDIRECTED', outcome: 'unknown' }],
        ['HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n<html', { kind: 'ResponseUnreadableError', code: 'ANSWER_NOT_JSON' }],
        ['HTTP/1.1 204 No Content\r\n\r\n', { code: 'ANSWER_EMPTY', outcome: 'unknown' }],
        ['HTTP/1.1 502 Bad\r\ncontent-length: 6\r\nx-request-id: r1\r\n\r\n<html>', { responseText: '<html>', requestId: 'r1', outcome: 'unknown' }],
      ];
      for (const [bytes, expected] of cases) {
        const server = createServer((socket) => {
          socket.on('error', () => {});
          socket.once('data', () => socket.end(bytes));
        });
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        const odd = connect({ transport, baseUrl: `http://127.0.0.1:${server.address().port}` });
        const error = await failure(odd.createCheckoutIntent(checkout(), { maxRetries: 0 }));
        server.close();
        const seen = Object.fromEntries(Object.keys(expected).map((name) => [name, error[name]]));
        assert.deepEqual(seen, expected, bytes);
      }
    });

    test('a key of Latin-1 characters arrives as its octets', async () => {
      await client.createCheckoutIntent(checkout({ idempotency_key: `clé-${transport}` }));
      const [sent] = await box.requests();
      assert.equal(new Map(sent.headers).get('idempotency-key'), `clé-${transport}`);
    });
  });
}

test('hook and channel see every attempt, and one that throws costs nothing', async () => {
  const events = [];
  const published = [];
  const listen = (event) => published.push(event);
  channel('payseal:attempt').subscribe(listen);
  const warnings = [];
  const onWarning = (warning) => warnings.push(warning.message);
  process.on('warning', onWarning);
  const client = connect({
    onAttempt: (event) => {
      events.push(event);
      throw new Error('hook');
    },
  });
  await box.fault({ times: 1, action: { kind: 'status', status: 503 } });
  const input = checkout();
  await client.createCheckoutIntent(input);
  channel('payseal:attempt').unsubscribe(listen);
  await new Promise(setImmediate);
  process.off('warning', onWarning);
  assert.deepEqual(events.map((event) => [event.type, event.attempt, event.status, event.outcome]), [
    ['start', 1, undefined, undefined],
    ['end', 1, 503, 'unknown'],
    ['start', 2, undefined, undefined],
    ['end', 2, 201, 'ok'],
  ]);
  assert.ok(events[1].retryInMs >= 0 && events[1].durationMs >= 0);
  assert.ok(events.every((event) => event.idempotencyKey === `checkout-${input.echezona_reference}`));
  assert.deepEqual(published, events);
  assert.equal(warnings.length, 4);
});

test('the second step of two: what the first achieved is told', async () => {
  const client = connect();
  await box.fault({ path_suffix: '/transactions/attach-intent', times: null, action: { kind: 'status', status: 500 } });
  const error = await failure(client.initializeAndAttachIntent(checkout(), 'pi_1', undefined, { maxRetries: 0 }));
  assert.match(error.completed.clive_tx_id, /^CLVTX_/);
  await box.reset();
  const early = await failure(client.initializeAndAttachIntent(checkout(), ''));
  assert.equal(early.code, 'VALIDATION_ERROR');
  assert.equal((await box.requests()).length, 0);
});

test('no secret is shown by inspect, JSON, spreading, errors or events', async () => {
  const secret = 'a-very-secret-secret';
  const apiKey = 'cp_live_secret_key';
  const bearerToken = 'eyJ.secret.jwt';
  const events = [];
  const client = connect({ apiKey, bearerToken, hmacSecret: secret, onAttempt: (event) => events.push(event) });
  const error = await failure(client.createCheckoutIntent(checkout()));
  assert.equal(error.status, 401);
  const echo = connect({ apiKey, bearerToken, hmacSecret: secret, fetcher: async () => ({ ok: false, status: 400, json: async () => ({ error: `bad ${apiKey}`, details: { client_secret: 'pi_x_secret_y', said: secret, token: `Bearer ${bearerToken}` } }) }) });
  const echoed = await failure(echo.createCheckoutIntent(checkout()));
  const shown = [client, { ...client }, error, { ...error }, events, echoed, describeError(echoed)]
    .map((value) => inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value) + String(value?.stack))
    .join('\n');
  for (const hidden of [secret, apiKey, bearerToken, 'pi_x_secret_y']) assert.ok(!shown.includes(hidden), `${hidden} is shown`);
  assert.ok(shown.includes('[REDACTED]'));
});

test('fromEnv reads three variables and refuses to guess', () => {
  const saved = { ...process.env };
  try {
    Object.assign(process.env, { CLIVE_API_BASE_URL: box.baseUrl, CLIVE_API_KEY: 'k', CLIVE_HMAC_SECRET: 's' });
    assert.ok(CliveClient.fromEnv() instanceof CliveClient);
    for (const name of ['CLIVE_API_BASE_URL', 'CLIVE_API_KEY', 'CLIVE_HMAC_SECRET']) {
      const value = process.env[name];
      process.env[name] = '';
      assert.throws(() => CliveClient.fromEnv(), (error) => error instanceof payseal.ConfigError && error.message.includes(name));
      process.env[name] = value;
    }
  } finally {
    process.env = saved;
  }
});

test('options that cannot be meant are refused by name', () => {
  for (const [options, said] of [
    [{ baseUrl: 'http://api.example.com' }, /plain http/],
    [{ baseUrl: 'ftp://x' }, /neither https nor http/],
    [{ timeoutMs: -1 }, /timeoutMs/],
    [{ attemptTimeoutMs: 0 }, /attemptTimeoutMs/],
    [{ maxRetries: 1.5 }, /maxRetries/],
    [{ transport: 'curl' }, /transport/],
    [{ fetcher: 5 }, /fetcher/],
    [{ apiKey: 'a\nb' }, /api_key has a control character/],
  ]) {
    assert.throws(() => connect(options), (error) => error instanceof payseal.ConfigError && said.test(error.message), inspect(options));
  }
  assert.ok(connect({ baseUrl: 'http://api.example.com', allowInsecureHttp: true }));
});

async function closedPort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('record: what to persist, before sending and with the answer', async () => {
  const client = connect();
  const input = checkout({ statement_descriptor_suffix: 'ORDER 7', meta: { a: 1 } });
  const reference = input.echezona_reference;
  const before = client.record('createCheckoutIntent', input);
  assert.deepEqual(before, { echezona_reference: reference, idempotency_key: `checkout-${reference}`, statement_descriptor_suffix: 'ORDER 7' });
  assert.equal((await box.requests()).length, 0);
  const result = await client.createCheckoutIntent(input);
  assert.deepEqual(client.record('createCheckoutIntent', input, undefined, result), {
    ...before,
    clive_tx_id: result.clive_tx_id,
    stripe_payment_intent_id: result.stripe_payment_intent_id,
    // The server may correct it; the answer wins.
    ...(result.statement_descriptor_suffix ? { statement_descriptor_suffix: result.statement_descriptor_suffix } : {}),
  });
  assert.ok(result.stripe_payment_intent_id);

  // The key of the options goes before the input's, as in the call.
  assert.equal(client.record('createCheckoutIntentV2', { ...checkout(), payment_type: 'card', issuer_country: 'GB', idempotency_key: 'mine' }).idempotency_key, 'mine');
  assert.equal(client.record('createCheckoutIntent', { ...input, idempotency_key: 'mine' }, { idempotencyKey: 'k' }).idempotency_key, 'k');
  const attach = { clive_tx_id: 'T', stripe_payment_intent_id: 'pi_1' };
  assert.deepEqual(client.record('attachPaymentIntent', attach), { ...attach, idempotency_key: 'attach-T' });

  assert.throws(() => client.record('createCheckoutIntent', { ...input, amount: 0 }), { kind: 'ValidationError', outcome: 'not_sent' });
  for (const name of ['listTransactions', 'constructor', 'nonsense', undefined]) {
    assert.throws(() => client.record(name, input), { code: 'OPTION_INVALID' });
  }
});
