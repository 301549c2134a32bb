"""The whole group on one page: its tree, and sums that are of what the reader may see."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.groups import Company, GroupPage, group_page
from accounts.models import Account
from deals.models import Deal, Outcome
from tests.cast import Cast
from users.models import User

ClientOf = Callable[[User], Client]


def under(parent: Account | None, name: str, owner: User | None) -> Account:
    return Account.objects.create(name=name, owner=owner, parent=parent)


def deal(account: Account, owner: User, value: int | None, outcome: str = "won") -> Deal:
    closed = None if outcome == "open" else date(2026, 1, 15)
    values = {"value": value, "currency": "SEK", "outcome": outcome, "closed_on": closed}
    model = Deal.objects.get(account__name="Åkerö Hälsovård AB")
    return Deal.objects.create(
        name="Del",
        account=account,
        owner=owner,
        pipeline=model.pipeline,
        stage=model.stage,
        **values,
    )


@pytest.fixture
def group(cast: Cast) -> list[Account]:
    """Åkerö, below it Mitten, below that Nederst and Dolt; beside Mitten stands Annan."""
    middle = under(cast.akero, "Mitten", cast.anna)
    hidden = under(middle, "Dolt", cast.bea)
    lowest = under(hidden, "Nederst", cast.anna)
    other = under(cast.akero, "Annan", cast.anna)
    deal(middle, cast.anna, 100)
    deal(hidden, cast.bea, 1000)
    deal(lowest, cast.anna, 10)
    deal(lowest, cast.anna, None)
    deal(other, cast.anna, 5, "open")
    return [cast.akero, middle, hidden, lowest, other]


def shape(page: GroupPage) -> list[tuple[str, int]]:
    return [(company.account.name, company.depth) for company in page.companies]


def won(company: Company) -> tuple[Decimal | None, Decimal | None]:
    cell = next(cell for cell in company.cells if cell.rollup.key == Outcome.WON)
    return cell.own.value, cell.whole.value


def test_the_tree_is_whole_from_wherever_one_looks(cast: Cast, group: list[Account]) -> None:
    expected = [
        ("Åkerö Hälsovård AB", 0),
        ("Annan", 1),
        ("Mitten", 1),
        ("Dolt", 2),
        ("Nederst", 3),
    ]
    for account in group:
        page = group_page(cast.ada, account)
        assert shape(page) == expected
        assert not page.has_hidden


def test_sums_add_up_over_all_below(cast: Cast, group: list[Account]) -> None:
    page = group_page(cast.ada, cast.akero)
    assert {company.account.name: won(company) for company in page.companies} == {
        "Åkerö Hälsovård AB": (None, 1110),
        "Annan": (None, None),
        "Mitten": (100, 1110),
        "Dolt": (1000, 1010),
        "Nederst": (10, 10),
    }


def test_what_one_may_not_see_is_neither_shown_nor_added_but_told(
    cast: Cast, group: list[Account], client_of: ClientOf
) -> None:
    page = group_page(cast.anna, cast.akero)
    assert shape(page) == [
        ("Åkerö Hälsovård AB", 0),
        ("Annan", 1),
        ("Mitten", 1),
        ("Nederst", 2),
    ]
    assert won(page.companies[0]) == (None, 110)
    assert page.has_hidden
    answer = client_of(cast.anna).get(f"/accounts/{cast.akero.pk}/group/").content.decode()
    assert "Dolt" not in answer
    assert "more companies or deals than those you may see" in answer


def test_a_sum_opens_the_deals_that_make_it(
    cast: Cast, group: list[Account], client_of: ClientOf
) -> None:
    page = group_page(cast.anna, cast.akero)
    cell = next(cell for cell in page.companies[0].cells if cell.rollup.key == Outcome.WON)
    answer = client_of(cast.anna).get(cell.whole_url)
    assert answer.status_code == 200
    shown = {row.pk for row in answer.context["page"].rows}
    expected = Deal.objects.filter(outcome="won", account__in=[group[1], group[3]])
    assert shown == set(expected.values_list("pk", flat=True))
    assert len(shown) == cell.whole.count == 3


def test_a_gap_in_the_values_is_marked(cast: Cast, group: list[Account]) -> None:
    page = group_page(cast.ada, cast.akero)
    marked = {
        company.account.name: cell.whole.has_gaps
        for company in page.companies
        for cell in company.cells
        if cell.rollup.key == Outcome.WON
    }
    assert marked["Nederst"]
    assert marked["Åkerö Hälsovård AB"]
    assert not marked["Annan"]


def test_queries_do_not_grow_with_the_group(cast: Cast, group: list[Account]) -> None:
    group_page(cast.anna, cast.akero)  # what a request asks once is known now
    with CaptureQueriesContext(connection) as few:
        group_page(cast.anna, cast.akero)
    for number in range(50):
        deal(under(group[number % 5], f"Filial {number}", cast.anna), cast.anna, number)
    with CaptureQueriesContext(connection) as many:
        group_page(cast.anna, cast.akero)
    assert len(many) == len(few)
