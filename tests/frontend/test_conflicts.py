from django.http import QueryDict

from crm.common.conflicts import Conflict, conflict_between
from tests.cast import Cast


def saved_too_late(cast: Cast, entered: str) -> Conflict:
    return conflict_between(cast.akero_deal, QueryDict(entered), cast.anna)


def test_both_versions_of_a_field_that_differs_are_shown(cast: Cast) -> None:
    found = saved_too_late(cast, "name=Mine&version=1")
    assert [(field.name, field.theirs, field.mine) for field in found.fields] == [
        ("name", cast.akero_deal.name, "Mine")
    ]


def test_what_else_was_entered_is_sent_again_with_the_new_version(cast: Cast) -> None:
    deal = cast.akero_deal
    found = saved_too_late(cast, f"name={deal.name}&version=1&tags=a&tags=b&csrfmiddlewaretoken=x")
    assert found.fields == []
    assert found.hidden == [
        ("version", str(deal.version)),
        ("name", deal.name),
        ("tags", "a"),
        ("tags", "b"),
    ]


def test_a_record_typed_by_its_name_is_the_same_record(cast: Cast) -> None:
    for mine in (str(cast.akero), f"Åkerö #{cast.akero.pk}", str(cast.akero.pk)):
        entered = QueryDict(mutable=True)
        entered["account"] = mine
        assert conflict_between(cast.akero_deal, entered, cast.anna).fields == []


def test_a_record_that_the_person_may_not_see_is_not_named(cast: Cast) -> None:
    found = saved_too_late(cast, f"account={cast.oresund.pk}")
    assert found.fields[0].mine_text == str(cast.oresund.pk)
    assert found.fields[0].theirs_text == str(cast.akero)


def test_columns_that_no_form_may_change_are_left_out(cast: Cast) -> None:
    assert saved_too_late(cast, "deleted_at=2020-01-01&id=7").fields == []
