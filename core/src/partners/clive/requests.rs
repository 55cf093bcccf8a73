//! What Clive's operations take, in the order the published SDK writes the fields (fields it drops, such as `meta` on
//! initialize, stand where the contract lists them).

use crate::amount::Amount;
use crate::json::Object;
use crate::partners::model::{presence, requests};

requests! {
    /// Creates the Clive record of a payment whose Stripe PaymentIntent you make yourself (legacy two-step flow).
    InitializeTransaction {
        /// Your partner id, given by Clive.
        required Body partner_id: String, NonEmpty;
        /// The merchant under that partner.
        required Body client_id: String, NonEmpty;
        /// Amount in major units (750 = $750.00), above 0.
        required Body amount: Amount, Positive;
        /// ISO 4217 code, upper case.
        required Body currency: String, NonEmpty;
        /// Your own immutable reference; the default idempotency key is `init-{echezona_reference}`.
        required Body echezona_reference: String, NonEmpty;
        /// Your own data, echoed in webhooks.
        optional Body meta: Object, Any;
    }

    /// Attaches the Stripe PaymentIntent to a transaction made by `initialize_transaction` (legacy two-step flow).
    AttachPaymentIntent {
        /// The transaction; the default idempotency key is `attach-{clive_tx_id}`.
        required Body clive_tx_id: String, NonEmpty;
        /// The PaymentIntent that you made (`pi_…`).
        required Body stripe_payment_intent_id: String, NonEmpty;
    }

    /// Creates the transaction and its Stripe PaymentIntent in one step.
    CreateCheckoutIntent {
        /// Your partner id, given by Clive.
        required Body partner_id: String, NonEmpty;
        /// The merchant under that partner.
        required Body client_id: String, NonEmpty;
        /// Amount in major units (750 = $750.00), above 0.
        required Body amount: Amount, Positive;
        /// ISO 4217 code, upper case.
        required Body currency: String, NonEmpty;
        /// The buyer's e-mail address.
        required Body email: String, NonEmpty;
        /// Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`.
        required Body echezona_reference: String, NonEmpty;
        /// What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`.
        optional Body statement_descriptor_suffix: String, Descriptor;
        /// Your own data, echoed in webhooks.
        optional Body meta: Object, Any;
    }

    /// Creates the transaction at the processor that Clive finds best for the payment type and the country.
    CreateCheckoutIntentV2 {
        /// Your partner id, given by Clive.
        required Body partner_id: String, NonEmpty;
        /// The merchant under that partner.
        required Body client_id: String, NonEmpty;
        /// Amount in major units (750 = $750.00), above 0.
        required Body amount: Amount, Positive;
        /// ISO 4217 code, upper case.
        required Body currency: String, NonEmpty;
        /// The buyer's e-mail address.
        required Body email: String, NonEmpty;
        /// Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`, the same as v1's.
        required Body echezona_reference: String, NonEmpty;
        /// `card`, `revolut_pay` or `open_banking`.
        required Body payment_type: String, NonEmpty;
        /// ISO 3166 alpha-2 code of the issuer's country, upper case.
        required Body issuer_country: String, NonEmpty;
        /// The card's scheme, if you know it.
        optional Body card_scheme: String, Any;
        /// What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`.
        optional Body statement_descriptor_suffix: String, Descriptor;
        /// Your own data, echoed in webhooks.
        optional Body meta: Object, Any;
    }

    /// Lists the partner's transactions; the contract documents no parameters.
    ListTransactions {}

    /// Creates a merchant under the partner that the key belongs to.
    CreateMerchantClient {
        /// Your stable id for the merchant, at least 3 characters; the default idempotency key is `client-{client_id}`.
        required Body client_id: String, NonEmpty;
        /// The merchant's legal name, at least 2 characters.
        required Body legal_name: String, NonEmpty;
        /// `active` (default), `suspended` or `pending_kyc`.
        optional Body status: String, Any;
        /// The merchant's fee in percent; not below Clive's own.
        optional Body partner_fee_percentage: Amount, Any;
        /// The merchant's flat fee in US dollars, 0–10.
        optional Body partner_fee_flat_usd: Amount, Any;
    }

    /// Lists the partner's merchants, newest first.
    ListMerchantClients {}

    /// Lists the settlement batches; the contract documents no parameters.
    ListSettlements {}

    /// Groups succeeded, unsettled transactions of earlier days into batches. Sent once: it carries no idempotency key.
    RunSettlements {
        /// Only this partner. Not empty: a server may take an empty filter for "all".
        optional Query partner_id: String, NonEmpty;
        /// Only this merchant. Not empty, for the same reason.
        optional Query client_id: String, NonEmpty;
    }

    /// Pays one settlement batch out. Sent once: it carries no idempotency key.
    PaySettlement {
        /// The batch (a UUID).
        required Body settlement_batch_id: String, NonEmpty;
    }

    /// Reads a merchant's colours, names and logo. Public.
    GetBrandingPacket {
        /// The merchant.
        required Query client_id: String, NonEmpty;
        /// Its partner.
        optional Query partner_id: String, Any;
    }
}
