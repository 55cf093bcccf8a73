# Written by `cargo xtask gen` from core/src/partners; do not edit.
"""What Clive answers, as attributes. Nothing that is absent is an error: an absent field is `None`, and what is not
described here stays in `extra` and `to_dict()`."""

from __future__ import annotations

from payseal import _model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

__all__ = [
    "InitializedTransaction",
    "AttachedPaymentIntent",
    "CheckoutIntent",
    "CheckoutIntentV2",
    "Transaction",
    "TransactionList",
    "MerchantClient",
    "MerchantClientList",
    "SettlementBatch",
    "SettlementList",
    "SettlementRun",
    "Branding",
    "BrandingPacket",
]


class InitializedTransaction(_model.Answer):
    """Answer of `initialize_transaction`."""

    __slots__ = ()
    _FIELDS = (
        ("clive_tx_id", "clive_tx_id", _model.text),
        ("status", "status", _model.text),
        ("idempotent_replay", "idempotentReplay", _model.flag),
    )

    @property
    def clive_tx_id(self) -> str | None:
        """The transaction, e.g. `CLVTX_1739378102312_420`."""
        return _model.text(self._data.get("clive_tx_id"))

    @property
    def status(self) -> str | None:
        """`initialized`."""
        return _model.text(self._data.get("status"))

    @property
    def idempotent_replay(self) -> bool | None:
        """Whether this is the stored answer of an earlier request with the same idempotency key."""
        return _model.flag(self._data.get("idempotentReplay"))


class AttachedPaymentIntent(_model.Answer):
    """Answer of `attach_payment_intent`."""

    __slots__ = ()
    _FIELDS = (
        ("clive_tx_id", "clive_tx_id", _model.text),
        ("status", "status", _model.text),
        ("stripe_payment_intent_id", "stripe_payment_intent_id", _model.text),
        ("idempotent_replay", "idempotentReplay", _model.flag),
    )

    @property
    def clive_tx_id(self) -> str | None:
        """The transaction."""
        return _model.text(self._data.get("clive_tx_id"))

    @property
    def status(self) -> str | None:
        """`pending`."""
        return _model.text(self._data.get("status"))

    @property
    def stripe_payment_intent_id(self) -> str | None:
        """The PaymentIntent that was attached."""
        return _model.text(self._data.get("stripe_payment_intent_id"))

    @property
    def idempotent_replay(self) -> bool | None:
        """Whether this is the stored answer of an earlier request with the same idempotency key."""
        return _model.flag(self._data.get("idempotentReplay"))


class CheckoutIntent(_model.Answer):
    """Answer of `create_checkout_intent`."""

    __slots__ = ()
    _FIELDS = (
        ("clive_tx_id", "clive_tx_id", _model.text),
        ("status", "status", _model.text),
        ("stripe_payment_intent_id", "stripe_payment_intent_id", _model.text),
        ("client_secret", "client_secret", _model.text),
        ("stripe_publishable_key", "stripe_publishable_key", _model.text),
        ("idempotent_replay", "idempotentReplay", _model.flag),
    )

    @property
    def clive_tx_id(self) -> str | None:
        """The transaction."""
        return _model.text(self._data.get("clive_tx_id"))

    @property
    def status(self) -> str | None:
        """`pending`."""
        return _model.text(self._data.get("status"))

    @property
    def stripe_payment_intent_id(self) -> str | None:
        """The PaymentIntent that Clive made."""
        return _model.text(self._data.get("stripe_payment_intent_id"))

    @property
    def client_secret(self) -> str | None:
        """For Stripe Elements in the buyer's browser; a secret everywhere else. Secret: `repr` does not show it."""
        return _model.text(self._data.get("client_secret"))

    @property
    def stripe_publishable_key(self) -> str | None:
        """For `loadStripe`."""
        return _model.text(self._data.get("stripe_publishable_key"))

    @property
    def idempotent_replay(self) -> bool | None:
        """Whether this is the stored answer of an earlier request with the same idempotency key."""
        return _model.flag(self._data.get("idempotentReplay"))

    _SECRET = frozenset(("client_secret",))


