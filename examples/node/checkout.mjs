/** What is about payments in a checkout endpoint; the web framework around it does not matter. */
import { CliveApiError, CliveClient, describeError } from 'payseal';

// One client for the process: it keeps connections to Clive open.
export const clive = CliveClient.fromEnv();

/** The orders of this shop. Prices come from here, never from the buyer's request. */
const orders = new Map([
  ['ORD-1001', { amount: 750, email: 'buyer@example.com' }],
  ['ORD-1002', { amount: 19.99, email: 'other@example.com' }],
]);

/**
 * @param {unknown} body what the buyer's page sent
 * @returns {Promise<{ status: number, body: object }>}
 */
export async function checkout(body) {
  const id = body?.order;
  const order = orders.get(id);
  if (order === undefined) return { status: 404, body: { error: 'no such order' } };
  try {
    // The default idempotency key is `checkout-{echezona_reference}`: however often the buyer clicks, one payment.
    const intent = await clive.createCheckoutIntent({
      partner_id: 'ECHEZONA001',
      client_id: 'AIRPEACE001',
      amount: order.amount,
      currency: 'USD',
      email: order.email,
      echezona_reference: id,
      meta: { order_id: id },
    });
    // The three things the buyer's page needs; keep clive_tx_id with the order.
    return {
      status: 201,
      body: {
        clive_tx_id: intent.clive_tx_id,
        client_secret: intent.client_secret,
        stripe_publishable_key: intent.stripe_publishable_key,
      },
    };
  } catch (error) {
    const facts = describeError(error);
    console.error('checkout failed', id, error);
    // Unknown: the payment may exist. The same order gives the same key, so trying again is safe and finds it.
    if (facts?.outcome === 'unknown') return { status: 503, body: { error: 'please try again', retryable: true } };
    if (error instanceof CliveApiError && facts?.outcome === 'refused') return { status: 502, body: { error: 'the payment was refused' } };
    return { status: 500, body: { error: 'the payment could not be started' } };
  }
}
