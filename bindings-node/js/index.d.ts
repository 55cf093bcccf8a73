/**
 * The types of the package. Requests, answers and the methods of the operations are generated (`generated/<partner>.d.ts`);
 * here stand the clients, their options, the errors, webhooks and what the published SDK exported besides.
 */
import type { Agent } from 'node:http';
import type {
  AttachPaymentIntentResponse,
  CliveOperations,
  InitializeTransactionRequest,
  InitializeTransactionResponse,
} from './generated/clive.js';
import type { TybriteOperations } from './generated/tybrite.js';

export type * from './generated/clive.js';
export type * from './generated/tybrite.js';
export type * from './generated/events.js';
export type * from './webhooks.js';
export type * from './widget.js';
export { explain, webhooks } from './webhooks.js';

/** What a `CliveClient` is made of. */
export interface CliveClientOptions extends ClientOptions {
  /** The secret that requests are signed with, used as text. */
  hmacSecret: string;
  /** The API's base URL with its path. Absent or empty: `http://localhost:4390/api/v1`, as in the published SDK. */
  baseUrl?: string;
}

/** What a `TybriteClient` is made of. */
export interface TybriteClientOptions extends ClientOptions {
  /** The API key: a secret one (`…_sk_…`), or a publishable one for `payments.methods`. It says which environment is meant. */
  apiKey: string;
  /** The store's signing secret, used as text. Without it nothing that is signed can be called. */
  hmacSecret?: string;
  /** The API's base URL. Absent or empty: `https://api.tybritelabs.com`; a white-label platform has its own. */
  baseUrl?: string;
}

/** What the clients of all partners have in common. */
export interface ClientOptions {
  /** The API key. */
  apiKey: string;
  /** The JWT of an administrator, for `rawRequest` with `auth: 'bearer'`. No described operation takes one. */
  bearerToken?: string;
  /** Sends the requests instead of the package's transport; called once per call unless `maxRetries` is given. */
  fetcher?: typeof fetch;
  /** Who moves the bytes. `auto` (default) is `node:http(s)`, unless the global fetch was replaced or configured. */
  transport?: 'auto' | 'fetch' | 'node';
  /** An agent of your own for the transport `node`. */
  agent?: Agent;
  /** How long a call may take with all its attempts and waits, in milliseconds (default 90 000; 0 = no limit). */
  timeoutMs?: number;
  /** How long one attempt may take, in milliseconds (default 30 000). */
  attemptTimeoutMs?: number;
  /** How long opening a connection may take, in milliseconds (default 10 000; transport `node`). */
  connectTimeoutMs?: number;
  /** How often a failed attempt is repeated (default 2; with a `fetcher` 0). */
  maxRetries?: number;
  /** `false` sends input that the API can never accept (default true); headers and JSON stay checked. */
  localValidation?: boolean;
  /** Permits plain http to a host that is not this machine (default false). */
  allowInsecureHttp?: boolean;
  /** Told before and after every attempt; never a secret or a body. */
  onAttempt?: (event: AttemptEvent) => void;
}

/** What one call may set for itself. */
export interface CallOptions {
  /** Ends the call. What is then known about the money stands in the error's `outcome`. */
  signal?: AbortSignal;
  /** The total for this call, in milliseconds (0 = no limit). */
  timeoutMs?: number;
  /** How long one attempt may take, in milliseconds. */
  attemptTimeoutMs?: number;
  /** How often a failed attempt is repeated. */
  maxRetries?: number;
  /** The idempotency key, before the input's own `idempotency_key`; an empty text takes the default. */
  idempotencyKey?: string;
  /** Names the shopper, in one of the partner's headers (Tybrite: `x-auth-token`, `x-external-auth`, `x-idp-token`). */
  identity?: { header: string; value: string };
}

/** What is known about the money. `unknown`: it may have happened; ask again with the same key before anything else. */
export type Outcome = 'not_sent' | 'refused' | 'unknown' | 'ok';

/** What went wrong on the wire. */
export type Fault =
  | 'dns'
  | 'connect_refused'
  | 'connect_timeout'
  | 'tls_certificate'
  | 'tls_handshake'
  | 'write_failed'
  | 'reset'
  | 'read_timeout'
  | 'truncated'
  | 'other';

