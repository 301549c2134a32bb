"""What open deals add up to in base currency.

The database adds by currency and probability, which leaves few rows however many deals there are;
these are turned into base currency and weighted here, and rounded where they are shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from django.db.models import Count, QuerySet, Sum

Group = Mapping[str, Any]
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

    def sums_by(self, key: str, groups: Iterable[Group]) -> dict[Any, OpenSums]:
        """The sums of the groups of `grouped` that have the same value of this key."""
        parts: dict[Any, list[Group]] = {}
        for group in groups:
            parts.setdefault(group[key], []).append(group)
        with localcontext(prec=DIGITS):
            return {value: self._sums(found) for value, found in parts.items()}

    def _sums(self, groups: Sequence[Group]) -> OpenSums:
        rated = [group for group in groups if group["currency"] in self.rates]
        worths = [
            (group["total"] * self.rates[group["currency"]], self._chance(group))
            for group in rated
            if group["total"] is not None
        ]
        count, valued = (sum(group[name] for group in groups) for name in ("cases", "valued"))
        return OpenSums(
            count=count,
            value=sum((worth for worth, _chance in worths), Decimal(0)) if worths else None,
            weighted=(
                sum((worth * chance for worth, chance in worths), Decimal(0)) / 100
                if worths
                else None
            ),
            unsummed=valued - sum(group["valued"] for group in rated),
            valueless=count - valued,
        )

    def _chance(self, group: Group) -> int:
        own: int | None = group["probability"]
        return self.chances[group["stage"]] if own is None else own


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
