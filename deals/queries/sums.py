"""What open deals add up to in base currency.

The database adds by currency and probability, which leaves few rows however many deals there are;
these are turned into base currency and weighted here, and rounded where they are shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from django.db.models import Count, QuerySet, Sum

DIGITS = 60
"""Enough for any sum, rate and share to be exact."""


@dataclass(frozen=True)
class OpenSums:
    """In base currency; None where no value is known.

    `unsummed`: deals with a value for which no exchange rate is known.
    """

    count: int = 0
    value: Decimal | None = None
    weighted: Decimal | None = None
    unsummed: int = 0
    valueless: int = 0

    def __add__(self, other: "OpenSums") -> "OpenSums":
        with localcontext(prec=DIGITS):
            return OpenSums(
                self.count + other.count,
                _plus(self.value, other.value),
                _plus(self.weighted, other.weighted),
                self.unsummed + other.unsummed,
                self.valueless + other.valueless,
            )


@dataclass(frozen=True)
class Yardstick:
    """What turns amounts into sums: the rate of each currency, the probability of each stage."""

    rates: Mapping[str, Decimal]
    chances: Mapping[int, int]

    def measure(self, group: Mapping[str, Any]) -> OpenSums:
        """The sums of one group of `grouped`."""
        rate = self.rates.get(group["currency"])
        chance = group["probability"]
        chance = self.chances[group["stage"]] if chance is None else chance
        valueless = group["cases"] - group["valued"]
        if rate is None or group["total"] is None:
            return OpenSums(group["cases"], None, None, group["valued"], valueless)
        with localcontext(prec=DIGITS):
            value = group["total"] * rate
            return OpenSums(group["cases"], value, value * chance / 100, 0, valueless)


def grouped(rows: QuerySet[Any], *keys: str, **counts: Any) -> Iterable[dict[str, Any]]:
    """One statement over all rows: by these keys and whatever decides rate and probability."""
    groups: Iterable[dict[str, Any]] = (
        rows.order_by()
        .values(*keys, "stage", "currency", "probability")
        .annotate(cases=Count("*"), valued=Count("value"), total=Sum("value"), **counts)
    )
    return groups


def total(parts: Iterable[OpenSums]) -> OpenSums:
    return sum(parts, OpenSums())


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other
