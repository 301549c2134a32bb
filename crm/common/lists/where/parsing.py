"""From the address's `where` to conditions; whatever is unknown there is refused."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from crm.common.lists.conditions import Field, Reader
from crm.common.lists.where.kinds import Operator
from crm.common.lists.where.operands import ImpossibleError, Json

LONGEST = 2000
"""Characters of `where`; an address stays below what servers take."""
MOST_CONDITIONS = 20
ALL, ANY = "all", "any"

Fields = Mapping[str, Field]
Rows = TypeVar("Rows", bound="QuerySet[Any]")


@dataclass(frozen=True)
class Condition:
    """`json` is how it stands in the address, `value` what the operator works with."""

    field: Field
    operator: Operator
    value: Any
    json: Json

    def conditions(self) -> Iterator["Condition"]:
        yield self

    def q(self, reader: Reader) -> Q:
        field = self.field
        column = computed(field) if field.expression else field.column
        meant = self.operator.build(column, self.value, reader)
        if field.related:
            related = field.related.rows(reader.user)
            mine = related.filter(**{field.related.key: OuterRef(field.related.outer)})
            meant = Q(Exists(mine.filter(meant)))
        if not self.operator.negates:
            return meant
        unknown = Q(**{f"{column}__isnull": True}) if field.expression else Q()
        return ~meant | unknown


@dataclass(frozen=True)
class Group:
    mode: str
    items: tuple["Condition | Group", ...]

    @property
    def json(self) -> Json:
        return {self.mode: [item.json for item in self.items]}

    def conditions(self) -> Iterator[Condition]:
        for item in self.items:
            yield from item.conditions()

    def q(self, reader: Reader) -> Q:
        together = and_ if self.mode == ALL else or_
        return reduce(together, (item.q(reader) for item in self.items))

    def filter(self, rows: Rows, reader: Reader) -> Rows:
        fields = [condition.field for condition in self.conditions()]
        needed = {
            computed(field): field.expression(reader) for field in fields if field.expression
        }
        return (rows.alias(**needed) if needed else rows).filter(self.q(reader))

    def without(self, index: int) -> "Group | None":
        kept = (*self.items[:index], *self.items[index + 1 :])
        return Group(self.mode, kept) if kept else None


def computed(field: Field) -> str:
    return f"where_{field.name}"


def written(group: Group | None) -> str:
    """As it stands in the address."""
    return compact(group.json) if group else ""


def compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def parse(text: str, fields: Fields, reader: Reader) -> Group | None:
    """Raises ImpossibleError."""
    return group_of(loaded(text), fields, reader) if text else None


def loaded(text: str) -> Json:
    if len(text) > LONGEST:
        raise ImpossibleError(_("These conditions are too long for an address."))
    try:
        return json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise ImpossibleError(_("These conditions cannot be read.")) from error


def group_of(value: Json, fields: Fields, reader: Reader) -> Group:
    group = _group(value, fields, reader, nested=False)
    if sum(1 for _condition in group.conditions()) > MOST_CONDITIONS:
        raise ImpossibleError(_("There can be 20 conditions at most."))
    return group


def _group(value: Json, fields: Fields, reader: Reader, *, nested: bool) -> Group:
    if not isinstance(value, dict) or len(value) != 1:
        raise ImpossibleError(_("These conditions cannot be read."))
    ((mode, items),) = value.items()
    if mode not in {ALL, ANY} or not isinstance(items, list):
        raise ImpossibleError(_("These conditions cannot be read."))
    if not 0 < len(items) <= MOST_CONDITIONS:
        raise ImpossibleError(_("There can be 20 conditions at most."))
    return Group(mode, tuple(_item(item, fields, reader, nested=nested) for item in items))


def _item(value: Json, fields: Fields, reader: Reader, *, nested: bool) -> Condition | Group:
    if isinstance(value, dict) and not nested:
        return _group(value, fields, reader, nested=True)
    return condition_of(value, fields, reader)


def condition_of(value: Json, fields: Fields, reader: Reader) -> Condition:
    if not isinstance(value, list) or len(value) not in {2, 3}:
        raise ImpossibleError(_("These conditions cannot be read."))
    name, asked, operand = (*value, None)[:3]
    field = fields.get(name) if isinstance(name, str) else None
    if field is None:
        raise ImpossibleError(_("This list has no such field."))
    operator: Operator | None = field.kind.operator(asked)
    if operator is None:
        raise ImpossibleError(_("“%(field)s” cannot be asked like that.") % {"field": field.label})
    return Condition(field, operator, operator.operand.read(operand, reader), value)


def _no_float(text: str) -> Any:
    raise ValueError(text)
