from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account
from accounts.services import delete_accounts
from crm.common.errors import BusinessRuleError
from deals.models import Deal, DealLine
from tests.cast import CANARY, Cast
from tests.deals.helpers import NOW, TODAY, move, new_deal
from users.models import User

ClientOf = Callable[[User], Client]


def url(name: str, deal: Deal) -> str:
    return reverse(f"deals:deal_{name}", args=[deal.pk])


def entered(cast: Cast, **values: Any) -> dict[str, Any]:
    return {
        "name": "Åkerö förlängning",
        "account": "åkerö hälsovård ab",
        "owner": cast.anna.pk,
        "stage": cast.qualify.pk,
        "value": "240 000,50",
        "currency": "SEK",
        "probability": "",
        "engaged_on": "2026-01-15",
        "version": cast.akero_deal.version,
        "lines-TOTAL_FORMS": 1,
        "lines-INITIAL_FORMS": 0,
        "lines-0-product": cast.product.pk,
        "lines-0-quantity": "2,5",
        "lines-0-unit_price": "",
        **values,
    }


def test_a_deal_is_entered_with_its_lines(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    answer = client.post(reverse("deals:deal_create"), entered(cast, name="Ny  affär"))
    deal = Deal.objects.get(name="Ny affär")
    assert answer.headers["Location"] == deal.get_absolute_url()
    assert (deal.account, deal.value, deal.pipeline) == (
        cast.akero,
        Decimal("240000.50"),
        cast.pipeline,
    )
    line = deal.lines.get()
    assert (line.product, line.quantity, line.unit_price) == (cast.product, Decimal("2.5"), None)
    assert deal.stage_changes.count() == deal.value_changes.count() == 1


def test_another_line_is_offered_without_saving(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of(cast.anna).post(
        reverse("deals:deal_create"), entered(cast, name="", more="lines")
    )
    assert answer.status_code == 200
    assert 'name="lines-1-product"' in answer.content.decode()
    assert Deal.objects.count() == 4


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "required"),
        ("value", "-1", "cannot be negative"),
        ("value", "1" * 30, "too large"),
        ("value", "1,234", "two ways"),
        ("probability", "101", "100"),
        ("engaged_on", "2999-01-01", "has not come yet"),
        ("engaged_on", "31/02/2026", "valid date"),
        ("account", f"Öresund {CANARY} AB", "was not found"),
        ("owner", "999999999", "valid choice"),
        ("lines-0-quantity", "0", "greater than zero"),
        ("lines-0-product", "", "Which product"),
    ],
)
def test_bad_input_is_met_with_a_message(
    cast: Cast, client_of: ClientOf, field: str, value: str, message: str
) -> None:
    answer = client_of(cast.anna).post(
        reverse("deals:deal_create"), entered(cast, **{field: value})
    )
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Deal.objects.count() == 4


