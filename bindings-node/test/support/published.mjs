/**
 * The published SDK, made to run: its ES modules name files without extensions, so it must be bundled, and its signing
 * looks for a global `require`, so it must be given one.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export async function published() {
  globalThis.require ??= createRequire(import.meta.url);
  const outfile = join(root, `node_modules/.cache/payseal/published-${process.pid}.mjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  const entry = join(root, 'node_modules/@clive-alliance/partner-sdk/dist/index.js');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'silent', loader: { '.png': 'empty' } });
  return import(pathToFileURL(outfile).href);
}
