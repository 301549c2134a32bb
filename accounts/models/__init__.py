from accounts.models.account import (
    Account,
    AccountMember,
    AccountQuerySet,
    Lifecycle,
    MemberRole,
    Source,
)
from accounts.models.contact import (
    Affiliation,
    Contact,
    ContactPoint,
    ContactQuerySet,
    PointKind,
)
from accounts.models.lifecycle import LifecycleChange
from accounts.models.sector import Sector

__all__ = [
    "Account",
    "AccountMember",
    "AccountQuerySet",
    "Affiliation",
    "Contact",
    "ContactPoint",
    "ContactQuerySet",
    "Lifecycle",
    "LifecycleChange",
    "MemberRole",
    "PointKind",
    "Sector",
    "Source",
]
