"""Which operators a field of each kind has, and what each asks the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import ceil, floor
from operator import pos
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.common.lists.conditions import Reader
from crm.common.lists.where import periods
from crm.common.lists.where.operands import (
    Choices,
    Day,
    Days,
    Label,
    Nothing,
    Number,
    Operand,
    Pair,
    Period,
    Records,
    Several,
    Text,
)
from crm.common.sorting import folded

Build = Callable[[str, Any, Reader], Q]


@dataclass(frozen=True)
class Operator:
    """`build(column, value, reader)` asks for the rows meant, or, when it `negates`, for those
    not meant. The label has a … where the value stands.
    """

    name: str
    label: Label
    operand: Operand
    build: Build
    negates: bool = False


@dataclass(frozen=True)
class Kind:
    operators: tuple[Operator, ...]

    def operator(self, name: object) -> Operator | None:
        return next((item for item in self.operators if item.name == name), None)


def _lookup(lookup: str) -> Build:
    return lambda column, value, reader: Q(**{f"{column}__{lookup}": value})


def _folded(lookup: str) -> Build:
    return lambda column, value, reader: Q(**{f"{column}__{lookup}": folded(value)})


def _written(column: str, value: None, reader: Reader) -> Q:
    return Q(**{f"{column}__isnull": False}) & ~Q(**{column: ""})


def _there(column: str, value: None, reader: Reader) -> Q:
    return Q(**{f"{column}__isnull": False})


def _records(column: str, value: Any, reader: Reader) -> Q:
    return Q(**{f"{column}__in": value.pks})


def _emptiness(filled: Build) -> tuple[Operator, Operator]:
    return (
        Operator("empty", _("is empty"), Nothing(), filled, negates=True),
        Operator("filled", _("is filled in"), Nothing(), filled),
    )


def _texts(lookup: Callable[[str], Build], exact: str, begins: str, contains: str) -> Kind:
    return Kind(
        (
            Operator("has", _("contains …"), Text(), lookup(contains)),
            Operator("is", _("is …"), Text(), lookup(exact)),
            Operator("begins", _("begins with …"), Text(), lookup(begins)),
            Operator("lacks", _("does not contain …"), Text(), lookup(contains), negates=True),
            *_emptiness(_written),
        )
    )


TEXT = _texts(_lookup, "iexact", "istartswith", "icontains")
NAME = _texts(_folded, "exact", "startswith", "contains")
"""Of a sort key: upper and lower case and accents are alike."""

Rounding = Callable[[Decimal], Decimal | int]


def _numbers(least: Rounding, most: Rounding) -> Kind:
    """`least` and `most` turn a number asked for into one that the column can hold.

    A bound that all numbers of the column are within, Django leaves out, so NULL is named.
    """

    def at_least(column: str, value: Decimal, reader: Reader) -> Q:
        return Q(**{f"{column}__gte": least(value), f"{column}__isnull": False})

    def at_most(column: str, value: Decimal, reader: Reader) -> Q:
        return Q(**{f"{column}__lte": most(value), f"{column}__isnull": False})

    def between(column: str, ends: tuple[Decimal, Decimal], reader: Reader) -> Q:
        return at_least(column, ends[0], reader) & at_most(column, ends[1], reader)

    def exactly(column: str, value: Decimal, reader: Reader) -> Q:
        return between(column, (value, value), reader)

    return Kind(
        (
            Operator("min", _("at least …"), Number(), at_least),
            Operator("max", _("at most …"), Number(), at_most),
            Operator("is", _("is …"), Number(), exactly),
            Operator("between", _("between … and …"), Pair(Number()), between),
            *_emptiness(_there),
        )
    )


NUMBER = _numbers(pos, pos)
WHOLE = _numbers(ceil, floor)
"""Of a column of whole numbers: at least 1.5 means at least 2, and none is 1.5."""

PRESENCE = Kind(_emptiness(_there))

FLAG = Kind(
    (
        Operator("yes", _("yes"), Nothing(), lambda column, value, reader: Q(**{column: True})),
        Operator("no", _("no"), Nothing(), lambda column, value, reader: Q(**{column: False})),
    )
)

Between = Callable[[str, periods.Span], Q]


def _days(column: str, span: periods.Span) -> Q:
    first, last = span
    from_first = Q(**{f"{column}__gte": first}) if first else Q()
    return from_first & (Q(**{f"{column}__lte": last}) if last else Q())


def _instants(column: str, span: periods.Span) -> Q:
    """Days begin at midnight where the business is done."""
    first, last = span
    from_first = Q(**{f"{column}__gte": _midnight(first)}) if first else Q()
    if last is None:
        return from_first
    return from_first & Q(**{f"{column}__lt": _midnight(last + timedelta(days=1))})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


def _dated(between: Between) -> Kind:
    def within(span: Callable[[date, Any], periods.Span]) -> Build:
        return lambda column, value, reader: between(column, span(reader.today, value))

    one_day = timedelta(days=1)
    last, ahead = within(periods.last_days), within(periods.next_days)
    on = within(lambda today, day: (day, day))
    before = within(lambda today, day: (None, day - one_day))
    after = within(lambda today, day: (day + one_day, None))
    return Kind(
        (
            Operator("last", _("in the last … days"), Days(), last),
            Operator("next", _("in the next … days"), Days(), ahead),
            Operator("not_last", _("not in the last … days"), Days(), last, negates=True),
            Operator("period", _("is …"), Period(), within(periods.period)),
            Operator("on", _("on …"), Day(), on),
            Operator("before", _("before …"), Day(), before),
            Operator("after", _("after …"), Day(), after),
            Operator(
                "between", _("between … and …"), Pair(Day()), within(lambda today, span: span)
            ),
            *_emptiness(_there),
        )
    )


DATE = _dated(_days)
INSTANT = _dated(_instants)


def choice(choices: Choices) -> Kind:
    return Kind(
        (
            Operator("any", _("is any of …"), Several(choices), _lookup("in")),
            Operator("none", _("is none of …"), Several(choices), _lookup("in"), negates=True),
            *_emptiness(_written),
        )
    )


def records(rows: Callable[[Any], "QuerySet[Any]"], *, me: bool = False) -> Kind:
    """`rows(user)` may be chosen from, in the order to offer them; with `me`, the reader too."""
    operand = Records(rows, me=me)
    return Kind(
        (
            Operator("any", _("is any of …"), operand, _records),
            Operator("none", _("is none of …"), operand, _records, negates=True),
            *_emptiness(_there),
        )
    )
