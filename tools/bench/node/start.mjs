/**
 * What an import costs, how large the addon is, and how much longer fs and dns wait beside a thousand of our calls than
 * beside the same thousand through bare `node:http`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { finish, goal } from './harness.mjs';

const root = fileURLToPath(new URL('../../../bindings-node/', import.meta.url));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** A fresh process that runs `code` as an ES module: its wall and CPU time from start to end, and those of `code` alone. */
function start(code) {
  const all = `const t = performance.now(), c = process.cpuUsage();\n${code}
const own = process.cpuUsage(c), { user, system } = process.cpuUsage();
console.log(performance.now() - t, (own.user + own.system) / 1000, (user + system) / 1000);`;
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', all], { cwd: root, encoding: 'utf8' });
  const wall = performance.now() - begun;
  if (status !== 0) throw new Error(stderr);
  const [inside, insideCpu, cpu] = stdout.trim().split(' ').map(Number);
  return { wall, cpu, inside, insideCpu };
}

// Stripe's package is a dependency of the examples, not of this one.
const examples = fileURLToPath(new URL('../../../examples/node/', import.meta.url));
if (!existsSync(`${examples}node_modules/stripe`)) spawnSync('npm', ['ci', '--no-fund', '--no-audit'], { cwd: examples, stdio: 'inherit', shell: process.platform === 'win32' });
const imports = {
  bare: '',
  empty: 'await import("data:text/javascript,");',
  ours: `await import(${JSON.stringify(pathToFileURL(`${root}dist/index.mjs`).href)});`,
  stripe: `await import(${JSON.stringify(pathToFileURL(createRequire(examples).resolve('stripe')).href)});`,
};
const runs = Object.fromEntries(Object.keys(imports).map((name) => [name, []]));
for (let round = 0; round <= 13; round += 1) {
  for (const name of round % 2 ? Object.keys(imports) : Object.keys(imports).reverse()) {
    const measured = start(imports[name]);
    // The first round fills the file cache.
    if (round > 0) runs[name].push(measured);
  }
}
/** The median, over the rounds, of what `name` takes beyond the bare process of the same round. */
const over = (name, what) => median(runs[name].map((run, round) => run[what] - runs.bare[round][what]));
const bareWall = median(runs.bare.map((run) => run.wall));
goal('import, wall over a bare Node (median of 13 rounds)', over('ours', 'wall'), '<=', 8, 'ms', `stripe ${over('stripe', 'wall').toFixed(1)} ms; bare ${bareWall.toFixed(1)} ms`);
for (const name of ['empty', 'ours', 'stripe']) {
  const inside = median(runs[name].map((run) => run.inside));
  console.log(`       ${{ empty: 'import of an empty module', ours: 'ours', stripe: 'stripe' }[name].padEnd(26)} in process ${inside.toFixed(1)} ms; CPU over a bare Node ${over(name, 'cpu').toFixed(1)} ms`);
}

const addon = readdirSync(root).find((name) => name.endsWith('.node'));
goal('the addon, stripped', statSync(root + addon).size / 1000, '<=', 700, 'KB');

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
