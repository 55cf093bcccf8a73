/**
 * Everything the package exports. The built package has this twice, for `import` and for `require`; the first one loaded
 * lends its objects to the other, so that `instanceof` holds across both.
 */
import { CliveClient as Client, createSignedRequestHeaders as headers } from './client.mjs';
import { classes, describeError as describe } from './errors.mjs';

const shared = (globalThis[Symbol.for('payseal@0.1.0')] ??= Object.freeze({
  CliveClient: Client,
  createSignedRequestHeaders: headers,
  describeError: describe,
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
  ValidationError,
  WebhookVerificationError,
  createSignedRequestHeaders,
  describeError,
} = shared;
