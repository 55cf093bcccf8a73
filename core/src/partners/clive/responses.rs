//! What Clive answers. Mutations answer in snake case, lists in camel case; both are kept as they stand on the wire, and
//! Rust names them in snake case.

use crate::amount::Amount;
use crate::partners::model::responses;

responses! {
    /// Answer of `initialize_transaction`.
    InitializedTransaction {
        /// The transaction, e.g. `CLVTX_1739378102312_420`.
        clive_tx_id = "clive_tx_id": String;
        /// `initialized`.
        status = "status": String;
        /// Whether this is the stored answer of an earlier request with the same idempotency key.
        idempotent_replay = "idempotentReplay": bool;
    }

    /// Answer of `attach_payment_intent`.
    AttachedPaymentIntent {
        /// The transaction.
        clive_tx_id = "clive_tx_id": String;
        /// `pending`.
        status = "status": String;
        /// The PaymentIntent that was attached.
        stripe_payment_intent_id = "stripe_payment_intent_id": String;
        /// Whether this is the stored answer of an earlier request with the same idempotency key.
        idempotent_replay = "idempotentReplay": bool;
    }

    /// Answer of `create_checkout_intent`.
    CheckoutIntent {
        /// The transaction.
        clive_tx_id = "clive_tx_id": String;
        /// `pending`.
        status = "status": String;
        /// The PaymentIntent that Clive made.
        stripe_payment_intent_id = "stripe_payment_intent_id": String;
        /// For Stripe Elements in the buyer's browser; a secret everywhere else.
        [secret] client_secret = "client_secret": String;
        /// For `loadStripe`.
        stripe_publishable_key = "stripe_publishable_key": String;
        /// Whether this is the stored answer of an earlier request with the same idempotency key.
        idempotent_replay = "idempotentReplay": bool;
    }

    /// Answer of `create_checkout_intent_v2`.
    CheckoutIntentV2 {
        /// The transaction.
        clive_tx_id = "clive_tx_id": String;
        /// Its status.
        status = "status": String;
        /// The processor that was chosen: `stripe`, `revolut`, or one that is new.
        processor = "processor": String;
        /// The payment type that was asked for.
        payment_type = "payment_type": String;
        /// The fee rule that was applied.
        processor_fee_rule_id = "processor_fee_rule_id": String;
        /// The processor's estimated fee, in major units.
        estimated_processor_fee = "estimated_processor_fee": Amount;
        /// Stripe: the PaymentIntent that Clive made.
        stripe_payment_intent_id = "stripe_payment_intent_id": String;
        /// Stripe: for Elements in the buyer's browser; a secret everywhere else.
        [secret] client_secret = "client_secret": String;
        /// Stripe: for `loadStripe`.
        stripe_publishable_key = "stripe_publishable_key": String;
        /// A sentence for people.
        message = "message": String;
        /// Revolut: the order token for the buyer's browser; a secret everywhere else.
        [secret] revolut_order_token = "revolut_order_token": String;
        /// Revolut: `prod` or `sandbox`.
        revolut_mode = "revolut_mode": String;
        /// Revolut: the public key for the buyer's browser.
        revolut_public_key = "revolut_public_key": String;
        /// Whether this is the stored answer of an earlier request with the same idempotency key.
        idempotent_replay = "idempotentReplay": bool;
    }

    /// One transaction of `list_transactions`. Fees are filled after the payment succeeded.
    Transaction {
        /// The row's id.
        id = "id": String;
        /// The transaction.
        clive_tx_id = "cliveTxId": String;
        /// Its partner.
        partner_id = "partnerId": String;
        /// The partner's name.
        partner_name = "partnerName": String;
        /// Its merchant.
        client_id = "clientId": String;
        /// The merchant's name.
        client_name = "clientName": String;
        /// Your reference.
        echezona_reference = "echezonaReference": String;
        /// Its PaymentIntent.
        stripe_payment_intent_id = "stripePaymentIntentId": String;
        /// Amount in major units.
        amount = "amount": Amount;
        /// ISO 4217 code.
        currency = "currency": String;
        /// `initialized`, `pending`, `succeeded`, `failed`, `refunded`, `chargeback`, or one that is new.
        status = "status": String;
        /// The processor's fee, in percent.
        stripe_fee_percent = "stripeFeePercent": Amount;
        /// The partner's fee, in percent.
        partner_fee_percent = "partnerFeePercent": Amount;
        /// What the merchant gets, in percent.
        partner_payout_percent = "partnerPayoutPercent": Amount;
        /// Clive's share, in percent.
        clive_earning_percent = "cliveEarningPercent": Amount;
        /// Clive's share, in major units.
        clive_earning_amount = "cliveEarningAmount": Amount;
        /// The processor's fee, in major units.
        processor_fee = "processorFee": Amount;
        /// The platform's fee, in major units.
        platform_fee = "platformFee": Amount;
        /// What is left for the merchant, in major units.
        net_amount = "netAmount": Amount;
        /// `unsettled`, `queued` or `paid`.
        settlement_status = "settlementStatus": String;
        /// ISO 8601 time.
        created_at = "createdAt": String;
        /// ISO 8601 time.
        updated_at = "updatedAt": String;
    }

    /// Answer of `list_transactions`.
    TransactionList {
        /// The transactions.
        items = "items": Vec<Transaction>;
    }

    /// Answer of `create_merchant_client`, and one merchant of `list_merchant_clients`.
    MerchantClient {
        /// The row's id.
        id = "id": String;
        /// Its partner.
        partner_id = "partner_id": String;
        /// Your id for it.
        client_id = "client_id": String;
        /// Its legal name.
        legal_name = "legal_name": String;
        /// `active`, `suspended` or `pending_kyc`.
        status = "status": String;
        /// Its fee, in percent.
        partner_fee_percentage = "partner_fee_percentage": Amount;
        /// Its flat fee, in US dollars.
        partner_fee_flat_usd = "partner_fee_flat_usd": Amount;
        /// ISO 8601 time.
        created_at = "created_at": String;
        /// ISO 8601 time.
        updated_at = "updated_at": String;
        /// Whether this is the stored answer of an earlier request with the same idempotency key.
        idempotent_replay = "idempotentReplay": bool;
    }

    /// Answer of `list_merchant_clients`.
    MerchantClientList {
        /// The merchants, newest first.
        items = "items": Vec<MerchantClient>;
    }

    /// One settlement batch; the answer of `pay_settlement`.
    SettlementBatch {
        /// The batch (a UUID).
        id = "id": String;
        /// Its partner.
        partner_id = "partnerId": String;
        /// Its merchant.
        client_id = "clientId": String;
        /// ISO 4217 code.
        currency = "currency": String;
        /// The `clive_tx_id` of each transaction in it.
        transaction_ids = "transactionIds": Vec<String>;
        /// Sum of the amounts, in major units.
        total_gross = "totalGross": Amount;
        /// Sum of the processors' fees, in major units.
        total_processor_fees = "totalProcessorFees": Amount;
        /// Sum of the platform's fees, in major units.
        total_platform_fees = "totalPlatformFees": Amount;
        /// What is paid out, in major units.
        total_net = "totalNet": Amount;
        /// `pending`, `sent` or `failed`.
        status = "status": String;
        /// The payout's id at Mercury.
        mercury_transfer_id = "mercuryTransferId": String;
        /// The payout's id at Wise.
        wise_transfer_id = "wiseTransferId": String;
        /// ISO 8601 time.
        created_at = "createdAt": String;
    }

    /// Answer of `list_settlements`.
    SettlementList {
        /// The batches.
        items = "items": Vec<SettlementBatch>;
    }

    /// Answer of `run_settlements`.
    SettlementRun {
        /// How many batches were made.
        created_batches = "created_batches": i64;
        /// The batches, `pending`.
        batches = "batches": Vec<SettlementBatch>;
    }

    /// A merchant's looks.
    Branding {
        /// Name for the buyer.
        brand_display_name = "brand_display_name": String;
        /// Logo.
        brand_logo_url = "brand_logo_url": String;
        /// CSS colour.
        brand_primary_color = "brand_primary_color": String;
        /// CSS colour.
        brand_secondary_color = "brand_secondary_color": String;
        /// CSS colour.
        widget_background_color = "widget_background_color": String;
        /// CSS colour.
        widget_text_color = "widget_text_color": String;
        /// The merchant's site.
        website_url = "website_url": String;
    }

    /// Answer of `get_branding_packet`.
    BrandingPacket {
        /// The partner.
        partner_id = "partner_id": String;
        /// The merchant.
        client_id = "client_id": String;
        /// The partner's legal name.
        partner_legal_name = "partner_legal_name": String;
        /// The merchant's legal name.
        client_legal_name = "client_legal_name": String;
        /// The partner's status.
        partner_status = "partner_status": String;
        /// Its looks.
        branding = "branding": Branding;
    }
}
