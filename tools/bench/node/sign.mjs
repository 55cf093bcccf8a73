/** Signing against `crypto.createHmac`, and body + signature + headers against the same in plain JavaScript. */
import { createHmac } from 'node:crypto';
import { CliveClient, TybriteClient, createSignedRequestHeaders } from '../../../bindings-node/dist/index.mjs';
import { operations } from '../../../bindings-node/js/generated/clive.mjs';
import { native } from '../../../bindings-node/js/loader.mjs';
import { compare, cpuOf, finish, goal } from './harness.mjs';

const secret = 'test_hmac_secret';
const sign = CliveClient.createSigner(secret);
const reference = (body) => createHmac('sha256', secret).update(body).digest('hex');

const goals = [
  [150, 'ASCII string', 5], [150, 'non-ASCII string', 5], [150, 'Uint8Array', 5],
  [1024, 'ASCII string', 2.5], [1024, 'non-ASCII string', 2.5], [1024, 'Uint8Array', 2.5],
  [16384, 'ASCII string', 1.05], [16384, 'non-ASCII string', 1.05], [16384, 'Uint8Array', 1.05],
  [1048576, 'ASCII string', 0.97], [1048576, 'non-ASCII string', 0.97], [1048576, 'Uint8Array', 0.97],
];

/** `size` bytes of UTF-8; the text beyond ASCII has one two-byte character in eight, as names do. */
function bodyOf(size, kind) {
  if (kind === 'Uint8Array') return Buffer.alloc(size, 'a');
  if (kind === 'ASCII string') return 'a'.repeat(size);
  return 'abcdefŁ'.repeat(Math.floor(size / 8)).padEnd(size - Math.floor(size / 8), 'a');
}

for (const [size, kind, least] of goals) {
  const body = bodyOf(size, kind);
  if (sign(body) !== reference(body)) throw new Error('the signatures differ');
  const measured = compare({ ours: () => sign(body), theirs: () => reference(body) }, size > 100_000 ? { rounds: 15, ms: 60 } : {});
  goal(`sign ${size} bytes, ${kind}, with a client's key`, measured.ratio('ours', 'theirs'), '>=', least, 'x', `${measured.ns('ours').toFixed(0)} ns`);
}

const body = bodyOf(150, 'ASCII string');
const statics = compare({ ours: () => CliveClient.signPayload(body, secret), theirs: () => reference(body) });
goal('static signPayload(raw, secret), 150 bytes', statics.ratio('ours', 'theirs'), '>=', 4, 'x', `${statics.ns('ours').toFixed(0)} ns`);

// Tybrite's: base64 over `timestamp.body`, with the timestamp joined as everybody does it.
const signTimestamped = TybriteClient.createSigner(secret);
const timestamp = 1_771_526_500;
const referenceTimestamped = (body) => createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('base64');
for (const [size, kind, least] of [[150, 'ASCII string', 5], [150, 'non-ASCII string', 5], [150, 'Uint8Array', 5], [1048576, 'Uint8Array', 0.97]]) {
  const body = bodyOf(size, kind);
  if (signTimestamped(body, timestamp) !== referenceTimestamped(body)) throw new Error('the signatures differ');
  const measured = compare({ ours: () => signTimestamped(body, timestamp), theirs: () => referenceTimestamped(body) }, size > 100_000 ? { rounds: 15, ms: 60 } : {});
  goal(`sign ts.body, base64, ${size} bytes, ${kind}`, measured.ratio('ours', 'theirs'), '>=', least, 'x', `${measured.ns('ours').toFixed(0)} ns`);
}

const input = {
  partner_id: 'ECHEZONA001', client_id: 'AIRPEACE001', amount: 750, currency: 'USD', echezona_reference: 'EZ12345', idempotency_key: 'init-EZ12345',
};
const { initializeTransaction: operation } = operations;
const plain = () => {
  const raw = JSON.stringify({
    partner_id: input.partner_id, client_id: input.client_id, amount: input.amount, currency: input.currency, echezona_reference: input.echezona_reference,
  });
  const headers = { 'Content-Type': 'application/json', 'x-api-key': 'k', 'x-clive-hmac': reference(raw), 'idempotency-key': input.idempotency_key };
  return headers['x-clive-hmac'];
};
const ours = () => {
  const raw = operation.body(input);
  return operation.headers(sign(raw), input.idempotency_key, 'k')['x-clive-hmac'];
};
if (plain() !== ours()) throw new Error('the headers differ');
const whole = compare({ ours, plain });
goal('body + signature + headers, against plain JavaScript', whole.ratio('ours', 'plain'), '>=', 3, 'x', `${whole.ns('ours').toFixed(0)} ns`);
const fixed = '{"a":1}'.padEnd(150);
const headers = compare({ ours: () => createSignedRequestHeaders(fixed, 'k', secret, 'i')['x-clive-hmac'], plain: () => ({ 'Content-Type': 'application/json', 'x-api-key': 'k', 'x-clive-hmac': reference(fixed), 'idempotency-key': 'i' })['x-clive-hmac'] });
console.log(`       createSignedRequestHeaders: ${headers.ratio('ours', 'plain').toFixed(2)} x, ${headers.ns('ours').toFixed(0)} ns`);

// One successful call without its transport: everything that the core and the crossings cost.
const client = new native.NativeClient({ partner: 'clive', apiKey: 'k', hmacSecret: secret, baseUrl: 'https://api.example.com/api/v1' });
const [start, respond] = client.functions();
const json = operation.body(input);
const answer = Buffer.from('{"clive_tx_id":"CLVTX_1739378102312_420","status":"pending","stripe_payment_intent_id":"pi_3QxYFh2eZvKYlo2CxA8Nt42p","idempotentReplay":false}');
const date = 'date\nSun, 22 Nov 2026 07:00:00 GMT\n';
const handleOf = (packed) => (packed.charCodeAt(1) | (packed.charCodeAt(2) << 8) | (packed.charCodeAt(3) << 16) | (packed.charCodeAt(4) << 24)) >>> 0;
const both = () => {
  const packed = start(operation.index, json, undefined, performance.now(), Date.now());
  if (respond(handleOf(packed), 201, date, answer, performance.now(), Date.now()) !== 0) throw new Error('not ok');
};
goal('core and crossings of a successful call (CPU, best of 15 rounds)', cpuOf(both) / 1000, '<=', 3, 'us');

finish();
