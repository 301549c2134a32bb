"""Is this record already here? The answers that forms, API and imports share."""

import pytest
from django.core.exceptions import ValidationError

from accounts.identifiers import check_org_number, normal_org_number
from accounts.matching import match_accounts, match_contacts, place_of
from accounts.models import Account, Contact
from crm.common.matching import Verdict
from tests.cast import Cast

NUMBER = "5560360793"


def verdict_on_account(**wanted: str) -> tuple[Verdict, str, tuple[int, ...]]:
    (found,) = match_accounts(Account.objects.all(), [wanted])
    return found.verdict, found.key, found.pks


def test_an_account_is_known_by_its_name_whatever_the_case(cast: Cast) -> None:
    found = verdict_on_account(name="åkerö  HÄLSOVÅRD ab ")
    assert found == (Verdict.FOUND, "name", (cast.akero.pk,))
    assert verdict_on_account(name="Åkerö")[0] == Verdict.NEW


def test_identifiers_come_before_the_name(cast: Cast) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(external_id="A1", org_number=NUMBER)
    named = verdict_on_account(external_id="A1", name=cast.oresund.name)
    assert named == (Verdict.FOUND, "external_id", (cast.akero.pk,))
    numbered = verdict_on_account(org_number="556036-0793", name=cast.oresund.name)
    assert numbered == (Verdict.FOUND, "org_number", (cast.akero.pk,))


def test_identifiers_that_name_two_records_are_a_conflict(cast: Cast) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(external_id="A1")
    Account.objects.filter(pk=cast.oresund.pk).update(org_number=NUMBER)
    found = verdict_on_account(external_id="A1", org_number=NUMBER)
    assert found == (Verdict.CONFLICT, "org_number", (cast.akero.pk, cast.oresund.pk))


def test_a_number_of_a_record_with_another_identifier_is_a_conflict(cast: Cast) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(external_id="A1", org_number=NUMBER)
    assert verdict_on_account(external_id="A2", org_number=NUMBER)[0] == Verdict.CONFLICT


def test_two_companies_of_one_name_with_different_numbers_stay_two(cast: Cast) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(org_number=NUMBER)
    other = verdict_on_account(org_number="5020077862", name=cast.akero.name)
    assert other[0] == Verdict.NEW
    unnumbered = verdict_on_account(name=cast.akero.name)
    assert unnumbered == (Verdict.FOUND, "name", (cast.akero.pk,))


def test_a_name_that_two_records_have_decides_nothing(cast: Cast) -> None:
    Account.objects.create(name=cast.akero.name.upper())
    assert verdict_on_account(name=cast.akero.name)[0] == Verdict.SEVERAL


def test_nothing_is_found_outside_what_the_person_sees(cast: Cast) -> None:
    rows = Account.objects.visible_to(cast.anna)
    (found,) = match_accounts(rows, [{"name": cast.oresund.name}])
    assert found.verdict == Verdict.NEW


def test_a_person_is_known_by_address_or_by_name_and_place(cast: Cast) -> None:
    wanted = [
        {"email": "EVA@akero.example"},
        {"place": place_of("eva berg", cast.akero.pk)},
        {"place": place_of("Eva Berg", cast.norrkoping.pk)},
        {"place": place_of("Eva Berg", None)},
    ]
    found = match_contacts(Contact.objects.all(), wanted)
    verdicts = [one.verdict for one in found]
    assert verdicts == [Verdict.FOUND, Verdict.FOUND, Verdict.NEW, Verdict.NEW]
    assert found[0].pk == found[1].pk == cast.eva.pk


def test_a_person_without_any_organisation_is_known_by_name(cast: Cast) -> None:
    nobody = Contact.objects.create(full_name="Nils Ny")
    (found,) = match_contacts(Contact.objects.all(), [{"place": place_of("Nils Ny", None)}])
    assert found.pks == (nobody.pk,)


@pytest.mark.parametrize("text", ["556036-0793", "5560360793", "16556036-0793", "556036 0793"])
def test_an_organisation_number_has_one_form(text: str) -> None:
    assert normal_org_number(text) == NUMBER


def test_a_swedish_number_with_a_wrong_digit_is_refused() -> None:
    assert check_org_number("556036-0793", "SE") == NUMBER
    assert check_org_number("1234567890", "NO") == "1234567890"
    with pytest.raises(ValidationError):
        check_org_number("556036-0794", "SE")


def test_matching_costs_the_same_for_one_row_and_for_many(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    wanted = [{"name": f"Firm {number}", "external_id": f"X{number}"} for number in range(500)]
    with django_assert_num_queries(2):  # type: ignore[operator]
        match_accounts(Account.objects.all(), wanted)
