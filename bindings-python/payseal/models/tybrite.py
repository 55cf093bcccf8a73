# Written by `cargo xtask gen` from core/src/partners; do not edit.
"""What Tybrite answers, as attributes. Nothing that is absent is an error: an absent field is `None`, and what is not
described here stays in `extra` and `to_dict()`."""

from __future__ import annotations

from payseal import _model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

__all__ = [
    "PaymentMethod",
    "PaymentMethodList",
    "PaymentInitialized",
    "PaymentVerified",
    "PostalAddress",
    "OrderItem",
    "Order",
    "PostProcessingWarning",
    "OrderCreated",
    "Pagination",
    "OrderList",
    "IngestSummary",
    "IngestError",
    "IngestResult",
    "DeliveryStats",
    "WebhookEndpoint",
    "WebhookEndpointAnswer",
    "WebhookEndpointList",
    "WebhookEndpointDeleted",
    "WebhookTested",
    "WebhookDelivery",
    "WebhookEvent",
    "WebhookEventList",
    "WebhookEventAnswer",
    "WebhookRetryResult",
    "WebhookRetried",
    "SandboxCleared",
    "TimeAdvanced",
    "WebhookReplayResult",
    "WebhookReplayed",
]


class PaymentMethod(_model.Model):
    """One payment method."""

    __slots__ = ()
    _FIELDS = (
        ("provider", "provider", _model.text),
        ("display_name", "display_name", _model.text),
        ("type", "type", _model.text),
        ("environment", "environment", _model.text),
        ("is_configured", "is_configured", _model.flag),
        ("custom_provider", "custom_provider", _model.flag),
        ("supported_currencies", "supported_currencies", _model.list_of(_model.text)),
    )

    @property
    def provider(self) -> str | None:
        """`cash`, `stripe`, `paypal`, `paystack`, `mpesa`, `mpesa_c2b`, `airtel`, or a provider of the store's own."""
        return _model.text(self._data.get("provider"))

    @property
    def display_name(self) -> str | None:
        """The name for the shopper."""
        return _model.text(self._data.get("display_name"))

    @property
    def type(self) -> str | None:
        """`manual`, `redirect`, `popup` or `stk_push`."""
        return _model.text(self._data.get("type"))

    @property
    def environment(self) -> str | None:
        """The provider's own environment: `production`, `test`, `sandbox` or `staging`."""
        return _model.text(self._data.get("environment"))

    @property
    def is_configured(self) -> bool | None:
        """Whether the store has credentials for it."""
        return _model.flag(self._data.get("is_configured"))

    @property
    def custom_provider(self) -> bool | None:
        """Present and true for a provider of the store's own."""
        return _model.flag(self._data.get("custom_provider"))

    @property
    def supported_currencies(self) -> list[str] | None:
        """The currencies it takes."""
        return _model.list_of(_model.text)(self._data.get("supported_currencies"))


class PaymentMethodList(_model.Answer):
    """Answer of `payments.methods`."""

    __slots__ = ()
    _FIELDS = (
        ("methods", "methods", _model.list_of(PaymentMethod._read)),
    )

    @property
    def methods(self) -> list[PaymentMethod] | None:
        """The methods."""
        return _model.list_of(PaymentMethod._read)(self._data.get("methods"))


