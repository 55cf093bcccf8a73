/** Uses the package as a strict ES module would. Compiled, never run. */
import {
  ApiError, CliveApiError, CliveClient, RateLimitError, TybriteClient, WebhookVerificationError, describeError, explain, verifyReference, webhooks,
  type Claim, type DedupeStore, type Outcome, type RateLimit, type TybriteEvent,
} from '../../js/index.mjs';
import type { IncomingHttpHeaders } from 'node:http';

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

const tybrite = new TybriteClient({ apiKey: 'k', maxRetries: 1, onAttempt: (event) => event.attempt });
const payment = await tybrite.payments.initialize({ provider: 'stripe', amount: 1, metadata: { a: 'b' } }, { idempotencyKey: 'k' });
export const url: string | null | undefined = payment.checkout_url;
export const flow: string | null | undefined = payment.type;
export const [again, limit]: [boolean, RateLimit | undefined] = [payment.lastResponse.replayed, payment.lastResponse.rateLimit];
export const reference: string | undefined = verifyReference(payment);
const created = await tybrite.orders.create({ customer_email: 'e', items: [{ product_id: 'p', quantity: 1 }], billing_address: { city: 'Lagos' } });
export const total: number | null | undefined = created.order?.total_amount;
for await (const order of tybrite.orders.iter({ limit: 10 })) console.log(order.order_number?.length);
const rows: number | null | undefined = (await tybrite.ingest.products(new Uint8Array(), { content_type: 'text/csv', dry_run: true })).summary?.rows_total;
await tybrite.sandbox.reset({ timeoutMs: 5 });
await tybrite.webhookEndpoints.test({ id: 'x' }, { identity: { header: 'x-external-auth', value: tybrite.externalAuth('id', { seconds: rows ?? 1 }) } });
// @ts-expect-error an order has items
await tybrite.orders.create({ customer_email: 'e' });
// @ts-expect-error what a list has is read page after page
tybrite.payments.iter();
export const signature: string = TybriteClient.createSigner('s')('{}', 1771526500);

const verifier = new webhooks.WebhookVerifier({ partner: 'tybrite', secrets: ['s'], toleranceS: 60 });
const seen: DedupeStore<number> = new webhooks.MemoryDedupe();
export class OwnStore implements DedupeStore<string> {
  async claim(key: string): Promise<Claim<string>> {
    return key === '' ? { status: 'done' } : { status: 'new', ticket: key };
  }
  async complete(): Promise<void> {}
  async release(): Promise<void> {}
}
export async function receive(body: Buffer, headers: IncomingHttpHeaders): Promise<TybriteEvent | undefined> {
  try {
    const { event, secretIndex, dedupeKey } = verifier.verify(body, headers);
    const claim = await seen.claim(dedupeKey, 60);
    if (claim.status === 'new') await seen.complete(dedupeKey, claim.ticket);
    return secretIndex === 0 ? event : undefined;
  } catch (error) {
    if (error instanceof WebhookVerificationError) console.log(error.code.length, error.skewS?.toFixed());
    if (error instanceof ApiError) console.log(error.status.toFixed(), error.hint, error.environment);
    console.log(`${explain({ body, headers, secrets: ['s'], now: null })}`);
    return undefined;
  }
}
export const status: string | null | undefined = new webhooks.WebhookVerifier({ partner: 'clive', secrets: 's' }).verify('{}', {}).event.status;
