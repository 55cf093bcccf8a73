/**
 * The packed artefact, as a user gets it: installed alone into empty projects outside the checkout, each of which runs a
 * signed checkout against the sandbox.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { API_KEY, HMAC_SECRET, checkout, sandbox } from './support/sandbox.mjs';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const box = await sandbox();
const work = await realpath(await mkdtemp(join(tmpdir(), 'payseal-pack-')));
after(() => rm(work, { recursive: true, force: true }));

const env = { ...process.env, CLIVE_API_BASE_URL: box.baseUrl, CLIVE_API_KEY: API_KEY, CLIVE_HMAC_SECRET: HMAC_SECRET, NODE_ENV: 'production' };
delete env.PAYSEAL_ADDON;

let tarball;
before(async () => {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', work], { cwd: root });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  tarball = join(work, packed.filename);
  const names = packed.files.map((file) => file.path);
  assert.ok(names.some((name) => name.endsWith('.node')), 'run `npm run build` first: the tarball has no addon');
  assert.deepEqual(names.filter((name) => /test|bench|src\/|scripts|\.rs$|Cargo/.test(name)), []);
});

/** An empty project with the tarball in it, under `name`. */
async function project(folder, files, { type = 'module', name = 'payseal' } = {}) {
  const at = join(work, folder);
  await mkdir(at, { recursive: true });
  await writeFile(join(at, 'package.json'), JSON.stringify({ name: folder, private: true, type }));
  for (const [file, text] of Object.entries(files)) await writeFile(join(at, file), text);
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `${name}@file:${tarball}`], { cwd: at });
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
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `payseal@file:${tarball}`, ...packages], { cwd: at });
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

test('as it is released: the package and the binary of this platform, each from its own tarball', async () => {
  const released = join(work, 'released');
  await run(process.execPath, [join(root, 'scripts/release.mjs'), '--out', released]);
  // Not beside the tarball of the other tests, which has the same name.
  const tarballs = join(work, 'released-tarballs');
  await mkdir(tarballs);
  const packed = [];
  for (const folder of await readdir(released)) {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', tarballs], { cwd: join(released, folder) });
    const [{ name, filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
    assert.equal(files.some((file) => file.path.endsWith('.node')), name !== 'payseal', `${name}: ${files.map((file) => file.path)}`);
    packed.push(`${name}@file:${join(tarballs, filename)}`);
  }
  assert.equal(packed.length, 2);
  const at = join(work, 'from-release');
  await mkdir(at);
  await writeFile(join(at, 'package.json'), JSON.stringify({ name: 'from-release', private: true, type: 'module' }));
  await writeFile(join(at, 'main.js'), esm());
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...packed], { cwd: at });
  await pays(at, 'main.js');
  // And the binary is that package's: without it there is none.
  await rm(join(at, 'node_modules/@payseal'), { recursive: true });
  await assert.rejects(run(process.execPath, ['main.js'], { cwd: at, env }), /there is no compiled addon for/);
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
  await run(process.execPath, [join(root, 'node_modules/publint/src/cli.js'), 'run', tarball, '--strict'], { cwd: root }).catch((error) => {
    throw new Error(error.stdout + error.stderr);
  });
  await run(process.execPath, [join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'), tarball, '--no-color', '--format', 'ascii'], { cwd: root }).catch((error) => {
    throw new Error(error.stdout + error.stderr);
  });
});
