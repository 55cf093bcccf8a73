/** The reference that `npm run docs` writes: everything exported has words, every link leads somewhere, no warning. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

test('TypeDoc has nothing to say', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['node_modules/typedoc/bin/typedoc', '--emit', 'none', '--logLevel', 'Warn'], { cwd: root });
  assert.equal(stdout + stderr, '');
});
