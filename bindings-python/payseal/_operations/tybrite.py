# Written by `cargo xtask gen` from core/src/partners; do not edit.
"""The methods of Tybrite's clients. They only name the arguments: everything else is the core's."""

from __future__ import annotations

from payseal._async import AsynchronousClient
from payseal._client import BlockingClient, Group
from payseal.models.tybrite import (
    IngestResult,
    Order,
    OrderCreated,
    OrderList,
    PaymentInitialized,
    PaymentMethodList,
    PaymentVerified,
    SandboxCleared,
    TimeAdvanced,
    WebhookEndpointAnswer,
    WebhookEndpointDeleted,
    WebhookEndpointList,
    WebhookEventAnswer,
    WebhookEventList,
    WebhookReplayed,
    WebhookRetried,
    WebhookTested,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    import aiohttp
    import httpx
    from typing_extensions import Self, Unpack

    from payseal._client import Base
    from payseal._payseal import CallOptions, Intent
    from payseal._types import AmountLike, ClientOptions
    from payseal.models.tybrite import WebhookEndpoint, WebhookEvent
    from payseal.params.tybrite import Address, NewOrderItem


class TybritePayments(Group):
    """One method for each operation; each blocks until the call is over."""

    __slots__ = ()
    _client: BlockingClient

    def methods(
        self,
        *,
        fields: str | None = None,
        options: CallOptions | None = None,
    ) -> PaymentMethodList:
        """Lists the payment methods of the store that the key may see. Source: `GET /v1/payments/methods`.

        Args:
            fields: The members to answer with, separated by commas, e.g. `provider,type`. (in the query)
        """
        values = (
            fields,
        )
        return self._client._run(0, PaymentMethodList, values, None, options)

    def initialize(
        self,
        *,
        provider: str,
        amount: AmountLike,
        currency: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        country: str | None = None,
        order_id: str | None = None,
        idempotency_key_in_body: str | None = None,
        metadata: Mapping[str, object] | None = None,
        success_url: str | None = None,
        cancel_url: str | None = None,
        callback_url: str | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> PaymentInitialized:
        """Starts a payment at a provider. Source: `POST /v1/payments/initialize`.

        Args:
            provider: `stripe`, `paypal`, `paystack`, `mpesa`, `airtel`, or a provider of the store's own.
            amount: Amount in major units (100 = one hundred), above 0; with `order_id` it must be the order's total to the cent.
            currency: ISO 4217 code in any case; some providers fix it.
            email: The shopper's e-mail address; Stripe and Paystack need it.
            phone: The shopper's phone number, digits only, international, without `+`; M-Pesa and Airtel need it.
            country: ISO 3166 alpha-2 code; Airtel needs it (`KE`, `UG`, `TZ`, `RW`).
            order_id: The order that is paid (a UUID); its total is then held against `amount`.
            idempotency_key_in_body: The idempotency key once more. Leave it out: the header is what counts. If it is set, it is the key.
            metadata: Your own data; values are texts.
            success_url: Stripe: where the shopper goes after paying.
            cancel_url: Stripe: where the shopper goes after giving up.
            callback_url: Paystack: where Paystack reports to.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            provider,
            amount,
            currency,
            email,
            phone,
            country,
            order_id,
            idempotency_key_in_body,
            metadata,
            success_url,
            cancel_url,
            callback_url,
        )
        return self._client._run(1, PaymentInitialized, values, idempotency_key, options)

    def verify(
        self,
        *,
        provider: str,
        reference: str,
        options: CallOptions | None = None,
    ) -> PaymentVerified:
        """Asks a provider what became of a payment. At PayPal, and perhaps at a provider of the store's own, this captures the money, so only the look-ups of the other built-in providers are sent again. Source: `POST /v1/payments/verify`.

        Args:
            provider: The provider that the payment was started at.
            reference: What `verify_reference()` of the initialize answer gives: it is another member for each provider.
        """
        values = (
            provider,
            reference,
        )
        return self._client._run(2, PaymentVerified, values, None, options)


class TybriteOrders(Group):
    """One method for each operation; each blocks until the call is over."""

    __slots__ = ()
    _client: BlockingClient

    def create(
        self,
        *,
        customer_email: str,
        items: Sequence[NewOrderItem],
        customer_id: str | None = None,
        customer_name: str | None = None,
        customer_phone: str | None = None,
        billing_address: Address | None = None,
        shipping_address: Address | None = None,
        subtotal: AmountLike | None = None,
        tax_amount: AmountLike | None = None,
        shipping_amount: AmountLike | None = None,
        discount_amount: AmountLike | None = None,
        total_amount: AmountLike | None = None,
        currency: str | None = None,
        payment_method: str | None = None,
        payment_status: str | None = None,
        order_status: str | None = None,
        payment_reference: str | None = None,
        order_number: str | None = None,
        notes: str | None = None,
        tracking_number: str | None = None,
        estimated_delivery: str | None = None,
        custom_fields: Mapping[str, object] | None = None,
        shipping_metadata: Mapping[str, object] | None = None,
        gift_card_redemption: Mapping[str, object] | None = None,
        promotion_usages: Sequence[Mapping[str, object]] | None = None,
        apply_store_credit: bool | None = None,
        store_credit_amount: AmountLike | None = None,
        reservation_ids: Sequence[str] | None = None,
        shipping_latitude: AmountLike | None = None,
        shipping_longitude: AmountLike | None = None,
        shippo_rate_id: str | None = None,
        attribution: Mapping[str, object] | None = None,
        gclid: str | None = None,
        fbclid: str | None = None,
        ad_consent: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> OrderCreated:
        """Creates an order. Source: `POST /v1/orders`.

        Args:
            customer_id: The customer (a UUID); absent for a guest.
            customer_email: The customer's e-mail address.
            customer_name: The customer's name. The API's document requires it.
            customer_phone: The customer's phone number.
            billing_address: Where the bill goes. The API's document requires it.
            shipping_address: Where the goods go. The API's document requires it.
            items: The lines, at least one.
            subtotal: Sum of the lines, in major units. The API's document requires it.
            tax_amount: Tax, in major units; may be left out where the store computes it.
            shipping_amount: Shipping, in major units.
            discount_amount: Discount, in major units, a gift card's share included.
            total_amount: What is to be paid, in major units. The API's document requires it.
            currency: ISO 4217 code.
            payment_method: `card`, `stripe`, `paypal`, `paystack`, `mpesa`, `cash`, or a label of the store's own. The API's document requires it.
            payment_status: `pending` (default), `paid`, `failed` or `refunded`.
            order_status: `pending` (default), `processing`, `shipped`, `delivered` or `cancelled`.
            payment_reference: The provider's reference of the payment.
            order_number: Your own number for the order.
            notes: Notes for people.
            tracking_number: The carrier's tracking number.
            estimated_delivery: ISO 8601 time.
            custom_fields: Values of the store's own fields; bad ones come back in `post_processing_warnings`.
            shipping_metadata: How the shipping fee came about.
            gift_card_redemption: `{code, amount}`, both required.
            promotion_usages: `{promotion_id, discount_amount}` for each promotion, both required.
            apply_store_credit: Whether store credit is used; needs `customer_id`.
            store_credit_amount: How much store credit, in major units.
            reservation_ids: Stock reservations that the order uses up.
            shipping_latitude: Degrees.
            shipping_longitude: Degrees.
            shippo_rate_id: The rate that Shippo offered.
            attribution: Where the shopper came from.
            gclid: Google's click id.
            fbclid: Facebook's click id.
            ad_consent: What the shopper allowed advertisers.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            customer_id,
            customer_email,
            customer_name,
            customer_phone,
            billing_address,
            shipping_address,
            items,
            subtotal,
            tax_amount,
            shipping_amount,
            discount_amount,
            total_amount,
            currency,
            payment_method,
            payment_status,
            order_status,
            payment_reference,
            order_number,
            notes,
            tracking_number,
            estimated_delivery,
            custom_fields,
            shipping_metadata,
            gift_card_redemption,
            promotion_usages,
            apply_store_credit,
            store_credit_amount,
            reservation_ids,
            shipping_latitude,
            shipping_longitude,
            shippo_rate_id,
            attribution,
            gclid,
            fbclid,
            ad_consent,
        )
        return self._client._run(3, OrderCreated, values, idempotency_key, options)

    def update(
        self,
        id: str,
        *,
        payment_status: str | None = None,
        order_status: str | None = None,
        notes: str | None = None,
        tracking_number: str | None = None,
        estimated_delivery: str | None = None,
        shipped_at: str | None = None,
        delivered_at: str | None = None,
        payment_reference: str | None = None,
        reservation_ids: Sequence[str] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> Order:
        """Changes an order. Source: `PATCH /v1/orders/{id}`.

        Args:
            id: The order (a UUID). (in the path)
            payment_status: `pending`, `paid`, `failed` or `refunded`.
            order_status: `pending`, `processing`, `shipped`, `delivered` or `cancelled`.
            notes: Notes for people.
            tracking_number: The carrier's tracking number.
            estimated_delivery: ISO 8601 time.
            shipped_at: ISO 8601 time.
            delivered_at: ISO 8601 time.
            payment_reference: The provider's reference of the payment.
            reservation_ids: Stock reservations that the order uses up.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            id,
            payment_status,
            order_status,
            notes,
            tracking_number,
            estimated_delivery,
            shipped_at,
            delivered_at,
            payment_reference,
            reservation_ids,
        )
        return self._client._run(4, Order, values, idempotency_key, options)

    def get(
        self,
        id: str,
        *,
        fields: str | None = None,
        options: CallOptions | None = None,
    ) -> Order:
        """Reads an order. Source: `GET /v1/orders/{id}`.

        Args:
            id: The order (a UUID). (in the path)
            fields: The members to answer with, separated by commas; a dot leads into an object. (in the query)
        """
        values = (
            id,
            fields,
        )
        return self._client._run(5, Order, values, None, options)

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        payment_status: str | None = None,
        order_status: str | None = None,
        customer_id: str | None = None,
        fields: str | None = None,
        options: CallOptions | None = None,
    ) -> OrderList:
        """Lists orders, newest first, without their items. Source: `GET /v1/orders`.

        Args:
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
            payment_status: Only orders with this payment status. (in the query)
            order_status: Only orders with this order status. (in the query)
            customer_id: Only orders of this customer (a UUID). (in the query)
            fields: The members to answer with, separated by commas. (in the query)
        """
        values = (
            limit,
            cursor,
            payment_status,
            order_status,
            customer_id,
            fields,
        )
        return self._client._run(6, OrderList, values, None, options)

    def iter(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        payment_status: str | None = None,
        order_status: str | None = None,
        customer_id: str | None = None,
        fields: str | None = None,
        options: CallOptions | None = None,
    ) -> Iterator[Order]:
        """Every item of `list`, page after page; an error ends it. `GET /v1/orders`

        Args:
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
            payment_status: Only orders with this payment status. (in the query)
            order_status: Only orders with this order status. (in the query)
            customer_id: Only orders of this customer (a UUID). (in the query)
            fields: The members to answer with, separated by commas. (in the query)
        """
        values = (
            limit,
            cursor,
            payment_status,
            order_status,
            customer_id,
            fields,
        )
        return self._client._pages(6, OrderList, values, 1, "orders", options)


class TybriteIngest(Group):
    """One method for each operation; each blocks until the call is over."""

    __slots__ = ()
    _client: BlockingClient

    def products(
        self,
        body: str | bytes,
        *,
        content_type: str,
        strategy: str | None = None,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> IngestResult:
        """Creates or changes up to 12 products from a JSON, CSV or XML document. The rows are independent; a result in which every row failed is an answer and not an error. Source: `POST /v1/ingest/products`.

        Args:
            body: The exact bytes (or text) to sign and send: JSON `{"products": […]}` or a bare list, CSV with a header row, or XML `<products><product>…`. (the body itself)
            content_type: `application/json`, `text/csv` or `application/xml`. (in `Content-Type`)
            strategy: `upsert_by_sku` (default) or `create_only`. (in the query)
            dry_run: Whether nothing is stored (default false). (in the query)
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            body,
            content_type,
            strategy,
            dry_run,
        )
        return self._client._run(7, IngestResult, values, idempotency_key, options)


class TybriteWebhookEndpoints(Group):
    """One method for each operation; each blocks until the call is over."""

    __slots__ = ()
    _client: BlockingClient

    def create(
        self,
        *,
        url: str,
        events: Sequence[str],
        enabled: bool | None = None,
        metadata: Mapping[str, object] | None = None,
        options: CallOptions | None = None,
    ) -> WebhookEndpointAnswer:
        """Adds an endpoint; its signing secret is told in this answer only. Source: `POST /v1/webhook_endpoints`.

        Args:
            url: Where events are delivered to; https only.
            events: The event types, or `*` for all.
            enabled: Whether events are delivered (default true).
            metadata: Your own data; not sent in deliveries.
        """
        values = (
            url,
            events,
            enabled,
            metadata,
        )
        return self._client._run(8, WebhookEndpointAnswer, values, None, options)

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> WebhookEndpointList:
        """Lists the endpoints. Source: `GET /v1/webhook_endpoints`.

        Args:
            limit: How many, 1–100 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            limit,
            cursor,
        )
        return self._client._run(9, WebhookEndpointList, values, None, options)

    def iter(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> Iterator[WebhookEndpoint]:
        """Every item of `list`, page after page; an error ends it. `GET /v1/webhook_endpoints`

        Args:
            limit: How many, 1–100 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            limit,
            cursor,
        )
        return self._client._pages(9, WebhookEndpointList, values, 1, "webhook_endpoints", options)

    def get(
        self,
        id: str,
        *,
        options: CallOptions | None = None,
    ) -> WebhookEndpointAnswer:
        """Reads an endpoint with its delivery figures. Source: `GET /v1/webhook_endpoints/{id}`.

        Args:
            id: The endpoint. (in the path)
        """
        values = (
            id,
        )
        return self._client._run(10, WebhookEndpointAnswer, values, None, options)

    def update(
        self,
        id: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        enabled: bool | None = None,
        metadata: Mapping[str, object] | None = None,
        options: CallOptions | None = None,
    ) -> WebhookEndpointAnswer:
        """Changes an endpoint; `enabled: true` also brings back one that was disabled for its failures. Source: `PATCH /v1/webhook_endpoints/{id}`.

        Args:
            id: The endpoint. (in the path)
            url: Where events are delivered to; https only.
            events: The event types, or `*` for all.
            enabled: Whether events are delivered.
            metadata: Your own data; not sent in deliveries.
        """
        values = (
            id,
            url,
            events,
            enabled,
            metadata,
        )
        return self._client._run(11, WebhookEndpointAnswer, values, None, options)

    def delete(
        self,
        id: str,
        *,
        options: CallOptions | None = None,
    ) -> WebhookEndpointDeleted:
        """Takes an endpoint out; deliveries on their way continue. Source: `DELETE /v1/webhook_endpoints/{id}`.

        Args:
            id: The endpoint. (in the path)
        """
        values = (
            id,
        )
        return self._client._run(12, WebhookEndpointDeleted, values, None, options)

    def test(
        self,
        id: str,
        *,
        event_type: str | None = None,
        options: CallOptions | None = None,
    ) -> WebhookTested:
        """Sends a made-up event to an endpoint. A delivery that failed is a success with `success: false`. Source: `POST /v1/webhook_endpoints/{id}/test`.

        Args:
            id: The endpoint. (in the path)
            event_type: The type of the event (default `order.created`).
        """
        values = (
            id,
            event_type,
        )
        return self._client._run(13, WebhookTested, values, None, options)


