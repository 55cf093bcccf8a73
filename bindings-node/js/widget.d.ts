/**
 * The ten widget types of the published SDK, as types only: a server's code may name them. The widget itself runs in a
 * browser and stays in `@clive-alliance/partner-sdk`.
 */

/** The DOM's element where the DOM's types are loaded. */
type Element = typeof globalThis extends { HTMLElement: { prototype: infer T } } ? T : never;

/** How the buyer pays. */
export type ClivePaymentType = 'card' | 'revolut_pay' | 'open_banking';
/** Who carries the payment. */
export type CliveProcessorCode = 'stripe' | 'revolut' | (string & {});

/** A country that the buyer may choose. */
export interface CliveWidgetCountryOption {
  code: string;
  name: string;
  flag: string;
}

/** Colours of the widget. */
interface CliveWidgetTheme {
  background: string;
  text: string;
  mutedText: string;
  primary: string;
  border: string;
  error: string;
}

/** A merchant's looks. */
export interface CliveBrandingPacket {
  partner_id: string;
  client_id: string;
  partner_legal_name?: string;
  client_legal_name?: string;
  partner_status?: string;
  branding?: {
    brand_display_name?: string;
    brand_logo_url?: string;
    brand_primary_color?: string;
    brand_secondary_color?: string;
    widget_background_color?: string;
    widget_text_color?: string;
    website_url?: string;
  };
}

/** What the widget sends to your backend; the fields are those of `createCheckoutIntentV2`. */
export interface CliveWidgetInitializePayload {
  partner_id: string;
  client_id: string;
  amount: number;
  currency: string;
  email: string;
  echezona_reference: string;
  statement_descriptor_suffix?: string;
  meta?: Record<string, unknown>;
  payment_type: ClivePaymentType;
  issuer_country: string;
  card_scheme?: string;
}

/** What your backend answers: the answer of `createCheckoutIntentV2`. */
export interface CliveWidgetInitializeResponse {
  clive_tx_id: string;
  status: string;
  processor: CliveProcessorCode;
  payment_type: ClivePaymentType;
  client_secret?: string | null;
  stripe_publishable_key?: string;
  revolut_order_token?: string | null;
  revolut_mode?: 'prod' | 'sandbox';
  revolut_public_key?: string | null;
  message?: string;
  [key: string]: unknown;
}

/** What the widget is doing. */
export type CliveWidgetState =
  | 'method_select'
  | 'country_select'
  | 'initializing'
  | 'processor_ready'
  | 'processing'
  | 'succeeded'
  | 'failed';

/** What a renderer of your own is given. */
export interface CliveProcessorRenderContext {
  root: Element;
  payload: CliveWidgetInitializePayload;
  response: CliveWidgetInitializeResponse;
  /** Tells the widget what it is doing. */
  setState: (state: CliveWidgetState) => void;
  /** Shows a message to the buyer. */
  setError: (message: string | null) => void;
  /** The payment was made; settles once. */
  emitSuccess: (details?: unknown) => void;
  /** The payment failed; settles once. */
  emitFailure: (error: unknown) => void;
}

/** Draws a processor's payment form. */
export type CliveProcessorRenderer = (
  context: CliveProcessorRenderContext,
) => void | (() => void) | Promise<void | (() => void)>;

/** What the widget is made of. */
export interface ClivePaymentsWidgetOptions {
  mount: string | Element;
  partnerId: string;
  clientId: string;
  /** @deprecated Ignored by the widget. */
  logoUrl?: string;
  logoAlt?: string;
  amount: number;
  currency: string;
  email: string;
  echezonaReference: string;
  brandingBaseUrl?: string;
  brandingEndpointPath?: string;
  /** Reads the merchant's looks instead of the widget. */
  fetchBrandingPacket?: (input: { clientId: string; partnerId?: string }) => Promise<CliveBrandingPacket>;
  statementDescriptorSuffix?: string;
  meta?: Record<string, unknown>;
  allowedPaymentTypes?: ClivePaymentType[];
  countries?: CliveWidgetCountryOption[];
  /** Asks your backend for the payment. */
  initializeTransaction: (payload: CliveWidgetInitializePayload) => Promise<CliveWidgetInitializeResponse>;
  /** Your backend has answered. */
  onInitialized?: (payload: CliveWidgetInitializePayload, response: CliveWidgetInitializeResponse) => void;
  /** The payment was made, as the browser sees it: wait for the webhook before you ship. */
  onSuccess?: (details: {
    payload: CliveWidgetInitializePayload;
    response: CliveWidgetInitializeResponse;
    result?: unknown;
  }) => void;
  /** Something failed. */
  onError?: (error: unknown) => void;
  /** The widget does something else. */
  onStateChange?: (state: CliveWidgetState) => void;
  theme?: Partial<CliveWidgetTheme>;
  stripe?: { returnUrl?: string; confirmButtonLabel?: string };
  renderers?: Partial<Record<CliveProcessorCode, CliveProcessorRenderer>> & { fallback?: CliveProcessorRenderer };
}

export {};
