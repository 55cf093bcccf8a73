/**
 * Drives the core's `Call`: moves bytes, reads clocks, sleeps. Every decision (what to sign, whether to try again, what an
 * answer means) is made in the addon; this file only carries.
 *
 * A successful call crosses into the addon twice, `start` and `respond`. A call's handle never outlives its promise.
 */
import { native } from './loader.mjs';
import { describe, errorFrom } from './errors.mjs';
import { tell, tellTransport, watched } from './events.mjs';
import { sendByFetcher, sendByGlobalFetch } from './transport/fetch.mjs';
import * as nodeTransport from './transport/node.mjs';
import { transportNow } from './transport/select.mjs';
import { callOptions, clientOptions } from './options.mjs';

/** With a caller's fetcher the URL is not judged: the core works with this one and JavaScript joins its own. */
const UNJUDGED = 'https://fetcher.invalid';

const u32 = (text, at) =>
  (text.charCodeAt(at) | (text.charCodeAt(at + 1) << 8) | (text.charCodeAt(at + 2) << 16) | (text.charCodeAt(at + 3) << 24)) >>> 0;

/** The layout is described in `src/wire.rs`. */
function unpack(packed) {
  const keyAt = 17 + u32(packed, 9);
  const pathAt = keyAt + u32(packed, 13);
  return {
    handle: u32(packed, 1),
    attemptTimeoutMs: u32(packed, 5),
    proof: packed.slice(17, keyAt),
    key: packed.slice(keyAt, pathAt),
    path: packed.slice(pathAt),
  };
}

/** setTimeout's limit; a longer one would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/**
 * What differs between partners: `name` of the core's description, `client` for people, `defaultBaseUrl`, `tells` (its answers
 * tell something beside their bodies), and `published`: the errors are those of an SDK that was published before.
 */
class Engine {
  #partner;
  #apiKey;
  #base;
  #connectTimeoutMs;
  #fetcher;
  #hook;
  #native;
  #respond;
  #resume;
  #start;
  #target;
  #timed;
  #retriesGiven;
  #transport;
  #saidTransport;

