"""How far the relation has come: one field, and a dated record of each step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.events import LifecycleChanged
from accounts.models import Account, Lifecycle, LifecycleChange
from crm.common.days import business_day
from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from users.models import User


@dataclass(frozen=True)
class Step:
    """To which state, on which day in business, and why."""

    to: Lifecycle
    on: date
    reason: str = ""


@transaction.atomic
def set_lifecycle(
    pks: Collection[int], step: Step, *, by: User | None, at: datetime, route: str
) -> list[int]:
    """Take the accounts to a state, but for those already in it. Answers the ids of those moved.

    Raises BusinessRuleError for a day that has not come or lies before an account's last step,
    and for winning back what was not lost.
    """
    rows = Account.objects.filter(pk__in=pks).exclude(lifecycle=step.to).order_by("pk")
    accounts = list(rows.select_for_update(of=("self",)))
    moved = [account.pk for account in accounts]
    _refuse_impossible_day(moved, step, at)
    _refuse_winning_back(accounts, step)
    LifecycleChange.objects.bulk_create(
        [
            LifecycleChange(
                account=account,
                before=account.lifecycle,
                after=step.to,
                happened_on=step.on,
                reason=step.reason,
                by=by,
                route=route,
                recorded_at=at,
            )
            for account in accounts
        ],
        batch_size=1000,
    )
    Account.objects.filter(pk__in=moved).update(lifecycle=step.to)
    publish(LifecycleChanged(moved, step.to, step.on, by.pk if by else None, at, route))
    return moved


def _refuse_impossible_day(pks: list[int], step: Step, at: datetime) -> None:
    if step.on > business_day(at):
        raise BusinessRuleError(_("A step in the lifecycle cannot lie in the future."))
    real_steps = LifecycleChange.objects.filter(account__in=pks).exclude(before="")
    last = real_steps.aggregate(day=Max("happened_on"))["day"]
    if last and step.on < last:
        raise BusinessRuleError(
            _("The last step was on %(day)s; the next one cannot lie before it.") % {"day": last}
        )


def _refuse_winning_back(accounts: list[Account], step: Step) -> None:
    if step.to != Lifecycle.WON_BACK:
        return
    for account in accounts:
        if account.lifecycle not in {Lifecycle.LOST, Lifecycle.DORMANT}:
            raise BusinessRuleError(
                _("“%(account)s” was neither lost nor dormant, so it cannot be won back.")
                % {"account": account}
            )
