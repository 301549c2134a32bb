"""Many accounts at once: what imports and bulk edits change, under the rules of the form."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.events import AccountsChanged, LifecycleChanged
from accounts.models import Account, LifecycleChange
from crm.common.bulk import write_changes
from crm.common.days import business_day
from crm.common.events import publish
from users.models import User

AccountChange = tuple[Account, Mapping[str, Any]]


@transaction.atomic
def change_accounts(
    changes: Sequence[AccountChange], *, by: User, at: datetime, route: str
) -> None:
    """Give each account its new values (attribute → value, already in normal form).

    A new owner takes an account of the former one's team along to the own; a new lifecycle state
    is a dated step. The caller holds the rows locked, and knows that no parent makes a circle.
    """
    teams = _teams(changes)
    before = {account.pk: account.lifecycle for account, _values in changes}
    write_changes(Account, [(one, _with_team(one, values, teams)) for one, values in changes])
    _record_steps(changes, before, by=by, at=at, route=route)
    publish(AccountsChanged([account.pk for account, _values in changes], by.pk, at, route))


def _teams(changes: Sequence[AccountChange]) -> dict[int | None, int | None]:
    """The teams of the owners that were and will be."""
    owners = {values["owner_id"] for _account, values in changes if values.get("owner_id")}
    if not owners:
        return {}
    former = {account.owner_id for account, _values in changes}
    return dict(User.all_objects.filter(pk__in=owners | former).values_list("pk", "team_id"))


def _with_team(
    account: Account, values: Mapping[str, Any], teams: Mapping[int | None, int | None]
) -> Mapping[str, Any]:
    follows = account.team_id in {None, teams.get(account.owner_id)}
    if values.get("owner_id") and "team_id" not in values and follows:
        return {**values, "team_id": teams.get(values["owner_id"])}
    return values


def _record_steps(
    changes: Sequence[AccountChange],
    before: Mapping[int, str],
    *,
    by: User,
    at: datetime,
    route: str,
) -> None:
    stepped = [account for account, values in changes if "lifecycle" in values]
    day = business_day(at)
    LifecycleChange.objects.bulk_create(
        LifecycleChange(
            account=account,
            before=before[account.pk],
            after=account.lifecycle,
            happened_on=day,
            by=by,
            route=route,
            recorded_at=at,
        )
        for account in stepped
    )
    for state in sorted({account.lifecycle for account in stepped}):
        pks = [account.pk for account in stepped if account.lifecycle == state]
        publish(LifecycleChanged(pks, state, day, by.pk, at, route))
