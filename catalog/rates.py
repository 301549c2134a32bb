"""Money of many currencies in one: the base currency of the installation, at the rate of a day."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, OuterRef, Subquery, Value, When
from django.db.models.expressions import Combinable

from catalog.models import ExchangeRate
from crm.common.currencies import base_currency

RATE = DecimalField(max_digits=30, decimal_places=8)
AMOUNT = DecimalField(max_digits=38, decimal_places=10)


def rate_on(currency: str, day: Any) -> Case:
    """The rate of the row's `currency` column on `day` (a date or an expression); NULL when none
    is known yet.
    """
    known = ExchangeRate.objects.filter(currency=OuterRef(currency), day__lte=day)
    newest = Subquery(known.order_by("-day").values("rate")[:1], output_field=RATE)
    return Case(
        When(**{currency: base_currency()}, then=Value(1, output_field=RATE)),
        default=newest,
        output_field=RATE,
    )


def in_base_currency(value: str, currency: str, day: Any) -> Combinable:
    """Expression: the column `value` in base currency, unrounded; NULL where value or rate is
    missing.

    `day` is a date, or `OuterRef("closed_on")` for the rate of the row's own day.
    """
    return F(value) * rate_on(currency, day)


RATE_SQL = """
    CASE WHEN {currency} = %(base)s THEN 1 ELSE (
        SELECT rate.rate FROM catalog_exchangerate rate
        WHERE rate.currency = {currency} AND rate.day <= {day} AND rate.deleted_at IS NULL
        ORDER BY rate.day DESC LIMIT 1
    ) END
"""


def rate_sql(currency: str, day: str) -> str:
    """The same as `rate_on` for statements written in SQL; both are column expressions, and
    %(base)s is a parameter.
    """
    return RATE_SQL.format(currency=currency, day=day)


def rates_on(day: date) -> dict[str, Decimal]:
    """What one unit of each currency costs in base currency on that day; the base itself is 1."""
    known = ExchangeRate.objects.filter(day__lte=day).order_by("currency", "-day")
    newest = known.distinct("currency").values_list("currency", "rate")
    return {**dict(newest), base_currency(): Decimal(1)}
