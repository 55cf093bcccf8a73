/** `TybriteClient` against the real sandbox, over both transports: every operation, replays, faults, what is never shown. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { beforeEach, describe, mock, test } from 'node:test';
import { inspect } from 'node:util';
import * as payseal from '../js/index.mjs';
import { TYBRITE, sandbox } from './support/sandbox.mjs';

const box = await sandbox();
const { TybriteClient, CliveApiError, verifyReference, webhooks } = payseal;
const connect = (options = {}) => new TybriteClient({ ...TYBRITE, baseUrl: box.tybriteUrl, ...options });

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('this call should have failed');
}

const address = { street: '1 Main St', city: 'Lagos', state: 'LA', zip: '100001', country: 'NG' };
const order = (changes = {}) => ({
  customer_email: 'a@example.com', customer_name: 'Ada', payment_method: 'card', billing_address: address, shipping_address: address,
  items: [{ product_id: '7d2d2f2e-0000-4000-8000-000000000001', product_name: 'Tea', product_sku: 'TEA-1', quantity: 2, unit_price: 45.25, total_price: 90.5 }],
  subtotal: 90.5, tax_amount: 4.5, shipping_amount: 10, discount_amount: 5, total_amount: 100, ...changes,
});
const PAYMENTS = {
  stripe: { amount: 100, currency: 'usd', email: 'a@example.com' },
  paypal: { amount: 49.99, currency: 'USD' },
  paystack: { amount: 50000, currency: 'NGN', email: 'a@example.com' },
  mpesa: { amount: 1000, phone: '254712345678' },
  airtel: { amount: 1200, phone: '254733444555', country: 'KE' },
  flutterwave: { amount: 5, currency: 'USD' },
};
const CSV = 'sku,name,price,category\nA-1,Mug “Zoë”,9.5,Home & Kitchen\nA-2,Cup,4,Home & Kitchen\n';

beforeEach(() => box.reset());

for (const transport of ['node', 'fetch']) {
  describe(`transport ${transport}`, () => {
    const client = connect({ transport });

    test('payments: every provider is started and verified by the reference that its answer gives', async () => {
      const { methods } = await client.payments.methods({ fields: 'provider,type' });
      assert.deepEqual(Object.keys(methods[0]), ['provider', 'type']);
      for (const [provider, input] of Object.entries(PAYMENTS)) {
        const started = await client.payments.initialize({ provider, ...input });
        assert.deepEqual([started.lastResponse.status, started.lastResponse.replayed, started.lastResponse.environment], [201, false, 'sandbox']);
        assert.match(started.lastResponse.idempotencyKey, /^payment-\d{13}-[0-9a-f]{32}$/);
        assert.ok(started.lastResponse.rateLimit.remaining >= 0 && started.lastResponse.rateLimit.limit > 0);
        const reference = verifyReference(started);
        assert.equal(typeof reference, 'string', provider);
        await box.ask('POST', '/tybrite/pay', { reference, status: 'paid' });
        const verified = await client.payments.verify({ provider, reference });
        assert.equal(verified.provider, provider);
        assert.equal(verified.status, 'success', provider);
      }
    });

    test('a replay is told, and an answer shows nothing beside its members', async () => {
      const input = { provider: 'paypal', ...PAYMENTS.paypal };
      const first = await client.payments.initialize(input, { idempotencyKey: 'payment-1-a' });
      const again = await client.payments.initialize(input, { idempotencyKey: 'payment-1-a' });
      assert.equal(again.paypal_order_id, first.paypal_order_id);
      assert.deepEqual([first.lastResponse.replayed, again.lastResponse.replayed, again.lastResponse.status], [false, true, 200]);
      assert.equal(JSON.stringify(first).includes('lastResponse'), false);
      assert.equal(inspect(first).includes('lastResponse'), false);
      assert.deepEqual(JSON.parse(Buffer.from(first.lastResponse.body).toString()), { ...first });
      assert.deepEqual(Object.keys(first.lastResponse).includes('body'), false);
      const other = await failure(client.payments.initialize({ ...input, amount: 1 }, { idempotencyKey: 'payment-1-a' }));
      assert.deepEqual([other.constructor, other.status, other.code, other.outcome], [payseal.ConflictError, 409, 'conflict', 'refused']);
    });

    test('orders: created in one form whether new or stored, changed, read, listed page after page', async () => {
      const made = await client.orders.create(order(), { idempotencyKey: 'order-20260821-1' });
      const again = await client.orders.create(order(), { idempotencyKey: 'order-20260821-1' });
      assert.deepEqual([made.lastResponse.replayed, again.lastResponse.replayed], [false, true]);
      assert.deepEqual(again.order.id, made.order.id);
      const { id } = made.order;
      const changed = await client.orders.update({ id, order_status: 'shipped', tracking_number: 'TRK/1 é' });
      assert.deepEqual([changed.id, changed.order_status, changed.tracking_number], [id, 'shipped', 'TRK/1 é']);
      assert.match(changed.lastResponse.idempotencyKey, new RegExp(`^update-order_status-${id}-\\d+$`));
      assert.deepEqual(Object.keys(await client.orders.get({ id, fields: 'id,total_amount' })), ['id', 'total_amount']);
      for (let i = 2; i <= 5; i += 1) await client.orders.create(order({ notes: String(i) }));
      const page = await client.orders.list({ limit: 2 });
      assert.deepEqual([page.orders.length, page.pagination.has_more], [2, true]);
      const ids = [];
      for await (const { id } of client.orders.iter({ limit: 2 })) ids.push(id);
      assert.equal(new Set(ids).size, 5);
      const none = await failure(client.orders.update({ id }));
      assert.deepEqual([none.kind, none.outcome, Object.keys(none.details.fieldErrors)], ['ValidationError', 'not_sent', ['body']]);
    });

    test('ingest: text and bytes are signed and sent as they are; when every row failed it is a result', async () => {
      for (const document of [CSV, Buffer.from(CSV)]) {
        const done = await client.ingest.products(document, { content_type: 'text/csv', dry_run: true });
        assert.deepEqual([done.status, done.summary.rows_total, done.lastResponse.status], ['success', 2, 200]);
      }
      const json = JSON.stringify([{ sku: 'J-1', name: 'Pen', price: 1.5, category: 'Books' }], null, 2);
      assert.equal((await client.ingest.products(json, { content_type: 'application/json', strategy: 'create_only' })).summary.rows_created, 1);
      const bad = await client.ingest.products('sku,name,price,category\nA-1,Mug,0,Toys\n', { content_type: 'text/csv' });
      assert.deepEqual([bad.status, bad.lastResponse.status, bad.errors.length], ['failed', 422, 1]);
      const sent = (await box.requests()).filter(({ target }) => target.startsWith('/v1/ingest/products'));
      assert.deepEqual(sent.slice(0, 2).map(({ body_utf8 }) => body_utf8), [CSV, CSV]);
      const many = `sku,name,price,category\n${'A,B,1,Toys\n'.repeat(13)}`;
      assert.deepEqual(Object.keys((await failure(client.ingest.products(many, { content_type: 'text/csv' }))).details.fieldErrors), ['body']);
    });

    test('ingest: what the caller changes meanwhile changes neither the signature nor what is sent again', async () => {
      await box.fault({ path_suffix: '/v1/ingest/products', action: { kind: 'reset_after_commit' } });
      const document = Buffer.from(CSV);
      const onAttempt = (event) => event.type === 'end' && document.fill('x');
      const done = await connect({ transport, onAttempt }).ingest.products(document, { content_type: 'text/csv' });
      assert.deepEqual([done.status, done.lastResponse.attempts], ['success', 2]);
      const sent = (await box.requests()).filter(({ target }) => target.startsWith('/v1/ingest/products'));
      assert.deepEqual(sent.map(({ body_utf8 }) => body_utf8), [CSV, CSV]);
    });

    test('webhook endpoints and events, sandbox tools, an endpoint without a description', async () => {
      const { webhook_endpoint: made } = await client.webhookEndpoints.create({ url: 'https://example.com/hooks', events: ['*'] });
      assert.match(made.signing_secret, /^[0-9a-f]{64}$/);
      assert.equal((await client.webhookEndpoints.get({ id: made.id })).webhook_endpoint.signing_secret, undefined);
      const changed = await client.webhookEndpoints.update({ id: made.id, enabled: false });
      assert.equal(changed.webhook_endpoint.enabled, false);
      await client.webhookEndpoints.update({ id: made.id, enabled: true });
      assert.equal((await client.webhookEndpoints.test({ id: made.id, event_type: 'order.paid' })).event_type, 'order.paid');
      await client.orders.create(order());
      const [event] = (await client.webhookEvents.list({ type: 'order.created' })).webhook_events;
      assert.equal((await client.webhookEvents.get({ id: event.id })).webhook_event.id, event.id);
      assert.equal((await client.webhookEvents.retry({ id: event.id })).event_id, event.id);
      for await (const { id } of client.webhookEndpoints.iter()) assert.equal(id, made.id);
      assert.equal((await client.sandbox.replayWebhook({ type: 'order.created' })).replayed_event_id, event.id);
      assert.equal((await client.sandbox.advanceTime({ advance_days: 2 })).advanced_days, 2);
      assert.equal((await client.webhookEndpoints.delete({ id: made.id })).success, true);
      const cleared = await client.sandbox.reset();
      assert.deepEqual([Object.keys(cleared), cleared.lastResponse.status], [[], 204]);
      assert.equal((await client.sandbox.clearData()).lastResponse.status, 204);
      assert.ok((await client.rawRequest('GET', '/v1/payments/methods', { auth: 'apiKey', query: { fields: 'provider' } })).methods);
    });

    test('a fresh timestamp and signature for each attempt, the same key and body', async () => {
      await box.fault({ path_suffix: '/v1/payments/initialize', action: { kind: 'status', status: 503 } });
      const paid = await client.payments.initialize({ provider: 'mpesa', ...PAYMENTS.mpesa });
      assert.equal(paid.lastResponse.attempts, 2);
      const sent = (await box.requests()).filter(({ target }) => target === '/v1/payments/initialize');
      assert.equal(sent.length, 2);
      const header = ({ headers }, name) => headers.find(([other]) => other.toLowerCase() === name)[1];
      for (const request of sent) {
        const mac = createHmac('sha256', TYBRITE.hmacSecret).update(`${header(request, 'x-timestamp')}.${request.body_utf8}`);
        assert.equal(header(request, 'x-signature'), mac.digest('base64'));
      }
      assert.equal(header(sent[0], 'idempotency-key'), header(sent[1], 'idempotency-key'));
      assert.equal(sent[0].body_utf8, sent[1].body_utf8);
    });

    test('a verify that may capture is sent once, a look-up again', async () => {
      for (const [provider, attempts] of [['paypal', 1], ['mpesa', 3]]) {
        await box.reset();
        await box.fault({ path_suffix: '/v1/payments/verify', times: null, action: { kind: 'status', status: 503 } });
        const error = await failure(client.payments.verify({ provider, reference: 'r' }));
        assert.deepEqual([error.outcome, error.attempts, error.retryable], ['unknown', attempts, provider === 'mpesa']);
        assert.equal((await box.requests()).filter(({ target }) => target === '/v1/payments/verify').length, attempts);
      }
    });

    test('errors: class, code, hint, environment, rate limit', async () => {
      const missing = await failure(client.payments.initialize({ provider: 'unconfigured', amount: 1, currency: 'USD' }));
      assert.ok(missing instanceof payseal.ValidationError && missing instanceof payseal.ApiError && !(missing instanceof CliveApiError));
      assert.deepEqual([missing.name, missing.code, missing.environment], ['ValidationError', 'provider_not_configured', 'sandbox']);
      await box.ask('POST', '/tybrite/switches', { quota_left: 0 });
      const quota = await failure(client.orders.list());
      assert.ok(quota instanceof payseal.RateLimitError);
      assert.deepEqual([quota.code, quota.attempts], ['quota_exceeded', 1]);
      await box.ask('POST', '/tybrite/switches', { quota_left: null, rate_limited_next: 1, rate_limited_for_s: 1 });
      const listed = await client.orders.list();
      assert.equal(listed.lastResponse.attempts, 2);
      await box.ask('POST', '/tybrite/switches', { rate_limited_next: 1, rate_limited_for_s: 3600 });
      const limited = await failure(client.orders.list());
      assert.deepEqual([limited.code, limited.attempts, limited.rateLimit.scope], ['rate_limited', 1, 'abuse']);
      assert.ok(limited.retryAfterMs > 60_000);
      await box.ask('POST', '/tybrite/switches', { rate_limited_next: 0 });
    });

    test('a clock that is ten minutes off is corrected once', async () => {
      const now = Date.now;
      mock.method(Date, 'now', () => now() + 600_000);
      const paid = await connect({ transport }).payments.initialize({ provider: 'mpesa', ...PAYMENTS.mpesa });
      mock.restoreAll();
      assert.equal(paid.lastResponse.attempts, 2);
    });
  });
}

test('keys and secrets: the wrong kind is refused before anything is sent, and none is ever shown', async () => {
  const publishable = connect({ apiKey: 'tybrite_pk_test_sandbox' });
  assert.ok((await publishable.payments.methods()).methods);
  const refused = await failure(publishable.orders.list());
  assert.deepEqual([refused.kind, refused.code, refused.outcome], ['ConfigError', 'API_KEY_CLASS', 'not_sent']);
  assert.equal((await failure(connect({ apiKey: 'acme_sk_live_1' }).sandbox.reset())).code, 'API_KEY_CLASS');
  assert.throws(() => connect({ hmacSecret: 'tybrite_sk_test_sandbox' }), { code: 'HMAC_SECRET_IS_API_KEY' });
  assert.throws(() => new TybriteClient({ hmacSecret: 's' }), { code: 'CREDENTIALS_MISSING' });
  const unsigned = new TybriteClient({ apiKey: TYBRITE.apiKey, baseUrl: box.tybriteUrl });
  assert.ok((await unsigned.orders.list()).orders);
  assert.equal((await failure(unsigned.orders.create(order()))).code, 'CREDENTIALS_MISSING');
  const client = connect();
  const wrong = await failure(connect({ hmacSecret: 'another_secret_0123' }).orders.create(order()));
  assert.deepEqual([wrong.name, wrong.code, wrong.outcome], ['AuthenticationError', 'invalid_signature', 'refused']);
  const shown = [client, wrong, refused].map((value) => inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value)).join();
  for (const secret of [TYBRITE.apiKey, TYBRITE.hmacSecret, 'another_secret_0123']) assert.equal(shown.includes(secret), false, secret);
});

test('fromEnv takes the three variables and guesses none', () => {
  const names = ['TYBRITE_API_BASE_URL', 'TYBRITE_API_KEY', 'TYBRITE_HMAC_SECRET'];
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  try {
    Object.assign(process.env, { TYBRITE_API_BASE_URL: box.tybriteUrl, TYBRITE_API_KEY: TYBRITE.apiKey, TYBRITE_HMAC_SECRET: 's' });
    assert.ok(TybriteClient.fromEnv() instanceof TybriteClient);
    for (const [name, code] of [[names[0], 'BASE_URL_MISSING'], [names[1], 'API_KEY_INVALID_LOCALLY'], [names[2], 'HMAC_SECRET_MISSING']]) {
      const value = process.env[name];
      process.env[name] = '';
      assert.throws(() => TybriteClient.fromEnv(), { code, message: new RegExp(`${name} is empty`) });
      process.env[name] = value;
    }
  } finally {
    for (const name of names) if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

test('external auth: the claim of the contract, and the one header that carries it', async () => {
  mock.method(Date, 'now', () => 1_780_045_000_000);
  const made = connect({ hmacSecret: 'test_hmac_secret' }).externalAuth('auth0|66a3f8c2b1d9c204a1f7e3d1');
  mock.restoreAll();
  assert.equal(made, 'eyJleHRlcm5hbF9pZCI6ImF1dGgwfDY2YTNmOGMyYjFkOWMyMDRhMWY3ZTNkMSIsImlhdCI6MTc4MDA0NTAwMCwiZXhwIjoxNzgwMDQ1MjQwfQ.27zY5gjHIhNjhpTnhs35mGiwA3vZgazHC_TdETWS_y8');
  const client = connect();
  for (const options of [{ seconds: 0 }, { seconds: 301 }, { seconds: 1.5 }]) assert.throws(() => client.externalAuth('id', options), payseal.PaysealError);
  assert.throws(() => client.externalAuth(''), { code: 'VALIDATION_ERROR' });
  await client.orders.list({}, { identity: { header: 'X-External-Auth', value: client.externalAuth('shopper-7') } });
  const [request] = (await box.requests()).slice(-1);
  const names = request.headers.map(([name]) => name.toLowerCase());
  assert.equal(names.filter((name) => name === 'x-external-auth').length, 1);
  const unknown = await failure(client.orders.list({}, { identity: { header: 'x-other', value: 'v' } }));
  assert.deepEqual([unknown.code, unknown.outcome], ['VALIDATION_ERROR', 'not_sent']);
  assert.equal((await failure(client.orders.list({}, { identity: 'token' }))).code, 'OPTION_INVALID');
});

test('signing: seconds that a number carries, and nothing else', () => {
  const sign = TybriteClient.createSigner('test_hmac_secret');
  const body = '{"provider":"stripe","amount":100,"currency":"usd","email":"a@example.com"}';
  assert.equal(sign(body, 1771526500), 'rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM=');
  for (const timestamp of [-1, 1.5, NaN, Infinity, 2 ** 53, '1771526500', undefined]) assert.throws(() => sign(body, timestamp), TypeError);
  assert.throws(() => TybriteClient.signPayload(body, 1, ''), TypeError);
  assert.throws(() => sign({}, 1), TypeError);
});

test('a list whose next page is itself ends with an error', async () => {
  const pagination = { has_more: true, next_cursor: 'c==', limit: 1 };
  const fetcher = async (url) => ({ ok: true, status: 200, json: async () => ({ orders: [{ id: url }], pagination }) });
  const seen = [];
  const error = await failure(
    (async () => {
      for await (const { id } of connect({ fetcher }).orders.iter({ payment_status: 'paid' })) seen.push(id);
    })(),
  );
  assert.equal(error.code, 'ANSWER_INCOMPLETE');
  assert.deepEqual(seen.map((url) => new URL(url).search), ['?payment_status=paid', '?cursor=c%3D%3D&payment_status=paid']);
});

test("a caller's fetcher: flags of its bodies count, frozen answers are copied, empty ones are objects", async () => {
  const answers = [
    Object.freeze({ ok: true, status: 201, json: async () => Object.freeze({ provider: 'paypal', idempotent: true }) }),
    { ok: true, status: 204, headers: new Headers({ 'Tybrite-Environment': 'sandbox' }), json: async () => JSON.parse('') },
  ];
  const client = connect({ fetcher: async () => answers.shift() });
  const paid = await client.payments.initialize({ provider: 'paypal', amount: 1 });
  assert.deepEqual([paid.provider, paid.lastResponse.replayed], ['paypal', true]);
  const cleared = await client.sandbox.reset();
  assert.deepEqual([{ ...cleared }, cleared.lastResponse.environment], [{}, 'sandbox']);
});

test('deliveries of the sandbox verify, and a wrong secret is explained', async () => {
  const received = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await webhooks.rawBody(request) });
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connect();
  const url = `http://127.0.0.1:${server.address().port}/hooks`;
  const { webhook_endpoint: endpoint } = await client.webhookEndpoints.create({ url, events: ['*'] });
  assert.equal((await client.webhookEndpoints.test({ id: endpoint.id })).success, true);
  server.close();
  const [{ headers, body }] = received;
  const verifier = new webhooks.WebhookVerifier({ partner: 'tybrite', secrets: ['replaced', endpoint.signing_secret] });
  const { event, secretIndex, dedupeKey } = verifier.verify(body, headers);
  assert.deepEqual([event.type, event.test, secretIndex, dedupeKey], ['order.created', true, 1, `tybrite:${event.id}`]);
  const report = payseal.explain({ body: JSON.stringify(JSON.parse(body), null, 2), headers, secrets: `${endpoint.signing_secret}\n` });
  assert.equal(report.verdict, 'mistaken');
  assert.deepEqual(report.findings[0].ids, ['body.reserialized.js', 'secret.trimmed']);
  assert.match(String(report), /cause: /);
});
