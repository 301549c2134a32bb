"""Parent companies: a tree, never a circle, and no more of it than one may see."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from accounts.models import Account
from accounts.queries import group_of
from accounts.services import set_parent
from crm.common.errors import BusinessRuleError
from crm.common.models import Route
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


def test_a_circle_that_got_in_otherwise_does_not_hang_the_page(cast: Cast) -> None:
    below = company("Dotter", cast, cast.akero)
    Account.objects.filter(pk=cast.akero.pk).update(parent=below)
    assert group_of(cast.anna, below).above
