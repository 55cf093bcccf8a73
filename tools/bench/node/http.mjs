/**
 * Whole calls on loopback: CPU per request against global fetch (what the published SDK does), axios and bare node:http; and
 * a thousand at once, kept up for two seconds, against a server that takes 50 ms. The server is a process of its own and
 * answers from plain sockets, several times cheaper than any client here, so that it is a client's CPU that limits the rate;
 * its own CPU and the connections it took are printed. Each client is measured in a fresh process, three rounds in turn, the
 * better one counts (CPU only ever gets worse by accident).
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const input = { partner_id: 'ECHEZONA001', client_id: 'AIRPEACE001', amount: 750, currency: 'USD', echezona_reference: 'EZ12345' };
const credentials = { apiKey: 'cp_test', hmacSecret: 'test_hmac_secret' };

function serve() {
  const body = '{"clive_tx_id":"CLVTX_1739378102312_420","status":"initialized"}';
  const answer = Buffer.from(
    'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nDate: ' + new Date().toUTCString() +
      `\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  let connections = 0;
  let requests = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    let seen = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      seen += chunk.latin1Slice();
      const head = seen.indexOf('\r\n\r\n');
      if (head < 0 || seen.length < head + 4 + Number(/content-length: *(\d+)/i.exec(seen)[1])) return;
      const isSlow = seen.startsWith('POST /slow');
      seen = '';
      requests += 1;
      if (isSlow) setTimeout(() => socket.write(answer), 50);
      else socket.write(answer);
    });
  });
  server.listen(0, '127.0.0.1', 4096, () => process.send(server.address().port));
  let before = process.cpuUsage();
  process.on('message', () => {
    const used = process.cpuUsage(before);
    process.send({ connections, requests, us: (used.user + used.system) / requests });
    [connections, requests, before] = [0, 0, process.cpuUsage()];
  });
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
  console.log(JSON.stringify({ rate: calls / seconds, cpu: (used.user + used.system) / calls }));
  process.exit(0);
}

async function main() {
  const { finish, goal } = await import('./harness.mjs');
  const server = fork(self, ['serve']);
  const [port] = await once(server, 'message');
  const names = ['payseal', 'published', 'axios', 'node:http'];
  const best = { cpu: {}, rate: {} };
  for (const what of ['cpu', 'rate']) {
    for (let round = 0; round < 3; round += 1) {
      for (const name of names) {
        const measured = JSON.parse(execFileSync(process.execPath, [self, name, what, port], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
        server.send('next');
        const [served] = await once(server, 'message');
        const before = best[what][name];
        const isBetter = before === undefined || (what === 'cpu' ? measured.cpu < before.cpu : measured.rate > before.rate);
        if (isBetter) best[what][name] = { ...measured, server: served };
      }
    }
  }
  server.kill();
  const { cpu, rate } = best;
  const us = (name) => `${cpu[name].cpu.toFixed(1)} us`;
  // What any client over node:http can reach: where that is less than the goal, so are we.
  const bare = (of, what) => `(bare node:http: ${of.toFixed(2)} x${what})`;
  const saved = (peer) => [cpu[peer].cpu / cpu.payseal.cpu, cpu[peer].cpu / cpu['node:http'].cpu];
  const [fetchSaved, fetchCeiling] = saved('published');
  const [axiosSaved, axiosCeiling] = saved('axios');
  goal('CPU of a call, less than the published SDK (fetch)', fetchSaved, '>=', 5, 'x', `${us('payseal')}, ${us('published')} ${bare(fetchCeiling, '')}`);
  goal('CPU of a call, less than axios', axiosSaved, '>=', 5, 'x', `${us('axios')} ${bare(axiosCeiling, axiosCeiling < 5 ? ', so not reachable over it' : '')}`);
  goal('CPU of a call, against bare node:http', cpu.payseal.cpu / cpu['node:http'].cpu, '<=', 1.3, 'x', us('node:http'));
  const ceiling = rate['node:http'].rate / rate.published.rate;
  goal('1,000 at once, 50 ms server: rate against the published SDK', rate.payseal.rate / rate.published.rate, '>=', 5, 'x', bare(ceiling, ceiling < 5 ? ', so not reachable over it' : ''));
  for (const name of names) {
    const { rate: calls, cpu: own, server: { connections, us: served } } = rate[name];
    console.log(`       ${name.padEnd(10)} ${calls.toFixed(0).padStart(6)} calls/s, ${own.toFixed(0).padStart(4)} us of CPU each; the server ${served.toFixed(0)} us each, ${connections} connections`);
  }
  finish();
}

const [, , mode, what, port] = process.argv;
if (mode === 'serve') serve();
else if (mode) await measure(mode, what, port);
else await main();
