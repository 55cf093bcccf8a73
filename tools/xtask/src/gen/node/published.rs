//! Names and types that the published SDK of Clive gave first; an answer's fields listed here are typed as it types them.

use payseal::operation::Model;

pub(super) struct Published {
    model: &'static str,
    pub name: &'static str,
    pub fields: &'static [(&'static str, &'static str)],
}

pub(super) fn published(model: &Model) -> Option<&'static Published> {
    PUBLISHED.iter().find(|published| published.model == model.name)
}

const PAYMENT_TYPE: &str = "\"card\" | \"revolut_pay\" | \"open_banking\"";

const PUBLISHED: &[Published] = &[
    Published { model: "InitializeTransaction", name: "InitializeTransactionRequest", fields: &[] },
    Published { model: "AttachPaymentIntent", name: "AttachPaymentIntentRequest", fields: &[] },
    Published { model: "CreateCheckoutIntent", name: "CheckoutIntentRequest", fields: &[] },
    Published {
        model: "CreateCheckoutIntentV2",
        name: "CheckoutIntentV2Request",
        fields: &[("payment_type", PAYMENT_TYPE)],
    },
    Published {
        model: "InitializedTransaction",
        name: "InitializeTransactionResponse",
        fields: &[("clive_tx_id", "string"), ("status", "string")],
    },
    Published {
        model: "AttachedPaymentIntent",
        name: "AttachPaymentIntentResponse",
        fields: &[("clive_tx_id", "string"), ("status", "string"), ("stripe_payment_intent_id", "string")],
    },
    Published {
        model: "CheckoutIntent",
        name: "CheckoutIntentResponse",
        fields: &[
            ("clive_tx_id", "string"),
            ("status", "string"),
            ("stripe_payment_intent_id", "string"),
            ("client_secret", "string | null"),
            ("stripe_publishable_key", "string"),
        ],
    },
    Published {
        model: "CheckoutIntentV2",
        name: "CheckoutIntentV2Response",
        fields: &[
            ("clive_tx_id", "string"),
            ("status", "string"),
            ("processor", "string"),
            ("payment_type", PAYMENT_TYPE),
            ("processor_fee_rule_id?", "string"),
            ("estimated_processor_fee?", "number"),
            ("stripe_payment_intent_id?", "string"),
            ("client_secret?", "string | null"),
            ("stripe_publishable_key?", "string"),
            ("message?", "string"),
            ("revolut_mode?", "\"prod\" | \"sandbox\""),
        ],
    },
];
