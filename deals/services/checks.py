"""Rights and locks that every change of deals begins with."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Account
from crm.common.errors import BusinessRuleError
from deals.models import Deal
from users.models import User


def locked_deals(pks: Collection[int], by: User | None) -> dict[int, Deal]:
    """The deals by key, locked in the order of their keys until the transaction ends.

    Raises PermissionDenied when `by` may not change all of them (None may), BusinessRuleError when
    one is gone.
    """
    wanted = set(pks)
    rows = Deal.objects.editable_by(by) if by else Deal.objects.all()
    rows = rows.filter(pk__in=wanted).select_for_update(of=("self",)).order_by("pk")
    found = {deal.pk: deal for deal in rows}
    if len(found) == len(wanted):
        return found
    if Deal.objects.filter(pk__in=wanted - set(found)).exists():
        raise PermissionDenied
    raise BusinessRuleError(_("This deal was deleted in the meantime."))


def check_owners(owner_ids: Collection[int], by: User | None) -> None:
    """Deals go to people who may own some and whom `by` works with. Raises BusinessRuleError."""
    wanted = set(owner_ids)
    people = User.objects.who_may_own()
    people = people.visible_to(by) if by else people
    if people.filter(pk__in=wanted).count() < len(wanted):
        raise BusinessRuleError(_("This person cannot be given a deal by you."))


def check_accounts(account_ids: Collection[int | None], by: User | None) -> None:
    """The accounts exist for `by`; locked, so that nobody deletes one meanwhile."""
    wanted = {pk for pk in account_ids if pk is not None}
    if not wanted:
        return
    accounts = Account.objects.visible_to(by) if by else Account.objects.all()
    rows = accounts.filter(pk__in=wanted).order_by("pk")
    found = rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True)
    if len(set(found)) < len(wanted):
        raise BusinessRuleError(_("This account is not there any more."))
