"""Parent companies: a tree, never a circle, and no more of it than one may see."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import Account
from accounts.queries import group_of
from accounts.services import set_parent
from crm.common.constraints import as_broken_rule
from crm.common.errors import BusinessRuleError
from crm.common.history import history_context
from crm.common.models import Route
from crm.common.undo import undo
from tests.cast import Cast, build_cast
from users.models import User

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def put(account: Account, parent: Account | None, by: User) -> None:
    set_parent(account, parent, by=by, at=NOW, route=Route.PAGE)


def company(name: str, cast: Cast, parent: Account | None = None) -> Account:
    return Account.objects.create(name=name, owner=cast.anna, team=cast.team_a, parent=parent)


def test_an_account_cannot_be_its_own_parent(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError):
        put(cast.akero, cast.akero, cast.anna)


def test_a_long_circle_is_refused(cast: Cast) -> None:
    middle = company("Mitten", cast, cast.akero)
    lowest = company("Längst ner", cast, middle)
    with pytest.raises(BusinessRuleError, match="Åkerö"):
        put(cast.akero, lowest, cast.anna)


def test_a_parent_can_be_taken_away(cast: Cast) -> None:
    below = company("Dotter", cast, cast.akero)
    put(below, None, cast.anna)
    assert Account.objects.get(pk=below.pk).parent is None


@pytest.mark.django_db(transaction=True)
def test_two_who_close_a_circle_at_once_do_not_both_succeed() -> None:
    cast = build_cast()
    one, other = company("Ett", cast), company("Två", cast)
    start, refused = threading.Barrier(2), []

    def change(account: Account, parent: Account) -> None:
        start.wait()
        try:
            put(account, parent, cast.anna)
        except BusinessRuleError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Account.objects.exclude(parent=None).count() == 1


def test_the_group_shows_what_is_above_and_below(cast: Cast) -> None:
    middle = company("Mitten", cast, cast.akero)
    lowest = company("Längst ner", cast, middle)
    group = group_of(cast.anna, middle)
    assert [account.name for account in group.above] == [cast.akero.name]
    assert list(group.below) == [lowest]
    assert not group.has_hidden


def test_the_group_marks_but_never_names_what_one_may_not_see(cast: Cast) -> None:
    Account.objects.filter(pk=cast.oresund.pk).update(parent=cast.akero)
    group = group_of(cast.anna, cast.akero)
    assert list(group.below) == []
    assert group.has_hidden
    assert not group_of(cast.ada, cast.akero).has_hidden


@pytest.mark.parametrize("between", [[], ["Mellan"]])
def test_undo_of_an_old_change_closes_no_circle(cast: Cast, between: list[str]) -> None:
    """Åkerö stood below its daughter, came out of there, and got her below itself since."""
    daughter = company("Dotter", cast, None)
    Account.objects.filter(pk=cast.akero.pk).update(parent=daughter)
    with history_context(by=cast.anna, route=Route.PAGE) as old:
        Account.objects.filter(pk=cast.akero.pk).update(parent=None)
    with history_context(by=cast.anna, route=Route.PAGE):
        above = [company(name, cast, cast.akero) for name in between]
        put(daughter, [cast.akero, *above][-1], cast.anna)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        undo(old, by=cast.anna, at=NOW)
    rule = as_broken_rule(refusal.value)
    assert rule
    assert "belong to its own subsidiary" in rule.message
    assert Account.objects.get(pk=cast.akero.pk).parent is None


def test_the_page_says_why_such_an_undo_is_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.anna)
    daughter = company("Dotter", cast, None)
    Account.objects.filter(pk=cast.akero.pk).update(parent=daughter)
    with history_context(by=cast.anna, route=Route.PAGE) as old:
        Account.objects.filter(pk=cast.akero.pk).update(parent=None)
    with history_context(by=cast.anna, route=Route.PAGE):
        put(daughter, cast.akero, cast.anna)
    answer = client.post(f"/changes/{old}/undo/")
    assert answer.status_code == 409
    assert "belong to its own subsidiary" in answer.content.decode()


@pytest.mark.parametrize("number", [2, 5])
def test_no_door_puts_a_circle_into_the_table(cast: Cast, number: int) -> None:
    """One statement may turn a whole group; what counts is how it stands afterwards."""
    ring = [company(f"Bolag {place}", cast, None) for place in range(number)]
    for account, parent in zip(ring, [*ring[1:], None], strict=True):
        account.parent = parent
    Account.objects.bulk_update(ring, ["parent"])
    for account, parent in zip(ring, [None, *ring[:-1]], strict=True):
        account.parent = parent
    Account.objects.bulk_update(ring, ["parent"])
    ring[0].parent = ring[-1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.bulk_update(ring[:1], ["parent"])
