"""People at accounts; what they already have stays."""

from accounts.models import Contact
from tests.cast import Cast
from tests.exchange.helpers import Importer, same, told

NAMES = ("full_name", "email", "phone", "account", "title")
HEADER = ",".join(NAMES) + "\n"


def places(contact: Contact) -> list[tuple[str, str, bool]]:
    rows = contact.affiliations.order_by("pk")
    return [(row.account.name, row.title, row.is_primary) for row in rows]


def test_a_person_comes_with_place_address_and_number(importer: Importer, cast: Cast) -> None:
    text = HEADER + f"Nils Ny,Nils@Ny.example,018-471 10 00,{cast.akero.name},Chef\n"
    assert importer("contacts", text, columns=same(*NAMES)).counts.created == 1
    nils = Contact.objects.get(full_name="Nils Ny")
    assert places(nils) == [(cast.akero.name, "Chef", True)]
    assert set(nils.points.values_list("kind", "normal", "is_primary")) == {
        ("email", "nils@ny.example", True),
        ("phone", "+46184711000", True),
    }


def test_a_second_import_writes_nothing(importer: Importer, cast: Cast) -> None:
    text = HEADER + f"Nils Ny,nils@ny.example,018-471 10 00,{cast.akero.name},Chef\n"
    text += "Nora Ny,,,,\n"
    importer("contacts", text, columns=same(*NAMES))
    again = importer("contacts", text, columns=same(*NAMES))
    assert (again.counts.created, again.counts.updated, again.counts.unchanged) == (0, 0, 2)


def test_a_new_place_and_number_join_those_that_are_there(importer: Importer, cast: Cast) -> None:
    text = HEADER + f"Eva Berg,eva@akero.example,08-123 45 67,{cast.norrkoping.name},Ledamot\n"
    report = importer("contacts", text, columns=same(*NAMES))
    assert report.counts.updated == 1
    assert [place[0] for place in places(cast.eva)] == [cast.akero.name, cast.norrkoping.name]
    assert [place[2] for place in places(cast.eva)].count(True) <= 1
    assert cast.eva.points.count() == 2
    version = cast.eva.version
    cast.eva.refresh_from_db()
    assert cast.eva.version == version + 1


def test_an_address_that_two_people_share_decides_nothing(importer: Importer, cast: Cast) -> None:
    text = HEADER + f"A A,info@x.example,,{cast.akero.name},\n"
    importer("contacts", text, columns=same(*NAMES))
    other = Contact.objects.create(full_name="B B")
    other.points.create(kind="email", value="info@x.example", normal="info@x.example")
    report = importer("contacts", text, columns=same(*NAMES))
    assert [problem.code for problem in report.problems] == ["several"]


def test_an_unknown_account_is_refused(importer: Importer) -> None:
    report = importer("contacts", HEADER + "A A,,,Åkerö AB,\n", columns=same(*NAMES))
    assert told(report) == [("account", "unknown", 1)]
