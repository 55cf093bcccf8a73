/**
 * Finds and loads the addon, the compiled half of this package.
 *
 * The file name is computed and loaded through `createRequire`, so that bundlers leave it alone. A bundled program has
 * no folder of ours around it: then the package is looked for from where the program runs. Not for fallbacks: without
 * the addon there is no client, and the error says what was tried.
 */
import { builtin, createRequire } from './builtin.mjs';
import { PLATFORMS, VERSION, fileOf, packageOf } from './generated/platforms.mjs';

// Each module taken through an `import` of its own makes loading this package slower.
const fs = builtin('node:fs');
const path = builtin('node:path');
const { fileURLToPath } = builtin('node:url');

/** The published name, and the one this package can be installed under in its place. */
const NAMES = ['payseal', '@clive-alliance/partner-sdk'];

/** What fits this machine: on Linux an addon for each C library. Which of the two it has is asked only when neither loads. */
const FITTING = PLATFORMS.filter(({ os, cpu }) => os === process.platform && cpu === process.arch);

/** Folders in which the binary may lie: ours, or, when we were bundled, the installed package's. */
function* folders(tried) {
  // Bundled into CommonJS there is no import.meta.url, and __dirname is the bundle's.
  const here = import.meta.url ? path.dirname(fileURLToPath(import.meta.url)) : __dirname;
  yield path.join(here, '..');
  const froms = [path.join(here, 'x.js'), process.argv[1], path.join(process.cwd(), 'x.js')];
  for (const from of froms) {
    if (!from || !path.isAbsolute(from)) continue;
    for (const name of NAMES) {
      try {
        yield path.dirname(createRequire(from).resolve(`${name}/package.json`));
      } catch (error) {
        tried.push(`${name} from ${from}: ${error.code ?? error.message}`);
      }
    }
  }
}

/** Where this platform's addon lies for a package in `folder`: in it in a checkout, in a package of its own in a release. */
function find(folder, target, tried) {
  const file = path.join(folder, fileOf(target));
  if (fs.existsSync(file)) return file;
  tried.push(`${file}: no such file`);
  try {
    return createRequire(path.join(folder, 'package.json')).resolve(packageOf(target));
  } catch (error) {
    tried.push(`${packageOf(target)} from ${folder}: ${error.code ?? error.message}`);
    return undefined;
  }
}

function load() {
  if (process.env.PAYSEAL_ADDON) return loadFile(path.resolve(process.env.PAYSEAL_ADDON));
  const tried = [];
  let broken;
  for (const folder of folders(tried)) {
    for (const { target } of FITTING) {
      const file = find(folder, target, tried);
      if (!file) continue;
      try {
        return loadFile(file);
      } catch (error) {
        // Where both of Linux's are installed, the other one may be this machine's.
        broken ??= error;
      }
    }
  }
  if (broken) throw broken;
  throw new Error(`payseal: there is no compiled addon for ${machine()} (Node ${process.versions.node}). ${remedy()} Looked for:\n  ${tried.join('\n  ')}`);
}

/** The row of this machine; asking Node for the C library takes milliseconds. */
function platform() {
  const libc = process.platform !== 'linux' ? undefined : process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
  return FITTING.find((row) => row.libc === libc);
}

function machine() {
  return platform()?.target ?? `${process.platform}-${process.arch}`;
}

function remedy() {
  const row = platform();
  if (!row) {
    return `Releases have one for ${PLATFORMS.map(({ target }) => target).join(', ')}. Elsewhere it can be built from the sources (npm run build); set PAYSEAL_ADDON to the file.`;
  }
  const name = packageOf(row.target);
  return (
    `It is in the package ${name}, an optional dependency that was not installed: usually because package-lock.json or node_modules was made on another ` +
    `system, or because of --no-optional or --omit=optional. Delete both and run \`npm install\` on this machine, or \`npm install ${name}@${VERSION}\`. ` +
    'A bundled program needs the package where it runs, or PAYSEAL_ADDON set to the file.'
  );
}

function loadFile(file) {
  let addon;
  try {
    addon = builtin(file);
  } catch (error) {
    throw new Error(`payseal: the addon ${file} is there, but Node cannot load it: ${error.message}. This machine is ${machine()}: what was installed on another one is deleted (node_modules and the lock file) and installed again here.`, { cause: error });
  }
  // The two halves change together; what one of them misreads is money.
  const version = addon.version?.();
  if (version !== VERSION) {
    throw new Error(`payseal: the addon ${file} is of release ${version}, and this is ${VERSION}: install both again; a bundled program is built again.`);
  }
  return addon;
}

export const native = load();
