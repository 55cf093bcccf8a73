/** The types of `webhooks` and `explain`. */
import type { CliveEvent, TybriteEvent } from './generated/events.js';

/** A partner that sends webhooks. */
export type WebhookPartner = 'clive' | 'tybrite';

/** What each partner's events are. Every member may be absent; unknown ones are kept. */
export interface WebhookEvents {
  clive: CliveEvent;
  tybrite: TybriteEvent;
}

/** The headers of a delivery, whatever holds them; names are compared without regard to case. */
export type HeadersLike =
  | Iterable<readonly [string, string]>
  | { readonly [name: string]: string | readonly string[] | undefined };

/** The exact bytes, or the text that they are in UTF-8. */
export type RawBody = string | Uint8Array | ArrayBuffer;

/** A delivery that is the partner's. */
export interface Verified<Event> {
  /** What it says. */
  event: Event;
  /** Which of the secrets it was signed with, from 0. */
  secretIndex: number;
  /** When it was signed, in Unix seconds; undefined for Clive, whose signature carries no time. */
  timestamp: number | undefined;
  /** The same for every delivery of this event, and another for any other. */
  dedupeKey: string;
}

/** What a claim was answered. */
export type Claim<Ticket> =
  /** Yours: process it, then `complete` or `release` it with this ticket. */
  | { status: 'new'; ticket: Ticket }
  /** Somebody processes it: answer 503, the partner comes again. */
  | { status: 'in_progress'; untilUnixS: number }
  /** Processed: answer 200 and do nothing. */
  | { status: 'done' };

/**
 * Remembers which events were processed. Implement it over what your processes share; each method may be asynchronous. What is
 * done must be remembered for at least 4 days.
 */
export interface DedupeStore<Ticket = unknown> {
  /** Asks for an event, and holds it for `leaseS` seconds when nobody else has it. Of two claims at once one is told `new`. */
  claim(key: string, leaseS?: number, nowS?: number): Claim<Ticket> | Promise<Claim<Ticket>>;
  /** The event was processed. */
  complete(key: string, ticket: Ticket, nowS?: number): void | Promise<void>;
  /** The event was not processed: the next delivery may be. */
  release(key: string, ticket: Ticket): void | Promise<void>;
}

/** Verifies the deliveries of one endpoint. */
export interface WebhookVerifier<Partner extends WebhookPartner = WebhookPartner> {
  /** Whose deliveries it verifies. */
  readonly partner: Partner;
  /** How far the signed time may be from ours, in seconds and in both directions. */
  readonly toleranceS: number;
  /** The event of a delivery that is the partner's; throws a `WebhookVerificationError` otherwise. */
  verify(rawBody: RawBody, headers: HeadersLike): Verified<WebhookEvents[Partner]>;
  /** The same without reading the event. */
  verifySignature(rawBody: RawBody, headers: HeadersLike): Pick<Verified<never>, 'secretIndex' | 'timestamp'>;
}

/** A store in memory: for one process, and until it ends. */
export interface MemoryDedupe extends DedupeStore<number> {
  /** How many places are taken. */
  readonly size: number;
  claim(key: string, leaseS?: number, nowS?: number): Claim<number>;
  complete(key: string, ticket: number, nowS?: number): void;
  release(key: string, ticket: number): void;
}

/** What a partner would send. */
export interface TestDelivery {
  /** Names in lower case, as `node:http` gives them. */
  headers: Record<string, string>;
  /** The exact bytes. */
  body: Buffer;
}

/** Webhooks: verifying, reading once, testing. */
export declare const webhooks: {
  /** A verifier for the deliveries of one endpoint. */
  readonly WebhookVerifier: new <Partner extends WebhookPartner>(options: {
    partner: Partner;
    /** One, or several for a rotation; used as they are, never decoded. */
    secrets: string | Uint8Array | readonly (string | Uint8Array)[];
    /** 1 to 345600, default 300; not for Clive, whose signature carries no time. */
    toleranceS?: number;
  }) => WebhookVerifier<Partner>;
  /** A store with so many places (default 100 000). */
  readonly MemoryDedupe: new (capacity?: number) => MemoryDedupe;
  /** The dedupe key of a body that was verified before, for example one out of a queue. */
  dedupeKey(partner: WebhookPartner, rawBody: RawBody): string;
  /** The raw bytes of a request of node:http, Express, Fastify, `pages/api` or the web. */
  rawBody(request: object, options?: { limitBytes?: number }): Promise<Buffer>;
  /** A signed delivery for your own tests: the partner's documented payload of this `type`, or a `body` of your own. */
  testDelivery(options: { partner: WebhookPartner; secret: string; type?: string; body?: RawBody; timestamp?: number }): TestDelivery;
};

/** What was signed. */
export type ExplainSubject = 'clive_webhook' | 'tybrite_webhook' | 'clive_request' | 'tybrite_request';

/** Known mistakes that together reproduce the signature. */
export interface ExplainFinding {
  /** Stable, e.g. `body.reserialized.python_default`. */
  ids: string[];
  /** What happened, in a sentence for each mistake. */
  cause: string;
  /** What to do. */
  fix: string;
  /** With which secret, from 0. */
  secretIndex: number | undefined;
}

/** What was found. As a text it is for people; it holds no secret and no expected signature. */
export interface ExplainReport {
  verdict: 'right' | 'mistaken' | 'unexplained' | 'no_signature';
  /** The simplest explanations, the likeliest first. */
  findings: ExplainFinding[];
  mistakesTried: number;
  combinationsTried: number;
  notTried: { what: string; why: string }[];
  /** Cause and fix of each finding, in a sentence each. */
  toString(): string;
}

/** Why a signature does not match. For a developer at a desk: never expose it to callers. */
export declare function explain(input: {
  /** Absent: what the headers say. */
  subject?: ExplainSubject;
  body: RawBody;
  headers: HeadersLike;
  secrets: string | readonly string[];
  /** Secrets that were replaced. */
  oldSecrets?: string | readonly string[];
  /** Secrets of the other environment: live when `secrets` are test, and the reverse. */
  otherEnvironmentSecrets?: string | readonly string[];
  /** The API key, which is often taken for the secret. */
  apiKey?: string;
  /** Your clock (default now); null: nothing is said about time. */
  now?: Date | number | null;
}): ExplainReport;