class PaymentInitialized(_model.Answer):
    """Answer of `payments.initialize`: the members of every provider; `flow()` sorts them by what comes next."""

    __slots__ = ()
    _FIELDS = (
        ("success", "success", _model.flag),
        ("provider", "provider", _model.text),
        ("type", "type", _model.text),
        ("reference", "reference", _model.text),
        ("checkout_url", "checkout_url", _model.text),
        ("session_id", "session_id", _model.text),
        ("environment", "environment", _model.text),
        ("expires_at", "expires_at", _model.text),
        ("order_id", "order_id", _model.text),
        ("paypal_order_id", "paypal_order_id", _model.text),
        ("client_id", "client_id", _model.text),
        ("currency", "currency", _model.text),
        ("public_key", "public_key", _model.text),
        ("email", "email", _model.text),
        ("amount", "amount", _model.amount),
        ("checkout_request_id", "checkout_request_id", _model.text),
        ("merchant_request_id", "merchant_request_id", _model.text),
        ("customer_message", "customer_message", _model.text),
        ("idempotent", "idempotent", _model.flag),
    )

    @property
    def success(self) -> bool | None:
        """Whether the payment was started."""
        return _model.flag(self._data.get("success"))

    @property
    def provider(self) -> str | None:
        """The provider."""
        return _model.text(self._data.get("provider"))

    @property
    def type(self) -> str | None:
        """What comes next: `redirect`, `popup`, `stk_push`, `manual`, or one that is new."""
        return _model.text(self._data.get("type"))

    @property
    def reference(self) -> str | None:
        """Tybrite's own reference (`PAY-…`); which value verifies the payment is `verify_reference()`."""
        return _model.text(self._data.get("reference"))

    @property
    def checkout_url(self) -> str | None:
        """Stripe: where to send the shopper."""
        return _model.text(self._data.get("checkout_url"))

    @property
    def session_id(self) -> str | None:
        """Stripe: the checkout session (`cs_…`); it verifies the payment."""
        return _model.text(self._data.get("session_id"))

    @property
    def environment(self) -> str | None:
        """The provider's own environment: `test`, `sandbox`, `staging` or `production`."""
        return _model.text(self._data.get("environment"))

    @property
    def expires_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("expires_at"))

    @property
    def order_id(self) -> str | None:
        """PayPal: the order of the store that is paid."""
        return _model.text(self._data.get("order_id"))

    @property
    def paypal_order_id(self) -> str | None:
        """PayPal: PayPal's order; it verifies (and captures) the payment."""
        return _model.text(self._data.get("paypal_order_id"))

    @property
    def client_id(self) -> str | None:
        """PayPal: the client id for PayPal's script in the browser. Not a secret."""
        return _model.text(self._data.get("client_id"))

    @property
    def currency(self) -> str | None:
        """ISO 4217 code."""
        return _model.text(self._data.get("currency"))

    @property
    def public_key(self) -> str | None:
        """Paystack: the public key for the popup."""
        return _model.text(self._data.get("public_key"))

    @property
    def email(self) -> str | None:
        """Paystack: the shopper's e-mail address."""
        return _model.text(self._data.get("email"))

    @property
    def amount(self) -> Decimal | None:
        """Paystack: the amount in **minor** units (5000000 = 50000.00), unlike every other amount."""
        return _model.amount(self._data.get("amount"))

    @property
    def checkout_request_id(self) -> str | None:
        """M-Pesa: the prompt's id (`ws_CO_…`); it verifies the payment."""
        return _model.text(self._data.get("checkout_request_id"))

    @property
    def merchant_request_id(self) -> str | None:
        """M-Pesa: the merchant's id of the prompt."""
        return _model.text(self._data.get("merchant_request_id"))

    @property
    def customer_message(self) -> str | None:
        """A sentence for the shopper."""
        return _model.text(self._data.get("customer_message"))

    @property
    def idempotent(self) -> bool | None:
        """True on the stored answer of an earlier request with the same idempotency key."""
        return _model.flag(self._data.get("idempotent"))


class PaymentVerified(_model.Answer):
    """Answer of `payments.verify`."""

    __slots__ = ()
    _FIELDS = (
        ("provider", "provider", _model.text),
        ("reference", "reference", _model.text),
        ("status", "status", _model.text),
        ("amount", "amount", _model.amount),
        ("currency", "currency", _model.text),
        ("channel", "channel", _model.text),
        ("customer_email", "customer_email", _model.text),
        ("paid_at", "paid_at", _model.text),
        ("payment_intent", "payment_intent", _model.text),
        ("capture_id", "capture_id", _model.text),
        ("result_code", "result_code", _model.anything),
        ("result_description", "result_description", _model.text),
        ("merchant_request_id", "merchant_request_id", _model.text),
        ("message", "message", _model.text),
        ("response", "response", _model.anything),
        ("created_at", "created_at", _model.text),
        ("metadata", "metadata", _model.mapping),
    )

    @property
    def provider(self) -> str | None:
        """The provider."""
        return _model.text(self._data.get("provider"))

    @property
    def reference(self) -> str | None:
        """The reference that was asked for."""
        return _model.text(self._data.get("reference"))

    @property
    def status(self) -> str | None:
        """`success` when paid; otherwise the provider's own word, e.g. `pending`, `failed`, `cancelled`, `abandoned`, `unpaid`, `not_found`."""
        return _model.text(self._data.get("status"))

    @property
    def amount(self) -> Decimal | None:
        """Amount in major units."""
        return _model.amount(self._data.get("amount"))

    @property
    def currency(self) -> str | None:
        """ISO 4217 code."""
        return _model.text(self._data.get("currency"))

    @property
    def channel(self) -> str | None:
        """Paystack: how it was paid."""
        return _model.text(self._data.get("channel"))

    @property
    def customer_email(self) -> str | None:
        """The shopper's e-mail address."""
        return _model.text(self._data.get("customer_email"))

    @property
    def paid_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("paid_at"))

    @property
    def payment_intent(self) -> str | None:
        """Stripe: the PaymentIntent."""
        return _model.text(self._data.get("payment_intent"))

    @property
    def capture_id(self) -> str | None:
        """PayPal: the capture."""
        return _model.text(self._data.get("capture_id"))

    @property
    def result_code(self) -> Any | None:
        """M-Pesa: the provider's code, a text or a number."""
        return _model.anything(self._data.get("result_code"))

    @property
    def result_description(self) -> str | None:
        """M-Pesa: what the code means."""
        return _model.text(self._data.get("result_description"))

    @property
    def merchant_request_id(self) -> str | None:
        """M-Pesa: the merchant's id of the prompt."""
        return _model.text(self._data.get("merchant_request_id"))

    @property
    def message(self) -> str | None:
        """A sentence for people."""
        return _model.text(self._data.get("message"))

    @property
    def response(self) -> Any | None:
        """Airtel: what the provider last said."""
        return _model.anything(self._data.get("response"))

    @property
    def created_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("created_at"))

    @property
    def metadata(self) -> dict[str, Any] | None:
        """Your own data."""
        return _model.mapping(self._data.get("metadata"))


