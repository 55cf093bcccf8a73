/**
 * Builds the addon for this machine and puts it beside `dist/`, where the loader looks first; then joins `js/` into one file
 * for `import` and one for `require`. `--debug` skips optimising the addon.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PLATFORMS, fileOf } from '../js/generated/platforms.mjs';

const here = join(dirname(fileURLToPath(import.meta.url)), '..');
const release = !process.argv.includes('--debug');

const built = spawnSync(
  'cargo',
  ['build', '--package', 'payseal-node', '--message-format=json-render-diagnostics', ...(release ? ['--profile', 'binding'] : [])],
  { cwd: here, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1 << 28 },
);
if (built.error) throw built.error;
if (built.status !== 0) process.exit(built.status ?? 1);

// Cargo says where the library is: the target folder may be anywhere.
const library = built.stdout
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line))
  .filter((message) => message.reason === 'compiler-artifact' && message.target.name === 'payseal_node')
  .flatMap((message) => message.filenames)
  .find((file) => /\.(so|dylib|dll)$/.test(file));
if (!library) throw new Error('cargo built payseal-node, but named no library');

const libc = process.platform !== 'linux' ? undefined : process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
const row = PLATFORMS.find(({ os, cpu, libc: own }) => os === process.platform && cpu === process.arch && own === libc);
// A machine that releases have nothing for: the file is used through PAYSEAL_ADDON.
const target = fileOf(row?.target ?? `${process.platform}-${process.arch}`);
copyFileSync(library, join(here, target));
console.log(`built ${target}`);

for (const [format, outfile] of [['esm', 'dist/index.mjs'], ['cjs', 'dist/index.cjs']]) {
  await build({
    absWorkingDir: here,
    entryPoints: ['js/index.mjs'],
    outfile,
    bundle: true,
    format,
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    logLevel: 'warning',
    // The loader asks for it and falls back to __dirname.
    logOverride: { 'empty-import-meta': 'silent' },
  });
}
console.log('built dist/');
