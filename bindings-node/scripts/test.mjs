/**
 * `npm test`: builds the sandbox once, checks the types, then runs every test file. Arguments are passed to node's runner,
 * e.g. `npm test -- test/client.test.mjs`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(here);

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

let sandbox = process.env.PAYSEAL_SANDBOX_BIN;
if (!sandbox) {
  const built = spawnSync('cargo', ['build', '-p', 'payseal-sandbox', '--message-format=json-render-diagnostics'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (built.error) throw built.error;
  if (built.status !== 0) process.exit(built.status ?? 1);
  const artifacts = built.stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  sandbox = artifacts.find((message) => message.executable && message.target.name === 'payseal-sandbox')?.executable;
  if (!sandbox) throw new Error('cargo built payseal-sandbox, but named no executable');
}

const files = process.argv.length > 2 ? process.argv.slice(2) : readdirSync('test').filter((f) => f.endsWith('.test.mjs')).sort().map((f) => `test/${f}`);
if (process.argv.length === 2) {
  for (const project of ['test/types/tsconfig.json', 'test/types/tsconfig.drop-in.json']) {
    run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project]);
  }
}
// Two at a time: the tests of load and of the package measure time and run builds.
run(process.execPath, ['--expose-gc', '--test', '--test-concurrency=2', ...files], { PAYSEAL_SANDBOX_BIN: sandbox });
