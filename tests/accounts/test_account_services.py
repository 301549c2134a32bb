"""Creating, changing and deleting accounts, whatever the door."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from accounts import blockers
from accounts.blockers import Blocker
from accounts.events import AccountsCreated, AccountsDeleted
from accounts.models import Account, LifecycleChange
from accounts.services import (
    AccountValues,
    create_account,
    create_accounts,
    delete_accounts,
    update_account,
)
from crm.common import events
from crm.common.errors import BusinessRuleError, StaleVersionError
from crm.common.models import Route
from tests.cast import Cast, build_cast
from users.models import User

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The events that were published."""
    news: list[object] = []
    monkeypatch.setattr(events, "_handlers", {kind: [news.append] for kind in _KINDS})
    return news


_KINDS = (AccountsCreated, AccountsDeleted)


@pytest.fixture
def needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A higher room that needs every account."""
    blocker = Blocker("there are deals on it.", lambda pks: pks)
    monkeypatch.setattr(blockers, "_blockers", [blocker])


def test_who_creates_owns_and_the_account_joins_the_team(cast: Cast) -> None:
    account = create_account({"name": "Ystad Hamn"}, by=cast.anna, at=NOW, route=Route.PAGE)
    assert account.owner == cast.anna
    assert account.team == cast.team_a


def test_a_row_without_an_owner_on_purpose_has_none(cast: Cast) -> None:
    account = create_account(
        {"name": "Ystad Hamn", "owner": None}, by=cast.hedda, at=NOW, route=Route.PAGE
    )
    assert account.owner is None


def test_a_head_who_leaves_the_owner_open_still_sees_the_account(cast: Cast) -> None:
    account = create_account(
        {"name": "Ystad Hamn", "owner": None}, by=cast.hedda, at=NOW, route=Route.PAGE
    )
    assert account.team == cast.team_a
    assert Account.objects.visible_to(cast.hedda).filter(pk=account.pk).exists()


def test_numbers_and_addresses_are_kept_in_one_form(cast: Cast) -> None:
    values = {
        "name": "Ystad Hamn",
        "org_number": "556036-0793",
        "vat_number": "se 556036079301",
        "website": "Ystad-Hamn.example/Om",
    }
    account = create_account(values, by=cast.anna, at=NOW, route=Route.PAGE)  # type: ignore[arg-type] # a plain dict
    assert account.org_number == "5560360793"
    assert account.vat_number == "SE556036079301"
    assert account.website == "https://ystad-hamn.example/Om"


def test_the_first_step_of_the_lifecycle_is_dated(cast: Cast) -> None:
    account = create_account({"name": "Ystad Hamn"}, by=cast.anna, at=NOW, route=Route.PAGE)
    (step,) = LifecycleChange.objects.filter(account=account)
    assert (step.before, step.after, str(step.happened_on)) == ("", "prospect", "2026-03-01")
    assert (step.by, step.route) == (cast.anna, "page")


def test_many_are_created_at_the_cost_of_few(
    cast: Cast, django_assert_max_num_queries: object, heard: list[object]
) -> None:
    rows = [{"name": f"Butik {number}"} for number in range(300)]
    with django_assert_max_num_queries(12):  # type: ignore[operator] # pytest-django's
        create_accounts(rows, by=cast.anna, at=NOW, route=Route.IMPORT)  # type: ignore[arg-type] # plain dicts
    assert Account.objects.filter(name__startswith="Butik").count() == 300
    (news,) = heard
    assert isinstance(news, AccountsCreated)
    assert len(news.account_ids) == 300


def test_a_taken_organisation_number_is_refused(cast: Cast) -> None:
    values = {"name": "Ystad Hamn", "org_number": "5560360793"}
    create_account(values, by=cast.anna, at=NOW, route=Route.PAGE)  # type: ignore[arg-type] # a plain dict
    with pytest.raises(BusinessRuleError, match="5560360793"):
        create_account(values, by=cast.bea, at=NOW, route=Route.API)  # type: ignore[arg-type] # a plain dict


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_one_number_at_once_do_not_both_succeed() -> None:
    cast = build_cast()
    start, refused = threading.Barrier(2), []

    def enter(by: User) -> None:
        start.wait()
        try:
            values = AccountValues(name=f"Hos {by}", org_number="5560360793")
            create_account(values, by=by, at=NOW, route=Route.PAGE)
        except BusinessRuleError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=[by]) for by in (cast.anna, cast.bea)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Account.objects.filter(org_number="5560360793").count() == 1


def test_a_stale_version_is_refused(cast: Cast) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    with pytest.raises(StaleVersionError) as error:
        update_account(
            cast.akero.pk, 1, {"city": "Knivsta"}, by=cast.anna, at=NOW, route=Route.PAGE
        )
    assert str(error.value.current) == cast.akero.name
    assert Account.objects.get(pk=cast.akero.pk).city == "Uppsala"


def test_a_new_owner_takes_the_account_to_the_own_team(cast: Cast) -> None:
    account = update_account(
        cast.akero.pk, 1, {"owner": cast.bea}, by=cast.ada, at=NOW, route=Route.PAGE
    )
    assert account.team == cast.team_b


def test_a_team_that_was_chosen_stays(cast: Cast) -> None:
    values = {"owner": cast.bea, "team": cast.region}
    account = update_account(
        cast.akero.pk,
        1,
        values,  # type: ignore[arg-type] # a plain dict
        by=cast.ada,
        at=NOW,
        route=Route.PAGE,
    )
    assert account.team == cast.region


def test_a_change_of_lifecycle_by_values_is_a_dated_step(cast: Cast) -> None:
    update_account(cast.akero.pk, 1, {"lifecycle": "key"}, by=cast.anna, at=NOW, route=Route.API)
    step = LifecycleChange.objects.get(account=cast.akero)
    assert (step.before, step.after, step.route) == ("active", "key", "api")


def test_deleting_takes_a_set_and_announces_it(cast: Cast, heard: list[object]) -> None:
    made = create_accounts(
        [{"name": "Ett"}, {"name": "Två"}], by=cast.anna, at=NOW, route=Route.PAGE
    )
    heard.clear()
    pks = [account.pk for account in made]
    assert delete_accounts(pks, by=cast.anna, at=NOW, route=Route.PAGE) == pks
    assert not Account.objects.filter(pk__in=pks).exists()
    assert Account.all_objects.filter(pk__in=pks).count() == 2
    (news,) = heard
    assert isinstance(news, AccountsDeleted)


def test_nobody_deletes_what_they_may_not_change(cast: Cast) -> None:
    assert delete_accounts([cast.oresund.pk], by=cast.anna, at=NOW, route=Route.PAGE) == []
    assert Account.objects.filter(pk=cast.oresund.pk).exists()


@pytest.mark.usefixtures("needed")
def test_an_account_that_others_need_stays_and_says_why(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match=r"Åkerö.*there are deals on it"):
        delete_accounts([cast.akero.pk], by=cast.anna, at=NOW, route=Route.PAGE)
    assert Account.objects.filter(pk=cast.akero.pk).exists()


def test_a_foreign_account_cannot_be_changed(cast: Cast) -> None:
    with pytest.raises(Account.DoesNotExist), transaction.atomic():
        update_account(
            cast.oresund.pk, 1, {"city": "Lund"}, by=cast.anna, at=NOW, route=Route.PAGE
        )