def test_an_edit_writes_what_changed(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of(cast.anna).post(url("edit", cast.akero_deal), entered(cast))
    assert answer.status_code == 302
    deal = Deal.objects.get(pk=cast.akero_deal.pk)
    assert deal.value == Decimal("240000.50")
    assert deal.stage_changes.count() == 1
    assert deal.value_changes.count() == 2


def test_a_stale_save_shows_both_versions(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    Deal.objects.filter(pk=cast.akero_deal.pk).update(name="Deras namn", value=1)
    answer = client.post(url("edit", cast.akero_deal), entered(cast, name="Mitt namn"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Deras namn" in page
    assert "Mitt namn" in page
    assert 'name="lines-0-product"' in page
    chosen = entered(cast, name="Mitt namn", version=cast.akero_deal.version + 1)
    assert client.post(url("edit", cast.akero_deal), chosen).status_code == 302
    assert Deal.objects.get(pk=cast.akero_deal.pk).name == "Mitt namn"


def test_lines_that_somebody_else_changed_are_not_overwritten(
    cast: Cast, client_of: ClientOf
) -> None:
    client, deal = client_of(cast.anna), cast.akero_deal
    same = {"lines-0-quantity": "1", "lines-0-unit_price": "240000"}
    seen = client.get(url("edit", deal)).context["forms"].deal["lines_seen"].value()
    deal.lines.update(quantity=7)
    data = entered(cast, lines_seen=seen, **same)
    assert client.post(url("edit", deal), data).status_code == 302
    assert deal.lines.get().quantity == 7
    data = entered(cast, lines_seen=seen, version=deal.version + 1)
    answer = client.post(url("edit", deal), data)
    assert answer.status_code == 409
    assert "changed the lines" in answer.content.decode()
    assert deal.lines.get().quantity == 7


def test_the_end_of_a_closed_deal_can_be_corrected(cast: Cast, client_of: ClientOf) -> None:
    deal = move(cast.akero_deal, cast.lost, cast.anna, lost_reason="price")
    client = client_of(cast.anna)
    data = entered(cast, version=deal.version, lost_reason="timing", lost_note="till våren")
    assert client.post(url("edit", deal), data).status_code == 422
    data["closed_on"] = "2026-01-01"
    assert "before it was engaged" in client.post(url("edit", deal), data).content.decode()
    data["closed_on"] = "2026-02-01"
    assert client.post(url("edit", deal), data).status_code == 302
    deal.refresh_from_db()
    assert (str(deal.closed_on), deal.lost_reason) == ("2026-02-01", "timing")


def test_the_page_tells_steps_values_and_lines(cast: Cast, client_of: ClientOf) -> None:
    move(cast.akero_deal, cast.lost, cast.anna, lost_reason="price", value=Decimal(5))
    page = client_of(cast.hedda).get(url("detail", cast.akero_deal)).content.decode()
    for text in ("Kvalificering → <strong>Förlorad", "Reason: price", "Serviceavtal", "240,000"):
        assert text in " ".join(page.split()), text


def test_on_a_shared_account_neither_team_sees_the_others_deals(
    cast: Cast, client_of: ClientOf
) -> None:
    page = client_of(cast.anna).get(cast.norrkoping.get_absolute_url()).content.decode()
    assert "El A" in page
    assert CANARY not in page
    page = client_of(cast.bo).get(cast.norrkoping.get_absolute_url()).content.decode()
    assert f"El B {CANARY}" in page
    assert ">El A<" not in page


def test_a_deal_gives_sight_of_its_account_and_its_end_takes_it(
    cast: Cast, client_of: ClientOf
) -> None:
    visible = Account.objects.visible_to(cast.arvid)
    assert not visible.filter(pk=cast.norrkoping.pk).exists()
    new_deal(cast.ada, cast.qualify)
    Deal.objects.filter(pk=cast.norrkoping_deal_a.pk).update(owner=cast.arvid)
    assert visible.filter(pk=cast.norrkoping.pk).exists()
    Deal.objects.filter(pk=cast.norrkoping_deal_a.pk).update(deleted_at=NOW)
    assert not visible.filter(pk=cast.norrkoping.pk).exists()


def test_an_account_with_deals_is_not_deleted(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="it has deals"):
        delete_accounts([cast.akero.pk], by=cast.anna, at=NOW, route="page")
    Deal.objects.filter(account=cast.akero).update(deleted_at=NOW)
    assert delete_accounts([cast.akero.pk], by=cast.anna, at=NOW, route="page")


def test_a_deal_given_away_is_out_of_sight(cast: Cast, client_of: ClientOf) -> None:
    deal = cast.norrkoping_deal_a
    data = entered(cast, name="El A", account="Norrköpings El AB", owner=cast.arvid.pk)
    answer = client_of(cast.anna).post(url("edit", deal), data | {"version": deal.version})
    assert answer.headers["Location"] == reverse("deals:deal_list")


def test_a_deleted_deal_can_be_taken_back(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    page = client.post(url("delete", cast.akero_deal), follow=True).content.decode()
    assert "/undo/" in page or "changes" in page
    assert client.get(url("detail", cast.akero_deal)).status_code == 404


@pytest.mark.parametrize("count", [1, 60])
def test_the_page_of_a_deal_costs_the_same_however_long_it_is(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lines = [DealLine(deal=cast.akero_deal, product=cast.product) for _ in range(count)]
    DealLine.objects.bulk_create(lines)
    client = client_of(cast.anna)
    with django_assert_num_queries(9):
        client.get(url("detail", cast.akero_deal))
    with django_assert_num_queries(12):
        client.get(url("edit", cast.akero_deal))


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "won", "closed_on": None},
        {"outcome": "open", "closed_on": TODAY},
        {"outcome": "lost", "closed_on": TODAY, "lost_reason": ""},
        {"closed_on": "2025-01-01", "outcome": "won"},
        {"value": -1},
    ],
)
def test_the_database_keeps_what_must_never_be_false(cast: Cast, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Deal.objects.filter(pk=cast.akero_deal.pk).update(**values)
