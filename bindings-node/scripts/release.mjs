/**
 * Lays out and packs what is published: `payseal` without a binary, and one package for each platform's binary, which npm
 * installs only where it fits. Not for publishing: that is `.github/workflows/release.yml`.
 *
 *     node scripts/release.mjs [--out DIR] [payseal.<target>.node ...]     the binaries given, or those beside package.json
 *
 * Leaves a folder and a tarball for each package in DIR (`release/`), and prints the tarballs. `payseal` names all platforms
 * of the table, whichever are given.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PLATFORMS, fileOf, packageOf } from '../js/generated/platforms.mjs';

const here = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({ options: { out: { type: 'string', default: join(here, 'release') } }, allowPositionals: true });
const out = resolve(values.out);
const binaries = positionals.length > 0 ? positionals.map((file) => resolve(file)) : readdirSync(here).filter((name) => name.endsWith('.node')).map((name) => join(here, name));
if (binaries.length === 0) throw new Error('there is no payseal.<target>.node; run `npm run build` on each platform first');

// `private` keeps the folder itself, whose tarball would hold one platform's binary, from being published.
const { devDependencies, scripts, private: _, ...manifest } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const { version, license, homepage, bugs, repository, engines } = manifest;
const licences = readdirSync(join(here, '..')).filter((name) => name.startsWith('LICENSE-'));
rmSync(out, { recursive: true, force: true });

/** A folder with its manifest, readme and licences, packed. */
function lay(name, value, readme) {
  const folder = join(out, name);
  mkdirSync(folder, { recursive: true });
  for (const licence of licences) copyFileSync(join(here, '..', licence), join(folder, licence));
  writeFileSync(join(folder, 'README.md'), readme);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...value, files: [...value.files, ...licences] }, null, 2)}\n`);
  return folder;
}

function pack(folder) {
  // A shell finds npm.cmd on Windows.
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', out], { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' }));
  console.log(join(out, filename));
}

const main = lay(
  'payseal',
  {
    ...manifest,
    files: manifest.files.filter((pattern) => !pattern.endsWith('.node')),
    optionalDependencies: Object.fromEntries(PLATFORMS.map(({ target }) => [packageOf(target), version])),
    publishConfig: { access: 'public' },
  },
  readFileSync(join(here, 'README.md')),
);
for (const name of ['dist', 'js']) cpSync(join(here, name), join(main, name), { recursive: true });
pack(main);

for (const binary of binaries) {
  const row = PLATFORMS.find(({ target }) => fileOf(target) === basename(binary));
  if (!row) throw new Error(`${basename(binary)} is none of ${PLATFORMS.map(({ target }) => fileOf(target)).join(', ')}`);
  const { target, os, cpu, libc } = row;
  const description = `The compiled half of payseal for ${target}. Installed by the package payseal.`;
  const file = fileOf(target);
  const folder = lay(
    `node-${target}`,
    {
      name: packageOf(target), version, description, license, homepage, bugs, repository, main: file, files: [file], os: [os], cpu: [cpu],
      ...(libc ? { libc: [libc] } : {}), engines, publishConfig: { access: 'public' },
    },
    `# ${packageOf(target)}\n\n${description} Not for use without it: \`npm install payseal\`.\n`,
  );
  copyFileSync(binary, join(folder, file));
  pack(folder);
}
