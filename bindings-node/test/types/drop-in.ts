/** Proves by assignment that code typed against the published SDK goes on compiling with ours. */
import type * as Ours from '../../js/index.js';
import type * as Published from 'published';

type Assignable<From extends To, To> = From;

// What users build (requests, options) must be accepted; what they receive (answers, errors) must be what they expect.
export type Requests = [
  Assignable<Published.InitializeTransactionRequest, Ours.InitializeTransactionRequest>,
  Assignable<Published.AttachPaymentIntentRequest, Ours.AttachPaymentIntentRequest>,
  Assignable<Published.CheckoutIntentRequest, Ours.CheckoutIntentRequest>,
  Assignable<Published.CheckoutIntentV2Request, Ours.CheckoutIntentV2Request>,
  Assignable<Published.CliveClientOptions, Ours.CliveClientOptions>,
];
export type Answers = [
  Assignable<Ours.InitializeTransactionResponse, Published.InitializeTransactionResponse>,
  Assignable<Ours.AttachPaymentIntentResponse, Published.AttachPaymentIntentResponse>,
  Assignable<Ours.CheckoutIntentResponse, Published.CheckoutIntentResponse>,
  Assignable<Ours.CheckoutIntentV2Response, Published.CheckoutIntentV2Response>,
  Assignable<Ours.CliveApiError, Published.CliveApiError>,
  Assignable<Ours.CliveApiErrorShape, Published.CliveApiErrorShape>,
];
export type Client = Assignable<
  Pick<Ours.CliveClient, keyof Published.CliveClient>,
  Pick<Published.CliveClient, keyof Published.CliveClient>
>;
export type Statics = Assignable<
  Pick<typeof Ours.CliveClient, 'signPayload' | 'createIdempotencyKey' | 'createRandomIdempotencyKey' | 'createCheckoutIdempotencyKey'>,
  Pick<typeof Published.CliveClient, 'signPayload' | 'createIdempotencyKey' | 'createRandomIdempotencyKey' | 'createCheckoutIdempotencyKey'>
>;
export type Functions = Assignable<typeof Ours.createSignedRequestHeaders, typeof Published.createSignedRequestHeaders>;
export type Constructors = [
  Assignable<ConstructorParameters<typeof Published.CliveClient>, ConstructorParameters<typeof Ours.CliveClient>>,
  Assignable<ConstructorParameters<typeof Published.CliveApiError>, ConstructorParameters<typeof Ours.CliveApiError>>,
];
export type Widget = [
  Assignable<Published.ClivePaymentType, Ours.ClivePaymentType>,
  Assignable<Published.CliveProcessorCode, Ours.CliveProcessorCode>,
  Assignable<Published.CliveWidgetCountryOption, Ours.CliveWidgetCountryOption>,
  Assignable<Published.CliveBrandingPacket, Ours.CliveBrandingPacket>,
  Assignable<Published.CliveWidgetInitializePayload, Ours.CliveWidgetInitializePayload>,
  Assignable<Published.CliveWidgetInitializeResponse, Ours.CliveWidgetInitializeResponse>,
  Assignable<Published.CliveWidgetState, Ours.CliveWidgetState>,
  Assignable<Published.CliveProcessorRenderContext, Ours.CliveProcessorRenderContext>,
  Assignable<Published.CliveProcessorRenderer, Ours.CliveProcessorRenderer>,
  Assignable<Published.ClivePaymentsWidgetOptions, Ours.ClivePaymentsWidgetOptions>,
];