class CheckoutIntentV2(_model.Answer):
    """Answer of `create_checkout_intent_v2`."""

    __slots__ = ()
    _FIELDS = (
        ("clive_tx_id", "clive_tx_id", _model.text),
        ("status", "status", _model.text),
        ("processor", "processor", _model.text),
        ("payment_type", "payment_type", _model.text),
        ("processor_fee_rule_id", "processor_fee_rule_id", _model.text),
        ("estimated_processor_fee", "estimated_processor_fee", _model.amount),
        ("stripe_payment_intent_id", "stripe_payment_intent_id", _model.text),
        ("client_secret", "client_secret", _model.text),
        ("stripe_publishable_key", "stripe_publishable_key", _model.text),
        ("message", "message", _model.text),
        ("revolut_order_token", "revolut_order_token", _model.text),
        ("revolut_mode", "revolut_mode", _model.text),
        ("revolut_public_key", "revolut_public_key", _model.text),
        ("idempotent_replay", "idempotentReplay", _model.flag),
    )

    @property
    def clive_tx_id(self) -> str | None:
        """The transaction."""
        return _model.text(self._data.get("clive_tx_id"))

    @property
    def status(self) -> str | None:
        """Its status."""
        return _model.text(self._data.get("status"))

    @property
    def processor(self) -> str | None:
        """The processor that was chosen: `stripe`, `revolut`, or one that is new."""
        return _model.text(self._data.get("processor"))

    @property
    def payment_type(self) -> str | None:
        """The payment type that was asked for."""
        return _model.text(self._data.get("payment_type"))

    @property
    def processor_fee_rule_id(self) -> str | None:
        """The fee rule that was applied."""
        return _model.text(self._data.get("processor_fee_rule_id"))

    @property
    def estimated_processor_fee(self) -> Decimal | None:
        """The processor's estimated fee, in major units."""
        return _model.amount(self._data.get("estimated_processor_fee"))

    @property
    def stripe_payment_intent_id(self) -> str | None:
        """Stripe: the PaymentIntent that Clive made."""
        return _model.text(self._data.get("stripe_payment_intent_id"))

    @property
    def client_secret(self) -> str | None:
        """Stripe: for Elements in the buyer's browser; a secret everywhere else. Secret: `repr` does not show it."""
        return _model.text(self._data.get("client_secret"))

    @property
    def stripe_publishable_key(self) -> str | None:
        """Stripe: for `loadStripe`."""
        return _model.text(self._data.get("stripe_publishable_key"))

    @property
    def message(self) -> str | None:
        """A sentence for people."""
        return _model.text(self._data.get("message"))

    @property
    def revolut_order_token(self) -> str | None:
        """Revolut: the order token for the buyer's browser; a secret everywhere else. Secret: `repr` does not show it."""
        return _model.text(self._data.get("revolut_order_token"))

    @property
    def revolut_mode(self) -> str | None:
        """Revolut: `prod` or `sandbox`."""
        return _model.text(self._data.get("revolut_mode"))

    @property
    def revolut_public_key(self) -> str | None:
        """Revolut: the public key for the buyer's browser."""
        return _model.text(self._data.get("revolut_public_key"))

    @property
    def idempotent_replay(self) -> bool | None:
        """Whether this is the stored answer of an earlier request with the same idempotency key."""
        return _model.flag(self._data.get("idempotentReplay"))

    _SECRET = frozenset(("client_secret", "revolut_order_token",))


