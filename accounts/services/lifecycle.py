"""How far the relation has come: one field, and a dated record of each step."""

from collections.abc import Collection, Sequence
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
    for reason in refused_steps(accounts, step, at).values():
        raise BusinessRuleError(reason)
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


def refused_steps(accounts: Sequence[Account], step: Step, at: datetime) -> dict[int, str]:
    """Those of the accounts that cannot take the step, each with the reason in words."""
    real_steps = LifecycleChange.objects.filter(account__in=accounts).exclude(before="")
    newest = real_steps.values_list("account").annotate(Max("happened_on")).order_by()
    last = dict(newest)
    today = business_day(at)
    reasons = {one.pk: _refusal(one, step, last.get(one.pk), today) for one in accounts}
    return {pk: reason for pk, reason in reasons.items() if reason}


def _refusal(account: Account, step: Step, last: date | None, today: date) -> str:
    if step.on > today:
        return _("A step in the lifecycle cannot lie in the future.")
    if last and step.on < last:
        return _("The last step was on %(day)s; the next one cannot lie before it.") % {
            "day": last
        }
    was_away = account.lifecycle in {Lifecycle.LOST, Lifecycle.DORMANT}
    if step.to == Lifecycle.WON_BACK and not was_away:
        return _("“%(account)s” was neither lost nor dormant, so it cannot be won back.") % {
            "account": account
        }
    return ""
