/** Uses the package as a strict ES module would. Compiled, never run. */
import { CliveApiError, CliveClient, RateLimitError, describeError, type Outcome } from '../../js/index.mjs';

const client = new CliveClient({ apiKey: 'k', hmacSecret: 's', bearerToken: 'jwt', onAttempt: (event) => event.operation });
const checkout = await client.createCheckoutIntentV2(
  {
    partner_id: 'P',
    client_id: 'C',
    amount: 1,
    currency: 'USD',
    email: 'e@example.com',
    echezona_reference: 'R',
    payment_type: 'card',
    issuer_country: 'GB',
    meta: { cart: 1 },
  },
  { signal: AbortSignal.timeout(1), timeoutMs: 10, maxRetries: 0, idempotencyKey: 'k' },
);
export const token: string | null | undefined = checkout.revolut_order_token;
export const replayed: boolean | undefined = checkout.idempotentReplay;
export const batches = (await client.runSettlements()).batches?.map((batch) => batch.totalNet);
export const branding: string | null | undefined = (await client.getBrandingPacket({ client_id: 'C' })).branding?.brand_logo_url;
export const kept: string | undefined = client.record('createCheckoutIntent', { partner_id: 'P', client_id: 'C', amount: 1, currency: 'USD', email: 'e', echezona_reference: 'R' }).clive_tx_id;
await client.listTransactions({ timeoutMs: 5 });
await client.rawRequest('GET', '/transactions', { auth: 'apiKey', query: { page: 1 } });
await client.rawRequest('POST', '/settlements/run', { auth: 'bearer' });

try {
  await client.paySettlement({ settlement_batch_id: 'b' });
} catch (error) {
  if (error instanceof RateLimitError) console.log(error.retryAfterMs?.toFixed());
  if (error instanceof CliveApiError) console.log(error.status.toFixed(), error.code?.length);
  const outcome: Outcome | undefined = describeError(error)?.outcome;
  console.log(outcome);
}

// @ts-expect-error an amount is a number
await client.initializeTransaction({ partner_id: '', client_id: '', amount: '1', currency: '', echezona_reference: '' });
// @ts-expect-error the secret is not a property
console.log(client.hmacSecret);
