// Written by `cargo xtask gen` from core/src/partners; do not edit.

/** Clive's payload (Clive, Webhooks). The old revision has only `clive_tx_id`, `status`, `amount` and `currency`. */
export interface CliveEvent {
  /** For example `transaction_succeeded`; absent in the old revision. */
  event?: string | null;
  /** The transaction. */
  clive_tx_id?: string | null;
  /** The partner. */
  partner_id?: string | null;
  /** The merchant under that partner. */
  client_id?: string | null;
  /** Your own reference. */
  echezona_reference?: string | null;
  /** For example `succeeded`; what comes with `transaction_abandoned` is not documented. */
  status?: string | null;
  /** The amount, in major units. */
  amount?: number | null;
  /** ISO 4217. */
  currency?: string | null;
  /** What you sent as `meta`, unchanged. */
  meta?: Record<string, unknown> | null;
}

/** Tybrite's envelope (Tybrite, Webhooks, delivery envelope). */
export interface TybriteEvent {
  /** The event; opaque. Deliveries of one event have the same. */
  id?: string | null;
  /** For example `order.paid`. */
  type?: string | null;
  /** `v1`. */
  api_version?: string | null;
  /** Whether the key that caused the event is a live one. */
  livemode?: boolean;
  /** RFC 3339. Deliveries come in any order: sequence by this. */
  created_at?: string | null;
  /** The store; some samples do not have it. */
  store_id?: string | null;
  /** What it happened to is `data.object`, whose shape depends on the type. */
  data?: Record<string, unknown> | null;
  /** The former values of what changed, on update events. */
  previous_attributes?: Record<string, unknown> | null;
  /** `true` on synthetic test events, absent otherwise. Independent of `livemode`. */
  test?: boolean;
}