class Transaction(_model.Model):
    """One transaction of `list_transactions`. Fees are filled after the payment succeeded."""

    __slots__ = ()
    _FIELDS = (
        ("id", "id", _model.text),
        ("clive_tx_id", "cliveTxId", _model.text),
        ("partner_id", "partnerId", _model.text),
        ("partner_name", "partnerName", _model.text),
        ("client_id", "clientId", _model.text),
        ("client_name", "clientName", _model.text),
        ("echezona_reference", "echezonaReference", _model.text),
        ("stripe_payment_intent_id", "stripePaymentIntentId", _model.text),
        ("amount", "amount", _model.amount),
        ("currency", "currency", _model.text),
        ("status", "status", _model.text),
        ("stripe_fee_percent", "stripeFeePercent", _model.amount),
        ("partner_fee_percent", "partnerFeePercent", _model.amount),
        ("partner_payout_percent", "partnerPayoutPercent", _model.amount),
        ("clive_earning_percent", "cliveEarningPercent", _model.amount),
        ("clive_earning_amount", "cliveEarningAmount", _model.amount),
        ("processor_fee", "processorFee", _model.amount),
        ("platform_fee", "platformFee", _model.amount),
        ("net_amount", "netAmount", _model.amount),
        ("settlement_status", "settlementStatus", _model.text),
        ("created_at", "createdAt", _model.text),
        ("updated_at", "updatedAt", _model.text),
    )

    @property
    def id(self) -> str | None:
        """The row's id."""
        return _model.text(self._data.get("id"))

    @property
    def clive_tx_id(self) -> str | None:
        """The transaction."""
        return _model.text(self._data.get("cliveTxId"))

    @property
    def partner_id(self) -> str | None:
        """Its partner."""
        return _model.text(self._data.get("partnerId"))

    @property
    def partner_name(self) -> str | None:
        """The partner's name."""
        return _model.text(self._data.get("partnerName"))

    @property
    def client_id(self) -> str | None:
        """Its merchant."""
        return _model.text(self._data.get("clientId"))

    @property
    def client_name(self) -> str | None:
        """The merchant's name."""
        return _model.text(self._data.get("clientName"))

    @property
    def echezona_reference(self) -> str | None:
        """Your reference."""
        return _model.text(self._data.get("echezonaReference"))

    @property
    def stripe_payment_intent_id(self) -> str | None:
        """Its PaymentIntent."""
        return _model.text(self._data.get("stripePaymentIntentId"))

    @property
    def amount(self) -> Decimal | None:
        """Amount in major units."""
        return _model.amount(self._data.get("amount"))

    @property
    def currency(self) -> str | None:
        """ISO 4217 code."""
        return _model.text(self._data.get("currency"))

    @property
    def status(self) -> str | None:
        """`initialized`, `pending`, `succeeded`, `failed`, `refunded`, `chargeback`, or one that is new."""
        return _model.text(self._data.get("status"))

    @property
    def stripe_fee_percent(self) -> Decimal | None:
        """The processor's fee, in percent."""
        return _model.amount(self._data.get("stripeFeePercent"))

    @property
    def partner_fee_percent(self) -> Decimal | None:
        """The partner's fee, in percent."""
        return _model.amount(self._data.get("partnerFeePercent"))

    @property
    def partner_payout_percent(self) -> Decimal | None:
        """What the merchant gets, in percent."""
        return _model.amount(self._data.get("partnerPayoutPercent"))

    @property
    def clive_earning_percent(self) -> Decimal | None:
        """Clive's share, in percent."""
        return _model.amount(self._data.get("cliveEarningPercent"))

    @property
    def clive_earning_amount(self) -> Decimal | None:
        """Clive's share, in major units."""
        return _model.amount(self._data.get("cliveEarningAmount"))

    @property
    def processor_fee(self) -> Decimal | None:
        """The processor's fee, in major units."""
        return _model.amount(self._data.get("processorFee"))

    @property
    def platform_fee(self) -> Decimal | None:
        """The platform's fee, in major units."""
        return _model.amount(self._data.get("platformFee"))

    @property
    def net_amount(self) -> Decimal | None:
        """What is left for the merchant, in major units."""
        return _model.amount(self._data.get("netAmount"))

    @property
    def settlement_status(self) -> str | None:
        """`unsettled`, `queued` or `paid`."""
        return _model.text(self._data.get("settlementStatus"))

    @property
    def created_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("createdAt"))

    @property
    def updated_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("updatedAt"))


class TransactionList(_model.Answer):
    """Answer of `list_transactions`."""

    __slots__ = ()
    _FIELDS = (
        ("items", "items", _model.list_of(Transaction._read)),
    )

    @property
    def items(self) -> list[Transaction] | None:
        """The transactions."""
        return _model.list_of(Transaction._read)(self._data.get("items"))


