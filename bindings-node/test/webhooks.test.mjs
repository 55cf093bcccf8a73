/** Webhooks and explain: the shared vectors row by row, what frameworks call headers and requests, and what is never shown. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterEach, mock, test } from 'node:test';
import { inspect } from 'node:util';
import Stripe from 'stripe';
import { PaysealError, WebhookVerificationError, explain, webhooks } from '../js/index.mjs';

const { MemoryDedupe, WebhookVerifier, dedupeKey, rawBody, testDelivery } = webhooks;
const rows = (name) => JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), 'utf8')).rows;
const bytes = (value) =>
  typeof value === 'string' ? Buffer.from(value) : value.hex !== undefined ? Buffer.from(value.hex, 'hex') : Buffer.from(value.repeat.repeat(value.times));
const thrown = (work) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  assert.fail('nothing was thrown');
};

afterEach(() => mock.restoreAll());

/** Every form in which a framework could hand these headers on. */
function forms(headers) {
  const text = headers.map(([name, value]) => [name, typeof value === 'string' ? value : bytes(value).toString('latin1')]);
  const object = {};
  for (const [name, value] of text) object[name] = name in object ? [object[name], value].flat() : value;
  const all = { pairs: text, object };
  try {
    // Joins headers that stand there twice, as a framework that uses it does; then it is another delivery.
    if (new Set(text.map(([name]) => name.toLowerCase())).size === text.length) all.Headers = new Headers(text);
    for (const [name, value] of text) if (all.Headers?.get(name) !== value) delete all.Headers;
  } catch {
    // What no server can receive, no Headers can hold.
  }
  return all;
}

const run = {
  verify(input, expect, id) {
    const options = { partner: input.partner, secrets: input.secrets, ...(input.tolerance_s === undefined ? {} : { toleranceS: input.tolerance_s }) };
    const verifier = new WebhookVerifier(options);
    const body = bytes(input.body);
    mock.method(Date, 'now', () => input.now * 1000);
    for (const [form, headers] of Object.entries(forms(input.headers))) {
      const what = `${id}, headers as ${form}`;
      if (expect.code === undefined) {
        const { event, ...facts } = verifier.verify(body, headers);
        const type = (input.partner === 'clive' ? event.event : event.type) ?? null;
        const seen = { secret_index: facts.secretIndex, timestamp: facts.timestamp ?? null, type: typeof type === 'string' ? type : null, dedupe_key: facts.dedupeKey };
        assert.deepEqual(seen, expect, what);
        assert.deepEqual(event, JSON.parse(body.toString()), what);
        assert.deepEqual(verifier.verifySignature(body, headers), { secretIndex: facts.secretIndex, timestamp: facts.timestamp });
        assert.equal(dedupeKey(input.partner, body), facts.dedupeKey);
        if (Buffer.from(body.toString()).equals(body)) assert.deepEqual(verifier.verify(body.toString(), headers).event, event);
        continue;
      }
      const error = thrown(() => verifier.verify(body, headers));
      assert.ok(error instanceof WebhookVerificationError && error instanceof PaysealError, what);
      assert.deepEqual([error.name, error.kind, error.code], ['WebhookVerificationError', 'WebhookVerificationError', expect.code], what);
      assert.equal(error.details.fault, expect.fault, what);
      assert.equal(error.skewS, expect.skew_s, what);
      // The signature of a body that cannot be read is right.
      const alone = () => verifier.verifySignature(body, headers);
      if (expect.code === 'WEBHOOK_BODY_NOT_JSON') assert.ok(alone());
      else assert.equal(thrown(alone).code, expect.code);
      const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error) + inspect(verifier, { showHidden: true });
      for (const secret of input.secrets) {
        assert.ok(secret.length < 8 || !shown.includes(secret), what);
        assert.ok(!shown.includes(createHmac('sha256', secret).update(body).digest('hex')), what);
      }
    }
    mock.restoreAll();
  },
  build(input, expect, id) {
    const make = () => new WebhookVerifier({ partner: input.partner, secrets: input.secrets, toleranceS: input.tolerance_s });
    if (expect.code === null) assert.ok(make(), id);
    else assert.equal(thrown(make).code, expect.code, id);
  },
  key: (input, expect, id) => assert.equal(dedupeKey(input.partner, input.body), expect.dedupe_key, id),
  sign(input, expect, id) {
    const { headers, body } = testDelivery({ partner: input.partner, secret: input.secret, body: input.body, timestamp: input.unix_s });
    assert.equal(headers[`x-${input.partner}-signature`], expect.signature, id);
    assert.equal(body.toString(), input.body);
  },
  dedupe(input, _, id) {
    const store = new MemoryDedupe(input.capacity);
    const tickets = new Map();
    for (const [what, key, now, expected] of input.steps) {
      if (what === 'claim') {
        let claim;
        try {
          claim = store.claim(key, 60, now);
        } catch (error) {
          assert.equal(error.code, 'DEDUPE_STORE_FULL');
          claim = { status: 'full' };
        }
        if (claim.status === 'new') tickets.set(key, claim.ticket);
        if (claim.status === 'in_progress') assert.ok(claim.untilUnixS > now && claim.untilUnixS <= now + 60);
        assert.equal(claim.status, expected, id);
      } else if (what === 'complete') store.complete(key, tickets.get(key), now);
      else store.release(key, tickets.get(key));
    }
  },
};

