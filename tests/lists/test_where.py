"""Conditions of the filter builder: what they mean."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import BadRequest
from django.utils import timezone

from accounts.models import Account, AccountMember, Affiliation, Contact
from crm.common.lists import registry
from crm.common.lists.conditions import Reader
from crm.common.lists.where.wording import in_words
from deals.models import Deal, Outcome
from tests.cast import Cast
from tests.lists.conditions import KEYS, condition, found, selected

TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("key", KEYS)
def test_every_field_can_be_asked_in_every_way(cast: Cast, key: str) -> None:
    reader = Reader(cast.ada)
    record_list = registry.get(key)
    everything = {str(row) for row in record_list.rows(cast.ada)}
    for field in record_list.fields:
        for operator in field.kind.operators:
            asked = condition(field, operator.name, reader)
            assert found(cast.ada, key, {"all": [asked]}) <= everything, asked


@pytest.mark.parametrize("key", KEYS)
def test_a_condition_and_its_opposite_share_all_rows(cast: Cast, key: str) -> None:
    everything = {str(row) for row in registry.get(key).rows(cast.ada)}
    reader = Reader(cast.ada)
    opposites = {"none": "any", "lacks": "has", "empty": "filled", "not_last": "last"}
    for field in registry.get(key).fields:
        for operator in field.kind.operators:
            if operator.name not in opposites:
                continue
            no = condition(field, operator.name, reader)
            yes = [no[0], opposites[operator.name], *no[2:]]
            without, having = (found(cast.ada, key, {"all": [one]}) for one in (no, yes))
            assert without | having == everything, no
            assert not without & having, no


def test_groups_join_by_and_and_or(cast: Cast) -> None:
    akero = ["name", "has", "ÅKERÖ"]
    el = ["name", "begins", "norrk"]
    swedish = ["country", "any", ["SE"]]
    assert found(cast.anna, "accounts", {"any": [akero, el]}) == {
        "Åkerö Hälsovård AB",
        "Norrköpings El AB",
    }
    assert found(cast.anna, "accounts", {"all": [akero, el]}) == set()
    nested = {"all": [swedish, {"any": [akero, ["owner", "none", ["me"]]]}]}
    assert found(cast.anna, "accounts", nested) == {"Åkerö Hälsovård AB", "Norrköpings El AB"}


def test_me_is_whoever_reads(cast: Cast) -> None:
    mine = {"all": [["owner", "any", ["me"]]]}
    assert found(cast.anna, "accounts", mine) == {"Åkerö Hälsovård AB"}
    assert found(cast.bea, "accounts", mine) == {cast.oresund.name}


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        (["closed", "last", 30], True),
        (["closed", "last", 13], False),
        (["closed", "not_last", 13], True),
        (["closed", "period", "this_month"], True),
        (["closed", "period", "last_month"], False),
        (["closed", "period", "this_quarter"], True),
        (["closed", "on", "2026-11-09"], True),
        (["closed", "before", "2026-11-09"], False),
        (["closed", "after", "2026-11-08"], True),
        (["closed", "between", ["2026-11-01", "2026-11-09"]], True),
        (["closed", "empty"], False),
        (["expected", "next", 10], True),
        (["expected", "next", 9], False),
        (["value", "min", 1000], True),
        (["value", "between", ["1000", "1149.9999"]], False),
    ],
)
def test_dates_and_values_of_deals(
    cast: Cast,
    asked: list[Any],
    is_found: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    Deal.objects.filter(pk=cast.akero_deal.pk).update(
        stage=cast.won,
        outcome=Outcome.WON,
        closed_on=date(2026, 11, 9),
        expected_close_on=date(2026, 12, 3),
        value=Decimal(100),
        currency="EUR",
    )
    assert ("Åkerö förlängning" in found(cast.anna, "deals", {"all": [asked]})) is is_found


@time_machine.travel(TODAY, tick=False)
def test_what_was_never_touched_was_not_touched_for_sixty_days(cast: Cast) -> None:
    stale = {"all": [["stage_since", "not_last", 60]]}
    Deal.objects.filter(pk=cast.akero_deal.pk).update(stage_since=None)
    assert found(cast.anna, "deals", stale) == {"Åkerö förlängning", "El A"}
    Deal.objects.update(stage_since=date(2026, 11, 1))
    assert found(cast.anna, "deals", stale) == set()


@time_machine.travel(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), tick=False)
def test_days_of_instants_are_business_days(cast: Cast) -> None:
    """Half past midnight in Stockholm is the next day there."""
    Account.objects.update(created_at=timezone.now())
    today = {"all": [["created", "on", "2026-11-24"]]}
    assert cast.akero.name in found(cast.anna, "accounts", today)
    assert found(cast.anna, "accounts", {"all": [["created", "before", "2026-11-24"]]}) == set()
    Account.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert found(cast.anna, "accounts", today) == set()


def test_relations_are_asked_through_what_the_reader_sees(cast: Cast) -> None:
    """Anna sees Norrköping, but neither Bea's deal on it nor its parent nor Olle's other place."""
    Account.objects.filter(pk=cast.norrkoping.pk).update(parent=cast.oresund)
    Affiliation.objects.create(contact=cast.eva, account=cast.oresund, title="styrelse")
    shared = cast.norrkoping.name
    secrets = [
        ("accounts", ["deal_owner", "any", [cast.bea.pk]]),
        ("accounts", ["parent_name", "has", "res"]),
        ("accounts", ["parent", "filled"]),
        ("accounts", ["open_deals", "min", 2]),
        ("contacts", ["title", "has", "styrelse"]),
        ("contacts", ["account_name", "has", "resund"]),
    ]
    for key, asked in secrets:
        try:
            seen = found(cast.anna, key, {"all": [asked]})
        except BadRequest:  # a colleague whom Anna does not know is no choice of hers
            seen = set()
        assert not seen, asked
        assert found(cast.ada, key, {"all": [asked]}) & {shared, "Eva Berg"}, asked
    assert found(cast.anna, "accounts", {"all": [["open_deals", "is", 1]]}) >= {shared}


def test_a_condition_on_contacts_finds_their_accounts(cast: Cast) -> None:
    for asked in (["contact_name", "has", "eva"], ["contact_email", "begins", "eva@"]):
        assert found(cast.anna, "accounts", {"all": [asked]}) == {"Åkerö Hälsovård AB"}
    Contact.objects.filter(pk=cast.eva.pk).update(deleted_at=timezone.now())
    assert not found(cast.anna, "accounts", {"all": [["contact_name", "has", "eva"]]})


def test_a_foreign_member_is_no_choice(cast: Cast) -> None:
    AccountMember.objects.create(account=cast.akero, user=cast.bea)
    with pytest.raises(BadRequest):
        found(cast.anna, "accounts", {"all": [["member", "any", [cast.bea.pk]]]})
    assert found(cast.ada, "accounts", {"all": [["member", "any", [cast.bea.pk]]]})


def test_conditions_are_said_in_words(cast: Cast) -> None:
    where = selected(cast.anna, "deals", {"all": [["closed", "last", 30]]}).where
    assert where
    assert in_words(where.items[0]) == "Closing date in the last 30 days"
