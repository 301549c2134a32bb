"""News of this room; higher rooms subscribe (crm/common/events.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class AccountsCreated:
    account_ids: Sequence[int]
    by: int | None
    at: datetime
    route: str


@dataclass(frozen=True)
class AccountsChanged:
    account_ids: Sequence[int]
    by: int | None
    at: datetime
    route: str


@dataclass(frozen=True)
class AccountsDeleted:
    account_ids: Sequence[int]
    by: int | None
    at: datetime
    route: str


@dataclass(frozen=True)
class LifecycleChanged:
    """`on` is the day it happened, `at` the moment it was recorded."""

    account_ids: Sequence[int]
    to: str
    on: date
    by: int | None
    at: datetime
    route: str


@dataclass(frozen=True)
class ContactsCreated:
    contact_ids: Sequence[int]
    by: int | None
    at: datetime
    route: str


@dataclass(frozen=True)
class ContactsDeleted:
    contact_ids: Sequence[int]
    by: int | None
    at: datetime
    route: str