  constructor(partner, options) {
    this.#partner = partner;
    const checked = clientOptions(partner, options);
    this.#fetcher = checked.fetcher;
    this.#hook = checked.onAttempt;
    this.#transport = checked.transport;
    this.#retriesGiven = checked.native.maxRetries !== undefined;
    this.#timed = checked.native.totalTimeoutMs !== undefined || checked.native.attemptTimeoutMs !== undefined;
    try {
      this.#native = new native.NativeClient({ ...checked.native, partner: partner.name, baseUrl: this.#fetcher ? UNJUDGED : checked.baseUrl });
    } catch (error) {
      throw fromThrown(error);
    }
    [this.#start, this.#respond, this.#resume] = this.#native.functions();
    this.#connectTimeoutMs = Math.min(this.#native.connectTimeoutMs, MAX_TIMER_MS);
    this.#apiKey = checked.native.apiKey;
    this.#base = this.#fetcher ? checked.baseUrl.replace(/\/$/, '') : this.#native.baseUrl;
    this.#target = this.#fetcher ? undefined : nodeTransport.target(this.#base, checked.agent);
  }

  /**
   * A described operation. `document` is the body of an operation whose body is one; `facts` receives what is known of a
   * success besides its value.
   */
  async run(operation, input, options, document, facts) {
    const { body, key, own } = read(operation, input, options);
    const retries = this.#maxRetries(own);
    const [mono, unix] = [performance.now(), Date.now()];
    const identity = own?.identity;
    // What is signed and what is sent must be the same bytes, whatever the caller does with theirs meanwhile.
    const bytes = document instanceof Uint8Array ? Buffer.from(document) : document;
    let packed;
    if (identity !== undefined || bytes !== undefined) {
      const timeouts = [retries, own?.attemptTimeoutMs, own?.timeoutMs];
      packed = this.#start(operation.index, body, key, mono, unix, ...timeouts, bytes, identity?.header, identity?.value);
    } else if (own === undefined && retries === undefined) packed = this.#start(operation.index, body, key, mono, unix);
    else packed = this.#start(operation.index, body, key, mono, unix, retries, own?.attemptTimeoutMs, own?.timeoutMs);
    let sent;
    if (operation.sends === 'fields') sent = body;
    else if (operation.sends === 'document') sent = bytes;
    else if (operation.sends === 'rest' && packed[0] === 'S') sent = this.#native.body(unpack(packed).handle);
    return this.#drive(operation, packed, sent, own, facts);
  }

  /** Every item of a list, page after page. The next page is asked for when the last item of one was taken. */
  async *pages(operation, input, options) {
    for (let cursor = input.cursor; ; ) {
      const page = await this.run(operation, { ...input, cursor }, options);
      yield* page[operation.items] ?? [];
      cursor = nextPage(page, cursor);
      if (cursor === null) return;
    }
  }

  /** An endpoint without a description. */
  async runRaw(request, options) {
    const own = options === undefined ? undefined : callOptions(options);
    const raw = {
      ...request,
      maxRetries: this.#maxRetries(own),
      attemptTimeoutMs: own?.attemptTimeoutMs,
      totalTimeoutMs: own?.timeoutMs,
    };
    const packed = this.#native.startRaw(raw, performance.now(), Date.now());
    const operation = { name: 'raw_request', method: request.method.toUpperCase() };
    return this.#drive(operation, packed, request.body, own);
  }

  /** The refusal that `run` would give for this input, thrown; nothing is sent. */
  check(operation, input, key) {
    const refused = this.#native.check(operation.index, operation.body(input), key);
    if (refused) throw this.#error(JSON.parse(refused));
  }

  /** What to persist about a checkout, before it is sent or with the answer. */
  record(operation, input, options, result) {
    const { body, key } = read(operation, input, options);
    try {
      return JSON.parse(this.#native.record(operation.index, body, key, JSON.stringify(result)));
    } catch (error) {
      throw fromThrown(error, this.#partner.published);
    }
  }

  /** The value of the header that says who the shopper is, for so many seconds from now on. */
  externalAuth(externalId, seconds) {
    try {
      return this.#native.externalAuth(externalId, Date.now(), seconds);
    } catch (error) {
      throw fromThrown(error);
    }
  }

  #error(core, answer, cause) {
    return errorFrom(core, answer, cause, this.#partner.published);
  }

  get liveCalls() {
    return this.#native.live;
  }

  /** A caller's fetcher is called once unless retries were asked for. */
  #maxRetries(own) {
    if (own?.maxRetries !== undefined) return own.maxRetries;
    return this.#fetcher !== undefined && !this.#retriesGiven ? 0 : undefined;
  }

  async #drive(operation, packed, body, own, facts) {
    if (packed[0] === 'E') throw this.#error(JSON.parse(packed.slice(1)));
    let attempt = unpack(packed);
    const { handle } = attempt;
    const signal = own?.signal;
    let live = true;
    let answer;
    let number = 0;
    const failed = () => {
      live = false;
      const core = JSON.parse(this.#native.takeError(handle));
      if (answer?.thrown) {
        describe(answer.error, core);
        return answer.error;
      }
      return this.#error(core, seen(answer), answer?.error);
    };
    try {
      if (signal?.aborted && this.#fetcher === undefined) {
        this.#native.cancel(handle, true, performance.now(), Date.now());
        live = false;
        // The addon has handed the attempt out; nobody has begun it.
        throw this.#error({ ...JSON.parse(this.#native.takeError(handle)), attempts: 0 }, undefined, signal.reason);
      }
      for (;;) {
        number += 1;
        const isWatched = watched(this.#hook);
        if (isWatched) this.#began(operation, attempt, number);
        answer = await this.#send(operation, attempt, body, own);
        const next = this.#tellCore(handle, answer);
        if (isWatched) this.#ended(operation, attempt);
        if (next === 0) {
          live = false;
          if (facts !== undefined) Object.assign(facts, { status: answer.status, attempts: number, idempotencyKey: attempt.key });
          const value = valueOf(answer);
          return this.#partner.tells ? told(operation, value, answer, JSON.parse(this.#native.takeAnswer(handle))) : value;
        }
        if (next < 0) throw failed();
        attempt = await this.#wait(handle, next - 1, signal);
        if (attempt === undefined) throw failed();
      }
    } finally {
      if (live) this.#native.free(handle);
    }
  }

  #send(operation, attempt, body, own) {
    // The attempt hook may have ended it.
    if (own?.signal?.aborted && this.#fetcher === undefined) return { fault: 'aborted', error: own.signal.reason, unsent: true };
    const writesHeaders = operation.headers !== undefined && own?.identity === undefined;
    const headers = writesHeaders
      ? operation.headers(attempt.proof, attempt.key, this.#apiKey)
      : Object.fromEntries(JSON.parse(this.#native.headers(attempt.handle)));
    const request = {
      method: operation.method,
      path: attempt.path,
      headers,
      body,
      attemptTimeoutMs: Math.min(attempt.attemptTimeoutMs, MAX_TIMER_MS),
      connectTimeoutMs: 0,
      signal: own?.signal,
      timed: false,
      wholeHead: this.#partner.tells,
      mayBeEmpty: operation.mayBeEmpty === true,
    };
    if (this.#fetcher !== undefined) {
      request.timed = this.#timed || own?.timeoutMs !== undefined || own?.attemptTimeoutMs !== undefined;
      return sendByFetcher(this.#fetcher, this.#base + attempt.path, request);
    }
    if (this.#pickTransport() === 'fetch') return sendByGlobalFetch(this.#base + attempt.path, request);
    request.connectTimeoutMs = this.#connectTimeoutMs;
    return nodeTransport.send(this.#target, request);
  }

  #pickTransport() {
    const choice = this.#transport === 'auto' ? transportNow() : { name: this.#transport, why: 'the client was told so' };
    if (choice !== this.#saidTransport && choice.why !== this.#saidTransport?.why) {
      this.#saidTransport = choice;
      tellTransport({ transport: choice.name, why: choice.why });
    }
    return choice.name;
  }

  /** What came of the attempt: 0 done, -1 failed, otherwise the wait plus one. */
  #tellCore(handle, answer) {
    const [mono, unix] = [performance.now(), Date.now()];
    if (answer.fault === 'aborted') return this.#native.cancel(handle, answer.unsent === true, mono, unix);
    if (answer.fault !== undefined) return this.#native.fault(handle, answer.fault, mono, unix);
    return this.#respond(handle, answer.status, answer.headers, bodyForCore(answer, this.#partner.tells), mono, unix);
  }

  /** Sleeps as long as the core says, then gives the next attempt; undefined when the call is over. */
  async #wait(handle, ms, signal) {
    for (let left = ms; ; ) {
      const before = performance.now();
      const aborted = await sleep(left, signal);
      // A timer that has fired has waited, whatever a faked clock says.
      const mono = aborted ? performance.now() : Math.max(performance.now(), before + left);
      if (aborted) {
        this.#native.cancel(handle, false, mono, Date.now());
        return undefined;
      }
      const next = this.#resume(handle, Math.ceil(mono), Date.now());
      if (typeof next === 'string') return unpack(next);
      if (next < 0) return undefined;
      left = next - 1;
    }
  }

  #began(operation, attempt, number) {
    this.#native.setReporting(true);
    tell(this.#hook, {
      type: 'start',
      operation: operation.name,
      attempt: number,
      ...(attempt.key ? { idempotencyKey: attempt.key } : {}),
    });
  }

  #ended(operation, attempt) {
    tell(this.#hook, {
      type: 'end',
      operation: operation.name,
      ...(attempt.key ? { idempotencyKey: attempt.key } : {}),
      ...JSON.parse(this.#native.lastReport()),
    });
  }
}

/** What a call is made of: the body, the key of its options or its input, and its options, each read once. */
function read(operation, input, options) {
  let body;
  let key;
  try {
    body = operation.body(input);
    if (operation.keyed) key = input.idempotency_key;
  } catch (error) {
    // A cycle, a BigInt, a getter that throws: the caller's own error, as it is.
    describe(error, { kind: 'ValidationError', outcome: 'not_sent', retryable: false, attempts: 0, operation: operation.name });
    throw error;
  }
  const own = options === undefined ? undefined : callOptions(options);
  key = own?.idempotencyKey || key || undefined;
  if (key !== undefined && typeof key !== 'string') key = String(key);
  return { body, key, own };
}

/**
 * What the core reads of the body. A mock's `json()` has been read by it already: then only the status is left to judge,
 * unless the body tells more than its value.
 */
function bodyForCore(answer, tells) {
  if (!answer.read) return answer.body;
  if (!tells && answer.status >= 200 && answer.status <= 299) return 'null';
  try {
    return JSON.stringify(answer.parsed) ?? '';
  } catch {
    return '';
  }
}

/** The caller's value: what `json()` gave, or the JSON of the bytes as `Response.json()` reads them. */
function valueOf(answer) {
  return answer.read ? answer.parsed : parse(answer.body);
}

/**
 * The value of a partner whose answers tell more than their bodies: in its envelope where a stored answer comes without, an
 * object where the body is empty, and with `lastResponse`, which no output shows and no JSON holds.
 */
function told(operation, value, answer, facts) {
  const { envelope } = operation;
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  let object = isObject(value) ? value : value === undefined ? {} : { value };
  if (envelope !== undefined && !isObject(object[envelope])) object = { [envelope]: object };
  if (!Object.isExtensible(object)) object = { ...object };
  Object.defineProperty(facts, 'body', { value: answer.read ? undefined : answer.body });
  return Object.defineProperty(object, 'lastResponse', { value: Object.freeze(facts), configurable: true });
}

function parse(body) {
  const text = body.toString('utf8');
  // The core has said before that this success may be empty.
  if (text.trim() === '') return undefined;
  return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
}

/** The parsed body and the status of an answer that was refused, for the published properties of its error. */
function seen(answer) {
  if (answer === undefined || answer.fault !== undefined) return undefined;
  if (answer.read || 'given' in answer) return answer;
  let parsed;
  try {
    parsed = parse(answer.body);
  } catch {
    // A proxy's page, or nothing: the core has kept its beginning.
  }
  return { parsed };
}

/** True when the signal ended it. */
function sleep(ms, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(true);
    const end = (aborted) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(aborted);
    };
    const onAbort = () => end(true);
    const timer = setTimeout(end, ms, false);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The addon throws the core's error as JSON in the message of a plain one. */
function fromThrown(error, isPublished) {
  let core;
  try {
    core = JSON.parse(error.message);
  } catch {
    return error;
  }
  return errorFrom(core, undefined, undefined, isPublished);
}

/** The cursor of the page after this one; null after the last. */
function nextPage({ pagination }, cursor) {
  try {
    return native.goOn(JSON.stringify({ pagination }), cursor);
  } catch (error) {
    throw fromThrown(error);
  }
}

/** An error of the core's table, with what this call knows. */
function errorOf(code, why, known = {}) {
  return errorFrom({ ...JSON.parse(native.errorOf(code, why)), ...known });
}

export { Engine, errorOf, fromThrown };
