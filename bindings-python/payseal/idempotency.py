"""Idempotency keys. A client makes the default one itself; these are for keys that you write down beforehand."""

from payseal._payseal import attach_key as attach
from payseal._payseal import checkout_key as checkout
from payseal._payseal import checkout_key_for_method as checkout_for_method
from payseal._payseal import init_key as init
from payseal._payseal import random_key as random

__all__ = ["attach", "checkout", "checkout_for_method", "init", "random"]