test('webhook.json, with the headers in every form', () => {
  const counts = {};
  for (const { id, input, expect } of rows('webhook')) {
    assert.ok(run[input.op], `${id}: unknown op ${input.op}`);
    run[input.op](input, expect, id);
    counts[input.op] = (counts[input.op] ?? 0) + 1;
  }
  assert.ok(counts.verify > 160 && counts.dedupe >= 8, JSON.stringify(counts));
});

test('explain.json: the mistake is named within the first three, and no secret is shown', () => {
  let ran = 0;
  for (const { id, input, expect } of rows('explain')) {
    const own = { api_key: 'apiKey', old_secret: 'oldSecrets', other_environment_secret: 'otherEnvironmentSecrets' };
    const others = Object.fromEntries(Object.entries(own).filter(([name]) => input[name]).map(([name, ours]) => [ours, input[name]]));
    const given = { body: bytes(input.body), headers: input.headers, secrets: input.secrets, now: input.now === undefined ? null : input.now * 1000, ...others };
    const report = explain({ subject: input.subject, ...given });
    assert.equal(report.verdict, expect.verdict, `${id}: ${report}`);
    const sorted = (ids) => [...ids].sort().join();
    if (expect.ids) assert.ok(report.findings.slice(0, 3).some(({ ids }) => sorted(ids) === sorted(expect.ids)), `${id}: ${report}`);
    else assert.deepEqual(report.findings, []);
    const shown = `${report} ${JSON.stringify(report)} ${inspect(report, { depth: 9, showHidden: true })}`;
    for (const secret of input.secrets) assert.ok(secret.length <= 8 || !shown.includes(secret.trim()), id);
    // Without a subject the header says it.
    if (expect.verdict !== 'no_signature') assert.deepEqual({ ...explain(given) }, { ...report }, id);
    ran += 1;
  }
  assert.ok(ran > 110);
  assert.equal(thrown(() => explain({ body: '{}', headers: {}, secrets: 's' })).code, 'OPTION_INVALID');
});

