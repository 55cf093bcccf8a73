/** Starts the real sandbox for one test file, and stops it with the file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after } from 'node:test';

export const API_KEY = 'cp_test_partner_sandbox';
export const HMAC_SECRET = 'test_hmac_secret';

/** Tybrite's half of the same server. */
export const TYBRITE = { apiKey: 'tybrite_sk_test_sandbox', hmacSecret: HMAC_SECRET };

/**
 * @param options further arguments of the sandbox
 * @returns `{ baseUrl, tybriteUrl, ask(method, path, body), fault(rule), requests(), ledger(), reset() }`
 */
export async function sandbox(...options) {
  const binary = process.env.PAYSEAL_SANDBOX_BIN;
  if (!binary) throw new Error('run the tests with `npm test`: it builds the sandbox and sets PAYSEAL_SANDBOX_BIN');
  const child = spawn(binary, ['--port', '0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  after(async () => {
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('TYBRITE_API_BASE_URL=') && said.endsWith('\n')) break;
  }
  const [, tybriteUrl] = /TYBRITE_API_BASE_URL=(\S+)/.exec(said);
  const [, baseUrl] = /CLIVE_API_BASE_URL=(\S+)/.exec(said);
  const control = baseUrl.replace('/api/v1', '/_sandbox');
  const ask = async (method, path, body) => {
    const response = await fetch(control + path, { method, body: typeof body === 'string' ? body : body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`sandbox ${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    baseUrl,
    tybriteUrl,
    ask,
    fault: (rule) => ask('POST', '/faults', rule),
    requests: async () => (await ask('GET', '/requests')).items,
    ledger: () => ask('GET', '/ledger'),
    reset: async () => {
      await ask('DELETE', '/faults');
      await ask('DELETE', '/state');
      await ask('DELETE', '/requests');
    },
  };
}

let references = 0;

/** A checkout input with a reference of its own. */
export function checkout(changes = {}) {
  references += 1;
  return {
    partner_id: 'ECHEZONA001',
    client_id: 'AIRPEACE001',
    amount: 750,
    currency: 'USD',
    email: 'buyer@example.com',
    echezona_reference: `EZ-${process.pid}-${references}`,
    ...changes,
  };
}