class TybriteWebhookEvents(Group):
    """One method for each operation; each blocks until the call is over."""

    __slots__ = ()
    _client: BlockingClient

    def list(
        self,
        *,
        type: str | None = None,
        environment: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> WebhookEventList:
        """Lists events. Source: `GET /v1/webhook_events`.

        Args:
            type: Only events of this type; `type` on the wire. (in the query)
            environment: Only events of `production` or `sandbox`. (in the query)
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            type,
            environment,
            limit,
            cursor,
        )
        return self._client._run(14, WebhookEventList, values, None, options)

    def iter(
        self,
        *,
        type: str | None = None,
        environment: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> Iterator[WebhookEvent]:
        """Every item of `list`, page after page; an error ends it. `GET /v1/webhook_events`

        Args:
            type: Only events of this type; `type` on the wire. (in the query)
            environment: Only events of `production` or `sandbox`. (in the query)
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            type,
            environment,
            limit,
            cursor,
        )
        return self._client._pages(14, WebhookEventList, values, 3, "webhook_events", options)

    def get(
        self,
        id: str,
        *,
        options: CallOptions | None = None,
    ) -> WebhookEventAnswer:
        """Reads an event with its deliveries. Source: `GET /v1/webhook_events/{id}`.

        Args:
            id: The event. (in the path)
        """
        values = (
            id,
        )
        return self._client._run(15, WebhookEventAnswer, values, None, options)

    def retry(
        self,
        id: str,
        *,
        options: CallOptions | None = None,
    ) -> WebhookRetried:
        """Delivers an event once more. Source: `POST /v1/webhook_events/{id}/retry`.

        Args:
            id: The event. (in the path)
        """
        values = (
            id,
        )
        return self._client._run(16, WebhookRetried, values, None, options)


