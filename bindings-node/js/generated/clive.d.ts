// Written by `cargo xtask gen` from core/src/partners; do not edit.
import type { CallOptions } from '../index.js';

/** Creates the Clive record of a payment whose Stripe PaymentIntent you make yourself (legacy two-step flow). */
export interface InitializeTransactionRequest {
  /** Your partner id, given by Clive. */
  partner_id: string;
  /** The merchant under that partner. */
  client_id: string;
  /** Amount in major units (750 = $750.00), above 0. */
  amount: number;
  /** ISO 4217 code, upper case. */
  currency: string;
  /** Your own immutable reference; the default idempotency key is `init-{echezona_reference}`. */
  echezona_reference: string;
  /** Your own data, echoed in webhooks. */
  meta?: Record<string, unknown>;
  /** The idempotency key, instead of the default. It travels as a header, never in the body. */
  idempotency_key?: string;
}

/** Answer of `initialize_transaction`. */
export interface InitializeTransactionResponse {
  /** The transaction, e.g. `CLVTX_1739378102312_420`. */
  clive_tx_id: string;
  /** `initialized`. */
  status: string;
  /** Whether this is the stored answer of an earlier request with the same idempotency key. */
  idempotentReplay?: boolean;
}

/** Attaches the Stripe PaymentIntent to a transaction made by `initialize_transaction` (legacy two-step flow). */
export interface AttachPaymentIntentRequest {
  /** The transaction; the default idempotency key is `attach-{clive_tx_id}`. */
  clive_tx_id: string;
  /** The PaymentIntent that you made (`pi_…`). */
  stripe_payment_intent_id: string;
  /** The idempotency key, instead of the default. It travels as a header, never in the body. */
  idempotency_key?: string;
}

/** Answer of `attach_payment_intent`. */
export interface AttachPaymentIntentResponse {
  /** The transaction. */
  clive_tx_id: string;
  /** `pending`. */
  status: string;
  /** The PaymentIntent that was attached. */
  stripe_payment_intent_id: string;
  /** Whether this is the stored answer of an earlier request with the same idempotency key. */
  idempotentReplay?: boolean;
}

/** Creates the transaction and its Stripe PaymentIntent in one step. */
export interface CheckoutIntentRequest {
  /** Your partner id, given by Clive. */
  partner_id: string;
  /** The merchant under that partner. */
  client_id: string;
  /** Amount in major units (750 = $750.00), above 0. */
  amount: number;
  /** ISO 4217 code, upper case. */
  currency: string;
  /** The buyer's e-mail address. */
  email: string;
  /** Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`. */
  echezona_reference: string;
  /** What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`. */
  statement_descriptor_suffix?: string;
  /** Your own data, echoed in webhooks. */
  meta?: Record<string, unknown>;
  /** The idempotency key, instead of the default. It travels as a header, never in the body. */
  idempotency_key?: string;
}

/** Answer of `create_checkout_intent`. */
export interface CheckoutIntentResponse {
  /** The transaction. */
  clive_tx_id: string;
  /** `pending`. */
  status: string;
  /** The PaymentIntent that Clive made. */
  stripe_payment_intent_id: string;
  /** For Stripe Elements in the buyer's browser; a secret everywhere else. */
  client_secret: string | null;
  /** For `loadStripe`. */
  stripe_publishable_key: string;
  /** Whether this is the stored answer of an earlier request with the same idempotency key. */
  idempotentReplay?: boolean;
}

/** Creates the transaction at the processor that Clive finds best for the payment type and the country. */
export interface CheckoutIntentV2Request {
  /** Your partner id, given by Clive. */
  partner_id: string;
  /** The merchant under that partner. */
  client_id: string;
  /** Amount in major units (750 = $750.00), above 0. */
  amount: number;
  /** ISO 4217 code, upper case. */
  currency: string;
  /** The buyer's e-mail address. */
  email: string;
  /** Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`, the same as v1's. */
  echezona_reference: string;
  /** `card`, `revolut_pay` or `open_banking`. */
  payment_type: "card" | "revolut_pay" | "open_banking";
  /** ISO 3166 alpha-2 code of the issuer's country, upper case. */
  issuer_country: string;
  /** The card's scheme, if you know it. */
  card_scheme?: string;
  /** What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`. */
  statement_descriptor_suffix?: string;
  /** Your own data, echoed in webhooks. */
  meta?: Record<string, unknown>;
  /** The idempotency key, instead of the default. It travels as a header, never in the body. */
  idempotency_key?: string;
}

