/**
 * One transport scenario in a process of its own: `node scenario.mjs <name> before|after <sandbox URL>`. Prints
 * `{ transport, result }`: which transport the package chose, and whether the mock or the real server answered.
 *
 * "before" and "after" say whether the mock is installed before or after the package is imported and a client is made.
 */
import { subscribe } from 'node:diagnostics_channel';

const [, , name, when, baseUrl] = process.argv;
const mocked = { clive_tx_id: 'MOCK', status: 'mocked' };
// Without a name this file is only the list.
const { origin, pathname } = baseUrl ? new URL(baseUrl) : {};
const path = `${pathname}/transactions/initialize`;
const json = () => new Response(JSON.stringify(mocked), { status: 201, headers: { 'content-type': 'application/json' } });

const realFetch = globalThis.fetch;
const mockAgent = async (library) => {
  const { MockAgent, setGlobalDispatcher } = await import(library);
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent.get(origin).intercept({ path, method: 'POST' }).reply(201, mocked);
  setGlobalDispatcher(agent);
};

/** What each scenario installs, and what must then happen: the transport and who answers. */
export const scenarios = {
  nothing: { expect: ['node', 'real'], install() {} },
  'fetch was used': { expect: ['node', 'real'], install: async () => void (await fetch(`${origin}/_sandbox/health`)) },
  'undici 7 was imported': { expect: ['node', 'real'], install: () => import('undici') },
  'fetch stubbed': { expect: ['fetch', 'mock'], install: () => void (globalThis.fetch = async () => json()) },
  'fetch stubbed with a minimal mock': {
    expect: ['fetch', 'mock'],
    install: () => void (globalThis.fetch = async () => ({ ok: true, status: 201, json: async () => mocked })),
  },
  'fetch wrapped (as Next does)': {
    expect: ['fetch', 'real'],
    install() {
      globalThis.fetch = Object.assign(async (input, init) => {
        if (init.cache !== 'no-store') throw new Error(`cache is ${init.cache}`);
        return realFetch(input, init);
      }, { __nextPatched: true });
    },
  },
  'fetch proxied': { expect: ['fetch', 'real'], install: () => void (globalThis.fetch = new Proxy(realFetch, {})) },
  'MockAgent of undici 6': { expect: ['fetch', 'mock'], install: () => mockAgent('undici6') },
  'MockAgent of undici 7': { expect: ['fetch', 'mock'], install: () => mockAgent('undici') },
  'MockAgent of undici 7 after a plain fetch': {
    expect: ['fetch', 'mock'],
    async install() {
      await fetch(`${origin}/_sandbox/health`);
      await mockAgent('undici');
    },
  },
  'Agent with connect options': {
    expect: ['fetch', 'real'],
    async install() {
      const { Agent, setGlobalDispatcher } = await import('undici');
      setGlobalDispatcher(new Agent({ connect: { ca: 'none' } }));
    },
  },
  'a default Agent': {
    expect: ['node', 'real'],
    async install() {
      const { Agent, setGlobalDispatcher } = await import('undici');
      setGlobalDispatcher(new Agent());
    },
  },
  ProxyAgent: {
    expect: ['fetch', 'failed'],
    async install() {
      const { ProxyAgent, setGlobalDispatcher } = await import('undici');
      setGlobalDispatcher(new ProxyAgent('http://127.0.0.1:9'));
    },
  },
  'msw 2': {
    expect: ['fetch', 'mock'],
    async install() {
      const [{ setupServer }, { http, HttpResponse }] = [await import('msw/node'), await import('msw')];
      setupServer(http.post(`${origin}${path}`, () => HttpResponse.json(mocked, { status: 201 }))).listen({ onUnhandledRequest: 'error' });
    },
  },
  'nock 14': {
    expect: ['fetch', 'mock'],
    async install() {
      const { default: nock } = await import('nock');
      nock.disableNetConnect();
      nock(origin).post(path).reply(201, mocked);
    },
  },
  'nock 14, transport node': {
    transport: 'node',
    expect: ['node', 'mock'],
    install: () => scenarios['nock 14'].install(),
  },
};

async function main() {
  const scenario = scenarios[name];
  let transport;
  subscribe('payseal:transport', (event) => (transport = event.transport));
  if (when === 'before') await scenario.install();
  const { CliveClient } = await import('../../dist/index.mjs');
  const client = new CliveClient({
    apiKey: 'cp_test_partner_sandbox',
    hmacSecret: 'test_hmac_secret',
    baseUrl,
    maxRetries: 0,
    ...(scenario.transport ? { transport: scenario.transport } : {}),
  });
  if (when === 'after') await scenario.install();
  const input = { partner_id: 'ECHEZONA001', client_id: 'AIRPEACE001', amount: 1, currency: 'USD', echezona_reference: `S-${process.pid}` };
  let result;
  try {
    const answer = await client.initializeTransaction(input);
    result = answer.clive_tx_id === 'MOCK' ? 'mock' : 'real';
  } catch (error) {
    result = 'failed';
    if (scenario.expect[1] !== 'failed') console.error(error);
  }
  console.log(JSON.stringify([transport, result]));
  process.exit(0);
}

if (baseUrl !== undefined) await main();
