/** The JavaScript of the READMEs, run as it stands against the sandbox. Not for shell lines: the package tests run those. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { API_KEY, HMAC_SECRET, TYBRITE, sandbox } from './support/sandbox.mjs';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const box = await sandbox();
const env = {
  ...process.env, CLIVE_API_BASE_URL: box.baseUrl, CLIVE_API_KEY: API_KEY, CLIVE_HMAC_SECRET: HMAC_SECRET,
  TYBRITE_API_BASE_URL: box.tybriteUrl, TYBRITE_API_KEY: TYBRITE.apiKey, TYBRITE_HMAC_SECRET: TYBRITE.hmacSecret,
};

/** What each snippet must print: of a Clive checkout the transaction, of the others what their comments promise. */
const PRINTS = [
  [/createCheckoutIntent/, /CLVTX_/],
  [/verifyReference, webhooks/, /https:.* cs_test_\S+ false\norder\.paid/],
  [/orders\.iter/, /false sandbox\npending/],
  [/ingest\.products/, /^success 1 \[\]/],
  [/externalAuth/, /sent as 2 parts/],
  [/createSigner/, /^rTce\/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL\/Cg2dJM=$/m],
  [/MemoryDedupe/, /^payment\.succeeded signed with secret 1\ndone$/m],
  [/explain\(/, /^mistaken \[ 'body\.reserialized\.js', 'secret\.trimmed' \]\n.*cause: /ms],
];

for (const file of ['../README.md', 'README.md', '../docs/node.md']) {
  const blocks = [...readFileSync(`${here}${file}`, 'utf8').matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
  test(`${file}: ${blocks.length} snippet(s)`, async () => {
    assert.ok(blocks.length > 0, 'no JavaScript found');
    for (const code of blocks) {
      await box.reset();
      // In the package's own folder `payseal` is the package itself.
      const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: here, env });
      const [, prints] = PRINTS.find(([marks]) => marks.test(code)) ?? assert.fail(`nothing is known about this snippet:\n${code}`);
      assert.match(stdout, prints);
      assert.equal(stderr, '');
      const commits = (await box.ledger()).commits.filter(({ operation }) => operation.startsWith('transactions/'));
      assert.equal(commits.length, code.includes('createCheckoutIntent') ? 1 : 0);
    }
  });
}
