/** What an import costs, how large the addon is, and how long fs and dns wait beside a thousand calls. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { finish, goal } from './harness.mjs';

const root = fileURLToPath(new URL('../../../bindings-node/', import.meta.url));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

function wall(code) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

const ours = `import ${JSON.stringify(`${root}dist/index.mjs`)}`;
const differences = [];
for (let round = 0; round < 21; round += 1) {
  const [bare, with_] = round % 2 ? [wall(''), wall(ours)] : [wall(ours), wall('')].reverse();
  differences.push(with_ - bare);
}
goal('import, over a bare Node', median(differences), '<=', 8, 'ms');

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

const many = () => Promise.all(Array.from({ length: 1_000 }, () => client.initializeTransaction(input)));
await many();
await many();
const waits = [];
for (let i = 0; i < 5; i += 1) waits.push(await slowest(many));
goal('fs and dns beside 1,000 calls: longest wait, median of 5', median(waits), '<=', 5, 'ms', `all: ${waits.map((w) => w.toFixed(1)).join(', ')}`);
server.kill();
finish();