class PostalAddress(_model.Model):
    """A postal address."""

    __slots__ = ()
    _FIELDS = (
        ("street", "street", _model.text),
        ("city", "city", _model.text),
        ("state", "state", _model.text),
        ("zip", "zip", _model.text),
        ("country", "country", _model.text),
    )

    @property
    def street(self) -> str | None:
        """Street and number."""
        return _model.text(self._data.get("street"))

    @property
    def city(self) -> str | None:
        """City."""
        return _model.text(self._data.get("city"))

    @property
    def state(self) -> str | None:
        """State or province."""
        return _model.text(self._data.get("state"))

    @property
    def zip(self) -> str | None:
        """Postal code."""
        return _model.text(self._data.get("zip"))

    @property
    def country(self) -> str | None:
        """Country."""
        return _model.text(self._data.get("country"))


class OrderItem(_model.Model):
    """One line of an order."""

    __slots__ = ()
    _FIELDS = (
        ("id", "id", _model.text),
        ("order_id", "order_id", _model.text),
        ("product_id", "product_id", _model.text),
        ("product_name", "product_name", _model.text),
        ("product_sku", "product_sku", _model.text),
        ("quantity", "quantity", _model.integer),
        ("unit_price", "unit_price", _model.amount),
        ("subtotal", "subtotal", _model.amount),
        ("total_price", "total_price", _model.amount),
        ("product_options", "product_options", _model.mapping),
        ("custom_fields", "custom_fields", _model.list_of(_model.mapping)),
    )

    @property
    def id(self) -> str | None:
        """The line's id."""
        return _model.text(self._data.get("id"))

    @property
    def order_id(self) -> str | None:
        """The order."""
        return _model.text(self._data.get("order_id"))

    @property
    def product_id(self) -> str | None:
        """The product."""
        return _model.text(self._data.get("product_id"))

    @property
    def product_name(self) -> str | None:
        """Its name."""
        return _model.text(self._data.get("product_name"))

    @property
    def product_sku(self) -> str | None:
        """Its stock keeping unit."""
        return _model.text(self._data.get("product_sku"))

    @property
    def quantity(self) -> int | None:
        """How many."""
        return _model.integer(self._data.get("quantity"))

    @property
    def unit_price(self) -> Decimal | None:
        """Price of one, in major units."""
        return _model.amount(self._data.get("unit_price"))

    @property
    def subtotal(self) -> Decimal | None:
        """Price of all, in major units."""
        return _model.amount(self._data.get("subtotal"))

    @property
    def total_price(self) -> Decimal | None:
        """Price of all, in major units, under its other name."""
        return _model.amount(self._data.get("total_price"))

    @property
    def product_options(self) -> dict[str, Any] | None:
        """What the shopper chose."""
        return _model.mapping(self._data.get("product_options"))

    @property
    def custom_fields(self) -> list[dict[str, Any]] | None:
        """Values of the store's own fields."""
        return _model.list_of(_model.mapping)(self._data.get("custom_fields"))


