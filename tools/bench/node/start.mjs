/**
 * What an import costs, how large the addon is, and how much longer fs and dns wait beside a thousand of our calls than
 * beside the same thousand through bare `node:http`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import { finish, goal } from './harness.mjs';

const root = fileURLToPath(new URL('../../../bindings-node/', import.meta.url));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** CPU of a fresh process until its last statement: unlike the clock, it does not count what else the machine does. */
function cpu(code) {
  const all = `${code}\nconst { user, system } = process.cpuUsage(); console.log((user + system) / 1000);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', all], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

const ours = `import ${JSON.stringify(`${root}dist/index.mjs`)};`;
// A process only ever gets dearer by accident, so the best round of each counts.
const best = { bare: Infinity, ours: Infinity };
for (let round = 0; round < 25; round += 1) {
  for (const [name, code] of round % 2 ? [['bare', ''], ['ours', ours]] : [['ours', ours], ['bare', '']]) {
    best[name] = Math.min(best[name], cpu(code));
  }
}
goal('import, CPU over a bare Node (best of 25 each)', best.ours - best.bare, '<=', 8, 'ms', `${best.ours.toFixed(1)} and ${best.bare.toFixed(1)} ms`);

const addon = readdirSync(root).find((name) => name.endsWith('.node'));
goal('the addon, stripped', statSync(root + addon).size / 1024, '<=', 700, 'KB');

const { CliveClient } = await import('../../../bindings-node/dist/index.mjs');
const code = `
  const server = require('node:http').createServer((q, s) => { q.resume(); setTimeout(() => s.end('{"clive_tx_id":"T"}'), 50); });
  server.listen(0, '127.0.0.1', 4096, () => process.send(server.address().port));`;
const { fork } = await import('node:child_process');
const { writeFileSync, mkdtempSync } = await import('node:fs');
const { tmpdir } = await import('node:os');
const file = `${mkdtempSync(`${tmpdir()}/payseal-bench-`)}/server.cjs`;
writeFileSync(file, code);
const server = fork(file);
const port = await new Promise((resolve) => server.once('message', resolve));
const client = new CliveClient({ apiKey: 'k', hmacSecret: 's', baseUrl: `http://127.0.0.1:${port}` });
const input = { partner_id: 'P', client_id: 'C', amount: 1, currency: 'USD', echezona_reference: 'R' };

/** The longest that fs and dns callbacks wait while `calls` run; the event loop's own delay is part of it. */
async function slowest(calls) {
  let done = false;
  const running = calls().finally(() => (done = true));
  const waits = [];
  while (!done) {
    const started = performance.now();
    await Promise.all([stat('.'), lookup('localhost')]);
    waits.push(performance.now() - started);
    await new Promise(setImmediate);
  }
  await running;
  return Math.max(...waits);
}

const agent = new Agent({ keepAlive: true });
const sign = CliveClient.createSigner('s');
/** The same request by hand, as in `http.mjs`. */
const byHand = () =>
  new Promise((resolve, reject) => {
    const raw = JSON.stringify(input);
    const headers = { 'Content-Type': 'application/json', 'x-api-key': 'k', 'x-clive-hmac': sign(raw), 'idempotency-key': 'init-R' };
    const url = `http://127.0.0.1:${port}/transactions/initialize`;
    const outgoing = httpRequest(url, { method: 'POST', agent, headers }, (incoming) => {
      const chunks = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    outgoing.on('error', reject);
    outgoing.end(raw);
  });
const thousand = (call) => () => Promise.all(Array.from({ length: 1_000 }, call));
const loads = { ours: thousand(() => client.initializeTransaction(input)), bare: thousand(byHand) };
for (const load of [loads.ours, loads.bare, loads.ours, loads.bare]) await load();
const waits = { ours: [], bare: [] };
for (let round = 0; round < 11; round += 1) {
  for (const name of round % 2 ? ['ours', 'bare'] : ['bare', 'ours']) waits[name].push(await slowest(loads[name]));
}
const [ourWait, bareWait] = [median(waits.ours), median(waits.bare)];
const shown = `longest wait, median of 11: ${ourWait.toFixed(1)} ms, bare node:http ${bareWait.toFixed(1)} ms`;
goal('fs and dns beside 1,000 calls: longer than beside node:http', ourWait - bareWait, '<=', 5, 'ms', shown);
agent.destroy();
server.kill();
finish();
