/** Many calls: memory, concurrency beside fs and dns, worker threads, and a panic in the addon. */
import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { CliveClient } from '../js/index.mjs';
import { Engine } from '../js/engine.mjs';
import { native } from '../js/loader.mjs';
import { PARTNER } from '../js/client.mjs';
import { operations } from '../js/generated/clive.mjs';

if (!globalThis.gc) throw new Error('run with --expose-gc (npm test does)');

const input = { partner_id: 'P', client_id: 'C', amount: 1, currency: 'USD', echezona_reference: 'R' };
const credentials = { apiKey: 'k', hmacSecret: 's' };
const rss = async () => {
  for (let i = 0; i < 4; i += 1) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
  return process.memoryUsage().rss / 1e6;
};

test('100,000 calls of every outcome leave nothing behind', async () => {
  const statuses = [200, 200, 200, 400, 500, 429];
  let n = 0;
  const fetcher = async () => {
    n += 1;
    if (n % 11 === 0) throw new Error('down');
    const status = statuses[n % statuses.length];
    return { ok: status === 200, status, json: async () => ({ error: 'x'.repeat(200), details: { a: [1, 2, 3] } }) };
  };
  const engine = new Engine(PARTNER, { ...credentials, fetcher });
  const calls = async (count) => {
    for (let i = 0; i < count; i += 100) {
      await Promise.allSettled(Array.from({ length: 100 }, () => engine.run(operations.initializeTransaction, input)));
    }
  };
  // The heap and the allocator reach their plateau first.
  await calls(60_000);
  const before = await rss();
  await calls(100_000);
  const grown = (await rss()) - before;
  assert.equal(engine.liveCalls, 0);
  assert.ok(grown < 12, `grew by ${grown.toFixed(1)} MB`);
});

test('20,000 clients and signers are collected', async () => {
  const make = (count) => {
    for (let i = 0; i < count; i += 1) {
      new CliveClient(credentials);
      CliveClient.createSigner(`secret ${i}`)('x');
    }
  };
  const rounds = async (count) => {
    for (let i = 0; i < count; i += 1_000) {
      make(1_000);
      await rss();
    }
  };
  await rounds(5_000);
  const before = await rss();
  await rounds(20_000);
  const grown = (await rss()) - before;
  assert.ok(grown < 12, `grew by ${grown.toFixed(1)} MB`);
});

test('1,000 calls at once: all succeed, while fs and dns answer at once', async () => {
  const server = createServer((request, response) => {
    request.resume();
    setTimeout(() => response.end('{"clive_tx_id":"T"}'), 50);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new CliveClient({ ...credentials, baseUrl: `http://127.0.0.1:${server.address().port}` });
  await client.initializeTransaction(input);
  const running = Promise.all(Array.from({ length: 1_000 }, () => client.initializeTransaction(input)));
  let done = false;
  running.then(() => (done = true), () => (done = true));
  // A blocked libuv pool shows as seconds; what is measured here shares one thread with a thousand callbacks.
  let slowest = 0;
  while (!done) {
    const started = performance.now();
    await Promise.all([stat('.'), lookup('localhost')]);
    slowest = Math.max(slowest, performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.equal((await running).length, 1_000);
  server.closeAllConnections();
  server.close();
  assert.ok(slowest < 1_000, `fs and dns waited ${slowest.toFixed(0)} ms`);
});

test('worker threads have clients of their own, and end cleanly', async () => {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads';
    const { CliveClient } = await import(workerData);
    const fetcher = async (url, init) => ({ ok: true, status: 200, json: async () => init.headers['x-clive-hmac'] });
    const client = new CliveClient({ apiKey: 'k', hmacSecret: 's', fetcher });
    const hanging = new CliveClient({ apiKey: 'k', hmacSecret: 's', fetcher: () => new Promise(() => {}) });
    hanging.listTransactions();
    let last;
    for (let i = 0; i < 200; i += 1) last = await client.initializeTransaction(${JSON.stringify(input)});
    parentPort.postMessage(last);
  `;
  const url = new URL('../js/index.mjs', import.meta.url).href;
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => {
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { workerData: url });
      return new Promise((resolve, reject) => {
        let said;
        worker.on('message', (message) => {
          said = message;
          worker.terminate();
        });
        worker.on('error', reject);
        worker.on('exit', () => resolve(said));
      });
    }),
  );
  const expected = CliveClient.signPayload(JSON.stringify(input), 's');
  assert.deepEqual(answers, Array(8).fill(expected));
});

test('a panic in the addon is a JavaScript error, and the process goes on', () => {
  const panics = native.panickingFunction();
  for (let i = 0; i < 3; i += 1) assert.throws(() => panics(), /payseal failed inside.*on purpose/);
  assert.equal(CliveClient.signPayload('', 's').length, 64);
});

test('the raw functions refuse what they cannot read', () => {
  const sign = CliveClient.createSigner('s');
  for (const bad of [undefined, null, 5, {}, [], new ArrayBuffer(1), new Uint16Array(1), new DataView(new ArrayBuffer(1))]) {
    assert.throws(() => sign(bad), TypeError);
    assert.throws(() => CliveClient.signPayload(bad, 's'), TypeError);
    assert.throws(() => CliveClient.signPayload('x', bad), TypeError);
  }
  assert.throws(() => CliveClient.signPayload('x', ''), /secret is empty/);
  const client = new native.NativeClient({ ...credentials, partner: 'clive', baseUrl: 'https://h' });
  const [start, respond, resume] = client.functions();
  assert.throws(() => start(), TypeError);
  assert.throws(() => start(99, '{}', undefined, 0, 0) === 'E' || respond(5, 200, '', '', 0, 0), /this call is over/);
  assert.throws(() => resume(5, 0, 0), /this call is over/);
  const packed = start(4, '{}', undefined, 0, 0);
  const handle = packed.charCodeAt(1);
  assert.throws(() => resume(handle, 0, 0), /does not take on_waited/);
  assert.equal(respond(handle, 200, '', '[]', 0, 0), 0);
  assert.throws(() => respond(handle, 200, '', '[]', 0, 0), /this call is over/);
  client.free(handle);
  assert.equal(client.live, 0);
});