class Order(_model.Answer):
    """An order; the answer of `orders.get` and `orders.update`."""

    __slots__ = ()
    _FIELDS = (
        ("id", "id", _model.text),
        ("order_number", "order_number", _model.text),
        ("customer_id", "customer_id", _model.text),
        ("customer_email", "customer_email", _model.text),
        ("customer_phone", "customer_phone", _model.text),
        ("customer_name", "customer_name", _model.text),
        ("order_status", "order_status", _model.text),
        ("payment_status", "payment_status", _model.text),
        ("payment_method", "payment_method", _model.text),
        ("payment_reference", "payment_reference", _model.text),
        ("subtotal", "subtotal", _model.amount),
        ("tax_amount", "tax_amount", _model.amount),
        ("tax_breakdown", "tax_breakdown", _model.list_of(_model.mapping)),
        ("tax_source", "tax_source", _model.text),
        ("shipping_amount", "shipping_amount", _model.amount),
        ("discount_amount", "discount_amount", _model.amount),
        ("total_amount", "total_amount", _model.amount),
        ("currency", "currency", _model.text),
        ("billing_address", "billing_address", PostalAddress._read),
        ("shipping_address", "shipping_address", PostalAddress._read),
        ("items", "items", _model.list_of(OrderItem._read)),
        ("status_notes", "status_notes", _model.list_of(_model.mapping)),
        ("custom_fields", "custom_fields", _model.list_of(_model.mapping)),
        ("notes", "notes", _model.text),
        ("tracking_number", "tracking_number", _model.text),
        ("estimated_delivery", "estimated_delivery", _model.text),
        ("shipped_at", "shipped_at", _model.text),
        ("delivered_at", "delivered_at", _model.text),
        ("created_at", "created_at", _model.text),
        ("updated_at", "updated_at", _model.text),
        ("environment", "environment", _model.text),
        ("shipping_metadata", "shipping_metadata", _model.mapping),
        ("idempotent", "idempotent", _model.flag),
    )

    @property
    def id(self) -> str | None:
        """The order (a UUID)."""
        return _model.text(self._data.get("id"))

    @property
    def order_number(self) -> str | None:
        """Its number for people."""
        return _model.text(self._data.get("order_number"))

    @property
    def customer_id(self) -> str | None:
        """The customer (a UUID)."""
        return _model.text(self._data.get("customer_id"))

    @property
    def customer_email(self) -> str | None:
        """The customer's e-mail address."""
        return _model.text(self._data.get("customer_email"))

    @property
    def customer_phone(self) -> str | None:
        """The customer's phone number."""
        return _model.text(self._data.get("customer_phone"))

    @property
    def customer_name(self) -> str | None:
        """The customer's name."""
        return _model.text(self._data.get("customer_name"))

    @property
    def order_status(self) -> str | None:
        """`pending`, `processing`, `shipped`, `delivered`, `cancelled`, or one that is new."""
        return _model.text(self._data.get("order_status"))

    @property
    def payment_status(self) -> str | None:
        """`pending`, `paid`, `failed`, `refunded`, or one that is new."""
        return _model.text(self._data.get("payment_status"))

    @property
    def payment_method(self) -> str | None:
        """How it is paid."""
        return _model.text(self._data.get("payment_method"))

    @property
    def payment_reference(self) -> str | None:
        """The provider's reference of the payment."""
        return _model.text(self._data.get("payment_reference"))

    @property
    def subtotal(self) -> Decimal | None:
        """Sum of the lines, in major units."""
        return _model.amount(self._data.get("subtotal"))

    @property
    def tax_amount(self) -> Decimal | None:
        """Tax, in major units."""
        return _model.amount(self._data.get("tax_amount"))

    @property
    def tax_breakdown(self) -> list[dict[str, Any]] | None:
        """How the tax came about."""
        return _model.list_of(_model.mapping)(self._data.get("tax_breakdown"))

    @property
    def tax_source(self) -> str | None:
        """`automatic`, `fallback` or `manual`."""
        return _model.text(self._data.get("tax_source"))

    @property
    def shipping_amount(self) -> Decimal | None:
        """Shipping, in major units."""
        return _model.amount(self._data.get("shipping_amount"))

    @property
    def discount_amount(self) -> Decimal | None:
        """Discount, in major units."""
        return _model.amount(self._data.get("discount_amount"))

    @property
    def total_amount(self) -> Decimal | None:
        """What is to be paid, in major units."""
        return _model.amount(self._data.get("total_amount"))

    @property
    def currency(self) -> str | None:
        """ISO 4217 code."""
        return _model.text(self._data.get("currency"))

    @property
    def billing_address(self) -> PostalAddress | None:
        """Where the bill goes."""
        return PostalAddress._read(self._data.get("billing_address"))

    @property
    def shipping_address(self) -> PostalAddress | None:
        """Where the goods go."""
        return PostalAddress._read(self._data.get("shipping_address"))

    @property
    def items(self) -> list[OrderItem] | None:
        """The lines; absent in a list."""
        return _model.list_of(OrderItem._read)(self._data.get("items"))

    @property
    def status_notes(self) -> list[dict[str, Any]] | None:
        """What changed, and when."""
        return _model.list_of(_model.mapping)(self._data.get("status_notes"))

    @property
    def custom_fields(self) -> list[dict[str, Any]] | None:
        """Values of the store's own fields."""
        return _model.list_of(_model.mapping)(self._data.get("custom_fields"))

    @property
    def notes(self) -> str | None:
        """Notes for people."""
        return _model.text(self._data.get("notes"))

    @property
    def tracking_number(self) -> str | None:
        """The carrier's tracking number."""
        return _model.text(self._data.get("tracking_number"))

    @property
    def estimated_delivery(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("estimated_delivery"))

    @property
    def shipped_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("shipped_at"))

    @property
    def delivered_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("delivered_at"))

    @property
    def created_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("created_at"))

    @property
    def updated_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("updated_at"))

    @property
    def environment(self) -> str | None:
        """`production` or `sandbox`."""
        return _model.text(self._data.get("environment"))

    @property
    def shipping_metadata(self) -> dict[str, Any] | None:
        """How the shipping fee came about."""
        return _model.mapping(self._data.get("shipping_metadata"))

    @property
    def idempotent(self) -> bool | None:
        """True on the stored answer of an earlier request with the same idempotency key."""
        return _model.flag(self._data.get("idempotent"))