class TybriteSandbox(Group):
    """One method for each operation; each blocks until the call is over."""

    __slots__ = ()
    _client: BlockingClient

    def reset(
        self,
        *,
        options: CallOptions | None = None,
    ) -> SandboxCleared:
        """Deletes the sandbox's transactional data. Source: `POST /v1/sandbox/reset`."""
        values = ()
        return self._client._run(17, SandboxCleared, values, None, options)

    def clear_data(
        self,
        *,
        options: CallOptions | None = None,
    ) -> SandboxCleared:
        """The same under another method. Source: `DELETE /v1/sandbox/data`."""
        values = ()
        return self._client._run(18, SandboxCleared, values, None, options)

    def advance_time(
        self,
        *,
        advance_days: int,
        options: CallOptions | None = None,
    ) -> TimeAdvanced:
        """Moves carts, reservations and analytics into the past; the clock of signatures stays. Source: `POST /v1/sandbox/time`.

        Args:
            advance_days: How many days, 1–3650.
        """
        values = (
            advance_days,
        )
        return self._client._run(19, TimeAdvanced, values, None, options)

    def replay_webhook(
        self,
        *,
        event_id: str | None = None,
        type: str | None = None,
        options: CallOptions | None = None,
    ) -> WebhookReplayed:
        """Delivers an event once more, by its id or the latest of a type. Source: `POST /v1/sandbox/webhooks/replay`.

        Args:
            event_id: The event.
            type: Or the type whose latest event is meant; `type` on the wire.
        """
        values = (
            event_id,
            type,
        )
        return self._client._run(20, WebhookReplayed, values, None, options)


class TybriteOperations(BlockingClient):
    """One method for each operation; each blocks until the call is over."""

    __slots__ = ()
    _PARTNER = "tybrite"

    @classmethod
    def from_env(cls, **options: Unpack[ClientOptions]) -> Self:
        """A client from the environment: `TYBRITE_API_BASE_URL`, `TYBRITE_API_KEY` and `TYBRITE_HMAC_SECRET`.
        What is given here goes before; what is then still missing, or empty, is refused by name.
        """
        return cls._from_env(options)

    @property
    def intents(self) -> IntentTybriteOperations:
        """The operations as intents: checked, with their key fixed, not sent."""
        return IntentTybriteOperations(self)

    @property
    def payments(self) -> TybritePayments:
        """The operations `payments`."""
        return TybritePayments(self)

    @property
    def orders(self) -> TybriteOrders:
        """The operations `orders`."""
        return TybriteOrders(self)

    @property
    def ingest(self) -> TybriteIngest:
        """The operations `ingest`."""
        return TybriteIngest(self)

    @property
    def webhook_endpoints(self) -> TybriteWebhookEndpoints:
        """The operations `webhook_endpoints`."""
        return TybriteWebhookEndpoints(self)

    @property
    def webhook_events(self) -> TybriteWebhookEvents:
        """The operations `webhook_events`."""
        return TybriteWebhookEvents(self)

    @property
    def sandbox(self) -> TybriteSandbox:
        """The operations `sandbox`."""
        return TybriteSandbox(self)


