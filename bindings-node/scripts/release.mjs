/**
 * Lays out what is published: `release/payseal` without a binary, and one package for each platform's binary, which npm
 * installs only where it fits. Not for publishing: `npm publish` in each folder, the platforms' first.
 *
 *     node scripts/release.mjs [--out DIR] [payseal.<platform>.node ...]     the files given, or those beside package.json
 */
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({ options: { out: { type: 'string', default: join(here, 'release') } }, allowPositionals: true });
const out = resolve(values.out);
const binaries = positionals.length > 0 ? positionals.map((file) => resolve(file)) : readdirSync(here).filter((name) => name.endsWith('.node')).map((name) => join(here, name));
if (binaries.length === 0) throw new Error('there is no payseal.<platform>.node; run `npm run build` on each platform first');

const { devDependencies, scripts, ...manifest } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const write = (folder, value) => writeFileSync(join(folder, 'package.json'), `${JSON.stringify(value, null, 2)}\n`);
rmSync(out, { recursive: true, force: true });

const optionalDependencies = {};
for (const binary of binaries) {
  const file = basename(binary);
  // The names that `js/loader.mjs` looks for: linux-x64-gnu, win32-x64-msvc, darwin-arm64.
  const [, target, os, cpu, abi] = /^payseal\.((linux|win32|darwin)-(\w+?)(?:-(gnu|musl|msvc))?)\.node$/.exec(file) ?? [];
  if (target === undefined) throw new Error(`${file} is not named payseal.<platform>-<arch>[-<abi>].node`);
  const name = `@payseal/node-${target}`;
  const folder = join(out, `node-${target}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(binary, join(folder, file));
  const libc = { gnu: ['glibc'], musl: ['musl'] }[abi];
  const { version, license, repository, engines } = manifest;
  write(folder, {
    name, version, description: `The compiled half of payseal for ${target}. Installed by the package payseal.`, license, repository,
    main: file, files: [file], os: [os], cpu: [cpu], ...(libc ? { libc } : {}), engines, publishConfig: { access: 'public' },
  });
  optionalDependencies[name] = version;
}

const main = join(out, 'payseal');
mkdirSync(main, { recursive: true });
for (const name of ['dist', 'js', 'README.md']) cpSync(join(here, name), join(main, name), { recursive: true });
write(main, { ...manifest, files: manifest.files.filter((pattern) => !pattern.endsWith('.node')), optionalDependencies });
console.log(`laid out ${out}: payseal, ${Object.keys(optionalDependencies).join(', ')}`);