/** Answer of `create_checkout_intent_v2`. */
export interface CheckoutIntentV2Response {
  /** The transaction. */
  clive_tx_id: string;
  /** Its status. */
  status: string;
  /** The processor that was chosen: `stripe`, `revolut`, or one that is new. */
  processor: string;
  /** The payment type that was asked for. */
  payment_type: "card" | "revolut_pay" | "open_banking";
  /** The fee rule that was applied. */
  processor_fee_rule_id?: string;
  /** The processor's estimated fee, in major units. */
  estimated_processor_fee?: number;
  /** Stripe: the PaymentIntent that Clive made. */
  stripe_payment_intent_id?: string;
  /** Stripe: for Elements in the buyer's browser; a secret everywhere else. */
  client_secret?: string | null;
  /** Stripe: for `loadStripe`. */
  stripe_publishable_key?: string;
  /** A sentence for people. */
  message?: string;
  /** Revolut: the order token for the buyer's browser; a secret everywhere else. */
  revolut_order_token?: string | null;
  /** Revolut: `prod` or `sandbox`. */
  revolut_mode?: "prod" | "sandbox";
  /** Revolut: the public key for the buyer's browser. */
  revolut_public_key?: string | null;
  /** Whether this is the stored answer of an earlier request with the same idempotency key. */
  idempotentReplay?: boolean;
}

/** One transaction of `list_transactions`. Fees are filled after the payment succeeded. */
export interface Transaction {
  /** The row's id. */
  id?: string | null;
  /** The transaction. */
  cliveTxId?: string | null;
  /** Its partner. */
  partnerId?: string | null;
  /** The partner's name. */
  partnerName?: string | null;
  /** Its merchant. */
  clientId?: string | null;
  /** The merchant's name. */
  clientName?: string | null;
  /** Your reference. */
  echezonaReference?: string | null;
  /** Its PaymentIntent. */
  stripePaymentIntentId?: string | null;
  /** Amount in major units. */
  amount?: number | null;
  /** ISO 4217 code. */
  currency?: string | null;
  /** `initialized`, `pending`, `succeeded`, `failed`, `refunded`, `chargeback`, or one that is new. */
  status?: string | null;
  /** The processor's fee, in percent. */
  stripeFeePercent?: number | null;
  /** The partner's fee, in percent. */
  partnerFeePercent?: number | null;
  /** What the merchant gets, in percent. */
  partnerPayoutPercent?: number | null;
  /** Clive's share, in percent. */
  cliveEarningPercent?: number | null;
  /** Clive's share, in major units. */
  cliveEarningAmount?: number | null;
  /** The processor's fee, in major units. */
  processorFee?: number | null;
  /** The platform's fee, in major units. */
  platformFee?: number | null;
  /** What is left for the merchant, in major units. */
  netAmount?: number | null;
  /** `unsettled`, `queued` or `paid`. */
  settlementStatus?: string | null;
  /** ISO 8601 time. */
  createdAt?: string | null;
  /** ISO 8601 time. */
  updatedAt?: string | null;
}

/** Answer of `list_transactions`. */
export interface TransactionList {
  /** The transactions. */
  items?: Transaction[];
}

/** Creates a merchant under the partner that the key belongs to. */
export interface CreateMerchantClientRequest {
  /** Your stable id for the merchant, at least 3 characters; the default idempotency key is `client-{client_id}`. */
  client_id: string;
  /** The merchant's legal name, at least 2 characters. */
  legal_name: string;
  /** `active` (default), `suspended` or `pending_kyc`. */
  status?: string;
  /** The merchant's fee in percent; not below Clive's own. */
  partner_fee_percentage?: number;
  /** The merchant's flat fee in US dollars, 0–10. */
  partner_fee_flat_usd?: number;
  /** The idempotency key, instead of the default. It travels as a header, never in the body. */
  idempotency_key?: string;
}

/** Answer of `create_merchant_client`, and one merchant of `list_merchant_clients`. */
export interface MerchantClient {
  /** The row's id. */
  id?: string | null;
  /** Its partner. */
  partner_id?: string | null;
  /** Your id for it. */
  client_id?: string | null;
  /** Its legal name. */
  legal_name?: string | null;
  /** `active`, `suspended` or `pending_kyc`. */
  status?: string | null;
  /** Its fee, in percent. */
  partner_fee_percentage?: number | null;
  /** Its flat fee, in US dollars. */
  partner_fee_flat_usd?: number | null;
  /** ISO 8601 time. */
  created_at?: string | null;
  /** ISO 8601 time. */
  updated_at?: string | null;
  /** Whether this is the stored answer of an earlier request with the same idempotency key. */
  idempotentReplay?: boolean;
}

/** Answer of `list_merchant_clients`. */
export interface MerchantClientList {
  /** The merchants, newest first. */
  items?: MerchantClient[];
}

/** One settlement batch; the answer of `pay_settlement`. */
export interface SettlementBatch {
  /** The batch (a UUID). */
  id?: string | null;
  /** Its partner. */
  partnerId?: string | null;
  /** Its merchant. */
  clientId?: string | null;
  /** ISO 4217 code. */
  currency?: string | null;
  /** The `clive_tx_id` of each transaction in it. */
  transactionIds?: string[];
  /** Sum of the amounts, in major units. */
  totalGross?: number | null;
  /** Sum of the processors' fees, in major units. */
  totalProcessorFees?: number | null;
  /** Sum of the platform's fees, in major units. */
  totalPlatformFees?: number | null;
  /** What is paid out, in major units. */
  totalNet?: number | null;
  /** `pending`, `sent` or `failed`. */
  status?: string | null;
  /** The payout's id at Mercury. */
  mercuryTransferId?: string | null;
  /** The payout's id at Wise. */
  wiseTransferId?: string | null;
  /** ISO 8601 time. */
  createdAt?: string | null;
}

