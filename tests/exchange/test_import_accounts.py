"""Accounts with parents anywhere in the file, sectors, and numbers in one form."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Account, LifecycleChange, Sector
from tests.cast import Cast
from tests.exchange.helpers import Importer, same, told

PARENTS: dict[str, Any] = {"columns": same("name", "parent"), "defaults": {"currency": "SEK"}}


def test_a_parent_may_stand_later_in_the_file(importer: Importer) -> None:
    report = importer("accounts", "name,parent\nChild,Middle\nMiddle,Top\nTop,\n", **PARENTS)
    assert report.counts.created == 3
    child = Account.objects.get(name="Child")
    assert child.parent
    assert (str(child.parent), str(child.parent.parent), child.version) == ("Middle", "Top", 1)


def test_a_parent_may_be_here_already(importer: Importer, cast: Cast) -> None:
    importer("accounts", f"name,parent\nChild,{cast.akero.name.upper()}\n", **PARENTS)
    assert Account.objects.get(name="Child").parent == cast.akero


def test_an_unknown_parent_is_refused_unless_parents_are_declared(importer: Importer) -> None:
    text = "name,parent\nChild,Åkerö Hälsvård AB\nOther,Koncern\n"
    report = importer("accounts", text, **PARENTS)
    assert told(report) == [("parent", "unknown", 1), ("parent", "unknown", 1)]
    assert report.problems[0].nearest == "Åkerö Hälsovård AB"
    declared = importer("accounts", text, **PARENTS, declare={"parents": True})
    assert [one.name for one in declared.declared] == ["Koncern", "Åkerö Hälsvård AB"]
    parent = Account.objects.get(name="Other").parent
    assert parent
    assert (parent.name, parent.owner) == ("Koncern", None)


@pytest.mark.parametrize(
    "text", ["name,parent\nA,B\nB,C\nC,A\n", "name,parent\nA,A\n", "name,parent\nX,Y\nTop,X\n"]
)
def test_no_account_ends_up_above_itself(importer: Importer, text: str) -> None:
    importer("accounts", "name,parent\nY,Top\nTop,\n", **PARENTS)
    report = importer("accounts", text, **PARENTS)
    assert {problem.code for problem in report.problems} == {"circle"}
    assert not Account.objects.filter(name__in=["A", "X"]).exists()


def test_sectors_are_created_only_when_declared(importer: Importer) -> None:
    columns: dict[str, Any] = {"columns": same("name", "sector"), "defaults": {"currency": "SEK"}}
    text = "name,sector\nA,Vård\nB,Bygg\n"
    refused = importer("accounts", text, **columns)
    assert told(refused) == [("sector", "unknown", 1)]
    importer("accounts", text, **columns, declare={"sectors": ["Bygg", "Vård"]})
    assert Sector.objects.filter(name="Bygg").count() == 1
    assert str(Account.objects.get(name="A").sector) == "Vård"


def test_values_are_kept_in_their_normal_form(importer: Importer) -> None:
    names = ("name", "org_number", "website", "country", "annual_revenue", "lifecycle")
    text = ";".join(names) + "\nA;556036-0793;Akero.example;Sverige;1 234,50;key\n"
    importer("accounts", text, columns=same(*names), defaults={"currency": "SEK"})
    account = Account.objects.get(name="A")
    assert account.org_number == "5560360793"
    assert (account.website, account.country) == ("https://akero.example", "SE")
    assert (account.annual_revenue, account.lifecycle) == (Decimal("1234.5"), "key")


def test_a_wrong_check_digit_is_refused(importer: Importer) -> None:
    report = importer(
        "accounts", "name,org_number\nA,556036-0794\n", columns=same("name", "org_number")
    )
    assert told(report) == [("org_number", "org_number", 1)]


def test_an_account_without_an_owner_in_the_file_has_none(importer: Importer) -> None:
    importer("accounts", "name,parent\nA,\n", **PARENTS)
    assert Account.objects.get(name="A").owner is None


def test_an_owner_is_known_by_name_or_address(importer: Importer, cast: Cast) -> None:
    text = f"name,owner\nA,Anna Ahl\nB,{cast.arvid.email}\nC,Anna Ahll\n"
    report = importer("accounts", text, columns=same("name", "owner"))
    assert told(report) == [("owner", "unknown", 1)]
    assert report.problems[0].nearest == "Anna Ahl"
    report = importer("accounts", text.replace("Ahll", "Ahl"), columns=same("name", "owner"))
    owners = dict(Account.objects.filter(name__in="ABC").values_list("name", "owner__full_name"))
    assert owners == {"A": "Anna Ahl", "B": "Arvid Ask", "C": "Anna Ahl"}
    assert Account.objects.get(name="A").team == cast.team_a


def test_somebody_who_only_reads_owns_nothing(importer: Importer, cast: Cast) -> None:
    report = importer("accounts", "name,owner\nA,Rut Rask\n", columns=same("name", "owner"))
    assert told(report) == [("owner", "unknown", 1)]


def test_a_new_owner_takes_the_account_to_the_own_team(importer: Importer, cast: Cast) -> None:
    text = f"name,owner\n{cast.akero.name},{cast.bea.email}\n"
    report = importer("accounts", text, columns=same("name", "owner"))
    assert report.counts.changed_fields == {"owner_id": 1}
    cast.akero.refresh_from_db()
    assert (cast.akero.owner, cast.akero.team) == (cast.bea, cast.team_b)


def test_a_new_lifecycle_is_a_dated_step_by_import(importer: Importer, cast: Cast) -> None:
    text = f"name,lifecycle\n{cast.akero.name},dormant\n"
    importer("accounts", text, columns=same("name", "lifecycle"))
    step = LifecycleChange.objects.get(account=cast.akero, after="dormant")
    assert (step.route, step.by, step.happened_on.isoformat()) == (
        "import",
        cast.ada,
        "2026-11-20",
    )


def test_two_rows_that_mean_one_account_are_refused(importer: Importer, cast: Cast) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(external_id="A1")
    text = f"external_id,name\nA1,New name\n,{cast.akero.name}\n"
    report = importer("accounts", text, columns=same("external_id", "name"))
    assert [(one.code, one.count, one.rows) for one in report.problems] == [
        ("same_record", 2, [2, 3])
    ]
