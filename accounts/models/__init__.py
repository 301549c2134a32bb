from accounts.models.account import Account, AccountMember, Lifecycle, LifecycleChange, Sector, Source
from accounts.models.contact import Affiliation, Contact, ContactPoint, PointKind

__all__ = [
    "Account",
    "AccountMember",
    "Affiliation",
    "Contact",
    "ContactPoint",
    "Lifecycle",
    "LifecycleChange",
    "PointKind",
    "Sector",
    "Source",
]
