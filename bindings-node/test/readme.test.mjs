/**
 * The JavaScript of all documents, run as it stands against the sandbox. What each prints, and what goes wrong around it, stand in
 * comments above it (`tools/xtask/src/documents.rs`). Not for shell lines.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { API_KEY, HMAC_SECRET, TYBRITE, sandbox } from './support/sandbox.mjs';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const root = join(here, '..');
const box = await sandbox();
const env = {
  ...process.env, CLIVE_API_BASE_URL: box.baseUrl, CLIVE_API_KEY: API_KEY, CLIVE_HMAC_SECRET: HMAC_SECRET,
  TYBRITE_API_BASE_URL: box.tybriteUrl, TYBRITE_API_KEY: TYBRITE.apiKey, TYBRITE_HMAC_SECRET: TYBRITE.hmacSecret,
};

const folders = ['.', 'examples'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)));
const documents = ['.', 'docs', ...folders.filter((folder) => existsSync(join(root, folder, 'README.md')))]
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
  .filter((file) => file.endsWith('.md'));

/** What a comment above a block says. */
const said = (comments, name) => new RegExp(`^<!-- ${name}: (.*) -->$`, 'm').exec(comments)?.[1];

/** `…` stands for any text. */
const pattern = (text) => new RegExp(`^${text.replaceAll('\\n', '\n').split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's');

const blocksOf = (text) => [...text.matchAll(/^((?:<!-- [^\n]* -->\n)*)```js\n(.*?)^```$/gms)].filter(([, comments]) => !said(comments, 'not run'));
const found = documents.map((file) => [file, blocksOf(readFileSync(join(root, file), 'utf8'))]);
for (const [file, blocks] of found.filter(([, blocks]) => blocks.length > 0)) {
  test(`${file}: ${blocks.length} snippet(s)`, async () => {
    for (const [, comments, code] of blocks) {
      await box.reset();
      const fault = said(comments, 'fault');
      if (fault !== undefined) await box.fault(fault);
      // In the package's own folder `payseal` is the package itself.
      const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: here, env });
      const prints = said(comments, 'prints') ?? assert.fail(`nothing is known about this snippet:\n${code}`);
      assert.match(stdout.trim(), pattern(prints));
      assert.equal(stderr, '');
      const commits = (await box.ledger()).commits.filter(({ operation }) => operation.startsWith('transactions/'));
      assert.equal(commits.length, code.includes('createCheckoutIntent(') ? 1 : 0);
    }
  });
}

test('the documents have JavaScript', () => assert.ok(found.flatMap(([, blocks]) => blocks).length >= 9));
