//! Clive's endpoints. The auth class, the replay rule and the default key of each follow from the contract's endpoint
//! index and, for the keys, from the published SDK.

use super::requests::*;
use super::responses::*;
use crate::operation::DefaultKey::{Field, None as NoKey};
use crate::partners::model::operations;

operations! {
    client CliveClient;

    /// Creates the Clive record of a payment. Source: `api-reference/transactions-initialize`.
    initialize_transaction(InitializeTransaction) -> InitializedTransaction = INITIALIZE_TRANSACTION:
        Post "/transactions/initialize", Signed, Keyed, Field { prefix: "init", field: "echezona_reference" };

    /// Attaches your PaymentIntent to it. Source: `api-reference/transactions-attach-intent`.
    attach_payment_intent(AttachPaymentIntent) -> AttachedPaymentIntent = ATTACH_PAYMENT_INTENT:
        Post "/transactions/attach-intent", Signed, Keyed, Field { prefix: "attach", field: "clive_tx_id" };

    /// Creates transaction and PaymentIntent in one step. Source: `api-reference/transactions-checkout-intent`.
    create_checkout_intent(CreateCheckoutIntent) -> CheckoutIntent = CREATE_CHECKOUT_INTENT:
        Post "/transactions/checkout-intent", Signed, Keyed, Field { prefix: "checkout", field: "echezona_reference" };

    /// The same through the processor that Clive chooses. Source: published SDK, `createCheckoutIntentV2`.
    create_checkout_intent_v2(CreateCheckoutIntentV2) -> CheckoutIntentV2 = CREATE_CHECKOUT_INTENT_V2:
        Post "/transactions/checkout-intent-v2", Signed, Keyed, Field { prefix: "checkout", field: "echezona_reference" };

    /// Lists transactions. Source: `api-reference/transactions-list`.
    list_transactions(ListTransactions) -> TransactionList = LIST_TRANSACTIONS:
        Get "/transactions", ApiKey, Safe, NoKey;

    /// Creates a merchant. Source: `api-reference/clients-create`.
    create_merchant_client(CreateMerchantClient) -> MerchantClient = CREATE_MERCHANT_CLIENT:
        Post "/clients", Signed, Keyed, Field { prefix: "client", field: "client_id" };

    /// Lists merchants. Source: `api-reference/clients-list`.
    list_merchant_clients(ListMerchantClients) -> MerchantClientList = LIST_MERCHANT_CLIENTS:
        Get "/clients", ApiKey, Safe, NoKey;

    /// Lists settlement batches. Source: `api-reference/settlements-list`.
    list_settlements(ListSettlements) -> SettlementList = LIST_SETTLEMENTS:
        Get "/settlements", ApiKey, Safe, NoKey;

    /// Makes settlement batches; never retried. Source: `api-reference/settlements-run`.
    run_settlements(RunSettlements) -> SettlementRun = RUN_SETTLEMENTS:
        Post "/settlements/run", ApiKey, Never, NoKey;

    /// Pays a settlement batch; never retried. Source: `api-reference/settlements-pay`.
    pay_settlement(PaySettlement) -> SettlementBatch = PAY_SETTLEMENT:
        Post "/settlements/pay", ApiKey, Never, NoKey;

    /// Reads a merchant's looks. Source: `getting-started`.
    get_branding_packet(GetBrandingPacket) -> BrandingPacket = GET_BRANDING_PACKET:
        Get "/branding/packet", Public, Safe, NoKey;
}

/// Every operation, in the order of the documentation.
pub(super) const ALL: &[&crate::operation::Operation] = OPERATIONS;
