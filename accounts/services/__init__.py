from accounts.services.accounts import (
    AccountValues,
    create_account,
    create_accounts,
    delete_accounts,
    update_account,
)
from accounts.services.contacts import (
    Address,
    ContactValues,
    Parts,
    Place,
    create_contact,
    delete_contacts,
    update_contact,
)
from accounts.services.lifecycle import Step, set_lifecycle
from accounts.services.members import add_member, remove_member
from accounts.services.sectors import named_sector
from accounts.services.tree import set_parent

__all__ = [
    "AccountValues",
    "Address",
    "ContactValues",
    "Parts",
    "Place",
    "Step",
    "add_member",
    "create_account",
    "create_accounts",
    "create_contact",
    "delete_accounts",
    "delete_contacts",
    "named_sector",
    "remove_member",
    "set_lifecycle",
    "set_parent",
    "update_account",
    "update_contact",
]
