import { readFileSync } from 'node:fs';
import { WebhookVerificationError, webhooks } from 'payseal';

const [, , body, signature] = process.argv;
try {
  const verifier = new webhooks.WebhookVerifier({ partner: 'clive', secrets: process.env.CLIVE_WEBHOOK_SECRET });
  console.log(verifier.verify(readFileSync(body), { 'x-clive-signature': signature }).dedupeKey);
} catch (error) {
  if (!(error instanceof WebhookVerificationError)) throw error;
  console.log(error.code);
  process.exitCode = 5;
}
