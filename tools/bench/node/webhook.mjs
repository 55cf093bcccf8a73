/** Verifying a webhook against the signature check of stripe-node's `constructEvent`, whose header has the same form. */
import Stripe from '../../../bindings-node/node_modules/stripe/esm/stripe.esm.node.js';
import { webhooks } from '../../../bindings-node/dist/index.mjs';
import { compare, finish, goal } from './harness.mjs';

const secret = 'whsec_68c216748eb34be5adf93e39cda61386';
const stripe = new Stripe('sk_test_123');
const verifier = new webhooks.WebhookVerifier({ partner: 'tybrite', secrets: secret });

for (const [size, least] of [[150, 4], [1024, 4], [16384, 1]]) {
  const text = JSON.stringify({ id: 'evt_1', type: 'order.paid', data: { object: { note: '' } } });
  const body = Buffer.from(text.replace('""', `"${'a'.repeat(size - text.length)}"`));
  const header = stripe.webhooks.generateTestHeaderString({ payload: body.toString(), secret });
  // As node:http gives them: the signature among what every request carries.
  const headers = {
    host: 'shop.example', 'user-agent': 'Tybrite/1', 'content-type': 'application/json', 'content-length': String(size), accept: '*/*',
    'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', 'x-tybrite-signature': header, 'stripe-signature': header,
  };
  const cases = {
    ours: () => (verifier.verifySignature(body, headers), 'ok'),
    theirs: () => (stripe.webhooks.signature.verifyHeader(body, headers['stripe-signature'], secret, 300), 'ok'),
    whole: () => (verifier.verify(body, headers), 'ok'),
    constructEvent: () => (stripe.webhooks.constructEvent(body, headers['stripe-signature'], secret), 'ok'),
  };
  const measured = compare(cases);
  goal(`signature check, ${size} bytes, against stripe-node's`, measured.ratio('ours', 'theirs'), '>=', least, 'x', `${measured.ns('ours').toFixed(0)} ns`);
  console.log(`       verify with the event, against constructEvent: ${measured.ratio('whole', 'constructEvent').toFixed(2)} x, ${measured.ns('whole').toFixed(0)} ns`);
}

finish();
