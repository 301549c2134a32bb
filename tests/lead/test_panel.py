"""Exceptions first: each figure is the length of the list that it opens."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Account
from deals.models import Deal
from lead.queries import waiting_for
from tests.cast import CANARY, Cast
from users.models import Team, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]


def spoil(cast: Cast) -> None:
    """Something of each kind, in team A and in team B."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for deal in (cast.akero_deal, cast.oresund_deal):
        Deal.objects.filter(pk=deal.pk).update(expected_close_on=yesterday)
    for owner in (cast.anna, cast.bea):
        Deal.objects.create(
            name=f"Loose {owner}",
            owner=owner,
            pipeline=cast.pipeline,
            stage=cast.qualify,
            currency="SEK",
        )
    Account.objects.create(name="Nobody's", team=cast.team_a)
    User.objects.create_user("new@crm.example", "New", team=cast.team_a)


def test_each_figure_opens_the_list_that_it_counts(cast: Cast, admin: Client) -> None:
    spoil(cast)
    for waiting in waiting_for(cast.ada, timezone.now()):
        page = admin.get(waiting.url)
        assert page.status_code == 200, waiting
        if "listing" in page.context:
            assert page.context["listing"].total == waiting.count, waiting


def test_a_head_counts_the_own_teams_only(cast: Cast) -> None:
    spoil(cast)
    counts = {item.icon: item.count for item in waiting_for(cast.hedda, timezone.now())}
    assert counts["calendar-due"] == 1
    assert counts["briefcase"] == 1
    assert counts["building"] == 2  # and Norrköping, on which Anna has a deal
    assert "user-plus" not in counts


def test_the_panel_names_nothing_of_another_team(cast: Cast, head: Client) -> None:
    spoil(cast)
    for path in ("", "people/", "teams/", "pipelines/", "reports/"):
        assert CANARY not in head.get(f"/lead/{path}").content.decode(), path


PAGES = ("", "people/", "teams/", "pipelines/", "reports/?month=2026-01")


def costs(client: Client) -> dict[str, int]:
    found = {}
    for path in PAGES:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/lead/{path}").status_code == 200
        found[path] = len(queries)
    return found


@pytest.mark.parametrize("name", ["ada", "hedda"])
def test_the_panel_costs_the_same_with_many_records(cast: Cast, name: str) -> None:
    client = Client()
    client.force_login(getattr(cast, name))
    spoil(cast)
    costs(client)  # what is looked up once for all
    few = costs(client)
    for number in range(40):
        team = Team.objects.create(name=f"T {number}", parent=cast.team_a)
        User.objects.create_user(f"p{number}@crm.example", f"P {number}", team=team)
        Deal.objects.create(
            name=f"D {number}",
            owner=cast.anna,
            pipeline=cast.pipeline,
            stage=cast.qualify,
            currency="SEK",
        )
    assert costs(client) == few
