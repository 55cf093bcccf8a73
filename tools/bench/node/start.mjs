/**
 * What an import costs, how large the addon is, and how much longer fs and dns wait beside a thousand of our calls than
 * beside the same thousand through bare `node:http`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROUNDS, row } from './harness.mjs';

const root = fileURLToPath(new URL('../../../bindings-node/', import.meta.url));

/** A fresh process that runs `code` as an ES module: its wall and CPU time from start to end. */
function start(code) {
  const all = `${code}\nconst { user, system } = process.cpuUsage();\nconsole.log((user + system) / 1000);`;
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', all], { cwd: root, encoding: 'utf8' });
  const wall = performance.now() - begun;
  if (status !== 0) throw new Error(stderr);
  return { wall, cpu: Number(stdout) };
}

const imports = {
  bare: '',
  payseal: `await import(${JSON.stringify(pathToFileURL(`${root}dist/index.mjs`).href)});`,
  stripe: `await import(${JSON.stringify(pathToFileURL(createRequire(`${root}package.json`).resolve('stripe')).href)});`,
};
const runs = Object.fromEntries(Object.keys(imports).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const name of round % 2 ? Object.keys(imports) : Object.keys(imports).reverse()) {
    const measured = start(imports[name]);
    // The first round fills the file cache.
    if (round > 0) runs[name].push(measured);
  }
}
/** What `name` takes beyond the bare process of the same round. */
const over = (name, what) => runs[name].map((run, round) => run[what] - runs.bare[round][what]);
for (const [what, of, goal] of [['wall', 'wall time', 8], ['cpu', 'CPU', null]]) {
  for (const name of ['payseal', 'stripe']) row('import, beyond a bare node', of, name, 'ms', over(name, what), name === 'payseal' ? goal : null);
}

const addon = readdirSync(root).find((name) => name.endsWith('.node'));
row('the addon, stripped', 'size', addon, 'KB', [statSync(root + addon).size / 1000], 700);

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
/** The same request by hand, as in `worker.mjs`. */
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
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of round % 2 ? ['ours', 'bare'] : ['bare', 'ours']) waits[name].push(await slowest(loads[name]));
}
const group = 'longest wait of fs and dns beside 1,000 calls, beyond that beside bare node:http';
row(group, '50 ms server', 'payseal', 'ms', waits.ours.map((ms, round) => ms - waits.bare[round]), 5);
agent.destroy();
server.kill();
