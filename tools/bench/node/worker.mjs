/**
 * One client under load, in a process of its own: `worker.mjs tasks NAME WIDTH URL`. For each line it reads it keeps WIDTH calls in flight
 * for a window, and says its rate and its CPU per call in microseconds in a line of JSON (tools/xtask/src/bench/load.rs).
 *
 * Every client does what the published SDK does around a call: the body from its fields, signature, headers, the answer read.
 */
import { Agent, request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { CliveClient } from '../../../bindings-node/dist/index.mjs';

const WINDOW_MS = Number(process.env.PAYSEAL_BENCH_WINDOW_MS ?? 500);
const require = createRequire(new URL('../../../bindings-node/package.json', import.meta.url));
const input = { partner_id: 'ECHEZONA001', client_id: 'AIRPEACE001', amount: 750, currency: 'USD', echezona_reference: 'EZ12345' };
const credentials = { apiKey: 'cp_test', hmacSecret: 'test_hmac_secret' };

async function clientOf(name, width, baseUrl) {
  if (name === 'payseal') {
    const client = new CliveClient({ ...credentials, baseUrl });
    return () => client.initializeTransaction(input);
  }
  if (name === 'published SDK') {
    const { published } = await import('../../../bindings-node/test/support/published.mjs');
    const client = new (await published()).CliveClient({ ...credentials, baseUrl });
    return () => client.initializeTransaction(input);
  }
  // By hand; all sign with our signer, so that only the transports differ.
  const sign = CliveClient.createSigner(credentials.hmacSecret);
  const url = `${baseUrl}/transactions/initialize`;
  const signed = (raw) => ({ 'Content-Type': 'application/json', 'x-api-key': credentials.apiKey, 'x-clive-hmac': sign(raw), 'idempotency-key': 'init-EZ12345' });
  if (name === 'fetch') {
    return async () => {
      const raw = JSON.stringify(input);
      return (await fetch(url, { method: 'POST', headers: signed(raw), body: raw })).json();
    };
  }
  if (name === 'undici') {
    const undici = require('undici');
    const dispatcher = new undici.Agent({ connections: width });
    return async () => {
      const raw = JSON.stringify(input);
      return (await undici.request(url, { method: 'POST', headers: signed(raw), body: raw, dispatcher })).body.json();
    };
  }
  if (name === 'axios') {
    const instance = require('axios').create({ httpAgent: new Agent({ keepAlive: true }), transformRequest: [(data) => data] });
    return async () => {
      const raw = JSON.stringify(input);
      return (await instance.post(url, raw, { headers: signed(raw) })).data;
    };
  }
  if (name !== 'node:http') throw new Error(`no client ${name}`);
  const agent = new Agent({ keepAlive: true });
  return () =>
    new Promise((resolve, reject) => {
      const raw = JSON.stringify(input);
      const outgoing = httpRequest(url, { method: 'POST', agent, headers: signed(raw) }, (incoming) => {
        const chunks = [];
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      });
      outgoing.on('error', reject);
      outgoing.end(raw);
    });
}

const [, , how, name, width, url] = process.argv;
if (how !== 'tasks') throw new Error(`no load ${how}`);
const call = await clientOf(name, Number(width), url);
for await (const _ of createInterface({ input: process.stdin })) {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  const until = started + WINDOW_MS;
  let calls = 0;
  const one = async () => {
    while (performance.now() < until) {
      if ((await call()).clive_tx_id === undefined) throw new Error('not the answer');
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(width) }, one));
  const [used, ms] = [process.cpuUsage(cpu), performance.now() - started];
  console.log(JSON.stringify({ rate: (calls * 1000) / ms, cpu: (used.user + used.system) / calls, ms }));
}
// At once: nothing that is open needs to be taken down in order.
process.exit(0);
