"""The dated steps of an account."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from accounts.models import Account, Lifecycle, LifecycleChange
from accounts.services import Step, set_lifecycle
from accounts.services.changing import change_accounts
from crm.common.errors import BusinessRuleError
from crm.common.models import Route
from tests.cast import Cast

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def take(cast: Cast, to: Lifecycle, on: date, *pks: int) -> list[int]:
    step = Step(to, on, "därför")
    return set_lifecycle(pks or [cast.akero.pk], step, by=cast.anna, at=NOW, route=Route.PAGE)


def test_a_set_of_accounts_moves_and_those_already_there_stay(cast: Cast) -> None:
    take(cast, Lifecycle.KEY, date(2026, 1, 1))
    moved = take(cast, Lifecycle.KEY, date(2026, 2, 1), cast.akero.pk, cast.norrkoping.pk)
    assert moved == [cast.norrkoping.pk]
    assert Account.objects.filter(lifecycle="key").count() == 2


def test_each_step_tells_when_why_and_by_whom(cast: Cast) -> None:
    take(cast, Lifecycle.DORMANT, date(2026, 1, 15))
    take(cast, Lifecycle.WON_BACK, date(2026, 2, 15))
    steps = LifecycleChange.objects.filter(account=cast.akero)
    told = [(step.before, step.after, str(step.happened_on), step.reason) for step in steps]
    assert told == [
        ("dormant", "won_back", "2026-02-15", "därför"),
        ("active", "dormant", "2026-01-15", "därför"),
    ]


def test_a_step_cannot_lie_in_the_future(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="future"):
        take(cast, Lifecycle.KEY, date(2026, 3, 2))


def test_a_step_cannot_lie_before_the_last(cast: Cast) -> None:
    take(cast, Lifecycle.KEY, date(2026, 2, 1))
    with pytest.raises(BusinessRuleError, match="2026-02-01"):
        take(cast, Lifecycle.DORMANT, date(2026, 1, 31))


def test_only_what_was_lost_is_won_back(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="Åkerö"):
        take(cast, Lifecycle.WON_BACK, date(2026, 2, 1))
    assert Account.objects.get(pk=cast.akero.pk).lifecycle == "active"


def test_a_step_of_many_is_dated_where_the_business_is_done(cast: Cast) -> None:
    """Whoever brings them, from whatever zone: in Auckland it is Tuesday already."""
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    change = (cast.akero, {"lifecycle": Lifecycle.DORMANT})
    with timezone.override("Pacific/Auckland"):
        change_accounts([change], by=cast.anna, at=at, route=Route.IMPORT)
    assert cast.akero.lifecycle_changes.latest("pk").happened_on == date(2026, 11, 23)
