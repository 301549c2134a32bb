"""What finds what: parts, order, accents, legal forms, numbers in any spelling, organisations."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Account, Contact, ContactPoint, PointKind
from crm.common.search import services
from crm.common.search.commands import commands
from crm.common.search.lookup import LOOKED_UP
from crm.common.search.queries import found, opened_lately
from tests.cast import Cast
from users.models import User

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def house(cast: Cast) -> Cast:
    Account.objects.filter(pk=cast.akero.pk).update(
        name="Åkerö Hälsovård AB", org_number="5560360793", vat_number="SE556036079301"
    )
    Contact.objects.filter(pk=cast.eva.pk).update(full_name="Eva Berg")
    ContactPoint.objects.create(
        contact=cast.eva, kind=PointKind.PHONE, value="018-471 10 00", normal="+46184711000"
    )
    Account.objects.create(name="Copper Logistics", owner=cast.anna, team=cast.team_a)
    return cast


def labels(user: User, text: str, kind: str = "accounts") -> list[str]:
    return [hit.label for group in found(user, text) if group.kind == kind for hit in group.hits]


@pytest.mark.parametrize(
    "text",
    [
        "Coper Logistic",
        "logistics copper",
        "COPPER LOGISTICS AB",
        "copperlogistics",
        "cop log",
        "pper",
        "ogist",
        "pp",
        "gi pp",
        "cop per logistics",
        "Cøpper Lögistics GmbH",
        "copper logistics uppsala",
    ],
)
@pytest.mark.django_db
def test_an_account_is_found_however_it_is_written(text: str, house: Cast) -> None:
    assert labels(house.anna, text)[:1] == ["Copper Logistics"]


@pytest.mark.parametrize("text", ["Nordic", "nordic ab", "NORDIC Oy"])
@pytest.mark.parametrize("person", ["ada", "hedda", "anna"])
@pytest.mark.django_db
def test_a_name_is_found_among_hundreds_that_begin_like_it(
    person: str, text: str, cast: Cast
) -> None:
    Account.objects.bulk_create(
        Account(name=f"Nordic {at:04} Handel AB", owner=cast.anna, team=cast.team_a)
        for at in range(LOOKED_UP + 80)
    )
    Account.objects.create(name="Nordic AB", owner=cast.anna, team=cast.team_a)
    assert labels(getattr(cast, person), text)[0] == "Nordic AB"


@pytest.mark.parametrize(
    "text",
    [
        "556036-0793",
        "5560360793",
        "16556036-0793",
        "SE556036079301",
        "se 556036-0793 01",
        "556036079301",
        "5560 36",
    ],
)
@pytest.mark.django_db
def test_an_organisation_number_is_found_in_any_spelling(text: str, house: Cast) -> None:
    assert labels(house.anna, text) == ["Åkerö Hälsovård AB"]


@pytest.mark.parametrize(
    "text",
    [
        "018-471 10 00",
        "0184711000",
        "+46 18 471 10 00",
        "+46 (0)18 471 10 00",
        "0046184711000",
        "(018) 471 10 00",
        "471 10 00",
    ],
)
@pytest.mark.django_db
def test_a_phone_number_is_found_in_any_spelling(text: str, house: Cast) -> None:
    assert labels(house.anna, text, "contacts") == ["Eva Berg"]


@pytest.mark.django_db
def test_a_person_is_found_by_address_name_and_organisation(house: Cast) -> None:
    address = house.eva.points.get(kind=PointKind.EMAIL).value
    for text in (
        address.upper(),
        address.partition("@")[0] + "@",
        "Berg Eva",
        "Åkerö",
        "eva akero",
    ):
        assert "Eva Berg" in labels(house.anna, text, "contacts"), text


@pytest.mark.django_db
def test_deals_are_found_by_name_by_organisation_and_by_their_number(house: Cast) -> None:
    deal = house.akero_deal
    type(deal).objects.filter(pk=deal.pk).update(name="Avtal om tvätt", external_id="1C1I7A6R")
    for text in ("tvett avtal", "Åkerö", "1c1i7a6r", "avtal hälsovård"):
        assert "Avtal om tvätt" in labels(house.anna, text, "deals"), text


@pytest.mark.django_db
def test_products_and_commands_are_found(house: Cast) -> None:
    assert labels(house.anna, "servis avtal", "products") == ["Serviceavtal"]
    assert commands(house.anna, "new deal")[0].url == "/deals/new/"
    assert commands(house.anna, "pipe")[0].url == "/pipeline/"
    assert {hit.label for hit in commands(house.rut, "new")} == set()


@pytest.mark.django_db
def test_what_was_opened_lately_comes_first(house: Cast) -> None:
    for name in ("Ek Bygg AB", "Ek Data AB", "Ek Golv AB"):
        Account.objects.create(name=name, owner=house.anna, team=house.team_a)
    assert labels(house.anna, "ek")[0] == "Ek Bygg AB"
    golv = Account.objects.get(name="Ek Golv AB")
    services.note_opened(house.anna, "accounts", golv.pk, at=NOW)
    assert labels(house.anna, "ek")[0] == "Ek Golv AB"
    assert labels(house.hedda, "ek")[0] == "Ek Bygg AB"


@pytest.mark.django_db
def test_the_newest_are_remembered_and_only_what_is_still_seen(house: Cast) -> None:
    for at in range(45):
        services.note_opened(house.anna, "deals", 1000 + at, at=NOW + timedelta(minutes=at))
    services.note_opened(house.anna, "accounts", house.akero.pk, at=NOW + timedelta(hours=1))
    services.note_opened(house.anna, "contacts", house.eva.pk, at=NOW + timedelta(hours=2))
    services.note_opened(house.anna, "accounts", house.oresund.pk, at=NOW + timedelta(hours=3))
    assert [hit.label for hit in opened_lately(house.anna)] == ["Eva Berg", "Åkerö Hälsovård AB"]
    assert house.anna.opened_records.count() == services.REMEMBERED
