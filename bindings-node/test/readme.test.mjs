/** The JavaScript of the READMEs, run as it stands against the sandbox. Not for shell lines: the package tests run those. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { API_KEY, HMAC_SECRET, sandbox } from './support/sandbox.mjs';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const box = await sandbox();
const env = { ...process.env, CLIVE_API_BASE_URL: box.baseUrl, CLIVE_API_KEY: API_KEY, CLIVE_HMAC_SECRET: HMAC_SECRET };

for (const file of ['../README.md', 'README.md']) {
  const blocks = [...readFileSync(`${here}${file}`, 'utf8').matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
  test(`${file}: ${blocks.length} snippet(s)`, async () => {
    assert.ok(blocks.length > 0, 'no JavaScript found');
    for (const code of blocks) {
      await box.reset();
      // In the package's own folder `payseal` is the package itself.
      const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: here, env });
      assert.match(stdout, /CLVTX_/);
      assert.equal(stderr, '');
      assert.equal((await box.ledger()).commits.filter(({ operation }) => operation.startsWith('transactions/')).length, 1);
    }
  });
}
