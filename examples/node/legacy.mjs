/**
 * The older two-step flow: you make the PaymentIntent with the `stripe` package, Clive attaches it.
 *
 * `node legacy.mjs` with STRIPE_SECRET_KEY; STRIPE_API_HOST and STRIPE_API_PORT lead to a local stand-in.
 */
import Stripe from 'stripe';
import { CliveClient } from 'payseal';

const { STRIPE_SECRET_KEY = 'sk_test_123', STRIPE_API_HOST: host, STRIPE_API_PORT: port } = process.env;
const stripe = new Stripe(STRIPE_SECRET_KEY, host ? { host, port, protocol: 'http' } : {});
const clive = CliveClient.fromEnv();

const reference = process.argv[2] ?? 'ORD-1001';
const intent = await stripe.paymentIntents.create(
  { amount: 75_000, currency: 'usd', metadata: { reference } },
  { idempotencyKey: `pi-${reference}` },
);
const { initialize, attach } = await clive.initializeAndAttachIntent(
  { partner_id: 'ECHEZONA001', client_id: 'AIRPEACE001', amount: 750, currency: 'USD', echezona_reference: reference },
  intent.id,
);
console.log(JSON.stringify({ clive_tx_id: initialize.clive_tx_id, status: attach.status, payment_intent: attach.stripe_payment_intent_id }));