class AsyncTybritePayments(Group):
    """One coroutine for each operation."""

    __slots__ = ()
    _client: AsynchronousClient

    async def methods(
        self,
        *,
        fields: str | None = None,
        options: CallOptions | None = None,
    ) -> PaymentMethodList:
        """Lists the payment methods of the store that the key may see. Source: `GET /v1/payments/methods`.

        Args:
            fields: The members to answer with, separated by commas, e.g. `provider,type`. (in the query)
        """
        values = (
            fields,
        )
        return await self._client._run(0, PaymentMethodList, values, None, options)

    async def initialize(
        self,
        *,
        provider: str,
        amount: AmountLike,
        currency: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        country: str | None = None,
        order_id: str | None = None,
        idempotency_key_in_body: str | None = None,
        metadata: Mapping[str, object] | None = None,
        success_url: str | None = None,
        cancel_url: str | None = None,
        callback_url: str | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> PaymentInitialized:
        """Starts a payment at a provider. Source: `POST /v1/payments/initialize`.

        Args:
            provider: `stripe`, `paypal`, `paystack`, `mpesa`, `airtel`, or a provider of the store's own.
            amount: Amount in major units (100 = one hundred), above 0; with `order_id` it must be the order's total to the cent.
            currency: ISO 4217 code in any case; some providers fix it.
            email: The shopper's e-mail address; Stripe and Paystack need it.
            phone: The shopper's phone number, digits only, international, without `+`; M-Pesa and Airtel need it.
            country: ISO 3166 alpha-2 code; Airtel needs it (`KE`, `UG`, `TZ`, `RW`).
            order_id: The order that is paid (a UUID); its total is then held against `amount`.
            idempotency_key_in_body: The idempotency key once more. Leave it out: the header is what counts. If it is set, it is the key.
            metadata: Your own data; values are texts.
            success_url: Stripe: where the shopper goes after paying.
            cancel_url: Stripe: where the shopper goes after giving up.
            callback_url: Paystack: where Paystack reports to.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            provider,
            amount,
            currency,
            email,
            phone,
            country,
            order_id,
            idempotency_key_in_body,
            metadata,
            success_url,
            cancel_url,
            callback_url,
        )
        return await self._client._run(1, PaymentInitialized, values, idempotency_key, options)

    async def verify(
        self,
        *,
        provider: str,
        reference: str,
        options: CallOptions | None = None,
    ) -> PaymentVerified:
        """Asks a provider what became of a payment. At PayPal, and perhaps at a provider of the store's own, this captures the money, so only the look-ups of the other built-in providers are sent again. Source: `POST /v1/payments/verify`.

        Args:
            provider: The provider that the payment was started at.
            reference: What `verify_reference()` of the initialize answer gives: it is another member for each provider.
        """
        values = (
            provider,
            reference,
        )
        return await self._client._run(2, PaymentVerified, values, None, options)


class AsyncTybriteOrders(Group):
    """One coroutine for each operation."""

    __slots__ = ()
    _client: AsynchronousClient

    async def create(
        self,
        *,
        customer_email: str,
        items: Sequence[NewOrderItem],
        customer_id: str | None = None,
        customer_name: str | None = None,
        customer_phone: str | None = None,
        billing_address: Address | None = None,
        shipping_address: Address | None = None,
        subtotal: AmountLike | None = None,
        tax_amount: AmountLike | None = None,
        shipping_amount: AmountLike | None = None,
        discount_amount: AmountLike | None = None,
        total_amount: AmountLike | None = None,
        currency: str | None = None,
        payment_method: str | None = None,
        payment_status: str | None = None,
        order_status: str | None = None,
        payment_reference: str | None = None,
        order_number: str | None = None,
        notes: str | None = None,
        tracking_number: str | None = None,
        estimated_delivery: str | None = None,
        custom_fields: Mapping[str, object] | None = None,
        shipping_metadata: Mapping[str, object] | None = None,
        gift_card_redemption: Mapping[str, object] | None = None,
        promotion_usages: Sequence[Mapping[str, object]] | None = None,
        apply_store_credit: bool | None = None,
        store_credit_amount: AmountLike | None = None,
        reservation_ids: Sequence[str] | None = None,
        shipping_latitude: AmountLike | None = None,
        shipping_longitude: AmountLike | None = None,
        shippo_rate_id: str | None = None,
        attribution: Mapping[str, object] | None = None,
        gclid: str | None = None,
        fbclid: str | None = None,
        ad_consent: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> OrderCreated:
        """Creates an order. Source: `POST /v1/orders`.

        Args:
            customer_id: The customer (a UUID); absent for a guest.
            customer_email: The customer's e-mail address.
            customer_name: The customer's name. The API's document requires it.
            customer_phone: The customer's phone number.
            billing_address: Where the bill goes. The API's document requires it.
            shipping_address: Where the goods go. The API's document requires it.
            items: The lines, at least one.
            subtotal: Sum of the lines, in major units. The API's document requires it.
            tax_amount: Tax, in major units; may be left out where the store computes it.
            shipping_amount: Shipping, in major units.
            discount_amount: Discount, in major units, a gift card's share included.
            total_amount: What is to be paid, in major units. The API's document requires it.
            currency: ISO 4217 code.
            payment_method: `card`, `stripe`, `paypal`, `paystack`, `mpesa`, `cash`, or a label of the store's own. The API's document requires it.
            payment_status: `pending` (default), `paid`, `failed` or `refunded`.
            order_status: `pending` (default), `processing`, `shipped`, `delivered` or `cancelled`.
            payment_reference: The provider's reference of the payment.
            order_number: Your own number for the order.
            notes: Notes for people.
            tracking_number: The carrier's tracking number.
            estimated_delivery: ISO 8601 time.
            custom_fields: Values of the store's own fields; bad ones come back in `post_processing_warnings`.
            shipping_metadata: How the shipping fee came about.
            gift_card_redemption: `{code, amount}`, both required.
            promotion_usages: `{promotion_id, discount_amount}` for each promotion, both required.
            apply_store_credit: Whether store credit is used; needs `customer_id`.
            store_credit_amount: How much store credit, in major units.
            reservation_ids: Stock reservations that the order uses up.
            shipping_latitude: Degrees.
            shipping_longitude: Degrees.
            shippo_rate_id: The rate that Shippo offered.
            attribution: Where the shopper came from.
            gclid: Google's click id.
            fbclid: Facebook's click id.
            ad_consent: What the shopper allowed advertisers.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            customer_id,
            customer_email,
            customer_name,
            customer_phone,
            billing_address,
            shipping_address,
            items,
            subtotal,
            tax_amount,
            shipping_amount,
            discount_amount,
            total_amount,
            currency,
            payment_method,
            payment_status,
            order_status,
            payment_reference,
            order_number,
            notes,
            tracking_number,
            estimated_delivery,
            custom_fields,
            shipping_metadata,
            gift_card_redemption,
            promotion_usages,
            apply_store_credit,
            store_credit_amount,
            reservation_ids,
            shipping_latitude,
            shipping_longitude,
            shippo_rate_id,
            attribution,
            gclid,
            fbclid,
            ad_consent,
        )
        return await self._client._run(3, OrderCreated, values, idempotency_key, options)

    async def update(
        self,
        id: str,
        *,
        payment_status: str | None = None,
        order_status: str | None = None,
        notes: str | None = None,
        tracking_number: str | None = None,
        estimated_delivery: str | None = None,
        shipped_at: str | None = None,
        delivered_at: str | None = None,
        payment_reference: str | None = None,
        reservation_ids: Sequence[str] | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> Order:
        """Changes an order. Source: `PATCH /v1/orders/{id}`.

        Args:
            id: The order (a UUID). (in the path)
            payment_status: `pending`, `paid`, `failed` or `refunded`.
            order_status: `pending`, `processing`, `shipped`, `delivered` or `cancelled`.
            notes: Notes for people.
            tracking_number: The carrier's tracking number.
            estimated_delivery: ISO 8601 time.
            shipped_at: ISO 8601 time.
            delivered_at: ISO 8601 time.
            payment_reference: The provider's reference of the payment.
            reservation_ids: Stock reservations that the order uses up.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            id,
            payment_status,
            order_status,
            notes,
            tracking_number,
            estimated_delivery,
            shipped_at,
            delivered_at,
            payment_reference,
            reservation_ids,
        )
        return await self._client._run(4, Order, values, idempotency_key, options)

    async def get(
        self,
        id: str,
        *,
        fields: str | None = None,
        options: CallOptions | None = None,
    ) -> Order:
        """Reads an order. Source: `GET /v1/orders/{id}`.

        Args:
            id: The order (a UUID). (in the path)
            fields: The members to answer with, separated by commas; a dot leads into an object. (in the query)
        """
        values = (
            id,
            fields,
        )
        return await self._client._run(5, Order, values, None, options)

    async def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        payment_status: str | None = None,
        order_status: str | None = None,
        customer_id: str | None = None,
        fields: str | None = None,
        options: CallOptions | None = None,
    ) -> OrderList:
        """Lists orders, newest first, without their items. Source: `GET /v1/orders`.

        Args:
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
            payment_status: Only orders with this payment status. (in the query)
            order_status: Only orders with this order status. (in the query)
            customer_id: Only orders of this customer (a UUID). (in the query)
            fields: The members to answer with, separated by commas. (in the query)
        """
        values = (
            limit,
            cursor,
            payment_status,
            order_status,
            customer_id,
            fields,
        )
        return await self._client._run(6, OrderList, values, None, options)

    def iter(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        payment_status: str | None = None,
        order_status: str | None = None,
        customer_id: str | None = None,
        fields: str | None = None,
        options: CallOptions | None = None,
    ) -> AsyncIterator[Order]:
        """Every item of `list`, page after page; an error ends it. `GET /v1/orders`

        Args:
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
            payment_status: Only orders with this payment status. (in the query)
            order_status: Only orders with this order status. (in the query)
            customer_id: Only orders of this customer (a UUID). (in the query)
            fields: The members to answer with, separated by commas. (in the query)
        """
        values = (
            limit,
            cursor,
            payment_status,
            order_status,
            customer_id,
            fields,
        )
        return self._client._pages(6, OrderList, values, 1, "orders", options)


class AsyncTybriteIngest(Group):
    """One coroutine for each operation."""

    __slots__ = ()
    _client: AsynchronousClient

    async def products(
        self,
        body: str | bytes,
        *,
        content_type: str,
        strategy: str | None = None,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> IngestResult:
        """Creates or changes up to 12 products from a JSON, CSV or XML document. The rows are independent; a result in which every row failed is an answer and not an error. Source: `POST /v1/ingest/products`.

        Args:
            body: The exact bytes (or text) to sign and send: JSON `{"products": […]}` or a bare list, CSV with a header row, or XML `<products><product>…`. (the body itself)
            content_type: `application/json`, `text/csv` or `application/xml`. (in `Content-Type`)
            strategy: `upsert_by_sku` (default) or `create_only`. (in the query)
            dry_run: Whether nothing is stored (default false). (in the query)
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            body,
            content_type,
            strategy,
            dry_run,
        )
        return await self._client._run(7, IngestResult, values, idempotency_key, options)


