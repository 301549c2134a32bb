"""What a program is about to add and is here already, among the records that it may see."""

from accounts.matching import match_accounts, match_contacts
from accounts.models import Account, Contact
from crm.common.errors import AlreadyHereError
from crm.common.matching import Wanted
from users.models import User

MOST = 5


def refuse_known_account(wanted: Wanted, user: User) -> None:
    """Raises AlreadyHereError."""
    rows = Account.objects.visible_to(user)
    (found,) = match_accounts(rows, [wanted])
    if found.pks:
        raise AlreadyHereError(list(rows.filter(pk__in=found.pks).order_by("pk")[:MOST]))


def refuse_known_contact(wanted: list[Wanted], user: User) -> None:
    """`wanted` may name the same person in several ways. Raises AlreadyHereError."""
    rows = Contact.objects.visible_to(user)
    pks = {pk for found in match_contacts(rows, wanted) for pk in found.pks}
    if pks:
        raise AlreadyHereError(list(rows.filter(pk__in=pks).order_by("pk")[:MOST]))
