/**
 * Webhooks: is a delivery the partner's, what does it say, was it seen before. Every judgement is the core's; this file finds
 * the header in what a framework calls headers, and gives the bytes on.
 *
 * Why a signature does not match is another question: `explain.mjs`.
 */
import { native } from './loader.mjs';
import { errorFrom } from './errors.mjs';
import { errorOf, fromThrown } from './engine.mjs';
import { bytesOf, rawBody } from './raw-body.mjs';

/** The header of each partner, in lower case; only these are handed on. */
const SIGNED_IN = new Map();
for (let [i, list] = [0, native.webhookHeaders()]; i < list.length; i += 2) SIGNED_IN.set(list[i], list[i + 1].toLowerCase());
const NAMES = new Set(SIGNED_IN.values());

/** The signature headers of any partner among the headers, alternating with their values. */
function signatureHeaders(headers) {
  const found = [];
  const add = (name, value) => {
    if (value === undefined || value === null || typeof name !== 'string' || !NAMES.has(name.toLowerCase())) return;
    for (const each of Array.isArray(value) ? value : [value]) found.push(name, String(each));
  };
  if (headers === null || typeof headers !== 'object') {
    throw errorOf('OPTION_INVALID', 'headers must be Headers, the headers of a request, or an object of names and values');
  }
  // Headers, Map, and lists of pairs.
  if (typeof headers[Symbol.iterator] === 'function') for (const [name, value] of headers) add(name, value);
  else for (const name of Object.keys(headers)) add(name, headers[name]);
  return found;
}

/** The one text of the partner's own header, where that is plain to see; everything else is for the core to look at. */
function onlyValue(headers, name) {
  if (typeof headers?.get === 'function' || typeof headers?.[Symbol.iterator] === 'function') return undefined;
  let found;
  for (const key in headers) {
    if (key.length !== name.length || (key !== name && key.toLowerCase() !== name)) continue;
    if (found !== undefined || typeof headers[key] !== 'string') return undefined;
    found = headers[key];
  }
  return found;
}

class WebhookVerifier {
  #judge;
  #name;
  #native;
  #partner;

  /** @param {{ partner: string, secrets: (string | Uint8Array)[], toleranceS?: number }} options */
  constructor({ partner, secrets, toleranceS } = {}) {
    const isSecret = (secret) => typeof secret === 'string' || secret instanceof Uint8Array;
    const list = isSecret(secrets) ? [secrets] : secrets;
    if (!Array.isArray(list) || !list.every(isSecret)) throw errorOf('OPTION_INVALID', 'secrets must be a list of texts or bytes');
    if (toleranceS !== undefined && !Number.isSafeInteger(toleranceS)) {
      throw errorOf('OPTION_INVALID', 'toleranceS must be a whole number of seconds');
    }
    try {
      this.#native = new native.NativeVerifier(String(partner), list, toleranceS);
    } catch (error) {
      throw fromThrown(error);
    }
    this.#partner = partner;
    this.#name = SIGNED_IN.get(partner);
    this.#judge = this.#native.function();
  }

  get partner() {
    return this.#partner;
  }

  /** How far the signed time may be from ours, in seconds and in both directions. */
  get toleranceS() {
    return this.#native.toleranceS;
  }

  /** The event of a delivery that is the partner's; anything else throws a `WebhookVerificationError`. */
  verify(body, headers) {
    const bytes = bytesOf(body);
    const { secretIndex, timestamp, dedupeKey } = unpacked(this.#judged(bytes, headers, 1));
    return { event: JSON.parse(typeof bytes === 'string' ? bytes : textOf(bytes)), secretIndex, timestamp, dedupeKey };
  }

  /** The same without reading the event, for endpoints that only store the bytes. */
  verifySignature(body, headers) {
    const judged = this.#judged(bytesOf(body), headers, 0);
    // A number is 16 times the time and the index of the secret; below zero there is no time (`src/webhook.rs`).
    if (typeof judged === 'number') {
      if (judged < 0) return { secretIndex: -1 - judged, timestamp: undefined };
      return { secretIndex: judged % 16, timestamp: Math.floor(judged / 16) };
    }
    const { secretIndex, timestamp } = unpacked(judged);
    return { secretIndex, timestamp };
  }

  #judged(body, headers, readEvent) {
    const value = onlyValue(headers, this.#name);
    if (value !== undefined) return this.#judge(body, value, Date.now(), readEvent);
    return this.#native.judge(Buffer.from(body), signatureHeaders(headers), Date.now(), readEvent === 1);
  }
}

const textOf = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();

/** The layout is described in `src/wire.rs`. */
function unpacked(judged) {
  if (judged[0] === 'E') throw errorFrom(JSON.parse(judged.slice(1)));
  const time = judged.indexOf(',');
  const key = judged.indexOf(',', time + 1);
  return {
    secretIndex: Number(judged.slice(1, time)),
    timestamp: key === time + 1 ? undefined : Number(judged.slice(time + 1, key)),
    dedupeKey: judged.slice(key + 1),
  };
}

/** The dedupe key of a body that was verified before, for example one out of a queue. */
function dedupeKey(partner, body) {
  try {
    return native.eventKey(String(partner), Buffer.from(bytesOf(body)));
  } catch (error) {
    throw fromThrown(error);
  }
}

const seconds = () => Math.floor(Date.now() / 1000);

/** A store of what was seen, in this process and until it ends. What is done is remembered for 4 days. */
class MemoryDedupe {
  #native;

  constructor(capacity = 100_000) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 0xffff_ffff) {
      throw errorOf('OPTION_INVALID', 'capacity must be a whole number from 1 on');
    }
    this.#native = new native.NativeDedupe(capacity);
  }

  get size() {
    return this.#native.size;
  }

  claim(key, leaseS = 60, nowS = seconds()) {
    return asked(() => {
      const [status, number] = this.#native.claim(String(key), nowS, leaseS);
      if (status === 'new') return { status, ticket: number };
      return status === 'done' ? { status } : { status, untilUnixS: number };
    });
  }

  complete(key, ticket, nowS = seconds()) {
    asked(() => this.#native.complete(String(key), ticket, nowS));
  }

  release(key, ticket) {
    asked(() => this.#native.release(String(key), ticket));
  }
}

function asked(work) {
  try {
    return work();
  } catch (error) {
    throw fromThrown(error);
  }
}

/** What the partner would send, signed with the secret given: for your own tests. */
function testDelivery({ partner, secret, type, body, timestamp = seconds() } = {}) {
  const given = body === undefined ? undefined : Buffer.from(bytesOf(body));
  const made = asked(() => native.testDelivery(String(partner), String(secret ?? ''), type, given, timestamp * 1000));
  const headers = {};
  for (let i = 0; i < made.headers.length; i += 2) headers[made.headers[i].toLowerCase()] = made.headers[i + 1];
  return { headers, body: made.body };
}

const webhooks = Object.freeze({ WebhookVerifier, MemoryDedupe, dedupeKey, rawBody, testDelivery });

export { webhooks, signatureHeaders };
