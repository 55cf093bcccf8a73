/**
 * "Signature invalid, why?" For a developer at a desk, with the secret at hand; never for callers: its answers tell whether a
 * guess about your set-up is right. Which mistakes there are, the core knows.
 */
import { native } from './loader.mjs';
import { errorOf, fromThrown } from './engine.mjs';
import { bytesOf } from './raw-body.mjs';

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]).map(String);

/** All headers, alternating with their values. */
function pairs(headers) {
  if (headers === null || typeof headers !== 'object') throw errorOf('OPTION_INVALID', 'headers must be an object, Headers or a list of pairs');
  const entries = typeof headers[Symbol.iterator] === 'function' ? [...headers] : Object.entries(headers);
  return entries.flatMap(([name, value]) => list(value ?? undefined).flatMap((each) => [String(name), each]));
}

/** Which known mistake reproduces the signature that was received. The report prints as text and as JSON, without a secret. */
function explain({ subject, body, headers, secrets, oldSecrets, otherEnvironmentSecrets, apiKey, now = new Date() } = {}) {
  let found;
  try {
    found = native.explain({
      subject,
      body: Buffer.from(bytesOf(body)),
      headers: pairs(headers),
      secrets: list(secrets),
      oldSecrets: list(oldSecrets),
      otherEnvironmentSecrets: list(otherEnvironmentSecrets),
      apiKey,
      unixMs: now === null ? undefined : Number(now),
    });
  } catch (error) {
    throw fromThrown(error);
  }
  const { verdict, findings, mistakes_tried, combinations_tried, not_tried } = JSON.parse(found.json);
  const report = {
    verdict,
    findings: findings.map(({ ids, cause, fix, secret_index }) => ({ ids, cause, fix, secretIndex: secret_index ?? undefined })),
    mistakesTried: mistakes_tried,
    combinationsTried: combinations_tried,
    notTried: not_tried,
  };
  return Object.defineProperty(report, 'toString', { value: () => found.text });
}

export { explain };
