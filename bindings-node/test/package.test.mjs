/**
 * The packed artefact, as a user gets it: installed alone into empty projects outside the checkout, each of which runs a
 * signed checkout against the sandbox.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { PLATFORMS, VERSION, fileOf, packageOf } from '../js/generated/platforms.mjs';
import { API_KEY, HMAC_SECRET, checkout, sandbox } from './support/sandbox.mjs';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const box = await sandbox();
const work = await realpath(await mkdtemp(join(tmpdir(), 'payseal-pack-')));
after(() => rm(work, { recursive: true, force: true }));

const env = { ...process.env, CLIVE_API_BASE_URL: box.baseUrl, CLIVE_API_KEY: API_KEY, CLIVE_HMAC_SECRET: HMAC_SECRET, NODE_ENV: 'production' };
delete env.PAYSEAL_ADDON;

/** The tarball of the package, and those of both together, as npm's command line takes them. */
let tarball, tarballs;
before(async () => {
  const { stdout } = await run(process.execPath, [join(root, 'scripts/release.mjs'), '--out', join(work, 'release')]);
  tarballs = stdout.trim().split('\n');
  [tarball] = tarballs;
  assert.match(tarball, /payseal-\d+\.\d+\.\d+\.tgz$/);
  // This platform's and no other: `npm run build` makes one.
  assert.equal(tarballs.length, 2, stdout);
});

/** An empty project with the packages in it, ours under `name`. */
async function project(folder, files, { type = 'module', name = 'payseal' } = {}) {
  const at = join(work, folder);
  await mkdir(at, { recursive: true });
  await writeFile(join(at, 'package.json'), JSON.stringify({ name: folder, private: true, type }));
  for (const [file, text] of Object.entries(files)) await writeFile(join(at, file), text);
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `${name}@file:${tarball}`, ...tarballs.slice(1)], { cwd: at });
  return at;
}

const body = `
const input = ${JSON.stringify(checkout())};
const client = CliveClient.fromEnv();
client.createCheckoutIntent({ ...input, echezona_reference: input.echezona_reference + process.argv[1] }).then((answer) => {
  if (!/^CLVTX_/.test(answer.clive_tx_id)) throw new Error(JSON.stringify(answer));
  console.log('paid for');
});
`;
const esm = (name = 'payseal') => `import { CliveClient } from '${name}';\n${body}`;
const cjs = (name = 'payseal') => `const { CliveClient } = require('${name}');\n${body}`;

async function pays(at, file, more = []) {
  const { stdout } = await run(process.execPath, [...more, file], { cwd: at, env });
  assert.equal(stdout, 'paid for\n');
}

test('an ES module and a CommonJS module; both see the same classes', async () => {
  await pays(await project('esm', { 'main.js': esm() }), 'main.js');
  const both = `const a = require('payseal'); import('payseal').then((b) => console.log(a.CliveApiError === b.CliveApiError, Object.keys(a).sort().join() === Object.keys(b).filter((k) => k !== 'default' && k !== 'module.exports').sort().join()));`;
  const at = await project('cjs', { 'main.js': cjs(), 'both.js': both }, { type: 'commonjs' });
  await pays(at, 'main.js');
  assert.equal((await run(process.execPath, ['both.js'], { cwd: at })).stdout, 'true true\n');
});

test("the README's programs, pasted into an empty project", async () => {
  for (const file of ['../README.md', 'README.md']) {
    const [, program] = /^```js\n(.*?)^```$/ms.exec(await readFile(join(root, file), 'utf8'));
    const at = await project(file === 'README.md' ? 'readme' : 'readme-of-all', { 'main.js': program });
    assert.match((await run(process.execPath, ['main.js'], { cwd: at, env })).stdout, /^CLVTX_/);
  }
});

test('under the published name: no change in the code', async () => {
  const name = '@clive-alliance/partner-sdk';
  await pays(await project('alias', { 'main.js': esm(name) }, { name }), 'main.js');
});

test('TypeScript, nodenext (ESM and CJS) and bundler resolution', async () => {
  const config = (module, moduleResolution) =>
    JSON.stringify({
      compilerOptions: { strict: true, target: 'es2022', module, moduleResolution, outDir: 'out', skipLibCheck: false, lib: ['es2022'], types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
      files: ['main.ts'],
    });
  const source = `import { CliveClient, CliveApiError, type CheckoutIntentResponse, type CliveWidgetState } from 'payseal';
export type Unused = CliveWidgetState;
const client: CliveClient = CliveClient.fromEnv();
async function pay(): Promise<CheckoutIntentResponse> {
  try {
    return await client.createCheckoutIntent(${JSON.stringify(checkout())});
  } catch (error) {
    if (error instanceof CliveApiError) console.error(error.status, error.outcome);
    throw error;
  }
}
pay().then((answer) => console.log(answer.clive_tx_id.startsWith('CLVTX_') ? 'paid for' : answer));
`;
  for (const [folder, module, resolution, type] of [
    ['ts-esm', 'nodenext', 'nodenext', 'module'],
    ['ts-cjs', 'nodenext', 'nodenext', 'commonjs'],
    ['ts-bundler', 'esnext', 'bundler', 'module'],
  ]) {
    const at = await project(folder, { 'main.ts': source.replace('EZ-', `EZ-${folder}`), 'tsconfig.json': config(module, resolution) }, { type });
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: at }).catch((error) => {
      throw new Error(`${folder}: ${error.stdout}`);
    });
    await pays(at, 'out/main.js');
  }
});