class PostProcessingWarning(_model.Model):
    """What did not work after an order was made."""

    __slots__ = ()
    _FIELDS = (
        ("stage", "stage", _model.text),
        ("message", "message", _model.text),
    )

    @property
    def stage(self) -> str | None:
        """Where, e.g. `gift_card_redemption` or `stock_reduction`."""
        return _model.text(self._data.get("stage"))

    @property
    def message(self) -> str | None:
        """Why."""
        return _model.text(self._data.get("message"))


class OrderCreated(_model.Answer):
    """Answer of `orders.create`, first or stored: the partner answers a stored one as the bare order, which is put under
     `order` here.
    """

    __slots__ = ()
    _FIELDS = (
        ("order", "order", Order._read),
        ("store_credit_applied", "store_credit_applied", _model.amount),
        ("post_processing_warnings", "post_processing_warnings", _model.list_of(PostProcessingWarning._read)),
        ("idempotent", "idempotent", _model.flag),
    )

    @property
    def order(self) -> Order | None:
        """The order."""
        return Order._read(self._data.get("order"))

    @property
    def store_credit_applied(self) -> Decimal | None:
        """How much store credit was used, in major units."""
        return _model.amount(self._data.get("store_credit_applied"))

    @property
    def post_processing_warnings(self) -> list[PostProcessingWarning] | None:
        """What did not work after the order was made."""
        return _model.list_of(PostProcessingWarning._read)(self._data.get("post_processing_warnings"))

    @property
    def idempotent(self) -> bool | None:
        """True on the stored answer of an earlier request with the same idempotency key."""
        return _model.flag(self._data.get("idempotent"))


class Pagination(_model.Model):
    """Where a list goes on."""

    __slots__ = ()
    _FIELDS = (
        ("limit", "limit", _model.integer),
        ("has_more", "has_more", _model.flag),
        ("next_cursor", "next_cursor", _model.text),
    )

    @property
    def limit(self) -> int | None:
        """How many items a page holds."""
        return _model.integer(self._data.get("limit"))

    @property
    def has_more(self) -> bool | None:
        """Whether there is more."""
        return _model.flag(self._data.get("has_more"))

    @property
    def next_cursor(self) -> str | None:
        """The cursor of the next page."""
        return _model.text(self._data.get("next_cursor"))


class OrderList(_model.Answer):
    """Answer of `orders.list`."""

    __slots__ = ()
    _FIELDS = (
        ("orders", "orders", _model.list_of(Order._read)),
        ("pagination", "pagination", Pagination._read),
    )

    @property
    def orders(self) -> list[Order] | None:
        """The orders, newest first, without their lines."""
        return _model.list_of(Order._read)(self._data.get("orders"))

    @property
    def pagination(self) -> Pagination | None:
        """Where the list goes on."""
        return Pagination._read(self._data.get("pagination"))


class IngestSummary(_model.Model):
    """The figures of an import."""

    __slots__ = ()
    _FIELDS = (
        ("rows_total", "rows_total", _model.integer),
        ("rows_created", "rows_created", _model.integer),
        ("rows_updated", "rows_updated", _model.integer),
        ("rows_skipped", "rows_skipped", _model.integer),
        ("rows_failed", "rows_failed", _model.integer),
    )

    @property
    def rows_total(self) -> int | None:
        """How many rows there were."""
        return _model.integer(self._data.get("rows_total"))

    @property
    def rows_created(self) -> int | None:
        """How many products were made."""
        return _model.integer(self._data.get("rows_created"))

    @property
    def rows_updated(self) -> int | None:
        """How many products were changed."""
        return _model.integer(self._data.get("rows_updated"))

    @property
    def rows_skipped(self) -> int | None:
        """How many rows were passed over."""
        return _model.integer(self._data.get("rows_skipped"))

    @property
    def rows_failed(self) -> int | None:
        """How many rows failed."""
        return _model.integer(self._data.get("rows_failed"))


class IngestError(_model.Model):
    """Why a row failed."""

    __slots__ = ()
    _FIELDS = (
        ("row", "row", _model.integer),
        ("sku", "sku", _model.text),
        ("field", "field", _model.text),
        ("reason", "reason", _model.text),
    )

    @property
    def row(self) -> int | None:
        """The row, from 1."""
        return _model.integer(self._data.get("row"))

    @property
    def sku(self) -> str | None:
        """Its stock keeping unit."""
        return _model.text(self._data.get("sku"))

    @property
    def field(self) -> str | None:
        """The field that is wrong."""
        return _model.text(self._data.get("field"))

    @property
    def reason(self) -> str | None:
        """What is wrong with it."""
        return _model.text(self._data.get("reason"))


