# Written by `cargo xtask gen` from core/src/partners; do not edit.
"""The methods of Clive's clients. They only name the arguments: everything else is the core's."""

from __future__ import annotations

from payseal import _two_steps
from payseal._async import AsynchronousClient
from payseal._client import BlockingClient, Group
from payseal.models.clive import (
    AttachedPaymentIntent,
    BrandingPacket,
    CheckoutIntent,
    CheckoutIntentV2,
    InitializedTransaction,
    MerchantClient,
    MerchantClientList,
    SettlementBatch,
    SettlementList,
    SettlementRun,
    TransactionList,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    import aiohttp
    import httpx
    from typing_extensions import Self, Unpack

    from payseal._client import Base
    from payseal._payseal import CallOptions, Intent
    from payseal._types import AmountLike, ClientOptions


class CliveOperations(BlockingClient):
    """One method for each operation; each blocks until the call is over."""

    __slots__ = ()
    _PARTNER = "clive"

    @classmethod
    def from_env(cls, **options: Unpack[ClientOptions]) -> Self:
        """A client from the environment: `CLIVE_API_BASE_URL`, `CLIVE_API_KEY` and `CLIVE_HMAC_SECRET`.
        What is given here goes before; what is then still missing, or empty, is refused by name.
        """
        return cls._from_env(options)

    @property
    def intents(self) -> IntentCliveOperations:
        """The operations as intents: checked, with their key fixed, not sent."""
        return IntentCliveOperations(self)

    def initialize_transaction(
        self,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        echezona_reference: str,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> InitializedTransaction:
        """Creates the Clive record of a payment. Source: `api-reference/transactions-initialize`. `POST /transactions/initialize`

        Args:
            partner_id: Your partner id, given by Clive.
            client_id: The merchant under that partner.
            amount: Amount in major units (750 = $750.00), above 0.
            currency: ISO 4217 code, upper case.
            echezona_reference: Your own immutable reference; the default idempotency key is `init-{echezona_reference}`.
            meta: Your own data, echoed in webhooks.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            echezona_reference,
            meta,
        )
        return self._run(0, InitializedTransaction, values, idempotency_key, options)

    def attach_payment_intent(
        self,
        *,
        clive_tx_id: str,
        stripe_payment_intent_id: str,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> AttachedPaymentIntent:
        """Attaches your PaymentIntent to it. Source: `api-reference/transactions-attach-intent`. `POST /transactions/attach-intent`

        Args:
            clive_tx_id: The transaction; the default idempotency key is `attach-{clive_tx_id}`.
            stripe_payment_intent_id: The PaymentIntent that you made (`pi_…`).
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            clive_tx_id,
            stripe_payment_intent_id,
        )
        return self._run(1, AttachedPaymentIntent, values, idempotency_key, options)

    def create_checkout_intent(
        self,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        email: str,
        echezona_reference: str,
        statement_descriptor_suffix: str | None = None,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> CheckoutIntent:
        """Creates transaction and PaymentIntent in one step. Source: `api-reference/transactions-checkout-intent`. `POST /transactions/checkout-intent`

        Args:
            partner_id: Your partner id, given by Clive.
            client_id: The merchant under that partner.
            amount: Amount in major units (750 = $750.00), above 0.
            currency: ISO 4217 code, upper case.
            email: The buyer's e-mail address.
            echezona_reference: Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`.
            statement_descriptor_suffix: What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`.
            meta: Your own data, echoed in webhooks.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            email,
            echezona_reference,
            statement_descriptor_suffix,
            meta,
        )
        return self._run(2, CheckoutIntent, values, idempotency_key, options)

    def create_checkout_intent_v2(
        self,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        email: str,
        echezona_reference: str,
        payment_type: str,
        issuer_country: str,
        card_scheme: str | None = None,
        statement_descriptor_suffix: str | None = None,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> CheckoutIntentV2:
        """The same through the processor that Clive chooses. Source: published SDK, `createCheckoutIntentV2`. `POST /transactions/checkout-intent-v2`

        Args:
            partner_id: Your partner id, given by Clive.
            client_id: The merchant under that partner.
            amount: Amount in major units (750 = $750.00), above 0.
            currency: ISO 4217 code, upper case.
            email: The buyer's e-mail address.
            echezona_reference: Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`, the same as v1's.
            payment_type: `card`, `revolut_pay` or `open_banking`.
            issuer_country: ISO 3166 alpha-2 code of the issuer's country, upper case.
            card_scheme: The card's scheme, if you know it.
            statement_descriptor_suffix: What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`.
            meta: Your own data, echoed in webhooks.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            email,
            echezona_reference,
            payment_type,
            issuer_country,
            card_scheme,
            statement_descriptor_suffix,
            meta,
        )
        return self._run(3, CheckoutIntentV2, values, idempotency_key, options)

    def list_transactions(
        self,
        *,
        options: CallOptions | None = None,
    ) -> TransactionList:
        """Lists transactions. Source: `api-reference/transactions-list`. `GET /transactions`"""
        values = ()
        return self._run(4, TransactionList, values, None, options)

    def create_merchant_client(
        self,
        *,
        client_id: str,
        legal_name: str,
        status: str | None = None,
        partner_fee_percentage: AmountLike | None = None,
        partner_fee_flat_usd: AmountLike | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> MerchantClient:
        """Creates a merchant. Source: `api-reference/clients-create`. `POST /clients`

        Args:
            client_id: Your stable id for the merchant, at least 3 characters; the default idempotency key is `client-{client_id}`.
            legal_name: The merchant's legal name, at least 2 characters.
            status: `active` (default), `suspended` or `pending_kyc`.
            partner_fee_percentage: The merchant's fee in percent; not below Clive's own.
            partner_fee_flat_usd: The merchant's flat fee in US dollars, 0–10.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            client_id,
            legal_name,
            status,
            partner_fee_percentage,
            partner_fee_flat_usd,
        )
        return self._run(5, MerchantClient, values, idempotency_key, options)

    def list_merchant_clients(
        self,
        *,
        options: CallOptions | None = None,
    ) -> MerchantClientList:
        """Lists merchants. Source: `api-reference/clients-list`. `GET /clients`"""
        values = ()
        return self._run(6, MerchantClientList, values, None, options)

    def list_settlements(
        self,
        *,
        options: CallOptions | None = None,
    ) -> SettlementList:
        """Lists settlement batches. Source: `api-reference/settlements-list`. `GET /settlements`"""
        values = ()
        return self._run(7, SettlementList, values, None, options)

    def run_settlements(
        self,
        *,
        partner_id: str | None = None,
        client_id: str | None = None,
        options: CallOptions | None = None,
    ) -> SettlementRun:
        """Makes settlement batches; never retried. Source: `api-reference/settlements-run`. `POST /settlements/run`

        Args:
            partner_id: Only this partner. Not empty: a server may take an empty filter for "all". (in the query)
            client_id: Only this merchant. Not empty, for the same reason. (in the query)
        """
        values = (
            partner_id,
            client_id,
        )
        return self._run(8, SettlementRun, values, None, options)

    def pay_settlement(
        self,
        *,
        settlement_batch_id: str,
        options: CallOptions | None = None,
    ) -> SettlementBatch:
        """Pays a settlement batch; never retried. Source: `api-reference/settlements-pay`. `POST /settlements/pay`

        Args:
            settlement_batch_id: The batch (a UUID).
        """
        values = (
            settlement_batch_id,
        )
        return self._run(9, SettlementBatch, values, None, options)

    def get_branding_packet(
        self,
        *,
        client_id: str,
        partner_id: str | None = None,
        options: CallOptions | None = None,
    ) -> BrandingPacket:
        """Reads a merchant's looks. Source: `getting-started`. `GET /branding/packet`

        Args:
            client_id: The merchant. (in the query)
            partner_id: Its partner. (in the query)
        """
        values = (
            client_id,
            partner_id,
        )
        return self._run(10, BrandingPacket, values, None, options)

    def initialize_and_attach_intent(
        self,
        stripe_payment_intent_id: str,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        echezona_reference: str,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        attach_idempotency_key: str | None = None,
        options: CallOptions | None = None,
        attach_options: CallOptions | None = None,
    ) -> _two_steps.InitializedAndAttached:
        """The two-step checkout: initializes the transaction, then attaches your PaymentIntent to it. When only the second step
        failed, the error's `completed` is the answer of the first; calling again with the same arguments replays the first step
        and repeats the second.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            echezona_reference,
            meta,
        )
        intent = self._intent(0, InitializedTransaction, values, idempotency_key)
        return _two_steps.blocking(self, intent, stripe_payment_intent_id, attach_idempotency_key, options, attach_options)


class AsyncCliveOperations(AsynchronousClient):
    """One coroutine for each operation."""

    __slots__ = ()
    _PARTNER = "clive"

    @classmethod
    def from_env(
        cls,
        *,
        http_client: aiohttp.ClientSession | httpx.AsyncClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """A client from the environment: `CLIVE_API_BASE_URL`, `CLIVE_API_KEY` and `CLIVE_HMAC_SECRET`.
        What is given here goes before; what is then still missing, or empty, is refused by name.
        """
        return cls._from_env(http_client, options)

    @property
    def intents(self) -> IntentCliveOperations:
        """The operations as intents: checked, with their key fixed, not sent."""
        return IntentCliveOperations(self)

    async def initialize_transaction(
        self,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        echezona_reference: str,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> InitializedTransaction:
        """Creates the Clive record of a payment. Source: `api-reference/transactions-initialize`. `POST /transactions/initialize`

        Args:
            partner_id: Your partner id, given by Clive.
            client_id: The merchant under that partner.
            amount: Amount in major units (750 = $750.00), above 0.
            currency: ISO 4217 code, upper case.
            echezona_reference: Your own immutable reference; the default idempotency key is `init-{echezona_reference}`.
            meta: Your own data, echoed in webhooks.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            echezona_reference,
            meta,
        )
        return await self._run(0, InitializedTransaction, values, idempotency_key, options)

    async def attach_payment_intent(
        self,
        *,
        clive_tx_id: str,
        stripe_payment_intent_id: str,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> AttachedPaymentIntent:
        """Attaches your PaymentIntent to it. Source: `api-reference/transactions-attach-intent`. `POST /transactions/attach-intent`

        Args:
            clive_tx_id: The transaction; the default idempotency key is `attach-{clive_tx_id}`.
            stripe_payment_intent_id: The PaymentIntent that you made (`pi_…`).
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            clive_tx_id,
            stripe_payment_intent_id,
        )
        return await self._run(1, AttachedPaymentIntent, values, idempotency_key, options)

    async def create_checkout_intent(
        self,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        email: str,
        echezona_reference: str,
        statement_descriptor_suffix: str | None = None,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> CheckoutIntent:
        """Creates transaction and PaymentIntent in one step. Source: `api-reference/transactions-checkout-intent`. `POST /transactions/checkout-intent`

        Args:
            partner_id: Your partner id, given by Clive.
            client_id: The merchant under that partner.
            amount: Amount in major units (750 = $750.00), above 0.
            currency: ISO 4217 code, upper case.
            email: The buyer's e-mail address.
            echezona_reference: Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`.
            statement_descriptor_suffix: What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`.
            meta: Your own data, echoed in webhooks.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            email,
            echezona_reference,
            statement_descriptor_suffix,
            meta,
        )
        return await self._run(2, CheckoutIntent, values, idempotency_key, options)

    async def create_checkout_intent_v2(
        self,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        email: str,
        echezona_reference: str,
        payment_type: str,
        issuer_country: str,
        card_scheme: str | None = None,
        statement_descriptor_suffix: str | None = None,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> CheckoutIntentV2:
        """The same through the processor that Clive chooses. Source: published SDK, `createCheckoutIntentV2`. `POST /transactions/checkout-intent-v2`

        Args:
            partner_id: Your partner id, given by Clive.
            client_id: The merchant under that partner.
            amount: Amount in major units (750 = $750.00), above 0.
            currency: ISO 4217 code, upper case.
            email: The buyer's e-mail address.
            echezona_reference: Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`, the same as v1's.
            payment_type: `card`, `revolut_pay` or `open_banking`.
            issuer_country: ISO 3166 alpha-2 code of the issuer's country, upper case.
            card_scheme: The card's scheme, if you know it.
            statement_descriptor_suffix: What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`.
            meta: Your own data, echoed in webhooks.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            email,
            echezona_reference,
            payment_type,
            issuer_country,
            card_scheme,
            statement_descriptor_suffix,
            meta,
        )
        return await self._run(3, CheckoutIntentV2, values, idempotency_key, options)

    async def list_transactions(
        self,
        *,
        options: CallOptions | None = None,
    ) -> TransactionList:
        """Lists transactions. Source: `api-reference/transactions-list`. `GET /transactions`"""
        values = ()
        return await self._run(4, TransactionList, values, None, options)

    async def create_merchant_client(
        self,
        *,
        client_id: str,
        legal_name: str,
        status: str | None = None,
        partner_fee_percentage: AmountLike | None = None,
        partner_fee_flat_usd: AmountLike | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> MerchantClient:
        """Creates a merchant. Source: `api-reference/clients-create`. `POST /clients`

        Args:
            client_id: Your stable id for the merchant, at least 3 characters; the default idempotency key is `client-{client_id}`.
            legal_name: The merchant's legal name, at least 2 characters.
            status: `active` (default), `suspended` or `pending_kyc`.
            partner_fee_percentage: The merchant's fee in percent; not below Clive's own.
            partner_fee_flat_usd: The merchant's flat fee in US dollars, 0–10.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            client_id,
            legal_name,
            status,
            partner_fee_percentage,
            partner_fee_flat_usd,
        )
        return await self._run(5, MerchantClient, values, idempotency_key, options)

    async def list_merchant_clients(
        self,
        *,
        options: CallOptions | None = None,
    ) -> MerchantClientList:
        """Lists merchants. Source: `api-reference/clients-list`. `GET /clients`"""
        values = ()
        return await self._run(6, MerchantClientList, values, None, options)

    async def list_settlements(
        self,
        *,
        options: CallOptions | None = None,
    ) -> SettlementList:
        """Lists settlement batches. Source: `api-reference/settlements-list`. `GET /settlements`"""
        values = ()
        return await self._run(7, SettlementList, values, None, options)

    async def run_settlements(
        self,
        *,
        partner_id: str | None = None,
        client_id: str | None = None,
        options: CallOptions | None = None,
    ) -> SettlementRun:
        """Makes settlement batches; never retried. Source: `api-reference/settlements-run`. `POST /settlements/run`

        Args:
            partner_id: Only this partner. Not empty: a server may take an empty filter for "all". (in the query)
            client_id: Only this merchant. Not empty, for the same reason. (in the query)
        """
        values = (
            partner_id,
            client_id,
        )
        return await self._run(8, SettlementRun, values, None, options)

    async def pay_settlement(
        self,
        *,
        settlement_batch_id: str,
        options: CallOptions | None = None,
    ) -> SettlementBatch:
        """Pays a settlement batch; never retried. Source: `api-reference/settlements-pay`. `POST /settlements/pay`

        Args:
            settlement_batch_id: The batch (a UUID).
        """
        values = (
            settlement_batch_id,
        )
        return await self._run(9, SettlementBatch, values, None, options)

    async def get_branding_packet(
        self,
        *,
        client_id: str,
        partner_id: str | None = None,
        options: CallOptions | None = None,
    ) -> BrandingPacket:
        """Reads a merchant's looks. Source: `getting-started`. `GET /branding/packet`

        Args:
            client_id: The merchant. (in the query)
            partner_id: Its partner. (in the query)
        """
        values = (
            client_id,
            partner_id,
        )
        return await self._run(10, BrandingPacket, values, None, options)

    async def initialize_and_attach_intent(
        self,
        stripe_payment_intent_id: str,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        echezona_reference: str,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        attach_idempotency_key: str | None = None,
        options: CallOptions | None = None,
        attach_options: CallOptions | None = None,
    ) -> _two_steps.InitializedAndAttached:
        """The two-step checkout: initializes the transaction, then attaches your PaymentIntent to it. When only the second step
        failed, the error's `completed` is the answer of the first; calling again with the same arguments replays the first step
        and repeats the second.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            echezona_reference,
            meta,
        )
        intent = self._intent(0, InitializedTransaction, values, idempotency_key)
        return await _two_steps.asynchronous(self, intent, stripe_payment_intent_id, attach_idempotency_key, options, attach_options)


class IntentCliveOperations(Group):
    """One method for each operation: it gives the checked intent and sends nothing. Write down `intent.record()`, then `client.send(intent)`."""

    __slots__ = ()
    _client: Base

    def initialize_transaction(
        self,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        echezona_reference: str,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
    ) -> Intent[InitializedTransaction]:
        """Creates the Clive record of a payment. Source: `api-reference/transactions-initialize`. `POST /transactions/initialize`

        Args:
            partner_id: Your partner id, given by Clive.
            client_id: The merchant under that partner.
            amount: Amount in major units (750 = $750.00), above 0.
            currency: ISO 4217 code, upper case.
            echezona_reference: Your own immutable reference; the default idempotency key is `init-{echezona_reference}`.
            meta: Your own data, echoed in webhooks.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            echezona_reference,
            meta,
        )
        return self._client._intent(0, InitializedTransaction, values, idempotency_key)

    def attach_payment_intent(
        self,
        *,
        clive_tx_id: str,
        stripe_payment_intent_id: str,
        idempotency_key: str | None = None,
    ) -> Intent[AttachedPaymentIntent]:
        """Attaches your PaymentIntent to it. Source: `api-reference/transactions-attach-intent`. `POST /transactions/attach-intent`

        Args:
            clive_tx_id: The transaction; the default idempotency key is `attach-{clive_tx_id}`.
            stripe_payment_intent_id: The PaymentIntent that you made (`pi_…`).
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            clive_tx_id,
            stripe_payment_intent_id,
        )
        return self._client._intent(1, AttachedPaymentIntent, values, idempotency_key)

    def create_checkout_intent(
        self,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        email: str,
        echezona_reference: str,
        statement_descriptor_suffix: str | None = None,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
    ) -> Intent[CheckoutIntent]:
        """Creates transaction and PaymentIntent in one step. Source: `api-reference/transactions-checkout-intent`. `POST /transactions/checkout-intent`

        Args:
            partner_id: Your partner id, given by Clive.
            client_id: The merchant under that partner.
            amount: Amount in major units (750 = $750.00), above 0.
            currency: ISO 4217 code, upper case.
            email: The buyer's e-mail address.
            echezona_reference: Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`.
            statement_descriptor_suffix: What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`.
            meta: Your own data, echoed in webhooks.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            email,
            echezona_reference,
            statement_descriptor_suffix,
            meta,
        )
        return self._client._intent(2, CheckoutIntent, values, idempotency_key)

    def create_checkout_intent_v2(
        self,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        email: str,
        echezona_reference: str,
        payment_type: str,
        issuer_country: str,
        card_scheme: str | None = None,
        statement_descriptor_suffix: str | None = None,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
    ) -> Intent[CheckoutIntentV2]:
        """The same through the processor that Clive chooses. Source: published SDK, `createCheckoutIntentV2`. `POST /transactions/checkout-intent-v2`

        Args:
            partner_id: Your partner id, given by Clive.
            client_id: The merchant under that partner.
            amount: Amount in major units (750 = $750.00), above 0.
            currency: ISO 4217 code, upper case.
            email: The buyer's e-mail address.
            echezona_reference: Your own immutable reference; the default idempotency key is `checkout-{echezona_reference}`, the same as v1's.
            payment_type: `card`, `revolut_pay` or `open_banking`.
            issuer_country: ISO 3166 alpha-2 code of the issuer's country, upper case.
            card_scheme: The card's scheme, if you know it.
            statement_descriptor_suffix: What the buyer's statement shows after the prefix: 1–22 letters, digits, spaces, `-`, `_`, `.`.
            meta: Your own data, echoed in webhooks.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            partner_id,
            client_id,
            amount,
            currency,
            email,
            echezona_reference,
            payment_type,
            issuer_country,
            card_scheme,
            statement_descriptor_suffix,
            meta,
        )
        return self._client._intent(3, CheckoutIntentV2, values, idempotency_key)

    def list_transactions(self) -> Intent[TransactionList]:
        """Lists transactions. Source: `api-reference/transactions-list`. `GET /transactions`"""
        values = ()
        return self._client._intent(4, TransactionList, values, None)

    def create_merchant_client(
        self,
        *,
        client_id: str,
        legal_name: str,
        status: str | None = None,
        partner_fee_percentage: AmountLike | None = None,
        partner_fee_flat_usd: AmountLike | None = None,
        idempotency_key: str | None = None,
    ) -> Intent[MerchantClient]:
        """Creates a merchant. Source: `api-reference/clients-create`. `POST /clients`

        Args:
            client_id: Your stable id for the merchant, at least 3 characters; the default idempotency key is `client-{client_id}`.
            legal_name: The merchant's legal name, at least 2 characters.
            status: `active` (default), `suspended` or `pending_kyc`.
            partner_fee_percentage: The merchant's fee in percent; not below Clive's own.
            partner_fee_flat_usd: The merchant's flat fee in US dollars, 0–10.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            client_id,
            legal_name,
            status,
            partner_fee_percentage,
            partner_fee_flat_usd,
        )
        return self._client._intent(5, MerchantClient, values, idempotency_key)

    def list_merchant_clients(self) -> Intent[MerchantClientList]:
        """Lists merchants. Source: `api-reference/clients-list`. `GET /clients`"""
        values = ()
        return self._client._intent(6, MerchantClientList, values, None)

    def list_settlements(self) -> Intent[SettlementList]:
        """Lists settlement batches. Source: `api-reference/settlements-list`. `GET /settlements`"""
        values = ()
        return self._client._intent(7, SettlementList, values, None)

    def run_settlements(
        self,
        *,
        partner_id: str | None = None,
        client_id: str | None = None,
    ) -> Intent[SettlementRun]:
        """Makes settlement batches; never retried. Source: `api-reference/settlements-run`. `POST /settlements/run`

        Args:
            partner_id: Only this partner. Not empty: a server may take an empty filter for "all". (in the query)
            client_id: Only this merchant. Not empty, for the same reason. (in the query)
        """
        values = (
            partner_id,
            client_id,
        )
        return self._client._intent(8, SettlementRun, values, None)

    def pay_settlement(
        self,
        *,
        settlement_batch_id: str,
    ) -> Intent[SettlementBatch]:
        """Pays a settlement batch; never retried. Source: `api-reference/settlements-pay`. `POST /settlements/pay`

        Args:
            settlement_batch_id: The batch (a UUID).
        """
        values = (
            settlement_batch_id,
        )
        return self._client._intent(9, SettlementBatch, values, None)

    def get_branding_packet(
        self,
        *,
        client_id: str,
        partner_id: str | None = None,
    ) -> Intent[BrandingPacket]:
        """Reads a merchant's looks. Source: `getting-started`. `GET /branding/packet`

        Args:
            client_id: The merchant. (in the query)
            partner_id: Its partner. (in the query)
        """
        values = (
            client_id,
            partner_id,
        )
        return self._client._intent(10, BrandingPacket, values, None)
