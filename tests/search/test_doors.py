"""The page, the palette and the note of what was opened: who meets what, and hostile texts."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Affiliation, Contact
from crm.common.search.models import Opened
from deals.models import Deal
from tests.cast import CANARY, Cast
from tests.test_canaries import plant
from users.models import User

ClientOf = Callable[[User], Client]
DOORS = ("/search/", "/search/palette/")
PARTS = ("canarybir", "anarybir", "canarbird", "canary", "bird", "c", "ca", "kanarybird avtal")
HOSTILE = (
    "%",
    "_",
    "\\",
    "%%__\\\\",
    "\0",
    "a\0b",
    "'; DROP TABLE search_word; --",
    "<script>alert(1)</script>",
    "a" * 5000,
    "a b c d e f g h i j k l m n o p",
    "!!! --- ???",
    "   ",
    "+",
    "@",
    "0000",
    "٣٤٥٦",
    "\u202e\ufeff",
    "𝕬𝖐𝖊𝖗ö",
    "1" * 90,
    "{{ 7*7 }}",
)


@pytest.mark.django_db
def test_nobody_meets_a_record_of_another_team(cast: Cast, client_of: ClientOf) -> None:
    plant(cast)
    for person in (cast.anna, cast.hedda, cast.rut):
        client = client_of(person)
        for door in DOORS:
            for part in PARTS:
                assert CANARY not in client.get(door, {"q": part}).content.decode().lower()


@pytest.mark.django_db
def test_the_canary_would_be_heard(cast: Cast, client_of: ClientOf) -> None:
    plant(cast)
    name = Account.objects.filter(name__startswith=CANARY).values_list("name", flat=True)[0]
    misspelt = name.split()[0].replace(CANARY, "canarbird")
    for door in DOORS:
        for part in ("canarybir", misspelt):
            assert CANARY in client_of(cast.ada).get(door, {"q": part}).content.decode().lower()


@pytest.mark.django_db
def test_a_place_that_one_may_not_see_leads_to_nobody(cast: Cast, client_of: ClientOf) -> None:
    """Eva is Anna's contact, and at Bea's account, too; Anna does not learn of that."""
    Affiliation.objects.create(contact=cast.eva, account=cast.oresund, title="Styrelse")
    for text in (cast.oresund.name, f"{cast.eva.full_name} {cast.oresund.name}"):
        page = client_of(cast.anna).get("/search/", {"q": text}).content.decode()
        assert "Styrelse" not in page
    only = cast.oresund.name.split()[0]
    assert (
        f"/contacts/{cast.eva.pk}/"
        not in client_of(cast.anna).get("/search/", {"q": only}).content.decode()
    )


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.django_db
def test_any_text_is_answered(text: str, door: str, cast: Cast, client_of: ClientOf) -> None:
    answer = client_of(cast.anna).get(door, {"q": text})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("text", ["%", "_", "\\", "%_%", "%@%", "_@_"])
@pytest.mark.django_db
def test_marks_of_patterns_stand_for_nothing(text: str, cast: Cast, client_of: ClientOf) -> None:
    assert b"search-hit-text" not in client_of(cast.anna).get("/search/", {"q": text}).content


@pytest.mark.django_db
def test_a_script_in_a_name_is_a_name(cast: Cast, client_of: ClientOf) -> None:
    Account.objects.create(name='<script>"x"</script> Bygg', owner=cast.anna, team=cast.team_a)
    for door in DOORS:
        page = client_of(cast.anna).get(door, {"q": "script bygg"}).content
        assert b"&lt;script&gt;" in page
        assert b'<script>"x"' not in page


@pytest.mark.parametrize(
    ("kind", "pk"), [("accounts", "x"), ("accounts", "9" * 30), ("nothing", "1"), ("", "")]
)
@pytest.mark.django_db
def test_what_is_no_record_is_not_noted(
    kind: str, pk: str, cast: Cast, client_of: ClientOf
) -> None:
    answer = client_of(cast.anna).post("/search/opened/", {"kind": kind, "pk": pk})
    assert answer.status_code == 404
    assert not Opened.objects.exists()


@pytest.mark.django_db
def test_looking_at_a_record_writes_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    page = client.get(cast.akero.get_absolute_url()).content.decode()
    assert f'data-opened="accounts {cast.akero.pk}"' in page
    assert not Opened.objects.exists()
    client.post("/search/opened/", {"kind": "accounts", "pk": cast.akero.pk})
    assert Opened.objects.get().object_id == cast.akero.pk
    assert 'data-opened=""' in client.get("/accounts/").content.decode()


@pytest.mark.parametrize("text", ["glasbruk", "lasbru", "glassbruk", "glasbruck kalmer", "okänd"])
@pytest.mark.parametrize("person", ["anna", "ada"])
@pytest.mark.django_db
def test_queries_do_not_grow_with_the_rows(
    text: str, person: str, cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(getattr(cast, person))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/search/", {"q": text}).status_code == 200
        return len(captured)

    _more(cast, 30)
    few = queries()
    _more(cast, 270)
    assert queries() <= few + 3  # once more for each kind of which more answer than are looked up


def _more(cast: Cast, count: int) -> None:
    accounts = Account.objects.bulk_create(
        Account(name=f"Kalmar Glasbruk {at}", owner=cast.anna, currency="SEK")
        for at in range(count)
    )
    contacts = Contact.objects.bulk_create(
        Contact(full_name=f"Glasbruk Person {at}") for at in range(count)
    )
    Affiliation.objects.bulk_create(
        Affiliation(contact=contact, account=account)
        for contact, account in zip(contacts, accounts, strict=True)
    )
    Deal.objects.bulk_create(
        Deal(
            name="Glasbruk",
            account=account,
            owner=cast.anna,
            pipeline=cast.pipeline,
            stage=cast.qualify,
            currency="SEK",
        )
        for account in accounts
    )
