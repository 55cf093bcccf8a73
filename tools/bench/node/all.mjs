/** Every bench, one after the other: `node tools/bench/node/all.mjs` after `npm ci && npm run build` in bindings-node. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

let missed = false;
for (const name of ['sign', 'webhook', 'start', 'http']) {
  console.log(`\n${name}`);
  const { status, error } = spawnSync(process.execPath, [fileURLToPath(new URL(`./${name}.mjs`, import.meta.url))], { stdio: 'inherit' });
  if (error) throw error;
  missed ||= status !== 0;
}
process.exitCode = missed ? 1 : 0;
