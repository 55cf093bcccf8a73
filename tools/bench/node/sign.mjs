/** Signing against `crypto.createHmac` and @noble/hashes, and body + signature + headers against the same in plain JavaScript. */
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { CliveClient, TybriteClient, createSignedRequestHeaders } from '../../../bindings-node/dist/index.mjs';
import { operations } from '../../../bindings-node/js/generated/clive.mjs';
import { native } from '../../../bindings-node/js/loader.mjs';
import { compare, cpuOf, row } from './harness.mjs';

const require = createRequire(new URL('../../../bindings-node/package.json', import.meta.url));
const { hmac } = require('@noble/hashes/hmac.js');
const { sha256 } = require('@noble/hashes/sha2.js');
const { bytesToHex, utf8ToBytes } = require('@noble/hashes/utils.js');

const secret = 'test_hmac_secret';
const sign = CliveClient.createSigner(secret);
const reference = (body) => createHmac('sha256', secret).update(body).digest('hex');
const nobleKey = utf8ToBytes(secret);
const noble = (body) => bytesToHex(hmac(sha256, nobleKey, typeof body === 'string' ? utf8ToBytes(body) : body));

// From 16 KiB up both are at the speed of the hash instructions: there is nothing to win, only something to lose.
const sizes = [['0 B', 0, 5], ['150 B', 150, 5], ['1 KiB', 1024, 2.5], ['16 KiB', 16384, 1.05], ['1 MiB', 1 << 20, 0.97], ['10 MiB', 10 << 20, 0.97]];
const kinds = ['ASCII string', 'non-ASCII string', 'Uint8Array'];

/** `size` bytes of UTF-8; the text beyond ASCII has one two-byte character in eight, as names do. */
function bodyOf(size, kind) {
  if (kind === 'Uint8Array') return Buffer.alloc(size, 'a');
  if (kind === 'ASCII string') return 'a'.repeat(size);
  return 'abcdefŁ'.repeat(Math.floor(size / 8)).padEnd(size - Math.floor(size / 8), 'a');
}

for (const kind of kinds) {
  for (const [name, size, least] of sizes) {
    const body = bodyOf(size, kind);
    if (sign(body) !== reference(body) || noble(body) !== reference(body)) throw new Error('the signatures differ');
    const cases = { payseal: () => sign(body), 'crypto.createHmac': () => reference(body) };
    // A hundred milliseconds a MiB: what it does with ten can be multiplied.
    if (size <= 1 << 20) cases['@noble/hashes'] = () => noble(body);
    compare(`sign, hex, a client's key, ${kind}`, name, cases, { 'crypto.createHmac': least });
  }
}

const body = bodyOf(150, 'ASCII string');
compare('static signPayload(raw, secret)', '150 B', { payseal: () => CliveClient.signPayload(body, secret), 'crypto.createHmac': () => reference(body) }, { 'crypto.createHmac': 4 });

// Tybrite's: base64 over `timestamp.body`, with the timestamp joined as everybody does it.
const signTimestamped = TybriteClient.createSigner(secret);
const timestamp = 1_771_526_500;
const referenceTimestamped = (body) => createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('base64');
for (const [name, size, kind, least] of [...kinds.map((kind) => ['150 B', 150, kind, 5]), ['1 MiB', 1 << 20, 'Uint8Array', 0.97]]) {
  const body = bodyOf(size, kind);
  if (signTimestamped(body, timestamp) !== referenceTimestamped(body)) throw new Error('the signatures differ');
  const cases = { payseal: () => signTimestamped(body, timestamp), 'crypto.createHmac': () => referenceTimestamped(body) };
  compare('sign timestamp.body, base64', `${name}, ${kind}`, cases, { 'crypto.createHmac': least });
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
compare('body + signature + headers', 'initialize', { payseal: ours, 'plain JavaScript': plain }, { 'plain JavaScript': 3 });
const fixed = '{"a":1}'.padEnd(150);
compare('createSignedRequestHeaders', '150 B', {
  payseal: () => createSignedRequestHeaders(fixed, 'k', secret, 'i')['x-clive-hmac'],
  'plain JavaScript': () => ({ 'Content-Type': 'application/json', 'x-api-key': 'k', 'x-clive-hmac': reference(fixed), 'idempotency-key': 'i' })['x-clive-hmac'],
});

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
row('a successful call without its transport', 'CPU of the core and the crossings', 'payseal', 'ns', cpuOf(both), 3_000);
