/**
 * The ten widget types of the published SDK, as types only: a server's code may name them. The widget itself runs in a
 * browser and stays in `@clive-alliance/partner-sdk`.
 */

/** The DOM's element where the DOM's types are loaded. */
type Element = typeof globalThis extends { HTMLElement: { prototype: infer T } } ? T : never;

export type ClivePaymentType = 'card' | 'revolut_pay' | 'open_banking';
export type CliveProcessorCode = 'stripe' | 'revolut' | (string & {});

export interface CliveWidgetCountryOption {
  code: string;
  name: string;
  flag: string;
}

interface CliveWidgetTheme {
  background: string;
  text: string;
  mutedText: string;
  primary: string;
  border: string;
  error: string;
}

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

export type CliveWidgetState =
  | 'method_select'
  | 'country_select'
  | 'initializing'
  | 'processor_ready'
  | 'processing'
  | 'succeeded'
  | 'failed';

export interface CliveProcessorRenderContext {
  root: Element;
  payload: CliveWidgetInitializePayload;
  response: CliveWidgetInitializeResponse;
  setState: (state: CliveWidgetState) => void;
  setError: (message: string | null) => void;
  emitSuccess: (details?: unknown) => void;
  emitFailure: (error: unknown) => void;
}

export type CliveProcessorRenderer = (
  context: CliveProcessorRenderContext,
) => void | (() => void) | Promise<void | (() => void)>;

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
  fetchBrandingPacket?: (input: { clientId: string; partnerId?: string }) => Promise<CliveBrandingPacket>;
  statementDescriptorSuffix?: string;
  meta?: Record<string, unknown>;
  allowedPaymentTypes?: ClivePaymentType[];
  countries?: CliveWidgetCountryOption[];
  initializeTransaction: (payload: CliveWidgetInitializePayload) => Promise<CliveWidgetInitializeResponse>;
  onInitialized?: (payload: CliveWidgetInitializePayload, response: CliveWidgetInitializeResponse) => void;
  onSuccess?: (details: {
    payload: CliveWidgetInitializePayload;
    response: CliveWidgetInitializeResponse;
    result?: unknown;
  }) => void;
  onError?: (error: unknown) => void;
  onStateChange?: (state: CliveWidgetState) => void;
  theme?: Partial<CliveWidgetTheme>;
  stripe?: { returnUrl?: string; confirmButtonLabel?: string };
  renderers?: Partial<Record<CliveProcessorCode, CliveProcessorRenderer>> & { fallback?: CliveProcessorRenderer };
}

export {};