class MerchantClient(_model.Answer):
    """Answer of `create_merchant_client`, and one merchant of `list_merchant_clients`."""

    __slots__ = ()
    _FIELDS = (
        ("id", "id", _model.text),
        ("partner_id", "partner_id", _model.text),
        ("client_id", "client_id", _model.text),
        ("legal_name", "legal_name", _model.text),
        ("status", "status", _model.text),
        ("partner_fee_percentage", "partner_fee_percentage", _model.amount),
        ("partner_fee_flat_usd", "partner_fee_flat_usd", _model.amount),
        ("created_at", "created_at", _model.text),
        ("updated_at", "updated_at", _model.text),
        ("idempotent_replay", "idempotentReplay", _model.flag),
    )

    @property
    def id(self) -> str | None:
        """The row's id."""
        return _model.text(self._data.get("id"))

    @property
    def partner_id(self) -> str | None:
        """Its partner."""
        return _model.text(self._data.get("partner_id"))

    @property
    def client_id(self) -> str | None:
        """Your id for it."""
        return _model.text(self._data.get("client_id"))

    @property
    def legal_name(self) -> str | None:
        """Its legal name."""
        return _model.text(self._data.get("legal_name"))

    @property
    def status(self) -> str | None:
        """`active`, `suspended` or `pending_kyc`."""
        return _model.text(self._data.get("status"))

    @property
    def partner_fee_percentage(self) -> Decimal | None:
        """Its fee, in percent."""
        return _model.amount(self._data.get("partner_fee_percentage"))

    @property
    def partner_fee_flat_usd(self) -> Decimal | None:
        """Its flat fee, in US dollars."""
        return _model.amount(self._data.get("partner_fee_flat_usd"))

    @property
    def created_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("created_at"))

    @property
    def updated_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("updated_at"))

    @property
    def idempotent_replay(self) -> bool | None:
        """Whether this is the stored answer of an earlier request with the same idempotency key."""
        return _model.flag(self._data.get("idempotentReplay"))


class MerchantClientList(_model.Answer):
    """Answer of `list_merchant_clients`."""

    __slots__ = ()
    _FIELDS = (
        ("items", "items", _model.list_of(MerchantClient._read)),
    )

    @property
    def items(self) -> list[MerchantClient] | None:
        """The merchants, newest first."""
        return _model.list_of(MerchantClient._read)(self._data.get("items"))


class SettlementBatch(_model.Answer):
    """One settlement batch; the answer of `pay_settlement`."""

    __slots__ = ()
    _FIELDS = (
        ("id", "id", _model.text),
        ("partner_id", "partnerId", _model.text),
        ("client_id", "clientId", _model.text),
        ("currency", "currency", _model.text),
        ("transaction_ids", "transactionIds", _model.list_of(_model.text)),
        ("total_gross", "totalGross", _model.amount),
        ("total_processor_fees", "totalProcessorFees", _model.amount),
        ("total_platform_fees", "totalPlatformFees", _model.amount),
        ("total_net", "totalNet", _model.amount),
        ("status", "status", _model.text),
        ("mercury_transfer_id", "mercuryTransferId", _model.text),
        ("wise_transfer_id", "wiseTransferId", _model.text),
        ("created_at", "createdAt", _model.text),
    )

    @property
    def id(self) -> str | None:
        """The batch (a UUID)."""
        return _model.text(self._data.get("id"))

    @property
    def partner_id(self) -> str | None:
        """Its partner."""
        return _model.text(self._data.get("partnerId"))

    @property
    def client_id(self) -> str | None:
        """Its merchant."""
        return _model.text(self._data.get("clientId"))

    @property
    def currency(self) -> str | None:
        """ISO 4217 code."""
        return _model.text(self._data.get("currency"))

    @property
    def transaction_ids(self) -> list[str] | None:
        """The `clive_tx_id` of each transaction in it."""
        return _model.list_of(_model.text)(self._data.get("transactionIds"))

    @property
    def total_gross(self) -> Decimal | None:
        """Sum of the amounts, in major units."""
        return _model.amount(self._data.get("totalGross"))

    @property
    def total_processor_fees(self) -> Decimal | None:
        """Sum of the processors' fees, in major units."""
        return _model.amount(self._data.get("totalProcessorFees"))

    @property
    def total_platform_fees(self) -> Decimal | None:
        """Sum of the platform's fees, in major units."""
        return _model.amount(self._data.get("totalPlatformFees"))

    @property
    def total_net(self) -> Decimal | None:
        """What is paid out, in major units."""
        return _model.amount(self._data.get("totalNet"))

    @property
    def status(self) -> str | None:
        """`pending`, `sent` or `failed`."""
        return _model.text(self._data.get("status"))

    @property
    def mercury_transfer_id(self) -> str | None:
        """The payout's id at Mercury."""
        return _model.text(self._data.get("mercuryTransferId"))

    @property
    def wise_transfer_id(self) -> str | None:
        """The payout's id at Wise."""
        return _model.text(self._data.get("wiseTransferId"))

    @property
    def created_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("createdAt"))