/** One attempt begins or has ended. Also published on the diagnostics channel `payseal:attempt`. */
export type AttemptEvent =
  | {
      /** The attempt is about to be sent. */
      type: 'start';
      /** The operation's name, e.g. `create_checkout_intent`. */
      operation: string;
      /** The attempt, from 1. */
      attempt: number;
      /** The key that every attempt carries. */
      idempotencyKey?: string;
    }
  | {
      /** The attempt has ended. */
      type: 'end';
      /** The operation's name, e.g. `create_checkout_intent`. */
      operation: string;
      /** The attempt, from 1. */
      attempt: number;
      /** The key that every attempt carries. */
      idempotencyKey?: string;
      /** The HTTP status, if an answer came. */
      status?: number;
      /** What the wire did, if none came. */
      fault?: Fault;
      /** From the attempt's start to its end, in milliseconds. */
      durationMs: number;
      /** What this call knows about the money so far. */
      outcome: Outcome;
      /** In how many milliseconds the next attempt follows; absent when this was the last. */
      retryInMs?: number;
    };

/** A request to an endpoint that this version does not describe. */
export interface RawRequestInit {
  /** Which credentials it takes (default `signed`). */
  auth?: 'none' | 'apiKey' | 'signed' | 'bearer';
  /** Written by `JSON.stringify`, signed and sent. */
  body?: unknown;
  /** With a key the request is retried like any keyed write; without one it is sent once. */
  idempotencyKey?: string;
  /** Query parameters, not yet encoded. */
  query?: Record<string, string | number | boolean>;
}

/** What to persist about a checkout. After a crash only this tells whether a payment exists, and how to ask for it again. */
export interface CheckoutRecord {
  /** Your own immutable reference. */
  echezona_reference?: string;
  /** The key that every attempt carries; give it again to ask for the stored answer. */
  idempotency_key?: string;
  /** What the buyer's statement shows after the prefix. */
  statement_descriptor_suffix?: string;
  /** The transaction, from the answer. */
  clive_tx_id?: string;
  /** The PaymentIntent: from the answer, or your own in the two-step flow. */
  stripe_payment_intent_id?: string;
}

/** The operations of which `record` knows what to persist. */
export type CheckoutOperation = 'initializeTransaction' | 'attachPaymentIntent' | 'createCheckoutIntent' | 'createCheckoutIntentV2';

/** A client of Clive. Make one and keep it: it holds keep-alive connections. */
export declare class CliveClient extends CliveOperations {
  constructor(options: CliveClientOptions);
  /** A client from `CLIVE_API_BASE_URL`, `CLIVE_API_KEY` and `CLIVE_HMAC_SECRET`; none of them may be missing. */
  static fromEnv(options?: Partial<CliveClientOptions>): CliveClient;
  /** Lowercase hex HMAC-SHA256 of the exact body. */
  static signPayload(rawBody: string | Uint8Array, hmacSecret: string): string;
  /** The same for one secret, whose key is prepared once: faster for small bodies. */
  static createSigner(hmacSecret: string): (rawBody: string | Uint8Array) => string;
  /** `{prefix}-{reference}`: the same for the same payment, also after a restart. */
  static createIdempotencyKey(prefix: 'init' | 'attach' | 'checkout', reference: string): string;
  /** `{prefix}-{Unix milliseconds}-{128 random bits}`, for requests without a reference; store it before you send it. */
  static createRandomIdempotencyKey(prefix: 'init' | 'attach' | 'checkout'): string;
  /** `checkout-{reference}`: the default key of both checkout intents. */
  static createCheckoutIdempotencyKey(reference: string): string;
  /** Both steps of the legacy flow. When only the second failed, its error's `completed` is the first one's answer. */
  initializeAndAttachIntent(
    initialize: InitializeTransactionRequest,
    stripePaymentIntentId: string,
    attachIdempotencyKey?: string,
    options?: CallOptions,
  ): Promise<{ initialize: InitializeTransactionResponse; attach: AttachPaymentIntentResponse }>;
  /**
   * What to persist about a checkout: before it is sent, and with the `result` afterwards. Sends nothing; throws what the call
   * would throw for the same input.
   */
  record<Name extends CheckoutOperation>(
    operation: Name,
    input: Parameters<CliveOperations[Name]>[0],
    options?: CallOptions,
    result?: Awaited<ReturnType<CliveOperations[Name]>>,
  ): CheckoutRecord;
  /** An endpoint that has no method here. */
  rawRequest(method: string, path: string, request?: RawRequestInit, options?: CallOptions): Promise<unknown>;
}

