/** What README.md says of others is so: the commands that show the faults of the published SDK, and stripe-node's tolerance. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import Stripe from 'stripe';

const run = promisify(execFile);
const readme = await readFile(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

test('the faults of the published SDK, in an empty folder', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'payseal-published-'));
  after(() => rm(cwd, { recursive: true, force: true }));
  const [, block] = /^<!-- run by bindings-node\/test\/published\.test\.mjs -->\n```console\n(.*?)^```$/ms.exec(readme);
  const shown = block.split(/^\$ /m).slice(1).map((part) => part.split(/\n/));
  assert.ok(shown.length >= 5);
  for (const [command, ...lines] of shown) {
    const { stdout } = await run('sh', ['-c', command], { cwd });
    const printed = stdout.split('\n');
    for (const [index, line] of lines.entries()) {
      if (line === '…') break;
      assert.equal(printed[index], line, `${command}\n${stdout}`);
    }
  }
});

test('stripe-node accepts a delivery that is dated ten years ahead', () => {
  const body = '{"object":"event"}';
  const ahead = Math.floor(Date.now() / 1000) + 10 * 365 * 86_400;
  const signature = createHmac('sha256', 'whsec_1').update(`${ahead}.${body}`).digest('hex');
  assert.equal(Stripe.webhooks.constructEvent(body, `t=${ahead},v1=${signature}`, 'whsec_1').object, 'event');
});

test('stripe-node prints its key', () => assert.match(inspect(new Stripe('sk_test_visible')), /sk_test_visible/));
