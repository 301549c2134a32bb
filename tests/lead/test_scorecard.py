"""How everybody stands, this month and the one before; each figure opens what it counts."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deals.drafts import Move
from deals.models import Deal, Stage
from deals.services import move_deals
from lead.scorecard import Cell, rows_for
from tests.cast import CANARY, Cast
from users.models import Role, Team, User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


def deal(cast: Cast, owner: User, name: str, value: int, engaged: date) -> Deal:
    return Deal.objects.create(
        name=name,
        owner=owner,
        account=cast.akero,
        pipeline=cast.pipeline,
        stage=cast.qualify,
        value=Decimal(value),
        currency="SEK",
        engaged_on=engaged,
        stage_since=engaged,
    )


def close(deal: Deal, stage: Stage, day: date, by: User) -> None:
    move = Move(stage, day, "price" if stage.outcome == "lost" else "")
    move_deals([deal], move, by=by, at=NOW, route="page")


@pytest.fixture
def march(cast: Cast) -> Cast:
    """Anna won 100 and lost one in March and won 50 in February; two deals of hers are open."""
    for name, value, stage, day in (
        ("Mars vunnen", 100, cast.won, date(2026, 3, 5)),
        ("Mars förlorad", 70, cast.lost, date(2026, 3, 6)),
        ("Februari vunnen", 50, cast.won, date(2026, 2, 10)),
    ):
        close(deal(cast, cast.anna, name, value, date(2026, 2, 1)), stage, day, cast.anna)
    return cast


def cells(reader: User, person: User) -> dict[str, Cell]:
    rows, _page = rows_for(User.objects.get(pk=reader.pk), TODAY, "")
    row = next(row for row in rows if row.person == person)
    return {str(cell.label): cell for cell in row.cells}


def test_a_person_has_this_month_and_below_it_the_one_before(march: Cast) -> None:
    told = cells(march.hedda, march.anna)
    shown = {
        label: (cell.text, cell.before.text if cell.before else "") for label, cell in told.items()
    }
    assert shown == {
        "Won": ("1", "1"),
        "Won value": ("100\xa0SEK", "50\xa0SEK"),
        "Win rate": ("50%", "100%"),
        "Open pipeline": ("480k\xa0SEK", "480k\xa0SEK"),
        "Weighted": ("48k\xa0SEK", "48k\xa0SEK"),
        "New deals": ("0", "3"),
        "Idle deals": ("2", ""),
        "Closing date passed": ("0", ""),
    }


def test_each_figure_opens_the_deals_it_counts(
    march: Cast, client_of: Callable[..., Client]
) -> None:
    Deal.objects.filter(pk=march.akero_deal.pk).update(expected_close_on=date(2026, 3, 1))
    client = client_of(march.hedda)
    expected = {
        "Won": (1, 1),
        "Won value": (1, 1),
        "Win rate": (2, 1),
        "Open pipeline": (2, 4),
        "New deals": (None, 3),
        "Idle deals": (2, None),
        "Closing date passed": (1, None),
    }
    with time_machine.travel(NOW, tick=False):
        for label, counts in expected.items():
            cell = cells(march.hedda, march.anna)[label]
            assert tuple(length(client, one) for one in (cell, cell.before)) == counts, label


def length(client: Client, cell: Cell | None) -> int | None:
    if cell is None or not cell.url:
        return None
    context: Any = client.get(cell.url).context
    return int(context["listing"].total)


def test_a_head_sees_the_own_people_an_administrator_all(
    march: Cast, head: Client, admin: Client
) -> None:
    assert CANARY not in head.get("/lead/").content.decode()
    names = [row.person.full_name for row in head.get("/lead/").context["rows"]]
    assert names == ["Anna Ahl", "Arvid Ask", "Hedda Hed"]
    assert CANARY in admin.get("/lead/").content.decode()


def test_who_owns_nothing_stands_there_with_nothing(march: Cast) -> None:
    told = cells(march.hedda, march.arvid)
    assert (told["Won"].text, told["Won"].url) == ("0", "")
    assert told["Win rate"].text == "–"


def test_the_page_costs_the_same_with_many_people_and_deals(march: Cast, admin: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert admin.get("/lead/").status_code == 200
        return len(queries)

    cost()
    few = cost()
    team = Team.objects.create(name="T", parent=march.team_a)
    people = [
        User.objects.create_user(f"p{number}@crm.example", f"P {number:03}", team=team)
        for number in range(60)
    ]
    for person in people:
        deal(march, person, person.full_name, 10, date(2026, 3, 1))
    assert cost() == few
    page = admin.get("/lead/")
    assert len(page.context["rows"]) == 50
    rest = admin.get("/lead/", {"cursor": page.context["page"].after}).context["rows"]
    assert len(rest) == User.objects.filter(role__in=[Role.MANAGER, Role.HEAD]).count() - 50


@pytest.mark.parametrize("query", ["cursor=xx", "person=1"])
def test_an_address_that_means_nothing_is_400(cast: Cast, admin: Client, query: str) -> None:
    assert admin.get(f"/lead/?{query}").status_code == 400
