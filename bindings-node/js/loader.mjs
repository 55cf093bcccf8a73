/**
 * Finds and loads the addon, the compiled half of this package.
 *
 * The file name is computed and loaded through `createRequire`, so that bundlers leave it alone. A bundled program has
 * no folder of ours around it: then the package is looked for from where the program runs. Not for fallbacks: without
 * the addon there is no client, and the error says what was tried.
 */
import { builtin, createRequire } from './builtin.mjs';

// Each module taken through an `import` of its own makes loading this package slower.
const fs = builtin('node:fs');
const path = builtin('node:path');
const { fileURLToPath } = builtin('node:url');

/** The published name, and the one this package can be installed under in its place. */
const NAMES = ['payseal', '@clive-alliance/partner-sdk'];

/** e.g. `linux-x64-gnu`; on Linux both C libraries are tried, the usual one first. */
function targets() {
  const { platform, arch } = process;
  if (platform === 'linux') return [`linux-${arch}-gnu`, `linux-${arch}-musl`];
  if (platform === 'win32') return [`win32-${arch}-msvc`];
  return [`${platform}-${arch}`];
}

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

function load() {
  const tried = [];
  const override = process.env.PAYSEAL_ADDON;
  if (override) return loadFile(path.resolve(override));
  for (const folder of folders(tried)) {
    for (const target of targets()) {
      const file = path.join(folder, `payseal.${target}.node`);
      if (fs.existsSync(file)) return loadFile(file);
      tried.push(`${file}: no such file`);
      // Releases carry each platform's binary in a package of its own.
      const name = `@payseal/node-${target}`;
      let own;
      try {
        own = createRequire(path.join(folder, 'package.json')).resolve(name);
      } catch {
        continue;
      }
      return loadFile(own);
    }
  }
  throw new Error(
    `payseal: there is no compiled addon for ${process.platform}-${process.arch} (Node ${process.versions.node}). ` +
      `Install the package on this machine again, or set PAYSEAL_ADDON to the file. Looked for:\n  ${tried.join('\n  ')}`,
  );
}

function loadFile(file) {
  try {
    return builtin(file);
  } catch (error) {
    throw new Error(`payseal: the addon ${file} is there, but Node cannot load it: ${error.message}`, { cause: error });
  }
}

export const native = load();
