/**
 * Everything the package exports. The built package has this twice, for `import` and for `require`; the first one loaded
 * lends its objects to the other, so that `instanceof` holds across both.
 */
import { CliveClient as Client, createSignedRequestHeaders as headers } from './client.mjs';
import { classes, describeError as describe } from './errors.mjs';
import { explain as explainSignature } from './explain.mjs';
import { TybriteClient as Tybrite, verifyReference as reference } from './tybrite.mjs';
import { webhooks as hooks } from './webhooks.mjs';

const shared = (globalThis[Symbol.for('payseal@0.1.0')] ??= Object.freeze({
  CliveClient: Client,
  createSignedRequestHeaders: headers,
  TybriteClient: Tybrite,
  describeError: describe,
  explain: explainSignature,
  verifyReference: reference,
  webhooks: hooks,
  ...classes,
}));

export const {
  ApiError,
  AttemptTimeoutError,
  AuthenticationError,
  CancelledCallError,
  CliveApiError,
  CliveClient,
  ConfigError,
  ConflictError,
  ConnectionFailedError,
  NotFoundError,
  PaysealError,
  PermissionDeniedError,
  RateLimitError,
  ResponseUnreadableError,
  ServerError,
  TransportError,
  TybriteClient,
  ValidationError,
  WebhookVerificationError,
  createSignedRequestHeaders,
  describeError,
  explain,
  verifyReference,
  webhooks,
} = shared;
