"""GET /api/v1/reports/monthly/<yyyy-mm>/"""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone

from deals.models import Deal, Outcome
from reports import services
from tests.api.conftest import Ask
from tests.cast import CANARY, Cast

pytestmark = pytest.mark.django_db
MONTH = date(2026, 1, 1)
PATH = "reports/monthly/2026-01/"


@pytest.fixture
def frozen(cast: Cast) -> Cast:
    Deal.objects.filter(pk=cast.akero_deal.pk).update(
        outcome=Outcome.WON, stage=cast.won, closed_on=date(2026, 1, 31), value=1_000
    )
    at = timezone.now()
    services.request_reports(MONTH, services.requests_for(MONTH), send=False, at=at)
    services.freeze_month(MONTH, at=at)
    return cast


def test_a_frozen_report(frozen: Cast, ask: Ask) -> None:
    report = ask(frozen.hedda, PATH, user=frozen.anna.email.upper()).json()
    figures = {figure["code"]: figure for figure in report["figures"]}
    assert report["subject"] == "Anna Ahl"
    assert report["month"] == "2026-01-01"
    assert Decimal(figures["won_value"]["value"]) == 1_000
    assert figures["won_count"]["cases"] == 1
    assert figures["won_value"]["records"].startswith(settings.SITE_URL)


def test_it_stays_as_it_was_frozen(frozen: Cast, ask: Ask) -> None:
    before = ask(frozen.anna, PATH).json()
    Deal.objects.filter(pk=frozen.akero_deal.pk).update(value=9_000)
    assert ask(frozen.anna, PATH).json() == before


def test_without_a_name_it_is_ones_own(frozen: Cast, ask: Ask) -> None:
    assert ask(frozen.anna, PATH).json()["edition"] == "manager"
    assert ask(frozen.hedda, PATH).json()["edition"] == "head"
    assert ask(frozen.ada, PATH).json()["edition"] == "company"


@pytest.mark.parametrize("name", ["arvid", "bea", "bo"])
def test_a_stranger_gets_404(frozen: Cast, ask: Ask, name: str) -> None:
    foreign = ask(getattr(frozen, name), PATH, user=frozen.anna.email)
    unknown = ask(getattr(frozen, name), PATH, user="nobody@crm.example")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json()


def test_a_manager_reads_nothing_of_another_team(frozen: Cast, ask: Ask) -> None:
    assert CANARY not in ask(frozen.anna, PATH).content.decode()
    assert CANARY not in ask(frozen.hedda, PATH).content.decode()


def test_a_report_that_is_not_written_is_404(frozen: Cast, ask: Ask) -> None:
    assert ask(frozen.anna, "reports/monthly/2026-02/").status_code == 404


@pytest.mark.parametrize("month", ["2026-13", "2026", "26-01", "0000-01", "2026-01-01", "x"])
def test_a_month_that_is_none_is_400(frozen: Cast, ask: Ask, month: str) -> None:
    answer = ask(frozen.anna, f"reports/monthly/{month}/")
    assert answer.status_code == 400
    assert "month" in answer.json()["errors"]


@pytest.mark.parametrize(
    "parameters",
    [{"user": "no address"}, {"edition": "x"}, {"team": "1"}, {"user": "a\0@b.example"}],
)
def test_what_is_not_understood_is_400(frozen: Cast, ask: Ask, parameters: dict[str, str]) -> None:
    assert ask(frozen.anna, PATH, **parameters).status_code == 400
