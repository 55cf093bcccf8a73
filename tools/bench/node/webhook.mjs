/** Verifying a webhook against the signature check of stripe-node's `constructEvent`, whose header has the same form. */
import Stripe from '../../../bindings-node/node_modules/stripe/esm/stripe.esm.node.js';
import { webhooks } from '../../../bindings-node/dist/index.mjs';
import { compare } from './harness.mjs';

const secret = 'whsec_68c216748eb34be5adf93e39cda61386';
const stripe = new Stripe('sk_test_123');
const verifier = new webhooks.WebhookVerifier({ partner: 'tybrite', secrets: secret });

for (const [name, size, least] of [['150 B', 150, 4], ['1 KiB', 1024, 4], ['16 KiB', 16384, 1], ['1 MiB', 1 << 20, null]]) {
  const text = JSON.stringify({ id: 'evt_1', type: 'order.paid', data: { object: { note: '' } } });
  const body = Buffer.from(text.replace('""', `"${'a'.repeat(size - text.length)}"`));
  const header = stripe.webhooks.generateTestHeaderString({ payload: body.toString(), secret });
  // As node:http gives them: the signature among what every request carries.
  const headers = {
    host: 'shop.example', 'user-agent': 'Tybrite/1', 'content-type': 'application/json', 'content-length': String(size), accept: '*/*',
    'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', 'x-tybrite-signature': header, 'stripe-signature': header,
  };
  const check = {
    payseal: () => (verifier.verifySignature(body, headers), 'ok'),
    'stripe-node': () => (stripe.webhooks.signature.verifyHeader(body, headers['stripe-signature'], secret, 300), 'ok'),
  };
  compare("check a webhook's signature", name, check, { 'stripe-node': least });
  const whole = {
    payseal: () => (verifier.verify(body, headers), 'ok'),
    'stripe-node constructEvent': () => (stripe.webhooks.constructEvent(body, headers['stripe-signature'], secret), 'ok'),
  };
  compare('verify a webhook, with its event', name, whole);
}
