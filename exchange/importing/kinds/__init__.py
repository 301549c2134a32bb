"""The kinds of record that can be imported."""

from typing import Any

from exchange.importing.kind import Kind
from exchange.importing.kinds.accounts import AccountKind
from exchange.importing.kinds.contacts import ContactKind
from exchange.importing.kinds.deals import DealKind
from exchange.importing.kinds.products import ProductKind
from exchange.importing.kinds.users import UserKind

KIND_CLASSES: dict[str, type[Kind[Any]]] = {
    "users": UserKind,
    "products": ProductKind,
    "accounts": AccountKind,
    "contacts": ContactKind,
    "deals": DealKind,
}