test('bundled by esbuild, as ESM and as CommonJS, without flags', async () => {
  const at = await project('bundled', { 'main.js': esm() });
  for (const [format, file] of [['esm', 'out.mjs'], ['cjs', 'out.cjs']]) {
    await build({ entryPoints: [join(at, 'main.js')], outfile: join(at, file), bundle: true, format, platform: 'node', logLevel: 'silent' });
    await pays(at, file);
  }
  // Without its package nearby a bundle says what it looked for.
  const alone = join(work, 'alone');
  await mkdir(alone);
  await cp(join(at, 'out.cjs'), join(alone, 'out.cjs'));
  await assert.rejects(run(process.execPath, ['out.cjs'], { cwd: alone, env }), (error) => {
    assert.match(error.stderr, /there is no compiled addon for \S+ \(Node [\d.]+\).*PAYSEAL_ADDON.*Looked for:/s);
    return true;
  });
});

/** An empty project with packages of the registry and, as they are, the files of the tarball. */
async function projectWith(folder, packages, files, { type = 'module' } = {}) {
  const at = join(work, folder);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(at, file)), { recursive: true });
    await writeFile(join(at, file), text);
  }
  await writeFile(join(at, 'package.json'), JSON.stringify({ name: folder, private: true, type }));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs, ...packages], { cwd: at });
  return at;
}

test('bundled by webpack for production, without a rule for it', async () => {
  const program = `require('webpack')({ mode: 'production', target: 'node20', context: __dirname, entry: './main.js', output: { path: __dirname, filename: 'out.cjs' } }, (error, stats) => {
  if (error || stats.hasErrors() || stats.hasWarnings()) throw error ?? new Error(stats.toString());
});`;
  const at = await projectWith('webpack', ['webpack@5.112.2'], { 'main.js': esm(), 'build.cjs': program });
  await run(process.execPath, ['build.cjs'], { cwd: at });
  await pays(at, 'out.cjs');
});

test('a Next production build with a route handler, and no option for it', async () => {
  const route = `import { CliveClient } from 'payseal';
export const dynamic = 'force-dynamic';
export async function POST(request) {
  const answer = await CliveClient.fromEnv().createCheckoutIntent(await request.json());
  return Response.json({ id: answer.clive_tx_id }, { status: 201 });
}
`;
  const layout = "export default function Layout({ children }) { return <html lang=\"en\"><body>{children}</body></html>; }\n";
  const at = await projectWith('next', ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'], {
    'app/layout.jsx': layout,
    'app/page.jsx': 'export default function Page() { return <p>shop</p>; }\n',
    'app/api/checkout/route.js': route,
  });
  const next = join(at, 'node_modules/next/dist/bin/next');
  const quiet = { ...env, NEXT_TELEMETRY_DISABLED: '1' };
  await run(process.execPath, [next, 'build'], { cwd: at, env: quiet }).catch((error) => {
    throw new Error(error.stdout + error.stderr);
  });
  const port = await freePort();
  const server = spawn(process.execPath, [next, 'start', '-p', String(port), '-H', '127.0.0.1'], { cwd: at, env: quiet, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    for await (const chunk of server.stdout) if (/Ready/.test(chunk)) break;
    const response = await fetch(`http://127.0.0.1:${port}/api/checkout`, { method: 'POST', body: JSON.stringify(checkout()) });
    const { id } = await response.json();
    assert.equal(response.status, 201);
    assert.match(id, /^CLVTX_/);
  } finally {
    const gone = once(server, 'exit');
    server.kill();
    await gone;
  }
});