class AsyncTybriteWebhookEndpoints(Group):
    """One coroutine for each operation."""

    __slots__ = ()
    _client: AsynchronousClient

    async def create(
        self,
        *,
        url: str,
        events: Sequence[str],
        enabled: bool | None = None,
        metadata: Mapping[str, object] | None = None,
        options: CallOptions | None = None,
    ) -> WebhookEndpointAnswer:
        """Adds an endpoint; its signing secret is told in this answer only. Source: `POST /v1/webhook_endpoints`.

        Args:
            url: Where events are delivered to; https only.
            events: The event types, or `*` for all.
            enabled: Whether events are delivered (default true).
            metadata: Your own data; not sent in deliveries.
        """
        values = (
            url,
            events,
            enabled,
            metadata,
        )
        return await self._client._run(8, WebhookEndpointAnswer, values, None, options)

    async def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> WebhookEndpointList:
        """Lists the endpoints. Source: `GET /v1/webhook_endpoints`.

        Args:
            limit: How many, 1–100 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            limit,
            cursor,
        )
        return await self._client._run(9, WebhookEndpointList, values, None, options)

    def iter(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> AsyncIterator[WebhookEndpoint]:
        """Every item of `list`, page after page; an error ends it. `GET /v1/webhook_endpoints`

        Args:
            limit: How many, 1–100 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            limit,
            cursor,
        )
        return self._client._pages(9, WebhookEndpointList, values, 1, "webhook_endpoints", options)

    async def get(
        self,
        id: str,
        *,
        options: CallOptions | None = None,
    ) -> WebhookEndpointAnswer:
        """Reads an endpoint with its delivery figures. Source: `GET /v1/webhook_endpoints/{id}`.

        Args:
            id: The endpoint. (in the path)
        """
        values = (
            id,
        )
        return await self._client._run(10, WebhookEndpointAnswer, values, None, options)

    async def update(
        self,
        id: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        enabled: bool | None = None,
        metadata: Mapping[str, object] | None = None,
        options: CallOptions | None = None,
    ) -> WebhookEndpointAnswer:
        """Changes an endpoint; `enabled: true` also brings back one that was disabled for its failures. Source: `PATCH /v1/webhook_endpoints/{id}`.

        Args:
            id: The endpoint. (in the path)
            url: Where events are delivered to; https only.
            events: The event types, or `*` for all.
            enabled: Whether events are delivered.
            metadata: Your own data; not sent in deliveries.
        """
        values = (
            id,
            url,
            events,
            enabled,
            metadata,
        )
        return await self._client._run(11, WebhookEndpointAnswer, values, None, options)

    async def delete(
        self,
        id: str,
        *,
        options: CallOptions | None = None,
    ) -> WebhookEndpointDeleted:
        """Takes an endpoint out; deliveries on their way continue. Source: `DELETE /v1/webhook_endpoints/{id}`.

        Args:
            id: The endpoint. (in the path)
        """
        values = (
            id,
        )
        return await self._client._run(12, WebhookEndpointDeleted, values, None, options)

    async def test(
        self,
        id: str,
        *,
        event_type: str | None = None,
        options: CallOptions | None = None,
    ) -> WebhookTested:
        """Sends a made-up event to an endpoint. A delivery that failed is a success with `success: false`. Source: `POST /v1/webhook_endpoints/{id}/test`.

        Args:
            id: The endpoint. (in the path)
            event_type: The type of the event (default `order.created`).
        """
        values = (
            id,
            event_type,
        )
        return await self._client._run(13, WebhookTested, values, None, options)


class AsyncTybriteWebhookEvents(Group):
    """One coroutine for each operation."""

    __slots__ = ()
    _client: AsynchronousClient

    async def list(
        self,
        *,
        type: str | None = None,
        environment: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> WebhookEventList:
        """Lists events. Source: `GET /v1/webhook_events`.

        Args:
            type: Only events of this type; `type` on the wire. (in the query)
            environment: Only events of `production` or `sandbox`. (in the query)
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            type,
            environment,
            limit,
            cursor,
        )
        return await self._client._run(14, WebhookEventList, values, None, options)

    def iter(
        self,
        *,
        type: str | None = None,
        environment: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> AsyncIterator[WebhookEvent]:
        """Every item of `list`, page after page; an error ends it. `GET /v1/webhook_events`

        Args:
            type: Only events of this type; `type` on the wire. (in the query)
            environment: Only events of `production` or `sandbox`. (in the query)
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            type,
            environment,
            limit,
            cursor,
        )
        return self._client._pages(14, WebhookEventList, values, 3, "webhook_events", options)

    async def get(
        self,
        id: str,
        *,
        options: CallOptions | None = None,
    ) -> WebhookEventAnswer:
        """Reads an event with its deliveries. Source: `GET /v1/webhook_events/{id}`.

        Args:
            id: The event. (in the path)
        """
        values = (
            id,
        )
        return await self._client._run(15, WebhookEventAnswer, values, None, options)

    async def retry(
        self,
        id: str,
        *,
        options: CallOptions | None = None,
    ) -> WebhookRetried:
        """Delivers an event once more. Source: `POST /v1/webhook_events/{id}/retry`.

        Args:
            id: The event. (in the path)
        """
        values = (
            id,
        )
        return await self._client._run(16, WebhookRetried, values, None, options)