/** Answer of `list_settlements`. */
export interface SettlementList {
  /** The batches. */
  items?: SettlementBatch[];
}

/** Groups succeeded, unsettled transactions of earlier days into batches. Sent once: it carries no idempotency key. */
export interface RunSettlementsRequest {
  /** Only this partner. Not empty: a server may take an empty filter for "all". (query) */
  partner_id?: string;
  /** Only this merchant. Not empty, for the same reason. (query) */
  client_id?: string;
}

/** Answer of `run_settlements`. */
export interface SettlementRun {
  /** How many batches were made. */
  created_batches?: number | null;
  /** The batches, `pending`. */
  batches?: SettlementBatch[];
}

/** Pays one settlement batch out. Sent once: it carries no idempotency key. */
export interface PaySettlementRequest {
  /** The batch (a UUID). */
  settlement_batch_id: string;
}

/** Reads a merchant's colours, names and logo. Public. */
export interface GetBrandingPacketRequest {
  /** The merchant. (query) */
  client_id: string;
  /** Its partner. (query) */
  partner_id?: string;
}

/** A merchant's looks. */
export interface Branding {
  /** Name for the buyer. */
  brand_display_name?: string | null;
  /** Logo. */
  brand_logo_url?: string | null;
  /** CSS colour. */
  brand_primary_color?: string | null;
  /** CSS colour. */
  brand_secondary_color?: string | null;
  /** CSS colour. */
  widget_background_color?: string | null;
  /** CSS colour. */
  widget_text_color?: string | null;
  /** The merchant's site. */
  website_url?: string | null;
}

/** Answer of `get_branding_packet`. */
export interface BrandingPacket {
  /** The partner. */
  partner_id?: string | null;
  /** The merchant. */
  client_id?: string | null;
  /** The partner's legal name. */
  partner_legal_name?: string | null;
  /** The merchant's legal name. */
  client_legal_name?: string | null;
  /** The partner's status. */
  partner_status?: string | null;
  /** Its looks. */
  branding?: Branding;
}

/** One method for each operation. */
export declare class CliveOperations {
  protected constructor();
  /** Creates the Clive record of a payment. Source: `api-reference/transactions-initialize`. `POST /transactions/initialize` */
  initializeTransaction(input: InitializeTransactionRequest, options?: CallOptions): Promise<InitializeTransactionResponse>;
  /** Attaches your PaymentIntent to it. Source: `api-reference/transactions-attach-intent`. `POST /transactions/attach-intent` */
  attachPaymentIntent(input: AttachPaymentIntentRequest, options?: CallOptions): Promise<AttachPaymentIntentResponse>;
  /** Creates transaction and PaymentIntent in one step. Source: `api-reference/transactions-checkout-intent`. `POST /transactions/checkout-intent` */
  createCheckoutIntent(input: CheckoutIntentRequest, options?: CallOptions): Promise<CheckoutIntentResponse>;
  /** The same through the processor that Clive chooses. Source: published SDK, `createCheckoutIntentV2`. `POST /transactions/checkout-intent-v2` */
  createCheckoutIntentV2(input: CheckoutIntentV2Request, options?: CallOptions): Promise<CheckoutIntentV2Response>;
  /** Lists transactions. Source: `api-reference/transactions-list`. `GET /transactions` */
  listTransactions(options?: CallOptions): Promise<TransactionList>;
  /** Creates a merchant. Source: `api-reference/clients-create`. `POST /clients` */
  createMerchantClient(input: CreateMerchantClientRequest, options?: CallOptions): Promise<MerchantClient>;
  /** Lists merchants. Source: `api-reference/clients-list`. `GET /clients` */
  listMerchantClients(options?: CallOptions): Promise<MerchantClientList>;
  /** Lists settlement batches. Source: `api-reference/settlements-list`. `GET /settlements` */
  listSettlements(options?: CallOptions): Promise<SettlementList>;
  /** Makes settlement batches; never retried. Source: `api-reference/settlements-run`. `POST /settlements/run` */
  runSettlements(input?: RunSettlementsRequest, options?: CallOptions): Promise<SettlementRun>;
  /** Pays a settlement batch; never retried. Source: `api-reference/settlements-pay`. `POST /settlements/pay` */
  paySettlement(input: PaySettlementRequest, options?: CallOptions): Promise<SettlementBatch>;
  /** Reads a merchant's looks. Source: `getting-started`. `GET /branding/packet` */
  getBrandingPacket(input: GetBrandingPacketRequest, options?: CallOptions): Promise<BrandingPacket>;
}