/** A rate limit as the partner states it. */
export interface RateLimit {
  /** How many requests it allows. */
  readonly limit?: number;
  /** How many of them are left. */
  readonly remaining?: number;
  /** When it ends, in Unix seconds. */
  readonly resetUnixS?: number;
  /** Which limit it is, e.g. `abuse`. */
  readonly scope?: string;
}

/** What an answer tells beside its members. */
export interface LastResponse {
  /** The HTTP status. */
  readonly status: number;
  /** Whether this is the stored answer of an earlier request with the same idempotency key. */
  readonly replayed: boolean;
  /** How many attempts were made. */
  readonly attempts: number;
  /** The key that every attempt carried. */
  readonly idempotencyKey?: string;
  /** The partner's request id. */
  readonly requestId?: string;
  /** Which environment answered: `production` or `sandbox`. */
  readonly environment?: string;
  /** The rate limit that the answer stated. */
  readonly rateLimit?: RateLimit;
  /** The signature that the answer carried (`X-Signature`); nothing has checked it. */
  readonly signature?: string;
  /** The bytes as they came; not enumerable. Absent where a `fetcher` read them. */
  readonly body?: Uint8Array;
}

/** An answer with `lastResponse`, which is not enumerable: neither `JSON.stringify` nor a log shows it. */
export type Answered<T> = T & { readonly lastResponse: LastResponse };

/** A client of Tybrite. Make one and keep it: it holds keep-alive connections. */
export declare class TybriteClient extends TybriteOperations {
  constructor(options: TybriteClientOptions);
  /** A client from `TYBRITE_API_BASE_URL`, `TYBRITE_API_KEY` and `TYBRITE_HMAC_SECRET`; none of them may be missing. */
  static fromEnv(options?: Partial<TybriteClientOptions>): TybriteClient;
  /** The `X-Signature` of the exact body: base64 HMAC-SHA256 of `timestamp.body`, with the timestamp in Unix seconds. */
  static signPayload(rawBody: string | Uint8Array, timestamp: number, hmacSecret: string): string;
  /** The same for one secret, whose key is prepared once: faster for small bodies. */
  static createSigner(hmacSecret: string): (rawBody: string | Uint8Array, timestamp: number) => string;
  /** The value of `x-external-auth`: who the shopper is in your own system, for `seconds` (1–300, default 240) from now on. */
  externalAuth(externalId: string, options?: { seconds?: number }): string;
  /** An endpoint that has no method here. */
  rawRequest(method: string, path: string, request?: RawRequestInit, options?: CallOptions): Promise<Answered<Record<string, unknown>>>;
}

/** Which value verifies a payment, of the answer that started it (another member for each provider); undefined if it lacks it. */
export declare function verifyReference(initialized: object): string | undefined;

/** The four headers of a signed request. */
export declare function createSignedRequestHeaders(
  rawBody: string,
  apiKey: string,
  hmacSecret: string,
  idempotencyKey: string,
): {
  'Content-Type': string;
  'x-api-key': string;
  'x-clive-hmac': string;
  'idempotency-key': string;
};

/** The error envelope of the API. */
export interface CliveApiErrorShape {
  /** For people. */
  error?: string;
  /** For programs, e.g. `CLIENT_NOT_FOUND`. */
  code?: string;
  /** For example `fieldErrors` by name. */
  details?: unknown;
}