class SettlementList(_model.Answer):
    """Answer of `list_settlements`."""

    __slots__ = ()
    _FIELDS = (
        ("items", "items", _model.list_of(SettlementBatch._read)),
    )

    @property
    def items(self) -> list[SettlementBatch] | None:
        """The batches."""
        return _model.list_of(SettlementBatch._read)(self._data.get("items"))


class SettlementRun(_model.Answer):
    """Answer of `run_settlements`."""

    __slots__ = ()
    _FIELDS = (
        ("created_batches", "created_batches", _model.integer),
        ("batches", "batches", _model.list_of(SettlementBatch._read)),
    )

    @property
    def created_batches(self) -> int | None:
        """How many batches were made."""
        return _model.integer(self._data.get("created_batches"))

    @property
    def batches(self) -> list[SettlementBatch] | None:
        """The batches, `pending`."""
        return _model.list_of(SettlementBatch._read)(self._data.get("batches"))


class Branding(_model.Model):
    """A merchant's looks."""

    __slots__ = ()
    _FIELDS = (
        ("brand_display_name", "brand_display_name", _model.text),
        ("brand_logo_url", "brand_logo_url", _model.text),
        ("brand_primary_color", "brand_primary_color", _model.text),
        ("brand_secondary_color", "brand_secondary_color", _model.text),
        ("widget_background_color", "widget_background_color", _model.text),
        ("widget_text_color", "widget_text_color", _model.text),
        ("website_url", "website_url", _model.text),
    )

    @property
    def brand_display_name(self) -> str | None:
        """Name for the buyer."""
        return _model.text(self._data.get("brand_display_name"))

    @property
    def brand_logo_url(self) -> str | None:
        """Logo."""
        return _model.text(self._data.get("brand_logo_url"))

    @property
    def brand_primary_color(self) -> str | None:
        """CSS colour."""
        return _model.text(self._data.get("brand_primary_color"))

    @property
    def brand_secondary_color(self) -> str | None:
        """CSS colour."""
        return _model.text(self._data.get("brand_secondary_color"))

    @property
    def widget_background_color(self) -> str | None:
        """CSS colour."""
        return _model.text(self._data.get("widget_background_color"))

    @property
    def widget_text_color(self) -> str | None:
        """CSS colour."""
        return _model.text(self._data.get("widget_text_color"))

    @property
    def website_url(self) -> str | None:
        """The merchant's site."""
        return _model.text(self._data.get("website_url"))


class BrandingPacket(_model.Answer):
    """Answer of `get_branding_packet`."""

    __slots__ = ()
    _FIELDS = (
        ("partner_id", "partner_id", _model.text),
        ("client_id", "client_id", _model.text),
        ("partner_legal_name", "partner_legal_name", _model.text),
        ("client_legal_name", "client_legal_name", _model.text),
        ("partner_status", "partner_status", _model.text),
        ("branding", "branding", Branding._read),
    )

    @property
    def partner_id(self) -> str | None:
        """The partner."""
        return _model.text(self._data.get("partner_id"))

    @property
    def client_id(self) -> str | None:
        """The merchant."""
        return _model.text(self._data.get("client_id"))

    @property
    def partner_legal_name(self) -> str | None:
        """The partner's legal name."""
        return _model.text(self._data.get("partner_legal_name"))

    @property
    def client_legal_name(self) -> str | None:
        """The merchant's legal name."""
        return _model.text(self._data.get("client_legal_name"))

    @property
    def partner_status(self) -> str | None:
        """The partner's status."""
        return _model.text(self._data.get("partner_status"))

    @property
    def branding(self) -> Branding | None:
        """Its looks."""
        return Branding._read(self._data.get("branding"))