class AsyncTybriteSandbox(Group):
    """One coroutine for each operation."""

    __slots__ = ()
    _client: AsynchronousClient

    async def reset(
        self,
        *,
        options: CallOptions | None = None,
    ) -> SandboxCleared:
        """Deletes the sandbox's transactional data. Source: `POST /v1/sandbox/reset`."""
        values = ()
        return await self._client._run(17, SandboxCleared, values, None, options)

    async def clear_data(
        self,
        *,
        options: CallOptions | None = None,
    ) -> SandboxCleared:
        """The same under another method. Source: `DELETE /v1/sandbox/data`."""
        values = ()
        return await self._client._run(18, SandboxCleared, values, None, options)

    async def advance_time(
        self,
        *,
        advance_days: int,
        options: CallOptions | None = None,
    ) -> TimeAdvanced:
        """Moves carts, reservations and analytics into the past; the clock of signatures stays. Source: `POST /v1/sandbox/time`.

        Args:
            advance_days: How many days, 1–3650.
        """
        values = (
            advance_days,
        )
        return await self._client._run(19, TimeAdvanced, values, None, options)

    async def replay_webhook(
        self,
        *,
        event_id: str | None = None,
        type: str | None = None,
        options: CallOptions | None = None,
    ) -> WebhookReplayed:
        """Delivers an event once more, by its id or the latest of a type. Source: `POST /v1/sandbox/webhooks/replay`.

        Args:
            event_id: The event.
            type: Or the type whose latest event is meant; `type` on the wire.
        """
        values = (
            event_id,
            type,
        )
        return await self._client._run(20, WebhookReplayed, values, None, options)


