"""Numbers in conditions and in parameters: fractions of whole columns, and far too many digits."""

from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client

from accounts.models import Account
from crm.common.lists import registry
from crm.common.lists.declared import select_rows
from crm.common.lists.where.operands import Json
from crm.common.lists.where.parsing import compact
from tests.cast import Cast
from users.models import User

TOO_LONG = "9" * 5000  # Python refuses to read a number of so many digits
ClientOf = Callable[[User], Client]


@pytest.mark.parametrize(
    ("operator", "operand", "counts"),
    [
        ("is", "2", [2]),
        ("is", "1.5", []),
        ("min", "1.5", [2, 3]),
        ("max", "2.5", [1, 2]),
        ("between", ["1.2", "2.8"], [2]),
        ("between", ["1.2", "1.8"], []),
        ("min", "-1", [1, 2, 3]),
        ("max", "9999999999", [1, 2, 3]),
        ("between", ["-999999999999999", "999999999999999"], [1, 2, 3]),
    ],
)
def test_a_fraction_is_no_whole_number(
    cast: Cast, operator: str, operand: Json, counts: list[int]
) -> None:
    for count in (1, 2, 3):
        Account.objects.create(name=f"{count} employees", owner=cast.anna, employees=count)
    query = QueryDict(mutable=True)
    query["where"] = compact({"all": [["employees", operator, operand]]})
    rows = select_rows(registry.get("accounts"), cast.anna, query).rows
    assert list(rows.order_by("employees").values_list("employees", flat=True)) == counts


def test_a_key_of_thousands_of_digits_is_no_key(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    line = {"row": "0", "field-0": "owner", "op-0": "any", "value-0": TOO_LONG}
    builder = client.get("/lists/accounts/filter/", {"sent": "1", "apply": "1", **line})
    assert builder.status_code == 422
    move = client.post(f"/deals/{cast.akero_deal.pk}/move/", {"to": TOO_LONG})
    assert move.status_code == 400
    assert client.get("/deals/new/", {"account": TOO_LONG}).status_code == 200
    lines = client.post("/deals/new/", {"more": "1", "lines-TOTAL_FORMS": TOO_LONG})
    assert lines.status_code < 500
    addresses = {"more": "addresses", "addresses-TOTAL_FORMS": TOO_LONG}
    assert client.post("/contacts/new/", addresses).status_code < 500
