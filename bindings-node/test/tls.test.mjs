/** TLS and connect faults, over both transports: a certificate that is not trusted is final and nothing was sent. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CancelledCallError, CliveClient, ConnectionFailedError } from '../js/index.mjs';

const folder = mkdtempSync(join(tmpdir(), 'payseal-tls-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', certFile, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'pipe' });
const [key, cert] = [readFileSync(keyFile), readFileSync(certFile)];

let served = 0;
const server = https.createServer({ key, cert }, (request, response) => {
  served += 1;
  request.resume();
  response.end('{"items":[]}');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => {
  server.closeAllConnections();
  server.close();
});
const secure = `https://localhost:${server.address().port}`;
const client = (options) => new CliveClient({ apiKey: 'k', hmacSecret: 's', ...options });

for (const transport of ['node', 'fetch']) {
  test(`${transport}: an untrusted certificate`, async () => {
    await assert.rejects(client({ baseUrl: secure, transport }).listTransactions(), (error) => {
      assert.ok(error instanceof ConnectionFailedError);
      assert.deepEqual([error.code, error.outcome, error.attempts, error.retryable], ['TLS_CERTIFICATE', 'not_sent', 1, false]);
      return true;
    });
    assert.equal(served, 0);
  });
}

test('node: an agent with the right CA', async () => {
  const agent = new https.Agent({ ca: cert, keepAlive: true });
  assert.deepEqual(await client({ baseUrl: secure, agent }).listTransactions(), { items: [] });
  agent.destroy();
});

test('node: a port that does not speak TLS, and one that never answers', async () => {
  const plain = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  });
  const silent = createServer((socket) => socket.on('error', () => {}));
  for (const [box, options, expected] of [
    [plain, {}, ['TLS_HANDSHAKE', 'not_sent']],
    [silent, { connectTimeoutMs: 150 }, ['CONNECT_TIMEOUT', 'not_sent']],
  ]) {
    await new Promise((resolve) => box.listen(0, '127.0.0.1', resolve));
    const call = client({ baseUrl: `https://localhost:${box.address().port}`, maxRetries: 0, ...options }).listTransactions();
    await assert.rejects(call, (error) => {
      assert.deepEqual([error.code, error.outcome], expected);
      return true;
    });
    box.close();
  }
});

test('a name that does not exist', async () => {
  for (const transport of ['node', 'fetch']) {
    await assert.rejects(client({ baseUrl: 'https://does-not-exist.invalid', maxRetries: 0, transport }).listTransactions(), {
      code: 'DNS_FAILED',
      outcome: 'not_sent',
    });
  }
});

const stalls = async (server) => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  return server.address().port;
};
const ended = async (options, callOptions) => {
  const error = await client({ maxRetries: 0, ...options }).runSettlements({}, callOptions).then(assert.fail, (error) => error);
  return [error.constructor, error.code, error.outcome, error.attempts];
};

test('node: what ends before the first byte has left was not sent, even a write without a key', async () => {
  const sockets = new Set();
  const silentTls = await stalls(createServer((socket) => sockets.add(socket.on('error', () => {}))));
  const silentHttp = await stalls(createServer((socket) => sockets.add(socket.on('error', () => {}))));
  after(() => sockets.forEach((socket) => socket.destroy()));
  const unresolved = { baseUrl: 'http://127.0.0.1.invalid', allowInsecureHttp: true, agent: new http.Agent({ lookup() {} }) };
  const busy = new http.Agent({ maxSockets: 1 });
  const queued = { baseUrl: `http://127.0.0.1:${silentHttp}`, agent: busy };
  const holds = new AbortController();
  const holding = ended(queued, { signal: holds.signal });

  for (const [where, options] of Object.entries({
    'while the name is looked up': unresolved,
    'in the TLS handshake': { baseUrl: `https://localhost:${silentTls}` },
    "in the agent's queue": queued,
  })) {
    const aborted = await ended(options, { signal: AbortSignal.timeout(60) });
    assert.deepEqual(aborted, [CancelledCallError, 'CANCELLED', 'not_sent', 1], where);
    for (const late of [{ timeoutMs: 60 }, { attemptTimeoutMs: 60 }]) {
      assert.deepEqual(await ended(options, late), [ConnectionFailedError, 'CONNECT_TIMEOUT', 'not_sent', 1], where);
    }
  }
  // The one that held the connection has sent everything.
  holds.abort();
  assert.deepEqual(await holding, [CancelledCallError, 'CANCELLED', 'unknown', 1]);
  const sent = await ended({ baseUrl: `http://127.0.0.1:${silentHttp}` }, { signal: AbortSignal.timeout(60) });
  assert.deepEqual(sent, [CancelledCallError, 'CANCELLED', 'unknown', 1]);
});

test('a signal that the attempt hook fires: nothing is sent, over either transport', async () => {
  for (const transport of ['node', 'fetch']) {
    const before = served;
    const stop = new AbortController();
    const onAttempt = ({ type }) => type === 'start' && stop.abort();
    assert.deepEqual(await ended({ baseUrl: secure, transport, onAttempt }, { signal: stop.signal }), [CancelledCallError, 'CANCELLED', 'not_sent', 1]);
    assert.equal(served, before);
  }
});