class AsyncTybriteOperations(AsynchronousClient):
    """One coroutine for each operation."""

    __slots__ = ()
    _PARTNER = "tybrite"

    @classmethod
    def from_env(
        cls,
        *,
        http_client: aiohttp.ClientSession | httpx.AsyncClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """A client from the environment: `TYBRITE_API_BASE_URL`, `TYBRITE_API_KEY` and `TYBRITE_HMAC_SECRET`.
        What is given here goes before; what is then still missing, or empty, is refused by name.
        """
        return cls._from_env(http_client, options)

    @property
    def intents(self) -> IntentTybriteOperations:
        """The operations as intents: checked, with their key fixed, not sent."""
        return IntentTybriteOperations(self)

    @property
    def payments(self) -> AsyncTybritePayments:
        """The operations `payments`."""
        return AsyncTybritePayments(self)

    @property
    def orders(self) -> AsyncTybriteOrders:
        """The operations `orders`."""
        return AsyncTybriteOrders(self)

    @property
    def ingest(self) -> AsyncTybriteIngest:
        """The operations `ingest`."""
        return AsyncTybriteIngest(self)

    @property
    def webhook_endpoints(self) -> AsyncTybriteWebhookEndpoints:
        """The operations `webhook_endpoints`."""
        return AsyncTybriteWebhookEndpoints(self)

    @property
    def webhook_events(self) -> AsyncTybriteWebhookEvents:
        """The operations `webhook_events`."""
        return AsyncTybriteWebhookEvents(self)

    @property
    def sandbox(self) -> AsyncTybriteSandbox:
        """The operations `sandbox`."""
        return AsyncTybriteSandbox(self)


class IntentTybritePayments(Group):
    """One method for each operation: it gives the checked intent and sends nothing. Write down `intent.record()`, then `client.send(intent)`."""

    __slots__ = ()
    _client: Base

    def methods(
        self,
        *,
        fields: str | None = None,
    ) -> Intent[PaymentMethodList]:
        """Lists the payment methods of the store that the key may see. Source: `GET /v1/payments/methods`.

        Args:
            fields: The members to answer with, separated by commas, e.g. `provider,type`. (in the query)
        """
        values = (
            fields,
        )
        return self._client._intent(0, PaymentMethodList, values, None)

    def initialize(
        self,
        *,
        provider: str,
        amount: AmountLike,
        currency: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        country: str | None = None,
        order_id: str | None = None,
        idempotency_key_in_body: str | None = None,
        metadata: Mapping[str, object] | None = None,
        success_url: str | None = None,
        cancel_url: str | None = None,
        callback_url: str | None = None,
        idempotency_key: str | None = None,
    ) -> Intent[PaymentInitialized]:
        """Starts a payment at a provider. Source: `POST /v1/payments/initialize`.

        Args:
            provider: `stripe`, `paypal`, `paystack`, `mpesa`, `airtel`, or a provider of the store's own.
            amount: Amount in major units (100 = one hundred), above 0; with `order_id` it must be the order's total to the cent.
            currency: ISO 4217 code in any case; some providers fix it.
            email: The shopper's e-mail address; Stripe and Paystack need it.
            phone: The shopper's phone number, digits only, international, without `+`; M-Pesa and Airtel need it.
            country: ISO 3166 alpha-2 code; Airtel needs it (`KE`, `UG`, `TZ`, `RW`).
            order_id: The order that is paid (a UUID); its total is then held against `amount`.
            idempotency_key_in_body: The idempotency key once more. Leave it out: the header is what counts. If it is set, it is the key.
            metadata: Your own data; values are texts.
            success_url: Stripe: where the shopper goes after paying.
            cancel_url: Stripe: where the shopper goes after giving up.
            callback_url: Paystack: where Paystack reports to.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            provider,
            amount,
            currency,
            email,
            phone,
            country,
            order_id,
            idempotency_key_in_body,
            metadata,
            success_url,
            cancel_url,
            callback_url,
        )
        return self._client._intent(1, PaymentInitialized, values, idempotency_key)

    def verify(
        self,
        *,
        provider: str,
        reference: str,
    ) -> Intent[PaymentVerified]:
        """Asks a provider what became of a payment. At PayPal, and perhaps at a provider of the store's own, this captures the money, so only the look-ups of the other built-in providers are sent again. Source: `POST /v1/payments/verify`.

        Args:
            provider: The provider that the payment was started at.
            reference: What `verify_reference()` of the initialize answer gives: it is another member for each provider.
        """
        values = (
            provider,
            reference,
        )
        return self._client._intent(2, PaymentVerified, values, None)


class IntentTybriteOrders(Group):
    """One method for each operation: it gives the checked intent and sends nothing. Write down `intent.record()`, then `client.send(intent)`."""

    __slots__ = ()
    _client: Base

    def create(
        self,
        *,
        customer_email: str,
        items: Sequence[NewOrderItem],
        customer_id: str | None = None,
        customer_name: str | None = None,
        customer_phone: str | None = None,
        billing_address: Address | None = None,
        shipping_address: Address | None = None,
        subtotal: AmountLike | None = None,
        tax_amount: AmountLike | None = None,
        shipping_amount: AmountLike | None = None,
        discount_amount: AmountLike | None = None,
        total_amount: AmountLike | None = None,
        currency: str | None = None,
        payment_method: str | None = None,
        payment_status: str | None = None,
        order_status: str | None = None,
        payment_reference: str | None = None,
        order_number: str | None = None,
        notes: str | None = None,
        tracking_number: str | None = None,
        estimated_delivery: str | None = None,
        custom_fields: Mapping[str, object] | None = None,
        shipping_metadata: Mapping[str, object] | None = None,
        gift_card_redemption: Mapping[str, object] | None = None,
        promotion_usages: Sequence[Mapping[str, object]] | None = None,
        apply_store_credit: bool | None = None,
        store_credit_amount: AmountLike | None = None,
        reservation_ids: Sequence[str] | None = None,
        shipping_latitude: AmountLike | None = None,
        shipping_longitude: AmountLike | None = None,
        shippo_rate_id: str | None = None,
        attribution: Mapping[str, object] | None = None,
        gclid: str | None = None,
        fbclid: str | None = None,
        ad_consent: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
    ) -> Intent[OrderCreated]:
        """Creates an order. Source: `POST /v1/orders`.

        Args:
            customer_id: The customer (a UUID); absent for a guest.
            customer_email: The customer's e-mail address.
            customer_name: The customer's name. The API's document requires it.
            customer_phone: The customer's phone number.
            billing_address: Where the bill goes. The API's document requires it.
            shipping_address: Where the goods go. The API's document requires it.
            items: The lines, at least one.
            subtotal: Sum of the lines, in major units. The API's document requires it.
            tax_amount: Tax, in major units; may be left out where the store computes it.
            shipping_amount: Shipping, in major units.
            discount_amount: Discount, in major units, a gift card's share included.
            total_amount: What is to be paid, in major units. The API's document requires it.
            currency: ISO 4217 code.
            payment_method: `card`, `stripe`, `paypal`, `paystack`, `mpesa`, `cash`, or a label of the store's own. The API's document requires it.
            payment_status: `pending` (default), `paid`, `failed` or `refunded`.
            order_status: `pending` (default), `processing`, `shipped`, `delivered` or `cancelled`.
            payment_reference: The provider's reference of the payment.
            order_number: Your own number for the order.
            notes: Notes for people.
            tracking_number: The carrier's tracking number.
            estimated_delivery: ISO 8601 time.
            custom_fields: Values of the store's own fields; bad ones come back in `post_processing_warnings`.
            shipping_metadata: How the shipping fee came about.
            gift_card_redemption: `{code, amount}`, both required.
            promotion_usages: `{promotion_id, discount_amount}` for each promotion, both required.
            apply_store_credit: Whether store credit is used; needs `customer_id`.
            store_credit_amount: How much store credit, in major units.
            reservation_ids: Stock reservations that the order uses up.
            shipping_latitude: Degrees.
            shipping_longitude: Degrees.
            shippo_rate_id: The rate that Shippo offered.
            attribution: Where the shopper came from.
            gclid: Google's click id.
            fbclid: Facebook's click id.
            ad_consent: What the shopper allowed advertisers.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            customer_id,
            customer_email,
            customer_name,
            customer_phone,
            billing_address,
            shipping_address,
            items,
            subtotal,
            tax_amount,
            shipping_amount,
            discount_amount,
            total_amount,
            currency,
            payment_method,
            payment_status,
            order_status,
            payment_reference,
            order_number,
            notes,
            tracking_number,
            estimated_delivery,
            custom_fields,
            shipping_metadata,
            gift_card_redemption,
            promotion_usages,
            apply_store_credit,
            store_credit_amount,
            reservation_ids,
            shipping_latitude,
            shipping_longitude,
            shippo_rate_id,
            attribution,
            gclid,
            fbclid,
            ad_consent,
        )
        return self._client._intent(3, OrderCreated, values, idempotency_key)

    def update(
        self,
        id: str,
        *,
        payment_status: str | None = None,
        order_status: str | None = None,
        notes: str | None = None,
        tracking_number: str | None = None,
        estimated_delivery: str | None = None,
        shipped_at: str | None = None,
        delivered_at: str | None = None,
        payment_reference: str | None = None,
        reservation_ids: Sequence[str] | None = None,
        idempotency_key: str | None = None,
    ) -> Intent[Order]:
        """Changes an order. Source: `PATCH /v1/orders/{id}`.

        Args:
            id: The order (a UUID). (in the path)
            payment_status: `pending`, `paid`, `failed` or `refunded`.
            order_status: `pending`, `processing`, `shipped`, `delivered` or `cancelled`.
            notes: Notes for people.
            tracking_number: The carrier's tracking number.
            estimated_delivery: ISO 8601 time.
            shipped_at: ISO 8601 time.
            delivered_at: ISO 8601 time.
            payment_reference: The provider's reference of the payment.
            reservation_ids: Stock reservations that the order uses up.
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            id,
            payment_status,
            order_status,
            notes,
            tracking_number,
            estimated_delivery,
            shipped_at,
            delivered_at,
            payment_reference,
            reservation_ids,
        )
        return self._client._intent(4, Order, values, idempotency_key)

    def get(
        self,
        id: str,
        *,
        fields: str | None = None,
    ) -> Intent[Order]:
        """Reads an order. Source: `GET /v1/orders/{id}`.

        Args:
            id: The order (a UUID). (in the path)
            fields: The members to answer with, separated by commas; a dot leads into an object. (in the query)
        """
        values = (
            id,
            fields,
        )
        return self._client._intent(5, Order, values, None)

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        payment_status: str | None = None,
        order_status: str | None = None,
        customer_id: str | None = None,
        fields: str | None = None,
    ) -> Intent[OrderList]:
        """Lists orders, newest first, without their items. Source: `GET /v1/orders`.

        Args:
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
            payment_status: Only orders with this payment status. (in the query)
            order_status: Only orders with this order status. (in the query)
            customer_id: Only orders of this customer (a UUID). (in the query)
            fields: The members to answer with, separated by commas. (in the query)
        """
        values = (
            limit,
            cursor,
            payment_status,
            order_status,
            customer_id,
            fields,
        )
        return self._client._intent(6, OrderList, values, None)


class IntentTybriteIngest(Group):
    """One method for each operation: it gives the checked intent and sends nothing. Write down `intent.record()`, then `client.send(intent)`."""

    __slots__ = ()
    _client: Base

    def products(
        self,
        body: str | bytes,
        *,
        content_type: str,
        strategy: str | None = None,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Intent[IngestResult]:
        """Creates or changes up to 12 products from a JSON, CSV or XML document. The rows are independent; a result in which every row failed is an answer and not an error. Source: `POST /v1/ingest/products`.

        Args:
            body: The exact bytes (or text) to sign and send: JSON `{"products": […]}` or a bare list, CSV with a header row, or XML `<products><product>…`. (the body itself)
            content_type: `application/json`, `text/csv` or `application/xml`. (in `Content-Type`)
            strategy: `upsert_by_sku` (default) or `create_only`. (in the query)
            dry_run: Whether nothing is stored (default false). (in the query)
            idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.
        """
        values = (
            body,
            content_type,
            strategy,
            dry_run,
        )
        return self._client._intent(7, IngestResult, values, idempotency_key)


class IntentTybriteWebhookEndpoints(Group):
    """One method for each operation: it gives the checked intent and sends nothing. Write down `intent.record()`, then `client.send(intent)`."""

    __slots__ = ()
    _client: Base

    def create(
        self,
        *,
        url: str,
        events: Sequence[str],
        enabled: bool | None = None,
        metadata: Mapping[str, object] | None = None,
    ) -> Intent[WebhookEndpointAnswer]:
        """Adds an endpoint; its signing secret is told in this answer only. Source: `POST /v1/webhook_endpoints`.

        Args:
            url: Where events are delivered to; https only.
            events: The event types, or `*` for all.
            enabled: Whether events are delivered (default true).
            metadata: Your own data; not sent in deliveries.
        """
        values = (
            url,
            events,
            enabled,
            metadata,
        )
        return self._client._intent(8, WebhookEndpointAnswer, values, None)

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Intent[WebhookEndpointList]:
        """Lists the endpoints. Source: `GET /v1/webhook_endpoints`.

        Args:
            limit: How many, 1–100 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            limit,
            cursor,
        )
        return self._client._intent(9, WebhookEndpointList, values, None)

    def get(
        self,
        id: str,
    ) -> Intent[WebhookEndpointAnswer]:
        """Reads an endpoint with its delivery figures. Source: `GET /v1/webhook_endpoints/{id}`.

        Args:
            id: The endpoint. (in the path)
        """
        values = (
            id,
        )
        return self._client._intent(10, WebhookEndpointAnswer, values, None)

    def update(
        self,
        id: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        enabled: bool | None = None,
        metadata: Mapping[str, object] | None = None,
    ) -> Intent[WebhookEndpointAnswer]:
        """Changes an endpoint; `enabled: true` also brings back one that was disabled for its failures. Source: `PATCH /v1/webhook_endpoints/{id}`.

        Args:
            id: The endpoint. (in the path)
            url: Where events are delivered to; https only.
            events: The event types, or `*` for all.
            enabled: Whether events are delivered.
            metadata: Your own data; not sent in deliveries.
        """
        values = (
            id,
            url,
            events,
            enabled,
            metadata,
        )
        return self._client._intent(11, WebhookEndpointAnswer, values, None)

    def delete(
        self,
        id: str,
    ) -> Intent[WebhookEndpointDeleted]:
        """Takes an endpoint out; deliveries on their way continue. Source: `DELETE /v1/webhook_endpoints/{id}`.

        Args:
            id: The endpoint. (in the path)
        """
        values = (
            id,
        )
        return self._client._intent(12, WebhookEndpointDeleted, values, None)

    def test(
        self,
        id: str,
        *,
        event_type: str | None = None,
    ) -> Intent[WebhookTested]:
        """Sends a made-up event to an endpoint. A delivery that failed is a success with `success: false`. Source: `POST /v1/webhook_endpoints/{id}/test`.

        Args:
            id: The endpoint. (in the path)
            event_type: The type of the event (default `order.created`).
        """
        values = (
            id,
            event_type,
        )
        return self._client._intent(13, WebhookTested, values, None)