class IngestResult(_model.Answer):
    """Answer of `ingest.products`, also when every row failed (status 422)."""

    __slots__ = ()
    _FIELDS = (
        ("status", "status", _model.text),
        ("format", "format", _model.text),
        ("strategy", "strategy", _model.text),
        ("dry_run", "dry_run", _model.flag),
        ("summary", "summary", IngestSummary._read),
        ("errors", "errors", _model.list_of(IngestError._read)),
    )

    @property
    def status(self) -> str | None:
        """`success`, `partial` or `failed`."""
        return _model.text(self._data.get("status"))

    @property
    def format(self) -> str | None:
        """`json`, `csv` or `xml`."""
        return _model.text(self._data.get("format"))

    @property
    def strategy(self) -> str | None:
        """`upsert_by_sku` or `create_only`."""
        return _model.text(self._data.get("strategy"))

    @property
    def dry_run(self) -> bool | None:
        """Whether nothing was stored."""
        return _model.flag(self._data.get("dry_run"))

    @property
    def summary(self) -> IngestSummary | None:
        """The figures."""
        return IngestSummary._read(self._data.get("summary"))

    @property
    def errors(self) -> list[IngestError] | None:
        """The rows that failed."""
        return _model.list_of(IngestError._read)(self._data.get("errors"))


class DeliveryStats(_model.Model):
    """How deliveries to an endpoint went."""

    __slots__ = ()
    _FIELDS = (
        ("total", "total", _model.integer),
        ("successful", "successful", _model.integer),
        ("failed", "failed", _model.integer),
    )

    @property
    def total(self) -> int | None:
        """How many there were."""
        return _model.integer(self._data.get("total"))

    @property
    def successful(self) -> int | None:
        """How many arrived."""
        return _model.integer(self._data.get("successful"))

    @property
    def failed(self) -> int | None:
        """How many did not."""
        return _model.integer(self._data.get("failed"))


class WebhookEndpoint(_model.Model):
    """A webhook endpoint."""

    __slots__ = ()
    _FIELDS = (
        ("id", "id", _model.text),
        ("store_id", "store_id", _model.text),
        ("url", "url", _model.text),
        ("events", "events", _model.list_of(_model.text)),
        ("enabled", "enabled", _model.flag),
        ("metadata", "metadata", _model.mapping),
        ("signing_secret", "signing_secret", _model.text),
        ("last_success_at", "last_success_at", _model.text),
        ("last_failure_at", "last_failure_at", _model.text),
        ("consecutive_failures", "consecutive_failures", _model.integer),
        ("disabled_reason", "disabled_reason", _model.text),
        ("disabled_at", "disabled_at", _model.text),
        ("delivery_stats", "delivery_stats", DeliveryStats._read),
        ("created_at", "created_at", _model.text),
        ("updated_at", "updated_at", _model.text),
    )

    @property
    def id(self) -> str | None:
        """The endpoint."""
        return _model.text(self._data.get("id"))

    @property
    def store_id(self) -> str | None:
        """The store."""
        return _model.text(self._data.get("store_id"))

    @property
    def url(self) -> str | None:
        """Where events are delivered to."""
        return _model.text(self._data.get("url"))

    @property
    def events(self) -> list[str] | None:
        """The event types."""
        return _model.list_of(_model.text)(self._data.get("events"))

    @property
    def enabled(self) -> bool | None:
        """Whether events are delivered."""
        return _model.flag(self._data.get("enabled"))

    @property
    def metadata(self) -> dict[str, Any] | None:
        """Your own data."""
        return _model.mapping(self._data.get("metadata"))

    @property
    def signing_secret(self) -> str | None:
        """What deliveries are signed with, told once when the endpoint is made; a secret everywhere else. Secret: `repr` does not show it."""
        return _model.text(self._data.get("signing_secret"))

    @property
    def last_success_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("last_success_at"))

    @property
    def last_failure_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("last_failure_at"))

    @property
    def consecutive_failures(self) -> int | None:
        """How many deliveries in a row exhausted their retries; 20 disable the endpoint."""
        return _model.integer(self._data.get("consecutive_failures"))

    @property
    def disabled_reason(self) -> str | None:
        """Why it is disabled."""
        return _model.text(self._data.get("disabled_reason"))

    @property
    def disabled_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("disabled_at"))

    @property
    def delivery_stats(self) -> DeliveryStats | None:
        """How deliveries went."""
        return DeliveryStats._read(self._data.get("delivery_stats"))

    @property
    def created_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("created_at"))

    @property
    def updated_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("updated_at"))

    _SECRET = frozenset(("signing_secret",))


class WebhookEndpointAnswer(_model.Answer):
    """Answer of `webhook_endpoints.create`, `.get` and `.update`."""

    __slots__ = ()
    _FIELDS = (
        ("webhook_endpoint", "webhook_endpoint", WebhookEndpoint._read),
    )

    @property
    def webhook_endpoint(self) -> WebhookEndpoint | None:
        """The endpoint."""
        return WebhookEndpoint._read(self._data.get("webhook_endpoint"))