/** What every error of Payseal tells besides its message. */
export interface ErrorFacts {
  /** The class by its name in every language, e.g. `RateLimitError`. */
  readonly kind?: string;
  /** What is known about the money. */
  readonly outcome?: Outcome;
  /** Whether the same call with the same key can be made again, now or after `retryAfterMs`. */
  readonly retryable?: boolean;
  /** How many attempts were begun. */
  readonly attempts?: number;
  /** The operation, e.g. `create_checkout_intent`. */
  readonly operation?: string;
  /** The key that every attempt carried. Use it again when the outcome is unknown. */
  readonly idempotencyKey?: string;
  /** The partner's request id. */
  readonly requestId?: string;
  /** How long the partner asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What the wire did, when no answer came. */
  readonly fault?: Fault;
  /** The beginning of an error answer that is not the API's JSON. */
  readonly responseText?: string;
  /** What to do about it. */
  readonly advice?: string;
  /** The partner's code, or one of Payseal's. */
  readonly code?: string;
  /** What the partner itself advises. */
  readonly hint?: string;
  /** Which environment answered. */
  readonly environment?: string;
  /** The rate limit that the answer stated. */
  readonly rateLimit?: RateLimit;
}

/** Everything Payseal throws. */
export declare class PaysealError extends Error implements ErrorFacts {
  readonly kind?: string;
  readonly outcome?: Outcome;
  readonly retryable?: boolean;
  readonly attempts?: number;
  readonly operation?: string;
  readonly idempotencyKey?: string;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  readonly fault?: Fault;
  readonly responseText?: string;
  readonly advice?: string;
  readonly code?: string;
  readonly hint?: string;
  readonly environment?: string;
  readonly rateLimit?: RateLimit;
  /** The HTTP status of the last answer, if one came. */
  readonly status?: number;
  /** What the partner says besides, as it sent it; secrets are `[REDACTED]`. */
  readonly details?: unknown;
  /** What the transport threw. */
  readonly cause?: unknown;
  /** What an earlier step of the same call already achieved (`initializeAndAttachIntent`). */
  readonly completed?: unknown;
}

/** The partner answered no, or the input was refused here in the same shape. */
export declare class ApiError extends PaysealError {
  /** The HTTP status; 400 for what was refused here. */
  readonly status: number;
}

/** The published SDK's class: what every refusal of Clive is. */
export declare class CliveApiError extends ApiError {
  /** The HTTP status; 400 for what was refused here. */
  readonly status: number;
  /** The API's code, e.g. `CLIENT_NOT_FOUND`. */
  readonly code?: string;
  /** What the API says besides, as it sent it; secrets are `[REDACTED]`. */
  readonly details?: unknown;
  constructor(message: string, status: number, code?: string, details?: unknown);
}

/** 400, or input refused here. Of Clive, ask with `instanceof`: the object itself is a `CliveApiError`. */
export declare class ValidationError extends ApiError {}
/** 401. */
export declare class AuthenticationError extends ApiError {}
/** 403. */
export declare class PermissionDeniedError extends ApiError {}
/** 404. */
export declare class NotFoundError extends ApiError {}
/** 409. */
export declare class ConflictError extends ApiError {}
/** 429. */
export declare class RateLimitError extends ApiError {}
/** 5xx. */
export declare class ServerError extends ApiError {}

/** No answer. */
export declare class TransportError extends PaysealError {}
/** No connection, or it broke. */
export declare class ConnectionFailedError extends TransportError {}
/** No answer in time. */
export declare class AttemptTimeoutError extends TransportError {}
/** The caller's signal ended the call. */
export declare class CancelledCallError extends TransportError {}
/** A success that cannot be read. */
export declare class ResponseUnreadableError extends PaysealError {}
/** An option or an environment variable is missing or wrong. */
export declare class ConfigError extends PaysealError {}
/** A webhook delivery is not what the partner signed, or not now, or cannot be read. */
export declare class WebhookVerificationError extends PaysealError {
  /** One of the codes that begin with `WEBHOOK_`. */
  readonly code: string;
  /** How far the signed time is from ours, in seconds, where that is the reason. */
  readonly skewS?: number;
}

/** What is known about an error, also about one that a `fetcher` threw; undefined when no call of ours ended in it. */
export declare function describeError(error: unknown): ErrorFacts | undefined;
