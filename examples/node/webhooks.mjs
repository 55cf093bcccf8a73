/**
 * What is about payments in a webhook endpoint: verify the raw bytes, process each event once, answer so that the partner
 * comes again when it has to. The web framework around it only hands on raw body and headers.
 */
import { WebhookVerificationError, webhooks } from 'payseal';

const { CLIVE_WEBHOOK_SECRET, TYBRITE_WEBHOOK_SECRET } = process.env;

/** While a secret is replaced, list both: `secrets: [new, old]`. */
const verifiers = {
  clive: CLIVE_WEBHOOK_SECRET && new webhooks.WebhookVerifier({ partner: 'clive', secrets: CLIVE_WEBHOOK_SECRET }),
  tybrite: TYBRITE_WEBHOOK_SECRET && new webhooks.WebhookVerifier({ partner: 'tybrite', secrets: TYBRITE_WEBHOOK_SECRET }),
};

/** For one process. With more of them, the same three methods over your database. */
const seen = new webhooks.MemoryDedupe();

/** What this shop does about an event. */
async function handle(event) {
  console.log('event', JSON.stringify({ type: event.type ?? event.event ?? null, id: event.id ?? event.clive_tx_id }));
}

/**
 * @param {string} partner `clive` or `tybrite`, from the path
 * @param {Buffer} rawBody the bytes as they came
 * @param {object} headers all headers as they came
 * @returns {Promise<number>} the status to answer
 */
export async function receive(partner, rawBody, headers) {
  const verifier = verifiers[partner];
  if (!verifier) return 404;
  let verified;
  try {
    verified = verifier.verify(rawBody, headers);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    console.error('refused', error.code, error.advice);
    // A parsed body is our own mistake, everything else the sender's.
    return error.code === 'WEBHOOK_BODY_WRONG_TYPE' ? 500 : 400;
  }
  const claim = await seen.claim(verified.dedupeKey);
  if (claim.status === 'done') return 200;
  if (claim.status === 'in_progress') return 503;
  try {
    await handle(verified.event);
  } catch (error) {
    await seen.release(verified.dedupeKey, claim.ticket);
    console.error('failed', error);
    return 500;
  }
  await seen.complete(verified.dedupeKey, claim.ticket);
  return 200;
}