class WebhookEndpointList(_model.Answer):
    """Answer of `webhook_endpoints.list`."""

    __slots__ = ()
    _FIELDS = (
        ("webhook_endpoints", "webhook_endpoints", _model.list_of(WebhookEndpoint._read)),
        ("pagination", "pagination", Pagination._read),
    )

    @property
    def webhook_endpoints(self) -> list[WebhookEndpoint] | None:
        """The endpoints."""
        return _model.list_of(WebhookEndpoint._read)(self._data.get("webhook_endpoints"))

    @property
    def pagination(self) -> Pagination | None:
        """Where the list goes on."""
        return Pagination._read(self._data.get("pagination"))


class WebhookEndpointDeleted(_model.Answer):
    """Answer of `webhook_endpoints.delete`."""

    __slots__ = ()
    _FIELDS = (
        ("success", "success", _model.flag),
        ("message", "message", _model.text),
    )

    @property
    def success(self) -> bool | None:
        """Whether it is gone."""
        return _model.flag(self._data.get("success"))

    @property
    def message(self) -> str | None:
        """A sentence for people."""
        return _model.text(self._data.get("message"))


class WebhookTested(_model.Answer):
    """Answer of `webhook_endpoints.test`."""

    __slots__ = ()
    _FIELDS = (
        ("success", "success", _model.flag),
        ("event_id", "event_id", _model.text),
        ("event_type", "event_type", _model.text),
        ("endpoint_url", "endpoint_url", _model.text),
        ("status_code", "status_code", _model.integer),
        ("response_body", "response_body", _model.text),
    )

    @property
    def success(self) -> bool | None:
        """Whether the endpoint took the event."""
        return _model.flag(self._data.get("success"))

    @property
    def event_id(self) -> str | None:
        """The event that was made up."""
        return _model.text(self._data.get("event_id"))

    @property
    def event_type(self) -> str | None:
        """Its type."""
        return _model.text(self._data.get("event_type"))

    @property
    def endpoint_url(self) -> str | None:
        """Where it was delivered to."""
        return _model.text(self._data.get("endpoint_url"))

    @property
    def status_code(self) -> int | None:
        """The HTTP status that the endpoint answered, if it did."""
        return _model.integer(self._data.get("status_code"))

    @property
    def response_body(self) -> str | None:
        """What the endpoint answered."""
        return _model.text(self._data.get("response_body"))


class WebhookDelivery(_model.Model):
    """One delivery of an event."""

    __slots__ = ()
    _FIELDS = (
        ("id", "id", _model.text),
        ("endpoint_id", "endpoint_id", _model.text),
        ("attempt_number", "attempt_number", _model.integer),
        ("status_code", "status_code", _model.integer),
        ("response_body", "response_body", _model.text),
        ("latency_ms", "latency_ms", _model.integer),
        ("success", "success", _model.flag),
        ("attempted_at", "attempted_at", _model.text),
    )

    @property
    def id(self) -> str | None:
        """The delivery."""
        return _model.text(self._data.get("id"))

    @property
    def endpoint_id(self) -> str | None:
        """The endpoint."""
        return _model.text(self._data.get("endpoint_id"))

    @property
    def attempt_number(self) -> int | None:
        """The attempt, from 1."""
        return _model.integer(self._data.get("attempt_number"))

    @property
    def status_code(self) -> int | None:
        """The HTTP status that the endpoint answered, if it did."""
        return _model.integer(self._data.get("status_code"))

    @property
    def response_body(self) -> str | None:
        """The first 1024 characters of what the endpoint answered."""
        return _model.text(self._data.get("response_body"))

    @property
    def latency_ms(self) -> int | None:
        """How long it took, in milliseconds."""
        return _model.integer(self._data.get("latency_ms"))

    @property
    def success(self) -> bool | None:
        """Whether it arrived."""
        return _model.flag(self._data.get("success"))

    @property
    def attempted_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("attempted_at"))


class WebhookEvent(_model.Model):
    """An event of the store."""

    __slots__ = ()
    _FIELDS = (
        ("id", "id", _model.text),
        ("store_id", "store_id", _model.text),
        ("type", "type", _model.text),
        ("environment", "environment", _model.text),
        ("payload", "payload", _model.mapping),
        ("created_at", "created_at", _model.text),
        ("deliveries", "deliveries", _model.list_of(WebhookDelivery._read)),
    )

    @property
    def id(self) -> str | None:
        """The event."""
        return _model.text(self._data.get("id"))

    @property
    def store_id(self) -> str | None:
        """The store."""
        return _model.text(self._data.get("store_id"))

    @property
    def type(self) -> str | None:
        """Its type, e.g. `order.created`."""
        return _model.text(self._data.get("type"))

    @property
    def environment(self) -> str | None:
        """`production` or `sandbox`."""
        return _model.text(self._data.get("environment"))

    @property
    def payload(self) -> dict[str, Any] | None:
        """The envelope as it was delivered."""
        return _model.mapping(self._data.get("payload"))

    @property
    def created_at(self) -> str | None:
        """ISO 8601 time."""
        return _model.text(self._data.get("created_at"))

    @property
    def deliveries(self) -> list[WebhookDelivery] | None:
        """Its deliveries; absent in a list."""
        return _model.list_of(WebhookDelivery._read)(self._data.get("deliveries"))


