/**
 * Moves one attempt over a fetch: the global one, or the caller's `fetcher`.
 *
 * The caller's is a published contract: called once as `fetcher(url, { method, headers, body, redirect: 'manual' })`, plus
 * `signal` only when the caller gave one or a time-out; its answer may be a minimal mock (`ok`, `status`, `json()`); what
 * it throws is passed on. The global fetch is ours to use: bytes are read, the cache is off, and what it throws is a fault.
 */
import { faultOf } from '../faults.mjs';
import { MAX_ANSWER_BYTES, MAX_ERROR_BYTES } from './limits.mjs';

/** The global fetch. Answers like `node.js`; a mock without bytes gives `parsed` instead. */
async function sendByGlobalFetch(url, request) {
  const { signal: callers } = request;
  const controller = new AbortController();
  let why;
  const stop = (fault) => {
    why ??= fault;
    controller.abort();
  };
  const onAbort = () => stop('aborted');
  const timer = setTimeout(stop, request.attemptTimeoutMs, 'read_timeout');
  callers?.addEventListener('abort', onAbort, { once: true });
  let response;
  try {
    response = await globalThis.fetch(url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      cache: 'no-store',
      signal: controller.signal,
    });
    return await answerOf(response);
  } catch (error) {
    if (why === 'aborted') return { fault: 'aborted', error: callers.reason };
    if (why !== undefined) return { fault: why, error };
    // The head came, the body did not.
    if (response !== undefined) return { status: statusOf(response), headers: headerText(response), body: null, error };
    return { fault: faultOf(error, 'unknown'), error };
  } finally {
    clearTimeout(timer);
    callers?.removeEventListener('abort', onAbort);
  }
}

async function answerOf(response) {
  const status = statusOf(response);
  const headers = headerText(response);
  const limit = status >= 200 && status <= 299 ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES;
  if (typeof response.arrayBuffer === 'function') {
    const body = Buffer.from(await response.arrayBuffer());
    return { status, headers, body: body.length <= limit ? body : limit === MAX_ERROR_BYTES ? body.subarray(0, limit) : null };
  }
  if (typeof response.text === 'function') return { status, headers, body: Buffer.from(String(await response.text())) };
  return parsedAnswer(response, status, headers);
}

/** A mock's answer: `json()` is all it has. */
async function parsedAnswer(response, status, headers) {
  if (response.ok) return { status, headers, parsed: await response.json(), read: true };
  try {
    return { status, headers, parsed: await response.json(), read: true };
  } catch {
    return { status, headers, body: '' };
  }
}

/** The caller's fetcher. `{ thrown: true, error }` is what must be passed on unchanged. */
async function sendByFetcher(fetcher, url, request) {
  const init = { method: request.method, headers: request.headers, body: request.body, redirect: 'manual' };
  let timer;
  let timedOut = false;
  if (request.timed) {
    const controller = new AbortController();
    timer = setTimeout(() => {
      timedOut = true;
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, request.attemptTimeoutMs);
    init.signal = request.signal ? AbortSignal.any([request.signal, controller.signal]) : controller.signal;
  } else if (request.signal) init.signal = request.signal;

  let response;
  try {
    response = await fetcher(url, init);
    const status = statusOf(response);
    const head = headerText(response);
    const isEmpty = request.mayBeEmpty && status === 204;
    const answer = isEmpty ? { status, headers: head, body: Buffer.alloc(0) } : await parsedAnswer(response, status, head);
    // The error's own status is the mock's, whatever it is.
    return { ...answer, given: response.status };
  } catch (error) {
    const fault = timedOut ? 'read_timeout' : request.signal?.aborted ? 'aborted' : faultOf(error, 'unknown');
    if (response === undefined) return { fault, error, thrown: true };
    // json() failed on a success: its error is passed on; the core is told that the answer could not be read.
    return { status: statusOf(response), headers: '', body: '', error, thrown: true };
  } finally {
    clearTimeout(timer);
  }
}

/** The status for the core; `ok` decides where a mock's status contradicts it or is none. */
function statusOf(response) {
  const { ok, status } = response;
  const isSuccess = Number.isInteger(status) && status >= 200 && status <= 299;
  if (ok) return isSuccess ? status : 200;
  return Number.isInteger(status) && status >= 100 && status <= 999 && !isSuccess ? status : 0;
}

function headerText(response) {
  const { headers } = response;
  if (headers === undefined || headers === null || typeof headers[Symbol.iterator] !== 'function') return '';
  let text = '';
  for (const entry of headers) {
    if (Array.isArray(entry)) text += `${entry[0]}\n${String(entry[1]).replaceAll('\n', ' ')}\n`;
  }
  return text;
}

export { sendByGlobalFetch, sendByFetcher };
