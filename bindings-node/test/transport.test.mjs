/** Which transport is chosen: each scenario in a fresh process, its mock installed before and after our import. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sandbox } from './support/sandbox.mjs';
import { scenarios } from './support/scenario.mjs';

const box = await sandbox();
const script = fileURLToPath(new URL('./support/scenario.mjs', import.meta.url));

for (const [name, { expect }] of Object.entries(scenarios)) {
  for (const when of ['before', 'after']) {
    test(`${name}, ${when} import`, async () => {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, name, when, box.baseUrl]);
      assert.deepEqual(JSON.parse(stdout), expect, stderr);
    });
  }
}

test('Node’s own fetch is still recognised on this Node', async () => {
  const { transportNow } = await import('../js/transport/select.mjs');
  assert.equal(transportNow().name, 'node');
});
