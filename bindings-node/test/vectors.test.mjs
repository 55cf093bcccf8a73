/** The shared vectors, row by row. A row that cannot apply here has its reason. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CliveClient } from '../js/index.mjs';

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
