from accounts.models.account import (
    Account,
    AccountMember,
    AccountQuerySet,
    Lifecycle,
    LifecycleChange,
    MemberRole,
    Sector,
    Source,
)
from accounts.models.contact import (
    Affiliation,
    Contact,
    ContactPoint,
    ContactQuerySet,
    PointKind,
)

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