class IntentTybriteWebhookEvents(Group):
    """One method for each operation: it gives the checked intent and sends nothing. Write down `intent.record()`, then `client.send(intent)`."""

    __slots__ = ()
    _client: Base

    def list(
        self,
        *,
        type: str | None = None,
        environment: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Intent[WebhookEventList]:
        """Lists events. Source: `GET /v1/webhook_events`.

        Args:
            type: Only events of this type; `type` on the wire. (in the query)
            environment: Only events of `production` or `sandbox`. (in the query)
            limit: How many, 1–200 (default 50). (in the query)
            cursor: Where to go on, as the answer before gave it. (in the query)
        """
        values = (
            type,
            environment,
            limit,
            cursor,
        )
        return self._client._intent(14, WebhookEventList, values, None)

    def get(
        self,
        id: str,
    ) -> Intent[WebhookEventAnswer]:
        """Reads an event with its deliveries. Source: `GET /v1/webhook_events/{id}`.

        Args:
            id: The event. (in the path)
        """
        values = (
            id,
        )
        return self._client._intent(15, WebhookEventAnswer, values, None)

    def retry(
        self,
        id: str,
    ) -> Intent[WebhookRetried]:
        """Delivers an event once more. Source: `POST /v1/webhook_events/{id}/retry`.

        Args:
            id: The event. (in the path)
        """
        values = (
            id,
        )
        return self._client._intent(16, WebhookRetried, values, None)


class IntentTybriteSandbox(Group):
    """One method for each operation: it gives the checked intent and sends nothing. Write down `intent.record()`, then `client.send(intent)`."""

    __slots__ = ()
    _client: Base

    def reset(self) -> Intent[SandboxCleared]:
        """Deletes the sandbox's transactional data. Source: `POST /v1/sandbox/reset`."""
        values = ()
        return self._client._intent(17, SandboxCleared, values, None)

    def clear_data(self) -> Intent[SandboxCleared]:
        """The same under another method. Source: `DELETE /v1/sandbox/data`."""
        values = ()
        return self._client._intent(18, SandboxCleared, values, None)

    def advance_time(
        self,
        *,
        advance_days: int,
    ) -> Intent[TimeAdvanced]:
        """Moves carts, reservations and analytics into the past; the clock of signatures stays. Source: `POST /v1/sandbox/time`.

        Args:
            advance_days: How many days, 1–3650.
        """
        values = (
            advance_days,
        )
        return self._client._intent(19, TimeAdvanced, values, None)

    def replay_webhook(
        self,
        *,
        event_id: str | None = None,
        type: str | None = None,
    ) -> Intent[WebhookReplayed]:
        """Delivers an event once more, by its id or the latest of a type. Source: `POST /v1/sandbox/webhooks/replay`.

        Args:
            event_id: The event.
            type: Or the type whose latest event is meant; `type` on the wire.
        """
        values = (
            event_id,
            type,
        )
        return self._client._intent(20, WebhookReplayed, values, None)


class IntentTybriteOperations(Group):
    """One method for each operation: it gives the checked intent and sends nothing. Write down `intent.record()`, then `client.send(intent)`."""

    __slots__ = ()
    _client: Base

    @property
    def payments(self) -> IntentTybritePayments:
        """The operations `payments`."""
        return IntentTybritePayments(self._client)

    @property
    def orders(self) -> IntentTybriteOrders:
        """The operations `orders`."""
        return IntentTybriteOrders(self._client)

    @property
    def ingest(self) -> IntentTybriteIngest:
        """The operations `ingest`."""
        return IntentTybriteIngest(self._client)

    @property
    def webhook_endpoints(self) -> IntentTybriteWebhookEndpoints:
        """The operations `webhook_endpoints`."""
        return IntentTybriteWebhookEndpoints(self._client)

    @property
    def webhook_events(self) -> IntentTybriteWebhookEvents:
        """The operations `webhook_events`."""
        return IntentTybriteWebhookEvents(self._client)

    @property
    def sandbox(self) -> IntentTybriteSandbox:
        """The operations `sandbox`."""
        return IntentTybriteSandbox(self._client)
