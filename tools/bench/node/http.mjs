/**
 * Whole calls on loopback: CPU per request against global fetch (what the published SDK does), axios and bare node:http; and
 * a thousand at once against a server that takes 50 ms. The server is a process of its own; each client is measured in a
 * fresh process, two rounds, the better one counts (CPU only ever gets worse by accident).
 */
import { execFileSync, fork } from 'node:child_process';
import { createServer, Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const input = { partner_id: 'ECHEZONA001', client_id: 'AIRPEACE001', amount: 750, currency: 'USD', echezona_reference: 'EZ12345' };
const credentials = { apiKey: 'cp_test', hmacSecret: 'test_hmac_secret' };

function serve() {
  const body = '{"clive_tx_id":"CLVTX_1739378102312_420","status":"initialized"}';
  const head = { 'content-type': 'application/json', 'content-length': body.length };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    request.on('end', () => {
      const answer = () => response.writeHead(201, head).end(body);
      if (request.url.startsWith('/slow')) setTimeout(answer, 50);
      else answer();
    });
  });
  server.listen(0, '127.0.0.1', 4096, () => process.send(server.address().port));
}

/** One call of each client, with everything the published SDK does around it. */
async function clientOf(name, baseUrl) {
  const { CliveClient } = await import('../../../bindings-node/dist/index.mjs');
  if (name === 'payseal') {
    const client = new CliveClient({ ...credentials, baseUrl });
    return () => client.initializeTransaction(input);
  }
  if (name === 'published') {
    const { published } = await import('../../../bindings-node/test/support/published.mjs');
    const client = new (await published()).CliveClient({ ...credentials, baseUrl });
    return () => client.initializeTransaction(input);
  }
  const sign = CliveClient.createSigner(credentials.hmacSecret);
  const url = `${baseUrl}/transactions/initialize`;
  const signed = (raw) => ({ 'Content-Type': 'application/json', 'x-api-key': credentials.apiKey, 'x-clive-hmac': sign(raw), 'idempotency-key': 'init-EZ12345' });
  if (name === 'axios') {
    const { createRequire } = await import('node:module');
    const axios = createRequire(new URL('../../../bindings-node/package.json', import.meta.url))('axios');
    const instance = axios.create({ httpAgent: new Agent({ keepAlive: true }), transformRequest: [(data) => data] });
    return async () => {
      const raw = JSON.stringify(input);
      return (await instance.post(url, raw, { headers: signed(raw) })).data;
    };
  }
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

/** `cpu`: microseconds of CPU per call, 16 in flight. `rate`: calls per second, 1,000 in flight, 50 ms each. */
async function measure(name, what, port) {
  const call = await clientOf(name, `http://127.0.0.1:${port}${what === 'rate' ? '/slow' : ''}`);
  const width = what === 'rate' ? 1_000 : 16;
  const run = async (ms) => {
    const until = performance.now() + ms;
    let calls = 0;
    const one = async () => {
      while (performance.now() < until) {
        await call();
        calls += 1;
      }
    };
    await Promise.all(Array.from({ length: width }, one));
    return calls;
  };
  await run(what === 'rate' ? 1_500 : 2_000);
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  const calls = await run(2_000);
  const used = process.cpuUsage(cpu);
  const seconds = (performance.now() - started) / 1000;
  console.log(what === 'rate' ? calls / seconds : (used.user + used.system) / calls);
  process.exit(0);
}

async function main() {
  const { finish, goal } = await import('./harness.mjs');
  const server = fork(self, ['serve']);
  const port = await new Promise((resolve) => server.once('message', resolve));
  const names = ['payseal', 'published', 'axios', 'node:http'];
  const result = { cpu: {}, rate: {} };
  for (const what of ['cpu', 'rate']) {
    for (let round = 0; round < 2; round += 1) {
      for (const name of names) {
        const value = Number(execFileSync(process.execPath, [self, name, what, port], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
        const best = what === 'cpu' ? Math.min : Math.max;
        result[what][name] = best(value, result[what][name] ?? value);
      }
    }
  }
  server.kill();
  const { cpu, rate } = result;
  const us = (name) => `${cpu[name].toFixed(1)} us`;
  goal('CPU of a call, less than the published SDK (fetch)', cpu.published / cpu.payseal, '>=', 5, 'x', `${us('payseal')}, ${us('published')}`);
  goal('CPU of a call, less than axios', cpu.axios / cpu.payseal, '>=', 5, 'x', us('axios'));
  goal('CPU of a call, against bare node:http', cpu.payseal / cpu['node:http'], '<=', 1.3, 'x', us('node:http'));
  goal('1,000 at once, 50 ms server: rate against the published SDK', rate.payseal / rate.published, '>=', 5, 'x', names.map((name) => `${name} ${rate[name].toFixed(0)}/s`).join(', '));
  finish();
}

const [, , mode, what, port] = process.argv;
if (mode === 'serve') serve();
else if (mode) await measure(mode, what, port);
else await main();
