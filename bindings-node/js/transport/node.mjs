/**
 * Moves one attempt over `node:http(s)`: bytes out, bytes in, and the name of what went wrong.
 *
 * `http.request` is read at call time, because that is where mocks (msw, nock) and instrumentation stand. No redirect is
 * followed. Not for retries or time budgets: the milliseconds of this attempt are given.
 */
import { builtin } from '../builtin.mjs';
import { faultOf } from '../faults.mjs';
import { MAX_ANSWER_BYTES, MAX_ERROR_BYTES } from './limits.mjs';

let modules;
let agents;

const moduleFor = (secure) => {
  modules ??= { http: builtin('node:http'), https: builtin('node:https') };
  return secure ? modules.https : modules.http;
};

/** One keep-alive agent for each scheme, shared by all clients. Made at the first call: it costs time to load. */
function agentFor(secure) {
  agents ??= {
    http: new (moduleFor(false).Agent)(agentOptions(moduleFor(false))),
    https: new (moduleFor(true).Agent)(agentOptions(moduleFor(true))),
  };
  return secure ? agents.https : agents.http;
}

function agentOptions(module) {
  // NODE_USE_ENV_PROXY (Node 24) reaches only the global agents unless it is handed on.
  const proxyEnv = module.globalAgent.options?.proxyEnv;
  // Node would keep 256 idle connections and close the rest of a burst, which the next burst had to open again.
  return { keepAlive: true, maxFreeSockets: 1024, ...(proxyEnv ? { proxyEnv } : {}) };
}

/** Where a base URL leads, taken apart once. */
function target(base, agent) {
  const url = new URL(base);
  const secure = url.protocol === 'https:';
  return {
    secure,
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || undefined,
    prefix: new URL(`${base}/x`).pathname.slice(0, -2),
    agent,
  };
}

/**
 * @param to what `target` gave
 * @param request `{ method, path, headers, body, attemptTimeoutMs, connectTimeoutMs, signal }`
 * @returns a promise of `{ status, headers, body }` (`body` null when it broke off) or `{ fault, error }`; with
 *   the fault `aborted` also `unsent`: no byte of the request has left; never rejects
 */
function send(to, request) {
  return new Promise((resolve) => {
    const module = moduleFor(to.secure);
    const { signal } = request;
    let stage = 'connecting';
    let connectTimer;
    let response;
    let outgoing;

    const finish = (result) => {
      clearTimeout(attemptTimer);
      clearTimeout(connectTimer);
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const fail = (fault, error) => {
      finish({ fault, error });
      outgoing?.destroy();
    };
    // Until the connection stands, nothing of the request has left this machine.
    const isUnsent = () => stage === 'connecting' || stage === 'securing';
    const onAbort = () => {
      finish({ fault: 'aborted', error: signal.reason, unsent: isUnsent() });
      outgoing.destroy();
    };
    const attemptTimer = setTimeout(() => fail(isUnsent() ? 'connect_timeout' : 'read_timeout'), request.attemptTimeoutMs);

    try {
      outgoing = module.request({
        protocol: to.protocol,
        hostname: to.hostname,
        port: to.port,
        path: to.prefix + request.path,
        method: request.method,
        headers: request.headers,
        agent: to.agent ?? agentFor(to.secure),
      });
    } catch (error) {
      // Refused by Node before a connection: an illegal option of a caller's agent, for example.
      fail('other', error);
      return;
    }
    signal?.addEventListener('abort', onAbort, { once: true });

    outgoing.on('socket', (socket) => {
      if (outgoing.reusedSocket || !socket.connecting) {
        stage = outgoing.reusedSocket ? 'reused' : 'connected';
        return;
      }
      connectTimer = setTimeout(fail, request.connectTimeoutMs, 'connect_timeout');
      const ready = () => {
        clearTimeout(connectTimer);
        stage = 'connected';
      };
      if (to.secure) {
        socket.once('connect', () => {
          stage = 'securing';
        });
        socket.once('secureConnect', ready);
      } else socket.once('connect', ready);
    });
    outgoing.on('error', (error) => {
      // After the head an error is the body breaking off; 'close' of the answer says so.
      if (response === undefined) finish({ fault: faultOf(error, stage), error });
    });
    outgoing.on('response', (incoming) => {
      response = incoming;
      read(incoming, (body) => finish({ status: incoming.statusCode, headers: headerText(incoming, request.wholeHead), body }));
    });
    // Node writes the head together with a string body, and then in the body's UTF-8: an octet above 0x7f would become two.
    const { body } = request;
    outgoing.end(typeof body === 'string' && Object.values(request.headers).some(isBeyondAscii) ? Buffer.from(body) : body);
  });
}

const isBeyondAscii = (value) => /[^\0-\x7f]/.test(value);

/** Collects a body. `done(null)` when it broke off or is larger than any answer. */
function read(incoming, done) {
  const success = incoming.statusCode >= 200 && incoming.statusCode <= 299;
  const limit = success ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES;
  let first;
  let rest;
  let size = 0;
  const all = () => (rest === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat([first, ...rest]));
  incoming.on('data', (chunk) => {
    size += chunk.length;
    if (first === undefined) first = chunk;
    else (rest ??= []).push(chunk);
    if (size > limit) {
      // What has come of an error page is enough; of a success it is not.
      done(success ? null : all().subarray(0, limit));
      incoming.destroy();
    }
  });
  incoming.on('end', () => done(all()));
  incoming.on('error', () => done(success ? null : all()));
  incoming.on('close', () => {
    if (!incoming.complete) done(success ? null : all());
  });
}

/** What the core reads of the head. Of a success only the clock matters, unless the partner's heads tell more. */
function headerText(incoming, whole) {
  if (!whole && incoming.statusCode >= 200 && incoming.statusCode <= 299) {
    const { date, age } = incoming.headers;
    return (date === undefined ? '' : `date\n${date}\n`) + (age === undefined ? '' : `age\n${age}\n`);
  }
  const raw = incoming.rawHeaders;
  return raw.length === 0 ? '' : `${raw.join('\n')}\n`;
}

export { send, target };
