"""Conditions of the filter builder, and whom they find."""

from typing import Any

from django.http import QueryDict

from crm.common.lists import registry
from crm.common.lists.conditions import Field, Reader
from crm.common.lists.declared import Selection, select_rows
from crm.common.lists.where.operands import Records, Several
from crm.common.lists.where.parsing import compact
from users.models import User

KEYS = ["accounts", "contacts", "deals", "products"]
SAMPLES: dict[str, Any] = {
    "text": "a",
    "number": "12.5",
    "numbers": [1, "2"],
    "date": "2026-01-31",
    "dates": ["2026-01-01", "2026-12-31"],
    "days": 30,
    "select": "this_quarter",
    "": None,
}


def selected(user: User, key: str, where: object) -> Selection:
    query = QueryDict(mutable=True)
    query["where"] = where if isinstance(where, str) else compact(where)
    return select_rows(registry.get(key), user, query)


def found(user: User, key: str, where: object) -> set[str]:
    return {str(row) for row in selected(user, key, where).shown()}


def condition(field: Field, name: str, reader: Reader) -> list[Any]:
    """One that this operator of the field takes."""
    operand = field.kind.operator(name).operand
    if isinstance(operand, Several):
        return [field.name, name, [next(iter(operand.choices))]]
    if isinstance(operand, Records):
        return [field.name, name, [row.pk for row in operand.rows(reader.user)[:2]]]
    sample = SAMPLES[operand.widget]
    return [field.name, name] if sample is None else [field.name, name, sample]
