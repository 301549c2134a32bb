from accounts.models.account import (
    Account,
    AccountMember,
    AccountQuerySet,
    Lifecycle,
    LifecycleChange,
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
