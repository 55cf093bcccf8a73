/**
 * The examples, run as they stand against the sandbox; the legacy flow with the real `stripe` package against localstripe
 * (a Stripe stand-in from PyPI, in a virtual environment under node_modules/.cache).
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TybriteClient } from '../js/index.mjs';
import { API_KEY, HMAC_SECRET, TYBRITE, checkout, sandbox } from './support/sandbox.mjs';

const run = promisify(execFile);
const examples = fileURLToPath(new URL('../../examples/node/', import.meta.url));
const venv = fileURLToPath(new URL('../node_modules/.cache/payseal/localstripe/', import.meta.url));
const box = await sandbox();
const env = { ...process.env, CLIVE_API_BASE_URL: box.baseUrl, CLIVE_API_KEY: API_KEY, CLIVE_HMAC_SECRET: HMAC_SECRET, PORT: '0' };

before(async () => {
  if (!existsSync(`${examples}node_modules`)) await run('npm', ['ci'], { cwd: examples });
});

/** Starts a program and waits for its first line. */
async function start(command, args, options) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  after(async () => {
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  });
  let errors = '';
  let output = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  await new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      resolve();
    });
    child.on('exit', resolve);
  });
  if (output === '') throw new Error(`${command} ${args.join(' ')} said nothing: ${errors}`);
  return { line: output.trim(), output: () => output, errors: () => errors };
}

async function pays(post) {
  const [created, again, unknown, nonsense] = [
    await post({ order: 'ORD-1001' }),
    await post({ order: 'ORD-1001' }),
    await post({ order: 'nope' }),
    await post('{'),
  ];
  assert.equal(created.status, 201);
  assert.match(created.body.clive_tx_id, /^CLVTX_/);
  assert.deepEqual(Object.keys(created.body), ['clive_tx_id', 'client_secret', 'stripe_publishable_key']);
  assert.equal(again.body.clive_tx_id, created.body.clive_tx_id);
  assert.equal(unknown.status, 404);
  assert.ok(nonsense.status >= 400 && nonsense.status < 500);
}

const text = (body) => (typeof body === 'string' ? body : JSON.stringify(body));

for (const name of ['http', 'express', 'fastify']) {
  test(`${name}.mjs`, async () => {
    const { line } = await start(process.execPath, [`${name}.mjs`], { cwd: examples, env });
    await pays(async (body) => {
      const response = await fetch(`${line}/api/checkout`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text(body) });
      return { status: response.status, body: await response.json().catch(() => undefined) };
    });
  });
}

test('the Next.js route handler', async () => {
  Object.assign(process.env, env);
  const { POST, runtime } = await import(`${examples}app/api/checkout/route.mjs`);
  assert.equal(runtime, 'nodejs');
  await pays(async (body) => {
    const response = await POST(new Request('http://shop/api/checkout', { method: 'POST', body: text(body) }));
    return { status: response.status, body: await response.json() };
  });
});

/**
 * The sandbox's real deliveries, to the app that `serve` starts on a port: Clive's after a payment, Tybrite's test event and
 * the event of an order; each once, although the latter is delivered twice.
 */
async function receives(serve) {
  const port = await freePort();
  const clive = `http://127.0.0.1:${port}/webhooks/clive`;
  const partners = await sandbox('--webhook-url', clive, '--webhook-secret', 'whsec_of_clive');
  const tybrite = new TybriteClient({ ...TYBRITE, baseUrl: partners.tybriteUrl });
  const url = `http://127.0.0.1:${port}/webhooks/tybrite`;
  const { webhook_endpoint: endpoint } = await tybrite.webhookEndpoints.create({ url, events: ['*'] });
  const said = await serve({
    ...env, PORT: String(port), CLIVE_API_BASE_URL: partners.baseUrl,
    CLIVE_WEBHOOK_SECRET: 'whsec_of_clive', TYBRITE_WEBHOOK_SECRET: endpoint.signing_secret,
  });

  const delivered = await tybrite.webhookEndpoints.test({ id: endpoint.id, event_type: 'order.paid' });
  assert.deepEqual([delivered.success, delivered.status_code], [true, 200]);
  const retried = await tybrite.webhookEvents.retry({ id: delivered.event_id });
  assert.deepEqual(retried.results.map(({ status_code }) => status_code), [200]);

  const { CliveClient } = await import('../js/index.mjs');
  const client = new CliveClient({ apiKey: API_KEY, hmacSecret: HMAC_SECRET, baseUrl: partners.baseUrl });
  const { clive_tx_id: paid, stripe_payment_intent_id: intent } = await client.createCheckoutIntent(checkout());
  await partners.ask('POST', '/stripe/event', { type: 'payment_intent.succeeded', payment_intent: intent });
  const events = () => said().split('\n').filter((line) => line.startsWith('event ')).map((line) => JSON.parse(line.slice(6)));
  for (let tries = 0; events().length < 2 && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(events(), [{ type: 'order.paid', id: delivered.event_id }, { type: 'transaction_succeeded', id: paid }]);

  const post = (path, body, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  assert.equal((await post('/webhooks/tybrite', '{"id":"evt_1"}', { 'x-tybrite-signature': `t=1,v1=${'0'.repeat(64)}` })).status, 400);
  assert.equal((await post('/webhooks/clive', '{}')).status, 400);
  assert.equal((await post('/webhooks/nobody', '{}')).status, 404);
}

for (const name of ['http', 'express', 'fastify']) {
  test(`${name}.mjs receives the sandbox's webhooks`, () =>
    receives(async (own) => (await start(process.execPath, [`${name}.mjs`], { cwd: examples, env: own })).output));
}

test("the Next.js route handler receives the sandbox's webhooks", () =>
  receives(async (own) => {
    Object.assign(process.env, own);
    const { POST, runtime } = await import(`${examples}app/webhooks/[partner]/route.mjs`);
    assert.equal(runtime, 'nodejs');
    let said = '';
    const { log, error } = console;
    Object.assign(console, { log: (...words) => (said += `${words.join(' ')}\n`), error: () => {} });
    after(() => Object.assign(console, { log, error }));
    const server = createHttpServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const web = new Request(`http://shop${request.url}`, { method: 'POST', headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead((await POST(web, { params: Promise.resolve({ partner: request.url.split('/')[2] }) })).status).end();
    });
    await new Promise((resolve) => server.listen(Number(own.PORT), '127.0.0.1', resolve));
    after(() => server.close());
    return () => said;
  }));

test('legacy.mjs: the real stripe package makes the intent, Clive attaches it', async () => {
  if (!existsSync(`${venv}bin/localstripe`)) {
    await run('python3', ['-m', 'venv', venv]);
    await run(`${venv}bin/pip`, ['install', '--quiet', 'localstripe==1.15.10']);
  }
  const port = await freePort();
  const child = spawn(`${venv}bin/localstripe`, ['--port', String(port), '--from-scratch'], { stdio: 'ignore', env: { ...process.env, HOME: venv } });
  after(async () => {
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  });
  for (let tries = 0; ; tries += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      break;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const { stdout } = await run(process.execPath, ['legacy.mjs', 'ORD-LEGACY'], { cwd: examples, env: { ...env, STRIPE_API_HOST: '127.0.0.1', STRIPE_API_PORT: String(port) } });
  const paid = JSON.parse(stdout);
  assert.match(paid.payment_intent, /^pi_/);
  assert.equal(paid.status, 'pending');
  assert.match(paid.clive_tx_id, /^CLVTX_/);
});

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