test('a body that is not bytes any more is told how each framework gives the raw one', async () => {
  const verifier = new WebhookVerifier({ partner: 'clive', secrets: 'whsec_0123456789' });
  for (const body of [{ clive_tx_id: 'CLVTX_1' }, undefined, null, 7, ['a']]) {
    const error = thrown(() => verifier.verify(body, {}));
    assert.equal(error.code, 'WEBHOOK_BODY_WRONG_TYPE');
    for (const fix of ['express.raw(', 'addContentTypeParser(', 'request.arrayBuffer()']) assert.ok(error.advice.includes(fix), error.advice);
  }
  await assert.rejects(rawBody({ body: { parsed: true } }), { code: 'WEBHOOK_BODY_WRONG_TYPE' });
  const read = new Request('http://shop/', { method: 'POST', body: '{}' });
  await read.json();
  await assert.rejects(rawBody(read), { code: 'WEBHOOK_BODY_WRONG_TYPE' });
});

test('rawBody: node:http, a web Request, and bytes that a framework kept; not without end', async () => {
  const text = '{"name":"Zoë"}\n';
  assert.equal((await rawBody(new Request('http://shop/', { method: 'POST', body: text }))).toString(), text);
  assert.equal((await rawBody({ body: Buffer.from(text) })).toString(), text);
  assert.equal((await rawBody({ rawBody: text, body: {} })).toString(), text);
  const server = createServer(async (request, response) => {
    try {
      response.end(await rawBody(request, { limitBytes: 100 }));
    } catch (error) {
      response.writeHead(413).end(error.code);
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const post = async (body) => (await fetch(`http://127.0.0.1:${server.address().port}`, { method: 'POST', body })).text();
  assert.equal(await post(text), text);
  assert.equal(await post('x'.repeat(101)), 'INVALID_ARGUMENT');
  server.close();
});

test('testDelivery: what the partner would send, and what a changed byte does', () => {
  for (const [partner, type, member] of [['clive', 'transaction_refunded', 'event'], ['tybrite', 'payment.succeeded', 'type']]) {
    const verifier = new WebhookVerifier({ partner, secrets: ['new', 'old'] });
    const { headers, body } = testDelivery({ partner, secret: 'old', type });
    const { event, secretIndex } = verifier.verify(body, headers);
    assert.deepEqual([event[member], secretIndex], [type, 1]);
    for (let bit = 0; bit < body.length * 8; bit += 37) {
      const changed = Buffer.from(body);
      changed[bit >> 3] ^= 1 << (bit & 7);
      assert.equal(thrown(() => verifier.verify(changed, headers)).code, 'WEBHOOK_SIGNATURE_MISMATCH');
    }
  }
  assert.throws(() => testDelivery({ partner: 'clive', secret: '' }), { code: 'HMAC_SECRET_MISSING' });
  assert.throws(() => new WebhookVerifier({ partner: 'other', secrets: 's' }), { code: 'OPTION_INVALID' });
  assert.throws(() => new WebhookVerifier({ partner: 'clive' }), { code: 'OPTION_INVALID' });
  assert.throws(() => new MemoryDedupe().claim('k', 0), { code: 'DEDUPE_LEASE_INVALID' });
});

test("stripe's own package: its headers verify here, ours verify there", () => {
  const secret = 'whsec_4f2b9c';
  const stripe = new Stripe('sk_test_123');
  const verifier = new WebhookVerifier({ partner: 'tybrite', secrets: secret });
  for (const payload of ['{"id":"evt_1","type":"order.paid"}', '{"id":"evt_é☕","data":{"object":{}}}', `{"a":"${'x'.repeat(9000)}"}`]) {
    const header = stripe.webhooks.generateTestHeaderString({ payload, secret });
    assert.equal(verifier.verify(payload, { 'x-tybrite-signature': header }).secretIndex, 0);
    const ours = testDelivery({ partner: 'tybrite', secret, body: payload });
    assert.deepEqual(stripe.webhooks.constructEvent(ours.body, ours.headers['x-tybrite-signature'], secret), JSON.parse(payload));
    const theirs = stripe.webhooks.generateTestHeaderString({ payload, secret: 'another' });
    assert.equal(thrown(() => verifier.verify(payload, { 'x-tybrite-signature': theirs })).code, 'WEBHOOK_SIGNATURE_MISMATCH');
  }
});