/** The files of a tarball, by name. */
async function filesOf(file) {
  return (await run('tar', ['-tzf', file])).stdout.trim().split('\n').map((name) => name.replace(/^package\//, ''));
}

/** A manifest out of a tarball. */
async function manifestOf(file) {
  return JSON.parse((await run('tar', ['-xzOf', file, 'package/package.json'])).stdout);
}

test('what the tarballs hold: licences, readme and types, and the binary in the platform\'s alone', async () => {
  const [main, own] = await Promise.all(tarballs.map(filesOf));
  for (const names of [main, own]) for (const name of ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md']) assert.ok(names.includes(name), `${name} in ${names}`);
  for (const name of ['js/index.d.ts', 'js/index.d.mts', 'dist/index.mjs', 'dist/index.cjs']) assert.ok(main.includes(name), `${name} in ${main}`);
  assert.deepEqual(main.filter((name) => /test|bench|src\/|scripts|\.(rs|node)$|Cargo|engine\.mjs/.test(name)), []);
  assert.equal(own.length, 5);
  assert.deepEqual(own.filter((name) => name.endsWith('.node')).length, 1);
});

test('the manifests: every platform is named, at this release, and only a system where it fits installs it', async () => {
  const [main, own] = await Promise.all(tarballs.map(manifestOf));
  assert.equal(main.private, undefined);
  assert.equal(main.devDependencies, undefined);
  assert.equal(main.dependencies, undefined);
  assert.equal(main.version, VERSION);
  assert.deepEqual(main.optionalDependencies, Object.fromEntries(PLATFORMS.map(({ target }) => [packageOf(target), VERSION])));
  const row = PLATFORMS.find(({ target }) => packageOf(target) === own.name);
  assert.deepEqual([own.version, own.os, own.cpu, own.libc], [VERSION, [row.os], [row.cpu], row.libc && [row.libc]]);
  assert.equal(own.license, 'MIT OR Apache-2.0');
  assert.deepEqual([row.os, row.cpu], [process.platform, process.arch]);
});

test('without its platform\'s package it says which one, and what the usual causes are', async () => {
  const at = await project('no-optional', { 'main.js': esm() });
  await pays(at, 'main.js');
  await rm(join(at, 'node_modules/@payseal'), { recursive: true });
  await assert.rejects(run(process.execPath, ['main.js'], { cwd: at, env }), (error) => {
    assert.ok(error.stderr.includes(`payseal: there is no compiled addon for ${row().target} (Node ${process.versions.node})`), error.stderr);
    assert.ok(error.stderr.includes(`npm install ${packageOf(row().target)}@${VERSION}`), error.stderr);
    assert.match(error.stderr, /package-lock\.json or node_modules was made on another system, or because of --no-optional/);
    return true;
  });
  // A machine that no release has an addon for.
  const elsewhere = "Object.defineProperty(process, 'platform', { value: 'sunos' }); import('payseal').catch((error) => console.log(error.message));";
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', elsewhere], { cwd: at });
  assert.match(stdout, new RegExp(`no compiled addon for sunos-${process.arch} .* Releases have one for ${PLATFORMS.map(({ target }) => target).join(', ')}\\.`));
});

/** The table's row of this machine. */
function row() {
  const name = tarballs[1].replace(/.*payseal-node-/, '');
  return PLATFORMS.find(({ target }) => name.startsWith(`${target}-`));
}

test('an addon of another release is refused', async () => {
  const at = await project('two-releases', { 'main.js': esm() });
  const file = join(at, 'node_modules', packageOf(row().target), fileOf(row().target));
  const other = VERSION.replace(/^\d/, '9');
  const dist = join(at, 'node_modules/payseal/dist/index.mjs');
  await writeFile(dist, (await readFile(dist, 'utf8')).replace(`"${VERSION}"`, `"${other}"`));
  await assert.rejects(run(process.execPath, ['main.js'], { cwd: at, env }), (error) => {
    assert.ok(error.stderr.includes(`payseal: the addon ${file} is of release ${VERSION}, and this is ${other}`), error.stderr);
    return true;
  });
});

/** A port that nobody has at this moment: Next does not say which one it got for 0. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('browser, edge and worker conditions give one plain sentence', async () => {
  const at = await project('conditions', { 'main.js': "import 'payseal';" });
  for (const condition of ['browser', 'edge-light', 'workerd']) {
    await assert.rejects(run(process.execPath, [`--conditions=${condition}`, 'main.js'], { cwd: at }), /runs only on a Node\.js server/);
  }
  await build({ entryPoints: [join(at, 'main.js')], outfile: join(at, 'browser.js'), bundle: true, platform: 'browser', logLevel: 'silent' });
});

test('a broken addon says which file and why', async () => {
  const at = await project('broken', { 'main.js': esm(), 'broken.node': 'not an addon' });
  await assert.rejects(run(process.execPath, ['main.js'], { cwd: at, env: { ...env, PAYSEAL_ADDON: 'broken.node' } }), (error) => {
    assert.match(error.stderr, /the addon \S*broken\.node is there, but Node cannot load it: .+/);
    return true;
  });
});

test('attw and publint have nothing to say', async () => {
  for (const each of tarballs) {
    await run(process.execPath, [join(root, 'node_modules/publint/src/cli.js'), 'run', each, '--strict'], { cwd: root }).catch((error) => {
      throw new Error(error.stdout + error.stderr);
    });
  }
  await run(process.execPath, [join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'), tarball, '--no-color', '--format', 'ascii'], { cwd: root }).catch((error) => {
    throw new Error(error.stdout + error.stderr);
  });
});