class WebhookEventList(_model.Answer):
    """Answer of `webhook_events.list`."""

    __slots__ = ()
    _FIELDS = (
        ("webhook_events", "webhook_events", _model.list_of(WebhookEvent._read)),
        ("pagination", "pagination", Pagination._read),
    )

    @property
    def webhook_events(self) -> list[WebhookEvent] | None:
        """The events."""
        return _model.list_of(WebhookEvent._read)(self._data.get("webhook_events"))

    @property
    def pagination(self) -> Pagination | None:
        """Where the list goes on."""
        return Pagination._read(self._data.get("pagination"))


class WebhookEventAnswer(_model.Answer):
    """Answer of `webhook_events.get`."""

    __slots__ = ()
    _FIELDS = (
        ("webhook_event", "webhook_event", WebhookEvent._read),
    )

    @property
    def webhook_event(self) -> WebhookEvent | None:
        """The event with its deliveries."""
        return WebhookEvent._read(self._data.get("webhook_event"))


class WebhookRetryResult(_model.Model):
    """How a repeated delivery went."""

    __slots__ = ()
    _FIELDS = (
        ("endpoint_id", "endpoint_id", _model.text),
        ("success", "success", _model.flag),
        ("status_code", "status_code", _model.integer),
    )

    @property
    def endpoint_id(self) -> str | None:
        """The endpoint."""
        return _model.text(self._data.get("endpoint_id"))

    @property
    def success(self) -> bool | None:
        """Whether it arrived."""
        return _model.flag(self._data.get("success"))

    @property
    def status_code(self) -> int | None:
        """The HTTP status that the endpoint answered, if it did."""
        return _model.integer(self._data.get("status_code"))


class WebhookRetried(_model.Answer):
    """Answer of `webhook_events.retry`."""

    __slots__ = ()
    _FIELDS = (
        ("event_id", "event_id", _model.text),
        ("retried", "retried", _model.anything),
        ("results", "results", _model.list_of(WebhookRetryResult._read)),
    )

    @property
    def event_id(self) -> str | None:
        """The event."""
        return _model.text(self._data.get("event_id"))

    @property
    def retried(self) -> Any | None:
        """Whether, or to how many endpoints, it was delivered again."""
        return _model.anything(self._data.get("retried"))

    @property
    def results(self) -> list[WebhookRetryResult] | None:
        """How it went, by endpoint."""
        return _model.list_of(WebhookRetryResult._read)(self._data.get("results"))


class SandboxCleared(_model.Answer):
    """Answer of `sandbox.reset` and `sandbox.clear_data`: nothing (204)."""

    __slots__ = ()
    _FIELDS = ()


class TimeAdvanced(_model.Answer):
    """Answer of `sandbox.advance_time`."""

    __slots__ = ()
    _FIELDS = (
        ("advanced_days", "advanced_days", _model.integer),
        ("shifted", "shifted", _model.mapping),
        ("not_shifted", "not_shifted", _model.mapping),
    )

    @property
    def advanced_days(self) -> int | None:
        """How many days."""
        return _model.integer(self._data.get("advanced_days"))

    @property
    def shifted(self) -> dict[str, Any] | None:
        """How many rows of each area were moved."""
        return _model.mapping(self._data.get("shifted"))

    @property
    def not_shifted(self) -> dict[str, Any] | None:
        """Why an area was not moved."""
        return _model.mapping(self._data.get("not_shifted"))


class WebhookReplayResult(_model.Model):
    """How a replayed delivery went."""

    __slots__ = ()
    _FIELDS = (
        ("endpoint_id", "endpoint_id", _model.text),
        ("url", "url", _model.text),
        ("status", "status", _model.text),
        ("response_status", "response_status", _model.integer),
    )

    @property
    def endpoint_id(self) -> str | None:
        """The endpoint."""
        return _model.text(self._data.get("endpoint_id"))

    @property
    def url(self) -> str | None:
        """Where it was delivered to."""
        return _model.text(self._data.get("url"))

    @property
    def status(self) -> str | None:
        """How it went."""
        return _model.text(self._data.get("status"))

    @property
    def response_status(self) -> int | None:
        """The HTTP status that the endpoint answered, if it did."""
        return _model.integer(self._data.get("response_status"))


class WebhookReplayed(_model.Answer):
    """Answer of `sandbox.replay_webhook`."""

    __slots__ = ()
    _FIELDS = (
        ("replayed_event_id", "replayed_event_id", _model.text),
        ("results", "results", _model.list_of(WebhookReplayResult._read)),
    )

    @property
    def replayed_event_id(self) -> str | None:
        """The event."""
        return _model.text(self._data.get("replayed_event_id"))

    @property
    def results(self) -> list[WebhookReplayResult] | None:
        """How it went, by endpoint."""
        return _model.list_of(WebhookReplayResult._read)(self._data.get("results"))
