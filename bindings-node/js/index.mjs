/** The package for `import`: the very objects of `index.js`. */
import payseal from './index.js';

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
  createSignedRequestHeaders,
  describeError,
} = payseal;
