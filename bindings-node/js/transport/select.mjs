/**
 * Chooses the transport of a call: `node:http(s)` with a keep-alive agent, unless somebody has put their hands on `fetch`.
 *
 * A replaced global fetch or a configured undici dispatcher (mocks, proxies, own CAs, instrumentation) must keep working,
 * so every doubt falls to fetch: that is correct and only dearer. Looked at on each call (about 10 ns): a test may install
 * its mock at any time.
 */
import { builtin } from '../builtin.mjs';

// undici's npm releases set one or both; the undici inside Node reads the first.
const DISPATCHER_1 = Symbol.for('undici.globalDispatcher.1');
const DISPATCHER_2 = Symbol.for('undici.globalDispatcher.2');

const sourceOf = Function.prototype.toString;

/** Node's own fetch is a one-line function around its bundled undici, on every line from 18 to 24. */
function isNativeFetch(fetch) {
  try {
    return typeof fetch === 'function' && /lazyUndici\(\)|internal\/deps\/undici/.test(sourceOf.call(fetch));
  } catch {
    return false;
  }
}

/** An `Agent` that nobody has configured: undici's own default. An unknown layout counts as configured. */
function isDefaultAgent(dispatcher) {
  if (dispatcher === undefined) return true;
  try {
    const prototype = Object.getPrototypeOf(dispatcher);
    const isPlainAgent =
      !builtin('node:util').types.isProxy(dispatcher) &&
      dispatcher.constructor?.name === 'Agent' &&
      prototype === dispatcher.constructor.prototype &&
      Object.getPrototypeOf(prototype)?.constructor?.name === 'DispatcherBase' &&
      dispatcher.dispatch === prototype.dispatch;
    if (!isPlainAgent) return false;
    const own = Object.getOwnPropertySymbols(dispatcher);
    const member = (name) => dispatcher[own.find((symbol) => symbol.description === name)];
    const options = member('options');
    const isUnset = ([name, value]) => value == null || (name === 'maxOrigins' && value === Infinity);
    return !!options && member('factory')?.name === 'defaultFactory' && Object.entries(options).every(isUnset);
  } catch {
    return false;
  }
}

let seenFetch;
let seen1;
let seen2;
let verdict;

/** @returns {{ name: 'node' | 'fetch', why: string }} */
function transportNow() {
  const fetch = globalThis.fetch;
  const dispatcher1 = globalThis[DISPATCHER_1];
  const dispatcher2 = globalThis[DISPATCHER_2];
  if (verdict !== undefined && fetch === seenFetch && dispatcher1 === seen1 && dispatcher2 === seen2) return verdict;
  [seenFetch, seen1, seen2] = [fetch, dispatcher1, dispatcher2];
  if (typeof fetch !== 'function') verdict = { name: 'node', why: 'there is no global fetch' };
  else if (!isNativeFetch(fetch)) verdict = { name: 'fetch', why: 'globalThis.fetch was replaced' };
  else if (!isDefaultAgent(dispatcher1) || (dispatcher2 !== dispatcher1 && !isDefaultAgent(dispatcher2))) {
    verdict = { name: 'fetch', why: "undici's global dispatcher was configured" };
  } else verdict = { name: 'node', why: 'nobody has replaced fetch or its dispatcher' };
  return verdict;
}

export { transportNow };
